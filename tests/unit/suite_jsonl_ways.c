/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The short ways of the source of JSON Lines, and several workers on one file, over nasty lines: builds without vectors and without short ways must
 * give the same, parts together what one alone gives, and a JSON library must agree about what is JSON and what it says.
 */
#include "rows_host.h"

#include "nasty_json.h"
#include "plugins/rows/run.h"
#include "plugins/source-jsonl/reader.h"

#include <check.h>
#include <jansson.h>

static void expect_same(const char *what, unsigned seed, unsigned map, const char *a, const char *b)
{
	size_t at = 0;
	if (strcmp(a, b) == 0)
		return;
	while (a[at] && a[at] == b[at])
		at++;
	at = at > 60 ? at - 60 : 0;
	ck_abort_msg("seed %u, map or parts %u: %s differ:\n%.200s\n---\n%.200s", seed, map, what, a + at, b + at);
}

static const unsigned kinds[] = {0, NASTY_JSON_TAME, NASTY_JSON_TAME, NASTY_JSON_FATAL, NASTY_JSON_TAME | NASTY_JSON_FATAL};

START_TEST(whole_runs)
{
	rows_host_fetch *const ways[] = {rows_host_plugin("source-jsonl-words"), rows_host_plugin("source-jsonl-general")};
	size_t said = 0;
	for (unsigned seed = 1; seed <= 150; seed++) {
		struct dice dice = {.state = seed * UINT64_C(7907)};
		struct rows_host_file file = {.name = "t.jsonl"};
		char *text = nasty_json(&dice, 1 + dice_roll(&dice, 300), kinds[seed % SANYA_COUNT(kinds)], &file.size);
		file.bytes = text;
		for (unsigned map = 0; map < NASTY_JSON_MAPS; map++) {
			struct rows_host usual = {.format = &jsonl_format, .map = nasty_json_map(map), .files = &file, .file_count = 1, .excerpts = true};
			usual.unsized = dice_rarely(&dice, 2);
			usual.chunk = dice_rarely(&dice, 2) ? 1 + dice_roll(&dice, 5000) : 0;
			rows_host_run(&usual);
			said += usual.out_size;
			for (size_t i = 0; i < SANYA_COUNT(ways); i++) {
				struct rows_host other = rows_host_like(&usual);
				other.fetch = ways[i];
				rows_host_run(&other);
				expect_same("faults", seed, map, usual.fault, other.fault);
				expect_same("rejects", seed, map, usual.rejects, other.rejects);
				expect_same("observations", seed, map, usual.out, other.out);
				rows_host_done(&other);
			}
			rows_host_done(&usual);
		}
		free(text);
	}
	ck_assert_uint_gt(said, (size_t)1 << 20);
}
END_TEST

START_TEST(parts)
{
	static const uint64_t pieces[] = {1, 7, 64, 100, 1000, 4096, 65536};
	unsigned spoke = 0;
	for (unsigned seed = 1; seed <= 300; seed++) {
		struct dice dice = {.state = seed * UINT64_C(104723)};
		const struct rows_limits limits = {.held = 0, .checkpoint_rows = UINT64_MAX, .piece = pieces[dice_roll(&dice, 7)]};
		struct rows_host_file file = {.name = "t.jsonl"};
		char *text = nasty_json(&dice, dice_roll(&dice, 300), kinds[seed % SANYA_COUNT(kinds)], &file.size);
		file.bytes = text;
		struct rows_host alone = {.format = &jsonl_format, .map = nasty_json_map(dice_roll(&dice, NASTY_JSON_MAPS)), .files = &file,
					  .file_count = 1, .limits = &limits};
		alone.chunk = dice_rarely(&dice, 2) ? 1 + dice_roll(&dice, 5000) : 0;
		rows_host_run(&alone);
		for (unsigned count = 2; count <= 3; count++) {
			struct rows_host each[3], whole = rows_host_like(&alone);
			bool failed = false;
			for (unsigned i = 0; i < count; i++) {
				each[i] = rows_host_like(&alone);
				each[i].part = i;
				each[i].parts = count;
				rows_host_run(&each[i]);
				failed = failed || each[i].fault[0];
				spoke += each[i].out_size > 0;
			}
			/* A line is an object: nothing is ever guessed wrong. */
			ck_assert_int_eq(failed, alone.fault[0] != 0);
			const bool joined = rows_host_join(each, count, &whole);
			if (!failed) {
				ck_assert(joined);
				expect_same("rejects", seed, count, alone.rejects, whole.rejects);
				expect_same("observations", seed, count, alone.out, whole.out);
			}
			for (unsigned i = 0; i < count; i++)
				rows_host_done(&each[i]);
			rows_host_done(&whole);
		}
		rows_host_done(&alone);
		free(text);
	}
	ck_assert_uint_gt(spoke, 1000);
}
END_TEST

