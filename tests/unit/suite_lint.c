/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lint of one contract: each rule finds what it is for, and a contract just inside passes.  Amounts and percentages that a finding
 * names are worked by hand beside the case.
 */
#include "reward_fixture.h"

#include "core/base/catalogue.h"
#include "core/base/time.h"
#include "core/domain/lint.h"

#include <check.h>

Suite *suite_lint(void);

/* A goal with everything but what a case is about. */
#define G(id, metric, statistic, scale, between, weight)                                                              \
	"{\"id\":\"" id "\",\"title\":{\"en\":\"" id "\"},\"metric\":\"" metric "\",\"statistic\":\"" statistic       \
	"\",\"scope\":\"own\",\"credit\":\"assignee\",\"scale\":" scale ",\"between\":\"" between "\",\"weight\":\"" weight \
	"\",\"minimum_sample\":20,\"if_too_few\":\"reweight\"}"
#define R(id, scale, weight) G(id, "response.csat@1", "share", scale, "linear", weight)
#define WIDE "[[\"50%\",\"0\"],[\"100%\",\"100\"]]" /* 2 points of score for 1 % */
#define CSAT(weight) R("csat", WIDE, weight)
#define STRAIGHT "[[\"0\",\"0\"],[\"100\",\"100\"]]"
#define STRAIGHT_SHARE "[[\"0%\",\"0\"],[\"100%\",\"100\"]]"
#define PAYS REWARD("1000.00", STRAIGHT, "linear", PLAIN)

static void find(const char *goals, const char *reward, const char *renewal, const struct sanya_lint *with, struct sanya_arena *arena,
		 struct sanya_findings *ret)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_lint lint = { .contract = NULL };
	struct sanya_contract contract;
	struct sanya_buffer text;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	fixture_document(goals, reward, &text);
	sanya_buffer_cut(&text, text.size - 1);
	sanya_buffer_printf(&text, "%s%s}", renewal[0] != '\0' ? ",\"renewal\":" : "", renewal);
	ck_assert_msg(sanya_contract_read("test", text.data, text.size, &contract, &err) == 0, "%lu: %s", err.column, err.what);
	sanya_buffer_done(&text);
	if (with != NULL)
		lint = *with;
	lint.contract = &contract;
	sanya_findings_init(ret, arena);
	ck_assert_msg(sanya_lint_contract(&lint, ret, &err) == 0, "%s", err.what);
	sanya_contract_done(&contract);
}

/* "code path {1} {2}; code path …" */
static void describe(const struct sanya_findings *findings, struct sanya_buffer *out)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct sanya_finding *finding = &findings->list[i];

		sanya_buffer_printf(out, "%s%s %s", i > 0 ? "; " : "", finding->rule->code, finding->path);
		for (size_t k = 0; k < finding->word_count; k++)
			sanya_buffer_printf(out, " %s", finding->words[k]);
	}
}

static void expect(const char *goals, const char *reward, const char *renewal, const struct sanya_lint *with, const char *want)
{
	struct sanya_findings findings;
	struct sanya_arena arena;
	struct sanya_buffer said;

	sanya_arena_init(&arena);
	sanya_buffer_init(&said, SANYA_DOCUMENT_MAX);
	find(goals, reward, renewal, with, &arena, &findings);
	describe(&findings, &said);
	ck_assert_str_eq(said.data, want);
	sanya_buffer_done(&said);
	sanya_arena_done(&arena);
}

/* --- form, scales, goals --- */

#define THAI_LEVELS "[[\"40%\",\"20\"],[\"50%\",\"40\"],[\"60%\",\"60\"],[\"60%\",\"80\"],[\"70%\",\"100\"]]"

#define TEN_TO_NINETY G("b", "response.qa@1", "share", "[[\"0%\",\"10\"],[\"100%\",\"90\"]]", "linear", "40")
#define TEN_TO_NINETY_FINDS "no-target /goals/1/scale 90; "

