/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See rows_host.h.
 * Limits: keeps everything it is given in memory; for small cases only.
 */
#include "rows_host.h"

#include "plugins/rows/run.h"
#include "plugins/source-csv/reader.h"

#include <check.h>
#include <dlfcn.h>
#include <inttypes.h>

static const char *option(void *run, const char *name)
{
	const struct rows_host *host = run;
	if (strcmp(name, "map") == 0)
		return host->map;
	if (strcmp(name, "zone") == 0)
		return host->zone ? host->zone : "UTC";
	if (strcmp(name, "separator") == 0)
		return host->separator;
	if (strcmp(name, "encoding") == 0)
		return host->encoding ? host->encoding : "utf-8";
	return NULL;
}

static uint32_t inputs(void *run)
{
	return ((const struct rows_host *)run)->file_count;
}

static const char *input_name(void *run, uint32_t input)
{
	return ((const struct rows_host *)run)->files[input].name;
}

static size_t size_of(const struct rows_host *host, uint32_t input)
{
	const struct rows_host_file *file = &host->files[input];
	return file->size ? file->size : strlen(file->bytes);
}

static int64_t input_size(void *run, uint32_t input)
{
	return ((const struct rows_host *)run)->unsized ? -1 : (int64_t)size_of(run, input);
}

static int64_t read_bytes(void *run, uint32_t input, void *bytes, uint64_t size)
{
	struct rows_host *host = run;
	if (input != host->input) {
		host->input = input;
		host->offset = 0;
	}
	size_t whole = size_of(host, input), left;
	if (host->offset >= whole + host->zeroes)
		return 0;
	bool tail = host->offset >= whole;
	left = (tail ? whole + host->zeroes : whole) - host->offset;
	if (left > size)
		left = (size_t)size;
	if (host->chunk && left > host->chunk)
		left = host->chunk;
	if (tail)
		memset(bytes, 'x', left);
	else
		memcpy(bytes, host->files[input].bytes + host->offset, left);
	host->offset += left;
	return (int64_t)left;
}

static const char *cursor(void *run)
{
	(void)run;
	return NULL;
}

static bool is_shown(const struct rows_host *host, const char *name)
{
	char word[64];
	(void)snprintf(word, sizeof(word), " %s ", name);
	return !host->shown || strcmp(name, "id") == 0 || strstr(host->shown, word);
}

static void add_text(struct rows_host *host, const char *name, struct sanya_plugin_text text)
{
	/* What nobody asked for may be anything. */
	if (is_shown(host, name) && text.at)
		(void)fprintf(host->out_file, " %s=%.*s", name, (int)text.size, text.at);
}

static void add_texts(struct rows_host *host, const char *name, const struct sanya_plugin_text *texts, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		add_text(host, name, texts[i]);
}

static void add_number(struct rows_host *host, const char *name, int64_t number)
{
	if (number != INT64_MIN && number != INT32_MIN)
		(void)fprintf(host->out_file, " %s=%" PRId64, name, number);
}

static void add_ticket(struct rows_host *host, const struct sanya_plugin_ticket *t)
{
	add_text(host, "id", t->id);
	add_number(host, "created", t->created);
	add_text(host, "assignee", t->assignee);
	add_text(host, "first_replier", t->first_replier);
	add_text(host, "solver", t->solver);
	add_text(host, "requester", t->requester);
	add_text(host, "channel", t->channel);
	add_text(host, "queue", t->queue);
	add_text(host, "priority", t->priority);
	add_text(host, "status", t->status);
	add_number(host, "first_reply", t->first_reply);
	add_number(host, "first_touch", t->first_touch);
	add_number(host, "first_solved", t->first_solved);
	add_number(host, "solved", t->solved);
	add_number(host, "closed", t->closed);
	add_number(host, "due", t->due);
	add_number(host, "reopens", t->reopens);
	add_number(host, "replies", t->replies);
	add_number(host, "reassigns", t->reassigns);
	add_number(host, "in_time", t->in_time);
	add_texts(host, "involved", t->involved, t->involved_count);
	add_texts(host, "tag", t->tags, t->tag_count);
}

