/* SPDX-License-Identifier: Apache-2.0 */
/* Signals its parent, which is the host. */
#include "hostile.h"

#include <signal.h>
#include <unistd.h>

static int32_t fetch(const struct sanya_source_host *host)
{
	return kill(getppid(), SIGKILL) < 0 ? fail_errno(host) : 0;
}

HOSTILE_SOURCE("killer", fetch);
