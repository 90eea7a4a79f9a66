/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Blocks and dictionaries: what goes in comes out, absent is neither zero nor empty, and bytes that were altered on the way are
 * refused or harmless.
 */
#include "core/codec/block.h"

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


struct pair {
	struct sanya_block *block, *copy;
	struct sanya_dictionary writer, reader;
	struct sanya_block_lists *lists;
};

static void pair_init(struct pair *pair)
{
	*pair = (struct pair){ .block = calloc(1, sizeof *pair->block), .copy = calloc(1, sizeof *pair->copy),
			       .lists = calloc(1, sizeof *pair->lists) };
	ck_assert(pair->block != NULL && pair->copy != NULL && pair->lists != NULL);
	sanya_dictionary_init(&pair->writer);
	sanya_dictionary_init(&pair->reader);
}

static void pair_done(struct pair *pair)
{
	sanya_dictionary_done(&pair->writer);
	sanya_dictionary_done(&pair->reader);
	free(pair->block);
	free(pair->copy);
	free(pair->lists);
}

static void add(struct pair *pair, const struct sanya_ticket *ticket)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_msg(sanya_block_add_ticket(pair->block, &pair->writer, ticket, &err) == 1, "%s", err.what);
}

/* As host and worker do it: copied, checked, learnt. */
static void cross(struct pair *pair)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	sanya_block_copy(pair->copy, pair->block);
	ck_assert_msg(sanya_block_check(pair->copy, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_block_learn(pair->copy, &pair->reader, &err) == 0, "%s", err.what);
}

static void assert_list(const struct sanya_text *got, uint32_t count, const struct sanya_text *expected, uint32_t expected_count)
{
	ck_assert_uint_eq(count, expected_count);
	for (uint32_t i = 0; i < count; i++)
		assert_text(got[i], expected[i]);
}

static void assert_spans(const struct sanya_span *got, uint32_t count, const struct sanya_span *expected, uint32_t expected_count)
{
	ck_assert_uint_eq(count, expected_count);
	for (uint32_t i = 0; i < count; i++) {
		ck_assert_int_eq(got[i].from, expected[i].from);
		ck_assert_int_eq(got[i].to, expected[i].to);
	}
}

static void assert_ticket(const struct pair *pair, uint32_t row, const struct sanya_ticket *in)
{
	struct sanya_ticket out;

	sanya_block_ticket(pair->copy, &pair->reader, row, pair->lists, &out);
	assert_text(out.id, in->id);
	assert_text(out.assignee, in->assignee);
	assert_text(out.first_replier, in->first_replier);
	assert_text(out.solver, in->solver);
	assert_text(out.requester, in->requester);
	assert_text(out.channel, in->channel);
	assert_text(out.queue, in->queue);
	assert_text(out.priority, in->priority);
	assert_text(out.status, in->status);
	ck_assert_int_eq(out.created, in->created);
	ck_assert_int_eq(out.first_reply, in->first_reply);
	ck_assert_int_eq(out.first_touch, in->first_touch);
	ck_assert_int_eq(out.first_solved, in->first_solved);
	ck_assert_int_eq(out.solved, in->solved);
	ck_assert_int_eq(out.closed, in->closed);
	ck_assert_int_eq(out.due, in->due);
	ck_assert_int_eq(out.reopens, in->reopens);
	ck_assert_int_eq(out.replies, in->replies);
	ck_assert_int_eq(out.reassigns, in->reassigns);
	ck_assert_int_eq(out.in_time, in->in_time);
	ck_assert_int_eq(out.has_history, in->has_history);
	assert_list(out.tags, out.tag_count, in->tags, in->tag_count);
	assert_list(out.involved, out.involved_count, in->involved, in->involved_count);
	assert_spans(out.waits, out.wait_count, in->waits, in->wait_count);
	assert_spans(out.silences, out.silence_count, in->silences, in->silence_count);
}

/* In every order, so that each field comes first, in the middle and last. */
START_TEST(tickets_come_out_as_they_went_in)
{
	static const unsigned orders[][6] = { { 0, 1, 2, 1, 0, 2 }, { 1, 2, 0, 0, 1, 1 }, { 2, 1, 1, 0, 2, 0 }, { 1, 1, 1, 1, 1, 1 } };
	struct sanya_ticket in[3];
	struct pair pair;

	make_tickets(in);
	in[2].tags = tags;
	in[2].tag_count = 1;
	in[2].has_history = 1;
	in[2].silences = silences;
	in[2].silence_count = 1;
	pair_init(&pair);
	sanya_block_start(pair.block, SANYA_TICKET, &pair.writer);
	for (unsigned i = 0; i < 6; i++)
		add(&pair, &in[orders[_i][i]]);
	cross(&pair);
	ck_assert_uint_eq(pair.copy->count, 6);
	for (unsigned i = 0; i < 6; i++)
		assert_ticket(&pair, i, &in[orders[_i][i]]);
	/* a field that nobody has is not there */
	ck_assert_int_eq(sanya_block_has(pair.copy, SANYA_HAS_WIDE(SANYA_WIDE_DUE)), _i != 3);
	pair_done(&pair);
}
END_TEST

