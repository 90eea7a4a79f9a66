/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a plugin says of itself: a worker loads it in the sandbox, sends HELLO and ends.  HELLO is
 * as hostile as every other frame: a field that is missing or of the wrong kind refuses the plugin.
 * One that was kept of an earlier look is read in the same way.
 */
#include "process.h"

#include <unistd.h>

struct sanya_json *sanya_start_json(const char *task, const char *plugin)
{
	struct sanya_json *json = sanya_json_object();
	const char *slash = strrchr(plugin, '/');
	int bad = sanya_json_set_text(json, "task", task);

	bad |= sanya_json_set_text(json, "plugin", slash == NULL ? plugin : slash + 1);
	if (bad == 0)
		return json;
	sanya_json_free(json);
	return NULL;
}

/* A text of HELLO, copied; NULL where it is missing or no text. */
static const char *text_of(struct sanya_plugin_info *info, const struct sanya_json *json,
			   const char *key)
{
	const char *text = sanya_json_get_text(json, key);
	return text == NULL ? NULL : sanya_arena_text(&info->arena, text);
}

static int read_options(struct sanya_plugin_info *info, const struct sanya_json *list)
{
	static const char *const types[] = {"text", "integer", "boolean", "choice", "document"};

	info->option_count = sanya_json_size(list);
	info->options =
		sanya_arena_array(&info->arena, info->option_count + 1, sizeof *info->options);
	if (info->options == NULL)
		return -1;
	for (size_t i = 0; i < info->option_count; i++) {
		const struct sanya_json *json = sanya_json_at(list, i);
		struct sanya_plugin_option_info *option = &info->options[i];
		option->name = text_of(info, json, "name");
		option->help = text_of(info, json, "help");
		option->fallback = text_of(info, json, "fallback");
		option->choices = text_of(info, json, "choices");
		option->required = sanya_json_true(sanya_json_get(json, "required"));
		const char *type = sanya_json_get_text(json, "type");
		for (size_t j = 0; type != NULL && j < SANYA_COUNT(types); j++)
			if (strcmp(type, types[j]) == 0)
				option->type = types[j];
		if (option->name == NULL || option->help == NULL || option->type == NULL ||
		    (strcmp(option->type, "choice") == 0 && option->choices == NULL))
			return -1;
	}
	return 0;
}

static int read_reasons(struct sanya_plugin_info *info, const struct sanya_json *list,
			struct sanya_metric_info *metric)
{
	struct sanya_words *reasons =
		sanya_arena_array(&info->arena, sanya_json_size(list) + 1, sizeof *reasons);
	const char **words =
		sanya_arena_array(&info->arena, sanya_json_size(list) + 1, sizeof *words);

	if (reasons == NULL || words == NULL)
		return -1;
	for (size_t i = 0; i < sanya_json_size(list); i++) {
		const struct sanya_json *json = sanya_json_at(list, i);
		words[i] = text_of(info, json, "word");
		reasons[i].en = text_of(info, json, "en");
		reasons[i].th = text_of(info, json, "th");
		if (words[i] == NULL || reasons[i].en == NULL)
			return -1;
	}
	metric->reasons = reasons;
	metric->reason_words = words;
	metric->reason_count = sanya_json_size(list);
	return 0;
}

static int read_metrics(struct sanya_plugin_info *info, const struct sanya_json *list)
{
	info->metric_count = sanya_json_size(list);
	info->metrics =
		sanya_arena_array(&info->arena, info->metric_count + 1, sizeof *info->metrics);
	if (info->metrics == NULL)
		return -1;
	for (size_t i = 0; i < info->metric_count; i++) {
		const struct sanya_json *json = sanya_json_at(list, i);
		struct sanya_metric_info *metric = &info->metrics[i];
		const char *name = sanya_json_get_text(json, "name");
		int64_t version = sanya_json_get_integer(json, "version", 0),
			unit = sanya_json_get_integer(json, "unit", 0),
			of = sanya_json_get_integer(json, "of", 0);
		char full[128];
		if (name == NULL || !sanya_text_is_identifier(name) || version < 1 ||
		    unit < SANYA_UNIT_SECONDS || unit > SANYA_UNIT_PAIR || of < SANYA_TICKET ||
		    of > SANYA_RESPONSE)
			return -1;
		(void)snprintf(full, sizeof full, "%s@%lld", name, (long long)version);
		metric->name = sanya_arena_text(&info->arena, full);
		metric->unit = (enum sanya_unit)unit;
		metric->kind = (enum sanya_observation_kind)of;
		metric->snapshot = sanya_json_true(sanya_json_get(json, "snapshot"));
		metric->lower_is_better = sanya_json_true(sanya_json_get(json, "lower_is_better"));
		metric->title.en = text_of(info, json, "title_en");
		metric->title.th = text_of(info, json, "title_th");
		metric->definition.en = text_of(info, json, "definition_en");
		metric->definition.th = text_of(info, json, "definition_th");
		metric->index = (uint32_t)i;
		if (metric->name == NULL || metric->title.en == NULL ||
		    metric->definition.en == NULL ||
		    read_reasons(info, sanya_json_get(json, "reasons"), metric) < 0)
			return -1;
	}
	return 0;
}

