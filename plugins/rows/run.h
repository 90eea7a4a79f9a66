/* SPDX-License-Identifier: Apache-2.0 */
/* The run of a source whose inputs are files of records: what a plugin's `fetch` calls, with the format it reads. */
#ifndef ROWS_RUN_H
#define ROWS_RUN_H

#include "reader.h"

struct rows_limits {
	uint64_t held;		  /* bytes of inputs that are held in memory, see ROWS_HELD_MAX */
	uint64_t checkpoint_rows; /* between two checkpoints, where inputs are not held */
	uint64_t piece;		  /* bytes, see ROWS_PIECE_MIN */
};

int32_t rows_fetch(const struct sanya_source_host *host, const struct rows_format *format);
/* The same with other limits than those of base.h: a test shows in a few rows what else takes a gigabyte. */
int32_t rows_fetch_within(const struct sanya_source_host *host, const struct rows_format *format, const struct rows_limits *limits);

#endif
