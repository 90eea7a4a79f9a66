/* SPDX-License-Identifier: Apache-2.0 */
/* Never returns, and burns the processor while it does not. */
#include "hostile.h"

static int32_t fetch(const struct sanya_source_host *host)
{
	volatile unsigned turns = 0;

	if (deliver(host, 0, 1, 1) < 0)
		return -1;
	for (;;)
		turns++;
}

HOSTILE_SOURCE("loop", fetch);
