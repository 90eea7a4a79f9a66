/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Taking batches apart.  The bytes are hostile: sections must add up to the last byte, and every
 * size is checked against what is left before it is used.  What is accepted packs to the same bytes
 * again.  The form is described in batch.c.
 */
#include "frame.h"

#define ABSENT_SIZE     0xffffu
#define TICKET_RECORD   108u
#define RESPONSE_RECORD 64u
#define SPAN_SIZE       16u

/* Where reading stands in each section. */
struct reader {
	const unsigned char *record, *listed, *span;
	size_t listed_left, span_left;
	const char *text;
	size_t text_left;
	struct sanya_arena *arena;
	struct sanya_error *err;
};

static int broken(struct sanya_error *err, const char *why)
{
	return sanya_error_set(err, SANYA_FAILED, "a batch is broken: %s", why);
}

static int sections(const unsigned char *bytes, size_t size, uint32_t kind, size_t record,
		    struct reader *reader, size_t *ret_count)
{
	if (size < SANYA_BATCH_HEAD)
		return broken(reader->err, "shorter than its head");
	if (size > SANYA_BATCH_MAX)
		return broken(reader->err, "longer than a batch may be");
	if (sanya_le32(bytes) != kind || sanya_le32(bytes + 20) != 0)
		return broken(reader->err, "its head names another kind");

	size_t count = sanya_le32(bytes + 4);
	uint64_t listed = sanya_le32(bytes + 8), spans = sanya_le32(bytes + 12),
		 text = sanya_le32(bytes + 16);
	if (SANYA_BATCH_HEAD + (uint64_t)count * record + listed * 2 + spans * SPAN_SIZE + text !=
	    size)
		return broken(reader->err, "its sections do not add up to its size");

	reader->record = bytes + SANYA_BATCH_HEAD;
	reader->listed = reader->record + count * record;
	reader->listed_left = (size_t)listed;
	reader->span = reader->listed + listed * 2;
	reader->span_left = (size_t)spans;
	reader->text = (const char *)(reader->span + spans * SPAN_SIZE);
	reader->text_left = (size_t)text;
	/* Once over all of the text: what remains to be checked is that each text starts at a
	 * character's border. */
	if (sanya_utf8_check(reader->text, reader->text_left) != reader->text_left)
		return broken(reader->err, "a text is not UTF-8");
	if (reader->text_left > 0 && memchr(reader->text, 0, reader->text_left) != NULL)
		return broken(reader->err, "a text contains a NUL byte");
	*ret_count = count;
	return 0;
}

static int take_text(struct reader *reader, uint32_t size, struct sanya_text *ret)
{
	if (size == ABSENT_SIZE) {
		*ret = (struct sanya_text){NULL, 0};
		return 0;
	}
	if (size > SANYA_TEXT_MAX || size > reader->text_left)
		return broken(reader->err, "a text reaches beyond the end");
	if (size < reader->text_left && ((unsigned char)reader->text[size] & 0xc0) == 0x80)
		return broken(reader->err, "a text ends inside a character");
	*ret = (struct sanya_text){reader->text, size};
	reader->text += size;
	reader->text_left -= size;
	return 0;
}

static int take_list(struct reader *reader, size_t count, const struct sanya_text **ret,
		     uint32_t *ret_count)
{
	*ret = NULL;
	*ret_count = 0;
	if (count == 0)
		return 0;
	if (count > reader->listed_left)
		return broken(reader->err, "a list reaches beyond the end");
	struct sanya_text *list = sanya_arena_array(reader->arena, count, sizeof *list);
	if (list == NULL)
		return sanya_error_memory(reader->err);
	for (size_t i = 0; i < count; i++, reader->listed += 2, reader->listed_left--)
		if (take_text(reader, sanya_le16(reader->listed), &list[i]) < 0)
			return -1;
	*ret = list;
	*ret_count = (uint32_t)count;
	return 0;
}

static int take_spans(struct reader *reader, size_t count, const struct sanya_span **ret,
		      uint32_t *ret_count)
{
	*ret = NULL;
	*ret_count = 0;
	if (count == 0)
		return 0;
	if (count > reader->span_left)
		return broken(reader->err, "a list of stretches reaches beyond the end");
	struct sanya_span *spans = sanya_arena_array(reader->arena, count, sizeof *spans);
	if (spans == NULL)
		return sanya_error_memory(reader->err);
	for (size_t i = 0; i < count; i++, reader->span += SPAN_SIZE, reader->span_left--) {
		spans[i].from = (int64_t)sanya_le64(reader->span);
		spans[i].to = (int64_t)sanya_le64(reader->span + 8);
	}
	*ret = spans;
	*ret_count = (uint32_t)count;
	return 0;
}