/* Lines longer than pieces and blocks, and what ends a run: told by the part that meets it. */
START_TEST(parts_of_long_lines)
{
	for (unsigned kind = 0; kind < 4; kind++) {
		const struct rows_limits limits = {.held = 0, .checkpoint_rows = UINT64_MAX, .piece = 1024};
		struct rows_host_file file = {.name = "t.jsonl"};
		char *text = NULL;
		FILE *out = open_memstream(&text, &file.size);
		ck_assert_ptr_nonnull(out);
		for (unsigned i = 0; i < 2000; i++) {
			(void)fprintf(out, "{\"id\":%u,\"created\":\"2026-07-01T00:00:00Z\",\"x\":\"", i);
			for (unsigned k = i % 500 == 250 ? (kind == 1 && i == 1250 ? 4300000u : 300000u) : i % 50; k > 0; k--)
				(void)fputc('x', out);
			(void)fputs("\"}\n", out);
			if (kind == 2 && i == 1300)
				(void)fwrite("\0\n", 1, 2, out);
		}
		if (kind == 3)
			(void)fwrite("{\"id\":9\0", 1, 8, out);
		ck_assert_int_eq(fclose(out), 0);
		file.bytes = text;
		struct rows_host alone = {.format = &jsonl_format, .files = &file, .file_count = 1, .limits = &limits}, whole = alone;
		struct rows_host each[2] = {alone, alone};
		rows_host_run(&alone);
		static const char *const faults[] = {"", "t.jsonl:1251: a line of more than 4 MiB", "t.jsonl:1302: holds a NUL", "t.jsonl:2001: holds a NUL"};
		ck_assert_msg(strncmp(alone.fault, faults[kind], strlen(faults[kind])) == 0, "%s", alone.fault);
		for (unsigned i = 0; i < 2; i++) {
			each[i].part = i;
			each[i].parts = 2;
			rows_host_run(&each[i]);
		}
		/* A line of more than 4 MiB is most of this file. */
		ck_assert(strcmp(each[0].fault, alone.fault) == 0 || strcmp(each[1].fault, alone.fault) == 0);
		if (kind == 0) {
			ck_assert(rows_host_join(each, 2, &whole));
			ck_assert_uint_gt(each[1].out_size, 1000);
			ck_assert_int_eq(strcmp(whole.out, alone.out), 0);
			rows_host_done(&whole);
		}
		rows_host_done(&each[0]);
		rows_host_done(&each[1]);
		rows_host_done(&alone);
		free(text);
	}
}
END_TEST

/* --- what a JSON library says --- */

struct piece {
	const char *bytes;
	size_t size;
};

static int64_t read_piece(void *context, void *bytes, uint64_t size)
{
	struct piece *piece = context;
	const size_t some = piece->size < size ? piece->size : (size_t)size;
	memcpy(bytes, piece->bytes, some);
	piece->bytes += some;
	piece->size -= some;
	return (int64_t)some;
}

static const char *const wanted[] = {"id", "created", "assignee", "channel", "solved", "reopens", "tags", "involved", "in_time", "x", "k\"", "ก", ""};

static bool list_of_words(const json_t *array)
{
	size_t i;
	const json_t *item;
	json_array_foreach(array, i, item)
		if (json_is_array(item) || json_is_object(item))
			return false;
	return true;
}

