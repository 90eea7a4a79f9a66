/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Measures a recorded result again, as it was made or with other decisions.
 * Everything that a result rests on is named by its statement; the roster of then is found in the ledger.
 */
#include "replay.h"

#include "../codec/documents.h"
#include "../store/people.h"
#include "idea.h"
#include "milestone.h"
#include "people.h"
#include "prune.h"

#include <string.h>

void sanya_replay_init(struct sanya_replay *replay)
{
	*replay = (struct sanya_replay){ .store = NULL };
	sanya_arena_init(&replay->arena);
	sanya_roster_init(&replay->roster);
}

void sanya_replay_done(struct sanya_replay *replay)
{
	sanya_calendar_shelf_free(replay->calendars);
	sanya_json_free(replay->statement);
	sanya_contract_done(&replay->whole);
	sanya_parts_done(&replay->parts);
	sanya_roster_done(&replay->roster);
	sanya_arena_done(&replay->arena);
}

const struct sanya_json *sanya_statement_goal_of(const struct sanya_json *statement, const char *goal)
{
	const struct sanya_json *goals = sanya_json_get(statement, "goals");

	for (size_t i = 0; i < sanya_json_size(goals); i++) {
		const char *id = sanya_json_get_text(sanya_json_at(goals, i), "id");

		if (id != NULL && strcmp(id, goal) == 0)
			return sanya_json_at(goals, i);
	}
	return NULL;
}

/* --- the roster of then: who bore which name when the statement was made --- */

struct roster_of_then {
	int64_t version;   /* of the result */
	uint64_t sequence; /* the event whose roster it goes by; UINT64_MAX until found */
	uint64_t last;	   /* the same of the result that stood before */
	struct sanya_buffer document; /* the last roster before it */
};

/* A result that a dispute settled goes by the roster of the disputed one: it is the same measure with other decisions. */
static int find_evaluation(void *context, const struct sanya_event *event, struct sanya_error *err)
{
	struct roster_of_then *then = context;
	const struct sanya_json *settled = sanya_json_get(event->detail, "settled"), *result = NULL;

	(void)err;
	if (strcmp(event->type, "review.evaluate") == 0 || strcmp(event->type, "review.restate") == 0) {
		result = event->detail;
		then->last = event->sequence;
	} else if (strcmp(event->type, "review.resolve") == 0 && settled != NULL) {
		result = settled;
	}
	if (result != NULL && sanya_json_get_integer(result, "version", 0) == then->version)
		then->sequence = then->last;
	return 0;
}

static int keep_roster(void *context, const struct sanya_event *event, struct sanya_error *err)
{
	struct roster_of_then *then = context;

	if (event->sequence > then->sequence || event->detail == NULL || strcmp(event->type, "people.import") != 0)
		return 0;
	sanya_buffer_clear(&then->document);
	return sanya_json_canonical(event->detail, &then->document, err);
}

/* Today's where the one of then has been erased. */
static int load_roster(struct sanya_replay *replay, struct sanya_error *err)
{
		struct roster_of_then then = {
		.version = sanya_json_get_integer(sanya_json_get(replay->statement, "evaluated"), "version", 0),
		.sequence = UINT64_MAX,
		.last = UINT64_MAX,
	};
	int result;

	sanya_buffer_init(&then.document, SANYA_OBJECT_MAX);
	result = sanya_ledger_each(replay->store, replay->row.number, 0, find_evaluation, &then, err);
	if (result == 0)
		result = sanya_ledger_each(replay->store, SANYA_ROSTER_SUBJECT, 0, keep_roster, &then, err);
	sanya_roster_done(&replay->roster);
	if (result == 0)
		result = then.document.size > 0 ? sanya_roster_parse("the roster of then", then.document.data, then.document.size,
								     &replay->roster, err)
						: sanya_people_load(replay->store, &replay->roster, err);
	sanya_buffer_done(&then.document);
	return result;
}

/* --- what the statement says of how it was made --- */

