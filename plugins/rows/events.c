/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One row per event: rows are gathered by ticket, put in order of time, and handed over with the ticket's own fields, of which
 * each is the last, first, largest or smallest value that the rows gave.
 * Limits: rows of all tickets are kept until the end of the input (ROWS_KEPT_MAX bytes), unless the mapping promises that a ticket's rows
 * stand together; then one ticket is kept at a time, and a ticket that comes back is refused.
 */
#include "deliver.h"

#include <stdlib.h>
#include <string.h>

struct event {
	struct rows_event_row row;
	uint32_t order;
	struct event *next;
};

struct group {
	struct sanya_plugin_ticket ticket;
	int64_t taken_at[ROWS_TICKET_FIELDS]; /* time of the row that gave the value */
	struct event *first, *last;
	uint32_t count;
	struct group *next; /* in order of appearance */
};

struct rows_events {
	struct rows_arena arena;
	struct group *first, *last, **slots;
	size_t room, used;
};

void rows_events_free(struct rows_events *events)
{
	if (!events)
		return;
	rows_arena_done(&events->arena);
	free(events->slots);
	free(events);
}

static int copy_text(struct rows_run *run, struct sanya_plugin_text *text, const struct sanya_plugin_text *before)
{
	if (!text->at)
		return 0;
	if (before && before->at && before->size == text->size && memcmp(before->at, text->at, text->size) == 0) {
		*text = *before;
		return 0;
	}
	text->at = rows_arena_copy(&run->events->arena, text->at, text->size);
	return text->at ? 0 : rows_fail_memory(&run->fault);
}

/* --- groups --- */

static int grow(struct rows_run *run)
{
	struct rows_events *events = run->events;
	size_t room = events->room ? 2 * events->room : 1024;
	struct group **slots = calloc(room, sizeof(struct group *));
	if (!slots)
		return rows_fail_memory(&run->fault);
	for (struct group *group = events->first; group; group = group->next) {
		size_t at = (size_t)rows_hash(group->ticket.id.at, group->ticket.id.size, 3) & (room - 1);
		while (slots[at])
			at = (at + 1) & (room - 1);
		slots[at] = group;
	}
	free(events->slots);
	events->slots = slots;
	events->room = room;
	return 0;
}

static struct group *find_group(struct rows_run *run, struct sanya_plugin_text id)
{
	struct rows_events *events = run->events;
	if (events->used * 4 >= events->room * 3 && grow(run) < 0)
		return NULL;
	size_t at = (size_t)rows_hash(id.at, id.size, 3) & (events->room - 1);
	for (; events->slots[at]; at = (at + 1) & (events->room - 1)) {
		struct sanya_plugin_text other = events->slots[at]->ticket.id;
		if (other.size == id.size && memcmp(other.at, id.at, id.size) == 0)
			return events->slots[at];
	}
	struct group *group = rows_arena_take(&events->arena, sizeof(*group));
	if (!group) {
		(void)rows_fail_memory(&run->fault);
		return NULL;
	}
	group->ticket = rows_ticket_empty();
	group->ticket.id = id;
	for (unsigned i = 0; i < ROWS_TICKET_FIELDS; i++)
		group->taken_at[i] = INT64_MIN;
	if (copy_text(run, &group->ticket.id, NULL) < 0)
		return NULL;
	events->slots[at] = group;
	events->used++;
	if (events->last)
		events->last->next = group;
	else
		events->first = group;
	events->last = group;
	return group;
}

/* --- the ticket's own fields --- */

static bool better(enum rows_take take, int64_t value, int64_t old, int64_t at, int64_t old_at)
{
	switch (take) {
	case ROWS_TAKE_FIRST:
		return at < old_at;
	case ROWS_TAKE_LARGEST:
		return value > old;
	case ROWS_TAKE_SMALLEST:
		return value < old;
	case ROWS_TAKE_LAST:
	case ROWS_TAKE_LATEST:
		break;
	}
	return at >= old_at;
}

