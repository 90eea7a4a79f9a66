/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The use case "evaluate": what stands in evidence now becomes the statement of a contract, and an event; of many contracts, in one pass.
 * Measuring takes a while and happens before the transactions; the watermark says what it saw, and each result is recorded by itself.
 */
#include "review.h"

#include "../codec/contract_shelf.h"
#include "../codec/recorded.h"
#include "../store/claims.h"
#include "../store/evidence.h"
#include "../store/people.h"
#include "difference.h"
#include "parts.h"
#include "replay.h"
#include "statement.h"

#include <string.h>

#define PORTION_MOST 8192u
#define PORTION_BYTES (8u << 20) /* of contracts held at once */

/* One contract on its way from the question whether it may be evaluated to the event. */
struct entry {
	const char *number;
	struct sanya_contract_row row;
	const struct sanya_contract *contract; /* of the revision in force, for its own days */
	struct sanya_parts parts;	       /* where it was amended or terminated; else none */
	struct sanya_evaluated *evaluated;     /* of each part, or the one of the contract */
	struct sanya_segmented *segmented;     /* the same: where the employee moved within its days */
	struct sanya_statement_part *about;    /* the same: what HR decided about its goals, and its segments */
	size_t count;
	int64_t version;
	struct sanya_json *last; /* the statement that is restated */
	struct sanya_error *failure; /* NULL: none */
};

static void entry_done(struct entry *entry)
{
	for (size_t i = 0; i < entry->count; i++) {
		sanya_evaluated_done(&entry->evaluated[i]);
		sanya_segmented_done(&entry->segmented[i]);
	}
	entry->count = 0;
	sanya_parts_done(&entry->parts);
	sanya_json_freep(&entry->last);
}

struct evaluation {
	const struct sanya_act *act;
	const struct sanya_evaluation *how;
	struct sanya_roster roster;
	uint64_t roster_event; /* of which event it is */
	const struct sanya_person *actor;
	struct sanya_calendar_shelf *calendars;
	struct sanya_contract_shelf *contracts;
	struct sanya_arena arena; /* of the portion */
	struct entry *entries;
	size_t count;
};

static void entries_done(struct evaluation *evaluation)
{
	for (size_t i = 0; i < evaluation->count; i++)
		entry_done(&evaluation->entries[i]);
	evaluation->count = 0;
}

static void evaluation_done(struct evaluation *evaluation)
{
	entries_done(evaluation);
	free(evaluation->entries);
	sanya_contract_shelf_free(evaluation->contracts);
	sanya_calendar_shelf_free(evaluation->calendars);
	sanya_roster_done(&evaluation->roster);
	sanya_arena_done(&evaluation->arena);
}

/* Before the period and its days of grace are over only an explicit "early" may evaluate. */
static int check_day(const struct evaluation *evaluation, const struct sanya_contract *contract, int64_t *ret_until,
		     struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer date;
	const struct sanya_zone *zone;
	int32_t today, from = contract->to + 1 + (int32_t)contract->grace_days;

	sanya_buffer_init(&date, 16);
	*ret_until = SANYA_NO_INSTANT;
	if (sanya_shelf_zone(evaluation->calendars, contract->timezone, &zone, err) != 0)
		return -1;
	today = sanya_zone_date(zone, evaluation->act->now);
	if (today < from) /* later evidence of the days of grace does not count for this one: it says "early" */
		*ret_until = evaluation->act->now;
	if (today >= from || evaluation->how->early)
		return 0;
	sanya_date_format(from, &date);
	sanya_error_set(err, SANYA_NOT_ALLOWED, "%s can be evaluated from %s on: the period and %lld days of grace for late "
					       "evidence come first", contract->number, date.data, (long long)contract->grace_days);
	return sanya_error_next(err, "evaluate what there is now: sanya review evaluate %s --early", contract->number);
}

