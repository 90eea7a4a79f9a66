/* SPDX-License-Identifier: Apache-2.0 */
/* Behaves: reads its inputs, and makes a ticket of each, with the bytes read as queue and its
 * option as channel. */
#include "hostile.h"

static const struct sanya_plugin_option options[] = {
	{"channel", SANYA_OPTION_CHOICE, 0, "web", "web|phone", "Where the tickets come from"},
	{"limit", SANYA_OPTION_INTEGER, 0, NULL, NULL, "A whole number"},
	{"strict", SANYA_OPTION_BOOLEAN, 0, "false", NULL, "Yes or no"},
	{"map", SANYA_OPTION_DOCUMENT, 0, NULL, NULL, "A document"},
	{"who", SANYA_OPTION_TEXT, SANYA_OPTION_REQUIRED, NULL, NULL, "The assignee"},
};

static struct sanya_plugin_text text(const char *words)
{
	struct sanya_plugin_text result = {words, words == NULL ? 0 : (uint32_t)strlen(words), 0};
	return result;
}

static int32_t fetch(const struct sanya_source_host *host)
{
	for (uint32_t i = 0; i < host->inputs(host->run); i++) {
		struct sanya_plugin_ticket ticket = SANYA_PLUGIN_TICKET_INIT;
		char bytes[4000];
		int64_t got = host->read(host->run, i, bytes, sizeof bytes);
		if (got < 0)
			return -1;
		ticket.id = text(host->input_name(host->run, i));
		ticket.queue.at = bytes;
		ticket.queue.size = (uint32_t)got;
		ticket.channel = text(host->option(host->run, "channel"));
		ticket.assignee = text(host->option(host->run, "who"));
		ticket.status = text(host->cursor(host->run));
		ticket.created = host->window_from;
		ticket.replies = (int32_t)host->input_size(host->run, i);
		if (host->tickets(host->run, &ticket, 1, sizeof ticket) < 0)
			return -1;
	}
	return 0;
}

const struct sanya_plugin_source sanya_source_1 = {
	.head = SANYA_PLUGIN_HEAD(struct sanya_plugin_source),
	.name = "reader",
	.version = "1.2",
	.license = "Apache-2.0",
	.summary = "Reads its inputs, for the tests",
	.options = options,
	.option_count = sizeof options / sizeof options[0],
	.fetch = fetch,
};
