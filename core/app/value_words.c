/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the texts of a document to words for people: numbers with their units, dates, enumerations, gates and scales.
 * Nothing is computed and nothing rounded; a text of an unknown form is shown as it is written.
 */
#include "value_words.h"

#include "../base/time.h"

#include <string.h>

static const char *const english_months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
static const char *const thai_months[] = { "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
					   "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค." };

void sanya_date_words(enum sanya_language language, int32_t date, struct sanya_buffer *out)
{
	struct sanya_civil civil = sanya_date_civil(date);
	bool thai = language == SANYA_THAI;
	const char *month = thai ? thai_months[civil.month - 1] : english_months[civil.month - 1];

	sanya_buffer_printf(out, "%d %s %d", (int)civil.day, month, (int)civil.year + (thai ? 543 : 0));
}

/* --- words of the document --- */

static const struct {
	const char *path, *word, *words;
} words[] = {
	{ "kind", "contract", SANYA_N("contract") },
	{ "kind", "commitment", SANYA_N("commitment of a public body") },
	{ "prevails", "th", SANYA_N("Thai") },
	{ "prevails", "en", SANYA_N("English") },
	{ "scoring", "percent", SANYA_N("100 is the target") },
	{ "scoring", "levels", SANYA_N("in levels from 1 to 5") },
	{ "goals/*/clock", "elapsed", SANYA_N("around the clock") },
	{ "goals/*/clock", "working", SANYA_N("working hours only") },
	{ "goals/*/scope", "own", SANYA_N("own work") },
	{ "goals/*/scope", "team", SANYA_N("work of the whole team") },
	{ "goals/*/credit", "assignee", SANYA_N("whoever it is assigned to") },
	{ "goals/*/credit", "first_replier", SANYA_N("whoever replied first") },
	{ "goals/*/credit", "solver", SANYA_N("whoever solved it") },
	{ "goals/*/credit", "subject", SANYA_N("whom the answer is about") },
	{ "goals/*/credit", "involved", SANYA_N("everybody involved") },
	{ "goals/*/between", "linear", SANYA_N("in proportion") },
	{ "goals/*/between", "step", SANYA_N("the level reached") },
	{ "goals/*/if_too_few", "reweight", SANYA_N("its weight goes to the others") },
	{ "goals/*/if_too_few", "neutral", SANYA_N("counts as target met") },
	{ "goals/*/if_too_few", "team", SANYA_N("the team's value counts") },
	{ "goals/*/if_too_few", "zero", SANYA_N("counts as not met") },
	{ "goals/*/decide_on", "reassigned-after-bad-rating", SANYA_N("handed on after a bad rating") },
	{ "goals/*/decide_on", "reopened-after-period", SANYA_N("solved at the period's end and reopened after it") },
	{ "goals/*/decide_on", "solve-reopen-cycles", SANYA_N("solved and reopened again and again") },
	{ "goals/*/decide_on", "survey-burst", SANYA_N("many answers at once") },
	{ "goals/*/decide_on", "survey-one-address", SANYA_N("many answers from one customer") },
	{ "goals/*/decide_on", "survey-rate", SANYA_N("far more or fewer answers than the team has") },
	{ "goals/*/decide_on", "bunched-at-threshold", SANYA_N("values crowded just within the limit") },
	{ "reward/combine", "weighted", SANYA_N("one score for all goals") },
	{ "reward/combine", "per-goal", SANYA_N("each goal by itself") },
	{ "reward/between", "linear", SANYA_N("in proportion") },
	{ "reward/between", "step", SANYA_N("the level reached") },
	{ "reward/between", "marginal", SANYA_N("each slice at its own rate") },
	{ "reward/proration", "none", SANYA_N("no proration") },
	{ "reward/proration", "calendar-days", SANYA_N("by calendar days") },
	{ "reward/proration", "working-days", SANYA_N("by working days") },
	{ "reward/round", "half-up", SANYA_N("halves up") },
	{ "reward/round", "half-even", SANYA_N("halves to the even neighbour") },
	{ "reward/round", "down", SANYA_N("down") },
	{ "reward/round", "up", SANYA_N("up") },
	{ "renewal", "target", SANYA_N("never below the old target") },
	{ "goals/*/where", "channel", SANYA_N("channel") },
	{ "goals/*/where", "kind", SANYA_N("kind") },
	{ "goals/*/where", "priority", SANYA_N("priority") },
	{ "goals/*/where", "queue", SANYA_N("queue") },
	{ "goals/*/where", "status", SANYA_N("status") },
	{ "goals/*/where", "survey", SANYA_N("survey") },
	{ "goals/*/where", "tags", SANYA_N("tags") },
	{ "goals/*/statistic", "mean", SANYA_N("mean") },
	{ "goals/*/statistic", "median", SANYA_N("median") },
	{ "goals/*/statistic", "share", SANYA_N("share") },
	{ "goals/*/statistic", "sum", SANYA_N("sum") },
	{ "goals/*/statistic", "count", SANYA_N("number") },
	{ "goals/*/statistic", "max", SANYA_N("largest value") },
	{ "goals/*/statistic", "score", SANYA_N("promoters minus detractors") },
};

