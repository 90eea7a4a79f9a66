/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strict reading of documents: places, allowed keys, typed values, refusals with line and column.
 * All document parsers of this room stand on it; it knows no document by name.
 * Values that the domain defines (contracts, calendars) are checked by their own parsers.
 */
#include "reader.h"

#include "../base/time.h"

/* --- places and refusals --- */

static void add_token(const char *key, struct sanya_buffer *out)
{
	for (; *key != '\0'; key++) {
		if (*key == '~')
			sanya_buffer_text(out, "~0");
		else if (*key == '/')
			sanya_buffer_text(out, "~1");
		else
			sanya_buffer_byte(out, (unsigned char)*key);
	}
}

void sanya_read_pointer(const struct sanya_place *place, struct sanya_buffer *out)
{
	if (place->in == NULL)
		return;
	sanya_read_pointer(place->in, out); /* as deep as JSON may nest: SANYA_JSON_DEPTH_MAX */
	sanya_buffer_byte(out, '/');
	if (place->key != NULL)
		add_token(place->key, out);
	else
		sanya_buffer_printf(out, "%zu", place->index);
}

static int blame(const struct sanya_place *place, const char *suffix, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer pointer;

	sanya_buffer_init(&pointer, SANYA_DOCUMENT_MAX);
	sanya_read_pointer(place, &pointer);
	sanya_buffer_text(&pointer, suffix);
	return sanya_reader_blame(place->reader, pointer.data, err);
}

int sanya_reader_blame(const struct sanya_reader *reader, const char *pointer, struct sanya_error *err)
{
	return sanya_json_blame(reader->name, reader->text, reader->size, pointer, err);
}

int sanya_read_blame(const struct sanya_place *place, struct sanya_error *err)
{
	return blame(place, "", err);
}

int sanya_read_refuse(const struct sanya_place *place, struct sanya_error *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	sanya_error_setv(err, SANYA_FAILED, format, args);
	va_end(args);
	return blame(place, "", err);
}

int sanya_read_refuse_key(const struct sanya_place *place, struct sanya_error *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	sanya_error_setv(err, SANYA_FAILED, format, args);
	va_end(args);
	return blame(place, "~", err);
}

/* What messages call a place: its key, or the key of the list it is in. */
static const char *called(const struct sanya_place *place)
{
	while (place->key == NULL && place->in != NULL)
		place = place->in;
	return place->key != NULL ? place->key : "the document";
}

static const char *type_word(const struct sanya_json *json)
{
	static const char *const words[] = {
		[SANYA_JSON_NULL] = "null",
		[SANYA_JSON_FALSE] = "false",
		[SANYA_JSON_TRUE] = "true",
		[SANYA_JSON_INTEGER] = "a number",
		[SANYA_JSON_REAL] = "a floating-point number",
		[SANYA_JSON_TEXT] = "a text",
		[SANYA_JSON_ARRAY] = "a list",
		[SANYA_JSON_OBJECT] = "an object",
	};

	return words[sanya_json_type(json)];
}

static int wrong_type(const struct sanya_place *place, const char *wanted, struct sanya_error *err)
{
	return sanya_read_refuse(place, err, "\"%s\" is %s where %s is wanted", called(place), type_word(place->json), wanted);
}

const char *sanya_read_nearest(const char *word, const char *const *words)
{
	const char *nearest = NULL;
	unsigned best = 3;

	for (; *words != NULL; words++) {
		unsigned distance = sanya_text_distance(word, *words);

		if (distance < best && distance < strlen(*words)) {
			best = distance;
			nearest = *words;
		}
	}
	return nearest;
}

/* --- documents --- */

static int open_object(const char *name, const char *text, size_t size, struct sanya_reader *ret, struct sanya_error *err)
{
	struct sanya_place root;

	*ret = (struct sanya_reader){ .name = name, .text = text, .size = size };
	if (sanya_json_parse(name, text, size, &ret->json, err) < 0)
		return -1;
	root = sanya_reader_root(ret);
	if (sanya_json_type(ret->json) != SANYA_JSON_OBJECT)
		return wrong_type(&root, "an object, {…},", err);
	return 0;
}

int sanya_reader_open_plain(const char *name, const char *text, size_t size, struct sanya_reader *ret,
			    struct sanya_error *err)
{
	return open_object(name, text, size, ret, err);
}

