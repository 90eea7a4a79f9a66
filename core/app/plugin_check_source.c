/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a source must stand: the same run twice, a window with nothing in it, a host that stops in
 * the middle, a start from its own last cursor.  Everything it says is digested in order, so "the
 * same" means the same bytes.
 */
#include "plugin_check.h"

#include "../base/sha256.h"

struct listener {
	struct sanya_sha256_stream *digest;
	uint64_t observations, rejects, checkpoints;
	char cursor[SANYA_TEXT_MAX + 1];
	bool stop_at_once; /* refuse the first batch */
};

static int hear(struct listener *listener, const char *kind, const void *bytes, size_t size,
		struct sanya_error *err)
{
	char head[64];
	int length = snprintf(head, sizeof head, "%s %zu\n", kind, size);

	if (listener->stop_at_once)
		return sanya_error_set(err, SANYA_FAILED, "stopped in the middle");
	sanya_sha256_add(listener->digest, head, (size_t)length);
	sanya_sha256_add(listener->digest, bytes, size);
	return 0;
}

static int on_tickets(void *context, const void *batch, size_t size,
		      const struct sanya_ticket *tickets, size_t count, struct sanya_error *err)
{
	struct listener *listener = context;

	(void)tickets;
	listener->observations += count;
	return hear(listener, "tickets", batch, size, err);
}

static int on_responses(void *context, const void *batch, size_t size,
			const struct sanya_response *responses, size_t count,
			struct sanya_error *err)
{
	struct listener *listener = context;

	(void)responses;
	listener->observations += count;
	return hear(listener, "responses", batch, size, err);
}

static int on_reject(void *context, const struct sanya_reject *reject, struct sanya_error *err)
{
	struct listener *listener = context;
	struct sanya_buffer text;

	listener->rejects += reject->count;
	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	sanya_buffer_printf(&text, "%s\n%s\n%llu %d", reject->place, reject->reason,
			    (unsigned long long)reject->count, reject->repaired);
	int result =
		listener->stop_at_once ? 0 : hear(listener, "reject", text.data, text.size, err);
	sanya_buffer_done(&text);
	return result;
}

static int on_checkpoint(void *context, const char *cursor, struct sanya_error *err)
{
	struct listener *listener = context;

	listener->checkpoints++;
	(void)snprintf(listener->cursor, sizeof listener->cursor, "%s", cursor);
	return listener->stop_at_once ? 0
				      : hear(listener, "checkpoint", cursor, strlen(cursor), err);
}

struct run {
	struct sanya_run_report report;
	struct listener listener;
	struct sanya_sha256 digest;
	bool started; /* false: `why` */
	char why[1100];
};

static void run_once(struct sanya_checking *checking, int64_t from, int64_t to, const char *cursor,
		     bool stop_at_once, struct run *ret)
{
	static const struct sanya_source_calls calls = {
		.tickets = on_tickets,
		.responses = on_responses,
		.reject = on_reject,
		.checkpoint = on_checkpoint,
	};
	struct sanya_error err = SANYA_ERROR_INIT;

	*ret = (struct run){
		.listener = {.digest = sanya_sha256_new(), .stop_at_once = stop_at_once}};
	if (ret->listener.digest == NULL)
		return;
	const struct sanya_source_run run = {
		.plugin = checking->info->path,
		.options = checking->options,
		.inputs = checking->inputs,
		.cursor = cursor,
		.from = from,
		.to = to,
		.calls = &calls,
		.context = &ret->listener,
	};
	ret->started = sanya_host_run_source(checking->host, &run, &ret->report, &err) == 0;
	ret->digest = sanya_sha256_finish(ret->listener.digest);
	(void)snprintf(ret->why, sizeof ret->why, "%s",
		       ret->started ? ret->report.reason : err.what);
}

/* Ended well, or said itself why not: both are good manners. */
static bool ended_decently(const struct run *run)
{
	return run->started && (run->report.verdict == SANYA_VERDICT_OK ||
				run->report.verdict == SANYA_VERDICT_FAILED);
}

/* Both ended the same way. */
static void check_same(struct sanya_checking *checking, const char *what, const struct run *one,
		       const struct run *two)
{
	bool same = two->started && one->report.verdict == two->report.verdict &&
		    sanya_sha256_equal(&one->digest, &two->digest);
	sanya_check_that(checking, what, same,
			 "the second run said something else; does it use the time, randomness, or "
			 "addresses?");
}

void sanya_check_source(struct sanya_checking *checking)
{
	static const char runs[] = "it runs to the end", twice[] = "two runs give the same bytes",
			  empty[] = "an empty window ends well",
			  cut[] = "a host that stops in the middle does no harm",
			  again[] = "it starts again from its own cursor";
	struct run first, other;

	run_once(checking, SANYA_NO_INSTANT, SANYA_NO_INSTANT, NULL, false, &first);
	if (!first.started) {
		sanya_check_add(checking, runs, SANYA_CHECK_NOT_TRIED, "%s", first.why);
		return;
	}
	if (first.report.verdict == SANYA_VERDICT_OK)
		sanya_check_add(checking, runs, SANYA_CHECK_PASSED,
				"%llu observations, %llu rejected, %llu checkpoints, %lld ms",
				(unsigned long long)first.listener.observations,
				(unsigned long long)first.report.rejected,
				(unsigned long long)first.listener.checkpoints,
				(long long)first.report.wall_ms);
	else if (checking->inputs == NULL && ended_decently(&first))
		sanya_check_add(checking, runs, SANYA_CHECK_NOT_TRIED,
				"without input it says: %s (give it files with --input)",
				first.why);
	else
		sanya_check_add(checking, runs, SANYA_CHECK_FAILED, "%s: %s",
				sanya_verdict_word(first.report.verdict), first.why);

	run_once(checking, SANYA_NO_INSTANT, SANYA_NO_INSTANT, NULL, false, &other);
	check_same(checking, twice, &first, &other);

	run_once(checking, 0, 0, NULL, false, &other);
	sanya_check_that(checking, empty, ended_decently(&other), other.why);

	if (first.listener.observations == 0) {
		sanya_check_add(checking, cut, SANYA_CHECK_NOT_TRIED, "it delivered nothing");
	} else {
		run_once(checking, SANYA_NO_INSTANT, SANYA_NO_INSTANT, NULL, true, &other);
		bool stopped = other.started && other.report.verdict == SANYA_VERDICT_CALLER &&
			       other.report.observations == 0;
		run_once(checking, SANYA_NO_INSTANT, SANYA_NO_INSTANT, NULL, false, &other);
		sanya_check_that(checking, cut,
				 stopped && sanya_sha256_equal(&first.digest, &other.digest),
				 "the run after it said something else");
	}
	if (first.listener.checkpoints == 0) {
		sanya_check_add(checking, again, SANYA_CHECK_NOT_TRIED,
				"it made no checkpoint: a run that fails keeps nothing");
	} else {
		run_once(checking, SANYA_NO_INSTANT, SANYA_NO_INSTANT, first.listener.cursor, false,
			 &other);
		sanya_check_that(checking, again, ended_decently(&other), other.why);
	}
}
