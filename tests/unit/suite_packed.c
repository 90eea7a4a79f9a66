/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packed chunks: what goes in comes out, in every shape; a typical ticket takes few bytes; broken bytes are refused or give a block that
 * the check accepts, and never more than that.
 */
#include "observations.h"

#include "core/codec/packed.h"

#include <check.h>

Suite *suite_packed(void);

static struct sanya_block *block, *back;
static struct sanya_packing *packing;
static struct sanya_unpacking *unpacking;
static struct sanya_dictionary dictionary;
static struct sanya_arena arena;
static struct sanya_buffer bytes;
static struct sanya_error err;
static unsigned char marks[SANYA_BLOCK_ROWS], back_marks[SANYA_PACKED_ROWS];

static void set_up(void)
{
	block = malloc(sizeof *block);
	back = malloc(sizeof *back);
	ck_assert(block != NULL && back != NULL);
	ck_assert_int_eq(sanya_packing_new(&packing, &err), 0);
	ck_assert_int_eq(sanya_unpacking_new(&unpacking, &err), 0);
	sanya_dictionary_init(&dictionary);
	sanya_arena_init(&arena);
	sanya_buffer_init(&bytes, 1u << 28);
	sanya_error_clear(&err);
}

static void tear_down(void)
{
	free(block);
	free(back);
	sanya_packing_free(packing);
	sanya_unpacking_free(unpacking);
	sanya_dictionary_done(&dictionary);
	sanya_arena_done(&arena);
	sanya_buffer_done(&bytes);
}

static struct sanya_text some_id(uint64_t *state, unsigned shape, uint32_t i)
{
	switch (shape) {
	case 0:
		return observations_text(&arena, "T%08u", i * 7 + observations_below(state, 7));
	case 1:
		return observations_text(&arena, "%u", i * 3);
	case 2:
		return observations_text(&arena, "INC-%018llu", (unsigned long long)(observations_random(state) % UINT64_C(1000000000000000000)));
	case 3:
		return observations_text(&arena, "%016llx", (unsigned long long)observations_random(state));
	case 4:
		return observations_text(&arena, "ตั๋ว/%u/%u", observations_below(state, 20), i);
	case 5:
		return observations_text(&arena, "%u-ก2@ที่", i * 5);
	case 6: /* one of twenty is not like the others */
		return observations_text(&arena, observations_below(state, 20) == 0 ? "ลูกค้า \"c%u\"" : "c%06u@mail2.example", i * 11);
	default:
		return observations_text(&arena, "%s%u", i % 3 == 0 ? "a" : i % 3 == 1 ? "" : "00", i);
	}
}

/* A block of random rows; returns how many. */
static uint32_t fill(enum sanya_observation_kind kind, uint64_t *state, uint32_t rows)
{
	struct observations_shape shape = { .names = 1 + observations_below(state, 30),
					    .terms = 1 + observations_below(state, 300),
					    .from = observations_below(state, 5) == 0 ? SANYA_BLOCK_FIRST + 200000000 : 1767225600,
					    .longest = 1 + observations_below(state, 100000000),
					    .open_in = 1 + observations_below(state, 10),
					    .rich_in = observations_below(state, 4) };
	unsigned ids = observations_below(state, 8);

	shape.to = shape.from + 1 + observations_below(state, 40000000);
	sanya_block_start(block, kind, &dictionary);
	for (uint32_t i = 0; i < rows; i++) {
		struct sanya_text id = some_id(state, ids, i);
		struct sanya_ticket ticket;
		struct sanya_response response;
		int in;

		if (kind == SANYA_TICKET)
			observations_ticket(&arena, state, &shape, id, &ticket);
		else
			observations_response(&arena, state, &shape, id, &response);
		in = kind == SANYA_TICKET ? sanya_block_add_ticket(block, &dictionary, &ticket, &err)
					  : sanya_block_add_response(block, &dictionary, &response, &err);
		ck_assert_int_eq(in, 1);
		marks[i] = (unsigned char)observations_below(state, 2);
	}
	ck_assert_msg(sanya_block_check(block, &err) == 0, "%s", err.what);
	return rows;
}

