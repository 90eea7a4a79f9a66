/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Batches of observations, flat.  One set of observations has exactly one form: nothing in a batch
 * is an offset, everything follows from the sizes in order, and sizes must add up to the last byte.
 * So the bytes can be digested as they are.
 *
 *   - head: u32 kind, u32 count, u32 listed texts, u32 spans, u32 bytes of text, u32 zero
 *
 *   - records, a ticket of 108 bytes: i64 created first_reply first_touch first_solved solved closed
 *     due, i32 reopens replies reassigns in_time has_history, u32 waits silences, u16 size of each
 *     of 9 texts, u16 involved tags zero
 *
 *   - records, a response of 64 bytes: i64 asked answered value lowest highest, i32 kind critical,
 *     u16 size of each of 6 texts, u16 tags zero
 *
 *   - lists: u16 size of each listed text, involved then tags, observation by observation
 *
 *   - spans: i64 from, i64 to, waits then silences, ticket by ticket
 *
 *   - text: all texts one after the other, those of the record, then the listed ones, observation
 *     by observation
 *
 * A size of 0xffff means absent.
 */
#include "frame.h"

#define ABSENT_SIZE     0xffffu
#define TICKET_TEXTS    9u
#define TICKET_RECORD   108u
#define RESPONSE_TEXTS  6u
#define RESPONSE_RECORD 64u
#define SPAN_SIZE       16u
#define LIST_MAX        4096u

/* --- what may travel --- */

#define INSTANT_FIRST (INT64_C(-62135596800)) /* 0001-01-01T00:00:00Z */
#define INSTANT_LAST  INT64_C(253402300799)   /* 9999-12-31T23:59:59Z */

static bool instant_valid(int64_t instant)
{
	return instant >= INSTANT_FIRST && instant <= INSTANT_LAST;
}

/* Blame field `field` of the observation called `id`. */
static int blame(struct sanya_error *err, struct sanya_text id, const char *field, const char *why)
{
	if (id.at == NULL)
		return sanya_error_set(err, SANYA_FAILED, "an observation's %s %s", field, why);
	return sanya_error_set(err, SANYA_FAILED, "observation \"%.*s\": %s %s",
			       (int)sanya_utf8_prefix(id.at, id.size < 80 ? id.size : 80), id.at,
			       field, why);
}

static int text_check(struct sanya_text text, struct sanya_text id, const char *field,
		      struct sanya_error *err)
{
	if (text.at == NULL)
		return text.size == 0 ? 0 : blame(err, id, field, "has a size but no bytes");
	if (text.size > SANYA_TEXT_MAX)
		return blame(err, id, field, "is longer than 4096 bytes");
	if (sanya_utf8_check(text.at, text.size) != text.size)
		return blame(err, id, field, "is not UTF-8");
	if (memchr(text.at, 0, text.size) != NULL)
		return blame(err, id, field, "contains a NUL byte");
	return 0;
}

static int id_check(struct sanya_text id, bool texts, struct sanya_error *err)
{
	struct sanya_text unknown = {NULL, 0};

	if (texts && text_check(id, unknown, "id", err) < 0)
		return -1;
	return id.at == NULL || id.size == 0 ? blame(err, unknown, "id", "is missing") : 0;
}

static int list_check(const struct sanya_text *list, uint32_t count, struct sanya_text id,
		      const char *field, bool texts, struct sanya_error *err)
{
	if (count > LIST_MAX)
		return blame(err, id, field, "has more than 4096 entries");
	if (count > 0 && list == NULL)
		return blame(err, id, field, "has a count but no entries");
	for (uint32_t i = 0; i < count; i++) {
		if (list[i].at == NULL)
			return blame(err, id, field, "has an absent entry");
		if (texts && text_check(list[i], id, field, err) < 0)
			return -1;
	}
	return 0;
}

static int spans_check(const struct sanya_span *spans, uint32_t count, struct sanya_text id,
		       const char *field, struct sanya_error *err)
{
	if (count > LIST_MAX)
		return blame(err, id, field, "has more than 4096 entries");
	if (count > 0 && spans == NULL)
		return blame(err, id, field, "has a count but no entries");
	for (uint32_t i = 0; i < count; i++) {
		if (!instant_valid(spans[i].from))
			return blame(err, id, field, "has a stretch without a valid start");
		if (spans[i].to != SANYA_NO_INSTANT &&
		    (!instant_valid(spans[i].to) || spans[i].to < spans[i].from))
			return blame(err, id, field, "has a stretch that ends before it starts");
	}
	return 0;
}

struct named_instant {
	const char *field;
	int64_t at;
};

