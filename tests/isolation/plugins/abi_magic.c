/* SPDX-License-Identifier: Apache-2.0 */
/* Begins with another magic number. */
#include "hostile.h"

static int32_t fetch(const struct sanya_source_host *host)
{
	return deliver(host, 0, 1, 0);
}

const struct sanya_plugin_source sanya_source_1 = {
	.head = {0x12345678u, 1, 0, sizeof(struct sanya_plugin_source),
		 sizeof(struct sanya_plugin_option)},
	.name = "abi_magic",
	.version = "1",
	.license = "Apache-2.0",
	.summary = "Is no plugin of ours",
	.fetch = fetch,
};
