/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rules of a roster as a whole: one id, one reporting line and one bearer of an alias per day, no circles.
 * Checking sorts the people and builds the index of aliases; questions to it are in roster_ask.c.
 * Knows nothing of files: the row of a fault goes into the error's line, the caller adds the name.
 */
#include "roster_parts.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static int refuse(struct sanya_error *err, unsigned long row, const char *format, ...) SANYA_PRINTF(3, 4);

static int refuse(struct sanya_error *err, unsigned long row, const char *format, ...)
{
	va_list args;

	if (err->code != SANYA_OK)
		return -1;
	va_start(args, format);
	sanya_error_setv(err, SANYA_FAILED, format, args);
	va_end(args);
	err->line = row;
	return -1;
}

void sanya_roster_init(struct sanya_roster *roster)
{
	memset(roster, 0, sizeof(*roster));
	sanya_arena_init(&roster->arena);
}

void sanya_roster_done(struct sanya_roster *roster)
{
	sanya_arena_done(&roster->arena);
	memset(roster, 0, sizeof(*roster));
}

static int compare_people(const void *a, const void *b)
{
	const struct sanya_person *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

static int compare_lines(const void *a, const void *b)
{
	const struct sanya_reporting *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

static int compare_sources(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static int compare_bearers(const void *a, const void *b)
{
	const struct sanya_bearer *x = a, *y = b;
	int order = sanya_roster_compare_names(x->name, strlen(x->name), y->name, strlen(y->name));

	if (order == 0)
		order = compare_sources(x->source, y->source);
	if (order == 0)
		order = (x->from > y->from) - (x->from < y->from);
	if (order == 0)
		order = (x->person > y->person) - (x->person < y->person);
	return order;
}

static int check_dates(const struct sanya_person *person, const char *what, int32_t from, int32_t to,
		       struct sanya_error *err)
{
	if (from != SANYA_NO_DATE && to != SANYA_NO_DATE && to < from)
		return refuse(err, person->row, "%s of %s ends before it starts", what, person->id);
	return 0;
}

static int compare_leave(const void *a, const void *b)
{
	const struct sanya_dates *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

static int check_leave(struct sanya_person *person, struct sanya_error *err)
{
	for (size_t i = 0; i < person->leave_count; i++)
		if (check_dates(person, "a leave", person->leave[i].from, person->leave[i].to, err) != 0)
			return -1;
	if (person->leave_count > 1)
		qsort(person->leave, person->leave_count, sizeof(*person->leave), compare_leave);
	for (size_t i = 1; i < person->leave_count; i++)
		if (person->leave[i].from <= person->leave[i - 1].to)
			return refuse(err, person->row, "a day of leave of %s is given twice", person->id);
	return 0;
}

static int check_person(struct sanya_person *person, struct sanya_error *err)
{
	size_t i;

	if (!sanya_text_is_identifier(person->id))
		return refuse(err, person->row,
			      "\"%s\" is no id: letters, digits, '.', '_' and '-', at most 64, a letter or digit first", person->id);
	if (person->name.th == NULL && person->name.en == NULL)
		return refuse(err, person->row, "%s has no name, neither in Thai nor in English", person->id);
	if (check_dates(person, "the employment", person->employed_from, person->employed_to, err) != 0)
		return -1;
	for (i = 0; i < person->alias_count; i++)
		if (check_dates(person, "an alias", person->aliases[i].from, person->aliases[i].to, err) != 0)
			return -1;
	for (i = 0; i < person->manager_count; i++)
		if (check_dates(person, "a reporting line", person->managers[i].from, person->managers[i].to, err) != 0)
			return -1;
	if (person->manager_count > 1)
		qsort(person->managers, person->manager_count, sizeof(*person->managers), compare_lines);
	for (i = 1; i < person->manager_count; i++)
		if (person->managers[i].from <= sanya_roster_end(person->managers[i - 1].to))
			return refuse(err, person->row, "two reporting lines of %s overlap: to %s and to %s on the same day",
				      person->id, person->managers[i - 1].manager, person->managers[i].manager);
	return check_leave(person, err);
}

static int check_managers(const struct sanya_roster *roster, struct sanya_error *err)
{
	const struct sanya_person *person;
	size_t i, k;

	for (i = 0; i < roster->count; i++) {
		person = &roster->people[i];
		for (k = 0; k < person->manager_count; k++) {
			const char *manager = person->managers[k].manager;

			if (sanya_roster_find(roster, manager) != NULL)
				continue;
			refuse(err, person->row, "the manager of %s, \"%s\", is not on the roster", person->id, manager);
			return sanya_error_next(err, "add a row for %s, or correct the manager of %s", manager, person->id);
		}
	}
	return 0;
}

/*
 * A circle that holds on some day holds on the first day of its youngest line too: so it is enough to walk up from each
 * line on the day when it begins.
 */
static int check_circles(const struct sanya_roster *roster, struct sanya_error *err)
{
	const struct sanya_person *person, *above, *deep = NULL;
	const char *next;
	unsigned steps;
	size_t i, k;

	for (i = 0; i < roster->count; i++) {
		person = &roster->people[i];
		for (k = 0; k < person->manager_count; k++) {
			next = person->managers[k].manager;
			for (steps = 0; next != NULL && steps < SANYA_ROSTER_LEVELS; steps++) {
				if (strcmp(next, person->id) == 0)
					return refuse(err, person->row,
						      steps == 0 ? "%s is their own manager"
								 : "the reporting line above %s leads back to %s (%u steps)",
						      person->id, person->id, steps + 1);
				above = sanya_roster_find(roster, next);
				next = above != NULL ? sanya_person_manager(above, person->managers[k].from) : NULL;
			}
			if (next != NULL && deep == NULL)
				deep = person;
		}
	}
	if (deep != NULL)
		return refuse(err, deep->row, "the reporting line above %s has more than %u levels", deep->id, SANYA_ROSTER_LEVELS);
	return 0;
}

static int build_bearers(struct sanya_roster *roster, struct sanya_error *err)
{
	const struct sanya_person *person;
	struct sanya_bearer *bearers;
	size_t count = 0, i, k, n = 0;

	for (i = 0; i < roster->count; i++)
		count += 1 + roster->people[i].alias_count;
	bearers = sanya_arena_array(&roster->arena, count, sizeof(*bearers));
	if (bearers == NULL && count > 0)
		return sanya_error_memory(err);
	for (i = 0; i < roster->count; i++) {
		person = &roster->people[i];
		bearers[n++] = (struct sanya_bearer){ .name = person->id, .person = i, .from = SANYA_NO_DATE, .to = SANYA_NO_DATE };
		for (k = 0; k < person->alias_count; k++)
			bearers[n++] = (struct sanya_bearer){ .source = person->aliases[k].source,
							      .name = person->aliases[k].name, .person = i,
							      .from = person->aliases[k].from, .to = person->aliases[k].to };
	}
	if (count > 1)
		qsort(bearers, count, sizeof(*bearers), compare_bearers);
	roster->bearers = bearers;
	roster->bearer_count = count;
	return 0;
}

static bool same_name(const struct sanya_bearer *a, const struct sanya_bearer *b)
{
	return sanya_roster_compare_names(a->name, strlen(a->name), b->name, strlen(b->name)) == 0;
}

/* Name the later row of the two, and mention the earlier one. */
static int refuse_pair(const struct sanya_roster *roster, const struct sanya_bearer *a, const struct sanya_bearer *b,
		       struct sanya_error *err)
{
	const struct sanya_person *x = &roster->people[a->person], *y = &roster->people[b->person], *swap;
	const char *source = a->source != NULL ? a->source : b->source;

	if (x->row > y->row) {
		swap = x;
		x = y;
		y = swap;
	}
	if (source == NULL)
		return refuse(err, y->row, "the ids %s and %s (row %lu) differ in capital letters only", y->id, x->id, x->row);
	if (x == y)
		return refuse(err, y->row, "%s has the alias \"%s\" in %s twice for the same days", y->id, b->name, source);
	if (a->source == NULL || b->source == NULL)
		return refuse(err, y->row,
			      "\"%s\" stands for two people: %s and %s (row %lu); it is the id of one and an alias of the other in %s",
			      b->name, y->id, x->id, x->row, source);
	return refuse(err, y->row, "the alias \"%s\" in %s stands for two people on the same day: %s and %s (row %lu)", b->name,
		      source, y->id, x->id, x->row);
}

/* Bearers come by name, source (people's own ids first) and start: neighbours are enough, once everything before them was fine. */
static int check_aliases(const struct sanya_roster *roster, struct sanya_error *err)
{
	const struct sanya_bearer *bearer, *own = NULL, *before = NULL;
	size_t i;

	for (i = 0; i < roster->bearer_count; i++) {
		bearer = &roster->bearers[i];
		if (before != NULL && !same_name(before, bearer))
			own = before = NULL;
		if (own != NULL && own->person != bearer->person)
			return refuse_pair(roster, own, bearer, err);
		if (before != NULL && compare_sources(before->source, bearer->source) == 0 &&
		    bearer->from <= sanya_roster_end(before->to))
			return refuse_pair(roster, before, bearer, err);
		if (bearer->source == NULL)
			own = bearer;
		before = bearer;
	}
	return 0;
}

static void sort_people(struct sanya_roster *roster)
{
	for (size_t i = 1; i < roster->count; i++)
		if (strcmp(roster->people[i - 1].id, roster->people[i].id) >= 0) { /* the store hands them over in order */
			qsort(roster->people, roster->count, sizeof(*roster->people), compare_people);
			return;
		}
}

int sanya_roster_index(struct sanya_roster *roster, struct sanya_error *err)
{
	sort_people(roster);
	for (size_t i = 0; i < roster->count; i++)
		if (roster->people[i].manager_count > 1)
			qsort(roster->people[i].managers, roster->people[i].manager_count, sizeof(*roster->people[i].managers),
			      compare_lines);
	return build_bearers(roster, err);
}

int sanya_roster_check(struct sanya_roster *roster, struct sanya_error *err)
{
	size_t i;

	if (roster->count > SANYA_PEOPLE_MAX)
		return sanya_error_set(err, SANYA_FAILED, "%zu people are more than the %u a roster may hold", roster->count,
				       SANYA_PEOPLE_MAX);
	for (i = 0; i < roster->count; i++)
		if (check_person(&roster->people[i], err) != 0)
			return -1;
	sort_people(roster);
	for (i = 1; i < roster->count; i++)
		if (strcmp(roster->people[i - 1].id, roster->people[i].id) == 0)
			return refuse(err, roster->people[i].row, "the id %s stands on row %lu already", roster->people[i].id,
				      roster->people[i - 1].row);
	if (check_managers(roster, err) != 0 || check_circles(roster, err) != 0 || build_bearers(roster, err) != 0)
		return -1;
	return check_aliases(roster, err);
}
