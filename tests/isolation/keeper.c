/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The caller's part in the tests about plugins: stage, keep at each checkpoint, forget the rest
 * when the run fails. It is written as callers of the host must be written.
 */
#include "isolation.h"

#include <dirent.h>
#include <errno.h>
#include <sys/wait.h>

const char *isolation_folder(void)
{
	static char folder[2000];
	const char *build = getenv("SANYA_BUILDDIR");

	(void)snprintf(folder, sizeof folder, "%s/tests/isolation/plugins",
		       build == NULL ? "." : build);
	return folder;
}

struct sanya_host *isolation_host(struct sanya_host_config config)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_host *host = NULL;
	const char *build = getenv("SANYA_BUILDDIR"), *const folders[] = {isolation_folder(), NULL};
	char worker[2000];

	(void)snprintf(worker, sizeof worker, "%s/sanya-worker", build == NULL ? "." : build);
	config.worker = worker;
	config.folders = folders;
	if (config.start_ms == 0)
		config.start_ms = 10000; /* a busy machine may take its time */
	if (config.idle_ms == 0)
		config.idle_ms = 10000;
	ck_assert_msg(sanya_host_new(&config, &host, &err) == 0, "%s", err.what);
	/* Made on the first run otherwise, and then counted among the files that a run left open. */
	struct sanya_block *room;
	ck_assert_msg(sanya_host_room(host, &room, &err) == 0, "%s", err.what);
	return host;
}

static int on_block(void *context, const struct sanya_block *block,
		    const struct sanya_dictionary *dictionary, struct sanya_error *err)
{
	static struct sanya_block_lists lists;
	struct keeper *keeper = context;
	struct sanya_ticket ticket;

	(void)err;
	ck_assert_uint_gt(block->count, 0);
	sanya_block_ticket(block, dictionary, 0, &lists, &ticket);
	if (keeper->staged == 0)
		(void)snprintf(keeper->first, sizeof keeper->first,
			       "%.*s|%.*s|%.*s|%.*s|%.*s|%lld|%d", (int)ticket.id.size,
			       ticket.id.at, (int)ticket.queue.size, ticket.queue.at,
			       (int)ticket.channel.size, ticket.channel.at,
			       (int)ticket.assignee.size, ticket.assignee.at,
			       (int)ticket.status.size, ticket.status.at,
			       (long long)ticket.created, ticket.replies);
	keeper->staged += block->count;
	return 0;
}

static int on_reject(void *context, const struct sanya_reject *reject, struct sanya_error *err)
{
	struct keeper *keeper = context;

	(void)err;
	keeper->rejects++;
	keeper->summed += reject->count;
	(void)snprintf(keeper->last_reject, sizeof keeper->last_reject, "%s|%s|%s|%llu|%d",
		       reject->place, reject->reason,
		       reject->excerpt == NULL ? "-" : reject->excerpt,
		       (unsigned long long)reject->count, reject->repaired);
	return 0;
}

static int on_checkpoint(void *context, const char *cursor, struct sanya_error *err)
{
	struct keeper *keeper = context;

	(void)err;
	keeper->kept = keeper->staged;
	(void)snprintf(keeper->cursor, sizeof keeper->cursor, "%s", cursor);
	return 0;
}

static const struct sanya_source_calls calls = {
	.block = on_block, .reject = on_reject, .checkpoint = on_checkpoint};

struct sanya_run_report isolation_run(struct sanya_host *host, const char *plugin,
				      struct keeper *keeper)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_run_report report;
	char path[3000];

	(void)snprintf(path, sizeof path, "%s/%s.so", isolation_folder(), plugin);
	const struct sanya_source_run run = {
		.plugin = strchr(plugin, '/') == NULL ? plugin : path,
		.from = SANYA_NO_INSTANT,
		.to = SANYA_NO_INSTANT,
		.calls = &calls,
		.context = keeper,
	};

	*keeper = (struct keeper){.staged = 0};
	ck_assert_msg(sanya_host_run_source(host, &run, &report, &err) == 0, "%s: %s", plugin,
		      err.what);
	if (report.verdict == SANYA_VERDICT_OK)
		keeper->kept = keeper->staged;
	return report;
}

int isolation_open_files(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int count = 0;

	ck_assert_ptr_nonnull(folder);
	while (readdir(folder) != NULL)
		count++;
	(void)closedir(folder);
	return count;
}

void isolation_unharmed(struct sanya_host *host, int open_before)
{
	struct keeper keeper;
	struct sanya_run_report report = isolation_run(host, "good", &keeper);

	ck_assert_msg(report.verdict == SANYA_VERDICT_OK, "%s", report.reason);
	ck_assert_uint_eq(report.observations, 1000);
	ck_assert_uint_eq(keeper.kept, 1000);
	ck_assert_str_eq(keeper.cursor, "T999");
	ck_assert_int_eq(isolation_open_files(), open_before);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}
