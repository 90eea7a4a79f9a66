/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ready contracts by job: a template is a contract document without number, revision, parties and period.
 * Filling one gives a text that goes the way of every other document; nothing is checked here but the words of --set (clause_set.c).
 */
#include "contract.h"

#include "../base/file.h"
#include "clause.h"

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
		if (sanya_clause_set(&json, fill->set[i], err) != 0)
			return -1;
	if (sanya_json_pretty(json, ret_text, err) != 0)
		return -1;
	return sanya_buffer_check(ret_text, "the contract", err);
}
