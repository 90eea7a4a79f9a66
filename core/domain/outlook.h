/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The outlook of a goal, before anything is measured: for each value that could come out, its score, the reward with all other goals at their
 * targets, and the target that the renewal rule makes of it for the next contract.
 *
 * Values are the points of the scale, the middle between two of them from the target on, and the best that the scale or the rule
 * speaks of (a share ends at 100 % and at 0); from the worst to the best, each once.
 */
#ifndef SANYA_DOMAIN_OUTLOOK_H
#define SANYA_DOMAIN_OUTLOOK_H

#include "trial.h"

struct sanya_outlook {
	struct sanya_number value, score;
	struct sanya_number percent; /* of at_100 */
	struct sanya_number next;    /* target */
	bool moves;		     /* the next target is another one */
};

/* Lines in `arena`, their numbers to be given back with _done.  None for a goal without a target, or that is said rather than measured. */
int sanya_outlook_make(struct sanya_trial *trial, size_t goal, struct sanya_arena *arena, struct sanya_outlook **ret, size_t *ret_count,
		       struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_outlook_done(struct sanya_outlook *list, size_t count);
/* The best value worth speaking of: where the last point ends up after the largest move of the target. */
void sanya_outlook_best(const struct sanya_contract *contract, const struct sanya_goal *goal, struct sanya_number *ret);

#endif
