/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya contract counter, answer and amend: proposals clause by clause, each with its reason.
 * What is open, and what an answer makes of it, is found out in the app room.
 */
#include "acting.h"

#include "../app/amend.h"
#include "../app/negotiate.h"
#include "../base/file.h"

/* The clauses of an offer under --json, beside the change. */
static void show_offer(struct sanya_cli *cli, const struct sanya_acting *acting, const struct sanya_change *change,
		       struct sanya_json *take_clauses)
{
	struct sanya_json *json = sanya_change_json(&acting->act, change);
	size_t accepted = 0, count = sanya_json_size(take_clauses);

	for (size_t i = 0; i < count; i++) {
		const char *answer = sanya_json_get_text(sanya_json_at(take_clauses, i), "answer");

		accepted += answer != NULL && strcmp(answer, "accept") == 0;
	}
	sanya_cli_change(cli, acting, change);
	if (!cli->dry_run && change->to == SANYA_AGREED)
		sanya_cli_tell(cli, "Both sign now: sanya contract sign %s --key FILE\n", change->number);
	else if (!cli->dry_run)
		sanya_cli_tell(cli, "Accepted: %zu. Open for the other side: %zu. They answer: sanya contract answer %s\n", accepted,
			       count - accepted, change->number);
	sanya_json_set(json, "clauses", take_clauses);
	sanya_cli_result(cli, json);
}

/* What counter and amend are given: a document, where there is one, and clauses with reasons. */
struct given {
	const char *set[SANYA_MANY_MAX + 1], *why[SANYA_MANY_MAX + 1];
	struct sanya_buffer text;
	struct sanya_document file;
	const struct sanya_document *document; /* NULL: none */
};

static void given_done(struct given *given)
{
	sanya_buffer_done(&given->text);
}

static int read_given(const struct sanya_cli *cli, struct given *ret, struct sanya_error *err)
{
	sanya_buffer_init(&ret->text, SANYA_DOCUMENT_MAX);
	ret->document = NULL;
	if (sanya_cli_list(cli, "set", ret->set, err) != 0 || sanya_cli_list(cli, "why", ret->why, err) != 0)
		return -1;
	if (cli->argument_count < 2)
		return 0;
	if (sanya_file_read(cli->arguments[1], &ret->text, err) != 0)
		return -1;
	ret->file = (struct sanya_document){ .name = cli->arguments[1], .text = ret->text.data, .size = ret->text.size };
	ret->document = &ret->file;
	return 0;
}

static int run_counter(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(given_done) struct given given = { .document = NULL };
	struct sanya_counter counter = { .set = given.set, .why = given.why };
	struct sanya_json *clauses;
	struct sanya_change change;

	if (read_given(cli, &given, err) != 0 || sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0)
		return -1;
	counter.document = given.document;
	if (sanya_contract_counter(&acting.act, &acting.lookup.references, cli->arguments[0], &counter, &change, &clauses, err) != 0)
		return -1;
	show_offer(cli, &acting, &change, clauses);
	return 0;
}

static int run_answer(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	const char *accept[SANYA_MANY_MAX + 1], *keep[SANYA_MANY_MAX + 1], *set[SANYA_MANY_MAX + 1], *why[SANYA_MANY_MAX + 1];
	struct sanya_answer answer = { .accept = accept, .keep = keep, .set = set, .why = why };
	struct sanya_json *clauses;
	struct sanya_change change;

	if (sanya_cli_list(cli, "accept", accept, err) != 0 || sanya_cli_list(cli, "keep", keep, err) != 0 ||
	    sanya_cli_list(cli, "set", set, err) != 0 || sanya_cli_list(cli, "why", why, err) != 0 ||
	    sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_contract_answer(&acting.act, &acting.lookup.references, cli->arguments[0], &answer, &change, &clauses, err) != 0)
		return -1;
	show_offer(cli, &acting, &change, clauses);
	return 0;
}

static int run_amend(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(given_done) struct given given = { .document = NULL };
	struct sanya_amending amending = { .from = sanya_cli_value(cli, "from"), .set = given.set, .why = given.why };
	struct sanya_json *clauses;
	struct sanya_change change;

	if (read_given(cli, &given, err) != 0 || sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0)
		return -1;
	amending.document = given.document;
	if (sanya_contract_amend(&acting.act, &acting.lookup.references, cli->arguments[0], &amending, &change, &clauses, err) != 0)
		return -1;
	show_offer(cli, &acting, &change, clauses);
	return 0;
}

