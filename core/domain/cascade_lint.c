/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lint of a cascade's links: goals that hang in the air, circles, units that differ, teams' goals that nobody serves, work paid twice.
 * What targets below come to stands in cascade_produce.c.
 */
#include "cascade_parts.h"

#include "renewal.h"

#include <string.h>

struct sanya_finding *sanya_cascade_found(const struct sanya_cascading *cascading, enum sanya_lint_code code,
					  struct sanya_cascade_goal place, const char *key)
{
	const struct sanya_contract *contract = cascading->cascade->contracts[place.contract].contract;

	return sanya_findings_add(cascading->findings, &sanya_lint_rules[code], contract->number, contract->goals[place.goal].id,
				  "/goals/%zu/%s", place.goal, key);
}

static void put_place(const struct sanya_cascading *cascading, struct sanya_cascade_goal place, struct sanya_buffer *out)
{
	const struct sanya_contract *contract = cascading->cascade->contracts[place.contract].contract;

	sanya_buffer_printf(out, "%s#%s", contract->number, contract->goals[place.goal].id);
}

void sanya_cascade_name(const struct sanya_cascading *cascading, struct sanya_finding *finding, struct sanya_cascade_goal place)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, 200);
	put_place(cascading, place, &text);
	sanya_finding_text(cascading->findings, finding, text.data);
}

/* --- what it supports is not there --- */

static void lint_dangling(const struct sanya_cascading *cascading, struct sanya_cascade_goal place)
{
	const struct sanya_cascade *cascade = cascading->cascade;
	const struct sanya_contract *contract = cascade->contracts[place.contract].contract;
	const char *supports = contract->goals[place.goal].supports, *mark = supports == NULL ? NULL : strchr(supports, '#');
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer ids;
	struct sanya_finding *finding;
	size_t above;

	if (mark == NULL || sanya_cascade_above(cascade, place).contract != SIZE_MAX)
		return;
	sanya_buffer_init(&ids, SANYA_TEXT_MAX);
	above = sanya_cascade_find(cascade, supports, (size_t)(mark - supports));
	if (above == SIZE_MAX) {
		finding = sanya_cascade_found(cascading, SANYA_LINT_DANGLING_CONTRACT, place, "supports");
		sanya_finding_text(cascading->findings, finding, supports);
		sanya_finding_text(cascading->findings, finding, contract->manager);
	} else if (!cascade->contracts[above].stands) {
		finding = sanya_cascade_found(cascading, SANYA_LINT_DANGLING_ENDED, place, "supports");
		sanya_finding_text(cascading->findings, finding, supports);
		sanya_finding_text(cascading->findings, finding, cascading->lint->date);
	} else {
		for (size_t g = 0; g < cascade->contracts[above].contract->goal_count; g++)
			sanya_buffer_printf(&ids, "%s%s", g > 0 ? ", " : "", cascade->contracts[above].contract->goals[g].id);
		finding = sanya_cascade_found(cascading, SANYA_LINT_DANGLING_GOAL, place, "supports");
		sanya_finding_text(cascading->findings, finding, supports);
		sanya_finding_text(cascading->findings, finding, ids.data);
	}
}

/* --- circles --- */

/* Walk up from each goal that no walk has passed: who meets their own walk stands in a circle.  `walk` holds for each goal the number of
 * the walk that passed it. */
static void lint_loops(const struct sanya_cascading *cascading, size_t *walk)
{
	const struct sanya_cascade *cascade = cascading->cascade;
	size_t number = 0;

	for (size_t c = 0; c < cascade->count; c++) {
		for (size_t g = 0; g < cascade->contracts[c].contract->goal_count; g++) {
			struct sanya_cascade_goal at = { c, g };
			SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer circle;
			struct sanya_cascade_goal start;

			number++;
			while (at.contract != SIZE_MAX && walk[cascade->first[at.contract] + at.goal] == 0) {
				walk[cascade->first[at.contract] + at.goal] = number;
				at = sanya_cascade_above(cascade, at);
			}
			if (at.contract == SIZE_MAX || walk[cascade->first[at.contract] + at.goal] != number)
				continue;
			sanya_buffer_init(&circle, SANYA_TEXT_MAX);
			start = at;
			do {
				put_place(cascading, at, &circle);
				sanya_buffer_text(&circle, " → ");
				at = sanya_cascade_above(cascade, at);
			} while (at.contract != start.contract || at.goal != start.goal);
			put_place(cascading, start, &circle);
			sanya_finding_text(cascading->findings, sanya_cascade_found(cascading, SANYA_LINT_LOOP, start, "supports"), circle.data);
		}
	}
}

