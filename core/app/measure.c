/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The life of a measure, and the way of a block: to the metric workers for its values, and those to every tally.
 * Whether an observation takes part is decided by the tally's own part (measure_take.c, measure_whom.c, measure_row.c); nothing is computed here.
 */
#include "measure_room.h"

int sanya_measuring_new(struct sanya_host *host, const char *calendar, const struct sanya_zone *zone, struct sanya_measuring **ret,
			struct sanya_error *err)
{
	struct sanya_measuring *measuring = calloc(1, sizeof *measuring);

	if (measuring == NULL)
		return sanya_error_memory(err);
	sanya_arena_init(&measuring->arena);
	sanya_dictionary_init(&measuring->names);
	measuring->host = host;
	measuring->calendar = calendar;
	measuring->zone = zone;
	measuring->days.daily = true;
	measuring->last_tally = &measuring->tallies;
	*ret = measuring;
	return 0;
}

/* A worker that did not end well makes the whole measure fail; half a result would be a verdict about people. */
int sanya_measure_end_workers(struct sanya_measuring *measuring, struct sanya_error *err)
{
	int result = 0;

	for (size_t i = 0; i < measuring->worker_count; i++) {
		struct sanya_measure_worker *worker = &measuring->workers[i];
		struct sanya_run_report report = { .verdict = SANYA_VERDICT_OK };

		if (measuring->in_parts)
			continue;
		sanya_host_metric_close(worker->session, &report);
		worker->session = NULL;
		if (report.verdict != SANYA_VERDICT_OK)
			result = sanya_error_set(err, SANYA_FAILED, "the metric plugin %s failed (%s): %s", worker->plugin->name,
						 sanya_verdict_word(report.verdict), report.reason);
	}
	return result;
}

static void close_worker(struct sanya_measure_worker *worker)
{
	struct sanya_run_report report;

	sanya_host_metric_close(worker->session, &report);
	worker->session = NULL;
}

static void close_workers(struct sanya_measuring *measuring)
{
	for (size_t i = 0; i < measuring->worker_count; i++)
		close_worker(&measuring->workers[i]);
}

static void free_keyings(struct sanya_measuring *measuring)
{
	for (struct sanya_measure_grouping *grouping = measuring->groupings; grouping != NULL; grouping = grouping->next)
		sanya_groups_done(&grouping->groups);
	for (struct sanya_measure_keying *keying = measuring->keyings; keying != NULL; keying = keying->next) {
		free(keying->beginnings);
		free(keying->field_beginnings);
		free(keying->dated);
		free(keying->groups);
	}
}

void sanya_measuring_free(struct sanya_measuring *measuring)
{
	if (measuring == NULL)
		return;
	close_workers(measuring);
	for (struct sanya_measure_tally *tally = measuring->tallies; tally != NULL; tally = tally->next)
		sanya_gathering_done(&tally->gathering);
	free_keyings(measuring);
	sanya_measure_askers_free(measuring);
	sanya_measure_filters_free(measuring);
	sanya_measure_streams_free(measuring);
	sanya_measure_dates_done(&measuring->months);
	sanya_measure_dates_done(&measuring->days);
	sanya_dictionary_done(&measuring->names);
	for (unsigned i = 0; i < SANYA_MEASURE_TEXTS; i++)
		free(measuring->texts[i].names);
	for (size_t i = 0; i < measuring->value_count; i++)
		free(measuring->values[i]);
	free(measuring->values);
	free(measuring->sources);
	free(measuring->workers);
	free(measuring->columns);
	free(measuring->asked);
	free(measuring->counted);
	free(measuring->lists);
	free(measuring->stamps);
	free(measuring->people);
	free(measuring->listed);
	sanya_arena_done(&measuring->arena);
	free(measuring);
}

static void forget(struct sanya_measuring *measuring)
{
	sanya_measure_streams_free(measuring);
	for (struct sanya_measure_grouping *grouping = measuring->groupings; grouping != NULL; grouping = grouping->next)
		sanya_groups_clear(&grouping->groups);
	for (struct sanya_measure_tally *tally = measuring->tallies; tally != NULL; tally = tally->next) {
		sanya_gathering_clear(&tally->gathering);
		tally->named = tally->fell_back = false;
	}
}

void sanya_measuring_restart(struct sanya_measuring *measuring)
{
	/* Workers know the dictionaries of the run that is forgotten. */
	close_workers(measuring);
	forget(measuring);
}

void sanya_measuring_parts(struct sanya_measuring *measuring)
{
	measuring->in_parts = true;
}

void sanya_measuring_again(struct sanya_measuring *measuring)
{
	forget(measuring);
	sanya_measure_askers_forget(measuring);
}

int sanya_measuring_end(struct sanya_measuring *measuring, struct sanya_error *err)
{
	measuring->in_parts = false;
	return sanya_measure_end_workers(measuring, err);
}

/* --- a block --- */

static int open_worker(struct sanya_measuring *measuring, struct sanya_measure_worker *worker, struct sanya_error *err)
{
	if (worker->session != NULL)
		return 0;
	return sanya_host_metric_open(measuring->host, worker->plugin, measuring->calendar, &worker->session, err);
}

