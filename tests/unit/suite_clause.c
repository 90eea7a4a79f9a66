/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clauses and their words, held against the schema: every key that a contract may have is a clause or lies in one, every change of it is
 * told in words, and every one of its words is said in plain language.  Then changing clauses: copied, and set as people type.
 */
#include "core/app/contract.h"
#include "core/app/value_words.h"
#include "reward_fixture.h"

#include "core/base/catalogue.h"

#include <check.h>
#include <stdlib.h>

Suite *suite_clause(void);

static struct sanya_json *read_json(const char *name)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_json *json = NULL;
	struct sanya_buffer text;

	fixture_read(name, &text);
	ck_assert_msg(sanya_json_parse(name, text.data, text.size, &json, &err) == 0, "%s", err.what);
	sanya_buffer_done(&text);
	return json;
}

/* NULL where the program was built without msgfmt. */
static struct sanya_catalogue *thai(void)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;
	struct sanya_catalogue *catalogue = NULL;
	char folder[SANYA_PATH_MAX];

	snprintf(folder, sizeof(folder), "%s/po", getenv("SANYA_BUILDDIR"));
	return sanya_catalogue_load(SANYA_THAI, folder, &catalogue, &ignored) == 0 ? catalogue : NULL;
}

/* --- every key of the schema --- */

struct walk {
	const struct sanya_json *schema, *document;
	struct sanya_catalogue *thai;
	size_t keys, changes;
};

/* Behind "$ref", and without the null of "anyOf". */
static const struct sanya_json *meant(const struct sanya_json *root, const struct sanya_json *part)
{
	const char *reference = sanya_json_get_text(part, "$ref");

	if (reference != NULL && strncmp(reference, "#/$defs/", 8) == 0)
		return sanya_json_get(sanya_json_get(root, "$defs"), reference + 8);
	return sanya_json_get(part, "anyOf") == NULL ? part : meant(root, sanya_json_at(sanya_json_get(part, "anyOf"), 0));
}

/* Words for people hold no key with an underscore, no bracket and no quotation mark. */
static void check_words(const char *address, const char *words)
{
	for (const char *p = words; *p != '\0'; p++) {
		ck_assert_msg(strchr("{}[]\"", *p) == NULL, "%s: %s", address, words);
		ck_assert_msg(*p != '_' || strstr(words, "ticket.first_reply_time") != NULL, "%s: %s", address, words);
	}
}

static void check_line(struct walk *walk, const char *address, const struct sanya_json *changed)
{
	struct sanya_json *english = sanya_contract_diff(walk->document, changed, NULL);
	struct sanya_json *in_thai = sanya_contract_diff(walk->document, changed, walk->thai);
	const struct sanya_json *line = sanya_json_at(english, 0);
	size_t size;

	ck_assert_msg(sanya_json_size(english) >= 1, "%s: the change has no words", address);
	ck_assert_msg(strcmp(sanya_json_get_text(line, "from_words"), sanya_json_get_text(line, "to_words")) != 0, "%s: %s", address,
		      sanya_json_get_text(line, "words"));
	check_words(address, sanya_json_get_text(line, "words"));
	ck_assert_msg(sanya_clause_of(sanya_json_get_text(line, "clause"), &size) != NULL, "%s", address);
	if (walk->thai != NULL)
		ck_assert_msg(strcmp(sanya_json_get_text(line, "words"), sanya_json_get_text(sanya_json_at(in_thai, 0), "words")) != 0,
			      "%s: the same words in Thai: %s", address, sanya_json_get_text(line, "words"));
	walk->changes++;
	sanya_json_free(english);
	sanya_json_free(in_thai);
}

/* Another value of the same form. */
static struct sanya_json *another(const struct sanya_json *value)
{
	const char *text = sanya_json_text(value);
	struct sanya_json *copy;
	char changed[300];
	size_t size;

