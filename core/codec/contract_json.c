/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya.contract/1: the document as a whole, its parties, period, rules, renewal and duties.
 * Goals are read in contract_goals.c, the reward in contract_pay.c; rules that bind several fields live in the domain.
 * Writing gives back the document that was read: what is signed is never made anew from a view of it.
 */
#include "contract_parts.h"
#include "documents.h"

#include "../base/time.h"

#define SELF_ASSESSMENTS_MAX 24u

static const struct sanya_key contract_keys[] = {
	{ "format", true },   { "number", true },      { "revision", true },	 { "kind", true },    { "title", true },
	{ "prevails", true }, { "employee", true },    { "manager", true },	 { "period", true },  { "timezone", true },
	{ "calendar", true }, { "supersedes", false }, { "retroactive", false }, { "scoring", false }, { "goals", true },
	{ "reward", true },   { "rules", true },       { "renewal", false },	 { "duties", false }, { NULL, false },
};
static const struct sanya_key period_keys[] = { { "from", true }, { "to", true }, { NULL, false } };
static const struct sanya_key rules_keys[] = {
	{ "answer_days", true },	 { "grace_days", true },	 { "dispute_days", true },
	{ "dispute_answer_days", true }, { "self_assessments", false }, { NULL, false },
};
static const struct sanya_key renewal_keys[] = {
	{ "target_moves", true }, { "at_most", false }, { "never_below", false }, { NULL, false },
};
static const struct sanya_key duties_keys[] = { { "manager", false }, { "employee", false }, { NULL, false } };

const struct sanya_key_table sanya_contract_key_tables[] = {
	{ "", contract_keys },
	{ "period", period_keys },
	{ "goals[]", sanya_goal_keys },
	{ "reward", sanya_reward_keys },
	{ "reward.round", sanya_round_keys },
	{ "reward.gates[]", sanya_gate_keys },
	{ "reward.also[]", sanya_also_keys },
	{ "rules", rules_keys },
	{ "renewal", renewal_keys },
	{ "duties", duties_keys },
	{ NULL, NULL },
};

static int read_period(const struct sanya_place *root, struct sanya_contract *contract, struct sanya_error *err)
{
	struct sanya_place period = sanya_read_member(root, "period");

	if (sanya_read_keys(&period, period_keys, err) < 0 ||
	    sanya_read_date(sanya_read_member(&period, "from"), &contract->from, err) < 0 ||
	    sanya_read_date(sanya_read_member(&period, "to"), &contract->to, err) < 0)
		return -1;
	return 0;
}

/* The shape of an IANA name; whether there is such a zone is seen where it is loaded. */
static int read_timezone(const struct sanya_place *root, struct sanya_contract *contract, struct sanya_error *err)
{
	struct sanya_place place = sanya_read_member(root, "timezone");
	const char *name;

	if (sanya_read_text(place, &contract->arena, &contract->timezone, err) < 0)
		return -1;
	name = contract->timezone;
	if (strlen(name) > 64 || name[0] == '/' || strstr(name, "..") != NULL ||
	    strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") != strlen(name)) {
		sanya_read_refuse(&place, err, "\"%.100s\" is not the name of a time zone", name);
		return sanya_error_next(err, "Write it like \"Asia/Bangkok\".");
	}
	return 0;
}

static int read_calendar(const struct sanya_place *root, struct sanya_contract *contract, struct sanya_error *err)
{
	struct sanya_place place = sanya_read_member(root, "calendar");
	const char *at;
	char id[65];

	if (sanya_read_text(place, &contract->arena, &contract->calendar, err) < 0)
		return -1;
	at = strchr(contract->calendar, '@');
	if (at != NULL && (size_t)(at - contract->calendar) < sizeof(id)) {
		memcpy(id, contract->calendar, (size_t)(at - contract->calendar));
		id[at - contract->calendar] = '\0';
		if (sanya_text_is_identifier(id) && at[1] >= '1' && at[1] <= '9' && strlen(at + 1) <= 6 &&
		    strspn(at + 1, "0123456789") == strlen(at + 1))
			return 0;
	}
	sanya_read_refuse(&place, err, "\"%.100s\" does not name a calendar with its version", contract->calendar);
	return sanya_error_next(err, "Write it like \"th-office@1\".");
}

