/* SPDX-License-Identifier: Apache-2.0 */
/* Writes frames of its own making to the host, and before that into the memory it shares with it: the options say
 * which bytes, in hexadecimal. HELLO has gone out as number 0. */
#include "hostile.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const struct sanya_plugin_option options[] = {
	{"bytes", SANYA_OPTION_TEXT, SANYA_OPTION_REQUIRED, NULL, NULL, "What to write"},
	{"room", SANYA_OPTION_TEXT, 0, NULL, NULL, "What to write into the first slot"},
};

static int digit(char letter)
{
	return letter <= '9' ? letter - '0' : letter - 'a' + 10;
}

static size_t read_digits(const char *text, unsigned char bytes[2048])
{
	size_t size = 0;

	for (; text != NULL && text[0] != '\0' && text[1] != '\0' && size < 2048; text += 2)
		bytes[size++] = (unsigned char)(digit(text[0]) << 4 | digit(text[1]));
	return size;
}

static int32_t fetch(const struct sanya_source_host *host)
{
	unsigned char bytes[2048];
	size_t size = read_digits(host->option(host->run, "room"), bytes);

	if (size > 0) {
		void *room = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, 6, 0);
		if (room == MAP_FAILED)
			return -1;
		memcpy(room, bytes, size);
	}
	size = read_digits(host->option(host->run, "bytes"), bytes);
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
	.option_count = 2,
	.fetch = fetch,
};
