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

static void NAME(insertion_sort)(VALUE *values, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		VALUE value = values[i];
		size_t at = i;

		for (; at > 0 && values[at - 1] > value; at--)
			values[at] = values[at - 1];
		values[at] = value;
	}
}

/* Of a few values from all over the list, the one that stands among them as place k does among all. */
static VALUE NAME(pivot)(const VALUE *values, size_t count, size_t k)
{
	VALUE few[SAMPLED];
	size_t step = count / SAMPLED;

	for (size_t i = 0; i < SAMPLED; i++)
		few[i] = values[i * step + step / 2];
	NAME(insertion_sort)(few, SAMPLED);
	return few[k * SAMPLED / count];
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
 * Afterwards values[k] is what sorting would put there, no larger one before it, no smaller one behind.  Where parting goes badly too
 * often (crafted data), what is left is sorted.
 */
static void NAME(select)(VALUE *values, size_t count, size_t k)
{
	for (unsigned bad = 0; count > SMALL && bad <= BAD_ROUNDS;) {
		size_t before = count;

		if (k == 0) {
			NAME(least_first)(values, count);
			return;
		}
		VALUE pivot = NAME(pivot)(values, count, k);
		size_t part = NAME(part_below)(values, count, pivot);
		if (k < part) {
			count = part;
		} else {
			values += part;
			count -= part;
			k -= part;
			/* Few are below it: the pivot may stand there many times. */
			if (part < before / 8) {
				part = NAME(part_up_to)(values, count, pivot);
				if (k < part)
					return;
				values += part;
				count -= part;
				k -= part;
			}
		}
		bad += count > before / 8 * 7;
	}
	if (count > SMALL)
		qsort(values, count, sizeof *values, NAME(compare));
	else
		NAME(insertion_sort)(values, count);
}
