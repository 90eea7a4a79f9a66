/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From events to contracts, revisions, amendments, signatures and milestones.
 * The state is stepped by the domain room's table; an event that does not fit it is refused, also on a rebuild.
 * Documents and what is said of their clauses are written in contract_documents.c; reading all back is in contracts_read.c.
 */
#include "contracts.h"

#include "../base/time.h"
#include "contract_tables.h"
#include "projection.h"

static enum sanya_action action_of(const char *type)
{
	const char *dot = strrchr(type, '.');
	int action = dot == NULL ? -1 : sanya_action_of(dot + 1);

	return action < 0 ? SANYA_ACTION_COUNT : (enum sanya_action)action;
}

/* --- where a contract stands --- */

static int state_of(struct sanya_query *query, int column, const char *number, enum sanya_state *ret, struct sanya_error *err)
{
	const char *word = sanya_query_get_text(query, column);
	int state = word == NULL ? -1 : sanya_state_of(word);

	if (state < 0)
		return sanya_error_set(err, SANYA_FAILED, "contract %s is in a state that this program does not know", number);
	*ret = (enum sanya_state)state;
	return 0;
}

static int read_standing(struct sanya_store *store, const char *number, struct sanya_contract_stand *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	*ret = (struct sanya_contract_stand){ .state = SANYA_STATE_NONE };
	if (sanya_query_open(&query, store,
			     "SELECT c.state, c.revision, c.newest, a.state, a.revision FROM contract AS c "
			     "LEFT JOIN amendment AS a ON a.number = c.number WHERE c.number = ?1",
			     err) != 0)
		return -1;
	sanya_query_text(&query, number);
	more = sanya_query_step(&query, err);
	if (more <= 0)
		return more;
	if (state_of(&query, 0, number, &ret->state, err) != 0 ||
	    (!sanya_query_get_null(&query, 3) && state_of(&query, 3, number, &ret->amendment, err) != 0))
		return -1;
	ret->revision = sanya_query_get_integer(&query, 1);
	ret->newest = sanya_query_get_integer(&query, 2);
	ret->amendment_revision = sanya_query_get_integer(&query, 4);
	return 0;
}

/* --- signatures --- */

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

/* What is open again, or came to nothing, has no signatures that count: they stay readable, and must be given anew.  The
 * signatures of a revision in force are not touched by what is said of an amendment. */
static int drop_signatures(struct sanya_store *store, const struct sanya_event *event, int64_t above, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store, "UPDATE signature SET dropped = 1 WHERE number = ?1 AND revision > ?2", err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, above);
	return sanya_query_run(&query, err);
}

static int mark_in_force(struct sanya_store *store, const struct sanya_event *event, int64_t revision, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store, "UPDATE contract_revision SET in_force_at = ?3 WHERE number = ?1 AND revision = ?2", err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, revision);
	sanya_query_integer(&query, event->at);
	return sanya_query_run(&query, err);
}

/* --- the state --- */

/* The side that proposes or accepts stands for the revision from now on.  ?3 = 1: both are back at the one in force. */
static int set_stands(struct sanya_store *store, const struct sanya_event *event, int64_t revision, bool both, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store,
			     "UPDATE contract SET employee_revision = CASE WHEN ?3 = 1 OR employee = ?4 THEN ?2 ELSE employee_revision END, "
			     "manager_revision = CASE WHEN ?3 = 1 OR manager = ?4 THEN ?2 ELSE manager_revision END WHERE number = ?1",
			     err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, revision);
	sanya_query_integer(&query, both);
	sanya_query_text(&query, event->actor);
	return sanya_query_run(&query, err);
}

static bool takes_a_stand(enum sanya_action action)
{
	return action == SANYA_DO_PROPOSE || action == SANYA_DO_COUNTER || action == SANYA_DO_ACCEPT || action == SANYA_DO_AMEND;
}

