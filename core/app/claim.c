/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the text of a claim to the observation that it is about, and the refusals of claims that make no sense.
 * Decides nothing: whether a claim that makes sense is right is for people.
 */
#include "claim.h"

#include "../host/host.h"
#include "../store/evidence.h"
#include "milestone.h"

#include <string.h>

#define DAY INT64_C(86400)
#define FAR 7400 /* days: to see when it was decided */

/* One claim on its way. */
struct reading {
	struct sanya_replay *replay;
	const char *text; /* as written */
	size_t goal;
	const struct sanya_goal *rule;
	enum sanya_observation_kind kind;
	const char *name; /* the observation as written: ID or SOURCE/ID */
	struct sanya_claim *claim;
	size_t found;
	const char *other; /* a second source that has it */
	const char *near; /* an id that differs in case or a leading # alone */
};

/* --- the text --- */

/* Up to the first "=" that is not doubled; doubled ones become one. */
static const char *read_name(struct sanya_arena *arena, const char *text, const char **ret_reason)
{
	char *name = sanya_arena_copy(arena, text, strlen(text));
	size_t size = 0;

	*ret_reason = NULL;
	for (; name != NULL && *text != '\0'; text++) {
		if (text[0] == '=' && text[1] != '=') {
			*ret_reason = text + 1;
			break;
		}
		text += text[0] == '=';
		name[size++] = *text;
	}
	if (name != NULL)
		name[size] = '\0';
	return name;
}

static int split(struct reading *reading, struct sanya_error *err)
{
	const char *colon = strchr(reading->text, ':'), *goal, *reason = NULL;
	struct sanya_arena *arena = &reading->replay->arena;

	goal = colon == NULL ? NULL : sanya_arena_copy(arena, reading->text, (size_t)(colon - reading->text));
	reading->name = colon == NULL ? NULL : read_name(arena, colon + 1, &reason);
	if (colon != NULL && (goal == NULL || reading->name == NULL))
		return sanya_error_memory(err);
	if (colon == NULL || goal[0] == '\0' || reading->name[0] == '\0' || reason == NULL || reason[0] == '\0') {
		sanya_error_set(err, SANYA_USAGE, "\"%.120s\" is not GOAL:ID=REASON", reading->text);
		return sanya_error_next(err, "as in speed:HD-29120=\"Outage of 12 August\"; where two sources have the id, speed:desk/HD-29120=…");
	}
	reading->claim->reason = sanya_arena_text(arena, reason);
	if (reading->claim->reason == NULL)
		return sanya_error_memory(err);
	if (sanya_replay_goal(reading->replay, goal, &reading->goal, err) != 0)
		return -1;
	reading->rule = &reading->replay->contract.goals[reading->goal];
	reading->claim->goal = reading->rule->id;
	return 0;
}

static int check_goal(struct reading *reading, struct sanya_error *err)
{
	const struct sanya_plugin_info *plugin;
	const struct sanya_metric_info *metric;

	if (sanya_goal_is_milestone(reading->rule))
		return sanya_error_set(err, SANYA_USAGE, "goal %s is a milestone, and no ticket or answer counts for it; dispute the goal as a whole",
				       reading->rule->id);
	if (reading->replay->about[reading->replay->part].excluded[reading->goal].reason != NULL)
		return sanya_error_set(err, SANYA_NOT_ALLOWED, "goal %s was left out of the result as a whole: %s", reading->rule->id,
				       reading->replay->about[reading->replay->part].excluded[reading->goal].reason);
	if (sanya_replay_check_pruned(reading->replay, reading->goal, err) != 0 ||
	    sanya_host_metric(reading->replay->host, reading->rule->metric, &plugin, &metric, err) != 0)
		return -1;
	reading->kind = metric->kind;
	return 0;
}

/* --- the observation --- */

static const char *thing(const struct reading *reading)
{
	return reading->kind == SANYA_TICKET ? "ticket" : "answer";
}

/* The name is its id, or its source and its id. */
static bool is_named(const struct reading *reading, const char *source, struct sanya_text id)
{
	size_t size = strlen(source);

	return sanya_text_is(id, reading->name) || (strncmp(reading->name, source, size) == 0 && reading->name[size] == '/' &&
						    sanya_text_is(id, reading->name + size + 1));
}

