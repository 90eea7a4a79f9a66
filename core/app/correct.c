/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A correction after the export: a line with a sign, with a reason, that leaves with the next batch.
 * It changes neither the statement nor what was exported.
 */
#include "review.h"

#include <string.h>

int sanya_reward_correct(const struct sanya_act *act, const char *number, const char *amount, struct sanya_change *ret_change,
			 struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number value;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	struct sanya_reward_line *lines;
	struct sanya_contract_row row;
	struct sanya_json *detail;
	size_t count;
	bool plus = amount[0] == '+';
	int result;

	sanya_arena_init(&arena);
	sanya_number_init(&value);
	sanya_buffer_init(&text, 64);
	if (sanya_number_parse(amount + plus, strlen(amount + plus), &value, err) != 0)
		return sanya_error_next(err, "an amount with a sign: --amount=-200.00");
	sanya_number_decimal(&value, 2, &text);
	if (sanya_number_sign(&value) == 0)
		return sanya_error_set(err, SANYA_USAGE, "a correction of 0 corrects nothing");
	if (sanya_contract_begin(act, number, SANYA_DO_CORRECT, &arena, &row, ret_change, err) != 0)
		return -1;
	result = sanya_reward_lines(act->store, NULL, number, &arena, &lines, &count, err);
	if (result == 0 && count == 0)
		result = sanya_error_set(err, SANYA_NOT_FOUND, "%s has no exported reward to correct", number);
	if (result == 0) {
		detail = sanya_json_object();
		sanya_json_set_text(detail, "amount", text.data);
		sanya_json_set_text(detail, "currency", lines[0].currency);
		sanya_json_set_text(detail, "cycle", lines[0].cycle);
		result = sanya_act_record(act, "reward.correct", number, detail, &ret_change->sequence, err);
	}
	if (result == 0)
		return sanya_act_end(act, err);
	sanya_act_undo(act);
	return -1;
}
