/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The roster as a table: one row per person, one column "alias:SOURCE" per source.
 * A table has no dates for reporting lines and aliases: they hold always; whoever needs dates writes JSON.
 */
#include "documents.h"

#include "csv.h"

#include <string.h>

enum { ID, NAME_TH, NAME_EN, MANAGER, ROLES, UNIT, PAYROLL, EMAIL, EMPLOYED_FROM, EMPLOYED_TO, LEAVE, COLUMN_COUNT };

static const char *const columns[COLUMN_COUNT] = {
	[ID] = "id",	 [NAME_TH] = "name_th", [NAME_EN] = "name_en",		   [MANAGER] = "manager",
	[ROLES] = "roles", [UNIT] = "unit",	[PAYROLL] = "payroll",		   [EMAIL] = "email",
	[EMPLOYED_FROM] = "employed_from",	[EMPLOYED_TO] = "employed_to",
	[LEAVE] = "leave",
};
static const char alias_prefix[] = "alias:";

struct table {
	const char *name;
	const struct sanya_csv *csv;
	long at[COLUMN_COUNT];
	struct sanya_roster *roster;
};

static bool is_alias(const char *header)
{
	return strncmp(header, alias_prefix, sizeof(alias_prefix) - 1) == 0;
}

static int check_header(struct table *table, struct sanya_error *err)
{
	size_t i, k;

	for (k = 0; k < COLUMN_COUNT; k++)
		table->at[k] = sanya_csv_column(table->csv, columns[k]);
	for (i = 0; i < table->csv->columns; i++) {
		const char *header = table->csv->header[i];

		for (k = 0; k < COLUMN_COUNT && strcmp(columns[k], header) != 0; k++)
			;
		if (k < COLUMN_COUNT)
			continue;
		if (is_alias(header) && sanya_text_is_identifier(header + sizeof(alias_prefix) - 1))
			continue;
		sanya_error_set(err, SANYA_FAILED, "there is no column \"%s\" in a roster", header);
		sanya_error_at(err, table->name, 1, 0);
		return sanya_error_next(err, "columns are id, name_th, name_en, manager, roles, unit, payroll, email, "
					     "employed_from, employed_to, leave and alias:SOURCE");
	}
	if (table->at[ID] < 0 || (table->at[NAME_TH] < 0 && table->at[NAME_EN] < 0)) {
		sanya_error_set(err, SANYA_FAILED, "the column \"%s\" is missing", table->at[ID] < 0 ? "id" : "name_th or name_en");
		return sanya_error_at(err, table->name, 1, 0);
	}
	return 0;
}

/* NULL where the column is missing or the cell is empty. */
static const char *cell(const struct table *table, const struct sanya_csv_row *row, int column)
{
	const char *text = table->at[column] < 0 ? "" : row->fields[table->at[column]];

	return text[0] == '\0' ? NULL : text;
}

static int keep(struct table *table, const char *text, const char **ret, struct sanya_error *err)
{
	if (text == NULL)
		return 0;
	*ret = sanya_arena_text(&table->roster->arena, text);
	return *ret == NULL ? sanya_error_memory(err) : 0;
}

/* The next name in a list joined by ";", spaces around it left out; NULL after the last. */
static const char *next_name(const char **rest, size_t *ret_size)
{
	const char *start, *end;

	while (**rest == ';' || **rest == ' ')
		(*rest)++;
	if (**rest == '\0')
		return NULL;
	start = *rest;
	end = start + strcspn(start, ";");
	*rest = end;
	while (end > start && end[-1] == ' ')
		end--;
	*ret_size = (size_t)(end - start);
	return start;
}

/* --- days of leave --- */

/* One day, or "FIRST/LAST". */
static int read_leave(const char *text, size_t size, struct sanya_dates *ret, struct sanya_error *err)
{
	const char *slash = memchr(text, '/', size);
	size_t first = slash == NULL ? size : (size_t)(slash - text);

	if (sanya_date_parse(text, first, &ret->from, err) != 0)
		return -1;
	ret->to = ret->from;
	return slash == NULL ? 0 : sanya_date_parse(slash + 1, size - first - 1, &ret->to, err);
}

int sanya_leave_parse(const char *text, struct sanya_arena *arena, struct sanya_person *person, struct sanya_error *err)
{
	struct sanya_dates *grown;
	size_t room = 0, size;
	const char *one;

	person->leave = NULL;
	person->leave_count = 0;
	while ((one = next_name(&text, &size)) != NULL) {
		grown = sanya_arena_grow(arena, person->leave, person->leave_count, &room, sizeof(*grown));
		if (grown == NULL)
			return sanya_error_memory(err);
		person->leave = grown;
		if (read_leave(one, size, &grown[person->leave_count], err) != 0)
			return sanya_error_next(err, "whole days of leave are written like 2026-08-03 or 2026-07-10/2026-07-12, joined by \";\"");
		person->leave_count++;
	}
	return 0;
}

void sanya_leave_format(const struct sanya_person *person, struct sanya_buffer *out)
{
	for (size_t i = 0; i < person->leave_count; i++) {
		if (i > 0)
			sanya_buffer_byte(out, ';');
		sanya_date_format(person->leave[i].from, out);
		if (person->leave[i].to == person->leave[i].from)
			continue;
		sanya_buffer_byte(out, '/');
		sanya_date_format(person->leave[i].to, out);
	}
}

static int read_roles(const struct table *table, const struct sanya_csv_row *row, struct sanya_person *person,
		      struct sanya_error *err)
{
	const char *rest = cell(table, row, ROLES), *name;
	char word[32];
	size_t size;
	unsigned role;

