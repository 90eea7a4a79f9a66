/* SPDX-License-Identifier: Apache-2.0 */
/* Takes memory until there is none. */
#include "hostile.h"

#include <stdlib.h>

static int32_t fetch(const struct sanya_source_host *host)
{
	const size_t piece = (size_t)4 << 20;
	char *memory;

	while ((memory = malloc(piece)) != NULL)
		memset(memory, 1, piece);
	return host->fail(host->run, "out of memory");
}

HOSTILE_SOURCE("bomb", fetch);
