/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya.statement/1 read back: the shape of every line, and that a statement without an amount has no score either.
 * Computes nothing again: `sanya explain` does that from contract and evidence.
 */
#include "recorded.h"

#include "../base/time.h"
#include "../domain/contract.h"
#include "../domain/gaming.h"

#include <string.h>

#define COUNT_MOST INT64_C(1000000000000)
#define LIST_MAX 100000u

static const struct sanya_key document_keys[] = {
	{ "format", true },    { "contract", true }, { "employee", true }, { "manager", true }, { "period", true },
	{ "evaluated", true }, { "watermark", true }, { "calendar", true }, { "days", true },	 { "goals", true },
	{ "score", false },    { "amount", false },  { "currency", true }, { "also", true },	{ "steps", true },
	{ "gaming", false },   { "segments", false }, { "earlier", false }, { NULL, false },
};
static const struct sanya_key earlier_keys[] = {
	{ "revision", true }, { "sha256", true }, { "period", true }, { "calendar", true }, { "days", true },   { "goals", true },
	{ "score", false },   { "amount", false }, { "also", true },  { "steps", true },    { "gaming", false }, { "segments", false },
	{ NULL, false },
};
static const struct sanya_key contract_keys[] = { { "number", true }, { "revision", true }, { "sha256", true }, { NULL, false } };
static const struct sanya_key evaluated_keys[] = {
	{ "at", true }, { "by", true }, { "version", true }, { "early", true }, { NULL, false },
};
static const struct sanya_key calendar_keys[] = { { "id", true }, { "sha256", false }, { NULL, false } };
static const struct sanya_key days_keys[] = { { "counted", true }, { "of", true }, { "leave", false }, { NULL, false } };
static const struct sanya_key goal_keys[] = {
	{ "id", true },	     { "metric", true },   { "statistic", true }, { "clock", true },   { "outcome", true }, { "applied", false },
	{ "value", false },  { "display", false }, { "count", true },	  { "excluded", true }, { "findings", true }, { "unknown", true },
	{ "score", false },  { "weight", true },   { "amount", false },	  { "reason", false }, { "plugin", false },  { "decided", false },
	{ "decision", false }, { "by", false },	   { NULL, false },
};
static const struct sanya_key decided_keys[] = {
	{ "source", true }, { "id", true }, { "decision", true }, { "reason", true }, { "by", true }, { "met", true }, { NULL, false },
};
static const struct sanya_key decision_keys[] = { { "asked_by", true }, { "counts_because", false }, { NULL, false } };
static const struct sanya_key gaming_keys[] = {
	{ "finding", true }, { "scope", true }, { "goal", false }, { "count", true }, { "of", true }, { "team", false }, { NULL, false },
};
static const struct sanya_key segment_keys[] = {
	{ "from", true }, { "to", true }, { "manager", true }, { "goals", true }, { NULL, false },
};
static const struct sanya_key segment_goal_keys[] = {
	{ "id", true }, { "outcome", true }, { "value", false }, { "display", false }, { "count", true }, { NULL, false },
};
static const struct sanya_key team_keys[] = { { "count", true }, { "of", true }, { NULL, false } };
static const struct sanya_key plugin_keys[] = { { "name", true }, { "version", true }, { "sha256", true }, { NULL, false } };
static const struct sanya_key count_keys[] = { { "reason", true }, { "count", true }, { NULL, false } };
static const struct sanya_key also_keys[] = { { "what", true }, { "count", true }, { NULL, false } };
static const struct sanya_key step_keys[] = { { "what", true }, { "rule", true }, { "result", true }, { NULL, false } };

