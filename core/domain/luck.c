/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What chance may have done to one goal's value; the definitions stand in the header.
 * Scores and pay of a value are reward.c's.
 */
#include "luck.h"

#include "renewal.h"

const char *sanya_against_word(enum sanya_against against)
{
	static const char *const words[] = { NULL, "reached", "missed", "unsure" };

	return words[against];
}

/* What it says is what was there: nothing is estimated. */
static bool is_certain(const struct sanya_statistic *statistic)
{
	return statistic->kind == SANYA_STATISTIC_SUM || statistic->kind == SANYA_STATISTIC_COUNT || statistic->kind == SANYA_STATISTIC_MAX;
}

enum sanya_against sanya_against_target(const struct sanya_goal *goal, const struct sanya_number *value, const struct sanya_interval *interval)
{
	enum sanya_against against = SANYA_AGAINST_UNSURE;
	struct sanya_number target;

	sanya_number_init(&target);
	if (!sanya_scale_target(&goal->scale, &target))
		against = SANYA_AGAINST_NONE;
	else if (is_certain(&goal->statistic) ||
		 ((interval->has_low || interval->has_high) && !sanya_interval_holds(interval, &target)))
		against = sanya_number_compare(value, &target) * sanya_scale_side(&goal->scale) >= 0 ? SANYA_AGAINST_REACHED
												     : SANYA_AGAINST_MISSED;
	sanya_number_done(&target);
	return against;
}

/* (value * count + worst) / (count + 1) */
static void join(const struct sanya_number *value, int64_t count, int64_t worst, struct sanya_number *ret)
{
	struct sanya_number n;

	sanya_number_init(&n);
	sanya_number_set_integer(&n, count);
	sanya_number_mul(ret, value, &n);
	sanya_number_set_integer(&n, worst);
	sanya_number_add(ret, ret, &n);
	sanya_number_set_integer(&n, count + 1);
	sanya_number_div(ret, ret, &n);
	sanya_number_done(&n);
}

bool sanya_measured_one_worse(const struct sanya_goal *goal, const struct sanya_measured *measured, const struct sanya_spread *spread,
			      struct sanya_measured *ret)
{
	bool more = sanya_scale_side(&goal->scale) > 0, known = spread != NULL && spread->count > 0;
	const struct sanya_ratio *worse;

	if (measured->outcome != SANYA_OUTCOME_VALUE && measured->outcome != SANYA_OUTCOME_NO_DATA)
		return false;
	ret->outcome = SANYA_OUTCOME_VALUE;
	ret->count = measured->count + 1;
	ret->has_team = measured->has_team;
	ret->team_count = measured->team_count;
	sanya_number_set(&ret->team_value, &measured->team_value);
	switch (goal->statistic.kind) {
	case SANYA_STATISTIC_SHARE:
	case SANYA_STATISTIC_SHARE_WITHIN:
		join(&measured->value, measured->count, more ? 0 : 1, &ret->value);
		return true;
	case SANYA_STATISTIC_SCORE:
		join(&measured->value, measured->count, more ? -100 : 100, &ret->value);
		return true;
	case SANYA_STATISTIC_COUNT:
		if (more && measured->count == 0)
			return false;
		ret->count = measured->count + (more ? -1 : 1);
		sanya_number_set_integer(&ret->value, ret->count);
		return true;
	case SANYA_STATISTIC_MEAN:
	case SANYA_STATISTIC_MEDIAN:
	case SANYA_STATISTIC_PERCENTILE:
	case SANYA_STATISTIC_RANK:
	case SANYA_STATISTIC_SUM:
	case SANYA_STATISTIC_MAX:
		break;
	}
	if (!known || !(more ? spread->has_with_least : spread->has_with_most))
		return false;
	worse = more ? &spread->with_least : &spread->with_most;
	sanya_number_set_ratio(&ret->value, worse->num, worse->den);
	return true;
}
