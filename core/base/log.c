/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages for the administrator.  One line each to stderr, in one write, so that lines of several processes do not mix.
 * The level is one of the few mutable statics of the program; what cannot be written is dropped.
 */
#include "log.h"

#include <errno.h>
#include <stdarg.h>
#include <unistd.h>

static enum sanya_log_level wanted = SANYA_LOG_QUIET;

void sanya_log_set(enum sanya_log_level level)
{
	wanted = level;
}

void sanya_log(enum sanya_log_level level, const char *format, ...)
{
	static const char *const names[] = { "", "warning", "info", "debug" };
	char line[2048];
	int start, rest, kept = errno;
	size_t size;
	va_list args;

	if (level == SANYA_LOG_QUIET || level > wanted)
		return;
	start = snprintf(line, sizeof(line), "sanya: %s: ", names[level]);
	va_start(args, format);
	rest = vsnprintf(line + start, sizeof(line) - (size_t)start - 1, format, args);
	va_end(args);
	size = strlen(line);
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7F)
			line[i] = '?';
	line[size++] = '\n';
	if (rest >= 0 && write(STDERR_FILENO, line, size) < 0)
		line[0] = '\0'; /* nobody is left to tell */
	errno = kept;
}
