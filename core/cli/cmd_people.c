/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya people import, list, show and tree: the roster.
 */
#include "acting.h"
#include "words.h"

#include "../app/people.h"
#include "../base/file.h"

static int run_import(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	const char *from = sanya_cli_value(cli, "from");
	int32_t date = SANYA_NO_DATE;
	struct sanya_import counts;
	struct sanya_json *json;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	if (from != NULL && sanya_date_parse(from, strlen(from), &date, err) != 0) {
		err->code = SANYA_USAGE;
		return -1;
	}
	if (sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0 ||
	    sanya_file_read(cli->arguments[0], &text, err) != 0 ||
	    sanya_people_import(&acting.act, cli->arguments[0], text.data, text.size, date, &counts, err) != 0)
		return -1;
	sanya_cli_print(cli, "%zu people: %zu new, %zu changed, %zu gone\n", counts.people, counts.added, counts.changed,
			counts.removed);
	if (cli->dry_run)
		sanya_cli_tell(cli, "Nothing was changed (--dry-run).\n");
	json = sanya_json_object();
	sanya_json_set_integer(json, "people", (int64_t)counts.people);
	sanya_json_set_integer(json, "added", (int64_t)counts.added);
	sanya_json_set_integer(json, "changed", (int64_t)counts.changed);
	sanya_json_set_integer(json, "removed", (int64_t)counts.removed);
	sanya_json_set(json, "dry_run", sanya_json_of_bool(cli->dry_run));
	sanya_cli_result(cli, json);
	return 0;
}

static int open_roster(struct sanya_cli *cli, struct sanya_acting *acting, struct sanya_roster *ret, int32_t *ret_date,
		       struct sanya_error *err)
{
	const char *on = sanya_cli_value(cli, "on");

	if (sanya_acting_open(cli, SANYA_STORE_READ, acting, err) != 0)
		return -1;
	*ret_date = sanya_date_of_seconds(acting->act.now);
	if (on != NULL && sanya_date_parse(on, strlen(on), ret_date, err) != 0) {
		err->code = SANYA_USAGE;
		return sanya_error_at(err, "--on", 0, 0);
	}
	return sanya_people_standing(acting->act.store, ret, err);
}

static void roles_text(const struct sanya_cli *cli, unsigned roles, struct sanya_buffer *out)
{
	for (unsigned role = SANYA_ROLE_EMPLOYEE; role <= SANYA_ROLE_ADMIN; role <<= 1)
		if ((roles & role) != 0)
			sanya_buffer_printf(out, "%s%s", out->size == 0 ? "" : ", ", sanya_cli_word(cli, sanya_role_word((enum sanya_role)role)));
}

static int run_list(struct sanya_cli *cli, struct sanya_error *err)
{
	static const char *const heads[] = { SANYA_N("Id"), SANYA_N("Name"), SANYA_N("Unit"), SANYA_N("Roles"), SANYA_N("Manager") };
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	struct sanya_json *list, *result;
	struct sanya_cli_table *table;
	int32_t date;

	sanya_roster_init(&roster);
	if (open_roster(cli, &acting, &roster, &date, err) != 0)
		return -1;
	table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);
	list = sanya_json_array();
	for (size_t i = 0; i < roster.count; i++) {
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer roles;
		const struct sanya_person *person = &roster.people[i];

		if (!sanya_person_employed(person, date) && !sanya_cli_flag(cli, "all"))
			continue;
		sanya_buffer_init(&roles, 256);
		roles_text(cli, person->roles, &roles);
		const char *const cells[] = { person->id, sanya_words_in(&person->name, cli->language), person->unit, roles.data,
					      sanya_person_manager(person, date) };

		sanya_cli_table_row(table, cells);
		if (cli->json)
			sanya_json_append(list, sanya_person_json(&roster, person, date, false));
	}
	sanya_cli_table_end(table);
	if (roster.count == 0)
		sanya_cli_tell(cli, "The roster is empty. Import one: sanya people import FILE\n");
	result = sanya_json_object();
	sanya_json_set(result, "people", list);
	sanya_cli_result(cli, result);
	return 0;
}

static void show_leave(struct sanya_cli *cli, const struct sanya_dates *leave)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer from, to;
	struct sanya_when first, last;

	sanya_buffer_init(&from, 16);
	sanya_buffer_init(&to, 16);
	sanya_date_format(leave->from, &from);
	sanya_date_format(leave->to, &to);
	sanya_cli_print(cli, "Leave: %s to %s\n", sanya_cli_when(cli, NULL, from.data, &first), sanya_cli_when(cli, NULL, to.data, &last));
}

