/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What changed between two revisions, in words: "target of goal reply: 95 % → 93 %"; and what one says of everything but its goals.
 * The table of clauses says what there is and what it is called; a scale whose scores stay is told mark by mark, a title language
 * by language.
 */
#include "contract.h"

#include "value_words.h"

#include <string.h>

struct diff {
	struct sanya_tongue tongue;
	struct sanya_json *lines;
};

struct line {
	const struct sanya_clause_change *change;
	const char *path, *name; /* exact place, and what it is called; `name` is in the reader's language */
	const struct sanya_json *from, *to;
};

__attribute__((format_arg(2))) static const char *say(const struct diff *diff, const char *english)
{
	return sanya_say(diff->tongue.catalogue, english);
}

static void put_words(const struct diff *diff, const struct line *line, const char *from, const char *to, struct sanya_buffer *out)
{
	const struct sanya_clause_change *change = line->change;

	if (change->clause->kind == SANYA_CLAUSE_GOAL && change->from == NULL)
		sanya_buffer_printf(out, say(diff, SANYA_N("goal %s is new: %s")), change->goal, to);
	else if (change->clause->kind == SANYA_CLAUSE_GOAL && change->to == NULL)
		sanya_buffer_printf(out, say(diff, SANYA_N("goal %s is gone: %s")), change->goal, from);
	else if (change->goal != NULL)
		sanya_buffer_printf(out, say(diff, SANYA_N("%s of goal %s")), line->name, change->goal);
	else
		sanya_buffer_text(out, line->name);
	if (change->clause->kind != SANYA_CLAUSE_GOAL)
		sanya_buffer_printf(out, ": %s → %s", from, to);
}

static struct sanya_json *or_null(const struct sanya_json *json)
{
	return json == NULL ? sanya_json_null() : sanya_json_copy(json);
}

/* `from` and `to` are said already. */
static void put_line(struct diff *diff, const struct line *line, const struct sanya_buffer *from, const struct sanya_buffer *to)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer words;
	struct sanya_json *json = sanya_json_object();

	sanya_buffer_init(&words, SANYA_DOCUMENT_MAX);
	put_words(diff, line, from->data, to->data, &words);
	sanya_json_set_text(json, "clause", line->change->address);
	sanya_json_set_text(json, "path", line->path);
	sanya_json_set_text(json, "words", words.data);
	sanya_json_set_text(json, "name", line->name);
	sanya_json_set(json, "from", or_null(line->from));
	sanya_json_set(json, "to", or_null(line->to));
	sanya_json_set_text(json, "from_words", from->data);
	sanya_json_set_text(json, "to_words", to->data);
	sanya_json_append(diff->lines, json);
}

static void say_both(const struct sanya_tongue *tongue, const struct line *line, struct sanya_buffer *from, struct sanya_buffer *to)
{
	sanya_buffer_clear(from);
	sanya_buffer_clear(to);
	sanya_clause_say(tongue, line->change->clause, line->from, from);
	sanya_clause_say(tongue, line->change->clause, line->to, to);
}

static void add_whole(struct diff *diff, const struct sanya_clause_change *change)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer from, to;
	struct line line = { change, change->address, say(diff, change->clause->words), change->from, change->to };
	struct sanya_tongue both = diff->tongue;

	sanya_buffer_init(&from, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&to, SANYA_DOCUMENT_MAX);
	say_both(&diff->tongue, &line, &from, &to);
	if (strcmp(from.data, to.data) == 0) { /* they differ in the language that is not shown */
		both.both = true;
		say_both(&both, &line, &from, &to);
	}
	put_line(diff, &line, &from, &to);
}

/* --- texts in two languages --- */

static void add_languages(struct diff *diff, const struct sanya_clause_change *change)
{
	static const char *const languages[] = { "th", "en" };

	for (size_t i = 0; i < SANYA_COUNT(languages); i++) {
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer from, to, path, name;
		const char *before = sanya_json_get_text(change->from, languages[i]);
		const char *after = sanya_json_get_text(change->to, languages[i]);
		struct line line = { .change = change,
				     .from = sanya_json_get(change->from, languages[i]),
				     .to = sanya_json_get(change->to, languages[i]) };

		if (sanya_clause_same(line.from, line.to))
			continue;
		sanya_buffer_init(&from, SANYA_DOCUMENT_MAX);
		sanya_buffer_init(&to, SANYA_DOCUMENT_MAX);
		sanya_buffer_init(&path, SANYA_TEXT_MAX);
		sanya_buffer_init(&name, SANYA_TEXT_MAX);
		sanya_buffer_text(&from, before == NULL ? "—" : before);
		sanya_buffer_text(&to, after == NULL ? "—" : after);
		sanya_buffer_printf(&path, "%s/%s", change->address, languages[i]);
		sanya_buffer_printf(&name, i == 0 ? say(diff, SANYA_N("%s, in Thai")) : say(diff, SANYA_N("%s, in English")),
				    say(diff, change->clause->words));
		line.path = path.data;
		line.name = name.data;
		put_line(diff, &line, &from, &to);
	}
}

