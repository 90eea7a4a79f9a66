/* SPDX-License-Identifier: Apache-2.0 */
/* The cases of suite_rows_lanes.c and suite_rows_words.c, compiled once for vectors and once for words. */
#ifndef TESTS_LANES_CASES_H
#define TESTS_LANES_CASES_H

#include "core/base/base.h"

#include "plugins/rows/lanes.h"
#include "unit/dice.h"

#include <check.h>

/* Mostly bytes near the borders of the questions. */
static void some_bytes(struct dice *dice, char *bytes, size_t size)
{
	static const unsigned char few[] = {0, 1, 8, 9, 10, 13, 14, 15, 16, 31, 32, '"', '\\', ',', ';', 0x7f, 0x80, 0x81, 0xff};
	for (size_t i = 0; i < size; i++)
		bytes[i] = (char)(dice_rarely(dice, 4) ? dice_roll(dice, 256) : few[dice_roll(dice, (uint32_t)sizeof(few))]);
}

START_TEST(lanes)
{
	struct dice dice = {.state = 64};
	char bytes[64 + 3];
	for (int round = 0; round < 20000; round++) {
		const char *at = bytes + dice_roll(&dice, 4);
		const char a = (char)dice_roll(&dice, 128), b = (char)dice_roll(&dice, 128);
		some_bytes(&dice, bytes, sizeof(bytes));
		const struct rows_lanes loaded = rows_lanes_load(at);
		uint64_t equal = 0, either = 0, most = 0, wide = 0, stops = 0;
		for (unsigned i = 0; i < 64; i++) {
			const uint64_t bit = UINT64_C(1) << i;
			equal |= at[i] == a ? bit : 0;
			either |= at[i] == a || at[i] == b ? bit : 0;
			most |= (unsigned char)at[i] <= (unsigned char)a ? bit : 0;
			stops |= at[i] == '"' || at[i] == '\\' || (unsigned char)at[i] < 0x20 ? bit : 0;
			wide |= (unsigned char)at[i] >= 0x80 ? bit : 0;
		}
		ck_assert_uint_eq(rows_lanes_equal(&loaded, a), equal);
		ck_assert_int_eq(rows_lanes_any(&loaded, a), equal != 0);
		ck_assert_uint_eq(rows_lanes_either(&loaded, a, b), either);
		ck_assert_uint_eq(rows_lanes_most(&loaded, a), most);
		ck_assert_uint_eq(rows_lanes_wide(&loaded), wide);
		ck_assert_uint_eq(rows_wide_32(at), wide & UINT32_MAX);
		ck_assert_uint_eq(rows_stops_32(at), stops & UINT32_MAX);
	}
}
END_TEST

START_TEST(bits)
{
	struct dice dice = {.state = 65};
	for (int round = 0; round < 20000; round++) {
		const uint64_t word = dice_bits(&dice) & dice_bits(&dice);
		unsigned count = 0, lowest = 64;
		uint64_t parity = 0;
		for (unsigned i = 0; i < 64; i++) {
			if (word >> i & 1)
				lowest = count++ ? lowest : i;
			parity |= (uint64_t)(count & 1) << i;
		}
		ck_assert_uint_eq(rows_bits_count(word), count);
		ck_assert_uint_eq(rows_bits_parity(word), parity);
		if (word)
			ck_assert_uint_eq(rows_bits_below(word), (UINT64_C(1) << lowest) - 1);
	}
	ck_assert_uint_eq(rows_bits_count(UINT64_MAX), 64);
	ck_assert_uint_eq(rows_bits_below(UINT64_C(1) << 63), UINT64_MAX >> 1);
}
END_TEST

#endif
