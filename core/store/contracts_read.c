/* SPDX-License-Identifier: Apache-2.0 */
/* Questions to the derived tables of contracts, revisions, signatures and milestones.  Reads only. */
#include "contracts.h"

#include "../base/time.h"
#include "db.h"

#define COLUMNS                                                                                                                \
	"c.number, c.state, c.revision, kind, title_th, title_en, employee, manager, first, last, timezone, supersedes, "      \
	"c.proposer, evaluator, c.document_sha256, c.agreed_sha256, answer_days, created_at, c.changed_at, newest, "           \
	"employee_revision, manager_revision, last_day, a.state, a.revision, a.proposer, a.document_sha256, a.agreed_sha256, " \
	"a.changed_at"
#define TABLES "contract AS c LEFT JOIN amendment AS a ON a.number = c.number"

static int32_t get_date(struct sanya_query *query, int column)
{
	return sanya_query_get_null(query, column) ? SANYA_NO_DATE : (int32_t)sanya_query_get_integer(query, column);
}

static void get_row(struct sanya_query *query, struct sanya_contract_row *ret)
{
	int state = sanya_state_of(sanya_query_get_text(query, 1));
	int amending = sanya_query_get_null(query, 23) ? -1 : sanya_state_of(sanya_query_get_text(query, 23));

	*ret = (struct sanya_contract_row){
		.number = sanya_query_get_text(query, 0),
		.state = state < 0 ? SANYA_STATE_NONE : (enum sanya_state)state,
		.revision = sanya_query_get_integer(query, 2),
		.kind = sanya_query_get_text(query, 3),
		.title = { .th = sanya_query_get_text(query, 4), .en = sanya_query_get_text(query, 5) },
		.employee = sanya_query_get_text(query, 6),
		.manager = sanya_query_get_text(query, 7),
		.from = get_date(query, 8),
		.to = get_date(query, 9),
		.timezone = sanya_query_get_text(query, 10),
		.supersedes = sanya_query_get_text(query, 11),
		.proposer = sanya_query_get_text(query, 12),
		.evaluator = sanya_query_get_text(query, 13),
		.document_sha256 = sanya_query_get_text(query, 14),
		.agreed_sha256 = sanya_query_get_text(query, 15),
		.answer_days = sanya_query_get_integer(query, 16),
		.created_at = sanya_query_get_integer(query, 17),
		.changed_at = sanya_query_get_integer(query, 18),
		.newest = sanya_query_get_integer(query, 19),
		.employee_revision = sanya_query_get_integer(query, 20),
		.manager_revision = sanya_query_get_integer(query, 21),
		.last_day = get_date(query, 22),
		.amendment = {
			.state = amending < 0 ? SANYA_STATE_NONE : (enum sanya_state)amending,
			.revision = sanya_query_get_integer(query, 24),
			.proposer = sanya_query_get_text(query, 25),
			.document_sha256 = sanya_query_get_text(query, 26),
			.agreed_sha256 = sanya_query_get_text(query, 27),
			.changed_at = sanya_query_get_integer(query, 28),
		},
	};
}

/* --- of one person: by the indexes of the parties, so that it costs no more for all the others' contracts --- */

struct numbers {
	struct sanya_arena arena;
	const char **list;
	size_t count, room;
};

static int keep_number(struct numbers *numbers, const char *number, struct sanya_error *err)
{
	const char **grown = sanya_arena_grow(&numbers->arena, numbers->list, numbers->count, &numbers->room, sizeof(*grown));
	const char *copy = sanya_arena_text(&numbers->arena, number);

	if (grown == NULL || copy == NULL)
		return sanya_error_memory(err);
	numbers->list = grown;
	grown[numbers->count++] = copy;
	return 0;
}

static int collect(struct sanya_query *query, const char *person, struct numbers *numbers, struct sanya_error *err)
{
	int more;

	sanya_query_text(query, person);
	while ((more = sanya_query_step(query, err)) > 0)
		if (keep_number(numbers, sanya_query_get_text(query, 0), err) != 0)
			return -1;
	return more;
}

