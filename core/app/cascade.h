/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cascade of a home on one day: who has which contract, which goal serves which, where it contradicts itself, and whether the money
 * is there.
 *
 * A contract stands on a day of its period unless it was declined or withdrawn, lapsed, or had ended by then; by the revision that held on the day.
 * Drafts stand as well, because the time to repair a cascade is before it is signed.  Whoever has nobody above has no contract to have.
 */
#ifndef SANYA_APP_CASCADE_H
#define SANYA_APP_CASCADE_H

#include "../domain/cascade.h"
#include "../store/contracts.h"
#include "references.h"

struct sanya_cascade_day {
	struct sanya_store *store; /* borrowed */
	int32_t date;
	struct sanya_arena arena;
	struct sanya_roster roster;
	struct sanya_contract_row *rows; /* of all contracts, by number; those of other days too, to be named when something refers to them */
	struct sanya_contract *contracts; /* the documents of those that stand; of others the number alone */
	struct sanya_cascade_contract *list;
	size_t count;
	struct sanya_cascade cascade;
	struct sanya_cascade_measured *measured; /* by contract; NULL: nobody measured */
};

/* `ret` is initialised also on failure. */
int sanya_cascade_day_open(struct sanya_store *store, int32_t date, struct sanya_cascade_day *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
void sanya_cascade_day_close(struct sanya_cascade_day *day);

/*
 * What the goals have come to by the end of the day, or by `now` where that is earlier: each as its contract counts it, and one that others below
 * support, though it is the holder's own, over the observations of everybody below as well.  All of it is one pass over the evidence, and no
 * value is made of other values.  `person`: from this one down; NULL: everybody.  Nothing is measured where there is no evidence.
 */
int sanya_cascade_day_measure(struct sanya_cascade_day *day, struct sanya_lookup *lookup, const char *person, int64_t now,
			      struct sanya_error *err) SANYA_MUST_CHECK;
/* Gives back what was measured; part of _close. */
void sanya_cascade_day_forget(struct sanya_cascade_day *day);
/* Puts "outcome", "value", "count", "reason" and "below" into a goal; nothing where nobody measured. */
void sanya_cascade_goal_value(const struct sanya_cascade_day *day, struct sanya_cascade_goal place, struct sanya_json *goal);

/*
 * `person`: from this one down; NULL: everybody.
 * {"on", "people": [{"id", "name", "level", "contracts": [{"number", "state", "goals": [{"goal", "title", "scope", "target", "supports",
 * "supported_by": ["NUMBER#goal", …], and once it is measured "outcome", "value", "count", "reason", "below": {"outcome", "value", "count"}}]}],
 * "reports": […]}], "coverage": {"people", "with_contract", "without_contract": [ids], "goals_without_child": ["NUMBER#goal", …],
 * "contracts_of_nobody": [numbers: their employee is not employed on the day]}}.  Values are as people read them, null where there is none.
 */
int sanya_cascade_show(const struct sanya_cascade_day *day, const char *person, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;

struct sanya_cascade_lint_request {
	struct sanya_lookup *lookup;
	int64_t now;
	const char *budget; /* path of a CSV table: unit, currency, amount; NULL: there is none */
};
/*
 * {"on", "evidence", "findings": as of lint, "errors", "warnings", "budget": [{"unit", "currency", "contracts", "expected", "maximum",
 * "budget"}]}.  Expected: with last year's values, at the target where there are none.  Maximum: every goal at its best.
 */
int sanya_cascade_lint_day(const struct sanya_cascade_day *day, const struct sanya_cascade_lint_request *request, struct sanya_json **ret,
			   struct sanya_error *err) SANYA_MUST_CHECK;

#endif
