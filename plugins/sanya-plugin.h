/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sanya's plugin interface, ABI 1.1.
 *
 * A plugin is a shared object that exports exactly one constant, `sanya_source_1`, `sanya_metric_1`
 * or `sanya_export_1`, and imports nothing from Sanya: all services come in a table of functions.
 * It runs alone in a worker process that has locked itself in before the plugin was loaded, and
 * that is thrown away after the run: no files, no sockets, no other programs.
 *
 * Rules that hold everywhere
 *  - Plain C11; the header also parses as C++.
 *  - Texts are UTF-8 without NUL inside, at most 4096 bytes each.  A pointer you receive is yours
 *    to read until you return.  Copy what you keep; free nothing you were given.
 *  - The worker copies what you pass before the call returns.
 *  - 0 is success, negative a failure; say why with `fail`.  When a service returns negative,
 *    return soon: the run is over.
 *  - Times are seconds since 1970-01-01T00:00:00Z.  SANYA_ABSENT_TIME, SANYA_ABSENT_COUNT,
 *    SANYA_ABSENT_VALUE and a text with at == NULL mean "absent", which is neither zero nor empty.
 *  - Every struct carries its size, arrays their element size: later minor versions append fields,
 *    you never check a version.
 *  - Start every struct that you fill from its SANYA_..._INIT below, so that all you leave alone is
 *    absent.
 *  - Standard output and standard error go to the administrator's log.
 *
 * Build:  cc -shared -fPIC -Wl,-z,defs $(pkg-config --cflags sanya-plugin) -o source-mine.so mine.c
 * Check:  sanya plugin check ./source-mine.so
 */
#ifndef SANYA_PLUGIN_H
#define SANYA_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SANYA_PLUGIN_MAGIC 0x41594e53u /* "SNYA" on a little-endian machine */
#define SANYA_PLUGIN_MAJOR 1
#define SANYA_PLUGIN_MINOR 1

#define SANYA_ABSENT_TIME  INT64_MIN
#define SANYA_ABSENT_COUNT INT32_MIN
#define SANYA_ABSENT_VALUE INT64_MIN

#if defined(__GNUC__)
#define SANYA_PLUGIN_EXPORT __attribute__((visibility("default")))
#else
#define SANYA_PLUGIN_EXPORT
#endif

/* The first 16 bytes of every exported constant; they never change. */
struct sanya_plugin_head {
	uint32_t magic;
	uint16_t major, minor;
	uint32_t size;        /* of the whole constant, as you compiled it */
	uint32_t option_size; /* sizeof(struct sanya_plugin_option), as you compiled it */
};
#define SANYA_PLUGIN_HEAD(type)                                                                    \
	{                                                                                          \
		SANYA_PLUGIN_MAGIC, SANYA_PLUGIN_MAJOR, SANYA_PLUGIN_MINOR,                        \
			(uint32_t)sizeof(type), (uint32_t)sizeof(struct sanya_plugin_option)       \
	}

struct sanya_plugin_text {
	const char *at; /* NULL: absent */
	uint32_t size, reserved;
};

/* One line of the table of options: checked before the run, shown as help and form. */
enum {
	SANYA_OPTION_TEXT = 1,
	SANYA_OPTION_INTEGER,  /* a whole number, "-" allowed */
	SANYA_OPTION_BOOLEAN,  /* "true" or "false" */
	SANYA_OPTION_CHOICE,   /* one of `choices` */
	SANYA_OPTION_DOCUMENT, /* JSON; the plugin gets the text */
};
enum { SANYA_OPTION_REQUIRED = 1 };
struct sanya_plugin_option {
	const char *name;
	uint32_t type, flags;
	const char *fallback; /* NULL: none */
	const char *choices;  /* "a|b|c" for CHOICE */
	const char *help;     /* one sentence */
};

