/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Replays one goal of a statement and lists its observations.  Changes nothing.
 * The same evidence, contract, calendar and plugin give the same value; where they do not, "same" says so.
 */
#include "explain.h"

#include "replay.h"

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
	sanya_json_set(json, "counted", sanya_json_of_bool(value->reason == 0 && !sight->left_out));
	if (sight->left_out || sight->counted_in)
		sanya_json_set_text(json, "decided", sight->left_out ? "leave-out" : "count");
	if (sight->left_out) {
		value_text(sight->metric->unit, value, &text);
		sanya_json_set_text(json, "display", text.data);
	} else if (value->reason == 0) {
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

static struct sanya_json *copy_or_null(const struct sanya_json *json)
{
	return json != NULL ? sanya_json_copy(json) : sanya_json_null();
}

int sanya_explain_goal(const struct sanya_explain *explain, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_replay_done) struct sanya_replay replay;
	SANYA_CLEANUP(listing_done) struct listing listing = { .list = NULL };
	struct sanya_replay_how how = { .seen = list, .context = &listing };
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *statement = NULL;
	const struct sanya_json *then, *now;
	struct sanya_json *json;

	sanya_replay_init(&replay);
	sanya_arena_init(&listing.arena);
	if (sanya_replay_open(&replay, explain->store, explain->host, explain->settings, explain->number, explain->version, err) != 0 ||
	    sanya_replay_revision(&replay, explain->revision, err) != 0 || sanya_replay_goal(&replay, explain->goal, &how.goal, err) != 0 || sanya_replay_check_pruned(&replay, how.goal, err) != 0 ||
	    sanya_replay_statement(&replay, &how, &statement, err) != 0)
		return -1;
	then = sanya_statement_goal_of(sanya_replay_recorded(&replay), explain->goal);
	now = sanya_statement_goal_of(statement, explain->goal);
	json = sanya_json_object();
	sanya_json_set_text(json, "contract", replay.row.number);
	sanya_json_set_text(json, "goal", explain->goal);
	sanya_json_set_text(json, "metric", sanya_json_get_text(now, "metric"));
	sanya_json_set_text(json, "statistic", sanya_json_get_text(now, "statistic"));
	sanya_json_set(json, "statement", copy_or_null(sanya_json_get(then, "value")));
	sanya_json_set(json, "again", copy_or_null(sanya_json_get(now, "value")));
	sanya_json_set(json, "same", sanya_json_of_bool(sanya_json_equal(sanya_json_get(then, "value"), sanya_json_get(now, "value"))));
	if (sanya_json_get(then, "decided") != NULL)
		sanya_json_set(json, "decided", sanya_json_copy(sanya_json_get(then, "decided")));
	sanya_json_set_integer(json, "counted", listing.counted);
	sanya_json_set(json, "observations", observations(&listing));
	*ret = json;
	return 0;
}
