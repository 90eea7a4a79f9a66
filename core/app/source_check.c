/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run of a source whose observations are counted, shown and forgotten; see source_check.h.
 * Limits: keeps the first rows and three places for each of at most REASONS_MAX reasons; what is beyond is counted under "other reasons".
 */
#include "source_check.h"

#include "../base/file.h"
#include "plugins.h"

#define REASONS_MAX 100u
#define PLACES_MAX 3u

struct reason {
	char *text;
	bool repaired;
	uint64_t count;
	struct sanya_json *places;
};

struct checking {
	uint64_t rows; /* still to be shown */
	uint64_t tickets, responses;
	struct sanya_json *first;
	struct sanya_block_lists *lists; /* of one row */
	struct reason reasons[REASONS_MAX];
	size_t reason_count;
};

static void checking_done(struct checking *checking)
{
	sanya_json_free(checking->first);
	free(checking->lists);
	for (size_t i = 0; i < checking->reason_count; i++) {
		free(checking->reasons[i].text);
		sanya_json_free(checking->reasons[i].places);
	}
}

/* --- observations as JSON --- */

static int set_text(struct sanya_json *row, const char *name, struct sanya_text text)
{
	return text.at == NULL ? 0 : sanya_json_set(row, name, sanya_json_of_bytes(text.at, text.size));
}

static int set_list(struct sanya_json *row, const char *name, const struct sanya_text *texts, uint32_t count)
{
	struct sanya_json *list = count > 0 ? sanya_json_array() : NULL;
	int bad = 0;

	for (uint32_t i = 0; i < count; i++)
		bad |= sanya_json_append(list, sanya_json_of_bytes(texts[i].at, texts[i].size));
	return count == 0 ? 0 : bad | sanya_json_set(row, name, list);
}

static int set_instant(struct sanya_json *row, const char *name, int64_t instant)
{
	return instant == SANYA_NO_INSTANT ? 0 : sanya_json_set(row, name, sanya_json_of_instant(instant));
}

static int set_count(struct sanya_json *row, const char *name, int32_t count)
{
	return count == SANYA_NO_COUNT ? 0 : sanya_json_set_integer(row, name, count);
}

/* 4500 thousandths: "4.5" */
static int set_points(struct sanya_json *row, const char *name, int64_t points)
{
	char text[32];

	if (points == SANYA_NO_VALUE)
		return 0;
	int64_t whole = points / SANYA_POINT, rest = points % SANYA_POINT;
	int size = snprintf(text, sizeof text, "%s%lld.%03lld", points < 0 ? "-" : "", (long long)(whole < 0 ? -whole : whole),
			    (long long)(rest < 0 ? -rest : rest));
	while (size > 0 && (text[size - 1] == '0' || text[size - 1] == '.')) {
		bool point = text[size - 1] == '.';
		text[--size] = '\0';
		if (point)
			break;
	}
	return sanya_json_set_text(row, name, text);
}

static struct sanya_json *ticket_row(const struct sanya_ticket *t)
{
	struct sanya_json *row = sanya_json_object();
	int bad = sanya_json_set_text(row, "kind", "ticket");

	bad |= set_text(row, "id", t->id) | set_instant(row, "created", t->created);
	bad |= set_text(row, "assignee", t->assignee) | set_text(row, "first_replier", t->first_replier);
	bad |= set_text(row, "solver", t->solver) | set_list(row, "involved", t->involved, t->involved_count);
	bad |= set_text(row, "requester", t->requester) | set_text(row, "channel", t->channel);
	bad |= set_text(row, "queue", t->queue) | set_text(row, "priority", t->priority);
	bad |= set_text(row, "status", t->status) | set_list(row, "tags", t->tags, t->tag_count);
	bad |= set_instant(row, "first_reply", t->first_reply) | set_instant(row, "first_touch", t->first_touch);
	bad |= set_instant(row, "first_solved", t->first_solved) | set_instant(row, "solved", t->solved);
	bad |= set_instant(row, "closed", t->closed) | set_instant(row, "due", t->due);
	bad |= set_count(row, "reopens", t->reopens) | set_count(row, "replies", t->replies);
	bad |= set_count(row, "reassigns", t->reassigns) | set_count(row, "in_time", t->in_time);
	if (t->has_history != 0)
		bad |= sanya_json_set_integer(row, "waits", t->wait_count) | sanya_json_set_integer(row, "silences", t->silence_count);
	if (bad == 0)
		return row;
	sanya_json_free(row);
	return NULL;
}

