/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON: canonical bytes by the published vectors of RFC 8785, strict reading, places in a text, the document reader.
 * Vectors stand in tests/vectors/rfc8785-jcs (their licence beside them); nothing expected here was printed by the code itself.
 */
#include "core/base/file.h"
#include "core/codec/json_write.h"
#include "core/codec/reader.h"

#include <check.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

Suite *suite_json(void);

static void read_vector(const char *name, struct sanya_buffer *out)
{
	const char *sources = getenv("SANYA_SRCDIR");
	struct sanya_error err = SANYA_ERROR_INIT;
	char path[4096];

	ck_assert_ptr_nonnull(sources);
	snprintf(path, sizeof(path), "%s/tests/vectors/rfc8785-jcs/%s", sources, name);
	sanya_buffer_init(out, SANYA_OUTPUT_MAX);
	ck_assert_msg(sanya_file_read(path, out, &err) == 0, "%s", err.what);
}

static struct sanya_json *parse(const char *text)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_json *json = NULL;

	ck_assert_msg(sanya_json_parse("test", text, strlen(text), &json, &err) == 0, "%s: %s", text, err.what);
	return json;
}

static const char *const vectors[] = { "arrays", "french", "structures", "unicode", "values", "weird" };

START_TEST(canonical_bytes_equal_the_published_ones)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_buffer input, wanted, got;
	struct sanya_json *json = NULL;
	char name[64];

	snprintf(name, sizeof(name), "testdata/input/%s.json", vectors[_i]);
	read_vector(name, &input);
	snprintf(name, sizeof(name), "testdata/output/%s.json", vectors[_i]);
	read_vector(name, &wanted);
	sanya_buffer_init(&got, SANYA_DOCUMENT_MAX);
	ck_assert_msg(sanya_json_parse(name, input.data, input.size, &json, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_json_canonical(json, &got, &err) == 0, "%s", err.what);
	ck_assert_str_eq(got.data, wanted.data);
	sanya_json_free(json);
	sanya_buffer_done(&input);
	sanya_buffer_done(&wanted);
	sanya_buffer_done(&got);
}
END_TEST

/* Lines "bits in hexadecimal,the number as ECMAScript prints it". */
static size_t check_numbers(char *text)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_buffer got;
	size_t count = 0;
	char *line, *rest = text;

	sanya_buffer_init(&got, 64);
	while ((line = strsep(&rest, "\n")) != NULL) {
		char *comma = strchr(line, ',');
		uint64_t bits;
		double value;

		if (comma == NULL)
			continue;
		*comma = '\0';
		bits = strtoull(line, NULL, 16);
		memcpy(&value, &bits, sizeof(value));
		sanya_buffer_clear(&got);
		ck_assert_msg(sanya_json_real(value, &got, &err) == 0, "%s: %s", line, err.what);
		ck_assert_msg(strcmp(got.data, comma + 1) == 0, "%s: got %s, wanted %s", line, got.data, comma + 1);
		count++;
	}
	sanya_buffer_done(&got);
	return count;
}

START_TEST(powers_of_two_print_as_ecmascript_prints_them)
{
	struct sanya_buffer text;

	read_vector("es6_powers_of_two.txt", &text);
	ck_assert_uint_eq(check_numbers(text.data), 2098);
	sanya_buffer_done(&text);
}
END_TEST

START_TEST(published_numbers_print_as_ecmascript_prints_them)
{
	struct sanya_buffer text;
	posix_spawn_file_actions_t actions;
	extern char **environ;
	char path[4096], zcat[] = "gzip", flags[] = "-dc";
	char *arguments[] = { zcat, flags, path, NULL };
	int ends[2], status;
	pid_t child;
	ssize_t size;
	char block[65536];

	snprintf(path, sizeof(path), "%s/tests/vectors/rfc8785-jcs/es6testfile_first100k.txt.gz", getenv("SANYA_SRCDIR"));
	ck_assert_int_eq(pipe(ends), 0);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
	posix_spawn_file_actions_addclose(&actions, ends[0]);
	ck_assert_int_eq(posix_spawnp(&child, zcat, &actions, NULL, arguments, environ), 0);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	while ((size = read(ends[0], block, sizeof(block))) > 0)
		sanya_buffer_add(&text, block, (size_t)size);
	close(ends[0]);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert_uint_eq(check_numbers(text.data), 100000);
	sanya_buffer_done(&text);
}
END_TEST

