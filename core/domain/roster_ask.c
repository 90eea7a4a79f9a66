/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Questions to a roster: who bears a name, who is above whom, and on which days an answer holds.
 * Each is a binary search or a walk up the line; nothing is changed.
 */
#include "roster_parts.h"

#include <string.h>

static int fold(int c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

int sanya_roster_compare_names(const char *a, size_t a_size, const char *b, size_t b_size)
{
	size_t i;
	int x, y;

	for (i = 0; i < a_size && i < b_size; i++) {
		x = fold((unsigned char)a[i]);
		y = fold((unsigned char)b[i]);
		if (x != y)
			return x - y;
	}
	return (a_size > b_size) - (a_size < b_size);
}

const struct sanya_person *sanya_roster_find(const struct sanya_roster *roster, const char *id)
{
	size_t low = 0, high = roster->count, middle;
	int order;

	while (low < high) {
		middle = low + (high - low) / 2;
		order = strcmp(roster->people[middle].id, id);
		if (order == 0)
			return &roster->people[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct sanya_bearer *sanya_roster_bearers(const struct sanya_roster *roster, struct sanya_text name, size_t *ret_count)
{
	size_t low = 0, high = roster->bearer_count, middle, end;
	const struct sanya_bearer *bearer;

	*ret_count = 0;
	if (name.at == NULL)
		return NULL;
	while (low < high) { /* the first bearer whose name is not before `name` */
		middle = low + (high - low) / 2;
		bearer = &roster->bearers[middle];
		if (sanya_roster_compare_names(bearer->name, strlen(bearer->name), name.at, name.size) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < roster->bearer_count; end++) {
		bearer = &roster->bearers[end];
		if (sanya_roster_compare_names(bearer->name, strlen(bearer->name), name.at, name.size) != 0)
			break;
	}
	*ret_count = end - low;
	return &roster->bearers[low];
}

bool sanya_bearer_in(const struct sanya_bearer *bearer, const char *source)
{
	return bearer->source == NULL || strcmp(bearer->source, source) == 0;
}

/* The part of *dates that lies within [from, to] too. */
static void narrow(struct sanya_dates *dates, int32_t from, int32_t to)
{
	if (from > dates->from)
		dates->from = from;
	if (sanya_roster_end(to) < sanya_roster_end(dates->to))
		dates->to = to;
}

/* The part of *dates that lies on the side of [from, to] on which `date` lies. */
static void leave_out(struct sanya_dates *dates, int32_t from, int32_t to, int32_t date)
{
	if (from > date)
		narrow(dates, SANYA_NO_DATE, from - 1);
	else
		narrow(dates, to + 1, SANYA_NO_DATE);
}

const struct sanya_person *sanya_roster_alias_dates(const struct sanya_roster *roster, const char *source, struct sanya_text name,
						    int32_t date, struct sanya_dates *ret_dates)
{
	size_t count;
	const struct sanya_bearer *bearers = sanya_roster_bearers(roster, name, &count);

	*ret_dates = (struct sanya_dates){ SANYA_NO_DATE, SANYA_NO_DATE };
	for (size_t i = 0; i < count; i++) {
		if (!sanya_bearer_in(&bearers[i], source))
			continue;
		if (sanya_roster_on_day(bearers[i].from, bearers[i].to, date)) {
			*ret_dates = (struct sanya_dates){ bearers[i].from, bearers[i].to };
			return &roster->people[bearers[i].person];
		}
		leave_out(ret_dates, bearers[i].from, bearers[i].to, date);
	}
	return NULL;
}

const struct sanya_person *sanya_roster_alias(const struct sanya_roster *roster, const char *source, struct sanya_text name,
					      int32_t date)
{
	struct sanya_dates dates;

	return sanya_roster_alias_dates(roster, source, name, date, &dates);
}

/* The manager's id on that day, or NULL; *dates narrowed to the days around it on which that is so. */
static const char *manager_of(const struct sanya_person *person, int32_t date, struct sanya_dates *dates)
{
	const struct sanya_reporting *line;

	for (size_t i = 0; i < person->manager_count; i++) {
		line = &person->managers[i];
		if (sanya_roster_on_day(line->from, line->to, date)) {
			narrow(dates, line->from, line->to);
			return line->manager;
		}
	}
	for (size_t i = 0; i < person->manager_count; i++)
		leave_out(dates, person->managers[i].from, person->managers[i].to, date);
	return NULL;
}

const char *sanya_person_manager(const struct sanya_person *person, int32_t date)
{
	struct sanya_dates dates = { SANYA_NO_DATE, SANYA_NO_DATE };

	return manager_of(person, date, &dates);
}

size_t sanya_roster_above(const struct sanya_roster *roster, const struct sanya_person *person, int32_t date,
			  const struct sanya_person *ret[SANYA_ROSTER_LEVELS], struct sanya_dates *dates)
{
	size_t count = 0;

	while (count < SANYA_ROSTER_LEVELS) {
		const char *manager = manager_of(person, date, dates);

		person = manager == NULL ? NULL : sanya_roster_find(roster, manager);
		if (person == NULL)
			break;
		ret[count++] = person;
	}
	return count;
}

bool sanya_roster_below(const struct sanya_roster *roster, const struct sanya_person *person, const char *manager,
			int32_t date)
{
	const char *above;
	unsigned steps;

	for (steps = 0; person != NULL && steps <= SANYA_ROSTER_LEVELS; steps++) {
		above = sanya_person_manager(person, date);
		if (above == NULL)
			return false;
		if (strcmp(above, manager) == 0)
			return true;
		person = sanya_roster_find(roster, above);
	}
	return false;
}

bool sanya_person_employed(const struct sanya_person *person, int32_t date)
{
	return sanya_roster_on_day(person->employed_from, person->employed_to, date);
}

bool sanya_person_on_leave(const struct sanya_person *person, int32_t date)
{
	for (size_t i = 0; i < person->leave_count; i++)
		if (person->leave[i].from <= date && date <= person->leave[i].to)
			return true;
	return false;
}

static const struct {
	enum sanya_role role;
	const char *word;
} roles[] = {
	{ SANYA_ROLE_EMPLOYEE, "employee" }, { SANYA_ROLE_MANAGER, "manager" }, { SANYA_ROLE_EXECUTIVE, "executive" },
	{ SANYA_ROLE_HR, "hr" },	     { SANYA_ROLE_AUDITOR, "auditor" }, { SANYA_ROLE_ADMIN, "admin" },
};

const char *sanya_role_word(enum sanya_role role)
{
	size_t i;

	for (i = 0; i < SANYA_COUNT(roles); i++)
		if (roles[i].role == role)
			return roles[i].word;
	return "";
}

unsigned sanya_role_of(const char *word)
{
	size_t i;

	for (i = 0; i < SANYA_COUNT(roles); i++)
		if (strcmp(roles[i].word, word) == 0)
			return roles[i].role;
	return 0;
}
