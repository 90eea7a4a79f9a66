/* SPDX-License-Identifier: Apache-2.0 */
/* Announces a frame of 200 MB. */
#include "hostile.h"

#include <unistd.h>

static const unsigned char head[16] = {0, 0, 0xeb, 0x0b, 65, 0, 0, 0, 1};

static int32_t fetch(const struct sanya_source_host *host)
{
	(void)host;
	return write(4, head, sizeof head) < 0 ? -1 : 0;
}

HOSTILE_SOURCE("oversized", fetch);
