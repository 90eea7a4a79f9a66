/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables that hold the truth: ledger and evidence.  Triggers keep them append-only against accidents; against people there are
 * the tree and the checkpoints.  What is in the file is compared with what this program would make, row by row of sqlite_schema.
 */
#include "db.h"
#include "idmap.h"
#include "projection.h"

#include <sqlite3.h>

int sanya_schema_make(struct sanya_store *store, struct sanya_error *err)
{
	return sanya_db_run(
		store,
		"CREATE TABLE event("
		"	sequence INTEGER PRIMARY KEY CHECK(sequence >= 0),"
		"	payload BLOB NOT NULL CHECK(length(payload) <= 1048576)) STRICT;"
		"CREATE TABLE node("
		"	level INTEGER NOT NULL,"
		"	place INTEGER NOT NULL,"
		"	hash BLOB NOT NULL CHECK(length(hash) = 32),"
		"	PRIMARY KEY(level, place)) STRICT, WITHOUT ROWID;"
		"CREATE TABLE object("
		"	hash BLOB PRIMARY KEY NOT NULL CHECK(length(hash) = 32),"
		"	salt BLOB CHECK(length(salt) = 32),"
		"	bytes BLOB,"
		"	CHECK((salt IS NULL) = (bytes IS NULL))) STRICT, WITHOUT ROWID;"
		"CREATE TABLE checkpoint("
		"	size INTEGER PRIMARY KEY CHECK(size > 0),"
		"	note TEXT NOT NULL) STRICT;"
		"CREATE TABLE batch("
		"	number INTEGER PRIMARY KEY CHECK(number > 0),"
		"	source TEXT NOT NULL,"
		"	digest BLOB NOT NULL CHECK(length(digest) = 32)) STRICT;"
		"CREATE TABLE term("
		"	code INTEGER PRIMARY KEY CHECK(code > 0),"
		"	batch INTEGER NOT NULL,"
		"	text TEXT NOT NULL) STRICT;"
		"CREATE UNIQUE INDEX term_text ON term(text);"
		"CREATE TABLE bearer("
		"	code INTEGER PRIMARY KEY CHECK(code > 0),"
		"	batch INTEGER NOT NULL,"
		"	source TEXT NOT NULL,"
		"	name TEXT) STRICT;"
		"CREATE UNIQUE INDEX bearer_source ON bearer(source, name);"
		"CREATE INDEX bearer_name ON bearer(name COLLATE NOCASE);"
		"CREATE TABLE evidence("
		"	key INTEGER PRIMARY KEY CHECK(key >= 0),"
		"	packed BLOB,"
		"	digest BLOB CHECK(length(digest) = 32),"
		"	CHECK((packed IS NULL) = (digest IS NOT NULL))) STRICT;"
		/* Codes of bearers whose groups got a row in the batch: an answer kept when it was known (bearers.c); no digest covers it. */
		"CREATE TABLE touched("
		"	batch INTEGER PRIMARY KEY,"
		"	bearers BLOB NOT NULL) STRICT;"
		/* Has a row while evidence is pruned, never in between. */
		"CREATE TABLE pruning(until INTEGER NOT NULL) STRICT;"
		"CREATE TABLE reject("
		"	source TEXT NOT NULL,"
		"	place TEXT NOT NULL,"
		"	reason TEXT NOT NULL,"
		"	excerpt TEXT,"
		"	repaired INTEGER NOT NULL,"
		"	times INTEGER NOT NULL,"
		"	PRIMARY KEY(source, place, reason)) STRICT;"

		"CREATE TRIGGER event_next BEFORE INSERT ON event"
		"	WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence) + 1, 0) FROM event) "
		"BEGIN SELECT RAISE(ABORT, 'events follow one another without a gap'); END;"
		"CREATE TRIGGER event_update BEFORE UPDATE ON event "
		"BEGIN SELECT RAISE(ABORT, 'an event is never edited'); END;"
		"CREATE TRIGGER event_delete BEFORE DELETE ON event "
		"BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;"
		"CREATE TRIGGER node_update BEFORE UPDATE ON node "
		"BEGIN SELECT RAISE(ABORT, 'a node of the tree is never edited'); END;"
		"CREATE TRIGGER node_delete BEFORE DELETE ON node "
		"BEGIN SELECT RAISE(ABORT, 'a node of the tree is never deleted'); END;"
		"CREATE TRIGGER object_update BEFORE UPDATE ON object "
		"BEGIN SELECT RAISE(ABORT, 'an object is never edited'); END;"
		"CREATE TRIGGER object_delete BEFORE DELETE ON object "
		"BEGIN SELECT RAISE(ABORT, 'an object is never deleted'); END;"
		"CREATE TRIGGER checkpoint_update BEFORE UPDATE ON checkpoint "
		"BEGIN SELECT RAISE(ABORT, 'a checkpoint is never edited'); END;"
		"CREATE TRIGGER checkpoint_delete BEFORE DELETE ON checkpoint "
		"BEGIN SELECT RAISE(ABORT, 'a checkpoint is never deleted'); END;"
		"CREATE TRIGGER batch_next BEFORE INSERT ON batch"
		"	WHEN NEW.number IS NOT (SELECT coalesce(max(number) + 1, 1) FROM batch) "
		"BEGIN SELECT RAISE(ABORT, 'batches follow one another without a gap'); END;"
		"CREATE TRIGGER batch_update BEFORE UPDATE ON batch "
		"BEGIN SELECT RAISE(ABORT, 'a batch is never edited'); END;"
		"CREATE TRIGGER batch_delete BEFORE DELETE ON batch "
		"BEGIN SELECT RAISE(ABORT, 'a batch is never deleted'); END;"
		/* The batch being made has no row in `batch` yet. */
		"CREATE TRIGGER term_insert BEFORE INSERT ON term"
		"	WHEN NEW.batch IS NOT (SELECT coalesce(max(number) + 1, 1) FROM batch)"
		"	OR NEW.code IS NOT (SELECT coalesce(max(code) + 1, 1) FROM term) "
		"BEGIN SELECT RAISE(ABORT, 'terms follow one another, in the batch being made'); END;"
		"CREATE TRIGGER term_update BEFORE UPDATE ON term "
		"BEGIN SELECT RAISE(ABORT, 'a term is never edited'); END;"
		"CREATE TRIGGER term_delete BEFORE DELETE ON term "
		"BEGIN SELECT RAISE(ABORT, 'a term is never deleted'); END;"
		"CREATE TRIGGER bearer_insert BEFORE INSERT ON bearer"
		"	WHEN NEW.batch IS NOT (SELECT coalesce(max(number) + 1, 1) FROM batch)"
		"	OR NEW.code IS NOT (SELECT coalesce(max(code) + 1, 1) FROM bearer) "
		"BEGIN SELECT RAISE(ABORT, 'bearers follow one another, in the batch being made'); END;"
		"CREATE TRIGGER bearer_update BEFORE UPDATE ON bearer "
		"BEGIN SELECT RAISE(ABORT, 'a bearer is never edited'); END;"
		"CREATE TRIGGER bearer_delete BEFORE DELETE ON bearer "
		"BEGIN SELECT RAISE(ABORT, 'a bearer is never deleted'); END;"
		/* The last 25 bits of the key are the batch, counted down. */
		"CREATE TRIGGER evidence_insert BEFORE INSERT ON evidence"
		"	WHEN 33554431 - (NEW.key & 33554431) IS NOT (SELECT coalesce(max(number) + 1, 1) FROM batch) "
		"BEGIN SELECT RAISE(ABORT, 'evidence goes into the batch being made'); END;"
		"CREATE TRIGGER evidence_update BEFORE UPDATE ON evidence"
		"	WHEN NEW.key IS NOT OLD.key OR OLD.packed IS NULL OR NEW.packed IS NOT NULL OR NEW.digest IS NULL"
		"	OR NOT EXISTS(SELECT 1 FROM pruning) "
		"BEGIN SELECT RAISE(ABORT, 'evidence is never edited'); END;"
		"CREATE TRIGGER evidence_delete BEFORE DELETE ON evidence "
		"BEGIN SELECT RAISE(ABORT, 'evidence is never deleted'); END;",
		err);
}

