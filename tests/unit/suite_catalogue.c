/* SPDX-License-Identifier: Apache-2.0 */
/* Catalogues: a .mo file built here byte by byte, in both byte orders, whole, cut and changed. */
#include <check.h>

#include "core/base/buffer.h"
#include "core/base/catalogue.h"

static struct sanya_error err;

static const char *const texts[][2] = {
	{ "", "Content-Type: text/plain; charset=UTF-8\n" },
	{ "%d of %s", "%2$s: %1$d" },
	{ "Day", "วัน" },
	{ "empty", "" },
	{ "hello %s", "สวัสดี %d" }, /* other arguments: passed over */
	{ "more", "%s%s%s" },	    /* would read what is not there */
};
#define COUNT SANYA_COUNT(texts)

static void add_word(struct sanya_buffer *out, size_t value, bool big)
{
	for (int i = 0; i < 4; i++)
		sanya_buffer_byte(out, (unsigned char)(value >> (big ? 24 - 8 * i : 8 * i) & 0xFF));
}

/* Header, two tables, then all texts with their NULs. */
static void build(struct sanya_buffer *out, bool big)
{
	size_t at = 28 + COUNT * 16;

	add_word(out, 0x950412DE, big);
	add_word(out, 0, big);
	add_word(out, COUNT, big);
	add_word(out, 28, big);
	add_word(out, 28 + COUNT * 8, big);
	add_word(out, 0, big);
	add_word(out, 0, big);
	for (size_t side = 0; side < 2; side++)
		for (size_t i = 0; i < COUNT; i++) {
			add_word(out, strlen(texts[i][side]), big);
			add_word(out, at, big);
			at += strlen(texts[i][side]) + 1;
		}
	for (size_t side = 0; side < 2; side++)
		for (size_t i = 0; i < COUNT; i++)
			sanya_buffer_add(out, texts[i][side], strlen(texts[i][side]) + 1);
}

START_TEST(says)
{
	struct sanya_buffer bytes;
	struct sanya_catalogue *catalogue = NULL;

	sanya_buffer_init(&bytes, 10000);
	build(&bytes, _i == 1);
	ck_assert_msg(sanya_catalogue_parse(bytes.data, bytes.size, &catalogue, &err) == 0, "%s", err.what);
	ck_assert_str_eq(sanya_say(catalogue, "Day"), "วัน");
	ck_assert_str_eq(sanya_say(catalogue, "%d of %s"), "%2$s: %1$d");
	ck_assert_str_eq(sanya_say(catalogue, "empty"), "empty");
	ck_assert_str_eq(sanya_say(catalogue, "hello %s"), "hello %s");
	ck_assert_str_eq(sanya_say(catalogue, "more"), "more");
	ck_assert_str_eq(sanya_say(catalogue, "not there"), "not there");
	ck_assert_str_eq(sanya_say(NULL, "Day"), "Day");
	sanya_catalogue_free(catalogue);
	sanya_buffer_done(&bytes);
}
END_TEST

START_TEST(hostile)
{
	struct sanya_buffer bytes;
	struct sanya_catalogue *catalogue = NULL;

	sanya_buffer_init(&bytes, 10000);
	build(&bytes, false);
	for (size_t size = 0; size < bytes.size - 1; size++) {
		sanya_error_clear(&err);
		ck_assert_msg(sanya_catalogue_parse(bytes.data, size, &catalogue, &err) == -1, "cut at %zu", size);
	}
	for (size_t i = 0; i < bytes.size; i++)
		for (unsigned flip = 1; flip < 256; flip <<= 1) {
			bytes.data[i] = (char)((unsigned char)bytes.data[i] ^ flip);
			sanya_error_clear(&err);
			if (sanya_catalogue_parse(bytes.data, bytes.size, &catalogue, &err) == 0) {
				for (size_t j = 0; j < COUNT; j++)
					ck_assert_ptr_nonnull(sanya_say(catalogue, texts[j][0]));
				sanya_catalogue_free(catalogue);
			}
			bytes.data[i] = (char)((unsigned char)bytes.data[i] ^ flip);
		}
	sanya_buffer_done(&bytes);
}
END_TEST

START_TEST(languages)
{
	struct sanya_catalogue *catalogue = NULL;

	ck_assert_int_eq(sanya_catalogue_load(SANYA_ENGLISH, "/nowhere", &catalogue, &err), 0);
	ck_assert_int_eq(sanya_catalogue_language(catalogue), SANYA_ENGLISH);
	sanya_catalogue_free(catalogue);
	ck_assert_int_eq(sanya_catalogue_load(SANYA_THAI, "/nowhere", &catalogue, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.what, "/nowhere/th"));
	ck_assert_int_eq(sanya_catalogue_language(NULL), SANYA_ENGLISH);
}
END_TEST

Suite *suite_catalogue(void);

Suite *suite_catalogue(void)
{
	Suite *suite = suite_create("catalogue");
	TCase *rules = tcase_create("rules");

	tcase_add_loop_test(rules, says, 0, 2);
	tcase_add_test(rules, hostile);
	tcase_add_test(rules, languages);
	suite_add_tcase(suite, rules);
	return suite;
}
