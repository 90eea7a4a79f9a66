/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ledger in its file: what is written is there and is what the tree says, derived tables can be remade, several processes take turns,
 * and what somebody changes behind the program's back is found and named.
 */
#include "store_home.h"

#include "core/base/file.h"
#include "core/domain/merkle.h"

#include <check.h>
#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

Suite *suite_store(void);

START_TEST(test_create)
{
	const char *path = store_home_new();
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_store *store = store_home_open(path, SANYA_STORE_WRITE);

	ck_assert_uint_eq(sanya_ledger_size(store), 1);
	ck_assert_msg(sanya_ledger_check(store, &err) == 0, "%s", err.what);
	sanya_store_close(store);
	ck_assert_int_ne(store_home_create(path, &err), 0);
	store_home_expect(&err, SANYA_FAILED, "home here already");
	sanya_error_clear(&err);
	ck_assert_int_ne(sanya_store_open("/nonexistent/ledger.db", SANYA_STORE_READ, &store, &err), 0);
	store_home_expect(&err, SANYA_NOT_FOUND, "no home here");
}
END_TEST

START_TEST(test_refused_files)
{
	static const char noise[8192] = "This is no database, but it is long enough to be one.";
	char path[4096], text[4200];
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_store *store = NULL;
	FILE *file;

	/* of a newer version */
	snprintf(path, sizeof(path), "%s", store_home_new());
	ck_assert_ptr_null(store_home_sql(path, "PRAGMA user_version = 7"));
	ck_assert_int_ne(sanya_store_open(path, SANYA_STORE_WRITE, &store, &err), 0);
	store_home_expect(&err, SANYA_FAILED, "the database is of version 7, this program knows version 3: nothing was changed");
	sanya_error_clear(&err);
	/* somebody else's database, no database at all, nothing at all */
	ck_assert_ptr_null(store_home_sql(path, "PRAGMA user_version = 3; PRAGMA application_id = 99"));
	ck_assert_int_ne(sanya_store_open(path, SANYA_STORE_READ, &store, &err), 0);
	store_home_expect(&err, SANYA_FAILED, "not a database of Sanya");
	for (size_t size = 0; size <= sizeof(noise); size += sizeof(noise)) {
		sanya_error_clear(&err);
		snprintf(text, sizeof(text), "%s.%zu", path, size);
		file = fopen(text, "w");
		ck_assert_ptr_nonnull(file);
		ck_assert_uint_eq(fwrite(noise, 1, size, file), size);
		fclose(file);
		ck_assert_int_ne(sanya_store_open(text, SANYA_STORE_WRITE, &store, &err), 0);
		store_home_expect(&err, SANYA_FAILED, "not a database of Sanya");
	}
}
END_TEST

static int remember(void *context, const struct sanya_event *event, struct sanya_error *err)
{
	char *seen = context;

	(void)err;
	snprintf(seen + strlen(seen), 512 - strlen(seen), "%d:%s:%s:%s;", (int)event->sequence, event->type, event->subject,
		 event->detail == NULL ? "-" : sanya_json_get_text(event->detail, "key"));
	return 0;
}

static int stop(void *context, const struct sanya_event *event, struct sanya_error *err)
{
	(void)context;
	return sanya_error_set(err, SANYA_FAILED, "stopped at %d", (int)event->sequence);
}

START_TEST(test_append_and_read)
{
	struct sanya_store *store = store_home_open(store_home_new(), SANYA_STORE_WRITE);
	struct sanya_error err = SANYA_ERROR_INIT;
	char seen[512] = "";

	ck_assert_uint_eq(store_home_enrol(store, "E1", "a"), 1);
	ck_assert_uint_eq(store_home_enrol(store, "E2", "b"), 2);
	ck_assert_uint_eq(store_home_enrol(store, "E1", "\xe0\xb8\x81\"\\"), 3);
	ck_assert_int_eq(sanya_ledger_each(store, "E1", 0, remember, seen, &err), 0);
	ck_assert_str_eq(seen, "1:key.enrol:E1:a;3:key.enrol:E1:\xe0\xb8\x81\"\\;");
	seen[0] = '\0';
	ck_assert_int_eq(sanya_ledger_each(store, NULL, 2, remember, seen, &err), 0);
	ck_assert_str_eq(seen, "2:key.enrol:E2:b;3:key.enrol:E1:\xe0\xb8\x81\"\\;");
	ck_assert_int_ne(sanya_ledger_each(store, NULL, 0, stop, NULL, &err), 0);
	store_home_expect(&err, SANYA_FAILED, "stopped at 0");
	sanya_error_clear(&err);
	ck_assert_msg(sanya_ledger_check(store, &err) == 0, "%s", err.what);
	sanya_store_close(store);
}
END_TEST

