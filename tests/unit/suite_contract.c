/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The contract document: what is read, what is refused and where, that its schema says the same as its parser, and that nothing
 * of it is lost.  The full document is tests/cases/contracts/full.json; each refusal changes one piece of it.
 */
#include "core/codec/contract_parts.h"
#include "reward_fixture.h"

#include "core/base/time.h"

#include <check.h>

Suite *suite_contract(void);

/* A few metrics, as plugins would tell them. */
static int unit_of(void *context, const char *metric)
{
	(void)context;
	if (strcmp(metric, "ticket.first_reply_time@1") == 0)
		return SANYA_UNIT_SECONDS;
	if (strcmp(metric, "response.csat@1") == 0 || strcmp(metric, "milestone.met@1") == 0)
		return SANYA_UNIT_FLAG;
	return 0;
}

START_TEST(the_full_document_is_read)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_contract contract;
	struct sanya_buffer text;

	fixture_read("cases/contracts/full.json", &text);
	ck_assert_msg(sanya_contract_parse("full.json", text.data, text.size, unit_of, NULL, &contract, &err) == 0, "%lu:%lu: %s",
		      err.line, err.column, err.what);
	ck_assert_str_eq(contract.number, "SQ-2026-0017");
	ck_assert_int_eq(contract.revision, 3);
	ck_assert_int_eq(contract.prevails, SANYA_THAI);
	ck_assert_int_eq(contract.from, sanya_date_of(2026, 7, 1));
	ck_assert_int_eq(contract.to, sanya_date_of(2026, 9, 30));
	ck_assert_ptr_null(contract.supersedes);
	ck_assert_uint_eq(contract.goal_count, 3);
	ck_assert_str_eq(contract.goals[0].supports, "SQ-2026-0003#speed");
	ck_assert_int_eq(contract.goals[0].clock, SANYA_CLOCK_WORKING);
	ck_assert_int_eq(contract.goals[0].statistic.within, 4 * 3600);
	ck_assert_int_eq(contract.goals[0].measure, SANYA_MEASURE_SHARE);
	ck_assert_str_eq(contract.goals[0].where[0].field, "channel");
	ck_assert_str_eq(contract.goals[0].where[0].values[1], "chat");
	ck_assert_int_eq(contract.goals[0].credit, SANYA_CREDIT_FIRST_REPLIER);
	fixture_equal(&contract.goals[0].scale.points[1].x, "19/20", "95%");
	ck_assert_int_eq(contract.goals[0].deadline, SANYA_NO_DATE);
	ck_assert_int_eq(contract.goals[2].clock, SANYA_CLOCK_ELAPSED); /* left out */
	ck_assert_int_eq(contract.goals[2].deadline, sanya_date_of(2026, 8, 31));
	ck_assert_uint_eq(contract.reward.curve.count, 4);
	ck_assert_uint_eq(contract.reward.gates[0].goal, 1);
	ck_assert(contract.reward.has_cap);
	fixture_equal(&contract.reward.cap, "9000", "cap");
	fixture_equal(&contract.renewal.target_moves, "1/3", "target_moves");
	fixture_equal(&contract.renewal.at_most, "1/20", "at_most");
	ck_assert(contract.renewal.present && contract.renewal.never_below_target);
	ck_assert_ptr_null(contract.duties_manager.th);
	ck_assert_ptr_eq(sanya_contract_goal(&contract, "csat"), &contract.goals[1]);
	ck_assert_ptr_null(sanya_contract_goal(&contract, "nothing"));
	sanya_contract_done(&contract);
	sanya_buffer_done(&text);
}
END_TEST

