/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole block into the groups of a tally, in a few plain loops over numbers: which rows lie in the window and meet the conditions, which
 * group each belongs to, and then the values.
 * For questions whose groups follow from the row alone; for others there are measure_whom.c and measure_row.c.
 */
#include "measure_room.h"

/* --- the part of the groups that does not depend on the value --- */

static int rows_room(uint32_t **rows, struct sanya_error *err)
{
	if (*rows == NULL)
		*rows = reallocarray(NULL, SANYA_BLOCK_ROWS, sizeof **rows);
	return *rows != NULL ? 0 : sanya_error_memory(err);
}

/* The assignee where nobody else is named, else nobody. */
static int stand_ins(struct sanya_measuring *measuring, const struct sanya_measure_keying *keying, uint32_t *ret, struct sanya_error *err)
{
	const uint32_t *assignees, *named = NULL;

	if (sanya_measure_coded(measuring, SANYA_CODED_ASSIGNEE, &assignees, err) < 0 ||
	    (keying->credited.count > 0 && sanya_measure_coded(measuring, keying->credited.coded[0], &named, err) < 0))
		return -1;
	for (uint32_t i = 0; i < measuring->pass.block->count; i++)
		ret[i] = named != NULL && named[i] != SANYA_NO_NAME ? SANYA_NO_NAME : assignees[i];
	return 0;
}

/* The names of one key, row by row; NULL: absent in all. */
static int key_names(struct sanya_measuring *measuring, const struct sanya_measure_keying *keying, const struct sanya_measure_by *key,
		     uint32_t *room, const uint32_t **ret, struct sanya_error *err)
{
	*ret = NULL;
	if (key->key == SANYA_KEY_FIELD)
		return sanya_measure_field(measuring, key->field, ret, err);
	if (key->key == SANYA_KEY_STAND_IN) {
		*ret = room;
		return stand_ins(measuring, keying, room, err);
	}
	return keying->credited.count > 0 ? sanya_measure_coded(measuring, keying->credited.coded[0], ret, err) : 0;
}

static int step_all(struct sanya_measuring *measuring, const struct sanya_measure_keying *keying, unsigned depth,
		    uint32_t *beginnings, struct sanya_error *err)
{
	struct sanya_groups *groups = &keying->grouping->groups;
	const uint32_t *names;

	if (key_names(measuring, keying, &keying->keys[depth], measuring->pairs.rows, &names, err) < 0)
		return -1;
	for (uint32_t i = 0; i < measuring->pass.block->count; i++) {
		beginnings[i] = sanya_groups_step(groups, depth, depth > 0 ? beginnings[i] : 0, names != NULL ? names[i] : 0);
		if (beginnings[i] == SANYA_NO_GROUP)
			return sanya_error_memory(err);
	}
	return 0;
}

static int begin(struct sanya_measuring *measuring, struct sanya_measure_keying *keying, struct sanya_error *err)
{
	unsigned depth = keying->grouping->groups.depth - keying->dates;

	if (keying->block == measuring->block)
		return 0;
	if (rows_room(&keying->beginnings, err) < 0 ||
	    (keying->dates == 1 && (rows_room(&keying->dated, err) < 0 || rows_room(&keying->groups, err) < 0)))
		return -1;
	memset(keying->beginnings, 0, measuring->pass.block->count * sizeof *keying->beginnings);
	for (unsigned i = 0; i < depth; i++)
		if (step_all(measuring, keying, i, keying->beginnings, err) < 0)
			return -1;
	if (keying->dates == 1)
		memset(keying->dated, 0xff, measuring->pass.block->count * sizeof *keying->dated);
	keying->whole = NULL;
	keying->block = measuring->block;
	return 0;
}

int sanya_measure_fields(struct sanya_measuring *measuring, struct sanya_measure_keying *keying, struct sanya_error *err)
{
	if (keying->field_block == measuring->block)
		return 0;
	if (rows_room(&keying->field_beginnings, err) < 0)
		return -1;
	memset(keying->field_beginnings, 0, measuring->pass.block->count * sizeof *keying->field_beginnings);
	for (unsigned i = 0; i < keying->fields; i++)
		if (step_all(measuring, keying, i, keying->field_beginnings, err) < 0)
			return -1;
	keying->field_block = measuring->block;
	return 0;
}

