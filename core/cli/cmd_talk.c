/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya review note, show, news, calibrate: what people say about results, and results side by side.
 * None of them changes a score.
 */
#include "../app/talk.h"
#include "gaming_show.h"
#include "segment_show.h"

#include "../domain/cause.h"
#include "acting.h"
#include "difference_show.h"
#include "interval_show.h"
#include "happening.h"
#include "words.h"

/* --- note --- */

static int run_note(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	const char *success[SANYA_MANY_MAX + 1], *failure[SANYA_MANY_MAX + 1], *side;
	const struct sanya_note_request request = { .goal = cli->arguments[1], .text = sanya_cli_value(cli, "text"), .success = success,
						    .failure = failure };
	struct sanya_json *json;

	if (sanya_cli_list(cli, "success", success, err) != 0 || sanya_cli_list(cli, "failure", failure, err) != 0 ||
	    sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_review_note(&acting.act, &request, cli->arguments[0], &side, err) != 0)
		return -1;
	if (strcmp(side, "manager") == 0)
		sanya_cli_print(cli, "%s, goal %s: the manager's note is kept.\n", cli->arguments[0], cli->arguments[1]);
	else
		sanya_cli_print(cli, "%s, goal %s: the employee's note is kept.\n", cli->arguments[0], cli->arguments[1]);
	if (acting.act.dry_run)
		sanya_cli_tell(cli, "Nothing was changed (--dry-run).\n");
	json = sanya_json_object();
	sanya_json_set_text(json, "contract", cli->arguments[0]);
	sanya_json_set_text(json, "goal", cli->arguments[1]);
	sanya_json_set_text(json, "side", side);
	sanya_json_set(json, "dry_run", sanya_json_of_bool(acting.act.dry_run));
	sanya_cli_result(cli, json);
	return 0;
}

static int run_causes(struct sanya_cli *cli, struct sanya_error *err)
{
	static const char *const heads[] = { SANYA_N("Cause"), SANYA_N("Of success"), SANYA_N("Of failure"), SANYA_N("Meaning") };
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);
	struct sanya_json *list = sanya_json_array(), *result = sanya_json_object();

	(void)err;
	for (size_t i = 0; i < sanya_cause_count; i++) {
		const struct sanya_cause *cause = &sanya_causes[i];
		const char *const cells[] = { cause->word, cause->of_success ? sanya_cli_say(cli, SANYA_N("yes")) : "",
					      cause->of_failure ? sanya_cli_say(cli, SANYA_N("yes")) : "", sanya_cli_say(cli, cause->meaning) };
		struct sanya_json *json = sanya_json_object();

		sanya_cli_table_row(table, cells);
		sanya_json_set_text(json, "cause", cause->word);
		sanya_json_set(json, "of_success", sanya_json_of_bool(cause->of_success));
		sanya_json_set(json, "of_failure", sanya_json_of_bool(cause->of_failure));
		sanya_json_set_text(json, "meaning", sanya_cli_say(cli, cause->meaning));
		sanya_json_append(list, json);
	}
	sanya_cli_table_end(table);
	sanya_json_set(result, "causes", list);
	sanya_cli_result(cli, result);
	return 0;
}

/* --- show --- */

static const char *meaning(const struct sanya_cli *cli, const char *word)
{
	for (size_t i = 0; i < sanya_cause_count; i++)
		if (strcmp(sanya_causes[i].word, word) == 0)
			return sanya_cli_say(cli, sanya_causes[i].meaning);
	return word;
}

static void show_causes(struct sanya_cli *cli, const struct sanya_json *list, bool success)
{
	for (size_t i = 0; i < sanya_json_size(list); i++) {
		const struct sanya_json *one = sanya_json_at(list, i);
		const char *text = sanya_json_get_text(one, "text");

		sanya_cli_print(cli, "    %s: %s%s%s\n", success ? sanya_cli_say(cli, SANYA_N("cause of success")) : sanya_cli_say(cli, SANYA_N("cause of failure")),
				meaning(cli, sanya_json_get_text(one, "cause")), text != NULL ? ": " : "", text != NULL ? text : "");
	}
}

