/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Made-up observations.  Most are plain, as most are in life; some have everything, and values at the ends of what may be.
 * The same seed makes the same ones.
 */
#include "observations.h"

#include <check.h>
#include <stdarg.h>

uint64_t observations_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

uint32_t observations_below(uint64_t *state, uint32_t below)
{
	return below == 0 ? 0 : (uint32_t)(observations_random(state) % below);
}

struct sanya_text observations_text(struct sanya_arena *arena, const char *format, ...)
{
	char text[128];
	va_list args;
	int size;

	va_start(args, format);
	size = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	ck_assert(size >= 0 && (size_t)size < sizeof text);
	return (struct sanya_text){ sanya_arena_copy(arena, text, (size_t)size), (uint32_t)size };
}

static bool once_in(uint64_t *state, uint32_t times)
{
	return times != 0 && observations_below(state, times) == 0;
}

static struct sanya_text absent(void)
{
	return (struct sanya_text){ NULL, 0 };
}

static struct sanya_text name_of(struct sanya_arena *arena, uint64_t *state, uint32_t names)
{
	return observations_text(arena, "agent-%u", observations_below(state, names));
}

static struct sanya_text term_of(struct sanya_arena *arena, uint64_t *state, const char *what, uint32_t terms)
{
	if (once_in(state, 10))
		return absent();
	if (once_in(state, 40))
		return observations_text(arena, "%s", "");
	return observations_text(arena, "%s %u ก", what, observations_below(state, terms));
}

static const struct sanya_text *list_of(struct sanya_arena *arena, uint64_t *state, const char *what, uint32_t most, uint32_t *ret_count)
{
	uint32_t count = observations_below(state, 4);
	struct sanya_text *list = sanya_arena_array(arena, count + 1, sizeof *list);

	for (uint32_t i = 0; i < count; i++)
		list[i] = observations_text(arena, "%s%u", what, observations_below(state, most));
	*ret_count = count;
	return count > 0 ? list : NULL;
}

static const struct sanya_span *spans_of(struct sanya_arena *arena, uint64_t *state, int64_t from, int64_t longest, bool open,
					 uint32_t *ret_count)
{
	uint32_t count = observations_below(state, 3);
	struct sanya_span *spans = sanya_arena_array(arena, count + 1, sizeof *spans);

	for (uint32_t i = 0; i < count; i++) {
		spans[i].from = from + (int64_t)(observations_random(state) % (uint64_t)(longest + 1));
		spans[i].to = spans[i].from + (int64_t)(observations_random(state) % (uint64_t)(longest + 1));
		if (open && once_in(state, 3))
			spans[i].to = SANYA_NO_INSTANT;
	}
	*ret_count = count;
	return count > 0 ? spans : NULL;
}

static int64_t moment(uint64_t *state, int64_t from, int64_t longest)
{
	/* Most within days, some anywhere. */
	int64_t far = once_in(state, 5) ? longest : longest < 200000 ? longest : 200000;

	return from + (int64_t)(observations_random(state) % (uint64_t)(far + 1));
}

static int32_t count_of(uint64_t *state, bool odd)
{
	if (once_in(state, 8))
		return SANYA_NO_COUNT;
	if (odd && once_in(state, 6))
		return INT32_MAX;
	return (int32_t)observations_below(state, 9);
}

void observations_ticket(struct sanya_arena *arena, uint64_t *state, const struct observations_shape *shape, struct sanya_text id,
			 struct sanya_ticket *ret)
{
	bool open = once_in(state, shape->open_in), rich = once_in(state, shape->rich_in);
	int64_t created = shape->from + (int64_t)(observations_random(state) % (uint64_t)(shape->to - shape->from));
	struct sanya_ticket ticket = { .id = id,
				       .created = created,
				       .first_reply = SANYA_NO_INSTANT,
				       .first_touch = SANYA_NO_INSTANT,
				       .first_solved = SANYA_NO_INSTANT,
				       .solved = SANYA_NO_INSTANT,
				       .closed = SANYA_NO_INSTANT,
				       .due = SANYA_NO_INSTANT,
				       .reassigns = SANYA_NO_COUNT,
				       .in_time = SANYA_NO_COUNT };