/* The reason stands for the goal in every part that has it. */
static int decide_goal(const struct entry *entry, const char *id, const char *reason, const char *by, bool counts, struct sanya_error *err)
{
	bool found = false;

	for (size_t i = 0; i < entry->count; i++) {
		const struct sanya_contract *contract = entry->evaluated[i].contract;
		const struct sanya_goal *goal = sanya_contract_goal(contract, id);

		if (goal == NULL)
			continue;
		if (counts)
			entry->about[i].counted[goal - contract->goals] = reason;
		else
			entry->about[i].excluded[goal - contract->goals] = (struct sanya_exclusion){ reason, by };
		found = true;
	}
	if (found)
		return 0;
	return sanya_error_set(err, SANYA_NOT_FOUND, "%s has no goal \"%s\"", entry->number, id);
}

/* "goal=reason" pairs to one reason per goal.  HR alone decides that a goal is left out, or counts in spite of a finding. */
static int read_decisions(struct evaluation *evaluation, const struct entry *entry, const char *const *pairs, bool counts,
			  struct sanya_error *err)
{
	if (pairs == NULL || pairs[0] == NULL)
		return 0;
	if (sanya_act_needs_role(evaluation->actor, SANYA_ROLE_HR, err) != 0)
		return sanya_error_next(err, "whether a goal is left out of a result, or counts in spite of a finding, is decided by HR, with a reason");
	for (; *pairs != NULL; pairs++) {
		const char *equals = strchr(*pairs, '=');
		char *id;

		if (equals == NULL || equals[1] == '\0')
			return sanya_error_set(err, SANYA_USAGE, "\"%s\" is not GOAL=REASON", *pairs);
		id = sanya_arena_copy(&evaluation->arena, *pairs, (size_t)(equals - *pairs));
		if (id == NULL)
			return sanya_error_memory(err);
		if (decide_goal(entry, id, equals + 1, evaluation->actor->id, counts, err) != 0)
			return -1;
	}
	return 0;
}

static enum sanya_action action_of(const struct evaluation *evaluation)
{
	return evaluation->how->restate ? SANYA_DO_RESTATE : SANYA_DO_EVALUATE;
}

/* The table is asked before anything is measured, and again when the result is recorded. */
static int ask_first(const struct evaluation *evaluation, const char *number, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_contract_row row;
	struct sanya_change change;

	sanya_arena_init(&arena);
	if (sanya_contract_begin(evaluation->act, number, action_of(evaluation), &arena, &row, &change, err) != 0)
		return -1;
	sanya_act_undo(evaluation->act);
	return 0;
}

static int load_contract(struct evaluation *evaluation, struct entry *entry, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	int found;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	found = sanya_revision_document(evaluation->act->store, entry->number, entry->row.revision, &text, err);
	if (found == 0)
		return sanya_error_set(err, SANYA_NOT_FOUND, "%s has no revision %lld", entry->number, (long long)entry->row.revision);
	return found < 0 ? -1 : sanya_contract_shelf_read(evaluation->contracts, entry->number, text.data, text.size, &entry->contract,
							  err);
}

/* The contract as it stands, or the parts that held. */
static int load_parts(struct evaluation *evaluation, struct entry *entry, struct sanya_error *err)
{
	if (sanya_parts_load(evaluation->act->store, &entry->row, &evaluation->arena, &entry->parts, err) != 0)
		return -1;
	if (entry->parts.count == 0)
		return load_contract(evaluation, entry, err);
	entry->contract = &entry->parts.list[entry->parts.count - 1].contract;
	return 0;
}

/* Room for what comes out of one part, with its segments, and for what HR decides about its goals. */
static int init_part(struct evaluation *evaluation, struct entry *entry, const struct sanya_contract *contract, int64_t until,
		     struct sanya_error *err)
{
	size_t i = entry->count;
	struct sanya_statement_part *about = &entry->about[i];

