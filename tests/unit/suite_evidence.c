/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence in the store: versions that supersede, watermarks that do not move, batches that are whole or not there, and changes behind
 * the program's back.  The way of versions is checked against a naive oracle in suite_evidence_oracle.c.
 */
#include "evidence_desk.h"
#include "observations.h"
#include "store_home.h"

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

static uint64_t deliver(struct sanya_store *store, const char *source, const struct sanya_ticket *tickets, size_t count,
			struct sanya_evidence_counts *counts)
{
	return evidence_deliver_tickets(store, source, tickets, count, counts);
}

/* "source/id=status;" of all that comes, in order of the alphabet. */
struct spelling {
	char lines[64][64];
	size_t count;
};

static void spell(void *context, const struct evidence_row *row)
{
	struct spelling *spelling = context;

	ck_assert_uint_lt(spelling->count, SANYA_COUNT(spelling->lines));
	snprintf(spelling->lines[spelling->count++], sizeof spelling->lines[0], "%s/%.*s=%.*s;", row->source, (int)row->ticket->id.size,
		 row->ticket->id.at, (int)row->ticket->status.size, row->ticket->status.at);
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void expect_wanted(struct sanya_store *store, const struct sanya_evidence_wanted *wanted, const char *want)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer seen;
	struct spelling spelling = { .count = 0 };
	struct sanya_error err = SANYA_ERROR_INIT;

	sanya_buffer_init(&seen, 1u << 20);
	ck_assert_msg(evidence_read(store, wanted, spell, &spelling, &err) == 0, "%s (%s)", err.what, err.where);
	qsort(spelling.lines, spelling.count, sizeof spelling.lines[0], compare_lines);
	for (size_t i = 0; i < spelling.count; i++)
		sanya_buffer_text(&seen, spelling.lines[i]);
	ck_assert_str_eq(seen.data, want);
}

static struct sanya_evidence_wanted all_at(uint64_t watermark)
{
	return (struct sanya_evidence_wanted){
		.kind = SANYA_TICKET, .watermark = watermark, .from = SANYA_NO_INSTANT, .to = SANYA_NO_INSTANT,
	};
}

static void expect_at(struct sanya_store *store, uint64_t watermark, const char *want)
{
	struct sanya_evidence_wanted wanted = all_at(watermark);

	expect_wanted(store, &wanted, want);
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
	ck_assert_uint_eq(counts.read, 2);
	ck_assert_uint_eq(counts.changed, 1);
	ck_assert_uint_eq(counts.again, 1);
	ck_assert_uint_eq(sanya_evidence_watermark(store), 4);
	expect_at(store, 1, "desk/10=open;desk/2=open;");
	expect_at(store, 2, "desk/10=open;desk/2=solved;desk/3=new;");
	expect_at(store, 3, "chat/2=open;desk/10=open;desk/2=solved;desk/3=new;");
	expect_at(store, 4, "chat/2=open;desk/10=open;desk/2=solved;desk/3=solved;");
	evidence_expect_whole(store);
	sanya_store_close(store);
}
END_TEST

START_TEST(test_unclosed)
{
	struct sanya_store *store = store_home_open(store_home_new(), SANYA_STORE_WRITE);
	struct sanya_evidence_staging *staging = NULL;
	struct sanya_dictionary dictionary;
	struct sanya_evidence_counts counts = { 0 };
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_ticket ticket = ticket_of("1", "open", 1);
	struct sanya_sha256 digest;
	uint64_t batch;
	size_t bytes;

	/* What is staged is nowhere yet; it is closed within a transaction, and kept where that is. */
	sanya_dictionary_init(&dictionary);
	ck_assert_int_eq(sanya_evidence_stage(store, "desk", &staging, &err), 0);
	evidence_stage(staging, &dictionary, &ticket, 1, NULL, 0, 10);
	ck_assert_uint_eq(sanya_evidence_staged(staging, &bytes), 1);
	ck_assert_uint_gt(bytes, 0);
	ck_assert_int_ne(sanya_evidence_close(staging, &batch, &digest, &counts, &err), 0);
	store_home_expect(&err, SANYA_FAILED, "no transaction is open");
	sanya_error_clear(&err);
	ck_assert_uint_eq(sanya_evidence_staged(staging, &bytes), 1);
	ck_assert_int_eq(sanya_store_begin(store, &err), 0);
	ck_assert_int_eq(sanya_evidence_close(staging, &batch, &digest, &counts, &err), 0);
	ck_assert_uint_eq(batch, 1);
	sanya_store_rollback(store);
	expect_at(store, 99, "");
	/* The next batch has the number that the lost one would have had, though terms and bearers were undone too. */
	ck_assert_uint_eq(sanya_evidence_staged(staging, &bytes), 0);
	evidence_stage(staging, &dictionary, &ticket, 1, NULL, 0, 10);
	ck_assert_uint_eq(evidence_close(store, staging, "desk", 0, &counts), 1);
	ck_assert_uint_eq(counts.added, 1);
	expect_at(store, 1, "desk/1=open;");
	sanya_evidence_forget(staging);
	sanya_evidence_forget(NULL);
	sanya_dictionary_done(&dictionary);
	evidence_expect_whole(store);
	sanya_store_close(store);
}
END_TEST

