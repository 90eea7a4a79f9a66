/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Measuring the evidence that a home keeps: the newest version of each observation, of all sources or of one.
 * Names are taken as the sources say them, as in files; who is who on the roster is the business of contracts (evaluate.h).
 */
#ifndef SANYA_APP_MEASURE_HOME_H
#define SANYA_APP_MEASURE_HOME_H

#include "../store/store.h"
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

#endif