static int run_show(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	const struct sanya_person *person;
	const char *manager;
	int32_t date;

	sanya_roster_init(&roster);
	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	if (open_roster(cli, &acting, &roster, &date, err) != 0 ||
	    sanya_roster_person(&roster, cli->arguments[0], &person, err) != 0)
		return -1;
	roles_text(cli, person->roles, &text);
	sanya_cli_print(cli, "%s %s\n", person->id, sanya_words_in(&person->name, cli->language));
	sanya_cli_print(cli, "Roles: %s\n", text.data);
	if (person->unit != NULL)
		sanya_cli_print(cli, "Unit: %s\n", person->unit);
	manager = sanya_person_manager(person, date);
	if (manager != NULL) {
		sanya_buffer_clear(&text);
		sanya_cli_person(cli, &roster, manager, &text);
		sanya_cli_print(cli, "Manager: %s\n", text.data);
	}
	if (!sanya_person_employed(person, date))
		sanya_cli_print(cli, "Not employed on this day.\n");
	for (size_t i = 0; i < person->leave_count; i++)
		show_leave(cli, &person->leave[i]);
	for (size_t i = 0; i < person->alias_count; i++)
		sanya_cli_print(cli, "In %s: %s\n", person->aliases[i].source, person->aliases[i].name);
	sanya_cli_result(cli, sanya_person_json(&roster, person, date, true));
	return 0;
}

static void show_branch(struct sanya_cli *cli, const struct sanya_json *branch)
{
	for (size_t i = 0; i < sanya_json_size(branch); i++) {
		const struct sanya_json *person = sanya_json_at(branch, i);
		int level = (int)sanya_json_get_integer(person, "level", 0);

		sanya_buffer_printf(&cli->out, "%*s%s %s\n", level * 2, "", sanya_json_get_text(person, "id"),
				    sanya_cli_words(cli, sanya_json_get(person, "name")));
		show_branch(cli, sanya_json_get(person, "reports"));
	}
}

static int run_tree(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	struct sanya_json *tree, *result;
	int32_t date;

	sanya_roster_init(&roster);
	if (open_roster(cli, &acting, &roster, &date, err) != 0)
		return -1;
	tree = sanya_people_tree(&roster, date);
	if (tree == NULL)
		return sanya_error_memory(err);
	if (!cli->json)
		show_branch(cli, tree);
	result = sanya_json_object();
	sanya_json_set(result, "people", tree);
	sanya_cli_result(cli, result);
	return 0;
}

static const struct sanya_cli_option on_options[] = {
	{ "on", "DATE", SANYA_OPTION_VALUE, SANYA_N("As it was on this day; today without it.") },
	{ NULL, NULL, SANYA_OPTION_FLAG, NULL },
};
static const struct sanya_cli_option list_options[] = {
	{ "on", "DATE", SANYA_OPTION_VALUE, SANYA_N("As it was on this day; today without it.") },
	{ "all", NULL, SANYA_OPTION_FLAG, SANYA_N("Also people who are not employed on this day.") },
	{ NULL, NULL, SANYA_OPTION_FLAG, NULL },
};

static const struct sanya_cli_option import_options[] = {
	{ "from", "DATE", SANYA_OPTION_VALUE, SANYA_N("The first day of those who have another manager now. Without it: today.") },
	{ NULL, NULL, SANYA_OPTION_FLAG, NULL },
};

const struct sanya_command sanya_command_people_import = {
	.name = "people import",
	.arguments = "FILE",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS | SANYA_COMMAND_REASON,
	.help = SANYA_N("Replace the roster by the one in a file (CSV or JSON)."),
	.details = SANYA_N("Columns of a CSV file: id, name_th, name_en, manager, roles, unit, payroll, email, employed_from, employed_to, "
			   "leave (whole days such as 2026-08-03 or 2026-07-10/2026-07-12), "
			   "and alias:SOURCE for each source, several joined by \";\". A CSV file says who leads whom now: whoever has "
			   "another manager than before has moved, today or on the day of --from, and was under the old one until then. JSON "
			   "(sanya.roster/1) can date reporting lines and aliases itself. HR and administrators may import; the first roster may be "
			   "brought by anybody."),
	.examples = "sanya people import roster.csv --as E0110\n"
		    "sanya people import roster.csv --from 2026-08-16 --as E0110",
	.options = import_options,
	.run = run_import,
};

const struct sanya_command sanya_command_people_list = {
	.name = "people list",
	.arguments = "",
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("List the people of the roster."),
	.examples = "sanya people list",
	.options = list_options,
	.run = run_list,
};

const struct sanya_command sanya_command_people_show = {
	.name = "people show",
	.arguments = "PERSON",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Show one person: roles, manager, names in the sources."),
	.examples = "sanya people show E1024",
	.options = on_options,
	.run = run_show,
};

const struct sanya_command sanya_command_people_tree = {
	.name = "people tree",
	.arguments = "",
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Show the reporting line from the top down."),
	.examples = "sanya people tree --on 2026-07-01",
	.options = on_options,
	.run = run_tree,
};
