/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Steps of a contract: find it, find out who acts, ask the table, record.
 * Documents and signatures are added by draft.c and sign.c; the table itself stands in the domain room.
 */
#include "amend.h"
#include "contract.h"
#include "review.h"
#include "segment.h"

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
	if (change->amendment)
		sanya_json_set(json, "amendment", sanya_json_of_bool(true));
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

static int read_revision(struct sanya_store *store, const struct sanya_contract_row *row, int64_t revision,
			 struct sanya_buffer *ret_text, struct sanya_error *err)
{
	int found;

	if (revision == 0)
		revision = row->revision;
	found = sanya_revision_document(store, row->number, revision, ret_text, err);
	if (found != 0)
		return found < 0 ? -1 : 0;
	sanya_error_set(err, SANYA_NOT_FOUND, "%s has no revision %lld", row->number, (long long)revision);
	return sanya_error_next(err, "the newest is %lld", (long long)row->newest);
}

int sanya_contract_load(struct sanya_store *store, const struct sanya_contract_row *row, int64_t revision,
			struct sanya_contract *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_contract_init(ret);
	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	if (read_revision(store, row, revision, &text, err) != 0)
		return -1;
	sanya_contract_done(ret); /* the parser sets it up itself */
	return sanya_contract_parse(row->number, text.data, text.size, NULL, NULL, ret, err);
}

int sanya_contract_document(struct sanya_store *store, const struct sanya_contract_row *row, int64_t revision,
			    struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	if (read_revision(store, row, revision, &text, err) != 0)
		return -1;
	return sanya_json_parse(row->number, text.data, text.size, ret, err);
}

struct sanya_standing sanya_contract_standing(const struct sanya_contract_row *row)
{
	const struct sanya_amendment *amendment = &row->amendment;

	if (amendment->state == SANYA_STATE_NONE)
		return (struct sanya_standing){ false, row->state, row->revision, row->proposer, row->document_sha256,
						row->agreed_sha256, row->changed_at };
	return (struct sanya_standing){ true, amendment->state, amendment->revision, amendment->proposer, amendment->document_sha256,
					amendment->agreed_sha256, amendment->changed_at };
}

int sanya_contract_relations(struct sanya_store *store, const struct sanya_roster *roster, const struct sanya_contract_row *row,
			     const struct sanya_person *person, int32_t date, unsigned *ret, struct sanya_error *err)
{
	const struct sanya_person *manager = row->manager == NULL ? NULL : sanya_roster_find(roster, row->manager);
	struct sanya_standing standing = sanya_contract_standing(row);
	unsigned bits = 0;
	int signed_already;

	if (row->employee != NULL && strcmp(row->employee, person->id) == 0)
		bits |= SANYA_IS_EMPLOYEE;
	if (manager != NULL && manager == person)
		bits |= SANYA_IS_MANAGER;
	if ((person->roles & SANYA_ROLE_HR) != 0)
		bits |= SANYA_IS_HR;
	if (standing.proposer != NULL && strcmp(standing.proposer, person->id) == 0)
		bits |= SANYA_IS_PROPOSER;
	if (row->evaluator != NULL && strcmp(row->evaluator, person->id) == 0)
		bits |= SANYA_IS_EVALUATOR;
	if (manager != NULL && sanya_roster_below(roster, manager, person->id, date))
		bits |= SANYA_IS_ABOVE;
	signed_already = sanya_signature_exists(store, row->number, standing.revision, person->id, err);
	if (signed_already < 0)
		return -1;
	*ret = bits | (signed_already > 0 ? (unsigned)SANYA_HAS_SIGNED : 0u);
	return 0;
}

