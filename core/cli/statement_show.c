/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shows a statement line by line: measured, rule, amount, and what it rests on.
 * Computes nothing; every number comes from the statement.
 */
#include "statement_show.h"

#include "difference_show.h"
#include "gaming_show.h"
#include "interval_show.h"
#include "segment_show.h"
#include "words.h"

#include "../app/interval_json.h"

void sanya_statement_line(struct sanya_cli *cli, const struct sanya_json *statement)
{
	const char *contract = sanya_json_get_text(sanya_json_get(statement, "contract"), "number"),
		   *amount = sanya_json_get_text(statement, "amount"), *currency = sanya_json_get_text(statement, "currency");
	const struct sanya_json *goals = sanya_json_get(statement, "goals");
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer score;

	sanya_buffer_init(&score, 64);
	if (amount != NULL) {
		sanya_cli_two_places(statement, "score", &score);
		if (sanya_json_size(sanya_json_get(statement, "earlier")) > 0)
			sanya_cli_print(cli, "%s: score %s by revision %lld, %s %s by all revisions\n", contract, score.data,
					(long long)sanya_json_get_integer(sanya_json_get(statement, "contract"), "revision", 0), amount,
					currency);
		else
			sanya_cli_print(cli, "%s: score %s, %s %s\n", contract, score.data, amount, currency);
		return;
	}
	for (size_t i = 0; i < sanya_json_size(goals); i++) {
		const struct sanya_json *goal = sanya_json_at(goals, i);

		if (strcmp(sanya_json_get_text(goal, "outcome"), "undecided") == 0)
			sanya_cli_print(cli, "%s: goal %s waits for a decision: sanya statement %s\n", contract, sanya_json_get_text(goal, "id"),
					contract);
		if (strcmp(sanya_json_get_text(goal, "outcome"), "not-evaluated") == 0)
			sanya_cli_print(cli, "%s: goal %s could not be evaluated: %s\n", contract, sanya_json_get_text(goal, "id"),
					sanya_json_get_text(goal, "reason"));
	}
}

/* "no-reply 3, not-solved 1" */
static void counts(const struct sanya_json *list, struct sanya_buffer *out)
{
	for (size_t i = 0; i < sanya_json_size(list); i++) {
		const struct sanya_json *one = sanya_json_at(list, i);

		sanya_buffer_printf(out, "%s%s %lld", i > 0 ? ", " : "", sanya_json_get_text(one, "reason"),
				    (long long)sanya_json_get_integer(one, "count", 0));
	}
}

static void show_goal(struct sanya_cli *cli, struct sanya_cli_table *table, const struct sanya_json *goal,
		      const struct sanya_contract *contract)
{
	const char *id = sanya_json_get_text(goal, "id"), *applied = sanya_json_get_text(goal, "applied"),
		   *display = sanya_json_get_text(goal, "display"), *outcome = sanya_json_get_text(goal, "outcome");
	const struct sanya_goal *own = sanya_contract_goal(contract, id);
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer score, weight, count, excluded;
	const char *cells[7];

	sanya_buffer_init(&score, 64);
	sanya_buffer_init(&weight, 64);
	sanya_buffer_init(&count, 64);
	sanya_buffer_init(&excluded, SANYA_TEXT_MAX);
	sanya_cli_two_places(goal, "score", &score);
	sanya_cli_two_places(goal, "weight", &weight);
	sanya_buffer_printf(&count, "%lld", (long long)sanya_json_get_integer(goal, "count", 0));
	counts(sanya_json_get(goal, "excluded"), &excluded);
	cells[0] = own != NULL ? sanya_words_in(&own->title, cli->language) : id;
	cells[1] = display != NULL ? display : sanya_cli_word(cli, outcome);
	cells[2] = count.data;
	cells[3] = score.data;
	cells[4] = weight.data;
	cells[5] = applied != NULL ? sanya_cli_word(cli, applied) : "";
	cells[6] = excluded.data;
	sanya_cli_table_row(table, cells);
}