static int nothing_left(const struct reader *reader)
{
	if (reader->listed_left != 0 || reader->span_left != 0 || reader->text_left != 0)
		return broken(reader->err, "something is left over at the end");
	return 0;
}

static int read_ticket(struct reader *reader, struct sanya_ticket *t)
{
	const unsigned char *at = reader->record;
	int64_t *const instants[] = {&t->created,      &t->first_reply, &t->first_touch,
				     &t->first_solved, &t->solved,      &t->closed,
				     &t->due};
	int32_t *const counts[] = {&t->reopens, &t->replies, &t->reassigns, &t->in_time,
				   &t->has_history};
	struct sanya_text *const texts[] = {&t->id,     &t->assignee,  &t->first_replier,
					    &t->solver, &t->requester, &t->channel,
					    &t->queue,  &t->priority,  &t->status};

	for (size_t i = 0; i < SANYA_COUNT(instants); i++, at += 8)
		*instants[i] = (int64_t)sanya_le64(at);
	for (size_t i = 0; i < SANYA_COUNT(counts); i++, at += 4)
		*counts[i] = (int32_t)sanya_le32(at);
	size_t waits = sanya_le32(at), silences = sanya_le32(at + 4);
	at += 8;
	for (size_t i = 0; i < SANYA_COUNT(texts); i++, at += 2)
		if (take_text(reader, sanya_le16(at), texts[i]) < 0)
			return -1;
	if (sanya_le16(at + 4) != 0)
		return broken(reader->err, "a record is not filled with zero");
	reader->record += TICKET_RECORD;
	if (take_list(reader, sanya_le16(at), &t->involved, &t->involved_count) < 0 ||
	    take_list(reader, sanya_le16(at + 2), &t->tags, &t->tag_count) < 0 ||
	    take_spans(reader, waits, &t->waits, &t->wait_count) < 0 ||
	    take_spans(reader, silences, &t->silences, &t->silence_count) < 0)
		return -1;
	return sanya_ticket_check_parts(t, reader->err);
}

int sanya_batch_unpack_tickets(const void *bytes, size_t size, struct sanya_arena *arena,
			       struct sanya_ticket **ret, size_t *ret_count,
			       struct sanya_error *err)
{
	struct reader reader = {.arena = arena, .err = err};
	struct sanya_ticket *tickets = NULL;
	size_t count;

	if (sections(bytes, size, SANYA_TICKET, TICKET_RECORD, &reader, &count) < 0)
		return -1;
	if (count > 0 && (tickets = sanya_arena_array(arena, count, sizeof *tickets)) == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++)
		if (read_ticket(&reader, &tickets[i]) < 0)
			return -1;
	if (nothing_left(&reader) < 0)
		return -1;
	*ret = tickets;
	*ret_count = count;
	return 0;
}

static int read_response(struct reader *reader, struct sanya_response *r)
{
	const unsigned char *at = reader->record;
	int64_t *const numbers[] = {&r->asked, &r->answered, &r->value, &r->lowest, &r->highest};
	struct sanya_text *const texts[] = {&r->id,      &r->ticket,    &r->survey,
					    &r->subject, &r->requester, &r->channel};

	for (size_t i = 0; i < SANYA_COUNT(numbers); i++, at += 8)
		*numbers[i] = (int64_t)sanya_le64(at);
	r->kind = (int32_t)sanya_le32(at);
	r->critical = (int32_t)sanya_le32(at + 4);
	at += 8;
	for (size_t i = 0; i < SANYA_COUNT(texts); i++, at += 2)
		if (take_text(reader, sanya_le16(at), texts[i]) < 0)
			return -1;
	if (sanya_le16(at + 2) != 0)
		return broken(reader->err, "a record is not filled with zero");
	reader->record += RESPONSE_RECORD;
	if (take_list(reader, sanya_le16(at), &r->tags, &r->tag_count) < 0)
		return -1;
	return sanya_response_check_parts(r, reader->err);
}

int sanya_batch_unpack_responses(const void *bytes, size_t size, struct sanya_arena *arena,
				 struct sanya_response **ret, size_t *ret_count,
				 struct sanya_error *err)
{
	struct reader reader = {.arena = arena, .err = err};
	struct sanya_response *responses = NULL;
	size_t count;

	if (sections(bytes, size, SANYA_RESPONSE, RESPONSE_RECORD, &reader, &count) < 0)
		return -1;
	if (count > 0 && (responses = sanya_arena_array(arena, count, sizeof *responses)) == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++)
		if (read_response(&reader, &responses[i]) < 0)
			return -1;
	if (nothing_left(&reader) < 0)
		return -1;
	*ret = responses;
	*ret_count = count;
	return 0;
}
