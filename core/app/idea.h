/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ideas for better service, as use cases: HR publishes the rules, anybody employed submits, somebody above or HR decides by the published
 * criteria, HR approves what the published table says, and the next export pays it.
 *
 * Nobody decides or approves their own idea, and whoever decided does not approve.
 */
#ifndef SANYA_APP_IDEA_H
#define SANYA_APP_IDEA_H

#include "../base/zone.h"
#include "../codec/json.h"
#include "../domain/reward.h"
#include "../store/ideas.h"
#include "act.h"
#include "measure.h"

/* HR publishes rules (sanya.ideas/1); they hold for ideas decided from then on.  `name` is what messages call the text. */
int sanya_idea_publish(const struct sanya_act *act, const char *name, const char *text, size_t size, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* The published document; SANYA_NOT_FOUND where there is none. */
int sanya_idea_published(struct sanya_store *store, struct sanya_json **ret, struct sanya_error *err) SANYA_MUST_CHECK;

/* `text` may be NULL.  The idea as it stands then. */
int sanya_idea_submit(const struct sanya_act *act, const char *title, const char *text, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;

struct sanya_idea_decision {
	enum sanya_idea_action action; /* try, accept, decline */
	const char *grade;	       /* accept: which row of the table */
	const char *const *met;	       /* accept: criteria that it meets, NULL-terminated, at least one */
	const char *until;	       /* try: its last day */
};
/* A trial and a refusal need a reason. */
int sanya_idea_decide(const struct sanya_act *act, const char *number, const struct sanya_idea_decision *decision, struct sanya_json **ret,
		      struct sanya_error *err) SANYA_MUST_CHECK;
/* HR approves the reward of an accepted idea: a line of the next export. */
int sanya_idea_approve(const struct sanya_act *act, const char *number, struct sanya_json **ret, struct sanya_error *err) SANYA_MUST_CHECK;

/*
 * [{"number", "state", "person", "title", "text", "submitted_at", "answer_by", "overdue", "until", "decided_by", "decided_at", "reason",
 * "met", "grade", "amount", "currency", "batch"}] by number; filters may be NULL, state SANYA_IDEA_NONE: any.
 */
int sanya_idea_list(struct sanya_store *store, const char *person, enum sanya_idea_state state, int64_t now, struct sanya_json **ret,
		    struct sanya_error *err) SANYA_MUST_CHECK;

/* One of them; SANYA_NOT_FOUND where there is none of that number. */
int sanya_idea_show(struct sanya_store *store, const char *number, int64_t now, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;

/* --- measuring --- */

/* true for goals whose metric is idea.accepted@1. */
bool sanya_goal_is_idea(const struct sanya_goal *goal);

struct sanya_idea_question {
	struct sanya_store *store;
	const struct sanya_roster *roster;
	const struct sanya_zone *zone;	/* decides on the day of a decision, for the reporting line */
	const struct sanya_goal *goal;	/* its statistic */
	const char *person;		/* whose ideas; NULL: those of everybody below `above` */
	const char *above;
	int64_t from, to; /* instants [from, to) in which the decision must lie */
	int (*seen)(void *context, const struct sanya_measure_sight *sight, struct sanya_error *err); /* each that counts; NULL */
	void *context;
};
/*
 * idea.accepted@1: of the ideas that were decided in the window, 1 if accepted, else 0; a trial is no decision.  The statistic of the goal
 * over these values.  VALUE with their count, or NO_DATA where none was decided: then the goal's if_too_few says what follows.
 * `ret` is initialised by the caller.
 */
int sanya_idea_measure(const struct sanya_idea_question *question, struct sanya_measured *ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