static int compare_numbers(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Nobody is both parties of one contract, so no number comes twice. */
static int collect_numbers(struct sanya_store *store, const char *person, struct numbers *numbers, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query own = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_query_done) struct sanya_query led = SANYA_QUERY_INIT;

	if (sanya_query_open(&own, store, "SELECT number FROM contract WHERE employee = ?1", err) != 0 ||
	    sanya_query_open(&led, store, "SELECT number FROM contract WHERE manager = ?1 AND employee IS NOT ?1", err) != 0 ||
	    collect(&own, person, numbers, err) != 0 || collect(&led, person, numbers, err) != 0)
		return -1;
	if (numbers->count > 1)
		qsort(numbers->list, numbers->count, sizeof(*numbers->list), compare_numbers);
	return 0;
}

static bool is_wanted(const struct sanya_contract_row *row, const struct sanya_contract_filter *filter)
{
	return (filter->employee == NULL || (row->employee != NULL && strcmp(row->employee, filter->employee) == 0)) &&
	       (filter->state < 0 || row->state == (enum sanya_state)filter->state);
}

static int each_of_person(struct sanya_store *store, const struct sanya_contract_filter *filter,
			  int (*each)(void *, const struct sanya_contract_row *, struct sanya_error *), void *context,
			  struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	struct numbers numbers = { .list = NULL };
	struct sanya_contract_row row;
	int result, more;

	sanya_arena_init(&numbers.arena);
	result = collect_numbers(store, filter->person != NULL ? filter->person : filter->employee, &numbers, err);
	if (result == 0)
		result = sanya_query_open(&query, store, "SELECT " COLUMNS " FROM " TABLES " WHERE c.number = ?1", err);
	for (size_t i = 0; i < numbers.count && result == 0; i++) {
		sanya_query_again(&query);
		sanya_query_text(&query, numbers.list[i]);
		more = sanya_query_step(&query, err);
		if (more < 0)
			result = -1;
		if (more <= 0)
			continue;
		get_row(&query, &row);
		if (is_wanted(&row, filter) && each(context, &row, err) != 0)
			result = -1;
	}
	sanya_arena_done(&numbers.arena);
	return result;
}

/* --- all of them --- */

static int hand_out(struct sanya_query *query, int (*each)(void *, const struct sanya_contract_row *, struct sanya_error *),
		    void *context, struct sanya_error *err)
{
	struct sanya_contract_row row;
	int more;

	while ((more = sanya_query_step(query, err)) > 0) {
		get_row(query, &row);
		if (each(context, &row, err) != 0)
			return -1;
	}
	return more;
}

int sanya_contracts_each(struct sanya_store *store, const struct sanya_contract_filter *filter,
			 int (*each)(void *context, const struct sanya_contract_row *row, struct sanya_error *err), void *context,
			 struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (filter != NULL && (filter->person != NULL || filter->employee != NULL))
		return each_of_person(store, filter, each, context, err);
	if (sanya_query_open(&query, store, "SELECT " COLUMNS " FROM " TABLES " WHERE ?1 IS NULL OR c.state = ?1 ORDER BY c.number", err) != 0)
		return -1;
	sanya_query_text(&query, filter != NULL && filter->state >= 0 ? sanya_state_word((enum sanya_state)filter->state) : NULL);
	return hand_out(&query, each, context, err);
}

int sanya_contracts_superseding(struct sanya_store *store, const char *number,
				int (*each)(void *context, const struct sanya_contract_row *row, struct sanya_error *err), void *context,
				struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store, "SELECT " COLUMNS " FROM " TABLES " WHERE supersedes = ?1 ORDER BY c.number", err) != 0)
		return -1;
	sanya_query_text(&query, number);
	return hand_out(&query, each, context, err);
}

/* The period's end decides which cycle a contract belongs to. */
int sanya_contracts_ending(struct sanya_store *store, int32_t from, int32_t to,
			   int (*each)(void *context, const struct sanya_contract_row *row, struct sanya_error *err), void *context,
			   struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store, "SELECT " COLUMNS " FROM " TABLES " WHERE last BETWEEN ?1 AND ?2 ORDER BY c.number", err) != 0)
		return -1;
	sanya_query_integer(&query, from);
	sanya_query_integer(&query, to);
	return hand_out(&query, each, context, err);
}

/*
 * Contracts and their revisions lie in the same order: going along both takes a third of the time of looking each up.  Where
 * the next one lies further on (other years' contracts are between), it is looked up.
 */
struct along {
	struct sanya_query revisions;
	bool open; /* on a row */
};

