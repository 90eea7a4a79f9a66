/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Talking with a worker: one poll loop reads frames and its log, writes what is queued, and watches
 * three clocks and the process.  It never waits for one thing only, so neither side can block the
 * other.  Every byte that arrives is hostile.
 */
#include "process.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define TERM_MS 2000 /* between SIGTERM and SIGKILL */
#define CHUNK   65536u

int64_t sanya_host_clock(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		abort(); /* every Linux has it */
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void shut(int *descriptor)
{
	if (*descriptor >= 0)
		(void)close(*descriptor);
	*descriptor = -1;
}

/* --- the end of a process --- */

static int64_t milliseconds(struct timeval time)
{
	return (int64_t)time.tv_sec * 1000 + time.tv_usec / 1000;
}

/* Reaps it when it has ended; never waits. */
static bool reap(struct sanya_process *process)
{
	struct rusage usage;

	if (process->exited)
		return true;
	if (wait4(process->pid, &process->status, WNOHANG, &usage) != process->pid)
		return false;
	process->exited = true;
	process->report->wall_ms = sanya_host_clock() - process->started;
	process->report->cpu_ms = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
	process->report->peak_bytes = (uint64_t)usage.ru_maxrss * 1024;
	if (WIFSIGNALED(process->status))
		process->report->signal = WTERMSIG(process->status);
	else
		process->report->exit_code = WEXITSTATUS(process->status);
	return true;
}

static void read_words(struct sanya_process *process);

/* Waits at most `ms` for the end, keeping its log from filling up. */
static bool wait_end(struct sanya_process *process, int64_t ms)
{
	int64_t until = sanya_host_clock() + ms;

	for (;;) {
		if (reap(process))
			return true;
		int64_t left = until - sanya_host_clock();
		if (left <= 0)
			return false;
		struct pollfd watch[] = {{.fd = process->pidfd, .events = POLLIN},
					 {.fd = process->err, .events = POLLIN}};
		(void)poll(watch, SANYA_COUNT(watch),
			   process->pidfd < 0 && left > 20 ? 20 : (int)left);
		if ((watch[1].revents & (POLLIN | POLLHUP)) != 0)
			read_words(process);
	}
}

/* The whole group: what a worker without a sandbox may have started ends with it. */
static void stop(struct sanya_process *process)
{
	if (reap(process))
		return;
	(void)kill(-process->pid, SIGTERM);
	if (wait_end(process, TERM_MS))
		return;
	(void)kill(-process->pid, SIGKILL);
	while (!wait_end(process, 1000))
		(void)kill(process->pid, SIGKILL);
}

/* --- bytes in and out --- */

static void read_words(struct sanya_process *process)
{
	char bytes[4096];
	ssize_t got = read(process->err, bytes, sizeof bytes);

	if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
		shut(&process->err);
	if (got <= 0)
		return;
	sanya_buffer_add(&process->words, bytes, (size_t)got);
	if (process->words.size > 2 * SANYA_LAST_WORDS_MAX)
		sanya_buffer_drop(&process->words, process->words.size - SANYA_LAST_WORDS_MAX);
}

static void read_frames(struct sanya_process *process)
{
	char bytes[CHUNK];
	ssize_t got = read(process->from, bytes, sizeof bytes);

	if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
		shut(&process->from);
	/* A process that is gone writes nothing more, whoever else may hold the pipe. */
	if (got < 0 && errno == EAGAIN && process->exited)
		shut(&process->from);
	if (got <= 0)
		return;
	process->bytes += (uint64_t)got;
	sanya_buffer_add(&process->in, bytes, (size_t)got);
	if (process->bytes > process->host->config.bytes_max)
		sanya_judge(process, SANYA_VERDICT_PROTOCOL, "it sent more than %llu bytes",
			    (unsigned long long)process->host->config.bytes_max);
	if (process->in.failed != 0)
		sanya_judge(process, SANYA_VERDICT_CALLER, "out of memory for the worker's frames");
}

/* A worker that died leaves a pipe without a reader: the write must fail, not end the host. */
static ssize_t write_quietly(int descriptor, const void *bytes, size_t size)
{
	const struct timespec at_once = {0, 0};
	sigset_t broken, before, waiting;

	(void)sigemptyset(&broken);
	(void)sigaddset(&broken, SIGPIPE);
	(void)sigpending(&waiting);
	if (pthread_sigmask(SIG_BLOCK, &broken, &before) != 0)
		return -1;
	ssize_t done = write(descriptor, bytes, size);
	int number = errno;
	if (done < 0 && number == EPIPE && sigismember(&waiting, SIGPIPE) == 0)
		while (sigtimedwait(&broken, NULL, &at_once) < 0 && errno == EINTR)
			;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = number;
	return done;
}

static void write_frames(struct sanya_process *process)
{
	ssize_t done = write_quietly(process->to, process->out.data + process->out_done,
				     process->out.size - process->out_done);

	if (done < 0 && errno != EAGAIN && errno != EINTR) {
		shut(&process->to); /* why it stopped reading shows in how it ends */
		process->out_done = process->out.size;
		return;
	}
	if (done > 0)
		process->out_done += (size_t)done;
	if (process->out_done == process->out.size) {
		sanya_buffer_clear(&process->out);
		process->out_done = 0;
	}
}

/* --- clocks --- */

static void late(struct sanya_process *process)
{
	const struct sanya_host_config *config = &process->host->config;
	int64_t now = sanya_host_clock();
	bool start = !process->hello && now - process->started >= config->start_ms;
	bool idle = process->hello && now - process->heard >= config->idle_ms;
	bool total = now - process->asked >= config->total_ms;

	if (process->judged || !(start || idle || total))
		return;
	stop(process);
	/* The end is part of the story: did it obey?  (A limit of processor time may have been
	 * quicker.) */
	if (process->report->signal == SIGXCPU)
		return;
	const char *end =
		process->report->signal == SIGKILL ? "; it ignored SIGTERM and was killed" : "";
	if (start)
		sanya_judge(process, SANYA_VERDICT_TIMEOUT_START,
			    "it was not ready within %lld ms%s", (long long)config->start_ms, end);
	else if (total)
		sanya_judge(process, SANYA_VERDICT_TIMEOUT_TOTAL,
			    "it was not done within %lld ms%s", (long long)config->total_ms, end);
	else
		sanya_judge(process, SANYA_VERDICT_TIMEOUT_IDLE, "it sent nothing for %lld ms%s",
			    (long long)config->idle_ms, end);
}

static int next_deadline(const struct sanya_process *process)
{
	const struct sanya_host_config *config = &process->host->config;
	int64_t until = process->hello ? process->heard + config->idle_ms
				       : process->started + config->start_ms;

	if (process->asked + config->total_ms < until)
		until = process->asked + config->total_ms;
	int64_t left = until - sanya_host_clock();
	/* Without a pidfd the process is asked every now and then. */
	if (process->pidfd < 0 && left > 50)
		left = 50;
	return left < 0 ? 0 : left > 60000 ? 60000 : (int)left;
}

/* What may happen to it: it speaks, or writes to its log, or takes what it is sent, or ends. */
#define WATCHED 4u
static void watch_all(const struct sanya_process *process, struct pollfd watch[WATCHED])
{
	watch[0] = (struct pollfd){.fd = process->from, .events = POLLIN};
	watch[1] = (struct pollfd){.fd = process->err, .events = POLLIN};
	watch[2] = (struct pollfd){.fd = process->out.size > process->out_done ? process->to : -1, .events = POLLOUT};
	watch[3] = (struct pollfd){.fd = process->exited ? -1 : process->pidfd, .events = POLLIN};
}

/* One turn: waits until something happens, or is late. */
static void turn(struct sanya_process *process)
{
	struct pollfd watch[WATCHED];

	watch_all(process, watch);
	if (poll(watch, SANYA_COUNT(watch), next_deadline(process)) < 0 && errno != EINTR) {
		sanya_judge(process, SANYA_VERDICT_CALLER,
			    "the host cannot wait for the worker (error %d)", errno);
		return;
	}
	if (watch[3].revents != 0 || process->pidfd < 0)
		(void)reap(process);
	if (watch[1].revents != 0)
		read_words(process);
	if (watch[2].revents != 0)
		write_frames(process);
	if (watch[0].revents != 0 || (process->exited && process->from >= 0))
		read_frames(process);
	late(process);
}

/* --- frames --- */

static int protocol(struct sanya_process *process, const char *what)
{
	sanya_judge(process, SANYA_VERDICT_PROTOCOL, "nonsense on the wire: %.200s", what);
	return 0;
}

/* 1 a frame, 0 none yet (or judged). */
static int parse(struct sanya_process *process, struct sanya_frame *ret)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	size_t used = 0;
	int got = sanya_frame_next((const unsigned char *)process->in.data + process->in_done,
				   process->in.size - process->in_done, ret, &used, &err);

	if (got < 0)
		return protocol(process, err.what);
	if (got == 0)
		return 0;
	process->in_done += used;
	if (ret->sequence != process->received)
		return protocol(process, "frames out of order");
	process->received++;
	process->heard = sanya_host_clock();
	if (ret->type < SANYA_FRAME_HELLO)
		return protocol(process, "a frame that only the host may send");
	if (process->ended)
		return protocol(process, "a frame after the end frame");
	return 1;
}