/* What is signed is what was written: not a blank, zero or key more or less. */
START_TEST(reading_and_writing_keeps_the_canonical_bytes)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_contract contract;
	struct sanya_buffer text, direct, round;
	struct sanya_json *json = NULL;

	fixture_read("cases/contracts/full.json", &text);
	fixture_read_contract("cases/contracts/full.json", &contract);
	sanya_buffer_init(&direct, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&round, SANYA_DOCUMENT_MAX);
	ck_assert_int_eq(sanya_json_parse("full.json", text.data, text.size, &json, &err), 0);
	ck_assert_int_eq(sanya_json_canonical(json, &direct, &err), 0);
	sanya_json_free(json);
	json = sanya_contract_json(&contract);
	ck_assert_int_eq(sanya_json_canonical(json, &round, &err), 0);
	ck_assert_str_eq(round.data, direct.data);
	ck_assert_uint_eq(contract.canonical_size, direct.size);
	ck_assert_str_eq(contract.canonical, direct.data);
	sanya_json_free(json);
	sanya_contract_done(&contract);
	sanya_buffer_done(&text);
	sanya_buffer_done(&direct);
	sanya_buffer_done(&round);
}
END_TEST

static void replace(const struct sanya_buffer *text, const char *from, const char *to, struct sanya_buffer *out)
{
	const char *found = strstr(text->data, from);

	ck_assert_msg(found != NULL, "%s does not occur", from);
	sanya_buffer_add(out, text->data, (size_t)(found - text->data));
	sanya_buffer_text(out, to);
	sanya_buffer_text(out, found + strlen(from));
}

/* Columns count characters, not bytes. */
static const char *column_of(const char *line, unsigned long column)
{
	for (; column > 1 && *line != '\0'; column--)
		do
			line++;
		while (((unsigned char)*line & 0xc0) == 0x80);
	return line;
}

