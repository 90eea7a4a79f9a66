/* SPDX-License-Identifier: Apache-2.0 */
/* Starts another program. */
#include "hostile.h"

#include <unistd.h>

static int32_t fetch(const struct sanya_source_host *host)
{
	(void)execl("/bin/sh", "sh", "-c", "true", (char *)NULL);
	return fail_errno(host);
}

HOSTILE_SOURCE("shell", fetch);
