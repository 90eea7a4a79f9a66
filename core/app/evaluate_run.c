/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The evidence through the measures: one scan for each kind of observation, all runs fed from it; answers go to whoever wants them.
 * A run that fails takes its own goals with it and nothing else.
 */
#include "evaluate_gaming.h"

#include "../store/evidence.h"

#include <string.h>

#define VALUE_SIZE 4u

bool sanya_ask_keeps_values(const struct sanya_ask *ask)
{
	enum sanya_statistic_kind kind = ask->goal->statistic.kind;

	return kind == SANYA_STATISTIC_MEDIAN || kind == SANYA_STATISTIC_PERCENTILE || kind == SANYA_STATISTIC_RANK ||
	       (ask->whom->pass->evaluate->spreads && sanya_statistic_spreads(&ask->goal->statistic));
}

/* --- runs --- */

static const char *or_nothing(const char *text)
{
	return text != NULL ? text : "";
}

static int keep_plugin(struct sanya_pass *pass, struct sanya_run *run, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer hex;
	struct sanya_arena *arena = pass->evaluate->arena;

	sanya_buffer_init(&hex, 64);
	sanya_hex_add(&hex, run->plugin->report.plugin_sha256, sizeof(run->plugin->report.plugin_sha256));
	run->name = sanya_arena_text(arena, or_nothing(run->plugin->name));
	run->version = sanya_arena_text(arena, or_nothing(run->plugin->version));
	run->sha256 = sanya_arena_text(arena, hex.data);
	return run->name == NULL || run->version == NULL || run->sha256 == NULL ? sanya_error_memory(err) : 0;
}

/* A clock that does not stop needs no calendar, so such a question goes with any other of its plugin. */
static int join_run(struct sanya_pass *pass, struct sanya_ask *ask, bool in_portions, struct sanya_error *err)
{
	struct sanya_run *run;

	for (run = pass->runs; run != NULL; run = run->next)
		if (run->plugin == ask->plugin && run->in_portions == in_portions &&
		    (ask->calendar == NULL || run->calendar == ask->calendar)) {
			ask->run = run;
			return 0;
		}
	run = sanya_arena_alloc(&pass->arena, sizeof(*run));
	if (run == NULL)
		return sanya_error_memory(err);
	*run = (struct sanya_run){ .next = pass->runs, .plugin = ask->plugin, .calendar = ask->calendar, .zone = ask->zone,
				   .in_portions = in_portions };
	pass->runs = run;
	ask->run = run;
	return keep_plugin(pass, run, err);
}

static int join_runs(struct sanya_pass *pass, struct sanya_error *err)
{
	for (size_t i = 0; i < pass->ask_count; i++) {
		const struct sanya_ask *ask = pass->asks[i];

		if (!ask->team && ask->decided == NULL && sanya_ask_keeps_values(ask) && ask->count > sanya_pass_people_least(pass))
			pass->in_portions[ask->metric->kind] = true;
	}
	for (int elapsed = 0; elapsed <= 1; elapsed++) /* those with a calendar first */
		for (size_t i = 0; i < pass->ask_count; i++)
			if ((pass->asks[i]->calendar == NULL) == elapsed &&
			    join_run(pass, pass->asks[i],
				     pass->in_portions[pass->asks[i]->metric->kind] && !pass->asks[i]->team && pass->asks[i]->decided == NULL,
				     err) != 0)
				return -1;
	return 0;
}

static void close_run(struct sanya_run *run)
{
	sanya_measuring_free(run->measuring);
	run->measuring = NULL;
}

static void fail_run(struct sanya_pass *pass, struct sanya_run *run, const struct sanya_error *reason)
{
	const char *text = sanya_arena_text(pass->evaluate->arena, reason->what);

	run->failed = text != NULL ? text : "memory is used up";
	close_run(run);
}

static void fail_ask(struct sanya_pass *pass, struct sanya_ask *ask, const struct sanya_error *reason)
{
	const char *text = sanya_arena_text(pass->evaluate->arena, reason->what);

	for (size_t i = 0; i < ask->count; i++)
		sanya_pass_not_evaluated(&pass->wants[ask->first + i], text != NULL ? text : "memory is used up");
}