static const struct {
	const char *goals, *reward, *want;
} plain[] = {
	{ CSAT("100"), PAYS, "" },
	/* form: everything at once, and nothing else */
	{ CSAT("30") "," R("b", WIDE, "69.99"), PAYS, "weights /goals/1/weight 99.99 +0.01" }, /* N10: 30 + 69.99 */
	{ CSAT("30") "," R("b", WIDE, "70.00"), PAYS, "twice /goals/1/metric csat b" },	       /* N10: 30 + 70.00 */
	{ R("a", "[[\"50%\",\"0\"],[\"80%\",\"50\"],[\"70%\",\"60\"],[\"90%\",\"100\"]]", "101") "," R("b", "[[\"50%\",\"7\"],[\"90%\",\"7\"]]", "1"),
	  REWARD("1.00", "[[\"0\",\"0\"],[\"50\",\"50\"],[\"50\",\"50\"],[\"100\",\"100\"]]", "linear", PLAIN),
	  "weights /goals/1/weight 102 -2; point-order /goals/0/scale/2 70%; flat /goals/1/scale; point-repeated /reward/curve/2 50" },
	{ CSAT("100"), REWARD("1.00", "[[\"100\",\"100\"],[\"0\",\"0\"]]", "linear", PLAIN), "point-order /reward/curve/1 0" },
	{ CSAT("100"), REWARD("1.005", STRAIGHT, "linear", PLAIN), "refused /reward/at_100 an amount has at most two decimals " },
	/* scales; N75: a Thai form whose levels do not rise strictly */
	{ G("a", "response.csat@1", "share", THAI_LEVELS, "step", "100"), REWARD("0.00", STRAIGHT, "linear", PLAIN),
	  "gap-scale /goals/0/scale/0 40% 20; dead-point /goals/0/scale/2 60% 60" },
	{ R("a", "[[\"40%\",\"0\"],[\"80%\",\"100\"],[\"95%\",\"90\"]]", "100"), PAYS, "turns-back /goals/0/scale/2 95% 90 80%" },
	{ R("a", "[[\"95%\",\"90\"],[\"80%\",\"100\"],[\"40%\",\"0\"]]", "100"), PAYS, "turns-back /goals/0/scale/1 95% 90 80%" },
	{ R("a", "[[\"40%\",\"0\"],[\"95%\",\"90\"]]", "100"), PAYS, "no-target /goals/0/scale 90" },
	{ R("a", "[[\"40%\",\"0\"],[\"105%\",\"100\"]]", "100"), PAYS, "impossible-target /goals/0/scale 105%" },
	{ R("a", "[[\"40%\",\"0\"],[\"90%\",\"100\"],[\"110%\",\"120\"]]", "100"), PAYS, "impossible-mark /goals/0/scale/2 110%" },
	{ G("a", "response.nps@1", "score", "[[\"0\",\"0\"],[\"101\",\"100\"]]", "linear", "100"), PAYS, "impossible-target /goals/0/scale 101" },
	{ CSAT("100"), REWARD("1000.00", "[[\"40\",\"40\"],[\"100\",\"100\"]]", "linear", PLAIN), "gap-curve /reward/curve/0 40 40 %" },
	{ CSAT("100"), REWARD("1000.00", "[[\"0\",\"0\"],[\"80\",\"100\"],[\"100\",\"90\"]]", "linear", PLAIN), "curve-falls /reward/curve/2 100 90 % 80" },
	/* limits */
	{ CSAT("100"), REWARD("1000.00", STRAIGHT, "linear", PLAIN ",\"cap\":\"999.99\""), "cap-low /reward/cap 999.99 1000.00" },
	{ CSAT("100"), REWARD("1000.00", STRAIGHT, "linear", PLAIN ",\"cap\":\"1000.00\""), "" },
	{ CSAT("100"), REWARD("1000.00", STRAIGHT, "linear", PLAIN ",\"gates\":[{\"goal\":\"csat\",\"score_at_least\":\"101\",\"otherwise\":\"0\"}]"),
	  "gate-never /reward/gates/0/score_at_least csat 101 100" },
	{ CSAT("100"), REWARD("1000.00", STRAIGHT, "linear", PLAIN ",\"gates\":[{\"goal\":\"csat\",\"score_at_least\":\"0\",\"otherwise\":\"0\"}]"),
	  "gate-always /reward/gates/0/score_at_least csat 0 0" },
	{ CSAT("100"), REWARD("1000.00", STRAIGHT, "linear", PLAIN ",\"gates\":[{\"goal\":\"csat\",\"score_at_least\":\"50\",\"otherwise\":\"79\"}]"),
	  "cliff-gate /reward/gates/0 csat 50 21 %" },
	{ CSAT("100"), REWARD("1000.00", STRAIGHT, "linear", PLAIN ",\"gates\":[{\"goal\":\"csat\",\"score_at_least\":\"50\",\"otherwise\":\"80\"}]"),
	  "" }, /* 20 % is not more than 20 % */
	/* "above" stops the bound itself, and names its own key */
	{ CSAT("100"), REWARD("1000.00", STRAIGHT, "linear", PLAIN ",\"gates\":[{\"goal\":\"csat\",\"score_above\":\"100\",\"otherwise\":\"0\"}]"),
	  "gate-never /reward/gates/0/score_above csat 100 100" },
	{ CSAT("100"), REWARD("1000.00", STRAIGHT, "linear", PLAIN ",\"gates\":[{\"goal\":\"csat\",\"score_above\":\"0\",\"otherwise\":\"0\"}]"),
	  "cliff-gate /reward/gates/0 csat 0 100 %" },
	/* all goals together: 100 × 0.6 + 90 × 0.4 = 96 at most, 0 × 0.6 + 10 × 0.4 = 4 at least */
	{ CSAT("60") "," TEN_TO_NINETY, REWARD("1000.00", STRAIGHT, "linear", PLAIN ",\"gates\":[{\"score_at_least\":\"97\",\"otherwise\":\"0\"}]"),
	  TEN_TO_NINETY_FINDS "gate-all-never /reward/gates/0/score_at_least 97 96" },
	{ CSAT("60") "," TEN_TO_NINETY, REWARD("1000.00", STRAIGHT, "linear", PLAIN ",\"gates\":[{\"score_at_least\":\"96\",\"otherwise\":\"0\"}]"),
	  TEN_TO_NINETY_FINDS "cliff-gate-all /reward/gates/0 96 100 %" },
	{ CSAT("60") "," TEN_TO_NINETY, REWARD("1000.00", STRAIGHT, "linear", PLAIN ",\"gates\":[{\"score_at_least\":\"4\",\"otherwise\":\"0\"}]"),
	  TEN_TO_NINETY_FINDS "gate-all-always /reward/gates/0/score_at_least 4 4" },
	/* speed and volume want quality beside them */
	{ G("fast", "ticket.first_reply_time@1", "share_within 4h", WIDE, "linear", "100"), PAYS, "no-quality /goals/0/metric fast" },
	{ G("many", "ticket.solved@1", "sum", "[[\"0\",\"0\"],[\"200\",\"100\"]]", "linear", "100"), PAYS, "no-quality /goals/0/metric many" },
	{ G("own", "acme.handling@1", "mean", "[[\"8h\",\"0\"],[\"4h\",\"100\"]]", "linear", "100"), PAYS, "no-quality /goals/0/metric own" },
	{ G("fast", "ticket.first_reply_time@1", "share_within 4h", WIDE, "linear", "50") "," CSAT("50"), PAYS, "" },
	{ G("fast", "ticket.first_reply_time@1", "share_within 4h", WIDE, "linear", "50") "," G("done", "milestone.met@1", "share", STRAIGHT_SHARE,
	    "step", "50"), PAYS, "no-quality /goals/0/metric fast" },
	{ G("fast", "ticket.first_reply_time@1", "share_within 4h", WIDE, "linear", "100") "," G("back", "ticket.reopened@1", "share",
	    "[[\"50%\",\"0\"],[\"0%\",\"100\"]]", "linear", "0"),
	  REWARD("1000.00", STRAIGHT, "linear", PLAIN ",\"gates\":[{\"goal\":\"back\",\"score_at_least\":\"50\",\"otherwise\":\"80\"}]"), "" },
};

