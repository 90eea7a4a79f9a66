/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Segments of a contract: from the roster to the days, their own evaluation, and the answers of those who led.
 * How days are split is the domain's; that a result is computed from the whole period is statement.c's.
 */
#include "segment.h"

#include "../store/people.h"
#include "../store/reviews.h"
#include "../store/segments.h"

#include <string.h>

int sanya_contract_segments(const struct sanya_roster *roster, const struct sanya_contract_row *row, struct sanya_arena *arena,
			    struct sanya_segment **ret, size_t *ret_count, struct sanya_error *err)
{
	static const struct sanya_person nobody = { .id = NULL };
	const struct sanya_person *person = row->employee == NULL ? NULL : sanya_roster_find(roster, row->employee);

	*ret_count = 0;
	if (row->manager == NULL) /* erased */
		return 0;
	return sanya_person_segments(person != NULL ? person : &nobody, row->manager, row->from, row->to, arena, ret, ret_count, err);
}

struct sanya_json *sanya_segments_json(const struct sanya_segment *list, size_t count)
{
	struct sanya_json *json = sanya_json_array();

	for (size_t i = 0; i < count; i++) {
		struct sanya_json *one = sanya_json_object();

		sanya_json_set(one, "from", sanya_json_of_date(list[i].from));
		sanya_json_set(one, "to", sanya_json_of_date(list[i].to));
		sanya_json_set_text(one, "manager", list[i].manager);
		sanya_json_append(json, one);
	}
	return json;
}

const char *sanya_contract_leader(const struct sanya_roster *roster, const struct sanya_contract_row *row, int32_t date)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_error ignored = SANYA_ERROR_INIT;
	struct sanya_segment *list;
	size_t count, at = 0;

	sanya_arena_init(&arena);
	if (sanya_contract_segments(roster, row, &arena, &list, &count, &ignored) != 0 || count == 0)
		return row->manager;
	while (at + 1 < count && date > list[at].to)
		at++;
	return list[at].manager;
}

static int load_employee(struct sanya_store *store, const struct sanya_contract_row *row, struct sanya_roster *ret, struct sanya_error *err)
{
	const char *const people[] = { row->employee };
	const struct sanya_people_wanted wanted = { .people = people, .person_count = SANYA_COUNT(people) };

	return sanya_people_load_some(store, &wanted, ret, err);
}

int sanya_contract_is_led_by(struct sanya_store *store, const struct sanya_contract_row *row, int32_t date, const char *person, bool *ret,
			     struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	const char *leader;

	if (load_employee(store, row, &roster, err) != 0)
		return -1;
	leader = sanya_contract_leader(&roster, row, date);
	*ret = leader != NULL && strcmp(leader, person) == 0;
	return 0;
}

int sanya_contract_follow_leader(struct sanya_store *store, const struct sanya_contract_row *row, struct sanya_json *document,
				 struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;

	if (load_employee(store, row, &roster, err) != 0)
		return -1;
	return sanya_json_set_text(document, "manager", sanya_contract_leader(&roster, row, row->to)) == 0 ? 0 : sanya_error_memory(err);
}

bool sanya_action_is_leaders(enum sanya_action action)
{
	switch ((int)action) {
	case SANYA_DO_EVALUATE:
	case SANYA_DO_SHARE:
	case SANYA_DO_REOPEN:
	case SANYA_DO_TERMINATE:
	case SANYA_DO_RENEW:
	case SANYA_DO_RESTATE:
	case SANYA_DO_APPROVE: /* the table bars managers */
	case SANYA_DO_CORRECT:
		return true;
	default:
		return false;
	}
}

/* --- evaluating --- */

/* A goal's deadline counts in the segment in which it lies; in others it leaves all days, or none. */
static int cut(const struct sanya_contract *contract, const struct sanya_segment *segment, struct sanya_contract *ret,
	       struct sanya_arena *arena, struct sanya_error *err)
{
	struct sanya_goal *goals = sanya_arena_array(arena, contract->goal_count, sizeof(*goals));

