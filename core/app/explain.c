/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Replays one goal of a statement and lists its observations.  Changes nothing.
 * The same evidence, contract, calendar and plugin give the same value; where they do not, "same" says so.
 */
#include "explain.h"

#include "../codec/documents.h"
#include "../store/people.h"
#include "milestone.h"
#include "people.h"
#include "prune.h"
#include "review.h"
#include "statement.h"

#include <string.h>

/* What was seen, to be shown in order of source and id, however the evidence came. */
struct listed {
	const char *source;
	struct sanya_text id;
	size_t number; /* as it came */
	struct sanya_json *json;
};
struct listing {
	struct sanya_arena arena;
	struct listed *list;
	size_t count, room;
	int64_t counted;
};

static void listing_done(struct listing *listing)
{
	for (size_t i = 0; i < listing->count; i++)
		sanya_json_free(listing->list[i].json);
	sanya_arena_done(&listing->arena);
}

static int compare_listed(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;
	int order = strcmp(x->source, y->source);

	if (order == 0)
		order = sanya_text_compare(x->id, y->id);
	return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

static int keep(struct listing *listing, const struct sanya_measure_sight *sight, struct sanya_json *take, struct sanya_error *err)
{
	struct listed *grown = sanya_arena_grow(&listing->arena, listing->list, listing->count, &listing->room, sizeof(*grown));
	const char *source = sanya_arena_text(&listing->arena, sight->source);
	const char *id = sanya_arena_copy(&listing->arena, sight->id.at, sight->id.size);

	if (grown == NULL || source == NULL || id == NULL || take == NULL) {
		sanya_json_free(take);
		return sanya_error_memory(err);
	}
	listing->list = grown;
	grown[listing->count] = (struct listed){ .source = source, .id = { id, sight->id.size }, .number = listing->count, .json = take };
	listing->count++;
	return 0;
}

/* The whole list as JSON; what was kept is handed over. */
static struct sanya_json *observations(struct listing *listing)
{
	struct sanya_json *list = sanya_json_array();

	if (listing->count > 1)
		qsort(listing->list, listing->count, sizeof(*listing->list), compare_listed);
	for (size_t i = 0; i < listing->count; i++)
		sanya_json_append(list, listing->list[i].json);
	listing->count = 0;
	return list;
}

/* A value of one observation as people read it. */
static void value_text(enum sanya_unit unit, const struct sanya_metric_value *value, struct sanya_buffer *out)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number number;

	sanya_number_init(&number);
	switch (unit) {
	case SANYA_UNIT_SECONDS:
		sanya_duration_format(value->value, out);
		break;
	case SANYA_UNIT_POINTS:
		sanya_number_set_ratio(&number, value->value, SANYA_POINT);
		sanya_number_exact(&number, out);
		break;
	case SANYA_UNIT_PAIR:
		sanya_number_set_ratio(&number, value->value, SANYA_POINT);
		sanya_number_exact(&number, out);
		sanya_buffer_text(out, " / ");
		sanya_number_set_ratio(&number, value->possible, SANYA_POINT);
		sanya_number_exact(&number, out);
		break;
	case SANYA_UNIT_FLAG:
	case SANYA_UNIT_COUNT:
	case SANYA_UNIT_NPS:
		sanya_buffer_printf(out, "%lld", (long long)value->value);
		break;
	}
}

static int list(void *context, const struct sanya_measure_sight *sight, struct sanya_error *err)
{
	struct listing *listing = context;
	const struct sanya_metric_value *value = sight->value;
	struct sanya_json *json = sanya_json_object();
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, 256);
	sanya_json_set_text(json, "source", sight->source);
	sanya_json_set(json, "id", sanya_json_of_bytes(sight->id.at, sight->id.size));
	sanya_json_set(json, "counted", sanya_json_of_bool(value->reason == 0));
	if (value->reason == 0) {
		sanya_instant_format(value->at, &text);
		sanya_json_set_text(json, "at", text.data);
		sanya_json_set_integer(json, "value", value->value);
		sanya_buffer_clear(&text);
		value_text(sight->metric->unit, value, &text);
		sanya_json_set_text(json, "display", text.data);
		listing->counted++;
	} else if ((size_t)value->reason <= sight->metric->reason_count) {
		sanya_json_set_text(json, "reason", sight->metric->reason_words[value->reason - 1]);
		sanya_json_set_text(json, "display", sight->metric->reasons[value->reason - 1].en);
	}
	return keep(listing, sight, json, err);
}

static const struct sanya_json *goal_of(const struct sanya_json *statement, const char *goal)
{
	const struct sanya_json *goals = sanya_json_get(statement, "goals");

	for (size_t i = 0; i < sanya_json_size(goals); i++) {
		const char *id = sanya_json_get_text(sanya_json_at(goals, i), "id");

		if (id != NULL && strcmp(id, goal) == 0)
			return sanya_json_at(goals, i);
	}
	return NULL;
}

