/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The next step of every contract that still has one, and the deadlines of its goals.
 * Everything follows from the derived tables, the documents and the day; nothing is stored.  Goals are measured in progress_goals.c.
 */
#include "progress_parts.h"

#include "../codec/contract_shelf.h"
#include "../store/people.h"
#include "contract.h"
#include "milestone.h"
#include "review.h"
#include "segment.h"

#include <stdlib.h>
#include <string.h>

/* What comes next in a state, for whom, and how many days after which date it is due. */
enum whose { OTHER_SIDE, BOTH, EITHER, THE_EMPLOYEE, THE_MANAGER, HR };
enum due { NEVER, ANSWER, PERIOD_END, AFTER_GRACE, DISPUTE, DISPUTE_ANSWER };

static const struct next {
	enum sanya_state state;
	const char *what;
	enum whose whose;
	enum due due;
} nexts[] = {
	{ SANYA_DRAFT, SANYA_N("finish the draft and propose it"), EITHER, NEVER },
	{ SANYA_PROPOSED, SANYA_N("answer the proposal: accept, counter or decline"), OTHER_SIDE, ANSWER },
	{ SANYA_COUNTERED, SANYA_N("answer the counter-proposal: accept, counter or decline"), OTHER_SIDE, ANSWER },
	{ SANYA_AGREED, SANYA_N("sign"), BOTH, ANSWER },
	{ SANYA_SIGNED_BY_ONE, SANYA_N("sign"), BOTH, ANSWER },
	{ SANYA_ACTIVE, SANYA_N("keep the promise until the period ends"), THE_EMPLOYEE, PERIOD_END },
	{ SANYA_TERMINATED, SANYA_N("evaluate the days until its last"), THE_MANAGER, AFTER_GRACE },
	{ SANYA_IN_REVIEW, SANYA_N("share the result"), THE_MANAGER, NEVER },
	{ SANYA_REVIEWED, SANYA_N("acknowledge or dispute the result"), THE_EMPLOYEE, DISPUTE },
	{ SANYA_DISPUTED, SANYA_N("resolve the dispute"), HR, DISPUTE_ANSWER },
	{ SANYA_ACKNOWLEDGED, SANYA_N("approve the reward"), HR, NEVER },
	{ SANYA_NO_ANSWER, SANYA_N("approve the reward"), HR, NEVER },
	{ SANYA_RESOLVED, SANYA_N("approve the reward"), HR, NEVER },
	{ SANYA_APPROVED, SANYA_N("export the reward"), HR, NEVER },
	{ SANYA_EXPORTED, SANYA_N("renew or close"), THE_MANAGER, NEVER },
	{ SANYA_PAID, SANYA_N("renew or close"), THE_MANAGER, NEVER },
};
static const struct next evaluate_next = { SANYA_ACTIVE, SANYA_N("evaluate the period"), THE_MANAGER, AFTER_GRACE };

static const struct next *next_of(enum sanya_state state)
{
	for (size_t i = 0; i < SANYA_COUNT(nexts); i++)
		if (nexts[i].state == state)
			return &nexts[i];
	return NULL;
}

struct progress {
	struct sanya_store *store;
	struct sanya_lookup *lookup;
	int64_t now;
	const struct sanya_catalogue *catalogue;
	struct sanya_calendar_shelf *calendars;
	struct sanya_contract_shelf *contracts;
	const struct sanya_roster *roster;
	struct sanya_arena arena;
	struct sanya_going *list; /* in order of their numbers */
	size_t count, room;
	struct sanya_json *json;
};

static void progress_done(struct progress *progress)
{
	sanya_store_view_end(progress->store);
	for (size_t i = 0; i < progress->count; i++) {
		for (size_t k = 0; progress->list[i].evaluated != NULL && k <= progress->list[i].earlier; k++)
			sanya_evaluated_done(&progress->list[i].evaluated[k]);
		sanya_parts_done(&progress->list[i].parts);
	}
	sanya_json_free(progress->json);
	sanya_contract_shelf_free(progress->contracts);
	sanya_calendar_shelf_free(progress->calendars);
	sanya_arena_done(&progress->arena);
}

