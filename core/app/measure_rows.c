/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of a measure: the workers report, what was gathered is settled, and every group gives its statistics in order.
 * Names are put in order once; groups are then ordered by numbers.
 */
#include "measure_room.h"

#define AHEAD 3u /* groups ahead whose cells are asked for */

/* --- order --- */

struct ranked {
	uint64_t head; /* the first eight bytes */
	uint32_t name;
	struct sanya_text text;
};

struct entry {
	uint32_t ranks[SANYA_MEASURE_BY_MAX]; /* of the keys; 0: absent */
	uint32_t group;
	struct sanya_measure_grouping *grouping;
};

struct making {
	struct sanya_measuring *measuring;
	struct entry *entries;
	size_t count;
	struct sanya_measure_excluded *excluded, *findings;
};

static void making_done(struct making *making)
{
	free(making->entries);
	free(making->excluded);
	free(making->findings);
}

static int compare_names(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	if (a->head != b->head)
		return a->head < b->head ? -1 : 1;
	return sanya_text_compare(a->text, b->text);
}

static uint64_t head_of(struct sanya_text text)
{
	unsigned char bytes[8] = { 0 };
	uint64_t head = 0;

	memcpy(bytes, text.at, text.size < sizeof bytes ? text.size : sizeof bytes);
	for (size_t i = 0; i < sizeof bytes; i++)
		head = head << 8 | bytes[i];
	return head;
}

/* ret[name]: its place among all names in bytewise order, from 1. */
static int rank_names(const struct sanya_measuring *measuring, uint32_t **ret, struct sanya_error *err)
{
	uint32_t count = measuring->names.count;
	struct ranked *names = reallocarray(NULL, (size_t)count + 1, sizeof *names);
	uint32_t *ranks = reallocarray(NULL, (size_t)count + 1, sizeof *ranks);

	if (names == NULL || ranks == NULL) {
		free(names);
		free(ranks);
		return sanya_error_memory(err);
	}
	for (uint32_t i = 0; i < count; i++) {
		struct sanya_text text = sanya_measure_name_text(measuring, i + 1);

		names[i] = (struct ranked){ head_of(text), i + 1, text };
	}
	qsort(names, count, sizeof *names, compare_names);
	ranks[SANYA_NO_NAME] = 0;
	for (uint32_t i = 0; i < count; i++)
		ranks[names[i].name] = i + 1;
	free(names);
	*ret = ranks;
	return 0;
}

static int compare_entries(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;

	for (size_t i = 0; i < SANYA_MEASURE_BY_MAX; i++)
		if (a->ranks[i] != b->ranks[i])
			return a->ranks[i] < b->ranks[i] ? -1 : 1;
	return 0;
}

static bool anything(const struct sanya_measuring *measuring, const struct sanya_measure_grouping *grouping, uint32_t group)
{
	for (const struct sanya_measure_tally *tally = measuring->tallies; tally != NULL; tally = tally->next)
		if (tally->keying->grouping == grouping && sanya_gathering_has(&tally->gathering, group))
			return true;
	return false;
}

/* The keys of the groups are those of any keying of the grouping. */
static const struct sanya_measure_by *keys_of(const struct sanya_measuring *measuring, const struct sanya_measure_grouping *grouping)
{
	const struct sanya_measure_keying *keying = measuring->keyings;

	while (keying->grouping != grouping)
		keying = keying->next;
	return keying->keys;
}

static void add_entries(struct making *making, struct sanya_measure_grouping *grouping, const uint32_t *ranks)
{
	const struct sanya_measure_by *by = keys_of(making->measuring, grouping);
	uint32_t count = sanya_groups_count(&grouping->groups);

	for (uint32_t group = 0; group < count; group++) {
		struct entry *entry = &making->entries[making->count];
		uint32_t keys[SANYA_GROUP_KEYS];

		/* A single group stands even where nothing came: "nothing" is an answer. */
		if (grouping->by_count > 0 && !anything(making->measuring, grouping, group))
			continue;
		*entry = (struct entry){ .group = group, .grouping = grouping };
		sanya_groups_keys(&grouping->groups, group, keys);
		for (unsigned i = 0; i < grouping->groups.depth; i++)
			if (by[i].key != SANYA_KEY_STAND_IN)
				entry->ranks[by[i].place] = ranks[keys[i]];
		making->count++;
	}
}

