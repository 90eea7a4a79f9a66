/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya calendar show | between | add: what a calendar says, working time between two moments, a moment so much working time
 * later.  Needs no home; the --json of between and add is fixed.
 */
#include "../app/calendar_find.h"
#include "../app/settings.h"
#include "../base/file.h"
#include "../base/time.h"
#include "../codec/documents.h"
#include "dates.h"

static void free_zone(struct sanya_zone **zone)
{
	sanya_zone_free(*zone);
}

static void free_hours(struct sanya_hours **hours)
{
	sanya_hours_free(*hours);
}

/* A moment; one without a zone is of the calendar's wall clock. */
static int read_moment(const char *text, const struct sanya_zone *zone, int64_t *ret, struct sanya_error *err)
{
	bool zoned;
	int64_t seconds;

	if (sanya_instant_parse_local(text, strlen(text), &seconds, &zoned, err) < 0) {
		err->code = SANYA_USAGE;
		return -1;
	}
	if (zoned)
		*ret = seconds;
	else
		sanya_zone_instant(zone, seconds, ret, NULL);
	return 0;
}

static int run_between(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_calendar_done) struct sanya_calendar calendar;
	SANYA_CLEANUP(free_zone) struct sanya_zone *zone = NULL, *again = NULL;
	SANYA_CLEANUP(free_hours) struct sanya_hours *hours = NULL;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer first, last, length;
	struct sanya_json *json = sanya_json_object();
	int64_t from, to, seconds;

	sanya_calendar_init(&calendar);
	sanya_buffer_init(&first, 256);
	sanya_buffer_init(&last, 256);
	sanya_buffer_init(&length, 256);
	sanya_cli_result(cli, json);
	if (sanya_calendar_find(cli->settings, cli->arguments[0], &calendar, err) < 0 ||
	    sanya_zone_load(calendar.timezone, &zone, err) < 0 || read_moment(cli->arguments[1], zone, &from, err) < 0 ||
	    read_moment(cli->arguments[2], zone, &to, err) < 0 ||
	    sanya_calendar_hours(&calendar, from, to, &again, &hours, err) < 0)
		return -1;
	seconds = sanya_hours_between(hours, from, to);
	if (cli->json)
		return sanya_json_set_integer(json, "seconds", seconds) < 0 ? sanya_error_memory(err) : 0;
	sanya_cli_moment(cli->language, zone, from, &first);
	sanya_cli_moment(cli->language, zone, to, &last);
	sanya_cli_length(cli->language, seconds, &length);
	sanya_cli_print(cli, "%s of working time (%lld seconds)\n", length.data, (long long)seconds);
	sanya_cli_print(cli, "from %s to %s (%s, %s@%lld)\n", first.data, last.data, calendar.timezone, calendar.id,
			(long long)calendar.version);
	if (to < from)
		sanya_cli_tell(cli, "The end lies before the start, which counts as 0.\n");
	return 0;
}

static int run_add(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_calendar_done) struct sanya_calendar calendar;
	SANYA_CLEANUP(free_zone) struct sanya_zone *zone = NULL;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	struct sanya_json *json = sanya_json_object();
	int64_t start, seconds, at;

	sanya_calendar_init(&calendar);
	sanya_buffer_init(&text, 256);
	sanya_cli_result(cli, json);
	if (sanya_text_integer(cli->arguments[2], strlen(cli->arguments[2]), &seconds, err) < 0) {
		err->code = SANYA_USAGE;
		return sanya_error_next(err, "%s", sanya_cli_say(cli, "write the working time in whole seconds, such as 14400"));
	}
	if (seconds < 0) {
		sanya_error_set(err, SANYA_USAGE, "%s", sanya_cli_say(cli, "working time is added, not taken away"));
		return sanya_error_next(err, "%s", sanya_cli_say(cli, "write the working time in whole seconds, such as 14400"));
	}
	if (sanya_calendar_find(cli->settings, cli->arguments[0], &calendar, err) < 0 ||
	    sanya_zone_load(calendar.timezone, &zone, err) < 0 || read_moment(cli->arguments[1], zone, &start, err) < 0 ||
	    sanya_calendar_add(&calendar, zone, start, seconds, &at, err) < 0)
		return -1;
	if (cli->json) {
		sanya_instant_format(at, &text);
		return sanya_json_set_text(json, "at", text.data) < 0 ? sanya_error_memory(err) : 0;
	}
	sanya_cli_moment(cli->language, zone, at, &text);
	sanya_cli_print(cli, "%s (%s, %s@%lld)\n", text.data, calendar.timezone, calendar.id, (long long)calendar.version);
	return 0;
}

