/* SPDX-License-Identifier: Apache-2.0 */
/* Which field of a record is which column of the mapping, found out once a file. All return 0, or -1 with the fault set. */
#ifndef ROWS_COLUMNS_H
#define ROWS_COLUMNS_H

#include "row.h"

/* The record at hand is the header; `guess`: make the mapping from it. */
int rows_columns_take(struct rows_run *run, const char *zone, bool guess) ROWS_MUST_CHECK;
/* There is no header, and the record at hand is a row: columns go by position. */
int rows_columns_place(struct rows_run *run) ROWS_MUST_CHECK;
/* Of a keyed format, before its first record. */
int rows_columns_keys(struct rows_run *run, const char *zone, bool guess) ROWS_MUST_CHECK;

#endif
