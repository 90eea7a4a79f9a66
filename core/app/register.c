/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The register of a cycle: what is to be paid, what was, and what blocks the rest (sanya.register/1).
 * Amounts are added exactly, per currency, never across.
 */
#include "register.h"

#include "../base/catalogue.h"
#include "../store/people.h"

#include <string.h>

static const struct sanya_contract_row *row_of(const struct sanya_contract_row *rows, size_t count, const char *number)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(rows[i].number, number) == 0)
			return &rows[i];
	return NULL;
}

/* The row of a line's contract; it may be of a cycle that was closed before the line came.  NULL for an idea. */
static int row_of_line(struct sanya_store *store, const struct sanya_reward_line *line, const struct sanya_contract_row *rows, size_t count,
		       struct sanya_arena *arena, struct sanya_contract_row *room, const struct sanya_contract_row **ret,
		       struct sanya_error *err)
{
	*ret = row_of(rows, count, line->number);
	if (*ret != NULL || strcmp(line->kind, "idea") == 0)
		return 0;
	if (sanya_contract_find(store, line->number, arena, room, err) != 0)
		return -1;
	*ret = room;
	return 0;
}

static struct sanya_json *line_json(const struct sanya_reward_line *line, const struct sanya_contract_row *row,
				    const struct sanya_person *person)
{
	struct sanya_json *json = sanya_json_object(), *period = sanya_json_object();

	sanya_json_set_text(json, "contract", line->number);
	sanya_json_set_integer(json, "revision", row != NULL ? row->revision : 0);
	sanya_json_set_integer(json, "sequence", line->sequence);
	sanya_json_set_text(json, "kind", line->kind);
	sanya_json_set_text(json, "employee", line->employee);
	if (person != NULL) {
		sanya_json_set(json, "name", sanya_json_of_words(&person->name));
		if (person->payroll != NULL)
			sanya_json_set_text(json, "payroll", person->payroll);
	}
	if (row != NULL) {
		sanya_json_set(period, "from", sanya_json_of_date(row->from));
		sanya_json_set(period, "to", sanya_json_of_date(row->to));
		sanya_json_set(json, "period", period);
	} else {
		sanya_json_free(period);
	}
	sanya_json_set_text(json, "amount", line->amount);
	sanya_json_set_text(json, "currency", line->currency);
	if (line->reason != NULL)
		sanya_json_set_text(json, "reason", line->reason);
	sanya_json_set_text(json, "approver", line->approver);
	return json;
}

/* totals[currency] += amount, as a decimal with two places. */
static int add_to_total(struct sanya_json *totals, const char *currency, const char *amount, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number sum, more;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	const char *before = sanya_json_get_text(totals, currency);

	sanya_number_init(&sum);
	sanya_number_init(&more);
	sanya_buffer_init(&text, 64);
	if ((before != NULL && sanya_number_parse(before, strlen(before), &sum, err) != 0) ||
	    sanya_number_parse(amount, strlen(amount), &more, err) != 0)
		return -1;
	sanya_number_add(&sum, &sum, &more);
	sanya_number_decimal(&sum, 2, &text);
	return sanya_json_set_text(totals, currency, text.data) == 0 ? 0 : sanya_error_memory(err);
}

int sanya_register_build(struct sanya_store *store, const struct sanya_cycle *cycle, int64_t batch, struct sanya_arena *arena,
			 struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	struct sanya_json *json = sanya_json_object(), *lines_json = sanya_json_array(), *totals = sanya_json_object();
	struct sanya_reward_line *lines;
	struct sanya_contract_row *rows;
	size_t line_count, row_count;
	int result = sanya_people_load(store, &roster, err);

	if (result == 0)
		result = sanya_reward_lines(store, cycle->name, NULL, arena, &lines, &line_count, err);
	if (result == 0)
		result = sanya_cycle_contracts(store, cycle, arena, &rows, &row_count, err);
	for (size_t i = 0; result == 0 && i < line_count; i++) {
		const struct sanya_contract_row *row;
		struct sanya_contract_row room;

		if (batch != SANYA_BATCH_ANY && lines[i].batch != batch)
			continue;
		result = row_of_line(store, &lines[i], rows, row_count, arena, &room, &row, err);
		if (result != 0)
			break;
		result = sanya_json_append(lines_json, line_json(&lines[i], row, lines[i].employee == NULL ? NULL
													 : sanya_roster_find(&roster, lines[i].employee)));
		result = result != 0 ? sanya_error_memory(err)
				     : add_to_total(totals, lines[i].currency, lines[i].amount, err);
	}
	sanya_json_set_text(json, "format", "sanya.register/1");
	sanya_json_set_text(json, "cycle", cycle->name);
	sanya_json_set(json, "lines", lines_json);
	sanya_json_set(json, "totals", totals);
	if (result != 0)
		sanya_json_free(json);
	else
		*ret = json;
	return result;
}