/* An event at a moment that was given says so in its payload, which the tree is over; it comes back with the event. */
static int count_given(void *context, const struct sanya_event *event, struct sanya_error *err)
{
	(void)err;
	*(unsigned *)context += event->clock_given ? 1u << event->sequence : 0;
	return 0;
}

START_TEST(test_a_given_moment_says_so)
{
	struct sanya_store *store = store_home_open(store_home_new(), SANYA_STORE_WRITE);
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *detail = sanya_json_object();
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_event event = {
		.type = "key.enrol", .actor = "E1", .account = "root", .subject = "E1", .detail = detail,
	};
	unsigned given = 0;

	sanya_json_set_text(detail, "key", "ssh-ed25519 AAAA");
	ck_assert_int_eq(sanya_store_begin(store, &err), 0);
	ck_assert_msg(sanya_ledger_append(store, &event, &err) == 0, "%s", err.what);
	event.clock_given = true;
	sanya_json_set_text(detail, "key", "ssh-ed25519 BBBB");
	ck_assert_msg(sanya_ledger_append(store, &event, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_store_commit(store, &err) == 0, "%s", err.what);
	ck_assert_int_eq(sanya_ledger_each(store, NULL, 0, count_given, &given, &err), 0);
	ck_assert_uint_eq(given, 1u << 2); /* home.init and the first key: the system's clock */
	ck_assert_msg(sanya_ledger_check(store, &err) == 0, "%s", err.what);
	sanya_store_close(store);
}
END_TEST

START_TEST(test_half_is_nothing)
{
	struct sanya_store *store = store_home_open(store_home_new(), SANYA_STORE_WRITE);
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *detail = sanya_json_object();
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_event event = {
		.type = "key.enrol", .actor = "E1", .account = "root", .subject = "E1", .detail = detail,
	};

	/* outside a transaction */
	ck_assert_int_ne(sanya_ledger_append(store, &event, &err), 0);
	store_home_expect(&err, SANYA_FAILED, "no transaction");
	sanya_error_clear(&err);
	/* rolled back */
	ck_assert_int_eq(sanya_store_begin(store, &err), 0);
	ck_assert_int_eq(sanya_ledger_append(store, &event, &err), 0);
	sanya_store_rollback(store);
	sanya_store_rollback(store);
	ck_assert_uint_eq(sanya_ledger_size(store), 1);
	/* an unknown type spoils the whole transaction, the good event before it too */
	ck_assert_int_eq(sanya_store_begin(store, &err), 0);
	ck_assert_int_eq(sanya_ledger_append(store, &event, &err), 0);
	event.type = "key.enroll";
	ck_assert_int_ne(sanya_ledger_append(store, &event, &err), 0);
	sanya_error_clear(&err);
	ck_assert_int_ne(sanya_store_commit(store, &err), 0);
	ck_assert_uint_eq(sanya_ledger_size(store), 1);
	sanya_error_clear(&err);
	ck_assert_msg(sanya_ledger_check(store, &err) == 0, "%s", err.what);
	sanya_store_close(store);
}
END_TEST

static int collect(void *context, int columns, char **values, char **names)
{
	struct sanya_sha256 *leaf = context;

	(void)columns;
	(void)names;
	leaf[strtoul(values[0], NULL, 10)] = sanya_merkle_leaf(values[1], strlen(values[1]));
	return 0;
}

static struct sanya_sha256 naive_root(const struct sanya_sha256 *leaves, size_t count)
{
	struct sanya_sha256 left, right;
	size_t half = 1;

	if (count == 1)
		return leaves[0];
	while (half * 2 < count)
		half *= 2;
	left = naive_root(leaves, half);
	right = naive_root(leaves + half, count - half);
	return sanya_merkle_node(&left, &right);
}

START_TEST(test_root)
{
	char path[4096];
	struct sanya_sha256 leaves[16], root, want;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_store *store;
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s", store_home_new());
	store = store_home_open(path, SANYA_STORE_WRITE);
	for (int i = 1; i < 13; i++)
		store_home_enrol(store, "E1", "k");
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, "SELECT sequence, CAST(payload AS TEXT) FROM event", collect, leaves, NULL), SQLITE_OK);
	sqlite3_close(db);
	for (size_t size = 1; size <= 13; size++) {
		want = naive_root(leaves, size);
		ck_assert_int_eq(sanya_ledger_root(store, size, &root, &err), 0);
		ck_assert(sanya_sha256_equal(&root, &want));
	}
	ck_assert_int_ne(sanya_ledger_root(store, 14, &root, &err), 0);
	store_home_expect(&err, SANYA_DIFFERS, "13 events, not 14");
	sanya_store_close(store);
}
END_TEST