const char *sanya_clause_word(const char *path, const char *word)
{
	for (size_t i = 0; i < SANYA_COUNT(words); i++)
		if (strcmp(words[i].path, path) == 0 && strcmp(words[i].word, word) == 0)
			return words[i].words;
	return NULL;
}

struct sanya_tongue sanya_tongue_of(const struct sanya_json *document, const struct sanya_catalogue *catalogue)
{
	const char *scoring = sanya_json_get_text(document, "scoring");

	return (struct sanya_tongue){
		.catalogue = catalogue,
		.currency = sanya_json_get_text(sanya_json_get(document, "reward"), "currency"),
		.levels = scoring != NULL && strcmp(scoring, "levels") == 0,
	};
}

__attribute__((format_arg(2))) static const char *say(const struct sanya_tongue *tongue, const char *english)
{
	return sanya_say(tongue->catalogue, english);
}

/* --- single values --- */

static void put_word(const struct sanya_tongue *tongue, const char *path, const char *word, struct sanya_buffer *out)
{
	const char *known = word == NULL ? NULL : sanya_clause_word(path, word);

	if (word != NULL)
		sanya_buffer_text(out, known == NULL ? word : say(tongue, known));
}

/* "12345.60" -> "12,345.60" */
static void put_number(const char *text, size_t size, struct sanya_buffer *out)
{
	size_t start = size > 0 && text[0] == '-', digits = start;

	while (digits < size && text[digits] >= '0' && text[digits] <= '9')
		digits++;
	for (size_t i = 0; i < digits; i++) {
		if (i > start && (digits - i) % 3 == 0)
			sanya_buffer_byte(out, ',');
		sanya_buffer_byte(out, (unsigned char)text[i]);
	}
	sanya_buffer_add(out, text + digits, size - digits);
}

/* "1h30m" -> "1 h 30 min"; false where it is no duration. */
static bool put_duration(const struct sanya_tongue *tongue, const char *text, struct sanya_buffer *out)
{
	static const struct {
		char letter;
		const char *words;
	} units[] = { { 'd', SANYA_N("d") }, { 'h', SANYA_N("h") }, { 'm', SANYA_N("min") }, { 's', SANYA_N("s") } };
	struct sanya_error ignored = SANYA_ERROR_INIT;
	const char *at = text;
	int64_t seconds;
	size_t digits, unit;

	if (sanya_duration_parse(text, strlen(text), &seconds, &ignored) != 0)
		return false;
	while (*at != '\0') {
		digits = strspn(at, "0123456789");
		for (unit = 0; unit < SANYA_COUNT(units) && units[unit].letter != at[digits]; unit++)
			;
		if (unit == SANYA_COUNT(units))
			return false;
		if (at > text)
			sanya_buffer_byte(out, ' ');
		put_number(at, digits, out);
		sanya_buffer_printf(out, " %s", say(tongue, units[unit].words));
		at += digits + 1;
	}
	return true;
}

void sanya_mark_say(const struct sanya_tongue *tongue, const char *value, struct sanya_buffer *out)
{
	size_t size = strlen(value);

	if (size > 1 && value[size - 1] == '%') {
		put_number(value, size - 1, out);
		sanya_buffer_text(out, " %");
	} else if (size > 0 && strchr("dhms", value[size - 1]) != NULL) {
		if (!put_duration(tongue, value, out))
			sanya_buffer_text(out, value);
	} else {
		put_number(value, size, out);
	}
}

