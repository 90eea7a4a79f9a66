/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The date formats of stamp.h, each by hand: strptime knows neither Buddhist years nor fractions and depends on the locale.
 * Limits: years 1 to 9999; no week dates, no day-of-year, no leap seconds; what follows a stamp makes it no stamp.
 */
#include "stamp.h"

#include "iso.h"

#include <string.h>
#include <strings.h>

struct cursor {
	const char *at, *end;
};

static void skip_spaces(struct cursor *c)
{
	for (;;) {
		if (c->at < c->end && (*c->at == ' ' || *c->at == '\t'))
			c->at++;
		else if (c->end - c->at >= 2 && memcmp(c->at, "\xc2\xa0", 2) == 0)
			c->at += 2;
		else
			return;
	}
}

static bool take(struct cursor *c, const char *text)
{
	size_t size = strlen(text);
	if ((size_t)(c->end - c->at) < size || strncasecmp(c->at, text, size) != 0)
		return false;
	c->at += size;
	return true;
}

/* One digit, Thai ones too (U+0E50 to U+0E59); -1: none. */
static int digit(struct cursor *c)
{
	if (c->at < c->end && *c->at >= '0' && *c->at <= '9')
		return *c->at++ - '0';
	if (c->end - c->at >= 3 && memcmp(c->at, "\xe0\xb9", 2) == 0) {
		unsigned char last = (unsigned char)c->at[2];
		if (last >= 0x90 && last <= 0x99) {
			c->at += 3;
			return last - 0x90;
		}
	}
	return -1;
}

/* `least` to `most` digits; returns how many, 0 when there are too few. */
static int number(struct cursor *c, int least, int most, int64_t *ret)
{
	const char *start = c->at;
	int64_t value = 0;
	int count = 0, d;
	while (count < most && (d = digit(c)) >= 0) {
		value = value * 10 + d;
		count++;
	}
	if (count < least) {
		c->at = start;
		return 0;
	}
	*ret = value;
	return count;
}

/* Howard Hinnant's era-based algorithm ("chrono-compatible low-level date algorithms"). */
int64_t rows_days_of(int64_t year, unsigned month, unsigned day)
{
	year -= month <= 2;
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	unsigned year_of_era = (unsigned)(year - era * 400);
	unsigned day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + (int64_t)day_of_era - 719468;
}

static bool day_exists(int64_t year, int64_t month, int64_t day)
{
	static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
		return false;
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return day <= days[month - 1] + (month == 2 && leap);
}

/* The common year of a year as written with so many digits; -1 refused as Buddhist. */
static int64_t common_year(int64_t year, int digits, bool thai, enum rows_era era)
{
	if (digits <= 2) {
		if (thai || era == ROWS_ERA_BUDDHIST)
			return 2500 + year - 543;
		return year < 69 ? 2000 + year : 1900 + year;
	}
	if (era == ROWS_ERA_BUDDHIST || (thai && year >= 2400))
		return year - 543;
	return year >= 2400 && year <= 2699 ? -1 : year;
}

static const char *set_date(struct rows_stamp *stamp, int64_t year, int64_t month, int64_t day)
{
	if (year < 0)
		return "Buddhist year";
	if (!day_exists(year, month, day))
		return "no such day";
	stamp->seconds = rows_days_of(year, (unsigned)month, (unsigned)day) * 86400;
	return NULL;
}

/* HH:MM[:SS[.f…]] with `colon` between, then AM or PM where `half` allows. */
static const char *read_clock(struct cursor *c, const char *colon, bool half, struct rows_stamp *stamp)
{
	int64_t hour, minute, second = 0;
	if (!number(c, 1, 2, &hour) || !take(c, colon) || !number(c, 2, 2, &minute))
		return "not a time of day";
	if (take(c, colon)) {
		if (!number(c, 2, 2, &second))
			return "not a time of day";
		if (take(c, ".") || take(c, ",")) {
			int d, digits = 0;
			int32_t micros = 0;
			while ((d = digit(c)) >= 0)
				if (digits++ < 6)
					micros = micros * 10 + d;
			if (digits == 0)
				return "not a time of day";
			for (; digits < 6; digits++)
				micros *= 10;
			stamp->micros = micros;
		}
	}
	if (half) {
		skip_spaces(c);
		bool am = take(c, "AM") || take(c, "a.m."), pm = !am && (take(c, "PM") || take(c, "p.m."));
		if (am || pm) {
			if (hour < 1 || hour > 12)
				return "not a time of day";
			hour = hour % 12 + (pm ? 12 : 0);
		}
	}
	if (hour > 23 || minute > 59 || second > 59)
		return "not a time of day";
	stamp->seconds += hour * 3600 + minute * 60 + second;
	stamp->date_only = false;
	return NULL;
}

