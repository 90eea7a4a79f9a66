/* SPDX-License-Identifier: Apache-2.0 */
/* Opens a file nobody handed to it. */
#include "hostile.h"

#include <fcntl.h>

static int32_t fetch(const struct sanya_source_host *host)
{
	return open("/etc/passwd", O_RDONLY) < 0 ? fail_errno(host) : 0;
}

HOSTILE_SOURCE("opener", fetch);
