/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents in: a new contract, the next revision of a draft, a counter-proposal.
 * The home gives number and revision; everything that a document refers to is checked before anything is written.
 */
#include "amend.h"
#include "contract.h"

#include "../codec/documents.h"
#include "../store/people.h"
#include "lint.h"
#include "negotiate.h"

#include <string.h>

struct incoming {
	const struct sanya_act *act;
	const struct sanya_references *references;
	const char *name;
	bool has_number, has_revision;
	struct sanya_contract contract;
	const char *const *why;	     /* reasons of single clauses; NULL */
	struct sanya_json *clauses;  /* of a counter-proposal or an amendment: what is said of each; NULL */
	struct sanya_json *findings; /* of lint, for a counter-proposal or an amendment; NULL */
};

/* --- references --- */

static int check_person(const struct sanya_roster *roster, const char *id, const char *role, int32_t day,
			struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer date;
	const struct sanya_person *person;

	sanya_buffer_init(&date, 32);
	if (sanya_roster_person(roster, id, &person, err) != 0)
		return -1;
	if (sanya_person_employed(person, day))
		return 0;
	sanya_date_format(day, &date);
	return sanya_error_set(err, SANYA_FAILED, "the %s %s (%s) is not employed on %s, when the period begins", role, id,
			       sanya_words_in(&person->name, SANYA_ENGLISH), date.data);
}

int sanya_contract_check_references(struct sanya_store *store, const struct sanya_roster *roster,
				    const struct sanya_references *references, const struct sanya_contract *contract,
				    struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_contract_row before;

	sanya_arena_init(&arena);
	if (check_person(roster, contract->employee, "employee", contract->from, err) != 0 ||
	    check_person(roster, contract->manager, "manager", contract->from, err) != 0)
		return -1;
	if (contract->supersedes != NULL &&
	    sanya_contract_find(store, contract->supersedes, &arena, &before, err) != 0)
		return -1;
	if (references->calendar != NULL)
		return references->calendar(references->context, contract->calendar, err);
	return 0;
}

/* --- reading --- */

/*
 * Number and revision may be left out of what people write.  They are put in behind the first brace, on the same line, so
 * that messages name the lines of the writer's own file.
 */
static int read_document(struct incoming *in, const char *text, size_t size, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer whole;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = NULL;
	const char *brace;

	sanya_buffer_init(&whole, SANYA_DOCUMENT_MAX + 64);
	if (sanya_json_parse(in->name, text, size, &json, err) != 0)
		return -1;
	in->has_number = sanya_json_get(json, "number") != NULL;
	in->has_revision = sanya_json_get(json, "revision") != NULL;
	brace = memchr(text, '{', size);
	if (sanya_json_type(json) == SANYA_JSON_OBJECT && sanya_json_size(json) > 0 && brace != NULL) {
		sanya_buffer_add(&whole, text, (size_t)(brace - text) + 1);
		if (!in->has_number)
			sanya_buffer_text(&whole, "\"number\": \"none\", ");
		if (!in->has_revision)
			sanya_buffer_text(&whole, "\"revision\": 1, ");
		sanya_buffer_add(&whole, brace + 1, size - (size_t)(brace - text) - 1);
	} else {
		sanya_buffer_add(&whole, text, size);
	}
	if (sanya_buffer_check(&whole, in->name, err) != 0)
		return -1;
	sanya_contract_done(&in->contract); /* the parser sets it up itself */
	if (sanya_contract_parse(in->name, whole.data, whole.size, in->references->unit_of, in->references->context,
				 &in->contract, err) == 0)
		return 0;
	/* "There is no such metric" would be wrong where nobody could be asked. */
	if (in->references->trouble != NULL && in->references->trouble->code != SANYA_OK)
		*err = *in->references->trouble;
	return -1;
}

/* The document as its writer wrote it, under the number and revision that the home gives. */
static int canonical(const struct sanya_contract *contract, const char *number, int64_t revision, struct sanya_json **ret_json,
		     struct sanya_buffer *ret_text, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = sanya_contract_json(contract);

	if (json == NULL || sanya_json_set_text(json, "number", number) != 0 ||
	    sanya_json_set_integer(json, "revision", revision) != 0)
		return sanya_error_memory(err);
	if (sanya_json_canonical(json, ret_text, err) != 0 || sanya_buffer_check(ret_text, "the contract", err) != 0)
		return -1;
	*ret_json = json;
	json = NULL;
	return 0;
}

/* --- writing --- */

/* A revision whose document is the standing one but for its revision changes nothing. */
static int refuse_unchanged(struct incoming *in, const struct sanya_contract_row *row, const struct sanya_standing *at,
			    enum sanya_action action, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer standing, offered;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = NULL;
	int found;

	sanya_buffer_init(&standing, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&offered, SANYA_DOCUMENT_MAX);
	found = sanya_revision_document(in->act->store, row->number, at->revision, &standing, err);
	if (found <= 0)
		return found;
	if (canonical(&in->contract, row->number, at->revision, &json, &offered, err) != 0)
		return -1;
	if (standing.size != offered.size || memcmp(standing.data, offered.data, standing.size) != 0)
		return 0;
	sanya_error_set(err, SANYA_FAILED, "the document is the same as revision %lld; there is nothing to change",
			(long long)at->revision);
	sanya_error_at(err, row->number, 0, 0);
	return action == SANYA_DO_COUNTER ? sanya_error_next(err, "sanya contract accept %s", row->number) : -1;
}

