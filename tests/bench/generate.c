/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The data of the bench: tickets and responses of a made-up help desk as CSV and as JSON Lines, the roster, and a contract of one year and
 * five goals for everybody.  The same arguments give the same bytes: every number is drawn from the seed and the number of its ticket.
 * Floating point serves the shape of the times alone.
 */
#include "core/base/banned.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "tests/bench/generate.h"

#define DAY 86400
#define ZONE (7 * 3600) /* Asia/Bangkok, without a change since 1920 */
#define END_YEAR 2025	/* the last year of the data, and the one of the contracts */
#define ROOM 4096	/* more than any row needs */
#define BLOCK (1 << 20)
#define TICKET_HEADS "id,assignee,channel,priority,requester,summary,created,first_reply,solved,reopens,replies\n"
#define CURVE 4096 /* steps of the log-normal's table */

struct out {
	FILE *file;
	size_t used;
	char data[BLOCK + ROOM];
};

struct people {
	uint32_t count;
	char (*login)[24];
	uint8_t *login_size;
	uint16_t *pace; /* percent of the usual time this person takes */
};

struct plan {
	uint64_t tickets, seed, mask;
	bool shuffled, csv_only;
	int64_t first_day; /* since 1970 */
	uint32_t hours;
	uint64_t *until; /* the weight of all hours up to and with this one */
	char (*date)[10];
	uint32_t dates;
	uint32_t spread[CURVE]; /* exp(z) of the curve's steps, in thousandths */
	struct people people;
	char folder[3072];
};

struct ticket {
	uint64_t id;
	uint32_t person;
	int64_t created, reply, solved; /* 0: not */
	unsigned channel, priority, reopens, replies;
	bool utc;
};

static void die(const char *what, const char *name)
{
	fprintf(stderr, "bench-generate: %s %s: %s\n", what, name, strerror(errno));
	exit(1);
}

static void *room(size_t count, size_t size)
{
	void *result = calloc(count, size);

	if (result == NULL)
		die("memory for", "the plan");
	return result;
}

/* SplitMix64: a counter in, 64 good bits out. */
static uint64_t mix(uint64_t value)
{
	value += UINT64_C(0x9e3779b97f4a7c15);
	value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
	return value ^ (value >> 31);
}

static uint32_t draw(uint64_t *state, uint32_t bound)
{
	*state += UINT64_C(0x632be59bd9b4e019);
	return (uint32_t)(((mix(*state) >> 32) * bound) >> 32);
}

/* --- writing --- */

static void out_open(struct out *out, const struct plan *plan, const char *name)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/%s", plan->folder, name);
	out->file = fopen(path, "wb");
	if (out->file == NULL)
		die("cannot write", path);
	out->used = 0;
}

static void out_flush(struct out *out)
{
	if (fwrite(out->data, 1, out->used, out->file) != out->used)
		die("cannot write", "the data");
	out->used = 0;
}

static void out_close(struct out *out)
{
	out_flush(out);
	if (fclose(out->file) != 0)
		die("cannot close", "the data");
}

static void out_row(struct out *out)
{
	out->data[out->used++] = '\n';
	if (out->used >= BLOCK)
		out_flush(out);
}

static void add(struct out *out, const char *text, size_t size)
{
	memcpy(out->data + out->used, text, size);
	out->used += size;
}

static void add_text(struct out *out, const char *text)
{
	add(out, text, strlen(text));
}

static void add_number(struct out *out, uint64_t number)
{
	char digits[24];
	size_t at = sizeof digits;

	do
		digits[--at] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	add(out, digits + at, sizeof digits - at);
}

static void add_two(char *at, uint32_t number)
{
	at[0] = (char)('0' + number / 10);
	at[1] = (char)('0' + number % 10);
}

static void add_stamp(struct out *out, const struct plan *plan, int64_t instant, bool utc)
{
	int64_t local = instant + (utc ? 0 : ZONE) - plan->first_day * DAY;
	uint32_t day = (uint32_t)(local / DAY), second = (uint32_t)(local % DAY);
	char *at = out->data + out->used;

	memcpy(at, plan->date[day], 10);
	at[10] = 'T';
	add_two(at + 11, second / 3600);
	at[13] = ':';
	add_two(at + 14, second / 60 % 60);
	at[16] = ':';
	add_two(at + 17, second % 60);
	memcpy(at + 19, utc ? "Z" : "+07:00", utc ? 1 : 6);
	out->used += utc ? 20 : 25;
}