static int date_in(struct progress *progress, const char *name, int64_t instant, int32_t *ret, struct sanya_error *err)
{
	const struct sanya_zone *zone;

	if (name == NULL) {
		*ret = sanya_date_of_seconds(instant);
		return 0;
	}
	if (sanya_shelf_zone(progress->calendars, name, &zone, err) != 0)
		return -1;
	*ret = sanya_zone_date(zone, instant);
	return 0;
}

/* The last day that counts: of the whole contract, however many revisions share it. */
static int32_t last_day(const struct sanya_contract_row *row)
{
	return row->last_day != SANYA_NO_DATE ? row->last_day : row->to;
}

static int due_date(struct progress *progress, const struct next *next, const struct sanya_contract_row *row,
		    const struct sanya_contract *contract, int32_t *ret, struct sanya_error *err)
{
	int32_t changed;

	if (date_in(progress, row->timezone, row->changed_at, &changed, err) != 0)
		return -1;
	switch (next->due) {
	case ANSWER:
		return sanya_contract_answer_by(row, ret, err);
	case PERIOD_END:
		*ret = last_day(row);
		return 0;
	case AFTER_GRACE:
		*ret = last_day(row) + (int32_t)contract->grace_days;
		return 0;
	case DISPUTE:
		*ret = changed + (int32_t)contract->dispute_days;
		return 0;
	case DISPUTE_ANSWER:
		*ret = changed + (int32_t)contract->dispute_answer_days;
		return 0;
	case NEVER:
		break;
	}
	*ret = SANYA_NO_DATE;
	return 0;
}

static int add_unsigned(struct progress *progress, const struct sanya_contract_row *row, int64_t revision, const char *person,
			struct sanya_json *who, struct sanya_error *err)
{
	int has_signed = sanya_signature_exists(progress->store, row->number, revision, person, err);

	if (has_signed == 0)
		sanya_json_append(who, sanya_json_of_text(person));
	return has_signed < 0 ? -1 : 0;
}

/* `proposer` and `revision`: of what is negotiated or to be signed. */
static int add_who(struct progress *progress, const struct next *next, const struct sanya_contract_row *row, const char *proposer,
		   int64_t revision, struct sanya_json *who, struct sanya_error *err)
{
	switch (next->whose) {
	case OTHER_SIDE:
		sanya_json_append(who, sanya_json_of_text(proposer != NULL && strcmp(proposer, row->manager) == 0 ? row->employee
														  : row->manager));
		return 0;
	case BOTH:
		if (add_unsigned(progress, row, revision, row->manager, who, err) != 0)
			return -1;
		return add_unsigned(progress, row, revision, row->employee, who, err);
	case EITHER:
		sanya_json_append(who, sanya_json_of_text(row->manager));
		sanya_json_append(who, sanya_json_of_text(row->employee));
		return 0;
	case THE_EMPLOYEE:
		sanya_json_append(who, sanya_json_of_text(row->employee));
		return 0;
	case THE_MANAGER: /* or whoever leads the employee by now */
		sanya_json_append(who, sanya_json_of_text(sanya_contract_leader(progress->roster, row, sanya_date_of_seconds(progress->now))));
		return 0;
	case HR:
		sanya_json_append(who, sanya_json_of_text("HR"));
		return 0;
	}
	return 0;
}

