/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reference's own reading: CSV by RFC 4180 one character at a time, ISO 8601 stamps, and a calendar's week and holidays.
 */
#include "tests/bench/reference.h"

#include <ctype.h>
#include <errno.h>

void die(const char *what, const char *about)
{
	fprintf(stderr, "bench-reference: %s: %s\n", about, what);
	exit(1);
}

/* --- CSV --- */

static bool read_record(struct csv *csv)
{
	bool quoted = false, any = false, was_quoted = false;
	size_t used = 0;
	int c;

	csv->fields = 0;
	for (;;) {
		c = getc_unlocked(csv->file);
		if (c == EOF) {
			if (quoted)
				die("ends inside a quoted field", csv->path);
			if (!any)
				return false;
			c = '\n';
		}
		any = true;
		if (quoted && c == '"') {
			quoted = false; /* the end, or the first of two */
			was_quoted = true;
		} else if (!quoted && c == '"' && (used == 0 || was_quoted)) {
			if (was_quoted)
				csv->field[csv->fields][used++] = '"';
			quoted = true;
			was_quoted = false;
		} else if (!quoted && (c == ',' || c == '\n')) {
			csv->field[csv->fields++][used] = 0;
			used = 0;
			was_quoted = false;
			if (c == '\n')
				return true;
			if (csv->fields == FIELDS_MAX)
				die("has too many fields", csv->path);
		} else {
			csv->field[csv->fields][used++] = (char)c;
		}
		if (used + 1 == FIELD_MAX)
			die("has a field that is too long", csv->path);
	}
}

void csv_open(struct csv *csv, const char *path)
{
	csv->path = path;
	csv->file = fopen(path, "r");
	if (csv->file == NULL)
		die(strerror(errno), path);
	if (!read_record(csv))
		die("is empty", path);
	memcpy(csv->head, csv->field, sizeof csv->head);
}

bool csv_next(struct csv *csv)
{
	return read_record(csv);
}

void csv_close(struct csv *csv)
{
	(void)fclose(csv->file);
}

const char *csv_get(const struct csv *csv, const char *name)
{
	for (size_t i = 0; i < csv->fields; i++)
		if (strcmp(csv->head[i], name) == 0)
			return csv->field[i];
	die("a row without a column that is needed", name);
}

/* --- time --- */

static int digits(const char *text, int count)
{
	int value = 0;

	for (int i = 0; i < count; i++) {
		if (!isdigit((unsigned char)text[i]))
			die("not a time", text);
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

static bool leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_days(int year, int month)
{
	static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && leap(year) ? 1 : 0);
}

int64_t day_of(int year, int month, int day)
{
	int64_t result = day - 1;

	for (int y = 1970; y < year; y++)
		result += leap(y) ? 366 : 365;
	for (int m = 1; m < month; m++)
		result += month_days(year, m);
	return result;
}

int64_t instant_of(const char *stamp)
{
	int64_t offset = 0;

	if (stamp[0] == 0)
		return NO_INSTANT;
	if (stamp[19] == '+')
		offset = digits(stamp + 20, 2) * 3600 + digits(stamp + 23, 2) * 60;
	else if (strcmp(stamp + 19, "Z") != 0)
		die("not a time", stamp);
	return day_of(digits(stamp, 4), digits(stamp + 5, 2), digits(stamp + 8, 2)) * 86400 + digits(stamp + 11, 2) * 3600 +
	       digits(stamp + 14, 2) * 60 + digits(stamp + 17, 2) - offset;
}

int32_t month_of(int64_t instant)
{
	int64_t left = (instant + BANGKOK) / 86400;
	int year = 1970, month = 1;

	while (left >= (leap(year) ? 366 : 365))
		left -= leap(year++) ? 366 : 365;
	while (left >= month_days(year, month))
		left -= month_days(year, month++);
	return year * 12 + month - 1;
}

/* --- working hours --- */

static char *read_all(const char *path)
{
	FILE *file = fopen(path, "r");
	size_t room = 1 << 20, size;
	char *text = malloc(room);

	if (file == NULL || text == NULL)
		die("cannot be read", path);
	size = fread(text, 1, room - 1, file);
	if (size == room - 1)
		die("is too long", path);
	text[size] = 0;
	(void)fclose(file);
	return text;
}

void calendar_load(struct calendar *calendar, const char *path)
{
	static const char *const names[7] = {"\"mon\"", "\"tue\"", "\"wed\"", "\"thu\"", "\"fri\"", "\"sat\"", "\"sun\""};
	char *text = read_all(path), *at;

	memset(calendar, 0, sizeof *calendar);
	if (strstr(text, "\"special\"") != NULL)
		die("has special days, which the reference does not know", path);
	for (int i = 0; i < 7; i++) {
		at = strstr(text, names[i]);
		for (; at != NULL && *at != ']'; at++)
			if (isdigit((unsigned char)at[0]) && at[5] == '-') { /* 09:00-12:00 */
				int n = calendar->week[i].count++;

				if (n == 4)
					die("has too many stretches in a day", path);
				calendar->week[i].from[n] = digits(at, 2) * 3600 + digits(at + 3, 2) * 60;
				calendar->week[i].to[n] = digits(at + 6, 2) * 3600 + digits(at + 9, 2) * 60;
				at += 10;
			}
	}
	at = strstr(text, "\"holidays\"");
	for (; at != NULL && *at != '}' && *at != 0; at++)
		if (at[0] == '"' && isdigit((unsigned char)at[1]) && at[5] == '-' && at[8] == '-' && at[11] == '"') {
			if (calendar->holiday_count == sizeof calendar->holidays / sizeof *calendar->holidays)
				die("has too many holidays", path);
			calendar->holidays[calendar->holiday_count++] = day_of(digits(at + 1, 4), digits(at + 6, 2), digits(at + 9, 2));
			at += 11;
		}
	free(text);
}

int64_t calendar_between(const struct calendar *calendar, int64_t from, int64_t to)
{
	int64_t sum = 0, first = from + BANGKOK, last = to + BANGKOK;

	for (int64_t day = first / 86400; day <= last / 86400; day++) {
		int weekday = (int)((day + 3) % 7);
		bool holiday = false;

		for (size_t i = 0; i < calendar->holiday_count; i++)
			holiday = holiday || calendar->holidays[i] == day;
		for (int i = 0; !holiday && i < calendar->week[weekday].count; i++) {
			int64_t begin = day * 86400 + calendar->week[weekday].from[i], end = day * 86400 + calendar->week[weekday].to[i];

			if (begin < first)
				begin = first;
			if (end > last)
				end = last;
			if (end > begin)
				sum += end - begin;
		}
	}
	return sum;
}