static int32_t tickets(void *run, const struct sanya_plugin_ticket *list, uint32_t count, uint32_t element)
{
	struct rows_host *host = run;
	ck_assert_uint_eq(element, sizeof(*list));
	for (uint32_t i = 0; i < count; i++) {
		(void)fprintf(host->out_file, "T");
		add_ticket(host, &list[i]);
		(void)fprintf(host->out_file, "\n");
	}
	return 0;
}

static int32_t responses(void *run, const struct sanya_plugin_response *list, uint32_t count, uint32_t element)
{
	static const char *const kinds[] = {"?", "csat", "nps", "ces", "qa", "mystery", "complaint", "rating"};
	struct rows_host *host = run;
	ck_assert_uint_eq(element, sizeof(*list));
	for (uint32_t i = 0; i < count; i++) {
		const struct sanya_plugin_response *r = &list[i];
		(void)fprintf(host->out_file, "R");
		add_text(host, "id", r->id);
		add_number(host, "answered", r->answered);
		(void)fprintf(host->out_file, " kind=%s", kinds[r->kind]);
		add_text(host, "ticket", r->ticket);
		add_text(host, "survey", r->survey);
		add_text(host, "subject", r->subject);
		add_text(host, "requester", r->requester);
		add_text(host, "channel", r->channel);
		add_number(host, "asked", r->asked);
		add_number(host, "value", r->value);
		add_number(host, "lowest", r->lowest);
		add_number(host, "highest", r->highest);
		if (r->critical)
			add_number(host, "critical", r->critical);
		add_texts(host, "tag", r->tags, r->tag_count);
		(void)fprintf(host->out_file, "\n");
	}
	return 0;
}

#define TAKE(field) element.field = fields->field ? fields->field[i] : element.field

/* One by one again, so that what a test sees does not depend on the form. */
static int32_t ticket_fields(void *run, const struct sanya_plugin_ticket_fields *fields)
{
	ck_assert_uint_eq(fields->size, sizeof(*fields));
	for (uint32_t i = 0; i < fields->count; i++) {
		struct sanya_plugin_ticket element = SANYA_PLUGIN_TICKET_INIT;
		TAKE(id), TAKE(assignee), TAKE(first_replier), TAKE(solver), TAKE(requester), TAKE(channel), TAKE(queue);
		TAKE(priority), TAKE(status), TAKE(created), TAKE(first_reply), TAKE(first_touch), TAKE(first_solved);
		TAKE(solved), TAKE(closed), TAKE(due), TAKE(reopens), TAKE(replies), TAKE(reassigns), TAKE(in_time);
		(void)tickets(run, &element, 1, sizeof(element));
	}
	return 0;
}

static int32_t response_fields(void *run, const struct sanya_plugin_response_fields *fields)
{
	ck_assert_uint_eq(fields->size, sizeof(*fields));
	for (uint32_t i = 0; i < fields->count; i++) {
		struct sanya_plugin_response element = SANYA_PLUGIN_RESPONSE_INIT;
		TAKE(id), TAKE(ticket), TAKE(survey), TAKE(subject), TAKE(requester), TAKE(channel), TAKE(asked), TAKE(answered);
		TAKE(value), TAKE(lowest), TAKE(highest), TAKE(kind), TAKE(critical);
		(void)responses(run, &element, 1, sizeof(element));
	}
	return 0;
}

static int32_t history(void *run, const struct sanya_plugin_ticket *ticket, uint32_t ticket_size,
		       const struct sanya_plugin_event *events, uint32_t count, uint32_t element)
{
	static const char *const whats[] = {"?", "created", "status", "assigned", "reply", "note", "touch"};
	static const char *const classes[] = {"?", "new", "open", "pending", "on-hold", "solved", "closed", "deleted"};
	struct rows_host *host = run;
	ck_assert_uint_eq(ticket_size, sizeof(*ticket));
	ck_assert_uint_eq(element, sizeof(*events));
	(void)fprintf(host->out_file, "H");
	add_ticket(host, ticket);
	for (uint32_t i = 0; i < count; i++) {
		(void)fprintf(host->out_file, " | %" PRId64 " %s", events[i].at, whats[events[i].what]);
		if (events[i].what == SANYA_HAPPENED_CREATED || events[i].what == SANYA_HAPPENED_STATUS)
			(void)fprintf(host->out_file, " %s", classes[events[i].status]);
		add_text(host, "text", events[i].text);
		add_text(host, "to", events[i].target);
		add_text(host, events[i].by_staff ? "staff" : "by", events[i].actor);
	}
	(void)fprintf(host->out_file, "\n");
	return 0;
}