/* {"what", "who", "by", "overdue"} under `key`; without what and who where nothing comes next (`next` NULL). */
static int set_next(struct progress *progress, const struct next *next, const struct sanya_going *going, const char *proposer,
		    int64_t revision, int32_t today, struct sanya_json *ret, struct sanya_error *err)
{
	struct sanya_json *who = sanya_json_array();
	int32_t by = SANYA_NO_DATE;
	const char *first = NULL; /* what comes before that */
	int result = 0;

	if (next != NULL && next->state == SANYA_IN_REVIEW)
		result = sanya_progress_review(progress->store, going->row.number, who, &first, err);
	if (next != NULL && result == 0) {
		result = due_date(progress, next, &going->row, going->contract, &by, err);
		if (result == 0 && first == NULL)
			result = add_who(progress, next, &going->row, proposer, revision, who, err);
		sanya_json_set_text(ret, "what", sanya_say(progress->catalogue, first != NULL ? first : next->what));
	}
	sanya_json_set(ret, "who", who);
	sanya_json_set(ret, "by", sanya_json_of_date(by));
	sanya_json_set(ret, "overdue", sanya_json_of_bool(by != SANYA_NO_DATE && today > by));
	return result;
}

static int add_next(struct progress *progress, const struct sanya_going *going, int32_t today, struct sanya_json *entry,
		    struct sanya_error *err)
{
	const struct sanya_contract_row *row = &going->row;
	const struct next *next = row->state == SANYA_ACTIVE && today > last_day(row) ? &evaluate_next : next_of(row->state);
	struct sanya_json *json = sanya_json_object();
	int result = set_next(progress, next, going, row->proposer, row->revision, today, json, err);

	sanya_json_set(entry, "next", json);
	return result;
}

/* What is to be done about the amendment under way, beside what is in force. */
static int add_amendment(struct progress *progress, const struct sanya_going *going, int32_t today, struct sanya_json *entry,
			 struct sanya_error *err)
{
	const struct sanya_amendment *amendment = &going->row.amendment;
	struct sanya_json *json;
	int result;

	if (going->row.state != SANYA_ACTIVE || next_of(amendment->state) == NULL)
		return 0;
	json = sanya_json_object();
	sanya_json_set_integer(json, "revision", amendment->revision);
	result = set_next(progress, next_of(amendment->state), going, amendment->proposer, amendment->revision, today, json, err);
	sanya_json_set(entry, "amendment", json);
	return result;
}

static int take_milestone(void *context, const struct sanya_milestone_row *row, struct sanya_error *err)
{
	const char **state = context;

	(void)err;
	if (row->confirmed_by != NULL)
		*state = SANYA_N("met");
	else if (row->reported_by != NULL)
		*state = SANYA_N("reported");
	return 0;
}

static int add_deadline(struct progress *progress, const struct sanya_contract *contract, const struct sanya_goal *goal,
			int32_t today, struct sanya_json *list, struct sanya_error *err)
{
	int32_t deadline = sanya_goal_deadline(contract, goal);
	const char *state = SANYA_N("open");
	struct sanya_json *json;

	if (sanya_milestones_each(progress->store, contract->number, goal->id, take_milestone, &state, err) != 0)
		return -1;
	if (strcmp(state, "met") != 0) {
		if (today > deadline)
			state = SANYA_N("passed"); /* also when it was reported: nobody confirmed it in time */
		else if (strcmp(state, "open") == 0 && deadline - today <= SANYA_DEADLINE_NEAR)
			state = SANYA_N("near");
	}
	json = sanya_json_object();
	sanya_json_set_text(json, "goal", goal->id);
	sanya_json_set_text(json, "title", sanya_words_in(&goal->title, sanya_catalogue_language(progress->catalogue)));
	sanya_json_set(json, "deadline", sanya_json_of_date(deadline));
	sanya_json_set_integer(json, "days", deadline - today);
	sanya_json_set_text(json, "state", state);
	sanya_json_append(list, json);
	return 0;
}

/* The days by which the employee rates themselves, as long as they lie ahead. */
static void add_self_assessments(struct progress *progress, const struct sanya_contract *contract, int32_t today, struct sanya_json *list)
{
	for (size_t i = 0; i < contract->self_assessment_count; i++) {
		int32_t date = contract->self_assessments[i];
		struct sanya_json *json;

		if (date < today)
			continue;
		json = sanya_json_object();
		sanya_json_set(json, "goal", sanya_json_null());
		sanya_json_set_text(json, "title", sanya_say(progress->catalogue, SANYA_N("self-assessment")));
		sanya_json_set(json, "deadline", sanya_json_of_date(date));
		sanya_json_set_integer(json, "days", date - today);
		sanya_json_set_text(json, "state", date - today <= SANYA_DEADLINE_NEAR ? SANYA_N("near") : SANYA_N("open"));
		sanya_json_append(list, json);
	}
}

