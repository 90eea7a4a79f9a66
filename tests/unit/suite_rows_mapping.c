/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mapping's parser: each refusal with line, column, reason and repair, word for word.
 * Also: the mappings of tests/data are all good.
 */
#include "core/base/base.h"

#include "plugins/rows/mapping.h"

#include <check.h>

#define HEAD "{\"format\": \"sanya.mapping/1\",\n"

static void refuse(const char *text, const char *message)
{
	struct rows_mapping mapping;
	struct rows_fault fault = {.set = false};
	ck_assert_msg(rows_mapping_parse(text, strlen(text), "UTC", &mapping, &fault) == -1, "taken: %s", text);
	ck_assert_msg(strstr(fault.text, message) == fault.text, "%s\nsays: %s\nnot:  %s", text, fault.text, message);
	rows_mapping_done(&mapping);
}

static void take(const char *text)
{
	struct rows_mapping mapping;
	struct rows_fault fault = {.set = false};
	ck_assert_msg(rows_mapping_parse(text, strlen(text), "UTC", &mapping, &fault) == 0, "%s: %s", text, fault.text);
	rows_mapping_done(&mapping);
}

START_TEST(broken_json)
{
	refuse("", "mapping, line 1, column 1: a mapping is a JSON object");
	refuse("[]", "mapping, line 1, column 1: a mapping is a JSON object");
	refuse("{\"a\": 1,}", "mapping, line 1, column 9: a key in quotes is needed here");
	refuse("{\"a\": 1", "mapping, line 1, column 8: a comma or } is needed here");
	refuse("{\"a\" 1}", "mapping, line 1, column 6: a colon is needed after the key");
	refuse("{\"a\": [1 2]}", "mapping, line 1, column 10: a comma or ] is needed here");
	refuse("{\"a\": tru}", "mapping, line 1, column 7: not a JSON value");
	refuse("{\"a\": 01}", "mapping, line 1, column 7: not a JSON value");
	refuse("{\"a\": -}", "mapping, line 1, column 7: not a JSON value");
	refuse("{\"a\": 1.5}", "mapping, line 1, column 7: a number with a fraction; write it as text");
	refuse("{\"a\": 1e3}", "mapping, line 1, column 7: a number with a fraction");
	refuse("{\"a\": 9999999999}", "mapping, line 1, column 7: the number is too large");
	refuse("{\"a\": \"x\n\"}", "mapping, line 1, column 7: the text that begins here is not closed on its line");
	refuse("{\"a\": \"x\\q\"}", "mapping, line 1, column 10: no such escape");
	refuse("{\"a\": \"\\ud800\"}", "mapping, line 1, column 14: half a surrogate pair");
	refuse("{\"a\": \"\\u0000\"}", "mapping, line 1, column 14: U+0000 may not occur");
	refuse("{\"a\": 1}\n{}", "mapping, line 2, column 1: something follows the end of the mapping");
	refuse("{\"a\": 1,\n \"a\": 2}", "mapping, line 2, column 2: the key \"a\" is there twice; keep one");
	refuse("{\"ก\": \"\xe0\xb8\"}", "mapping, line 1, column 8: not UTF-8");
	refuse("{\"a\":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}", "mapping, line 1, column 21: nested too deeply");
}
END_TEST

