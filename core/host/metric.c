/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sessions with a metric plugin: one worker, many blocks, several questions about each.  The block lies in the host's
 * room, the values in the session's; both are shared with the worker, and what it wrote is copied before it is looked
 * at.  The total deadline holds for each block.
 */
#include "process.h"

#include <unistd.h>

#define MEASURE_HEAD 8u
#define ASK_SIZE     24u

struct sanya_metric_session {
	struct sanya_process process;
	struct sanya_run_report report;
	char name[80];
	struct sanya_host *host;
	struct sanya_room values;
	/* By the number that the worker knows them by; only that of the block at hand is there for certain. */
	struct {
		uint64_t identity;
		const struct sanya_dictionary *at;
	} dictionaries[SANYA_DICTIONARIES];
	uint32_t dictionary_count; /* that were met; the number of one is the remainder */
	uint64_t asked; /* the identity of the dictionary of the block at hand */
	uint64_t measured;
	bool greeted; /* it has said that it is there */
	bool dead; /* finished early: the report says why */
};

_Static_assert(sizeof(struct sanya_metric_value) == 32 && offsetof(struct sanya_metric_value, at) == 16 &&
		       offsetof(struct sanya_metric_value, finding) == 28,
	       "values are shared with the worker as the plugin interface lays them out");

/* --- which plugin bears a metric --- */

static int look_at_metrics(struct sanya_host *host, struct sanya_error *err)
{
	if (host->metrics_known)
		return 0;
	if (sanya_host_look_at_all(host, "metric-", &host->metrics, &host->metric_count, err) < 0)
		return -1;
	host->metrics_known = true;
	return 0;
}

static void suggest(const struct sanya_host *host, const char *metric, struct sanya_error *err)
{
	const char *nearest = NULL;
	unsigned best = 8;

	for (size_t i = 0; i < host->metric_count; i++)
		for (size_t j = 0; j < host->metrics[i]->metric_count; j++) {
			unsigned distance =
				sanya_text_distance(metric, host->metrics[i]->metrics[j].name);
			if (distance < best) {
				best = distance;
				nearest = host->metrics[i]->metrics[j].name;
			}
		}
	if (nearest != NULL)
		(void)sanya_error_next(err, "Did you mean \"%s\"?  See all:  sanya metric list",
				       nearest);
	/* A plugin that was refused may be the one that is missing. */
	for (size_t i = 0; i < host->metric_count; i++)
		if (host->metrics[i]->report.verdict != SANYA_VERDICT_OK)
			(void)sanya_error_next(
				err,
				"The plugin %.80s was refused.  See why:  sanya plugin show %.80s",
				host->metrics[i]->name, host->metrics[i]->name);
	(void)sanya_error_next(err, "See what there is:  sanya metric list");
}

int sanya_host_metric(struct sanya_host *host, const char *metric,
		      const struct sanya_plugin_info **ret_plugin,
		      const struct sanya_metric_info **ret_metric, struct sanya_error *err)
{
	if (look_at_metrics(host, err) < 0)
		return -1;
	for (size_t i = 0; i < host->metric_count; i++) {
		const struct sanya_plugin_info *plugin = host->metrics[i];
		if (plugin->report.verdict != SANYA_VERDICT_OK)
			continue;
		for (size_t j = 0; j < plugin->metric_count; j++)
			if (strcmp(plugin->metrics[j].name, metric) == 0) {
				*ret_plugin = plugin;
				*ret_metric = &plugin->metrics[j];
				return 0;
			}
	}
	for (size_t i = 0; i < host->metric_count; i++) {
		const struct sanya_plugin_info *plugin = host->metrics[i];
		if (plugin->report.verdict == SANYA_VERDICT_OK)
			continue;
		(void)sanya_error_set(err, SANYA_FAILED,
				      "the metric \"%.100s\" was not found, and the plugin %s cannot be asked: %.600s", metric,
				      plugin->name, plugin->report.reason);
		return sanya_error_next(err, "sanya plugin list");
	}
	(void)sanya_error_set(err, SANYA_NOT_FOUND, "there is no metric \"%.100s\"", metric);
	suggest(host, metric, err);
	return -1;
}