static int read_self_assessments(const struct sanya_place *rules, struct sanya_contract *contract, struct sanya_error *err)
{
	struct sanya_place dates = sanya_read_member(rules, "self_assessments");
	size_t count = 0;

	if (sanya_read_array(&dates, 1, SELF_ASSESSMENTS_MAX, &count, err) < 0)
		return -1;
	if (count == 0)
		return 0;
	contract->self_assessments = sanya_arena_array(&contract->arena, count, sizeof(*contract->self_assessments));
	if (contract->self_assessments == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++) {
		struct sanya_place date = sanya_read_element(&dates, i);

		if (sanya_json_type(date.json) == SANYA_JSON_NULL)
			return sanya_read_refuse(&date, err, "\"self_assessments\" holds null, but must be a list of dates");
		if (sanya_read_date(date, &contract->self_assessments[i], err) < 0)
			return -1;
	}
	contract->self_assessment_count = count;
	return 0;
}

static int read_rules(const struct sanya_place *root, struct sanya_contract *contract, struct sanya_error *err)
{
	struct sanya_place rules = sanya_read_member(root, "rules");

	if (sanya_read_keys(&rules, rules_keys, err) < 0 ||
	    sanya_read_integer(sanya_read_member(&rules, "answer_days"), 1, 366, &contract->answer_days, err) < 0 ||
	    sanya_read_integer(sanya_read_member(&rules, "grace_days"), 0, 366, &contract->grace_days, err) < 0 ||
	    sanya_read_integer(sanya_read_member(&rules, "dispute_days"), 1, 366, &contract->dispute_days, err) < 0 ||
	    sanya_read_integer(sanya_read_member(&rules, "dispute_answer_days"), 1, 366, &contract->dispute_answer_days,
			       err) < 0)
		return -1;
	return read_self_assessments(&rules, contract, err);
}

/* "1/3 of the excess", "all of the excess" */
static int read_moves(struct sanya_place place, struct sanya_number *ret, struct sanya_error *err)
{
	static const char tail[] = " of the excess";
	const char *text = NULL, *slash, *end;
	size_t size = 0;
	int64_t part = 1, whole = 1;
	struct sanya_error inner = SANYA_ERROR_INIT;

	if (sanya_read_raw(place, &text, &size, err) < 0)
		return -1;
	end = size > sizeof(tail) - 1 ? text + size - (sizeof(tail) - 1) : text;
	slash = memchr(text, '/', (size_t)(end - text));
	if (strcmp(end, tail) == 0 && end - text == 3 && memcmp(text, "all", 3) == 0) {
		sanya_number_set_integer(ret, 1);
		return 0;
	}
	if (strcmp(end, tail) == 0 && slash != NULL && end - text < 12 &&
	    sanya_text_integer(text, (size_t)(slash - text), &part, &inner) == 0 &&
	    sanya_text_integer(slash + 1, (size_t)(end - slash - 1), &whole, &inner) == 0 && whole > 0 && part >= 0) {
		sanya_number_set_ratio(ret, part, whole);
		return 0;
	}
	sanya_read_refuse(&place, err, "\"%.100s\" does not say how far a target moves", text);
	return sanya_error_next(err, "Write it like \"1/3 of the excess\", or leave \"renewal\" out.");
}

static int read_renewal(const struct sanya_place *root, struct sanya_contract *contract, struct sanya_error *err)
{
	static const char *const below[] = { "target", NULL };
	struct sanya_place renewal = sanya_read_member(root, "renewal"), at_most;
	const char *text = NULL;
	size_t size = 0;
	int word = -1;

	if (renewal.json == NULL)
		return 0;
	contract->renewal.present = true;
	sanya_number_set_integer(&contract->renewal.at_most, 1);
	if (sanya_read_keys(&renewal, renewal_keys, err) < 0 ||
	    read_moves(sanya_read_member(&renewal, "target_moves"), &contract->renewal.target_moves, err) < 0 ||
	    sanya_read_word(sanya_read_member(&renewal, "never_below"), below, &word, err) < 0)
		return -1;
	contract->renewal.never_below_target = word == 0;
	at_most = sanya_read_member(&renewal, "at_most");
	if (sanya_read_raw(at_most, &text, &size, err) < 0)
		return -1;
	contract->renewal.uncapped = text == NULL;
	if (text != NULL && sanya_value_parse(text, size, SANYA_MEASURE_SHARE, &contract->renewal.at_most, err) < 0)
		return sanya_read_blame(&at_most, err);
	return 0;
}

static int read_duties(const struct sanya_place *root, struct sanya_contract *contract, struct sanya_error *err)
{
	struct sanya_place duties = sanya_read_member(root, "duties");

	if (duties.json == NULL)
		return 0;
	if (sanya_read_keys(&duties, duties_keys, err) < 0 ||
	    sanya_read_words(sanya_read_member(&duties, "manager"), &contract->arena, &contract->duties_manager, err) < 0 ||
	    sanya_read_words(sanya_read_member(&duties, "employee"), &contract->arena, &contract->duties_employee, err) < 0)
		return -1;
	return 0;
}