START_TEST(refusals)
{
	refuse("{}", "mapping, line 1, column 1: needs \"format\": \"sanya.mapping/1\"");
	refuse("{\"format\": \"sanya.mapping/2\"}", "mapping, line 1, column 12: needs \"format\"");
	refuse(HEAD "\"tickets\": {}}", "mapping, line 2, column 1: unknown key \"tickets\" in the mapping; known are: format, title");
	refuse(HEAD "\"title\": \"x\"}", "mapping, line 1, column 1: says neither what a \"ticket\" nor what a \"response\" is");
	refuse(HEAD "\"ticket\": []}", "mapping, line 2, column 11: \"ticket\" must be an object, not a list");
	refuse(HEAD "\"ticket\": {\"colour\": \"x\"}}",
	       "mapping, line 2, column 12: unknown key \"colour\" in \"ticket\"; known are: id, created, assignee");
	refuse(HEAD "\"ticket\": {\"id\": \"x\"}}", "mapping: \"ticket\" lacks \"created\"; add \"created\": \"its column\"");
	refuse(HEAD "\"response\": {\"id\": \"x\", \"answered\": \"y\"}}",
	       "mapping: \"response\" lacks \"kind\"; add \"kind\": \"its column\" or {\"constant\": \"csat\"}");
	refuse(HEAD "\"ticket\": {\"id\": 0}}", "mapping, line 2, column 18: a column is its name in the header, or its position from 1");
	refuse(HEAD "\"ticket\": {\"id\": true}}", "mapping, line 2, column 18: \"id\" must be a column's name or position, or an object");
	refuse(HEAD "\"ticket\": {\"id\": {}}}", "mapping, line 2, column 18: needs exactly one of \"column\", \"constant\" and");
	refuse(HEAD "\"ticket\": {\"id\": {\"column\": \"a\", \"constant\": \"b\"}}}", "mapping, line 2, column 18: needs exactly one of");
	refuse(HEAD "\"ticket\": {\"id\": {\"colum\": \"a\"}}}", "mapping, line 2, column 19: unknown key \"colum\" in a field; known are: column");
	refuse(HEAD "\"ticket\": {\"status\": {\"row\": true}}}", "mapping, line 2, column 30: only an \"id\" can be the row's number");
	refuse(HEAD "\"ticket\": {\"status\": {\"column\": \"a\", \"format\": \"dmy\"}}}",
	       "mapping, line 2, column 48: only for times; take it out");
	refuse(HEAD "\"ticket\": {\"created\": {\"column\": \"a\", \"format\": \"DD/MM\"}}}",
	       "mapping, line 2, column 49: \"format\" cannot be \"DD/MM\"; it is one of: iso, ymd, dmy, mdy, thai, excel");
	refuse(HEAD "\"ticket\": {\"created\": {\"column\": \"a\", \"zone\": \"../etc\"}}}",
	       "mapping, line 2, column 47: \"zone\" is a name such as \"Asia/Bangkok\"");
	refuse(HEAD "\"ticket\": {\"id\": {\"column\": \"a\", \"lower\": \"yes\"}}}", "mapping, line 2, column 43: \"lower\" must be true or false");
	refuse(HEAD "\"ticket\": {\"id\": {\"column\": \"a\", \"map\": {\"x\": 1}}}}", "mapping, line 2, column 47: \"x\" must be a text, not a number");
	refuse(HEAD "\"ticket\": {\"tags\": []}}", "mapping, line 2, column 20: an empty list of columns");
	refuse(HEAD "\"ticket\": {\"status\": {\"column\": \"a\", \"take\": \"largest\"}}}",
	       "mapping, line 2, column 46: only times and counts have a largest and a smallest");
	refuse(HEAD "\"ticket\": {\"status\": {\"column\": \"a\", \"when\": {\"column\": \"b\"}}}}", "mapping, line 2, column 46: a condition is");
	refuse(HEAD "\"file\": {\"separator\": \";;\"}}", "mapping, line 2, column 23: \"separator\" is one character");
	refuse(HEAD "\"file\": {\"encoding\": \"latin-1\"}}", "mapping, line 2, column 22: \"encoding\" is \"utf-8\" or \"windows-874\"");
	refuse(HEAD "\"file\": {\"skip\": -1}}", "mapping, line 2, column 18: \"skip\" is a number of lines from 0 to 1000");
	refuse(HEAD "\"file\": {\"separator\": \"'\", \"quote\": \"'\"}}", "mapping, line 2, column 9: \"separator\" and \"quote\" must differ");
	refuse(HEAD "\"duplicates\": \"any\"}", "mapping, line 2, column 15: \"duplicates\" cannot be \"any\"; it is one of: last, first, refuse, keep");
	refuse(HEAD "\"missing\": [1]}", "mapping, line 2, column 13: \"entry\" must be a text, not a number");
	refuse(HEAD "\"answers\": [{\"value\": \"a\"}]}", "mapping, line 2, column 13: an answer needs a \"name\"");
	refuse(HEAD "\"response\": {\"id\": 1, \"answered\": 2, \"kind\": 3}, \"answers\": [{\"name\": \"A\"}, {\"name\": \"A\"}]}",
	       "mapping, line 2, column 77: two answers bear this name");
	refuse(HEAD "\"file\": {\"header\": false}, \"ticket\": {\"id\": \"x\", \"created\": 2}}",
	       "mapping, line 1, column 1: \"header\" is false, so columns have no names");
	refuse(HEAD "\"ticket\": {\"id\": \"a\"}, \"event\": {\"status\": \"s\"}}", "mapping: \"event\" lacks \"at\"");
	refuse(HEAD "\"ticket\": {\"id\": {\"row\": true}}, \"event\": {\"at\": \"s\"}}",
	       "mapping, line 1, column 1: events are gathered by the ticket's id, so it must be a column");
	refuse(HEAD "\"ticket\": {\"id\": {\"column\": \"a\", \"split\": \";\"}}}", "mapping, line 2, column 43: \"split\" is one character, and only for lists");
}
END_TEST

