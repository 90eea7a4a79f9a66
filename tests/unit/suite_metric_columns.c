/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A metric takes observations as rows or as columns; both must give the same values in every field.
 * Pseudo-random observations with all kinds of absences, ends before starts and stretches; what the values should be is for the suites with the
 * reference cases to say.
 */
#include "core/base/base.h"

#include "metric-satisfaction/satisfaction.h"
#include "metric-service/service.h"
#include "unit/dice.h"
#include "unit/metrics.h"

#include <check.h>

#define MOST 300u
#define SPANS 4u
#define BASE INT64_C(1783296000)

static struct dice dice;

static uint32_t roll(uint32_t sides)
{
	return dice_roll(&dice, sides);
}

/* One of few instants, so that equal ones and ends before starts happen often; absent in `gaps` of 8. */
static int64_t some_time(uint32_t gaps)
{
	return roll(8) < gaps ? SANYA_ABSENT_TIME : BASE + (int64_t)roll(40) * 3600 + (int64_t)roll(2);
}

static int32_t some_count(uint32_t gaps)
{
	return roll(8) < gaps ? SANYA_ABSENT_COUNT : (int32_t)roll(3);
}

struct tickets {
	struct sanya_plugin_ticket rows[MOST];
	int64_t times[7][MOST];
	int32_t numbers[5][MOST];
	uint32_t ends[2][MOST];
	struct sanya_plugin_span spans[2][MOST * SPANS];
	struct sanya_plugin_ticket_columns columns;
};

static const int64_t *column_of_times(const int64_t *column, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (column[i] != SANYA_ABSENT_TIME)
			return column;
	return NULL;
}

static const int32_t *column_of_numbers(const int32_t *column, uint32_t count, int32_t absent)
{
	for (uint32_t i = 0; i < count; i++)
		if (column[i] != absent)
			return column;
	return NULL;
}

static uint32_t some_spans(struct sanya_plugin_span *spans, uint32_t gaps)
{
	uint32_t count = roll(SPANS + 1);
	for (uint32_t i = 0; i < count; i++)
		spans[i] = (struct sanya_plugin_span){some_time(0), roll(2) ? some_time(0) : some_time(gaps)};
	return count;
}

static void make_tickets(struct tickets *t, uint32_t count)
{
	/* Each field has its own share of gaps in a batch: none, some, or nothing else. */
	uint32_t gaps[16], used[2] = {0, 0};
	for (size_t i = 0; i < SANYA_COUNT(gaps); i++)
		gaps[i] = roll(3) * 4;
	for (uint32_t i = 0; i < count; i++) {
		struct sanya_plugin_ticket *row = &t->rows[i];
		*row = (struct sanya_plugin_ticket)SANYA_PLUGIN_TICKET_INIT;
		t->times[0][i] = row->created = some_time(0);
		t->times[1][i] = row->first_reply = some_time(gaps[0]);
		t->times[2][i] = row->first_touch = some_time(gaps[1]);
		t->times[3][i] = row->first_solved = some_time(gaps[2]);
		t->times[4][i] = row->solved = some_time(gaps[3]);
		t->times[5][i] = row->closed = some_time(gaps[4]);
		t->times[6][i] = row->due = some_time(gaps[5]);
		t->numbers[0][i] = row->reopens = some_count(gaps[6]);
		t->numbers[1][i] = row->replies = some_count(gaps[7]);
		t->numbers[2][i] = row->reassigns = some_count(gaps[8]);
		t->numbers[3][i] = row->in_time = some_count(gaps[9]);
		t->numbers[4][i] = row->has_history = roll(8) < gaps[10] ? 0 : 1;
		row->waits = t->spans[0] + used[0];
		row->silences = t->spans[1] + used[1];
		if (row->has_history) {
			row->wait_count = some_spans(t->spans[0] + used[0], gaps[11]);
			row->silence_count = some_spans(t->spans[1] + used[1], gaps[12]);
		}
		used[0] += row->wait_count;
		used[1] += row->silence_count;
		t->ends[0][i] = used[0];
		t->ends[1][i] = used[1];
	}
	t->columns = (struct sanya_plugin_ticket_columns){
		.size = sizeof(t->columns),
		.count = count,
		.created = t->times[0],
		.first_reply = column_of_times(t->times[1], count),
		.first_touch = column_of_times(t->times[2], count),
		.first_solved = column_of_times(t->times[3], count),
		.solved = column_of_times(t->times[4], count),
		.closed = column_of_times(t->times[5], count),
		.due = column_of_times(t->times[6], count),
		.reopens = column_of_numbers(t->numbers[0], count, SANYA_ABSENT_COUNT),
		.replies = column_of_numbers(t->numbers[1], count, SANYA_ABSENT_COUNT),
		.reassigns = column_of_numbers(t->numbers[2], count, SANYA_ABSENT_COUNT),
		.in_time = column_of_numbers(t->numbers[3], count, SANYA_ABSENT_COUNT),
		.has_history = column_of_numbers(t->numbers[4], count, 0),
		.wait_ends = used[0] ? t->ends[0] : NULL,
		.silence_ends = used[1] ? t->ends[1] : NULL,
		.waits = used[0] ? t->spans[0] : NULL,
		.silences = used[1] ? t->spans[1] : NULL,
	};
}

