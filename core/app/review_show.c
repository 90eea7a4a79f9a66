/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Everything about one review in one place, and the news of somebody's reviews.  Reads only.
 * Why a version came about stands in the ledger: the reason of the reopening before it, or its own.
 */
#include "talk.h"
#include "segment.h"

#include "../store/notes.h"
#include "interval_json.h"
#include "replay.h"

#include <string.h>

static struct sanya_json *copy_of(const struct sanya_json *json)
{
	return json != NULL ? sanya_json_copy(json) : sanya_json_null();
}

/* --- goals and notes --- */

static int note_json(const struct sanya_note *note, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = sanya_json_object();
	struct sanya_json *success, *failure;

	sanya_json_set_text(json, "text", note->text);
	if (sanya_json_parse("a note", note->success, strlen(note->success), &success, err) != 0)
		return -1;
	sanya_json_set(json, "success", success);
	if (sanya_json_parse("a note", note->failure, strlen(note->failure), &failure, err) != 0)
		return -1;
	sanya_json_set(json, "failure", failure);
	sanya_json_set_text(json, "by", note->person);
	sanya_json_set(json, "at", sanya_json_of_instant(note->at));
	*ret = json;
	json = NULL;
	return 0;
}

static int notes_json(const char *goal, const struct sanya_note *notes, size_t count, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = sanya_json_object();
	struct sanya_json *one;

	sanya_json_set(json, "employee", sanya_json_null());
	sanya_json_set(json, "manager", sanya_json_null());
	for (size_t i = 0; i < count; i++) {
		if (strcmp(notes[i].goal, goal) != 0)
			continue;
		if (note_json(&notes[i], &one, err) != 0)
			return -1;
		sanya_json_set(json, notes[i].manager ? "manager" : "employee", one);
	}
	*ret = json;
	json = NULL;
	return 0;
}

static int goals_json(struct sanya_store *store, const struct sanya_contract *contract, const struct sanya_json *statement,
		      struct sanya_arena *arena, struct sanya_json *list, struct sanya_error *err)
{
	static const char *const keys[] = { "outcome", "applied", "value", "display", "count", "score", "weight", "decided", "decision" };
	struct sanya_note *notes;
	size_t count;

	if (sanya_notes_of(store, contract->number, arena, &notes, &count, err) != 0)
		return -1;
	for (size_t g = 0; g < contract->goal_count; g++) {
		const struct sanya_json *line = sanya_statement_goal_of(statement, contract->goals[g].id);
		struct sanya_json *json = sanya_json_object(), *said;

		sanya_json_append(list, json);
		sanya_json_set_text(json, "id", contract->goals[g].id);
		sanya_json_set(json, "title", sanya_json_of_words(&contract->goals[g].title));
		for (size_t k = 0; k < SANYA_COUNT(keys); k++)
			sanya_json_set(json, keys[k], copy_of(sanya_json_get(line, keys[k])));
		sanya_interval_set_statement(json, &contract->goals[g], line);
		if (notes_json(contract->goals[g].id, notes, count, &said, err) != 0)
			return -1;
		sanya_json_set(json, "notes", said);
	}
	return 0;
}

/* --- versions --- */

struct versions {
	struct sanya_store *store;
	struct sanya_arena *arena;
	struct sanya_json *list;
	char *reopened; /* the reason of a reopening that no version followed yet; NULL */
};

static int add_version(struct versions *versions, const struct sanya_event *event, int64_t version, const char *how, const char *reason,
		       struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *statement = NULL;
	struct sanya_json *json;
	struct sanya_review review;

	if (version == 0 || sanya_statement_load(versions->store, event->subject, version, &statement, &review, versions->arena, err) != 0)
		return version == 0 ? 0 : -1;
	json = sanya_json_object();
	sanya_json_set_integer(json, "version", version);
	sanya_json_set(json, "at", sanya_json_of_instant(event->at));
	sanya_json_set_text(json, "by", event->actor);
	sanya_json_set_text(json, "how", how);
	sanya_json_set_text(json, "reason", reason);
	sanya_json_set(json, "score", copy_of(sanya_json_get(statement, "score")));
	sanya_json_set_text(json, "amount", review.amount);
	sanya_json_set_integer(json, "watermark", (int64_t)review.watermark);
	sanya_json_set_text(json, "approver", review.approver);
	return sanya_json_append(versions->list, json) == 0 ? 0 : sanya_error_memory(err);
}

