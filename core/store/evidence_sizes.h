/* SPDX-License-Identifier: Apache-2.0 */
/* How much evidence there is, and of which years. */
#ifndef SANYA_STORE_EVIDENCE_SIZES_H
#define SANYA_STORE_EVIDENCE_SIZES_H

#include "store.h"

#define SANYA_EVIDENCE_NO_YEAR 0

struct sanya_evidence_size {
	int32_t year; /* in which the groups' stretches begin (UTC); SANYA_EVIDENCE_NO_YEAR: what is open still, or lasts for years */
	uint64_t observations; /* as stored: one that stands under several names or in two stretches counts for each, and so do older versions */
	uint64_t groups;
	uint64_t bytes;
	uint64_t pruned; /* groups whose content is gone */
};
/* By year, those without one last.  Reads all there is. */
int sanya_evidence_sizes(struct sanya_store *store,
			 int (*each)(void *context, const struct sanya_evidence_size *size, struct sanya_error *err), void *context,
			 struct sanya_error *err) SANYA_MUST_CHECK;

#endif