int sanya_reader_open(const char *name, const char *text, size_t size, const char *format, struct sanya_reader *ret,
		      struct sanya_error *err)
{
	struct sanya_place root, place;
	const char *said;

	if (open_object(name, text, size, ret, err) < 0)
		return -1;
	root = sanya_reader_root(ret);
	place = sanya_read_member(&root, "format");
	said = sanya_json_text(place.json);
	if (said != NULL && strcmp(said, format) == 0)
		return 0;
	if (said != NULL) {
		sanya_read_refuse(&place, err, "this document says \"format\": \"%s\"; \"%s\" is wanted here", said, format);
		return sanya_error_next(err, "Give the right file, or a version of Sanya that knows this format.");
	}
	sanya_read_refuse(&root, err, "the document does not say which format it has");
	return sanya_error_next(err, "Begin it with \"format\": \"%s\".", format);
}

void sanya_reader_done(struct sanya_reader *reader)
{
	sanya_json_freep(&reader->json);
}

struct sanya_place sanya_reader_root(const struct sanya_reader *reader)
{
	return (struct sanya_place){ .reader = reader, .json = reader->json };
}

/* --- objects and arrays --- */

static bool is_absent(const struct sanya_place *place)
{
	return sanya_json_type(place->json) == SANYA_JSON_NULL;
}

static int unknown_key(const struct sanya_place *place, const struct sanya_key *keys, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer known;
	const char *nearest = NULL;

	sanya_buffer_init(&known, sizeof(err->next));
	for (const struct sanya_key *key = keys; key->name != NULL; key++) {
		const char *const one[] = { key->name, NULL };

		if (nearest == NULL || sanya_text_distance(place->key, key->name) <
					       sanya_text_distance(place->key, nearest))
			nearest = sanya_read_nearest(place->key, one) != NULL ? key->name : nearest;
		sanya_buffer_printf(&known, "%s%s", known.size > 0 ? ", " : "", key->name);
	}
	sanya_read_refuse_key(place, err, "\"%s\" is not a key that belongs here", place->key);
	if (nearest != NULL)
		return sanya_error_next(err, "Did you mean \"%s\"?", nearest);
	return sanya_error_next(err, "Delete it.  Keys that belong here: %s.", known.data);
}

int sanya_read_keys(const struct sanya_place *place, const struct sanya_key *keys, struct sanya_error *err)
{
	if (sanya_json_type(place->json) != SANYA_JSON_OBJECT)
		return wrong_type(place, "an object, {…},", err);
	for (void *it = sanya_json_first(place->json); it != NULL; it = sanya_json_next(place->json, it)) {
		struct sanya_place member = sanya_read_iterator(place, it);
		const struct sanya_key *key = keys;

		while (key->name != NULL && strcmp(key->name, member.key) != 0)
			key++;
		if (key->name == NULL)
			return unknown_key(&member, keys, err);
	}
	for (const struct sanya_key *key = keys; key->name != NULL; key++) {
		struct sanya_place member = sanya_read_member(place, key->name);

		if (!key->required || member.json != NULL)
			continue;
		if (sanya_json_get(place->json, key->name) != NULL)
			return sanya_read_refuse(&member, err, "\"%s\" is null, but must have a value", key->name);
		sanya_read_refuse(place, err, "\"%s\" is missing", key->name);
		return sanya_error_next(err, "Add \"%s\" to %s%s.", key->name, place->in == NULL ? "" : "the object at ",
					called(place));
	}
	return 0;
}

struct sanya_place sanya_read_member(const struct sanya_place *object, const char *key)
{
	struct sanya_place member = { .reader = object->reader, .in = object, .key = key };

	member.json = sanya_json_get(object->json, key);
	if (sanya_json_type(member.json) == SANYA_JSON_NULL)
		member.json = NULL;
	return member;
}

struct sanya_place sanya_read_iterator(const struct sanya_place *object, void *iterator)
{
	return (struct sanya_place){
		.reader = object->reader,
		.in = object,
		.key = sanya_json_key(iterator),
		.json = sanya_json_value(iterator),
	};
}

