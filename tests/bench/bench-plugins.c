/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the sandbox costs: whole runs of a small source (host, fork, exec, load, 1,000 tickets, end)
 * with the lock, and without it as on a kernel that has none, where an administrator has permitted
 * that.  And how fast observations come through.  Prints medians.
 */
#include "core/host/host.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#define RUNS 60

static const struct sanya_source_calls calls = {.block = NULL};

static int64_t now_us(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return 0;
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Microseconds of one run; -1 when it failed. */
static int64_t run(struct sanya_host *host, const char *plugin, uint64_t *ret_observations)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_run_report report;
	const struct sanya_source_run source = {
		.plugin = plugin,
		.from = SANYA_NO_INSTANT,
		.to = SANYA_NO_INSTANT,
		.calls = &calls,
	};
	int64_t start = now_us();

	if (sanya_host_run_source(host, &source, &report, &err) < 0 ||
	    report.verdict != SANYA_VERDICT_OK) {
		fprintf(stderr, "%s: %s%s\n", plugin, err.what,
			err.what[0] == '\0' ? report.reason : "");
		return -1;
	}
	*ret_observations = report.observations;
	return now_us() - start;
}

static int by_size(const void *a, const void *b)
{
	const int64_t *one = a, *two = b;
	return (*one > *two) - (*one < *two);
}

static int64_t median(struct sanya_host *host, const char *plugin, int runs,
		      uint64_t *ret_observations)
{
	int64_t times[RUNS];

	for (int i = 0; i < runs; i++)
		if ((times[i] = run(host, plugin, ret_observations)) < 0)
			return -1;
	qsort(times, (size_t)runs, sizeof times[0], by_size);
	return times[runs / 2];
}

/* From now on this process and its children are on a kernel without Landlock and seccomp. */
static int drop_locks(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 444, 5, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)SYS_seccomp, 4, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)SYS_prctl, 0, 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PR_SET_SECCOMP, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
	};
	struct sock_fprog program = {.len = SANYA_COUNT(filter), .filter = filter};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int main(int argc, char **argv)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_host *host = NULL;
	uint64_t few = 0, many = 0;

	if (argc != 3) {
		fputs("usage: bench-plugins WORKER FOLDER\n", stderr);
		return 2;
	}
	const char *const folders[] = {argv[2], NULL};
	const struct sanya_host_config config = {
		.worker = argv[1], .folders = folders, .allow_unsandboxed = true};
	if (sanya_host_new(&config, &host, &err) < 0)
		return 1;
	int64_t locked = median(host, "good", RUNS, &few), bulk = median(host, "bulk", 5, &many);
	if (locked < 0 || bulk < 0 || drop_locks() < 0)
		return 1;
	int64_t bare = median(host, "good", RUNS, &few);
	if (bare < 0)
		return 1;
	printf("plugin run, %llu observations (a look and a run), median of %d:\n",
	       (unsigned long long)few, RUNS);
	printf("  locked in    %5lld us\n", (long long)locked);
	printf("  without lock %5lld us\n", (long long)bare);
	printf("source, %llu observations one call each, median of 5: %lld ms, %lld "
	       "observations/s\n",
	       (unsigned long long)many, (long long)(bulk / 1000),
	       (long long)many * 1000000 / (long long)bulk);
	sanya_host_free(host);
	return 0;
}
