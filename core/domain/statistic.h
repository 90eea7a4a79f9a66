/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the numbers of many observations become one, exactly.
 *
 * Formulas.  n values x(1) <= ... <= x(n):
 *   mean, sum, count, max        as ever
 *   percentile N, median         type 7 of Hyndman & Fan (1996), Excel's PERCENTILE.INC: h = (n-1)*N/100, linear between
 *                                x(floor(h)+1) and x(floor(h)+2); median = percentile 50
 *   rank N                       nearest rank: x(ceil(N/100*n)), at least x(1); always one of the values
 *   share                        sum of values / sum of possible (n where a metric has no "possible"): 0.962 is 96.2 %
 *   share_within D               part of the values that are <= D seconds
 *   score                        mean of -100/0/100: promoters minus detractors
 */
#ifndef SANYA_DOMAIN_STATISTIC_H
#define SANYA_DOMAIN_STATISTIC_H

#include "../base/error.h"
#include "../base/number.h"

enum sanya_statistic_kind {
	SANYA_STATISTIC_MEAN, SANYA_STATISTIC_MEDIAN, SANYA_STATISTIC_PERCENTILE, SANYA_STATISTIC_RANK,
	SANYA_STATISTIC_SHARE, SANYA_STATISTIC_SHARE_WITHIN, SANYA_STATISTIC_SUM, SANYA_STATISTIC_COUNT,
	SANYA_STATISTIC_MAX, SANYA_STATISTIC_SCORE,
};

struct sanya_statistic {
	enum sanya_statistic_kind kind;
	int64_t level;	/* percentile, rank: millionths, 900000 = 90; 0 < level <= 1000000 */
	int64_t within; /* share_within: seconds >= 0 */
};

/* What a number is, and so how it is written: "96.2 %", "3h 20m", "4.25". */
enum sanya_unit {
	SANYA_UNIT_SECONDS = 1, /* durations */
	SANYA_UNIT_FLAG,	/* 0 or 1 per observation */
	SANYA_UNIT_COUNT,	/* whole numbers */
	SANYA_UNIT_POINTS,	/* thousandths (SANYA_POINT) per observation */
	SANYA_UNIT_NPS,		/* -100, 0, 100 */
	SANYA_UNIT_PAIR,	/* points obtained of points possible, both thousandths */
};
/* What a statistic of a unit yields; scales of a goal are written in this. */
enum sanya_measure { SANYA_MEASURE_SHARE, SANYA_MEASURE_SECONDS, SANYA_MEASURE_NUMBER };

/* "percentile 90", "share_within 4h", ... */
int sanya_statistic_parse(const char *text, size_t size, struct sanya_statistic *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
void sanya_statistic_format(const struct sanya_statistic *statistic, struct sanya_buffer *out);
/* 0 when the statistic makes sense for the unit (share of durations does not), else an error that says which do. */
int sanya_statistic_fits(const struct sanya_statistic *statistic, enum sanya_unit unit, struct sanya_error *err)
	SANYA_MUST_CHECK;
enum sanya_measure sanya_statistic_measure(const struct sanya_statistic *statistic, enum sanya_unit unit);

/* --- results --- */

/* A fraction of whole numbers in lowest terms, den > 0. */
struct sanya_ratio {
	int64_t num, den;
};
/* num / den (den > 0) in lowest terms; refused where those do not fit. */
int sanya_ratio_of(__int128 num, __int128 den, struct sanya_ratio *ret, struct sanya_error *err) SANYA_MUST_CHECK;

#define SANYA_RATIO_TEXT 64u /* bytes of one that is written out, with the NUL */
/* As sanya_value_display and sanya_number_decimal write the same number, without GMP and without a buffer: there are lists of a million of
 * them.  The size without the NUL. */
size_t sanya_ratio_display(struct sanya_ratio value, enum sanya_measure measure, char ret[SANYA_RATIO_TEXT]);
size_t sanya_ratio_decimal(struct sanya_ratio value, unsigned places, char ret[SANYA_RATIO_TEXT]); /* at most 15 places */

/* --- values that are added up as they come --- */

/* What is known of values that are not kept. */
struct sanya_sums {
	uint64_t count;
	__int128 sum;
	__int128 possible; /* of pairs: what the sum is a part of; else unused */
	int64_t max;
	uint64_t within; /* how many are at most the statistic's D */
};

/* --- values that are kept: order statistics --- */

/*
 * Values in any order, put in order only as far as questions need it: places that are known stay put, with no larger value before and no
 * smaller one behind, so that the next question begins from there.  Linear time for each, whatever the order the values come in.
 */
#define SANYA_ORDER_STRETCHES 16u /* stretches of places that are remembered; beyond it everything is sorted */
struct sanya_order_stretch {
	size_t from, to; /* both included */
};
struct sanya_order {
	uint32_t *narrow; /* the values: one of the two lists, borrowed */
	int64_t *wide;
	size_t count; /* at least 1 where it is asked */
	int one_more; /* sanya_statistic_compute takes it as one value longer: -1 by another like the least, 1 by one like the largest; else 0 */
	struct sanya_order_stretch known[SANYA_ORDER_STRETCHES]; /* rising */
	unsigned known_count;
};
/* What sorting would put at `place` (from 0, below count). */
int64_t sanya_order_at(struct sanya_order *order, size_t place);

/* True where a statistic needs the values themselves. */
bool sanya_statistic_orders(const struct sanya_statistic *statistic);
/*
 * The statistic of at least one value, in seconds, as a fraction (shares) or a plain number (points: not thousandths).  `values` are those
 * that `sums` counts, and may be NULL where the statistic does not order.  What does not fit 63 bits is an error, never a wrap.
 */
int sanya_statistic_compute(const struct sanya_statistic *statistic, enum sanya_unit unit, const struct sanya_sums *sums,
			    struct sanya_order *values, struct sanya_ratio *ret, struct sanya_error *err) SANYA_MUST_CHECK;

/*
 * Collect values one by one, then ask.  Values are int64 (seconds, 0/1, counts, thousandths).
 */
struct sanya_sample {
	int64_t *values;
	int64_t *possible; /* NULL unless a pair was added */
	size_t count, room;
};
void sanya_sample_init(struct sanya_sample *sample);
void sanya_sample_done(struct sanya_sample *sample);
int sanya_sample_add(struct sanya_sample *sample, int64_t value, struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_sample_add_pair(struct sanya_sample *sample, int64_t value, int64_t possible, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* sanya_statistic_compute of the sample.  May reorder it. */
int sanya_sample_compute(struct sanya_sample *sample, const struct sanya_statistic *statistic, enum sanya_unit unit,
			 struct sanya_number *ret, struct sanya_error *err) SANYA_MUST_CHECK;

/* Parse a value as people write it in scales: "95%" -> 19/20, "4h" -> 14400, "4.25" -> 17/4. The form must fit the measure. */
int sanya_value_parse(const char *text, size_t size, enum sanya_measure measure, struct sanya_number *ret,
		      struct sanya_error *err) SANYA_MUST_CHECK;
/* For people: "96.2 %" (one place), "3h 20m 5s", "4.25" (two places); rounded half away from zero. */
void sanya_value_display(const struct sanya_number *value, enum sanya_measure measure, struct sanya_buffer *out);
/* Exact, in the form that _parse reads where there is one ("96.25%"). */
void sanya_value_exact(const struct sanya_number *value, enum sanya_measure measure, struct sanya_buffer *out);

#endif
