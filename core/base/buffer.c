/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The growing buffer: doubles its memory up to the cap, remembers the first failure.
 * An append that does not fit adds nothing at all, so no half of a text is ever left behind.
 * Knows nothing about what the bytes mean.
 */
#include "buffer.h"

#include <errno.h>

/* What `data` points at before anything is allocated.  Never written to: every write follows a successful make_room. */
static const char nothing[1] = "";

static char *shared_nothing(void)
{
	union {
		const char *in;
		char *out;
	} cast = { .in = nothing };

	return cast.out;
}

void sanya_buffer_init(struct sanya_buffer *buffer, size_t cap)
{
	*buffer = (struct sanya_buffer){ .data = shared_nothing(), .cap = cap };
}

void sanya_buffer_done(struct sanya_buffer *buffer)
{
	if (buffer->room > 0)
		free(buffer->data);
	sanya_buffer_init(buffer, buffer->cap);
}

void sanya_buffer_clear(struct sanya_buffer *buffer)
{
	buffer->size = 0;
	buffer->failed = 0;
	if (buffer->room > 0)
		buffer->data[0] = '\0';
}

/* Room for `more` bytes and the NUL.  False, and the failure kept, where there is none. */
static bool make_room(struct sanya_buffer *buffer, size_t more)
{
	size_t need, room;
	char *data;

	if (buffer->failed != 0)
		return false;
	if (more > buffer->cap - buffer->size || more > SIZE_MAX / 2 - buffer->size - 1) {
		buffer->failed = EFBIG;
		return false;
	}
	need = buffer->size + more + 1;
	if (need <= buffer->room)
		return true;
	room = buffer->room < 32 ? 64 : buffer->room * 2;
	if (room < need)
		room = need;
	if (buffer->cap < room && need <= buffer->cap + 1)
		room = buffer->cap + 1;
	data = realloc(buffer->room > 0 ? buffer->data : NULL, room);
	if (data == NULL) {
		buffer->failed = ENOMEM;
		return false;
	}
	buffer->data = data;
	buffer->room = room;
	buffer->data[buffer->size] = '\0';
	return true;
}

void sanya_buffer_add(struct sanya_buffer *buffer, const void *bytes, size_t size)
{
	if (size == 0 || !make_room(buffer, size))
		return;
	memcpy(buffer->data + buffer->size, bytes, size);
	buffer->size += size;
	buffer->data[buffer->size] = '\0';
}

void sanya_buffer_text(struct sanya_buffer *buffer, const char *text)
{
	sanya_buffer_add(buffer, text, strlen(text));
}

void sanya_buffer_byte(struct sanya_buffer *buffer, unsigned char byte)
{
	if (!make_room(buffer, 1))
		return;
	buffer->data[buffer->size++] = (char)byte;
	buffer->data[buffer->size] = '\0';
}

void sanya_buffer_printfv(struct sanya_buffer *buffer, const char *format, va_list args)
{
	va_list again;
	size_t free_bytes = buffer->room > 0 ? buffer->room - buffer->size : 0;
	int size;

	if (buffer->failed != 0)
		return;
	va_copy(again, args);
	size = vsnprintf(free_bytes > 0 ? buffer->data + buffer->size : NULL, free_bytes, format, args);
	if (size < 0) {
		buffer->failed = ENOMEM;
	} else if ((size_t)size < free_bytes && (size_t)size <= buffer->cap - buffer->size) {
		buffer->size += (size_t)size;
	} else if (size > 0 && make_room(buffer, (size_t)size)) {
		vsnprintf(buffer->data + buffer->size, (size_t)size + 1, format, again);
		buffer->size += (size_t)size;
	}
	if (buffer->room > 0)
		buffer->data[buffer->size] = '\0';
	va_end(again);
}

void sanya_buffer_printf(struct sanya_buffer *buffer, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	sanya_buffer_printfv(buffer, format, args);
	va_end(args);
}

char *sanya_buffer_room(struct sanya_buffer *buffer, size_t most)
{
	return make_room(buffer, most) ? buffer->data + buffer->size : NULL;
}

void sanya_buffer_wrote(struct sanya_buffer *buffer, size_t size)
{
	if (size >= buffer->room - buffer->size)
		abort();
	buffer->size += size;
	buffer->data[buffer->size] = '\0';
}

void sanya_buffer_cut(struct sanya_buffer *buffer, size_t size)
{
	if (size > buffer->size)
		abort();
	buffer->size = size;
	if (buffer->room > 0)
		buffer->data[size] = '\0';
}

void sanya_buffer_drop(struct sanya_buffer *buffer, size_t size)
{
	if (size > buffer->size)
		abort();
	if (size == 0)
		return;
	memmove(buffer->data, buffer->data + size, buffer->size - size);
	sanya_buffer_cut(buffer, buffer->size - size);
}

int sanya_buffer_check(const struct sanya_buffer *buffer, const char *what, struct sanya_error *err)
{
	if (buffer->failed == 0)
		return 0;
	if (buffer->failed == EFBIG)
		return sanya_error_set(err, SANYA_FAILED, "%s is larger than the limit of %zu bytes", what, buffer->cap);
	return sanya_error_memory(err);
}

char *sanya_buffer_take(struct sanya_buffer *buffer, size_t *ret_size)
{
	char *data;

	/* Also an empty buffer gives bytes that the caller may free. */
	if (buffer->failed != 0 || !make_room(buffer, 0))
		return NULL;
	data = buffer->data;
	if (ret_size != NULL)
		*ret_size = buffer->size;
	sanya_buffer_init(buffer, buffer->cap);
	return data;
}
