/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys and signatures.  People sign with their own Ed25519 SSH keys in OpenSSH's SSHSIG format, so that stock `ssh-keygen -Y verify`
 * can check every signature; the installation signs checkpoints of the ledger as C2SP signed notes with a key of its own.
 *
 * Making an SSHSIG is left to the stock ssh-keygen, started as a program: it reads encrypted keys, asks for the passphrase on the
 * terminal, and talks to ssh-agent.  Verifying is done here, with libsodium.  This room knows files of keys and nothing of contracts.
 */
#ifndef SANYA_SIGN_SIGN_H
#define SANYA_SIGN_SIGN_H

#include "../base/buffer.h"
#include "../base/error.h"

#define SANYA_ED25519_SIZE 32

struct sanya_public_key {
	unsigned char bytes[SANYA_ED25519_SIZE];
};

/* "ssh-ed25519 AAAA… comment".  Other types, small-order points and trailing rubbish are refused with a reason. */
int sanya_public_key_parse(const char *text, struct sanya_public_key *ret, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_public_key_format(const struct sanya_public_key *key, struct sanya_buffer *out); /* "ssh-ed25519 AAAA…" */
void sanya_public_key_fingerprint(const struct sanya_public_key *key, struct sanya_buffer *out); /* "SHA256:…" as ssh-keygen -l */
/* The public half of a key file: PATH.pub, or PATH itself when it is public, or what ssh-keygen -y prints. */
int sanya_public_key_of_file(const char *path, struct sanya_public_key *ret, struct sanya_error *err) SANYA_MUST_CHECK;

/* Verify an armored SSHSIG over `bytes` in a namespace ("accept@sanya"); *ret_key is the key that made it. */
int sanya_sshsig_verify(const char *armor, size_t armor_size, const void *bytes, size_t size, const char *name_space,
			struct sanya_public_key *ret_key, struct sanya_error *err) SANYA_MUST_CHECK;
/* Sign with the private key in `key_path` (or its agent's, when only PATH.pub exists). */
int sanya_sshsig_sign(const char *key_path, const char *name_space, const void *bytes, size_t size,
		      struct sanya_buffer *ret_armor, struct sanya_error *err) SANYA_MUST_CHECK;

/* Make a key pair at PATH and PATH.pub with ssh-keygen, which asks for the passphrase on the terminal unless `passphrase` is false.
 * Existing files are refused. */
int sanya_key_make(const char *path, const char *comment, bool passphrase, struct sanya_error *err) SANYA_MUST_CHECK;

/* The installation's key: a file of mode 0600.  `origin` names the ledger: "sanya.COMPANY/ledger". */
int sanya_log_key_new(const char *path, const char *origin, struct sanya_error *err) SANYA_MUST_CHECK;
/* Verifier line "ORIGIN+hash+base64" for people outside. */
int sanya_log_key_verifier(const char *path, struct sanya_buffer *out, struct sanya_error *err) SANYA_MUST_CHECK;
/* Sign `text` (lines, ending in a newline) as a C2SP note. */
int sanya_note_sign(const char *path, const char *text, struct sanya_buffer *ret_note, struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_note_verify(const char *note, const char *verifier, struct sanya_buffer *ret_text, struct sanya_error *err)
	SANYA_MUST_CHECK;

#endif
