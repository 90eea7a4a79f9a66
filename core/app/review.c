/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The steps of a review after the evaluation: share, answer, resolve, approve, take up again.
 * Who may do what stands in the domain room's table; here is what each step says about the result that stands.
 */
#include "review.h"
#include "segment.h"

#include "../codec/documents.h"
#include "../codec/recorded.h"

#include <string.h>

struct step {
	struct sanya_arena arena;
	struct sanya_contract_row row;
	struct sanya_review review;
	struct sanya_json *detail; /* of the event */
};

static void step_init(struct step *step)
{
	*step = (struct step){ .detail = NULL };
	sanya_arena_init(&step->arena);
}

static void step_done(struct step *step)
{
	sanya_json_free(step->detail);
	sanya_arena_done(&step->arena);
}

/* Transaction, acting person, contract, table; then the result that stands.  A failure undoes all of it. */
static int begin(const struct sanya_act *act, const char *number, enum sanya_action action, struct step *step,
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
static int finish(const struct sanya_act *act, const char *type, struct step *step, struct sanya_change *change,
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
	SANYA_CLEANUP(step_done) struct step step;

	step_init(&step);
	if (begin(act, number, action, &step, ret_change, err) != 0)
		return -1;
	return finish(act, type, &step, ret_change, err);
}

int sanya_review_share(const struct sanya_act *act, const char *number, struct sanya_change *ret_change,
		       struct sanya_error *err)
{
	SANYA_CLEANUP(step_done) struct step step;

	step_init(&step);
	if (begin(act, number, SANYA_DO_SHARE, &step, ret_change, err) != 0)
		return -1;
	if (sanya_segments_check(act, number, step.review.version, step.review.statement, err) != 0) {
		sanya_act_undo(act);
		return -1;
	}
	return finish(act, "review.share", &step, ret_change, err);
}

int sanya_review_acknowledge(const struct sanya_act *act, const char *number, struct sanya_change *ret_change,
			     struct sanya_error *err)
{
	return plain(act, number, SANYA_DO_ACKNOWLEDGE, "review.acknowledge", ret_change, err);
}

/* Ids of goals as an array; each must be one of the contract's. */
static int disputed_goals(const struct sanya_act *act, const struct step *step, const char *const *goals,
			  struct sanya_json **ret, struct sanya_error *err)
{
	struct sanya_contract contract;
	struct sanya_json *list = sanya_json_array();
	int result = sanya_contract_load(act->store, &step->row, 0, &contract, err);

	for (size_t i = 0; result == 0 && goals != NULL && goals[i] != NULL; i++) {
		if (sanya_contract_goal(&contract, goals[i]) == NULL) {
			result = sanya_error_set(err, SANYA_NOT_FOUND, "%s has no goal \"%s\"", step->row.number, goals[i]);
			sanya_error_next(err, "sanya statement %s", step->row.number);
		} else if (sanya_json_append(list, sanya_json_of_text(goals[i])) != 0) {
			result = sanya_error_memory(err);
		}
	}
	for (size_t i = 0; result == 0 && (goals == NULL || goals[0] == NULL) && i < contract.goal_count; i++)
		if (sanya_json_append(list, sanya_json_of_text(contract.goals[i].id)) != 0)
			result = sanya_error_memory(err);
	sanya_contract_done(&contract);
	if (result == 0)
		*ret = list;
	else
		sanya_json_free(list);
	return result;
}

int sanya_review_dispute(const struct sanya_act *act, const char *number, const char *const *goals,
			 struct sanya_change *ret_change, struct sanya_error *err)
{
	SANYA_CLEANUP(step_done) struct step step;
	struct sanya_json *list;

	step_init(&step);
	if (begin(act, number, SANYA_DO_DISPUTE, &step, ret_change, err) != 0)
		return -1;
	if (disputed_goals(act, &step, goals, &list, err) != 0) {
		sanya_act_undo(act);
		return -1;
	}
	sanya_json_set(step.detail, "goals", list);
	return finish(act, "review.dispute", &step, ret_change, err);
}

int sanya_review_resolve(const struct sanya_act *act, const char *number, const char *outcome,
			 struct sanya_change *ret_change, struct sanya_error *err)
{
	SANYA_CLEANUP(step_done) struct step step;

	step_init(&step);
	if (strcmp(outcome, "accepted") != 0 && strcmp(outcome, "partly") != 0 && strcmp(outcome, "rejected") != 0)
		return sanya_error_set(err, SANYA_USAGE, "\"%s\" is no outcome of a dispute: accepted, partly or rejected",
				       outcome);
	if (begin(act, number, SANYA_DO_RESOLVE, &step, ret_change, err) != 0)
		return -1;
	sanya_json_set_text(step.detail, "outcome", outcome);
	return finish(act, "review.resolve", &step, ret_change, err);
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

/* An accepted dispute says that the result is not right; what was disputed is not paid before it is computed anew. */
static int check_dispute(const struct sanya_act *act, struct step *step, struct sanya_error *err)
{
	struct sanya_dispute dispute;
	int found = sanya_dispute_get(act->store, step->row.number, &step->arena, &dispute, err);

	if (found <= 0)
		return found;
	if (dispute.version != step->review.version || dispute.outcome == NULL || strcmp(dispute.outcome, "rejected") == 0)
		return 0;
	sanya_error_set(err, SANYA_NOT_ALLOWED, "the dispute about %s was answered \"%s\", but the result is still the disputed one",
			step->row.number, dispute.outcome);
	return sanya_error_next(err, "sanya contract reopen %s --reason …, then sanya review evaluate %s", step->row.number,
				step->row.number);
}

static int approval(const struct sanya_act *act, struct step *step, struct sanya_error *err)
{
	struct sanya_cycle cycle;
	int found;

	if (check_dispute(act, step, err) != 0)
		return -1;
	if (step->review.amount == NULL) {
		sanya_error_set(err, SANYA_NOT_ALLOWED, "%s has no amount: a goal could not be evaluated, or waits for a decision", step->row.number);
		return sanya_error_next(err, "sanya statement %s shows which; then take the review up again: "
					     "sanya contract reopen %s --reason …", step->row.number, step->row.number);
	}
	found = sanya_cycle_of(act->store, step->row.to, &step->arena, &cycle, err);
	if (found < 0)
		return -1;
	if (found == 0 || cycle.closed) {
		sanya_error_set(err, SANYA_NOT_ALLOWED, found == 0 ? "no cycle holds the end of %s's period"
								 : "the cycle of %s is closed", step->row.number);
		return sanya_error_next(err, "sanya cycle open NAME --from DATE --to DATE");
	}
	sanya_json_set_text(step->detail, "amount", step->review.amount);
	sanya_json_set_text(step->detail, "currency", step->review.currency);
	return sanya_json_set_text(step->detail, "cycle", cycle.name) == 0 ? 0 : sanya_error_memory(err);
}

int sanya_review_approve(const struct sanya_act *act, const char *number, struct sanya_change *ret_change,
			 struct sanya_error *err)
{
	SANYA_CLEANUP(step_done) struct step step;

	step_init(&step);
	if (begin(act, number, SANYA_DO_APPROVE, &step, ret_change, err) != 0)
		return -1;
	if (approval(act, &step, err) != 0) {
		sanya_act_undo(act);
		return -1;
	}
	return finish(act, "review.approve", &step, ret_change, err);
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
