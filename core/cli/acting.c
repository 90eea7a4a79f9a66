/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The common part of commands that work on a home, and the words in which a change is told.
 * Decides nothing about who may do what.
 */
#include "acting.h"

int sanya_acting_open(const struct sanya_cli *cli, enum sanya_store_mode mode, struct sanya_acting *ret, struct sanya_error *err)
{
	sanya_lookup_init(&ret->lookup, cli->settings, cli->home);
	if (sanya_cli_home(cli, mode, &ret->home, err) != 0)
		return -1;
	ret->act = sanya_cli_act(cli, &ret->home);
	return 0;
}

void sanya_acting_close(struct sanya_acting *acting)
{
	sanya_lookup_done(&acting->lookup);
	sanya_home_close(&acting->home);
}

int sanya_cli_list(const struct sanya_cli *cli, const char *option, const char *ret[SANYA_MANY_MAX + 1], struct sanya_error *err)
{
	size_t count = 0;

	while (count < SANYA_MANY_MAX && (ret[count] = sanya_cli_many(cli, option, count)) != NULL)
		count++;
	ret[count] = NULL;
	if (sanya_cli_many(cli, option, count) == NULL)
		return 0;
	sanya_error_set(err, SANYA_USAGE, "more than %d times --%s", SANYA_MANY_MAX, option);
	return sanya_error_next(err, "write the whole document and hand it in as a file");
}

void sanya_cli_change(struct sanya_cli *cli, const struct sanya_acting *acting, const struct sanya_change *change)
{
	if (change->amendment && change->from == SANYA_STATE_NONE)
		sanya_cli_print(cli, "%s: amendment %s, revision %lld\n", change->number,
				sanya_cli_say(cli, sanya_state_word(change->to)), (long long)change->revision);
	else if (change->amendment)
		sanya_cli_print(cli, "%s: amendment %s → %s, revision %lld\n", change->number,
				sanya_cli_say(cli, sanya_state_word(change->from)), sanya_cli_say(cli, sanya_state_word(change->to)),
				(long long)change->revision);
	else if (change->from == SANYA_STATE_NONE)
		sanya_cli_print(cli, "%s: %s, revision %lld\n", change->number, sanya_cli_say(cli, sanya_state_word(change->to)),
				(long long)change->revision);
	else
		sanya_cli_print(cli, "%s: %s → %s, revision %lld\n", change->number,
				sanya_cli_say(cli, sanya_state_word(change->from)), sanya_cli_say(cli, sanya_state_word(change->to)),
				(long long)change->revision);
	if (acting->act.dry_run)
		sanya_cli_tell(cli, "Nothing was changed (--dry-run).\n");
	sanya_cli_result(cli, sanya_change_json(&acting->act, change));
}

const char *sanya_cli_words(const struct sanya_cli *cli, const struct sanya_json *words)
{
	struct sanya_words both = { .th = sanya_json_get_text(words, "th"), .en = sanya_json_get_text(words, "en") };

	return sanya_words_in(&both, cli->language);
}

void sanya_cli_person(const struct sanya_cli *cli, const struct sanya_roster *roster, const char *id, struct sanya_buffer *out)
{
	const struct sanya_person *person = id == NULL ? NULL : sanya_roster_find(roster, id);

	sanya_buffer_text(out, id == NULL ? "" : id);
	if (person != NULL)
		sanya_buffer_printf(out, " %s", sanya_words_in(&person->name, cli->language));
}
