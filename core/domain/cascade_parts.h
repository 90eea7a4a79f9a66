/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the domain room: what the two files of a cascade's lint share. */
#ifndef SANYA_DOMAIN_CASCADE_PARTS_H
#define SANYA_DOMAIN_CASCADE_PARTS_H

#include "cascade.h"

struct sanya_cascading {
	const struct sanya_cascade_lint *lint;
	const struct sanya_cascade *cascade;
	struct sanya_findings *findings;
};

/* A finding about a goal; `key` of the goal is its place. */
struct sanya_finding *sanya_cascade_found(const struct sanya_cascading *cascading, enum sanya_lint_code code,
					  struct sanya_cascade_goal place, const char *key);
/* A word of the finding: "SQ-2026-0003#speed". */
void sanya_cascade_name(const struct sanya_cascading *cascading, struct sanya_finding *finding, struct sanya_cascade_goal place);
/* What the targets below come to, against the goal's own. */
int sanya_cascade_lint_produce(const struct sanya_cascading *cascading, struct sanya_cascade_goal place, struct sanya_error *err)
	SANYA_MUST_CHECK;

#endif