static int instants_check(const struct named_instant *instants, size_t count, struct sanya_text id,
			  struct sanya_error *err)
{
	for (size_t i = 0; i < count; i++)
		if (instants[i].at != SANYA_NO_INSTANT && !instant_valid(instants[i].at))
			return blame(err, id, instants[i].field,
				     "lies outside the years 1 to 9999");
	return 0;
}

static bool count_valid(int32_t count)
{
	return count >= 0 || count == SANYA_NO_COUNT;
}

static int ticket_texts_check(const struct sanya_ticket *t, struct sanya_error *err)
{
	const struct {
		const char *field;
		struct sanya_text text;
	} texts[] = {
		{"assignee", t->assignee}, {"first_replier", t->first_replier},
		{"solver", t->solver},     {"requester", t->requester},
		{"channel", t->channel},   {"queue", t->queue},
		{"priority", t->priority}, {"status", t->status},
	};

	for (size_t i = 0; i < SANYA_COUNT(texts); i++)
		if (text_check(texts[i].text, t->id, texts[i].field, err) < 0)
			return -1;
	return 0;
}

static int ticket_check(const struct sanya_ticket *t, bool texts, struct sanya_error *err)
{
	const struct named_instant instants[] = {
		{"created", t->created},
		{"first_reply", t->first_reply},
		{"first_touch", t->first_touch},
		{"first_solved", t->first_solved},
		{"solved", t->solved},
		{"closed", t->closed},
		{"due", t->due},
	};

	if (id_check(t->id, texts, err) < 0 || (texts && ticket_texts_check(t, err) < 0))
		return -1;
	if (t->created == SANYA_NO_INSTANT)
		return blame(err, t->id, "created", "is missing");
	if (instants_check(instants, SANYA_COUNT(instants), t->id, err) < 0)
		return -1;
	if (!count_valid(t->reopens) || !count_valid(t->replies) || !count_valid(t->reassigns))
		return blame(err, t->id, "reopens, replies or reassigns", "is negative");
	if (t->in_time != 0 && t->in_time != 1 && t->in_time != SANYA_NO_COUNT)
		return blame(err, t->id, "in_time", "is neither 1 nor 0");
	if (t->has_history != 0 && t->has_history != 1)
		return blame(err, t->id, "has_history", "is neither 1 nor 0");
	if (t->has_history == 0 && (t->wait_count > 0 || t->silence_count > 0))
		return blame(err, t->id, "waits or silences", "are given, but has_history is 0");
	if (list_check(t->involved, t->involved_count, t->id, "involved", texts, err) < 0 ||
	    list_check(t->tags, t->tag_count, t->id, "tags", texts, err) < 0 ||
	    spans_check(t->waits, t->wait_count, t->id, "waits", err) < 0)
		return -1;
	return spans_check(t->silences, t->silence_count, t->id, "silences", err);
}

int sanya_ticket_check(const struct sanya_ticket *ticket, struct sanya_error *err)
{
	return ticket_check(ticket, true, err);
}

int sanya_ticket_check_parts(const struct sanya_ticket *ticket, struct sanya_error *err)
{
	return ticket_check(ticket, false, err);
}

static int response_texts_check(const struct sanya_response *r, struct sanya_error *err)
{
	const struct {
		const char *field;
		struct sanya_text text;
	} texts[] = {
		{"ticket", r->ticket},       {"survey", r->survey},   {"subject", r->subject},
		{"requester", r->requester}, {"channel", r->channel},
	};

	for (size_t i = 0; i < SANYA_COUNT(texts); i++)
		if (text_check(texts[i].text, r->id, texts[i].field, err) < 0)
			return -1;
	return 0;
}

static int response_check(const struct sanya_response *r, bool texts, struct sanya_error *err)
{
	const struct named_instant instants[] = {{"asked", r->asked}, {"answered", r->answered}};

	if (id_check(r->id, texts, err) < 0 || (texts && response_texts_check(r, err) < 0))
		return -1;
	if (r->answered == SANYA_NO_INSTANT)
		return blame(err, r->id, "answered", "is missing");
	if (instants_check(instants, SANYA_COUNT(instants), r->id, err) < 0)
		return -1;
	if (r->kind < SANYA_CSAT || r->kind > SANYA_RATING)
		return blame(err, r->id, "kind",
			     "is none of csat, nps, ces, qa, mystery, complaint, rating");
	if (r->critical != 0 && r->critical != 1)
		return blame(err, r->id, "critical", "is neither 1 nor 0");
	return list_check(r->tags, r->tag_count, r->id, "tags", texts, err);
}

int sanya_response_check(const struct sanya_response *response, struct sanya_error *err)
{
	return response_check(response, true, err);
}

