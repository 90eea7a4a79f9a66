/* SPDX-License-Identifier: Apache-2.0 */
/* Time zones: offsets published in the tz database, both folds, gaps, the rule for the years to come, and files that lie. */
#include <check.h>

#include "core/base/file.h"
#include "core/base/time.h"
#include "core/base/zone.h"

static struct sanya_error err;

static int64_t at(const char *text)
{
	int64_t seconds = 0;
	bool zoned;

	ck_assert_msg(sanya_instant_parse_local(text, strlen(text), &seconds, &zoned, &err) == 0, "%s", err.what);
	return seconds;
}

static struct sanya_zone *load(const char *name)
{
	struct sanya_zone *zone = NULL;

	sanya_error_clear(&err);
	ck_assert_msg(sanya_zone_load(name, &zone, &err) == 0, "%s", err.what);
	return zone;
}

static const struct {
	const char *zone, *instant;
	int32_t offset;
} offsets[] = {
	{ "Asia/Bangkok", "2026-07-01T00:00:00Z", 7 * 3600 },
	{ "Asia/Bangkok", "1900-01-01T00:00:00Z", 24124 }, /* Bangkok mean time, 6:42:04 */
	{ "Asia/Kolkata", "2026-07-01T00:00:00Z", 19800 },
	{ "America/New_York", "2026-03-08T06:59:59Z", -5 * 3600 }, /* 02:00 EST on the second Sunday of March */
	{ "America/New_York", "2026-03-08T07:00:00Z", -4 * 3600 },
	{ "America/New_York", "2026-11-01T05:59:59Z", -4 * 3600 },
	{ "America/New_York", "2026-11-01T06:00:00Z", -5 * 3600 },
	{ "America/New_York", "2199-07-01T00:00:00Z", -4 * 3600 }, /* long after the last listed change */
	{ "America/New_York", "2199-01-01T00:00:00Z", -5 * 3600 },
	{ "Australia/Sydney", "2150-01-01T00:00:00Z", 11 * 3600 }, /* summer in January */
	{ "Australia/Sydney", "2150-07-01T00:00:00Z", 10 * 3600 },
	{ "Australia/Lord_Howe", "2026-01-01T00:00:00Z", 11 * 3600 }, /* half an hour of summer time */
	{ "Australia/Lord_Howe", "2026-07-01T00:00:00Z", 37800 },
	{ "Europe/Dublin", "2150-01-01T00:00:00Z", 0 }, /* winter time is the exception there */
	{ "Europe/Dublin", "2150-07-01T00:00:00Z", 3600 },
};

START_TEST(published_offsets)
{
	struct sanya_zone *zone = load(offsets[_i].zone);

	ck_assert_str_eq(sanya_zone_name(zone), offsets[_i].zone);
	ck_assert_int_eq(sanya_zone_offset(zone, at(offsets[_i].instant)), offsets[_i].offset);
	sanya_zone_free(zone);
}
END_TEST

static const struct {
	const char *zone, *local;
	enum sanya_fold fold;
	const char *earlier, *later;
} walls[] = {
	{ "Europe/Berlin", "2026-10-25T02:30:00", SANYA_FOLD_TWICE, "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z" },
	{ "Europe/Berlin", "2026-10-25T03:00:00", SANYA_FOLD_UNIQUE, "2026-10-25T02:00:00Z", "2026-10-25T02:00:00Z" },
	{ "Europe/Berlin", "2026-03-29T02:30:00", SANYA_FOLD_GAP, "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z" },
	{ "Europe/Berlin", "2126-10-27T02:30:00", SANYA_FOLD_TWICE, "2126-10-27T00:30:00Z", "2126-10-27T01:30:00Z" },
	{ "America/New_York", "2026-11-01T01:30:00", SANYA_FOLD_TWICE, "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z" },
	{ "America/Sao_Paulo", "2018-11-04T00:00:00", SANYA_FOLD_GAP, "2018-11-04T03:00:00Z", "2018-11-04T03:00:00Z" },
	{ "America/Sao_Paulo", "2018-11-04T01:00:00", SANYA_FOLD_UNIQUE, "2018-11-04T03:00:00Z", "2018-11-04T03:00:00Z" },
	{ "Australia/Lord_Howe", "2026-04-05T01:45:00", SANYA_FOLD_TWICE, "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z" },
	{ "Asia/Bangkok", "2026-07-01T09:00:00", SANYA_FOLD_UNIQUE, "2026-07-01T02:00:00Z", "2026-07-01T02:00:00Z" },
	{ "Pacific/Apia", "2011-12-30T12:00:00", SANYA_FOLD_GAP, "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z" }, /* a day left out */
};

