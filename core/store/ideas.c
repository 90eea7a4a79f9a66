/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From events to ideas, and back out of the table.
 * An approved one with money becomes a reward line without a cycle: the export that comes next takes it.
 */
#include "ideas.h"

#include "../base/time.h"
#include "db.h"
#include "projection.h"

static int apply_publish(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer bytes;

	sanya_buffer_init(&bytes, SANYA_DOCUMENT_MAX);
	if (event->detail == NULL)
		return 0;
	if (sanya_json_canonical(sanya_json_get(event->detail, "document"), &bytes, err) != 0 ||
	    sanya_buffer_check(&bytes, "the rules for ideas", err) != 0 ||
	    sanya_query_open(&query, store, "INSERT INTO idea_rules(sequence, document) VALUES(?1, ?2)", err) != 0)
		return -1;
	sanya_query_integer(&query, (int64_t)event->sequence);
	sanya_query_text(&query, bytes.data);
	return sanya_query_run(&query, err);
}

static int apply_submit(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store,
			     "INSERT INTO idea(number, state, person, title, text, submitted_at, answer_by) "
			     "VALUES(?1, 'submitted', ?2, ?3, ?4, ?5, ?6)",
			     err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_text(&query, event->actor);
	sanya_query_text(&query, sanya_json_get_text(event->detail, "title"));
	sanya_query_text(&query, sanya_json_get_text(event->detail, "text"));
	sanya_query_integer(&query, event->at);
	sanya_query_text(&query, sanya_json_get_text(event->detail, "answer_by"));
	return sanya_query_run(&query, err);
}

static int current_state(struct sanya_store *store, const char *number, enum sanya_idea_state *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	*ret = SANYA_IDEA_NONE;
	if (sanya_query_open(&query, store, "SELECT state FROM idea WHERE number = ?1", err) != 0)
		return -1;
	sanya_query_text(&query, number);
	more = sanya_query_step(&query, err);
	if (more > 0) {
		int state = sanya_idea_state_of(sanya_query_get_text(&query, 0));

		*ret = state < 0 ? SANYA_IDEA_NONE : (enum sanya_idea_state)state;
	}
	return more < 0 ? -1 : 0;
}

/* "customers, faster" */
static int join_met(const struct sanya_json *met, struct sanya_buffer *ret, struct sanya_error *err)
{
	for (size_t i = 0; i < sanya_json_size(met); i++)
		sanya_buffer_printf(ret, "%s%s", i > 0 ? ", " : "", sanya_json_text(sanya_json_at(met, i)));
	return sanya_buffer_check(ret, "the criteria of an idea", err);
}

