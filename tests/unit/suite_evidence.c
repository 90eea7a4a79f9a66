/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence in the store: versions that supersede, watermarks that do not move, batches that are whole or not there, and changes behind
 * the program's back.  The way of versions is checked against a naive oracle too.
 */
#include "store_home.h"

#include "core/codec/frame.h"
#include "core/store/evidence.h"

#include <check.h>

Suite *suite_evidence(void);

static struct sanya_ticket ticket_of(const char *id, const char *status, int64_t created)
{
	return (struct sanya_ticket){
		.id = sanya_text_of(id), .status = sanya_text_of(status), .created = created,
		.first_reply = SANYA_NO_INSTANT, .first_touch = SANYA_NO_INSTANT, .first_solved = SANYA_NO_INSTANT,
		.solved = SANYA_NO_INSTANT, .closed = SANYA_NO_INSTANT, .due = SANYA_NO_INSTANT,
		.reopens = SANYA_NO_COUNT, .replies = SANYA_NO_COUNT, .reassigns = SANYA_NO_COUNT, .in_time = SANYA_NO_COUNT,
	};
}

/* One batch with its event, in a transaction of its own: what a checkpoint of a run does.  Returns its number. */
static uint64_t deliver(struct sanya_store *store, const char *source, const struct sanya_ticket *tickets, size_t count,
			struct sanya_evidence_counts *counts)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *detail = sanya_json_object();
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer hex;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_sha256 digest;
	struct sanya_event event = {
		.type = "evidence.batch", .actor = "system", .account = "root", .subject = source, .detail = detail,
	};
	uint64_t batch = 99;

	sanya_buffer_init(&hex, 128);
	*counts = (struct sanya_evidence_counts){ 0 };
	ck_assert_int_eq(sanya_store_begin(store, &err), 0);
	ck_assert_msg(sanya_evidence_add_tickets(store, source, tickets, count, counts, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_evidence_close_batch(store, source, &batch, &digest, &err) == 0, "%s", err.what);
	if (batch != 0) {
		sanya_hex_add(&hex, digest.bytes, sizeof(digest.bytes));
		sanya_json_set_integer(detail, "batch", (int64_t)batch);
		sanya_json_set_text(detail, "digest", hex.data);
		sanya_json_set_text(detail, "cursor", "c");
		ck_assert_msg(sanya_ledger_append(store, &event, &err) == 0, "%s", err.what);
	}
	ck_assert_msg(sanya_store_commit(store, &err) == 0, "%s", err.what);
	return batch;
}

/* "source/id=status;" of all that stands at a watermark. */
static int spell(void *context, const char *source, const void *batch, size_t size, const void *observations, size_t count,
		 struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	const struct sanya_ticket *tickets = observations;
	struct sanya_ticket *unpacked;
	size_t unpacked_count;

	sanya_arena_init(&arena);
	/* The batch and the array say the same. */
	ck_assert_msg(sanya_batch_unpack_tickets(batch, size, &arena, &unpacked, &unpacked_count, err) == 0, "%s", err->what);
	ck_assert_uint_eq(unpacked_count, count);
	for (size_t i = 0; i < count; i++) {
		ck_assert(sanya_text_equal(tickets[i].id, unpacked[i].id));
		ck_assert(sanya_text_equal(tickets[i].status, unpacked[i].status));
		ck_assert_int_eq(tickets[i].created, unpacked[i].created);
		sanya_buffer_printf(context, "%s/%.*s=%.*s;", source, (int)tickets[i].id.size, tickets[i].id.at,
				    (int)tickets[i].status.size, tickets[i].status.at);
	}
	return 0;
}

static void expect_at(struct sanya_store *store, uint64_t watermark, const char *want)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer seen;
	struct sanya_error err = SANYA_ERROR_INIT;

	sanya_buffer_init(&seen, 1u << 24);
	ck_assert_msg(sanya_evidence_each(store, SANYA_TICKET, watermark, spell, &seen, &err) == 0, "%s", err.what);
	ck_assert_str_eq(seen.data, want);
}

