/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cycles: which contracts are reviewed together, how far they are, and what blocks their payment.
 * A contract belongs to the cycle in which its period ends.
 */
#include "review.h"

#include "../base/time.h"
#include "../store/people.h"

#include <stdio.h>
#include <string.h>

static int32_t month_end(int year, int month)
{
	return month == 12 ? sanya_date_of(year, 12, 31) : sanya_date_of(year, month + 1, 1) - 1;
}

static bool digits(const char *text, size_t count, int *ret)
{
	int value = 0;

	for (size_t i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		value = value * 10 + (text[i] - '0');
	}
	*ret = value;
	return true;
}

void sanya_cycle_dates(const char *name, int32_t *ret_from, int32_t *ret_to)
{
	size_t size = strlen(name);
	int year, part = 0, first = 0, months = 0;

	*ret_from = *ret_to = SANYA_NO_DATE;
	if (size < 4 || !digits(name, 4, &year) || year < 1900 || year > 2400)
		return;
	if (size == 4) {
		first = 1;
		months = 12;
	} else if (size == 7 && name[4] == '-' && name[5] == 'Q' && digits(name + 6, 1, &part) && part >= 1 && part <= 4) {
		first = 3 * part - 2;
		months = 3;
	} else if (size == 7 && name[4] == '-' && name[5] == 'H' && digits(name + 6, 1, &part) && part >= 1 && part <= 2) {
		first = 6 * part - 5;
		months = 6;
	} else if (size == 7 && name[4] == '-' && digits(name + 5, 2, &part) && part >= 1 && part <= 12) {
		first = part;
		months = 1;
	} else {
		return;
	}
	*ret_from = sanya_date_of(year, first, 1);
	*ret_to = month_end(year, first + months - 1);
}