static const struct sanya_contract *part_contract(const struct sanya_replay *replay, size_t i)
{
	return replay->parts.count > 0 ? &replay->parts.list[i].contract : &replay->contract;
}

/* What the statement says of the revision of a part. */
static const struct sanya_json *recorded(const struct sanya_replay *replay, size_t i)
{
	const struct sanya_json *earlier = sanya_json_get(replay->statement, "earlier");
	int64_t revision = part_contract(replay, i)->revision;

	for (size_t k = 0; k < sanya_json_size(earlier); k++)
		if (sanya_json_get_integer(sanya_json_at(earlier, k), "revision", 0) == revision)
			return sanya_json_at(earlier, k);
	return replay->statement;
}

const struct sanya_json *sanya_replay_recorded(const struct sanya_replay *replay)
{
	return recorded(replay, replay->part);
}

static int keep_reason(struct sanya_arena *arena, const char *reason, const char **ret, struct sanya_error *err)
{
	if (*ret != NULL)
		return 0;
	*ret = sanya_arena_text(arena, reason);
	return *ret == NULL ? sanya_error_memory(err) : 0;
}

int sanya_statement_decisions(const struct sanya_json *statement, const struct sanya_contract *contract, const char *evaluator,
			      struct sanya_arena *arena, struct sanya_statement_part *ret, struct sanya_error *err)
{
	for (size_t i = 0; i < contract->goal_count; i++) {
		const struct sanya_json *goal = sanya_statement_goal_of(statement, contract->goals[i].id);
		const char *outcome = sanya_json_get_text(goal, "outcome"), *reason = sanya_json_get_text(goal, "reason");
		const char *counts = sanya_json_get_text(sanya_json_get(goal, "decision"), "counts_because"), *by = sanya_json_get_text(goal, "by");

		if (outcome != NULL && strcmp(outcome, sanya_outcome_word(SANYA_OUTCOME_EXCLUDED)) == 0 &&
		    (keep_reason(arena, by != NULL ? by : evaluator, &ret->excluded[i].by, err) != 0 ||
		     keep_reason(arena, reason != NULL ? reason : "", &ret->excluded[i].reason, err) != 0))
			return -1;
		if (counts != NULL && keep_reason(arena, counts, &ret->counted[i], err) != 0)
			return -1;
	}
	return 0;
}

/* What HR decided then is decided the same: left out, or counted in spite of a finding. */
static int read_about(struct sanya_replay *replay, struct sanya_error *err)
{
	const char *evaluator = sanya_json_get_text(sanya_json_get(replay->statement, "evaluated"), "by");
	size_t count = replay->parts.count > 0 ? replay->parts.count : 1;

	replay->about = sanya_arena_array(&replay->arena, count, sizeof(*replay->about));
	for (size_t i = 0; replay->about != NULL && i < count; i++) {
		const struct sanya_contract *contract = part_contract(replay, i);
		struct sanya_statement_part *about = &replay->about[i];

		about->excluded = sanya_arena_array(&replay->arena, contract->goal_count, sizeof(*about->excluded));
		about->counted = sanya_arena_array(&replay->arena, contract->goal_count, sizeof(const char *));
		if (about->excluded == NULL || about->counted == NULL)
			return sanya_error_memory(err);
		if (sanya_statement_decisions(recorded(replay, i), contract, evaluator, &replay->arena, about, err) != 0)
			return -1;
	}
	return replay->about == NULL ? sanya_error_memory(err) : 0;
}