static int read_hello(struct sanya_plugin_info *info, const struct sanya_buffer *hello)
{
	static const enum sanya_plugin_kind kinds[] = {SANYA_PLUGIN_SOURCE, SANYA_PLUGIN_METRIC,
						       SANYA_PLUGIN_EXPORT};
	struct sanya_error err = SANYA_ERROR_INIT;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = NULL;

	if (sanya_json_parse("HELLO", hello->data, hello->size, &json, &err) < 0)
		return -1;
	const char *kind = sanya_json_get_text(json, "kind");
	for (size_t i = 0; kind != NULL && i < SANYA_COUNT(kinds); i++)
		if (strcmp(kind, sanya_kind_word(kinds[i])) == 0)
			info->kind = kinds[i];
	info->version = text_of(info, json, "version");
	info->license = text_of(info, json, "license");
	info->summary = text_of(info, json, "summary");
	info->says = text_of(info, json, "name");
	info->format = text_of(info, json, "format");
	info->extension = text_of(info, json, "extension");
	info->landlock = (int)sanya_json_get_integer(json, "landlock", 0);
	info->seccomp = sanya_json_true(sanya_json_get(json, "seccomp"));
	info->parts = sanya_json_true(sanya_json_get(json, "parts"));
	info->ticket_columns = sanya_json_true(sanya_json_get(json, "ticket_columns"));
	info->response_columns = sanya_json_true(sanya_json_get(json, "response_columns"));
	if (info->kind == 0 || info->version == NULL || info->license == NULL ||
	    info->summary == NULL || info->says == NULL)
		return -1;
	(void)snprintf(info->report.plugin_version, sizeof info->report.plugin_version, "%s",
		       info->version);
	if (read_options(info, sanya_json_get(json, "options")) < 0)
		return -1;
	return read_metrics(info, sanya_json_get(json, "metrics"));
}

/* "/usr/lib/sanya/source-csv.so" -> "source-csv" */
static char *stem(struct sanya_arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
	size_t size = strlen(name);

	if (size > 3 && strcmp(name + size - 3, ".so") == 0)
		size -= 3;
	return sanya_arena_copy(arena, name, size);
}

/* By a worker in its sandbox.  What it said and is good is kept for those who come after. */
static int ask_worker(const struct sanya_host *host, int plugin, struct sanya_plugin_info *info,
		      struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep)
	struct sanya_json *start = sanya_start_json("look", info->path);
	struct sanya_birth birth = SANYA_BIRTH_INIT;
	struct sanya_process process;
	struct sanya_buffer hello;
	struct sanya_frame frame;

	birth.start = start;
	birth.plugin = plugin;
	if (start == NULL)
		return sanya_error_memory(err);
	if (sanya_process_start(host, &birth, &info->report, &process, err) < 0)
		return -1;
	sanya_buffer_init(&hello, SANYA_FRAME_MAX);
	while (sanya_process_next(&process, &hello, &frame) == 1)
		sanya_judge(&process, SANYA_VERDICT_PROTOCOL,
			    "nonsense on the wire: a frame that was not asked for");
	if (process.hello && read_hello(info, &hello) < 0)
		sanya_judge(&process, SANYA_VERDICT_PROTOCOL,
			    "nonsense on the wire: its HELLO does not say what it must");
	sanya_process_finish(&process, 0);
	if (info->report.verdict == SANYA_VERDICT_OK)
		sanya_looks_keep(host, info, &hello);
	sanya_buffer_done(&hello);
	return 0;
}

/* By what was kept.  A look that cannot be read any more counts for nothing. */
static bool remember(const struct sanya_host *host, struct sanya_plugin_info *info)
{
	struct sanya_buffer hello;

	sanya_buffer_init(&hello, SANYA_FRAME_MAX);
	bool good = sanya_looks_find(host, info, &hello) && read_hello(info, &hello) == 0;
	sanya_buffer_done(&hello);
	return good;
}

static struct sanya_plugin_info *new_info(const char *path)
{
	struct sanya_plugin_info *info = calloc(1, sizeof *info);

	if (info == NULL)
		return NULL;
	sanya_arena_init(&info->arena);
	info->path = sanya_arena_text(&info->arena, path);
	info->name = stem(&info->arena, path);
	if (info->path != NULL && info->name != NULL)
		return info;
	sanya_plugin_info_free(info);
	return NULL;
}

int sanya_host_look_at(const struct sanya_host *host, const char *path, bool fresh,
		       struct sanya_plugin_info **ret, struct sanya_error *err)
{
	struct sanya_plugin_info *info = new_info(path), *again;
	int plugin, result = 0;

	if (info == NULL)
		return sanya_error_memory(err);
	if (sanya_plugin_open(path, &info->report, &plugin, err) < 0) {
		sanya_plugin_info_free(info);
		return -1;
	}
	if (fresh || !remember(host, info)) {
		/* What was half read is given up. */
		again = new_info(path);
		if (again != NULL)
			again->report = info->report;
		sanya_plugin_info_free(info);
		info = again;
		result = info == NULL ? sanya_error_memory(err) : ask_worker(host, plugin, info, err);
	}
	(void)close(plugin);
	if (result < 0)
		sanya_plugin_info_free(info);
	else
		*ret = info;
	return result;
}

int sanya_host_look(struct sanya_host *host, const char *name, enum sanya_plugin_kind kind,
		    struct sanya_plugin_info **ret, struct sanya_error *err)
{
	struct sanya_buffer path;

	sanya_buffer_init(&path, SANYA_PATH_MAX);
	int result = sanya_host_find(host, name, kind, &path, err);
	if (result == 0)
		result = sanya_host_look_at(host, path.data, false, ret, err);
	sanya_buffer_done(&path);
	return result;
}

void sanya_plugin_info_free(struct sanya_plugin_info *info)
{
	if (info == NULL)
		return;
	sanya_arena_done(&info->arena);
	free(info);
}
