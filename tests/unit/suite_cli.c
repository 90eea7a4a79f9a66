/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs the text files tests/cli/NAME.test (see tests/cli/README): one Check test a file.
 * Commands go to sh in a fresh folder; what they print has to equal what the file says.
 * Knows nothing of the program under test but its name.
 */
#include "core/base/base.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

Suite *suite_cli(void);

#define OUTPUT_MAX (4u << 20)

/* The test files, kept for the whole run: Check borrows the names. */
static glob_t files;

/* One command of a file, its expectation, and where it stands. */
struct block {
	char *command, *expected;
	int exit_code;
	int line;
};

static char *join(char *text, const char *more, size_t size)
{
	size_t old = text != NULL ? strlen(text) : 0;
	char *longer = realloc(text, old + size + 1);

	ck_assert_ptr_nonnull(longer);
	memcpy(longer + old, more, size);
	longer[old + size] = '\0';
	return longer;
}

static char *read_all(int fd)
{
	char *text = join(NULL, "", 0), room[4096];
	size_t total = 0;
	ssize_t size;

	while ((size = read(fd, room, sizeof(room))) != 0) {
		if (size < 0 && errno == EINTR)
			continue;
		ck_assert_int_gt(size, 0);
		total += (size_t)size;
		ck_assert_uint_le(total, OUTPUT_MAX);
		text = join(text, room, (size_t)size);
	}
	return text;
}

/* Cut blank lines at the end, leaving one newline behind the last line that says something. */
static void trim(char *text)
{
	size_t size = strlen(text);

	while (size > 1 && text[size - 1] == '\n' && text[size - 2] == '\n')
		text[--size] = '\0';
	if (size == 1 && text[0] == '\n')
		text[0] = '\0';
}

/* "a<...>b" against one line, both ending at their newline or NUL. */
static bool line_matches(const char *pattern, size_t pattern_size, const char *text, size_t size)
{
	static const char any[] = "<...>";

	while (pattern_size > 0) {
		if (pattern_size >= 5 && memcmp(pattern, any, 5) == 0) {
			pattern += 5;
			pattern_size -= 5;
			for (size_t skip = 0; skip <= size; skip++) {
				if (line_matches(pattern, pattern_size, text + skip, size - skip))
					return true;
			}
			return false;
		}
		if (size == 0 || *pattern != *text)
			return false;
		pattern++, pattern_size--, text++, size--;
	}
	return size == 0;
}

static bool text_matches(const char *pattern, const char *text)
{
	size_t pattern_line = strcspn(pattern, "\n"), text_line = strcspn(text, "\n");
	const char *pattern_next = pattern + pattern_line + (pattern[pattern_line] == '\n');
	const char *text_next = text + text_line + (text[text_line] == '\n');

	if (*pattern == '\0')
		return *text == '\0';
	if (pattern_line == 5 && memcmp(pattern, "<...>", 5) == 0)
		return text_matches(pattern_next, text) || (*text != '\0' && text_matches(pattern, text_next));
	return *text != '\0' && line_matches(pattern, pattern_line, text, text_line) &&
	       text_matches(pattern_next, text_next);
}

/* Runs one command; returns what it printed. */
static char *run(const char *command, int *ret_status)
{
	int ends[2];

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	fflush(NULL);

	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);

		dup2(nothing, STDIN_FILENO);
		dup2(ends[1], STDOUT_FILENO);
		dup2(ends[1], STDERR_FILENO);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);

	char *output = read_all(ends[0]);

	close(ends[0]);
	ck_assert_int_eq(waitpid(child, ret_status, 0), child);
	return output;
}

static void check_block(const char *file, const struct block *block)
{
	int status = 0;
	char *output = run(block->command, &status);
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);

	trim(output);
	ck_assert_msg(code == block->exit_code && text_matches(block->expected, output),
		      "%s:%d: $ %.700s\n--- expected, exit %d\n%.900s--- got, exit %d\n%.1800s---", file, block->line,
		      block->command, block->exit_code, block->expected, code, output); /* Check dies of longer messages */
	free(output);
}

static void finish(const char *file, struct block *block)
{
	if (block->command != NULL) {
		if (block->expected == NULL)
			block->expected = join(NULL, "", 0);
		trim(block->expected);
		check_block(file, block);
	}
	free(block->command);
	free(block->expected);
	*block = (struct block){0};
}

static void run_file(const char *file, const char *text)
{
	struct block block = {0};
	bool remark = false;

	for (int number = 1; *text != '\0'; number++) {
		size_t size = strcspn(text, "\n");
		bool full = text[size] == '\n';

		if (strncmp(text, "$ ", 2) == 0) {
			finish(file, &block);
			block.command = join(NULL, text + 2, size - 2);
			block.line = number;
			remark = false;
		} else if (strncmp(text, "# ", 2) == 0) {
			remark = true;
		} else if (strncmp(text, "? ", 2) == 0 && block.command != NULL) {
			block.exit_code = (int)strtol(text + 2, NULL, 10);
		} else if (strncmp(text, "> ", 2) == 0 && block.command != NULL && block.expected == NULL) {
			block.command = join(block.command, "\n", 1);
			block.command = join(block.command, text + 2, size - 2);
		} else if (block.command != NULL && !remark) {
			const char *from = text[0] == '\\' ? text + 1 : text;

			block.expected = join(block.expected, from, size - (size_t)(from - text));
			block.expected = join(block.expected, "\n", 1);
		} else {
			ck_assert_msg(size == 0, "%s:%d: neither a command nor what one prints", file, number);
		}
		text += size + full;
	}
	finish(file, &block);
}

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *where)
{
	(void)info, (void)type, (void)where;
	return remove(path);
}

static void set_environment(const char *folder)
{
	const char *build = getenv("SANYA_BUILDDIR");
	char path[4096];

	ck_assert_ptr_nonnull(build);
	snprintf(path, sizeof(path), "%s:/usr/local/bin:/usr/bin:/bin", build);
	setenv("PATH", path, 1);
	setenv("HOME", folder, 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("TZ", "UTC", 1);
	setenv("TERM", "dumb", 1);
	setenv("SANYA_NOW", "2026-07-01T02:00:00Z", 1);
	unsetenv("SANYA_HOME");
	unsetenv("SANYA_AS");
	unsetenv("XDG_DATA_HOME");
	unsetenv("LANG");
	unsetenv("LANGUAGE");
	unsetenv("SSH_AUTH_SOCK");
}

START_TEST(test_file)
{
	const char *file = files.gl_pathv[_i];
	char folder[] = "/tmp/sanya-cli-XXXXXX";
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);

	char *text = read_all(fd);

	close(fd);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
	set_environment(folder);
	run_file(file, text);
	free(text);
	ck_assert_int_eq(chdir("/"), 0);
	nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}
END_TEST

Suite *suite_cli(void)
{
	Suite *suite = suite_create("cli");
	const char *sources = getenv("SANYA_SRCDIR");
	char pattern[4096];

	snprintf(pattern, sizeof(pattern), "%s/tests/cli/*.test", sources != NULL ? sources : ".");
	if (glob(pattern, 0, NULL, &files) != 0)
		return suite;
	for (size_t i = 0; i < files.gl_pathc; i++) {
		TCase *tc = tcase_create(strrchr(files.gl_pathv[i], '/') + 1);

		tcase_set_timeout(tc, 120);
		tcase_add_loop_test(tc, test_file, (int)i, (int)i + 1);
		suite_add_tcase(suite, tc);
	}
	return suite;
}