/* U+E000 is one UTF-16 unit 0xE000; U+10000 is 0xD800 0xDC00 and so comes first, though its code point is larger. */
START_TEST(keys_stand_in_the_order_of_utf16_units)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_json *json = parse("{\"\xee\x80\x80\":1,\"\xf0\x90\x80\x80\":2,\"a\":3,\"\":4,\"ab\":5}");
	struct sanya_buffer got;

	sanya_buffer_init(&got, 1000);
	ck_assert_int_eq(sanya_json_canonical(json, &got, &err), 0);
	ck_assert_str_eq(got.data, "{\"\":4,\"a\":3,\"ab\":5,\"\xf0\x90\x80\x80\":2,\"\xee\x80\x80\":1}");
	sanya_buffer_done(&got);
	sanya_json_free(json);
}
END_TEST

START_TEST(whole_numbers_beyond_a_double_are_not_canonical)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_json *json = parse("[9007199254740992]"); /* 2^53 */
	struct sanya_buffer got;

	sanya_buffer_init(&got, 1000);
	ck_assert_int_eq(sanya_json_canonical(json, &got, &err), 0);
	ck_assert_str_eq(got.data, "[9007199254740992]");
	sanya_json_free(json);
	json = parse("[9007199254740993]");
	ck_assert_int_eq(sanya_json_integer(sanya_json_at(json, 0), 0), INT64_C(9007199254740993));
	ck_assert_int_eq(sanya_json_canonical(json, &got, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.what, "too large"));
	sanya_json_free(json);
	sanya_buffer_done(&got);
}
END_TEST

START_TEST(pretty_text_keeps_the_order_of_keys)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_json *json = parse("{\"b\":[[\"80%\",\"0\"],[\"95%\",\"100\"]],\"a\":{},\"c\":[]}");
	struct sanya_buffer got;

	sanya_buffer_init(&got, 1000);
	ck_assert_int_eq(sanya_json_pretty(json, &got, &err), 0);
	ck_assert_str_eq(got.data, "{\n  \"b\": [\n    [\"80%\", \"0\"],\n    [\"95%\", \"100\"]\n  ],\n  \"a\": {},\n  \"c\": []\n}\n");
	sanya_buffer_done(&got);
	sanya_json_free(json);
}
END_TEST

#define DEEP "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
static const struct {
	const char *text;
	size_t size; /* 0: strlen */
	const char *reason;
	unsigned long line, column;
} bad[] = {
	{ "{\"a\":1,\n \"a\":2}", 0, "twice", 2, 4 },
	{ "{} x", 0, "follows", 1, 4 },
	{ "", 0, "ends too early", 1, 1 },
	{ "{\"a\":", 0, "ends too early", 1, 5 },
	{ "{\"a\" 1}", 0, "not JSON", 1, 6 },
	{ "[1,]", 0, "not JSON", 1, 4 },
	{ "{'a':1}", 0, "not JSON", 1, 2 },
	{ "[01]", 0, "not JSON", 1, 2 },
	{ "[NaN]", 0, "not JSON", 1, 4 },
	{ "[9223372036854775808]", 0, "too large", 1, 20 },
	{ "[1e999]", 0, "too large", 1, 6 },
	{ "[\"\\ud800\"]", 0, "not JSON", 1, 9 },
	{ "[\"\\u0000\"]", 0, "NUL", 1, 9 },
	{ "[\n\"\xff\"]", 0, "UTF-8", 2, 2 },
	{ "[\"\xe0\xb8\xaa\xc0\xaf\"]", 0, "UTF-8", 1, 4 }, /* after one Thai character; an overlong "/" */
	{ "\xef\xbb\xbf{}", 0, "byte-order", 1, 1 },
	{ "[\"a\0b\"]", 7, "not JSON", 1, 3 },
	{ DEEP "[", 0, "nested", 1, 33 },
};