static void fresh(struct sanya_plugin_value *values)
{
	memset(values, 0, MOST * sizeof(*values));
	for (uint32_t i = 0; i < MOST; i++)
		values[i].possible = 1;
}

static void expect_same(const char *name, const struct sanya_plugin_value *rows, const struct sanya_plugin_value *columns,
			uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct sanya_plugin_value *a = &rows[i], *b = &columns[i];
		if (a->value != b->value || a->possible != b->possible || a->at != b->at || a->reason != b->reason ||
		    a->finding != b->finding)
			ck_abort_msg("%s, observation %u: value %lld/%lld, at %lld/%lld, reason %d/%d, finding %d/%d", name, i,
				     (long long)a->value, (long long)b->value, (long long)a->at, (long long)b->at,
				     (int)a->reason, (int)b->reason, (int)a->finding, (int)b->finding);
	}
}

START_TEST(service)
{
	static struct tickets tickets;
	static struct sanya_plugin_value rows[MOST], columns[MOST];
	uint64_t seen[SERVICE_METRICS] = {0}, findings = 0;
	dice.state = 42;
	for (int round = 0; round < 200; round++) {
		uint32_t count = round % 10 ? roll(MOST + 1) : (uint32_t)round / 10 % 3;
		make_tickets(&tickets, count);
		for (uint32_t metric = 0; metric < SERVICE_METRICS; metric++)
			for (int way = 0; way < 4; way++) {
				const struct sanya_metric_host host = sanya_metric_host_for_test(
					way & 1, SANYA_ABSENT_TIME, way & 2 ? BASE + 20 * 3600 : SANYA_ABSENT_TIME);
				fresh(rows);
				fresh(columns);
				ck_assert_int_eq(
					service_tickets(&host, metric, tickets.rows, count, sizeof(tickets.rows[0]), rows), 0);
				ck_assert_int_eq(service_ticket_columns(&host, metric, &tickets.columns, columns), 0);
				expect_same(service_definitions[metric]->name, rows, columns, count);
				for (uint32_t i = 0; i < count; i++) {
					seen[metric] |= UINT64_C(1) << rows[i].reason;
					findings += rows[i].finding != 0;
				}
			}
	}
	/* Every reason of every metric has come up but "end-before-start", which is a finding and no reason; so have values. */
	for (uint32_t metric = 0; metric < SERVICE_METRICS; metric++) {
		const struct sanya_plugin_metric_definition *definition = service_definitions[metric];
		ck_assert_msg(seen[metric] & 1, "%s never counted", definition->name);
		for (uint32_t i = 0; i < definition->reason_count; i++)
			if (strcmp(definition->reasons[i].word, "end-before-start") != 0)
				ck_assert_msg(seen[metric] >> (i + 1) & 1, "%s: never \"%s\"", definition->name,
					      definition->reasons[i].word);
	}
	ck_assert_uint_gt(findings, 1000);
	const struct sanya_metric_host host = sanya_metric_host_for_test(false, SANYA_ABSENT_TIME, SANYA_ABSENT_TIME);
	ck_assert_int_lt(service_ticket_columns(&host, SERVICE_METRICS, &tickets.columns, columns), 0);
}
END_TEST

