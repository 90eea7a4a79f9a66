/* SPDX-License-Identifier: Apache-2.0 */
/* Where the contracts stand: next step, by whom and by when; days left; deadlines near and passed.  Reads only. */
#ifndef SANYA_APP_PROGRESS_H
#define SANYA_APP_PROGRESS_H

#include "../base/catalogue.h"
#include "../codec/json.h"
#include "../domain/roster.h"
#include "../store/contracts.h"

#define SANYA_DEADLINE_NEAR 14 /* days */

struct sanya_lookup;

/*
 * Contracts of a person (as employee, as manager, or leading the employee since a move; NULL: everybody's) that have not ended:
 * [{"contract", "next": {"what", "who": [ids or "HR"], "by"}, "days_left", "deadlines": [{"goal", "title", "deadline", "days", "state"}]}]
 * with "state" one of open, near, passed, reported, met, and "segments": as of sanya_contract_show; "goal" null for a self-assessment that
 * lies ahead.
 *
 * An amendment under way is told beside what is in force: "amendment": {"revision", "what", "who", "by", "overdue"}.
 *
 * With a lookup, active contracts are measured up to now, all in one pass: "goals": [{"goal", "title", "target", "outcome", "value", "count",
 * "reason", and the interval of interval_json.h}]; of an amended one these are the goals of the revision that holds today, and "earlier": [{"revision", "from", "to", "goals"}] those of
 * the ones before it; value as people read it ("96.2 %"), null where there is none.  Without one nothing is measured.  What a goal's team has is no
 * progress of the person and is not measured for if_too_few; nor are observations of unknown people counted.
 *
 * Reads no more than concerns the person: it costs the same in a company of a hundred and of five thousand.
 * `ret_roster`: the people that the entries name, at least; initialised also on failure, for the caller to give back.
 */
int sanya_progress(struct sanya_store *store, struct sanya_lookup *lookup, const char *person, int64_t now,
		   const struct sanya_catalogue *catalogue, struct sanya_roster *ret_roster, struct sanya_json **ret,
		   struct sanya_error *err) SANYA_MUST_CHECK;

#endif
