/* SPDX-License-Identifier: Apache-2.0 */
/* Buffers and arenas: the NUL is always there, the cap holds, failure sticks, memory is zeroed and aligned. */
#include <check.h>

#include "core/base/arena.h"
#include "core/base/buffer.h"

START_TEST(appends)
{
	struct sanya_buffer b;
	struct sanya_error err = SANYA_ERROR_INIT;

	sanya_buffer_init(&b, 1000);
	ck_assert_str_eq(b.data, "");
	sanya_buffer_text(&b, "ab");
	sanya_buffer_byte(&b, 'c');
	sanya_buffer_add(&b, "d\0e", 3);
	sanya_buffer_printf(&b, "%05d|%s", 42, "x");
	ck_assert_uint_eq(b.size, 13);
	ck_assert_mem_eq(b.data, "abcd\0e00042|x", 14);
	sanya_buffer_drop(&b, 6);
	ck_assert_str_eq(b.data, "00042|x");
	sanya_buffer_cut(&b, 5);
	ck_assert_str_eq(b.data, "00042");
	sanya_buffer_cut(&b, 5);
	sanya_buffer_drop(&b, 5);
	ck_assert_str_eq(b.data, "");
	ck_assert_int_eq(sanya_buffer_check(&b, "it", &err), 0);
	sanya_buffer_done(&b);
}
END_TEST

START_TEST(cap_holds)
{
	struct sanya_buffer b;
	struct sanya_error err = SANYA_ERROR_INIT;

	sanya_buffer_init(&b, 10);
	sanya_buffer_text(&b, "0123456789"); /* exactly the cap */
	ck_assert_int_eq(sanya_buffer_check(&b, "it", &err), 0);
	sanya_buffer_byte(&b, 'x');
	ck_assert_str_eq(b.data, "0123456789"); /* nothing of what does not fit */
	ck_assert_int_eq(sanya_buffer_check(&b, "the list", &err), -1);
	ck_assert_str_eq(err.what, "the list is larger than the limit of 10 bytes");
	sanya_buffer_cut(&b, 0);
	sanya_buffer_text(&b, "y"); /* failure sticks */
	ck_assert_uint_eq(b.size, 0);
	ck_assert_ptr_null(sanya_buffer_take(&b, NULL));
	sanya_buffer_clear(&b);
	sanya_buffer_printf(&b, "%s", "0123456789a");
	ck_assert_int_ne(b.failed, 0);
	ck_assert_str_eq(b.data, "");
	sanya_buffer_clear(&b);
	sanya_buffer_printf(&b, "%s", "0123456789");
	ck_assert_int_eq(b.failed, 0);
	ck_assert_str_eq(b.data, "0123456789");
	sanya_buffer_done(&b);
}
END_TEST

START_TEST(grows_and_is_taken)
{
	struct sanya_buffer b;
	size_t size = 0;
	char *bytes;

	sanya_buffer_init(&b, 1 << 20);
	for (int i = 0; i < 20000; i++)
		sanya_buffer_printf(&b, "%d,", i % 10);
	ck_assert_uint_eq(b.size, 40000);
	bytes = sanya_buffer_take(&b, &size);
	ck_assert_uint_eq(size, 40000);
	ck_assert_uint_eq(strlen(bytes), 40000);
	ck_assert_mem_eq(bytes + 39980, "0,1,2,3,4,5,6,7,8,9,", 20);
	free(bytes);
	bytes = sanya_buffer_take(&b, &size); /* an empty one may be freed as well */
	ck_assert_str_eq(bytes, "");
	ck_assert_uint_eq(size, 0);
	free(bytes);
	sanya_buffer_done(&b);
}
END_TEST

/* What was written before the clear is not seen after it, whatever sizes are asked for in which order. */
START_TEST(arena_is_zeroed_again_after_a_clear)
{
	struct sanya_arena arena;

	sanya_arena_init(&arena);
	for (size_t round = 0; round < 4; round++) {
		for (size_t i = 1; i < 40; i++) {
			size_t size = (round % 2 == 0 ? i : 40 - i) * 997;
			unsigned char *piece = sanya_arena_alloc(&arena, size);

			ck_assert_ptr_nonnull(piece);
			for (size_t j = 0; j < size; j++)
				ck_assert_uint_eq(piece[j], 0);
			memset(piece, 0xa5, size);
		}
		sanya_arena_clear(&arena);
		ck_assert_uint_eq(arena.total, 0);
	}
	sanya_arena_clear(&arena);
	ck_assert_str_eq(sanya_arena_text(&arena, "again"), "again");
	sanya_arena_done(&arena);
	ck_assert_ptr_null(arena.spare);
}
END_TEST

START_TEST(arena_gives_zeroed_memory)
{
	struct sanya_arena arena;
	unsigned char *pieces[300];

	sanya_arena_init(&arena);
	for (size_t i = 0; i < 300; i++) {
		size_t size = i % 50 == 49 ? 100000 : i * 7;

		pieces[i] = sanya_arena_alloc(&arena, size);
		ck_assert_ptr_nonnull(pieces[i]);
		ck_assert_uint_eq((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
		for (size_t j = 0; j < size; j++)
			ck_assert_uint_eq(pieces[i][j], 0);
		if (size > 0)
			memset(pieces[i], (int)(i % 251 + 1), size);
	}
	for (size_t i = 0; i < 300; i++) /* nobody wrote into somebody else's */
		for (size_t j = 0; j < (i % 50 == 49 ? 100000 : i * 7); j++)
			ck_assert_uint_eq(pieces[i][j], i % 251 + 1);
	ck_assert_str_eq(sanya_arena_copy(&arena, "abcdef", 3), "abc");
	ck_assert_str_eq(sanya_arena_text(&arena, "สัญญา"), "สัญญา");
	ck_assert_ptr_null(sanya_arena_array(&arena, SIZE_MAX / 2, 3));
	ck_assert_ptr_null(sanya_arena_alloc(&arena, SIZE_MAX - 8));
	sanya_arena_done(&arena);
}
END_TEST

Suite *suite_buffer(void);

Suite *suite_buffer(void)
{
	Suite *suite = suite_create("buffer");
	TCase *buffer = tcase_create("buffer");

	tcase_add_test(buffer, appends);
	tcase_add_test(buffer, cap_holds);
	tcase_add_test(buffer, grows_and_is_taken);
	tcase_add_test(buffer, arena_gives_zeroed_memory);
	tcase_add_test(buffer, arena_is_zeroed_again_after_a_clear);
	suite_add_tcase(suite, buffer);
	return suite;
}
