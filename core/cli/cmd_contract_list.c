/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya contract list and diff: the contracts of the home, and what changed between two revisions.
 */
#include "acting.h"
#include "words.h"

#include "../app/people.h"
#include "../base/time.h"

static void list_contract(struct sanya_cli *cli, const struct sanya_roster *roster, const struct sanya_json *row,
			  struct sanya_cli_table *table)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer employee, manager, period, state;
	const struct sanya_json *amendment = sanya_json_get(row, "amendment");
	struct sanya_when from, to;
	char revision[32];

	sanya_buffer_init(&employee, SANYA_TEXT_MAX);
	sanya_buffer_init(&manager, SANYA_TEXT_MAX);
	sanya_buffer_init(&period, 64);
	sanya_buffer_init(&state, 256);
	sanya_cli_person(cli, roster, sanya_json_get_text(row, "employee"), &employee);
	sanya_cli_person(cli, roster, sanya_json_get_text(row, "manager"), &manager);
	if (sanya_json_get_text(row, "from") != NULL && sanya_json_get_text(row, "to") != NULL)
		sanya_buffer_printf(&period, "%s – %s", sanya_cli_when(cli, NULL, sanya_json_get_text(row, "from"), &from),
				    sanya_cli_when(cli, NULL, sanya_json_get_text(row, "to"), &to));
	snprintf(revision, sizeof(revision), "%lld", (long long)sanya_json_get_integer(row, "revision", 0));
	sanya_buffer_text(&state, sanya_cli_say(cli, sanya_json_get_text(row, "state")));
	if (sanya_json_type(amendment) == SANYA_JSON_OBJECT)
		sanya_buffer_printf(&state, sanya_cli_say(cli, SANYA_N(", amendment %s")),
				    sanya_cli_say(cli, sanya_json_get_text(amendment, "state")));
	const char *const cells[] = { sanya_json_get_text(row, "number"), state.data,
				      revision, employee.data, manager.data, period.data };

	sanya_cli_table_row(table, cells);
}

static int run_list(struct sanya_cli *cli, struct sanya_error *err)
{
	static const char *const heads[] = { SANYA_N("Number"), SANYA_N("State"), SANYA_N("Revision"), SANYA_N("Employee"),
					     SANYA_N("Manager"), SANYA_N("Period") };
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	struct sanya_contract_filter filter = { .person = sanya_cli_value(cli, "person"), .state = -1 };
	const char *state = sanya_cli_value(cli, "state");
	struct sanya_cli_table *table;
	const struct sanya_json *list;
	struct sanya_json *json;

	sanya_roster_init(&roster);
	if (state != NULL && (filter.state = sanya_state_of(state)) < 0) {
		sanya_error_set(err, SANYA_USAGE, "\"%s\" is no state of a contract", state);
		return sanya_error_next(err, "states are draft, proposed, countered, agreed, signed-by-one, active, in-review, …");
	}
	if (sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0 ||
	    sanya_people_standing(acting.act.store, &roster, err) != 0 ||
	    sanya_contract_list(acting.act.store, &filter, &json, err) != 0)
		return -1;
	list = sanya_json_get(json, "contracts");
	table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);
	sanya_cli_table_right(table, 1u << 2);
	for (size_t i = 0; i < sanya_json_size(list); i++)
		list_contract(cli, &roster, sanya_json_at(list, i), table);
	sanya_cli_table_end(table);
	if (sanya_json_size(list) == 0)
		sanya_cli_tell(cli, "There are no such contracts. A first one: sanya contract new --help\n");
	sanya_cli_result(cli, json);
	return 0;
}

static int read_revision(struct sanya_store *store, const struct sanya_contract_row *row, int64_t revision,
			 struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = NULL;

	if (sanya_contract_show(store, row->number, revision, &json, err) != 0)
		return -1;
	*ret = sanya_json_copy(sanya_json_get(json, "document"));
	return *ret == NULL ? sanya_error_memory(err) : 0;
}

