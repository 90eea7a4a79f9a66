/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all files here share: how a failure is told, and memory that is given back all at once.
 *
 * Functions return 0 or -1 (or what their comment says) and take a `struct rows_fault *` last; the first fault wins.
 */
#ifndef ROWS_BASE_H
#define ROWS_BASE_H

#include "../sanya-plugin.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ROWS_MUST_CHECK __attribute__((warn_unused_result))
#define ROWS_PRINTF(text, first) __attribute__((format(printf, text, first)))
#define ROWS_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Caps. */
#define ROWS_RECORD_MAX (4u << 20)   /* bytes of one record */
#define ROWS_COLUMNS_MAX 16384u	    /* columns of one record */
#define ROWS_MAPPING_MAX (1u << 20)  /* bytes of a mapping */
#define ROWS_DEPTH_MAX 16u	    /* nesting of a mapping */
#define ROWS_ANSWERS_MAX 1000u	    /* answers taken from one row */
#define ROWS_TEXT_MAX 4096u	    /* bytes of one text of an observation */
#define ROWS_LIST_MAX 4096u	    /* texts of one list */
#define ROWS_KEPT_MAX (128u << 20)   /* bytes of rows kept while events are gathered by ticket */
#define ROWS_IDS_MAX (3u << 20)	    /* ids remembered to find those used twice */
#define ROWS_HELD_MAX (48u << 20)    /* bytes of files held in memory so that the last of rows with one id is known */
#define ROWS_CHECKPOINT_ROWS 1000000u /* rows of such files between two checkpoints */
#define ROWS_CHUNK (1u << 20)	    /* bytes of such files that one of several workers takes at a time */
#define ROWS_ID_MAX 1024u	    /* bytes of an id */
#define ROWS_BATCH 512u		    /* observations handed over at once */

struct rows_fault {
	bool set;
	char text[2048];
};
/* Always returns -1. */
int rows_fail(struct rows_fault *fault, const char *format, ...) ROWS_PRINTF(2, 3);
int rows_fail_memory(struct rows_fault *fault);

/* Memory that lives until the arena is cleared. */
struct rows_arena_block;
struct rows_arena {
	struct rows_arena_block *first;
	size_t total;
};
void *rows_arena_take(struct rows_arena *arena, size_t size);	 /* zeroed; NULL: out of memory */
char *rows_arena_copy(struct rows_arena *arena, const char *text, size_t size); /* with a NUL behind */
void rows_arena_clear(struct rows_arena *arena);			 /* keeps one block for the next round */
void rows_arena_done(struct rows_arena *arena);

#endif
