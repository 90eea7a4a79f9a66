/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The schemas of contracts/schema/ against the keys that the parsers accept, and what the ledger keeps, read back: a statement or
 * register that was damaged or edited is refused with its place.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/codec/recorded.h"
#include "reward_fixture.h"

/* --- schema and parser --- */

static const struct {
	const char *file;
	const struct sanya_key_table *tables;
	const char *nullable; /* keys that must be there though they may be null: their presence is checked apart */
} documents[] = {
	{ "contract", sanya_contract_key_tables, "" },
	{ "calendar", sanya_calendar_key_tables, "" },
	{ "roster", sanya_roster_key_tables, "" },
	{ "register", sanya_register_key_tables, "" },
	{ "ideas", sanya_ideas_key_tables, "" },
	{ "statement", sanya_statement_key_tables, " score amount calendar.sha256 goals[].applied goals[].value goals[].display"
						   " goals[].score goals[].plugin goals[].decision.counts_because gaming[].goal"
						   " segments[].goals[].value segments[].goals[].display"
						   " earlier[].score earlier[].amount earlier[].calendar.sha256"
						   " earlier[].goals[].applied earlier[].goals[].value earlier[].goals[].display"
						   " earlier[].goals[].score earlier[].goals[].plugin earlier[].goals[].decision.counts_because"
						   " earlier[].gaming[].goal earlier[].segments[].goals[].value earlier[].segments[].goals[].display " },
};

/* The schema that a part of a schema stands for: behind "$ref", and without the null of "anyOf". */
static const struct sanya_json *meant(const struct sanya_json *root, const struct sanya_json *part)
{
	const char *reference = sanya_json_get_text(part, "$ref");

	if (reference != NULL && strncmp(reference, "#/$defs/", 8) == 0)
		return sanya_json_get(sanya_json_get(root, "$defs"), reference + 8);
	return sanya_json_get(part, "anyOf") == NULL ? part : sanya_json_at(sanya_json_get(part, "anyOf"), 0);
}

/* "reward.gates[]" -> properties, reward, properties, gates, items */
static const struct sanya_json *find_object(const struct sanya_json *root, const char *path)
{
	const struct sanya_json *part = root;
	char copy[100], *rest = copy, *word;

	snprintf(copy, sizeof(copy), "%s", path);
	while (*path != '\0' && (word = strsep(&rest, ".")) != NULL) {
		char *list = strstr(word, "[]");

		if (list != NULL)
			*list = '\0';
		part = meant(root, sanya_json_get(sanya_json_get(part, "properties"), word));
		if (list != NULL)
			part = meant(root, sanya_json_get(part, "items"));
		ck_assert_msg(part != NULL, "%s is not in the schema", path);
	}
	return part;
}

static bool lists(const struct sanya_json *list, const char *word)
{
	for (size_t i = 0; i < sanya_json_size(list); i++)
		if (strcmp(sanya_json_text(sanya_json_at(list, i)), word) == 0)
			return true;
	return false;
}

static bool is_nullable(const char *list, const char *path, const char *key)
{
	char name[150];

	snprintf(name, sizeof(name), " %s%s%s ", path, *path == '\0' ? "" : ".", key);
	return strstr(list, name) != NULL;
}