/* The decisions about one goal, as its line lists them. */
static int keep_decided(struct sanya_replay *replay, const struct sanya_json *goal, size_t *room, struct sanya_error *err)
{
	const struct sanya_json *list = sanya_json_get(goal, "decided");

	for (size_t i = 0; i < sanya_json_size(list); i++) {
		const struct sanya_json *one = sanya_json_at(list, i);
		struct sanya_claim *grown = sanya_arena_grow(&replay->arena, replay->decided, replay->decided_count, room, sizeof(*grown));

		if (grown == NULL)
			return sanya_error_memory(err);
		replay->decided = grown;
		grown[replay->decided_count++] = (struct sanya_claim){
			.goal = sanya_json_get_text(goal, "id"),
			.source = sanya_json_get_text(one, "source"),
			.id = sanya_json_get_text(one, "id"),
			.count = strcmp(sanya_json_get_text(one, "decision"), "count") == 0,
			.reason = sanya_json_get_text(one, "reason"),
			.state = SANYA_CLAIM_ACCEPTED,
			.resolver = sanya_json_get_text(one, "by"),
		};
	}
	return 0;
}

/* Every revision that has a goal lists the same of it: the last one's line is read. */
static int read_decided(struct sanya_replay *replay, struct sanya_error *err)
{
	size_t room = 0, count = replay->parts.count > 0 ? replay->parts.count : 1;

	for (size_t i = count; i > 0; i--) {
		const struct sanya_json *goals = sanya_json_get(recorded(replay, i - 1), "goals");

		for (size_t g = 0; g < sanya_json_size(goals); g++) {
			const char *id = sanya_json_get_text(sanya_json_at(goals, g), "id");
			bool later = false;

			for (size_t k = i; k < count; k++)
				later = later || sanya_contract_goal(part_contract(replay, k), id) != NULL;
			if (!later && keep_decided(replay, sanya_json_at(goals, g), &room, err) != 0)
				return -1;
		}
	}
	return 0;
}

void sanya_replay_take_part(struct sanya_replay *replay, size_t part)
{
	replay->part = part;
	replay->contract = replay->parts.list[part].contract;
}

static int load_contract(struct sanya_replay *replay, struct sanya_error *err)
{
	int64_t revision = sanya_json_get_integer(sanya_json_get(replay->statement, "contract"), "revision", 0);

	if (sanya_parts_load(replay->store, &replay->row, &replay->arena, &replay->parts, err) != 0)
		return -1;
	if (replay->parts.count > 0) {
		sanya_replay_take_part(replay, replay->parts.count - 1);
		return 0;
	}
	if (sanya_contract_load(replay->store, &replay->row, revision, &replay->whole, err) != 0)
		return -1;
	replay->contract = replay->whole;
	return 0;
}

int sanya_replay_revision(struct sanya_replay *replay, int64_t revision, struct sanya_error *err)
{
	if (revision == 0 || revision == replay->contract.revision)
		return 0;
	for (size_t i = 0; i < replay->parts.count; i++) {
		if (replay->parts.list[i].contract.revision != revision)
			continue;
		sanya_replay_take_part(replay, i);
		return 0;
	}
	sanya_error_set(err, SANYA_NOT_FOUND, "revision %lld of %s did not hold on any day", (long long)revision, replay->row.number);
	return sanya_error_next(err, "see which held when: sanya contract show %s", replay->row.number);
}

int sanya_replay_open(struct sanya_replay *replay, struct sanya_store *store, struct sanya_host *host,
		      const struct sanya_settings *settings, const char *number, int64_t version, struct sanya_error *err)
{
	replay->store = store;
	replay->host = host;
	replay->settings = settings;
	if (sanya_contract_find(store, number, &replay->arena, &replay->row, err) != 0 ||
	    sanya_statement_load(store, number, version, &replay->statement, &replay->review, &replay->arena, err) != 0 ||
	    load_contract(replay, err) != 0 || load_roster(replay, err) != 0 || read_about(replay, err) != 0 || read_decided(replay, err) != 0)
		return -1;
	return sanya_calendar_shelf_new(settings, &replay->calendars, err);
}

int sanya_replay_goal(const struct sanya_replay *replay, const char *id, size_t *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer ids;
	const struct sanya_goal *goal = sanya_contract_goal(&replay->contract, id);

	sanya_buffer_init(&ids, 400);
	if (goal != NULL) {
		*ret = (size_t)(goal - replay->contract.goals);
		return 0;
	}
	for (size_t i = 0; i < replay->contract.goal_count; i++)
		sanya_buffer_printf(&ids, "%s%s", i > 0 ? ", " : "", replay->contract.goals[i].id);
	sanya_error_set(err, SANYA_NOT_FOUND, "%s has no goal \"%s\"", replay->row.number, id);
	return sanya_error_next(err, "its goals are: %s", ids.data);
}

