/* SPDX-License-Identifier: Apache-2.0 */
/*
 * If everybody below hits exactly their target, what would the goal above be?  Formulas are in cascade.h.
 * Volumes and the value of those whom no goal covers come from the last year, through the caller.
 */
#include "cascade_parts.h"

#include "renewal.h"

#define YEAR_DAYS 365

/* What is gathered over the children of one goal. */
struct produce {
	struct sanya_number total;  /* sum of n × t, or of t */
	struct sanya_number before; /* the same with last year's values: what is the children's in the parent's value */
	struct sanya_number best;   /* target */
	int64_t volume;		    /* sum of n */
	size_t children;
	bool whole; /* all children and the parent are known: the rest can be told */
};

static void produce_init(struct produce *produce)
{
	*produce = (struct produce){ .whole = true };
	sanya_number_init(&produce->total);
	sanya_number_init(&produce->before);
	sanya_number_init(&produce->best);
}

static void produce_done(struct produce *produce)
{
	sanya_number_done(&produce->total);
	sanya_number_done(&produce->before);
	sanya_number_done(&produce->best);
}

enum shape { WEIGHTED, ADDED, BOUNDED };

static enum shape shape_of(const struct sanya_goal *goal)
{
	switch (goal->statistic.kind) {
	case SANYA_STATISTIC_MEAN:
	case SANYA_STATISTIC_SHARE:
	case SANYA_STATISTIC_SHARE_WITHIN:
	case SANYA_STATISTIC_SCORE:
		return WEIGHTED;
	case SANYA_STATISTIC_SUM:
	case SANYA_STATISTIC_COUNT:
		return ADDED;
	case SANYA_STATISTIC_MEDIAN:
	case SANYA_STATISTIC_PERCENTILE:
	case SANYA_STATISTIC_RANK:
	case SANYA_STATISTIC_MAX:
		break;
	}
	return BOUNDED;
}

static bool is_child(const struct sanya_goal *goal, const struct sanya_goal *parent)
{
	return sanya_metric_same(goal->metric, parent->metric) && goal->statistic.kind == parent->statistic.kind &&
	       goal->statistic.level == parent->statistic.level && goal->statistic.within == parent->statistic.within &&
	       goal->clock == parent->clock && goal->measure == parent->measure;
}

static int ask_year(const struct sanya_cascading *cascading, struct sanya_cascade_goal place, struct sanya_past_month *ret,
		    struct sanya_error *err)
{
	ret->known = false;
	ret->has_value = false;
	ret->count = 0;
	return cascading->lint->year == NULL ? 0 : cascading->lint->year(cascading->lint->context, place, ret, err);
}

static int add_child(const struct sanya_cascading *cascading, struct sanya_cascade_goal child, enum shape shape, int side,
		     struct produce *produce, struct sanya_error *err)
{
	const struct sanya_goal *goal = sanya_cascade_goal(cascading->cascade, child);
	SANYA_CLEANUP(sanya_number_done) struct sanya_number target;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number part;
	struct sanya_past_month year;
	int failed;

	sanya_number_init(&target);
	sanya_number_init(&part);
	if (!sanya_scale_target(&goal->scale, &target))
		return 0;
	sanya_number_init(&year.value);
	failed = ask_year(cascading, child, &year, err);
	if (failed == 0) {
		produce->whole = produce->whole && year.known;
		if (produce->children == 0 || sanya_number_compare(&target, &produce->best) * side > 0)
			sanya_number_set(&produce->best, &target);
		sanya_number_set_integer(&part, shape == ADDED ? 1 : year.count);
		sanya_number_mul(&target, &target, &part);
		sanya_number_add(&produce->total, &produce->total, &target);
		sanya_number_mul(&part, &part, &year.value);
		if (year.has_value)
			sanya_number_add(&produce->before, &produce->before, &part);
		produce->volume += year.count;
		produce->children++;
	}
	sanya_number_done(&year.value);
	return failed;
}

