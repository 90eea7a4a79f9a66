/* SPDX-License-Identifier: Apache-2.0 */
/* Forks for ever. */
#include "hostile.h"

#include <unistd.h>

static int32_t fetch(const struct sanya_source_host *host)
{
	pid_t child;

	while ((child = fork()) > 0)
		;
	if (child == 0)
		_exit(0);
	return fail_errno(host);
}

HOSTILE_SOURCE("forker", fetch);
