/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exact rational numbers, on GMP.  Scores, shares and amounts stay exact from the first division to the one
 * rounding at the end; no floating point on the way.
 *
 * Invariants
 *  - Always in lowest terms, the denominator positive.
 *  - Every number is `_init`ed (value 0) before use and `_done` after; `sanya_number_set` copies.
 *  - Results may be the same object as an operand.
 *  - Division by zero is a broken invariant and aborts: callers check first.
 *  - Running out of memory inside GMP aborts (GMP's own behaviour); numbers here have a few dozen digits.
 */
#ifndef SANYA_BASE_NUMBER_H
#define SANYA_BASE_NUMBER_H

#include "base.h"
#include "buffer.h"
#include "error.h"

#include <gmp.h>

struct sanya_number {
	mpq_t q;
};

enum sanya_rounding {
	SANYA_HALF_UP,	 /* halves away from zero: 0.5 -> 1, -0.5 -> -1 (commercial rounding) */
	SANYA_HALF_EVEN, /* halves to the even neighbour (banker's rounding) */
	SANYA_DOWN,	 /* toward zero */
	SANYA_UP,	 /* away from zero */
};

void sanya_number_init(struct sanya_number *n);
void sanya_number_done(struct sanya_number *n);
void sanya_number_set(struct sanya_number *n, const struct sanya_number *from);
void sanya_number_set_integer(struct sanya_number *n, int64_t value);
void sanya_number_set_wide(struct sanya_number *n, __int128 value);
/* numerator / denominator; denominator may not be 0. */
void sanya_number_set_ratio(struct sanya_number *n, int64_t numerator, int64_t denominator);

void sanya_number_add(struct sanya_number *ret, const struct sanya_number *a, const struct sanya_number *b);
void sanya_number_sub(struct sanya_number *ret, const struct sanya_number *a, const struct sanya_number *b);
void sanya_number_mul(struct sanya_number *ret, const struct sanya_number *a, const struct sanya_number *b);
void sanya_number_div(struct sanya_number *ret, const struct sanya_number *a, const struct sanya_number *b);
/* Negative, 0 or positive, as a is below, equal to or above b. */
int sanya_number_compare(const struct sanya_number *a, const struct sanya_number *b);
int sanya_number_compare_integer(const struct sanya_number *a, int64_t b);
int sanya_number_sign(const struct sanya_number *n);

/*
 * Read a decimal: -?(0|[1-9][0-9]{0,17})(\.[0-9]{1,6})?  Nothing else: no exponent, no "+", no spaces, no ".5",
 * no "-0".  `text` need not end at `size`.
 */
int sanya_number_parse(const char *text, size_t size, struct sanya_number *ret, struct sanya_error *err) SANYA_MUST_CHECK;

/* Round to a multiple of `step` (> 0). */
void sanya_number_round(struct sanya_number *ret, const struct sanya_number *n, const struct sanya_number *step,
			enum sanya_rounding mode);
/* The square root of n (>= 0), rounded up to a multiple of `step` (> 0): what is as wide as a root never becomes too narrow. */
void sanya_number_root_up(struct sanya_number *ret, const struct sanya_number *n, const struct sanya_number *step);
/* Append with exactly `places` (0 to 18) digits after the point, halves away from zero; never "-0". */
void sanya_number_decimal(const struct sanya_number *n, unsigned places, struct sanya_buffer *out);
/* Append the shortest decimal when there is an exact one of at most 18 places ("12.5"), else "num/den". */
void sanya_number_exact(const struct sanya_number *n, struct sanya_buffer *out);
/* Append numerator or denominator as a whole number. */
void sanya_number_numerator(const struct sanya_number *n, struct sanya_buffer *out);
void sanya_number_denominator(const struct sanya_number *n, struct sanya_buffer *out);
/* Read back what the two above wrote (whole numbers of at most 200 digits, denominator positive). */
int sanya_number_parse_ratio(const char *numerator, const char *denominator, struct sanya_number *ret,
			     struct sanya_error *err) SANYA_MUST_CHECK;
/* true and the value when it is whole and fits. */
bool sanya_number_integer(const struct sanya_number *n, int64_t *ret);

#endif
