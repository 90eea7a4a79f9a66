/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The 63 published reward cases, each reached exactly by a contract of tests/cases/rewards.
 * cases.csv holds inputs and answers as their sources print them; contracts.csv says which contract and which values express each.
 * What is expected is always read from cases.csv: where a source contradicts its own rule, the rule's exact number.
 */
#include "reward_fixture.h"

#include <check.h>

Suite *suite_reward_cases(void);

enum { CASE_ID, CASE_FAMILY, CASE_SOURCE, CASE_KIND, CASE_INPUTS, CASE_EXPECTED, CASE_UNIT, CASE_RECOMPUTED, CASE_AGREES, CASE_COLUMNS };
enum { OURS_ID, OURS_CONTRACT, OURS_COMPARE, OURS_VALUES, OURS_COLUMNS };

/* The fields of one CSV line, in place. */
static size_t split(char *line, char **fields, size_t room)
{
	size_t count = 0;
	char *out = line;

	while (count < room) {
		bool quoted = *line == '"';

		fields[count++] = out;
		line += quoted;
		while (*line != '\0' && (quoted || *line != ',')) {
			if (quoted && *line == '"') {
				if (line[1] != '"') {
					line++;
					break;
				}
				line++;
			}
			*out++ = *line++;
		}
		if (*line != ',')
			break;
		line++;
		*out++ = '\0';
	}
	*out = '\0';
	return count;
}

/* "calls=250000/16333 absences=1 days=3/4" as a document for --values. */
static void values_document(char *words, struct sanya_buffer *out)
{
	char *word, *days = NULL;
	bool first = true;

	sanya_buffer_clear(out);
	sanya_buffer_text(out, "{\"values\":{");
	while ((word = strsep(&words, " ")) != NULL) {
		char *value = strchr(word, '='), *slash;

		if (value == NULL)
			continue;
		*value++ = '\0';
		slash = strchr(value, '/');
		if (slash != NULL)
			*slash++ = '\0';
		if (strcmp(word, "days") == 0) {
			days = value;
			continue;
		}
		sanya_buffer_printf(out, "%s\"%s\":{\"value\":", first ? "" : ",", word);
		if (slash != NULL)
			sanya_buffer_printf(out, "{\"num\":\"%s\",\"den\":\"%s\"}}", value, slash);
		else
			sanya_buffer_printf(out, "\"%s\"}", value);
		first = false;
	}
	sanya_buffer_byte(out, '}');
	if (days != NULL)
		sanya_buffer_printf(out, ",\"days\":{\"counted\":%s,\"of\":%s}", days, days + strlen(days) + 1);
	sanya_buffer_byte(out, '}');
}

static void add_number(struct sanya_number *sum, const struct sanya_number *more)
{
	sanya_number_add(sum, sum, more);
}

/* What the contract gives, summed over values joined by " + ". */
static void reach(char *const *ours, struct sanya_number *ret, struct sanya_buffer *display)
{
	struct sanya_contract contract;
	struct sanya_result result;
	struct sanya_buffer document;
	char name[200], *rest = ours[OURS_VALUES];

	snprintf(name, sizeof(name), "cases/rewards/%s.json", ours[OURS_CONTRACT]);
	fixture_read_contract(name, &contract);
	sanya_buffer_init(&document, SANYA_TEXT_MAX);
	while (rest != NULL) {
		char *one = rest, *next = strstr(rest, " + ");

		rest = next == NULL ? NULL : next + 3;
		if (next != NULL)
			*next = '\0';
		values_document(one, &document);
		fixture_pay(&contract, document.data, &result);
		if (strcmp(ours[OURS_COMPARE], "score") == 0) {
			add_number(ret, &result.score);
		} else if (strcmp(ours[OURS_COMPARE], "value") == 0) {
			add_number(ret, &result.goals[0].value);
			sanya_value_display(&result.goals[0].value, SANYA_MEASURE_NUMBER, display);
		} else {
			add_number(ret, &result.amount);
		}
		sanya_result_done(&result);
	}
	sanya_buffer_done(&document);
	sanya_contract_done(&contract);
}

static void round_to(struct sanya_number *number, int64_t part, int64_t whole)
{
	struct sanya_number step;

	sanya_number_init(&step);
	sanya_number_set_ratio(&step, part, whole);
	sanya_number_round(number, number, &step, SANYA_HALF_UP);
	sanya_number_done(&step);
}

/*
 * Four ways to compare: the amount or score itself; "cents": both to the cent (a source's "about"); "millionths": a bare factor, paid
 * on a million; "value": a rate shown to one decimal.
 */
