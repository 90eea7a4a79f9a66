/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Several workers share one CSV file, each from a place where it guesses that a record begins: whenever what they say that they took makes up the
 * file, what they deliver together is what one alone delivers, to the line number of each reject.  Where it does not, or where one of them fails,
 * the host lets one worker read everything again, and nothing that they said counts.
 */
#include "rows_host.h"

#include "nasty_csv.h"
#include "plugins/rows/run.h"

#include <check.h>

static void expect_same(const char *what, unsigned seed, unsigned parts, size_t chunk, const char *a, const char *b)
{
	size_t at = 0;
	if (strcmp(a, b) == 0)
		return;
	while (a[at] && a[at] == b[at])
		at++;
	at = at > 60 ? at - 60 : 0;
	ck_abort_msg("seed %u, %u parts, pieces of %zu: %s differ:\n%.200s\n---\n%.200s", seed, parts, chunk, what, a + at, b + at);
}

/* The tickets (T) or responses (R) of what was delivered; a text may go on over several lines. */
static char *only(const char *out, char letter)
{
	char *text = strdup(out), *to = text;
	bool take = false;
	ck_assert_ptr_nonnull(text);
	for (const char *line = out; *line; line = strchr(line, '\n') + 1) {
		const size_t size = (size_t)(strchr(line, '\n') - line) + 1;
		if (strncmp(line, "T id=", 5) == 0 || strncmp(line, "R id=", 5) == 0)
			take = line[0] == letter;
		if (take) {
			memcpy(to, line, size);
			to += size;
		}
	}
	*to = '\0';
	return text;
}

/* In order; but where a batch of tickets ends and one of responses begins is no matter. */
static void expect_same_observations(unsigned seed, unsigned parts, size_t chunk, const char *a, const char *b)
{
	for (const char *letter = "TR"; *letter; letter++) {
		char *from_a = only(a, *letter), *from_b = only(b, *letter);
		expect_same("observations", seed, parts, chunk, from_a, from_b);
		free(from_a);
		free(from_b);
	}
}

/* Whole: all parts ended well and what they took makes up the file. */
static bool run_parts(const struct rows_host *like, unsigned count, struct rows_host *whole, unsigned *spoke)
{
	struct rows_host parts[4];
	unsigned speakers = 0;
	bool good = true;
	for (unsigned i = 0; i < count; i++) {
		parts[i] = rows_host_like(like);
		parts[i].part = i;
		parts[i].parts = count;
		rows_host_run(&parts[i]);
		ck_assert_uint_eq(parts[i].checkpoints, 0);
		good = good && !parts[i].fault[0];
		speakers += parts[i].out_size + parts[i].rejects_size > 0;
	}
	*whole = rows_host_like(like);
	good = rows_host_join(parts, count, whole) && good;
	*spoke += good && speakers > 1;
	for (unsigned i = 0; i < count; i++)
		rows_host_done(&parts[i]);
	return good;
}

/* Whether nothing had to be read again is counted in the first of `counts`, and in the second how often several had something to say then. */
static void compare(const struct rows_host *like, unsigned seed, unsigned counts[2])
{
	struct rows_host alone = rows_host_like(like);
	rows_host_run(&alone);
	for (unsigned count = 2; count <= 3; count++) {
		struct rows_host whole;
		if (run_parts(like, count, &whole, &counts[1])) {
			counts[0]++;
			expect_same("faults", seed, count, (size_t)like->limits->piece, alone.fault, "");
			expect_same("rejects", seed, count, (size_t)like->limits->piece, alone.rejects, whole.rejects);
			expect_same_observations(seed, count, (size_t)like->limits->piece, alone.out, whole.out);
		}
		rows_host_done(&whole);
	}
	rows_host_done(&alone);
}