/* --- a session --- */

static void session_free(struct sanya_metric_session *session)
{
	sanya_room_done(&session->values);
	free(session);
}

/* The worker is over; from now on every question gets this answer. */
static int die(struct sanya_metric_session *session, struct sanya_error *err)
{
	if (!session->dead)
		sanya_process_finish(&session->process, session->measured);
	session->dead = true;
	/* It ended in peace, but in the middle of a session. */
	if (session->report.verdict == SANYA_VERDICT_OK) {
		session->report.verdict = SANYA_VERDICT_PROTOCOL;
		(void)snprintf(session->report.reason, sizeof session->report.reason,
			       "it ended before it was asked to");
	}
	return sanya_error_set(err, SANYA_FAILED, "the metric plugin %s failed (%s): %s",
			       session->name, sanya_verdict_word(session->report.verdict),
			       session->report.reason);
}

static struct sanya_json *start_json(const char *path, const char *calendar,
				     struct sanya_error *err)
{
	struct sanya_json *start = sanya_start_json("metric", path), *document = NULL;

	if (start == NULL) {
		(void)sanya_error_memory(err);
		return NULL;
	}
	if (calendar == NULL)
		return start;
	if (sanya_json_parse("the calendar", calendar, strlen(calendar), &document, err) == 0) {
		if (sanya_json_set(start, "calendar", document) == 0)
			return start;
		(void)sanya_error_memory(err);
	}
	sanya_json_free(start);
	return NULL;
}

static int begin(struct sanya_host *host, const struct sanya_plugin_info *plugin,
		 const char *calendar, struct sanya_metric_session *session,
		 struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep)
	struct sanya_json *start = start_json(plugin->path, calendar, err);
	struct sanya_birth birth = SANYA_BIRTH_INIT;

	birth.start = start;

	struct sanya_block *block;

	if (start == NULL || sanya_host_room(host, &block, err) < 0 ||
	    sanya_room_make(&session->values,
			    (size_t)SANYA_METRIC_ASKS_MAX * SANYA_BLOCK_ROWS * sizeof(struct sanya_metric_value), false,
			    err) < 0 ||
	    sanya_plugin_open(plugin->path, &session->report, &birth.plugin, err) < 0)
		return -1;
	/* Its metrics are known by their place in the list that was looked at. */
	if (memcmp(session->report.plugin_sha256, plugin->report.plugin_sha256,
		   sizeof session->report.plugin_sha256) != 0) {
		(void)close(birth.plugin);
		(void)sanya_error_set(err, SANYA_CHANGED,
				      "the plugin %s was replaced while sanya was running",
				      plugin->name);
		return sanya_error_next(err, "Run the command again.");
	}
	birth.room = host->room.file;
	birth.values = session->values.file;
	int result = sanya_process_start(host, &birth, &session->report, &session->process, err);
	(void)close(birth.plugin);
	return result;
}

int sanya_host_metric_open(struct sanya_host *host, const struct sanya_plugin_info *plugin,
			   const char *calendar, struct sanya_metric_session **ret,
			   struct sanya_error *err)
{
	if (plugin->report.verdict != SANYA_VERDICT_OK || plugin->kind != SANYA_PLUGIN_METRIC)
		return sanya_error_set(err, SANYA_FAILED,
				       "%s is not a metric plugin that can be run%s%s",
				       plugin->name, plugin->report.reason[0] == '\0' ? "" : ": ",
				       plugin->report.reason);
	struct sanya_metric_session *session = calloc(1, sizeof *session);
	if (session == NULL)
		return sanya_error_memory(err);
	(void)snprintf(session->name, sizeof session->name, "%s", plugin->name);
	memcpy(session->report.plugin_version, plugin->report.plugin_version,
	       sizeof session->report.plugin_version);
	session->host = host;
	if (begin(host, plugin, calendar, session, err) < 0) {
		session_free(session);
		return -1;
	}
	*ret = session;
	return 0;
}

