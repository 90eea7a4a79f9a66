/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Row by row: for all questions that look at single observations.  Who is asked for each name and moment, lists make several groups, and
 * whoever wants to see each observation is shown it.
 * An observation counts once for each person it is credited to, however often it names them.
 */
#include "measure_room.h"

struct row {
	struct sanya_measuring *measuring;
	struct sanya_measure_tally *tally;
	const struct sanya_metric_value *value;
	uint32_t number;
	uint32_t person, stand_in;
	/* Of the block: names of keys that are single fields, of those it is credited to, and of the assignee who may stand in. */
	const uint32_t *columns[SANYA_GROUP_KEYS], *credited[3], *assignees;
	uint32_t list_counts[SANYA_GROUP_KEYS]; /* of the row: how many names a key that is a list has in measuring->listed */
	struct sanya_measure_word word; /* what was decided about it */
	bool has_observation;
	struct sanya_ticket ticket;
	struct sanya_response response;
};

/* --- groups --- */

/* The distinct names of the lists among the keys. */
static int read_lists(struct row *row, struct sanya_error *err)
{
	struct sanya_measuring *measuring = row->measuring;
	const struct sanya_measure_keying *keying = row->tally->keying;
	const struct sanya_block *block = measuring->pass.block;

	for (unsigned depth = 0; depth < keying->grouping->groups.depth; depth++) {
		const struct sanya_measure_by *key = &keying->keys[depth];
		enum sanya_list list = SANYA_LIST_TAGS;
		uint32_t *names = measuring->listed + (size_t)depth * SANYA_LIST_MAX, count = 0;

		row->list_counts[depth] = 0;
		if (key->key != SANYA_KEY_FIELD || key->field->shape != SANYA_FIELD_LIST)
			continue;
		list = (enum sanya_list)key->field->number;
		if (!sanya_block_has(block, SANYA_HAS_LIST(list)))
			continue;
		sanya_measure_fresh(measuring);
		for (uint32_t i = sanya_block_list_begin(block, list, row->number); i < block->list_ends[list][row->number]; i++) {
			uint32_t name = sanya_measure_of_code(measuring, block->listed[i]);

			if (name == UINT32_MAX)
				return sanya_error_memory(err);
			if (sanya_measure_first_time(measuring, name))
				names[count++] = name;
		}
		row->list_counts[depth] = count;
	}
	return 0;
}

static uint32_t key_name(const struct row *row, const struct sanya_measure_by *key, unsigned depth)
{
	switch (key->key) {
	case SANYA_KEY_PERSON:
		return row->person;
	case SANYA_KEY_STAND_IN:
		return row->stand_in;
	case SANYA_KEY_MONTH:
		return sanya_measure_date(row->measuring, &row->measuring->months, row->value->at);
	case SANYA_KEY_DAY:
		return sanya_measure_date(row->measuring, &row->measuring->days, row->value->at);
	case SANYA_KEY_FIELD:
	default:
		return row->columns[depth] != NULL ? row->columns[depth][row->number] : SANYA_NO_NAME;
	}
}

/* From a beginning of so many keys on; a list makes one group for each of its names. */
static int spread(struct row *row, unsigned depth, uint32_t group, struct sanya_error *err)
{
	const struct sanya_measure_keying *keying = row->tally->keying;
	struct sanya_groups *groups = &keying->grouping->groups;

	for (; depth < groups->depth; depth++) {
		uint32_t count = row->list_counts[depth];

		if (count > 1) {
			for (uint32_t i = 0; i < count; i++) {
				uint32_t name = row->measuring->listed[(size_t)depth * SANYA_LIST_MAX + i];
				uint32_t longer = sanya_groups_step(groups, depth, group, name);

				if (longer == SANYA_NO_GROUP)
					return sanya_error_memory(err);
				if (spread(row, depth + 1, longer, err) < 0)
					return -1;
			}
			return 0;
		}
		uint32_t name = count == 1 ? row->measuring->listed[(size_t)depth * SANYA_LIST_MAX] :
					     key_name(row, &keying->keys[depth], depth);
		group = name == UINT32_MAX ? SANYA_NO_GROUP : sanya_groups_step(groups, depth, group, name);
		if (group == SANYA_NO_GROUP)
			return sanya_error_memory(err);
	}
	return sanya_measure_count_in(row->measuring, row->tally, row->value - row->number, group, row->number, err);
}