static void show_note(struct sanya_cli *cli, const struct sanya_json *note, const char *side)
{
	const char *text = sanya_json_get_text(note, "text");

	if (sanya_json_type(note) != SANYA_JSON_OBJECT)
		return;
	sanya_cli_print(cli, "  %s (%s)%s%s\n", sanya_cli_word(cli, side), sanya_json_get_text(note, "by"), text != NULL ? ": " : "",
			text != NULL ? text : "");
	show_causes(cli, sanya_json_get(note, "success"), true);
	show_causes(cli, sanya_json_get(note, "failure"), false);
}

static void show_goals(struct sanya_cli *cli, const struct sanya_json *goals)
{
	for (size_t i = 0; i < sanya_json_size(goals); i++) {
		const struct sanya_json *goal = sanya_json_at(goals, i), *notes = sanya_json_get(goal, "notes");
		const char *display = sanya_json_get_text(goal, "display"), *outcome = sanya_json_get_text(goal, "outcome");
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer score, interval;

		sanya_buffer_init(&score, 64);
		sanya_buffer_init(&interval, 256);
		sanya_cli_two_places(goal, "score", &score);
		sanya_cli_print(cli, "\n%s  %s: %s, score %s\n", sanya_json_get_text(goal, "id"), sanya_cli_words(cli, sanya_json_get(goal, "title")),
				display != NULL ? display : outcome != NULL ? sanya_cli_word(cli, outcome) : "–", score.data);
		sanya_cli_interval(cli, goal, &interval);
		if (interval.size > 0)
			sanya_cli_print(cli, "  interval (95 %%) %s: %s\n", interval.data, sanya_cli_against(cli, goal));
		show_note(cli, sanya_json_get(notes, "employee"), "employee");
		show_note(cli, sanya_json_get(notes, "manager"), "manager");
	}
}

static void show_versions(struct sanya_cli *cli, const struct sanya_zone *zone, const struct sanya_json *versions)
{
	static const char *const heads[] = { SANYA_N("Result"), SANYA_N("When"), SANYA_N("By"), SANYA_N("How"), SANYA_N("Score"),
					     SANYA_N("Amount"), SANYA_N("Approved by"), SANYA_N("Reason") };
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);

	sanya_cli_table_right(table, 1u << 4 | 1u << 5);
	for (size_t i = 0; i < sanya_json_size(versions); i++) {
		const struct sanya_json *one = sanya_json_at(versions, i);
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer score;
		const char *amount = sanya_json_get_text(one, "amount"), *approver = sanya_json_get_text(one, "approver"),
			   *reason = sanya_json_get_text(one, "reason");
		struct sanya_when when;
		char version[32];

		sanya_buffer_init(&score, 64);
		sanya_cli_two_places(one, "score", &score);
		snprintf(version, sizeof(version), "%lld", (long long)sanya_json_get_integer(one, "version", 0));
		const char *const cells[] = { version, sanya_cli_when(cli, zone, sanya_json_get_text(one, "at"), &when), sanya_json_get_text(one, "by"),
					      sanya_cli_word(cli, sanya_json_get_text(one, "how")), score.data, amount != NULL ? amount : "–",
					      approver != NULL ? approver : "", reason != NULL ? reason : "" };

		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
}

static int run_show(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer score;
	SANYA_CLEANUP(sanya_cli_zone_free) struct sanya_zone *zone = NULL;
	struct sanya_json *json;
	const char *amount;

	sanya_buffer_init(&score, 64);
	if (sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0 ||
	    sanya_review_show(acting.act.store, cli->arguments[0], &json, err) != 0)
		return -1;
	amount = sanya_json_get_text(json, "amount");
	sanya_cli_two_places(json, "score", &score);
	sanya_cli_print(cli, "%s: %s, manager %s, %s\n", sanya_json_get_text(json, "contract"), sanya_json_get_text(json, "employee"),
			sanya_json_get_text(json, "manager"), sanya_cli_say(cli, sanya_json_get_text(json, "state")));
	sanya_cli_print(cli, "Score %s, %s %s\n", score.data, amount != NULL ? amount : "–", sanya_json_get_text(json, "currency"));
	show_goals(cli, sanya_json_get(json, "goals"));
	sanya_cli_print(cli, "\n");
	zone = sanya_cli_zone(sanya_json_get_text(json, "timezone"));
	sanya_segments_show(cli, sanya_json_get(json, "segments"), "");
	sanya_segment_answers_show(cli, sanya_json_get(json, "answers"));
	sanya_gaming_show(cli, json);
	show_versions(cli, zone, sanya_json_get(json, "versions"));
	sanya_cli_result(cli, json);
	return 0;
}