static const struct {
	const char *from, *to; /* the change to the full document */
	const char *what;      /* in the reason */
	const char *at;	       /* what stands where the finger points */
	const char *next;      /* in the repair */
} refusals[] = {
	/* shapes */
	{ "sanya.contract/1", "sanya.contract/2", "\"sanya.contract/1\" is wanted", "\"sanya.contract/2\"", "version" },
	{ "\"number\": \"SQ-2026-0017\", ", "", "\"number\" is missing", "{", "Add \"number\"" },
	{ "\"number\": \"SQ-2026-0017\"", "\"number\": null", "must have a value", "null", "" },
	{ "SQ-2026-0017", "SQ 2026/17", "not an identifier", "\"SQ 2026/17\"", "letters" },
	{ "\"revision\": 3", "\"revision\": \"3\"", "a whole number", "\"3\"", "" },
	{ "\"revision\": 3", "\"revision\": 0", "between 1", "0", "" },
	{ "\"revision\": 3", "\"revision\": 3.0", "floating-point", "3.0", "" },
	{ "\"revision\": 3", "\"revision\": 3, \"revision\": 3", "twice", "", "delete" },
	{ "\"revision\": 3", "\"revison\": 3", "\"revison\" is not a key", "\"revison\"", "Did you mean \"revision\"?" },
	{ "\"kind\": \"contract\"", "\"kind\": \"contrat\"", "may not be", "\"contrat\"", "Did you mean \"contract\"?" },
	{ "\"prevails\": \"th\"", "\"prevails\": \"de\"", "may not be", "\"de\"", "\"th\"" },
	{ "\"employee\": \"E1024\"", "\"employee\": 1024", "is a number", "1024", "\"1024\"" },
	{ "\"supersedes\": null", "\"supersedes\": \"SQ-2026-0017\"", "supersede itself", "\"SQ-2026-0017\"", "" },
	/* parties and period */
	{ "\"manager\": \"E0310\"", "\"manager\": \"E1024\"", "the same person", "\"E1024\"", "one level up" },
	{ "2026-07-01", "2026-10-01", "ends before it begins", "\"2026-09-30\"", "" },
	{ "2026-07-01", "2026-06-31", "", "\"2026-06-31\"", "" },
	{ "Asia/Bangkok", "../etc/passwd", "not the name of a time zone", "\"../etc/passwd\"", "Asia/Bangkok" },
	{ "th-office@1", "th-office", "calendar with its version", "\"th-office\"", "@1" },
	/* goals */
	{ "\"id\": \"training\"", "\"id\": \"reply\"", "two goals have the id", "\"reply\"", "" },
	{ "\"weight\": \"40\"", "\"weight\": \"39.99\"", "add up to 99.99", "\"10\"", "Add 0.01" },
	{ "\"weight\": \"40\"", "\"weight\": \"40.01\"", "add up to 100.01", "\"10\"", "Take 0.01" },
	{ "\"weight\": \"40\"", "\"weight\": 40", "is a number where a text", "40", "\"40\"" },
	{ "\"weight\": \"40\"", "\"weight\": 0.4", "floating-point", "0.4", "exact" },
	{ "\"weight\": \"40\"", "\"weight\": \"-40\"", "between 0 and 100", "\"-40\"", "" },
	{ "\"weight\": \"40\"", "\"weight\": \"0\"", "no effect", "\"0\"", "gate" },
	{ "\"weight\": \"40\"", "\"weight\": \"4e1\"", "", "\"4e1\"", "" },
	{ "ticket.first_reply_time@1", "ticket.first_reply_time", "not the name of a metric", "\"ticket.first_reply_time\"", "@1" },
	{ "ticket.first_reply_time@1", "ticket.frist_reply_time@1", "there is no metric", "\"ticket.frist_reply_time@1\"", "metric list" },
	{ "\"share_within 4h\"", "\"share\"", "makes no sense of durations", "\"share\"", "share_within" },
	{ "\"share_within 4h\"", "\"share_within\"", "needs a duration", "\"share_within\"", "" },
	{ "\"share_within 4h\"", "\"share_within 4 hours\"", "", "\"share_within 4 hours\"", "" },
	{ "\"share_within 4h\"", "\"percentile 101\"", "at most 100", "\"percentile 101\"", "" },
	{ "\"share_within 4h\"", "\"percentile 0\"", "above 0", "\"percentile 0\"", "" },
	{ "\"share_within 4h\"", "\"percentil 90\"", "there is no statistic", "\"percentil 90\"", "percentile 90" },
	{ "\"share_within 4h\"", "\"mean\"", "is not a duration", "\"80%\"", "\"4h\"" },
	{ "[\"80%\", \"0\"]", "[\"0.80\", \"0\"]", "is not a share", "\"0.80\"", "percent sign" },
	{ "[\"80%\", \"0\"]", "[\"80%\", 0]", "is a number where a text", "0]", "\"0\"" },
	{ "[\"80%\", \"0\"]", "[\"80%\"]", "a list of two texts", "[\"80%\"]", "" },
	{ "[\"80%\", \"0\"]", "[\"80%\", null]", "null", "[\"80%\", null]", "" },
	{ "[\"80%\", \"0\"]", "[\"97%\", \"0\"]", "out of order", "[\"95%\"", "in order" },
	{ "[\"80%\", \"0\"]", "[\"99%\", \"0\"]", "start and target are equal", "[[\"99%\"", "" },
	{ "[\"80%\", \"0\"]", "[\"95%\", \"100\"]", "repeats", "[\"95%\", \"100\"], [\"99%\"", "" },
	{ "[\"80%\", \"0\"]", "[\"95%\", \"0\"], [\"95%\", \"50\"]", "three points", "[\"95%\", \"100\"]", "" },
	{ "[[\"80%\", \"0\"], [\"95%\", \"100\"], [\"99%\", \"120\"]]", "[[\"80%\", \"0\"]]", "at least 2", "[[\"80%\"", "" },
	{ "[[\"80%\", \"0\"], [\"95%\", \"100\"], [\"99%\", \"120\"]]", "[[\"80%\", \"5\"], [\"95%\", \"5\"]]", "flat", "[[\"80%\"", "different scores" },
	{ "\"between\": \"linear\",\n     \"weight\": \"40\"", "\"between\": \"marginal\",\n     \"weight\": \"40\"", "may not be \"marginal\"", "\"marginal\"", "" },
	{ "{\"channel\":", "{\"chanel\":", "not a field", "\"chanel\"", "Did you mean \"channel\"?" },
	{ "{\"channel\":", "{\"survey\":", "a ticket has no \"survey\"", "\"survey\"", "" },
	{ "{\"survey\":", "{\"queue\":", "a response has no \"queue\"", "\"queue\"", "" },
	{ "\"credit\": \"first_replier\"", "\"credit\": \"subject\"", "nobody could ever be credited", "\"subject\"", "assignee" },
	{ "[\"email\", \"chat\"]", "\"email\"", "a list", "\"email\"", "" },
	{ "[\"email\", \"chat\"]", "[]", "at least 1", "[]", "" },
	{ "SQ-2026-0003#speed", "SQ-2026-0003", "goal of another contract", "\"SQ-2026-0003\"", "#speed" },
	{ "\"minimum_sample\": 20", "\"minimum_sample\": 0", "between 1", "0,", "" },
	{ "\"deadline\": \"2026-08-31\"", "\"deadline\": \"2026-10-01\"", "outside the contract's period", "\"2026-10-01\"", "" },
	{ "\"credit\": \"first_replier\"", "\"credit\": \"first_reply\"", "may not be", "\"first_reply\"", "" },
	{ "\"if_too_few\": \"team\"", "\"if_too_few\": \"maybe\"", "may not be", "\"maybe\"", "reweight" },
	/* the reward */
	{ "\"THB\"", "\"baht\"", "not a currency", "\"baht\"", "THB" },
	{ "\"6000.00\"", "\"6000.005\"", "two decimals", "\"6000.005\"", "" },
	{ "\"6000.00\"", "\"-1\"", "below 0", "\"-1\"", "" },
	{ "\"6000.00\"", "6000", "is a number", "6000", "\"6000\"" },
	{ "[\"60\", \"0\"], [\"60\", \"50\"]", "[\"60\", \"0\"], [\"160\", \"50\"]", "out of order", "[\"100\"", "" },
	{ "[\"60\", \"0\"], [\"60\", \"50\"]", "[\"60\", \"-5\"], [\"60\", \"50\"]", "deduction", "[\"60\", \"-5\"]", "" },
	{ "[\"60\", \"0\"], [\"60\", \"50\"], [\"100\", \"100\"], [\"120\", \"150\"]", "[\"60\", \"9\"], [\"99\", \"9\"]", "flat", "[[\"60\"", "" },
	{ "[\"60\", \"0\"], [\"60\", \"50\"], [\"100\", \"100\"], [\"120\", \"150\"]", "[\"99\", \"9\"], [\"60\", \"0\"]", "rise", "[[\"99\"", "" },
	{ "{\"goal\": \"csat\"", "{\"goal\": \"speed\"", "no goal \"speed\"", "\"speed\"", "by its id" },
	{ "\"otherwise\": \"0\"", "\"otherwise\": \"100\"", "below 100 percent", "\"100\"", "" },
	{ "\"to\": \"1.00\"", "\"to\": \"0\"", "multiple of the smallest coin", "\"0\"", "" },
	{ "\"to\": \"1.00\"", "\"to\": \"0.001\"", "multiple of the smallest coin", "\"0.001\"", "0.01" },
	{ "\"half-up\"", "\"half\"", "may not be", "\"half\"", "half-up" },
	{ "\"count\": \"1\"", "\"count\": \"0\"", "above 0", "\"0\"", "" },
	/* the rest */
	{ "\"answer_days\": 14", "\"answer_days\": 0", "between 1", "0", "" },
	{ "\"grace_days\": 7, ", "", "\"grace_days\" is missing", "{", "" },
	{ "1/3 of the excess", "a third", "how far a target moves", "\"a third\"", "1/3 of the excess" },
	{ "1/3 of the excess", "4/3 of the excess", "between 0 and all", "\"4/3 of the excess\"", "" },
	{ "1/3 of the excess", "1/0 of the excess", "how far a target moves", "\"1/0 of the excess\"", "" },
	{ "\"at_most\": \"5%\"", "\"at_most\": \"5\"", "is not a share", "\"5\"", "" },
};

