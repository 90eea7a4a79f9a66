/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SSHSIG (OpenSSH's PROTOCOL.sshsig): the armor and the blob taken apart strictly, the signature verified with libsodium.
 * Making one is ssh_keygen.c's job; whether a key may sign for a role is the ledger's answer, not this file's.
 */
#include "wire.h"

#include "../base/sha256.h"
#include "../base/text.h"

#include <sodium.h>

#define ARMOR_MAX (16u << 10)
#define BEGIN_LINE "-----BEGIN SSH SIGNATURE-----\n"
#define END_LINE "-----END SSH SIGNATURE-----"
#define MAGIC "SSHSIG"
#define MAGIC_SIZE 6

static int bad(struct sanya_error *err, const char *why)
{
	return sanya_error_set(err, SANYA_DIFFERS, "this is not a good signature: %s", why);
}

/* From BEGIN to END, base64 in lines, one newline after END or none. */
static int take_off_armor(const char *armor, size_t size, struct sanya_buffer *ret_blob, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer joined;
	const size_t begin = strlen(BEGIN_LINE), end = strlen(END_LINE);

	sanya_buffer_init(&joined, ARMOR_MAX);
	if (size > ARMOR_MAX)
		return bad(err, "it is too large");
	if (size > 0 && armor[size - 1] == '\n')
		size--;
	if (size < begin + end || memcmp(armor, BEGIN_LINE, begin) != 0)
		return bad(err, "it does not begin with -----BEGIN SSH SIGNATURE-----");
	if (memcmp(armor + size - end, END_LINE, end) != 0 || armor[size - end - 1] != '\n')
		return bad(err, "it does not end with " END_LINE);
	for (size_t i = begin; i < size - end; i++) {
		if (armor[i] != '\n')
			sanya_buffer_byte(&joined, (unsigned char)armor[i]);
		else if (i > begin && armor[i - 1] == '\n')
			return bad(err, "there is an empty line in it");
	}
	if (sanya_buffer_check(&joined, "a signature", err) != 0)
		return -1;
	if (sanya_base64_parse(joined.data, joined.size, ret_blob, err) != 0)
		return -1;
	return sanya_buffer_check(ret_blob, "a signature", err);
}

struct parts {
	struct sanya_public_key key;
	struct sanya_wire name_space, reserved, hash_name, signature;
};

static int take_apart(const struct sanya_buffer *blob, struct parts *ret, struct sanya_error *err)
{
	struct sanya_wire wire = { .at = (const unsigned char *)blob->data, .left = blob->size };
	struct sanya_wire key, signature, type;

	if (wire.left < MAGIC_SIZE || memcmp(wire.at, MAGIC, MAGIC_SIZE) != 0)
		return bad(err, "it is no SSH signature");
	wire.at += MAGIC_SIZE;
	wire.left -= MAGIC_SIZE;
	if (sanya_wire_number(&wire) != 1)
		return bad(err, "its version is not 1");
	key = sanya_wire_string(&wire);
	ret->name_space = sanya_wire_string(&wire);
	ret->reserved = sanya_wire_string(&wire);
	ret->hash_name = sanya_wire_string(&wire);
	signature = sanya_wire_string(&wire);
	if (wire.bad || wire.left != 0)
		return bad(err, "its parts do not add up");
	if (sanya_public_key_read(key, &ret->key, err) != 0)
		return -1;
	type = sanya_wire_string(&signature);
	ret->signature = sanya_wire_string(&signature);
	if (!sanya_wire_is(&type, SANYA_KEY_TYPE) || ret->signature.bad || signature.left != 0 ||
	    ret->signature.left != SANYA_ED25519_SIGNATURE_SIZE)
		return bad(err, "its last part is no Ed25519 signature");
	return 0;
}

/* What the key has signed: the namespace, and a hash of the bytes. */
static int signed_bytes(const struct parts *parts, const void *bytes, size_t size, struct sanya_buffer *ret,
			struct sanya_error *err)
{
	unsigned char hash[crypto_hash_sha512_BYTES];
	size_t hash_size = sizeof(hash);

	if (sanya_wire_is(&parts->hash_name, "sha512")) {
		crypto_hash_sha512(hash, bytes, size);
	} else if (sanya_wire_is(&parts->hash_name, "sha256")) {
		struct sanya_sha256 short_hash = sanya_sha256_of(bytes, size);

		hash_size = sizeof(short_hash.bytes);
		memcpy(hash, short_hash.bytes, hash_size);
	} else {
		return bad(err, "its hash is neither sha256 nor sha512");
	}
	sanya_buffer_add(ret, MAGIC, MAGIC_SIZE);
	sanya_wire_add_string(ret, parts->name_space.at, parts->name_space.left);
	sanya_wire_add_string(ret, parts->reserved.at, parts->reserved.left);
	sanya_wire_add_string(ret, parts->hash_name.at, parts->hash_name.left);
	sanya_wire_add_string(ret, hash, hash_size);
	return sanya_buffer_check(ret, "a signature", err);
}

int sanya_sshsig_verify(const char *armor, size_t armor_size, const void *bytes, size_t size, const char *name_space,
			struct sanya_public_key *ret_key, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer blob;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer message;
	struct parts parts;

	sanya_buffer_init(&blob, ARMOR_MAX);
	sanya_buffer_init(&message, ARMOR_MAX);
	if (sanya_sodium_ready(err) != 0 || take_off_armor(armor, armor_size, &blob, err) != 0 ||
	    take_apart(&blob, &parts, err) != 0)
		return -1;
	if (!sanya_wire_is(&parts.name_space, name_space)) {
		int shown = parts.name_space.left > 64 ? 64 : (int)parts.name_space.left;

		return sanya_error_set(err, SANYA_DIFFERS, "this signature was made for \"%.*s\", not for \"%s\"", shown,
				       (const char *)parts.name_space.at, name_space);
	}
	if (signed_bytes(&parts, bytes, size, &message, err) != 0)
		return -1;
	if (crypto_sign_verify_detached(parts.signature.at, (const unsigned char *)message.data, message.size,
					parts.key.bytes) != 0)
		return bad(err, "it does not fit the document, or the document was changed");
	*ret_key = parts.key;
	return 0;
}
