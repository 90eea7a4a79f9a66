/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From value to amount: scales at their borders, missing values, gates, the order of what limits a reward, rounding, and
 * properties that hold for every contract.  Sums are worked by hand beside each case.
 */
#include "reward_fixture.h"

#include <check.h>

Suite *suite_reward(void);

#define SUM(id, weight, more) GOAL(id, "sum", EVEN, "linear", weight, more)
#define ONE SUM("g", "100", REWEIGHT)
#define VALUE(value) "{\"values\":{\"g\":{\"value\":\"" value "\"}}}"
#define WHOLE "\"combine\":\"weighted\",\"proration\":\"none\",\"round\":{\"to\":\"1.00\",\"mode\":\"%s\"}"

/* --- scales --- */

#define STEPS "[[\"10\",\"0\"],[\"20\",\"50\"],[\"30\",\"100\"]]"
#define JUMP "[[\"10\",\"0\"],[\"20\",\"50\"],[\"20\",\"80\"],[\"30\",\"100\"]]"
#define FALLING "[[\"30\",\"0\"],[\"20\",\"50\"],[\"20\",\"80\"],[\"10\",\"100\"]]"

static const struct {
	const char *goal, *value, *score;
} scales[] = {
	{ GOAL("g", "sum", STEPS, "step", "100", REWEIGHT), "9", "0" }, /* before the first: the end score */
	{ GOAL("g", "sum", STEPS, "step", "100", REWEIGHT), "10", "0" },
	{ GOAL("g", "sum", STEPS, "step", "100", REWEIGHT), "19.999999", "0" }, /* a level is reached at its value, not before */
	{ GOAL("g", "sum", STEPS, "step", "100", REWEIGHT), "20", "50" },
	{ GOAL("g", "sum", STEPS, "step", "100", REWEIGHT), "31", "100" },
	{ GOAL("g", "sum", STEPS, "linear", "100", REWEIGHT), "9", "0" },
	{ GOAL("g", "sum", STEPS, "linear", "100", REWEIGHT), "12.5", "12.5" },
	{ GOAL("g", "sum", STEPS, "linear", "100", REWEIGHT), "40", "100" },
	{ GOAL("g", "sum", JUMP, "linear", "100", REWEIGHT), "15", "25" },
	{ GOAL("g", "sum", JUMP, "linear", "100", REWEIGHT), "20", "80" }, /* the point written last holds */
	{ GOAL("g", "sum", JUMP, "linear", "100", REWEIGHT), "25", "90" },
	{ GOAL("g", "sum", JUMP, "step", "100", REWEIGHT), "20", "80" },
	{ GOAL("g", "sum", FALLING, "linear", "100", REWEIGHT), "31", "0" }, /* lower is better */
	{ GOAL("g", "sum", FALLING, "linear", "100", REWEIGHT), "25", "25" },
	{ GOAL("g", "sum", FALLING, "linear", "100", REWEIGHT), "20", "80" },
	{ GOAL("g", "sum", FALLING, "linear", "100", REWEIGHT), "15", "90" },
	{ GOAL("g", "sum", FALLING, "linear", "100", REWEIGHT), "0", "100" },
	{ GOAL("g", "sum", FALLING, "step", "100", REWEIGHT), "20.000001", "0" },
	{ GOAL("g", "sum", FALLING, "step", "100", REWEIGHT), "20", "80" },
	{ GOAL("g", "share", "[[\"80%\",\"0\"],[\"95%\",\"100\"],[\"99%\",\"120\"]]", "linear", "100", REWEIGHT), "96.2%", "106" },
	/* 100 * (4h - 3h20m) / (4h - 1h) = 100 * 2400 / 10800 = 200/9 */
	{ GOAL("g", "mean", "[[\"4h\",\"0\"],[\"1h\",\"100\"]]", "linear", "100", REWEIGHT), "3h20m", "200/9" },
};

