/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya key new, enrol, revoke and list: whose signature counts, and from when until when.
 */
#include "../app/key.h"
#include "at_home.h"

static int run_new(struct sanya_cli *cli, struct sanya_error *err)
{
	const char *path = cli->arguments[0], *comment = sanya_cli_value(cli, "comment");
	struct sanya_key_change made;
	struct sanya_json *result;

	if (sanya_key_new(path, comment == NULL ? "sanya" : comment, !sanya_cli_flag(cli, "no-passphrase"), &made, err) != 0)
		return -1;
	result = sanya_json_object();
	sanya_json_set_text(result, "key", path);
	sanya_json_set_text(result, "fingerprint", made.fingerprint);
	sanya_cli_result(cli, result);
	sanya_cli_print(cli, SANYA_N("%s  %s\n"), path, made.fingerprint);
	sanya_cli_tell(cli, SANYA_N("Show %s.pub to HR, who runs:  sanya key enrol PERSON --key %s.pub\n"), path, path);
	return 0;
}

static int finish(struct sanya_cli *cli, const struct sanya_key_change *change, const char *what)
{
	struct sanya_json *result = sanya_json_object();

	sanya_json_set_text(result, "person", change->person);
	sanya_json_set_text(result, "fingerprint", change->fingerprint[0] == '\0' ? NULL : change->fingerprint);
	sanya_json_set_integer(result, "event", (int64_t)change->sequence);
	sanya_json_set(result, "dry_run", sanya_json_of_bool(cli->dry_run));
	sanya_cli_result(cli, result);
	sanya_cli_print(cli, "%s  %s  %s\n", change->person, sanya_cli_say(cli, what),
			change->fingerprint[0] == '\0' ? sanya_cli_say(cli, SANYA_N("all keys")) : change->fingerprint);
	if (cli->dry_run)
		sanya_cli_tell(cli, SANYA_N("Only tried: nothing was kept.\n"));
	return 0;
}

static int run_enrol(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_home_close) struct sanya_home home = { .store = NULL };
	struct sanya_key_change change;
	struct sanya_act act;

	if (cli->key == NULL) {
		sanya_error_set(err, SANYA_USAGE, "the public key is missing");
		return sanya_error_next(err, "sanya key enrol %s --key FILE.pub", cli->arguments[0]);
	}
	if (sanya_cli_home(cli, SANYA_STORE_WRITE, &home, err) != 0)
		return -1;
	act = sanya_cli_act(cli, &home);
	if (sanya_key_enrol(&act, cli->arguments[0], cli->key, &change, err) != 0)
		return -1;
	return finish(cli, &change, SANYA_N("enrolled"));
}

static int run_revoke(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_home_close) struct sanya_home home = { .store = NULL };
	struct sanya_key_change change;
	struct sanya_act act;

	if (sanya_cli_home(cli, SANYA_STORE_WRITE, &home, err) != 0)
		return -1;
	act = sanya_cli_act(cli, &home);
	if (sanya_key_revoke(&act, cli->arguments[0], sanya_cli_value(cli, "fingerprint"), &change, err) != 0)
		return -1;
	return finish(cli, &change, SANYA_N("revoked"));
}

static int list_signers(struct sanya_cli *cli, struct sanya_store *store, const char *person, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer lines;
	struct sanya_json *result;

	sanya_buffer_init(&lines, SANYA_OUTPUT_MAX);
	if (sanya_key_allowed_signers(store, person, &lines, err) != 0)
		return -1;
	result = sanya_json_object();
	sanya_json_set_text(result, "allowed_signers", lines.data);
	sanya_cli_result(cli, result);
	if (!cli->json)
		sanya_buffer_text(&cli->out, lines.data);
	return 0;
}

