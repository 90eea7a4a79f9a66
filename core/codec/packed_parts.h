/* SPDX-License-Identifier: Apache-2.0 */
/* How a chunk is laid out, between the file that packs and the one that unpacks. */
#ifndef SANYA_CODEC_PACKED_PARTS_H
#define SANYA_CODEC_PACKED_PARTS_H

#include "packed.h"

/*
 * Forms of a column of texts: sizes and bytes; or a common beginning and ending, and numbers as they are written, or with so many digits each.
 * Few texts may be odd ones that are not like that: they have no number, and stand behind the numbers, with their rows, as sizes and bytes.
 */
enum packed_form { PACKED_BYTES, PACKED_NUMBERS, PACKED_DIGITS };

#define PACKED_BEGINNING_MAX 64u /* bytes of the beginning that all have */
#define PACKED_ENDING_MAX    64u /* and of the ending */
#define PACKED_DIGITS_MAX 18u	 /* so that every number is an int64_t */

/* The field that other instants are counted from, which every row has. */
static inline unsigned packed_base(uint32_t kind)
{
	return kind == SANYA_TICKET ? (unsigned)SANYA_WIDE_CREATED : (unsigned)SANYA_WIDE_ANSWERED;
}

/* Instants other than the base are kept as the distance from it; points of responses are kept as they are. */
static inline bool packed_from_base(uint32_t kind, unsigned field)
{
	return kind == SANYA_TICKET || field == (unsigned)SANYA_WIDE_ASKED;
}

/* What an absent one is in a narrow field: INT32_MIN, or 0 where none is absent. */
static inline int32_t packed_narrow_absent(uint32_t kind, unsigned field)
{
	return kind == SANYA_TICKET && field != (unsigned)SANYA_NARROW_HAS_HISTORY ? SANYA_NO_COUNT : 0;
}

#endif
