/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A correction after the export: a line with a sign, with a reason, that leaves with the next batch.
 * It changes neither the statement nor what was exported.
 */
#include "review.h"

#include <string.h>

/* An amount of money with its sign: at most two decimals, and no more than the text says. */
static int parse_amount(const char *amount, struct sanya_number *ret, struct sanya_buffer *ret_text, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number back;
	const char *digits = amount + (amount[0] == '+');

	sanya_number_init(&back);
	if (sanya_number_parse(digits, strlen(digits), ret, err) != 0)
		return sanya_error_next(err, "an amount with a sign: --amount=-200.00");
	sanya_number_decimal(ret, 2, ret_text);
	if (sanya_buffer_check(ret_text, "an amount", err) != 0 ||
	    sanya_number_parse(ret_text->data, ret_text->size, &back, err) != 0)
		return -1;
	if (sanya_number_compare(ret, &back) != 0)
		return sanya_error_set(err, SANYA_USAGE, "\"%s\" has more than two decimals", amount);
	if (sanya_number_sign(ret) == 0)
		return sanya_error_set(err, SANYA_USAGE, "a correction of 0 corrects nothing");
	return 0;
}

/* What was paid may be taken back, and no more: beyond it the correction would be a deduction from wages. */
static int check_paid(const char *number, const struct sanya_reward_line *lines, size_t count, const struct sanya_number *value,
		      struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number sum, line;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer paid;

	sanya_number_init(&sum);
	sanya_number_init(&line);
	sanya_buffer_init(&paid, 64);
	for (size_t i = 0; i < count; i++) {
		if (sanya_number_parse(lines[i].amount, strlen(lines[i].amount), &line, err) != 0)
			return -1;
		sanya_number_add(&sum, &sum, &line);
	}
	sanya_number_decimal(&sum, 2, &paid);
	sanya_number_add(&sum, &sum, value);
	if (sanya_number_sign(&sum) >= 0)
		return 0;
	sanya_error_set(err, SANYA_NOT_ALLOWED, "%s pays %s %s so far; the correction would take back more", number, paid.data,
			lines[0].currency);
	return sanya_error_next(err, "at most what was paid can be taken back: --amount=-%s", paid.data);
}

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
	int result;

	sanya_arena_init(&arena);
	sanya_number_init(&value);
	sanya_buffer_init(&text, 64);
	if (parse_amount(amount, &value, &text, err) != 0)
		return -1;
	if (sanya_contract_begin(act, number, SANYA_DO_CORRECT, &arena, &row, ret_change, err) != 0)
		return -1;
	result = sanya_reward_lines(act->store, NULL, number, &arena, &lines, &count, err);
	if (result == 0 && count == 0)
		result = sanya_error_set(err, SANYA_NOT_FOUND, "%s has no exported reward to correct", number);
	if (result == 0)
		result = check_paid(number, lines, count, &value, err);
	if (result == 0) {
		detail = sanya_json_object();
		sanya_json_set_integer(detail, "sequence", lines[count - 1].sequence + 1);
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
