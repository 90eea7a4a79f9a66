/* SPDX-License-Identifier: Apache-2.0 */
/* Built for ABI 1.9, a minor version newer than any host. */
#include "hostile.h"

static int32_t fetch(const struct sanya_source_host *host)
{
	return deliver(host, 0, 1, 0);
}

const struct sanya_plugin_source sanya_source_1 = {
	.head = {SANYA_PLUGIN_MAGIC, 1, 9, sizeof(struct sanya_plugin_source),
		 sizeof(struct sanya_plugin_option)},
	.name = "abi_minor",
	.version = "1",
	.license = "Apache-2.0",
	.summary = "Wants a newer minor version",
	.fetch = fetch,
};