START_TEST(scales_at_their_borders)
{
	struct sanya_contract contract;
	struct sanya_result result;
	char values[200];

	fixture_contract(scales[_i].goal, REWARD("0.00", EVEN, "linear", PLAIN), &contract);
	snprintf(values, sizeof(values), "{\"values\":{\"g\":{\"value\":\"%s\"}}}", scales[_i].value);
	fixture_pay(&contract, values, &result);
	fixture_equal(&result.score, scales[_i].score, scales[_i].value);
	sanya_result_done(&result);
	sanya_contract_done(&contract);
}
END_TEST

/* --- missing values --- */

#define TWO(if_too_few) SUM("a", "40", REWEIGHT) "," SUM("b", "60", ",\"if_too_few\":\"" if_too_few "\"")
#define A80 "\"a\":{\"value\":\"80\"}"

static const struct {
	const char *goals, *values;
	const char *applied, *score; /* of b; of all.  NULL: none */
	enum sanya_outcome outcome;
} missing[] = {
	{ TWO("reweight"), "{\"values\":{" A80 ",\"b\":{\"value\":\"50\"}}}", NULL, "62", SANYA_OUTCOME_VALUE }, /* 32 + 30 */
	{ TWO("reweight"), "{\"values\":{" A80 ",\"b\":null}}", "reweight", "80", SANYA_OUTCOME_NO_DATA },
	{ TWO("neutral"), "{\"values\":{" A80 ",\"b\":null}}", "neutral", "92", SANYA_OUTCOME_NO_DATA }, /* 32 + 60 */
	{ TWO("zero"), "{\"values\":{" A80 ",\"b\":null}}", "zero", "32", SANYA_OUTCOME_NO_DATA },
	/* the sample needs 10: nine are too few, whatever their value */
	{ TWO("zero"), "{\"values\":{" A80 ",\"b\":{\"value\":\"100\",\"count\":9}}}", "zero", "32", SANYA_OUTCOME_TOO_FEW },
	{ TWO("zero"), "{\"values\":{" A80 ",\"b\":{\"value\":\"100\",\"count\":10}}}", NULL, "92", SANYA_OUTCOME_VALUE },
	{ TWO("team"), "{\"values\":{" A80 ",\"b\":{\"value\":\"0\",\"count\":3,\"team\":{\"value\":\"70\",\"count\":200}}}}", "team", "74",
	  SANYA_OUTCOME_TOO_FEW }, /* 32 + 42 */
	{ TWO("team"), "{\"values\":{" A80 ",\"b\":{\"value\":null,\"team\":{\"value\":\"70\",\"count\":9}}}}", "reweight", "80",
	  SANYA_OUTCOME_NO_DATA }, /* the team has too few as well */
	{ TWO("team"), "{\"values\":{" A80 ",\"b\":null}}", "reweight", "80", SANYA_OUTCOME_NO_DATA },
	/* excluded is neither zero nor neutral, whatever the rule for missing data says */
	{ TWO("zero"), "{\"values\":{" A80 ",\"b\":{\"value\":\"5\",\"excluded\":\"the survey tool was down in August\"}}}", "reweight", "80",
	  SANYA_OUTCOME_EXCLUDED },
	{ TWO("reweight"), "{\"values\":{\"a\":null,\"b\":null}}", "reweight", NULL, SANYA_OUTCOME_NO_DATA },
};

START_TEST(a_missing_value_is_never_zero_by_itself)
{
	struct sanya_contract contract;
	struct sanya_result result;

	fixture_contract(missing[_i].goals, REWARD("1000.00", EVEN, "linear", PLAIN), &contract);
	fixture_pay(&contract, missing[_i].values, &result);
	ck_assert_int_eq(result.goals[1].outcome, missing[_i].outcome);
	ck_assert_pstr_eq(result.goals[1].applied, missing[_i].applied);
	ck_assert(result.has_score == (missing[_i].score != NULL));
	if (missing[_i].score != NULL)
		fixture_equal(&result.score, missing[_i].score, missing[_i].values);
	else
		fixture_equal(&result.amount, "0", "nothing can be paid");
	sanya_result_done(&result);
	sanya_contract_done(&contract);
}
END_TEST