static int spell_again(void *context, enum sanya_observation_kind kind, struct sanya_text id, uint64_t times, struct sanya_error *err)
{
	(void)err;
	sanya_buffer_printf(context, "%d/%.*s*%llu;", (int)kind, (int)id.size, id.at, (unsigned long long)times);
	return 0;
}

/* An id several times between two checkpoints: the last row counts, whatever stood before, and the others are told of. */
START_TEST(test_again)
{
	struct sanya_store *store = store_home_open(store_home_new(), SANYA_STORE_WRITE);
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer again;
	struct sanya_evidence_staging *staging = NULL;
	struct sanya_dictionary dictionary;
	struct sanya_evidence_counts counts;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_ticket first[] = { ticket_of("T00001", "open", 1), ticket_of("x-y", "open", 1) };
	struct sanya_ticket second[] = { ticket_of("T00001", "new", 1), ticket_of("T00001", "solved", 1), ticket_of("x-y", "new", 1),
					 ticket_of("T00001", "open", 1), ticket_of("x-y", "pending", 1), ticket_of("2", "new", 1) };

	sanya_buffer_init(&again, 4096);
	sanya_dictionary_init(&dictionary);
	deliver(store, "desk", first, 2, &counts);
	ck_assert_int_eq(sanya_evidence_stage(store, "desk", &staging, &err), 0);
	evidence_stage(staging, &dictionary, second, 6, NULL, 0, 2);
	ck_assert_uint_eq(evidence_close(store, staging, "desk", 0, &counts), 2);
	ck_assert_uint_eq(counts.read, 6);
	ck_assert_uint_eq(counts.again, 3);
	ck_assert_uint_eq(counts.unchanged, 1);
	ck_assert_uint_eq(counts.changed, 1);
	ck_assert_uint_eq(counts.added, 1);
	expect_at(store, 2, "desk/2=new;desk/T00001=open;desk/x-y=pending;");
	ck_assert_int_eq(sanya_evidence_each_again(staging, spell_again, &again, &err), 0);
	ck_assert_msg(strcmp(again.data, "1/T00001*2;1/x-y*1;") == 0 || strcmp(again.data, "1/x-y*1;1/T00001*2;") == 0, "%s", again.data);
	sanya_buffer_clear(&again);
	ck_assert_int_eq(sanya_evidence_each_again(staging, spell_again, &again, &err), 0);
	ck_assert_str_eq(again.data, "");
	sanya_evidence_forget(staging);
	sanya_dictionary_done(&dictionary);
	evidence_expect_whole(store);
	sanya_store_close(store);
}
END_TEST

/* One id in every row: the last counts, and it takes no longer than other rows do. */
START_TEST(test_one_id)
{
	enum { MANY = 30000 };
	struct sanya_store *store = store_home_open(store_home_new(), SANYA_STORE_WRITE);
	struct sanya_ticket *tickets = calloc(MANY, sizeof *tickets);
	struct sanya_evidence_counts counts;

	ck_assert_ptr_nonnull(tickets);
	for (unsigned i = 0; i < MANY; i++)
		tickets[i] = ticket_of(i % 2 == 0 ? "N/A" : "0", i < MANY - 2 ? "open" : "solved", i);
	ck_assert_uint_eq(deliver(store, "desk", tickets, MANY, &counts), 1);
	ck_assert_uint_eq(counts.added, 2);
	ck_assert_uint_eq(counts.again, MANY - 2);
	expect_at(store, 1, "desk/0=solved;desk/N/A=solved;");
	free(tickets);
	sanya_store_close(store);
}
END_TEST

