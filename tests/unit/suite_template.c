/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The templates that are shipped: complete in Thai and English, with duties of both sides, a rule of renewal, samples, and quality beside
 * every goal of speed or volume.  And the days that a template's rhythm gives.
 */
#include "core/app/contract.h"
#include "reward_fixture.h"

#include "core/base/file.h"
#include "core/domain/lint.h"
#include "core/base/time.h"

#include <check.h>
#include <stdlib.h>

Suite *suite_template(void);

static const char *const jobs[] = {
	"call-centre-agent", "executive",    "field-service",	"president",  "public-commitment",
	"sales-support",     "service-desk", "service-manager", "team-leader",
};

static void folder(char ret[SANYA_PATH_MAX])
{
	snprintf(ret, SANYA_PATH_MAX, "%s/contracts/templates", getenv("SANYA_SRCDIR"));
}

static struct sanya_json *read_template(const char *name)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_json *json = NULL;
	char path[SANYA_PATH_MAX];

	folder(path);
	ck_assert_msg(sanya_template_read(path, name, &json, &err) == 0, "%s", err.what);
	return json;
}

START_TEST(there_is_one_for_each_job)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	char path[SANYA_PATH_MAX], **names;
	size_t count;

	folder(path);
	ck_assert_int_eq(sanya_template_names(path, &names, &count, &err), 0);
	ck_assert_uint_eq(count, SANYA_COUNT(jobs));
	for (size_t i = 0; i < count; i++)
		ck_assert_str_eq(names[i], jobs[i]);
	sanya_folder_names_free(names);
}
END_TEST

/* Every text of a template has both languages: an object with one of them is a text, and must have the other. */
static void check_languages(const struct sanya_json *json, const char *name, size_t *texts)
{
	const char *th = sanya_json_get_text(json, "th"), *en = sanya_json_get_text(json, "en");

	if (th != NULL || en != NULL) {
		ck_assert_msg(th != NULL && en != NULL && th[0] != '\0' && en[0] != '\0', "%s: \"%s\" is in one language alone", name,
			      th != NULL ? th : en);
		ck_assert_msg((unsigned char)th[0] >= 0xe0, "%s: \"%s\" is not Thai", name, th);
		(*texts)++;
		return;
	}
	if (sanya_json_type(json) == SANYA_JSON_OBJECT)
		for (void *it = sanya_json_first(json); it != NULL; it = sanya_json_next(json, it))
			check_languages(sanya_json_value(it), name, texts);
	for (size_t i = 0; sanya_json_type(json) == SANYA_JSON_ARRAY && i < sanya_json_size(json); i++)
		check_languages(sanya_json_at(json, i), name, texts);
}

/* What is paid for speed or volume is weighed against quality, and what lint says of a ready contract is what a gate is for. */
static void check_lint(const struct sanya_contract *contract)
{
	const struct sanya_lint lint = { .contract = contract };
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_findings findings;
	struct sanya_arena arena;
	bool weighed[4] = { false, false, false, false };

	sanya_arena_init(&arena);
	sanya_findings_init(&findings, &arena);
	ck_assert_msg(sanya_lint_contract(&lint, &findings, &err) == 0, "%s", err.what);
	ck_assert_uint_eq(sanya_findings_errors(&findings), 0);
	for (size_t i = 0; i < findings.count && contract->scoring == SANYA_SCORING_PERCENT; i++)
		ck_assert_msg(strcmp(findings.list[i].rule->code, "cliff-gate") == 0, "%s at %s", findings.list[i].rule->code, findings.list[i].path);
	for (size_t i = 0; i < contract->goal_count; i++)
		if (sanya_number_sign(&contract->goals[i].weight) > 0)
			weighed[sanya_goal_aspect(&contract->goals[i])] = true;
	ck_assert((weighed[SANYA_ASPECT_SPEED] || weighed[SANYA_ASPECT_VOLUME]) && weighed[SANYA_ASPECT_QUALITY]);
	sanya_arena_done(&arena);
}

static bool any_metric(const struct sanya_contract *contract, const char *const *metrics)
{
	for (size_t i = 0; i < contract->goal_count; i++)
		for (size_t k = 0; metrics[k] != NULL; k++)
			if (strncmp(contract->goals[i].metric, metrics[k], strlen(metrics[k])) == 0)
				return true;
	return false;
}

