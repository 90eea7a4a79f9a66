/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Order statistics by selection: a place that was found once divides the list for all that are asked for later.
 * Exact, and in place; needs no memory of its own but what qsort takes for crafted data.
 */
#include "statistic.h"

#define FEW	   16u	/* values that are sorted at once */
#define SAMPLED 400u /* in a list so long it pays to choose a pivot well */
#define BAD_ROUNDS 6u  /* partings that hardly part, until what is left is sorted */

#define VALUE	   uint32_t
#define MOST	   UINT32_MAX
#define NAME(word) narrow_##word
#include "order_select.h"
#undef VALUE
#undef MOST
#undef NAME

#define VALUE	   int64_t
#define MOST	   INT64_MAX
#define NAME(word) wide_##word
#include "order_select.h"
#undef VALUE
#undef MOST
#undef NAME

static int64_t value_at(const struct sanya_order *order, size_t place)
{
	return order->narrow != NULL ? order->narrow[place] : order->wide[place];
}

/* How many of the stretches lie wholly below the place. */
static unsigned stretches_below(const struct sanya_order *order, size_t place)
{
	unsigned below = 0;

	while (below < order->known_count && order->known[below].to < place)
		below++;
	return below;
}

static void sort_all(struct sanya_order *order)
{
	if (order->narrow != NULL)
		qsort(order->narrow, order->count, sizeof *order->narrow, narrow_compare);
	else
		qsort(order->wide, order->count, sizeof *order->wide, wide_compare);
	order->known[0] = (struct sanya_order_stretch){ 0, order->count - 1 };
	order->known_count = 1;
}

int64_t sanya_order_at(struct sanya_order *order, size_t place)
{
	unsigned below = stretches_below(order, place);

	if (below < order->known_count && order->known[below].from <= place)
		return value_at(order, place);
	if (order->known_count == SANYA_ORDER_STRETCHES) {
		sort_all(order);
		return value_at(order, place);
	}
	size_t start = below > 0 ? order->known[below - 1].to + 1 : 0;
	size_t end = below < order->known_count ? order->known[below].from : order->count;
	struct sanya_order_stretch found;
	if (order->narrow != NULL)
		narrow_select(order->narrow + start, end - start, place - start, &found.from, &found.to);
	else
		wide_select(order->wide + start, end - start, place - start, &found.from, &found.to);
	memmove(order->known + below + 1, order->known + below, (order->known_count - below) * sizeof order->known[0]);
	order->known[below] = (struct sanya_order_stretch){ start + found.from, start + found.to };
	order->known_count++;
	return value_at(order, place);
}