/* Observations of the parent's that belong to no child stay at what they were. */
static void add_rest(const struct sanya_past_month *year, struct produce *produce)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number rest;

	sanya_number_init(&rest);
	if (!produce->whole || !year->known || !year->has_value || year->count <= produce->volume)
		return;
	sanya_number_set_integer(&rest, year->count);
	sanya_number_mul(&rest, &rest, &year->value);
	sanya_number_sub(&rest, &rest, &produce->before);
	sanya_number_add(&produce->total, &produce->total, &rest);
	produce->volume = year->count;
}

/* The same for sums: last year's in proportion to the days of the period. */
static void add_rest_sum(const struct sanya_contract *contract, const struct sanya_past_month *year, struct produce *produce)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number rest;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number part;

	sanya_number_init(&rest);
	sanya_number_init(&part);
	if (!produce->whole || !year->known || !year->has_value)
		return;
	sanya_number_sub(&rest, &year->value, &produce->before);
	sanya_number_set_ratio(&part, contract->to - contract->from + 1, YEAR_DAYS);
	sanya_number_mul(&rest, &rest, &part);
	if (sanya_number_sign(&rest) > 0)
		sanya_number_add(&produce->total, &produce->total, &rest);
}

/* What comes of it; false where nothing can be concluded. */
static bool conclude(const struct sanya_contract *contract, enum shape shape, const struct sanya_past_month *year, struct produce *produce,
		     struct sanya_number *ret)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number volume;

	sanya_number_init(&volume);
	switch (shape) {
	case WEIGHTED:
		if (produce->volume <= 0)
			return false;
		add_rest(year, produce);
		sanya_number_set_integer(&volume, produce->volume);
		sanya_number_div(ret, &produce->total, &volume);
		return true;
	case ADDED:
		add_rest_sum(contract, year, produce);
		sanya_number_set(ret, &produce->total);
		return true;
	case BOUNDED:
		break;
	}
	sanya_number_set(ret, &produce->best);
	return true;
}

static int gather(const struct sanya_cascading *cascading, struct sanya_cascade_goal place, struct produce *produce, struct sanya_error *err)
{
	const struct sanya_goal *goal = sanya_cascade_goal(cascading->cascade, place);
	const struct sanya_cascade_goal *below;
	size_t count;

	below = sanya_cascade_below(cascading->cascade, place, &count);
	for (size_t i = 0; i < count; i++)
		if (is_child(sanya_cascade_goal(cascading->cascade, below[i]), goal) &&
		    add_child(cascading, below[i], shape_of(goal), sanya_scale_side(&goal->scale), produce, err) != 0)
			return -1;
	return 0;
}

int sanya_cascade_lint_produce(const struct sanya_cascading *cascading, struct sanya_cascade_goal place, struct sanya_error *err)
{
	const struct sanya_contract *contract = cascading->cascade->contracts[place.contract].contract;
	const struct sanya_goal *goal = &contract->goals[place.goal];
	SANYA_CLEANUP(produce_done) struct produce produce;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number target;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number comes_to;
	struct sanya_past_month year;
	struct sanya_finding *finding;
	int failed;

	produce_init(&produce);
	sanya_number_init(&target);
	sanya_number_init(&comes_to);
	if (sanya_goal_is_said(goal) || !sanya_scale_target(&goal->scale, &target))
		return 0;
	if (gather(cascading, place, &produce, err) != 0)
		return -1;
	if (produce.children == 0)
		return 0;
	sanya_number_init(&year.value);
	failed = ask_year(cascading, place, &year, err);
	if (failed == 0 && conclude(contract, shape_of(goal), &year, &produce, &comes_to) &&
	    sanya_number_compare(&comes_to, &target) * sanya_scale_side(&goal->scale) < 0) {
		finding = sanya_cascade_found(cascading, SANYA_LINT_CANNOT_PRODUCE, place, "scale");
		sanya_finding_value(cascading->findings, finding, &comes_to, goal->measure);
		sanya_finding_value(cascading->findings, finding, &target, goal->measure);
	}
	sanya_number_done(&year.value);
	return failed;
}
