/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names: one number for each text that matters to a measure, whatever dictionary or source it came from.
 * A code is looked up when it is met for the first time; a field of a block becomes a list of names once, for all who ask for it.
 */
#include "measure_room.h"

/* --- names --- */

/* Marks grow with the names, so that nobody who marks has to look. */
static bool reach_stamps(struct sanya_measuring *measuring, uint32_t name)
{
	uint32_t room = measuring->stamp_room < 256 ? 256 : measuring->stamp_room;

	if (name < measuring->stamp_room)
		return true;
	while (room <= name)
		room = room > UINT32_MAX / 2 ? UINT32_MAX : room * 2;
	uint32_t *stamps = reallocarray(measuring->stamps, room, sizeof *stamps);
	if (stamps == NULL)
		return false;
	memset(stamps + measuring->stamp_room, 0, (room - measuring->stamp_room) * sizeof *stamps);
	measuring->stamps = stamps;
	measuring->stamp_room = room;
	return true;
}

uint32_t sanya_measure_name(struct sanya_measuring *measuring, struct sanya_text text)
{
	uint32_t name = sanya_dictionary_code(&measuring->names, text);

	return name != UINT32_MAX && reach_stamps(measuring, name) ? name : UINT32_MAX;
}

struct sanya_text sanya_measure_name_text(const struct sanya_measuring *measuring, uint32_t name)
{
	return name == SANYA_NO_NAME ? (struct sanya_text){ NULL, 0 } : sanya_dictionary_text(&measuring->names, name);
}

void sanya_measure_fresh(struct sanya_measuring *measuring)
{
	if (++measuring->stamp == 0) {
		memset(measuring->stamps, 0, measuring->stamp_room * sizeof *measuring->stamps);
		measuring->stamp = 1;
	}
}

/* --- streams --- */

static int reach_codes(struct sanya_measure_stream *stream, uint32_t code, struct sanya_error *err)
{
	uint32_t room = stream->room < 256 ? 256 : stream->room;

	if (code < stream->room)
		return 0;
	while (room <= code)
		room = room > UINT32_MAX / 2 ? UINT32_MAX : room * 2;
	uint32_t *names = reallocarray(stream->names, room, sizeof *names);
	if (names == NULL)
		return sanya_error_memory(err);
	memset(names + stream->room, 0, (room - stream->room) * sizeof *names);
	stream->names = names;
	stream->room = room;
	return 0;
}

/* That of a dictionary, from now on the first of the list; NULL: memory is used up. */
static struct sanya_measure_stream *find_stream(struct sanya_measuring *measuring, uint64_t dictionary)
{
	struct sanya_measure_stream **at = &measuring->streams, *stream;
	unsigned before = 0;

	while (*at != NULL && (*at)->dictionary != dictionary && ++before < SANYA_MEASURE_STREAMS)
		at = &(*at)->next;
	stream = *at;
	if (stream != NULL) {
		*at = stream->next;
	} else {
		stream = calloc(1, sizeof *stream);
		if (stream == NULL)
			return NULL;
	}
	/* The one that was met longest ago gives its room to the new one. */
	if (stream->dictionary != dictionary) {
		stream->dictionary = dictionary;
		stream->number = 0;
		stream->told = UINT32_MAX; /* no block goes on from here */
	}
	stream->next = measuring->streams;
	measuring->streams = stream;
	return stream;
}

int sanya_measure_stream(struct sanya_measuring *measuring, const struct sanya_block *block, const struct sanya_dictionary *dictionary,
			 struct sanya_measure_stream **ret, struct sanya_error *err)
{
	struct sanya_measure_stream *stream = find_stream(measuring, dictionary->identity);

	if (stream == NULL)
		return sanya_error_memory(err);
	/* One that is full goes on under the next number. */
	if (stream->number != block->dictionary || stream->told != block->terms_before) {
		if (stream->room > 0)
			memset(stream->names, 0, stream->room * sizeof *stream->names);
		stream->number = block->dictionary;
	}
	stream->told = block->terms_before + block->term_count;
	*ret = stream;
	/* A writer's own dictionary may be further than its blocks have told. */
	return reach_codes(stream, stream->told > dictionary->count ? stream->told : dictionary->count, err);
}

void sanya_measure_streams_free(struct sanya_measuring *measuring)
{
	for (struct sanya_measure_stream *stream = measuring->streams, *next; stream != NULL; stream = next) {
		next = stream->next;
		free(stream->names);
		free(stream);
	}
	measuring->streams = NULL;
}

