/* SPDX-License-Identifier: Apache-2.0 */
/* Writes frames of its own making to the host: the option says which bytes, in hexadecimal. HELLO
 * has gone out as number 0. */
#include "hostile.h"

#include <unistd.h>

static const struct sanya_plugin_option options[] = {
	{"bytes", SANYA_OPTION_TEXT, SANYA_OPTION_REQUIRED, NULL, NULL, "What to write"},
};

static int digit(char letter)
{
	return letter <= '9' ? letter - '0' : letter - 'a' + 10;
}

static int32_t fetch(const struct sanya_source_host *host)
{
	const char *text = host->option(host->run, "bytes");
	unsigned char bytes[2048];
	size_t size = 0;

	for (; text[0] != '\0' && text[1] != '\0' && size < sizeof bytes; text += 2)
		bytes[size++] = (unsigned char)(digit(text[0]) << 4 | digit(text[1]));
	if (write(4, bytes, size) < 0)
		return -1;
	_exit(0);
}

const struct sanya_plugin_source sanya_source_1 = {
	.head = SANYA_PLUGIN_HEAD(struct sanya_plugin_source),
	.name = "forger",
	.version = "1",
	.license = "Apache-2.0",
	.summary = "Forges frames, for the tests",
	.options = options,
	.option_count = 1,
	.fetch = fetch,
};