/* The statement stays as it was recorded, and says what it rests on. */
int sanya_replay_check_pruned(const struct sanya_replay *replay, size_t goal, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer what;
	struct sanya_prune last;
	bool touched;

	sanya_buffer_init(&what, SANYA_TEXT_MAX);
	if (sanya_goal_is_milestone(&replay->contract.goals[goal]) || sanya_goal_is_idea(&replay->contract.goals[goal]))
		return 0;
	if (sanya_pruned_of(replay->store, &replay->contract, &last, &touched, err) != 0)
		return -1;
	if (!touched)
		return 0;
	sanya_pruned_say(&last, &what);
	sanya_error_set(err, SANYA_FAILED, "goal %s of %s cannot be measured again: %s.  The statement stays as it was recorded, and the "
					  "digests of what was pruned stay in the ledger",
			replay->contract.goals[goal].id, replay->row.number, what.data);
	return sanya_error_next(err, "the statement: sanya statement %s; whether all digests fit: sanya verify", replay->row.number);
}

/* --- again --- */

/* What was decided then, and what comes on top. */
static int all_decided(struct sanya_replay *replay, const struct sanya_replay_how *how, struct sanya_claim **ret, size_t *ret_count,
		       struct sanya_error *err)
{
	struct sanya_claim *list = sanya_arena_array(&replay->arena, replay->decided_count + how->more_count, sizeof(*list));

	if (list == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < replay->decided_count; i++)
		list[i] = replay->decided[i];
	for (size_t i = 0; i < how->more_count; i++)
		list[replay->decided_count + i] = how->more[i];
	*ret = list;
	*ret_count = replay->decided_count + how->more_count;
	return 0;
}

int sanya_replay_statement(struct sanya_replay *replay, const struct sanya_replay_how *how, struct sanya_json **ret, struct sanya_error *err)
{
	const struct sanya_json *evaluated = sanya_json_get(replay->statement, "evaluated");
	const char *at = sanya_json_get_text(evaluated, "at");
	struct sanya_statement_request request = {
		.row = &replay->row,
		.excluded = replay->about[replay->part].excluded,
		.counted = replay->about[replay->part].counted,
		.ended_early = replay->parts.ended_early,
		.lowest = how->lowest,
		.evaluator = how->evaluator != NULL ? how->evaluator : sanya_json_get_text(evaluated, "by"),
		.version = how->version != 0 ? how->version : sanya_json_get_integer(evaluated, "version", 0),
	};
	const struct sanya_evaluate evaluate = {
		.store = replay->store,
		.host = replay->host,
		.shelf = replay->calendars,
		.roster = &replay->roster,
		.watermark = (uint64_t)sanya_json_get_integer(replay->statement, "watermark", 0),
		.count_unknown = true,
		.team_stands_in = true,
		.explain_goal = how->goal,
		.seen = how->seen,
		.context = how->context,
	};
	int64_t then, until = SANYA_NO_INSTANT;
	struct sanya_claim *decided;

	if (at == NULL || sanya_instant_parse(at, strlen(at), &then, err) != 0)
		return -1;
	if (sanya_json_true(sanya_json_get(evaluated, "early")))
		until = then;
	request.now = how->version != 0 ? how->at : then;
	if (all_decided(replay, how, &decided, &request.decided_count, err) != 0)
		return -1;
	request.decided = decided;
	if (replay->parts.count > 0 && how->goal == SIZE_MAX)
		return sanya_statement_make_parts(&evaluate, &replay->parts, until, replay->about, &request, ret, err);
	return sanya_statement_make(&evaluate, &replay->contract, until, &request, ret, err);
}
