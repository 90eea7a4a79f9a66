/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Configuring sources and telling what they delivered; running them is sync.c.
 * A source's documents (mappings) are kept with it, so that a run does not depend on where they once lay.
 */
#include "source.h"

#include "../base/file.h"
#include "../base/time.h"

#include <stdlib.h>
#include <string.h>

/* --- add --- */

static const struct sanya_plugin_option_info *find_option(const struct sanya_plugin_info *plugin, const char *name)
{
	for (size_t i = 0; i < plugin->option_count; i++)
		if (strcmp(plugin->options[i].name, name) == 0)
			return &plugin->options[i];
	return NULL;
}

static int unknown_option(const struct sanya_plugin_info *plugin, const char *name, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer list;

	sanya_buffer_init(&list, 400);
	for (size_t i = 0; i < plugin->option_count; i++)
		sanya_buffer_printf(&list, ", %s", plugin->options[i].name);
	sanya_error_set(err, SANYA_USAGE, "%s has no option \"%s\"", plugin->name, name);
	return sanya_error_next(err, "its options are: file%s", list.data);
}

static int add_file(struct sanya_json *files, const char *path, struct sanya_error *err)
{
	char *whole = realpath(path, NULL);
	int result;

	if (whole == NULL) /* it may come later, but its folder must be known: keep what can be found again */
		return path[0] == '/' ? sanya_json_append(files, sanya_json_of_text(path))
				      : sanya_error_set(err, SANYA_NOT_FOUND, "there is no file \"%s\"", path);
	result = sanya_json_append(files, sanya_json_of_text(whole));
	free(whole);
	return result == 0 ? 0 : sanya_error_memory(err);
}

static int add_option(struct sanya_json *options, const struct sanya_plugin_option_info *option, const char *value,
		      struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *document = NULL;

	sanya_buffer_init(&text, SANYA_EVENT_MAX / 2);
	if (strcmp(option->type, "document") != 0)
		return sanya_json_set_text(options, option->name, value) == 0 ? 0 : sanya_error_memory(err);
	if (sanya_file_read(value, &text, err) != 0 || sanya_json_parse(value, text.data, text.size, &document, err) != 0)
		return -1;
	return sanya_json_set(options, option->name, sanya_json_of_bytes(text.data, text.size)) == 0 ? 0
												     : sanya_error_memory(err);
}

static int read_settings(const struct sanya_plugin_info *plugin, const char *const *settings, struct sanya_json *options,
			 struct sanya_json *files, struct sanya_error *err)
{
	const struct sanya_plugin_option_info *option;
	const char *equals;
	char key[128];

	for (size_t i = 0; settings[i] != NULL; i++) {
		equals = strchr(settings[i], '=');
		if (equals == NULL || equals == settings[i] || (size_t)(equals - settings[i]) >= sizeof(key))
			return sanya_error_set(err, SANYA_USAGE, "a setting is written KEY=VALUE, not \"%s\"", settings[i]);
		snprintf(key, sizeof(key), "%.*s", (int)(equals - settings[i]), settings[i]);
		if (strcmp(key, "file") == 0) {
			if (add_file(files, equals + 1, err) != 0)
				return -1;
			continue;
		}
		option = find_option(plugin, key);
		if (option == NULL)
			return unknown_option(plugin, key, err);
		if (sanya_json_get(options, key) != NULL)
			return sanya_error_set(err, SANYA_USAGE, "\"%s\" is given twice", key);
		if (add_option(options, option, equals + 1, err) != 0)
			return -1;
	}
	for (size_t i = 0; i < plugin->option_count; i++)
		if (plugin->options[i].required && sanya_json_get(options, plugin->options[i].name) == NULL)
			return sanya_error_set(err, SANYA_USAGE, "%s needs the option \"%s\": %s", plugin->name,
					       plugin->options[i].name, plugin->options[i].help);
	return 0;
}

static int record_source(const struct sanya_act *act, const char *name, const char *plugin, struct sanya_json *options,
			 struct sanya_json *files, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	const struct sanya_person *actor;
	struct sanya_json *detail;
	int exists;

	sanya_roster_init(&roster);
	if (sanya_act_roster(act, &roster, &actor, err) != 0 ||
	    sanya_act_needs_role(actor, SANYA_ROLE_ADMIN | SANYA_ROLE_HR, err) != 0)
		return -1;
	exists = sanya_source_exists(act->store, name, err);
	if (exists < 0)
		return -1;
	if (exists > 0)
		return sanya_error_set(err, SANYA_FAILED, "there is a source \"%s\" already; nothing was changed", name);
	detail = sanya_json_object();
	sanya_json_set_text(detail, "plugin", plugin);
	sanya_json_set(detail, "options", sanya_json_copy(options));
	sanya_json_set(detail, "files", sanya_json_copy(files));
	return sanya_act_record(act, "source.add", name, detail, NULL, err);
}

