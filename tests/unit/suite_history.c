/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tickets derived from events: one small story for each rule of history.h, written as minutes after the creation, so that every
 * expected figure can be read off the story.
 */
#include <check.h>

#include "core/domain/history.h"

#define MINUTE INT64_C(60)
#define NEVER (-1)

static struct sanya_error err;
static struct sanya_arena arena;
static struct sanya_ticket ticket;

static struct sanya_ticket absent(void)
{
	return (struct sanya_ticket){
		.id = sanya_text_of("1"), .created = SANYA_NO_INSTANT, .first_reply = SANYA_NO_INSTANT,
		.first_touch = SANYA_NO_INSTANT, .first_solved = SANYA_NO_INSTANT, .solved = SANYA_NO_INSTANT,
		.closed = SANYA_NO_INSTANT, .due = SANYA_NO_INSTANT, .reopens = SANYA_NO_COUNT, .replies = SANYA_NO_COUNT,
		.reassigns = SANYA_NO_COUNT, .in_time = SANYA_NO_COUNT,
	};
}

static struct sanya_ticket_event event(int64_t minute, enum sanya_happening what, int staff, const char *actor)
{
	return (struct sanya_ticket_event){ .at = minute * MINUTE, .what = (int32_t)what, .by_staff = staff, .actor = sanya_text_of(actor) };
}

static struct sanya_ticket_event created(const char *actor, int staff)
{
	return event(0, SANYA_EVENT_CREATED, staff, actor);
}

static struct sanya_ticket_event word(int64_t minute, const char *actor, int staff)
{
	return event(minute, SANYA_EVENT_REPLY, staff, actor);
}

static struct sanya_ticket_event status(int64_t minute, enum sanya_status_class class, const char *actor)
{
	struct sanya_ticket_event e = event(minute, SANYA_EVENT_STATUS, 1, actor);

	e.status = (int32_t)class;
	return e;
}

static struct sanya_ticket_event assigned(int64_t minute, const char *target)
{
	struct sanya_ticket_event e = event(minute, SANYA_EVENT_ASSIGNED, 0, "rule");

	e.target = sanya_text_of(target);
	return e;
}

static void derive(const struct sanya_ticket_event *events, size_t count)
{
	sanya_error_clear(&err);
	sanya_arena_init(&arena);
	ticket = absent();
	ck_assert_msg(sanya_history_derive(&arena, events, count, &ticket, &err) == 0, "%s", err.what);
}
#define DERIVE(...) \
	do { \
		const struct sanya_ticket_event events[] = { __VA_ARGS__ }; \
		derive(events, SANYA_COUNT(events)); \
	} while (0)

static void is_at(int64_t instant, int64_t minute)
{
	ck_assert_int_eq(instant, minute == NEVER ? SANYA_NO_INSTANT : minute * MINUTE);
}

static void is_span(struct sanya_span span, int64_t from, int64_t to)
{
	is_at(span.from, from);
	is_at(span.to, to);
}

START_TEST(plain_story)
{
	DERIVE(created("customer", 0), assigned(5, "ann"), word(30, "ann", 1), word(120, "customer", 0),
	       status(180, SANYA_STATUS_SOLVED, "ann"));
	is_at(ticket.created, 0);
	is_at(ticket.first_reply, 30);
	is_at(ticket.first_touch, 30); /* assigning was done by a rule, not by staff */
	is_at(ticket.first_solved, 180);
	is_at(ticket.solved, 180);
	is_at(ticket.closed, NEVER);
	ck_assert_int_eq(ticket.replies, 1);
	ck_assert_int_eq(ticket.reopens, 0);
	ck_assert_int_eq(ticket.reassigns, 0); /* the first assignment is none */
	ck_assert(sanya_text_is(ticket.assignee, "ann"));
	ck_assert(sanya_text_is(ticket.first_replier, "ann"));
	ck_assert(sanya_text_is(ticket.solver, "ann"));
	ck_assert_int_eq(ticket.has_history, 1);
	ck_assert_uint_eq(ticket.wait_count, 1);
	is_span(ticket.waits[0], 0, 180);
	/* creation to the first word; the customer's word to the solution */
	ck_assert_uint_eq(ticket.silence_count, 2);
	is_span(ticket.silences[0], 0, 30);
	is_span(ticket.silences[1], 120, 180);
	sanya_arena_done(&arena);
}
END_TEST

