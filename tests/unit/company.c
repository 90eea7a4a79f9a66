/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See company.h.
 * Everything goes the way of the program: the roster by an import, evidence by two batches with their events, contracts by the parser.
 */
#include "company.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/app/people.h"
#include "core/store/evidence.h"
#include "tests/unit/store_home.h"

static struct sanya_error err;

unsigned company_any(struct company *company, unsigned below)
{
	company->state = company->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(company->state >> 33) % below;
}

/* --- people --- */

/* Lines to somebody of lower number, from made-up days on; now and then a week without a manager. */
static void add_managers(struct company *company, unsigned person, struct sanya_buffer *text)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer from, to;
	int32_t date = COMPANY_FIRST - 30;
	bool first = true;

	sanya_buffer_init(&from, 16);
	sanya_buffer_init(&to, 16);
	while (person > 1 && date < COMPANY_FIRST + COMPANY_DAYS) {
		int32_t end = date + 20 + (int32_t)company_any(company, 60);

		sanya_buffer_clear(&from);
		sanya_buffer_clear(&to);
		sanya_date_format(date, &from);
		sanya_date_format(end, &to);
		sanya_buffer_printf(text, "%s{\"manager\": \"E%u\", \"from\": \"%s\", \"to\": \"%s\"}", first ? "" : ", ",
				    1 + company_any(company, person > 5 ? 5 : person - 1), from.data, to.data);
		first = false;
		date = end + 1 + (company_any(company, 4) == 0 ? 7 : 0);
	}
}

/* A login of their own, a name in surveys, and the shared login "front", which changes hands with days between. */
static void add_aliases(struct company *company, unsigned person, struct sanya_buffer *text)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer from, to;
	int32_t date = COMPANY_FIRST + 12 * (int32_t)(person - 4);

	sanya_buffer_init(&from, 16);
	sanya_buffer_init(&to, 16);
	sanya_buffer_printf(text, "{\"source\": \"desk\", \"name\": \"Login%u\"}, {\"source\": \"survey\", \"name\": \"s%u\"}", person, person);
	if (person < 5)
		return;
	sanya_date_format(date, &from);
	sanya_date_format(date + 3 + (int32_t)company_any(company, 8), &to);
	sanya_buffer_printf(text, ", {\"source\": \"desk\", \"name\": \"front\", \"from\": \"%s\", \"to\": \"%s\"}", from.data, to.data);
}

static void import_people(struct company *company)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	struct sanya_import counts;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	sanya_buffer_text(&text, "{\"format\": \"sanya.roster/1\", \"people\": [");
	for (unsigned i = 1; i <= COMPANY_PEOPLE; i++) {
		sanya_buffer_printf(&text, "%s{\"id\": \"E%u\", \"name\": {\"en\": \"Person %u\"}, \"roles\": [\"%s\"], \"managers\": [", i > 1 ? ",\n" : "",
				    i, i, i == 1 ? "admin" : "employee");
		add_managers(company, i, &text);
		sanya_buffer_text(&text, "], \"aliases\": [");
		add_aliases(company, i, &text);
		sanya_buffer_text(&text, "]}");
	}
	sanya_buffer_text(&text, "]}");
	ck_assert_msg(sanya_people_import(&company->act, "roster", text.data, text.size, SANYA_NO_DATE, &counts, &err) == 0, "%s in %s", err.what, text.data);
	ck_assert_msg(sanya_people_standing(company->home.store, &company->roster, &err) == 0, "%s", err.what);
	company->act.actor = "E1";
}

/* --- evidence --- */

static struct sanya_text keep(struct company *company, const char *text)
{
	const char *copy = sanya_arena_text(&company->roster.arena, text);

	ck_assert_ptr_nonnull(copy);
	return sanya_text_of(copy);
}

/* A login, in capitals or not, somebody's own id, the shared one, a stranger, or nobody. */
static struct sanya_text any_name(struct company *company)
{
	char name[32];
	unsigned what = company_any(company, 20), person = 1 + company_any(company, COMPANY_PEOPLE);