START_TEST(what_has_no_clear_meaning_is_refused_with_place_and_repair)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_contract contract;
	struct sanya_buffer text, changed;
	const char *here;

	fixture_read("cases/contracts/full.json", &text);
	sanya_buffer_init(&changed, SANYA_DOCUMENT_MAX);
	replace(&text, refusals[_i].from, refusals[_i].to, &changed);
	ck_assert_msg(sanya_contract_parse("full.json", changed.data, changed.size, unit_of, NULL, &contract, &err) == -1,
		      "%s was taken", refusals[_i].to);
	ck_assert_msg(strstr(err.what, refusals[_i].what) != NULL, "%s: said \"%s\"", refusals[_i].to, err.what);
	ck_assert_msg(strstr(err.next, refusals[_i].next) != NULL, "%s: repair \"%s\"", refusals[_i].to, err.next);
	ck_assert_str_eq(err.where, "full.json");
	ck_assert_msg(err.line > 0 && err.column > 0 && err.column <= strlen(err.excerpt), "%s: %lu:%lu", refusals[_i].to, err.line,
		      err.column);
	here = column_of(err.excerpt, err.column);
	ck_assert_msg(strncmp(here, refusals[_i].at, strlen(refusals[_i].at)) == 0, "%s: points at %s", refusals[_i].to, here);
	sanya_contract_done(&contract); /* harmless after a failure */
	sanya_buffer_done(&text);
	sanya_buffer_done(&changed);
}
END_TEST

