/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Retention: old observations are taken away, their digests stay.  A result stays as it was recorded and verifies by its digests; what
 * rests on pruned evidence cannot be measured again, and says so.
 *
 * HR and administrators may prune.  What somebody may still evaluate is kept: nothing from the first day on of any contract whose reward
 * is not approved.
 */
#ifndef SANYA_APP_PRUNE_H
#define SANYA_APP_PRUNE_H

#include "../codec/json.h"
#include "../domain/contract.h"
#include "../store/evidence.h"
#include "../store/evidence_sizes.h"
#include "../store/prunes.h"
#include "act.h"

/* Take away what is older than a day, by the earliest of the contracts' time zones; one event "evidence.prune". */
int sanya_prune(const struct sanya_act *act, int32_t date, struct sanya_evidence_pruned *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* What may not be pruned: from which day on, because of which contract.  SANYA_NO_DATE: no contract needs any. */
struct sanya_needed {
	int32_t from;
	char number[72];
	enum sanya_state state;
};
int sanya_prune_needed(struct sanya_store *store, struct sanya_needed *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* Whether a contract's period reaches back to what was pruned, and by which prune. */
int sanya_pruned_of(struct sanya_store *store, const struct sanya_contract *contract, struct sanya_prune *ret, bool *ret_touched,
		    struct sanya_error *err) SANYA_MUST_CHECK;
/* "the evidence before 2026-01-01 was pruned on 2027-02-01" */
void sanya_pruned_say(const struct sanya_prune *prune, struct sanya_buffer *out);

#endif
