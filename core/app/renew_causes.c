/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Causes of failure that both sides noted in the review, as duties of the next contract.
 * Which of them are repaired is said by people; nothing here judges.
 */
#include "review.h"

#include "../domain/cause.h"
#include "../store/notes.h"

#include <string.h>

struct causes {
	struct sanya_arena *arena;
	const struct sanya_contract *contract;
	const struct sanya_catalogue *thai;
	const char *const *finished; /* "GOAL=CAUSE", NULL-terminated; may be NULL */
	unsigned char *found;	     /* by `finished`: it was noted */
	struct sanya_unfinished *list;
	size_t count, room;
	struct sanya_buffer named; /* all that were noted, for whoever names another one */
};

static bool is_finished(struct causes *causes, const char *goal, const char *cause)
{
	size_t size = strlen(goal);
	bool finished = false;

	for (size_t i = 0; causes->finished != NULL && causes->finished[i] != NULL; i++) {
		const char *given = causes->finished[i];

		if (strncmp(given, goal, size) != 0 || given[size] != '=' || strcmp(given + size + 1, cause) != 0)
			continue;
		causes->found[i] = 1;
		finished = true;
	}
	return finished;
}

/* What people can do about themselves is the duty of whoever says it; all else takes a manager to change. */
static bool is_managers(const struct sanya_note *note, const char *cause)
{
	static const char *const own[] = { "training", "teamwork", "other" };

	for (size_t i = 0; i < SANYA_COUNT(own); i++)
		if (strcmp(own[i], cause) == 0)
			return note->manager;
	return true;
}

static const char *meaning_of(const char *word)
{
	for (size_t i = 0; i < sanya_cause_count; i++)
		if (strcmp(sanya_causes[i].word, word) == 0)
			return sanya_causes[i].meaning;
	return word; /* of a newer program */
}

/* "First reply within 4 hours: tools and systems: the phone queue" */
static const char *describe(struct causes *causes, const struct sanya_goal *goal, const char *cause, const char *text, enum sanya_language language)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer out;
	const char *meaning = meaning_of(cause);

	sanya_buffer_init(&out, SANYA_EVENT_MAX);
	sanya_buffer_text(&out, sanya_words_in(&goal->title, language));
	if (strcmp(cause, "other") != 0) /* "something else, said in words": the words are there */
		sanya_buffer_printf(&out, ": %s", language == SANYA_THAI ? sanya_say(causes->thai, meaning) : meaning);
	if (text != NULL)
		sanya_buffer_printf(&out, ": %s", text);
	return out.failed != 0 ? NULL : sanya_arena_text(causes->arena, out.data);
}

/* Both sides may name the same: it is one duty of one side. */
static bool is_known(const struct causes *causes, const struct sanya_unfinished *one)
{
	for (size_t i = 0; i < causes->count; i++)
		if (causes->list[i].manager == one->manager && strcmp(causes->list[i].what.en, one->what.en) == 0)
			return true;
	return false;
}

static int add_cause(struct causes *causes, const struct sanya_note *note, const struct sanya_json *json, struct sanya_error *err)
{
	const char *cause = sanya_json_get_text(json, "cause"), *text = sanya_json_get_text(json, "text");
	const struct sanya_goal *goal = sanya_contract_goal(causes->contract, note->goal);
	struct sanya_unfinished one, *grown;

	if (cause == NULL || goal == NULL)
		return 0;
	sanya_buffer_printf(&causes->named, "%s%s=%s", causes->named.size > 0 ? ", " : "", note->goal, cause);
	if (is_finished(causes, note->goal, cause))
		return 0;
	one = (struct sanya_unfinished){ .manager = is_managers(note, cause),
					 .what = { .th = describe(causes, goal, cause, text, SANYA_THAI),
						   .en = describe(causes, goal, cause, text, SANYA_ENGLISH) } };
	if (one.what.th == NULL || one.what.en == NULL)
		return sanya_error_memory(err);
	if (is_known(causes, &one))
		return 0;
	grown = sanya_arena_grow(causes->arena, causes->list, causes->count, &causes->room, sizeof(*grown));
	if (grown == NULL)
		return sanya_error_memory(err);
	causes->list = grown;
	grown[causes->count++] = one;
	return 0;
}

static int add_note(struct causes *causes, const struct sanya_note *note, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *list = NULL;

	if (sanya_json_parse("a note", note->failure, strlen(note->failure), &list, err) != 0)
		return -1;
	for (size_t i = 0; i < sanya_json_size(list); i++)
		if (add_cause(causes, note, sanya_json_at(list, i), err) != 0)
			return -1;
	return 0;
}

static int check_finished(const struct causes *causes, struct sanya_error *err)
{
	for (size_t i = 0; causes->finished != NULL && causes->finished[i] != NULL; i++) {
		if (causes->found[i])
			continue;
		sanya_error_set(err, SANYA_NOT_FOUND, "nobody noted \"%.80s\" as a cause of failure of %s", causes->finished[i], causes->contract->number);
		return causes->named.size > 0 ? sanya_error_next(err, "noted are: %s", causes->named.data)
					      : sanya_error_next(err, "there are none: sanya review show %s", causes->contract->number);
	}
	return 0;
}

static int gather(struct causes *causes, struct sanya_store *store, struct sanya_error *err)
{
	struct sanya_note *notes;
	size_t count, given = 0;

	while (causes->finished != NULL && causes->finished[given] != NULL)
		given++;
	causes->found = sanya_arena_array(causes->arena, given, 1);
	if (causes->found == NULL)
		return sanya_error_memory(err);
	if (sanya_notes_of(store, causes->contract->number, causes->arena, &notes, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (add_note(causes, &notes[i], err) != 0)
			return -1;
	return check_finished(causes, err);
}

int sanya_renewal_causes(struct sanya_store *store, const struct sanya_settings *settings, const char *number, const char *const *finished,
			 struct sanya_arena *arena, struct sanya_unfinished **ret, size_t *ret_count, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_contract_done) struct sanya_contract contract = { .number = NULL };
	struct causes causes = { .arena = arena, .contract = &contract, .finished = finished };
	struct sanya_catalogue *thai = NULL;
	struct sanya_contract_row row;
	int failed;

	if (sanya_contract_find(store, number, arena, &row, err) != 0 || sanya_contract_load(store, &row, 0, &contract, err) != 0 ||
	    sanya_catalogue_load(SANYA_THAI, settings->locale, &thai, err) != 0)
		return -1;
	causes.thai = thai;
	sanya_buffer_init(&causes.named, SANYA_TEXT_MAX);
	failed = gather(&causes, store, err);
	sanya_buffer_done(&causes.named);
	sanya_catalogue_free(thai);
	*ret = causes.list;
	*ret_count = causes.count;
	return failed;
}
