/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rule for the years after a zone's last listed change: a TZ text as POSIX writes it, with RFC 8536's hours from -167
 * to 167.  A summer time without dates of its own is refused: POSIX leaves its dates to the system.
 * Knows nothing of files.
 */
#include "zone_parts.h"

#include "time.h"

struct reader {
	const char *at, *end;
};

static bool more(const struct reader *r, char byte)
{
	return r->at < r->end && *r->at == byte;
}

static bool take(struct reader *r, char byte)
{
	if (!more(r, byte))
		return false;
	r->at++;
	return true;
}

/* A number of 1 to 3 digits within the bounds. */
static bool take_number(struct reader *r, int32_t least, int32_t most, int32_t *ret)
{
	const char *start = r->at;
	int32_t value = 0;

	while (r->at < r->end && *r->at >= '0' && *r->at <= '9' && r->at - start < 3)
		value = value * 10 + (*r->at++ - '0');
	if (r->at == start || value < least || value > most)
		return false;
	*ret = value;
	return true;
}

/* CET or <+07>; the name itself is not kept. */
static bool take_name(struct reader *r)
{
	bool quoted = take(r, '<');
	const char *start = r->at;

	for (; r->at < r->end; r->at++) {
		char c = *r->at;
		bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

		if (!letter && !(quoted && ((c >= '0' && c <= '9') || c == '+' || c == '-')))
			break;
	}
	return r->at - start >= 3 && (!quoted || take(r, '>'));
}

/* [+-]h[h[h]][:mm[:ss]] */
static bool take_time(struct reader *r, int32_t hours_most, int32_t *ret)
{
	bool negative = take(r, '-');
	int32_t hours, minutes = 0, seconds = 0;

	if (!negative)
		take(r, '+');
	if (!take_number(r, 0, hours_most, &hours))
		return false;
	if (take(r, ':')) {
		if (!take_number(r, 0, 59, &minutes))
			return false;
		if (take(r, ':') && !take_number(r, 0, 59, &seconds))
			return false;
	}
	*ret = (hours * 3600 + minutes * 60 + seconds) * (negative ? -1 : 1);
	return true;
}

static bool take_day(struct reader *r, struct sanya_zone_day *ret)
{
	*ret = (struct sanya_zone_day){ .seconds = 2 * 3600 };
	if (!take(r, ','))
		return false;
	if (take(r, 'M')) {
		ret->form = SANYA_ZONE_WEEKDAY;
		if (!take_number(r, 1, 12, &ret->month) || !take(r, '.') || !take_number(r, 1, 5, &ret->week) ||
		    !take(r, '.') || !take_number(r, 0, 6, &ret->weekday))
			return false;
	} else if (take(r, 'J')) {
		ret->form = SANYA_ZONE_JULIAN;
		if (!take_number(r, 1, 365, &ret->day))
			return false;
	} else {
		ret->form = SANYA_ZONE_ORDINAL;
		if (!take_number(r, 0, 365, &ret->day))
			return false;
	}
	return !take(r, '/') || take_time(r, 167, &ret->seconds);
}

static bool take_rule(struct reader *r, struct sanya_zone_rule *ret)
{
	/* POSIX counts west of Greenwich as positive. */
	if (!take_name(r) || !take_time(r, 24, &ret->standard))
		return false;
	ret->standard = -ret->standard;
	ret->summer = ret->standard;
	if (r->at == r->end)
		return true;
	ret->changes = true;
	if (!take_name(r))
		return false;
	if (more(r, ',')) {
		ret->summer = ret->standard + 3600;
	} else {
		if (!take_time(r, 24, &ret->summer))
			return false;
		ret->summer = -ret->summer;
	}
	return take_day(r, &ret->start) && take_day(r, &ret->end) && r->at == r->end;
}

int sanya_zone_rule_parse(const char *text, size_t size, struct sanya_zone_rule *ret, struct sanya_error *err)
{
	struct reader r = { text, text + size };
	struct sanya_zone_rule rule = { 0 };

	if (!take_rule(&r, &rule))
		return sanya_error_set(err, SANYA_FAILED, "the rule \"%.*s\" at the end of the time zone's file cannot be read",
				       size > 80 ? 80 : (int)size, text);
	*ret = rule;
	return 0;
}

/* The local clock's seconds at which the change of a year happens. */
static int64_t change_in(const struct sanya_zone_day *day, int32_t year)
{
	int32_t first = sanya_date_of(year, 1, 1);
	int32_t date = first;

	switch (day->form) {
	case SANYA_ZONE_WEEKDAY:
		/* The first such weekday of the month, then whole weeks; week 5 means the last. */
		date = sanya_date_of(year, day->month, 1);
		date += (day->weekday + 6 - sanya_date_weekday(date) + 7) % 7;
		date += 7 * (day->week - 1);
		while (sanya_date_civil(date).month != day->month)
			date -= 7;
		break;
	case SANYA_ZONE_JULIAN: /* day 60 is 1 March in every year */
		date = first + day->day - 1;
		if (day->day >= 60 && sanya_date_valid(year, 2, 29))
			date++;
		break;
	case SANYA_ZONE_ORDINAL:
		date = first + day->day;
		break;
	}
	return date * SANYA_DAY + day->seconds;
}

struct change {
	int64_t at;
	int32_t offset;
};

/* The changes of the years around an instant, two a year, each year's in order. */
static void changes_around(const struct sanya_zone_rule *rule, int64_t instant, struct change out[6])
{
	int32_t year = sanya_date_civil(sanya_date_of_seconds(instant + rule->standard)).year;

	for (int i = 0; i < 3; i++) {
		struct change start = { change_in(&rule->start, year - 1 + i) - rule->standard, rule->summer };
		struct change end = { change_in(&rule->end, year - 1 + i) - rule->summer, rule->standard };

		out[2 * i] = start.at <= end.at ? start : end;
		out[2 * i + 1] = start.at <= end.at ? end : start;
	}
}

int32_t sanya_zone_rule_offset(const struct sanya_zone_rule *rule, int64_t instant)
{
	struct change changes[6];
	int64_t latest = INT64_MIN;
	int32_t offset = rule->standard;

	if (!rule->changes)
		return rule->standard;
	changes_around(rule, instant, changes);
	/* Of two changes at one instant (summer time all year round) the later year's holds. */
	for (size_t i = 0; i < SANYA_COUNT(changes); i++) {
		if (changes[i].at <= instant && changes[i].at >= latest) {
			latest = changes[i].at;
			offset = changes[i].offset;
		}
	}
	return offset;
}

int64_t sanya_zone_rule_next(const struct sanya_zone_rule *rule, int64_t instant)
{
	struct change changes[6];
	int64_t next = INT64_MAX;

	if (!rule->changes)
		return INT64_MAX;
	changes_around(rule, instant, changes);
	for (size_t i = 0; i < SANYA_COUNT(changes); i++)
		if (changes[i].at > instant && changes[i].at < next)
			next = changes[i].at;
	return next;
}