#define JUNE 1780272000 /* 2026-06-01 */
#define DAY 86400

/* What a window and names bring; more may come than lies in it, but not what lies in months that it does not touch. */
START_TEST(test_wanted)
{
	struct sanya_store *store = store_home_open(store_home_new(), SANYA_STORE_WRITE);
	struct sanya_ticket tickets[8];
	struct sanya_text names[2] = { sanya_text_of("ANNA"), sanya_text_of("nobody else") };
	const struct sanya_text involved[] = { sanya_text_of("ben"), sanya_text_of("Anna"), sanya_text_of("anna") };
	struct sanya_evidence_wanted wanted;
	struct sanya_evidence_counts counts;

	for (unsigned i = 0; i < 8; i++) {
		static const char *const ids[] = { "10", "11", "12", "13", "14", "15", "16", "17" };

		tickets[i] = ticket_of(ids[i], "s", JUNE + DAY);
		tickets[i].solved = JUNE + 2 * DAY;
	}
	tickets[0].assignee = sanya_text_of("Anna");
	tickets[1].assignee = sanya_text_of("Ben");
	tickets[2].assignee = sanya_text_of("Ben");
	tickets[2].solver = sanya_text_of("anna");
	/* 3: nobody.  4: over several months.  5: years.  6: open.  7: last year's */
	tickets[4].assignee = sanya_text_of("Anna");
	tickets[4].solved = JUNE + 100 * DAY;
	tickets[5].assignee = sanya_text_of("Ben");
	tickets[5].involved = involved;
	tickets[5].involved_count = 3;
	tickets[5].solved = JUNE + 2000 * DAY;
	tickets[6].assignee = sanya_text_of("Anna");
	tickets[6].solved = SANYA_NO_INSTANT;
	tickets[7].assignee = sanya_text_of("Anna");
	tickets[7].created = JUNE - 400 * DAY;
	tickets[7].solved = JUNE - 399 * DAY;
	ck_assert_uint_eq(deliver(store, "desk", tickets, 8, &counts), 1);
	expect_at(store, 1, "desk/10=s;desk/11=s;desk/12=s;desk/13=s;desk/14=s;desk/15=s;desk/16=s;desk/17=s;");
	wanted = all_at(1);
	wanted.names = names;
	wanted.name_count = 2;
	expect_wanted(store, &wanted, "desk/10=s;desk/12=s;desk/14=s;desk/15=s;desk/16=s;desk/17=s;");
	wanted.from = JUNE;
	wanted.to = JUNE + 30 * DAY;
	expect_wanted(store, &wanted, "desk/10=s;desk/12=s;desk/14=s;desk/15=s;desk/16=s;");
	wanted.from = JUNE + 92 * DAY; /* in September */
	wanted.to = JUNE + 93 * DAY;
	expect_wanted(store, &wanted, "desk/14=s;desk/15=s;desk/16=s;");
	wanted.name_count = 0;
	wanted.from = wanted.to = SANYA_NO_INSTANT;
	expect_wanted(store, &wanted, "");
	wanted.nobody = true;
	expect_wanted(store, &wanted, "desk/13=s;");
	wanted.watermark = 0;
	expect_wanted(store, &wanted, "");
	evidence_expect_whole(store);
	sanya_store_close(store);
}
END_TEST

static int spell_name(void *context, const char *source, struct sanya_text name, struct sanya_error *err)
{
	(void)err;
	sanya_buffer_printf(context, "%s/%.*s;", source, (int)name.size, name.at);
	return 0;
}

