/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is behind a name of a source on a day, for whom an observation counts, and whose names have to be read for that.
 * Everything follows from the roster; the evidence is asked for its names alone, to find those that nobody bears.
 */
#include "evaluate_parts.h"

#include "../store/evidence.h"

#include <string.h>

/* More names than these, and reading everything is quicker than looking each of them up. */
#define NAMES_MOST 4096u

static size_t place_of(const struct sanya_roster *roster, const struct sanya_person *person)
{
	return (size_t)(person - roster->people);
}

static bool on_dates(const struct sanya_dates *dates, int32_t date)
{
	return dates->from <= date && (dates->to == SANYA_NO_DATE || date <= dates->to);
}

/* Everybody above a person on a day, found once for each stretch of days. */
int sanya_pass_above(struct sanya_pass *pass, size_t place, int32_t date, const struct sanya_above **ret, struct sanya_error *err)
{
	const struct sanya_roster *roster = pass->evaluate->roster;
	const struct sanya_person *people[SANYA_ROSTER_LEVELS];
	struct sanya_above *above;
	struct sanya_text *ids;
	size_t *places;

	for (above = pass->above[place]; above != NULL; above = above->next)
		if (on_dates(&above->dates, date)) {
			*ret = above;
			return 0;
		}
	above = sanya_arena_alloc(&pass->arena, sizeof(*above));
	if (above == NULL)
		return sanya_error_memory(err);
	above->dates = (struct sanya_dates){ SANYA_NO_DATE, SANYA_NO_DATE };
	above->count = sanya_roster_above(roster, &roster->people[place], date, people, &above->dates);
	ids = sanya_arena_array(&pass->arena, above->count, sizeof(*ids));
	places = sanya_arena_array(&pass->arena, above->count, sizeof(*places));
	if (ids == NULL || places == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < above->count; i++) {
		places[i] = place_of(roster, people[i]);
		ids[i] = pass->ids[places[i]];
	}
	above->ids = ids;
	above->places = places;
	above->next = pass->above[place];
	pass->above[place] = above;
	*ret = above;
	return 0;
}

/* Those above who ask; the list itself where all of them do. */
static int choose(struct sanya_whom *whom, const struct sanya_above *above, struct sanya_measure_people *ret, struct sanya_error *err)
{
	struct sanya_text *ids;
	size_t count = 0;

	for (size_t i = 0; i < above->count; i++)
		count += whom->asks[above->places[i]];
	ret->count = count;
	ret->ids = above->ids;
	if (count == 0 || count == above->count)
		return 0;
	ids = sanya_arena_array(&whom->pass->arena, count, sizeof(*ids));
	if (ids == NULL)
		return sanya_error_memory(err);
	count = 0;
	for (size_t i = 0; i < above->count; i++)
		if (whom->asks[above->places[i]])
			ids[count++] = above->ids[i];
	ret->ids = ids;
	return 0;
}

/* The days on which both answers hold. */
static void narrow(struct sanya_dates *dates, const struct sanya_dates *other)
{
	if (other->from > dates->from)
		dates->from = other->from;
	if (other->to != SANYA_NO_DATE && (dates->to == SANYA_NO_DATE || other->to < dates->to))
		dates->to = other->to;
}

int sanya_whom_who(void *context, const char *source, struct sanya_text name, int64_t at, struct sanya_measure_people *ret,
		  struct sanya_error *err)
{
	struct sanya_whom *whom = context;
	const struct sanya_roster *roster = whom->pass->evaluate->roster;
	int32_t date = sanya_zone_date(whom->zone, at);
	const struct sanya_above *above;
	struct sanya_dates dates;
	const struct sanya_person *person = sanya_roster_alias_dates(roster, source, name, date, &dates);
	size_t place;

	*ret = (struct sanya_measure_people){ .count = 0 };
	if (person != NULL && !whom->team) {
		place = place_of(roster, person);
		ret->ids = &whom->pass->ids[place];
		ret->count = whom->asks[place] && (whom->pass->portion == NULL || whom->pass->portion[place]);
	} else if (person != NULL) {
		if (sanya_pass_above(whom->pass, place_of(roster, person), date, &above, err) != 0 || choose(whom, above, ret, err) != 0)
			return -1;
		narrow(&dates, &above->dates);
	}
	ret->from = dates.from == SANYA_NO_DATE ? SANYA_NO_INSTANT : sanya_zone_day_start(whom->zone, dates.from);
	ret->to = dates.to == SANYA_NO_DATE ? SANYA_NO_INSTANT : sanya_zone_day_start(whom->zone, dates.to + 1);
	return 0;
}

/* --- whose evidence matters --- */

/* Each of those who ask and are above the person on some day of the window: `mark` is told their places. */
static int each_above(struct sanya_whom *whom, size_t place, void (*mark)(void *context, size_t place), void *context,
		      struct sanya_error *err)
{
	int32_t date, last;
	const struct sanya_above *above;

	if (whom->from >= whom->to)
		return 0;
	date = sanya_zone_date(whom->zone, whom->from);
	last = sanya_zone_date(whom->zone, whom->to - 1);
	for (;;) {
		if (sanya_pass_above(whom->pass, place, date, &above, err) != 0)
			return -1;
		for (size_t i = 0; i < above->count; i++)
			if (whom->asks[above->places[i]])
				mark(context, above->places[i]);
		if (above->dates.to == SANYA_NO_DATE || above->dates.to >= last)
			return 0;
		date = above->dates.to + 1;
	}
}

static void set(void *context, size_t place)
{
	bool *any = context;

	(void)place;
	*any = true;
}