static int take_revision(const char *given, int64_t *ret, struct sanya_error *err)
{
	if (sanya_text_integer(given, strlen(given), ret, err) == 0 && *ret >= 1)
		return 0;
	sanya_error_clear(err);
	return sanya_error_set(err, SANYA_USAGE, "a revision is a number from 1 on, not \"%s\"", given);
}

struct before {
	int64_t newest, in_force;
};

static int take_in_force(void *context, const struct sanya_revision_row *row, struct sanya_error *err)
{
	struct before *before = context;

	(void)err;
	if (row->in_force_at != SANYA_NO_INSTANT && row->revision < before->newest)
		before->in_force = row->revision;
	return 0;
}

/* What the newest revision is compared with: the one in force before it, else the one written before it. */
static int before_newest(struct sanya_store *store, const struct sanya_contract_row *row, int64_t *ret, struct sanya_error *err)
{
	struct before before = { .newest = row->newest };

	if (sanya_revisions_each(store, row->number, 0, take_in_force, &before, err) != 0)
		return -1;
	*ret = before.in_force > 0 ? before.in_force : row->newest > 1 ? row->newest - 1 : 1;
	return 0;
}

static int run_diff(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *before = NULL;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *after = NULL;
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_contract_row row;
	struct sanya_json *changes, *result;
	int64_t from, to;

	sanya_arena_init(&arena);
	if (sanya_acting_open(cli, SANYA_STORE_READ, &acting, err) != 0 ||
	    sanya_contract_find(acting.act.store, cli->arguments[0], &arena, &row, err) != 0)
		return -1;
	to = row.newest;
	if (before_newest(acting.act.store, &row, &from, err) != 0)
		return -1;
	if (cli->argument_count > 1 && take_revision(cli->arguments[1], &from, err) != 0)
		return -1;
	if (cli->argument_count > 2 && take_revision(cli->arguments[2], &to, err) != 0)
		return -1;
	if (read_revision(acting.act.store, &row, from, &before, err) != 0 ||
	    read_revision(acting.act.store, &row, to, &after, err) != 0)
		return -1;
	changes = sanya_contract_diff(before, after, cli->catalogue);
	for (size_t i = 0; i < sanya_json_size(changes) && !cli->json; i++)
		sanya_buffer_printf(&cli->out, "%s\n", sanya_json_get_text(sanya_json_at(changes, i), "words"));
	if (sanya_json_size(changes) == 0)
		sanya_cli_tell(cli, "Revisions %lld and %lld say the same.\n", (long long)from, (long long)to);
	result = sanya_json_object();
	sanya_json_set_text(result, "number", row.number);
	sanya_json_set_integer(result, "from", from);
	sanya_json_set_integer(result, "to", to);
	sanya_json_set(result, "changes", changes);
	sanya_cli_result(cli, result);
	return 0;
}

static const struct sanya_cli_option list_options[] = {
	{ "person", "PERSON", SANYA_OPTION_VALUE, SANYA_N("Only contracts of this employee or manager.") },
	{ "state", "STATE", SANYA_OPTION_VALUE, SANYA_N("Only contracts in this state.") },
	{ NULL, NULL, SANYA_OPTION_FLAG, NULL },
};

const struct sanya_command sanya_command_contract_list = {
	.name = "contract list",
	.arguments = "",
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("List contracts and where they stand."),
	.examples = "sanya contract list\n"
		    "sanya contract list --person E0310 --state active",
	.options = list_options,
	.run = run_list,
};

const struct sanya_command sanya_command_contract_diff = {
	.name = "contract diff",
	.arguments = "NUMBER [FROM [TO]]",
	.least = 1,
	.most = 3,
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Say what changed between two revisions; without numbers, what the newest changes."),
	.examples = "sanya contract diff SQ-2026-0017\n"
		    "sanya contract diff SQ-2026-0017 1 3",
	.run = run_diff,
};