/* Observations: meanings in docs/plugins.md and in the comments here; all sizes fixed. */
struct sanya_plugin_span {
	int64_t from, to; /* to absent: lasts still */
};
struct sanya_plugin_ticket {
	struct sanya_plugin_text id; /* unique within the source */
	struct sanya_plugin_text assignee, first_replier, solver, requester, channel, queue,
		priority, status;
	const struct sanya_plugin_text *involved, *tags;
	uint32_t involved_count, tag_count;
	int64_t created, first_reply, first_touch, first_solved, solved, closed, due;
	int32_t reopens, replies, reassigns;
	int32_t in_time;     /* 1, 0: as the source itself judged it */
	int32_t has_history; /* 1: waits and silences are known (none is none), else 0 */
	uint32_t wait_count, silence_count, reserved;
	const struct sanya_plugin_span *waits,
		*silences; /* the requester waits; staff are silent on their turn */
};
#define SANYA_PLUGIN_NO_TEXT                                                                       \
	{                                                                                          \
		NULL, 0, 0                                                                         \
	}
/* Nothing known yet: `struct sanya_plugin_ticket ticket = SANYA_PLUGIN_TICKET_INIT;` (id and
 * created are obligatory). */
#define SANYA_PLUGIN_TICKET_INIT                                                                   \
	{                                                                                          \
		SANYA_PLUGIN_NO_TEXT, SANYA_PLUGIN_NO_TEXT, SANYA_PLUGIN_NO_TEXT,                  \
			SANYA_PLUGIN_NO_TEXT, SANYA_PLUGIN_NO_TEXT, SANYA_PLUGIN_NO_TEXT,          \
			SANYA_PLUGIN_NO_TEXT, SANYA_PLUGIN_NO_TEXT, SANYA_PLUGIN_NO_TEXT, NULL,    \
			NULL, 0, 0, SANYA_ABSENT_TIME, SANYA_ABSENT_TIME, SANYA_ABSENT_TIME,       \
			SANYA_ABSENT_TIME, SANYA_ABSENT_TIME, SANYA_ABSENT_TIME,                   \
			SANYA_ABSENT_TIME, SANYA_ABSENT_COUNT, SANYA_ABSENT_COUNT,                 \
			SANYA_ABSENT_COUNT, SANYA_ABSENT_COUNT, 0, 0, 0, 0, NULL, NULL             \
	}
enum {
	SANYA_KIND_CSAT = 1,
	SANYA_KIND_NPS,
	SANYA_KIND_CES,
	SANYA_KIND_QA,
	SANYA_KIND_MYSTERY,
	SANYA_KIND_COMPLAINT,
	SANYA_KIND_RATING
};
struct sanya_plugin_response {
	struct sanya_plugin_text id, ticket, survey, subject, requester, channel;
	const struct sanya_plugin_text *tags;
	uint32_t tag_count;
	int32_t kind; /* SANYA_KIND_... */
	int64_t asked, answered;
	int64_t value, lowest, highest; /* thousandths: 4.5 is 4500 */
	int32_t critical, reserved;     /* critical: 1 when a critical item failed */
};
/* Nothing known yet (id, kind and answered are obligatory). */
#define SANYA_PLUGIN_RESPONSE_INIT                                                                 \
	{                                                                                          \
		SANYA_PLUGIN_NO_TEXT, SANYA_PLUGIN_NO_TEXT, SANYA_PLUGIN_NO_TEXT,                  \
			SANYA_PLUGIN_NO_TEXT, SANYA_PLUGIN_NO_TEXT, SANYA_PLUGIN_NO_TEXT, NULL, 0, \
			0, SANYA_ABSENT_TIME, SANYA_ABSENT_TIME, SANYA_ABSENT_VALUE,               \
			SANYA_ABSENT_VALUE, SANYA_ABSENT_VALUE, 0, 0                               \
	}
