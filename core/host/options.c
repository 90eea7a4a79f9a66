/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Given options against the plugin's own table, before anything is started: unknown names get the
 * nearest one, values must be of their type, required ones must be there.
 */
#include "process.h"

static const struct sanya_plugin_option_info *find(const struct sanya_plugin_info *info,
						   const char *name)
{
	for (size_t i = 0; i < info->option_count; i++)
		if (strcmp(info->options[i].name, name) == 0)
			return &info->options[i];
	return NULL;
}

static int unknown(const struct sanya_plugin_info *info, const char *name, struct sanya_error *err)
{
	const char *nearest = NULL;
	unsigned best = 4;

	(void)sanya_error_set(err, SANYA_USAGE, "the plugin %s has no option \"%.80s\"", info->name,
			      name);
	for (size_t i = 0; i < info->option_count; i++) {
		unsigned distance = sanya_text_distance(name, info->options[i].name);
		if (distance < best) {
			best = distance;
			nearest = info->options[i].name;
		}
	}
	if (nearest != NULL)
		return sanya_error_next(
			err, "Did you mean \"%s\"?  See its options:  sanya plugin show %s",
			nearest, info->name);
	return sanya_error_next(err, "See its options:  sanya plugin show %s", info->name);
}

static bool is_choice(const char *choices, const char *value)
{
	size_t size = strlen(value);

	for (const char *at = choices; size > 0; at++) {
		const char *end = strchr(at, '|');
		size_t length = end == NULL ? strlen(at) : (size_t)(end - at);
		if (length == size && memcmp(at, value, size) == 0)
			return true;
		if (end == NULL)
			return false;
		at = end;
	}
	return false;
}

static int bad_value(const struct sanya_plugin_info *info,
		     const struct sanya_plugin_option_info *option, const char *value,
		     const char *wants, struct sanya_error *err)
{
	(void)sanya_error_set(
		err, SANYA_USAGE, "option \"%s\" of %s: \"%.*s\" is not %s", option->name,
		info->name, (int)sanya_utf8_prefix(value, strlen(value) < 80 ? strlen(value) : 80),
		value, wants);
	return sanya_error_next(err, "See its options:  sanya plugin show %s", info->name);
}

static int check_value(const struct sanya_plugin_info *info,
		       const struct sanya_plugin_option_info *option, const struct sanya_json *json,
		       struct sanya_error *err)
{
	const char *value = sanya_json_text(json);
	size_t size = sanya_json_text_size(json);
	struct sanya_error why = SANYA_ERROR_INIT;
	char wants[400];
	int64_t number;

	if (value == NULL || memchr(value, 0, size) != NULL)
		return sanya_error_set(err, SANYA_USAGE, "option \"%s\" of %s must be a text",
				       option->name, info->name);
	if (strcmp(option->type, "integer") == 0 &&
	    sanya_text_integer(value, size, &number, &why) < 0)
		return bad_value(info, option, value, "a whole number", err);
	if (strcmp(option->type, "boolean") == 0 && strcmp(value, "true") != 0 &&
	    strcmp(value, "false") != 0)
		return bad_value(info, option, value, "true or false", err);
	if (strcmp(option->type, "choice") == 0 && !is_choice(option->choices, value)) {
		(void)snprintf(wants, sizeof wants, "one of %s", option->choices);
		return bad_value(info, option, value, wants, err);
	}
	if (strcmp(option->type, "document") == 0) {
		struct sanya_json *document = NULL;
		if (sanya_json_parse(option->name, value, size, &document, err) < 0) {
			err->code = SANYA_USAGE; /* the words of the command are off, wherever the
						    document came from */
			return -1;
		}
		sanya_json_free(document);
	}
	return 0;
}

int sanya_options_check(const struct sanya_plugin_info *info, const struct sanya_json *options,
			struct sanya_error *err)
{
	if (options != NULL && sanya_json_type(options) != SANYA_JSON_OBJECT)
		return sanya_error_set(err, SANYA_USAGE,
				       "the options of %s must be an object of texts", info->name);
	for (void *it = sanya_json_first(options); it != NULL; it = sanya_json_next(options, it)) {
		const struct sanya_plugin_option_info *option = find(info, sanya_json_key(it));
		if (option == NULL)
			return unknown(info, sanya_json_key(it), err);
		if (check_value(info, option, sanya_json_value(it), err) < 0)
			return -1;
	}
	for (size_t i = 0; i < info->option_count; i++)
		if (info->options[i].required &&
		    sanya_json_get(options, info->options[i].name) == NULL) {
			(void)sanya_error_set(
				err, SANYA_USAGE, "option \"%s\" of %s is missing: %s",
				info->options[i].name, info->name, info->options[i].help);
			return sanya_error_next(err, "Add %s=VALUE.", info->options[i].name);
		}
	return 0;
}