	if (goals == NULL)
		return sanya_error_memory(err);
	*ret = *contract;
	ret->from = segment->from;
	ret->to = segment->to;
	ret->goals = goals;
	for (size_t g = 0; g < contract->goal_count; g++) {
		goals[g] = contract->goals[g];
		if (goals[g].deadline != SANYA_NO_DATE && goals[g].deadline >= segment->to)
			goals[g].deadline = SANYA_NO_DATE;
	}
	return 0;
}

int sanya_segmented_init(struct sanya_segmented *ret, const struct sanya_roster *roster, const struct sanya_contract *contract, int64_t until,
			 struct sanya_arena *arena, struct sanya_error *err)
{
	const struct sanya_person *person = sanya_roster_find(roster, contract->employee);
	struct sanya_segment *list;
	size_t count;

	*ret = (struct sanya_segmented){ .count = 0 };
	if (person == NULL)
		return 0;
	if (sanya_person_segments(person, contract->manager, contract->from, contract->to, arena, &list, &count, err) != 0)
		return -1;
	if (count < 2)
		return 0;
	ret->list = list;
	ret->contracts = sanya_arena_array(arena, count, sizeof(*ret->contracts));
	ret->evaluated = sanya_arena_array(arena, count, sizeof(*ret->evaluated));
	if (ret->contracts == NULL || ret->evaluated == NULL)
		return sanya_error_memory(err);
	for (; ret->count < count; ret->count++)
		if (cut(contract, &list[ret->count], &ret->contracts[ret->count], arena, err) != 0 ||
		    sanya_evaluated_init_bare(&ret->evaluated[ret->count], &ret->contracts[ret->count], until, arena, err) != 0)
			return -1;
	return 0;
}

void sanya_segmented_done(struct sanya_segmented *segmented)
{
	for (size_t i = 0; i < segmented->count; i++)
		sanya_evaluated_done(&segmented->evaluated[i]);
	segmented->count = 0;
}

/* --- answering --- */

/* The result's own segments: what was measured, whatever a later roster says. */
static int read_segments(const char *number, const char *statement, struct sanya_json **ret, struct sanya_error *err)
{
	return sanya_json_parse(number, statement, strlen(statement), ret, err);
}

static bool leads_any(const struct sanya_json *segments, const char *person)
{
	for (size_t i = 0; i < sanya_json_size(segments); i++)
		if (strcmp(sanya_json_get_text(sanya_json_at(segments, i), "manager"), person) == 0)
			return true;
	return false;
}

/* Of an amended contract the days of each revision have their own segments. */
static bool leads_any_part(const struct sanya_json *statement, const char *person)
{
	const struct sanya_json *earlier = sanya_json_get(statement, "earlier");

	for (size_t i = 0; i < sanya_json_size(earlier); i++)
		if (leads_any(sanya_json_get(sanya_json_at(earlier, i), "segments"), person))
			return true;
	return leads_any(sanya_json_get(statement, "segments"), person);
}

static int record(const struct sanya_act *act, const struct sanya_contract_row *row, const struct sanya_review *review,
		  struct sanya_change *ret_change, struct sanya_error *err)
{
	struct sanya_json *detail = sanya_json_object();

	sanya_json_set_integer(detail, "version", review->version);
	memset(ret_change, 0, sizeof(*ret_change));
	snprintf(ret_change->number, sizeof(ret_change->number), "%s", row->number);
	ret_change->from = ret_change->to = row->state;
	ret_change->revision = row->revision;
	if (sanya_act_record(act, "review.segment", row->number, detail, &ret_change->sequence, err) != 0)
		return -1;
	return sanya_act_end(act, err);
}

