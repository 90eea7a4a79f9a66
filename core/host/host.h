/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The host of plugins: finds them, starts one sandboxed worker per run, applies deadlines and
 * limits, and judges how the run ended.  Nothing a plugin does can harm the caller: crash, hang,
 * nonsense and refusal become a verdict with a reason.
 *
 * The host never calls dlopen (the worker does) and never stores anything: it hands over
 * observations, and a run counts only when `verdict` is SANYA_VERDICT_OK or up to the last
 * checkpoint it reported.
 */
#ifndef SANYA_HOST_HOST_H
#define SANYA_HOST_HOST_H

#include "../base/arena.h"
#include "../base/error.h"
#include "../codec/block.h"
#include "../codec/json.h"
#include "../domain/observation.h"
#include "../domain/statistic.h"

enum sanya_plugin_kind { SANYA_PLUGIN_SOURCE = 1, SANYA_PLUGIN_METRIC, SANYA_PLUGIN_EXPORT };

/* Where things are; empty strings take the places decided at build time (or, uninstalled, beside
 * the program). */
struct sanya_host_config {
	const char *worker;         /* path of sanya-worker */
	const char *const *folders; /* plugin folders, NULL-terminated */
	const char *cache;          /* folder in which looks at plugins are kept, made where its parent is
				       there; NULL: none are kept */
	bool allow_unsandboxed;     /* the administrator's explicit permission for kernels without
				       Landlock or seccomp */
	int64_t start_ms, idle_ms, total_ms;  /* 0: the defaults 5 s, 60 s, 15 min */
	uint64_t memory_max;                  /* bytes of address space of a worker; 0: 256 MiB */
	uint64_t cpu_s;                       /* 0: 900 */
	uint64_t observations_max, bytes_max; /* of one run; 0: 100 million, 64 GiB */
	uint32_t rejects_max; /* rows kept with their excerpt; 0: 1000 (all are counted) */
};

enum sanya_verdict {
	SANYA_VERDICT_OK,
	SANYA_VERDICT_FAILED /* the plugin said so */,
	SANYA_VERDICT_CRASHED /* signal */,
	SANYA_VERDICT_TIMEOUT_START,
	SANYA_VERDICT_TIMEOUT_IDLE,
	SANYA_VERDICT_TIMEOUT_TOTAL,
	SANYA_VERDICT_CPU_LIMIT,
	SANYA_VERDICT_PROTOCOL /* nonsense on the wire, no end, wrong count, too much */,
	SANYA_VERDICT_SANDBOX /* a forbidden call */,
	SANYA_VERDICT_ABI /* wrong version or no symbol */,
	SANYA_VERDICT_LOAD /* not a loadable file */,
	SANYA_VERDICT_NO_SANDBOX /* this kernel cannot lock plugins in */,
	SANYA_VERDICT_CALLER /* the caller's own callback failed */,
};
const char *sanya_verdict_word(enum sanya_verdict verdict); /* "timeout-idle" */

struct sanya_run_report {
	enum sanya_verdict verdict;
	char reason[1024]; /* one sentence; "" when OK */
	int signal, exit_code;
	uint64_t observations; /* delivered to the caller, up to the last checkpoint when the run
				  failed */
	uint64_t rejected;
	int64_t wall_ms, cpu_ms;
	uint64_t peak_bytes;
	char last_words[4097]; /* the end of stderr, control characters replaced */
	char plugin_version[64];
	unsigned char plugin_sha256[32];
};

