/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `sanya reward calc`: a contract and measured values, both files, to the amount and how it came about.  Needs no home and changes
 * nothing; whether the contract's metrics exist is not asked.
 */
#ifndef SANYA_APP_REWARD_CALC_H
#define SANYA_APP_REWARD_CALC_H

#include "../domain/reward.h"

/* A path may be "-" for standard input.  `ret_contract` and `ret` are initialised here, also on failure; `ret` points into the
 * contract, so it is _done first. */
int sanya_reward_calc(const char *contract_path, const char *values_path, struct sanya_contract *ret_contract,
		      struct sanya_result *ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
