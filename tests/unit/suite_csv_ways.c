/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The CSV source has short ways for what most files are: masks of 64 bytes, fields taken as they lie, stamps eight bytes at a time.  Each must
 * give what the long way gives, so whole runs over nasty files are held against builds of the plugin that have the narrower vectors, none, and no short way at all.
 */
#include "rows_host.h"

#include "nasty_csv.h"
#include "plugins/rows/run.h"
#include "plugins/source-csv/csv.h"

#include <check.h>

/* What must be the same, shown from where it differs. */
static void expect_same(const char *what, unsigned seed, unsigned map, const char *a, const char *b)
{
	size_t at = 0;
	if (strcmp(a, b) == 0)
		return;
	while (a[at] && a[at] == b[at])
		at++;
	at = at > 60 ? at - 60 : 0;
	ck_abort_msg("seed %u, map %u: %s differ:\n%.200s\n---\n%.200s", seed, map, what, a + at, b + at);
}

START_TEST(whole_runs)
{
	rows_host_fetch *const ways[] = {rows_host_plugin("source-csv-narrow"), rows_host_plugin("source-csv-words"),
					rows_host_plugin("source-csv-general")};
	size_t rows = 0;
	for (unsigned seed = 1; seed <= 100; seed++) {
		struct dice dice = {.state = seed * UINT64_C(7919)};
		static const unsigned flags[] = {0, NASTY_TAME, NASTY_FATAL, NASTY_TAME | NASTY_LONG, NASTY_FATAL | NASTY_LONG};
		struct rows_host_file file = {.name = "t.csv"};
		char *text = nasty_csv(&dice, dice_roll(&dice, 400), flags[seed % SANYA_COUNT(flags)], &file.size);
		file.bytes = text;
		for (unsigned map = 0; map < NASTY_MAPS; map++) {
			/* Read at once and twice, or in pieces and once. */
			struct rows_host usual = {.map = nasty_map(map), .files = &file, .file_count = 1, .excerpts = true, .marks = true};
			usual.unsized = dice_rarely(&dice, 2);
			usual.chunk = dice_rarely(&dice, 2) ? 1 + dice_roll(&dice, 5000) : 0;
			rows_host_run(&usual);
			rows += usual.out_size;
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
	/* It was not all rejected. */
	ck_assert_uint_gt(rows, (size_t)1 << 20);
}
END_TEST

/* --- records --- */

struct piece {
	const char *bytes;
	size_t size, at, chunk;
};

static int64_t read_piece(void *context, void *bytes, uint64_t size)
{
	struct piece *piece = context;
	size_t left = piece->size - piece->at;
	if (left > size)
		left = (size_t)size;
	if (piece->chunk && left > piece->chunk)
		left = piece->chunk;
	memcpy(bytes, piece->bytes + piece->at, left);
	piece->at += left;
	return (int64_t)left;
}

/* All records as text, each field in full; `walk`: without the index. */
static char *records_of(const char *bytes, size_t size, size_t chunk, bool walk, uint64_t *indexed)
{
	struct piece piece = {.bytes = bytes, .size = size, .chunk = chunk};
	const struct rows_input input = {.name = "t.csv", .read = read_piece, .context = &piece};
	const struct rows_shape shape = {.separator = ',', .quote = '"'};
	struct rows_fault fault = {.set = false};
	struct rows_reader *reader = NULL;
	struct rows_record record;
	char *text = NULL;
	size_t text_size;
	int rc;
	FILE *out = open_memstream(&text, &text_size);
	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq(csv_reader_new(&input, &shape, &reader, &fault), 0);
	while ((rc = csv_reader_next(reader, &record, &fault)) > 0) {
		if (walk)
			((struct csv_reader *)(void *)reader)->index.usable = false;
		if (rc == ROWS_MOVES)
			continue;
		*indexed += record.fields == NULL;
		(void)fprintf(out, "%llu %u %d <", (unsigned long long)record.line, record.oddities, record.blank);
		(void)fwrite(record.raw, 1, record.raw_size, out);
		(void)fputc('>', out);
		for (uint32_t i = 0; i < record.count; i++) {
			const struct rows_field field = rows_record_field(&record, i);
			(void)fprintf(out, "|%d:", field.form != ROWS_AS_IT_IS);
			(void)fwrite(field.at, 1, field.size, out);
			if (field.size > record.raw_size)
				ck_abort_msg("a field is larger than its record");
			/* A record without a wide byte may say so, one with a wide byte must not.  (Each ck_assert writes to a file.) */
			for (uint32_t k = 0; k < field.size; k++)
				if (record.ascii && (unsigned char)field.at[k] >= 0x80)
					ck_abort_msg("line %llu is not ASCII", (unsigned long long)record.line);
		}
		(void)fputc('\n', out);
	}
	(void)fprintf(out, "%s\n", fault.text);
	csv_reader_free(reader);
	ck_assert_int_eq(fclose(out), 0);
	return text;
}

/* Random bytes of few kinds: far worse than any file, and every border of 64 bytes falls on everything. */
START_TEST(records)
{
	static const char few[] = ",,,\n\n\"\"\"aab\r\t \xc3\xa9";
	struct dice dice = {.state = 4711};
	uint64_t indexed = 0, none = 0;
	for (unsigned seed = 0; seed < 3000; seed++) {
		char bytes[4096];
		const size_t size = dice_roll(&dice, sizeof(bytes));
		/* More or less of what is odd. */
		const uint32_t plain = dice_roll(&dice, 60);
		for (size_t i = 0; i < size; i++)
			bytes[i] = dice_roll(&dice, 64) < plain ? "abcdefg,h,i\n"[dice_roll(&dice, 12)]
								: few[dice_roll(&dice, (uint32_t)sizeof(few) - 1)];
		if (dice_rarely(&dice, 50) && size)
			bytes[dice_roll(&dice, (uint32_t)size)] = '\0';
		const size_t chunk = dice_rarely(&dice, 2) ? 1 + dice_roll(&dice, 300) : 0;
		char *short_way = records_of(bytes, size, chunk, false, &indexed), *long_way = records_of(bytes, size, 0, true, &none);
		expect_same("records", seed, 0, short_way, long_way);
		free(short_way);
		free(long_way);
	}
	ck_assert_uint_gt(indexed, 50000);
}
END_TEST

/* Rows so large that a block ends within them, wide ones, and many windows of the index. */
START_TEST(large_records)
{
	struct dice dice = {.state = 4712};
	uint64_t indexed = 0, none = 0;
	for (unsigned seed = 0; seed < 12; seed++) {
		char *bytes = NULL;
		size_t size;
		FILE *out = open_memstream(&bytes, &size);
		ck_assert_ptr_nonnull(out);
		(void)fputs("a,b,c\n", out);
		for (unsigned row = 0; row < 40; row++) {
			/* Up to 20,000 columns, some of them quoted; or one field of up to half a megabyte. */
			const unsigned columns = dice_rarely(&dice, 3) ? dice_roll(&dice, seed == 11 ? 20000 : 16384) : dice_roll(&dice, 2000);
			for (unsigned i = 0; i < columns; i++)
				(void)fputs(dice_rarely(&dice, 50) ? "\"q,\"\"\n\"," : ",", out);
			if (dice_rarely(&dice, 4)) {
				(void)fputc('"', out);
				for (unsigned i = dice_roll(&dice, 60000); i > 0; i--)
					(void)fputs(dice_rarely(&dice, 9) ? "\r\n" : "abcdefgh", out);
				(void)fputc('"', out);
			}
			(void)fputs(dice_rarely(&dice, 2) ? "\r\n" : "\n", out);
		}
		ck_assert_int_eq(fclose(out), 0);
		char *short_way = records_of(bytes, size, dice_roll(&dice, 100000), false, &indexed);
		char *long_way = records_of(bytes, size, 0, true, &none);
		expect_same("records", seed, 0, short_way, long_way);
		free(short_way);
		free(long_way);
		free(bytes);
	}
	ck_assert_uint_gt(indexed, 200);
}
END_TEST

/* --- checkpoints --- */

START_TEST(checkpoints)
{
	static const struct rows_limits few = {.held = 10, .checkpoint_rows = 3, .piece = 64};
	static const char head[] = "{\"format\": \"sanya.mapping/1\", ";
	char map[512];
	const struct rows_host_file file = {
		.name = "in/t.csv", .bytes = "id,created\n1,2026-07-01T00:00:00Z\n2,bad\n\n\"4\",2026-07-01T00:00:01Z\n5,2026-07-01T00:00:02Z\n"};
	struct rows_host host = {.files = &file, .file_count = 1, .limits = &few, .marks = true};
	rows_host_run(&host);
	/* Three rows, good or bad; the last line so far is that of the blank one. */
	ck_assert_str_eq(host.out, "T id=1 created=1782864000\nC read t.csv to line 4\nT id=4 created=1782864001\n"
				   "T id=5 created=1782864002\nC read\n");
	ck_assert_str_eq(host.fault, "");
	rows_host_done(&host);
	/* Not where one id twice is a failure, for then nothing counts. */
	(void)snprintf(map, sizeof(map), "%s\"duplicates\": \"refuse\", \"ticket\": {\"id\": \"id\", \"created\": \"created\"}}", head);
	host.map = map;
	rows_host_run(&host);
	ck_assert_uint_eq(host.checkpoints, 1);
	rows_host_done(&host);
	/* Events: only where rows are grouped, and then between two tickets. */
	const struct rows_host_file log = {.name = "l.csv",
					   .bytes = "t,at\n1,2026-07-01T00:00:00Z\n1,2026-07-01T00:00:01Z\n1,2026-07-01T00:00:02Z\n"
						    "1,2026-07-01T00:00:03Z\n2,2026-07-01T00:00:00Z\n3,2026-07-01T00:00:00Z\n"};
	host.files = &log;
	(void)snprintf(map, sizeof(map), "%s\"history\": false, \"ticket\": {\"id\": \"t\"}, \"event\": {\"at\": \"at\"}}", head);
	rows_host_run(&host);
	ck_assert_str_eq(host.out, "T id=1 created=1782864000\nT id=2 created=1782864000\nT id=3 created=1782864000\nC read\n");
	rows_host_done(&host);
	(void)snprintf(map, sizeof(map), "%s\"history\": false, \"grouped\": true, \"ticket\": {\"id\": \"t\"}, \"event\": {\"at\": \"at\"}}",
		       head);
	rows_host_run(&host);
	ck_assert_str_eq(host.out, "T id=1 created=1782864000\nC read l.csv to line 5\nT id=2 created=1782864000\n"
				   "T id=3 created=1782864000\nC read\n");
	ck_assert_str_eq(host.fault, "");
	rows_host_done(&host);
}
END_TEST

/* What is too large to be held is delivered row by row, the same id or not; who receives it keeps the later one. */
START_TEST(not_held)
{
	static const struct rows_limits few = {.held = 10, .checkpoint_rows = 1000, .piece = 64};
	const struct rows_host_file file = {.name = "t.csv",
					    .bytes = "id,created\n1,2026-07-01T00:00:00Z\n1,2026-07-01T00:00:01Z\n1,2026-07-01T00:00:02Z\n"};
	struct rows_host host = {.files = &file, .file_count = 1, .limits = &few};
	rows_host_run(&host);
	ck_assert_str_eq(host.out, "T id=1 created=1782864000\nT id=1 created=1782864001\nT id=1 created=1782864002\n");
	ck_assert_str_eq(host.rejects, "");
	rows_host_done(&host);
	host.limits = NULL;
	host.unsized = true;
	rows_host_run(&host);
	ck_assert_str_eq(host.out, "T id=1 created=1782864000\nT id=1 created=1782864001\nT id=1 created=1782864002\n");
	ck_assert_str_eq(host.rejects, "");
	rows_host_done(&host);
}
END_TEST

/* Texts that nobody asks for are not handed over, and whether a row is good does not depend on it. */
START_TEST(texts_aside)
{
	static const char *const shown[] = {" ", " assignee ", " channel requester subject "};
	size_t rows = 0, rejects = 0;
	for (unsigned seed = 1; seed <= 120; seed++) {
		struct dice dice = {.state = seed * UINT64_C(15485863)};
		static const unsigned flags[] = {0, NASTY_TAME, NASTY_FATAL, NASTY_TAME | NASTY_LONG};
		struct rows_host_file file = {.name = "t.csv"};
		char *text = nasty_csv(&dice, dice_roll(&dice, 400), flags[seed % SANYA_COUNT(flags)], &file.size);
		file.bytes = text;
		for (unsigned map = 0; map < NASTY_MAPS; map++) {
			struct rows_host usual = {.map = nasty_map(map), .files = &file, .file_count = 1, .excerpts = true, .unsized = true,
						  .shown = shown[seed % SANYA_COUNT(shown)]};
			struct rows_host aside = rows_host_like(&usual);
			aside.asked = true;
			rows_host_run(&usual);
			rows_host_run(&aside);
			expect_same("faults", seed, map, usual.fault, aside.fault);
			expect_same("rejects", seed, map, usual.rejects, aside.rejects);
			expect_same("observations", seed, map, usual.out, aside.out);
			rows += usual.out_size;
			rejects += usual.rejects_size;
			rows_host_done(&usual);
			rows_host_done(&aside);
		}
		free(text);
	}
	ck_assert_uint_gt(rows, 100000);
	ck_assert_uint_gt(rejects, 100000);
}
END_TEST

/* 4,096 bytes are the most that a text may have, whether anybody asks for it or not. */
START_TEST(a_long_text_aside)
{
	for (size_t size = 4096; size <= 4097; size++) {
		char *text = NULL;
		struct rows_host_file file = {.name = "t.csv"};
		FILE *out = open_memstream(&text, &file.size);
		ck_assert_ptr_nonnull(out);
		(void)fputs("id,created,queue\n1,2026-07-01T00:00:00Z,", out);
		for (size_t i = 0; i < size; i++)
			(void)fputc('q', out);
		/* so that it is found by the index, which leaves the end to the walk */
		for (unsigned i = 2; i < 20; i++)
			(void)fprintf(out, "\n%u,2026-07-01T00:00:00Z,q", i);
		ck_assert_int_eq(fclose(out), 0);
		file.bytes = text;
		struct rows_host usual = {.files = &file, .file_count = 1, .shown = " "}, aside = usual;
		aside.asked = true;
		rows_host_run(&usual);
		rows_host_run(&aside);
		ck_assert_str_eq(aside.rejects, usual.rejects);
		ck_assert_str_eq(aside.out, usual.out);
		ck_assert_int_eq(strstr(aside.rejects, "queue: ") != NULL, size > 4096);
		rows_host_done(&usual);
		rows_host_done(&aside);
		free(text);
	}
}
END_TEST

Suite *suite_csv_ways(void);
Suite *suite_csv_ways(void)
{
	Suite *suite = suite_create("csv_ways");
	TCase *tcase = tcase_create("csv_ways");
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, whole_runs);
	tcase_add_test(tcase, texts_aside);
	tcase_add_test(tcase, a_long_text_aside);
	tcase_add_test(tcase, records);
	tcase_add_test(tcase, large_records);
	tcase_add_test(tcase, checkpoints);
	tcase_add_test(tcase, not_held);
	suite_add_tcase(suite, tcase);
	return suite;
}