/* --- who wants to see it --- */

static int make_observation(struct row *row, struct sanya_error *err)
{
	struct sanya_measuring *measuring = row->measuring;
	const struct sanya_measure_pass *pass = &measuring->pass;

	if (row->has_observation)
		return 0;
	if (measuring->lists == NULL)
		measuring->lists = malloc(sizeof *measuring->lists);
	if (measuring->lists == NULL)
		return sanya_error_memory(err);
	if (pass->block->kind == SANYA_TICKET)
		sanya_block_ticket(pass->block, pass->dictionary, row->number, measuring->lists, &row->ticket);
	else
		sanya_block_response(pass->block, pass->dictionary, row->number, measuring->lists, &row->response);
	row->has_observation = true;
	return 0;
}

static int ask_decided(struct row *row, struct sanya_error *err)
{
	const struct sanya_measure_question *question = &row->tally->question;
	bool ticket = row->tally->metric->kind == SANYA_TICKET;

	row->word = (struct sanya_measure_word){ .counts_for = NULL };
	if (question->decided == NULL)
		return 0;
	if (make_observation(row, err) < 0)
		return -1;
	return question->decided(question->context, row->measuring->pass.source, ticket ? row->ticket.id : row->response.id, &row->word, err);
}

static int show(struct row *row, struct sanya_error *err)
{
	const struct sanya_measure_question *question = &row->tally->question;
	bool ticket = row->tally->metric->kind == SANYA_TICKET;

	if (make_observation(row, err) < 0)
		return -1;
	const struct sanya_measure_sight sight = {
		.question = row->tally->number,
		.source = row->measuring->pass.source,
		.kind = row->tally->metric->kind,
		.observation = ticket ? (const void *)&row->ticket : (const void *)&row->response,
		.id = ticket ? row->ticket.id : row->response.id,
		.person = sanya_measure_name_text(row->measuring, row->person),
		.metric = row->tally->metric,
		.value = row->value,
		.left_out = row->word.left_out,
		.counted_in = row->word.counts_for != NULL,
	};
	return question->seen(question->context, &sight, err);
}

static int take_part(struct row *row, uint32_t person, uint32_t stand_in, struct sanya_error *err)
{
	row->person = person;
	row->stand_in = stand_in;
	if (row->word.met != NULL)
		*row->word.met = true;
	if (!row->word.left_out && spread(row, 0, 0, err) < 0)
		return -1;
	return row->tally->question.seen != NULL ? show(row, err) : 0;
}

/* --- whom it is credited to --- */

static int add_person(struct sanya_measuring *measuring, uint32_t person, size_t *count, struct sanya_error *err)
{
	if (!sanya_measure_first_time(measuring, person))
		return 0;
	if (*count == measuring->people_room) {
		uint32_t *people = reallocarray(measuring->people, *count * 2 + 16, sizeof *people);

		if (people == NULL)
			return sanya_error_memory(err);
		measuring->people = people;
		measuring->people_room = *count * 2 + 16;
	}
	measuring->people[(*count)++] = person;
	return 0;
}

/* Those behind one name, each once; `credited`: the observation names it, so that somebody may have to know that it has nobody. */
static int add_name(struct row *row, uint32_t name, bool credited, size_t *count, struct sanya_error *err)
{
	struct sanya_measuring *measuring = row->measuring;
	const struct sanya_measure_question *question = &row->tally->question;
	const struct sanya_measure_answer *answer;

	if (row->tally->asker == NULL)
		return add_person(measuring, name, count, err);
	if (sanya_measure_who(measuring, row->tally->asker, name, row->value->at, &answer, err) < 0)
		return -1;
	if (answer->count == 0 && credited && question->nobody != NULL)
		return question->nobody(question->context, measuring->pass.source, sanya_measure_name_text(measuring, name),
					row->value->at, err);
	for (uint32_t i = 0; i < answer->count; i++)
		if (add_person(measuring, row->tally->asker->people[answer->first + i], count, err) < 0)
			return -1;
	return 0;
}