START_TEST(schema_and_parser_know_the_same_keys)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_json *schema = NULL;
	struct sanya_buffer text;
	char name[100];

	snprintf(name, sizeof(name), "../contracts/schema/%s.json", documents[_i].file);
	fixture_read(name, &text);
	ck_assert_msg(sanya_json_parse("schema", text.data, text.size, &schema, &err) == 0, "%s", err.what);
	for (const struct sanya_key_table *table = documents[_i].tables; table->keys != NULL; table++) {
		const struct sanya_json *object = find_object(schema, table->path);
		size_t count = 0;

		ck_assert_int_eq(sanya_json_type(sanya_json_get(object, "additionalProperties")), SANYA_JSON_FALSE);
		for (const struct sanya_key *key = table->keys; key->name != NULL; key++, count++) {
			bool wanted = key->required || is_nullable(documents[_i].nullable, table->path, key->name);

			ck_assert_msg(sanya_json_get(sanya_json_get(object, "properties"), key->name) != NULL,
				      "%s.%s is not in the schema", table->path, key->name);
			ck_assert_msg(lists(sanya_json_get(object, "required"), key->name) == wanted,
				      "%s.%s: schema and parser differ on whether it must be there", table->path, key->name);
		}
		ck_assert_msg(sanya_json_size(sanya_json_get(object, "properties")) == count,
			      "%s: the schema has a key that the parser does not know", table->path);
	}
	sanya_json_free(schema);
	sanya_buffer_done(&text);
}
END_TEST

/* --- records read back --- */

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const char statement[] =
	"{\"format\":\"sanya.statement/1\",\n"
	"\"contract\":{\"number\":\"SQ-1\",\"revision\":2,\"sha256\":\"" DIGEST "\"},\n"
	"\"employee\":\"E4\",\"manager\":\"E3\",\"period\":{\"from\":\"2026-07-01\",\"to\":\"2026-09-30\"},\n"
	"\"evaluated\":{\"at\":\"2026-10-05T02:00:00Z\",\"by\":\"E3\",\"version\":1,\"early\":false},\n"
	"\"watermark\":4,\"calendar\":{\"id\":\"th-office@1\",\"sha256\":null},\"days\":{\"counted\":92,\"of\":92},\n"
	"\"goals\":[{\"id\":\"reply\",\"metric\":\"ticket.first_reply_time@1\",\"statistic\":\"mean\",\"clock\":\"working\",\n"
	"\"outcome\":\"value\",\"applied\":null,\"value\":{\"num\":\"7200\",\"den\":\"1\"},\"display\":\"2h\",\"count\":31,\n"
	"\"excluded\":[{\"reason\":\"no-reply\",\"count\":2}],\"findings\":[],\"unknown\":0,\"score\":{\"num\":\"320\",\"den\":\"3\"},\n"
	"\"weight\":{\"num\":\"100\",\"den\":\"1\"},\n"
	"\"plugin\":{\"name\":\"metric-service\",\"version\":\"0.1.0\",\"sha256\":\"" DIGEST "\"},"
	"\"decision\":{\"asked_by\":[\"survey-rate\"],\"counts_because\":\"The survey began in August.\"}}],\n"
	"\"gaming\":[{\"finding\":\"survey-rate\",\"scope\":\"own\",\"goal\":null,\"count\":7,\"of\":28,\"team\":{\"count\":50,\"of\":50}}],"
	"\"segments\":[{\"from\":\"2026-07-01\",\"to\":\"2026-07-15\",\"manager\":\"E3\",\"goals\":[{\"id\":\"reply\",\"outcome\":\"no-data\","
	"\"value\":null,\"display\":null,\"count\":0}]}],"
	"\"score\":{\"num\":\"320\",\"den\":\"3\"},\"amount\":\"6400.00\",\"currency\":\"THB\",\n"
	"\"also\":[{\"what\":{\"th\":\"วันลา\"},\"count\":\"1\"}],\n"
	"\"steps\":[{\"what\":\"score\",\"rule\":\"weighted\",\"result\":\"106.67\"}]}\n";

