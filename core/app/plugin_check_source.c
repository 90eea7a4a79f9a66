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
	struct sanya_block_lists *lists; /* of one row */
	uint64_t sum; /* over the rows, in whatever order they come */
	uint64_t observations, rejects, checkpoints;
	char cursor[SANYA_TEXT_MAX + 1];
	bool stop_at_once; /* refuse the first block */
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

/* --- an observation as bytes --- */

static void write_texts(struct sanya_buffer *out, const struct sanya_text *texts, uint32_t count)
{
	sanya_buffer_add(out, &count, sizeof count);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t size = texts[i].at == NULL ? UINT32_MAX : texts[i].size;

		sanya_buffer_add(out, &size, sizeof size);
		sanya_buffer_add(out, texts[i].at, texts[i].size);
	}
}

static void write_ticket(struct sanya_buffer *out, const struct sanya_ticket *t)
{
	const struct sanya_text texts[] = {t->id,	 t->assignee, t->first_replier,
					   t->solver,	 t->requester, t->channel,
					   t->queue,	 t->priority, t->status};
	const int64_t numbers[] = {t->created, t->first_reply, t->first_touch, t->first_solved,
				   t->solved,  t->closed,      t->due,	       t->reopens,
				   t->replies, t->reassigns,   t->in_time,     t->has_history};

	write_texts(out, texts, SANYA_COUNT(texts));
	write_texts(out, t->involved, t->involved_count);
	write_texts(out, t->tags, t->tag_count);
	sanya_buffer_add(out, numbers, sizeof numbers);
	sanya_buffer_add(out, &t->wait_count, sizeof t->wait_count);
	sanya_buffer_add(out, t->waits, t->wait_count * sizeof *t->waits);
	sanya_buffer_add(out, t->silences, t->silence_count * sizeof *t->silences);
}

static void write_response(struct sanya_buffer *out, const struct sanya_response *r)
{
	const struct sanya_text texts[] = {r->id,      r->ticket,    r->survey,
					   r->subject, r->requester, r->channel};
	const int64_t numbers[] = {r->asked, r->answered, r->kind,   r->critical,
				   r->value, r->lowest,	  r->highest};

	write_texts(out, texts, SANYA_COUNT(texts));
	write_texts(out, r->tags, r->tag_count);
	sanya_buffer_add(out, numbers, sizeof numbers);
}

static int hear_row(struct listener *listener, bool ticket, const struct sanya_buffer *bytes,
		    struct sanya_error *err)
{
	struct sanya_sha256 digest = sanya_sha256_of(bytes->data, bytes->size);
	uint64_t head;

	memcpy(&head, digest.bytes, sizeof head);
	listener->sum += head;
	if (sanya_buffer_check(bytes, "an observation", err) < 0)
		return -1;
	return hear(listener, ticket ? "ticket" : "response", bytes->data, bytes->size, err);
}

/* Row by row: where one block ends and the next begins means nothing. */
static int on_block(void *context, const struct sanya_block *block,
		    const struct sanya_dictionary *dictionary, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer bytes;
	struct listener *listener = context;
	bool tickets = block->kind == SANYA_TICKET;

	sanya_buffer_init(&bytes, sizeof *block);
	listener->observations += block->count;
	for (uint32_t i = 0; i < block->count; i++) {
		sanya_buffer_clear(&bytes);
		if (tickets) {
			struct sanya_ticket ticket;
			sanya_block_ticket(block, dictionary, i, listener->lists, &ticket);
			write_ticket(&bytes, &ticket);
		} else {
			struct sanya_response response;
			sanya_block_response(block, dictionary, i, listener->lists, &response);
			write_response(&bytes, &response);
		}
		if (hear_row(listener, tickets, &bytes, err) < 0)
			return -1;
	}
	return 0;
}

/* --- what else it says --- */

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
		     bool stop_at_once, uint32_t workers, struct run *ret)
{
	static const struct sanya_source_calls calls = {
		.block = on_block,
		.reject = on_reject,
		.checkpoint = on_checkpoint,
	};
	struct sanya_error err = SANYA_ERROR_INIT;

	*ret = (struct run){
		.listener = {.digest = sanya_sha256_new(),
			     .lists = malloc(sizeof(struct sanya_block_lists)),
			     .stop_at_once = stop_at_once}};
	if (ret->listener.digest == NULL || ret->listener.lists == NULL) {
		free(ret->listener.lists);
		sanya_sha256_free(ret->listener.digest);
		(void)snprintf(ret->why, sizeof ret->why, "memory is used up");
		return;
	}
	const struct sanya_source_run run = {
		.plugin = checking->info->path,
		.options = checking->options,
		.inputs = checking->inputs,
		.cursor = cursor,
		.from = from,
		.to = to,
		.workers = workers,
		.calls = &calls,
		.context = &ret->listener,
	};
	ret->started = sanya_host_run_source(checking->host, &run, &ret->report, &err) == 0;
	ret->digest = sanya_sha256_finish(ret->listener.digest);
	free(ret->listener.lists);
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

/* Several workers that share the reading deliver together what one does, each observation once. */
static void check_parts(struct sanya_checking *checking, const struct run *one)
{
	struct run other;

	if (!checking->info->parts)
		return;
	run_once(checking, SANYA_NO_INSTANT, SANYA_NO_INSTANT, NULL, false, 3, &other);
	sanya_check_that(checking, "three workers deliver what one does",
			 other.started && one->report.verdict == other.report.verdict &&
				 one->listener.observations == other.listener.observations &&
				 one->listener.sum == other.listener.sum,
			 "together they delivered other observations");
}

void sanya_check_source(struct sanya_checking *checking)
{
	static const char runs[] = "it runs to the end", twice[] = "two runs give the same bytes",
			  empty[] = "an empty window ends well",
			  cut[] = "a host that stops in the middle does no harm",
			  again[] = "it starts again from its own cursor";
	struct run first, other;

	run_once(checking, SANYA_NO_INSTANT, SANYA_NO_INSTANT, NULL, false, 1, &first);
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

	run_once(checking, SANYA_NO_INSTANT, SANYA_NO_INSTANT, NULL, false, 1, &other);
	check_same(checking, twice, &first, &other);

	run_once(checking, 0, 0, NULL, false, 1, &other);
	sanya_check_that(checking, empty, ended_decently(&other), other.why);

	check_parts(checking, &first);
	if (first.listener.observations == 0) {
		sanya_check_add(checking, cut, SANYA_CHECK_NOT_TRIED, "it delivered nothing");
	} else {
		run_once(checking, SANYA_NO_INSTANT, SANYA_NO_INSTANT, NULL, true, 1, &other);
		bool stopped = other.started && other.report.verdict == SANYA_VERDICT_CALLER &&
			       other.report.observations == 0;
		run_once(checking, SANYA_NO_INSTANT, SANYA_NO_INSTANT, NULL, false, 1, &other);
		sanya_check_that(checking, cut,
				 stopped && sanya_sha256_equal(&first.digest, &other.digest),
				 "the run after it said something else");
	}
	if (first.listener.checkpoints == 0) {
		sanya_check_add(checking, again, SANYA_CHECK_NOT_TRIED,
				"it made no checkpoint: a run that fails keeps nothing");
	} else {
		run_once(checking, SANYA_NO_INSTANT, SANYA_NO_INSTANT, first.listener.cursor, false, 1,
			 &other);
		sanya_check_that(checking, again, ended_decently(&other), other.why);
	}
}
