/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Simulation: what a contract, or a whole cycle of them, would have given over past evidence.  Reads only; nothing comes of it.
 *
 * A month (or any other stretch) is tried as if it were the whole period: the reward is what the contract pays for a whole period that comes
 * out like it, without proration.  Deadlines within the period do not count, and goals that people say rather than systems measure
 * (milestones, ideas) have no past: they are left out, and their weight goes to the others.
 *
 * What is measured is measured as a review would: the same plugins, calendars, aliases and reporting lines of the day.
 */
#ifndef SANYA_APP_SIMULATE_H
#define SANYA_APP_SIMULATE_H

#include "../domain/roster.h"
#include "references.h"
#include "period.h"

#define SANYA_SIMULATE_MONTHS	   12u  /* without dates */
#define SANYA_SIMULATE_MONTHS_MAX 120u

struct sanya_simulate_request {
	struct sanya_store *store;
	struct sanya_lookup *lookup;
	const char *name;     /* number or file (subject.h); of a cycle, its name */
	const char *employee; /* somebody else than the document says, with their own manager; NULL */
	int32_t from, to;     /* SANYA_NO_DATE: the last twelve whole months before the contract's first day, or before today where that is earlier */
	int64_t now;
};

/*
 * {"contract", "name", "employee", "manager", "currency", "from", "to",
 *  "goals": [{"goal", "title", "target", "minimum_sample", "simulated", "interval": how it is made (below), "too_few_months", "too_few_periods"}],
 *  "months": [SPAN], "periods": [SPAN]: as long as the contract's own, the last one up to "to"; none where months say the same}
 *
 * SPAN is {"from", "to", "employed", "goals": [{"goal", "outcome", "applied", "reason", "value", "display", "count",
 *  "low", "high", "low_display", "high_display", "against", "score", "one_worse": {"value", "display", "count", "score", "reward", "change"}}],
 *  "score", "reward", "reason"}; numbers {"num","den"}, amounts decimal texts, null where there is none.  "against" is the target: reached, missed,
 *  or unsure where value and target differ by less than the interval.  "interval" is wilson, student, order or none.
 *
 * `ret_roster` for the names; initialised also on failure.
 */
int sanya_contract_simulate(const struct sanya_simulate_request *request, struct sanya_roster *ret_roster, struct sanya_json **ret,
			    struct sanya_error *err) SANYA_MUST_CHECK;

/*
 * All contracts of a cycle that were not declined, withdrawn, lapsed or terminated.  A window is as long as the contract's own period and ends with
 * a month; there is one for each month whose window lies within the dates.  Amounts are exact, percentiles linear between two (type 7).
 *
 * {"cycle", "from", "to", "contracts", "left_out",
 *  "currencies": [{"currency", "contracts", "at_100": the sum,
 *    "rewards": {"count", "nothing": how many paid nothing, "least", "p10", "p25", "median", "p75", "p90", "most"},
 *    "budget": {"windows", "least", "p10", "p50", "p90", "most"}}],
 *  "windows": [{"to", "unknown": contracts of which nothing is known in it, "totals": [{"currency", "total", "contracts"}]}]}
 *
 * A contract is unknown in a window that begins before the dates, where its employee was not employed on the last day, a goal could not be
 * measured, no goal saw a single observation, or none has a score.
 * The budget is that of the windows' totals; one in which nothing is known has none.
 */
int sanya_cycle_simulate(const struct sanya_simulate_request *request, struct sanya_json **ret, struct sanya_error *err) SANYA_MUST_CHECK;

/* --- what both are made of --- */

/* The contract as it is tried: `goals` (as many as it has) become its own, without deadlines. */
void sanya_simulate_copy(const struct sanya_contract *contract, struct sanya_goal *goals, struct sanya_contract *ret);
/* Take goals that are said out of what was measured. */
struct sanya_measured;
void sanya_simulate_leave_out(const struct sanya_contract *contract, struct sanya_measured *measured);
/* The dates of a request: those that are left out filled in, `least` months at least reached back; refused where they are not past. */
int sanya_simulate_dates(const struct sanya_simulate_request *request, const char *zone, int32_t begins, unsigned least,
			 struct sanya_period *ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
