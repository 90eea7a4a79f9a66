/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rows of sanya measure as JSON, in the shape that scripts rely on.
 * All that does not change from row to row is made once, by the same writer, and copied from then on; there are lists of a million rows.
 * Knows nothing of remarks and tables.
 */
#include "../codec/json_write.h"
#include "measure_show.h"

#define ROWS_AT_ONCE (32u << 10) /* bytes */
#define KEYS_MOST    (SANYA_MEASURE_BY_MAX + 3u)

/* A key of the rows. */
struct shown_key {
	const char *name;
	size_t place;	 /* among the keys of a row; SIZE_MAX: it is none of them, and null */
	bool if_there;	 /* left out where the row has none */
	struct sanya_json_piece piece; /* up to its text; the first key is part of the heads */
};

struct writing {
	struct sanya_cli *cli;
	const struct sanya_measure_shown *shown;
	struct sanya_measure_findings *findings;
	struct sanya_arena arena;
	struct sanya_json_writer writer;
	bool any;
	struct shown_key keys[KEYS_MOST];
	size_t key_count;
	struct sanya_json_piece *heads; /* by question */
	struct sanya_json_piece count, num, den, display, nothing, excluded, none;
};

static const struct sanya_text null_text = { NULL, 0 };

/* --- what does not change --- */

static size_t place_of(const struct sanya_measure_shown *shown, const char *name)
{
	size_t place = 0;

	while (place < shown->by_count && strcmp(shown->by[place], name) != 0)
		place++;
	return place < shown->by_count ? place : SIZE_MAX;
}

static void add_key(struct writing *writing, const char *name, bool if_there)
{
	writing->keys[writing->key_count++] = (struct shown_key){ name, place_of(writing->shown, name), if_there, { .size = 0 } };
}

/* person and month always stand there; a field of one's own stands in the place of person, and day in that of month. */
static void lay_out_keys(struct writing *writing)
{
	const struct sanya_measure_shown *shown = writing->shown;
	bool own = false, day = place_of(shown, "day") != SIZE_MAX;

	for (size_t i = 0; i < shown->by_count; i++) {
		if (strcmp(shown->by[i], "person") == 0 || strcmp(shown->by[i], "month") == 0 || strcmp(shown->by[i], "day") == 0)
			continue;
		add_key(writing, shown->by[i], false);
		own = true;
	}
	add_key(writing, "person", own);
	if (day)
		add_key(writing, "day", false);
	add_key(writing, "month", day);
}

static void begin_row(struct sanya_json_writer *writer, const struct sanya_measure_pair *pair, const char *first_key)
{
	sanya_json_write_item(writer);
	sanya_json_write_open(writer, '{');
	SANYA_JSON_KEY(writer, "metric");
	sanya_json_write_text(writer, sanya_text_of(pair->metric));
	SANYA_JSON_KEY(writer, "statistic");
	sanya_json_write_text(writer, sanya_text_of(pair->words));
	sanya_json_write_key(writer, first_key, strlen(first_key));
}

/* The pieces of a row in the order in which they stand, from a writer that stands before a row that is not the first. */
static int make_pieces(struct writing *writing, struct sanya_json_writer *writer)
{
	const struct sanya_json_writer before = *writer;
	struct sanya_arena *arena = &writing->arena;
	int bad = 0;

	for (size_t i = 0; i < writing->shown->pair_count; i++) {
		*writer = before;
		begin_row(writer, &writing->shown->pairs[i], writing->keys[0].name);
		bad |= sanya_json_write_keep(writer, arena, &writing->heads[i]);
	}
	for (size_t i = 1; i < writing->key_count; i++) {
		sanya_json_write_key(writer, writing->keys[i].name, strlen(writing->keys[i].name));
		bad |= sanya_json_write_keep(writer, arena, &writing->keys[i].piece);
	}
	SANYA_JSON_KEY(writer, "count");
	bad |= sanya_json_write_keep(writer, arena, &writing->count);
	const struct sanya_json_writer counted = *writer;
	SANYA_JSON_KEY(writer, "value");
	sanya_json_write_text(writer, null_text);
	SANYA_JSON_KEY(writer, "display");
	sanya_json_write_text(writer, null_text);
	bad |= sanya_json_write_keep(writer, arena, &writing->nothing);
	*writer = counted;
	SANYA_JSON_KEY(writer, "value");
	sanya_json_write_open(writer, '{');
	SANYA_JSON_KEY(writer, "num");
	bad |= sanya_json_write_keep(writer, arena, &writing->num);
	SANYA_JSON_KEY(writer, "den");
	bad |= sanya_json_write_keep(writer, arena, &writing->den);
	sanya_json_write_close(writer, '}');
	SANYA_JSON_KEY(writer, "display");
	bad |= sanya_json_write_keep(writer, arena, &writing->display);
	SANYA_JSON_KEY(writer, "excluded");
	sanya_json_write_open(writer, '{');
	bad |= sanya_json_write_keep(writer, arena, &writing->excluded);
	sanya_json_write_close(writer, '}');
	sanya_json_write_close(writer, '}');
	return bad | sanya_json_write_keep(writer, arena, &writing->none);
}