/* Once the review is over deadlines have had their effect, and are told by the statement. */
static int add_deadlines(struct progress *progress, const struct sanya_contract_row *row, const struct sanya_contract *contract,
			 int32_t today, struct sanya_json *entry, struct sanya_error *err)
{
	struct sanya_json *list = sanya_json_array();
	const struct sanya_goal *goal;
	int result = 0;

	for (size_t i = 0; i < contract->goal_count && result == 0 && row->state == SANYA_ACTIVE; i++) {
		goal = &contract->goals[i];
		if (goal->deadline != SANYA_NO_DATE || sanya_goal_is_milestone(goal))
			result = add_deadline(progress, contract, goal, today, list, err);
	}
	if (row->state == SANYA_ACTIVE)
		add_self_assessments(progress, contract, today, list);
	sanya_json_set(entry, "deadlines", list);
	return result;
}

/* Whose days are which, where the employee moved within the period. */
static int add_segments(struct progress *progress, const struct sanya_contract_row *row, struct sanya_json *entry, struct sanya_error *err)
{
	struct sanya_segment *list = NULL;
	size_t count;

	if (sanya_contract_segments(progress->roster, row, &progress->arena, &list, &count, err) != 0)
		return -1;
	return sanya_json_set(entry, "segments", sanya_segments_json(list, count)) == 0 ? 0 : sanya_error_memory(err);
}

/* --- the contracts --- */

static int keep_text(struct progress *progress, const char **text, struct sanya_error *err)
{
	if (*text == NULL)
		return 0;
	*text = sanya_arena_text(&progress->arena, *text);
	return *text == NULL ? sanya_error_memory(err) : 0;
}

static int keep_contract(void *context, const struct sanya_contract_row *row, struct sanya_error *err)
{
	struct progress *progress = context;
	struct sanya_going *grown, *going;

	if (sanya_state_ended(row->state) || sanya_contract_never_held(row))
		return 0;
	grown = sanya_arena_grow(&progress->arena, progress->list, progress->count, &progress->room, sizeof(*grown));
	if (grown == NULL)
		return sanya_error_memory(err);
	progress->list = grown;
	going = &grown[progress->count];
	*going = (struct sanya_going){ .row = *row };
	if (keep_text(progress, &going->row.number, err) != 0 || keep_text(progress, &going->row.kind, err) != 0 ||
	    keep_text(progress, &going->row.title.th, err) != 0 || keep_text(progress, &going->row.title.en, err) != 0 ||
	    keep_text(progress, &going->row.employee, err) != 0 || keep_text(progress, &going->row.manager, err) != 0 ||
	    keep_text(progress, &going->row.timezone, err) != 0 || keep_text(progress, &going->row.supersedes, err) != 0 ||
	    keep_text(progress, &going->row.proposer, err) != 0 || keep_text(progress, &going->row.evaluator, err) != 0 ||
	    keep_text(progress, &going->row.document_sha256, err) != 0 || keep_text(progress, &going->row.agreed_sha256, err) != 0 ||
	    keep_text(progress, &going->row.amendment.proposer, err) != 0 ||
	    keep_text(progress, &going->row.amendment.document_sha256, err) != 0 ||
	    keep_text(progress, &going->row.amendment.agreed_sha256, err) != 0)
		return -1;
	progress->count++;
	return 0;
}

/* Of an amended contract the revision that holds today; the others have had their days, or are yet to come. */
static int load_parts(struct progress *progress, struct sanya_going *going, struct sanya_error *err)
{
	int32_t today;

	if (going->row.state != SANYA_ACTIVE && going->row.state != SANYA_TERMINATED)
		return 0;
	if (date_in(progress, going->row.timezone, progress->now, &today, err) != 0 ||
	    sanya_parts_load(progress->store, &going->row, &progress->arena, &going->parts, err) != 0)
		return -1;
	if (going->parts.count == 0)
		return 0;
	going->earlier = sanya_parts_on(&going->parts, today);
	going->contract = &going->parts.list[going->earlier].contract;
	return 0;
}

