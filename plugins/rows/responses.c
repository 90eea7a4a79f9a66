/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One row per response, or several answers of one row as a response each: id of the row, "-", name of the answer.
 * Limits: an answer that is missing is delivered without a value, so that metrics count it as missing; none is left out in silence.
 */
#include "deliver.h"

#include <string.h>

int rows_response_flush(struct rows_run *run)
{
	const struct sanya_source_host *host = run->host;
	struct rows_batch *batch = &run->responses;
	int32_t rc = 0;
	if (batch->lists) {
		rc = host->responses(host->run, rows_batch_objects(batch), batch->used, sizeof(struct sanya_plugin_response));
	} else if (batch->used) {
		struct sanya_plugin_response_fields fields = {.size = sizeof(fields), .count = batch->used};
		rows_batch_fields(batch, &fields);
		rc = host->response_fields(host->run, &fields);
	}
	rows_batch_clear(batch);
	return rc < 0 ? rows_fail(&run->fault, "the host ended the run") : 0;
}

static int name_answer(struct rows_run *run, const char *name, struct sanya_plugin_text *id)
{
	size_t size = strlen(name);
	char *joined = rows_arena_take(&run->scratch, id->size + 1 + size + 1);
	if (!joined)
		return rows_fail_memory(&run->fault);
	memcpy(joined, id->at, id->size);
	joined[id->size] = '-';
	memcpy(joined + id->size + 1, name, size);
	id->at = joined;
	id->size += (uint32_t)(1 + size);
	return 0;
}

int rows_response_begin(struct rows_run *run)
{
	const struct sanya_plugin_response empty = rows_response_empty();
	const uint32_t count = run->mapping.answer_count;
	/* Answers of one row differ in what they give; the arrays are for all of them. */
	bool given[ROWS_RESPONSE_FIELDS] = {false};
	for (uint32_t answer = 0; answer < count; answer++)
		for (unsigned i = 0; i < ROWS_RESPONSE_FIELDS; i++)
			given[i] = given[i] || run->mapping.answers[answer].specs[i].given;
	run->direct_answers = rows_arena_take(&run->direct_arena, (count + 1) * sizeof(*run->direct_answers));
	if (!run->direct_answers)
		return rows_fail_memory(&run->fault);
	if (rows_batch_init(&run->responses, &run->direct_arena, rows_response_targets, ROWS_RESPONSE_FIELDS, given, &empty,
			    sizeof(empty), &run->fault) < 0)
		return -1;
	for (uint32_t i = 0; i < count; i++)
		if (rows_direct_init(run, &run->direct_answers[i], &run->responses, run->mapping.answers[i].specs) < 0)
			return -1;
	return 0;
}

static int fill(struct rows_run *run, uint32_t answer)
{
	int rc = rows_direct_fill(run, &run->direct_answers[answer]);
	if (rc != 0)
		return rc;
	struct sanya_plugin_response response = rows_response_empty();
	rc = rows_fill(run, rows_response_targets, ROWS_RESPONSE_FIELDS, run->mapping.answers[answer].specs, &response, NULL);
	if (rc == 1)
		rows_batch_put(&run->responses, &response);
	return rc;
}

int rows_response_row(struct rows_run *run)
{
	struct rows_batch *batch = &run->responses;
	struct sanya_plugin_text row_id = {NULL, 0, 0};
	for (uint32_t i = 0; i < run->mapping.answer_count; i++) {
		const struct rows_answer *answer = &run->mapping.answers[i];
		/* One row may hold more answers than a batch. */
		if (batch->used == ROWS_BATCH && rows_response_flush(run) < 0)
			return -1;
		int rc = fill(run, i);
		if (rc < 0)
			return -1;
		if (rc == 0)
			continue;
		struct sanya_plugin_text *id = (struct sanya_plugin_text *)batch->arrays[ROWS_RESPONSE_ID] + batch->used;
		if (!row_id.at && run->ids_matter) {
			rc = rows_take_id(run, &run->response_ids, &answer->specs[ROWS_RESPONSE_ID], id);
			if (rc != 1)
				return rc;
		}
		if (!row_id.at)
			row_id = *id;
		*id = row_id;
		if (answer->name && name_answer(run, answer->name, id) < 0)
			return -1;
		batch->used++;
	}
	return 0;
}