/* Z, +07, +0700, +07:00 */
static const char *read_zone(struct cursor *c, struct rows_stamp *stamp)
{
	if (take(c, "Z") || take(c, "UTC")) {
		stamp->zoned = true;
		return NULL;
	}
	if (c->at == c->end || (*c->at != '+' && *c->at != '-'))
		return NULL;
	int sign = *c->at++ == '-' ? -1 : 1;
	int64_t hours, minutes = 0;
	if (!number(c, 2, 2, &hours))
		return "not a zone";
	if (take(c, ":")) {
		if (!number(c, 2, 2, &minutes))
			return "not a zone";
	} else if (c->at < c->end && !number(c, 2, 2, &minutes)) {
		return "not a zone";
	}
	if (hours > 15 || minutes > 59)
		return "not a zone";
	stamp->seconds -= sign * (hours * 3600 + minutes * 60);
	stamp->zoned = true;
	return NULL;
}

/* The clock and the zone behind a date, where there are any. */
static const char *read_rest(struct cursor *c, bool half, struct rows_stamp *stamp)
{
	const char *why;
	if (c->at == c->end)
		return NULL;
	if (!take(c, "T")) {
		const char *before = c->at;
		skip_spaces(c);
		if (c->at == before)
			return "not a date";
	}
	why = read_clock(c, ":", half, stamp);
	if (why)
		return why;
	skip_spaces(c);
	return read_zone(c, stamp);
}

static const char *read_numeric(struct cursor *c, enum rows_stamp_format format, enum rows_era era, struct rows_stamp *stamp)
{
	int64_t parts[3];
	int digits[3];
	char separator = '\0';
	for (int i = 0; i < 3; i++) {
		bool year_here = format == ROWS_DMY || format == ROWS_MDY ? i == 2 : i == 0;
		if (format == ROWS_ISO)
			digits[i] = number(c, i ? 2 : 4, i ? 2 : 4, &parts[i]);
		else
			digits[i] = number(c, 1, year_here ? 4 : 2, &parts[i]);
		if (!digits[i] || digits[i] == 3)
			return "not a date";
		if (i == 2)
			break;
		if (c->at == c->end || (*c->at != '-' && (format == ROWS_ISO || (*c->at != '/' && *c->at != '.'))))
			return "not a date";
		if (i && *c->at != separator)
			return "not a date";
		separator = *c->at++;
	}
	int y = format == ROWS_DMY || format == ROWS_MDY ? 2 : 0;
	int m = format == ROWS_MDY ? 0 : 1, d = format == ROWS_DMY ? 0 : format == ROWS_MDY ? 1 : 2;
	const char *why = set_date(stamp, common_year(parts[y], digits[y], false, era), parts[m], parts[d]);
	return why ? why : read_rest(c, format != ROWS_ISO, stamp);
}

/* Full names and the short ones with and without their dots. */
static const struct {
	const char *full, *dotted, *bare;
} thai_months[] = {
	{"มกราคม", "ม.ค.", "มค"},	 {"กุมภาพันธ์", "ก.พ.", "กพ"}, {"มีนาคม", "มี.ค.", "มีค"},   {"เมษายน", "เม.ย.", "เมย"},
	{"พฤษภาคม", "พ.ค.", "พค"},	 {"มิถุนายน", "มิ.ย.", "มิย"},	 {"กรกฎาคม", "ก.ค.", "กค"},  {"สิงหาคม", "ส.ค.", "สค"},
	{"กันยายน", "ก.ย.", "กย"},	 {"ตุลาคม", "ต.ค.", "ตค"},	 {"พฤศจิกายน", "พ.ย.", "พย"}, {"ธันวาคม", "ธ.ค.", "ธค"},
};

