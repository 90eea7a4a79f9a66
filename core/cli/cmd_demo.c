/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya demo: copies the made-up company into a folder and runs the whole way of a quarter there, by the same commands that
 * people type, each in a process of its own, on the dates the script names (SANYA_NOW).
 */
#include "../app/settings.h"
#include "cli.h"
#include "../base/file.h"
#include "../base/time.h"
#include "demo_steps.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LINES_SHOWN 14u
#define OUTPUT_KEPT (1u << 20)

extern char **environ;

struct demo {
	struct sanya_cli *cli;
	const char *folder;
	char clock[64];
	unsigned commands;
	struct sanya_buffer output; /* of the last command */
};

/* Copy one folder of the example company, and the folders in it. */
static int copy_folder(const char *from, const char *to, struct sanya_error *err)
{
	char **names;
	size_t count;
	int result = 0;

	if (sanya_folder_make(to, 0755, err) != 0 || sanya_folder_names(from, &names, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count && result == 0; i++) {
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer source, target, bytes;
		struct stat status;

		sanya_buffer_init(&source, SANYA_PATH_MAX);
		sanya_buffer_init(&target, SANYA_PATH_MAX);
		sanya_buffer_init(&bytes, SANYA_DOCUMENT_MAX);
		sanya_buffer_printf(&source, "%s/%s", from, names[i]);
		sanya_buffer_printf(&target, "%s/%s", to, names[i]);
		if (sanya_buffer_check(&source, "path", err) != 0 || sanya_buffer_check(&target, "path", err) != 0)
			result = -1;
		else if (stat(source.data, &status) != 0)
			result = sanya_error_errno(err, errno, "cannot look at %s", source.data);
		else if (S_ISDIR(status.st_mode))
			result = copy_folder(source.data, target.data, err);
		else if (sanya_file_read(source.data, &bytes, err) != 0 ||
			 sanya_file_write(target.data, bytes.data, bytes.size, 0644, err) != 0)
			result = -1;
	}
	sanya_folder_names_free(names);
	return result;
}

/* The environment of a command: ours without what the demo decides, then that. */
static char **environment(struct sanya_arena *arena, const struct demo *demo)
{
	static const char *const ours[] = { "SANYA_NOW=", "SANYA_HOME=", "SANYA_AS=", "SSH_AUTH_SOCK=" };
	size_t count = 0, kept = 0;
	char **list;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer now;

	while (environ[count] != NULL)
		count++;
	list = sanya_arena_array(arena, count + 3, sizeof(*list));
	sanya_buffer_init(&now, 128);
	sanya_buffer_printf(&now, "SANYA_NOW=%s", demo->clock);
	if (list == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		bool drop = false;

		for (size_t k = 0; k < SANYA_COUNT(ours); k++)
			drop = drop || strncmp(environ[i], ours[k], strlen(ours[k])) == 0;
		if (!drop)
			list[kept++] = environ[i];
	}
	list[kept++] = sanya_arena_text(arena, "SANYA_HOME=home");
	if (demo->clock[0] != '\0')
		list[kept++] = sanya_arena_text(arena, now.data);
	list[kept] = NULL;
	return list;
}

/* The child's standard output goes to a file of the step's, where it names one, and else into the pipe like its messages. */
static int start(struct demo *demo, char *const *words, const struct sanya_demo_step *step, int pipe, pid_t *ret,
		 struct sanya_error *err)
{
	struct sanya_arena arena;
	posix_spawn_file_actions_t actions;
	bool ours = strcmp(words[0], "sanya") == 0;
	const char *program = ours ? demo->cli->settings->program : words[0];
	char language[] = "--lang=th", *spoken[SANYA_STEP_WORDS_MAX + 2];
	char **env;
	int code;

	sanya_arena_init(&arena);
	env = environment(&arena, demo);
	if (ours && demo->cli->language == SANYA_THAI) { /* the story is told in the reader's language throughout */
		size_t count = 0;

		spoken[0] = words[0];
		spoken[1] = language;
		while (words[count] != NULL)
			count++;
		memcpy(&spoken[2], &words[1], count * sizeof(*spoken));
		words = spoken;
	}
	code = env == NULL ? ENOMEM : posix_spawn_file_actions_init(&actions);
	if (code == 0) {
		code = posix_spawn_file_actions_addchdir_np(&actions, demo->folder);
		if (code == 0)
			code = posix_spawn_file_actions_addopen(&actions, 0, step->input != NULL ? step->input : "/dev/null", O_RDONLY, 0);
		if (code == 0 && step->output != NULL)
			code = posix_spawn_file_actions_addopen(&actions, 1, step->output, O_WRONLY | O_CREAT | O_TRUNC, 0644);
		else if (code == 0)
			code = posix_spawn_file_actions_adddup2(&actions, pipe, 1);
		if (code == 0)
			code = posix_spawn_file_actions_adddup2(&actions, pipe, 2);
		if (code == 0)
			code = posix_spawnp(ret, program, &actions, NULL, words, env);
		posix_spawn_file_actions_destroy(&actions);
	}
	sanya_arena_done(&arena);
	return code == 0 ? 0 : sanya_error_errno(err, code, "cannot start %s", program);
}

/* Run one command to its end; its output is in demo->output. */
static int run(struct demo *demo, char *const *words, const struct sanya_demo_step *step, int *ret_exit, struct sanya_error *err)
{
	char bytes[8192];
	int ends[2], status;
	pid_t pid = -1;
	ssize_t got;

	sanya_buffer_clear(&demo->output);
	if (pipe2(ends, O_CLOEXEC) != 0)
		return sanya_error_errno(err, errno, "cannot make a pipe");
	if (start(demo, words, step, ends[1], &pid, err) != 0) {
		close(ends[0]);
		close(ends[1]);
		return -1;
	}
	close(ends[1]);
	while ((got = read(ends[0], bytes, sizeof(bytes))) > 0 || (got < 0 && errno == EINTR))
		if (got > 0)
			sanya_buffer_add(&demo->output, bytes, (size_t)got);
	close(ends[0]);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return sanya_error_errno(err, errno, "cannot wait for a command");
	demo->commands++;
	*ret_exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return 0;
}

static void show_output(struct demo *demo, unsigned most)
{
	const char *line = demo->output.data;
	unsigned shown = 0, left = 0;

	while (*line != '\0') {
		const char *end = strchr(line, '\n');
		size_t size = end != NULL ? (size_t)(end - line) : strlen(line);

		if (shown < most) {
			sanya_cli_print(demo->cli, "    %.*s\n", (int)size, line);
			shown++;
		} else {
			left++;
		}
		line += size + (end != NULL);
	}
	if (left > 0)
		sanya_cli_print(demo->cli, "    … %u more lines\n", left);
}

/* A step that did not end as the script says: the demo stops there, with the command's own words. */
static int refused(struct demo *demo, const struct sanya_demo_step *step, const char *command, int exit_code,
		   struct sanya_error *err)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;

	show_output(demo, UINT_MAX);
	if (!demo->cli->json)
		(void)!sanya_cli_flush(demo->cli, &ignored);
	sanya_error_set(err, SANYA_FAILED, "the demo's command ended with %d instead of %d: %s", exit_code, step->exit_code,
			command);
	sanya_error_at(err, "demo.steps", step->line, 0);
	return sanya_error_next(err, "cd %s && SANYA_HOME=home SANYA_NOW=%s %s", demo->folder, demo->clock, command);
}