static void check_case(char *const *wanted, char *const *ours)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_number got, want, factor;
	struct sanya_buffer display;
	const char *expected = strcmp(wanted[CASE_AGREES], "yes") == 0 ? wanted[CASE_EXPECTED] : wanted[CASE_RECOMPUTED];

	sanya_number_init(&got);
	sanya_number_init(&want);
	sanya_number_init(&factor);
	sanya_buffer_init(&display, 100);
	reach(ours, &got, &display);
	ck_assert_msg(sanya_number_parse(expected, strlen(expected), &want, &err) == 0, "%s: %s", wanted[CASE_ID], err.what);
	if (strcmp(ours[OURS_COMPARE], "cents") == 0)
		round_to(&want, 1, 100);
	if (strcmp(ours[OURS_COMPARE], "millionths") == 0) {
		sanya_number_set_integer(&factor, 1000000);
		sanya_number_mul(&want, &want, &factor);
	}
	if (strcmp(ours[OURS_COMPARE], "value") == 0) {
		ck_assert_ptr_nonnull(strstr(wanted[CASE_UNIT], display.data)); /* "(2 decimals 15.31)" */
		round_to(&got, 1, 10);
	}
	sanya_buffer_clear(&display);
	sanya_number_exact(&got, &display);
	ck_assert_msg(sanya_number_compare(&got, &want) == 0, "%s: got %s, wanted %s", wanted[CASE_ID], display.data, expected);
	sanya_buffer_done(&display);
	sanya_number_done(&got);
	sanya_number_done(&want);
	sanya_number_done(&factor);
}

START_TEST(every_published_case_is_reached_exactly)
{
	struct sanya_buffer cases, contracts;
	char *cases_rest, *ours_rest, *line, *wanted[CASE_COLUMNS + 1], *ours[OURS_COLUMNS];
	size_t count = 0;

	fixture_read("cases/rewards/cases.csv", &cases);
	fixture_read("cases/rewards/contracts.csv", &contracts);
	cases_rest = cases.data;
	ours_rest = contracts.data;
	strsep(&cases_rest, "\n");
	strsep(&ours_rest, "\n");
	while ((line = strsep(&cases_rest, "\n")) != NULL && *line != '\0') {
		line[strcspn(line, "\r")] = '\0';
		ck_assert_uint_ge(split(line, wanted, CASE_COLUMNS), CASE_COLUMNS);
		line = strsep(&ours_rest, "\n");
		ck_assert_msg(line != NULL, "%s: no contract", wanted[CASE_ID]);
		ck_assert_uint_eq(split(line, ours, OURS_COLUMNS), OURS_COLUMNS);
		ck_assert_str_eq(ours[OURS_ID], wanted[CASE_ID]);
		check_case(wanted, ours);
		count++;
	}
	ck_assert_uint_eq(count, 63);
	sanya_buffer_done(&cases);
	sanya_buffer_done(&contracts);
}
END_TEST

/* --- rows of other systems' goal and commission tests, by their numbers --- */

#define SHARE_LIKE(points) GOAL("g", "sum", points, "linear", "100", REWEIGHT)
#define NO_MONEY REWARD("0.00", EVEN, "linear", PLAIN)

static const struct {
	const char *row, *scale, *value, *score;
} progress[] = {
	/* from a start to a target, beyond both ends: the line is drawn further */
	{ "N26", SHARE_LIKE("[[\"0\",\"0\"],[\"200\",\"200\"]]"), "20", "20" },
	{ "N26", SHARE_LIKE("[[\"0\",\"0\"],[\"200\",\"200\"]]"), "100", "100" },
	{ "N26", SHARE_LIKE("[[\"0\",\"0\"],[\"200\",\"200\"]]"), "150", "150" },
	{ "N27", SHARE_LIKE("[[\"-60\",\"-100\"],[\"20\",\"0\"],[\"100\",\"100\"]]"), "20", "0" },
	{ "N27", SHARE_LIKE("[[\"-60\",\"-100\"],[\"20\",\"0\"],[\"100\",\"100\"]]"), "100", "100" },
	{ "N27", SHARE_LIKE("[[\"-60\",\"-100\"],[\"20\",\"0\"],[\"100\",\"100\"]]"), "0", "-25" },
	{ "N27", SHARE_LIKE("[[\"-60\",\"-100\"],[\"20\",\"0\"],[\"100\",\"100\"]]"), "-20", "-50" },
	{ "N28", SHARE_LIKE("[[\"100\",\"0\"],[\"0\",\"100\"]]"), "100", "0" },
	{ "N28", SHARE_LIKE("[[\"100\",\"0\"],[\"0\",\"100\"]]"), "80", "20" },
	{ "N28", SHARE_LIKE("[[\"100\",\"0\"],[\"0\",\"100\"]]"), "0", "100" },
	{ "N29", SHARE_LIKE("[[\"100\",\"0\"],[\"0\",\"125\"]]"), "80", "25" },
	{ "N29", SHARE_LIKE("[[\"100\",\"0\"],[\"0\",\"125\"]]"), "20", "100" },
	{ "N29", SHARE_LIKE("[[\"100\",\"0\"],[\"0\",\"125\"]]"), "0", "125" },
	/* categories of 3, 4 and 5 points */
	{ "N71", SHARE_LIKE("[[\"1\",\"0\"],[\"3\",\"100\"]]"), "1", "0" },
	{ "N71", SHARE_LIKE("[[\"1\",\"0\"],[\"3\",\"100\"]]"), "2", "50" },
	{ "N71", SHARE_LIKE("[[\"1\",\"0\"],[\"3\",\"100\"]]"), "3", "100" },
	{ "N71", SHARE_LIKE("[[\"1\",\"0\"],[\"4\",\"100\"]]"), "2", "100/3" },
	{ "N71", SHARE_LIKE("[[\"1\",\"0\"],[\"5\",\"100\"]]"), "2", "25" },
	{ "N71", SHARE_LIKE("[[\"1\",\"0\"],[\"5\",\"100\"]]"), "4", "75" },
	/* a Thai form: 92 to 96 are levels 1 to 5; and one with a level used twice, where the later holds */
	{ "N75", SHARE_LIKE("[[\"92\",\"1\"],[\"96\",\"5\"]]"), "95", "4" },
	{ "N75", SHARE_LIKE("[[\"40\",\"1\"],[\"50\",\"2\"],[\"60\",\"3\"],[\"60\",\"4\"],[\"70\",\"5\"]]"), "60", "4" },
};

