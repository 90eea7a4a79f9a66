/* SPDX-License-Identifier: Apache-2.0 */
/* Behaves: 200,000 tickets, for the figures. */
#include "hostile.h"

static int32_t fetch(const struct sanya_source_host *host)
{
	return deliver(host, 0, 200000, 50000);
}

HOSTILE_SOURCE("bulk", fetch);