static int record_document(struct incoming *in, enum sanya_action action, struct sanya_change *change, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	struct sanya_json *document = NULL, *detail;
	char type[64];

	sanya_buffer_init(&text, SANYA_EVENT_MAX);
	if (canonical(&in->contract, change->number, change->revision, &document, &text, err) != 0)
		return -1;
	detail = sanya_json_object();
	sanya_json_set_integer(detail, "revision", change->revision);
	sanya_json_set(detail, "document", document);
	if (sanya_json_size(in->clauses) > 0)
		sanya_json_set(detail, "clauses", sanya_json_copy(in->clauses));
	if (sanya_json_size(in->findings) > 0)
		sanya_json_set(detail, "findings", sanya_json_copy(in->findings));
	snprintf(type, sizeof(type), "contract.%s", sanya_action_word(action));
	return sanya_act_record(in->act, type, change->number, detail, &change->sequence, err);
}

static int check_base(const struct incoming *in, const struct sanya_contract_row *row, const struct sanya_standing *at,
		      struct sanya_error *err)
{
	int64_t base = in->contract.revision;

	if (!in->has_revision || base == at->revision || base == row->newest + 1)
		return 0;
	sanya_error_set(err, SANYA_CHANGED, "the document is based on revision %lld, but %s is at revision %lld by now",
			(long long)base, row->number, (long long)at->revision);
	return sanya_error_next(err, "see what changed: sanya contract diff %s %lld %lld", row->number, (long long)base,
				(long long)at->revision);
}

/* The parties of a contract that both know may not be exchanged: that would be another contract. */
static int check_parties(const struct incoming *in, const struct sanya_contract_row *row, struct sanya_error *err)
{
	if (row->state == SANYA_DRAFT || (strcmp(in->contract.employee, row->employee) == 0 &&
					  strcmp(in->contract.manager, row->manager) == 0))
		return 0;
	sanya_error_set(err, SANYA_FAILED, "%s is between %s and %s; another employee or manager needs another contract",
			row->number, row->employee, row->manager);
	return sanya_error_next(err, "leave the number out, and it becomes a new draft");
}

/* "retroactive" is for a revision that takes the place of another one; the first may simply be signed late. */
static int check_first_day(const struct incoming *in, const struct sanya_contract_row *row, bool amendment, struct sanya_error *err)
{
	if (amendment)
		return sanya_amendment_check_document(in->act, row, &in->contract, err);
	if (in->contract.retroactive.th == NULL && in->contract.retroactive.en == NULL)
		return 0;
	sanya_error_set(err, SANYA_FAILED, "\"retroactive\" belongs to amendments of an active contract, and this is none");
	return sanya_error_next(err, "leave it out");
}

static int judge_clauses(struct incoming *in, const struct sanya_contract_row *row, enum sanya_action action, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *document = NULL;

	if (action != SANYA_DO_COUNTER && action != SANYA_DO_AMEND)
		return 0;
	document = sanya_contract_json(&in->contract);
	if (document == NULL)
		return sanya_error_memory(err);
	return sanya_clauses_judge(in->act, row, action, document, in->why, &in->clauses, err);
}

static int revise(struct incoming *in, const char *number, enum sanya_action action, struct sanya_roster *roster,
		  struct sanya_change *change, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_contract_row row;
	struct sanya_standing standing;

	sanya_arena_init(&arena);
	if (sanya_contract_begin(in->act, number, action, &arena, &row, change, err) != 0)
		return -1;
	standing = sanya_contract_standing(&row);
	if (check_base(in, &row, &standing, err) != 0 || check_parties(in, &row, err) != 0 ||
	    check_first_day(in, &row, change->amendment, err) != 0 ||
	    sanya_people_load(in->act->store, roster, err) != 0 ||
	    sanya_contract_check_references(in->act->store, roster, in->references, &in->contract, err) != 0)
		return sanya_error_at(err, in->name, 0, 0);
	if (refuse_unchanged(in, &row, &standing, action, err) != 0 || judge_clauses(in, &row, action, err) != 0)
		return -1;
	change->revision = row.newest + 1;
	return record_document(in, action, change, err);
}

static int give_number(struct incoming *in, struct sanya_change *change, struct sanya_error *err)
{
	if (in->has_number) {
		snprintf(change->number, sizeof(change->number), "%s", in->contract.number);
		return 0;
	}
	return sanya_contract_next_number(in->act->store, sanya_date_civil(in->contract.from).year, change->number,
					  sizeof(change->number), err);
}

static int create_within(struct incoming *in, const struct sanya_roster *roster, const struct sanya_person *actor,
			 struct sanya_change *change, struct sanya_error *err)
{
	const struct sanya_transition *transition;
	unsigned relations = 0;