START_TEST(rules_that_need_the_contract_alone)
{
	expect(plain[_i].goals, plain[_i].reward, "", NULL, plain[_i].want);
}
END_TEST

/* --- cliffs --- */

#define ONE_OF_TWO(scale, between) G("g", "response.csat@1", "share", scale, between, "50") "," G("h", "ticket.reopened@1", "share", \
	"[[\"50%\",\"0\"],[\"0%\",\"100\"]]", "linear", "50")

static const struct {
	const char *goals, *reward, *want;
} cliffs[] = {
	/* 1 % is 40 points of score, of which the goal's half is 20: not more than 20 %.  At 41 points it is 20.5. */
	{ ONE_OF_TWO("[[\"90%\",\"0\"],[\"92.5%\",\"100\"]]", "linear"), PAYS, "" },
	{ ONE_OF_TWO("[[\"90%\",\"0\"],[\"92%\",\"82\"],[\"95%\",\"100\"]]", "linear"), PAYS, "cliff-scale /goals/0/scale 90% 91% 20.5 %" },
	/* a step of 59 points is 29.5 %, one of 40 is 20 */
	{ ONE_OF_TWO("[[\"60%\",\"0\"],[\"70%\",\"59\"],[\"80%\",\"100\"]]", "step"), PAYS, "cliff-scale /goals/0/scale 69% 70% 29.5 %" },
	{ ONE_OF_TWO("[[\"60%\",\"0\"],[\"65%\",\"40\"],[\"70%\",\"60\"],[\"80%\",\"100\"]]", "step"), PAYS, "" },
	/* the curve's own jump, from 0 to 50 % at 60, is told there alone */
	{ ONE_OF_TWO("[[\"50%\",\"0\"],[\"100%\",\"100\"]]", "linear"), REWARD("1000.00", "[[\"60\",\"0\"],[\"60\",\"50\"],[\"100\",\"100\"]]", "linear", PLAIN),
	  "cliff-curve /reward/curve 59 60 50 %" },
	/* 4 % within the point before the jump, 14 in it, 16 within the point behind: 18, 16, and across it 2 + 14 + 8 = 24 */
	{ ONE_OF_TWO("[[\"50%\",\"0\"],[\"100%\",\"100\"]]", "linear"),
	  REWARD("1000.00", "[[\"59\",\"0\"],[\"60\",\"4\"],[\"60\",\"18\"],[\"65\",\"98\"]]", "linear", PLAIN),
	  "cliff-curve /reward/curve 59.5 60.5 24 %" },
	/* Each goal for itself, half of it each.  The curve's 42 % within one point are 21.  1 % of value is 2 points: from 58 to 60 the curve
	 * goes from 50 × 58 / 59 to 92, which is 42.847, and half of that 21.42. */
	{ ONE_OF_TWO("[[\"50%\",\"0\"],[\"100%\",\"100\"]]", "linear"), REWARD("1000.00", "[[\"0\",\"0\"],[\"59\",\"50\"],[\"60\",\"92\"],[\"100\",\"100\"]]",
	  "linear", "\"combine\":\"per-goal\",\"proration\":\"none\",\"round\":{\"to\":\"0.01\",\"mode\":\"half-up\"}"),
	  "cliff-curve /reward/curve 59 60 21 %; cliff-scale /goals/0/scale 79% 80% 21.42 %; cliff-scale /goals/1/scale 20% 21% 21.42 %" },
	/* lower is better, in hours: a minute is the unit.  100 points within 2 minutes: 50 points in one, half of them 25 % */
	{ G("g", "ticket.resolution_time@1", "median", "[[\"4h2m\",\"0\"],[\"4h\",\"100\"]]", "linear", "50") "," CSAT("50"), PAYS,
	  "cliff-scale /goals/0/scale 4h1m 4h2m 25 %" },
	/* below an hour a second is the unit: 100 points within 2 minutes are less than one in a second */
	{ G("g", "ticket.resolution_time@1", "median", "[[\"32m\",\"0\"],[\"30m\",\"100\"]]", "linear", "50") "," CSAT("50"), PAYS, "" },
	/* a mean of points by tenths, a count by ones */
	{ G("g", "response.rating@1", "mean", "[[\"4\",\"0\"],[\"4.2\",\"100\"]]", "linear", "50") "," CSAT("50"), PAYS,
	  "cliff-scale /goals/0/scale 4 4.1 25 %" },
	/* a milestone is met or not, and recognition is no money */
	{ G("g", "milestone.met@1", "share", STRAIGHT_SHARE, "step", "50") "," CSAT("50"), PAYS, "" },
	{ ONE_OF_TWO("[[\"90%\",\"0\"],[\"91%\",\"100\"]]", "linear"), REWARD("0.00", STRAIGHT, "linear", PLAIN), "" },
};

