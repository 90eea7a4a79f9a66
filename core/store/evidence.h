/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence: observations in versions, in batches.  A batch is what one stretch of a run of a source delivered up to a checkpoint; it is committed
 * together with its ledger event (type "evidence.batch", subject = source), which holds its digest and the cursor.
 *
 * An observation is known by (source, kind, id).  Delivered again with the same content nothing is written; with other content the
 * newer version supersedes, and the older one stays readable below its watermark.
 * A watermark is the number of the last batch that counts.
 *
 * Layout (evidence_rows.h has the details): one row per group, a group being what one batch holds of one name of a source in one stretch of
 * months, as packed fields (codec/packed.h); an observation stands in the groups of all names it may be credited to, in at most two stretches
 * that cover it from its creation to its last instant.  So the evidence of one person in one period is a few rows, however long the
 * history, and a whole period is one scan.  An id map (idmap.h) knows each observation's newest version.
 * Memory: what is staged of a batch; reading needs one row.
 */
#ifndef SANYA_STORE_EVIDENCE_H
#define SANYA_STORE_EVIDENCE_H

#include "../base/arena.h"
#include "../codec/block.h"
#include "../domain/observation.h"
#include "store.h"

/* --- coming in --- */

struct sanya_evidence_counts {
	uint64_t read, added, changed, unchanged;
	uint64_t again; /* of those read: ids that came before since the last checkpoint; the later one counts */
};

/* What is being made of one run of one source: kept in memory until it is closed, so that other writers are not held up by a slow source. */
struct sanya_evidence_staging;

int sanya_evidence_stage(struct sanya_store *store, const char *source, struct sanya_evidence_staging **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
void sanya_evidence_forget(struct sanya_evidence_staging *staging); /* NULL is fine */
/* A checked block of the source, with the dictionary of its codes (the same one, growing, for all blocks of a stream). */
int sanya_evidence_take(struct sanya_evidence_staging *staging, const struct sanya_block *block,
			const struct sanya_dictionary *dictionary, struct sanya_error *err) SANYA_MUST_CHECK;
/* Observations staged and not yet closed; bytes they take. */
uint64_t sanya_evidence_staged(const struct sanya_evidence_staging *staging, size_t *ret_bytes);
/*
 * After a close, for a finding: ids that came more than once between two checkpoints, and how often before the last time; those of several closes
 * where it was not asked in between.  At most 1000 of them, though `again` counts all.  They are forgotten by being told.
 */
int sanya_evidence_each_again(struct sanya_evidence_staging *staging,
			      int (*each)(void *context, enum sanya_observation_kind kind, struct sanya_text id, uint64_t times,
					  struct sanya_error *err),
			      void *context, struct sanya_error *err) SANYA_MUST_CHECK;
/*
 * Within a transaction: write what was staged as the next batch.  *ret_batch 0 and no digest where nothing was new.  The digest is over the
 * batch's groups and new terms (evidence_rows.h).  `counts` of this batch.  The staging is empty afterwards, also where this failed, and may be
 * used on, also where the transaction is undone: what was in it is lost then, nothing else.
 */
int sanya_evidence_close(struct sanya_evidence_staging *staging, uint64_t *ret_batch, struct sanya_sha256 *ret_digest,
			 struct sanya_evidence_counts *ret_counts, struct sanya_error *err) SANYA_MUST_CHECK;

/* Rows that were not taken, or taken after a repair (told again, the same place and reason stay one row). */
int sanya_evidence_add_reject(struct sanya_store *store, const char *source, const char *place, const char *reason,
			      const char *excerpt, bool repaired, uint64_t times, struct sanya_error *err) SANYA_MUST_CHECK;
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

/* --- going out --- */

uint64_t sanya_evidence_watermark(struct sanya_store *store);

/* Which observations are wanted.  More than these may come, but each at most once; none of them is missing. */
struct sanya_evidence_wanted {
	enum sanya_observation_kind kind;
	uint64_t watermark;
	/* Those that may matter to instants in [from, to): created (asked) before `to`, and their last instant not before `from` or still
	 * open (neither solved nor closed, or a wait or silence that lasts).  SANYA_NO_INSTANT: no bound. */
	int64_t from, to;
	/* Those credited to one of these names, whatever the source and the case of ASCII letters (assignee, first replier, solver, involved; subject), and those of nobody where
	 * `nobody`; NULL: all. */
	const struct sanya_text *names;
	size_t name_count;
	bool nobody;
	/* Fields that are looked at, SANYA_HAS_...: others may be left out of the blocks, the id too, and need not be unpacked.  0: all are. */
	uint64_t fields;
};
/*
 * Called with blocks of one source each, built in `room` (of the caller: one block); the dictionary is the same for all, and only begins anew (under
 * another number) when it is full.  In order of stretch and name, so that what is said of one name mostly comes together.  A block may
 * have no rows: then it brings terms alone, for the next one.  Rows are such as sanya_block_check accepts, fields that nobody looks at aside; stored bytes that are not give
 * SANYA_DIFFERS, with batch and group as the place.
 */
typedef int sanya_evidence_block(void *context, const char *source, const struct sanya_block *block,
				 const struct sanya_dictionary *dictionary, struct sanya_error *err);
int sanya_evidence_each(struct sanya_store *store, const struct sanya_evidence_wanted *wanted, struct sanya_block *room,
			sanya_evidence_block *each, void *context, struct sanya_error *err) SANYA_MUST_CHECK;
/* Names of people that the evidence knows at the watermark, with their sources, in order: what is on nobody's roster is found with it. */
int sanya_evidence_each_name(struct sanya_store *store, uint64_t watermark,
			     int (*each)(void *context, const char *source, struct sanya_text name, struct sanya_error *err),
			     void *context, struct sanya_error *err) SANYA_MUST_CHECK;

/* --- keeping --- */

/* Re-hash every batch against its digest in the ledger.  Groups that were pruned are taken by the digest they left behind, where an event
 * "evidence.prune" says that they were. */
int sanya_evidence_check(struct sanya_store *store, struct sanya_error *err) SANYA_MUST_CHECK;
struct sanya_evidence_pruned {
	uint64_t groups, observations; /* observations: as stored, so one that stood in two groups counts twice */
	uint64_t bytes;
	int64_t before; /* the largest instant that any prune was asked for; SANYA_NO_INSTANT: never pruned */
};
/*
 * Within a transaction: groups that lie wholly before the instant lose their content and keep their digest.  The caller appends the event
 * "evidence.prune" (subject the date, detail {"before": seconds, "groups", "observations", "bytes"}) in the same transaction: the check holds what
 * is gone against it.  What is read of the time from the instant on does not change.
 */
int sanya_evidence_prune(struct sanya_store *store, int64_t before, struct sanya_evidence_pruned *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* What was pruned so far, by the events. */
int sanya_evidence_pruned(struct sanya_store *store, struct sanya_evidence_pruned *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* Within a transaction: drop and remake the id map from the groups (a part of sanya_store_rebuild). */
int sanya_evidence_rebuild(struct sanya_store *store, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