/* What was approved of a disputed result: the rest of it is what waits. */
static int set_part(struct sanya_store *store, const struct sanya_contract_row *row, struct sanya_arena *arena, struct sanya_json *json,
		    struct sanya_error *err)
{
	struct sanya_reward_line *lines;
	struct sanya_dispute dispute;
	size_t count;
	int found;

	if (row->state != SANYA_DISPUTED)
		return 0;
	found = sanya_dispute_get(store, row->number, arena, &dispute, err);
	if (found < 0 || sanya_reward_lines(store, NULL, row->number, arena, &lines, &count, err) != 0)
		return -1;
	if (found > 0 && count > 0 && strcmp(lines[count - 1].kind, "part") == 0 && lines[count - 1].version == dispute.version)
		sanya_json_set_text(json, "part", lines[count - 1].amount);
	return 0;
}

static struct sanya_json *blocked_json(const struct sanya_contract_row *row, const char *reason)
{
	struct sanya_json *json = sanya_json_object();

	sanya_json_set_text(json, "contract", row->number);
	sanya_json_set_text(json, "employee", row->employee);
	sanya_json_set_text(json, "state", sanya_state_word(row->state));
	sanya_json_set_text(json, "reason", reason);
	return json;
}

/* NULL: nothing. */
static int what_blocks(struct sanya_store *store, const struct sanya_contract_row *row, const char **ret, struct sanya_error *err)
{
	bool waits = false;

	*ret = sanya_contract_blocks(row);
	if (*ret != NULL || !sanya_state_has_left(row->state))
		return 0;
	if (sanya_review_unapproved(store, row->number, &waits, err) != 0)
		return -1;
	if (waits)
		*ret = SANYA_N("restated, and the difference is not approved yet");
	return 0;
}

int sanya_register_blocked(struct sanya_store *store, const struct sanya_cycle *cycle, struct sanya_arena *arena,
			   struct sanya_json **ret, struct sanya_error *err)
{
	struct sanya_json *list;
	struct sanya_contract_row *rows;
	size_t count;

	if (sanya_cycle_contracts(store, cycle, arena, &rows, &count, err) != 0)
		return -1;
	list = sanya_json_array();
	for (size_t i = 0; i < count; i++) {
		struct sanya_json *json;
		const char *reason;

		if (what_blocks(store, &rows[i], &reason, err) != 0) {
			sanya_json_free(list);
			return -1;
		}
		if (reason == NULL)
			continue;
		json = blocked_json(&rows[i], reason);
		sanya_json_append(list, json);
		if (set_part(store, &rows[i], arena, json, err) != 0) {
			sanya_json_free(list);
			return -1;
		}
	}
	*ret = list;
	return 0;
}

/* Where a line stands: it left with a batch, or waits for the next. */
static void mark_buckets(struct sanya_json *json, const struct sanya_reward_line *lines, size_t count)
{
	struct sanya_json *buckets = sanya_json_array();

	for (size_t i = 0; i < count; i++) {
		struct sanya_json *bucket = sanya_json_object();

		sanya_json_set_text(bucket, "contract", lines[i].number);
		sanya_json_set_integer(bucket, "sequence", lines[i].sequence);
		sanya_json_set_text(bucket, "bucket", lines[i].batch > 0 ? "exported" : "approved");
		sanya_json_set_integer(bucket, "batch", lines[i].batch);
		sanya_json_append(buckets, bucket);
	}
	sanya_json_set(json, "buckets", buckets);
}

int sanya_register_show(struct sanya_store *store, const char *name, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_reward_line *lines;
	struct sanya_json *json, *blocked;
	struct sanya_cycle cycle;
	size_t count;

	sanya_arena_init(&arena);
	if (sanya_cycle_find(store, name, &arena, &cycle, err) != 0 ||
	    sanya_reward_lines(store, name, NULL, &arena, &lines, &count, err) != 0 ||
	    sanya_register_build(store, &cycle, SANYA_BATCH_ANY, &arena, &json, err) != 0)
		return -1;
	if (sanya_register_blocked(store, &cycle, &arena, &blocked, err) != 0) {
		sanya_json_free(json);
		return -1;
	}
	mark_buckets(json, lines, count);
	sanya_json_set(json, "blocked", blocked);
	*ret = json;
	return 0;
}