START_TEST(progress_from_start_to_target)
{
	struct sanya_contract contract;
	struct sanya_result result;
	char values[200];

	fixture_contract(progress[_i].scale, NO_MONEY, &contract);
	snprintf(values, sizeof(values), "{\"values\":{\"g\":{\"value\":\"%s\"}}}", progress[_i].value);
	fixture_pay(&contract, values, &result);
	fixture_equal(&result.score, progress[_i].score, progress[_i].row);
	sanya_result_done(&result);
	sanya_contract_done(&contract);
}
END_TEST

#define SALES GOAL("g", "sum", EVEN, "linear", "100", REWEIGHT)
#define FLAT REWARD("100.00", "[[\"0\",\"1\"],[\"10000\",\"2\"],[\"50000\",\"3\"],[\"100000\",\"4\"]]", "step", PLAIN)
#define SLICES REWARD("100.00", "[[\"0\",\"1\"],[\"10000\",\"2\"],[\"50000\",\"3\"],[\"100000\",\"4\"]]", "marginal", PLAIN)
#define STEPS REWARD("100.00", "[[\"0\",\"1\"],[\"1000\",\"2\"],[\"3000\",\"3\"],[\"8000\",\"5\"]]", "marginal", PLAIN)
/* N52: each slice earns a fixed amount in full, so 10, then 40 more, then 100 more, then 2000 more. */
#define INTERPOLATED                                                                                                  \
	REWARD("100.00", "[[\"0\",\"0\"],[\"1000\",\"10\"],[\"3000\",\"50\"],[\"8000\",\"150\"],[\"20000\",\"2150\"]]", "linear", PLAIN)
#define TENTH REWARD("100.00", "[[\"0\",\"10\"],[\"100\",\"10\"]]", "marginal", PLAIN)

static const struct {
	const char *row, *reward, *value, *amount;
} commissions[] = {
	{ "N43", FLAT, "5000", "1" },	     { "N43", FLAT, "15000", "2" },	      { "N43", FLAT, "60000", "3" },
	{ "N44", SLICES, "15000", "200" },   { "N45", SLICES, "60000", "1200" },      { "N46", STEPS, "200", "2" },
	{ "N47", STEPS, "300", "3" },	     { "N48", STEPS, "1500", "20" },	      { "N49", STEPS, "1200", "14" },
	{ "N50", STEPS, "2000", "30" },	     { "N51", STEPS, "4500", "95" },	      { "N52", INTERPOLATED, "200", "2" },
	{ "N52", INTERPOLATED, "300", "3" }, { "N52", INTERPOLATED, "1500", "20" },   { "N52", INTERPOLATED, "1200", "14" },
	{ "N52", INTERPOLATED, "2000", "30" }, { "N53", INTERPOLATED, "4500", "80" },
	{ "N54d", REWARD("100.00", "[[\"0\",\"0\"],[\"25\",\"1000\"],[\"50\",\"2000\"],[\"100\",\"5000\"]]", "linear", PLAIN), "12", "480" },
	/* There a value between two sections paid nothing.  Points leave no gap: 100.5 at one tenth is 10.05. */
	{ "N63d", TENTH, "100", "10" },	     { "N63d", TENTH, "100.5", "10.05" },     { "N63d", TENTH, "5", "0.50" },
	{ "N64d", REWARD("100.00", "[[\"0\",\"0\"],[\"15000\",\"0\"],[\"15000\",\"3000\"],[\"16000\",\"3200\"]]", "linear", PLAIN), "15100", "3020" },
};

