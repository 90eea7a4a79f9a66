/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Disputes: raised by the employee, seen by all with the same figures, answered once.
 * Measuring takes a while and happens before the transaction; that the result is still the same one is checked within it.
 */
#include "dispute.h"

#include "claim.h"
#include "difference.h"
#include "review_parts.h"

#include <string.h>

/* --- claims as JSON --- */

static const char *claim_word(const struct sanya_claim *claim)
{
	return claim->count ? "count" : "leave-out";
}

static struct sanya_json *claim_json(const struct sanya_claim *claim)
{
	struct sanya_json *json = sanya_json_object();

	sanya_json_set_text(json, "goal", claim->goal);
	sanya_json_set_text(json, "claim", claim_word(claim));
	sanya_json_set_text(json, "source", claim->source);
	sanya_json_set_text(json, "id", claim->id);
	sanya_json_set_text(json, "reason", claim->reason);
	sanya_json_set_text(json, "credited", claim->credited);
	return json;
}

static struct sanya_json *shown_claims(const struct sanya_claim *claims, size_t count)
{
	struct sanya_json *list = sanya_json_array();

	for (size_t i = 0; i < count; i++) {
		struct sanya_json *json = claim_json(&claims[i]);

		sanya_json_set_integer(json, "place", claims[i].place);
		sanya_json_set(json, "accepted", claims[i].state == SANYA_CLAIM_OPEN ? sanya_json_null()
										 : sanya_json_of_bool(claims[i].state == SANYA_CLAIM_ACCEPTED));
		sanya_json_set_text(json, "by", claims[i].resolver);
		sanya_json_append(list, json);
	}
	return list;
}

/* The table is asked before anything is measured, and again when it is recorded. */
static int ask_first(const struct sanya_act *act, const char *number, enum sanya_action action, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_review_step_done) struct sanya_review_step step;
	struct sanya_change change;

	sanya_review_step_init(&step);
	if (sanya_review_begin(act, number, action, &step, &change, err) != 0)
		return -1;
	sanya_act_undo(act);
	return 0;
}

static int check_same(const struct sanya_act *act, const struct sanya_review_step *step, const struct sanya_replay *replay,
		      struct sanya_error *err)
{
	if (step->review.version == replay->review.version)
		return 0;
	sanya_act_undo(act);
	return sanya_error_set(err, SANYA_CHANGED, "%s was evaluated again meanwhile", step->row.number);
}

/* The result with these claims accepted, beside the one that stands. */
static int compare(struct sanya_replay *replay, const struct sanya_replay_how *how, struct sanya_json **ret_after, struct sanya_json **ret,
		   struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *after = NULL;

	if (sanya_replay_statement(replay, how, &after, err) != 0 || sanya_difference(replay->statement, after, ret, err) != 0)
		return -1;
	if (ret_after != NULL) {
		*ret_after = after;
		after = NULL;
	}
	return 0;
}

/* --- raising --- */

static bool is_listed(const struct sanya_json *list, const char *text)
{
	for (size_t i = 0; i < sanya_json_size(list); i++)
		if (strcmp(sanya_json_text(sanya_json_at(list, i)), text) == 0)
			return true;
	return false;
}

static int add_goal(struct sanya_json *list, const char *id, struct sanya_error *err)
{
	if (is_listed(list, id))
		return 0;
	return sanya_json_append(list, sanya_json_of_text(id)) == 0 ? 0 : sanya_error_memory(err);
}

/* Ids of goals as an array, those of the claims among them; each must be one of the contract's. */
static int disputed_goals(const struct sanya_contract *contract, const struct sanya_dispute_request *request,
			  const struct sanya_claim *claims, size_t count, struct sanya_json *list, struct sanya_error *err)
{
	for (size_t i = 0; request->goals != NULL && request->goals[i] != NULL; i++) {
		if (sanya_contract_goal(contract, request->goals[i]) == NULL) {
			sanya_error_set(err, SANYA_NOT_FOUND, "%s has no goal \"%s\"", contract->number, request->goals[i]);
			return sanya_error_next(err, "sanya statement %s", contract->number);
		}
		if (add_goal(list, request->goals[i], err) != 0)
			return -1;
	}
	for (size_t i = 0; i < count; i++)
		if (add_goal(list, claims[i].goal, err) != 0)
			return -1;
	if (sanya_json_size(list) > 0)
		return 0;
	for (size_t i = 0; i < contract->goal_count; i++)
		if (sanya_json_append(list, sanya_json_of_text(contract->goals[i].id)) != 0)
			return sanya_error_memory(err);
	return 0;
}

