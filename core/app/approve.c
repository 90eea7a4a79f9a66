/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Approval of a result, of the part of a disputed one that is owed in any case, and of the difference that a restatement makes.
 * What the lines of a contract add up to is kept here; which of them leave when is the export's question.
 */
#include "dispute.h"

#include "difference.h"
#include "replay.h"
#include "review_parts.h"

#include <string.h>

/* An accepted dispute says that the result is not right; what was disputed is not paid before it is computed anew. */
static int check_dispute(const struct sanya_act *act, struct sanya_review_step *step, struct sanya_error *err)
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

static int check_amount(const struct sanya_review_step *step, struct sanya_error *err)
{
	if (step->review.amount != NULL)
		return 0;
	sanya_error_set(err, SANYA_NOT_ALLOWED, "%s has no amount: a goal could not be evaluated, or waits for a decision", step->row.number);
	return sanya_error_next(err, "sanya statement %s shows which; then take the review up again: sanya contract reopen %s --reason …",
				step->row.number, step->row.number);
}

/* The cycle of the line; "" once it is closed and this is a restatement: then it leaves with whatever batch comes next. */
static int find_cycle(const struct sanya_act *act, struct sanya_review_step *step, const char **ret, struct sanya_error *err)
{
	struct sanya_cycle cycle;
	int found = sanya_cycle_of(act->store, step->row.to, &step->arena, &cycle, err);

	if (found < 0)
		return -1;
	if (found > 0 && (!cycle.closed || sanya_state_has_left(step->row.state))) {
		*ret = cycle.closed ? "" : cycle.name;
		return 0;
	}
	sanya_error_set(err, SANYA_NOT_ALLOWED, found == 0 ? "no cycle holds the end of %s's period" : "the cycle of %s is closed",
			step->row.number);
	return sanya_error_next(err, "sanya cycle open NAME --from DATE --to DATE");
}

/* What the lines so far add up to, without and with corrections, and the number of the next one. */
struct lines {
	struct sanya_number approved, all;
	int64_t next;
};

static void lines_done(struct lines *lines)
{
	sanya_number_done(&lines->approved);
	sanya_number_done(&lines->all);
}

