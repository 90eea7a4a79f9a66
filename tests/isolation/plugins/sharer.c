/* SPDX-License-Identifier: Apache-2.0 */
/* A source that can be read in parts: of 1,000 tickets each part delivers its own, and rejects one row. The options
 * say which part crashes in the middle, and what several parts say of the stretches that they took of the one input:
 * nothing, what is right, that there is a gap between them, that they overlap, or that the last one failed.  With one
 * part there is a checkpoint at the end. */
#include "hostile.h"

#include <signal.h>
#include <stdlib.h>

static const struct sanya_plugin_option options[] = {
	{"crash", SANYA_OPTION_INTEGER, 0, "-1", NULL, "The part that crashes"},
	{"stretch", SANYA_OPTION_CHOICE, 0, "none", "none|right|gap|overlap|fails|late", "What parts say they took"},
};

static int32_t say_stretch(const struct sanya_source_host *host, const char *word)
{
	const uint64_t size = (uint64_t)host->input_size(host->run, 0), each = size / host->parts;
	uint64_t from = each * host->part, to = host->part + 1 == host->parts ? size : each * (host->part + 1);
	char byte;

	if (host->parts == 1 || strcmp(word, "none") == 0)
		return 0;
	if (strcmp(word, "fails") == 0 && host->part + 1 == host->parts)
		return host->fail(host->run, "it guessed wrong");
	if (strcmp(word, "gap") == 0 && host->part == 1)
		from++;
	if (strcmp(word, "overlap") == 0 && host->part == 0)
		to++;
	if (strcmp(word, "late") == 0 && host->part + 1 == host->parts)
		to--;
	/* The same bytes, whatever was read before. */
	for (unsigned i = 0; i < 2; i++)
		if (host->read_at(host->run, 0, size - 1, &byte, 1) != 1 || byte != 'z' ||
		    host->read_at(host->run, 0, size, &byte, 1) != 0)
			return host->fail(host->run, "read_at is wrong");
	return host->stretch(host->run, 0, from, to);
}

static int32_t fetch(const struct sanya_source_host *host)
{
	long crash = strtol(host->option(host->run, "crash"), NULL, 10);
	char id[32], place[32];

	for (unsigned i = 0; i < 1000; i++) {
		struct sanya_plugin_ticket ticket = SANYA_PLUGIN_TICKET_INIT;

		if (i % host->parts != host->part)
			continue;
		(void)snprintf(id, sizeof id, "S%u", i);
		ticket.id = (struct sanya_plugin_text){id, (uint32_t)strlen(id), 0};
		ticket.assignee = ticket.id;
		ticket.created = 1000 + i;
		if (host->tickets(host->run, &ticket, 1, sizeof ticket) < 0)
			return -1;
		if (crash == (long)host->part && i > 500)
			(void)raise(SIGSEGV);
	}
	(void)snprintf(place, sizeof place, "part %u of %u", host->part, host->parts);
	if (host->reject(host->run, place, "a row that is none", NULL, 0) < 0)
		return -1;
	if (say_stretch(host, host->option(host->run, "stretch")) < 0)
		return -1;
	return host->checkpoint(host->run, "all of it");
}

const struct sanya_plugin_source sanya_source_1 = {
	.head = SANYA_PLUGIN_HEAD(struct sanya_plugin_source),
	.name = "sharer",
	.version = "1",
	.license = "Apache-2.0",
	.summary = "Shares its reading, for the tests",
	.options = options,
	.option_count = 2,
	.fetch = fetch,
	.flags = SANYA_SOURCE_PARTS,
};
