/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The outlook of a contract: what each value that could still come out would pay, and which target it would lead to.
 * Known before anything is measured, so that both sides see how the next contract follows from this one when they sign it.
 */
#include "lint.h"
#include "review.h"
#include "subject.h"

#include "../domain/outlook.h"
#include "../domain/renewal.h"

static void set_value(struct sanya_json *json, const char *key, const struct sanya_number *value, enum sanya_measure measure)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, 256);
	sanya_value_display(value, measure, &text);
	sanya_json_set_text(json, key, text.data);
}

static struct sanya_json *outcome_json(const struct sanya_contract *contract, const struct sanya_goal *goal, const struct sanya_outlook *line)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number reward;
	SANYA_CLEANUP(sanya_number_done) struct sanya_number hundred;
	struct sanya_json *json = sanya_json_object();

	sanya_number_init(&reward);
	sanya_number_init(&hundred);
	sanya_number_set_integer(&hundred, 100);
	sanya_number_mul(&reward, &line->percent, &contract->reward.at_100);
	sanya_number_div(&reward, &reward, &hundred);
	set_value(json, "value", &line->value, goal->measure);
	sanya_json_set(json, "score", sanya_json_of_amount(&line->score));
	sanya_json_set(json, "reward", sanya_json_of_amount(&reward));
	set_value(json, "next", &line->next, goal->measure);
	sanya_json_set(json, "moves", sanya_json_of_bool(line->moves));
	return json;
}

static int goal_json(struct sanya_trial *trial, size_t g, struct sanya_arena *arena, struct sanya_json *goals, struct sanya_error *err)
{
	const struct sanya_contract *contract = trial->original;
	const struct sanya_goal *goal = &contract->goals[g];
	SANYA_CLEANUP(sanya_number_done) struct sanya_number target;
	struct sanya_json *json, *outcomes;
	struct sanya_outlook *list;
	size_t count;
	int failed;

	sanya_number_init(&target);
	failed = sanya_outlook_make(trial, g, arena, &list, &count, err);
	if (failed == 0 && count > 0) {
		json = sanya_json_object();
		outcomes = sanya_json_array();
		(void)sanya_scale_target(&goal->scale, &target);
		sanya_json_set_text(json, "goal", goal->id);
		sanya_json_set(json, "title", sanya_json_of_words(&goal->title));
		set_value(json, "target", &target, goal->measure);
		set_value(json, "next_without_value", &target, goal->measure); /* no data, too few, excluded: nothing to move by */
		for (size_t i = 0; i < count; i++)
			sanya_json_append(outcomes, outcome_json(contract, goal, &list[i]));
		sanya_json_set(json, "outcomes", outcomes);
		sanya_json_append(goals, json);
	}
	sanya_outlook_done(list, count);
	return failed;
}

static int add_goals(const struct sanya_contract *contract, struct sanya_arena *arena, struct sanya_json *goals, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_trial_done) struct sanya_trial trial;

	if (sanya_trial_init(&trial, contract, arena, err) != 0)
		return -1;
	for (size_t g = 0; g < contract->goal_count; g++)
		if (goal_json(&trial, g, arena, goals, err) != 0)
			return -1;
	return 0;
}

int sanya_contract_outlook(struct sanya_store *store, const struct sanya_references *references, const char *name, struct sanya_json **ret,
			   struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_subject_done) struct sanya_subject subject;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = sanya_json_object();
	const struct sanya_contract *contract = &subject.contract;
	struct sanya_json *goals = sanya_json_array();
	struct sanya_findings findings;

	sanya_subject_init(&subject);
	sanya_findings_init(&findings, &subject.arena);
	sanya_json_set(json, "goals", goals);
	if (sanya_subject_read(&subject, store, references, "renew --preview", name, err) != 0 ||
	    add_goals(contract, &subject.arena, goals, err) != 0 || sanya_lint_renewal(contract, &findings, err) != 0 ||
	    sanya_findings_check(&findings, err) != 0)
		return -1;
	sanya_json_set_text(json, "number", contract->number);
	sanya_json_set_text(json, "currency", contract->reward.currency);
	sanya_json_set(json, "renewal", sanya_json_of_bool(contract->renewal.present));
	sanya_json_set(json, "findings", sanya_findings_json(&findings, false));
	*ret = json;
	json = NULL;
	return 0;
}
