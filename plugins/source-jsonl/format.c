/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON Lines as the run over the files sees them: the reader, and which keys a mapping wants.
 * Limits: what a mapping says of how a CSV file is written means nothing here, and is refused.
 */
#include "../rows/mapping.h"
#include "reader.h"

static int want(struct rows_reader *reader, const struct rows_mapping *mapping, struct rows_fault *fault)
{
	static const char file[] = "mapping: \"file\" says how CSV is written; JSON Lines are UTF-8 and have no separators, quotes or "
				   "headers; take it out";
	if (mapping->shape.separator || mapping->shape.quote != '"' || mapping->shape.encoding != ROWS_UTF8 || !mapping->header ||
	    mapping->skip || mapping->take_ragged)
		return rows_fail(fault, "%s", file);
	struct rows_arena arena = {NULL, 0};
	const char **keys = rows_arena_take(&arena, (mapping->slots + 1) * sizeof(*keys));
	int rc = keys ? 0 : rows_fail_memory(fault);
	for (uint32_t i = 0; rc == 0 && i < mapping->slots; i++) {
		keys[i] = mapping->columns[i]->name;
		if (!keys[i])
			rc = rows_fail(fault, "mapping: keys of JSON Lines have no positions; write the key's name instead of %u",
				       mapping->columns[i]->position);
	}
	if (rc == 0)
		rc = jsonl_reader_want_keys(reader, keys, mapping->slots, fault);
	rows_arena_done(&arena);
	return rc;
}

const struct rows_format jsonl_format = {
	.name = "JSON Lines",
	.open = jsonl_reader_new,
	.close = jsonl_reader_free,
	.next = jsonl_reader_next,
	.jump = jsonl_reader_jump,
	.decode = jsonl_reader_decode,
	.peek = jsonl_reader_peek,
	.want = want,
	.item = jsonl_reader_item,
};
