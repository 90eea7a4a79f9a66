/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 64 bytes of a text at a time, and which of them are what: each question gives a mask with one bit a byte, the first byte lowest.
 *
 * SSE2 and NEON where the machine always has them, else eight bytes in a word; the answers are the same.  ROWS_WORDS, at compile time,
 * takes the words everywhere, so that tests can hold the ways against each other; files that include wide.h before have AVX2.
 */
#ifndef ROWS_LANES_H
#define ROWS_LANES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#if !defined(ROWS_WORDS) && defined(__SSE2__)
#define ROWS_SSE2 1
#include <emmintrin.h>
#if defined(ROWS_WIDE)
#define ROWS_AVX2 1 /* see wide.h */
#include <immintrin.h>
#endif
#elif !defined(ROWS_WORDS) && defined(__aarch64__) && defined(__ARM_NEON)
#define ROWS_NEON 1
#include <arm_neon.h>
#endif

/* --- bits --- */

static inline unsigned rows_bits_count(uint64_t bits)
{
	/* Without the machine's own instruction, which a plain x86-64 lacks, the compiler would call a function. */
	bits -= bits >> 1 & UINT64_C(0x5555555555555555);
	bits = (bits & UINT64_C(0x3333333333333333)) + (bits >> 2 & UINT64_C(0x3333333333333333));
	bits = (bits + (bits >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
	return (unsigned)(bits * UINT64_C(0x0101010101010101) >> 56);
}

/* Bit n: whether an odd number of bits is set up to and with bit n. */
static inline uint64_t rows_bits_parity(uint64_t bits)
{
	bits ^= bits << 1;
	bits ^= bits << 2;
	bits ^= bits << 4;
	bits ^= bits << 8;
	bits ^= bits << 16;
	return bits ^ bits << 32;
}

/* The bits below the lowest one of `bits`, which is not 0. */
static inline uint64_t rows_bits_below(uint64_t bits)
{
	return (bits & (0 - bits)) - 1;
}

/* --- lanes --- */

/* Vectors stand in four members and not in an array: that the compiler would keep in memory. */
#define ROWS_LANES_EACH(one) rows_lanes_mask(one(lanes->a), one(lanes->b), one(lanes->c), one(lanes->d))

#if defined(ROWS_AVX2)

struct rows_lanes {
	__m256i a, b;
};

static inline struct rows_lanes rows_lanes_load(const char *at)
{
	const __m256i *from = (const __m256i *)(const void *)at;
	return (struct rows_lanes){_mm256_loadu_si256(from), _mm256_loadu_si256(from + 1)};
}

static inline uint64_t rows_lanes_mask(__m256i a, __m256i b)
{
	return (uint32_t)_mm256_movemask_epi8(a) | (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

static inline uint64_t rows_lanes_equal(const struct rows_lanes *lanes, char c)
{
	const __m256i all = _mm256_set1_epi8(c);
	return rows_lanes_mask(_mm256_cmpeq_epi8(lanes->a, all), _mm256_cmpeq_epi8(lanes->b, all));
}

static inline bool rows_lanes_any(const struct rows_lanes *lanes, char c)
{
	const __m256i all = _mm256_set1_epi8(c);
	const __m256i found = _mm256_or_si256(_mm256_cmpeq_epi8(lanes->a, all), _mm256_cmpeq_epi8(lanes->b, all));
	return _mm256_movemask_epi8(found) != 0;
}

static inline uint64_t rows_lanes_either(const struct rows_lanes *lanes, char x, char y)
{
	const __m256i xs = _mm256_set1_epi8(x), ys = _mm256_set1_epi8(y);
#define ROWS_ONE(v) _mm256_or_si256(_mm256_cmpeq_epi8(v, xs), _mm256_cmpeq_epi8(v, ys))
	return rows_lanes_mask(ROWS_ONE(lanes->a), ROWS_ONE(lanes->b));
#undef ROWS_ONE
}

static inline uint64_t rows_lanes_most(const struct rows_lanes *lanes, char c)
{
	const __m256i all = _mm256_set1_epi8(c);
#define ROWS_ONE(v) _mm256_cmpeq_epi8(_mm256_min_epu8(v, all), v)
	return rows_lanes_mask(ROWS_ONE(lanes->a), ROWS_ONE(lanes->b));
#undef ROWS_ONE
}

static inline uint64_t rows_lanes_wide(const struct rows_lanes *lanes)
{
	return rows_lanes_mask(lanes->a, lanes->b);
}

#elif defined(ROWS_SSE2)

struct rows_lanes {
	__m128i a, b, c, d;
};

static inline struct rows_lanes rows_lanes_load(const char *at)
{
	const __m128i *from = (const __m128i *)(const void *)at;
	return (struct rows_lanes){_mm_loadu_si128(from), _mm_loadu_si128(from + 1), _mm_loadu_si128(from + 2),
				   _mm_loadu_si128(from + 3)};
}

static inline uint64_t rows_lanes_mask(__m128i a, __m128i b, __m128i c, __m128i d)
{
	uint32_t low = (uint32_t)_mm_movemask_epi8(a) | (uint32_t)_mm_movemask_epi8(b) << 16;
	uint32_t high = (uint32_t)_mm_movemask_epi8(c) | (uint32_t)_mm_movemask_epi8(d) << 16;
	return low | (uint64_t)high << 32;
}

/* Bytes that are `c`. */
static inline uint64_t rows_lanes_equal(const struct rows_lanes *lanes, char c)
{
	const __m128i all = _mm_set1_epi8(c);
#define ROWS_ONE(v) _mm_cmpeq_epi8(v, all)
	return ROWS_LANES_EACH(ROWS_ONE);
#undef ROWS_ONE
}

/* Whether a byte is `c`. */
static inline bool rows_lanes_any(const struct rows_lanes *lanes, char c)
{
	const __m128i all = _mm_set1_epi8(c);
	const __m128i low = _mm_or_si128(_mm_cmpeq_epi8(lanes->a, all), _mm_cmpeq_epi8(lanes->b, all));
	const __m128i high = _mm_or_si128(_mm_cmpeq_epi8(lanes->c, all), _mm_cmpeq_epi8(lanes->d, all));
	return _mm_movemask_epi8(_mm_or_si128(low, high)) != 0;
}

/* Bytes that are `x` or `y`. */
static inline uint64_t rows_lanes_either(const struct rows_lanes *lanes, char x, char y)
{
	const __m128i xs = _mm_set1_epi8(x), ys = _mm_set1_epi8(y);
#define ROWS_ONE(v) _mm_or_si128(_mm_cmpeq_epi8(v, xs), _mm_cmpeq_epi8(v, ys))
	return ROWS_LANES_EACH(ROWS_ONE);
#undef ROWS_ONE
}

/* Bytes up to and with `c`, which is in ASCII. */
static inline uint64_t rows_lanes_most(const struct rows_lanes *lanes, char c)
{
	const __m128i all = _mm_set1_epi8(c);
#define ROWS_ONE(v) _mm_cmpeq_epi8(_mm_min_epu8(v, all), v)
	return ROWS_LANES_EACH(ROWS_ONE);
#undef ROWS_ONE
}

/* Bytes of characters beyond ASCII. */
static inline uint64_t rows_lanes_wide(const struct rows_lanes *lanes)
{
	return rows_lanes_mask(lanes->a, lanes->b, lanes->c, lanes->d);
}

#elif defined(ROWS_NEON)

struct rows_lanes {
	uint8x16_t a, b, c, d;
};

static inline struct rows_lanes rows_lanes_load(const char *at)
{
	const uint8_t *from = (const uint8_t *)at;
	return (struct rows_lanes){vld1q_u8(from), vld1q_u8(from + 16), vld1q_u8(from + 32), vld1q_u8(from + 48)};
}

/* Of bytes that are all ones or all zeroes. */
static inline uint64_t rows_lanes_mask(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d)
{
	static const uint8_t places[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
	const uint8x16_t place = vld1q_u8(places);
	uint8x16_t low = vpaddq_u8(vandq_u8(a, place), vandq_u8(b, place));
	uint8x16_t high = vpaddq_u8(vandq_u8(c, place), vandq_u8(d, place));
	low = vpaddq_u8(low, high);
	low = vpaddq_u8(low, low);
	return vgetq_lane_u64(vreinterpretq_u64_u8(low), 0);
}

static inline uint64_t rows_lanes_equal(const struct rows_lanes *lanes, char c)
{
	const uint8x16_t all = vdupq_n_u8((uint8_t)c);
#define ROWS_ONE(v) vceqq_u8(v, all)
	return ROWS_LANES_EACH(ROWS_ONE);
#undef ROWS_ONE
}

static inline bool rows_lanes_any(const struct rows_lanes *lanes, char c)
{
	const uint8x16_t all = vdupq_n_u8((uint8_t)c);
	const uint8x16_t low = vorrq_u8(vceqq_u8(lanes->a, all), vceqq_u8(lanes->b, all));
	const uint8x16_t high = vorrq_u8(vceqq_u8(lanes->c, all), vceqq_u8(lanes->d, all));
	return vmaxvq_u8(vorrq_u8(low, high)) != 0;
}

static inline uint64_t rows_lanes_either(const struct rows_lanes *lanes, char x, char y)
{
	const uint8x16_t xs = vdupq_n_u8((uint8_t)x), ys = vdupq_n_u8((uint8_t)y);
#define ROWS_ONE(v) vorrq_u8(vceqq_u8(v, xs), vceqq_u8(v, ys))
	return ROWS_LANES_EACH(ROWS_ONE);
#undef ROWS_ONE
}

static inline uint64_t rows_lanes_most(const struct rows_lanes *lanes, char c)
{
	const uint8x16_t all = vdupq_n_u8((uint8_t)c);
#define ROWS_ONE(v) vcleq_u8(v, all)
	return ROWS_LANES_EACH(ROWS_ONE);
#undef ROWS_ONE
}

static inline uint64_t rows_lanes_wide(const struct rows_lanes *lanes)
{
	const uint8x16_t top = vdupq_n_u8(0x80);
#define ROWS_ONE(v) vcgeq_u8(v, top)
	return ROWS_LANES_EACH(ROWS_ONE);
#undef ROWS_ONE
}

static inline uint64_t rows_wide_32(const char *at)
{
	const uint8x16_t top = vdupq_n_u8(0x80), none = vdupq_n_u8(0);
	const uint8_t *from = (const uint8_t *)at;
	return rows_lanes_mask(vcgeq_u8(vld1q_u8(from), top), vcgeq_u8(vld1q_u8(from + 16), top), none, none);
}

static inline uint32_t rows_stops_32(const char *at)
{
	const uint8x16_t quote = vdupq_n_u8('"'), slash = vdupq_n_u8('\\'), most = vdupq_n_u8(0x1f), none = vdupq_n_u8(0);
	const uint8x16_t a = vld1q_u8((const uint8_t *)at), b = vld1q_u8((const uint8_t *)at + 16);
#define ROWS_ONE(v) vorrq_u8(vorrq_u8(vceqq_u8(v, quote), vceqq_u8(v, slash)), vcleq_u8(v, most))
	return (uint32_t)rows_lanes_mask(ROWS_ONE(a), ROWS_ONE(b), none, none);
#undef ROWS_ONE
}

#else

struct rows_lanes {
	uint64_t v[8]; /* the first byte lowest */
};

#define ROWS_EACH(byte) (UINT64_C(0x0101010101010101) * (unsigned char)(byte))

static inline struct rows_lanes rows_lanes_load(const char *at)
{
	struct rows_lanes lanes;
	for (unsigned i = 0; i < 8; i++) {
		memcpy(&lanes.v[i], at + 8 * i, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		lanes.v[i] = __builtin_bswap64(lanes.v[i]);
#endif
	}
	return lanes;
}

/* The top bits of eight bytes, side by side. */
static inline uint64_t rows_lanes_tops(uint64_t word)
{
	return ((word & ROWS_EACH(0x80)) >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

/* The top bit of each byte that is 0; exact, for nothing carries from one byte to the next. */
static inline uint64_t rows_lanes_zeroes(uint64_t word)
{
	return ~(((word & ROWS_EACH(0x7f)) + ROWS_EACH(0x7f)) | word) & ROWS_EACH(0x80);
}

static inline uint64_t rows_lanes_equal(const struct rows_lanes *lanes, char c)
{
	uint64_t mask = 0;
	for (unsigned i = 0; i < 8; i++)
		mask |= rows_lanes_tops(rows_lanes_zeroes(lanes->v[i] ^ ROWS_EACH(c))) << (8 * i);
	return mask;
}

static inline bool rows_lanes_any(const struct rows_lanes *lanes, char c)
{
	uint64_t zeroes = 0;
	for (unsigned i = 0; i < 8; i++)
		zeroes |= rows_lanes_zeroes(lanes->v[i] ^ ROWS_EACH(c));
	return zeroes != 0;
}

static inline uint64_t rows_lanes_either(const struct rows_lanes *lanes, char a, char b)
{
	uint64_t mask = 0;
	for (unsigned i = 0; i < 8; i++)
		mask |= rows_lanes_tops(rows_lanes_zeroes(lanes->v[i] ^ ROWS_EACH(a)) |
					rows_lanes_zeroes(lanes->v[i] ^ ROWS_EACH(b)))
			<< (8 * i);
	return mask;
}

static inline uint64_t rows_lanes_most(const struct rows_lanes *lanes, char c)
{
	/* The top bit of the sum is set by a byte that is larger, and nothing carries from one byte to the next. */
	const uint64_t room = ROWS_EACH(0x7f - (unsigned char)c);
	uint64_t mask = 0;
	for (unsigned i = 0; i < 8; i++)
		mask |= rows_lanes_tops(~(((lanes->v[i] & ROWS_EACH(0x7f)) + room) | lanes->v[i])) << (8 * i);
	return mask;
}

static inline uint64_t rows_lanes_wide(const struct rows_lanes *lanes)
{
	uint64_t mask = 0;
	for (unsigned i = 0; i < 8; i++)
		mask |= rows_lanes_tops(lanes->v[i]) << (8 * i);
	return mask;
}

static inline uint64_t rows_wide_32(const char *at)
{
	uint64_t mask = 0;
	for (unsigned i = 0; i < 4; i++) {
		uint64_t word;
		memcpy(&word, at + 8 * i, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		word = __builtin_bswap64(word);
#endif
		mask |= rows_lanes_tops(word) << (8 * i);
	}
	return mask;
}

static inline uint32_t rows_stops_32(const char *at)
{
	uint64_t mask = 0;
	for (unsigned i = 0; i < 4; i++) {
		uint64_t word;
		memcpy(&word, at + 8 * i, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		word = __builtin_bswap64(word);
#endif
		const uint64_t control = rows_lanes_zeroes(word & ROWS_EACH(0xe0));
		mask |= rows_lanes_tops(control | rows_lanes_zeroes(word ^ ROWS_EACH('"')) | rows_lanes_zeroes(word ^ ROWS_EACH('\\')))
			<< (8 * i);
	}
	return (uint32_t)mask;
}

#endif

#if defined(ROWS_SSE2)

/* The same of 32 bytes, with or without wider vectors. */
static inline uint64_t rows_wide_32(const char *at)
{
	const __m128i *from = (const __m128i *)(const void *)at;
	return (uint32_t)_mm_movemask_epi8(_mm_loadu_si128(from)) | (uint32_t)_mm_movemask_epi8(_mm_loadu_si128(from + 1)) << 16;
}

/* Of 32 bytes those that a JSON text cannot hold as they are: quotes, backslashes, control characters. */
static inline uint32_t rows_stops_32(const char *at)
{
	const __m128i *from = (const __m128i *)(const void *)at;
	const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\'), most = _mm_set1_epi8(0x1f);
	const __m128i a = _mm_loadu_si128(from), b = _mm_loadu_si128(from + 1);
#define ROWS_ONE(v)                                                                                                            \
	_mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, slash)), _mm_cmpeq_epi8(_mm_min_epu8(v, most), v))
	return (uint32_t)_mm_movemask_epi8(ROWS_ONE(a)) | (uint32_t)_mm_movemask_epi8(ROWS_ONE(b)) << 16;
#undef ROWS_ONE
}

#endif
#endif
