/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Statements: prepared once per connection, bound in order, stepped, and reset when their query is done.
 * A statement that is in use already (a callback that reads while another read is open) is prepared a second time and not kept.
 */
#include "db.h"

#include "../base/time.h"

#include <sqlite3.h>

static int prepare(struct sanya_store *store, const char *sql, unsigned flags, sqlite3_stmt **ret, struct sanya_error *err)
{
	int code = sqlite3_prepare_v3(store->db, sql, -1, flags, ret, NULL);

	return code == SQLITE_OK ? 0 : sanya_db_fail(store, code, err);
}

int sanya_query_open_sql(struct sanya_query *query, struct sanya_store *store, const char *sql, struct sanya_error *err)
{
	struct sanya_query fresh = { .store = store, .kept = true };
	size_t i;

	for (i = 0; i < store->kept_count; i++) {
		if (store->kept[i].sql == sql)
			break;
	}
	if (i == store->kept_count && i < SANYA_STATEMENTS_MAX) {
		if (prepare(store, sql, SQLITE_PREPARE_PERSISTENT, &store->kept[i].statement, err) != 0)
			return -1;
		store->kept[i].sql = sql;
		store->kept_count++;
	}
	if (i < store->kept_count && !store->kept[i].used) {
		fresh.statement = store->kept[i].statement;
		fresh.place = i;
		store->kept[i].used = true;
	} else {
		return sanya_query_open_once(query, store, sql, err);
	}
	*query = fresh;
	return 0;
}

int sanya_query_open_once(struct sanya_query *query, struct sanya_store *store, const char *sql, struct sanya_error *err)
{
	struct sanya_query fresh = { .store = store };

	if (prepare(store, sql, 0, &fresh.statement, err) != 0)
		return -1;
	*query = fresh;
	return 0;
}

void sanya_query_done(struct sanya_query *query)
{
	if (query->statement == NULL)
		return;
	if (query->kept) {
		sqlite3_reset(query->statement);
		sqlite3_clear_bindings(query->statement);
		query->store->kept[query->place].used = false;
	} else {
		sqlite3_finalize(query->statement);
	}
	query->statement = NULL;
}

void sanya_query_again(struct sanya_query *query)
{
	sqlite3_reset(query->statement);
	sqlite3_clear_bindings(query->statement);
	query->bound = 0;
	query->failed = SQLITE_OK;
}

static void bound(struct sanya_query *query, int code)
{
	if (code != SQLITE_OK && query->failed == SQLITE_OK)
		query->failed = code;
}

void sanya_query_text(struct sanya_query *query, const char *text)
{
	int place = ++query->bound;

	bound(query, text == NULL ? sqlite3_bind_null(query->statement, place)
				  : sqlite3_bind_text(query->statement, place, text, -1, SQLITE_STATIC));
}

void sanya_query_text_of(struct sanya_query *query, struct sanya_text text)
{
	int place = ++query->bound;

	bound(query, text.at == NULL
			     ? sqlite3_bind_null(query->statement, place)
			     : sqlite3_bind_text(query->statement, place, text.at, (int)text.size, SQLITE_STATIC));
}

void sanya_query_integer(struct sanya_query *query, int64_t value)
{
	bound(query, sqlite3_bind_int64(query->statement, ++query->bound, value));
}

void sanya_query_blob(struct sanya_query *query, const void *bytes, size_t size)
{
	bound(query, sqlite3_bind_blob64(query->statement, ++query->bound, size == 0 ? "" : bytes, size, SQLITE_STATIC));
}

void sanya_query_null(struct sanya_query *query)
{
	bound(query, sqlite3_bind_null(query->statement, ++query->bound));
}

int sanya_query_step(struct sanya_query *query, struct sanya_error *err)
{
	int code = query->failed;

	if (code == SQLITE_OK)
		code = sqlite3_step(query->statement);
	if (code == SQLITE_ROW)
		return 1;
	if (code == SQLITE_DONE)
		return 0;
	return sanya_db_fail(query->store, code, err);
}

int sanya_query_run(struct sanya_query *query, struct sanya_error *err)
{
	int more;

	do {
		more = sanya_query_step(query, err);
	} while (more > 0);
	return more;
}

const char *sanya_query_get_text(struct sanya_query *query, int column)
{
	return (const char *)sqlite3_column_text(query->statement, column);
}

int64_t sanya_query_get_integer(struct sanya_query *query, int column)
{
	return sqlite3_column_int64(query->statement, column);
}

bool sanya_query_get_null(struct sanya_query *query, int column)
{
	return sqlite3_column_type(query->statement, column) == SQLITE_NULL;
}

int64_t sanya_query_get_instant(struct sanya_query *query, int column)
{
	return sanya_query_get_null(query, column) ? SANYA_NO_INSTANT : sanya_query_get_integer(query, column);
}

const void *sanya_query_get_blob(struct sanya_query *query, int column, size_t *ret_size)
{
	const void *bytes = sqlite3_column_blob(query->statement, column);

	*ret_size = (size_t)sqlite3_column_bytes(query->statement, column);
	return bytes == NULL ? "" : bytes;
}
