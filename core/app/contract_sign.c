/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signing what was agreed: one signature by the acting person's own, enrolled key over the canonical document.
 * The passphrase may take minutes, so signing happens outside the transaction, and the contract is looked at again inside it.
 */
#include "amend.h"
#include "contract.h"

#include "../sign/sign.h"
#include "../store/keys.h"

#include <string.h>

struct signing {
	const struct sanya_act *act;
	const char *number, *name_space;
	int64_t revision;
	struct sanya_buffer document, key, armor;
};

/* Checks the step inside a transaction of its own that writes nothing, and fetches what is to be signed. */
static int look(struct signing *signing, struct sanya_arena *arena, struct sanya_error *err)
{
	struct sanya_contract_row row;
	struct sanya_standing standing;
	struct sanya_change change;
	struct sanya_sha256 sha256;
	struct sanya_buffer hex;
	int found;

	if (sanya_contract_begin(signing->act, signing->number, SANYA_DO_SIGN, arena, &row, &change, err) != 0)
		return -1;
	sanya_act_undo(signing->act);
	standing = sanya_contract_standing(&row);
	found = sanya_revision_document(signing->act->store, row.number, standing.revision, &signing->document, err);
	if (found < 0)
		return -1;
	sha256 = sanya_sha256_of(signing->document.data, signing->document.size);
	sanya_buffer_init(&hex, 128);
	sanya_hex_add(&hex, sha256.bytes, sizeof(sha256.bytes));
	if (found == 0 || standing.agreed_sha256 == NULL || strcmp(hex.data, standing.agreed_sha256) != 0)
		sanya_error_set(err, SANYA_FAILED, "the document of %s is not the one that was agreed; run: sanya verify", row.number);
	sanya_buffer_done(&hex);
	signing->revision = standing.revision;
	signing->name_space = strcmp(row.manager, signing->act->actor) == 0 ? "offer@sanya" : "accept@sanya";
	return err->code == SANYA_OK ? sanya_amendment_check(signing->act, &row, err) : -1;
}

static int check_key(struct signing *signing, const char *key_path, struct sanya_public_key *ret, struct sanya_error *err)
{
	struct sanya_store *store = signing->act->store;
	char owner[72];
	int holds;

	if (sanya_public_key_of_file(key_path, ret, err) != 0)
		return -1;
	sanya_public_key_format(ret, &signing->key);
	holds = sanya_key_holds(store, signing->act->actor, signing->key.data, sanya_ledger_size(store), err);
	if (holds != 0)
		return holds < 0 ? -1 : 0;
	holds = sanya_key_owner(store, signing->key.data, owner, sizeof(owner), err);
	if (holds < 0)
		return -1;
	if (holds > 0)
		sanya_error_set(err, SANYA_NOT_ALLOWED, "the key in %s is %s's, not %s's: nothing was signed", key_path, owner,
				signing->act->actor);
	else
		sanya_error_set(err, SANYA_NOT_ALLOWED, "the key in %s is not enrolled for %s: nothing was signed", key_path,
				signing->act->actor);
	return sanya_error_next(err, "sign with your own key: --key FILE; enrolled keys: sanya key list %s", signing->act->actor);
}

static int make_signature(struct signing *signing, const char *key_path, const struct sanya_public_key *expected,
			  struct sanya_error *err)
{
	struct sanya_public_key made_by;

	if (sanya_sshsig_sign(key_path, signing->name_space, signing->document.data, signing->document.size, &signing->armor,
			      err) != 0 ||
	    sanya_sshsig_verify(signing->armor.data, signing->armor.size, signing->document.data, signing->document.size,
				signing->name_space, &made_by, err) != 0)
		return -1;
	if (memcmp(made_by.bytes, expected->bytes, sizeof(made_by.bytes)) != 0)
		return sanya_error_set(err, SANYA_NOT_ALLOWED,
				       "the private key in %s is not the one its public half names: nothing was signed", key_path);
	return 0;
}

static int record(struct signing *signing, struct sanya_arena *arena, struct sanya_change *change, struct sanya_error *err)
{
	struct sanya_contract_row row;
	struct sanya_standing standing;
	struct sanya_json *detail;

	if (sanya_contract_begin(signing->act, signing->number, SANYA_DO_SIGN, arena, &row, change, err) != 0)
		return -1;
	standing = sanya_contract_standing(&row);
	detail = sanya_json_object();
	sanya_json_set_integer(detail, "revision", signing->revision);
	sanya_json_set_text(detail, "namespace", signing->name_space);
	sanya_json_set_text(detail, "key", signing->key.data);
	sanya_json_set_text(detail, "signature", signing->armor.data);
	sanya_json_set_text(detail, "sha256", standing.agreed_sha256);
	if (standing.revision != signing->revision) {
		sanya_json_free(detail);
		sanya_error_set(err, SANYA_CHANGED, "%s was changed while you signed: it is at revision %lld by now", row.number,
				(long long)standing.revision);
	} else if (sanya_act_record(signing->act, "contract.sign", row.number, detail, &change->sequence, err) == 0) {
		return sanya_act_end(signing->act, err);
	}
	sanya_act_undo(signing->act);
	return -1;
}

static int sign(struct signing *signing, const char *key_path, struct sanya_change *change, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_public_key key;
	struct sanya_contract_row row;

	sanya_arena_init(&arena);
	if (look(signing, &arena, err) != 0)
		return -1;
	if (key_path == NULL) {
		sanya_error_set(err, SANYA_USAGE, "say which key to sign with");
		return sanya_error_next(err, "add --key FILE, for instance --key ~/.ssh/id_ed25519");
	}
	if (check_key(signing, key_path, &key, err) != 0)
		return -1;
	if (signing->act->dry_run) {
		if (sanya_contract_begin(signing->act, signing->number, SANYA_DO_SIGN, &arena, &row, change, err) != 0)
			return -1;
		change->sequence = sanya_ledger_size(signing->act->store);
		return sanya_act_end(signing->act, err);
	}
	if (make_signature(signing, key_path, &key, err) != 0)
		return -1;
	return record(signing, &arena, change, err);
}

int sanya_contract_sign(const struct sanya_act *act, const char *number, const char *key_path, struct sanya_change *ret_change,
			struct sanya_error *err)
{
	struct signing signing = { .act = act, .number = number };
	int result;

	sanya_buffer_init(&signing.document, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&signing.key, SANYA_TEXT_MAX);
	sanya_buffer_init(&signing.armor, SANYA_TEXT_MAX);
	result = sign(&signing, key_path, ret_change, err);
	sanya_buffer_done(&signing.document);
	sanya_buffer_done(&signing.key);
	sanya_buffer_done(&signing.armor);
	return result;
}
