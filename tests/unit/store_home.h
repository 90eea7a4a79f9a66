/* SPDX-License-Identifier: Apache-2.0 */
/* What the suites of the store share: a fresh database in a folder of its own, events to put in, SQL from outside. */
#ifndef TESTS_UNIT_STORE_HOME_H
#define TESTS_UNIT_STORE_HOME_H

#include "core/store/store.h"

/* A new folder under TMPDIR; its path lives until the next call.  store_home_clean, a fixture's teardown, removes all of them. */
const char *store_home_folder(void);
void store_home_clean(void);
/* A new database in a new folder; its path lives until the next call. */
const char *store_home_new(void);
int store_home_create(const char *path, struct sanya_error *err);
/* Open it; failing fails the test. */
struct sanya_store *store_home_open(const char *path, enum sanya_store_mode mode);
/* One event "key.enrol" about `person` in a transaction of its own; returns its sequence. */
uint64_t store_home_enrol(struct sanya_store *store, const char *person, const char *key);
/* The same without failing the test: 0 or -1. */
int store_home_try_enrol(struct sanya_store *store, const char *person, const char *key, struct sanya_error *err);
/* SQL from outside, past the program's own connection; NULL or SQLite's words (static). */
const char *store_home_sql(const char *path, const char *sql);
/* The same by somebody who owns the file: guards dropped before and put back after. */
void store_home_forge(const char *path, const char *sql);
/* ck_assert for err: code, and a piece of its text. */
void store_home_expect(const struct sanya_error *err, enum sanya_code code, const char *piece);

#endif