START_TEST(what_is_not_strict_json_is_refused_with_its_place)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_json *json = NULL;
	size_t size = bad[_i].size != 0 ? bad[_i].size : strlen(bad[_i].text);

	ck_assert_int_eq(sanya_json_parse("test", bad[_i].text, size, &json, &err), -1);
	ck_assert_ptr_null(json);
	ck_assert_msg(strstr(err.what, bad[_i].reason) != NULL, "%s: said \"%s\"", bad[_i].text, err.what);
	ck_assert_msg(err.line == bad[_i].line, "%s: line %lu", bad[_i].text, err.line);
	ck_assert_msg(err.column <= bad[_i].column + 1 && err.column + 1 >= bad[_i].column, "%s: column %lu", bad[_i].text,
		      err.column);
}
END_TEST

START_TEST(a_document_beyond_the_cap_is_refused_before_it_is_read)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_json *json = NULL;

	ck_assert_int_eq(sanya_json_parse("test", "", (size_t)SANYA_DOCUMENT_MAX + 1, &json, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.what, "the most is"));
}
END_TEST

static const char located[] = "{\n"
			      "  \"ก\": [1, {\"x/y\": \"}]\", \"q\\u0022\": [[], {\"z\": 7}]}],\n"
			      "  \"end\": null\n"
			      "}\n";
static const struct {
	const char *pointer;
	unsigned long line, column;
} places[] = {
	{ "", 1, 1 },
	{ "/ก", 2, 8 },	  /* two blanks, "ก" in quotes, colon, blank */
	{ "/ก/0", 2, 9 },
	{ "/ก/1/x~1y", 2, 20 },
	{ "/ก/1/q\"/1/z", 2, 48 },
	{ "/ก/1/q\"/1/z~", 2, 43 },
	{ "/end", 3, 10 },
	{ "/end~", 3, 3 },
	{ "/nothing", 1, 1 },
	{ "/ก/2", 2, 8 },
};

START_TEST(a_pointer_finds_its_line_and_column)
{
	unsigned long line, column;
	char excerpt[64];

	sanya_json_locate(located, strlen(located), places[_i].pointer, &line, &column, excerpt, sizeof(excerpt));
	ck_assert_msg(line == places[_i].line && column == places[_i].column, "%s: %lu:%lu", places[_i].pointer, line, column);
	if (line == 3)
		ck_assert_str_eq(excerpt, "  \"end\": null");
}
END_TEST

/* Whatever stands in the text, looking for a place stays inside it (run under a sanitizer). */
START_TEST(looking_for_a_place_never_leaves_the_text)
{
	static const char text[] = "{\"a\\u00e9\":[1,{\"b\":\"c\\\"\"}],\"d\\";
	char *copy;
	unsigned long line, column;
	char excerpt[8];

	for (size_t size = 0; size < sizeof(text); size++) {
		copy = malloc(size + 1);
		memcpy(copy, text, size);
		sanya_json_locate(copy, size, "/a\u00e9/1/b", &line, &column, excerpt, sizeof(excerpt));
		sanya_json_locate(copy, size, "/d~", &line, &column, excerpt, sizeof(excerpt));
		ck_assert_uint_eq(line, 1);
		free(copy);
	}
}
END_TEST

/* --- the document reader --- */

static const struct sanya_key thing_keys[] = {
	{ "format", true }, { "name", true }, { "count", false }, { "weight", false }, { "day", false }, { "kind", false },
	{ "title", false }, { "list", false }, { "wait", false }, { "flag", false }, { NULL, false },
};
static const char *const kinds[] = { "own", "team", NULL };