/* Every name it is credited to, each once, into measuring->credited. */
static int collect_names(struct row *row, size_t *ret_count, struct sanya_error *err)
{
	struct sanya_measuring *measuring = row->measuring;
	const struct sanya_credit_fields *credited = &row->tally->keying->credited;
	const struct sanya_block *block = measuring->pass.block;
	uint32_t *names = measuring->credited;
	size_t count = 0;

	sanya_measure_fresh(measuring);
	for (unsigned i = 0; i < credited->count; i++) {
		uint32_t name = row->credited[i][row->number];

		if (name != SANYA_NO_NAME && sanya_measure_first_time(measuring, name))
			names[count++] = name;
	}
	bool list = credited->list && sanya_block_has(block, SANYA_HAS_LIST(SANYA_LIST_INVOLVED));
	for (uint32_t i = list ? sanya_block_list_begin(block, SANYA_LIST_INVOLVED, row->number) : 0;
	     list && i < block->list_ends[SANYA_LIST_INVOLVED][row->number]; i++) {
		uint32_t name = sanya_measure_of_code(measuring, block->listed[i]);

		if (name == UINT32_MAX)
			return sanya_error_memory(err);
		if (sanya_measure_first_time(measuring, name))
			names[count++] = name;
	}
	*ret_count = count;
	return 0;
}

/* Everybody it is credited to, each once, into measuring->people. */
static int collect_people(struct row *row, size_t *ret_count, bool *ret_named, struct sanya_error *err)
{
	size_t names = 0;

	*ret_count = 0;
	if (collect_names(row, &names, err) < 0)
		return -1;
	*ret_named = names > 0;
	sanya_measure_fresh(row->measuring);
	for (size_t i = 0; i < names; i++)
		if (add_name(row, row->measuring->credited[i], true, ret_count, err) < 0)
			return -1;
	return 0;
}

/* Nobody it is credited to counts.  The assignee stands in where it names nobody at all; else it counts for nobody, or not at all. */
static int credit_stand_in(struct row *row, bool named, struct sanya_error *err)
{
	struct sanya_measuring *measuring = row->measuring;
	size_t count = 0;

	if (!named && row->tally->stand_in) {
		uint32_t assignee = row->assignees[row->number];

		if (assignee != SANYA_NO_NAME && add_name(row, assignee, false, &count, err) < 0)
			return -1;
		for (size_t i = 0; i < count; i++)
			if (take_part(row, SANYA_NO_NAME, measuring->people[i], err) < 0)
				return -1;
	}
	if (count > 0 || (row->tally->asker != NULL && (named || !row->tally->question.unnamed)))
		return 0;
	return take_part(row, SANYA_NO_NAME, SANYA_NO_NAME, err);
}

/* Whom it counts for by what was decided, unless it does so anyway. */
static int add_decided(struct row *row, size_t *count, struct sanya_error *err)
{
	uint32_t name;

	if (row->word.counts_for == NULL)
		return 0;
	name = sanya_measure_name(row->measuring, sanya_text_of(row->word.counts_for));
	return name == UINT32_MAX ? sanya_error_memory(err) : add_person(row->measuring, name, count, err);
}

static int credit(struct row *row, struct sanya_error *err)
{
	const struct sanya_measure_tally *tally = row->tally;
	size_t count = 0;
	bool named = false;

	if (!tally->by_person && tally->asker == NULL)
		return take_part(row, SANYA_NO_NAME, SANYA_NO_NAME, err);
	if (collect_people(row, &count, &named, err) < 0 || add_decided(row, &count, err) < 0)
		return -1;
	if (count == 0)
		return credit_stand_in(row, named, err);
	for (size_t i = 0; i < (tally->by_person ? count : 1); i++)
		if (take_part(row, row->measuring->people[i], SANYA_NO_NAME, err) < 0)
			return -1;
	return 0;
}

