/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Results of a cycle side by side, manager by manager, so that those who judge can see whether they judge alike.
 * Reads recorded results; changes none, and computes nothing of a person but orders what is there.
 */
#include "talk.h"

#include "../codec/recorded.h"
#include "../store/notes.h"
#include "../store/people.h"

#include <string.h>

struct result {
	const struct sanya_contract_row *row;
	const struct sanya_person *person; /* NULL: not on the roster any more */
	struct sanya_json *statement;
	struct sanya_number score;
	bool has_score;
	size_t notes;
};

struct calibrating {
	struct sanya_store *store;
	const struct sanya_calibration *wanted;
	struct sanya_arena arena;
	struct sanya_roster roster;
	struct result *list; /* by manager, then from the highest score down */
	size_t count, without;
};

static void calibrating_done(struct calibrating *all)
{
	for (size_t i = 0; i < all->count; i++) {
		sanya_json_free(all->list[i].statement);
		sanya_number_done(&all->list[i].score);
	}
	sanya_roster_done(&all->roster);
	sanya_arena_done(&all->arena);
}

/* --- reading --- */

static bool is_wanted(const struct calibrating *all, const struct sanya_contract_row *row)
{
	const struct sanya_person *person = sanya_roster_find(&all->roster, row->employee);
	const struct sanya_calibration *wanted = all->wanted;

	if (wanted->manager != NULL && strcmp(row->manager, wanted->manager) != 0)
		return false;
	return wanted->unit == NULL || (person != NULL && person->unit != NULL && strcmp(person->unit, wanted->unit) == 0);
}

/* 1 where the contract has a result. */
static int read_result(struct calibrating *all, const struct sanya_contract_row *row, struct result *ret, struct sanya_error *err)
{
	struct sanya_review review;
	struct sanya_note *notes;
	int found = sanya_review_get(all->store, row->number, 0, &all->arena, &review, err);

	if (found <= 0)
		return found;
	*ret = (struct result){ .row = row, .person = sanya_roster_find(&all->roster, row->employee) };
	sanya_number_init(&ret->score);
	if (sanya_notes_of(all->store, row->number, &all->arena, &notes, &ret->notes, err) != 0 ||
	    sanya_statement_parse(row->number, review.statement, strlen(review.statement), &ret->statement, err) != 0)
		return -1;
	ret->has_score = sanya_json_type(sanya_json_get(ret->statement, "score")) == SANYA_JSON_OBJECT;
	if (ret->has_score && sanya_json_get_number(ret->statement, "score", &ret->score, err) != 0)
		return -1;
	return 1;
}

static int compare_results(const void *a, const void *b)
{
	const struct result *x = a, *y = b;
	int order = strcmp(x->row->manager, y->row->manager);

	if (order == 0)
		order = (int)y->has_score - (int)x->has_score;
	if (order == 0)
		order = sanya_number_compare(&y->score, &x->score);
	return order != 0 ? order : strcmp(x->row->number, y->row->number);
}

static int read_all(struct calibrating *all, struct sanya_error *err)
{
	struct sanya_contract_row *rows;
	struct sanya_cycle cycle;
	size_t count;

	if (sanya_people_load(all->store, &all->roster, err) != 0 ||
	    sanya_cycle_find(all->store, all->wanted->cycle, &all->arena, &cycle, err) != 0 ||
	    sanya_cycle_contracts(all->store, &cycle, &all->arena, &rows, &count, err) != 0)
		return -1;
	all->list = sanya_arena_array(&all->arena, count, sizeof(*all->list));
	if (all->list == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++) {
		int found = is_wanted(all, &rows[i]) ? read_result(all, &rows[i], &all->list[all->count], err) : 0;

		if (found < 0)
			return -1;
		all->count += found > 0;
		all->without += found == 0 && is_wanted(all, &rows[i]);
	}
	if (all->count > 1)
		qsort(all->list, all->count, sizeof(*all->list), compare_results);
	return 0;
}

