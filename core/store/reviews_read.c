/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading the derived tables of reviews and rewards.  Texts are copied into the caller's arena.
 * Changes nothing.
 */
#include "reviews.h"

#include "../base/time.h"
#include "db.h"

/* A column as a text in the arena; NULL stays NULL.  *failed collects running out of memory. */
static const char *column_text(struct sanya_query *query, int column, struct sanya_arena *arena, bool *failed)
{
	const char *text = sanya_query_get_text(query, column);
	char *copy;

	if (text == NULL)
		return NULL;
	copy = sanya_arena_text(arena, text);
	if (copy == NULL)
		*failed = true;
	return copy;
}

static int column_date(struct sanya_query *query, int column, int32_t *ret, struct sanya_error *err)
{
	const char *text = sanya_query_get_text(query, column);

	return sanya_date_parse(text, strlen(text), ret, err);
}

static int read_cycle(struct sanya_query *query, struct sanya_arena *arena, struct sanya_cycle *ret, struct sanya_error *err)
{
	bool failed = false;
	struct sanya_cycle cycle = { .name = column_text(query, 0, arena, &failed),
				     .closed = sanya_query_get_integer(query, 3) != 0 };

	if (failed)
		return sanya_error_memory(err);
	if (column_date(query, 1, &cycle.from, err) != 0 || column_date(query, 2, &cycle.to, err) != 0)
		return -1;
	*ret = cycle;
	return 1;
}

int sanya_cycle_get(struct sanya_store *store, const char *name, struct sanya_arena *arena, struct sanya_cycle *ret,
		    struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int found;

	if (sanya_query_open(&query, store, "SELECT name, from_date, to_date, closed FROM cycle WHERE name = ?1", err) != 0)
		return -1;
	sanya_query_text(&query, name);
	found = sanya_query_step(&query, err);
	return found > 0 ? read_cycle(&query, arena, ret, err) : found;
}

int sanya_cycle_of(struct sanya_store *store, int32_t to, struct sanya_arena *arena, struct sanya_cycle *ret,
		   struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer date;
	int found;

	sanya_buffer_init(&date, 16);
	sanya_date_format(to, &date);
	if (sanya_buffer_check(&date, "date", err) != 0 ||
	    sanya_query_open(&query, store,
			     "SELECT name, from_date, to_date, closed FROM cycle WHERE from_date <= ?1 AND to_date >= ?1"
			     " ORDER BY opened_at, name LIMIT 1",
			     err) != 0)
		return -1;
	sanya_query_text(&query, date.data);
	found = sanya_query_step(&query, err);
	return found > 0 ? read_cycle(&query, arena, ret, err) : found;
}

int sanya_cycle_list(struct sanya_store *store, struct sanya_arena *arena, struct sanya_cycle **ret, size_t *ret_count,
		     struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	struct sanya_cycle *list = NULL;
	size_t count = 0, room = 0;
	int more;

	if (sanya_query_open(&query, store, "SELECT name, from_date, to_date, closed FROM cycle ORDER BY from_date, name",
			     err) != 0)
		return -1;
	while ((more = sanya_query_step(&query, err)) > 0) {
		list = sanya_arena_grow(arena, list, count, &room, sizeof(*list));
		if (list == NULL)
			return sanya_error_memory(err);
		if (read_cycle(&query, arena, &list[count++], err) < 0)
			return -1;
	}
	if (more < 0)
		return -1;
	*ret = list;
	*ret_count = count;
	return 0;
}

int sanya_review_get(struct sanya_store *store, const char *number, int64_t version, struct sanya_arena *arena,
		     struct sanya_review *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	struct sanya_review review;
	bool failed = false;
	int found;

	if (sanya_query_open(&query, store,
			     "SELECT number, revision, version, evaluator, evaluated_at, watermark, statement, sha256, amount,"
			     " currency, shared_at, approver FROM review WHERE number = ?1 AND (?2 = 0 OR version = ?2)"
			     " ORDER BY version DESC LIMIT 1",
			     err) != 0)
		return -1;
	sanya_query_text(&query, number);
	sanya_query_integer(&query, version);
	found = sanya_query_step(&query, err);
	if (found <= 0)
		return found;
	review = (struct sanya_review){
		.number = column_text(&query, 0, arena, &failed),
		.revision = sanya_query_get_integer(&query, 1),
		.version = sanya_query_get_integer(&query, 2),
		.evaluator = column_text(&query, 3, arena, &failed),
		.evaluated_at = sanya_query_get_integer(&query, 4),
		.watermark = (uint64_t)sanya_query_get_integer(&query, 5),
		.statement = column_text(&query, 6, arena, &failed),
		.sha256 = column_text(&query, 7, arena, &failed),
		.amount = column_text(&query, 8, arena, &failed),
		.currency = column_text(&query, 9, arena, &failed),
		.shared_at = sanya_query_get_instant(&query, 10),
		.approver = column_text(&query, 11, arena, &failed),
	};
	if (failed)
		return sanya_error_memory(err);
	*ret = review;
	return 1;
}

