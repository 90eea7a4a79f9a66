/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Errors: what happened, where, and what to do next.
 *
 * Invariants
 *  - A function that can fail returns 0 or -1 and takes a `struct sanya_error *` last.
 *  - The first error wins: setting an error that is already set changes nothing.  Callers add the place they
 *    know (`sanya_error_at`) and the repair (`sanya_error_next`) on the way up; both fill only what is empty.
 *  - `err` may not be NULL.  Start with `struct sanya_error err = SANYA_ERROR_INIT;`.
 *  - The texts are UTF-8, cut at a character's border when too long, control characters replaced by '?'.
 *  - The code is the exit code of the program.
 *
 * This room never prints and never exits.
 */
#ifndef SANYA_BASE_ERROR_H
#define SANYA_BASE_ERROR_H

#include "base.h"

#include <stdarg.h>

enum sanya_code {
	SANYA_OK = 0,
	SANYA_FAILED = 1,	/* it did not work */
	SANYA_USAGE = 2,	/* the words of the command are off */
	SANYA_NOT_FOUND = 3,	/* no such contract, person, file, command */
	SANYA_NOT_ALLOWED = 4,	/* this person may not do this, or not now */
	SANYA_CHANGED = 5,	/* somebody else changed it meanwhile */
	SANYA_DIFFERS = 6,	/* a check found differences */
	SANYA_UNREACHABLE = 7,	/* a source did not answer */
	SANYA_INTERRUPTED = 130,
};

struct sanya_error {
	enum sanya_code code;
	char where[512];	/* a file, a command, a person; "" when unknown */
	unsigned long line, column; /* 1-based; 0 when unknown */
	char what[1024];	/* what happened and why */
	char next[512];		/* what to do now, with a line to copy; "" when there is nothing to say */
	char excerpt[256];	/* the line of a document at fault; "" when there is none */
};

#define SANYA_ERROR_INIT { .code = SANYA_OK }

/* Set code and text.  Always returns -1, so that `return sanya_error_set(...)` reads well. */
int sanya_error_set(struct sanya_error *err, enum sanya_code code, const char *format, ...) SANYA_PRINTF(3, 4);
int sanya_error_setv(struct sanya_error *err, enum sanya_code code, const char *format, va_list args)
	SANYA_PRINTF(3, 0);
/* The same from errno: "cannot open x: No such file or directory".  ENOENT gives SANYA_NOT_FOUND. */
int sanya_error_errno(struct sanya_error *err, int number, const char *format, ...) SANYA_PRINTF(3, 4);
int sanya_error_memory(struct sanya_error *err);

/* Fill the place, where it is still empty.  line and column are 1-based, 0 for unknown.  Returns -1. */
int sanya_error_at(struct sanya_error *err, const char *where, unsigned long line, unsigned long column);
/* Fill the repair, where it is still empty.  Returns -1. */
int sanya_error_next(struct sanya_error *err, const char *format, ...) SANYA_PRINTF(2, 3);

/* Back to "no error". */
void sanya_error_clear(struct sanya_error *err);

#endif