static int seen(void *context, const struct sanya_measure_sight *sight, struct sanya_error *err)
{
	const struct sanya_evaluate *evaluate = ((const struct sanya_whom *)context)->pass->evaluate;

	return evaluate->seen(evaluate->context, sight, err);
}

static void open_ask(struct sanya_pass *pass, struct sanya_ask *ask, size_t *number)
{
	static const char *const by[] = { "person" };
	const struct sanya_goal *goal = ask->goal;
	struct sanya_error reason = SANYA_ERROR_INIT;
	struct sanya_measure_question question = {
		.metric = goal->metric,
		.statistic = goal->statistic,
		.clock = goal->clock,
		.from = ask->from,
		.to = ask->to,
		.where = goal->where,
		.where_count = goal->where_count,
		.credit = goal->credit,
		.spread = pass->evaluate->spreads,
		.who = sanya_whom_who,
		.nobody = pass->evaluate->count_unknown ? sanya_whom_nobody : NULL,
		.seen = ask->explained ? seen : NULL,
		.decided = ask->decided != NULL ? sanya_whom_decided : NULL,
		.context = ask->whom,
		.by = by,
		.by_count = SANYA_COUNT(by),
	};

	ask->number = SIZE_MAX;
	if (sanya_measuring_ask(ask->run->measuring, &question, &reason) != 0)
		fail_ask(pass, ask, &reason);
	else
		ask->number = (*number)++;
}

static void open_run(struct sanya_pass *pass, struct sanya_run *run)
{
	struct sanya_error reason = SANYA_ERROR_INIT;
	size_t number = 0;

	if (run->measuring != NULL) /* the same questions about other people */
		return;
	if (sanya_measuring_new(pass->evaluate->host, run->calendar != NULL ? run->calendar->text : NULL, run->zone, &run->measuring,
				&reason) != 0) {
		run->measuring = NULL;
		fail_run(pass, run, &reason);
		return;
	}
	if (run->in_portions)
		sanya_measuring_parts(run->measuring);
	for (size_t i = 0; i < pass->ask_count; i++)
		if (pass->asks[i]->run == run)
			open_ask(pass, pass->asks[i], &number);
	if (number > 0 && sanya_measuring_start(run->measuring, &reason) != 0)
		fail_run(pass, run, &reason);
}

/* --- the scan --- */

static int feed(void *context, const char *source, const struct sanya_block *block, const struct sanya_dictionary *dictionary,
		struct sanya_error *err)
{
	struct sanya_scan *scan = context;
	size_t live = 0;

	scan->bytes += block->count * scan->row_bytes;
	scan->over = scan->values_most > 0 && scan->bytes > scan->values_most;
	for (struct sanya_run *run = scan->pass->runs; run != NULL && !scan->over; run = run->next) {
		struct sanya_error reason = SANYA_ERROR_INIT;

		if (run->in_portions != scan->in_portions || run->measuring == NULL)
			continue;
		if (sanya_measuring_take(run->measuring, source, block, dictionary, NULL, &reason) != 0)
			fail_run(scan->pass, run, &reason);
		else
			live++;
	}
	if (scan->watched && !scan->over) {
		live++;
		if (sanya_watching_take(scan->pass->watching, source, block, dictionary, err) != 0)
			return -1;
	}
	if (live > 0)
		return 0;
	scan->stopped = true;
	return sanya_error_set(err, SANYA_INTERRUPTED, "nobody wants more of the evidence");
}

/* Whether it is read in this scan. */
static bool is_scanned(const struct sanya_scan *scan, const struct sanya_ask *ask)
{
	return ask->run->in_portions == scan->in_portions && ask->metric->kind == scan->kind && ask->from < ask->to &&
	       ask->run->measuring != NULL && ask->number != SIZE_MAX;
}

/* Those who differ in their statistic alone keep their values together. */
static uint64_t bytes_of_row(const struct sanya_scan *scan)
{
	const struct sanya_pass *pass = scan->pass;
	uint64_t bytes = 0;

	for (size_t i = 0; i < pass->ask_count; i++) {
		bool first = is_scanned(scan, pass->asks[i]) && sanya_ask_keeps_values(pass->asks[i]);

		for (size_t k = 0; k < i && first; k++)
			first = pass->asks[k]->hash != pass->asks[i]->hash || !sanya_ask_keeps_values(pass->asks[k]);
		bytes += first ? VALUE_SIZE : 0;
	}
	return bytes;
}

