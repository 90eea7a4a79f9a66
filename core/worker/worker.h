/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya-worker: one process, one plugin, one run.  The only room with dlfcn.h and seccomp.
 *
 * The order is the point: read START, lock the process in, load the plugin, look at its constant,
 * say HELLO, serve it, END, _exit. Constructors of a shared object run before anybody can ask for
 * its version, so nothing of the plugin is touched before the lock.
 *
 * Descriptors, given by the host at birth: 0 /dev/null, 1 and 2 the log, 3 from the host, 4 to the
 * host, 5 the plugin's file, 6 and 7 shared memory, and from SANYA_WORKER_INPUTS on the input files in order.
 */
#ifndef SANYA_WORKER_WORKER_H
#define SANYA_WORKER_WORKER_H

#include "../base/arena.h"
#include "../base/error.h"
#include "../codec/block.h"
#include "../codec/frame.h"
#include "../codec/json.h"

#include "../../plugins/sanya-plugin.h"

enum {
	SANYA_WORKER_FROM_HOST = 3,
	SANYA_WORKER_TO_HOST = 4,
	SANYA_WORKER_PLUGIN = 5,
	SANYA_WORKER_ROOM = 6,   /* a source's blocks, or the host's block for metrics */
	SANYA_WORKER_VALUES = 7, /* a metric's values */
	SANYA_WORKER_INPUTS = 8,
};

enum sanya_worker_kind { SANYA_WORKER_SOURCE = 1, SANYA_WORKER_METRIC, SANYA_WORKER_EXPORT };

struct sanya_worker {
	struct sanya_json *start; /* what the host asked for */
	uint64_t sent, received;  /* sequence numbers */
	struct sanya_buffer in;   /* bytes from the host, the first `in_done` of them used */
	size_t in_done;
	int64_t sent_at; /* when the last frame went out, milliseconds of the monotonic clock */
	uint64_t progress_done, progress_of;
	bool failed; /* a FAIL frame went out: the first one wins */

	enum sanya_worker_kind kind; /* of the plugin, once loaded */
	const struct sanya_plugin_head *head;
	const struct sanya_plugin_source *source; /* one of the three */
	const struct sanya_plugin_metric *metric;
	const struct sanya_plugin_export *export;
	const char *name, *version, *license, *summary;
	const struct sanya_plugin_option *options;
	uint32_t option_count;
};

/* --- channel.c: frames.  A host that went away ends the process. --- */

void sanya_worker_send(struct sanya_worker *worker, enum sanya_frame_type type, const void *body,
		       size_t size);
/* 1 and a frame, valid until the next call; 0 when the host closed its end. */
int sanya_worker_receive(struct sanya_worker *worker, struct sanya_frame *ret,
			 struct sanya_error *err) SANYA_MUST_CHECK;
/* {"code", "text"}; sent at once, and only the first.  Codes: load, abi, no-sandbox, plugin,
 * worker. */
void sanya_worker_fail(struct sanya_worker *worker, const char *code, const char *text);
void sanya_worker_note(struct sanya_worker *worker, const char *text);
/* At most ten times a second; the last values are repeated by _breathe, once a second, so that a
 * busy plugin is not taken for a hanging one. */
void sanya_worker_progress(struct sanya_worker *worker, uint64_t done, uint64_t of);
void sanya_worker_breathe(struct sanya_worker *worker);
/* UTF-8 whatever comes: at most `cap` bytes of `text`, bytes that are none and control characters
 * as '?'. NULL gives NULL. */
char *sanya_worker_clean(struct sanya_arena *arena, const char *text, size_t cap);

/* --- room.c: memory shared with the host --- */

/* Maps `size` bytes of the descriptor, for writing or for reading alone; NULL when that cannot be. */
void *sanya_worker_room(int descriptor, size_t size, bool writing);

/* --- sandbox.c, filter.c: locking in --- */

struct sanya_sandbox {
	int plugin;             /* descriptor of the file that may be loaded */
	int descriptors;        /* the first that is not the worker's */
	int64_t parent;         /* the host's process: when it is gone, so are we */
	uint64_t memory, cpu_s; /* limits */
	int zones;              /* in/out: Landlock rules for after loading; -1 none */
	int landlock;           /* out: ABI version in force, 0 none */
	bool seccomp;           /* out: a filter is in force */
};
/* 0 with `sandbox` telling what is in force; -1 when not even the unconditional part (limits, no
 * new privileges) could be set. */
int sanya_sandbox_enter(struct sanya_sandbox *sandbox, struct sanya_error *err) SANYA_MUST_CHECK;
/* After loading: from now on only the time zone files can be opened. */
void sanya_sandbox_tighten(struct sanya_sandbox *sandbox);
/* The system call filter; false when this kernel takes none. */
bool sanya_filter_load(void);

/* --- load.c, hello.c: the plugin's constant --- */

/* 0, or -1 after having said why (load, abi). */
int sanya_worker_load(struct sanya_worker *worker) SANYA_MUST_CHECK;
int sanya_worker_hello(struct sanya_worker *worker,
		       const struct sanya_sandbox *sandbox) SANYA_MUST_CHECK;
/* What later minor versions appended, where the plugin was built with them: a source that reads parts, a
 * metric's functions for columns (else NULL). */
bool sanya_worker_parts(const struct sanya_worker *worker);
typedef int32_t sanya_ticket_columns(const struct sanya_metric_host *host, uint32_t metric,
				     const struct sanya_plugin_ticket_columns *tickets,
				     struct sanya_plugin_value *values);
typedef int32_t sanya_response_columns(const struct sanya_metric_host *host, uint32_t metric,
				       const struct sanya_plugin_response_columns *responses,
				       struct sanya_plugin_value *values);
sanya_ticket_columns *sanya_worker_ticket_columns(const struct sanya_worker *worker);
sanya_response_columns *sanya_worker_response_columns(const struct sanya_worker *worker);
/* i-th option, stepping by the plugin's own element size. */
const struct sanya_plugin_option *sanya_worker_option_at(const struct sanya_worker *worker,
							 uint32_t index);
/* The given value, else the fallback, else NULL. */
const char *sanya_worker_option(const struct sanya_worker *worker, const char *name);

/* --- convert.c: the plugin's structs and the domain's --- */

void sanya_ticket_from_plugin(const struct sanya_plugin_ticket *from, struct sanya_ticket *ret);
void sanya_response_from_plugin(const struct sanya_plugin_response *from,
				struct sanya_response *ret);
void sanya_event_from_plugin(const struct sanya_plugin_event *from, struct sanya_ticket_event *ret);
/* Lists are made in `arena`; texts stay where they are. */
int sanya_ticket_to_plugin(struct sanya_arena *arena, const struct sanya_ticket *from,
			   struct sanya_plugin_ticket *ret) SANYA_MUST_CHECK;
int sanya_response_to_plugin(struct sanya_arena *arena, const struct sanya_response *from,
			     struct sanya_plugin_response *ret) SANYA_MUST_CHECK;
/* --- one run each; -1 after having said why --- */

int sanya_worker_run_source(struct sanya_worker *worker) SANYA_MUST_CHECK;
int sanya_worker_run_metric(struct sanya_worker *worker) SANYA_MUST_CHECK;
int sanya_worker_run_export(struct sanya_worker *worker) SANYA_MUST_CHECK;

#endif
