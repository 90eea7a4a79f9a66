/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya.calendar/1 in and out: the hours of the week, holidays by date with their names, special working days.
 * What the hours mean is the domain's; here they are read, checked to be in order, and written back as they were.
 */
#include "documents.h"

#include "../base/time.h"
#include "key_tables.h"

#define SPANS_MOST 24u	 /* stretches of one day */
#define DAYS_MOST 10000u /* holidays, and special days, of one calendar */

static const char *const weekdays[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
static const struct sanya_key document_keys[] = {
	{ "format", true }, { "id", true },	  { "version", true },  { "title", false }, { "timezone", true },
	{ "week", true },   { "holidays", false }, { "special", false }, { "note", false },  { NULL, false },
};
static const struct sanya_key week_keys[] = {
	{ "mon", false }, { "tue", false }, { "wed", false }, { "thu", false }, { "fri", false }, { "sat", false }, { "sun", false },
	{ NULL, false },
};

const struct sanya_key_table sanya_calendar_key_tables[] = {
	{ "", document_keys },
	{ "week", week_keys },
	{ NULL, NULL },
};

/* "HH:MM" into seconds of the day; 24:00 is the day's end. */
static bool clock_of(const char *text, int32_t *ret)
{
	int32_t hour, minute;

	for (size_t i = 0; i < 5; i++)
		if (i == 2 ? text[i] != ':' : text[i] < '0' || text[i] > '9')
			return false;
	hour = (text[0] - '0') * 10 + (text[1] - '0');
	minute = (text[3] - '0') * 10 + (text[4] - '0');
	if (minute > 59 || hour * 60 + minute > 24 * 60)
		return false;
	*ret = hour * 3600 + minute * 60;
	return true;
}

static int read_span(struct sanya_place place, struct sanya_hours_span *ret, struct sanya_error *err)
{
	const char *text = "";
	size_t size = 0;

	if (sanya_read_raw(place, &text, &size, err) < 0)
		return -1;
	if (size != 11 || text[5] != '-' || !clock_of(text, &ret->from) || !clock_of(text + 6, &ret->to)) {
		sanya_read_refuse(&place, err, "these are no working hours");
		return sanya_error_next(err, "write them as \"09:00-12:00\"; a day ends at 24:00");
	}
	if (ret->from >= ret->to) {
		sanya_read_refuse(&place, err, "these working hours end before they begin");
		return sanya_error_next(err, "split work past midnight: \"22:00-24:00\" today and \"00:00-06:00\" tomorrow");
	}
	return 0;
}

static int read_spans(struct sanya_place place, size_t least, struct sanya_arena *arena,
		      const struct sanya_hours_span **ret, size_t *ret_count, struct sanya_error *err)
{
	struct sanya_hours_span *spans;
	size_t count = 0;

	if (sanya_read_array(&place, least, SPANS_MOST, &count, err) < 0)
		return -1;
	spans = sanya_arena_array(arena, count, sizeof(*spans));
	if (spans == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++) {
		struct sanya_place element = sanya_read_element(&place, i);

		if (read_span(element, &spans[i], err) < 0)
			return -1;
		if (i > 0 && spans[i].from < spans[i - 1].to) {
			sanya_read_refuse(&element, err, "these working hours begin before the ones written before them end");
			return sanya_error_next(err, "write the hours of a day in order, without overlaps");
		}
	}
	*ret = spans;
	*ret_count = count;
	return 0;
}

static int read_week(struct sanya_place place, struct sanya_calendar *calendar, struct sanya_error *err)
{
	if (sanya_read_keys(&place, week_keys, err) < 0)
		return -1;
	for (size_t i = 0; i < SANYA_COUNT(weekdays); i++)
		if (read_spans(sanya_read_member(&place, weekdays[i]), 0, &calendar->arena, &calendar->week[i].spans,
			       &calendar->week[i].count, err) < 0)
			return -1;
	return 0;
}

/* The date that a member of a map is named by. */
static int read_key_date(const struct sanya_place *place, int32_t *ret, struct sanya_error *err)
{
	struct sanya_error reason = SANYA_ERROR_INIT;

	if (sanya_date_parse(place->key, strlen(place->key), ret, &reason) == 0)
		return 0;
	sanya_read_refuse_key(place, err, "%s", reason.what);
	return sanya_error_next(err, "%s", reason.next);
}

static int read_holiday(struct sanya_place place, struct sanya_arena *arena, struct sanya_special_day *ret,
			struct sanya_error *err)
{
	if (read_key_date(&place, &ret->date, err) < 0 || sanya_read_text(place, arena, &ret->name, err) < 0)
		return -1;
	return ret->name != NULL ? 0 : sanya_read_refuse(&place, err, "a holiday needs a name");
}

static int read_special(struct sanya_place place, struct sanya_arena *arena, struct sanya_special_day *ret,
			struct sanya_error *err)
{
	if (read_key_date(&place, &ret->date, err) < 0 ||
	    read_spans(place, 1, arena, &ret->spans, &ret->span_count, err) < 0)
		return -1;
	if (ret->span_count > 0)
		return 0;
	sanya_read_refuse(&place, err, "a special day needs its working hours");
	return sanya_error_next(err, "write them as [\"09:00-12:00\"], or name the day under \"holidays\"");
}

static int by_date(const void *a, const void *b)
{
	const struct sanya_special_day *left = a, *right = b;

	if (left->date != right->date)
		return left->date < right->date ? -1 : 1;
	/* The holiday first, so that the order is one for one content. */
	return (left->span_count > 0) - (right->span_count > 0);
}

static int read_days(const struct sanya_place *root, struct sanya_calendar *calendar, struct sanya_error *err)
{
	struct sanya_place holidays = sanya_read_member(root, "holidays"), special = sanya_read_member(root, "special");
	size_t holiday_count = 0, special_count = 0;
	struct sanya_special_day *days;
	size_t count = 0;

	if ((holidays.json != NULL && sanya_read_map(&holidays, &holiday_count, err) < 0) ||
	    (special.json != NULL && sanya_read_map(&special, &special_count, err) < 0))
		return -1;
	if (holiday_count > DAYS_MOST || special_count > DAYS_MOST)
		return sanya_read_refuse(holiday_count > DAYS_MOST ? &holidays : &special, err,
					 "more than %u days in one calendar", DAYS_MOST);
	days = sanya_arena_array(&calendar->arena, holiday_count + special_count, sizeof(*days));
	if (days == NULL)
		return sanya_error_memory(err);
	for (void *it = sanya_json_first(holidays.json); it != NULL; it = sanya_json_next(holidays.json, it))
		if (read_holiday(sanya_read_iterator(&holidays, it), &calendar->arena, &days[count++], err) < 0)
			return -1;
	for (void *it = sanya_json_first(special.json); it != NULL; it = sanya_json_next(special.json, it))
		if (read_special(sanya_read_iterator(&special, it), &calendar->arena, &days[count++], err) < 0)
			return -1;
	if (count > 0)
		qsort(days, count, sizeof(*days), by_date);
	calendar->days = days;
	calendar->day_count = count;
	return 0;
}

static int read_document(const struct sanya_reader *reader, struct sanya_calendar *ret, struct sanya_error *err)
{
	struct sanya_place root = sanya_reader_root(reader);

	if (sanya_read_keys(&root, document_keys, err) < 0 ||
	    sanya_read_identifier(sanya_read_member(&root, "id"), &ret->arena, &ret->id, err) < 0 ||
	    sanya_read_integer(sanya_read_member(&root, "version"), 1, 1000000, &ret->version, err) < 0 ||
	    sanya_read_words(sanya_read_member(&root, "title"), &ret->arena, &ret->title, err) < 0 ||
	    sanya_read_text(sanya_read_member(&root, "timezone"), &ret->arena, &ret->timezone, err) < 0 ||
	    sanya_read_text(sanya_read_member(&root, "note"), &ret->arena, &ret->note, err) < 0 ||
	    read_week(sanya_read_member(&root, "week"), ret, err) < 0)
		return -1;
	return read_days(&root, ret, err);
}

int sanya_calendar_parse(const char *name, const char *text, size_t size, struct sanya_calendar *ret,
			 struct sanya_error *err)
{
	struct sanya_reader reader;
	int result;

	sanya_calendar_init(ret);
	result = sanya_reader_open(name, text, size, "sanya.calendar/1", &reader, err);
	if (result == 0)
		result = read_document(&reader, ret, err);
	sanya_reader_done(&reader);
	if (result != 0)
		sanya_calendar_done(ret);
	return result;
}

static struct sanya_json *spans_json(const struct sanya_hours_span *spans, size_t count)
{
	struct sanya_json *list = sanya_json_array();

	for (size_t i = 0; i < count; i++) {
		int from = spans[i].from / 60, to = spans[i].to / 60;
		char text[48];

		snprintf(text, sizeof(text), "%02d:%02d-%02d:%02d", from / 60, from % 60, to / 60, to % 60);
		sanya_json_append(list, sanya_json_of_text(text));
	}
	return list;
}

struct sanya_json *sanya_calendar_json(const struct sanya_calendar *calendar)
{
	struct sanya_json *json = sanya_json_object(), *week = sanya_json_object();
	struct sanya_json *holidays = sanya_json_object(), *special = sanya_json_object();
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer date;

	sanya_buffer_init(&date, 32);
	sanya_json_set_text(json, "format", "sanya.calendar/1");
	sanya_json_set_text(json, "id", calendar->id);
	sanya_json_set_integer(json, "version", calendar->version);
	if (calendar->title.th != NULL || calendar->title.en != NULL)
		sanya_json_set(json, "title", sanya_json_of_words(&calendar->title));
	sanya_json_set_text(json, "timezone", calendar->timezone);
	for (size_t i = 0; i < SANYA_COUNT(weekdays); i++)
		if (calendar->week[i].count > 0)
			sanya_json_set(week, weekdays[i], spans_json(calendar->week[i].spans, calendar->week[i].count));
	sanya_json_set(json, "week", week);
	for (size_t i = 0; i < calendar->day_count; i++) {
		const struct sanya_special_day *day = &calendar->days[i];

		sanya_buffer_clear(&date);
		sanya_date_format(day->date, &date);
		if (day->span_count > 0)
			sanya_json_set(special, date.data, spans_json(day->spans, day->span_count));
		else
			sanya_json_set_text(holidays, date.data, day->name);
	}
	if (sanya_json_size(holidays) > 0)
		sanya_json_set(json, "holidays", holidays);
	else
		sanya_json_free(holidays);
	if (sanya_json_size(special) > 0)
		sanya_json_set(json, "special", special);
	else
		sanya_json_free(special);
	if (calendar->note != NULL)
		sanya_json_set_text(json, "note", calendar->note);
	return json;
}
