/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya contract simulate and sanya cycle simulate: what would have come of a contract, or of all of a cycle, over past evidence.
 * Shows what the app room worked out; nothing is recorded.
 */
#include "acting.h"
#include "dates.h"
#include "interval_show.h"
#include "words.h"

#include "../app/simulate.h"
#include "../base/time.h"

static int read_request(struct sanya_cli *cli, struct sanya_acting *acting, struct sanya_simulate_request *ret, struct sanya_error *err)
{
	*ret = (struct sanya_simulate_request){ .lookup = &acting->lookup, .name = cli->arguments[0], .from = SANYA_NO_DATE, .to = SANYA_NO_DATE };
	if (sanya_cli_date_option(cli, "from", &ret->from, err) != 0 || sanya_cli_date_option(cli, "to", &ret->to, err) != 0 ||
	    sanya_acting_open(cli, SANYA_STORE_READ, acting, err) != 0)
		return -1;
	ret->store = acting->act.store;
	ret->now = acting->act.now;
	return 0;
}

/* --- a contract --- */

static const struct sanya_json *goal_of(const struct sanya_json *span, size_t goal)
{
	return sanya_json_at(sanya_json_get(span, "goals"), goal);
}

static void put_number(const struct sanya_json *json, const char *key, struct sanya_buffer *out)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;
	struct sanya_number number;

	sanya_number_init(&number);
	if (sanya_json_type(sanya_json_get(json, key)) == SANYA_JSON_OBJECT && sanya_json_get_number(json, key, &number, &ignored) == 0)
		sanya_number_decimal(&number, 2, out);
	else
		sanya_buffer_text(out, "–");
	sanya_number_done(&number);
}

/* "value", "too-few → team" */
static void put_outcome(const struct sanya_cli *cli, const struct sanya_json *goal, struct sanya_buffer *out)
{
	const char *outcome = sanya_json_get_text(goal, "outcome"), *applied = sanya_json_get_text(goal, "applied");

	sanya_buffer_text(out, sanya_cli_word(cli, outcome));
	if (strcmp(outcome, "not-evaluated") == 0)
		sanya_buffer_printf(out, ": %s", sanya_json_get_text(goal, "reason"));
	else if (applied != NULL)
		sanya_buffer_printf(out, " → %s", sanya_cli_word(cli, applied));
}

/* "93.8 %, -120.00"; a sample that becomes large enough may be worth more than the bad answer costs: "90.0 %, +1551.00" */
static void put_one_worse(const struct sanya_json *goal, struct sanya_buffer *out)
{
	const struct sanya_json *one_worse = sanya_json_get(goal, "one_worse");
	const char *change = sanya_json_get_text(one_worse, "change");

	if (change != NULL)
		sanya_buffer_printf(out, "%s, %s%s", sanya_json_get_text(one_worse, "display"),
				    change[0] != '-' && strspn(change, "0.") < strlen(change) ? "+" : "", change);
	else
		sanya_buffer_text(out, "–");
}

static void show_goal(struct sanya_cli *cli, const struct sanya_json *about, const struct sanya_json *spans, size_t number, const char *currency)
{
	static const char *const heads[] = { SANYA_N("From"),	 SANYA_N("To"),	   SANYA_N("Counted"), SANYA_N("Value"), SANYA_N("Interval (95 %)"),
					     SANYA_N("Against the target"), SANYA_N("Outcome"), SANYA_N("Score"),   SANYA_N("One bad answer more") };
	const char *target = sanya_json_get_text(about, "target_display");
	struct sanya_cli_table *table;

	sanya_cli_print(cli, "\n%s: %s, target %s, at least %lld needed (%s)\n", sanya_json_get_text(about, "goal"),
			sanya_cli_words(cli, sanya_json_get(about, "title")), target != NULL ? target : "–",
			(long long)sanya_json_get_integer(about, "minimum_sample", 0), currency);
	if (!sanya_json_true(sanya_json_get(about, "simulated"))) {
		sanya_cli_print(cli, "  Said by people, not measured: it has no past. Its weight goes to the others.\n");
		return;
	}
	table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);
	sanya_cli_table_right(table, 1u << 2 | 1u << 3 | 1u << 4 | 1u << 7 | 1u << 8);
	for (size_t i = 0; i < sanya_json_size(spans); i++) {
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer count, interval, outcome, score, worse;
		const struct sanya_json *span = sanya_json_at(spans, i), *goal = goal_of(span, number);
		struct sanya_when from, to;

		sanya_buffer_init(&count, 32);
		sanya_buffer_init(&interval, 256);
		sanya_buffer_init(&outcome, 256);
		sanya_buffer_init(&score, 256);
		sanya_buffer_init(&worse, 256);
		sanya_buffer_printf(&count, "%lld", (long long)sanya_json_get_integer(goal, "count", 0));
		sanya_cli_interval(cli, goal, &interval);
		put_outcome(cli, goal, &outcome);
		put_number(goal, "score", &score);
		put_one_worse(goal, &worse);
		const char *const cells[] = { sanya_cli_when(cli, NULL, sanya_json_get_text(span, "from"), &from),
					      sanya_cli_when(cli, NULL, sanya_json_get_text(span, "to"), &to),
					      count.data,
					      sanya_json_get_text(goal, "display"),
					      interval.data,
					      sanya_cli_against(cli, goal),
					      outcome.data,
					      score.data,
					      worse.data };

		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
}

