/* SPDX-License-Identifier: Apache-2.0 */
/* Prints to standard output, which is the log and not the wire. */
#include "hostile.h"

static int32_t fetch(const struct sanya_source_host *host)
{
	puts("a word for the log");
	return deliver(host, 0, 1, 0);
}

HOSTILE_SOURCE("printer", fetch);
