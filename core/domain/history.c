/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a ticket's events to the ticket.  One walk over the events in order keeps the state of the ticket (what its status means,
 * who has it, whose turn it is); every figure of the ticket is read off that walk.
 * A status whose meaning nobody said changes nothing; a ticket created without one is new.
 */
#include "history.h"

enum turn {
	NOBODYS,      /* pending, on hold, solved, closed, deleted */
	SINCE_OTHERS, /* staff's turn, and they have not said a word in it */
	SINCE_STAFF,  /* staff's turn, and they spoke last at `turn_from` */
};

struct walk {
	struct sanya_arena *arena;
	struct sanya_ticket *ticket;
	size_t event_count;

	int32_t status; /* enum sanya_status_class, never UNKNOWN */
	struct sanya_text assignee, last_assignee; /* now; the last one there was */
	bool created_by_staff;
	int32_t words; /* public words of staff */

	int64_t left_solved; /* when the solution was taken back; SANYA_NO_INSTANT while it holds */

	int64_t wait_from; /* SANYA_NO_INSTANT while the requester does not wait */
	enum turn turn;
	int64_t turn_from, asked; /* asked: the requester's first word after staff's last one, in this turn */

	/* What was found. */
	int64_t first_reply, first_touch, first_solved, solved, closed;
	int32_t reopens, reassigns;
	struct sanya_text first_replier, solver, status_text;
	struct sanya_span *waits, *silences;
	uint32_t wait_count, silence_count;
	struct sanya_text *staff;
	uint32_t staff_count;
};

static bool is_solved(int32_t status)
{
	return status == SANYA_STATUS_SOLVED || status == SANYA_STATUS_CLOSED;
}

static bool is_waiting(int32_t status)
{
	return status == SANYA_STATUS_NEW || status == SANYA_STATUS_OPEN || status == SANYA_STATUS_ON_HOLD;
}

static bool is_staffs_turn(int32_t status)
{
	return status == SANYA_STATUS_NEW || status == SANYA_STATUS_OPEN;
}

static void set_once(int64_t *instant, int64_t at)
{
	if (*instant == SANYA_NO_INSTANT)
		*instant = at;
}

/* Stretches that follow one another without a break are one; empty ones are none.  An event adds at most one to each list. */
static void add_span(struct sanya_span *list, uint32_t *count, int64_t from, int64_t to, bool join)
{
	if (from == to)
		return;
	if (join && *count > 0 && list[*count - 1].to == from)
		list[*count - 1].to = to;
	else
		list[(*count)++] = (struct sanya_span){ .from = from, .to = to };
}

/* Staff's turn ends, or is cut by their word. */
static void end_silence(struct walk *w, int64_t at, bool by_word)
{
	int64_t from = SANYA_NO_INSTANT;

	if (w->turn == SINCE_OTHERS || (w->turn == SINCE_STAFF && by_word))
		from = w->turn_from;
	else if (w->turn == SINCE_STAFF)
		from = w->asked;
	if (from != SANYA_NO_INSTANT)
		add_span(w->silences, &w->silence_count, from, at, false);
	w->turn = NOBODYS;
	w->asked = SANYA_NO_INSTANT;
}

static void begin_silence(struct walk *w, int64_t at, enum turn turn)
{
	w->turn = turn;
	w->turn_from = at;
	w->asked = SANYA_NO_INSTANT;
}

static void note_solution(struct walk *w, const struct sanya_ticket_event *event)
{
	set_once(&w->first_solved, event->at);
	w->solved = event->at;
	w->solver = w->assignee.at != NULL ? w->assignee : event->actor;
	if (w->left_solved != SANYA_NO_INSTANT && event->at > w->left_solved)
		w->reopens++;
	w->left_solved = SANYA_NO_INSTANT;
}

static void change_status(struct walk *w, const struct sanya_ticket_event *event)
{
	int32_t before = w->status, now = event->status;

	if (event->text.at != NULL)
		w->status_text = event->text;
	if (now == SANYA_STATUS_UNKNOWN || now == before)
		return;
	w->status = now;
	if (before == SANYA_STATUS_NEW)
		set_once(&w->first_touch, event->at);
	if (is_solved(now) && !is_solved(before))
		note_solution(w, event);
	/* Deleting takes no solution back; restoring what was deleted does. */
	if (w->solved != SANYA_NO_INSTANT && !is_solved(now) && now != SANYA_STATUS_DELETED)
		set_once(&w->left_solved, event->at);
	if (now == SANYA_STATUS_CLOSED)
		w->closed = event->at;
	else
		w->closed = SANYA_NO_INSTANT;
	if (is_waiting(before) && !is_waiting(now))
		add_span(w->waits, &w->wait_count, w->wait_from, event->at, true);
	else if (!is_waiting(before) && is_waiting(now))
		w->wait_from = event->at;
	if (is_staffs_turn(before) && !is_staffs_turn(now))
		end_silence(w, event->at, false);
	else if (!is_staffs_turn(before) && is_staffs_turn(now))
		begin_silence(w, event->at, SINCE_OTHERS);
}

