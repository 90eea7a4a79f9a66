/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Claims that were accepted, goal by goal, and what they say of an observation as it comes along.
 * Which observation is meant is settled when it is claimed (claims.c); here its source and its id are compared, to the last byte.
 */
#include "evaluate_parts.h"

#include <string.h>

static bool is_same(const struct sanya_claim *a, const struct sanya_claim *b)
{
	return strcmp(a->goal, b->goal) == 0 && strcmp(a->source, b->source) == 0 && strcmp(a->id, b->id) == 0;
}

/* Nothing later was decided about the same observation. */
static bool holds(const struct sanya_evaluated *of, size_t i)
{
	for (size_t k = i + 1; k < of->decided_count; k++)
		if (is_same(&of->decided[i], &of->decided[k]))
			return false;
	return true;
}

int sanya_decided_of_goal(const struct sanya_pass *pass, const struct sanya_evaluated *of, size_t goal,
			  struct sanya_statement_decision **ret, size_t *ret_count, struct sanya_error *err)
{
	const char *id = of->contract->goals[goal].id;
	struct sanya_statement_decision *list;

	*ret = NULL;
	*ret_count = 0;
	if (of->decided_count == 0)
		return 0;
	list = sanya_arena_array(pass->evaluate->arena, of->decided_count, sizeof(*list));
	if (list == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < of->decided_count; i++) {
		const struct sanya_claim *claim = &of->decided[i];

		if (strcmp(claim->goal, id) == 0 && holds(of, i))
			list[(*ret_count)++] = (struct sanya_statement_decision){
				.source = claim->source,
				.id = claim->id,
				.count = claim->count,
				.reason = claim->reason,
				.by = claim->resolver != NULL ? claim->resolver : of->contract->employee,
			};
	}
	*ret = *ret_count > 0 ? list : NULL;
	return 0;
}

int sanya_whom_decided(void *context, const char *source, struct sanya_text id, struct sanya_measure_word *ret, struct sanya_error *err)
{
	struct sanya_whom *whom = context;

	(void)err;
	*ret = (struct sanya_measure_word){ .counts_for = NULL };
	for (size_t i = 0; i < whom->decided_count; i++) {
		struct sanya_statement_decision *decision = &whom->decided[i];

		if (strcmp(decision->source, source) != 0 || !sanya_text_is(id, decision->id))
			continue;
		ret->met = &decision->met;
		ret->left_out = !decision->count;
		ret->counts_for = decision->count ? whom->employee : NULL;
	}
	return 0;
}

bool sanya_pass_reads_all(const struct sanya_pass *pass)
{
	for (size_t i = 0; i < pass->ask_count; i++)
		for (size_t k = 0; k < pass->asks[i]->decided_count; k++)
			if (pass->asks[i]->decided[k].count)
				return true;
	return false;
}
