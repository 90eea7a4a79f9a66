/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the document in an event to the tables: the revision, what the lists show of it, and what was said of its clauses.
 * The state of a contract is none of this file's business.
 */
#include "contract_tables.h"

#include "../base/time.h"

int sanya_contract_misfit(const struct sanya_event *event, const char *why, struct sanya_error *err)
{
	return sanya_error_set(err, SANYA_FAILED, "event %llu (%s of %s) does not fit: %s", (unsigned long long)event->sequence,
			       event->type, event->subject, why);
}

void sanya_query_date_text(struct sanya_query *query, const char *text)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;
	int32_t date;

	if (text != NULL && sanya_date_parse(text, strlen(text), &date, &ignored) == 0)
		sanya_query_integer(query, date);
	else
		sanya_query_null(query);
}

static int put_revision(struct sanya_store *store, const struct sanya_event *event, int64_t revision,
			const struct sanya_buffer *document, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	const struct sanya_json *period = sanya_json_get(sanya_json_get(event->detail, "document"), "period");

	if (sanya_query_open(&query, store,
			     "INSERT INTO contract_revision(number, revision, author, at, reason, document, sequence, first, last) "
			     "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
			     err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, revision);
	sanya_query_text(&query, event->actor);
	sanya_query_integer(&query, event->at);
	sanya_query_text(&query, sanya_json_get_text(event->detail, "reason"));
	sanya_query_text(&query, document->size == 0 ? NULL : document->data);
	sanya_query_integer(&query, (int64_t)event->sequence);
	sanya_query_date_text(&query, sanya_json_get_text(period, "from"));
	sanya_query_date_text(&query, sanya_json_get_text(period, "to"));
	return sanya_query_run(&query, err);
}

static int put_contract(struct sanya_store *store, const struct sanya_event *event, int64_t revision,
			const struct sanya_json *json, const char *sha256, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	const struct sanya_json *title = sanya_json_get(json, "title"), *period = sanya_json_get(json, "period");

	if (sanya_query_open(&query, store,
			     "INSERT INTO contract(number, state, revision, newest, kind, title_th, title_en, employee, manager, first, "
			     "last, timezone, supersedes, answer_days, document_sha256, created_at, changed_at) "
			     "VALUES(?1, 'none', ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14) "
			     "ON CONFLICT(number) DO UPDATE SET revision = ?2, newest = ?2, kind = ?3, title_th = ?4, title_en = ?5, "
			     "employee = ?6, manager = ?7, first = ?8, last = ?9, timezone = ?10, supersedes = ?11, answer_days = ?12, "
			     "document_sha256 = ?13",
			     err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, revision);
	sanya_query_text(&query, sanya_json_get_text(json, "kind"));
	sanya_query_text(&query, sanya_json_get_text(title, "th"));
	sanya_query_text(&query, sanya_json_get_text(title, "en"));
	sanya_query_text(&query, sanya_json_get_text(json, "employee"));
	sanya_query_text(&query, sanya_json_get_text(json, "manager"));
	sanya_query_date_text(&query, sanya_json_get_text(period, "from"));
	sanya_query_date_text(&query, sanya_json_get_text(period, "to"));
	sanya_query_text(&query, sanya_json_get_text(json, "timezone"));
	sanya_query_text(&query, sanya_json_get_text(json, "supersedes"));
	sanya_query_integer(&query, sanya_json_get_integer(sanya_json_get(json, "rules"), "answer_days", 0));
	sanya_query_text(&query, sha256);
	sanya_query_integer(&query, event->at);
	return sanya_query_run(&query, err);
}

static int put_amendment(struct sanya_store *store, const struct sanya_event *event, int64_t revision, const char *sha256,
			 struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store,
			     "INSERT INTO amendment(number, state, revision, proposer, document_sha256, changed_at) "
			     "VALUES(?1, 'proposed', ?2, ?3, ?4, ?5) "
			     "ON CONFLICT(number) DO UPDATE SET revision = ?2, document_sha256 = ?4",
			     err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, revision);
	sanya_query_text(&query, event->actor);
	sanya_query_text(&query, sha256);
	sanya_query_integer(&query, event->at);
	return sanya_query_run(&query, err);
}

static int set_newest(struct sanya_store *store, const struct sanya_event *event, int64_t revision, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store, "UPDATE contract SET newest = ?2 WHERE number = ?1", err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, revision);
	return sanya_query_run(&query, err);
}

/* A draft, edit, counter-proposal or amendment brings the document's next revision. */
int sanya_contract_put_document(struct sanya_store *store, const struct sanya_event *event,
				const struct sanya_contract_stand *standing, bool amending, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer document, hex;
	const struct sanya_json *json = sanya_json_get(event->detail, "document");
	int64_t revision = sanya_json_get_integer(event->detail, "revision", standing->newest + 1);
	struct sanya_sha256 sha256;

	sanya_buffer_init(&document, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&hex, 128);
	if (revision != standing->newest + 1)
		return sanya_contract_misfit(event, "its revision is not the next one", err);
	if (json != NULL && (sanya_json_canonical(json, &document, err) != 0 ||
			     sanya_buffer_check(&document, "a contract", err) != 0))
		return -1;
	sha256 = sanya_sha256_of(document.data, document.size);
	sanya_hex_add(&hex, sha256.bytes, sizeof(sha256.bytes));
	if (put_revision(store, event, revision, &document, err) != 0)
		return -1;
	if (!amending)
		return put_contract(store, event, revision, json, hex.data, err);
	if (set_newest(store, event, revision, err) != 0)
		return -1;
	return put_amendment(store, event, revision, hex.data, err);
}

/* What was said of each clause; the event's reason serves those that have none of their own. */
int sanya_contract_put_clauses(struct sanya_store *store, const struct sanya_event *event, int64_t revision, struct sanya_error *err)
{
	const struct sanya_json *clauses = sanya_json_get(event->detail, "clauses");

	for (size_t i = 0; i < sanya_json_size(clauses); i++) {
		SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
		const struct sanya_json *one = sanya_json_at(clauses, i);
		const char *answer = sanya_json_get_text(one, "answer"), *reason = sanya_json_get_text(one, "reason");

		if (sanya_query_open(&query, store,
				     "INSERT INTO contract_clause(number, sequence, place, revision, clause, answer, author, reason) "
				     "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
				     err) != 0)
			return -1;
		if (reason == NULL && answer != NULL && strcmp(answer, "accept") != 0)
			reason = sanya_json_get_text(event->detail, "reason");
		sanya_query_text(&query, event->subject);
		sanya_query_integer(&query, (int64_t)event->sequence);
		sanya_query_integer(&query, (int64_t)i);
		sanya_query_integer(&query, revision);
		sanya_query_text(&query, sanya_json_get_text(one, "clause"));
		sanya_query_text(&query, answer);
		sanya_query_text(&query, event->actor);
		sanya_query_text(&query, reason);
		if (sanya_query_run(&query, err) != 0)
			return -1;
	}
	return 0;
}
