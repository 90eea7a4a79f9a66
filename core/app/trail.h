/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The trail of a contract: every event about it, from the ledger, with what each revision changed in words.
 */
#ifndef SANYA_APP_TRAIL_H
#define SANYA_APP_TRAIL_H

#include "contract.h"

/*
 * [{"event", "at", "type", "actor", "revision", "reason", "clauses", "changes"}] in the order of events: `clauses` is what was said of each
 * clause (as of sanya_contract_offer), `changes` the diff to the revision before, where the event brought one.  Both may be empty.
 */
int sanya_contract_trail(struct sanya_store *store, const char *number, const struct sanya_catalogue *catalogue,
			 struct sanya_json **ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