START_TEST(nasty_files)
{
	unsigned counts[2] = {0, 0};
	for (unsigned seed = 1; seed <= 400; seed++) {
		struct dice dice = {.state = seed * UINT64_C(104729)};
		static const unsigned flags[] = {0, NASTY_TAME, NASTY_FATAL, NASTY_TAME | NASTY_LONG, NASTY_FATAL | NASTY_LONG};
		static const unsigned maps[] = {0, 1, 2, 3, 6, 7, 8}; /* those that say nothing about duplicates */
		static const uint64_t pieces[] = {1, 7, 64, 100, 1000, 4096, 65536};
		const struct rows_limits limits = {.held = 0, .checkpoint_rows = UINT64_MAX, .piece = pieces[dice_roll(&dice, 7)]};
		struct rows_host_file file = {.name = "t.csv"};
		char *text = nasty_csv(&dice, dice_roll(&dice, 300), flags[seed % SANYA_COUNT(flags)], &file.size);
		file.bytes = text;
		struct rows_host like = {.map = nasty_map(maps[dice_roll(&dice, SANYA_COUNT(maps))]), .files = &file, .file_count = 1,
					 .limits = &limits};
		like.chunk = dice_rarely(&dice, 2) ? 1 + dice_roll(&dice, 5000) : 0;
		compare(&like, seed, counts);
		free(text);
	}
	ck_assert_uint_gt(counts[1], 200);
	/* and quotes that hold line ends were guessed wrong now and then */
	ck_assert_uint_lt(counts[0], 800);
}
END_TEST

/* Quoted fields of a megabyte, so that whole pieces hold no record's beginning; and files of some blocks.  In every other file they hold line ends. */
START_TEST(long_fields)
{
	unsigned counts[2] = {0, 0};
	for (unsigned seed = 1; seed <= 8; seed++) {
		struct dice dice = {.state = seed * UINT64_C(1299709)};
		const struct rows_limits limits = {.held = 0, .checkpoint_rows = UINT64_MAX, .piece = UINT64_C(1) << (12 + seed)};
		char *text = NULL;
		struct rows_host_file file = {.name = "t.csv"};
		FILE *out = open_memstream(&text, &file.size);
		ck_assert_ptr_nonnull(out);
		(void)fputs("id,created,queue\r\n", out);
		for (unsigned row = 0; row < 3000; row++) {
			(void)fprintf(out, "%u,2026-07-01T00:00:%02uZ,", row, row % 60);
			if (dice_rarely(&dice, 400)) {
				(void)fputc('"', out);
				for (unsigned i = dice_roll(&dice, 130000); i > 0; i--)
					(void)fputs(!dice_rarely(&dice, 9) ? "abcdefgh" : seed % 2 ? "\"\"," : "\"\",\r\n", out);
				(void)fputc('"', out);
			} else {
				for (unsigned i = dice_roll(&dice, 60); i > 0; i--)
					(void)fputc('x', out);
			}
			(void)fputs(dice_rarely(&dice, 100) ? ",stray\"\n" : "\r\n", out);
		}
		ck_assert_int_eq(fclose(out), 0);
		file.bytes = text;
		struct rows_host like = {.files = &file, .file_count = 1, .limits = &limits};
		compare(&like, seed, counts);
		free(text);
	}
	ck_assert_uint_gt(counts[1], 4);
}
END_TEST

/* What ends a run ends that of the part that meets it; then nothing counts, whatever the others say. */
START_TEST(faults)
{
	static const struct rows_limits limits = {.held = 0, .checkpoint_rows = UINT64_MAX, .piece = 256};
	unsigned counts[2] = {0, 0};
	for (unsigned kind = 0; kind < 4; kind++) {
		char *text = NULL;
		struct rows_host_file file = {.name = "t.csv"};
		FILE *out = open_memstream(&text, &file.size);
		ck_assert_ptr_nonnull(out);
		(void)fputs("id,created\n", out);
		for (unsigned row = 0; row < 300; row++) {
			(void)fprintf(out, "%u,2026-07-01T00:00:00Z\n", row);
			if (row != 200)
				continue;
			if (kind == 0)
				(void)fwrite("x\0\n", 1, 3, out);
			else if (kind == 1)
				(void)fputs("\"open\n", out);
			for (unsigned i = 0; i < (kind == 2 ? 17000u : kind == 3 ? 4200000u : 0); i++)
				(void)fputc(kind == 2 ? ',' : 'x', out);
			(void)fputc('\n', out);
		}
		ck_assert_int_eq(fclose(out), 0);
		file.bytes = text;
		static const char *const said[] = {
			"t.csv:203: holds a NUL byte", "t.csv:203: a quote is opened here and never closed",
			"t.csv:203: has more than 16384 columns", "t.csv:203: a record of more than 4 MiB begins here"};
		struct rows_host like = {.files = &file, .file_count = 1, .limits = &limits};
		struct rows_host alone = like;
		rows_host_run(&alone);
		ck_assert_msg(strncmp(alone.fault, said[kind], strlen(said[kind])) == 0, "%s", alone.fault);
		rows_host_done(&alone);
		compare(&like, kind, counts);
		free(text);
	}
	ck_assert_uint_eq(counts[0], 0);
}
END_TEST