enum {
	SANYA_HAPPENED_CREATED = 1,
	SANYA_HAPPENED_STATUS,
	SANYA_HAPPENED_ASSIGNED,
	SANYA_HAPPENED_REPLY,
	SANYA_HAPPENED_NOTE,
	SANYA_HAPPENED_TOUCH
};
enum {
	SANYA_CLASS_UNKNOWN,
	SANYA_CLASS_NEW,
	SANYA_CLASS_OPEN,
	SANYA_CLASS_PENDING,
	SANYA_CLASS_ON_HOLD,
	SANYA_CLASS_SOLVED,
	SANYA_CLASS_CLOSED,
	SANYA_CLASS_DELETED
};
struct sanya_plugin_event {
	int64_t at;
	int32_t what;     /* SANYA_HAPPENED_... */
	int32_t status;   /* SANYA_CLASS_...: what the status means, for CREATED and STATUS */
	int32_t by_staff; /* 1 staff, 0 requester or system */
	int32_t reserved;
	struct sanya_plugin_text actor; /* who did it */
	struct sanya_plugin_text
		target; /* CREATED, ASSIGNED: the assignee from now on; absent: nobody */
	struct sanya_plugin_text text; /* CREATED, STATUS: the status as the source calls it */
};
#define SANYA_PLUGIN_EVENT_INIT                                                                    \
	{                                                                                          \
		SANYA_ABSENT_TIME, 0, 0, 0, 0, SANYA_PLUGIN_NO_TEXT, SANYA_PLUGIN_NO_TEXT,         \
			SANYA_PLUGIN_NO_TEXT                                                       \
	}

/*
 * Since 1.1: many observations at once, field by field, for sources that have very many.  A pointer is NULL where the
 * field is absent in all of them; else it has `count` elements, absent ones as in the structs above.  Observations with
 * lists, waits, silences or a history are delivered as structs.
 */
struct sanya_plugin_ticket_fields {
	uint32_t size, count;
	const struct sanya_plugin_text *id, *assignee, *first_replier, *solver, *requester, *channel,
		*queue, *priority, *status;
	const int64_t *created, *first_reply, *first_touch, *first_solved, *solved, *closed, *due;
	const int32_t *reopens, *replies, *reassigns, *in_time;
};
struct sanya_plugin_response_fields {
	uint32_t size, count;
	const struct sanya_plugin_text *id, *ticket, *survey, *subject, *requester, *channel;
	const int64_t *asked, *answered, *value, *lowest, *highest;
	const int32_t *kind, *critical;
};

/* --- sources --- */

/* Services for a source.  `run` is passed back unchanged. */
struct sanya_source_host {
	uint32_t size;
	uint16_t major, minor;
	void *run;
	/* Instants wanted, [from, to), each absent where open.  Delivering more is harmless, less
	 * is not. */
	int64_t window_from, window_to;
	/* The option's value, its fallback, or NULL. */
	const char *(*option)(void *run, const char *name);
	/* Input files were opened by the host: how many, what they are called, and bytes of one, in
	 * order. read: >0 bytes, 0 end, <0 failure. */
	uint32_t (*inputs)(void *run);
	const char *(*input_name)(void *run, uint32_t input);
	int64_t (*input_size)(void *run, uint32_t input); /* -1 unknown */
	int64_t (*read)(void *run, uint32_t input, void *bytes, uint64_t size);
	/* Where the last run stopped, as passed to checkpoint; NULL on the first. */
	const char *(*cursor)(void *run);
	/* Deliver; `element` = sizeof of one, as you compiled it. */
	int32_t (*tickets)(void *run, const struct sanya_plugin_ticket *tickets, uint32_t count,
			   uint32_t element);
	int32_t (*responses)(void *run, const struct sanya_plugin_response *responses,
			     uint32_t count, uint32_t element);
	/* One ticket with its events: the worker derives first reply, reopens, waiting and the
	 * like; fields you set are kept. */
	int32_t (*history)(void *run, const struct sanya_plugin_ticket *ticket,
			   uint32_t ticket_size, const struct sanya_plugin_event *events,
			   uint32_t count, uint32_t element);
	/* A row that was not taken (repaired 0) or was taken after a repair (1): place "file:line",
	 * reason, piece of the row or NULL. */
	int32_t (*reject)(void *run, const char *place, const char *reason, const char *excerpt,
			  int32_t repaired);
	int32_t (*checkpoint)(void *run, const char *cursor);
	int32_t (*progress)(void *run, uint64_t done, uint64_t of);
	/* Wall-clock seconds in an IANA zone to seconds UTC (twice: the earlier; skipped: the
	 * moment of the change). */
	int32_t (*instant)(void *run, const char *zone, int64_t local, int64_t *ret);
	int32_t (*fail)(void *run, const char *text);
	void (*note)(void *run, const char *text);
	/* Since 1.1.  This run delivers part number `part` (from 0) of `parts`: several workers read
	 * the same inputs, and every observation and every reject comes from exactly one of them.
	 * 1 for a plugin that does not say SANYA_SOURCE_PARTS.  Where there are several, inputs are
	 * plain files. */
	uint32_t part, parts;
	/* Since 1.1.  Deliver; the same as `tickets` and `responses` in another form. */
	int32_t (*ticket_fields)(void *run, const struct sanya_plugin_ticket_fields *tickets);
	int32_t (*response_fields)(void *run,
				   const struct sanya_plugin_response_fields *responses);
	/* Since 1.1.  Bytes of a plain file from a place on, whatever was read before; as `read`. */
	int64_t (*read_at)(void *run, uint32_t input, uint64_t at, void *bytes, uint64_t size);
	/* Since 1.1.  A part that had to guess where records begin says, once for each input of which it
	 * took anything, that it took all that begins in [from, to).  If the stretches of all parts do not
	 * follow one another from 0 to the input's end, a guess was wrong: nothing counts, and one worker
	 * reads everything again.  A part that failed is taken for one that guessed wrong. */
	int32_t (*stretch)(void *run, uint32_t input, uint64_t from, uint64_t to);
	/* Since 1.1.  Whether anybody asks for a text, by the name of its field in struct
	 * sanya_plugin_ticket or _response: 1, or 0, and then nothing that is delivered there is looked
	 * at.  Whether a row is good may not depend on it. */
	int32_t (*asked)(void *run, int32_t response, const char *field);
};

