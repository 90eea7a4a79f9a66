/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing a note about a goal: who may, when, and in whose field.
 */
#include "talk.h"
#include "segment.h"

#include "../domain/cause.h"

#include <string.h>

#define CAUSES_MAX 20u

/* From the first result on, until the next contract has taken over. */
static bool is_talked_about(enum sanya_state state)
{
	return (state >= SANYA_IN_REVIEW && state <= SANYA_PAID);
}

/* "staffing=Two were ill" as {"cause", "text"}. */
static int read_cause(const char *given, bool success, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer word;
	const char *equals = strchr(given, '='), *text = equals != NULL && equals[1] != '\0' ? equals + 1 : NULL;
	const struct sanya_cause *cause;
	struct sanya_json *json;

	sanya_buffer_init(&word, 80);
	sanya_buffer_add(&word, given, equals != NULL ? (size_t)(equals - given) : strlen(given));
	if (sanya_buffer_check(&word, "cause", err) != 0 || sanya_cause_find(word.size > 0 ? word.data : "", success, &cause, err) != 0)
		return -1;
	if (strcmp(cause->word, "other") == 0 && text == NULL)
		return sanya_error_set(err, SANYA_USAGE, "\"other\" needs words: other=TEXT");
	json = sanya_json_object();
	sanya_json_set_text(json, "cause", cause->word);
	sanya_json_set_text(json, "text", text);
	*ret = json;
	return 0;
}

static int read_causes(const char *const *given, bool success, struct sanya_json **ret, struct sanya_error *err)
{
	struct sanya_json *list = sanya_json_array(), *one = NULL;

	for (size_t i = 0; given != NULL && given[i] != NULL; i++) {
		int result = i == CAUSES_MAX ? sanya_error_set(err, SANYA_USAGE, "more than %u causes in one note", CAUSES_MAX)
					     : read_cause(given[i], success, &one, err);

		if (result == 0 && sanya_json_append(list, one) != 0)
			result = sanya_error_memory(err);
		if (result != 0) {
			sanya_json_free(list);
			return -1;
		}
	}
	*ret = list;
	return 0;
}

static int check_side(const struct sanya_act *act, const struct sanya_contract_row *row, const char *actor, const char **ret,
		      struct sanya_error *err)
{
	bool leads;

	if (sanya_contract_is_led_by(act->store, row, sanya_date_of_seconds(act->now), actor, &leads, err) != 0)
		return -1;
	*ret = strcmp(row->employee, actor) == 0 ? "employee" : leads || strcmp(row->manager, actor) == 0 ? "manager" : NULL;
	if (*ret == NULL) {
		sanya_error_set(err, SANYA_NOT_ALLOWED, "%s is neither the employee nor the manager of %s", actor, row->number);
		return sanya_error_next(err, "notes are for %s and %s", row->employee, row->manager);
	}
	if (is_talked_about(row->state))
		return 0;
	sanya_error_set(err, SANYA_NOT_ALLOWED, "the contract is %s; notes are taken from its evaluation until it is renewed or closed",
			sanya_state_word(row->state));
	return sanya_error_next(err, "sanya contract show %s", row->number);
}

static int check_goal(const struct sanya_act *act, const struct sanya_contract_row *row, const char *goal, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_contract_done) struct sanya_contract contract = { .number = NULL };

	if (sanya_contract_load(act->store, row, 0, &contract, err) != 0)
		return -1;
	if (sanya_contract_goal(&contract, goal) != NULL)
		return 0;
	sanya_error_set(err, SANYA_NOT_FOUND, "%s has no goal \"%s\"", row->number, goal);
	return sanya_error_next(err, "sanya statement %s", row->number);
}

static int record(const struct sanya_act *act, const struct sanya_note_request *request, const char *number, struct sanya_json *detail,
		  struct sanya_arena *arena, const char **ret_side, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	const struct sanya_person *actor;
	struct sanya_review review = { .version = 0 };
	struct sanya_contract_row row;

	sanya_roster_init(&roster);
	if (sanya_act_roster_of(act, NULL, 0, &roster, &actor, err) != 0 || sanya_contract_find(act->store, number, arena, &row, err) != 0 ||
	    check_side(act, &row, actor->id, ret_side, err) != 0 || check_goal(act, &row, request->goal, err) != 0 ||
	    sanya_review_get(act->store, number, 0, arena, &review, err) < 0)
		return -1;
	if (sanya_json_set_integer(detail, "revision", row.revision) != 0 || sanya_json_set_integer(detail, "version", review.version) != 0 ||
	    sanya_json_set_text(detail, "goal", request->goal) != 0 || sanya_json_set_text(detail, "side", *ret_side) != 0 ||
	    sanya_json_set_text(detail, "text", request->text) != 0)
		return sanya_error_memory(err);
	return sanya_act_record(act, "review.note", number, sanya_json_copy(detail), NULL, err);
}

int sanya_review_note(const struct sanya_act *act, const struct sanya_note_request *request, const char *number, const char **ret_side,
		      struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *detail = sanya_json_object();
	struct sanya_json *success, *failure;

	sanya_arena_init(&arena);
	if (read_causes(request->success, true, &success, err) != 0)
		return -1;
	sanya_json_set(detail, "success", success);
	if (read_causes(request->failure, false, &failure, err) != 0)
		return -1;
	sanya_json_set(detail, "failure", failure);
	if ((request->text == NULL || request->text[0] == '\0') && sanya_json_size(success) == 0 && sanya_json_size(failure) == 0) {
		sanya_error_set(err, SANYA_USAGE, "the note says nothing");
		return sanya_error_next(err, "add --text TEXT, --success CAUSE or --failure CAUSE");
	}
	if (sanya_act_begin(act, err) != 0)
		return -1;
	if (record(act, request, number, detail, &arena, ret_side, err) == 0)
		return sanya_act_end(act, err);
	sanya_act_undo(act);
	return -1;
}