static void show_goals(struct sanya_cli *cli, const struct sanya_json *goals, const struct sanya_contract *contract)
{
	static const char *const heads[] = { SANYA_N("Goal"),	SANYA_N("Measured"), SANYA_N("Counted"),    SANYA_N("Score"),
					     SANYA_N("Weight"), SANYA_N("Applied"),  SANYA_N("Not counted") };
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);

	sanya_cli_table_right(table, 1u << 1 | 1u << 2 | 1u << 3 | 1u << 4);
	for (size_t i = 0; i < sanya_json_size(goals); i++)
		show_goal(cli, table, sanya_json_at(goals, i), contract);
	sanya_cli_table_end(table);
}

/* How far luck may have carried what was measured; shares alone, for a statement keeps no single values. */
static void show_intervals(struct sanya_cli *cli, const struct sanya_json *goals, const struct sanya_contract *contract)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, 256);
	for (size_t i = 0; i < sanya_json_size(goals); i++) {
		const struct sanya_goal *goal = sanya_contract_goal(contract, sanya_json_get_text(sanya_json_at(goals, i), "id"));
		SANYA_CLEANUP(sanya_json_freep) struct sanya_json *interval = sanya_json_object();

		if (goal == NULL)
			continue;
		sanya_interval_set_statement(interval, goal, sanya_json_at(goals, i));
		sanya_buffer_clear(&text);
		sanya_cli_interval(cli, interval, &text);
		if (text.size > 0)
			sanya_cli_print(cli, "Interval (95 %%) of %s: %s: %s\n", sanya_words_in(&goal->title, cli->language), text.data,
					sanya_cli_against(cli, interval));
	}
}

static struct sanya_cli_table *open_decided(struct sanya_cli *cli, struct sanya_cli_table *table)
{
	static const char *const heads[] = { SANYA_N("Goal"), SANYA_N("Source"), SANYA_N("Id"), SANYA_N("Decision"), SANYA_N("Reason"),
					     SANYA_N("Accepted by") };

	if (table != NULL)
		return table;
	sanya_cli_print(cli, "\nDecided by people:\n");
	return sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);
}

/* Goals that HR took out, and what was accepted of single observations in a dispute: none of it is hidden in a number. */
static void show_decided(struct sanya_cli *cli, const struct sanya_json *goals)
{
	struct sanya_cli_table *table = NULL;

	for (size_t g = 0; g < sanya_json_size(goals); g++) {
		const struct sanya_json *goal = sanya_json_at(goals, g), *list = sanya_json_get(goal, "decided");
		const char *by = sanya_json_get_text(goal, "by"), *id = sanya_json_get_text(goal, "id");

		if (by != NULL) {
			const char *const cells[] = { id, "", "", sanya_cli_word(cli, "leave-out"), sanya_json_get_text(goal, "reason"), by };

			table = open_decided(cli, table);
			sanya_cli_table_row(table, cells);
		}
		for (size_t i = 0; i < sanya_json_size(list); i++) {
			const struct sanya_json *one = sanya_json_at(list, i);
			const char *const cells[] = { id,
						      sanya_json_get_text(one, "source"),
						      sanya_json_get_text(one, "id"),
						      sanya_cli_word(cli, sanya_json_get_text(one, "decision")),
						      sanya_json_get_text(one, "reason"),
						      sanya_json_get_text(one, "by") };

			table = open_decided(cli, table);
			sanya_cli_table_row(table, cells);
		}
	}
	if (table != NULL)
		sanya_cli_table_end(table);
}

static void show_steps(struct sanya_cli *cli, const struct sanya_json *steps)
{
	static const char *const heads[] = { SANYA_N("Step"), SANYA_N("Rule"), SANYA_N("Result") };
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);

	for (size_t i = 0; i < sanya_json_size(steps); i++) {
		const struct sanya_json *step = sanya_json_at(steps, i);
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer what;

		sanya_buffer_init(&what, SANYA_TEXT_MAX);
		sanya_cli_step(cli, sanya_json_get_text(step, "what"), &what);
		const char *const cells[] = { what.data, sanya_json_get_text(step, "rule"),
					      sanya_cli_word(cli, sanya_json_get_text(step, "result")) };

		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
}