START_TEST(staff_created)
{
	/* the first public word of staff describes the matter; the second is the reply */
	DERIVE(created("ann", 1), word(0, "ann", 1), word(40, "bob", 1));
	is_at(ticket.first_reply, 40);
	ck_assert(sanya_text_is(ticket.first_replier, "bob"));
	ck_assert_int_eq(ticket.replies, 2);
	sanya_arena_done(&arena);
	DERIVE(created("ann", 1), word(0, "ann", 1));
	is_at(ticket.first_reply, NEVER);
	ck_assert_int_eq(ticket.replies, 1);
	sanya_arena_done(&arena);
}
END_TEST

START_TEST(notes_are_no_replies)
{
	DERIVE(created("customer", 0), event(10, SANYA_EVENT_NOTE, 1, "ann"), word(25, "ann", 1));
	is_at(ticket.first_touch, 10);
	is_at(ticket.first_reply, 25);
	ck_assert_int_eq(ticket.replies, 1);
	is_span(ticket.silences[0], 0, 25);
	sanya_arena_done(&arena);
}
END_TEST

START_TEST(touch_by_leaving_new)
{
	/* a rule opens it at 3, staff speak at 8 */
	struct sanya_ticket_event opened = status(3, SANYA_STATUS_OPEN, NULL);

	opened.by_staff = 0;
	DERIVE(created("customer", 0), opened, word(8, "ann", 1));
	is_at(ticket.first_touch, 3);
	sanya_arena_done(&arena);
}
END_TEST

START_TEST(reopened_and_solved_again)
{
	/* solved by ann at 60, reopened at 100, handed to bob at 110, solved at 150, closed at 500 */
	DERIVE(created("customer", 0), assigned(0, "ann"), word(60, "ann", 1), status(60, SANYA_STATUS_SOLVED, "ann"),
	       word(100, "customer", 0), status(100, SANYA_STATUS_OPEN, NULL), assigned(110, "bob"), word(150, "bob", 1),
	       status(150, SANYA_STATUS_SOLVED, "bob"), status(500, SANYA_STATUS_CLOSED, "rule"));
	is_at(ticket.first_solved, 60);
	is_at(ticket.solved, 150); /* closing a solved ticket solves nothing */
	is_at(ticket.closed, 500);
	ck_assert_int_eq(ticket.reopens, 1);
	ck_assert_int_eq(ticket.reassigns, 1);
	ck_assert(sanya_text_is(ticket.solver, "bob"));
	ck_assert_uint_eq(ticket.wait_count, 2);
	is_span(ticket.waits[0], 0, 60);
	is_span(ticket.waits[1], 100, 150);
	ck_assert_uint_eq(ticket.silence_count, 2);
	is_span(ticket.silences[1], 100, 150);
	sanya_arena_done(&arena);
}
END_TEST

START_TEST(open_at_the_end)
{
	DERIVE(created("customer", 0), status(60, SANYA_STATUS_SOLVED, "ann"), status(90, SANYA_STATUS_OPEN, "rule"));
	is_at(ticket.first_solved, 60);
	is_at(ticket.solved, NEVER);
	ck_assert_int_eq(ticket.reopens, 1);
	ck_assert(sanya_text_is(ticket.solver, "ann")); /* nobody assigned: the actor */
	is_span(ticket.waits[1], 90, NEVER);
	is_span(ticket.silences[1], 90, NEVER);
	sanya_arena_done(&arena);
}
END_TEST

START_TEST(reopening_of_no_length)
{
	/* a mail loop opens and closes it within the same second */
	DERIVE(created("customer", 0), status(60, SANYA_STATUS_SOLVED, "ann"), status(90, SANYA_STATUS_OPEN, "rule"),
	       status(90, SANYA_STATUS_SOLVED, "rule"));
	ck_assert_int_eq(ticket.reopens, 0);
	is_at(ticket.first_solved, 60);
	ck_assert_uint_eq(ticket.wait_count, 1);
	ck_assert_uint_eq(ticket.silence_count, 1);
	sanya_arena_done(&arena);
}
END_TEST

START_TEST(waits_and_turns)
{
	/* new 0-10, open 10-20, pending 20-50, open 50-60, on hold 60-90, solved: the requester waits 0-20 and 50-90 */
	DERIVE(created("customer", 0), status(10, SANYA_STATUS_OPEN, "ann"), status(20, SANYA_STATUS_PENDING, "ann"),
	       status(50, SANYA_STATUS_OPEN, NULL), status(60, SANYA_STATUS_ON_HOLD, "ann"),
	       status(90, SANYA_STATUS_SOLVED, "ann"));
	ck_assert_uint_eq(ticket.wait_count, 2);
	is_span(ticket.waits[0], 0, 20);
	is_span(ticket.waits[1], 50, 90);
	/* staff's turn is new and open alone */
	ck_assert_uint_eq(ticket.silence_count, 2);
	is_span(ticket.silences[0], 0, 20);
	is_span(ticket.silences[1], 50, 60);
	sanya_arena_done(&arena);
}
END_TEST

