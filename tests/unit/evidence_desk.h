/* SPDX-License-Identifier: Apache-2.0 */
/* What the suites of the evidence share: delivering tickets and responses as a run of a source does, and reading them back one by one. */
#ifndef TESTS_UNIT_EVIDENCE_DESK_H
#define TESTS_UNIT_EVIDENCE_DESK_H

#include "core/store/evidence.h"

/* A batch with its event, in a transaction of its own: what a checkpoint of a run does.  Returns its number, 0: nothing was new. */
uint64_t evidence_deliver_tickets(struct sanya_store *store, const char *source, const struct sanya_ticket *tickets, size_t count,
				  struct sanya_evidence_counts *ret_counts);
/* Both kinds in one staging, in blocks of `rows` rows at most. */
uint64_t evidence_deliver(struct sanya_store *store, const char *source, const struct sanya_ticket *tickets, size_t ticket_count,
			  const struct sanya_response *responses, size_t response_count, uint32_t rows,
			  struct sanya_evidence_counts *ret_counts);
/* Stage rows of one kind; fails the test where that fails. */
void evidence_stage(struct sanya_evidence_staging *staging, struct sanya_dictionary *dictionary, const struct sanya_ticket *tickets,
		    size_t ticket_count, const struct sanya_response *responses, size_t response_count, uint32_t rows);
/* Close in a transaction of its own, with the ledger's event, at `at`. */
uint64_t evidence_close(struct sanya_store *store, struct sanya_evidence_staging *staging, const char *source, int64_t at,
			struct sanya_evidence_counts *ret_counts);

/* Every row of every block that comes, each block checked and its terms learnt by a reader of its own. */
struct evidence_row {
	const char *source;
	const struct sanya_ticket *ticket; /* or */
	const struct sanya_response *response;
};
int evidence_read(struct sanya_store *store, const struct sanya_evidence_wanted *wanted,
		  void (*each)(void *context, const struct evidence_row *row), void *context, struct sanya_error *err);
/* What is read with numbers, stretches and names alone is the same as with everything. */
void evidence_expect_fields(struct sanya_store *store, const struct sanya_evidence_wanted *wanted);
/* All that is well: evidence, ledger, derived tables. */
void evidence_expect_whole(struct sanya_store *store);

#endif