static int merge_lists(struct rows_run *run, const struct rows_target *target, char *to, char *from)
{
	const struct sanya_plugin_text *items;
	uint32_t count;
	memcpy(&items, from + target->offset, sizeof(items));
	memcpy(&count, from + target->count_offset, sizeof(count));
	struct sanya_plugin_text *copy = rows_arena_take(&run->events->arena, (count + 1) * sizeof(*copy));
	if (!copy)
		return rows_fail_memory(&run->fault);
	for (uint32_t i = 0; i < count; i++) {
		copy[i] = items[i];
		if (copy_text(run, &copy[i], NULL) < 0)
			return -1;
	}
	items = copy;
	memcpy(to + target->offset, &items, sizeof(items));
	memcpy(to + target->count_offset, &count, sizeof(count));
	return 0;
}

/* Is a value there, and as what number (texts and lists have none)? */
static bool value_of(const struct rows_target *target, const char *object, int64_t *ret)
{
	struct sanya_plugin_text text;
	int32_t small;
	uint32_t count;
	*ret = 0;
	switch (target->type) {
	case ROWS_TEXT:
		memcpy(&text, object + target->offset, sizeof(text));
		return text.at != NULL;
	case ROWS_TEXTS:
		memcpy(&count, object + target->count_offset, sizeof(count));
		return count > 0;
	case ROWS_TIME:
		memcpy(ret, object + target->offset, sizeof(*ret));
		return *ret != SANYA_ABSENT_TIME;
	case ROWS_COUNT32:
	case ROWS_FLAG:
		memcpy(&small, object + target->offset, sizeof(small));
		*ret = small;
		return small != SANYA_ABSENT_COUNT;
	case ROWS_POINTS:
	case ROWS_KIND:
	case ROWS_WHAT:
	case ROWS_CLASS:
		break;
	}
	return false;
}

static int merge(struct rows_run *run, struct group *group, struct sanya_plugin_ticket *ticket, int64_t at)
{
	for (unsigned i = 0; i < ROWS_TICKET_FIELDS; i++) {
		const struct rows_target *target = &rows_ticket_targets[i];
		const struct rows_spec *spec = &run->mapping.ticket[i];
		char *to = (char *)&group->ticket, *from = (char *)ticket;
		int64_t value, old;
		if (!spec->given || i == ROWS_TICKET_ID || !rows_holds(run, spec->when))
			continue;
		bool given = value_of(target, from, &value), had = value_of(target, to, &old);
		if (spec->take == ROWS_TAKE_LAST) {
			if (at < group->taken_at[i])
				continue;
		} else if (!given || (had && !better(spec->take, value, old, at, group->taken_at[i]))) {
			continue;
		}
		group->taken_at[i] = at;
		if (target->type == ROWS_TEXTS) {
			if (merge_lists(run, target, to, from) < 0)
				return -1;
		} else if (target->type == ROWS_TEXT) {
			struct sanya_plugin_text text, before;
			memcpy(&text, from + target->offset, sizeof(text));
			memcpy(&before, to + target->offset, sizeof(before));
			if (copy_text(run, &text, &before) < 0)
				return -1;
			memcpy(to + target->offset, &text, sizeof(text));
		} else {
			memcpy(to + target->offset, from + target->offset,
			       target->type == ROWS_TIME ? sizeof(int64_t) : sizeof(int32_t));
		}
	}
	return 0;
}

/* --- from rows to events --- */

static int in_order(const void *a, const void *b)
{
	const struct event *const *left = a, *const *right = b;
	if ((*left)->row.at != (*right)->row.at)
		return (*left)->row.at < (*right)->row.at ? -1 : 1;
	return (*left)->order < (*right)->order ? -1 : 1;
}

