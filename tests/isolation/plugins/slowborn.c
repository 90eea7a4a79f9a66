/* SPDX-License-Identifier: Apache-2.0 */
/* Sleeps while it is loaded. */
#include "hostile.h"

#include <unistd.h>

__attribute__((constructor)) static void early(void)
{
	(void)sleep(1000);
}

static int32_t fetch(const struct sanya_source_host *host)
{
	return deliver(host, 0, 1, 0);
}

HOSTILE_SOURCE("slowborn", fetch);
