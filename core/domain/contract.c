/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The life of a contract value, and the rules of goals and parties that bind several of its fields.
 * The rules of scales, curves and the reward stand in contract_reward.c.
 * Each refusal names the JSON path of the field at fault, so that the codec room finds its line.
 */
#include "contract_check.h"

#include "../base/time.h"
#include "levels.h"

void sanya_contract_init(struct sanya_contract *contract)
{
	*contract = (struct sanya_contract){ .from = SANYA_NO_DATE, .to = SANYA_NO_DATE, .reward.leave_days = -1 };
	sanya_arena_init(&contract->arena);
	sanya_number_init(&contract->reward.at_100);
	sanya_number_init(&contract->reward.cap);
	sanya_number_init(&contract->reward.round_to);
	sanya_number_init(&contract->renewal.target_moves);
	sanya_number_init(&contract->renewal.at_most);
}

static void scale_done(struct sanya_scale *scale)
{
	for (size_t i = 0; i < scale->count; i++) {
		sanya_number_done(&scale->points[i].x);
		sanya_number_done(&scale->points[i].y);
	}
}

void sanya_contract_done(struct sanya_contract *contract)
{
	struct sanya_reward *reward = &contract->reward;

	for (size_t i = 0; i < contract->goal_count; i++) {
		scale_done(&contract->goals[i].scale);
		sanya_number_done(&contract->goals[i].weight);
	}
	for (size_t i = 0; i < reward->gate_count; i++) {
		sanya_number_done(&reward->gates[i].score_at_least);
		sanya_number_done(&reward->gates[i].otherwise);
	}
	for (size_t i = 0; i < reward->also_count; i++) {
		sanya_number_done(&reward->also[i].count);
		sanya_number_done(&reward->also[i].score_at_least);
	}
	scale_done(&reward->curve);
	sanya_number_done(&reward->at_100);
	sanya_number_done(&reward->cap);
	sanya_number_done(&reward->round_to);
	sanya_number_done(&contract->renewal.target_moves);
	sanya_number_done(&contract->renewal.at_most);
	sanya_arena_done(&contract->arena);
	*contract = (struct sanya_contract){ .from = SANYA_NO_DATE, .to = SANYA_NO_DATE };
}

const struct sanya_goal *sanya_contract_goal(const struct sanya_contract *contract, const char *id)
{
	for (size_t i = 0; i < contract->goal_count; i++)
		if (strcmp(contract->goals[i].id, id) == 0)
			return &contract->goals[i];
	return NULL;
}

int sanya_contract_refuse(struct sanya_check *check, const char *what, const char *format, ...)
{
	va_list args;

	sanya_error_set(check->err, SANYA_FAILED, "%s", what);
	va_start(args, format);
	sanya_buffer_printfv(check->path, format, args);
	va_end(args);
	return -1;
}

/* "ticket.first_reply_time@1": words joined by points, then the version. */
static bool is_metric_name(const char *name)
{
	const char *at = strchr(name, '@');
	bool start = true, point = false;

	if (at == NULL || at[1] < '1' || at[1] > '9' || strlen(at + 1) > 6)
		return false;
	for (const char *p = at + 1; *p != '\0'; p++)
		if (*p < '0' || *p > '9')
			return false;
	for (const char *p = name; p < at; p++) {
		if (*p >= 'a' && *p <= 'z') {
			start = false;
		} else if (*p == '.' && !start) {
			start = true;
			point = true;
		} else if (start || ((*p < '0' || *p > '9') && *p != '_')) {
			return false;
		}
	}
	return point && !start && at - name <= 100;
}

