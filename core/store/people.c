/* SPDX-License-Identifier: Apache-2.0 */
/*
 * People, reporting lines and aliases: the roster of the last import in three tables, and back.
 * An import replaces the whole roster: its dates carry the history.
 */
#include "people.h"

#include "../codec/documents.h"
#include "db.h"
#include "projection.h"

/* Dates that are open are NULL. */
static void bind_date(struct sanya_query *query, int32_t date)
{
	if (date == SANYA_NO_DATE)
		sanya_query_null(query);
	else
		sanya_query_integer(query, date);
}

static int put_person(struct sanya_store *store, const struct sanya_person *person, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store,
			     "INSERT INTO person(id, name_th, name_en, roles, unit, payroll, email, employed_from, employed_to) "
			     "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
			     err) != 0)
		return -1;
	sanya_query_text(&query, person->id);
	sanya_query_text(&query, person->name.th);
	sanya_query_text(&query, person->name.en);
	sanya_query_integer(&query, person->roles);
	sanya_query_text(&query, person->unit);
	sanya_query_text(&query, person->payroll);
	sanya_query_text(&query, person->email);
	bind_date(&query, person->employed_from);
	bind_date(&query, person->employed_to);
	return sanya_query_run(&query, err);
}

static int put_lines(struct sanya_store *store, const struct sanya_person *person, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query reporting = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_query_done) struct sanya_query alias = SANYA_QUERY_INIT;

	if (sanya_query_open(&reporting, store,
			     "INSERT INTO reporting(person, line, manager, first, last) VALUES(?1, ?2, ?3, ?4, ?5)", err) != 0 ||
	    sanya_query_open(&alias, store,
			     "INSERT INTO alias(person, line, source, name, first, last) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
			     err) != 0)
		return -1;
	for (size_t i = 0; i < person->manager_count; i++) {
		sanya_query_again(&reporting);
		sanya_query_text(&reporting, person->id);
		sanya_query_integer(&reporting, (int64_t)i);
		sanya_query_text(&reporting, person->managers[i].manager);
		bind_date(&reporting, person->managers[i].from);
		bind_date(&reporting, person->managers[i].to);
		if (sanya_query_run(&reporting, err) != 0)
			return -1;
	}
	for (size_t i = 0; i < person->alias_count; i++) {
		sanya_query_again(&alias);
		sanya_query_text(&alias, person->id);
		sanya_query_integer(&alias, (int64_t)i);
		sanya_query_text(&alias, person->aliases[i].source);
		sanya_query_text(&alias, person->aliases[i].name);
		bind_date(&alias, person->aliases[i].from);
		bind_date(&alias, person->aliases[i].to);
		if (sanya_query_run(&alias, err) != 0)
			return -1;
	}
	return 0;
}

static int put_roster(struct sanya_store *store, const struct sanya_roster *roster, struct sanya_error *err)
{
	if (sanya_db_run(store, "DELETE FROM alias; DELETE FROM reporting; DELETE FROM person;", err) != 0)
		return -1;
	for (size_t i = 0; i < roster->count; i++) {
		if (put_person(store, &roster->people[i], err) != 0 || put_lines(store, &roster->people[i], err) != 0)
			return -1;
	}
	return 0;
}

static int apply_import(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_roster_init(&roster);
	sanya_buffer_init(&text, SANYA_OBJECT_MAX);
	if (event->detail == NULL)
		return 0;
	if (sanya_json_canonical(event->detail, &text, err) != 0 || sanya_buffer_check(&text, "the roster", err) != 0)
		return -1;
	sanya_roster_done(&roster);
	if (sanya_roster_parse("the roster in the ledger", text.data, text.size, &roster, err) != 0)
		return -1;
	return put_roster(store, &roster, err);
}

static const char *const tables[] = { "person", "reporting", "alias", NULL };
static const struct sanya_projection projections[] = {
	{ "people.import", apply_import },
};
const struct sanya_projection_family sanya_family_people = {
	.name = "people",
	.tables = tables,
	.schema = "CREATE TABLE person("
		  "	id TEXT PRIMARY KEY NOT NULL,"
		  "	name_th TEXT, name_en TEXT,"
		  "	roles INTEGER NOT NULL,"
		  "	unit TEXT, payroll TEXT, email TEXT,"
		  "	employed_from INTEGER, employed_to INTEGER) STRICT, WITHOUT ROWID;"
		  "CREATE TABLE reporting("
		  "	person TEXT NOT NULL,"
		  "	line INTEGER NOT NULL,"
		  "	manager TEXT NOT NULL,"
		  "	first INTEGER, last INTEGER,"
		  "	PRIMARY KEY(person, line)) STRICT, WITHOUT ROWID;"
		  "CREATE TABLE alias("
		  "	person TEXT NOT NULL,"
		  "	line INTEGER NOT NULL,"
		  "	source TEXT NOT NULL,"
		  "	name TEXT NOT NULL,"
		  "	first INTEGER, last INTEGER,"
		  "	PRIMARY KEY(person, line)) STRICT, WITHOUT ROWID;",
	.projections = projections,
	.count = SANYA_COUNT(projections),
};

/* And back ------------------------------------------------------------------------------------------------------------ */