	about->excluded = sanya_arena_array(&evaluation->arena, contract->goal_count, sizeof(*about->excluded));
	about->counted = sanya_arena_array(&evaluation->arena, contract->goal_count, sizeof(*about->excluded));
	about->segmented = &entry->segmented[i];
	if (about->excluded == NULL || about->counted == NULL)
		return sanya_error_memory(err);
	if (sanya_segmented_init(&entry->segmented[i], &evaluation->roster, contract, until, &evaluation->arena, err) != 0)
		return -1;
	entry->count++;
	if (sanya_evaluated_init(&entry->evaluated[i], contract, until, &evaluation->arena, err) != 0)
		return -1;
	entry->evaluated[i].ended_early = entry->parts.ended_early;
	return 0;
}

static int init_evaluated(struct evaluation *evaluation, struct entry *entry, int64_t until, struct sanya_error *err)
{
	size_t count = entry->parts.count > 0 ? entry->parts.count : 1;

	entry->evaluated = sanya_arena_array(&evaluation->arena, count, sizeof(*entry->evaluated));
	entry->segmented = sanya_arena_array(&evaluation->arena, count, sizeof(*entry->segmented));
	entry->about = sanya_arena_array(&evaluation->arena, count, sizeof(*entry->about));
	if (entry->evaluated == NULL || entry->segmented == NULL || entry->about == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++)
		if (init_part(evaluation, entry, entry->parts.count > 0 ? &entry->parts.list[i].contract : entry->contract, until, err) != 0)
			return -1;
	return 0;
}

/* The statement that stands; the goals that HR left out of it stay out. */
static int load_last(struct evaluation *evaluation, struct entry *entry, const struct sanya_review *last, struct sanya_error *err)
{
	const struct sanya_json *earlier;
	const char *evaluator;

	if (!evaluation->how->restate)
		return 0;
	if (last->version == 0)
		return sanya_error_set(err, SANYA_NOT_FOUND, "%s has not been evaluated", entry->number);
	if (sanya_statement_parse(entry->number, last->statement, strlen(last->statement), &entry->last, err) != 0)
		return -1;
	evaluator = sanya_json_get_text(sanya_json_get(entry->last, "evaluated"), "by");
	earlier = sanya_json_get(entry->last, "earlier");
	for (size_t i = 0; i < entry->count; i++)
		if (sanya_statement_decisions(i + 1 < entry->count ? sanya_json_at(earlier, i) : entry->last, entry->evaluated[i].contract,
					      evaluator, &evaluation->arena, &entry->about[i], err) != 0)
			return -1;
	return 0;
}

static int prepare(struct evaluation *evaluation, struct entry *entry, struct sanya_error *err)
{
	struct sanya_claim *decided;
	size_t decided_count;
	struct sanya_review last = { .version = 0 };
	int64_t until;

	if (ask_first(evaluation, entry->number, err) != 0 ||
	    sanya_contract_find(evaluation->act->store, entry->number, &evaluation->arena, &entry->row, err) != 0 ||
	    load_parts(evaluation, entry, err) != 0 || check_day(evaluation, entry->contract, &until, err) != 0 ||
	    init_evaluated(evaluation, entry, until, err) != 0 ||
	    read_decisions(evaluation, entry, evaluation->how->exclude, false, err) != 0 ||
	    read_decisions(evaluation, entry, evaluation->how->count, true, err) != 0 ||
	    sanya_review_get(evaluation->act->store, entry->number, 0, &evaluation->arena, &last, err) < 0 ||
	    load_last(evaluation, entry, &last, err) != 0 ||
	    sanya_claims_accepted(evaluation->act->store, entry->number, &evaluation->arena, &decided, &decided_count, err) != 0)
		return -1;
	entry->version = last.version + 1;
	for (size_t i = 0; i < entry->count; i++) {
		entry->evaluated[i].decided = decided;
		entry->evaluated[i].decided_count = decided_count;
	}
	return 0;
}