int sanya_measure_source(struct sanya_measuring *measuring, const char *source, uint32_t *ret, struct sanya_error *err)
{
	uint32_t number = 0;

	while (number < measuring->source_count && strcmp(measuring->sources[number], source) != 0)
		number++;
	*ret = number;
	if (number < measuring->source_count)
		return 0;
	const char **sources = reallocarray(measuring->sources, number + 1, sizeof *sources);
	if (sources == NULL)
		return sanya_error_memory(err);
	measuring->sources = sources;
	sources[number] = sanya_arena_text(&measuring->arena, source);
	if (sources[number] == NULL)
		return sanya_error_memory(err);
	measuring->source_count++;
	return 0;
}

uint32_t sanya_measure_learn(struct sanya_measuring *measuring, uint32_t code)
{
	uint32_t name = sanya_measure_name(measuring, sanya_dictionary_text(measuring->pass.dictionary, code));

	if (name != UINT32_MAX)
		measuring->pass.stream->names[code] = name;
	return name;
}

/* --- fields, row by row --- */

static int fill_coded(struct sanya_measuring *measuring, unsigned field, uint32_t *names, struct sanya_error *err)
{
	const struct sanya_block *block = measuring->pass.block;
	const uint32_t *codes = block->coded[field];

	if (!sanya_block_has(block, SANYA_HAS_CODED(field))) {
		memset(names, 0, block->count * sizeof *names);
		return 0;
	}
	for (uint32_t i = 0; i < block->count; i++) {
		names[i] = sanya_measure_of_code(measuring, codes[i]);
		if (names[i] == UINT32_MAX)
			return sanya_error_memory(err);
	}
	return 0;
}

static int fill_plain(struct sanya_measuring *measuring, enum sanya_plain field, uint32_t *names, struct sanya_error *err)
{
	const struct sanya_block *block = measuring->pass.block;

	for (uint32_t i = 0; i < block->count; i++) {
		names[i] = sanya_measure_name(measuring, sanya_block_plain(block, field, i));
		if (names[i] == UINT32_MAX)
			return sanya_error_memory(err);
	}
	return 0;
}

static int fill_kind(struct sanya_measuring *measuring, uint32_t *names, struct sanya_error *err)
{
	const struct sanya_block *block = measuring->pass.block;
	bool has = sanya_block_has(block, SANYA_HAS_NARROW(SANYA_NARROW_KIND));

	for (uint32_t i = 0; i < block->count; i++) {
		struct sanya_text kind = sanya_field_kind(has ? block->narrow[SANYA_NARROW_KIND][i] : 0);

		names[i] = sanya_measure_name(measuring, kind);
		if (names[i] == UINT32_MAX)
			return sanya_error_memory(err);
	}
	return 0;
}

int sanya_measure_field(struct sanya_measuring *measuring, const struct sanya_field *field, const uint32_t **ret,
			struct sanya_error *err)
{
	unsigned place = field->shape == SANYA_FIELD_CODED   ? field->number
			 : field->shape == SANYA_FIELD_PLAIN ? SANYA_CODEDS + field->number
							     : SANYA_CODEDS + SANYA_PLAINS;
	struct sanya_measure_texts *texts = &measuring->texts[place];
	int result;

	*ret = texts->names;
	if (texts->block == measuring->block)
		return 0;
	if (texts->names == NULL)
		texts->names = reallocarray(NULL, SANYA_BLOCK_ROWS, sizeof *texts->names);
	if (texts->names == NULL)
		return sanya_error_memory(err);
	if (field->shape == SANYA_FIELD_CODED)
		result = fill_coded(measuring, field->number, texts->names, err);
	else if (field->shape == SANYA_FIELD_PLAIN)
		result = fill_plain(measuring, (enum sanya_plain)field->number, texts->names, err);
	else
		result = fill_kind(measuring, texts->names, err);
	if (result < 0)
		return -1;
	texts->block = measuring->block;
	*ret = texts->names;
	return 0;
}

int sanya_measure_coded(struct sanya_measuring *measuring, unsigned coded, const uint32_t **ret, struct sanya_error *err)
{
	const struct sanya_field field = { NULL, SANYA_FIELD_CODED, coded };

	return sanya_measure_field(measuring, &field, ret, err);
}
