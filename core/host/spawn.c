/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Giving birth to a worker: three pipes, the plugin's file, shared memory and the inputs under fixed
 * numbers, a process group of its own, no environment but a few words.  Everything else the host has open is
 * CLOEXEC, and the worker closes the rest.
 */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CHILD_NULL, CHILD_OUT, CHILD_ERR, CHILD_FROM, CHILD_TO, CHILD_PLUGIN, CHILD_ROOM, CHILD_VALUES, CHILD_FIXED };

/* Descriptors of the child under their host numbers, all above the numbers they will get, so that
 * none is overwritten on the way. */
struct crib {
	int *child;
	size_t count;
	int pipes[3][2]; /* to the worker, from the worker, its log */
};

static void crib_done(struct crib *crib)
{
	for (size_t i = 0; i < crib->count; i++)
		if (crib->child[i] >= 0)
			(void)close(crib->child[i]);
	for (size_t i = 0; i < 3; i++)
		for (size_t j = 0; j < 2; j++)
			if (crib->pipes[i][j] >= 0)
				(void)close(crib->pipes[i][j]);
	free(crib->child);
}

static int place(struct crib *crib, size_t at, int descriptor, struct sanya_error *err)
{
	crib->child[at] = fcntl(descriptor, F_DUPFD_CLOEXEC, (int)crib->count);
	return crib->child[at] < 0
		       ? sanya_error_errno(err, errno, "cannot prepare the worker's descriptors")
		       : 0;
}

static int crib_fill(struct crib *crib, const struct sanya_birth *birth, struct sanya_error *err)
{
	for (size_t i = 0; i < 3; i++)
		if (pipe2(crib->pipes[i], O_CLOEXEC) < 0)
			return sanya_error_errno(err, errno, "cannot make a pipe for the worker");
	/* A whole frame in flight; where the system allows less the default does. */
	(void)fcntl(crib->pipes[1][0], F_SETPIPE_SZ, (int)SANYA_FRAME_MAX);
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (null < 0)
		return sanya_error_errno(err, errno, "cannot open /dev/null");
	int result = place(crib, CHILD_NULL, null, err);
	if (result == 0)
		result = place(crib, CHILD_ROOM, birth->room < 0 ? null : birth->room, err);
	if (result == 0)
		result = place(crib, CHILD_VALUES, birth->values < 0 ? null : birth->values, err);
	(void)close(null);
	if (result < 0 || place(crib, CHILD_OUT, crib->pipes[2][1], err) < 0 ||
	    place(crib, CHILD_ERR, crib->pipes[2][1], err) < 0 ||
	    place(crib, CHILD_FROM, crib->pipes[0][0], err) < 0 ||
	    place(crib, CHILD_TO, crib->pipes[1][1], err) < 0 ||
	    place(crib, CHILD_PLUGIN, birth->plugin, err) < 0)
		return -1;
	for (size_t i = 0; i < birth->input_count; i++)
		if (place(crib, CHILD_FIXED + i, birth->inputs[i], err) < 0)
			return -1;
	return 0;
}

/* The worker needs no PATH, no HOME and no secrets that others leave in the environment. */
static void environment(char zones[SANYA_PATH_MAX], char libraries[SANYA_PATH_MAX], char *ret[4])
{
	static char locale[] = "LC_ALL=C.UTF-8";
	const char *folder = getenv("TZDIR"), *path = getenv("LD_LIBRARY_PATH");
	size_t count = 0;

	ret[count++] = locale;
	if (folder != NULL &&
	    snprintf(zones, SANYA_PATH_MAX, "TZDIR=%s", folder) < (int)SANYA_PATH_MAX)
		ret[count++] = zones;
	if (path != NULL &&
	    snprintf(libraries, SANYA_PATH_MAX, "LD_LIBRARY_PATH=%s", path) < (int)SANYA_PATH_MAX)
		ret[count++] = libraries;
	ret[count] = NULL;
}

static int spawn(const char *worker, const struct crib *crib, pid_t *ret)
{
	char zones[SANYA_PATH_MAX], libraries[SANYA_PATH_MAX], *words[4];
	static char name[] = "sanya-worker";
	char *const arguments[] = {name, NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, all;

	environment(zones, libraries, words);
	(void)sigemptyset(&none);
	(void)sigfillset(&all);
	int bad = posix_spawn_file_actions_init(&actions);
	if (bad != 0)
		return bad;
	bad = posix_spawnattr_init(&attributes);
	if (bad == 0) {
		for (size_t i = 0; i < crib->count && bad == 0; i++)
			bad = posix_spawn_file_actions_adddup2(&actions, crib->child[i], (int)i);
		bad = bad != 0
			      ? bad
			      : posix_spawnattr_setflags(
					&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF |
							     POSIX_SPAWN_SETSIGMASK);
		bad = bad != 0 ? bad : posix_spawnattr_setpgroup(&attributes, 0);
		bad = bad != 0 ? bad : posix_spawnattr_setsigmask(&attributes, &none);
		bad = bad != 0 ? bad : posix_spawnattr_setsigdefault(&attributes, &all);
		bad = bad != 0 ? bad
			       : posix_spawn(ret, worker, &actions, &attributes, arguments, words);
		(void)posix_spawnattr_destroy(&attributes);
	}
	(void)posix_spawn_file_actions_destroy(&actions);
	return bad;
}

int sanya_worker_spawn(const struct sanya_host *host, const struct sanya_birth *birth,
		       struct sanya_process *process, struct sanya_error *err)
{
	struct crib crib = {.count = CHILD_FIXED + birth->input_count,
			    .pipes = {{-1, -1}, {-1, -1}, {-1, -1}}};

	crib.child = malloc(crib.count * sizeof *crib.child);
	if (crib.child == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < crib.count; i++)
		crib.child[i] = -1;
	if (crib_fill(&crib, birth, err) < 0) {
		crib_done(&crib);
		return -1;
	}
	int bad = spawn(host->worker, &crib, &process->pid);
	if (bad != 0) {
		crib_done(&crib);
		(void)sanya_error_errno(err, bad, "cannot start the worker %s", host->worker);
		return sanya_error_next(
			err, "Is Sanya installed whole?  The worker belongs to the program.");
	}
	/* The host's ends stay; they never block. */
	int *const kept[] = {&process->to, &process->from, &process->err};
	const int ends[] = {1, 0, 0};
	for (size_t i = 0; i < 3; i++) {
		*kept[i] = crib.pipes[i][ends[i]];
		crib.pipes[i][ends[i]] = -1;
		(void)fcntl(*kept[i], F_SETFL, O_NONBLOCK);
	}
	crib_done(&crib);
	process->pidfd = (int)syscall(SYS_pidfd_open, process->pid,
				      0); /* -1 on old kernels: then the pipes' end is what tells */
	return 0;
}
