/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON values: reading under strict rules, looking at them, building them.  jansson does the work.
 * Writing stands in canonical.c, places in a text in locate.c, documents with known keys in reader.c.
 * A `struct sanya_json` is a json_t by another name; nobody outside this room sees jansson.
 */
#include "json.h"

#include "../base/text.h"
#include "jansson_value.h"

/* jansson recurses once per level, up to 2048: the cap is looked at before it starts. */
static int check_depth(const char *text, size_t size, size_t *ret_offset)
{
	size_t depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < size; i++) {
		char c = text[i];

		if (quoted) {
			if (c == '\\')
				i++;
			else if (c == '"')
				quoted = false;
		} else if (c == '"') {
			quoted = true;
		} else if (c == '[' || c == '{') {
			if (++depth > SANYA_JSON_DEPTH_MAX) {
				*ret_offset = i;
				return -1;
			}
		} else if ((c == ']' || c == '}') && depth > 0) {
			depth--;
		}
	}
	return 0;
}

static int refuse(const char *name, const char *text, size_t size, size_t offset, struct sanya_error *err)
{
	unsigned long line, column;

	if (err->excerpt[0] == '\0')
		sanya_json_place(text, size, offset, &line, &column, err->excerpt, sizeof(err->excerpt));
	else
		sanya_json_place(text, size, offset, &line, &column, NULL, 0);
	return sanya_error_at(err, name, line, column);
}

/* jansson's reasons in words that say what to do. */
static void explain(const json_error_t *error, struct sanya_error *err)
{
	switch (json_error_code(error)) {
	case json_error_duplicate_key:
		sanya_error_set(err, SANYA_FAILED, "a key occurs twice in the same object");
		sanya_error_next(err, "Keep one of the two and delete the other.");
		break;
	case json_error_end_of_input_expected:
		sanya_error_set(err, SANYA_FAILED, "something follows the end of the document");
		sanya_error_next(err, "Delete what comes after the last closing bracket.");
		break;
	case json_error_premature_end_of_input:
		sanya_error_set(err, SANYA_FAILED, "the document ends too early");
		sanya_error_next(err, "Look for a missing closing bracket or quotation mark, or a file cut short.");
		break;
	case json_error_numeric_overflow:
		sanya_error_set(err, SANYA_FAILED, "this number is too large");
		sanya_error_next(err, "Whole numbers lie between -9223372036854775808 and 9223372036854775807.");
		break;
	case json_error_null_character:
	case json_error_null_byte_in_key:
		sanya_error_set(err, SANYA_FAILED, "a text holds a NUL character, which no text here may");
		sanya_error_next(err, "Delete \\u0000 from the text.");
		break;
	case json_error_out_of_memory:
		sanya_error_memory(err);
		break;
	case json_error_cannot_open_file:
	case json_error_unknown:
	case json_error_stack_overflow:
	case json_error_invalid_argument:
	case json_error_invalid_utf8:
	case json_error_invalid_syntax:
	case json_error_invalid_format:
	case json_error_wrong_type:
	case json_error_null_value:
	case json_error_item_not_found:
	case json_error_index_out_of_range:
	default:
		sanya_error_set(err, SANYA_FAILED, "this is not JSON: %s", error->text);
		sanya_error_next(err, "Look for a missing comma, quotation mark or bracket at or just before this place.");
		break;
	}
}

int sanya_json_parse(const char *name, const char *text, size_t size, struct sanya_json **ret, struct sanya_error *err)
{
	json_error_t error;
	json_t *json;
	size_t offset;

	if (size > SANYA_DOCUMENT_MAX) {
		sanya_error_set(err, SANYA_FAILED, "the document has %zu bytes; the most is %u", size, SANYA_DOCUMENT_MAX);
		return sanya_error_at(err, name, 0, 0);
	}
	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		sanya_error_set(err, SANYA_FAILED, "the document begins with a byte-order mark, which JSON does not allow");
		sanya_error_next(err, "Save it as UTF-8 without BOM.");
		return sanya_error_at(err, name, 1, 1);
	}
	offset = sanya_utf8_check(text, size);
	if (offset < size) {
		sanya_error_set(err, SANYA_FAILED, "byte 0x%02x is not valid UTF-8", (unsigned)(unsigned char)text[offset]);
		sanya_error_next(err, "Save the file as UTF-8.");
		return refuse(name, text, size, offset, err);
	}
	if (check_depth(text, size, &offset) < 0) {
		sanya_error_set(err, SANYA_FAILED, "brackets are nested more than %u deep", SANYA_JSON_DEPTH_MAX);
		return refuse(name, text, size, offset, err);
	}
	json = json_loadb(text, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (json == NULL) {
		explain(&error, err);
		/* `position` is behind the last token read: one back is on it. */
		offset = error.position > 0 ? (size_t)error.position - 1 : 0;
		return refuse(name, text, size, offset < size ? offset : size, err);
	}
	*ret = wrap(json);
	return 0;
}

void sanya_json_free(struct sanya_json *json)
{
	json_decref(unwrap(json));
}

void sanya_json_freep(struct sanya_json **json)
{
	sanya_json_free(*json);
	*json = NULL;
}

/* --- reading --- */

enum sanya_json_type sanya_json_type(const struct sanya_json *json)
{
	if (json == NULL)
		return SANYA_JSON_NULL;
	switch (json_typeof(unwrap(json))) {
	case JSON_OBJECT:
		return SANYA_JSON_OBJECT;
	case JSON_ARRAY:
		return SANYA_JSON_ARRAY;
	case JSON_STRING:
		return SANYA_JSON_TEXT;
	case JSON_INTEGER:
		return SANYA_JSON_INTEGER;
	case JSON_REAL:
		return SANYA_JSON_REAL;
	case JSON_TRUE:
		return SANYA_JSON_TRUE;
	case JSON_FALSE:
		return SANYA_JSON_FALSE;
	case JSON_NULL:
	default:
		return SANYA_JSON_NULL;
	}
}

