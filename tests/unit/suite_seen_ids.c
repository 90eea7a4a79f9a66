/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ids that came before: against a plain list of all texts, and through a source that delivers one observation several times.
 */
#include "../isolation/isolation.h"
#include "core/app/measure_files.h"
#include "core/app/seen_ids.h"
#include "core/base/zone.h"
#include "dice.h"

#include <sys/stat.h>
#include <unistd.h>

Suite *suite_seen_ids(void);

static struct sanya_error err = SANYA_ERROR_INIT;

#define IDS 6000u

struct list {
	struct sanya_dictionary texts[3]; /* by kind */
	uint32_t *times[3];
	struct sanya_block *block;
	struct sanya_dictionary dictionary;
	struct sanya_seen_ids *seen;
	uint64_t again;
};

static void start(struct list *list, enum sanya_observation_kind kind)
{
	sanya_block_start(list->block, kind, &list->dictionary);
}

static void add(struct list *list, const char *id)
{
	const struct sanya_ticket ticket = {.id = sanya_text_of(id),
					    .created = 1,
					    .first_reply = SANYA_NO_INSTANT,
					    .first_touch = SANYA_NO_INSTANT,
					    .first_solved = SANYA_NO_INSTANT,
					    .solved = SANYA_NO_INSTANT,
					    .closed = SANYA_NO_INSTANT,
					    .due = SANYA_NO_INSTANT,
					    .reopens = SANYA_NO_COUNT,
					    .replies = SANYA_NO_COUNT,
					    .reassigns = SANYA_NO_COUNT,
					    .in_time = SANYA_NO_COUNT};
	const struct sanya_response response = {.id = sanya_text_of(id), .kind = SANYA_NPS, .answered = 1, .asked = SANYA_NO_INSTANT};

	ck_assert_int_eq(list->block->kind == SANYA_TICKET
				 ? sanya_block_add_ticket(list->block, &list->dictionary, &ticket, &err)
				 : sanya_block_add_response(list->block, &list->dictionary, &response, &err), 1);
}

/* Ids of every shape: numbers in a row and far apart, with and without zeros in front, behind prefixes, beyond 16 and 64 digits, none. */
static void make_id(struct dice *dice, char id[100])
{
	uint64_t bits = dice_bits(dice);
	unsigned long long number = bits % 3000, large = dice_bits(dice);

	switch (dice_roll(dice, 14)) {
	case 12: /* begins as what is cut from longer numbers does */
		snprintf(id, 100, "2026%llu", number % 100);
		break;
	case 0:
		snprintf(id, 100, "%llu", number);
		break;
	case 1:
		snprintf(id, 100, "%06llu", number);
		break;
	case 2:
		snprintf(id, 100, "T-%llu", number);
		break;
	case 3:
		snprintf(id, 100, "T-%04llu", number);
		break;
	case 4:
		snprintf(id, 100, "SQ-2026-%llu", number);
		break;
	case 5:
		snprintf(id, 100, "%llu", large % 4000 * 1000000007u);
		break;
	case 6:
		snprintf(id, 100, "20261101%012llu", number);
		break;
	case 7:
		snprintf(id, 100, "%016llx-%04llx", large % 500 * 0x9e3779b97f4a7c15u, number % 3);
		break;
	case 8:
		snprintf(id, 100, "%llu@desk", number);
		break;
	case 9:
		snprintf(id, 100, "เรื่อง%llu", number);
		break;
	case 10:
		snprintf(id, 100, "a prefix that is longer than any that is kept for its numbers %llu", number);
		break;
	case 11:
		snprintf(id, 100, "%s%llu", (const char *const[]){"", "0", "00", "T", "T-0", "T0"}[number % 6], number % 10);
		break;
	default:
		snprintf(id, 100, "P%llu-%llu", number % 40, number);
		break;
	}
}

static void remember(struct list *list, const char *id)
{
	uint32_t kind = list->block->kind, code = sanya_dictionary_code(&list->texts[kind], sanya_text_of(id));

	list->again += list->times[kind][code] > 0;
	list->times[kind][code]++;
}

static void list_init(struct list *list)
{
	*list = (struct list){.block = calloc(1, sizeof(struct sanya_block))};
	ck_assert_ptr_nonnull(list->block);
	sanya_dictionary_init(&list->dictionary);
	for (unsigned i = 1; i < 3; i++) {
		sanya_dictionary_init(&list->texts[i]);
		list->times[i] = calloc(IDS + 1, sizeof(uint32_t));
	}
	ck_assert_int_eq(sanya_seen_ids_new(&list->seen, &err), 0);
}

static void list_done(struct list *list)
{
	sanya_seen_ids_free(list->seen);
	sanya_dictionary_done(&list->dictionary);
	for (unsigned i = 1; i < 3; i++) {
		sanya_dictionary_done(&list->texts[i]);
		free(list->times[i]);
	}
	free(list->block);
}