static int run_step(struct demo *demo, const struct sanya_demo_step *step, struct sanya_error *err)
{
	int exit_code;

	if (step->kind == SANYA_STEP_SHOW)
		sanya_cli_print(demo->cli, "  $ %s\n", step->text);
	if (run(demo, step->words, step, &exit_code, err) != 0)
		return -1;
	if (exit_code != step->exit_code)
		return refused(demo, step, step->text, exit_code, err);
	if (step->kind == SANYA_STEP_SHOW)
		show_output(demo, step->whole ? UINT_MAX : LINES_SHOWN);
	return 0;
}

/* What stands for a mark: {} the whole value, {1} its part before the colon, {2} the part behind it. */
static void add_value(struct sanya_buffer *out, char which, const char *value)
{
	const char *colon = strchr(value, ':');

	if (which == '}' || colon == NULL)
		sanya_buffer_text(out, value);
	else if (which == '1')
		sanya_buffer_add(out, value, (size_t)(colon - value));
	else
		sanya_buffer_text(out, colon + 1);
}

static char *filled(struct sanya_arena *arena, const char *word, const char *value)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer out;

	sanya_buffer_init(&out, SANYA_PATH_MAX);
	while (*word != '\0') {
		size_t mark = strncmp(word, "{}", 2) == 0 ? 2 : strncmp(word, "{1}", 3) == 0 || strncmp(word, "{2}", 3) == 0 ? 3 : 0;

		if (mark > 0)
			add_value(&out, word[1], value);
		else
			sanya_buffer_byte(&out, (unsigned char)*word);
		word += mark > 0 ? mark : 1;
	}
	return sanya_arena_text(arena, out.data);
}

