/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the evaluation: what is counted for the findings of domain/gaming.h while the evidence passes by.
 *
 * A watch counts one person's evidence of one period, or that of everybody below them on the day; contracts of one person and period share it.
 * Tickets count for whoever solved them (the assignee where nobody is named), answers for their subject, by what the evidence says and by the aliases
 * of the day.  Others of the team are watched as well, for the rate of surveys.  One look at each observation, and what is kept of a
 * person grows with their answers alone.
 *
 * What comes out for a contract does not depend on who else is in the pass: a ticket counts against a rating only where its subject is who solved it
 * or has it now, for then it stands in that person's evidence.
 */
#ifndef SANYA_APP_EVALUATE_GAMING_H
#define SANYA_APP_EVALUATE_GAMING_H

#include "evaluate_parts.h"

struct sanya_watching;

/* Watches for those contracts of the pass whose statement will be written; *ret NULL: there is none.  Lives in the pass's arena but for what
 * _free gives back (NULL is fine). */
int sanya_watching_new(struct sanya_pass *pass, struct sanya_watching **ret, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_watching_free(struct sanya_watching *watching);
/* Whose evidence has to be read, by place on the roster; in which instants. */
int sanya_watching_mark(const struct sanya_watching *watching, unsigned char *whose, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_watching_window(const struct sanya_watching *watching, int64_t *from, int64_t *to);
/* What it looks at of a ticket or a response, bits of a block's `present`. */
uint64_t sanya_watching_fields(enum sanya_observation_kind kind);
/* A block of the evidence: all tickets come before the first response. */
int sanya_watching_take(struct sanya_watching *watching, const char *source, const struct sanya_block *block,
			const struct sanya_dictionary *dictionary, struct sanya_error *err) SANYA_MUST_CHECK;
/* What was found, into the contracts of the pass, once all goals are measured. */
int sanya_watching_conclude(struct sanya_watching *watching, struct sanya_error *err) SANYA_MUST_CHECK;

/* The durations about a goal's D at which its values are counted; false: it has none. */
bool sanya_watching_near(const struct sanya_goal *goal, int64_t ret[SANYA_NEAR]);

#endif
