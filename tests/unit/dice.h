/* SPDX-License-Identifier: Apache-2.0 */
/* Pseudo-random numbers for tests: the same for ever from the same seed. */
#ifndef TESTS_DICE_H
#define TESTS_DICE_H

#include <stdbool.h>
#include <stdint.h>

struct dice {
	uint64_t state; /* not 0 */
};

static inline uint64_t dice_bits(struct dice *dice)
{
	/* xorshift64* */
	dice->state ^= dice->state >> 12;
	dice->state ^= dice->state << 25;
	dice->state ^= dice->state >> 27;
	return dice->state * UINT64_C(2685821657736338717);
}

/* 0 to sides - 1 */
static inline uint32_t dice_roll(struct dice *dice, uint32_t sides)
{
	return (uint32_t)((dice_bits(dice) >> 32) * sides >> 32);
}

/* One of `of` times. */
static inline bool dice_rarely(struct dice *dice, uint32_t of)
{
	return dice_roll(dice, of) == 0;
}

#endif