const struct sanya_json *sanya_json_get(const struct sanya_json *object, const char *key)
{
	return wrap(json_object_get(unwrap(object), key));
}

size_t sanya_json_size(const struct sanya_json *json)
{
	return json_is_array(unwrap(json)) ? json_array_size(unwrap(json)) : json_object_size(unwrap(json));
}

const struct sanya_json *sanya_json_at(const struct sanya_json *array, size_t index)
{
	return wrap(json_array_get(unwrap(array), index));
}

const char *sanya_json_text(const struct sanya_json *json)
{
	return json_string_value(unwrap(json));
}

size_t sanya_json_text_size(const struct sanya_json *json)
{
	return json_string_length(unwrap(json));
}

int64_t sanya_json_integer(const struct sanya_json *json, int64_t otherwise)
{
	return json_is_integer(unwrap(json)) ? json_integer_value(unwrap(json)) : otherwise;
}

bool sanya_json_true(const struct sanya_json *json)
{
	return json_is_true(unwrap(json));
}

const char *sanya_json_get_text(const struct sanya_json *object, const char *key)
{
	return sanya_json_text(sanya_json_get(object, key));
}

int64_t sanya_json_get_integer(const struct sanya_json *object, const char *key, int64_t otherwise)
{
	return sanya_json_integer(sanya_json_get(object, key), otherwise);
}

void *sanya_json_first(const struct sanya_json *object)
{
	return json_object_iter(unwrap(object));
}

void *sanya_json_next(const struct sanya_json *object, void *iterator)
{
	return json_object_iter_next(unwrap(object), iterator);
}

const char *sanya_json_key(void *iterator)
{
	return json_object_iter_key(iterator);
}

const struct sanya_json *sanya_json_value(void *iterator)
{
	return wrap(json_object_iter_value(iterator));
}

int sanya_json_get_number(const struct sanya_json *object, const char *key, struct sanya_number *ret,
			  struct sanya_error *err)
{
	const struct sanya_json *ratio = sanya_json_get(object, key);
	const char *numerator = sanya_json_get_text(ratio, "num");
	const char *denominator = sanya_json_get_text(ratio, "den");

	if (numerator == NULL || denominator == NULL)
		return sanya_error_set(err, SANYA_FAILED, "\"%s\" is not a {\"num\": \"…\", \"den\": \"…\"} pair", key);
	return sanya_number_parse_ratio(numerator, denominator, ret, err);
}

bool sanya_json_equal(const struct sanya_json *a, const struct sanya_json *b)
{
	return json_equal(unwrap(a), unwrap(b));
}

/* --- building --- */

struct sanya_json *sanya_json_object(void)
{
	return wrap(json_object());
}

struct sanya_json *sanya_json_array(void)
{
	return wrap(json_array());
}

struct sanya_json *sanya_json_of_text(const char *text)
{
	return wrap(text == NULL ? json_null() : json_string(text));
}

struct sanya_json *sanya_json_of_bytes(const char *text, size_t size)
{
	return wrap(json_stringn(text, size));
}

struct sanya_json *sanya_json_of_integer(int64_t value)
{
	return wrap(json_integer(value));
}

struct sanya_json *sanya_json_of_bool(bool value)
{
	return wrap(json_boolean(value));
}

struct sanya_json *sanya_json_null(void)
{
	return wrap(json_null());
}

struct sanya_json *sanya_json_copy(const struct sanya_json *json)
{
	return wrap(json_deep_copy(unwrap(json)));
}

static void done_buffer(struct sanya_buffer *buffer)
{
	sanya_buffer_done(buffer);
}

struct sanya_json *sanya_json_of_number(const struct sanya_number *n)
{
	SANYA_CLEANUP(done_buffer) struct sanya_buffer text;
	struct sanya_json *ratio = sanya_json_object();
	int failed;

	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	sanya_number_numerator(n, &text);
	failed = text.failed | sanya_json_set_text(ratio, "num", text.data);
	sanya_buffer_clear(&text);
	sanya_number_denominator(n, &text);
	failed |= text.failed | sanya_json_set_text(ratio, "den", text.data);
	if (failed != 0)
		sanya_json_freep(&ratio);
	return ratio;
}

struct sanya_json *sanya_json_of_amount(const struct sanya_number *n)
{
	SANYA_CLEANUP(done_buffer) struct sanya_buffer text;

	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	sanya_number_decimal(n, 2, &text);
	return text.failed != 0 ? NULL : sanya_json_of_text(text.data);
}

int sanya_json_set(struct sanya_json *object, const char *key, struct sanya_json *take)
{
	return json_object_set_new(unwrap(object), key, unwrap(take));
}

int sanya_json_append(struct sanya_json *array, struct sanya_json *take)
{
	return json_array_append_new(unwrap(array), unwrap(take));
}

int sanya_json_set_text(struct sanya_json *object, const char *key, const char *text)
{
	return sanya_json_set(object, key, sanya_json_of_text(text));
}

int sanya_json_set_integer(struct sanya_json *object, const char *key, int64_t value)
{
	return sanya_json_set(object, key, sanya_json_of_integer(value));
}

struct sanya_json *sanya_json_own_get(struct sanya_json *object, const char *key)
{
	return wrap(json_object_get(unwrap(object), key));
}

struct sanya_json *sanya_json_own_at(struct sanya_json *array, size_t index)
{
	return wrap(json_array_get(unwrap(array), index));
}

void sanya_json_remove(struct sanya_json *object, const char *key)
{
	(void)json_object_del(unwrap(object), key);
}
