/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is open between two sides, what a new document says of it, and counter-proposals.  Answers clause by clause: answer.c.
 * The documents decide: what is recorded of a clause is a reason beside them, never a value of its own.
 */
#include "negotiate_parts.h"

#include <string.h>

void sanya_addresses_done(struct sanya_addresses *addresses)
{
	free(addresses->list);
}

static void note_address(void *context, const struct sanya_clause_change *change)
{
	struct sanya_addresses *addresses = context;
	char(*grown)[SANYA_CLAUSE_MAX];

	if (addresses->count == addresses->room) {
		grown = reallocarray(addresses->list, addresses->room + 32, sizeof(*grown));
		if (grown == NULL) {
			addresses->failed = true;
			return;
		}
		addresses->list = grown;
		addresses->room += 32;
	}
	snprintf(addresses->list[addresses->count++], SANYA_CLAUSE_MAX, "%s", change->address);
}

int sanya_addresses_differing(const struct sanya_json *from, const struct sanya_json *to, struct sanya_addresses *ret, struct sanya_error *err)
{
	sanya_clauses_compare(from, to, note_address, ret);
	return ret->failed ? sanya_error_memory(err) : 0;
}

/* Either of two addresses lies within the other. */
bool sanya_clauses_touch(const char *a, const char *b)
{
	return sanya_clause_within(a, b) || sanya_clause_within(b, a);
}

static bool any_touches(const struct sanya_addresses *addresses, const char *address)
{
	for (size_t i = 0; i < addresses->count; i++)
		if (sanya_clauses_touch(addresses->list[i], address))
			return true;
	return false;
}

/* --- both sides' documents --- */

void sanya_sides_done(struct sanya_sides *sides)
{
	sanya_json_free(sides->own);
	sanya_json_free(sides->standing);
}

int sanya_sides_load(struct sanya_store *store, const struct sanya_contract_row *row, const char *person, struct sanya_sides *ret,
		      struct sanya_error *err)
{
	ret->since = strcmp(row->employee, person) == 0 ? row->employee_revision : row->manager_revision;
	if (ret->since > 0 && sanya_contract_document(store, row, ret->since, &ret->own, err) != 0)
		return -1;
	return sanya_contract_document(store, row, sanya_contract_standing(row).revision, &ret->standing, err);
}

/* --- what is open --- */

struct reason_wanted {
	const char *clause, *author;
	int64_t after;	    /* revision */
	struct sanya_json *entry; /* gets "reason" and "by" of the newest that fits */
};

static int take_reason(void *context, const struct sanya_clause_row *row, struct sanya_error *err)
{
	struct reason_wanted *wanted = context;

	(void)err;
	if (row->revision <= wanted->after || row->reason == NULL || row->clause == NULL || strcmp(row->answer, "accept") == 0 ||
	    strcmp(row->author, wanted->author) != 0 || !sanya_clauses_touch(row->clause, wanted->clause))
		return 0;
	sanya_json_set_text(wanted->entry, "reason", row->reason);
	return 0;
}

static int add_open(struct sanya_store *store, const char *number, int64_t since, const char *author, const struct sanya_json *line,
		    struct sanya_json *list, struct sanya_error *err)
{
	size_t count = sanya_json_size(list);
	struct sanya_json *last = count == 0 ? NULL : sanya_json_own_at(list, count - 1), *changes;
	const char *clause = sanya_json_get_text(line, "clause"), *before = last == NULL ? NULL : sanya_json_get_text(last, "clause");
	struct reason_wanted wanted = { .clause = clause, .author = author, .after = since };

	if (before == NULL || strcmp(before, clause) != 0) {
		last = sanya_json_object();
		sanya_json_set_text(last, "clause", clause);
		sanya_json_set_text(last, "by", author);
		sanya_json_set_text(last, "reason", NULL);
		sanya_json_set(last, "changes", sanya_json_array());
		wanted.entry = last;
		if (sanya_json_append(list, last) != 0)
			return sanya_error_memory(err);
		if (sanya_clauses_each(store, number, 0, take_reason, &wanted, err) != 0)
			return -1;
	}
	changes = sanya_json_own_get(last, "changes");
	return sanya_json_append(changes, sanya_json_copy(line)) == 0 ? 0 : sanya_error_memory(err);
}

