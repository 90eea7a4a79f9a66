/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One ticket or one response, as a source reported it.  Values only: every text points into memory of whoever made the
 * observation (a frame, a row of the store) and lives as long as that.
 *
 * Absent is not zero and not the empty text: texts have at == NULL, instants SANYA_NO_INSTANT, counts
 * SANYA_NO_COUNT.  Instants are whole seconds UTC.
 */
#ifndef SANYA_DOMAIN_OBSERVATION_H
#define SANYA_DOMAIN_OBSERVATION_H

#include "../base/text.h"
#include "../base/time.h"

#define SANYA_NO_COUNT INT32_MIN
#define SANYA_NO_VALUE INT64_MIN

/* A stretch of time [from, to); to == SANYA_NO_INSTANT while it lasts. */
struct sanya_span {
	int64_t from, to;
};

enum sanya_observation_kind { SANYA_TICKET = 1, SANYA_RESPONSE = 2 };

struct sanya_ticket {
	struct sanya_text id; /* unique within the source; never absent */
	struct sanya_text assignee, first_replier, solver, requester;
	struct sanya_text channel, queue, priority, status;
	const struct sanya_text *involved; /* staff who took part, besides the three above */
	uint32_t involved_count;
	const struct sanya_text *tags;
	uint32_t tag_count;
	int64_t created; /* never absent */
	int64_t first_reply, first_touch, first_solved, solved, closed, due;
	int32_t reopens, replies, reassigns;
	int32_t in_time;	  /* 1, 0: as the source itself judged it; SANYA_NO_COUNT where it did not */
	int32_t has_history;	  /* 1: the stretches below are known (an empty list means "none"), else 0 */
	const struct sanya_span *waits; /* the requester waits: new, open and on-hold */
	uint32_t wait_count;
	const struct sanya_span *silences; /* staff's turn and no word from them */
	uint32_t silence_count;
};

enum sanya_response_kind {
	SANYA_CSAT = 1, SANYA_NPS, SANYA_CES, SANYA_QA, SANYA_MYSTERY, SANYA_COMPLAINT, SANYA_RATING,
};

/* Points are thousandths, so that "4.5 of 5" is exact: 4500 of 5000. */
#define SANYA_POINT INT64_C(1000)

struct sanya_response {
	struct sanya_text id; /* never absent */
	struct sanya_text ticket, survey, subject, requester, channel;
	const struct sanya_text *tags;
	uint32_t tag_count;
	int64_t asked, answered; /* answered is never absent */
	int32_t kind;		 /* enum sanya_response_kind */
	int32_t critical;	 /* 1: a critical item failed (qa, mystery) */
	int64_t value, lowest, highest; /* thousandths; SANYA_NO_VALUE where absent */
};

/* What happened to a ticket, where a source has history. */
enum sanya_happening {
	SANYA_EVENT_CREATED = 1, /* actor created it; text = initial status or absent; target = assignee or absent */
	SANYA_EVENT_STATUS,	 /* text = the status from now on, class = what it means */
	SANYA_EVENT_ASSIGNED,	 /* target = assignee from now on; absent = nobody */
	SANYA_EVENT_REPLY,	 /* a public word by actor */
	SANYA_EVENT_NOTE,	 /* an internal word by actor */
	SANYA_EVENT_TOUCH,	 /* anything else by actor */
};

/* What a status means, whatever the source calls it. */
enum sanya_status_class {
	SANYA_STATUS_UNKNOWN, SANYA_STATUS_NEW, SANYA_STATUS_OPEN, SANYA_STATUS_PENDING, /* waiting for the requester */
	SANYA_STATUS_ON_HOLD, /* waiting for a third party */
	SANYA_STATUS_SOLVED, SANYA_STATUS_CLOSED, SANYA_STATUS_DELETED,
};

struct sanya_ticket_event {
	int64_t at;
	int32_t what;	 /* enum sanya_happening */
	int32_t status;	 /* enum sanya_status_class, for STATUS and CREATED */
	int32_t by_staff; /* 1 staff, 0 requester or system */
	struct sanya_text actor, target, text;
};

#endif
