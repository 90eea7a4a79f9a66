/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the run over the files wants of a format: a reader that cuts a file into records, one after the other, in constant memory.
 *
 * A format whose first record is a header names its columns there.  A format whose records bring their own keys (`keyed`) gives the keys of its
 * first good record as if they were a header, before that record itself; after `want` its records have one field per column wanted.
 */
#ifndef ROWS_READER_H
#define ROWS_READER_H

#include "base.h"
#include "encoding.h"

/* Where the bytes come from: >0 bytes, 0 end, <0 failure. */
struct rows_input {
	const char *name; /* for messages */
	int64_t (*read)(void *context, void *bytes, uint64_t size);
	void *context;
};

struct rows_shape {
	char separator; /* 0: found out from the first line */
	char quote;	/* 0: none */
	enum rows_encoding encoding;
};

struct rows_field {
	char *at;
	uint32_t size;
	uint32_t raw; /* written in the format's own way; `decode` makes it what it says */
};

enum { ROWS_STRAY_QUOTE = 1, ROWS_AFTER_QUOTE = 2 };

struct rows_record {
	struct rows_field *fields;
	uint32_t count;
	uint32_t oddities; /* ROWS_STRAY_QUOTE, ROWS_AFTER_QUOTE */
	uint64_t line;	   /* 1-based, of its first byte */
	const char *raw;   /* the record as it stands in the file (in UTF-8), without its line end */
	uint32_t raw_size;
	bool blank;	   /* nothing between two line ends */
};

enum { ROWS_END = 0, ROWS_RECORD = 1, ROWS_MOVES = 2 };

struct rows_reader; /* the format's own */
struct rows_mapping;

struct rows_format {
	const char *name; /* "CSV", for messages */
	bool keyed;
	/* Options besides map and zone, into a mapping that was not read from a document; NULL: none. */
	int (*options)(const struct sanya_source_host *host, struct rows_mapping *mapping, struct rows_fault *fault);
	int (*open)(const struct rows_input *input, const struct rows_shape *shape, struct rows_reader **ret, struct rows_fault *fault);
	void (*close)(struct rows_reader *reader); /* NULL is fine */
	/*
	 * ROWS_RECORD: *ret is the next record, whose slices hold until ROWS_MOVES has been returned and the function is called again; the
	 * array of fields only until the next call.  ROWS_MOVES: no record; copy or hand over what points into earlier ones, then call again.
	 * ROWS_END, or -1.
	 */
	int (*next)(struct rows_reader *reader, struct rows_record *ret, struct rows_fault *fault);
	void (*decode)(const struct rows_reader *reader, struct rows_field *field); /* of a field that is `raw` */
	uint64_t (*bytes)(const struct rows_reader *reader);			    /* read so far */
};

/* The text of a field. */
static inline struct sanya_plugin_text rows_field_text(const struct rows_format *format, const struct rows_reader *reader,
						       struct rows_field *field)
{
	if (field->raw)
		format->decode(reader, field);
	return (struct sanya_plugin_text){field->at, field->size, 0};
}

#endif
