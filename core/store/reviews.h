/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Derived tables of reviews and rewards: cycles, results in versions, disputes, reward lines, export batches.  Filled by the events
 * review.*, reward.* and cycle.* (reviews.c); read here.
 *
 * Texts handed out live in the arena that the caller gives.
 */
#ifndef SANYA_STORE_REVIEWS_H
#define SANYA_STORE_REVIEWS_H

#include "../base/arena.h"
#include "../domain/lifecycle.h"
#include "store.h"

struct sanya_cycle {
	const char *name;  /* "2026-Q3" */
	int32_t from, to;  /* dates, inclusive: contracts whose period ends within belong to it */
	bool closed;
};

/* One evaluation of one contract; a later one (after a dispute, reopened) is the next version, the older stays. */
struct sanya_review {
	const char *number;
	int64_t revision, version;
	const char *evaluator;
	int64_t evaluated_at;
	uint64_t watermark;	 /* last batch of evidence that counts */
	const char *statement;	 /* canonical JSON, sanya.statement/1 */
	const char *sha256;	 /* of those bytes, hex */
	const char *amount, *currency; /* NULL where the result has no amount */
	int64_t shared_at;	 /* SANYA_NO_INSTANT: not yet */
	const char *approver;	 /* NULL: not approved */
};

struct sanya_dispute {
	int64_t version;
	const char *goals; /* ids joined by ", " */
	const char *reason;
	int64_t at;
	const char *outcome, *answer, *resolver; /* NULL while open */
};

/*
 * What is to be paid: one line per approved result, one per correction, one per approved idea.  Where a part of a disputed result was paid
 * before, or the result was restated after it left, the lines of a contract but for its corrections add up to the approved result.
 */
struct sanya_reward_line {
	const char *number, *cycle, *employee; /* cycle "": of an idea that leaves with the next batch, whatever its cycle */
	int64_t sequence; /* 1: the reward; 2, 3, ...: corrections */
	const char *kind; /* reward, part, restatement, correction, idea */
	const char *amount, *currency; /* amount with sign where negative */
	const char *reason;	       /* of a correction or restatement; the title of an idea; else NULL */
	const char *approver;
	int64_t approved_at;
	int64_t batch; /* 0: not exported yet */
	int64_t version; /* of the result that it pays; 0: of none */
};

struct sanya_export_batch {
	const char *cycle;
	int64_t batch; /* 1, 2, ... within the cycle */
	int64_t at;
	const char *actor;
	const char *document; /* canonical JSON, sanya.register/1: the rows as exported */
	const char *sha256_json, *sha256_csv;
	int64_t lines;
};

/* 1 found, 0 not, -1 failed. */
int sanya_cycle_get(struct sanya_store *store, const char *name, struct sanya_arena *arena, struct sanya_cycle *ret,
		    struct sanya_error *err) SANYA_MUST_CHECK;
/* The cycle that a period ending on `to` belongs to; the first one opened where several fit. */
int sanya_cycle_of(struct sanya_store *store, int32_t to, struct sanya_arena *arena, struct sanya_cycle *ret,
		   struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_cycle_list(struct sanya_store *store, struct sanya_arena *arena, struct sanya_cycle **ret, size_t *ret_count,
		     struct sanya_error *err) SANYA_MUST_CHECK;
/* The latest version (version 0) or a certain one. */
int sanya_review_get(struct sanya_store *store, const char *number, int64_t version, struct sanya_arena *arena,
		     struct sanya_review *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* Whether the latest version of a result has not been approved; false where there is none. */
int sanya_review_unapproved(struct sanya_store *store, const char *number, bool *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* The latest dispute of a contract. */
int sanya_dispute_get(struct sanya_store *store, const char *number, struct sanya_arena *arena, struct sanya_dispute *ret,
		      struct sanya_error *err) SANYA_MUST_CHECK;
/* Lines of a cycle (number NULL) or of a contract (cycle NULL), by number and sequence.  As long as the cycle is not closed the ideas that
 * wait for a batch are among its lines. */
int sanya_reward_lines(struct sanya_store *store, const char *cycle, const char *number, struct sanya_arena *arena,
		       struct sanya_reward_line **ret, size_t *ret_count, struct sanya_error *err) SANYA_MUST_CHECK;
/* A batch of a cycle; 0: the last one. */
int sanya_export_batch_get(struct sanya_store *store, const char *cycle, int64_t batch, struct sanya_arena *arena,
			   struct sanya_export_batch *ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
