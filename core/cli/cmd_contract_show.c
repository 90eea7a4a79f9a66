/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya contract show: one contract in words, or its exact bytes and signatures for others to check.
 * Prints what the app room gathered; under --json exactly that.
 */
#include "acting.h"
#include "findings_show.h"
#include "segment_show.h"
#include "words.h"

#include "../app/negotiate.h"
#include "../app/people.h"

static void show_person(struct sanya_cli *cli, const struct sanya_roster *roster, const char *head, const char *id)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	sanya_cli_person(cli, roster, id, &text);
	sanya_cli_print(cli, "%s: %s\n", sanya_cli_say(cli, head), text.data);
}

static void scale_text(const struct sanya_json *scale, struct sanya_buffer *out)
{
	const struct sanya_json *point;

	for (size_t i = 0; i < sanya_json_size(scale); i++) {
		point = sanya_json_at(scale, i);
		sanya_buffer_printf(out, "%s%s → %s", i == 0 ? "" : ", ", sanya_json_text(sanya_json_at(point, 0)),
				    sanya_json_text(sanya_json_at(point, 1)));
	}
}

static void show_goals(struct sanya_cli *cli, const struct sanya_json *goals)
{
	static const char *const heads[] = { SANYA_N("Goal"), SANYA_N("What"), SANYA_N("Measured by"), SANYA_N("Scale"),
					     SANYA_N("Weight") };
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);

	sanya_cli_table_right(table, 1u << 4);
	for (size_t i = 0; i < sanya_json_size(goals); i++) {
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer scale, measure;
		const struct sanya_json *goal = sanya_json_at(goals, i);

		sanya_buffer_init(&scale, SANYA_TEXT_MAX);
		sanya_buffer_init(&measure, SANYA_TEXT_MAX);
		scale_text(sanya_json_get(goal, "scale"), &scale);
		sanya_buffer_printf(&measure, "%s, %s", sanya_json_get_text(goal, "metric"), sanya_json_get_text(goal, "statistic"));
		const char *const cells[] = { sanya_json_get_text(goal, "id"), sanya_cli_words(cli, sanya_json_get(goal, "title")),
					      measure.data, scale.data, sanya_json_get_text(goal, "weight") };

		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
}

/* For which findings HR decides; a goal that names none is not mentioned. */
static void show_decide_on(struct sanya_cli *cli, const struct sanya_json *goals)
{
	for (size_t i = 0; i < sanya_json_size(goals); i++) {
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer findings;
		const struct sanya_json *list = sanya_json_get(sanya_json_at(goals, i), "decide_on");

		sanya_buffer_init(&findings, SANYA_TEXT_MAX);
		for (size_t k = 0; k < sanya_json_size(list); k++)
			sanya_buffer_printf(&findings, "%s%s", k > 0 ? ", " : "", sanya_json_text(sanya_json_at(list, k)));
		if (findings.size > 0)
			sanya_cli_print(cli, "HR decides whether %s counts on: %s\n", sanya_json_get_text(sanya_json_at(goals, i), "id"),
					findings.data);
	}
}

static void show_revisions(struct sanya_cli *cli, const struct sanya_roster *roster, const struct sanya_json *revisions)
{
	static const char *const heads[] = { SANYA_N("Revision"), SANYA_N("By"), SANYA_N("At"), SANYA_N("Reason") };
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);

	sanya_cli_table_right(table, 1u << 0);
	for (size_t i = 0; i < sanya_json_size(revisions); i++) {
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer person;
		const struct sanya_json *revision = sanya_json_at(revisions, i);
		char number[32];

		sanya_buffer_init(&person, SANYA_TEXT_MAX);
		sanya_cli_person(cli, roster, sanya_json_get_text(revision, "author"), &person);
		snprintf(number, sizeof(number), "%lld", (long long)sanya_json_get_integer(revision, "revision", 0));
		const char *const cells[] = { number, person.data, sanya_json_get_text(revision, "at"),
					      sanya_json_get_text(revision, "reason") };

		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
}

