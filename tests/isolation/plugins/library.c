/* SPDX-License-Identifier: Apache-2.0 */
/* Opens a library after it was loaded: what the loader was allowed to read is closed by then. */
#include "hostile.h"

#include <fcntl.h>

static int32_t fetch(const struct sanya_source_host *host)
{
	return open("/etc/ld.so.cache", O_RDONLY) < 0 ? fail_errno(host) : 0;
}

HOSTILE_SOURCE("library", fetch);
