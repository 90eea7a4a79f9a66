/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A contract that was amended, or terminated before its time, as the parts that held: each revision for its own days.
 *
 * Each part is measured over its own days by its own terms and pays by its own curve, gates and cap, in proportion to its days of the
 * whole (by calendar days where its document pays without proration), rounded by its own rule; together they pay the sum.  The whole is
 * what the part's own document says: from the contract's first day to its last, so that a later revision with another last day does not
 * change what days before it are worth.
 *
 * A goal's deadline behind the last day of its part ends with the part.  A milestone that was due while its revision held is met or missed by
 * then; else it is due when the next revision that asks for it says, or, where none does, when its own says.  What would have been due
 * after a termination is no miss.  Whether enough days are counted (reward.minimum_days)
 * is asked of all parts together.
 */
#ifndef SANYA_APP_PARTS_H
#define SANYA_APP_PARTS_H

#include "amend.h"
#include "evaluate.h"

struct sanya_part {
	struct sanya_contract document; /* as both signed it */
	/* The same for the days that it held.  Shares all but its goals with `document`; never given to sanya_contract_done. */
	struct sanya_contract contract;
	bool every_day; /* the document pays without proration: all days of the part count */
	char sha256[65]; /* of the canonical bytes that both signed, in hex */
};

struct sanya_parts {
	struct sanya_part *list; /* in order of their days; the last is the one in force */
	size_t count;		 /* 0: one revision held for the whole period */
	int32_t from;		 /* the contract's first day */
	bool ended_early;	 /* terminated before its last day */
};

void sanya_parts_done(struct sanya_parts *parts);
/*
 * What held of a contract that is in force or was: no parts where one revision holds for all of its period.  `ret` is initialised also on
 * failure; everything lives as long as `arena`.  SANYA_NOT_ALLOWED where it was terminated before its first day.
 */
int sanya_parts_load(struct sanya_store *store, const struct sanya_contract_row *row, struct sanya_arena *arena, struct sanya_parts *ret,
		     struct sanya_error *err) SANYA_MUST_CHECK;
/* The part of a revision, or NULL. */
const struct sanya_part *sanya_parts_find(const struct sanya_parts *parts, int64_t revision);
/* The part that holds on a day; before the first the first, after the last the last. */
size_t sanya_parts_on(const struct sanya_parts *parts, int32_t date);

/* What the parts pay.  All lists are as long as the parts. */
struct sanya_parts_pay {
	struct sanya_days *days;
	struct sanya_result *results; /* initialised by _compute, given back by _pay_done */
	size_t count;
	bool complete; /* every goal of every part could be measured; else there is no amount */
	struct sanya_number amount; /* the sum of the parts' amounts */
};
/* `evaluated`: the parts' contracts, measured.  `silently`: without the record of steps.  `ret` is initialised also on failure. */
int sanya_parts_compute(const struct sanya_evaluate *evaluate, struct sanya_parts *parts, const struct sanya_evaluated *evaluated,
			bool silently, struct sanya_parts_pay *ret, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_parts_pay_done(struct sanya_parts_pay *pay);

#endif
