/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reference cases of every service metric, worked by hand, on both clocks.
 * The plugin's functions are called directly, with a host table of our own: what is tested is the definition, not the way to it.
 */
#include "core/base/base.h"

#include "metric-service/service.h"
#include "unit/metrics.h"

#include <check.h>

/* Monday, 2026-07-06, and the days after it; the working clock is open 09:00-12:00 and 13:00-18:00 on every day. */
#define MONDAY 20640
static int64_t at(int day, int hour, int minute)
{
	return ((int64_t)(MONDAY + day) * 24 + hour) * 3600 + minute * 60;
}
#define H INT64_C(3600)
#define MIN INT64_C(60)

static struct sanya_plugin_ticket created(int64_t when)
{
	struct sanya_plugin_ticket ticket = SANYA_PLUGIN_TICKET_INIT;
	ticket.id = (struct sanya_plugin_text){"T-1", 3, 0};
	ticket.created = when;
	return ticket;
}

/* The word of a metric's n-th reason (from 1). */
static const char *word_of(const char *name, int32_t reason)
{
	for (uint32_t i = 0; i < SERVICE_METRICS; i++) {
		if (strcmp(service_definitions[i]->name, name) != 0)
			continue;
		ck_assert_int_gt(reason, 0);
		ck_assert_uint_le((uint32_t)reason, service_definitions[i]->reason_count);
		return service_definitions[i]->reasons[reason - 1].word;
	}
	ck_abort_msg("no metric %s", name);
}

static struct sanya_plugin_value measure(const char *name, const struct sanya_plugin_ticket *ticket, bool working,
					 int64_t window_to)
{
	struct sanya_metric_host host = sanya_metric_host_for_test(working, SANYA_ABSENT_TIME, window_to);
	struct sanya_plugin_value value = {.possible = 1};
	for (uint32_t i = 0; i < SERVICE_METRICS; i++) {
		if (strcmp(service_definitions[i]->name, name) == 0) {
			ck_assert_int_eq(service_tickets(&host, i, ticket, 1, sizeof(*ticket), &value), 0);
			return value;
		}
	}
	ck_abort_msg("no metric %s", name);
}

/* What a value must be: `word` NULL where it counts, else the reason why not. */
static void expect(const char *name, const struct sanya_plugin_ticket *ticket, bool working, const char *word, int64_t value,
		   int64_t when)
{
	struct sanya_plugin_value got = measure(name, ticket, working, SANYA_ABSENT_TIME);
	if (word) {
		ck_assert_str_eq(word_of(name, got.reason), word);
	} else {
		ck_assert_int_eq(got.reason, 0);
		ck_assert_int_eq(got.value, value);
	}
	ck_assert_int_eq(got.possible, 1);
	ck_assert_int_eq(got.at, when);
}

START_TEST(first_reply)
{
	/* Created Monday 17:30, replied Tuesday 09:15: 15 h 45 min pass; 30 min + 15 min of work. */
	struct sanya_plugin_ticket ticket = created(at(0, 17, 30));
	expect("ticket.first_reply_time", &ticket, false, "no-reply", 0, at(0, 17, 30));
	ticket.first_reply = at(1, 9, 15);
	expect("ticket.first_reply_time", &ticket, false, NULL, 15 * H + 45 * MIN, at(1, 9, 15));
	expect("ticket.first_reply_time", &ticket, true, NULL, 45 * MIN, at(1, 9, 15));
	/* Solved without a word is no reply of 0 s. */
	ticket.first_reply = SANYA_ABSENT_TIME;
	ticket.solved = at(1, 9, 15);
	expect("ticket.first_reply_time", &ticket, false, "no-reply", 0, at(0, 17, 30));
	/* Replied in the very second: 0, and it counts. */
	ticket.first_reply = ticket.created;
	expect("ticket.first_reply_time", &ticket, false, NULL, 0, at(0, 17, 30));
	ck_assert_int_eq(measure("ticket.first_reply_time", &ticket, false, SANYA_ABSENT_TIME).finding, 0);
}
END_TEST

