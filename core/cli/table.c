/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables on standard output: columns as wide as their widest cell, counted in terminal columns, so that Thai lines up.
 * The last column is never padded.  Cells are kept one after another in one buffer.
 */
#include "cli.h"
#include "../base/text.h"

#include <errno.h>

struct sanya_cli_table {
	struct sanya_cli *cli;
	struct sanya_buffer cells; /* each ends in a NUL; the heads first */
	size_t columns, rows;
	bool printed; /* row by row */
	unsigned right;
	size_t *width;
};

static void widen(struct sanya_cli_table *table, size_t column, const char *cell)
{
	size_t wide = sanya_utf8_columns(cell, strlen(cell));

	if (table->width != NULL && wide > table->width[column])
		table->width[column] = wide;
}

/* One cell more; how far to pad it shows at the end. */
static void keep(struct sanya_cli_table *table, size_t column, const char *cell)
{
	if (cell == NULL)
		cell = "";
	widen(table, column, cell);
	sanya_buffer_add(&table->cells, cell, strlen(cell) + 1);
}

struct sanya_cli_table *sanya_cli_table_new(struct sanya_cli *cli, size_t columns, const char *const *heads)
{
	struct sanya_cli_table *table = calloc(1, sizeof(*table));

	/* Without these few bytes nothing can be shown at all; the allocator's owner has to know at once. */
	if (table == NULL)
		abort();
	table->cli = cli;
	table->columns = columns;
	table->width = calloc(columns, sizeof(*table->width));
	sanya_buffer_init(&table->cells, SANYA_OUTPUT_MAX);
	for (size_t i = 0; i < columns; i++)
		keep(table, i, heads[i][0] != '\0' ? sanya_say(cli->catalogue, heads[i]) : "");
	return table;
}

void sanya_cli_table_right(struct sanya_cli_table *table, unsigned mask)
{
	table->right = mask;
}

void sanya_cli_table_row(struct sanya_cli_table *table, const char *const *cells)
{
	for (size_t i = 0; i < table->columns; i++)
		keep(table, i, cells[i]);
	table->rows++;
}

static void pad(struct sanya_buffer *out, size_t spaces)
{
	while (spaces-- > 0)
		sanya_buffer_byte(out, ' ');
}

static void print_cell(struct sanya_cli_table *table, size_t column, const char *cell)
{
	struct sanya_buffer *out = &table->cli->out;
	size_t size = strlen(cell);
	size_t gap = table->width[column] - sanya_utf8_columns(cell, size);
	bool last = column + 1 == table->columns;

	if (table->right & (1u << column)) {
		pad(out, gap);
		sanya_buffer_add(out, cell, size);
	} else {
		sanya_buffer_add(out, cell, size);
		if (!last)
			pad(out, gap);
	}
	if (!last)
		pad(out, 2);
}

static const char *print_row(struct sanya_cli_table *table, const char *cell)
{
	for (size_t i = 0; i < table->columns; i++) {
		print_cell(table, i, cell);
		cell += strlen(cell) + 1;
	}
	return cell;
}

static const char *print_head(struct sanya_cli_table *table)
{
	struct sanya_buffer *out = &table->cli->out;

	sanya_buffer_text(out, sanya_cli_paint(table->cli, SANYA_BOLD));
	const char *cell = print_row(table, table->cells.data);
	sanya_buffer_text(out, sanya_cli_paint(table->cli, SANYA_PLAIN));
	sanya_buffer_byte(out, '\n');
	return cell;
}

/* Whether there is something to print, and memory was there for all of it. */
static bool can_print(struct sanya_cli_table *table)
{
	if (table->width != NULL && table->cells.failed == 0)
		return !table->cli->json && table->rows > 0;
	table->cli->out.failed = table->cells.failed != 0 ? table->cells.failed : ENOMEM;
	return false;
}

void sanya_cli_table_measure(struct sanya_cli_table *table, const char *const *cells)
{
	for (size_t i = 0; i < table->columns; i++)
		widen(table, i, cells[i] != NULL ? cells[i] : "");
	table->rows++;
}

void sanya_cli_table_head(struct sanya_cli_table *table)
{
	if (can_print(table))
		(void)print_head(table);
}

void sanya_cli_table_print(struct sanya_cli_table *table, const char *const *cells)
{
	if (!can_print(table))
		return;
	for (size_t i = 0; i < table->columns; i++)
		print_cell(table, i, cells[i] != NULL ? cells[i] : "");
	sanya_buffer_byte(&table->cli->out, '\n');
	table->printed = true;
}

void sanya_cli_table_end(struct sanya_cli_table *table)
{
	struct sanya_buffer *out = &table->cli->out;

	if (!table->printed && can_print(table)) {
		const char *cell = print_head(table);

		for (size_t row = 0; row < table->rows; row++) {
			cell = print_row(table, cell);
			sanya_buffer_byte(out, '\n');
		}
	}
	sanya_buffer_done(&table->cells);
	free(table->width);
	free(table);
}
