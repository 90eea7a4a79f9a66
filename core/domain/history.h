/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a ticket's events to the ticket: the one place where first reply, solved, reopened, waiting and silence are
 * derived, so that every source derives them alike (design: metrics).
 *
 * Rules
 *  - Events count in order of `at`; equal instants keep the order given.
 *  - first_reply: the first public word of staff; on a ticket that staff created, the second.
 *  - replies: public words of staff.  first_touch: the first event by staff after the creation, or the moment the status
 *    leaves new, whichever is earlier.
 *  - first_solved, solved: first and last change into solved or closed from another class.  A ticket that is open at the end of
 *    its events keeps `solved` absent, and first_solved as it was.
 *  - reopens: changes out of solved or closed that last more than 0 s.
 *  - reassigns: changes from one assignee to another; the first assignment is none.
 *  - solver: the assignee when last solved; where nobody is assigned, the actor.
 *  - waits: stretches in new, open or on-hold.  silences: while new or open, from the creation, the requester's word or the
 *    reopening to the next public word of staff or the solution, and between two words of staff.
 */
#ifndef SANYA_DOMAIN_HISTORY_H
#define SANYA_DOMAIN_HISTORY_H

#include "../base/arena.h"
#include "../base/error.h"
#include "observation.h"

/*
 * Fill what events can tell into *ticket, whose other fields (id, channel, due, ...) the caller has set; a field already set
 * by the caller (not absent) is kept.  Lists live in `arena`.  `count` is at least 1; events without a CREATED event take the earliest
 * instant as creation.
 */
int sanya_history_derive(struct sanya_arena *arena, const struct sanya_ticket_event *events, size_t count,
			 struct sanya_ticket *ticket, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
