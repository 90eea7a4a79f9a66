/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the codec room: the parts of a contract document, each read by a file of its own. */
#ifndef SANYA_CODEC_CONTRACT_PARTS_H
#define SANYA_CODEC_CONTRACT_PARTS_H

#include "../domain/contract.h"
#include "key_tables.h"

/* Tells a metric's unit; 0: no such metric. */
struct sanya_units {
	int (*unit_of)(void *context, const char *metric); /* NULL: nobody knows any metric */
	void *context;
};

int sanya_contract_read_goals(const struct sanya_place *goals, const struct sanya_units *units, struct sanya_contract *contract,
			      struct sanya_error *err) SANYA_MUST_CHECK;
/* Goals are there already: gates name them. */
int sanya_contract_read_reward(const struct sanya_place *reward, struct sanya_contract *contract, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* Points of a scale or curve; `between` is read by the caller. */
int sanya_contract_read_scale(const struct sanya_place *points, enum sanya_measure measure, struct sanya_arena *arena,
			      struct sanya_scale *ret, struct sanya_error *err) SANYA_MUST_CHECK;

/* "NUMBER#goal" */
bool sanya_contract_is_supports(const char *text);

extern const struct sanya_key sanya_goal_keys[], sanya_reward_keys[], sanya_round_keys[], sanya_gate_keys[], sanya_also_keys[];

#endif