int sanya_whom_mark(struct sanya_whom *whom, unsigned char *whose, struct sanya_error *err)
{
	size_t count = whom->pass->evaluate->roster->count;

	for (size_t place = 0; place < count; place++) {
		bool any = false;

		if (!whom->team)
			any = whom->asks[place];
		else if (!whose[place] && each_above(whom, place, set, &any, err) != 0)
			return -1;
		whose[place] |= any;
	}
	return 0;
}

/* --- names that nobody bears on the day --- */

/* Whom an unknown observation is told of, each once. */
struct told {
	struct sanya_whom *whom;
	size_t list[2 * SANYA_ROSTER_LEVELS];
	size_t count;
	bool full; /* more than a sound roster can give */
};

static void tell(void *context, size_t place)
{
	struct told *told = context;

	if (told->whom->pass->portion != NULL && !told->whom->pass->portion[place])
		return; /* it is, or was, told with their own portion */
	for (size_t i = 0; i < told->count; i++)
		if (told->list[i] == place)
			return;
	if (told->count == SANYA_COUNT(told->list)) {
		told->full = true;
		return;
	}
	told->list[told->count++] = place;
	told->whom->unknown_of[place]++;
}

/* Somebody bears it on other days: it is told to those whose name it is, or who are above them. */
static int tell_bearers(struct sanya_whom *whom, const struct sanya_bearer *bearers, size_t count, const char *source,
			struct sanya_error *err)
{
	struct told told = { .whom = whom };

	if (whom->unknown_of == NULL)
		whom->unknown_of = sanya_arena_array(&whom->pass->arena, whom->pass->evaluate->roster->count, sizeof(*whom->unknown_of));
	if (whom->unknown_of == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++) {
		if (!sanya_bearer_in(&bearers[i], source))
			continue;
		if (!whom->team)
			tell(&told, bearers[i].person);
		else if (each_above(whom, bearers[i].person, tell, &told, err) != 0)
			return -1;
	}
	return told.full ? sanya_error_set(err, SANYA_FAILED, "too many people are above those who bear one name in %s", source) : 0;
}

static bool ever_borne(const struct sanya_bearer *bearers, size_t count, const char *source)
{
	for (size_t i = 0; i < count; i++)
		if (sanya_bearer_in(&bearers[i], source))
			return true;
	return false;
}

bool sanya_name_is_strange(const struct sanya_roster *roster, const char *source, struct sanya_text name)
{
	size_t count;
	const struct sanya_bearer *bearers = sanya_roster_bearers(roster, name, &count);

	return !ever_borne(bearers, count, source);
}

int sanya_whom_nobody(void *context, const char *source, struct sanya_text name, int64_t at, struct sanya_error *err)
{
	struct sanya_whom *whom = context;
	const struct sanya_roster *roster = whom->pass->evaluate->roster;
	const struct sanya_bearer *bearers;
	size_t count;

	if (sanya_roster_alias(roster, source, name, sanya_zone_date(whom->zone, at)) != NULL)
		return 0; /* somebody who does not ask */
	bearers = sanya_roster_bearers(roster, name, &count);
	if (ever_borne(bearers, count, source))
		return tell_bearers(whom, bearers, count, source, err);
	if (whom->pass->portion == NULL || whom->pass->first_portion)
		whom->unknown++;
	return 0;
}

/* --- the names to be read --- */

void sanya_names_init(struct sanya_names *names)
{
	*names = (struct sanya_names){ .list = NULL };
	sanya_arena_init(&names->arena);
}

void sanya_names_done(struct sanya_names *names)
{
	sanya_arena_done(&names->arena);
}

int sanya_names_add(struct sanya_names *names, struct sanya_text name, struct sanya_error *err)
{
	struct sanya_text *grown = sanya_arena_grow(&names->arena, names->list, names->count, &names->room, sizeof(*grown));

	if (grown == NULL)
		return sanya_error_memory(err);
	names->list = grown;
	grown[names->count++] = name;
	return 0;
}

static int add_person(struct sanya_names *names, const struct sanya_person *person, struct sanya_error *err)
{
	if (sanya_names_add(names, sanya_text_of(person->id), err) != 0)
		return -1;
	for (size_t i = 0; i < person->alias_count; i++) {
		bool known = strcmp(person->aliases[i].name, person->id) == 0;

		for (size_t k = 0; k < i && !known; k++) /* the same login in several sources */
			known = strcmp(person->aliases[i].name, person->aliases[k].name) == 0;
		if (!known && sanya_names_add(names, sanya_text_of(person->aliases[i].name), err) != 0)
			return -1;
	}
	return 0;
}

struct strangers {
	const struct sanya_roster *roster;
	struct sanya_names *names;
};

static int add_stranger(void *context, const char *source, struct sanya_text name, struct sanya_error *err)
{
	struct strangers *strangers = context;
	char *copy;

	if (!sanya_name_is_strange(strangers->roster, source, name) || strangers->names->count > NAMES_MOST)
		return 0;
	copy = sanya_arena_copy(&strangers->names->arena, name.at, name.size);
	if (copy == NULL)
		return sanya_error_memory(err);
	return sanya_names_add(strangers->names, (struct sanya_text){ copy, name.size }, err);
}

int sanya_names_of(struct sanya_pass *pass, const unsigned char *whose, bool strangers, struct sanya_names *names,
		   struct sanya_error *err)
{
	const struct sanya_roster *roster = pass->evaluate->roster;
	struct strangers context = { .roster = roster, .names = names };

	for (size_t place = 0; place < roster->count && names->count <= NAMES_MOST; place++)
		if (whose[place] && add_person(names, &roster->people[place], err) != 0)
			return -1;
	if (strangers && names->count <= NAMES_MOST &&
	    sanya_evidence_each_name(pass->evaluate->store, pass->evaluate->watermark, add_stranger, &context, err) != 0)
		return -1;
	names->all = names->count > NAMES_MOST;
	return 0;
}