START_TEST(end_before_start)
{
	/* The source's clocks disagree: counted as 0 on both clocks, and reported. */
	struct sanya_plugin_ticket ticket = created(at(0, 12, 0));
	ticket.first_reply = ticket.first_touch = ticket.solved = ticket.first_solved = at(0, 11, 59);
	static const char *const names[] = {"ticket.first_reply_time", "ticket.first_touch_time", "ticket.resolution_time",
					    "ticket.first_resolution_time"};
	for (size_t i = 0; i < SANYA_COUNT(names); i++) {
		for (int working = 0; working < 2; working++) {
			expect(names[i], &ticket, working, NULL, 0, at(0, 11, 59));
			struct sanya_plugin_value value = measure(names[i], &ticket, working, SANYA_ABSENT_TIME);
			ck_assert_str_eq(word_of(names[i], value.finding), "end-before-start");
		}
	}
}
END_TEST

START_TEST(resolution)
{
	/* Created Monday 10:00, solved Monday 11:00, reopened, solved again Wednesday 13:30.
	 * Last: 51 h 30 min pass; Monday 10-12 and 13-18 = 7 h, Tuesday 8 h, Wednesday 9-12 and 13-13:30 = 3 h 30: 18 h 30 of work. */
	struct sanya_plugin_ticket ticket = created(at(0, 10, 0));
	expect("ticket.resolution_time", &ticket, false, "not-solved", 0, at(0, 10, 0));
	expect("ticket.first_resolution_time", &ticket, false, "not-solved", 0, at(0, 10, 0));
	ticket.solved = at(2, 13, 30);
	expect("ticket.resolution_time", &ticket, false, NULL, 51 * H + 30 * MIN, at(2, 13, 30));
	expect("ticket.resolution_time", &ticket, true, NULL, 18 * H + 30 * MIN, at(2, 13, 30));
	/* First solution: unknown, known to be the last one (never reopened), then told by the source. */
	expect("ticket.first_resolution_time", &ticket, false, "no-first-solution", 0, at(0, 10, 0));
	ticket.reopens = 1;
	expect("ticket.first_resolution_time", &ticket, false, "no-first-solution", 0, at(0, 10, 0));
	ticket.reopens = 0;
	expect("ticket.first_resolution_time", &ticket, false, NULL, 51 * H + 30 * MIN, at(2, 13, 30));
	ticket.reopens = 1;
	ticket.first_solved = at(0, 11, 0);
	expect("ticket.first_resolution_time", &ticket, false, NULL, 1 * H, at(0, 11, 0));
	expect("ticket.first_resolution_time", &ticket, true, NULL, 1 * H, at(0, 11, 0));
	/* Reopened and open again: its first solution stands, there is no last one. */
	ticket.solved = SANYA_ABSENT_TIME;
	expect("ticket.first_resolution_time", &ticket, false, NULL, 1 * H, at(0, 11, 0));
	expect("ticket.resolution_time", &ticket, false, "not-solved", 0, at(0, 10, 0));
}
END_TEST

START_TEST(first_touch)
{
	/* Monday 11:50 to Monday 13:10: 1 h 20 min pass, lunch from 12 to 13 is no work: 20 min. */
	struct sanya_plugin_ticket ticket = created(at(0, 11, 50));
	expect("ticket.first_touch_time", &ticket, false, "not-touched", 0, at(0, 11, 50));
	ticket.first_touch = at(0, 13, 10);
	expect("ticket.first_touch_time", &ticket, false, NULL, 80 * MIN, at(0, 13, 10));
	expect("ticket.first_touch_time", &ticket, true, NULL, 20 * MIN, at(0, 13, 10));
}
END_TEST