/* --- rows --- */

static bool names_anybody(const struct row *row)
{
	const struct sanya_credit_fields *credited = &row->tally->keying->credited;
	const struct sanya_block *block = row->measuring->pass.block;

	for (unsigned i = 0; i < credited->count; i++)
		if (row->credited[i][row->number] != SANYA_NO_NAME)
			return true;
	return credited->list && sanya_block_has(block, SANYA_HAS_LIST(SANYA_LIST_INVOLVED)) &&
	       sanya_block_list_begin(block, SANYA_LIST_INVOLVED, row->number) < block->list_ends[SANYA_LIST_INVOLVED][row->number];
}

static int read_columns(struct row *row, struct sanya_error *err)
{
	struct sanya_measuring *measuring = row->measuring;
	const struct sanya_measure_keying *keying = row->tally->keying;
	bool lists = false;

	for (unsigned i = 0; i < keying->credited.count; i++)
		if (sanya_measure_coded(measuring, keying->credited.coded[i], &row->credited[i], err) < 0)
			return -1;
	if (row->tally->stand_in && sanya_measure_coded(measuring, SANYA_CODED_ASSIGNEE, &row->assignees, err) < 0)
		return -1;
	for (unsigned depth = 0; depth < keying->grouping->groups.depth; depth++) {
		const struct sanya_measure_by *key = &keying->keys[depth];

		row->columns[depth] = NULL;
		row->list_counts[depth] = 0;
		if (key->key != SANYA_KEY_FIELD)
			continue;
		if (key->field->shape == SANYA_FIELD_LIST)
			lists = true;
		else if (sanya_measure_field(measuring, key->field, &row->columns[depth], err) < 0)
			return -1;
	}
	if (lists && measuring->listed == NULL)
		measuring->listed = reallocarray(NULL, SANYA_GROUP_KEYS * SANYA_LIST_MAX, sizeof *measuring->listed);
	return lists && measuring->listed == NULL ? sanya_error_memory(err) : 0;
}

static int take_row(struct row *row, const unsigned char *holds, struct sanya_error *err)
{
	struct sanya_measure_tally *tally = row->tally;
	const struct sanya_measure_question *question = &tally->question;

	if (tally->stand_in && !tally->named)
		tally->named = names_anybody(row);
	if ((question->from != SANYA_NO_INSTANT && row->value->at < question->from) ||
	    (question->to != SANYA_NO_INSTANT && row->value->at >= question->to) || (holds != NULL && holds[row->number] == 0))
		return 0;
	row->has_observation = false;
	return read_lists(row, err) < 0 || ask_decided(row, err) < 0 ? -1 : credit(row, err);
}

int sanya_measure_take_rows(struct sanya_measuring *measuring, struct sanya_measure_tally *tally,
			    const struct sanya_measure_column *column, const struct sanya_metric_value *values,
			    struct sanya_error *err)
{
	struct row row = { .measuring = measuring, .tally = tally };
	const unsigned char *holds, *counted = measuring->pass.counted;

	measuring->pairs.count = 0;
	if (read_columns(&row, err) < 0 || sanya_measure_holds(measuring, tally->filter, &holds, err) < 0)
		return -1;
	for (uint32_t i = 0; i < measuring->pass.block->count; i++) {
		if (counted != NULL && counted[i] == 0)
			continue;
		/* Of a snapshot of each month, each month's picture counts in that month alone. */
		if (tally->column_count > 1 && (values[i].at < column->from || values[i].at >= column->to))
			continue;
		row.number = i;
		row.value = &values[i];
		if (take_row(&row, holds, err) < 0)
			return -1;
	}
	return sanya_measure_flush(measuring, tally, values, err);
}
