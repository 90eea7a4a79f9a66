/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contracts' goals against the evidence: which observations count for whom is decided here (period, deadline, scope, credit, aliases on
 * the day), the values come from the metric plugins, the statistic from the domain room.
 *
 * Many contracts are one pass: goals that measure the same in the same days (metric, clock, calendar, where, credit, window, kind of scope)
 * are one question grouped by person, and each contract takes its own person's answer.  What comes out for a contract does not depend on
 * which others are in the pass.
 *
 * A team is everybody below its manager in the reporting line on the day; a question about teams asks once for each name who is above.
 *
 * Observations credited to a name that nobody bears on that day are counted as `unknown` where that is asked for, once for each such name: of
 * names that nobody on the roster bears on any day, all of them; of names that the contract's own person bears on another day (for a
 * team's goal: somebody who is below on some day of the window), those outside the days.  Names of others are not this contract's business.
 *
 * Memory: a goal whose statistic needs the values themselves (median, percentile, rank) takes 4 bytes a value.  For own goals the people
 * are gone through in portions, so that this stays within some 6 MB; goals of teams are the exception, their values are kept to the end.
 *
 * A plugin's failure is never a verdict about a person: the goals of that plugin are NOT_EVALUATED with the reason, all others go on.
 * So are goals whose window reaches back to evidence that was pruned.
 */
#ifndef SANYA_APP_EVALUATE_H
#define SANYA_APP_EVALUATE_H

#include "../codec/documents.h"
#include "../domain/reward.h"
#include "../domain/roster.h"
#include "../store/claims.h"
#include "calendar_shelf.h"
#include "measure.h"

struct sanya_evaluate {
	struct sanya_store *store;
	struct sanya_host *host;
	struct sanya_calendar_shelf *shelf;
	/* The company, or the people of these contracts with those above them and, for teams, below; findings compare with the company. */
	const struct sanya_roster *roster;
	struct sanya_arena *arena;	/* where the texts of the results live */
	uint64_t watermark;		/* last batch that counts */
	bool count_unknown;		/* for statements; needs the whole roster */
	size_t values_most;		/* bytes of kept values of one portion; 0: 6 MB */
	size_t people_least;		/* so many people are not worth portions; 0: 256 */
	bool spreads;			/* of those contracts that ask for them */
	bool team_stands_in;		/* measure the manager's team where if_too_few says so */
	/* For explaining the one contract of the pass: every observation that lies in the window of `explain_goal` and takes part. */
	size_t explain_goal; /* SIZE_MAX: none */
	int (*seen)(void *context, const struct sanya_measure_sight *sight, struct sanya_error *err);
	void *context;
};

/* About a goal's D (share_within): how many values are at most D less two tenths, D less a tenth, D and a tenth. */
#define SANYA_NEAR 3
struct sanya_evaluated_near {
	bool known;
	int64_t count[SANYA_NEAR];
};

/* One contract of a pass. */
struct sanya_evaluated {
	const struct sanya_contract *contract;
	int64_t until; /* nothing at or after this instant counts; SANYA_NO_INSTANT: the period's end decides */
	bool ended_early; /* it was terminated: a milestone that was due later is no miss */
	/* Claims about single observations that are taken as accepted, borrowed; of one observation of a goal the last one holds.  They touch the
	 * goal's own measure and never the team's that stands in for it.  Needs `about`. */
	const struct sanya_claim *decided;
	size_t decided_count;
	/* What comes out: one entry per goal, `measured` initialised by the caller.  Texts and lists live in the pass's arena. */
	struct sanya_measured *measured;
	struct sanya_statement_goal *about; /* what statements say besides; NULL: nobody asks */
	/* With `about`: what was found in the evidence that is worth a look (domain/gaming.h), in the pass's arena. */
	struct sanya_statement_gaming *gaming;
	size_t gaming_count;
	struct sanya_evaluated_near *near; /* one entry per goal; NULL without `about` */
	struct sanya_spread *spread; /* one entry per goal, where the pass has `spreads`; NULL: nobody asks.  Count 0: nothing is known */
	const char *calendar_sha256;	  /* of the calendar's canonical bytes, in hex; NULL where it was not needed */
	const struct sanya_error *failed; /* why nothing of this contract could be measured (its calendar or zone is not there); NULL */
};

/* Room for the results, in the arena (the numbers in it are given back by _done). */
int sanya_evaluated_init(struct sanya_evaluated *evaluated, const struct sanya_contract *contract, int64_t until,
			 struct sanya_arena *arena, struct sanya_error *err) SANYA_MUST_CHECK;
/* The same without `about`, for figures alone. */
int sanya_evaluated_init_bare(struct sanya_evaluated *evaluated, const struct sanya_contract *contract, int64_t until,
			      struct sanya_arena *arena, struct sanya_error *err) SANYA_MUST_CHECK;
/* Ask for the spreads as well. */
int sanya_evaluated_spread(struct sanya_evaluated *evaluated, struct sanya_arena *arena, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_evaluated_done(struct sanya_evaluated *evaluated); /* harmless on a zeroed one */
/* Every goal could be evaluated. */
bool sanya_evaluated_complete(const struct sanya_evaluated *evaluated);

int sanya_evaluate_many(const struct sanya_evaluate *evaluate, struct sanya_evaluated *contracts, size_t count, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* One contract; what failed is the error. */
int sanya_evaluate_goals(const struct sanya_evaluate *evaluate, struct sanya_evaluated *contract, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* Calendar days, or working days where the contract prorates by those. */
struct sanya_days {
	int64_t counted, of; /* those of the contract on which the employee is employed; all days of the whole */
	int64_t leave;	     /* that would count, were it not for leave beyond what the contract allows (reward.leave_days) */
};
/* Of a contract that holds for a part of some whole.  Leave is used up from the whole's first day on. */
int sanya_evaluate_days_of(const struct sanya_evaluate *evaluate, const struct sanya_contract *contract, int32_t whole_from,
			   int32_t whole_to, struct sanya_days *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* Of one that is the whole itself. */
int sanya_evaluate_days(const struct sanya_evaluate *evaluate, const struct sanya_contract *contract, int64_t *ret_counted,
			int64_t *ret_of, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
