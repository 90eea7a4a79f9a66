/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records of a CSV file (RFC 4180, and what people really have), one after the other, in constant memory.
 *
 * A block of the file lies in one buffer; bytes are looked at 64 at a time, and a record's fields are slices of the buffer: nothing
 * is copied.  Doubled quotes are taken out only of fields that somebody asks for.
 *
 * Rules
 *  - CR LF and LF end a record outside quotes.  A lone CR is a byte of its field, unless the first line of the file ends in
 *    one: then CR ends records too.  A CR at the very end of the file ends the record.
 *  - The last line needs no end.
 *  - A quote inside a field that did not begin with one is a byte of the field (ROWS_STRAY_QUOTE tells).
 *  - Text between a closing quote and the next separator: ROWS_AFTER_QUOTE tells; such a record should not be believed.
 *  - A UTF-8 byte order mark is skipped, and a first line "sep=;" as spreadsheets write it is obeyed and skipped.
 *  - NUL bytes, UTF-16, a quote that is never closed, more than ROWS_RECORD_MAX bytes or ROWS_COLUMNS_MAX fields in a record
 *    end the file with a fault that names the line.
 */
#ifndef CSV_READER_H
#define CSV_READER_H

#include "../rows/reader.h"

extern const struct rows_format csv_format;

int csv_reader_new(const struct rows_input *input, const struct rows_shape *shape, struct rows_reader **ret,
		   struct rows_fault *fault) ROWS_MUST_CHECK;
void csv_reader_free(struct rows_reader *reader);
int csv_reader_next(struct rows_reader *reader, struct rows_record *ret, struct rows_fault *fault) ROWS_MUST_CHECK;
int csv_reader_jump(struct rows_reader *reader, uint64_t from, struct rows_fault *fault) ROWS_MUST_CHECK;
/* The field's text with doubled quotes made single. */
uint32_t csv_reader_decode(const struct rows_reader *reader, const struct rows_field *field, char *to);

#endif