static void show_keys(struct sanya_cli *cli, const struct sanya_json *keys)
{
	static const char *const heads[] = { SANYA_N("Person"), SANYA_N("Key"), SANYA_N("Enrolled"), SANYA_N("Revoked") };
	struct sanya_cli_table *table = sanya_cli_table_new(cli, SANYA_COUNT(heads), heads);

	for (size_t i = 0; i < sanya_json_size(keys); i++) {
		const struct sanya_json *key = sanya_json_at(keys, i);
		const char *revoked = sanya_json_get_text(key, "revoked");
		const char *const cells[] = { sanya_json_get_text(key, "person"), sanya_json_get_text(key, "fingerprint"),
					      sanya_json_get_text(key, "enrolled"), revoked == NULL ? "" : revoked };

		sanya_cli_table_row(table, cells);
	}
	sanya_cli_table_end(table);
}

static int run_list(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_home_close) struct sanya_home home = { .store = NULL };
	const char *person = cli->argument_count > 0 ? cli->arguments[0] : NULL;
	struct sanya_json *result, *keys;

	if (sanya_cli_home(cli, SANYA_STORE_READ, &home, err) != 0)
		return -1;
	if (sanya_cli_flag(cli, "allowed-signers"))
		return list_signers(cli, home.store, person, err);
	if (sanya_key_list(home.store, person, &keys, err) != 0)
		return -1;
	if (!cli->json)
		show_keys(cli, keys);
	result = sanya_json_object();
	sanya_json_set(result, "keys", keys);
	sanya_cli_result(cli, result);
	return 0;
}

static const struct sanya_cli_option new_options[] = {
	{ .name = "comment", .value = "TEXT", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("What the public key's line ends with.") },
	{ .name = "no-passphrase", .kind = SANYA_OPTION_FLAG, .help = SANYA_N("Do not protect the key: for trying things out.") },
	{ .name = NULL },
};
const struct sanya_command sanya_command_key_new = {
	.name = "key new",
	.arguments = "FILE",
	.least = 1,
	.most = 1,
	.help = SANYA_N("Make an Ed25519 key pair with ssh-keygen: FILE and FILE.pub."),
	.details = SANYA_N("ssh-keygen asks for the passphrase on the terminal. Any Ed25519 key that you have already will do as well."),
	.examples = "sanya key new ~/.ssh/sanya",
	.options = new_options,
	.run = run_new,
};

const struct sanya_command sanya_command_key_enrol = {
	.name = "key enrol",
	.arguments = "PERSON",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS | SANYA_COMMAND_SIGNS,
	.help = SANYA_N("Record that a public key is this person's (HR and administrators)."),
	.details = SANYA_N("Enrol a key only after you have seen the person and compared the fingerprint with them."),
	.examples = "sanya key enrol E1024 --key somchai.pub --as E0001",
	.run = run_enrol,
};

static const struct sanya_cli_option revoke_options[] = {
	{ .name = "fingerprint", .value = "SHA256:…", .kind = SANYA_OPTION_VALUE, .help = SANYA_N("Only this key; without it all keys of the person.") },
	{ .name = NULL },
};
const struct sanya_command sanya_command_key_revoke = {
	.name = "key revoke",
	.arguments = "PERSON",
	.least = 1,
	.most = 1,
	.flags = SANYA_COMMAND_HOME | SANYA_COMMAND_WRITES | SANYA_COMMAND_ACTS | SANYA_COMMAND_REASON,
	.help = SANYA_N("End a person's key; what it signed before stays valid."),
	.examples = "sanya key revoke E1024 --reason \"laptop lost\" --as E1024",
	.options = revoke_options,
	.run = run_revoke,
};

static const struct sanya_cli_option list_options[] = {
	{ .name = "allowed-signers", .kind = SANYA_OPTION_FLAG, .help = SANYA_N("As the file that ssh-keygen -Y verify reads.") },
	{ .name = NULL },
};
const struct sanya_command sanya_command_key_list = {
	.name = "key list",
	.arguments = "[PERSON]",
	.most = 1,
	.flags = SANYA_COMMAND_HOME,
	.help = SANYA_N("Show enrolled keys, or print them for ssh-keygen."),
	.examples = "sanya key list\n"
		    "sanya key list --allowed-signers > allowed_signers\n"
		    "ssh-keygen -Y verify -f allowed_signers -I E1024 -n accept@sanya -s contract.json.sig < contract.json",
	.options = list_options,
	.run = run_list,
};