/* Goals and claims into the detail; the goals without claims need no measuring, and no replay. */
static int write_dispute(const struct sanya_act *act, const struct sanya_dispute_request *request, struct sanya_review_step *step,
			 const struct sanya_claim *claims, size_t count, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_contract_done) struct sanya_contract contract = { .number = NULL };
	struct sanya_json *goals = sanya_json_array(), *list = sanya_json_array();
	int result = sanya_contract_load(act->store, &step->row, 0, &contract, err);

	if (result == 0)
		result = disputed_goals(&contract, request, claims, count, goals, err);
	for (size_t i = 0; i < count; i++)
		sanya_json_append(list, claim_json(&claims[i]));
	sanya_json_set(step->detail, "goals", goals);
	if (count > 0)
		sanya_json_set(step->detail, "claims", list);
	else
		sanya_json_free(list);
	return result;
}

static bool has_claims(const struct sanya_dispute_request *request)
{
	return (request->leave_out != NULL && request->leave_out[0] != NULL) || (request->count != NULL && request->count[0] != NULL);
}

static struct sanya_json *raised_view(const struct sanya_replay *replay, const struct sanya_claim *claims, size_t count,
				      struct sanya_json *take_difference)
{
	struct sanya_json *view = sanya_json_object();

	sanya_json_set_text(view, "contract", replay->row.number);
	sanya_json_set_text(view, "employee", replay->row.employee);
	sanya_json_set_text(view, "timezone", replay->row.timezone);
	sanya_json_set_integer(view, "version", replay->review.version);
	sanya_json_set(view, "claims", shown_claims(claims, count));
	sanya_json_set(view, "difference", take_difference);
	return view;
}

int sanya_review_dispute(const struct sanya_act *act, const struct sanya_dispute_request *request, const char *number,
			 struct sanya_change *ret_change, struct sanya_json **ret_view, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_review_step_done) struct sanya_review_step step;
	SANYA_CLEANUP(sanya_replay_done) struct sanya_replay replay;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *difference = NULL;
	struct sanya_replay_how how = SANYA_REPLAY_AS_THEN;
	struct sanya_claim *claims = NULL;
	size_t count = 0;

	*ret_view = NULL;
	sanya_review_step_init(&step);
	sanya_replay_init(&replay);
	if (has_claims(request)) {
		if (ask_first(act, number, SANYA_DO_DISPUTE, err) != 0 ||
		    sanya_replay_open(&replay, act->store, request->means.host, request->means.settings, number, 0, err) != 0 ||
		    sanya_claims_read(&replay, request->leave_out, request->count, &claims, &count, err) != 0)
			return -1;
		how.more = claims;
		how.more_count = count;
		if (compare(&replay, &how, NULL, &difference, err) != 0)
			return -1;
	}
	if (sanya_review_begin(act, number, SANYA_DO_DISPUTE, &step, ret_change, err) != 0 ||
	    (count > 0 && check_same(act, &step, &replay, err) != 0))
		return -1;
	if (write_dispute(act, request, &step, claims, count, err) != 0) {
		sanya_act_undo(act);
		return -1;
	}
	if (sanya_review_finish(act, "review.dispute", &step, ret_change, err) != 0)
		return -1;
	if (count > 0) {
		*ret_view = raised_view(&replay, claims, count, difference);
		difference = NULL;
	}
	return 0;
}

/* --- answering --- */

/* Marks the claims whose places are named. */
static int read_places(const char *const *accepts, struct sanya_claim *claims, size_t count, size_t *ret_accepted, struct sanya_error *err)
{
	*ret_accepted = 0;
	for (size_t i = 0; i < count; i++)
		claims[i].state = SANYA_CLAIM_REFUSED;
	for (; accepts != NULL && *accepts != NULL; accepts++) {
		struct sanya_error ignored = SANYA_ERROR_INIT;
		int64_t place = 0;

		if (sanya_text_integer(*accepts, strlen(*accepts), &place, &ignored) != 0 || place < 1 || (size_t)place > count) {
			sanya_error_set(err, SANYA_USAGE, "there is no claim %.40s in this dispute: it has 1 to %zu", *accepts, count);
			return sanya_error_next(err, "sanya review difference shows them with their numbers");
		}
		if (claims[place - 1].state == SANYA_CLAIM_ACCEPTED)
			return sanya_error_set(err, SANYA_USAGE, "claim %lld is named twice", (long long)place);
		claims[place - 1].state = SANYA_CLAIM_ACCEPTED;
		++*ret_accepted;
	}
	return 0;
}

/* Which claims the outcome accepts. */
static int decide(const struct sanya_resolve_request *request, struct sanya_claim *claims, size_t count, size_t *ret_accepted,
		  struct sanya_error *err)
{
	bool partly = strcmp(request->outcome, "partly") == 0, all = strcmp(request->outcome, "accepted") == 0;