static int add_up(const struct sanya_act *act, struct sanya_review_step *step, struct lines *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number amount;
	struct sanya_reward_line *list;
	size_t count;

	sanya_number_init(&amount);
	sanya_number_init(&ret->approved);
	sanya_number_init(&ret->all);
	ret->next = 1;
	if (sanya_reward_lines(act->store, NULL, step->row.number, &step->arena, &list, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (sanya_number_parse(list[i].amount, strlen(list[i].amount), &amount, err) != 0)
			return -1;
		sanya_number_add(&ret->all, &ret->all, &amount);
		if (strcmp(list[i].kind, "correction") != 0)
			sanya_number_add(&ret->approved, &ret->approved, &amount);
		ret->next = list[i].sequence + 1;
	}
	return 0;
}

static int keep_reason(void *context, const struct sanya_event *event, struct sanya_error *err)
{
	struct sanya_buffer *reason = context;
	const char *text = sanya_json_get_text(event->detail, "reason");

	if (strcmp(event->type, "review.restate") != 0 || text == NULL)
		return 0;
	sanya_buffer_clear(reason);
	sanya_buffer_text(reason, text);
	return sanya_buffer_check(reason, "reason", err);
}

/* A restated line says why it came; payroll and employee read that. */
static int write_reason(const struct sanya_act *act, struct sanya_review_step *step, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer reason;

	sanya_buffer_init(&reason, SANYA_TEXT_MAX);
	if (sanya_ledger_each(act->store, step->row.number, 0, keep_reason, &reason, err) != 0)
		return -1;
	if (reason.size == 0 || act->reason != NULL)
		return 0;
	return sanya_json_set_text(step->detail, "reason", reason.data) == 0 ? 0 : sanya_error_memory(err);
}

/* The line that brings what was approved up, or down, to the amount. */
static int write_line(const struct sanya_act *act, struct sanya_review_step *step, const char *amount, const char *kind,
		      struct sanya_arena *arena, const char **ret_amount, struct sanya_error *err)
{
	SANYA_CLEANUP(lines_done) struct lines lines;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number due;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	const char *cycle;

	sanya_number_init(&due);
	sanya_buffer_init(&text, 64);
	if (add_up(act, step, &lines, err) != 0 || find_cycle(act, step, &cycle, err) != 0 ||
	    sanya_number_parse(amount, strlen(amount), &due, err) != 0)
		return -1;
	sanya_number_sub(&due, &due, &lines.approved);
	sanya_number_add(&lines.all, &lines.all, &due);
	sanya_number_decimal(&due, 2, &text);
	if (sanya_number_sign(&due) < 0 && sanya_number_sign(&lines.all) < 0) {
		sanya_error_set(err, SANYA_NOT_ALLOWED, "a line of %s would take back more than %s was paid, corrections included", text.data,
				step->row.number);
		return sanya_error_next(err, "sanya reward register shows the lines; put the correction right first: sanya reward correct %s",
					step->row.number);
	}
	if (strcmp(kind, "part") == 0 && sanya_number_sign(&due) <= 0)
		return sanya_error_set(err, SANYA_NOT_ALLOWED, "what is owed of %s however the dispute ends was approved before", step->row.number);
	if (sanya_number_sign(&due) == 0 && strcmp(kind, "reward") != 0)
		kind = "none";
	*ret_amount = strcmp(kind, "none") == 0 ? NULL : sanya_arena_text(arena, text.data);
	if (sanya_json_set_text(step->detail, "amount", text.data) != 0 || sanya_json_set_text(step->detail, "currency", step->review.currency) != 0 ||
	    sanya_json_set_text(step->detail, "cycle", cycle) != 0 || sanya_json_set_text(step->detail, "kind", kind) != 0 ||
	    sanya_json_set_integer(step->detail, "sequence", lines.next) != 0 || (*ret_amount == NULL && strcmp(kind, "none") != 0))
		return sanya_error_memory(err);
	return 0;
}

/* --- what is owed however a dispute ends --- */

static void mark_disputed(const struct sanya_contract *contract, const char *goals, bool lowest[SANYA_GOALS_MAX])
{
	for (size_t g = 0; g < contract->goal_count; g++) {
		const char *id = contract->goals[g].id;
		size_t size = strlen(id);

		lowest[g] = false;
		for (const char *at = goals; at != NULL && !lowest[g]; at = strstr(at, ", ")) {
			at += strncmp(at, ", ", 2) == 0 ? 2 : 0;
			lowest[g] = strncmp(at, id, size) == 0 && (at[size] == '\0' || at[size] == ',');
		}
	}
}

/* The lesser of two amounts; NULL counts for none. */
static int lesser(const char *a, const char *b, const char **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number x, y;

	sanya_number_init(&x);
	sanya_number_init(&y);
	*ret = "0.00";
	if (a == NULL || b == NULL)
		return 0;
	if (sanya_number_parse(a, strlen(a), &x, err) != 0 || sanya_number_parse(b, strlen(b), &y, err) != 0)
		return -1;
	*ret = sanya_number_compare(&x, &y) <= 0 ? a : b;
	return 0;
}

/* The least of: the disputed goals at their worst, the result as it stands, and the result with all claims. */
static int measure_part(const struct sanya_act *act, const struct sanya_means *means, const char *number, struct sanya_arena *arena,
			int64_t *ret_version, const char **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_replay_done) struct sanya_replay replay;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *worst = NULL, *with = NULL;
	struct sanya_replay_how how = SANYA_REPLAY_AS_THEN, claimed = SANYA_REPLAY_AS_THEN;
	bool lowest[SANYA_GOALS_MAX];
	struct sanya_dispute dispute;
	struct sanya_claim *claims;
	const char *amount;
	int found;

	sanya_replay_init(&replay);
	if (sanya_replay_open(&replay, act->store, means->host, means->settings, number, 0, err) != 0)
		return -1;
	*ret_version = replay.review.version;
	found = sanya_dispute_get(act->store, number, &replay.arena, &dispute, err);
	if (found <= 0)
		return found < 0 ? -1 : sanya_error_set(err, SANYA_NOT_ALLOWED, "what the dispute about %s is about was erased", number);
	mark_disputed(&replay.contract, dispute.goals, lowest);
	how.lowest = lowest;
	if (sanya_claims_of(act->store, number, replay.review.version, &replay.arena, &claims, &claimed.more_count, err) != 0 ||
	    sanya_replay_statement(&replay, &how, &worst, err) != 0)
		return -1;
	claimed.more = claims;
	amount = replay.review.amount;
	if (lesser(amount, sanya_json_get_text(worst, "amount"), &amount, err) != 0)
		return -1;
	if (claimed.more_count > 0 && (sanya_replay_statement(&replay, &claimed, &with, err) != 0 ||
				       lesser(amount, sanya_json_get_text(with, "amount"), &amount, err) != 0))
		return -1;
	*ret = sanya_arena_text(arena, amount);
	return *ret != NULL ? 0 : sanya_error_memory(err);
}

static int check_part(const struct sanya_act *act, struct sanya_review_step *step, int64_t version, const char *amount,
		      struct sanya_error *err)
{
	struct sanya_reward_line *list;
	size_t count;

