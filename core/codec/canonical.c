/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON out: canonical bytes (RFC 8785, JCS), which are what gets signed and hashed, and a form for people.
 * One writer for both; only order, blanks and line ends differ.  Never reads, never looks into files.
 * Numbers are printed as ECMAScript does: the fewest digits that read back as the same number, the closest among those.
 */
#include "jansson_value.h"

#include "../base/text.h"

/* The digits of a number: 0.d1d2d3... times ten to the power `point`. */
struct digits {
	char text[24];
	int count, point;
};

/* `count` significant digits of the exact value, correctly rounded. */
static void digits_of(double value, int count, struct digits *ret)
{
	char printed[64];
	const char *p = printed;
	int n = 0;

	snprintf(printed, sizeof(printed), "%.*e", count - 1, value);
	for (; *p != 'e'; p++) {
		if (*p >= '0' && *p <= '9') /* the decimal point depends on the locale: stepped over */
			ret->text[n++] = *p;
	}
	ret->text[n] = '\0';
	ret->count = n;
	ret->point = (int)strtol(p + 1, NULL, 10) + 1;
}

static bool reads_back(const struct digits *digits, double value)
{
	char printed[64];

	snprintf(printed, sizeof(printed), "%se%d", digits->text, digits->point - digits->count);
	return strtod(printed, NULL) == value;
}

/* One more in the last digit. */
static void step_up(struct digits *digits)
{
	int i = digits->count - 1;

	while (i >= 0 && digits->text[i] == '9')
		digits->text[i--] = '0';
	if (i >= 0) {
		digits->text[i]++;
	} else {
		digits->text[0] = '1'; /* 99 -> 10, one power higher */
		digits->point++;
	}
}

/*
 * The correctly rounded digits are the closest of their length, so where they read back they are the answer.  Above a power of
 * two neighbours are twice as far away as below: there the rounded digits may lie on the narrow side and fail while the next
 * ones up, on the wide side, read back.
 */
static void shortest_digits(double value, struct digits *ret)
{
	for (int count = 1; count <= 17; count++) {
		digits_of(value, count, ret);
		if (reads_back(ret, value))
			break;
		step_up(ret);
		if (reads_back(ret, value))
			break;
	}
	while (ret->count > 1 && ret->text[ret->count - 1] == '0')
		ret->text[--ret->count] = '\0';
}

/* ECMA-262, Number::toString, steps 6 to 12: where the point goes. */
static void put_digits(const struct digits *d, struct sanya_buffer *out)
{
	int exponent = d->point - 1;

	if (d->count <= d->point && d->point <= 21) {
		sanya_buffer_text(out, d->text);
		for (int i = d->count; i < d->point; i++)
			sanya_buffer_byte(out, '0');
	} else if (d->point > 0 && d->point <= 21) {
		sanya_buffer_add(out, d->text, (size_t)d->point);
		sanya_buffer_byte(out, '.');
		sanya_buffer_text(out, d->text + d->point);
	} else if (d->point > -6 && d->point <= 0) {
		sanya_buffer_text(out, "0.");
		for (int i = d->point; i < 0; i++)
			sanya_buffer_byte(out, '0');
		sanya_buffer_text(out, d->text);
	} else {
		sanya_buffer_byte(out, (unsigned char)d->text[0]);
		if (d->count > 1) {
			sanya_buffer_byte(out, '.');
			sanya_buffer_text(out, d->text + 1);
		}
		sanya_buffer_printf(out, "e%c%d", exponent < 0 ? '-' : '+', exponent < 0 ? -exponent : exponent);
	}
}

int sanya_json_real(double value, struct sanya_buffer *out, struct sanya_error *err)
{
	struct digits digits;

	if (!__builtin_isfinite(value))
		return sanya_error_set(err, SANYA_FAILED, "JSON has no word for a number that is not finite");
	if (value == 0) { /* -0 too */
		sanya_buffer_byte(out, '0');
		return 0;
	}
	if (value < 0) {
		sanya_buffer_byte(out, '-');
		value = -value;
	}
	shortest_digits(value, &digits);
	put_digits(&digits, out);
	return 0;
}

struct writer {
	struct sanya_buffer *out;
	bool canonical;
	unsigned depth;
	struct sanya_error *err;
};

static int write_value(struct writer *w, json_t *json);

static void put_text(struct sanya_buffer *out, const char *text, size_t size)
{
	size_t plain = 0;

	sanya_buffer_byte(out, '"');
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)text[i];
		static const char shorts[0x20] = { ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r' };

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		sanya_buffer_add(out, text + plain, i - plain);
		plain = i + 1;
		if (c >= 0x20)
			sanya_buffer_printf(out, "\\%c", c);
		else if (shorts[c] != 0)
			sanya_buffer_printf(out, "\\%c", shorts[c]);
		else
			sanya_buffer_printf(out, "\\u%04x", (unsigned)c);
	}
	sanya_buffer_add(out, text + plain, size - plain);
	sanya_buffer_byte(out, '"');
}

/*
 * Order by UTF-16 code units.  UTF-8 orders by code points; the two differ only where one side is beyond the basic plane (its
 * first unit is 0xD800 to 0xDBFF) and the other is U+E000 to U+FFFF (lead bytes 0xEE and 0xEF).
 */
