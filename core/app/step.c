/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Steps of a contract: find it, find out who acts, ask the table, record.
 * Documents and signatures are added by draft.c and sign.c; the table itself stands in the domain room.
 */
#include "contract.h"
#include "review.h"

#include "../codec/documents.h"
#include "../store/people.h"

#include <string.h>

struct sanya_json *sanya_change_json(const struct sanya_act *act, const struct sanya_change *change)
{
	struct sanya_json *json = sanya_json_object();

	sanya_json_set_text(json, "number", change->number);
	sanya_json_set_text(json, "from", sanya_state_word(change->from));
	sanya_json_set_text(json, "state", sanya_state_word(change->to));
	sanya_json_set_integer(json, "revision", change->revision);
	sanya_json_set_integer(json, "event", (int64_t)change->sequence);
	sanya_json_set(json, "dry_run", sanya_json_of_bool(act->dry_run));
	return json;
}

/* Whose the suggested contract is: "no contract X.  Closest: Y (Panya Deengam)". */
static int not_found(struct sanya_store *store, const char *number, struct sanya_arena *arena, struct sanya_error *err)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;
	const struct sanya_person *person = NULL;
	struct sanya_contract_row row;
	struct sanya_roster roster;
	char closest[72];

	if (sanya_contract_nearest(store, number, closest, sizeof(closest), &ignored) <= 0 ||
	    sanya_contract_get(store, closest, arena, &row, &ignored) <= 0) {
		sanya_error_set(err, SANYA_NOT_FOUND, "no contract \"%s\"", number);
		return sanya_error_next(err, "see what there is: sanya contract list");
	}
	if (sanya_people_load(store, &roster, &ignored) == 0 && row.employee != NULL)
		person = sanya_roster_find(&roster, row.employee);
	sanya_error_set(err, SANYA_NOT_FOUND, "no contract \"%s\".  Closest: %s (%s)", number, closest,
			person != NULL ? sanya_words_in(&person->name, SANYA_ENGLISH) : row.employee);
	sanya_roster_done(&roster);
	return sanya_error_next(err, "sanya contract show %s", closest);
}

int sanya_contract_find(struct sanya_store *store, const char *number, struct sanya_arena *arena,
			struct sanya_contract_row *ret, struct sanya_error *err)
{
	int found = sanya_contract_get(store, number, arena, ret, err);

	if (found < 0)
		return -1;
	return found > 0 ? 0 : not_found(store, number, arena, err);
}

int sanya_contract_load(struct sanya_store *store, const struct sanya_contract_row *row, int64_t revision,
			struct sanya_contract *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	int found;

	sanya_contract_init(ret);
	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	if (revision == 0)
		revision = row->revision;
	found = sanya_revision_document(store, row->number, revision, &text, err);
	if (found < 0)
		return -1;
	if (found == 0) {
		sanya_error_set(err, SANYA_NOT_FOUND, "%s has no revision %lld", row->number, (long long)revision);
		return sanya_error_next(err, "the newest is %lld", (long long)row->revision);
	}
	sanya_contract_done(ret); /* the parser sets it up itself */
	return sanya_contract_parse(row->number, text.data, text.size, NULL, NULL, ret, err);
}

int sanya_contract_relations(struct sanya_store *store, const struct sanya_roster *roster, const struct sanya_contract_row *row,
			     const struct sanya_person *person, int32_t date, unsigned *ret, struct sanya_error *err)
{
	const struct sanya_person *manager = row->manager == NULL ? NULL : sanya_roster_find(roster, row->manager);
	unsigned bits = 0;
	int signed_already;

	if (row->employee != NULL && strcmp(row->employee, person->id) == 0)
		bits |= SANYA_IS_EMPLOYEE;
	if (manager != NULL && manager == person)
		bits |= SANYA_IS_MANAGER;
	if ((person->roles & SANYA_ROLE_HR) != 0)
		bits |= SANYA_IS_HR;
	if (row->proposer != NULL && strcmp(row->proposer, person->id) == 0)
		bits |= SANYA_IS_PROPOSER;
	if (row->evaluator != NULL && strcmp(row->evaluator, person->id) == 0)
		bits |= SANYA_IS_EVALUATOR;
	if (manager != NULL && sanya_roster_below(roster, manager, person->id, date))
		bits |= SANYA_IS_ABOVE;
	signed_already = sanya_signature_exists(store, row->number, row->revision, person->id, err);
	if (signed_already < 0)
		return -1;
	*ret = bits | (signed_already > 0 ? (unsigned)SANYA_HAS_SIGNED : 0u);
	return 0;
}

int sanya_contract_answer_by(const struct sanya_contract_row *row, int32_t *ret, struct sanya_error *err)
{
	int32_t date;

	*ret = SANYA_NO_DATE;
	if (sanya_lifecycle_row(row->state, SANYA_DO_LAPSE) == NULL)
		return 0;
	if (sanya_date_in(row->timezone, row->changed_at, &date, err) != 0)
		return -1;
	*ret = date + (int32_t)row->answer_days;
	return 0;
}

