/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run of a program.  Processor time is that of all its processes as the kernel adds it up when they are waited for; what outlives its parent
 * comes to us and is added.  Memory is the largest sum, over all processes below us at one moment, of their proportional set size
 * (smaps_rollup: shared pages are shared out), looked at every ten milliseconds; where a process may not be looked at, of its resident size.
 */
#include "tests/bench/bench-evidence.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SAMPLE_US 10000
#define PROCESSES_MAX 4096

void words_add(struct words *words, const char *format, ...)
{
	char text[WORD_ROOM];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	if (words->count == WORDS_MAX)
		abort();
	words->at[words->count] = strdup(text);
	if (words->at[words->count++] == NULL)
		abort();
	words->at[words->count] = NULL;
}

void words_done(struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->at[i]);
	words->count = 0;
}

static int64_t now_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t usage_us(const struct rusage *usage)
{
	return ((int64_t)usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000 + usage->ru_utime.tv_usec + usage->ru_stime.tv_usec;
}

/* --- memory --- */

/* The number behind a key in a file of lines, in bytes; -1: it cannot be read. */
static int64_t kilobytes(const char *path, const char *key)
{
	char text[4096];
	const char *at;
	ssize_t size;
	int file = open(path, O_RDONLY | O_CLOEXEC);

	if (file < 0)
		return -1;
	size = read(file, text, sizeof text - 1);
	(void)close(file);
	if (size <= 0)
		return -1;
	text[size] = 0;
	at = strstr(text, key);
	return at == NULL ? -1 : strtoll(at + strlen(key), NULL, 10) * 1024;
}

static int64_t memory_of(int process)
{
	char path[64];
	int64_t bytes;

	snprintf(path, sizeof path, "/proc/%d/smaps_rollup", process);
	bytes = kilobytes(path, "\nPss:");
	if (bytes >= 0)
		return bytes;
	snprintf(path, sizeof path, "/proc/%d/status", process);
	bytes = kilobytes(path, "\nVmRSS:");
	return bytes >= 0 ? bytes : 0;
}

static int parent_of(int process)
{
	char path[64], text[512];
	const char *at;
	ssize_t size;

	snprintf(path, sizeof path, "/proc/%d/stat", process);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return 0;
	size = read(file, text, sizeof text - 1);
	(void)close(file);
	if (size <= 0)
		return 0;
	text[size] = 0;
	at = strrchr(text, ')'); /* a name may hold anything */
	return at == NULL || strlen(at) < 4 ? 0 : (int)strtol(at + 4, NULL, 10);
}

/* Of everything below us. */
static int64_t memory_below(void)
{
	static int process[PROCESSES_MAX], parent[PROCESSES_MAX];
	bool ours[PROCESSES_MAX] = {false};
	DIR *folder = opendir("/proc");
	const struct dirent *entry;
	size_t count = 0;
	int64_t sum = 0;
	int self = (int)getpid();

	while (folder != NULL && count < PROCESSES_MAX && (entry = readdir(folder)) != NULL) {
		process[count] = (int)strtol(entry->d_name, NULL, 10);
		if (process[count] <= 0)
			continue;
		parent[count] = parent_of(process[count]);
		count++;
	}
	if (folder != NULL)
		(void)closedir(folder);
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < count; i++) {
			bool below = parent[i] == self;

			for (size_t k = 0; !below && k < count; k++)
				below = ours[k] && process[k] == parent[i];
			more = more || (below && !ours[i]);
			ours[i] = below;
		}
	}
	for (size_t i = 0; i < count; i++)
		if (ours[i])
			sum += memory_of(process[i]);
	return sum;
}

/* --- a run --- */

unsigned cpus_allowed(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return 1;
	return (unsigned)CPU_COUNT(&set);
}

/* What is started now inherits it. */
static void pin(unsigned cpus, cpu_set_t *ret_before)
{
	cpu_set_t set;
	unsigned left = cpus;

	CPU_ZERO(ret_before);
	(void)sched_getaffinity(0, sizeof *ret_before, ret_before);
	if (cpus == 0)
		return;
	CPU_ZERO(&set);
	for (size_t cpu = 0; cpu < CPU_SETSIZE && left > 0; cpu++)
		if (CPU_ISSET(cpu, ret_before)) {
			CPU_SET(cpu, &set);
			left--;
		}
	(void)sched_setaffinity(0, sizeof set, &set);
}

static void wait_for(pid_t child, bool sampled, struct run *run)
{
	struct rusage usage;
	int status;

	for (;;) {
		pid_t ended = wait4(child, &status, sampled ? WNOHANG : 0, &usage);

		if (ended == child)
			break;
		if (ended < 0 && errno != EINTR) {
			run->status = -1;
			return;
		}
		if (sampled) {
			int64_t memory = memory_below();

			if (memory > run->peak)
				run->peak = memory;
			(void)usleep(SAMPLE_US);
		}
	}
	run->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	run->cpu = usage_us(&usage);
}

struct run run_words(const struct words *words, unsigned cpus, const char *out, bool sampled)
{
	struct run run = {.status = -1};
	posix_spawn_file_actions_t actions;
	struct rusage usage;
	cpu_set_t before;
	int64_t start;
	pid_t child;
	int status;

	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 1, out == NULL || out[0] == 0 ? "/dev/null" : out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	pin(cpus, &before);
	start = now_us();
	status = posix_spawnp(&child, words->at[0], &actions, NULL, words->at, environ);
	(void)sched_setaffinity(0, sizeof before, &before);
	if (status == 0) {
		wait_for(child, sampled, &run);
		run.wall = now_us() - start;
		while (wait4(-1, &status, 0, &usage) > 0)
			run.cpu += usage_us(&usage);
	}
	posix_spawn_file_actions_destroy(&actions);
	return run;
}

void must_run(const struct words *words, const char *out)
{
	struct run run = run_words(words, 0, out, false);

	if (run.status == 0)
		return;
	fprintf(stderr, "bench-evidence: a step of the preparation ended with %d:", run.status);
	for (size_t i = 0; i < words->count; i++)
		fprintf(stderr, " %s", words->at[i]);
	fprintf(stderr, "\n");
	exit(1);
}