START_TEST(cliffs_of_scale_and_curve)
{
	expect(cliffs[_i].goals, cliffs[_i].reward, "", NULL, cliffs[_i].want);
}
END_TEST

/* --- renewal --- */

#define STRETCH R("csat", "[[\"60%\",\"0\"],[\"80%\",\"100\"],[\"90%\",\"150\"]]", "100")
#define TO_150 REWARD("1000.00", "[[\"0\",\"0\"],[\"150\",\"150\"]]", "linear", PLAIN)
#define CAPPED REWARD("1000.00", "[[\"0\",\"0\"],[\"150\",\"150\"]]", "linear", PLAIN ",\"cap\":\"1200.00\"")

static const struct {
	const char *goals, *reward, *renewal, *want;
} renewals[] = {
	/*
	 * Beyond 90 % more brings nothing now, but moves the next target.  Who is able to do 93.3 %: honest 150 now; the target moves by a third of
	 * 13.3, 4.4, to 84.4 %, so 100 + 8.9 × 5 = 144.5 next.  Stopping at 90 %: 150 now; the target moves by 3.3 and the stretch to 93.3 %, so
	 * 150 next.  300 - 294.5 = 5.5.
	 */
	{ STRETCH, TO_150, "{\"target_moves\":\"1/3 of the excess\"}", "hold-back /renewal/target_moves 93.3% 90% 5.5 %" },
	/*
	 * Capped at 120.  Who is able to do 90 %: 120 now, target 90 % next, 100.  Stopping at 84.1667 %: 120 now as well, target 84.1 % next,
	 * 100 + 5.9 × 5 = 129.5, capped at 120.  240 - 220 = 20.
	 */
	{ STRETCH, CAPPED, "{\"target_moves\":\"all of the excess\"}", "hold-back /renewal/target_moves 90% 84.2 % 20 %" },
	/* A tenth of the excess: whoever passes 84 % still gets the 120 under the next target. */
	{ STRETCH, CAPPED, "{\"target_moves\":\"1/10 of the excess\"}", "" },
	/* Nothing is paid beyond the target, and no target passes what was delivered: doing better loses nothing. */
	{ R("csat", "[[\"60%\",\"0\"],[\"80%\",\"100\"]]", "100"), PAYS, "{\"target_moves\":\"all of the excess\"}", "" },
	/* Steps: the same 93.3 % is 150 next after stopping at 90 %, and 100 after being honest, of which the weight leaves a tenth. */
	{ G("csat", "response.csat@1", "share", "[[\"60%\",\"0\"],[\"80%\",\"100\"],[\"90%\",\"150\"]]", "step", "10") "," G("b",
	  "ticket.reopened@1", "share", "[[\"50%\",\"0\"],[\"0%\",\"100\"]]", "linear", "90"), TO_150,
	  "{\"target_moves\":\"1/3 of the excess\"}", "hold-back /renewal/target_moves 93.3% 90% 5 %" },
};

