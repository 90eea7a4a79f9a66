/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gaming: patterns in somebody's evidence that are worth a look, because they can come from work done for the number instead of the customer.
 * A finding is no verdict: each has honest causes, and none changes a result by itself.  Both sides of a contract see it.
 *
 * Evidence is counted one observation after the other (all of it in one pass, whoever asks); these are the rules that conclude from the counts,
 * whole numbers only.  T is the number of tickets that the person solved in the period, A that of survey answers (csat, nps, ces, rating) to them.
 *
 *   reassigned-after-bad-rating  a rating below the middle of its scale, on a ticket that the person had solved before and that stands with
 *			       somebody else now, or that another had solved and that stands with the person; once is enough
 *   reopened-after-period     first solved within the last 3 days of the period, reopened, and not solved again before its end; twice or more
 *   solve-reopen-cycles       a ticket solved and reopened at least twice; two such tickets or more
 *   survey-burst	       answers within one stretch of ten minutes (by the clock) that has at least five of them
 *   survey-one-address	       the requester who answered most often: at least 5 times, and at least a fifth of all answers that name one
 *   survey-rate	       A is at least twice, or at most half, of what the team's rate lets expect for T tickets, and further from it than three times
 *			       the root of it (what chance alone makes of a count).  The team: the others under the manager; 20 tickets at least on both sides
 *   bunched-at-threshold      of a goal "share_within D": the last tenth before D holds more than twice as many values as the tenth before it and the
 *			       tenth after D together, and 10 at least
 */
#ifndef SANYA_DOMAIN_GAMING_H
#define SANYA_DOMAIN_GAMING_H

#include "observation.h"

enum sanya_gaming {
	SANYA_GAMING_REASSIGNED, SANYA_GAMING_AFTER_PERIOD, SANYA_GAMING_CYCLES, SANYA_GAMING_BURST, SANYA_GAMING_ADDRESS,
	SANYA_GAMING_RATE, SANYA_GAMING_BUNCHED,
	SANYA_GAMING_COUNT,
};
/* In the order of the enumeration, NULL at the end. */
extern const char *const sanya_gaming_words[];

#define SANYA_GAMING_LAST_DAYS	   3
#define SANYA_GAMING_BURST_SECONDS 600
#define SANYA_GAMING_BURST_LEAST   5

/* What was counted of one person's evidence of one period, or of everybody below them. */
struct sanya_gaming_counts {
	int64_t tickets;      /* T */
	int64_t cycles;	      /* solved and reopened at least twice */
	int64_t after_period; /* first solved in the last days, reopened after */
	int64_t answers;      /* A */
	int64_t reassigned;   /* bad ratings of tickets that changed hands */
	int64_t burst;	      /* answers in bursts */
	int64_t named, address; /* answers that name a requester; of the one who answered most often */
	int64_t team_tickets, team_answers; /* of the others of the team; 0 where nobody compares */
};

/* Values of a goal about its D: in (D - 2w, D - w], (D - w, D], (D, D + w], where w is a tenth of D. */
struct sanya_gaming_near {
	int64_t before, within, past;
};

struct sanya_gaming_finding {
	enum sanya_gaming what;
	int64_t count, of;	     /* so many of so many */
	int64_t team_count, team_of; /* survey-rate: the others' A and T; else 0 */
};

/* All but bunching, in the order of the enumeration; how many. */
size_t sanya_gaming_conclude(const struct sanya_gaming_counts *counts, struct sanya_gaming_finding ret[SANYA_GAMING_COUNT]);
/* true: bunched, and the finding. */
bool sanya_gaming_bunched(const struct sanya_gaming_near *near, struct sanya_gaming_finding *ret);

/* The two rules about single observations that need more than a count. */
bool sanya_gaming_is_survey(int32_t response_kind);
/* Below the middle of its scale; false where value or scale are not known. */
bool sanya_gaming_is_bad(int64_t value, int64_t lowest, int64_t highest);
/* Instants as of struct sanya_ticket; the period ends before `to`. */
bool sanya_gaming_is_after_period(int64_t first_solved, int64_t solved, int32_t reopens, int64_t to);

#endif
