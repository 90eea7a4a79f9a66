/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the suites of the store share.  Forging goes through SQLite with the triggers taken out of the layout and put back with their own
 * text, as somebody would do it who owns the file and knows the program.
 */
#include "store_home.h"

#include "core/codec/json.h"

#include <check.h>
#include <ftw.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#define NOON INT64_C(1782820800) /* 2026-06-30T12:00:00Z */

#define FOLDERS_MAX 64

static char folders[FOLDERS_MAX][256];
static size_t folder_count;

const char *store_home_folder(void)
{
	const char *root = getenv("TMPDIR");
	char *folder = folders[folder_count];

	ck_assert_uint_lt(folder_count, FOLDERS_MAX);
	snprintf(folder, sizeof(folders[0]), "%s/sanya-test-XXXXXX", root == NULL ? "/tmp" : root);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	folder_count++;
	return folder;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)status;
	(void)type;
	(void)place;
	return remove(path);
}

void store_home_clean(void)
{
	while (folder_count > 0)
		nftw(folders[--folder_count], remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

int store_home_create(const char *path, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *detail = sanya_json_object();
	struct sanya_event event = {
		.type = "home.init", .at = NOON, .actor = "system", .account = "root", .subject = "home", .detail = detail,
	};

	sanya_json_set_text(detail, "company", "Example");
	return sanya_store_create(path, &event, err);
}

const char *store_home_new(void)
{
	static char path[4096];
	struct sanya_error err = SANYA_ERROR_INIT;

	snprintf(path, sizeof(path), "%s/ledger.db", store_home_folder());
	ck_assert_msg(store_home_create(path, &err) == 0, "%s", err.what);
	return path;
}

struct sanya_store *store_home_open(const char *path, enum sanya_store_mode mode)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_store *store = NULL;

	ck_assert_msg(sanya_store_open(path, mode, &store, &err) == 0, "%s", err.what);
	return store;
}

int store_home_try_enrol(struct sanya_store *store, const char *person, const char *key, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *detail = sanya_json_object();
	struct sanya_event event = {
		.type = "key.enrol", .at = NOON, .actor = "E0001", .account = "root", .subject = person, .detail = detail,
	};

	sanya_json_set_text(detail, "key", key);
	if (sanya_store_begin(store, err) != 0)
		return -1;
	if (sanya_ledger_append(store, &event, err) != 0) {
		sanya_store_rollback(store);
		return -1;
	}
	return sanya_store_commit(store, err);
}

uint64_t store_home_enrol(struct sanya_store *store, const char *person, const char *key)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_msg(store_home_try_enrol(store, person, key, &err) == 0, "%s", err.what);
	return sanya_ledger_size(store) - 1;
}

static sqlite3 *open_outside(const char *path)
{
	sqlite3 *db = NULL;

	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 5000);
	return db;
}

const char *store_home_sql(const char *path, const char *sql)
{
	static char words[1024];
	sqlite3 *db = open_outside(path);
	int code = sqlite3_exec(db, sql, NULL, NULL, NULL);

	snprintf(words, sizeof(words), "%s", sqlite3_errmsg(db));
	sqlite3_close(db);
	return code == SQLITE_OK ? NULL : words;
}

static void must(sqlite3 *db, const char *sql)
{
	ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
}

void store_home_forge(const char *path, const char *sql)
{
	char *drops[32], *makes[32];
	sqlite3_stmt *triggers;
	sqlite3 *db = open_outside(path);
	int count = 0;

	ck_assert_int_eq(sqlite3_prepare_v2(db, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'", -1, &triggers, NULL),
			 SQLITE_OK);
	while (sqlite3_step(triggers) == SQLITE_ROW && count < 32) {
		drops[count] = sqlite3_mprintf("DROP TRIGGER \"%w\"", sqlite3_column_text(triggers, 0));
		makes[count++] = sqlite3_mprintf("%s", sqlite3_column_text(triggers, 1));
	}
	sqlite3_finalize(triggers);
	must(db, "BEGIN");
	for (int i = 0; i < count; i++)
		must(db, drops[i]);
	must(db, sql);
	for (int i = 0; i < count; i++)
		must(db, makes[i]);
	must(db, "COMMIT");
	for (int i = 0; i < count; i++) {
		sqlite3_free(drops[i]);
		sqlite3_free(makes[i]);
	}
	sqlite3_close(db);
}

void store_home_expect(const struct sanya_error *err, enum sanya_code code, const char *piece)
{
	ck_assert_msg(err->code == code, "code %d: %s", (int)err->code, err->what);
	ck_assert_msg(strstr(err->what, piece) != NULL, "\"%s\" is not in \"%s\"", piece, err->what);
}
