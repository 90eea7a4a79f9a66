/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How far the goals of an active contract are today, by the same measuring that its review will use.
 * Shows values and targets; scores and money belong to the review.
 */
#include "progress.h"

#include "../domain/renewal.h"
#include "../store/evidence.h"
#include "evaluate.h"
#include "milestone.h"
#include "references.h"

#include <stdlib.h>

struct room {
	size_t count;
	struct sanya_measured *measured;
	struct sanya_statement_goal *about;
	struct sanya_arena arena;
};

static void room_done(struct room *room)
{
	for (size_t i = 0; room->measured != NULL && i < room->count; i++)
		sanya_measured_done(&room->measured[i]);
	free(room->measured);
	free(room->about);
	sanya_arena_done(&room->arena);
}

static int make_room(struct room *room, size_t count, struct sanya_error *err)
{
	sanya_arena_init(&room->arena);
	room->measured = calloc(count + 1, sizeof(*room->measured));
	room->about = calloc(count + 1, sizeof(*room->about));
	if (room->measured == NULL || room->about == NULL)
		return sanya_error_memory(err);
	room->count = count;
	for (size_t i = 0; i < count; i++)
		sanya_measured_init(&room->measured[i]);
	return 0;
}

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
				    enum sanya_language language)
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
	sanya_json_set_integer(json, "count", measured->count);
	sanya_json_set_integer(json, "minimum_sample", goal->minimum_sample);
	sanya_json_set_text(json, "reason", measured->reason);
	return json;
}

int sanya_progress_goals(struct sanya_store *store, struct sanya_lookup *lookup, const struct sanya_contract *contract,
			 const struct sanya_roster *roster, int64_t now, const struct sanya_catalogue *catalogue,
			 struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(room_done) struct room room = { .count = 0 };
	char calendar[65];
	struct sanya_evaluate evaluate = { .store = store, .settings = lookup->settings, .roster = roster, .contract = contract,
					   .arena = &room.arena, .watermark = sanya_evidence_watermark(store), .until = now,
					   .explain_goal = SIZE_MAX };

	if (make_room(&room, contract->goal_count, err) != 0 || sanya_lookup_host(lookup, &evaluate.host, err) != 0 ||
	    sanya_evaluate_goals(&evaluate, room.measured, room.about, calendar, err) != 0)
		return -1;
	*ret = sanya_json_array();
	for (size_t i = 0; i < contract->goal_count; i++) /* milestones are told with their deadlines */
		if (!sanya_goal_is_milestone(&contract->goals[i]))
			sanya_json_append(*ret, goal_json(&contract->goals[i], &room.measured[i], sanya_catalogue_language(catalogue)));
	return 0;
}
