/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lint: what is contradictory or unwise in a contract, before anybody signs it.
 *
 * The rules, by what they look at; docs/contract-language.md tells each with its code, reason and repair:
 *   form       weights, order of points, repeated points, flat scales, units: whoever reads a file wants all of it at once, not the first
 *   scales     values that no point speaks of, points that are never in force, better values that score less, marks no value can have
 *   pay        cliffs, a cap below full performance, gates that always or never hold, more than one goal on the same tickets
 *   quality    speed or volume paid without a goal on quality beside it
 *   renewal    holding back that pays: see SANYA_HOLD_BACK below
 *   evidence   marks that the last year never reached, samples that the last period would not have had
 *
 * A cliff: one unit of the value moves the reward by more than 20 % of at_100, all other goals being at their targets.  One unit is 1
 * percentage point of a share, a minute of a duration (a second where no mark is above an hour), 0.1 of a mean, median, percentile or rank,
 * 1 of counts, sums, largest values and NPS.  Tried around every mark of the scale and every point of the curve, half a unit and a whole
 * one to each side.  Milestones are met or not: that is no cliff.  Jumps of the curve itself are told once, at the curve.
 *
 * Holding back: who is able to deliver a may deliver h, which is less.  The next target follows from what is delivered.  Holding back pays
 * where reward(h) now + reward(a) under the next target after h > the same for h = a, by more than 1 % of at_100: less than that comes from
 * the rounding of targets.  Tried for values from the target to the best that the scale or the rule speaks of, in 24 steps; at every bend of the pay
 * beyond the target; and where each bend lies in the next period, once it was just reached.
 *
 * Evidence: marks are "never reached" where at least three months of the last twelve have a value and none is as good.  The last period is
 * as many months as the contract has.
 */
#ifndef SANYA_DOMAIN_LINT_H
#define SANYA_DOMAIN_LINT_H

#include "contract.h"
#include "finding.h"
#include "reward.h"

#define SANYA_CLIFF 20	     /* percent of at_100 */
#define SANYA_HOLD_BACK 1    /* percent of at_100 */
#define SANYA_PAST_MONTHS 12u
#define SANYA_PAST_LEAST 3u  /* months with a value before "never" means anything */

/* One month of the past as a goal would have seen it. */
struct sanya_past_month {
	bool known;   /* false: nobody can say (the measuring failed, the person was not there); nothing is concluded from it */
	bool has_value;
	int32_t from; /* its first day */
	int64_t count;
	struct sanya_number value; /* in the goal's measure; initialised by the asker */
};

struct sanya_lint {
	const struct sanya_contract *contract;
	/* A metric's unit (enum sanya_unit), 0 where there is none of that name, -1 where nobody can say.  NULL: nobody can say of any. */
	int (*unit_of)(void *context, const char *metric);
	/*
	 * Month `back` (1: the last whole one, 2: the one before, … SANYA_PAST_MONTHS) of a goal's past.  NULL: there is no evidence.
	 */
	int (*month)(void *context, size_t goal, unsigned back, struct sanya_past_month *ret, struct sanya_error *err);
	void *context;
};

/* Add what is found.  After an error of form nothing else is looked at: there is no meaning to look at. */
int sanya_lint_contract(const struct sanya_lint *lint, struct sanya_findings *findings, struct sanya_error *err) SANYA_MUST_CHECK;

/* The rule about renewal alone: where holding back pays. */
int sanya_lint_renewal(const struct sanya_contract *contract, struct sanya_findings *findings, struct sanya_error *err) SANYA_MUST_CHECK;

/* What a goal's metric is about. */
enum sanya_aspect { SANYA_ASPECT_OTHER, SANYA_ASPECT_SPEED, SANYA_ASPECT_VOLUME, SANYA_ASPECT_QUALITY };
enum sanya_aspect sanya_goal_aspect(const struct sanya_goal *goal);
/* Milestones and ideas: said by people, not by tickets or responses. */
bool sanya_goal_is_said(const struct sanya_goal *goal);
/* Some observation could count for both: the same metric whatever its version, and no field whose values exclude each other. */
bool sanya_goals_meet(const struct sanya_goal *a, const struct sanya_goal *b);
/* "ticket.reopened@1" and "ticket.reopened@2" are versions of one metric. */
bool sanya_metric_same(const char *a, const char *b);

/* All rules of contracts and cascades. */
enum sanya_lint_code {
	/* form */
	SANYA_LINT_WEIGHTS, SANYA_LINT_POINT_ORDER, SANYA_LINT_POINT_REPEATED, SANYA_LINT_FLAT, SANYA_LINT_METRIC, SANYA_LINT_UNIT_STATISTIC,
	SANYA_LINT_UNIT_SCALE, SANYA_LINT_REFUSED,
	/* scales */
	SANYA_LINT_GAP_SCALE, SANYA_LINT_GAP_CURVE, SANYA_LINT_DEAD_POINT, SANYA_LINT_TURNS_BACK, SANYA_LINT_CURVE_FALLS,
	SANYA_LINT_NO_TARGET, SANYA_LINT_IMPOSSIBLE_TARGET, SANYA_LINT_IMPOSSIBLE_MARK,
	/* pay */
	SANYA_LINT_CLIFF_SCALE, SANYA_LINT_CLIFF_CURVE, SANYA_LINT_CLIFF_GATE, SANYA_LINT_CLIFF_GATE_ALL, SANYA_LINT_CAP_LOW,
	SANYA_LINT_GATE_NEVER, SANYA_LINT_GATE_ALL_NEVER, SANYA_LINT_GATE_ALWAYS, SANYA_LINT_GATE_ALL_ALWAYS, SANYA_LINT_TWICE,
	/* quality, renewal, evidence */
	SANYA_LINT_NO_QUALITY, SANYA_LINT_HOLD_BACK, SANYA_LINT_UNREACHED, SANYA_LINT_SAMPLE,
	/* cascades */
	SANYA_LINT_DANGLING_CONTRACT, SANYA_LINT_DANGLING_GOAL, SANYA_LINT_DANGLING_ENDED, SANYA_LINT_LOOP, SANYA_LINT_CASCADE_UNIT,
	SANYA_LINT_CASCADE_DIRECTION, SANYA_LINT_CASCADE_METRIC, SANYA_LINT_UNSUPPORTED, SANYA_LINT_CANNOT_PRODUCE,
	SANYA_LINT_PAID_TWICE_PERSON, SANYA_LINT_PAID_TWICE_POOL, SANYA_LINT_OVER_BUDGET, SANYA_LINT_OVER_BUDGET_MAXIMUM,
	SANYA_LINT_NO_BUDGET,
	SANYA_LINT_CODES,
};
extern const struct sanya_lint_rule sanya_lint_rules[SANYA_LINT_CODES];
const struct sanya_lint_rule *sanya_lint_rule_of(const char *code); /* NULL: there is none of that code */

#endif