static void add_spans(const struct sanya_hours_span *spans, size_t count, struct sanya_buffer *out)
{
	for (size_t i = 0; i < count; i++) {
		int from = spans[i].from / 60, to = spans[i].to / 60;

		sanya_buffer_printf(out, "%s%02d:%02d–%02d:%02d", i > 0 ? ", " : "", from / 60, from % 60, to / 60, to % 60);
	}
}

static void show_week(struct sanya_cli *cli, const struct sanya_calendar *calendar)
{
	static const char *const names[] = { SANYA_N("Monday"), SANYA_N("Tuesday"),  SANYA_N("Wednesday"), SANYA_N("Thursday"),
					     SANYA_N("Friday"), SANYA_N("Saturday"), SANYA_N("Sunday") };
	static const char *const heads[] = { SANYA_N("Day"), SANYA_N("Working hours") };
	struct sanya_cli_table *table = sanya_cli_table_new(cli, 2, heads);
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, 4096);
	for (size_t i = 0; i < SANYA_COUNT(names); i++) {
		sanya_buffer_clear(&text);
		add_spans(calendar->week[i].spans, calendar->week[i].count, &text);
		if (text.size == 0)
			sanya_buffer_text(&text, "–");
		sanya_cli_table_row(table, (const char *const[]){ sanya_cli_say(cli, names[i]), text.data });
	}
	sanya_cli_table_end(table);
}

static void show_days(struct sanya_cli *cli, const struct sanya_calendar *calendar, int32_t from, int32_t to)
{
	static const char *const heads[] = { SANYA_N("Date"), SANYA_N("Holiday or other hours") };
	struct sanya_cli_table *table = sanya_cli_table_new(cli, 2, heads);
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer date, text;

	sanya_buffer_init(&date, 256);
	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	for (size_t i = 0; i < calendar->day_count; i++) {
		const struct sanya_special_day *day = &calendar->days[i];

		if (day->date < from || day->date > to)
			continue;
		sanya_buffer_clear(&date);
		sanya_buffer_clear(&text);
		sanya_cli_date(cli->language, day->date, &date);
		if (day->span_count > 0)
			add_spans(day->spans, day->span_count, &text);
		else
			sanya_buffer_text(&text, day->name);
		sanya_cli_table_row(table, (const char *const[]){ date.data, text.data });
	}
	sanya_cli_table_end(table);
}

static int list_calendars(struct sanya_cli *cli, struct sanya_error *err)
{
	static const char *const heads[] = { SANYA_N("Calendar"), SANYA_N("Title"), SANYA_N("Time zone") };
	struct sanya_cli_table *table;
	struct sanya_json *json = sanya_json_object(), *list = sanya_json_array();
	char folder[SANYA_PATH_MAX], **names = NULL;
	int result = 0;

	sanya_cli_result(cli, json);
	snprintf(folder, sizeof(folder), "%s/calendars", cli->settings->data);
	if (sanya_folder_names(folder, &names, NULL, err) < 0) {
		sanya_json_free(list);
		return -1;
	}
	table = sanya_cli_table_new(cli, 3, heads);
	for (size_t i = 0; result == 0 && names[i] != NULL; i++) {
		struct sanya_calendar calendar;
		char path[SANYA_PATH_MAX], label[96];
		size_t size = strlen(names[i]);

		if (size <= 5 || strcmp(names[i] + size - 5, ".json") != 0)
			continue;
		snprintf(path, sizeof(path), "%s/calendars/%.255s", cli->settings->data, names[i]);
		result = sanya_calendar_find(cli->settings, path, &calendar, err);
		if (result == 0) {
			struct sanya_json *row = sanya_json_object();

			snprintf(label, sizeof(label), "%s@%lld", calendar.id, (long long)calendar.version);
			sanya_json_set_text(row, "calendar", label);
			sanya_json_set_text(row, "title", sanya_words_in(&calendar.title, cli->language));
			sanya_json_set_text(row, "timezone", calendar.timezone);
			sanya_json_append(list, row);
			sanya_cli_table_row(table, (const char *const[]){
						   label, sanya_words_in(&calendar.title, cli->language), calendar.timezone });
		}
		sanya_calendar_done(&calendar);
	}
	sanya_cli_table_end(table);
	sanya_folder_names_free(names);
	sanya_json_set(json, "calendars", list);
	return result;
}

