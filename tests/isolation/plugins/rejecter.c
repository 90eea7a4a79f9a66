/* SPDX-License-Identifier: Apache-2.0 */
/* Rejects more rows than a host wants to see one by one, for two reasons, and delivers one ticket.
 */
#include "hostile.h"

static int32_t fetch(const struct sanya_source_host *host)
{
	for (unsigned i = 1; i <= 150; i++) {
		char place[32];
		(void)snprintf(place, sizeof place, "t.csv:%u", i);
		if (host->reject(host->run, place, i % 3 == 0 ? "no id" : "created: not a date",
				 "a;b\n\x01;\xff", i % 3 == 0) < 0)
			return -1;
	}
	return deliver(host, 0, 1, 1);
}

HOSTILE_SOURCE("rejecter", fetch);
