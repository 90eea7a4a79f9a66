/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fractions of 64 bits: brought to lowest terms, and written for people as value.c writes exact numbers of any size.
 * Integer arithmetic alone; what could pass 64 bits on the way is done in 128.
 */
#include "statistic.h"

/* --- lowest terms --- */

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
	while (b != 0) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

static unsigned __int128 common_divisor_long(unsigned __int128 a, unsigned __int128 b)
{
	while (b > UINT64_MAX) {
		unsigned __int128 rest = a % b;

		a = b;
		b = rest;
	}
	return b == 0 ? a : common_divisor((uint64_t)b, (uint64_t)(a % b));
}

int sanya_ratio_of(__int128 num, __int128 den, struct sanya_ratio *ret, struct sanya_error *err)
{
	unsigned __int128 size = num < 0 ? -(unsigned __int128)num : (unsigned __int128)num, whole = (unsigned __int128)den, divisor;

	if (den <= 0)
		abort();
	if (size <= UINT64_MAX && whole <= UINT64_MAX) {
		divisor = whole == 1 ? 1 : common_divisor((uint64_t)size, (uint64_t)whole);
		if (divisor > 1) {
			size = (uint64_t)size / (uint64_t)divisor;
			whole = (uint64_t)whole / (uint64_t)divisor;
		}
	} else {
		divisor = common_divisor_long(size, whole);
		size /= divisor;
		whole /= divisor;
	}
	if (size > (unsigned __int128)INT64_MAX + (num < 0) || whole > INT64_MAX)
		return sanya_error_set(err, SANYA_FAILED, "a result is too large for 63 bits");
	*ret = (struct sanya_ratio){ num < 0 ? (int64_t)-size : (int64_t)size, (int64_t)whole };
	return 0;
}

/* --- written out --- */

static size_t write_whole(unsigned __int128 value, char *out)
{
	char digits[40];
	size_t at = sizeof digits;

	while (value > UINT64_MAX) {
		digits[--at] = (char)('0' + (int)(value % 10));
		value /= 10;
	}
	uint64_t rest = (uint64_t)value;
	do
		digits[--at] = (char)('0' + (int)(rest % 10));
	while ((rest /= 10) > 0);
	memcpy(out, digits + at, sizeof digits - at);
	return sizeof digits - at;
}

/* |value| * factor, rounded half away from zero. */
static unsigned __int128 rounded(struct sanya_ratio value, uint64_t factor)
{
	uint64_t size = value.num < 0 ? -(uint64_t)value.num : (uint64_t)value.num, den = (uint64_t)value.den;

	if (size <= UINT32_MAX && den <= UINT32_MAX && factor <= 1000)
		return (size * factor * 2 + den) / (den * 2);
	return ((unsigned __int128)size * factor * 2 + den) / ((unsigned __int128)den * 2);
}

static uint64_t power_of_ten(unsigned places)
{
	uint64_t power = 1;

	while (places-- > 0)
		power *= 10;
	return power;
}

/* value * percent with so many places. */
static size_t write_decimal(struct sanya_ratio value, uint64_t percent, unsigned places, char *out)
{
	uint64_t power = power_of_ten(places);
	unsigned __int128 scaled = rounded(value, percent * power);
	size_t size = 0;

	if (value.num < 0 && scaled > 0)
		out[size++] = '-';
	if (places == 0)
		return size + write_whole(scaled, out + size);
	uint64_t part;
	if (scaled <= UINT64_MAX) {
		part = (uint64_t)scaled % power;
		size += write_whole((uint64_t)scaled / power, out + size);
	} else {
		part = (uint64_t)(scaled % power);
		size += write_whole(scaled / power, out + size);
	}
	out[size++] = '.';
	for (size_t i = places; i-- > 0; part /= 10)
		out[size + i] = (char)('0' + (int)(part % 10));
	return size + places;
}

size_t sanya_ratio_decimal(struct sanya_ratio value, unsigned places, char ret[SANYA_RATIO_TEXT])
{
	if (places > 15)
		abort();
	size_t size = write_decimal(value, 1, places, ret);
	ret[size] = '\0';
	return size;
}

static size_t write_part(uint64_t count, char unit, bool first, char *out)
{
	size_t size = 0;

	if (!first)
		out[size++] = ' ';
	size += write_whole(count, out + size);
	out[size++] = unit;
	return size;
}

/* "3h 20m 5s"; hours are not gathered into days, see value.c. */
static size_t write_seconds(struct sanya_ratio value, char *out)
{
	unsigned __int128 whole = rounded(value, 1);
	size_t start = 0, size;

	if (value.num < 0 && whole > 0)
		out[start++] = '-';
	size = start;
	if (whole > INT64_MAX) {
		size += write_whole(whole, out + size);
		out[size++] = 's';
		return size;
	}
	uint64_t seconds = (uint64_t)whole;
	if (seconds >= 3600)
		size += write_part(seconds / 3600, 'h', true, out + size);
	if (seconds % 3600 >= 60)
		size += write_part(seconds % 3600 / 60, 'm', size == start, out + size);
	if (seconds % 60 != 0 || size == start)
		size += write_part(seconds % 60, 's', size == start, out + size);
	return size;
}

size_t sanya_ratio_display(struct sanya_ratio value, enum sanya_measure measure, char ret[SANYA_RATIO_TEXT])
{
	size_t size;

	switch (measure) {
	case SANYA_MEASURE_SHARE:
		size = write_decimal(value, 100, 1, ret);
		ret[size++] = ' ';
		ret[size++] = '%';
		break;
	case SANYA_MEASURE_SECONDS:
		size = write_seconds(value, ret);
		break;
	case SANYA_MEASURE_NUMBER:
	default:
		size = write_decimal(value, 1, 2, ret);
		break;
	}
	ret[size] = '\0';
	return size;
}