/* What a plugin says of itself, read by a worker in its sandbox. */
struct sanya_metric_info {
	const char *name; /* "ticket.first_reply_time@1" */
	enum sanya_unit unit;
	enum sanya_observation_kind kind;
	bool snapshot; /* depends on the end of the window (backlog) and is asked once per window */
	bool lower_is_better;
	struct sanya_words title, definition;
	const struct sanya_words
		*reasons; /* reasons[i]: why reason i + 1 does not count; English always present */
	size_t reason_count;
	const char *const *reason_words; /* stable keys: "not-solved" */
	uint32_t index;                  /* within its plugin */
};
struct sanya_plugin_option_info {
	const char *name, *type /* text, integer, boolean, choice, document */, *fallback, *choices,
		*help;
	bool required;
};
struct sanya_plugin_info {
	struct sanya_arena arena;
	char *path;                     /* of the file */
	char *name;                     /* the file's, without .so: "source-csv" */
	const char *says;               /* the name it gives itself */
	const char *format, *extension; /* of an export, else NULL */
	int landlock;                   /* version in force while it was looked at, 0 none */
	bool seccomp;
	enum sanya_plugin_kind kind;
	const char *version, *license, *summary;
	bool parts; /* a source: several workers can share its reading */
	bool ticket_columns, response_columns; /* a metric: it takes them field by field, so it never looks at texts */
	struct sanya_plugin_option_info *options;
	size_t option_count;
	struct sanya_metric_info *metrics;
	size_t metric_count;
	struct sanya_run_report report; /* of the look: verdict OK or why the plugin is refused */
};

struct sanya_host;

