/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The contracts of the bench's data, made active in a home that has its roster: drafted, proposed, accepted and signed by both, with real
 * signatures, in one transaction.  By command it would be five processes for each contract, each with the whole roster.  `sanya verify` holds of
 * the home afterwards.  Keys come from the people's ids: nobody's secret.
 */
#include "core/app/act.h"
#include "core/app/home.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/codec/documents.h"
#include "core/sign/sign.h"

#include <sodium.h>

#define AT INT64_C(1733130000) /* 2024-12-02T09:00:00Z: before the year of the contracts */

struct filling {
	struct sanya_act act;
	struct sanya_home home;
	char last_manager[64];
};

struct person_key {
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
	struct sanya_public_key key;
};

static void key_of(const char *person, struct person_key *ret)
{
	unsigned char seed[crypto_sign_SEEDBYTES];

	crypto_generichash(seed, sizeof seed, (const unsigned char *)person, strlen(person), NULL, 0);
	crypto_sign_seed_keypair(ret->key.bytes, ret->secret, seed);
}

static int enrol(struct filling *filling, const char *person, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer line;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer fingerprint;
	struct sanya_json *detail = sanya_json_object();
	struct person_key key;

	sanya_buffer_init(&line, SANYA_TEXT_MAX);
	sanya_buffer_init(&fingerprint, SANYA_TEXT_MAX);
	key_of(person, &key);
	sanya_public_key_format(&key.key, &line);
	sanya_public_key_fingerprint(&key.key, &fingerprint);
	sanya_json_set_text(detail, "key", line.data);
	sanya_json_set_text(detail, "fingerprint", fingerprint.data);
	filling->act.actor = "H1";
	return sanya_act_record(&filling->act, "key.enrol", person, detail, NULL, err);
}

/* SSH's strings: a big-endian length and the bytes. */
static void add_string(struct sanya_buffer *out, const void *bytes, size_t size)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		sanya_buffer_byte(out, (unsigned char)(size >> shift));
	sanya_buffer_add(out, bytes, size);
}

/* An SSHSIG as ssh-keygen -Y sign makes it (OpenSSH's PROTOCOL.sshsig). */
static void add_signature(const struct person_key *key, const char *name_space, const struct sanya_buffer *document, struct sanya_buffer *out)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer part;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer blob;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	unsigned char hash[crypto_hash_sha512_BYTES], signature[crypto_sign_BYTES];

	sanya_buffer_init(&part, SANYA_TEXT_MAX);
	sanya_buffer_init(&blob, SANYA_TEXT_MAX);
	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	crypto_hash_sha512(hash, (const unsigned char *)document->data, document->size);
	sanya_buffer_text(&part, "SSHSIG");
	add_string(&part, name_space, strlen(name_space));
	add_string(&part, "", 0);
	add_string(&part, "sha512", 6);
	add_string(&part, hash, sizeof hash);
	crypto_sign_detached(signature, NULL, (const unsigned char *)part.data, part.size, key->secret);

	sanya_buffer_text(&blob, "SSHSIG");
	sanya_buffer_add(&blob, "\0\0\0\1", 4);
	sanya_buffer_clear(&part);
	add_string(&part, "ssh-ed25519", 11);
	add_string(&part, key->key.bytes, sizeof key->key.bytes);
	add_string(&blob, part.data, part.size);
	add_string(&blob, name_space, strlen(name_space));
	add_string(&blob, "", 0);
	add_string(&blob, "sha512", 6);
	sanya_buffer_clear(&part);
	add_string(&part, "ssh-ed25519", 11);
	add_string(&part, signature, sizeof signature);
	add_string(&blob, part.data, part.size);

	sanya_base64_add(&text, blob.data, blob.size);
	sanya_buffer_text(out, "-----BEGIN SSH SIGNATURE-----\n");
	for (size_t at = 0; at < text.size; at += 70) {
		sanya_buffer_add(out, text.data + at, text.size - at < 70 ? text.size - at : 70);
		sanya_buffer_byte(out, '\n');
	}
	sanya_buffer_text(out, "-----END SSH SIGNATURE-----\n");
}

static int sign(struct filling *filling, const char *number, const char *person, const char *name_space, const struct sanya_buffer *document,
		const char *sha256, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer armor;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer line;
	struct sanya_json *detail = sanya_json_object();
	struct person_key key;

	sanya_buffer_init(&armor, SANYA_TEXT_MAX);
	sanya_buffer_init(&line, SANYA_TEXT_MAX);
	key_of(person, &key);
	sanya_public_key_format(&key.key, &line);
	add_signature(&key, name_space, document, &armor);
	if (sanya_buffer_check(&armor, "a signature", err) != 0) {
		sanya_json_free(detail);
		return -1;
	}
	sanya_json_set_integer(detail, "revision", 1);
	sanya_json_set_text(detail, "namespace", name_space);
	sanya_json_set_text(detail, "key", line.data);
	sanya_json_set_text(detail, "signature", armor.data);
	sanya_json_set_text(detail, "sha256", sha256);
	filling->act.actor = person;
	return sanya_act_record(&filling->act, "contract.sign", number, detail, NULL, err);
}

