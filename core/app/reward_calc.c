/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reward of a contract from values in a file, for trying out, scripts and tests.
 * Reads two files and computes; knows no home, no people and no evidence.
 */
#include "reward_calc.h"

#include "../base/file.h"
#include "../codec/documents.h"

static const char *called(const char *path)
{
	return strcmp(path, "-") == 0 ? "standard input" : path;
}

static int read_contract(const char *path, struct sanya_contract *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	if (sanya_file_read(path, &text, err) < 0)
		return -1;
	return sanya_contract_parse(called(path), text.data, text.size, NULL, NULL, ret, err);
}

static int compute(const char *values_path, const struct sanya_contract *contract, struct sanya_measured *measured,
		   struct sanya_result *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	int64_t counted, of;

	sanya_arena_init(&arena);
	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	if (sanya_file_read(values_path, &text, err) < 0 ||
	    sanya_values_parse(called(values_path), text.data, text.size, contract, &arena, measured, &counted, &of, err) < 0)
		return -1;
	return sanya_reward_compute(contract, measured, counted, of, ret, err);
}

int sanya_reward_calc(const char *contract_path, const char *values_path, struct sanya_contract *ret_contract,
		      struct sanya_result *ret, struct sanya_error *err)
{
	struct sanya_measured *measured;
	int failed;

	*ret_contract = (struct sanya_contract){ .number = NULL }; /* the parser initialises it */
	sanya_result_init(ret);
	if (read_contract(contract_path, ret_contract, err) < 0)
		return -1;
	measured = calloc(ret_contract->goal_count, sizeof(*measured));
	if (measured == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < ret_contract->goal_count; i++)
		sanya_measured_init(&measured[i]);
	failed = compute(values_path, ret_contract, measured, ret, err);
	for (size_t i = 0; i < ret_contract->goal_count; i++)
		sanya_measured_done(&measured[i]);
	free(measured);
	return failed;
}