/* 6000.00 + 1.50 - 0.75 = 6000.75 baht */
static const char ledger_register[] =
	"{\"format\":\"sanya.register/1\",\"cycle\":\"2026-Q3\",\"batch\":1,\n"
	"\"lines\":[{\"contract\":\"SQ-1\",\"revision\":2,\"sequence\":1,\"kind\":\"reward\",\"employee\":\"E4\",\"name\":{\"th\":\"ก\"},\n"
	"\"payroll\":\"91024\",\"period\":{\"from\":\"2026-07-01\",\"to\":\"2026-09-30\"},\"amount\":\"6000.00\",\"currency\":\"THB\",\"approver\":\"E1\"},\n"
	"{\"contract\":\"SQ-2\",\"revision\":1,\"sequence\":1,\"kind\":\"reward\",\"employee\":\"E5\",\"amount\":\"1.50\",\"currency\":\"THB\",\"approver\":\"E1\"},\n"
	"{\"contract\":\"SQ-3\",\"revision\":1,\"sequence\":2,\"kind\":\"correction\",\"employee\":\"E6\",\"amount\":\"-0.75\",\"currency\":\"THB\",\"reason\":\"x\",\"approver\":\"E1\"}],\n"
	"\"totals\":{\"THB\":\"6000.75\"}}\n";

static int read_back(bool is_register, const char *text, size_t size, struct sanya_error *err)
{
	struct sanya_json *json = NULL;
	int result = (is_register ? sanya_register_parse : sanya_statement_parse)("record", text, size, &json, err);

	ck_assert((json != NULL) == (result == 0));
	sanya_json_free(json);
	return result;
}

START_TEST(a_whole_record_is_read)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	ck_assert_msg(read_back(false, statement, strlen(statement), &err) == 0, "%lu: %s", err.line, err.what);
	ck_assert_msg(read_back(true, ledger_register, strlen(ledger_register), &err) == 0, "%lu: %s", err.line, err.what);
}
END_TEST

static const struct {
	bool is_register;
	const char *from, *to; /* the first `from` becomes `to` */
	unsigned long line;
	const char *says;
} edits[] = {
	{ false, "sanya.statement/1", "sanya.statement/2", 1, "sanya.statement/2" },
	{ false, "\"employee\"", "\"employe\"", 3, "employe" },
	{ false, "\"employee\":\"E4\"", "\"employee\":\"E4\",\"employee\":\"E5\"", 3, "twice" },
	{ false, "\"employee\":\"E4\",", "", 1, "\"employee\" is missing" },
	{ false, "\"revision\":2", "\"revision\":2.0", 2, "floating-point" },
	{ false, "\"revision\":2", "\"revision\":0", 2, "revision" },
	{ false, "\"sha256\":\"0", "\"sha256\":\"g", 2, "SHA-256" },
	{ false, "\"2026-09-30\"", "\"2026-06-30\"", 3, "before it begins" },
	{ false, "\"2026-09-30\"", "\"2026-09-31\"", 3, "2026-09-31" },
	{ false, "T02:00:00Z", "T25:00:00Z", 4, "" },
	{ false, "\"early\":false", "\"early\":\"no\"", 4, "early" },
	{ false, ",\"sha256\":null", "", 5, "\"sha256\" is missing" },
	{ false, "\"counted\":92", "\"counted\":93", 5, "counted" },
	{ false, "\"working\"", "\"workday\"", 6, "workday" },
	{ false, "\"outcome\":\"value\"", "\"outcome\":\"good\"", 7, "good" },
	{ false, "\"applied\":null,", "", 6, "\"applied\" is missing" },
	{ false, "{\"num\":\"7200\",\"den\":\"1\"}", "null", 6, "there is none" },
	{ false, "\"den\":\"1\"", "\"den\":\"0\"", 7, "" },
	{ false, "\"num\":\"7200\"", "\"num\":7200", 7, "num" },
	{ false, "\"count\":2}", "\"count\":-2}", 8, "count" },
	{ false, "\"version\":\"0.1.0\",", "", 10, "\"version\" is missing" },
	{ false, "[\"survey-rate\"]", "[\"survey-rat\"]", 10, "survey-rat" },
	{ false, "[\"survey-rate\"]", "[]", 10, "asked_by" },
	{ false, ",\"goal\":null", "", 11, "\"goal\" is missing" },
	{ false, "\"of\":28", "\"of\":-28", 11, "of" },
	{ false, "\"to\":\"2026-07-15\"", "\"to\":\"2026-06-15\"", 11, "before it begins" },
	{ false, "\"no-data\",\"value\":null,", "\"no-data\",", 11, "\"value\" is missing" },
	{ false, "\"6400.00\"", "6400.00", 11, "amount" },
	{ false, "\"6400.00\"", "\"6400.0\"", 11, "6400.0" },
	{ false, "\"6400.00\"", "null", 11, "no amount" },
	{ false, "\"THB\"", "\"baht\"", 11, "baht" },
	{ false, "\"rule\":\"weighted\",", "", 13, "\"rule\" is missing" },
	{ false, "วันลา", "\xff", 12, "" },
	{ true, "\"batch\":1", "\"batch\":0", 1, "batch" },
	{ true, "\"kind\":\"reward\"", "\"kind\":\"gift\"", 2, "gift" },
	{ true, "\"6000.00\"", "\"9000.00\"", 6, "another amount" },
	{ true, "\"6000.00\"", "\"06000.00\"", 3, "06000.00" },
	{ true, "\"6000.00\"", "\"--6000.00\"", 3, "--6000.00" },
	{ true, "\"currency\":\"THB\"", "\"currency\":\"USD\"", 6, "another amount" },
	{ true, "{\"THB\":\"6000.75\"}", "{}", 6, "no total" },
	{ true, "\"6000.75\"", "\"6000.75\",\"USD\":\"0.00\"", 6, "no line is in USD" },
	{ true, "\"approver\":\"E1\"}", "\"approved_by\":\"E1\"}", 3, "approved_by" },
	{ true, "\"sequence\":2", "\"sequence\":\"2\"", 5, "sequence" },
};

