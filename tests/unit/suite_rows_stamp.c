/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dates as exports write them.  Expected values are wall-clock times in ISO 8601, turned into seconds here by counting days
 * with mktime's inverse, timegm, which shares nothing with the code under test.
 */
#include "core/base/base.h"

#include "plugins/rows/iso.h"
#include "plugins/rows/stamp.h"
#include "unit/dice.h"

#include <check.h>

/* "2026-07-01T09:30:15.5Z": seconds, micros and whether a zone was there, as text. */
static int64_t seconds_of(const char *iso)
{
	struct tm tm = {0};
	int y, mo, d, h = 0, mi = 0, s = 0;
	ck_assert_int_ge(sscanf(iso, "%d-%d-%dT%d:%d:%d", &y, &mo, &d, &h, &mi, &s), 3);
	tm.tm_year = y - 1900;
	tm.tm_mon = mo - 1;
	tm.tm_mday = d;
	tm.tm_hour = h;
	tm.tm_min = mi;
	tm.tm_sec = s;
	return timegm(&tm);
}

static const struct {
	enum rows_stamp_format format;
	enum rows_era era;
	const char *text, *iso;
	int micros;
	bool zoned, date_only;
} good[] = {
	{ROWS_ISO, 0, "2026-07-01T09:30:15Z", "2026-07-01T09:30:15", 0, true, false},
	{ROWS_ISO, 0, "2026-07-01 09:30:15", "2026-07-01T09:30:15", 0, false, false},
	{ROWS_ISO, 0, "2026-07-01 09:30", "2026-07-01T09:30:00", 0, false, false},
	{ROWS_ISO, 0, "2026-07-01", "2026-07-01T00:00:00", 0, false, true},
	{ROWS_ISO, 0, "2023-07-23 06:49:19.942891+00", "2023-07-23T06:49:19", 942891, true, false},
	{ROWS_ISO, 0, "2023-07-23 06:49:19.9+00", "2023-07-23T06:49:19", 900000, true, false},
	{ROWS_ISO, 0, "2023-07-23T06:49:19.123", "2023-07-23T06:49:19", 123000, false, false},
	{ROWS_ISO, 0, "2026-07-01T09:30:00+07", "2026-07-01T02:30:00", 0, true, false},
	{ROWS_ISO, 0, "2026-07-01T09:30:00+07:00", "2026-07-01T02:30:00", 0, true, false},
	{ROWS_ISO, 0, "2026-07-01T09:30:00 +0700", "2026-07-01T02:30:00", 0, true, false},
	{ROWS_ISO, 0, "2026-07-01T23:30:00-03:30", "2026-07-02T03:00:00", 0, true, false},
	{ROWS_ISO, ROWS_ERA_BUDDHIST, "2567-12-09", "2024-12-09T00:00:00", 0, false, true},
	{ROWS_ISO, 0, "1969-12-31 23:59:59", "1969-12-31T23:59:59", 0, false, false},
	{ROWS_ISO, 0, "2000-02-29", "2000-02-29T00:00:00", 0, false, true},
	{ROWS_YMD, 0, "2026/7/1 9:05", "2026-07-01T09:05:00", 0, false, false},
	{ROWS_YMD, 0, "2017-05-9", "2017-05-09T00:00:00", 0, false, true},
	{ROWS_DMY, 0, "29/2/2016 01:16", "2016-02-29T01:16:00", 0, false, false},
	{ROWS_DMY, 0, "9/12/24 1:05 PM", "2024-12-09T13:05:00", 0, false, false},
	{ROWS_DMY, 0, "01.02.2026 00:00:01", "2026-02-01T00:00:01", 0, false, false},
	{ROWS_DMY, ROWS_ERA_BUDDHIST, "09/12/2567 14:05", "2024-12-09T14:05:00", 0, false, false},
	{ROWS_DMY, ROWS_ERA_BUDDHIST, "9/12/67", "2024-12-09T00:00:00", 0, false, true},
	{ROWS_MDY, 0, "06/20/2016 10:04:21 PM", "2016-06-20T22:04:21", 0, false, false},
	{ROWS_MDY, 0, "12/31/1899 12:00:00 AM", "1899-12-31T00:00:00", 0, false, false},
	{ROWS_MDY, 0, "6/1/2016 12:30 pm", "2016-06-01T12:30:00", 0, false, false},
	{ROWS_MDY, 0, "6/1/2016 9:30am", "2016-06-01T09:30:00", 0, false, false},
	/* 2567 − 543 = 2024, 67 is 2567 */
	{ROWS_THAI, 0, "9 ธ.ค. 67", "2024-12-09T00:00:00", 0, false, true},
	{ROWS_THAI, 0, "9 ธ.ค. 67 14:05 น.", "2024-12-09T14:05:00", 0, false, false},
	{ROWS_THAI, 0, "9 ธันวาคม 2567", "2024-12-09T00:00:00", 0, false, true},
	{ROWS_THAI, 0, "9 ธันวาคม พ.ศ. 2567 เวลา 14.05 น.", "2024-12-09T14:05:00", 0, false, false},
	{ROWS_THAI, 0, "๙ ธ.ค. ๒๕๖๗ ๑๔:๐๕ น.", "2024-12-09T14:05:00", 0, false, false},
	{ROWS_THAI, 0, "29 ก.พ. 2567", "2024-02-29T00:00:00", 0, false, true},
	{ROWS_THAI, 0, "1 มิ.ย. 2024", "2024-06-01T00:00:00", 0, false, true},
	{ROWS_THAI, 0, "31 มีค 67", "2024-03-31T00:00:00", 0, false, true},
	/* Excel: 45266 is 2023-12-06 (45292 is 2024-01-01), 0.5833333333 of a day is 14:00:00 */
	{ROWS_EXCEL, 0, "45266.5833333333", "2023-12-06T14:00:00", 0, false, false},
	{ROWS_EXCEL, 0, "45292", "2024-01-01T00:00:00", 0, false, true},
	{ROWS_EXCEL, 0, "45292,25", "2024-01-01T06:00:00", 0, false, false},
	{ROWS_EXCEL, 0, "61", "1900-03-01T00:00:00", 0, false, true},
	{ROWS_EXCEL, 0, "45265.999999999999", "2023-12-06T00:00:00", 0, false, false}, /* rounds to midnight */
	{ROWS_UNIX, 0, "1700000000", "2023-11-14T22:13:20", 0, true, false},
	{ROWS_UNIX_MS, 0, "1700000000123", "2023-11-14T22:13:20", 123000, true, false},
	{ROWS_UNIX_MS, 0, "-1", "1969-12-31T23:59:59", 999000, true, false},
};