START_TEST(responses_come_out_as_they_went_in)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_response in[2], out;
	struct pair pair;

	make_responses(in);
	pair_init(&pair);
	sanya_block_start(pair.block, SANYA_RESPONSE, &pair.writer);
	for (unsigned i = 0; i < 4; i++)
		ck_assert_int_eq(sanya_block_add_response(pair.block, &pair.writer, &in[i % 2], &err), 1);
	cross(&pair);
	for (unsigned i = 0; i < 4; i++) {
		sanya_block_response(pair.copy, &pair.reader, i, pair.lists, &out);
		assert_text(out.id, in[i % 2].id);
		assert_text(out.ticket, in[i % 2].ticket);
		assert_text(out.survey, in[i % 2].survey);
		assert_text(out.subject, in[i % 2].subject);
		assert_text(out.requester, in[i % 2].requester);
		assert_text(out.channel, in[i % 2].channel);
		assert_list(out.tags, out.tag_count, in[i % 2].tags, in[i % 2].tag_count);
		ck_assert_int_eq(out.asked, in[i % 2].asked);
		ck_assert_int_eq(out.answered, in[i % 2].answered);
		ck_assert_int_eq(out.kind, in[i % 2].kind);
		ck_assert_int_eq(out.critical, in[i % 2].critical);
		ck_assert_int_eq(out.value, in[i % 2].value);
		ck_assert_int_eq(out.lowest, in[i % 2].lowest);
		ck_assert_int_eq(out.highest, in[i % 2].highest);
	}
	pair_done(&pair);
}
END_TEST

START_TEST(a_dictionary_goes_on_from_block_to_block_and_starts_over)
{
	struct sanya_ticket in[3];
	struct pair pair;
	char name[32];

	make_tickets(in);
	pair_init(&pair);
	for (unsigned round = 0; round < 5; round++) {
		if (round == 3)
			sanya_dictionary_restart(&pair.writer, 1);
		sanya_block_start(pair.block, SANYA_TICKET, &pair.writer);
		for (unsigned i = 0; i < 100; i++) {
			(void)snprintf(name, sizeof name, "agent%u", round * 50 + i);
			in[1].assignee = text(name);
			add(&pair, &in[1]);
		}
		cross(&pair);
		for (unsigned i = 0; i < 100; i++) {
			(void)snprintf(name, sizeof name, "agent%u", round * 50 + i);
			in[1].assignee = text(name);
			assert_ticket(&pair, i, &in[1]);
		}
		/* half of the names were known but in the first round and after the new start */
		ck_assert_uint_eq(pair.copy->term_count, round == 0 || round == 3 ? 100 : 50);
	}
	pair_done(&pair);
}
END_TEST

