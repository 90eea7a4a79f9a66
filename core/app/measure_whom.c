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
	const uint32_t *names; /* by row; NULL: nobody is named */
};

/* One person's share of a row, or nobody's. */
static int count_for(const struct whom *whom, uint32_t row, uint32_t person, struct sanya_error *err)
{
	const struct sanya_measure_keying *keying = whom->tally->keying;
	uint32_t group = keying->field_beginnings[row];

	if (whom->tally->by_person)
		group = sanya_groups_step(&keying->grouping->groups, keying->fields, group, person);
	group = sanya_measure_dated(whom->measuring, keying, group, whom->values[row].at);
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

static int take(const struct whom *whom, uint32_t row, struct sanya_error *err)
{
	const struct sanya_measure_question *question = &whom->tally->question;
	uint32_t name = whom->names != NULL ? whom->names[row] : SANYA_NO_NAME;
	const struct sanya_measure_answer *answer;
	int64_t at = whom->values[row].at;

	if (name == SANYA_NO_NAME)
		return question->unnamed ? count_for(whom, row, SANYA_NO_NAME, err) : 0;
	if (sanya_measure_who(whom->measuring, whom->tally->asker, name, at, &answer, err) < 0)
		return -1;
	if (answer->count > 1 && whom->tally->by_person)
		return count_each(whom, row, answer->first, answer->count, err);
	if (answer->count > 0)
		return count_for(whom, row, whom->tally->asker->people[answer->first], err);
	if (question->nobody == NULL)
		return 0;
	return question->nobody(question->context, whom->measuring->pass.source, sanya_measure_name_text(whom->measuring, name), at, err);
}

int sanya_measure_take_whom(struct sanya_measuring *measuring, struct sanya_measure_tally *tally,
			    const struct sanya_measure_column *column, const struct sanya_metric_value *values, struct sanya_error *err)
{
	struct whom whom = { .measuring = measuring, .tally = tally, .values = values };
	const struct sanya_credit_fields *credited = &tally->keying->credited;
	struct sanya_measure_window window;

	measuring->pairs.count = 0;
	if (sanya_measure_window(measuring, tally, column, values, &window, err) < 0 ||
	    sanya_measure_fields(measuring, tally->keying, err) < 0 ||
	    (credited->count > 0 && sanya_measure_coded(measuring, credited->coded[0], &whom.names, err) < 0))
		return -1;
	for (uint32_t i = 0; i < measuring->pass.block->count; i++)
		if (sanya_measure_inside(&window, i, values[i].at) && take(&whom, i, err) < 0)
			return -1;
	return sanya_measure_flush(measuring, tally, values, err);
}