static int prepare(struct writing *writing, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer bytes;
	struct sanya_json_writer writer;
	struct sanya_json_piece start;

	sanya_buffer_init(&bytes, SANYA_DOCUMENT_MAX);
	lay_out_keys(writing);
	writing->heads = sanya_arena_array(&writing->arena, writing->shown->pair_count + 1, sizeof *writing->heads);
	if (writing->heads == NULL)
		return sanya_error_memory(err);
	sanya_json_write_begin(&writer, &bytes);
	sanya_json_write_open(&writer, '{');
	SANYA_JSON_KEY(&writer, "rows");
	sanya_json_write_open(&writer, '[');
	sanya_json_write_item(&writer);
	if (sanya_json_write_keep(&writer, &writing->arena, &start) < 0 || make_pieces(writing, &writer) != 0)
		return sanya_error_memory(err);
	return 0;
}

/* --- rows --- */

static void write_head(struct writing *writing, size_t question)
{
	struct sanya_json_piece head = writing->heads[question];

	/* The first row has no comma before it. */
	if (!writing->any) {
		head.bytes++;
		head.size--;
	}
	writing->any = true;
	sanya_json_write_again(&writing->writer, &head);
}

static void write_keys(struct writing *writing, const struct sanya_measure_row *row)
{
	for (size_t i = 0; i < writing->key_count; i++) {
		const struct shown_key *key = &writing->keys[i];
		struct sanya_text text = key->place != SIZE_MAX ? row->keys[key->place] : null_text;

		if (text.at == NULL && key->if_there)
			continue;
		if (i > 0)
			sanya_json_write_again(&writing->writer, &key->piece);
		sanya_json_write_text(&writing->writer, text);
	}
}

static void write_value(struct writing *writing, const struct sanya_measure_row *row)
{
	struct sanya_json_writer *writer = &writing->writer;
	char room[SANYA_RATIO_TEXT];

	sanya_json_write_again(writer, &writing->count);
	sanya_json_write_integer(writer, (int64_t)row->count);
	if (!row->has_value) {
		sanya_json_write_again(writer, &writing->nothing);
		return;
	}
	sanya_json_write_again(writer, &writing->num);
	sanya_json_write_digits(writer, row->value.num);
	sanya_json_write_again(writer, &writing->den);
	sanya_json_write_digits(writer, row->value.den);
	sanya_json_write_again(writer, &writing->display);
	sanya_json_write_text(writer, sanya_measure_display(writing->shown, row, room));
}

static int write_row(void *context, const struct sanya_measure_row *row, struct sanya_error *err)
{
	struct writing *writing = context;
	struct sanya_json_writer *writer = &writing->writer;

	sanya_measure_note(writing->findings, writing->shown, row);
	write_head(writing, row->question);
	write_keys(writing, row);
	write_value(writing, row);
	sanya_json_write_again(writer, &writing->excluded);
	if (row->excluded_count == 0) {
		sanya_json_write_again(writer, &writing->none);
	} else {
		for (size_t i = 0; i < row->excluded_count; i++) {
			sanya_json_write_key(writer, row->excluded[i].word, strlen(row->excluded[i].word));
			sanya_json_write_integer(writer, (int64_t)row->excluded[i].count);
		}
		sanya_json_write_close(writer, '}');
		sanya_json_write_close(writer, '}');
	}
	if (sanya_json_write_pending(writer) < ROWS_AT_ONCE)
		return 0;
	sanya_json_write_flush(writer);
	return sanya_cli_pour(writing->cli, err);
}

static int write_all(struct writing *writing, struct sanya_error *err)
{
	struct sanya_cli *cli = writing->cli;
	struct sanya_json_writer *writer = &writing->writer;

	if (prepare(writing, err) < 0)
		return -1;
	cli->written = true;
	sanya_json_write_begin(writer, &cli->out);
	sanya_json_write_open(writer, '{');
	SANYA_JSON_KEY(writer, "rows");
	sanya_json_write_open(writer, '[');
	if (sanya_measuring_each(writing->shown->measuring, write_row, writing, err) < 0)
		return -1;
	sanya_json_write_close(writer, ']');
	sanya_json_write_close(writer, '}');
	sanya_json_write_end(writer);
	return sanya_buffer_check(&cli->out, "output", err);
}

int sanya_measure_json(struct sanya_cli *cli, const struct sanya_measure_shown *shown, struct sanya_measure_findings *findings,
		       struct sanya_error *err)
{
	struct writing writing = { .cli = cli, .shown = shown, .findings = findings };

	sanya_arena_init(&writing.arena);
	int result = write_all(&writing, err);
	sanya_arena_done(&writing.arena);
	return result;
}
