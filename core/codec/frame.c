/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames: sixteen bytes of head and a body.  Knows nothing of what a body means; refuses whatever
 * no honest writer sends. Works on bytes in memory; the pipes belong to host and worker.
 */
#include "frame.h"

uint16_t sanya_le16(const void *at)
{
	const unsigned char *byte = at;
	return (uint16_t)(byte[0] | byte[1] << 8);
}

uint32_t sanya_le32(const void *at)
{
	const unsigned char *byte = at;
	return (uint32_t)byte[0] | (uint32_t)byte[1] << 8 | (uint32_t)byte[2] << 16 |
	       (uint32_t)byte[3] << 24;
}

uint64_t sanya_le64(const void *at)
{
	const unsigned char *byte = at;
	return (uint64_t)sanya_le32(byte) | (uint64_t)sanya_le32(byte + 4) << 32;
}

void sanya_le16_put(void *at, uint16_t value)
{
	unsigned char *byte = at;
	byte[0] = (unsigned char)value;
	byte[1] = (unsigned char)(value >> 8);
}

void sanya_le32_put(void *at, uint32_t value)
{
	unsigned char *byte = at;
	sanya_le16_put(byte, (uint16_t)value);
	sanya_le16_put(byte + 2, (uint16_t)(value >> 16));
}

void sanya_le64_put(void *at, uint64_t value)
{
	unsigned char *byte = at;
	sanya_le32_put(byte, (uint32_t)value);
	sanya_le32_put(byte + 4, (uint32_t)(value >> 32));
}

void sanya_frame_head(unsigned char head[SANYA_FRAME_HEAD], enum sanya_frame_type type,
		      uint64_t sequence, size_t size)
{
	/* A writer of this program keeps to the cap; one that does not is a broken invariant, not
	 * an event of the world. */
	if (size > SANYA_FRAME_MAX - SANYA_FRAME_HEAD)
		abort();
	sanya_le32_put(head, (uint32_t)size);
	sanya_le16_put(head + 4, (uint16_t)type);
	sanya_le16_put(head + 6, 0);
	sanya_le64_put(head + 8, sequence);
}

void sanya_frame_add(struct sanya_buffer *out, enum sanya_frame_type type, uint64_t sequence,
		     const void *body, size_t size)
{
	unsigned char head[SANYA_FRAME_HEAD];

	sanya_frame_head(head, type, sequence, size);
	sanya_buffer_add(out, head, sizeof head);
	if (size > 0)
		sanya_buffer_add(out, body, size);
}

static bool type_known(unsigned type)
{
	return (type >= SANYA_FRAME_START && type <= SANYA_FRAME_TERMS) ||
	       (type >= SANYA_FRAME_HELLO && type <= SANYA_FRAME_STRETCH);
}

int sanya_frame_next(const unsigned char *bytes, size_t size, struct sanya_frame *ret,
		     size_t *ret_used, struct sanya_error *err)
{
	if (size < SANYA_FRAME_HEAD)
		return 0;

	uint32_t body = sanya_le32(bytes);
	unsigned type = sanya_le16(bytes + 4);
	if (sanya_le16(bytes + 6) != 0 || !type_known(type))
		return sanya_error_set(err, SANYA_FAILED, "these bytes are not a frame (type %u)",
				       type);
	if (body > SANYA_FRAME_MAX - SANYA_FRAME_HEAD)
		return sanya_error_set(
			err, SANYA_FAILED, "a frame of %lu bytes is longer than %lu bytes",
			(unsigned long)body + SANYA_FRAME_HEAD, (unsigned long)SANYA_FRAME_MAX);
	if (size - SANYA_FRAME_HEAD < body)
		return 0;
	ret->type = (enum sanya_frame_type)type;
	ret->sequence = sanya_le64(bytes + 8);
	ret->body = bytes + SANYA_FRAME_HEAD;
	ret->size = body;
	*ret_used = SANYA_FRAME_HEAD + (size_t)body;
	return 1;
}