const struct sanya_key_table sanya_statement_key_tables[] = {
	{ "", document_keys },
	{ "contract", contract_keys },
	{ "period", sanya_recorded_period_keys },
	{ "evaluated", evaluated_keys },
	{ "calendar", calendar_keys },
	{ "days", days_keys },
	{ "goals[]", goal_keys },
	{ "goals[].plugin", plugin_keys },
	{ "goals[].decided[]", decided_keys },
	{ "goals[].decision", decision_keys },
	{ "gaming[]", gaming_keys },
	{ "gaming[].team", team_keys },
	{ "segments[]", segment_keys },
	{ "segments[].goals[]", segment_goal_keys },
	{ "also[]", also_keys },
	{ "steps[]", step_keys },
	{ "earlier[]", earlier_keys },
	{ "earlier[].period", sanya_recorded_period_keys },
	{ "earlier[].calendar", calendar_keys },
	{ "earlier[].days", days_keys },
	{ "earlier[].goals[]", goal_keys },
	{ "earlier[].goals[].plugin", plugin_keys },
	{ "earlier[].goals[].decided[]", decided_keys },
	{ "earlier[].goals[].decision", decision_keys },
	{ "earlier[].gaming[]", gaming_keys },
	{ "earlier[].gaming[].team", team_keys },
	{ "earlier[].segments[]", segment_keys },
	{ "earlier[].segments[].goals[]", segment_goal_keys },
	{ "earlier[].also[]", also_keys },
	{ "earlier[].steps[]", step_keys },
	{ NULL, NULL },
};

static int read_digest(struct sanya_place place, struct sanya_error *err)
{
	const char *text = NULL;
	size_t size = 0;

	if (sanya_read_raw(place, &text, &size, err) != 0)
		return -1;
	if (text == NULL || (size == 64 && strspn(text, "0123456789abcdef") == 64))
		return 0;
	return sanya_read_refuse(&place, err, "this is no SHA-256 of 64 hexadecimal digits");
}

static const char *const outcomes[] = { "value", "no-data", "too-few", "excluded", "not-evaluated", "undecided", NULL };

/* {"num", "den"} in whole numbers */
static int read_number(const struct sanya_place *object, const char *key, struct sanya_error *err)
{
	static const struct sanya_key keys[] = { { "num", true }, { "den", true }, { NULL, false } };
	SANYA_CLEANUP(sanya_number_done) struct sanya_number number;
	struct sanya_place place = sanya_read_member(object, key);
	const char *part;
	size_t size;

	sanya_number_init(&number);
	if (place.json == NULL)
		return 0;
	if (sanya_read_keys(&place, keys, err) != 0 || sanya_read_raw(sanya_read_member(&place, "num"), &part, &size, err) != 0 ||
	    sanya_read_raw(sanya_read_member(&place, "den"), &part, &size, err) != 0)
		return -1;
	if (sanya_json_get_number(object->json, key, &number, err) != 0)
		return sanya_read_blame(&place, err);
	return 0;
}

static int read_texts(const struct sanya_place *object, const struct sanya_key *keys, struct sanya_arena *arena,
		      struct sanya_error *err)
{
	const char *text;

	if (sanya_read_keys(object, keys, err) != 0)
		return -1;
	for (; keys->name != NULL; keys++)
		if (sanya_read_text(sanya_read_member(object, keys->name), arena, &text, err) != 0)
			return -1;
	return 0;
}

