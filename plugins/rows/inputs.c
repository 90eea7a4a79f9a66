/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See inputs.h.
 * Limits: what is not held can be read in order once; besides, at any place of a plain file.
 */
#include "inputs.h"

#include <stdlib.h>
#include <string.h>

void rows_inputs_init(struct rows_inputs *inputs, const struct sanya_source_host *host)
{
	*inputs = (struct rows_inputs){.host = host, .count = host->inputs(host->run), .sized = true};
	for (uint32_t i = 0; i < inputs->count; i++) {
		int64_t size = host->input_size(host->run, i);
		if (size < 0 || __builtin_add_overflow(inputs->total, (uint64_t)size, &inputs->total))
			inputs->sized = false;
	}
}

void rows_inputs_done(struct rows_inputs *inputs)
{
	for (uint32_t i = 0; inputs->held && i < inputs->count; i++)
		free(inputs->held[i].bytes);
	free(inputs->held);
	inputs->held = NULL;
}

static int hold_one(const struct rows_inputs *inputs, uint32_t index, struct rows_fault *fault)
{
	const struct sanya_source_host *host = inputs->host;
	struct rows_held *held = &inputs->held[index];
	const size_t room = (size_t)host->input_size(host->run, index) + 1;
	held->bytes = malloc(room);
	if (!held->bytes)
		return rows_fail_memory(fault);
	for (;;) {
		int64_t got = host->read(host->run, index, held->bytes + held->size, room - held->size);
		if (got < 0)
			return rows_fail(fault, "%s: could not be read to its end", host->input_name(host->run, index));
		if (got == 0)
			return 0;
		held->size += (size_t)got;
		if (held->size == room)
			return rows_fail(fault, "%s: grew while it was being read; try again", host->input_name(host->run, index));
	}
}

int rows_inputs_hold(struct rows_inputs *inputs, struct rows_fault *fault)
{
	inputs->held = calloc(inputs->count, sizeof(*inputs->held));
	if (!inputs->held)
		return rows_fail_memory(fault);
	for (uint32_t i = 0; i < inputs->count; i++)
		if (hold_one(inputs, i, fault) < 0)
			return -1;
	return 0;
}

static int64_t read_some(void *context, void *bytes, uint64_t size)
{
	struct rows_reading *reading = context;
	const struct rows_inputs *inputs = reading->inputs;
	if (!inputs->held)
		return inputs->host->read(inputs->host->run, reading->index, bytes, size);
	const struct rows_held *held = &inputs->held[reading->index];
	size_t left = held->size - reading->at;
	if (left > size)
		left = (size_t)size;
	memcpy(bytes, held->bytes + reading->at, left);
	reading->at += left;
	return (int64_t)left;
}

static int64_t read_there(void *context, uint64_t at, void *bytes, uint64_t size)
{
	const struct rows_reading *reading = context;
	const struct sanya_source_host *host = reading->inputs->host;
	return host->read_at(host->run, reading->index, at, bytes, size);
}

struct rows_input rows_inputs_open(struct rows_reading *reading)
{
	const struct sanya_source_host *host = reading->inputs->host;
	return (struct rows_input){.name = host->input_name(host->run, reading->index), .read = read_some, .read_at = read_there,
				   .context = reading};
}