/* --- the plan --- */

/* Days since 1970 of the first of a month; months count from year 0. */
static int64_t month_day(int64_t month)
{
	int64_t year = month / 12, since, leap;
	static const int before[12] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};

	month %= 12;
	leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	since = year - 1;
	return year * 365 + since / 4 - since / 100 + since / 400 + before[month] + (month > 1 ? leap : 0) - 719162;
}

static void plan_days(struct plan *plan, unsigned months)
{
	/* Tenths: when customers write, by hour of the day and by day of the week (Monday first). */
	static const uint8_t hourly[24] = {3, 2, 1, 1, 1, 2, 5, 10, 22, 34, 36, 33, 24, 30, 34, 33, 30, 24, 18, 15, 13, 11, 8, 5};
	static const uint8_t weekly[7] = {13, 11, 10, 10, 9, 5, 4};
	int64_t start = (END_YEAR + 1) * 12 - (int64_t)months, day = month_day(start), end = month_day((END_YEAR + 1) * 12);
	uint64_t sum = 0;

	plan->first_day = day - 1;
	plan->hours = (uint32_t)(end - day) * 24;
	plan->until = room(plan->hours, sizeof *plan->until);
	for (uint32_t hour = 0; hour < plan->hours; hour++) {
		uint32_t weekday = (uint32_t)((day + hour / 24 + 3) % 7);

		sum += (uint64_t)hourly[hour % 24] * weekly[weekday] * 1000000;
		plan->until[hour] = sum;
	}
	plan->dates = (uint32_t)(end - day) + 500; /* what is solved later */
	plan->date = room(plan->dates, sizeof *plan->date);
	for (uint32_t i = 0, month = (uint32_t)start - 1; i < plan->dates; i++) {
		int64_t now = plan->first_day + i;
		char text[32];

		while (month_day(month + 1) <= now)
			month++;
		snprintf(text, sizeof text, "%04u-%02u-%02u", month / 12, month % 12 + 1, (unsigned)(now - month_day(month)) + 1);
		memcpy(plan->date[i], text, sizeof plan->date[i]);
	}
}

/* The value that a standard normal one is below with this probability, by bisection: a table is made once. */
static double quantile(double probability)
{
	double low = -6, high = 6;

	for (int i = 0; i < 60; i++) {
		double middle = (low + high) / 2;

		if (0.5 * erfc(-middle / sqrt(2.0)) < probability)
			low = middle;
		else
			high = middle;
	}
	return (low + high) / 2;
}

static void plan_people(struct plan *plan)
{
	struct people *people = &plan->people;

	people->login = room(people->count, sizeof *people->login);
	people->login_size = room(people->count, sizeof *people->login_size);
	people->pace = room(people->count, sizeof *people->pace);
	for (uint32_t i = 0; i < people->count; i++) {
		uint64_t state = mix(plan->seed ^ UINT64_C(0xa5a5)) + i * UINT64_C(0x9e3779b97f4a7c15);

		snprintf(people->login[i], sizeof *people->login, "%s.%05u", given_names[draw(&state, GIVEN_NAMES)], i + 1);
		people->login_size[i] = (uint8_t)strlen(people->login[i]);
		people->pace[i] = (uint16_t)(60 + draw(&state, 90));
	}
	for (int i = 0; i < CURVE; i++)
		plan->spread[i] = (uint32_t)(exp(quantile((i + 0.5) / CURVE) * 1.15) * 1000);
}

/* A log-normal time about this median. */
static int64_t spread(const struct plan *plan, uint64_t *state, int64_t median, uint32_t percent)
{
	int64_t time = median * plan->spread[draw(state, CURVE)] / 1000 * percent / 100 + draw(state, 60);

	return time < 45 * DAY ? time : 45 * DAY;
}

/* Every number below `tickets` once, in an order that looks like none. */
static uint64_t place(const struct plan *plan, uint64_t index)
{
	if (!plan->shuffled)
		return index;
	do
		index = (index * UINT64_C(0x5851f42d4c957f2d) + UINT64_C(0x14057b7ef767814f)) & plan->mask;
	while (index >= plan->tickets);
	return index;
}

