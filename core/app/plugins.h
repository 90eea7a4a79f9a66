/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plugins for the rest of the program: a host made from settings and configuration, and the
 * conformance suite behind `sanya plugin check`.
 */
#ifndef SANYA_APP_PLUGINS_H
#define SANYA_APP_PLUGINS_H

#include "../host/host.h"
#include "settings.h"

/*
 * The administrator's configuration, sanya.configuration/1: settings->configuration, then
 *HOME/configuration.json, each of which may be missing; what the second says wins.
 *
 *	{"format": "sanya.configuration/1", "allow_unsandboxed_plugins": true}
 */
struct sanya_configuration {
	bool allow_unsandboxed_plugins;
};
/* `home` may be NULL. */
int sanya_configuration_load(const struct sanya_settings *settings, const char *home,
			     struct sanya_configuration *ret,
			     struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_configuration_parse(const char *name, const char *text, size_t size,
			      struct sanya_configuration *ret,
			      struct sanya_error *err) SANYA_MUST_CHECK;

/* A host as settings and configuration want it: what every use case with plugins starts from.  Free
 * with sanya_host_free. */
int sanya_plugins_open(const struct sanya_settings *settings, const char *home,
		       struct sanya_host **ret, struct sanya_error *err) SANYA_MUST_CHECK;

/* --- the conformance suite --- */

enum sanya_check_result { SANYA_CHECK_PASSED, SANYA_CHECK_FAILED, SANYA_CHECK_NOT_TRIED };
struct sanya_check {
	const char *what; /* what was tried, one of a fixed list: "two runs give the same bytes" */
	enum sanya_check_result result;
	const char *detail; /* why it failed or was not tried, or what came out; "" */
};
struct sanya_checks {
	struct sanya_arena arena;
	struct sanya_check items[24];
	size_t count;
	bool passed; /* nothing failed */
};
/* `file` by name or path; `options` for the runs (NULL: none), `inputs` files for a source
 * (NULL-terminated, NULL: none). */
int sanya_plugin_check(struct sanya_host *host, const char *file, const struct sanya_json *options,
		       const char *const *inputs, struct sanya_checks *ret,
		       struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_checks_done(struct sanya_checks *checks);

#endif