START_TEST(silence_between_words)
{
	/* two words of staff with nothing in between, then the customer's word, which a second one does not restart */
	DERIVE(created("customer", 0), word(10, "ann", 1), word(70, "ann", 1), word(80, "customer", 0), word(85, "customer", 0),
	       status(100, SANYA_STATUS_SOLVED, "ann"));
	ck_assert_uint_eq(ticket.silence_count, 3);
	is_span(ticket.silences[0], 0, 10);
	is_span(ticket.silences[1], 10, 70);
	is_span(ticket.silences[2], 80, 100);
	sanya_arena_done(&arena);
	/* after staff's last word the solution alone is no silence */
	DERIVE(created("customer", 0), word(10, "ann", 1), status(100, SANYA_STATUS_SOLVED, "ann"));
	ck_assert_uint_eq(ticket.silence_count, 1);
	sanya_arena_done(&arena);
}
END_TEST

/* A clock that always runs: first answer after 75 minutes, then one exchange of a minute, closed 70 minutes after creation in the
 * second story; answers of 10 and then 5 minutes give 10 as the longest (Zammad's escalation tests, numbers only). */
START_TEST(longest_answer)
{
	DERIVE(created("customer", 0), word(75, "ann", 1), word(80, "customer", 0), word(81, "ann", 1));
	is_at(ticket.first_reply, 75);
	is_span(ticket.silences[0], 0, 75);
	is_span(ticket.silences[1], 75, 81);
	sanya_arena_done(&arena);
	DERIVE(created("customer", 0), word(0, "ann", 1), status(0, SANYA_STATUS_PENDING, "ann"), word(20, "customer", 0),
	       status(20, SANYA_STATUS_OPEN, NULL), word(30, "ann", 1), status(30, SANYA_STATUS_PENDING, "ann"),
	       word(50, "customer", 0), status(50, SANYA_STATUS_OPEN, NULL), word(55, "ann", 1),
	       status(55, SANYA_STATUS_PENDING, "ann"));
	ck_assert_uint_eq(ticket.silence_count, 2);
	is_span(ticket.silences[0], 20, 30);
	is_span(ticket.silences[1], 50, 55);
	sanya_arena_done(&arena);
}
END_TEST

START_TEST(handed_on)
{
	/* ann, nobody, ann again: no; then bob, then ann: two */
	DERIVE(created("customer", 0), assigned(1, "ann"), assigned(2, NULL), assigned(3, "ann"), assigned(4, "bob"),
	       assigned(5, "ann"), assigned(6, NULL));
	ck_assert_int_eq(ticket.reassigns, 2);
	ck_assert_ptr_null(ticket.assignee.at);
	sanya_arena_done(&arena);
}
END_TEST

START_TEST(those_involved)
{
	DERIVE(created("customer", 0), assigned(1, "ann"), word(2, "bob", 1), event(3, SANYA_EVENT_NOTE, 1, "cat"),
	       event(4, SANYA_EVENT_TOUCH, 1, "cat"), event(5, SANYA_EVENT_TOUCH, 1, "dan"), word(6, "customer", 0),
	       status(9, SANYA_STATUS_SOLVED, "ann"));
	ck_assert_uint_eq(ticket.involved_count, 2); /* besides assignee and solver ann, first replier bob */
	ck_assert(sanya_text_is(ticket.involved[0], "cat"));
	ck_assert(sanya_text_is(ticket.involved[1], "dan"));
	sanya_arena_done(&arena);
}
END_TEST

START_TEST(order_of_events)
{
	/* given backwards: the same story; equal instants keep the order given (solved, then reopened at 60) */
	DERIVE(word(30, "ann", 1), created("customer", 0), word(20, "bob", 1), status(60, SANYA_STATUS_SOLVED, "ann"),
	       status(60, SANYA_STATUS_OPEN, "ann"), word(10, "customer", 0));
	is_at(ticket.first_reply, 20);
	ck_assert(sanya_text_is(ticket.first_replier, "bob"));
	is_at(ticket.first_solved, 60);
	is_at(ticket.solved, NEVER);
	ck_assert_int_eq(ticket.reopens, 1);
	sanya_arena_done(&arena);
	/* no event of creation: the earliest instant */
	DERIVE(word(30, "ann", 1), word(12, "customer", 0));
	is_at(ticket.created, 12);
	is_at(ticket.first_reply, 30);
	sanya_arena_done(&arena);
}
END_TEST