/* A plugin's failure says nothing of a person: no reward is computed from it. */
START_TEST(what_failed_to_be_measured_stops_the_reward)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_contract contract;
	struct sanya_measured measured;
	struct sanya_result result;

	fixture_contract(ONE, REWARD("1000.00", EVEN, "linear", PLAIN), &contract);
	sanya_measured_init(&measured);
	sanya_result_init(&result);
	measured.outcome = SANYA_OUTCOME_NOT_EVALUATED;
	measured.reason = "metric-service crashed";
	ck_assert_int_eq(sanya_reward_compute(&contract, &measured, 1, 1, &result, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.what, "metric-service crashed"));
	ck_assert_ptr_nonnull(strstr(err.next, "exclude"));
	sanya_measured_done(&measured);
	sanya_result_done(&result);
	sanya_contract_done(&contract);
}
END_TEST

/* --- gates and what is not money --- */

#define GATES                                                                                                         \
	",\"gates\":[{\"goal\":\"a\",\"score_at_least\":\"50\",\"otherwise\":\"60\"},{\"goal\":\"b\",\"score_at_least\":\"50\","      \
	"\"otherwise\":\"25\"}],\"also\":[{\"what\":{\"en\":\"Day of leave\"},\"count\":\"1\",\"score_at_least\":\"70\"}]"

static const struct {
	const char *a, *b; /* values, null for none */
	const char *amount;
	size_t also;
} gates[] = {
	{ "{\"value\":\"80\"}", "{\"value\":\"80\"}", "800", 1 },
	{ "{\"value\":\"50\"}", "{\"value\":\"50\"}", "500", 0 },  /* at the mark is reached */
	{ "{\"value\":\"49\"}", "{\"value\":\"99\"}", "474", 0 },  /* (19.6 + 59.4) % of 1000 * 60 %; and no day of leave */
	{ "{\"value\":\"99\"}", "{\"value\":\"49\"}", "172.5", 0 }, /* (39.6 + 29.4) % * 25 % */
	{ "{\"value\":\"49\"}", "{\"value\":\"49\"}", "122.5", 0 }, /* both fail: the smaller remains, not the product */
	{ "{\"value\":\"80\"}", "null", "800", 1 },		    /* no score: the gate is not applied */
};

START_TEST(gates_leave_what_the_strictest_leaves)
{
	struct sanya_contract contract;
	struct sanya_result result;
	char values[300];

	fixture_contract(TWO("reweight"), REWARD("1000.00", EVEN, "linear", PLAIN GATES), &contract);
	snprintf(values, sizeof(values), "{\"values\":{\"a\":%s,\"b\":%s}}", gates[_i].a, gates[_i].b);
	fixture_pay(&contract, values, &result);
	fixture_equal(&result.amount, gates[_i].amount, values);
	ck_assert_uint_eq(result.also_count, gates[_i].also);
	sanya_result_done(&result);
	sanya_contract_done(&contract);
}
END_TEST

/* --- cap, proration, rounding --- */

#define LIMITED(cap, to)                                                                                              \
	REWARD("1000.00", EVEN, "linear",                                                                             \
	       "\"combine\":\"weighted\",\"cap\":\"" cap "\",\"proration\":\"calendar-days\",\"round\":{\"to\":\"" to "\",\"mode\":\"half-up\"}")
#define AT_LEAST_30                                                                                                   \
	REWARD("1000.00", EVEN, "linear",                                                                             \
	       "\"combine\":\"weighted\",\"proration\":\"calendar-days\",\"minimum_days\":30,"                          \
	       "\"round\":{\"to\":\"0.01\",\"mode\":\"half-up\"}")