START_TEST(each_is_complete)
{
	static const char *const fast[] = { "ticket.first_reply_time", "ticket.resolution_time", "ticket.in_time", "ticket.solved",
					    "ticket.open_at_end", NULL };
	static const char *const right[] = { "ticket.reopened", "response.qa", NULL };
	static const char *const heard[] = { "response.csat", "response.rating", NULL };
	const struct sanya_template_fill fill = { .employee = "E1", .manager = "E2", .today = sanya_date_of(2026, 7, 2) };
	struct sanya_json *template = read_template(jobs[_i]);
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_contract contract;
	struct sanya_buffer text;
	size_t texts = 0;

	check_languages(template, jobs[_i], &texts);
	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	ck_assert_msg(sanya_template_fill(template, &fill, &text, &err) == 0, "%s", err.what);
	/* Number and revision are the home's to give. */
	sanya_json_free(template);
	template = NULL;
	ck_assert_int_eq(sanya_json_parse(jobs[_i], text.data, text.size, &template, &err), 0);
	sanya_json_set_text(template, "number", "SQ-1");
	sanya_json_set_integer(template, "revision", 1);
	sanya_buffer_clear(&text);
	ck_assert_int_eq(sanya_json_pretty(template, &text, &err), 0);
	ck_assert_msg(sanya_contract_parse(jobs[_i], text.data, text.size, NULL, NULL, &contract, &err) == 0, "%lu: %s", err.line, err.what);
	ck_assert_uint_ge(texts, contract.goal_count + 4); /* title, about, two duties */
	ck_assert(contract.duties_manager.th != NULL && contract.duties_employee.th != NULL);
	ck_assert(contract.renewal.present && contract.renewal.never_below_target);
	ck_assert_uint_ge(contract.goal_count, 4);
	ck_assert_uint_ge(contract.reward.gate_count, 1);
	ck_assert(any_metric(&contract, fast) && any_metric(&contract, right) && any_metric(&contract, heard));
	check_lint(&contract);
	for (size_t i = 0; i < contract.goal_count; i++)
		ck_assert_msg(contract.goals[i].minimum_sample >= 5 || strncmp(contract.goals[i].metric, "milestone.", 10) == 0, "%s: %s",
			      jobs[_i], contract.goals[i].id);
	sanya_contract_done(&contract);
	sanya_json_free(template);
	sanya_buffer_done(&text);
}
END_TEST

/* The form of the Office of the Public Sector Development Commission: five levels, Σ weight × level, more than 3 for the incentive. */
START_TEST(the_commitment_has_its_own_rules)
{
	static const int64_t months[] = { 6, 9, 12 };
	const struct sanya_template_fill fill = { .employee = "E1", .manager = "E2", .today = sanya_date_of(2026, 7, 2) };
	struct sanya_json *template = read_template("public-commitment"), *json = NULL;
	const struct sanya_json *gates, *list = sanya_json_get(template, "self_assessment_months");
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_buffer text;

	ck_assert_uint_eq(sanya_json_size(list), SANYA_COUNT(months));
	for (size_t i = 0; i < SANYA_COUNT(months); i++)
		ck_assert_int_eq(sanya_json_integer(sanya_json_at(list, i), 0), months[i]);
	ck_assert_int_eq(sanya_json_get_integer(sanya_json_get(template, "period"), "first_month", 0), 10);
	ck_assert_int_eq(sanya_json_get_integer(sanya_json_get(template, "period"), "months", 0), 12);
	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	ck_assert_int_eq(sanya_template_fill(template, &fill, &text, &err), 0);
	ck_assert_int_eq(sanya_json_parse("filled", text.data, text.size, &json, &err), 0);
	ck_assert_str_eq(sanya_json_get_text(json, "kind"), "commitment");
	ck_assert_str_eq(sanya_json_get_text(json, "scoring"), "levels");
	ck_assert_str_eq(sanya_json_get_text(sanya_json_get(json, "reward"), "combine"), "weighted");
	for (size_t i = 0; i < sanya_json_size(sanya_json_get(json, "goals")); i++)
		ck_assert_uint_eq(sanya_json_size(sanya_json_get(sanya_json_at(sanya_json_get(json, "goals"), i), "scale")), 5);
	gates = sanya_json_get(sanya_json_get(json, "reward"), "gates");
	ck_assert_uint_eq(sanya_json_size(gates), 1);
	ck_assert_ptr_null(sanya_json_get(sanya_json_at(gates, 0), "goal"));
	ck_assert_str_eq(sanya_json_get_text(sanya_json_at(gates, 0), "score_above"), "3");
	ck_assert_str_eq(sanya_json_get_text(sanya_json_at(gates, 0), "otherwise"), "0");
	list = sanya_json_get(sanya_json_get(json, "rules"), "self_assessments");
	ck_assert_uint_eq(sanya_json_size(list), SANYA_COUNT(months));
	ck_assert_str_eq(sanya_json_text(sanya_json_at(list, 0)), "2027-03-31");
	ck_assert_str_eq(sanya_json_text(sanya_json_at(list, 1)), "2027-06-30");
	ck_assert_str_eq(sanya_json_text(sanya_json_at(list, 2)), "2027-09-30");
	sanya_json_free(json);
	sanya_json_free(template);
	sanya_buffer_done(&text);
}
END_TEST

