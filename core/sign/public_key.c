/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Public Ed25519 keys in OpenSSH's one-line form: read, write, fingerprint.
 * Keys of another type, points of small order and anything behind the key are refused, so that two verifiers cannot disagree.
 */
#include "wire.h"

#include "../base/file.h"
#include "../base/sha256.h"
#include "../base/text.h"

#include <sodium.h>

#define KEY_FILE_MAX (64u << 10)

int sanya_sodium_ready(struct sanya_error *err)
{
	if (sodium_init() >= 0)
		return 0;
	return sanya_error_set(err, SANYA_FAILED, "the library libsodium cannot be used on this machine");
}

uint32_t sanya_wire_number(struct sanya_wire *wire)
{
	uint32_t number;

	if (wire->bad || wire->left < 4) {
		wire->bad = true;
		return 0;
	}
	number = (uint32_t)wire->at[0] << 24 | (uint32_t)wire->at[1] << 16 | (uint32_t)wire->at[2] << 8 | wire->at[3];
	wire->at += 4;
	wire->left -= 4;
	return number;
}

struct sanya_wire sanya_wire_string(struct sanya_wire *wire)
{
	uint32_t size = sanya_wire_number(wire);
	struct sanya_wire string = { .at = wire->at, .left = 0, .bad = true };

	if (wire->bad || size > wire->left) {
		wire->bad = true;
		return string;
	}
	string.left = size;
	string.bad = false;
	wire->at += size;
	wire->left -= size;
	return string;
}

bool sanya_wire_is(const struct sanya_wire *wire, const char *text)
{
	return !wire->bad && wire->left == strlen(text) && memcmp(wire->at, text, wire->left) == 0;
}

void sanya_wire_add_number(struct sanya_buffer *out, uint32_t number)
{
	unsigned char bytes[4] = { (unsigned char)(number >> 24), (unsigned char)(number >> 16), (unsigned char)(number >> 8),
				   (unsigned char)number };

	sanya_buffer_add(out, bytes, sizeof(bytes));
}

void sanya_wire_add_string(struct sanya_buffer *out, const void *bytes, size_t size)
{
	sanya_wire_add_number(out, (uint32_t)size);
	sanya_buffer_add(out, bytes, size);
}

int sanya_key_type_refused(const struct sanya_wire *type, struct sanya_error *err)
{
	int shown = type->left > 64 ? 64 : (int)type->left;

	sanya_error_set(err, SANYA_FAILED, "keys of the type \"%.*s\" are not taken: Ed25519 keys only", shown,
			(const char *)type->at);
	return sanya_error_next(err, "make one: ssh-keygen -t ed25519");
}

int sanya_public_key_read(struct sanya_wire wire, struct sanya_public_key *ret, struct sanya_error *err)
{
	struct sanya_wire type = sanya_wire_string(&wire);
	struct sanya_wire point;

	if (type.bad)
		return sanya_error_set(err, SANYA_FAILED, "this is not a public key: its bytes end too early");
	if (!sanya_wire_is(&type, SANYA_KEY_TYPE))
		return sanya_key_type_refused(&type, err);
	point = sanya_wire_string(&wire);
	if (point.bad || point.left != SANYA_ED25519_SIZE)
		return sanya_error_set(err, SANYA_FAILED, "this is not an Ed25519 key: it does not have 32 bytes");
	if (wire.left != 0)
		return sanya_error_set(err, SANYA_FAILED, "there are %zu bytes behind the public key", wire.left);
	if (sanya_sodium_ready(err) != 0)
		return -1;
	if (crypto_core_ed25519_is_valid_point(point.at) != 1)
		return sanya_error_set(err, SANYA_FAILED, "this public key is weak: its point is of small order or none of the curve");
	memcpy(ret->bytes, point.at, sizeof(ret->bytes));
	return 0;
}

