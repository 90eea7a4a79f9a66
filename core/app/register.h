/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces of the register that showing and exporting share. */
#ifndef SANYA_APP_REGISTER_H
#define SANYA_APP_REGISTER_H

#include "review.h"

#define SANYA_BATCH_ANY INT64_C(-1)

/* sanya.register/1 of the lines of one batch (0: those that have not left yet; SANYA_BATCH_ANY: all), with totals per currency. */
int sanya_register_build(struct sanya_store *store, const struct sanya_cycle *cycle, int64_t batch, struct sanya_arena *arena,
			 struct sanya_json **ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* [{contract, employee, state, reason}] of what keeps rewards of the cycle from leaving. */
int sanya_register_blocked(struct sanya_store *store, const struct sanya_cycle *cycle, struct sanya_arena *arena,
			   struct sanya_json **ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
