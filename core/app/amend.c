/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Amendments: proposed from the document in force, kept from reaching back, and which revision held on which days.
 * How they are negotiated and signed is the same as for a contract, and stands there.
 */
#include "amend.h"

#include "negotiate_parts.h"

#include <string.h>

/* --- when it may begin --- */

static int outside(const struct sanya_contract_row *row, int32_t day, bool before, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer from, limit;

	sanya_buffer_init(&from, 16);
	sanya_buffer_init(&limit, 16);
	sanya_date_format(day, &from);
	sanya_date_format(before ? row->from : row->to, &limit);
	sanya_error_set(err, SANYA_FAILED, "the amendment would begin on %s, %s", from.data,
			before ? "before the contract does" : "when the contract has ended");
	if (before)
		return sanya_error_next(err, "%s begins on %s; an amendment holds from a day of its period on", row->number, limit.data);
	return sanya_error_next(err, "%s ends on %s; what comes after is a new contract", row->number, limit.data);
}

static int reaches_back(const struct sanya_contract_row *row, int32_t day, int32_t today, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer from, now;

	sanya_buffer_init(&from, 16);
	sanya_buffer_init(&now, 16);
	sanya_date_format(day, &from);
	sanya_date_format(today, &now);
	sanya_error_set(err, SANYA_NOT_ALLOWED, "the amendment of %s would reach back: it begins on %s, and today is %s", row->number,
			from.data, now.data);
	return sanya_error_next(err, "let it begin today or later (--set period/from=%s), or say why it may reach back, which both then sign: "
				     "--set retroactive/en=\"…\"", now.data);
}

/* What the revisions pay is added up. */
static int check_currency(const struct sanya_act *act, const struct sanya_contract_row *row, const struct sanya_contract *contract,
			  struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_contract_done) struct sanya_contract in_force; /* initialised by the load, also when it fails */

	if (sanya_contract_load(act->store, row, row->revision, &in_force, err) != 0)
		return -1;
	if (strcmp(in_force.reward.currency, contract->reward.currency) == 0)
		return 0;
	sanya_error_set(err, SANYA_FAILED, "%s pays in %s, and the amendment would pay in %s: its revisions pay one sum", row->number,
			in_force.reward.currency, contract->reward.currency);
	return sanya_error_next(err, "keep the currency, or terminate the contract and draft another one");
}

int sanya_amendment_check_document(const struct sanya_act *act, const struct sanya_contract_row *row,
				   const struct sanya_contract *contract, struct sanya_error *err)
{
	int32_t today;

	if (contract->from < row->from || contract->from > row->to)
		return outside(row, contract->from, contract->from < row->from, err);
	if (check_currency(act, row, contract, err) != 0)
		return -1;
	if (contract->retroactive.th != NULL || contract->retroactive.en != NULL)
		return 0;
	if (sanya_date_in(row->timezone, act->now, &today, err) != 0)
		return -1;
	return contract->from < today ? reaches_back(row, contract->from, today, err) : 0;
}

int sanya_amendment_check(const struct sanya_act *act, const struct sanya_contract_row *row, struct sanya_error *err)
{
	if (row->amendment.state == SANYA_STATE_NONE)
		return 0;

	SANYA_CLEANUP(sanya_contract_done) struct sanya_contract contract; /* initialised by the load, also when it fails */

	if (sanya_contract_load(act->store, row, row->amendment.revision, &contract, err) != 0)
		return -1;
	return sanya_amendment_check_document(act, row, &contract, err);
}

/* --- what held when --- */

struct holding {
	const struct sanya_contract_row *row;
	struct sanya_arena *arena;
	struct sanya_held *list;
	size_t count, room;
};

/* Revisions come in the order of their numbers, which is that of their signing: there is one amendment at a time. */
static int add_stretch(void *context, const struct sanya_revision_row *row, struct sanya_error *err)
{
	struct holding *holding = context;
	struct sanya_held *list;

	if (row->in_force_at == SANYA_NO_INSTANT || row->from == SANYA_NO_DATE)
		return 0;
	while (holding->count > 0 && holding->list[holding->count - 1].from >= row->from)
		holding->count--;
	if (holding->count > 0 && holding->list[holding->count - 1].to >= row->from)
		holding->list[holding->count - 1].to = row->from - 1;
	list = sanya_arena_grow(holding->arena, holding->list, holding->count, &holding->room, sizeof(*list));
	if (list == NULL)
		return sanya_error_memory(err);
	holding->list = list;
	list[holding->count++] = (struct sanya_held){ .revision = row->revision, .from = row->from, .to = row->to };
	return 0;
}