/* Deals with the frames that every run has; 1 when it is one for the caller. */
static int sort_out(struct sanya_process *process, struct sanya_buffer *hello,
		    const struct sanya_frame *frame)
{
	if (frame->type == SANYA_FRAME_HELLO) {
		if (process->hello)
			return protocol(process, "a second HELLO");
		process->hello = true;
		if (hello != NULL)
			sanya_buffer_add(hello, frame->body, frame->size);
		return 0;
	}
	if (frame->type == SANYA_FRAME_FAIL) {
		process->failing = true;
		sanya_judge_fail(process, frame);
		return 0;
	}
	if (!process->hello)
		return protocol(process, "a frame before HELLO");
	if (frame->type == SANYA_FRAME_NOTE) {
		sanya_buffer_add(&process->words, frame->body, frame->size);
		sanya_buffer_byte(&process->words, '\n');
		if (process->words.size > 2 * SANYA_LAST_WORDS_MAX)
			sanya_buffer_drop(&process->words,
					  process->words.size - SANYA_LAST_WORDS_MAX);
		return 0;
	}
	if (frame->type == SANYA_FRAME_END) {
		if (frame->size != 8)
			return protocol(process, "an end frame of the wrong size");
		process->ended = true;
		process->end_count = sanya_le64(frame->body);
		return 0;
	}
	return 1;
}