int sanya_measuring_start(struct sanya_measuring *measuring, struct sanya_error *err)
{
	for (size_t i = 0; i < measuring->worker_count; i++)
		if (open_worker(measuring, &measuring->workers[i], err) < 0)
			return -1;
	return 0;
}

static int values_room(struct sanya_measuring *measuring, size_t count, struct sanya_error *err)
{
	if (count <= measuring->value_count)
		return 0;
	struct sanya_metric_value **values = reallocarray(measuring->values, count, sizeof(struct sanya_metric_value *));
	if (values == NULL)
		return sanya_error_memory(err);
	measuring->values = values;
	while (measuring->value_count < count) {
		values[measuring->value_count] = reallocarray(NULL, SANYA_BLOCK_ROWS, sizeof(struct sanya_metric_value));
		if (values[measuring->value_count] == NULL)
			return sanya_error_memory(err);
		measuring->value_count++;
	}
	return 0;
}

/* To each tally the values of those of its columns that were asked for just now. */
static int distribute(struct sanya_measuring *measuring, struct sanya_error *err)
{
	static int (*const ways[])(struct sanya_measuring *measuring, struct sanya_measure_tally *tally,
				   const struct sanya_measure_column *column, const struct sanya_metric_value *values,
				   struct sanya_error *err) = {
		[SANYA_WAY_BLOCK] = sanya_measure_take_block,
		[SANYA_WAY_WHOM] = sanya_measure_take_whom,
		[SANYA_WAY_ROWS] = sanya_measure_take_rows,
	};

	for (struct sanya_measure_tally *tally = measuring->tallies; tally != NULL; tally = tally->next) {
		for (size_t i = 0; tally->metric->kind == measuring->pass.block->kind && i < tally->column_count; i++) {
			const struct sanya_measure_column *column = &measuring->columns[tally->columns[i]];

			if (column->values == NULL)
				continue;
			if (ways[tally->way](measuring, tally, column, column->values, err) < 0)
				return -1;
		}
	}
	return 0;
}

/* Ask one worker for the values of its columns from number `from` on, as many as one call takes, and pass them on. */
static int ask_worker(struct sanya_measuring *measuring, size_t number, size_t *from, struct sanya_error *err)
{
	struct sanya_measure_worker *worker = &measuring->workers[number];
	struct sanya_metric_ask asks[SANYA_METRIC_ASKS_MAX];
	size_t columns[SANYA_METRIC_ASKS_MAX], count = 0;
	int result = 0;

	for (; *from < measuring->column_count && count < SANYA_METRIC_ASKS_MAX; ++*from) {
		const struct sanya_measure_column *column = &measuring->columns[*from];

		if (column->worker != number || column->metric->kind != measuring->pass.block->kind)
			continue;
		asks[count] = (struct sanya_metric_ask){ column->metric, column->working, column->from, column->to };
		columns[count++] = *from;
	}
	if (count == 0)
		return 0;
	if (values_room(measuring, count, err) < 0 || open_worker(measuring, worker, err) < 0 ||
	    sanya_host_metric_values(worker->session, measuring->pass.block, measuring->pass.dictionary, asks, count,
				     measuring->values, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		measuring->columns[columns[i]].values = measuring->values[i];
	result = distribute(measuring, err);
	for (size_t i = 0; i < count; i++)
		measuring->columns[columns[i]].values = NULL;
	/* The next values come to the same place. */
	for (struct sanya_measure_keying *keying = measuring->keyings; keying != NULL; keying = keying->next)
		keying->whole = NULL;
	return result;
}

static bool wants(const struct sanya_measuring *measuring, uint32_t kind)
{
	for (size_t i = 0; i < measuring->column_count; i++)
		if (measuring->columns[i].metric->kind == kind)
			return true;
	return false;
}

static int note_counted(struct sanya_measuring *measuring, const unsigned char *skip, uint32_t count, struct sanya_error *err)
{
	measuring->pass.counted = NULL;
	if (skip == NULL)
		return 0;
	if (measuring->counted == NULL)
		measuring->counted = malloc(SANYA_BLOCK_ROWS);
	if (measuring->counted == NULL)
		return sanya_error_memory(err);
	for (uint32_t i = 0; i < count; i++)
		measuring->counted[i] = skip[i] == 0;
	measuring->pass.counted = measuring->counted;
	return 0;
}

int sanya_measuring_take(struct sanya_measuring *measuring, const char *source, const struct sanya_block *block,
			 const struct sanya_dictionary *dictionary, const unsigned char *skip, struct sanya_error *err)
{
	struct sanya_measure_pass *pass = &measuring->pass;

	/* Also of a block that nobody asked about: what it told of the dictionary counts. */
	if (sanya_measure_stream(measuring, block, dictionary, &measuring->pass.stream, err) < 0)
		return -1;
	if (block->count == 0 || !wants(measuring, block->kind))
		return 0;
	pass->source = source;
	pass->block = block;
	pass->dictionary = dictionary;
	measuring->block++;
	if (sanya_measure_source(measuring, source, &pass->source_number, err) < 0 ||
	    note_counted(measuring, skip, block->count, err) < 0)
		return -1;
	for (size_t i = 0; i < measuring->worker_count; i++)
		for (size_t from = 0; from < measuring->column_count;)
			if (ask_worker(measuring, i, &from, err) < 0)
				return -1;
	return 0;
}
