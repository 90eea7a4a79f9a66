/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A home: the folder that holds one installation.
 *
 *	HOME/ledger.db		the store
 *	HOME/keys/ledger.key	the installation's own key
 *	HOME/cache/		looks at plugins: may be removed at any time
 *
 * First-run trust: whoever makes the home may bring the first roster without being on one; from then on every change has an acting
 * person of the roster (act.h).
 */
#ifndef SANYA_APP_HOME_H
#define SANYA_APP_HOME_H

#include "../store/store.h"
#include "act.h"

struct sanya_home {
	char path[SANYA_PATH_MAX];
	char account[64]; /* who is signed in at the machine */
	struct sanya_store *store;
};

/* Who is signed in at the machine, as the system calls them. */
void sanya_account_name(char *ret, size_t room);
/* HOME/NAME; the caller's buffer has SANYA_PATH_MAX + 32 bytes. */
void sanya_home_file(const struct sanya_home *home, const char *name, char *ret, size_t room);
#define SANYA_HOME_FILE_MAX (SANYA_PATH_MAX + 32)
#define SANYA_HOME_DATABASE "ledger.db"
#define SANYA_HOME_KEY "keys/ledger.key"

/* Make a home for a company: folder of mode 0700, key, database with its first event. */
int sanya_home_create(const char *path, const char *company, int64_t now, bool clock_given, struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_home_open(const char *path, enum sanya_store_mode mode, struct sanya_home *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
void sanya_home_close(struct sanya_home *home); /* harmless on a zeroed one */

/* Remake all lists from the ledger; *ret_events is how many events that took. */
int sanya_home_rebuild(const struct sanya_home *home, uint64_t *ret_events, struct sanya_error *err) SANYA_MUST_CHECK;

/* The detail of the first event: {"company", "origin", "verifier", "version"}; freed by the caller. */
int sanya_home_facts(const struct sanya_home *home, struct sanya_json **ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
