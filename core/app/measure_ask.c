/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Questions of a measure: checked as they are asked, and laid together where they share values or groups.
 * Nothing is started here; a question that is refused has cost nothing.
 */
#include "measure_room.h"

#define SNAPSHOTS_MAX 1200u /* columns of one snapshot by month or day: a hundred years of months */

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
	const struct sanya_measure_keying *keying = tally->keying;

	for (unsigned i = 0; i < keying->grouping->groups.depth; i++)
		if (keying->keys[i].key == key)
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

/* --- conditions and people --- */

static bool same_where(const struct sanya_condition *a, size_t a_count, const struct sanya_condition *b, size_t b_count)
{
	if (a_count != b_count)
		return false;
	for (size_t i = 0; i < a_count && a != b; i++)
		if (strcmp(a[i].field, b[i].field) != 0 ||
		    !sanya_measure_same_words((const char *const *)a[i].values, a[i].value_count, (const char *const *)b[i].values, b[i].value_count))
			return false;
	return true;
}

static int find_filter(struct sanya_measuring *measuring, const struct sanya_measure_question *question,
		       enum sanya_observation_kind kind, struct sanya_measure_filter **ret, struct sanya_error *err)
{
	struct sanya_measure_filter *filter = measuring->filters;
	size_t count = question->where_count;

	*ret = NULL;
	if (count == 0)
		return 0;
	while (filter != NULL &&
	       (filter->kind != kind || !same_where(filter->where, filter->count, question->where, question->where_count)))
		filter = filter->next;
	*ret = filter;
	if (filter != NULL)
		return 0;
	filter = sanya_arena_alloc(&measuring->arena, sizeof *filter);
	if (filter == NULL)
		return sanya_error_memory(err);
	filter->kind = kind;
	filter->where = question->where;
	filter->count = count;
	filter->fields = sanya_arena_array(&measuring->arena, count, sizeof(const struct sanya_field *));
	filter->matches = sanya_arena_array(&measuring->arena, count, sizeof(unsigned char *));
	filter->rooms = sanya_arena_array(&measuring->arena, count, sizeof(uint32_t));
	if (filter->fields == NULL || filter->matches == NULL || filter->rooms == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++)
		if (sanya_field_find(kind, question->where[i].field, &filter->fields[i], err) < 0)
			return -1;
	filter->next = measuring->filters;
	measuring->filters = filter;
	*ret = filter;
	return 0;
}

static int find_asker(struct sanya_measuring *measuring, const struct sanya_measure_question *question,
		      struct sanya_measure_asker **ret, struct sanya_error *err)
{
	struct sanya_measure_asker *asker = measuring->askers;

	*ret = NULL;
	if (question->who == NULL)
		return 0;
	while (asker != NULL && (asker->who != question->who || asker->context != question->context))
		asker = asker->next;
	if (asker == NULL) {
		asker = sanya_arena_alloc(&measuring->arena, sizeof *asker);
		if (asker == NULL)
			return sanya_error_memory(err);
		asker->who = question->who;
		asker->context = question->context;
		asker->next = measuring->askers;
		measuring->askers = asker;
	}
	*ret = asker;
	return 0;
}

/* --- tallies --- */

static bool same_tally(const struct sanya_measure_question *a, const struct sanya_measure_question *b)
{
	return strcmp(a->metric, b->metric) == 0 && a->clock == b->clock && a->from == b->from && a->to == b->to &&
	       a->credit == b->credit && a->fall_back == b->fall_back && a->who == b->who && a->unnamed == b->unnamed &&
	       a->nobody == b->nobody && a->decided == b->decided &&
	       a->seen == b->seen && a->context == b->context && sanya_measure_same_words(a->by, a->by_count, b->by, b->by_count) &&
	       same_where(a->where, a->where_count, b->where, b->where_count);
}

static enum sanya_measure_way way_of(const struct sanya_measure_tally *tally)
{
	const struct sanya_credit_fields *credited = &tally->keying->credited;

