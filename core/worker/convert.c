/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plugin's structs and the domain's are kept apart on purpose: one is frozen, the other may
 * change.  This file is the only place that knows both.  Nothing is checked here; the batch codec
 * does that.
 */
#include "worker.h"

_Static_assert(sizeof(struct sanya_plugin_span) == sizeof(struct sanya_span),
	       "spans are shared, not copied");
_Static_assert(offsetof(struct sanya_plugin_span, to) == offsetof(struct sanya_span, to),
	       "spans are shared, not copied");
_Static_assert(sizeof(struct sanya_plugin_text) == sizeof(struct sanya_text),
	       "lists of texts are shared, not copied");
_Static_assert(offsetof(struct sanya_plugin_text, size) == offsetof(struct sanya_text, size),
	       "lists of texts are shared");
_Static_assert(SANYA_ABSENT_TIME == SANYA_NO_INSTANT && SANYA_ABSENT_COUNT == SANYA_NO_COUNT,
	       "absent is absent");

static struct sanya_text text_from(struct sanya_plugin_text text)
{
	return (struct sanya_text){text.at, text.at == NULL ? 0 : text.size};
}

static struct sanya_plugin_text text_to(struct sanya_text text)
{
	return (struct sanya_plugin_text){text.at, text.size, 0};
}

void sanya_ticket_from_plugin(const struct sanya_plugin_ticket *from, struct sanya_ticket *ret)
{
	*ret = (struct sanya_ticket){
		.id = text_from(from->id),
		.assignee = text_from(from->assignee),
		.first_replier = text_from(from->first_replier),
		.solver = text_from(from->solver),
		.requester = text_from(from->requester),
		.channel = text_from(from->channel),
		.queue = text_from(from->queue),
		.priority = text_from(from->priority),
		.status = text_from(from->status),
		.involved = (const struct sanya_text *)(const void *)from->involved,
		.involved_count = from->involved_count,
		.tags = (const struct sanya_text *)(const void *)from->tags,
		.tag_count = from->tag_count,
		.created = from->created,
		.first_reply = from->first_reply,
		.first_touch = from->first_touch,
		.first_solved = from->first_solved,
		.solved = from->solved,
		.closed = from->closed,
		.due = from->due,
		.reopens = from->reopens,
		.replies = from->replies,
		.reassigns = from->reassigns,
		.in_time = from->in_time,
		.has_history = from->has_history,
		.waits = (const struct sanya_span *)(const void *)from->waits,
		.wait_count = from->wait_count,
		.silences = (const struct sanya_span *)(const void *)from->silences,
		.silence_count = from->silence_count,
	};
}

void sanya_response_from_plugin(const struct sanya_plugin_response *from,
				struct sanya_response *ret)
{
	*ret = (struct sanya_response){
		.id = text_from(from->id),
		.ticket = text_from(from->ticket),
		.survey = text_from(from->survey),
		.subject = text_from(from->subject),
		.requester = text_from(from->requester),
		.channel = text_from(from->channel),
		.tags = (const struct sanya_text *)(const void *)from->tags,
		.tag_count = from->tag_count,
		.asked = from->asked,
		.answered = from->answered,
		.kind = from->kind,
		.critical = from->critical,
		.value = from->value,
		.lowest = from->lowest,
		.highest = from->highest,
	};
}

void sanya_event_from_plugin(const struct sanya_plugin_event *from, struct sanya_ticket_event *ret)
{
	*ret = (struct sanya_ticket_event){
		.at = from->at,
		.what = from->what,
		.status = from->status,
		.by_staff = from->by_staff,
		.actor = text_from(from->actor),
		.target = text_from(from->target),
		.text = text_from(from->text),
	};
}

/* Made anew, because the plugin's `reserved` must be zero and padding is not. */
static int list_to(struct sanya_arena *arena, const struct sanya_text *from, uint32_t count,
		   const struct sanya_plugin_text **ret)
{
	*ret = NULL;
	if (count == 0)
		return 0;
	struct sanya_plugin_text *list = sanya_arena_array(arena, count, sizeof *list);
	if (list == NULL)
		return -1;
	for (uint32_t i = 0; i < count; i++)
		list[i] = text_to(from[i]);
	*ret = list;
	return 0;
}

int sanya_ticket_to_plugin(struct sanya_arena *arena, const struct sanya_ticket *from,
			   struct sanya_plugin_ticket *ret)
{
	*ret = (struct sanya_plugin_ticket){
		.id = text_to(from->id),
		.assignee = text_to(from->assignee),
		.first_replier = text_to(from->first_replier),
		.solver = text_to(from->solver),
		.requester = text_to(from->requester),
		.channel = text_to(from->channel),
		.queue = text_to(from->queue),
		.priority = text_to(from->priority),
		.status = text_to(from->status),
		.involved_count = from->involved_count,
		.tag_count = from->tag_count,
		.created = from->created,
		.first_reply = from->first_reply,
		.first_touch = from->first_touch,
		.first_solved = from->first_solved,
		.solved = from->solved,
		.closed = from->closed,
		.due = from->due,
		.reopens = from->reopens,
		.replies = from->replies,
		.reassigns = from->reassigns,
		.in_time = from->in_time,
		.has_history = from->has_history,
		.wait_count = from->wait_count,
		.silence_count = from->silence_count,
		.waits = (const struct sanya_plugin_span *)(const void *)from->waits,
		.silences = (const struct sanya_plugin_span *)(const void *)from->silences,
	};
	if (list_to(arena, from->involved, from->involved_count, &ret->involved) < 0)
		return -1;
	return list_to(arena, from->tags, from->tag_count, &ret->tags);
}

int sanya_response_to_plugin(struct sanya_arena *arena, const struct sanya_response *from,
			     struct sanya_plugin_response *ret)
{
	*ret = (struct sanya_plugin_response){
		.id = text_to(from->id),
		.ticket = text_to(from->ticket),
		.survey = text_to(from->survey),
		.subject = text_to(from->subject),
		.requester = text_to(from->requester),
		.channel = text_to(from->channel),
		.tag_count = from->tag_count,
		.kind = from->kind,
		.asked = from->asked,
		.answered = from->answered,
		.value = from->value,
		.lowest = from->lowest,
		.highest = from->highest,
		.critical = from->critical,
	};
	return list_to(arena, from->tags, from->tag_count, &ret->tags);
}