	if (!partly && request->accepts != NULL && request->accepts[0] != NULL) {
		sanya_error_set(err, SANYA_USAGE, "single claims are named where a dispute is accepted in part");
		return sanya_error_next(err, "sanya review resolve NUMBER partly --accept 1");
	}
	if (partly && count == 0 && request->accepts != NULL && request->accepts[0] != NULL)
		return sanya_error_set(err, SANYA_USAGE, "the dispute claims nothing about single observations");
	if (read_places(request->accepts, claims, count, ret_accepted, err) != 0)
		return -1;
	if (partly && count > 0 && (*ret_accepted == 0 || *ret_accepted == count)) {
		sanya_error_set(err, SANYA_USAGE, "partly takes some of the %zu claims, and neither none nor all", count);
		return sanya_error_next(err, "name them: --accept 1; all of them is \"accepted\", none of them \"rejected\"");
	}
	for (size_t i = 0; i < count && all; i++)
		claims[i].state = SANYA_CLAIM_ACCEPTED;
	if (all)
		*ret_accepted = count;
	return 0;
}

/* Those accepted, as the next result goes by them. */
static int take_accepted(struct sanya_replay *replay, const struct sanya_claim *claims, size_t count, const char *resolver,
			 struct sanya_replay_how *how, struct sanya_error *err)
{
	struct sanya_claim *list = sanya_arena_array(&replay->arena, count, sizeof(*list));

	if (list == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++)
		if (claims[i].state == SANYA_CLAIM_ACCEPTED) {
			list[how->more_count] = claims[i];
			list[how->more_count++].resolver = resolver;
		}
	how->more = list;
	return 0;
}

static int write_answer(struct sanya_review_step *step, const struct sanya_resolve_request *request, const struct sanya_claim *claims,
			size_t count, struct sanya_json *take_settled, struct sanya_error *err)
{
	struct sanya_json *accepted = sanya_json_array();
	int failed = sanya_json_set_text(step->detail, "outcome", request->outcome);

	for (size_t i = 0; i < count; i++)
		if (claims[i].state == SANYA_CLAIM_ACCEPTED)
			failed |= sanya_json_append(accepted, sanya_json_of_integer(claims[i].place));
	if (count > 0)
		failed |= sanya_json_set(step->detail, "accepted", accepted);
	else
		sanya_json_free(accepted);
	if (take_settled != NULL)
		failed |= sanya_json_set(step->detail, "settled", take_settled);
	return failed == 0 ? 0 : sanya_error_memory(err);
}

static struct sanya_json *settled_json(const struct sanya_replay *replay, const struct sanya_json *statement)
{
	struct sanya_json *json = sanya_json_object();

	sanya_json_set_integer(json, "version", replay->review.version + 1);
	sanya_json_set_integer(json, "revision", replay->review.revision);
	sanya_json_set(json, "watermark", sanya_json_copy(sanya_json_get(statement, "watermark")));
	sanya_json_set(json, "statement", sanya_json_copy(statement));
	return json;
}

/* What the accepted claims make of the result, measured as the next version. */
static int settle(const struct sanya_act *act, struct sanya_replay *replay, const struct sanya_claim *claims, size_t count,
		  struct sanya_json **ret_settled, struct sanya_json **ret_difference, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *after = NULL;
	struct sanya_replay_how how = { .goal = SIZE_MAX, .evaluator = act->actor, .version = replay->review.version + 1, .at = act->now };

	if (sanya_json_true(sanya_json_get(sanya_json_get(replay->statement, "evaluated"), "early"))) {
		/* "early" says that nothing after "at" counts: that stays the moment of the disputed result. */
		how.at = replay->review.evaluated_at;
	}
	if (take_accepted(replay, claims, count, act->actor, &how, err) != 0 || compare(replay, &how, &after, ret_difference, err) != 0)
		return -1;
	if (sanya_json_get_text(after, "amount") == NULL) {
		sanya_error_set(err, SANYA_FAILED, "a goal of %s could not be measured with what is accepted", replay->row.number);
		return sanya_error_next(err, "sanya review difference %s shows which", replay->row.number);
	}
	*ret_settled = settled_json(replay, after);
	return 0;
}

