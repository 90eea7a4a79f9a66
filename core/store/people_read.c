/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The roster back from its tables: the whole of it in three scans, or those whom a question is about.
 * What an import wrote was checked then; here the people are put in order and their names indexed.
 */
#include "people.h"

#include "../codec/documents.h"
#include "db.h"

int sanya_people_count(struct sanya_store *store, uint64_t *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store, "SELECT count(*) FROM person", err) != 0 || sanya_query_step(&query, err) < 0)
		return -1;
	*ret = (uint64_t)sanya_query_get_integer(&query, 0);
	return 0;
}

int sanya_people_event(struct sanya_store *store, uint64_t *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store, "SELECT max(sequence) FROM trail WHERE subject = 'roster'", err) != 0 ||
	    sanya_query_step(&query, err) < 0)
		return -1;
	*ret = sanya_query_get_null(&query, 0) ? UINT64_MAX : (uint64_t)sanya_query_get_integer(&query, 0);
	return 0;
}

/* What is being read: people as they come, and the lists of the one who is being filled, used again for the next. */
struct reading {
	struct sanya_store *store;
	struct sanya_roster *roster;
	size_t room;
	struct sanya_arena arena;
	struct sanya_reporting *managers;
	struct sanya_alias *aliases;
	size_t manager_count, manager_room, alias_count, alias_room;
	bool failed; /* memory is used up */
};

static void reading_init(struct reading *reading, struct sanya_store *store, struct sanya_roster *roster)
{
	*reading = (struct reading){ .store = store, .roster = roster };
	sanya_arena_init(&reading->arena);
	sanya_roster_init(roster);
}

static int32_t get_date(struct sanya_query *query, int column)
{
	return sanya_query_get_null(query, column) ? SANYA_NO_DATE : (int32_t)sanya_query_get_integer(query, column);
}

/* A copy of the column, NULL for NULL. */
static const char *get_text(struct reading *reading, struct sanya_query *query, int column)
{
	const char *text = sanya_query_get_text(query, column);
	const char *copy = text == NULL ? NULL : sanya_arena_text(&reading->roster->arena, text);

	if (text != NULL && copy == NULL)
		reading->failed = true;
	return copy;
}

static void add_person(struct reading *reading, struct sanya_query *query)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;
	struct sanya_roster *roster = reading->roster;
	struct sanya_person *grown = sanya_arena_grow(&roster->arena, roster->people, roster->count, &reading->room, sizeof(*grown));

	if (grown == NULL) {
		reading->failed = true;
		return;
	}
	roster->people = grown;
	roster->people[roster->count++] = (struct sanya_person){
		.id = get_text(reading, query, 0),
		.name = { .th = get_text(reading, query, 1), .en = get_text(reading, query, 2) },
		.roles = (unsigned)sanya_query_get_integer(query, 3),
		.unit = get_text(reading, query, 4),
		.payroll = get_text(reading, query, 5),
		.email = get_text(reading, query, 6),
		.employed_from = get_date(query, 7),
		.employed_to = get_date(query, 8),
	};
	if (!sanya_query_get_null(query, 9) &&
	    sanya_leave_parse(sanya_query_get_text(query, 9), &roster->arena, &roster->people[roster->count - 1], &ignored) != 0)
		reading->failed = true;
}

/* Columns: manager, first, last. */
static void add_manager(struct reading *reading, struct sanya_query *query)
{
	struct sanya_reporting *grown = sanya_arena_grow(&reading->arena, reading->managers, reading->manager_count,
							 &reading->manager_room, sizeof(*grown));

	if (grown == NULL) {
		reading->failed = true;
		return;
	}
	reading->managers = grown;
	grown[reading->manager_count++] = (struct sanya_reporting){
		.manager = get_text(reading, query, 0), .from = get_date(query, 1), .to = get_date(query, 2) };
}

/* Columns: source, name, first, last. */
static void add_alias(struct reading *reading, struct sanya_query *query)
{
	struct sanya_alias *grown = sanya_arena_grow(&reading->arena, reading->aliases, reading->alias_count, &reading->alias_room,
						     sizeof(*grown));

	if (grown == NULL) {
		reading->failed = true;
		return;
	}
	reading->aliases = grown;
	grown[reading->alias_count++] = (struct sanya_alias){ .source = get_text(reading, query, 0), .name = get_text(reading, query, 1),
							      .from = get_date(query, 2), .to = get_date(query, 3) };
}

/* The lists that were read are those of this person. */
static void give_lists(struct reading *reading, struct sanya_person *person)
{
	struct sanya_arena *arena = &reading->roster->arena;

	person->managers = sanya_arena_array(arena, reading->manager_count, sizeof(*person->managers));
	person->aliases = sanya_arena_array(arena, reading->alias_count, sizeof(*person->aliases));
	if (person->managers == NULL || person->aliases == NULL) {
		reading->failed = true;
		return;
	}
	if (reading->manager_count > 0)
		memcpy(person->managers, reading->managers, reading->manager_count * sizeof(*person->managers));
	if (reading->alias_count > 0)
		memcpy(person->aliases, reading->aliases, reading->alias_count * sizeof(*person->aliases));
	person->manager_count = reading->manager_count;
	person->alias_count = reading->alias_count;
	reading->manager_count = reading->alias_count = 0;
}