static int next(struct sanya_process *process, struct sanya_buffer *hello, struct sanya_frame *ret,
		bool greet)
{
	for (;;) {
		while (!process->judged && parse(process, ret) == 1)
			if (sort_out(process, hello, ret) == 1 || (greet && process->hello))
				return 1;
		/* Whatever came before the pipe was closed has been looked at. */
		if (process->judged || process->from < 0)
			return 0;
		sanya_buffer_drop(&process->in, process->in_done);
		process->in_done = 0;
		turn(process);
	}
}

int sanya_process_next(struct sanya_process *process, struct sanya_buffer *hello,
		       struct sanya_frame *ret)
{
	return next(process, hello, ret, false);
}

static bool has_frame(const struct sanya_process *process)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_frame frame;
	size_t used;

	return process->judged || process->from < 0 ||
	       sanya_frame_next((const unsigned char *)process->in.data + process->in_done,
				process->in.size - process->in_done, &frame, &used, &err) != 0;
}

size_t sanya_process_wait(struct sanya_process *const *processes, size_t count)
{
	struct pollfd watch[WATCHED * SANYA_PROCESSES];
	int soonest = INT_MAX;
	size_t late_one = 0;

	for (size_t i = 0; i < count; i++)
		if (has_frame(processes[i]))
			return i;
	for (size_t i = 0; i < count; i++) {
		int deadline = next_deadline(processes[i]);

		if (deadline < soonest) {
			soonest = deadline;
			late_one = i;
		}
		watch_all(processes[i], watch + i * WATCHED);
	}
	if (poll(watch, count * WATCHED, soonest) > 0)
		for (size_t i = 0; i < count * WATCHED; i++)
			if (watch[i].revents != 0)
				return i / WATCHED;
	return late_one;
}

