/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loading the plugin and looking at its constant: magic, version, sizes, table.  Nothing of the
 * plugin is called here; its constructors run inside dlopen, in the sandbox.  The file is loaded
 * through its descriptor: what the host hashed is what is loaded.
 */
#include "worker.h"

#include <dlfcn.h>
#include <link.h>

static int refuse(struct sanya_worker *worker, const char *code, const char *format, ...)
	SANYA_PRINTF(3, 4);
static int refuse(struct sanya_worker *worker, const char *code, const char *format, ...)
{
	char text[900];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof text, format, args);
	va_end(args);
	sanya_worker_fail(worker, code, text);
	return -1;
}

/* The loader speaks of /proc/self/fd/5; people know the file by its name. */
static const char *loader_words(const char *words)
{
	static const char prefix[] = "/proc/self/fd/5: ";

	if (words == NULL)
		return "the loader gave no reason";
	return strncmp(words, prefix, sizeof prefix - 1) == 0 ? words + sizeof prefix - 1 : words;
}

/* Bytes of the symbol as the file itself says; 0 where it does not say. */
static size_t symbol_size(const void *symbol)
{
	Dl_info info;
	void *extra = NULL;

	if (dladdr1(symbol, &info, &extra, RTLD_DL_SYMENT) == 0 || extra == NULL)
		return 0;
	const ElfW(Sym) *entry = extra;
	return (size_t)entry->st_size;
}

/* Sizes of ABI 1.0: a plugin built then is as long as this, whatever was appended since. */
#define SOURCE_LEAST offsetof(struct sanya_plugin_source, flags)
#define METRIC_LEAST offsetof(struct sanya_plugin_metric, ticket_columns)

static int check_head(struct sanya_worker *worker, const char *symbol, size_t least)
{
	const struct sanya_plugin_head *head = worker->head;
	size_t size = symbol_size(head);

	if (size != 0 && size < sizeof *head)
		return refuse(worker, "abi", "%s has %zu bytes, less than a head", symbol, size);
	if (head->magic != SANYA_PLUGIN_MAGIC)
		return refuse(worker, "abi",
			      "%s does not begin with the magic number (SANYA_PLUGIN_HEAD)",
			      symbol);
	if (head->major != SANYA_PLUGIN_MAJOR || head->minor > SANYA_PLUGIN_MINOR)
		return refuse(worker, "abi",
			      "the plugin wants ABI %u.%u, this program offers %u.%u",
			      (unsigned)head->major, (unsigned)head->minor,
			      (unsigned)SANYA_PLUGIN_MAJOR, (unsigned)SANYA_PLUGIN_MINOR);
	if (head->size < least || (size != 0 && head->size > size))
		return refuse(
			worker, "abi",
			"%s says that it has %lu bytes, but it has %zu and ABI %u.%u needs %zu",
			symbol, (unsigned long)head->size, size, (unsigned)head->major,
			(unsigned)head->minor, least);
	if (head->option_size < sizeof(struct sanya_plugin_option))
		return refuse(worker, "abi",
			      "an option of the plugin has %lu bytes, ABI %u.%u needs %zu",
			      (unsigned long)head->option_size, (unsigned)head->major,
			      (unsigned)head->minor, sizeof(struct sanya_plugin_option));
	return 0;
}

bool sanya_worker_parts(const struct sanya_worker *worker)
{
	const struct sanya_plugin_source *source = worker->source;

	return source != NULL && source->head.size >= offsetof(struct sanya_plugin_source, flags) + sizeof source->flags &&
	       (source->flags & SANYA_SOURCE_PARTS) != 0;
}

/* Values of another size have to be cut, row by row. */
static bool has_values_of_ours(const struct sanya_plugin_metric *metric)
{
	return metric->value_size == sizeof(struct sanya_plugin_value);
}

sanya_ticket_columns *sanya_worker_ticket_columns(const struct sanya_worker *worker)
{
	const struct sanya_plugin_metric *metric = worker->metric;

	if (metric->head.size < offsetof(struct sanya_plugin_metric, response_columns) || !has_values_of_ours(metric))
		return NULL;
	return metric->ticket_columns;
}