START_TEST(formats)
{
	for (size_t i = 0; i < SANYA_COUNT(good); i++) {
		struct rows_stamp stamp;
		const char *why = rows_stamp_parse(good[i].format, good[i].era, good[i].text, strlen(good[i].text), &stamp);
		ck_assert_msg(!why, "%s: %s", good[i].text, why ? why : "");
		ck_assert_msg(stamp.seconds == seconds_of(good[i].iso), "%s: %lld, not %s", good[i].text,
			      (long long)stamp.seconds, good[i].iso);
		ck_assert_msg(stamp.micros == good[i].micros, "%s: micros %d", good[i].text, (int)stamp.micros);
		ck_assert_msg(stamp.zoned == good[i].zoned, "%s: zoned", good[i].text);
		ck_assert_msg(stamp.date_only == good[i].date_only, "%s: date only", good[i].text);
	}
}
END_TEST

START_TEST(refusals)
{
	static const struct {
		enum rows_stamp_format format;
		const char *text, *why;
	} bad[] = {
		{ROWS_ISO, "", "not a date"},
		{ROWS_ISO, "2026-7-1", "not a date"},
		{ROWS_ISO, "2026-02-29", "no such day"},
		{ROWS_ISO, "1900-02-29", "no such day"},
		{ROWS_ISO, "2026-13-01", "no such day"},
		{ROWS_ISO, "2026-00-10", "no such day"},
		{ROWS_ISO, "0000-01-01", "no such day"},
		{ROWS_ISO, "2567-12-09", "Buddhist year"},
		{ROWS_ISO, "2026-07-01 24:00", "not a time of day"},
		{ROWS_ISO, "2026-07-01 09:60", "not a time of day"},
		{ROWS_ISO, "2026-07-01 09:3", "not a time of day"},
		{ROWS_ISO, "2026-07-01 09:30:15.", "not a time of day"},
		{ROWS_ISO, "2026-07-01 09:30+7", "not a zone"},
		{ROWS_ISO, "2026-07-01 09:30+99:00", "not a zone"},
		{ROWS_ISO, "2026-07-01 09:30 noon", "not a date"},
		{ROWS_ISO, "2026-07-01x", "not a date"},
		{ROWS_ISO, "2026/07/01", "not a date"},
		{ROWS_DMY, "06/20/2016", "no such day"}, /* the wrong one of D/M and M/D */
		{ROWS_DMY, "1/2-2026", "not a date"},
		{ROWS_DMY, "1/2/202", "not a date"},
		{ROWS_MDY, "6/1/2016 13:00 PM", "not a time of day"},
		{ROWS_MDY, "6/1/2016 0:30 AM", "not a time of day"},
		{ROWS_THAI, "9 xyz 67", "not a date"},
		{ROWS_THAI, "31 ก.พ. 67", "no such day"},
		{ROWS_THAI, "9 ธ.ค.", "not a date"},
		{ROWS_EXCEL, "60", "no such day"}, /* the 29 February 1900 that never was */
		{ROWS_EXCEL, "9999999", "no such day"},
		{ROWS_EXCEL, "45266.", "not a date"},
		{ROWS_UNIX, "12a", "not a date"},
		{ROWS_UNIX, "999999999999999", "no such day"},
	};
	for (size_t i = 0; i < SANYA_COUNT(bad); i++) {
		struct rows_stamp stamp;
		const char *why = rows_stamp_parse(bad[i].format, ROWS_ERA_COMMON, bad[i].text, strlen(bad[i].text), &stamp);
		ck_assert_msg(why && strcmp(why, bad[i].why) == 0, "\"%s\": %s, not %s", bad[i].text, why ? why : "(taken)",
			      bad[i].why);
	}
}
END_TEST

