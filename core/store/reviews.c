/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reviews and rewards as derived tables: what each event of review.*, reward.* and cycle.* does to them.
 * Looks at nothing but the event and the derived tables, so that a rebuild gives the same content.  Reading is in reviews_read.c.
 */
#include "../base/text.h"
#include "claims.h"
#include "contracts.h"
#include "db.h"
#include "projection.h"

static const char *const tables[] = { "cycle", "review", "dispute", "claim", "reward_line", "export_batch", NULL };

#define SCHEMA \
	"CREATE TABLE cycle(name TEXT PRIMARY KEY, from_date TEXT NOT NULL, to_date TEXT NOT NULL," \
	" closed INTEGER NOT NULL DEFAULT 0, opened_at INTEGER NOT NULL, opened_by TEXT NOT NULL) STRICT, WITHOUT ROWID;" \
	"CREATE TABLE review(number TEXT NOT NULL, version INTEGER NOT NULL, revision INTEGER NOT NULL," \
	" evaluator TEXT NOT NULL, evaluated_at INTEGER NOT NULL, watermark INTEGER NOT NULL, statement TEXT NOT NULL," \
	" sha256 TEXT NOT NULL, amount TEXT, currency TEXT, shared_at INTEGER, approver TEXT," \
	" PRIMARY KEY(number, version)) STRICT, WITHOUT ROWID;" \
	"CREATE TABLE dispute(number TEXT NOT NULL, version INTEGER NOT NULL, goals TEXT NOT NULL, reason TEXT NOT NULL," \
	" at INTEGER NOT NULL, outcome TEXT, answer TEXT, resolver TEXT, PRIMARY KEY(number, version, at)) STRICT, WITHOUT ROWID;" \
	"CREATE TABLE claim(number TEXT NOT NULL, dispute INTEGER NOT NULL, place INTEGER NOT NULL, version INTEGER NOT NULL," \
	" goal TEXT NOT NULL, source TEXT NOT NULL, id TEXT NOT NULL, count INTEGER NOT NULL, reason TEXT NOT NULL, credited TEXT," \
	" accepted INTEGER, resolver TEXT, PRIMARY KEY(number, dispute, place)) STRICT, WITHOUT ROWID;" \
	"CREATE TABLE reward_line(number TEXT NOT NULL, sequence INTEGER NOT NULL, cycle TEXT NOT NULL," \
	" kind TEXT NOT NULL, version INTEGER, amount TEXT NOT NULL, currency TEXT NOT NULL, reason TEXT, approver TEXT NOT NULL," \
	" approved_at INTEGER NOT NULL, batch INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(number, sequence)) STRICT, WITHOUT ROWID;" \
	"CREATE INDEX reward_line_cycle ON reward_line(cycle, number, sequence);" \
	"CREATE TABLE export_batch(cycle TEXT NOT NULL, batch INTEGER NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL," \
	" document TEXT NOT NULL, sha256_json TEXT NOT NULL, sha256_csv TEXT NOT NULL, lines INTEGER NOT NULL," \
	" PRIMARY KEY(cycle, batch)) STRICT, WITHOUT ROWID;"

/* A text of the detail that must be there: its absence means that somebody wrote an event by hand. */
static const char *must(const struct sanya_event *event, const char *key, struct sanya_error *err)
{
	const char *text = sanya_json_get_text(event->detail, key);

	if (text == NULL)
		sanya_error_set(err, SANYA_FAILED, "event %llu (%s) has no \"%s\"", (unsigned long long)event->sequence,
				event->type, key);
	return text;
}

