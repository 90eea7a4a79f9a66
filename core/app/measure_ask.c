/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Questions of a measure: checked as they are asked, and laid together where they share values or groups.
 * Nothing is started here; a question that is refused has cost nothing.
 */
#include "measure_room.h"

#define SNAPSHOTS_MAX 1200u /* columns of one snapshot by month or day: a hundred years of months */

int sanya_measuring_new(struct sanya_host *host, const char *calendar, const struct sanya_zone *zone, struct sanya_measuring **ret,
			struct sanya_error *err)
{
	struct sanya_measuring *measuring = calloc(1, sizeof *measuring);

	if (measuring == NULL)
		return sanya_error_memory(err);
	sanya_arena_init(&measuring->arena);
	measuring->host = host;
	measuring->calendar = calendar;
	measuring->zone = zone;
	measuring->last_tally = &measuring->tallies;
	*ret = measuring;
	return 0;
}

void sanya_measuring_free(struct sanya_measuring *measuring)
{
	struct sanya_run_report report;

	if (measuring == NULL)
		return;
	for (size_t i = 0; i < measuring->worker_count; i++)
		sanya_host_metric_close(measuring->workers[i].session, &report);
	for (size_t i = 0; i < measuring->column_count; i++)
		free(measuring->columns[i].values);
	for (struct sanya_measure_tally *tally = measuring->tallies; tally != NULL; tally = tally->next)
		sanya_groups_done(&tally->groups);
	for (size_t i = 0; i < measuring->row_count; i++)
		sanya_number_done(&measuring->rows[i].value);
	free(measuring->rows);
	free(measuring->workers);
	free(measuring->columns);
	free(measuring->asked);
	free(measuring->people);
	sanya_arena_done(&measuring->arena);
	free(measuring);
}

/* One element more, zeroed; NULL where memory is used up. */
static void *append(void *list, size_t *count, size_t size, void **ret_new)
{
	char *longer = reallocarray(list, *count + 1, size);

	if (longer == NULL)
		return NULL;
	*ret_new = memset(longer + *count * size, 0, size);
	++*count;
	return longer;
}

static int find_worker(struct sanya_measuring *measuring, const struct sanya_plugin_info *plugin, size_t *ret,
		       struct sanya_error *err)
{
	void *added;

	for (size_t i = 0; i < measuring->worker_count; i++) {
		if (measuring->workers[i].plugin == plugin) {
			*ret = i;
			return 0;
		}
	}
	struct sanya_measure_worker *workers = append(measuring->workers, &measuring->worker_count, sizeof *workers, &added);
	if (workers == NULL)
		return sanya_error_memory(err);
	measuring->workers = workers;
	((struct sanya_measure_worker *)added)->plugin = plugin;
	*ret = measuring->worker_count - 1;
	return 0;
}

static int find_column(struct sanya_measuring *measuring, const struct sanya_measure_column *wanted, size_t *ret,
		       struct sanya_error *err)
{
	void *added;

	for (size_t i = 0; i < measuring->column_count; i++) {
		const struct sanya_measure_column *column = &measuring->columns[i];

		if (column->metric == wanted->metric && column->working == wanted->working && column->from == wanted->from &&
		    column->to == wanted->to) {
			*ret = i;
			return 0;
		}
	}
	struct sanya_measure_column *columns = append(measuring->columns, &measuring->column_count, sizeof *columns, &added);
	if (columns == NULL)
		return sanya_error_memory(err);
	measuring->columns = columns;
	*(struct sanya_measure_column *)added = *wanted;
	*ret = measuring->column_count - 1;
	return 0;
}

/* --- the windows of a snapshot --- */

static bool groups_by(const struct sanya_measure_tally *tally, enum sanya_measure_key key)
{
	for (size_t i = 0; i < tally->question.by_count; i++)
		if (tally->by[i].key == key)
			return true;
	return false;
}