static int keep_failure(struct evaluation *evaluation, struct entry *entry, const struct sanya_error *failure, struct sanya_error *err)
{
	entry->failure = sanya_arena_alloc(&evaluation->arena, sizeof(*entry->failure));
	if (entry->failure == NULL)
		return sanya_error_memory(err);
	*entry->failure = *failure;
	return 0;
}

/* How many of the pass are an entry's: its parts, and their segments. */
static size_t pass_size(const struct entry *entry)
{
	size_t size = entry->count;

	for (size_t i = 0; i < entry->count; i++)
		size += entry->segmented[i].count;
	return size;
}

static void hand_over(const struct entry *entry, struct sanya_evaluated *list, size_t *count)
{
	for (size_t i = 0; i < entry->count; i++) {
		list[(*count)++] = entry->evaluated[i];
		for (size_t k = 0; k < entry->segmented[i].count; k++)
			list[(*count)++] = entry->segmented[i].evaluated[k];
	}
}

/* What came out of the pass goes back to its entry. */
static int take_back(struct evaluation *evaluation, struct entry *entry, const struct sanya_evaluated *list, struct sanya_error *err)
{
	for (size_t i = 0; i < entry->count; i++) {
		entry->evaluated[i] = *list++;
		for (size_t k = 0; k < entry->segmented[i].count; k++)
			entry->segmented[i].evaluated[k] = *list++;
		if (entry->evaluated[i].failed != NULL && entry->failure == NULL &&
		    keep_failure(evaluation, entry, entry->evaluated[i].failed, err) != 0)
			return -1;
	}
	return 0;
}

/* Those that may be evaluated, all in one pass. */
static int measure(struct evaluation *evaluation, const struct sanya_evaluate *evaluate, struct sanya_error *err)
{
	struct sanya_evaluated *list;
	size_t count = 1;
	int result;

	for (size_t i = 0; i < evaluation->count; i++)
		count += pass_size(&evaluation->entries[i]);
	list = calloc(count, sizeof(*list));
	if (list == NULL)
		return sanya_error_memory(err);
	count = 0;
	for (size_t i = 0; i < evaluation->count; i++)
		if (evaluation->entries[i].failure == NULL)
			hand_over(&evaluation->entries[i], list, &count);
	result = sanya_evaluate_many(evaluate, list, count, err);
	count = 0;
	for (size_t i = 0; i < evaluation->count && result == 0; i++) {
		struct entry *entry = &evaluation->entries[i];

		if (entry->failure != NULL)
			continue;
		result = take_back(evaluation, entry, &list[count], err);
		count += pass_size(entry);
	}
	free(list);
	return result;
}

static int write_down(struct evaluation *evaluation, const struct sanya_evaluate *evaluate, struct entry *entry,
		      struct sanya_json **ret_statement, struct sanya_error *err)
{
	struct sanya_statement_request request = {
		.row = &entry->row,
		.excluded = entry->about[0].excluded,
		.counted = entry->about[0].counted,
		.segmented = entry->about[0].segmented,
		.evaluator = evaluation->act->actor,
		.now = evaluation->act->now,
		.version = entry->version,
	};

	if (entry->parts.count > 0)
		return sanya_statement_write_parts(evaluate, &entry->parts, entry->evaluated, entry->about, &request, ret_statement, err);
	return sanya_statement_write(evaluate, &entry->evaluated[0], &request, ret_statement, err);
}

/* Nothing that the result rests on may have become another thing meanwhile. */
static int check_unchanged(const struct evaluation *evaluation, const struct entry *entry, const struct sanya_contract_row *row,
			   struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_review last = { .version = 0 };
	uint64_t event;

	sanya_arena_init(&arena);
	if (sanya_review_get(evaluation->act->store, entry->number, 0, &arena, &last, err) < 0 ||
	    sanya_people_event(evaluation->act->store, &event, err) != 0)
		return -1;
	if (row->revision != entry->row.revision || row->last_day != entry->row.last_day || last.version + 1 != entry->version)
		return sanya_error_set(err, SANYA_CHANGED, "%s was changed while it was evaluated", entry->number);
	if (event != evaluation->roster_event)
		return sanya_error_set(err, SANYA_CHANGED, "a roster was imported while %s was evaluated", entry->number);
	return 0;
}

