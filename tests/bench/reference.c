/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every program of the bench has to find, the slow way, as lines "metric|statistic|person|month|count|num|den" in lowest terms; two
 * programs agree when their sorted lines are the same bytes.
 *
 *	bench-reference measure FOLDER [CALENDAR]	all cells by person and month
 *	bench-reference store FOLDER			the same with people as the roster calls them
 *	bench-reference contracts FOLDER [CHANGES.csv]	score and amount of each contract of 2025 (generate-home.c), after a
 *							second delivery where one is named
 *	bench-reference numbers FOLDER			tickets with a reply as assignee,month,seconds: for tools without dates
 *	bench-reference lines FILE			the same lines from sanya measure --json
 *	bench-reference results FILE			... from sanya cycle evaluate --json
 */
#include "tests/bench/reference.h"

#include <gmp.h>

enum metric { REPLY, SOLVE, REOPENED, TOUCH, CSAT, NPS };

struct value {
	uint32_t person;
	int32_t value;
	uint16_t month;
	uint16_t metric;
};

struct values {
	struct value *at;
	size_t count, room;
	char **people; /* in order of name */
	uint32_t *numbers, people_count, people_room;
	const struct calendar *calendar; /* NULL: elapsed */
	bool year;			 /* of the contracts: what was decided outside does not count, and months are one */
	bool ids;			 /* people by their number on the roster */
};

/* --- gathering --- */

