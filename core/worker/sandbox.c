/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Locking the process in, before anything of the plugin runs: death with the parent, no foreign
 * descriptors, limits, no new privileges, Landlock, the call filter.  What the kernel does not have
 * is reported, not decided: main decides.
 *
 * Landlock comes in two layers.  The first lets the loader read the plugin's file and the folders
 * of the system's libraries, and the worker read the time zones; the second, laid on top after
 * loading, leaves only the time zones, which are public data.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * Landlock, spelled out here: the kernel's header of Debian 12 is older than kernels this runs on.
 * Numbers are the kernel's own (Documentation/userspace-api/landlock.rst) and never change.
 */
#define LANDLOCK_CREATE       444
#define LANDLOCK_ADD          445
#define LANDLOCK_RESTRICT     446
#define LANDLOCK_VERSION      1u
#define LANDLOCK_PATH_BENEATH 1
#define LANDLOCK_READ_FILE    (UINT64_C(1) << 2)

struct landlock_ruleset {
	uint64_t fs, net, scoped;
};
struct landlock_path {
	uint64_t allowed;
	int32_t parent;
} __attribute__((packed));

/* Everything an ABI version knows, all of it handled and so forbidden but for what a rule grants.
 */
static size_t landlock_all(int abi, struct landlock_ruleset *ret)
{
	*ret = (struct landlock_ruleset){.fs = (UINT64_C(1) << 13) - 1}; /* execute to make_sym */
	if (abi >= 2)
		ret->fs |= UINT64_C(1) << 13; /* refer */
	if (abi >= 3)
		ret->fs |= UINT64_C(1) << 14; /* truncate */
	if (abi >= 4)
		ret->net = 3; /* bind and connect TCP */
	if (abi >= 5)
		ret->fs |= UINT64_C(1) << 15; /* ioctl on devices */
	if (abi >= 6)
		ret->scoped = 3; /* abstract sockets, signals */
	return abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
}

static int landlock_allow(int ruleset, int descriptor)
{
	struct landlock_path path = {.allowed = LANDLOCK_READ_FILE, .parent = descriptor};

	return (int)syscall(LANDLOCK_ADD, ruleset, LANDLOCK_PATH_BENEATH, &path, 0);
}

/* A folder that does not exist needs no rule. */
static int landlock_allow_path(int ruleset, const char *path)
{
	int descriptor = open(path, O_PATH | O_CLOEXEC);

	if (descriptor < 0)
		return 0;
	int result = landlock_allow(ruleset, descriptor);
	(void)close(descriptor);
	return result;
}

static void landlock_enter(struct sanya_sandbox *sandbox)
{
	static const char *const folders[] = {"/lib",       "/lib64",         "/usr/lib",
					      "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache"};
	struct landlock_ruleset all;
	const char *zones = getenv("TZDIR");
	int abi = (int)syscall(LANDLOCK_CREATE, NULL, 0, LANDLOCK_VERSION);

	if (abi < 1)
		return;
	if (zones == NULL || zones[0] != '/')
		zones = "/usr/share/zoneinfo";
	size_t size = landlock_all(abi, &all);
	int first = (int)syscall(LANDLOCK_CREATE, &all, size, 0);
	int second = (int)syscall(LANDLOCK_CREATE, &all, size, 0);
	bool good = first >= 0 && second >= 0 && landlock_allow(first, sandbox->plugin) == 0 &&
		    landlock_allow_path(first, zones) == 0 &&
		    landlock_allow_path(second, zones) == 0;
	for (size_t i = 0; i < SANYA_COUNT(folders) && good; i++)
		good = landlock_allow_path(first, folders[i]) == 0;
	if (good && syscall(LANDLOCK_RESTRICT, first, 0) == 0) {
		sandbox->landlock = abi;
		sandbox->zones = second;
		second = -1;
	}
	if (first >= 0)
		(void)close(first);
	if (second >= 0)
		(void)close(second);
}

void sanya_sandbox_tighten(struct sanya_sandbox *sandbox)
{
	if (sandbox->zones < 0)
		return;
	(void)syscall(LANDLOCK_RESTRICT, sandbox->zones, 0);
	(void)close(sandbox->zones);
	sandbox->zones = -1;
}

static int limit(int what, uint64_t soft, uint64_t hard, const char *name, struct sanya_error *err)
{
	struct rlimit limits = {.rlim_cur = soft, .rlim_max = hard}, now;

	/* Whoever started the program may have set a lower limit already; it stays. */
	if (getrlimit((__rlimit_resource_t)what, &now) == 0) {
		if (now.rlim_max < limits.rlim_max)
			limits.rlim_max = now.rlim_max;
		if (limits.rlim_max < limits.rlim_cur)
			limits.rlim_cur = limits.rlim_max;
	}
	if (setrlimit((__rlimit_resource_t)what, &limits) < 0)
		return sanya_error_errno(err, errno, "cannot limit %s", name);
	return 0;
}

static int limits_set(const struct sanya_sandbox *sandbox, struct sanya_error *err)
{
	uint64_t files = (uint64_t)sandbox->descriptors + 58;

	if (limit(RLIMIT_CORE, 0, 0, "core dumps", err) < 0 ||
	    limit(RLIMIT_NOFILE, files, files, "open files", err) < 0 ||
	    (sandbox->cpu_s > 0 &&
	     limit(RLIMIT_CPU, sandbox->cpu_s, sandbox->cpu_s + 2, "processor time", err) < 0))
		return -1;
#ifndef SANYA_SANITIZED
	/* Sanitizers reserve terabytes of address space, and coverage data is written to files. */
	if (limit(RLIMIT_FSIZE, 0, 0, "file sizes", err) < 0 ||
	    (sandbox->memory > 0 &&
	     limit(RLIMIT_AS, sandbox->memory, sandbox->memory, "memory", err) < 0))
		return -1;
#endif
	return 0;
}

static void close_from(int first)
{
	if (syscall(436 /* close_range */, (unsigned)first, ~0u, 0u) == 0)
		return;
	long most = sysconf(_SC_OPEN_MAX);
	for (int descriptor = first; descriptor < (most > 0 && most < 65536 ? (int)most : 65536);
	     descriptor++)
		(void)close(descriptor);
}

int sanya_sandbox_enter(struct sanya_sandbox *sandbox, struct sanya_error *err)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		return sanya_error_errno(err, errno, "cannot tie the worker to its host");
	/* The host may have died before the line above. */
	if (sandbox->parent != (int64_t)getppid())
		return sanya_error_set(err, SANYA_FAILED, "the host is gone");
	close_from(sandbox->descriptors);
	if (limits_set(sandbox, err) < 0)
		return -1;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return sanya_error_errno(err, errno, "cannot give up new privileges");
	landlock_enter(sandbox);
	sandbox->seccomp = sanya_filter_load();
	return 0;
}
