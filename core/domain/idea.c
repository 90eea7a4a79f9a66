/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The life of an idea as one table, and the published rules as a value.
 * Who may take a step is the use case's to say.
 */
#include "idea.h"

#include "../base/catalogue.h"

#include <string.h>

static const struct {
	enum sanya_idea_state from;
	enum sanya_idea_action action;
	enum sanya_idea_state to;
} steps[] = {
	{ SANYA_IDEA_NONE, SANYA_IDEA_SUBMIT, SANYA_IDEA_SUBMITTED },  { SANYA_IDEA_SUBMITTED, SANYA_IDEA_TRY, SANYA_IDEA_TRIAL },
	{ SANYA_IDEA_SUBMITTED, SANYA_IDEA_ACCEPT, SANYA_IDEA_ACCEPTED }, { SANYA_IDEA_SUBMITTED, SANYA_IDEA_DECLINE, SANYA_IDEA_DECLINED },
	{ SANYA_IDEA_TRIAL, SANYA_IDEA_TRY, SANYA_IDEA_TRIAL }, /* longer than planned */
	{ SANYA_IDEA_TRIAL, SANYA_IDEA_ACCEPT, SANYA_IDEA_ACCEPTED },  { SANYA_IDEA_TRIAL, SANYA_IDEA_DECLINE, SANYA_IDEA_DECLINED },
	{ SANYA_IDEA_ACCEPTED, SANYA_IDEA_APPROVE, SANYA_IDEA_APPROVED },
};

static const char *const states[] = {
	[SANYA_IDEA_NONE] = "none",		     [SANYA_IDEA_SUBMITTED] = SANYA_N("submitted"),
	[SANYA_IDEA_TRIAL] = SANYA_N("trial"),	     [SANYA_IDEA_ACCEPTED] = SANYA_N("accepted"),
	[SANYA_IDEA_DECLINED] = SANYA_N("declined"), [SANYA_IDEA_APPROVED] = SANYA_N("approved"),
};
static const char *const actions[] = {
	[SANYA_IDEA_SUBMIT] = "submit",	  [SANYA_IDEA_TRY] = "trial",	    [SANYA_IDEA_ACCEPT] = "accept",
	[SANYA_IDEA_DECLINE] = "decline", [SANYA_IDEA_APPROVE] = "approve",
};

enum sanya_idea_state sanya_idea_step(enum sanya_idea_state from, enum sanya_idea_action action)
{
	for (size_t i = 0; i < SANYA_COUNT(steps); i++)
		if (steps[i].from == from && steps[i].action == action)
			return steps[i].to;
	return SANYA_IDEA_NONE;
}

const char *sanya_idea_state_word(enum sanya_idea_state state)
{
	return states[state];
}

int sanya_idea_state_of(const char *word)
{
	for (size_t i = 0; i < SANYA_COUNT(states); i++)
		if (strcmp(states[i], word) == 0)
			return (int)i;
	return -1;
}

const char *sanya_idea_action_word(enum sanya_idea_action action)
{
	return actions[action];
}

int sanya_idea_action_of(const char *word)
{
	for (size_t i = 0; i < SANYA_COUNT(actions); i++)
		if (strcmp(actions[i], word) == 0)
			return (int)i;
	return -1;
}

bool sanya_idea_waits(enum sanya_idea_state state)
{
	return state == SANYA_IDEA_SUBMITTED || state == SANYA_IDEA_TRIAL;
}

void sanya_idea_rules_init(struct sanya_idea_rules *rules)
{
	*rules = (struct sanya_idea_rules){ .currency = NULL };
	sanya_arena_init(&rules->arena);
}

void sanya_idea_rules_done(struct sanya_idea_rules *rules)
{
	for (size_t i = 0; i < rules->grade_count; i++)
		sanya_number_done(&rules->grades[i].amount);
	sanya_arena_done(&rules->arena);
	*rules = (struct sanya_idea_rules){ .currency = NULL };
}

const struct sanya_idea_criterion *sanya_idea_criterion(const struct sanya_idea_rules *rules, const char *id)
{
	for (size_t i = 0; i < rules->criterion_count; i++)
		if (strcmp(rules->criteria[i].id, id) == 0)
			return &rules->criteria[i];
	return NULL;
}

const struct sanya_idea_grade *sanya_idea_grade(const struct sanya_idea_rules *rules, const char *id)
{
	for (size_t i = 0; i < rules->grade_count; i++)
		if (strcmp(rules->grades[i].id, id) == 0)
			return &rules->grades[i];
	return NULL;
}