	switch ((int)sanya_json_type(value)) {
	case SANYA_JSON_INTEGER:
		return sanya_json_of_integer(sanya_json_integer(value, 0) + 1000);
	case SANYA_JSON_TEXT:
		size = strlen(text);
		if (size == 10 && text[4] == '-' && text[7] == '-') /* a date */
			snprintf(changed, sizeof(changed), "%.8s%s", text, strcmp(text + 8, "11") == 0 ? "12" : "11");
		else if (text[0] >= '0' && text[0] <= '9')
			snprintf(changed, sizeof(changed), "7%s", text);
		else if (strncmp(text, "share_within ", 13) == 0)
			snprintf(changed, sizeof(changed), "share_within 1h30m");
		else
			snprintf(changed, sizeof(changed), "%sX", text);
		return sanya_json_of_text(changed);
	case SANYA_JSON_NULL:
		return sanya_json_of_text("reply");
	case SANYA_JSON_ARRAY:
		copy = sanya_json_array();
		for (size_t i = 0; i < sanya_json_size(value); i++)
			sanya_json_append(copy, i == 0 ? another(sanya_json_at(value, 0)) : sanya_json_copy(sanya_json_at(value, i)));
		return copy;
	default:
		ck_abort_msg("an object is changed part by part");
	}
}

static const struct sanya_json *at(const struct sanya_json *json, const char *address)
{
	char word[100];

	while (*address != '\0') {
		size_t size = strcspn(address, "/");

		snprintf(word, sizeof(word), "%.*s", (int)size, address);
		json = sanya_json_type(json) == SANYA_JSON_ARRAY ? sanya_json_at(json, strtoul(word, NULL, 10)) : sanya_json_get(json, word);
		address += size + (address[size] == '/');
	}
	return json;
}

/* A copy of the document with one value changed, or taken out (NULL). */
static struct sanya_json *with(const struct sanya_json *json, const char *address, struct sanya_json *take)
{
	size_t size = strcspn(address, "/");
	const char *rest = address + size + (address[size] == '/');
	struct sanya_json *copy;
	char word[100];

	snprintf(word, sizeof(word), "%.*s", (int)size, address);
	if (sanya_json_type(json) == SANYA_JSON_ARRAY) {
		copy = sanya_json_array();
		for (size_t i = 0; i < sanya_json_size(json); i++) {
			if (i != strtoul(word, NULL, 10))
				sanya_json_append(copy, sanya_json_copy(sanya_json_at(json, i)));
			else if (*rest != '\0')
				sanya_json_append(copy, with(sanya_json_at(json, i), rest, take));
			else
				sanya_json_append(copy, take);
		}
		return copy;
	}
	copy = sanya_json_copy(json);
	if (*rest != '\0')
		sanya_json_set(copy, word, with(sanya_json_get(json, word), rest, take));
	else if (take == NULL)
		sanya_json_remove(copy, word);
	else
		sanya_json_set(copy, word, take);
	return copy;
}

static void try_change(struct walk *walk, const char *address, struct sanya_json *take)
{
	struct sanya_json *changed = with(walk->document, address, take);

	check_line(walk, address, changed);
	sanya_json_free(changed);
}

static void walk_part(struct walk *walk, const struct sanya_json *part, const char *address);

static void walk_key(struct walk *walk, const struct sanya_json *parent, const char *key, const struct sanya_json *part,
		     const char *address)
{
	const struct sanya_json *value = at(walk->document, address);
	bool optional = true;

	for (size_t i = 0; i < sanya_json_size(sanya_json_get(parent, "required")); i++)
		if (strcmp(sanya_json_text(sanya_json_at(sanya_json_get(parent, "required"), i)), key) == 0)
			optional = false;
	walk->keys++;
	walk_part(walk, part, address);
	/* A bound of a gate is not left out, but exchanged for the other one; a gate without a goal is another gate. */
	if (optional && value != NULL && sanya_json_type(value) != SANYA_JSON_NULL && strncmp(key, "score_", 6) != 0)
		try_change(walk, address, NULL);
}

