/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What groups are made of: the keys of a question, and which questions have the same.
 * Only prepares; groups are found and made in measure_take.c and measure_row.c.
 */
#include "measure_room.h"

bool sanya_measure_same_words(const char *const *a, size_t a_count, const char *const *b, size_t b_count)
{
	if (a_count != b_count)
		return false;
	for (size_t i = 0; i < a_count; i++)
		if (strcmp(a[i], b[i]) != 0)
			return false;
	return true;
}

static int find_grouping(struct sanya_measuring *measuring, const struct sanya_measure_question *question, bool stand_in,
			 struct sanya_measure_grouping **ret, struct sanya_error *err)
{
	struct sanya_measure_grouping *grouping = measuring->groupings;

	while (grouping != NULL && (grouping->stand_in != stand_in ||
				    !sanya_measure_same_words(grouping->by, grouping->by_count, question->by, question->by_count)))
		grouping = grouping->next;
	if (grouping == NULL) {
		grouping = sanya_arena_alloc(&measuring->arena, sizeof *grouping);
		if (grouping == NULL)
			return sanya_error_memory(err);
		grouping->by = question->by;
		grouping->by_count = question->by_count;
		grouping->stand_in = stand_in;
		grouping->at = SANYA_NO_GROUP;
		sanya_groups_init(&grouping->groups, (unsigned)question->by_count + stand_in);
		grouping->next = measuring->groupings;
		measuring->groupings = grouping;
	}
	*ret = grouping;
	return 0;
}

/* One key of a group as the question names it. */
static int read_key(enum sanya_observation_kind kind, const char *name, struct sanya_measure_by *ret, struct sanya_error *err)
{
	if (strcmp(name, "person") == 0) {
		ret->key = SANYA_KEY_PERSON;
	} else if (strcmp(name, "month") == 0) {
		ret->key = SANYA_KEY_MONTH;
	} else if (strcmp(name, "day") == 0) {
		ret->key = SANYA_KEY_DAY;
	} else {
		ret->key = SANYA_KEY_FIELD;
		if (sanya_field_find(kind, name, &ret->field, err) < 0)
			return sanya_error_next(err, "Groups can also be: person, month, day, all.");
	}
	return 0;
}

static bool is_date(const struct sanya_measure_by *key)
{
	return key->key == SANYA_KEY_MONTH || key->key == SANYA_KEY_DAY;
}

int sanya_measure_read_by(const struct sanya_measure_question *question, enum sanya_observation_kind kind,
		   struct sanya_measure_by by[SANYA_MEASURE_BY_MAX], struct sanya_error *err)
{
	if (question->by_count > SANYA_MEASURE_BY_MAX)
		return sanya_error_set(err, SANYA_USAGE, "at most %d keys can make a group", SANYA_MEASURE_BY_MAX);
	for (size_t i = 0; i < question->by_count; i++) {
		for (size_t j = 0; j < i; j++)
			if (strcmp(question->by[i], question->by[j]) == 0)
				return sanya_error_set(err, SANYA_USAGE, "\"%s\" is given twice among the keys of a group",
						       question->by[i]);
		by[i] = (struct sanya_measure_by){ .place = (unsigned)i };
		if (read_key(kind, question->by[i], &by[i], err) < 0)
			return -1;
	}
	return 0;
}

/* What does not depend on the value comes first: fields, then the person, dates last. */
static void order_keys(struct sanya_measure_keying *keying, const struct sanya_measure_by *by, size_t count, bool stand_in)
{
	unsigned n = 0;

	for (size_t i = 0; i < count; i++)
		if (by[i].key == SANYA_KEY_FIELD)
			keying->keys[n++] = by[i];
	keying->fields = n;
	for (size_t i = 0; i < count; i++)
		if (by[i].key == SANYA_KEY_PERSON)
			keying->keys[n++] = by[i];
	if (stand_in)
		keying->keys[n++] = (struct sanya_measure_by){ .key = SANYA_KEY_STAND_IN, .place = (unsigned)count };
	for (size_t i = 0; i < count; i++) {
		if (!is_date(&by[i]))
			continue;
		keying->keys[n++] = by[i];
		keying->dates++;
	}
}

static bool is_plain(const struct sanya_measure_keying *keying, bool by_person)
{
	for (unsigned i = 0; i < keying->grouping->groups.depth; i++)
		if (keying->keys[i].key == SANYA_KEY_FIELD && keying->keys[i].field->shape == SANYA_FIELD_LIST)
			return false;
	return !by_person || (keying->credited.count <= 1 && !keying->credited.list);
}

int sanya_measure_find_keying(struct sanya_measuring *measuring, const struct sanya_measure_tally *tally, const struct sanya_measure_by *by,
		       struct sanya_measure_keying **ret, struct sanya_error *err)
{
	const struct sanya_measure_question *question = &tally->question;
	struct sanya_measure_keying *keying = measuring->keyings;
	struct sanya_measure_grouping *grouping;

	if (find_grouping(measuring, question, tally->stand_in, &grouping, err) < 0)
		return -1;
	while (keying != NULL &&
	       (keying->grouping != grouping || keying->kind != tally->metric->kind || keying->credit != question->credit))
		keying = keying->next;
	*ret = keying;
	if (keying != NULL)
		return 0;
	keying = sanya_arena_alloc(&measuring->arena, sizeof *keying);
	if (keying == NULL)
		return sanya_error_memory(err);
	keying->grouping = grouping;
	keying->kind = tally->metric->kind;
	keying->credit = question->credit;
	keying->credited = sanya_credit_fields(keying->kind, keying->credit);
	order_keys(keying, by, question->by_count, tally->stand_in);
	keying->plain = is_plain(keying, tally->by_person);
	keying->next = measuring->keyings;
	measuring->keyings = keying;
	*ret = keying;
	return 0;
}
