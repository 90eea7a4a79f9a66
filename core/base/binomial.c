/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Adds up the terms n! / (k! (n-k)!) * num^k * (den-num)^(n-k) of den^n, from k = 0 on, in whole numbers.
 * Knows nothing of what the tries are.
 */
#include "binomial.h"

#include <gmp.h>

int64_t sanya_binomial_low(int64_t n, int64_t num, int64_t den, int64_t of)
{
	mpz_t term, sum, whole;
	int64_t low = 0;

	if (n < 0 || n > SANYA_BINOMIAL_EXACT || num < 0 || num > den || den <= 0 || of <= 1)
		abort();
	if (num == den) /* B is n, always */
		return n;
	mpz_init(term);
	mpz_init_set_ui(sum, 0);
	mpz_init(whole);
	mpz_ui_pow_ui(whole, (unsigned long)den, (unsigned long)n);
	mpz_ui_pow_ui(term, (unsigned long)(den - num), (unsigned long)n);
	for (; low < n; low++) {
		/* sum = den^n * P(B < low); with the term of `low` it is that of low + 1. */
		mpz_addmul_ui(sum, term, (unsigned long)of);
		if (mpz_cmp(sum, whole) > 0)
			break;
		mpz_mul_ui(term, term, (unsigned long)(n - low));
		mpz_mul_ui(term, term, (unsigned long)num);
		mpz_divexact_ui(term, term, (unsigned long)(low + 1));
		mpz_divexact_ui(term, term, (unsigned long)(den - num));
	}
	mpz_clear(term);
	mpz_clear(sum);
	mpz_clear(whole);
	return low;
}