/* Where the month or the day of `instant` ends. */
static int64_t period_end(const struct sanya_zone *zone, int64_t instant, bool daily)
{
	int32_t date = sanya_zone_date(zone, instant);

	if (daily)
		return sanya_zone_day_start(zone, date + 1);
	struct sanya_civil civil = sanya_date_civil(date);
	int32_t next = civil.month == 12 ? sanya_date_of(civil.year + 1, 1, 1) : sanya_date_of(civil.year, civil.month + 1, 1);
	return sanya_zone_day_start(zone, next);
}

/*
 * A snapshot looks at the end of its window.  By month (or day) it has one window for each, which only a closed window can be cut into;
 * an open one gives a single picture.
 */
static int add_columns(struct sanya_measuring *measuring, struct sanya_measure_tally *tally, struct sanya_measure_column wanted,
		       struct sanya_error *err)
{
	const struct sanya_measure_question *question = &tally->question;
	bool daily = groups_by(tally, SANYA_KEY_DAY);
	bool cut = tally->metric->snapshot && (daily || groups_by(tally, SANYA_KEY_MONTH)) &&
		   question->from != SANYA_NO_INSTANT && question->to != SANYA_NO_INSTANT;
	size_t found[SNAPSHOTS_MAX], count = 0;

	wanted.from = tally->metric->snapshot ? question->from : SANYA_NO_INSTANT;
	wanted.to = tally->metric->snapshot ? question->to : SANYA_NO_INSTANT;
	if (!cut && find_column(measuring, &wanted, &found[count++], err) < 0)
		return -1;
	for (int64_t from = question->from, to; cut && from < question->to; from = to) {
		if (count == SNAPSHOTS_MAX) {
			(void)sanya_error_set(err, SANYA_USAGE, "%s is a picture of each %s; the window has more than %u of them",
					      question->metric, daily ? "day" : "month", SNAPSHOTS_MAX);
			return sanya_error_next(err, "Choose a shorter window.");
		}
		to = period_end(measuring->zone, from, daily);
		wanted.from = from;
		wanted.to = to < question->to ? to : question->to;
		if (find_column(measuring, &wanted, &found[count++], err) < 0)
			return -1;
	}
	tally->columns = sanya_arena_array(&measuring->arena, count + 1, sizeof *tally->columns);
	if (tally->columns == NULL)
		return sanya_error_memory(err);
	memcpy(tally->columns, found, count * sizeof *found);
	tally->column_count = count;
	return 0;
}

/* --- tallies --- */

static bool same_gathering(const struct sanya_measure_question *a, const struct sanya_measure_question *b)
{
	return strcmp(a->metric, b->metric) == 0 && a->clock == b->clock && a->from == b->from && a->to == b->to &&
	       a->where == b->where && a->where_count == b->where_count && a->credit == b->credit &&
	       a->fall_back == b->fall_back && a->who == b->who && a->seen == b->seen && a->context == b->context &&
	       a->by == b->by && a->by_count == b->by_count;
}

static int read_by(struct sanya_measure_tally *tally, struct sanya_error *err)
{
	const struct sanya_measure_question *question = &tally->question;

	if (question->by_count > SANYA_MEASURE_BY_MAX)
		return sanya_error_set(err, SANYA_USAGE, "at most %d keys can make a group", SANYA_MEASURE_BY_MAX);
	for (size_t i = 0; i < question->by_count; i++) {
		struct sanya_measure_by *by = &tally->by[i];

		for (size_t j = 0; j < i; j++)
			if (strcmp(question->by[i], question->by[j]) == 0)
				return sanya_error_set(err, SANYA_USAGE, "\"%s\" is given twice among the keys of a group",
						       question->by[i]);
		if (strcmp(question->by[i], "person") == 0) {
			by->key = SANYA_KEY_PERSON;
			tally->by_person = true;
		} else if (strcmp(question->by[i], "month") == 0) {
			by->key = SANYA_KEY_MONTH;
		} else if (strcmp(question->by[i], "day") == 0) {
			by->key = SANYA_KEY_DAY;
		} else {
			by->key = SANYA_KEY_FIELD;
			if (sanya_field_find(tally->metric->kind, question->by[i], &by->field, err) < 0)
				return sanya_error_next(err, "Groups can also be: person, month, day, all.");
		}
	}
	return 0;
}

