/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The slow and obvious reference of the bench: every value kept, sorted, computed as the definitions say.  It shares nothing with Sanya but
 * GMP's whole numbers, so that an error would have to be made twice to stay unseen.
 */
#ifndef SANYA_BENCH_REFERENCE_H
#define SANYA_BENCH_REFERENCE_H

#include "core/base/banned.h"

#include <stdbool.h>
#include <stdint.h>

/* --- CSV and times (reference-read.c) --- */

#define FIELDS_MAX 16
#define FIELD_MAX 4096

struct csv {
	FILE *file;
	const char *path;
	size_t fields;
	char field[FIELDS_MAX][FIELD_MAX], head[FIELDS_MAX][FIELD_MAX];
};

void die(const char *what, const char *about) __attribute__((noreturn));
void csv_open(struct csv *csv, const char *path); /* and reads the heads */
bool csv_next(struct csv *csv);			  /* false: the end */
void csv_close(struct csv *csv);
const char *csv_get(const struct csv *csv, const char *name);

int64_t day_of(int year, int month, int day);  /* since 1970-01-01 */
int64_t instant_of(const char *stamp);	       /* 2025-03-04T05:06:07+07:00, or Z; NO_INSTANT: empty */
int32_t month_of(int64_t instant);	       /* year * 12 + month - 1, in Asia/Bangkok */
#define NO_INSTANT INT64_MIN
#define BANGKOK (7 * 3600)

/* Working hours, read from a calendar document of which only the week and the holidays are understood. */
struct calendar {
	struct {
		int count;
		int64_t from[4], to[4]; /* seconds of the day */
	} week[7];			/* Monday first */
	int64_t holidays[1024];
	size_t holiday_count;
};
void calendar_load(struct calendar *calendar, const char *path);
int64_t calendar_between(const struct calendar *calendar, int64_t from, int64_t to);

/* --- lines (reference-lines.c) --- */

/* Canonical lines from what `sanya measure --json` and `sanya cycle evaluate --json` print. */
void lines_of_measure(const char *path);
void lines_of_contracts(const char *path);

#endif
