/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence: observations in versions, in batches.  A batch is what one stretch of a run of a source delivered up to a
 * checkpoint; it is committed together with its ledger event (type "evidence.batch", subject = source), which holds its digest and the cursor.
 *
 * An observation is known by (source, kind, id).  Delivered again with the same content nothing is written; with other content the
 * newer version supersedes, and the older one stays readable below its watermark.
 * A watermark is the number of the last batch that counts.
 */
#ifndef SANYA_STORE_EVIDENCE_H
#define SANYA_STORE_EVIDENCE_H

#include "../base/arena.h"
#include "../domain/observation.h"
#include "store.h"

struct sanya_evidence_counts {
	uint64_t read, added, changed, unchanged;
};

/* Within a transaction: take observations into the batch being made for `source`. */
int sanya_evidence_add_tickets(struct sanya_store *store, const char *source, const struct sanya_ticket *tickets, size_t count,
			       struct sanya_evidence_counts *counts, struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_evidence_add_responses(struct sanya_store *store, const char *source, const struct sanya_response *responses,
				 size_t count, struct sanya_evidence_counts *counts, struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_evidence_add_reject(struct sanya_store *store, const char *source, const char *place, const char *reason,
			      const char *excerpt, bool repaired, uint64_t times, struct sanya_error *err) SANYA_MUST_CHECK;
/* Rows that were not taken, or taken after a repair (see add_reject: told again, the same place and reason stay one row). */
struct sanya_evidence_reject {
	const char *place, *reason, *excerpt; /* excerpt may be NULL */
	bool repaired;
	uint64_t times;
};
/* Forget what is known of a source: before a run that reads everything from the start. */
int sanya_evidence_clear_rejects(struct sanya_store *store, const char *source, struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_evidence_each_reject(struct sanya_store *store, const char *source,
			       int (*each)(void *context, const struct sanya_evidence_reject *reject, struct sanya_error *err),
			       void *context, struct sanya_error *err) SANYA_MUST_CHECK;
/* Close the batch: number, digest over its canonical rows in order.  *ret_batch 0 and no digest where nothing was new. */
int sanya_evidence_close_batch(struct sanya_store *store, const char *source, uint64_t *ret_batch,
			       struct sanya_sha256 *ret_digest, struct sanya_error *err) SANYA_MUST_CHECK;

uint64_t sanya_evidence_watermark(struct sanya_store *store);
/*
 * All observations of a kind as they stood at the watermark, whose `created`/`answered` may matter in [from, to) (tickets: those not
 * closed for good before `from`; the caller's metric decides), in order of (source, id).  Handed over as packed batches with the
 * arrays unpacked, one source at a time.
 */
typedef int sanya_evidence_batch(void *context, const char *source, const void *batch, size_t size, const void *observations,
				 size_t count, struct sanya_error *err);
int sanya_evidence_each(struct sanya_store *store, enum sanya_observation_kind kind, uint64_t watermark,
			sanya_evidence_batch *each, void *context, struct sanya_error *err) SANYA_MUST_CHECK;
/* Re-hash every batch against its digest in the ledger. */
int sanya_evidence_check(struct sanya_store *store, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