/* Where all rows must be seen, or seen in order, the first part does everything and the others nothing. */
START_TEST(not_shared)
{
#define HEAD "{\"format\": \"sanya.mapping/1\", "
	static const struct {
		const char *map;
		bool unsized, small, shared;
	} cases[] = {
		{NULL, false, false, true},
		{NULL, true, false, false},
		{NULL, false, true, false},
		{HEAD "\"duplicates\": \"first\", \"ticket\": {\"id\": \"id\", \"created\": \"created\"}}", false, false, false},
		{HEAD "\"duplicates\": \"keep\", \"ticket\": {\"id\": \"id\", \"created\": \"created\"}}", false, false, false},
		{HEAD "\"duplicates\": \"refuse\", \"ticket\": {\"id\": \"id\", \"created\": \"created\"}}", false, false, false},
		{HEAD "\"ticket\": {\"id\": \"id\"}, \"event\": {\"at\": \"created\"}}", false, false, false},
		{HEAD "\"file\": {\"encoding\": \"tis-620\"}, \"ticket\": {\"id\": \"id\", \"created\": \"created\"}}", false, false, false},
		{HEAD "\"ticket\": {\"id\": {\"row\": true}, \"created\": \"created\"}}", false, false, true},
	};
	const struct rows_host_file files[] = {
		{.name = "a.csv", .bytes = "id,created\n1,2026-07-01T00:00:00Z\n2,2026-07-01T00:00:01Z\n3,2026-07-01T00:00:02Z\n"},
		{.name = "b.csv", .bytes = "created,id\n2026-07-01T00:00:00Z,4\n2026-07-01T00:00:00Z,5\n"},
	};
	for (size_t i = 0; i < SANYA_COUNT(cases); i++) {
		const struct rows_limits limits = {.held = cases[i].small ? 1000 : 0, .checkpoint_rows = UINT64_MAX, .piece = 16};
		struct rows_host like = {.map = cases[i].map, .files = files, .file_count = 2, .limits = &limits, .unsized = cases[i].unsized};
		struct rows_host alone = like, first = like, second = like, whole = like;
		rows_host_run(&alone);
		ck_assert_str_eq(alone.fault, "");
		ck_assert_uint_eq(alone.checkpoints, 1);
		first.parts = second.parts = 2;
		second.part = 1;
		rows_host_run(&first);
		rows_host_run(&second);
		ck_assert_str_eq(first.fault, "");
		ck_assert_str_eq(second.fault, "");
		if (cases[i].shared) {
			ck_assert_str_ne(second.out, "");
			ck_assert_str_ne(first.out, "");
			ck_assert_uint_eq(strlen(first.out) + strlen(second.out), strlen(alone.out));
			const struct rows_host both[] = {first, second};
			ck_assert(rows_host_join(both, 2, &whole));
			ck_assert_str_eq(whole.out, alone.out);
			whole.fault = NULL;
			rows_host_done(&whole);
		} else {
			ck_assert_str_eq(first.out, alone.out);
			ck_assert_str_eq(second.out, "");
		}
		rows_host_done(&first);
		rows_host_done(&second);
		rows_host_done(&alone);
	}
}
END_TEST

/* Without a header the first record is a row, and one part's alone. */
START_TEST(no_header)
{
	static const struct rows_limits limits = {.held = 0, .checkpoint_rows = UINT64_MAX, .piece = 16};
	unsigned counts[2] = {0, 0};
	const struct rows_host_file file = {
		.name = "t.csv", .bytes = "\n1,2026-07-01T00:00:00Z\n2,2026-07-01T00:00:01Z\n\n3,2026-07-01T00:00:02Z\n4,x\n"};
	struct rows_host like = {.map = HEAD "\"file\": {\"header\": false}, \"ticket\": {\"id\": 1, \"created\": 2}}", .files = &file,
				 .file_count = 1, .limits = &limits};
	compare(&like, 0, counts);
	ck_assert_uint_gt(counts[1], 0);
}
END_TEST

Suite *suite_csv_parts(void);
Suite *suite_csv_parts(void)
{
	Suite *suite = suite_create("csv_parts");
	TCase *tcase = tcase_create("csv_parts");
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, nasty_files);
	tcase_add_test(tcase, long_fields);
	tcase_add_test(tcase, faults);
	tcase_add_test(tcase, not_shared);
	tcase_add_test(tcase, no_header);
	suite_add_tcase(suite, tcase);
	return suite;
}
