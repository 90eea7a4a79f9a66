/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The roster as it stands: derived from the last event "people.import", whose detail is the whole roster (sanya.roster/1).
 */
#ifndef SANYA_STORE_PEOPLE_H
#define SANYA_STORE_PEOPLE_H

#include "../domain/roster.h"
#include "store.h"

/* The whole roster, by id; empty before the first import.  `ret` is initialised here, also on failure; free with sanya_roster_done. */
int sanya_people_load(struct sanya_store *store, struct sanya_roster *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/*
 * Those whom a question is about, with all who are above them on any day; of teams everybody below the manager on any day as well.  Ids that
 * nobody has are passed over.  Where that is most of the company, everybody comes.
 */
struct sanya_people_wanted {
	const char *const *people; /* ids; NULL entries are passed over */
	size_t person_count;
	const char *const *teams; /* ids of managers */
	size_t team_count;
};
int sanya_people_load_some(struct sanya_store *store, const struct sanya_people_wanted *wanted, struct sanya_roster *ret,
			   struct sanya_error *err) SANYA_MUST_CHECK;
/* The event that brought the roster as it stands; UINT64_MAX before the first. */
int sanya_people_event(struct sanya_store *store, uint64_t *ret, struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_people_count(struct sanya_store *store, uint64_t *ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
