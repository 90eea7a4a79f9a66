/* SPDX-License-Identifier: Apache-2.0 */
/* Calls abort. */
#include "hostile.h"

#include <stdlib.h>

static int32_t fetch(const struct sanya_source_host *host)
{
	if (deliver(host, 0, 10, 0) < 0)
		return -1;
	abort();
}

HOSTILE_SOURCE("abort", fetch);