struct responses {
	struct sanya_plugin_response rows[MOST];
	int64_t numbers[5][MOST];
	int32_t kind[MOST], critical[MOST];
	struct sanya_plugin_response_columns columns;
};

static int64_t some_points(uint32_t gaps)
{
	return roll(8) < gaps ? SANYA_ABSENT_VALUE : (int64_t)roll(26) * 500 - 1000;
}

static void make_responses(struct responses *r, uint32_t count)
{
	uint32_t gaps[3];
	for (size_t i = 0; i < SANYA_COUNT(gaps); i++)
		gaps[i] = roll(3) * 4;
	for (uint32_t i = 0; i < count; i++) {
		struct sanya_plugin_response *row = &r->rows[i];
		*row = (struct sanya_plugin_response)SANYA_PLUGIN_RESPONSE_INIT;
		r->numbers[0][i] = row->asked = SANYA_ABSENT_TIME;
		r->numbers[1][i] = row->answered = some_time(0);
		r->numbers[2][i] = row->value = some_points(gaps[0]);
		/* Often a scale that is in use. */
		uint32_t scale = roll(3);
		r->numbers[3][i] = row->lowest = scale == 0 ? 0 : scale == 1 ? 1000 : some_points(gaps[1]);
		r->numbers[4][i] = row->highest = scale == 0 ? 10000 : scale == 1 ? 5000 : some_points(gaps[2]);
		r->kind[i] = row->kind = (int32_t)roll(7) + 1;
		r->critical[i] = row->critical = roll(8) == 0;
	}
	r->columns = (struct sanya_plugin_response_columns){
		.size = sizeof(r->columns),
		.count = count,
		.asked = NULL,
		.answered = r->numbers[1],
		.value = column_of_times(r->numbers[2], count),
		.lowest = column_of_times(r->numbers[3], count),
		.highest = column_of_times(r->numbers[4], count),
		.kind = r->kind,
		.critical = column_of_numbers(r->critical, count, 0),
	};
}

START_TEST(satisfaction)
{
	static struct responses responses;
	static struct sanya_plugin_value rows[MOST], columns[MOST];
	const struct sanya_metric_host host = sanya_metric_host_for_test(false, SANYA_ABSENT_TIME, SANYA_ABSENT_TIME);
	uint64_t seen[SATISFACTION_METRICS] = {0};
	ck_assert_int_eq(SANYA_ABSENT_VALUE, SANYA_ABSENT_TIME); /* column_of_times serves both */
	dice.state = 7;
	for (int round = 0; round < 300; round++) {
		uint32_t count = round % 10 ? roll(MOST + 1) : (uint32_t)round / 10 % 3;
		make_responses(&responses, count);
		for (uint32_t metric = 0; metric < SATISFACTION_METRICS; metric++) {
			fresh(rows);
			fresh(columns);
			ck_assert_int_eq(satisfaction_responses(&host, metric, responses.rows, count,
								sizeof(responses.rows[0]), rows),
					 0);
			ck_assert_int_eq(satisfaction_response_columns(&host, metric, &responses.columns, columns), 0);
			expect_same(satisfaction_definitions[metric]->name, rows, columns, count);
			for (uint32_t i = 0; i < count; i++)
				seen[metric] |= UINT64_C(1) << rows[i].reason;
		}
	}
	for (uint32_t metric = 0; metric < SATISFACTION_METRICS; metric++)
		ck_assert_msg(seen[metric] == (UINT64_C(2) << satisfaction_definitions[metric]->reason_count) - 1,
			      "%s: reasons seen %llx", satisfaction_definitions[metric]->name, (unsigned long long)seen[metric]);
	ck_assert_int_lt(satisfaction_response_columns(&host, SATISFACTION_METRICS, &responses.columns, columns), 0);
}
END_TEST

Suite *suite_metric_columns(void);
Suite *suite_metric_columns(void)
{
	Suite *suite = suite_create("metric_columns");
	TCase *tcase = tcase_create("rows and columns");
	tcase_add_test(tcase, service);
	tcase_add_test(tcase, satisfaction);
	suite_add_tcase(suite, tcase);
	return suite;
}
