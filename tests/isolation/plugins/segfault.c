/* SPDX-License-Identifier: Apache-2.0 */
/* Follows a null pointer after 600 tickets; the checkpoint at 500 holds. */
#include "hostile.h"

static int32_t fetch(const struct sanya_source_host *host)
{
	volatile int *volatile nowhere = NULL;

	if (deliver(host, 0, 600, 250) < 0)
		return -1;
	return *nowhere;
}

HOSTILE_SOURCE("segfault", fetch);
