/* SPDX-License-Identifier: Apache-2.0 */
/* Made-up tickets and responses of every shape that the interface allows, from a seed, and a comparison field by field. */
#ifndef TESTS_UNIT_OBSERVATIONS_H
#define TESTS_UNIT_OBSERVATIONS_H

#include "core/base/arena.h"
#include "core/codec/block.h"

uint64_t observations_random(uint64_t *state);
/* 0 to below - 1 */
uint32_t observations_below(uint64_t *state, uint32_t below);

/* How much of everything. */
struct observations_shape {
	uint32_t names, terms;	  /* how many different there are */
	int64_t from, to;	  /* created in [from, to) */
	int64_t longest;	  /* seconds from the first to the last instant, at most */
	uint32_t open_in, rich_in; /* one in so many is open; has lists, history, several names, odd values */
};

/* Texts live in the arena; the id is the caller's. */
void observations_ticket(struct sanya_arena *arena, uint64_t *state, const struct observations_shape *shape, struct sanya_text id,
			 struct sanya_ticket *ret);
void observations_response(struct sanya_arena *arena, uint64_t *state, const struct observations_shape *shape, struct sanya_text id,
			   struct sanya_response *ret);
/* A text in the arena. */
struct sanya_text observations_text(struct sanya_arena *arena, const char *format, ...) SANYA_PRINTF(2, 3);

/* Equal in every field, absent and empty told apart. */
bool observations_same_tickets(const struct sanya_ticket *a, const struct sanya_ticket *b);
bool observations_same_responses(const struct sanya_response *a, const struct sanya_response *b);
void observations_copy_ticket(struct sanya_arena *arena, struct sanya_ticket *ticket);
void observations_copy_response(struct sanya_arena *arena, struct sanya_response *response);

#endif