static bool in_document(const struct sanya_json *document, const char *list, const char *key, char *ret, size_t room)
{
	for (size_t i = 0; i < sanya_json_size(at(document, list)); i++) {
		snprintf(ret, room, "%s/%zu/%s", list, i, key);
		if (at(document, ret) != NULL)
			return true;
	}
	return false;
}

static void walk_object(struct walk *walk, const struct sanya_json *part, const char *address, bool element)
{
	static const char home[] = " format number revision id "; /* the home's own, and a goal's name */
	const struct sanya_json *properties = sanya_json_get(part, "properties");
	char inner[300], word[100];

	for (void *it = sanya_json_first(properties); it != NULL; it = sanya_json_next(properties, it)) {
		const char *key = sanya_json_key(it);

		snprintf(word, sizeof(word), " %s ", key);
		if (strstr(home, word) != NULL)
			continue;
		if (!element)
			snprintf(inner, sizeof(inner), "%s%s%s", address, address[0] == '\0' ? "" : "/", key);
		if (!(element ? in_document(walk->document, address, key, inner, sizeof(inner)) : at(walk->document, inner) != NULL))
			ck_abort_msg("tests/cases/contracts/every-key.json lacks %s/%s: give it the key, and the program its words", address, key);
		walk_key(walk, part, key, meant(walk->schema, sanya_json_value(it)), inner);
	}
}

static void walk_part(struct walk *walk, const struct sanya_json *part, const char *address)
{
	const struct sanya_json *choices = sanya_json_get(part, "enum"), *value = at(walk->document, address);
	const struct sanya_json *items = meant(walk->schema, sanya_json_get(part, "items"));
	const char *type = sanya_json_get_text(part, "type");
	char inner[300];

	if (choices != NULL) {
		for (size_t i = 0; i < sanya_json_size(choices); i++)
			if (!sanya_json_equal(sanya_json_at(choices, i), value))
				try_change(walk, address, sanya_json_copy(sanya_json_at(choices, i)));
	} else if (type != NULL && strcmp(type, "object") == 0 && sanya_json_get(part, "properties") != NULL) {
		walk_object(walk, part, address, false);
	} else if (type != NULL && strcmp(type, "object") == 0) { /* where */
		for (void *it = sanya_json_first(value); it != NULL; it = sanya_json_next(value, it)) {
			snprintf(inner, sizeof(inner), "%s/%s", address, sanya_json_key(it));
			try_change(walk, inner, another(sanya_json_value(it)));
		}
	} else if (items != NULL && sanya_json_get(items, "properties") != NULL) {
		walk_object(walk, items, address, true);
	} else if (items != NULL && sanya_json_get(items, "prefixItems") != NULL) { /* points */
		for (int k = 0; k < 2; k++) {
			snprintf(inner, sizeof(inner), "%s/0/%d", address, k);
			try_change(walk, inner, another(at(walk->document, inner)));
		}
	} else {
		try_change(walk, address, another(value));
	}
}

START_TEST(every_key_of_the_schema_has_its_words)
{
	struct sanya_json *schema = read_json("../contracts/schema/contract.json"), *document = read_json("cases/contracts/every-key.json");
	struct walk walk = { .schema = schema, .document = document, .thai = thai() };

	walk_part(&walk, schema, "");
	ck_assert_uint_ge(walk.keys, 50);
	ck_assert_uint_ge(walk.changes, 80);
	sanya_catalogue_free(walk.thai);
	sanya_json_free(schema);
	sanya_json_free(document);
}
END_TEST

/* The document itself is a contract, so that what is told of it is not nonsense. */
START_TEST(the_document_with_every_key_is_a_contract)
{
	struct sanya_contract contract;

	fixture_read_contract("cases/contracts/every-key.json", &contract);
	ck_assert_uint_eq(contract.self_assessment_count, 2);
	ck_assert_str_eq(contract.retroactive.en, "The new shifts hold already");
	ck_assert(contract.reward.gates[1].of_all && contract.reward.gates[1].above);
	sanya_contract_done(&contract);
}
END_TEST