int sanya_contract_answer_by(const struct sanya_contract_row *row, int32_t *ret, struct sanya_error *err)
{
	struct sanya_standing standing = sanya_contract_standing(row);
	int32_t date;

	*ret = SANYA_NO_DATE;
	if (sanya_lifecycle_row(standing.state, SANYA_DO_LAPSE) == NULL)
		return 0;
	if (sanya_date_in(row->timezone, standing.changed_at, &date, err) != 0)
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
	sanya_json_set_integer(detail, "revision", sanya_contract_standing(row).revision);
	if (sanya_act_record(&home, "contract.lapse", number, detail, NULL, err) != 0 || sanya_act_end(&home, err) != 0)
		return -1;
	if (act->dry_run) { /* undone just now: show what it would be */
		if (row->amendment.state != SANYA_STATE_NONE)
			row->amendment = (struct sanya_amendment){ .state = SANYA_STATE_NONE };
		else
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

/* While a contract is active its amendment goes its own way, and everything else is about the contract. */
static int ask_the_table(const struct sanya_act *act, const struct sanya_contract_row *row, enum sanya_action action,
			 unsigned relations, struct sanya_change *ret_change, struct sanya_error *err)
{
	bool amendment = row->state == SANYA_ACTIVE && sanya_action_is_of_amendments(action);
	bool reason = act->reasons_apart || (act->reason != NULL && act->reason[0] != '\0');
	const struct sanya_transition *transition;

	if (amendment ? sanya_lifecycle_amendment(row->amendment.state, action, relations, reason, &transition, err) != 0
		      : sanya_lifecycle_step(row->state, action, relations, reason, &transition, err) != 0)
		return sanya_error_at(err, row->number, 0, 0);
	memset(ret_change, 0, sizeof(*ret_change));
	snprintf(ret_change->number, sizeof(ret_change->number), "%s", row->number);
	ret_change->amendment = amendment;
	ret_change->from = amendment ? row->amendment.state : row->state;
	ret_change->to = action == SANYA_DO_AMEND ? SANYA_PROPOSED : transition->to;
	ret_change->revision = amendment ? sanya_contract_standing(row).revision : row->revision;
	return 0;
}

/* Whoever leads the employee after a move stands where the manager who signed stands. */
static unsigned leads_today(const struct sanya_act *act, const struct sanya_roster *roster, const struct sanya_contract_row *row,
			    enum sanya_action action)
{
	const char *leader = sanya_action_is_leaders(action) ? sanya_contract_leader(roster, row, sanya_date_of_seconds(act->now)) : NULL;

	return leader != NULL && strcmp(leader, act->actor) == 0 ? (unsigned)SANYA_IS_MANAGER : 0u;
}

static int begin(const struct sanya_act *act, const char *number, enum sanya_action action, struct sanya_roster *roster,
		 struct sanya_arena *arena, struct sanya_contract_row *row, struct sanya_change *ret_change,
		 struct sanya_error *err)
{
	const struct sanya_person *actor;
	unsigned relations;
	const char *parties[] = { NULL, NULL };
	int found = sanya_contract_get(act->store, number, arena, row, err); /* whose it is; that it is not there is said below */

	if (found < 0)
		return -1;
	if (found > 0) {
		parties[0] = row->manager;
		parties[1] = row->employee;
	}
	if (sanya_act_roster_of(act, parties, SANYA_COUNT(parties), roster, &actor, err) != 0 || sanya_contract_find(act->store, number, arena, row, err) != 0 ||
	    lapse_where_due(act, number, arena, row, err) != 0 || no_answer_where_due(act, number, arena, row, err) != 0 ||
	    sanya_contract_relations(act->store, roster, row, actor, sanya_date_of_seconds(act->now), &relations, err) != 0)
		return -1;
	relations |= leads_today(act, roster, row, action);
	return ask_the_table(act, row, action, relations, ret_change, err);
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

/* The last day that counts: today, where the contract is, but no later than its own. */
static int add_last_day(const struct sanya_act *act, const struct sanya_contract_row *row, struct sanya_json *detail,
			struct sanya_error *err)
{
	int32_t today;

	if (sanya_date_in(row->timezone, act->now, &today, err) != 0)
		return -1;
	return sanya_json_set(detail, "last_day", sanya_json_of_date(today < row->to ? today : row->to)) == 0 ? 0
														: sanya_error_memory(err);
}

int sanya_contract_record_accept(const struct sanya_act *act, const struct sanya_contract_row *row, const struct sanya_json *clauses,
				 struct sanya_change *change, struct sanya_error *err)
{
	struct sanya_json *detail;

	if (sanya_amendment_check(act, row, err) != 0)
		return -1;
	detail = sanya_json_object();
	sanya_json_set_integer(detail, "revision", change->revision);
	sanya_json_set_text(detail, "sha256", sanya_contract_standing(row).document_sha256);
	if (clauses != NULL)
		sanya_json_set(detail, "clauses", sanya_json_copy(clauses));
	return sanya_act_record(act, "contract.accept", row->number, detail, &change->sequence, err);
}

static int record_step(const struct sanya_act *act, const struct sanya_contract_row *row, enum sanya_action action,
		       struct sanya_change *change, struct sanya_error *err)
{
	struct sanya_json *detail;
	char type[64];

	if (action == SANYA_DO_ACCEPT)
		return sanya_contract_record_accept(act, row, NULL, change, err);
	detail = sanya_json_object();
	sanya_json_set_integer(detail, "revision", change->revision);
	if (action == SANYA_DO_TERMINATE && add_last_day(act, row, detail, err) != 0) {
		sanya_json_free(detail);
		return -1;
	}
	snprintf(type, sizeof(type), "contract.%s", sanya_action_word(action));
	return sanya_act_record(act, type, row->number, detail, &change->sequence, err);
}

int sanya_contract_step(const struct sanya_act *act, const char *number, enum sanya_action action,
			struct sanya_change *ret_change, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_contract_row row;

	if (action == SANYA_DO_PROPOSE) /* nothing is proposed that lint has not seen: sanya_contract_propose */
		abort();
	sanya_arena_init(&arena);
	if (sanya_contract_begin(act, number, action, &arena, &row, ret_change, err) != 0)
		return -1;
	if (record_step(act, &row, action, ret_change, err) == 0)
		return sanya_act_end(act, err);
	sanya_act_undo(act);
	return -1;
}