static int read_counts(const struct sanya_place *goal, const char *key, struct sanya_arena *arena, struct sanya_error *err)
{
	struct sanya_place list = sanya_read_member(goal, key);
	const char *reason;
	int64_t number;
	size_t count = 0;

	if (sanya_read_array(&list, 0, LIST_MAX, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct sanya_place one = sanya_read_element(&list, i);

		if (sanya_read_keys(&one, count_keys, err) != 0 ||
		    sanya_read_text(sanya_read_member(&one, "reason"), arena, &reason, err) != 0 ||
		    sanya_read_integer(sanya_read_member(&one, "count"), 0, COUNT_MOST, &number, err) != 0)
			return -1;
	}
	return 0;
}

static int read_decisions(const struct sanya_place *goal, struct sanya_arena *arena, struct sanya_error *err)
{
	static const char *const decisions[] = { "count", "leave-out", NULL };
	struct sanya_place list = sanya_read_member(goal, "decided");
	const char *text;
	size_t count = 0;
	int decision;
	bool met;

	if (sanya_read_array(&list, 1, LIST_MAX, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct sanya_place one = sanya_read_element(&list, i);

		if (sanya_read_keys(&one, decided_keys, err) != 0 ||
		    sanya_read_text(sanya_read_member(&one, "source"), arena, &text, err) != 0 ||
		    sanya_read_text(sanya_read_member(&one, "id"), arena, &text, err) != 0 ||
		    sanya_read_word(sanya_read_member(&one, "decision"), decisions, &decision, err) != 0 ||
		    sanya_read_text(sanya_read_member(&one, "reason"), arena, &text, err) != 0 ||
		    sanya_read_identifier(sanya_read_member(&one, "by"), arena, &text, err) != 0 ||
		    sanya_read_bool(sanya_read_member(&one, "met"), &met, err) != 0)
			return -1;
	}
	return 0;
}

static int read_measured(const struct sanya_place *goal, struct sanya_arena *arena, struct sanya_error *err)
{
	const char *text;
	int64_t count;
	int outcome = 0, word;

	if (sanya_read_word(sanya_read_member(goal, "outcome"), outcomes, &outcome, err) != 0 ||
	    sanya_read_word(sanya_read_member(goal, "applied"), sanya_if_too_few_words, &word, err) != 0 ||
	    read_number(goal, "value", err) != 0 || sanya_read_text(sanya_read_member(goal, "display"), arena, &text, err) != 0 ||
	    sanya_read_integer(sanya_read_member(goal, "count"), 0, COUNT_MOST, &count, err) != 0 ||
	    read_counts(goal, "excluded", arena, err) != 0 || read_counts(goal, "findings", arena, err) != 0 ||
	    sanya_read_integer(sanya_read_member(goal, "unknown"), 0, COUNT_MOST, &count, err) != 0)
		return -1;
	if (outcome == 0 && sanya_read_member(goal, "value").json == NULL)
		return sanya_read_refuse(goal, err, "the outcome is a value, and there is none");
	return 0;
}

static int read_decision(const struct sanya_place *goal, struct sanya_arena *arena, struct sanya_error *err)
{
	struct sanya_place decision = sanya_read_member(goal, "decision"), list;
	const char *text;
	size_t count = 0;
	int word;

	if (decision.json == NULL)
		return 0;
	if (sanya_read_keys(&decision, decision_keys, err) != 0 || sanya_recorded_present(&decision, "counts_because", err) != 0 ||
	    sanya_read_text(sanya_read_member(&decision, "counts_because"), arena, &text, err) != 0)
		return -1;
	list = sanya_read_member(&decision, "asked_by");
	if (sanya_read_array(&list, 1, SANYA_GAMING_COUNT, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (sanya_read_word(sanya_read_element(&list, i), sanya_gaming_words, &word, err) != 0)
			return -1;
	return 0;
}

static int read_so_many(const struct sanya_place *place, struct sanya_error *err)
{
	int64_t number;

	if (sanya_read_integer(sanya_read_member(place, "count"), 0, COUNT_MOST, &number, err) != 0)
		return -1;
	return sanya_read_integer(sanya_read_member(place, "of"), 0, COUNT_MOST, &number, err);
}

static int read_segment_goal(const struct sanya_place *goal, struct sanya_arena *arena, struct sanya_error *err)
{
	const char *text;
	int64_t count;
	int outcome;

	if (sanya_read_keys(goal, segment_goal_keys, err) != 0 || sanya_recorded_present(goal, "value", err) != 0 ||
	    sanya_recorded_present(goal, "display", err) != 0 ||
	    sanya_read_identifier(sanya_read_member(goal, "id"), arena, &text, err) != 0 ||
	    sanya_read_word(sanya_read_member(goal, "outcome"), outcomes, &outcome, err) != 0 || read_number(goal, "value", err) != 0 ||
	    sanya_read_text(sanya_read_member(goal, "display"), arena, &text, err) != 0)
		return -1;
	return sanya_read_integer(sanya_read_member(goal, "count"), 0, COUNT_MOST, &count, err);
}

static int read_segment(const struct sanya_place *segment, struct sanya_arena *arena, struct sanya_error *err)
{
	struct sanya_place goals = sanya_read_member(segment, "goals"), to = sanya_read_member(segment, "to");
	const char *text;
	size_t count = 0;
	int32_t first, last;

	if (sanya_read_keys(segment, segment_keys, err) != 0 || sanya_read_date(sanya_read_member(segment, "from"), &first, err) != 0 ||
	    sanya_read_date(to, &last, err) != 0 ||
	    sanya_read_identifier(sanya_read_member(segment, "manager"), arena, &text, err) != 0 ||
	    sanya_read_array(&goals, 0, SANYA_GOALS_MAX, &count, err) != 0)
		return -1;
	if (last < first)
		return sanya_read_refuse(&to, err, "the segment ends before it begins");
	for (size_t i = 0; i < count; i++) {
		struct sanya_place goal = sanya_read_element(&goals, i);

		if (read_segment_goal(&goal, arena, err) != 0)
			return -1;
	}
	return 0;
}

static int read_segments(const struct sanya_place *root, struct sanya_arena *arena, struct sanya_error *err)
{
	struct sanya_place list = sanya_read_member(root, "segments");
	size_t count = 0;

	if (sanya_read_array(&list, 0, LIST_MAX, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct sanya_place one = sanya_read_element(&list, i);

		if (read_segment(&one, arena, err) != 0)
			return -1;
	}
	return 0;
}

/* Statements from before findings were recorded have none. */
static int read_gaming(const struct sanya_place *root, struct sanya_arena *arena, struct sanya_error *err)
{
	struct sanya_place list = sanya_read_member(root, "gaming");
	const char *text;
	size_t count = 0;
	int word;

	if (sanya_read_array(&list, 0, LIST_MAX, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct sanya_place one = sanya_read_element(&list, i), team = sanya_read_member(&one, "team");

		if (sanya_read_keys(&one, gaming_keys, err) != 0 || sanya_recorded_present(&one, "goal", err) != 0 ||
		    sanya_read_word(sanya_read_member(&one, "finding"), sanya_gaming_words, &word, err) != 0 ||
		    sanya_read_word(sanya_read_member(&one, "scope"), sanya_scope_words, &word, err) != 0 ||
		    sanya_read_text(sanya_read_member(&one, "goal"), arena, &text, err) != 0 || read_so_many(&one, err) != 0)
			return -1;
		if (team.json != NULL && (sanya_read_keys(&team, team_keys, err) != 0 || read_so_many(&team, err) != 0))
			return -1;
	}
	return 0;
}

static int read_goal(const struct sanya_place *goal, struct sanya_arena *arena, struct sanya_error *err)
{
	static const char *const nullable[] = { "applied", "value", "display", "score", "plugin" };
	struct sanya_place plugin = sanya_read_member(goal, "plugin");
	const char *text;
	int clock;

	if (sanya_read_keys(goal, goal_keys, err) != 0)
		return -1;
	for (size_t i = 0; i < SANYA_COUNT(nullable); i++)
		if (sanya_recorded_present(goal, nullable[i], err) != 0)
			return -1;
	if (sanya_read_identifier(sanya_read_member(goal, "id"), arena, &text, err) != 0 ||
	    sanya_read_text(sanya_read_member(goal, "metric"), arena, &text, err) != 0 ||
	    sanya_read_text(sanya_read_member(goal, "statistic"), arena, &text, err) != 0 ||
	    sanya_read_word(sanya_read_member(goal, "clock"), sanya_clock_words, &clock, err) != 0 ||
	    read_measured(goal, arena, err) != 0 || read_decisions(goal, arena, err) != 0 || read_number(goal, "score", err) != 0 ||
	    read_number(goal, "weight", err) != 0 || read_number(goal, "amount", err) != 0 ||
	    sanya_read_text(sanya_read_member(goal, "reason"), arena, &text, err) != 0 || read_decision(goal, arena, err) != 0)
		return -1;
	if (sanya_read_identifier(sanya_read_member(goal, "by"), arena, &text, err) != 0)
		return -1;
	if (plugin.json == NULL)
		return 0;
	if (read_texts(&plugin, plugin_keys, arena, err) != 0)
		return -1;
	return read_digest(sanya_read_member(&plugin, "sha256"), err);
}

static int read_head(const struct sanya_place *root, struct sanya_arena *arena, struct sanya_error *err)
{
	struct sanya_place contract = sanya_read_member(root, "contract"), evaluated = sanya_read_member(root, "evaluated");
	struct sanya_place at = sanya_read_member(&evaluated, "at");
	const char *text = NULL;
	int64_t number;
	bool early;

	if (sanya_read_keys(&contract, contract_keys, err) != 0 ||
	    sanya_read_identifier(sanya_read_member(&contract, "number"), arena, &text, err) != 0 ||
	    sanya_read_integer(sanya_read_member(&contract, "revision"), 1, COUNT_MOST, &number, err) != 0 ||
	    read_digest(sanya_read_member(&contract, "sha256"), err) != 0 ||
	    sanya_read_identifier(sanya_read_member(root, "employee"), arena, &text, err) != 0 ||
	    sanya_read_identifier(sanya_read_member(root, "manager"), arena, &text, err) != 0 ||
	    sanya_recorded_period(sanya_read_member(root, "period"), err) != 0 ||
	    sanya_read_keys(&evaluated, evaluated_keys, err) != 0 ||
	    sanya_read_identifier(sanya_read_member(&evaluated, "by"), arena, &text, err) != 0 ||
	    sanya_read_integer(sanya_read_member(&evaluated, "version"), 1, COUNT_MOST, &number, err) != 0 ||
	    sanya_read_bool(sanya_read_member(&evaluated, "early"), &early, err) != 0 ||
	    sanya_read_text(at, arena, &text, err) != 0)
		return -1;
	return sanya_instant_parse(text, strlen(text), &number, err) == 0 ? 0 : sanya_read_blame(&at, err);
}

static int read_basis(const struct sanya_place *root, struct sanya_arena *arena, struct sanya_error *err)
{
	struct sanya_place calendar = sanya_read_member(root, "calendar"), days = sanya_read_member(root, "days");
	const char *text;
	int64_t number, of = 1;

	if (sanya_read_keys(&calendar, calendar_keys, err) != 0 || sanya_recorded_present(&calendar, "sha256", err) != 0 ||
	    sanya_read_text(sanya_read_member(&calendar, "id"), arena, &text, err) != 0 ||
	    read_digest(sanya_read_member(&calendar, "sha256"), err) != 0 || sanya_read_keys(&days, days_keys, err) != 0 ||
	    sanya_read_integer(sanya_read_member(&days, "of"), 1, COUNT_MOST, &of, err) != 0)
		return -1;
	if (sanya_read_integer(sanya_read_member(&days, "leave"), 0, of, &number, err) != 0)
		return -1;
	return sanya_read_integer(sanya_read_member(&days, "counted"), 0, of, &number, err);
}

static int read_lists(const struct sanya_place *root, struct sanya_arena *arena, struct sanya_error *err)
{
	struct sanya_place goals = sanya_read_member(root, "goals"), also = sanya_read_member(root, "also");
	struct sanya_place steps = sanya_read_member(root, "steps");
	size_t goal_count = 0, also_count = 0, step_count = 0;
	struct sanya_words words;
	const char *text;

	if (sanya_read_array(&goals, 1, SANYA_GOALS_MAX, &goal_count, err) != 0 ||
	    sanya_read_array(&also, 0, LIST_MAX, &also_count, err) != 0 ||
	    sanya_read_array(&steps, 0, LIST_MAX, &step_count, err) != 0)
		return -1;
	for (size_t i = 0; i < goal_count; i++) {
		struct sanya_place goal = sanya_read_element(&goals, i);

		if (read_goal(&goal, arena, err) != 0)
			return -1;
	}
	for (size_t i = 0; i < also_count; i++) {
		struct sanya_place one = sanya_read_element(&also, i);

		if (sanya_read_keys(&one, also_keys, err) != 0 ||
		    sanya_read_words(sanya_read_member(&one, "what"), arena, &words, err) != 0 ||
		    sanya_read_text(sanya_read_member(&one, "count"), arena, &text, err) != 0)
			return -1;
	}
	for (size_t i = 0; i < step_count; i++) {
		struct sanya_place step = sanya_read_element(&steps, i);

		if (read_texts(&step, step_keys, arena, err) != 0)
			return -1;
	}
	return 0;
}

static int read_figures(const struct sanya_place *root, struct sanya_error *err)
{
	struct sanya_place score = sanya_read_member(root, "score"), amount = sanya_read_member(root, "amount");

	if (sanya_recorded_present(root, "score", err) != 0 || sanya_recorded_present(root, "amount", err) != 0 ||
	    read_number(root, "score", err) != 0 || sanya_recorded_money(amount, err) != 0)
		return -1;
	if (amount.json == NULL && score.json != NULL)
		return sanya_read_refuse(&score, err, "there is a score, and no amount");
	return 0;
}

/* Revisions that held before the one that the statement is of. */
static int read_earlier(const struct sanya_place *root, struct sanya_arena *arena, struct sanya_error *err)
{
	struct sanya_place list = sanya_read_member(root, "earlier");
	size_t count = 0;
	int64_t revision;

	if (sanya_read_array(&list, 0, LIST_MAX, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct sanya_place part = sanya_read_element(&list, i);

		if (sanya_read_keys(&part, earlier_keys, err) != 0 ||
		    sanya_read_integer(sanya_read_member(&part, "revision"), 1, COUNT_MOST, &revision, err) != 0 ||
		    read_digest(sanya_read_member(&part, "sha256"), err) != 0 ||
		    sanya_recorded_period(sanya_read_member(&part, "period"), err) != 0 || read_basis(&part, arena, err) != 0 ||
		    read_lists(&part, arena, err) != 0 || read_gaming(&part, arena, err) != 0 ||
		    read_segments(&part, arena, err) != 0 || read_figures(&part, err) != 0)
			return -1;
	}
	return 0;
}

static int read_document(const struct sanya_reader *reader, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_place root = sanya_reader_root(reader);
	int64_t watermark;

	sanya_arena_init(&arena);
	if (sanya_read_keys(&root, document_keys, err) != 0 || read_head(&root, &arena, err) != 0 ||
	    sanya_read_integer(sanya_read_member(&root, "watermark"), 0, COUNT_MOST, &watermark, err) != 0 ||
	    read_basis(&root, &arena, err) != 0 || read_lists(&root, &arena, err) != 0 || read_gaming(&root, &arena, err) != 0 ||
	    read_segments(&root, &arena, err) != 0 || sanya_recorded_currency(sanya_read_member(&root, "currency"), err) != 0)
		return -1;
	return read_figures(&root, err) != 0 ? -1 : read_earlier(&root, &arena, err);
}

int sanya_statement_parse(const char *name, const char *text, size_t size, struct sanya_json **ret, struct sanya_error *err)
{
	struct sanya_reader reader;
	int result = sanya_reader_open(name, text, size, "sanya.statement/1", &reader, err);

	if (result == 0)
		result = read_document(&reader, err);
	if (result == 0) {
		*ret = reader.json;
		reader.json = NULL;
	}
	sanya_reader_done(&reader);
	return result;
}