struct replay {
	const struct sanya_explain *explain;
	struct sanya_arena arena;
	struct sanya_roster roster;
	struct sanya_contract contract;
	struct sanya_contract_row row;
	struct sanya_calendar_shelf *calendars;
	struct sanya_json *statement;
	struct listing listing;
};

static void replay_done(struct replay *replay)
{
	sanya_calendar_shelf_free(replay->calendars);
	sanya_json_free(replay->statement);
	listing_done(&replay->listing);
	sanya_contract_done(&replay->contract);
	sanya_roster_done(&replay->roster);
	sanya_arena_done(&replay->arena);
}

/* --- the roster of then: who bore which name when the statement was made --- */

struct roster_of_then {
	int64_t version;   /* of the evaluation */
	uint64_t sequence; /* its event; UINT64_MAX until found */
	struct sanya_buffer document; /* the last roster before it */
};

static int find_evaluation(void *context, const struct sanya_event *event, struct sanya_error *err)
{
	struct roster_of_then *then = context;

	(void)err;
	if (strcmp(event->type, "review.evaluate") == 0 && event->detail != NULL &&
	    sanya_json_get_integer(event->detail, "version", 0) == then->version)
		then->sequence = event->sequence;
	return 0;
}

static int keep_roster(void *context, const struct sanya_event *event, struct sanya_error *err)
{
	struct roster_of_then *then = context;

	if (event->sequence > then->sequence || event->detail == NULL || strcmp(event->type, "people.import") != 0)
		return 0;
	sanya_buffer_clear(&then->document);
	return sanya_json_canonical(event->detail, &then->document, err);
}

/* Today's where the one of then has been erased. */
static int load_roster(struct replay *replay, struct sanya_error *err)
{
	struct sanya_store *store = replay->explain->store;
	struct roster_of_then then = {
		.version = sanya_json_get_integer(sanya_json_get(replay->statement, "evaluated"), "version", 0),
		.sequence = UINT64_MAX,
	};
	int result;

	sanya_buffer_init(&then.document, SANYA_OBJECT_MAX);
	result = sanya_ledger_each(store, replay->row.number, 0, find_evaluation, &then, err);
	if (result == 0)
		result = sanya_ledger_each(store, SANYA_ROSTER_SUBJECT, 0, keep_roster, &then, err);
	sanya_roster_done(&replay->roster);
	if (result == 0)
		result = then.document.size > 0 ? sanya_roster_parse("the roster of then", then.document.data, then.document.size,
								     &replay->roster, err)
						: sanya_people_load(store, &replay->roster, err);
	sanya_buffer_done(&then.document);
	return result;
}

static int find(struct replay *replay, size_t *ret_goal, struct sanya_error *err)
{
	const struct sanya_explain *explain = replay->explain;
	const struct sanya_goal *goal;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer ids;

	sanya_buffer_init(&ids, 400);
	if (sanya_contract_find(explain->store, explain->number, &replay->arena, &replay->row, err) != 0 ||
	    sanya_statement_load(explain->store, explain->number, explain->version, &replay->statement, NULL, &replay->arena,
				 err) != 0 ||
	    sanya_contract_load(explain->store, &replay->row, sanya_json_get_integer(sanya_json_get(replay->statement, "contract"), "revision", 0),
				&replay->contract, err) != 0 ||
	    load_roster(replay, err) != 0)
		return -1;
	goal = sanya_contract_goal(&replay->contract, explain->goal);
	if (goal == NULL) {
		for (size_t i = 0; i < replay->contract.goal_count; i++)
			sanya_buffer_printf(&ids, "%s%s", i > 0 ? ", " : "", replay->contract.goals[i].id);
		sanya_error_set(err, SANYA_NOT_FOUND, "%s has no goal \"%s\"", explain->number, explain->goal);
		return sanya_error_next(err, "its goals are: %s", ids.data);
	}
	*ret_goal = (size_t)(goal - replay->contract.goals);
	return 0;
}

/* What was pruned cannot be measured again.  The statement stays as it was recorded, and says what it rests on. */
static int check_pruned(const struct replay *replay, size_t goal, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer what;
	struct sanya_prune last;
	bool touched;

	sanya_buffer_init(&what, SANYA_TEXT_MAX);
	if (sanya_goal_is_milestone(&replay->contract.goals[goal]))
		return 0;
	if (sanya_pruned_of(replay->explain->store, &replay->contract, &last, &touched, err) != 0)
		return -1;
	if (!touched)
		return 0;
	sanya_pruned_say(&last, &what);
	sanya_error_set(err, SANYA_FAILED, "goal %s of %s cannot be measured again: %s.  The statement stays as it was recorded, and the "
					  "digests of what was pruned stay in the ledger",
			replay->contract.goals[goal].id, replay->row.number, what.data);
	return sanya_error_next(err, "the statement: sanya statement %s; whether all digests fit: sanya verify", replay->row.number);
}

