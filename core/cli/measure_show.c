/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows of sanya measure, and the remarks that go with them.
 * The shape of the JSON is fixed; what it has no place for (rows that were left out, findings, who stood in) goes to stderr.
 */
#include "measure_show.h"

/* --- remarks --- */

static void remark_reading(struct sanya_cli *cli, const struct sanya_files_report *report)
{
	for (size_t i = 0; i < report->remark_count; i++) {
		const struct sanya_files_remark *one = &report->remarks[i];
		unsigned long long count = one->count;

		if (one->repaired)
			sanya_cli_warn(cli, SANYA_N("repaired %llu times: %s (%s)\n"), count, one->reason, one->place);
		else
			sanya_cli_warn(cli, SANYA_N("left out %llu rows: %s (%s)\n"), count, one->reason, one->place);
	}
}

/* Once for each metric, however many statistics are asked of it. */
static bool first_of_metric(const struct sanya_measure_shown *shown, size_t question)
{
	for (size_t i = 0; i < question; i++)
		if (sanya_measuring_metric(shown->measuring, i) == sanya_measuring_metric(shown->measuring, question))
			return false;
	return true;
}

static void remark_findings(struct sanya_cli *cli, const struct sanya_measure_shown *shown, size_t question)
{
	const struct sanya_metric_info *metric = sanya_measuring_metric(shown->measuring, question);

	for (size_t reason = 0; reason < metric->reason_count; reason++) {
		unsigned long long count = 0;

		for (size_t i = 0; i < shown->row_count; i++)
			for (size_t j = 0; shown->rows[i].question == question && j < shown->rows[i].finding_count; j++)
				if (shown->rows[i].findings[j].word == metric->reason_words[reason])
					count += shown->rows[i].findings[j].count;
		if (count > 0)
			sanya_cli_warn(cli, SANYA_N("worth a look, %s: %llu with %s (%s)\n"), metric->name, count, metric->reason_words[reason],
			       sanya_words_in(&metric->reasons[reason], cli->language));
	}
}

static void remark_questions(struct sanya_cli *cli, const struct sanya_measure_shown *shown)
{
	bool fell_back = false;

	for (size_t i = 0; i < shown->pair_count; i++) {
		const struct sanya_metric_info *metric = sanya_measuring_metric(shown->measuring, i);

		fell_back = fell_back || sanya_measuring_fell_back(shown->measuring, i);
		if (!first_of_metric(shown, i))
			continue;
		remark_findings(cli, shown, i);
		if (metric->kind == SANYA_TICKET && shown->report->tickets == 0)
			sanya_cli_warn(cli, SANYA_N("%s: the files hold no tickets\n"), metric->name);
		if (metric->kind == SANYA_RESPONSE && shown->report->responses == 0)
			sanya_cli_warn(cli, SANYA_N("%s: the files hold no responses\n"), metric->name);
	}
	if (fell_back)
		sanya_cli_warn(cli, SANYA_N("the files name nobody for --credit %s: the assignee stands in\n"),
		       sanya_cli_value(cli, "credit"));
}

/* --- rows --- */

struct cells {
	struct sanya_buffer statistic, display, excluded;
};

static void cells_init(struct cells *cells)
{
	sanya_buffer_init(&cells->statistic, SANYA_TEXT_MAX);
	sanya_buffer_init(&cells->display, SANYA_TEXT_MAX);
	sanya_buffer_init(&cells->excluded, SANYA_TEXT_MAX);
}

static void cells_done(struct cells *cells)
{
	sanya_buffer_done(&cells->statistic);
	sanya_buffer_done(&cells->display);
	sanya_buffer_done(&cells->excluded);
}

/* How many there are is shown without decimals: always a whole number. */
static bool counts_things(const struct sanya_statistic *statistic, enum sanya_unit unit)
{
	bool picks = statistic->kind == SANYA_STATISTIC_SUM || statistic->kind == SANYA_STATISTIC_MAX ||
		     statistic->kind == SANYA_STATISTIC_RANK;

	return statistic->kind == SANYA_STATISTIC_COUNT || (picks && (unit == SANYA_UNIT_COUNT || unit == SANYA_UNIT_FLAG));
}

static void fill_cells(const struct sanya_measure_shown *shown, const struct sanya_measure_row *row, struct cells *cells)
{
	const struct sanya_statistic *statistic = &shown->pairs[row->question].statistic;
	const struct sanya_metric_info *metric = sanya_measuring_metric(shown->measuring, row->question);

	sanya_buffer_text(&cells->statistic, shown->pairs[row->question].words);
	if (row->has_value && counts_things(statistic, metric->unit))
		sanya_number_decimal(&row->value, 0, &cells->display);
	else if (row->has_value)
		sanya_value_display(&row->value, sanya_statistic_measure(statistic, metric->unit), &cells->display);
	for (size_t i = 0; i < row->excluded_count; i++)
		sanya_buffer_printf(&cells->excluded, "%s%s %llu", i > 0 ? ", " : "", row->excluded[i].word,
				    (unsigned long long)row->excluded[i].count);
}

static struct sanya_json *text_json(struct sanya_text text)
{
	return text.at == NULL ? sanya_json_null() : sanya_json_of_bytes(text.at, text.size);
}

static struct sanya_text key_of(const struct sanya_measure_shown *shown, const struct sanya_measure_row *row, const char *name)
{
	for (size_t i = 0; i < shown->by_count; i++)
		if (strcmp(shown->by[i], name) == 0)
			return row->keys[i];
	return (struct sanya_text){ NULL, 0 };
}

