/* SPDX-License-Identifier: Apache-2.0 */
/* Fails as a plugin should, with a reason. */
#include "hostile.h"

static int32_t fetch(const struct sanya_source_host *host)
{
	if (deliver(host, 0, 30, 20) < 0)
		return -1;
	return host->fail(host->run, "the third page of the report has no dates");
}

HOSTILE_SOURCE("complainer", fetch);
