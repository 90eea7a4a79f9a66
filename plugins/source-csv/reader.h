/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records of a CSV file (RFC 4180, and what people really have), one after the other, in constant memory.
 *
 * A block of the file lies in one buffer; a scan finds the bytes that matter (separator, quote, line ends, NUL) 64 at a time, and a
 * record's fields are slices of the buffer: nothing is copied.  Doubled quotes are taken out in place, and only for fields that
 * somebody asks for.
 *
 * Rules
 *  - CR LF and LF end a record outside quotes.  A lone CR is a byte of its field, unless the first line of the file ends in
 *    one: then CR ends records too.  A CR at the very end of the file ends the record.
 *  - The last line needs no end.
 *  - A quote inside a field that did not begin with one is a byte of the field (CSV_STRAY_QUOTE tells).
 *  - Text between a closing quote and the next separator: CSV_AFTER_QUOTE tells; such a record should not be believed.
 *  - A UTF-8 byte order mark is skipped, and a first line "sep=;" as spreadsheets write it is obeyed and skipped.
 *  - NUL bytes, UTF-16, a quote that is never closed, more than CSV_RECORD_MAX bytes or CSV_COLUMNS_MAX fields in a record
 *    end the file with a fault that names the line.
 */
#ifndef CSV_READER_H
#define CSV_READER_H

#include "base.h"
#include "encoding.h"

/* Where the bytes come from: >0 bytes, 0 end, <0 failure. */
struct csv_input {
	const char *name; /* for messages */
	int64_t (*read)(void *context, void *bytes, uint64_t size);
	void *context;
};

struct csv_shape {
	char separator; /* 0: found out from the first line */
	char quote;	/* 0: none */
	enum csv_encoding encoding;
};

struct csv_field {
	char *at;
	uint32_t size;
	uint32_t doubled; /* holds doubled quotes */
};

enum { CSV_STRAY_QUOTE = 1, CSV_AFTER_QUOTE = 2 };

struct csv_record {
	struct csv_field *fields;
	uint32_t count;
	uint32_t oddities; /* CSV_STRAY_QUOTE, CSV_AFTER_QUOTE */
	uint64_t line;	   /* 1-based, of its first byte */
	const char *raw;   /* the record as it stands in the file (in UTF-8), without its line end */
	uint32_t raw_size;
	bool blank;	   /* nothing between two line ends */
};

enum { CSV_END = 0, CSV_RECORD = 1, CSV_MOVES = 2 };

struct csv_reader;

int csv_reader_new(const struct csv_input *input, const struct csv_shape *shape, struct csv_reader **ret,
		   struct csv_fault *fault) CSV_MUST_CHECK;
void csv_reader_free(struct csv_reader *reader);
/*
 * CSV_RECORD: *ret is the next record, whose slices hold until CSV_MOVES has been returned and the function is called again; the array of fields
 * only until the next call.  CSV_MOVES: no record; copy or hand over what points into earlier ones, then call again.
 * CSV_END, or -1.
 */
int csv_reader_next(struct csv_reader *reader, struct csv_record *ret, struct csv_fault *fault) CSV_MUST_CHECK;
/* The field's text with doubled quotes made single. */
void csv_reader_unquote(const struct csv_reader *reader, struct csv_field *field);
char csv_reader_separator(const struct csv_reader *reader);
uint64_t csv_reader_bytes(const struct csv_reader *reader); /* read so far */

#endif
