/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From measured values to the amount: value -> scale -> score -> weight -> curve -> gates -> cap -> proration -> minimum days -> rounding.
 * Exact, in this order, rounded once, every step recorded in words a reader can follow.
 */
#ifndef SANYA_DOMAIN_REWARD_H
#define SANYA_DOMAIN_REWARD_H

#include "contract.h"

enum sanya_outcome {
	SANYA_OUTCOME_VALUE, SANYA_OUTCOME_NO_DATA, SANYA_OUTCOME_TOO_FEW, SANYA_OUTCOME_EXCLUDED,
	SANYA_OUTCOME_NOT_EVALUATED, /* a plugin failed: never a verdict about a person */
	SANYA_OUTCOME_UNDECIDED,     /* measured, but a finding is there for which the contract asks for a decision by hand */
};
const char *sanya_outcome_word(enum sanya_outcome outcome);
int sanya_outcome_of(const char *word);

/* What was measured for one goal. */
struct sanya_measured {
	enum sanya_outcome outcome; /* VALUE also where the sample is too small: the minimum is applied here */
	struct sanya_number value;  /* in the goal's measure */
	int64_t count;		    /* observations counted */
	bool has_team;		    /* the same statistic over the manager's team, for if_too_few = team */
	struct sanya_number team_value;
	int64_t team_count;
	const char *reason; /* of EXCLUDED, NOT_EVALUATED and UNDECIDED; else NULL */
};

struct sanya_step { /* one line of the statement */
	const char *what;  /* "goal reply: score", "curve", "cap", ... */
	const char *rule;  /* the rule as applied: "80% -> 0, 95% -> 100, linear" */
	const char *result; /* "108" */
};

struct sanya_goal_result {
	const struct sanya_goal *goal;
	enum sanya_outcome outcome;
	const char *applied; /* NULL, or what took the place of a missing value: reweight, neutral, team, zero */
	bool has_value;
	struct sanya_number value;
	int64_t count;
	bool has_score;
	struct sanya_number score;  /* without one the goal's weight went to the others */
	struct sanya_number weight; /* after reweighting; all add up to 100 unless none has a score */
	bool has_amount;
	struct sanya_number amount; /* per-goal contracts: this goal's part before gates, cap, proration and rounding */
	const char *reason;
};

struct sanya_result {
	struct sanya_arena arena;
	struct sanya_goal_result *goals; /* as many as the contract has, in its order */
	size_t goal_count;
	bool has_score; /* false where no goal could be scored: then nothing can be paid and nothing is said of the person */
	struct sanya_number score;
	struct sanya_number amount; /* rounded; 0 without a score */
	const struct sanya_also **also; /* the rewards that are not money and were reached */
	size_t also_count;
	struct sanya_step *steps;
	size_t step_count;
};

void sanya_measured_init(struct sanya_measured *measured);
void sanya_measured_done(struct sanya_measured *measured);
void sanya_result_init(struct sanya_result *result);
void sanya_result_done(struct sanya_result *result);

/* y at x: linear, step (the level reached) or, for curves, marginal.  Two points of equal x: the later one holds at x. */
void sanya_scale_at(const struct sanya_scale *scale, const struct sanya_number *x, struct sanya_number *ret);

/*
 * `measured` has one entry per goal.  days_counted of days_of (> 0) prorate where the contract says so, and are held against its minimum
 * where they are not all.  A NOT_EVALUATED goal makes an error: a reward is not computed from what failed to be measured; take it out with
 * EXCLUDED first.  So does an UNDECIDED one.
 */
int sanya_reward_compute(const struct sanya_contract *contract, const struct sanya_measured *measured,
			 int64_t days_counted, int64_t days_of, struct sanya_result *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* The same figures without the record of steps, where thousands are computed and nobody reads how. */
int sanya_reward_compute_silently(const struct sanya_contract *contract, const struct sanya_measured *measured, int64_t days_counted,
				  int64_t days_of, struct sanya_result *ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