START_TEST(wall_clocks)
{
	struct sanya_zone *zone = load(walls[_i].zone);
	int64_t earlier = 0, later = 0;

	ck_assert_int_eq(sanya_zone_instant(zone, at(walls[_i].local), &earlier, &later), walls[_i].fold);
	ck_assert_int_eq(earlier, at(walls[_i].earlier));
	ck_assert_int_eq(later, at(walls[_i].later));
	sanya_zone_free(zone);
}
END_TEST

START_TEST(days_begin)
{
	struct sanya_zone *zone = load("America/Sao_Paulo");

	/* 4 November 2018 began at 01:00, which was 03:00Z; the second before was still the 3rd */
	ck_assert_int_eq(sanya_zone_day_start(zone, sanya_date_of(2018, 11, 4)), at("2018-11-04T03:00:00Z"));
	ck_assert_int_eq(sanya_zone_date(zone, at("2018-11-04T03:00:00Z")), sanya_date_of(2018, 11, 4));
	ck_assert_int_eq(sanya_zone_date(zone, at("2018-11-04T02:59:59Z")), sanya_date_of(2018, 11, 3));
	sanya_zone_free(zone);
}
END_TEST

START_TEST(names_refused)
{
	static const char *const names[] = { "", "../etc/passwd", "/etc/passwd", "Asia/../UTC", "Asia/Bangkok\n", "Mars/Olympus", "a b",
					     "tzdata.zi", "Asia" };
	struct sanya_zone *zone = NULL;

	for (size_t i = 0; i < SANYA_COUNT(names); i++) {
		sanya_error_clear(&err);
		ck_assert_msg(sanya_zone_load(names[i], &zone, &err) == -1, "%s", names[i]);
		ck_assert_ptr_null(zone);
	}
}
END_TEST

/* Every file cut short, and every byte changed: refused or read, but never a crash, and what is read answers. */
START_TEST(hostile_bytes)
{
	struct sanya_buffer bytes;
	struct sanya_zone *zone = NULL;
	int64_t instant;
	const char *folder = getenv("TZDIR");
	char path[SANYA_PATH_MAX];

	snprintf(path, sizeof(path), "%s/Europe/Berlin", folder != NULL ? folder : "/usr/share/zoneinfo");
	sanya_buffer_init(&bytes, 1 << 20);
	ck_assert_int_eq(sanya_file_read(path, &bytes, &err), 0);
	for (size_t size = 0; size < bytes.size; size++) {
		sanya_error_clear(&err);
		ck_assert_msg(sanya_zone_parse("cut", bytes.data, size, &zone, &err) == -1, "cut at %zu", size);
	}
	for (size_t i = 0; i < bytes.size; i++) {
		for (unsigned flip = 1; flip < 256; flip <<= 1) {
			bytes.data[i] = (char)((unsigned char)bytes.data[i] ^ flip);
			sanya_error_clear(&err);
			zone = NULL;
			if (sanya_zone_parse("flipped", bytes.data, bytes.size, &zone, &err) == 0) {
				for (int64_t local = at("1890-01-01T00:00:00"); local < at("2200-01-01T00:00:00"); local += INT64_C(86400) * 997)
					sanya_zone_instant(zone, local, &instant, NULL);
				sanya_zone_free(zone);
			}
			bytes.data[i] = (char)((unsigned char)bytes.data[i] ^ flip);
		}
	}
	sanya_buffer_done(&bytes);
}
END_TEST

Suite *suite_zone(void);

Suite *suite_zone(void)
{
	Suite *suite = suite_create("zone");
	TCase *rules = tcase_create("rules");

	tcase_add_loop_test(rules, published_offsets, 0, SANYA_COUNT(offsets));
	tcase_add_loop_test(rules, wall_clocks, 0, SANYA_COUNT(walls));
	tcase_add_test(rules, days_begin);
	tcase_add_test(rules, names_refused);
	tcase_add_test(rules, hostile_bytes);
	suite_add_tcase(suite, rules);
	return suite;
}
