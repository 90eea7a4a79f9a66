/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of text fields that conditions and groups may name, and of those that credit is given by.
 * Numbers and instants are no fields: what is measured by them is a metric's business.
 */
#include "field.h"

static const struct sanya_field ticket_fields[] = {
	{ "assignee", SANYA_FIELD_CODED, SANYA_CODED_ASSIGNEE },
	{ "first_replier", SANYA_FIELD_CODED, SANYA_CODED_FIRST_REPLIER },
	{ "solver", SANYA_FIELD_CODED, SANYA_CODED_SOLVER },
	{ "involved", SANYA_FIELD_LIST, SANYA_LIST_INVOLVED },
	{ "requester", SANYA_FIELD_PLAIN, SANYA_PLAIN_REQUESTER },
	{ "channel", SANYA_FIELD_CODED, SANYA_CODED_CHANNEL },
	{ "queue", SANYA_FIELD_CODED, SANYA_CODED_QUEUE },
	{ "priority", SANYA_FIELD_CODED, SANYA_CODED_PRIORITY },
	{ "status", SANYA_FIELD_CODED, SANYA_CODED_STATUS },
	{ "tag", SANYA_FIELD_LIST, SANYA_LIST_TAGS },
	{ "tags", SANYA_FIELD_LIST, SANYA_LIST_TAGS },
	{ "id", SANYA_FIELD_PLAIN, SANYA_PLAIN_ID },
};

static const struct sanya_field response_fields[] = {
	{ "subject", SANYA_FIELD_CODED, SANYA_CODED_SUBJECT },
	{ "survey", SANYA_FIELD_CODED, SANYA_CODED_SURVEY },
	{ "kind", SANYA_FIELD_KIND, 0 },
	{ "channel", SANYA_FIELD_CODED, SANYA_CODED_CHANNEL },
	{ "requester", SANYA_FIELD_PLAIN, SANYA_PLAIN_REQUESTER },
	{ "ticket", SANYA_FIELD_PLAIN, SANYA_PLAIN_TICKET },
	{ "tag", SANYA_FIELD_LIST, SANYA_LIST_TAGS },
	{ "tags", SANYA_FIELD_LIST, SANYA_LIST_TAGS },
	{ "id", SANYA_FIELD_PLAIN, SANYA_PLAIN_ID },
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

struct sanya_text sanya_field_kind(int32_t kind)
{
	return sanya_text_of(kind > 0 && (size_t)kind < SANYA_COUNT(kinds) ? kinds[kind] : NULL);
}

struct sanya_credit_fields sanya_credit_fields(enum sanya_observation_kind kind, enum sanya_credit credit)
{
	if (kind == SANYA_RESPONSE)
		return (struct sanya_credit_fields){ { SANYA_CODED_SUBJECT }, 1, false };
	switch (credit) {
	case SANYA_CREDIT_ASSIGNEE:
		return (struct sanya_credit_fields){ { SANYA_CODED_ASSIGNEE }, 1, false };
	case SANYA_CREDIT_FIRST_REPLIER:
		return (struct sanya_credit_fields){ { SANYA_CODED_FIRST_REPLIER }, 1, false };
	case SANYA_CREDIT_SOLVER:
		return (struct sanya_credit_fields){ { SANYA_CODED_SOLVER }, 1, false };
	case SANYA_CREDIT_INVOLVED:
		return (struct sanya_credit_fields){
			{ SANYA_CODED_ASSIGNEE, SANYA_CODED_FIRST_REPLIER, SANYA_CODED_SOLVER }, 3, true
		};
	case SANYA_CREDIT_SUBJECT:
	default:
		return (struct sanya_credit_fields){ { 0 }, 0, false };
	}
}