/* Every day of 800 years against the C library. */
START_TEST(every_day)
{
	struct tm tm = {.tm_year = 1600 - 1900, .tm_mday = 1};
	int64_t seconds = timegm(&tm);
	for (int i = 0; i < 292194; i++, seconds += 86400) {
		time_t at = (time_t)seconds;
		struct tm day;
		char text[64];
		struct rows_stamp stamp;
		ck_assert_ptr_nonnull(gmtime_r(&at, &day));
		(void)snprintf(text, sizeof(text), "%04d-%02d-%02d", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
		const char *why = rows_stamp_parse(ROWS_ISO, ROWS_ERA_COMMON, text, strlen(text), &stamp);
		if (why || stamp.seconds != seconds)
			ck_abort_msg("%s: %s", text, why ? why : "wrong day");
	}
}
END_TEST

static void put_two(char *at, unsigned number)
{
	at[0] = (char)('0' + number / 10);
	at[1] = (char)('0' + number % 10);
}

/*
 * The short way for the usual forms takes less and says the same: good stamps of all years and zones, and what becomes of them when a
 * byte or two are changed, a piece is taken out or put in.
 */
START_TEST(short_way)
{
	static const char bytes[] = "0123456789:-+TtZz .,/\xff";
	struct dice dice = {.state = 2026};
	unsigned taken = 0, refused = 0;
	for (unsigned i = 0; i < 1500000; i++) {
		char text[64];
		const unsigned year = dice_rarely(&dice, 20) ? dice_roll(&dice, 10000) : 1895 + dice_roll(&dice, 210);
		const uint32_t two = (uint32_t)(dice_bits(&dice) >> 32);
		int size = 19;
		memcpy(text, "YYYY-MM-DDTHH:MM:SS", 19);
		put_two(text, year / 100);
		put_two(text + 2, year % 100);
		put_two(text + 5, 1 + (two & 255) % 12);
		put_two(text + 8, 1 + (two >> 8 & 255) % 31);
		text[10] = dice_rarely(&dice, 4) ? ' ' : 'T';
		put_two(text + 11, (two >> 16 & 31) % 25);
		put_two(text + 14, (two >> 21 & 63) % 61);
		put_two(text + 17, dice_roll(&dice, 61));
		switch (dice_roll(&dice, 4)) {
		case 0:
			break;
		case 1:
			text[size++] = 'Z';
			break;
		default:
			text[19] = "+-"[dice_roll(&dice, 2)];
			put_two(text + 20, dice_roll(&dice, 17));
			text[22] = ':';
			put_two(text + 23, dice_roll(&dice, 61));
			size = 25;
		}
		for (uint32_t changes = dice_roll(&dice, 8) / 5; changes > 0; changes--)
			text[dice_roll(&dice, (uint32_t)size)] = bytes[dice_roll(&dice, (uint32_t)sizeof(bytes) - 1)];
		if (dice_rarely(&dice, 20)) {
			const uint32_t at = dice_roll(&dice, (uint32_t)size);
			memmove(text + at, text + at + 1, (size_t)size - at);
			size--;
		}
		struct rows_stamp stamp = {.seconds = 0};
		int64_t seconds;
		bool zoned;
		if (!rows_iso_read(text, (size_t)size, &seconds, &zoned)) {
			refused++;
			continue;
		}
		taken++;
		const char *why = rows_stamp_read(ROWS_ISO, ROWS_ERA_COMMON, text, (size_t)size, &stamp);
		if (why || stamp.seconds != seconds || stamp.zoned != zoned || stamp.micros || stamp.date_only)
			ck_abort_msg("%.*s: %lld, by the long way %lld %s", size, text, (long long)seconds, (long long)stamp.seconds,
				     why ? why : "");
	}
	/* Neither is the short way for nobody, nor does it take everything. */
	ck_assert_uint_gt(taken, 500000);
	ck_assert_uint_gt(refused, 300000);
}
END_TEST

/* Every second of a day and every day of the years that the short way takes. */
START_TEST(short_way_takes)
{
	char text[64];
	int64_t seconds;
	bool zoned;
	for (unsigned i = 0; i < 86400; i++) {
		(void)snprintf(text, sizeof(text), "2024-02-29T%02u:%02u:%02uZ", i / 3600, i / 60 % 60, i % 60);
		if (!rows_iso_read(text, 20, &seconds, &zoned) || seconds != INT64_C(1709164800) + i || !zoned)
			ck_abort_msg("%s", text);
	}
	/* 1901-01-01 to 2099-12-31, in noon of Bangkok */
	for (int64_t day = -25202; day <= 47481; day++) {
		const time_t at = (time_t)(day * 86400);
		struct tm tm;
		if (gmtime_r(&at, &tm) == NULL)
			ck_abort_msg("gmtime");
		(void)snprintf(text, sizeof(text), "%04d-%02d-%02d 12:00:00+07:00", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
		if (!rows_iso_read(text, 25, &seconds, &zoned) || seconds != day * 86400 + 5 * 3600 || !zoned)
			ck_abort_msg("%s", text);
	}
	ck_assert(rows_iso_read("2026-07-01 09:30:15", 19, &seconds, &zoned) && !zoned);
	ck_assert(!rows_iso_read("2026-07-01T09:30:15", 18, &seconds, &zoned));
	ck_assert(!rows_iso_read("2026-07-01", 10, &seconds, &zoned));
}
END_TEST

Suite *suite_rows_stamp(void);
Suite *suite_rows_stamp(void)
{
	Suite *suite = suite_create("rows_stamp");
	TCase *tcase = tcase_create("rows_stamp");
	tcase_set_timeout(tcase, 30);
	tcase_add_test(tcase, formats);
	tcase_add_test(tcase, refusals);
	tcase_add_test(tcase, every_day);
	tcase_add_test(tcase, short_way);
	tcase_add_test(tcase, short_way_takes);
	suite_add_tcase(suite, tcase);
	return suite;
}
