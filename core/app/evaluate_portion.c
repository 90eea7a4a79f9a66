/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Own goals whose values are kept, for many people: so many of them at a time that the values stay within bounds.  The people come in the order
 * in which their evidence lies, so that each portion is a scan of its own part and all of them together read everything once.
 * How many make a portion is learned from the one before; one that turns out too large is given up and halved.
 */
#include "evaluate_parts.h"

#include "../store/bearers.h"

#include <stdlib.h>
#include <string.h>

/* One name of somebody who asks. */
struct borne {
	size_t rank; /* of the person: the order in which they are gone through */
	struct sanya_text name;
};

struct portion {
	struct sanya_pass *pass;
	struct sanya_arena arena;
	const unsigned char *asks; /* by place */
	size_t *ranks;		   /* by place; SANYA_NOBODY: there is no evidence of them */
	size_t *places;		   /* by rank */
	size_t count;
	struct borne *names; /* by rank */
	size_t name_count, name_room;
	struct sanya_names strangers;
	size_t from, size; /* ranks of the portion at hand */
};

size_t sanya_pass_people_least(const struct sanya_pass *pass)
{
	return pass->evaluate->people_least > 0 ? pass->evaluate->people_least : 256;
}

static size_t values_most(const struct sanya_pass *pass)
{
	return pass->evaluate->values_most > 0 ? pass->evaluate->values_most : 3u << 20;
}

/* --- who comes when --- */

static int keep_name(struct portion *portion, struct sanya_text name, struct sanya_text *ret, struct sanya_error *err)
{
	const char *copy = sanya_arena_copy(&portion->arena, name.at, name.size);

	if (copy == NULL)
		return sanya_error_memory(err);
	*ret = (struct sanya_text){ copy, name.size };
	return 0;
}

static int add_borne(struct portion *portion, size_t place, struct sanya_text name, struct sanya_error *err)
{
	struct borne *grown = sanya_arena_grow(&portion->arena, portion->names, portion->name_count, &portion->name_room, sizeof(*grown));

	if (grown == NULL)
		return sanya_error_memory(err);
	portion->names = grown;
	if (portion->ranks[place] == SANYA_NOBODY) {
		portion->ranks[place] = portion->count;
		portion->places[portion->count++] = place;
	}
	grown[portion->name_count++] = (struct borne){ portion->ranks[place], name };
	return 0;
}

/* A name of the evidence: of those who ever bear it and ask; of nobody; or of others. */
static int add_bearer(void *context, const char *source, struct sanya_text name, struct sanya_error *err)
{
	struct portion *portion = context;
	const struct sanya_evaluate *evaluate = portion->pass->evaluate;
	struct sanya_text kept = { NULL, 0 };
	const struct sanya_bearer *bearers;
	size_t count;
	bool strange = true;

	bearers = sanya_roster_bearers(evaluate->roster, name, &count);
	for (size_t i = 0; i < count; i++) {
		if (!sanya_bearer_in(&bearers[i], source))
			continue;
		strange = false;
		if (!portion->asks[bearers[i].person])
			continue;
		if ((kept.at == NULL && keep_name(portion, name, &kept, err) != 0) ||
		    add_borne(portion, bearers[i].person, kept, err) != 0)
			return -1;
	}
	if (!strange || !evaluate->count_unknown)
		return 0;
	return keep_name(portion, name, &kept, err) != 0 ? -1 : sanya_names_add(&portion->strangers, kept, err);
}

static int compare_borne(const void *a, const void *b)
{
	const struct borne *x = a, *y = b;

	return (x->rank > y->rank) - (x->rank < y->rank);
}

static int line_up(struct portion *portion, struct sanya_error *err)
{
	const struct sanya_evaluate *evaluate = portion->pass->evaluate;
	size_t people = evaluate->roster->count;

	portion->ranks = sanya_arena_array(&portion->arena, people, sizeof(*portion->ranks));
	portion->places = sanya_arena_array(&portion->arena, people, sizeof(*portion->places));
	if (portion->ranks == NULL || portion->places == NULL)
		return sanya_error_memory(err);
	for (size_t place = 0; place < people; place++)
		portion->ranks[place] = SANYA_NOBODY;
	if (sanya_bearers_each(evaluate->store, evaluate->watermark, add_bearer, portion, err) != 0)
		return -1;
	if (portion->name_count > 1)
		qsort(portion->names, portion->name_count, sizeof(*portion->names), compare_borne);
	return 0;
}