static int read_head(const struct sanya_place *root, struct sanya_contract *contract, struct sanya_error *err)
{
	struct sanya_arena *arena = &contract->arena;
	int kind = 0, prevails = 0, scoring = SANYA_SCORING_PERCENT;

	if (sanya_read_identifier(sanya_read_member(root, "number"), arena, &contract->number, err) < 0 ||
	    sanya_read_integer(sanya_read_member(root, "revision"), 1, 9999, &contract->revision, err) < 0 ||
	    sanya_read_word(sanya_read_member(root, "kind"), sanya_contract_kind_words, &kind, err) < 0 ||
	    sanya_read_words(sanya_read_member(root, "title"), arena, &contract->title, err) < 0 ||
	    sanya_read_word(sanya_read_member(root, "prevails"), sanya_language_words, &prevails, err) < 0 ||
	    sanya_read_identifier(sanya_read_member(root, "employee"), arena, &contract->employee, err) < 0 ||
	    sanya_read_identifier(sanya_read_member(root, "manager"), arena, &contract->manager, err) < 0 ||
	    sanya_read_identifier(sanya_read_member(root, "supersedes"), arena, &contract->supersedes, err) < 0 ||
	    sanya_read_words(sanya_read_member(root, "retroactive"), arena, &contract->retroactive, err) < 0 ||
	    sanya_read_word(sanya_read_member(root, "scoring"), sanya_scoring_words, &scoring, err) < 0 ||
	    read_period(root, contract, err) < 0 || read_timezone(root, contract, err) < 0 ||
	    read_calendar(root, contract, err) < 0)
		return -1;
	contract->kind = (enum sanya_contract_kind)kind;
	contract->prevails = (enum sanya_language)prevails;
	contract->scoring = (enum sanya_scoring)scoring;
	return 0;
}

static int keep_canonical(const struct sanya_reader *reader, struct sanya_contract *contract, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer bytes;

	sanya_buffer_init(&bytes, SANYA_EVENT_MAX);
	if (sanya_json_canonical(reader->json, &bytes, err) < 0)
		return -1;
	contract->canonical = sanya_arena_copy(&contract->arena, bytes.data, bytes.size);
	contract->canonical_size = bytes.size;
	return contract->canonical == NULL ? sanya_error_memory(err) : 0;
}

static int read_contract(const struct sanya_reader *reader, const struct sanya_units *units, bool checked,
			 struct sanya_contract *contract, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer path;
	struct sanya_place root = sanya_reader_root(reader), goals, reward;

	sanya_buffer_init(&path, SANYA_TEXT_MAX);
	if (sanya_read_keys(&root, contract_keys, err) < 0 || read_head(&root, contract, err) < 0)
		return -1;
	goals = sanya_read_member(&root, "goals");
	reward = sanya_read_member(&root, "reward");
	if (sanya_contract_read_goals(&goals, units, contract, err) < 0 ||
	    sanya_contract_read_reward(&reward, contract, err) < 0 || read_rules(&root, contract, err) < 0 ||
	    read_renewal(&root, contract, err) < 0 || read_duties(&root, contract, err) < 0)
		return -1;
	if (checked && sanya_contract_check(contract, units->unit_of, units->context, &path, err) < 0)
		return sanya_reader_blame(reader, path.data, err);
	return keep_canonical(reader, contract, err);
}

static int parse(const char *name, const char *text, size_t size, const struct sanya_units *units, bool checked,
		 struct sanya_contract *ret, struct sanya_error *err)
{
	struct sanya_reader reader;
	int failed;

	sanya_contract_init(ret);
	failed = sanya_reader_open(name, text, size, "sanya.contract/1", &reader, err);
	if (failed == 0)
		failed = read_contract(&reader, units, checked, ret, err);
	sanya_reader_done(&reader);
	if (failed < 0)
		sanya_contract_done(ret); /* leaves it empty; a second _done does no harm */
	return failed;
}

int sanya_contract_parse(const char *name, const char *text, size_t size, int (*unit_of)(void *, const char *), void *context,
			 struct sanya_contract *ret, struct sanya_error *err)
{
	struct sanya_units units = { .unit_of = unit_of, .context = context };

	return parse(name, text, size, &units, true, ret, err);
}

int sanya_contract_read(const char *name, const char *text, size_t size, struct sanya_contract *ret, struct sanya_error *err)
{
	struct sanya_units units = { .unit_of = NULL };

	return parse(name, text, size, &units, false, ret, err);
}

struct sanya_json *sanya_contract_json(const struct sanya_contract *contract)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_json *json = NULL;

	if (contract->canonical == NULL ||
	    sanya_json_parse(contract->number, contract->canonical, contract->canonical_size, &json, &err) < 0)
		return NULL;
	return json;
}