static bool is_near(const struct reading *reading, struct sanya_text id)
{
	const char *name = reading->name + (reading->name[0] == '#');
	size_t size = strlen(name);

	for (size_t i = 0; i < size && id.size == size; i++)
		if ((name[i] | 0x20) != (id.at[i] | 0x20))
			return false;
	return id.size == size;
}

static struct sanya_text credited_to(const struct reading *reading, const struct sanya_ticket *ticket, const struct sanya_response *response)
{
	if (response != NULL)
		return response->subject;
	if (reading->rule->credit == SANYA_CREDIT_FIRST_REPLIER)
		return ticket->first_replier;
	return reading->rule->credit == SANYA_CREDIT_SOLVER ? ticket->solver : ticket->assignee;
}

static int keep(struct reading *reading, const char *source, struct sanya_text id, struct sanya_text credited, struct sanya_error *err)
{
	struct sanya_arena *arena = &reading->replay->arena;
	struct sanya_claim *claim = reading->claim;

	if (reading->found++ > 0) { /* said once all is read: an error from here would be taken for one of the evidence */
		reading->other = sanya_arena_text(arena, source);
		return reading->other != NULL ? 0 : sanya_error_memory(err);
	}
	claim->source = sanya_arena_text(arena, source);
	claim->id = sanya_arena_copy(arena, id.at, id.size);
	if (claim->source == NULL || claim->id == NULL)
		return sanya_error_memory(err);
	claim->credited = credited.at != NULL ? sanya_arena_copy(arena, credited.at, credited.size) : NULL;
	return credited.at == NULL || claim->credited != NULL ? 0 : sanya_error_memory(err);
}

static int look(void *context, const char *source, const struct sanya_block *block, const struct sanya_dictionary *dictionary,
		struct sanya_error *err)
{
	struct reading *reading = context;
	struct sanya_block_lists *lists = malloc(sizeof *lists);
	int result = lists == NULL ? sanya_error_memory(err) : 0;

	for (uint32_t row = 0; row < block->count && result == 0; row++) {
		struct sanya_ticket ticket;
		struct sanya_response response;
		struct sanya_text id;

		if (reading->kind == SANYA_TICKET)
			sanya_block_ticket(block, dictionary, row, lists, &ticket);
		else
			sanya_block_response(block, dictionary, row, lists, &response);
		id = reading->kind == SANYA_TICKET ? ticket.id : response.id;
		if (is_named(reading, source, id))
			result = keep(reading, source, id,
				      reading->kind == SANYA_TICKET ? credited_to(reading, &ticket, NULL) : credited_to(reading, NULL, &response),
				      err);
		else if (reading->near == NULL && is_near(reading, id))
			reading->near = sanya_arena_copy(&reading->replay->arena, id.at, id.size);
	}
	free(lists);
	return result;
}

/* Within the days of the contract first, since that is little; everywhere where it is not there. */
static int find(struct reading *reading, struct sanya_error *err)
{
	const struct sanya_replay *replay = reading->replay;
	struct sanya_evidence_wanted wanted = { .kind = reading->kind, .watermark = replay->review.watermark };
	struct sanya_block *room;

	wanted.from = (replay->contract.from - 1) * DAY;
	wanted.to = (replay->contract.to + 2) * DAY;
	if (sanya_host_room(replay->host, &room, err) != 0 || sanya_evidence_each(replay->store, &wanted, room, look, reading, err) != 0)
		return -1;
	wanted.from = wanted.to = SANYA_NO_INSTANT;
	if (reading->found == 0 && sanya_evidence_each(replay->store, &wanted, room, look, reading, err) != 0)
		return -1;
	if (reading->found > 1)
		return sanya_error_set(err, SANYA_USAGE, "both %s and %s have %s %s \"%s\"; say which: %s:%s/%s=…",
				       reading->claim->source, reading->other, reading->kind == SANYA_TICKET ? "a" : "an", thing(reading),
				       reading->name, reading->rule->id, reading->other, reading->name);
	if (reading->found > 0)
		return 0;
	sanya_error_set(err, SANYA_NOT_FOUND, "no source delivered %s %s \"%s\" before the result was made",
			reading->kind == SANYA_TICKET ? "a" : "an", thing(reading), reading->name);
	if (reading->near != NULL)
		return sanya_error_next(err, "closest: %s", reading->near);
	return sanya_error_next(err, "those of the goal: sanya explain %s %s; what came later: sanya review restate", replay->row.number,
				reading->rule->id);
}

