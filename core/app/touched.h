/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose figures new evidence can have changed: those under whose names it lies, and for the figures of teams those above them.
 */
#ifndef SANYA_APP_TOUCHED_H
#define SANYA_APP_TOUCHED_H

#include "../domain/contract.h"
#include "../domain/roster.h"
#include "../store/store.h"

enum sanya_touch {
	SANYA_UNTOUCHED,
	SANYA_TOUCHED_TEAM, /* somebody below them on some day was touched */
	SANYA_TOUCHED,
};
/* By place on the roster (the whole one), free() it.  Touched: by a batch or one after it. */
int sanya_touched_find(struct sanya_store *store, const struct sanya_roster *roster, uint64_t batch, unsigned char **ret,
		       struct sanya_error *err) SANYA_MUST_CHECK;
/*
 * Does it matter to a contract?  It does where its employee was touched; somebody below, and a goal is the team's; or somebody below its manager,
 * and the figures of the manager's team stand in where an own sample is too small.
 */
bool sanya_touched_contract(const struct sanya_contract *contract, enum sanya_touch employee, enum sanya_touch manager);

#endif
