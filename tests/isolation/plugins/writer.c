/* SPDX-License-Identifier: Apache-2.0 */
/* Opens a file to write into it. */
#include "hostile.h"

#include <fcntl.h>

static int32_t fetch(const struct sanya_source_host *host)
{
	return open("/tmp/sanya-hostile", O_WRONLY | O_CREAT, 0600) < 0 ? fail_errno(host) : 0;
}

HOSTILE_SOURCE("writer", fetch);