static int record(const struct evaluation *evaluation, const struct entry *entry, const struct sanya_json *statement,
		  struct sanya_change *ret_change, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	const struct sanya_act *act = evaluation->act;
	struct sanya_json *detail;
	struct sanya_contract_row row;

	sanya_arena_init(&arena);
	if (sanya_contract_begin(act, entry->number, action_of(evaluation), &arena, &row, ret_change, err) != 0)
		return -1;
	if (check_unchanged(evaluation, entry, &row, err) == 0) {
		detail = sanya_json_object();
		sanya_json_set_integer(detail, "revision", row.revision);
		sanya_json_set_integer(detail, "version", entry->version);
		sanya_json_set(detail, "watermark", sanya_json_copy(sanya_json_get(statement, "watermark")));
		sanya_json_set(detail, "statement", sanya_json_copy(statement));
		if (sanya_act_record(act, evaluation->how->restate ? "review.restate" : "review.evaluate", entry->number, detail, &ret_change->sequence, err) == 0)
			return sanya_act_end(act, err);
	}
	sanya_act_undo(act);
	return -1;
}

/* What stands beside what the evidence of now gives; a difference is recorded, and nothing else. */
static int restate(const struct evaluation *evaluation, const struct entry *entry, const struct sanya_json *statement,
		   struct sanya_json **ret_difference, struct sanya_change *ret_change, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *difference = NULL;

	if (sanya_json_get_text(statement, "amount") == NULL) {
		sanya_error_set(err, SANYA_NOT_ALLOWED, "a goal of %s cannot be measured now; the result stays as it was recorded", entry->number);
		return sanya_error_next(err, "sanya progress %s shows which, and why", entry->row.employee);
	}
	if (sanya_difference(entry->last, statement, &difference, err) != 0)
		return -1;
	*ret_change = (struct sanya_change){ .from = entry->row.state, .to = entry->row.state, .revision = entry->row.revision };
	snprintf(ret_change->number, sizeof(ret_change->number), "%s", entry->number);
	if (sanya_json_true(sanya_json_get(difference, "changed")) && record(evaluation, entry, statement, ret_change, err) != 0)
		return -1;
	*ret_difference = difference;
	difference = NULL;
	return 0;
}

/* Write one result down, record it, and tell what came of it. */
static int finish(struct evaluation *evaluation, const struct sanya_evaluate *evaluate, struct entry *entry, sanya_review_done *done,
		  void *context, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *statement = NULL, *difference = NULL;
	struct sanya_error failure = SANYA_ERROR_INIT;
	struct sanya_change change;
	int failed;

	if (entry->failure != NULL)
		return done(context, entry->number, NULL, NULL, entry->failure, err);
	failed = write_down(evaluation, evaluate, entry, &statement, &failure);
	if (failed == 0)
		failed = evaluation->how->restate ? restate(evaluation, entry, statement, &difference, &change, &failure)
						  : record(evaluation, entry, statement, &change, &failure);
	if (failed != 0)
		return done(context, entry->number, NULL, NULL, &failure, err);
	return done(context, entry->number, &change, evaluation->how->restate ? &difference : &statement, NULL, err);
}

static bool is_taken(const struct evaluation *evaluation, const char *number)
{
	for (size_t i = 0; i < evaluation->count; i++)
		if (strcmp(evaluation->entries[i].number, number) == 0)
			return true;
	return false;
}

