/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a metric must hold: the same observation gives the same value in every session, in every
 * order, alone or among others; and the values must fit their unit.  The observations are made up
 * so that every field is absent somewhere.
 */
#include "plugin_check.h"

#define SAMPLES 48u

/* The same observations in several orders, and each alone, with one dictionary. */
enum { FORWARD, BACKWARD, SINGLE, BLOCKS = SINGLE + SAMPLES };
struct blocks {
	struct sanya_block *block[BLOCKS];
	struct sanya_dictionary dictionary;
};

static struct sanya_text maybe(unsigned i, unsigned bit, const char *text)
{
	return sanya_text_of((i >> bit & 1u) != 0 ? text : NULL);
}

static int64_t maybe_at(unsigned i, unsigned bit, int64_t at)
{
	return (i >> bit & 1u) != 0 ? at : SANYA_NO_INSTANT;
}

static struct sanya_ticket ticket_of(unsigned i, char id[16])
{
	static const struct sanya_span spans[] = {{1767229200, 1767232800},
						  {1767240000, SANYA_NO_INSTANT}};
	int64_t created = 1767225600 + (int64_t)i * 3600;

	(void)snprintf(id, 16, "check-%u", i);
	return (struct sanya_ticket){
		.id = sanya_text_of(id),
		.assignee = maybe(i, 0, "anna"),
		.first_replier = maybe(i, 1, "boon"),
		.solver = maybe(i, 2, "malee"),
		.channel = maybe(i, 3, "email"),
		.priority = maybe(i, 4, "high"),
		.status = maybe(i, 5, "solved"),
		.created = created,
		.first_reply = maybe_at(i, 0, created + 600),
		.first_touch = maybe_at(i, 1, created + 300),
		.first_solved = maybe_at(i, 2, created + 5000),
		.solved = maybe_at(i, 2, i % 5 == 0 ? created - 1 : created + 7200),
		.closed = maybe_at(i, 3, created + 9000),
		.due = maybe_at(i, 4, created + 3600),
		.reopens = i % 3 == 0 ? SANYA_NO_COUNT : (int32_t)(i % 3) - 1,
		.replies = i % 4 == 0 ? SANYA_NO_COUNT : (int32_t)(i % 4) - 1,
		.reassigns = i % 2 == 0 ? SANYA_NO_COUNT : 1,
		.in_time = i % 3 == 0 ? SANYA_NO_COUNT : (int32_t)(i % 3) - 1,
		.has_history = (int32_t)(i & 1u),
		.waits = spans,
		.wait_count = (i & 1u) != 0 ? i % 3 : 0,
		.silences = spans,
		.silence_count = (i & 1u) != 0 ? (i + 1) % 3 : 0,
	};
}

static struct sanya_response response_of(unsigned i, char id[16])
{
	(void)snprintf(id, 16, "check-%u", i);
	return (struct sanya_response){
		.id = sanya_text_of(id),
		.ticket = maybe(i, 0, "T-1"),
		.survey = maybe(i, 1, "after-ticket"),
		.subject = maybe(i, 2, "anna"),
		.channel = maybe(i, 3, "web"),
		.asked = maybe_at(i, 4, 1767225600),
		.answered = 1767229200 + (int64_t)i * 3600,
		.kind = (int32_t)(i % SANYA_RATING) + 1,
		.critical = (int32_t)(i % 7 == 0),
		.value = i % 6 == 5 ? SANYA_NO_VALUE : (int64_t)(i % 12) * SANYA_POINT,
		.lowest = i % 4 == 3 ? SANYA_NO_VALUE : 0,
		.highest = i % 4 == 3 ? SANYA_NO_VALUE : (i % 2 == 0 ? 10 : 5) * SANYA_POINT,
	};
}

static int add(bool tickets, unsigned number, struct sanya_block *block,
	       struct sanya_dictionary *dictionary)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_response response;
	struct sanya_ticket ticket;
	char id[16];

	if (tickets) {
		ticket = ticket_of(number, id);
		return sanya_block_add_ticket(block, dictionary, &ticket, &err) == 1 ? 0 : -1;
	}
	response = response_of(number, id);
	return sanya_block_add_response(block, dictionary, &response, &err) == 1 ? 0 : -1;
}

static int fill(bool tickets, unsigned which, struct blocks *blocks)
{
	struct sanya_block *block = calloc(1, sizeof *block);
	int bad = 0;

	blocks->block[which] = block;
	if (block == NULL)
		return -1;
	sanya_block_start(block, tickets ? SANYA_TICKET : SANYA_RESPONSE, &blocks->dictionary);
	if (which >= SINGLE)
		return add(tickets, which - SINGLE, block, &blocks->dictionary);
	for (unsigned i = 0; i < SAMPLES; i++)
		bad |= add(tickets, which == FORWARD ? i : SAMPLES - 1 - i, block,
			   &blocks->dictionary);
	return bad;
}

static int blocks_make(bool tickets, struct blocks *ret)
{
	int bad = 0;

	sanya_dictionary_init(&ret->dictionary);
	for (unsigned i = 0; i < BLOCKS; i++)
		bad |= fill(tickets, i, ret);
	return bad;
}

static void blocks_done(struct blocks *blocks)
{
	for (unsigned i = 0; i < BLOCKS; i++)
		free(blocks->block[i]);
	sanya_dictionary_done(&blocks->dictionary);
}

static bool same(const struct sanya_metric_value *a, const struct sanya_metric_value *b)
{
	/* what does not count has no value to compare */
	if (a->reason != 0 || b->reason != 0)
		return a->reason == b->reason;
	return a->value == b->value && a->possible == b->possible && a->at == b->at &&
	       a->finding == b->finding;
}

