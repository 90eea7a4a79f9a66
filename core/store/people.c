/* SPDX-License-Identifier: Apache-2.0 */
/*
 * People, reporting lines and aliases: the roster of the last import in three tables.
 * An import replaces the whole roster: its dates carry the history.  Reading is in people_read.c.
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
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer leave;

	sanya_buffer_init(&leave, SANYA_DOCUMENT_MAX);
	if (sanya_query_open(&query, store,
			     "INSERT INTO person(id, name_th, name_en, roles, unit, payroll, email, employed_from, employed_to, leave) "
			     "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
			     err) != 0)
		return -1;
	sanya_leave_format(person, &leave);
	if (sanya_buffer_check(&leave, "days of leave", err) != 0)
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
	sanya_query_text(&query, person->leave_count == 0 ? NULL : leave.data);
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
		  "	employed_from INTEGER, employed_to INTEGER,"
		  "	leave TEXT) STRICT, WITHOUT ROWID;"
		  "CREATE TABLE reporting("
		  "	person TEXT NOT NULL,"
		  "	line INTEGER NOT NULL,"
		  "	manager TEXT NOT NULL,"
		  "	first INTEGER, last INTEGER,"
		  "	PRIMARY KEY(person, line)) STRICT, WITHOUT ROWID;"
		  "CREATE INDEX reporting_manager ON reporting(manager);"
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