/* One field against the library's value. */
static void compare(const struct rows_reader *reader, const struct rows_field *field, const json_t *value)
{
	char said[4096];
	if (!value || json_is_null(value)) {
		ck_assert_uint_eq(field->size, 0);
		return;
	}
	if (json_is_object(value) || json_is_array(value)) {
		ck_assert_int_eq(field->form, json_is_array(value) && list_of_words(value) ? ROWS_LIST : ROWS_NESTED);
		const char *at = NULL;
		struct rows_field item;
		size_t count = 0;
		while (field->form == ROWS_LIST && jsonl_reader_item(field, &at, &item))
			compare(reader, &item, json_array_get(value, count++));
		if (field->form == ROWS_LIST)
			ck_assert_uint_eq(count, json_array_size(value));
		return;
	}
	const char *text = field->at;
	size_t size = field->size;
	if (field->form == ROWS_RAW) {
		ck_assert_uint_lt(size, sizeof(said));
		size = jsonl_reader_decode(reader, field, said);
		text = said;
	}
	if (json_is_string(value)) {
		ck_assert_uint_eq(size, json_string_length(value));
		ck_assert_int_eq(memcmp(text, json_string_value(value), size), 0);
	} else if (json_is_boolean(value)) {
		ck_assert(json_is_true(value) ? size == 4 && memcmp(text, "true", 4) == 0 : size == 5 && memcmp(text, "false", 5) == 0);
	} else {
		ck_assert_uint_lt(size, sizeof(said) - 1);
		memmove(said, text, size);
		said[size] = '\0';
		ck_assert(strtod(said, NULL) == json_number_value(value));
	}
}

START_TEST(as_a_library_reads_it)
{
	unsigned good = 0, bad = 0;
	for (unsigned seed = 1; seed <= 60; seed++) {
		struct dice dice = {.state = seed * UINT64_C(15485863)};
		size_t size;
		char *text = nasty_json(&dice, 200, kinds[seed % 3], &size);
		struct piece piece = {text, size};
		const struct rows_input input = {.name = "t", .read = read_piece, .context = &piece};
		const struct rows_shape shape = {.quote = '"'};
		struct rows_fault fault = {.set = false};
		struct rows_reader *reader = NULL;
		struct rows_record record;
		int rc;
		ck_assert_int_eq(jsonl_reader_new(&input, &shape, &reader, &fault), 0);
		ck_assert_int_eq(jsonl_reader_want_keys(reader, wanted, SANYA_COUNT(wanted), &fault), 0);
		while ((rc = jsonl_reader_next(reader, &record, &fault)) > 0) {
			/* The library wants UTF-8 everywhere; we, where somebody looks. */
			if (rc == ROWS_MOVES || record.blank || memmem(record.raw, record.raw_size, "\xa1\xa2", 2))
				continue;
			json_error_t error;
			json_t *root = json_loadb(record.raw, record.raw_size, JSON_REJECT_DUPLICATES, &error);
			if (root && !json_is_object(root)) {
				json_decref(root);
				root = NULL;
			}
			if ((root == NULL) != (record.bad != NULL))
				ck_abort_msg("seed %u, %.*s\nwe: %s, the library: %s", seed, (int)record.raw_size, record.raw,
					     record.bad ? record.bad : "good", root ? "good" : error.text);
			good += root != NULL;
			bad += root == NULL;
			for (uint32_t i = 0; root && i < record.count; i++)
				compare(reader, &record.fields[i], json_object_get(root, wanted[i]));
			json_decref(root);
		}
		ck_assert_str_eq(fault.text, "");
		jsonl_reader_free(reader);
		free(text);
	}
	ck_assert_uint_gt(good, 5000);
	ck_assert_uint_gt(bad, 1000);
}
END_TEST

Suite *suite_jsonl_ways(void);
Suite *suite_jsonl_ways(void)
{
	Suite *suite = suite_create("jsonl_ways");
	TCase *tcase = tcase_create("jsonl_ways");
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, whole_runs);
	tcase_add_test(tcase, parts);
	tcase_add_test(tcase, parts_of_long_lines);
	tcase_add_test(tcase, as_a_library_reads_it);
	suite_add_tcase(suite, tcase);
	return suite;
}