	if (rest == NULL) {
		person->roles = SANYA_ROLE_EMPLOYEE;
		return 0;
	}
	while ((name = next_name(&rest, &size)) != NULL) {
		snprintf(word, sizeof(word), "%.*s", (int)(size < sizeof(word) ? size : sizeof(word) - 1), name);
		role = size < sizeof(word) ? sanya_role_of(word) : 0;
		if (role == 0) {
			sanya_error_set(err, SANYA_FAILED, "\"%.*s\" is no role", (int)(size > 64 ? 64 : size), name);
			return sanya_error_next(err, "roles are employee, manager, executive, hr, auditor, admin, joined by \";\"");
		}
		person->roles |= role;
	}
	return 0;
}

static int read_date(const struct table *table, const struct sanya_csv_row *row, int column, int32_t *ret,
		     struct sanya_error *err)
{
	const char *text = cell(table, row, column);

	*ret = SANYA_NO_DATE;
	if (text == NULL)
		return 0;
	return sanya_date_parse(text, strlen(text), ret, err);
}

static int read_aliases(struct table *table, const struct sanya_csv_row *row, struct sanya_person *person,
			struct sanya_error *err)
{
	struct sanya_arena *arena = &table->roster->arena;
	size_t count = 0, size, i, pass;
	const char *rest, *name;

	for (pass = 0; pass < 2; pass++) { /* count, then fill */
		for (i = 0; i < table->csv->columns; i++) {
			if (!is_alias(table->csv->header[i]))
				continue;
			rest = row->fields[i];
			while ((name = next_name(&rest, &size)) != NULL) {
				struct sanya_alias *alias;

				if (pass == 0) {
					count++;
					continue;
				}
				alias = &person->aliases[person->alias_count++];
				alias->source = table->csv->header[i] + sizeof(alias_prefix) - 1;
				alias->name = sanya_arena_copy(arena, name, size);
				alias->from = alias->to = SANYA_NO_DATE;
				if (alias->name == NULL || keep(table, alias->source, &alias->source, err) != 0)
					return sanya_error_memory(err);
			}
		}
		if (pass == 0 && count > 0) {
			person->aliases = sanya_arena_array(arena, count, sizeof(*person->aliases));
			if (person->aliases == NULL)
				return sanya_error_memory(err);
		}
	}
	return 0;
}

static int read_manager(struct table *table, const struct sanya_csv_row *row, struct sanya_person *person,
			struct sanya_error *err)
{
	const char *manager = cell(table, row, MANAGER);

	if (manager == NULL)
		return 0;
	person->managers = sanya_arena_array(&table->roster->arena, 1, sizeof(*person->managers));
	if (person->managers == NULL)
		return sanya_error_memory(err);
	person->managers[0].from = person->managers[0].to = SANYA_NO_DATE;
	person->manager_count = 1;
	return keep(table, manager, &person->managers[0].manager, err);
}

static int read_row(struct table *table, const struct sanya_csv_row *row, struct sanya_person *person,
		    struct sanya_error *err)
{
	const char *id = cell(table, row, ID);

	person->row = row->line;
	if (id == NULL)
		return sanya_error_set(err, SANYA_FAILED, "this row has no id");
	if (keep(table, id, &person->id, err) != 0 || keep(table, cell(table, row, NAME_TH), &person->name.th, err) != 0 ||
	    keep(table, cell(table, row, NAME_EN), &person->name.en, err) != 0 ||
	    keep(table, cell(table, row, UNIT), &person->unit, err) != 0 ||
	    keep(table, cell(table, row, PAYROLL), &person->payroll, err) != 0 ||
	    keep(table, cell(table, row, EMAIL), &person->email, err) != 0)
		return -1;
	if (read_roles(table, row, person, err) != 0 ||
	    read_date(table, row, EMPLOYED_FROM, &person->employed_from, err) != 0 ||
	    read_date(table, row, EMPLOYED_TO, &person->employed_to, err) != 0)
		return -1;
	if (cell(table, row, LEAVE) != NULL && sanya_leave_parse(cell(table, row, LEAVE), &table->roster->arena, person, err) != 0)
		return -1;
	if (read_manager(table, row, person, err) != 0)
		return -1;
	return read_aliases(table, row, person, err);
}

static int read_table(struct table *table, struct sanya_error *err)
{
	const struct sanya_csv *csv = table->csv;
	struct sanya_roster *roster = table->roster;
	size_t i;

	if (check_header(table, err) != 0)
		return -1;
	if (csv->count == 0) {
		sanya_error_set(err, SANYA_FAILED, "the roster names nobody: there is a header and no row");
		return sanya_error_at(err, table->name, 1, 0);
	}
	roster->people = sanya_arena_array(&roster->arena, csv->count, sizeof(*roster->people));
	if (roster->people == NULL)
		return sanya_error_memory(err);
	for (i = 0; i < csv->count; i++) {
		if (read_row(table, &csv->rows[i], &roster->people[i], err) != 0)
			return sanya_error_at(err, table->name, csv->rows[i].line, 0);
		roster->count++;
	}
	if (sanya_roster_check(roster, err) != 0) /* it has set the line */
		return sanya_error_at(err, table->name, err->line, 0);
	return 0;
}

int sanya_roster_parse_csv(const char *name, const char *text, size_t size, struct sanya_roster *ret, struct sanya_error *err)
{
	struct sanya_csv csv;
	struct table table = { .name = name, .csv = &csv, .roster = ret };
	int result;

	sanya_roster_init(ret);
	if (sanya_csv_parse(name, text, size, &csv, err) != 0)
		return -1;
	result = read_table(&table, err);
	sanya_csv_done(&csv);
	if (result != 0) {
		sanya_roster_done(ret);
		sanya_roster_init(ret);
	}
	return result;
}
