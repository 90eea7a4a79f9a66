/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Renewal: the next contract is drafted from this one's document and result, by the rule that both parties signed.
 * The period moves on by its own length, targets move by core/domain/renewal.h, everything else stays for the parties to discuss.
 */
#include "period.h"
#include "review.h"
#include "segment.h"

#include "../codec/documents.h"
#include "../domain/renewal.h"

#include <string.h>

static void text_of_date(int32_t date, struct sanya_buffer *out)
{
	sanya_buffer_clear(out);
	sanya_date_format(date, out);
}

/* Whole months become whole months, everything else the same number of days. */
static void next_period(int32_t from, int32_t to, int32_t *ret_from, int32_t *ret_to)
{
	int32_t months = sanya_period_months(from, to);

	*ret_from = to + 1;
	*ret_to = months > 0 ? sanya_month_start(to + 1, months) - 1 : to + (to - from + 1);
}

/* The scale as the document writes it. */
static struct sanya_json *scale_json(const struct sanya_scale *scale, enum sanya_measure measure)
{
	struct sanya_json *list = sanya_json_array();
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, 128);
	for (size_t i = 0; i < scale->count; i++) {
		struct sanya_json *point = sanya_json_array();

		sanya_buffer_clear(&text);
		sanya_value_exact(&scale->points[i].x, measure, &text);
		sanya_json_append(point, sanya_json_of_text(text.data));
		sanya_buffer_clear(&text);
		sanya_number_exact(&scale->points[i].y, &text);
		sanya_json_append(point, sanya_json_of_text(text.data));
		sanya_json_append(list, point);
	}
	return list;
}

/* What was measured for a goal, from the statement; false where there is no value. */
static bool value_of(const struct sanya_json *statement, const char *goal, struct sanya_number *ret, struct sanya_error *err)
{
	const struct sanya_json *goals = sanya_json_get(statement, "goals");

	for (size_t i = 0; i < sanya_json_size(goals); i++) {
		const struct sanya_json *one = sanya_json_at(goals, i);
		const char *id = sanya_json_get_text(one, "id"), *outcome = sanya_json_get_text(one, "outcome");

		if (id == NULL || strcmp(id, goal) != 0 || outcome == NULL || strcmp(outcome, "value") != 0)
			continue;
		return sanya_json_type(sanya_json_get(one, "value")) == SANYA_JSON_OBJECT &&
		       sanya_json_get_number(one, "value", ret, err) == 0;
	}
	return false;
}

static void target_text(const struct sanya_goal *goal, enum sanya_measure measure, struct sanya_buffer *out)
{
	struct sanya_number target;

	sanya_buffer_clear(out);
	sanya_number_init(&target);
	if (sanya_scale_target(&goal->scale, &target))
		sanya_value_exact(&target, measure, out);
	sanya_number_done(&target);
}

/* Move the targets of every goal that has a value; tell each move. */
static int move_targets(struct sanya_contract *contract, const struct sanya_json *statement, struct sanya_json *goals, struct sanya_json *moves,
			struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number value;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer before, after;

	sanya_number_init(&value);
	sanya_buffer_init(&before, 128);
	sanya_buffer_init(&after, 128);
	for (size_t i = 0; i < contract->goal_count; i++) {
		struct sanya_goal *goal = &contract->goals[i];
		enum sanya_measure measure = goal->measure;
		struct sanya_json *move, *document_goal = sanya_json_own_at(goals, i);
		bool moved_target;

		if (!value_of(statement, goal->id, &value, err))
			continue;
		target_text(goal, measure, &before);
		moved_target = sanya_renewal_move(&contract->renewal, goal, measure, &value);
		target_text(goal, measure, &after);
		if (!moved_target)
			continue;
		move = sanya_json_object();
		sanya_json_set_text(move, "goal", goal->id);
		sanya_json_set_text(move, "from", before.data);
		sanya_json_set_text(move, "to", after.data);
		if (sanya_json_append(moves, move) != 0 ||
		    sanya_json_set(document_goal, "scale", scale_json(&goal->scale, measure)) != 0)
			return sanya_error_memory(err);
	}
	return err->code == SANYA_OK ? 0 : -1;
}

/* A deadline keeps its place in the period: the same day so many months later (or the last of a shorter month), else so many days. */
static int32_t moved(int32_t date, int32_t from, int32_t next_from)
{
	struct sanya_civil first = sanya_date_civil(from), next = sanya_date_civil(next_from);
	int32_t months = (next.year - first.year) * 12 + next.month - first.month, day, last;

	if (first.day != 1 || next.day != 1)
		return date + (next_from - from);
	day = sanya_month_start(date, months) + sanya_date_civil(date).day - 1;
	last = sanya_month_start(date, months + 1) - 1;
	return day < last ? day : last;
}

