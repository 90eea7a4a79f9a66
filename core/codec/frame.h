/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What host and worker say to each other over two pipes: frames with a 16-byte head, little-endian,
 * at most SANYA_FRAME_MAX bytes. Every byte that comes from a worker is hostile: decoding checks
 * each length and offset and refuses what does not add up.
 *
 *   head: u32 size of the body, u16 type, u16 zero, u64 sequence (0, 1, 2, ... in each direction)
 *
 * Observation batches are flat: a count, fixed-size records, lists, then one text area; so they are
 * copied, digested and handed to a metric worker without taking them apart.  Canonical: the same
 * observations give the same bytes.
 */
#ifndef SANYA_CODEC_FRAME_H
#define SANYA_CODEC_FRAME_H

#include "../base/arena.h"
#include "../base/buffer.h"
#include "../base/error.h"
#include "../domain/observation.h"

enum sanya_frame_type {
	/* host -> worker */
	SANYA_FRAME_START = 1, /* JSON: what to do, the plugin's name, options, window, cursor,
				  limits, calendar document */
	SANYA_FRAME_MEASURE, /* metric: u32 metric index, u32 clock (1 working), i64 from, i64 to,
				then a batch; none: the one before again */
	SANYA_FRAME_ROWS,    /* export: a piece of the JSON table */
	SANYA_FRAME_FINISH,  /* host has no more input */
	/* worker -> host */
	SANYA_FRAME_HELLO = 64, /* JSON: what the plugin is: kind, name, version, options,
				   capabilities, metrics, sandbox */
	SANYA_FRAME_TICKETS,    /* a batch of tickets */
	SANYA_FRAME_RESPONSES,  /* a batch of responses */
	SANYA_FRAME_REJECTS, /* JSON array: place, reason, excerpt of rows that were not understood,
				with counts */
	SANYA_FRAME_CHECKPOINT, /* text: cursor; all before it may be kept */
	SANYA_FRAME_VALUES, /* metric: u32 count, then per observation i64 value, i64 possible, i64
			       at, i32 reason, i32 finding */
	SANYA_FRAME_OUTPUT, /* export: bytes of the file */
	SANYA_FRAME_NOTE,   /* text for the log */
	SANYA_FRAME_PROGRESS, /* u64 done, u64 of (0: unknown) */
	SANYA_FRAME_FAIL,     /* JSON: code, text: the first one wins */
	SANYA_FRAME_END,      /* u64 number of observations (or values, or output bytes) sent */
};

struct sanya_frame {
	enum sanya_frame_type type;
	uint64_t sequence;
	const unsigned char *body; /* inside the reader's buffer */
	size_t size;
};

#define SANYA_FRAME_HEAD 16

/* The head alone, for a body that goes out from where it lies. */
void sanya_frame_head(unsigned char head[SANYA_FRAME_HEAD], enum sanya_frame_type type,
		      uint64_t sequence, size_t size);
void sanya_frame_add(struct sanya_buffer *out, enum sanya_frame_type type, uint64_t sequence,
		     const void *body, size_t size);
/* 1: a whole frame at the front of `bytes` (*ret_used bytes of it), 0: more bytes needed, -1: not a
 * frame. */
int sanya_frame_next(const unsigned char *bytes, size_t size, struct sanya_frame *ret,
		     size_t *ret_used, struct sanya_error *err) SANYA_MUST_CHECK;

/* Little-endian numbers at any address. */
uint16_t sanya_le16(const void *at);
uint32_t sanya_le32(const void *at);
uint64_t sanya_le64(const void *at);
void sanya_le16_put(void *at, uint16_t value);
void sanya_le32_put(void *at, uint32_t value);
void sanya_le64_put(void *at, uint64_t value);

/* Largest batch: room is left for a frame's head and what goes before a batch in
 * SANYA_FRAME_MEASURE. */
#define SANYA_BATCH_MAX (SANYA_FRAME_MAX - 64u)

/* Whether an observation may travel at all: what is obligatory is there, texts are UTF-8 without
 * NUL and not too long, flags are flags, instants lie in years 1 to 9999, lists have at most 4096
 * entries.  The error names the observation's id and the field. */
int sanya_ticket_check(const struct sanya_ticket *ticket, struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_response_check(const struct sanya_response *response,
			 struct sanya_error *err) SANYA_MUST_CHECK;
/* The same but for the bytes of the texts, where these were looked at before, all together. */
int sanya_ticket_check_parts(const struct sanya_ticket *ticket,
			     struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_response_check_parts(const struct sanya_response *response,
			       struct sanya_error *err) SANYA_MUST_CHECK;
/* Bytes it takes in a batch, besides the batch's own head of SANYA_BATCH_HEAD bytes. */
#define SANYA_BATCH_HEAD 24
size_t sanya_ticket_packed(const struct sanya_ticket *ticket);
size_t sanya_response_packed(const struct sanya_response *response);

/* Batches: `count` observations appended to `out`, the batch at most SANYA_BATCH_MAX bytes:
 * *ret_packed tells how many fitted (at least one, or an error that names the observation that is
 * too large). */
int sanya_batch_pack_tickets(const struct sanya_ticket *tickets, size_t count,
			     struct sanya_buffer *out, size_t *ret_packed,
			     struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_batch_pack_responses(const struct sanya_response *responses, size_t count,
			       struct sanya_buffer *out, size_t *ret_packed,
			       struct sanya_error *err) SANYA_MUST_CHECK;
/* Arrays live in `arena`, texts point into `bytes`.  Every reference is checked; texts must be
 * UTF-8 and at most SANYA_TEXT_MAX. */
int sanya_batch_unpack_tickets(const void *bytes, size_t size, struct sanya_arena *arena,
			       struct sanya_ticket **ret, size_t *ret_count,
			       struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_batch_unpack_responses(const void *bytes, size_t size, struct sanya_arena *arena,
				 struct sanya_response **ret, size_t *ret_count,
				 struct sanya_error *err) SANYA_MUST_CHECK;

#endif
