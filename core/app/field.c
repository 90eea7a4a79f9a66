/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of text fields that conditions and groups may name.
 * Numbers and instants are no fields: what is measured by them is a metric's business.
 */
#include "field.h"

enum shape { ONE, LIST, KIND };

struct sanya_field {
	const char *name;
	enum shape shape;
	size_t offset, count_offset;
};

#define TICKET(field) { #field, ONE, offsetof(struct sanya_ticket, field), 0 }
#define TICKET_LIST(name, field, count)                                                                                        \
	{ name, LIST, offsetof(struct sanya_ticket, field), offsetof(struct sanya_ticket, count) }
static const struct sanya_field ticket_fields[] = {
	TICKET(assignee),
	TICKET(first_replier),
	TICKET(solver),
	TICKET_LIST("involved", involved, involved_count),
	TICKET(requester),
	TICKET(channel),
	TICKET(queue),
	TICKET(priority),
	TICKET(status),
	TICKET_LIST("tag", tags, tag_count),
	TICKET_LIST("tags", tags, tag_count),
	TICKET(id),
};

#define RESPONSE(field) { #field, ONE, offsetof(struct sanya_response, field), 0 }
#define RESPONSE_LIST(name, field, count)                                                                                      \
	{ name, LIST, offsetof(struct sanya_response, field), offsetof(struct sanya_response, count) }
static const struct sanya_field response_fields[] = {
	RESPONSE(subject),
	RESPONSE(survey),
	{ "kind", KIND, offsetof(struct sanya_response, kind), 0 },
	RESPONSE(channel),
	RESPONSE(requester),
	RESPONSE(ticket),
	RESPONSE_LIST("tag", tags, tag_count),
	RESPONSE_LIST("tags", tags, tag_count),
	RESPONSE(id),
};

static const char *const kinds[] = {
	[SANYA_CSAT] = "csat",	     [SANYA_NPS] = "nps",	      [SANYA_CES] = "ces",	 [SANYA_QA] = "qa",
	[SANYA_MYSTERY] = "mystery", [SANYA_COMPLAINT] = "complaint", [SANYA_RATING] = "rating",
};

int sanya_field_find(enum sanya_observation_kind kind, const char *name, const struct sanya_field **ret, struct sanya_error *err)
{
	const struct sanya_field *fields = kind == SANYA_TICKET ? ticket_fields : response_fields;
	size_t count = kind == SANYA_TICKET ? SANYA_COUNT(ticket_fields) : SANYA_COUNT(response_fields);
	char names[256] = "";
	size_t size = 0;

	for (size_t i = 0; i < count; i++) {
		if (strcmp(fields[i].name, name) == 0) {
			*ret = &fields[i];
			return 0;
		}
		if (strcmp(fields[i].name, "tags") != 0)
			size += (size_t)snprintf(names + size, sizeof names - size, "%s%s", size > 0 ? ", " : "", fields[i].name);
	}
	(void)sanya_error_set(err, SANYA_USAGE, "a %s has no field \"%.60s\"", kind == SANYA_TICKET ? "ticket" : "response", name);
	return sanya_error_next(err, "Use one of: %s.", names);
}

static const void *at_offset(const void *observation, size_t offset)
{
	return (const char *)observation + offset;
}

static struct sanya_text kind_text(const void *at)
{
	int32_t kind = *(const int32_t *)at;

	return kind > 0 && (size_t)kind < SANYA_COUNT(kinds) ? sanya_text_of(kinds[kind]) : sanya_text_of(NULL);
}

static struct sanya_text single(const struct sanya_field *field, const void *observation)
{
	const void *at = at_offset(observation, field->offset);

	return field->shape == KIND ? kind_text(at) : *(const struct sanya_text *)at;
}

size_t sanya_field_count(const struct sanya_field *field, const void *observation)
{
	if (field->shape == LIST)
		return *(const uint32_t *)at_offset(observation, field->count_offset);
	return single(field, observation).at != NULL;
}

struct sanya_text sanya_field_text(const struct sanya_field *field, const void *observation, size_t index)
{
	if (field->shape == LIST)
		return (*(const struct sanya_text *const *)at_offset(observation, field->offset))[index];
	return single(field, observation);
}

struct sanya_text sanya_ticket_credit(const struct sanya_ticket *ticket, enum sanya_credit credit, size_t index)
{
	const struct sanya_text three[] = { ticket->assignee, ticket->first_replier, ticket->solver };
	const struct sanya_text none = { NULL, 0 };

	switch (credit) {
	case SANYA_CREDIT_ASSIGNEE:
		return index == 0 ? ticket->assignee : none;
	case SANYA_CREDIT_FIRST_REPLIER:
		return index == 0 ? ticket->first_replier : none;
	case SANYA_CREDIT_SOLVER:
		return index == 0 ? ticket->solver : none;
	case SANYA_CREDIT_INVOLVED:
		for (size_t i = 0; i < SANYA_COUNT(three); i++)
			if (three[i].at != NULL && index-- == 0)
				return three[i];
		return index < ticket->involved_count ? ticket->involved[index] : none;
	case SANYA_CREDIT_SUBJECT:
	default:
		return none;
	}
}
