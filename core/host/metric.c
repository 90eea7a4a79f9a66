/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sessions with a metric plugin: one worker, many questions, one batch each.  The values of a batch
 * are as many as its observations, or the session is over.  The total deadline holds for each
 * question.
 */
#include "process.h"

#include <unistd.h>

#define MEASURE_HEAD 24u
#define VALUE_SIZE   32u

struct sanya_metric_session {
	struct sanya_process process;
	struct sanya_run_report report;
	char name[80];
	uint64_t measured;
	bool dead; /* finished early: the report says why */
};

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

static int begin(const struct sanya_host *host, const struct sanya_plugin_info *plugin,
		 const char *calendar, struct sanya_metric_session *session,
		 struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep)
	struct sanya_json *start = start_json(plugin->path, calendar, err);
	struct sanya_birth birth = {.plugin = -1, .start = start};

	if (start == NULL ||
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
	if (begin(host, plugin, calendar, session, err) < 0) {
		free(session);
		return -1;
	}
	if (sanya_process_greet(&session->process, NULL) != 1) {
		(void)die(session, err);
		free(session);
		return -1;
	}
	*ret = session;
	return 0;
}

static int read_values(struct sanya_metric_session *session, const struct sanya_metric_info *metric,
		       const struct sanya_frame *frame, size_t count,
		       struct sanya_metric_value *ret)
{
	const char *wrong = NULL;

	if (frame->type != SANYA_FRAME_VALUES)
		wrong = "a frame that no metric sends";
	else if (frame->size < 4 || sanya_le32(frame->body) != count ||
		 frame->size != 4 + count * VALUE_SIZE)
		wrong = "not as many values as observations";
	for (size_t i = 0; wrong == NULL && i < count; i++) {
		const unsigned char *at = frame->body + 4 + i * VALUE_SIZE;
		ret[i] = (struct sanya_metric_value){
			.value = (int64_t)sanya_le64(at),
			.possible = (int64_t)sanya_le64(at + 8),
			.at = (int64_t)sanya_le64(at + 16),
			.reason = (int32_t)sanya_le32(at + 24),
			.finding = (int32_t)sanya_le32(at + 28),
		};
		if (ret[i].reason < 0 || (size_t)ret[i].reason > metric->reason_count ||
		    ret[i].finding < 0 || (size_t)ret[i].finding > metric->reason_count)
			wrong = "a reason that is not on the metric's list";
	}
	if (wrong == NULL)
		return 0;
	sanya_judge(&session->process, SANYA_VERDICT_PROTOCOL, "nonsense on the wire: %s", wrong);
	return -1;
}

int sanya_host_metric_again(struct sanya_metric_session *session,
			    const struct sanya_metric_info *metric, bool working,
			    int64_t window_from, int64_t window_to, size_t count,
			    struct sanya_metric_value *ret, struct sanya_error *err)
{
	return sanya_host_metric_values(session, metric, working, window_from, window_to, NULL, 0,
					count, ret, err);
}

int sanya_host_metric_values(struct sanya_metric_session *session,
			     const struct sanya_metric_info *metric, bool working,
			     int64_t window_from, int64_t window_to, const void *batch, size_t size,
			     size_t count, struct sanya_metric_value *ret, struct sanya_error *err)
{
	struct sanya_frame frame = {0};
	unsigned char head[MEASURE_HEAD];

	if (session->dead)
		return die(session, err);
	if (size > SANYA_BATCH_MAX)
		return sanya_error_set(err, SANYA_FAILED, "a batch to measure has %zu bytes; the most is %u",
				       size, SANYA_BATCH_MAX);
	sanya_le32_put(head, metric->index);
	sanya_le32_put(head + 4, working ? 1 : 0);
	sanya_le64_put(head + 8, (uint64_t)window_from);
	sanya_le64_put(head + 16, (uint64_t)window_to);
	if (sanya_process_queue_parts(&session->process, SANYA_FRAME_MEASURE, head, sizeof head,
				      batch, size, err) < 0)
		return -1;
	sanya_process_ask(&session->process);
	int got;
	/* A busy plugin shows that it lives. */
	while ((got = sanya_process_next(&session->process, NULL, &frame)) == 1 &&
	       frame.type == SANYA_FRAME_PROGRESS)
		;
	if (got != 1 || read_values(session, metric, &frame, count, ret) < 0)
		return die(session, err);
	session->measured += count;
	return 0;
}

void sanya_host_metric_close(struct sanya_metric_session *session,
			     struct sanya_run_report *ret_report)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	if (session == NULL)
		return;
	if (!session->dead) {
		sanya_process_ask(&session->process);
		if (sanya_process_queue(&session->process, SANYA_FRAME_FINISH, NULL, 0, &err) < 0)
			sanya_judge(&session->process, SANYA_VERDICT_CALLER, "%s", err.what);
		sanya_process_finish(&session->process, session->measured);
	}
	if (session->report.verdict == SANYA_VERDICT_OK)
		session->report.observations = session->measured;
	*ret_report = session->report;
	free(session);
}