/* --- news --- */

#define NEWS_DAYS 30

static int since_when(const struct sanya_cli *cli, int64_t now, int64_t *ret, struct sanya_error *err)
{
	const char *text = sanya_cli_value(cli, "since");
	int32_t date = sanya_date_of_seconds(now) - NEWS_DAYS;

	if (text != NULL && sanya_date_parse(text, strlen(text), &date, err) != 0) {
		err->code = SANYA_USAGE;
		return sanya_error_at(err, "--since", 0, 0);
	}
	*ret = date * SANYA_DAY;
	return 0;
}

static void show_news(struct sanya_cli *cli, const struct sanya_json *list)
{
	for (size_t i = 0; i < sanya_json_size(list); i++) {
		const struct sanya_json *one = sanya_json_at(list, i);
		const char *goal = sanya_json_get_text(one, "goal"), *reason = sanya_json_get_text(one, "reason");
		SANYA_CLEANUP(sanya_cli_zone_free) struct sanya_zone *zone = sanya_cli_zone(sanya_json_get_text(one, "timezone"));
		struct sanya_when when;

		sanya_cli_print(cli, "%s  %s  %s  %s%s%s%s%s\n", sanya_cli_when(cli, zone, sanya_json_get_text(one, "at"), &when),
				sanya_json_get_text(one, "contract"), sanya_json_get_text(one, "actor"), sanya_cli_happening(cli, sanya_json_get_text(one, "type")),
				goal != NULL ? " " : "", goal != NULL ? goal : "", reason != NULL ? ": " : "", reason != NULL ? reason : "");
	}
}

static int run_news(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	struct sanya_json *list, *result;
	int64_t since;

	if (sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0 || since_when(cli, acting.act.now, &since, err) != 0)
		return -1;
	if (acting.act.actor == NULL) {
		sanya_error_set(err, SANYA_USAGE, "nobody is named whose news they are");
		return sanya_error_next(err, "add --as PERSON, or set SANYA_AS");
	}
	if (sanya_review_news(acting.act.store, acting.act.actor, since, &list, err) != 0)
		return -1;
	if (sanya_json_size(list) == 0)
		sanya_cli_tell(cli, "Nothing happened to reviews of %s's contracts by others.\n", acting.act.actor);
	show_news(cli, list);
	result = sanya_json_object();
	sanya_json_set(result, "news", list);
	sanya_cli_result(cli, result);
	return 0;
}

/* --- calibrate --- */

struct figures {
	struct sanya_buffer texts[4]; /* lowest, median, highest, mean */
};

static void figures_done(struct figures *figures)
{
	for (size_t i = 0; i < SANYA_COUNT(figures->texts); i++)
		sanya_buffer_done(&figures->texts[i]);
}

static void show_figures(struct sanya_cli_table *table, const char *who, const char *goal, const struct sanya_json *json)
{
	static const char *const keys[] = { "lowest", "median", "highest", "mean" };
	SANYA_CLEANUP(figures_done) struct figures figures;
	const char *cells[3 + SANYA_COUNT(keys)];
	char count[32];

	snprintf(count, sizeof(count), "%lld", (long long)sanya_json_get_integer(json, "results", 0));
	cells[0] = who;
	cells[1] = goal;
	cells[2] = count;
	for (size_t i = 0; i < SANYA_COUNT(keys); i++) {
		sanya_buffer_init(&figures.texts[i], 64);
		sanya_cli_two_places(json, keys[i], &figures.texts[i]);
		cells[3 + i] = figures.texts[i].data;
	}
	sanya_cli_table_row(table, cells);
}