START_TEST(test_names)
{
	struct sanya_store *store = store_home_open(store_home_new(), SANYA_STORE_WRITE);
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer seen;
	struct sanya_ticket tickets[] = { ticket_of("1", "s", JUNE), ticket_of("2", "s", JUNE), ticket_of("3", "s", JUNE) };
	struct sanya_evidence_counts counts;
	struct sanya_error err = SANYA_ERROR_INIT;

	sanya_buffer_init(&seen, 4096);
	tickets[0].assignee = sanya_text_of("ben");
	tickets[1].first_replier = sanya_text_of("anna");
	deliver(store, "desk", tickets, 3, &counts);
	deliver(store, "chat", tickets, 1, &counts);
	tickets[0].solver = sanya_text_of("anna");
	deliver(store, "desk", tickets, 1, &counts);
	ck_assert_int_eq(sanya_evidence_each_name(store, 1, spell_name, &seen, &err), 0);
	ck_assert_str_eq(seen.data, "desk/anna;desk/ben;");
	sanya_buffer_clear(&seen);
	ck_assert_int_eq(sanya_evidence_each_name(store, 3, spell_name, &seen, &err), 0);
	ck_assert_str_eq(seen.data, "chat/ben;desk/anna;desk/ben;");
	sanya_store_close(store);
}
END_TEST

static void count_rows(void *context, const struct evidence_row *row)
{
	(void)row;
	++*(size_t *)context;
}

/* More than one block on the way out, more than one chunk in a group: nothing lost, nothing double. */
START_TEST(test_many)
{
	enum { MANY = 30000 };
	struct sanya_store *store = store_home_open(store_home_new(), SANYA_STORE_WRITE);
	struct sanya_ticket *tickets = calloc(MANY, sizeof *tickets);
	char(*ids)[16] = calloc(MANY, sizeof *ids);
	struct sanya_evidence_wanted wanted = all_at(1);
	struct sanya_evidence_counts counts;
	struct sanya_error err = SANYA_ERROR_INIT;
	size_t seen = 0;

	ck_assert(tickets != NULL && ids != NULL);
	for (unsigned i = 0; i < MANY; i++) {
		snprintf(ids[i], sizeof ids[i], "%u", i);
		tickets[i] = ticket_of(ids[i], "open", JUNE + i);
		if (i % 2 == 0)
			tickets[i].solved = JUNE + i + 5;
	}
	ck_assert_uint_eq(deliver(store, "desk", tickets, MANY, &counts), 1);
	ck_assert_uint_eq(counts.added, MANY);
	ck_assert_int_eq(evidence_read(store, &wanted, count_rows, &seen, &err), 0);
	ck_assert_uint_eq(seen, MANY);
	evidence_expect_whole(store);
	free(tickets);
	free(ids);
	sanya_store_close(store);
}
END_TEST

/* Tickets that are opened and solved by and by: the open stretch is said again now and then, and does not grow with all that was ever open. */
START_TEST(test_open_stays_small)
{
	enum { TICKETS = 3000, OPEN = 5 };
	char path[4096];
	struct sanya_store *store;
	struct sanya_evidence_counts counts;
	struct sanya_evidence_wanted wanted;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_text name = sanya_text_of("anna");
	const char *words;
	size_t seen = 0;

	snprintf(path, sizeof path, "%s", store_home_new());
	store = store_home_open(path, SANYA_STORE_WRITE);
	for (unsigned i = 0; i < TICKETS; i += 10) {
		struct sanya_ticket tickets[20];
		char ids[20][16];
		size_t count = 0;

		for (unsigned k = i < 10 ? 0 : i - 10; k < i + 10; k++) {
			snprintf(ids[count], sizeof ids[0], "T%06u", k);
			tickets[count] = ticket_of(ids[count], "s", JUNE + k * 60);
			tickets[count].assignee = name;
			if (k < i)
				tickets[count].solved = JUNE + k * 60 + 30;
			count++;
		}
		deliver(store, "desk", tickets, count, &counts);
	}
	wanted = all_at(SANYA_BLOCK_ROWS);
	wanted.names = &name;
	wanted.name_count = 1;
	ck_assert_int_eq(evidence_read(store, &wanted, count_rows, &seen, &err), 0);
	ck_assert_uint_eq(seen, TICKETS);
	evidence_expect_whole(store);
	sanya_store_close(store);
	/* Rows of the open stretch behind the newest whole one are never read. */
	words = store_home_sql(path, "CREATE TEMP TABLE t(x CHECK(x < 16)); INSERT INTO t SELECT count(*) FROM evidence WHERE key >> 59 = 7 AND "
				     "key < (SELECT min(key) FROM evidence WHERE key >> 59 = 7 AND unicode(substr(CAST(packed AS TEXT), 1, 1)) = 1)");
	ck_assert_msg(words == NULL, "%s", words);
}
END_TEST

