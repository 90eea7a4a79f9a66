/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The source `jsonl`: the constant that the worker looks for, and the table of options.
 * The run itself is plugins/rows/run.c, the format reader.c beside this file.
 */
#include "../rows/run.h"
#include "reader.h"

static const struct sanya_plugin_option options[] = {
	{"map", SANYA_OPTION_DOCUMENT, 0, NULL, NULL,
	 "A mapping (sanya.mapping/1) that says which key is what; without it keys named like the fields are taken as such."},
	{"zone", SANYA_OPTION_TEXT, 0, "UTC", NULL, "Time zone of stamps without one, where the mapping names none."},
};

static int32_t fetch(const struct sanya_source_host *host)
{
	return rows_fetch(host, &jsonl_format);
}

const struct sanya_plugin_source sanya_source_1 = {
	.head = SANYA_PLUGIN_HEAD(struct sanya_plugin_source),
	.name = "source-jsonl",
	.version = "0.1.0",
	.license = "Apache-2.0",
	.summary = "Tickets, responses and events from JSON Lines, as a mapping says",
	.options = options,
	.option_count = ROWS_COUNT(options),
	.needs = 0,
	.fetch = fetch,
	.flags = SANYA_SOURCE_PARTS,
};
