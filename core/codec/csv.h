/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CSV by RFC 4180 for the program's own tables: the roster in, registers and reports out.  (The exports of ticketing systems are
 * read by plugins, which bring their own reader.)
 */
#ifndef SANYA_CODEC_CSV_H
#define SANYA_CODEC_CSV_H

#include "../base/arena.h"
#include "../base/buffer.h"
#include "../base/error.h"

struct sanya_csv_row {
	char **fields; /* as many as the header has */
	unsigned long line; /* 1-based line of the row's start */
};
struct sanya_csv {
	struct sanya_arena arena;
	char **header;
	size_t columns;
	struct sanya_csv_row *rows;
	size_t count;
};

/* UTF-8 with or without BOM; comma; quotes doubled; CR LF or LF; blank lines skipped.  Ragged rows, stray quotes and a header used twice are
 * errors with their line. */
int sanya_csv_parse(const char *name, const char *text, size_t size, struct sanya_csv *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
void sanya_csv_done(struct sanya_csv *csv);
/* Index of a column, or -1. */
long sanya_csv_column(const struct sanya_csv *csv, const char *name);

/* Append one field, quoted where needed.  `guard`: for people's spreadsheets, a text that begins with = + - @ TAB CR gets a leading '. */
void sanya_csv_field(struct sanya_buffer *out, const char *text, bool guard);

#endif
