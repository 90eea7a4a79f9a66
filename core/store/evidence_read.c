/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence going out: what stood at a watermark, gathered into batches of a frame's size, one source at a time.
 * Which observation counts for what is the metric's business.
 */
#include "evidence.h"

#include "../codec/frame.h"
#include "db.h"

#define GATHER_COUNT 4096u
#define GATHER_BYTES (SANYA_FRAME_MAX / 2)

struct gathering {
	enum sanya_observation_kind kind;
	char source[SANYA_TEXT_MAX];
	struct sanya_arena arena;
	struct sanya_ticket *tickets;	  /* GATHER_COUNT of them, or NULL */
	struct sanya_response *responses; /* the same */
	size_t count, bytes;
	struct sanya_buffer packed;
	sanya_evidence_batch *each;
	void *context;
};

static void gathering_done(struct gathering *gathering)
{
	free(gathering->tickets);
	free(gathering->responses);
	sanya_arena_done(&gathering->arena);
	sanya_buffer_done(&gathering->packed);
}

/* Pack from the first-th on; *ret_fitted of them found room. */
static int pack(struct gathering *gathering, size_t first, size_t *ret_fitted, struct sanya_error *err)
{
	size_t count = gathering->count - first;

	sanya_buffer_clear(&gathering->packed);
	if (gathering->kind == SANYA_TICKET)
		return sanya_batch_pack_tickets(gathering->tickets + first, count, &gathering->packed, ret_fitted, err);
	return sanya_batch_pack_responses(gathering->responses + first, count, &gathering->packed, ret_fitted, err);
}

static int hand_over(struct gathering *gathering, struct sanya_error *err)
{
	size_t fitted;

	for (size_t first = 0; first < gathering->count; first += fitted) {
		const void *observations = gathering->kind == SANYA_TICKET ? (const void *)(gathering->tickets + first)
									   : (const void *)(gathering->responses + first);

		if (pack(gathering, first, &fitted, err) != 0 ||
		    sanya_buffer_check(&gathering->packed, "a batch", err) != 0 ||
		    gathering->each(gathering->context, gathering->source, gathering->packed.data, gathering->packed.size,
				    observations, fitted, err) != 0)
			return -1;
	}
	gathering->count = gathering->bytes = 0;
	sanya_arena_done(&gathering->arena);
	sanya_arena_init(&gathering->arena);
	return 0;
}

/* A row's packed observation joins the others; its texts are copied, because the row goes away. */
static int gather(struct gathering *gathering, const void *packed, size_t size, struct sanya_error *err)
{
	void *copy = sanya_arena_copy(&gathering->arena, packed, size);
	struct sanya_ticket *ticket = NULL;
	struct sanya_response *response = NULL;
	size_t count = 0;
	int failed;

	if (copy == NULL)
		return sanya_error_memory(err);
	if (gathering->kind == SANYA_TICKET)
		failed = sanya_batch_unpack_tickets(copy, size, &gathering->arena, &ticket, &count, err);
	else
		failed = sanya_batch_unpack_responses(copy, size, &gathering->arena, &response, &count, err);
	if (failed != 0)
		return -1;
	if (count != 1)
		return sanya_error_set(err, SANYA_DIFFERS, "an observation in the evidence is not one observation but %zu", count);
	if (ticket != NULL)
		gathering->tickets[gathering->count] = *ticket;
	else
		gathering->responses[gathering->count] = *response;
	gathering->count++;
	gathering->bytes += size;
	return 0;
}

static int gather_rows(struct sanya_store *store, uint64_t watermark, struct gathering *gathering, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	/* With max() the other columns are those of the row that has it: the newest version below the watermark. */
	if (sanya_query_open(&query, store,
			     "SELECT source, packed, max(batch) FROM observation WHERE kind = ?1 AND batch <= ?2 "
			     "GROUP BY source, id ORDER BY source, id",
			     err) != 0)
		return -1;
	sanya_query_integer(&query, gathering->kind);
	sanya_query_integer(&query, watermark > INT64_MAX ? INT64_MAX : (int64_t)watermark);
	while ((more = sanya_query_step(&query, err)) > 0) {
		const char *source = sanya_query_get_text(&query, 0);
		size_t size;
		const void *packed = sanya_query_get_blob(&query, 1, &size);

		if (gathering->count == GATHER_COUNT || gathering->bytes + size > GATHER_BYTES ||
		    strcmp(source, gathering->source) != 0) {
			if (hand_over(gathering, err) != 0)
				return -1;
			snprintf(gathering->source, sizeof(gathering->source), "%s", source);
		}
		if (gather(gathering, packed, size, err) != 0)
			return sanya_error_at(err, source, 0, 0);
	}
	return more < 0 ? -1 : hand_over(gathering, err);
}

int sanya_evidence_each(struct sanya_store *store, enum sanya_observation_kind kind, uint64_t watermark,
			sanya_evidence_batch *each, void *context, struct sanya_error *err)
{
	SANYA_CLEANUP(gathering_done) struct gathering gathering = { .kind = kind, .each = each, .context = context };

	sanya_arena_init(&gathering.arena);
	sanya_buffer_init(&gathering.packed, SANYA_FRAME_MAX);
	if (kind == SANYA_TICKET)
		gathering.tickets = calloc(GATHER_COUNT, sizeof(*gathering.tickets));
	else
		gathering.responses = calloc(GATHER_COUNT, sizeof(*gathering.responses));
	if (gathering.tickets == NULL && gathering.responses == NULL)
		return sanya_error_memory(err);
	return gather_rows(store, watermark, &gathering, err);
}