static int read_thing(const char *text, struct sanya_error *err)
{
	struct sanya_reader reader;
	struct sanya_arena arena;
	struct sanya_number weight;
	struct sanya_place root, list;
	struct sanya_words title = { NULL, NULL };
	const char *name = NULL;
	int64_t count = 0, wait = 0;
	int32_t day = 0;
	size_t size = 0;
	bool flag = false;
	int kind = 0, failed;

	sanya_arena_init(&arena);
	sanya_number_init(&weight);
	failed = sanya_reader_open("thing.json", text, strlen(text), "sanya.thing/1", &reader, err);
	if (failed == 0) {
		root = sanya_reader_root(&reader);
		list = sanya_read_member(&root, "list");
		failed = sanya_read_keys(&root, thing_keys, err) < 0 ||
					 sanya_read_identifier(sanya_read_member(&root, "name"), &arena, &name, err) < 0 ||
					 sanya_read_integer(sanya_read_member(&root, "count"), 1, 9, &count, err) < 0 ||
					 sanya_read_decimal(sanya_read_member(&root, "weight"), &weight, err) < 0 ||
					 sanya_read_date(sanya_read_member(&root, "day"), &day, err) < 0 ||
					 sanya_read_word(sanya_read_member(&root, "kind"), kinds, &kind, err) < 0 ||
					 sanya_read_words(sanya_read_member(&root, "title"), &arena, &title, err) < 0 ||
					 sanya_read_array(&list, 1, 2, &size, err) < 0 ||
					 sanya_read_duration(sanya_read_member(&root, "wait"), &wait, err) < 0 ||
					 sanya_read_bool(sanya_read_member(&root, "flag"), &flag, err) < 0
				 ? -1
				 : 0;
	}
	sanya_reader_done(&reader);
	sanya_number_done(&weight);
	sanya_arena_done(&arena);
	return failed;
}

#define THING "{\"format\": \"sanya.thing/1\", \"name\": \"T1\""

START_TEST(a_document_in_order_is_read)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_msg(read_thing(THING "}", &err) == 0, "%s", err.what);
	ck_assert_msg(read_thing(THING ", \"count\": 9, \"weight\": \"99.99\", \"day\": \"2026-07-01\", \"kind\": \"team\", "
				       "\"title\": {\"th\": \"ก\"}, \"list\": [1], \"wait\": \"4h\", \"flag\": true}",
				 &err) == 0,
		      "%s", err.what);
	/* null stands for "not there" where a key may be left out */
	ck_assert_msg(read_thing(THING ", \"count\": null, \"title\": null, \"list\": null}", &err) == 0, "%s", err.what);
}
END_TEST

static const struct {
	const char *text, *what, *next;
	unsigned long column;
} refused[] = {
	{ "[]", "\"the document\" is a list", "", 1 },
	{ "{\"name\": \"T1\"}", "does not say which format", "Begin it with", 1 },
	{ "{\"format\": \"sanya.thing/2\"}", "\"sanya.thing/1\" is wanted", "version", 12 },
	{ "{\"format\": \"sanya.thing/1\"}", "\"name\" is missing", "Add \"name\"", 1 },
	{ "{\"format\": \"sanya.thing/1\", \"name\": null}", "must have a value", "", 37 },
	{ "{\"format\": \"sanya.thing/1\", \"name\": \"=1+1\"}", "not an identifier", "letters", 37 },
	{ THING ", \"cuont\": 1}", "\"cuont\" is not a key", "Did you mean \"count\"?", 43 },
	{ THING ", \"zzzzzz\": 1}", "not a key", "Keys that belong here", 43 },
	{ THING ", \"count\": \"9\"}", "is a text where a whole number", "", 52 },
	{ THING ", \"count\": 10}", "between 1 and 9", "", 52 },
	{ THING ", \"count\": 1.0}", "floating-point", "", 52 },
	{ THING ", \"weight\": 40}", "is a number where a text", "\"40\"", 53 },
	{ THING ", \"weight\": 0.5}", "floating-point", "not exact", 53 },
	{ THING ", \"weight\": \"1e2\"}", "1e2", "", 53 },
	{ THING ", \"day\": \"2026-02-29\"}", "", "", 50 },
	{ THING ", \"kind\": \"taem\"}", "may not be \"taem\"", "Did you mean \"team\"?", 51 },
	{ THING ", \"title\": \"ก\"}", "object of languages", "\"th\"", 52 },
	{ THING ", \"title\": {}}", "no text in either", "", 52 },
	{ THING ", \"title\": {\"de\": \"x\"}}", "\"de\" is not a key", "", 53 },
	{ THING ", \"title\": {\"en\": \"a\\u0007\"}}", "control character", "", 59 },
	{ THING ", \"title\": {\"en\": \" \"}}", "blanks", "", 59 },
	{ THING ", \"title\": {\"en\": \"\"}}", "empty", "", 59 },
	{ THING ", \"list\": []}", "at least 1", "", 51 },
	{ THING ", \"list\": [1,2,3]}", "at most 2", "", 51 },
	{ THING ", \"wait\": \"4 hours\"}", "", "", 51 },
	{ THING ", \"flag\": 1}", "true or false", "", 51 },
};