/* --- one goal and the one above it --- */

static void put_statistic(const struct sanya_cascading *cascading, struct sanya_finding *finding, const struct sanya_goal *goal)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, 200);
	sanya_statistic_format(&goal->statistic, &text);
	sanya_finding_text(cascading->findings, finding, text.data);
}

static void lint_fit(const struct sanya_cascading *cascading, struct sanya_cascade_goal place)
{
	struct sanya_cascade_goal above = sanya_cascade_above(cascading->cascade, place);
	const struct sanya_goal *goal = sanya_cascade_goal(cascading->cascade, place), *parent;
	struct sanya_finding *finding;

	if (above.contract == SIZE_MAX)
		return;
	parent = sanya_cascade_goal(cascading->cascade, above);
	if (sanya_goal_is_said(goal)) /* a course passed serves whatever it is said to serve */
		return;
	if (!sanya_metric_same(goal->metric, parent->metric)) {
		finding = sanya_cascade_found(cascading, SANYA_LINT_CASCADE_METRIC, place, "metric");
		sanya_finding_text(cascading->findings, finding, goal->metric);
		sanya_cascade_name(cascading, finding, above);
		sanya_finding_text(cascading->findings, finding, parent->metric);
	} else if (goal->measure != parent->measure) {
		finding = sanya_cascade_found(cascading, SANYA_LINT_CASCADE_UNIT, place, "statistic");
		put_statistic(cascading, finding, goal);
		put_statistic(cascading, finding, parent);
		sanya_cascade_name(cascading, finding, above);
	} else if (sanya_scale_side(&goal->scale) != sanya_scale_side(&parent->scale)) {
		sanya_cascade_name(cascading, sanya_cascade_found(cascading, SANYA_LINT_CASCADE_DIRECTION, place, "scale"), above);
	}
}

/* --- nobody serves it --- */

static void lint_unsupported(const struct sanya_cascading *cascading, struct sanya_cascade_goal place)
{
	const struct sanya_goal *goal = sanya_cascade_goal(cascading->cascade, place);
	size_t count;

	(void)sanya_cascade_below(cascading->cascade, place, &count);
	if (count > 0 || goal->scope != SANYA_SCOPE_TEAM || sanya_goal_is_said(goal))
		return;
	sanya_cascade_name(cascading, sanya_cascade_found(cascading, SANYA_LINT_UNSUPPORTED, place, "scope"), place);
}

/* --- one ticket, two payments --- */

static bool on_same_days(const struct sanya_contract *a, const struct sanya_contract *b)
{
	return a->from <= b->to && b->from <= a->to;
}

static bool both_pay(const struct sanya_goal *a, const struct sanya_goal *b)
{
	return sanya_number_sign(&a->weight) > 0 && sanya_number_sign(&b->weight) > 0 && !sanya_goal_is_said(a) && sanya_goals_meet(a, b);
}

/* Contracts of one person, all against all: a person has few. */
static void lint_person(const struct sanya_cascading *cascading, size_t a, size_t b)
{
	const struct sanya_contract *one = cascading->cascade->contracts[a].contract, *other = cascading->cascade->contracts[b].contract;

	for (size_t i = 0; i < one->goal_count; i++) {
		for (size_t j = 0; j < other->goal_count; j++) {
			struct sanya_finding *finding;

			if (one->goals[i].scope != other->goals[j].scope || !both_pay(&one->goals[i], &other->goals[j]))
				continue;
			finding = sanya_cascade_found(cascading, SANYA_LINT_PAID_TWICE_PERSON, (struct sanya_cascade_goal){ b, j }, "metric");
			sanya_finding_text(cascading->findings, finding, one->goals[i].id);
			sanya_finding_text(cascading->findings, finding, one->number);
			break;
		}
	}
}