static const struct {
	const char *reward, *value;
	int counted, of;
	const char *amount;
} limits[] = {
	/* 2000, capped 1500, half of the days: 750.  Days first would give min(1000, 1500) = 1000. */
	{ LIMITED("1500.00", "0.01"), "200", 46, 92, "750" },
	/* 1290 / 2 = 645 -> 600.  Rounding first would give 1300 / 2 = 650. */
	{ LIMITED("9000.00", "100.00"), "129", 1, 2, "600" },
	/* 2000, capped 1510, rounded to hundreds 1500: rounding comes after the cap. */
	{ LIMITED("1510.00", "100.00"), "200", 1, 1, "1500" },
	{ LIMITED("1500.00", "0.01"), "100", 0, 92, "0" },
	{ LIMITED("1500.00", "0.01"), "100", 1, 3, "333.33" },
	/* at least 30 days: 29 are too few, 30 are paid in proportion, and all of a short period are all */
	{ AT_LEAST_30, "100", 29, 60, "0" },
	{ AT_LEAST_30, "100", 30, 60, "500" },
	{ AT_LEAST_30, "100", 20, 20, "1000" },
};

START_TEST(cap_then_proration_then_rounding)
{
	struct sanya_contract contract;
	struct sanya_result result;
	char values[200];

	fixture_contract(ONE, limits[_i].reward, &contract);
	snprintf(values, sizeof(values), "{\"values\":{\"g\":{\"value\":\"%s\"}},\"days\":{\"counted\":%d,\"of\":%d}}", limits[_i].value,
		 limits[_i].counted, limits[_i].of);
	fixture_pay(&contract, values, &result);
	fixture_equal(&result.amount, limits[_i].amount, values);
	sanya_result_done(&result);
	sanya_contract_done(&contract);
}
END_TEST

static const struct {
	const char *mode, *value, *amount; /* at_100 100.00: the value is the amount */
} roundings[] = {
	{ "half-up", "2.5", "3" },   { "half-up", "3.5", "4" },	  { "half-up", "2.499999", "2" },   { "half-up", "2.500001", "3" },
	{ "half-even", "2.5", "2" }, { "half-even", "3.5", "4" }, { "half-even", "2.499999", "2" }, { "half-even", "2.500001", "3" },
	{ "down", "2.999999", "2" }, { "down", "3", "3" },	  { "up", "2.000001", "3" },	    { "up", "2", "2" },
};

START_TEST(rounding_modes)
{
	struct sanya_contract contract;
	struct sanya_result result;
	char reward[400], values[200];

	snprintf(reward, sizeof(reward), REWARD("100.00", "[[\"0\",\"0\"],[\"100\",\"100\"]]", "linear", WHOLE), roundings[_i].mode);
	fixture_contract(ONE, reward, &contract);
	snprintf(values, sizeof(values), "{\"values\":{\"g\":{\"value\":\"%s\"}}}", roundings[_i].value);
	fixture_pay(&contract, values, &result);
	fixture_equal(&result.amount, roundings[_i].amount, roundings[_i].mode);
	sanya_result_done(&result);
	sanya_contract_done(&contract);
}
END_TEST

START_TEST(an_amount_beyond_all_measure_is_an_error)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_contract contract;
	struct sanya_result result;

	fixture_contract(ONE, REWARD("99999999999999999.00", EVEN, "linear", PLAIN), &contract);
	ck_assert_int_eq(fixture_try_pay(&contract, VALUE("999999"), &result, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.what, "above"));
	sanya_result_done(&result);
	sanya_contract_done(&contract);
}
END_TEST

/* --- properties --- */

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Points that rise in both numbers, jumps among them. */
static void rising_points(uint64_t *state, struct sanya_buffer *out)
{
	size_t count = 2 + (size_t)(next_random(state) % 5);
	unsigned x = (unsigned)(next_random(state) % 50), y = (unsigned)(next_random(state) % 20);
	bool jumped = true; /* none at the first point: start and target may not meet */

	sanya_buffer_byte(out, '[');
	for (size_t i = 0; i < count; i++) {
		sanya_buffer_printf(out, "%s[\"%u\",\"%u\"]", i > 0 ? "," : "", x, y);
		jumped = i == 0 || i + 2 >= count || jumped || next_random(state) % 3 != 0;
		if (jumped)
			x += 1 + (unsigned)(next_random(state) % 40);
		jumped = !jumped;
		y += 1 + (unsigned)(next_random(state) % 60);
	}
	sanya_buffer_byte(out, ']');
}

