/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Milestones: goals of an active contract that somebody reaches rather than a source measures (a course passed, a guide written).  The
 * employee reports with evidence, the manager confirms by name, each by the goal's deadline; after it neither is possible.
 */
#ifndef SANYA_APP_MILESTONE_H
#define SANYA_APP_MILESTONE_H

#include "../domain/contract.h"
#include "act.h"

/* The last day that counts for a goal: its own deadline, else the period's end. */
int32_t sanya_goal_deadline(const struct sanya_contract *contract, const struct sanya_goal *goal);
/* true for goals whose metric is a milestone. */
bool sanya_goal_is_milestone(const struct sanya_goal *goal);

/* `evidence`: a sentence or an address that lets somebody else check it. */
int sanya_milestone_report(const struct sanya_act *act, const char *number, const char *goal, const char *evidence,
			   struct sanya_error *err) SANYA_MUST_CHECK;
/* `evidence` may be NULL. */
int sanya_milestone_confirm(const struct sanya_act *act, const char *number, const char *goal, const char *evidence,
			    struct sanya_error *err) SANYA_MUST_CHECK;

#endif