/* What is wrong with a value; NULL when it fits its metric. */
static const char *value_fault(const struct sanya_metric_info *metric,
			       const struct sanya_metric_value *value)
{
	if (value->reason != 0)
		return NULL;
	if (value->at == SANYA_NO_INSTANT)
		return "a value that counts has no instant, so it belongs to no period";
	if (metric->unit == SANYA_UNIT_PAIR ? value->possible <= 0 : value->possible != 1)
		return "\"possible\" must be 1, and the positive whole of a pair";
	switch (metric->unit) {
	case SANYA_UNIT_SECONDS:
	case SANYA_UNIT_COUNT:
		return value->value < 0 ? "a duration or count is negative" : NULL;
	case SANYA_UNIT_FLAG:
		return value->value != 0 && value->value != 1 ? "a flag is neither 0 nor 1" : NULL;
	case SANYA_UNIT_NPS:
		return value->value != 0 && value->value != 100 && value->value != -100
			       ? "an NPS value is not -100, 0 or 100"
			       : NULL;
	case SANYA_UNIT_POINTS:
	case SANYA_UNIT_PAIR:
		return NULL;
	}
	return "its unit is unknown";
}

static int ask(struct sanya_metric_session *session, const struct sanya_metric_info *metric,
	       const struct blocks *blocks, unsigned which, struct sanya_metric_value *ret,
	       struct sanya_error *err)
{
	const struct sanya_metric_ask question = {.metric = metric, .from = 1767225600, .to = 1775001600};

	return sanya_host_metric_values(session, blocks->block[which], &blocks->dictionary, &question,
					1, &ret, err);
}

/* One session: all at once, backwards, one by one. NULL when all agree. */
static const char *measure(struct sanya_checking *checking, const struct sanya_metric_info *metric,
			   const struct blocks *blocks, struct sanya_metric_value *all,
			   struct sanya_error *err)
{
	struct sanya_metric_session *session = NULL;
	struct sanya_metric_value backward[SAMPLES], one;
	struct sanya_run_report report;
	const char *fault = NULL;

	if (sanya_host_metric_open(checking->host, checking->info, NULL, &session, err) < 0)
		return err->what;
	if (ask(session, metric, blocks, FORWARD, all, err) < 0 ||
	    ask(session, metric, blocks, BACKWARD, backward, err) < 0)
		fault = err->what;
	for (unsigned i = 0; i < SAMPLES && fault == NULL; i++) {
		fault = value_fault(metric, &all[i]);
		if (fault == NULL && !same(&all[i], &backward[SAMPLES - 1 - i]))
			fault = "the order of the observations changes a value";
		if (fault == NULL && ask(session, metric, blocks, SINGLE + i, &one, err) < 0)
			fault = err->what;
		if (fault == NULL && !same(&all[i], &one))
			fault = "an observation alone has another value than among others";
	}
	sanya_host_metric_close(session, &report);
	if (fault == NULL && report.verdict != SANYA_VERDICT_OK) {
		(void)sanya_error_set(err, SANYA_FAILED, "%s", report.reason);
		fault = err->what;
	}
	return fault;
}

/* The faults may point into *err. */
static void check_metric(struct sanya_checking *checking, const struct sanya_metric_info *metric,
			 const struct blocks *blocks, const char **ret_fault,
			 const char **ret_again, struct sanya_error *err)
{
	struct sanya_metric_value first[SAMPLES], second[SAMPLES];

	*ret_fault = measure(checking, metric, blocks, first, err);
	*ret_again = *ret_fault != NULL ? NULL : measure(checking, metric, blocks, second, err);
	for (unsigned i = 0; i < SAMPLES && *ret_fault == NULL && *ret_again == NULL; i++)
		if (!same(&first[i], &second[i]))
			*ret_again = "a second session gives other values; does it use the time, "
				     "randomness, or what it saw before?";
}

void sanya_check_metrics(struct sanya_checking *checking)
{
	static const char values[] =
		"each value fits its unit, in any order, alone or among others",
			  twice[] = "two sessions give the same values";
	struct sanya_error err = SANYA_ERROR_INIT;
	struct blocks blocks[2];
	bool bad = blocks_make(true, &blocks[0]) != 0;
	const char *fault = NULL, *again = NULL, *name = "";

	bad = blocks_make(false, &blocks[1]) != 0 || bad;
	for (size_t i = 0;
	     i < checking->info->metric_count && !bad && fault == NULL && again == NULL; i++) {
		const struct sanya_metric_info *metric = &checking->info->metrics[i];
		name = metric->name;
		check_metric(checking, metric, &blocks[metric->kind == SANYA_TICKET ? 0 : 1],
			     &fault, &again, &err);
	}
	if (bad)
		sanya_check_add(checking, values, SANYA_CHECK_NOT_TRIED, "memory is used up");
	else if (fault != NULL)
		sanya_check_add(checking, values, SANYA_CHECK_FAILED, "%s: %s", name, fault);
	else
		sanya_check_add(checking, values, SANYA_CHECK_PASSED,
				"%zu metrics, %u observations", checking->info->metric_count,
				SAMPLES);
	if (fault == NULL && !bad)
		sanya_check_add(checking, twice,
				again == NULL ? SANYA_CHECK_PASSED : SANYA_CHECK_FAILED, "%s%s%s",
				again == NULL ? "" : name, again == NULL ? "" : ": ",
				again == NULL ? "" : again);
	blocks_done(&blocks[0]);
	blocks_done(&blocks[1]);
}