static void show_rewards(struct sanya_cli *cli, const struct sanya_json *spans, const char *currency)
{
	static const char *const heads[] = { SANYA_N("From"), SANYA_N("To"), SANYA_N("Score"), SANYA_N("Reward"), SANYA_N("Why none") };
	struct sanya_cli_table *table;

	sanya_cli_print(cli, "\nReward (%s)\n", currency);
	table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);
	sanya_cli_table_right(table, 1u << 2 | 1u << 3);
	for (size_t i = 0; i < sanya_json_size(spans); i++) {
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer score;
		const struct sanya_json *span = sanya_json_at(spans, i);
		const char *reward = sanya_json_get_text(span, "reward"), *reason = sanya_json_get_text(span, "reason");
		struct sanya_when from, to;

		sanya_buffer_init(&score, 256);
		put_number(span, "score", &score);
		const char *const cells[] = { sanya_cli_when(cli, NULL, sanya_json_get_text(span, "from"), &from),
					      sanya_cli_when(cli, NULL, sanya_json_get_text(span, "to"), &to), score.data,
					      reward != NULL ? reward : "–", reason != NULL ? sanya_cli_say(cli, reason) : NULL };

		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
}

static void show_spans(struct sanya_cli *cli, const struct sanya_json *json, const char *key)
{
	const struct sanya_json *goals = sanya_json_get(json, "goals"), *spans = sanya_json_get(json, key);
	const char *currency = sanya_json_get_text(json, "currency");

	for (size_t g = 0; g < sanya_json_size(goals) && sanya_json_size(spans) > 0; g++)
		show_goal(cli, sanya_json_at(goals, g), spans, g, currency);
	if (sanya_json_size(spans) > 0)
		show_rewards(cli, spans, currency);
}

/* Those in which the employee was there. */
static size_t count_employed(const struct sanya_json *spans)
{
	size_t count = 0;

	for (size_t i = 0; i < sanya_json_size(spans); i++)
		count += sanya_json_true(sanya_json_get(sanya_json_at(spans, i), "employed"));
	return count;
}

static void show_too_few(struct sanya_cli *cli, const struct sanya_json *json)
{
	const struct sanya_json *goals = sanya_json_get(json, "goals");
	size_t months = count_employed(sanya_json_get(json, "months")), periods = count_employed(sanya_json_get(json, "periods"));

	sanya_cli_print(cli, "\nHow often the sample would have been too small\n");
	for (size_t g = 0; g < sanya_json_size(goals); g++) {
		const struct sanya_json *goal = sanya_json_at(goals, g);

		if (!sanya_json_true(sanya_json_get(goal, "simulated")))
			continue;
		sanya_cli_print(cli, "  %s: months: %lld of %zu", sanya_json_get_text(goal, "goal"),
				(long long)sanya_json_get_integer(goal, "too_few_months", 0), months);
		if (periods > 0)
			sanya_cli_print(cli, ", whole periods: %lld of %zu", (long long)sanya_json_get_integer(goal, "too_few_periods", 0), periods);
		sanya_cli_print(cli, "\n");
	}
}

