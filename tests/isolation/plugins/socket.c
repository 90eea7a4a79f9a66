/* SPDX-License-Identifier: Apache-2.0 */
/* Wants to talk to the network. */
#include "hostile.h"

#include <sys/socket.h>

static int32_t fetch(const struct sanya_source_host *host)
{
	return socket(AF_INET, SOCK_STREAM, 0) < 0 ? fail_errno(host) : 0;
}

HOSTILE_SOURCE("socket", fetch);
