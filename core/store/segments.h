/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who has answered for their days of a result: managers under whom the employee was for a part of the period.  Derived from the event
 * "review.segment" (subject = contract number): {"version": of the result, "reason"?}.  The actor is the manager.
 */
#ifndef SANYA_STORE_SEGMENTS_H
#define SANYA_STORE_SEGMENTS_H

#include "store.h"

struct sanya_segment_answer {
	const char *manager, *note; /* note: NULL where there is none */
	int64_t at;
};
/* Of one version of a contract's result, by manager; texts live until the callback returns. */
int sanya_segment_answers_each(struct sanya_store *store, const char *number, int64_t version,
			       int (*each)(void *context, const struct sanya_segment_answer *answer, struct sanya_error *err), void *context,
			       struct sanya_error *err) SANYA_MUST_CHECK;

#endif
