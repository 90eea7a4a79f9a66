/* SPDX-License-Identifier: Apache-2.0 */
/* Dates, instants and durations: every day of four centuries, leap years, ISO forms good and bad. */
#include <check.h>

#include "core/base/time.h"

static struct sanya_error err;

START_TEST(every_day)
{
	int32_t date = sanya_date_of(1800, 1, 1);

	/* 1970-01-01 is day 0, a Thursday; 2000-03-01 is day 11017 (30 years of 365, 7 leap days, 31 + 29 days) */
	ck_assert_int_eq(sanya_date_of(1970, 1, 1), 0);
	ck_assert_int_eq(sanya_date_weekday(0), 3);
	ck_assert_int_eq(sanya_date_of(2000, 3, 1), 30 * 365 + 7 + 31 + 29);
	ck_assert_int_eq(sanya_date_weekday(sanya_date_of(2026, 7, 1)), 2); /* a Wednesday */
	for (int32_t year = 1800; year < 2204; year++)
		for (int32_t month = 1; month <= 12; month++)
			for (int32_t day = 1; day <= 31; day++) {
				struct sanya_civil c;

				if (!sanya_date_valid(year, month, day))
					continue;
				ck_assert_int_eq(sanya_date_of(year, month, day), date);
				c = sanya_date_civil(date);
				ck_assert(c.year == year && c.month == month && c.day == day);
				date++;
			}
	ck_assert(sanya_date_valid(2000, 2, 29) && !sanya_date_valid(1900, 2, 29) && !sanya_date_valid(2026, 2, 29));
	ck_assert(!sanya_date_valid(0, 1, 1) && !sanya_date_valid(10000, 1, 1) && !sanya_date_valid(2026, 13, 1));
	ck_assert_int_eq(sanya_date_of_seconds(-1), -1);
	ck_assert_int_eq(sanya_date_of_seconds(-86400), -1);
	ck_assert_int_eq(sanya_date_of_seconds(86399), 0);
}
END_TEST

START_TEST(instants)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} good[] = {
		{ "1970-01-01T00:00:00Z", 0 },		 { "1970-01-01 00:00Z", 0 },	      { "1970-01-01T07:00:00+07:00", 0 },
		{ "1970-01-01T07:00+07", 0 },		 { "1969-12-31T23:59:59Z", -1 },      { "1969-12-31T19:00:00-05:00", 0 },
		{ "2001-09-09T01:46:40.999999Z", 1000000000 },
	};
	static const char *const bad[] = { "", "1970-01-01", "1970-01-01T00:00:00", "1970-01-01T24:00:00Z", "1970-01-01T00:60Z", "1970-01-01T00:00:61Z",
					   "1970-02-30T00:00Z", "1970-01-01t00:00Z", "1970-01-01T00:00:00z", "1970-01-01T00:00:00.Z",
					   "1970-01-01T00:00:00.1234567Z", "1970-01-01T00:00:00+7", "1970-01-01T00:00:00+24:00", "1970-01-01T00:00:00Z ",
					   "70-01-01T00:00Z", "0000-01-01T00:00Z", "0001-01-01T00:00+07:00", "1970-01-01T0:00Z" };
	struct sanya_buffer text;
	int64_t seconds = 42;
	bool zoned = true;

	for (size_t i = 0; i < SANYA_COUNT(good); i++) {
		ck_assert_msg(sanya_instant_parse(good[i].text, strlen(good[i].text), &seconds, &err) == 0, "%s", good[i].text);
		ck_assert_int_eq(seconds, good[i].seconds);
	}
	for (size_t i = 0; i < SANYA_COUNT(bad); i++) {
		sanya_error_clear(&err);
		ck_assert_msg(sanya_instant_parse(bad[i], strlen(bad[i]), &seconds, &err) == -1, "%s", bad[i]);
	}
	sanya_error_clear(&err);
	ck_assert_int_eq(sanya_instant_parse_local("1970-01-02T00:00", 16, &seconds, &zoned, &err), 0);
	ck_assert_int_eq(seconds, 86400);
	ck_assert(!zoned);
	sanya_buffer_init(&text, 100);
	sanya_instant_format(1000000000, &text);
	sanya_instant_format(-1, &text);
	ck_assert_str_eq(text.data, "2001-09-09T01:46:40Z1969-12-31T23:59:59Z");
	sanya_buffer_done(&text);
}
END_TEST

START_TEST(durations)
{
	static const struct {
		const char *text, *written;
		int64_t seconds;
	} good[] = { { "90s", "1m30s", 90 }, { "30m", "30m", 1800 }, { "4h", "4h", 14400 }, { "2d", "2d", 172800 }, { "1h30m", "1h30m", 5400 },
		     { "0s", "0s", 0 }, { "1d1h1m1s", "1d1h1m1s", 90061 }, { "3653d", "3653d", INT64_C(3653) * 86400 } };
	static const char *const bad[] = { "", "4", "h", "4 h", "-4h", "1m1h", "1h1h", "1.5h", "04h", "4H", "3654d", "99999999999999999999s", "1w" };
	struct sanya_buffer text;
	int64_t seconds = 0;

	sanya_buffer_init(&text, 100);
	for (size_t i = 0; i < SANYA_COUNT(good); i++) {
		ck_assert_msg(sanya_duration_parse(good[i].text, strlen(good[i].text), &seconds, &err) == 0, "%s", good[i].text);
		ck_assert_int_eq(seconds, good[i].seconds);
		sanya_buffer_clear(&text);
		sanya_duration_format(seconds, &text);
		ck_assert_str_eq(text.data, good[i].written);
	}
	for (size_t i = 0; i < SANYA_COUNT(bad); i++) {
		sanya_error_clear(&err);
		ck_assert_msg(sanya_duration_parse(bad[i], strlen(bad[i]), &seconds, &err) == -1, "%s", bad[i]);
	}
	sanya_buffer_done(&text);
}
END_TEST

Suite *suite_time(void);

Suite *suite_time(void)
{
	Suite *suite = suite_create("time");
	TCase *rules = tcase_create("rules");

	tcase_add_test(rules, every_day);
	tcase_add_test(rules, instants);
	tcase_add_test(rules, durations);
	suite_add_tcase(suite, rules);
	return suite;
}
