/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A growing run of bytes with a cap.
 *
 * Invariants
 *  - `data` is never NULL and always ends in a NUL that `size` does not count.
 *  - A buffer never holds more than the `cap` given to `_init`.
 *  - Failure sticks: after an append that did not fit (cap or memory) further appends do nothing, and
 *    `sanya_buffer_check` reports it once, at the end.  So a writer appends without checking each step.
 *
 * Life: sanya_buffer_init -> append... -> sanya_buffer_check -> use data/size -> sanya_buffer_done.
 */
#ifndef SANYA_BASE_BUFFER_H
#define SANYA_BASE_BUFFER_H

#include "base.h"
#include "error.h"

struct sanya_buffer {
	char *data;
	size_t size;
	size_t room;	/* allocated bytes; 0 while data points at a shared empty string */
	size_t cap;	/* most bytes it may hold */
	int failed;	/* 0, ENOMEM or EFBIG */
};

void sanya_buffer_init(struct sanya_buffer *buffer, size_t cap);
void sanya_buffer_done(struct sanya_buffer *buffer);
/* Forget content and failure, keep the memory. */
void sanya_buffer_clear(struct sanya_buffer *buffer);

void sanya_buffer_add(struct sanya_buffer *buffer, const void *bytes, size_t size);
void sanya_buffer_text(struct sanya_buffer *buffer, const char *text);
void sanya_buffer_byte(struct sanya_buffer *buffer, unsigned char byte);
void sanya_buffer_printf(struct sanya_buffer *buffer, const char *format, ...) SANYA_PRINTF(2, 3);
void sanya_buffer_printfv(struct sanya_buffer *buffer, const char *format, va_list args) SANYA_PRINTF(2, 0);
/*
 * For writers that put many small pieces together: where up to `most` bytes may be written now, NULL where there is no room (the failure
 * sticks); then say how many were.  Nothing else may be appended in between.
 */
char *sanya_buffer_room(struct sanya_buffer *buffer, size_t most);
void sanya_buffer_wrote(struct sanya_buffer *buffer, size_t size);
/* Cut to `size` bytes; `size` may not be larger than now. */
void sanya_buffer_cut(struct sanya_buffer *buffer, size_t size);
/* Drop the first `size` bytes. */
void sanya_buffer_drop(struct sanya_buffer *buffer, size_t size);

/* 0, or -1 with the reason when any append since _init/_clear failed.  `what` names the thing written. */
int sanya_buffer_check(const struct sanya_buffer *buffer, const char *what, struct sanya_error *err) SANYA_MUST_CHECK;
/* Hand the bytes over (caller frees with free()) and start anew.  NULL when the buffer failed. */
char *sanya_buffer_take(struct sanya_buffer *buffer, size_t *ret_size) SANYA_MUST_CHECK;

#endif