static int answer(const struct sanya_act *act, const char *number, struct sanya_arena *arena, struct sanya_change *ret_change,
		  struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *statement = NULL;
	const struct sanya_person *actor;
	struct sanya_contract_row row;
	struct sanya_review review;
	int found;

	sanya_roster_init(&roster);
	if (sanya_act_roster_of(act, NULL, 0, &roster, &actor, err) != 0 || sanya_contract_find(act->store, number, arena, &row, err) != 0)
		return -1;
	found = sanya_review_get(act->store, number, 0, arena, &review, err);
	if (found < 0 || (found > 0 && read_segments(number, review.statement, &statement, err) != 0))
		return -1;
	if (found == 0 || row.state != SANYA_IN_REVIEW) {
		sanya_error_set(err, SANYA_NOT_ALLOWED, "%s: the contract is %s; segments are answered for between evaluating and sharing", number,
				sanya_state_word(row.state));
		return sanya_error_next(err, "sanya contract show %s", number);
	}
	if (!leads_any_part(statement, actor->id)) {
		sanya_error_set(err, SANYA_NOT_ALLOWED, "%s did not lead %s in a segment of %s", actor->id, row.employee, number);
		return sanya_error_next(err, "the segments: sanya statement %s", number);
	}
	return record(act, &row, &review, ret_change, err);
}

int sanya_review_segment(const struct sanya_act *act, const char *number, struct sanya_change *ret_change, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;

	sanya_arena_init(&arena);
	if (sanya_act_begin(act, err) != 0)
		return -1;
	if (answer(act, number, &arena, ret_change, err) == 0)
		return 0;
	sanya_act_undo(act);
	return -1;
}

static int add_answer(void *context, const struct sanya_segment_answer *one, struct sanya_error *err)
{
	struct sanya_json *json = sanya_json_object();

	sanya_json_set_text(json, "manager", one->manager);
	sanya_json_set(json, "at", sanya_json_of_instant(one->at));
	sanya_json_set_text(json, "note", one->note);
	return sanya_json_append(context, json) == 0 ? 0 : sanya_error_memory(err);
}

int sanya_segment_answers_json(struct sanya_store *store, const char *number, int64_t version, struct sanya_json **ret,
			       struct sanya_error *err)
{
	struct sanya_json *list = sanya_json_array();

	if (sanya_segment_answers_each(store, number, version, add_answer, list, err) != 0) {
		sanya_json_free(list);
		return -1;
	}
	*ret = list;
	return 0;
}

/* Everyone who led in these segments has answered; whoever shares needs not. */
static int all_answered(const char *number, const struct sanya_json *segments, const char *sharing, const struct sanya_json *answers,
			struct sanya_error *err)
{
	for (size_t i = 0; i < sanya_json_size(segments); i++) {
		const struct sanya_json *segment = sanya_json_at(segments, i);
		const char *manager = sanya_json_get_text(segment, "manager");

		if (strcmp(manager, sharing) == 0 || leads_any(answers, manager))
			continue;
		sanya_error_set(err, SANYA_NOT_ALLOWED, "%s has not answered yet for %s to %s of %s", manager,
				sanya_json_get_text(segment, "from"), sanya_json_get_text(segment, "to"), number);
		return sanya_error_next(err, "sanya review segment %s --as %s; HR may share without it", number, manager);
	}
	return 0;
}

int sanya_segments_check(const struct sanya_act *act, const char *number, int64_t version, const char *statement, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = NULL;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *answers = NULL;
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	const struct sanya_person *actor;
	const struct sanya_json *earlier;

	sanya_roster_init(&roster);
	if (read_segments(number, statement, &json, err) != 0)
		return -1;
	earlier = sanya_json_get(json, "earlier");
	if (sanya_json_size(sanya_json_get(json, "segments")) == 0 && sanya_json_size(earlier) == 0)
		return 0;
	if (sanya_act_roster_of(act, NULL, 0, &roster, &actor, err) != 0 ||
	    sanya_segment_answers_json(act->store, number, version, &answers, err) != 0)
		return -1;
	if ((actor->roles & SANYA_ROLE_HR) != 0)
		return 0;
	for (size_t i = 0; i < sanya_json_size(earlier); i++)
		if (all_answered(number, sanya_json_get(sanya_json_at(earlier, i), "segments"), actor->id, answers, err) != 0)
			return -1;
	return all_answered(number, sanya_json_get(json, "segments"), actor->id, answers, err);
}