/* What HR left out then is left out again: the goal has no value in both. */
static const char *const *excluded_then(struct replay *replay)
{
	const char **list = sanya_arena_array(&replay->arena, replay->contract.goal_count, sizeof(*list));

	for (size_t i = 0; list != NULL && i < replay->contract.goal_count; i++) {
		const struct sanya_json *goal = goal_of(replay->statement, replay->contract.goals[i].id);
		const char *outcome = sanya_json_get_text(goal, "outcome"), *reason = sanya_json_get_text(goal, "reason");

		if (outcome != NULL && strcmp(outcome, sanya_outcome_word(SANYA_OUTCOME_EXCLUDED)) == 0)
			list[i] = reason != NULL ? reason : "";
	}
	return list;
}

/* What HR let count in spite of a finding. */
static const char *const *counted_then(struct replay *replay)
{
	const char **list = sanya_arena_array(&replay->arena, replay->contract.goal_count, sizeof(*list));

	for (size_t i = 0; list != NULL && i < replay->contract.goal_count; i++) {
		const struct sanya_json *goal = goal_of(replay->statement, replay->contract.goals[i].id);

		list[i] = sanya_json_get_text(sanya_json_get(goal, "decision"), "counts_because");
	}
	return list;
}

static int again(struct replay *replay, size_t goal, struct sanya_json **ret, struct sanya_error *err)
{
	const struct sanya_explain *explain = replay->explain;
	const struct sanya_json *evaluated = sanya_json_get(replay->statement, "evaluated");
	const char *at = sanya_json_get_text(evaluated, "at");
	struct sanya_statement_request request = { .row = &replay->row, .evaluator = sanya_json_get_text(evaluated, "by") };
	struct sanya_evaluate evaluate = {
		.store = explain->store,
		.host = explain->host,
		.roster = &replay->roster,
		.watermark = (uint64_t)sanya_json_get_integer(replay->statement, "watermark", 0),
		.count_unknown = true,
		.team_stands_in = true,
		.explain_goal = goal,
		.seen = list,
		.context = &replay->listing,
	};
	int64_t until = SANYA_NO_INSTANT;

	if (sanya_json_true(sanya_json_get(evaluated, "early")) &&
	    (at == NULL || sanya_instant_parse(at, strlen(at), &until, err) != 0))
		return -1;
	request.excluded = excluded_then(replay);
	request.counted = counted_then(replay);
	if (request.excluded == NULL || request.counted == NULL)
		return sanya_error_memory(err);
	if (sanya_calendar_shelf_new(explain->settings, &replay->calendars, err) != 0)
		return -1;
	evaluate.shelf = replay->calendars;
	return sanya_statement_make(&evaluate, &replay->contract, until, &request, ret, err);
}

static struct sanya_json *copy_or_null(const struct sanya_json *json)
{
	return json != NULL ? sanya_json_copy(json) : sanya_json_null();
}

int sanya_explain_goal(const struct sanya_explain *explain, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(replay_done) struct replay replay = { .explain = explain };
	const struct sanya_json *then, *now;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *statement = NULL;
	struct sanya_json *json;
	size_t goal;

	sanya_arena_init(&replay.arena);
	sanya_arena_init(&replay.listing.arena);
	sanya_roster_init(&replay.roster);
	if (find(&replay, &goal, err) != 0 || check_pruned(&replay, goal, err) != 0 || again(&replay, goal, &statement, err) != 0)
		return -1;
	then = goal_of(replay.statement, explain->goal);
	now = goal_of(statement, explain->goal);
	json = sanya_json_object();
	sanya_json_set_text(json, "contract", replay.row.number);
	sanya_json_set_text(json, "goal", explain->goal);
	sanya_json_set_text(json, "metric", sanya_json_get_text(now, "metric"));
	sanya_json_set_text(json, "statistic", sanya_json_get_text(now, "statistic"));
	sanya_json_set(json, "statement", copy_or_null(sanya_json_get(then, "value")));
	sanya_json_set(json, "again", copy_or_null(sanya_json_get(now, "value")));
	sanya_json_set(json, "same", sanya_json_of_bool(sanya_json_equal(sanya_json_get(then, "value"),
									 sanya_json_get(now, "value"))));
	sanya_json_set_integer(json, "counted", replay.listing.counted);
	sanya_json_set(json, "observations", observations(&replay.listing));
	*ret = json;
	return 0;
}
