/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inputs of a run: as the host hands their bytes out, in order and once, or held in memory to be read twice.
 */
#ifndef ROWS_INPUTS_H
#define ROWS_INPUTS_H

#include "base.h"
#include "reader.h"

struct rows_held {
	char *bytes;
	size_t size;
};

struct rows_inputs {
	const struct sanya_source_host *host;
	uint32_t count;
	bool sized;	 /* how large each of them is, is known */
	uint64_t total;	 /* bytes, where it is */
	struct rows_held *held; /* one each; NULL: not held */
};

/* One reading of an input, from its beginning on. */
struct rows_reading {
	const struct rows_inputs *inputs;
	uint32_t index;
	size_t at; /* in what is held */
};

void rows_inputs_init(struct rows_inputs *inputs, const struct sanya_source_host *host);
void rows_inputs_done(struct rows_inputs *inputs);
/* Into memory with all of them. */
int rows_inputs_hold(struct rows_inputs *inputs, struct rows_fault *fault) ROWS_MUST_CHECK;
/* For a reader; `reading` must live as long as it. */
struct rows_input rows_inputs_open(struct rows_reading *reading);

#endif
