/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The contracts of a day, read once, and the tree of people with what they have promised.
 * What is wrong with it is said in cascade_lint.c.
 */
#include "cascade.h"

#include "../codec/documents.h"
#include "../domain/renewal.h"
#include "../store/people.h"
#include "amend.h"
#include "contract.h"
#include "people.h"

#include <string.h>

/* --- the day's contracts --- */

static bool stands_on(const struct sanya_contract_row *row, int32_t date)
{
	return row->from <= date && date <= row->to && row->state != SANYA_DECLINED && row->state != SANYA_LAPSED &&
	       row->state != SANYA_WITHDRAWN && (row->last_day == SANYA_NO_DATE || date <= row->last_day);
}

/* Which revision held on the day; 0: the one in force now, or the newest draft. */
static int revision_on(struct sanya_store *store, const struct sanya_contract_row *row, int32_t date, int64_t *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_held *list;
	size_t count;

	sanya_arena_init(&arena);
	*ret = 0;
	if (row->revision < 2) /* most have one, and nothing to look up */
		return 0;
	if (sanya_contract_stretches(store, row, &arena, &list, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (list[i].from <= date && date <= list[i].to)
			*ret = list[i].revision;
	return 0;
}

struct rows {
	struct sanya_arena *arena;
	struct sanya_contract_row *list;
	size_t count, room;
};

static int keep_row(void *context, const struct sanya_contract_row *row, struct sanya_error *err)
{
	struct rows *rows = context;
	struct sanya_contract_row *copy = sanya_arena_grow(rows->arena, rows->list, rows->count, &rows->room, sizeof(*copy));

	if (copy == NULL)
		return sanya_error_memory(err);
	rows->list = copy;
	copy = &rows->list[rows->count++];
	*copy = (struct sanya_contract_row){
		.number = sanya_arena_text(rows->arena, row->number),
		.state = row->state,
		.revision = row->revision,
		.employee = row->employee == NULL ? NULL : sanya_arena_text(rows->arena, row->employee),
		.from = row->from,
		.to = row->to,
		.last_day = row->last_day,
	};
	return copy->number == NULL || (row->employee != NULL && copy->employee == NULL) ? sanya_error_memory(err) : 0;
}

static int read_contracts(struct sanya_cascade_day *day, struct sanya_error *err)
{
	int64_t revision;

	day->contracts = sanya_arena_array(&day->arena, day->count + 1, sizeof(*day->contracts));
	day->list = sanya_arena_array(&day->arena, day->count + 1, sizeof(*day->list));
	if (day->contracts == NULL || day->list == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < day->count; i++) {
		/* An erased document leaves nothing to stand on. */
		day->list[i].stands = stands_on(&day->rows[i], day->date) && day->rows[i].employee != NULL;
		day->list[i].contract = &day->contracts[i];
		if (day->list[i].stands) {
			if (revision_on(day->store, &day->rows[i], day->date, &revision, err) != 0 ||
			    sanya_contract_load(day->store, &day->rows[i], revision, &day->contracts[i], err) != 0) /* initialises it */
				return -1;
		} else {
			sanya_contract_init(&day->contracts[i]);
			day->contracts[i].number = day->rows[i].number;
		}
	}
	return 0;
}

int sanya_cascade_day_open(struct sanya_store *store, int32_t date, struct sanya_cascade_day *ret, struct sanya_error *err)
{
	struct rows rows = { .arena = &ret->arena };

	*ret = (struct sanya_cascade_day){ .store = store, .date = date };
	sanya_arena_init(&ret->arena);
	sanya_roster_init(&ret->roster);
	if (sanya_people_load(store, &ret->roster, err) != 0 || sanya_contracts_each(store, NULL, keep_row, &rows, err) != 0)
		return -1;
	ret->rows = rows.list;
	ret->count = rows.count;
	if (read_contracts(ret, err) != 0)
		return -1;
	return sanya_cascade_build(ret->list, ret->count, &ret->arena, &ret->cascade, err);
}

void sanya_cascade_day_close(struct sanya_cascade_day *day)
{
	sanya_cascade_day_forget(day);
	for (size_t i = 0; day->contracts != NULL && i < day->count; i++)
		sanya_contract_done(&day->contracts[i]);
	sanya_roster_done(&day->roster);
	sanya_arena_done(&day->arena);
}

/* --- the tree --- */

struct held { /* a contract that stands, and whose it is */
	const char *employee;
	size_t contract;
};

struct showing {
	const struct sanya_cascade_day *day;
	const char *person;
	struct held *held; /* by employee */
	size_t standing;
	struct sanya_json *without, *childless, *nobodys; /* of the coverage; borrowed */
	int64_t people, with_contract;
};

static struct sanya_json *place_json(const struct sanya_cascade_day *day, struct sanya_cascade_goal place)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, 200);
	sanya_buffer_printf(&text, "%s#%s", day->contracts[place.contract].number, sanya_cascade_goal(&day->cascade, place)->id);
	return sanya_json_of_text(text.data);
}