/* Rows of `block` are those of `back` from `row` on. */
static void expect_same(uint32_t row)
{
	static struct sanya_block_lists lists, back_lists;

	for (uint32_t i = 0; i < block->count; i++) {
		if (block->kind == SANYA_TICKET) {
			struct sanya_ticket a, b;

			sanya_block_ticket(block, &dictionary, i, &lists, &a);
			sanya_block_ticket(back, &dictionary, row + i, &back_lists, &b);
			ck_assert_msg(observations_same_tickets(&a, &b), "row %u, id %.*s", i, (int)a.id.size, a.id.at);
		} else {
			struct sanya_response a, b;

			sanya_block_response(block, &dictionary, i, &lists, &a);
			sanya_block_response(back, &dictionary, row + i, &back_lists, &b);
			ck_assert_msg(observations_same_responses(&a, &b), "row %u, id %.*s", i, (int)a.id.size, a.id.at);
		}
	}
}

static struct sanya_bytes all_bytes(void)
{
	return (struct sanya_bytes){ (const unsigned char *)bytes.data, (const unsigned char *)bytes.data + bytes.size, false };
}

/* Several chunks of several shapes one after the other in one block. */
START_TEST(test_round_trip)
{
	uint64_t state = (uint64_t)_i;
	enum sanya_observation_kind kind = _i % 2 == 0 ? SANYA_TICKET : SANYA_RESPONSE;
	struct sanya_dictionary nothing;

	sanya_dictionary_init(&nothing);
	sanya_block_start(back, kind, &nothing);
	for (unsigned chunk = 0; chunk < 4; chunk++) {
		bool marked = observations_below(&state, 2) == 0;
		uint32_t rows = fill(kind, &state, 1 + observations_below(&state, observations_below(&state, 3) == 0 ? 1500 : 40));
		uint32_t row = back->count;
		struct sanya_bytes from;

		sanya_buffer_clear(&bytes);
		sanya_packed_add(packing, block, marked ? marks : NULL, &bytes);
		ck_assert_int_eq(sanya_buffer_check(&bytes, "a chunk", &err), 0);
		from = all_bytes();
		ck_assert_msg(sanya_packed_take(unpacking, &from, false, NULL, NULL, back, back_marks, &err) == 1, "%s", err.what);
		ck_assert_ptr_eq(from.at, from.end);
		ck_assert_uint_eq(back->count, row + rows);
		expect_same(row);
		for (uint32_t i = 0; i < rows; i++)
			ck_assert_uint_eq(back_marks[i], marked ? marks[i] : 0);
		/* What came out may be handed to anybody.  Its codes are those of the writer's dictionary. */
		back->terms_before = dictionary.count;
		ck_assert_msg(sanya_block_check(back, &err) == 0, "%s", err.what);
		back->terms_before = 0;
	}
}
END_TEST

/* Of the fields that are wanted every one comes as it is, of the others none; the base of the instants always. */
START_TEST(test_wanted)
{
	uint64_t state = (uint64_t)_i + 500;
	enum sanya_observation_kind kind = _i % 2 == 0 ? SANYA_TICKET : SANYA_RESPONSE;
	const uint64_t base = kind == SANYA_TICKET ? SANYA_HAS_WIDE(SANYA_WIDE_CREATED) : SANYA_HAS_WIDE(SANYA_WIDE_ANSWERED);
	const uint64_t wanted = SANYA_HAS_WIDE(SANYA_WIDE_SOLVED) | SANYA_HAS_NARROW(SANYA_NARROW_REOPENS) | SANYA_HAS_CODED(0);
	const uint32_t rows = fill(kind, &state, 300);
	struct sanya_dictionary nothing;
	struct sanya_bytes from;

	sanya_dictionary_init(&nothing);
	sanya_block_start(back, kind, &nothing);
	sanya_packed_add(packing, block, marks, &bytes);
	sanya_unpacking_want(unpacking, wanted);
	from = all_bytes();
	ck_assert_msg(sanya_packed_take(unpacking, &from, false, NULL, NULL, back, back_marks, &err) == 1, "%s", err.what);
	ck_assert_ptr_eq(from.at, from.end);
	ck_assert_uint_eq(back->count, rows);
	ck_assert_uint_eq(back->present & ~(wanted | base), 0);
	ck_assert_uint_eq(back->present, block->present & back->present);
	ck_assert(sanya_block_has(back, base));
	ck_assert_uint_eq(back->text_size + back->listed_count + back->span_count, 0);
	for (uint32_t i = 0; i < rows; i++) {
		for (unsigned field = 0; field < SANYA_WIDES; field++)
			if (sanya_block_has(back, SANYA_HAS_WIDE(field)))
				ck_assert_int_eq(back->wide[field][i], block->wide[field][i]);
		if (sanya_block_has(back, SANYA_HAS_NARROW(0)))
			ck_assert_int_eq(back->narrow[0][i], block->narrow[0][i]);
		if (sanya_block_has(back, SANYA_HAS_CODED(0)))
			ck_assert_uint_eq(back->coded[0][i], block->coded[0][i]);
		ck_assert_uint_eq(back_marks[i], marks[i]);
	}
	sanya_unpacking_want(unpacking, SANYA_ALL_FIELDS);
	from = all_bytes();
	sanya_block_start(back, kind, &nothing);
	ck_assert_msg(sanya_packed_take(unpacking, &from, false, NULL, NULL, back, back_marks, &err) == 1, "%s", err.what);
	expect_same(0);
}
END_TEST