static int check_metric(struct sanya_check *check, const struct sanya_goal *goal, size_t i)
{
	char what[512];
	int unit;

	if (!is_metric_name(goal->metric)) {
		snprintf(what, sizeof(what), "\"%.100s\" is not the name of a metric", goal->metric);
		sanya_contract_refuse(check, what, "/goals/%zu/metric", i);
		return sanya_error_next(check->err, "Name it with its version, like \"ticket.first_reply_time@1\"; "
						    "sanya metric list shows all.");
	}
	if (check->unit_of == NULL)
		return 0;
	unit = check->unit_of(check->context, goal->metric);
	if (unit == 0) {
		snprintf(what, sizeof(what), "there is no metric \"%.100s\" here", goal->metric);
		sanya_contract_refuse(check, what, "/goals/%zu/metric", i);
		return sanya_error_next(check->err, "See them all with: sanya metric list");
	}
	if (sanya_statistic_fits(&goal->statistic, (enum sanya_unit)unit, check->err) < 0) {
		sanya_buffer_printf(check->path, "/goals/%zu/statistic", i);
		return -1;
	}
	if (sanya_statistic_measure(&goal->statistic, (enum sanya_unit)unit) != goal->measure)
		return sanya_contract_refuse(check, "the values of this scale are not in the unit of its metric and statistic",
					     "/goals/%zu/scale", i);
	return 0;
}

/* A goal that nothing could ever count for is a mistake: tickets have no subject and no survey, responses no queue. */
static int check_evidence(struct sanya_check *check, const struct sanya_goal *goal, size_t i)
{
	static const char *const of_responses[] = { "kind", "survey", NULL }, *const of_tickets[] = { "priority", "queue", "status", NULL };
	bool tickets = strncmp(goal->metric, "ticket.", 7) == 0, responses = strncmp(goal->metric, "response.", 9) == 0;
	const char *const *foreign = tickets ? of_responses : of_tickets;
	char what[512];

	if (tickets && goal->credit == SANYA_CREDIT_SUBJECT) {
		sanya_contract_refuse(check, "a ticket has no subject: nobody could ever be credited", "/goals/%zu/credit", i);
		return sanya_error_next(check->err, "Write \"assignee\", \"first_replier\", \"solver\" or \"involved\".");
	}
	for (size_t w = 0; w < goal->where_count && (tickets || responses); w++) {
		for (size_t f = 0; foreign[f] != NULL; f++) {
			if (strcmp(goal->where[w].field, foreign[f]) != 0)
				continue;
			snprintf(what, sizeof(what), "a %s has no \"%s\": nothing could ever count", tickets ? "ticket" : "response",
				 foreign[f]);
			return sanya_contract_refuse(check, what, "/goals/%zu/where/%s~", i, foreign[f]);
		}
	}
	return 0;
}

static bool is_gate(const struct sanya_contract *contract, size_t goal)
{
	for (size_t i = 0; i < contract->reward.gate_count; i++)
		if (!contract->reward.gates[i].of_all && contract->reward.gates[i].goal == goal)
			return true;
	return false;
}

static int check_weight(struct sanya_check *check, const struct sanya_goal *goal, size_t i)
{
	if (sanya_number_sign(&goal->weight) < 0 || sanya_number_compare_integer(&goal->weight, 100) > 0)
		return sanya_contract_refuse(check, "a weight lies between 0 and 100", "/goals/%zu/weight", i);
	if (sanya_number_sign(&goal->weight) == 0 && !is_gate(check->contract, i)) {
		sanya_contract_refuse(check, "a goal of weight 0 that no gate names has no effect", "/goals/%zu/weight", i);
		return sanya_error_next(check->err, "Give it a weight, or name it in a gate of the reward.");
	}
	return 0;
}

static int check_goal(struct sanya_check *check, size_t i)
{
	const struct sanya_contract *contract = check->contract;
	const struct sanya_goal *goal = &contract->goals[i];
	char what[512];

	for (size_t j = 0; j < i; j++) {
		if (strcmp(contract->goals[j].id, goal->id) == 0) {
			snprintf(what, sizeof(what), "two goals have the id \"%s\"", goal->id);
			return sanya_contract_refuse(check, what, "/goals/%zu/id", i);
		}
	}
	if (goal->deadline != SANYA_NO_DATE && (goal->deadline < contract->from || goal->deadline > contract->to)) {
		sanya_contract_refuse(check, "the deadline lies outside the contract's period", "/goals/%zu/deadline", i);
		return sanya_error_next(check->err, "Choose a day within the period, or leave the deadline out for the period's end.");
	}
	if (check_metric(check, goal, i) < 0 || check_evidence(check, goal, i) < 0 || check_weight(check, goal, i) < 0)
		return -1;
	snprintf(what, sizeof(what), "/goals/%zu/scale", i);
	return sanya_contract_check_scale(check, &goal->scale, what);
}

