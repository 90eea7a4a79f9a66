/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The derived table of notes.  Knows nothing of causes: they stand as they were recorded.
 */
#include "notes.h"

#include "db.h"
#include "projection.h"

#include <string.h>

static int bytes_of(const struct sanya_event *event, const char *key, struct sanya_buffer *out, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *none = sanya_json_array();
	const struct sanya_json *list = sanya_json_get(event->detail, key);

	if (sanya_json_canonical(list != NULL ? list : none, out, err) != 0)
		return -1;
	return sanya_buffer_check(out, key, err);
}

static int apply_note(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer success, failure;
	const char *goal = sanya_json_get_text(event->detail, "goal"), *side = sanya_json_get_text(event->detail, "side");

	sanya_buffer_init(&success, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&failure, SANYA_DOCUMENT_MAX);
	if (event->detail == NULL) /* erased: what it said is gone */
		return 0;
	if (goal == NULL || side == NULL)
		return sanya_error_set(err, SANYA_FAILED, "event %llu (%s) has no goal or side", (unsigned long long)event->sequence, event->type);
	if (bytes_of(event, "success", &success, err) != 0 || bytes_of(event, "failure", &failure, err) != 0 ||
	    sanya_query_open(&query, store,
			     "INSERT OR REPLACE INTO review_note(number, goal, side, version, person, at, text, success, failure)"
			     " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
			     err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_text(&query, goal);
	sanya_query_text(&query, side);
	sanya_query_integer(&query, sanya_json_get_integer(event->detail, "version", 0));
	sanya_query_text(&query, event->actor);
	sanya_query_integer(&query, event->at);
	sanya_query_text(&query, sanya_json_get_text(event->detail, "text"));
	sanya_query_text(&query, success.data);
	sanya_query_text(&query, failure.data);
	return sanya_query_run(&query, err);
}

static const char *const tables[] = { "review_note", NULL };
static const struct sanya_projection projections[] = {
	{ "review.note", apply_note },
};
const struct sanya_projection_family sanya_family_notes = {
	.name = "notes",
	.tables = tables,
	.schema = "CREATE TABLE review_note("
		  "	number TEXT NOT NULL, goal TEXT NOT NULL, side TEXT NOT NULL,"
		  "	version INTEGER NOT NULL, person TEXT NOT NULL, at INTEGER NOT NULL,"
		  "	text TEXT, success TEXT NOT NULL, failure TEXT NOT NULL,"
		  "	PRIMARY KEY(number, goal, side)) STRICT, WITHOUT ROWID;",
	.projections = projections,
	.count = SANYA_COUNT(projections),
};

int sanya_notes_of(struct sanya_store *store, const char *number, struct sanya_arena *arena, struct sanya_note **ret, size_t *ret_count,
		   struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	struct sanya_note *list = NULL;
	size_t count = 0, room = 0;
	int more;

	if (sanya_query_open(&query, store,
			     "SELECT goal, person, text, success, failure, side, version, at FROM review_note WHERE number = ?1"
			     " ORDER BY goal, side",
			     err) != 0)
		return -1;
	sanya_query_text(&query, number);
	while ((more = sanya_query_step(&query, err)) > 0) {
		const char *texts[5];

		list = sanya_arena_grow(arena, list, count, &room, sizeof(*list));
		for (int i = 0; i < 5 && list != NULL; i++) {
			const char *text = sanya_query_get_text(&query, i);

			texts[i] = text == NULL ? NULL : sanya_arena_text(arena, text);
			if (text != NULL && texts[i] == NULL)
				list = NULL;
		}
		if (list == NULL)
			return sanya_error_memory(err);
		list[count++] = (struct sanya_note){
			.goal = texts[0],
			.person = texts[1],
			.text = texts[2],
			.success = texts[3],
			.failure = texts[4],
			.manager = strcmp(sanya_query_get_text(&query, 5), "manager") == 0,
			.version = sanya_query_get_integer(&query, 6),
			.at = sanya_query_get_integer(&query, 7),
		};
	}
	if (more < 0)
		return -1;
	*ret = list;
	*ret_count = count;
	return 0;
}