static void show_contract(struct sanya_cli *cli, const struct sanya_roster *roster, const struct sanya_json *json)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer person;
	struct sanya_when from, to;

	sanya_buffer_init(&person, SANYA_TEXT_MAX);
	sanya_cli_person(cli, roster, sanya_json_get_text(json, "employee"), &person);
	sanya_cli_print(cli, "%s, for %s, on evidence of %s to %s: each month as if it were the whole period\n", sanya_json_get_text(json, "name"),
			person.data, sanya_cli_when(cli, NULL, sanya_json_get_text(json, "from"), &from),
			sanya_cli_when(cli, NULL, sanya_json_get_text(json, "to"), &to));
	show_spans(cli, json, "months");
	if (sanya_json_size(sanya_json_get(json, "periods")) > 0)
		sanya_cli_print(cli, "\nPeriods as long as the contract's own\n");
	show_spans(cli, json, "periods");
	show_too_few(cli, json);
	sanya_cli_tell(cli, "Intervals: Wilson for shares, Student's t for means and NPS, order statistics for medians, percentiles and ranks.\n"
			    "\"may be luck\": value and target differ by less than the interval. Nothing was recorded.\n");
}

static int run_contract(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	struct sanya_simulate_request request;
	struct sanya_json *json;

	sanya_roster_init(&roster);
	if (read_request(cli, &acting, &request, err) != 0)
		return -1;
	request.employee = sanya_cli_value(cli, "employee");
	if (sanya_contract_simulate(&request, &roster, &json, err) != 0)
		return -1;
	if (!cli->json)
		show_contract(cli, &roster, json);
	sanya_cli_result(cli, json);
	return 0;
}

#define DATE_OPTIONS                                                                                                                    \
	{ .name = "from", .value = "DATE", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("First day of the evidence.") },                   \
	{ .name = "to", .value = "DATE", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("Last day of the evidence; before today.") }

static const struct sanya_cli_option contract_options[] = {
	DATE_OPTIONS,
	{ .name = "employee", .value = "PERSON", .kind = SANYA_OPTION_VALUE,
	  .help = SANYA_N("Try it on somebody else's evidence, with their own manager.") },
	{ .name = NULL },
};

const struct sanya_command sanya_command_contract_simulate = {
	.name = "contract simulate",
	.arguments = "NUMBER|FILE",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Run a contract or a draft over past evidence, month by month, before anybody signs it."),
	.details = SANYA_N("For each goal and month: the value with its interval (95 %), the sample, the outcome and the score; what one bad answer more would "
			   "have made of it and of the reward; and how often the sample would have been too small. A month is paid as if the whole period "
			   "were like it; below that the same for periods as long as the contract's own.\n"
			   "Without dates it takes the last twelve whole months before the contract begins, or before today. A file (its name has a / or "
			   "ends in .json) need not be in the home. Nothing is recorded."),
	.examples = "sanya contract simulate SQ-2026-0017\n"
		    "sanya contract simulate drafts/panya.json --from 2026-01-01 --to 2026-06-30\n"
		    "sanya contract simulate drafts/panya.json --employee E1031 --json",
	.options = contract_options,
	.run = run_contract,
};

/* --- a cycle --- */

static void show_row(struct sanya_cli_table *table, const char *what, const struct sanya_json *json, const char *const keys[], size_t count)
{
	const char *cells[8] = { what };

	for (size_t i = 0; i < count; i++) {
		cells[i + 1] = sanya_json_get_text(json, keys[i]);
		if (cells[i + 1] == NULL)
			cells[i + 1] = "–";
	}
	sanya_cli_table_row(table, cells);
}

static void show_currency(struct sanya_cli *cli, const struct sanya_json *json)
{
	static const char *const heads[] = { SANYA_N("Amounts"), SANYA_N("Least"), "10 %", "25 %", "50 %", "75 %", "90 %", SANYA_N("Most") };
	static const char *const keys[] = { "least", "p10", "p25", "median", "p75", "p90", "most" };
	static const char *const budget_keys[] = { "least", "p10", "p25", "p50", "p75", "p90", "most" };
	const struct sanya_json *rewards = sanya_json_get(json, "rewards"), *budget = sanya_json_get(json, "budget");
	struct sanya_cli_table *table;

	sanya_cli_print(cli, "\n%s: contracts: %lld, together %s at a score of 100\n", sanya_json_get_text(json, "currency"),
			(long long)sanya_json_get_integer(json, "contracts", 0), sanya_json_get_text(json, "at_100"));
	table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);
	sanya_cli_table_right(table, 0xfeu);
	show_row(table, sanya_cli_say(cli, SANYA_N("one reward")), rewards, keys, SANYA_COUNT(keys));
	show_row(table, sanya_cli_say(cli, SANYA_N("the budget")), budget, budget_keys, SANYA_COUNT(budget_keys));
	sanya_cli_table_end(table);
	sanya_cli_print(cli, "Rewards: %lld, of which nothing was paid: %lld. Windows with a budget: %lld\n",
			(long long)sanya_json_get_integer(rewards, "count", 0), (long long)sanya_json_get_integer(rewards, "nothing", 0),
			(long long)sanya_json_get_integer(budget, "windows", 0));
}