#define ALONG_MOST 8u /* rows gone past rather than looked up */

/* Onto the revision; 0: there is none. */
static int go_to(struct along *along, const char *number, int64_t revision, struct sanya_error *err)
{
	int more = 1;

	for (unsigned i = 0; i < ALONG_MOST && along->open; i++) {
		int order = strcmp(sanya_query_get_text(&along->revisions, 0), number);

		if (order == 0 && sanya_query_get_integer(&along->revisions, 1) == revision)
			return 1;
		if (order > 0)
			break;
		more = sanya_query_step(&along->revisions, err);
		along->open = more > 0;
		if (more < 0)
			return -1;
	}
	sanya_query_again(&along->revisions);
	sanya_query_text(&along->revisions, number);
	sanya_query_integer(&along->revisions, revision);
	more = sanya_query_step(&along->revisions, err);
	along->open = more > 0;
	return more <= 0 ? more
			 : strcmp(sanya_query_get_text(&along->revisions, 0), number) == 0 &&
				   sanya_query_get_integer(&along->revisions, 1) == revision;
}

static int give_document(struct sanya_query *contract, struct along *along,
			 int (*each)(void *, const char *, enum sanya_state, const char *, size_t, struct sanya_error *), void *context,
			 struct sanya_error *err)
{
	const char *number = sanya_query_get_text(contract, 0), *document = NULL;
	int state = sanya_state_of(sanya_query_get_text(contract, 1)), found = go_to(along, number, sanya_query_get_integer(contract, 2), err);
	size_t size = 0;

	if (found < 0)
		return -1;
	if (found > 0 && !sanya_query_get_null(&along->revisions, 2))
		document = sanya_query_get_blob(&along->revisions, 2, &size);
	return each(context, number, state < 0 ? SANYA_STATE_NONE : (enum sanya_state)state, document, size, err);
}

static void along_done(struct along *along)
{
	sanya_query_done(&along->revisions);
}

int sanya_contracts_ending_documents(struct sanya_store *store, int32_t from, int32_t to,
				     bool (*wants)(const void *context, const char *employee, const char *manager),
				     int (*each)(void *context, const char *number, enum sanya_state state, const char *document,
						 size_t size, struct sanya_error *err),
				     void *context, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	SANYA_CLEANUP(along_done) struct along along = { .revisions = SANYA_QUERY_INIT };
	int more;

	/* The "+" keeps SQLite from the index of the dates, after which it would have to sort. */
	if (sanya_query_open(&query, store, "SELECT number, state, revision, employee, manager FROM contract WHERE +last BETWEEN ?1 AND ?2 ORDER BY number",
			     err) != 0 ||
	    sanya_query_open(&along.revisions, store,
			     "SELECT number, revision, document FROM contract_revision WHERE (number, revision) >= (?1, ?2) ORDER BY number, revision", err) != 0)
		return -1;
	sanya_query_integer(&query, from);
	sanya_query_integer(&query, to);
	while ((more = sanya_query_step(&query, err)) > 0) {
		if (wants != NULL && !wants(context, sanya_query_get_text(&query, 3), sanya_query_get_text(&query, 4)))
			continue;
		if (give_document(&query, &along, each, context, err) != 0)
			return -1;
	}
	return more;
}

static int keep(struct sanya_arena *arena, const char **text, struct sanya_error *err)
{
	if (*text == NULL)
		return 0;
	*text = sanya_arena_text(arena, *text);
	return *text == NULL ? sanya_error_memory(err) : 0;
}

int sanya_contract_get(struct sanya_store *store, const char *number, struct sanya_arena *arena,
		       struct sanya_contract_row *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	struct sanya_contract_row row;
	int more;

	if (sanya_query_open(&query, store, "SELECT " COLUMNS " FROM " TABLES " WHERE c.number = ?1", err) != 0)
		return -1;
	sanya_query_text(&query, number);
	more = sanya_query_step(&query, err);
	if (more <= 0)
		return more;
	get_row(&query, &row);
	if (keep(arena, &row.number, err) != 0 || keep(arena, &row.kind, err) != 0 || keep(arena, &row.title.th, err) != 0 ||
	    keep(arena, &row.title.en, err) != 0 || keep(arena, &row.employee, err) != 0 ||
	    keep(arena, &row.manager, err) != 0 || keep(arena, &row.timezone, err) != 0 || keep(arena, &row.supersedes, err) != 0 ||
	    keep(arena, &row.proposer, err) != 0 || keep(arena, &row.evaluator, err) != 0 ||
	    keep(arena, &row.document_sha256, err) != 0 || keep(arena, &row.agreed_sha256, err) != 0 ||
	    keep(arena, &row.amendment.proposer, err) != 0 || keep(arena, &row.amendment.document_sha256, err) != 0 ||
	    keep(arena, &row.amendment.agreed_sha256, err) != 0)
		return -1;
	*ret = row;
	return 1;
}

