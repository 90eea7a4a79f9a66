/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya review dispute, difference, resolve: a result challenged, down to single tickets, and what that would change.
 * Everybody who asks sees the same figures; what they are is the app room's business.
 */
#include "../app/dispute.h"

#include "acting.h"
#include "difference_show.h"
#include "words.h"

static void show_claims(struct sanya_cli *cli, const struct sanya_json *claims)
{
	static const char *const heads[] = { SANYA_N("No"),  SANYA_N("Goal"),	SANYA_N("Decision"), SANYA_N("Source"),
					     SANYA_N("Id"), SANYA_N("Credited to"), SANYA_N("Reason"), SANYA_N("Accepted") };
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);

	for (size_t i = 0; i < sanya_json_size(claims); i++) {
		const struct sanya_json *one = sanya_json_at(claims, i), *accepted = sanya_json_get(one, "accepted");
		const char *credited = sanya_json_get_text(one, "credited");
		char place[32];
		const char *const cells[] = {
			place,
			sanya_json_get_text(one, "goal"),
			sanya_cli_word(cli, sanya_json_get_text(one, "claim")),
			sanya_json_get_text(one, "source"),
			sanya_json_get_text(one, "id"),
			credited != NULL ? credited : "–",
			sanya_json_get_text(one, "reason"),
			sanya_json_type(accepted) == SANYA_JSON_NULL ? sanya_cli_say(cli, SANYA_N("open"))
			: sanya_json_true(accepted)		      ? sanya_cli_say(cli, SANYA_N("yes"))
								      : sanya_cli_say(cli, SANYA_N("no")),
		};

		snprintf(place, sizeof(place), "%lld", (long long)sanya_json_get_integer(one, "place", 0));
		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
}

static void show_view(struct sanya_cli *cli, const struct sanya_json *view)
{
	const struct sanya_json *difference = sanya_json_get(view, "difference");

	if (sanya_json_size(sanya_json_get(view, "claims")) > 0)
		show_claims(cli, sanya_json_get(view, "claims"));
	if (sanya_json_type(difference) != SANYA_JSON_OBJECT)
		return;
	sanya_cli_print(cli, "\nWithout what is claimed, and with it:\n");
	sanya_difference_show(cli, difference);
}

/* The change and, where there is one, the view, as one result. */
static int finish(struct sanya_cli *cli, const struct sanya_acting *acting, const struct sanya_change *change, struct sanya_json *take_view)
{
	struct sanya_json *json = sanya_change_json(&acting->act, change);

	sanya_cli_print(cli, "%s: %s → %s, revision %lld\n", change->number, sanya_cli_say(cli, sanya_state_word(change->from)),
			sanya_cli_say(cli, sanya_state_word(change->to)), (long long)change->revision);
	if (take_view != NULL) {
		show_view(cli, take_view);
		sanya_json_set(json, "dispute", take_view);
	}
	if (acting->act.dry_run)
		sanya_cli_tell(cli, "Nothing was changed (--dry-run).\n");
	sanya_cli_result(cli, json);
	return 0;
}

static int run_dispute(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	const char *leave_out[SANYA_MANY_MAX + 1], *count[SANYA_MANY_MAX + 1];
	/* The positional arguments end in NULL: those behind the number are goals. */
	struct sanya_dispute_request request = { .means = { .settings = cli->settings }, .goals = cli->arguments + 1,
						 .leave_out = leave_out, .count = count };
	struct sanya_json *view = NULL;
	struct sanya_change change;

	if (sanya_cli_list(cli, "leave-out", leave_out, err) != 0 || sanya_cli_list(cli, "count", count, err) != 0 ||
	    sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0)
		return -1;
	if ((leave_out[0] != NULL || count[0] != NULL) && sanya_lookup_host(&acting.lookup, &request.means.host, err) != 0)
		return -1;
	if (sanya_review_dispute(&acting.act, &request, cli->arguments[0], &change, &view, err) != 0 ||
	    finish(cli, &acting, &change, view) != 0)
		return -1;
	sanya_cli_tell(cli, "HR, or somebody above the manager, answers: sanya review resolve %s accepted|partly|rejected\n",
		       change.number);
	return 0;
}

static int run_resolve(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	const char *accepts[SANYA_MANY_MAX + 1];
	struct sanya_resolve_request request = { .means = { .settings = cli->settings }, .outcome = cli->arguments[1], .accepts = accepts };
	struct sanya_json *view = NULL;
	struct sanya_change change;
	bool settled;

	if (sanya_cli_list(cli, "accept", accepts, err) != 0 || sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_lookup_host(&acting.lookup, &request.means.host, err) != 0 ||
	    sanya_review_resolve(&acting.act, &request, cli->arguments[0], &change, &view, err) != 0)
		return -1;
	settled = view != NULL;
	if (finish(cli, &acting, &change, view) != 0)
		return -1;
	if (settled)
		sanya_cli_tell(cli, "That is the result now; somebody else in HR approves it: sanya review approve %s\n", change.number);
	else if (strcmp(request.outcome, "rejected") != 0)
		sanya_cli_tell(cli, "To compute anew: sanya contract reopen %s, then sanya review evaluate %s --exclude GOAL=REASON\n",
			       change.number, change.number);
	return 0;
}

