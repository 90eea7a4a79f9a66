/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the domain room: what the two halves of sanya_contract_check share. */
#ifndef SANYA_DOMAIN_CONTRACT_CHECK_H
#define SANYA_DOMAIN_CONTRACT_CHECK_H

#include "contract.h"

struct sanya_check {
	const struct sanya_contract *contract;
	int (*unit_of)(void *context, const char *metric);
	void *context;
	struct sanya_buffer *path;
	struct sanya_error *err;
};

/* Set the error and the path of the field at fault.  Always -1. */
int sanya_contract_refuse(struct sanya_check *check, const char *what, const char *format, ...) SANYA_PRINTF(3, 4);
/* `path` of the scale: "/goals/0/scale". */
int sanya_contract_check_scale(struct sanya_check *check, const struct sanya_scale *scale, const char *path) SANYA_MUST_CHECK;
int sanya_contract_check_reward(struct sanya_check *check) SANYA_MUST_CHECK;

#endif