START_TEST(a_document_that_is_off_is_refused_with_place_and_repair)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_int_eq(read_thing(refused[_i].text, &err), -1);
	ck_assert_msg(strstr(err.what, refused[_i].what) != NULL, "%s: said \"%s\"", refused[_i].text, err.what);
	ck_assert_msg(strstr(err.next, refused[_i].next) != NULL, "%s: repair \"%s\"", refused[_i].text, err.next);
	ck_assert_str_eq(err.where, "thing.json");
	ck_assert_msg(err.line == 1 && err.column == refused[_i].column, "%s: %lu:%lu", refused[_i].text, err.line,
		      err.column);
	ck_assert_str_ne(err.what, "");
	ck_assert_str_eq(err.excerpt, refused[_i].text);
}
END_TEST

/* --- writing as it comes --- */

static uint32_t roll(uint64_t *state, uint32_t sides)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)((*state >> 33) % sides);
}

/* Objects of texts and whole numbers, and arrays of such objects: what the writer is for.  Also as values, for comparison. */
static struct sanya_json *write_object(uint64_t *state, struct sanya_json_writer *writer, unsigned depth)
{
	static const char *const texts[] = {"", "plain and longer than eight", "\"quoted\"", "back\\slash", "line\nend\ttab\r\f\b",
					    "\x01\x1f and more after it", "ภาษาไทย 🙏", "seven77\"", "\x7f"};
	static const char *const keys[] = {"a", "metric", "a longer key than that"};
	struct sanya_json *object = sanya_json_object();

	sanya_json_write_open(writer, '{');
	for (unsigned i = 0, count = roll(state, 4); i < count; i++) {
		char key[40];
		int size = snprintf(key, sizeof key, "%s%u", keys[roll(state, 3)], i);
		const char *text = texts[roll(state, SANYA_COUNT(texts))];

		sanya_json_write_key(writer, key, (size_t)size);
		switch (roll(state, depth < 4 ? 5 : 3)) {
		case 0:
			sanya_json_write_text(writer, sanya_text_of(text));
			ck_assert_int_eq(sanya_json_set_text(object, key, text), 0);
			break;
		case 1:
			sanya_json_write_text(writer, sanya_text_of(NULL));
			ck_assert_int_eq(sanya_json_set(object, key, sanya_json_null()), 0);
			break;
		case 2: {
			int64_t number = (int64_t)roll(state, 2000000000) * roll(state, 3) - 5;
			struct sanya_buffer digits;

			sanya_json_write_integer(writer, number);
			ck_assert_int_eq(sanya_json_set_integer(object, key, number), 0);
			sanya_buffer_init(&digits, 40);
			sanya_buffer_printf(&digits, "%lld", (long long)(number * 2000000011));
			sanya_json_write_key(writer, "digits", 6);
			sanya_json_write_digits(writer, number * 2000000011);
			sanya_json_remove(object, "digits");
			ck_assert_int_eq(sanya_json_set_text(object, "digits", digits.data), 0);
			sanya_buffer_done(&digits);
			i = count; /* the key "digits" may stand there once */
			break;
		}
		case 3:
			ck_assert_int_eq(sanya_json_set(object, key, write_object(state, writer, depth + 1)), 0);
			break;
		default: {
			struct sanya_json *array = sanya_json_array();

			sanya_json_write_open(writer, '[');
			for (unsigned k = roll(state, 3); k > 0; k--) {
				sanya_json_write_item(writer);
				ck_assert_int_eq(sanya_json_append(array, write_object(state, writer, depth + 2)), 0);
			}
			sanya_json_write_close(writer, ']');
			ck_assert_int_eq(sanya_json_set(object, key, array), 0);
		}
		}
	}
	sanya_json_write_close(writer, '}');
	return object;
}