/* A block that is nearly full takes nothing of a chunk that does not fit, and everything once it is empty. */
START_TEST(test_does_not_fit)
{
	uint64_t state = 5;
	struct sanya_bytes from;
	struct sanya_dictionary nothing;
	uint32_t rows = 0;

	sanya_dictionary_init(&nothing);
	fill(SANYA_TICKET, &state, 3000);
	sanya_packed_add(packing, block, NULL, &bytes);
	sanya_block_start(back, SANYA_TICKET, &nothing);
	for (unsigned i = 0; i < 3; i++) {
		from = all_bytes();
		if (sanya_packed_take(unpacking, &from, false, NULL, NULL, back, back_marks, &err) == 0)
			break;
		rows += 3000;
	}
	ck_assert_uint_eq(back->count, rows);
	ck_assert_uint_eq(rows, 6000);
	ck_assert_ptr_eq(from.at, all_bytes().at);
	expect_same(3000);
}
END_TEST

/* Rows are taken out from the middle: lists and stretches of the others move with them. */
START_TEST(test_keep)
{
	uint64_t state = (uint64_t)_i + 77;
	enum sanya_observation_kind kind = _i % 2 == 0 ? SANYA_TICKET : SANYA_RESPONSE;
	uint32_t rows = fill(kind, &state, 200), first = observations_below(&state, 100), row = first;
	static struct sanya_block_lists lists, back_lists;

	for (uint32_t i = 0; i < rows - first; i++)
		marks[i] = observations_below(&state, 3) != 0;
	*back = *block;
	sanya_block_keep(back, first, marks);
	ck_assert_msg(sanya_block_check(back, &err) == 0, "%s", err.what);
	for (uint32_t i = 0; i < rows; i++) {
		if (i >= first && marks[i - first] == 0)
			continue;
		if (i >= first)
			ck_assert_uint_lt(row, back->count);
		if (kind == SANYA_TICKET) {
			struct sanya_ticket a, b;

			sanya_block_ticket(block, &dictionary, i, &lists, &a);
			sanya_block_ticket(back, &dictionary, i < first ? i : row++, &back_lists, &b);
			ck_assert(observations_same_tickets(&a, &b));
		} else {
			struct sanya_response a, b;

			sanya_block_response(block, &dictionary, i, &lists, &a);
			sanya_block_response(back, &dictionary, i < first ? i : row++, &back_lists, &b);
			ck_assert(observations_same_responses(&a, &b));
		}
	}
	ck_assert_uint_eq(row, back->count);
}
END_TEST

/* What a ticket takes that has what most have: goals of the design. */
START_TEST(test_size)
{
	enum { ROWS = 150 };
	uint64_t state = 9;

	sanya_block_start(block, SANYA_TICKET, &dictionary);
	for (unsigned i = 0; i < ROWS; i++) {
		int64_t created = 1767225600 + observations_below(&state, 31 * 86400);
		struct sanya_ticket ticket = { .id = observations_text(&arena, "T%08u", 4000000 + observations_below(&state, 800000)),
					       .assignee = observations_text(&arena, "agent-0042"),
					       .channel = observations_text(&arena, "channel %u", observations_below(&state, 5)),
					       .priority = observations_text(&arena, "p%u", observations_below(&state, 4)),
					       .requester = observations_text(&arena, "C%07u", observations_below(&state, 2000000)),
					       .created = created,
					       .first_reply = created + observations_below(&state, 500000),
					       .first_touch = SANYA_NO_INSTANT,
					       .first_solved = SANYA_NO_INSTANT,
					       .solved = created + 500000 + observations_below(&state, 2000000),
					       .closed = SANYA_NO_INSTANT,
					       .due = SANYA_NO_INSTANT,
					       .reopens = (int32_t)observations_below(&state, 2),
					       .replies = (int32_t)observations_below(&state, 8),
					       .reassigns = SANYA_NO_COUNT,
					       .in_time = SANYA_NO_COUNT };

		ck_assert_int_eq(sanya_block_add_ticket(block, &dictionary, &ticket, &err), 1);
	}
	sanya_packed_add(packing, block, NULL, &bytes);
	/* Bits by the numbers above: id 20, created 22 (steps: 18), reply 19, solved 22, channel 3, priority 2, requester 21, reopens 1, replies 3: 113
	 * at most, 14.1 bytes; and heads. */
	ck_assert_msg(bytes.size <= (size_t)15 * ROWS, "%zu bytes for %d tickets", bytes.size, ROWS);
}
END_TEST