/* An answer that is overdue makes the contract lapse before anything else happens to it: an event of its own, by the system. */
static int lapse_where_due(const struct sanya_act *act, const char *number, struct sanya_arena *arena,
			   struct sanya_contract_row *row, struct sanya_error *err)
{
	struct sanya_act home = *act;
	struct sanya_json *detail;
	int32_t today, last;

	if (sanya_contract_answer_by(row, &last, err) != 0)
		return -1;
	if (last == SANYA_NO_DATE)
		return 0;
	if (sanya_date_in(row->timezone, act->now, &today, err) != 0)
		return -1;
	if (today <= last)
		return 0;
	home.actor = SANYA_SYSTEM;
	home.reason = NULL;
	detail = sanya_json_object();
	sanya_json_set_integer(detail, "revision", row->revision);
	if (sanya_act_record(&home, "contract.lapse", number, detail, NULL, err) != 0 || sanya_act_end(&home, err) != 0)
		return -1;
	if (act->dry_run) { /* undone just now: show what it would be */
		row->state = SANYA_LAPSED;
		return sanya_act_begin(act, err);
	}
	if (sanya_act_begin(act, err) != 0)
		return -1;
	return sanya_contract_get(act->store, number, arena, row, err) < 0 ? -1 : 0;
}

/* The same with an employee's answer to a result.  A dry run keeps it in the transaction that it undoes. */
static int no_answer_where_due(const struct sanya_act *act, const char *number, struct sanya_arena *arena,
			       struct sanya_contract_row *row, struct sanya_error *err)
{
	struct sanya_act home = *act;
	struct sanya_review review;
	struct sanya_json *detail;
	bool overdue;

	if (sanya_review_overdue(act->store, row, act->now, &overdue, err) != 0)
		return -1;
	if (!overdue)
		return 0;
	if (sanya_review_get(act->store, number, 0, arena, &review, err) <= 0)
		return -1;
	home.actor = SANYA_SYSTEM;
	home.reason = NULL;
	detail = sanya_json_object();
	sanya_json_set_integer(detail, "version", review.version);
	if (sanya_act_record(&home, "review.no-answer", number, detail, NULL, err) != 0 ||
	    (!act->dry_run && (sanya_act_end(&home, err) != 0 || sanya_act_begin(act, err) != 0)))
		return -1;
	return sanya_contract_get(act->store, number, arena, row, err) < 0 ? -1 : 0;
}

static int begin(const struct sanya_act *act, const char *number, enum sanya_action action, struct sanya_roster *roster,
		 struct sanya_arena *arena, struct sanya_contract_row *row, struct sanya_change *ret_change,
		 struct sanya_error *err)
{
	const struct sanya_transition *transition;
	const struct sanya_person *actor;
	unsigned relations;

	if (sanya_act_roster(act, roster, &actor, err) != 0 || sanya_contract_find(act->store, number, arena, row, err) != 0 ||
	    lapse_where_due(act, number, arena, row, err) != 0 || no_answer_where_due(act, number, arena, row, err) != 0 ||
	    sanya_contract_relations(act->store, roster, row, actor, sanya_date_of_seconds(act->now), &relations, err) != 0)
		return -1;
	if (sanya_lifecycle_step(row->state, action, relations, act->reason != NULL && act->reason[0] != '\0', &transition,
				 err) != 0)
		return sanya_error_at(err, number, 0, 0);
	memset(ret_change, 0, sizeof(*ret_change));
	snprintf(ret_change->number, sizeof(ret_change->number), "%s", row->number);
	ret_change->from = row->state;
	ret_change->to = transition->to;
	ret_change->revision = row->revision;
	return 0;
}

int sanya_contract_begin(const struct sanya_act *act, const char *number, enum sanya_action action, struct sanya_arena *arena,
			 struct sanya_contract_row *ret_row, struct sanya_change *ret_change, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;

	sanya_roster_init(&roster);
	if (sanya_act_begin(act, err) != 0)
		return -1;
	if (begin(act, number, action, &roster, arena, ret_row, ret_change, err) == 0)
		return 0;
	sanya_act_undo(act);
	return -1;
}

int sanya_contract_step(const struct sanya_act *act, const char *number, enum sanya_action action,
			struct sanya_change *ret_change, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_contract_row row;
	struct sanya_json *detail;
	char type[64];

	if (action == SANYA_DO_PROPOSE) /* nothing is proposed that lint has not seen: sanya_contract_propose */
		abort();
	sanya_arena_init(&arena);
	if (sanya_contract_begin(act, number, action, &arena, &row, ret_change, err) != 0)
		return -1;
	detail = sanya_json_object();
	sanya_json_set_integer(detail, "revision", row.revision);
	if (action == SANYA_DO_ACCEPT)
		sanya_json_set_text(detail, "sha256", row.document_sha256);
	snprintf(type, sizeof(type), "contract.%s", sanya_action_word(action));
	if (sanya_act_record(act, type, row.number, detail, &ret_change->sequence, err) != 0) {
		sanya_act_undo(act);
		return -1;
	}
	return sanya_act_end(act, err);
}
