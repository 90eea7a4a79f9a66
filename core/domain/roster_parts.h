/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files of the roster: open dates and the comparison of names. */
#ifndef SANYA_DOMAIN_ROSTER_PARTS_H
#define SANYA_DOMAIN_ROSTER_PARTS_H

#include "roster.h"

/* An open end lies after every date; an open start is already the smallest one. */
static inline int32_t sanya_roster_end(int32_t to)
{
	return to == SANYA_NO_DATE ? INT32_MAX : to;
}

static inline bool sanya_roster_on_day(int32_t from, int32_t to, int32_t date)
{
	return from <= date && date <= sanya_roster_end(to);
}

/* Without regard to the case of ASCII letters. */
int sanya_roster_compare_names(const char *a, size_t a_size, const char *b, size_t b_size);

#endif