static int open_cycle(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	const char *from, *to;

	if (event->detail == NULL) /* erased: its dates are gone, and with them what belongs to it */
		return 0;
	from = must(event, "from", err);
	to = must(event, "to", err);
	if (from == NULL || to == NULL ||
	    sanya_query_open(&query, store,
			     "INSERT INTO cycle(name, from_date, to_date, opened_at, opened_by) VALUES(?1, ?2, ?3, ?4, ?5)",
			     err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_text(&query, from);
	sanya_query_text(&query, to);
	sanya_query_integer(&query, event->at);
	sanya_query_text(&query, event->actor);
	return sanya_query_run(&query, err);
}

static int close_cycle(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store, "UPDATE cycle SET closed = 1 WHERE name = ?1", err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	return sanya_query_run(&query, err);
}

/* A result as the next version: `from` holds version, revision, watermark and the statement. */
static int put_result(struct sanya_store *store, const struct sanya_event *event, const struct sanya_json *from, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer bytes, hex;
	const struct sanya_json *statement = sanya_json_get(from, "statement");
	struct sanya_sha256 digest;

	sanya_buffer_init(&bytes, SANYA_EVENT_MAX);
	sanya_buffer_init(&hex, 2 * SANYA_SHA256_SIZE);
	if (statement == NULL)
		return sanya_error_set(err, SANYA_FAILED, "event %llu (%s) has no statement",
				       (unsigned long long)event->sequence, event->type);
	if (sanya_json_canonical(statement, &bytes, err) != 0)
		return -1;
	digest = sanya_sha256_of(bytes.data, bytes.size);
	sanya_hex_add(&hex, digest.bytes, sizeof(digest.bytes));
	if (sanya_buffer_check(&hex, "digest", err) != 0 ||
	    sanya_query_open(&query, store,
			     "INSERT INTO review(number, version, revision, evaluator, evaluated_at, watermark, statement,"
			     " sha256, amount, currency) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
			     err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, sanya_json_get_integer(from, "version", 0));
	sanya_query_integer(&query, sanya_json_get_integer(from, "revision", 0));
	sanya_query_text(&query, event->actor);
	sanya_query_integer(&query, event->at);
	sanya_query_integer(&query, sanya_json_get_integer(from, "watermark", 0));
	sanya_query_text(&query, bytes.data);
	sanya_query_text(&query, hex.data);
	sanya_query_text(&query, sanya_json_get_text(statement, "amount"));
	sanya_query_text(&query, sanya_json_get_text(statement, "currency"));
	return sanya_query_run(&query, err);
}

static int evaluate(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	if (event->detail != NULL && put_result(store, event, event->detail, err) != 0) /* erased: the step remains */
		return -1;
	return sanya_contract_apply(store, event, err);
}

static int share(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store, "UPDATE review SET shared_at = ?1 WHERE number = ?2 AND version ="
			     " CASE WHEN ?3 > 0 THEN ?3 ELSE (SELECT max(version) FROM review WHERE number = ?2) END",
			     err) != 0)
		return -1;
	sanya_query_integer(&query, event->at);
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, sanya_json_get_integer(event->detail, "version", 0));
	if (sanya_query_run(&query, err) != 0)
		return -1;
	return sanya_contract_apply(store, event, err);
}

static int join_goals(const struct sanya_json *goals, struct sanya_buffer *out, struct sanya_error *err)
{
	for (size_t i = 0; i < sanya_json_size(goals); i++) {
		sanya_buffer_text(out, i > 0 ? ", " : "");
		sanya_buffer_text(out, sanya_json_text(sanya_json_at(goals, i)));
	}
	return sanya_buffer_check(out, "goals", err);
}