START_TEST(taken)
{
	take(HEAD "\"ticket\": {\"id\": 1, \"created\": 2}, \"file\": {\"header\": false}}");
	take(HEAD "\"ticket\": {\"id\": {\"row\": true}, \"created\": {\"column\": \"d\", \"time\": \"t\"}, \"tags\": [\"a\", {\"column\": 3, "
		  "\"split\": \",\"}]}}");
	take("\xef\xbb\xbf" HEAD "\"ticket\": {\"id\": \"\\u0e01\\ud83d\\ude00\", \"created\": \"x\"}}");
}
END_TEST

static char document[1 << 20];

/* The text of a file of the sources; lives until the next call. */
static size_t slurp(const char *name)
{
	char path[1024];
	const char *sources = getenv("SANYA_SRCDIR");
	ck_assert_ptr_nonnull(sources);
	(void)snprintf(path, sizeof(path), "%s/%s", sources, name);
	FILE *file = fopen(path, "re");
	ck_assert_msg(file != NULL, "%s", path);
	size_t size = fread(document, 1, sizeof(document) - 1, file);
	(void)fclose(file);
	document[size] = '\0';
	return size;
}

static const struct rows_json *dig(const struct rows_json *json, const char *a, const char *b)
{
	json = rows_json_get(json, a);
	ck_assert_msg(json != NULL, "the schema has no %s", a);
	json = rows_json_get(json, b);
	ck_assert_msg(json != NULL, "the schema has no %s in %s", b, a);
	return json;
}

static void same_names(const struct rows_json *names, const struct rows_target *targets, unsigned count, unsigned more)
{
	ck_assert_uint_eq(names->size, count + more);
	for (unsigned i = 0; i < count; i++)
		ck_assert_msg(rows_json_get(names, targets[i].name) != NULL, "the schema lacks %s", targets[i].name);
}

/* The schema names the fields that the parser knows, no more and no less. */
START_TEST(schema)
{
	struct rows_arena arena = {NULL, 0};
	struct rows_fault fault = {.set = false};
	const struct rows_json *root;
	size_t size = slurp("contracts/schema/mapping.json");
	ck_assert_msg(rows_json_parse(&arena, document, size, &root, &fault) == 0, "%s", fault.text);
	const struct rows_json *top = rows_json_get(root, "properties");
	same_names(dig(top, "ticket", "properties"), rows_ticket_targets, ROWS_TICKET_FIELDS, 0);
	same_names(dig(top, "response", "properties"), rows_response_targets, ROWS_RESPONSE_FIELDS, 0);
	const struct rows_json *answer = rows_json_get(dig(top, "answers", "items"), "properties");
	ck_assert_ptr_nonnull(answer);
	same_names(answer, rows_response_targets, ROWS_RESPONSE_FIELDS, 1); /* and "name" */
	same_names(dig(top, "event", "properties"), rows_event_targets, ROWS_EVENT_FIELDS, 0);
	/* Every key of the schema is known to the parser: none of them is called unknown. */
	for (const struct rows_json *it = top->first; it; it = it->next) {
		char text[256];
		struct rows_mapping mapping;
		struct rows_fault said = {.set = false};
		(void)snprintf(text, sizeof(text), HEAD "\"%s\": 1}", strcmp(it->key, "format") == 0 ? "title" : it->key);
		ck_assert_int_eq(rows_mapping_parse(text, strlen(text), "UTC", &mapping, &said), -1);
		ck_assert_msg(!strstr(said.text, "unknown key"), "%s", said.text);
		rows_mapping_done(&mapping);
	}
	rows_arena_done(&arena);
}
END_TEST

/* Every document of tests/data can be read. */
START_TEST(real_ones)
{
	static const char *const names[] = {"limesurvey", "nyc311", "sfo", "traffy", "traffy-dedup", "traffy-web", "turkiye", "uci",
					    "uci-history"};
	for (size_t i = 0; i < SANYA_COUNT(names); i++) {
		char name[64];
		(void)snprintf(name, sizeof(name), "tests/data/%s.map.json", names[i]);
		(void)slurp(name);
		take(document);
	}
}
END_TEST

Suite *suite_rows_mapping(void);
Suite *suite_rows_mapping(void)
{
	Suite *suite = suite_create("rows_mapping");
	TCase *tcase = tcase_create("rows_mapping");
	tcase_add_test(tcase, broken_json);
	tcase_add_test(tcase, refusals);
	tcase_add_test(tcase, taken);
	tcase_add_test(tcase, schema);
	tcase_add_test(tcase, real_ones);
	suite_add_tcase(suite, tcase);
	return suite;
}