/* Each goal has its five levels, so that the form's five columns are filled and nobody guesses what lies between. */
static int check_levels(struct sanya_check *check)
{
	const struct sanya_contract *contract = check->contract;

	for (size_t i = 0; i < contract->goal_count && contract->scoring == SANYA_SCORING_LEVELS; i++) {
		const struct sanya_scale *scale = &contract->goals[i].scale;
		bool whole = scale->count == SANYA_LEVELS;

		for (size_t k = 0; k < scale->count && whole; k++)
			whole = sanya_number_compare_integer(&scale->points[k].y, (int64_t)k + 1) == 0;
		if (whole)
			continue;
		sanya_contract_refuse(check, "a scale in levels has one point for each level from 1 to 5", "/goals/%zu/scale", i);
		return sanya_error_next(check->err, "Write five points, such as [\"60%%\", \"1\"] to [\"100%%\", \"5\"], or leave "
						    "\"scoring\" out.");
	}
	return 0;
}

static int check_self_assessments(struct sanya_check *check)
{
	const struct sanya_contract *contract = check->contract;

	for (size_t i = 0; i < contract->self_assessment_count; i++) {
		if (i > 0 && contract->self_assessments[i] <= contract->self_assessments[i - 1])
			return sanya_contract_refuse(check, "the dates of self-assessments follow one another",
						     "/rules/self_assessments/%zu", i);
		if (contract->self_assessments[i] > contract->to)
			return sanya_contract_refuse(check, "this self-assessment comes after the period's end",
						     "/rules/self_assessments/%zu", i);
	}
	return 0;
}

static int check_weights(struct sanya_check *check)
{
	const struct sanya_contract *contract = check->contract;
	struct sanya_number sum, hundred;
	struct sanya_buffer text;
	char what[256];
	int failed = 0;

	sanya_number_init(&sum);
	sanya_number_init(&hundred);
	sanya_buffer_init(&text, 200);
	for (size_t i = 0; i < contract->goal_count; i++)
		sanya_number_add(&sum, &sum, &contract->goals[i].weight);
	if (sanya_number_compare_integer(&sum, 100) != 0) {
		sanya_number_exact(&sum, &text);
		snprintf(what, sizeof(what), "the weights of the goals add up to %s, not to 100", text.data);
		failed = sanya_contract_refuse(check, what, "/goals/%zu/weight", contract->goal_count - 1);
		sanya_number_set_integer(&hundred, 100);
		sanya_number_sub(&hundred, &hundred, &sum);
		sanya_buffer_clear(&text);
		sanya_number_exact(&hundred, &text);
		if (sanya_number_sign(&hundred) > 0)
			sanya_error_next(check->err, "Add %s to the weight of one or more goals.", text.data);
		else
			sanya_error_next(check->err, "Take %s from the weight of one or more goals.", text.data + 1);
	}
	sanya_buffer_done(&text);
	sanya_number_done(&sum);
	sanya_number_done(&hundred);
	return failed;
}

int sanya_contract_check(const struct sanya_contract *contract, int (*unit_of)(void *context, const char *metric),
			 void *context, struct sanya_buffer *ret_path, struct sanya_error *err)
{
	struct sanya_check check = {
		.contract = contract,
		.unit_of = unit_of,
		.context = context,
		.path = ret_path,
		.err = err,
	};

	if (contract->from > contract->to) {
		sanya_contract_refuse(&check, "the period ends before it begins", "/period/to");
		return sanya_error_next(err, "Both days belong to the period; \"to\" may not be before \"from\".");
	}
	if (strcmp(contract->employee, contract->manager) == 0) {
		sanya_contract_refuse(&check, "employee and manager are the same person", "/manager");
		return sanya_error_next(err, "Nobody makes a contract with themselves: name the manager one level up.");
	}
	if (contract->supersedes != NULL && strcmp(contract->supersedes, contract->number) == 0)
		return sanya_contract_refuse(&check, "a contract cannot supersede itself", "/supersedes");
	for (size_t i = 0; i < contract->goal_count; i++)
		if (check_goal(&check, i) < 0)
			return -1;
	if (check_weights(&check) < 0 || check_levels(&check) < 0 || check_self_assessments(&check) < 0)
		return -1;
	return sanya_contract_check_reward(&check);
}