/* A goal that is only a gate may weigh nothing. */
START_TEST(a_goal_of_weight_zero_may_be_a_gate)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_contract contract;

	ck_assert_msg(fixture_try(GOAL("a", "sum", EVEN, "linear", "100", REWEIGHT) "," GOAL("b", "sum", EVEN, "linear", "0", REWEIGHT),
				  REWARD("1.00", EVEN, "linear", PLAIN ",\"gates\":[{\"goal\":\"b\",\"score_at_least\":\"1\",\"otherwise\":\"0\"}]"),
				  &contract, &err) == 0,
		      "%s", err.what);
	sanya_contract_done(&contract);
}
END_TEST

/* Cut anywhere, or with any byte lost: refused or read, but never anything else (run under a sanitizer). */
START_TEST(a_damaged_document_never_does_harm)
{
	struct sanya_contract contract;
	struct sanya_buffer text;
	char *copy;

	fixture_read("cases/contracts/full.json", &text);
	for (size_t size = 0; size < text.size - 1; size += 7) {
		struct sanya_error err = SANYA_ERROR_INIT;

		copy = malloc(size + 1);
		memcpy(copy, text.data, size);
		ck_assert_int_eq(sanya_contract_parse("cut", copy, size, unit_of, NULL, &contract, &err), -1);
		ck_assert_str_ne(err.what, "");
		free(copy);
	}
	for (size_t at = 0; at < text.size; at += 5) {
		struct sanya_error err = SANYA_ERROR_INIT;

		copy = malloc(text.size);
		memcpy(copy, text.data, at);
		memcpy(copy + at, text.data + at + 1, text.size - at - 1);
		if (sanya_contract_parse("lost", copy, text.size - 1, unit_of, NULL, &contract, &err) == 0)
			sanya_contract_done(&contract);
		else
			ck_assert_uint_gt(err.line, 0);
		free(copy);
	}
	sanya_buffer_done(&text);
}
END_TEST

/* --- schema and parser --- */

static const struct sanya_json *without_null(const struct sanya_json *schema)
{
	const struct sanya_json *choices = sanya_json_get(schema, "anyOf");

	return choices == NULL ? schema : sanya_json_at(choices, 0);
}

/* "reward.gates[]" -> properties, reward, properties, gates, items */
static const struct sanya_json *find_object(const struct sanya_json *schema, const char *path)
{
	char copy[100], *rest = copy, *word;

	snprintf(copy, sizeof(copy), "%s", path);
	while (*path != '\0' && (word = strsep(&rest, ".")) != NULL) {
		char *list = strstr(word, "[]");

		if (list != NULL)
			*list = '\0';
		schema = without_null(sanya_json_get(sanya_json_get(schema, "properties"), word));
		if (list != NULL)
			schema = sanya_json_get(schema, "items");
		ck_assert_msg(schema != NULL, "%s is not in the schema", path);
	}
	return schema;
}

