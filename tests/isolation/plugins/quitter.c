/* SPDX-License-Identifier: Apache-2.0 */
/* Exits 0 in the middle. */
#include "hostile.h"

#include <unistd.h>

static int32_t fetch(const struct sanya_source_host *host)
{
	if (deliver(host, 0, 10, 5) < 0)
		return -1;
	_exit(0);
}

HOSTILE_SOURCE("quitter", fetch);