static int dispute(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer goals;
	const char *reason;

	sanya_buffer_init(&goals, SANYA_TEXT_MAX);
	if (event->detail == NULL) /* erased: the step remains */
		return sanya_contract_apply(store, event, err);
	reason = must(event, "reason", err);
	if (reason == NULL || join_goals(sanya_json_get(event->detail, "goals"), &goals, err) != 0 ||
	    sanya_query_open(&query, store,
			     "INSERT INTO dispute(number, version, goals, reason, at) VALUES(?1, ?2, ?3, ?4, ?5)", err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, sanya_json_get_integer(event->detail, "version", 0));
	sanya_query_text(&query, goals.data);
	sanya_query_text(&query, reason);
	sanya_query_integer(&query, event->at);
	if (sanya_query_run(&query, err) != 0 || sanya_claims_put(store, event, err) != 0)
		return -1;
	return sanya_contract_apply(store, event, err);
}

static int resolve(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	const struct sanya_json *settled = sanya_json_get(event->detail, "settled"); /* the result that the accepted claims give */
	const char *outcome, *reason;

	if (event->detail == NULL) /* erased: the step remains */
		return sanya_contract_apply(store, event, err);
	outcome = must(event, "outcome", err);
	reason = must(event, "reason", err);
	if (outcome == NULL || reason == NULL ||
	    sanya_query_open(&query, store,
			     "UPDATE dispute SET outcome = ?1, answer = ?2, resolver = ?3 WHERE number = ?4 AND outcome IS NULL",
			     err) != 0)
		return -1;
	sanya_query_text(&query, outcome);
	sanya_query_text(&query, reason);
	sanya_query_text(&query, event->actor);
	sanya_query_text(&query, event->subject);
	if (sanya_query_run(&query, err) != 0 || sanya_claims_decide(store, event, err) != 0 ||
	    (settled != NULL && put_result(store, event, settled, err) != 0))
		return -1;
	return sanya_contract_apply(store, event, err);
}

/* `kind`: reward, part (of a disputed result), restatement, correction. */
static int add_line(struct sanya_store *store, const struct sanya_event *event, const char *kind, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	const char *amount = must(event, "amount", err), *currency = must(event, "currency", err),
		   *cycle = must(event, "cycle", err);

	if (amount == NULL || currency == NULL || cycle == NULL ||
	    sanya_query_open(&query, store,
			     "INSERT INTO reward_line(number, sequence, cycle, kind, version, amount, currency, reason, approver, approved_at)"
			     " SELECT ?1, CASE WHEN ?9 > 0 THEN ?9 ELSE 1 + coalesce(max(sequence), 0) END, ?2, ?3, ?10, ?4, ?5, ?6, ?7, ?8 FROM reward_line WHERE number = ?1",
			     err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_text(&query, cycle);
	sanya_query_text(&query, kind);
	sanya_query_text(&query, amount);
	sanya_query_text(&query, currency);
	sanya_query_text(&query, strcmp(kind, "reward") != 0 ? sanya_json_get_text(event->detail, "reason") : NULL);
	sanya_query_text(&query, event->actor);
	sanya_query_integer(&query, event->at);
	/* A line names its own number: it is the same although an event before it was erased. */
	sanya_query_integer(&query, sanya_json_get_integer(event->detail, "sequence", strcmp(kind, "reward") == 0));
	sanya_query_integer(&query, sanya_json_get_integer(event->detail, "version", 0));
	return sanya_query_run(&query, err);
}

static int approve(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	const char *kind = sanya_json_get_text(event->detail, "kind"); /* absent: a reward; "none": the amount is what was approved before */

	if (event->detail == NULL) /* erased: the step remains */
		return sanya_contract_apply(store, event, err);
	if (sanya_query_open(&query, store, "UPDATE review SET approver = ?1 WHERE number = ?2 AND version = ?3", err) != 0)
		return -1;
	sanya_query_text(&query, event->actor);
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, sanya_json_get_integer(event->detail, "version", 0));
	if (sanya_query_run(&query, err) != 0)
		return -1;
	kind = kind != NULL ? kind : "reward";
	if (strcmp(kind, "none") != 0 && add_line(store, event, kind, err) != 0)
		return -1;
	return sanya_contract_apply(store, event, err);
}

/* What is owed however a dispute ends; the contract stays disputed, and its days go on. */
static int part(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	return event->detail == NULL ? 0 : add_line(store, event, "part", err);
}

static int correct(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	if (event->detail != NULL && add_line(store, event, "correction", err) != 0)
		return -1;
	return sanya_contract_apply(store, event, err);
}

/* A result that is taken up again before it was exported is paid by the next approval, not by the last. */
static int drop_waiting(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store,
			     "DELETE FROM reward_line WHERE number = ?1 AND batch = 0 AND kind <> 'correction'"
			     " AND (SELECT state FROM contract WHERE number = ?1) = 'in-review'",
			     err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	return sanya_query_run(&query, err);
}

static int reopen(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	return sanya_contract_apply(store, event, err) != 0 ? -1 : drop_waiting(store, event, err);
}

static int restate(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	return evaluate(store, event, err) != 0 ? -1 : drop_waiting(store, event, err);
}

static int export_line(struct sanya_store *store, const struct sanya_event *event, const struct sanya_json *line,
		       int64_t batch, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	const char *number = sanya_json_get_text(line, "contract");
	int64_t sequence = sanya_json_get_integer(line, "sequence", 0);

	if (number == NULL || sequence < 1)
		return sanya_error_set(err, SANYA_FAILED, "event %llu (%s) has a line without contract or sequence",
				       (unsigned long long)event->sequence, event->type);
	/* An idea belongs to no cycle until it leaves with one. */
	if (sanya_query_open(&query, store,
			     "UPDATE reward_line SET batch = ?1, cycle = CASE WHEN cycle = '' THEN ?4 ELSE cycle END"
			     " WHERE number = ?2 AND sequence = ?3",
			     err) != 0)
		return -1;
	sanya_query_integer(&query, batch);
	sanya_query_text(&query, number);
	sanya_query_integer(&query, sequence);
	sanya_query_text(&query, event->subject);
	return sanya_query_run(&query, err);
}

/* The rows of an erased batch are gone, but they left: all lines of the cycle that had not left before.  None may leave again. */
static int export_erased(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query lines = SANYA_QUERY_INIT, batch = SANYA_QUERY_INIT;

	if (sanya_query_open(&lines, store,
			     "UPDATE reward_line SET batch = (SELECT 1 + coalesce(max(batch), 0) FROM export_batch WHERE cycle = ?1),"
			     " cycle = ?1 WHERE cycle IN (?1, '') AND batch = 0",
			     err) != 0)
		return -1;
	sanya_query_text(&lines, event->subject);
	if (sanya_query_run(&lines, err) != 0 ||
	    sanya_query_open(&batch, store,
			     "INSERT INTO export_batch(cycle, batch, at, actor, document, sha256_json, sha256_csv, lines)"
			     " SELECT ?1, 1 + coalesce(max(batch), 0), ?2, ?3, '', '', '', 0 FROM export_batch WHERE cycle = ?1",
			     err) != 0)
		return -1;
	sanya_query_text(&batch, event->subject);
	sanya_query_integer(&batch, event->at);
	sanya_query_text(&batch, event->actor);
	return sanya_query_run(&batch, err);
}

static int export_batch(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer bytes;
	const struct sanya_json *document = sanya_json_get(event->detail, "register"),
				*lines = sanya_json_get(document, "lines");
	const char *json, *csv;
	int64_t batch = sanya_json_get_integer(event->detail, "batch", 0);

	sanya_buffer_init(&bytes, SANYA_EVENT_MAX);
	if (event->detail == NULL)
		return export_erased(store, event, err);
	json = must(event, "sha256_json", err);
	csv = must(event, "sha256_csv", err);
	if (json == NULL || csv == NULL || sanya_json_canonical(document, &bytes, err) != 0 ||
	    sanya_query_open(&query, store,
			     "INSERT INTO export_batch(cycle, batch, at, actor, document, sha256_json, sha256_csv, lines)"
			     " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
			     err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, batch);
	sanya_query_integer(&query, event->at);
	sanya_query_text(&query, event->actor);
	sanya_query_text(&query, bytes.data);
	sanya_query_text(&query, json);
	sanya_query_text(&query, csv);
	sanya_query_integer(&query, (int64_t)sanya_json_size(lines));
	if (sanya_query_run(&query, err) != 0)
		return -1;
	for (size_t i = 0; i < sanya_json_size(lines); i++)
		if (export_line(store, event, sanya_json_at(lines, i), batch, err) != 0)
			return -1;
	return 0;
}

static const struct sanya_projection projections[] = {
	{ "cycle.open", open_cycle },
	{ "cycle.close", close_cycle },
	{ "review.evaluate", evaluate },
	{ "review.share", share },
	{ "review.acknowledge", sanya_contract_apply },
	{ "review.no-answer", sanya_contract_apply },
	{ "review.dispute", dispute },
	{ "review.resolve", resolve },
	{ "review.approve", approve },
	{ "review.part", part },
	{ "review.restate", restate },
	{ "contract.reopen", reopen },
	{ "reward.correct", correct },
	{ "reward.export", export_batch },
	{ "contract.export", sanya_contract_apply },
	{ "contract.renew", sanya_contract_apply },
	{ "contract.close", sanya_contract_apply },
};

const struct sanya_projection_family sanya_family_reviews = {
	.name = "reviews",
	.tables = tables,
	.schema = SCHEMA,
	.projections = projections,
	.count = SANYA_COUNT(projections),
};