static const struct {
	const char *sql, *words;
} forgeries[] = {
	{ "UPDATE evidence SET packed = zeroblob(length(packed)) WHERE key & 33554431 = 33554429", "batch 2 of source desk does not match" },
	{ "UPDATE evidence SET key = key + (1 << 25) WHERE key & 33554431 = 33554430", "batch 1 of source desk" },
	{ "UPDATE evidence SET key = key + (1 << 48) WHERE key & 33554431 = 33554430", "batch 1 of source desk does not match" },
	{ "UPDATE evidence SET key = key - 1 WHERE key & 33554431 = 33554430 AND key >> 59 = 0", "batch 1 of source desk does not match" },
	{ "DELETE FROM evidence WHERE key & 33554431 = 33554430 AND key >> 59 = 0", "batch 1 of source desk does not match" },
	{ "DELETE FROM evidence WHERE key & 33554431 = 33554429; DELETE FROM batch WHERE number = 2",
	  "batch 2 of source desk is in the ledger, but its evidence is gone" },
	{ "INSERT INTO evidence(key, packed) VALUES(33554428, x'0000')", "batch 3 was never closed" },
	{ "INSERT INTO evidence(key, packed) SELECT key - 1, packed FROM evidence WHERE key & 33554431 = 33554430 AND key >> 59 = 0",
	  "batch 2 of source desk does not match" },
	{ "INSERT INTO term(code, batch, text) VALUES(99, 3, 'x')", "batch 3 was never closed" },
	{ "INSERT INTO term(code, batch, text) SELECT max(code) + 1, 2, 'x' FROM term", "batch 2 of source desk does not match" },
	{ "UPDATE term SET text = 'opem' WHERE text = 'open'", "batch 1 of source desk does not match" },
	{ "UPDATE term SET batch = 1 WHERE batch = 2", "batch 1 of source desk does not match" },
	{ "DELETE FROM term WHERE text = 'solved'", "batch 2 of source desk does not match" },
	{ "UPDATE bearer SET name = 'bob' WHERE name = 'anna'", "batch 1 of source desk does not match" },
	{ "UPDATE bearer SET name = NULL WHERE name = 'anna'", "batch 1 of source desk does not match" },
	{ "UPDATE bearer SET source = 'chat' WHERE name = 'anna'", "has evidence of a bearer who is not of this source" },
	{ "DELETE FROM bearer WHERE name = 'anna'", "has evidence of a bearer who is not of this source" },
	{ "UPDATE batch SET digest = zeroblob(32) WHERE number = 1", "batch 1 of source desk does not match" },
	{ "UPDATE bearer SET source = 'chat'; UPDATE batch SET source = 'chat' WHERE number = 1", "of source" },
	{ "INSERT INTO batch VALUES(3, 'desk', zeroblob(32))", "batch 3 of source desk is not in the ledger" },
	{ "UPDATE evidence SET packed = NULL, digest = zeroblob(32) WHERE key >> 59 = 0",
	  "of source desk has lost evidence, and no event says that it was pruned" },
};