static void build_rising(uint64_t *state, struct sanya_contract *ret)
{
	static const char *const betweens[] = { "linear", "step", "marginal" };
	struct sanya_buffer scale, curve;
	char goals[2000], reward[2000];
	uint64_t kind = next_random(state);

	sanya_buffer_init(&scale, 1000);
	sanya_buffer_init(&curve, 1000);
	rising_points(state, &scale);
	if (kind % 3 == 2) /* rates of a marginal curve need only be there */
		sanya_buffer_text(&curve, "[[\"0\",\"7\"],[\"40\",\"0\"],[\"90\",\"30\"]]");
	else
		rising_points(state, &curve);
	snprintf(goals, sizeof(goals), GOAL("g", "sum", "%s", "%s", "70", REWEIGHT) "," SUM("h", "30", REWEIGHT), scale.data,
		 betweens[kind / 3 % 2]);
	snprintf(reward, sizeof(reward),
		 "{\"currency\":\"THB\",\"at_100\":\"1000.00\",\"curve\":%s,\"between\":\"%s\",\"combine\":\"%s\",\"cap\":\"%u.00\","
		 "\"proration\":\"calendar-days\",\"round\":{\"to\":\"0.25\",\"mode\":\"half-even\"}}",
		 curve.data, betweens[kind % 3], kind / 6 % 2 == 0 ? "weighted" : "per-goal", 100 + (unsigned)(kind / 12 % 2000));
	fixture_contract(goals, reward, ret);
	sanya_buffer_done(&scale);
	sanya_buffer_done(&curve);
}

/* Where scale and curve rise, doing better never pays less; and no reward passes the cap. */
START_TEST(doing_better_never_pays_less)
{
	uint64_t state = 0x9e3779b97f4a7c15u + (uint64_t)_i;
	struct sanya_contract contract;
	struct sanya_number before;
	char values[200];

	sanya_number_init(&before);
	build_rising(&state, &contract);
	for (unsigned value = 0; value <= 300; value += 1 + (unsigned)(next_random(&state) % 9)) {
		struct sanya_result result;

		snprintf(values, sizeof(values),
			 "{\"values\":{\"g\":{\"value\":\"%u.5\"},\"h\":{\"value\":\"50\"}},\"days\":{\"counted\":7,\"of\":9}}", value);
		fixture_pay(&contract, values, &result);
		ck_assert_int_ge(sanya_number_compare(&result.amount, &before), 0);
		ck_assert_int_le(sanya_number_compare(&result.amount, &contract.reward.cap), 0);
		sanya_number_set(&before, &result.amount);
		sanya_result_done(&result);
	}
	sanya_number_done(&before);
	sanya_contract_done(&contract);
}
END_TEST

/* The same input gives the same bytes, and the record's last word is the amount. */
START_TEST(the_record_ends_with_the_amount)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_contract contract;
	struct sanya_result result, again;
	struct sanya_json *json, *second;
	struct sanya_buffer bytes, more;

	fixture_contract(ONE, LIMITED("1500.00", "1.00"), &contract);
	fixture_pay(&contract, VALUE("104.87"), &result);
	fixture_pay(&contract, VALUE("104.87"), &again);
	sanya_buffer_init(&bytes, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&more, SANYA_DOCUMENT_MAX);
	json = sanya_result_json(&contract, &result);
	second = sanya_result_json(&contract, &again);
	ck_assert_int_eq(sanya_json_canonical(json, &bytes, &err), 0);
	ck_assert_int_eq(sanya_json_canonical(second, &more, &err), 0);
	ck_assert_str_eq(bytes.data, more.data);
	ck_assert_str_eq(sanya_json_get_text(json, "amount"), "1049.00"); /* 1048.70 */
	ck_assert_str_eq(result.steps[result.step_count - 1].what, "rounding");
	ck_assert_str_eq(result.steps[result.step_count - 1].result, "1049.00 THB");
	ck_assert_str_eq(result.steps[1].rule, "0 -> 0, 1000000 -> 1000000, linear");
	sanya_json_free(json);
	sanya_json_free(second);
	sanya_buffer_done(&bytes);
	sanya_buffer_done(&more);
	sanya_result_done(&result);
	sanya_result_done(&again);
	sanya_contract_done(&contract);
}
END_TEST

