/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an answer of a customer, a reviewer or a mystery shopper is worth.
 * An answer outside its own scale is left out and counted as such, never cut to fit: it is more often a code for "blank" than an opinion.
 */
#include "satisfaction.h"

static bool given(int64_t points)
{
	return points != SANYA_ABSENT_VALUE;
}

/* An answer within the bounds that its source gives; bounds it does not give bind nothing. */
static enum satisfaction_reason within(const struct sanya_plugin_response *response)
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
enum satisfaction_reason satisfaction_csat(const struct sanya_plugin_response *response, struct sanya_plugin_value *value)
{
	if (response->kind != SANYA_KIND_CSAT)
		return SATISFACTION_OTHER_KIND;
	enum satisfaction_reason reason = within(response);
	if (reason != SATISFACTION_COUNTS)
		return reason;
	if (!given(response->lowest) || !given(response->highest) || response->lowest >= response->highest)
		return SATISFACTION_NO_SCALE;
	uint64_t below = (uint64_t)response->highest - (uint64_t)response->value;
	uint64_t range = (uint64_t)response->highest - (uint64_t)response->lowest;
	value->value = below <= range / 4;
	return SATISFACTION_COUNTS;
}

enum satisfaction_reason satisfaction_rating(const struct sanya_plugin_response *response,
					     struct sanya_plugin_value *value)
{
	if (response->kind == SANYA_KIND_COMPLAINT)
		return SATISFACTION_OTHER_KIND;
	enum satisfaction_reason reason = within(response);
	if (reason == SATISFACTION_COUNTS)
		value->value = response->value;
	return reason;
}

enum satisfaction_reason satisfaction_nps(const struct sanya_plugin_response *response, struct sanya_plugin_value *value)
{
	if (response->kind != SANYA_KIND_NPS)
		return SATISFACTION_OTHER_KIND;
	if (!given(response->value))
		return SATISFACTION_NO_VALUE;
	if ((given(response->lowest) && response->lowest != 0) || (given(response->highest) && response->highest != 10000))
		return SATISFACTION_OTHER_SCALE;
	if (response->value < 0 || response->value > 10000 || response->value % 1000 != 0)
		return SATISFACTION_OUTSIDE_SCALE;
	if (response->value >= 9000)
		value->value = 100;
	else if (response->value <= 6000)
		value->value = -100;
	return SATISFACTION_COUNTS;
}

enum satisfaction_reason satisfaction_ces(const struct sanya_plugin_response *response, struct sanya_plugin_value *value)
{
	return response->kind == SANYA_KIND_CES ? satisfaction_rating(response, value) : SATISFACTION_OTHER_KIND;
}

/* Points obtained of points possible; a critical failure takes all points, whatever else went well. */
static enum satisfaction_reason points(const struct sanya_plugin_response *response, struct sanya_plugin_value *value)
{
	if (!given(response->highest) || response->highest <= 0)
		return SATISFACTION_NO_SCALE;
	if (response->critical != 1) {
		enum satisfaction_reason reason = within(response);
		if (reason == SATISFACTION_COUNTS && response->value < 0)
			reason = SATISFACTION_OUTSIDE_SCALE;
		if (reason != SATISFACTION_COUNTS)
			return reason;
		value->value = response->value;
	}
	value->possible = response->highest;
	return SATISFACTION_COUNTS;
}

enum satisfaction_reason satisfaction_qa(const struct sanya_plugin_response *response, struct sanya_plugin_value *value)
{
	return response->kind == SANYA_KIND_QA ? points(response, value) : SATISFACTION_OTHER_KIND;
}

enum satisfaction_reason satisfaction_mystery(const struct sanya_plugin_response *response,
					      struct sanya_plugin_value *value)
{
	return response->kind == SANYA_KIND_MYSTERY ? points(response, value) : SATISFACTION_OTHER_KIND;
}

enum satisfaction_reason satisfaction_complaint(const struct sanya_plugin_response *response,
						struct sanya_plugin_value *value)
{
	if (response->kind != SANYA_KIND_COMPLAINT)
		return SATISFACTION_OTHER_KIND;
	value->value = 1;
	return SATISFACTION_COUNTS;
}