static bool same(struct sanya_plugin_text a, struct sanya_plugin_text b)
{
	return (a.at == NULL) == (b.at == NULL) && a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

static struct sanya_plugin_event event_of(const struct rows_event_row *row, const struct sanya_plugin_ticket *ticket, int32_t what)
{
	struct sanya_plugin_event event = {.at = row->at, .what = what, .actor = row->actor};
	event.by_staff = row->staff != SANYA_ABSENT_COUNT ? row->staff : row->actor.at && !same(row->actor, ticket->requester);
	return event;
}

static void set_status(struct sanya_plugin_event *event, const struct rows_event_row *row)
{
	event->text = row->status;
	event->status = row->class;
}

/* A log that says what happened: one event per row. */
static uint32_t told_events(const struct rows_run *run, struct event *const *rows, uint32_t count, const struct group *group,
			    struct sanya_plugin_event *events)
{
	(void)run;
	for (uint32_t i = 0; i < count; i++) {
		const struct rows_event_row *row = &rows[i]->row;
		events[i] = event_of(row, &group->ticket, row->what ? row->what : SANYA_HAPPENED_TOUCH);
		if (events[i].what == SANYA_HAPPENED_CREATED || events[i].what == SANYA_HAPPENED_STATUS)
			set_status(&events[i], row);
		if (events[i].what == SANYA_HAPPENED_CREATED || events[i].what == SANYA_HAPPENED_ASSIGNED)
			events[i].target = row->assignee;
	}
	return count;
}

/* A log of snapshots: what happened is what differs from the row before.  At most three events for the first row, two for others. */
static uint32_t differing_events(const struct rows_run *run, struct event *const *rows, uint32_t count, const struct group *group,
				 struct sanya_plugin_event *events)
{
	const struct rows_event_row *before = NULL;
	uint32_t out = 0;
	for (uint32_t i = 0; i < count; i++) {
		const struct rows_event_row *row = &rows[i]->row;
		bool status = !before, assigned = !before && row->assignee.at;
		if (!before) {
			struct sanya_plugin_event created = event_of(row, &group->ticket, SANYA_HAPPENED_CREATED);
			/* The first snapshot may be later than the creation; it tells nothing of the time before it, unless the ticket is still new. */
			bool later = group->ticket.created != SANYA_ABSENT_TIME && group->ticket.created < row->at;
			if (later)
				created.at = group->ticket.created;
			if (!later || row->class == SANYA_CLASS_NEW) {
				set_status(&created, row);
				status = false;
			} else {
				created.status = SANYA_CLASS_NEW;
			}
			if (!later) {
				created.target = row->assignee;
				assigned = false;
			}
			events[out++] = created;
		} else {
			status = run->mapping.event[ROWS_EVENT_STATUS].given ? !same(row->status, before->status)
									     : row->class != before->class;
			assigned = !same(row->assignee, before->assignee);
		}
		if (status) {
			events[out] = event_of(row, &group->ticket, SANYA_HAPPENED_STATUS);
			set_status(&events[out++], row);
		}
		if (assigned) {
			events[out] = event_of(row, &group->ticket, SANYA_HAPPENED_ASSIGNED);
			events[out++].target = row->assignee;
		}
		if (before && !status && !assigned)
			events[out++] = event_of(row, &group->ticket, SANYA_HAPPENED_TOUCH);
		before = row;
	}
	return out;
}

static int deliver(struct rows_run *run, struct group *group)
{
	const bool told = run->mapping.event[ROWS_EVENT_WHAT].given;
	struct event **rows = malloc(group->count * sizeof(struct event *));
	struct sanya_plugin_event *events = malloc((2 * (size_t)group->count + 1) * sizeof(*events));
	int rc = -1;
	if (!rows || !events) {
		(void)rows_fail_memory(&run->fault);
	} else {
		uint32_t count = 0;
		for (struct event *it = group->first; it; it = it->next)
			rows[count++] = it;
		qsort(rows, count, sizeof(struct event *), in_order);
		if (group->ticket.created == SANYA_ABSENT_TIME)
			group->ticket.created = rows[0]->row.at;
		if (run->mapping.history) {
			count = told ? told_events(run, rows, count, group, events)
				     : differing_events(run, rows, count, group, events);
			rc = run->host->history(run->host->run, &group->ticket, sizeof(group->ticket), events, count, sizeof(*events));
		} else {
			rc = run->host->tickets(run->host->run, &group->ticket, 1, sizeof(group->ticket));
		}
		if (rc < 0)
			(void)rows_fail(&run->fault, "the host ended the run");
	}
	free(rows);
	free(events);
	return rc < 0 ? -1 : 0;
}

int rows_event_finish(struct rows_run *run)
{
	struct rows_events *events = run->events;
	if (!events)
		return 0;
	for (struct group *group = events->first; group; group = group->next)
		if (deliver(run, group) < 0)
			return -1;
	rows_arena_clear(&events->arena);
	if (events->slots)
		memset(events->slots, 0, events->room * sizeof(struct group *));
	events->first = events->last = NULL;
	events->used = 0;
	return 0;
}

/* In a grouped file: the ticket before is whole as soon as another begins. */
static int begin_group(struct rows_run *run, struct sanya_plugin_text id)
{
	struct rows_events *events = run->events;
	uint32_t before = 0;
	if (events->last && same(events->last->ticket.id, id))
		return 0;
	if (rows_event_finish(run) < 0)
		return -1;
	if (run->since_checkpoint >= run->checkpoint_rows && rows_checkpoint(run, run->record.line - 1) < 0)
		return -1;
	int rc = rows_ids_add(&run->ticket_ids, id.at, id.size, &before, &run->fault);
	if (rc < 0)
		return -1;
	if (rc == 1 && before)
		return rows_fail(&run->fault,
				"%s:%llu: the ticket \"%.*s\" comes back, but the mapping says that rows are grouped; sort the file by "
				"ticket, or take \"grouped\" out",
				run->file, (unsigned long long)run->record.line, id.size > 100 ? 100 : (int)id.size, id.at);
	return 0;
}

int rows_event_row(struct rows_run *run)
{
	struct sanya_plugin_ticket ticket = rows_ticket_empty();
	struct rows_event_row row = {.class = SANYA_CLASS_UNKNOWN, .staff = SANYA_ABSENT_COUNT};
	int32_t micros[ROWS_TICKET_FIELDS] = {0};
	if (!run->events) {
		run->events = calloc(1, sizeof(*run->events));
		if (!run->events)
			return rows_fail_memory(&run->fault);
	}
	int rc = rows_fill(run, rows_event_targets, ROWS_EVENT_FIELDS, run->mapping.event, &row, NULL);
	if (rc == 1)
		rc = rows_fill(run, rows_ticket_targets, ROWS_TICKET_FIELDS, run->mapping.ticket, &ticket, micros);
	if (rc != 1)
		return rc;
	if (run->mapping.relative_fractions)
		rows_ticket_relative(&ticket, micros);
	if (row.class == SANYA_CLASS_UNKNOWN && row.status.at) {
		int32_t class = rows_word_find(rows_classes, row.status.at, row.status.size);
		row.class = class < 0 ? SANYA_CLASS_UNKNOWN : class;
	}
	if (run->mapping.grouped && begin_group(run, ticket.id) < 0)
		return -1;
	struct group *group = find_group(run, ticket.id);
	if (!group || merge(run, group, &ticket, row.at) < 0)
		return -1;
	const struct rows_event_row *before = group->last ? &group->last->row : NULL;
	struct event *event = rows_arena_take(&run->events->arena, sizeof(*event));
	if (!event)
		return rows_fail_memory(&run->fault);
	event->row = row;
	event->order = group->count++;
	if (copy_text(run, &event->row.status, before ? &before->status : NULL) < 0 ||
	    copy_text(run, &event->row.actor, before ? &before->actor : NULL) < 0 ||
	    copy_text(run, &event->row.assignee, before ? &before->assignee : NULL) < 0)
		return -1;
	if (group->last)
		group->last->next = event;
	else
		group->first = event;
	group->last = event;
	if (run->events->arena.total > ROWS_KEPT_MAX)
		return rows_fail(&run->fault,
				"%s:%llu: more than 128 MiB of events would have to be kept; sort the file by ticket and say "
				"\"grouped\": true",
				run->file, (unsigned long long)run->record.line);
	return 0;
}
