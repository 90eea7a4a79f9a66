/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What changed between two revisions, in words: "target of goal reply: 95% → 93%".
 * Works on documents as JSON, so that it can say every change, known field or not; goals are matched by their id.
 */
#include "contract.h"

#include <string.h>

struct diff {
	const struct sanya_catalogue *catalogue;
	struct sanya_json *changes;
	const char *goal; /* id, while inside one */
};

/* Words for the fields that people ask about; others are called by their path. */
static const struct {
	const char *path, *words;
} names[] = {
	{ "employee", SANYA_N("employee") },
	{ "manager", SANYA_N("manager") },
	{ "period/from", SANYA_N("first day of the period") },
	{ "period/to", SANYA_N("last day of the period") },
	{ "calendar", SANYA_N("calendar") },
	{ "reward/at_100", SANYA_N("reward at score 100") },
	{ "reward/cap", SANYA_N("cap of the reward") },
	{ "reward/curve", SANYA_N("payout curve") },
	{ "reward/gates", SANYA_N("gates") },
	{ "reward/proration", SANYA_N("proration") },
	{ "reward/round", SANYA_N("rounding") },
	{ "rules/answer_days", SANYA_N("days to answer") },
	{ "rules/grace_days", SANYA_N("days of grace") },
	{ "rules/dispute_days", SANYA_N("days to dispute") },
	{ "duties/manager", SANYA_N("duties of the manager") },
	{ "duties/employee", SANYA_N("duties of the employee") },
	/* of a goal */
	{ "weight", SANYA_N("weight") },
	{ "metric", SANYA_N("metric") },
	{ "statistic", SANYA_N("statistic") },
	{ "clock", SANYA_N("clock") },
	{ "where", SANYA_N("what counts") },
	{ "scope", SANYA_N("scope") },
	{ "credit", SANYA_N("credit") },
	{ "deadline", SANYA_N("deadline") },
	{ "minimum_sample", SANYA_N("smallest sample") },
	{ "if_too_few", SANYA_N("rule where there is too little data") },
	{ "title", SANYA_N("title") },
};

static const char *name_of(const struct diff *diff, const char *path)
{
	for (size_t i = 0; i < SANYA_COUNT(names); i++)
		if (strcmp(names[i].path, path) == 0)
			return sanya_say(diff->catalogue, names[i].words);
	return path;
}

static void add_value(const struct sanya_json *json, struct sanya_buffer *out)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;

	if (json == NULL || sanya_json_type(json) == SANYA_JSON_NULL)
		sanya_buffer_text(out, "—");
	else if (sanya_json_text(json) != NULL)
		sanya_buffer_text(out, sanya_json_text(json));
	else if (sanya_json_canonical(json, out, &ignored) != 0)
		sanya_buffer_text(out, "…");
}

static void add_change(struct diff *diff, const char *path, const char *name, const struct sanya_json *from,
		       const struct sanya_json *to)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer words, whole;
	struct sanya_json *change = sanya_json_object();

	sanya_buffer_init(&words, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&whole, SANYA_TEXT_MAX);
	if (diff->goal != NULL) {
		sanya_buffer_printf(&words, sanya_say(diff->catalogue, "%s of goal %s"), name, diff->goal);
		sanya_buffer_printf(&whole, "goals/%s%s%s", diff->goal, path[0] == '\0' ? "" : "/", path);
	} else {
		sanya_buffer_text(&words, name);
		sanya_buffer_text(&whole, path);
	}
	sanya_buffer_text(&words, ": ");
	add_value(from, &words);
	sanya_buffer_text(&words, " → ");
	add_value(to, &words);
	sanya_json_set_text(change, "path", whole.data);
	sanya_json_set_text(change, "words", words.data);
	sanya_json_set(change, "from", from == NULL ? sanya_json_null() : sanya_json_copy(from));
	sanya_json_set(change, "to", to == NULL ? sanya_json_null() : sanya_json_copy(to));
	sanya_json_append(diff->changes, change);
}

static bool same(const struct sanya_json *a, const struct sanya_json *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return sanya_json_equal(a, b);
}

/* Scores as written ("100"); a scale whose scores stay the same has moved its marks only. */
static bool same_scores(const struct sanya_json *old_scale, const struct sanya_json *new_scale)
{
	size_t count = sanya_json_size(old_scale);

	if (count == 0 || count != sanya_json_size(new_scale))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!same(sanya_json_at(sanya_json_at(old_scale, i), 1), sanya_json_at(sanya_json_at(new_scale, i), 1)))
			return false;
	return true;
}