/* The worker got ready while the host did something else. */
static int greet(struct sanya_metric_session *session, struct sanya_error *err)
{
	if (session->greeted)
		return 0;
	if (sanya_process_greet(&session->process, NULL) != 1)
		return die(session, err);
	session->greeted = true;
	return 0;
}

/* --- a block --- */

static int nonsense(struct sanya_metric_session *session, const char *what, struct sanya_error *err)
{
	sanya_judge(&session->process, SANYA_VERDICT_PROTOCOL, "nonsense on the wire: %s", what);
	return die(session, err);
}

#define SOME 512u /* values that are copied and looked at, while they are near */

/* Reasons and findings are none or on a list of so many. */
static bool are_on_list(const struct sanya_metric_value *values, uint32_t count, uint32_t most)
{
	uint32_t all = 0;
	bool good = true;

	for (uint32_t i = 0; i < count; i++)
		all |= (uint32_t)values[i].reason | (uint32_t)values[i].finding;
	if (all <= most) /* then each of them is */
		return true;
	for (uint32_t i = 0; i < count; i++)
		good &= (uint32_t)values[i].reason <= most && (uint32_t)values[i].finding <= most;
	return good;
}

/* Copied first: the worker could change its mind. */
static int take_values(struct sanya_metric_session *session, const struct sanya_metric_info *metric, size_t ask,
		       uint32_t count, struct sanya_metric_value *ret, struct sanya_error *err)
{
	const struct sanya_metric_value *values = session->values.at;
	bool good = true;

	for (uint32_t from = 0, some; from < count; from += some) {
		some = count - from < SOME ? count - from : SOME;
		memcpy(ret + from, values + ask * SANYA_BLOCK_ROWS + from, some * sizeof *ret);
		good &= are_on_list(ret + from, some, (uint32_t)metric->reason_count);
	}
	return good ? 0 : nonsense(session, "a reason that is not on the metric's list", err);
}

/* The number by which the worker knows a dictionary, SANYA_FRESH where it did not know it. */
static uint32_t number_of(struct sanya_metric_session *session, const struct sanya_dictionary *dictionary)
{
	uint32_t known = session->dictionary_count < SANYA_DICTIONARIES ? session->dictionary_count : SANYA_DICTIONARIES;

	for (uint32_t i = 0; i < known; i++)
		if (session->dictionaries[i].identity == dictionary->identity) {
			session->dictionaries[i].at = dictionary;
			return i;
		}
	uint32_t number = session->dictionary_count++ % SANYA_DICTIONARIES;
	session->dictionaries[number].identity = dictionary->identity;
	session->dictionaries[number].at = dictionary;
	return number | SANYA_FRESH;
}

static int queue_asks(struct sanya_metric_session *session, uint32_t dictionary, const struct sanya_metric_ask *asks,
		      size_t count, struct sanya_error *err)
{
	unsigned char body[MEASURE_HEAD + SANYA_METRIC_ASKS_MAX * ASK_SIZE], *at = body + MEASURE_HEAD;

	sanya_le32_put(body, dictionary);
	sanya_le32_put(body + 4, (uint32_t)count);
	for (size_t i = 0; i < count; i++, at += ASK_SIZE) {
		sanya_le32_put(at, asks[i].metric->index);
		sanya_le32_put(at + 4, asks[i].working ? 1 : 0);
		sanya_le64_put(at + 8, (uint64_t)asks[i].from);
		sanya_le64_put(at + 16, (uint64_t)asks[i].to);
	}
	return sanya_process_queue(&session->process, SANYA_FRAME_MEASURE, body, (size_t)(at - body), err);
}

