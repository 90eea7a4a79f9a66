/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cascade: which goal of which contract supports which goal above, over all contracts of one day.  A view that borrows the
 * contracts; links are indices.
 *
 * Lint looks at links and at what they promise:
 *   dangling, loop       a goal supports what is not there, or itself in the end
 *   unit, direction      the same metric as above, counted in another unit, or with the better side turned round
 *   metric               another metric than above: allowed, and told
 *   unsupported          a team's goal that nobody below supports
 *   cannot-produce       if all below hit their targets exactly, the goal above would still miss its own; see below
 *   paid-twice           one ticket within two contracts of one person, or within a pool: the goals that support one goal above
 *
 * What targets below produce.  Children are the goals that support the parent by the same metric, statistic and clock.  With t their
 * targets and n the observations of the last year:
 *   share, mean, NPS     sum(n × t) / sum(n), where the parent had more observations than all children together the rest at last year's
 *                        value of the rest.  Nothing is concluded where no child has volume.
 *   sum, count           sum(t), the rest at last year's sum in proportion to the days
 *   median, percentile, rank, max   of a mixture lies between those of its parts: the best of t is the best that can come of it
 */
#ifndef SANYA_DOMAIN_CASCADE_H
#define SANYA_DOMAIN_CASCADE_H

#include "lint.h"

struct sanya_cascade_contract {
	const struct sanya_contract *contract;
	bool stands; /* false: it ended without effect, and is here only so that lint can say so */
};

struct sanya_cascade_goal { /* SIZE_MAX, SIZE_MAX: none */
	size_t contract, goal;
};

struct sanya_cascade {
	const struct sanya_cascade_contract *contracts; /* by number */
	size_t count;
	size_t *first;			  /* of each contract: the place of its first goal among all; one more at the end */
	struct sanya_cascade_goal *above; /* of each goal among all, in order: what it supports, where that stands */
	size_t *below_first;		  /* of each goal: its first one in `below`; one more at the end */
	struct sanya_cascade_goal *below; /* goals of standing contracts that support it, in order */
};

/* `contracts` are in order of their numbers; everything is borrowed, lists live in `arena`. */
int sanya_cascade_build(const struct sanya_cascade_contract *contracts, size_t count, struct sanya_arena *arena,
			struct sanya_cascade *ret, struct sanya_error *err) SANYA_MUST_CHECK;
const struct sanya_goal *sanya_cascade_goal(const struct sanya_cascade *cascade, struct sanya_cascade_goal place);
/* The goal that it supports, or one whose contract is SIZE_MAX. */
struct sanya_cascade_goal sanya_cascade_above(const struct sanya_cascade *cascade, struct sanya_cascade_goal place);
/* Those that support it. */
const struct sanya_cascade_goal *sanya_cascade_below(const struct sanya_cascade *cascade, struct sanya_cascade_goal place, size_t *ret_count);
/* The index of a contract by number, or SIZE_MAX. */
size_t sanya_cascade_find(const struct sanya_cascade *cascade, const char *number, size_t size);

struct sanya_cascade_lint {
	const struct sanya_cascade *cascade;
	const char *date; /* the day it is about, for messages */
	/* A goal over the last twelve months; NULL: there is no evidence. */
	int (*year)(void *context, struct sanya_cascade_goal place, struct sanya_past_month *ret, struct sanya_error *err);
	void *context;
};
int sanya_lint_cascade(const struct sanya_cascade_lint *lint, struct sanya_findings *findings, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