	if (!once_in(state, 12))
		ticket.assignee = name_of(arena, state, shape->names);
	ticket.channel = term_of(arena, state, "channel", shape->terms);
	ticket.priority = term_of(arena, state, "priority", shape->terms);
	ticket.status = term_of(arena, state, "status", shape->terms);
	ticket.requester = once_in(state, 9) ? absent() : observations_text(arena, "C%07u", observations_below(state, 9999999));
	ticket.reopens = count_of(state, rich);
	ticket.replies = count_of(state, rich);
	if (!once_in(state, 10))
		ticket.first_reply = moment(state, created, shape->longest);
	if (!open)
		ticket.solved = moment(state, created, shape->longest);
	if (!open && once_in(state, 6))
		ticket.closed = moment(state, ticket.solved, shape->longest);
	if (!open && once_in(state, 10)) { /* closed and never solved */
		ticket.closed = ticket.solved;
		ticket.solved = SANYA_NO_INSTANT;
	}
	if (rich) {
		ticket.first_replier = name_of(arena, state, shape->names);
		ticket.solver = once_in(state, 2) ? ticket.assignee : name_of(arena, state, shape->names);
		ticket.queue = term_of(arena, state, "queue", shape->terms);
		ticket.first_touch = moment(state, created - 1000, shape->longest);
		ticket.first_solved = moment(state, created, shape->longest);
		ticket.due = moment(state, created, shape->longest);
		ticket.reassigns = count_of(state, true);
		ticket.in_time = (int32_t)observations_below(state, 2);
		ticket.tags = list_of(arena, state, "tag", shape->terms, &ticket.tag_count);
		ticket.involved = list_of(arena, state, "agent-", shape->names, &ticket.involved_count);
		ticket.has_history = (int32_t)observations_below(state, 2);
		if (ticket.has_history != 0) {
			ticket.waits = spans_of(arena, state, created, shape->longest, open || once_in(state, 4), &ticket.wait_count);
			ticket.silences = spans_of(arena, state, created, shape->longest, open, &ticket.silence_count);
		}
		if (once_in(state, 3))
			ticket.requester = observations_text(arena, "someone+%u@example.org", observations_below(state, 100000));
	}
	*ret = ticket;
}

void observations_response(struct sanya_arena *arena, uint64_t *state, const struct observations_shape *shape, struct sanya_text id,
			   struct sanya_response *ret)
{
	bool rich = once_in(state, shape->rich_in);
	int64_t answered = shape->from + (int64_t)(observations_random(state) % (uint64_t)(shape->to - shape->from));
	struct sanya_response response = { .id = id,
					   .answered = answered,
					   .asked = SANYA_NO_INSTANT,
					   .kind = (int32_t)(SANYA_CSAT + observations_below(state, SANYA_RATING - SANYA_CSAT + 1)),
					   .critical = 0,
					   .value = (int64_t)observations_below(state, 11) * SANYA_POINT,
					   .lowest = 0,
					   .highest = 10 * SANYA_POINT };

	if (!once_in(state, 8))
		response.subject = name_of(arena, state, shape->names);
	response.survey = term_of(arena, state, "survey", shape->terms);
	response.channel = term_of(arena, state, "channel", shape->terms);
	if (!once_in(state, 4))
		response.ticket = observations_text(arena, "T%u", observations_below(state, 100000));
	if (!once_in(state, 3))
		response.asked = once_in(state, 6) ? moment(state, answered, shape->longest) : 2 * answered - moment(state, answered, shape->longest);
	if (rich) {
		response.requester = observations_text(arena, "ผู้ใช้ %u", observations_below(state, 1000));
		response.critical = (int32_t)observations_below(state, 2);
		response.tags = list_of(arena, state, "tag", shape->terms, &response.tag_count);
		if (once_in(state, 4)) {
			response.value = SANYA_NO_VALUE;
			response.lowest = INT64_MIN + 1;
			response.highest = INT64_MAX;
		}
	}
	*ret = response;
}

/* --- comparing --- */

