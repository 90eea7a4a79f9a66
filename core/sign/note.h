/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the sign room: names of note keys and their hashes (C2SP signed-note).  Nobody outside core/sign includes this file.
 */
#ifndef SANYA_SIGN_NOTE_H
#define SANYA_SIGN_NOTE_H

#include "sign.h"

#define SANYA_NOTE_NAME_MAX 256
#define SANYA_NOTE_HASH_SIZE 4
#define SANYA_NOTE_ED25519 0x01 /* the algorithm byte before a key */
#define SANYA_SEED_SIZE 32

struct sanya_note_key {
	char name[SANYA_NOTE_NAME_MAX];
	unsigned char hash[SANYA_NOTE_HASH_SIZE];
	unsigned char bytes[SANYA_SEED_SIZE]; /* public key, or the seed of a private one */
};

/* SHA-256(name || "\n" || algorithm || public key), its first four bytes. */
void sanya_note_hash(const char *name, const unsigned char *public_key, unsigned char *ret);
/* "name+hash+base64"; the hash is not compared here. */
int sanya_note_key_parse(const char *text, size_t size, struct sanya_note_key *ret, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_note_key_format(const struct sanya_note_key *key, struct sanya_buffer *out);
/* The private key of a file; its seed is wiped by sanya_note_key_wipe. */
int sanya_log_key_read(const char *path, struct sanya_note_key *ret, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_note_key_wipe(struct sanya_note_key *key);

#endif