static bool lists(const struct sanya_json *list, const char *word)
{
	for (size_t i = 0; i < sanya_json_size(list); i++)
		if (strcmp(sanya_json_text(sanya_json_at(list, i)), word) == 0)
			return true;
	return false;
}

static struct sanya_json *read_schema(void)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_json *schema = NULL;
	struct sanya_buffer text;

	fixture_read("../contracts/schema/contract.json", &text);
	ck_assert_msg(sanya_json_parse("schema", text.data, text.size, &schema, &err) == 0, "%s", err.what);
	sanya_buffer_done(&text);
	return schema;
}

static const struct {
	const char *object, *key;
	const char *const *words;
	size_t count; /* of the words that belong here; 0: all */
} words[] = {
	{ "", "kind", sanya_contract_kind_words, 0 },	{ "", "prevails", sanya_language_words, 0 },
	{ "goals[]", "clock", sanya_clock_words, 0 },	{ "goals[]", "scope", sanya_scope_words, 0 },
	{ "goals[]", "credit", sanya_credit_words, 0 }, { "goals[]", "between", sanya_between_words, 2 },
	{ "goals[]", "if_too_few", sanya_if_too_few_words, 0 }, { "reward", "combine", sanya_combine_words, 0 },
	{ "reward", "between", sanya_between_words, 0 }, { "reward", "proration", sanya_proration_words, 0 },
	{ "reward.round", "mode", sanya_rounding_words, 0 }, { "", "scoring", sanya_scoring_words, 0 },
};

START_TEST(schema_and_parser_know_the_same_words)
{
	struct sanya_json *schema = read_schema();
	const struct sanya_json *list;
	size_t count = 0;

	list = sanya_json_get(find_object(schema, words[_i].object), "properties");
	list = sanya_json_get(without_null(sanya_json_get(list, words[_i].key)), "enum");
	while (words[_i].words[count] != NULL && (words[_i].count == 0 || count < words[_i].count)) {
		ck_assert_msg(lists(list, words[_i].words[count]), "%s: %s is not in the schema", words[_i].key,
			      words[_i].words[count]);
		count++;
	}
	ck_assert_uint_eq(sanya_json_size(list), count);
	sanya_json_free(schema);
}
END_TEST

START_TEST(schema_and_parser_know_the_same_conditions)
{
	struct sanya_json *schema = read_schema();
	const struct sanya_json *list = sanya_json_get(find_object(schema, "goals[]"), "properties");
	size_t count = 0;

	list = sanya_json_get(sanya_json_get(without_null(sanya_json_get(list, "where")), "propertyNames"), "enum");
	for (; sanya_condition_fields[count] != NULL; count++)
		ck_assert(lists(list, sanya_condition_fields[count]));
	ck_assert_uint_eq(sanya_json_size(list), count);
	sanya_json_free(schema);
}
END_TEST

Suite *suite_contract(void)
{
	Suite *suite = suite_create("contract");
	TCase *tests = tcase_create("contract");

	tcase_add_test(tests, the_full_document_is_read);
	tcase_add_test(tests, reading_and_writing_keeps_the_canonical_bytes);
	tcase_add_loop_test(tests, what_has_no_clear_meaning_is_refused_with_place_and_repair, 0, (int)SANYA_COUNT(refusals));
	tcase_add_test(tests, a_goal_of_weight_zero_may_be_a_gate);
	tcase_add_test(tests, a_damaged_document_never_does_harm);
	tcase_add_loop_test(tests, schema_and_parser_know_the_same_words, 0, (int)SANYA_COUNT(words));
	tcase_add_test(tests, schema_and_parser_know_the_same_conditions);
	suite_add_tcase(suite, tests);
	return suite;
}