static int move_self_assessments(const struct sanya_contract *contract, int32_t from, int32_t next_from, struct sanya_json *rules,
				 struct sanya_error *err)
{
	struct sanya_json *list = sanya_json_array();

	for (size_t i = 0; i < contract->self_assessment_count; i++)
		sanya_json_append(list, sanya_json_of_date(moved(contract->self_assessments[i], from, next_from)));
	if (contract->self_assessment_count == 0)
		sanya_json_free(list);
	else if (sanya_json_set(rules, "self_assessments", list) != 0)
		return sanya_error_memory(err);
	return 0;
}

static int move_deadlines(const struct sanya_contract *contract, int32_t from, int32_t next_from, struct sanya_json *goals,
			  struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, 16);
	for (size_t i = 0; i < contract->goal_count; i++) {
		if (contract->goals[i].deadline == SANYA_NO_DATE)
			continue;
		text_of_date(moved(contract->goals[i].deadline, from, next_from), &text);
		if (sanya_json_set_text(sanya_json_own_at(goals, i), "deadline", text.data) != 0)
			return sanya_error_memory(err);
	}
	return 0;
}

/* --- what the contract above has become --- */

struct successor {
	char number[72]; /* "": none */
};

static int take_successor(void *context, const struct sanya_contract_row *row, struct sanya_error *err)
{
	struct successor *successor = context;

	(void)err;
	if (row->state != SANYA_DECLINED && row->state != SANYA_LAPSED && row->state != SANYA_WITHDRAWN && row->state != SANYA_TERMINATED)
		snprintf(successor->number, sizeof(successor->number), "%s", row->number);
	return 0;
}

static int follow_above(struct sanya_store *store, const struct sanya_contract *contract, struct sanya_json *goals,
			struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, 256);
	for (size_t i = 0; i < contract->goal_count; i++) {
		const char *supports = contract->goals[i].supports, *mark = supports == NULL ? NULL : strchr(supports, '#');
		struct successor successor = { .number = "" };

		if (mark == NULL)
			continue;
		sanya_buffer_clear(&text);
		sanya_buffer_add(&text, supports, (size_t)(mark - supports));
		if (sanya_contracts_superseding(store, text.data, take_successor, &successor, err) != 0)
			return -1;
		if (successor.number[0] == '\0')
			continue;
		sanya_buffer_clear(&text);
		sanya_buffer_printf(&text, "%s%s", successor.number, mark);
		if (sanya_json_set_text(sanya_json_own_at(goals, i), "supports", text.data) != 0)
			return sanya_error_memory(err);
	}
	return 0;
}

/* --- what was left undone --- */

static int add_duty(struct sanya_json *words, const char *language, const char *number, const char *what, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	const char *before = sanya_json_get_text(words, language);

	sanya_buffer_init(&text, SANYA_EVENT_MAX);
	if (before != NULL)
		sanya_buffer_printf(&text, "%s\n", before);
	sanya_buffer_printf(&text, strcmp(language, "th") == 0 ? "ค้างจาก %s: %s" : "Unfinished from %s: %s", number, what);
	if (sanya_buffer_check(&text, "a duty", err) != 0)
		return -1;
	return sanya_json_set_text(words, language, text.data) == 0 ? 0 : sanya_error_memory(err);
}

/* In the languages that the duties have; where they have none, in the one that prevails. */
static int carry_over(const struct sanya_contract *contract, const struct sanya_unfinished *unfinished, size_t count, struct sanya_json *json,
		      struct sanya_error *err)
{
	static const char *const languages[] = { [SANYA_ENGLISH] = "en", [SANYA_THAI] = "th" };

	for (size_t i = 0; i < count; i++) {
		const char *side = unfinished[i].manager ? "manager" : "employee";
		struct sanya_json *duties, *words;
		bool none;

		if (sanya_json_type(sanya_json_get(json, "duties")) != SANYA_JSON_OBJECT)
			sanya_json_set(json, "duties", sanya_json_object());
		duties = sanya_json_own_get(json, "duties");
		if (sanya_json_type(sanya_json_get(duties, side)) != SANYA_JSON_OBJECT)
			sanya_json_set(duties, side, sanya_json_object());
		words = sanya_json_own_get(duties, side);
		none = sanya_json_size(words) == 0;
		for (size_t k = 0; k < SANYA_COUNT(languages); k++)
			if ((none ? contract->prevails == (enum sanya_language)k : sanya_json_get_text(words, languages[k]) != NULL) &&
			    add_duty(words, languages[k], contract->number, sanya_words_in(&unfinished[i].what, (enum sanya_language)k), err) != 0)
				return -1;
	}
	return 0;
}