static int scan_kind(struct sanya_scan *scan, const struct sanya_names *names, struct sanya_error *err)
{
	const struct sanya_pass *pass = scan->pass;
	struct sanya_evidence_wanted wanted = { .kind = scan->kind, .watermark = pass->evaluate->watermark, .from = INT64_MAX,
						.to = INT64_MIN };
	struct sanya_block *room;

	for (size_t i = 0; i < pass->ask_count; i++) {
		const struct sanya_ask *ask = pass->asks[i];

		if (!is_scanned(scan, ask))
			continue;
		wanted.from = ask->from < wanted.from ? ask->from : wanted.from;
		wanted.to = ask->to > wanted.to ? ask->to : wanted.to;
	}
	for (const struct sanya_run *run = pass->runs; run != NULL; run = run->next)
		if (run->in_portions == scan->in_portions && run->measuring != NULL)
			wanted.fields |= sanya_measuring_fields(run->measuring, scan->kind);
	if (scan->watched) {
		sanya_watching_window(pass->watching, &wanted.from, &wanted.to);
		wanted.fields |= sanya_watching_fields(scan->kind);
	}
	scan->row_bytes = scan->values_most > 0 || scan->in_portions ? bytes_of_row(scan) : 0;
	if (wanted.from >= wanted.to)
		return 0;
	if (!names->all) {
		wanted.names = names->list;
		wanted.name_count = names->count;
		if (names->count == 0)
			return 0;
	}
	if (sanya_host_room(pass->evaluate->host, &room, err) != 0)
		return -1;
	if (sanya_evidence_each(pass->evaluate->store, &wanted, room, feed, scan, err) == 0)
		return 0;
	if (!scan->stopped)
		return -1;
	sanya_error_clear(err);
	scan->stopped = false;
	return 0;
}

/* --- answers --- */

/* A reason's word, kept once for all who have it. */
static const char *keep_word(struct sanya_pass *pass, const char *word)
{
	const char *copy;

	for (size_t i = 0; i < pass->word_count; i++)
		if (strcmp(pass->words[i], word) == 0)
			return pass->words[i];
	copy = sanya_arena_text(pass->evaluate->arena, word);
	if (copy != NULL && pass->word_count < SANYA_COUNT(pass->words))
		pass->words[pass->word_count++] = copy;
	return copy;
}

static int keep_counts(struct sanya_pass *pass, const struct sanya_measure_excluded *counts, size_t count,
		       const struct sanya_statement_excluded **ret, size_t *ret_count)
{
	struct sanya_statement_excluded *list;

	if (count == 0)
		return 0;
	list = sanya_arena_array(pass->evaluate->arena, count, sizeof(*list));
	if (list == NULL)
		return -1;
	for (size_t i = 0; i < count; i++) {
		list[i].reason = keep_word(pass, counts[i].word);
		list[i].count = (int64_t)counts[i].count;
		if (list[i].reason == NULL)
			return -1;
	}
	*ret = list;
	*ret_count = count;
	return 0;
}

/* A share of values as how many they are. */
static void keep_near(const struct sanya_want *want, const struct sanya_measure_row *row)
{
	struct sanya_evaluated_near *near = &want->of->near[want->goal];

	near->known = row->has_value;
	if (row->has_value)
		near->count[want->near - 1] = row->value.num * ((int64_t)row->count / row->value.den);
}