/* Since 1.1. */
enum { SANYA_SOURCE_PARTS = 1 }; /* it can read its part of the inputs alone */

struct sanya_plugin_source {
	struct sanya_plugin_head head;
	const char *name, *version, *license, *summary;
	const struct sanya_plugin_option *options;
	uint32_t option_count;
	uint32_t needs; /* capabilities: 0; others are refused by this version */
	int32_t (*fetch)(const struct sanya_source_host *host);
	uint32_t flags, reserved; /* since 1.1: SANYA_SOURCE_... */
};

/* --- metrics --- */

enum {
	SANYA_METRIC_SECONDS = 1,
	SANYA_METRIC_FLAG,
	SANYA_METRIC_COUNT,
	SANYA_METRIC_POINTS,
	SANYA_METRIC_NPS,
	SANYA_METRIC_PAIR
};
enum { SANYA_METRIC_OF_TICKETS = 1, SANYA_METRIC_OF_RESPONSES };
enum { SANYA_METRIC_SNAPSHOT = 1, SANYA_METRIC_LOWER_IS_BETTER = 2 };

struct sanya_plugin_reason {
	const char *word; /* stable: "not-solved" */
	const char *en, *th;
};
struct sanya_plugin_metric_definition {
	uint32_t size;
	uint32_t version;
	const char *name; /* "ticket.first_reply_time" */
	uint32_t unit, of, flags;
	uint32_t reason_count, reason_size, reserved;
	const struct sanya_plugin_reason *reasons;
	const char *title_en, *title_th, *definition_en, *definition_th;
};

struct sanya_plugin_value {
	int64_t value;
	int64_t possible; /* PAIR: of how much; else leave 1 */
	int64_t at;       /* the instant that decides which period it belongs to */
	int32_t reason;   /* 0: counts; n: reasons[n - 1] says why not */
	int32_t finding; /* 0: none; n: it counts, but reasons[n - 1] is worth a look (an end before
			    its start) */
};

struct sanya_metric_host {
	uint32_t size;
	uint16_t major, minor;
	void *run;
	int64_t window_from,
		window_to; /* [from, to); absent: open.  Only SNAPSHOT metrics may look */
	/* Seconds between two instants on the goal's clock; 0 where to <= from. */
	int64_t (*between)(void *run, int64_t from, int64_t to);
	int32_t (*fail)(void *run, const char *text);
	void (*note)(void *run, const char *text);
	/* Since 1.1: 1 when `between` counts working time, 0 when it is plain subtraction. */
	int32_t working, reserved;
};