int sanya_cycle_find(struct sanya_store *store, const char *name, struct sanya_arena *arena, struct sanya_cycle *ret,
		     struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer names;
	struct sanya_cycle *list;
	size_t count;
	int found = sanya_cycle_get(store, name, arena, ret, err);

	sanya_buffer_init(&names, 400);
	if (found != 0)
		return found > 0 ? 0 : -1;
	if (sanya_cycle_list(store, arena, &list, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		sanya_buffer_printf(&names, "%s%s", i > 0 ? ", " : "", list[i].name);
	sanya_error_set(err, SANYA_NOT_FOUND, "no cycle \"%s\"", name);
	return count == 0 ? sanya_error_next(err, "open one: sanya cycle open %s --as HR-PERSON", name)
			  : sanya_error_next(err, "there are: %s", names.data);
}

struct collect {
	struct sanya_arena *arena;
	struct sanya_contract_row *rows;
	size_t count, room;
};

static int keep_row(void *context, const struct sanya_contract_row *row, struct sanya_error *err)
{
	struct collect *collect = context;
	struct sanya_contract_row *copy;

	copy = sanya_arena_grow(collect->arena, collect->rows, collect->count, &collect->room, sizeof(*copy));
	if (copy == NULL)
		return sanya_error_memory(err);
	collect->rows = copy;
	copy = &collect->rows[collect->count++];
	*copy = (struct sanya_contract_row){
		.number = sanya_arena_text(collect->arena, row->number),
		.state = row->state,
		.revision = row->revision,
		.employee = sanya_arena_text(collect->arena, row->employee),
		.manager = sanya_arena_text(collect->arena, row->manager),
		.timezone = row->timezone == NULL ? NULL : sanya_arena_text(collect->arena, row->timezone),
		.from = row->from,
		.to = row->to,
		.last_day = row->last_day,
		.changed_at = row->changed_at,
	};
	return copy->number == NULL || copy->employee == NULL || copy->manager == NULL ? sanya_error_memory(err) : 0;
}

int sanya_cycle_contracts(struct sanya_store *store, const struct sanya_cycle *cycle, struct sanya_arena *arena,
			  struct sanya_contract_row **ret, size_t *ret_count, struct sanya_error *err)
{
	struct collect collect = { .arena = arena };

	if (sanya_contracts_ending(store, cycle->from, cycle->to, keep_row, &collect, err) != 0)
		return -1;
	*ret = collect.rows;
	*ret_count = collect.count;
	return 0;
}

static const char *state_blocks(enum sanya_state state)
{
	switch (state) {
	case SANYA_ACTIVE:
	case SANYA_TERMINATED:
		return SANYA_N("not evaluated yet");
	case SANYA_IN_REVIEW:
		return SANYA_N("the result is not shared with the employee yet");
	case SANYA_REVIEWED:
		return SANYA_N("the employee has not answered yet");
	case SANYA_DISPUTED:
		return SANYA_N("disputed by the employee");
	case SANYA_ACKNOWLEDGED:
	case SANYA_NO_ANSWER:
	case SANYA_RESOLVED:
		return SANYA_N("not approved yet");
	case SANYA_DRAFT:
	case SANYA_PROPOSED:
	case SANYA_COUNTERED:
	case SANYA_AGREED:
	case SANYA_SIGNED_BY_ONE:
		return SANYA_N("not signed by both sides");
	case SANYA_STATE_NONE:
	case SANYA_APPROVED:
	case SANYA_EXPORTED:
	case SANYA_PAID:
	case SANYA_RENEWED:
	case SANYA_CLOSED:
	case SANYA_DECLINED:
	case SANYA_LAPSED:
	case SANYA_WITHDRAWN:
	case SANYA_STATE_COUNT:
		return NULL;
	}
	return NULL;
}

bool sanya_contract_never_held(const struct sanya_contract_row *row)
{
	return row->last_day != SANYA_NO_DATE && row->last_day < row->from;
}

const char *sanya_contract_blocks(const struct sanya_contract_row *row)
{
	return sanya_contract_never_held(row) ? NULL : state_blocks(row->state);
}

static struct sanya_json *status_of(const struct sanya_contract_row *row, const struct sanya_person *employee)
{
	struct sanya_json *json = sanya_json_object(), *name = sanya_json_object();
	const char *reason = sanya_contract_blocks(row);

	sanya_json_set_text(json, "number", row->number);
	sanya_json_set_text(json, "employee", row->employee);
	if (employee != NULL && employee->name.th != NULL)
		sanya_json_set_text(name, "th", employee->name.th);
	if (employee != NULL && employee->name.en != NULL)
		sanya_json_set_text(name, "en", employee->name.en);
	sanya_json_set(json, "name", name);
	sanya_json_set_text(json, "manager", row->manager);
	sanya_json_set_text(json, "state", sanya_state_word(row->state));
	if (reason != NULL)
		sanya_json_set_text(json, "blocks", reason);
	return json;
}

int sanya_cycle_status(struct sanya_store *store, const char *name, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	struct sanya_contract_row *rows;
	struct sanya_cycle cycle;
	struct sanya_json *json, *states, *contracts;
	size_t count;

	sanya_arena_init(&arena);
	if (sanya_people_load(store, &roster, err) != 0)
		return -1;
	if (sanya_cycle_find(store, name, &arena, &cycle, err) != 0 ||
	    sanya_cycle_contracts(store, &cycle, &arena, &rows, &count, err) != 0)
		return -1;
	json = sanya_json_object();
	states = sanya_json_object();
	contracts = sanya_json_array();
	sanya_json_set_text(json, "cycle", cycle.name);
	sanya_json_set(json, "from", sanya_json_of_date(cycle.from));
	sanya_json_set(json, "to", sanya_json_of_date(cycle.to));
	sanya_json_set(json, "closed", sanya_json_of_bool(cycle.closed));
	for (size_t i = 0; i < count; i++) {
		const char *state = sanya_state_word(rows[i].state);

		sanya_json_set_integer(states, state, 1 + sanya_json_get_integer(states, state, 0));
		sanya_json_append(contracts, status_of(&rows[i], sanya_roster_find(&roster, rows[i].employee)));
	}
	sanya_json_set(json, "states", states);
	sanya_json_set(json, "contracts", contracts);
	*ret = json;
	return 0;
}

/* HR acts, within a transaction that the caller ends or undoes. */
static int begin_as_hr(const struct sanya_act *act, struct sanya_error *err)
{
	struct sanya_roster roster;
	const struct sanya_person *actor;
	int result;

	if (sanya_act_begin(act, err) != 0)
		return -1;
	result = sanya_act_roster_of(act, NULL, 0, &roster, &actor, err);
	if (result == 0)
		result = sanya_act_needs_role(actor, SANYA_ROLE_HR, err);
	sanya_roster_done(&roster);
	if (result != 0)
		sanya_act_undo(act);
	return result;
}

static int record_open(const struct sanya_act *act, const char *name, int32_t from, int32_t to, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_json *detail;
	struct sanya_cycle cycle;
	int found;

	sanya_arena_init(&arena);
	found = sanya_cycle_get(act->store, name, &arena, &cycle, err);
	if (found < 0)
		return -1;
	if (found > 0) {
		sanya_error_set(err, SANYA_FAILED, "cycle \"%s\" was opened before", name);
		return sanya_error_next(err, "sanya cycle status %s", name);
	}
	detail = sanya_json_object();
	sanya_json_set(detail, "from", sanya_json_of_date(from));
	sanya_json_set(detail, "to", sanya_json_of_date(to));
	return sanya_act_record(act, "cycle.open", name, detail, NULL, err);
}

int sanya_cycle_open(const struct sanya_act *act, const char *name, int32_t from, int32_t to, struct sanya_error *err)
{
	if (!sanya_text_is_identifier(name))
		return sanya_error_set(err, SANYA_USAGE, "\"%s\" is no name for a cycle: letters, digits, - _ and . only", name);
	if (from == SANYA_NO_DATE || to == SANYA_NO_DATE) {
		sanya_error_set(err, SANYA_USAGE, "the name \"%s\" does not say which dates the cycle spans", name);
		return sanya_error_next(err, "sanya cycle open %s --from 2026-07-01 --to 2026-09-30", name);
	}
	if (from > to)
		return sanya_error_set(err, SANYA_USAGE, "the cycle ends before it starts");
	if (begin_as_hr(act, err) != 0)
		return -1;
	if (record_open(act, name, from, to, err) == 0)
		return sanya_act_end(act, err);
	sanya_act_undo(act);
	return -1;
}

static int record_close(const struct sanya_act *act, const char *name, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer open;
	struct sanya_reward_line *lines;
	struct sanya_contract_row *rows;
	struct sanya_cycle cycle;
	size_t count, left = 0;

	sanya_arena_init(&arena);
	sanya_buffer_init(&open, 400);
	if (sanya_cycle_find(act->store, name, &arena, &cycle, err) != 0 ||
	    sanya_cycle_contracts(act->store, &cycle, &arena, &rows, &count, err) != 0)
		return -1;
	if (cycle.closed)
		return sanya_error_set(err, SANYA_FAILED, "cycle \"%s\" is closed already", name);
	for (size_t i = 0; i < count; i++) {
		if (sanya_contract_blocks(&rows[i]) == NULL && rows[i].state != SANYA_APPROVED)
			continue;
		if (left++ < 5)
			sanya_buffer_printf(&open, "%s%s (%s)", left > 1 ? ", " : "", rows[i].number,
					    sanya_state_word(rows[i].state));
	}
	if (left > 0) {
		sanya_error_set(err, SANYA_NOT_ALLOWED, "%zu contracts of the cycle are not settled: %s%s", left, open.data,
				left > 5 ? ", …" : "");
		return sanya_error_next(err, "sanya cycle status %s", name);
	}
	if (sanya_reward_lines(act->store, name, NULL, &arena, &lines, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (lines[i].batch != 0 || lines[i].cycle[0] == '\0') /* it leaves with whatever cycle comes next */
			continue;
		sanya_error_set(err, SANYA_NOT_ALLOWED, "a line of %s over %s %s has not been exported", lines[i].number,
				lines[i].amount, lines[i].currency);
		return sanya_error_next(err, "sanya reward export --cycle %s", name);
	}
	return sanya_act_record(act, "cycle.close", name, sanya_json_object(), NULL, err);
}

int sanya_cycle_close(const struct sanya_act *act, const char *name, struct sanya_error *err)
{
	if (begin_as_hr(act, err) != 0)
		return -1;
	if (record_close(act, name, err) == 0)
		return sanya_act_end(act, err);
	sanya_act_undo(act);
	return -1;
}
