/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Enrolling and revoking keys, and the list that other people's ssh-keygen reads.
 * Private keys are never seen here: a person's key file is theirs.
 */
#include "key.h"

#include "../sign/sign.h"
#include "../store/keys.h"
#include "../store/people.h"

#define KEEPERS (SANYA_ROLE_HR | SANYA_ROLE_ADMIN)

int sanya_key_new(const char *path, const char *comment, bool passphrase, struct sanya_key_change *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer fingerprint;
	struct sanya_key_change made = { .person = "" };
	struct sanya_public_key key;

	sanya_buffer_init(&fingerprint, SANYA_TEXT_MAX);
	if (sanya_key_make(path, comment, passphrase, err) != 0 || sanya_public_key_of_file(path, &key, err) != 0)
		return -1;
	sanya_public_key_fingerprint(&key, &fingerprint);
	snprintf(made.fingerprint, sizeof(made.fingerprint), "%s", fingerprint.data);
	*ret = made;
	return 0;
}

static int list_key(void *context, const struct sanya_enrolled_key *key, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer from;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer to;
	struct sanya_json *row = sanya_json_object();

	sanya_buffer_init(&from, 64);
	sanya_buffer_init(&to, 64);
	sanya_instant_format(key->enrolled_at, &from);
	if (key->revoked_at != SANYA_NO_INSTANT)
		sanya_instant_format(key->revoked_at, &to);
	sanya_json_set_text(row, "person", key->person);
	sanya_json_set_text(row, "fingerprint", key->fingerprint);
	sanya_json_set_text(row, "key", key->key);
	sanya_json_set_text(row, "enrolled", from.data);
	sanya_json_set_text(row, "revoked", to.size == 0 ? NULL : to.data);
	return sanya_json_append(context, row) == 0 ? 0 : sanya_error_memory(err);
}

int sanya_key_list(struct sanya_store *store, const char *person, struct sanya_json **ret, struct sanya_error *err)
{
	struct sanya_json *keys = sanya_json_array();

	if (sanya_keys_each(store, person, list_key, keys, err) != 0) {
		sanya_json_free(keys);
		return -1;
	}
	*ret = keys;
	return 0;
}

static int enrol(const struct sanya_act *act, const char *person_id, const struct sanya_public_key *key,
		 struct sanya_key_change *change, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer line;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer fingerprint;
	const struct sanya_person *actor, *person;
	struct sanya_json *detail = NULL;
	char owner[72];
	int owned;

	sanya_buffer_init(&line, SANYA_TEXT_MAX);
	sanya_buffer_init(&fingerprint, SANYA_TEXT_MAX);
	sanya_roster_init(&roster);
	sanya_public_key_format(key, &line);
	sanya_public_key_fingerprint(key, &fingerprint);
	if (sanya_buffer_check(&line, "a key", err) != 0 || sanya_buffer_check(&fingerprint, "a fingerprint", err) != 0 ||
	    sanya_act_roster(act, &roster, &actor, err) != 0 || sanya_act_needs_role(actor, KEEPERS, err) != 0 ||
	    sanya_roster_person(&roster, person_id, &person, err) != 0)
		return -1;
	owned = sanya_key_owner(act->store, line.data, owner, sizeof(owner), err);
	if (owned < 0)
		return -1;
	if (owned > 0)
		return sanya_error_set(err, SANYA_NOT_ALLOWED, "this key (%s) is enrolled for %s already", fingerprint.data, owner);
	detail = sanya_json_object();
	sanya_json_set_text(detail, "key", line.data);
	sanya_json_set_text(detail, "fingerprint", fingerprint.data);
	if (sanya_act_record(act, "key.enrol", person->id, detail, &change->sequence, err) != 0)
		return -1;
	snprintf(change->person, sizeof(change->person), "%s", person->id);
	snprintf(change->fingerprint, sizeof(change->fingerprint), "%s", fingerprint.data);
	return 0;
}

int sanya_key_enrol(const struct sanya_act *act, const char *person, const char *key_path, struct sanya_key_change *ret,
		    struct sanya_error *err)
{
	struct sanya_public_key key;

	/* Reading it may ask for a passphrase: outside the transaction. */
	if (sanya_public_key_of_file(key_path, &key, err) != 0 || sanya_act_begin(act, err) != 0)
		return -1;
	if (enrol(act, person, &key, ret, err) != 0) {
		sanya_act_undo(act);
		return -1;
	}
	return sanya_act_end(act, err);
}

struct counting {
	const char *fingerprint;
	size_t found;
};

static int count_valid(void *context, const struct sanya_enrolled_key *key, struct sanya_error *err)
{
	struct counting *counting = context;

	(void)err;
	if (key->revoked == UINT64_MAX &&
	    (counting->fingerprint == NULL || strcmp(counting->fingerprint, key->fingerprint) == 0))
		counting->found++;
	return 0;
}