static bool same_text(struct sanya_text a, struct sanya_text b)
{
	return (a.at == NULL) == (b.at == NULL) && a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

static bool same_lists(const struct sanya_text *a, uint32_t a_count, const struct sanya_text *b, uint32_t b_count)
{
	if (a_count != b_count)
		return false;
	for (uint32_t i = 0; i < a_count; i++)
		if (!same_text(a[i], b[i]))
			return false;
	return true;
}

static bool same_spans(const struct sanya_span *a, uint32_t a_count, const struct sanya_span *b, uint32_t b_count)
{
	if (a_count != b_count)
		return false;
	for (uint32_t i = 0; i < a_count; i++)
		if (a[i].from != b[i].from || a[i].to != b[i].to)
			return false;
	return true;
}

bool observations_same_tickets(const struct sanya_ticket *a, const struct sanya_ticket *b)
{
	return same_text(a->id, b->id) && same_text(a->assignee, b->assignee) && same_text(a->first_replier, b->first_replier) &&
	       same_text(a->solver, b->solver) && same_text(a->requester, b->requester) && same_text(a->channel, b->channel) &&
	       same_text(a->queue, b->queue) && same_text(a->priority, b->priority) && same_text(a->status, b->status) &&
	       same_lists(a->involved, a->involved_count, b->involved, b->involved_count) &&
	       same_lists(a->tags, a->tag_count, b->tags, b->tag_count) && a->created == b->created && a->first_reply == b->first_reply &&
	       a->first_touch == b->first_touch && a->first_solved == b->first_solved && a->solved == b->solved &&
	       a->closed == b->closed && a->due == b->due && a->reopens == b->reopens && a->replies == b->replies &&
	       a->reassigns == b->reassigns && a->in_time == b->in_time && a->has_history == b->has_history &&
	       same_spans(a->waits, a->wait_count, b->waits, b->wait_count) &&
	       same_spans(a->silences, a->silence_count, b->silences, b->silence_count);
}

bool observations_same_responses(const struct sanya_response *a, const struct sanya_response *b)
{
	return same_text(a->id, b->id) && same_text(a->ticket, b->ticket) && same_text(a->survey, b->survey) &&
	       same_text(a->subject, b->subject) && same_text(a->requester, b->requester) && same_text(a->channel, b->channel) &&
	       same_lists(a->tags, a->tag_count, b->tags, b->tag_count) && a->asked == b->asked && a->answered == b->answered &&
	       a->kind == b->kind && a->critical == b->critical && a->value == b->value && a->lowest == b->lowest &&
	       a->highest == b->highest;
}

/* --- keeping --- */

static void copy_text(struct sanya_arena *arena, struct sanya_text *text)
{
	if (text->at != NULL)
		text->at = sanya_arena_copy(arena, text->at, text->size);
}

static const struct sanya_text *copy_list(struct sanya_arena *arena, const struct sanya_text *list, uint32_t count)
{
	struct sanya_text *copy = sanya_arena_array(arena, count + 1, sizeof *copy);

	for (uint32_t i = 0; i < count; i++) {
		copy[i] = list[i];
		copy_text(arena, &copy[i]);
	}
	return count > 0 ? copy : NULL;
}

static const struct sanya_span *copy_spans(struct sanya_arena *arena, const struct sanya_span *spans, uint32_t count)
{
	struct sanya_span *copy = sanya_arena_array(arena, count + 1, sizeof *copy);

	for (uint32_t i = 0; i < count; i++)
		copy[i] = spans[i];
	return count > 0 ? copy : NULL;
}

void observations_copy_ticket(struct sanya_arena *arena, struct sanya_ticket *ticket)
{
	struct sanya_text *texts[] = { &ticket->id,	 &ticket->assignee, &ticket->first_replier, &ticket->solver, &ticket->requester,
				       &ticket->channel, &ticket->queue,    &ticket->priority,	    &ticket->status };

	for (size_t i = 0; i < SANYA_COUNT(texts); i++)
		copy_text(arena, texts[i]);
	ticket->tags = copy_list(arena, ticket->tags, ticket->tag_count);
	ticket->involved = copy_list(arena, ticket->involved, ticket->involved_count);
	ticket->waits = copy_spans(arena, ticket->waits, ticket->wait_count);
	ticket->silences = copy_spans(arena, ticket->silences, ticket->silence_count);
}

void observations_copy_response(struct sanya_arena *arena, struct sanya_response *response)
{
	struct sanya_text *texts[] = { &response->id,	     &response->ticket,	   &response->survey,
				       &response->subject, &response->requester, &response->channel };

	for (size_t i = 0; i < SANYA_COUNT(texts); i++)
		copy_text(arena, texts[i]);
	response->tags = copy_list(arena, response->tags, response->tag_count);
}
