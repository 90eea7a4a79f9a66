/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Working time: 80 cases from other systems' own tests, laws that hold for every calendar (checked with numbers from a generator
 * with a fixed seed against a count by seconds), and calendars worked by hand.
 */
#include <check.h>

#include "core/base/file.h"
#include "core/base/time.h"
#include "core/codec/documents.h"
#include "core/codec/json.h"
#include "core/domain/calendar.h"

static struct sanya_error err;

static int64_t at(const char *text)
{
	int64_t instant = 0;

	ck_assert_msg(sanya_instant_parse(text, strlen(text), &instant, &err) == 0, "%s", err.what);
	return instant;
}

static int32_t day(const char *text)
{
	int32_t date = 0;

	ck_assert_int_eq(sanya_date_parse(text, strlen(text), &date, &err), 0);
	return date;
}

/* A calendar's text compiled for a range; the caller frees the table. */
static struct sanya_hours *hours_of(const char *text, const char *from, const char *to)
{
	struct sanya_calendar calendar;
	struct sanya_zone *zone = NULL;
	struct sanya_hours *hours = NULL;

	sanya_error_clear(&err);
	ck_assert_msg(sanya_calendar_parse("test", text, strlen(text), &calendar, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_zone_load(calendar.timezone, &zone, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_hours_compile(&calendar, zone, day(from), day(to), &hours, &err) == 0, "%s", err.what);
	sanya_zone_free(zone);
	sanya_calendar_done(&calendar);
	return hours;
}

#define CALENDAR(zone, rest) \
	"{\"format\": \"sanya.calendar/1\", \"id\": \"c\", \"version\": 1, \"timezone\": \"" zone "\", " rest "}"
#define OFFICE \
	"\"week\": {\"mon\": [\"09:00-12:00\", \"13:00-18:00\"], \"tue\": [\"09:00-12:00\", \"13:00-18:00\"]," \
	" \"wed\": [\"09:00-12:00\", \"13:00-18:00\"], \"thu\": [\"09:00-12:00\", \"13:00-18:00\"]," \
	" \"fri\": [\"09:00-12:00\", \"13:00-18:00\"]}"
#define ALWAYS \
	"\"week\": {\"mon\": [\"00:00-24:00\"], \"tue\": [\"00:00-24:00\"], \"wed\": [\"00:00-24:00\"], \"thu\": [\"00:00-24:00\"]," \
	" \"fri\": [\"00:00-24:00\"], \"sat\": [\"00:00-24:00\"], \"sun\": [\"00:00-24:00\"]}"
#define NIGHTS \
	"\"week\": {\"fri\": [\"22:00-24:00\"], \"sat\": [\"00:00-02:30\", \"02:30-06:00\", \"22:00-24:00\"]," \
	" \"sun\": [\"00:00-02:30\", \"03:00-06:00\"]}"

/* --- the 80 cases --- */

/* {"0": [["09:00", "17:00"]]} and the like become the week of a calendar. */
static struct sanya_json *hours_json(const struct sanya_json *pairs)
{
	struct sanya_json *list = sanya_json_array();

	for (size_t i = 0; i < sanya_json_size(pairs); i++) {
		const struct sanya_json *pair = sanya_json_at(pairs, i);
		char text[32];

		snprintf(text, sizeof(text), "%s-%s", sanya_json_text(sanya_json_at(pair, 0)),
			 sanya_json_text(sanya_json_at(pair, 1)));
		sanya_json_append(list, sanya_json_of_text(text));
	}
	return list;
}

static struct sanya_json *case_calendar(const struct sanya_json *item, int year)
{
	static const char *const days[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
	const struct sanya_json *weekly = sanya_json_get(item, "weekly"), *over = sanya_json_get(item, "over");
	const struct sanya_json *list = sanya_json_get(item, "holidays");
	struct sanya_json *json = sanya_json_object(), *week = sanya_json_object(), *special = sanya_json_object(),
			  *holidays = sanya_json_object();

	for (size_t i = 0; i < 7; i++) {
		char key[2] = { (char)('0' + i), '\0' };

		if (sanya_json_get(weekly, key) != NULL)
			sanya_json_set(week, days[i], hours_json(sanya_json_get(weekly, key)));
	}
	for (void *it = sanya_json_first(over); it != NULL; it = sanya_json_next(over, it))
		sanya_json_set(special, sanya_json_key(it), hours_json(sanya_json_value(it)));
	for (size_t i = 0; i < sanya_json_size(list); i++) {
		const char *date = sanya_json_text(sanya_json_at(list, i));

		if (strlen(date) == 10) {
			sanya_json_set_text(holidays, date, "holiday");
			continue;
		}
		for (int y = year - 1; y <= year + 2; y++) {
			char full[32];

			snprintf(full, sizeof(full), "%04d-%s", y, date);
			sanya_json_set_text(holidays, full, "holiday");
		}
	}
	sanya_json_set_text(json, "format", "sanya.calendar/1");
	sanya_json_set_text(json, "id", "case");
	sanya_json_set_integer(json, "version", 1);
	sanya_json_set_text(json, "timezone", sanya_json_get_text(item, "tz"));
	sanya_json_set(json, "week", week);
	sanya_json_set(json, "special", special);
	sanya_json_set(json, "holidays", holidays);
	return json;
}

static int64_t moment(const struct sanya_zone *zone, const char *text)
{
	int64_t seconds = 0;
	bool zoned = false;

	ck_assert_msg(sanya_instant_parse_local(text, strlen(text), &seconds, &zoned, &err) == 0, "%s", err.what);
	if (!zoned)
		sanya_zone_instant(zone, seconds, &seconds, NULL);
	return seconds;
}

/* The cases write some whole seconds as 12600.0; canonical bytes are 12600. */
static int64_t seconds_of(const struct sanya_json *json)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	int64_t seconds = 0;

	sanya_buffer_init(&text, 64);
	ck_assert_int_eq(sanya_json_canonical(json, &text, &err), 0);
	ck_assert_msg(sanya_text_integer(text.data, text.size, &seconds, &err) == 0, "%s", err.what);
	return seconds;
}

static void run_case(const struct sanya_json *item)
{
	const char *id = sanya_json_get_text(item, "id"), *start_text = sanya_json_get_text(item, "start");
	const struct sanya_json *minus = sanya_json_get(item, "minus");
	struct sanya_span pauses[8];
	struct sanya_json *json;
	struct sanya_buffer text;
	struct sanya_calendar calendar;
	struct sanya_zone *zone = NULL;
	struct sanya_hours *hours = NULL;
	size_t count = sanya_json_size(minus);
	int64_t start, year = 0;
	int32_t date;

	ck_assert_uint_le(count, SANYA_COUNT(pauses));
	ck_assert_int_eq(sanya_text_integer(start_text, 4, &year, &err), 0);
	json = case_calendar(item, (int)year);
	sanya_buffer_init(&text, 1 << 20);
	ck_assert_int_eq(sanya_json_pretty(json, &text, &err), 0);
	ck_assert_msg(sanya_calendar_parse(id, text.data, text.size, &calendar, &err) == 0, "%s: %s", id, err.what);
	ck_assert_msg(sanya_zone_load(calendar.timezone, &zone, &err) == 0, "%s", err.what);
	start = moment(zone, start_text);
	date = sanya_zone_date(zone, start);
	ck_assert_int_eq(sanya_hours_compile(&calendar, zone, date - 400, date + 4000, &hours, &err), 0);
	for (size_t i = 0; i < count; i++) {
		pauses[i].from = moment(zone, sanya_json_text(sanya_json_at(sanya_json_at(minus, i), 0)));
		pauses[i].to = moment(zone, sanya_json_text(sanya_json_at(sanya_json_at(minus, i), 1)));
	}
	if (strcmp(sanya_json_get_text(item, "kind"), "duration") == 0) {
		int64_t end = moment(zone, sanya_json_get_text(item, "end"));
		int64_t found = sanya_hours_between_except(hours, start, end, pauses, count);

		ck_assert_msg(found == seconds_of(sanya_json_get(item, "ours")), "%s: %lld s", id, (long long)found);
		if (count == 0)
			ck_assert_int_eq(sanya_hours_between(hours, start, end), found);
	} else {
		int64_t found = 0;

		ck_assert_msg(sanya_hours_add_except(hours, start, seconds_of(sanya_json_get(item, "add_s")), pauses, count,
						     &found, &err) == 0, "%s: %s", id, err.what);
		ck_assert_msg(found == moment(zone, sanya_json_get_text(item, "ours")), "%s: %lld", id, (long long)found);
	}
	sanya_hours_free(hours);
	sanya_zone_free(zone);
	sanya_calendar_done(&calendar);
	sanya_buffer_done(&text);
	sanya_json_free(json);
}

START_TEST(cases_of_other_systems)
{
	const char *source = getenv("SANYA_SRCDIR");
	char path[SANYA_PATH_MAX];
	struct sanya_buffer text;
	struct sanya_json *cases = NULL;

	snprintf(path, sizeof(path), "%s/tests/cases/business-hours/cases.json", source != NULL ? source : ".");
	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	ck_assert_msg(sanya_file_read(path, &text, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_json_parse(path, text.data, text.size, &cases, &err) == 0, "%s", err.what);
	ck_assert_uint_eq(sanya_json_size(cases), 80);
	for (size_t i = 0; i < sanya_json_size(cases); i++)
		run_case(sanya_json_at(cases, i));
	sanya_json_free(cases);
	sanya_buffer_done(&text);
}
END_TEST

/* --- laws --- */

static uint64_t seed;

/* Numerical Recipes' 64-bit linear congruence; the high bits are good enough to choose moments. */
static int64_t number_below(int64_t most)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int64_t)((seed >> 11) % (uint64_t)most);
}

static const char *const law_calendars[] = {
	CALENDAR("Asia/Bangkok", OFFICE ", \"holidays\": {\"2026-04-13\": \"h\"}, \"special\": {\"2026-04-18\": [\"10:00-11:11\"]}"),
	CALENDAR("Europe/Berlin", NIGHTS),
	CALENDAR("America/New_York", OFFICE),
	CALENDAR("America/Sao_Paulo", ALWAYS),
	CALENDAR("Australia/Lord_Howe", NIGHTS),
	CALENDAR("Asia/Kolkata", OFFICE),
};

/* Working seconds counted one interval after the other: what the index and the running totals must agree with. */
static int64_t counted(const struct sanya_hours *hours, int64_t from, int64_t to)
{
	int64_t total = 0;

	for (size_t i = 0; i < sanya_hours_count(hours); i++) {
		struct sanya_span span = sanya_hours_interval(hours, i);
		int64_t first = span.from > from ? span.from : from, last = span.to < to ? span.to : to;

		total += last > first ? last - first : 0;
	}
	return total;
}

START_TEST(laws)
{
	struct sanya_hours *hours = hours_of(law_calendars[_i], "2026-01-01", "2026-12-31");
	const int64_t base = at("2026-01-02T00:00:00Z"), length = 300 * 86400;

	seed = 20260701 + (uint64_t)_i;
	for (int i = 0; i < 4000; i++) {
		int64_t from = base + number_below(length), to = from + number_below(30 * 86400);
		int64_t middle = from + number_below(to - from + 1);
		int64_t whole = sanya_hours_between(hours, from, to), end = 0;

		/* splitting adds up; the other way round is nothing; it is what the intervals say */
		ck_assert_int_eq(sanya_hours_between(hours, from, middle) + sanya_hours_between(hours, middle, to), whole);
		ck_assert_int_eq(sanya_hours_between(hours, to, from), 0);
		if (i % 8 == 0)
			ck_assert_int_eq(counted(hours, from, to), whole);
		/* never more than the time that passes */
		ck_assert_int_ge(whole, 0);
		ck_assert_int_le(whole, to - from);
		/* add and between agree, and no earlier moment would do */
		ck_assert_int_eq(sanya_hours_add(hours, from, whole, &end, &err), 0);
		ck_assert_int_eq(sanya_hours_between(hours, from, end), whole);
		if (whole > 0) {
			ck_assert_int_le(end, to);
			ck_assert_int_eq(sanya_hours_between(hours, from, end - 1), whole - 1);
		} else {
			ck_assert(end == from || sanya_hours_open(hours, end));
		}
		/* a second counts where it is open */
		ck_assert_int_eq(sanya_hours_open(hours, from), sanya_hours_between(hours, from, from + 1));
	}
	sanya_hours_free(hours);
}
END_TEST

START_TEST(laws_of_pauses)
{
	struct sanya_hours *hours = hours_of(law_calendars[_i], "2026-01-01", "2026-12-31");
	const int64_t base = at("2026-02-01T00:00:00Z");

	seed = 7 + (uint64_t)_i;
	for (int i = 0; i < 400; i++) {
		struct sanya_span pauses[6], sorted[6];
		size_t count = (size_t)number_below(7);
		int64_t from = base + number_below(200 * 86400), to = from + 1 + number_below(40 * 3600);
		int64_t expected = 0, found, end = 0;

		for (size_t j = 0; j < count; j++) {
			pauses[j].from = from - 3600 + number_below(40 * 3600);
			pauses[j].to = pauses[j].from + number_below(9 * 3600);
			sorted[j] = pauses[j];
			for (size_t k = j; k > 0 && sorted[k].from < sorted[k - 1].from; k--) {
				struct sanya_span swap = sorted[k];

				sorted[k] = sorted[k - 1];
				sorted[k - 1] = swap;
			}
		}
		/* minute by minute would miss edges; second by second in steps between edges is what this does */
		for (int64_t second = from; second < to;) {
			int64_t next = to;
			bool paused = false;

			for (size_t j = 0; j < count; j++) {
				paused = paused || (pauses[j].from <= second && second < pauses[j].to);
				if (pauses[j].from > second && pauses[j].from < next)
					next = pauses[j].from;
				if (pauses[j].to > second && pauses[j].to < next)
					next = pauses[j].to;
			}
			expected += paused ? 0 : sanya_hours_between(hours, second, next);
			second = next;
		}
		found = sanya_hours_between_except(hours, from, to, pauses, count);
		ck_assert_int_eq(found, expected);
		ck_assert_int_eq(sanya_hours_between_except(hours, from, to, sorted, count), expected);
		ck_assert_int_eq(sanya_hours_add_except(hours, from, found, pauses, count, &end, &err), 0);
		ck_assert_int_eq(sanya_hours_between_except(hours, from, end, pauses, count), found);
		for (size_t j = 0; found == 0 && j < count; j++)
			ck_assert(end < pauses[j].from || end >= pauses[j].to);
		if (found > 0)
			ck_assert_int_eq(sanya_hours_between_except(hours, from, end - 1, pauses, count), found - 1);
	}
	sanya_hours_free(hours);
}
END_TEST

START_TEST(always_is_elapsed)
{
	static const char *const zones[] = { CALENDAR("Etc/UTC", ALWAYS), CALENDAR("America/New_York", ALWAYS),
					     CALENDAR("America/Sao_Paulo", ALWAYS), CALENDAR("Pacific/Apia", ALWAYS) };
	struct sanya_hours *hours = hours_of(zones[_i], "2011-01-01", "2019-12-31");
	const int64_t base = at("2011-01-03T00:00:00Z");

	seed = 24;
	ck_assert_uint_eq(sanya_hours_count(hours), 1);
	for (int i = 0; i < 2000; i++) {
		int64_t from = base + number_below(8 * INT64_C(365) * 86400), length = number_below(300 * 86400), end = 0;

		ck_assert_int_eq(sanya_hours_between(hours, from, from + length), length);
		ck_assert_int_eq(sanya_hours_add(hours, from, length, &end, &err), 0);
		ck_assert_int_eq(end, from + length);
	}
	sanya_hours_free(hours);
}
END_TEST

/* --- by hand --- */

START_TEST(clock_changes)
{
	/* Berlin, night from Saturday 24 to Sunday 25 October 2026: 03:00 CEST becomes 02:00 CET at 01:00Z.
	 * Sunday 00:00-02:30 ends when the clock first shows 02:30, 00:30Z; 03:00-06:00 is 02:00Z-05:00Z. */
	struct sanya_hours *autumn = hours_of(CALENDAR("Europe/Berlin", NIGHTS), "2026-10-24", "2026-10-25");
	/* Sunday 29 March 2026: 02:00 CET becomes 03:00 CEST at 01:00Z; 02:30 is skipped, so it is 01:00Z.
	 * 00:00-02:30 is 28 March 23:00Z to 01:00Z, two hours; 03:00-06:00 begins at 01:00Z: five hours in one. */
	struct sanya_hours *spring = hours_of(CALENDAR("Europe/Berlin", NIGHTS), "2026-03-29", "2026-03-29");

	ck_assert_int_eq(sanya_hours_between(autumn, at("2026-10-24T22:00:00Z"), at("2026-10-25T01:30:00Z")), 9000);
	ck_assert_int_eq(sanya_hours_between(autumn, at("2026-10-25T01:00:00Z"), at("2026-10-25T06:00:00Z")), 3 * 3600);
	ck_assert_uint_eq(sanya_hours_count(spring), 1);
	ck_assert_int_eq(sanya_hours_interval(spring, 0).from, at("2026-03-28T23:00:00Z"));
	ck_assert_int_eq(sanya_hours_interval(spring, 0).to, at("2026-03-29T04:00:00Z"));
	sanya_hours_free(autumn);
	sanya_hours_free(spring);
}
END_TEST

START_TEST(days_of_their_own)
{
	/* 2026-12-05 is a Saturday, the 7th a Monday.  A special day wins over a holiday of the same date. */
	struct sanya_hours *hours = hours_of(
		CALENDAR("Asia/Bangkok", OFFICE ", \"holidays\": {\"2026-12-07\": \"h\", \"2026-12-08\": \"h\"},"
			 " \"special\": {\"2026-12-05\": [\"09:00-10:00\"], \"2026-12-08\": [\"09:00-11:00\"]}"),
		"2026-12-05", "2026-12-09");

	ck_assert_int_eq(sanya_hours_between(hours, at("2026-12-05T00:00:00+07:00"), at("2026-12-06T00:00:00+07:00")), 3600);
	ck_assert_int_eq(sanya_hours_between(hours, at("2026-12-07T00:00:00+07:00"), at("2026-12-08T00:00:00+07:00")), 0);
	ck_assert_int_eq(sanya_hours_between(hours, at("2026-12-08T00:00:00+07:00"), at("2026-12-09T00:00:00+07:00")), 7200);
	ck_assert_int_eq(sanya_hours_between(hours, at("2026-12-09T00:00:00+07:00"), at("2026-12-10T00:00:00+07:00")), 8 * 3600);
	/* what lies outside is not counted, and said to lie outside */
	ck_assert_int_eq(sanya_hours_between(hours, INT64_MIN + 1, INT64_MAX), 3600 + 7200 + 8 * 3600);
	ck_assert(!sanya_hours_covers(hours, at("2026-12-04T23:59:59+07:00")));
	ck_assert(sanya_hours_covers(hours, at("2026-12-10T00:00:00+07:00")));
	ck_assert(!sanya_hours_covers(hours, at("2026-12-10T00:00:01+07:00")));
	sanya_hours_free(hours);
}
END_TEST

START_TEST(add_refuses_what_it_cannot_reach)
{
	struct sanya_hours *hours = hours_of(CALENDAR("Asia/Bangkok", OFFICE), "2026-07-06", "2026-07-06"); /* one Monday */
	const struct sanya_span lasting = { .from = at("2026-07-06T10:00:00+07:00"), .to = SANYA_NO_INSTANT };
	int64_t start = at("2026-07-06T09:00:00+07:00"), end = 42;

	ck_assert_int_eq(sanya_hours_add(hours, start, 8 * 3600, &end, &err), 0);
	ck_assert_int_eq(end, at("2026-07-06T18:00:00+07:00"));
	end = 42;
	ck_assert_int_eq(sanya_hours_add(hours, start, 8 * 3600 + 1, &end, &err), -1);
	sanya_error_clear(&err);
	ck_assert_int_eq(sanya_hours_add(hours, start, INT64_MAX, &end, &err), -1);
	sanya_error_clear(&err);
	ck_assert_int_eq(sanya_hours_add(hours, start - 86400, 1, &end, &err), -1);
	sanya_error_clear(&err);
	ck_assert_int_eq(end, 42);
	/* a pause that lasts: up to it, and not beyond */
	ck_assert_int_eq(sanya_hours_add_except(hours, start, 3600, &lasting, 1, &end, &err), 0);
	ck_assert_int_eq(end, lasting.from);
	ck_assert_int_eq(sanya_hours_add_except(hours, start, 3601, &lasting, 1, &end, &err), -1);
	ck_assert_int_eq(sanya_hours_between_except(hours, start, start + 86400, &lasting, 1), 3600);
	sanya_hours_free(hours);
}
END_TEST

/* --- the document --- */

static const struct {
	const char *text, *says;
	unsigned long line;
} refused[] = {
	{ CALENDAR("Asia/Bangkok", "\n\"week\": {\"mon\": [\"09:00-08:00\"]}"), "end before they begin", 2 },
	{ CALENDAR("Asia/Bangkok", "\n\"week\": {\"mon\": [\"09:00-09:00\"]}"), "end before they begin", 2 },
	{ CALENDAR("Asia/Bangkok", "\n\"week\": {\"mon\": [\"9:00-12:00\"]}"), "no working hours", 2 },
	{ CALENDAR("Asia/Bangkok", "\n\"week\": {\"mon\": [\"09:00-24:01\"]}"), "no working hours", 2 },
	{ CALENDAR("Asia/Bangkok", "\n\"week\": {\"mon\": [\"09:60-12:00\"]}"), "no working hours", 2 },
	{ CALENDAR("Asia/Bangkok", "\n\"week\": {\"mon\": [\"09:00-12:00\",\n\"11:00-13:00\"]}"), "before the ones written before", 3 },
	{ CALENDAR("Asia/Bangkok", "\n\"week\": {\"monday\": []}"), "monday", 2 },
	{ CALENDAR("Asia/Bangkok", "\n\"week\": {\"mon\": \"09:00-12:00\"}"), "list", 2 },
	{ CALENDAR("Asia/Bangkok", "\"week\": {},\n\"holidays\": {\"2026-02-30\": \"h\"}"), "not a date", 2 },
	{ CALENDAR("Asia/Bangkok", "\"week\": {},\n\"holidays\": {\"2026-02-03\": null}"), "null", 2 },
	{ CALENDAR("Asia/Bangkok", "\"week\": {},\n\"holidays\": {\"2026-02-03\": 7}"), "text", 2 },
	{ CALENDAR("Asia/Bangkok", "\"week\": {},\n\"holidays\": [\"2026-02-03\"]"), "holidays", 2 },
	{ CALENDAR("Asia/Bangkok", "\"week\": {},\n\"special\": {\"2026-02-03\": []}"), "", 2 },
	{ CALENDAR("Asia/Bangkok", "\"week\": {},\n\"special\": {\"2026-02-03\": null}"), "needs its working hours", 2 },
	{ CALENDAR("Asia/Bangkok", "\"week\": {},\n\"hollidays\": {}"), "hollidays", 2 },
	{ CALENDAR("Asia/Bangkok", "\"week\": {},\n\"week\": {}"), "", 2 },
	{ CALENDAR("Asia/Bangkok", "\"title\": {\"en\": \"x\"}"), "week", 1 },
	{ "{\"format\": \"sanya.calendar/2\"}", "sanya.calendar", 1 },
	{ "{\"format\": \"sanya.calendar/1\", \"id\": \"a b\", \"version\": 1, \"timezone\": \"Etc/UTC\", \"week\": {}}", "", 1 },
	{ "{\"format\": \"sanya.calendar/1\", \"id\": \"a\", \"version\": 0, \"timezone\": \"Etc/UTC\", \"week\": {}}", "", 1 },
	{ "{\"format\": \"sanya.calendar/1\", \"id\": \"a\", \"version\": 1.0, \"timezone\": \"Etc/UTC\", \"week\": {}}", "", 1 },
};

START_TEST(documents_refused)
{
	struct sanya_calendar calendar;

	sanya_error_clear(&err);
	ck_assert_msg(sanya_calendar_parse("c.json", refused[_i].text, strlen(refused[_i].text), &calendar, &err) == -1, "case %d", _i);
	ck_assert_msg(strstr(err.what, refused[_i].says) != NULL, "case %d: %s", _i, err.what);
	ck_assert_str_eq(err.where, "c.json");
	ck_assert_msg(err.line == refused[_i].line, "case %d: line %lu: %s", _i, err.line, err.what);
	sanya_calendar_done(&calendar); /* empty, and may be freed */
}
END_TEST

/* The calendars that come with the program: they parse, are written back as they were, and name holidays rightly. */
START_TEST(shipped)
{
	static const char *const names[] = { "always", "th-government", "th-office" };
	const char *source = getenv("SANYA_SRCDIR");
	char path[SANYA_PATH_MAX];
	struct sanya_buffer text, first, second;
	struct sanya_calendar calendar;
	struct sanya_json *json = NULL, *written;

	snprintf(path, sizeof(path), "%s/contracts/calendars/%s.json", source != NULL ? source : ".", names[_i]);
	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&first, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&second, SANYA_DOCUMENT_MAX);
	ck_assert_msg(sanya_file_read(path, &text, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_calendar_parse(path, text.data, text.size, &calendar, &err) == 0, "%s", err.what);
	ck_assert_str_eq(calendar.id, names[_i]);
	ck_assert_int_eq(sanya_json_parse(path, text.data, text.size, &json, &err), 0);
	written = sanya_calendar_json(&calendar);
	ck_assert_int_eq(sanya_json_canonical(json, &first, &err), 0);
	ck_assert_int_eq(sanya_json_canonical(written, &second, &err), 0);
	ck_assert_str_eq(first.data, second.data);
	/* a substitution is a working day of the week otherwise, and follows a holiday on a weekend */
	for (size_t i = 0; i < calendar.day_count; i++)
		if (strncmp(calendar.days[i].name, "ชดเชย", strlen("ชดเชย")) == 0)
			ck_assert_int_lt(sanya_date_weekday(calendar.days[i].date), 5);
	sanya_json_free(json);
	sanya_json_free(written);
	sanya_calendar_done(&calendar);
	sanya_buffer_done(&text);
	sanya_buffer_done(&first);
	sanya_buffer_done(&second);
}
END_TEST

Suite *suite_calendar(void);

Suite *suite_calendar(void)
{
	Suite *suite = suite_create("calendar");
	TCase *time = tcase_create("working time"), *document = tcase_create("document");

	tcase_add_test(time, cases_of_other_systems);
	tcase_add_loop_test(time, laws, 0, SANYA_COUNT(law_calendars));
	tcase_add_loop_test(time, laws_of_pauses, 0, SANYA_COUNT(law_calendars));
	tcase_add_loop_test(time, always_is_elapsed, 0, 4);
	tcase_add_test(time, clock_changes);
	tcase_add_test(time, days_of_their_own);
	tcase_add_test(time, add_refuses_what_it_cannot_reach);
	tcase_add_loop_test(document, documents_refused, 0, SANYA_COUNT(refused));
	tcase_add_loop_test(document, shipped, 0, 3);
	suite_add_tcase(suite, time);
	suite_add_tcase(suite, document);
	return suite;
}