/* --- figures --- */

static int compare_numbers(const void *a, const void *b)
{
	const struct sanya_number *const *x = a, *const *y = b;

	return sanya_number_compare(*x, *y);
}

/* Lowest, median, highest and mean of so many numbers, which are put in order. */
static void set_figures(struct sanya_json *json, const struct sanya_number **numbers, size_t count)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number sum, divisor;

	sanya_number_init(&sum);
	sanya_number_init(&divisor);
	sanya_json_set_integer(json, "results", (int64_t)count);
	if (count > 1)
		qsort(numbers, count, sizeof(struct sanya_number *), compare_numbers);
	sanya_json_set(json, "lowest", count > 0 ? sanya_json_of_number(numbers[0]) : sanya_json_null());
	if (count > 0) {
		sanya_number_set_integer(&divisor, 2);
		sanya_number_add(&sum, numbers[(count - 1) / 2], numbers[count / 2]);
		sanya_number_div(&sum, &sum, &divisor);
	}
	sanya_json_set(json, "median", count > 0 ? sanya_json_of_number(&sum) : sanya_json_null());
	sanya_json_set(json, "highest", count > 0 ? sanya_json_of_number(numbers[count - 1]) : sanya_json_null());
	sanya_number_set_integer(&sum, 0);
	for (size_t i = 0; i < count; i++)
		sanya_number_add(&sum, &sum, numbers[i]);
	sanya_number_set_integer(&divisor, (int64_t)count);
	if (count > 0)
		sanya_number_div(&sum, &sum, &divisor);
	sanya_json_set(json, "mean", count > 0 ? sanya_json_of_number(&sum) : sanya_json_null());
}

static int scores_of(struct calibrating *all, size_t first, size_t count, struct sanya_json *json, struct sanya_error *err)
{
	const struct sanya_number **numbers = sanya_arena_array(&all->arena, count, sizeof(struct sanya_number *));
	size_t filled = 0;

	if (numbers == NULL)
		return sanya_error_memory(err);
	for (size_t i = first; i < first + count; i++)
		if (all->list[i].has_score)
			numbers[filled++] = &all->list[i].score;
	set_figures(json, numbers, filled);
	return 0;
}

/* Scores of one goal, known by its id, in these results. */
static int goal_figures(struct calibrating *all, size_t first, size_t count, const char *id, struct sanya_json *list, struct sanya_error *err)
{
	const struct sanya_number **numbers = sanya_arena_array(&all->arena, count, sizeof(struct sanya_number *));
	struct sanya_number *scores = sanya_arena_array(&all->arena, count, sizeof(*scores));
	struct sanya_json *json = sanya_json_object();
	size_t filled = 0;
	int result = numbers == NULL || scores == NULL ? sanya_error_memory(err) : 0;

	for (size_t i = first; i < first + count && result == 0; i++) {
		const struct sanya_json *goals = sanya_json_get(all->list[i].statement, "goals");

		for (size_t g = 0; g < sanya_json_size(goals) && result == 0; g++) {
			const struct sanya_json *goal = sanya_json_at(goals, g);

			if (strcmp(sanya_json_get_text(goal, "id"), id) != 0 ||
			    sanya_json_type(sanya_json_get(goal, "score")) != SANYA_JSON_OBJECT)
				continue;
			sanya_number_init(&scores[filled]);
			numbers[filled] = &scores[filled];
			result = sanya_json_get_number(goal, "score", &scores[filled++], err);
		}
	}
	sanya_json_set_text(json, "goal", id);
	if (result == 0)
		set_figures(json, numbers, filled);
	for (size_t i = 0; i < filled; i++)
		sanya_number_done(&scores[i]);
	if (sanya_json_append(list, json) != 0 && result == 0)
		result = sanya_error_memory(err);
	return result;
}