static void put_money(const struct sanya_tongue *tongue, const char *text, struct sanya_buffer *out)
{
	bool baht = tongue->currency != NULL && strcmp(tongue->currency, "THB") == 0;

	put_number(text, strlen(text), out);
	if (tongue->currency != NULL)
		sanya_buffer_printf(out, " %s", baht ? say(tongue, SANYA_N("THB")) : tongue->currency);
}

static void put_date(const struct sanya_tongue *tongue, const char *text, struct sanya_buffer *out)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;
	int32_t date;

	if (sanya_date_parse(text, strlen(text), &date, &ignored) == 0)
		sanya_date_words(sanya_catalogue_language(tongue->catalogue), date, out);
	else
		sanya_buffer_text(out, text);
}

static void put_words(const struct sanya_tongue *tongue, const struct sanya_json *json, struct sanya_buffer *out)
{
	struct sanya_words both = { .th = sanya_json_get_text(json, "th"), .en = sanya_json_get_text(json, "en") };

	sanya_buffer_text(out, sanya_words_in(&both, sanya_catalogue_language(tongue->catalogue)));
	if (tongue->both && both.th != NULL && both.en != NULL)
		sanya_buffer_printf(out, " / %s",
				    sanya_catalogue_language(tongue->catalogue) == SANYA_THAI ? both.en : both.th);
}

static void put_statistic(const struct sanya_tongue *tongue, const char *text, struct sanya_buffer *out)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer within;

	sanya_buffer_init(&within, 100);
	if (strncmp(text, "percentile ", 11) == 0) {
		sanya_buffer_printf(out, say(tongue, SANYA_N("percentile %s")), text + 11);
	} else if (strncmp(text, "rank ", 5) == 0) {
		sanya_buffer_printf(out, say(tongue, SANYA_N("nearest rank %s")), text + 5);
	} else if (strncmp(text, "share_within ", 13) == 0) {
		sanya_mark_say(tongue, text + 13, &within);
		sanya_buffer_printf(out, say(tongue, SANYA_N("share within %s")), within.data);
	} else {
		put_word(tongue, "goals/*/statistic", text, out);
	}
}

/* --- values of several parts --- */

static void put_points(const struct sanya_tongue *tongue, const struct sanya_json *points, bool percent, struct sanya_buffer *out)
{
	for (size_t i = 0; i < sanya_json_size(points); i++) {
		const struct sanya_json *point = sanya_json_at(points, i);
		const char *x = sanya_json_text(sanya_json_at(point, 0)), *y = sanya_json_text(sanya_json_at(point, 1));

		if (i > 0)
			sanya_buffer_text(out, ", ");
		sanya_mark_say(tongue, x == NULL ? "" : x, out);
		sanya_buffer_text(out, ": ");
		sanya_mark_say(tongue, y == NULL ? "" : y, out);
		if (percent)
			sanya_buffer_text(out, " %");
	}
}

static void put_where(const struct sanya_tongue *tongue, const struct sanya_json *where, struct sanya_buffer *out)
{
	bool first = true;

	for (void *it = sanya_json_first(where); it != NULL; it = sanya_json_next(where, it)) {
		const struct sanya_json *values = sanya_json_value(it);

		sanya_buffer_text(out, first ? "" : "; ");
		put_word(tongue, "goals/*/where", sanya_json_key(it), out);
		for (size_t i = 0; i < sanya_json_size(values); i++)
			sanya_buffer_printf(out, "%s%s", i == 0 ? ": " : ", ", sanya_json_text(sanya_json_at(values, i)));
		first = false;
	}
}

static void put_gate(const struct sanya_tongue *tongue, const struct sanya_json *gate, struct sanya_buffer *out)
{
	const char *goal = sanya_json_get_text(gate, "goal"), *least = sanya_json_get_text(gate, "score_at_least");
	const char *above = sanya_json_get_text(gate, "score_above"), *otherwise = sanya_json_get_text(gate, "otherwise");

	if (goal != NULL)
		sanya_buffer_printf(out, say(tongue, SANYA_N("goal %s")), goal);
	else
		sanya_buffer_text(out, say(tongue, SANYA_N("all goals together")));
	sanya_buffer_text(out, ": ");
	if (above != NULL)
		sanya_buffer_printf(out, say(tongue, SANYA_N("score above %s, otherwise %s %% remains")), above, otherwise);
	else
		sanya_buffer_printf(out, say(tongue, SANYA_N("score at least %s, otherwise %s %% remains")), least, otherwise);
}