/* --- the group of each row --- */

static void undated(const struct sanya_measure_keying *keying, const struct sanya_measure_window *window, const struct sanya_metric_value *values,
		    uint32_t count, uint32_t *ret)
{
	for (uint32_t i = 0; i < count; i++)
		ret[i] = sanya_measure_inside(window, i, values[i].at) ? keying->beginnings[i] : SANYA_NO_GROUP;
}

/* The group of one row; SANYA_NO_GROUP: memory is used up. */
static inline uint32_t dated_group(struct sanya_measuring *measuring, struct sanya_measure_keying *keying, struct sanya_measure_dates *dates,
				   unsigned depth, uint32_t row, int64_t at)
{
	uint32_t date = sanya_measure_date(measuring, dates, at);

	/* Most values of a row lie in the same month, whatever the metric: the group that was found last is tried first. */
	if (date != keying->dated[row]) {
		keying->dated[row] = date;
		keying->groups[row] = date == UINT32_MAX ? SANYA_NO_GROUP
							  : sanya_groups_step(&keying->grouping->groups, depth,
									      keying->beginnings[row], date);
	}
	return keying->groups[row];
}

/* Several metrics of a ticket often belong to the same moment. */
static bool same_instants(const struct sanya_metric_value *a, const struct sanya_metric_value *b, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (a[i].at != b[i].at)
			return false;
	return true;
}

static int dated_everywhere(struct sanya_measuring *measuring, struct sanya_measure_keying *keying,
			    const struct sanya_metric_value *values, uint32_t count, struct sanya_error *err)
{
	unsigned depth = keying->grouping->groups.depth - 1;
	struct sanya_measure_dates *dates = keying->keys[depth].key == SANYA_KEY_MONTH ? &measuring->months : &measuring->days;
	uint32_t most = 0;

	if (keying->whole != NULL && same_instants(keying->whole, values, count))
		return 0;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t group = dated_group(measuring, keying, dates, depth, i, values[i].at);

		most = group > most ? group : most;
	}
	keying->whole = values;
	return most == SANYA_NO_GROUP ? sanya_error_memory(err) : 0;
}

static int dated(struct sanya_measuring *measuring, struct sanya_measure_keying *keying, const struct sanya_measure_window *window,
		 const struct sanya_metric_value *values, uint32_t count, uint32_t *ret, struct sanya_error *err)
{
	unsigned depth = keying->grouping->groups.depth - 1;
	struct sanya_measure_dates *dates = keying->keys[depth].key == SANYA_KEY_MONTH ? &measuring->months : &measuring->days;

	keying->whole = NULL;
	for (uint32_t i = 0; i < count; i++) {
		ret[i] = SANYA_NO_GROUP;
		if (!sanya_measure_inside(window, i, values[i].at))
			continue;
		ret[i] = dated_group(measuring, keying, dates, depth, i, values[i].at);
		if (ret[i] == SANYA_NO_GROUP)
			return sanya_error_memory(err);
	}
	return 0;
}

uint32_t sanya_measure_dated(struct sanya_measuring *measuring, const struct sanya_measure_keying *keying, uint32_t group, int64_t at)
{
	struct sanya_groups *groups = &keying->grouping->groups;

	for (unsigned depth = groups->depth - keying->dates; depth < groups->depth && group != SANYA_NO_GROUP; depth++) {
		bool month = keying->keys[depth].key == SANYA_KEY_MONTH;
		uint32_t date = sanya_measure_date(measuring, month ? &measuring->months : &measuring->days, at);

		group = date == UINT32_MAX ? SANYA_NO_GROUP : sanya_groups_step(groups, depth, group, date);
	}
	return group;
}

/* By month and day. */
static int dated_twice(struct sanya_measuring *measuring, const struct sanya_measure_keying *keying,
		       const struct sanya_measure_window *window, const struct sanya_metric_value *values, uint32_t count, uint32_t *ret,
		       struct sanya_error *err)
{
	for (uint32_t i = 0; i < count; i++) {
		ret[i] = SANYA_NO_GROUP;
		if (!sanya_measure_inside(window, i, values[i].at))
			continue;
		ret[i] = sanya_measure_dated(measuring, keying, keying->beginnings[i], values[i].at);
		if (ret[i] == SANYA_NO_GROUP)
			return sanya_error_memory(err);
	}
	return 0;
}

