/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A block for questions that ask who is behind a name, where each row has one name: an own goal, a team's, the people of a roster.
 * Who that is depends on the moment of the value, so the person is found value by value; the rest of the group is shared.
 */
#include "measure_room.h"

struct whom {
	struct sanya_measuring *measuring;
	struct sanya_measure_tally *tally;
	const struct sanya_metric_value *values;
	const uint32_t *codes; /* of names, by row; NULL: nobody is named */
	struct sanya_measure_window window;
};

/* From a row on: all that bear its name, between two instants, go where it goes. */
struct run {
	int64_t first, last;
	uint32_t group; /* SANYA_NO_GROUP: nowhere */
};

/* The group of one person, or of nobody; SANYA_NO_GROUP: memory is used up. */
static uint32_t group_for(const struct whom *whom, uint32_t row, uint32_t person)
{
	const struct sanya_measure_keying *keying = whom->tally->keying;
	uint32_t group = keying->field_beginnings[row];

	if (whom->tally->by_person)
		group = sanya_groups_step(&keying->grouping->groups, keying->fields, group, person);
	return sanya_measure_dated(whom->measuring, keying, group, whom->values[row].at);
}

static int count_for(const struct whom *whom, uint32_t row, uint32_t person, struct sanya_error *err)
{
	uint32_t group = group_for(whom, row, person);

	if (group == SANYA_NO_GROUP)
		return sanya_error_memory(err);
	return sanya_measure_count_in(whom->measuring, whom->tally, whom->values, group, row, err);
}

/* The same person may be among those behind a name twice. */
static int count_each(const struct whom *whom, uint32_t row, uint32_t first, uint32_t count, struct sanya_error *err)
{
	sanya_measure_fresh(whom->measuring);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t person = whom->tally->asker->people[first + i];

		if (sanya_measure_first_time(whom->measuring, person) && count_for(whom, row, person, err) < 0)
			return -1;
	}
	return 0;
}

/* What a row's name means: 1: a run begins with it; 0: it is counted already, alone. */
static int take(const struct whom *whom, uint32_t row, struct run *ret, struct sanya_error *err)
{
	const struct sanya_measure_question *question = &whom->tally->question;
	uint32_t name = whom->codes != NULL ? sanya_measure_of_code(whom->measuring, whom->codes[row]) : SANYA_NO_NAME;
	const struct sanya_measure_answer *answer;
	uint32_t person = SANYA_NO_NAME;
	int64_t at = whom->values[row].at;

	if (name == UINT32_MAX)
		return sanya_error_memory(err);
	*ret = (struct run){ .first = INT64_MIN, .last = INT64_MAX, .group = SANYA_NO_GROUP };
	if (name == SANYA_NO_NAME && !question->unnamed)
		return 1;
	if (name != SANYA_NO_NAME) {
		if (sanya_measure_who(whom->measuring, whom->tally->asker, name, at, &answer, err) < 0)
			return -1;
		if (answer->count == 0 && question->nobody != NULL)
			return question->nobody(question->context, whom->measuring->pass.source,
						sanya_measure_name_text(whom->measuring, name), at, err);
		if (answer->count > 1 && whom->tally->by_person)
			return count_each(whom, row, answer->first, answer->count, err);
		ret->first = answer->from;
		ret->last = answer->last;
		if (answer->count == 0)
			return 1;
		person = whom->tally->asker->people[answer->first];
	}
	ret->group = group_for(whom, row, person);
	return ret->group == SANYA_NO_GROUP ? sanya_error_memory(err) : 1;
}

/* Where another name begins, or another beginning of a group. */
static uint32_t alike_end(const struct whom *whom, uint32_t row)
{
	const uint32_t count = whom->measuring->pass.block->count, *beginnings = whom->tally->keying->field_beginnings;
	uint32_t end = row + 1;

	if (whom->codes == NULL)
		end = count;
	while (end < count && whom->codes[end] == whom->codes[row])
		end++;
	for (uint32_t i = row + 1; whom->tally->keying->fields > 0 && i < end; i++)
		if (beginnings[i] != beginnings[row])
			return i;
	return end;
}

static int take_from(const struct whom *whom, uint32_t *row, struct sanya_error *err)
{
	struct sanya_measure_tally *tally = whom->tally;
	const struct sanya_measure_window *window = &whom->window;
	uint32_t from = *row;
	struct run run;
	size_t taken;
	int begins;

	*row = from + 1;
	if (!sanya_measure_inside(window, from, whom->values[from].at))
		return 0;
	begins = take(whom, from, &run, err);
	if (begins <= 0 || run.group == SANYA_NO_GROUP)
		return begins < 0 ? -1 : 0;
	/* Where each instant may be another month a run is one row. */
	const struct sanya_gathering_run values = {
		.values = whom->values + from,
		.count = tally->keying->dates > 0 ? 1 : alike_end(whom, from) - from,
		.first = run.first > window->first ? run.first : window->first,
		.last = run.last < window->last ? run.last : window->last,
		.holds = window->holds != NULL ? window->holds + from : NULL,
	};
	if (sanya_gathering_reach(&tally->gathering, sanya_groups_count(&tally->keying->grouping->groups), err) < 0 ||
	    sanya_gathering_add_run(&tally->gathering, run.group, &values, &taken, err) < 0)
		return -1;
	*row = from + (uint32_t)taken;
	return 0;
}

int sanya_measure_take_whom(struct sanya_measuring *measuring, struct sanya_measure_tally *tally,
			    const struct sanya_measure_column *column, const struct sanya_metric_value *values, struct sanya_error *err)
{
	struct whom whom = { .measuring = measuring, .tally = tally, .values = values };
	const struct sanya_credit_fields *credited = &tally->keying->credited;
	const struct sanya_block *block = measuring->pass.block;

	measuring->pairs.count = 0;
	if (sanya_measure_window(measuring, tally, column, values, &whom.window, err) < 0 ||
	    sanya_measure_fields(measuring, tally->keying, err) < 0)
		return -1;
	if (credited->count > 0 && sanya_block_has(block, SANYA_HAS_CODED(credited->coded[0])))
		whom.codes = block->coded[credited->coded[0]];
	for (uint32_t row = 0; row < block->count;)
		if (take_from(&whom, &row, err) < 0)
			return -1;
	return sanya_measure_flush(measuring, tally, values, err);
}
