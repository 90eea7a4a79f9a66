/* SPDX-License-Identifier: Apache-2.0 */
/* Texts: UTF-8 good and bad, hexadecimal, base64 (RFC 4648's own vectors), whole numbers, distances, identifiers. */
#include <check.h>

#include "core/base/text.h"

static struct sanya_error err;

START_TEST(utf8)
{
	/* well-formed and ill-formed sequences after Unicode's table 3-7 */
	static const struct {
		const char *text;
		size_t good;
	} cases[] = {
		{ "", 0 }, { "abc", 3 }, { "สัญญา", 15 }, { "\xf0\x9f\x98\x80", 4 }, { "\xf4\x8f\xbf\xbf", 4 }, { "\xed\x9f\xbf", 3 },
		{ "a\x80", 1 }, { "a\xc0\xaf", 1 }, { "a\xc1\xbf", 1 }, { "a\xe0\x9f\xbf", 1 }, { "a\xed\xa0\x80", 1 },
		{ "a\xf0\x8f\xbf\xbf", 1 }, { "a\xf4\x90\x80\x80", 1 }, { "a\xf5\x80\x80\x80", 1 }, { "a\xff", 1 },
		{ "ab\xe0\xb8", 2 }, { "ab\xf0\x9f\x98", 2 }, { "ab\xc3", 2 }, { "ab\xc3(", 2 },
		/* around eight letters, which are looked at together */
		{ "abcdefg", 7 }, { "abcdefgh", 8 }, { "abcdefghi", 9 }, { "abcdefgh\x80", 8 }, { "abcdefg\xff", 7 },
		{ "abcdefg\xc3\xa9", 9 }, { "abcdefghijklmno\xe0\xb8\x81pqrstuvw", 26 }, { "abcdefghijklmnop\xe0\xb8", 16 },
	};

	for (size_t i = 0; i < SANYA_COUNT(cases); i++)
		ck_assert_msg(sanya_utf8_check(cases[i].text, strlen(cases[i].text)) == cases[i].good, "case %zu", i);
	ck_assert_uint_eq(sanya_utf8_prefix("กข", 6), 6);
	ck_assert_uint_eq(sanya_utf8_prefix("กข", 5), 3);
	ck_assert_uint_eq(sanya_utf8_prefix("กข", 3), 3);
	ck_assert_uint_eq(sanya_utf8_prefix("กข", 2), 0);
	ck_assert_uint_eq(sanya_utf8_prefix("ab", 100), 2);
	ck_assert_uint_eq(sanya_utf8_prefix("", 0), 0);
	/* ก + vowel above + tone mark is one column; สัญญา is 4 letters wide: ส ญ ญ า */
	ck_assert_uint_eq(sanya_utf8_columns("ที่", strlen("ที่")), 1);
	ck_assert_uint_eq(sanya_utf8_columns("สัญญา", strlen("สัญญา")), 4);
	ck_assert_uint_eq(sanya_utf8_columns("漢a", strlen("漢a")), 3);
}
END_TEST

START_TEST(adds_code_points)
{
	struct sanya_buffer b;

	sanya_buffer_init(&b, 100);
	sanya_utf8_add(&b, 'a');
	sanya_utf8_add(&b, 0xE9);
	sanya_utf8_add(&b, 0x0E01);
	sanya_utf8_add(&b, 0x1F600);
	ck_assert_str_eq(b.data, "aéก😀");
	sanya_buffer_done(&b);
}
END_TEST

START_TEST(integers)
{
	static const char *const bad[] = { "", "-", "+1", " 1", "1 ", "1.0", "0x1", "9223372036854775808", "-9223372036854775809",
					   "99999999999999999999999", "1-", "--1" };
	int64_t value = 7;

	ck_assert_int_eq(sanya_text_integer("9223372036854775807", 19, &value, &err), 0);
	ck_assert_int_eq(value, INT64_MAX);
	ck_assert_int_eq(sanya_text_integer("-9223372036854775808", 20, &value, &err), 0);
	ck_assert_int_eq(value, INT64_MIN);
	ck_assert_int_eq(sanya_text_integer("007", 3, &value, &err), 0);
	ck_assert_int_eq(value, 7);
	for (size_t i = 0; i < SANYA_COUNT(bad); i++) {
		sanya_error_clear(&err);
		ck_assert_msg(sanya_text_integer(bad[i], strlen(bad[i]), &value, &err) == -1, "%s", bad[i]);
		ck_assert_int_eq(value, 7);
	}
}
END_TEST

