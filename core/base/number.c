/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exact rationals: a thin cover over GMP that keeps lowest terms, reads the decimals of documents and writes them back.
 * Reads and writes integers by halves of 32 bits, so that nothing depends on the width of a C long.
 * The header says when a broken invariant aborts.
 */
#include "number.h"

void sanya_number_init(struct sanya_number *n)
{
	mpq_init(n->q);
}

void sanya_number_done(struct sanya_number *n)
{
	mpq_clear(n->q);
}

void sanya_number_set(struct sanya_number *n, const struct sanya_number *from)
{
	mpq_set(n->q, from->q);
}

static void set_integer(mpz_t z, int64_t value)
{
	uint64_t size = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;

	mpz_set_ui(z, (unsigned long)(size >> 32));
	mpz_mul_2exp(z, z, 32);
	mpz_add_ui(z, z, (unsigned long)(size & UINT32_MAX));
	if (value < 0)
		mpz_neg(z, z);
}

static bool get_integer(const mpz_t z, int64_t *ret)
{
	unsigned char bytes[8] = { 0 };
	uint64_t size = 0;

	if (mpz_sizeinbase(z, 2) > 64)
		return false;
	mpz_export(bytes, NULL, -1, 1, 0, 0, z);
	for (size_t i = 8; i-- > 0;)
		size = size << 8 | bytes[i];
	if (mpz_sgn(z) < 0) {
		if (size > (uint64_t)INT64_MAX + 1)
			return false;
		*ret = size == (uint64_t)INT64_MAX + 1 ? INT64_MIN : -(int64_t)size;
		return true;
	}
	if (size > (uint64_t)INT64_MAX)
		return false;
	*ret = (int64_t)size;
	return true;
}

void sanya_number_set_integer(struct sanya_number *n, int64_t value)
{
	set_integer(mpq_numref(n->q), value);
	mpz_set_ui(mpq_denref(n->q), 1);
}

void sanya_number_set_wide(struct sanya_number *n, __int128 value)
{
	unsigned __int128 size = value < 0 ? (unsigned __int128)0 - (unsigned __int128)value : (unsigned __int128)value;
	mpz_t low;

	mpz_init(low);
	set_integer(mpq_numref(n->q), (int64_t)(size >> 96));
	mpz_mul_2exp(mpq_numref(n->q), mpq_numref(n->q), 48);
	set_integer(low, (int64_t)(size >> 48 & 0xffffffffffff));
	mpz_add(mpq_numref(n->q), mpq_numref(n->q), low);
	mpz_mul_2exp(mpq_numref(n->q), mpq_numref(n->q), 48);
	set_integer(low, (int64_t)(size & 0xffffffffffff));
	mpz_add(mpq_numref(n->q), mpq_numref(n->q), low);
	if (value < 0)
		mpz_neg(mpq_numref(n->q), mpq_numref(n->q));
	mpz_set_ui(mpq_denref(n->q), 1);
	mpz_clear(low);
}

void sanya_number_set_ratio(struct sanya_number *n, int64_t numerator, int64_t denominator)
{
	if (denominator == 0)
		abort();
	set_integer(mpq_numref(n->q), numerator);
	set_integer(mpq_denref(n->q), denominator);
	mpq_canonicalize(n->q);
}

void sanya_number_add(struct sanya_number *ret, const struct sanya_number *a, const struct sanya_number *b)
{
	mpq_add(ret->q, a->q, b->q);
}

void sanya_number_sub(struct sanya_number *ret, const struct sanya_number *a, const struct sanya_number *b)
{
	mpq_sub(ret->q, a->q, b->q);
}

void sanya_number_mul(struct sanya_number *ret, const struct sanya_number *a, const struct sanya_number *b)
{
	mpq_mul(ret->q, a->q, b->q);
}

void sanya_number_div(struct sanya_number *ret, const struct sanya_number *a, const struct sanya_number *b)
{
	if (mpq_sgn(b->q) == 0)
		abort();
	mpq_div(ret->q, a->q, b->q);
}

int sanya_number_compare(const struct sanya_number *a, const struct sanya_number *b)
{
	return mpq_cmp(a->q, b->q);
}

int sanya_number_compare_integer(const struct sanya_number *a, int64_t b)
{
	mpz_t z;
	int order;

	mpz_init(z);
	set_integer(z, b);
	order = mpq_cmp_z(a->q, z);
	mpz_clear(z);
	return order;
}

int sanya_number_sign(const struct sanya_number *n)
{
	return mpq_sgn(n->q);
}

static int refuse(const char *text, size_t size, const char *why, struct sanya_error *err)
{
	int shown = size > 60 ? 60 : (int)size; /* a character cut here is shown as '?' */

	sanya_error_set(err, SANYA_FAILED, "\"%.*s\" is not a decimal number: %s", shown, text, why);
	return sanya_error_next(err, "write digits with at most one point, such as \"95\" or \"12.50\"");
}