int sanya_response_check_parts(const struct sanya_response *response, struct sanya_error *err)
{
	return response_check(response, false, err);
}

/* --- sizes --- */

static size_t list_bytes(const struct sanya_text *list, uint32_t count)
{
	size_t size = 0;

	for (uint32_t i = 0; i < count; i++)
		size += 2 + (size_t)list[i].size;
	return size;
}

size_t sanya_ticket_packed(const struct sanya_ticket *t)
{
	return TICKET_RECORD + (size_t)t->id.size + t->assignee.size + t->first_replier.size +
	       t->solver.size + t->requester.size + t->channel.size + t->queue.size +
	       t->priority.size + t->status.size + list_bytes(t->involved, t->involved_count) +
	       list_bytes(t->tags, t->tag_count) +
	       SPAN_SIZE * ((size_t)t->wait_count + t->silence_count);
}

size_t sanya_response_packed(const struct sanya_response *r)
{
	return RESPONSE_RECORD + (size_t)r->id.size + r->ticket.size + r->survey.size +
	       r->subject.size + r->requester.size + r->channel.size +
	       list_bytes(r->tags, r->tag_count);
}

/* --- packing --- */

static void add_list_sizes(struct sanya_buffer *out, const struct sanya_text *list, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		unsigned char bytes[2];
		sanya_le16_put(bytes, (uint16_t)list[i].size);
		sanya_buffer_add(out, bytes, sizeof bytes);
	}
}

static void add_text(struct sanya_buffer *out, struct sanya_text text)
{
	if (text.size > 0)
		sanya_buffer_add(out, text.at, text.size);
}

static void add_spans(struct sanya_buffer *out, const struct sanya_span *spans, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		unsigned char bytes[SPAN_SIZE];
		sanya_le64_put(bytes, (uint64_t)spans[i].from);
		sanya_le64_put(bytes + 8, (uint64_t)spans[i].to);
		sanya_buffer_add(out, bytes, sizeof bytes);
	}
}

static void add_head(struct sanya_buffer *out, uint32_t kind, size_t count, size_t listed,
		     size_t spans, size_t text)
{
	unsigned char head[SANYA_BATCH_HEAD] = {0};

	sanya_le32_put(head, kind);
	sanya_le32_put(head + 4, (uint32_t)count);
	sanya_le32_put(head + 8, (uint32_t)listed);
	sanya_le32_put(head + 12, (uint32_t)spans);
	sanya_le32_put(head + 16, (uint32_t)text);
	sanya_buffer_add(out, head, sizeof head);
}

static int too_large(struct sanya_text id, struct sanya_error *err)
{
	return blame(err, id, "the whole", "does not fit into one batch (1 MiB)");
}

static void ticket_record(const struct sanya_ticket *t, struct sanya_buffer *out)
{
	const int64_t instants[] = {t->created, t->first_reply, t->first_touch, t->first_solved,
				    t->solved,  t->closed,      t->due};
	const int32_t counts[] = {t->reopens, t->replies, t->reassigns, t->in_time, t->has_history};
	const struct sanya_text texts[TICKET_TEXTS] = {t->id,     t->assignee,  t->first_replier,
						       t->solver, t->requester, t->channel,
						       t->queue,  t->priority,  t->status};
	unsigned char record[TICKET_RECORD];
	unsigned char *at = record;

	for (size_t i = 0; i < SANYA_COUNT(instants); i++, at += 8)
		sanya_le64_put(at, (uint64_t)instants[i]);
	for (size_t i = 0; i < SANYA_COUNT(counts); i++, at += 4)
		sanya_le32_put(at, (uint32_t)counts[i]);
	sanya_le32_put(at, t->wait_count);
	sanya_le32_put(at + 4, t->silence_count);
	at += 8;
	for (size_t i = 0; i < TICKET_TEXTS; i++, at += 2)
		sanya_le16_put(at, (uint16_t)(texts[i].at == NULL ? ABSENT_SIZE : texts[i].size));
	sanya_le16_put(at, (uint16_t)t->involved_count);
	sanya_le16_put(at + 2, (uint16_t)t->tag_count);
	sanya_le16_put(at + 4, 0);
	sanya_buffer_add(out, record, sizeof record);
}

int sanya_batch_pack_tickets(const struct sanya_ticket *tickets, size_t count,
			     struct sanya_buffer *out, size_t *ret_packed, struct sanya_error *err)
{
	size_t packed = 0, size = SANYA_BATCH_HEAD, listed = 0, spans = 0, text = 0;