/* --- scales --- */

/* Scores as written ("100"); a scale whose scores stay the same has moved its marks only. */
static bool same_scores(const struct sanya_json *old_scale, const struct sanya_json *new_scale)
{
	size_t count = sanya_json_size(old_scale);

	if (count == 0 || count != sanya_json_size(new_scale))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!sanya_clause_same(sanya_json_at(sanya_json_at(old_scale, i), 1), sanya_json_at(sanya_json_at(new_scale, i), 1)))
			return false;
	return true;
}

static void name_mark(const struct diff *diff, const char *score, size_t i, size_t count, struct sanya_buffer *out)
{
	if (strcmp(score, diff->tongue.levels ? "3" : "100") == 0)
		sanya_buffer_text(out, say(diff, SANYA_N("target")));
	else if (i == 0)
		sanya_buffer_text(out, say(diff, SANYA_N("threshold")));
	else if (i + 1 == count)
		sanya_buffer_text(out, say(diff, SANYA_N("stretch")));
	else if (diff->tongue.levels)
		sanya_buffer_printf(out, say(diff, SANYA_N("mark for level %s")), score);
	else
		sanya_buffer_printf(out, say(diff, SANYA_N("mark for score %s")), score);
}

static void add_mark(struct diff *diff, const struct sanya_clause_change *change, size_t i)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer from, to, path, name;
	const struct sanya_json *before = sanya_json_at(change->from, i), *after = sanya_json_at(change->to, i);
	const char *score = sanya_json_text(sanya_json_at(after, 1));
	struct line line = { .change = change, .from = sanya_json_at(before, 0), .to = sanya_json_at(after, 0) };

	if (sanya_clause_same(line.from, line.to))
		return;
	sanya_buffer_init(&from, SANYA_TEXT_MAX);
	sanya_buffer_init(&to, SANYA_TEXT_MAX);
	sanya_buffer_init(&path, SANYA_TEXT_MAX);
	sanya_buffer_init(&name, SANYA_TEXT_MAX);
	sanya_mark_say(&diff->tongue, sanya_json_text(line.from) == NULL ? "" : sanya_json_text(line.from), &from);
	sanya_mark_say(&diff->tongue, sanya_json_text(line.to) == NULL ? "" : sanya_json_text(line.to), &to);
	sanya_buffer_printf(&path, "%s/%zu", change->address, i);
	name_mark(diff, score == NULL ? "" : score, i, sanya_json_size(change->to), &name);
	line.path = path.data;
	line.name = name.data;
	put_line(diff, &line, &from, &to);
}

static void add_change(void *context, const struct sanya_clause_change *change)
{
	struct diff *diff = context;

	if (change->clause->kind == SANYA_CLAUSE_WORDS) {
		add_languages(diff, change);
	} else if (change->clause->kind == SANYA_CLAUSE_SCALE && same_scores(change->from, change->to)) {
		for (size_t i = 0; i < sanya_json_size(change->to); i++)
			add_mark(diff, change, i);
	} else {
		add_whole(diff, change);
	}
}

struct sanya_json *sanya_contract_diff(const struct sanya_json *old_document, const struct sanya_json *new_document,
				       const struct sanya_catalogue *catalogue)
{
	struct diff diff = { .tongue = sanya_tongue_of(new_document, catalogue), .lines = sanya_json_array() };

	sanya_clauses_compare(old_document, new_document, add_change, &diff);
	return diff.lines;
}

/* --- terms --- */

static bool is_term(const struct sanya_clause *clause)
{
	static const char *const parts[] = { "reward", "rules", "renewal", "duties" };

	for (size_t i = 0; i < SANYA_COUNT(parts); i++)
		if (sanya_clause_within(clause->path, parts[i]))
			return true;
	return false;
}

struct sanya_json *sanya_contract_terms(const struct sanya_json *document, const struct sanya_catalogue *catalogue)
{
	const struct sanya_tongue tongue = sanya_tongue_of(document, catalogue);
	struct sanya_json *list = sanya_json_array();

	for (size_t i = 0; i < sanya_clause_count && list != NULL; i++) {
		const struct sanya_json *value = sanya_clause_value(document, sanya_clauses[i].path);
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer words;
		struct sanya_json *term;

		sanya_buffer_init(&words, SANYA_DOCUMENT_MAX);
		if (!is_term(&sanya_clauses[i]) || sanya_clause_same(value, NULL))
			continue;
		sanya_clause_say(&tongue, &sanya_clauses[i], value, &words);
		term = sanya_json_object();
		sanya_json_set_text(term, "clause", sanya_clauses[i].path);
		sanya_json_set_text(term, "name", sanya_say(catalogue, sanya_clauses[i].words));
		sanya_json_set_text(term, "words", words.data);
		if (sanya_json_append(list, term) != 0)
			sanya_json_freep(&list);
	}
	return list;
}
