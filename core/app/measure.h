/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Measuring: many questions, one pass.  A question is a metric and a statistic, which observations take part (where, window), whom they
 * are credited to, and how the values are grouped.  Observations come in packed batches, from a file's source or from the store; the
 * metric plugins turn them into values; values are gathered by group; at the end each group gives its statistic, exactly.
 *
 *	sanya_measuring_new -> sanya_measuring_ask (each question) -> sanya_measuring_take (each batch) -> sanya_measuring_rows -> _free
 *
 * Memory grows with the values (8 bytes each for every different gathering), never with the observations.  Questions that differ in their
 * statistic alone share one gathering; those of one metric on one clock share one run of the plugin's function.
 * Knows nothing of files, the store or contracts.  Everything a question points at must outlive the measure.
 */
#ifndef SANYA_APP_MEASURE_H
#define SANYA_APP_MEASURE_H

#include "../base/zone.h"
#include "../domain/contract.h"
#include "../host/host.h"

struct sanya_measuring;

/* What is known of a person behind a name. */
struct sanya_measure_person {
	struct sanya_text id; /* absent: nobody known bears this name */
	bool counts;	      /* false: known, but none of ours (scope) */
};

/* One observation as it was judged. */
struct sanya_measure_sight {
	size_t question;
	const char *source;
	enum sanya_observation_kind kind;
	const void *observation; /* const struct sanya_ticket * or sanya_response * */
	struct sanya_text id, person; /* person: as `who` answered, absent where the question does not ask for one */
	const struct sanya_metric_info *metric;
	const struct sanya_metric_value *value; /* value->reason != 0: not counted */
};

struct sanya_measure_question {
	const char *metric; /* "ticket.first_reply_time@1" */
	struct sanya_statistic statistic;
	enum sanya_clock clock;
	int64_t from, to; /* instants [from, to) in which the value must lie; SANYA_NO_INSTANT: open */
	const struct sanya_condition *where;
	size_t where_count;
	enum sanya_credit credit; /* of tickets; responses always count for their subject */
	/* Where no ticket of a whole run names the person that `credit` asks for, the assignee stands in for all of them. */
	bool fall_back;
	/*
	 * Who a name of a source is at the instant of the value.  NULL: names are taken as they stand, and all count.  Where it
	 * is given, an observation takes part when one of those it is credited to counts; it is counted once, or by "person" once each.
	 */
	int (*who)(void *context, const char *source, struct sanya_text name, int64_t at, struct sanya_measure_person *ret,
		   struct sanya_error *err);
	/* Every observation that lies in the window and takes part, counted or not; NULL: nobody asks. */
	int (*seen)(void *context, const struct sanya_measure_sight *sight, struct sanya_error *err);
	void *context; /* of both */
	/* Grouping: "person", "month", "day" or a field of the observation; none: all in one group. */
	const char *const *by;
	size_t by_count; /* at most SANYA_MEASURE_BY_MAX */
};
#define SANYA_MEASURE_BY_MAX 4

struct sanya_measure_excluded {
	const char *word; /* "not-solved" */
	uint64_t count;
};

struct sanya_measure_row {
	size_t question;
	struct sanya_text keys[SANYA_MEASURE_BY_MAX]; /* as many as its `by`; absent: the observation has none */
	uint64_t count;				      /* values */
	bool has_value;				      /* false: there is none (value stays 0) */
	struct sanya_number value;
	const struct sanya_measure_excluded *excluded, *findings; /* in order of the metric's reasons, zeros left out */
	size_t excluded_count, finding_count;
};

/*
 * `calendar` is a calendar document as JSON text, NULL where no clock is working.  `zone` decides on months and days.  Both are
 * borrowed.
 */
int sanya_measuring_new(struct sanya_host *host, const char *calendar, const struct sanya_zone *zone, struct sanya_measuring **ret,
		      struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_measuring_free(struct sanya_measuring *measuring);

/* Questions are numbered from 0 as they come.  Refused: unknown metrics, statistics that do not fit, fields that do not exist. */
int sanya_measuring_ask(struct sanya_measuring *measuring, const struct sanya_measure_question *question, struct sanya_error *err)
	SANYA_MUST_CHECK;
const struct sanya_metric_info *sanya_measuring_metric(const struct sanya_measuring *measuring, size_t question);

/* A packed batch with its observations unpacked (tickets or responses), of one source.  A kind nobody asked about is passed over. */
int sanya_measuring_take(struct sanya_measuring *measuring, const char *source, enum sanya_observation_kind kind, const void *batch,
		       size_t size, const void *observations, size_t count, struct sanya_error *err) SANYA_MUST_CHECK;

/* Ends the metric workers and computes: rows in order of keys, then of questions.  They belong to the measure. */
int sanya_measuring_rows(struct sanya_measuring *measuring, const struct sanya_measure_row **ret, size_t *ret_count,
		       struct sanya_error *err) SANYA_MUST_CHECK;

/* After sanya_measuring_rows: true where the assignee stood in for whom the credit asks for. */
bool sanya_measuring_fell_back(const struct sanya_measuring *measuring, size_t question);

#endif