static int revoke(const struct sanya_act *act, const char *person_id, const char *fingerprint, struct sanya_key_change *change,
		  struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	struct counting counting = { .fingerprint = fingerprint };
	const struct sanya_person *actor, *person;
	struct sanya_json *detail = NULL;

	sanya_roster_init(&roster);
	if (sanya_act_roster(act, &roster, &actor, err) != 0 || sanya_roster_person(&roster, person_id, &person, err) != 0)
		return -1;
	if (strcmp(actor->id, person->id) != 0 && sanya_act_needs_role(actor, KEEPERS, err) != 0)
		return -1;
	if (act->reason == NULL || act->reason[0] == '\0') {
		sanya_error_set(err, SANYA_USAGE, "revoking a key needs a reason");
		return sanya_error_next(err, "add --reason TEXT");
	}
	if (sanya_keys_each(act->store, person->id, count_valid, &counting, err) != 0)
		return -1;
	if (counting.found == 0) {
		sanya_error_set(err, SANYA_NOT_FOUND, "%s has no such key that is valid", person->id);
		return sanya_error_next(err, "see the keys: sanya key list %s", person->id);
	}
	detail = sanya_json_object();
	if (fingerprint != NULL)
		sanya_json_set_text(detail, "fingerprint", fingerprint);
	if (sanya_act_record(act, "key.revoke", person->id, detail, &change->sequence, err) != 0)
		return -1;
	snprintf(change->person, sizeof(change->person), "%s", person->id);
	snprintf(change->fingerprint, sizeof(change->fingerprint), "%s", fingerprint == NULL ? "" : fingerprint);
	return 0;
}

int sanya_key_revoke(const struct sanya_act *act, const char *person, const char *fingerprint, struct sanya_key_change *ret,
		     struct sanya_error *err)
{
	if (sanya_act_begin(act, err) != 0)
		return -1;
	if (revoke(act, person, fingerprint, ret, err) != 0) {
		sanya_act_undo(act);
		return -1;
	}
	return sanya_act_end(act, err);
}

/* For other people's ssh-keygen ------------------------------------------------------------------------------------- */

/* Which namespaces a role signs in. */
static const struct {
	unsigned roles; /* any of them; 0: everybody */
	const char *names;
} namespaces[] = {
	{ 0, "accept@sanya,acknowledge@sanya,dispute@sanya" },
	{ SANYA_ROLE_MANAGER | SANYA_ROLE_EXECUTIVE, "offer@sanya,evaluate@sanya" },
	{ SANYA_ROLE_HR, "approve@sanya,export@sanya" },
};

struct listing {
	const struct sanya_roster *roster;
	struct sanya_buffer *out;
};

/* Who has somebody below them is a manager, whatever the roster calls them. */
static unsigned roles_of(const struct sanya_roster *roster, const struct sanya_person *person)
{
	for (size_t i = 0; i < roster->count; i++) {
		for (size_t k = 0; k < roster->people[i].manager_count; k++) {
			if (strcmp(roster->people[i].managers[k].manager, person->id) == 0)
				return person->roles | SANYA_ROLE_MANAGER;
		}
	}
	return person->roles;
}

/* YYYYMMDDHHMMSSZ, as allowed_signers wants it. */
static void add_instant(struct sanya_buffer *out, int64_t instant)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer iso;

	sanya_buffer_init(&iso, 64);
	sanya_instant_format(instant, &iso);
	for (const char *at = iso.data; *at != '\0'; at++) {
		if (*at != '-' && *at != ':' && *at != 'T')
			sanya_buffer_byte(out, (unsigned char)*at);
	}
}

static int add_line(void *context, const struct sanya_enrolled_key *key, struct sanya_error *err)
{
	const struct listing *listing = context;
	const struct sanya_person *person = sanya_roster_find(listing->roster, key->person);
	unsigned roles = person == NULL ? 0 : roles_of(listing->roster, person);
	struct sanya_buffer *out = listing->out;

	(void)err;
	sanya_buffer_printf(out, "%s namespaces=\"", key->person);
	for (size_t i = 0; i < SANYA_COUNT(namespaces); i++) {
		if (namespaces[i].roles == 0 || (namespaces[i].roles & roles) != 0)
			sanya_buffer_printf(out, "%s%s", i == 0 ? "" : ",", namespaces[i].names);
	}
	sanya_buffer_text(out, "\",valid-after=\"");
	add_instant(out, key->enrolled_at);
	if (key->revoked_at != SANYA_NO_INSTANT) {
		sanya_buffer_text(out, "\",valid-before=\"");
		add_instant(out, key->revoked_at);
	}
	sanya_buffer_printf(out, "\" %s\n", key->key);
	return 0;
}

int sanya_key_allowed_signers(struct sanya_store *store, const char *person, struct sanya_buffer *out,
			      struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	struct listing listing = { .roster = &roster, .out = out };

	if (sanya_people_load(store, &roster, err) != 0 || sanya_keys_each(store, person, add_line, &listing, err) != 0)
		return -1;
	return sanya_buffer_check(out, "the list of keys", err);
}