static const struct {
	const char *object, *key, *path;
} enumerations[] = {
	{ "", "kind", "kind" },
	{ "", "prevails", "prevails" },
	{ "", "scoring", "scoring" },
	{ "goals", "clock", "goals/*/clock" },
	{ "goals", "scope", "goals/*/scope" },
	{ "goals", "credit", "goals/*/credit" },
	{ "goals", "between", "goals/*/between" },
	{ "goals", "if_too_few", "goals/*/if_too_few" },
	{ "reward", "combine", "reward/combine" },
	{ "reward", "between", "reward/between" },
	{ "reward", "proration", "reward/proration" },
	{ "reward/round", "mode", "reward/round" },
	{ "renewal", "never_below", "renewal" },
};

static size_t count_enumerations(const struct sanya_json *json)
{
	size_t count = sanya_json_get(json, "enum") != NULL && sanya_json_type(json) == SANYA_JSON_OBJECT;

	if (sanya_json_type(json) == SANYA_JSON_OBJECT)
		for (void *it = sanya_json_first(json); it != NULL; it = sanya_json_next(json, it))
			count += count_enumerations(sanya_json_value(it));
	for (size_t i = 0; sanya_json_type(json) == SANYA_JSON_ARRAY && i < sanya_json_size(json); i++)
		count += count_enumerations(sanya_json_at(json, i));
	return count;
}

static void check_said(const struct sanya_json *list, const char *path)
{
	ck_assert_uint_gt(sanya_json_size(list), 0);
	for (size_t k = 0; k < sanya_json_size(list); k++)
		ck_assert_msg(sanya_clause_word(path, sanya_json_text(sanya_json_at(list, k))) != NULL, "%s: \"%s\" has no words", path,
			      sanya_json_text(sanya_json_at(list, k)));
}

START_TEST(every_word_of_the_schema_is_said)
{
	struct sanya_json *schema = read_json("../contracts/schema/contract.json");
	const struct sanya_json *object, *where;

	for (size_t i = 0; i < SANYA_COUNT(enumerations); i++) {
		object = schema;
		if (strcmp(enumerations[i].object, "goals") == 0)
			object = at(schema, "properties/goals/items");
		else if (enumerations[i].object[0] != '\0')
			object = meant(schema, at(schema, strcmp(enumerations[i].object, "reward/round") == 0
								  ? "properties/reward/properties/round"
								  : strcmp(enumerations[i].object, "reward") == 0 ? "properties/reward"
														  : "properties/renewal"));
		object = meant(schema, sanya_json_get(sanya_json_get(object, "properties"), enumerations[i].key));
		check_said(sanya_json_get(object, "enum"), enumerations[i].path);
	}
	where = meant(schema, at(schema, "properties/goals/items/properties/where"));
	check_said(sanya_json_get(sanya_json_get(where, "propertyNames"), "enum"), "goals/*/where");
	object = meant(schema, at(schema, "properties/goals/items/properties/decide_on"));
	check_said(sanya_json_get(sanya_json_get(object, "items"), "enum"), "goals/*/decide_on");
	/* all that there are: a new enumeration has its line above */
	ck_assert_uint_eq(count_enumerations(schema), SANYA_COUNT(enumerations) + 2);
	sanya_json_free(schema);
}
END_TEST

/* --- what is said --- */