int sanya_review_resolve(const struct sanya_act *act, const struct sanya_resolve_request *request, const char *number,
			 struct sanya_change *ret_change, struct sanya_json **ret_view, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_review_step_done) struct sanya_review_step step;
	SANYA_CLEANUP(sanya_replay_done) struct sanya_replay replay;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *difference = NULL;
	struct sanya_json *settled = NULL;
	struct sanya_claim *claims = NULL;
	size_t count = 0, accepted = 0;

	*ret_view = NULL;
	sanya_review_step_init(&step);
	sanya_replay_init(&replay);
	if (strcmp(request->outcome, "accepted") != 0 && strcmp(request->outcome, "partly") != 0 && strcmp(request->outcome, "rejected") != 0)
		return sanya_error_set(err, SANYA_USAGE, "\"%s\" is no outcome of a dispute: accepted, partly or rejected",
				       request->outcome);
	if (ask_first(act, number, SANYA_DO_RESOLVE, err) != 0 ||
	    sanya_replay_open(&replay, act->store, request->means.host, request->means.settings, number, 0, err) != 0 ||
	    sanya_claims_of(act->store, number, replay.review.version, &replay.arena, &claims, &count, err) != 0 ||
	    decide(request, claims, count, &accepted, err) != 0 ||
	    (accepted > 0 && settle(act, &replay, claims, count, &settled, &difference, err) != 0))
		return -1;
	if (sanya_review_begin(act, number, SANYA_DO_RESOLVE, &step, ret_change, err) != 0 || check_same(act, &step, &replay, err) != 0) {
		sanya_json_free(settled);
		return -1;
	}
	if (write_answer(&step, request, claims, count, settled, err) != 0) {
		sanya_act_undo(act);
		return -1;
	}
	if (sanya_review_finish(act, "review.resolve", &step, ret_change, err) != 0)
		return -1;
	if (accepted > 0) {
		for (size_t i = 0; i < count; i++)
			claims[i].resolver = act->actor;
		*ret_view = raised_view(&replay, claims, count, difference);
		difference = NULL;
	}
	return 0;
}

/* --- showing --- */

int sanya_dispute_answer_by(struct sanya_store *store, const struct sanya_contract_row *row, const struct sanya_dispute *dispute,
			    int32_t *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_contract_done) struct sanya_contract contract = { .number = NULL };
	int32_t day;

	if (sanya_contract_load(store, row, 0, &contract, err) != 0 || sanya_date_in(contract.timezone, dispute->at, &day, err) != 0)
		return -1;
	*ret = day + (int32_t)contract.dispute_answer_days;
	return 0;
}

static int show_head(struct sanya_store *store, const struct sanya_replay *replay, const struct sanya_dispute *dispute, int64_t now,
		     struct sanya_json *view, struct sanya_error *err)
{
	int32_t answer_by, today;

	if (sanya_dispute_answer_by(store, &replay->row, dispute, &answer_by, err) != 0 ||
	    sanya_date_in(replay->contract.timezone, now, &today, err) != 0)
		return -1;
	sanya_json_set_text(view, "state", sanya_state_word(replay->row.state));
	sanya_json_set_text(view, "goals", dispute->goals);
	sanya_json_set_text(view, "reason", dispute->reason);
	sanya_json_set(view, "at", sanya_json_of_instant(dispute->at));
	sanya_json_set(view, "answer_by", sanya_json_of_date(answer_by));
	sanya_json_set(view, "late", sanya_json_of_bool(dispute->outcome == NULL && today > answer_by));
	sanya_json_set_text(view, "outcome", dispute->outcome);
	sanya_json_set_text(view, "answer", dispute->answer);
	sanya_json_set_text(view, "resolver", dispute->resolver);
	return 0;
}

int sanya_dispute_show(struct sanya_store *store, const struct sanya_means *means, const char *number, const char *const *accepts,
		       int64_t now, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_replay_done) struct sanya_replay replay;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *view = NULL;
	struct sanya_replay_how how = SANYA_REPLAY_AS_THEN;
	struct sanya_json *difference = sanya_json_null();
	struct sanya_dispute dispute;
	struct sanya_claim *claims;
	size_t count, tried = 0;
	int found;

	sanya_replay_init(&replay);
	if (sanya_contract_find(store, number, &replay.arena, &replay.row, err) != 0)
		return -1;
	found = sanya_dispute_get(store, number, &replay.arena, &dispute, err);
	if (found == 0) {
		sanya_error_set(err, SANYA_NOT_FOUND, "the result of %s was never disputed", number);
		return sanya_error_next(err, "sanya statement %s", number);
	}
	if (found < 0 || sanya_replay_open(&replay, store, means->host, means->settings, number, dispute.version, err) != 0 ||
	    sanya_claims_of(store, number, dispute.version, &replay.arena, &claims, &count, err) != 0)
		return -1;
	view = raised_view(&replay, claims, count, difference);
	if (show_head(store, &replay, &dispute, now, view, err) != 0)
		return -1;
	if (count > 0) {
		if (accepts != NULL && accepts[0] != NULL && read_places(accepts, claims, count, &tried, err) != 0)
			return -1;
		for (size_t i = 0; i < count; i++)
			if (claims[i].state == SANYA_CLAIM_OPEN)
				claims[i].state = SANYA_CLAIM_ACCEPTED;
		if (take_accepted(&replay, claims, count, NULL, &how, err) != 0 || compare(&replay, &how, NULL, &difference, err) != 0)
			return -1;
		sanya_json_set(view, "difference", difference);
	}
	*ret = view;
	view = NULL;
	return 0;
}
