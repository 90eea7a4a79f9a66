/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conditions: which rows of a block they hold for, once for all tallies that have the same ones.
 * Whether a name is among a condition's values is looked up when it is met for the first time.
 */
#include "measure_room.h"

enum { UNKNOWN, NO, YES };

static bool is_one_of(const struct sanya_condition *condition, struct sanya_text text)
{
	for (size_t i = 0; i < condition->value_count; i++)
		if (text.at != NULL && sanya_text_is(text, condition->values[i]))
			return true;
	return false;
}

static int reach(const struct sanya_measuring *measuring, unsigned char **matches, uint32_t *room, struct sanya_error *err)
{
	uint32_t wanted = measuring->names.count + 1 + measuring->names.count / 4;
	unsigned char *longer = realloc(*matches, wanted);

	if (longer == NULL)
		return sanya_error_memory(err);
	memset(longer + *room, UNKNOWN, wanted - *room);
	*matches = longer;
	*room = wanted;
	return 0;
}

/* 1: it is one of the values, 0: it is not, -1: memory is used up. */
static int matches(const struct sanya_measuring *measuring, struct sanya_measure_filter *filter, size_t condition, uint32_t name,
		   struct sanya_error *err)
{
	if (name >= filter->rooms[condition] && reach(measuring, &filter->matches[condition], &filter->rooms[condition], err) < 0)
		return -1;
	unsigned char *known = &filter->matches[condition][name];
	if (*known == UNKNOWN)
		*known = is_one_of(&filter->where[condition], sanya_measure_name_text(measuring, name)) ? YES : NO;
	return *known == YES;
}

static int coded_holds(struct sanya_measuring *measuring, struct sanya_measure_filter *filter, size_t condition, struct sanya_error *err)
{
	const uint32_t *names;

	if (sanya_measure_field(measuring, filter->fields[condition], &names, err) < 0)
		return -1;
	for (uint32_t i = 0; i < measuring->pass.block->count; i++) {
		int found = filter->holds[i] != 0 ? matches(measuring, filter, condition, names[i], err) : 0;

		if (found < 0)
			return -1;
		filter->holds[i] = (unsigned char)found;
	}
	return 0;
}

/* Texts that hardly come twice get no names. */
static void plain_holds(const struct sanya_measuring *measuring, struct sanya_measure_filter *filter, size_t condition)
{
	const struct sanya_block *block = measuring->pass.block;
	enum sanya_plain field = (enum sanya_plain)filter->fields[condition]->number;

	for (uint32_t i = 0; i < block->count; i++)
		if (filter->holds[i] != 0)
			filter->holds[i] = is_one_of(&filter->where[condition], sanya_block_plain(block, field, i));
}

static int list_holds(struct sanya_measuring *measuring, struct sanya_measure_filter *filter, size_t condition, struct sanya_error *err)
{
	const struct sanya_block *block = measuring->pass.block;
	enum sanya_list list = (enum sanya_list)filter->fields[condition]->number;
	bool has = sanya_block_has(block, SANYA_HAS_LIST(list));

	for (uint32_t i = 0; i < block->count; i++) {
		int found = 0;

		for (uint32_t k = has ? sanya_block_list_begin(block, list, i) : 0;
		     has && filter->holds[i] != 0 && found == 0 && k < block->list_ends[list][i]; k++) {
			uint32_t name = sanya_measure_of_code(measuring, block->listed[k]);

			if (name == UINT32_MAX)
				return sanya_error_memory(err);
			found = matches(measuring, filter, condition, name, err);
		}
		if (found < 0)
			return -1;
		filter->holds[i] = (unsigned char)found;
	}
	return 0;
}

static int fill(struct sanya_measuring *measuring, struct sanya_measure_filter *filter, struct sanya_error *err)
{
	uint32_t count = measuring->pass.block->count;
	int result = 0;

	if (filter->holds == NULL)
		filter->holds = malloc(SANYA_BLOCK_ROWS);
	if (filter->holds == NULL)
		return sanya_error_memory(err);
	if (measuring->pass.counted != NULL)
		memcpy(filter->holds, measuring->pass.counted, count);
	else
		memset(filter->holds, 1, count);
	for (size_t i = 0; i < filter->count && result == 0; i++) {
		enum sanya_field_shape shape = filter->fields[i]->shape;

		if (shape == SANYA_FIELD_PLAIN)
			plain_holds(measuring, filter, i);
		else if (shape == SANYA_FIELD_LIST)
			result = list_holds(measuring, filter, i, err);
		else
			result = coded_holds(measuring, filter, i, err);
	}
	return result;
}

int sanya_measure_holds(struct sanya_measuring *measuring, struct sanya_measure_filter *filter, const unsigned char **ret,
			struct sanya_error *err)
{
	*ret = measuring->pass.counted;
	if (filter == NULL)
		return 0;
	if (filter->block != measuring->block && fill(measuring, filter, err) < 0)
		return -1;
	filter->block = measuring->block;
	*ret = filter->holds;
	return 0;
}

void sanya_measure_filters_free(struct sanya_measuring *measuring)
{
	for (struct sanya_measure_filter *filter = measuring->filters; filter != NULL; filter = filter->next) {
		for (size_t i = 0; i < filter->count; i++)
			free(filter->matches[i]);
		free(filter->holds);
	}
}