static void diff_scale(struct diff *diff, const struct sanya_json *old_scale, const struct sanya_json *new_scale)
{
	const struct sanya_json *from, *to;
	size_t count = sanya_json_size(new_scale);
	const char *score, *name;
	char path[64], mark[96];

	if (same(old_scale, new_scale))
		return;
	if (!same_scores(old_scale, new_scale)) {
		add_change(diff, "scale", sanya_say(diff->catalogue, "scale"), old_scale, new_scale);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		from = sanya_json_at(sanya_json_at(old_scale, i), 0);
		to = sanya_json_at(sanya_json_at(new_scale, i), 0);
		score = sanya_json_text(sanya_json_at(sanya_json_at(new_scale, i), 1));
		if (same(from, to) || score == NULL)
			continue;
		snprintf(mark, sizeof(mark), sanya_say(diff->catalogue, "mark for score %s"), score);
		name = strcmp(score, "100") == 0 ? sanya_say(diff->catalogue, "target")
		       : i == 0			 ? sanya_say(diff->catalogue, "threshold")
		       : i + 1 == count		 ? sanya_say(diff->catalogue, "stretch")
						 : mark;
		snprintf(path, sizeof(path), "scale/%zu", i);
		add_change(diff, path, name, from, to);
	}
}

static bool has_words(const char *path)
{
	for (size_t i = 0; i < SANYA_COUNT(names); i++)
		if (strcmp(names[i].path, path) == 0)
			return true;
	return false;
}

static void diff_object(struct diff *diff, const char *prefix, const struct sanya_json *old_object,
			const struct sanya_json *new_object);

static void diff_member(struct diff *diff, const char *prefix, const char *key, const struct sanya_json *from,
			const struct sanya_json *to)
{
	char path[256];

	if (same(from, to))
		return;
	snprintf(path, sizeof(path), "%s%s%s", prefix, prefix[0] == '\0' ? "" : "/", key);
	if (diff->goal != NULL && strcmp(path, "scale") == 0)
		diff_scale(diff, from, to);
	else if (!has_words(path) && from != NULL && to != NULL && sanya_json_type(from) == SANYA_JSON_OBJECT &&
		 sanya_json_type(to) == SANYA_JSON_OBJECT)
		diff_object(diff, path, from, to);
	else
		add_change(diff, path, name_of(diff, path), from, to);
}

static const struct sanya_json *goal_of(const struct sanya_json *goals, const char *id)
{
	const char *other;

	for (size_t i = 0; i < sanya_json_size(goals); i++) {
		other = sanya_json_get_text(sanya_json_at(goals, i), "id");
		if (other != NULL && id != NULL && strcmp(other, id) == 0)
			return sanya_json_at(goals, i);
	}
	return NULL;
}

static void diff_goals(struct diff *diff, const struct sanya_json *old_goals, const struct sanya_json *new_goals)
{
	const struct sanya_json *goal, *other;

	for (size_t i = 0; i < sanya_json_size(old_goals); i++) {
		goal = sanya_json_at(old_goals, i);
		diff->goal = sanya_json_get_text(goal, "id");
		other = goal_of(new_goals, diff->goal);
		if (other != NULL)
			diff_object(diff, "", goal, other);
		else
			add_change(diff, "", sanya_say(diff->catalogue, "the whole"), goal, NULL);
	}
	for (size_t i = 0; i < sanya_json_size(new_goals); i++) {
		goal = sanya_json_at(new_goals, i);
		diff->goal = sanya_json_get_text(goal, "id");
		if (goal_of(old_goals, diff->goal) == NULL)
			add_change(diff, "", sanya_say(diff->catalogue, "the whole"), NULL, goal);
	}
	diff->goal = NULL;
}

static void diff_object(struct diff *diff, const char *prefix, const struct sanya_json *old_object,
			const struct sanya_json *new_object)
{
	bool root = prefix[0] == '\0' && diff->goal == NULL;
	const char *key;

	for (void *it = sanya_json_first(old_object); it != NULL; it = sanya_json_next(old_object, it)) {
		key = sanya_json_key(it);
		if (root && (strcmp(key, "number") == 0 || strcmp(key, "revision") == 0))
			continue;
		if (root && strcmp(key, "goals") == 0)
			diff_goals(diff, sanya_json_value(it), sanya_json_get(new_object, key));
		else
			diff_member(diff, prefix, key, sanya_json_value(it), sanya_json_get(new_object, key));
	}
	for (void *it = sanya_json_first(new_object); it != NULL; it = sanya_json_next(new_object, it)) {
		key = sanya_json_key(it);
		if (sanya_json_get(old_object, key) == NULL && !(root && (strcmp(key, "number") == 0 || strcmp(key, "revision") == 0)))
			diff_member(diff, prefix, key, NULL, sanya_json_value(it));
	}
}

struct sanya_json *sanya_contract_diff(const struct sanya_json *old_document, const struct sanya_json *new_document,
				       const struct sanya_catalogue *catalogue)
{
	struct diff diff = { .catalogue = catalogue, .changes = sanya_json_array() };

	diff_object(&diff, "", old_document, new_document);
	return diff.changes;
}
