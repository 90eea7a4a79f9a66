/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the store room: what the files that write the tables of contracts share. */
#ifndef SANYA_STORE_CONTRACT_TABLES_H
#define SANYA_STORE_CONTRACT_TABLES_H

#include "contracts.h"
#include "db.h"

/* Where a contract stands before an event. */
struct sanya_contract_stand {
	enum sanya_state state, amendment; /* amendment: SANYA_STATE_NONE where none is under way */
	int64_t revision, amendment_revision, newest;
};

/* An error that an event does not fit what the tables say; always -1. */
int sanya_contract_misfit(const struct sanya_event *event, const char *why, struct sanya_error *err);
/* Bind "YYYY-MM-DD" as a day; NULL where it is none. */
void sanya_query_date_text(struct sanya_query *query, const char *text);
/* The document of a draft, edit, counter-proposal or (`amending`) of an amendment becomes the next revision. */
int sanya_contract_put_document(struct sanya_store *store, const struct sanya_event *event,
				const struct sanya_contract_stand *standing, bool amending, struct sanya_error *err) SANYA_MUST_CHECK;
/* The event's "clauses", as said of `revision`. */
int sanya_contract_put_clauses(struct sanya_store *store, const struct sanya_event *event, int64_t revision, struct sanya_error *err)
	SANYA_MUST_CHECK;

#endif