static const struct {
	const char *set, *english, *thai;
} said[] = {
	{ "goals/reply/target=93.5%", "target of goal reply: 95 % → 93.5 %", "ค่าเป้าหมายของเป้าหมาย reply: 95 % → 93.5 %" },
	{ "goals/reply/threshold=75%", "threshold of goal reply: 80 % → 75 %", "เกณฑ์ขั้นต่ำของเป้าหมาย reply: 80 % → 75 %" },
	{ "goals/reply/weight=55", "weight of goal reply: 60 → 55", "น้ำหนักของเป้าหมาย reply: 60 → 55" },
	{ "goals/reply/minimum_sample=1200", "smallest sample of goal reply: 20 → 1,200", "จำนวนตัวอย่างขั้นต่ำของเป้าหมาย reply: 20 → 1,200" },
	{ "reward/at_100=12345.50", "reward for full performance: 6,000.00 THB → 12,345.50 THB",
	  "รางวัลเมื่อได้ผลเต็ม: 6,000.00 บาท → 12,345.50 บาท" },
	{ "period/to=2026-10-31", "last day of the period: 30 Sep 2026 → 31 Oct 2026", "วันสุดท้ายของช่วงเวลา: 30 ก.ย. 2569 → 31 ต.ค. 2569" },
	{ "rules/answer_days=1", "days to answer: 14 days → 1 day", "จำนวนวันที่ให้ตอบ: 14 วัน → 1 วัน" },
	{ "goals/reply/statistic=share_within 1h30m", "statistic of goal reply: share within 4 h → share within 1 h 30 min",
	  "ค่าสถิติของเป้าหมาย reply: ร้อยละที่ไม่เกิน 4 ชม. → ร้อยละที่ไม่เกิน 1 ชม. 30 นาที" },
	{ "reward/gates=[{\"score_above\":\"60\",\"otherwise\":\"0\"}]",
	  "gates: goal csat: score at least 50, otherwise 0 % remains; all goals together: score above 60, otherwise 25 % remains → "
	  "all goals together: score above 60, otherwise 0 % remains",
	  NULL },
	{ "goals/csat/if_too_few=zero", "rule where there is too little data of goal csat: the team's value counts → counts as not met", NULL },
	{ "reward/cap=null", "cap of the reward: 9,000.00 THB → —", "เพดานรางวัล: 9,000.00 บาท → —" },
	{ "goals/csat=null",
	  "goal csat is gone: Satisfied customers: response.csat@1, share; 70 %: 0, 85 %: 100; weight 40", NULL },
	{ "renewal/at_most=3%",
	  "rule of renewal: 1/3 of the excess, at most 5 % of the target, never below the old target → "
	  "1/3 of the excess, at most 3 % of the target, never below the old target", NULL },
	{ "title/en=Contract", "title, in English: Service-quality contract → Contract", NULL },
	{ "goals/reply/scale=80%:0, 90%:100", "scale of goal reply: 80 %: 0, 95 %: 100, 99 %: 120 → 80 %: 0, 90 %: 100", NULL },
	{ "reward/curve=60:0, 100:100", "payout curve: 60: 0 %, 60: 50 %, 100: 100 %, 120: 150 % → 60: 0 %, 100: 100 %", NULL },
};

START_TEST(a_change_is_said_as_people_read_it)
{
	struct sanya_json *document = read_json("cases/contracts/every-key.json"), *changed = sanya_json_copy(document), *lines;
	struct sanya_catalogue *catalogue = thai();
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_msg(sanya_clause_set(&changed, said[_i].set, &err) == 0, "%s", err.what);
	lines = sanya_contract_diff(document, changed, NULL);
	ck_assert_uint_eq(sanya_json_size(lines), 1);
	ck_assert_str_eq(sanya_json_get_text(sanya_json_at(lines, 0), "words"), said[_i].english);
	sanya_json_free(lines);
	if (catalogue != NULL && said[_i].thai != NULL) {
		lines = sanya_contract_diff(document, changed, catalogue);
		ck_assert_str_eq(sanya_json_get_text(sanya_json_at(lines, 0), "words"), said[_i].thai);
		sanya_json_free(lines);
	}
	sanya_catalogue_free(catalogue);
	sanya_json_free(changed);
	sanya_json_free(document);
}
END_TEST

/* --- copying --- */