static void make_ticket(const struct plan *plan, uint64_t index, uint64_t *state, struct ticket *ticket)
{
	uint64_t total = plan->until[plan->hours - 1], slot = total / plan->tickets, weight, at, before;
	uint32_t low = 0, high = plan->hours - 1;

	*state = mix(plan->seed + index);
	ticket->id = 1000001 + index;
	ticket->person = draw(state, plan->people.count);
	at = index * slot + (uint64_t)draw(state, 1000) * slot / 1000;
	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (plan->until[middle] <= at)
			low = middle + 1;
		else
			high = middle;
	}
	before = low > 0 ? plan->until[low - 1] : 0;
	weight = plan->until[low] - before;
	ticket->created = (plan->first_day + 1) * DAY - ZONE + (int64_t)low * 3600 + (int64_t)((at - before) * 3600 / weight);
	ticket->channel = draw(state, 10);
	ticket->priority = draw(state, 10);
	ticket->utc = draw(state, 10) == 0;
	ticket->reply = 0;
	ticket->replies = 0;
	if (draw(state, 100) >= 2) {
		ticket->reply = ticket->created + 30 + spread(plan, state, 9000, plan->people.pace[ticket->person]);
		ticket->replies = 1 + (draw(state, 100) < 55 ? 0 : 1 + draw(state, 6));
	}
	ticket->solved = 0;
	ticket->reopens = 0;
	if (draw(state, 100) >= 5) {
		ticket->solved = (ticket->reply > 0 ? ticket->reply : ticket->created) + 60 + spread(plan, state, 36000, plan->people.pace[ticket->person]);
		ticket->reopens = draw(state, 100) < 7 ? 1 + draw(state, 3) / 2 : 0;
	}
}

/* --- rows --- */

static const char *const channels[10] = {"email", "email", "email", "email", "chat", "chat", "chat", "phone", "phone", "web"};
static const char *const priorities[10] = {"normal", "normal", "normal", "normal", "normal", "low", "low", "high", "high", "urgent"};

static void add_person(struct out *out, const struct plan *plan, uint32_t person)
{
	add(out, plan->people.login[person], plan->people.login_size[person]);
}

/* A pseudonym, and one of fifty times a name with what CSV must quote. */
static bool add_requester(struct out *out, uint64_t number, bool json)
{
	bool named = number % 50 == 0;

	if (named) {
		add_text(out, "\"");
		add_text(out, given_names[number / 50 % GIVEN_NAMES]);
		add_text(out, json ? ", \\\"c" : ", \"\"c");
		add_number(out, number % 1000);
		add_text(out, json ? "\\\"\"" : "\"\"\"");
	} else {
		if (json)
			add_text(out, "\"");
		add_text(out, "c");
		add_number(out, 100000 + number % 900000);
		add_text(out, "@mail.example");
		if (json)
			add_text(out, "\"");
	}
	return named;
}

static void csv_ticket(struct out *out, const struct plan *plan, const struct ticket *ticket, uint64_t number, const struct phrase *phrase)
{
	add_number(out, ticket->id);
	add(out, ",", 1);
	add_person(out, plan, ticket->person);
	add(out, ",", 1);
	add_text(out, channels[ticket->channel]);
	add(out, ",", 1);
	add_text(out, priorities[ticket->priority]);
	add(out, ",", 1);
	add_requester(out, number, false);
	add(out, ",", 1);
	add(out, phrase->csv, phrase->csv_size);
	add(out, ",", 1);
	add_stamp(out, plan, ticket->created, ticket->utc);
	add(out, ",", 1);
	if (ticket->reply > 0)
		add_stamp(out, plan, ticket->reply, ticket->utc);
	add(out, ",", 1);
	if (ticket->solved > 0)
		add_stamp(out, plan, ticket->solved, ticket->utc);
	add(out, ",", 1);
	add_number(out, ticket->reopens);
	add(out, ",", 1);
	add_number(out, ticket->replies);
	out_row(out);
}

/* Absent is null in every second row, and no key at all in the others. */
static void json_stamp(struct out *out, const struct plan *plan, const char *key, int64_t instant, const struct ticket *ticket)
{
	if (instant == 0 && ticket->id % 2 == 0)
		return;
	add_text(out, key);
	if (instant == 0) {
		add_text(out, "null");
		return;
	}
	add(out, "\"", 1);
	add_stamp(out, plan, instant, ticket->utc);
	add(out, "\"", 1);
}

