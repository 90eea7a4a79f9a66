/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The search of index.c once more, for machines with wider vectors: there all of a run takes a twentieth less.  The plain one is in index.c
 * itself; both find the same.
 */
#include "../rows/wide.h"

#if defined(ROWS_WIDE)
#define CSV_INDEX_MORE csv_index_more_wide
#include "index.c"
#endif
#if defined(ROWS_WIDE) && defined(__clang__)
#pragma clang attribute pop
#endif