/* `first` is the first day of the whole contract: that of an amended document is only its last revision's. */
static int next_document(struct sanya_contract *contract, int32_t first, const struct sanya_json *statement, struct sanya_json *json,
			 struct sanya_json *moves, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer date;
	struct sanya_json *period, *goals;
	int32_t from, to;

	sanya_buffer_init(&date, 16);
	next_period(first, contract->to, &from, &to);
	goals = sanya_json_own_get(json, "goals");
	period = sanya_json_object();
	text_of_date(from, &date);
	sanya_json_set_text(period, "from", date.data);
	text_of_date(to, &date);
	sanya_json_set_text(period, "to", date.data);
	sanya_json_set(json, "period", period);
	sanya_json_set_text(json, "supersedes", contract->number);
	sanya_json_remove(json, "number");
	sanya_json_remove(json, "revision");
	sanya_json_remove(json, "retroactive");
	if (move_targets(contract, statement, goals, moves, err) != 0 || move_deadlines(contract, first, from, goals, err) != 0)
		return -1;
	return move_self_assessments(contract, first, from, sanya_json_own_get(json, "rules"), err);
}

/* The next contract's document, from the contract, its last statement and what was left undone. */
static int write_next(struct sanya_store *store, const struct sanya_contract_row *row, const struct sanya_unfinished *unfinished,
		      size_t unfinished_count, struct sanya_json *moves, struct sanya_buffer *out, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	SANYA_CLEANUP(sanya_contract_done) struct sanya_contract contract = { .number = NULL };
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = NULL;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *statement = NULL;

	sanya_arena_init(&arena);
	if (sanya_contract_load(store, row, 0, &contract, err) != 0 ||
	    sanya_statement_load(store, row->number, 0, &statement, NULL, &arena, err) != 0 ||
	    sanya_json_parse(row->number, contract.canonical, contract.canonical_size, &json, err) != 0 ||
	    next_document(&contract, row->from, statement, json, moves, err) != 0 ||
	    follow_above(store, &contract, sanya_json_own_get(json, "goals"), err) != 0 ||
	    sanya_contract_follow_leader(store, row, json, err) != 0 ||
	    carry_over(&contract, unfinished, unfinished_count, json, err) != 0)
		return -1;
	return sanya_json_pretty(json, out, err);
}

/* The draft and the old contract's step are one transaction: neither is there without the other. */
static int renew(const struct sanya_act *act, const struct sanya_references *references, const struct sanya_contract_row *row,
		 const struct sanya_unfinished *unfinished, size_t unfinished_count, struct sanya_change *ret_change,
		 struct sanya_json *moves, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	const struct sanya_person *actor;
	struct sanya_document document;
	struct sanya_json *detail;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	sanya_roster_init(&roster);
	if (write_next(act->store, row, unfinished, unfinished_count, moves, &text, err) != 0 ||
	    sanya_act_roster(act, &roster, &actor, err) != 0)
		return -1;
	document = (struct sanya_document){ .name = row->number, .text = text.data, .size = text.size };
	if (sanya_contract_create(act, references, &document, &roster, actor, ret_change, err) != 0)
		return -1;
	detail = sanya_json_object();
	sanya_json_set_integer(detail, "revision", row->revision);
	sanya_json_set_text(detail, "next", ret_change->number);
	return sanya_act_record(act, "contract.renew", row->number, detail, NULL, err);
}

int sanya_contract_renew(const struct sanya_act *act, const struct sanya_references *references, const char *number,
			 const struct sanya_unfinished *unfinished, size_t unfinished_count, struct sanya_change *ret_change,
			 struct sanya_json **ret_moves, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *moves = sanya_json_array();
	struct sanya_contract_row row;
	struct sanya_change change;

	sanya_arena_init(&arena);
	if (sanya_contract_begin(act, number, SANYA_DO_RENEW, &arena, &row, &change, err) != 0)
		return -1;
	if (renew(act, references, &row, unfinished, unfinished_count, ret_change, moves, err) != 0) {
		sanya_act_undo(act);
		return -1;
	}
	if (sanya_act_end(act, err) != 0)
		return -1;
	*ret_moves = moves;
	moves = NULL;
	return 0;
}