int sanya_contract_open(struct sanya_store *store, const struct sanya_contract_row *row, const struct sanya_catalogue *catalogue,
			struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_sides_done) struct sanya_sides sides = { .since = 0 };
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *lines = NULL;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = NULL;
	struct sanya_standing standing = sanya_contract_standing(row);
	struct sanya_json *list;
	const char *turn;

	if ((standing.state != SANYA_PROPOSED && standing.state != SANYA_COUNTERED) || standing.proposer == NULL) {
		*ret = sanya_json_null();
		return 0;
	}
	turn = strcmp(standing.proposer, row->manager) == 0 ? row->employee : row->manager;
	if (sanya_sides_load(store, row, turn, &sides, err) != 0)
		return -1;
	json = sanya_json_object();
	list = sanya_json_array();
	lines = sides.own == NULL ? sanya_json_array() : sanya_contract_diff(sides.own, sides.standing, catalogue);
	sanya_json_set_text(json, "turn", turn);
	sanya_json_set_integer(json, "revision", standing.revision);
	sanya_json_set_integer(json, "since", sides.since);
	sanya_json_set(json, "clauses", list);
	for (size_t i = 0; i < sanya_json_size(lines); i++)
		if (add_open(store, row->number, sides.since, standing.proposer, sanya_json_at(lines, i), list, err) != 0)
			return -1;
	*ret = json;
	json = NULL;
	return 0;
}

/* --- what a document says of each clause --- */

/* "CLAUSE=REASON": the reason, where it is for a part of the document that holds the clause. */
static const char *reason_in(const char *why, const char *clause)
{
	const char *equals = strchr(why, '=');
	char part[SANYA_CLAUSE_MAX];

	if (equals == NULL || (size_t)(equals - why) >= sizeof(part))
		return NULL;
	memcpy(part, why, (size_t)(equals - why));
	part[equals - why] = '\0';
	return sanya_clause_within(clause, part) ? equals + 1 : NULL;
}

/* The reason for the smallest part that holds the clause: the longest address. */
static const char *reason_for(const char *const *why, const char *clause)
{
	const char *best = NULL, *found;
	ptrdiff_t longest = -1;

	for (size_t i = 0; why != NULL && why[i] != NULL; i++) {
		found = reason_in(why[i], clause);
		if (found == NULL || *found == '\0' || found - why[i] <= longest)
			continue;
		best = found;
		longest = found - why[i];
	}
	return best;
}

static int check_why(const char *const *why, const struct sanya_addresses *changed, struct sanya_error *err)
{
	for (size_t i = 0; why != NULL && why[i] != NULL; i++) {
		const char *equals = strchr(why[i], '=');
		bool used = false;

		if (equals == NULL || equals == why[i] || equals[1] == '\0') {
			sanya_error_set(err, SANYA_USAGE, "--why wants CLAUSE=REASON, not \"%s\"", why[i]);
			return sanya_error_next(err, "for instance --why goals/reply/scale=\"Nights are slow.\"");
		}
		for (size_t k = 0; k < changed->count && !used; k++)
			used = reason_in(why[i], changed->list[k]) != NULL;
		if (used)
			continue;
		sanya_error_set(err, SANYA_USAGE, "\"%.*s\" is not changed, and needs no reason", (int)(equals - why[i]), why[i]);
		return changed->count == 0 ? -1 : sanya_error_next(err, "what is changed is named like %s", changed->list[0]);
	}
	return 0;
}

struct sanya_json *sanya_clause_said(const char *clause, const char *answer, const char *reason)
{
	struct sanya_json *json = sanya_json_object();

	sanya_json_set_text(json, "clause", clause);
	sanya_json_set_text(json, "answer", answer);
	if (reason != NULL)
		sanya_json_set_text(json, "reason", reason);
	return json;
}

/* "keep" where the value is again what the acting side stands for, "answer" where the clause was open, else "change". */
static const char *answer_of(const struct sanya_sides *sides, const struct sanya_addresses *open, const struct sanya_json *document,
			     const char *clause)
{
	if (!any_touches(open, clause))
		return "change";
	return sanya_clause_same(sanya_clause_value(sides->own, clause), sanya_clause_value(document, clause)) ? "keep" : "answer";
}

