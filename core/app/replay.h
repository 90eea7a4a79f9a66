/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A recorded result measured again: from the evidence, the contract, the roster and the decisions as they stood when its statement was made,
 * and, for comparison, with other decisions.  Changes nothing.
 *
 *	sanya_replay_init -> sanya_replay_open -> sanya_replay_statement (any number of times) -> sanya_replay_done
 */
#ifndef SANYA_APP_REPLAY_H
#define SANYA_APP_REPLAY_H

#include "review.h"
#include "statement.h"

struct sanya_replay {
	struct sanya_store *store;
	struct sanya_host *host;
	const struct sanya_settings *settings;
	struct sanya_arena arena; /* texts live here */
	struct sanya_roster roster;	  /* of then; today's where the one of then was erased */
	struct sanya_contract contract;	  /* the revision that was evaluated */
	struct sanya_contract_row row;
	struct sanya_calendar_shelf *calendars;
	struct sanya_review review;
	struct sanya_json *statement; /* as recorded */
	/* What the statement was made with: decisions about observations, and goals that HR took out. */
	struct sanya_claim *decided;
	size_t decided_count;
	struct sanya_exclusion *excluded; /* one per goal */
};

void sanya_replay_init(struct sanya_replay *replay);
void sanya_replay_done(struct sanya_replay *replay);
/* `version` 0: the last result.  store, host and settings stay the caller's. */
int sanya_replay_open(struct sanya_replay *replay, struct sanya_store *store, struct sanya_host *host,
		      const struct sanya_settings *settings, const char *number, int64_t version, struct sanya_error *err) SANYA_MUST_CHECK;
/* The place of a goal among the contract's, or an error that lists them. */
int sanya_replay_goal(const struct sanya_replay *replay, const char *id, size_t *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* What was pruned cannot be measured again. */
int sanya_replay_check_pruned(const struct sanya_replay *replay, size_t goal, struct sanya_error *err) SANYA_MUST_CHECK;

/* How to measure it this time. */
struct sanya_replay_how {
	const struct sanya_claim *more; /* on top of what was decided then */
	size_t more_count;
	const bool *lowest; /* by goal: counted as badly as it could come out; NULL: none */
	const char *evaluator; /* who is to have made it; NULL: as then */
	int64_t version, at;   /* to stand in it; version 0: as then */
	/* Each observation of one goal. */
	size_t goal; /* SIZE_MAX: none */
	int (*seen)(void *context, const struct sanya_measure_sight *sight, struct sanya_error *err);
	void *context;
};
#define SANYA_REPLAY_AS_THEN { .goal = SIZE_MAX }
int sanya_replay_statement(struct sanya_replay *replay, const struct sanya_replay_how *how, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;

/* Which goals HR had taken out of a statement, one per goal of the contract; texts live in the arena.  Goals that have a reason in `ret` already
 * are left as they are. */
int sanya_exclusions_of(const struct sanya_json *statement, const struct sanya_contract *contract, struct sanya_arena *arena,
			struct sanya_exclusion *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* The line of a goal in a statement, or NULL. */
const struct sanya_json *sanya_statement_goal_of(const struct sanya_json *statement, const char *goal);

#endif
