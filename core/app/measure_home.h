/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Measuring the evidence that a home keeps: the newest version of each observation, of all sources or of one.
 * A name of a source is the person of the roster who bore it on the day; one that nobody bore stands for itself.
 */
#ifndef SANYA_APP_MEASURE_HOME_H
#define SANYA_APP_MEASURE_HOME_H

#include "../store/store.h"
#include "../domain/roster.h"
#include "measure.h"

struct sanya_measure_home {
	struct sanya_store *store;
	const char *source; /* one that is configured; NULL: all */
	int64_t from, to;   /* the window of all questions; SANYA_NO_INSTANT: open */
	size_t questions;   /* how many the measure has */
};

/* How many observations of each kind were looked at. */
int sanya_measure_home(struct sanya_host *host, struct sanya_measuring *measuring, const struct sanya_measure_home *home,
		       uint64_t *ret_tickets, uint64_t *ret_responses, struct sanya_error *err) SANYA_MUST_CHECK;

/*
 * Who is behind a name, for questions about a home: the id of whoever bore it on the day of the value, else the name itself.  Set
 * sanya_measure_roster_who as the question's `who`, with this as its context.
 */
struct sanya_measure_roster {
	struct sanya_roster roster;
	const struct sanya_zone *zone; /* where days begin; borrowed */
	struct sanya_text answer;      /* of the last question */
};
/* Initialised also on failure. */
int sanya_measure_roster_load(struct sanya_store *store, const struct sanya_zone *zone, struct sanya_measure_roster *ret,
			      struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_measure_roster_done(struct sanya_measure_roster *roster); /* fine for one that is all zero, too */
int sanya_measure_roster_who(void *context, const char *source, struct sanya_text name, int64_t at, struct sanya_measure_people *ret,
			     struct sanya_error *err) SANYA_MUST_CHECK;

#endif
