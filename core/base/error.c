/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fills and completes errors.  The texts come from the outside world (paths, lines of documents), so everything that goes in
 * is made printable: control characters become '?', and a cut never splits a character.
 * Does not print, allocate or exit.
 */
#include "error.h"

#include <errno.h>

/* Make the text printable UTF-8.  `size` is what snprintf wanted to write, `room` the array's size. */
static void make_printable(char *text, size_t room)
{
	size_t size = strnlen(text, room - 1);
	size_t at = 0;

	text[size] = '\0';
	while (at < size) {
		unsigned char c = (unsigned char)text[at];
		size_t need = c < 0x80 ? 1 : c >= 0xC2 && c < 0xE0 ? 2 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;
		bool whole = need > 0;

		if (c < 0x20 || c == 0x7F) {
			text[at++] = '?';
			continue;
		}
		if (need > 0 && at + need > size) {
			bool tail = true;

			for (size_t i = at + 1; i < size; i++)
				tail = tail && ((unsigned char)text[i] & 0xC0) == 0x80;
			if (tail && size == room - 1) { /* cut by the room: end before this character */
				text[at] = '\0';
				return;
			}
			whole = false;
		}
		for (size_t i = 1; whole && i < need; i++)
			whole = ((unsigned char)text[at + i] & 0xC0) == 0x80;
		if (whole && need == 2 && c == 0xC2 && (unsigned char)text[at + 1] < 0xA0) {
			text[at] = text[at + 1] = '?'; /* C1 control characters */
			at += 2;
			continue;
		}
		if (whole && need == 3) {
			unsigned char d = (unsigned char)text[at + 1];

			whole = !(c == 0xE0 && d < 0xA0) && !(c == 0xED && d >= 0xA0);
		}
		if (whole && need == 4) {
			unsigned char d = (unsigned char)text[at + 1];

			whole = !(c == 0xF0 && d < 0x90) && !(c == 0xF4 && d >= 0x90);
		}
		if (!whole) {
			text[at++] = '?';
			continue;
		}
		at += need;
	}
}

static SANYA_PRINTF(3, 0) void fill(char *text, size_t room, const char *format, va_list args)
{
	if (vsnprintf(text, room, format, args) < 0)
		snprintf(text, room, "%s", "(this message could not be written)");
	make_printable(text, room);
}

int sanya_error_setv(struct sanya_error *err, enum sanya_code code, const char *format, va_list args)
{
	if (err->code != SANYA_OK)
		return -1;
	err->code = code == SANYA_OK ? SANYA_FAILED : code;
	fill(err->what, sizeof(err->what), format, args);
	return -1;
}

int sanya_error_set(struct sanya_error *err, enum sanya_code code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	sanya_error_setv(err, code, format, args);
	va_end(args);
	return -1;
}

int sanya_error_errno(struct sanya_error *err, int number, const char *format, ...)
{
	char reason[128];
	va_list args;
	size_t size;

	if (err->code != SANYA_OK)
		return -1;
	va_start(args, format);
	sanya_error_setv(err, number == ENOENT ? SANYA_NOT_FOUND : SANYA_FAILED, format, args);
	va_end(args);
#ifdef __GLIBC__
	/* GNU strerror_r returns the text, which need not be in the buffer; it is safe with threads. */
	const char *text = strerror_r(number, reason, sizeof(reason));
#else
	const char *text = strerror_r(number, reason, sizeof(reason)) == 0 ? reason : "unknown error";
#endif
	size = strlen(err->what);
	snprintf(err->what + size, sizeof(err->what) - size, ": %s", text);
	make_printable(err->what, sizeof(err->what));
	return -1;
}

int sanya_error_memory(struct sanya_error *err)
{
	sanya_error_set(err, SANYA_FAILED, "memory is used up");
	return sanya_error_next(err, "close other programs or give this one more memory, then try again");
}

int sanya_error_at(struct sanya_error *err, const char *where, unsigned long line, unsigned long column)
{
	if (err->where[0] == '\0' && where != NULL) {
		snprintf(err->where, sizeof(err->where), "%s", where);
		make_printable(err->where, sizeof(err->where));
	}
	if (err->line == 0) {
		err->line = line;
		err->column = column;
	}
	return -1;
}

int sanya_error_next(struct sanya_error *err, const char *format, ...)
{
	va_list args;

	if (err->next[0] != '\0')
		return -1;
	va_start(args, format);
	fill(err->next, sizeof(err->next), format, args);
	va_end(args);
	return -1;
}

void sanya_error_clear(struct sanya_error *err)
{
	*err = (struct sanya_error)SANYA_ERROR_INIT;
}