/* First pass: how many came again.  Second: exactly the last of each is left. */
START_TEST(every_id_is_told_apart)
{
	struct dice dice;
	struct list list;
	unsigned char *last = malloc(SANYA_BLOCK_ROWS);
	char id[100], first[100];

	list_init(&list);
	for (int pass = 0; pass < 2; pass++) {
		dice.state = (uint64_t)_i * 7919 + 1;
		for (unsigned done = 0; done < IDS;) {
			unsigned count = 1 + dice_roll(&dice, 300), kind = 1 + dice_roll(&dice, 2);
			struct dice again = dice;

			start(&list, (enum sanya_observation_kind)kind);
			for (unsigned i = 0; i < count; i++) {
				make_id(&dice, id);
				add(&list, id);
				if (pass == 0)
					remember(&list, id);
			}
			done += count;
			if (pass == 0) {
				ck_assert_int_eq(sanya_seen_ids_take(list.seen, list.block, &err), 0);
				ck_assert_uint_eq(sanya_seen_ids_again(list.seen, first, sizeof first), list.again);
				continue;
			}
			sanya_seen_ids_last(list.seen, list.block, last);
			for (unsigned i = 0; i < count; i++) {
				make_id(&again, id);
				uint32_t code = sanya_dictionary_find(&list.texts[kind], sanya_text_of(id));
				ck_assert_msg(last[i] == (--list.times[kind][code] > 0), "%s", id);
			}
		}
		ck_assert_uint_gt(list.again, 100);
		ck_assert_int_eq(sanya_seen_ids_matched(list.seen), pass == 1);
	}
	free(last);
	list_done(&list);
}
END_TEST

/* Numbers in a row take a bit each, in any order; numbers far apart do not take a page each. */
START_TEST(many_numbers)
{
	struct list list;
	char id[32], first[32];

	list_init(&list);
	for (uint64_t i = 0; i < 200000;) {
		start(&list, SANYA_TICKET);
		for (unsigned k = 0; k < 8000; k++, i++) {
			/* every number below 200,000 once, in an order that jumps; or spread over 10^15 */
			snprintf(id, sizeof id, "N%llu", (unsigned long long)(_i == 0 ? i : _i == 1 ? i * 77773 % 200000 : i * 5000000029u));
			add(&list, id);
		}
		ck_assert_int_eq(sanya_seen_ids_take(list.seen, list.block, &err), 0);
	}
	ck_assert_uint_eq(sanya_seen_ids_again(list.seen, first, sizeof first), 0);
	start(&list, SANYA_TICKET);
	add(&list, _i == 2 ? "N614945000003566775" : "N122989");
	add(&list, _i == 2 ? "N5000000029" : "N0");
	ck_assert_int_eq(sanya_seen_ids_take(list.seen, list.block, &err), 0);
	ck_assert_uint_eq(sanya_seen_ids_again(list.seen, first, sizeof first), _i == 2 ? 1 : 2);
	list_done(&list);
}
END_TEST

static void take_number(struct list *list, uint64_t number, uint64_t again)
{
	char id[32], first[32];

	start(list, SANYA_TICKET);
	snprintf(id, sizeof id, "%llu", (unsigned long long)number);
	add(list, id);
	ck_assert_int_eq(sanya_seen_ids_take(list->seen, list->block, &err), 0);
	ck_assert_uint_eq(sanya_seen_ids_again(list->seen, first, sizeof first), again);
}

/* A number that came when there were too many pages for it is still known when its page is made after all. */
START_TEST(a_page_that_is_made_late)
{
	struct list list;

	list_init(&list);
	for (uint64_t i = 1; i < 20000; i++)
		take_number(&list, i * 1000000007u, 0);
	for (uint64_t i = 1; i < 9; i++)
		take_number(&list, i * UINT64_C(500000000000000), 0);
	for (uint64_t i = 1; i < 100000; i++)
		take_number(&list, i, 0);
	for (uint64_t i = 1; i < 9; i++) {
		take_number(&list, i * UINT64_C(500000000000000) + 1, i - 1);
		take_number(&list, i * UINT64_C(500000000000000), i);
	}
	list_done(&list);
}
END_TEST

/* --- through a source --- */

struct row {
	uint64_t count;
	struct sanya_ratio sum;
	const char *file; /* written over while it is read */
	int times;
};

static int keep(void *context, const struct sanya_measure_row *row, struct sanya_error *error)
{
	struct row *kept = context;

	(void)error;
	kept->count = row->count;
	kept->sum = row->value;
	return 0;
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(text, file), 0);
	ck_assert_int_eq(fclose(file), 0);
}

static int write_over(void *context, const struct sanya_measure_sight *sight, struct sanya_error *error)
{
	struct row *kept = context;

	(void)sight, (void)error;
	if (kept->times++ == 0)
		write_file(kept->file, "2");
	return 0;
}

