/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking up metrics and calendars for documents.
 * Milestones are the one metric that no plugin brings: people report and confirm them in the home itself.
 */
#include "references.h"

#include "../base/file.h"
#include "../codec/documents.h"
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
	struct sanya_error ignored = SANYA_ERROR_INIT;
	struct sanya_host *host;

	if (strcmp(metric, "milestone.met@1") == 0)
		return SANYA_UNIT_FLAG;
	if (sanya_lookup_host(lookup, &host, &ignored) != 0)
		return 0;
	if (sanya_host_metric(host, metric, &plugin, &info, &ignored) != 0)
		return 0;
	return (int)info->unit;
}

/* The name of a calendar is its id and version: "th-office@1". */
static bool is_calendar(const struct sanya_calendar *calendar, const char *name)
{
	char own[128];

	snprintf(own, sizeof(own), "%s@%lld", calendar->id, (long long)calendar->version);
	return strcmp(own, name) == 0;
}

static int read_calendar(const char *folder, const char *file, const char *name, struct sanya_calendar *ret, bool *ret_found,
			 struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text, path;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&path, 2 * SANYA_PATH_MAX);
	sanya_buffer_printf(&path, "%s/%s", folder, file);
	if (sanya_buffer_check(&path, "the path of a calendar", err) != 0 || sanya_file_read(path.data, &text, err) != 0 ||
	    sanya_calendar_parse(path.data, text.data, text.size, ret, err) != 0)
		return -1;
	*ret_found = is_calendar(ret, name);
	if (!*ret_found) {
		sanya_calendar_done(ret);
		sanya_calendar_init(ret);
	}
	return 0;
}

int sanya_calendar_find(const char *data, const char *name, struct sanya_calendar *ret, struct sanya_error *err)
{
	char folder[SANYA_PATH_MAX];
	bool found = false;
	char **files;
	size_t count;
	int result = 0;

	sanya_calendar_init(ret);
	snprintf(folder, sizeof(folder), "%s/calendars", data);
	if (sanya_folder_names(folder, &files, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count && result == 0 && !found; i++)
		if (strstr(files[i], ".json") != NULL)
			result = read_calendar(folder, files[i], name, ret, &found, err);
	sanya_folder_names_free(files);
	if (result != 0 || found)
		return result;
	sanya_error_set(err, SANYA_NOT_FOUND, "no calendar \"%s\"", name);
	return sanya_error_next(err, "calendars stand in %s; a name is id@version, such as th-office@1", folder);
}

static int calendar_exists(void *context, const char *name, struct sanya_error *err)
{
	const struct sanya_lookup *lookup = context;
	struct sanya_calendar calendar;
	int result = sanya_calendar_find(lookup->settings->data, name, &calendar, err);

	sanya_calendar_done(&calendar);
	return result;
}

void sanya_lookup_init(struct sanya_lookup *ret, const struct sanya_settings *settings, const char *home)
{
	memset(ret, 0, sizeof(*ret));
	ret->home = home;
	ret->settings = settings;
	ret->references.unit_of = unit_of;
	ret->references.calendar = calendar_exists;
	ret->references.context = ret;
}

void sanya_lookup_done(struct sanya_lookup *lookup)
{
	if (lookup->host != NULL)
		sanya_host_free(lookup->host);
	lookup->host = NULL;
}