START_TEST(test_guards)
{
	static const struct {
		const char *sql, *words;
	} attempts[] = {
		{ "UPDATE event SET payload = x'00' WHERE sequence = 1", "never edited" },
		{ "DELETE FROM event WHERE sequence = 2", "never deleted" },
		{ "INSERT INTO event VALUES(9, x'00')", "without a gap" },
		{ "PRAGMA recursive_triggers = ON; INSERT OR REPLACE INTO event VALUES(1, x'00')", "without a gap" },
		{ "INSERT OR REPLACE INTO event VALUES(1, x'00')", "without a gap" },
		{ "UPDATE node SET hash = zeroblob(32)", "never edited" },
		{ "DELETE FROM node", "never deleted" },
		{ "UPDATE object SET bytes = x'00'", "never edited" },
		{ "DELETE FROM object", "never deleted" },
		{ "INSERT INTO term VALUES(1, 2, 'x')", "batch being made" },
		{ "INSERT INTO term VALUES(2, 1, 'x')", "terms follow one another" },
		{ "INSERT INTO bearer VALUES(1, 2, 's', 'x')", "batch being made" },
		{ "INSERT INTO evidence VALUES(33554429, x'00', NULL)", "batch being made" },
		{ "INSERT INTO batch VALUES(2, 's', zeroblob(32))", "without a gap" },
	};
	char path[4096];
	struct sanya_store *store;

	snprintf(path, sizeof(path), "%s", store_home_new());
	store = store_home_open(path, SANYA_STORE_WRITE);
	store_home_enrol(store, "E1", "a");
	store_home_enrol(store, "E1", "b");
	sanya_store_close(store);
	for (size_t i = 0; i < SANYA_COUNT(attempts); i++) {
		const char *words = store_home_sql(path, attempts[i].sql);

		ck_assert_msg(words != NULL, "not refused: %s", attempts[i].sql);
		ck_assert_msg(strstr(words, attempts[i].words) != NULL, "%s: %s", attempts[i].sql, words);
	}
}
END_TEST

