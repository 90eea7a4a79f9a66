/* SPDX-License-Identifier: Apache-2.0 */
/* What the suites about plugins share: a host with short deadlines, and a caller that stages as
 * callers must. */
#ifndef SANYA_TESTS_ISOLATION_H
#define SANYA_TESTS_ISOLATION_H

#include "core/host/host.h"

#include <check.h>

/* A caller: stages observations, keeps them at checkpoints and at a good end. */
struct keeper {
	uint64_t staged, kept, rejects, summed;
	char first[200], cursor[64], last_reject[200];
};

/* Folder of the test plugins, and the worker of this build. */
const char *isolation_folder(void);
struct sanya_host *isolation_host(struct sanya_host_config config);
/* Runs the source called `plugin` from the test folder (with a "/": from a folder in there); what
 * was kept is counted in `keeper`. */
struct sanya_run_report isolation_run(struct sanya_host *host, const char *plugin,
				      struct keeper *keeper);
/* The host works as if nothing had happened: a good plugin runs, nothing is left open, no child is
 * left behind. */
void isolation_unharmed(struct sanya_host *host, int open_before);
int isolation_open_files(void);

#endif