static int see_event(void *context, const struct sanya_event *event, struct sanya_error *err)
{
	struct versions *versions = context;
	const char *reason = sanya_json_get_text(event->detail, "reason"), *before = versions->reopened;
	const struct sanya_json *settled = sanya_json_get(event->detail, "settled");

	if (strcmp(event->type, "contract.reopen") == 0) {
		versions->reopened = sanya_arena_text(versions->arena, reason != NULL ? reason : "");
		return versions->reopened != NULL ? 0 : sanya_error_memory(err);
	}
	if (settled != NULL)
		return add_version(versions, event, sanya_json_get_integer(settled, "version", 0), "dispute", reason, err);
	if (strcmp(event->type, "review.restate") == 0)
		return add_version(versions, event, sanya_json_get_integer(event->detail, "version", 0), "restated", reason, err);
	if (strcmp(event->type, "review.evaluate") != 0)
		return 0;
	versions->reopened = NULL;
	return add_version(versions, event, sanya_json_get_integer(event->detail, "version", 0), before != NULL ? "reopened" : "evaluated", before,
			   err);
}

static int lines_json(struct sanya_store *store, const char *number, struct sanya_arena *arena, struct sanya_json *list,
		      struct sanya_error *err)
{
	struct sanya_reward_line *lines;
	size_t count;

