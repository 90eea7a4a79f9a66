/* SPDX-License-Identifier: Apache-2.0 */
/*
 * C2SP signed notes: a text, a blank line, and signature lines "— name base64(hash || signature)".
 * Lines of keys that nobody asked about are passed over, as the specification wants; a bad line of the asked key is not.
 */
#include "note.h"
#include "wire.h"

#include "../base/text.h"

#include <sodium.h>

#define NOTE_MAX (1u << 20)
#define DASH "\xe2\x80\x94 "
#define SIGNATURES_MAX 100

static bool text_is_good(const char *text, size_t size)
{
	if (size == 0 || text[size - 1] != '\n' || sanya_utf8_check(text, size) != size)
		return false;
	for (size_t i = 0; i < size; i++) {
		if ((unsigned char)text[i] < ' ' && text[i] != '\n')
			return false;
	}
	return true;
}

int sanya_note_sign(const char *path, const char *text, struct sanya_buffer *ret_note, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_note_key_wipe) struct sanya_note_key key = { .name = "" };
	unsigned char public_key[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
	unsigned char line[SANYA_NOTE_HASH_SIZE + crypto_sign_BYTES];

	if (!text_is_good(text, strlen(text)))
		return sanya_error_set(err, SANYA_FAILED, "a note must be UTF-8 text that ends in a newline");
	if (sanya_log_key_read(path, &key, err) != 0)
		return -1;
	crypto_sign_seed_keypair(public_key, secret, key.bytes);
	memcpy(line, key.hash, SANYA_NOTE_HASH_SIZE);
	crypto_sign_detached(line + SANYA_NOTE_HASH_SIZE, NULL, (const unsigned char *)text, strlen(text), secret);
	sodium_memzero(secret, sizeof(secret));
	sanya_buffer_printf(ret_note, "%s\n" DASH "%s ", text, key.name);
	sanya_base64_add(ret_note, line, sizeof(line));
	sanya_buffer_byte(ret_note, '\n');
	return sanya_buffer_check(ret_note, "a signed note", err);
}

static int bad(struct sanya_error *err, const char *why)
{
	return sanya_error_set(err, SANYA_DIFFERS, "this signed note does not hold: %s", why);
}

/* 1: a good line of this key, 0: of another key, -1: not a signature line, or a false one. */
static int check_line(const char *line, size_t size, const char *text, size_t text_size, const struct sanya_note_key *key,
		      struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer bytes;
	const size_t dash = strlen(DASH), name = strlen(key->name);
	const char *space;

	sanya_buffer_init(&bytes, NOTE_MAX);
	if (size <= dash || memcmp(line, DASH, dash) != 0 || (space = memchr(line + dash, ' ', size - dash)) == NULL)
		return bad(err, "a line behind the text is no signature line");
	if (sanya_base64_parse(space + 1, size - (size_t)(space + 1 - line), &bytes, err) != 0 ||
	    sanya_buffer_check(&bytes, "a signature line", err) != 0)
		return -1;
	if (bytes.size <= SANYA_NOTE_HASH_SIZE)
		return bad(err, "a signature line is too short");
	if ((size_t)(space - line) - dash != name || memcmp(line + dash, key->name, name) != 0 ||
	    memcmp(bytes.data, key->hash, SANYA_NOTE_HASH_SIZE) != 0)
		return 0;
	if (bytes.size != SANYA_NOTE_HASH_SIZE + crypto_sign_BYTES ||
	    crypto_sign_verify_detached((const unsigned char *)bytes.data + SANYA_NOTE_HASH_SIZE, (const unsigned char *)text,
					text_size, key->bytes) != 0)
		return bad(err, "its text was changed, or another key signed it");
	return 1;
}

static int check_lines(const char *lines, const char *text, size_t text_size, const struct sanya_note_key *key,
		       struct sanya_error *err)
{
	bool found = false;
	size_t count = 0;

	while (*lines != '\0') {
		const char *end = strchr(lines, '\n');
		int good;

		if (end == NULL)
			return bad(err, "its last line has no end");
		if (++count > SIGNATURES_MAX)
			return bad(err, "it has too many signature lines");
		good = check_line(lines, (size_t)(end - lines), text, text_size, key, err);
		if (good < 0)
			return -1;
		found = found || good > 0;
		lines = end + 1;
	}
	return found ? 0 : bad(err, "it has no signature by the key asked about");
}

int sanya_note_verify(const char *note, const char *verifier, struct sanya_buffer *ret_text, struct sanya_error *err)
{
	struct sanya_note_key key;
	unsigned char hash[SANYA_NOTE_HASH_SIZE];
	const char *split = NULL;
	size_t size;

	if (sanya_sodium_ready(err) != 0 || sanya_note_key_parse(verifier, strcspn(verifier, "\r\n"), &key, err) != 0)
		return -1;
	sanya_note_hash(key.name, key.bytes, hash);
	if (memcmp(hash, key.hash, sizeof(hash)) != 0)
		return sanya_error_set(err, SANYA_FAILED, "this ledger's key does not fit its own hash: it was copied wrongly");
	if (crypto_core_ed25519_is_valid_point(key.bytes) != 1)
		return sanya_error_set(err, SANYA_FAILED, "this ledger's key is weak: its point is of small order or none of the curve");
	if (strlen(note) > NOTE_MAX)
		return bad(err, "it is too large");
	/* The text may have blank lines of its own: the last one ends it. */
	for (const char *at = note; (at = strstr(at, "\n\n")) != NULL; at++)
		split = at;
	if (split == NULL)
		return bad(err, "there is no blank line between text and signatures");
	size = (size_t)(split - note) + 1;
	if (!text_is_good(note, size))
		return bad(err, "its text is not plain UTF-8");
	if (check_lines(split + 2, note, size, &key, err) != 0)
		return -1;
	sanya_buffer_add(ret_text, note, size);
	return sanya_buffer_check(ret_text, "a note's text", err);
}