static int load_contract(struct progress *progress, struct sanya_going *going, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	int found;

	if (load_parts(progress, going, err) != 0)
		return -1;
	if (going->contract != NULL)
		return 0;
	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	found = sanya_revision_document(progress->store, going->row.number, going->row.revision, &text, err);
	if (found == 0)
		return sanya_error_set(err, SANYA_NOT_FOUND, "%s has no revision %lld", going->row.number,
				       (long long)going->row.revision);
	return found < 0 ? -1 : sanya_contract_shelf_read(progress->contracts, going->row.number, text.data, text.size, &going->contract,
							  err);
}

/* --- their people --- */

static bool asks_for_team(const struct sanya_contract *contract)
{
	for (size_t i = 0; i < contract->goal_count; i++)
		if (contract->goals[i].scope == SANYA_SCOPE_TEAM)
			return true;
	return false;
}

static bool any_asks_for_team(const struct sanya_going *going)
{
	bool any = asks_for_team(going->contract);

	for (size_t i = 0; i < going->earlier; i++)
		any = any || asks_for_team(&going->parts.list[i].contract);
	return any;
}

/* Those whom the contracts name, with all above them; where a goal is a team's, the team. */
static int load_people(struct progress *progress, const char *person, struct sanya_roster *ret, struct sanya_error *err)
{
	const char **people = sanya_arena_array(&progress->arena, 2 * progress->count + 1, sizeof(*people));
	const char **teams = sanya_arena_array(&progress->arena, progress->count, sizeof(*teams));
	struct sanya_people_wanted wanted = { .people = people, .teams = teams };

	if (person == NULL)
		return sanya_people_load(progress->store, ret, err);
	if (people == NULL || teams == NULL)
		return sanya_error_memory(err);
	people[wanted.person_count++] = person;
	for (size_t i = 0; i < progress->count; i++) {
		const struct sanya_going *going = &progress->list[i];

		people[wanted.person_count++] = going->row.employee;
		people[wanted.person_count++] = going->row.manager;
		if (progress->lookup != NULL && going->row.state == SANYA_ACTIVE && any_asks_for_team(going))
			teams[wanted.team_count++] = going->contract->employee;
	}
	return sanya_people_load_some(progress->store, &wanted, ret, err);
}

/* Asked for by an id that nobody has: among all there may be one like it. */
static int nobody(struct progress *progress, const char *id, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster all;
	const struct sanya_person *person;

	if (sanya_people_load(progress->store, &all, err) != 0)
		return -1;
	return sanya_roster_person(&all, id, &person, err);
}

/* --- the entries --- */

static int add_entry(struct progress *progress, const struct sanya_going *going, struct sanya_error *err)
{
	const struct sanya_contract *contract = going->contract;
	struct sanya_json *entry = sanya_json_object();
	int32_t today;
	int result = date_in(progress, going->row.timezone, progress->now, &today, err);

	if (result == 0) {
		sanya_json_set(entry, "contract", sanya_contract_row_json(&going->row));
		result = add_next(progress, going, today, entry, err);
		sanya_json_set_integer(entry, "days_left", today > last_day(&going->row) ? 0 : last_day(&going->row) - today + 1);
	}
	if (result == 0)
		result = add_amendment(progress, going, today, entry, err);
	if (result == 0)
		result = add_deadlines(progress, &going->row, contract, today, entry, err);
	if (result == 0)
		result = add_segments(progress, &going->row, entry, err);
	if (result == 0 && going->measured && going->earlier > 0)
		sanya_json_set(entry, "earlier", sanya_progress_earlier_json(going, sanya_catalogue_language(progress->catalogue)));
	if (result == 0 && going->measured)
		sanya_json_set(entry, "goals", sanya_progress_goals_json(going, sanya_catalogue_language(progress->catalogue)));
	if (sanya_json_append(progress->json, entry) != 0 && result == 0)
		result = sanya_error_memory(err);
	return result;
}