int sanya_source_add(const struct sanya_act *act, struct sanya_host *host, const char *name, const char *plugin,
		     const char *const *settings, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *options = sanya_json_object();
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *files = sanya_json_array();
	struct sanya_plugin_info *info;
	int result;

	if (!sanya_text_is_identifier(name))
		return sanya_error_set(err, SANYA_USAGE, "\"%s\" is no name of a source: letters, digits, '.', '_' and '-'", name);
	if (sanya_host_look(host, plugin, SANYA_PLUGIN_SOURCE, &info, err) != 0)
		return -1;
	if (info->report.verdict != SANYA_VERDICT_OK)
		result = sanya_error_set(err, SANYA_FAILED, "the plugin %s cannot be used: %s", plugin, info->report.reason);
	else
		result = read_settings(info, settings, options, files, err);
	sanya_plugin_info_free(info);
	if (result != 0 || sanya_act_begin(act, err) != 0)
		return -1;
	if (record_source(act, name, plugin, options, files, err) == 0)
		return sanya_act_end(act, err);
	sanya_act_undo(act);
	return -1;
}

/* --- telling --- */

static int name_source(void *context, const struct sanya_source *source, struct sanya_error *err)
{
	(void)err;
	sanya_buffer_printf(context, "%s%s", ((struct sanya_buffer *)context)->size == 0 ? "" : ", ", source->name);
	return 0;
}

int sanya_source_need(struct sanya_store *store, const char *name, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer list;
	int exists = sanya_source_exists(store, name, err);

	sanya_buffer_init(&list, 400);
	if (exists != 0)
		return exists < 0 ? -1 : 0;
	if (sanya_sources_each(store, NULL, name_source, &list, err) != 0)
		return -1;
	sanya_error_set(err, SANYA_NOT_FOUND, "no source \"%s\"", name);
	return list.size == 0 ? sanya_error_next(err, "add one: sanya source add NAME csv file=tickets.csv")
			      : sanya_error_next(err, "sources are: %s", list.data);
}

static int add_source(void *context, const struct sanya_source *source, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer at;
	struct sanya_json *json = sanya_json_object();

	(void)err;
	sanya_buffer_init(&at, 64);
	if (source->last_at != SANYA_NO_INSTANT)
		sanya_instant_format(source->last_at, &at);
	sanya_json_set_text(json, "name", source->name);
	sanya_json_set_text(json, "plugin", source->plugin);
	sanya_json_set(json, "options", sanya_json_copy(sanya_json_get(source->document, "options")));
	sanya_json_set(json, "files", sanya_json_copy(sanya_json_get(source->document, "files")));
	sanya_json_set_text(json, "last_run", at.size == 0 ? NULL : at.data);
	sanya_json_set_text(json, "outcome", source->last_outcome);
	sanya_json_set_text(json, "reason", source->last_reason);
	sanya_json_append(context, json);
	return 0;
}

int sanya_sources_json(struct sanya_store *store, const char *name, struct sanya_json **ret, struct sanya_error *err)
{
	struct sanya_json *list = sanya_json_array(), *json = sanya_json_object();
	int result = sanya_sources_each(store, name, add_source, list, err);

	sanya_json_set(json, "sources", list);
	if (result == 0)
		*ret = json;
	else
		sanya_json_free(json);
	return result;
}

static int add_reject(void *context, const struct sanya_evidence_reject *reject, struct sanya_error *err)
{
	struct sanya_json *json = sanya_json_object();

	(void)err;
	sanya_json_set_text(json, "place", reject->place);
	sanya_json_set_text(json, "reason", reject->reason);
	sanya_json_set_text(json, "excerpt", reject->excerpt);
	sanya_json_set(json, "repaired", sanya_json_of_bool(reject->repaired));
	sanya_json_set_integer(json, "times", (int64_t)reject->times);
	sanya_json_append(context, json);
	return 0;
}

int sanya_source_rejects(struct sanya_store *store, const char *name, struct sanya_json **ret, struct sanya_error *err)
{
	struct sanya_json *list, *json;
	int result;

	if (sanya_source_need(store, name, err) != 0)
		return -1;
	list = sanya_json_array();
	json = sanya_json_object();
	result = sanya_evidence_each_reject(store, name, add_reject, list, err);
	sanya_json_set(json, "rejects", list);
	if (result == 0)
		*ret = json;
	else
		sanya_json_free(json);
	return result;
}
