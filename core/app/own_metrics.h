/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The metrics that the home measures itself, because the ledger keeps what they count: no plugin is asked for them.
 * Measured by evaluate.c (milestones) and idea_measure.c.
 */
#ifndef SANYA_APP_OWN_METRICS_H
#define SANYA_APP_OWN_METRICS_H

#include "../host/host.h"

struct sanya_own_metric {
	struct sanya_metric_info info; /* without reasons; its kind means nothing */
	const char *of;		       /* what is counted: "milestones" */
};
extern const struct sanya_own_metric sanya_own_metrics[];
extern const size_t sanya_own_metric_count;

const struct sanya_own_metric *sanya_own_metric(const char *name); /* NULL: it is none of them */

#endif