	if (step->review.version != version)
		return sanya_error_set(err, SANYA_CHANGED, "%s was evaluated again meanwhile", step->row.number);
	if (sanya_reward_lines(act->store, NULL, step->row.number, &step->arena, &list, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].kind, "part") == 0 && list[i].version == version) {
			sanya_error_set(err, SANYA_NOT_ALLOWED, "the undisputed lines of %s were approved before: %s %s", step->row.number,
					list[i].amount, list[i].currency);
			return sanya_error_next(err, "the rest follows when the dispute is answered: sanya review resolve %s …",
						step->row.number);
		}
	if (strcmp(amount, "0.00") != 0)
		return 0;
	sanya_error_set(err, SANYA_NOT_ALLOWED, "nothing of %s is owed however the dispute ends: all of it waits for the answer",
			step->row.number);
	return sanya_error_next(err, "sanya review resolve %s …", step->row.number);
}

static int approve_part(const struct sanya_act *act, const struct sanya_means *means, const char *number, struct sanya_arena *arena,
			struct sanya_change *ret_change, const char **ret_amount, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_review_step_done) struct sanya_review_step step, first;
	const char *amount;
	int64_t version;

	sanya_review_step_init(&step);
	sanya_review_step_init(&first);
	/* The table is asked before anything is measured, and again when it is recorded. */
	if (sanya_review_begin(act, number, SANYA_DO_APPROVE, &first, ret_change, err) != 0)
		return -1;
	sanya_act_undo(act);
	if (measure_part(act, means, number, arena, &version, &amount, err) != 0 ||
	    sanya_review_begin(act, number, SANYA_DO_APPROVE, &step, ret_change, err) != 0)
		return -1;
	if (step.row.state != SANYA_DISPUTED) {
		sanya_act_undo(act);
		return sanya_error_set(err, SANYA_CHANGED, "the dispute about %s was answered meanwhile", number);
	}
	if (check_part(act, &step, version, amount, err) != 0 || write_line(act, &step, amount, "part", arena, ret_amount, err) != 0) {
		sanya_act_undo(act);
		return -1;
	}
	return sanya_review_finish(act, "review.part", &step, ret_change, err);
}

/* --- approving --- */

static int approval(const struct sanya_act *act, struct sanya_review_step *step, struct sanya_arena *arena, const char **ret_amount,
		    struct sanya_error *err)
{
	bool left = sanya_state_has_left(step->row.state);

	if (left && step->review.approver != NULL) {
		sanya_error_set(err, SANYA_NOT_ALLOWED, "the result of %s was approved by %s, and has not been restated since", step->row.number,
				step->review.approver);
		return sanya_error_next(err, "whether later evidence gives another one: sanya review restate %s --dry-run --reason …",
					step->row.number);
	}
	if (check_dispute(act, step, err) != 0 || check_amount(step, err) != 0)
		return -1;
	if (left && write_reason(act, step, err) != 0)
		return -1;
	return write_line(act, step, step->review.amount, left ? "restatement" : "reward", arena, ret_amount, err);
}

static int state_now(const struct sanya_act *act, const char *number, enum sanya_state *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_contract_row row;

	sanya_arena_init(&arena);
	if (sanya_contract_find(act->store, number, &arena, &row, err) != 0)
		return -1;
	*ret = row.state;
	return 0;
}

int sanya_review_approve(const struct sanya_act *act, const struct sanya_means *means, const char *number, struct sanya_arena *arena,
			 struct sanya_change *ret_change, const char **ret_amount, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_review_step_done) struct sanya_review_step step;
	enum sanya_state state;

	sanya_review_step_init(&step);
	if (state_now(act, number, &state, err) != 0)
		return -1;
	if (state == SANYA_DISPUTED)
		return approve_part(act, means, number, arena, ret_change, ret_amount, err);
	if (sanya_review_begin(act, number, SANYA_DO_APPROVE, &step, ret_change, err) != 0)
		return -1;
	if (approval(act, &step, arena, ret_amount, err) != 0) {
		sanya_act_undo(act);
		return -1;
	}
	return sanya_review_finish(act, "review.approve", &step, ret_change, err);
}

int sanya_review_approvable(struct sanya_store *store, const struct sanya_contract_row *row, int64_t now, bool *ret,
			    struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_reward_line *list;
	struct sanya_dispute dispute;
	size_t count;
	int found;

	sanya_arena_init(&arena);
	if (row->state == SANYA_REVIEWED)
		return sanya_review_overdue(store, row, now, ret, err);
	*ret = sanya_lifecycle_row(row->state, SANYA_DO_APPROVE) != NULL;
	if (sanya_state_has_left(row->state))
		return sanya_review_unapproved(store, row->number, ret, err);
	if (row->state != SANYA_DISPUTED)
		return 0;
	found = sanya_dispute_get(store, row->number, &arena, &dispute, err);
	if (found < 0 || sanya_reward_lines(store, NULL, row->number, &arena, &list, &count, err) != 0)
		return -1;
	*ret = found > 0;
	for (size_t i = 0; i < count; i++)
		*ret = *ret && !(strcmp(list[i].kind, "part") == 0 && list[i].version == dispute.version);
	return 0;
}