int sanya_review_unapproved(struct sanya_store *store, const char *number, bool *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int found;

	if (sanya_query_open(&query, store, "SELECT approver IS NULL FROM review WHERE number = ?1 ORDER BY version DESC LIMIT 1", err) != 0)
		return -1;
	sanya_query_text(&query, number);
	found = sanya_query_step(&query, err);
	if (found < 0)
		return -1;
	*ret = found > 0 && sanya_query_get_integer(&query, 0) != 0;
	return 0;
}

int sanya_dispute_get(struct sanya_store *store, const char *number, struct sanya_arena *arena, struct sanya_dispute *ret,
		      struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	struct sanya_dispute dispute;
	bool failed = false;
	int found;

	if (sanya_query_open(&query, store,
			     "SELECT version, goals, reason, at, outcome, answer, resolver FROM dispute WHERE number = ?1"
			     " ORDER BY version DESC, at DESC LIMIT 1",
			     err) != 0)
		return -1;
	sanya_query_text(&query, number);
	found = sanya_query_step(&query, err);
	if (found <= 0)
		return found;
	dispute = (struct sanya_dispute){
		.version = sanya_query_get_integer(&query, 0),
		.goals = column_text(&query, 1, arena, &failed),
		.reason = column_text(&query, 2, arena, &failed),
		.at = sanya_query_get_integer(&query, 3),
		.outcome = column_text(&query, 4, arena, &failed),
		.answer = column_text(&query, 5, arena, &failed),
		.resolver = column_text(&query, 6, arena, &failed),
	};
	if (failed)
		return sanya_error_memory(err);
	*ret = dispute;
	return 1;
}

int sanya_reward_lines(struct sanya_store *store, const char *cycle, const char *number, struct sanya_arena *arena,
		       struct sanya_reward_line **ret, size_t *ret_count, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	struct sanya_reward_line *list = NULL;
	size_t count = 0, room = 0;
	bool failed = false;
	int more;

	if (sanya_query_open(&query, store,
			     "SELECT l.number, l.cycle, coalesce(c.employee, i.person), l.sequence, l.kind, l.amount, l.currency, l.reason,"
			     " l.approver, l.approved_at, l.batch, l.version FROM reward_line AS l"
			     " LEFT JOIN contract AS c ON c.number = l.number LEFT JOIN idea AS i ON i.number = l.number"
			     " WHERE (?1 IS NULL OR l.cycle = ?1"
			     "  OR (l.cycle = '' AND EXISTS(SELECT 1 FROM cycle WHERE name = ?1 AND closed = 0)))"
			     " AND (?2 IS NULL OR l.number = ?2)"
			     " ORDER BY l.number, l.sequence",
			     err) != 0)
		return -1;
	sanya_query_text(&query, cycle);
	sanya_query_text(&query, number);
	while ((more = sanya_query_step(&query, err)) > 0) {
		list = sanya_arena_grow(arena, list, count, &room, sizeof(*list));
		if (list == NULL)
			return sanya_error_memory(err);
		list[count++] = (struct sanya_reward_line){
			.number = column_text(&query, 0, arena, &failed),
			.cycle = column_text(&query, 1, arena, &failed),
			.employee = column_text(&query, 2, arena, &failed),
			.sequence = sanya_query_get_integer(&query, 3),
			.kind = column_text(&query, 4, arena, &failed),
			.amount = column_text(&query, 5, arena, &failed),
			.currency = column_text(&query, 6, arena, &failed),
			.reason = column_text(&query, 7, arena, &failed),
			.approver = column_text(&query, 8, arena, &failed),
			.approved_at = sanya_query_get_integer(&query, 9),
			.batch = sanya_query_get_integer(&query, 10),
			.version = sanya_query_get_integer(&query, 11),
		};
	}
	if (more < 0)
		return -1;
	if (failed)
		return sanya_error_memory(err);
	*ret = list;
	*ret_count = count;
	return 0;
}

int sanya_export_batch_get(struct sanya_store *store, const char *cycle, int64_t batch, struct sanya_arena *arena,
			   struct sanya_export_batch *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	struct sanya_export_batch found;
	bool failed = false;
	int more;

	if (sanya_query_open(&query, store,
			     "SELECT cycle, batch, at, actor, document, sha256_json, sha256_csv, lines FROM export_batch"
			     " WHERE cycle = ?1 AND (?2 = 0 OR batch = ?2) ORDER BY batch DESC LIMIT 1",
			     err) != 0)
		return -1;
	sanya_query_text(&query, cycle);
	sanya_query_integer(&query, batch);
	more = sanya_query_step(&query, err);
	if (more <= 0)
		return more;
	found = (struct sanya_export_batch){
		.cycle = column_text(&query, 0, arena, &failed),
		.batch = sanya_query_get_integer(&query, 1),
		.at = sanya_query_get_integer(&query, 2),
		.actor = column_text(&query, 3, arena, &failed),
		.document = column_text(&query, 4, arena, &failed),
		.sha256_json = column_text(&query, 5, arena, &failed),
		.sha256_csv = column_text(&query, 6, arena, &failed),
		.lines = sanya_query_get_integer(&query, 7),
	};
	if (failed)
		return sanya_error_memory(err);
	*ret = found;
	return 1;
}