START_TEST(holding_back)
{
	expect(renewals[_i].goals, renewals[_i].reward, renewals[_i].renewal, NULL, renewals[_i].want);
}
END_TEST

/* --- evidence --- */

struct month {
	int known; /* 0: nobody can say, 1: no value, 2: a value */
	int64_t percent, count;
};

static int month_of(void *context, size_t goal, unsigned back, struct sanya_past_month *ret, struct sanya_error *err)
{
	const struct month *months = context;

	(void)goal;
	(void)err;
	ck_assert_uint_ge(back, 1);
	ck_assert_uint_le(back, SANYA_PAST_MONTHS);
	ret->known = months[back - 1].known > 0;
	ret->has_value = months[back - 1].known > 1;
	ret->from = sanya_date_of(back <= 6 ? 2026 : 2025, back <= 6 ? 7 - (int32_t)back : 19 - (int32_t)back, 1);
	ret->count = months[back - 1].count;
	sanya_number_set_ratio(&ret->value, months[back - 1].percent, 100);
	return 0;
}

#define UP R("a", "[[\"70%\",\"0\"],[\"85%\",\"100\"],[\"95%\",\"120\"]]", "100")
#define DOWN G("a", "ticket.reopened@1", "share", "[[\"30%\",\"0\"],[\"10%\",\"100\"]]", "linear", "100")
#define NONE { 1, 0, 0 }
#define UNKNOWN { 0, 0, 0 }
#define TEN(percent) { 2, percent, 10 }

