/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reward of a contract document: currency and amount, payout curve, gates, cap, proration, rounding, and what is not money.
 * Reads shapes and forms; the domain says whether they can be computed without doubt.
 */
#include "contract_parts.h"

#define ALSO_MAX 20u

const struct sanya_key sanya_reward_keys[] = {
	{ "currency", true }, { "at_100", true }, { "combine", true },	 { "curve", true }, { "between", true }, { "gates", false },
	{ "cap", false },     { "proration", true }, { "round", true }, { "also", false },
	{ "leave_days", false }, { "minimum_days", false }, { NULL, false },
};
const struct sanya_key sanya_round_keys[] = { { "to", true }, { "mode", true }, { NULL, false } };
const struct sanya_key sanya_gate_keys[] = {
	{ "goal", false }, { "score_at_least", false }, { "score_above", false }, { "otherwise", true }, { NULL, false },
};
const struct sanya_key sanya_also_keys[] = {
	{ "what", true }, { "count", true }, { "score_at_least", true }, { NULL, false },
};

static int read_currency(const struct sanya_place *reward, struct sanya_contract *contract, struct sanya_error *err)
{
	struct sanya_place place = sanya_read_member(reward, "currency");
	const char *code;

	if (sanya_read_text(place, &contract->arena, &contract->reward.currency, err) < 0)
		return -1;
	code = contract->reward.currency;
	if (strlen(code) != 3 || strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3) {
		sanya_read_refuse(&place, err, "\"%.20s\" is not a currency", code);
		return sanya_error_next(err, "Write its three letters by ISO 4217: \"THB\".");
	}
	return 0;
}

/* One of the two bounds: "at least" lets the bound itself through, "above" does not. */
static int read_bound(const struct sanya_place *place, struct sanya_gate *gate, struct sanya_error *err)
{
	struct sanya_place least = sanya_read_member(place, "score_at_least"), above = sanya_read_member(place, "score_above");

	if ((least.json == NULL) == (above.json == NULL)) {
		sanya_read_refuse(place, err, least.json == NULL ? "this gate names no score" : "this gate names two scores");
		return sanya_error_next(err, "Write either \"score_at_least\" or \"score_above\".");
	}
	gate->above = above.json != NULL;
	return sanya_read_decimal(gate->above ? above : least, &gate->score_at_least, err);
}

static int read_gate(const struct sanya_place *place, const struct sanya_contract *contract, struct sanya_gate *gate,
		     struct sanya_error *err)
{
	struct sanya_place goal = sanya_read_member(place, "goal");
	const char *id = NULL;
	size_t size = 0;

	if (sanya_read_keys(place, sanya_gate_keys, err) < 0 || sanya_read_raw(goal, &id, &size, err) < 0 ||
	    read_bound(place, gate, err) < 0 ||
	    sanya_read_decimal(sanya_read_member(place, "otherwise"), &gate->otherwise, err) < 0)
		return -1;
	gate->of_all = id == NULL;
	if (gate->of_all)
		return 0;
	while (gate->goal < contract->goal_count && strcmp(contract->goals[gate->goal].id, id) != 0)
		gate->goal++;
	if (gate->goal < contract->goal_count)
		return 0;
	sanya_read_refuse(&goal, err, "this contract has no goal \"%.100s\"", id);
	return sanya_error_next(err, "A gate names a goal by its id, such as \"%s\"; without \"goal\" it is on the score of all.",
				contract->goals[0].id);
}

static int read_gates(const struct sanya_place *reward, struct sanya_contract *contract, struct sanya_error *err)
{
	struct sanya_place gates = sanya_read_member(reward, "gates");
	struct sanya_gate *list;
	size_t count = 0;

	if (sanya_read_array(&gates, 0, SANYA_GOALS_MAX, &count, err) < 0)
		return -1;
	if (count == 0)
		return 0;
	list = sanya_arena_array(&contract->arena, count, sizeof(*list));
	if (list == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++) {
		sanya_number_init(&list[i].score_at_least);
		sanya_number_init(&list[i].otherwise);
	}
	contract->reward.gates = list;
	contract->reward.gate_count = count;
	for (size_t i = 0; i < count; i++) {
		struct sanya_place gate = sanya_read_element(&gates, i);

		if (read_gate(&gate, contract, &list[i], err) < 0)
			return -1;
	}
	return 0;
}

