/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames and batches: what goes in comes out, one set of observations has one form, and bytes that
 * were cut or altered are either refused or are themselves such a form.  */
#include "core/codec/frame.h"

#include <check.h>

static struct sanya_text text(const char *words)
{
	return sanya_text_of(words);
}

/* A ticket with everything, one with nothing but the obligatory, one in Thai with empty texts. */
static const struct sanya_text involved[] = {{"boon", 4}, {"malee", 5}}, tags[] = {{"vip", 3}};
static const struct sanya_span waits[] = {{100, 200}, {300, SANYA_NO_INSTANT}},
			       silences[] = {{150, 150}};

static void make_tickets(struct sanya_ticket ret[3])
{
	const struct sanya_ticket nothing = {
		.id = {"T-2", 3},
		.created = 0,
		.first_reply = SANYA_NO_INSTANT,
		.first_touch = SANYA_NO_INSTANT,
		.first_solved = SANYA_NO_INSTANT,
		.solved = SANYA_NO_INSTANT,
		.closed = SANYA_NO_INSTANT,
		.due = SANYA_NO_INSTANT,
		.reopens = SANYA_NO_COUNT,
		.replies = SANYA_NO_COUNT,
		.reassigns = SANYA_NO_COUNT,
		.in_time = SANYA_NO_COUNT,
	};

	ret[0] = (struct sanya_ticket){
		.id = text("T-1"),
		.assignee = text("anna"),
		.first_replier = text("boon"),
		.solver = text("malee"),
		.requester = text("c-77"),
		.channel = text("email"),
		.queue = text("first line"),
		.priority = text("high"),
		.status = text("solved"),
		.involved = involved,
		.involved_count = 2,
		.tags = tags,
		.tag_count = 1,
		.created = 100,
		.first_reply = 160,
		.first_touch = 110,
		.first_solved = 400,
		.solved = 500,
		.closed = 600,
		.due = 1000,
		.reopens = 1,
		.replies = 2,
		.reassigns = 0,
		.in_time = 1,
		.has_history = 1,
		.waits = waits,
		.wait_count = 2,
		.silences = silences,
		.silence_count = 1,
	};
	ret[1] = nothing;
	ret[2] = nothing;
	ret[2].id = text("ตั๋ว-3");
	ret[2].assignee = text("");
	ret[2].created = -62135596800; /* year 1: the first instant there is */
}

static void make_responses(struct sanya_response ret[2])
{
	ret[0] = (struct sanya_response){
		.id = text("R-1"),
		.ticket = text("T-1"),
		.survey = text("after-ticket"),
		.subject = text("anna"),
		.requester = text("c-77"),
		.channel = text("web"),
		.tags = tags,
		.tag_count = 1,
		.asked = 700,
		.answered = 800,
		.kind = SANYA_CSAT,
		.value = 4500,
		.lowest = 1000,
		.highest = 5000,
	};
	ret[1] = (struct sanya_response){
		.id = text("R-2"),
		.asked = SANYA_NO_INSTANT,
		.answered = 900,
		.kind = SANYA_QA,
		.critical = 1,
		.value = SANYA_NO_VALUE,
		.lowest = SANYA_NO_VALUE,
		.highest = SANYA_NO_VALUE,
	};
}

static void assert_text(struct sanya_text got, struct sanya_text expected)
{
	ck_assert(sanya_text_equal(got, expected));
	ck_assert((got.at == NULL) == (expected.at == NULL));
}

START_TEST(tickets_come_out_as_they_went_in)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_ticket in[3], *out = NULL;
	struct sanya_buffer bytes;
	struct sanya_arena arena;
	size_t packed = 0, count = 0;

	make_tickets(in);
	sanya_buffer_init(&bytes, SANYA_BATCH_MAX);
	sanya_arena_init(&arena);
	ck_assert_int_eq(sanya_batch_pack_tickets(in, 3, &bytes, &packed, &err), 0);
	ck_assert_uint_eq(packed, 3);
	/* text: nine of the first ticket, its three listed ones, "T-2", and four Thai letters of
	 * three bytes with "-3" */
	size_t texts = 3 + 4 + 4 + 5 + 4 + 5 + 10 + 4 + 6 + (4 + 5 + 3) + 3 + (4 * 3 + 2);
	ck_assert_uint_eq(bytes.size, 24 + 3 * 108 + 3 * 2 + 3 * 16 + texts);
	ck_assert_int_eq(
		sanya_batch_unpack_tickets(bytes.data, bytes.size, &arena, &out, &count, &err), 0);
	ck_assert_uint_eq(count, 3);
	assert_text(out[0].id, text("T-1"));
	assert_text(out[0].queue, text("first line"));
	assert_text(out[0].involved[1], text("malee"));
	assert_text(out[0].tags[0], text("vip"));
	ck_assert_int_eq(out[0].due, 1000);
	ck_assert_int_eq(out[0].in_time, 1);
	ck_assert_uint_eq(out[0].wait_count, 2);
	ck_assert_int_eq(out[0].waits[1].from, 300);
	ck_assert(out[0].waits[1].to == SANYA_NO_INSTANT);
	ck_assert_int_eq(out[0].silences[0].to, 150);
	/* absent is neither zero nor empty */
	assert_text(out[1].assignee, text(NULL));
	ck_assert(out[1].solved == SANYA_NO_INSTANT);
	ck_assert_int_eq(out[1].reopens, SANYA_NO_COUNT);
	assert_text(out[2].assignee, text(""));
	assert_text(out[2].id, text("ตั๋ว-3"));
	sanya_arena_done(&arena);
	sanya_buffer_done(&bytes);
}
END_TEST