static const char *read_thai(struct cursor *c, enum rows_era era, struct rows_stamp *stamp)
{
	int64_t day, year;
	if (!number(c, 1, 2, &day))
		return "not a date";
	skip_spaces(c);
	unsigned month = 0;
	for (unsigned i = 0; i < ROWS_COUNT(thai_months) && !month; i++)
		if (take(c, thai_months[i].full) || take(c, thai_months[i].dotted) || take(c, thai_months[i].bare))
			month = i + 1;
	if (!month)
		return "not a date";
	skip_spaces(c);
	if (take(c, "พ.ศ.") || take(c, "พศ"))
		skip_spaces(c);
	int digits = number(c, 2, 4, &year);
	if (!digits || digits == 3)
		return "not a date";
	const char *why = set_date(stamp, common_year(year, digits, true, era), month, day);
	if (why)
		return why;
	skip_spaces(c);
	if (take(c, ","))
		skip_spaces(c);
	if (c->at == c->end)
		return NULL;
	if (take(c, "เวลา"))
		skip_spaces(c);
	struct cursor here = *c;
	struct rows_stamp date = *stamp;
	why = read_clock(c, ":", false, stamp);
	if (why) {
		*c = here;
		*stamp = date;
		why = read_clock(c, ".", false, stamp);
	}
	if (why)
		return why;
	skip_spaces(c);
	if (!take(c, "น."))
		(void)take(c, "น");
	return NULL;
}

/* Days since 1899-12-30 with a fraction, to the nearest second: Excel keeps them in binary, so 09:30 comes as …395833333. */
static const char *read_excel(struct cursor *c, struct rows_stamp *stamp)
{
	int64_t days, fraction = 0, unit = 1;
	if (!number(c, 1, 7, &days))
		return "not a date";
	if (take(c, ".") || take(c, ",")) {
		int d, digits = 0;
		while ((d = digit(c)) >= 0)
			if (digits++ < 12) {
				fraction = fraction * 10 + d;
				unit *= 10;
			}
		if (!digits)
			return "not a date";
		stamp->date_only = false;
	}
	/* Before 1 March 1900 Excel counts a day that never was. */
	if (days < 61 || days > 2958465)
		return "no such day";
	stamp->seconds = (days - 25569) * 86400 + (fraction * 86400 + unit / 2) / unit;
	return NULL;
}

static const char *read_unix(struct cursor *c, bool milliseconds, struct rows_stamp *stamp)
{
	bool negative = take(c, "-");
	int64_t value;
	if (!number(c, 1, 15, &value))
		return "not a date";
	if (negative)
		value = -value;
	if (!milliseconds && (take(c, ".") || take(c, ",")))
		while (digit(c) >= 0)
			continue;
	if (milliseconds) {
		int64_t seconds = value / 1000 - (value % 1000 < 0);
		stamp->micros = (int32_t)(value - seconds * 1000) * 1000;
		value = seconds;
	}
	if (!rows_instant_good(value))
		return "no such day";
	stamp->seconds = value;
	stamp->zoned = true;
	stamp->date_only = false;
	return NULL;
}

const char *rows_stamp_read(enum rows_stamp_format format, enum rows_era era, const char *text, size_t size, struct rows_stamp *ret)
{
	struct cursor c = {text, text + size};
	struct rows_stamp stamp = {.date_only = true};
	const char *why = NULL;
	skip_spaces(&c);
	switch (format) {
	case ROWS_ISO:
	case ROWS_YMD:
	case ROWS_DMY:
	case ROWS_MDY:
		why = read_numeric(&c, format, era, &stamp);
		break;
	case ROWS_THAI:
		why = read_thai(&c, era, &stamp);
		break;
	case ROWS_EXCEL:
		why = read_excel(&c, &stamp);
		break;
	case ROWS_UNIX:
	case ROWS_UNIX_MS:
		why = read_unix(&c, format == ROWS_UNIX_MS, &stamp);
		break;
	}
	if (why)
		return why;
	skip_spaces(&c);
	if (c.at != c.end)
		return "not a date";
	*ret = stamp;
	return NULL;
}

const char *rows_stamp_parse(enum rows_stamp_format format, enum rows_era era, const char *text, size_t size, struct rows_stamp *ret)
{
#if !defined(ROWS_GENERAL)
	struct rows_stamp stamp = {.micros = 0};
	if (format == ROWS_ISO && era == ROWS_ERA_COMMON && rows_iso_read(text, size, &stamp.seconds, &stamp.zoned)) {
		*ret = stamp;
		return NULL;
	}
#endif
	return rows_stamp_read(format, era, text, size, ret);
}

int rows_stamp_format_find(const char *name, enum rows_stamp_format *ret)
{
	static const char *const names[] = {"iso", "ymd", "dmy", "mdy", "thai", "excel", "unix", "unix-ms"};
	for (size_t i = 0; i < ROWS_COUNT(names); i++)
		if (strcmp(names[i], name) == 0) {
			*ret = (enum rows_stamp_format)i;
			return 0;
		}
	return -1;
}