/* --- the values document, and the statement --- */

static const struct {
	const char *values, *what;
} refused[] = {
	{ "{}", "\"values\" is missing" },
	{ "{\"values\":{}}", "no value for the goal \"g\"" },
	{ "{\"values\":{\"g\":null,\"h\":null}}", "no goal \"h\"" },
	{ "{\"values\":{\"g\":96.2}}", "where an object" },
	{ "{\"values\":{\"g\":{\"value\":96.2}}}", "floating-point" },
	{ "{\"values\":{\"g\":{\"value\":\"96.2%\"}}}", "not a plain number" },
	{ "{\"values\":{\"g\":{\"value\":\"1\",\"count\":-1}}}", "between 0" },
	{ "{\"values\":{\"g\":{\"value\":{\"num\":\"1\",\"den\":\"0\"}}}}", "" },
	{ "{\"values\":{\"g\":{\"value\":{\"num\":1,\"den\":2}}}}", "pair" },
	{ "{\"values\":{\"g\":null},\"days\":{\"counted\":93,\"of\":92}}", "between 0 and 92" },
	{ "{\"values\":{\"g\":null},\"days\":{\"counted\":0,\"of\":0}}", "between 1" },
	{ "{\"values\":{\"g\":null},\"value\":1}", "not a key" },
};

START_TEST(values_that_are_off_are_refused)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_contract contract;
	struct sanya_result result;

	fixture_contract(ONE, REWARD("1.00", EVEN, "linear", PLAIN), &contract);
	ck_assert_int_eq(fixture_try_pay(&contract, refused[_i].values, &result, &err), -1);
	ck_assert_msg(strstr(err.what, refused[_i].what) != NULL, "%s: said \"%s\"", refused[_i].values, err.what);
	ck_assert_uint_eq(err.line, 1);
	sanya_result_done(&result);
	sanya_contract_done(&contract);
}
END_TEST

/* What "$ref" stands for. */
static const struct sanya_json *meant(const struct sanya_json *schema, const struct sanya_json *part)
{
	const char *reference = sanya_json_get_text(part, "$ref");

	return reference == NULL ? part : sanya_json_get(sanya_json_get(schema, "$defs"), reference + strlen("#/$defs/"));
}

/* Every key of a statement is in its schema, and every key that the schema wants is there. */
static void check_keys(const struct sanya_json *object, const struct sanya_json *schema, const char *of)
{
	const struct sanya_json *wanted = sanya_json_get(schema, "required");

	for (void *it = sanya_json_first(object); it != NULL; it = sanya_json_next(object, it))
		ck_assert_msg(sanya_json_get(sanya_json_get(schema, "properties"), sanya_json_key(it)) != NULL,
			      "%s: %s is not in the schema", of, sanya_json_key(it));
	for (size_t i = 0; i < sanya_json_size(wanted); i++)
		ck_assert_msg(sanya_json_get(object, sanya_json_text(sanya_json_at(wanted, i))) != NULL, "%s: %s is missing", of,
			      sanya_json_text(sanya_json_at(wanted, i)));
}