static int finish(struct reading *reading, int result, struct sanya_error *err)
{
	sanya_arena_done(&reading->arena);
	if (result == 0 && reading->failed)
		result = sanya_error_memory(err);
	if (result == 0)
		result = sanya_roster_index(reading->roster, err);
	if (result == 0)
		return 0;
	sanya_roster_done(reading->roster);
	sanya_roster_init(reading->roster);
	return -1;
}

/* --- everybody: three tables in the same order, walked side by side --- */

/* Rows of `lists` that belong to the person; the query stands on the first row that was not taken. */
static int take_lists(struct reading *reading, struct sanya_query *lists, int *more, const char *person,
		      void (*add)(struct reading *, struct sanya_query *), int key, struct sanya_error *err)
{
	while (*more > 0) {
		const char *of = sanya_query_get_text(lists, key);
		int order = of == NULL ? -1 : strcmp(of, person);

		if (order > 0)
			break;
		if (order == 0)
			add(reading, lists);
		*more = sanya_query_step(lists, err);
	}
	return *more < 0 ? -1 : 0;
}

/* Room for as many as there are: a list that grows would leave its older ones behind. */
static int reserve(struct reading *reading, struct sanya_error *err)
{
	uint64_t count;

	if (sanya_people_count(reading->store, &count, err) != 0)
		return -1;
	reading->roster->people = sanya_arena_array(&reading->roster->arena, (size_t)count, sizeof(*reading->roster->people));
	reading->room = (size_t)count;
	return reading->roster->people == NULL ? sanya_error_memory(err) : 0;
}

static int read_all(struct reading *reading, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query people = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_query_done) struct sanya_query reporting = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_query_done) struct sanya_query aliases = SANYA_QUERY_INIT;
	int more, line, alias;

	if (reserve(reading, err) != 0)
		return -1;
	if (sanya_query_open(&people, reading->store,
			     "SELECT id, name_th, name_en, roles, unit, payroll, email, employed_from, employed_to, leave FROM person ORDER BY id",
			     err) != 0 ||
	    sanya_query_open(&reporting, reading->store,
			     "SELECT manager, first, last, person FROM reporting ORDER BY person, line", err) != 0 ||
	    sanya_query_open(&aliases, reading->store,
			     "SELECT source, name, first, last, person FROM alias ORDER BY person, line", err) != 0)
		return -1;
	line = sanya_query_step(&reporting, err);
	alias = line < 0 ? -1 : sanya_query_step(&aliases, err);
	if (alias < 0)
		return -1;
	while ((more = sanya_query_step(&people, err)) > 0) {
		struct sanya_person *person;

		add_person(reading, &people);
		if (reading->failed)
			return 0;
		person = &reading->roster->people[reading->roster->count - 1];
		if (take_lists(reading, &reporting, &line, person->id, add_manager, 3, err) != 0 ||
		    take_lists(reading, &aliases, &alias, person->id, add_alias, 4, err) != 0)
			return -1;
		give_lists(reading, person);
	}
	return more;
}

int sanya_people_load(struct sanya_store *store, struct sanya_roster *ret, struct sanya_error *err)
{
	struct reading reading;

	reading_init(&reading, store, ret);
	return finish(&reading, read_all(&reading, err), err);
}

/* --- some --- */

static int read_lists(struct reading *reading, struct sanya_person *person, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query reporting = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_query_done) struct sanya_query aliases = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&reporting, reading->store, "SELECT manager, first, last FROM reporting WHERE person = ?1 ORDER BY line",
			     err) != 0 ||
	    sanya_query_open(&aliases, reading->store, "SELECT source, name, first, last FROM alias WHERE person = ?1 ORDER BY line",
			     err) != 0)
		return -1;
	sanya_query_text(&reporting, person->id);
	sanya_query_text(&aliases, person->id);
	while ((more = sanya_query_step(&reporting, err)) > 0)
		add_manager(reading, &reporting);
	if (more < 0)
		return -1;
	while ((more = sanya_query_step(&aliases, err)) > 0)
		add_alias(reading, &aliases);
	give_lists(reading, person);
	return more;
}

