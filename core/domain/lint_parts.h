/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the domain room: the groups of lint's rules for one contract, each in a file of its own. */
#ifndef SANYA_DOMAIN_LINT_PARTS_H
#define SANYA_DOMAIN_LINT_PARTS_H

#include "lint.h"

struct sanya_linting {
	const struct sanya_lint *lint;
	const struct sanya_contract *contract;
	struct sanya_findings *findings;
};

/* A finding about the contract, or about its goal where `goal` is not NULL.  The path is a format. */
#define SANYA_FIND(linting, code, goal, ...) \
	sanya_findings_add((linting)->findings, &sanya_lint_rules[code], (linting)->contract->number, goal, __VA_ARGS__)

/* Values around which the pay may bend: the scale's marks, and where the scale brings the reward to a point of the curve.  `ret` has room for as
 * many numbers as both have points; the goal has a weight. */
size_t sanya_lint_bends(const struct sanya_contract *contract, size_t goal, struct sanya_number *ret);

int sanya_lint_form(const struct sanya_linting *linting, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_lint_scales(const struct sanya_linting *linting);
int sanya_lint_pay(const struct sanya_linting *linting, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_lint_goals(const struct sanya_linting *linting);
int sanya_lint_past(const struct sanya_linting *linting, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
