/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the contracts of a cycle would give if they were evaluated now: all of them in one pass over the evidence, nothing is written.
 * The same figures as an evaluation records, without the record of steps.
 */
#ifndef SANYA_APP_CYCLE_EVALUATE_H
#define SANYA_APP_CYCLE_EVALUATE_H

#include "evaluate.h"
#include "references.h"

struct sanya_cycle_line { /* of one contract; lives during the call */
	const char *number, *employee, *currency;
	const struct sanya_contract *contract;
	const struct sanya_evaluated *evaluated;
	const struct sanya_result *result; /* NULL: a goal could not be evaluated, or nothing could */
	const char *failed;		   /* why nothing could; NULL */
};

#define SANYA_CURRENCIES_MAX 16u
struct sanya_cycle_totals {
	size_t evaluated;  /* with an amount, or with no score and nothing to pay */
	size_t incomplete; /* a goal could not be evaluated */
	size_t left_out;   /* of the cycle, but not signed by both sides, or terminated before its first day */
	uint64_t batch;	   /* what was touched since is meant; 0: all of the cycle */
	struct {
		char currency[4];
		struct sanya_number amount;
		size_t contracts;
	} sums[SANYA_CURRENCIES_MAX]; /* by currency */
	size_t sum_count;
};
void sanya_cycle_totals_init(struct sanya_cycle_totals *totals);
void sanya_cycle_totals_done(struct sanya_cycle_totals *totals);

/*
 * Which of them: those whose people a batch of evidence, or one after it, touched (touched.h); of the last run that brought anything; all of them.
 * What others know of the contract changes its figures too (milestones, calendars, the roster): these are not looked at.
 */
#define SANYA_CYCLE_ALL	     UINT64_C(0)
#define SANYA_CYCLE_LAST_RUN UINT64_MAX

/* `each` in order of the contracts' numbers.  What lies after `now` does not count for a contract whose days of grace are not over. */
int sanya_cycle_evaluate(struct sanya_store *store, struct sanya_lookup *lookup, const char *name, int64_t now, uint64_t batch,
			 int (*each)(void *context, const struct sanya_cycle_line *line, struct sanya_error *err), void *context,
			 struct sanya_cycle_totals *totals, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
