/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya contract new and apply: drafts, from a template or from a document.
 * The document itself is read, checked and recorded in the app room.
 */
#include "acting.h"

#include "../app/draft_many.h"
#include "../app/people.h"
#include "../base/file.h"

/* Drafts for everybody whom the filters choose: who got which number, and who was left out and why. */
static void show_many(struct sanya_cli *cli, const struct sanya_roster *roster, const struct sanya_json *result)
{
	static const char *const heads[] = { SANYA_N("Number"), SANYA_N("Employee"), SANYA_N("Manager") };
	static const char *const skipped_heads[] = { SANYA_N("Left out"), SANYA_N("Why") };
	const struct sanya_json *drafted = sanya_json_get(result, "drafted"), *skipped = sanya_json_get(result, "skipped");
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);

	for (size_t i = 0; i < sanya_json_size(drafted); i++) {
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer employee, manager;
		const struct sanya_json *one = sanya_json_at(drafted, i);

		sanya_buffer_init(&employee, SANYA_TEXT_MAX);
		sanya_buffer_init(&manager, SANYA_TEXT_MAX);
		sanya_cli_person(cli, roster, sanya_json_get_text(one, "employee"), &employee);
		sanya_cli_person(cli, roster, sanya_json_get_text(one, "manager"), &manager);
		const char *const cells[] = { sanya_json_get_text(one, "number"), employee.data, manager.data };

		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
	table = sanya_cli_table_new(cli, SANYA_COUNT(skipped_heads), skipped_heads);
	for (size_t i = 0; i < sanya_json_size(skipped); i++) {
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer employee;

		sanya_buffer_init(&employee, SANYA_TEXT_MAX);
		sanya_cli_person(cli, roster, sanya_json_get_text(sanya_json_at(skipped, i), "employee"), &employee);
		const char *const cells[] = { employee.data, sanya_json_get_text(sanya_json_at(skipped, i), "words") };

		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
	sanya_cli_tell(cli, "Drafted: %zu. Left out: %zu. Period: %s to %s\n", sanya_json_size(drafted), sanya_json_size(skipped),
		       sanya_json_get_text(result, "from"), sanya_json_get_text(result, "to"));
	if (cli->dry_run)
		sanya_cli_tell(cli, "Nothing was changed (--dry-run).\n");
}

static int draft_many(struct sanya_cli *cli, const struct sanya_json *template, const struct sanya_template_fill *fill,
		      const char *const *filters, struct sanya_acting *acting, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	struct sanya_draft_many many = { .template = sanya_cli_value(cli, "template"), .document = template, .filters = filters, .fill = *fill };
	struct sanya_json *result;

	sanya_roster_init(&roster);
	if (fill->employee != NULL) {
		sanya_error_set(err, SANYA_USAGE, "--employee is for one contract, --filter for many");
		return sanya_error_next(err, "leave one of them out");
	}
	if (sanya_contract_draft_many(&acting->act, &acting->lookup.references, &many, cli->catalogue, &result, err) != 0 ||
	    sanya_people_standing(acting->act.store, &roster, err) != 0)
		return -1;
	show_many(cli, &roster, result);
	sanya_cli_result(cli, result);
	return 0;
}

/* The manager of one contract, where none is named: the employee's own on its first day. */
static int find_manager(struct sanya_acting *acting, const struct sanya_json *template, struct sanya_template_fill *fill,
			struct sanya_roster *roster, struct sanya_error *err)
{
	const struct sanya_person *person;
	int32_t from, to;

	if (fill->manager != NULL)
		return 0;
	if (sanya_template_period(template, fill, &from, &to, err) != 0 ||
	    sanya_people_standing(acting->act.store, roster, err) != 0 ||
	    sanya_roster_person(roster, fill->employee, &person, err) != 0)
		return -1;
	fill->manager = sanya_person_manager(person, from);
	if (fill->manager != NULL)
		return 0;
	sanya_error_set(err, SANYA_USAGE, "%s has no manager on the first day", person->id);
	return sanya_error_next(err, "name the other side: --manager PERSON");
}

static int draft_one(struct sanya_cli *cli, const struct sanya_json *template, struct sanya_template_fill *fill,
		     struct sanya_acting *acting, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	struct sanya_change change;
	char name[128];

	sanya_roster_init(&roster);
	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	if (fill->employee == NULL) {
		sanya_error_set(err, SANYA_USAGE, "--employee is missing");
		return sanya_error_next(err, "sanya contract new --template %s --employee PERSON; for many: --filter unit=NAME",
					sanya_cli_value(cli, "template"));
	}
	snprintf(name, sizeof(name), "template %.100s", sanya_cli_value(cli, "template"));
	if (find_manager(acting, template, fill, &roster, err) != 0 || sanya_template_fill(template, fill, &text, err) != 0 ||
	    sanya_contract_apply_document(&acting->act, &acting->lookup.references, name, text.data, text.size, &change, err) != 0)
		return -1;
	sanya_cli_change(cli, acting, &change);
	if (!cli->dry_run)
		sanya_cli_tell(cli, "See it with: sanya contract show %s\n", change.number);
	return 0;
}

static int run_new(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *template = NULL;
	const char *set[SANYA_MANY_MAX + 1], *filters[SANYA_MANY_MAX + 1];
	struct sanya_template_fill fill = {
		.employee = sanya_cli_value(cli, "employee"), .manager = sanya_cli_value(cli, "manager"),
		.from = sanya_cli_value(cli, "from"),	      .to = sanya_cli_value(cli, "to"),
		.set = set,
	};
	char folder[SANYA_PATH_MAX];

	if (sanya_cli_value(cli, "template") == NULL) {
		sanya_error_set(err, SANYA_USAGE, "--template is missing");
		return sanya_error_next(err, "see which there are: sanya template list");
	}
	snprintf(folder, sizeof(folder), "%s/templates", cli->settings->data);
	if (sanya_cli_list(cli, "set", set, err) != 0 || sanya_cli_list(cli, "filter", filters, err) != 0 ||
	    sanya_template_read(folder, sanya_cli_value(cli, "template"), &template, err) != 0 ||
	    sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_date_in(sanya_json_get_text(template, "timezone"), acting.act.now, &fill.today, err) != 0)
		return -1;
	return filters[0] != NULL ? draft_many(cli, template, &fill, filters, &acting, err)
				  : draft_one(cli, template, &fill, &acting, err);
}

static int run_apply(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	struct sanya_change change;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	if (sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_file_read(cli->arguments[0], &text, err) != 0 ||
	    sanya_contract_apply_document(&acting.act, &acting.lookup.references, cli->arguments[0], text.data, text.size, &change,
					  err) != 0)
		return -1;
	sanya_cli_change(cli, &acting, &change);
	return 0;
}

static const struct sanya_cli_option new_options[] = {
	{ "template", "NAME", SANYA_OPTION_VALUE, SANYA_N("The template to start from; see: sanya template list.") },
	{ "employee", "PERSON", SANYA_OPTION_VALUE, SANYA_N("Whose contract it is.") },
	{ "filter", "KEY=VALUE", SANYA_OPTION_MANY, SANYA_N("Draft for everybody of a unit, manager or role; all filters must hold.") },
	{ "manager", "PERSON", SANYA_OPTION_VALUE, SANYA_N("The other side; without it, the manager on the first day.") },
	{ "from", "DATE", SANYA_OPTION_VALUE, SANYA_N("First day of the period; without it, of the next one that the template knows.") },
	{ "to", "DATE", SANYA_OPTION_VALUE, SANYA_N("Last day of the period; without it, as the template says.") },
	{ "set", "CLAUSE=VALUE", SANYA_OPTION_MANY, SANYA_N("Change one clause, such as goals/speed/weight=30.") },
	{ NULL, NULL, SANYA_OPTION_FLAG, NULL },
};

const struct sanya_command sanya_command_contract_new = {
	.name = "contract new",
	.arguments = "",
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS | SANYA_COMMAND_REASON,
	.help = SANYA_N("Draft a contract from a template, or one for each of many people."),
	.details = SANYA_N("With --filter unit=NAME, manager=PERSON or role=ROLE one contract is drafted per person, all or none. You draft for those "
			   "whose manager you are; whoever is left out is named with the reason: a contract for these days, not employed, "
			   "somebody else's. A second run drafts only what is missing."),
	.examples = "sanya contract new --template call-centre-agent --employee E1024 --manager E0310 --from 2026-07-01 "
		    "--to 2026-09-30 --set reward/at_100=6000.00 --as E0310\n"
		    "sanya contract new --template call-centre-agent --filter unit=\"Call Centre\" --as E0310 --dry-run",
	.options = new_options,
	.run = run_new,
};

const struct sanya_command sanya_command_contract_apply = {
	.name = "contract apply",
	.arguments = "FILE",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS | SANYA_COMMAND_REASON,
	.help = SANYA_N("Take a contract document as a new draft, or as the next revision."),
	.details = SANYA_N("Without a number the document becomes a new contract, and the home gives the number. With the number of a "
			   "contract that is not signed by both it becomes its next revision; the document's own revision says which "
			   "one it was based on, so that nobody overwrites what somebody else has changed meanwhile."),
	.examples = "sanya contract apply contract.json --as E0310",
	.run = run_apply,
};
