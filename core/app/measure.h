/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Measuring: many questions, one pass.  A question is a metric and a statistic, which observations take part (where, window), whom they
 * are credited to, and how the values are grouped.  Observations come in blocks, from a file's source or from the store; the
 * metric plugins turn them into values; values are gathered by group; at the end each group gives its statistic, exactly.
 *
 *	sanya_measuring_new -> sanya_measuring_ask (each question) -> sanya_measuring_take (each block) -> sanya_measuring_each -> _free
 *
 * Memory: where a statistic needs the values themselves (median, percentile, rank) 4 bytes each for every different gathering (8 where
 * they do not fit), never with the observations; all others are added up as they come.  Questions that differ in their statistic alone share
 * one gathering; those of one metric on one clock share one run of the plugin's function.
 * Knows nothing of files, the store or contracts.  Everything a question points at must outlive the measure.
 */
#ifndef SANYA_APP_MEASURE_H
#define SANYA_APP_MEASURE_H

#include "../base/zone.h"
#include "../domain/contract.h"
#include "../domain/interval.h"
#include "../host/host.h"

struct sanya_measuring;

/* Who is behind a name of a source: those the observation is counted for.  Own goals: the one person; team goals: everybody above who asks. */
struct sanya_measure_people {
	const struct sanya_text *ids; /* borrowed; they live as long as the context of the question */
	size_t count;		      /* 0: nobody, the observation does not take part by this name */
	int64_t from, to;	      /* the answer holds for instants in [from, to); SANYA_NO_INSTANT: open.  It is asked once for each stretch */
};

/* What people decided about one observation, whatever the rules make of it. */
struct sanya_measure_word {
	bool left_out;	      /* it does not take part */
	const char *counts_for; /* it counts for this person (as `who` would answer) as well; NULL: as it stands */
	bool *met;	      /* set where it takes part, or would have; NULL: nobody asks */
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
	bool left_out, counted_in; /* by what `decided` said of it */
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
	bool spread; /* rows say how the values are spread, where the statistic has that (interval.h); the values are kept for it */
	/*
	 * Who a name of a source is at the instant of the value.  NULL: names are taken as they stand, and all count.  Where it
	 * is given, an observation takes part when one of those it is credited to counts; it is counted once, or by "person" once for each of them.
	 */
	int (*who)(void *context, const char *source, struct sanya_text name, int64_t at, struct sanya_measure_people *ret,
		   struct sanya_error *err);
	/* With `who`: an observation that names nobody whom it could be credited to takes part as well, for nobody. */
	bool unnamed;
	/* An observation that meets the conditions in the window, and a name it is credited to that has nobody (count 0); NULL: nobody asks.
	 * Each time, not once for each stretch; once for each such name of an observation. */
	int (*nobody)(void *context, const char *source, struct sanya_text name, int64_t at, struct sanya_error *err);
	/* Every observation that lies in the window and takes part, counted or not; NULL: nobody asks. */
	int (*seen)(void *context, const struct sanya_measure_sight *sight, struct sanya_error *err);
	/* What was decided about single observations, asked for each that lies in the window and meets the conditions; NULL: nothing was. */
	int (*decided)(void *context, const char *source, struct sanya_text id, struct sanya_measure_word *ret, struct sanya_error *err);
	void *context; /* of all four */
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
	bool has_value;				      /* false: there is none */
	struct sanya_ratio value;		      /* in lowest terms; in the unit of sanya_sample_compute (points: not thousandths) */
	const struct sanya_spread *spread;	      /* NULL: not asked for, or there is none */
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
/* Forget all that was taken, keep the questions: for a run that has to be read again from its start. */
void sanya_measuring_restart(struct sanya_measuring *measuring);
/*
 * For evidence that is measured part by part, by the same questions: the workers go on from part to part.
 * _parts before the first block; after each part _each, and _again, which forgets what was taken and who is behind a name; after the last
 * _end, which is how the workers ended: where that was not well, no part counts.
 */
void sanya_measuring_parts(struct sanya_measuring *measuring);
void sanya_measuring_again(struct sanya_measuring *measuring);
int sanya_measuring_end(struct sanya_measuring *measuring, struct sanya_error *err) SANYA_MUST_CHECK;

/* Questions are numbered from 0 as they come.  Refused: unknown metrics, statistics that do not fit, fields that do not exist. */
int sanya_measuring_ask(struct sanya_measuring *measuring, const struct sanya_measure_question *question, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* Start the workers of the questions so far, which get ready while the first block is on its way.  Else they start when it comes. */
int sanya_measuring_start(struct sanya_measuring *measuring, struct sanya_error *err) SANYA_MUST_CHECK;
const struct sanya_metric_info *sanya_measuring_metric(const struct sanya_measuring *measuring, size_t question);

/* Fields of observations of a kind that the questions look at, bits of a block's `present`; UINT64_MAX: all.  Blocks may come without the others. */
uint64_t sanya_measuring_fields(const struct sanya_measuring *measuring, enum sanya_observation_kind kind);

/*
 * A checked block of one source, with the dictionary of its codes (the same struct for all blocks of one stream, so that what is known of a
 * code is known for the next block; a dictionary that starts anew has another number).  A kind nobody asked about is passed over.
 * `skip`: rows that do not count (superseded versions), a byte each, 0: it counts; NULL: all count.
 */
int sanya_measuring_take(struct sanya_measuring *measuring, const char *source, const struct sanya_block *block,
			 const struct sanya_dictionary *dictionary, const unsigned char *skip, struct sanya_error *err) SANYA_MUST_CHECK;

/*
 * Ends the metric workers and computes: each row in order of keys, then of questions.  A row and what it points at hold during the call
 * of `each`, keys as long as the measure.  May be called again.  What can fail has failed before the first row is shown, so that
 * rows may be written as they come.
 */
int sanya_measuring_each(struct sanya_measuring *measuring,
			 int (*each)(void *context, const struct sanya_measure_row *row, struct sanya_error *err), void *context,
			 struct sanya_error *err) SANYA_MUST_CHECK;

/* After sanya_measuring_each: true where the assignee stood in for whom the credit asks for. */
bool sanya_measuring_fell_back(const struct sanya_measuring *measuring, size_t question);

#endif
