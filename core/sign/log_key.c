/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The installation's own key, which signs checkpoints: a file of mode 0600 in the form that Go's note package uses
 * ("PRIVATE+KEY+name+hash+seed").  People's keys never pass through here.
 */
#include "note.h"
#include "wire.h"

#include "../base/file.h"
#include "../base/sha256.h"
#include "../base/text.h"

#include <errno.h>
#include <sodium.h>
#include <sys/stat.h>

#define PRIVATE_PREFIX "PRIVATE+KEY+"
#define KEY_FILE_MAX (4u << 10)

void sanya_note_hash(const char *name, const unsigned char *public_key, unsigned char *ret)
{
	unsigned char text[SANYA_NOTE_NAME_MAX + 2 + SANYA_ED25519_SIZE];
	size_t size = strlen(name);
	struct sanya_sha256 hash;

	memcpy(text, name, size);
	text[size++] = '\n';
	text[size++] = SANYA_NOTE_ED25519;
	memcpy(text + size, public_key, SANYA_ED25519_SIZE);
	hash = sanya_sha256_of(text, size + SANYA_ED25519_SIZE);
	memcpy(ret, hash.bytes, SANYA_NOTE_HASH_SIZE);
}

/* A name has neither white space nor "+", and is not empty. */
static bool name_is_good(const char *name, size_t size)
{
	if (size == 0 || size >= SANYA_NOTE_NAME_MAX || sanya_utf8_check(name, size) != size)
		return false;
	for (size_t i = 0; i < size; i++) {
		if ((unsigned char)name[i] <= ' ' || name[i] == '+' || name[i] == 0x7f)
			return false;
	}
	return true;
}

int sanya_note_key_parse(const char *text, size_t size, struct sanya_note_key *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer bytes;
	const char *first = memchr(text, '+', size);
	size_t name = first == NULL ? 0 : (size_t)(first - text);
	const char *second = first == NULL ? NULL : memchr(first + 1, '+', size - name - 1);
	struct sanya_note_key key;

	sanya_buffer_init(&bytes, KEY_FILE_MAX);
	if (second == NULL || second - first != 2 * SANYA_NOTE_HASH_SIZE + 1 || !name_is_good(text, name))
		return sanya_error_set(err, SANYA_FAILED, "this is not a ledger's key: \"name+hash+key\" is expected");
	memcpy(key.name, text, name);
	key.name[name] = '\0';
	if (sanya_hex_parse(first + 1, 2 * SANYA_NOTE_HASH_SIZE, key.hash, sizeof(key.hash), err) != 0 ||
	    sanya_base64_parse(second + 1, size - (size_t)(second + 1 - text), &bytes, err) != 0 ||
	    sanya_buffer_check(&bytes, "a ledger's key", err) != 0)
		return -1;
	if (bytes.size != 1 + sizeof(key.bytes) || bytes.data[0] != SANYA_NOTE_ED25519)
		return sanya_error_set(err, SANYA_FAILED, "this ledger's key is not an Ed25519 key");
	memcpy(key.bytes, bytes.data + 1, sizeof(key.bytes));
	sodium_memzero(bytes.data, bytes.size);
	*ret = key;
	return 0;
}

void sanya_note_key_format(const struct sanya_note_key *key, struct sanya_buffer *out)
{
	unsigned char bytes[1 + sizeof(key->bytes)];

	bytes[0] = SANYA_NOTE_ED25519;
	memcpy(bytes + 1, key->bytes, sizeof(key->bytes));
	sanya_buffer_printf(out, "%s+", key->name);
	sanya_hex_add(out, key->hash, sizeof(key->hash));
	sanya_buffer_byte(out, '+');
	sanya_base64_add(out, bytes, sizeof(bytes));
	sodium_memzero(bytes, sizeof(bytes));
}

void sanya_note_key_wipe(struct sanya_note_key *key)
{
	sodium_memzero(key, sizeof(*key));
}

static void public_half(const struct sanya_note_key *key, struct sanya_note_key *ret)
{
	unsigned char secret[crypto_sign_SECRETKEYBYTES];

	*ret = *key;
	crypto_sign_seed_keypair(ret->bytes, secret, key->bytes);
	sodium_memzero(secret, sizeof(secret));
}

int sanya_log_key_new(const char *path, const char *origin, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_note_key_wipe) struct sanya_note_key key = { .name = "" };
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	struct sanya_note_key public_key;
	int result;

	sanya_buffer_init(&text, KEY_FILE_MAX);
	if (sanya_sodium_ready(err) != 0)
		return -1;
	if (!name_is_good(origin, strlen(origin)))
		return sanya_error_set(err, SANYA_USAGE, "\"%s\" cannot name a ledger: no spaces, no \"+\"", origin);
	if (sanya_file_exists(path)) {
		sanya_error_set(err, SANYA_FAILED, "there is a ledger's key here already: it is never replaced");
		return sanya_error_at(err, path, 0, 0);
	}
	snprintf(key.name, sizeof(key.name), "%s", origin);
	randombytes_buf(key.bytes, sizeof(key.bytes));
	public_half(&key, &public_key);
	sanya_note_hash(key.name, public_key.bytes, key.hash);
	sanya_buffer_text(&text, PRIVATE_PREFIX);
	sanya_note_key_format(&key, &text);
	sanya_buffer_byte(&text, '\n');
	result = sanya_buffer_check(&text, "the ledger's key", err);
	if (result == 0)
		result = sanya_file_write(path, text.data, text.size, 0600, err);
	sodium_memzero(text.data, text.size);
	return result;
}

int sanya_log_key_read(const char *path, struct sanya_note_key *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	const size_t prefix = strlen(PRIVATE_PREFIX);
	struct stat status;
	int result;

	sanya_buffer_init(&text, KEY_FILE_MAX);
	if (sanya_sodium_ready(err) != 0 || sanya_file_read(path, &text, err) != 0)
		return -1;
	if (stat(path, &status) == 0 && (status.st_mode & 077) != 0) {
		sanya_error_set(err, SANYA_FAILED, "others can read the ledger's key (mode %03o): it is not used",
				(unsigned)(status.st_mode & 0777));
		sanya_error_next(err, "chmod 600 %s", path);
		return sanya_error_at(err, path, 0, 0);
	}
	if (text.size > 0 && text.data[text.size - 1] == '\n')
		sanya_buffer_cut(&text, text.size - 1);
	if (text.size < prefix || memcmp(text.data, PRIVATE_PREFIX, prefix) != 0)
		result = sanya_error_set(err, SANYA_FAILED, "this is not a ledger's private key");
	else
		result = sanya_note_key_parse(text.data + prefix, text.size - prefix, ret, err);
	sodium_memzero(text.data, text.size);
	return result == 0 ? 0 : sanya_error_at(err, path, 0, 0);
}

int sanya_log_key_verifier(const char *path, struct sanya_buffer *out, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_note_key_wipe) struct sanya_note_key key = { .name = "" };
	struct sanya_note_key public_key;

	if (sanya_log_key_read(path, &key, err) != 0)
		return -1;
	public_half(&key, &public_key);
	sanya_note_key_format(&public_key, out);
	return sanya_buffer_check(out, "the ledger's verifier", err);
}
