/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Properties of the register over random rewards in two currencies: the lines add up to the total after rounding, to the last satang, and
 * an original with its reversal is nothing.  The life of each contract is written straight into the ledger.
 */
#include "reward_fixture.h"
#include "store_home.h"

#include "core/app/people.h"
#include "core/app/register.h"
#include "core/base/time.h"

#include <check.h>

Suite *suite_register(void);

#define NOON INT64_C(1785672000) /* 2026-08-02T12:00:00Z */
#define CONTRACTS 12u
#define CYCLE "2026-07"
#define MUST(call) ck_assert_msg((call) == 0, "%s: %s", #call, err.what)

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void put(struct sanya_store *store, const char *type, const char *subject, const char *actor, const char *detail)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_event event = { .type = type, .at = NOON, .actor = actor, .subject = subject };

	MUST(sanya_json_parse("detail", detail, strlen(detail), &event.detail, &err));
	MUST(sanya_store_begin(store, &err));
	ck_assert_msg(sanya_ledger_append(store, &event, &err) == 0, "%s of %s: %s", type, subject, err.what);
	MUST(sanya_store_commit(store, &err));
	sanya_json_free(event.detail);
}

/* A reward as a contract would compute it: some value, some rounding. */
static void compute_amount(uint64_t *state, struct sanya_buffer *ret)
{
	static const char *const steps[] = { "0.01", "0.25", "1.00", "5.00" }, *const modes[] = { "half-up", "half-even", "down", "up" };
	struct sanya_contract contract;
	struct sanya_result result;
	char reward[400], values[200];

	snprintf(reward, sizeof(reward),
		 "{\"currency\":\"THB\",\"at_100\":\"%u.%02u\",\"curve\":" EVEN ",\"between\":\"linear\",\"combine\":\"weighted\","
		 "\"proration\":\"calendar-days\",\"round\":{\"to\":\"%s\",\"mode\":\"%s\"}}",
		 100 + (unsigned)(next_random(state) % 9000), (unsigned)(next_random(state) % 100), steps[next_random(state) % 4],
		 modes[next_random(state) % 4]);
	snprintf(values, sizeof(values), "{\"values\":{\"g\":{\"value\":\"%u.%u\"}},\"days\":{\"counted\":%u,\"of\":31}}",
		 1 + (unsigned)(next_random(state) % 120), (unsigned)(next_random(state) % 999999), 1 + (unsigned)(next_random(state) % 31));
	fixture_contract(GOAL("g", "sum", EVEN, "linear", "100", REWEIGHT), reward, &contract);
	fixture_pay(&contract, values, &result);
	sanya_buffer_clear(ret);
	sanya_number_decimal(&result.amount, 2, ret);
	sanya_result_done(&result);
	sanya_contract_done(&contract);
}

/* From the draft to the approved reward. */
static void live(struct sanya_store *store, const char *number, const char *amount, const char *currency)
{
	static const struct {
		const char *type, *actor;
	} steps[] = {
		{ "contract.propose", "E3" }, { "contract.accept", "E4" }, { "contract.sign", "E3" }, { "contract.sign", "E4" },
	};
	char detail[2000];

	snprintf(detail, sizeof(detail),
		 "{\"revision\":1,\"document\":{\"kind\":\"contract\",\"employee\":\"E4\",\"manager\":\"E3\",\"timezone\":\"Asia/Bangkok\","
		 "\"title\":{\"en\":\"T\"},\"period\":{\"from\":\"2026-07-01\",\"to\":\"2026-07-31\"},\"rules\":{\"answer_days\":14}}}");
	put(store, "contract.draft", number, "E3", detail);
	for (size_t i = 0; i < SANYA_COUNT(steps); i++)
		put(store, steps[i].type, number, steps[i].actor, "{\"revision\":1}");
	put(store, "review.evaluate", number, "E3", "{\"version\":1,\"revision\":1,\"watermark\":0,\"statement\":{}}");
	put(store, "review.share", number, "E3", "{\"version\":1}");
	put(store, "review.acknowledge", number, "E4", "{\"version\":1}");
	snprintf(detail, sizeof(detail), "{\"version\":1,\"amount\":\"%s\",\"currency\":\"%s\",\"cycle\":\"" CYCLE "\"}", amount, currency);
	put(store, "review.approve", number, "E2", detail);
}

struct home {
	struct sanya_store *store;
	char numbers[CONTRACTS][32], amounts[CONTRACTS][32];
	bool dollars[CONTRACTS];
};

static struct sanya_act by_hr(const struct home *home)
{
	return (struct sanya_act){ .store = home->store, .actor = "E2", .reason = "Paid by hand.", .now = NOON };
}

