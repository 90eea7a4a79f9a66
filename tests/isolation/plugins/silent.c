/* SPDX-License-Identifier: Apache-2.0 */
/* Fails without a reason. */
#include "hostile.h"

static int32_t fetch(const struct sanya_source_host *host)
{
	(void)host;
	return -7;
}

HOSTILE_SOURCE("silent", fetch);