static int order_groups(struct making *making, struct sanya_error *err)
{
	struct sanya_measuring *measuring = making->measuring;
	uint32_t *ranks;
	size_t room = 0;

	for (struct sanya_measure_grouping *grouping = measuring->groupings; grouping != NULL; grouping = grouping->next)
		room += sanya_groups_count(&grouping->groups);
	making->entries = reallocarray(NULL, room + 1, sizeof *making->entries);
	if (making->entries == NULL)
		return sanya_error_memory(err);
	if (rank_names(measuring, &ranks, err) < 0)
		return -1;
	for (struct sanya_measure_grouping *grouping = measuring->groupings; grouping != NULL; grouping = grouping->next)
		add_entries(making, grouping, ranks);
	free(ranks);
	qsort(making->entries, making->count, sizeof *making->entries, compare_entries);
	return 0;
}

/* --- the statistics of a group --- */

/* What all questions of a tally say about the group at hand. */
static int compute(struct sanya_measuring *measuring, const struct sanya_measure_tally *tally, struct sanya_error *err)
{
	uint64_t count = sanya_gathering_count(&tally->gathering, tally->at);

	for (size_t i = tally->first; i != SIZE_MAX; i = measuring->asked[i].next) {
		struct sanya_measure_asked *asked = &measuring->asked[i];

		/* How many there are is known also where there are none; all other statistics of nothing are nothing. */
		asked->has_value = count > 0 || asked->statistic.kind == SANYA_STATISTIC_COUNT;
		asked->value = (struct sanya_ratio){ 0, 1 };
		if (count > 0 && sanya_gathering_result(&tally->gathering, tally->at, &asked->statistic, &asked->value, err) < 0)
			return sanya_error_at(err, tally->metric->name, 0, 0);
	}
	return 0;
}

/* The group of each tally in a run of entries with equal keys: one entry for each grouping that has them. */
static void open_run(struct sanya_measuring *measuring, const struct entry *entries, size_t count)
{
	for (size_t i = 0; i < count; i++)
		entries[i].grouping->at = entries[i].group;
	for (struct sanya_measure_tally *tally = measuring->tallies; tally != NULL; tally = tally->next) {
		uint32_t group = tally->keying->grouping->at;
		bool stands = tally->question.by_count == 0 && group != SANYA_NO_GROUP;

		tally->at = stands || sanya_gathering_has(&tally->gathering, group) ? group : SANYA_NO_GROUP;
	}
	for (size_t i = 0; i < count; i++)
		entries[i].grouping->at = SANYA_NO_GROUP;
}

static size_t run_length(const struct making *making, size_t from)
{
	size_t to = from + 1;

	while (to < making->count && compare_entries(&making->entries[from], &making->entries[to]) == 0)
		to++;
	return to - from;
}

/* A result that does not fit fails the whole; it has to fail before anybody was shown the first row. */
static int try_all(struct making *making, struct sanya_error *err)
{
	struct sanya_measuring *measuring = making->measuring;
	bool any = false;

	for (struct sanya_measure_tally *tally = measuring->tallies; tally != NULL; tally = tally->next)
		any = any || sanya_gathering_may_fail(&tally->gathering);
	for (size_t at = 0, length; any && at < making->count; at += length) {
		length = run_length(making, at);
		open_run(measuring, making->entries + at, length);
		for (struct sanya_measure_tally *tally = measuring->tallies; tally != NULL; tally = tally->next)
			if (tally->at != SANYA_NO_GROUP && sanya_gathering_may_fail(&tally->gathering) &&
			    compute(measuring, tally, err) < 0)
				return -1;
	}
	return 0;
}

/* --- rows --- */

static size_t list_reasons(const struct sanya_metric_info *metric, const uint32_t *counts, struct sanya_measure_excluded *ret)
{
	size_t count = 0;

	for (size_t i = 0; counts != NULL && i < metric->reason_count; i++)
		if (counts[i] > 0)
			ret[count++] = (struct sanya_measure_excluded){ metric->reason_words[i], counts[i] };
	return count;
}