/* The number of a person, given as they come. */
static uint32_t person_number(struct values *values, const char *name)
{
	uint32_t low = 0, high = values->people_count;

	while (low < high) {
		uint32_t middle = (low + high) / 2;
		int order = strcmp(name, values->people[middle]);

		if (order == 0)
			return values->numbers[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	if (values->people_count == values->people_room) {
		values->people_room = values->people_room * 2 + 1024;
		values->people = realloc(values->people, values->people_room * sizeof *values->people);
		values->numbers = realloc(values->numbers, values->people_room * sizeof *values->numbers);
		if (values->people == NULL || values->numbers == NULL)
			die("too little memory", "people");
	}
	memmove(values->people + low + 1, values->people + low, (values->people_count - low) * sizeof *values->people);
	memmove(values->numbers + low + 1, values->numbers + low, (values->people_count - low) * sizeof *values->numbers);
	values->people[low] = strdup(name);
	if (values->people[low] == NULL)
		die("too little memory", "people");
	values->numbers[low] = values->people_count;
	return values->people_count++;
}

static void keep(struct values *values, enum metric metric, const char *name, int64_t decided, int64_t value)
{
	if (values->year && (decided < day_of(2025, 1, 1) * 86400 - BANGKOK || decided >= day_of(2026, 1, 1) * 86400 - BANGKOK))
		return;
	if (values->count == values->room) {
		values->room = values->room * 2 + (1 << 20);
		values->at = realloc(values->at, values->room * sizeof *values->at);
		if (values->at == NULL)
			die("too little memory", "values");
	}
	values->at[values->count++] = (struct value){
		.person = person_number(values, name),
		.value = (int32_t)value,
		.month = values->year ? 0 : (uint16_t)month_of(decided),
		.metric = (uint16_t)metric,
	};
}

static int64_t between(const struct values *values, int64_t from, int64_t to)
{
	return values->calendar != NULL ? calendar_between(values->calendar, from, to) : to - from;
}

/* Ids of tickets that were delivered again, in order of text; a row of the first delivery does not count then. */
struct ids {
	char (*at)[24];
	size_t count;
};

static int by_text(const void *left, const void *right)
{
	return strcmp(left, right);
}

static void read_ids(struct ids *ids, const char *path)
{
	static struct csv csv;
	size_t room = 0;

	csv_open(&csv, path);
	while (csv_next(&csv)) {
		if (ids->count == room) {
			room = room * 2 + 1024;
			ids->at = realloc(ids->at, room * sizeof *ids->at);
			if (ids->at == NULL)
				die("too little memory", path);
		}
		snprintf(ids->at[ids->count++], sizeof *ids->at, "%s", csv_get(&csv, "id"));
	}
	csv_close(&csv);
	if (ids->count > 0)
		qsort(ids->at, ids->count, sizeof *ids->at, by_text);
}

static bool among(const struct ids *ids, const char *id)
{
	return ids->count > 0 && bsearch(id, ids->at, ids->count, sizeof *ids->at, by_text) != NULL;
}

/* `without`: tickets that do not count; `once`: an id that comes again in this very file counts once (its rows are alike). */
static void read_tickets(struct values *values, const char *path, const struct ids *without, bool once)
{
	static struct csv csv;
	struct ids seen = {NULL, 0};

	csv_open(&csv, path);
	while (csv_next(&csv)) {
		const char *id = csv_get(&csv, "id");

		if (among(without, id))
			continue;
		if (once) {
			if (among(&seen, id))
				continue;
			seen.at = realloc(seen.at, (seen.count + 1) * sizeof *seen.at);
			if (seen.at == NULL)
				die("too little memory", path);
			snprintf(seen.at[seen.count++], sizeof *seen.at, "%s", id);
			qsort(seen.at, seen.count, sizeof *seen.at, by_text);
		}
		const char *person = csv_get(&csv, "assignee");
		int64_t created = instant_of(csv_get(&csv, "created")), reply = instant_of(csv_get(&csv, "first_reply"));
		int64_t solved = instant_of(csv_get(&csv, "solved"));
		bool reopened = strcmp(csv_get(&csv, "reopens"), "0") != 0;

		if (reply != NO_INSTANT)
			keep(values, REPLY, person, reply, between(values, created, reply));
		/* Reopened and open again: it was solved once, nobody says when. */
		if (solved == NO_INSTANT && reopened)
			keep(values, REOPENED, person, created, true);
		if (solved == NO_INSTANT)
			continue;
		keep(values, SOLVE, person, solved, between(values, created, solved));
		keep(values, REOPENED, person, solved, reopened);
		keep(values, TOUCH, person, solved, strcmp(csv_get(&csv, "replies"), "1") == 0);
	}
	csv_close(&csv);
	free(seen.at);
}

static void read_responses(struct values *values, const char *path)
{
	static struct csv csv;

	csv_open(&csv, path);
	while (csv_next(&csv)) {
		const char *person = csv_get(&csv, "subject");
		int64_t answered = instant_of(csv_get(&csv, "answered"));
		long value = strtol(csv_get(&csv, "value"), NULL, 10);

		if (strcmp(csv_get(&csv, "kind"), "csat") == 0)
			keep(values, CSAT, person, answered, value >= 4);
		else
			keep(values, NPS, person, answered, value >= 9 ? 100 : value <= 6 ? -100 : 0);
	}
	csv_close(&csv);
}

static void number_lines(const char *folder)
{
	static struct csv csv;
	char path[4096];

	snprintf(path, sizeof path, "%s/tickets.csv", folder);
	csv_open(&csv, path);
	printf("assignee,month,seconds\n");
	while (csv_next(&csv)) {
		int64_t reply = instant_of(csv_get(&csv, "first_reply"));
		int32_t month = reply == NO_INSTANT ? 0 : month_of(reply);

		if (reply != NO_INSTANT)
			printf("%s,%04d-%02d,%lld\n", csv_get(&csv, "assignee"), month / 12, month % 12 + 1,
			       (long long)(reply - instant_of(csv_get(&csv, "created"))));
	}
	csv_close(&csv);
}

static int compare(const void *left, const void *right)
{
	const struct value *a = left, *b = right;

	if (a->person != b->person)
		return a->person < b->person ? -1 : 1;
	if (a->month != b->month)
		return a->month < b->month ? -1 : 1;
	if (a->metric != b->metric)
		return a->metric < b->metric ? -1 : 1;
	return (a->value > b->value) - (a->value < b->value);
}

/* --- statistics of sorted values --- */

static void set_mean(mpq_t ret, const struct value *at, size_t count)
{
	int64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += at[i].value;
	mpq_set_si(ret, sum, count);
	mpq_canonicalize(ret);
}

/* Type 7: the place (n - 1) * percent / 100 between the values, linear between its two neighbours. */
static void set_percentile(mpq_t ret, const struct value *at, size_t count, unsigned percent)
{
	size_t hundredths = (count - 1) * percent, low = hundredths / 100, part = hundredths % 100;
	int64_t result = (int64_t)at[low].value * 100;

	if (part > 0)
		result += (int64_t)part * (at[low + 1].value - at[low].value);
	mpq_set_si(ret, result, 100);
	mpq_canonicalize(ret);
}

/* Nearest rank: the smallest value that at least so many percent are not above. */
static void set_rank(mpq_t ret, const struct value *at, size_t count, unsigned percent)
{
	size_t rank = 1;

	while (rank * 100 < count * percent)
		rank++;
	mpq_set_si(ret, at[rank - 1].value, 1);
}

/* --- lines by person and month --- */

struct group {
	const char *person;
	bool ids;
	unsigned month;
	size_t count;
};

static void line(const char *metric, const char *statistic, const struct group *group, const mpq_t value)
{
	gmp_printf("%s|%s|%s%s|%04u-%02u|%zu|%Zd|%Zd\n", metric, statistic, group->ids ? "E" : "", group->person, group->month / 12,
		   group->month % 12 + 1, group->count, mpq_numref(value), mpq_denref(value));
}

static void group_lines(enum metric metric, const struct group *group, const struct value *at)
{
	static const char *const shares[] = {
		[REOPENED] = "ticket.reopened@1", [TOUCH] = "ticket.one_touch@1", [CSAT] = "response.csat@1"};
	mpq_t value;

	mpq_init(value);
	set_mean(value, at, group->count);
	if (metric == REPLY || metric == SOLVE) {
		const char *name = metric == REPLY ? "ticket.first_reply_time@1" : "ticket.resolution_time@1";

		line(name, "mean", group, value);
		set_percentile(value, at, group->count, 90);
		line(name, "percentile 90", group, value);
		if (metric == REPLY) {
			set_percentile(value, at, group->count, 50);
			line(name, "median", group, value);
			set_rank(value, at, group->count, 90);
			line(name, "rank 90", group, value);
		}
	} else if (metric == NPS) {
		line("response.nps@1", "score", group, value);
	} else {
		line(shares[metric], "share", group, value);
	}
	mpq_clear(value);
}

static void measure_lines(const struct values *values)
{
	const char **names = calloc(values->people_count + 1, sizeof *names);

	if (names == NULL)
		die("too little memory", "names");
	for (uint32_t i = 0; i < values->people_count; i++)
		names[values->numbers[i]] = values->people[i];
	for (size_t i = 0, end; i < values->count; i = end) {
		const struct value *first = &values->at[i];

		for (end = i + 1; end < values->count; end++)
			if (values->at[end].person != first->person || values->at[end].month != first->month ||
			    values->at[end].metric != first->metric)
				break;
		const char *name = names[first->person];
		struct group group = {.person = values->ids && strchr(name, '.') != NULL ? strchr(name, '.') + 1 : name, .ids = values->ids,
				      .month = first->month, .count = end - i};
		group_lines(first->metric, &group, first);
	}
	free(names);
}

/* --- contracts: five goals on three points each, weighted, paid by the curve (generate-home.c) --- */

struct mark {
	long value, score; /* in the value's own unit: seconds, shares in percent, points */
};

static const struct goal {
	enum metric metric;
	unsigned long scale, weight; /* scale: what the statistic is multiplied by to be in the marks' unit */
	struct mark marks[3];
} goals[5] = {
	{REPLY, 1, 30, {{86400, 0}, {36000, 100}, {21600, 120}}},
	{SOLVE, 1, 20, {{172800, 0}, {86400, 100}, {57600, 120}}},
	{REOPENED, 100, 20, {{14, 0}, {6, 100}, {2, 110}}},
	{CSAT, 100, 20, {{50, 0}, {70, 100}, {90, 120}}},
	{NPS, 1, 10, {{0, 0}, {40, 100}, {80, 120}}},
};

/* Linear between two points: y0 + (v - x0) * (y1 - y0) / (x1 - x0). */
static void set_between(mpq_t ret, const mpq_t value, long x0, long y0, long x1, long y1)
{
	mpq_t part;

	mpq_init(part);
	mpq_set_si(part, x0, 1);
	mpq_sub(ret, value, part);
	mpq_set_si(part, x1 > x0 ? y1 - y0 : y0 - y1, (unsigned long)labs(x1 - x0));
	mpq_canonicalize(part);
	mpq_mul(ret, ret, part);
	mpq_set_si(part, y0, 1);
	mpq_add(ret, ret, part);
	mpq_clear(part);
}

static void set_score(mpq_t ret, const mpq_t value, const struct mark marks[3])
{
	int way = marks[1].value > marks[0].value ? 1 : -1;

	if (mpq_cmp_si(value, marks[0].value, 1) * way <= 0)
		mpq_set_si(ret, marks[0].score, 1);
	else if (mpq_cmp_si(value, marks[1].value, 1) * way <= 0)
		set_between(ret, value, marks[0].value, marks[0].score, marks[1].value, marks[1].score);
	else if (mpq_cmp_si(value, marks[2].value, 1) * way <= 0)
		set_between(ret, value, marks[1].value, marks[1].score, marks[2].value, marks[2].score);
	else
		mpq_set_si(ret, marks[2].score, 1);
}

/* Below 60 nothing; 60 pays 50 %, 100 pays 100 %, 120 and more 150 %; of 60,000, to the whole baht, halves up. */
static void set_amount(mpz_t ret, const mpq_t score)
{
	mpq_t percent, half;

	mpq_inits(percent, half, NULL);
	if (mpq_cmp_si(score, 60, 1) < 0)
		mpq_set_si(percent, 0, 1);
	else if (mpq_cmp_si(score, 100, 1) <= 0)
		set_between(percent, score, 60, 50, 100, 100);
	else if (mpq_cmp_si(score, 120, 1) <= 0)
		set_between(percent, score, 100, 100, 120, 150);
	else
		mpq_set_si(percent, 150, 1);
	mpq_set_si(half, 600, 1);
	mpq_mul(percent, percent, half);
	mpq_set_si(half, 1, 2);
	mpq_add(percent, percent, half);
	mpz_fdiv_q(ret, mpq_numref(percent), mpq_denref(percent));
	mpq_clears(percent, half, NULL);
}

/* The values of one person and metric, which are sorted. */
static const struct value *find(const struct values *values, uint32_t person, enum metric metric, size_t *ret_count)
{
	struct value wanted = {.person = person, .metric = (uint16_t)metric, .value = INT32_MIN}, past = wanted;
	size_t bounds[2];

	past.metric++;
	for (int i = 0; i < 2; i++) {
		size_t low = 0, high = values->count;

		while (low < high) {
			size_t middle = (low + high) / 2;

			if (compare(&values->at[middle], i == 0 ? &wanted : &past) < 0)
				low = middle + 1;
			else
				high = middle;
		}
		bounds[i] = low;
	}
	*ret_count = bounds[1] - bounds[0];
	return &values->at[bounds[0]];
}

static void contract_lines(const struct values *values, const char *name, uint32_t person)
{
	const char *digits = strrchr(name, '.');
	mpq_t sum, value, score;
	mpz_t amount;

	mpq_inits(sum, value, score, NULL);
	mpz_init(amount);
	for (int i = 0; i < 5; i++) {
		size_t count;
		const struct value *at = find(values, person, goals[i].metric, &count);

		if (count == 0) { /* no data is neutral in these contracts */
			mpq_set_si(score, 100, 1);
		} else {
			if (goals[i].metric == REPLY)
				set_percentile(value, at, count, 90);
			else
				set_mean(value, at, count);
			mpq_set_ui(score, goals[i].scale, 1);
			mpq_mul(value, value, score);
			set_score(score, value, goals[i].marks);
		}
		mpq_set_ui(value, goals[i].weight, 100);
		mpq_canonicalize(value);
		mpq_mul(score, score, value);
		mpq_add(sum, sum, score);
	}
	set_amount(amount, sum);
	gmp_printf("contract|score|E%s||0|%Zd|%Zd\n", digits != NULL ? digits + 1 : name, mpq_numref(sum), mpq_denref(sum));
	gmp_printf("contract|amount|E%s||0|%Zd|1\n", digits != NULL ? digits + 1 : name, amount);
	mpq_clears(sum, value, score, NULL);
	mpz_clear(amount);
}

static void compute(const char *folder, const char *changes, const char *calendar_path, bool year, bool ids)
{
	struct ids changed = {NULL, 0};
	static struct calendar calendar;
	struct values values = {.year = year, .ids = ids};
	char path[4096];

	if (calendar_path != NULL) {
		calendar_load(&calendar, calendar_path);
		values.calendar = &calendar;
	}
	snprintf(path, sizeof path, "%s/tickets.csv", folder);
	if (changes != NULL)
		read_ids(&changed, changes);
	read_tickets(&values, path, &changed, false);
	if (changes != NULL)
		read_tickets(&values, changes, &(struct ids){NULL, 0}, true);
	free(changed.at);
	snprintf(path, sizeof path, "%s/responses.csv", folder);
	read_responses(&values, path);
	qsort(values.at, values.count, sizeof *values.at, compare);
	if (year)
		for (uint32_t i = 0; i < values.people_count; i++)
			contract_lines(&values, values.people[i], values.numbers[i]);
	else
		measure_lines(&values);
	for (uint32_t i = 0; i < values.people_count; i++)
		free(values.people[i]);
	free(values.people);
	free(values.numbers);
	free(values.at);
}

int main(int argc, char **argv)
{
	if ((argc == 3 || argc == 4) && strcmp(argv[1], "measure") == 0)
		compute(argv[2], NULL, argc == 4 ? argv[3] : NULL, false, false);
	else if ((argc == 3 || argc == 4) && strcmp(argv[1], "contracts") == 0)
		compute(argv[2], argc == 4 ? argv[3] : NULL, NULL, true, false);
	else if (argc == 3 && strcmp(argv[1], "store") == 0)
		compute(argv[2], NULL, NULL, false, true);
	else if (argc == 3 && strcmp(argv[1], "numbers") == 0)
		number_lines(argv[2]);
	else if (argc == 3 && strcmp(argv[1], "lines") == 0)
		lines_of_measure(argv[2]);
	else if (argc == 3 && strcmp(argv[1], "results") == 0)
		lines_of_contracts(argv[2]);
	else {
		fprintf(stderr, "usage: bench-reference measure FOLDER [CALENDAR] | store FOLDER | contracts FOLDER [CHANGES.csv] | numbers FOLDER | lines FILE | results FILE\n");
		return 2;
	}
	if (fflush(stdout) != 0 || ferror(stdout) != 0)
		die("cannot be written", "the output");
	return 0;
}
