/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Everything about one contract as one JSON value: where it stands, its document, who wrote, signed and reported what.
 * The command line prints it; nothing here decides.
 */
#include "amend.h"
#include "contract.h"
#include "lint.h"
#include "segment.h"

#include "../base/time.h"
#include "../store/people.h"

/* The amendment under way, or null. */
static struct sanya_json *amendment_json(const struct sanya_contract_row *row)
{
	struct sanya_json *json;

	if (row->amendment.state == SANYA_STATE_NONE)
		return sanya_json_null();
	json = sanya_json_object();
	sanya_json_set_text(json, "state", sanya_state_word(row->amendment.state));
	sanya_json_set_integer(json, "revision", row->amendment.revision);
	sanya_json_set_text(json, "proposer", row->amendment.proposer);
	sanya_json_set_text(json, "document_sha256", row->amendment.document_sha256);
	sanya_json_set_text(json, "agreed_sha256", row->amendment.agreed_sha256);
	sanya_json_set(json, "changed_at", sanya_json_of_instant(row->amendment.changed_at));
	return json;
}

struct sanya_json *sanya_contract_row_json(const struct sanya_contract_row *row)
{
	struct sanya_json *json = sanya_json_object(), *title = sanya_json_object();
	struct sanya_error ignored = SANYA_ERROR_INIT;
	int32_t answer_by = SANYA_NO_DATE;

	if (row->title.th != NULL)
		sanya_json_set_text(title, "th", row->title.th);
	if (row->title.en != NULL)
		sanya_json_set_text(title, "en", row->title.en);
	if (sanya_contract_answer_by(row, &answer_by, &ignored) != 0)
		answer_by = SANYA_NO_DATE;
	sanya_json_set_text(json, "number", row->number);
	sanya_json_set_text(json, "state", sanya_state_word(row->state));
	sanya_json_set_integer(json, "revision", row->revision);
	sanya_json_set_integer(json, "newest", row->newest);
	sanya_json_set(json, "amendment", amendment_json(row));
	sanya_json_set(json, "title", title);
	sanya_json_set_text(json, "kind", row->kind);
	sanya_json_set_text(json, "employee", row->employee);
	sanya_json_set_text(json, "manager", row->manager);
	sanya_json_set(json, "from", sanya_json_of_date(row->from));
	sanya_json_set(json, "to", sanya_json_of_date(row->to));
	sanya_json_set(json, "last_day", sanya_json_of_date(row->last_day));
	sanya_json_set_text(json, "supersedes", row->supersedes);
	sanya_json_set_text(json, "proposer", row->proposer);
	sanya_json_set(json, "answer_by", sanya_json_of_date(answer_by));
	sanya_json_set_text(json, "document_sha256", row->document_sha256);
	sanya_json_set_text(json, "agreed_sha256", row->agreed_sha256);
	sanya_json_set(json, "created_at", sanya_json_of_instant(row->created_at));
	sanya_json_set(json, "changed_at", sanya_json_of_instant(row->changed_at));
	return json;
}

static int add_row(void *context, const struct sanya_contract_row *row, struct sanya_error *err)
{
	return sanya_json_append(context, sanya_contract_row_json(row)) == 0 ? 0 : sanya_error_memory(err);
}

int sanya_contract_list(struct sanya_store *store, const struct sanya_contract_filter *filter, struct sanya_json **ret,
			struct sanya_error *err)
{
	struct sanya_json *json = sanya_json_object(), *list = sanya_json_array();
	int result = sanya_contracts_each(store, filter, add_row, list, err);

	sanya_json_set(json, "contracts", list);
	if (result == 0)
		*ret = json;
	else
		sanya_json_free(json);
	return result;
}

static int add_revision(void *context, const struct sanya_revision_row *row, struct sanya_error *err)
{
	struct sanya_json *json = sanya_json_object();

	(void)err;
	sanya_json_set_integer(json, "revision", row->revision);
	sanya_json_set_text(json, "author", row->author);
	sanya_json_set(json, "at", sanya_json_of_instant(row->at));
	sanya_json_set_text(json, "reason", row->reason);
	sanya_json_set(json, "from", sanya_json_of_date(row->from));
	sanya_json_set(json, "to", sanya_json_of_date(row->to));
	sanya_json_set(json, "in_force_at", sanya_json_of_instant(row->in_force_at));
	sanya_json_set_integer(json, "event", (int64_t)row->sequence);
	sanya_json_append(context, json);
	return 0;
}