/* What somebody does who owns the file, and what `verify` then says. */
static const struct {
	const char *sql, *words;
	bool derived; /* the comparison with a rebuild finds it, not the check of the ledger */
} forgeries[] = {
	{ "UPDATE event SET payload = CAST(replace(CAST(payload AS TEXT), 'E0001', 'E0002') AS BLOB) WHERE sequence = 5",
	  "event 5 does not match its tree node", false },
	{ "UPDATE node SET hash = zeroblob(32) WHERE level = 0 AND place = 3", "event 3 does not match its tree node", false },
	{ "UPDATE node SET hash = zeroblob(32) WHERE level = 2 AND place = 1", "level 2, place 1", false },
	{ "DELETE FROM node WHERE level = 1 AND place = 2", "level 1, place 2", false },
	{ "UPDATE object SET bytes = CAST(replace(CAST(bytes AS TEXT), 'key4', 'key5') AS BLOB)",
	  "event 4 does not match its detail", false },
	{ "UPDATE object SET salt = zeroblob(32) WHERE CAST(bytes AS TEXT) LIKE '%key6%'", "event 6 does not match its detail", false },
	{ "UPDATE object SET salt = NULL, bytes = NULL WHERE CAST(bytes AS TEXT) LIKE '%key6%'", "event 6 has lost its detail", false },
	{ "DELETE FROM object WHERE CAST(bytes AS TEXT) LIKE '%key6%'", "event 6 has lost its detail", false },
	{ "DELETE FROM event WHERE sequence = 4", "event 4 is missing", false },
	{ "UPDATE event SET sequence = 100 WHERE sequence = 9", "event 9 is missing", false },
	{ "DELETE FROM event WHERE sequence = 9", "nodes of events that are gone", false },
	{ "DELETE FROM event WHERE sequence = 9; DELETE FROM node WHERE level = 0 AND place = 9; DELETE FROM node WHERE level = 1 AND place = 4",
	  "details of events that are gone", false },
	{ "INSERT INTO object VALUES(zeroblob(32), zeroblob(32), x'7b7d')", "details of events that are gone", false },
	{ "CREATE TABLE mine(a)", "table mine was added", false },
	{ "CREATE TRIGGER mine AFTER INSERT ON event BEGIN DELETE FROM checkpoint; END", "trigger mine was added", false },
	{ "DROP INDEX key_person", "index key_person is missing", false },
	{ "INSERT INTO checkpoint VALUES(11, 'x')", "a checkpoint was signed over 11 events, 10 are left", false },
	{ "UPDATE key SET key = 'mine' WHERE enrolled = 2", "the list \"key\"", true },
	{ "DELETE FROM key WHERE enrolled = 2", "the list \"key\"", true },
	{ "UPDATE key SET person = 'E0002' WHERE enrolled = 7", "the list \"key\"", true },
	{ "UPDATE trail SET sequence = 80 WHERE sequence = 3", "event 4 does not follow", false },
};