static int judge(const struct sanya_act *act, const struct sanya_sides *sides, const struct sanya_addresses *open,
		 const struct sanya_json *document, const char *const *why, struct sanya_json *list, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_addresses_done) struct sanya_addresses changed = { .count = 0 };
	const char *reason;

	if (sanya_addresses_differing(sides->standing, document, &changed, err) != 0 || check_why(why, &changed, err) != 0)
		return -1;
	for (size_t i = 0; i < changed.count; i++) {
		reason = reason_for(why, changed.list[i]);
		if (reason == NULL && (act->reason == NULL || act->reason[0] == '\0')) {
			sanya_error_set(err, SANYA_USAGE, "a reason is missing for %s", changed.list[i]);
			return sanya_error_next(err, "add --why %s=\"…\", or --reason \"…\" for all that have none of their own", changed.list[i]);
		}
		sanya_json_append(list, sanya_clause_said(changed.list[i], answer_of(sides, open, document, changed.list[i]), reason));
	}
	for (size_t i = 0; i < open->count; i++)
		if (!any_touches(&changed, open->list[i]))
			sanya_json_append(list, sanya_clause_said(open->list[i], "accept", NULL));
	return 0;
}

int sanya_clauses_judge(const struct sanya_act *act, const struct sanya_contract_row *row, enum sanya_action action,
			const struct sanya_json *document, const char *const *why, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_sides_done) struct sanya_sides sides = { .since = 0 };
	SANYA_CLEANUP(sanya_addresses_done) struct sanya_addresses open = { .count = 0 };
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *list = sanya_json_array();

	if (sanya_sides_load(act->store, row, act->actor, &sides, err) != 0)
		return -1;
	if (sides.own != NULL && action == SANYA_DO_COUNTER && sanya_addresses_differing(sides.own, sides.standing, &open, err) != 0)
		return -1;
	if (judge(act, &sides, &open, document, why, list, err) != 0)
		return -1;
	*ret = list;
	list = NULL;
	return 0;
}

/* --- a counter-proposal --- */

int sanya_clauses_set_all(struct sanya_json **document, const char *const *set, struct sanya_error *err)
{
	for (size_t i = 0; set != NULL && set[i] != NULL; i++)
		if (sanya_clause_set(document, set[i], err) != 0)
			return -1;
	return 0;
}

int sanya_contract_offer_json(const struct sanya_act *act, const struct sanya_references *references, const char *number, const char *name,
		      const struct sanya_json *json, const char *const *why, struct sanya_change *change, struct sanya_json **ret_clauses,
		      struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	struct sanya_document document = { .name = name };

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	if (sanya_json_pretty(json, &text, err) != 0 || sanya_buffer_check(&text, name, err) != 0)
		return -1;
	document.text = text.data;
	document.size = text.size;
	return sanya_contract_offer(act, references, number, SANYA_DO_COUNTER, &document, why, change, ret_clauses, err);
}

int sanya_contract_counter(const struct sanya_act *act, const struct sanya_references *references, const char *number,
			   const struct sanya_counter *counter, struct sanya_change *ret_change, struct sanya_json **ret_clauses,
			   struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = NULL;
	const struct sanya_document *given = counter->document;
	bool sets = counter->set != NULL && counter->set[0] != NULL;
	struct sanya_contract_row row;

	sanya_arena_init(&arena);
	if (given == NULL && !sets) {
		sanya_error_set(err, SANYA_USAGE, "a counter-proposal says what is to be different");
		return sanya_error_next(err, "name clauses: --set goals/reply/target=93%%; or hand in a changed document: "
					     "sanya contract counter %s FILE", number);
	}
	if (given != NULL && !sets)
		return sanya_contract_offer(act, references, number, SANYA_DO_COUNTER, given, counter->why, ret_change, ret_clauses, err);
	if (given != NULL) {
		if (sanya_json_parse(given->name, given->text, given->size, &json, err) != 0)
			return -1;
	} else if (sanya_contract_find(act->store, number, &arena, &row, err) != 0 ||
		   sanya_contract_document(act->store, &row, sanya_contract_standing(&row).revision, &json, err) != 0) {
		return -1;
	}
	if (sanya_clauses_set_all(&json, counter->set, err) != 0)
		return -1;
	return sanya_contract_offer_json(act, references, number, given != NULL ? given->name : number, json, counter->why, ret_change, ret_clauses, err);
}