	for (; packed < count; packed++) {
		const struct sanya_ticket *t = &tickets[packed];
		if (sanya_ticket_check(t, err) < 0)
			return -1;
		size_t more = sanya_ticket_packed(t);
		if (size + more > SANYA_BATCH_MAX)
			break;
		size += more;
		listed += (size_t)t->involved_count + t->tag_count;
		spans += (size_t)t->wait_count + t->silence_count;
	}
	if (packed == 0 && count > 0)
		return too_large(tickets[0].id, err);
	text = size - SANYA_BATCH_HEAD - packed * TICKET_RECORD - listed * 2 - spans * SPAN_SIZE;

	add_head(out, SANYA_TICKET, packed, listed, spans, text);
	for (size_t i = 0; i < packed; i++)
		ticket_record(&tickets[i], out);
	for (size_t i = 0; i < packed; i++) {
		add_list_sizes(out, tickets[i].involved, tickets[i].involved_count);
		add_list_sizes(out, tickets[i].tags, tickets[i].tag_count);
	}
	for (size_t i = 0; i < packed; i++) {
		add_spans(out, tickets[i].waits, tickets[i].wait_count);
		add_spans(out, tickets[i].silences, tickets[i].silence_count);
	}
	for (size_t i = 0; i < packed; i++) {
		const struct sanya_ticket *t = &tickets[i];
		const struct sanya_text texts[TICKET_TEXTS] = {
			t->id,      t->assignee, t->first_replier, t->solver, t->requester,
			t->channel, t->queue,    t->priority,      t->status};
		for (size_t j = 0; j < TICKET_TEXTS; j++)
			add_text(out, texts[j]);
		for (uint32_t j = 0; j < t->involved_count; j++)
			add_text(out, t->involved[j]);
		for (uint32_t j = 0; j < t->tag_count; j++)
			add_text(out, t->tags[j]);
	}
	if (sanya_buffer_check(out, "a batch of tickets", err) < 0)
		return -1;
	*ret_packed = packed;
	return 0;
}

static void response_record(const struct sanya_response *r, struct sanya_buffer *out)
{
	const int64_t numbers[] = {r->asked, r->answered, r->value, r->lowest, r->highest};
	const struct sanya_text texts[RESPONSE_TEXTS] = {r->id,      r->ticket,    r->survey,
							 r->subject, r->requester, r->channel};
	unsigned char record[RESPONSE_RECORD];
	unsigned char *at = record;

	for (size_t i = 0; i < SANYA_COUNT(numbers); i++, at += 8)
		sanya_le64_put(at, (uint64_t)numbers[i]);
	sanya_le32_put(at, (uint32_t)r->kind);
	sanya_le32_put(at + 4, (uint32_t)r->critical);
	at += 8;
	for (size_t i = 0; i < RESPONSE_TEXTS; i++, at += 2)
		sanya_le16_put(at, (uint16_t)(texts[i].at == NULL ? ABSENT_SIZE : texts[i].size));
	sanya_le16_put(at, (uint16_t)r->tag_count);
	sanya_le16_put(at + 2, 0);
	sanya_buffer_add(out, record, sizeof record);
}

int sanya_batch_pack_responses(const struct sanya_response *responses, size_t count,
			       struct sanya_buffer *out, size_t *ret_packed,
			       struct sanya_error *err)
{
	size_t packed = 0, size = SANYA_BATCH_HEAD, listed = 0;

	for (; packed < count; packed++) {
		if (sanya_response_check(&responses[packed], err) < 0)
			return -1;
		size_t more = sanya_response_packed(&responses[packed]);
		if (size + more > SANYA_BATCH_MAX)
			break;
		size += more;
		listed += responses[packed].tag_count;
	}
	if (packed == 0 && count > 0)
		return too_large(responses[0].id, err);

	add_head(out, SANYA_RESPONSE, packed, listed, 0,
		 size - SANYA_BATCH_HEAD - packed * RESPONSE_RECORD - listed * 2);
	for (size_t i = 0; i < packed; i++)
		response_record(&responses[i], out);
	for (size_t i = 0; i < packed; i++)
		add_list_sizes(out, responses[i].tags, responses[i].tag_count);
	for (size_t i = 0; i < packed; i++) {
		const struct sanya_response *r = &responses[i];
		const struct sanya_text texts[RESPONSE_TEXTS] = {
			r->id, r->ticket, r->survey, r->subject, r->requester, r->channel};
		for (size_t j = 0; j < RESPONSE_TEXTS; j++)
			add_text(out, texts[j]);
		for (uint32_t j = 0; j < r->tag_count; j++)
			add_text(out, r->tags[j]);
	}
	if (sanya_buffer_check(out, "a batch of responses", err) < 0)
		return -1;
	*ret_packed = packed;
	return 0;
}
