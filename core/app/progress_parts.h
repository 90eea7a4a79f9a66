/* SPDX-License-Identifier: Apache-2.0 */
/* Inside progress: one contract that is going on, between the file that lists them and the one that measures. */
#ifndef SANYA_APP_PROGRESS_PARTS_H
#define SANYA_APP_PROGRESS_PARTS_H

#include "../store/contracts.h"
#include "evaluate.h"
#include "parts.h"
#include "progress.h"
#include "references.h"

struct sanya_going {
	struct sanya_contract_row row;
	const struct sanya_contract *contract; /* what holds today, for its own days */
	struct sanya_parts parts;	       /* where it was amended or terminated; else none */
	size_t earlier;			       /* parts whose days are over */
	bool measured; /* it is active, and `evaluated` holds its goals: of the earlier parts in order, then those of `contract` */
	struct sanya_evaluated *evaluated;
};

/* The active ones measured up to now, in one pass. */
int sanya_progress_measure(struct sanya_store *store, struct sanya_lookup *lookup, struct sanya_calendar_shelf *calendars,
			   const struct sanya_roster *roster, int64_t now, struct sanya_going *list, size_t count,
			   struct sanya_arena *arena, struct sanya_error *err) SANYA_MUST_CHECK;
/* The goals of a measured contract, without milestones: those are told with their deadlines. */
struct sanya_json *sanya_progress_goals_json(const struct sanya_going *going, enum sanya_language language);
/* The same of the parts whose days are over: [{"revision", "from", "to", "goals"}]. */
struct sanya_json *sanya_progress_earlier_json(const struct sanya_going *going, enum sanya_language language);

/* What a result in review waits for before it is shared, and who; *ret_what NULL: nothing.  Adds to `who`. */
int sanya_progress_review(struct sanya_store *store, const char *number, struct sanya_json *who, const char **ret_what,
			  struct sanya_error *err) SANYA_MUST_CHECK;

#endif