static const struct {
	const char *goal;
	struct month months[SANYA_PAST_MONTHS]; /* June back to July of the year before; the period is three months, the sample 20 */
	const char *want;
} pasts[] = {
	{ UP, { TEN(95), TEN(60), TEN(60), NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE }, "" }, /* exactly at the mark is reached */
	{ UP, { TEN(60), TEN(94), TEN(60), NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE },
	  "unreached /goals/0/scale/2 95% 120 3 94% 2026-05" },
	{ UP, { TEN(60), TEN(69), TEN(60), NONE, NONE, NONE, NONE, NONE, TEN(84), NONE, NONE, NONE },
	  "unreached /goals/0/scale/1 85% 100 4 84% 2025-10" }, /* the nearest mark beyond: the stretch follows from it */
	{ UP, { TEN(60), TEN(69), NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE }, "" }, /* two months are no year */
	{ DOWN, { TEN(10), TEN(15), TEN(20), NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE }, "" },
	{ DOWN, { TEN(12), TEN(11), TEN(20), NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE },
	  "unreached /goals/0/scale/1 10% 100 3 11% 2026-05" },
	/* three months had 19, 20; what came before them does not help */
	{ UP, { { 2, 99, 9 }, { 2, 99, 10 }, NONE, TEN(99), TEN(99), TEN(99), NONE, NONE, NONE, NONE, NONE, NONE },
	  "sample /goals/0/minimum_sample 3 19 20" },
	{ UP, { { 2, 99, 9 }, { 2, 99, 10 }, { 2, 99, 1 }, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE }, "" },
	{ UP, { NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE }, "sample /goals/0/minimum_sample 3 0 20" },
	/* what nobody knows proves nothing */
	{ UP, { TEN(60), UNKNOWN, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE }, "" },
	{ G("a", "milestone.met@1", "share", STRAIGHT_SHARE, "step", "100"),
	  { NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE }, "" },
};

START_TEST(marks_and_samples_of_the_past)
{
	struct month months[SANYA_PAST_MONTHS];
	struct sanya_lint lint = { .month = month_of, .context = months };

	memcpy(months, pasts[_i].months, sizeof(months));
	expect(pasts[_i].goal, REWARD("0.00", STRAIGHT, "linear", PLAIN), "", &lint, pasts[_i].want);
}
END_TEST

/* --- units --- */

static int unit_of(void *context, const char *metric)
{
	(void)context;
	if (strcmp(metric, "ticket.first_reply_time@1") == 0)
		return SANYA_UNIT_SECONDS;
	if (strcmp(metric, "response.csat@1") == 0)
		return SANYA_UNIT_FLAG;
	return strcmp(metric, "response.broken@1") == 0 ? -1 : 0;
}

static const struct {
	const char *goal, *want;
} units[] = {
	{ CSAT("100"), "" },
	{ G("a", "response.csat@2", "share", WIDE, "linear", "100"), "metric /goals/0/metric response.csat@2" },
	{ G("a", "response.broken@1", "share", WIDE, "linear", "100"), "" }, /* its plugin could not be asked: nothing is said of it */
	{ G("a", "ticket.first_reply_time@1", "share", WIDE, "linear", "100"), "unit-statistic /goals/0/statistic share ticket.first_reply_time@1" },
	{ G("a", "ticket.first_reply_time@1", "mean", "[[\"4\",\"0\"],[\"2\",\"100\"]]", "linear", "100"),
	  "unit-scale /goals/0/scale mean ticket.first_reply_time@1" },
};

START_TEST(units_that_do_not_fit)
{
	struct sanya_lint lint = { .unit_of = unit_of };

	expect(units[_i].goal, PAYS, "", &lint, units[_i].want);
}
END_TEST

/* --- sentences --- */

START_TEST(words_stand_where_the_sentence_wants_them)
{
	static const struct sanya_lint_rule rule = { "test", SANYA_SEVERITY_WARNING, "", "", "" };
	struct sanya_findings findings;
	struct sanya_finding *finding;
	struct sanya_arena arena;
	struct sanya_buffer said;

	sanya_arena_init(&arena);
	sanya_buffer_init(&said, SANYA_TEXT_MAX);
	sanya_findings_init(&findings, &arena);
	finding = sanya_findings_add(&findings, &rule, "T-1", NULL, "/a/%d", 7);
	sanya_finding_text(&findings, finding, "one");
	sanya_finding_integer(&findings, finding, -2);
	ck_assert_str_eq(finding->path, "/a/7");
	sanya_finding_say(finding, "{2}, then {1}; {3}{9} and { stay out or in", &said);
	ck_assert_str_eq(said.data, "-2, then one; {9} and { stay out or in");
	sanya_buffer_done(&said);
	sanya_arena_done(&arena);
}
END_TEST