static int measure(const char *path, uint32_t workers, bool write, struct row *ret, struct sanya_files_report *report)
{
	struct sanya_host *host = isolation_host((struct sanya_host_config){.worker = NULL});
	const char *const files[] = {path, NULL};
	const struct sanya_measure_files wanted = {.source = "repeater", .zone = "UTC", .files = files, .workers = workers};
	struct sanya_measure_question question = {.metric = "test.age@1", .from = SANYA_NO_INSTANT, .to = SANYA_NO_INSTANT, .context = ret};
	struct sanya_measuring *measuring;
	struct sanya_zone *zone;
	int result;

	*ret = (struct row){.file = path};
	question.seen = write ? write_over : NULL;
	ck_assert_int_eq(sanya_zone_load("UTC", &zone, &err), 0);
	ck_assert_int_eq(sanya_measuring_new(host, NULL, zone, &measuring, &err), 0);
	ck_assert_int_eq(sanya_statistic_parse("sum", 3, &question.statistic, &err), 0);
	ck_assert_msg(sanya_measuring_ask(measuring, &question, &err) == 0, "%s", err.what);
	result = sanya_measure_files(host, measuring, &wanted, report, &err);
	if (result == 0)
		ck_assert_msg(sanya_measuring_each(measuring, keep, ret, &err) == 0, "%s", err.what);
	sanya_measuring_free(measuring);
	sanya_host_free(host);
	sanya_zone_free(zone);
	return result;
}

/* T7 was solved after 1000, 1001, 1002 seconds, as delivered; only the last counts, however many workers read. */
START_TEST(the_last_delivery_counts)
{
	struct sanya_files_report report;
	char path[2200];
	struct row row;

	snprintf(path, sizeof path, "%s/repeated.data", isolation_folder());
	write_file(path, "3");
	ck_assert_msg(measure(path, (uint32_t)_i, false, &row, &report) == 0, "%s", err.what);
	ck_assert_uint_eq(row.count, 3001);
	ck_assert(row.sum.num == 1002 && row.sum.den == 1);
	ck_assert(report.tickets == 3001 && report.responses == 1);
	/* What was left out is not said twice: each part says it once in the first pass. */
	ck_assert_uint_eq(report.remark_count, 2);
	ck_assert_str_eq(report.remarks[0].reason, "a row that is none");
	ck_assert_uint_eq(report.remarks[0].count, (uint64_t)_i);
	ck_assert_str_eq(report.remarks[1].reason, "id: came before; the later row counts");
	ck_assert_str_eq(report.remarks[1].place, "T7");
	ck_assert(report.remarks[1].count == 4 && report.remarks[1].repaired);
	sanya_files_report_done(&report);

	write_file(path, "1");
	ck_assert_msg(measure(path, (uint32_t)_i, false, &row, &report) == 0, "%s", err.what);
	ck_assert(row.count == 3001 && row.sum.num == 1000 && report.remark_count == 1);
	sanya_files_report_done(&report);
	ck_assert_int_eq(unlink(path), 0);
}
END_TEST

START_TEST(what_cannot_be_read_again_says_so)
{
	struct sanya_files_report report;
	char path[2200];
	struct row row;

	/* A file that another program goes on writing. */
	snprintf(path, sizeof path, "%s/changing.data", isolation_folder());
	write_file(path, "3");
	ck_assert_int_lt(measure(path, 1, true, &row, &report), 0);
	ck_assert_int_eq(err.code, SANYA_CHANGED);
	ck_assert_ptr_nonnull(strstr(err.what, "changed while they were read"));
	sanya_files_report_done(&report);
	sanya_error_clear(&err);
	ck_assert_int_eq(unlink(path), 0);

	/* A pipe that a child fills. */
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	pid_t child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		FILE *pipe = fopen(path, "we");
		_exit(pipe == NULL || fputs("3", pipe) < 0 || fclose(pipe) != 0);
	}
	ck_assert_int_lt(measure(path, 3, false, &row, &report), 0);
	ck_assert_ptr_nonnull(strstr(err.what, "the id \"T7\" comes several times"));
	ck_assert_ptr_nonnull(strstr(err.next, "file"));
	sanya_files_report_done(&report);
	sanya_error_clear(&err);
	ck_assert_int_eq(unlink(path), 0);
}
END_TEST

Suite *suite_seen_ids(void)
{
	Suite *suite = suite_create("seen_ids");
	TCase *ids = tcase_create("ids"), *source = tcase_create("through a source");

	tcase_add_loop_test(ids, every_id_is_told_apart, 0, 20);
	tcase_add_loop_test(ids, many_numbers, 0, 3);
	tcase_add_test(ids, a_page_that_is_made_late);
	suite_add_tcase(suite, ids);
	tcase_set_timeout(source, 60);
	tcase_add_loop_test(source, the_last_delivery_counts, 1, 4);
	tcase_add_test(source, what_cannot_be_read_again_says_so);
	suite_add_tcase(suite, source);
	return suite;
}