START_TEST(tiers_and_slices)
{
	struct sanya_contract contract;
	struct sanya_result result;
	char values[200];

	fixture_contract(SALES, commissions[_i].reward, &contract);
	snprintf(values, sizeof(values), "{\"values\":{\"g\":{\"value\":\"%s\"}}}", commissions[_i].value);
	fixture_pay(&contract, values, &result);
	fixture_equal(&result.amount, commissions[_i].amount, commissions[_i].row);
	sanya_result_done(&result);
	sanya_contract_done(&contract);
}
END_TEST

/* N30: nothing can be said between equal start and target; N62: tiers written downwards. */
START_TEST(what_others_accept_or_refuse_we_refuse)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_contract contract;

	ck_assert_int_eq(fixture_try(SHARE_LIKE("[[\"0\",\"0\"],[\"0\",\"100\"]]"), NO_MONEY, &contract, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.what, "start and target are equal"));
	sanya_error_clear(&err);
	ck_assert_int_eq(fixture_try(SALES, REWARD("1.00", "[[\"5\",\"1\"],[\"1\",\"2\"]]", "step", PLAIN), &contract, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.what, "rise from point to point"));
}
END_TEST

/* N31: there a missing value counted as the start; here it is no data, and nothing is said. */
START_TEST(no_value_is_no_data)
{
	struct sanya_contract contract;
	struct sanya_result result;

	fixture_contract(SALES, NO_MONEY, &contract);
	fixture_pay(&contract, "{\"values\":{\"g\":null}}", &result);
	ck_assert_int_eq(result.goals[0].outcome, SANYA_OUTCOME_NO_DATA);
	ck_assert(!result.has_score && !result.goals[0].has_score);
	sanya_result_done(&result);
	sanya_contract_done(&contract);
}
END_TEST

/* N32d: weights 1, 1, 2 with 0, 50, 100: (0 + 50 + 200) / 4 = 62.5 */
START_TEST(weighted_progress)
{
	struct sanya_contract contract;
	struct sanya_result result;

	fixture_contract(GOAL("a", "sum", EVEN, "linear", "25", REWEIGHT) "," GOAL("b", "sum", EVEN, "linear", "25", REWEIGHT) "," GOAL(
				 "c", "sum", EVEN, "linear", "50", REWEIGHT),
			 NO_MONEY, &contract);
	fixture_pay(&contract, "{\"values\":{\"a\":{\"value\":\"0\"},\"b\":{\"value\":\"50\"},\"c\":{\"value\":\"100\"}}}", &result);
	fixture_equal(&result.score, "62.5", "N32d");
	sanya_result_done(&result);
	sanya_contract_done(&contract);
}
END_TEST

/* N56: 25,000 of which 30 % by EBITDA and 70 % by revenue, each at most its full part: 7,500 + 17,500. */
START_TEST(sections_paid_goal_by_goal)
{
	struct sanya_contract contract;
	struct sanya_result result;

	fixture_contract(GOAL("ebitda", "sum", EVEN, "linear", "30", REWEIGHT) "," GOAL("revenue", "sum", EVEN, "linear", "70", REWEIGHT),
			 REWARD("25000.00", "[[\"0\",\"0\"],[\"100\",\"100\"]]", "linear",
				"\"combine\":\"per-goal\",\"proration\":\"none\",\"round\":{\"to\":\"0.01\",\"mode\":\"half-up\"}"),
			 &contract);
	fixture_pay(&contract, "{\"values\":{\"ebitda\":{\"value\":\"130\"},\"revenue\":{\"value\":\"100\"}}}", &result);
	fixture_equal(&result.goals[0].amount, "7500", "N56 EBITDA");
	fixture_equal(&result.goals[1].amount, "17500", "N56 revenue");
	fixture_equal(&result.amount, "25000", "N56");
	sanya_result_done(&result);
	sanya_contract_done(&contract);
}
END_TEST

Suite *suite_reward_cases(void)
{
	Suite *suite = suite_create("reward_cases");
	TCase *tests = tcase_create("reward_cases");

	tcase_add_test(tests, every_published_case_is_reached_exactly);
	tcase_add_loop_test(tests, progress_from_start_to_target, 0, (int)SANYA_COUNT(progress));
	tcase_add_loop_test(tests, tiers_and_slices, 0, (int)SANYA_COUNT(commissions));
	tcase_add_test(tests, what_others_accept_or_refuse_we_refuse);
	tcase_add_test(tests, no_value_is_no_data);
	tcase_add_test(tests, weighted_progress);
	tcase_add_test(tests, sections_paid_goal_by_goal);
	suite_add_tcase(suite, tests);
	return suite;
}
