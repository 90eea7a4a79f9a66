/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ready contracts by job: a template is a contract document without number, revision, parties and period.
 * Filling one gives a text that goes the way of every other document; nothing is checked here but the words of --set.
 */
#include "contract.h"

#include "../base/file.h"

#include <string.h>

static const char suffix[] = ".json";

int sanya_template_names(const char *folder, char ***ret, size_t *ret_count, struct sanya_error *err)
{
	size_t kept = 0, length;
	char **names;
	size_t count;

	if (sanya_folder_names(folder, &names, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		length = strlen(names[i]);
		if (length <= sizeof(suffix) - 1 || strcmp(names[i] + length - (sizeof(suffix) - 1), suffix) != 0) {
			free(names[i]);
			continue;
		}
		names[i][length - (sizeof(suffix) - 1)] = '\0';
		names[kept++] = names[i];
	}
	names[kept] = NULL;
	*ret = names;
	*ret_count = kept;
	return 0;
}

static int unknown_template(const char *folder, const char *template, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer list;
	struct sanya_error ignored = SANYA_ERROR_INIT;
	char **names;
	size_t count;

	sanya_buffer_init(&list, 400);
	sanya_error_set(err, SANYA_NOT_FOUND, "no template \"%s\"", template);
	if (sanya_template_names(folder, &names, &count, &ignored) != 0)
		return sanya_error_next(err, "see what there is: sanya template list");
	for (size_t i = 0; i < count; i++)
		sanya_buffer_printf(&list, "%s%s", i == 0 ? "" : ", ", names[i]);
	sanya_folder_names_free(names);
	return sanya_error_next(err, "templates are: %s", list.data);
}

int sanya_template_read(const char *folder, const char *template, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = NULL;
	char path[SANYA_PATH_MAX];
	const char *format;
	int length;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	length = snprintf(path, sizeof(path), "%s/%s%s", folder, template, suffix);
	if (!sanya_text_is_identifier(template) || length < 0 || (size_t)length >= sizeof(path) || !sanya_file_exists(path))
		return unknown_template(folder, template, err);
	if (sanya_file_read(path, &text, err) != 0 || sanya_json_parse(path, text.data, text.size, &json, err) != 0)
		return -1;
	format = sanya_json_get_text(json, "format");
	if (format == NULL || strcmp(format, "sanya.template/1") != 0) {
		sanya_error_set(err, SANYA_FAILED, "this is no template: its format is not \"sanya.template/1\"");
		return sanya_error_at(err, path, 1, 0);
	}
	*ret = json;
	json = NULL;
	return 0;
}

/* --- --set PATH=VALUE --- */

/* A value takes the type of what it replaces: a text stays a text, so that "40" is not made a number. */
static struct sanya_json *value_for(const struct sanya_json *before, const char *value, struct sanya_error *err)
{
	struct sanya_json *json = NULL;

	if (before == NULL || sanya_json_type(before) == SANYA_JSON_TEXT)
		return sanya_json_of_text(value);
	if (sanya_json_parse("--set", value, strlen(value), &json, err) != 0)
		return NULL;
	return json;
}

static struct sanya_json *replaced(const struct sanya_json *json, const char *path, const char *value, struct sanya_error *err);

static struct sanya_json *replaced_or_set(const struct sanya_json *json, const char *rest, const char *value,
					  struct sanya_error *err)
{
	return *rest == '\0' ? value_for(json, value, err) : replaced(json, rest + 1, value, err);
}

static bool is_element(const struct sanya_json *element, size_t index, const char *head)
{
	const char *id = sanya_json_get_text(element, "id");
	char number[32];

	snprintf(number, sizeof(number), "%zu", index);
	return strcmp(number, head) == 0 || (id != NULL && strcmp(id, head) == 0);
}

static struct sanya_json *replaced_in_array(const struct sanya_json *json, const char *head, const char *rest, const char *value,
					    bool *found, struct sanya_error *err)
{
	struct sanya_json *copy = sanya_json_array();
	const struct sanya_json *element;

	for (size_t i = 0; i < sanya_json_size(json); i++) {
		element = sanya_json_at(json, i);
		if (!is_element(element, i, head)) {
			sanya_json_append(copy, sanya_json_copy(element));
			continue;
		}
		*found = true;
		sanya_json_append(copy, replaced_or_set(element, rest, value, err));
	}
	return copy;
}

static struct sanya_json *replaced_in_object(const struct sanya_json *json, const char *head, const char *rest, const char *value,
					     bool *found, struct sanya_error *err)
{
	struct sanya_json *copy = sanya_json_object();

	for (void *it = sanya_json_first(json); it != NULL; it = sanya_json_next(json, it)) {
		if (strcmp(sanya_json_key(it), head) != 0) {
			sanya_json_set(copy, sanya_json_key(it), sanya_json_copy(sanya_json_value(it)));
			continue;
		}
		*found = true;
		sanya_json_set(copy, head, replaced_or_set(sanya_json_value(it), rest, value, err));
	}
	if (!*found && *rest == '\0') { /* a key that the template leaves out; the contract's reader judges it */
		*found = true;
		sanya_json_set(copy, head, sanya_json_of_text(value));
	}
	return copy;
}

/* A copy of `json` with the value at a dotted path replaced; elements of a list by number or by their id. */
static struct sanya_json *replaced(const struct sanya_json *json, const char *path, const char *value, struct sanya_error *err)
{
	size_t size = strcspn(path, ".");
	struct sanya_json *copy = NULL;
	bool found = false;
	char head[128];

	snprintf(head, sizeof(head), "%.*s", (int)(size < sizeof(head) ? size : sizeof(head) - 1), path);
	if (sanya_json_type(json) == SANYA_JSON_ARRAY)
		copy = replaced_in_array(json, head, path + size, value, &found, err);
	else if (sanya_json_type(json) == SANYA_JSON_OBJECT)
		copy = replaced_in_object(json, head, path + size, value, &found, err);
	if (found && err->code == SANYA_OK)
		return copy;
	sanya_json_free(copy);
	sanya_error_set(err, SANYA_USAGE, "the template has no \"%s\"", head);
	return NULL;
}

static int apply_set(struct sanya_json **json, const char *set, struct sanya_error *err)
{
	const char *equals = strchr(set, '=');
	struct sanya_json *changed;
	char path[256];

	if (equals == NULL || equals == set || (size_t)(equals - set) >= sizeof(path)) {
		sanya_error_set(err, SANYA_USAGE, "--set wants PATH=VALUE, not \"%s\"", set);
		return sanya_error_next(err, "for instance --set reward.at_100=5000.00 or --set goals.reply.weight=30");
	}
	snprintf(path, sizeof(path), "%.*s", (int)(equals - set), set);
	changed = replaced(*json, path, equals + 1, err);
	if (changed == NULL) {
		sanya_error_at(err, set, 0, 0);
		return sanya_error_next(err, "see its parts: sanya template show");
	}
	sanya_json_free(*json);
	*json = changed;
	return 0;
}

/* --- the document --- */

static struct sanya_json *document_of(const struct sanya_json *template, const struct sanya_template_fill *fill)
{
	struct sanya_json *json = sanya_json_object(), *period = sanya_json_object();

	sanya_json_set_text(period, "from", fill->from);
	sanya_json_set_text(period, "to", fill->to);
	sanya_json_set_text(json, "format", "sanya.contract/1");
	sanya_json_set_text(json, "employee", fill->employee);
	sanya_json_set_text(json, "manager", fill->manager);
	sanya_json_set(json, "period", period);
	for (void *it = sanya_json_first(template); it != NULL; it = sanya_json_next(template, it))
		if (strcmp(sanya_json_key(it), "format") != 0 && strcmp(sanya_json_key(it), "about") != 0)
			sanya_json_set(json, sanya_json_key(it), sanya_json_copy(sanya_json_value(it)));
	return json;
}

int sanya_template_fill(const char *folder, const char *template, const struct sanya_template_fill *fill,
			struct sanya_buffer *ret_text, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *source = NULL;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = NULL;

	if (sanya_template_read(folder, template, &source, err) != 0)
		return -1;
	json = document_of(source, fill);
	if (json == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; fill->set != NULL && fill->set[i] != NULL; i++)
		if (apply_set(&json, fill->set[i], err) != 0)
			return -1;
	if (sanya_json_pretty(json, ret_text, err) != 0)
		return -1;
	return sanya_buffer_check(ret_text, "the contract", err);
}