static int reasons_room(struct making *making, struct sanya_error *err)
{
	size_t most = 1;

	for (const struct sanya_measure_tally *tally = making->measuring->tallies; tally != NULL; tally = tally->next)
		most = tally->metric->reason_count > most ? tally->metric->reason_count : most;
	making->excluded = reallocarray(NULL, most, sizeof *making->excluded);
	making->findings = reallocarray(NULL, most, sizeof *making->findings);
	return making->excluded == NULL || making->findings == NULL ? sanya_error_memory(err) : 0;
}

static void set_keys(const struct sanya_measuring *measuring, const struct entry *entry, struct sanya_measure_row *row)
{
	const struct sanya_measure_by *by = keys_of(measuring, entry->grouping);
	uint32_t keys[SANYA_GROUP_KEYS];

	sanya_groups_keys(&entry->grouping->groups, entry->group, keys);
	for (unsigned i = 0; i < entry->grouping->groups.depth; i++)
		if (by[i].key != SANYA_KEY_STAND_IN)
			row->keys[by[i].place] = sanya_measure_name_text(measuring, keys[i]);
}

static int make_rows(struct making *making, const struct entry *entries, size_t count,
		     int (*each)(void *context, const struct sanya_measure_row *row, struct sanya_error *err), void *context,
		     struct sanya_error *err)
{
	struct sanya_measuring *measuring = making->measuring;
	struct sanya_measure_row row = { .excluded = making->excluded, .findings = making->findings };

	open_run(measuring, entries, count);
	set_keys(measuring, &entries[0], &row);
	for (struct sanya_measure_tally *tally = measuring->tallies; tally != NULL; tally = tally->next)
		if (tally->at != SANYA_NO_GROUP && compute(measuring, tally, err) < 0)
			return -1;
	for (size_t i = 0; i < measuring->asked_count; i++) {
		const struct sanya_measure_asked *asked = &measuring->asked[i];
		const struct sanya_measure_tally *tally = asked->tally;

		if (tally->at == SANYA_NO_GROUP)
			continue;
		row.question = i;
		row.count = sanya_gathering_count(&tally->gathering, tally->at);
		row.has_value = asked->has_value;
		row.value = asked->value;
		row.spread = asked->spread ? sanya_gathering_spread(&tally->gathering, tally->at, &asked->statistic) : NULL;
		row.excluded_count =
			list_reasons(tally->metric, sanya_gathering_excluded(&tally->gathering, tally->at), making->excluded);
		row.finding_count =
			list_reasons(tally->metric, sanya_gathering_findings(&tally->gathering, tally->at), making->findings);
		if (each(context, &row, err) < 0)
			return -1;
	}
	return 0;
}

static void look_ahead(const struct making *making, size_t at)
{
	if (at + AHEAD >= making->count)
		return;
	const struct entry *later = &making->entries[at + AHEAD];
	for (const struct sanya_measure_tally *tally = making->measuring->tallies; tally != NULL; tally = tally->next)
		if (later->grouping == tally->keying->grouping)
			sanya_gathering_near(&tally->gathering, later->group);
}

int sanya_measuring_each(struct sanya_measuring *measuring,
			 int (*each)(void *context, const struct sanya_measure_row *row, struct sanya_error *err), void *context,
			 struct sanya_error *err)
{
	SANYA_CLEANUP(making_done) struct making making = { .measuring = measuring };

	if (sanya_measure_end_workers(measuring, err) < 0 || sanya_measure_settle(measuring, err) < 0)
		return -1;
	if (order_groups(&making, err) < 0 || reasons_room(&making, err) < 0 || try_all(&making, err) < 0)
		return -1;
	for (size_t at = 0, length; at < making.count; at += length) {
		length = run_length(&making, at);
		look_ahead(&making, at);
		if (make_rows(&making, making.entries + at, length, each, context, err) < 0)
			return -1;
	}
	return 0;
}

bool sanya_measuring_fell_back(const struct sanya_measuring *measuring, size_t question)
{
	return measuring->asked[question].tally->fell_back;
}