static const struct {
	const char *template, *from, *to; /* as typed */
	int32_t today;			  /* y*10000 + m*100 + d */
	const char *begins, *ends, *self; /* first self-assessment, "" for none */
} periods[] = {
	/* quarters: the next one from today on, this one where it begins today */
	{ "call-centre-agent", NULL, NULL, 20260702, "2026-10-01", "2026-12-31", "" },
	{ "call-centre-agent", NULL, NULL, 20261001, "2026-10-01", "2026-12-31", "" },
	{ "call-centre-agent", NULL, NULL, 20261002, "2027-01-01", "2027-03-31", "" },
	/* a joiner's ends with everybody's */
	{ "call-centre-agent", "2026-08-15", NULL, 20260702, "2026-08-15", "2026-09-30", "" },
	{ "call-centre-agent", "2026-08-15", "2026-10-15", 20260702, "2026-08-15", "2026-10-15", "" },
	{ "service-manager", NULL, NULL, 20260702, "2027-01-01", "2027-06-30", "" },
	{ "president", NULL, NULL, 20260702, "2027-01-01", "2027-12-31", "" },
	/* the fiscal year begins in October; months 6, 9 and 12 end in March, June and September */
	{ "public-commitment", NULL, NULL, 20260702, "2026-10-01", "2027-09-30", "2027-03-31" },
	{ "public-commitment", NULL, NULL, 20261001, "2026-10-01", "2027-09-30", "2027-03-31" },
	{ "public-commitment", NULL, NULL, 20261231, "2027-10-01", "2028-09-30", "2028-03-31" },
	{ "public-commitment", "2027-04-16", NULL, 20260702, "2027-04-16", "2027-09-30", "2027-06-30" },
	{ "public-commitment", "2027-01-01", "2027-02-28", 20260702, "2027-01-01", "2027-02-28", "" },
};

START_TEST(a_template_knows_its_periods)
{
	struct sanya_template_fill fill = {
		.employee = "E1", .manager = "E2", .from = periods[_i].from, .to = periods[_i].to,
		.today = sanya_date_of(periods[_i].today / 10000, periods[_i].today / 100 % 100, periods[_i].today % 100),
	};
	struct sanya_json *template = read_template(periods[_i].template), *json = NULL;
	struct sanya_error err = SANYA_ERROR_INIT;
	const struct sanya_json *days;
	struct sanya_buffer text;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	ck_assert_msg(sanya_template_fill(template, &fill, &text, &err) == 0, "%s", err.what);
	ck_assert_int_eq(sanya_json_parse("filled", text.data, text.size, &json, &err), 0);
	ck_assert_str_eq(sanya_json_get_text(sanya_json_get(json, "period"), "from"), periods[_i].begins);
	ck_assert_str_eq(sanya_json_get_text(sanya_json_get(json, "period"), "to"), periods[_i].ends);
	days = sanya_json_get(sanya_json_get(json, "rules"), "self_assessments");
	if (periods[_i].self[0] == '\0')
		ck_assert_ptr_null(days);
	else
		ck_assert_str_eq(sanya_json_text(sanya_json_at(days, 0)), periods[_i].self);
	ck_assert_ptr_null(sanya_json_get(json, "self_assessment_months"));
	ck_assert_ptr_null(sanya_json_get(json, "about"));
	sanya_json_free(json);
	sanya_json_free(template);
	sanya_buffer_done(&text);
}
END_TEST

static const struct {
	const char *period; /* of the template; "" for none */
	const char *from, *to;
	const char *what;
} refused[] = {
	{ "", NULL, NULL, "--from is missing" },
	{ "", "2026-07-01", NULL, "--to is missing" },
	{ "{\"first_month\": 13, \"months\": 3}", NULL, NULL, "no rhythm" },
	{ "{\"first_month\": 1, \"months\": 5}", NULL, NULL, "no rhythm" },
	{ "{}", NULL, NULL, "no rhythm" },
	{ "{\"first_month\": 1, \"months\": 3}", "2026-02-30", NULL, "2026-02-30" },
	{ "{\"first_month\": 1, \"months\": 3}", "2026-02-01", "soon", "soon" },
};

START_TEST(a_period_that_cannot_be_is_refused)
{
	struct sanya_template_fill fill = { .employee = "E1", .manager = "E2", .from = refused[_i].from, .to = refused[_i].to,
					    .today = sanya_date_of(2026, 7, 2) };
	struct sanya_json *template = read_template("team-leader"), *period = NULL;
	struct sanya_error err = SANYA_ERROR_INIT;
	int32_t from, to;

	sanya_json_remove(template, "period");
	if (refused[_i].period[0] != '\0') {
		ck_assert_int_eq(sanya_json_parse("period", refused[_i].period, strlen(refused[_i].period), &period, &err), 0);
		sanya_json_set(template, "period", period);
	}
	ck_assert_int_eq(sanya_template_period(template, &fill, &from, &to, &err), -1);
	ck_assert_msg(strstr(err.what, refused[_i].what) != NULL, "%s", err.what);
	sanya_json_free(template);
}
END_TEST

Suite *suite_template(void)
{
	Suite *suite = suite_create("template");
	TCase *tests = tcase_create("template");

	tcase_add_test(tests, there_is_one_for_each_job);
	tcase_add_loop_test(tests, each_is_complete, 0, (int)SANYA_COUNT(jobs));
	tcase_add_test(tests, the_commitment_has_its_own_rules);
	tcase_add_loop_test(tests, a_template_knows_its_periods, 0, (int)SANYA_COUNT(periods));
	tcase_add_loop_test(tests, a_period_that_cannot_be_is_refused, 0, (int)SANYA_COUNT(refused));
	suite_add_tcase(suite, tests);
	return suite;
}