static int compare_keys(const void *left, const void *right)
{
	const unsigned char *a = *(const unsigned char *const *)left, *b = *(const unsigned char *const *)right;

	while (*a == *b && *a != '\0') {
		a++;
		b++;
	}
	if (*a >= 0xf0 && (*b == 0xee || *b == 0xef))
		return -1;
	if (*b >= 0xf0 && (*a == 0xee || *a == 0xef))
		return 1;
	return (*a > *b) - (*a < *b);
}

static void free_keys(const char ***keys)
{
	free(*keys);
}

static void new_line(struct writer *w)
{
	if (w->canonical)
		return;
	sanya_buffer_byte(w->out, '\n');
	for (unsigned i = 0; i < w->depth; i++)
		sanya_buffer_text(w->out, "  ");
}

static int write_object(struct writer *w, json_t *json)
{
	SANYA_CLEANUP(free_keys) const char **keys = NULL;
	size_t count = json_object_size(json), i = 0;

	if (count == 0) {
		sanya_buffer_text(w->out, "{}");
		return 0;
	}
	keys = calloc(count, sizeof(*keys));
	if (keys == NULL)
		return sanya_error_memory(w->err);
	for (void *it = json_object_iter(json); it != NULL && i < count; it = json_object_iter_next(json, it))
		keys[i++] = json_object_iter_key(it);
	if (w->canonical)
		qsort(keys, count, sizeof(*keys), compare_keys);
	sanya_buffer_byte(w->out, '{');
	w->depth++;
	for (i = 0; i < count; i++) {
		if (i > 0)
			sanya_buffer_byte(w->out, ',');
		new_line(w);
		put_text(w->out, keys[i], strlen(keys[i]));
		sanya_buffer_text(w->out, w->canonical ? ":" : ": ");
		if (write_value(w, json_object_get(json, keys[i])) < 0)
			return -1;
	}
	w->depth--;
	new_line(w);
	sanya_buffer_byte(w->out, '}');
	return 0;
}

/* A few plain values read better on one line: ["80%", "0"]. */
static bool is_short(const json_t *json)
{
	size_t count = json_array_size(json);

	if (count > 8)
		return false;
	for (size_t i = 0; i < count; i++) {
		const json_t *member = json_array_get(json, i);

		if (json_is_object(member) || json_is_array(member) || json_string_length(member) > 40)
			return false;
	}
	return true;
}

static int write_array(struct writer *w, json_t *json)
{
	size_t count = json_array_size(json);
	bool one_line = w->canonical || is_short(json);

	sanya_buffer_byte(w->out, '[');
	w->depth++;
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			sanya_buffer_text(w->out, one_line && !w->canonical ? ", " : ",");
		if (!one_line)
			new_line(w);
		if (write_value(w, json_array_get(json, i)) < 0)
			return -1;
	}
	w->depth--;
	if (!one_line)
		new_line(w);
	sanya_buffer_byte(w->out, ']');
	return 0;
}

/* RFC 8785 knows numbers as doubles only: a whole number that a double does not hold would change when read elsewhere. */
static int write_integer(struct writer *w, int64_t value)
{
	const int64_t most = INT64_C(1) << 53;

	if (value > most || value < -most)
		return sanya_error_set(w->err, SANYA_FAILED,
				       "the whole number %lld is too large for a JSON number; it has to be written as a text",
				       (long long)value);
	sanya_buffer_printf(w->out, "%lld", (long long)value);
	return 0;
}

static int write_value(struct writer *w, json_t *json)
{
	if (w->depth > SANYA_JSON_DEPTH_MAX)
		return sanya_error_set(w->err, SANYA_FAILED, "JSON is nested more than %u deep", SANYA_JSON_DEPTH_MAX);
	switch (json_typeof(json)) {
	case JSON_OBJECT:
		return write_object(w, json);
	case JSON_ARRAY:
		return write_array(w, json);
	case JSON_STRING:
		put_text(w->out, json_string_value(json), json_string_length(json));
		return 0;
	case JSON_INTEGER:
		return write_integer(w, json_integer_value(json));
	case JSON_REAL:
		return sanya_json_real(json_real_value(json), w->out, w->err);
	case JSON_TRUE:
		sanya_buffer_text(w->out, "true");
		return 0;
	case JSON_FALSE:
		sanya_buffer_text(w->out, "false");
		return 0;
	case JSON_NULL:
	default:
		sanya_buffer_text(w->out, "null");
		return 0;
	}
}

static int write_document(const struct sanya_json *json, bool canonical, struct sanya_buffer *out, struct sanya_error *err)
{
	struct writer w = { .out = out, .canonical = canonical, .err = err };

	if (json == NULL)
		return sanya_error_memory(err); /* a value that could not be built */
	if (write_value(&w, unwrap(json)) < 0)
		return -1;
	if (!canonical)
		sanya_buffer_byte(out, '\n');
	return sanya_buffer_check(out, "a JSON document", err);
}

int sanya_json_canonical(const struct sanya_json *json, struct sanya_buffer *out, struct sanya_error *err)
{
	return write_document(json, true, out, err);
}

int sanya_json_pretty(const struct sanya_json *json, struct sanya_buffer *out, struct sanya_error *err)
{
	return write_document(json, false, out, err);
}
