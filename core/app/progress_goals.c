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

static struct sanya_json *goals_json(const struct sanya_evaluated *evaluated, enum sanya_language language)
{
	const struct sanya_contract *contract = evaluated->contract;
	struct sanya_json *list = sanya_json_array();

	for (size_t i = 0; i < contract->goal_count; i++)
		if (!sanya_goal_is_milestone(&contract->goals[i]))
			sanya_json_append(list, goal_json(&contract->goals[i], &evaluated->measured[i], &evaluated->spread[i], language));
	return list;
}

struct sanya_json *sanya_progress_goals_json(const struct sanya_going *going, enum sanya_language language)
{
	return goals_json(&going->evaluated[going->earlier], language);
}

struct sanya_json *sanya_progress_earlier_json(const struct sanya_going *going, enum sanya_language language)
{
	struct sanya_json *list = sanya_json_array(), *json;

	for (size_t i = 0; i < going->earlier; i++) {
		const struct sanya_contract *contract = going->evaluated[i].contract;

		json = sanya_json_object();
		sanya_json_set_integer(json, "revision", contract->revision);
		sanya_json_set(json, "from", sanya_json_of_date(contract->from));
		sanya_json_set(json, "to", sanya_json_of_date(contract->to));
		sanya_json_set(json, "goals", goals_json(&going->evaluated[i], language));
		sanya_json_append(list, json);
	}
	return list;
}

static size_t pass_size(const struct sanya_going *list, size_t count)
{
	size_t size = 0;

	for (size_t i = 0; i < count; i++)
		size += list[i].earlier + 1;
	return size;
}

/* One after the other in `contracts`, which the pass fills; each contract keeps where its own begin. */
static int choose(struct sanya_going *list, size_t count, int64_t now, struct sanya_evaluated *contracts, size_t *ret_count,
		  struct sanya_arena *arena, struct sanya_error *err)
{
	size_t chosen = 0;

	for (size_t i = 0; i < count; i++) {
		if (list[i].row.state != SANYA_ACTIVE)
			continue;
		list[i].evaluated = &contracts[chosen];
		for (size_t k = 0; k <= list[i].earlier; k++, chosen++)
			if (sanya_evaluated_init_bare(&contracts[chosen], k < list[i].earlier ? &list[i].parts.list[k].contract : list[i].contract,
						      now, arena, err) != 0 ||
			    sanya_evaluated_spread(&contracts[chosen], arena, err) != 0)
				return -1;
		list[i].measured = true;
	}
	*ret_count = chosen;
	return 0;
}

int sanya_progress_measure(struct sanya_store *store, struct sanya_lookup *lookup, struct sanya_calendar_shelf *calendars,
			   const struct sanya_roster *roster, int64_t now, struct sanya_going *list, size_t count,
			   struct sanya_arena *arena, struct sanya_error *err)
{
	struct sanya_evaluated *contracts = sanya_arena_array(arena, pass_size(list, count), sizeof(*contracts));
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
	for (size_t i = 0; i < chosen; i++)
		if (contracts[i].failed != NULL) {
			*err = *contracts[i].failed;
			return -1;
		}
	return 0;
}