/* Where the id stands or belongs among the ids collected so far. */
static bool find_id(const char *const *ids, size_t count, const char *id, size_t *ret_place)
{
	size_t low = 0, high = count, middle;
	int order;

	while (low < high) {
		middle = low + (high - low) / 2;
		order = strcmp(ids[middle], id);
		if (order == 0) {
			*ret_place = middle;
			return true;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*ret_place = low;
	return false;
}

struct ids {
	struct sanya_arena *arena;
	const char **list; /* sorted */
	size_t count, room;
};

static int keep_id(struct ids *ids, const char *id, const char **ret, struct sanya_error *err)
{
	const char **grown, *copy;
	size_t place;

	(void)find_id(ids->list, ids->count, id, &place);
	grown = sanya_arena_grow(ids->arena, ids->list, ids->count, &ids->room, sizeof(*grown));
	copy = sanya_arena_text(ids->arena, id);
	if (grown == NULL || copy == NULL)
		return sanya_error_memory(err);
	ids->list = grown;
	memmove(&grown[place + 1], &grown[place], (ids->count - place) * sizeof(*grown));
	grown[place] = copy;
	ids->count++;
	*ret = copy;
	return 0;
}

/* Follow a reporting line upwards (?1 is a person) or downwards (a manager) from an id, to whoever is not known yet. */
static int walk(struct sanya_query *step, const char *from, struct ids *ids, struct sanya_error *err)
{
	const char **queue = NULL;
	size_t count = 0, room = 0;
	int more = 0;

	for (size_t at = 0; from != NULL; from = at < count ? queue[at++] : NULL) {
		sanya_query_again(step);
		sanya_query_text(step, from);
		while ((more = sanya_query_step(step, err)) > 0) {
			const char *id = sanya_query_get_text(step, 0), **grown, *kept;
			size_t place;

			if (id == NULL || find_id(ids->list, ids->count, id, &place))
				continue;
			if (keep_id(ids, id, &kept, err) != 0)
				return -1;
			grown = sanya_arena_grow(ids->arena, queue, count, &room, sizeof(*grown));
			if (grown == NULL)
				return sanya_error_memory(err);
			queue = grown;
			queue[count++] = kept;
		}
		if (more < 0)
			return -1;
	}
	return 0;
}

static int begin_walk(struct sanya_query *step, const char *from, struct ids *ids, struct sanya_error *err)
{
	const char *kept;
	size_t place;

	if (!find_id(ids->list, ids->count, from, &place) && keep_id(ids, from, &kept, err) != 0)
		return -1;
	return walk(step, from, ids, err);
}

/* Whoever is above or below on any day: those who ask about a day find them all. */
static int collect(struct sanya_store *store, const struct sanya_people_wanted *wanted, struct ids *ids, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query above = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_query_done) struct sanya_query below = SANYA_QUERY_INIT;
	const char **first;
	size_t count;

	if (sanya_query_open(&above, store, "SELECT manager FROM reporting WHERE person = ?1", err) != 0 ||
	    (wanted->team_count > 0 && sanya_query_open(&below, store, "SELECT person FROM reporting WHERE manager = ?1", err) != 0))
		return -1;
	for (size_t i = 0; i < wanted->team_count; i++)
		if (begin_walk(&below, wanted->teams[i], ids, err) != 0)
			return -1;
	/* Those above them all: the list grows while it is walked. */
	first = sanya_arena_array(ids->arena, ids->count, sizeof(*first));
	if (first == NULL)
		return sanya_error_memory(err);
	count = ids->count;
	for (size_t i = 0; i < count; i++)
		first[i] = ids->list[i];
	for (size_t i = 0; i < count; i++)
		if (walk(&above, first[i], ids, err) != 0)
			return -1;
	for (size_t i = 0; i < wanted->person_count; i++)
		if (wanted->people[i] != NULL && begin_walk(&above, wanted->people[i], ids, err) != 0)
			return -1;
	return 0;
}

static int read_some(struct reading *reading, const struct ids *ids, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, reading->store,
			     "SELECT id, name_th, name_en, roles, unit, payroll, email, employed_from, employed_to, leave FROM person WHERE id = ?1",
			     err) != 0)
		return -1;
	for (size_t i = 0; i < ids->count; i++) {
		sanya_query_again(&query);
		sanya_query_text(&query, ids->list[i]);
		more = sanya_query_step(&query, err);
		if (more < 0)
			return -1;
		if (more == 0) /* an id that nobody has: the roster does not know it either */
			continue;
		add_person(reading, &query);
		if (reading->failed)
			return 0;
		if (read_lists(reading, &reading->roster->people[reading->roster->count - 1], err) != 0)
			return -1;
	}
	return 0;
}

int sanya_people_load_some(struct sanya_store *store, const struct sanya_people_wanted *wanted, struct sanya_roster *ret,
			   struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct ids ids = { .arena = &arena };
	struct reading reading;
	uint64_t all = 0;
	int result;

	sanya_arena_init(&arena);
	reading_init(&reading, store, ret);
	result = collect(store, wanted, &ids, err);
	if (result == 0 && ids.count > 64) /* one scan of all is quicker than many questions */
		result = sanya_people_count(store, &all, err);
	if (result == 0)
		result = ids.count > 64 && ids.count > all / 8 ? read_all(&reading, err) : read_some(&reading, &ids, err);
	return finish(&reading, result, err);
}