/* Which revision holds on which days. */
static int add_stretches(struct sanya_store *store, const struct sanya_contract_row *row, struct sanya_arena *arena,
			 struct sanya_json *list, struct sanya_error *err)
{
	struct sanya_held *stretches;
	size_t count;

	if (sanya_contract_stretches(store, row, arena, &stretches, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct sanya_json *json = sanya_json_object();

		sanya_json_set_integer(json, "revision", stretches[i].revision);
		sanya_json_set(json, "from", sanya_json_of_date(stretches[i].from));
		sanya_json_set(json, "to", sanya_json_of_date(stretches[i].to));
		sanya_json_append(list, json);
	}
	return 0;
}

/* Who leads the employee on which days, by the roster as it stands. */
static int add_segments(struct sanya_store *store, const struct sanya_contract_row *row, struct sanya_arena *arena, struct sanya_json *json,
			struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	const char *const people[] = { row->employee };
	const struct sanya_people_wanted wanted = { .people = people, .person_count = SANYA_COUNT(people) };
	struct sanya_segment *list = NULL;
	size_t count;

	if (sanya_people_load_some(store, &wanted, &roster, err) != 0 ||
	    sanya_contract_segments(&roster, row, arena, &list, &count, err) != 0)
		return -1;
	return sanya_json_set(json, "segments", sanya_segments_json(list, count)) == 0 ? 0 : sanya_error_memory(err);
}

static int add_signature(void *context, const struct sanya_signature_row *row, struct sanya_error *err)
{
	struct sanya_json *json = sanya_json_object();

	(void)err;
	sanya_json_set_integer(json, "revision", row->revision);
	sanya_json_set_text(json, "person", row->person);
	sanya_json_set_text(json, "namespace", row->name_space);
	sanya_json_set(json, "at", sanya_json_of_instant(row->at));
	sanya_json_set_text(json, "key", row->key);
	sanya_json_set_text(json, "sha256", row->sha256);
	sanya_json_set_text(json, "signature", row->armor);
	sanya_json_set(json, "dropped", sanya_json_of_bool(row->dropped));
	sanya_json_set_integer(json, "event", (int64_t)row->sequence);
	sanya_json_append(context, json);
	return 0;
}

static int add_milestone(void *context, const struct sanya_milestone_row *row, struct sanya_error *err)
{
	struct sanya_json *json = sanya_json_object();

	(void)err;
	sanya_json_set_text(json, "goal", row->goal);
	sanya_json_set_text(json, "reported_by", row->reported_by);
	sanya_json_set(json, "reported_at", sanya_json_of_instant(row->reported_at));
	sanya_json_set_text(json, "report", row->report);
	sanya_json_set_text(json, "confirmed_by", row->confirmed_by);
	sanya_json_set(json, "confirmed_at", sanya_json_of_instant(row->confirmed_at));
	sanya_json_set_text(json, "confirmation", row->confirmation);
	sanya_json_append(context, json);
	return 0;
}

int sanya_contract_show(struct sanya_store *store, const char *number, int64_t revision, struct sanya_json **ret,
			struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = sanya_json_object();
	struct sanya_json *revisions = sanya_json_array(), *signatures = sanya_json_array(), *milestones = sanya_json_array(),
			  *in_force = sanya_json_array(), *document = NULL, *findings = NULL;
	struct sanya_contract_row row;
	int result;

	sanya_arena_init(&arena);
	result = sanya_contract_find(store, number, &arena, &row, err);
	if (result == 0)
		result = sanya_contract_document(store, &row, revision, &document, err);
	if (result == 0)
		result = sanya_revisions_each(store, number, 0, add_revision, revisions, err);
	if (result == 0)
		result = sanya_signatures_each(store, number, 0, add_signature, signatures, err);
	if (result == 0)
		result = sanya_milestones_each(store, number, NULL, add_milestone, milestones, err);
	if (result == 0)
		result = add_stretches(store, &row, &arena, in_force, err);
	if (result == 0)
		result = add_segments(store, &row, &arena, json, err);
	if (result == 0)
		result = sanya_lint_recorded(store, &row, &findings, err);
	if (result == 0)
		sanya_json_set(json, "contract", sanya_contract_row_json(&row));
	sanya_json_set(json, "document", document);
	sanya_json_set(json, "in_force", in_force);
	sanya_json_set(json, "revisions", revisions);
	sanya_json_set(json, "signatures", signatures);
	sanya_json_set(json, "milestones", milestones);
	sanya_json_set(json, "findings", findings);
	if (result == 0) {
		*ret = json;
		json = NULL;
	}
	return result;
}