static size_t digits_at(const char *text, size_t size, size_t at)
{
	size_t end = at;

	while (end < size && text[end] >= '0' && text[end] <= '9')
		end++;
	return end - at;
}

int sanya_number_parse(const char *text, size_t size, struct sanya_number *ret, struct sanya_error *err)
{
	enum { WHOLE_MOST = 18, PLACES_MOST = 6 };
	size_t start = size > 0 && text[0] == '-' ? 1 : 0;
	size_t whole = digits_at(text, size, start);
	size_t end = start + whole, places = 0;
	char digits[WHOLE_MOST + PLACES_MOST + 1];
	bool zero = true;

	if (whole == 0)
		return refuse(text, size, "it must begin with a digit", err);
	if (whole > 1 && text[start] == '0')
		return refuse(text, size, "it begins with a 0 that means nothing", err);
	if (whole > WHOLE_MOST)
		return refuse(text, size, "more than 18 digits before the point", err);
	if (end < size && text[end] == '.') {
		places = digits_at(text, size, end + 1);
		if (places == 0)
			return refuse(text, size, "no digit follows the point", err);
		if (places > PLACES_MOST)
			return refuse(text, size, "more than 6 digits after the point", err);
		end += 1 + places;
	}
	if (end != size)
		return refuse(text, size, "something follows the number", err);
	memcpy(digits, text + start, whole);
	if (places > 0)
		memcpy(digits + whole, text + start + whole + 1, places);
	digits[whole + places] = '\0';
	for (size_t i = 0; i < whole + places; i++)
		zero = zero && digits[i] == '0';
	if (zero && start == 1)
		return refuse(text, size, "zero has no sign", err);
	if (mpz_set_str(mpq_numref(ret->q), digits, 10) != 0)
		abort(); /* digits and nothing else, checked above */
	if (start == 1)
		mpz_neg(mpq_numref(ret->q), mpq_numref(ret->q));
	mpz_ui_pow_ui(mpq_denref(ret->q), 10, places);
	mpq_canonicalize(ret->q);
	return 0;
}

/* ret = n rounded to a whole number. */
static void round_whole(mpz_t ret, const mpq_t n, enum sanya_rounding mode)
{
	mpz_t rest, twice;
	int half;
	bool away = false;

	mpz_init(rest);
	mpz_init(twice);
	mpz_tdiv_qr(ret, rest, mpq_numref(n), mpq_denref(n)); /* toward zero; rest has the sign of n */
	if (mpz_sgn(rest) != 0) {
		mpz_mul_2exp(twice, rest, 1);
		half = mpz_cmpabs(twice, mpq_denref(n));
		switch (mode) {
		case SANYA_HALF_UP:
			away = half >= 0;
			break;
		case SANYA_HALF_EVEN:
			away = half > 0 || (half == 0 && mpz_odd_p(ret));
			break;
		case SANYA_DOWN:
			break;
		case SANYA_UP:
			away = true;
			break;
		}
		if (away && mpq_sgn(n) > 0)
			mpz_add_ui(ret, ret, 1);
		else if (away)
			mpz_sub_ui(ret, ret, 1);
	}
	mpz_clear(rest);
	mpz_clear(twice);
}

void sanya_number_round(struct sanya_number *ret, const struct sanya_number *n, const struct sanya_number *step,
			enum sanya_rounding mode)
{
	mpq_t steps;
	mpz_t whole;

	if (mpq_sgn(step->q) <= 0)
		abort();
	mpq_init(steps);
	mpz_init(whole);
	mpq_div(steps, n->q, step->q);
	round_whole(whole, steps, mode);
	mpq_set_z(steps, whole);
	mpq_mul(ret->q, steps, step->q);
	mpq_clear(steps);
	mpz_clear(whole);
}

void sanya_number_root_up(struct sanya_number *ret, const struct sanya_number *n, const struct sanya_number *step)
{
	mpq_t steps;
	mpz_t root;

	if (mpq_sgn(n->q) < 0 || mpq_sgn(step->q) <= 0)
		abort();
	mpq_init(steps);
	mpz_init(root);
	mpq_div(steps, n->q, step->q);
	mpq_div(steps, steps, step->q);
	/* The least whole r with r * r >= steps: steps is at most its own whole number above, and r * r is whole. */
	mpz_cdiv_q(root, mpq_numref(steps), mpq_denref(steps));
	if (mpz_perfect_square_p(root)) {
		mpz_sqrt(root, root);
	} else {
		mpz_sqrt(root, root);
		mpz_add_ui(root, root, 1);
	}
	mpq_set_z(steps, root);
	mpq_mul(ret->q, steps, step->q);
	mpq_clear(steps);
	mpz_clear(root);
}