static void expect_whole(struct sanya_store *store)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_msg(sanya_evidence_check(store, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_ledger_check(store, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_store_derived_check(store, &err) == 0, "%s", err.what);
}

START_TEST(test_versions)
{
	struct sanya_store *store = store_home_open(store_home_new(), SANYA_STORE_WRITE);
	struct sanya_evidence_counts counts;
	struct sanya_ticket first[] = { ticket_of("2", "open", 1), ticket_of("10", "open", 2) };
	struct sanya_ticket second[] = { ticket_of("2", "solved", 1), ticket_of("10", "open", 2), ticket_of("3", "new", 3) };
	struct sanya_ticket twice[] = { ticket_of("3", "open", 3), ticket_of("3", "solved", 3) };

	ck_assert_uint_eq(sanya_evidence_watermark(store), 0);
	expect_at(store, 0, "");
	ck_assert_uint_eq(deliver(store, "desk", first, 2, &counts), 1);
	ck_assert_uint_eq(counts.read, 2);
	ck_assert_uint_eq(counts.added, 2);
	ck_assert_uint_eq(deliver(store, "desk", second, 3, &counts), 2);
	ck_assert_uint_eq(counts.added, 1);
	ck_assert_uint_eq(counts.changed, 1);
	ck_assert_uint_eq(counts.unchanged, 1);
	/* The same again: no batch at all. */
	ck_assert_uint_eq(deliver(store, "desk", second, 3, &counts), 0);
	ck_assert_uint_eq(counts.unchanged, 3);
	/* Another source's ticket of the same id is another ticket. */
	ck_assert_uint_eq(deliver(store, "chat", first, 1, &counts), 3);
	ck_assert_uint_eq(counts.added, 1);
	/* Twice in one batch: the last word counts. */
	ck_assert_uint_eq(deliver(store, "desk", twice, 2, &counts), 4);
	ck_assert_uint_eq(counts.changed, 2);
	ck_assert_uint_eq(sanya_evidence_watermark(store), 4);
	expect_at(store, 1, "desk/10=open;desk/2=open;");
	expect_at(store, 2, "desk/10=open;desk/2=solved;desk/3=new;");
	expect_at(store, 3, "chat/2=open;desk/10=open;desk/2=solved;desk/3=new;");
	expect_at(store, 4, "chat/2=open;desk/10=open;desk/2=solved;desk/3=solved;");
	expect_whole(store);
	sanya_store_close(store);
}
END_TEST

#define IDS 12
#define BATCHES 25

/* Random deliveries against an array that remembers what stood after each batch. */
START_TEST(test_oracle)
{
	struct sanya_store *store = store_home_open(store_home_new(), SANYA_STORE_WRITE);
	struct sanya_evidence_counts counts;
	static int stood[BATCHES + 1][IDS]; /* 0: not there, else status */
	unsigned random = 12345;
	uint64_t last = 0;

	for (int round = 0; round < 40 && last < BATCHES; round++) {
		struct sanya_ticket tickets[6];
		char id[6][8], status[6][8];
		int now[IDS];
		uint64_t batch;
		size_t count;

		memcpy(now, stood[last], sizeof(now));
		random = random * 1103515245u + 12345u;
		count = random >> 16 & 3;
		for (size_t i = 0; i < count; i++) {
			unsigned which;

			random = random * 1103515245u + 12345u;
			which = (random >> 16) % IDS;
			now[which] = 1 + (int)(random >> 24) % 3;
			snprintf(id[i], sizeof(id[i]), "t%02u", which);
			snprintf(status[i], sizeof(status[i]), "s%d", now[which]);
			tickets[i] = ticket_of(id[i], status[i], 7);
		}
		batch = deliver(store, "desk", tickets, count, &counts);
		ck_assert_uint_eq(counts.read, count);
		/* A batch only where something is new; the oracle may stand as before where A, B, A came in one. */
		if (batch == 0) {
			ck_assert_mem_eq(now, stood[last], sizeof(now));
		} else {
			ck_assert_uint_eq(batch, ++last);
			memcpy(stood[last], now, sizeof(now));
		}
	}
	ck_assert_uint_gt(last, 5);
	for (uint64_t batch = 0; batch <= last; batch++) {
		char want[IDS * 16] = "";

		for (int i = 0; i < IDS; i++) {
			if (stood[batch][i] != 0)
				snprintf(want + strlen(want), sizeof(want) - strlen(want), "desk/t%02d=s%d;", i, stood[batch][i]);
		}
		expect_at(store, batch, want);
	}
	expect_whole(store);
	sanya_store_close(store);
}
END_TEST

START_TEST(test_many)
{
	/* More than one batch's worth on the way out: nothing lost, nothing double, in order. */
	enum { MANY = 9000 };
	struct sanya_store *store = store_home_open(store_home_new(), SANYA_STORE_WRITE);
	struct sanya_ticket *tickets = calloc(MANY, sizeof(*tickets));
	char (*ids)[8] = calloc(MANY, sizeof(*ids));
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer want;
	struct sanya_evidence_counts counts;

	ck_assert(tickets != NULL && ids != NULL);
	sanya_buffer_init(&want, 1u << 24);
	for (unsigned i = 0; i < MANY; i++) {
		snprintf(ids[i], sizeof(ids[i]), "%05u", i % 100000u);
		tickets[i] = ticket_of(ids[i], "open", i);
		sanya_buffer_printf(&want, "desk/%s=open;", ids[i]);
	}
	ck_assert_uint_eq(deliver(store, "desk", tickets, MANY, &counts), 1);
	expect_at(store, 1, want.data);
	expect_whole(store);
	free(tickets);
	free(ids);
	sanya_store_close(store);
}
END_TEST

START_TEST(test_unclosed)
{
	struct sanya_store *store = store_home_open(store_home_new(), SANYA_STORE_WRITE);
	struct sanya_evidence_counts counts = { 0 };
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_ticket ticket = ticket_of("1", "open", 1);

	/* Outside a transaction, and in one whose batch is never closed: nothing is kept. */
	ck_assert_int_ne(sanya_evidence_add_tickets(store, "desk", &ticket, 1, &counts, &err), 0);
	sanya_error_clear(&err);
	ck_assert_int_eq(sanya_store_begin(store, &err), 0);
	ck_assert_int_eq(sanya_evidence_add_tickets(store, "desk", &ticket, 1, &counts, &err), 0);
	ck_assert_int_ne(sanya_evidence_add_tickets(store, "chat", &ticket, 1, &counts, &err), 0);
	store_home_expect(&err, SANYA_FAILED, "batch of source desk is not closed");
	sanya_error_clear(&err);
	ck_assert_int_ne(sanya_store_commit(store, &err), 0);
	expect_at(store, 99, "");
	/* The next batch has the number the lost one would have had. */
	ck_assert_uint_eq(deliver(store, "desk", &ticket, 1, &counts), 1);
	ck_assert_uint_eq(counts.added, 1);
	expect_whole(store);
	sanya_store_close(store);
}
END_TEST

static const struct {
	const char *sql, *words;
} forgeries[] = {
	{ "UPDATE observation SET packed = zeroblob(length(packed)) WHERE batch = 2", "batch 2 of source desk does not match" },
	{ "UPDATE observation SET id = '9' WHERE batch = 1 AND id = '1'", "batch 1 of source desk does not match" },
	{ "UPDATE observation SET batch = 2 WHERE batch = 1 AND id = '2'", "batch 1 of source desk does not match" },
	{ "UPDATE observation SET source = 'chat' WHERE batch = 2", "batch 2 of source desk does not match" },
	{ "DELETE FROM observation WHERE batch = 1 AND id = '2'", "batch 1 of source desk does not match" },
	{ "DELETE FROM observation WHERE batch = 2; DELETE FROM batch WHERE number = 2", "batch 2 of source desk is in the ledger, but its evidence is gone" },
	{ "INSERT INTO observation VALUES(1, 'desk', '7', 3, x'00')", "batch 3 of source desk was never closed" },
	{ "UPDATE batch SET digest = zeroblob(32) WHERE number = 1", "batch 1 of source desk does not match" },
	{ "UPDATE batch SET source = 'chat' WHERE number = 1", "batch 1 of source chat is not in the ledger" },
	{ "INSERT INTO batch VALUES(3, 'desk', zeroblob(32))", "batch 3 of source desk is not in the ledger" },
};

START_TEST(test_forgeries)
{
	char path[4096];
	struct sanya_ticket first[] = { ticket_of("1", "open", 1), ticket_of("2", "open", 2) };
	struct sanya_ticket second = ticket_of("1", "solved", 1);
	struct sanya_evidence_counts counts;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_store *store;

	snprintf(path, sizeof(path), "%s", store_home_new());
	store = store_home_open(path, SANYA_STORE_WRITE);
	deliver(store, "desk", first, 2, &counts);
	deliver(store, "desk", &second, 1, &counts);
	expect_whole(store);
	sanya_store_close(store);
	store_home_forge(path, forgeries[_i].sql);
	store = store_home_open(path, SANYA_STORE_READ);
	ck_assert_msg(sanya_evidence_check(store, &err) != 0, "not found: %s", forgeries[_i].sql);
	store_home_expect(&err, SANYA_DIFFERS, forgeries[_i].words);
	sanya_store_close(store);
}
END_TEST

/* Rows and their digest changed together: the ledger still knows the true one. */
START_TEST(test_digest_of_the_ledger)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *detail = sanya_json_object();
	struct sanya_store *store = store_home_open(store_home_new(), SANYA_STORE_WRITE);
	struct sanya_ticket ticket = ticket_of("1", "open", 1);
	struct sanya_evidence_counts counts = { 0 };
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_sha256 digest;
	struct sanya_event event = {
		.type = "evidence.batch", .actor = "system", .account = "root", .subject = "desk", .detail = detail,
	};
	uint64_t batch;

	ck_assert_int_eq(sanya_store_begin(store, &err), 0);
	ck_assert_int_eq(sanya_evidence_add_tickets(store, "desk", &ticket, 1, &counts, &err), 0);
	ck_assert_int_eq(sanya_evidence_close_batch(store, "desk", &batch, &digest, &err), 0);
	sanya_json_set_integer(detail, "batch", 1);
	sanya_json_set_text(detail, "digest", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	ck_assert_int_eq(sanya_ledger_append(store, &event, &err), 0);
	ck_assert_int_eq(sanya_store_commit(store, &err), 0);
	ck_assert_int_ne(sanya_evidence_check(store, &err), 0);
	store_home_expect(&err, SANYA_DIFFERS, "batch 1 of source desk does not match its digest in the ledger");
	sanya_store_close(store);
}
END_TEST

static int count_rejects(void *context, const struct sanya_evidence_reject *reject, struct sanya_error *err)
{
	sanya_buffer_printf(context, "%s|%s|%s|%d|%llu;", reject->place, reject->reason, reject->excerpt == NULL ? "-" : reject->excerpt,
			    (int)reject->repaired, (unsigned long long)reject->times);
	(void)err;
	return 0;
}

START_TEST(test_rejects)
{
	struct sanya_store *store = store_home_open(store_home_new(), SANYA_STORE_WRITE);
	struct sanya_error err = SANYA_ERROR_INIT;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer seen;

	sanya_buffer_init(&seen, 4096);
	ck_assert_int_eq(sanya_store_begin(store, &err), 0);
	ck_assert_int_eq(sanya_evidence_add_reject(store, "desk", "a.csv:3", "no id", ",,", false, 1, &err), 0);
	ck_assert_int_eq(sanya_evidence_add_reject(store, "desk", "a.csv:2", "date without a time", NULL, true, 4, &err), 0);
	/* A second run tells the same: no second row. */
	ck_assert_int_eq(sanya_evidence_add_reject(store, "desk", "a.csv:3", "no id", ",,", false, 1, &err), 0);
	ck_assert_int_eq(sanya_store_commit(store, &err), 0);
	ck_assert_int_eq(sanya_evidence_each_reject(store, "desk", count_rejects, &seen, &err), 0);
	ck_assert_str_eq(seen.data, "a.csv:3|no id|,,|0|1;a.csv:2|date without a time|-|1|4;");
	sanya_buffer_clear(&seen);
	ck_assert_int_eq(sanya_store_begin(store, &err), 0);
	ck_assert_int_eq(sanya_evidence_clear_rejects(store, "desk", &err), 0);
	ck_assert_int_eq(sanya_store_commit(store, &err), 0);
	ck_assert_int_eq(sanya_evidence_each_reject(store, "desk", count_rejects, &seen, &err), 0);
	ck_assert_str_eq(seen.data, "");
	sanya_store_close(store);
}
END_TEST

Suite *suite_evidence(void)
{
	Suite *suite = suite_create("evidence");
	TCase *tcase = tcase_create("versions");

	tcase_add_checked_fixture(tcase, NULL, store_home_clean);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, test_versions);
	tcase_add_test(tcase, test_oracle);
	tcase_add_test(tcase, test_many);
	tcase_add_test(tcase, test_unclosed);
	tcase_add_loop_test(tcase, test_forgeries, 0, (int)SANYA_COUNT(forgeries));
	tcase_add_test(tcase, test_digest_of_the_ledger);
	tcase_add_test(tcase, test_rejects);
	suite_add_tcase(suite, tcase);
	return suite;
}