int sanya_schema_make_derived(struct sanya_store *store, struct sanya_error *err)
{
	for (size_t i = 0; i < sanya_projection_family_count; i++) {
		/* A literal of the family's file. */
		if (sanya_db_run_sql(store, sanya_projection_families[i]->schema, err) != 0)
			return -1;
	}
	return sanya_db_run_sql(store, sanya_idmap_schema, err);
}

static int open_schema(struct sanya_query *query, struct sanya_store *store, bool truth, struct sanya_error *err)
{
	if (truth)
		return sanya_query_open(query, store,
					"SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema WHERE tbl_name IN " SANYA_TRUTH_TABLES
					" ORDER BY type, name",
					err);
	return sanya_query_open(query, store,
				"SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name", err);
}

static int differs(struct sanya_error *err, const char *how, struct sanya_query *row)
{
	sanya_error_set(err, SANYA_DIFFERS, "the database's layout was changed from outside: %s %s %s",
			sanya_query_get_text(row, 0), sanya_query_get_text(row, 1), how);
	return sanya_error_next(err, "nothing was changed; compare with a backup, and check the whole: sanya verify");
}

static int compare(struct sanya_store *store, struct sanya_store *wanted, bool truth, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query have = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_query_done) struct sanya_query want = SANYA_QUERY_INIT;
	int more_have, more_want;

	if (open_schema(&have, store, truth, err) != 0 || open_schema(&want, wanted, truth, err) != 0)
		return -1;
	for (;;) {
		int order = 0;

		more_have = sanya_query_step(&have, err);
		more_want = more_have < 0 ? -1 : sanya_query_step(&want, err);
		if (more_have < 0 || more_want < 0)
			return -1;
		if (more_have == 0 && more_want == 0)
			return 0;
		if (more_have == 0)
			return differs(err, "is missing", &want);
		if (more_want == 0)
			return differs(err, "was added", &have);
		for (int i = 0; i < 2 && order == 0; i++)
			order = strcmp(sanya_query_get_text(&have, i), sanya_query_get_text(&want, i));
		if (order < 0)
			return differs(err, "was added", &have);
		if (order > 0)
			return differs(err, "is missing", &want);
		for (int i = 2; i < 4; i++) {
			if (strcmp(sanya_query_get_text(&have, i), sanya_query_get_text(&want, i)) != 0)
				return differs(err, "is not as it was made", &have);
		}
	}
}

static int check(struct sanya_store *store, bool truth, struct sanya_error *err)
{
	struct sanya_store *wanted = NULL;
	int result;

	if (sanya_db_memory(&wanted, err) != 0)
		return -1;
	result = compare(store, wanted, truth, err);
	sanya_store_close(wanted);
	return result;
}

int sanya_schema_check(struct sanya_store *store, struct sanya_error *err)
{
	return check(store, false, err);
}

int sanya_schema_check_truth(struct sanya_store *store, struct sanya_error *err)
{
	return check(store, true, err);
}