int sanya_contract_nearest(struct sanya_store *store, const char *number, char *ret, size_t room, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	unsigned best = 4, distance; /* more than three slips are another number */
	const char *candidate;
	int more;

	if (sanya_query_open(&query, store, "SELECT number FROM contract ORDER BY number", err) != 0)
		return -1;
	while ((more = sanya_query_step(&query, err)) > 0) {
		candidate = sanya_query_get_text(&query, 0);
		distance = sanya_text_distance(number, candidate);
		if (distance >= best)
			continue;
		best = distance;
		snprintf(ret, room, "%s", candidate);
	}
	return more < 0 ? -1 : best < 4;
}

int sanya_contract_next_number(struct sanya_store *store, int32_t year, char *ret, size_t room, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	char prefix[32];

	snprintf(prefix, sizeof(prefix), "SQ-%04d-", (int)year);
	if (sanya_query_open(&query, store,
			     "SELECT coalesce(max(CAST(substr(number, 9) AS INTEGER)), 0) FROM contract "
			     "WHERE substr(number, 1, 8) = ?1 AND substr(number, 9) NOT GLOB '*[^0-9]*'",
			     err) != 0)
		return -1;
	sanya_query_text(&query, prefix);
	if (sanya_query_step(&query, err) < 0)
		return -1;
	snprintf(ret, room, "%s%04lld", prefix, (long long)sanya_query_get_integer(&query, 0) + 1);
	return 0;
}

int sanya_revisions_each(struct sanya_store *store, const char *number, int64_t revision,
			 int (*each)(void *context, const struct sanya_revision_row *row, struct sanya_error *err),
			 void *context, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	struct sanya_revision_row row;
	int more;

	if (sanya_query_open(&query, store,
			     "SELECT revision, author, reason, at, sequence, document, first, last, in_force_at FROM contract_revision "
			     "WHERE number = ?1 AND (?2 = 0 OR revision = ?2) ORDER BY revision",
			     err) != 0)
		return -1;
	sanya_query_text(&query, number);
	sanya_query_integer(&query, revision);
	while ((more = sanya_query_step(&query, err)) > 0) {
		row = (struct sanya_revision_row){
			.revision = sanya_query_get_integer(&query, 0),
			.author = sanya_query_get_text(&query, 1),
			.reason = sanya_query_get_text(&query, 2),
			.at = sanya_query_get_integer(&query, 3),
			.sequence = (uint64_t)sanya_query_get_integer(&query, 4),
			.document = sanya_query_get_text(&query, 5),
			.from = get_date(&query, 6),
			.to = get_date(&query, 7),
			.in_force_at = sanya_query_get_instant(&query, 8),
		};
		if (each(context, &row, err) != 0)
			return -1;
	}
	return more;
}

int sanya_revision_document(struct sanya_store *store, const char *number, int64_t revision, struct sanya_buffer *ret,
			    struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, store, "SELECT document FROM contract_revision WHERE number = ?1 AND revision = ?2", err) != 0)
		return -1;
	sanya_query_text(&query, number);
	sanya_query_integer(&query, revision);
	more = sanya_query_step(&query, err);
	if (more <= 0 || sanya_query_get_null(&query, 0))
		return more < 0 ? -1 : 0;
	sanya_buffer_text(ret, sanya_query_get_text(&query, 0));
	return sanya_buffer_check(ret, "a contract", err) != 0 ? -1 : 1;
}

