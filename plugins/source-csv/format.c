/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CSV as the run over the files sees it: its reader, and the options for a run without a mapping.
 * Limits: with a mapping these options say nothing; its "file" part does.
 */
#include "../rows/mapping.h"
#include "reader.h"

#include <string.h>

static int options(const struct sanya_source_host *host, struct rows_mapping *mapping, struct rows_fault *fault)
{
	const char *separator = host->option(host->run, "separator");
	const char *encoding = host->option(host->run, "encoding");
	if (separator && separator[0]) {
		if (strcmp(separator, "tab") == 0 || strcmp(separator, "\\t") == 0)
			separator = "\t";
		if (separator[1] || strchr("\"\r\n", separator[0]) || (unsigned char)separator[0] > 0x7e)
			return rows_fail(fault, "separator: is one character, such as \";\", or \"tab\"");
		mapping->shape.separator = separator[0];
	}
	if (encoding && rows_encoding_find(encoding, strlen(encoding), &mapping->shape.encoding) < 0)
		return rows_fail(fault, "encoding: is \"utf-8\" or \"windows-874\" (TIS-620)");
	return 0;
}

const struct rows_format csv_format = {
	.name = "CSV",
	.options = options,
	.open = csv_reader_new,
	.close = csv_reader_free,
	.next = csv_reader_next,
	.jump = csv_reader_jump,
	.decode = csv_reader_decode,
};