struct led {
	struct progress *progress;
	const struct sanya_roster *roster;
	const char *leader;
};

static int keep_led(void *context, const struct sanya_contract_row *row, struct sanya_error *err)
{
	const struct led *led = context;
	const char *leader = sanya_contract_leader(led->roster, row, sanya_date_of_seconds(led->progress->now));

	if (leader == NULL || row->manager == NULL || strcmp(leader, led->leader) != 0 || strcmp(row->manager, leader) == 0)
		return 0;
	return keep_contract(led->progress, row, err);
}

static int by_number(const void *a, const void *b)
{
	const struct sanya_going *one = a, *other = b;

	return strcmp(one->row.number, other->row.number);
}

/* Contracts of those who moved to this person after they were signed. */
static int keep_taken_over(struct progress *progress, const char *person, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	const char *const teams[] = { person };
	const struct sanya_people_wanted wanted = { .teams = teams, .team_count = SANYA_COUNT(teams) };
	struct led led = { .progress = progress, .roster = &roster, .leader = person };
	size_t before = progress->count;

	if (sanya_people_load_some(progress->store, &wanted, &roster, err) != 0)
		return -1;
	for (size_t i = 0; i < roster.count; i++) {
		const char *manager = sanya_person_manager(&roster.people[i], sanya_date_of_seconds(progress->now));
		struct sanya_contract_filter filter = { .employee = roster.people[i].id, .state = -1 };

		if (manager != NULL && roster.people[i].manager_count > 1 && strcmp(manager, person) == 0 &&
		    sanya_contracts_each(progress->store, &filter, keep_led, &led, err) != 0)
			return -1;
	}
	if (progress->count > before)
		qsort(progress->list, progress->count, sizeof(*progress->list), by_number);
	return 0;
}

static int begin(struct progress *progress, const char *person, struct sanya_error *err)
{
	struct sanya_contract_filter filter = { .person = person, .state = -1 };

	if (sanya_calendar_shelf_new(progress->lookup != NULL ? progress->lookup->settings : NULL, &progress->calendars, err) != 0 ||
	    sanya_contract_shelf_new(&progress->contracts, err) != 0 ||
	    sanya_contracts_each(progress->store, &filter, keep_contract, progress, err) != 0 ||
	    (person != NULL && keep_taken_over(progress, person, err) != 0))
		return -1;
	for (size_t i = 0; i < progress->count; i++)
		if (load_contract(progress, &progress->list[i], err) != 0)
			return -1;
	return 0;
}

int sanya_progress(struct sanya_store *store, struct sanya_lookup *lookup, const char *person, int64_t now,
		   const struct sanya_catalogue *catalogue, struct sanya_roster *ret_roster, struct sanya_json **ret,
		   struct sanya_error *err)
{
	SANYA_CLEANUP(progress_done) struct progress progress = {
		.store = store, .lookup = lookup, .now = now, .catalogue = catalogue, .json = sanya_json_array(),
	};

	sanya_arena_init(&progress.arena);
	sanya_roster_init(ret_roster);
	if (sanya_store_view(store, err) != 0 || begin(&progress, person, err) != 0 || load_people(&progress, person, ret_roster, err) != 0)
		return -1;
	if (person != NULL && sanya_roster_find(ret_roster, person) == NULL)
		return nobody(&progress, person, err);
	progress.roster = ret_roster;
	if (lookup != NULL && sanya_progress_measure(store, lookup, progress.calendars, ret_roster, now, progress.list, progress.count,
						     &progress.arena, err) != 0)
		return -1;
	for (size_t i = 0; i < progress.count; i++)
		if (add_entry(&progress, &progress.list[i], err) != 0)
			return -1;
	*ret = progress.json;
	progress.json = NULL;
	return 0;
}
