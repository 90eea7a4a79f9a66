/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya cascade and sanya cascade lint: how the goals are handed down, who is left out, and where it does not add up.
 */
#include "acting.h"
#include "findings_show.h"

#include "../app/cascade.h"
#include "../base/time.h"

static int day_of(const struct sanya_cli *cli, const struct sanya_acting *acting, int32_t *ret, struct sanya_error *err)
{
	const char *on = sanya_cli_value(cli, "on");

	*ret = sanya_date_of_seconds(acting->act.now);
	if (on == NULL || sanya_date_parse(on, strlen(on), ret, err) == 0)
		return 0;
	err->code = SANYA_USAGE;
	return -1;
}

/* What it has come to: as the contract counts it, and over everybody below where that is another thing. */
static void show_values(struct sanya_cli *cli, const struct sanya_json *goal)
{
	const struct sanya_json *below = sanya_json_get(goal, "below");
	const char *value = sanya_json_get_text(goal, "value"), *rolled_up = sanya_json_get_text(below, "value");

	if (value != NULL)
		sanya_cli_print(cli, ", %s so far (%lld counted)", value, (long long)sanya_json_get_integer(goal, "count", 0));
	if (rolled_up != NULL)
		sanya_cli_print(cli, ", everybody below %s (%lld counted)", rolled_up, (long long)sanya_json_get_integer(below, "count", 0));
}

static void show_goals(struct sanya_cli *cli, const struct sanya_json *goals, int indent)
{
	for (size_t i = 0; i < sanya_json_size(goals); i++) {
		const struct sanya_json *goal = sanya_json_at(goals, i);
		const char *target = sanya_json_get_text(goal, "target"), *supports = sanya_json_get_text(goal, "supports");
		size_t below = sanya_json_size(sanya_json_get(goal, "supported_by"));

		sanya_buffer_printf(&cli->out, "%*s  %s", indent, "", sanya_json_get_text(goal, "goal"));
		if (target != NULL)
			sanya_buffer_printf(&cli->out, " %s", target);
		show_values(cli, goal);
		if (supports != NULL)
			sanya_cli_print(cli, ", supports %s", supports);
		if (below > 0)
			sanya_cli_print(cli, ", supported by %zu", below);
		sanya_buffer_byte(&cli->out, '\n');
	}
}

static void show_people(struct sanya_cli *cli, const struct sanya_json *branch, int depth)
{
	for (size_t i = 0; i < sanya_json_size(branch); i++) {
		const struct sanya_json *person = sanya_json_at(branch, i), *contracts = sanya_json_get(person, "contracts");

		sanya_buffer_printf(&cli->out, "%*s%s %s\n", depth * 2, "", sanya_json_get_text(person, "id"),
				    sanya_cli_words(cli, sanya_json_get(person, "name")));
		for (size_t k = 0; k < sanya_json_size(contracts); k++) {
			const struct sanya_json *contract = sanya_json_at(contracts, k);

			sanya_buffer_printf(&cli->out, "%*s%s: %s\n", depth * 2 + 4, "", sanya_json_get_text(contract, "number"),
					    sanya_cli_say(cli, sanya_json_get_text(contract, "state")));
			show_goals(cli, sanya_json_get(contract, "goals"), depth * 2 + 4);
		}
		show_people(cli, sanya_json_get(person, "reports"), depth + 1);
	}
}

static void list_texts(const struct sanya_json *list, struct sanya_buffer *out)
{
	for (size_t i = 0; i < sanya_json_size(list); i++)
		sanya_buffer_printf(out, "%s%s", i > 0 ? ", " : "", sanya_json_text(sanya_json_at(list, i)));
}

static void show_coverage(struct sanya_cli *cli, const struct sanya_json *coverage)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	const struct sanya_json *without = sanya_json_get(coverage, "without_contract"),
				*childless = sanya_json_get(coverage, "goals_without_child"),
				*nobodys = sanya_json_get(coverage, "contracts_of_nobody");

	sanya_buffer_init(&text, SANYA_OUTPUT_MAX);
	sanya_cli_print(cli, "\nWith a contract: %lld of %lld\n", (long long)sanya_json_get_integer(coverage, "with_contract", 0),
			(long long)sanya_json_get_integer(coverage, "people", 0));
	if (sanya_json_size(without) > 0) {
		list_texts(without, &text);
		sanya_cli_print(cli, "Without a contract: %s\n", text.data);
	}
	if (sanya_json_size(childless) > 0) {
		sanya_buffer_clear(&text);
		list_texts(childless, &text);
		sanya_cli_print(cli, "Goals of teams that nobody below supports: %s\n", text.data);
	}
	if (sanya_json_size(nobodys) > 0) {
		sanya_buffer_clear(&text);
		list_texts(nobodys, &text);
		sanya_cli_print(cli, "Contracts of people who are not employed on this day: %s\n", text.data);
	}
}