int sanya_read_map(const struct sanya_place *place, size_t *ret_count, struct sanya_error *err)
{
	if (is_absent(place))
		return 0;
	if (sanya_json_type(place->json) != SANYA_JSON_OBJECT)
		return wrong_type(place, "an object, {…},", err);
	*ret_count = sanya_json_size(place->json);
	return 0;
}

int sanya_read_array(const struct sanya_place *place, size_t least, size_t most, size_t *ret_count, struct sanya_error *err)
{
	size_t count = sanya_json_size(place->json);

	if (is_absent(place))
		return 0;
	if (sanya_json_type(place->json) != SANYA_JSON_ARRAY)
		return wrong_type(place, "a list, […],", err);
	if (count < least)
		return sanya_read_refuse(place, err, "\"%s\" has %zu entries; at least %zu are needed", called(place), count,
					 least);
	if (count > most)
		return sanya_read_refuse(place, err, "\"%s\" has %zu entries; at most %zu are allowed", called(place), count,
					 most);
	*ret_count = count;
	return 0;
}

struct sanya_place sanya_read_element(const struct sanya_place *array, size_t index)
{
	return (struct sanya_place){
		.reader = array->reader,
		.in = array,
		.index = index,
		.json = sanya_json_at(array->json, index),
	};
}

/* --- values --- */

/* null as an element of a list or map is no value. */
static bool skip_absent(const struct sanya_place *place)
{
	return place->json == NULL;
}

int sanya_read_raw(struct sanya_place place, const char **ret, size_t *ret_size, struct sanya_error *err)
{
	const char *text = sanya_json_text(place.json);
	size_t size = sanya_json_text_size(place.json);

	if (skip_absent(&place))
		return 0;
	if (text == NULL) {
		wrong_type(&place, "a text", err);
		if (sanya_json_type(place.json) == SANYA_JSON_INTEGER)
			sanya_error_next(err, "Put it between quotation marks: \"%lld\".",
					 (long long)sanya_json_integer(place.json, 0));
		else if (sanya_json_type(place.json) == SANYA_JSON_REAL)
			sanya_error_next(err, "Put it between quotation marks; floating-point numbers are not exact.");
		return -1;
	}
	if (size == 0)
		return sanya_read_refuse(&place, err, "\"%s\" is an empty text", called(&place));
	if (size > SANYA_TEXT_MAX)
		return sanya_read_refuse(&place, err, "\"%s\" has %zu bytes; the most is %u", called(&place), size,
					 SANYA_TEXT_MAX);
	*ret = text;
	*ret_size = size;
	return 0;
}

int sanya_read_text(struct sanya_place place, struct sanya_arena *arena, const char **ret, struct sanya_error *err)
{
	const char *text = NULL;
	size_t size = 0;
	bool blank = true;

	if (skip_absent(&place))
		return 0;
	if (sanya_read_raw(place, &text, &size, err) < 0)
		return -1;
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)text[i];

		if ((c < 0x20 && c != '\n') || c == 0x7f)
			return sanya_read_refuse(&place, err, "\"%s\" holds the control character 0x%02x", called(&place),
						 (unsigned)c);
		blank = blank && (c == ' ' || c == '\n');
	}
	if (blank)
		return sanya_read_refuse(&place, err, "\"%s\" holds nothing but blanks", called(&place));
	text = sanya_arena_copy(arena, text, size);
	if (text == NULL)
		return sanya_error_memory(err);
	*ret = text;
	return 0;
}

int sanya_read_identifier(struct sanya_place place, struct sanya_arena *arena, const char **ret, struct sanya_error *err)
{
	const char *text = NULL;
	size_t size = 0;

	if (skip_absent(&place))
		return 0;
	if (sanya_read_raw(place, &text, &size, err) < 0)
		return -1;
	if (!sanya_text_is_identifier(text)) {
		sanya_read_refuse(&place, err, "\"%s\" is not an identifier: \"%s\"", called(&place), text);
		return sanya_error_next(err, "Use letters A to Z, digits, \".\", \"_\" and \"-\", a letter or digit first, "
					     "64 at most.");
	}
	text = sanya_arena_copy(arena, text, size);
	if (text == NULL)
		return sanya_error_memory(err);
	*ret = text;
	return 0;
}

