/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Order statistics by selection: a place that was found once divides the list for all that are asked for later.
 * Exact, and in place; needs no memory of its own but what qsort takes for crafted data.
 */
#include "statistic.h"

#define SAMPLED	   9u  /* values that a pivot is chosen among */
#define SMALL	   24u /* a list so short is sorted */
#define BAD_ROUNDS 6u  /* partings that hardly part, until what is left is sorted */

#define VALUE	   uint32_t
#define NAME(word) narrow_##word
#include "order_select.h"
#undef VALUE
#undef NAME

#define VALUE	   int64_t
#define NAME(word) wide_##word
#include "order_select.h"
#undef VALUE
#undef NAME

static int64_t value_at(const struct sanya_order *order, size_t place)
{
	return order->narrow != NULL ? order->narrow[place] : order->wide[place];
}

static void sort_all(struct sanya_order *order)
{
	if (order->narrow != NULL)
		qsort(order->narrow, order->count, sizeof *order->narrow, narrow_compare);
	else
		qsort(order->wide, order->count, sizeof *order->wide, wide_compare);
	order->sorted = true;
}

/* How many marks lie below the place. */
static unsigned marks_below(const struct sanya_order *order, size_t place)
{
	unsigned below = 0;

	while (below < order->mark_count && order->marks[below] < place)
		below++;
	return below;
}

int64_t sanya_order_at(struct sanya_order *order, size_t place)
{
	unsigned below = marks_below(order, place);

	if (order->sorted || (below < order->mark_count && order->marks[below] == place))
		return value_at(order, place);
	if (order->mark_count == SANYA_ORDER_MARKS) {
		sort_all(order);
		return value_at(order, place);
	}
	size_t from = below > 0 ? order->marks[below - 1] + 1 : 0;
	size_t to = below < order->mark_count ? order->marks[below] : order->count;
	if (order->narrow != NULL)
		narrow_select(order->narrow + from, to - from, place - from);
	else
		wide_select(order->wide + from, to - from, place - from);
	memmove(order->marks + below + 1, order->marks + below, (order->mark_count - below) * sizeof order->marks[0]);
	order->marks[below] = place;
	order->mark_count++;
	return value_at(order, place);
}