/* Codes are for good: each is there once, and says what, why and what to do. */
START_TEST(every_rule_is_complete)
{
	for (size_t i = 0; i < SANYA_LINT_CODES; i++) {
		const struct sanya_lint_rule *rule = &sanya_lint_rules[i];

		ck_assert_msg(rule->code != NULL && rule->what != NULL && rule->why != NULL && rule->repair != NULL, "rule %zu", i);
		ck_assert_ptr_eq(sanya_lint_rule_of(rule->code), rule);
	}
	ck_assert_ptr_null(sanya_lint_rule_of("no-such-code"));
}
END_TEST

/* What people look up stands in the contract language: each code, with its gravity. */
START_TEST(every_code_is_in_the_documentation)
{
	struct sanya_buffer text;
	char row[100];

	fixture_read("../docs/contract-language.md", &text);
	for (size_t i = 0; i < SANYA_LINT_CODES; i++) {
		snprintf(row, sizeof(row), "\n| `%s` | %s | ", sanya_lint_rules[i].code, sanya_severity_word(sanya_lint_rules[i].severity));
		ck_assert_msg(strstr(text.data, row) != NULL, "docs/contract-language.md has no row%s", row);
	}
	sanya_buffer_done(&text);
}
END_TEST

/* Which of {1} to {6} a sentence has: one bit each. */
static unsigned words_of(const char *sentence)
{
	unsigned words = 0;

	for (; *sentence != '\0'; sentence++)
		if (sentence[0] == '{' && sentence[1] >= '1' && sentence[1] <= '6' && sentence[2] == '}')
			words |= 1u << (sentence[1] - '1');
	return words;
}

/* msgfmt compares formats; these are none, so nobody else would miss a number that the Thai sentence lost. */
START_TEST(thai_sentences_keep_their_words)
{
	const char *build = getenv("SANYA_BUILDDIR");
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_catalogue *thai;
	char folder[SANYA_PATH_MAX];

	ck_assert_ptr_nonnull(build);
	snprintf(folder, sizeof(folder), "%s/po", build);
	if (sanya_catalogue_load(SANYA_THAI, folder, &thai, &err) != 0)
		return; /* built without msgfmt: there is no Thai */
	for (size_t i = 0; i < SANYA_LINT_CODES; i++) {
		const struct sanya_lint_rule *rule = &sanya_lint_rules[i];
		const char *const sentences[] = { rule->what, rule->why, rule->repair };

		for (size_t k = 0; k < 3; k++)
			ck_assert_msg(words_of(sanya_say(thai, sentences[k])) == words_of(sentences[k]), "%s: \"%s\"", rule->code,
				      sanya_say(thai, sentences[k]));
	}
	sanya_catalogue_free(thai);
}
END_TEST

Suite *suite_lint(void)
{
	Suite *suite = suite_create("lint");
	TCase *tcase = tcase_create("lint");

	tcase_add_loop_test(tcase, rules_that_need_the_contract_alone, 0, (int)(sizeof(plain) / sizeof(plain[0])));
	tcase_add_loop_test(tcase, cliffs_of_scale_and_curve, 0, (int)(sizeof(cliffs) / sizeof(cliffs[0])));
	tcase_add_loop_test(tcase, holding_back, 0, (int)(sizeof(renewals) / sizeof(renewals[0])));
	tcase_add_loop_test(tcase, marks_and_samples_of_the_past, 0, (int)(sizeof(pasts) / sizeof(pasts[0])));
	tcase_add_loop_test(tcase, units_that_do_not_fit, 0, (int)(sizeof(units) / sizeof(units[0])));
	tcase_add_test(tcase, words_stand_where_the_sentence_wants_them);
	tcase_add_test(tcase, every_rule_is_complete);
	tcase_add_test(tcase, every_code_is_in_the_documentation);
	tcase_add_test(tcase, thai_sentences_keep_their_words);
	suite_add_tcase(suite, tcase);
	return suite;
}
