/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The connection: make a database so that a power cut cannot lose it, open it with SQLite's guards up, begin, commit, roll back,
 * and say in words what SQLite reports.  Knows tables by the schema alone.
 */
#include "db.h"

#include "../base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#define BUSY_MILLISECONDS 5000
#define APPLICATION 0x53616e79 /* "Sany" */

int sanya_db_fail(struct sanya_store *store, int code, struct sanya_error *err)
{
	int last = errno;
	/* SQLite knows it for the database file alone, not for the journal beside it. */
	int number = sqlite3_system_errno(store->db) != 0 ? sqlite3_system_errno(store->db) : last;
	const char *words = sqlite3_errmsg(store->db);

	store->broken = true;
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		sanya_error_set(err, SANYA_CHANGED, "another process is writing to this home");
		sanya_error_next(err, "wait until it is done, then run the command again; nothing was changed");
		break;
	case SQLITE_FULL:
		sanya_error_set(err, SANYA_FAILED, "the disk is full: nothing of this was kept");
		sanya_error_next(err, "free some space, then run the command again");
		break;
	case SQLITE_IOERR:
		if (number == EFBIG || number == ENOSPC || number == EDQUOT) {
			sanya_error_set(err, SANYA_FAILED, "the disk is full (%s): nothing of this was kept",
					strerror(number));
			sanya_error_next(err, "free some space or raise the limit, then run the command again");
		} else {
			sanya_error_set(err, SANYA_FAILED, "the disk reports an error (%s, %s): nothing of this was kept",
					words, number == 0 ? "no reason given" : strerror(number));
		}
		break;
	case SQLITE_NOTADB:
		sanya_error_set(err, SANYA_FAILED, "this file is not a database of Sanya");
		sanya_error_next(err, "choose another home with --home, or make one: sanya --home FOLDER init --company NAME");
		break;
	case SQLITE_CORRUPT:
		sanya_error_set(err, SANYA_FAILED, "the database is damaged: %s", words);
		sanya_error_next(err, "keep a copy of the home as it is, and go back to the last backup");
		break;
	case SQLITE_CANTOPEN:
		sanya_error_set(err, SANYA_FAILED, "cannot open the database: %s",
				number == 0 ? words : strerror(number));
		break;
	case SQLITE_READONLY:
	case SQLITE_PERM:
		sanya_error_set(err, SANYA_NOT_ALLOWED, "this account may not write to the home's database");
		break;
	case SQLITE_NOMEM:
		sanya_error_memory(err);
		break;
	case SQLITE_CONSTRAINT:
		sanya_error_set(err, SANYA_FAILED, "the database refuses this: %s", words);
		break;
	case SQLITE_INTERRUPT:
		sanya_error_set(err, SANYA_INTERRUPTED, "interrupted: nothing of this was kept");
		break;
	default:
		sanya_error_set(err, SANYA_FAILED, "the database reports: %s", words);
		if (strstr(words, "no such table") != NULL || strstr(words, "no such column") != NULL)
			sanya_error_next(err, "remake the lists: sanya rebuild");
		break;
	}
	return sanya_error_at(err, store->path, 0, 0);
}