START_TEST(test_forgeries)
{
	char path[4096];
	struct sanya_ticket first[] = { ticket_of("1", "open", JUNE), ticket_of("2", "open", JUNE) };
	struct sanya_ticket second = ticket_of("1", "solved", JUNE);
	struct sanya_evidence_counts counts;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_store *store;

	first[0].assignee = sanya_text_of("anna");
	first[1].solved = JUNE + 1;
	second.assignee = sanya_text_of("anna");
	second.solved = JUNE + 1;

	snprintf(path, sizeof(path), "%s", store_home_new());
	store = store_home_open(path, SANYA_STORE_WRITE);
	deliver(store, "desk", first, 2, &counts);
	deliver(store, "desk", &second, 1, &counts);
	evidence_expect_whole(store);
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
	struct sanya_evidence_staging *staging = NULL;
	struct sanya_dictionary dictionary;
	struct sanya_ticket ticket = ticket_of("1", "open", 1);
	struct sanya_evidence_counts counts;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_sha256 digest;
	struct sanya_event event = {
		.type = "evidence.batch", .actor = "system", .account = "root", .subject = "desk", .detail = detail,
	};
	uint64_t batch;

	sanya_dictionary_init(&dictionary);
	ck_assert_int_eq(sanya_evidence_stage(store, "desk", &staging, &err), 0);
	evidence_stage(staging, &dictionary, &ticket, 1, NULL, 0, 10);
	ck_assert_int_eq(sanya_store_begin(store, &err), 0);
	ck_assert_int_eq(sanya_evidence_close(staging, &batch, &digest, &counts, &err), 0);
	sanya_json_set_integer(detail, "batch", 1);
	sanya_json_set_text(detail, "digest", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	ck_assert_int_eq(sanya_ledger_append(store, &event, &err), 0);
	ck_assert_int_eq(sanya_store_commit(store, &err), 0);
	ck_assert_int_ne(sanya_evidence_check(store, &err), 0);
	store_home_expect(&err, SANYA_DIFFERS, "batch 1 of source desk does not match its digest in the ledger");
	sanya_evidence_forget(staging);
	sanya_dictionary_done(&dictionary);
	sanya_store_close(store);
}
END_TEST

static const char *const map_forgeries[] = {
	"UPDATE newest SET packed = (SELECT packed FROM newest WHERE chunk = 1) WHERE chunk = 0",
	"DELETE FROM newest WHERE chunk = 1",
	"INSERT INTO newest SELECT source, kind, beginning, digits, 77, packed FROM newest WHERE chunk = 1",
	"UPDATE newest_text SET content = content + 1",
	"UPDATE newest_text SET place = place + 1",
	"DELETE FROM newest_text",
	"INSERT INTO newest_text SELECT hash + 1, source, kind, id, content, place FROM newest_text",
};

/* The id map says which deliveries are new: whoever changes it could keep news out.  A rebuild puts it right. */
START_TEST(test_map_forgeries)
{
	char path[4096];
	struct sanya_ticket tickets[] = { ticket_of("1", "open", 1), ticket_of("200", "open", 2), ticket_of("x1-y", "open", 3) };
	struct sanya_evidence_counts counts;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_store *store;

	snprintf(path, sizeof(path), "%s", store_home_new());
	store = store_home_open(path, SANYA_STORE_WRITE);
	deliver(store, "desk", tickets, 3, &counts);
	evidence_expect_whole(store);
	sanya_store_close(store);
	store_home_forge(path, map_forgeries[_i]);
	store = store_home_open(path, SANYA_STORE_WRITE);
	ck_assert_msg(sanya_store_derived_check(store, &err) != 0, "not found: %s", map_forgeries[_i]);
	store_home_expect(&err, SANYA_DIFFERS, "the id map is not what the evidence gives");
	sanya_error_clear(&err);
	ck_assert_msg(sanya_store_rebuild(store, &err) == 0, "%s", err.what);
	evidence_expect_whole(store);
	ck_assert_uint_eq(deliver(store, "desk", tickets, 3, &counts), 0);
	sanya_store_close(store);
}
END_TEST

/* --- pruning --- */

static void prune(struct sanya_store *store, int64_t before, struct sanya_evidence_pruned *pruned)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *detail = sanya_json_object();
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_event event = {
		.type = "evidence.prune", .actor = "E1", .account = "root", .subject = "2026-06-01", .detail = detail,
	};

	ck_assert_int_eq(sanya_store_begin(store, &err), 0);
	ck_assert_msg(sanya_evidence_prune(store, before, pruned, &err) == 0, "%s (%s)", err.what, err.where);
	sanya_json_set_integer(detail, "before", before);
	sanya_json_set_integer(detail, "groups", (int64_t)pruned->groups);
	sanya_json_set_integer(detail, "observations", (int64_t)pruned->observations);
	sanya_json_set_integer(detail, "bytes", (int64_t)pruned->bytes);
	ck_assert_msg(sanya_ledger_append(store, &event, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_store_commit(store, &err) == 0, "%s", err.what);
}

START_TEST(test_prune)
{
	struct sanya_store *store = store_home_open(store_home_new(), SANYA_STORE_WRITE);
	struct sanya_ticket tickets[] = { ticket_of("10", "a", JUNE - 60 * DAY), ticket_of("11", "b", JUNE - 60 * DAY),
					  ticket_of("12", "c", JUNE - 2000 * DAY), ticket_of("13", "d", JUNE - 2000 * DAY),
					  ticket_of("14", "e", JUNE - 300 * DAY), ticket_of("15", "f", JUNE) };
	struct sanya_evidence_pruned pruned;
	struct sanya_evidence_counts counts;
	struct sanya_error err = SANYA_ERROR_INIT;

	tickets[0].solved = JUNE - 59 * DAY;
	tickets[1].solved = JUNE + DAY;
	tickets[2].solved = JUNE - 100 * DAY; /* years, and over */
	tickets[3].solved = JUNE + 1;
	/* 14 and 15 are open */
	deliver(store, "desk", tickets, 6, &counts);
	ck_assert_int_eq(sanya_evidence_pruned(store, &pruned, &err), 0);
	ck_assert_int_eq(pruned.before, SANYA_NO_INSTANT);
	prune(store, JUNE - 59 * DAY, &pruned); /* within April: nothing lies wholly before it but the long one */
	ck_assert_uint_eq(pruned.groups, 0);
	prune(store, JUNE, &pruned);
	/* 10, and 11 in the first of its two blocks: it is still there in the other.  12 stands in a row with 13. */
	ck_assert_uint_eq(pruned.groups, 2);
	ck_assert_uint_eq(pruned.observations, 2);
	ck_assert_uint_gt(pruned.bytes, 0);
	expect_at(store, 1, "desk/11=b;desk/12=c;desk/13=d;desk/14=e;desk/15=f;");
	prune(store, JUNE + 40 * DAY, &pruned);
	expect_at(store, 1, "desk/11=b;desk/14=e;desk/15=f;"); /* May to August are one block */
	ck_assert_int_eq(sanya_evidence_pruned(store, &pruned, &err), 0);
	ck_assert_int_eq(pruned.before, JUNE + 40 * DAY);
	ck_assert_uint_ge(pruned.observations, 4);
	evidence_expect_whole(store);
	/* The same again is still nothing new. */
	ck_assert_uint_eq(deliver(store, "desk", tickets, 6, &counts), 0);
	/* What changed after it was pruned is taken as it comes. */
	tickets[0].status = sanya_text_of("z");
	ck_assert_uint_eq(deliver(store, "desk", tickets, 1, &counts), 2);
	ck_assert_uint_eq(counts.changed, 1);
	expect_at(store, 2, "desk/10=z;desk/11=b;desk/14=e;desk/15=f;");
	evidence_expect_whole(store);
	/* A rebuild forgets what it cannot see. */
	ck_assert_msg(sanya_store_rebuild(store, &err) == 0, "%s", err.what);
	evidence_expect_whole(store);
	sanya_store_close(store);
}
END_TEST

/* Tickets of many years that two people share: pruned with neither, lest what replaces them later misses the other one's copy. */
START_TEST(test_prune_shared)
{
	struct sanya_store *store = store_home_open(store_home_new(), SANYA_STORE_WRITE);
	struct sanya_ticket tickets[] = { ticket_of("1", "a", JUNE - 4000 * DAY), ticket_of("2", "b", JUNE - 4000 * DAY),
					  ticket_of("3", "c", JUNE - 4000 * DAY) };
	struct sanya_text ben = sanya_text_of("ben");
	struct sanya_evidence_wanted wanted;
	struct sanya_evidence_pruned pruned;
	struct sanya_evidence_counts counts;

	tickets[0].assignee = tickets[2].assignee = sanya_text_of("anna");
	tickets[0].solver = tickets[1].assignee = sanya_text_of("ben");
	tickets[0].solved = JUNE - 100 * DAY;
	tickets[1].solved = JUNE + 100 * DAY;
	tickets[2].solved = JUNE - 100 * DAY;
	deliver(store, "desk", tickets, 3, &counts);
	prune(store, JUNE, &pruned);
	tickets[0].status = sanya_text_of("z");
	ck_assert_uint_eq(deliver(store, "desk", tickets, 1, &counts), 2);
	expect_at(store, 2, "desk/1=z;desk/2=b;desk/3=c;");
	wanted = all_at(2);
	wanted.names = &ben;
	wanted.name_count = 1;
	expect_wanted(store, &wanted, "desk/1=z;desk/2=b;");
	evidence_expect_whole(store);
	sanya_store_close(store);
}
END_TEST

/* Open tickets as they stood at every watermark after the instant, though much of that was said again since. */
START_TEST(test_prune_open)
{
	enum { BATCHES = 60 };
	char path[4096];
	struct sanya_store *store;
	struct sanya_evidence_staging *staging = NULL;
	struct sanya_dictionary dictionary;
	struct sanya_ticket tickets[] = { ticket_of("1", "-", JUNE), ticket_of("2", "-", JUNE) };
	struct sanya_evidence_pruned pruned;
	struct sanya_evidence_counts counts;
	struct sanya_error err = SANYA_ERROR_INIT;
	char status[BATCHES + 1][8];

	snprintf(path, sizeof path, "%s", store_home_new());
	store = store_home_open(path, SANYA_STORE_WRITE);
	sanya_dictionary_init(&dictionary);
	ck_assert_int_eq(sanya_evidence_stage(store, "desk", &staging, &err), 0);
	for (unsigned i = 1; i <= BATCHES; i++) {
		snprintf(status[i], sizeof status[i], "%u", i);
		tickets[i % 2].status = sanya_text_of(status[i]);
		evidence_stage(staging, &dictionary, tickets, 2, NULL, 0, 10);
		ck_assert_uint_eq(evidence_close(store, staging, "desk", JUNE + (int64_t)i * DAY, &counts), i);
	}
	prune(store, JUNE + BATCHES / 2 * DAY, &pruned);
	ck_assert_uint_gt(pruned.groups, 10);
	for (unsigned i = BATCHES / 2 + 1; i <= BATCHES; i++) {
		char want[64];

		snprintf(want, sizeof want, "desk/1=%u;desk/2=%u;", i % 2 == 0 ? i : i - 1, i % 2 == 0 ? i - 1 : i);
		expect_at(store, i, want);
	}
	evidence_expect_whole(store);
	sanya_evidence_forget(staging);
	sanya_dictionary_done(&dictionary);
	sanya_store_close(store);
}
END_TEST

/* Evidence that is made to look pruned where no event says so, or further back than one says. */
START_TEST(test_false_prune)
{
	char path[4096];
	struct sanya_ticket tickets[] = { ticket_of("1", "a", JUNE - 60 * DAY), ticket_of("2", "b", JUNE) };
	struct sanya_evidence_pruned pruned;
	struct sanya_evidence_counts counts;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_store *store;

	tickets[0].solved = JUNE - 59 * DAY;
	tickets[1].solved = JUNE + 1;
	snprintf(path, sizeof(path), "%s", store_home_new());
	store = store_home_open(path, SANYA_STORE_WRITE);
	deliver(store, "desk", tickets, 2, &counts);
	prune(store, JUNE - 20 * DAY, &pruned);
	ck_assert_uint_eq(pruned.groups, 1);
	evidence_expect_whole(store);
	sanya_store_close(store);
	ck_assert_str_eq(store_home_sql(path, "UPDATE evidence SET packed = NULL, digest = zeroblob(32) WHERE packed IS NOT NULL"),
			 "evidence is never edited");
	store_home_forge(path, "UPDATE evidence SET packed = NULL, digest = zeroblob(32) WHERE packed IS NOT NULL");
	store = store_home_open(path, SANYA_STORE_READ);
	ck_assert_int_ne(sanya_evidence_check(store, &err), 0);
	store_home_expect(&err, SANYA_DIFFERS, "batch 1 of source desk has lost evidence, and no event says that it was pruned");
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
	tcase_add_test(tcase, test_unclosed);
	tcase_add_test(tcase, test_again);
	tcase_add_test(tcase, test_one_id);
	tcase_add_test(tcase, test_wanted);
	tcase_add_test(tcase, test_names);
	tcase_add_test(tcase, test_many);
	tcase_add_test(tcase, test_open_stays_small);
	tcase_add_loop_test(tcase, test_forgeries, 0, (int)SANYA_COUNT(forgeries));
	tcase_add_test(tcase, test_digest_of_the_ledger);
	tcase_add_loop_test(tcase, test_map_forgeries, 0, (int)SANYA_COUNT(map_forgeries));
	tcase_add_test(tcase, test_prune);
	tcase_add_test(tcase, test_prune_shared);
	tcase_add_test(tcase, test_prune_open);
	tcase_add_test(tcase, test_false_prune);
	tcase_add_test(tcase, test_rejects);
	suite_add_tcase(suite, tcase);
	return suite;
}
