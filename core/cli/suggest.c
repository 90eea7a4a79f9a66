/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "Did you mean": the command or option closest to what was typed.
 * Only suggests; nothing is ever run that was not asked for.
 */
#include "parse.h"
#include "../base/text.h"

/* The first word of a command's name, copied into `word`; returns its second word or NULL. */
static const char *split(const char *name, char word[64])
{
	const char *space = strchr(name, ' ');
	size_t size = space != NULL ? (size_t)(space - name) : strlen(name);

	if (size > 63)
		size = 63;
	memcpy(word, name, size);
	word[size] = '\0';
	return space != NULL ? space + 1 : NULL;
}

bool sanya_cli_in_group(const struct sanya_command *command, const char *group)
{
	char word[64];

	return split(command->name, word) != NULL && strcmp(word, group) == 0;
}

bool sanya_cli_is_group(const char *word)
{
	for (size_t i = 0; i < sanya_command_count; i++) {
		if (sanya_cli_in_group(sanya_commands[i], word))
			return true;
	}
	return false;
}

const struct sanya_command *sanya_cli_find(const char *first, const char *second)
{
	for (size_t i = 0; i < sanya_command_count; i++) {
		char word[64];
		const char *rest = split(sanya_commands[i]->name, word);

		if (strcmp(word, first) != 0 || (rest == NULL) != (second == NULL))
			continue;
		if (rest == NULL || strcmp(rest, second) == 0)
			return sanya_commands[i];
	}
	return NULL;
}

/* Mistakes that a word of this length may hold and still be recognised. */
static unsigned tolerance(const char *word)
{
	size_t size = strlen(word);

	return size <= 2 ? 0 : size <= 4 ? 1 : size <= 7 ? 2 : 3;
}

const struct sanya_command *sanya_cli_guess(const char *first, const char *second)
{
	const struct sanya_command *best = NULL;
	unsigned best_score = UINT32_MAX;

	/* Turned round: "list contract". */
	if (second != NULL && sanya_cli_find(second, first) != NULL)
		return sanya_cli_find(second, first);

	for (size_t i = 0; i < sanya_command_count; i++) {
		char word[64];
		const char *rest = split(sanya_commands[i]->name, word);
		unsigned far = sanya_text_distance(first, word);

		if (far > tolerance(first))
			continue;

		/* The first word decides; among its commands the second, where one was typed, else "list". */
		unsigned score = far * 100;

		if (rest != NULL) {
			unsigned gap = second != NULL ? sanya_text_distance(second, rest) : 9;

			if (second != NULL && gap <= tolerance(second))
				score += gap;
			else
				score += strcmp(rest, "list") == 0 ? 20 : 30;
		}
		if (score < best_score) {
			best_score = score;
			best = sanya_commands[i];
		}
	}
	return best;
}

struct option_guess {
	const char *name;
	const struct sanya_cli_option *best;
	unsigned distance;
};

static void consider(const struct sanya_cli_option *option, void *data)
{
	struct option_guess *guess = data;
	unsigned far = sanya_text_distance(guess->name, option->name);

	if (far < guess->distance) {
		guess->distance = far;
		guess->best = option;
	}
}

const struct sanya_cli_option *sanya_cli_guess_option(const struct sanya_command *command, const char *name)
{
	struct option_guess guess = {.name = name, .distance = tolerance(name) + 1};

	if (command != NULL)
		sanya_cli_options_each(command, consider, &guess);
	for (const struct sanya_cli_option *o = sanya_cli_global_options; o->name != NULL; o++)
		consider(o, &guess);
	return guess.best;
}