static bool has_goal(const struct sanya_json *list, const char *id)
{
	for (size_t i = 0; i < sanya_json_size(list); i++)
		if (strcmp(sanya_json_get_text(sanya_json_at(list, i), "goal"), id) == 0)
			return true;
	return false;
}

static int goals_of(struct calibrating *all, size_t first, size_t count, struct sanya_json *list, struct sanya_error *err)
{
	for (size_t i = first; i < first + count; i++) {
		const struct sanya_json *goals = sanya_json_get(all->list[i].statement, "goals");

		for (size_t g = 0; g < sanya_json_size(goals); g++) {
			const char *id = sanya_json_get_text(sanya_json_at(goals, g), "id");

			if (!has_goal(list, id) && goal_figures(all, first, count, id, list, err) != 0)
				return -1;
		}
	}
	return 0;
}

static struct sanya_json *row_json(const struct result *result)
{
	struct sanya_json *json = sanya_json_object();

	sanya_json_set_text(json, "contract", result->row->number);
	sanya_json_set_text(json, "employee", result->row->employee);
	sanya_json_set(json, "name", result->person != NULL ? sanya_json_of_words(&result->person->name) : sanya_json_object());
	sanya_json_set_text(json, "unit", result->person != NULL ? result->person->unit : NULL);
	sanya_json_set_text(json, "state", sanya_state_word(result->row->state));
	sanya_json_set(json, "score", result->has_score ? sanya_json_of_number(&result->score) : sanya_json_null());
	sanya_json_set_text(json, "amount", sanya_json_get_text(result->statement, "amount"));
	sanya_json_set_text(json, "currency", sanya_json_get_text(result->statement, "currency"));
	sanya_json_set_integer(json, "notes", (int64_t)result->notes);
	return json;
}

static int add_manager(struct calibrating *all, size_t first, size_t count, struct sanya_json *list, struct sanya_error *err)
{
	const char *id = all->list[first].row->manager;
	const struct sanya_person *manager = sanya_roster_find(&all->roster, id);
	struct sanya_json *json = sanya_json_object(), *goals = sanya_json_array(), *rows = sanya_json_array();

	sanya_json_append(list, json);
	sanya_json_set_text(json, "manager", id);
	sanya_json_set(json, "name", manager != NULL ? sanya_json_of_words(&manager->name) : sanya_json_object());
	sanya_json_set(json, "goals", goals);
	sanya_json_set(json, "rows", rows);
	for (size_t i = first; i < first + count; i++)
		sanya_json_append(rows, row_json(&all->list[i]));
	if (scores_of(all, first, count, json, err) != 0)
		return -1;
	return goals_of(all, first, count, goals, err);
}

int sanya_review_calibrate(struct sanya_store *store, const struct sanya_calibration *wanted, struct sanya_json **ret,
			   struct sanya_error *err)
{
	SANYA_CLEANUP(calibrating_done) struct calibrating all = { .store = store, .wanted = wanted };
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = sanya_json_object();
	struct sanya_json *managers = sanya_json_array(), *whole = sanya_json_object();
	size_t count;

	sanya_arena_init(&all.arena);
	sanya_roster_init(&all.roster);
	sanya_json_set(json, "managers", managers);
	sanya_json_set(json, "all", whole);
	if (read_all(&all, err) != 0 || scores_of(&all, 0, all.count, whole, err) != 0)
		return -1;
	for (size_t i = 0; i < all.count; i += count) {
		for (count = 1; i + count < all.count && strcmp(all.list[i + count].row->manager, all.list[i].row->manager) == 0; count++)
			;
		if (add_manager(&all, i, count, managers, err) != 0)
			return -1;
	}
	sanya_json_set_text(json, "cycle", wanted->cycle);
	sanya_json_set_integer(json, "contracts", (int64_t)(all.count + all.without));
	sanya_json_set_integer(json, "without_result", (int64_t)all.without);
	*ret = json;
	json = NULL;
	return 0;
}
