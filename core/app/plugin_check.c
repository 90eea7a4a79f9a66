/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `sanya plugin check`: what a plugin author wants to know before others do.  Loads the plugin as
 * always, looks at its table, offers bad options, then runs it in ways that real life brings.  Each
 * line says what was tried.
 */
#include "plugin_check.h"

void sanya_check_add(struct sanya_checking *checking, const char *what,
		     enum sanya_check_result result, const char *format, ...)
{
	struct sanya_checks *checks = checking->checks;
	char detail[1200];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(detail, sizeof detail, format, args);
	va_end(args);
	if (result == SANYA_CHECK_FAILED)
		checks->passed = false;
	if (checks->count == SANYA_COUNT(checks->items))
		return;
	const char *copy =
		sanya_arena_copy(&checks->arena, detail, sanya_utf8_prefix(detail, strlen(detail)));
	checks->items[checks->count++] = (struct sanya_check){
		.what = what, .result = result, .detail = copy == NULL ? "" : copy};
}

void sanya_check_that(struct sanya_checking *checking, const char *what, bool good, const char *why)
{
	sanya_check_add(checking, what, good ? SANYA_CHECK_PASSED : SANYA_CHECK_FAILED, "%s",
			good ? "" : why);
}

void sanya_checks_done(struct sanya_checks *checks)
{
	sanya_arena_done(&checks->arena);
}

/* --- the table --- */

static bool choice_has(const char *choices, const char *value)
{
	size_t size = strlen(value);

	while (choices != NULL) {
		const char *end = strchr(choices, '|');
		size_t length = end == NULL ? strlen(choices) : (size_t)(end - choices);
		if (length == size && memcmp(choices, value, size) == 0)
			return true;
		choices = end == NULL ? NULL : end + 1;
	}
	return false;
}

/* What is wrong with an option of the table; NULL when nothing is. */
static const char *option_fault(const struct sanya_plugin_option_info *option)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	int64_t number;

	if (option->help[0] == '\0')
		return "has no help text";
	if (option->required && option->fallback != NULL)
		return "is required and yet has a fallback";
	if (option->fallback == NULL)
		return NULL;
	if (strcmp(option->type, "integer") == 0 &&
	    sanya_text_integer(option->fallback, strlen(option->fallback), &number, &err) < 0)
		return "has a fallback that is not a whole number";
	if (strcmp(option->type, "boolean") == 0 && !choice_has("true|false", option->fallback))
		return "has a fallback that is neither true nor false";
	if (strcmp(option->type, "choice") == 0 && !choice_has(option->choices, option->fallback))
		return "has a fallback that is not one of its choices";
	return NULL;
}

static void check_table(struct sanya_checking *checking)
{
	const struct sanya_plugin_info *info = checking->info;

	for (size_t i = 0; i < info->option_count; i++) {
		const char *fault = option_fault(&info->options[i]);
		if (fault != NULL) {
			sanya_check_add(checking, "the table of options makes sense",
					SANYA_CHECK_FAILED, "option \"%s\" %s",
					info->options[i].name, fault);
			return;
		}
	}
	sanya_check_add(checking, "the table of options makes sense", SANYA_CHECK_PASSED,
			"%zu options", info->option_count);
}

/* --- options that must be refused --- */

/* A value that no option of this type may have; NULL for texts, which take everything. */
static const char *bad_value(const struct sanya_plugin_option_info *option)
{
	if (strcmp(option->type, "integer") == 0)
		return "twelve";
	if (strcmp(option->type, "boolean") == 0)
		return "perhaps";
	if (strcmp(option->type, "choice") == 0)
		return "none of these";
	return strcmp(option->type, "document") == 0 ? "{" : NULL;
}

/* Options as given, with one replaced or added. */
static struct sanya_json *options_with(const struct sanya_json *options, const char *name,
				       const char *value)
{
	struct sanya_json *copy = options == NULL ? sanya_json_object() : sanya_json_copy(options);

	if (sanya_json_set_text(copy, name, value) == 0)
		return copy;
	sanya_json_free(copy);
	return NULL;
}

