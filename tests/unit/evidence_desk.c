/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A desk that delivers and a reader that trusts nothing: blocks that come from the store are checked and their terms learnt as a worker would.
 */
#include "evidence_desk.h"

#include "core/base/text.h"

#include <check.h>

/* --- delivering --- */

static void take_block(struct sanya_evidence_staging *staging, struct sanya_block *block, struct sanya_dictionary *dictionary)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_msg(sanya_block_check(block, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_evidence_take(staging, block, dictionary, &err) == 0, "%s", err.what);
}

void evidence_stage(struct sanya_evidence_staging *staging, struct sanya_dictionary *dictionary, const struct sanya_ticket *tickets,
		    size_t ticket_count, const struct sanya_response *responses, size_t response_count, uint32_t rows)
{
	struct sanya_block *block = malloc(sizeof *block);
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_ptr_nonnull(block);
	for (int kind = SANYA_TICKET; kind <= SANYA_RESPONSE; kind++) {
		size_t count = kind == SANYA_TICKET ? ticket_count : response_count;

		sanya_block_start(block, (enum sanya_observation_kind)kind, dictionary);
		for (size_t i = 0; i < count;) {
			int in = block->count == rows ? 0
				 : kind == SANYA_TICKET ? sanya_block_add_ticket(block, dictionary, &tickets[i], &err)
							: sanya_block_add_response(block, dictionary, &responses[i], &err);

			ck_assert_msg(in >= 0, "%s", err.what);
			i += in > 0;
			if (in == 0) {
				take_block(staging, block, dictionary);
				sanya_block_start(block, (enum sanya_observation_kind)kind, dictionary);
			}
		}
		take_block(staging, block, dictionary);
	}
	free(block);
}

uint64_t evidence_close(struct sanya_store *store, struct sanya_evidence_staging *staging, const char *source, int64_t at,
			struct sanya_evidence_counts *ret_counts)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *detail = sanya_json_object();
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer hex;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_sha256 digest;
	struct sanya_event event = {
		.type = "evidence.batch", .at = at, .actor = "system", .account = "root", .subject = source, .detail = detail,
	};
	uint64_t batch = 99;

	sanya_buffer_init(&hex, 128);
	ck_assert_msg(sanya_store_begin(store, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_evidence_close(staging, &batch, &digest, ret_counts, &err) == 0, "%s (%s)", err.what, err.where);
	if (batch != 0) {
		sanya_hex_add(&hex, digest.bytes, sizeof digest.bytes);
		sanya_json_set_integer(detail, "batch", (int64_t)batch);
		sanya_json_set_text(detail, "digest", hex.data);
		sanya_json_set_text(detail, "cursor", "c");
		ck_assert_msg(sanya_ledger_append(store, &event, &err) == 0, "%s", err.what);
	}
	ck_assert_msg(sanya_store_commit(store, &err) == 0, "%s", err.what);
	return batch;
}

uint64_t evidence_deliver(struct sanya_store *store, const char *source, const struct sanya_ticket *tickets, size_t ticket_count,
			  const struct sanya_response *responses, size_t response_count, uint32_t rows,
			  struct sanya_evidence_counts *ret_counts)
{
	struct sanya_evidence_staging *staging = NULL;
	struct sanya_dictionary dictionary;
	struct sanya_error err = SANYA_ERROR_INIT;
	uint64_t batch;

	sanya_dictionary_init(&dictionary);
	ck_assert_msg(sanya_evidence_stage(store, source, &staging, &err) == 0, "%s", err.what);
	evidence_stage(staging, &dictionary, tickets, ticket_count, responses, response_count, rows);
	batch = evidence_close(store, staging, source, 0, ret_counts);
	sanya_evidence_forget(staging);
	sanya_dictionary_done(&dictionary);
	return batch;
}

uint64_t evidence_deliver_tickets(struct sanya_store *store, const char *source, const struct sanya_ticket *tickets, size_t count,
				  struct sanya_evidence_counts *ret_counts)
{
	return evidence_deliver(store, source, tickets, count, NULL, 0, SANYA_BLOCK_ROWS, ret_counts);
}

/* --- reading --- */

struct reader {
	void (*each)(void *context, const struct evidence_row *row);
	void *context;
	enum sanya_observation_kind kind;
	struct sanya_dictionary learnt;
	bool begun;
};

static int read_block(void *context, const char *source, const struct sanya_block *block, const struct sanya_dictionary *dictionary,
		      struct sanya_error *err)
{
	static struct sanya_block_lists lists;
	struct reader *reader = context;