START_TEST(what_the_caller_knows_is_kept)
{
	const struct sanya_ticket_event events[] = { created("customer", 0), word(30, "ann", 1),
						     status(60, SANYA_STATUS_SOLVED, "ann") };

	sanya_error_clear(&err);
	sanya_arena_init(&arena);
	ticket = absent();
	ticket.assignee = sanya_text_of("zoe");
	ticket.first_reply = 5 * MINUTE;
	ticket.reopens = 0;
	ticket.replies = 7;
	ck_assert_int_eq(sanya_history_derive(&arena, events, SANYA_COUNT(events), &ticket, &err), 0);
	ck_assert(sanya_text_is(ticket.assignee, "zoe"));
	is_at(ticket.first_reply, 5);
	ck_assert_int_eq(ticket.replies, 7);
	is_at(ticket.solved, 60);
	sanya_arena_done(&arena);
	ck_assert_int_eq(sanya_history_derive(&arena, events, 0, &ticket, &err), -1);
}
END_TEST

START_TEST(deleted_and_unknown)
{
	/* deleting takes no solution back; a status that nobody explains changes nothing */
	DERIVE(created("customer", 0), status(10, SANYA_STATUS_SOLVED, "ann"), status(20, SANYA_STATUS_DELETED, "ann"));
	is_at(ticket.solved, 10);
	ck_assert_int_eq(ticket.reopens, 0);
	sanya_arena_done(&arena);
	DERIVE(created("customer", 0), status(10, SANYA_STATUS_SOLVED, "ann"), status(20, SANYA_STATUS_DELETED, "ann"),
	       status(30, SANYA_STATUS_OPEN, "ann"));
	is_at(ticket.solved, NEVER);
	ck_assert_int_eq(ticket.reopens, 1);
	sanya_arena_done(&arena);
	DERIVE(created("customer", 0), status(10, SANYA_STATUS_SOLVED, "ann"), status(20, SANYA_STATUS_UNKNOWN, "ann"));
	is_at(ticket.solved, 10);
	is_span(ticket.waits[0], 0, 10);
	sanya_arena_done(&arena);
}
END_TEST

/* Ticket 1 of the Request Tracker fixture, in minutes from 2026-03-02T09:00Z: assigned 5, reply 30, customer 120, solved 180, customer
 * and reopened 1380, assigned to bob 1410, reply and solved 1440, one more reply 1460. */
START_TEST(request_tracker_story)
{
	DERIVE(created("customer", 0), assigned(5, "ann@example.org"), word(30, "ann@example.org", 1), word(120, "customer", 0),
	       status(180, SANYA_STATUS_SOLVED, "ann@example.org"), word(1380, "customer", 0),
	       status(1380, SANYA_STATUS_OPEN, NULL), assigned(1410, "bob@example.org"), word(1440, "bob@example.org", 1),
	       status(1440, SANYA_STATUS_SOLVED, "bob@example.org"), word(1460, "bob@example.org", 1));
	is_at(ticket.first_reply, 30);
	ck_assert(sanya_text_is(ticket.first_replier, "ann@example.org"));
	is_at(ticket.first_solved, 180);
	is_at(ticket.solved, 1440);
	ck_assert(sanya_text_is(ticket.solver, "bob@example.org"));
	ck_assert_int_eq(ticket.reopens, 1);
	ck_assert_int_eq(ticket.reassigns, 1);
	ck_assert_int_eq(ticket.replies, 3);
	ck_assert_uint_eq(ticket.silence_count, 3);
	is_span(ticket.silences[0], 0, 30);
	is_span(ticket.silences[1], 120, 180);
	is_span(ticket.silences[2], 1380, 1440);
	sanya_arena_done(&arena);
}
END_TEST

Suite *suite_history(void);

Suite *suite_history(void)
{
	Suite *suite = suite_create("history");
	TCase *rules = tcase_create("rules");

	tcase_add_test(rules, plain_story);
	tcase_add_test(rules, staff_created);
	tcase_add_test(rules, notes_are_no_replies);
	tcase_add_test(rules, touch_by_leaving_new);
	tcase_add_test(rules, reopened_and_solved_again);
	tcase_add_test(rules, open_at_the_end);
	tcase_add_test(rules, reopening_of_no_length);
	tcase_add_test(rules, waits_and_turns);
	tcase_add_test(rules, silence_between_words);
	tcase_add_test(rules, longest_answer);
	tcase_add_test(rules, handed_on);
	tcase_add_test(rules, those_involved);
	tcase_add_test(rules, order_of_events);
	tcase_add_test(rules, what_the_caller_knows_is_kept);
	tcase_add_test(rules, deleted_and_unknown);
	tcase_add_test(rules, request_tracker_story);
	suite_add_tcase(suite, rules);
	return suite;
}
