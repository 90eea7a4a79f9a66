/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How far luck alone may carry a value: 95 % intervals, exactly computed and rounded outward, so that none is narrower than its formula.
 *
 *   share, share_within     Wilson (1927), the score interval: with k of n, p = k/n and z = 1.959964,
 *                           (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n).  For points of points possible n is the number of
 *                           observations: as if each were obtained whole or not at all, the widest they can be where all have as many possible.
 *   mean, score (NPS)       Student's t: mean ± t √(s²/n), s² with n - 1.  t from the usual table of three decimals, of the next
 *                           smaller number of degrees of freedom that stands in it.  Needs two values at least.
 *   median, percentile,     without any assumption about how values are spread: the order statistics x(l) and x(u), l the largest with
 *   rank                    P(B < l) <= 2.5 %, u the smallest with P(B >= u) <= 2.5 %, B binomial (n, level).  Exact up to 1,000
 *                           values, beyond by l = floor(np - z √(np(1-p))).  With few values a side has no bound.
 *   sum, count, max         none: they say what was there, and are no estimate of anything.
 *
 * Roots are rounded up to 0.000000001, in the unit of the value.
 */
#ifndef SANYA_DOMAIN_INTERVAL_H
#define SANYA_DOMAIN_INTERVAL_H

#include "statistic.h"

struct sanya_interval {
	bool has_low, has_high; /* neither: there is none */
	struct sanya_number low, high;
};
void sanya_interval_init(struct sanya_interval *interval);
void sanya_interval_done(struct sanya_interval *interval);

/*
 * What is known of the values of one statistic besides the statistic: what an interval is made of, and what one more observation would
 * make of it.  Plain numbers, as raw as the values (points: thousandths); nothing to be given back.
 */
struct sanya_spread {
	uint64_t count;	     /* 0: nothing is known */
	int64_t points;	     /* by which raw numbers are divided */
	int64_t least, most;
	__int128 above;	     /* sum of x - least */
	__int128 squares;    /* sum of (x - least)²; -1: beyond all measure */
	bool has_low, has_high;
	int64_t low, high;   /* order statistics that enclose */
	bool has_with_least, has_with_most; /* false: it would not fit 63 bits */
	struct sanya_ratio with_least, with_most; /* the statistic with one more value like the least, like the most */
};
/* True where a statistic's interval needs its spread; others follow from value and count, or have none. */
bool sanya_statistic_spreads(const struct sanya_statistic *statistic);
/* Of at least one value, of a statistic that spreads. */
void sanya_spread_of(const struct sanya_statistic *statistic, enum sanya_unit unit, struct sanya_order *values, struct sanya_spread *ret);

/* `count` observations gave `value`, in its measure.  `spread` may be NULL where the statistic needs none, or nobody kept it. */
void sanya_interval_of(const struct sanya_statistic *statistic, enum sanya_measure measure, const struct sanya_number *value, int64_t count,
		       const struct sanya_spread *spread, struct sanya_interval *ret);
/* By which of the ways above: "wilson", "student", "order", "none". */
const char *sanya_interval_word(const struct sanya_statistic *statistic);
/* The mark lies within: what was measured cannot be told from it. */
bool sanya_interval_holds(const struct sanya_interval *interval, const struct sanya_number *mark);

/* Ranks (from 1) of the order statistics that enclose a percentile of `level` millionths; 0 and count + 1: no bound. */
void sanya_interval_ranks(uint64_t count, int64_t level, uint64_t *ret_low, uint64_t *ret_high);

#endif
