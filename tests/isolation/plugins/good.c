/* SPDX-License-Identifier: Apache-2.0 */
/* Behaves: 1,000 tickets, a checkpoint each 250. */
#include "hostile.h"

static int32_t fetch(const struct sanya_source_host *host)
{
	return deliver(host, 0, 1000, 250);
}

HOSTILE_SOURCE("good", fetch);