int sanya_read_integer(struct sanya_place place, int64_t least, int64_t most, int64_t *ret, struct sanya_error *err)
{
	int64_t value;

	if (skip_absent(&place))
		return 0;
	if (sanya_json_type(place.json) != SANYA_JSON_INTEGER)
		return wrong_type(&place, "a whole number without quotation marks", err);
	value = sanya_json_integer(place.json, 0);
	if (value < least || value > most)
		return sanya_read_refuse(&place, err, "\"%s\" is %lld; it must lie between %lld and %lld", called(&place),
					 (long long)value, (long long)least, (long long)most);
	*ret = value;
	return 0;
}

int sanya_read_bool(struct sanya_place place, bool *ret, struct sanya_error *err)
{
	enum sanya_json_type type = sanya_json_type(place.json);

	if (skip_absent(&place))
		return 0;
	if (type != SANYA_JSON_TRUE && type != SANYA_JSON_FALSE)
		return wrong_type(&place, "true or false", err);
	*ret = type == SANYA_JSON_TRUE;
	return 0;
}

int sanya_read_decimal(struct sanya_place place, struct sanya_number *ret, struct sanya_error *err)
{
	const char *text = NULL;
	size_t size = 0;

	if (skip_absent(&place))
		return 0;
	if (sanya_read_raw(place, &text, &size, err) < 0)
		return -1;
	if (sanya_number_parse(text, size, ret, err) < 0)
		return sanya_read_blame(&place, err);
	return 0;
}

int sanya_read_date(struct sanya_place place, int32_t *ret, struct sanya_error *err)
{
	const char *text = NULL;
	size_t size = 0;

	if (skip_absent(&place))
		return 0;
	if (sanya_read_raw(place, &text, &size, err) < 0)
		return -1;
	if (sanya_date_parse(text, size, ret, err) < 0)
		return sanya_read_blame(&place, err);
	return 0;
}

int sanya_read_duration(struct sanya_place place, int64_t *ret, struct sanya_error *err)
{
	const char *text = NULL;
	size_t size = 0;

	if (skip_absent(&place))
		return 0;
	if (sanya_read_raw(place, &text, &size, err) < 0)
		return -1;
	if (sanya_duration_parse(text, size, ret, err) < 0)
		return sanya_read_blame(&place, err);
	return 0;
}

int sanya_read_word(struct sanya_place place, const char *const *words, int *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer known;
	const char *text = NULL, *nearest;
	size_t size = 0;

	sanya_buffer_init(&known, sizeof(err->next));
	if (skip_absent(&place))
		return 0;
	if (sanya_read_raw(place, &text, &size, err) < 0)
		return -1;
	for (int i = 0; words[i] != NULL; i++) {
		if (strcmp(words[i], text) == 0) {
			*ret = i;
			return 0;
		}
		sanya_buffer_printf(&known, "%s\"%s\"", i > 0 ? ", " : "", words[i]);
	}
	nearest = sanya_read_nearest(text, words);
	sanya_read_refuse(&place, err, "\"%s\" may not be \"%s\"", called(&place), text);
	if (nearest != NULL)
		return sanya_error_next(err, "Did you mean \"%s\"?  It may be %s.", nearest, known.data);
	return sanya_error_next(err, "It may be %s.", known.data);
}

int sanya_read_words(struct sanya_place place, struct sanya_arena *arena, struct sanya_words *ret, struct sanya_error *err)
{
	static const struct sanya_key keys[] = { { "th", false }, { "en", false }, { NULL, false } };
	struct sanya_words words = { NULL, NULL };

	if (skip_absent(&place))
		return 0;
	if (sanya_json_type(place.json) == SANYA_JSON_TEXT) {
		wrong_type(&place, "an object of languages", err);
		return sanya_error_next(err, "Write {\"th\": \"…\", \"en\": \"…\"}; one of the two is enough.");
	}
	if (sanya_read_keys(&place, keys, err) < 0 ||
	    sanya_read_text(sanya_read_member(&place, "th"), arena, &words.th, err) < 0 ||
	    sanya_read_text(sanya_read_member(&place, "en"), arena, &words.en, err) < 0)
		return -1;
	if (words.th == NULL && words.en == NULL) {
		sanya_read_refuse(&place, err, "\"%s\" has no text in either language", called(&place));
		return sanya_error_next(err, "Write {\"th\": \"…\", \"en\": \"…\"}; one of the two is enough.");
	}
	*ret = words;
	return 0;
}
