/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence whose bytes were spoilt in the file: whatever they are, reading, checking, pruning, rebuilding and delivering on top of them end in words
 * or in a result, never in a crash, and the check always notices.  SANYA_TORTURE makes it long.
 */
#include "evidence_desk.h"
#include "observations.h"
#include "store_home.h"

#include <check.h>
#include <stdlib.h>

Suite *suite_evidence_spoilt(void);

enum { TICKETS = 120, RESPONSES = 40 };

struct world {
	uint64_t random;
	struct sanya_arena arena;
	char path[4096], copy[4096];
	struct sanya_ticket tickets[TICKETS];
	struct sanya_response responses[RESPONSES];
};

static uint32_t below(struct world *world, uint32_t most)
{
	return observations_below(&world->random, most);
}

static void make_things(struct world *world)
{
	struct observations_shape shape = { .names = 4, .terms = 5, .from = 1767225600, .to = 1777225600, .longest = 90000000, .open_in = 4, .rich_in = 3 };

	for (unsigned i = 0; i < TICKETS; i++)
		observations_ticket(&world->arena, &world->random, &shape,
				    i % 9 == 0 ? observations_text(&world->arena, "x%u-y", i) : observations_text(&world->arena, "T%05u", i),
				    &world->tickets[i]);
	for (unsigned i = 0; i < RESPONSES; i++)
		observations_response(&world->arena, &world->random, &shape, observations_text(&world->arena, "%u", i), &world->responses[i]);
}

static struct world *begin(uint64_t seed)
{
	struct world *world = calloc(1, sizeof *world);
	struct sanya_evidence_counts counts;
	struct sanya_store *store;

	ck_assert_ptr_nonnull(world);
	world->random = seed;
	sanya_arena_init(&world->arena);
	snprintf(world->path, sizeof world->path, "%s", store_home_new());
	snprintf(world->copy, sizeof world->copy, "%.4000s.copy", world->path);
	store = store_home_open(world->path, SANYA_STORE_WRITE);
	make_things(world);
	evidence_deliver(store, "desk", world->tickets, TICKETS, world->responses, RESPONSES, 64, &counts);
	for (unsigned round = 0; round < 6; round++) {
		for (unsigned i = 0; i < 30; i++) {
			struct sanya_ticket *ticket = &world->tickets[below(world, TICKETS)];

			ticket->solved = below(world, 2) == 0 ? SANYA_NO_INSTANT : ticket->created + below(world, 9000000);
			ticket->assignee = observations_text(&world->arena, "agent-%u", below(world, 4));
		}
		evidence_deliver(store, "desk", world->tickets, TICKETS, world->responses, RESPONSES, 64, &counts);
	}
	evidence_expect_whole(store);
	sanya_store_close(store);
	return world;
}

static void copy_file(const char *from, const char *to)
{
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	char bytes[65536];
	size_t size;

	ck_assert(in != NULL && out != NULL);
	while ((size = fread(bytes, 1, sizeof bytes, in)) > 0)
		ck_assert_uint_eq(fwrite(bytes, 1, size, out), size);
	fclose(in);
	ck_assert_int_eq(fclose(out), 0);
}

/* One value, somewhere in a table, with a byte of it changed, cut or doubled. */
static void spoil(struct world *world, char *ret_sql, size_t room)
{
	static const char *const where[][3] = {
		{ "evidence", "packed", "key" },   { "evidence", "packed", "key" }, { "evidence", "packed", "key" },
		{ "newest", "packed", "chunk" },   { "term", "text", "code" },	    { "bearer", "name", "code" },
		{ "evidence", "packed", "key" },
	};
	const char *const *what = where[below(world, SANYA_COUNT(where))];
	unsigned row = below(world, 1000), at = below(world, below(world, 2) == 0 ? 12 : 400), byte = below(world, 256);
	const char *type = what[1][0] == 'p' ? "BLOB" : "TEXT";
	unsigned how = below(world, 4), rest = how == 0 ? 100000 : how == 1 ? at + 1 : at + 2; /* cut, one byte more, one changed */
	char value[256];

	snprintf(value, sizeof value, "substr(CAST(%s AS BLOB), 1, %u) || x'%02x' || substr(CAST(%s AS BLOB), %u)", what[1], at, byte, what[1], rest);
	snprintf(ret_sql, room,
		 "UPDATE OR IGNORE %s SET %s = CAST(%s AS %s) WHERE %s = (SELECT %s FROM %s WHERE %s IS NOT NULL LIMIT 1 OFFSET "
		 "%u %% (SELECT count(*) FROM %s WHERE %s IS NOT NULL))",
		 what[0], what[1], value, type, what[2], what[2], what[0], what[1], row, what[0], what[1]);
}

