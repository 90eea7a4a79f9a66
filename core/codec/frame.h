/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What host and worker say to each other over two pipes: frames with a 16-byte head, little-endian,
 * at most SANYA_FRAME_MAX bytes. Every byte that comes from a worker is hostile: decoding checks
 * each length and offset and refuses what does not add up.
 *
 *   head: u32 size of the body, u16 type, u16 zero, u64 sequence (0, 1, 2, ... in each direction)
 *
 * Observations do not go through the pipes: they lie in memory that host and worker share (block.h), and frames
 * tell where.
 *
 *   A source's worker fills slot 0, 1, 2, 0, ... of its room, sends BLOCK, and goes on with the next slot;
 *   a slot is free again when TAKEN came.
 *   A metric's worker reads the block in the host's room, writes values into its own and sends VALUES; where it
 *   has to know texts it asks with NEED first, and gets TERMS.
 */
#ifndef SANYA_CODEC_FRAME_H
#define SANYA_CODEC_FRAME_H

#include "../base/buffer.h"
#include "../base/error.h"

enum sanya_frame_type {
	/* host -> worker */
	SANYA_FRAME_START = 1, /* JSON: what to do, the plugin's name, options, window, cursor,
				  limits, calendar document */
	SANYA_FRAME_MEASURE, /* metric: u32 dictionary (SANYA_FRESH), u32 count of asks, then each: u32 metric index, u32
				clock (1 working), i64 from, i64 to.  The block lies in the host's room */
	SANYA_FRAME_ROWS,    /* export: a piece of the JSON table */
	SANYA_FRAME_FINISH,  /* host has no more input */
	SANYA_FRAME_TAKEN,   /* source: u32 slot */
	SANYA_FRAME_TERMS,   /* metric: u32 dictionary, u32 terms before, then each: u16 size, bytes */
	/* worker -> host */
	SANYA_FRAME_HELLO = 64, /* JSON: what the plugin is: kind, name, version, options,
				   capabilities, metrics, sandbox */
	SANYA_FRAME_BLOCK,      /* source: u32 slot that holds a block */
	SANYA_FRAME_NEED,       /* metric: u32 dictionary, u32 terms it knows */
	SANYA_FRAME_REJECTS, /* JSON array: place, reason, excerpt of rows that were not understood,
				with counts */
	SANYA_FRAME_CHECKPOINT, /* text: cursor; all before it may be kept */
	SANYA_FRAME_VALUES, /* metric: u32 rows, u32 asks: the values lie in the worker's room, those of
			       ask i from struct sanya_metric_value number i * SANYA_BLOCK_ROWS on */
	SANYA_FRAME_OUTPUT, /* export: bytes of the file */
	SANYA_FRAME_NOTE,   /* text for the log */
	SANYA_FRAME_PROGRESS, /* u64 done, u64 of (0: unknown) */
	SANYA_FRAME_FAIL,     /* JSON: code, text: the first one wins */
	SANYA_FRAME_END,      /* u64 number of observations (or values, or output bytes) sent */
	SANYA_FRAME_STRETCH,  /* source: u32 input, u32 0, u64 from, u64 to: taken of it by this part */
};

struct sanya_frame {
	enum sanya_frame_type type;
	uint64_t sequence;
	const unsigned char *body; /* inside the reader's buffer */
	size_t size;
};

#define SANYA_FRAME_HEAD 16
#define SANYA_DICTIONARIES 32u /* that a metric's worker remembers, by numbers from 0 */
#define SANYA_FRESH (UINT32_C(1) << 31) /* added to a number: what it stood for so far is another dictionary */

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

/* Slots of a source's room; the worker goes on while the host looks at what it filled before. */
#define SANYA_ROOM_SLOTS 8u

#endif
