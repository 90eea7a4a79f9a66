/* SPDX-License-Identifier: Apache-2.0 */
/* Which cell of which reference answer is which metric and statistic.  What no metric can say stands in a comment of data_tables.c. */
#ifndef SANYA_TESTS_DATA_TABLES_H
#define SANYA_TESTS_DATA_TABLES_H

#include <stddef.h>
#include <stdint.h>

#define DATA_WHERE_MAX 3
#define DATA_CELLS_MAX 40
#define DATA_LEFT_OUT_MAX 12

enum data_says {
	DATA_VALUE,    /* the value times factor / divisor */
	DATA_OF_COUNT, /* a share of the count: how many */
	DATA_COUNT,    /* how many were counted */
	DATA_ALL,      /* counted and not counted */
	DATA_EXCLUDED, /* not counted */
};

struct data_cell {
	const char *column, *metric, *statistic;
	enum data_says says;
	int64_t factor, divisor; /* 0: 1 */
	const char *where[DATA_WHERE_MAX];
};

struct data_table {
	const char *folder, *file, *map, *reference;
	const char *by, *zone, *credit;
	size_t keys[2], key_columns; /* columns of the reference that make its key */
	const char *drop, *add;	       /* the beginning of its key that ours lacks, and the other way round */
	const char *absent;	       /* how it writes a key that is missing */
	struct {
		const char *key, *column;
	} left_out[DATA_LEFT_OUT_MAX];
	struct data_cell cells[DATA_CELLS_MAX];
};

extern const struct data_table data_tables[];
extern const size_t data_table_count;

#endif