static int read_where(struct sanya_measuring *measuring, struct sanya_measure_tally *tally, struct sanya_error *err)
{
	const struct sanya_measure_question *question = &tally->question;

	tally->where = sanya_arena_array(&measuring->arena, question->where_count + 1, sizeof(const struct sanya_field *));
	if (tally->where == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < question->where_count; i++)
		if (sanya_field_find(tally->metric->kind, question->where[i].field, &tally->where[i], err) < 0)
			return -1;
	return 0;
}

/* A single group stands even where nothing comes: "nothing" is an answer. */
static int prepare_groups(struct sanya_measure_tally *tally, struct sanya_error *err)
{
	const struct sanya_measure_question *question = &tally->question;
	const struct sanya_text none[SANYA_GROUP_KEYS] = { { NULL, 0 } };

	tally->stand_in = question->fall_back && tally->by_person && tally->metric->kind == SANYA_TICKET &&
			  question->credit != SANYA_CREDIT_ASSIGNEE;
	sanya_groups_init(&tally->groups, question->by_count + tally->stand_in, tally->metric->reason_count);
	if (question->by_count == 0 && sanya_groups_get(&tally->groups, none) == NULL)
		return sanya_error_memory(err);
	return 0;
}

static int new_tally(struct sanya_measuring *measuring, const struct sanya_measure_question *question,
		     const struct sanya_plugin_info *plugin, const struct sanya_metric_info *metric,
		     struct sanya_measure_tally **ret, struct sanya_error *err)
{
	struct sanya_measure_tally *tally = sanya_arena_alloc(&measuring->arena, sizeof *tally);
	struct sanya_measure_column wanted = { .metric = metric, .working = question->clock == SANYA_CLOCK_WORKING };

	if (tally == NULL)
		return sanya_error_memory(err);
	tally->question = *question;
	tally->number = measuring->asked_count;
	tally->metric = metric;
	if (read_by(tally, err) < 0 || read_where(measuring, tally, err) < 0 ||
	    find_worker(measuring, plugin, &wanted.worker, err) < 0 || add_columns(measuring, tally, wanted, err) < 0)
		return -1;
	if (prepare_groups(tally, err) < 0) {
		sanya_groups_done(&tally->groups);
		return -1;
	}
	*measuring->last_tally = tally;
	measuring->last_tally = &tally->next;
	*ret = tally;
	return 0;
}

int sanya_measuring_ask(struct sanya_measuring *measuring, const struct sanya_measure_question *question, struct sanya_error *err)
{
	const struct sanya_plugin_info *plugin;
	const struct sanya_metric_info *metric;
	struct sanya_measure_tally *tally;
	void *added;

	if (sanya_host_metric(measuring->host, question->metric, &plugin, &metric, err) < 0)
		return -1;
	if (sanya_statistic_fits(&question->statistic, metric->unit, err) < 0) {
		err->code = SANYA_USAGE;
		return sanya_error_at(err, question->metric, 0, 0);
	}
	if (question->clock == SANYA_CLOCK_WORKING && measuring->calendar == NULL) {
		(void)sanya_error_set(err, SANYA_USAGE, "the working clock needs a calendar");
		return sanya_error_next(err, "Name one:  --clock working --calendar FILE");
	}
	for (tally = measuring->tallies; tally != NULL; tally = tally->next)
		if (same_gathering(&tally->question, question))
			break;
	if (tally == NULL && new_tally(measuring, question, plugin, metric, &tally, err) < 0)
		return -1;

	struct sanya_measure_asked *asked = append(measuring->asked, &measuring->asked_count, sizeof *asked, &added);
	if (asked == NULL)
		return sanya_error_memory(err);
	measuring->asked = asked;
	*(struct sanya_measure_asked *)added = (struct sanya_measure_asked){ .tally = tally, .statistic = question->statistic };
	return 0;
}

const struct sanya_metric_info *sanya_measuring_metric(const struct sanya_measuring *measuring, size_t question)
{
	return measuring->asked[question].tally->metric;
}