static void assign(struct walk *w, struct sanya_text target)
{
	w->assignee = target;
	if (target.at == NULL)
		return;
	if (w->last_assignee.at != NULL && !sanya_text_equal(w->last_assignee, target))
		w->reassigns++;
	w->last_assignee = target;
}

static void hear_word(struct walk *w, const struct sanya_ticket_event *event)
{
	if (event->by_staff != 1) {
		if (w->turn == SINCE_STAFF)
			set_once(&w->asked, event->at);
		return;
	}
	w->words++;
	if (w->words == (w->created_by_staff ? 2 : 1)) {
		w->first_reply = event->at;
		w->first_replier = event->actor;
	}
	if (w->turn != NOBODYS) {
		end_silence(w, event->at, true);
		begin_silence(w, event->at, SINCE_STAFF);
	}
}

static void remember_staff(struct walk *w, struct sanya_text actor)
{
	if (actor.at == NULL)
		return;
	for (uint32_t i = 0; i < w->staff_count; i++)
		if (sanya_text_equal(w->staff[i], actor))
			return;
	w->staff[w->staff_count++] = actor;
}

static void begin(struct walk *w, const struct sanya_ticket_event *created, int64_t at)
{
	w->status = SANYA_STATUS_NEW;
	if (created != NULL) {
		w->created_by_staff = created->by_staff == 1;
		w->status_text = created->text;
		if (created->status != SANYA_STATUS_UNKNOWN)
			w->status = created->status;
		assign(w, created->target);
	}
	w->wait_from = is_waiting(w->status) ? at : SANYA_NO_INSTANT;
	if (is_staffs_turn(w->status))
		begin_silence(w, at, SINCE_OTHERS);
	if (is_solved(w->status) && created != NULL)
		note_solution(w, created);
	if (w->status == SANYA_STATUS_CLOSED)
		w->closed = at;
}

static void take_event(struct walk *w, const struct sanya_ticket_event *event)
{
	if (event->by_staff == 1) {
		set_once(&w->first_touch, event->at);
		remember_staff(w, event->actor);
	}
	switch ((enum sanya_happening)event->what) {
	case SANYA_EVENT_STATUS:
		change_status(w, event);
		break;
	case SANYA_EVENT_ASSIGNED:
		assign(w, event->target);
		break;
	case SANYA_EVENT_REPLY:
		hear_word(w, event);
		break;
	case SANYA_EVENT_CREATED:
	case SANYA_EVENT_NOTE:
	case SANYA_EVENT_TOUCH:
		break;
	}
}

/* What still lasts when the events end. */
static void finish(struct walk *w)
{
	if (is_waiting(w->status))
		add_span(w->waits, &w->wait_count, w->wait_from, SANYA_NO_INSTANT, true);
	end_silence(w, SANYA_NO_INSTANT, false);
	if (w->left_solved != SANYA_NO_INSTANT) {
		w->reopens++;
		w->solved = SANYA_NO_INSTANT;
	}
}

static void keep_instant(int64_t *field, int64_t found)
{
	if (*field == SANYA_NO_INSTANT)
		*field = found;
}

static void keep_text(struct sanya_text *field, struct sanya_text found)
{
	if (field->at == NULL)
		*field = found;
}

static void keep_count(int32_t *field, int32_t found)
{
	if (*field == SANYA_NO_COUNT)
		*field = found;
}