	if (!tally->keying->plain || tally->question.seen != NULL || tally->question.decided != NULL)
		return SANYA_WAY_ROWS;
	if (tally->asker == NULL)
		return SANYA_WAY_BLOCK;
	return credited->count <= 1 && !credited->list && !tally->stand_in ? SANYA_WAY_WHOM : SANYA_WAY_ROWS;
}

static int new_tally(struct sanya_measuring *measuring, const struct sanya_measure_question *question,
		     const struct sanya_plugin_info *plugin, const struct sanya_metric_info *metric,
		     struct sanya_measure_tally **ret, struct sanya_error *err)
{
	struct sanya_measure_tally *tally = sanya_arena_alloc(&measuring->arena, sizeof *tally);
	struct sanya_measure_column wanted = { .metric = metric, .working = question->clock == SANYA_CLOCK_WORKING };
	struct sanya_measure_by by[SANYA_MEASURE_BY_MAX];

	if (tally == NULL)
		return sanya_error_memory(err);
	tally->question = *question;
	tally->number = measuring->asked_count;
	tally->metric = metric;
	if (sanya_measure_read_by(question, metric->kind, by, err) < 0)
		return -1;
	for (size_t i = 0; i < question->by_count; i++)
		tally->by_person = tally->by_person || by[i].key == SANYA_KEY_PERSON;
	tally->stand_in = question->fall_back && tally->by_person && metric->kind == SANYA_TICKET &&
			  question->credit != SANYA_CREDIT_ASSIGNEE;
	if (find_filter(measuring, question, metric->kind, &tally->filter, err) < 0 ||
	    sanya_measure_find_keying(measuring, tally, by, &tally->keying, err) < 0 || find_asker(measuring, question, &tally->asker, err) < 0 ||
	    find_worker(measuring, plugin, &wanted.worker, err) < 0 || add_columns(measuring, tally, wanted, err) < 0)
		return -1;
	tally->way = way_of(tally);
	tally->first = tally->last = SIZE_MAX;
	sanya_gathering_init(&tally->gathering, (unsigned)metric->reason_count, metric->unit);
	*measuring->last_tally = tally;
	measuring->last_tally = &tally->next;
	*ret = tally;
	return 0;
}

static int add_asked(struct sanya_measuring *measuring, struct sanya_measure_tally *tally, const struct sanya_measure_question *question,
		     struct sanya_error *err)
{
	const struct sanya_statistic *statistic = &question->statistic;
	size_t number = measuring->asked_count;
	void *added;

	if (sanya_gathering_ask(&tally->gathering, statistic, err) < 0 ||
	    (question->spread && sanya_gathering_ask_spread(&tally->gathering, statistic, err) < 0))
		return -1;
	struct sanya_measure_asked *asked = append(measuring->asked, &measuring->asked_count, sizeof *asked, &added);
	if (asked == NULL)
		return sanya_error_memory(err);
	measuring->asked = asked;
	asked[number] = (struct sanya_measure_asked){ .tally = tally, .statistic = *statistic, .next = SIZE_MAX, .spread = question->spread };
	if (tally->first == SIZE_MAX)
		tally->first = number;
	else
		asked[tally->last].next = number;
	tally->last = number;
	return 0;
}

int sanya_measuring_ask(struct sanya_measuring *measuring, const struct sanya_measure_question *question, struct sanya_error *err)
{
	const struct sanya_plugin_info *plugin;
	const struct sanya_metric_info *metric;
	struct sanya_measure_tally *tally;

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
		if (same_tally(&tally->question, question))
			break;
	if (tally == NULL && new_tally(measuring, question, plugin, metric, &tally, err) < 0)
		return -1;
	return add_asked(measuring, tally, question, err);
}

const struct sanya_metric_info *sanya_measuring_metric(const struct sanya_measuring *measuring, size_t question)
{
	return measuring->asked[question].tally->metric;
}