START_TEST(test_forgeries)
{
	char path[4096], key[16];
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_store *store;
	int result;

	snprintf(path, sizeof(path), "%s", store_home_new());
	store = store_home_open(path, SANYA_STORE_WRITE);
	for (int i = 1; i < 10; i++) {
		snprintf(key, sizeof(key), "key%d", i);
		store_home_enrol(store, "E0001", key);
	}
	ck_assert_msg(sanya_ledger_check(store, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_store_derived_check(store, &err) == 0, "%s", err.what);
	sanya_store_close(store);

	store_home_forge(path, forgeries[_i].sql);
	store = store_home_open(path, SANYA_STORE_READ);
	result = sanya_ledger_check(store, &err);
	if (forgeries[_i].derived) {
		ck_assert_msg(result == 0, "%s", err.what);
		result = sanya_store_derived_check(store, &err);
	}
	ck_assert_msg(result != 0, "not found: %s", forgeries[_i].sql);
	store_home_expect(&err, SANYA_DIFFERS, forgeries[_i].words);
	sanya_store_close(store);
}
END_TEST

START_TEST(test_dropped_guard)
{
	const char *path = store_home_new();
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_store *store = NULL;

	ck_assert_ptr_null(store_home_sql(path, "DROP TRIGGER event_update"));
	ck_assert_int_ne(sanya_store_open(path, SANYA_STORE_WRITE, &store, &err), 0);
	store_home_expect(&err, SANYA_DIFFERS, "trigger event_update is missing");
	sanya_error_clear(&err);
	store = store_home_open(path, SANYA_STORE_READ);
	ck_assert_int_ne(sanya_ledger_check(store, &err), 0);
	store_home_expect(&err, SANYA_DIFFERS, "trigger event_update is missing");
	sanya_store_close(store);
}
END_TEST

START_TEST(test_rebuild)
{
	char path[4096];
	struct sanya_sha256 before, forged, after;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_store *store;

	snprintf(path, sizeof(path), "%s", store_home_new());
	store = store_home_open(path, SANYA_STORE_WRITE);
	for (int i = 0; i < 5; i++)
		store_home_enrol(store, i % 2 == 0 ? "E1" : "E2", "k");
	ck_assert_int_eq(sanya_store_derived_digest(store, &before, &err), 0);
	sanya_store_close(store);
	/* lists changed, one lost, one of another version left behind */
	ck_assert_ptr_null(store_home_sql(path, "UPDATE trail SET subject = 'E3' WHERE sequence = 2; DROP TABLE alias; CREATE TABLE old(a)"));
	store = store_home_open(path, SANYA_STORE_WRITE);
	ck_assert_int_ne(sanya_store_derived_digest(store, &forged, &err), 0);
	store_home_expect(&err, SANYA_FAILED, "no such table: alias");
	ck_assert_str_eq(err.next, "remake the lists: sanya rebuild");
	sanya_error_clear(&err);
	ck_assert_msg(sanya_store_rebuild(store, &err) == 0, "%s", err.what);
	ck_assert_int_eq(sanya_store_derived_digest(store, &after, &err), 0);
	ck_assert(sanya_sha256_equal(&before, &after));
	ck_assert_msg(sanya_ledger_check(store, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_store_derived_check(store, &err) == 0, "%s", err.what);
	sanya_store_close(store);
}
END_TEST

#define WRITERS 8
#define EACH 50

START_TEST(test_writers)
{
	char path[4096], person[16];
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_store *store;

	snprintf(path, sizeof(path), "%s", store_home_new());
	for (int i = 0; i < WRITERS; i++) {
		if (fork() != 0)
			continue;
		store = store_home_open(path, SANYA_STORE_WRITE);
		snprintf(person, sizeof(person), "E%d", i);
		for (int k = 0; k < EACH; k++) {
			sanya_error_clear(&err);
			if (store_home_try_enrol(store, person, "k", &err) != 0)
				_exit(1);
		}
		sanya_store_close(store);
		_exit(0);
	}
	for (int i = 0; i < WRITERS; i++) {
		int status;

		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
	store = store_home_open(path, SANYA_STORE_READ);
	/* The check refuses a gap and a double, so the count says that all indices are distinct. */
	ck_assert_uint_eq(sanya_ledger_size(store), 1 + WRITERS * EACH);
	ck_assert_msg(sanya_ledger_check(store, &err) == 0, "%s", err.what);
	sanya_store_close(store);
}
END_TEST

START_TEST(test_busy)
{
	char path[4096];
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_store *one, *other;

	snprintf(path, sizeof(path), "%s", store_home_new());
	one = store_home_open(path, SANYA_STORE_WRITE);
	other = store_home_open(path, SANYA_STORE_WRITE);
	ck_assert_int_eq(sanya_store_begin(one, &err), 0);
	ck_assert_int_ne(sanya_store_begin(other, &err), 0);
	store_home_expect(&err, SANYA_CHANGED, "another process is writing to this home");
	sanya_store_rollback(one);
	sanya_error_clear(&err);
	ck_assert_int_eq(sanya_store_begin(other, &err), 0);
	sanya_store_close(one);
	sanya_store_close(other);
}
END_TEST

/* Write until killed; after every commit one byte into the pipe is the acknowledgement. */
static void write_until_killed(const char *path, int acknowledge)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_store *store = NULL;

	if (sanya_store_open(path, SANYA_STORE_WRITE, &store, &err) != 0)
		_exit(1);
	while (store_home_try_enrol(store, "E1", "k", &err) == 0) {
		if (write(acknowledge, "", 1) != 1)
			_exit(1);
	}
	_exit(1);
}

/* SANYA_TORTURE is the number of rounds of the long version. */
static int rounds_of_torture(int few)
{
	const char *text = getenv("SANYA_TORTURE");

	return text == NULL ? few : (int)strtol(text, NULL, 10);
}

START_TEST(test_killed)
{
	char path[4096], bytes[4096];
	struct sanya_error err = SANYA_ERROR_INIT;
	uint64_t acknowledged = 1;
	int rounds = rounds_of_torture(12);

	snprintf(path, sizeof(path), "%s", store_home_new());
	for (int i = 0; i < rounds; i++) {
		struct sanya_store *store;
		int ends[2], status;
		ssize_t got;
		pid_t child;

		ck_assert_int_eq(pipe(ends), 0);
		child = fork();
		ck_assert_int_ge(child, 0);
		if (child == 0) {
			close(ends[0]);
			write_until_killed(path, ends[1]);
		}
		close(ends[1]);
		usleep((unsigned)(8000 + i * 2711 % 25000));
		kill(child, SIGKILL);
		ck_assert_int_eq(waitpid(child, &status, 0), child);
		ck_assert(WIFSIGNALED(status));
		while ((got = read(ends[0], bytes, sizeof(bytes))) > 0)
			acknowledged += (uint64_t)got;
		close(ends[0]);
		store = store_home_open(path, SANYA_STORE_WRITE);
		/* One more may have been committed and killed before it could say so. */
		ck_assert_uint_ge(sanya_ledger_size(store), acknowledged);
		ck_assert_uint_le(sanya_ledger_size(store), acknowledged + (uint64_t)i + 1);
		ck_assert_msg(sanya_ledger_check(store, &err) == 0, "%s", err.what);
		ck_assert_msg(sanya_store_derived_check(store, &err) == 0, "%s", err.what);
		sanya_store_close(store);
	}
	ck_assert_uint_gt(acknowledged, 1);
}
END_TEST

/* One bit of the file turned over, anywhere: either it is found, or it lies where nothing is kept and all content is as before. */
START_TEST(test_bit_rot)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer bytes;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_sha256 root, lists, after;
	struct sanya_store *store;
	int rounds = rounds_of_torture(40), found = 0;
	unsigned random = 2026;
	char path[4096], copy[4200];

	sanya_buffer_init(&bytes, 1u << 24);
	snprintf(path, sizeof(path), "%s", store_home_new());
	snprintf(copy, sizeof(copy), "%s.copy", path);
	store = store_home_open(path, SANYA_STORE_WRITE);
	for (int i = 1; i < 400; i++)
		store_home_enrol(store, "E1", "a key");
	ck_assert_int_eq(sanya_ledger_root(store, 400, &root, &err), 0);
	ck_assert_int_eq(sanya_store_derived_digest(store, &lists, &err), 0);
	sanya_store_close(store);
	ck_assert_int_eq(sanya_file_read(path, &bytes, &err), 0);
	for (int i = 0; i < rounds; i++) {
		size_t place;
		bool whole;

		random = random * 1103515245u + 12345u;
		place = (size_t)(((uint64_t)random * bytes.size * 8) >> 32);
		bytes.data[place / 8] ^= (char)(1 << place % 8);
		ck_assert_int_eq(sanya_file_write(copy, bytes.data, bytes.size, 0600, &err), 0);
		store = NULL;
		whole = sanya_store_open(copy, SANYA_STORE_READ, &store, &err) == 0 && sanya_ledger_check(store, &err) == 0 &&
			sanya_store_derived_check(store, &err) == 0;
		if (whole) {
			ck_assert_int_eq(sanya_ledger_root(store, 400, &after, &err), 0);
			ck_assert_msg(sanya_sha256_equal(&root, &after), "bit %zu", place);
			ck_assert_int_eq(sanya_store_derived_digest(store, &after, &err), 0);
			ck_assert_msg(sanya_sha256_equal(&lists, &after), "bit %zu", place);
		} else {
			ck_assert_str_ne(err.what, "");
			found++;
		}
		sanya_store_close(store);
		sanya_error_clear(&err);
		bytes.data[place / 8] ^= (char)(1 << place % 8);
	}
	/* Every list has a page of its own, mostly empty: a good third of the file is content. */
	ck_assert_int_gt(found, rounds / 5);
}
END_TEST

START_TEST(test_full_disk)
{
	static char large[600000];
	char path[4096];
	struct sanya_sha256 before, after;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_store *store;
	struct rlimit limit, lifted;

	snprintf(path, sizeof(path), "%s", store_home_new());
	store = store_home_open(path, SANYA_STORE_WRITE);
	store_home_enrol(store, "E1", "small");
	ck_assert_int_eq(sanya_store_derived_digest(store, &before, &err), 0);
	memset(large, 'x', sizeof(large) - 1);
	/* A file may not grow beyond 400 kB: what the process sees of a full disk. */
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &lifted), 0);
	limit = lifted;
	limit.rlim_cur = 400000;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	ck_assert_int_ne(store_home_try_enrol(store, "E1", large, &err), 0);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &lifted), 0);
	store_home_expect(&err, SANYA_FAILED, "the disk is full");
	store_home_expect(&err, SANYA_FAILED, "nothing of this was kept");
	sanya_error_clear(&err);
	/* Nothing changed, and with room again the same connection goes on. */
	ck_assert_uint_eq(sanya_ledger_size(store), 2);
	ck_assert_int_eq(sanya_store_derived_digest(store, &after, &err), 0);
	ck_assert(sanya_sha256_equal(&before, &after));
	ck_assert_uint_eq(store_home_enrol(store, "E1", large), 2);
	ck_assert_msg(sanya_ledger_check(store, &err) == 0, "%s", err.what);
	sanya_store_close(store);
}
END_TEST