/* --- what the rules make of it --- */

struct sight {
	const struct sanya_claim *claim;
	bool seen, left_out;
	int64_t at;
	char why[160]; /* it has no value: the metric's reason */
};

static int see(void *context, const struct sanya_measure_sight *sight, struct sanya_error *err)
{
	struct sight *mine = context;
	const struct sanya_metric_value *value = sight->value;

	(void)err;
	if (strcmp(sight->source, mine->claim->source) != 0 || !sanya_text_is(sight->id, mine->claim->id))
		return 0;
	mine->seen = true;
	mine->left_out = sight->left_out;
	mine->at = value->at;
	mine->why[0] = '\0';
	if (value->reason != 0)
		snprintf(mine->why, sizeof(mine->why), "%s",
			 (size_t)value->reason <= sight->metric->reason_count ? sight->metric->reasons[value->reason - 1].en : "it has no value");
	return 0;
}

/* As it stands, or with the claim taken as "count". */
static int sight_of(struct reading *reading, bool counted, struct sight *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *statement = NULL;
	struct sanya_claim claim = *reading->claim;
	struct sanya_replay_how how = { .goal = reading->goal, .seen = see, .context = ret };

	claim.count = true;
	*ret = (struct sight){ .claim = reading->claim };
	if (counted) {
		how.more = &claim;
		how.more_count = 1;
	}
	return sanya_replay_statement(reading->replay, &how, &statement, err);
}

/* Neither as it stands nor for the asking: the days or the conditions do not fit. */
static int say_outside(struct reading *reading, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	struct sanya_contract *contract = &reading->replay->contract;
	struct sanya_goal *goal = &contract->goals[reading->goal], was = *goal;
	const int32_t from = contract->from, to = contract->to;
	struct sight sight;
	int result;

	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	goal->where_count = 0;
	result = sight_of(reading, true, &sight, err);
	if (result == 0 && sight.seen) {
		sanya_error_set(err, SANYA_NOT_ALLOWED, "%s %s does not meet the conditions of goal %s, which both have signed", thing(reading),
				reading->claim->id, goal->id);
		result = sanya_error_next(err, "the conditions: sanya contract show %s", contract->number);
	} else if (result == 0) {
		contract->from = from - FAR;
		contract->to = to + FAR;
		goal->deadline = SANYA_NO_DATE;
		if (sight_of(reading, true, &sight, err) != 0) {
			sanya_error_clear(err);
			sight.seen = false;
		}
		contract->from = from;
		contract->to = to;
		if (sight.seen && sight.at != SANYA_NO_INSTANT)
			sanya_instant_format(sight.at, &text);
		result = sanya_error_set(err, SANYA_NOT_ALLOWED, "%s %s was decided %s%s, outside the days of goal %s", thing(reading),
					 reading->claim->id, text.size > 0 ? "at " : "at another time", text.size > 0 ? text.data : "",
					 goal->id);
	}
	*goal = was;
	return result;
}

static int check_left_out(struct reading *reading, const struct sight *stands, struct sanya_error *err)
{
	const struct sanya_claim *claim = reading->claim;
	struct sight wished;

	if (stands->seen && stands->left_out)
		return sanya_error_set(err, SANYA_NOT_ALLOWED, "%s %s is left out of goal %s already", thing(reading), claim->id,
				       reading->rule->id);
	if (stands->seen && stands->why[0] != '\0')
		return sanya_error_set(err, SANYA_NOT_ALLOWED, "%s %s does not count for goal %s anyway: %s", thing(reading), claim->id,
				       reading->rule->id, stands->why);
	if (stands->seen)
		return 0;
	if (sight_of(reading, true, &wished, err) != 0)
		return -1;
	if (!wished.seen)
		return say_outside(reading, err);
	sanya_error_set(err, SANYA_NOT_ALLOWED, "%s %s does not count for %s: the source credits it to %s", thing(reading), claim->id,
			reading->replay->contract.employee, claim->credited != NULL ? claim->credited : "nobody");
	return sanya_error_next(err, "those that count: sanya explain %s %s", reading->replay->row.number, reading->rule->id);
}