static void open_home(uint64_t seed, struct home *ret)
{
	static const char people[] = "id,name_en,manager,roles\nE1,Siriporn,,executive\nE2,Malee,E1,employee;hr\nE3,Preecha,E1,manager\nE4,Panya,E3,employee\n";
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_import import;
	struct sanya_act act;
	struct sanya_buffer amount;
	uint64_t state = seed;

	ret->store = store_home_open(store_home_new(), SANYA_STORE_WRITE);
	act = (struct sanya_act){ .store = ret->store, .now = NOON };
	MUST(sanya_people_import(&act, "people", people, strlen(people), SANYA_NO_DATE, &import, &err));
	put(ret->store, "cycle.open", CYCLE, "E2", "{\"from\":\"2026-07-01\",\"to\":\"2026-07-31\"}");
	sanya_buffer_init(&amount, 100);
	for (size_t i = 0; i < CONTRACTS; i++) {
		compute_amount(&state, &amount);
		snprintf(ret->numbers[i], sizeof(ret->numbers[i]), "SQ-2026-%04zu", i + 1);
		snprintf(ret->amounts[i], sizeof(ret->amounts[i]), "%s", amount.data);
		ret->dollars[i] = next_random(&state) % 3 == 0;
		live(ret->store, ret->numbers[i], amount.data, ret->dollars[i] ? "USD" : "THB");
	}
	sanya_buffer_done(&amount);
}

/* Whole cents, added as integers: another way than the register's own. */
static int64_t cents(const char *amount)
{
	const char *digits = amount[0] == '-' ? amount + 1 : amount, *point = strchr(digits, '.');
	int64_t sum = 0;

	ck_assert_ptr_nonnull(point);
	ck_assert_uint_eq(strlen(point), 3);
	for (const char *at = digits; *at != '\0'; at++)
		if (*at != '.')
			sum = sum * 10 + (*at - '0');
	return amount[0] == '-' ? -sum : sum;
}

static void check_totals(const struct home *home, int64_t want_baht, int64_t want_dollars, size_t want_lines)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_arena arena;
	struct sanya_cycle cycle;
	struct sanya_json *json;
	const struct sanya_json *lines, *totals;
	int64_t baht = 0, dollars = 0;

	sanya_arena_init(&arena);
	ck_assert_int_eq(sanya_cycle_get(home->store, CYCLE, &arena, &cycle, &err), 1);
	MUST(sanya_register_build(home->store, &cycle, SANYA_BATCH_ANY, &arena, &json, &err));
	lines = sanya_json_get(json, "lines");
	totals = sanya_json_get(json, "totals");
	ck_assert_uint_eq(sanya_json_size(lines), want_lines);
	for (size_t i = 0; i < sanya_json_size(lines); i++) {
		const struct sanya_json *line = sanya_json_at(lines, i);
		bool is_baht = strcmp(sanya_json_get_text(line, "currency"), "THB") == 0;

		*(is_baht ? &baht : &dollars) += cents(sanya_json_get_text(line, "amount"));
	}
	ck_assert_int_eq(baht, want_baht);
	ck_assert_int_eq(dollars, want_dollars);
	ck_assert_int_eq(sanya_json_get_text(totals, "THB") == NULL ? 0 : cents(sanya_json_get_text(totals, "THB")), baht);
	ck_assert_int_eq(sanya_json_get_text(totals, "USD") == NULL ? 0 : cents(sanya_json_get_text(totals, "USD")), dollars);
	sanya_json_free(json);
	sanya_arena_done(&arena);
}

START_TEST(lines_add_up_to_the_total_by_currency)
{
	int64_t baht = 0, dollars = 0;
	struct home home;

	open_home(0x9e3779b97f4a7c15u + (uint64_t)_i, &home);
	for (size_t i = 0; i < CONTRACTS; i++)
		*(home.dollars[i] ? &dollars : &baht) += cents(home.amounts[i]);
	check_totals(&home, baht, dollars, CONTRACTS);
	sanya_store_close(home.store);
}
END_TEST

START_TEST(original_and_reversal_are_nothing)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_change change;
	struct home home;

	open_home(0x51ed270b7a1f3d29u + (uint64_t)_i, &home);
	for (size_t i = 0; i < CONTRACTS; i++) {
		struct sanya_act act = by_hr(&home);
		char back[40];

		put(home.store, "contract.export", home.numbers[i], "E2", "{\"revision\":1,\"batch\":1}");
		snprintf(back, sizeof(back), "-%s", home.amounts[i]);
		if (cents(home.amounts[i]) == 0) /* there is nothing to take back */
			continue;
		MUST(sanya_reward_correct(&act, home.numbers[i], back, &change, &err));
		/* once: a second time would take from wages */
		ck_assert_int_eq(sanya_reward_correct(&act, home.numbers[i], "-0.01", &change, &err), -1);
		ck_assert_int_eq(err.code, SANYA_NOT_ALLOWED);
		sanya_error_clear(&err);
	}
	check_totals(&home, 0, 0, 2 * CONTRACTS);
	sanya_store_close(home.store);
}
END_TEST

Suite *suite_register(void)
{
	Suite *suite = suite_create("register");
	TCase *tcase = tcase_create("register");

	tcase_add_checked_fixture(tcase, NULL, store_home_clean);
	tcase_add_loop_test(tcase, lines_add_up_to_the_total_by_currency, 0, 8);
	tcase_add_loop_test(tcase, original_and_reversal_are_nothing, 0, 8);
	suite_add_tcase(suite, tcase);
	return suite;
}