/* Write what was found into the fields that the caller left absent. */
static void hand_over(struct walk *w)
{
	struct sanya_ticket *t = w->ticket;

	keep_instant(&t->first_reply, w->first_reply);
	keep_instant(&t->first_touch, w->first_touch);
	keep_instant(&t->first_solved, w->first_solved);
	keep_instant(&t->solved, w->solved);
	keep_instant(&t->closed, w->closed);
	keep_text(&t->assignee, w->assignee);
	keep_text(&t->first_replier, w->first_replier);
	keep_text(&t->solver, w->solver);
	keep_text(&t->status, w->status_text);
	keep_count(&t->reopens, w->reopens);
	keep_count(&t->replies, w->words);
	keep_count(&t->reassigns, w->reassigns);
	if (t->has_history != 1) {
		t->has_history = 1;
		t->waits = w->waits;
		t->wait_count = w->wait_count;
		t->silences = w->silences;
		t->silence_count = w->silence_count;
	}
	if (t->involved == NULL) {
		uint32_t count = 0;

		for (uint32_t i = 0; i < w->staff_count; i++)
			if (!sanya_text_equal(w->staff[i], t->assignee) && !sanya_text_equal(w->staff[i], t->first_replier) &&
			    !sanya_text_equal(w->staff[i], t->solver))
				w->staff[count++] = w->staff[i];
		t->involved = w->staff;
		t->involved_count = count;
	}
}

static void merge(const struct sanya_ticket_event **from, const struct sanya_ticket_event **to, size_t low, size_t middle,
		  size_t high)
{
	size_t left = low, right = middle;

	for (size_t i = low; i < high; i++)
		to[i] = left < middle && (right == high || from[left]->at <= from[right]->at) ? from[left++] : from[right++];
}

/* The events by instant, equal ones in the order given. */
static const struct sanya_ticket_event **in_order(struct sanya_arena *arena, const struct sanya_ticket_event *events,
						   size_t count)
{
	const struct sanya_ticket_event **list = sanya_arena_array(arena, count, sizeof(*list));
	const struct sanya_ticket_event **other;
	bool ordered = true;

	if (list == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		list[i] = &events[i];
		ordered = ordered && (i == 0 || events[i - 1].at <= events[i].at);
	}
	if (ordered)
		return list;
	other = sanya_arena_array(arena, count, sizeof(*other));
	if (other == NULL)
		return NULL;
	for (size_t width = 1; width < count; width *= 2) {
		const struct sanya_ticket_event **swap = list;

		for (size_t low = 0; low < count; low += 2 * width) {
			size_t middle = low + width < count ? low + width : count;

			merge(list, other, low, middle, middle + width < count ? middle + width : count);
		}
		list = other;
		other = swap;
	}
	return list;
}

static int make_lists(struct walk *w)
{
	/* The creation may end a stretch of its own, and the end of the events one more. */
	size_t most = w->event_count + 2;

	if (most > UINT32_MAX)
		return -1;
	w->waits = sanya_arena_array(w->arena, most, sizeof(*w->waits));
	w->silences = sanya_arena_array(w->arena, most, sizeof(*w->silences));
	w->staff = sanya_arena_array(w->arena, most, sizeof(*w->staff));
	return w->waits == NULL || w->silences == NULL || w->staff == NULL ? -1 : 0;
}

int sanya_history_derive(struct sanya_arena *arena, const struct sanya_ticket_event *events, size_t count,
			 struct sanya_ticket *ticket, struct sanya_error *err)
{
	struct walk w = {
		.arena = arena,
		.ticket = ticket,
		.event_count = count,
		.left_solved = SANYA_NO_INSTANT,
		.wait_from = SANYA_NO_INSTANT,
		.asked = SANYA_NO_INSTANT,
		.first_reply = SANYA_NO_INSTANT,
		.first_touch = SANYA_NO_INSTANT,
		.first_solved = SANYA_NO_INSTANT,
		.solved = SANYA_NO_INSTANT,
		.closed = SANYA_NO_INSTANT,
	};
	const struct sanya_ticket_event **list, *created = NULL;

	if (count == 0)
		return sanya_error_set(err, SANYA_FAILED, "a ticket without a single event has no history");
	list = in_order(arena, events, count);
	if (list == NULL || make_lists(&w) < 0)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count && created == NULL; i++)
		if (list[i]->what == SANYA_EVENT_CREATED)
			created = list[i];
	keep_instant(&ticket->created, created != NULL ? created->at : list[0]->at);
	begin(&w, created, ticket->created);
	if (created != NULL && created->by_staff == 1)
		remember_staff(&w, created->actor);
	for (size_t i = 0; i < count; i++)
		if (list[i]->what != SANYA_EVENT_CREATED && list[i]->at >= ticket->created)
			take_event(&w, list[i]);
	finish(&w);
	hand_over(&w);
	return 0;
}
