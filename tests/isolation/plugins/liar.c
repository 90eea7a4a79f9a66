/* SPDX-License-Identifier: Apache-2.0 */
/* Ends by itself, with an end frame that counts one observation too many. */
#include "hostile.h"

#include <unistd.h>

/* head: 8 bytes of body, type 74 (end), sequence 3: HELLO, TICKETS and CHECKPOINT went before */
static const unsigned char end[24] = {8, 0, 0, 0, 74, 0, 0, 0, 3, 0, 0, 0,
				      0, 0, 0, 0, 11, 0, 0, 0, 0, 0, 0, 0};

static int32_t fetch(const struct sanya_source_host *host)
{
	if (deliver(host, 0, 10, 10) < 0 || write(4, end, sizeof end) != (ssize_t)sizeof end)
		return -1;
	_exit(0);
}

HOSTILE_SOURCE("liar", fetch);