static int by_employee(const void *a, const void *b)
{
	const struct sanya_cascade_contract *const *one = a, *const *other = b;
	int order = strcmp((*one)->contract->employee, (*other)->contract->employee);

	return order != 0 ? order : *one < *other ? -1 : *one > *other;
}

static void lint_people(const struct sanya_cascading *cascading, const struct sanya_cascade_contract **list)
{
	const struct sanya_cascade *cascade = cascading->cascade;
	size_t count = 0;

	for (size_t i = 0; i < cascade->count; i++)
		if (cascade->contracts[i].stands)
			list[count++] = &cascade->contracts[i];
	qsort(list, count, sizeof(*list), by_employee);
	for (size_t i = 0; i < count; i++)
		for (size_t j = i + 1; j < count && strcmp(list[i]->contract->employee, list[j]->contract->employee) == 0; j++)
			if (on_same_days(list[i]->contract, list[j]->contract))
				lint_person(cascading, (size_t)(list[i] - cascade->contracts), (size_t)(list[j] - cascade->contracts));
}

/* Two people of one pool are credited for one ticket where it names several (involved), or by different roles in it. */
static bool credit_meets(const struct sanya_goal *a, const struct sanya_goal *b)
{
	return a->credit != b->credit || a->credit == SANYA_CREDIT_INVOLVED;
}

/* Each goal of the pool against the first before it that it meets: one finding a goal says enough. */
static void lint_pool(const struct sanya_cascading *cascading, struct sanya_cascade_goal parent)
{
	const struct sanya_cascade *cascade = cascading->cascade;
	const struct sanya_cascade_goal *pool;
	size_t count;

	pool = sanya_cascade_below(cascade, parent, &count);
	for (size_t i = 1; i < count; i++) {
		const struct sanya_contract *mine = cascade->contracts[pool[i].contract].contract;
		const struct sanya_goal *goal = sanya_cascade_goal(cascade, pool[i]);

		for (size_t j = 0; j < i; j++) {
			const struct sanya_contract *others = cascade->contracts[pool[j].contract].contract;
			const struct sanya_goal *other = sanya_cascade_goal(cascade, pool[j]);
			struct sanya_finding *finding;

			if (strcmp(mine->employee, others->employee) == 0 || !on_same_days(mine, others) || !both_pay(goal, other) ||
			    !credit_meets(goal, other))
				continue;
			finding = sanya_cascade_found(cascading, SANYA_LINT_PAID_TWICE_POOL, pool[i], "credit");
			sanya_finding_text(cascading->findings, finding, sanya_credit_word(goal->credit));
			sanya_finding_text(cascading->findings, finding, other->id);
			sanya_finding_text(cascading->findings, finding, others->number);
			sanya_finding_text(cascading->findings, finding, sanya_credit_word(other->credit));
			sanya_cascade_name(cascading, finding, parent);
			break;
		}
	}
}

int sanya_lint_cascade(const struct sanya_cascade_lint *lint, struct sanya_findings *findings, struct sanya_error *err)
{
	const struct sanya_cascade *cascade = lint->cascade;
	struct sanya_cascading cascading = { .lint = lint, .cascade = cascade, .findings = findings };
	const struct sanya_cascade_contract **list = sanya_arena_array(findings->arena, cascade->count + 1, sizeof(const void *));
	size_t *walk = sanya_arena_array(findings->arena, cascade->first[cascade->count] + 1, sizeof(*walk));

	if (list == NULL || walk == NULL)
		return sanya_error_memory(err);
	lint_loops(&cascading, walk);
	for (size_t c = 0; c < cascade->count; c++) {
		for (size_t g = 0; cascade->contracts[c].stands && g < cascade->contracts[c].contract->goal_count; g++) {
			struct sanya_cascade_goal place = { c, g };

			lint_dangling(&cascading, place);
			lint_fit(&cascading, place);
			lint_unsupported(&cascading, place);
			lint_pool(&cascading, place);
			if (sanya_cascade_lint_produce(&cascading, place, err) != 0)
				return -1;
		}
	}
	lint_people(&cascading, list);
	return sanya_findings_check(findings, err);
}