static int read_also(const struct sanya_place *reward, struct sanya_contract *contract, struct sanya_error *err)
{
	struct sanya_place also = sanya_read_member(reward, "also");
	struct sanya_also *list;
	size_t count = 0;

	if (sanya_read_array(&also, 0, ALSO_MAX, &count, err) < 0)
		return -1;
	if (count == 0)
		return 0;
	list = sanya_arena_array(&contract->arena, count, sizeof(*list));
	if (list == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++) {
		sanya_number_init(&list[i].count);
		sanya_number_init(&list[i].score_at_least);
	}
	contract->reward.also = list;
	contract->reward.also_count = count;
	for (size_t i = 0; i < count; i++) {
		struct sanya_place one = sanya_read_element(&also, i);

		if (sanya_read_keys(&one, sanya_also_keys, err) < 0 ||
		    sanya_read_words(sanya_read_member(&one, "what"), &contract->arena, &list[i].what, err) < 0 ||
		    sanya_read_decimal(sanya_read_member(&one, "count"), &list[i].count, err) < 0 ||
		    sanya_read_decimal(sanya_read_member(&one, "score_at_least"), &list[i].score_at_least, err) < 0)
			return -1;
	}
	return 0;
}

static int read_round(const struct sanya_place *reward, struct sanya_reward *ret, struct sanya_error *err)
{
	struct sanya_place round = sanya_read_member(reward, "round");
	int mode = 0;

	if (sanya_read_keys(&round, sanya_round_keys, err) < 0 ||
	    sanya_read_decimal(sanya_read_member(&round, "to"), &ret->round_to, err) < 0 ||
	    sanya_read_word(sanya_read_member(&round, "mode"), sanya_rounding_words, &mode, err) < 0)
		return -1;
	ret->round_mode = (enum sanya_rounding)mode;
	return 0;
}

/* Leave changes nothing where nothing is paid in proportion. */
static int read_days(const struct sanya_place *place, struct sanya_reward *reward, struct sanya_error *err)
{
	struct sanya_place leave = sanya_read_member(place, "leave_days"), least = sanya_read_member(place, "minimum_days");

	reward->leave_days = -1;
	if (sanya_read_integer(leave, 0, 366, &reward->leave_days, err) < 0 ||
	    sanya_read_integer(least, 1, 366, &reward->minimum_days, err) < 0)
		return -1;
	if (leave.json == NULL || reward->proration != SANYA_PRORATION_NONE)
		return 0;
	sanya_read_refuse(&leave, err, "days of leave change nothing, because the reward is not paid in proportion");
	return sanya_error_next(err, "Write \"proration\": \"calendar-days\" or \"working-days\", or leave \"leave_days\" out.");
}

int sanya_contract_read_reward(const struct sanya_place *place, struct sanya_contract *contract, struct sanya_error *err)
{
	struct sanya_reward *reward = &contract->reward;
	struct sanya_place curve = sanya_read_member(place, "curve"), cap = sanya_read_member(place, "cap");
	int combine = 0, between = 0, proration = 0;

	if (sanya_read_keys(place, sanya_reward_keys, err) < 0 || read_currency(place, contract, err) < 0 ||
	    sanya_read_decimal(sanya_read_member(place, "at_100"), &reward->at_100, err) < 0 ||
	    sanya_read_word(sanya_read_member(place, "combine"), sanya_combine_words, &combine, err) < 0 ||
	    sanya_read_word(sanya_read_member(place, "between"), sanya_between_words, &between, err) < 0 ||
	    sanya_read_word(sanya_read_member(place, "proration"), sanya_proration_words, &proration, err) < 0 ||
	    sanya_contract_read_scale(&curve, SANYA_MEASURE_NUMBER, &contract->arena, &reward->curve, err) < 0 ||
	    read_gates(place, contract, err) < 0 || sanya_read_decimal(cap, &reward->cap, err) < 0 ||
	    read_round(place, reward, err) < 0 || read_also(place, contract, err) < 0)
		return -1;
	reward->has_cap = cap.json != NULL;
	reward->combine = (enum sanya_combine)combine;
	reward->curve.between = (enum sanya_between)between;
	reward->proration = (enum sanya_proration)proration;
	return read_days(place, reward, err);
}
