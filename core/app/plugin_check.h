/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the conformance suite, one file for each kind of plugin; private to plugin_check*.c.
 */
#ifndef SANYA_APP_PLUGIN_CHECK_H
#define SANYA_APP_PLUGIN_CHECK_H

#include "plugins.h"

struct sanya_checking {
	struct sanya_host *host;
	const struct sanya_plugin_info *info;
	const struct sanya_json *options; /* may be NULL */
	const char *const *inputs;        /* may be NULL */
	struct sanya_checks *checks;
};

/* One line of the report. */
void sanya_check_add(struct sanya_checking *checking, const char *what,
		     enum sanya_check_result result, const char *format, ...) SANYA_PRINTF(4, 5);
/* Passed or failed. */
void sanya_check_that(struct sanya_checking *checking, const char *what, bool good,
		      const char *why);

void sanya_check_source(struct sanya_checking *checking);
void sanya_check_metrics(struct sanya_checking *checking);
void sanya_check_export(struct sanya_checking *checking);

#endif
