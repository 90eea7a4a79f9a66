/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of a measure: the workers report, assignees stand in where nobody was named, and every group gives its statistics.
 * A worker that did not end well makes the whole measure fail; half a result would be a verdict about people.
 */
#include "measure_room.h"

static int end_workers(struct sanya_measuring *measuring, struct sanya_error *err)
{
	int result = 0;

	for (size_t i = 0; i < measuring->worker_count; i++) {
		struct sanya_measure_worker *worker = &measuring->workers[i];
		struct sanya_run_report report = { .verdict = SANYA_VERDICT_OK };

		sanya_host_metric_close(worker->session, &report);
		worker->session = NULL;
		if (report.verdict != SANYA_VERDICT_OK)
			result = sanya_error_set(err, SANYA_FAILED, "the metric plugin %s failed (%s): %s", worker->plugin->name,
						 sanya_verdict_word(report.verdict), report.reason);
	}
	return result;
}

/*
 * Groups of stand-ins carry a person absent and the assignee in their last key.  Where nobody was named at all the assignee becomes
 * the person; else the person stays unknown, and the key is dropped.
 */
static int settle_stand_ins(struct sanya_measure_tally *tally, struct sanya_error *err)
{
	size_t last = tally->question.by_count;

	if (!tally->stand_in)
		return 0;
	for (struct sanya_group *group = tally->groups.first; group != NULL; group = group->next) {
		struct sanya_text keys[SANYA_GROUP_KEYS];

		if (group->keys[last].at == NULL)
			continue;
		memcpy(keys, group->keys, sizeof keys);
		for (size_t i = 0; i < last && !tally->named; i++)
			if (tally->by[i].key == SANYA_KEY_PERSON)
				keys[i] = group->keys[last];
		keys[last] = (struct sanya_text){ NULL, 0 };
		struct sanya_group *settled = sanya_groups_get(&tally->groups, keys);
		if (settled == NULL)
			return sanya_error_memory(err);
		if (sanya_groups_merge(&tally->groups, settled, group, err) < 0)
			return -1;
	}
	return 0;
}

static const struct sanya_measure_excluded *list_reasons(struct sanya_measuring *measuring, const struct sanya_metric_info *metric,
							 const uint64_t *counts, size_t *ret_count)
{
	struct sanya_measure_excluded *list;
	size_t count = 0;

	*ret_count = 0;
	if (counts == NULL)
		return NULL;
	list = sanya_arena_array(&measuring->arena, metric->reason_count, sizeof *list);
	for (size_t i = 0; list != NULL && i < metric->reason_count; i++)
		if (counts[i] > 0)
			list[count++] = (struct sanya_measure_excluded){ metric->reason_words[i], counts[i] };
	*ret_count = count;
	return list;
}

static int make_row(struct sanya_measuring *measuring, size_t question, struct sanya_group *group, struct sanya_error *err)
{
	const struct sanya_measure_asked *asked = &measuring->asked[question];
	const struct sanya_metric_info *metric = asked->tally->metric;
	struct sanya_measure_row *row = &measuring->rows[measuring->row_count];

	row->question = question;
	memcpy(row->keys, group->keys, sizeof row->keys);
	row->count = group->sample.count;
	sanya_number_init(&row->value);
	measuring->row_count++;
	/* How many there are is known also where there are none; all other statistics of nothing are nothing. */
	row->has_value = row->count > 0 || asked->statistic.kind == SANYA_STATISTIC_COUNT;
	if (row->count > 0 && sanya_sample_compute(&group->sample, &asked->statistic, metric->unit, &row->value, err) < 0)
		return sanya_error_at(err, metric->name, 0, 0);
	row->excluded = list_reasons(measuring, metric, group->excluded, &row->excluded_count);
	row->findings = list_reasons(measuring, metric, group->findings, &row->finding_count);
	if ((group->excluded != NULL && row->excluded == NULL) || (group->findings != NULL && row->findings == NULL))
		return sanya_error_memory(err);
	return 0;
}

static int compare_rows(const void *left, const void *right)
{
	const struct sanya_measure_row *a = left, *b = right;

	for (size_t i = 0; i < SANYA_MEASURE_BY_MAX; i++) {
		int order = (a->keys[i].at != NULL) - (b->keys[i].at != NULL);

		if (order == 0)
			order = sanya_text_compare(a->keys[i], b->keys[i]);
		if (order != 0)
			return order;
	}
	return (a->question > b->question) - (a->question < b->question);
}

static int compute(struct sanya_measuring *measuring, struct sanya_error *err)
{
	size_t room = 0;

	for (struct sanya_measure_tally *tally = measuring->tallies; tally != NULL; tally = tally->next)
		if (settle_stand_ins(tally, err) < 0)
			return -1;
	for (size_t i = 0; i < measuring->asked_count; i++)
		room += measuring->asked[i].tally->groups.count;
	measuring->rows = calloc(room + 1, sizeof *measuring->rows);
	if (measuring->rows == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < measuring->asked_count; i++) {
		const struct sanya_measure_tally *tally = measuring->asked[i].tally;

		for (struct sanya_group *group = tally->groups.first; group != NULL; group = group->next)
			if (!(tally->stand_in && group->keys[tally->question.by_count].at != NULL) &&
			    make_row(measuring, i, group, err) < 0)
				return -1;
	}
	qsort(measuring->rows, measuring->row_count, sizeof *measuring->rows, compare_rows);
	return 0;
}

int sanya_measuring_rows(struct sanya_measuring *measuring, const struct sanya_measure_row **ret, size_t *ret_count,
			 struct sanya_error *err)
{
	if (!measuring->computed && (end_workers(measuring, err) < 0 || compute(measuring, err) < 0))
		return -1;
	measuring->computed = true;
	*ret = measuring->rows;
	*ret_count = measuring->row_count;
	return 0;
}

bool sanya_measuring_fell_back(const struct sanya_measuring *measuring, size_t question)
{
	const struct sanya_measure_tally *tally = measuring->asked[question].tally;

	if (!tally->stand_in || tally->named)
		return false;
	for (const struct sanya_group *group = tally->groups.first; group != NULL; group = group->next)
		if (group->keys[tally->question.by_count].at != NULL)
			return true;
	return false;
}