/* A plugin that takes rows has to know texts: as many terms as one frame holds. */
static int queue_terms(struct sanya_metric_session *session, const struct sanya_frame *frame, struct sanya_error *err)
{
	uint32_t number = frame->size == 8 ? sanya_le32(frame->body) : UINT32_MAX;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer body;
	unsigned char head[8];

	sanya_buffer_init(&body, SANYA_FRAME_MAX);
	if (number >= SANYA_DICTIONARIES || session->dictionaries[number].identity != session->asked)
		return nonsense(session, "a dictionary that is not there", err);
	const struct sanya_dictionary *dictionary = session->dictionaries[number].at;
	uint32_t known = sanya_le32(frame->body + 4);
	if (known >= dictionary->count)
		return nonsense(session, "more terms wanted than there are", err);
	sanya_le32_put(head, number);
	sanya_le32_put(head + 4, known);
	sanya_buffer_add(&body, head, sizeof head);
	for (uint32_t code = known + 1; code <= dictionary->count; code++) {
		struct sanya_text term = sanya_dictionary_text(dictionary, code);
		unsigned char size[2];

		if (body.size + 2 + term.size > SANYA_FRAME_MAX - SANYA_FRAME_HEAD)
			break;
		sanya_le16_put(size, (uint16_t)term.size);
		sanya_buffer_add(&body, size, sizeof size);
		sanya_buffer_add(&body, term.at, term.size);
	}
	if (sanya_buffer_check(&body, "terms for a metric", err) < 0)
		return -1;
	return sanya_process_queue(&session->process, SANYA_FRAME_TERMS, body.data, body.size, err);
}

/* Until the values are there; a busy plugin shows that it lives. */
static int wait_for_values(struct sanya_metric_session *session, uint32_t count, size_t asks, struct sanya_error *err)
{
	struct sanya_frame frame = {0};

	for (;;) {
		if (sanya_process_next(&session->process, NULL, &frame) != 1)
			return die(session, err);
		if (frame.type == SANYA_FRAME_PROGRESS)
			continue;
		if (frame.type == SANYA_FRAME_NEED) {
			if (queue_terms(session, &frame, err) < 0)
				return -1;
			continue;
		}
		if (frame.type != SANYA_FRAME_VALUES)
			return nonsense(session, "a frame that no metric sends", err);
		if (frame.size != 8 || sanya_le32(frame.body) != count || sanya_le32(frame.body + 4) != asks)
			return nonsense(session, "not as many values as observations", err);
		return 0;
	}
}

int sanya_host_metric_values(struct sanya_metric_session *session, const struct sanya_block *block,
			     const struct sanya_dictionary *dictionary, const struct sanya_metric_ask *asks,
			     size_t ask_count, struct sanya_metric_value *const *ret, struct sanya_error *err)
{
	if (session->dead)
		return die(session, err);
	if (ask_count == 0 || block->count == 0)
		return 0;
	if (ask_count > SANYA_METRIC_ASKS_MAX)
		return sanya_error_set(err, SANYA_FAILED, "more than %u questions about one block", SANYA_METRIC_ASKS_MAX);
	if (greet(session, err) < 0)
		return -1;
	session->asked = dictionary->identity;
	if ((const void *)block != session->host->room.at)
		sanya_block_copy(session->host->room.at, block);
	if (queue_asks(session, number_of(session, dictionary), asks, ask_count, err) < 0)
		return -1;
	sanya_process_ask(&session->process);
	if (wait_for_values(session, block->count, ask_count, err) < 0)
		return -1;
	for (size_t i = 0; i < ask_count; i++)
		if (take_values(session, asks[i].metric, i, block->count, ret[i], err) < 0)
			return -1;
	session->measured += (uint64_t)ask_count * block->count;
	return 0;
}

void sanya_host_metric_close(struct sanya_metric_session *session,
			     struct sanya_run_report *ret_report)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	if (session == NULL)
		return;
	if (!session->dead && !session->greeted) {
		/* Nobody asked it anything. */
		sanya_judge(&session->process, SANYA_VERDICT_CALLER, "it was not needed");
		sanya_process_finish(&session->process, 0);
		session->report.verdict = SANYA_VERDICT_OK;
		session->report.reason[0] = '\0';
	} else if (!session->dead) {
		sanya_process_ask(&session->process);
		if (sanya_process_queue(&session->process, SANYA_FRAME_FINISH, NULL, 0, &err) < 0)
			sanya_judge(&session->process, SANYA_VERDICT_CALLER, "%s", err.what);
		sanya_process_finish(&session->process, session->measured);
	}
	if (session->report.verdict == SANYA_VERDICT_OK)
		session->report.observations = session->measured;
	*ret_report = session->report;
	session_free(session);
}