START_TEST(hexadecimal_and_base64)
{
	/* RFC 4648, section 10 */
	static const char *const pairs[][2] = { { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" },
						{ "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" } };
	static const char *const bad[] = { "Z", "Zg=", "Zg", "Z===", "====", "Zg==Zg==", "Zm9v\n", "Zh==", "Zm9=", "Zm 9", "Z-_v" };
	struct sanya_buffer b;
	unsigned char bytes[3] = { 9, 9, 9 };

	sanya_buffer_init(&b, 100);
	for (size_t i = 0; i < SANYA_COUNT(pairs); i++) {
		sanya_buffer_clear(&b);
		sanya_base64_add(&b, pairs[i][0], strlen(pairs[i][0]));
		ck_assert_str_eq(b.data, pairs[i][1]);
		sanya_buffer_clear(&b);
		ck_assert_int_eq(sanya_base64_parse(pairs[i][1], strlen(pairs[i][1]), &b, &err), 0);
		ck_assert_str_eq(b.data, pairs[i][0]);
	}
	for (size_t i = 0; i < SANYA_COUNT(bad); i++) {
		sanya_buffer_clear(&b);
		sanya_error_clear(&err);
		ck_assert_msg(sanya_base64_parse(bad[i], strlen(bad[i]), &b, &err) == -1, "%s", bad[i]);
		ck_assert_uint_eq(b.size, 0);
	}
	sanya_buffer_clear(&b);
	sanya_hex_add(&b, "\x00\xab\xff", 3);
	ck_assert_str_eq(b.data, "00abff");
	ck_assert_int_eq(sanya_hex_parse("00abff", 6, bytes, 3, &err), 0);
	ck_assert_mem_eq(bytes, "\x00\xab\xff", 3);
	ck_assert_int_eq(sanya_hex_parse("00ABFF", 6, bytes, 3, &err), -1);
	ck_assert_int_eq(sanya_hex_parse("00abf", 5, bytes, 3, &err), -1);
	ck_assert_int_eq(sanya_hex_parse("00abff00", 8, bytes, 3, &err), -1);
	sanya_buffer_done(&b);
}
END_TEST

START_TEST(words)
{
	static const char *const good[] = { "E1024", "th-office", "a", "0.1_b" };
	static const char *const bad[] = { "", "-a", "=1", "@x", "a b", "a/b", "ก", "a@1", ".a",
					   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };
	struct sanya_words both = { "ไทย", "English" }, thai = { "ไทย", NULL };

	for (size_t i = 0; i < SANYA_COUNT(good); i++)
		ck_assert(sanya_text_is_identifier(good[i]));
	for (size_t i = 0; i < SANYA_COUNT(bad); i++)
		ck_assert_msg(!sanya_text_is_identifier(bad[i]), "%s", bad[i]);
	ck_assert_str_eq(sanya_words_in(&both, SANYA_ENGLISH), "English");
	ck_assert_str_eq(sanya_words_in(&both, SANYA_THAI), "ไทย");
	ck_assert_str_eq(sanya_words_in(&thai, SANYA_ENGLISH), "ไทย");
	ck_assert_uint_eq(sanya_text_distance("sing", "sign"), 1);   /* a swap */
	ck_assert_uint_eq(sanya_text_distance("kitten", "sitting"), 3);
	ck_assert_uint_eq(sanya_text_distance("", "abc"), 3);
	ck_assert_uint_eq(sanya_text_distance("abcdefghijkl", "mnopqrstuvwx"), 9); /* capped */
	ck_assert_int_lt(sanya_text_compare(sanya_text_of(NULL), sanya_text_of("")), 0); /* absent is not empty */
	ck_assert(!sanya_text_is(sanya_text_of(NULL), ""));
	ck_assert_int_lt(sanya_text_compare(sanya_text_of("a"), sanya_text_of("ab")), 0);
	ck_assert_int_gt(sanya_text_compare(sanya_text_of("\xff"), sanya_text_of("z")), 0);
}
END_TEST

Suite *suite_text(void);

Suite *suite_text(void)
{
	Suite *suite = suite_create("text");
	TCase *rules = tcase_create("rules");

	tcase_add_test(rules, utf8);
	tcase_add_test(rules, adds_code_points);
	tcase_add_test(rules, integers);
	tcase_add_test(rules, hexadecimal_and_base64);
	tcase_add_test(rules, words);
	suite_add_tcase(suite, rules);
	return suite;
}
