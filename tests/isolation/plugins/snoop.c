/* SPDX-License-Identifier: Apache-2.0 */
/* Opens a file while it is loaded, when the loader may still read libraries. */
#include "hostile.h"

#include <fcntl.h>

static int early_errno;

__attribute__((constructor)) static void early(void)
{
	errno = 0;
	(void)open("/etc/passwd", O_RDONLY);
	early_errno = errno;
}

static int32_t fetch(const struct sanya_source_host *host)
{
	errno = early_errno;
	return fail_errno(host);
}

HOSTILE_SOURCE("snoop", fetch);