/* --- a block --- */

/* Whether any row names whom the credit asks for; that does not depend on what else is asked. */
static int look_for_names(struct sanya_measuring *measuring, struct sanya_measure_tally *tally, const struct sanya_measure_window *cut,
			  const struct sanya_metric_value *values, struct sanya_error *err)
{
	const struct sanya_credit_fields *credited = &tally->keying->credited;
	const uint32_t *names;

	if (!tally->stand_in || tally->named || credited->count == 0)
		return 0;
	if (sanya_measure_coded(measuring, credited->coded[0], &names, err) < 0)
		return -1;
	for (uint32_t i = 0; i < measuring->pass.block->count && !tally->named; i++)
		tally->named = names[i] != SANYA_NO_NAME && sanya_measure_inside(cut, i, values[i].at);
	return 0;
}

int sanya_measure_window(struct sanya_measuring *measuring, struct sanya_measure_tally *tally, const struct sanya_measure_column *column,
			 const struct sanya_metric_value *values, struct sanya_measure_window *ret, struct sanya_error *err)
{
	const struct sanya_measure_question *question = &tally->question;

	*ret = (struct sanya_measure_window){ INT64_MIN, INT64_MAX, measuring->pass.counted };
	/* Of a snapshot of each month, each month's picture counts in that month alone. */
	if (tally->column_count > 1) {
		ret->first = column->from;
		ret->last = column->to - 1;
	}
	if (look_for_names(measuring, tally, ret, values, err) < 0 ||
	    sanya_measure_holds(measuring, tally->filter, &ret->holds, err) < 0)
		return -1;
	if (question->from != SANYA_NO_INSTANT && question->from > ret->first)
		ret->first = question->from;
	if (question->to != SANYA_NO_INSTANT && question->to - 1 < ret->last)
		ret->last = question->to - 1;
	return 0;
}

int sanya_measure_flush(struct sanya_measuring *measuring, struct sanya_measure_tally *tally, const struct sanya_metric_value *values,
			struct sanya_error *err)
{
	struct sanya_measure_pairs *pairs = &measuring->pairs;
	size_t count = pairs->count;

	pairs->count = 0;
	if (sanya_gathering_reach(&tally->gathering, sanya_groups_count(&tally->keying->grouping->groups), err) < 0)
		return -1;
	return sanya_gathering_add(&tally->gathering, pairs->groups, pairs->rows, count, values, err);
}

int sanya_measure_take_block(struct sanya_measuring *measuring, struct sanya_measure_tally *tally,
			     const struct sanya_measure_column *column, const struct sanya_metric_value *values,
			     struct sanya_error *err)
{
	struct sanya_measure_keying *keying = tally->keying;
	uint32_t count = measuring->pass.block->count, *groups = measuring->pairs.groups;
	struct sanya_measure_window window;
	int result = 0;

	if (sanya_measure_window(measuring, tally, column, values, &window, err) < 0 || begin(measuring, keying, err) < 0)
		return -1;
	bool everywhere = window.first == INT64_MIN && window.last == INT64_MAX && window.holds == NULL;
	if (everywhere && keying->dates == 0) {
		groups = keying->beginnings;
	} else if (everywhere && keying->dates == 1) {
		groups = keying->groups;
		result = dated_everywhere(measuring, keying, values, count, err);
	} else if (keying->dates == 0) {
		undated(keying, &window, values, count, groups);
	} else if (keying->dates == 1) {
		result = dated(measuring, keying, &window, values, count, groups, err);
	} else {
		result = dated_twice(measuring, keying, &window, values, count, groups, err);
	}
	if (result < 0 || sanya_gathering_reach(&tally->gathering, sanya_groups_count(&keying->grouping->groups), err) < 0)
		return -1;
	return sanya_gathering_add(&tally->gathering, groups, NULL, count, values, err);
}