/* Field by field gives the same rows as one by one, whatever stands in the block before and comes behind. */
START_TEST(fields_give_the_same_as_rows)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_ticket in[3], plain[6];
	struct sanya_text id[6], assignee[6], queue[6], requester[6];
	int64_t created[6], solved[6];
	int32_t reopens[6];
	struct pair pair;

	make_tickets(in);
	for (unsigned i = 0; i < 6; i++) {
		plain[i] = in[1];
		id[i] = plain[i].id = text(i % 2 ? "A-77" : "a longer id than others");
		assignee[i] = plain[i].assignee = i == 2 ? text(NULL) : text(i % 3 ? "anna" : "somebody with a long name");
		queue[i] = plain[i].queue = text(i == 4 ? "" : "first line");
		requester[i] = plain[i].requester = text(i == 1 ? NULL : "c-1");
		created[i] = plain[i].created = 1000 + i;
		solved[i] = plain[i].solved = i == 5 ? SANYA_NO_INSTANT : 2000 + i;
		reopens[i] = plain[i].reopens = i == 3 ? SANYA_NO_COUNT : (int32_t)i;
	}
	const struct sanya_block_fields fields = {
		.kind = SANYA_TICKET, .count = 6,
		.coded = { [SANYA_CODED_ASSIGNEE] = assignee, [SANYA_CODED_QUEUE] = queue },
		.plain = { [SANYA_PLAIN_ID] = id, [SANYA_PLAIN_REQUESTER] = requester },
		.wide = { [SANYA_WIDE_CREATED] = created, [SANYA_WIDE_SOLVED] = solved },
		.narrow = { [SANYA_NARROW_REOPENS] = reopens },
	};
	pair_init(&pair);
	sanya_block_start(pair.block, SANYA_TICKET, &pair.writer);
	/* a whole ticket with lists and history before them (0), behind them (1), nowhere (2); and from the second on (3) */
	if (_i == 0)
		add(&pair, &in[0]);
	ck_assert_int_eq(sanya_block_add_fields(pair.block, &pair.writer, &fields, _i == 3 ? 1 : 0, &err), _i == 3 ? 5 : 6);
	if (_i == 1)
		add(&pair, &in[0]);
	cross(&pair);
	ck_assert_uint_eq(pair.copy->count, _i == 2 ? 6 : _i == 3 ? 5 : 7);
	for (unsigned i = 0; i < (_i == 3 ? 5u : 6u); i++)
		assert_ticket(&pair, i + (_i == 0), &plain[i + (_i == 3)]);
	if (_i < 2)
		assert_ticket(&pair, _i == 0 ? 0 : 6, &in[0]);
	pair_done(&pair);
}
END_TEST

/* Bytes, rows and terms each fill a block; what did not fit opens the next one, and nothing is lost. */
START_TEST(a_full_block_stops_and_goes_on)
{
	static char long_text[SANYA_TEXT_MAX];
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_ticket in[3];
	struct pair pair;
	unsigned total = 0, blocks = 0;

	memset(long_text, 'x', sizeof long_text);
	make_tickets(in);
	pair_init(&pair);
	while (total < 1200) {
		int added = 1;

		sanya_block_start(pair.block, SANYA_TICKET, &pair.writer);
		for (; added == 1 && total < 1200; total += added == 1) {
			/* each a different text of 4096 bytes: 2 MiB hold 511 of them beside their ids of 3 bytes */
			(void)snprintf(long_text, sizeof long_text, "%05u", total);
			long_text[5] = 'x';
			in[1].status = (struct sanya_text){ long_text, sizeof long_text };
			added = sanya_block_add_ticket(pair.block, &pair.writer, &in[1], &err);
			ck_assert_int_ge(added, 0);
		}
		cross(&pair);
		for (unsigned i = 0; i < pair.copy->count; i++) {
			struct sanya_ticket out;

			sanya_block_ticket(pair.copy, &pair.reader, i, pair.lists, &out);
			ck_assert_uint_eq(out.status.size, SANYA_TEXT_MAX);
			ck_assert_int_eq(strtol(out.status.at, NULL, 10), (long)(total - pair.copy->count + i));
		}
		blocks++;
	}
	ck_assert_uint_eq(blocks, 3);
	/* many rows */
	in[1].status = text(NULL);
	sanya_block_start(pair.block, SANYA_TICKET, &pair.writer);
	for (unsigned i = 0; i < SANYA_BLOCK_ROWS; i++)
		add(&pair, &in[1]);
	ck_assert_int_eq(sanya_block_add_ticket(pair.block, &pair.writer, &in[1], &err), 0);
	cross(&pair);
	pair_done(&pair);
}
END_TEST

START_TEST(what_fits_no_block_is_an_error)
{
	static struct sanya_text many[SANYA_LIST_MAX + 1];
	static char texts[SANYA_LIST_MAX][600];
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_ticket in[3];
	struct pair pair;

	make_tickets(in);
	pair_init(&pair);
	for (unsigned i = 0; i < SANYA_LIST_MAX; i++) {
		memset(texts[i], 'a', sizeof texts[i]);
		(void)snprintf(texts[i], sizeof texts[i], "%u", i);
		texts[i][strlen(texts[i])] = '-';
		many[i] = (struct sanya_text){ texts[i], sizeof texts[i] };
	}
	many[SANYA_LIST_MAX] = many[0];
	/* 4096 tags of 600 bytes are more than 2 MiB */
	in[0].tags = many;
	in[0].tag_count = SANYA_LIST_MAX;
	int added = 0;
	for (unsigned round = 0; round < 3 && added == 0; round++) {
		sanya_block_start(pair.block, SANYA_TICKET, &pair.writer);
		added = sanya_block_add_ticket(pair.block, &pair.writer, &in[0], &err);
	}
	/* once its texts are known from earlier blocks it fits: codes are short */
	ck_assert_int_eq(added, 1);
	in[0].tag_count = SANYA_LIST_MAX + 1;
	ck_assert_int_eq(sanya_block_add_ticket(pair.block, &pair.writer, &in[0], &err), -1);
	ck_assert_str_eq(err.what, "observation \"T-1\": tags or involved have more than 4096 entries");
	pair_done(&pair);
}
END_TEST