int sanya_process_greet(struct sanya_process *process, struct sanya_buffer *hello)
{
	struct sanya_frame frame = {0};

	/* Nobody listened so far. */
	process->started = process->asked = process->heard = sanya_host_clock();
	return next(process, hello, &frame, true) == 1 && process->hello;
}

/* --- life --- */

int sanya_process_queue(struct sanya_process *process, enum sanya_frame_type type, const void *body,
			size_t size, struct sanya_error *err)
{
	sanya_frame_add(&process->out, type, process->sent++, body, size);
	if (sanya_buffer_check(&process->out, "frames for the worker", err) < 0)
		return -1;
	/* At once, as much as the pipe takes: it may be some time until anybody waits for this worker again. */
	if (process->to >= 0)
		write_frames(process);
	return 0;
}

void sanya_process_listen(struct sanya_process *process)
{
	process->heard = sanya_host_clock();
}

void sanya_process_ask(struct sanya_process *process)
{
	process->asked = process->heard = sanya_host_clock();
}

static int queue_start(struct sanya_process *process, const struct sanya_birth *birth,
		       struct sanya_error *err)
{
	const struct sanya_host_config *config = &process->host->config;
	struct sanya_buffer body;

	int bad = sanya_json_set_integer(birth->start, "parent", (int64_t)getpid());
	bad |= sanya_json_set_integer(birth->start, "memory", (int64_t)config->memory_max);
	bad |= sanya_json_set_integer(birth->start, "cpu_s", (int64_t)config->cpu_s);
	bad |= sanya_json_set(birth->start, "permit_bare",
			      sanya_json_of_bool(config->allow_unsandboxed));
	if (bad != 0)
		return sanya_error_memory(err);
	sanya_buffer_init(&body, SANYA_FRAME_MAX - SANYA_FRAME_HEAD);
	int result = sanya_json_canonical(birth->start, &body, err);
	if (result == 0)
		result = sanya_process_queue(process, SANYA_FRAME_START, body.data, body.size, err);
	sanya_buffer_done(&body);
	return result;
}

static void buffers_done(struct sanya_process *process)
{
	sanya_buffer_done(&process->out);
	sanya_buffer_done(&process->in);
	sanya_buffer_done(&process->words);
}

int sanya_process_start(const struct sanya_host *host, const struct sanya_birth *birth,
			struct sanya_run_report *report, struct sanya_process *process,
			struct sanya_error *err)
{
	*process = (struct sanya_process){
		.host = host, .pidfd = -1, .to = -1, .from = -1, .err = -1, .report = report};
	sanya_buffer_init(&process->out, SANYA_DOCUMENT_MAX + (4u << 20));
	sanya_buffer_init(&process->in, SANYA_FRAME_MAX + 2 * CHUNK);
	sanya_buffer_init(&process->words, 4 * SANYA_LAST_WORDS_MAX + SANYA_FRAME_MAX);
	process->started = process->heard = process->asked = sanya_host_clock();
	if (queue_start(process, birth, err) < 0 ||
	    sanya_worker_spawn(host, birth, process, err) < 0) {
		buffers_done(process);
		return -1;
	}
	return 0;
}

void sanya_process_finish(struct sanya_process *process, uint64_t count)
{
	struct sanya_frame frame;

	/* Nothing more is wanted: what still comes must be the end. */
	while (sanya_process_next(process, NULL, &frame) == 1)
		(void)protocol(process, "a frame that was not asked for");
	while (!process->judged && !reap(process))
		turn(process);
	/* A worker that said why it fails ends by itself in a moment, with the last of its words.
	 */
	if (process->failing)
		(void)wait_end(process, 500);
	stop(process);
	for (int i = 0; i < 64 && process->err >= 0; i++)
		read_words(process);
	sanya_judge_end(process, count);
	sanya_last_words(&process->words, process->report->last_words,
			 sizeof process->report->last_words);
	shut(&process->to);
	shut(&process->from);
	shut(&process->err);
	shut(&process->pidfd);
	buffers_done(process);
}
