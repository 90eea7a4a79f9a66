/* SPDX-License-Identifier: Apache-2.0 */
/* Sends for ever. */
#include "hostile.h"

static int32_t fetch(const struct sanya_source_host *host)
{
	for (;;)
		if (deliver(host, 0, 100000, 0) < 0)
			return -1;
}

HOSTILE_SOURCE("flood", fetch);
