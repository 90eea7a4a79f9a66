/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CSV by RFC 4180, in two profiles.  For people: every column, a byte order mark so that
 * spreadsheets see UTF-8, and no cell that a spreadsheet would take for a formula.  For machines:
 * identifiers and numbers alone, exactly as given, nothing added.
 */
#include "sanya-plugin.h"

#include <stdio.h>
#include <string.h>

static const struct sanya_plugin_option options[] = {
	{"profile", SANYA_OPTION_CHOICE, 0, "people", "people|machine",
	 "people: all columns, for spreadsheets; machine: identifiers and numbers alone, for "
	 "payroll programs"},
};

/* What is written waits here until it is worth a call. */
struct output {
	const struct sanya_export_host *host;
	char bytes[8192];
	size_t size;
	int32_t result;
};

static void flush(struct output *out)
{
	if (out->size > 0 && out->result == 0)
		out->result = out->host->write(out->host->run, out->bytes, out->size);
	out->size = 0;
}

static void put(struct output *out, const char *bytes, size_t size)
{
	while (size > 0) {
		size_t room = sizeof out->bytes - out->size, part = size < room ? size : room;
		memcpy(out->bytes + out->size, bytes, part);
		out->size += part;
		bytes += part;
		size -= part;
		if (out->size == sizeof out->bytes)
			flush(out);
	}
}

/* A field, quoted where RFC 4180 wants it, and where blanks at its ends would get lost. */
static void put_field(struct output *out, const char *text, size_t size, int guard)
{
	int quote = guard;

	for (size_t i = 0; i < size; i++)
		quote |= text[i] == '"' || text[i] == ',' || text[i] == '\r' || text[i] == '\n';
	if (size > 0)
		quote |= text[0] == ' ' || text[size - 1] == ' ';
	if (!quote) {
		put(out, text, size);
		return;
	}
	put(out, guard ? "\"'" : "\"", guard ? 2 : 1);
	for (size_t i = 0; i < size; i++) {
		put(out, &text[i], 1);
		if (text[i] == '"')
			put(out, "\"", 1);
	}
	put(out, "\"", 1);
}

/* What spreadsheets take for the start of a formula (OWASP's list). */
static int is_formula(const char *text, size_t size)
{
	return size > 0 && memchr("=+-@\t\r", text[0], 6) != NULL;
}

/* -?[0-9]+(\.[0-9]+)? */
static int is_decimal(const char *text, size_t size)
{
	size_t at = size > 0 && text[0] == '-', digits = 0;

	for (; at < size && text[at] >= '0' && text[at] <= '9'; at++)
		digits++;
	if (digits == 0 || at == size)
		return digits > 0;
	if (text[at++] != '.')
		return 0;
	for (digits = 0; at < size && text[at] >= '0' && text[at] <= '9'; at++)
		digits++;
	return digits > 0 && at == size;
}

/* [A-Za-z0-9][A-Za-z0-9._-]* */
static int is_identifier(const char *text, size_t size)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

	for (size_t i = 0; i < size; i++)
		if (memchr(letters, text[i], sizeof letters - 1 - (i == 0 ? 3 : 0)) == NULL)
			return 0;
	return size > 0;
}

static int32_t refuse(const struct sanya_export_host *host, uint64_t row, uint32_t column,
		      const char *what)
{
	char text[300];

	(void)snprintf(text, sizeof text,
		       "row %llu, column \"%.100s\": the cell is not %s, and the machine profile "
		       "writes nothing else",
		       (unsigned long long)row + 1, host->column(host->run, column), what);
	return host->fail(host->run, text);
}

/* Whether the profile has this column. */
static int is_wanted(const struct sanya_export_host *host, int machine, uint32_t column)
{
	int32_t type = host->column_type(host->run, column);
	return !machine || type == 'i' || type == 'n';
}

static int32_t put_cell(struct output *out, int machine, uint64_t row, uint32_t column)
{
	const struct sanya_export_host *host = out->host;
	struct sanya_plugin_text cell = host->cell(host->run, row, column);
	int32_t type = host->column_type(host->run, column);

	if (cell.at == NULL)
		return 0;
	int plain = type == 'n' ? is_decimal(cell.at, cell.size)
				: type == 'i' && is_identifier(cell.at, cell.size);
	if (machine && !plain)
		return refuse(host, row, column,
			      type == 'n' ? "a decimal number" : "an identifier");
	/* A negative amount begins with "-" and is no formula; every other text is guarded. */
	put_field(out, cell.at, cell.size, !plain && is_formula(cell.at, cell.size));
	return 0;
}

static int32_t write_rows(struct output *out, int machine, uint32_t columns)
{
	const struct sanya_export_host *host = out->host;

	for (uint64_t row = 0; row < host->rows(host->run); row++) {
		int first = 1;
		for (uint32_t column = 0; column < columns; column++) {
			if (!is_wanted(host, machine, column))
				continue;
			if (!first)
				put(out, ",", 1);
			first = 0;
			if (put_cell(out, machine, row, column) < 0)
				return -1;
		}
		put(out, "\r\n", 2);
	}
	return 0;
}

static int32_t write_file(const struct sanya_export_host *host)
{
	struct output out = {.host = host};
	const char *profile = host->option(host->run, "profile");
	int machine = profile != NULL && strcmp(profile, "machine") == 0, first = 1;
	uint32_t columns = host->columns(host->run);

	if (!machine)
		put(&out, "\xef\xbb\xbf", 3);
	for (uint32_t column = 0; column < columns; column++) {
		const char *name = host->column(host->run, column);
		if (!is_wanted(host, machine, column))
			continue;
		if (!first)
			put(&out, ",", 1);
		first = 0;
		put_field(&out, name, strlen(name), !machine && is_formula(name, strlen(name)));
	}
	put(&out, "\r\n", 2);
	if (write_rows(&out, machine, columns) < 0)
		return -1;
	flush(&out);
	return out.result;
}

const struct sanya_plugin_export sanya_export_1 = {
	.head = SANYA_PLUGIN_HEAD(struct sanya_plugin_export),
	.name = "export-csv",
	.version = "1.0",
	.license = "Apache-2.0",
	.summary = "Tables as CSV, for spreadsheets or for machines",
	.options = options,
	.option_count = sizeof options / sizeof options[0],
	.format = "csv",
	.extension = "csv",
	.write = write_file,
};
