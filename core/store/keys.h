/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys of people: derived from "key.enrol" and "key.revoke" (subject = person).  A key holds for signatures at ledger indices from its
 * enrolment up to its revocation: the index counts, not the clock.
 */
#ifndef SANYA_STORE_KEYS_H
#define SANYA_STORE_KEYS_H

#include "store.h"

struct sanya_enrolled_key {
	const char *person;
	const char *key;	 /* "ssh-ed25519 AAAA…" */
	const char *fingerprint; /* "SHA256:…" */
	int64_t enrolled_at, revoked_at; /* instants; revoked_at SANYA_NO_INSTANT while it holds */
	uint64_t enrolled, revoked;	 /* ledger indices; revoked UINT64_MAX while it holds */
};

/* Keys in order of person and enrolment; person NULL: everybody's.  Texts live until the callback returns. */
int sanya_keys_each(struct sanya_store *store, const char *person,
		    int (*each)(void *context, const struct sanya_enrolled_key *key, struct sanya_error *err), void *context,
		    struct sanya_error *err) SANYA_MUST_CHECK;
/* 1: `key` is the person's and holds at ledger index `at`; 0: not. */
int sanya_key_holds(struct sanya_store *store, const char *person, const char *key, uint64_t at, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* Who bears this key now: 1 and the person's id in `ret` (room for 65 bytes), 0: nobody. */
int sanya_key_owner(struct sanya_store *store, const char *key, char *ret, size_t room, struct sanya_error *err)
	SANYA_MUST_CHECK;

#endif