static void put_also(const struct sanya_tongue *tongue, const struct sanya_json *also, struct sanya_buffer *out)
{
	sanya_buffer_printf(out, "%s × ", sanya_json_get_text(also, "count"));
	put_words(tongue, sanya_json_get(also, "what"), out);
	sanya_buffer_byte(out, ' ');
	sanya_buffer_printf(out, say(tongue, SANYA_N("from score %s on")), sanya_json_get_text(also, "score_at_least"));
}

static void put_round(const struct sanya_tongue *tongue, const struct sanya_json *round, struct sanya_buffer *out)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer to;

	sanya_buffer_init(&to, 100);
	put_money(tongue, sanya_json_get_text(round, "to"), &to);
	sanya_buffer_printf(out, say(tongue, SANYA_N("to %s")), to.data);
	sanya_buffer_text(out, ", ");
	put_word(tongue, "reward/round", sanya_json_get_text(round, "mode"), out);
}

/* "1/3 of the excess, at most 5 % of the target, never below the old target" */
static void put_renewal(const struct sanya_tongue *tongue, const struct sanya_json *renewal, struct sanya_buffer *out)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer most;
	const char *moves = sanya_json_get_text(renewal, "target_moves"), *at_most = sanya_json_get_text(renewal, "at_most");
	size_t part = moves == NULL ? 0 : strcspn(moves, " ");

	sanya_buffer_init(&most, 100);
	if (part == 3 && memcmp(moves, "all", 3) == 0)
		sanya_buffer_text(out, say(tongue, SANYA_N("all of the excess")));
	else
		sanya_buffer_printf(out, say(tongue, SANYA_N("%.*s of the excess")), (int)part, moves == NULL ? "" : moves);
	if (at_most != NULL) {
		sanya_mark_say(tongue, at_most, &most);
		sanya_buffer_text(out, ", ");
		sanya_buffer_printf(out, say(tongue, SANYA_N("at most %s of the target")), most.data);
	}
	if (sanya_json_get_text(renewal, "never_below") != NULL) {
		sanya_buffer_text(out, ", ");
		put_word(tongue, "renewal", sanya_json_get_text(renewal, "never_below"), out);
	}
}

/* "Satisfied customers: share of response.csat@1; 70 %: 0, 85 %: 100; weight 40" */
static void put_goal(const struct sanya_tongue *tongue, const struct sanya_json *goal, struct sanya_buffer *out)
{
	const char *statistic = sanya_json_get_text(goal, "statistic");

	put_words(tongue, sanya_json_get(goal, "title"), out);
	sanya_buffer_printf(out, ": %s, ", sanya_json_get_text(goal, "metric"));
	put_statistic(tongue, statistic == NULL ? "" : statistic, out);
	sanya_buffer_text(out, "; ");
	put_points(tongue, sanya_json_get(goal, "scale"), false, out);
	sanya_buffer_text(out, "; ");
	sanya_buffer_printf(out, say(tongue, SANYA_N("weight %s")), sanya_json_get_text(goal, "weight"));
}

static void put_order(const struct sanya_json *goals, struct sanya_buffer *out)
{
	for (size_t i = 0; i < sanya_json_size(goals); i++)
		sanya_buffer_printf(out, "%s%s", i == 0 ? "" : ", ", sanya_json_get_text(sanya_json_at(goals, i), "id"));
}

static void put_days(const struct sanya_tongue *tongue, int64_t days, struct sanya_buffer *out)
{
	if (days == 1)
		sanya_buffer_text(out, say(tongue, SANYA_N("1 day")));
	else
		sanya_buffer_printf(out, say(tongue, SANYA_N("%lld days")), (long long)days);
}

static void put_count(int64_t count, struct sanya_buffer *out)
{
	char text[32];
	int length = snprintf(text, sizeof(text), "%lld", (long long)count);

	put_number(text, length > 0 ? (size_t)length : 0, out);
}