static int run_each(struct demo *demo, const struct sanya_demo_step *step, struct sanya_error *err)
{
	size_t count = 0;

	while (step->each[count] != NULL)
		count++;
	sanya_cli_print(demo->cli, "  $ %s\n", step->text);
	for (size_t i = 0; i < count; i++) {
		struct sanya_arena arena;
		char *words[SANYA_STEP_WORDS_MAX + 1];
		size_t k;
		int exit_code, result;

		sanya_arena_init(&arena);
		for (k = 0; step->words[k] != NULL; k++)
			words[k] = filled(&arena, step->words[k], step->each[i]);
		words[k] = NULL;
		result = run(demo, words, step, &exit_code, err);
		sanya_arena_done(&arena);
		if (result != 0)
			return -1;
		if (exit_code != step->exit_code)
			return refused(demo, step, step->text, exit_code, err);
	}
	sanya_cli_print(demo->cli, "    %zu times: %s … %s\n", count, step->each[0], step->each[count - 1]);
	return 0;
}

static int play(struct demo *demo, const struct sanya_demo_step *steps, size_t count, struct sanya_error *err)
{
	for (size_t i = 0; i < count; i++) {
		const struct sanya_demo_step *step = &steps[i];
		int result = 0;

		switch (step->kind) {
		case SANYA_STEP_HEADING:
			sanya_cli_print(demo->cli, "\n%s\n", sanya_words_in(&step->heading, demo->cli->language));
			break;
		case SANYA_STEP_CLOCK:
			snprintf(demo->clock, sizeof(demo->clock), "%s", step->text);
			break;
		case SANYA_STEP_SHOW:
		case SANYA_STEP_SILENT:
			result = run_step(demo, step, err);
			break;
		case SANYA_STEP_EACH:
			result = run_each(demo, step, err);
			break;
		}
		/* Shown as it happens: a reader of the demo should not wait for its end. */
		if (result != 0 || (!demo->cli->json && sanya_cli_flush(demo->cli, err) != 0))
			return -1;
	}
	return 0;
}

static int prepare(struct demo *demo, struct sanya_arena *arena, struct sanya_demo_step **ret, size_t *ret_count,
		   struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer from, script;

	sanya_buffer_init(&from, SANYA_PATH_MAX);
	sanya_buffer_init(&script, SANYA_DOCUMENT_MAX);
	if (sanya_file_exists(demo->folder)) {
		sanya_error_set(err, SANYA_FAILED, "%s exists already; nothing was changed", demo->folder);
		return sanya_error_next(err, "sanya demo ANOTHER-FOLDER");
	}
	sanya_buffer_printf(&from, "%s/examples", demo->cli->settings->data);
	if (copy_folder(from.data, demo->folder, err) != 0)
		return -1;
	sanya_buffer_text(&from, "/demo.steps");
	if (sanya_file_read(from.data, &script, err) != 0)
		return -1;
	return sanya_demo_parse(from.data, script.data, script.size, arena, ret, ret_count, err);
}

static int run_demo(struct sanya_cli *cli, struct sanya_error *err)
{
	struct demo demo = { .cli = cli, .folder = cli->argument_count > 0 ? cli->arguments[0] : "sanya-demo" };
	struct sanya_arena arena;
	struct sanya_demo_step *steps;
	struct sanya_json *result;
	size_t count;
	int code;

	sanya_arena_init(&arena);
	sanya_buffer_init(&demo.output, OUTPUT_KEPT);
	code = prepare(&demo, &arena, &steps, &count, err);
	if (code == 0)
		code = play(&demo, steps, count, err);
	if (code == 0) {
		sanya_cli_print(cli, "\nAll of it is in the folder %s: the company's files, the home of the program, the "
				     "payroll file.\n  Look further:\n", demo.folder);
		sanya_cli_print(cli, "    cd %s && export SANYA_HOME=home\n", demo.folder);
		sanya_cli_print(cli, "    sanya contract list\n    sanya statement SQ-2026-0017\n"
				     "    sanya explain SQ-2026-0017 speed\n    sanya verify\n");
		result = sanya_json_object();
		sanya_json_set_text(result, "folder", demo.folder);
		sanya_json_set_integer(result, "commands", demo.commands);
		sanya_cli_result(cli, result);
	}
	sanya_buffer_done(&demo.output);
	sanya_arena_done(&arena);
	return code;
}

const struct sanya_command sanya_command_demo = {
	.name = "demo",
	.arguments = "[FOLDER]",
	.most = 1,
	.help = SANYA_N("Run a quarter of a made-up company: drafted, signed, measured, paid, verified."),
	.details = SANYA_N("Copies the example company into FOLDER (sanya-demo) and runs the whole way there, by the commands that people "
			   "type, on the dates of the story. Everything stays in the folder to be looked at."),
	.examples = "sanya demo\nsanya demo /tmp/lotus",
	.run = run_demo,
};
