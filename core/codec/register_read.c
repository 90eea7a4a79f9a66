/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya.register/1 read back: one line per reward, part of one, restatement, correction or idea, and the totals, which must be the sums of the lines.
 * Knows the document alone; whether its lines are those of the ledger is checked where both are at hand.
 */
#include "recorded.h"

#include <string.h>

#define LINES_MAX (SANYA_DOCUMENT_MAX / 64)
#define REVISION_MAX INT64_C(1000000)

static const struct sanya_key document_keys[] = {
	{ "format", true }, { "cycle", true }, { "batch", false }, { "lines", true }, { "totals", true }, { NULL, false },
};
static const struct sanya_key line_keys[] = {
	{ "contract", true }, { "revision", true }, { "sequence", true }, { "kind", true },	{ "employee", true }, { "name", false },
	{ "payroll", false }, { "period", false },  { "amount", true },	  { "currency", true }, { "reason", false },  { "approver", true },
	{ NULL, false },
};

const struct sanya_key_table sanya_register_key_tables[] = {
	{ "", document_keys },
	{ "lines[]", line_keys },
	{ "lines[].period", sanya_recorded_period_keys },
	{ NULL, NULL },
};

static int read_line(const struct sanya_place *line, struct sanya_arena *arena, struct sanya_error *err)
{
	static const char *const kinds[] = { "reward", "part", "restatement", "correction", "idea", NULL };
	struct sanya_words name;
	const char *text;
	int64_t number;
	int kind;

	if (sanya_read_keys(line, line_keys, err) != 0 ||
	    sanya_read_identifier(sanya_read_member(line, "contract"), arena, &text, err) != 0 ||
	    sanya_read_integer(sanya_read_member(line, "revision"), 0, REVISION_MAX, &number, err) != 0 ||
	    sanya_read_integer(sanya_read_member(line, "sequence"), 1, REVISION_MAX, &number, err) != 0 ||
	    sanya_read_word(sanya_read_member(line, "kind"), kinds, &kind, err) != 0 ||
	    sanya_read_identifier(sanya_read_member(line, "employee"), arena, &text, err) != 0 ||
	    sanya_read_words(sanya_read_member(line, "name"), arena, &name, err) != 0 ||
	    sanya_read_text(sanya_read_member(line, "payroll"), arena, &text, err) != 0 ||
	    sanya_recorded_period(sanya_read_member(line, "period"), err) != 0 ||
	    sanya_recorded_money(sanya_read_member(line, "amount"), err) != 0 ||
	    sanya_recorded_currency(sanya_read_member(line, "currency"), err) != 0 ||
	    sanya_read_text(sanya_read_member(line, "reason"), arena, &text, err) != 0)
		return -1;
	return sanya_read_identifier(sanya_read_member(line, "approver"), arena, &text, err);
}

/* The sum of the lines in one currency; *ret_lines of them. */
static int sum_of(const struct sanya_json *lines, const char *currency, struct sanya_number *ret, size_t *ret_lines,
		  struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number amount;

	sanya_number_init(&amount);
	*ret_lines = 0;
	for (size_t i = 0; i < sanya_json_size(lines); i++) {
		const struct sanya_json *line = sanya_json_at(lines, i);
		const char *text = sanya_json_get_text(line, "amount");

		if (strcmp(sanya_json_get_text(line, "currency"), currency) != 0)
			continue;
		if (sanya_number_parse(text, strlen(text), &amount, err) != 0)
			return -1;
		sanya_number_add(ret, ret, &amount);
		++*ret_lines;
	}
	return 0;
}

static int read_totals(const struct sanya_place *totals, const struct sanya_json *lines, struct sanya_error *err)
{
	size_t count = 0, summed = 0;

	if (sanya_read_map(totals, &count, err) != 0)
		return -1;
	for (void *it = sanya_json_first(totals->json); it != NULL; it = sanya_json_next(totals->json, it)) {
		SANYA_CLEANUP(sanya_number_done) struct sanya_number sum;
		SANYA_CLEANUP(sanya_number_done) struct sanya_number said;
		struct sanya_place total = sanya_read_iterator(totals, it);
		size_t here;

		sanya_number_init(&sum);
		sanya_number_init(&said);
		if (sanya_recorded_money(total, err) != 0 || sanya_read_decimal(total, &said, err) != 0 ||
		    sum_of(lines, total.key, &sum, &here, err) != 0)
			return -1;
		if (here == 0)
			return sanya_read_refuse_key(&total, err, "no line is in %.20s", total.key);
		if (sanya_number_compare(&sum, &said) != 0)
			return sanya_read_refuse(&total, err, "the lines in %.20s add up to another amount", total.key);
		summed += here;
	}
	if (summed == sanya_json_size(lines))
		return 0;
	return sanya_read_refuse(totals, err, "a currency of the lines has no total");
}

static int read_document(const struct sanya_reader *reader, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_place root = sanya_reader_root(reader), lines, totals;
	const char *cycle;
	int64_t batch;
	size_t count = 0;

	sanya_arena_init(&arena);
	if (sanya_read_keys(&root, document_keys, err) != 0 ||
	    sanya_read_text(sanya_read_member(&root, "cycle"), &arena, &cycle, err) != 0 ||
	    sanya_read_integer(sanya_read_member(&root, "batch"), 1, REVISION_MAX, &batch, err) != 0)
		return -1;
	lines = sanya_read_member(&root, "lines");
	if (sanya_read_array(&lines, 0, LINES_MAX, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct sanya_place line = sanya_read_element(&lines, i);

		if (read_line(&line, &arena, err) != 0)
			return -1;
	}
	totals = sanya_read_member(&root, "totals");
	return read_totals(&totals, lines.json, err);
}

int sanya_register_parse(const char *name, const char *text, size_t size, struct sanya_json **ret, struct sanya_error *err)
{
	struct sanya_reader reader;
	int result = sanya_reader_open(name, text, size, "sanya.register/1", &reader, err);

	if (result == 0)
		result = read_document(&reader, err);
	if (result == 0) {
		*ret = reader.json;
		reader.json = NULL;
	}
	sanya_reader_done(&reader);
	return result;
}
