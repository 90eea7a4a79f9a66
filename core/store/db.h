/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the store room: the connection and its statements.  Nobody outside core/store includes this file.
 *
 * SQL is written where it is used, as a literal: sanya_query_open does not compile with anything else.  Statements are kept and used
 * again, known by the address of their literal.
 *
 *	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
 *
 *	if (sanya_query_open(&query, store, "SELECT name FROM person WHERE id = ?1", err) != 0)
 *		return -1;
 *	sanya_query_text(&query, id);
 *	while ((more = sanya_query_step(&query, err)) > 0)
 *		use(sanya_query_get_text(&query, 0));
 *	return more;
 *
 * Values are bound in order (?1, ?2, ...), and must live until _done.  A failure to bind sticks and comes out at the step.
 */
#ifndef SANYA_STORE_DB_H
#define SANYA_STORE_DB_H

#include "../base/text.h"
#include "store.h"

#define SANYA_STATEMENTS_MAX 96 /* kept per connection */
#define SANYA_STORE_VERSION 3	/* of the tables that hold the truth: PRAGMA user_version */
#define SANYA_TRUTH_TABLES                                                                                                         \
	"('event', 'node', 'object', 'checkpoint', 'batch', 'term', 'bearer', 'evidence', 'touched', 'pruning', 'reject')"

struct sqlite3;
struct sqlite3_stmt;

struct sanya_statement {
	const char *sql;
	struct sqlite3_stmt *statement;
	bool used; /* by an open query */
};

struct sanya_store {
	struct sqlite3 *db;
	char *path;
	enum sanya_store_mode mode;
	bool broken; /* something failed since begin: commit refuses */
	struct sanya_terms_kept *terms; /* of the evidence, as read so far (evidence_words.c); NULL: none */
	struct sanya_statement kept[SANYA_STATEMENTS_MAX];
	size_t kept_count;
};

struct sanya_query {
	struct sanya_store *store;
	struct sqlite3_stmt *statement;
	int bound;  /* values bound so far */
	int failed; /* SQLite's code of the first value that could not be bound */
	bool kept;
	size_t place; /* among the kept ones */
};
#define SANYA_QUERY_INIT { .statement = NULL }

#define sanya_query_open(query, store, sql, err) sanya_query_open_sql(query, store, "" sql "", err)
int sanya_query_open_sql(struct sanya_query *query, struct sanya_store *store, const char *sql, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* For SQL that is put together (rebuild.c alone): never kept. */
int sanya_query_open_once(struct sanya_query *query, struct sanya_store *store, const char *sql, struct sanya_error *err)
	SANYA_MUST_CHECK;
void sanya_query_done(struct sanya_query *query);
/* For the next round with the same statement: values forgotten. */
void sanya_query_again(struct sanya_query *query);

void sanya_query_text(struct sanya_query *query, const char *text); /* NULL gives NULL */
void sanya_query_text_of(struct sanya_query *query, struct sanya_text text); /* absent gives NULL */
void sanya_query_integer(struct sanya_query *query, int64_t value);
void sanya_query_blob(struct sanya_query *query, const void *bytes, size_t size);
void sanya_query_null(struct sanya_query *query);

/* 1: a row, 0: no more, -1: failed. */
int sanya_query_step(struct sanya_query *query, struct sanya_error *err) SANYA_MUST_CHECK;
/* A statement that gives no rows. */
int sanya_query_run(struct sanya_query *query, struct sanya_error *err) SANYA_MUST_CHECK;

/* Columns of the row; pointers live until the next step. */
const char *sanya_query_get_text(struct sanya_query *query, int column); /* NULL where it is NULL */
int64_t sanya_query_get_integer(struct sanya_query *query, int column);
bool sanya_query_get_null(struct sanya_query *query, int column);
/* SANYA_NO_INSTANT where the column is NULL. */
int64_t sanya_query_get_instant(struct sanya_query *query, int column);
const void *sanya_query_get_blob(struct sanya_query *query, int column, size_t *ret_size); /* "" where empty */

/* Several statements, a literal. */
#define sanya_db_run(store, sql, err) sanya_db_run_sql(store, "" sql "", err)
int sanya_db_run_sql(struct sanya_store *store, const char *sql, struct sanya_error *err) SANYA_MUST_CHECK;
/* SQLite's code as one of ours, in words.  Always returns -1. */
int sanya_db_fail(struct sanya_store *store, int code, struct sanya_error *err);
/* An error unless a transaction is open. */
int sanya_db_within(struct sanya_store *store, struct sanya_error *err) SANYA_MUST_CHECK;
/* A store in memory with all tables and no events: what a replay is made in. */
int sanya_db_memory(struct sanya_store **ret, struct sanya_error *err) SANYA_MUST_CHECK;

/* Tables: make those of the truth, those that are derived; compare all with what this program would make. */
int sanya_schema_make(struct sanya_store *store, struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_schema_make_derived(struct sanya_store *store, struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_schema_drop_derived(struct sanya_store *store, struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_schema_check(struct sanya_store *store, struct sanya_error *err) SANYA_MUST_CHECK;
/* The same for the tables of the truth alone. */
int sanya_schema_check_truth(struct sanya_store *store, struct sanya_error *err) SANYA_MUST_CHECK;

/* Terms that were read are kept: they never change, unless a transaction that brought them is undone. */
void sanya_terms_forget(struct sanya_store *store);

/* --- the ledger's inside --- */

/* An event with the JSON that its texts point into. */
struct sanya_event_read {
	struct sanya_event event;
	struct sanya_json *payload;
	struct sanya_sha256 object; /* commitment to the detail */
	const char *previous;	    /* leaf hash in hex; NULL: the subject's first event */
};
/* From payload bytes; the detail too where `with_detail`. */
int sanya_event_read(struct sanya_store *store, uint64_t sequence, const void *payload, size_t size, bool with_detail,
		     struct sanya_event_read *ret, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_event_read_done(struct sanya_event_read *read);
struct sanya_sha256 sanya_object_commitment(const void *salt, size_t salt_size, const void *bytes, size_t size);
/* Hand an event to its projection. */
int sanya_projection_apply(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* false: no family knows this type. */
bool sanya_projection_knows(const char *type);

#define SANYA_SALT_SIZE 32

#endif