static bool is_refused(struct sanya_checking *checking, const char *name, const char *value)
{
	static const struct sanya_source_calls calls = {.block = NULL};
	SANYA_CLEANUP(sanya_json_freep)
	struct sanya_json *options = options_with(checking->options, name, value);
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *table = NULL;
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_run_report report;
	struct sanya_buffer out;
	int result;

	if (checking->info->kind == SANYA_PLUGIN_SOURCE) {
		const struct sanya_source_run run = {.plugin = checking->info->path,
						     .options = options,
						     .from = SANYA_NO_INSTANT,
						     .to = SANYA_NO_INSTANT,
						     .calls = &calls};
		result = sanya_host_run_source(checking->host, &run, &report, &err);
	} else {
		if (sanya_json_parse("table", "{\"columns\":[],\"rows\":[]}", 24, &table, &err) < 0)
			return false;
		sanya_buffer_init(&out, SANYA_OUTPUT_MAX);
		result = sanya_host_run_export(checking->host, checking->info->path, options, table,
					       &out, &report, &err);
		sanya_buffer_done(&out);
	}
	return result < 0 && err.code == SANYA_USAGE;
}

static void check_bad_options(struct sanya_checking *checking)
{
	static const char what[] = "bad options are refused before it runs";
	const struct sanya_plugin_info *info = checking->info;
	size_t tried = 1;

	if (info->kind == SANYA_PLUGIN_METRIC) {
		sanya_check_add(checking, what,
				info->option_count == 0 ? SANYA_CHECK_PASSED : SANYA_CHECK_FAILED,
				"%s",
				info->option_count == 0
					? "a metric takes none"
					: "a metric may not have options: same input, same answer");
		return;
	}
	bool good = is_refused(checking, "no-such-option", "x");
	for (size_t i = 0; good && i < info->option_count; i++)
		if (bad_value(&info->options[i]) != NULL) {
			good = is_refused(checking, info->options[i].name,
					  bad_value(&info->options[i]));
			tried++;
		}
	sanya_check_add(checking, what, good ? SANYA_CHECK_PASSED : SANYA_CHECK_FAILED, "%zu tried",
			tried);
}

/* --- all of it --- */

int sanya_plugin_check(struct sanya_host *host, const char *file, const struct sanya_json *options,
		       const char *const *inputs, struct sanya_checks *ret, struct sanya_error *err)
{
	struct sanya_plugin_info *info = NULL;

	*ret = (struct sanya_checks){.passed = true};
	sanya_arena_init(&ret->arena);
	if (sanya_host_look(host, file, 0, &info, err) < 0)
		return -1;
	struct sanya_checking checking = {host, info, options, inputs, ret};
	if (info->report.verdict != SANYA_VERDICT_OK) {
		sanya_check_add(&checking, "it loads in the sandbox", SANYA_CHECK_FAILED, "%s: %s",
				sanya_verdict_word(info->report.verdict), info->report.reason);
		sanya_plugin_info_free(info);
		return 0;
	}
	sanya_check_add(&checking, "it loads in the sandbox", SANYA_CHECK_PASSED,
			"Landlock %d, seccomp %s, %lld ms", info->landlock,
			info->seccomp ? "on" : "off", (long long)info->report.wall_ms);
	sanya_check_add(&checking, "its file is called like the plugin",
			strcmp(info->name, info->says) == 0 ? SANYA_CHECK_PASSED
							    : SANYA_CHECK_FAILED,
			"%s.so holds \"%s\"", info->name, info->says);
	check_table(&checking);
	check_bad_options(&checking);
	switch (info->kind) {
	case SANYA_PLUGIN_SOURCE:
		sanya_check_source(&checking);
		break;
	case SANYA_PLUGIN_METRIC:
		sanya_check_metrics(&checking);
		break;
	case SANYA_PLUGIN_EXPORT:
		sanya_check_export(&checking);
		break;
	}
	sanya_plugin_info_free(info);
	return 0;
}
