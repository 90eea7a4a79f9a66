/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The derived table of claims: written by the events of a dispute, read here.
 * Knows nothing of observations; whether one is there is the app room's question.
 */
#include "claims.h"

#include "db.h"

#include <string.h>

static int put_claim(struct sanya_store *store, const struct sanya_event *event, const struct sanya_json *claim, size_t place,
		     struct sanya_error *err)
{
	static const char *const texts[] = { "goal", "source", "id", "reason" };
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	const char *what = sanya_json_get_text(claim, "claim");

	for (size_t i = 0; i < SANYA_COUNT(texts); i++)
		if (sanya_json_get_text(claim, texts[i]) == NULL || what == NULL)
			return sanya_error_set(err, SANYA_FAILED, "event %llu (%s) has a claim without %s",
					       (unsigned long long)event->sequence, event->type, texts[i]);
	if (sanya_query_open(&query, store,
			     "INSERT INTO claim(number, dispute, place, version, count, goal, source, id, reason, credited)"
			     " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
			     err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, (int64_t)event->sequence);
	sanya_query_integer(&query, (int64_t)place + 1);
	sanya_query_integer(&query, sanya_json_get_integer(event->detail, "version", 0));
	sanya_query_integer(&query, strcmp(what, "count") == 0);
	for (size_t i = 0; i < SANYA_COUNT(texts); i++)
		sanya_query_text(&query, sanya_json_get_text(claim, texts[i]));
	sanya_query_text(&query, sanya_json_get_text(claim, "credited"));
	return sanya_query_run(&query, err);
}

int sanya_claims_put(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	const struct sanya_json *claims = sanya_json_get(event->detail, "claims");

	for (size_t i = 0; i < sanya_json_size(claims); i++)
		if (put_claim(store, event, sanya_json_at(claims, i), i, err) != 0)
			return -1;
	return 0;
}

/* `place` 0: all that are still open. */
static int decide(struct sanya_store *store, const struct sanya_event *event, int64_t place, bool accepted, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store,
			     "UPDATE claim SET accepted = ?1, resolver = ?2 WHERE number = ?3 AND accepted IS NULL AND (?4 = 0 OR place = ?4)",
			     err) != 0)
		return -1;
	sanya_query_integer(&query, accepted);
	sanya_query_text(&query, event->actor);
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, place);
	return sanya_query_run(&query, err);
}

int sanya_claims_decide(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	const struct sanya_json *accepted = sanya_json_get(event->detail, "accepted");

	for (size_t i = 0; i < sanya_json_size(accepted); i++) {
		int64_t place = sanya_json_integer(sanya_json_at(accepted, i), 0);

		if (place > 0 && decide(store, event, place, true, err) != 0)
			return -1;
	}
	return decide(store, event, 0, false, err);
}

/* --- reading --- */

static int read_claims(struct sanya_query *query, struct sanya_arena *arena, struct sanya_claim **ret, size_t *ret_count,
		       struct sanya_error *err)
{
	struct sanya_claim *list = NULL;
	size_t count = 0, room = 0;
	int more;

	while ((more = sanya_query_step(query, err)) > 0) {
		const char *texts[6];

		list = sanya_arena_grow(arena, list, count, &room, sizeof(*list));
		for (int i = 0; i < 6 && list != NULL; i++) {
			const char *text = sanya_query_get_text(query, i);

			texts[i] = text == NULL ? NULL : sanya_arena_text(arena, text);
			if (text != NULL && texts[i] == NULL)
				list = NULL;
		}
		if (list == NULL)
			return sanya_error_memory(err);
		list[count++] = (struct sanya_claim){
			.goal = texts[0],
			.source = texts[1],
			.id = texts[2],
			.reason = texts[3],
			.resolver = texts[4],
			.credited = texts[5],
			.count = sanya_query_get_integer(query, 6) != 0,
			.version = sanya_query_get_integer(query, 7),
			.place = sanya_query_get_integer(query, 8),
			.state = sanya_query_get_null(query, 9)		? SANYA_CLAIM_OPEN
				 : sanya_query_get_integer(query, 9) != 0 ? SANYA_CLAIM_ACCEPTED
									    : SANYA_CLAIM_REFUSED,
		};
	}
	if (more < 0)
		return -1;
	*ret = list;
	*ret_count = count;
	return 0;
}

#define COLUMNS "SELECT goal, source, id, reason, resolver, credited, count, version, place, accepted FROM claim WHERE number = ?1"

int sanya_claims_of(struct sanya_store *store, const char *number, int64_t version, struct sanya_arena *arena, struct sanya_claim **ret,
		    size_t *ret_count, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store, COLUMNS " AND version = ?2 ORDER BY dispute, place", err) != 0)
		return -1;
	sanya_query_text(&query, number);
	sanya_query_integer(&query, version);
	return read_claims(&query, arena, ret, ret_count, err);
}

int sanya_claims_accepted(struct sanya_store *store, const char *number, struct sanya_arena *arena, struct sanya_claim **ret,
			  size_t *ret_count, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store, COLUMNS " AND accepted = 1 ORDER BY dispute, place", err) != 0)
		return -1;
	sanya_query_text(&query, number);
	return read_claims(&query, arena, ret, ret_count, err);
}