int sanya_people_count(struct sanya_store *store, uint64_t *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store, "SELECT count(*) FROM person", err) != 0 || sanya_query_step(&query, err) < 0)
		return -1;
	*ret = (uint64_t)sanya_query_get_integer(&query, 0);
	return 0;
}

static int32_t get_date(struct sanya_query *query, int column)
{
	return sanya_query_get_null(query, column) ? SANYA_NO_DATE : (int32_t)sanya_query_get_integer(query, column);
}

/* A copy of the column in the arena, NULL for NULL; *failed where memory is used up. */
static const char *get_text(struct sanya_arena *arena, struct sanya_query *query, int column, bool *failed)
{
	const char *text = sanya_query_get_text(query, column);
	const char *copy = text == NULL ? NULL : sanya_arena_text(arena, text);

	if (text != NULL && copy == NULL)
		*failed = true;
	return copy;
}

/* The lists were counted with the person, so they are laid out in one piece. */
static int load_managers(struct sanya_store *store, struct sanya_roster *roster, struct sanya_person *person,
			 struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	bool failed = false;
	int more;

	if (person->manager_count == 0)
		return 0;
	person->managers = sanya_arena_array(&roster->arena, person->manager_count, sizeof(*person->managers));
	if (person->managers == NULL)
		return sanya_error_memory(err);
	if (sanya_query_open(&query, store, "SELECT manager, first, last FROM reporting WHERE person = ?1 ORDER BY line", err) != 0)
		return -1;
	sanya_query_text(&query, person->id);
	for (size_t i = 0; i < person->manager_count && (more = sanya_query_step(&query, err)) != 0; i++) {
		if (more < 0)
			return -1;
		person->managers[i].manager = get_text(&roster->arena, &query, 0, &failed);
		person->managers[i].from = get_date(&query, 1);
		person->managers[i].to = get_date(&query, 2);
	}
	return failed ? sanya_error_memory(err) : 0;
}

static int load_aliases(struct sanya_store *store, struct sanya_roster *roster, struct sanya_person *person,
			struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	bool failed = false;
	int more;

	if (person->alias_count == 0)
		return 0;
	person->aliases = sanya_arena_array(&roster->arena, person->alias_count, sizeof(*person->aliases));
	if (person->aliases == NULL)
		return sanya_error_memory(err);
	if (sanya_query_open(&query, store, "SELECT source, name, first, last FROM alias WHERE person = ?1 ORDER BY line", err) != 0)
		return -1;
	sanya_query_text(&query, person->id);
	for (size_t i = 0; i < person->alias_count && (more = sanya_query_step(&query, err)) != 0; i++) {
		if (more < 0)
			return -1;
		person->aliases[i].source = get_text(&roster->arena, &query, 0, &failed);
		person->aliases[i].name = get_text(&roster->arena, &query, 1, &failed);
		person->aliases[i].from = get_date(&query, 2);
		person->aliases[i].to = get_date(&query, 3);
	}
	return failed ? sanya_error_memory(err) : 0;
}

static int load_people(struct sanya_store *store, struct sanya_roster *roster, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	uint64_t count = 0;
	bool failed = false;

	if (sanya_people_count(store, &count, err) != 0)
		return -1;
	roster->people = sanya_arena_array(&roster->arena, (size_t)count + 1, sizeof(*roster->people));
	if (roster->people == NULL)
		return sanya_error_memory(err);
	if (sanya_query_open(&query, store,
			     "SELECT id, name_th, name_en, roles, unit, payroll, email, employed_from, employed_to, "
			     "(SELECT count(*) FROM reporting WHERE reporting.person = id), "
			     "(SELECT count(*) FROM alias WHERE alias.person = id) FROM person ORDER BY id LIMIT ?1",
			     err) != 0)
		return -1;
	sanya_query_integer(&query, (int64_t)count);
	for (;;) {
		struct sanya_person *person = &roster->people[roster->count];
		int more = sanya_query_step(&query, err);

		if (more <= 0)
			return more;
		person->id = get_text(&roster->arena, &query, 0, &failed);
		person->name.th = get_text(&roster->arena, &query, 1, &failed);
		person->name.en = get_text(&roster->arena, &query, 2, &failed);
		person->roles = (unsigned)sanya_query_get_integer(&query, 3);
		person->unit = get_text(&roster->arena, &query, 4, &failed);
		person->payroll = get_text(&roster->arena, &query, 5, &failed);
		person->email = get_text(&roster->arena, &query, 6, &failed);
		person->employed_from = get_date(&query, 7);
		person->employed_to = get_date(&query, 8);
		person->manager_count = (size_t)sanya_query_get_integer(&query, 9);
		person->alias_count = (size_t)sanya_query_get_integer(&query, 10);
		if (failed)
			return sanya_error_memory(err);
		roster->count++;
		if (load_managers(store, roster, person, err) != 0 || load_aliases(store, roster, person, err) != 0)
			return -1;
	}
}

int sanya_people_load(struct sanya_store *store, struct sanya_roster *ret, struct sanya_error *err)
{
	sanya_roster_init(ret);
	/* The check also makes the index of aliases. */
	if (load_people(store, ret, err) == 0 && sanya_roster_check(ret, err) == 0)
		return 0;
	sanya_roster_done(ret);
	sanya_roster_init(ret);
	return -1;
}
