/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an answer of a customer, a reviewer or a mystery shopper is worth.
 * An answer outside its own scale is left out and counted as such, never cut to fit: it is more often a code for "blank" than an opinion.
 */
#include "satisfaction.h"

SATISFACTION_INLINE bool given(int64_t points)
{
	return points != SANYA_ABSENT_VALUE;
}

/* An answer within the bounds that its source gives; bounds it does not give bind nothing. */
SATISFACTION_INLINE enum satisfaction_reason within(const struct satisfaction_response *response)
{
	if (!given(response->value))
		return SATISFACTION_NO_VALUE;
	if ((given(response->lowest) && response->value < response->lowest) ||
	    (given(response->highest) && response->value > response->highest))
		return SATISFACTION_OUTSIDE_SCALE;
	return SATISFACTION_COUNTS;
}

/*
 * Satisfied: at least three quarters of the way from the lowest to the highest answer, which is 4 and 5 of 5, 3 of 3 and
 * 2 of 2, and on 0 to 10 from 8 on: at most a quarter of the range is missing.  Unsigned, so that no scale overflows.
 */
SATISFACTION_INLINE struct satisfaction_value csat(const struct satisfaction_response *response)
{
	if (response->kind != SANYA_KIND_CSAT)
		return satisfaction_left_out(SATISFACTION_OTHER_KIND);
	enum satisfaction_reason reason = within(response);
	if (reason != SATISFACTION_COUNTS)
		return satisfaction_left_out(reason);
	if (!given(response->lowest) || !given(response->highest) || response->lowest >= response->highest)
		return satisfaction_left_out(SATISFACTION_NO_SCALE);
	uint64_t below = (uint64_t)response->highest - (uint64_t)response->value;
	uint64_t range = (uint64_t)response->highest - (uint64_t)response->lowest;
	return satisfaction_counted(below <= range / 4);
}
SATISFACTION_ENTRIES(csat)

SATISFACTION_INLINE struct satisfaction_value rating(const struct satisfaction_response *response)
{
	if (response->kind == SANYA_KIND_COMPLAINT)
		return satisfaction_left_out(SATISFACTION_OTHER_KIND);
	enum satisfaction_reason reason = within(response);
	return reason == SATISFACTION_COUNTS ? satisfaction_counted(response->value) : satisfaction_left_out(reason);
}
SATISFACTION_ENTRIES(rating)

SATISFACTION_INLINE struct satisfaction_value nps(const struct satisfaction_response *response)
{
	if (response->kind != SANYA_KIND_NPS)
		return satisfaction_left_out(SATISFACTION_OTHER_KIND);
	if (!given(response->value))
		return satisfaction_left_out(SATISFACTION_NO_VALUE);
	if ((given(response->lowest) && response->lowest != 0) || (given(response->highest) && response->highest != 10000))
		return satisfaction_left_out(SATISFACTION_OTHER_SCALE);
	if (response->value < 0 || response->value > 10000 || response->value % 1000 != 0)
		return satisfaction_left_out(SATISFACTION_OUTSIDE_SCALE);
	return satisfaction_counted(response->value >= 9000 ? 100 : response->value <= 6000 ? -100 : 0);
}
SATISFACTION_ENTRIES(nps)

SATISFACTION_INLINE struct satisfaction_value ces(const struct satisfaction_response *response)
{
	return response->kind == SANYA_KIND_CES ? rating(response) : satisfaction_left_out(SATISFACTION_OTHER_KIND);
}
SATISFACTION_ENTRIES(ces)

/* Points obtained of points possible; a critical failure takes all points, whatever else went well. */
SATISFACTION_INLINE struct satisfaction_value points(const struct satisfaction_response *response)
{
	if (!given(response->highest) || response->highest <= 0)
		return satisfaction_left_out(SATISFACTION_NO_SCALE);
	struct satisfaction_value value = {.possible = response->highest};
	if (response->critical == 1)
		return value;
	enum satisfaction_reason reason = within(response);
	if (reason == SATISFACTION_COUNTS && response->value < 0)
		reason = SATISFACTION_OUTSIDE_SCALE;
	if (reason != SATISFACTION_COUNTS)
		return satisfaction_left_out(reason);
	value.value = response->value;
	return value;
}

SATISFACTION_INLINE struct satisfaction_value qa(const struct satisfaction_response *response)
{
	return response->kind == SANYA_KIND_QA ? points(response) : satisfaction_left_out(SATISFACTION_OTHER_KIND);
}
SATISFACTION_ENTRIES(qa)

SATISFACTION_INLINE struct satisfaction_value mystery(const struct satisfaction_response *response)
{
	return response->kind == SANYA_KIND_MYSTERY ? points(response) : satisfaction_left_out(SATISFACTION_OTHER_KIND);
}
SATISFACTION_ENTRIES(mystery)

SATISFACTION_INLINE struct satisfaction_value complaint(const struct satisfaction_response *response)
{
	return response->kind == SANYA_KIND_COMPLAINT ? satisfaction_counted(1) : satisfaction_left_out(SATISFACTION_OTHER_KIND);
}
SATISFACTION_ENTRIES(complaint)