static void show_managers(struct sanya_cli *cli, const struct sanya_json *json)
{
	static const char *const heads[] = { SANYA_N("Manager"), SANYA_N("Goal"),    SANYA_N("Results"), SANYA_N("Lowest"),
					     SANYA_N("Median"),  SANYA_N("Highest"), SANYA_N("Mean") };
	const struct sanya_json *managers = sanya_json_get(json, "managers");
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);

	sanya_cli_table_right(table, 1u << 2 | 1u << 3 | 1u << 4 | 1u << 5 | 1u << 6);
	for (size_t i = 0; i < sanya_json_size(managers); i++) {
		const struct sanya_json *one = sanya_json_at(managers, i), *goals = sanya_json_get(one, "goals");
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer who;

		sanya_buffer_init(&who, SANYA_TEXT_MAX);
		sanya_buffer_printf(&who, "%s %s", sanya_json_get_text(one, "manager"), sanya_cli_words(cli, sanya_json_get(one, "name")));
		show_figures(table, who.data, "", one);
		for (size_t g = 0; g < sanya_json_size(goals); g++)
			show_figures(table, "", sanya_json_get_text(sanya_json_at(goals, g), "goal"), sanya_json_at(goals, g));
	}
	show_figures(table, sanya_cli_say(cli, SANYA_N("all")), "", sanya_json_get(json, "all"));
	sanya_cli_table_end(table);
}

static void show_people(struct sanya_cli *cli, const struct sanya_json *managers)
{
	static const char *const heads[] = { SANYA_N("Manager"), SANYA_N("Employee"), SANYA_N("Unit"), SANYA_N("Contract"),
					     SANYA_N("State"),	 SANYA_N("Score"),    SANYA_N("Amount"), SANYA_N("Notes") };
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);

	sanya_cli_table_right(table, 1u << 5 | 1u << 6 | 1u << 7);
	for (size_t i = 0; i < sanya_json_size(managers); i++) {
		const struct sanya_json *rows = sanya_json_get(sanya_json_at(managers, i), "rows");

		for (size_t k = 0; k < sanya_json_size(rows); k++) {
			const struct sanya_json *row = sanya_json_at(rows, k);
			const char *unit = sanya_json_get_text(row, "unit"), *amount = sanya_json_get_text(row, "amount");
			SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer who, score;
			char notes[32];

			sanya_buffer_init(&who, SANYA_TEXT_MAX);
			sanya_buffer_init(&score, 64);
			sanya_buffer_printf(&who, "%s %s", sanya_json_get_text(row, "employee"), sanya_cli_words(cli, sanya_json_get(row, "name")));
			sanya_cli_two_places(row, "score", &score);
			snprintf(notes, sizeof(notes), "%lld", (long long)sanya_json_get_integer(row, "notes", 0));
			const char *const cells[] = { sanya_json_get_text(sanya_json_at(managers, i), "manager"), who.data, unit != NULL ? unit : "",
						      sanya_json_get_text(row, "contract"), sanya_cli_say(cli, sanya_json_get_text(row, "state")),
						      score.data, amount != NULL ? amount : "–", notes };

			sanya_cli_table_row(table, cells);
		}
	}
	sanya_cli_table_end(table);
}

