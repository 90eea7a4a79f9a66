/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a number back to the tickets: the goal is measured again from the evidence as it stood at the statement's watermark, and
 * every observation that lies in its window is listed, counted or not, with the reason.
 */
#ifndef SANYA_APP_EXPLAIN_H
#define SANYA_APP_EXPLAIN_H

#include "../host/host.h"
#include "../store/store.h"
#include "settings.h"

struct sanya_explain {
	struct sanya_store *store;
	struct sanya_host *host;
	const struct sanya_settings *settings;
	const char *number, *goal;
	int64_t version;  /* of the statement; 0: the last */
	int64_t revision; /* of an amended contract: for the days of this one; 0: the one that the statement is of */
};

/*
 * {"contract", "goal", "metric", "statistic", "statement": value, "again": value, "same": bool, "counted": n, "observations": [{"source", "id",
 * "at", "value", "display", "counted", "reason"}]}; values as {"num","den"} or null.
 */
int sanya_explain_goal(const struct sanya_explain *explain, struct sanya_json **ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
