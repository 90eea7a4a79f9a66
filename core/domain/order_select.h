/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Selection among values of one width; order.c includes this once for each, with VALUE and NAME(word) defined.
 * The loops have no branch on a value: which side one falls on cannot be guessed, and a wrong guess costs more than ten values.
 */

static int NAME(compare)(const void *left, const void *right)
{
	VALUE a = *(const VALUE *)left, b = *(const VALUE *)right;

	return (a > b) - (a < b);
}

/* A few values in order, by counting for each how many are less: no comparison decides what comes next, and four are done at once. */
static void NAME(sort_few)(VALUE *values, size_t count)
{
	VALUE few[FEW];
	uint32_t less[FEW], taken[FEW] = { 0 };

	for (size_t i = 0; i < FEW; i++)
		few[i] = i < count ? values[i] : MOST;
	for (size_t i = 0; i < FEW; i++) {
		VALUE value = few[i];
		uint32_t sum = 0;

		for (size_t k = 0; k < FEW; k++)
			sum += few[k] < value;
		less[i] = sum;
	}
	/* Equal ones have as many that are less, and stand one behind the other. */
	for (size_t i = 0; i < count; i++)
		values[less[i] + taken[less[i]]++] = few[i];
}

/* Of three values from all over the list, the one that stands among them as place k does among all. */
static VALUE NAME(pivot_of_three)(const VALUE *values, size_t count, size_t k)
{
	VALUE a = values[count / 6], b = values[count / 2], c = values[count - 1 - count / 6];
	VALUE low = a < b ? a : b, high = a < b ? b : a;
	VALUE least = low < c ? low : c, most = high > c ? high : c;
	VALUE rest = high < c ? high : c, middle = low > rest ? low : rest;

	return k * 3 < count ? least : k * 3 < count * 2 ? middle : most;
}

/* The same of FEW. */
static VALUE NAME(pivot)(const VALUE *values, size_t count, size_t k)
{
	VALUE few[FEW];
	size_t step = count / FEW;

	if (count < SAMPLED)
		return NAME(pivot_of_three)(values, count, k);
	for (size_t i = 0; i < FEW; i++)
		few[i] = values[i * step + step / 2];
	NAME(sort_few)(few, FEW);
	return few[k * FEW / count];
}

/* Those below the limit to the front; how many they are. */
static size_t NAME(part_below)(VALUE *values, size_t count, VALUE limit)
{
	size_t below = 0;

	for (size_t i = 0; i < count; i++) {
		VALUE value = values[i];

		values[i] = values[below];
		values[below] = value;
		below += value < limit;
	}
	return below;
}

static size_t NAME(part_up_to)(VALUE *values, size_t count, VALUE limit)
{
	size_t up_to = 0;

	for (size_t i = 0; i < count; i++) {
		VALUE value = values[i];

		values[i] = values[up_to];
		values[up_to] = value;
		up_to += value <= limit;
	}
	return up_to;
}

/* The least to the front. */
static void NAME(least_first)(VALUE *values, size_t count)
{
	VALUE least = values[0];
	size_t at = 0;

	for (size_t i = 1; i < count; i++)
		least = values[i] < least ? values[i] : least;
	while (values[at] != least)
		at++;
	values[at] = values[0];
	values[0] = least;
}

/*
 * Afterwards values[k] is what sorting would put there, no larger one before it, no smaller one behind; the same holds for all from
 * *from to *to.  Where parting goes badly too often (crafted data), what is left is sorted.
 */
static void NAME(select)(VALUE *all, size_t count, size_t k, size_t *from, size_t *to)
{
	VALUE *values = all;

	for (unsigned bad = 0; count > FEW && bad <= BAD_ROUNDS;) {
		size_t before = count, part;

		if (k == 0) {
			NAME(least_first)(values, count);
			count = 1;
			break;
		}
		VALUE pivot = NAME(pivot)(values, count, k);
		part = NAME(part_below)(values, count, pivot);
		if (k < part) {
			count = part;
		} else {
			values += part;
			count -= part;
			k -= part;
			/* Few are below it: the pivot may stand there many times. */
			if (part < before / 8) {
				part = NAME(part_up_to)(values, count, pivot);
				if (k < part) {
					*from = (size_t)(values - all);
					*to = *from + part - 1;
					return;
				}
				values += part;
				count -= part;
				k -= part;
			}
		}
		bad += count > before / 8 * 7;
	}
	if (count > FEW)
		qsort(values, count, sizeof *values, NAME(compare));
	else
		NAME(sort_few)(values, count);
	*from = (size_t)(values - all);
	*to = *from + count - 1;
}