static int give(struct sanya_pass *pass, struct sanya_want *want, const struct sanya_measure_row *row, struct sanya_error *err)
{
	struct sanya_measured *measured = &want->of->measured[want->goal];
	struct sanya_statement_goal *about = want->of->about != NULL ? &want->of->about[want->goal] : NULL;

	want->answered = true;
	if (want->near > 0) {
		keep_near(want, row);
		return 0;
	}
	if (want->stand_in) {
		measured->has_team = row->has_value;
		measured->team_count = (int64_t)row->count;
		if (row->has_value)
			sanya_number_set_ratio(&measured->team_value, row->value.num, row->value.den);
		return 0;
	}
	if (row->has_value) {
		measured->outcome = SANYA_OUTCOME_VALUE;
		sanya_number_set_ratio(&measured->value, row->value.num, row->value.den);
	}
	measured->count = (int64_t)row->count;
	if (want->of->spread != NULL && row->spread != NULL)
		want->of->spread[want->goal] = *row->spread;
	if (about == NULL)
		return 0;
	if (keep_counts(pass, row->excluded, row->excluded_count, &about->excluded, &about->excluded_count) != 0 ||
	    keep_counts(pass, row->findings, row->finding_count, &about->findings, &about->finding_count) != 0)
		return sanya_error_memory(err);
	return 0;
}

struct giving {
	struct sanya_pass *pass;
	struct sanya_ask **asks; /* by number in the run */
	size_t count;
};

static size_t find_place(const struct sanya_pass *pass, struct sanya_text id)
{
	size_t low = 0, high = pass->evaluate->roster->count, middle;
	int order;

	while (low < high) {
		middle = low + (high - low) / 2;
		order = sanya_text_compare(pass->ids[middle], id);
		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return SANYA_NOBODY;
}

static int give_row(void *context, const struct sanya_measure_row *row, struct sanya_error *err)
{
	const struct giving *giving = context;
	struct sanya_pass *pass = giving->pass;
	const struct sanya_ask *ask;
	size_t place, low, high, middle;

	if (row->question >= giving->count || row->keys[0].at == NULL)
		return 0;
	ask = giving->asks[row->question];
	place = find_place(pass, row->keys[0]);
	low = ask->first;
	high = ask->first + ask->count;
	while (low < high) {
		middle = low + (high - low) / 2;
		if (pass->wants[middle].person < place)
			low = middle + 1;
		else
			high = middle;
	}
	for (; place != SANYA_NOBODY && low < ask->first + ask->count && pass->wants[low].person == place; low++)
		if (give(pass, &pass->wants[low], row, err) != 0)
			return -1;
	return 0;
}

/* What a run measured goes to whoever wants it; memory that is used up is everybody's failure, the rest is the run's own. */
static int answer_run(struct sanya_pass *pass, struct sanya_run *run, struct sanya_error *err)
{
	struct giving giving = { .pass = pass, .asks = sanya_arena_array(&pass->arena, pass->ask_count, sizeof(struct sanya_ask *)) };
	struct sanya_error reason = SANYA_ERROR_INIT;

	if (giving.asks == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < pass->ask_count; i++)
		if (pass->asks[i]->run == run && pass->asks[i]->number != SIZE_MAX)
			giving.asks[giving.count++] = pass->asks[i];
	if (sanya_measuring_each(run->measuring, give_row, &giving, &reason) != 0)
		fail_run(pass, run, &reason);
	return 0;
}

static bool wants_now(const struct sanya_pass *pass, const struct sanya_want *want)
{
	return pass->portion == NULL || (want->person != SANYA_NOBODY && pass->portion[want->person]);
}

int sanya_scan_answer(struct sanya_scan *scan, struct sanya_error *err)
{
	struct sanya_pass *pass = scan->pass;

	for (struct sanya_run *run = pass->runs; run != NULL; run = run->next) {
		if (run->in_portions != scan->in_portions || run->measuring == NULL)
			continue;
		if (answer_run(pass, run, err) != 0)
			return -1;
		if (run->in_portions && run->measuring != NULL)
			sanya_measuring_again(run->measuring);
		else
			close_run(run);
	}
	for (size_t i = 0; i < pass->want_count; i++) {
		struct sanya_want *want = &pass->wants[i];

		if (want->ask->run->in_portions == scan->in_portions && want->ask->run->failed != NULL && wants_now(pass, want))
			sanya_pass_not_evaluated(want, want->ask->run->failed);
	}
	return 0;
}

void sanya_scan_give_up(struct sanya_scan *scan)
{
	for (struct sanya_run *run = scan->pass->runs; run != NULL; run = run->next)
		if (run->in_portions == scan->in_portions && run->measuring != NULL)
			sanya_measuring_again(run->measuring);
}

void sanya_scan_end(struct sanya_scan *scan)
{
	struct sanya_pass *pass = scan->pass;

	for (struct sanya_run *run = pass->runs; run != NULL; run = run->next) {
		struct sanya_error reason = SANYA_ERROR_INIT;

		if (run->in_portions != scan->in_portions || run->measuring == NULL)
			continue;
		if (sanya_measuring_end(run->measuring, &reason) == 0) {
			close_run(run);
			continue;
		}
		fail_run(pass, run, &reason);
		for (size_t i = 0; i < pass->want_count; i++)
			if (pass->wants[i].ask->run == run)
				sanya_pass_not_evaluated(&pass->wants[i], run->failed);
	}
}

int sanya_scan_names(struct sanya_scan *scan, const struct sanya_names *names, struct sanya_error *err)
{
	static const enum sanya_observation_kind kinds[] = { SANYA_TICKET, SANYA_RESPONSE };

	for (struct sanya_run *run = scan->pass->runs; run != NULL; run = run->next)
		if (run->in_portions == scan->in_portions && run->failed == NULL)
			open_run(scan->pass, run);
	for (size_t i = 0; i < SANYA_COUNT(kinds) && !scan->over; i++) {
		scan->kind = kinds[i];
		if (scan_kind(scan, names, err) != 0)
			return -1;
	}
	return 0;
}

int sanya_scan_mark(struct sanya_scan *scan, unsigned char *whose, bool *ret_any, struct sanya_error *err)
{
	struct sanya_pass *pass = scan->pass;

	*ret_any = false;
	pass->round++;
	for (size_t i = 0; i < pass->ask_count; i++) {
		struct sanya_whom *whom = pass->asks[i]->whom;

		if (pass->asks[i]->run->in_portions != scan->in_portions || whom->round == pass->round)
			continue;
		whom->round = pass->round;
		*ret_any = true;
		if (sanya_whom_mark(whom, whose, err) != 0)
			return -1;
	}
	return 0;
}

/* All that goes in one scan. */
static int run_together(struct sanya_pass *pass, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_names_done) struct sanya_names names;
	struct sanya_scan scan = { .pass = pass, .watched = pass->watching != NULL };
	unsigned char *whose = sanya_arena_array(&pass->arena, pass->evaluate->roster->count, 1);
	bool any;

	sanya_names_init(&names);
	if (whose == NULL)
		return sanya_error_memory(err);
	if (sanya_scan_mark(&scan, whose, &any, err) != 0)
		return -1;
	if (scan.watched && sanya_watching_mark(pass->watching, whose, err) != 0)
		return -1;
	if (!any && !scan.watched)
		return 0;
	if (sanya_names_of(pass, whose, pass->evaluate->count_unknown, &names, err) != 0)
		return -1;
	names.all = names.all || sanya_pass_reads_all(pass);
	if (sanya_scan_names(&scan, &names, err) != 0)
		return -1;
	return sanya_scan_answer(&scan, err);
}