static int option_date(struct sanya_cli *cli, const char *option, int32_t *ret, struct sanya_error *err)
{
	const char *text = sanya_cli_value(cli, option);

	if (text == NULL || sanya_date_parse(text, strlen(text), ret, err) == 0)
		return 0;
	err->code = SANYA_USAGE;
	return -1;
}

static int run_show(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_calendar_done) struct sanya_calendar calendar;
	int32_t from = INT32_MIN, to = INT32_MAX;
	const char *title;

	sanya_calendar_init(&calendar);
	if (cli->argument_count == 0)
		return list_calendars(cli, err);
	if (option_date(cli, "from", &from, err) < 0 || option_date(cli, "to", &to, err) < 0 ||
	    sanya_calendar_find(cli->settings, cli->arguments[0], &calendar, err) < 0)
		return -1;
	if (cli->json) {
		sanya_cli_result(cli, sanya_calendar_json(&calendar));
		return 0;
	}
	title = sanya_words_in(&calendar.title, cli->language);
	sanya_cli_print(cli, "%s@%lld  %s  (%s)\n", calendar.id, (long long)calendar.version, title, calendar.timezone);
	sanya_buffer_text(&cli->out, "\n");
	show_week(cli, &calendar);
	if (calendar.day_count > 0) {
		sanya_buffer_text(&cli->out, "\n");
		show_days(cli, &calendar, from, to);
	}
	if (calendar.note != NULL)
		sanya_buffer_printf(&cli->out, "\n%s\n", calendar.note);
	return 0;
}

static const struct sanya_cli_option show_options[] = {
	{ "from", "DATE", SANYA_OPTION_VALUE, SANYA_N("Show holidays from this date on.") },
	{ "to", "DATE", SANYA_OPTION_VALUE, SANYA_N("Show holidays up to this date.") },
	{ NULL, NULL, SANYA_OPTION_FLAG, NULL },
};

const struct sanya_command sanya_command_calendar_show = {
	.name = "calendar show",
	.arguments = "[CALENDAR]",
	.most = 1,
	.help = SANYA_N("Show the calendars there are, or the week and the holidays of one."),
	.details = SANYA_N("CALENDAR is an ID, ID@VERSION, or a file."),
	.examples = "sanya calendar show\n"
		    "sanya calendar show th-office --from 2026-01-01 --to 2026-12-31",
	.options = show_options,
	.run = run_show,
};

const struct sanya_command sanya_command_calendar_between = {
	.name = "calendar between",
	.arguments = "CALENDAR START END",
	.least = 3,
	.most = 3,
	.help = SANYA_N("Count the working time between two moments."),
	.details = SANYA_N("A moment without a time zone is of the calendar's own clock."),
	.examples = "sanya calendar between th-office 2026-07-01T17:00 2026-07-02T10:30\n"
		    "sanya calendar between hours.json 2026-07-01T10:00:00Z 2026-07-02T03:30:00Z --json",
	.run = run_between,
};

const struct sanya_command sanya_command_calendar_add = {
	.name = "calendar add",
	.arguments = "CALENDAR START SECONDS",
	.least = 3,
	.most = 3,
	.help = SANYA_N("Find the moment when so much working time has passed."),
	.details = SANYA_N("A moment that falls on closing time is closing time, not the next opening."),
	.examples = "sanya calendar add th-office 2026-07-01T17:00 14400",
	.run = run_add,
};