	if (sanya_reward_lines(store, NULL, number, arena, &lines, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct sanya_json *json = sanya_json_object();

		sanya_json_set_integer(json, "sequence", lines[i].sequence);
		sanya_json_set_text(json, "kind", lines[i].kind);
		sanya_json_set_text(json, "amount", lines[i].amount);
		sanya_json_set_integer(json, "batch", lines[i].batch);
		sanya_json_set_text(json, "reason", lines[i].reason);
		sanya_json_append(list, json);
	}
	return 0;
}

int sanya_review_show(struct sanya_store *store, const char *number, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	SANYA_CLEANUP(sanya_contract_done) struct sanya_contract contract = { .number = NULL };
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = sanya_json_object(), *statement = NULL;
	struct sanya_json *goals = sanya_json_array(), *list = sanya_json_array(), *lines = sanya_json_array(), *answers;
	struct versions versions = { .store = store, .arena = &arena, .list = list };
	struct sanya_contract_row row;
	struct sanya_review review;

	sanya_arena_init(&arena);
	sanya_json_set(json, "goals", goals);
	sanya_json_set(json, "versions", list);
	sanya_json_set(json, "lines", lines);
	if (sanya_contract_find(store, number, &arena, &row, err) != 0 ||
	    sanya_statement_load(store, number, 0, &statement, &review, &arena, err) != 0 ||
	    sanya_contract_load(store, &row, review.revision, &contract, err) != 0 ||
	    goals_json(store, &contract, statement, &arena, goals, err) != 0 ||
	    sanya_ledger_each(store, number, 0, see_event, &versions, err) != 0 || lines_json(store, number, &arena, lines, err) != 0 ||
	    sanya_segment_answers_json(store, number, review.version, &answers, err) != 0)
		return -1;
	sanya_json_set(json, "gaming", copy_of(sanya_json_get(statement, "gaming")));
	sanya_json_set(json, "segments", copy_of(sanya_json_get(statement, "segments")));
	sanya_json_set(json, "answers", answers);
	sanya_json_set_text(json, "contract", number);
	sanya_json_set_text(json, "employee", row.employee);
	sanya_json_set_text(json, "manager", row.manager);
	sanya_json_set_text(json, "timezone", row.timezone);
	sanya_json_set_text(json, "state", sanya_state_word(row.state));
	sanya_json_set_integer(json, "version", review.version);
	sanya_json_set(json, "shared_at", sanya_json_of_instant(review.shared_at));
	sanya_json_set(json, "score", copy_of(sanya_json_get(statement, "score")));
	sanya_json_set_text(json, "amount", review.amount);
	sanya_json_set_text(json, "currency", sanya_json_get_text(statement, "currency"));
	*ret = json;
	json = NULL;
	return 0;
}

/* --- news --- */

struct told {
	uint64_t sequence;
	struct sanya_json *json;
};

struct news {
	struct sanya_store *store;
	const char *person;
	const char *timezone; /* of the contract at hand */
	int64_t since;
	struct sanya_arena arena;
	struct told *list;
	size_t count, room;
};

static void news_done(struct news *news)
{
	for (size_t i = 0; i < news->count; i++)
		sanya_json_free(news->list[i].json);
	sanya_arena_done(&news->arena);
}

static bool is_news(const char *type)
{
	return strncmp(type, "review.", 7) == 0 || strcmp(type, "contract.reopen") == 0 || strcmp(type, "reward.correct") == 0 ||
	       strcmp(type, "contract.export") == 0;
}

static int tell_event(void *context, const struct sanya_event *event, struct sanya_error *err)
{
	struct news *news = context;
	struct sanya_json *json;
	struct told *grown;

	if (!is_news(event->type) || event->at < news->since || strcmp(event->actor, news->person) == 0)
		return 0;
	grown = sanya_arena_grow(&news->arena, news->list, news->count, &news->room, sizeof(*grown));
	if (grown == NULL)
		return sanya_error_memory(err);
	news->list = grown;
	json = sanya_json_object();
	sanya_json_set_integer(json, "event", (int64_t)event->sequence);
	sanya_json_set(json, "at", sanya_json_of_instant(event->at));
	sanya_json_set_text(json, "contract", event->subject);
	sanya_json_set_text(json, "timezone", news->timezone);
	sanya_json_set_text(json, "type", event->type);
	sanya_json_set_text(json, "actor", event->actor);
	sanya_json_set_text(json, "reason", sanya_json_get_text(event->detail, "reason"));
	sanya_json_set_text(json, "goal", sanya_json_get_text(event->detail, "goal"));
	grown[news->count++] = (struct told){ event->sequence, json };
	return 0;
}

struct number {
	const char *number, *timezone;
};

struct numbers {
	struct sanya_arena *arena;
	struct number *list;
	size_t count, room;
};

static int keep_number(void *context, const struct sanya_contract_row *row, struct sanya_error *err)
{
	struct numbers *numbers = context;
	struct number *grown = sanya_arena_grow(numbers->arena, numbers->list, numbers->count, &numbers->room, sizeof(*grown));
	struct number one = { .number = sanya_arena_text(numbers->arena, row->number),
			      .timezone = row->timezone != NULL ? sanya_arena_text(numbers->arena, row->timezone) : NULL };

	if (grown == NULL || one.number == NULL || (row->timezone != NULL && one.timezone == NULL))
		return sanya_error_memory(err);
	numbers->list = grown;
	grown[numbers->count++] = one;
	return 0;
}

static int compare_told(const void *a, const void *b)
{
	const struct told *x = a, *y = b;

	return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

int sanya_review_news(struct sanya_store *store, const char *person, int64_t since, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(news_done) struct news news = { .store = store, .person = person, .since = since };
	struct sanya_contract_filter filter = { .person = person, .state = -1 };
	struct numbers numbers = { .arena = &news.arena };
	struct sanya_json *list;

	sanya_arena_init(&news.arena);
	if (sanya_contracts_each(store, &filter, keep_number, &numbers, err) != 0)
		return -1;
	for (size_t i = 0; i < numbers.count; i++) {
		news.timezone = numbers.list[i].timezone;
		if (sanya_ledger_each(store, numbers.list[i].number, 0, tell_event, &news, err) != 0)
			return -1;
	}
	if (news.count > 1)
		qsort(news.list, news.count, sizeof(*news.list), compare_told);
	list = sanya_json_array();
	for (size_t i = 0; i < news.count; i++)
		sanya_json_append(list, news.list[i].json);
	news.count = 0;
	*ret = list;
	return 0;
}