sanya_response_columns *sanya_worker_response_columns(const struct sanya_worker *worker)
{
	const struct sanya_plugin_metric *metric = worker->metric;

	return metric->head.size >= sizeof *metric && has_values_of_ours(metric) ? metric->response_columns : NULL;
}

const struct sanya_plugin_option *sanya_worker_option_at(const struct sanya_worker *worker,
							 uint32_t index)
{
	return (const struct sanya_plugin_option
			*)(const void *)((const char *)worker->options +
					 (size_t)index * worker->head->option_size);
}

const char *sanya_worker_option(const struct sanya_worker *worker, const char *name)
{
	if (name == NULL)
		return NULL;
	const char *given = sanya_json_get_text(sanya_json_get(worker->start, "options"), name);
	if (given != NULL)
		return given;
	for (uint32_t i = 0; i < worker->option_count; i++) {
		const struct sanya_plugin_option *option = sanya_worker_option_at(worker, i);
		if (strcmp(option->name, name) == 0)
			return option->fallback;
	}
	return NULL;
}

static int check_table(struct sanya_worker *worker, uint32_t needs)
{
	if (worker->name == NULL || worker->version == NULL || worker->license == NULL ||
	    worker->summary == NULL)
		return refuse(worker, "abi",
			      "name, version, license and summary must all be given");
	if (needs != 0)
		return refuse(
			worker, "abi",
			"the plugin needs capabilities (0x%lx) that this program does not grant",
			(unsigned long)needs);
	if (worker->option_count > 200 || (worker->option_count > 0 && worker->options == NULL))
		return refuse(worker, "abi", "the table of options is broken");
	for (uint32_t i = 0; i < worker->option_count; i++) {
		const struct sanya_plugin_option *option = sanya_worker_option_at(worker, i);
		if (option->name == NULL || !sanya_text_is_identifier(option->name) ||
		    option->help == NULL)
			return refuse(worker, "abi",
				      "option %lu needs a name of letters, digits, \".\", \"_\", "
				      "\"-\" and a help text",
				      (unsigned long)i + 1);
		if (option->type < SANYA_OPTION_TEXT || option->type > SANYA_OPTION_DOCUMENT)
			return refuse(worker, "abi", "option \"%s\" is of no known type",
				      option->name);
		if (option->type == SANYA_OPTION_CHOICE && option->choices == NULL)
			return refuse(worker, "abi", "option \"%s\" is a choice without choices",
				      option->name);
		for (uint32_t j = 0; j < i; j++)
			if (strcmp(sanya_worker_option_at(worker, j)->name, option->name) == 0)
				return refuse(worker, "abi", "option \"%s\" is listed twice",
					      option->name);
	}
	return 0;
}

static int check_metrics(struct sanya_worker *worker)
{
	const struct sanya_plugin_metric *metric = worker->metric;
	bool tickets = false, responses = false;

	if (metric->value_size < sizeof(struct sanya_plugin_value))
		return refuse(worker, "abi",
			      "value_size is %lu, ABI 1.0 needs %zu: set it to sizeof(struct "
			      "sanya_plugin_value)",
			      (unsigned long)metric->value_size, sizeof(struct sanya_plugin_value));
	if (metric->definition_count == 0 || metric->definition_count > 200 ||
	    metric->definitions == NULL)
		return refuse(worker, "abi", "the list of metrics is empty or broken");
	for (uint32_t i = 0; i < metric->definition_count; i++) {
		const struct sanya_plugin_metric_definition *d = metric->definitions[i];
		if (d == NULL || d->size < sizeof *d || d->name == NULL || d->version == 0)
			return refuse(worker, "abi",
				      "metric %lu needs its size, a name and a version",
				      (unsigned long)i + 1);
		if (!sanya_text_is_identifier(d->name) || d->unit < SANYA_METRIC_SECONDS ||
		    d->unit > SANYA_METRIC_PAIR || d->of < SANYA_METRIC_OF_TICKETS ||
		    d->of > SANYA_METRIC_OF_RESPONSES)
			return refuse(
				worker, "abi",
				"metric \"%s\" has a broken name, unit or kind of observation",
				d->name);
		if (d->title_en == NULL || d->definition_en == NULL)
			return refuse(worker, "abi",
				      "metric \"%s\" needs an English title and definition",
				      d->name);
		if (d->reason_count > 100 ||
		    (d->reason_count > 0 &&
		     (d->reasons == NULL || d->reason_size < sizeof *d->reasons)))
			return refuse(worker, "abi", "the reasons of metric \"%s\" are broken",
				      d->name);
		for (uint32_t j = 0; j < d->reason_count; j++) {
			const struct sanya_plugin_reason *reason =
				(const void *)((const char *)d->reasons +
					       (size_t)j * d->reason_size);
			if (reason->word == NULL || reason->en == NULL)
				return refuse(
					worker, "abi",
					"reason %lu of metric \"%s\" needs a word and English",
					(unsigned long)j + 1, d->name);
		}
		tickets = tickets || d->of == SANYA_METRIC_OF_TICKETS;
		responses = responses || d->of == SANYA_METRIC_OF_RESPONSES;
	}
	if ((tickets && metric->tickets == NULL) || (responses && metric->responses == NULL))
		return refuse(
			worker, "abi",
			"a function for the kind of observation its metrics measure is missing");
	return 0;
}