static int32_t reject(void *run, const char *place, const char *reason, const char *excerpt, int32_t repaired)
{
	struct rows_host *host = run;
	if (!excerpt)
		ck_abort_msg("a reject without an excerpt");
	(void)fprintf(host->rejects_file, "%s %s%s", place, repaired ? "~" : "", reason);
	if (host->excerpts)
		(void)fprintf(host->rejects_file, " <%s>", excerpt);
	(void)fputc('\n', host->rejects_file);
	return 0;
}

static int32_t checkpoint(void *run, const char *text)
{
	struct rows_host *host = run;
	host->checkpoints++;
	if (host->marks)
		(void)fprintf(host->out_file, "C %s\n", text);
	return 0;
}

static int32_t progress(void *run, uint64_t done, uint64_t of)
{
	(void)run;
	(void)done;
	(void)of;
	return 0;
}

static int64_t read_at(void *run, uint32_t input, uint64_t at, void *bytes, uint64_t size)
{
	const struct rows_host *host = run;
	const size_t whole = size_of(host, input);
	ck_assert_uint_gt(host->parts, 1);
	ck_assert_uint_eq(host->zeroes, 0);
	size_t left = at < whole ? whole - (size_t)at : 0;
	if (left > size)
		left = (size_t)size;
	if (host->chunk && left > host->chunk)
		left = host->chunk;
	memcpy(bytes, host->files[input].bytes + (left ? at : 0), left);
	return (int64_t)left;
}

static int32_t stretch(void *run, uint32_t input, uint64_t from, uint64_t to)
{
	struct rows_host *host = run;
	ck_assert_uint_gt(host->parts, 1);
	if (fflush(host->out_file) || fflush(host->rejects_file))
		ck_abort_msg("fflush");
	host->stretches = realloc(host->stretches, (host->stretch_count + 1) * sizeof(*host->stretches));
	ck_assert_ptr_nonnull(host->stretches);
	host->stretches[host->stretch_count++] = (struct rows_host_stretch){input, from, to, host->out_size, host->rejects_size};
	return 0;
}

static int32_t asked(void *run, int32_t response, const char *field)
{
	const struct rows_host *host = run;
	(void)response;
	return !host->asked || is_shown(host, field);
}

static int32_t instant(void *run, const char *zone, int64_t local, int64_t *ret)
{
	(void)run;
	if (strcmp(zone, "Asia/Bangkok") == 0)
		*ret = local - 7 * 3600;
	else if (strcmp(zone, "Asia/Kathmandu") == 0)
		*ret = local - (5 * 3600 + 45 * 60);
	else if (strcmp(zone, "America/New_York") == 0)
		*ret = local + 4 * 3600;
	else if (strcmp(zone, "America/Los_Angeles") == 0)
		*ret = local + 7 * 3600;
	else
		return -1;
	return 0;
}

static int32_t fail_run(void *run, const char *text)
{
	struct rows_host *host = run;
	if (!host->fault) {
		host->fault = strdup(text);
		ck_assert_ptr_nonnull(host->fault);
	}
	return -1;
}

static void note(void *run, const char *text)
{
	(void)run;
	(void)text;
}