static int put_decision(struct sanya_store *store, const struct sanya_event *event, enum sanya_idea_state to, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer met;

	sanya_buffer_init(&met, SANYA_TEXT_MAX);
	if (sanya_query_open(&query, store,
			     "UPDATE idea SET state = ?2, decided_at = ?3, decided_by = ?4, reason = ?5, until = ?6, answer_by = ?7, "
			     "grade = ?8, amount = ?9, currency = ?10, met = ?11 WHERE number = ?1",
			     err) != 0 ||
	    join_met(sanya_json_get(event->detail, "met"), &met, err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_text(&query, sanya_idea_state_word(to));
	sanya_query_integer(&query, event->at);
	sanya_query_text(&query, event->actor);
	sanya_query_text(&query, sanya_json_get_text(event->detail, "reason"));
	sanya_query_text(&query, sanya_json_get_text(event->detail, "until"));
	sanya_query_text(&query, sanya_json_get_text(event->detail, "answer_by"));
	sanya_query_text(&query, sanya_json_get_text(event->detail, "grade"));
	sanya_query_text(&query, sanya_json_get_text(event->detail, "amount"));
	sanya_query_text(&query, sanya_json_get_text(event->detail, "currency"));
	sanya_query_text(&query, met.size == 0 ? NULL : met.data);
	return sanya_query_run(&query, err);
}

static int put_line(struct sanya_store *store, const struct sanya_event *event, const char *amount, const char *currency,
		    struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store,
			     "INSERT INTO reward_line(number, sequence, cycle, kind, amount, currency, reason, approver, approved_at)"
			     " VALUES(?1, 1, '', 'idea', ?2, ?3, (SELECT title FROM idea WHERE number = ?1), ?4, ?5)",
			     err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_text(&query, amount);
	sanya_query_text(&query, currency);
	sanya_query_text(&query, event->actor);
	sanya_query_integer(&query, event->at);
	return sanya_query_run(&query, err);
}

static int approve(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	const char *amount = sanya_json_get_text(event->detail, "amount"), *currency = sanya_json_get_text(event->detail, "currency");

	if (sanya_query_open(&query, store, "UPDATE idea SET state = 'approved', approved_at = ?2 WHERE number = ?1", err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, event->at);
	if (sanya_query_run(&query, err) != 0)
		return -1;
	return amount == NULL || currency == NULL ? 0 : put_line(store, event, amount, currency, err);
}

static int apply_step(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	int action = sanya_idea_action_of(event->type + strlen("idea."));
	enum sanya_idea_state from, to;

	if (current_state(store, event->subject, &from, err) != 0)
		return -1;
	to = action < 0 ? SANYA_IDEA_NONE : sanya_idea_step(from, (enum sanya_idea_action)action);
	if (to == SANYA_IDEA_NONE)
		return sanya_error_set(err, SANYA_FAILED, "event %llu (%s of %s) does not fit: the idea is %s",
				       (unsigned long long)event->sequence, event->type, event->subject, sanya_idea_state_word(from));
	if (to == SANYA_IDEA_SUBMITTED)
		return apply_submit(store, event, err);
	return to == SANYA_IDEA_APPROVED ? approve(store, event, err) : put_decision(store, event, to, err);
}

static const char *const tables[] = { "idea_rules", "idea", NULL };
static const struct sanya_projection projections[] = {
	{ "idea.publish", apply_publish }, { "idea.submit", apply_step },  { "idea.trial", apply_step },
	{ "idea.accept", apply_step },	   { "idea.decline", apply_step }, { "idea.approve", apply_step },
};
const struct sanya_projection_family sanya_family_ideas = {
	.name = "ideas",
	.tables = tables,
	.schema = "CREATE TABLE idea_rules(sequence INTEGER PRIMARY KEY NOT NULL, document TEXT NOT NULL) STRICT;"
		  "CREATE TABLE idea("
		  "	number TEXT PRIMARY KEY NOT NULL, state TEXT NOT NULL, person TEXT NOT NULL,"
		  "	title TEXT, text TEXT, submitted_at INTEGER NOT NULL, answer_by TEXT, until TEXT,"
		  "	decided_at INTEGER, decided_by TEXT, reason TEXT, approved_at INTEGER,"
		  "	grade TEXT, amount TEXT, currency TEXT, met TEXT) STRICT, WITHOUT ROWID;"
		  "CREATE INDEX idea_person ON idea(person);",
	.projections = projections,
	.count = SANYA_COUNT(projections),
};

/* --- reading --- */

static int32_t get_date(struct sanya_query *query, int column)
{
	const char *text = sanya_query_get_text(query, column);
	struct sanya_error ignored = SANYA_ERROR_INIT;
	int32_t date;

	return text != NULL && sanya_date_parse(text, strlen(text), &date, &ignored) == 0 ? date : SANYA_NO_DATE;
}

int sanya_ideas_each(struct sanya_store *store, const char *number, const char *person,
		     int (*each)(void *context, const struct sanya_idea *idea, struct sanya_error *err), void *context,
		     struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, store,
			     "SELECT i.number, i.state, i.person, i.title, i.text, i.submitted_at, i.decided_at, i.approved_at, i.answer_by,"
			     " i.until, i.decided_by, i.reason, i.grade, i.amount, i.currency, l.batch, i.met"
			     " FROM idea AS i LEFT JOIN reward_line AS l ON l.number = i.number AND l.sequence = 1"
			     " WHERE (?1 IS NULL OR i.number = ?1) AND (?2 IS NULL OR i.person = ?2) ORDER BY i.number",
			     err) != 0)
		return -1;
	sanya_query_text(&query, number);
	sanya_query_text(&query, person);
	while ((more = sanya_query_step(&query, err)) > 0) {
		int state = sanya_idea_state_of(sanya_query_get_text(&query, 1));
		struct sanya_idea idea = {
			.number = sanya_query_get_text(&query, 0),
			.state = state < 0 ? SANYA_IDEA_NONE : (enum sanya_idea_state)state,
			.person = sanya_query_get_text(&query, 2),
			.title = sanya_query_get_text(&query, 3),
			.text = sanya_query_get_text(&query, 4),
			.submitted_at = sanya_query_get_integer(&query, 5),
			.decided_at = sanya_query_get_instant(&query, 6),
			.approved_at = sanya_query_get_instant(&query, 7),
			.answer_by = get_date(&query, 8),
			.until = get_date(&query, 9),
			.decided_by = sanya_query_get_text(&query, 10),
			.reason = sanya_query_get_text(&query, 11),
			.grade = sanya_query_get_text(&query, 12),
			.amount = sanya_query_get_text(&query, 13),
			.currency = sanya_query_get_text(&query, 14),
			.batch = sanya_query_get_null(&query, 15) ? 0 : sanya_query_get_integer(&query, 15),
			.met = sanya_query_get_text(&query, 16),
		};

		if (each(context, &idea, err) != 0)
			return -1;
	}
	return more;
}

int sanya_idea_next_number(struct sanya_store *store, int32_t year, char *ret, size_t room, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	char prefix[32];

	snprintf(prefix, sizeof(prefix), "ID-%04d-", (int)year);
	if (sanya_query_open(&query, store,
			     "SELECT coalesce(max(CAST(substr(number, 9) AS INTEGER)), 0) FROM idea WHERE substr(number, 1, 8) = ?1", err) != 0)
		return -1;
	sanya_query_text(&query, prefix);
	if (sanya_query_step(&query, err) < 0)
		return -1;
	snprintf(ret, room, "%s%04lld", prefix, (long long)sanya_query_get_integer(&query, 0) + 1);
	return 0;
}

int sanya_idea_rules_document(struct sanya_store *store, struct sanya_buffer *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, store, "SELECT document FROM idea_rules ORDER BY sequence DESC LIMIT 1", err) != 0)
		return -1;
	more = sanya_query_step(&query, err);
	if (more <= 0)
		return more;
	sanya_buffer_text(ret, sanya_query_get_text(&query, 0));
	return sanya_buffer_check(ret, "the rules for ideas", err) != 0 ? -1 : 1;
}