int sanya_host_new(const struct sanya_host_config *config, struct sanya_host **ret,
		   struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_host_free(struct sanya_host *host);

/* Every file in the plugin folders, good or bad, sorted by name; each is looked at anew. */
int sanya_host_list(struct sanya_host *host, struct sanya_plugin_info ***ret, size_t *ret_count,
		    struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_plugin_infos_free(struct sanya_plugin_info **infos, size_t count);
/* One plugin by name ("csv" is found as "source-csv" when `kind` is source) or by path (has a '/').
 * What an earlier look at the same file by the same worker found is taken from the cache. */
int sanya_host_look(struct sanya_host *host, const char *name, enum sanya_plugin_kind kind,
		    struct sanya_plugin_info **ret, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_plugin_info_free(struct sanya_plugin_info *info);
/* The plugin and metric that bear this name; what is found is kept by the host (loaded once) and
 * borrowed. */
int sanya_host_metric(struct sanya_host *host, const char *metric,
		      const struct sanya_plugin_info **ret_plugin,
		      const struct sanya_metric_info **ret_metric,
		      struct sanya_error *err) SANYA_MUST_CHECK;

/* --- running a source --- */

struct sanya_reject {
	const char *place;   /* "tickets.csv:1042" */
	const char *reason;  /* stable words: "created: not a date" */
	const char *excerpt; /* of the row; NULL */
	uint64_t count;      /* rows rejected for this reason at this place, usually 1 */
	bool repaired;       /* it was taken after a repair (a finding), not left out */
};

/*
 * Called while the run goes on, before anybody knows how it will end: the caller stages what it
 * gets, keeps all it has staged at each checkpoint, and keeps the rest only when the run's verdict
 * is OK; on any other verdict it forgets what came after the last checkpoint. Observations, rejects
 * and checkpoints each come in the plugin's order, and everything the plugin said before a
 * checkpoint comes before it. Rejects beyond rejects_max come summed up, by reason, with place ""
 * and their count, before the next checkpoint or at the end. Any callback may be NULL.  One that
 * fails ends the run with SANYA_VERDICT_CALLER and its own error.
 */
struct sanya_source_calls {
	/* A checked block of tickets or responses (count > 0), valid during the call; it lies in the
	 * host's room, where metrics can measure it without a copy. */
	int (*block)(void *context, const struct sanya_block *block,
		     const struct sanya_dictionary *dictionary, struct sanya_error *err);
	int (*reject)(void *context, const struct sanya_reject *reject, struct sanya_error *err);
	int (*checkpoint)(void *context, const char *cursor, struct sanya_error *err);
	int (*progress)(void *context, uint64_t done, uint64_t of, struct sanya_error *err);
	/* Several workers could not share the inputs after all: forget everything, rejects too; one worker begins anew.  NULL: such a run
	 * fails. */
	int (*again)(void *context, struct sanya_error *err);
};

struct sanya_source_run {
	const char *plugin; /* name or path */
	const struct sanya_json
		*options; /* object of strings, checked against the plugin's table; borrowed */
	const char *const
		*inputs;    /* files handed in as open descriptors, in order; NULL-terminated */
	const char *cursor; /* where the last run stopped; NULL for the first */
	int64_t from, to;   /* window of instants wanted; SANYA_NO_INSTANT: open */
	uint64_t preview;   /* >0: stop after so many observations (source check) */
	/* At most so many workers share the reading, where the plugin can and the inputs are plain
	 * files; 0, 1: one.  With several, observations and rejects come in the order of each part, the
	 * parts mixed, and checkpoints do not come at all. */
	uint32_t workers;
	/* By kind: the texts that anybody asks for, bits of sanya_block's `present`; ids always are.  Others stay with the worker, as if
	 * no observation had them.  NULL: all. */
	const uint64_t *texts;
	const struct sanya_source_calls *calls;
	void *context;
};
/* 0 when a verdict was reached (look at report->verdict), -1 when the run could not even be started
 * (no such plugin, bad options). */
int sanya_host_run_source(struct sanya_host *host, const struct sanya_source_run *run,
			  struct sanya_run_report *ret_report,
			  struct sanya_error *err) SANYA_MUST_CHECK;

/* --- running metrics: one worker serves many batches --- */

struct sanya_metric_session;

struct sanya_metric_value {
	int64_t value;    /* in the metric's unit */
	int64_t possible; /* pairs: the whole; else 1 */
	int64_t at;       /* the instant that decides which period it belongs to */
	int32_t reason;   /* 0: counts; else reasons[reason - 1] says why not */
	int32_t finding;  /* 0: none; else it counts, but reasons[finding - 1] is worth a look */
};

/* Starts a worker, which gets ready while the host goes on; if it cannot, the first question says so.  `calendar` (canonical JSON, NULL
 * where no clock is working) is compiled by the worker. */
int sanya_host_metric_open(struct sanya_host *host, const struct sanya_plugin_info *plugin,
			   const char *calendar, struct sanya_metric_session **ret,
			   struct sanya_error *err) SANYA_MUST_CHECK;
/* One question about a block: the metric is of the block's kind. */
struct sanya_metric_ask {
	const struct sanya_metric_info *metric;
	bool working;     /* on the calendar's clock */
	int64_t from, to; /* window; SANYA_NO_INSTANT: open.  Only snapshots may look */
};
/* Values for all rows of a checked block, question by question: ret[i] has room for block->count of
 * them.  -1 with the verdict's reason when the worker failed; the session is then dead and every
 * later call fails alike.  A block that lies in the host's room is not copied. */
int sanya_host_metric_values(struct sanya_metric_session *session, const struct sanya_block *block,
			     const struct sanya_dictionary *dictionary,
			     const struct sanya_metric_ask *asks, size_t ask_count,
			     struct sanya_metric_value *const *ret,
			     struct sanya_error *err) SANYA_MUST_CHECK;
#define SANYA_METRIC_ASKS_MAX 64u /* of one call */
/* Where a block is made or copied so that metric workers see it at once; one for the host's whole
 * life, so good for one block at a time. */
int sanya_host_room(struct sanya_host *host, struct sanya_block **ret,
		    struct sanya_error *err) SANYA_MUST_CHECK;
/* Ends the worker and reports; frees. */
void sanya_host_metric_close(struct sanya_metric_session *session,
			     struct sanya_run_report *ret_report);

/* --- running an export --- */

/*
 * `table` is {"columns": [{"name": "amount", "type": "number"}, ...], "rows": [["4987.00", ...],
 * ...]}: types are text, number, date and identifier, cells are texts or null.  `options` may be
 * NULL.  The bytes of the file go to `out`, and count only when the verdict is OK.
 */
int sanya_host_run_export(struct sanya_host *host, const char *plugin,
			  const struct sanya_json *options, const struct sanya_json *table,
			  struct sanya_buffer *out, struct sanya_run_report *ret_report,
			  struct sanya_error *err) SANYA_MUST_CHECK;

#endif
