/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bytes of a file as UTF-8.  Windows-874 is TIS-620 with typographic signs and the euro sign added, so one table serves
 * both; bytes that the table leaves free become U+FFFD.
 */
#ifndef ROWS_ENCODING_H
#define ROWS_ENCODING_H

#include "base.h"

enum rows_encoding { ROWS_UTF8, ROWS_WINDOWS_874 };

/* "utf-8", "windows-874", "tis-620", "cp874", in any case; -1: unknown. */
int rows_encoding_find(const char *name, size_t size, enum rows_encoding *ret) ROWS_MUST_CHECK;
/* Up to 3 bytes are written for each one read; returns how many. */
size_t rows_encoding_convert(enum rows_encoding encoding, const unsigned char *from, size_t size, char *to);
/* Offset of the first byte that is not UTF-8, or `size`. */
size_t rows_utf8_check(const char *text, size_t size);
/* Bytes of the longest prefix of at most `most` bytes that ends at a character's border. */
size_t rows_utf8_prefix(const char *text, size_t size, size_t most);

#endif
