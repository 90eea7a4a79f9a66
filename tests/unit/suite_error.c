/* SPDX-License-Identifier: Apache-2.0 */
/* Errors: the first wins, places and repairs fill what is empty, texts stay printable whatever the world puts into them. */
#include <check.h>
#include <errno.h>

#include "core/base/error.h"
#include "core/base/text.h"

START_TEST(first_wins)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_int_eq(sanya_error_set(&err, SANYA_NOT_FOUND, "no %s", "contract"), -1);
	ck_assert_int_eq(sanya_error_set(&err, SANYA_FAILED, "something later"), -1);
	sanya_error_errno(&err, EACCES, "later still");
	sanya_error_memory(&err);
	ck_assert_int_eq(err.code, SANYA_NOT_FOUND);
	ck_assert_str_eq(err.what, "no contract");
	sanya_error_clear(&err);
	ck_assert_int_eq(err.code, SANYA_OK);
	ck_assert_str_eq(err.what, "");
	ck_assert_str_eq(err.next, "");
}
END_TEST

START_TEST(place_and_repair)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	sanya_error_set(&err, SANYA_FAILED, "x");
	ck_assert_int_eq(sanya_error_at(&err, "a.json", 3, 7), -1);
	sanya_error_at(&err, "outer", 9, 9);
	ck_assert_int_eq(sanya_error_next(&err, "do %d", 1), -1);
	sanya_error_next(&err, "do 2");
	ck_assert_str_eq(err.where, "a.json");
	ck_assert_uint_eq(err.line, 3);
	ck_assert_uint_eq(err.column, 7);
	ck_assert_str_eq(err.next, "do 1");
}
END_TEST

START_TEST(from_errno)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	sanya_error_errno(&err, ENOENT, "cannot open %s", "x");
	ck_assert_int_eq(err.code, SANYA_NOT_FOUND);
	ck_assert_str_eq(err.what, "cannot open x: No such file or directory");
	sanya_error_clear(&err);
	sanya_error_errno(&err, EACCES, "cannot open %s", "x");
	ck_assert_int_eq(err.code, SANYA_FAILED);
}
END_TEST

START_TEST(texts_stay_printable)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	char longer[2048];

	sanya_error_set(&err, SANYA_FAILED, "a\tb\x1b[31mc\nd\x7f" "e\xc2\x9b" "f");
	ck_assert_str_eq(err.what, "a?b?[31mc?d?e??f");
	sanya_error_clear(&err);
	sanya_error_set(&err, SANYA_FAILED, "%s", "\xff ok \xe0\xb8 \xed\xa0\x80 \xc0\xaf \xf4\x90\x80\x80");
	ck_assert_uint_eq(sanya_utf8_check(err.what, strlen(err.what)), strlen(err.what));
	ck_assert_ptr_nonnull(strstr(err.what, " ok "));
	/* 1023 bytes are 341 Thai letters of 3 bytes; one "x" in front leaves 1022 for 340 of them */
	longer[0] = 'x';
	for (size_t i = 0; i < 500; i++)
		memcpy(longer + 1 + 3 * i, "ก", 3);
	longer[1501] = '\0';
	sanya_error_clear(&err);
	sanya_error_set(&err, SANYA_FAILED, "%s", longer);
	ck_assert_uint_eq(strlen(err.what), 1 + 340 * 3);
	ck_assert_uint_eq(sanya_utf8_check(err.what, strlen(err.what)), strlen(err.what));
}
END_TEST

Suite *suite_error(void);

Suite *suite_error(void)
{
	Suite *suite = suite_create("error");
	TCase *rules = tcase_create("rules");

	tcase_add_test(rules, first_wins);
	tcase_add_test(rules, place_and_repair);
	tcase_add_test(rules, from_errno);
	tcase_add_test(rules, texts_stay_printable);
	suite_add_tcase(suite, rules);
	return suite;
}