static void show_head(struct sanya_cli *cli, const struct sanya_json *view)
{
	const char *outcome = sanya_json_get_text(view, "outcome");
	SANYA_CLEANUP(sanya_cli_zone_free) struct sanya_zone *zone = sanya_cli_zone(sanya_json_get_text(view, "timezone"));
	struct sanya_when when;

	sanya_cli_print(cli, "%s (%s), result %lld, disputed %s: %s\n", sanya_json_get_text(view, "contract"),
			sanya_json_get_text(view, "employee"), (long long)sanya_json_get_integer(view, "version", 0),
			sanya_cli_when(cli, zone, sanya_json_get_text(view, "at"), &when), sanya_json_get_text(view, "reason"));
	sanya_cli_print(cli, "Goals: %s\n", sanya_json_get_text(view, "goals"));
	if (outcome != NULL)
		sanya_cli_print(cli, "Answered by %s: %s.  %s\n", sanya_json_get_text(view, "resolver"), sanya_cli_word(cli, outcome),
				sanya_json_get_text(view, "answer"));
	else if (sanya_json_true(sanya_json_get(view, "late")))
		sanya_cli_print(cli, "The answer was due by %s, and is late.\n",
				sanya_cli_when(cli, NULL, sanya_json_get_text(view, "answer_by"), &when));
	else
		sanya_cli_print(cli, "The answer is due by %s.\n", sanya_cli_when(cli, NULL, sanya_json_get_text(view, "answer_by"), &when));
	if (sanya_json_size(sanya_json_get(view, "claims")) > 0)
		sanya_cli_print(cli, "\n");
}

static int run_difference(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	const char *accepts[SANYA_MANY_MAX + 1];
	struct sanya_means means = { .settings = cli->settings };
	struct sanya_json *view;

	if (sanya_cli_list(cli, "accept", accepts, err) != 0 || sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0 ||
	    sanya_lookup_host(&acting.lookup, &means.host, err) != 0 ||
	    sanya_dispute_show(acting.act.store, &means, cli->arguments[0], accepts, acting.act.now, &view, err) != 0)
		return -1;
	show_head(cli, view);
	show_view(cli, view);
	sanya_cli_result(cli, view);
	return 0;
}

/* --- rows --- */

static const struct sanya_cli_option dispute_options[] = {
	{ .name = "leave-out", .value = "GOAL:ID=REASON", .kind = SANYA_OPTION_MANY, .help = SANYA_N("A ticket or answer that should not count.") },
	{ .name = "count", .value = "GOAL:ID=REASON", .kind = SANYA_OPTION_MANY,
	  .help = SANYA_N("A ticket or answer of somebody else that should count for the employee.") },
	{ .name = NULL },
};
static const struct sanya_cli_option resolve_options[] = {
	{ .name = "accept", .value = "N", .kind = SANYA_OPTION_MANY, .help = SANYA_N("With partly: the number of a claim that is accepted.") },
	{ .name = NULL },
};
static const struct sanya_cli_option difference_options[] = {
	{ .name = "accept", .value = "N", .kind = SANYA_OPTION_MANY, .help = SANYA_N("As if this claim alone, and others so named, were accepted.") },
	{ .name = NULL },
};

const struct sanya_command sanya_command_review_dispute = {
	.name = "review dispute",
	.arguments = "NUMBER [GOAL…]",
	.least = 1,
	.most = SANYA_GOALS_MAX,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS | SANYA_COMMAND_REASON,
	.help = SANYA_N("Challenge the result, single goals of it, or single tickets, with reasons (employee)."),
	.details = SANYA_N("Each ticket or answer is named by its goal and its id as the source delivered it, with a reason. The result without and with "
			   "what is claimed is shown at once, from the evidence of the disputed result; with --dry-run nothing is disputed yet. To be left "
			   "out, a ticket has to count for the employee; to be counted, it has to lie in the goal's days and meet its conditions. "
			   "An = in an id is written ==; where two sources have the same id, SOURCE/ID says which."),
	.examples = "sanya review dispute SQ-2026-0017 speed --reason \"HD-29120 waited for the network team.\" --as E1024\n"
		    "sanya review dispute SQ-2026-0017 --leave-out speed:HD-29120=\"Outage\" --count speed:HD-29133=\"I replied\" --reason "
		    "\"Two tickets\" --as E1024",
	.options = dispute_options,
	.run = run_dispute,
};

const struct sanya_command sanya_command_review_difference = {
	.name = "review difference",
	.arguments = "NUMBER",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Show a dispute, and the result without and with what is claimed."),
	.details = SANYA_N("Everybody sees the same figures: they are measured from the evidence of the disputed result. Once the dispute is answered "
			   "they are those of what was accepted."),
	.examples = "sanya review difference SQ-2026-0017\n"
		    "sanya review difference SQ-2026-0017 --accept 1",
	.options = difference_options,
	.run = run_difference,
};

const struct sanya_command sanya_command_review_resolve = {
	.name = "review resolve",
	.arguments = "NUMBER accepted|partly|rejected",
	.least = 2,
	.most = 2,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS | SANYA_COMMAND_REASON,
	.help = SANYA_N("Answer a dispute, with a reason (HR, or somebody above the manager; never who evaluated)."),
	.details = SANYA_N("Accepted claims make the next version of the result at once, from the same evidence; the statement shows them with the name "
			   "of who accepted them, and they hold for every later result. With partly, --accept names those that are accepted."),
	.examples = "sanya review resolve SQ-2026-0017 rejected --reason \"The ticket was with us for two days.\" --as E0111\n"
		    "sanya review resolve SQ-2026-0017 partly --accept 1 --reason \"The outage, yes.\" --as E0111",
	.options = resolve_options,
	.run = run_resolve,
};