int sanya_db_run_sql(struct sanya_store *store, const char *sql, struct sanya_error *err)
{
	int code = sqlite3_exec(store->db, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? 0 : sanya_db_fail(store, code, err);
}

int sanya_db_within(struct sanya_store *store, struct sanya_error *err)
{
	if (sqlite3_get_autocommit(store->db) == 0)
		return 0;
	return sanya_error_set(err, SANYA_FAILED, "no transaction is open: nothing can be written");
}

/* Guards that hold for this connection, whatever the file says. */
static int guard(struct sanya_store *store, struct sanya_error *err)
{
	sqlite3_extended_result_codes(store->db, 1);
	sqlite3_busy_timeout(store->db, BUSY_MILLISECONDS);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	return sanya_db_run(store,
			    "PRAGMA cell_size_check = ON;"
			    "PRAGMA cache_size = -32000;" /* kilobytes: details lie all over the file */
			    "PRAGMA foreign_keys = ON;"
			    "PRAGMA recursive_triggers = ON;"
			    /* Before the journal's mode is set: only then is the folder synced too when a journal is unlinked, and a
			     * power cut cannot bring an old journal back over acknowledged commits. */
			    "PRAGMA synchronous = EXTRA;",
			    err);
}

static int store_new(const char *path, enum sanya_store_mode mode, int flags, struct sanya_store **ret,
		     struct sanya_error *err)
{
	struct sanya_store *store = calloc(1, sizeof(*store));
	int code;

	if (store == NULL || (store->path = strdup(path)) == NULL) {
		free(store);
		return sanya_error_memory(err);
	}
	store->mode = mode;
	code = sqlite3_open_v2(path, &store->db, flags | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_NOMUTEX, NULL);
	if (store->db == NULL) {
		sanya_store_close(store);
		return sanya_error_memory(err);
	}
	if (code != SQLITE_OK)
		sanya_db_fail(store, code, err);
	else
		code = guard(store, err);
	if (code != 0) {
		sanya_store_close(store);
		return -1;
	}
	*ret = store;
	return 0;
}

int sanya_db_memory(struct sanya_store **ret, struct sanya_error *err)
{
	struct sanya_store *store = NULL;

	if (store_new(":memory:", SANYA_STORE_WRITE, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &store, err) != 0)
		return -1;
	if (sanya_schema_make(store, err) != 0 || sanya_schema_make_derived(store, err) != 0) {
		sanya_store_close(store);
		return -1;
	}
	*ret = store;
	return 0;
}

void sanya_store_close(struct sanya_store *store)
{
	if (store == NULL)
		return;
	sanya_terms_forget(store);
	for (size_t i = 0; i < store->kept_count; i++)
		sqlite3_finalize(store->kept[i].statement);
	sqlite3_close_v2(store->db);
	free(store->path);
	free(store);
}

static void store_closep(struct sanya_store **store)
{
	sanya_store_close(*store);
}

/* The first event says whose ledger this is; it is in the file before the file has its name. */
static int found(struct sanya_store *store, struct sanya_event *first, struct sanya_error *err)
{
	/* Rows of evidence are some thousand bytes: in pages of 4096 much would be left empty.  Before anything is in the file. */
	if (sanya_db_run(store, "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;", err) != 0 || sanya_store_begin(store, err) != 0)
		return -1;
	if (sanya_schema_make(store, err) != 0 || sanya_schema_make_derived(store, err) != 0 ||
	    sanya_db_run(store, "PRAGMA application_id = 0x53616e79; PRAGMA user_version = 3;", err) != 0 ||
	    sanya_ledger_append(store, first, err) != 0) {
		sanya_store_rollback(store);
		return -1;
	}
	return sanya_store_commit(store, err);
}

/* Sync the folder a path is in, so that the name is as lasting as the content. */
static int sync_folder(const char *path, struct sanya_error *err)
{
	char folder[SANYA_PATH_MAX];
	const char *slash = strrchr(path, '/');
	int fd, failed;

	snprintf(folder, sizeof(folder), "%.*s", slash == NULL ? 1 : (int)(slash - path) + 1, slash == NULL ? "." : path);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return sanya_error_errno(err, errno, "cannot open the folder %s", folder);
	failed = fsync(fd) != 0 ? errno : 0;
	close(fd);
	return failed == 0 ? 0 : sanya_error_errno(err, failed, "cannot sync the folder %s", folder);
}

int sanya_store_create(const char *path, struct sanya_event *first, struct sanya_error *err)
{
	char fresh[SANYA_PATH_MAX];
	int fd;

	if ((size_t)snprintf(fresh, sizeof(fresh), "%s.new", path) >= sizeof(fresh))
		return sanya_error_set(err, SANYA_USAGE, "the path of the home is too long");
	if (sanya_file_exists(path)) {
		sanya_error_set(err, SANYA_FAILED, "there is a home here already: nothing was changed");
		return sanya_error_at(err, path, 0, 0);
	}
	if (unlink(fresh) != 0 && errno != ENOENT)
		return sanya_error_errno(err, errno, "cannot remove %s, left by an interrupted init", fresh);
	fd = open(fresh, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return sanya_error_errno(err, errno, "cannot make %s", fresh);
	close(fd);
	{
		SANYA_CLEANUP(store_closep) struct sanya_store *store = NULL;

		if (store_new(fresh, SANYA_STORE_WRITE, SQLITE_OPEN_READWRITE, &store, err) != 0 ||
		    found(store, first, err) != 0) {
			unlink(fresh);
			return -1;
		}
	}
	/* link, not rename: of two who make the same home at once, one is told. */
	if (link(fresh, path) != 0) {
		sanya_error_errno(err, errno, "cannot make %s", path);
		unlink(fresh);
		return -1;
	}
	if (unlink(fresh) != 0)
		return sanya_error_errno(err, errno, "cannot remove %s", fresh);
	return sync_folder(path, err);
}

static int pragma_number(struct sanya_store *store, bool version, int64_t *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	more = version ? sanya_query_open(&query, store, "PRAGMA user_version", err)
		       : sanya_query_open(&query, store, "PRAGMA application_id", err);
	if (more != 0)
		return -1;
	more = sanya_query_step(&query, err);
	if (more > 0)
		*ret = sanya_query_get_integer(&query, 0);
	return more < 0 ? -1 : 0;
}

static int check_version(struct sanya_store *store, struct sanya_error *err)
{
	int64_t application = 0, version = 0;

	if (pragma_number(store, false, &application, err) != 0 || pragma_number(store, true, &version, err) != 0)
		return -1;
	if (application != APPLICATION)
		return sanya_db_fail(store, SQLITE_NOTADB, err);
	if (version != SANYA_STORE_VERSION) {
		sanya_error_set(err, SANYA_FAILED,
				"the database is of version %lld, this program knows version %d: nothing was changed",
				(long long)version, SANYA_STORE_VERSION);
		sanya_error_next(err, "%s", version > SANYA_STORE_VERSION ? "use the newer sanya that wrote it"
								    : "make a new home with this sanya, and fetch the evidence again");
		return sanya_error_at(err, store->path, 0, 0);
	}
	return 0;
}

/*
 * A home that this account can only read (an auditor's copy, a read-only disk): SQLite wants to write beside the database even to read it,
 * unless told that nobody changes it.  Only where no journal waits to be read with it.
 */
static int open_unchanging(const char *path, struct sanya_store **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer uri;

	sanya_buffer_init(&uri, 4 * SANYA_PATH_MAX);
	sanya_buffer_text(&uri, "file:");
	for (const char *at = path; *at != '\0'; at++) {
		if (*at == '?' || *at == '#' || *at == '%')
			sanya_buffer_printf(&uri, "%%%02x", (unsigned)(unsigned char)*at);
		else
			sanya_buffer_byte(&uri, (unsigned char)*at);
	}
	sanya_buffer_text(&uri, "?immutable=1");
	if (sanya_buffer_check(&uri, "the path of the home", err) != 0)
		return -1;
	if (store_new(uri.data, SANYA_STORE_READ, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, ret, err) != 0)
		return -1;
	/* Messages name the file as everybody does. */
	snprintf((*ret)->path, strlen(path) + 1, "%s", path);
	return 0;
}

static bool may_only_be_read(const char *path)
{
	char journal[SANYA_PATH_MAX], folder[SANYA_PATH_MAX];
	const char *slash = strrchr(path, '/');

	if ((size_t)snprintf(journal, sizeof(journal), "%s-wal", path) >= sizeof(journal) || sanya_file_exists(journal))
		return false;
	snprintf(folder, sizeof(folder), "%.*s", slash == NULL ? 1 : (int)(slash - path) + 1, slash == NULL ? "." : path);
	return access(folder, W_OK) != 0;
}

int sanya_store_open(const char *path, enum sanya_store_mode mode, struct sanya_store **ret, struct sanya_error *err)
{
	struct sanya_store *store = NULL;

	if (!sanya_file_exists(path)) {
		sanya_error_set(err, SANYA_NOT_FOUND, "there is no home here");
		return sanya_error_at(err, path, 0, 0);
	}
	if (mode == SANYA_STORE_READ && may_only_be_read(path)) {
		if (open_unchanging(path, &store, err) != 0)
			return -1;
	} else if (store_new(path, mode, mode == SANYA_STORE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE, &store, err) != 0) {
		return -1;
	}
	if (check_version(store, err) != 0 ||
	    (mode == SANYA_STORE_WRITE && sanya_schema_check_truth(store, err) != 0)) {
		sanya_store_close(store);
		return -1;
	}
	*ret = store;
	return 0;
}

int sanya_store_begin(struct sanya_store *store, struct sanya_error *err)
{
	store->broken = false;
	return sanya_db_run(store, "BEGIN IMMEDIATE", err);
}

int sanya_store_view(struct sanya_store *store, struct sanya_error *err)
{
	return sanya_db_run(store, "PRAGMA cache_size = -1000; BEGIN", err);
}

void sanya_store_view_end(struct sanya_store *store)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;

	if (sqlite3_get_autocommit(store->db) == 0 && sanya_db_run(store, "ROLLBACK; PRAGMA cache_size = -32000", &ignored) != 0)
		sanya_error_clear(&ignored);
}

int sanya_store_commit(struct sanya_store *store, struct sanya_error *err)
{
	if (store->broken) {
		sanya_store_rollback(store);
		return sanya_error_set(err, SANYA_FAILED, "a part of this could not be written: nothing of it was kept");
	}
	if (sanya_db_run(store, "COMMIT", err) != 0) {
		sanya_store_rollback(store);
		return -1;
	}
	return 0;
}

void sanya_store_rollback(struct sanya_store *store)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;

	/* SQLite has rolled back by itself where the disk was full; rolling back twice is no harm. */
	if (sqlite3_get_autocommit(store->db) == 0 && sanya_db_run(store, "ROLLBACK", &ignored) != 0)
		sanya_error_clear(&ignored);
	sanya_terms_forget(store);
	store->broken = false;
}