/* --- broken bytes --- */

static int refuse_some(void *context, uint32_t *codes, uint32_t count, struct sanya_error *error)
{
	const uint32_t *most = context;

	for (uint32_t i = 0; i < count; i++)
		if (codes[i] > *most)
			return sanya_error_set(error, SANYA_DIFFERS, "no such term");
	return 0;
}

/* Either an error in words, or rows that the check accepts. */
static void expect_harmless(struct sanya_buffer *spoilt, enum sanya_observation_kind kind)
{
	struct sanya_packed_codes codes = { refuse_some, &dictionary.count };
	/* A copy of its own size, so that a sanitizer sees the first byte too many. */
	unsigned char *copy = malloc(spoilt->size > 0 ? spoilt->size : 1);
	struct sanya_bytes from = { copy, copy + spoilt->size, false };
	struct sanya_dictionary nothing;
	int got;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, spoilt->data, spoilt->size);
	sanya_dictionary_init(&nothing);
	sanya_block_start(back, kind, &nothing);
	sanya_error_clear(&err);
	got = sanya_packed_take(unpacking, &from, false, &codes, NULL, back, back_marks, &err);
	free(copy);
	if (got < 0) {
		ck_assert_int_eq(err.code, SANYA_DIFFERS);
		return;
	}
	ck_assert_int_eq(got, 1);
	back->terms_before = dictionary.count;
	ck_assert_msg(sanya_block_check(back, &err) == 0, "accepted: %s", err.what);
}

START_TEST(test_broken)
{
	uint64_t state = (uint64_t)_i + 1000;
	enum sanya_observation_kind kind = _i % 2 == 0 ? SANYA_TICKET : SANYA_RESPONSE;
	uint32_t rows = fill(kind, &state, 1 + observations_below(&state, 12));
	unsigned tries = getenv("SANYA_TORTURE") != NULL ? 200000 : 4000;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer spoilt;

	(void)rows;
	sanya_buffer_init(&spoilt, 1u << 24);
	sanya_packed_add(packing, block, observations_below(&state, 2) == 0 ? marks : NULL, &bytes);
	/* Every bit once, every length, then anything. */
	for (size_t bit = 0; bit < bytes.size * 8; bit++) {
		sanya_buffer_clear(&spoilt);
		sanya_buffer_add(&spoilt, bytes.data, bytes.size);
		spoilt.data[bit / 8] = (char)(spoilt.data[bit / 8] ^ (1 << (bit % 8)));
		expect_harmless(&spoilt, kind);
	}
	for (size_t size = 0; size < bytes.size; size++) {
		sanya_buffer_clear(&spoilt);
		sanya_buffer_add(&spoilt, bytes.data, size);
		expect_harmless(&spoilt, kind);
	}
	for (unsigned i = 0; i < tries; i++) {
		sanya_buffer_clear(&spoilt);
		sanya_buffer_add(&spoilt, bytes.data, bytes.size);
		for (unsigned k = 0; k < 1 + i % 6; k++) {
			uint32_t at = observations_below(&state, (uint32_t)spoilt.size);
			static const char likely[] = { 0, 1, 0x10, 0x12, 0x14, 0x18, 0x7f, (char)0x80, (char)0xff };

			spoilt.data[at] = observations_below(&state, 2) == 0 ? likely[observations_below(&state, sizeof likely)]
									    : (char)observations_random(&state);
		}
		expect_harmless(&spoilt, kind);
	}
}
END_TEST

Suite *suite_packed(void)
{
	Suite *suite = suite_create("packed");
	TCase *tcase = tcase_create("chunks");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 600);
	tcase_add_loop_test(tcase, test_round_trip, 0, 60);
	tcase_add_test(tcase, test_does_not_fit);
	tcase_add_loop_test(tcase, test_wanted, 0, 6);
	tcase_add_loop_test(tcase, test_keep, 0, 20);
	tcase_add_test(tcase, test_size);
	tcase_add_loop_test(tcase, test_broken, 0, 16);
	suite_add_tcase(suite, tcase);
	return suite;
}