int sanya_contract_stretches(struct sanya_store *store, const struct sanya_contract_row *row, struct sanya_arena *arena,
			     struct sanya_held **ret, size_t *ret_count, struct sanya_error *err)
{
	struct holding holding = { .row = row, .arena = arena };

	if (sanya_revisions_each(store, row->number, 0, add_stretch, &holding, err) != 0)
		return -1;
	if (row->last_day != SANYA_NO_DATE) {
		while (holding.count > 0 && holding.list[holding.count - 1].from > row->last_day)
			holding.count--;
		if (holding.count > 0 && holding.list[holding.count - 1].to > row->last_day)
			holding.list[holding.count - 1].to = row->last_day;
	}
	*ret = holding.list;
	*ret_count = holding.count;
	return 0;
}

/* --- proposing one --- */

/* The document in force.  What it said about reaching back was about itself. */
static int in_force(const struct sanya_act *act, const char *number, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_contract_row row;

	sanya_arena_init(&arena);
	if (sanya_contract_find(act->store, number, &arena, &row, err) != 0 ||
	    sanya_contract_document(act->store, &row, 0, ret, err) != 0)
		return -1;
	sanya_json_remove(*ret, "retroactive");
	return 0;
}

static int set_first_day(struct sanya_json **document, const char *from, struct sanya_error *err)
{
	char assignment[128];
	int32_t date;

	if (sanya_date_parse(from, strlen(from), &date, err) != 0) {
		err->code = SANYA_USAGE;
		return sanya_error_at(err, "--from", 0, 0);
	}
	snprintf(assignment, sizeof(assignment), "period/from=%s", from);
	return sanya_clause_set(document, assignment, err);
}

static bool sets_first_day(const struct sanya_amending *amending)
{
	if (amending->from != NULL || amending->document != NULL)
		return true;
	for (size_t i = 0; amending->set != NULL && amending->set[i] != NULL; i++)
		if (strncmp(amending->set[i], "period", 6) == 0)
			return true;
	return false;
}

/* The document as it was given keeps its own lines for messages; only what is changed here is written anew. */
static int make_document(const struct sanya_act *act, const char *number, const struct sanya_amending *amending,
			 struct sanya_buffer *ret_text, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = NULL;
	const struct sanya_document *given = amending->document;
	bool changes = amending->from != NULL || (amending->set != NULL && amending->set[0] != NULL);

	if (given != NULL && !changes) {
		sanya_buffer_add(ret_text, given->text, given->size);
		return sanya_buffer_check(ret_text, given->name, err);
	}
	if (given != NULL ? sanya_json_parse(given->name, given->text, given->size, &json, err) != 0
			  : in_force(act, number, &json, err) != 0)
		return -1;
	if (amending->from != NULL && set_first_day(&json, amending->from, err) != 0)
		return -1;
	if (sanya_clauses_set_all(&json, amending->set, err) != 0)
		return -1;
	return sanya_json_pretty(json, ret_text, err);
}

int sanya_contract_amend(const struct sanya_act *act, const struct sanya_references *references, const char *number,
			 const struct sanya_amending *amending, struct sanya_change *ret_change, struct sanya_json **ret_clauses,
			 struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	struct sanya_document document = { .name = number };

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	if (!sets_first_day(amending)) {
		sanya_error_set(err, SANYA_USAGE, "an amendment has a first day of its own");
		return sanya_error_next(err, "add --from DATE: the day from which it holds");
	}
	if (make_document(act, number, amending, &text, err) != 0)
		return -1;
	if (amending->document != NULL)
		document.name = amending->document->name;
	document.text = text.data;
	document.size = text.size;
	return sanya_contract_offer(act, references, number, SANYA_DO_AMEND, &document, amending->why, ret_change, ret_clauses, err);
}