static void show_signatures(struct sanya_cli *cli, const struct sanya_roster *roster, const struct sanya_json *signatures)
{
	for (size_t i = 0; i < sanya_json_size(signatures); i++) {
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer person;
		const struct sanya_json *signature = sanya_json_at(signatures, i);

		sanya_buffer_init(&person, SANYA_TEXT_MAX);
		sanya_cli_person(cli, roster, sanya_json_get_text(signature, "person"), &person);
		sanya_cli_print(cli, sanya_json_true(sanya_json_get(signature, "dropped"))
					     ? SANYA_N("Signed, but opened again since: revision %lld by %s at %s (%s)\n")
					     : SANYA_N("Signed: revision %lld by %s at %s (%s)\n"),
				(long long)sanya_json_get_integer(signature, "revision", 0), person.data,
				sanya_json_get_text(signature, "at"), sanya_json_get_text(signature, "namespace"));
	}
}

static void show_when(struct sanya_cli *cli, const char *iso, struct sanya_buffer *out)
{
	struct sanya_when when;

	sanya_buffer_text(out, iso == NULL ? "" : sanya_cli_when(cli, NULL, iso, &when));
}

/* Which revision holds when; told only where there is more than one, or an end before the period's. */
static void show_in_force(struct sanya_cli *cli, const struct sanya_json *contract, const struct sanya_json *in_force)
{
	struct sanya_when from, to;
	const char *last_day = sanya_json_get_text(contract, "last_day");

	for (size_t i = 0; i < sanya_json_size(in_force) && sanya_json_size(in_force) > 1; i++) {
		const struct sanya_json *one = sanya_json_at(in_force, i);

		sanya_cli_print(cli, "Revision %lld holds: %s to %s\n", (long long)sanya_json_get_integer(one, "revision", 0),
				sanya_cli_when(cli, NULL, sanya_json_get_text(one, "from"), &from),
				sanya_cli_when(cli, NULL, sanya_json_get_text(one, "to"), &to));
	}
	if (last_day != NULL)
		sanya_cli_print(cli, "Last day: %s\n", sanya_cli_when(cli, NULL, last_day, &to));
}

static void show_amendment(struct sanya_cli *cli, const struct sanya_json *amendment, const struct sanya_json *revisions)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer from;
	int64_t number = sanya_json_get_integer(amendment, "revision", 0);

	sanya_buffer_init(&from, 100);
	if (sanya_json_type(amendment) != SANYA_JSON_OBJECT)
		return;
	for (size_t i = 0; i < sanya_json_size(revisions); i++)
		if (sanya_json_get_integer(sanya_json_at(revisions, i), "revision", 0) == number)
			show_when(cli, sanya_json_get_text(sanya_json_at(revisions, i), "from"), &from);
	sanya_cli_print(cli, "Amendment: %s, revision %lld, from %s\n", sanya_cli_say(cli, sanya_json_get_text(amendment, "state")),
			(long long)number, from.data);
}

static void show_dates(struct sanya_cli *cli, const struct sanya_json *dates)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	for (size_t i = 0; i < sanya_json_size(dates); i++) {
		sanya_buffer_text(&text, i == 0 ? "" : ", ");
		show_when(cli, sanya_json_text(sanya_json_at(dates, i)), &text);
	}
	if (text.size > 0)
		sanya_cli_print(cli, "Self-assessments by: %s\n", text.data);
}

/* Everything that is agreed besides the goals, as people read it. */
static void show_terms(struct sanya_cli *cli, const struct sanya_json *document)
{
	static const char *const heads[] = { SANYA_N("Term"), SANYA_N("What it says") };
	static const char *const told[] = { "reward/currency", "reward/at_100", "reward/cap", "rules/self_assessments" }; /* above */
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *terms = sanya_contract_terms(document, cli->catalogue);
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);

	for (size_t i = 0; i < sanya_json_size(terms); i++) {
		const struct sanya_json *term = sanya_json_at(terms, i);
		const char *const cells[] = { sanya_json_get_text(term, "name"), sanya_json_get_text(term, "words") };
		bool shown = false;

		for (size_t k = 0; k < SANYA_COUNT(told); k++)
			shown = shown || strcmp(sanya_json_get_text(term, "clause"), told[k]) == 0;
		if (!shown)
			sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
}