/* Each fault by itself in a block that is right otherwise. */
static const struct {
	const char *what, *said;
} faults[] = {
	{ "id", "an observation's id is missing" },
	{ "queue", "observation \"T-2\": queue is not UTF-8" },
	{ "created", "observation \"ตั๋ว-3\": created is missing" },
	{ "nul", "observation \"T-1\": requester contains a NUL byte" },
	{ "year", "observation \"T-1\": solved lies outside the years 1 to 9999" },
	{ "count", "observation \"T-1\": reopens is negative" },
	{ "flag", "observation \"T-1\": in_time is neither 1 nor 0" },
	{ "history", "observation \"T-1\": waits or silences are given, but has_history is 0" },
	{ "span", "observation \"T-1\": waits or silences have a stretch that ends before it starts" },
	{ "long", "observation \"T-1\": requester is longer than 4096 bytes" },
};

START_TEST(what_may_not_travel_is_named)
{
	static const struct sanya_span backwards[] = { { 200, 100 } };
	static char long_text[SANYA_TEXT_MAX + 1];
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_ticket t[3];
	struct pair pair;
	const char *what = faults[_i].what;

	make_tickets(t);
	pair_init(&pair);
	memset(long_text, 'y', sizeof long_text);
	if (strcmp(what, "id") == 0)
		t[0].id = text(NULL);
	else if (strcmp(what, "queue") == 0)
		t[1].queue = (struct sanya_text){ "\xc3\x28", 2 };
	else if (strcmp(what, "created") == 0)
		t[2].created = SANYA_NO_INSTANT;
	else if (strcmp(what, "nul") == 0)
		t[0].requester = (struct sanya_text){ "a\0b", 3 };
	else if (strcmp(what, "year") == 0)
		t[0].solved = INT64_C(253402300800);
	else if (strcmp(what, "count") == 0)
		t[0].reopens = -1;
	else if (strcmp(what, "flag") == 0)
		t[0].in_time = 2;
	else if (strcmp(what, "history") == 0)
		t[0].has_history = 0;
	else if (strcmp(what, "span") == 0)
		t[0].waits = backwards, t[0].wait_count = 1;
	else
		t[0].requester = (struct sanya_text){ long_text, sizeof long_text };
	sanya_block_start(pair.block, SANYA_TICKET, &pair.writer);
	for (unsigned i = 0; i < 3; i++)
		add(&pair, &t[i]);
	ck_assert_int_eq(sanya_block_check(pair.block, &err), -1);
	ck_assert_str_eq(err.what, faults[_i].said);
	pair_done(&pair);
}
END_TEST

START_TEST(a_response_of_no_kind_is_named)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_response r[2];
	struct pair pair;

	make_responses(r);
	r[0].kind = 8;
	pair_init(&pair);
	sanya_block_start(pair.block, SANYA_RESPONSE, &pair.writer);
	for (unsigned i = 0; i < 2; i++)
		ck_assert_int_eq(sanya_block_add_response(pair.block, &pair.writer, &r[i], &err), 1);
	ck_assert_int_eq(sanya_block_check(pair.block, &err), -1);
	ck_assert_str_eq(err.what, "observation \"R-1\": kind is none of csat, nps, ces, qa, mystery, complaint, rating");
	pair_done(&pair);
}
END_TEST

/* Reads every row, so that a sanitizer sees any step beyond. */
static size_t read_all(struct pair *pair)
{
	size_t sum = 0;

	for (uint32_t i = 0; i < pair->copy->count; i++) {
		if (pair->copy->kind == SANYA_TICKET) {
			struct sanya_ticket t;

			sanya_block_ticket(pair->copy, &pair->reader, i, pair->lists, &t);
			sum += t.id.size + t.assignee.size + t.tag_count + t.involved_count + t.wait_count + t.silence_count;
			for (uint32_t k = 0; k < t.involved_count; k++)
				sum += t.involved[k].size;
			for (uint32_t k = 0; k < t.wait_count; k++)
				sum += (size_t)(t.waits[k].from != 0);
		} else {
			struct sanya_response r;

			sanya_block_response(pair->copy, &pair->reader, i, pair->lists, &r);
			sum += r.id.size + r.subject.size + r.tag_count;
		}
	}
	return sum;
}