	if (what == 0)
		return sanya_text_of(NULL);
	if (what == 1)
		return sanya_text_of("front");
	if (what == 2)
		snprintf(name, sizeof(name), "stranger%u", company_any(company, 3));
	else if (what == 3)
		snprintf(name, sizeof(name), "E%u", person);
	else
		snprintf(name, sizeof(name), "%s%u", what < 6 ? "LOGIN" : "login", person);
	return keep(company, name);
}

static struct sanya_text any_of(struct company *company, const char *const *words, unsigned count)
{
	return sanya_text_of(words[company_any(company, count)]);
}

static void make_ticket(struct company *company, unsigned number, struct sanya_ticket *ticket)
{
	static const char *const channels[] = { "email", "chat", "phone", NULL };
	struct sanya_text *involved = sanya_arena_array(&company->roster.arena, 2, sizeof(*involved));
	char id[16];

	snprintf(id, sizeof(id), "T%u", number);
	*ticket = (struct sanya_ticket){
		.id = keep(company, id),
		.assignee = any_name(company),
		.first_replier = any_name(company),
		.solver = any_name(company),
		.channel = any_of(company, channels, 4),
		.involved = involved,
		.involved_count = company_any(company, 3),
		.created = (int64_t)COMPANY_FIRST * SANYA_DAY + company_any(company, COMPANY_DAYS * 86400u),
		.first_touch = SANYA_NO_INSTANT, .first_reply = SANYA_NO_INSTANT, .first_solved = SANYA_NO_INSTANT,
		.solved = SANYA_NO_INSTANT, .closed = SANYA_NO_INSTANT, .due = SANYA_NO_INSTANT,
		.reopens = (int32_t)company_any(company, 3), .replies = 1, .reassigns = SANYA_NO_COUNT,
		.in_time = SANYA_NO_COUNT, .has_history = 0,
	};
	for (unsigned i = 0; i < 2; i++) {
		do
			involved[i] = any_name(company);
		while (involved[i].at == NULL);
	}
	if (company_any(company, 10) > 0)
		ticket->first_reply = ticket->created + company_any(company, 3 * 86400u);
	if (ticket->first_reply != SANYA_NO_INSTANT && company_any(company, 8) > 0)
		ticket->solved = ticket->first_solved = ticket->first_reply + company_any(company, 30 * 86400u);
}

static void make_answer(struct company *company, unsigned number, struct sanya_response *answer)
{
	static const char *const surveys[] = { "after", "yearly" };
	char id[16], name[32], ticket[16], customer[16];
	unsigned who = company_any(company, COMPANY_PEOPLE + 2);

	snprintf(id, sizeof(id), "A%u", number);
	if (who < COMPANY_PEOPLE)
		snprintf(name, sizeof(name), "%s%u", company_any(company, 3) == 0 ? "S" : "s", who + 1);
	else
		snprintf(name, sizeof(name), "stranger%u", who);
	snprintf(ticket, sizeof(ticket), "T%u", company_any(company, COMPANY_TICKETS));
	snprintf(customer, sizeof(customer), "c%u", company_any(company, 8));
	*answer = (struct sanya_response){
		.id = keep(company, id),
		.ticket = keep(company, ticket),
		.requester = keep(company, customer),
		.subject = company_any(company, 15) == 0 ? sanya_text_of(NULL) : keep(company, name),
		.survey = any_of(company, surveys, 2),
		.asked = SANYA_NO_INSTANT,
		.answered = (int64_t)COMPANY_FIRST * SANYA_DAY + company_any(company, COMPANY_DAYS * 86400u),
		.kind = SANYA_CSAT,
		.value = SANYA_POINT * (1 + company_any(company, 5)), .lowest = SANYA_POINT, .highest = 5 * SANYA_POINT,
	};
}

