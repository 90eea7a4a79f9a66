/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the demo's script (its language is in demo_steps.h).
 * Knows nothing of what the commands do.
 */
#include "demo_steps.h"

struct script {
	const char *name;
	struct sanya_arena *arena;
	struct sanya_demo_step *steps;
	size_t count, room;
	unsigned long line;
};

static int bad(const struct script *script, struct sanya_error *err, const char *reason)
{
	sanya_error_set(err, SANYA_FAILED, "%s", reason);
	return sanya_error_at(err, script->name, script->line, 0);
}

/* Words of a command: blanks separate, "…" joins.  `text` is cut up in place. */
static int split(const struct script *script, char *text, char ***ret, struct sanya_error *err)
{
	char **words = sanya_arena_array(script->arena, SANYA_STEP_WORDS_MAX + 1, sizeof(*words));
	size_t count = 0;

	if (words == NULL)
		return sanya_error_memory(err);
	for (;;) {
		char *to;
		bool quoted = false;

		while (*text == ' ')
			text++;
		if (*text == '\0')
			break;
		if (count == SANYA_STEP_WORDS_MAX)
			return bad(script, err, "the command has too many words");
		words[count++] = to = text;
		for (; *text != '\0' && (quoted || *text != ' '); text++) {
			if (*text == '"')
				quoted = !quoted;
			else
				*to++ = *text;
		}
		if (quoted)
			return bad(script, err, "a quote is never closed");
		if (*text != '\0')
			text++;
		*to = '\0';
	}
	words[count] = NULL;
	*ret = words;
	return 0;
}

/* Take "< FILE" or "> FILE" off the end of the words. */
static const char *take_file(char **words, const char *sign)
{
	size_t count = 0;

	while (words[count] != NULL)
		count++;
	if (count < 2 || strcmp(words[count - 2], sign) != 0)
		return NULL;
	words[count - 2] = NULL;
	return words[count - 1];
}

static int read_command(struct script *script, struct sanya_demo_step *step, const char *text, struct sanya_error *err)
{
	char *copy = sanya_arena_text(script->arena, text);

	step->text = sanya_arena_text(script->arena, text);
	if (copy == NULL || step->text == NULL)
		return sanya_error_memory(err);
	if (split(script, copy, &step->words, err) != 0)
		return -1;
	if (step->words[0] == NULL)
		return bad(script, err, "there is no command");
	if (strcmp(step->words[0], "sanya") != 0 && strcmp(step->words[0], "ssh-keygen") != 0)
		return bad(script, err, "a command starts with sanya or ssh-keygen");
	step->output = take_file(step->words, ">");
	step->input = take_file(step->words, "<");
	return 0;
}

static int read_each(struct script *script, struct sanya_demo_step *step, char *text, struct sanya_error *err)
{
	char *colon = strstr(text, " : ");

	if (colon == NULL)
		return bad(script, err, "a line for each word needs \" : \" before its command");
	*colon = '\0';
	if (split(script, text, &step->each, err) != 0)
		return -1;
	return read_command(script, step, colon + 3, err);
}

static int read_line(struct script *script, char *line, struct sanya_error *err)
{
	struct sanya_demo_step *step = &script->steps[script->count], *before = script->count > 0 ? step - 1 : NULL;
	char *text = line + 2, *end;

	if (line[0] == '\0' || line[0] == ';')
		return 0;
	if (line[1] != ' ')
		return bad(script, err, "a line starts with # = @ $ & > ? or * and a blank");
	if (line[0] == '=') {
		if (before == NULL || before->kind != SANYA_STEP_HEADING)
			return bad(script, err, "a Thai heading stands below its English one");
		before->heading.th = text;
		return 0;
	}
	*step = (struct sanya_demo_step){ .line = script->line };
	script->count++;
	switch (line[0]) {
	case '#':
		step->kind = SANYA_STEP_HEADING;
		step->heading.en = text;
		return 0;
	case '@':
		step->kind = SANYA_STEP_CLOCK;
		step->text = text;
		return 0;
	case '$':
	case '&':
		step->kind = SANYA_STEP_SHOW;
		step->whole = line[0] == '&';
		return read_command(script, step, text, err);
	case '>':
		step->kind = SANYA_STEP_SILENT;
		return read_command(script, step, text, err);
	case '?':
		step->kind = SANYA_STEP_SHOW;
		step->exit_code = (int)strtol(text, &end, 10);
		if (end == text || *end != ' ')
			return bad(script, err, "an expected exit code is a number, then the command");
		return read_command(script, step, end + 1, err);
	case '*':
		step->kind = SANYA_STEP_EACH;
		return read_each(script, step, text, err);
	default:
		return bad(script, err, "a line starts with # = @ $ & > ? or * and a blank");
	}
}

int sanya_demo_parse(const char *name, const char *text, size_t size, struct sanya_arena *arena,
		     struct sanya_demo_step **ret, size_t *ret_count, struct sanya_error *err)
{
	struct script script = { .name = name, .arena = arena };
	char *copy = sanya_arena_copy(arena, text, size), *next;
	size_t lines = 1;

	for (size_t i = 0; i < size; i++)
		lines += text[i] == '\n';
	script.steps = sanya_arena_array(arena, lines, sizeof(*script.steps));
	if (copy == NULL || script.steps == NULL)
		return sanya_error_memory(err);
	for (; copy != NULL; copy = next) {
		next = strchr(copy, '\n');
		if (next != NULL)
			*next++ = '\0';
		script.line++;
		if (read_line(&script, copy, err) != 0)
			return -1;
	}
	*ret = script.steps;
	*ret_count = script.count;
	return 0;
}
