/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the sign room: SSH's wire format (RFC 4251, section 5: strings with a big-endian length before them) and the names that
 * several files share.  Nobody outside core/sign includes this file.
 */
#ifndef SANYA_SIGN_WIRE_H
#define SANYA_SIGN_WIRE_H

#include "sign.h"

#define SANYA_KEY_TYPE "ssh-ed25519"
#define SANYA_ED25519_SIGNATURE_SIZE 64

/* Bytes that are being read; `bad` sticks once something did not fit. */
struct sanya_wire {
	const unsigned char *at;
	size_t left;
	bool bad;
};

uint32_t sanya_wire_number(struct sanya_wire *wire);
/* A string as a wire of its own. */
struct sanya_wire sanya_wire_string(struct sanya_wire *wire);
bool sanya_wire_is(const struct sanya_wire *wire, const char *text);

void sanya_wire_add_number(struct sanya_buffer *out, uint32_t number);
void sanya_wire_add_string(struct sanya_buffer *out, const void *bytes, size_t size);

/* A public key's blob: type and bytes, nothing after.  Other types are refused by name. */
int sanya_public_key_read(struct sanya_wire wire, struct sanya_public_key *ret, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_public_key_blob(const struct sanya_public_key *key, struct sanya_buffer *out);
/* "ecdsa-sha2-nistp256": refused by name.  Always returns -1. */
int sanya_key_type_refused(const struct sanya_wire *type, struct sanya_error *err);
/* libsodium is ready. */
int sanya_sodium_ready(struct sanya_error *err) SANYA_MUST_CHECK;

/*
 * Run ssh-keygen with these arguments (NULL-terminated, without the program's name).  It may ask for a passphrase on the terminal.
 * Its stdout goes to `ret_out`; when it fails its last words are put into err, with the key's path.
 */
int sanya_ssh_keygen_run(const char *const *arguments, const char *key_path, struct sanya_buffer *ret_out,
			 struct sanya_error *err) SANYA_MUST_CHECK;

#endif
