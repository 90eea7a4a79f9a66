/* SPDX-License-Identifier: Apache-2.0 */
/* Two statements of one contract side by side: what a dispute would change, what later evidence changes. */
#ifndef SANYA_APP_DIFFERENCE_H
#define SANYA_APP_DIFFERENCE_H

#include "../codec/json.h"
#include "../base/error.h"

/*
 * {"versions": {"before", "after"}, "watermarks": {"before", "after"}, "currency", "goals": [{"goal", "changed", "before": {"outcome",
 * "applied", "value", "display", "count", "score", "weight"}, "after": {…}}], "score": {"before", "after"}, "amount": {"before", "after",
 * "difference"}, "also": {"before", "after"}, "changed"}.  Amounts are exact; the difference has a sign, and is null where one of them is.
 */
int sanya_difference(const struct sanya_json *before, const struct sanya_json *after, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* An amount less another, both decimals, as a decimal with two places: "12.50", "-3.00". */
int sanya_amount_less(const char *amount, const char *other, struct sanya_buffer *ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
