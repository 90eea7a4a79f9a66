/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From events to contracts, revisions, signatures and milestones.
 * The state is stepped by the domain room's table; an event that does not fit it is refused, also on a rebuild.
 * Reading them back is in contracts_read.c.
 */
#include "contracts.h"

#include "../base/time.h"
#include "db.h"
#include "projection.h"

static enum sanya_action action_of(const char *type)
{
	const char *dot = strrchr(type, '.');
	int action = dot == NULL ? -1 : sanya_action_of(dot + 1);

	return action < 0 ? SANYA_ACTION_COUNT : (enum sanya_action)action;
}

static int refuse(const struct sanya_event *event, const char *why, struct sanya_error *err)
{
	return sanya_error_set(err, SANYA_FAILED, "event %llu (%s of %s) does not fit: %s", (unsigned long long)event->sequence,
			       event->type, event->subject, why);
}

static void bind_date_text(struct sanya_query *query, const char *text)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;
	int32_t date;

	if (text != NULL && sanya_date_parse(text, strlen(text), &date, &ignored) == 0)
		sanya_query_integer(query, date);
	else
		sanya_query_null(query);
}

static int current_state(struct sanya_store *store, const char *number, enum sanya_state *ret_state, int64_t *ret_revision,
			 struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	const char *word;
	int more, state;

	*ret_state = SANYA_STATE_NONE;
	*ret_revision = 0;
	if (sanya_query_open(&query, store, "SELECT state, revision FROM contract WHERE number = ?1", err) != 0)
		return -1;
	sanya_query_text(&query, number);
	more = sanya_query_step(&query, err);
	if (more <= 0)
		return more;
	word = sanya_query_get_text(&query, 0);
	state = word == NULL ? -1 : sanya_state_of(word);
	if (state < 0)
		return sanya_error_set(err, SANYA_FAILED, "contract %s is in a state that this program does not know", number);
	*ret_state = (enum sanya_state)state;
	*ret_revision = sanya_query_get_integer(&query, 1);
	return 0;
}

static int put_revision(struct sanya_store *store, const struct sanya_event *event, int64_t revision,
			const struct sanya_buffer *document, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store,
			     "INSERT INTO contract_revision(number, revision, author, at, reason, document, sequence) "
			     "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
			     err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, revision);
	sanya_query_text(&query, event->actor);
	sanya_query_integer(&query, event->at);
	sanya_query_text(&query, sanya_json_get_text(event->detail, "reason"));
	sanya_query_text(&query, document->size == 0 ? NULL : document->data);
	sanya_query_integer(&query, (int64_t)event->sequence);
	return sanya_query_run(&query, err);
}