/* Sets of changes from which a document is made that differs from the one with every key. */
static const char *const sets[][8] = {
	{ "goals/reply/target=93%", "reward/cap=null", "rules/answer_days=10", "duties/manager=null", "duties/employee=null" },
	{ "goals/csat=null", "goals/reply/weight=100" },
	{ "goals/reply=null", "goals/csat/weight=100", "reward/gates=null" },
	{ "renewal=null", "retroactive=null", "supersedes=null", "rules/self_assessments=2026-09-30", "goals/csat/deadline=null" },
	{ "goals/reply/where=null", "goals/reply/where/channel=phone", "title/th=null" },
	{ "goals/extra={\"id\":\"extra\",\"title\":{\"en\":\"One more\"}}", "goals/csat/weight=20" },
};

struct addresses {
	char list[40][SANYA_CLAUSE_MAX];
	size_t count;
};

static void note(void *context, const struct sanya_clause_change *change)
{
	struct addresses *addresses = context;

	snprintf(addresses->list[addresses->count++], SANYA_CLAUSE_MAX, "%s", change->address);
}

static void become(const struct sanya_json *from, const struct sanya_json *to)
{
	struct sanya_json *document = sanya_json_copy(from);
	struct sanya_error err = SANYA_ERROR_INIT;
	struct addresses changed = { .count = 0 }, left = { .count = 0 };

	sanya_clauses_compare(from, to, note, &changed);
	ck_assert_uint_gt(changed.count, 0);
	for (size_t i = 0; i < changed.count; i++)
		ck_assert_msg(sanya_clause_copy(&document, to, changed.list[i], &err) == 0, "%s", err.what);
	sanya_clauses_compare(document, to, note, &left);
	ck_assert_msg(left.count == 0, "%s is left", left.list[0]);
	sanya_json_free(document);
}

START_TEST(clauses_copied_one_by_one_make_the_other_document)
{
	struct sanya_json *document = read_json("cases/contracts/every-key.json"), *changed = sanya_json_copy(document);
	struct sanya_error err = SANYA_ERROR_INIT;

	for (size_t i = 0; i < SANYA_COUNT(sets[0]) && sets[_i][i] != NULL; i++)
		ck_assert_msg(sanya_clause_set(&changed, sets[_i][i], &err) == 0, "%s: %s", sets[_i][i], err.what);
	become(document, changed);
	become(changed, document);
	sanya_json_free(changed);
	sanya_json_free(document);
}
END_TEST

START_TEST(the_order_of_goals_is_a_clause)
{
	struct sanya_json *document = read_json("cases/contracts/every-key.json"), *changed = sanya_json_copy(document);
	struct sanya_json *goals = sanya_json_array(), *lines;

	sanya_json_append(goals, sanya_json_copy(at(document, "goals/1")));
	sanya_json_append(goals, sanya_json_copy(at(document, "goals/0")));
	sanya_json_set(changed, "goals", goals);
	lines = sanya_contract_diff(document, changed, NULL);
	ck_assert_uint_eq(sanya_json_size(lines), 1);
	ck_assert_str_eq(sanya_json_get_text(sanya_json_at(lines, 0), "words"), "order of the goals: reply, csat → csat, reply");
	become(document, changed);
	become(changed, document);
	sanya_json_free(lines);
	sanya_json_free(changed);
	sanya_json_free(document);
}
END_TEST

/* A goal that is put back stands where it stood. */
START_TEST(a_goal_put_back_finds_its_place)
{
	struct sanya_json *document = read_json("cases/contracts/every-key.json"), *changed = sanya_json_copy(document);
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_int_eq(sanya_clause_set(&changed, "goals/reply=null", &err), 0);
	ck_assert_int_eq(sanya_clause_copy(&changed, document, "goals/reply", &err), 0);
	ck_assert(sanya_json_equal(changed, document));
	ck_assert_int_eq(sanya_clause_copy(&changed, document, "goals/nobody", &err), -1);
	ck_assert_int_eq(err.code, SANYA_NOT_FOUND);
	sanya_json_free(changed);
	sanya_json_free(document);
}
END_TEST

