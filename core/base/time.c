/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Instants, dates and durations: arithmetic and the ISO forms.  Days from and to civil dates by the era-based algorithm of
 * H. Hinnant ("chrono-compatible low-level date algorithms"): a year that begins in March has its leap day at the end.
 * No locale, no zone tables; zones live next door.
 */
#include "time.h"

#define ERA_DAYS 146097 /* 400 years */

int32_t sanya_date_of(int32_t year, int32_t month, int32_t day)
{
	int32_t y = month <= 2 ? year - 1 : year;
	int32_t era = (y >= 0 ? y : y - 399) / 400;
	int32_t year_of_era = y - era * 400;
	int32_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * ERA_DAYS + day_of_era - 719468;
}

static bool is_leap(int32_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

bool sanya_date_valid(int32_t year, int32_t month, int32_t day)
{
	static const int32_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
		return false;
	return day <= days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

struct sanya_civil sanya_date_civil(int32_t date)
{
	int64_t z = (int64_t)date + 719468;
	int64_t era = (z >= 0 ? z : z - (ERA_DAYS - 1)) / ERA_DAYS;
	int64_t doe = z - era * ERA_DAYS;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int64_t month = mp < 10 ? mp + 3 : mp - 9;

	return (struct sanya_civil){
		.year = (int32_t)(yoe + era * 400 + (month <= 2 ? 1 : 0)),
		.month = (int32_t)month,
		.day = (int32_t)(doy - (153 * mp + 2) / 5 + 1),
	};
}

int sanya_date_weekday(int32_t date)
{
	/* 1970-01-01 was a Thursday. */
	int64_t day = ((int64_t)date + 3) % 7;

	return (int)(day < 0 ? day + 7 : day);
}

int32_t sanya_date_of_seconds(int64_t seconds)
{
	int64_t day = seconds / SANYA_DAY;

	if (seconds % SANYA_DAY < 0)
		day--;
	if (day <= INT32_MIN || day > INT32_MAX)
		abort(); /* no instant of the years 1 to 9999 comes near */
	return (int32_t)day;
}

/* A place in a text that is being read. */
struct reader {
	const char *at, *end;
};

/* Exactly `count` digits. */
static bool read_digits(struct reader *r, int count, int32_t *ret)
{
	int32_t value = 0;

	if (r->end - r->at < count)
		return false;
	for (int i = 0; i < count; i++) {
		if (r->at[i] < '0' || r->at[i] > '9')
			return false;
		value = value * 10 + (r->at[i] - '0');
	}
	r->at += count;
	*ret = value;
	return true;
}

static bool read_byte(struct reader *r, char byte)
{
	if (r->at == r->end || *r->at != byte)
		return false;
	r->at++;
	return true;
}

static bool read_date(struct reader *r, int32_t *ret)
{
	int32_t year, month, day;

	if (!read_digits(r, 4, &year) || !read_byte(r, '-') || !read_digits(r, 2, &month) || !read_byte(r, '-') ||
	    !read_digits(r, 2, &day) || !sanya_date_valid(year, month, day))
		return false;
	*ret = sanya_date_of(year, month, day);
	return true;
}

/* The first characters of a text that did not parse. */
static int shown(size_t size)
{
	return size > 40 ? 40 : (int)size;
}

int sanya_date_parse(const char *text, size_t size, int32_t *ret, struct sanya_error *err)
{
	struct reader r = { text, text + size };
	int32_t date;

	if (!read_date(&r, &date) || r.at != r.end) {
		sanya_error_set(err, SANYA_FAILED, "\"%.*s\" is not a date", shown(size), text);
		return sanya_error_next(err, "write dates as YYYY-MM-DD in the common era, such as 2026-07-01");
	}
	*ret = date;
	return 0;
}

void sanya_date_format(int32_t date, struct sanya_buffer *out)
{
	struct sanya_civil c = sanya_date_civil(date);

	sanya_buffer_printf(out, "%04d-%02d-%02d", (int)c.year, (int)c.month, (int)c.day);
}

/* HH:MM[:SS[.f]], a leap second counted as the second after it. */
static bool read_clock(struct reader *r, int64_t *ret)
{
	int32_t hour, minute, second = 0;

	if (!read_digits(r, 2, &hour) || !read_byte(r, ':') || !read_digits(r, 2, &minute))
		return false;
	if (read_byte(r, ':')) {
		if (!read_digits(r, 2, &second))
			return false;
		if (read_byte(r, '.')) {
			int count = 0;

			while (r->at < r->end && *r->at >= '0' && *r->at <= '9') {
				r->at++;
				count++;
			}
			if (count < 1 || count > 6)
				return false;
		}
	}
	if (hour > 23 || minute > 59 || second > 60 || (second == 60 && minute != 59))
		return false;
	*ret = (int64_t)hour * 3600 + (int64_t)minute * 60 + second;
	return true;
}

static bool read_zone(struct reader *r, bool *ret_zoned, int64_t *ret_offset)
{
	int32_t hour, minute = 0;
	bool west;

	*ret_zoned = r->at != r->end;
	*ret_offset = 0;
	if (!*ret_zoned || read_byte(r, 'Z'))
		return true;
	west = *r->at == '-';
	if (!read_byte(r, '+') && !read_byte(r, '-'))
		return false;
	if (!read_digits(r, 2, &hour) || (read_byte(r, ':') && !read_digits(r, 2, &minute)))
		return false;
	if (hour > 23 || minute > 59)
		return false;
	*ret_offset = ((int64_t)hour * 3600 + (int64_t)minute * 60) * (west ? -1 : 1);
	return true;
}

int sanya_instant_parse_local(const char *text, size_t size, int64_t *ret, bool *ret_zoned, struct sanya_error *err)
{
	const int64_t least = sanya_date_of(1, 1, 1) * SANYA_DAY;
	const int64_t most = (sanya_date_of(9999, 12, 31) + 1) * SANYA_DAY - 1;
	struct reader r = { text, text + size };
	int64_t clock, offset, instant;
	int32_t date;
	bool zoned;

	if (!read_date(&r, &date) || !(read_byte(&r, 'T') || read_byte(&r, ' ')) || !read_clock(&r, &clock) ||
	    !read_zone(&r, &zoned, &offset) || r.at != r.end) {
		sanya_error_set(err, SANYA_FAILED, "\"%.*s\" is not a date and time", shown(size), text);
		return sanya_error_next(err, "write it as 2026-07-01T09:00:00+07:00 or 2026-07-01T02:00:00Z");
	}
	instant = date * SANYA_DAY + clock - offset;
	if (instant < least || instant > most)
		return sanya_error_set(err, SANYA_FAILED, "\"%.*s\" lies outside the years 1 to 9999", shown(size), text);
	*ret = instant;
	*ret_zoned = zoned;
	return 0;
}

int sanya_instant_parse(const char *text, size_t size, int64_t *ret, struct sanya_error *err)
{
	int64_t instant;
	bool zoned;

	if (sanya_instant_parse_local(text, size, &instant, &zoned, err) < 0)
		return -1;
	if (!zoned) {
		sanya_error_set(err, SANYA_FAILED, "\"%.*s\" says no time zone", shown(size), text);
		return sanya_error_next(err, "add Z for UTC or the difference, such as %.*s+07:00", shown(size), text);
	}
	*ret = instant;
	return 0;
}

void sanya_instant_format(int64_t instant, struct sanya_buffer *out)
{
	int32_t date = sanya_date_of_seconds(instant);
	int clock = (int)(instant - date * SANYA_DAY);

	sanya_date_format(date, out);
	sanya_buffer_printf(out, "T%02d:%02d:%02dZ", clock / 3600, clock / 60 % 60, clock % 60);
}

static const struct {
	char letter;
	int64_t seconds;
} units[] = { { 'd', 86400 }, { 'h', 3600 }, { 'm', 60 }, { 's', 1 } };

#define DURATION_MOST (INT64_C(3653) * 86400) /* ten years with three leap days */

int sanya_duration_parse(const char *text, size_t size, int64_t *ret, struct sanya_error *err)
{
	struct reader r = { text, text + size };
	size_t unit = 0; /* the first unit that may still come */
	int64_t total = 0;

	if (size == 0)
		goto refuse;
	while (r.at < r.end) {
		int64_t count = 0;
		const char *start = r.at;

		for (; r.at < r.end && *r.at >= '0' && *r.at <= '9'; r.at++) {
			count = count * 10 + (*r.at - '0');
			if (count > DURATION_MOST)
				goto too_long;
		}
		if (r.at == start || r.at == r.end || (*start == '0' && r.at - start > 1))
			goto refuse;
		while (unit < SANYA_COUNT(units) && units[unit].letter != *r.at)
			unit++;
		if (unit == SANYA_COUNT(units))
			goto refuse;
		total += count * units[unit].seconds;
		if (total > DURATION_MOST)
			goto too_long;
		unit++;
		r.at++;
	}
	*ret = total;
	return 0;
refuse:
	sanya_error_set(err, SANYA_FAILED, "\"%.*s\" is not a duration", shown(size), text);
	return sanya_error_next(err, "write whole numbers with d, h, m or s, the largest first: 4h, 30m, 1h30m, 2d");
too_long:
	return sanya_error_set(err, SANYA_FAILED, "the duration \"%.*s\" is longer than ten years", shown(size), text);
}

void sanya_duration_format(int64_t seconds, struct sanya_buffer *out)
{
	uint64_t rest = seconds < 0 ? (uint64_t)0 - (uint64_t)seconds : (uint64_t)seconds;

	if (seconds < 0)
		sanya_buffer_byte(out, '-');
	if (rest == 0)
		sanya_buffer_text(out, "0s");
	for (size_t i = 0; i < SANYA_COUNT(units); i++) {
		uint64_t count = rest / (uint64_t)units[i].seconds;

		if (count > 0)
			sanya_buffer_printf(out, "%llu%c", (unsigned long long)count, units[i].letter);
		rest %= (uint64_t)units[i].seconds;
	}
}

static bool given_instant(int64_t *ret)
{
	const char *text = getenv("SANYA_NOW");
	struct sanya_error ignored = SANYA_ERROR_INIT;

	return text != NULL && sanya_instant_parse(text, strlen(text), ret, &ignored) == 0;
}

bool sanya_time_is_given(void)
{
	int64_t instant;

	return given_instant(&instant);
}

int64_t sanya_time_now(void)
{
	struct timespec now;
	int64_t instant;

	if (given_instant(&instant))
		return instant;
	if (clock_gettime(CLOCK_REALTIME, &now) != 0)
		abort();
	return now.tv_sec;
}