static void close_batch(struct company *company, struct sanya_evidence_staging *staging, const char *source)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer hex;
	struct sanya_json *detail = sanya_json_object();
	struct sanya_evidence_counts counts;
	struct sanya_sha256 digest;
	uint64_t batch;

	sanya_buffer_init(&hex, 64);
	ck_assert_int_eq(sanya_act_begin(&company->act, &err), 0);
	ck_assert_msg(sanya_evidence_close(staging, &batch, &digest, &counts, &err) == 0, "%s", err.what);
	ck_assert_uint_gt(batch, 0);
	sanya_hex_add(&hex, digest.bytes, sizeof(digest.bytes));
	sanya_json_set_integer(detail, "batch", (int64_t)batch);
	sanya_json_set_text(detail, "digest", hex.data);
	sanya_json_set_text(detail, "cursor", "");
	ck_assert_msg(sanya_act_record(&company->act, "evidence.batch", source, detail, NULL, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_act_end(&company->act, &err) == 0, "%s", err.what);
	sanya_evidence_forget(staging);
}

static void deliver_tickets(struct company *company, struct sanya_block *block, unsigned first, unsigned step, unsigned count)
{
	struct sanya_evidence_staging *staging;
	struct sanya_dictionary dictionary;

	sanya_dictionary_init(&dictionary);
	ck_assert_msg(sanya_evidence_stage(company->home.store, "desk", &staging, &err) == 0, "%s", err.what);
	sanya_block_start(block, SANYA_TICKET, &dictionary);
	for (unsigned i = 0; i < count; i++)
		ck_assert_int_eq(sanya_block_add_ticket(block, &dictionary, &company->tickets[first + i * step], &err), 1);
	ck_assert_msg(sanya_block_check(block, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_evidence_take(staging, block, &dictionary, &err) == 0, "%s", err.what);
	close_batch(company, staging, "desk");
	sanya_dictionary_done(&dictionary);
}

static void deliver_answers(struct company *company, struct sanya_block *block)
{
	struct sanya_evidence_staging *staging;
	struct sanya_dictionary dictionary;

	sanya_dictionary_init(&dictionary);
	ck_assert_int_eq(sanya_evidence_stage(company->home.store, "survey", &staging, &err), 0);
	sanya_block_start(block, SANYA_RESPONSE, &dictionary);
	for (unsigned i = 0; i < COMPANY_ANSWERS; i++)
		ck_assert_int_eq(sanya_block_add_response(block, &dictionary, &company->answers[i], &err), 1);
	ck_assert_msg(sanya_block_check(block, &err) == 0, "%s", err.what);
	ck_assert_int_eq(sanya_evidence_take(staging, block, &dictionary, &err), 0);
	close_batch(company, staging, "survey");
	sanya_dictionary_done(&dictionary);
}

/* Every third ticket is delivered again with other people and stamps. */
static void deliver(struct company *company)
{
	struct sanya_block *block = malloc(sizeof(*block));

	ck_assert_ptr_nonnull(block);
	for (unsigned i = 0; i < COMPANY_TICKETS; i++)
		make_ticket(company, i, &company->tickets[i]);
	for (unsigned i = 0; i < COMPANY_ANSWERS; i++)
		make_answer(company, i, &company->answers[i]);
	deliver_tickets(company, block, 0, 1, COMPANY_TICKETS);
	deliver_answers(company, block);
	for (unsigned i = 0; i < COMPANY_TICKETS; i += 3)
		make_ticket(company, i, &company->tickets[i]);
	deliver_tickets(company, block, 0, 3, COMPANY_TICKETS / 3);
	free(block);
}

void company_deliver(struct company *company, unsigned first, unsigned count)
{
	struct sanya_block *block = malloc(sizeof(*block));

	ck_assert_ptr_nonnull(block);
	for (unsigned i = first; i < first + count; i++)
		make_ticket(company, i, &company->tickets[i]);
	deliver_tickets(company, block, first, 1, count);
	free(block);
}

/* --- contracts --- */

static const struct {
	const char *metric, *statistic, *scale, *credit, *clock;
} kinds[] = {
	{ "ticket.first_reply_time@1", "share_within 4h", "[[\"50%\", \"0\"], [\"100%\", \"100\"]]", "first_replier", "elapsed" },
	{ "ticket.first_reply_time@1", "share_within 1d", "[[\"50%\", \"0\"], [\"100%\", \"100\"]]", "first_replier", "working" },
	{ "ticket.first_reply_time@1", "median", "[[\"2d\", \"0\"], [\"1h\", \"100\"]]", "first_replier", "elapsed" },
	{ "ticket.first_reply_time@1", "percentile 90", "[[\"2d\", \"0\"], [\"1h\", \"100\"]]", "involved", "working" },
	{ "ticket.first_reply_time@1", "mean", "[[\"2d\", \"0\"], [\"1h\", \"100\"]]", "assignee", "elapsed" },
	{ "ticket.resolution_time@1", "rank 80", "[[\"20d\", \"0\"], [\"1h\", \"100\"]]", "solver", "elapsed" },
	{ "ticket.reopened@1", "share", "[[\"40%\", \"0\"], [\"0%\", \"100\"]]", "solver", "elapsed" },
	{ "ticket.solved@1", "count", "[[\"0\", \"0\"], [\"20\", \"100\"]]", "involved", "elapsed" },
	{ "ticket.open_at_end@1", "share", "[[\"60%\", \"0\"], [\"0%\", \"100\"]]", "assignee", "elapsed" },
	{ "response.csat@1", "share", "[[\"0%\", \"0\"], [\"100%\", \"100\"]]", "subject", "elapsed" },
};

static void add_goal(struct company *company, unsigned number, const char *weight, bool response, struct sanya_buffer *text)
{
	static const char *const wheres[] = { "", ", \"where\": {\"channel\": [\"email\", \"chat\"]}", ", \"where\": {\"channel\": [\"phone\"]}" },
				 *const surveys[] = { "", ", \"where\": {\"survey\": [\"after\"]}" },
				 *const rules[] = { "reweight", "team", "zero" };
	unsigned kind = response ? SANYA_COUNT(kinds) - 1 : company_any(company, SANYA_COUNT(kinds) - 1);

	/* Now and then the same again, where another "where" or scope is all the difference. */
	if (!response && company->kind != 0 && company_any(company, 2) == 0)
		kind = company->kind - 1;
	if (!response)
		company->kind = kind + 1;
	sanya_buffer_printf(text,
			    "%s{\"id\": \"g%u\", \"title\": {\"en\": \"Goal\"}, \"metric\": \"%s\", \"clock\": \"%s\", \"statistic\": \"%s\", "
			    "\"scope\": \"%s\", \"credit\": \"%s\", \"scale\": %s, \"between\": \"linear\", \"weight\": \"%s\", "
			    "\"minimum_sample\": 3, \"if_too_few\": \"%s\"%s%s}",
			    number > 0 ? ", " : "", number, kinds[kind].metric, kinds[kind].clock, kinds[kind].statistic,
			    company_any(company, 4) == 0 ? "team" : "own", kinds[kind].credit, kinds[kind].scale, weight,
			    rules[company_any(company, 3)], response ? surveys[company_any(company, 2)] : wheres[company_any(company, 3)],
			    company_any(company, 4) == 0 ? ", \"deadline\": \"2026-02-20\"" : "");
}

static void make_goals(struct company *company, struct sanya_buffer *text)
{
	static const char *const weights[] = { "100", "50", "25", "20" };
	static const unsigned counts[] = { 1, 2, 4, 5 };
	unsigned some = 1 + company_any(company, 3);

	for (unsigned i = 0; i < counts[some]; i++)
		add_goal(company, i, weights[some], i % 2 == 1, text);
}

static void make_contract(struct company *company, unsigned number, const char *goals)
{
	static const char *const zones[] = { "Asia/Bangkok", "Europe/Berlin" },
				 *const periods[] = { "{\"from\": \"2026-01-10\", \"to\": \"2026-03-31\"}",
						      "{\"from\": \"2026-02-01\", \"to\": \"2026-05-15\"}" };
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	unsigned employee = 2 + company_any(company, COMPANY_PEOPLE - 1);

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	sanya_buffer_printf(&text,
			    "{\"format\": \"sanya.contract/1\", \"number\": \"C%u\", \"revision\": 1, \"kind\": \"contract\", \"title\": {\"en\": \"C\"}, "
			    "\"prevails\": \"en\", \"employee\": \"E%u\", \"manager\": \"E%u\", \"period\": %s, \"timezone\": \"%s\", "
			    "\"calendar\": \"%s\", \"goals\": [%s",
			    number, employee, employee > 5 ? 2 + company_any(company, 3) : 1, periods[company_any(company, 6) == 0],
			    zones[company_any(company, 6) == 0], company_any(company, 6) == 0 ? "always@1" : "th-office@1", goals);
	sanya_buffer_text(&text, "], \"reward\": {\"currency\": \"THB\", \"at_100\": \"1000.00\", \"combine\": \"weighted\", "
				 "\"curve\": [[\"0\", \"0\"], [\"100\", \"100\"]], \"between\": \"linear\", \"proration\": \"none\", "
				 "\"round\": {\"to\": \"1.00\", \"mode\": \"half-up\"}}, \"rules\": {\"answer_days\": 14, \"grace_days\": 7, "
				 "\"dispute_days\": 5, \"dispute_answer_days\": 10}}");
	ck_assert_msg(sanya_contract_parse("contract", text.data, text.size, NULL, NULL, &company->contracts[number], &err) == 0, "%s in %s",
		      err.what, text.data);
	company->until[number] = company_any(company, 6) == 0 ? (COMPANY_FIRST + 60) * SANYA_DAY + 12345 : SANYA_NO_INSTANT;
}

/* Contracts of two templates, mostly alike. */
static void make_contracts(struct company *company)
{
	for (unsigned template = 0; template < 2; template++) {
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer goals;

		sanya_buffer_init(&goals, SANYA_DOCUMENT_MAX);
		make_goals(company, &goals);
		for (unsigned i = template; i < COMPANY_CONTRACTS; i += 2)
			make_contract(company, i, goals.data);
	}
}

/* --- all of it --- */

static void open_host(struct company *company)
{
	static char worker[2000], plugins[2000], data[2000];
	static const char *folders[] = { plugins, NULL };
	const char *build = getenv("SANYA_BUILDDIR"), *sources = getenv("SANYA_SRCDIR");
	struct sanya_host_config config = { .worker = worker, .folders = folders, .start_ms = 20000 };

	snprintf(worker, sizeof(worker), "%s/sanya-worker", build == NULL ? "." : build);
	snprintf(plugins, sizeof(plugins), "%s/plugins/.libs", build == NULL ? "." : build);
	snprintf(data, sizeof(data), "%s/contracts", sources == NULL ? "." : sources);
	company->settings = (struct sanya_settings){ .data = data };
	ck_assert_msg(sanya_host_new(&config, &company->host, &err) == 0, "%s", err.what);
}

void company_make(struct company *company, uint64_t seed)
{
	char path[SANYA_PATH_MAX];

	memset(company, 0, sizeof(*company));
	sanya_error_clear(&err);
	company->state = seed;
	snprintf(path, sizeof(path), "%s/home", store_home_folder());
	ck_assert_msg(sanya_home_create(path, "Test", 1000, false, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_home_open(path, SANYA_STORE_WRITE, &company->home, &err) == 0, "%s", err.what);
	company->act = (struct sanya_act){ .store = company->home.store, .account = company->home.account, .now = INT64_C(1785542400) };
	import_people(company);
	deliver(company);
	open_host(company);
	ck_assert_int_eq(sanya_calendar_shelf_new(&company->settings, &company->calendars, &err), 0);
	make_contracts(company);
}

void company_end(struct company *company)
{
	for (unsigned i = 0; i < COMPANY_CONTRACTS; i++)
		sanya_contract_done(&company->contracts[i]);
	sanya_calendar_shelf_free(company->calendars);
	sanya_host_free(company->host);
	sanya_roster_done(&company->roster);
	sanya_home_close(&company->home);
	store_home_clean();
}

struct sanya_evaluate company_evaluate(struct company *company, struct sanya_arena *arena)
{
	return (struct sanya_evaluate){
		.store = company->home.store,
		.host = company->host,
		.shelf = company->calendars,
		.roster = &company->roster,
		.arena = arena,
		.watermark = sanya_evidence_watermark(company->home.store),
		.count_unknown = true,
		.team_stands_in = true,
		.explain_goal = SIZE_MAX,
	};
}
