/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all files of this plugin share: how a failure is told, and memory that is given back all at once.
 *
 * Functions return 0 or -1 (or what their comment says) and take a `struct csv_fault *` last; the first fault wins.
 */
#ifndef CSV_BASE_H
#define CSV_BASE_H

#include "../sanya-plugin.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CSV_MUST_CHECK __attribute__((warn_unused_result))
#define CSV_PRINTF(text, first) __attribute__((format(printf, text, first)))
#define CSV_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Caps. */
#define CSV_RECORD_MAX (4u << 20)   /* bytes of one record */
#define CSV_COLUMNS_MAX 16384u	    /* columns of one record */
#define CSV_MAPPING_MAX (1u << 20)  /* bytes of a mapping */
#define CSV_DEPTH_MAX 16u	    /* nesting of a mapping */
#define CSV_ANSWERS_MAX 1000u	    /* answers taken from one row */
#define CSV_TEXT_MAX 4096u	    /* bytes of one text of an observation */
#define CSV_KEPT_MAX (128u << 20)   /* bytes of rows kept while events are gathered by ticket */
#define CSV_IDS_MAX (3u << 20)	    /* ids remembered to find those used twice */
#define CSV_HELD_MAX (48u << 20)    /* bytes of files held in memory so that the last of rows with one id is known */
#define CSV_ID_MAX 1024u	    /* bytes of an id */
#define CSV_BATCH 512u		    /* observations handed over at once */

struct csv_fault {
	bool set;
	char text[2048];
};
/* Always returns -1. */
int csv_fail(struct csv_fault *fault, const char *format, ...) CSV_PRINTF(2, 3);
int csv_fail_memory(struct csv_fault *fault);

/* Memory that lives until the arena is cleared. */
struct csv_arena_block;
struct csv_arena {
	struct csv_arena_block *first;
	size_t total;
};
void *csv_arena_take(struct csv_arena *arena, size_t size);	 /* zeroed; NULL: out of memory */
char *csv_arena_copy(struct csv_arena *arena, const char *text, size_t size); /* with a NUL behind */
void csv_arena_clear(struct csv_arena *arena);			 /* keeps one block for the next round */
void csv_arena_done(struct csv_arena *arena);

#endif
