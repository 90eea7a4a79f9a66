/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the store room: the layout of evidence, between the file that writes it and the files that read and check it. */
#ifndef SANYA_STORE_EVIDENCE_ROWS_H
#define SANYA_STORE_EVIDENCE_ROWS_H

#include "evidence.h"

/* SHA-256 over the rows of a batch in order of kind, source and id: each part with its size before it. */
int sanya_evidence_digest(struct sanya_store *store, uint64_t batch, struct sanya_sha256 *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;

#endif