/*
 * Since 1.1: many observations at once, field by field.  A pointer is NULL where the field is absent in
 * all of them; else it has `count` elements, absent ones as in the structs above.  Texts are not among
 * them: a metric that looks at texts takes rows.  waits[i] are those from wait_ends[i - 1] (0 for the
 * first) to wait_ends[i] - 1.
 */
struct sanya_plugin_ticket_columns {
	uint32_t size, count;
	const int64_t *created, *first_reply, *first_touch, *first_solved, *solved, *closed, *due;
	const int32_t *reopens, *replies, *reassigns, *in_time, *has_history;
	const uint32_t *wait_ends, *silence_ends;
	const struct sanya_plugin_span *waits, *silences;
};
struct sanya_plugin_response_columns {
	uint32_t size, count;
	const int64_t *asked, *answered, *value, *lowest, *highest;
	const int32_t *kind, *critical;
};

struct sanya_plugin_metric {
	struct sanya_plugin_head head;
	const char *name, *version, *license, *summary;
	const struct sanya_plugin_option *options;
	uint32_t option_count, needs;
	const struct sanya_plugin_metric_definition *const *definitions;
	uint32_t definition_count;
	uint32_t value_size; /* sizeof(struct sanya_plugin_value), as you compiled it */
	/* One value per observation; `values` is zeroed, possible = 1.  Step through with the
	 * element sizes given. */
	int32_t (*tickets)(const struct sanya_metric_host *host, uint32_t metric,
			   const void *tickets, uint32_t count, uint32_t element,
			   struct sanya_plugin_value *values);
	int32_t (*responses)(const struct sanya_metric_host *host, uint32_t metric,
			     const void *responses, uint32_t count, uint32_t element,
			     struct sanya_plugin_value *values);
	/* Since 1.1; NULL: rows only.  The same values as the two above, for many observations at once;
	 * where they are given the worker calls these.  `values` as above. */
	int32_t (*ticket_columns)(const struct sanya_metric_host *host, uint32_t metric,
				  const struct sanya_plugin_ticket_columns *tickets,
				  struct sanya_plugin_value *values);
	int32_t (*response_columns)(const struct sanya_metric_host *host, uint32_t metric,
				    const struct sanya_plugin_response_columns *responses,
				    struct sanya_plugin_value *values);
};

/* --- exports --- */

struct sanya_export_host {
	uint32_t size;
	uint16_t major, minor;
	void *run;
	const char *(*option)(void *run, const char *name);
	/* The table to write: column names, then cells, each a text or absent. */
	uint32_t (*columns)(void *run);
	const char *(*column)(void *run, uint32_t column);
	/* 't' text, 'n' decimal number, 'd' date YYYY-MM-DD, 'i' identifier */
	int32_t (*column_type)(void *run, uint32_t column);
	uint64_t (*rows)(void *run);
	struct sanya_plugin_text (*cell)(void *run, uint64_t row, uint32_t column);
	int32_t (*write)(void *run, const void *bytes, uint64_t size);
	int32_t (*fail)(void *run, const char *text);
	void (*note)(void *run, const char *text);
};

struct sanya_plugin_export {
	struct sanya_plugin_head head;
	const char *name, *version, *license, *summary;
	const struct sanya_plugin_option *options;
	uint32_t option_count, needs;
	const char *format; /* "csv": what --format asks for */
	const char *extension;
	int32_t (*write)(const struct sanya_export_host *host);
};

/* A plugin defines exactly one of these. */
extern SANYA_PLUGIN_EXPORT const struct sanya_plugin_source sanya_source_1;
extern SANYA_PLUGIN_EXPORT const struct sanya_plugin_metric sanya_metric_1;
extern SANYA_PLUGIN_EXPORT const struct sanya_plugin_export sanya_export_1;

#ifdef __cplusplus
}
#endif
#endif
