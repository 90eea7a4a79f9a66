/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ideas for better service: the rules under which they are rewarded (sanya.ideas/1), published before anybody submits one, and their life:
 *
 *	submitted -> trial -> accepted -> approved        declined from submitted and trial
 *
 * An idea waits for an answer until a date: submitted plus answer_days, or a trial's last day plus answer_days.  A date that passes
 * is shown as passed; the answer is still owed.  What an accepted idea is worth stands in the published table of rewards, and nowhere else.
 */
#ifndef SANYA_DOMAIN_IDEA_H
#define SANYA_DOMAIN_IDEA_H

#include "../base/arena.h"
#include "../base/error.h"
#include "../base/number.h"
#include "../base/text.h"

#define SANYA_IDEA_METRIC "idea.accepted@1"
#define SANYA_IDEA_RULES_MOST 20u /* criteria, and grades of reward */

struct sanya_idea_criterion {
	const char *id;
	struct sanya_words title;
};

struct sanya_idea_grade { /* one row of the table of rewards */
	const char *id;
	struct sanya_words title;
	struct sanya_number amount; /* >= 0, two decimals; 0: recognition only */
};

struct sanya_idea_rules {
	struct sanya_arena arena;
	struct sanya_words title;
	const char *currency, *timezone;
	int64_t answer_days;
	struct sanya_idea_criterion *criteria;
	size_t criterion_count;
	struct sanya_idea_grade *grades;
	size_t grade_count;
};
void sanya_idea_rules_init(struct sanya_idea_rules *rules);
void sanya_idea_rules_done(struct sanya_idea_rules *rules);
const struct sanya_idea_criterion *sanya_idea_criterion(const struct sanya_idea_rules *rules, const char *id); /* or NULL */
const struct sanya_idea_grade *sanya_idea_grade(const struct sanya_idea_rules *rules, const char *id);	       /* or NULL */

enum sanya_idea_state { SANYA_IDEA_NONE, SANYA_IDEA_SUBMITTED, SANYA_IDEA_TRIAL, SANYA_IDEA_ACCEPTED, SANYA_IDEA_DECLINED, SANYA_IDEA_APPROVED };
enum sanya_idea_action { SANYA_IDEA_SUBMIT, SANYA_IDEA_TRY, SANYA_IDEA_ACCEPT, SANYA_IDEA_DECLINE, SANYA_IDEA_APPROVE };

/* The state an action leads to, or SANYA_IDEA_NONE where it is not possible in that state. */
enum sanya_idea_state sanya_idea_step(enum sanya_idea_state from, enum sanya_idea_action action);
const char *sanya_idea_state_word(enum sanya_idea_state state); /* "submitted" */
int sanya_idea_state_of(const char *word);			/* -1 where it is none */
const char *sanya_idea_action_word(enum sanya_idea_action action); /* as in the event's type: "accept" */
int sanya_idea_action_of(const char *word);
/* Somebody still owes an answer. */
bool sanya_idea_waits(enum sanya_idea_state state);

#endif