static void json_ticket(struct out *out, const struct plan *plan, const struct ticket *ticket, uint64_t number, const struct phrase *phrase)
{
	bool ascii = number % 20 == 0;

	add_text(out, "{\"id\":");
	add_number(out, ticket->id);
	add_text(out, ",\"assignee\":\"");
	add_person(out, plan, ticket->person);
	add_text(out, "\",\"channel\":\"");
	add_text(out, channels[ticket->channel]);
	add_text(out, "\",\"priority\":\"");
	add_text(out, priorities[ticket->priority]);
	add_text(out, "\",\"requester\":");
	add_requester(out, number, true);
	add_text(out, ",\"summary\":\"");
	add(out, ascii ? phrase->ascii : phrase->json, ascii ? phrase->ascii_size : phrase->json_size);
	add_text(out, "\"");
	json_stamp(out, plan, ",\"created\":", ticket->created, ticket);
	json_stamp(out, plan, ",\"first_reply\":", ticket->reply, ticket);
	json_stamp(out, plan, ",\"solved\":", ticket->solved, ticket);
	add_text(out, ",\"reopens\":");
	add_number(out, ticket->reopens);
	add_text(out, ",\"replies\":");
	add_number(out, ticket->replies);
	add(out, "}", 1);
	out_row(out);
}

struct response {
	uint64_t id;
	bool nps, utc;
	unsigned value;
	int64_t answered;
	const struct phrase *comment;
};

static void csv_response(struct out *out, const struct plan *plan, const struct ticket *ticket, const struct response *response)
{
	add_number(out, response->id);
	add(out, ",", 1);
	add_number(out, ticket->id);
	add(out, ",", 1);
	add_person(out, plan, ticket->person);
	add_text(out, response->nps ? ",loyalty,nps," : ",after-ticket,csat,");
	add_stamp(out, plan, response->answered, response->utc);
	add(out, ",", 1);
	add_number(out, response->value);
	add_text(out, response->nps ? ",0,10," : ",1,5,");
	if (response->comment != NULL)
		add(out, response->comment->csv, response->comment->csv_size);
	out_row(out);
}

static void json_response(struct out *out, const struct plan *plan, const struct ticket *ticket, const struct response *response)
{
	add_text(out, "{\"id\":");
	add_number(out, response->id);
	add_text(out, ",\"ticket\":");
	add_number(out, ticket->id);
	add_text(out, ",\"subject\":\"");
	add_person(out, plan, ticket->person);
	add_text(out, response->nps ? "\",\"survey\":\"loyalty\",\"kind\":\"nps\",\"answered\":\"" :
				      "\",\"survey\":\"after-ticket\",\"kind\":\"csat\",\"answered\":\"");
	add_stamp(out, plan, response->answered, response->utc);
	add_text(out, "\",\"value\":");
	add_number(out, response->value);
	add_text(out, response->nps ? ",\"lowest\":0,\"highest\":10" : ",\"lowest\":1,\"highest\":5");
	if (response->comment != NULL) {
		add_text(out, ",\"comment\":\"");
		add(out, response->comment->json, response->comment->json_size);
		add(out, "\"", 1);
	} else if (response->id % 2 == 0) {
		add_text(out, ",\"comment\":null");
	}
	add(out, "}", 1);
	out_row(out);
}

static void make_response(const struct plan *plan, const struct ticket *ticket, uint64_t *state, struct response *response)
{
	static const uint8_t stars[20] = {5, 5, 5, 5, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4, 3, 3, 3, 2, 1, 1};
	static const uint8_t marks[20] = {10, 10, 10, 10, 10, 10, 9, 9, 9, 9, 9, 8, 8, 8, 7, 7, 6, 5, 3, 0};
	int64_t from = ticket->solved > 0 ? ticket->solved : ticket->created + 3 * DAY;

	response->id = ticket->id + 500000000;
	response->nps = draw(state, 10) < 3;
	response->value = (response->nps ? marks : stars)[draw(state, 20)];
	response->answered = from + 300 + spread(plan, state, 20000, 100);
	response->utc = ticket->utc;
	response->comment = draw(state, 100) < 35 ? &phrases[draw(state, PHRASES)] : NULL;
}

