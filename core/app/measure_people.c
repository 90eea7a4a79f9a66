/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is behind a name: asked once for each stretch of time, and remembered by name and source.
 * Of several stretches the one that served last is looked at first, because evidence comes more or less in order of time.
 */
#include "measure_room.h"

static bool covers(const struct sanya_measure_answer *answer, int64_t at)
{
	return at >= answer->from && at <= answer->last;
}

static int reach_heads(struct sanya_measuring *measuring, struct sanya_measure_asker *asker, uint32_t name, struct sanya_error *err)
{
	uint32_t source = measuring->pass.source_number;

	if (source >= asker->source_count) {
		struct sanya_measure_of_source *sources = reallocarray(asker->sources, source + 1, sizeof *sources);

		if (sources == NULL)
			return sanya_error_memory(err);
		memset(sources + asker->source_count, 0, (source + 1 - asker->source_count) * sizeof *sources);
		asker->sources = sources;
		asker->source_count = source + 1;
	}
	struct sanya_measure_of_source *of = &asker->sources[source];
	if (name < of->room)
		return 0;
	uint32_t room = measuring->names.count + 1 + measuring->names.count / 4;
	uint32_t *heads = reallocarray(of->heads, room, sizeof *heads);
	if (heads == NULL)
		return sanya_error_memory(err);
	memset(heads + of->room, 0, (room - of->room) * sizeof *heads);
	of->heads = heads;
	of->room = room;
	return 0;
}

static int keep_people(struct sanya_measuring *measuring, struct sanya_measure_asker *asker, const struct sanya_measure_people *people,
		       struct sanya_measure_answer *answer, struct sanya_error *err)
{
	if (people->count > asker->people_room - asker->people_count) {
		size_t room = (size_t)asker->people_room + asker->people_room / 2 + people->count + 64;
		uint32_t *list = room > UINT32_MAX ? NULL : reallocarray(asker->people, room, sizeof *list);

		if (list == NULL)
			return sanya_error_memory(err);
		asker->people = list;
		asker->people_room = (uint32_t)room;
	}
	answer->first = asker->people_count;
	for (size_t i = 0; i < people->count; i++) {
		uint32_t name = sanya_measure_name(measuring, people->ids[i]);

		if (name == UINT32_MAX)
			return sanya_error_memory(err);
		if (name != SANYA_NO_NAME)
			asker->people[asker->people_count++] = name;
	}
	answer->count = asker->people_count - answer->first;
	return 0;
}

static int ask(struct sanya_measuring *measuring, struct sanya_measure_asker *asker, uint32_t name, int64_t at, struct sanya_error *err)
{
	struct sanya_measure_people people = { .from = SANYA_NO_INSTANT, .to = SANYA_NO_INSTANT };
	uint32_t *head = &asker->sources[measuring->pass.source_number].heads[name];

	if (asker->who(asker->context, measuring->pass.source, sanya_measure_name_text(measuring, name), at, &people, err) < 0)
		return -1;
	/* SANYA_NO_INSTANT is less than every instant. */
	struct sanya_measure_answer answer = { .from = people.from, .next = *head };
	answer.last = people.to == SANYA_NO_INSTANT ? INT64_MAX : people.to - 1;
	if (!covers(&answer, at))
		answer.from = answer.last = at;
	if (keep_people(measuring, asker, &people, &answer, err) < 0)
		return -1;
	if (asker->answer_count == asker->answer_room) {
		uint32_t room = asker->answer_room + asker->answer_room / 2 + 64;
		struct sanya_measure_answer *answers = reallocarray(asker->answers, room, sizeof *answers);

		if (answers == NULL)
			return sanya_error_memory(err);
		asker->answers = answers;
		asker->answer_room = room;
	}
	asker->answers[asker->answer_count++] = answer;
	*head = asker->answer_count;
	return 0;
}

int sanya_measure_who_slowly(struct sanya_measuring *measuring, struct sanya_measure_asker *asker, uint32_t name, int64_t at,
			     const struct sanya_measure_answer **ret, struct sanya_error *err)
{
	uint32_t source = measuring->pass.source_number;

	if ((source >= asker->source_count || name >= asker->sources[source].room) && reach_heads(measuring, asker, name, err) < 0)
		return -1;
	uint32_t *head = &asker->sources[source].heads[name];
	for (uint32_t at_answer = *head, before = 0; at_answer != 0; at_answer = asker->answers[at_answer - 1].next) {
		struct sanya_measure_answer *answer = &asker->answers[at_answer - 1];

		if (covers(answer, at)) {
			if (before != 0) {
				asker->answers[before - 1].next = answer->next;
				answer->next = *head;
				*head = at_answer;
			}
			*ret = answer;
			return 0;
		}
		before = at_answer;
	}
	if (ask(measuring, asker, name, at, err) < 0)
		return -1;
	*ret = &asker->answers[asker->answer_count - 1];
	return 0;
}

void sanya_measure_askers_forget(struct sanya_measuring *measuring)
{
	for (struct sanya_measure_asker *asker = measuring->askers; asker != NULL; asker = asker->next) {
		for (uint32_t i = 0; i < asker->source_count; i++)
			memset(asker->sources[i].heads, 0, asker->sources[i].room * sizeof *asker->sources[i].heads);
		asker->answer_count = asker->people_count = 0;
	}
}

void sanya_measure_askers_free(struct sanya_measuring *measuring)
{
	for (struct sanya_measure_asker *asker = measuring->askers; asker != NULL; asker = asker->next) {
		for (uint32_t i = 0; i < asker->source_count; i++)
			free(asker->sources[i].heads);
		free(asker->sources);
		free(asker->answers);
		free(asker->people);
	}
}
