/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Importing the roster and showing it.
 * The whole roster travels in one event: its dates carry the history, so an import replaces what was there.  A table has no dates; its
 * reporting lines are continued from those there are.
 */
#include "people.h"

#include "../codec/documents.h"
#include "../store/people.h"

#include <string.h>

int sanya_people_standing(struct sanya_store *store, struct sanya_roster *ret, struct sanya_error *err)
{
	return sanya_people_load(store, ret, err);
}

/* --- import --- */

static bool same_person(const struct sanya_roster *a, size_t i, const struct sanya_roster *b, size_t k)
{
	struct sanya_roster one = { .people = &a->people[i], .count = 1 }, other = { .people = &b->people[k], .count = 1 };
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *x = sanya_roster_json(&one);
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *y = sanya_roster_json(&other);

	return sanya_json_equal(x, y);
}

static void compare(const struct sanya_roster *before, const struct sanya_roster *after, struct sanya_import *ret)
{
	size_t i = 0, k = 0;
	int order;

	ret->people = after->count;
	while (i < before->count || k < after->count) { /* both sorted by id */
		order = i == before->count ? 1 : k == after->count ? -1 : strcmp(before->people[i].id, after->people[k].id);
		if (order == 0 && !same_person(before, i, after, k))
			ret->changed++;
		ret->removed += order < 0;
		ret->added += order > 0;
		i += order <= 0;
		k += order >= 0;
	}
}

struct parties {
	const struct sanya_roster *roster;
};

static int check_party(void *context, const struct sanya_contract_row *row, struct sanya_error *err)
{
	const struct sanya_roster *roster = ((const struct parties *)context)->roster;
	const char *missing = NULL;

	if (sanya_state_ended(row->state))
		return 0;
	if (row->employee != NULL && sanya_roster_find(roster, row->employee) == NULL)
		missing = row->employee;
	else if (row->manager != NULL && sanya_roster_find(roster, row->manager) == NULL)
		missing = row->manager;
	if (missing == NULL)
		return 0;
	sanya_error_set(err, SANYA_FAILED, "%s is missing, but party to contract %s", missing, row->number);
	return sanya_error_next(err, "keep the row of %s, and give the last day in employed_to", missing);
}

static int check_importer(const struct sanya_act *act, const struct sanya_roster *before, const struct sanya_roster *after,
			  struct sanya_error *err)
{
	const struct sanya_person *person;

	if (act->actor == NULL && before->count == 0)
		return 0;
	if (sanya_act_person(act, before->count == 0 ? after : before, &person, err) != 0)
		return -1;
	return sanya_act_needs_role(person, SANYA_ROLE_HR | SANYA_ROLE_ADMIN, err);
}

/* A table knows no dates: whose manager changed has moved, from the day on that is given, else from today. */
static int follow(const struct sanya_act *act, const char *name, const struct sanya_roster *before, int32_t from,
		  struct sanya_roster *after, struct sanya_error *err)
{
	int32_t today = sanya_date_of_seconds(act->now);

	if (sanya_roster_follow(after, before, from == SANYA_NO_DATE ? today : from, today, err) == 0)
		return 0;
	err->line = 0; /* it may speak of days that are not in the table */
	return sanya_error_at(err, name, 0, 0);
}

static int import(const struct sanya_act *act, const char *name, bool dated, int32_t from, struct sanya_roster *after,
		  struct sanya_import *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster before;
	struct sanya_import counts = { .people = 0 };
	struct parties parties = { .roster = after };
	struct sanya_act named = *act;

	sanya_roster_init(&before);
	if (sanya_people_load(act->store, &before, err) != 0 || check_importer(act, &before, after, err) != 0 ||
	    (!dated && follow(act, name, &before, from, after, err) != 0))
		return -1;
	if (sanya_contracts_each(act->store, NULL, check_party, &parties, err) != 0)
		return sanya_error_at(err, name, 0, 0);
	compare(&before, after, &counts);
	if (named.actor == NULL)
		named.actor = SANYA_SYSTEM;
	if (sanya_act_record(&named, "people.import", SANYA_ROSTER_SUBJECT, sanya_roster_json(after), NULL, err) != 0)
		return -1;
	*ret = counts;
	return sanya_act_end(act, err);
}

static bool is_document(const char *text, size_t size)
{
	size_t i = 0;

	while (i < size && strchr(" \t\r\n", text[i]) != NULL)
		i++;
	return i < size && text[i] == '{';
}

