/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the header of a file to the columns that the mapping names.
 * Limits: a column that the header lacks ends the run; which columns the rows have is not looked at here.
 */
#include "columns.h"

#include <stdlib.h>
#include <string.h>

/* The names in a header. */
struct names {
	struct sanya_plugin_text *items;
	uint32_t count;
};

/* The column of a name, or of the `nth` such name; UINT32_MAX: none. */
static uint32_t find_name(const struct names *names, const char *name, size_t size, unsigned nth)
{
	const struct sanya_plugin_text wanted = {name, (uint32_t)size, 0};
	for (uint32_t i = 0; i < names->count; i++)
		if (rows_text_same(rows_text_trimmed(names->items[i]), wanted) && --nth == 0)
			return i;
	return UINT32_MAX;
}

static uint32_t find_column(const struct names *names, const struct rows_column *column)
{
	if (column->position)
		return column->position <= names->count ? column->position - 1 : UINT32_MAX;
	uint32_t found = find_name(names, column->name, strlen(column->name), 1);
	const char *number = strrchr(column->name, '#');
	if (found == UINT32_MAX && number && number[1] >= '1' && number[1] <= '9' && strspn(number + 1, "0123456789") < 5)
		found = find_name(names, column->name, (size_t)(number - column->name), (unsigned)strtoul(number + 1, NULL, 10));
	return found;
}

/* "id, created, …" for a message */
static void list_columns(const struct names *names, char *out, size_t room)
{
	size_t used = 0;
	out[0] = '\0';
	for (uint32_t i = 0; i < names->count; i++) {
		const struct sanya_plugin_text name = names->items[i];
		size_t size = rows_utf8_prefix(name.at, name.size, 60);
		if (rows_utf8_check(name.at, size) != size || used + size + 8 > room) {
			memcpy(out + used, ", …", sizeof(", …"));
			return;
		}
		if (i) {
			memcpy(out + used, ", ", 2);
			used += 2;
		}
		memcpy(out + used, name.at, size);
		used += size;
		out[used] = '\0';
	}
}

/* In a keyed format the columns are the fields, and any of them may be missing from any record. */
static int resolve_keys(struct rows_run *run)
{
	const uint32_t count = run->mapping.slots;
	free(run->columns);
	run->columns = calloc(count + 1, sizeof(*run->columns));
	if (!run->columns)
		return rows_fail_memory(&run->fault);
	for (uint32_t i = 0; i < count; i++)
		run->columns[i] = i;
	run->width = count;
	return run->format->want(run->reader, &run->mapping, &run->fault);
}

static int resolve(struct rows_run *run, const struct names *names)
{
	const struct rows_mapping *m = &run->mapping;
	const unsigned long long line = (unsigned long long)run->record.line;
	char found[1024];
	free(run->columns);
	run->columns = calloc(m->slots + 1, sizeof(*run->columns));
	if (!run->columns)
		return rows_fail_memory(&run->fault);
	run->width = names->count;
	for (uint32_t i = 0; i < m->slots; i++) {
		const struct rows_column *column = m->columns[i];
		run->columns[i] = find_column(names, column);
		if (run->columns[i] != UINT32_MAX)
			continue;
		list_columns(names, found, sizeof(found));
		if (column->position)
			return rows_fail(&run->fault,
					 "%s:%llu: has no column %u, only %u; correct the mapping, or its \"separator\"", run->file,
					 line, column->position, names->count);
		return rows_fail(&run->fault, "%s:%llu: has no column \"%.100s\"; it has: %s.  %s", run->file, line,
				 column->name, found,
				 m->guessed ? "Rename a column, or give a mapping that says what the columns are: --map MAP.json"
					    : "Correct the name in the mapping, or its \"file\" part (separator, encoding, skip)");
	}
	return 0;
}

static int read_names(struct rows_run *run, struct names *ret)
{
	const uint32_t count = run->record.count;
	struct sanya_plugin_text *items = rows_arena_take(&run->scratch, (count + 1) * sizeof(*items));
	if (!items)
		return rows_fail_memory(&run->fault);
	for (uint32_t i = 0; i < count; i++)
		items[i] = rows_cell(run, i);
	if (run->fault.set)
		return -1;
	*ret = (struct names){items, count};
	return 0;
}

/* The mapping for a file without one. */
static int guess_from(struct rows_run *run, const char *zone, const struct names *names)
{
	const struct rows_shape shape = run->mapping.shape;
	rows_mapping_done(&run->mapping);
	if (rows_mapping_guess(run->file, names->items, names->count, run->format->want != NULL, zone, &run->mapping, &run->fault) < 0)
		return -1;
	run->mapping.shape = shape;
	return 0;
}

int rows_columns_keys(struct rows_run *run, const char *zone, bool guess)
{
	struct names names;
	if (guess) {
		int rc = run->format->peek(run->reader, &run->record, &run->fault);
		if (rc != ROWS_RECORD)
			return rc == ROWS_END ? rows_fail(&run->fault, "%s: is empty; export it again", run->file) : -1;
		if (read_names(run, &names) < 0 || guess_from(run, zone, &names) < 0)
			return -1;
	}
	return resolve_keys(run);
}

int rows_columns_place(struct rows_run *run)
{
	struct names names;
	if (read_names(run, &names) < 0)
		return -1;
	return resolve(run, &names);
}

int rows_columns_take(struct rows_run *run, const char *zone, bool guess)
{
	struct names names;
	if (read_names(run, &names) < 0)
		return -1;
	for (uint32_t i = 0; i < names.count; i++)
		if (rows_utf8_check(names.items[i].at, names.items[i].size) != names.items[i].size)
			return rows_fail(&run->fault,
					 "%s:%llu: the header is not UTF-8; if the file is in a Thai encoding, say \"file\": {\"encoding\": "
					 "\"windows-874\"} in the mapping, or give the option encoding=windows-874",
					 run->file, (unsigned long long)run->record.line);
	if (guess && guess_from(run, zone, &names) < 0)
		return -1;
	return resolve(run, &names);
}
