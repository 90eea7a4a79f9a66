/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HELLO: what the plugin says of itself, as JSON for the host.  One table in the plugin is the
 * source of checks, help and lists. Its texts are made harmless on the way out.
 */
#include "worker.h"

#define SHORT_TEXT 200u
#define LONG_TEXT  4000u

static int set(struct sanya_json *object, const char *key, struct sanya_arena *arena,
	       const char *text, size_t cap)
{
	const char *clean = sanya_worker_clean(arena, text, cap);

	if (text != NULL && clean == NULL)
		return -1;
	return sanya_json_set(object, key, sanya_json_of_text(clean));
}

static struct sanya_json *option_json(const struct sanya_plugin_option *option,
				      struct sanya_arena *arena, int *bad)
{
	static const char *const types[] = {"text", "integer", "boolean", "choice", "document"};
	struct sanya_json *json = sanya_json_object();

	*bad |= set(json, "name", arena, option->name, SHORT_TEXT);
	*bad |= sanya_json_set_text(json, "type", types[option->type - SANYA_OPTION_TEXT]);
	*bad |= sanya_json_set(json, "required",
			       sanya_json_of_bool((option->flags & SANYA_OPTION_REQUIRED) != 0));
	*bad |= set(json, "fallback", arena, option->fallback, LONG_TEXT);
	*bad |= set(json, "choices", arena, option->choices, LONG_TEXT);
	*bad |= set(json, "help", arena, option->help, LONG_TEXT);
	return json;
}

static struct sanya_json *metric_json(const struct sanya_plugin_metric_definition *d,
				      struct sanya_arena *arena, int *bad)
{
	struct sanya_json *json = sanya_json_object(), *reasons = sanya_json_array();

	*bad |= set(json, "name", arena, d->name, SHORT_TEXT);
	*bad |= sanya_json_set_integer(json, "version", d->version);
	*bad |= sanya_json_set_integer(json, "unit", d->unit);
	*bad |= sanya_json_set_integer(json, "of", d->of);
	*bad |= sanya_json_set(json, "snapshot",
			       sanya_json_of_bool((d->flags & SANYA_METRIC_SNAPSHOT) != 0));
	*bad |= sanya_json_set(json, "lower_is_better",
			       sanya_json_of_bool((d->flags & SANYA_METRIC_LOWER_IS_BETTER) != 0));
	*bad |= set(json, "title_en", arena, d->title_en, SHORT_TEXT);
	*bad |= set(json, "title_th", arena, d->title_th, SHORT_TEXT);
	*bad |= set(json, "definition_en", arena, d->definition_en, LONG_TEXT);
	*bad |= set(json, "definition_th", arena, d->definition_th, LONG_TEXT);
	for (uint32_t i = 0; i < d->reason_count; i++) {
		const struct sanya_plugin_reason *reason =
			(const void *)((const char *)d->reasons + (size_t)i * d->reason_size);
		struct sanya_json *entry = sanya_json_object();
		*bad |= set(entry, "word", arena, reason->word, SHORT_TEXT);
		*bad |= set(entry, "en", arena, reason->en, SHORT_TEXT);
		*bad |= set(entry, "th", arena, reason->th, SHORT_TEXT);
		*bad |= sanya_json_append(reasons, entry);
	}
	*bad |= sanya_json_set(json, "reasons", reasons);
	return json;
}

static struct sanya_json *hello_json(const struct sanya_worker *worker,
				     const struct sanya_sandbox *sandbox, struct sanya_arena *arena,
				     int *bad)
{
	static const char *const kinds[] = {"source", "metric", "export"};
	struct sanya_json *json = sanya_json_object(), *options = sanya_json_array(),
			  *metrics = sanya_json_array();

	*bad |= sanya_json_set_text(json, "kind", kinds[worker->kind - SANYA_WORKER_SOURCE]);
	*bad |= set(json, "name", arena, worker->name, SHORT_TEXT);
	*bad |= set(json, "version", arena, worker->version, 60);
	*bad |= set(json, "license", arena, worker->license, SHORT_TEXT);
	*bad |= set(json, "summary", arena, worker->summary, LONG_TEXT);
	for (uint32_t i = 0; i < worker->option_count; i++)
		*bad |= sanya_json_append(
			options, option_json(sanya_worker_option_at(worker, i), arena, bad));
	*bad |= sanya_json_set(json, "options", options);
	if (worker->metric != NULL)
		for (uint32_t i = 0; i < worker->metric->definition_count; i++)
			*bad |= sanya_json_append(
				metrics, metric_json(worker->metric->definitions[i], arena, bad));
	*bad |= sanya_json_set(json, "metrics", metrics);
	if (worker->metric != NULL) {
		*bad |= sanya_json_set(json, "ticket_columns", sanya_json_of_bool(sanya_worker_ticket_columns(worker) != NULL));
		*bad |= sanya_json_set(json, "response_columns", sanya_json_of_bool(sanya_worker_response_columns(worker) != NULL));
	}
	if (worker->source != NULL)
		*bad |= sanya_json_set(json, "parts", sanya_json_of_bool(sanya_worker_parts(worker)));
	if (worker->export != NULL) {
		*bad |= set(json, "format", arena, worker->export->format, SHORT_TEXT);
		*bad |= set(json, "extension", arena, worker->export->extension, SHORT_TEXT);
	}
	*bad |= sanya_json_set_integer(json, "landlock", sandbox->landlock);
	*bad |= sanya_json_set(json, "seccomp", sanya_json_of_bool(sandbox->seccomp));
	return json;
}

int sanya_worker_hello(struct sanya_worker *worker, const struct sanya_sandbox *sandbox)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_arena arena;
	struct sanya_buffer body;
	int bad = 0;

	sanya_arena_init(&arena);
	sanya_buffer_init(&body, SANYA_FRAME_MAX - SANYA_FRAME_HEAD);
	struct sanya_json *json = hello_json(worker, sandbox, &arena, &bad);
	if (bad == 0)
		bad = sanya_json_canonical(json, &body, &err);
	if (bad == 0)
		sanya_worker_send(worker, SANYA_FRAME_HELLO, body.data, body.size);
	else
		sanya_worker_fail(worker, "abi", "its table of options and metrics is too large");
	sanya_json_free(json);
	sanya_buffer_done(&body);
	sanya_arena_done(&arena);
	return bad == 0 ? 0 : -1;
}
