/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ideas as they stand: derived from the events "idea.ACTION" (subject = the idea's number), and the rules they are judged by from
 * the last "idea.publish" (subject "ideas").
 *
 * Details:
 *   idea.publish   {"document": sanya.ideas/1}
 *   idea.submit    {"title", "text"?, "answer_by": date}
 *   idea.trial     {"until": date, "answer_by": date, "reason"}
 *   idea.accept    {"grade", "amount", "currency", "met": [criteria], "reason"?}
 *   idea.decline   {"reason"}
 *   idea.approve   {"amount", "currency"}: becomes a reward line for the next batch of whatever cycle is exported next
 * The state follows from the events' types alone, so that it survives the erasure of a detail.
 */
#ifndef SANYA_STORE_IDEAS_H
#define SANYA_STORE_IDEAS_H

#include "../domain/idea.h"
#include "store.h"

#define SANYA_IDEAS_SUBJECT "ideas" /* of the event that publishes the rules */

struct sanya_idea {
	const char *number; /* "ID-2026-0001" */
	enum sanya_idea_state state;
	const char *person;
	const char *title, *text; /* NULL once erased; text NULL where there is none */
	int64_t submitted_at, decided_at, approved_at; /* SANYA_NO_INSTANT */
	int32_t answer_by;			       /* SANYA_NO_DATE */
	int32_t until;				       /* of a trial */
	const char *decided_by, *reason;	       /* of the last decision; NULL */
	const char *grade, *amount, *currency;	       /* once accepted; NULL */
	const char *met;			       /* once accepted: the criteria that it meets, "customers, faster"; NULL */
	int64_t batch; /* in which its reward left; 0: not yet */
};

/* By number; number or person NULL: all.  Texts live until the callback returns. */
int sanya_ideas_each(struct sanya_store *store, const char *number, const char *person,
		     int (*each)(void *context, const struct sanya_idea *idea, struct sanya_error *err), void *context,
		     struct sanya_error *err) SANYA_MUST_CHECK;
/* The next free number "ID-YEAR-NNNN" of a year. */
int sanya_idea_next_number(struct sanya_store *store, int32_t year, char *ret, size_t room, struct sanya_error *err) SANYA_MUST_CHECK;
/* The published rules as canonical JSON: 1, or 0 where none were published. */
int sanya_idea_rules_document(struct sanya_store *store, struct sanya_buffer *ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
