/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers clause by clause: each open clause accepted, kept or met, and what comes of it, agreement or the next counter-proposal.
 * What is open is found out in negotiate.c.
 */
#include "negotiate_parts.h"

#include <string.h>

enum said { NOTHING, ACCEPTED, KEPT, MET };

struct answering {
	const struct sanya_act *act;
	const struct sanya_answer *answer;
	struct sanya_arena arena;
	struct sanya_contract_row row;
	struct sanya_sides sides;
	struct sanya_addresses open;
	enum said *said; /* of each open clause */
};

static void answering_done(struct answering *answering)
{
	free(answering->said);
	sanya_addresses_done(&answering->open);
	sanya_sides_done(&answering->sides);
	sanya_arena_done(&answering->arena);
}

static void list_open(const struct answering *answering, bool unanswered, struct sanya_buffer *out)
{
	for (size_t i = 0; i < answering->open.count; i++)
		if (!unanswered || answering->said[i] == NOTHING)
			sanya_buffer_printf(out, "%s%s", out->size == 0 ? "" : ", ", answering->open.list[i]);
}

static int refuse_closed(const struct answering *answering, const char *clause, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer list;

	sanya_buffer_init(&list, 300);
	list_open(answering, false, &list);
	sanya_error_set(err, SANYA_USAGE, "\"%s\" is not open: both sides have the same there", clause);
	return sanya_error_next(err, "open are: %s", list.data);
}

static int mark(struct answering *answering, const char *clause, enum said said, struct sanya_error *err)
{
	bool found = false, rest = strcmp(clause, "rest") == 0;

	for (size_t i = 0; i < answering->open.count; i++) {
		const char *open = answering->open.list[i];

		/* A value given for a part of an open clause meets all of it; to accept or keep only a part of one is not possible. */
		if (rest ? answering->said[i] != NOTHING : !(said == MET ? sanya_clauses_touch(open, clause) : sanya_clause_within(open, clause)))
			continue;
		if (answering->said[i] != NOTHING && answering->said[i] != said) {
			sanya_error_set(err, SANYA_USAGE, "%s is answered twice, in two ways", open);
			return sanya_error_next(err, "name it once: --accept, --keep or --set");
		}
		answering->said[i] = said;
		found = true;
	}
	return found || rest || said == MET ? 0 : refuse_closed(answering, clause, err);
}

static int mark_all(struct answering *answering, const char *const *clauses, enum said said, bool rest, struct sanya_error *err)
{
	for (size_t i = 0; clauses != NULL && clauses[i] != NULL; i++)
		if ((strcmp(clauses[i], "rest") == 0) == rest && mark(answering, clauses[i], said, err) != 0)
			return -1;
	return 0;
}

static int mark_answers(struct answering *answering, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer list;
	const struct sanya_answer *answer = answering->answer;
	char address[SANYA_CLAUSE_MAX];

	sanya_buffer_init(&list, 300);
	for (size_t i = 0; answer->set != NULL && answer->set[i] != NULL; i++)
		if (sanya_clause_set_address(answering->sides.standing, answer->set[i], address, sizeof(address), err) != 0 ||
		    mark(answering, address, MET, err) != 0)
			return -1;
	if (mark_all(answering, answer->accept, ACCEPTED, false, err) != 0 || mark_all(answering, answer->keep, KEPT, false, err) != 0 ||
	    mark_all(answering, answer->accept, ACCEPTED, true, err) != 0 || mark_all(answering, answer->keep, KEPT, true, err) != 0)
		return -1;
	list_open(answering, true, &list);
	if (list.size == 0)
		return 0;
	sanya_error_set(err, SANYA_USAGE, "not answered: %s", list.data);
	return sanya_error_next(err, "answer each with --accept, --keep or --set; --accept rest accepts all others");
}

/* Asked as an acceptance, which only the side whose turn it is may give. */
static int open_answer(struct answering *answering, const char *number, struct sanya_error *err)
{
	struct sanya_change change;

	if (sanya_contract_begin(answering->act, number, SANYA_DO_ACCEPT, &answering->arena, &answering->row, &change, err) != 0)
		return -1;
	sanya_act_undo(answering->act);
	if (sanya_sides_load(answering->act->store, &answering->row, answering->act->actor, &answering->sides, err) != 0)
		return -1;
	if (answering->sides.own == NULL) {
		sanya_error_set(err, SANYA_FAILED, "this is the first proposal of %s: everything in it is open, not single clauses", number);
		return sanya_error_next(err, "accept or decline it whole, or: sanya contract counter %s --set CLAUSE=VALUE --reason \"…\"", number);
	}
	if (sanya_addresses_differing(answering->sides.own, answering->sides.standing, &answering->open, err) != 0)
		return -1;
	if (answering->open.count == 0) {
		sanya_error_set(err, SANYA_FAILED, "no clause is open: both sides say the same");
		return sanya_error_next(err, "sanya contract accept %s", number);
	}
	answering->said = calloc(answering->open.count, sizeof(*answering->said));
	return answering->said == NULL ? sanya_error_memory(err) : mark_answers(answering, err);
}

static int accept_all(struct answering *answering, const char *number, struct sanya_change *change, struct sanya_json **ret_clauses,
		      struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *list = sanya_json_array();
	struct sanya_contract_row row;

	for (size_t i = 0; i < answering->open.count; i++)
		sanya_json_append(list, sanya_clause_said(answering->open.list[i], "accept", NULL));
	if (sanya_contract_begin(answering->act, number, SANYA_DO_ACCEPT, &answering->arena, &row, change, err) != 0)
		return -1;
	if (sanya_contract_standing(&row).revision != sanya_contract_standing(&answering->row).revision)
		sanya_error_set(err, SANYA_CHANGED, "%s was changed while you answered", number);
	else if (sanya_contract_record_accept(answering->act, &row, list, change, err) == 0 && sanya_act_end(answering->act, err) == 0) {
		*ret_clauses = list;
		list = NULL;
		return 0;
	}
	sanya_act_undo(answering->act);
	return -1;
}

int sanya_contract_answer(const struct sanya_act *act, const struct sanya_references *references, const char *number,
			  const struct sanya_answer *answer, struct sanya_change *ret_change, struct sanya_json **ret_clauses,
			  struct sanya_error *err)
{
	SANYA_CLEANUP(answering_done) struct answering answering = { .act = act, .answer = answer };
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *document = NULL;
	bool accepts = answer->set == NULL || answer->set[0] == NULL;

	sanya_arena_init(&answering.arena);
	if (open_answer(&answering, number, err) != 0)
		return -1;
	document = sanya_json_copy(answering.sides.standing);
	for (size_t i = 0; i < answering.open.count; i++) {
		if (answering.said[i] != KEPT)
			continue;
		accepts = false;
		if (sanya_clause_copy(&document, answering.sides.own, answering.open.list[i], err) != 0)
			return -1;
	}
	if (accepts)
		return accept_all(&answering, number, ret_change, ret_clauses, err);
	if (sanya_clauses_set_all(&document, answer->set, err) != 0)
		return -1;
	return sanya_contract_offer_json(act, references, number, number, document, answer->why, ret_change, ret_clauses, err);
}