static int run_cascade(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_cascade_day_close) struct sanya_cascade_day day = { .store = NULL };
	const char *person = cli->argument_count > 0 ? cli->arguments[0] : NULL;
	struct sanya_json *json;
	int32_t date;

	if (sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0 || day_of(cli, &acting, &date, err) != 0 ||
	    sanya_cascade_day_open(acting.act.store, date, &day, err) != 0)
		return -1;
	if (sanya_cascade_day_measure(&day, &acting.lookup, person, acting.act.now, err) != 0 ||
	    sanya_cascade_show(&day, person, &json, err) != 0)
		return -1;
	if (!cli->json) {
		show_people(cli, sanya_json_get(json, "people"), 0);
		show_coverage(cli, sanya_json_get(json, "coverage"));
	}
	sanya_cli_tell(cli, "Whether it holds together: sanya cascade lint\n");
	sanya_cli_result(cli, json);
	return 0;
}

static void show_budget(struct sanya_cli *cli, const struct sanya_json *budget)
{
	static const char *const heads[] = { SANYA_N("Unit"), SANYA_N("Currency"), SANYA_N("Contracts"), SANYA_N("Expected"),
					     SANYA_N("Maximum"), SANYA_N("Budget") };
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);

	sanya_cli_table_right(table, 1u << 2 | 1u << 3 | 1u << 4 | 1u << 5);
	for (size_t i = 0; i < sanya_json_size(budget); i++) {
		const struct sanya_json *unit = sanya_json_at(budget, i);
		const char *name = sanya_json_get_text(unit, "unit");
		char contracts[32];

		snprintf(contracts, sizeof(contracts), "%lld", (long long)sanya_json_get_integer(unit, "contracts", 0));
		const char *const cells[] = { name[0] != '\0' ? name : "-",
					      sanya_json_get_text(unit, "currency"),
					      contracts,
					      sanya_json_get_text(unit, "expected"),
					      sanya_json_get_text(unit, "maximum"),
					      sanya_json_get_text(unit, "budget") };

		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
}

static int run_lint(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_cascade_day_close) struct sanya_cascade_day day = { .store = NULL };
	struct sanya_cascade_lint_request request = { .lookup = &acting.lookup, .budget = sanya_cli_value(cli, "budget") };
	struct sanya_json *json;
	int64_t errors;
	int32_t date;

	if (sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0 || day_of(cli, &acting, &date, err) != 0)
		return -1;
	request.now = acting.act.now;
	if (sanya_cascade_day_open(acting.act.store, date, &day, err) != 0 || sanya_cascade_lint_day(&day, &request, &json, err) != 0)
		return -1;
	sanya_cli_findings(cli, NULL, sanya_json_get(json, "findings"));
	show_budget(cli, sanya_json_get(json, "budget"));
	errors = sanya_json_get_integer(json, "errors", 0);
	sanya_cli_print(cli, "Errors %lld, warnings %lld\n", (long long)errors, (long long)sanya_json_get_integer(json, "warnings", 0));
	if (!sanya_json_true(sanya_json_get(json, "evidence")))
		sanya_cli_tell(cli, "There is no evidence: what shares below come to is not known, and every reward is expected at its target.\n");
	sanya_cli_result(cli, json);
	return errors == 0 ? 0 : sanya_error_set(err, SANYA_DIFFERS, "lint finds errors in the cascade");
}

static const struct sanya_cli_option cascade_options[] = {
	{ "on", "DATE", SANYA_OPTION_VALUE, SANYA_N("The cascade of another day than today.") },
	{ NULL, NULL, SANYA_OPTION_FLAG, NULL },
};

static const struct sanya_cli_option lint_options[] = {
	{ "on", "DATE", SANYA_OPTION_VALUE, SANYA_N("The cascade of another day than today.") },
	{ "budget", "FILE", SANYA_OPTION_VALUE, SANYA_N("A CSV table with the columns unit, currency and amount: what may be paid.") },
	{ NULL, NULL, SANYA_OPTION_FLAG, NULL },
};

const struct sanya_command sanya_command_cascade = {
	.name = "cascade",
	.arguments = "[PERSON]",
	.most = 1,
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Show how the goals are handed down: who has which contract, which goal serves which, who is left out."),
	.details = SANYA_N("All contracts of the day count, drafts too, but those that were declined or withdrawn, that lapsed, or that had "
			   "ended by then. Beside each goal stands what it has come to by that day; where others support it, also over "
			   "everybody below, from their observations."),
	.examples = "sanya cascade\n"
		    "sanya cascade E0310 --on 2026-10-01",
	.options = cascade_options,
	.run = run_cascade,
};

const struct sanya_command sanya_command_cascade_lint = {
	.name = "cascade lint",
	.arguments = "",
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Find where the cascade contradicts itself, before it is signed, and whether the money is there."),
	.details = SANYA_N("Goals that hang in the air, circles, units that differ, goals that nobody serves, targets that those below cannot "
			   "produce with last year's volumes, work that is paid twice. Errors give the exit code 6.\n"
			   "The budget is a CSV table, one line for each unit of the roster and currency:\n"
			   "  unit,currency,amount\n"
			   "  Call Centre,THB,250000.00\n"
			   "Expected are the rewards with last year's values, or at the targets where there are none; the maximum is every goal "
			   "at its best. All rules with their codes: docs/contract-language.md."),
	.examples = "sanya cascade lint\n"
		    "sanya cascade lint --on 2026-10-01 --budget budget.csv",
	.options = lint_options,
	.run = run_lint,
};