START_TEST(responses_come_out_as_they_went_in)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_response in[2], *out = NULL;
	struct sanya_buffer bytes;
	struct sanya_arena arena;
	size_t packed = 0, count = 0;

	make_responses(in);
	sanya_buffer_init(&bytes, SANYA_BATCH_MAX);
	sanya_arena_init(&arena);
	ck_assert_int_eq(sanya_batch_pack_responses(in, 2, &bytes, &packed, &err), 0);
	ck_assert_int_eq(
		sanya_batch_unpack_responses(bytes.data, bytes.size, &arena, &out, &count, &err),
		0);
	ck_assert_uint_eq(count, 2);
	assert_text(out[0].survey, text("after-ticket"));
	assert_text(out[0].tags[0], text("vip"));
	ck_assert_int_eq(out[0].value, 4500);
	ck_assert_int_eq(out[1].critical, 1);
	ck_assert(out[1].value == SANYA_NO_VALUE);
	assert_text(out[1].ticket, text(NULL));
	sanya_arena_done(&arena);
	sanya_buffer_done(&bytes);
}
END_TEST

/* Unpack; when that works, packing again must give the very same bytes.  1 accepted, 0 refused. */
static int accepted(bool tickets, const void *bytes, size_t size)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_ticket *t = NULL;
	struct sanya_response *r = NULL;
	struct sanya_buffer again;
	struct sanya_arena arena;
	size_t count = 0, packed = 0;

	sanya_arena_init(&arena);
	int result = tickets ? sanya_batch_unpack_tickets(bytes, size, &arena, &t, &count, &err)
			     : sanya_batch_unpack_responses(bytes, size, &arena, &r, &count, &err);
	if (result == 0) {
		sanya_buffer_init(&again, SANYA_BATCH_MAX);
		ck_assert_int_eq(
			tickets ? sanya_batch_pack_tickets(t, count, &again, &packed, &err)
				: sanya_batch_pack_responses(r, count, &again, &packed, &err),
			0);
		ck_assert_uint_eq(again.size, size);
		ck_assert(memcmp(again.data, bytes, size) == 0);
		sanya_buffer_done(&again);
	} else {
		ck_assert_str_ne(err.what, "");
	}
	sanya_arena_done(&arena);
	return result == 0;
}

/* A batch in memory of exactly its size, so that a sanitizer sees any step beyond it. */
static unsigned char *batch_new(bool tickets, size_t *ret_size)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_ticket t[3];
	struct sanya_response r[2];
	struct sanya_buffer bytes;
	size_t packed = 0;

	make_tickets(t);
	make_responses(r);
	sanya_buffer_init(&bytes, SANYA_BATCH_MAX);
	ck_assert_int_eq(tickets ? sanya_batch_pack_tickets(t, 3, &bytes, &packed, &err)
				 : sanya_batch_pack_responses(r, 2, &bytes, &packed, &err),
			 0);
	unsigned char *copy = malloc(bytes.size);
	ck_assert_ptr_nonnull(copy);
	memcpy(copy, bytes.data, bytes.size);
	*ret_size = bytes.size;
	sanya_buffer_done(&bytes);
	return copy;
}

START_TEST(a_cut_batch_is_refused)
{
	size_t size = 0;
	unsigned char *whole = batch_new(_i == 0, &size);

	ck_assert_int_eq(accepted(_i == 0, whole, size), 1);
	for (size_t cut = 0; cut < size; cut++) {
		unsigned char *part = malloc(cut + 1);
		ck_assert_ptr_nonnull(part);
		memcpy(part, whole, cut);
		ck_assert_int_eq(accepted(_i == 0, part, cut), 0);
		part[cut] = 0;
		free(part);
	}
	free(whole);
}
END_TEST

START_TEST(an_altered_batch_is_refused_or_canonical)
{
	static const unsigned char masks[] = {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff};
	size_t size = 0, refused = 0;
	unsigned char *bytes = batch_new(_i == 0, &size);

	for (size_t at = 0; at < size; at++)
		for (size_t i = 0; i < SANYA_COUNT(masks); i++) {
			bytes[at] ^= masks[i];
			refused += accepted(_i == 0, bytes, size) == 0;
			bytes[at] ^= masks[i];
		}
	/* every bit of the head is load-bearing */
	ck_assert_uint_ge(refused, 24 * SANYA_COUNT(masks));
	ck_assert_int_eq(accepted(_i == 0, bytes, size), 1);
	free(bytes);
}
END_TEST