static struct sanya_json *response_row(const struct sanya_response *r)
{
	static const char *const kinds[] = { "", "csat", "nps", "ces", "qa", "mystery", "complaint", "rating" };
	struct sanya_json *row = sanya_json_object();
	int bad = sanya_json_set_text(row, "kind", "response");

	bad |= set_text(row, "id", r->id) | set_instant(row, "answered", r->answered);
	bad |= sanya_json_set_text(row, "of", r->kind > 0 && r->kind < (int32_t)SANYA_COUNT(kinds) ? kinds[r->kind] : "");
	bad |= set_points(row, "value", r->value) | set_points(row, "lowest", r->lowest) | set_points(row, "highest", r->highest);
	bad |= set_text(row, "subject", r->subject) | set_text(row, "survey", r->survey) | set_text(row, "ticket", r->ticket);
	bad |= set_text(row, "requester", r->requester) | set_text(row, "channel", r->channel);
	bad |= set_instant(row, "asked", r->asked) | set_list(row, "tags", r->tags, r->tag_count);
	if (r->critical == 1)
		bad |= sanya_json_set_integer(row, "critical", 1);
	if (bad == 0)
		return row;
	sanya_json_free(row);
	return NULL;
}

static int show(struct checking *checking, struct sanya_json *take, struct sanya_error *err)
{
	if (sanya_json_append(checking->first, take) < 0)
		return sanya_error_memory(err);
	checking->rows--;
	return 0;
}

/* --- what the source says --- */

static int on_block(void *context, const struct sanya_block *block, const struct sanya_dictionary *dictionary,
		    struct sanya_error *err)
{
	struct checking *checking = context;
	uint64_t *count = block->kind == SANYA_TICKET ? &checking->tickets : &checking->responses;

	*count += block->count;
	if (checking->lists == NULL)
		checking->lists = malloc(sizeof *checking->lists);
	if (checking->lists == NULL)
		return sanya_error_memory(err);
	for (uint32_t i = 0; i < block->count && checking->rows > 0; i++) {
		struct sanya_response response;
		struct sanya_ticket ticket;

		if (block->kind == SANYA_TICKET)
			sanya_block_ticket(block, dictionary, i, checking->lists, &ticket);
		else
			sanya_block_response(block, dictionary, i, checking->lists, &response);
		if (show(checking, block->kind == SANYA_TICKET ? ticket_row(&ticket) : response_row(&response), err) < 0)
			return -1;
	}
	return 0;
}

static struct reason *find_reason(struct checking *checking, const char *text, bool repaired)
{
	for (size_t i = 0; i < checking->reason_count; i++)
		if (checking->reasons[i].repaired == repaired && strcmp(checking->reasons[i].text, text) == 0)
			return &checking->reasons[i];
	if (checking->reason_count + 2 > REASONS_MAX && strcmp(text, "other reasons") != 0)
		return find_reason(checking, "other reasons", repaired);
	struct reason *reason = &checking->reasons[checking->reason_count];
	*reason = (struct reason){ .text = strdup(text), .repaired = repaired, .places = sanya_json_array() };
	if (reason->text == NULL || reason->places == NULL) {
		free(reason->text);
		sanya_json_free(reason->places);
		return NULL;
	}
	checking->reason_count++;
	return reason;
}

static int on_reject(void *context, const struct sanya_reject *reject, struct sanya_error *err)
{
	struct checking *checking = context;
	struct reason *reason = find_reason(checking, reject->reason, reject->repaired);

	if (reason == NULL)
		return sanya_error_memory(err);
	reason->count += reject->count;
	if (reject->place[0] == '\0' || sanya_json_size(reason->places) >= PLACES_MAX)
		return 0;
	struct sanya_json *place = sanya_json_object();
	int bad = sanya_json_set_text(place, "place", reject->place);
	bad |= sanya_json_set_text(place, "excerpt", reject->excerpt == NULL ? "" : reject->excerpt);
	bad |= sanya_json_append(reason->places, place);
	return bad != 0 ? sanya_error_memory(err) : 0;
}

/* --- the run --- */