static int step(struct filling *filling, const char *type, const char *actor, const char *number, const char *sha256, struct sanya_error *err)
{
	struct sanya_json *detail = sanya_json_object();

	sanya_json_set_integer(detail, "revision", 1);
	if (sha256 != NULL)
		sanya_json_set_text(detail, "sha256", sha256);
	filling->act.actor = actor;
	return sanya_act_record(&filling->act, type, number, detail, NULL, err);
}

/* Everything from draft to active. */
static int conclude(struct filling *filling, const struct sanya_contract *contract, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer document;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer hex;
	struct sanya_json *detail = sanya_json_object(), *json = sanya_contract_json(contract);
	struct sanya_sha256 hash;

	sanya_buffer_init(&document, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&hex, 128);
	if (json == NULL || sanya_json_canonical(json, &document, err) != 0 || sanya_buffer_check(&document, "the contract", err) != 0) {
		sanya_json_free(json);
		sanya_json_free(detail);
		return -1;
	}
	hash = sanya_sha256_of(document.data, document.size);
	sanya_hex_add(&hex, hash.bytes, sizeof hash.bytes);
	sanya_json_set_integer(detail, "revision", 1);
	sanya_json_set(detail, "document", json);
	if (strcmp(contract->manager, filling->last_manager) != 0) {
		snprintf(filling->last_manager, sizeof filling->last_manager, "%s", contract->manager);
		if (enrol(filling, contract->manager, err) != 0) {
			sanya_json_free(detail);
			return -1;
		}
	}
	filling->act.actor = contract->manager;
	if (sanya_act_record(&filling->act, "contract.draft", contract->number, detail, NULL, err) != 0 ||
	    enrol(filling, contract->employee, err) != 0 ||
	    step(filling, "contract.propose", contract->manager, contract->number, NULL, err) != 0 ||
	    step(filling, "contract.accept", contract->employee, contract->number, hex.data, err) != 0 ||
	    sign(filling, contract->number, contract->manager, "offer@sanya", &document, hex.data, err) != 0 ||
	    sign(filling, contract->number, contract->employee, "accept@sanya", &document, hex.data, err) != 0)
		return -1;
	return 0;
}

/* 1: there is no such file. */
static int take(struct filling *filling, const char *folder, unsigned person, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer whole;
	struct sanya_contract contract;
	char path[SANYA_PATH_MAX], number[32];
	const char *rest;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&whole, SANYA_DOCUMENT_MAX);
	snprintf(path, sizeof path, "%s/contracts/E%05u.json", folder, person);
	snprintf(number, sizeof number, "SQ-2025-%05u", person);
	if (!sanya_file_exists(path))
		return 1;
	if (sanya_file_read(path, &text, err) != 0)
		return -1;
	rest = strchr(text.data, '{');
	if (rest == NULL)
		return sanya_error_set(err, SANYA_FAILED, "%s is no contract", path);
	sanya_buffer_printf(&whole, "{\"number\": \"%s\", \"revision\": 1, %s", number, rest + 1);
	int result = sanya_contract_parse(path, whole.data, whole.size, NULL, NULL, &contract, err);
	if (result == 0)
		result = conclude(filling, &contract, err);
	sanya_contract_done(&contract);
	return result;
}

static int fill(struct filling *filling, const char *folder, struct sanya_error *err)
{
	int result = sanya_act_begin(&filling->act, err);

	for (unsigned person = 1; result == 0; person++)
		result = take(filling, folder, person, err);
	if (result == 1)
		return sanya_act_end(&filling->act, err);
	sanya_act_undo(&filling->act);
	return -1;
}

int main(int argc, char **argv)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct filling filling = {.act = {.now = AT, .clock_given = true, .account = "bench"}};

	if (argc != 3 || sodium_init() < 0) {
		fprintf(stderr, "usage: bench-fill-home HOME DATA\n");
		return 2;
	}
	int result = sanya_home_open(argv[1], SANYA_STORE_WRITE, &filling.home, &err);
	if (result == 0) {
		filling.act.store = filling.home.store;
		result = fill(&filling, argv[2], &err);
	}
	if (result != 0)
		fprintf(stderr, "bench-fill-home: %s\n", err.what);
	sanya_home_close(&filling.home);
	return result == 0 ? 0 : 1;
}