static int put_contract(struct sanya_store *store, const struct sanya_event *event, int64_t revision,
			const struct sanya_json *json, const char *sha256, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	const struct sanya_json *title = sanya_json_get(json, "title"), *period = sanya_json_get(json, "period");

	if (sanya_query_open(&query, store,
			     "INSERT INTO contract(number, state, revision, kind, title_th, title_en, employee, manager, first, last, "
			     "timezone, supersedes, answer_days, document_sha256, created_at, changed_at) "
			     "VALUES(?1, 'none', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14) "
			     "ON CONFLICT(number) DO UPDATE SET revision = ?2, kind = ?3, title_th = ?4, title_en = ?5, employee = ?6, "
			     "manager = ?7, first = ?8, last = ?9, timezone = ?10, supersedes = ?11, answer_days = ?12, "
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
	bind_date_text(&query, sanya_json_get_text(period, "from"));
	bind_date_text(&query, sanya_json_get_text(period, "to"));
	sanya_query_text(&query, sanya_json_get_text(json, "timezone"));
	sanya_query_text(&query, sanya_json_get_text(json, "supersedes"));
	sanya_query_integer(&query, sanya_json_get_integer(sanya_json_get(json, "rules"), "answer_days", 0));
	sanya_query_text(&query, sha256);
	sanya_query_integer(&query, event->at);
	return sanya_query_run(&query, err);
}

/* A draft, edit or counter-proposal brings the document's next revision. */
static int apply_document(struct sanya_store *store, const struct sanya_event *event, int64_t before, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer document, hex;
	const struct sanya_json *json = sanya_json_get(event->detail, "document");
	int64_t revision = sanya_json_get_integer(event->detail, "revision", before + 1);
	struct sanya_sha256 sha256;

	sanya_buffer_init(&document, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&hex, 128);
	if (revision != before + 1)
		return refuse(event, "its revision is not the next one", err);
	if (json != NULL && (sanya_json_canonical(json, &document, err) != 0 ||
			     sanya_buffer_check(&document, "a contract", err) != 0))
		return -1;
	sha256 = sanya_sha256_of(document.data, document.size);
	sanya_hex_add(&hex, sha256.bytes, sizeof(sha256.bytes));
	if (put_revision(store, event, revision, &document, err) != 0)
		return -1;
	return put_contract(store, event, revision, json, hex.data, err);
}

static int put_signature(struct sanya_store *store, const struct sanya_event *event, int64_t revision, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store,
			     "INSERT INTO signature(number, revision, person, namespace, key, armor, sha256, at, sequence) "
			     "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
			     err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, revision);
	sanya_query_text(&query, event->actor);
	sanya_query_text(&query, sanya_json_get_text(event->detail, "namespace"));
	sanya_query_text(&query, sanya_json_get_text(event->detail, "key"));
	sanya_query_text(&query, sanya_json_get_text(event->detail, "signature"));
	sanya_query_text(&query, sanya_json_get_text(event->detail, "sha256"));
	sanya_query_integer(&query, event->at);
	sanya_query_integer(&query, (int64_t)event->sequence);
	return sanya_query_run(&query, err);
}

/* What is open again, or came to nothing, has no signatures that count: they stay readable, and must be given anew. */
static int drop_signatures(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store, "UPDATE signature SET dropped = 1 WHERE number = ?1", err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	return sanya_query_run(&query, err);
}

static int set_state(struct sanya_store *store, const struct sanya_event *event, const struct sanya_transition *row,
		     struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	bool proposes = row->action == SANYA_DO_PROPOSE || row->action == SANYA_DO_COUNTER;
	bool thaws = row->to == SANYA_DRAFT || row->to == SANYA_COUNTERED;

	/* ?4 = 1: the actor is the proposer now; ?5 = 1: what was agreed is so no more; ?6 = 1: it is agreed now. */
	if (sanya_query_open(&query, store,
			     "UPDATE contract SET state = ?2, changed_at = ?3, "
			     "proposer = CASE WHEN ?4 = 1 THEN ?7 WHEN ?2 = 'draft' THEN NULL ELSE proposer END, "
			     "agreed_sha256 = CASE WHEN ?6 = 1 THEN document_sha256 WHEN ?5 = 1 THEN NULL ELSE agreed_sha256 END, "
			     "evaluator = CASE WHEN ?8 = 1 THEN ?7 ELSE evaluator END "
			     "WHERE number = ?1",
			     err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_text(&query, sanya_state_word(row->to));
	sanya_query_integer(&query, event->at);
	sanya_query_integer(&query, proposes);
	sanya_query_integer(&query, thaws);
	sanya_query_integer(&query, row->action == SANYA_DO_ACCEPT);
	sanya_query_text(&query, event->actor);
	sanya_query_integer(&query, row->action == SANYA_DO_EVALUATE);
	return sanya_query_run(&query, err);
}

int sanya_contract_apply(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	enum sanya_action action = action_of(event->type);
	const struct sanya_transition *row;
	enum sanya_state state;
	int64_t revision;

	if (current_state(store, event->subject, &state, &revision, err) != 0)
		return -1;
	row = action == SANYA_ACTION_COUNT ? NULL : sanya_lifecycle_row(state, action);
	if (row == NULL)
		return refuse(event, sanya_state_word(state), err);
	if ((action == SANYA_DO_DRAFT || action == SANYA_DO_EDIT || action == SANYA_DO_COUNTER) &&
	    apply_document(store, event, revision, err) != 0)
		return -1;
	if (action == SANYA_DO_SIGN && put_signature(store, event, revision, err) != 0)
		return -1;
	if ((row->to == SANYA_DRAFT || row->to == SANYA_COUNTERED) && drop_signatures(store, event, err) != 0)
		return -1;
	return set_state(store, event, row, err);
}

static int apply_report(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (event->detail == NULL)
		return 0;
	if (sanya_query_open(&query, store,
			     "INSERT INTO milestone(number, goal, reported_by, reported_at, report, sequence) "
			     "VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(number, goal) DO UPDATE SET "
			     "reported_by = ?3, reported_at = ?4, report = ?5, sequence = ?6",
			     err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_text(&query, sanya_json_get_text(event->detail, "goal"));
	sanya_query_text(&query, event->actor);
	sanya_query_integer(&query, event->at);
	sanya_query_text(&query, sanya_json_get_text(event->detail, "evidence"));
	sanya_query_integer(&query, (int64_t)event->sequence);
	return sanya_query_run(&query, err);
}

static int apply_confirm(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (event->detail == NULL)
		return 0;
	if (sanya_query_open(&query, store,
			     "INSERT INTO milestone(number, goal, confirmed_by, confirmed_at, confirmation, sequence) "
			     "VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(number, goal) DO UPDATE SET "
			     "confirmed_by = ?3, confirmed_at = ?4, confirmation = ?5, sequence = ?6",
			     err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_text(&query, sanya_json_get_text(event->detail, "goal"));
	sanya_query_text(&query, event->actor);
	sanya_query_integer(&query, event->at);
	sanya_query_text(&query, sanya_json_get_text(event->detail, "evidence"));
	sanya_query_integer(&query, (int64_t)event->sequence);
	return sanya_query_run(&query, err);
}

static const char *const tables[] = { "contract", "contract_revision", "signature", "milestone", NULL };
static const struct sanya_projection projections[] = {
	{ "contract.draft", sanya_contract_apply },	{ "contract.edit", sanya_contract_apply },
	{ "contract.propose", sanya_contract_apply },	{ "contract.counter", sanya_contract_apply },
	{ "contract.accept", sanya_contract_apply },	{ "contract.decline", sanya_contract_apply },
	{ "contract.withdraw", sanya_contract_apply },	{ "contract.lapse", sanya_contract_apply },
	{ "contract.sign", sanya_contract_apply },	{ "contract.terminate", sanya_contract_apply },
	{ "milestone.report", apply_report },		{ "milestone.confirm", apply_confirm },
};
const struct sanya_projection_family sanya_family_contracts = {
	.name = "contracts",
	.tables = tables,
	.schema = "CREATE TABLE contract("
		  "	number TEXT PRIMARY KEY NOT NULL,"
		  "	state TEXT NOT NULL,"
		  "	revision INTEGER NOT NULL,"
		  "	kind TEXT, title_th TEXT, title_en TEXT,"
		  "	employee TEXT, manager TEXT,"
		  "	first INTEGER, last INTEGER, timezone TEXT,"
		  "	supersedes TEXT, proposer TEXT, evaluator TEXT,"
		  "	document_sha256 TEXT NOT NULL, agreed_sha256 TEXT,"
		  "	answer_days INTEGER NOT NULL,"
		  "	created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
		  "CREATE INDEX contract_employee ON contract(employee);"
		  "CREATE INDEX contract_manager ON contract(manager);"
		  "CREATE INDEX contract_last ON contract(last);"
		  "CREATE TABLE contract_revision("
		  "	number TEXT NOT NULL, revision INTEGER NOT NULL,"
		  "	author TEXT NOT NULL, at INTEGER NOT NULL, reason TEXT,"
		  "	document TEXT, sequence INTEGER NOT NULL,"
		  /* With rowids: documents of some thousand bytes lie in the row, not each in a page of its own. */
		  "	PRIMARY KEY(number, revision)) STRICT;"
		  "CREATE TABLE signature("
		  "	number TEXT NOT NULL, revision INTEGER NOT NULL, person TEXT NOT NULL,"
		  "	namespace TEXT, key TEXT, armor TEXT, sha256 TEXT,"
		  "	at INTEGER NOT NULL, sequence INTEGER NOT NULL,"
		  "	dropped INTEGER NOT NULL DEFAULT 0," /* 1: what was agreed is open again; it counts no more */
		  "	PRIMARY KEY(number, revision, person, sequence)) STRICT, WITHOUT ROWID;"
		  "CREATE TABLE milestone("
		  "	number TEXT NOT NULL, goal TEXT NOT NULL,"
		  "	reported_by TEXT, reported_at INTEGER, report TEXT,"
		  "	confirmed_by TEXT, confirmed_at INTEGER, confirmation TEXT,"
		  "	sequence INTEGER NOT NULL,"
		  "	PRIMARY KEY(number, goal)) STRICT, WITHOUT ROWID;",
	.projections = projections,
	.count = SANYA_COUNT(projections),
};