START_TEST(requester_waits)
{
	/* New Monday 11:00-11:30 and open 11:30-13:30, pending until Tuesday 08:00, open until solved Tuesday 10:00.
	 * Waits: 2 h 30 + 2 h = 4 h 30 elapsed; work: Monday 11-12 and 13-13:30 = 1 h 30, Tuesday 9-10 = 1 h: 2 h 30. */
	struct sanya_plugin_span waits[] = {{at(0, 11, 0), at(0, 11, 30)}, {at(0, 11, 30), at(0, 13, 30)},
					    {at(1, 8, 0), at(1, 10, 0)}};
	struct sanya_plugin_ticket ticket = created(at(0, 11, 0));
	ticket.solved = at(1, 10, 0);
	expect("ticket.requester_wait_time", &ticket, false, "no-history", 0, at(0, 11, 0));
	ticket.has_history = 1;
	ticket.waits = waits;
	ticket.wait_count = 3;
	expect("ticket.requester_wait_time", &ticket, false, NULL, 4 * H + 30 * MIN, at(1, 10, 0));
	expect("ticket.requester_wait_time", &ticket, true, NULL, 2 * H + 30 * MIN, at(1, 10, 0));
	/* Not solved, waiting for the requester since Monday 13:30: the time is known, and belongs to that moment. */
	ticket.solved = SANYA_ABSENT_TIME;
	ticket.wait_count = 2;
	expect("ticket.requester_wait_time", &ticket, false, NULL, 2 * H + 30 * MIN, at(0, 13, 30));
	/* Waiting still: nobody knows how long it will be. */
	waits[1].to = SANYA_ABSENT_TIME;
	expect("ticket.requester_wait_time", &ticket, false, "lasts-still", 0, at(0, 11, 0));
	/* A history without waits is a wait of none, which is not the same as no history. */
	ticket.wait_count = 0;
	ticket.solved = at(0, 11, 0);
	expect("ticket.requester_wait_time", &ticket, false, NULL, 0, at(0, 11, 0));
}
END_TEST

START_TEST(longest_silence)
{
	/* Silent Monday 10:00-12:30 (2 h 30, 2 h of work) and Monday 17:00 to Tuesday 09:30 (16 h 30, 1 h 30 of work): the
	 * longest is the second by the clock on the wall, the first by working hours. */
	struct sanya_plugin_span silences[] = {{at(0, 10, 0), at(0, 12, 30)}, {at(0, 17, 0), at(1, 9, 30)}};
	struct sanya_plugin_ticket ticket = created(at(0, 10, 0));
	ticket.has_history = 1;
	ticket.silences = silences;
	ticket.silence_count = 2;
	ticket.solved = at(1, 11, 0);
	expect("ticket.longest_silence", &ticket, false, NULL, 16 * H + 30 * MIN, at(1, 11, 0));
	expect("ticket.longest_silence", &ticket, true, NULL, 2 * H, at(1, 11, 0));
	ticket.solved = SANYA_ABSENT_TIME;
	expect("ticket.longest_silence", &ticket, false, NULL, 16 * H + 30 * MIN, at(1, 9, 30));
	silences[1].to = SANYA_ABSENT_TIME;
	expect("ticket.longest_silence", &ticket, false, "lasts-still", 0, at(0, 10, 0));
	ticket.has_history = 0;
	expect("ticket.longest_silence", &ticket, false, "no-history", 0, at(0, 10, 0));
	/* A stretch that runs backwards adds nothing and is reported. */
	ticket.has_history = 1;
	silences[1] = (struct sanya_plugin_span){at(1, 9, 30), at(0, 17, 0)};
	expect("ticket.longest_silence", &ticket, false, NULL, 2 * H + 30 * MIN, at(0, 17, 0));
	ck_assert_int_ne(measure("ticket.longest_silence", &ticket, false, SANYA_ABSENT_TIME).finding, 0);
}
END_TEST

