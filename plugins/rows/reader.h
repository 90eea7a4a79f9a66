/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the run over the files wants of a format: a reader that cuts a file into records, one after the other, in constant memory.
 *
 * A format whose first record is a header names its columns there.  In a keyed format each record brings its own keys: the reader is told which
 * of them are wanted, and its records have one field for each of these, empty where the record does not have the key.
 */
#ifndef ROWS_READER_H
#define ROWS_READER_H

#include "base.h"
#include "encoding.h"

#include <string.h>

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

/* What `at` and `size` of a field are. */
enum rows_form {
	ROWS_AS_IT_IS,
	ROWS_RAW,    /* a text written in the format's own way; `decode` tells what it says */
	ROWS_LIST,   /* several texts; `item` tells them one by one */
	ROWS_NESTED, /* something else that is no text */
};

struct rows_field {
	const char *at;
	uint32_t size;
	enum rows_form form;
};

enum { ROWS_STRAY_QUOTE = 1, ROWS_AFTER_QUOTE = 2 };

struct rows_record {
	/* The fields; or NULL, and then only where each of them ends: field i lies in `base` from behind ends[i - 1] to ends[i], where
	 * ends[-1] is the byte before the record.  It may stand between a pair of `quote`; and to the last one belongs one byte less where
	 * `returns` is set, for a CR stands before the line's end. */
	const struct rows_field *fields;
	const char *base;
	const uint32_t *ends;
	/* Keyed formats: by field, whether any record of the file has had that key yet, and how many there are; else NULL and 0. */
	const bool *came;
	uint32_t came_count;
	char quote;
	bool returns;
	bool ascii;	   /* no byte of it is beyond ASCII, as far as the reader knows */
	bool blank;	   /* nothing between two line ends */
	uint32_t count;	   /* of fields */
	uint32_t oddities; /* ROWS_STRAY_QUOTE, ROWS_AFTER_QUOTE */
	uint64_t line;	   /* 1-based, of its first byte */
	const char *bad;   /* NULL, or why it is no record, and in which column of its line, from 1 */
	uint32_t column;
	const char *raw;   /* the record as it stands in the file (in UTF-8), without its line end */
	uint32_t raw_size;
};

enum { ROWS_END = 0, ROWS_RECORD = 1, ROWS_MOVES = 2 };

/* The part of a reader that all formats share: a file's bytes, as UTF-8, in one block that moves on over the file. */
struct rows_reader {
	struct rows_input input;
	enum rows_encoding encoding;
	char *bytes;	     /* `room` bytes and ROWS_BEHIND more, which are 0, so that whole vectors may be loaded */
	size_t room, filled; /* bytes [0, filled) are the file's */
	size_t at;	     /* start of the next record */
	uint64_t offset;     /* of bytes[0] in the text */
	uint64_t line;	     /* of the next record */
	uint64_t total;	     /* bytes read from the input */
	bool ended;
	unsigned char *raw; /* of another encoding, before conversion */
	/* Of a text that several workers share, see rows_reader_share: records that begin before bytes[mine] are this one's. */
	uint64_t mine;
	uint64_t chunk;
	uint32_t part, parts;
};
#define ROWS_BEHIND 64u

struct rows_mapping;

struct rows_format {
	const char *name; /* "CSV", for messages */
	/* Options besides map and zone, into a mapping that was not read from a document; NULL: none. */
	int (*options)(const struct sanya_source_host *host, struct rows_mapping *mapping, struct rows_fault *fault);
	int (*open)(const struct rows_input *input, const struct rows_shape *shape, struct rows_reader **ret, struct rows_fault *fault);
	void (*close)(struct rows_reader *reader); /* NULL is fine */
	/*
	 * The next record, or of a text that is shared the next that is this part's.  ROWS_RECORD: *ret is it, whose slices hold until ROWS_MOVES has been
	 * returned and the function is called again; the arrays of fields or ends only until the next call.  ROWS_MOVES: no record; copy or
	 * hand over what points into earlier ones, then call again; of a text that is shared, also before the first record of each chunk.
	 * ROWS_END, or -1.
	 */
	int (*next)(struct rows_reader *reader, struct rows_record *ret, struct rows_fault *fault);
	/* What a field that is ROWS_RAW says, into `to`, which has room for field->size bytes; returns how many. */
	uint32_t (*decode)(const struct rows_reader *reader, const struct rows_field *field, char *to);
	/* Keyed formats; NULL in others. */
	/* The keys of the first good record, as a record, before any has been read: ROWS_RECORD, ROWS_END or -1. */
	int (*peek)(struct rows_reader *reader, struct rows_record *ret, struct rows_fault *fault);
	/* From now on records have the mapping's columns, by slot. */
	int (*want)(struct rows_reader *reader, const struct rows_mapping *mapping, struct rows_fault *fault);
	/* The next item of a field that is ROWS_LIST, beginning with *at == NULL; false: there is no more. */
	bool (*item)(const struct rows_field *list, const char **at, struct rows_field *ret);
};

int rows_reader_init(struct rows_reader *reader, const struct rows_input *input, enum rows_encoding encoding,
		     struct rows_fault *fault) ROWS_MUST_CHECK;
void rows_reader_done(struct rows_reader *reader);
/* Move what begins at `at` to the front, grow where it fills the block, and read until the block is full or the file ends. */
int rows_reader_fill(struct rows_reader *reader, struct rows_fault *fault) ROWS_MUST_CHECK;

/*
 * From the next record on the text is shared by `parts` workers: it is cut into chunks of so many bytes, chunk n is part n % parts', and so is
 * every record that begins in it.  Each of them reads all of the text, and passes over what is not its own without looking into it more than it
 * must to know where records begin; a fault in a record is told by all of them alike.
 */
void rows_reader_share(struct rows_reader *reader, uint32_t part, uint32_t parts, uint64_t chunk);
/* Is a record that begins at bytes[at] this part's?  Then `mine` is set to the end of its chunk; else *ret_next is where its next one begins,
 * as an offset in the block, in which it may not lie. */
bool rows_reader_owns(struct rows_reader *reader, size_t at, uint64_t *ret_next);

/* Field `i`, which is below `count`. */
static inline struct rows_field rows_record_field(const struct rows_record *record, uint32_t i)
{
	if (record->fields)
		return record->fields[i];
	const uint32_t *end = record->ends + i;
	struct rows_field field = {record->base + (uint32_t)(end[-1] + 1), end[0] - end[-1] - 1, ROWS_AS_IT_IS};
	if (record->returns && i == record->count - 1)
		field.size--;
	if (field.size && field.at[0] == record->quote) {
		field.at++;
		field.size -= 2;
		if (memchr(field.at, record->quote, field.size))
			field.form = ROWS_RAW;
	}
	return field;
}

#endif
