/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the app room: what counter-proposals and answers share. */
#ifndef SANYA_APP_NEGOTIATE_PARTS_H
#define SANYA_APP_NEGOTIATE_PARTS_H

#include "clause.h"
#include "negotiate.h"

/* Addresses of clauses. */
struct sanya_addresses {
	char (*list)[SANYA_CLAUSE_MAX];
	size_t count, room;
	bool failed; /* memory was used up */
};
void sanya_addresses_done(struct sanya_addresses *addresses);
/* Those in which two documents differ, in the order of reading; `ret` starts zeroed. */
int sanya_addresses_differing(const struct sanya_json *from, const struct sanya_json *to, struct sanya_addresses *ret,
			      struct sanya_error *err) SANYA_MUST_CHECK;
/* Either of two addresses lies within the other. */
bool sanya_clauses_touch(const char *a, const char *b);

/* What one person stands for, and what stands on the table. */
struct sanya_sides {
	int64_t since;			   /* revision; 0: nothing */
	struct sanya_json *own, *standing; /* own: NULL where since is 0 */
};
void sanya_sides_done(struct sanya_sides *sides);
int sanya_sides_load(struct sanya_store *store, const struct sanya_contract_row *row, const char *person, struct sanya_sides *ret,
		     struct sanya_error *err) SANYA_MUST_CHECK;

/* {"clause", "answer", "reason"?} */
struct sanya_json *sanya_clause_said(const char *clause, const char *answer, const char *reason);
/* Every CLAUSE=VALUE of a list (NULL-terminated; may be NULL). */
int sanya_clauses_set_all(struct sanya_json **document, const char *const *set, struct sanya_error *err) SANYA_MUST_CHECK;
/* A document at hand as a counter-proposal; `name` is what messages call it. */
int sanya_contract_offer_json(const struct sanya_act *act, const struct sanya_references *references, const char *number,
			      const char *name, const struct sanya_json *json, const char *const *why, struct sanya_change *change,
			      struct sanya_json **ret_clauses, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
