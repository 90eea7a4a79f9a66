/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a result waits for before it can be shared: a decision on a finding, or managers who have not answered for their days.
 * Follows from the result that was evaluated last and from the answers to it.
 */
#include "progress_parts.h"

#include "../store/reviews.h"
#include "segment.h"

#include <string.h>

static bool waits_for_decision(const struct sanya_json *statement)
{
	const struct sanya_json *goals = sanya_json_get(statement, "goals");

	for (size_t i = 0; i < sanya_json_size(goals); i++)
		if (strcmp(sanya_json_get_text(sanya_json_at(goals, i), "outcome"), sanya_outcome_word(SANYA_OUTCOME_UNDECIDED)) == 0)
			return true;
	return false;
}

static bool names(const struct sanya_json *list, const char *key, const char *manager)
{
	for (size_t i = 0; i < sanya_json_size(list); i++) {
		const struct sanya_json *one = sanya_json_at(list, i);

		if (strcmp(key != NULL ? sanya_json_get_text(one, key) : sanya_json_text(one), manager) == 0)
			return true;
	}
	return false;
}

static void add_silent(const struct sanya_json *part, const char *sharing, const struct sanya_json *answers, struct sanya_json *who)
{
	const struct sanya_json *segments = sanya_json_get(part, "segments");

	for (size_t i = 0; i < sanya_json_size(segments); i++) {
		const char *manager = sanya_json_get_text(sanya_json_at(segments, i), "manager");

		if (strcmp(manager, sharing) != 0 && !names(answers, "manager", manager) && !names(who, NULL, manager))
			sanya_json_append(who, sanya_json_of_text(manager));
	}
}

/* Of an amended contract each revision's days have their own goals and segments. */
static int look(struct sanya_store *store, const struct sanya_review *review, const struct sanya_json *statement, struct sanya_json *who,
		const char **ret_what, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *answers = NULL;
	const struct sanya_json *earlier = sanya_json_get(statement, "earlier");
	bool waits = waits_for_decision(statement);

	for (size_t i = 0; i < sanya_json_size(earlier); i++)
		waits |= waits_for_decision(sanya_json_at(earlier, i));
	if (waits) {
		sanya_json_append(who, sanya_json_of_text("HR"));
		*ret_what = SANYA_N("decide whether a goal counts in spite of a finding");
		return 0;
	}
	if (sanya_segment_answers_json(store, review->number, review->version, &answers, err) != 0)
		return -1;
	for (size_t i = 0; i < sanya_json_size(earlier); i++)
		add_silent(sanya_json_at(earlier, i), review->evaluator, answers, who);
	add_silent(statement, review->evaluator, answers, who);
	if (sanya_json_size(who) > 0)
		*ret_what = SANYA_N("answer for one's days of the result");
	return 0;
}

int sanya_progress_review(struct sanya_store *store, const char *number, struct sanya_json *who, const char **ret_what,
			  struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *statement = NULL;
	struct sanya_review review;
	int found;

	*ret_what = NULL;
	sanya_arena_init(&arena);
	found = sanya_review_get(store, number, 0, &arena, &review, err);
	if (found <= 0)
		return found;
	if (sanya_json_parse(number, review.statement, strlen(review.statement), &statement, err) != 0)
		return -1;
	return look(store, &review, statement, who, ret_what, err);
}