START_TEST(reopened)
{
	struct sanya_plugin_ticket ticket = created(at(0, 10, 0));
	expect("ticket.reopened", &ticket, false, "not-solved", 0, at(0, 10, 0));
	ticket.reopens = 0;
	expect("ticket.reopened", &ticket, false, "not-solved", 0, at(0, 10, 0));
	/* Reopened and open again: it had been solved, so it counts; the source may say when, or not. */
	ticket.reopens = 2;
	expect("ticket.reopened", &ticket, false, NULL, 1, at(0, 10, 0));
	expect("ticket.reopens", &ticket, false, NULL, 2, at(0, 10, 0));
	ticket.first_solved = at(1, 10, 0);
	expect("ticket.reopened", &ticket, false, NULL, 1, at(1, 10, 0));
	ticket.solved = at(3, 10, 0);
	expect("ticket.reopened", &ticket, false, NULL, 1, at(3, 10, 0));
	expect("ticket.reopened", &ticket, true, NULL, 1, at(3, 10, 0));
	expect("ticket.reopens", &ticket, true, NULL, 2, at(0, 10, 0));
	ticket.reopens = 0;
	expect("ticket.reopened", &ticket, false, NULL, 0, at(3, 10, 0));
	expect("ticket.reopens", &ticket, false, NULL, 0, at(0, 10, 0));
	ticket.reopens = SANYA_ABSENT_COUNT;
	expect("ticket.reopened", &ticket, false, "no-reopens", 0, at(0, 10, 0));
	expect("ticket.reopens", &ticket, false, "no-reopens", 0, at(0, 10, 0));
}
END_TEST

START_TEST(one_touch)
{
	struct sanya_plugin_ticket ticket = created(at(0, 10, 0));
	ticket.replies = 1;
	expect("ticket.one_touch", &ticket, false, "not-solved", 0, at(0, 10, 0));
	ticket.solved = at(0, 12, 0);
	static const struct {
		int32_t replies;
		int64_t value;
	} cases[] = {{0, 0}, {1, 1}, {2, 0}};
	for (size_t i = 0; i < SANYA_COUNT(cases); i++) {
		ticket.replies = cases[i].replies;
		expect("ticket.one_touch", &ticket, i == 1, NULL, cases[i].value, at(0, 12, 0));
	}
	ticket.replies = SANYA_ABSENT_COUNT;
	expect("ticket.one_touch", &ticket, false, "no-replies", 0, at(0, 10, 0));
}
END_TEST

START_TEST(in_time)
{
	struct sanya_plugin_ticket ticket = created(at(0, 10, 0));
	expect("ticket.in_time", &ticket, false, "no-due", 0, at(0, 10, 0));
	/* Neither solved nor replied to: late on the day it was due. */
	ticket.due = at(1, 10, 0);
	expect("ticket.in_time", &ticket, false, NULL, 0, at(1, 10, 0));
	/* Replied in time, not solved. */
	ticket.first_reply = at(0, 11, 0);
	expect("ticket.in_time", &ticket, false, NULL, 1, at(0, 11, 0));
	/* The solution outweighs the reply: one second late is late, in the second is in time. */
	ticket.solved = at(1, 10, 0) + 1;
	expect("ticket.in_time", &ticket, false, NULL, 0, at(1, 10, 0) + 1);
	ticket.solved = at(1, 10, 0);
	expect("ticket.in_time", &ticket, true, NULL, 1, at(1, 10, 0));
	/* The source's own judgement outweighs all of it. */
	ticket.in_time = 0;
	expect("ticket.in_time", &ticket, false, NULL, 0, at(1, 10, 0));
	ticket = created(at(0, 10, 0));
	ticket.in_time = 1;
	expect("ticket.in_time", &ticket, false, NULL, 1, at(0, 10, 0));
}
END_TEST

START_TEST(counts)
{
	struct sanya_plugin_ticket ticket = created(at(0, 10, 0));
	expect("ticket.created", &ticket, false, NULL, 1, at(0, 10, 0));
	expect("ticket.solved", &ticket, false, "not-solved", 0, at(0, 10, 0));
	expect("ticket.reassigns", &ticket, false, "no-reassigns", 0, at(0, 10, 0));
	ticket.solved = at(4, 10, 0);
	ticket.reassigns = 3;
	expect("ticket.solved", &ticket, true, NULL, 1, at(4, 10, 0));
	expect("ticket.reassigns", &ticket, true, NULL, 3, at(0, 10, 0));
}
END_TEST