/* Take contracts as long as they are few and small enough to be held; a number twice waits for the next portion. */
static int choose(struct evaluation *evaluation, const char *const *numbers, size_t count, size_t *ret_taken, struct sanya_error *err)
{
	size_t taken = 0;

	while (taken < count && taken < PORTION_MOST && sanya_contract_shelf_bytes(evaluation->contracts) < PORTION_BYTES) {
		struct entry *entry = &evaluation->entries[taken];
		struct sanya_error failure = SANYA_ERROR_INIT;

		if (is_taken(evaluation, numbers[taken]))
			break;
		*entry = (struct entry){ .number = numbers[taken++] };
		evaluation->count = taken;
		if (prepare(evaluation, entry, &failure) != 0 && keep_failure(evaluation, entry, &failure, err) != 0)
			return -1;
	}
	*ret_taken = taken;
	return 0;
}

static int evaluate_portion(struct evaluation *evaluation, const char *const *numbers, size_t count, size_t *ret_taken,
			    sanya_review_done *done, void *context, struct sanya_error *err)
{
	const struct sanya_evaluate evaluate = {
		.store = evaluation->act->store,
		.host = evaluation->how->host,
		.shelf = evaluation->calendars,
		.roster = &evaluation->roster,
		.arena = &evaluation->arena,
		.watermark = sanya_evidence_watermark(evaluation->act->store),
		.count_unknown = true,
		.team_stands_in = true,
		.explain_goal = SIZE_MAX,
	};

	if (choose(evaluation, numbers, count, ret_taken, err) != 0 || measure(evaluation, &evaluate, err) != 0)
		return -1;
	for (size_t i = 0; i < evaluation->count; i++)
		if (finish(evaluation, &evaluate, &evaluation->entries[i], done, context, err) != 0)
			return -1;
	entries_done(evaluation);
	sanya_contract_shelf_clear(evaluation->contracts);
	sanya_arena_clear(&evaluation->arena);
	return 0;
}

int sanya_review_evaluate_many(const struct sanya_act *act, const struct sanya_evaluation *how, const char *const *numbers,
			       size_t count, sanya_review_done *done, void *context, struct sanya_error *err)
{
	SANYA_CLEANUP(evaluation_done) struct evaluation evaluation = { .act = act, .how = how };
	size_t taken;

	sanya_arena_init(&evaluation.arena);
	sanya_roster_init(&evaluation.roster);
	evaluation.entries = calloc((count < PORTION_MOST ? count : PORTION_MOST) + 1, sizeof(*evaluation.entries));
	if (evaluation.entries == NULL)
		return sanya_error_memory(err);
	if (sanya_calendar_shelf_new(how->settings, &evaluation.calendars, err) != 0 ||
	    sanya_contract_shelf_new(&evaluation.contracts, err) != 0 || sanya_people_event(act->store, &evaluation.roster_event, err) != 0 ||
	    sanya_act_roster(act, &evaluation.roster, &evaluation.actor, err) != 0)
		return -1;
	for (; count > 0; count -= taken, numbers += taken)
		if (evaluate_portion(&evaluation, numbers, count, &taken, done, context, err) != 0)
			return -1;
	return 0;
}

struct one {
	struct sanya_change *change;
	struct sanya_json **statement; /* NULL: not wanted */
};

static int take_one(void *context, const char *number, const struct sanya_change *change, struct sanya_json **statement,
		    const struct sanya_error *failure, struct sanya_error *err)
{
	const struct one *one = context;

	(void)number;
	if (failure != NULL) {
		*err = *failure;
		return -1;
	}
	*one->change = *change;
	if (one->statement != NULL) {
		*one->statement = *statement;
		*statement = NULL;
	}
	return 0;
}

int sanya_review_evaluate(const struct sanya_act *act, const struct sanya_evaluation *how, const char *number,
			  struct sanya_change *ret_change, struct sanya_json **ret_statement, struct sanya_error *err)
{
	struct one one = { .change = ret_change, .statement = ret_statement };

	return sanya_review_evaluate_many(act, how, &number, 1, take_one, &one, err);
}