static int run_calibrate(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	const struct sanya_calibration wanted = { .cycle = sanya_cli_value(cli, "cycle"), .unit = sanya_cli_value(cli, "unit"),
						  .manager = sanya_cli_value(cli, "manager") };
	struct sanya_json *json;

	if (wanted.cycle == NULL) {
		sanya_error_set(err, SANYA_USAGE, "the cycle is missing");
		return sanya_error_next(err, "sanya %s --cycle 2026-Q3", cli->command->name);
	}
	if (sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0 ||
	    sanya_review_calibrate(acting.act.store, &wanted, &json, err) != 0)
		return -1;
	if (sanya_json_size(sanya_json_get(json, "managers")) > 0) {
		show_managers(cli, json);
		sanya_cli_print(cli, "\n");
		show_people(cli, sanya_json_get(json, "managers"));
	}
	if (sanya_json_get_integer(json, "without_result", 0) > 0)
		sanya_cli_print(cli, "Without a result so far: %lld of %lld contracts.\n", (long long)sanya_json_get_integer(json, "without_result", 0),
				(long long)sanya_json_get_integer(json, "contracts", 0));
	else if (sanya_json_get_integer(json, "contracts", 0) == 0)
		sanya_cli_tell(cli, "No contract of cycle %s fits.\n", wanted.cycle);
	sanya_cli_result(cli, json);
	return 0;
}

/* --- rows --- */

static const struct sanya_cli_option note_options[] = {
	{ .name = "text", .value = "TEXT", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("What there is to say about the goal.") },
	{ .name = "success", .value = "CAUSE[=TEXT]", .kind = SANYA_OPTION_MANY, .help = SANYA_N("A cause of success, from: sanya review causes.") },
	{ .name = "failure", .value = "CAUSE[=TEXT]", .kind = SANYA_OPTION_MANY, .help = SANYA_N("A cause of failure, from: sanya review causes.") },
	{ .name = NULL },
};
static const struct sanya_cli_option news_options[] = {
	{ .name = "since", .value = "DATE", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("From this day on; without it the last 30 days.") },
	{ .name = NULL },
};
static const struct sanya_cli_option calibrate_options[] = {
	{ .name = "cycle", .value = "NAME", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("The cycle whose results are compared.") },
	{ .name = "unit", .value = "UNIT", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("People of this unit alone.") },
	{ .name = "manager", .value = "PERSON", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("Contracts of this manager alone.") },
	{ .name = NULL },
};

const struct sanya_command sanya_command_review_note = {
	.name = "review note",
	.arguments = "NUMBER GOAL",
	.least = 2,
	.most = 2,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS,
	.help = SANYA_N("Note what there is to say about a goal, and why it was met or missed (employee or manager, each in their own field)."),
	.details = SANYA_N("A note changes no score. A later note of the same side about the same goal takes the place of the older one, which stays in "
			   "the ledger."),
	.examples = "sanya review note SQ-2026-0017 speed --text \"August was short of people.\" --failure staffing --as E1024\n"
		    "sanya review note SQ-2026-0017 speed --success teamwork=\"Took over the night shift\" --as E0310",
	.options = note_options,
	.run = run_note,
};

const struct sanya_command sanya_command_review_causes = {
	.name = "review causes",
	.arguments = "",
	.help = SANYA_N("List the causes of success and of failure that notes may name."),
	.examples = "sanya review causes",
	.run = run_causes,
};

const struct sanya_command sanya_command_review_show = {
	.name = "review show",
	.arguments = "NUMBER",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Show a review: the result, what both sides note about each goal, and every version of the result with its reason."),
	.examples = "sanya review show SQ-2026-0017",
	.run = run_show,
};

const struct sanya_command sanya_command_review_news = {
	.name = "review news",
	.arguments = "",
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_ACTS,
	.help = SANYA_N("What others did to the reviews of one's own contracts, as employee or manager: shared, reopened, restated, disputed, paid."),
	.examples = "sanya review news --as E1024\n"
		    "sanya review news --since 2026-10-01 --as E0310",
	.options = news_options,
	.run = run_news,
};

const struct sanya_command sanya_command_review_calibrate = {
	.name = "review calibrate",
	.arguments = "",
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Show the results of a cycle side by side, by manager and goal; it touches no score."),
	.details = SANYA_N("Where one manager's results lie far from the others', the talk is about the goals they signed, the evidence, or the unit; results "
			   "are changed by a dispute, a restatement or a reopening alone, each with its reason."),
	.examples = "sanya review calibrate --cycle 2026-Q3\n"
		    "sanya review calibrate --cycle 2026-Q3 --unit \"Call Centre\"",
	.options = calibrate_options,
	.run = run_calibrate,
};