START_TEST(an_edited_record_is_refused_with_its_place)
{
	const char *text = edits[_i].is_register ? ledger_register : statement, *at = strstr(text, edits[_i].from);
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_buffer edited;

	ck_assert_ptr_nonnull(at);
	sanya_buffer_init(&edited, SANYA_DOCUMENT_MAX);
	sanya_buffer_add(&edited, text, (size_t)(at - text));
	sanya_buffer_text(&edited, edits[_i].to);
	sanya_buffer_text(&edited, at + strlen(edits[_i].from));
	ck_assert_int_eq(read_back(edits[_i].is_register, edited.data, edited.size, &err), -1);
	ck_assert_msg(strstr(err.what, edits[_i].says) != NULL, "%s", err.what);
	ck_assert_str_eq(err.where, "record");
	ck_assert_uint_eq(err.line, edits[_i].line);
	sanya_buffer_done(&edited);
}
END_TEST

/* Cut short at every byte, and without each byte: refused or read, never more. */
START_TEST(a_damaged_record_never_does_harm)
{
	const char *text = _i == 1 ? ledger_register : statement;
	size_t size = strlen(text) - 1; /* without the line's end, which nobody misses */

	for (size_t cut = 0; cut < size; cut++) {
		struct sanya_error err = SANYA_ERROR_INIT;
		char *copy = malloc(size + 1);

		memcpy(copy, text, cut);
		ck_assert_int_eq(read_back(_i == 1, copy, cut, &err), -1);
		sanya_error_clear(&err);
		memcpy(copy + cut, text + cut + 1, size - cut - 1);
		if (read_back(_i == 1, copy, size - 1, &err) != 0)
			ck_assert_uint_gt(err.line, 0);
		free(copy);
	}
}
END_TEST

Suite *suite_documents(void);
Suite *suite_documents(void)
{
	Suite *suite = suite_create("documents");
	TCase *tests = tcase_create("documents");

	tcase_add_loop_test(tests, schema_and_parser_know_the_same_keys, 0, (int)SANYA_COUNT(documents));
	tcase_add_test(tests, a_whole_record_is_read);
	tcase_add_loop_test(tests, an_edited_record_is_refused_with_its_place, 0, (int)SANYA_COUNT(edits));
	tcase_add_loop_test(tests, a_damaged_record_never_does_harm, 0, 2);
	suite_add_tcase(suite, tests);
	return suite;
}