	ck_assert_msg(sanya_block_check(block, err) == 0, "%s", err->what);
	ck_assert_msg(sanya_block_learn(block, &reader->learnt, err) == 0, "%s", err->what);
	ck_assert_uint_le(reader->learnt.count, dictionary->count);
	ck_assert(block->count == 0 || block->kind == (uint32_t)reader->kind);
	for (uint32_t row = 0; row < block->count; row++) {
		struct sanya_ticket ticket;
		struct sanya_response response;

		if (reader->kind == SANYA_TICKET) {
			sanya_block_ticket(block, &reader->learnt, row, &lists, &ticket);
			reader->each(reader->context, &(struct evidence_row){ source, &ticket, NULL });
		} else {
			sanya_block_response(block, &reader->learnt, row, &lists, &response);
			reader->each(reader->context, &(struct evidence_row){ source, NULL, &response });
		}
	}
	return 0;
}

int evidence_read(struct sanya_store *store, const struct sanya_evidence_wanted *wanted,
		  void (*each)(void *context, const struct evidence_row *row), void *context, struct sanya_error *err)
{
	struct sanya_block *room = malloc(sizeof *room);
	struct reader reader = { .each = each, .context = context, .kind = wanted->kind };
	int failed;

	ck_assert_ptr_nonnull(room);
	sanya_dictionary_init(&reader.learnt);
	failed = sanya_evidence_each(store, wanted, room, read_block, &reader, err);
	sanya_dictionary_done(&reader.learnt);
	free(room);
	return failed;
}

/* --- fields --- */

#define NUMBERS (UINT64_C(0x7f) | UINT64_C(0x1f) << 8)

/* A sum over all rows, so that their order and where blocks end do not matter. */
struct sum {
	uint64_t rows, sum;
};

static void mix(uint64_t *hash, uint64_t value)
{
	*hash = (*hash ^ value) * UINT64_C(0xff51afd7ed558ccd);
	*hash ^= *hash >> 29;
}

static void mix_text(uint64_t *hash, struct sanya_text text)
{
	mix(hash, text.at == NULL ? UINT64_MAX : text.size);
	for (uint32_t i = 0; text.at != NULL && i < text.size; i++)
		mix(hash, (unsigned char)text.at[i]);
}

static uint64_t hash_row(const struct sanya_block *block, const struct sanya_dictionary *dictionary, uint32_t row)
{
	const bool ticket = block->kind == SANYA_TICKET;
	/* The assignee of a ticket, the subject of a response. */
	const uint32_t name = sanya_block_has(block, SANYA_HAS_CODED(0)) ? block->coded[0][row] : 0;
	uint64_t hash = 7;

	for (unsigned i = 0; i < SANYA_WIDES; i++)
		mix(&hash, (uint64_t)(sanya_block_has(block, SANYA_HAS_WIDE(i)) ? block->wide[i][row] : SANYA_NO_INSTANT));
	for (unsigned i = 0; i < SANYA_NARROWS; i++)
		mix(&hash, sanya_block_has(block, SANYA_HAS_NARROW(i)) ? (uint64_t)block->narrow[i][row]
			   : ticket && i != SANYA_NARROW_HAS_HISTORY   ? (uint64_t)SANYA_NO_COUNT
								       : 0);
	mix_text(&hash, name != 0 ? sanya_dictionary_text(dictionary, name) : (struct sanya_text){ NULL, 0 });
	for (unsigned i = 0; ticket && i < SANYA_STRETCHES; i++) {
		if (!sanya_block_has(block, SANYA_HAS_STRETCH(i)))
			continue;
		for (uint32_t k = sanya_block_stretch_begin(block, (enum sanya_stretch)i, row); k < block->stretch_ends[i][row]; k++) {
			mix(&hash, (uint64_t)block->spans[k].from + i);
			mix(&hash, (uint64_t)block->spans[k].to);
		}
	}
	return hash;
}

static int add_block(void *context, const char *source, const struct sanya_block *block, const struct sanya_dictionary *dictionary,
		     struct sanya_error *err)
{
	struct sum *sum = context;

	(void)source;
	(void)err;
	for (uint32_t row = 0; row < block->count; row++)
		sum->sum += hash_row(block, dictionary, row);
	sum->rows += block->count;
	return 0;
}

void evidence_expect_fields(struct sanya_store *store, const struct sanya_evidence_wanted *wanted)
{
	struct sanya_block *room = malloc(sizeof *room);
	struct sanya_evidence_wanted some = *wanted;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sum all_sum = { .rows = 0 }, some_sum = { .rows = 0 };

	ck_assert_ptr_nonnull(room);
	some.fields = NUMBERS | SANYA_HAS_CODED(0) | SANYA_HAS_STRETCH(SANYA_STRETCH_WAITS) | SANYA_HAS_STRETCH(SANYA_STRETCH_SILENCES);
	ck_assert_msg(sanya_evidence_each(store, wanted, room, add_block, &all_sum, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_evidence_each(store, &some, room, add_block, &some_sum, &err) == 0, "%s", err.what);
	ck_assert_uint_eq(some_sum.rows, all_sum.rows);
	ck_assert_uint_eq(some_sum.sum, all_sum.sum);
	free(room);
}

void evidence_expect_whole(struct sanya_store *store)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_msg(sanya_evidence_check(store, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_ledger_check(store, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_store_derived_check(store, &err) == 0, "%s (%s)", err.what, err.where);
}
