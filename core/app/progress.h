/* SPDX-License-Identifier: Apache-2.0 */
/* Where the contracts stand: next step, by whom and by when; days left; deadlines near and passed.  Reads only. */
#ifndef SANYA_APP_PROGRESS_H
#define SANYA_APP_PROGRESS_H

#include "../base/catalogue.h"
#include "../codec/json.h"
#include "../store/contracts.h"

#define SANYA_DEADLINE_NEAR 14 /* days */

/*
 * Contracts of a person (as employee or manager; NULL: everybody's) that have not ended:
 * [{"contract", "next": {"what", "who": [ids or "HR"], "by"}, "days_left", "deadlines": [{"goal", "title", "deadline", "days", "state"}]}]
 * with "state" one of open, near, passed, reported, met.
 */
int sanya_progress(struct sanya_store *store, const char *person, int64_t now, const struct sanya_catalogue *catalogue,
		   struct sanya_json **ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
