/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames to and from the host over two blocking pipes.  When the host is gone there is nobody to
 * report to: the process ends. Texts of plugins are made harmless here before they go anywhere.
 */
#include "worker.h"

#include <errno.h>
#include <unistd.h>

static int64_t now_ms(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return 0;
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void write_all(const void *bytes, size_t size)
{
	const char *at = bytes;

	while (size > 0) {
		ssize_t done = write(SANYA_WORKER_TO_HOST, at, size);
		if (done < 0 && errno != EINTR)
			_exit(1);
		if (done > 0) {
			at += done;
			size -= (size_t)done;
		}
	}
}

void sanya_worker_send(struct sanya_worker *worker, enum sanya_frame_type type, const void *body,
		       size_t size)
{
	unsigned char head[SANYA_FRAME_HEAD];

	sanya_frame_head(head, type, worker->sent++, size);
	/* Small frames in one piece; the body of a large one goes out from where it lies. */
	if (size <= 512) {
		unsigned char whole[SANYA_FRAME_HEAD + 512];
		memcpy(whole, head, sizeof head);
		if (size > 0)
			memcpy(whole + sizeof head, body, size);
		write_all(whole, sizeof head + size);
	} else {
		write_all(head, sizeof head);
		write_all(body, size);
	}
	worker->sent_at = now_ms();
}

int sanya_worker_receive(struct sanya_worker *worker, struct sanya_frame *ret,
			 struct sanya_error *err)
{
	char bytes[65536];

	sanya_buffer_drop(&worker->in, worker->in_done);
	worker->in_done = 0;
	for (;;) {
		int got = sanya_frame_next((const unsigned char *)worker->in.data, worker->in.size,
					   ret, &worker->in_done, err);
		if (got < 0)
			return -1;
		if (got > 0) {
			if (ret->sequence != worker->received)
				return sanya_error_set(err, SANYA_FAILED,
						       "a frame of the host is missing");
			worker->received++;
			return 1;
		}
		ssize_t size = read(SANYA_WORKER_FROM_HOST, bytes, sizeof bytes);
		if (size == 0)
			return 0;
		if (size < 0 && errno != EINTR)
			return sanya_error_errno(err, errno, "cannot read from the host");
		if (size > 0)
			sanya_buffer_add(&worker->in, bytes, (size_t)size);
		if (sanya_buffer_check(&worker->in, "frames of the host", err) < 0)
			return -1;
	}
}

char *sanya_worker_clean(struct sanya_arena *arena, const char *text, size_t cap)
{
	if (text == NULL)
		return NULL;
	size_t size = strnlen(text, cap);
	char *copy = sanya_arena_copy(arena, text, size);
	if (copy == NULL)
		return NULL;
	for (size_t at = 0; at < size;) {
		size_t good = sanya_utf8_check(copy + at, size - at);
		for (size_t i = at; i < at + good; i++)
			if ((unsigned char)copy[i] < 0x20 || copy[i] == 0x7f)
				copy[i] = copy[i] == '\t' ? '\t' : '?';
		at += good;
		if (at < size)
			copy[at++] = '?';
	}
	return copy;
}

void sanya_worker_fail(struct sanya_worker *worker, const char *code, const char *text)
{
	static const char memory[] = "{\"code\":\"plugin\",\"text\":\"out of memory\"}";
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_arena arena;
	struct sanya_buffer body;

	if (worker->failed)
		return;
	worker->failed = true;
	sanya_arena_init(&arena);
	sanya_buffer_init(&body, SANYA_FRAME_MAX / 2);
	const char *clean = sanya_worker_clean(&arena, text, 900);
	struct sanya_json *json = sanya_json_object();
	int set = sanya_json_set_text(json, "code", code);
	set |= sanya_json_set_text(json, "text", clean == NULL ? "" : clean);
	if (set == 0 && sanya_json_canonical(json, &body, &err) == 0)
		sanya_worker_send(worker, SANYA_FRAME_FAIL, body.data, body.size);
	else /* memory is used up: the shortest way to say so */
		sanya_worker_send(worker, SANYA_FRAME_FAIL, memory, sizeof memory - 1);
	sanya_json_free(json);
	sanya_buffer_done(&body);
	sanya_arena_done(&arena);
}

void sanya_worker_note(struct sanya_worker *worker, const char *text)
{
	struct sanya_arena arena;

	sanya_arena_init(&arena);
	const char *clean = sanya_worker_clean(&arena, text, SANYA_TEXT_MAX);
	if (clean != NULL)
		sanya_worker_send(worker, SANYA_FRAME_NOTE, clean, strlen(clean));
	sanya_arena_done(&arena);
}

static void send_progress(struct sanya_worker *worker)
{
	unsigned char body[16];

	sanya_le64_put(body, worker->progress_done);
	sanya_le64_put(body + 8, worker->progress_of);
	sanya_worker_send(worker, SANYA_FRAME_PROGRESS, body, sizeof body);
}

void sanya_worker_progress(struct sanya_worker *worker, uint64_t done, uint64_t of)
{
	worker->progress_done = done;
	worker->progress_of = of;
	if (now_ms() - worker->sent_at >= 100)
		send_progress(worker);
}

void sanya_worker_breathe(struct sanya_worker *worker)
{
	if (now_ms() - worker->sent_at >= 1000)
		send_progress(worker);
}
