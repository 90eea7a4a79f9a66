/* SPDX-License-Identifier: Apache-2.0 */
/* Crashes while it is loaded, before anybody can ask for its version. */
#include "hostile.h"

__attribute__((constructor)) static void early(void)
{
	volatile int *volatile nowhere = NULL;
	*nowhere = 1;
}

static int32_t fetch(const struct sanya_source_host *host)
{
	return deliver(host, 0, 1, 0);
}

HOSTILE_SOURCE("constructor", fetch);