START_TEST(test_read_only)
{
	char path[4096];
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_store *store;

	snprintf(path, sizeof(path), "%s", store_home_new());
	store = store_home_open(path, SANYA_STORE_READ);
	ck_assert_int_ne(store_home_try_enrol(store, "E1", "k", &err), 0);
	store_home_expect(&err, SANYA_NOT_ALLOWED, "may not write");
	ck_assert_uint_eq(sanya_ledger_size(store), 1);
	sanya_store_close(store);
}
END_TEST

/* An auditor's copy: neither file nor folder can be written by who reads it. */
START_TEST(test_read_only_folder)
{
	char path[4096], folder[4096];
	pid_t child;
	int status;

	snprintf(path, sizeof(path), "%s", store_home_new());
	snprintf(folder, sizeof(folder), "%.*s", (int)(strrchr(path, '/') - path), path);
	ck_assert_int_eq(chmod(path, 0444), 0);
	ck_assert_int_eq(chmod(folder, 0555), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		struct sanya_error err = SANYA_ERROR_INIT;
		struct sanya_store *store = NULL;

		/* The superuser may write everywhere, so somebody else reads. */
		if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0)
			_exit(2);
		_exit(sanya_store_open(path, SANYA_STORE_READ, &store, &err) == 0 && sanya_ledger_check(store, &err) == 0 &&
				      sanya_ledger_size(store) == 1 && store_home_try_enrol(store, "E1", "k", &err) != 0 &&
				      err.code == SANYA_NOT_ALLOWED
			      ? 0
			      : 1);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(chmod(folder, 0755), 0);
}
END_TEST

