/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The trail of a contract, read from the ledger itself: nothing here rests on a derived table but the contract's being there.
 * A revision is compared with the one before it; an amendment with what both had signed before.
 */
#include "trail.h"

#include <string.h>

struct trail {
	const struct sanya_catalogue *catalogue;
	struct sanya_json *list;
	struct sanya_json *last, *in_force; /* documents; NULL before the first */
	int64_t signed_revision;	    /* of the last signature, and whose it was */
	char signer[72];
};

/* The second side's signature under the same revision brings it into force. */
static void note_signature(struct trail *trail, const struct sanya_event *event, int64_t revision)
{
	if (trail->signed_revision == revision && strcmp(trail->signer, event->actor) != 0) {
		sanya_json_free(trail->in_force);
		trail->in_force = sanya_json_copy(trail->last);
	}
	trail->signed_revision = revision;
	snprintf(trail->signer, sizeof(trail->signer), "%s", event->actor);
}

static struct sanya_json *changes_of(const struct trail *trail, const struct sanya_event *event)
{
	const struct sanya_json *document = sanya_json_get(event->detail, "document");
	const struct sanya_json *before = strcmp(event->type, "contract.amend") == 0 ? trail->in_force : trail->last;

	if (document == NULL || before == NULL)
		return sanya_json_array();
	return sanya_contract_diff(before, document, trail->catalogue);
}

static struct sanya_json *copy_or_empty(const struct sanya_json *json)
{
	return json == NULL ? sanya_json_array() : sanya_json_copy(json);
}

static int add_event(void *context, const struct sanya_event *event, struct sanya_error *err)
{
	struct trail *trail = context;
	const struct sanya_json *document = sanya_json_get(event->detail, "document");
	int64_t revision = sanya_json_get_integer(event->detail, "revision", 0);
	struct sanya_json *json = sanya_json_object();

	sanya_json_set_integer(json, "event", (int64_t)event->sequence);
	sanya_json_set(json, "at", sanya_json_of_instant(event->at));
	sanya_json_set_text(json, "type", event->type);
	sanya_json_set_text(json, "actor", event->actor);
	sanya_json_set(json, "revision", revision > 0 ? sanya_json_of_integer(revision) : sanya_json_null());
	sanya_json_set_text(json, "reason", sanya_json_get_text(event->detail, "reason"));
	sanya_json_set(json, "clauses", copy_or_empty(sanya_json_get(event->detail, "clauses")));
	sanya_json_set(json, "changes", changes_of(trail, event));
	if (strcmp(event->type, "contract.sign") == 0)
		note_signature(trail, event, revision);
	if (document != NULL) {
		sanya_json_free(trail->last);
		trail->last = sanya_json_copy(document);
	}
	return sanya_json_append(trail->list, json) == 0 ? 0 : sanya_error_memory(err);
}

int sanya_contract_trail(struct sanya_store *store, const char *number, const struct sanya_catalogue *catalogue,
			 struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct trail trail = { .catalogue = catalogue };
	struct sanya_contract_row row;
	int result;

	sanya_arena_init(&arena);
	if (sanya_contract_find(store, number, &arena, &row, err) != 0)
		return -1;
	trail.list = sanya_json_array();
	result = sanya_ledger_each(store, number, 0, add_event, &trail, err);
	sanya_json_free(trail.last);
	sanya_json_free(trail.in_force);
	if (result == 0)
		*ret = trail.list;
	else
		sanya_json_free(trail.list);
	return result;
}
