/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ready contracts by job: a template is a contract document without number, revision, parties and dates; it may name the rhythm of
 * its periods and the months of self-assessments.
 * Filling one gives a text that goes the way of every other document; nothing is checked here but the words of --set (clause_set.c).
 */
#include "contract.h"

#include "../base/file.h"
#include "../base/time.h"
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

/* --- the period --- */

/* Months are counted from year 0, January = 0. */
static int32_t month_start(int32_t month)
{
	return sanya_date_of(month / 12, month % 12 + 1, 1);
}

/* The month in which the template's period that holds a day begins; `length` months each, one of them beginning with `first`. */
static int32_t period_of(int32_t date, int32_t first, int32_t length)
{
	struct sanya_civil civil = sanya_date_civil(date);
	int32_t month = civil.year * 12 + civil.month - 1;

	return month - (month + 12 - (first - 1)) % length;
}

struct rhythm {
	int32_t first, length; /* month of the year, months; length 0: the template has none */
};

static int read_rhythm(const struct sanya_json *template, struct rhythm *ret, struct sanya_error *err)
{
	const struct sanya_json *period = sanya_json_get(template, "period");
	int64_t first = sanya_json_get_integer(period, "first_month", 0), length = sanya_json_get_integer(period, "months", 0);

	*ret = (struct rhythm){ .length = 0 };
	if (period == NULL)
		return 0;
	if (first < 1 || first > 12 || length < 1 || length > 12 || 12 % length != 0) {
		sanya_error_set(err, SANYA_FAILED, "the template's \"period\" has no rhythm");
		return sanya_error_next(err, "write it like {\"first_month\": 10, \"months\": 12}; 12 is a multiple of the months");
	}
	*ret = (struct rhythm){ (int32_t)first, (int32_t)length };
	return 0;
}

static int read_day(const char *text, const char *option, int32_t *ret, struct sanya_error *err)
{
	if (sanya_date_parse(text, strlen(text), ret, err) == 0)
		return 0;
	err->code = SANYA_USAGE;
	return sanya_error_at(err, option, 0, 0);
}

int sanya_template_period(const struct sanya_json *template, const struct sanya_template_fill *fill, int32_t *ret_from, int32_t *ret_to,
			  struct sanya_error *err)
{
	struct rhythm rhythm;
	int32_t start;

	if (read_rhythm(template, &rhythm, err) != 0)
		return -1;
	if (rhythm.length == 0 && (fill->from == NULL || fill->to == NULL)) {
		sanya_error_set(err, SANYA_USAGE, "--%s is missing", fill->from == NULL ? "from" : "to");
		return sanya_error_next(err, "the template names no period of its own: --from 2026-07-01 --to 2026-09-30");
	}
	if (fill->from != NULL) {
		if (read_day(fill->from, "--from", ret_from, err) != 0)
			return -1;
	} else {
		start = period_of(fill->today, rhythm.first, rhythm.length);
		*ret_from = month_start(start) == fill->today ? fill->today : month_start(start + rhythm.length);
	}
	if (fill->to != NULL)
		return read_day(fill->to, "--to", ret_to, err);
	*ret_to = month_start(period_of(*ret_from, rhythm.first, rhythm.length) + rhythm.length) - 1;
	return 0;
}

/* The ends of certain months of the template's period, as far as they lie within the contract's. */
static int add_self_assessments(const struct sanya_json *template, int32_t from, int32_t to, struct sanya_json *document,
				struct sanya_error *err)
{
	const struct sanya_json *months = sanya_json_get(template, "self_assessment_months");
	struct sanya_json *list;
	struct rhythm rhythm;
	int32_t start;

	if (months == NULL || read_rhythm(template, &rhythm, err) != 0)
		return months == NULL ? 0 : -1;
	list = sanya_json_array();
	start = rhythm.length == 0 ? 0 : period_of(from, rhythm.first, rhythm.length);
	for (size_t i = 0; i < sanya_json_size(months) && rhythm.length > 0; i++) {
		int32_t end = month_start(start + (int32_t)sanya_json_integer(sanya_json_at(months, i), 0)) - 1;

		if (end >= from && end <= to)
			sanya_json_append(list, sanya_json_of_date(end));
	}
	if (sanya_json_size(list) == 0)
		sanya_json_free(list);
	else
		sanya_json_set(sanya_json_own_get(document, "rules"), "self_assessments", list);
	return 0;
}

/* --- the document --- */

static bool is_of_template(const char *key)
{
	static const char *const keys[] = { "format", "about", "period", "self_assessment_months" };

	for (size_t i = 0; i < SANYA_COUNT(keys); i++)
		if (strcmp(keys[i], key) == 0)
			return true;
	return false;
}

static struct sanya_json *document_of(const struct sanya_json *template, const struct sanya_template_fill *fill, int32_t from, int32_t to)
{
	struct sanya_json *json = sanya_json_object(), *period = sanya_json_object();

	sanya_json_set(period, "from", sanya_json_of_date(from));
	sanya_json_set(period, "to", sanya_json_of_date(to));
	sanya_json_set_text(json, "format", "sanya.contract/1");
	sanya_json_set_text(json, "employee", fill->employee);
	sanya_json_set_text(json, "manager", fill->manager);
	sanya_json_set(json, "period", period);
	for (void *it = sanya_json_first(template); it != NULL; it = sanya_json_next(template, it))
		if (!is_of_template(sanya_json_key(it)))
			sanya_json_set(json, sanya_json_key(it), sanya_json_copy(sanya_json_value(it)));
	return json;
}

int sanya_template_fill(const struct sanya_json *template, const struct sanya_template_fill *fill, struct sanya_buffer *ret_text,
			struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = NULL;
	int32_t from, to;

	if (sanya_template_period(template, fill, &from, &to, err) != 0)
		return -1;
	json = document_of(template, fill, from, to);
	if (json == NULL)
		return sanya_error_memory(err);
	if (add_self_assessments(template, from, to, json, err) != 0)
		return -1;
	for (size_t i = 0; fill->set != NULL && fill->set[i] != NULL; i++)
		if (sanya_clause_set(&json, fill->set[i], err) != 0)
			return -1;
	if (sanya_json_pretty(json, ret_text, err) != 0)
		return -1;
	return sanya_buffer_check(ret_text, "the contract", err);
}
