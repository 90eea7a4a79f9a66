/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The steps of a review after the evaluation that need nothing but the result that stands: share, acknowledge; and reading it.
 * Disputes are in dispute.c, approvals in approve.c.  Who may do what stands in the domain room's table.
 */
#include "review_parts.h"
#include "segment.h"

#include "../codec/recorded.h"

#include <string.h>

void sanya_review_step_init(struct sanya_review_step *step)
{
	*step = (struct sanya_review_step){ .detail = NULL };
	sanya_arena_init(&step->arena);
}

void sanya_review_step_done(struct sanya_review_step *step)
{
	sanya_json_free(step->detail);
	sanya_arena_done(&step->arena);
}

/* Transaction, acting person, contract, table; then the result that stands.  A failure undoes all of it. */
int sanya_review_begin(const struct sanya_act *act, const char *number, enum sanya_action action, struct sanya_review_step *step,
		 struct sanya_change *change, struct sanya_error *err)
{
	int found;

	if (sanya_contract_begin(act, number, action, &step->arena, &step->row, change, err) != 0)
		return -1;
	found = sanya_review_get(act->store, number, 0, &step->arena, &step->review, err);
	step->detail = sanya_json_object();
	if (found > 0 && sanya_json_set_integer(step->detail, "version", step->review.version) == 0 &&
	    sanya_json_set_integer(step->detail, "revision", step->review.revision) == 0 &&
	    sanya_json_set_text(step->detail, "sha256", step->review.sha256) == 0)
		return 0;
	if (found == 0)
		sanya_error_set(err, SANYA_NOT_FOUND, "%s has not been evaluated", number);
	else if (found > 0)
		sanya_error_memory(err);
	sanya_act_undo(act);
	return -1;
}

/* Record the event and end the transaction. */
int sanya_review_finish(const struct sanya_act *act, const char *type, struct sanya_review_step *step, struct sanya_change *change,
		  struct sanya_error *err)
{
	struct sanya_json *detail = step->detail;

	step->detail = NULL;
	if (sanya_act_record(act, type, step->row.number, detail, &change->sequence, err) == 0)
		return sanya_act_end(act, err);
	sanya_act_undo(act);
	return -1;
}

static int plain(const struct sanya_act *act, const char *number, enum sanya_action action, const char *type,
		 struct sanya_change *ret_change, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_review_step_done) struct sanya_review_step step;

	sanya_review_step_init(&step);
	if (sanya_review_begin(act, number, action, &step, ret_change, err) != 0)
		return -1;
	return sanya_review_finish(act, type, &step, ret_change, err);
}

int sanya_review_share(const struct sanya_act *act, const char *number, struct sanya_change *ret_change,
		       struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_review_step_done) struct sanya_review_step step;

	sanya_review_step_init(&step);
	if (sanya_review_begin(act, number, SANYA_DO_SHARE, &step, ret_change, err) != 0)
		return -1;
	if (sanya_segments_check(act, number, step.review.version, step.review.statement, err) != 0) {
		sanya_act_undo(act);
		return -1;
	}
	return sanya_review_finish(act, "review.share", &step, ret_change, err);
}

int sanya_review_acknowledge(const struct sanya_act *act, const char *number, struct sanya_change *ret_change,
			     struct sanya_error *err)
{
	return plain(act, number, SANYA_DO_ACKNOWLEDGE, "review.acknowledge", ret_change, err);
}

int sanya_review_overdue(struct sanya_store *store, const struct sanya_contract_row *row, int64_t now, bool *ret,
			 struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	SANYA_CLEANUP(sanya_contract_done) struct sanya_contract contract = { .number = NULL };
	struct sanya_review review;
	int32_t shared, today;
	int found;

	sanya_arena_init(&arena);
	*ret = false;
	if (row->state != SANYA_REVIEWED)
		return 0;
	found = sanya_review_get(store, row->number, 0, &arena, &review, err);
	if (found <= 0 || review.shared_at == SANYA_NO_INSTANT)
		return found < 0 ? -1 : 0;
	if (sanya_contract_load(store, row, 0, &contract, err) != 0 ||
	    sanya_date_in(contract.timezone, review.shared_at, &shared, err) != 0 ||
	    sanya_date_in(contract.timezone, now, &today, err) != 0)
		return -1;
	*ret = today > shared + contract.dispute_days;
	return 0;
}

int sanya_statement_load(struct sanya_store *store, const char *number, int64_t version, struct sanya_json **ret,
			 struct sanya_review *ret_review, struct sanya_arena *arena, struct sanya_error *err)
{
	struct sanya_contract_row row;
	struct sanya_review review;
	int found;

	if (sanya_contract_find(store, number, arena, &row, err) != 0)
		return -1;
	found = sanya_review_get(store, number, version, arena, &review, err);
	if (found < 0)
		return -1;
	if (found == 0) {
		sanya_error_set(err, SANYA_NOT_FOUND, version == 0 ? "%s has not been evaluated" : "%s has no such evaluation",
				number);
		return version == 0 ? sanya_error_next(err, "sanya review evaluate %s --as PERSON", number)
				    : sanya_error_next(err, "the last one: sanya statement %s", number);
	}
	if (sanya_statement_parse(number, review.statement, strlen(review.statement), ret, err) != 0)
		return -1;
	if (ret_review != NULL)
		*ret_review = review;
	return 0;
}
