/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Derived tables: dropped and remade from the ledger, digested, and compared with what a replay in memory gives.
 * The id map is remade and compared with them, from the evidence.  Evidence and ledger are only read here.
 */
#include "db.h"
#include "evidence.h"
#include "idmap_rebuild.h"
#include "projection.h"

#include <sqlite3.h>

/* The one place where a statement is put together: names come from this program or from sqlite_schema, and are quoted. */
static char *statement_for(const char *format, const char *table, struct sanya_error *err)
{
	char *sql = sqlite3_mprintf(format, table);

	if (sql == NULL)
		sanya_error_memory(err);
	return sql;
}

static int drop(struct sanya_store *store, const char *table, struct sanya_error *err)
{
	char *sql = statement_for("DROP TABLE IF EXISTS \"%w\"", table, err);
	int result = sql == NULL ? -1 : sanya_db_run_sql(store, sql, err);

	sqlite3_free(sql);
	return result;
}

/* A table that is neither of the truth nor of any family: left by another version. */
static int find_left_over(struct sanya_store *store, char **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, store,
			     "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN " SANYA_TRUTH_TABLES
			     " ORDER BY rowid DESC",
			     err) != 0)
		return -1;
	more = sanya_query_step(&query, err);
	if (more <= 0)
		return more;
	*ret = strdup(sanya_query_get_text(&query, 0));
	return *ret == NULL ? sanya_error_memory(err) : 1;
}

int sanya_schema_drop_derived(struct sanya_store *store, struct sanya_error *err)
{
	char *name = NULL;
	int more;

	for (size_t i = sanya_projection_family_count; i > 0; i--) {
		const char *const *tables = sanya_projection_families[i - 1]->tables;
		size_t count = 0;

		while (tables[count] != NULL)
			count++;
		for (; count > 0; count--) {
			if (drop(store, tables[count - 1], err) != 0)
				return -1;
		}
	}
	while ((more = find_left_over(store, &name, err)) > 0) {
		more = drop(store, name, err);
		free(name);
		if (more != 0)
			return -1;
	}
	return more;
}

/* Read every event from `ledger`, apply it to the derived tables of `store` (the same store, or one in memory). */
static int replay_event(void *context, const struct sanya_event *event, struct sanya_error *err)
{
	return sanya_projection_apply(context, event, err);
}

int sanya_store_rebuild(struct sanya_store *store, struct sanya_error *err)
{
	if (sanya_store_begin(store, err) != 0)
		return -1;
	if (sanya_schema_drop_derived(store, err) != 0 || sanya_schema_make_derived(store, err) != 0 ||
	    sanya_ledger_each(store, NULL, 0, replay_event, store, err) != 0 || sanya_evidence_rebuild(store, err) != 0) {
		sanya_store_rollback(store);
		return -1;
	}
	return sanya_store_commit(store, err);
}

static void add_number(struct sanya_sha256_stream *stream, uint64_t number)
{
	unsigned char bytes[8];

	for (unsigned i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(number >> (8 * i));
	sanya_sha256_add(stream, bytes, sizeof(bytes));
}

/* One value: its type, its size, its bytes, so that no two rows run into each other. */
static void add_value(struct sanya_sha256_stream *stream, struct sanya_query *query, int column)
{
	size_t size;
	const void *bytes;

	if (sanya_query_get_null(query, column)) {
		add_number(stream, UINT64_MAX);
		return;
	}
	bytes = sanya_query_get_blob(query, column, &size);
	add_number(stream, size);
	sanya_sha256_add(stream, bytes, size);
}

static int digest_rows(struct sanya_store *store, const char *sql, struct sanya_sha256_stream *stream, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more, columns;

	if (sanya_query_open_once(&query, store, sql, err) != 0)
		return -1;
	columns = sqlite3_column_count(query.statement);
	while ((more = sanya_query_step(&query, err)) > 0) {
		for (int i = 0; i < columns; i++)
			add_value(stream, &query, i);
		add_number(stream, UINT64_MAX - 1);
	}
	return more;
}

static int digest_table(struct sanya_store *store, const char *table, struct sanya_sha256 *ret, struct sanya_error *err)
{
	struct sanya_sha256_stream *stream;
	char *sql;

	/* Without an index: in the order of the table's own key. */
	sql = statement_for("SELECT * FROM \"%w\" NOT INDEXED", table, err);
	if (sql == NULL)
		return -1;
	stream = sanya_sha256_new();
	if (stream == NULL) {
		sqlite3_free(sql);
		return sanya_error_memory(err);
	}
	sanya_sha256_add(stream, table, strlen(table) + 1);
	if (digest_rows(store, sql, stream, err) != 0) {
		sqlite3_free(sql);
		sanya_sha256_free(stream);
		return -1;
	}
	sqlite3_free(sql);
	*ret = sanya_sha256_finish(stream);
	return 0;
}

/* Calls `each` with the name of every derived table, in order. */
static int each_table(int (*each)(void *context, const char *table, struct sanya_error *err), void *context,
		      struct sanya_error *err)
{
	for (size_t i = 0; i < sanya_projection_family_count; i++) {
		const char *const *tables = sanya_projection_families[i]->tables;

		for (; *tables != NULL; tables++) {
			if (each(context, *tables, err) != 0)
				return -1;
		}
	}
	return 0;
}

struct digesting {
	struct sanya_store *store, *other;
	struct sanya_sha256_stream *stream;
};

static int add_table(void *context, const char *table, struct sanya_error *err)
{
	struct digesting *digesting = context;
	struct sanya_sha256 digest;

	if (digest_table(digesting->store, table, &digest, err) != 0)
		return -1;
	sanya_sha256_add(digesting->stream, digest.bytes, sizeof(digest.bytes));
	return 0;
}

int sanya_store_derived_digest(struct sanya_store *store, struct sanya_sha256 *ret, struct sanya_error *err)
{
	struct digesting digesting = { .store = store, .stream = sanya_sha256_new() };

	if (digesting.stream == NULL)
		return sanya_error_memory(err);
	if (each_table(add_table, &digesting, err) != 0) {
		sanya_sha256_free(digesting.stream);
		return -1;
	}
	*ret = sanya_sha256_finish(digesting.stream);
	return 0;
}

static int compare_table(void *context, const char *table, struct sanya_error *err)
{
	struct digesting *digesting = context;
	struct sanya_sha256 have, want;

	if (digest_table(digesting->store, table, &have, err) != 0 ||
	    digest_table(digesting->other, table, &want, err) != 0)
		return -1;
	if (sanya_sha256_equal(&have, &want))
		return 0;
	sanya_error_set(err, SANYA_DIFFERS, "the list \"%s\" is not what the ledger gives", table);
	return sanya_error_next(err, "remake the lists from the ledger: sanya rebuild");
}

int sanya_store_derived_check(struct sanya_store *store, struct sanya_error *err)
{
	struct digesting digesting = { .store = store };
	int result;

	if (sanya_db_memory(&digesting.other, err) != 0)
		return -1;
	result = sanya_db_run(digesting.other, "BEGIN", err);
	if (result == 0)
		result = sanya_ledger_each(store, NULL, 0, replay_event, digesting.other, err);
	if (result == 0)
		result = each_table(compare_table, &digesting, err);
	sanya_store_close(digesting.other);
	return result == 0 ? sanya_idmap_check(store, err) : -1;
}