START_TEST(open_at_end)
{
	/* The window ends with Tuesday: [.., Wednesday 00:00). */
	const int64_t end = at(2, 0, 0);
	struct sanya_plugin_ticket ticket = created(at(0, 10, 0));
	struct sanya_plugin_value value = measure("ticket.open_at_end", &ticket, false, end);
	ck_assert(value.reason == 0 && value.value == 1 && value.at == end - 1);
	/* Solved in the last second of the window: not open.  Solved in the second after it: open then. */
	ticket.solved = end - 1;
	ck_assert_int_eq(measure("ticket.open_at_end", &ticket, false, end).value, 0);
	ticket.solved = end;
	ck_assert_int_eq(measure("ticket.open_at_end", &ticket, false, end).value, 1);
	/* Closed without a solution is not open. */
	ticket.solved = SANYA_ABSENT_TIME;
	ticket.closed = at(1, 9, 0);
	ck_assert_int_eq(measure("ticket.open_at_end", &ticket, false, end).value, 0);
	/* Created at the end: belongs to the next window. */
	ticket = created(end);
	value = measure("ticket.open_at_end", &ticket, false, end);
	ck_assert_str_eq(word_of("ticket.open_at_end", value.reason), "created-later");
	/* A window without an end: as it stands. */
	expect("ticket.open_at_end", &ticket, false, NULL, 1, end);
	ticket.solved = at(9, 0, 0);
	expect("ticket.open_at_end", &ticket, false, NULL, 0, end);
}
END_TEST

START_TEST(definitions)
{
	for (uint32_t i = 0; i < SERVICE_METRICS; i++)
		sanya_check_definition(service_definitions[i]);
	struct sanya_metric_host host = sanya_metric_host_for_test(false, SANYA_ABSENT_TIME, SANYA_ABSENT_TIME);
	ck_assert_int_lt(service_tickets(&host, SERVICE_METRICS, NULL, 0, sizeof(struct sanya_plugin_ticket), NULL), 0);
}
END_TEST

/* A later host hands in longer tickets: the step is its size, not ours. */
START_TEST(longer_elements)
{
	struct {
		struct sanya_plugin_ticket ticket;
		int64_t later[2];
	} tickets[2] = {{.ticket = created(at(0, 10, 0))}, {.ticket = created(at(1, 10, 0))}};
	struct sanya_metric_host host = sanya_metric_host_for_test(false, SANYA_ABSENT_TIME, SANYA_ABSENT_TIME);
	for (uint32_t i = 0; i < SERVICE_METRICS; i++) {
		struct sanya_plugin_value values[2] = {{.possible = 1}, {.possible = 1}};
		ck_assert_int_eq(service_tickets(&host, i, tickets, 2, sizeof(tickets[0]), values), 0);
		ck_assert_int_eq(values[0].at, at(0, 10, 0));
		ck_assert_int_eq(values[1].at, at(1, 10, 0));
	}
}
END_TEST

Suite *suite_metric_service(void);
Suite *suite_metric_service(void)
{
	Suite *suite = suite_create("metric-service");
	TCase *tcase = tcase_create("reference cases");
	tcase_add_test(tcase, first_reply);
	tcase_add_test(tcase, end_before_start);
	tcase_add_test(tcase, resolution);
	tcase_add_test(tcase, first_touch);
	tcase_add_test(tcase, requester_waits);
	tcase_add_test(tcase, longest_silence);
	tcase_add_test(tcase, reopened);
	tcase_add_test(tcase, one_touch);
	tcase_add_test(tcase, in_time);
	tcase_add_test(tcase, counts);
	tcase_add_test(tcase, open_at_end);
	tcase_add_test(tcase, definitions);
	tcase_add_test(tcase, longer_elements);
	suite_add_tcase(suite, tcase);
	return suite;
}
