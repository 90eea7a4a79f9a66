/* SPDX-License-Identifier: Apache-2.0 */
/* Writes bytes of its own to the descriptor of the protocol. */
#include "hostile.h"

#include <unistd.h>

static int32_t fetch(const struct sanya_source_host *host)
{
	static const char words[] = "hello, this is not a frame at all";

	if (deliver(host, 0, 1, 0) < 0 || write(4, words, sizeof words) < 0)
		return -1;
	return 0;
}

HOSTILE_SOURCE("garbage", fetch);