/* The five fields that all three kinds have in the same places, but under a type of their own. */
#define TAKE_TABLE(worker, constant)                                                               \
	do {                                                                                       \
		(worker)->name = (constant)->name;                                                 \
		(worker)->version = (constant)->version;                                           \
		(worker)->license = (constant)->license;                                           \
		(worker)->summary = (constant)->summary;                                           \
		(worker)->options = (constant)->options;                                           \
		(worker)->option_count = (constant)->option_count;                                 \
	} while (0)

static int check_constant(struct sanya_worker *worker, const void *constant)
{
	worker->head = constant;
	switch (worker->kind) {
	case SANYA_WORKER_SOURCE:
		if (check_head(worker, "sanya_source_1", SOURCE_LEAST) < 0)
			return -1;
		worker->source = constant;
		TAKE_TABLE(worker, worker->source);
		if (worker->source->fetch == NULL)
			return refuse(worker, "abi", "the source has no fetch function");
		return check_table(worker, worker->source->needs);
	case SANYA_WORKER_METRIC:
		if (check_head(worker, "sanya_metric_1", METRIC_LEAST) < 0)
			return -1;
		worker->metric = constant;
		TAKE_TABLE(worker, worker->metric);
		return check_table(worker, worker->metric->needs) < 0 ? -1 : check_metrics(worker);
	case SANYA_WORKER_EXPORT:
		break;
	}
	if (check_head(worker, "sanya_export_1", sizeof *worker->export) < 0)
		return -1;
	worker->export = constant;
	TAKE_TABLE(worker, worker->export);
	if (worker->export->write == NULL || worker->export->format == NULL ||
	    worker->export->extension == NULL)
		return refuse(worker, "abi",
			      "the export needs a format, an extension and a write function");
	return check_table(worker, worker->export->needs);
}

int sanya_worker_load(struct sanya_worker *worker)
{
	static const char *const symbols[] = {"sanya_source_1", "sanya_metric_1", "sanya_export_1"};
	const void *constant = NULL;
	unsigned found = 0;

	void *file = dlopen("/proc/self/fd/5", RTLD_NOW | RTLD_LOCAL);
	if (file == NULL)
		return refuse(worker, "load", "%s", loader_words(dlerror()));
	for (size_t i = 0; i < SANYA_COUNT(symbols); i++) {
		const void *symbol = dlsym(file, symbols[i]);
		if (symbol == NULL)
			continue;
		constant = symbol;
		worker->kind = (enum sanya_worker_kind)(i + 1);
		found++;
	}
	if (found == 0)
		return refuse(
			worker, "abi",
			"it exports none of sanya_source_1, sanya_metric_1 and sanya_export_1");
	if (found > 1)
		return refuse(worker, "abi",
			      "it exports more than one of sanya_source_1, sanya_metric_1 and "
			      "sanya_export_1");
	return check_constant(worker, constant);
}