/* Days that the reward was not paid for because of leave. */
static void show_leave(struct sanya_cli *cli, const struct sanya_json *days)
{
	long long leave = (long long)sanya_json_get_integer(days, "leave", 0);

	if (leave > 0)
		sanya_cli_print(cli, "Days of leave that do not count: %lld\n", leave);
}

static void show_part(struct sanya_cli *cli, const struct sanya_zone *zone, const struct sanya_json *part, const struct sanya_contract *contract)
{
	const struct sanya_json *period = sanya_json_get(part, "period");
	struct sanya_when from, to;

	sanya_cli_print(cli, "Revision %lld, %s to %s\n", (long long)sanya_json_get_integer(part, "revision", 0),
			sanya_cli_when(cli, zone, sanya_json_get_text(period, "from"), &from),
			sanya_cli_when(cli, zone, sanya_json_get_text(period, "to"), &to));
	show_goals(cli, sanya_json_get(part, "goals"), contract);
	show_decided(cli, sanya_json_get(part, "goals"));
	sanya_cli_print(cli, "\n");
	show_steps(cli, sanya_json_get(part, "steps"));
	show_leave(cli, sanya_json_get(part, "days"));
	sanya_segments_show(cli, sanya_json_get(part, "segments"), "");
	sanya_gaming_show(cli, part);
	sanya_cli_print(cli, "\n");
}

void sanya_statement_show(struct sanya_cli *cli, const struct sanya_json *statement, const struct sanya_contract *contract)
{
	const struct sanya_json *about = sanya_json_get(statement, "contract"), *evaluated = sanya_json_get(statement, "evaluated"),
				*period = sanya_json_get(statement, "period"), *also = sanya_json_get(statement, "also"),
				*earlier = sanya_json_get(statement, "earlier");
	SANYA_CLEANUP(sanya_cli_zone_free) struct sanya_zone *zone = sanya_cli_zone(contract->timezone);
	struct sanya_when from, to, at;

	sanya_cli_print(cli, "Statement for contract %s, revision %lld, %s to %s\n", sanya_json_get_text(about, "number"),
			(long long)sanya_json_get_integer(about, "revision", 0), sanya_cli_when(cli, zone, sanya_json_get_text(period, "from"), &from),
			sanya_cli_when(cli, zone, sanya_json_get_text(period, "to"), &to));
	sanya_cli_print(cli, "Evaluated %s by %s from evidence up to batch %lld\n\n", sanya_cli_when(cli, zone, sanya_json_get_text(evaluated, "at"), &at),
			sanya_json_get_text(evaluated, "by"), (long long)sanya_json_get_integer(statement, "watermark", 0));
	for (size_t i = 0; i < sanya_json_size(earlier); i++)
		show_part(cli, zone, sanya_json_at(earlier, i), contract);
	show_goals(cli, sanya_json_get(statement, "goals"), contract);
	show_intervals(cli, sanya_json_get(statement, "goals"), contract);
	show_decided(cli, sanya_json_get(statement, "goals"));
	sanya_cli_print(cli, "\n");
	show_steps(cli, sanya_json_get(statement, "steps"));
	show_leave(cli, sanya_json_get(statement, "days"));
	sanya_cli_print(cli, "\n");
	sanya_statement_line(cli, statement);
	for (size_t i = 0; i < sanya_json_size(also); i++) {
		const struct sanya_json *one = sanya_json_at(also, i), *what = sanya_json_get(one, "what");
		struct sanya_words words = { .th = sanya_json_get_text(what, "th"), .en = sanya_json_get_text(what, "en") };

		sanya_cli_print(cli, "Also: %s × %s\n", sanya_json_get_text(one, "count"), sanya_words_in(&words, cli->language));
	}
	sanya_segments_show(cli, sanya_json_get(statement, "segments"), "");
	sanya_gaming_show(cli, statement);
}
