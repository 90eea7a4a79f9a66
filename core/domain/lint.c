/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order in which lint looks at a contract, and the rules that compare its goals with each other.
 * What a metric is about is known by its name; of others' metrics the form of the value tells as much as it can.
 */
#include "lint_parts.h"

#include <string.h>

static const struct {
	const char *metric; /* up to its version; with a "." at the end all metrics that begin so */
	enum sanya_aspect aspect;
} aspects[] = {
	{ "ticket.first_reply_time", SANYA_ASPECT_SPEED },    { "ticket.resolution_time", SANYA_ASPECT_SPEED },
	{ "ticket.first_resolution_time", SANYA_ASPECT_SPEED }, { "ticket.requester_wait_time", SANYA_ASPECT_SPEED },
	{ "ticket.longest_silence", SANYA_ASPECT_SPEED },     { "ticket.first_touch_time", SANYA_ASPECT_SPEED },
	{ "ticket.in_time", SANYA_ASPECT_SPEED },	      { "ticket.created", SANYA_ASPECT_VOLUME },
	{ "ticket.solved", SANYA_ASPECT_VOLUME },	      { "ticket.open_at_end", SANYA_ASPECT_VOLUME },
	{ "ticket.reopened", SANYA_ASPECT_QUALITY },	      { "ticket.reopens", SANYA_ASPECT_QUALITY },
	{ "ticket.one_touch", SANYA_ASPECT_QUALITY },	      { "ticket.reassigns", SANYA_ASPECT_QUALITY },
	{ "response.", SANYA_ASPECT_QUALITY },		      { "complaint.", SANYA_ASPECT_QUALITY },
	{ "milestone.", SANYA_ASPECT_OTHER },		      { "idea.", SANYA_ASPECT_OTHER },
};

static size_t name_size(const char *metric)
{
	return strcspn(metric, "@");
}

bool sanya_metric_same(const char *a, const char *b)
{
	return name_size(a) == name_size(b) && memcmp(a, b, name_size(a)) == 0;
}

enum sanya_aspect sanya_goal_aspect(const struct sanya_goal *goal)
{
	for (size_t i = 0; i < SANYA_COUNT(aspects); i++) {
		size_t size = strlen(aspects[i].metric);
		bool whole = aspects[i].metric[size - 1] != '.';

		if (strncmp(goal->metric, aspects[i].metric, size) == 0 && (!whole || size == name_size(goal->metric)))
			return aspects[i].aspect;
	}
	if (goal->measure == SANYA_MEASURE_SECONDS || goal->statistic.kind == SANYA_STATISTIC_SHARE_WITHIN)
		return SANYA_ASPECT_SPEED;
	if (goal->statistic.kind == SANYA_STATISTIC_COUNT || goal->statistic.kind == SANYA_STATISTIC_SUM)
		return SANYA_ASPECT_VOLUME;
	return SANYA_ASPECT_OTHER;
}

bool sanya_goal_is_said(const struct sanya_goal *goal)
{
	return strncmp(goal->metric, "milestone.", 10) == 0 || strncmp(goal->metric, "idea.", 5) == 0;
}

static bool share_a_value(const struct sanya_condition *a, const struct sanya_condition *b)
{
	for (size_t i = 0; i < a->value_count; i++)
		for (size_t j = 0; j < b->value_count; j++)
			if (strcmp(a->values[i], b->values[j]) == 0)
				return true;
	return false;
}

bool sanya_goals_meet(const struct sanya_goal *a, const struct sanya_goal *b)
{
	if (!sanya_metric_same(a->metric, b->metric))
		return false;
	for (size_t i = 0; i < a->where_count; i++)
		for (size_t j = 0; j < b->where_count; j++)
			/* One observation has many tags: two lists without a common one exclude nothing. */
			if (strcmp(a->where[i].field, b->where[j].field) == 0 && strcmp(a->where[i].field, "tags") != 0 &&
			    !share_a_value(&a->where[i], &b->where[j]))
				return false;
	return true;
}

/* Two milestones are two things, however alike their metric. */
static void lint_twice(const struct sanya_linting *linting)
{
	const struct sanya_contract *contract = linting->contract;

	for (size_t i = 1; i < contract->goal_count; i++) {
		for (size_t j = 0; j < i; j++) {
			const struct sanya_goal *a = &contract->goals[j], *b = &contract->goals[i];
			struct sanya_finding *finding;

			if (sanya_goal_is_said(a) || !sanya_goals_meet(a, b) || sanya_number_sign(&a->weight) == 0 ||
			    sanya_number_sign(&b->weight) == 0)
				continue;
			finding = SANYA_FIND(linting, SANYA_LINT_TWICE, b->id, "/goals/%zu/metric", i);
			sanya_finding_text(linting->findings, finding, a->id);
			sanya_finding_text(linting->findings, finding, b->id);
		}
	}
}

/* A gate of weight 0 is a counter-goal as well: without it nothing is paid. */
static void lint_quality(const struct sanya_linting *linting)
{
	const struct sanya_contract *contract = linting->contract;
	size_t driven = contract->goal_count;

	for (size_t i = contract->goal_count; i > 0; i--) {
		const struct sanya_goal *goal = &contract->goals[i - 1];
		enum sanya_aspect aspect = sanya_goal_aspect(goal);

		if (aspect == SANYA_ASPECT_QUALITY)
			return;
		if ((aspect == SANYA_ASPECT_SPEED || aspect == SANYA_ASPECT_VOLUME) && sanya_number_sign(&goal->weight) > 0)
			driven = i - 1;
	}
	if (driven < contract->goal_count) {
		struct sanya_finding *finding =
			SANYA_FIND(linting, SANYA_LINT_NO_QUALITY, contract->goals[driven].id, "/goals/%zu/metric", driven);

		sanya_finding_text(linting->findings, finding, contract->goals[driven].id);
	}
}

void sanya_lint_goals(const struct sanya_linting *linting)
{
	lint_twice(linting);
	lint_quality(linting);
}

int sanya_lint_contract(const struct sanya_lint *lint, struct sanya_findings *findings, struct sanya_error *err)
{
	struct sanya_linting linting = { .lint = lint, .contract = lint->contract, .findings = findings };

	if (sanya_lint_form(&linting, err) != 0)
		return -1;
	if (sanya_findings_errors(findings) > 0)
		return sanya_findings_check(findings, err);
	sanya_lint_scales(&linting);
	if (sanya_lint_pay(&linting, err) != 0)
		return -1;
	sanya_lint_goals(&linting);
	if (sanya_lint_renewal(lint->contract, findings, err) != 0 || sanya_lint_past(&linting, err) != 0)
		return -1;
	return sanya_findings_check(findings, err);
}
