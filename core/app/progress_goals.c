/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How far the goals of active contracts are today, by the same measuring that their review will use.
 * Shows values and targets; scores and money belong to the review.
 */
#include "progress_parts.h"

#include "../domain/renewal.h"
#include "../store/evidence.h"
#include "interval_json.h"
#include "milestone.h"

#include <string.h>

static void set_target(struct sanya_json *json, const struct sanya_goal *goal)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	struct sanya_number target;

	sanya_buffer_init(&text, 256);
	sanya_number_init(&target);
	if (sanya_scale_target(&goal->scale, &target))
		sanya_value_display(&target, goal->measure, &text);
	sanya_number_done(&target);
	sanya_json_set_text(json, "target", text.size == 0 ? NULL : text.data);
}

static struct sanya_json *goal_json(const struct sanya_goal *goal, const struct sanya_measured *measured,
				    const struct sanya_spread *spread, enum sanya_language language)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer value;
	struct sanya_json *json = sanya_json_object();

	sanya_buffer_init(&value, 256);
	if (measured->outcome == SANYA_OUTCOME_VALUE)
		sanya_value_display(&measured->value, goal->measure, &value);
	sanya_json_set_text(json, "goal", goal->id);
	sanya_json_set_text(json, "title", sanya_words_in(&goal->title, language));
	set_target(json, goal);
	sanya_json_set_text(json, "outcome", sanya_outcome_word(measured->outcome));
	sanya_json_set_text(json, "value", value.size == 0 ? NULL : value.data);
	sanya_interval_set(json, goal, measured->outcome, &measured->value, measured->count, spread);
	sanya_json_set_integer(json, "count", measured->count);
	sanya_json_set_integer(json, "minimum_sample", goal->minimum_sample);
	sanya_json_set_text(json, "reason", measured->reason);
	return json;
}

struct sanya_json *sanya_progress_goals_json(const struct sanya_going *going, enum sanya_language language)
{
	const struct sanya_contract *contract = going->contract;
	struct sanya_json *list = sanya_json_array();

	for (size_t i = 0; i < contract->goal_count; i++)
		if (!sanya_goal_is_milestone(&contract->goals[i]))
			sanya_json_append(list, goal_json(&contract->goals[i], &going->evaluated.measured[i], &going->evaluated.spread[i], language));
	return list;
}

static int choose(struct sanya_going *list, size_t count, int64_t now, struct sanya_evaluated *contracts, size_t *ret_count,
		  struct sanya_arena *arena, struct sanya_error *err)
{
	size_t chosen = 0;

	for (size_t i = 0; i < count; i++) {
		if (list[i].row.state != SANYA_ACTIVE)
			continue;
		if (sanya_evaluated_init_bare(&list[i].evaluated, list[i].contract, now, arena, err) != 0 ||
		    sanya_evaluated_spread(&list[i].evaluated, arena, err) != 0)
			return -1;
		contracts[chosen++] = list[i].evaluated;
		list[i].measured = true;
	}
	*ret_count = chosen;
	return 0;
}

int sanya_progress_measure(struct sanya_store *store, struct sanya_lookup *lookup, struct sanya_calendar_shelf *calendars,
			   const struct sanya_roster *roster, int64_t now, struct sanya_going *list, size_t count,
			   struct sanya_arena *arena, struct sanya_error *err)
{
	struct sanya_evaluated *contracts = sanya_arena_array(arena, count, sizeof(*contracts));
	struct sanya_evaluate evaluate = { .store = store, .shelf = calendars, .roster = roster, .arena = arena,
					   .watermark = sanya_evidence_watermark(store), .explain_goal = SIZE_MAX, .spreads = true };
	size_t chosen;

	if (contracts == NULL)
		return sanya_error_memory(err);
	if (choose(list, count, now, contracts, &chosen, arena, err) != 0)
		return -1;
	if (chosen == 0)
		return 0;
	if (sanya_lookup_host(lookup, &evaluate.host, err) != 0 || sanya_evaluate_many(&evaluate, contracts, chosen, err) != 0)
		return -1;
	for (size_t i = chosen = 0; i < count; i++) {
		if (!list[i].measured)
			continue;
		list[i].evaluated = contracts[chosen++];
		if (list[i].evaluated.failed != NULL) {
			*err = *list[i].evaluated.failed;
			return -1;
		}
	}
	return 0;
}