START_TEST(written_as_it_comes_is_what_pretty_makes)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_buffer written, pretty;
	struct sanya_json_writer writer;

	sanya_buffer_init(&written, SANYA_OUTPUT_MAX);
	sanya_buffer_init(&pretty, SANYA_OUTPUT_MAX);
	for (uint64_t seed = 1; seed < 500; seed++) {
		uint64_t state = seed;

		sanya_buffer_clear(&written);
		sanya_buffer_clear(&pretty);
		sanya_json_write_begin(&writer, &written);
		struct sanya_json *json = write_object(&state, &writer, 0);
		sanya_json_write_end(&writer);
		ck_assert_int_eq(sanya_json_pretty(json, &pretty, &err), 0);
		ck_assert_str_eq(written.data, pretty.data);
		ck_assert_uint_eq(written.size, pretty.size);
		sanya_json_free(json);
	}
	sanya_buffer_done(&written);
	sanya_buffer_done(&pretty);
}
END_TEST

/* Piece by piece, with the buffer emptied in between, and up to its cap. */
START_TEST(a_writer_and_the_end_of_its_buffer)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_json_writer writer;
	struct sanya_buffer out;
	size_t total = 0;

	sanya_buffer_init(&out, 100000);
	sanya_json_write_begin(&writer, &out);
	sanya_json_write_open(&writer, '[');
	for (int i = 0; i < 100000; i++) {
		sanya_json_write_item(&writer);
		sanya_json_write_integer(&writer, i);
		if (sanya_json_write_pending(&writer) < 5000)
			continue;
		sanya_json_write_flush(&writer);
		total += out.size;
		sanya_buffer_clear(&out);
	}
	sanya_json_write_close(&writer, ']');
	sanya_json_write_end(&writer);
	ck_assert_int_eq(sanya_buffer_check(&out, "list", &err), 0);
	/* "[", a line end, two blanks and digits for each, commas between them, "\n]\n" */
	ck_assert_uint_eq(total + out.size, 1 + 100000 * 3 + 488890 + 99999 + 3);
	sanya_buffer_clear(&out);
	sanya_json_write_begin(&writer, &out);
	for (int i = 0; i < 100000; i++)
		sanya_json_write_text(&writer, sanya_text_of("more than there is room for"));
	sanya_json_write_end(&writer);
	ck_assert_int_lt(sanya_buffer_check(&out, "list", &err), 0);
	sanya_buffer_done(&out);
}
END_TEST

Suite *suite_json(void)
{
	Suite *suite = suite_create("json");
	TCase *tests = tcase_create("json");

	tcase_add_loop_test(tests, canonical_bytes_equal_the_published_ones, 0, (int)SANYA_COUNT(vectors));
	tcase_add_test(tests, powers_of_two_print_as_ecmascript_prints_them);
	tcase_add_test(tests, published_numbers_print_as_ecmascript_prints_them);
	tcase_add_test(tests, keys_stand_in_the_order_of_utf16_units);
	tcase_add_test(tests, whole_numbers_beyond_a_double_are_not_canonical);
	tcase_add_test(tests, pretty_text_keeps_the_order_of_keys);
	tcase_add_loop_test(tests, what_is_not_strict_json_is_refused_with_its_place, 0, (int)SANYA_COUNT(bad));
	tcase_add_test(tests, a_document_beyond_the_cap_is_refused_before_it_is_read);
	tcase_add_loop_test(tests, a_pointer_finds_its_line_and_column, 0, (int)SANYA_COUNT(places));
	tcase_add_test(tests, looking_for_a_place_never_leaves_the_text);
	tcase_add_test(tests, a_document_in_order_is_read);
	tcase_add_loop_test(tests, a_document_that_is_off_is_refused_with_place_and_repair, 0, (int)SANYA_COUNT(refused));
	tcase_add_test(tests, written_as_it_comes_is_what_pretty_makes);
	tcase_add_test(tests, a_writer_and_the_end_of_its_buffer);
	suite_add_tcase(suite, tests);
	return suite;
}