	memset(change, 0, sizeof(*change));
	change->revision = 1;
	if (in->has_revision && in->contract.revision != 1) {
		sanya_error_set(err, SANYA_FAILED, "a new contract begins with revision 1, not %lld",
				(long long)in->contract.revision);
		return sanya_error_at(err, in->name, 0, 0);
	}
	if (check_first_day(in, NULL, false, err) != 0 ||
	    sanya_contract_check_references(in->act->store, roster, in->references, &in->contract, err) != 0)
		return sanya_error_at(err, in->name, 0, 0);
	if (strcmp(in->contract.employee, actor->id) == 0)
		relations |= SANYA_IS_EMPLOYEE;
	if (strcmp(in->contract.manager, actor->id) == 0)
		relations |= SANYA_IS_MANAGER;
	if (sanya_lifecycle_step(SANYA_STATE_NONE, SANYA_DO_DRAFT, relations, in->act->reason != NULL, &transition, err) != 0)
		return sanya_error_at(err, in->name, 0, 0);
	change->from = transition->from;
	change->to = transition->to;
	if (give_number(in, change, err) != 0)
		return -1;
	return record_document(in, SANYA_DO_DRAFT, change, err);
}

static int create(struct incoming *in, struct sanya_roster *roster, struct sanya_change *change, struct sanya_error *err)
{
	const struct sanya_person *actor;

	if (sanya_act_begin(in->act, err) != 0 || sanya_act_roster(in->act, roster, &actor, err) != 0)
		return -1;
	return create_within(in, roster, actor, change, err);
}

int sanya_contract_create(const struct sanya_act *act, const struct sanya_references *references, const struct sanya_document *document,
			  const struct sanya_roster *roster, const struct sanya_person *actor, struct sanya_change *ret_change,
			  struct sanya_error *err)
{
	struct incoming in = { .act = act, .references = references, .name = document->name };
	int result;

	sanya_contract_init(&in.contract);
	result = read_document(&in, document->text, document->size, err);
	if (result == 0)
		result = create_within(&in, roster, actor, ret_change, err);
	sanya_contract_done(&in.contract);
	return result;
}

/* A counter-proposal or an amendment is a proposal like the first: what contradicts itself is not put before the other side. */
static int lint_offer(struct incoming *in, enum sanya_action action, struct sanya_error *err)
{
	if ((action != SANYA_DO_COUNTER && action != SANYA_DO_AMEND) || in->references->lint == NULL)
		return 0;
	if (in->references->lint(in->references->context, in->act->store, &in->contract, in->act->now, &in->findings, err) != 0)
		return -1;
	return sanya_lint_refuse(in->findings, in->name, err);
}

static int take(struct incoming *in, const char *number, enum sanya_action action, const char *text, size_t size,
		struct sanya_change *change, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_contract_row row;
	int known = 1, result;

	sanya_roster_init(&roster);
	sanya_arena_init(&arena);
	if (read_document(in, text, size, err) != 0 || lint_offer(in, action, err) != 0)
		return -1;
	if (number == NULL) {
		number = in->contract.number;
		known = in->has_number ? sanya_contract_get(in->act->store, number, &arena, &row, err) : 0;
		if (known < 0)
			return -1;
	} else if (in->has_number && strcmp(number, in->contract.number) != 0) {
		sanya_error_set(err, SANYA_FAILED, "the document is about %s, not about %s", in->contract.number, number);
		return sanya_error_at(err, in->name, 0, 0);
	}
	result = known > 0 ? revise(in, number, action, &roster, change, err) : create(in, &roster, change, err);
	if (result == 0)
		return sanya_act_end(in->act, err);
	sanya_act_undo(in->act);
	return -1;
}

int sanya_contract_apply_document(const struct sanya_act *act, const struct sanya_references *references, const char *name,
				  const char *text, size_t size, struct sanya_change *ret_change, struct sanya_error *err)
{
	struct incoming in = { .act = act, .references = references, .name = name };
	int result;

	sanya_contract_init(&in.contract);
	result = take(&in, NULL, SANYA_DO_EDIT, text, size, ret_change, err);
	sanya_contract_done(&in.contract);
	return result;
}

int sanya_contract_offer(const struct sanya_act *act, const struct sanya_references *references, const char *number,
			 enum sanya_action action, const struct sanya_document *document, const char *const *why,
			 struct sanya_change *ret_change, struct sanya_json **ret_clauses, struct sanya_error *err)
{
	struct sanya_act apart = *act;
	struct incoming in = { .act = &apart, .references = references, .name = document->name, .why = why };
	int result;

	apart.reasons_apart = why != NULL && why[0] != NULL; /* sanya_clauses_judge asks for one of each clause */
	sanya_contract_init(&in.contract);
	result = take(&in, number, action, document->text, document->size, ret_change, err);
	sanya_json_free(in.findings);
	sanya_contract_done(&in.contract);
	if (result == 0)
		*ret_clauses = in.clauses;
	else
		sanya_json_free(in.clauses);
	return result;
}