static int set_options(const struct sanya_source_check *check, struct sanya_json *options, struct sanya_error *err)
{
	struct sanya_buffer text;
	int result = 0;

	for (const char *const *it = check->options; it != NULL && *it != NULL; it++) {
		const char *equals = strchr(*it, '=');
		char name[64];
		if (equals == NULL || equals == *it || (size_t)(equals - *it) >= sizeof name) {
			(void)sanya_error_set(err, SANYA_USAGE, "an option is written KEY=VALUE, not \"%.80s\"", *it);
			return sanya_error_next(err, "sanya plugin show %s lists the options", check->plugin);
		}
		(void)snprintf(name, sizeof name, "%.*s", (int)(equals - *it), *it);
		if (sanya_json_set_text(options, name, equals + 1) < 0)
			return sanya_error_set(err, SANYA_USAGE, "the option \"%s\" is not UTF-8", name);
	}
	if (check->map == NULL)
		return 0;
	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	if (sanya_file_read(check->map, &text, err) < 0)
		result = -1;
	else if (sanya_json_set(options, "map", sanya_json_of_bytes(text.data, text.size)) < 0)
		result = sanya_error_set(err, SANYA_FAILED, "%s is not UTF-8", check->map);
	sanya_buffer_done(&text);
	return result;
}

static int by_count(const void *left, const void *right)
{
	const struct reason *a = left, *b = right;

	if (a->repaired != b->repaired)
		return a->repaired ? 1 : -1;
	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return strcmp(a->text, b->text);
}

static struct sanya_json *report_json(const struct sanya_source_check *check, struct checking *checking)
{
	struct sanya_json *report = sanya_json_object(), *reasons = sanya_json_array();
	uint64_t counts[2] = { 0, 0 };
	int bad = 0;

	qsort(checking->reasons, checking->reason_count, sizeof checking->reasons[0], by_count);
	for (size_t i = 0; i < checking->reason_count; i++) {
		struct reason *reason = &checking->reasons[i];
		struct sanya_json *entry = sanya_json_object();
		counts[reason->repaired] += reason->count;
		bad |= sanya_json_set_text(entry, "reason", reason->text);
		bad |= sanya_json_set(entry, "repaired", sanya_json_of_bool(reason->repaired));
		bad |= sanya_json_set_integer(entry, "count", (int64_t)reason->count);
		bad |= sanya_json_set(entry, "places", reason->places);
		reason->places = NULL;
		bad |= sanya_json_append(reasons, entry);
	}
	bad |= sanya_json_set_text(report, "plugin", check->plugin);
	bad |= sanya_json_set_integer(report, "tickets", (int64_t)checking->tickets);
	bad |= sanya_json_set_integer(report, "responses", (int64_t)checking->responses);
	bad |= sanya_json_set_integer(report, "rejected", (int64_t)counts[0]);
	bad |= sanya_json_set_integer(report, "repaired", (int64_t)counts[1]);
	bad |= sanya_json_set(report, "first", checking->first);
	checking->first = NULL;
	bad |= sanya_json_set(report, "reasons", reasons);
	if (bad == 0)
		return report;
	sanya_json_free(report);
	return NULL;
}

static int run(struct sanya_host *host, const struct sanya_source_check *check, struct checking *checking, struct sanya_error *err)
{
	static const struct sanya_source_calls calls = { .block = on_block, .reject = on_reject };
	struct sanya_run_report report;
	struct sanya_json *options = sanya_json_object();
	struct sanya_source_run source = {
		.plugin = check->plugin,
		.options = options,
		.inputs = check->files,
		.from = SANYA_NO_INSTANT,
		.to = SANYA_NO_INSTANT,
		.calls = &calls,
		.context = checking,
	};
	int result = options == NULL ? sanya_error_memory(err) : set_options(check, options, err);

	if (result == 0)
		result = sanya_host_run_source(host, &source, &report, err);
	if (result == 0 && report.verdict == SANYA_VERDICT_CALLER)
		result = -1; /* err says why */
	else if (result == 0 && report.verdict != SANYA_VERDICT_OK)
		result = sanya_error_set(err, SANYA_FAILED, "%s", report.reason);
	sanya_json_free(options);
	return result;
}

int sanya_source_check(const struct sanya_settings *settings, const struct sanya_source_check *check, struct sanya_json **ret,
		       struct sanya_error *err)
{
	struct checking checking = { .rows = check->rows, .first = sanya_json_array() };
	struct sanya_host *host = NULL;
	int result = -1;

	if (checking.first == NULL)
		(void)sanya_error_memory(err);
	else if (sanya_plugins_open(settings, check->home, &host, err) == 0 && run(host, check, &checking, err) == 0) {
		struct sanya_json *report = report_json(check, &checking);
		if (report != NULL) {
			*ret = report;
			result = 0;
		} else {
			(void)sanya_error_memory(err);
		}
	}
	sanya_host_free(host);
	checking_done(&checking);
	return result;
}