void sanya_public_key_blob(const struct sanya_public_key *key, struct sanya_buffer *out)
{
	sanya_wire_add_string(out, SANYA_KEY_TYPE, strlen(SANYA_KEY_TYPE));
	sanya_wire_add_string(out, key->bytes, sizeof(key->bytes));
}

static int parse_line(const char *text, struct sanya_public_key *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer blob;
	size_t type = strcspn(text, " \t\r\n");
	const char *key = text + type + strspn(text + type, " \t");
	size_t size = strcspn(key, " \t\r\n");
	const char *rest = key + size + strcspn(key + size, "\n");

	sanya_buffer_init(&blob, KEY_FILE_MAX);
	if (strncmp(text, "-----BEGIN", 10) == 0)
		return sanya_error_set(err, SANYA_FAILED, "this is a private key, not a public one");
	if (size == 0)
		return sanya_error_set(err, SANYA_FAILED, "this is not a public key: \"ssh-ed25519 AAAA… comment\" is expected");
	if (rest[strspn(rest, "\r\n")] != '\0')
		return sanya_error_set(err, SANYA_FAILED, "there is something behind the public key: one line is expected");
	if (strncmp(text, SANYA_KEY_TYPE, type) != 0 || type != strlen(SANYA_KEY_TYPE)) {
		struct sanya_wire named = { .at = (const unsigned char *)text, .left = type };

		return sanya_key_type_refused(&named, err);
	}
	if (sanya_base64_parse(key, size, &blob, err) != 0 || sanya_buffer_check(&blob, "a public key", err) != 0)
		return -1;
	return sanya_public_key_read((struct sanya_wire){ .at = (const unsigned char *)blob.data, .left = blob.size }, ret, err);
}

int sanya_public_key_parse(const char *text, struct sanya_public_key *ret, struct sanya_error *err)
{
	if (parse_line(text, ret, err) == 0)
		return 0;
	return sanya_error_next(err, "show the public key of yours: cat ~/.ssh/id_ed25519.pub");
}

void sanya_public_key_format(const struct sanya_public_key *key, struct sanya_buffer *out)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer blob;

	sanya_buffer_init(&blob, KEY_FILE_MAX);
	sanya_public_key_blob(key, &blob);
	sanya_buffer_text(out, SANYA_KEY_TYPE " ");
	sanya_base64_add(out, blob.data, blob.size);
}

void sanya_public_key_fingerprint(const struct sanya_public_key *key, struct sanya_buffer *out)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer blob;
	struct sanya_sha256 hash;

	sanya_buffer_init(&blob, KEY_FILE_MAX);
	sanya_public_key_blob(key, &blob);
	hash = sanya_sha256_of(blob.data, blob.size);
	sanya_buffer_text(out, "SHA256:");
	sanya_base64_add(out, hash.bytes, sizeof(hash.bytes));
	/* ssh-keygen -l leaves out the padding: 32 bytes have one "=". */
	if (out->failed == 0)
		sanya_buffer_cut(out, out->size - 1);
}

int sanya_public_key_of_file(const char *path, struct sanya_public_key *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	const char *const arguments[] = { "-y", "-f", path, NULL };
	char public_path[SANYA_PATH_MAX];

	sanya_buffer_init(&text, KEY_FILE_MAX);
	if ((size_t)snprintf(public_path, sizeof(public_path), "%s.pub", path) >= sizeof(public_path))
		return sanya_error_set(err, SANYA_USAGE, "the path of the key is too long");
	if (sanya_file_exists(public_path))
		path = public_path;
	if (sanya_file_read(path, &text, err) != 0)
		return -1;
	if (strncmp(text.data, "-----BEGIN", 10) == 0) {
		sanya_buffer_clear(&text);
		if (sanya_ssh_keygen_run(arguments, path, &text, err) != 0)
			return -1;
	}
	if (sanya_public_key_parse(text.data, ret, err) != 0)
		return sanya_error_at(err, path, 0, 0);
	return 0;
}