int sanya_clauses_each(struct sanya_store *store, const char *number, int64_t revision,
		       int (*each)(void *context, const struct sanya_clause_row *row, struct sanya_error *err), void *context,
		       struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	struct sanya_clause_row row;
	int more;

	if (sanya_query_open(&query, store,
			     "SELECT clause, answer, reason, author, revision, sequence FROM contract_clause "
			     "WHERE number = ?1 AND (?2 = 0 OR revision = ?2) ORDER BY sequence, place",
			     err) != 0)
		return -1;
	sanya_query_text(&query, number);
	sanya_query_integer(&query, revision);
	while ((more = sanya_query_step(&query, err)) > 0) {
		row = (struct sanya_clause_row){
			.clause = sanya_query_get_text(&query, 0),
			.answer = sanya_query_get_text(&query, 1),
			.reason = sanya_query_get_text(&query, 2),
			.author = sanya_query_get_text(&query, 3),
			.revision = sanya_query_get_integer(&query, 4),
			.sequence = (uint64_t)sanya_query_get_integer(&query, 5),
		};
		if (each(context, &row, err) != 0)
			return -1;
	}
	return more;
}

int sanya_signatures_each(struct sanya_store *store, const char *number, int64_t revision,
			  int (*each)(void *context, const struct sanya_signature_row *row, struct sanya_error *err),
			  void *context, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	struct sanya_signature_row row;
	int more;

	if (sanya_query_open(&query, store,
			     "SELECT revision, person, namespace, key, armor, sha256, at, sequence, dropped FROM signature "
			     "WHERE number = ?1 AND (?2 = 0 OR revision = ?2) ORDER BY sequence",
			     err) != 0)
		return -1;
	sanya_query_text(&query, number);
	sanya_query_integer(&query, revision);
	while ((more = sanya_query_step(&query, err)) > 0) {
		row = (struct sanya_signature_row){
			.revision = sanya_query_get_integer(&query, 0),
			.person = sanya_query_get_text(&query, 1),
			.name_space = sanya_query_get_text(&query, 2),
			.key = sanya_query_get_text(&query, 3),
			.armor = sanya_query_get_text(&query, 4),
			.sha256 = sanya_query_get_text(&query, 5),
			.at = sanya_query_get_integer(&query, 6),
			.sequence = (uint64_t)sanya_query_get_integer(&query, 7),
			.dropped = sanya_query_get_integer(&query, 8) != 0,
		};
		if (each(context, &row, err) != 0)
			return -1;
	}
	return more;
}

int sanya_signature_exists(struct sanya_store *store, const char *number, int64_t revision, const char *person,
			   struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store, "SELECT 1 FROM signature WHERE number = ?1 AND revision = ?2 AND person = ?3 AND dropped = 0", err) != 0)
		return -1;
	sanya_query_text(&query, number);
	sanya_query_integer(&query, revision);
	sanya_query_text(&query, person);
	return sanya_query_step(&query, err);
}

#define MILESTONE "SELECT number, goal, reported_by, report, reported_at, confirmed_by, confirmation, confirmed_at, sequence FROM milestone "

int sanya_milestones_each(struct sanya_store *store, const char *number, const char *goal,
			  int (*each)(void *context, const struct sanya_milestone_row *row, struct sanya_error *err),
			  void *context, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	struct sanya_milestone_row row;
	int more;

	if (number != NULL)
		more = sanya_query_open(&query, store, MILESTONE "WHERE number = ?1 AND (?2 IS NULL OR goal = ?2) ORDER BY goal", err);
	else
		more = sanya_query_open(&query, store, MILESTONE "WHERE ?1 IS NULL AND (?2 IS NULL OR goal = ?2) ORDER BY number, goal",
					err);
	if (more != 0)
		return -1;
	sanya_query_text(&query, number);
	sanya_query_text(&query, goal);
	while ((more = sanya_query_step(&query, err)) > 0) {
		row = (struct sanya_milestone_row){
			.number = sanya_query_get_text(&query, 0),
			.goal = sanya_query_get_text(&query, 1),
			.reported_by = sanya_query_get_text(&query, 2),
			.report = sanya_query_get_text(&query, 3),
			.reported_at = sanya_query_get_instant(&query, 4),
			.confirmed_by = sanya_query_get_text(&query, 5),
			.confirmation = sanya_query_get_text(&query, 6),
			.confirmed_at = sanya_query_get_instant(&query, 7),
			.sequence = (uint64_t)sanya_query_get_integer(&query, 8),
		};
		if (each(context, &row, err) != 0)
			return -1;
	}
	return more;
}
