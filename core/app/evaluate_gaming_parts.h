/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the watching: what its two files share. */
#ifndef SANYA_APP_EVALUATE_GAMING_PARTS_H
#define SANYA_APP_EVALUATE_GAMING_PARTS_H

#include "evaluate_gaming.h"

#include "../domain/gaming.h"

/* How often each key came: stretches of ten minutes are even, requesters (their hash) odd. */
struct sanya_key_count {
	uint64_t key;
	uint32_t count; /* 0: free */
};
struct sanya_key_counts {
	struct sanya_key_count *slots;
	uint32_t room, used; /* a power of two, at most half of it used */
};

struct sanya_watch {
	struct sanya_watch *next; /* of the same place */
	size_t place;
	const struct sanya_zone *zone;
	int64_t from, to;
	int64_t end;	/* of the period; SANYA_NO_INSTANT: it has not come */
	bool rate_only; /* watched for others of the team alone */
	struct sanya_gaming_counts counts;
	struct sanya_key_counts keys;
};

struct sanya_watch_bearer { /* of one code */
	bool known;
	struct sanya_dates dates;
	size_t place;
};

/* What is known of the codes of one source's dictionary, by the days of one zone. */
struct sanya_watch_stream {
	struct sanya_watch_stream *next;
	const struct sanya_zone *zone;
	const struct sanya_dictionary *dictionary;
	uint32_t number;
	char *source;
	struct sanya_watch_bearer *bearers; /* by code */
	uint32_t room;
};

struct sanya_handed_on { /* a ticket that one solved and another has now */
	uint64_t ticket;    /* hash of its id */
	size_t solver, now; /* places */
	int64_t solved;
};

/* Those under one manager on the last day of a contract, watched for its days. */
struct sanya_watched_team {
	struct sanya_watched_team *next; /* of the same manager */
	int32_t last;
	struct sanya_watch like;
	size_t *places;
	size_t count;
	bool added_up;
	int64_t tickets, answers; /* of all of them */
};

struct sanya_watching {
	struct sanya_pass *pass;
	struct sanya_arena arena;
	struct sanya_watch **own, **team; /* by place */
	bool teams;			  /* somebody's team is watched */
	struct sanya_watched_team **led;  /* by place of the manager */
	const struct sanya_zone **zones;
	size_t zone_count;
	struct sanya_watch_stream *streams;
	struct sanya_handed_on *handed_on; /* by ticket once they are sorted */
	size_t handed_on_count, handed_on_room;
	bool sorted;
};

/* One observation on its way to those who watch. */
struct sanya_watch_sight {
	const struct sanya_watching *watching;
	int64_t at; /* solved, else first solved; answered */
	int64_t first_solved, solved;
	int32_t reopens;
	size_t place;
	bool bad;
	uint64_t ticket;
	struct sanya_text requester;
};

#endif