#define SET { "set", "CLAUSE=VALUE", SANYA_OPTION_MANY, SANYA_N("What a clause is to be, such as goals/speed/weight=25.") }
#define WHY { "why", "CLAUSE=REASON", SANYA_OPTION_MANY, SANYA_N("The reason of one clause; --reason serves all others.") }
#define OFFERS (SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS | SANYA_COMMAND_REASON)

static const struct sanya_cli_option counter_options[] = { SET, WHY, { NULL, NULL, SANYA_OPTION_FLAG, NULL } };
static const struct sanya_cli_option answer_options[] = {
	{ "accept", "CLAUSE", SANYA_OPTION_MANY, SANYA_N("Take what the other side proposes; \"rest\" is all that is not named.") },
	{ "keep", "CLAUSE", SANYA_OPTION_MANY, SANYA_N("Go back to what you had; \"rest\" is all that is not named.") },
	SET,
	WHY,
	{ NULL, NULL, SANYA_OPTION_FLAG, NULL },
};
static const struct sanya_cli_option amend_options[] = {
	{ "from", "DATE", SANYA_OPTION_VALUE, SANYA_N("The first day of the amendment.") },
	SET,
	WHY,
	{ NULL, NULL, SANYA_OPTION_FLAG, NULL },
};

const struct sanya_command sanya_command_contract_counter = {
	.name = "contract counter",
	.arguments = "NUMBER [FILE]",
	.least = 1,
	.most = 2,
	.flags = OFFERS,
	.help = SANYA_N("Answer a proposal with other clauses, each with a reason."),
	.details = SANYA_N("Name the clauses with --set, or hand in the changed document. A clause is named in the words of the document, a goal "
			   "by its id: goals/speed/weight, goals/speed/target, reward/cap, rules/answer_days. What is left as it was is "
			   "accepted; what differs is open until the other side answers it (sanya contract answer)."),
	.examples = "sanya contract counter SQ-2026-0017 --set goals/speed/target=93% --as E1024 --reason \"93 % is what night shifts allow.\"\n"
		    "sanya contract counter SQ-2026-0017 changed.json --as E1024 --why goals/speed/scale=\"Nights are slow.\" --reason \"As discussed.\"",
	.options = counter_options,
	.run = run_counter,
};

const struct sanya_command sanya_command_contract_answer = {
	.name = "contract answer",
	.arguments = "NUMBER",
	.least = 1,
	.most = 1,
	.flags = OFFERS,
	.help = SANYA_N("Answer a counter-proposal clause by clause: accept, keep, or another value."),
	.details = SANYA_N("Every open clause is answered; sanya contract show lists them. When all are accepted the contract is agreed. What is "
			   "kept or given another value needs a reason, and becomes the next counter-proposal."),
	.examples = "sanya contract answer SQ-2026-0017 --accept goals/csat --keep goals/speed/scale --as E0310 --reason \"The team reaches 95 %.\"\n"
		    "sanya contract answer SQ-2026-0017 --accept rest --set goals/speed/target=94% --as E0310 --reason \"Half way.\"",
	.options = answer_options,
	.run = run_answer,
};

const struct sanya_command sanya_command_contract_amend = {
	.name = "contract amend",
	.arguments = "NUMBER [FILE]",
	.least = 1,
	.most = 2,
	.flags = OFFERS,
	.help = SANYA_N("Propose to change an active contract from a day on, with a reason."),
	.details = SANYA_N("The amendment is negotiated and signed like a contract: counter, answer, accept, sign. Until both have signed, what "
			   "they signed before stays in force; from then on each revision holds for its own days, and is measured and paid "
			   "for these. It begins on the day of the last signature at the earliest, unless the document says under \"retroactive\" why it may reach back."),
	.examples = "sanya contract amend SQ-2026-0017 --from 2026-08-15 --set goals/speed/target=88% --as E0310 "
		    "--reason \"Two colleagues have left.\"",
	.options = amend_options,
	.run = run_amend,
};