/* Append z as digits.  GMP wants room for the sign and the NUL. */
static void add_whole(const mpz_t z, struct sanya_buffer *out)
{
	char small[64];
	size_t need = mpz_sizeinbase(z, 10) + 2;

	if (need <= sizeof(small)) {
		sanya_buffer_text(out, mpz_get_str(small, 10, z));
	} else {
		char *large = malloc(need);

		if (large == NULL)
			abort(); /* as GMP itself does */
		sanya_buffer_text(out, mpz_get_str(large, 10, z));
		free(large);
	}
}

/* Append scaled / 10^places as a decimal. */
static void add_scaled(mpz_t scaled, unsigned places, struct sanya_buffer *out)
{
	mpz_t ten, whole, rest;
	bool negative = mpz_sgn(scaled) < 0;

	mpz_init(ten);
	mpz_init(whole);
	mpz_init(rest);
	mpz_abs(scaled, scaled);
	mpz_ui_pow_ui(ten, 10, places);
	mpz_tdiv_qr(whole, rest, scaled, ten);
	if (negative)
		sanya_buffer_byte(out, '-');
	add_whole(whole, out);
	if (places > 0) /* places <= 18, so the rest fits */
		sanya_buffer_printf(out, ".%0*lu", (int)places, mpz_get_ui(rest));
	mpz_clear(ten);
	mpz_clear(whole);
	mpz_clear(rest);
}

void sanya_number_decimal(const struct sanya_number *n, unsigned places, struct sanya_buffer *out)
{
	mpq_t scaled;
	mpz_t whole;

	if (places > 18)
		abort();
	mpq_init(scaled);
	mpz_init(whole);
	mpz_ui_pow_ui(mpq_numref(scaled), 10, places);
	mpq_mul(scaled, scaled, n->q);
	round_whole(whole, scaled, SANYA_HALF_UP);
	add_scaled(whole, places, out);
	mpq_clear(scaled);
	mpz_clear(whole);
}

void sanya_number_exact(const struct sanya_number *n, struct sanya_buffer *out)
{
	unsigned long twos, fives, places;
	mpz_t rest, scaled, five;

	mpz_init(rest);
	mpz_init(scaled);
	mpz_init_set_ui(five, 5);
	twos = mpz_scan1(mpq_denref(n->q), 0);
	mpz_tdiv_q_2exp(rest, mpq_denref(n->q), twos);
	fives = mpz_remove(rest, rest, five);
	places = twos > fives ? twos : fives;
	if (mpz_cmp_ui(rest, 1) == 0 && places <= 18) {
		mpz_ui_pow_ui(scaled, 10, places);
		mpz_mul(scaled, scaled, mpq_numref(n->q));
		mpz_divexact(scaled, scaled, mpq_denref(n->q));
		add_scaled(scaled, (unsigned)places, out);
	} else {
		add_whole(mpq_numref(n->q), out);
		sanya_buffer_byte(out, '/');
		add_whole(mpq_denref(n->q), out);
	}
	mpz_clear(rest);
	mpz_clear(scaled);
	mpz_clear(five);
}

void sanya_number_numerator(const struct sanya_number *n, struct sanya_buffer *out)
{
	add_whole(mpq_numref(n->q), out);
}

void sanya_number_denominator(const struct sanya_number *n, struct sanya_buffer *out)
{
	add_whole(mpq_denref(n->q), out);
}

/* A whole number as add_whole writes it: no "+", no needless 0 in front, no "-0". */
static bool is_whole(const char *text, bool positive)
{
	size_t start = text[0] == '-' ? 1 : 0;
	size_t size = strnlen(text, 202);
	size_t digits = digits_at(text, size, start);

	if (digits == 0 || digits > 200 || start + digits != size)
		return false;
	if (text[start] == '0' && (digits > 1 || start == 1))
		return false;
	return !positive || (start == 0 && text[0] != '0');
}

int sanya_number_parse_ratio(const char *numerator, const char *denominator, struct sanya_number *ret,
			     struct sanya_error *err)
{
	if (!is_whole(numerator, false))
		return sanya_error_set(err, SANYA_FAILED, "the numerator \"%.60s\" is not a whole number", numerator);
	if (!is_whole(denominator, true))
		return sanya_error_set(err, SANYA_FAILED, "the denominator \"%.60s\" is not a whole number above 0",
				       denominator);
	if (mpz_set_str(mpq_numref(ret->q), numerator, 10) != 0 || mpz_set_str(mpq_denref(ret->q), denominator, 10) != 0)
		abort(); /* digits and nothing else, checked above */
	mpq_canonicalize(ret->q);
	return 0;
}

bool sanya_number_integer(const struct sanya_number *n, int64_t *ret)
{
	return mpz_cmp_ui(mpq_denref(n->q), 1) == 0 && get_integer(mpq_numref(n->q), ret);
}