static int set_state(struct sanya_store *store, const struct sanya_event *event, const struct sanya_transition *row,
		     struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	bool proposes = row->action == SANYA_DO_PROPOSE || row->action == SANYA_DO_COUNTER;
	bool evaluates = row->action == SANYA_DO_EVALUATE || row->action == SANYA_DO_RESTATE ||
			 (row->action == SANYA_DO_RESOLVE && sanya_json_get(event->detail, "settled") != NULL);
	bool thaws = row->to == SANYA_DRAFT || row->to == SANYA_COUNTERED;

	/* ?4 = 1: the actor is the proposer now; ?5 = 1: what was agreed is so no more; ?6 = 1: it is agreed now. */
	if (sanya_query_open(&query, store,
			     "UPDATE contract SET state = ?2, changed_at = ?3, "
			     "proposer = CASE WHEN ?4 = 1 THEN ?7 WHEN ?2 = 'draft' THEN NULL ELSE proposer END, "
			     "agreed_sha256 = CASE WHEN ?6 = 1 THEN document_sha256 WHEN ?5 = 1 THEN NULL ELSE agreed_sha256 END, "
			     "evaluator = CASE WHEN ?8 = 1 THEN ?7 ELSE evaluator END, "
			     "last_day = CASE WHEN ?2 = 'terminated' THEN ?9 ELSE last_day END "
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
	sanya_query_integer(&query, evaluates);
	sanya_query_date_text(&query, sanya_json_get_text(event->detail, "last_day"));
	return sanya_query_run(&query, err);
}

/* --- amendments --- */

static int set_amendment(struct sanya_store *store, const struct sanya_event *event, const struct sanya_transition *row,
			 struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store,
			     "UPDATE amendment SET state = ?2, changed_at = ?3, proposer = CASE WHEN ?4 = 1 THEN ?6 ELSE proposer END, "
			     "agreed_sha256 = CASE WHEN ?5 = 1 THEN document_sha256 WHEN ?4 = 1 THEN NULL ELSE agreed_sha256 END "
			     "WHERE number = ?1",
			     err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_text(&query, sanya_state_word(row->to));
	sanya_query_integer(&query, event->at);
	sanya_query_integer(&query, row->action == SANYA_DO_COUNTER);
	sanya_query_integer(&query, row->action == SANYA_DO_ACCEPT);
	sanya_query_text(&query, event->actor);
	return sanya_query_run(&query, err);
}

/* It came to nothing: its signatures count no more, and both sides are back at what is in force. */
static int end_amendment(struct sanya_store *store, const struct sanya_event *event, const struct sanya_contract_stand *standing,
			 struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (drop_signatures(store, event, standing->revision, err) != 0 ||
	    set_stands(store, event, standing->revision, true, err) != 0 ||
	    sanya_query_open(&query, store, "DELETE FROM amendment WHERE number = ?1", err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	return sanya_query_run(&query, err);
}

/* Both have signed: the contract is this revision from its first day on.  Its period still begins with the first revision's. */
static int take_effect(struct sanya_store *store, const struct sanya_event *event, const struct sanya_contract_stand *standing,
		       struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_query_done) struct sanya_query gone = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = NULL;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	const struct sanya_json *title;
	int found;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	found = sanya_revision_document(store, event->subject, standing->amendment_revision, &text, err);
	if (found < 0 || (found > 0 && sanya_json_parse(event->subject, text.data, text.size, &json, err) != 0))
		return -1;
	if (mark_in_force(store, event, standing->amendment_revision, err) != 0 ||
	    sanya_query_open(&query, store,
			     "UPDATE contract SET revision = ?2, changed_at = ?3, title_th = ?4, title_en = ?5, last = ?6, answer_days = ?7, "
			     "(proposer, document_sha256, agreed_sha256) = "
			     "(SELECT proposer, document_sha256, agreed_sha256 FROM amendment WHERE number = ?1) WHERE number = ?1",
			     err) != 0 ||
	    sanya_query_open(&gone, store, "DELETE FROM amendment WHERE number = ?1", err) != 0)
		return -1;
	title = sanya_json_get(json, "title");
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, standing->amendment_revision);
	sanya_query_integer(&query, event->at);
	sanya_query_text(&query, sanya_json_get_text(title, "th"));
	sanya_query_text(&query, sanya_json_get_text(title, "en"));
	sanya_query_date_text(&query, sanya_json_get_text(sanya_json_get(json, "period"), "to"));
	sanya_query_integer(&query, sanya_json_get_integer(sanya_json_get(json, "rules"), "answer_days", 0));
	if (sanya_query_run(&query, err) != 0)
		return -1;
	sanya_query_text(&gone, event->subject);
	return sanya_query_run(&gone, err);
}

static int apply_amendment(struct sanya_store *store, const struct sanya_event *event, enum sanya_action action,
			   const struct sanya_contract_stand *standing, struct sanya_error *err)
{
	const struct sanya_transition *row = action == SANYA_DO_AMEND ? sanya_lifecycle_row(standing->state, action)
								      : sanya_lifecycle_row(standing->amendment, action);
	bool brings = action == SANYA_DO_AMEND || action == SANYA_DO_COUNTER;
	int64_t revision = brings ? standing->newest + 1 : standing->amendment_revision;

	if (row == NULL || (action == SANYA_DO_AMEND && standing->amendment != SANYA_STATE_NONE))
		return sanya_contract_misfit(event, sanya_state_word(standing->amendment), err);
	if (brings && sanya_contract_put_document(store, event, standing, true, err) != 0)
		return -1;
	if (sanya_contract_put_clauses(store, event, revision, err) != 0 ||
	    (takes_a_stand(action) && set_stands(store, event, revision, false, err) != 0))
		return -1;
	if (action == SANYA_DO_AMEND)
		return 0;
	if (action == SANYA_DO_COUNTER && drop_signatures(store, event, standing->revision, err) != 0)
		return -1;
	if (action == SANYA_DO_SIGN && put_signature(store, event, revision, err) != 0)
		return -1;
	if (row->to == SANYA_ACTIVE)
		return take_effect(store, event, standing, err);
	if (sanya_state_ended(row->to))
		return end_amendment(store, event, standing, err);
	return set_amendment(store, event, row, err);
}

int sanya_contract_apply(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	enum sanya_action action = action_of(event->type);
	const struct sanya_transition *row;
	struct sanya_contract_stand standing;
	bool brings;

	if (read_standing(store, event->subject, &standing, err) != 0)
		return -1;
	if (action != SANYA_ACTION_COUNT && standing.state == SANYA_ACTIVE && sanya_action_is_of_amendments(action))
		return apply_amendment(store, event, action, &standing, err);
	row = action == SANYA_ACTION_COUNT ? NULL : sanya_lifecycle_row(standing.state, action);
	if (row == NULL)
		return sanya_contract_misfit(event, sanya_state_word(standing.state), err);
	brings = action == SANYA_DO_DRAFT || action == SANYA_DO_EDIT || action == SANYA_DO_COUNTER;
	if (brings && sanya_contract_put_document(store, event, &standing, false, err) != 0)
		return -1;
	standing.revision += brings;
	if (sanya_contract_put_clauses(store, event, standing.revision, err) != 0 ||
	    (takes_a_stand(action) && set_stands(store, event, standing.revision, false, err) != 0))
		return -1;
	if (action == SANYA_DO_SIGN && put_signature(store, event, standing.revision, err) != 0)
		return -1;
	if (row->to == SANYA_ACTIVE && mark_in_force(store, event, standing.revision, err) != 0)
		return -1;
	if ((row->to == SANYA_DRAFT || row->to == SANYA_COUNTERED) && drop_signatures(store, event, 0, err) != 0)
		return -1;
	/* Whatever ends the active days ends an amendment that was never signed by both. */
	if (standing.amendment != SANYA_STATE_NONE && row->to != SANYA_ACTIVE && end_amendment(store, event, &standing, err) != 0)
		return -1;
	return set_state(store, event, row, err);
}

/* --- milestones --- */

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

static const char *const tables[] = {
	"contract", "amendment", "contract_revision", "contract_clause", "signature", "milestone", NULL,
};
static const struct sanya_projection projections[] = {
	{ "contract.draft", sanya_contract_apply },	{ "contract.edit", sanya_contract_apply },
	{ "contract.propose", sanya_contract_apply },	{ "contract.counter", sanya_contract_apply },
	{ "contract.accept", sanya_contract_apply },	{ "contract.decline", sanya_contract_apply },
	{ "contract.withdraw", sanya_contract_apply },	{ "contract.lapse", sanya_contract_apply },
	{ "contract.sign", sanya_contract_apply },	{ "contract.terminate", sanya_contract_apply },
	{ "contract.amend", sanya_contract_apply },
	{ "milestone.report", apply_report },		{ "milestone.confirm", apply_confirm },
};
const struct sanya_projection_family sanya_family_contracts = {
	.name = "contracts",
	.tables = tables,
	.schema = "CREATE TABLE contract("
		  "	number TEXT PRIMARY KEY NOT NULL,"
		  "	state TEXT NOT NULL,"
		  "	revision INTEGER NOT NULL," /* in force; before that the newest */
		  "	newest INTEGER NOT NULL,"
		  "	employee_revision INTEGER NOT NULL DEFAULT 0," /* that each side stands for */
		  "	manager_revision INTEGER NOT NULL DEFAULT 0,"
		  "	kind TEXT, title_th TEXT, title_en TEXT,"
		  "	employee TEXT, manager TEXT,"
		  "	first INTEGER, last INTEGER, timezone TEXT,"
		  "	supersedes TEXT, proposer TEXT, evaluator TEXT,"
		  "	document_sha256 TEXT NOT NULL, agreed_sha256 TEXT,"
		  "	answer_days INTEGER NOT NULL,"
		  "	last_day INTEGER," /* of a terminated contract */
		  "	created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
		  "CREATE INDEX contract_employee ON contract(employee);"
		  "CREATE INDEX contract_manager ON contract(manager);"
		  "CREATE INDEX contract_last ON contract(last);"
		  "CREATE INDEX contract_supersedes ON contract(supersedes) WHERE supersedes IS NOT NULL;"
		  "CREATE TABLE amendment(" /* of an active contract, while it is under way */
		  "	number TEXT PRIMARY KEY NOT NULL,"
		  "	state TEXT NOT NULL, revision INTEGER NOT NULL, proposer TEXT,"
		  "	document_sha256 TEXT NOT NULL, agreed_sha256 TEXT,"
		  "	changed_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
		  "CREATE TABLE contract_revision("
		  "	number TEXT NOT NULL, revision INTEGER NOT NULL,"
		  "	author TEXT NOT NULL, at INTEGER NOT NULL, reason TEXT,"
		  "	document TEXT, sequence INTEGER NOT NULL,"
		  "	first INTEGER, last INTEGER," /* its period */
		  "	in_force_at INTEGER,"	      /* of the second signature */
		  /* With rowids: documents of some thousand bytes lie in the row, not each in a page of its own. */
		  "	PRIMARY KEY(number, revision)) STRICT;"
		  "CREATE TABLE contract_clause("
		  "	number TEXT NOT NULL, sequence INTEGER NOT NULL, place INTEGER NOT NULL,"
		  "	revision INTEGER NOT NULL, clause TEXT, answer TEXT, author TEXT NOT NULL, reason TEXT,"
		  "	PRIMARY KEY(number, sequence, place)) STRICT, WITHOUT ROWID;"
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