/* Whatever a hostile writer puts into the shared memory: refused with a reason, or readable to the last row. */
START_TEST(altered_blocks_are_refused_or_harmless)
{
	static const unsigned char masks[] = { 0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff };
	struct sanya_ticket t[3];
	struct pair pair;
	size_t refused = 0, taken = 0;

	make_tickets(t);
	pair_init(&pair);
	sanya_block_start(pair.block, SANYA_TICKET, &pair.writer);
	for (unsigned i = 0; i < 3; i++)
		add(&pair, &t[i]);

	/* The head, and of each array the elements in use and those behind them. */
	const size_t starts[] = { 0, offsetof(struct sanya_block, wide), offsetof(struct sanya_block, narrow[SANYA_NARROW_HAS_HISTORY]),
				  offsetof(struct sanya_block, coded), offsetof(struct sanya_block, coded[SANYA_CODED_STATUS]),
				  offsetof(struct sanya_block, plain), offsetof(struct sanya_block, list_ends),
				  offsetof(struct sanya_block, list_ends[1]), offsetof(struct sanya_block, stretch_ends),
				  offsetof(struct sanya_block, stretch_ends[1]), offsetof(struct sanya_block, terms),
				  offsetof(struct sanya_block, listed), offsetof(struct sanya_block, spans),
				  offsetof(struct sanya_block, text) };
	for (size_t s = 0; s < SANYA_COUNT(starts); s++)
		for (size_t at = starts[s]; at < starts[s] + 64; at++)
			for (size_t m = 0; m < SANYA_COUNT(masks); m++) {
				struct sanya_error err = SANYA_ERROR_INIT;

				((unsigned char *)pair.block)[at] ^= masks[m];
				sanya_block_copy(pair.copy, pair.block);
				sanya_dictionary_restart(&pair.reader, 0);
				if (sanya_block_check(pair.copy, &err) == 0 &&
				    sanya_block_learn(pair.copy, &pair.reader, &err) == 0) {
					(void)read_all(&pair);
					taken++;
				} else {
					ck_assert_str_ne(err.what, "");
					refused++;
				}
				((unsigned char *)pair.block)[at] ^= masks[m];
			}
	/* the counts and the kind of the head at least are load-bearing: 4 of 8 bytes each and more */
	ck_assert_uint_ge(refused, 16 * SANYA_COUNT(masks));
	ck_assert_uint_ge(taken, 1);
	cross(&pair);
	pair_done(&pair);
}
END_TEST

START_TEST(terms_alone_teach_a_reader_that_came_late)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_ticket t[3];
	struct pair pair;

	make_tickets(t);
	pair_init(&pair);
	sanya_block_start(pair.block, SANYA_TICKET, &pair.writer);
	add(&pair, &t[0]);
	sanya_block_of_terms(pair.block, &pair.writer, 0);
	ck_assert_int_eq(sanya_block_check(pair.block, &err), 0);
	ck_assert_int_eq(sanya_block_learn(pair.block, &pair.reader, &err), 0);
	ck_assert_uint_eq(pair.reader.count, pair.writer.count);
	for (uint32_t code = 1; code <= pair.reader.count; code++) {
		assert_text(sanya_dictionary_text(&pair.reader, code), sanya_dictionary_text(&pair.writer, code));
		ck_assert_uint_eq(sanya_dictionary_find(&pair.reader, sanya_dictionary_text(&pair.writer, code)), code);
	}
	/* out of turn */
	ck_assert_int_eq(sanya_block_learn(pair.block, &pair.reader, &err), -1);
	pair_done(&pair);
}
END_TEST

Suite *suite_block(void);
Suite *suite_block(void)
{
	Suite *suite = suite_create("block");
	TCase *test = tcase_create("block");

	tcase_add_loop_test(test, tickets_come_out_as_they_went_in, 0, 4);
	tcase_add_test(test, responses_come_out_as_they_went_in);
	tcase_add_test(test, a_dictionary_goes_on_from_block_to_block_and_starts_over);
	tcase_add_loop_test(test, fields_give_the_same_as_rows, 0, 4);
	tcase_add_test(test, a_full_block_stops_and_goes_on);
	tcase_add_test(test, what_fits_no_block_is_an_error);
	tcase_add_loop_test(test, what_may_not_travel_is_named, 0, (int)SANYA_COUNT(faults));
	tcase_add_test(test, a_response_of_no_kind_is_named);
	tcase_add_test(test, altered_blocks_are_refused_or_harmless);
	tcase_add_test(test, terms_alone_teach_a_reader_that_came_late);
	suite_add_tcase(suite, test);
	return suite;
}