/* --- all of it --- */

static void say_about(struct sanya_pass *pass)
{
	for (size_t i = 0; i < pass->want_count; i++) {
		const struct sanya_want *want = &pass->wants[i];
		const struct sanya_ask *ask = want->ask;
		struct sanya_statement_goal *about;

		if (want->stand_in || want->near > 0 || want->of->about == NULL)
			continue;
		about = &want->of->about[want->goal];
		about->plugin = ask->run->name;
		about->plugin_version = ask->run->version;
		about->plugin_sha256 = ask->run->sha256;
		about->unknown = ask->whom->unknown;
		if (ask->whom->unknown_of != NULL && want->person != SANYA_NOBODY)
			about->unknown += ask->whom->unknown_of[want->person];
	}
}

int sanya_pass_run(struct sanya_pass *pass, struct sanya_error *err)
{
	bool portions = false;

	if (join_runs(pass, err) != 0 || run_together(pass, err) != 0)
		return -1;
	for (size_t i = 0; i < SANYA_COUNT(pass->in_portions); i++)
		portions |= pass->in_portions[i];
	if (portions && sanya_pass_run_portions(pass, err) != 0)
		return -1;
	say_about(pass);
	return pass->watching == NULL ? 0 : sanya_watching_conclude(pass->watching, err);
}
