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
	struct sanya_contract whole;	  /* the revision that was evaluated, where it is not in parts */
	struct sanya_parts parts;	  /* of one that was amended or terminated; else none */
	size_t part;			  /* the one at hand; the last, until another is asked for */
	struct sanya_contract contract;	  /* that, or the whole, for its days: shares everything with it, and is never given to _done */
	struct sanya_contract_row row;
	struct sanya_calendar_shelf *calendars;
	struct sanya_review review;
	struct sanya_json *statement; /* as recorded */
	/* What the statement was made with: decisions about observations, and of HR about goals. */
	struct sanya_claim *decided;
	size_t decided_count;
	struct sanya_statement_part *about; /* of each part, or of the whole; without segments */
};

void sanya_replay_init(struct sanya_replay *replay);
void sanya_replay_done(struct sanya_replay *replay);
/* `version` 0: the last result.  store, host and settings stay the caller's. */
int sanya_replay_open(struct sanya_replay *replay, struct sanya_store *store, struct sanya_host *host,
		      const struct sanya_settings *settings, const char *number, int64_t version, struct sanya_error *err) SANYA_MUST_CHECK;
/* Of an amended contract: its revision for the days of which goals are looked at from now on; 0: the last, as it is. */
int sanya_replay_revision(struct sanya_replay *replay, int64_t revision, struct sanya_error *err) SANYA_MUST_CHECK;
/* The same by its place among the parts. */
void sanya_replay_take_part(struct sanya_replay *replay, size_t part);
/* What the statement says of the part at hand. */
const struct sanya_json *sanya_replay_recorded(const struct sanya_replay *replay);
/* The place of a goal among the contract's, or an error that lists them. */
int sanya_replay_goal(const struct sanya_replay *replay, const char *id, size_t *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* What was pruned cannot be measured again. */
int sanya_replay_check_pruned(const struct sanya_replay *replay, size_t goal, struct sanya_error *err) SANYA_MUST_CHECK;

/* How to measure it this time. */
struct sanya_replay_how {
	const struct sanya_claim *more; /* on top of what was decided then */
	size_t more_count;
	const bool *lowest; /* by goal of the last part: counted as badly as it could come out, in all parts; NULL: none */
	const char *evaluator; /* who is to have made it; NULL: as then */
	int64_t version, at;   /* to stand in it; version 0: as then */
	/* Each observation of one goal; then the statement is that of the part at hand alone. */
	size_t goal; /* SIZE_MAX: none */
	int (*seen)(void *context, const struct sanya_measure_sight *sight, struct sanya_error *err);
	void *context;
};
#define SANYA_REPLAY_AS_THEN { .goal = SIZE_MAX }
int sanya_replay_statement(struct sanya_replay *replay, const struct sanya_replay_how *how, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;

/* What HR left out of a statement, or of one of its earlier parts, and let count in spite of a finding, into the lists of `ret`, one entry per
 * goal; entries that have a reason keep it.  Of an older statement `evaluator` is who left a goal out: nobody else could. */
int sanya_statement_decisions(const struct sanya_json *statement, const struct sanya_contract *contract, const char *evaluator,
			      struct sanya_arena *arena, struct sanya_statement_part *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* The line of a goal in a statement, or NULL. */
const struct sanya_json *sanya_statement_goal_of(const struct sanya_json *statement, const char *goal);

#endif
