/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows of sanya measure as a table, and the remarks that go with them.
 * What a row has no place for (rows that were left out, findings, who stood in) goes to stderr.
 * No row is kept: they are shown as they come, in a table twice, first for the width of its columns.
 */
#include "measure_show.h"

struct showing {
	struct sanya_cli *cli;
	const struct sanya_measure_shown *shown;
	struct sanya_measure_findings findings;
	struct sanya_cli_table *table;
	struct sanya_buffer text; /* cells of one row */
	bool printing;		  /* the second pass of a table */
};

static void showing_done(struct showing *showing)
{
	for (size_t i = 0; showing->findings.counts != NULL && i < showing->shown->pair_count; i++)
		free(showing->findings.counts[i]);
	free(showing->findings.counts);
	sanya_buffer_done(&showing->text);
}

/* --- remarks --- */

static int count_findings(struct showing *showing, struct sanya_error *err)
{
	const struct sanya_measure_shown *shown = showing->shown;
	uint64_t **counts = calloc(shown->pair_count + 1, sizeof(uint64_t *));

	showing->findings.counts = counts;
	for (size_t i = 0; counts != NULL && i < shown->pair_count; i++) {
		counts[i] = calloc(sanya_measuring_metric(shown->measuring, i)->reason_count + 1, sizeof(uint64_t));
		if (counts[i] == NULL)
			return sanya_error_memory(err);
	}
	return counts != NULL ? 0 : sanya_error_memory(err);
}

void sanya_measure_note(struct sanya_measure_findings *findings, const struct sanya_measure_shown *shown,
			const struct sanya_measure_row *row)
{
	if (row->finding_count == 0)
		return;
	const struct sanya_metric_info *metric = sanya_measuring_metric(shown->measuring, row->question);
	for (size_t i = 0; i < row->finding_count; i++)
		for (size_t reason = 0; reason < metric->reason_count; reason++)
			if (row->findings[i].word == metric->reason_words[reason])
				findings->counts[row->question][reason] += row->findings[i].count;
}

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

static void remark_findings(const struct showing *showing, size_t question)
{
	struct sanya_cli *cli = showing->cli;
	const struct sanya_metric_info *metric = sanya_measuring_metric(showing->shown->measuring, question);

	for (size_t reason = 0; reason < metric->reason_count; reason++) {
		unsigned long long count = showing->findings.counts[question][reason];

		if (count > 0)
			sanya_cli_warn(cli, SANYA_N("worth a look, %s: %llu with %s (%s)\n"), metric->name, count, metric->reason_words[reason],
			       sanya_words_in(&metric->reasons[reason], cli->language));
	}
}

static void remark_nothing(const struct showing *showing, const struct sanya_metric_info *metric)
{
	const struct sanya_measure_shown *shown = showing->shown;
	struct sanya_cli *cli = showing->cli;

	if (metric->kind == SANYA_TICKET && shown->report->tickets == 0)
		sanya_cli_warn(cli, shown->home ? SANYA_N("%s: the evidence holds no tickets that may count\n")
						: SANYA_N("%s: the files hold no tickets\n"), metric->name);
	if (metric->kind == SANYA_RESPONSE && shown->report->responses == 0)
		sanya_cli_warn(cli, shown->home ? SANYA_N("%s: the evidence holds no responses that may count\n")
						: SANYA_N("%s: the files hold no responses\n"), metric->name);
}

static void remark_questions(const struct showing *showing)
{
	const struct sanya_measure_shown *shown = showing->shown;
	struct sanya_cli *cli = showing->cli;
	bool fell_back = false;

	for (size_t i = 0; i < shown->pair_count; i++) {
		fell_back = fell_back || sanya_measuring_fell_back(shown->measuring, i);
		if (!first_of_metric(shown, i))
			continue;
		remark_findings(showing, i);
		remark_nothing(showing, sanya_measuring_metric(shown->measuring, i));
	}
	if (fell_back)
		sanya_cli_warn(cli, shown->home ? SANYA_N("the evidence names nobody for --credit %s: the assignee stands in\n")
						: SANYA_N("the files name nobody for --credit %s: the assignee stands in\n"),
			       sanya_cli_value(cli, "credit"));
}

/* --- values --- */

/* How many there are is shown without decimals: always a whole number. */
static bool counts_things(const struct sanya_statistic *statistic, enum sanya_unit unit)
{
	bool picks = statistic->kind == SANYA_STATISTIC_SUM || statistic->kind == SANYA_STATISTIC_MAX ||
		     statistic->kind == SANYA_STATISTIC_RANK;

	return statistic->kind == SANYA_STATISTIC_COUNT || (picks && (unit == SANYA_UNIT_COUNT || unit == SANYA_UNIT_FLAG));
}