static int check_counted(struct reading *reading, const struct sight *stands, struct sanya_error *err)
{
	const struct sanya_claim *claim = reading->claim;
	struct sight wished;

	if (stands->seen && !stands->left_out && stands->why[0] == '\0')
		return sanya_error_set(err, SANYA_NOT_ALLOWED, "%s %s counts for goal %s already", thing(reading), claim->id,
				       reading->rule->id);
	if (sight_of(reading, true, &wished, err) != 0)
		return -1;
	if (!wished.seen)
		return say_outside(reading, err);
	if (wished.why[0] == '\0')
		return 0;
	sanya_error_set(err, SANYA_NOT_ALLOWED, "%s %s has nothing that goal %s could count: %s", thing(reading), claim->id,
			reading->rule->id, wished.why);
	return sanya_error_next(err, "have it put right where it comes from; then sanya sync, and sanya review restate");
}

/* Of an amended contract the revision in whose days the observation lies, from the last on; the last where it lies in none. */
static int choose_part(struct reading *reading, struct sanya_error *err)
{
	struct sanya_replay *replay = reading->replay;
	struct sight sight = { .seen = false };

	if (replay->parts.count < 2)
		return 0;
	for (size_t i = replay->parts.count; i > 0 && !sight.seen; i--) {
		sanya_replay_take_part(replay, i - 1);
		if (sanya_contract_goal(&replay->contract, reading->claim->goal) == NULL)
			continue;
		if (sanya_replay_goal(replay, reading->claim->goal, &reading->goal, err) != 0 || sight_of(reading, true, &sight, err) != 0)
			return -1;
	}
	if (!sight.seen)
		sanya_replay_take_part(replay, replay->parts.count - 1);
	if (sanya_replay_goal(replay, reading->claim->goal, &reading->goal, err) != 0)
		return -1;
	reading->rule = &replay->contract.goals[reading->goal];
	return 0;
}

static int read_in_part(struct reading *reading, bool count, struct sanya_error *err)
{
	struct sight stands;

	if (split(reading, err) != 0 || check_goal(reading, err) != 0 || find(reading, err) != 0 || choose_part(reading, err) != 0 ||
	    sight_of(reading, false, &stands, err) != 0)
		return -1;
	return count ? check_counted(reading, &stands, err) : check_left_out(reading, &stands, err);
}

static int read_one(struct reading *reading, bool count, struct sanya_error *err)
{
	int result;

	reading->claim->count = count;
	result = read_in_part(reading, count, err);
	if (reading->replay->parts.count > 0)
		sanya_replay_take_part(reading->replay, reading->replay->parts.count - 1);
	return result;
}

/* --- all of them --- */

static int check_twice(const struct sanya_claim *list, size_t count, struct sanya_error *err)
{
	const struct sanya_claim *last = &list[count - 1];

	for (size_t i = 0; i + 1 < count; i++)
		if (strcmp(list[i].goal, last->goal) == 0 && strcmp(list[i].source, last->source) == 0 &&
		    strcmp(list[i].id, last->id) == 0)
			return sanya_error_set(err, SANYA_USAGE, "%s is claimed twice for goal %s", last->id, last->goal);
	return 0;
}

int sanya_claims_read(struct sanya_replay *replay, const char *const *leave_out, const char *const *count, struct sanya_claim **ret,
		      size_t *ret_count, struct sanya_error *err)
{
	const char *const *const lists[] = { leave_out, count };
	struct sanya_claim *list = sanya_arena_array(&replay->arena, SANYA_CLAIMS_MAX, sizeof(*list));
	size_t filled = 0;

	if (list == NULL)
		return sanya_error_memory(err);
	for (size_t k = 0; k < SANYA_COUNT(lists); k++)
		for (size_t i = 0; lists[k] != NULL && lists[k][i] != NULL; i++) {
			struct reading reading = { .replay = replay, .text = lists[k][i] };

			if (filled == SANYA_CLAIMS_MAX)
				return sanya_error_set(err, SANYA_USAGE, "more than %u claims in one dispute; dispute the goal as a whole",
						       SANYA_CLAIMS_MAX);
			reading.claim = &list[filled];
			if (read_one(&reading, k == 1, err) != 0)
				return -1;
			reading.claim->version = replay->review.version;
			reading.claim->place = (int64_t)++filled;
			if (check_twice(list, filled, err) != 0)
				return -1;
		}
	*ret = list;
	*ret_count = filled;
	return 0;
}