START_TEST(sizes_that_wrap_are_refused)
{
	/* one record, 2^31 listed texts and 2^31 spans: in 32 bits the sum would come out small */
	unsigned char head[24 + 108] = {0};

	sanya_le32_put(head, SANYA_TICKET);
	sanya_le32_put(head + 4, 1);
	sanya_le32_put(head + 8, 0x80000000u);
	sanya_le32_put(head + 12, 0x80000000u);
	ck_assert_int_eq(accepted(true, head, sizeof head), 0);
	sanya_le32_put(head + 4, 0xffffffffu);
	ck_assert_int_eq(accepted(true, head, sizeof head), 0);
}
END_TEST

START_TEST(what_may_not_travel_is_named)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_ticket t[3];
	struct sanya_response r[2];

	make_tickets(t);
	make_responses(r);
	t[0].id = text(NULL);
	ck_assert_int_eq(sanya_ticket_check(&t[0], &err), -1);
	ck_assert_str_eq(err.what, "an observation's id is missing");
	sanya_error_clear(&err);
	t[1].queue = (struct sanya_text){"\xc3\x28", 2};
	ck_assert_int_eq(sanya_ticket_check(&t[1], &err), -1);
	ck_assert_str_eq(err.what, "observation \"T-2\": queue is not UTF-8");
	sanya_error_clear(&err);
	t[2].created = SANYA_NO_INSTANT;
	ck_assert_int_eq(sanya_ticket_check(&t[2], &err), -1);
	ck_assert_str_eq(err.what, "observation \"ตั๋ว-3\": created is missing");
	sanya_error_clear(&err);
	r[0].kind = 8;
	ck_assert_int_eq(sanya_response_check(&r[0], &err), -1);
	ck_assert_str_eq(err.what, "observation \"R-1\": kind is none of csat, nps, ces, qa, "
				   "mystery, complaint, rating");
	sanya_error_clear(&err);
	r[1].survey = (struct sanya_text){"a\0b", 3};
	ck_assert_int_eq(sanya_response_check(&r[1], &err), -1);
	ck_assert_str_eq(err.what, "observation \"R-2\": survey contains a NUL byte");
}
END_TEST

START_TEST(a_full_batch_stops_and_goes_on)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	static char long_text[SANYA_TEXT_MAX];
	static struct sanya_ticket many[400];
	struct sanya_ticket three[3];
	struct sanya_buffer bytes;
	size_t packed = 0, total = 0, batches = 0;

	memset(long_text, 'x', sizeof long_text);
	make_tickets(three);
	for (size_t i = 0; i < SANYA_COUNT(many); i++) {
		many[i] = three[1];
		many[i].status = (struct sanya_text){long_text, sizeof long_text};
	}
	/* each takes 108 + 3 + 4096 = 4207 bytes; (1048576 - 64 - 24) / 4207 = 249.2, so 249 and
	 * 151 */
	sanya_buffer_init(&bytes, SANYA_BATCH_MAX);
	while (total < SANYA_COUNT(many)) {
		sanya_buffer_clear(&bytes);
		ck_assert_int_eq(sanya_batch_pack_tickets(many + total, SANYA_COUNT(many) - total,
							  &bytes, &packed, &err),
				 0);
		ck_assert_uint_eq(packed, batches == 0 ? 249 : 151);
		total += packed;
		batches++;
	}
	ck_assert_uint_eq(batches, 2);
	sanya_buffer_done(&bytes);
}
END_TEST

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
	sanya_frame_head(head, SANYA_FRAME_TICKETS, 0, 0);
	sanya_le32_put(head, SANYA_FRAME_MAX - 15); /* one byte too many, together with its head */
	ck_assert_int_eq(sanya_frame_next(head, sizeof head, &frame, &used, &err), -1);
	ck_assert_str_eq(err.what, "a frame of 1048577 bytes is longer than 1048576 bytes");
	sanya_error_clear(&err);
	sanya_frame_head(head, SANYA_FRAME_TICKETS, 0, 0);
	head[6] = 1;
	ck_assert_int_eq(sanya_frame_next(head, sizeof head, &frame, &used, &err), -1);
}
END_TEST

Suite *suite_frame(void);
Suite *suite_frame(void)
{
	Suite *suite = suite_create("frame");
	TCase *test = tcase_create("frame");

	tcase_add_test(test, tickets_come_out_as_they_went_in);
	tcase_add_test(test, responses_come_out_as_they_went_in);
	tcase_add_loop_test(test, a_cut_batch_is_refused, 0, 2);
	tcase_add_loop_test(test, an_altered_batch_is_refused_or_canonical, 0, 2);
	tcase_add_test(test, sizes_that_wrap_are_refused);
	tcase_add_test(test, what_may_not_travel_is_named);
	tcase_add_test(test, a_full_batch_stops_and_goes_on);
	tcase_add_test(test, frames_are_read_from_any_cut);
	tcase_add_test(test, bytes_that_are_no_frame_are_refused);
	suite_add_tcase(suite, test);
	return suite;
}