/* What waits for an answer: each clause with its change and the reason for it. */
static void show_open(struct sanya_cli *cli, const struct sanya_roster *roster, const char *number, const struct sanya_json *open)
{
	static const char *const heads[] = { SANYA_N("Open clause"), SANYA_N("Change"), SANYA_N("Reason") };
	const struct sanya_json *clauses = sanya_json_get(open, "clauses");
	struct sanya_cli_table *table;

	if (sanya_json_size(clauses) == 0)
		return;
	show_person(cli, roster, SANYA_N("To be answered by"), sanya_json_get_text(open, "turn"));
	table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);
	for (size_t i = 0; i < sanya_json_size(clauses); i++) {
		const struct sanya_json *clause = sanya_json_at(clauses, i), *changes = sanya_json_get(clause, "changes");

		for (size_t k = 0; k < sanya_json_size(changes); k++) {
			const char *const cells[] = { k == 0 ? sanya_json_get_text(clause, "clause") : "",
						      sanya_json_get_text(sanya_json_at(changes, k), "words"),
						      k == 0 ? sanya_json_get_text(clause, "reason") : "" };

			sanya_cli_table_row(table, cells);
		}
	}
	sanya_cli_table_end(table);
	sanya_cli_tell(cli, "Answer with: sanya contract answer %s --accept CLAUSE --keep CLAUSE --set CLAUSE=VALUE --reason \"…\"\n", number);
}

static void show_contract(struct sanya_cli *cli, const struct sanya_roster *roster, const struct sanya_json *json)
{
	const struct sanya_json *contract = sanya_json_get(json, "contract"), *document = sanya_json_get(json, "document");
	const struct sanya_json *reward = sanya_json_get(document, "reward"), *period = sanya_json_get(document, "period");
	struct sanya_when from, to;
	bool levels;

	sanya_cli_print(cli, "%s: %s, revision %lld\n", sanya_json_get_text(contract, "number"),
			sanya_cli_say(cli, sanya_json_get_text(contract, "state")),
			(long long)sanya_json_get_integer(document, "revision", 0));
	sanya_cli_print(cli, "%s\n", sanya_cli_words(cli, sanya_json_get(document, "title")));
	show_person(cli, roster, SANYA_N("Employee"), sanya_json_get_text(document, "employee"));
	show_person(cli, roster, SANYA_N("Manager"), sanya_json_get_text(document, "manager"));
	sanya_cli_print(cli, "Period: %s to %s (%s, calendar %s)\n", sanya_cli_when(cli, NULL, sanya_json_get_text(period, "from"), &from),
			sanya_cli_when(cli, NULL, sanya_json_get_text(period, "to"), &to), sanya_json_get_text(document, "timezone"),
			sanya_json_get_text(document, "calendar"));
	show_dates(cli, sanya_json_get(sanya_json_get(document, "rules"), "self_assessments"));
	sanya_segments_show(cli, sanya_json_get(json, "segments"), "");
	show_in_force(cli, contract, sanya_json_get(json, "in_force"));
	show_amendment(cli, sanya_json_get(contract, "amendment"), sanya_json_get(json, "revisions"));
	if (sanya_json_get_text(contract, "answer_by") != NULL)
		sanya_cli_print(cli, "Answer by: %s\n", sanya_cli_when(cli, NULL, sanya_json_get_text(contract, "answer_by"), &from));
	show_goals(cli, sanya_json_get(document, "goals"));
	show_decide_on(cli, sanya_json_get(document, "goals"));
	levels = sanya_json_get_text(document, "scoring") != NULL && strcmp(sanya_json_get_text(document, "scoring"), "levels") == 0;
	/* In levels the score 100 does not occur: the amount is what the curve pays at 100 percent. */
	sanya_cli_print(cli, levels ? SANYA_N("Reward: %s %s at 100 percent of the curve") : SANYA_N("Reward: %s %s at score 100"),
			sanya_json_get_text(reward, "at_100"), sanya_json_get_text(reward, "currency"));
	if (sanya_json_get_text(reward, "cap") != NULL)
		sanya_cli_print(cli, ", at most %s", sanya_json_get_text(reward, "cap"));
	sanya_cli_print(cli, "\n");
	show_terms(cli, document);
	show_revisions(cli, roster, sanya_json_get(json, "revisions"));
	show_signatures(cli, roster, sanya_json_get(json, "signatures"));
	sanya_cli_findings_short(cli, sanya_json_get(json, "findings"));
	show_open(cli, roster, sanya_json_get_text(contract, "number"), sanya_json_get(json, "open"));
}

