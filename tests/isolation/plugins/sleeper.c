/* SPDX-License-Identifier: Apache-2.0 */
/* Sleeps, and sleeps on through SIGTERM. */
#include "hostile.h"

#include <signal.h>
#include <unistd.h>

static int32_t fetch(const struct sanya_source_host *host)
{
	if (signal(SIGTERM, SIG_IGN) == SIG_ERR || deliver(host, 0, 1, 1) < 0)
		return -1;
	for (;;)
		(void)sleep(1000);
}

HOSTILE_SOURCE("sleeper", fetch);
