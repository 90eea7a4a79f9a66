/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store: one SQLite database per home.  The ledger is the truth; evidence stands beside it; every other table is derived
 * and can be dropped and remade (sanya_store_rebuild).  This room is the only one that knows sqlite3.
 *
 * Writing: sanya_store_begin (BEGIN IMMEDIATE), any number of appends, sanya_store_commit.  Whatever fails in between is undone
 * by sanya_store_rollback (harmless when nothing is open), and nothing of it is kept.
 *
 * Errors: SANYA_CHANGED when another process is writing (waited for five seconds), SANYA_FAILED with the words of SQLite otherwise:
 * full disk, damaged file, a database of a newer version.
 */
#ifndef SANYA_STORE_STORE_H
#define SANYA_STORE_STORE_H

#include "../base/error.h"
#include "../base/sha256.h"
#include "../codec/json.h"

struct sanya_store;

enum sanya_store_mode { SANYA_STORE_READ, SANYA_STORE_WRITE };

struct sanya_event;

/* Make the database, whole or not at all, with the ledger's first event ("home.init"). */
int sanya_store_create(const char *path, struct sanya_event *first, struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_store_open(const char *path, enum sanya_store_mode mode, struct sanya_store **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
void sanya_store_close(struct sanya_store *store);

int sanya_store_begin(struct sanya_store *store, struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_store_commit(struct sanya_store *store, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_store_rollback(struct sanya_store *store);

/*
 * Many reads as one: all of them see the store as it stood at the first, and the file is locked once instead of for each.  Within it nothing is
 * written.  For reading a great deal once: little of it is kept in memory.
 */
int sanya_store_view(struct sanya_store *store, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_store_view_end(struct sanya_store *store); /* harmless where none is open */

/* --- ledger --- */

/*
 * One event.  Its payload is canonical JSON: format "sanya.event/1", type, at, actor, account (who was signed in at the machine),
 * clock ("given" where the moment was not the system's; else absent), subject, object (salted commitment to the detail), previous (leaf hash of the event before it with the same subject).  The detail
 * (contract, reason, result, ...: whatever may be personal; at most SANYA_OBJECT_MAX bytes) is an object of its own, SHA-256("sanya-object-1\0" || salt || bytes).
 */
struct sanya_event {
	uint64_t sequence;	/* 0, 1, ...; set by append */
	const char *type;	/* "contract.propose" */
	int64_t at;
	bool clock_given;	/* `at` was given, not read from the system's clock */
	const char *actor;	/* person id, or "system" */
	const char *account;	/* NULL where nobody knows */
	const char *subject;	/* contract number, person id, source name, cycle */
	struct sanya_json *detail; /* object; NULL once erased.  Borrowed by append; owned by the event when read */
};

/* Append inside a transaction: object, event, tree, and the derived tables (projection).  Sets event->sequence. */
int sanya_ledger_append(struct sanya_store *store, struct sanya_event *event, struct sanya_error *err) SANYA_MUST_CHECK;
uint64_t sanya_ledger_size(struct sanya_store *store);
/* Leaf hash of one event, as in the tree. */
int sanya_ledger_leaf(struct sanya_store *store, uint64_t sequence, struct sanya_sha256 *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* Events in order, of one subject (or NULL: all), from `from` on; the callback's -1 stops and is handed on. */
int sanya_ledger_each(struct sanya_store *store, const char *subject, uint64_t from,
		      int (*each)(void *context, const struct sanya_event *event, struct sanya_error *err), void *context,
		      struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_ledger_root(struct sanya_store *store, uint64_t size, struct sanya_sha256 *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* Re-hash every payload, every node, every object; compare the schema with the compiled-in one; SANYA_DIFFERS names the first
 * thing that does not fit. */
int sanya_ledger_check(struct sanya_store *store, struct sanya_error *err) SANYA_MUST_CHECK;

/* Checkpoints: signed notes, as text. */
int sanya_checkpoint_put(struct sanya_store *store, uint64_t size, const char *note, struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_checkpoint_each(struct sanya_store *store,
			  int (*each)(void *context, uint64_t size, const char *note, struct sanya_error *err), void *context,
			  struct sanya_error *err) SANYA_MUST_CHECK;

/* Drop all derived tables and remake them from the ledger. */
int sanya_store_rebuild(struct sanya_store *store, struct sanya_error *err) SANYA_MUST_CHECK;
/* One digest over the content of all derived tables, in a defined order: equal before and after a rebuild. */
int sanya_store_derived_digest(struct sanya_store *store, struct sanya_sha256 *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* Compare the derived tables with what a rebuild would make, without writing: SANYA_DIFFERS names the first table. */
int sanya_store_derived_check(struct sanya_store *store, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