/* null, absent and empty are the same nothing. */
START_TEST(nothing_is_nothing)
{
	struct sanya_json *document = read_json("cases/contracts/every-key.json"), *changed, *lines;
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_int_eq(sanya_clause_set(&document, "reward/gates=null", &err), 0);
	ck_assert_int_eq(sanya_clause_set(&document, "supersedes=null", &err), 0);
	changed = sanya_json_copy(document);
	sanya_json_set(changed, "supersedes", sanya_json_null());
	ck_assert_int_eq(sanya_clause_set(&changed, "reward/gates=[]", &err), 0);
	lines = sanya_contract_diff(document, changed, NULL);
	ck_assert_uint_eq(sanya_json_size(lines), 0);
	sanya_json_free(lines);
	sanya_json_free(changed);
	sanya_json_free(document);
}
END_TEST

/* --- setting --- */

static const struct {
	const char *set, *address, *value; /* canonical, or NULL for nothing */
} settings[] = {
	{ "goals/reply/weight=30", "goals/0/weight", "\"30\"" },
	{ "goals.reply.weight=30", "goals/0/weight", "\"30\"" },
	{ "goals/reply/target=93%", "goals/0/scale/1/0", "\"93%\"" },
	{ "goals/reply/stretch=100%", "goals/0/scale/2/0", "\"100%\"" },
	{ "goals/reply/scale/0/1=-10", "goals/0/scale/0/1", "\"-10\"" },
	{ "goals/reply/scale=80%→0, 90%->100", "goals/0/scale", "[[\"80%\",\"0\"],[\"90%\",\"100\"]]" },
	{ "goals/reply/scale=[[\"1%\",\"0\"],[\"2%\",\"1\"]]", "goals/0/scale", "[[\"1%\",\"0\"],[\"2%\",\"1\"]]" },
	{ "goals/reply/minimum_sample=5", "goals/0/minimum_sample", "5" },
	{ "goals/reply/where/channel=phone, chat", "goals/0/where/channel", "[\"phone\",\"chat\"]" },
	{ "goals/csat/where/survey=null", "goals/1/where", "{\"kind\":[\"csat\"]}" },
	{ "goals/reply/title/en=Two words = one", "goals/0/title/en", "\"Two words = one\"" },
	{ "rules/self_assessments=2026-08-31,2026-09-30", "rules/self_assessments", "[\"2026-08-31\",\"2026-09-30\"]" },
	{ "rules/answer_days=fourteen", "rules/answer_days", "\"fourteen\"" }, /* the reader of contracts refuses it, with its reason */
	{ "reward/round/to=0.25", "reward/round/to", "\"0.25\"" },
	{ "reward/gates/0/otherwise=10", "reward/gates/0/otherwise", "\"10\"" },
	{ "reward/at_100=0.00", "reward/at_100", "\"0.00\"" },
	{ "renewal/never_below=null", "renewal", "{\"at_most\":\"5%\",\"target_moves\":\"1/3 of the excess\"}" },
};

START_TEST(a_value_is_set_as_people_type_it)
{
	struct sanya_json *document = read_json("cases/contracts/every-key.json");
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_buffer text;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	ck_assert_msg(sanya_clause_set(&document, settings[_i].set, &err) == 0, "%s", err.what);
	ck_assert_ptr_nonnull(at(document, settings[_i].address));
	ck_assert_int_eq(sanya_json_canonical(at(document, settings[_i].address), &text, &err), 0);
	ck_assert_str_eq(text.data, settings[_i].value);
	sanya_buffer_done(&text);
	sanya_json_free(document);
}
END_TEST

