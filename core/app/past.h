/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the evidence says of a contract's goals before the contract begins: month by month, measured as its review would measure them.
 *
 * Month 1 is the last whole month before the contract's first day, or before today where that is earlier; month 2 the one before it.  Nothing is
 * concluded (months are not known) where the home has no evidence, where a goal's metric could not be measured, where the employee was
 * not employed on the month's last day, and where no goal of the contract had a single observation in all of the months: then the
 * past is another's, or was never delivered.
 */
#ifndef SANYA_APP_PAST_H
#define SANYA_APP_PAST_H

#include "../domain/lint.h"
#include "../domain/roster.h"
#include "calendar_shelf.h"
#include "references.h"

struct sanya_past {
	struct sanya_store *store;
	struct sanya_lookup *lookup;
	const struct sanya_roster *roster;
	const struct sanya_contract *contract;
	int32_t before; /* the first day of the month that follows month 1 */
	struct sanya_arena arena;
	struct sanya_calendar_shelf *calendars; /* NULL until somebody asks */
	struct sanya_past_month *months; /* of all goals, month by month; NULL until somebody asks */
	struct sanya_past_month *year;	 /* of all goals; NULL until somebody asks */
};

/* Everything is borrowed.  `ret` is initialised also on failure. */
int sanya_past_init(struct sanya_past *ret, struct sanya_store *store, struct sanya_lookup *lookup, const struct sanya_roster *roster,
		    const struct sanya_contract *contract, int64_t now, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_past_done(struct sanya_past *past);
/* `month` of struct sanya_lint, with a struct sanya_past as its context.  All months are measured when the first is asked for. */
int sanya_past_month(struct sanya_past *past, size_t goal, unsigned back, struct sanya_past_month *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/*
 * Measures the years of many, of one store and roster, in one pass, so that sanya_past_year finds them.  A contract of several that cannot be
 * measured at all (its calendar is not there) has nothing known.
 */
int sanya_past_years(struct sanya_past *pasts, size_t count, struct sanya_error *err) SANYA_MUST_CHECK;
/* All twelve months as one: the goal's value and volume over the year, for weighing goals against each other. */
int sanya_past_year(struct sanya_past *past, size_t goal, struct sanya_past_month *ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