Suite *suite_store(void)
{
	Suite *suite = suite_create("store");
	TCase *tcase = tcase_create("ledger");
	TCase *slow = tcase_create("ledger under load");

	tcase_add_checked_fixture(tcase, NULL, store_home_clean);
	tcase_add_checked_fixture(slow, NULL, store_home_clean);
	tcase_add_test(tcase, test_create);
	tcase_add_test(tcase, test_refused_files);
	tcase_add_test(tcase, test_append_and_read);
	tcase_add_test(tcase, test_a_given_moment_says_so);
	tcase_add_test(tcase, test_half_is_nothing);
	tcase_add_test(tcase, test_root);
	tcase_add_test(tcase, test_guards);
	tcase_add_loop_test(tcase, test_forgeries, 0, (int)SANYA_COUNT(forgeries));
	tcase_add_test(tcase, test_dropped_guard);
	tcase_add_test(tcase, test_rebuild);
	tcase_add_test(tcase, test_read_only);
	tcase_add_test(tcase, test_read_only_folder);
	tcase_add_test(tcase, test_full_disk);
	suite_add_tcase(suite, tcase);
	tcase_set_timeout(slow, getenv("SANYA_TORTURE") == NULL ? 120 : 3600);
	tcase_add_test(slow, test_writers);
	tcase_add_test(slow, test_busy);
	tcase_add_test(slow, test_killed);
	tcase_add_test(slow, test_bit_rot);
	suite_add_tcase(suite, slow);
	return suite;
}
