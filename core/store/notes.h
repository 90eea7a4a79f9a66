/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Notes of a review: what manager and employee say about each goal, each side in its own field.  The event review.note brings one:
 *
 *	subject the contract, detail {"version", "goal", "side": "manager" or "employee", "text", "success": [{"cause", "text"}], "failure": […]}
 *
 * A later note of the same side about the same goal takes the place of the older one, which stays in the ledger.
 */
#ifndef SANYA_STORE_NOTES_H
#define SANYA_STORE_NOTES_H

#include "../base/arena.h"
#include "store.h"

struct sanya_note {
	const char *goal, *person;
	bool manager;	     /* whose field it stands in; false: the employee's */
	const char *text;    /* NULL where only causes are named */
	const char *success, *failure; /* JSON arrays of {"cause", "text"} */
	int64_t version, at; /* version: of the result when it was written */
};

/* In order of goals' ids, the employee's first.  Texts live in the arena. */
int sanya_notes_of(struct sanya_store *store, const char *number, struct sanya_arena *arena, struct sanya_note **ret, size_t *ret_count,
		   struct sanya_error *err) SANYA_MUST_CHECK;

#endif