static struct sanya_json *goal_json(struct showing *showing, struct sanya_cascade_goal place, bool has_team)
{
	const struct sanya_goal *goal = sanya_cascade_goal(&showing->day->cascade, place);
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number target;
	struct sanya_json *json = sanya_json_object(), *list = sanya_json_array();
	const struct sanya_cascade_goal *below;
	size_t count;

	sanya_buffer_init(&text, 200);
	sanya_number_init(&target);
	if (sanya_scale_target(&goal->scale, &target))
		sanya_value_display(&target, goal->measure, &text);
	below = sanya_cascade_below(&showing->day->cascade, place, &count);
	for (size_t i = 0; i < count; i++)
		sanya_json_append(list, place_json(showing->day, below[i]));
	if (count == 0 && has_team && goal->scope == SANYA_SCOPE_TEAM)
		sanya_json_append(showing->childless, place_json(showing->day, place));
	sanya_json_set_text(json, "goal", goal->id);
	sanya_json_set(json, "title", sanya_json_of_words(&goal->title));
	sanya_json_set_text(json, "scope", sanya_scope_word(goal->scope));
	sanya_json_set_text(json, "target", text.size == 0 ? NULL : text.data);
	sanya_json_set_text(json, "supports", goal->supports);
	sanya_json_set(json, "supported_by", list);
	sanya_cascade_goal_value(showing->day, place, json);
	return json;
}

static struct sanya_json *contract_json(struct showing *showing, size_t i, bool has_team)
{
	const struct sanya_contract *contract = &showing->day->contracts[i];
	struct sanya_json *json = sanya_json_object(), *goals = sanya_json_array();

	for (size_t g = 0; g < contract->goal_count; g++)
		sanya_json_append(goals, goal_json(showing, (struct sanya_cascade_goal){ i, g }, has_team));
	sanya_json_set_text(json, "number", contract->number);
	sanya_json_set_text(json, "state", sanya_state_word(showing->day->rows[i].state));
	sanya_json_set(json, "goals", goals);
	return json;
}

