/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya.ideas/1: the criteria by which ideas are judged and the table of what they are worth, as HR publishes them.
 * Reads the shape and refuses what would be unclear: an id used twice, an amount that is no money.
 */
#include "documents.h"
#include "key_tables.h"
#include "recorded.h"

#include <string.h>

static const struct sanya_key document_keys[] = {
	{ "format", true },	 { "title", true },    { "currency", true }, { "timezone", true },
	{ "answer_days", true }, { "criteria", true }, { "rewards", true },  { NULL, false },
};
static const struct sanya_key criterion_keys[] = { { "id", true }, { "title", true }, { NULL, false } };
static const struct sanya_key grade_keys[] = { { "grade", true }, { "title", true }, { "amount", true }, { NULL, false } };

const struct sanya_key_table sanya_ideas_key_tables[] = {
	{ "", document_keys },
	{ "criteria[]", criterion_keys },
	{ "rewards[]", grade_keys },
	{ NULL, NULL },
};

static int read_criteria(const struct sanya_place *root, struct sanya_idea_rules *rules, struct sanya_error *err)
{
	struct sanya_place list = sanya_read_member(root, "criteria");
	size_t count = 0;

	if (sanya_read_array(&list, 1, SANYA_IDEA_RULES_MOST, &count, err) < 0)
		return -1;
	rules->criteria = sanya_arena_array(&rules->arena, count, sizeof(*rules->criteria));
	if (rules->criteria == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++) {
		struct sanya_place place = sanya_read_element(&list, i);
		struct sanya_idea_criterion *criterion = &rules->criteria[i];

		if (sanya_read_keys(&place, criterion_keys, err) < 0 ||
		    sanya_read_identifier(sanya_read_member(&place, "id"), &rules->arena, &criterion->id, err) < 0 ||
		    sanya_read_words(sanya_read_member(&place, "title"), &rules->arena, &criterion->title, err) < 0)
			return -1;
		if (sanya_idea_criterion(rules, criterion->id) != NULL)
			return sanya_read_refuse(&place, err, "two criteria have the id \"%s\"", criterion->id);
		rules->criterion_count = i + 1;
	}
	return 0;
}

static int read_grades(const struct sanya_place *root, struct sanya_idea_rules *rules, struct sanya_error *err)
{
	struct sanya_place list = sanya_read_member(root, "rewards");
	size_t count = 0;

	if (sanya_read_array(&list, 1, SANYA_IDEA_RULES_MOST, &count, err) < 0)
		return -1;
	rules->grades = sanya_arena_array(&rules->arena, count, sizeof(*rules->grades));
	if (rules->grades == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++) {
		struct sanya_place place = sanya_read_element(&list, i), amount;
		struct sanya_idea_grade *grade = &rules->grades[i];

		amount = sanya_read_member(&place, "amount");
		if (sanya_read_keys(&place, grade_keys, err) < 0 ||
		    sanya_read_identifier(sanya_read_member(&place, "grade"), &rules->arena, &grade->id, err) < 0 ||
		    sanya_read_words(sanya_read_member(&place, "title"), &rules->arena, &grade->title, err) < 0 ||
		    sanya_recorded_money(amount, err) < 0)
			return -1;
		if (sanya_idea_grade(rules, grade->id) != NULL)
			return sanya_read_refuse(&place, err, "two rewards have the grade \"%s\"", grade->id);
		sanya_number_init(&grade->amount);
		rules->grade_count = i + 1;
		if (sanya_read_decimal(amount, &grade->amount, err) < 0)
			return -1;
		if (sanya_number_sign(&grade->amount) < 0)
			return sanya_read_refuse(&amount, err, "a reward may not be below 0");
	}
	return 0;
}

static int read_document(const struct sanya_reader *reader, struct sanya_idea_rules *rules, struct sanya_error *err)
{
	struct sanya_place root = sanya_reader_root(reader);

	if (sanya_read_keys(&root, document_keys, err) < 0 ||
	    sanya_read_words(sanya_read_member(&root, "title"), &rules->arena, &rules->title, err) < 0 ||
	    sanya_recorded_currency(sanya_read_member(&root, "currency"), err) < 0 ||
	    sanya_read_text(sanya_read_member(&root, "currency"), &rules->arena, &rules->currency, err) < 0 ||
	    sanya_read_text(sanya_read_member(&root, "timezone"), &rules->arena, &rules->timezone, err) < 0 ||
	    sanya_read_integer(sanya_read_member(&root, "answer_days"), 1, 366, &rules->answer_days, err) < 0)
		return -1;
	return read_criteria(&root, rules, err) < 0 || read_grades(&root, rules, err) < 0 ? -1 : 0;
}

int sanya_ideas_parse(const char *name, const char *text, size_t size, struct sanya_idea_rules *ret, struct sanya_error *err)
{
	struct sanya_reader reader;
	int failed;

	sanya_idea_rules_init(ret);
	failed = sanya_reader_open(name, text, size, "sanya.ideas/1", &reader, err);
	if (failed == 0)
		failed = read_document(&reader, ret, err);
	sanya_reader_done(&reader);
	if (failed < 0)
		sanya_idea_rules_done(ret);
	return failed;
}