START_TEST(a_statement_is_what_its_schema_says)
{
	static const char *const objects[] = { "contract", "period", "evaluated", "calendar", "days" };
	static const struct sanya_statement_excluded excluded[] = { { "not-solved", 12 } };
	static const struct sanya_statement_goal about_goal = {
		.excluded = excluded, .excluded_count = 1, .plugin = "metric-service", .plugin_version = "0.1.0", .plugin_sha256 = "00ff",
	};
	const struct sanya_statement_about about = {
		.contract_sha256 = "00", .calendar_sha256 = NULL, .evaluator = "E2", .evaluated_at = 0, .version = 1, .watermark = 9,
		.days_counted = 92, .days_of = 92, .goals = &about_goal,
	};
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_contract contract;
	struct sanya_result result;
	struct sanya_buffer text;
	struct sanya_json *schema = NULL, *statement, *part;
	struct sanya_measured measured;
	const struct sanya_json *properties, *goal;

	fixture_read("../contracts/schema/statement.json", &text);
	ck_assert_int_eq(sanya_json_parse("schema", text.data, text.size, &schema, &err), 0);
	fixture_contract(ONE, REWARD("1000.00", EVEN, "linear", PLAIN), &contract);
	fixture_pay(&contract, VALUE("90"), &result);
	sanya_measured_init(&measured);
	measured.outcome = SANYA_OUTCOME_VALUE;
	measured.count = 10;
	sanya_number_set_integer(&measured.value, 90);
	statement = sanya_statement_json(&contract, &measured, &result, &about);
	sanya_measured_done(&measured);
	ck_assert_ptr_nonnull(statement);
	properties = sanya_json_get(schema, "properties");
	check_keys(statement, schema, "statement");
	for (size_t i = 0; i < SANYA_COUNT(objects); i++)
		check_keys(sanya_json_get(statement, objects[i]), meant(schema, sanya_json_get(properties, objects[i])), objects[i]);
	goal = sanya_json_at(sanya_json_get(statement, "goals"), 0);
	check_keys(goal, sanya_json_get(meant(schema, sanya_json_get(properties, "goals")), "items"), "goals");
	ck_assert_int_eq(sanya_json_get_integer(sanya_json_at(sanya_json_get(goal, "excluded"), 0), "count", 0), 12);
	ck_assert_str_eq(sanya_json_get_text(sanya_json_get(statement, "evaluated"), "at"), "1970-01-01T00:00:00Z");
	ck_assert_str_eq(sanya_json_get_text(statement, "amount"), "900.00");
	/* of two revisions: what the earlier one says stands in it, and the amount is that of both */
	part = sanya_json_copy(statement);
	sanya_number_set_integer(&result.amount, 1800);
	ck_assert_int_eq(sanya_statement_join(statement, (const struct sanya_json *const *)&part, 1, &result.amount), 0);
	check_keys(statement, schema, "statement");
	check_keys(sanya_json_at(sanya_json_get(statement, "earlier"), 0), sanya_json_get(sanya_json_get(properties, "earlier"), "items"), "earlier");
	ck_assert_str_eq(sanya_json_get_text(statement, "amount"), "1800.00");
	ck_assert_str_eq(sanya_json_get_text(sanya_json_at(sanya_json_get(statement, "earlier"), 0), "amount"), "900.00");
	sanya_json_free(part);
	sanya_json_free(statement);
	sanya_json_free(schema);
	sanya_buffer_done(&text);
	sanya_result_done(&result);
	sanya_contract_done(&contract);
}
END_TEST

Suite *suite_reward(void)
{
	Suite *suite = suite_create("reward");
	TCase *tests = tcase_create("reward");

	tcase_add_loop_test(tests, scales_at_their_borders, 0, (int)SANYA_COUNT(scales));
	tcase_add_loop_test(tests, a_missing_value_is_never_zero_by_itself, 0, (int)SANYA_COUNT(missing));
	tcase_add_test(tests, what_failed_to_be_measured_stops_the_reward);
	tcase_add_loop_test(tests, gates_leave_what_the_strictest_leaves, 0, (int)SANYA_COUNT(gates));
	tcase_add_loop_test(tests, cap_then_proration_then_rounding, 0, (int)SANYA_COUNT(limits));
	tcase_add_loop_test(tests, rounding_modes, 0, (int)SANYA_COUNT(roundings));
	tcase_add_test(tests, an_amount_beyond_all_measure_is_an_error);
	tcase_add_loop_test(tests, doing_better_never_pays_less, 0, 60);
	tcase_add_test(tests, the_record_ends_with_the_amount);
	tcase_add_loop_test(tests, values_that_are_off_are_refused, 0, (int)SANYA_COUNT(refused));
	tcase_add_test(tests, a_statement_is_what_its_schema_says);
	suite_add_tcase(suite, tests);
	return suite;
}