void rows_host_run(struct rows_host *host)
{
	const struct sanya_source_host services = {
		.size = sizeof(services),
		.major = SANYA_PLUGIN_MAJOR,
		.minor = SANYA_PLUGIN_MINOR,
		.run = host,
		.window_from = SANYA_ABSENT_TIME,
		.window_to = SANYA_ABSENT_TIME,
		.option = option,
		.inputs = inputs,
		.input_name = input_name,
		.input_size = input_size,
		.read = read_bytes,
		.cursor = cursor,
		.tickets = tickets,
		.responses = responses,
		.history = history,
		.reject = reject,
		.checkpoint = checkpoint,
		.progress = progress,
		.instant = instant,
		.fail = fail_run,
		.note = note,
		.part = host->part,
		.parts = host->parts ? host->parts : 1,
		.ticket_fields = ticket_fields,
		.response_fields = response_fields,
		.read_at = read_at,
		.stretch = stretch,
		.asked = asked,
	};
	const struct rows_format *format = host->format ? host->format : &csv_format;
	host->offset = 0;
	host->input = 0;
	host->out_file = open_memstream(&host->out, &host->out_size);
	host->rejects_file = open_memstream(&host->rejects, &host->rejects_size);
	ck_assert_ptr_nonnull(host->out_file);
	ck_assert_ptr_nonnull(host->rejects_file);
	if (host->fetch)
		host->result = host->fetch(&services);
	else if (host->limits)
		host->result = rows_fetch_within(&services, format, host->limits);
	else
		host->result = rows_fetch(&services, format);
	(void)fclose(host->out_file);
	(void)fclose(host->rejects_file);
	if (!host->fault)
		host->fault = strdup("");
	ck_assert_ptr_nonnull(host->fault);
}

void rows_host_done(struct rows_host *host)
{
	free(host->out);
	free(host->rejects);
	free(host->fault);
	free(host->stretches);
	host->out = host->rejects = host->fault = NULL;
	host->stretches = NULL;
	host->out_size = host->rejects_size = host->stretch_count = 0;
	host->checkpoints = 0;
}

rows_host_fetch *rows_host_plugin(const char *name)
{
	char path[1024];
	const char *build = getenv("SANYA_BUILDDIR");
	ck_assert_ptr_nonnull(build);
	(void)snprintf(path, sizeof(path), "%s/tests/plugins/.libs/%s.so", build, name);
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	ck_assert_msg(library != NULL, "%s", dlerror());
	const struct sanya_plugin_source *source = dlsym(library, "sanya_source_1");
	ck_assert_ptr_nonnull(source);
	return source->fetch;
}

struct rows_host rows_host_like(const struct rows_host *host)
{
	struct rows_host like = *host;
	like.out = like.rejects = like.fault = NULL;
	like.stretches = NULL;
	like.stretch_count = 0;
	like.checkpoints = 0;
	return like;
}

/* The stretch of a part, if it has one of that input. */
static const struct rows_host_stretch *stretch_of(const struct rows_host *part, uint32_t input)
{
	const struct rows_host_stretch *found = NULL;
	for (size_t i = 0; i < part->stretch_count; i++)
		if (part->stretches[i].input == input) {
			ck_assert_ptr_null(found);
			found = &part->stretches[i];
		}
	return found;
}

bool rows_host_join(const struct rows_host *parts, unsigned count, struct rows_host *whole)
{
	bool joined = true;
	whole->out_file = open_memstream(&whole->out, &whole->out_size);
	whole->rejects_file = open_memstream(&whole->rejects, &whole->rejects_size);
	ck_assert(whole->out_file && whole->rejects_file);
	for (uint32_t input = 0; input < whole->file_count; input++) {
		uint64_t place = 0;
		for (unsigned i = 0; i < count; i++) {
			const struct rows_host_stretch *to = stretch_of(&parts[i], input);
			const struct rows_host_stretch none = {.out = 0}, *from = to && to > parts[i].stretches ? to - 1 : &none;
			if (!to)
				continue;
			joined = joined && to->from == place;
			place = to->to;
			(void)fwrite(parts[i].out + from->out, 1, to->out - from->out, whole->out_file);
			(void)fwrite(parts[i].rejects + from->rejects, 1, to->rejects - from->rejects, whole->rejects_file);
		}
		joined = joined && place == size_of(whole, input);
	}
	(void)fclose(whole->out_file);
	(void)fclose(whole->rejects_file);
	return joined;
}