/* The bytes that are signed, without a newline behind them. */
static int show_bytes(struct sanya_cli *cli, const struct sanya_json *json, struct sanya_error *err)
{
	return sanya_json_canonical(sanya_json_get(json, "document"), &cli->out, err);
}

static int show_signature(struct sanya_cli *cli, const struct sanya_json *json, const char *person, struct sanya_error *err)
{
	const struct sanya_json *signatures = sanya_json_get(json, "signatures"), *signature;
	int64_t revision = sanya_json_get_integer(sanya_json_get(json, "document"), "revision", 0);

	for (size_t i = 0; i < sanya_json_size(signatures); i++) {
		signature = sanya_json_at(signatures, i);
		if (strcmp(sanya_json_get_text(signature, "person"), person) != 0 ||
		    sanya_json_get_integer(signature, "revision", 0) != revision || sanya_json_true(sanya_json_get(signature, "dropped")))
			continue;
		sanya_buffer_text(&cli->out, sanya_json_get_text(signature, "signature"));
		return 0;
	}
	return sanya_error_set(err, SANYA_NOT_FOUND, "%s has not signed revision %lld of %s", person, (long long)revision,
			       cli->arguments[0]);
}

static int add_open(struct sanya_cli *cli, struct sanya_store *store, struct sanya_json *json, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_contract_row row;
	struct sanya_json *open;

	sanya_arena_init(&arena);
	if (sanya_contract_find(store, cli->arguments[0], &arena, &row, err) != 0 ||
	    sanya_contract_open(store, &row, cli->catalogue, &open, err) != 0)
		return -1;
	return sanya_json_set(json, "open", open) == 0 ? 0 : sanya_error_memory(err);
}

static int run_show(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = NULL;
	const char *given = sanya_cli_value(cli, "revision");
	int64_t revision = 0;

	sanya_roster_init(&roster);
	if (given != NULL && (sanya_text_integer(given, strlen(given), &revision, err) != 0 || revision < 1))
		return sanya_error_set(err, SANYA_USAGE, "--revision wants a number from 1 on, not \"%s\"", given);
	if (sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0 ||
	    sanya_contract_show(acting.act.store, cli->arguments[0], revision, &json, err) != 0 ||
	    sanya_people_standing(acting.act.store, &roster, err) != 0 || add_open(cli, acting.act.store, json, err) != 0)
		return -1;
	if (cli->json) {
		sanya_cli_result(cli, json);
		json = NULL;
		return 0;
	}
	if (sanya_cli_flag(cli, "bytes"))
		return show_bytes(cli, json, err);
	if (sanya_cli_value(cli, "signature") != NULL)
		return show_signature(cli, json, sanya_cli_value(cli, "signature"), err);
	show_contract(cli, &roster, json);
	return 0;
}

static const struct sanya_cli_option show_options[] = {
	{ "revision", "N", SANYA_OPTION_VALUE, SANYA_N("An older revision.") },
	{ "bytes", NULL, SANYA_OPTION_FLAG, SANYA_N("The exact bytes that are signed, and nothing else.") },
	{ "signature", "PERSON", SANYA_OPTION_VALUE, SANYA_N("The signature of one side, as ssh-keygen reads it.") },
	{ NULL, NULL, SANYA_OPTION_FLAG, NULL },
};

const struct sanya_command sanya_command_contract_show = {
	.name = "contract show",
	.arguments = "NUMBER",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Show a contract: where it stands, its goals, what is open, who wrote and signed it."),
	.details = SANYA_N("Signatures can be checked without this program:\n"
			   "  sanya key list --allowed-signers > signers\n"
			   "  sanya contract show NUMBER --bytes > contract\n"
			   "  sanya contract show NUMBER --signature E1024 > signature\n"
			   "  ssh-keygen -Y verify -f signers -I E1024 -n accept@sanya -s signature < contract"),
	.examples = "sanya contract show SQ-2026-0017\n"
		    "sanya contract show SQ-2026-0017 --revision 2 --json",
	.options = show_options,
	.run = run_show,
};