int sanya_people_import(const struct sanya_act *act, const char *name, const char *text, size_t size, int32_t from,
			struct sanya_import *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster after;
	bool dated = is_document(text, size);
	int result = dated ? sanya_roster_parse(name, text, size, &after, err) : sanya_roster_parse_csv(name, text, size, &after, err);

	if (result != 0)
		return -1;
	if (dated && from != SANYA_NO_DATE) {
		sanya_error_set(err, SANYA_USAGE, "%s says itself from when each reporting line holds", name);
		return sanya_error_next(err, "import it without --from");
	}
	if (sanya_act_begin(act, err) != 0)
		return -1;
	if (import(act, name, dated, from, &after, ret, err) == 0)
		return 0;
	sanya_act_undo(act);
	return -1;
}

/* --- showing --- */

static struct sanya_json *name_json(const struct sanya_person *person)
{
	struct sanya_json *json = sanya_json_object();

	if (person->name.th != NULL)
		sanya_json_set_text(json, "th", person->name.th);
	if (person->name.en != NULL)
		sanya_json_set_text(json, "en", person->name.en);
	return json;
}

struct sanya_json *sanya_person_json(const struct sanya_roster *roster, const struct sanya_person *person, int32_t date,
				     bool with_reports)
{
	struct sanya_roster one = { .people = &roster->people[person - roster->people], .count = 1 };
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *document = sanya_roster_json(&one);
	struct sanya_json *json = sanya_json_copy(sanya_json_at(sanya_json_get(document, "people"), 0));
	struct sanya_json *reports = with_reports ? sanya_json_array() : NULL;
	const char *manager;

	for (size_t i = 0; with_reports && i < roster->count; i++) {
		manager = sanya_person_manager(&roster->people[i], date);
		if (manager != NULL && strcmp(manager, person->id) == 0)
			sanya_json_append(reports, sanya_json_of_text(roster->people[i].id));
	}
	sanya_json_set_text(json, "manager", sanya_person_manager(person, date));
	sanya_json_set(json, "employed_today", sanya_json_of_bool(sanya_person_employed(person, date)));
	if (with_reports)
		sanya_json_set(json, "reports", reports);
	return json;
}

/* People by their manager's place, so that the tree is made in one pass over each level. */
struct below {
	size_t manager, person; /* manager == count: nobody above */
};

static int compare_below(const void *a, const void *b)
{
	const struct below *x = a, *y = b;

	if (x->manager != y->manager)
		return x->manager < y->manager ? -1 : 1;
	return (x->person > y->person) - (x->person < y->person);
}

static struct sanya_json *branch(const struct sanya_roster *roster, const struct below *below, size_t count, size_t manager,
				 unsigned level)
{
	struct sanya_json *list = sanya_json_array(), *json;
	size_t low = 0, high = count, middle;
	const struct sanya_person *person;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (below[middle].manager < manager)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < count && below[low].manager == manager && level <= SANYA_ROSTER_LEVELS; low++) {
		person = &roster->people[below[low].person];
		json = sanya_json_object();
		sanya_json_set_text(json, "id", person->id);
		sanya_json_set(json, "name", name_json(person));
		sanya_json_set_text(json, "unit", person->unit);
		sanya_json_set_integer(json, "level", level);
		sanya_json_set(json, "reports", branch(roster, below, count, below[low].person, level + 1));
		sanya_json_append(list, json);
	}
	return list;
}

struct sanya_json *sanya_people_tree(const struct sanya_roster *roster, int32_t date)
{
	struct below *below = calloc(roster->count + 1, sizeof(*below));
	const struct sanya_person *above;
	struct sanya_json *tree;
	const char *manager;
	size_t count = 0;

	if (below == NULL)
		return NULL;
	for (size_t i = 0; i < roster->count; i++) {
		if (!sanya_person_employed(&roster->people[i], date))
			continue;
		manager = sanya_person_manager(&roster->people[i], date);
		above = manager == NULL ? NULL : sanya_roster_find(roster, manager);
		if (above != NULL && !sanya_person_employed(above, date))
			above = NULL; /* whose manager has left stands at the top until somebody follows */
		below[count++] = (struct below){ .manager = above == NULL ? roster->count : (size_t)(above - roster->people),
						 .person = i };
	}
	qsort(below, count, sizeof(*below), compare_below);
	tree = branch(roster, below, count, roster->count, 0);
	free(below);
	return tree;
}
