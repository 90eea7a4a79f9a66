/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Luck: how a goal's value stands to its target when chance is allowed for, and what a single bad answer more would have made of it.
 *
 * A bad answer more is, by the goal's statistic:
 *   share, share_within   one more that is not what is counted (where less is better: that is)
 *   score (NPS)           one more detractor (where less is better: promoter)
 *   mean, median, percentile, rank, sum, max
 *                         one more like the worst that was counted; nobody can say where nothing was
 *   count                 one less; where less is better, one more
 */
#ifndef SANYA_DOMAIN_LUCK_H
#define SANYA_DOMAIN_LUCK_H

#include "interval.h"
#include "reward.h"

enum sanya_against {
	SANYA_AGAINST_NONE,	/* there is no value, or no target */
	SANYA_AGAINST_REACHED,
	SANYA_AGAINST_MISSED,
	SANYA_AGAINST_UNSURE,	/* value and target differ by less than the interval, or there is none to tell by */
};
const char *sanya_against_word(enum sanya_against against); /* "reached", "missed", "unsure"; NULL for none */

/* `interval`: as sanya_interval_of made it of the goal's value. */
enum sanya_against sanya_against_target(const struct sanya_goal *goal, const struct sanya_number *value, const struct sanya_interval *interval);

/*
 * `ret` becomes what would have been measured with one bad answer more; it is initialised by the caller.  `spread` may be NULL.  False:
 * nobody can say.
 */
bool sanya_measured_one_worse(const struct sanya_goal *goal, const struct sanya_measured *measured, const struct sanya_spread *spread,
			      struct sanya_measured *ret);

#endif
