/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One row per response, or several answers of one row as a response each: id of the row, "-", name of the answer.
 * Limits: an answer that is missing is delivered without a value, so that metrics count it as missing; none is left out in silence.
 */
#include "deliver.h"

#include <stdlib.h>
#include <string.h>

int rows_response_flush(struct rows_run *run)
{
	const struct sanya_source_host *host = run->host;
	uint32_t count = run->response_count;
	int32_t rc = 0;
	run->response_count = 0;
	if (count && run->response_gather.usable) {
		struct sanya_plugin_response_fields fields = {.size = sizeof(fields), .count = count};
		rows_gather_fields(&run->response_gather, run->responses, sizeof(*run->responses), count, &fields);
		rc = host->response_fields(host->run, &fields);
	} else if (count) {
		rc = host->responses(host->run, run->responses, count, sizeof(*run->responses));
	}
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
	if (!run->responses)
		run->responses = malloc(ROWS_BATCH * sizeof(*run->responses));
	run->direct_answers = rows_arena_take(&run->direct_arena, (count + 1) * sizeof(*run->direct_answers));
	if (!run->responses || !run->direct_answers)
		return rows_fail_memory(&run->fault);
	for (uint32_t i = 0; i < count; i++)
		if (rows_direct_init(run, &run->direct_answers[i], rows_response_targets, ROWS_RESPONSE_FIELDS,
				     run->mapping.answers[i].specs, &empty, sizeof(empty)) < 0)
			return -1;
	/* Answers of one row differ in what they give; the arrays are for all of them. */
	bool given[ROWS_RESPONSE_FIELDS] = {false};
	for (uint32_t answer = 0; answer < count; answer++)
		for (unsigned i = 0; i < ROWS_RESPONSE_FIELDS; i++)
			given[i] = given[i] || run->mapping.answers[answer].specs[i].given;
	return rows_gather_init(&run->response_gather, &run->direct_arena, rows_response_targets, ROWS_RESPONSE_FIELDS, given,
				&run->fault);
}

/* A slot serves now this answer, now that one, so each begins anew. */
static int fill(struct rows_run *run, uint32_t answer, struct sanya_plugin_response *response)
{
	const struct rows_direct *direct = &run->direct_answers[answer];
	if (direct->usable) {
		memcpy(response, direct->start, sizeof(*response));
		int rc = rows_direct_fill(run, direct, response);
		if (rc != 0)
			return rc;
	}
	*response = rows_response_empty();
	return rows_fill(run, rows_response_targets, ROWS_RESPONSE_FIELDS, run->mapping.answers[answer].specs, response, NULL);
}

int rows_response_row(struct rows_run *run)
{
	struct sanya_plugin_text row_id = {NULL, 0, 0};
	for (uint32_t i = 0; i < run->mapping.answer_count; i++) {
		const struct rows_answer *answer = &run->mapping.answers[i];
		/* One row may hold more answers than a batch. */
		if (run->response_count == ROWS_BATCH && rows_response_flush(run) < 0)
			return -1;
		struct sanya_plugin_response *response = &run->responses[run->response_count];
		int rc = fill(run, i, response);
		if (rc < 0)
			return -1;
		if (rc == 0)
			continue;
		if (!row_id.at) {
			rc = rows_take_id(run, &run->response_ids, &answer->specs[ROWS_RESPONSE_ID], &response->id);
			if (rc != 1)
				return rc;
			row_id = response->id;
		}
		response->id = row_id;
		if (answer->name && name_answer(run, answer->name, &response->id) < 0)
			return -1;
		run->response_count++;
	}
	return 0;
}