/* --- one portion --- */

static size_t first_name(const struct portion *portion, size_t rank)
{
	size_t low = 0, high = portion->name_count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (portion->names[middle].rank < rank)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int choose(struct portion *portion, struct sanya_names *names, struct sanya_error *err)
{
	struct sanya_pass *pass = portion->pass;
	size_t end = first_name(portion, portion->from + portion->size);

	memset(pass->portion, 0, pass->evaluate->roster->count);
	for (size_t i = 0; i < portion->size; i++)
		pass->portion[portion->places[portion->from + i]] = 1;
	for (size_t i = first_name(portion, portion->from); i < end; i++)
		if (sanya_names_add(names, portion->names[i].name, err) != 0)
			return -1;
	for (size_t i = 0; pass->first_portion && i < portion->strangers.count; i++)
		if (sanya_names_add(names, portion->strangers.list[i], err) != 0)
			return -1;
	return 0;
}

/* What a scan that was given up has counted is counted again by the next one. */
static void uncount(struct sanya_pass *pass)
{
	for (size_t i = 0; i < pass->ask_count; i++) {
		struct sanya_whom *whom = pass->asks[i]->whom;

		if (!pass->asks[i]->run->in_portions)
			continue;
		if (pass->first_portion)
			whom->unknown = 0;
		for (size_t place = 0; whom->unknown_of != NULL && place < pass->evaluate->roster->count; place++)
			if (pass->portion[place])
				whom->unknown_of[place] = 0;
	}
}

/* How many people next, so that their values take about as much as they may. */
static size_t next_size(const struct portion *portion, uint64_t bytes)
{
	uint64_t size = bytes == 0 ? UINT64_MAX : portion->size * (uint64_t)(values_most(portion->pass) / 8 * 7) / bytes;

	if (size > 32 * (uint64_t)portion->size)
		size = 32 * (uint64_t)portion->size;
	return size == 0 ? 1 : (size_t)size;
}

static int run_portion(struct portion *portion, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_names_done) struct sanya_names names;
	struct sanya_pass *pass = portion->pass;
	struct sanya_scan scan = { .pass = pass, .in_portions = true };

	sanya_names_init(&names);
	if (portion->size > portion->count - portion->from)
		portion->size = portion->count - portion->from;
	scan.values_most = portion->size > 1 ? values_most(pass) : 0;
	pass->first_portion = portion->from == 0;
	if (choose(portion, &names, err) != 0 || sanya_scan_names(&scan, &names, err) != 0)
		return -1;
	if (scan.over) {
		sanya_scan_give_up(&scan);
		uncount(pass);
		portion->size = (portion->size + 1) / 2;
		return 0;
	}
	if (sanya_scan_answer(&scan, err) != 0)
		return -1;
	portion->from += portion->size;
	portion->size = next_size(portion, scan.bytes);
	return 0;
}

/* Names that nobody bears are read with the first portion, also where there is nobody else. */
static int run_all(struct portion *portion, struct sanya_error *err)
{
	struct sanya_pass *pass = portion->pass;
	struct sanya_scan scan = { .pass = pass, .in_portions = true };
	unsigned char *asks = sanya_arena_array(&portion->arena, pass->evaluate->roster->count, 1);
	bool any;

	pass->portion = sanya_arena_array(&pass->arena, pass->evaluate->roster->count, 1);
	if (asks == NULL || pass->portion == NULL)
		return sanya_error_memory(err);
	portion->asks = asks;
	portion->size = sanya_pass_people_least(pass);
	if (sanya_scan_mark(&scan, asks, &any, err) != 0 || line_up(portion, err) != 0)
		return -1;
	do {
		if (run_portion(portion, err) != 0)
			return -1;
	} while (portion->from < portion->count);
	pass->portion = NULL;
	sanya_scan_end(&scan);
	return 0;
}

int sanya_pass_run_portions(struct sanya_pass *pass, struct sanya_error *err)
{
	struct portion portion = { .pass = pass };
	int result;

	sanya_arena_init(&portion.arena);
	sanya_names_init(&portion.strangers);
	result = run_all(&portion, err);
	sanya_names_done(&portion.strangers);
	sanya_arena_done(&portion.arena);
	return result;
}