struct sanya_text sanya_measure_display(const struct sanya_measure_shown *shown, const struct sanya_measure_row *row,
					char room[SANYA_RATIO_TEXT])
{
	const struct sanya_statistic *statistic = &shown->pairs[row->question].statistic;
	const struct sanya_metric_info *metric = sanya_measuring_metric(shown->measuring, row->question);
	size_t size;

	if (counts_things(statistic, metric->unit))
		size = sanya_ratio_decimal(row->value, 0, room);
	else
		size = sanya_ratio_display(row->value, sanya_statistic_measure(statistic, metric->unit), room);
	return (struct sanya_text){ room, (uint32_t)size };
}

/* --- table --- */

#define OWN_COLUMNS 5

/* A text as a cell; where it begins in showing->text. */
static size_t add_cell(struct showing *showing, struct sanya_text text)
{
	size_t start = showing->text.size;

	if (text.at == NULL)
		sanya_buffer_text(&showing->text, "–");
	else
		sanya_buffer_add(&showing->text, text.at, text.size);
	sanya_buffer_byte(&showing->text, '\0');
	return start;
}

static size_t add_excluded(struct showing *showing, const struct sanya_measure_row *row)
{
	size_t start = showing->text.size;

	for (size_t i = 0; i < row->excluded_count; i++)
		sanya_buffer_printf(&showing->text, "%s%s %llu", i > 0 ? ", " : "", row->excluded[i].word,
				    (unsigned long long)row->excluded[i].count);
	sanya_buffer_byte(&showing->text, '\0');
	return start;
}

static int table_row(void *context, const struct sanya_measure_row *row, struct sanya_error *err)
{
	struct showing *showing = context;
	const struct sanya_measure_shown *shown = showing->shown;
	const struct sanya_text nothing = { NULL, 0 };
	const char *cells[SANYA_MEASURE_BY_MAX + OWN_COLUMNS];
	size_t starts[SANYA_MEASURE_BY_MAX + 2], keys = shown->by_count;
	char room[SANYA_RATIO_TEXT], count[24];

	sanya_buffer_clear(&showing->text);
	for (size_t i = 0; i < keys; i++)
		starts[i] = add_cell(showing, row->keys[i]);
	starts[keys] = add_cell(showing, row->has_value ? sanya_measure_display(shown, row, room) : nothing);
	starts[keys + 1] = add_excluded(showing, row);
	if (sanya_buffer_check(&showing->text, "a row", err) < 0)
		return -1;
	for (size_t i = 0; i < keys; i++)
		cells[i] = showing->text.data + starts[i];
	snprintf(count, sizeof count, "%llu", (unsigned long long)row->count);
	cells[keys] = shown->pairs[row->question].metric;
	cells[keys + 1] = shown->pairs[row->question].words;
	cells[keys + 2] = showing->text.data + starts[keys];
	cells[keys + 3] = count;
	cells[keys + 4] = showing->text.data + starts[keys + 1];
	if (!showing->printing) {
		sanya_measure_note(&showing->findings, shown, row);
		sanya_cli_table_measure(showing->table, cells);
		return 0;
	}
	sanya_cli_table_print(showing->table, cells);
	return sanya_cli_pour(showing->cli, err);
}

static int show_table(struct showing *showing, struct sanya_error *err)
{
	static const char *const own[OWN_COLUMNS] = { SANYA_N("Metric"), SANYA_N("Statistic"), SANYA_N("Value"), SANYA_N("Counted"),
						      SANYA_N("Not counted") };
	const struct sanya_measure_shown *shown = showing->shown;
	const char *heads[SANYA_MEASURE_BY_MAX + OWN_COLUMNS];
	size_t keys = shown->by_count;

	memcpy(heads, shown->by, keys * sizeof *heads);
	memcpy(heads + keys, own, sizeof own);
	showing->table = sanya_cli_table_new(showing->cli, keys + OWN_COLUMNS, heads);
	sanya_cli_table_right(showing->table, 3u << (keys + 2));
	int result = sanya_measuring_each(shown->measuring, table_row, showing, err);
	showing->printing = true;
	sanya_cli_table_head(showing->table);
	if (result == 0)
		result = sanya_measuring_each(shown->measuring, table_row, showing, err);
	sanya_cli_table_end(showing->table);
	return result;
}

int sanya_measure_show(struct sanya_cli *cli, const struct sanya_measure_shown *shown, struct sanya_error *err)
{
	SANYA_CLEANUP(showing_done) struct showing showing = { .cli = cli, .shown = shown };

	sanya_buffer_init(&showing.text, SANYA_OUTPUT_MAX);
	if (count_findings(&showing, err) < 0 || (cli->json ? sanya_measure_json(cli, shown, &showing.findings, err) : show_table(&showing, err)) < 0)
		return -1;
	remark_reading(cli, shown->report);
	remark_questions(&showing);
	return 0;
}