static void nothing(void *context, const struct evidence_row *row)
{
	(void)context;
	(void)row;
}

static void expect_words(const struct sanya_error *err)
{
	ck_assert_int_ne(err->code, SANYA_OK);
	ck_assert_str_ne(err->what, "");
}

static void read_everything(struct sanya_store *store)
{
	struct sanya_text name = sanya_text_of("agent-1");

	for (unsigned i = 0; i < 4; i++) {
		struct sanya_evidence_wanted wanted = { .kind = i % 2 == 0 ? SANYA_TICKET : SANYA_RESPONSE, .watermark = 99,
							.from = SANYA_NO_INSTANT, .to = SANYA_NO_INSTANT };
		struct sanya_error err = SANYA_ERROR_INIT;

		if (i >= 2) {
			wanted.names = &name;
			wanted.name_count = 1;
		}
		if (evidence_read(store, &wanted, nothing, NULL, &err) != 0)
			expect_words(&err);
	}
}

static void try_prune(struct sanya_store *store)
{
	struct sanya_evidence_pruned pruned;
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_int_eq(sanya_store_begin(store, &err), 0);
	if (sanya_evidence_prune(store, 1797225600, &pruned, &err) != 0)
		expect_words(&err);
	sanya_store_rollback(store);
}

static void try_deliver(struct world *world, struct sanya_store *store)
{
	struct sanya_evidence_staging *staging = NULL;
	struct sanya_dictionary dictionary;
	struct sanya_evidence_counts counts;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_sha256 digest;
	struct sanya_ticket tickets[TICKETS];
	uint64_t batch;

	memcpy(tickets, world->tickets, sizeof tickets);
	for (unsigned i = 0; i < TICKETS; i++) {
		tickets[i].replies = 77;
		if (i % 3 == 0)
			tickets[i].solved = SANYA_NO_INSTANT;
	}
	sanya_dictionary_init(&dictionary);
	ck_assert_int_eq(sanya_evidence_stage(store, "desk", &staging, &err), 0);
	evidence_stage(staging, &dictionary, tickets, TICKETS, NULL, 0, 64);
	ck_assert_int_eq(sanya_store_begin(store, &err), 0);
	if (sanya_evidence_close(staging, &batch, &digest, &counts, &err) != 0)
		expect_words(&err);
	sanya_store_rollback(store);
	sanya_evidence_forget(staging);
	sanya_dictionary_done(&dictionary);
}

static void try_rebuild(struct sanya_store *store)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	if (sanya_store_rebuild(store, &err) != 0)
		expect_words(&err);
}

START_TEST(test_spoilt)
{
	struct world *world = begin((uint64_t)_i);
	unsigned tries = getenv("SANYA_TORTURE") != NULL ? 3000 : 40;

	for (unsigned i = 0; i < tries; i++) {
		struct sanya_error err = SANYA_ERROR_INIT;
		struct sanya_store *store;
		char sql[1024];

		copy_file(world->path, world->copy);
		spoil(world, sql, sizeof sql);
		store_home_forge(world->copy, sql);
		store = store_home_open(world->copy, SANYA_STORE_WRITE);
		read_everything(store);
		/* A byte that is changed to itself changes nothing. */
		if (sanya_evidence_check(store, &err) != 0)
			store_home_expect(&err, SANYA_DIFFERS, "");
		try_prune(store);
		try_deliver(world, store);
		try_rebuild(store);
		sanya_store_close(store);
	}
	sanya_arena_done(&world->arena);
	free(world);
}
END_TEST

Suite *suite_evidence_spoilt(void)
{
	Suite *suite = suite_create("evidence_spoilt");
	TCase *tcase = tcase_create("spoilt");

	tcase_add_checked_fixture(tcase, NULL, store_home_clean);
	tcase_set_timeout(tcase, 900);
	tcase_add_loop_test(tcase, test_spoilt, 0, 3);
	suite_add_tcase(suite, tcase);
	return suite;
}