static void make_observations(const struct plan *plan)
{
	struct out *out = room(4, sizeof *out);
	int step = plan->csv_only ? 2 : 1;

	for (int i = 0; i < 4; i += step)
		out_open(&out[i], plan, (const char *const[]){"tickets.csv", "tickets.jsonl", "responses.csv", "responses.jsonl"}[i]);
	add_text(&out[0], TICKET_HEADS);
	add_text(&out[2], "id,ticket,subject,survey,kind,answered,value,lowest,highest,comment\n");
	for (uint64_t i = 0; i < plan->tickets; i++) {
		struct response response;
		struct ticket ticket;
		uint64_t state;

		make_ticket(plan, place(plan, i), &state, &ticket);
		uint64_t number = mix(state);
		const struct phrase *phrase = &phrases[(number >> 20) % PHRASES];
		csv_ticket(&out[0], plan, &ticket, number, phrase);
		if (!plan->csv_only)
			json_ticket(&out[1], plan, &ticket, number, phrase);
		if (draw(&state, 1000) >= 285)
			continue;
		make_response(plan, &ticket, &state, &response);
		csv_response(&out[2], plan, &ticket, &response);
		if (!plan->csv_only)
			json_response(&out[3], plan, &ticket, &response);
	}
	for (int i = 0; i < 4; i += step)
		out_close(&out[i]);
	free(out);
}

/*
 * What a help desk delivers later: tickets.csv with `count` tickets alone, of which every second was there before and has been reopened
 * since, and the others are new.  Another round, other tickets.
 */
static void make_changes(const struct plan *plan, uint64_t count, uint64_t round)
{
	struct out *out = room(1, sizeof *out);

	out_open(out, plan, "tickets.csv");
	add_text(out, TICKET_HEADS);
	for (uint64_t i = 0; i < count; i++) {
		struct ticket ticket;
		uint64_t state, index = mix(plan->seed ^ mix(round * 1000003 + i)) % plan->tickets;

		make_ticket(plan, index, &state, &ticket);
		uint64_t number = mix(state);
		if (i % 2 == 0)
			ticket.reopens += (unsigned)round + 1;
		else
			ticket.id = 1000001 + plan->tickets + round * 1000000 + i;
		csv_ticket(out, plan, &ticket, number, &phrases[(number >> 20) % PHRASES]);
	}
	out_close(out);
	free(out);
}

/* --- the arguments --- */

static uint64_t argument(int argc, char **argv, int at, uint64_t otherwise, uint64_t most)
{
	char *end = NULL;
	unsigned long long value;

	if (at >= argc)
		return otherwise;
	errno = 0;
	value = strtoull(argv[at], &end, 10);
	if (errno != 0 || end == argv[at] || *end != 0 || value == 0 || value > most) {
		fprintf(stderr, "bench-generate: \"%s\" is not a number from 1 to %" PRIu64 "\n", argv[at], most);
		exit(2);
	}
	return value;
}

int main(int argc, char **argv)
{
	struct plan plan = {.mask = 1};
	uint64_t changes = 0, round = 0;

	plan.shuffled = argc == 7 && strcmp(argv[6], "shuffled") == 0;
	plan.csv_only = argc == 7 && strcmp(argv[6], "csv") == 0;
	if (argc < 4 || argc == 8 || argc > 9 || (argc == 7 && !plan.shuffled && !plan.csv_only) ||
	    (argc == 9 && strcmp(argv[6], "changes") != 0)) {
		fprintf(stderr, "usage: bench-generate DIR TICKETS PEOPLE [MONTHS [SEED [shuffled | csv | changes COUNT ROUND]]]\n");
		return 2;
	}
	snprintf(plan.folder, sizeof plan.folder, "%s", argv[1]);
	plan.tickets = argument(argc, argv, 2, 0, 400000000);
	plan.people.count = (uint32_t)argument(argc, argv, 3, 0, 99999);
	unsigned months = (unsigned)argument(argc, argv, 4, 12, 240);
	plan.seed = mix(argument(argc, argv, 5, 42, UINT64_MAX));
	if (argc == 9) {
		changes = argument(argc, argv, 7, 0, 1000000);
		round = argument(argc, argv, 8, 0, 1000);
	}
	while (plan.mask < plan.tickets)
		plan.mask = plan.mask * 2 + 1;
	if (mkdir(plan.folder, 0777) != 0 && errno != EEXIST)
		die("cannot make", plan.folder);
	phrases_make();
	plan_days(&plan, months);
	plan_people(&plan);
	if (changes > 0)
		make_changes(&plan, changes, round);
	else
		make_observations(&plan);
	if (changes == 0 && home_make(plan.folder, (const char (*)[24])plan.people.login, plan.people.count) != 0)
		die("cannot write below", plan.folder);
	free(plan.until);
	free(plan.date);
	free(plan.people.login);
	free(plan.people.login_size);
	free(plan.people.pace);
	return 0;
}