static void show_windows(struct sanya_cli *cli, const struct sanya_json *windows)
{
	static const char *const heads[] = { SANYA_N("Periods up to"), SANYA_N("Contracts"), SANYA_N("Nothing known of"), SANYA_N("Together") };
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);

	sanya_cli_table_right(table, 1u << 1 | 1u << 2 | 1u << 3);
	for (size_t i = 0; i < sanya_json_size(windows); i++) {
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer known, unknown, together;
		const struct sanya_json *window = sanya_json_at(windows, i), *totals = sanya_json_get(window, "totals");
		struct sanya_when to;
		int64_t contracts = 0;

		sanya_buffer_init(&known, 32);
		sanya_buffer_init(&unknown, 32);
		sanya_buffer_init(&together, SANYA_TEXT_MAX);
		for (size_t k = 0; k < sanya_json_size(totals); k++) {
			const struct sanya_json *total = sanya_json_at(totals, k);

			contracts += sanya_json_get_integer(total, "contracts", 0);
			sanya_buffer_printf(&together, "%s%s %s", k > 0 ? ", " : "", sanya_json_get_text(total, "total"),
					    sanya_json_get_text(total, "currency"));
		}
		sanya_buffer_printf(&known, "%lld", (long long)contracts);
		sanya_buffer_printf(&unknown, "%lld", (long long)sanya_json_get_integer(window, "unknown", 0));
		const char *const cells[] = { sanya_cli_when(cli, NULL, sanya_json_get_text(window, "to"), &to), known.data, unknown.data,
					      together.data };

		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
}

static int run_cycle(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	struct sanya_simulate_request request;
	const struct sanya_json *currencies;
	struct sanya_when from, to;
	struct sanya_json *json;

	if (read_request(cli, &acting, &request, err) != 0 || sanya_cycle_simulate(&request, &json, err) != 0)
		return -1;
	sanya_cli_print(cli, "Cycle %s on evidence of %s to %s: contracts: %lld, left out: %lld\n\n", cli->arguments[0],
			sanya_cli_when(cli, NULL, sanya_json_get_text(json, "from"), &from),
			sanya_cli_when(cli, NULL, sanya_json_get_text(json, "to"), &to),
			(long long)sanya_json_get_integer(json, "contracts", 0), (long long)sanya_json_get_integer(json, "left_out", 0));
	if (!cli->json)
		show_windows(cli, sanya_json_get(json, "windows"));
	currencies = sanya_json_get(json, "currencies");
	for (size_t i = 0; i < sanya_json_size(currencies) && !cli->json; i++)
		show_currency(cli, sanya_json_at(currencies, i));
	sanya_cli_tell(cli, "In 9 of 10 windows like these the budget at 90 %% would have been enough. Nothing was recorded.\n");
	sanya_cli_result(cli, json);
	return 0;
}

static const struct sanya_cli_option cycle_options[] = { DATE_OPTIONS, { .name = NULL } };

const struct sanya_command sanya_command_cycle_simulate = {
	.name = "cycle simulate",
	.arguments = "NAME",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Run all contracts of a cycle over past evidence: how rewards are spread, and which budget it takes."),
	.details = SANYA_N("Each contract is tried on windows as long as its own period, one ending with each month; drafts are tried too. Shown are the "
			   "rewards and the sums of a window at 10, 50 and 90 %: in so many of the windows it was no more.\n"
			   "Without dates it takes the twelve windows that end before the cycle begins, or before today. Nothing is recorded."),
	.examples = "sanya cycle simulate 2026-Q4\n"
		    "sanya cycle simulate 2026-Q4 --from 2025-07-01 --to 2026-06-30 --json",
	.options = cycle_options,
	.run = run_cycle,
};