static const struct {
	const char *set, *what, *next;
} refused[] = {
	{ "goals/reply/weight", "CLAUSE=VALUE", "goals/reply/target" },
	{ "=30", "CLAUSE=VALUE", "" },
	{ "goals/reply/wieght=30", "no clause \"goals/reply/wieght\"", "goals/reply/weight" },
	{ "rewards/cap=30", "no clause \"rewards/cap\"", "reward/cap" },
	{ "number=SQ-1", "no clause \"number\"", "" },
	{ "goals/repl/weight=30", "no goal \"repl\"", "reply, csat" },
	{ "title=Contract", "Thai and in English", "title/th" },
	{ "reward/round=1.00", "several parts", "reward/round/to" },
	{ "goals/reply/scale=80%", "no point", "80%:0" },
	{ "goals/reply/scale=[[\"80%\"", "", "" },
	{ "goals/reply=gone", "several parts", "" },
};

START_TEST(words_that_name_nothing_are_refused)
{
	struct sanya_json *document = read_json("cases/contracts/every-key.json"), *before = sanya_json_copy(document);
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_int_eq(sanya_clause_set(&document, refused[_i].set, &err), -1);
	ck_assert_int_eq(err.code, SANYA_USAGE);
	ck_assert_msg(strstr(err.what, refused[_i].what) != NULL, "%s", err.what);
	ck_assert_msg(strstr(err.next, refused[_i].next) != NULL, "%s", err.next);
	ck_assert(sanya_json_equal(document, before));
	sanya_json_free(before);
	sanya_json_free(document);
}
END_TEST

/* In levels the target is level 3; a scale that never reaches the target has no mark of that name. */
START_TEST(the_target_is_where_the_contract_says)
{
	struct sanya_json *document = read_json("cases/contracts/every-key.json"), *changed, *lines;
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_int_eq(sanya_clause_set(&document, "scoring=levels", &err), 0);
	ck_assert_int_eq(sanya_clause_set(&document, "goals/reply/target=90%", &err), -1);
	sanya_error_clear(&err);
	ck_assert_int_eq(sanya_clause_set(&document, "goals/reply/scale=60%:1, 70%:2, 80%:3, 90%:4, 95%:5", &err), 0);
	changed = sanya_json_copy(document);
	ck_assert_int_eq(sanya_clause_set(&changed, "goals/reply/target=82%", &err), 0);
	ck_assert_int_eq(sanya_clause_set(&changed, "goals/reply/scale/3/0=91%", &err), 0);
	lines = sanya_contract_diff(document, changed, NULL);
	ck_assert_str_eq(sanya_json_get_text(sanya_json_at(lines, 0), "words"), "target of goal reply: 80 % → 82 %");
	ck_assert_str_eq(sanya_json_get_text(sanya_json_at(lines, 1), "words"), "mark for level 4 of goal reply: 90 % → 91 %");
	sanya_json_free(lines);
	sanya_json_free(changed);
	sanya_json_free(document);
}
END_TEST

Suite *suite_clause(void)
{
	Suite *suite = suite_create("clause");
	TCase *tests = tcase_create("clause");

	tcase_add_test(tests, every_key_of_the_schema_has_its_words);
	tcase_add_test(tests, the_document_with_every_key_is_a_contract);
	tcase_add_test(tests, every_word_of_the_schema_is_said);
	tcase_add_loop_test(tests, a_change_is_said_as_people_read_it, 0, (int)SANYA_COUNT(said));
	tcase_add_loop_test(tests, clauses_copied_one_by_one_make_the_other_document, 0, (int)SANYA_COUNT(sets));
	tcase_add_test(tests, the_order_of_goals_is_a_clause);
	tcase_add_test(tests, a_goal_put_back_finds_its_place);
	tcase_add_test(tests, nothing_is_nothing);
	tcase_add_loop_test(tests, a_value_is_set_as_people_type_it, 0, (int)SANYA_COUNT(settings));
	tcase_add_loop_test(tests, words_that_name_nothing_are_refused, 0, (int)SANYA_COUNT(refused));
	tcase_add_test(tests, the_target_is_where_the_contract_says);
	suite_add_tcase(suite, tests);
	return suite;
}
