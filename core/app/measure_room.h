/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of the measure: what measure_ask.c prepares, measure.c fills and measure_rows.c reads.
 *
 *	question  n:1  tally    questions that differ in their statistic alone
 *	tally     n:m  column   values of one metric, clock and window; several columns for a snapshot of each month
 *	column    n:1  worker   one process for each plugin
 */
#ifndef SANYA_APP_MEASURE_ROOM_H
#define SANYA_APP_MEASURE_ROOM_H

#include "field.h"
#include "group.h"
#include "measure.h"

struct sanya_measure_worker {
	const struct sanya_plugin_info *plugin;
	struct sanya_metric_session *session; /* NULL until the first batch, and after the end */
	bool has_batch;			      /* it knows the batch at hand already */
};

struct sanya_measure_column {
	size_t worker;
	const struct sanya_metric_info *metric;
	bool working;
	int64_t from, to; /* what the plugin is told of the window: open unless the metric is a snapshot */
	struct sanya_metric_value *values; /* of the batch at hand */
	size_t room;
};

enum sanya_measure_key { SANYA_KEY_PERSON, SANYA_KEY_MONTH, SANYA_KEY_DAY, SANYA_KEY_FIELD };

struct sanya_measure_by {
	enum sanya_measure_key key;
	const struct sanya_field *field; /* KEY_FIELD */
};

struct sanya_measure_tally {
	struct sanya_measure_question question; /* the first that asked */
	size_t number;				/* its number */
	const struct sanya_metric_info *metric;
	size_t *columns; /* indices; in the arena */
	size_t column_count;
	const struct sanya_field **where; /* of question.where */
	struct sanya_measure_by by[SANYA_MEASURE_BY_MAX];
	bool by_person;
	bool stand_in; /* groups carry one key more: the assignee who may stand in */
	bool named;    /* some ticket named whom the credit asks for */
	struct sanya_groups groups;
	struct sanya_measure_tally *next;
};

struct sanya_measure_asked {
	struct sanya_measure_tally *tally;
	struct sanya_statistic statistic;
};

struct sanya_measuring {
	struct sanya_arena arena;
	struct sanya_host *host;
	const char *calendar;
	const struct sanya_zone *zone;
	struct sanya_measure_worker *workers;
	size_t worker_count;
	struct sanya_measure_column *columns;
	size_t column_count;
	struct sanya_measure_tally *tallies, **last_tally;
	struct sanya_measure_asked *asked;
	size_t asked_count;
	struct sanya_text *people; /* scratch: those one observation is credited to */
	size_t people_room;
	struct sanya_measure_row *rows;
	size_t row_count;
	bool computed;
};

#endif
