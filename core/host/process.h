/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One worker process as the host sees it, private to this room: frames in and out without ever
 * blocking on one side only, deadlines, the end, and the judgement over it.
 *
 * Life: sanya_process_start -> (sanya_process_queue, sanya_process_next)... ->
 * sanya_process_finish. The first judgement wins, as the first error does.
 */
#ifndef SANYA_HOST_PROCESS_H
#define SANYA_HOST_PROCESS_H

#include "../codec/block.h"
#include "../codec/frame.h"
#include "host.h"

#include <sys/types.h>

/* Memory that is shared with a worker; its size never changes. */
struct sanya_room {
	void *at;   /* NULL: none */
	size_t size;
	int file;   /* as the worker gets it */
};

struct sanya_host {
	struct sanya_arena arena;
	const char *worker;
	const char **folders;            /* NULL-terminated */
	struct sanya_host_config config; /* defaults filled in; its pointers point into the arena */
	struct sanya_plugin_info **metrics; /* looked at once, when the first metric is asked for */
	size_t metric_count;
	bool metrics_known;
	struct sanya_room room; /* blocks for metric workers, made when first asked for */
};

struct sanya_process {
	const struct sanya_host *host;
	pid_t pid;
	int pidfd, to, from, err; /* -1 when closed or unknown */
	uint64_t sent, received;  /* frames */
	struct sanya_buffer out, in, words;
	size_t out_done, in_done;
	int64_t started, heard,
		asked;  /* milliseconds of the monotonic clock: born, last frame, last question */
	uint64_t bytes; /* received */
	bool hello, failing, ended, exited; /* HELLO, FAIL, END seen; reaped */
	uint64_t end_count;
	int status; /* as wait4 gave it, once exited */
	bool judged;
	struct sanya_run_report *report;
};

/* What a worker is born with. */
struct sanya_birth {
	int plugin;        /* the plugin's file, open for reading */
	const int *inputs; /* open files */
	size_t input_count;
	int room, values; /* memory shared with it: the source's own, or the host's and the metric's own;
			     -1: none */
	struct sanya_json *start; /* the START document; limits are added to it; borrowed */
};
#define SANYA_BIRTH_INIT                                                                           \
	{                                                                                          \
		.plugin = -1, .room = -1, .values = -1                                             \
	}

/* `process` needs no initialisation before.  The report must live as long as the process. */
int sanya_process_start(const struct sanya_host *host, const struct sanya_birth *birth,
			struct sanya_run_report *report, struct sanya_process *process,
			struct sanya_error *err) SANYA_MUST_CHECK;
/* Sends a frame, or as much of it as the worker takes; the rest goes out while frames are waited for. */
int sanya_process_queue(struct sanya_process *process, enum sanya_frame_type type, const void *body,
			size_t size, struct sanya_error *err) SANYA_MUST_CHECK;
/*
 * Waits for the next frame that is not HELLO, NOTE, FAIL or END (these are dealt with inside; the
 * body of HELLO goes to `hello` where that is not NULL).  1 and a frame, valid until the next call;
 * 0 when no more will come: it ended, or it was judged and stopped.
 */
int sanya_process_next(struct sanya_process *process, struct sanya_buffer *hello,
		       struct sanya_frame *ret) SANYA_MUST_CHECK;
/* Waits until one of several has something to say (a frame, words, its end), or is late: which one.  At most SANYA_PROCESSES. */
size_t sanya_process_wait(struct sanya_process *const *processes, size_t count);
#define SANYA_PROCESSES 8u
/* Waits for HELLO alone, from now on: 1 when it came. */
int sanya_process_greet(struct sanya_process *process, struct sanya_buffer *hello) SANYA_MUST_CHECK;
/* Restarts the idle deadline: the host was busy elsewhere. */
void sanya_process_listen(struct sanya_process *process);
/* Restarts the total deadline: a session is judged question by question. */
void sanya_process_ask(struct sanya_process *process);
/* Stops the worker when it still runs, reaps it, judges the end, compares the number in END with
 * `count`, fills the report, frees all. */
void sanya_process_finish(struct sanya_process *process, uint64_t count);

/* --- room.c --- */

/* `read_only`: the worker may read it and nothing else. */
int sanya_room_make(struct sanya_room *room, size_t size, bool read_only,
		    struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_room_done(struct sanya_room *room);

/* --- spawn.c --- */

/* Descriptors as the worker wants them, its own process group, nearly no environment. */
int sanya_worker_spawn(const struct sanya_host *host, const struct sanya_birth *birth,
		       struct sanya_process *process, struct sanya_error *err) SANYA_MUST_CHECK;

/* --- verdict.c --- */

/* The first judgement is written to the report, with its sentence. */
void sanya_judge(struct sanya_process *process, enum sanya_verdict verdict, const char *format, ...)
	SANYA_PRINTF(3, 4);
/* From a FAIL frame. */
void sanya_judge_fail(struct sanya_process *process, const struct sanya_frame *frame);
/* From how the process ended, when nothing was judged before. */
void sanya_judge_end(struct sanya_process *process, uint64_t count);
/* The end of stderr, made harmless. */
void sanya_last_words(const struct sanya_buffer *words, char *ret, size_t size);

/* --- find.c, look.c, options.c --- */

/* The file of a plugin, by name or path; `kind` 0 takes any. */
int sanya_host_find(const struct sanya_host *host, const char *name, enum sanya_plugin_kind kind,
		    struct sanya_buffer *ret_path, struct sanya_error *err) SANYA_MUST_CHECK;
/* Opens it and takes its digest into the report. */
int sanya_plugin_open(const char *path, struct sanya_run_report *report, int *ret_fd,
		      struct sanya_error *err) SANYA_MUST_CHECK;
/* Looks at a plugin, or takes the look that was kept of it (not where a `fresh` one is wanted);
 * whatever comes of it is in the info's report. */
int sanya_host_look_at(const struct sanya_host *host, const char *path, bool fresh,
		       struct sanya_plugin_info **ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* All files whose names begin with `prefix`, sorted by name. */
int sanya_host_look_at_all(const struct sanya_host *host, const char *prefix,
			   struct sanya_plugin_info ***ret, size_t *ret_count,
			   struct sanya_error *err) SANYA_MUST_CHECK;

/* --- looks.c: of an info whose path and digest are known --- */

/* The HELLO that was kept of this very plugin, as it was sent; false where there is none to be believed. */
bool sanya_looks_find(const struct sanya_host *host, const struct sanya_plugin_info *info,
		      struct sanya_buffer *ret_hello);
void sanya_looks_keep(const struct sanya_host *host, const struct sanya_plugin_info *info,
		      const struct sanya_buffer *hello);
int sanya_options_check(const struct sanya_plugin_info *info, const struct sanya_json *options,
			struct sanya_error *err) SANYA_MUST_CHECK;
/* A START document: task and plugin's name. */
struct sanya_json *sanya_start_json(const char *task, const char *plugin);
const char *sanya_kind_word(enum sanya_plugin_kind kind);
int64_t sanya_host_clock(void);

#endif