/* --- the whole --- */

static void say_list(const struct sanya_tongue *tongue, const struct sanya_json *list,
		     void (*put)(const struct sanya_tongue *tongue, const struct sanya_json *one, struct sanya_buffer *out),
		     struct sanya_buffer *out)
{
	for (size_t i = 0; i < sanya_json_size(list); i++) {
		sanya_buffer_text(out, i == 0 ? "" : "; ");
		put(tongue, sanya_json_at(list, i), out);
	}
}

static void say_dates(const struct sanya_tongue *tongue, const struct sanya_json *list, struct sanya_buffer *out)
{
	for (size_t i = 0; i < sanya_json_size(list); i++) {
		sanya_buffer_text(out, i == 0 ? "" : ", ");
		put_date(tongue, sanya_json_text(sanya_json_at(list, i)), out);
	}
}

static void say_words(const struct sanya_tongue *tongue, const char *path, const struct sanya_json *list, struct sanya_buffer *out)
{
	for (size_t i = 0; i < sanya_json_size(list); i++) {
		sanya_buffer_text(out, i == 0 ? "" : ", ");
		put_word(tongue, path, sanya_json_text(sanya_json_at(list, i)), out);
	}
}

static void say_text(const struct sanya_tongue *tongue, const struct sanya_clause *clause, const char *text, struct sanya_buffer *out)
{
	switch ((int)clause->kind) {
	case SANYA_CLAUSE_WORD:
		put_word(tongue, clause->path, text, out);
		break;
	case SANYA_CLAUSE_DATE:
		put_date(tongue, text, out);
		break;
	case SANYA_CLAUSE_NUMBER:
		sanya_mark_say(tongue, text, out);
		break;
	case SANYA_CLAUSE_MONEY:
		put_money(tongue, text, out);
		break;
	case SANYA_CLAUSE_STATISTIC:
		put_statistic(tongue, text, out);
		break;
	default:
		sanya_buffer_text(out, text);
		break;
	}
}

static void say_parts(const struct sanya_tongue *tongue, const struct sanya_clause *clause, const struct sanya_json *value,
		      struct sanya_buffer *out)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;

	switch ((int)clause->kind) {
	case SANYA_CLAUSE_WORDS:
		put_words(tongue, value, out);
		break;
	case SANYA_CLAUSE_DATES:
		say_dates(tongue, value, out);
		break;
	case SANYA_CLAUSE_LIST:
		say_words(tongue, clause->path, value, out);
		break;
	case SANYA_CLAUSE_COUNT:
		put_count(sanya_json_integer(value, 0), out);
		break;
	case SANYA_CLAUSE_DAYS:
		put_days(tongue, sanya_json_integer(value, 0), out);
		break;
	case SANYA_CLAUSE_SCALE:
		put_points(tongue, value, false, out);
		break;
	case SANYA_CLAUSE_CURVE:
		put_points(tongue, value, true, out);
		break;
	case SANYA_CLAUSE_WHERE:
		put_where(tongue, value, out);
		break;
	case SANYA_CLAUSE_GATES:
		say_list(tongue, value, put_gate, out);
		break;
	case SANYA_CLAUSE_ALSO:
		say_list(tongue, value, put_also, out);
		break;
	case SANYA_CLAUSE_ROUND:
		put_round(tongue, value, out);
		break;
	case SANYA_CLAUSE_RENEWAL:
		put_renewal(tongue, value, out);
		break;
	case SANYA_CLAUSE_GOAL:
		put_goal(tongue, value, out);
		break;
	case SANYA_CLAUSE_ORDER:
		put_order(value, out);
		break;
	default:
		if (sanya_json_canonical(value, out, &ignored) != 0)
			sanya_buffer_text(out, "…");
		break;
	}
}

void sanya_clause_say(const struct sanya_tongue *tongue, const struct sanya_clause *clause, const struct sanya_json *value,
		      struct sanya_buffer *out)
{
	if (value == NULL)
		sanya_buffer_text(out, "—");
	else if (sanya_json_text(value) != NULL)
		say_text(tongue, clause, sanya_json_text(value), out);
	else
		say_parts(tongue, clause, value, out);
}