/* The place of the first of a person's contracts. */
static size_t first_of(const struct showing *showing, const char *employee)
{
	size_t low = 0, high = showing->standing;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(showing->held[middle].employee, employee) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A branch of the tree of people, each with their contracts.  Who stands at the top has nobody to make one with. */
static void add_contracts(struct showing *showing, struct sanya_json *branch, bool top)
{
	for (size_t i = 0; i < sanya_json_size(branch); i++) {
		struct sanya_json *person = sanya_json_own_at(branch, i), *reports = sanya_json_own_get(person, "reports");
		struct sanya_json *contracts = sanya_json_array();
		const char *id = sanya_json_get_text(person, "id");
		size_t at = first_of(showing, id);
		bool any = false;

		for (; at < showing->standing && strcmp(showing->held[at].employee, id) == 0; at++) {
			any = true;
			sanya_json_append(contracts, contract_json(showing, showing->held[at].contract, sanya_json_size(reports) > 0));
		}
		sanya_json_set(person, "contracts", contracts);
		showing->people += any || !top;
		showing->with_contract += any;
		if (!any && !top)
			sanya_json_append(showing->without, sanya_json_of_text(id));
		add_contracts(showing, reports, false);
	}
}

/* Contracts whose employee has left, or has not come yet, are in no branch. */
static void add_nobodys(struct showing *showing)
{
	const struct sanya_cascade_day *day = showing->day;

	for (size_t i = 0; i < day->count && showing->person == NULL; i++) {
		const struct sanya_person *person;

		if (!day->list[i].stands)
			continue;
		person = sanya_roster_find(&day->roster, day->contracts[i].employee);
		if (person == NULL || !sanya_person_employed(person, day->date))
			sanya_json_append(showing->nobodys, sanya_json_of_text(day->contracts[i].number));
	}
}

/* The branch that begins with a person, out of the tree; NULL where nobody of that name is employed. */
static struct sanya_json *branch_of(const struct sanya_json *branch, const char *id)
{
	for (size_t i = 0; i < sanya_json_size(branch); i++) {
		const struct sanya_json *person = sanya_json_at(branch, i);
		struct sanya_json *found;

		if (strcmp(sanya_json_get_text(person, "id"), id) == 0) {
			found = sanya_json_array();
			sanya_json_append(found, sanya_json_copy(person));
			return found;
		}
		found = branch_of(sanya_json_get(person, "reports"), id);
		if (found != NULL)
			return found;
	}
	return NULL;
}

static int compare_held(const void *a, const void *b)
{
	const struct held *one = a, *other = b;
	int order = strcmp(one->employee, other->employee);

	return order != 0 ? order : one->contract < other->contract ? -1 : one->contract > other->contract;
}

static int prepare(struct showing *showing, struct sanya_arena *arena, struct sanya_error *err)
{
	const struct sanya_cascade_day *day = showing->day;

	showing->held = sanya_arena_array(arena, day->count + 1, sizeof(*showing->held));
	if (showing->held == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < day->count; i++)
		if (day->list[i].stands)
			showing->held[showing->standing++] = (struct held){ day->contracts[i].employee, i };
	qsort(showing->held, showing->standing, sizeof(*showing->held), compare_held);
	return 0;
}

static int tree_of(const struct sanya_cascade_day *day, const char *person, struct sanya_json **ret, bool *ret_top, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *tree = sanya_people_tree(&day->roster, day->date);
	const struct sanya_person *known;

	if (tree == NULL)
		return sanya_error_memory(err);
	*ret_top = person == NULL;
	if (person != NULL) {
		struct sanya_json *branch;

		if (sanya_roster_person(&day->roster, person, &known, err) != 0)
			return -1;
		branch = branch_of(tree, person);
		if (branch == NULL)
			return sanya_error_set(err, SANYA_FAILED, "%s is not employed on this day", person);
		*ret_top = sanya_person_manager(known, day->date) == NULL;
		sanya_json_free(tree);
		tree = branch;
	}
	*ret = tree;
	tree = NULL;
	return 0;
}

int sanya_cascade_show(const struct sanya_cascade_day *day, const char *person, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = sanya_json_object();
	struct sanya_json *coverage = sanya_json_object(), *people;
	struct showing showing = { .day = day, .person = person, .without = sanya_json_array(), .childless = sanya_json_array(),
				   .nobodys = sanya_json_array() };
	int failed;
	bool top = false;

	sanya_arena_init(&arena);
	sanya_json_set(coverage, "without_contract", showing.without);
	sanya_json_set(coverage, "goals_without_child", showing.childless);
	sanya_json_set(coverage, "contracts_of_nobody", showing.nobodys);
	sanya_json_set(json, "on", sanya_json_of_date(day->date));
	failed = tree_of(day, person, &people, &top, err);
	if (failed == 0) {
		failed = prepare(&showing, &arena, err);
		if (failed == 0) {
			add_contracts(&showing, people, top);
			add_nobodys(&showing);
		}
		sanya_json_set(json, "people", people);
	}
	sanya_json_set_integer(coverage, "people", showing.people);
	sanya_json_set_integer(coverage, "with_contract", showing.with_contract);
	sanya_json_set(json, "coverage", coverage);
	if (failed == 0) {
		*ret = json;
		json = NULL;
	}
	return failed;
}
