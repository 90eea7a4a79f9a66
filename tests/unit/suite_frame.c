/* SPDX-License-Identifier: Apache-2.0 */
/* Frames: read from any cut, and whatever is none is refused. */
#include "core/codec/frame.h"

#include <check.h>

START_TEST(frames_are_read_from_any_cut)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_buffer bytes;
	struct sanya_frame frame = {0};
	size_t used = 0;

	sanya_buffer_init(&bytes, SANYA_FRAME_MAX);
	sanya_frame_add(&bytes, SANYA_FRAME_CHECKPOINT, 7, "page 3", 6);
	ck_assert_uint_eq(bytes.size, 22);
	for (size_t size = 0; size < 22; size++)
		ck_assert_int_eq(sanya_frame_next((const unsigned char *)bytes.data, size, &frame,
						  &used, &err),
				 0);
	ck_assert_int_eq(
		sanya_frame_next((const unsigned char *)bytes.data, 22, &frame, &used, &err), 1);
	ck_assert_uint_eq(used, 22);
	ck_assert_int_eq(frame.type, SANYA_FRAME_CHECKPOINT);
	ck_assert_uint_eq(frame.sequence, 7);
	ck_assert_uint_eq(frame.size, 6);
	ck_assert(memcmp(frame.body, "page 3", 6) == 0);
	sanya_buffer_done(&bytes);
}
END_TEST

START_TEST(bytes_that_are_no_frame_are_refused)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_frame frame;
	size_t used;
	unsigned char head[16];

	ck_assert_int_eq(sanya_frame_next((const unsigned char *)"{\"type\":\"hello\"}", 16, &frame,
					  &used, &err),
			 -1);
	sanya_error_clear(&err);
	sanya_frame_head(head, SANYA_FRAME_BLOCK, 0, 0);
	sanya_le32_put(head, SANYA_FRAME_MAX - 15); /* one byte too many, together with its head */
	ck_assert_int_eq(sanya_frame_next(head, sizeof head, &frame, &used, &err), -1);
	ck_assert_str_eq(err.what, "a frame of 1048577 bytes is longer than 1048576 bytes");
	sanya_error_clear(&err);
	sanya_frame_head(head, SANYA_FRAME_BLOCK, 0, 0);
	head[6] = 1;
	ck_assert_int_eq(sanya_frame_next(head, sizeof head, &frame, &used, &err), -1);
}
END_TEST

Suite *suite_frame(void);
Suite *suite_frame(void)
{
	Suite *suite = suite_create("frame");
	TCase *test = tcase_create("frame");

	tcase_add_test(test, frames_are_read_from_any_cut);
	tcase_add_test(test, bytes_that_are_no_frame_are_refused);
	suite_add_tcase(suite, test);
	return suite;
}
