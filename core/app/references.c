/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking up metrics and calendars for documents.
 * Milestones and ideas are the metrics that no plugin brings: people report, confirm and decide them in the home itself.
 */
#include "references.h"

#include "calendar_find.h"
#include "lint.h"
#include "own_metrics.h"
#include "plugins.h"

#include <string.h>

int sanya_lookup_host(struct sanya_lookup *lookup, struct sanya_host **ret, struct sanya_error *err)
{
	if (lookup->host == NULL && sanya_plugins_open(lookup->settings, lookup->home, &lookup->host, err) != 0)
		return -1;
	*ret = lookup->host;
	return 0;
}

static int unit_of(void *context, const char *metric)
{
	struct sanya_lookup *lookup = context;
	const struct sanya_plugin_info *plugin;
	const struct sanya_metric_info *info;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_host *host;

	if (sanya_own_metric(metric) != NULL)
		return (int)sanya_own_metric(metric)->info.unit;
	if (sanya_lookup_host(lookup, &host, &err) == 0 && sanya_host_metric(host, metric, &plugin, &info, &err) == 0)
		return (int)info->unit;
	if (err.code != SANYA_NOT_FOUND && lookup->trouble.code == SANYA_OK)
		lookup->trouble = err;
	return 0;
}

/* A document names a calendar by id and version, "th-office@1": never a file, and never whatever version is the newest. */
static int calendar_exists(void *context, const char *name, struct sanya_error *err)
{
	const struct sanya_lookup *lookup = context;
	const char *at = strchr(name, '@');
	struct sanya_calendar calendar;
	int result;

	if (at == NULL || at[1] == '\0' || strspn(at + 1, "0123456789") != strlen(at + 1) || strchr(name, '/') != NULL) {
		sanya_error_set(err, SANYA_NOT_FOUND, "no calendar \"%s\"", name);
		return sanya_error_next(err, "a name is id@version, such as th-office@1; see:  sanya calendar show");
	}
	result = sanya_calendar_find(lookup->settings, name, &calendar, err);
	sanya_calendar_done(&calendar);
	return result;
}

void sanya_lookup_init(struct sanya_lookup *ret, const struct sanya_settings *settings, const char *home)
{
	memset(ret, 0, sizeof(*ret));
	ret->home = home;
	ret->settings = settings;
	ret->references.unit_of = unit_of;
	ret->references.trouble = &ret->trouble;
	ret->references.calendar = calendar_exists;
	ret->references.lint = sanya_lint_for_record;
	ret->references.context = ret;
}

void sanya_lookup_done(struct sanya_lookup *lookup)
{
	if (lookup->host != NULL)
		sanya_host_free(lookup->host);
	lookup->host = NULL;
}