/* person and month always stand there; a field of one's own stands in the place of person, and day in that of month. */
static void set_keys(struct sanya_json *json, const struct sanya_measure_shown *shown, const struct sanya_measure_row *row)
{
	bool own = false, day = false;

	for (size_t i = 0; i < shown->by_count; i++) {
		bool person = strcmp(shown->by[i], "person") == 0, month = strcmp(shown->by[i], "month") == 0;

		day = day || strcmp(shown->by[i], "day") == 0;
		if (!person && !month && strcmp(shown->by[i], "day") != 0) {
			sanya_json_set(json, shown->by[i], text_json(row->keys[i]));
			own = true;
		}
	}
	if (!own || key_of(shown, row, "person").at != NULL)
		sanya_json_set(json, "person", text_json(key_of(shown, row, "person")));
	if (day)
		sanya_json_set(json, "day", text_json(key_of(shown, row, "day")));
	if (!day || key_of(shown, row, "month").at != NULL)
		sanya_json_set(json, "month", text_json(key_of(shown, row, "month")));
}

static struct sanya_json *row_json(const struct sanya_measure_shown *shown, const struct sanya_measure_row *row)
{
	SANYA_CLEANUP(cells_done) struct cells cells;
	struct sanya_json *json = sanya_json_object(), *excluded = sanya_json_object();

	cells_init(&cells);
	fill_cells(shown, row, &cells);
	for (size_t i = 0; i < row->excluded_count; i++)
		sanya_json_set_integer(excluded, row->excluded[i].word, (int64_t)row->excluded[i].count);
	sanya_json_set_text(json, "metric", shown->pairs[row->question].metric);
	sanya_json_set_text(json, "statistic", cells.statistic.data);
	set_keys(json, shown, row);
	sanya_json_set_integer(json, "count", (int64_t)row->count);
	sanya_json_set(json, "value", row->has_value ? sanya_json_of_number(&row->value) : sanya_json_null());
	sanya_json_set(json, "display", row->has_value ? sanya_json_of_text(cells.display.data) : sanya_json_null());
	sanya_json_set(json, "excluded", excluded);
	return json;
}

/* Row by row: as values all rows together would take twenty times the memory of their text. */
static int show_json(struct sanya_cli *cli, const struct sanya_measure_shown *shown, struct sanya_error *err)
{
	sanya_buffer_text(&cli->out, "{\n  \"rows\": [");
	for (size_t i = 0; i < shown->row_count; i++) {
		SANYA_CLEANUP(sanya_json_freep) struct sanya_json *row = row_json(shown, &shown->rows[i]);

		sanya_buffer_text(&cli->out, i > 0 ? ",\n    " : "\n    ");
		if (sanya_json_pretty_part(row, 2, &cli->out, err) < 0)
			return -1;
	}
	sanya_buffer_text(&cli->out, shown->row_count > 0 ? "\n  ]\n}\n" : "]\n}\n");
	if (sanya_buffer_check(&cli->out, "output", err) < 0)
		return -1;
	cli->written = true;
	return 0;
}

#define OWN_COLUMNS 5

static void show_table(struct sanya_cli *cli, const struct sanya_measure_shown *shown)
{
	static const char *const own[OWN_COLUMNS] = { SANYA_N("Metric"), SANYA_N("Statistic"), SANYA_N("Value"), SANYA_N("Counted"),
						      SANYA_N("Not counted") };
	const char *heads[SANYA_MEASURE_BY_MAX + OWN_COLUMNS];
	size_t keys = shown->by_count;

	memcpy(heads, shown->by, keys * sizeof *heads);
	memcpy(heads + keys, own, sizeof own);
	struct sanya_cli_table *table = sanya_cli_table_new(cli, keys + OWN_COLUMNS, heads);
	sanya_cli_table_right(table, 3u << (keys + 2));
	for (size_t i = 0; i < shown->row_count; i++) {
		const struct sanya_measure_row *row = &shown->rows[i];
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer key_text;
		SANYA_CLEANUP(cells_done) struct cells texts;
		const char *cells[SANYA_MEASURE_BY_MAX + OWN_COLUMNS];
		size_t starts[SANYA_MEASURE_BY_MAX];
		char count[24];

		sanya_buffer_init(&key_text, SANYA_MEASURE_BY_MAX * (SANYA_TEXT_MAX + 1));
		cells_init(&texts);
		fill_cells(shown, row, &texts);
		for (size_t j = 0; j < keys; j++) {
			starts[j] = key_text.size;
			if (row->keys[j].at == NULL)
				sanya_buffer_text(&key_text, "–");
			else
				sanya_buffer_add(&key_text, row->keys[j].at, row->keys[j].size);
			sanya_buffer_byte(&key_text, '\0');
		}
		for (size_t j = 0; j < keys; j++)
			cells[j] = key_text.data + starts[j];
		snprintf(count, sizeof count, "%llu", (unsigned long long)row->count);
		cells[keys] = shown->pairs[row->question].metric;
		cells[keys + 1] = texts.statistic.data;
		cells[keys + 2] = row->has_value ? texts.display.data : "–";
		cells[keys + 3] = count;
		cells[keys + 4] = texts.excluded.data;
		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
}

int sanya_measure_show(struct sanya_cli *cli, const struct sanya_measure_shown *shown, struct sanya_error *err)
{
	remark_reading(cli, shown->report);
	remark_questions(cli, shown);
	if (cli->json)
		return show_json(cli, shown, err);
	show_table(cli, shown);
	return 0;
}
