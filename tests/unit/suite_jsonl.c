/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The source of JSON Lines: what the format says, what people write, what is refused and with which words, and that the mapping's reference holds
 * for keys as it does for columns.
 */
#include "rows_host.h"

#include "plugins/source-jsonl/reader.h"

#include <check.h>

#define HEAD "{\"format\": \"sanya.mapping/1\", "
#define AT "\"created\":\"2026-07-01T00:00:00Z\""

static void expect_all(const char *map, const struct rows_host_file *files, unsigned count, const char *out, const char *rejects,
		       const char *fault)
{
	/* At once, and byte by byte. */
	for (size_t chunk = 0; chunk < 2; chunk++) {
		struct rows_host host = {.format = &jsonl_format, .map = map, .files = files, .file_count = count, .chunk = chunk};
		rows_host_run(&host);
		ck_assert_str_eq(host.fault, fault);
		ck_assert_str_eq(host.out, out);
		ck_assert_str_eq(host.rejects, rejects);
		ck_assert_int_eq(host.result, fault[0] ? -1 : 0);
		rows_host_done(&host);
	}
}

static void expect(const char *map, const char *text, const char *out, const char *rejects, const char *fault)
{
	const struct rows_host_file file = {.name = "in/t.jsonl", .bytes = text};
	expect_all(map, &file, 1, out, rejects, fault);
}

START_TEST(keys_named_like_the_fields)
{
	expect(NULL,
	       "{\"id\":1," AT ",\"solved\":\"2026-07-01T01:00:00+01:00\",\"assignee\":\"E1\",\"reopens\":2,\"in_time\":true,\"tags\":[\"vip\",\"new\"],\"other\":{}}\n"
	       "{\"id\":\"2\"," AT ",\"solved\":null,\"tags\":\"a; b\"}\n"
	       "{\"assignee\":\"E2\"," AT ",\"id\":3}\n",
	       "T id=1 created=1782864000 assignee=E1 solved=1782864000 reopens=2 in_time=1 tag=vip tag=new\n"
	       "T id=2 created=1782864000 tag=a tag=b\n"
	       "T id=3 created=1782864000 assignee=E2\n",
	       "", "");
	/* A key that the first line does not have is known all the same. */
	expect(NULL,
	       "{\"id\":1,\"answered\":\"2026-07-01T00:00:00Z\",\"kind\":\"csat\"}\n"
	       "{\"id\":2,\"answered\":\"2026-07-01T00:00:00Z\",\"kind\":\"nps\",\"value\":9.5,\"lowest\":0,\"highest\":10,\"critical\":false}\n",
	       "R id=1 answered=1782864000 kind=csat\nR id=2 answered=1782864000 kind=nps value=9500 lowest=0 highest=10000\n", "", "");
	expect(NULL, "\n{\"name\":1,\"date\":2}\n", "", "",
	       "in/t.jsonl: has neither a key \"created\" (tickets) nor \"answered\" (responses); it has: name, date.  Give a mapping that says "
	       "what its keys are: --map MAP.json");
}
END_TEST

START_TEST(lines)
{
	static const char out[] = "T id=1 created=1782864000\nT id=2 created=1782864000\n";
	expect(NULL, "{\"id\":1," AT "}\r\n{\"id\":2," AT "}\r\n", out, "", "");
	expect(NULL, "\xef\xbb\xbf{\"id\":1," AT "}\n{\"id\":2," AT "}", out, "", "");
	expect(NULL, " \t{ \"id\" : 1 , " AT " } \n  {\"id\":2\r," AT "}\t\r\n", out, "", "");
	/* Blank lines as in CSV; spaces alone are one. */
	expect(NULL, "\n{\"id\":1," AT "}\n\n  \r\n{\"id\":2," AT "}\n\n", out,
	       "t.jsonl:1 ~blank line\nt.jsonl:3 ~blank line\nt.jsonl:4 ~blank line\nt.jsonl:6 ~blank line\n", "");
	/* Keys in another order, missing, and more of them than before: nothing of the line before is left. */
	expect(NULL,
	       "{\"id\":1," AT ",\"queue\":\"q\",\"status\":\"s\"}\n{\"id\":2," AT ",\"status\":\"s\"}\n{\"id\":3," AT ",\"queue\":\"q\"}\n{\"id\":4," AT "}\n"
	       "{" AT ",\"id\":5,\"queue\":\"q\"}\n{\"id\":6," AT ",\"queue\":\"q\",\"status\":\"s\",\"due\":null}\n{}\n{\"id\":7," AT "}\n",
	       "T id=1 created=1782864000 queue=q status=s\nT id=2 created=1782864000 status=s\nT id=3 created=1782864000 queue=q\n"
	       "T id=4 created=1782864000\nT id=5 created=1782864000 queue=q\nT id=6 created=1782864000 queue=q status=s\n"
	       "T id=7 created=1782864000\n",
	       "t.jsonl:7 id: missing\n", "");
	/* Keys that differ in the middle alone, and keys so long that no layout is kept. */
	expect(HEAD "\"ticket\": {\"id\": \"id\", \"created\": \"created\", \"queue\": \"the name of queue 1 in the system\", \"status\": \"the name of queue 2 "
		    "in the system\", \"channel\": \"a key of so many bytes that there cannot be as many behind a block of the file\"}}",
	       "{\"id\":1," AT ",\"the name of queue 1 in the system\":\"q\"}\n{\"id\":2," AT ",\"the name of queue 2 in the system\":\"s\"}\n"
	       "{\"id\":3," AT ",\"a key of so many bytes that there cannot be as many behind a block of the file\":\"c\"}\n{\"id\":4," AT "}\n",
	       "T id=1 created=1782864000 queue=q\nT id=2 created=1782864000 status=s\nT id=3 created=1782864000 channel=c\n"
	       "T id=4 created=1782864000\n",
	       "", "");
}
END_TEST

START_TEST(texts)
{
	expect(NULL,
	       "{\"id\":\"\\u0041\\\"\\\\\\/\"," AT ",\"assignee\":\"\\u0e2a\\u0E21\",\"queue\":\"\\ud83d\\ude4f\\u00e9\\u07ff\\uffff\"}\n"
	       "{\"id\":\"a\\tb\\nc\\r\\b\\f\"," AT "}\n{\"\\u0069d\":3,\"cr\\u0065ated\":\"2026-07-01T00:00:\\u0030\\u0030Z\"}\n"
	       "{\"id\":\"สม🙏\"," AT "}\n{\"id\":\"\"," AT "}\n{\"id\":true," AT "}\n{\"id\":-0.5E+3," AT "}\n",
	       "T id=A\"\\/ created=1782864000 assignee=สม queue=🙏é\xdf\xbf\xef\xbf\xbf\n"
	       "T id=a\tb\nc\r\b\f created=1782864000\nT id=3 created=1782864000\nT id=สม🙏 created=1782864000\n"
	       "T id=true created=1782864000\nT id=-0.5E+3 created=1782864000\n",
	       "t.jsonl:5 id: missing\n", "");
	/* Bytes that are no UTF-8 matter where somebody wants them. */
	expect(NULL, "{\"id\":1," AT ",\"x\":\"\xa1\xa2\"}\n{\"id\":\"\xa1\xa2\"," AT "}\n{\"id\":2," AT ",\"queue\":\"\xa1\\u0e01\"}\n",
	       "T id=1 created=1782864000\n", "t.jsonl:2 id: not UTF-8\nt.jsonl:3 queue: not UTF-8\n", "");
}
END_TEST

START_TEST(lists_and_nested)
{
	expect(NULL,
	       "{\"id\":1," AT ",\"tags\":[],\"involved\":[ \"a;b\" , \"\\u0e01\",null,\"\",7,true ]}\n"
	       "{\"id\":2," AT ",\"tags\":[[\"x\"]]}\n"
	       "{\"id\":3," AT ",\"tags\":{\"x\":1}}\n"
	       "{\"id\":4," AT ",\"assignee\":{\"name\":\"x\"}}\n"
	       "{\"id\":5," AT ",\"assignee\":[\"x\"]}\n"
	       "{\"id\":6," AT ",\"what\":{\"deep\":[[{\"a\":[]}]]},\"queue\":\"q\"}\n"
	       "{\"id\":7,\"created\":[1]}\n"
	       "{\"id\":8," AT ",\"reopens\":{}}\n",
	       "T id=1 created=1782864000 involved=a;b involved=ก involved=7 involved=true\n"
	       "T id=6 created=1782864000 queue=q\n",
	       "t.jsonl:2 tags: nested\nt.jsonl:3 tags: nested\nt.jsonl:4 assignee: nested\nt.jsonl:5 assignee: nested\n"
	       "t.jsonl:7 created: nested\nt.jsonl:8 reopens: nested\n",
	       "");
	/* What a mapping does to texts it does to each of a list. */
	expect(HEAD "\"ticket\": {\"id\": \"id\", \"created\": \"created\", \"tags\": {\"column\": \"t\", \"lower\": true, \"missing\": [\"X\"], \"map\": {\"vip\": "
		    "\"important\"}}, \"queue\": {\"column\": \"q\", \"unreadable\": \"missing\"}}}",
	       "{\"id\":1," AT ",\"t\":[\"VIP\",\"X\",\"New\"],\"q\":{\"a\":1}}\n", "T id=1 created=1782864000 tag=important tag=new\n",
	       "t.jsonl:1 ~queue: nested\n", "");
}
END_TEST

/* Line, column in characters, and a reason in fixed words; the run goes on. */
START_TEST(bad_lines)
{
	static const struct {
		const char *line, *place, *reason;
	} cases[] = {
		{"[1]", "1", "not JSON: an object is needed here"},
		{"  x", "3", "not JSON: an object is needed here"},
		{"\"id\"", "1", "not JSON: an object is needed here"},
		{"{", "2", "not JSON: a key in quotes is needed here"},
		{"{id:1}", "2", "not JSON: a key in quotes is needed here"},
		{"{\"id\":1,}", "9", "not JSON: a key in quotes is needed here"},
		{"{\"id\" 1}", "7", "not JSON: a colon is needed after the key"},
		{"{\"id\":}", "7", "not JSON: a value is needed here"},
		{"{\"id\":01}", "7", "not JSON: a value is needed here"},
		{"{\"id\":1.}", "7", "not JSON: a value is needed here"},
		{"{\"id\":.5}", "7", "not JSON: a value is needed here"},
		{"{\"id\":1e}", "7", "not JSON: a value is needed here"},
		{"{\"id\":-}", "7", "not JSON: a value is needed here"},
		{"{\"id\":True}", "7", "not JSON: a value is needed here"},
		{"{\"id\":nulL}", "7", "not JSON: a value is needed here"},
		{"{\"id\":'1'}", "7", "not JSON: a value is needed here"},
		{"{\"id\":1 \"x\":2}", "9", "not JSON: a comma or } is needed here"},
		{"{\"id\":1", "8", "not JSON: a comma or } is needed here"},
		{"{\"id\":[1 2]}", "10", "not JSON: a comma or ] is needed here"},
		{"{\"id\":[1,]}", "10", "not JSON: a value is needed here"},
		{"{\"id\":{\"a\":1]}", "13", "not JSON: a comma or } is needed here"},
		{"{\"id\":[1}", "9", "not JSON: a comma or ] is needed here"},
		{"{\"id\":1}}", "9", "not JSON: something follows the object"},
		{"{\"id\":1} {}", "10", "not JSON: something follows the object"},
		{"{\"id\":\"open}", "7", "not JSON: the text that begins here is not closed"},
		{"{\"id\":\"a\tb\"}", "9", "not JSON: a control character in a text"},
		{"{\"กข\":\"\\x\"}", "8", "not JSON: no such escape"},
		{"{\"id\":\"\\u12g4\"}", "8", "not JSON: a \\u escape needs four hexadecimal digits"},
		{"{\"id\":\"a\\ud83d\"}", "9", "not JSON: half a surrogate pair"},
		{"{\"id\":\"\\ude4f\"}", "8", "not JSON: half a surrogate pair"},
		{"{\"id\":\"\\ud83d\\u0041\"}", "8", "not JSON: half a surrogate pair"},
		{"{\"id\":\"\\ud83d\\ud83d\"}", "8", "not JSON: half a surrogate pair"},
		{"{\"id\":\"\\u0000\"}", "8", "U+0000 may not occur"},
		{"{\"id\":1,\"x\":2,\"id\":3}", "15", "a key comes twice"},
		{"{\"x\":1,\"y\":2,\"\\u0078\":3}", "14", "a key comes twice"},
		{"{\"other\":\"\\q\",\"id\":1}", "11", "not JSON: no such escape"}, /* also where nobody wants it */
	};
	for (size_t i = 0; i < SANYA_COUNT(cases); i++) {
		char text[512], rejects[256];
		(void)snprintf(text, sizeof(text), "{\"id\":1," AT "}\n%s\n{\"id\":2," AT "}\n", cases[i].line);
		(void)snprintf(rejects, sizeof(rejects), "t.jsonl:2:%s %s\n", cases[i].place, cases[i].reason);
		expect(NULL, text, "T id=1 created=1782864000\nT id=2 created=1782864000\n", rejects, "");
		/* And as the file's last line, without an end. */
		(void)snprintf(text, sizeof(text), "{\"id\":1," AT "}\n%s", cases[i].line);
		expect(NULL, text, "T id=1 created=1782864000\n", rejects, "");
	}
	/* Depth: 64 go, 65 do not; 45 characters stand before the first bracket. */
	for (unsigned depth = 64; depth <= 65; depth++) {
		char text[512], opening[66] = "", closing[66] = "";
		memset(opening, '[', depth);
		memset(closing, ']', depth);
		(void)snprintf(text, sizeof(text), "{\"id\":1," AT ",\"x\":%s%s}\n{\"id\":2," AT "}\n", opening, closing);
		expect(NULL, text, depth == 64 ? "T id=1 created=1782864000\nT id=2 created=1782864000\n" : "T id=2 created=1782864000\n",
		       depth == 64 ? "" : "t.jsonl:1:110 nested too deeply\n", "");
	}
}
END_TEST

START_TEST(refused_whole)
{
	expect(NULL, "", "", "", "in/t.jsonl: is empty; export it again");
	expect(HEAD "\"ticket\": {\"id\": \"id\", \"created\": \"created\"}}", "", "", "", "in/t.jsonl: is empty; export it again");
	expect(NULL, "\n \n", "", "", "in/t.jsonl: has no line but blank ones");
	expect(NULL, "[\n{\"id\":1}\n,\n", "", "",
	       "in/t.jsonl: has neither a key \"created\" (tickets) nor \"answered\" (responses); it has: id.  Give a mapping that says what its keys "
	       "are: --map MAP.json");
	expect(NULL, "\n  [{\"id\":1}]\n", "", "",
	       "in/t.jsonl:2:3: not JSON: an object is needed here; each line must be one object: {\"id\": \"1\", \"created\": "
	       "\"2026-07-01T09:30:00Z\"}");
	const struct rows_host_file wide = {.name = "t.jsonl", .bytes = "\xff\xfe{\0", .size = 4};
	expect_all(NULL, &wide, 1, "", "", "t.jsonl: is written in UTF-16; save it again as UTF-8");
	/* NUL: in a text, between values, in a line that is bad anyway, behind the last one. */
	static const struct rows_host_file nul[] = {
		{.name = "t.jsonl", .bytes = "{\"id\":1," AT "}\n{\"id\":\"a\0b\"}\n", .size = 56},
		{.name = "t.jsonl", .bytes = "{\"id\":1," AT "}\n{\"id\":\0 12345}\n", .size = 58},
		{.name = "t.jsonl", .bytes = "{\"id\":1," AT "}\nx\0xxxxxxxxxxxxx\n", .size = 58},
		{.name = "t.jsonl", .bytes = "{\"id\":1," AT "}\n{}\0", .size = 45},
	};
	for (size_t i = 0; i < SANYA_COUNT(nul); i++)
		expect_all(HEAD "\"duplicates\": \"first\", \"ticket\": {\"id\": \"id\", \"created\": \"created\"}}", &nul[i], 1, "", "",
			   "t.jsonl:2: holds a NUL byte: this is not a text file; export it again as JSON Lines");
	/* A line without end is refused after some megabytes. */
	const struct rows_host_file endless = {.name = "t.jsonl", .bytes = "{\"id\":1," AT "}\n"};
	struct rows_host host = {.format = &jsonl_format, .files = &endless, .file_count = 1, .zeroes = (size_t)2 << 30, .unsized = true};
	rows_host_run(&host);
	ck_assert_str_eq(host.fault, "t.jsonl:2: a line of more than 4 MiB begins here; each object must stand on a line of its own");
	ck_assert_uint_lt(host.offset, (size_t)16 << 20);
	rows_host_done(&host);
	/* Mappings that speak of CSV. */
	expect(HEAD "\"file\": {\"separator\": \";\"}, \"ticket\": {\"id\": \"id\", \"created\": \"created\"}}", "{}\n", "", "",
	       "mapping: \"file\" says how CSV is written; JSON Lines are UTF-8 and have no separators, quotes or headers; take it out");
	expect(HEAD "\"ticket\": {\"id\": 2, \"created\": \"created\"}}", "{}\n", "", "",
	       "mapping: keys of JSON Lines have no positions; write the key's name instead of 2");
}
END_TEST

START_TEST(mappings)
{
	/* Columns of the reference are keys here: conditions, maps, time in two keys, several answers, one row per event. */
	expect(HEAD "\"only\": {\"column\": \"type\", \"is\": [\"Incident\"]}, \"times\": {\"format\": \"dmy\", \"zone\": \"Asia/Bangkok\"}, \"ticket\": {\"id\": "
		    "\"key\", \"created\": {\"column\": \"day\", \"time\": \"clock\"}, \"status\": {\"column\": \"s\", \"map\": {\"Done\": \"solved\"}}}}",
	       "{\"type\":\"Incident\",\"key\":\"A-1\",\"day\":\"1/7/2026\",\"clock\":\"09:00\",\"s\":\"Done\"}\n{\"type\":\"Story\",\"key\":\"A-2\"}\n",
	       "T id=A-1 created=1782871200 status=solved\n", "", "");
	expect(HEAD "\"response\": {\"id\": \"nr\", \"answered\": \"at\", \"kind\": {\"constant\": \"rating\"}}, \"answers\": [{\"name\": \"Q1\", \"value\": \"q1\"}, "
		    "{\"name\": \"Q2\", \"value\": \"q2\"}]}",
	       "{\"nr\":7,\"at\":\"2026-07-01T00:00:00Z\",\"q1\":4,\"q2\":null}\n",
	       "R id=7-Q1 answered=1782864000 kind=rating value=4000\nR id=7-Q2 answered=1782864000 kind=rating\n", "", "");
	expect(HEAD "\"history\": false, \"ticket\": {\"id\": \"t\", \"assignee\": {\"column\": \"who\", \"take\": \"latest\"}, \"tags\": \"l\"}, \"event\": {\"at\": "
		    "\"at\"}}",
	       "{\"t\":1,\"at\":\"2026-07-01T00:00:01Z\",\"who\":\"b\",\"l\":[\"x\",\"y\"]}\n{\"at\":\"2026-07-01T00:00:00Z\",\"t\":1,\"who\":\"a\"}\n",
	       "T id=1 created=1782864000 assignee=b tag=x tag=y\n", "", "");
	/* Keys that come late, in one answer of several and in lists. */
	expect(HEAD "\"response\": {\"id\": {\"row\": true}, \"answered\": \"at\", \"kind\": {\"constant\": \"rating\"}, \"tags\": \"l\"}, \"answers\": "
		    "[{\"name\": \"a\", \"value\": \"q1\"}, {\"name\": \"b\", \"value\": \"q2\", \"subject\": \"who\"}]}",
	       "{\"at\":\"2026-07-01T00:00:00Z\",\"q1\":1}\n{\"at\":\"2026-07-01T00:00:00Z\",\"q2\":2,\"who\":\"E1\",\"l\":[\"x\"]}\n"
	       "{\"at\":\"2026-07-01T00:00:00Z\",\"q1\":3}\n",
	       "R id=t.jsonl:1-a answered=1782864000 kind=rating value=1000\nR id=t.jsonl:1-b answered=1782864000 kind=rating\n"
	       "R id=t.jsonl:2-a answered=1782864000 kind=rating tag=x\nR id=t.jsonl:2-b answered=1782864000 kind=rating subject=E1 value=2000 tag=x\n"
	       "R id=t.jsonl:3-a answered=1782864000 kind=rating value=3000\nR id=t.jsonl:3-b answered=1782864000 kind=rating\n",
	       "", "");
	/* Ids: the later line counts, and that of a row is its file and line. */
	expect(NULL, "{\"id\":1," AT ",\"status\":\"a\"}\n{\"id\":\"1\"," AT ",\"status\":\"b\"}\n", "T id=1 created=1782864000 status=b\n",
	       "t.jsonl:1 id: comes again; the later row counts\n", "");
	expect(HEAD "\"ticket\": {\"id\": {\"row\": true}, \"created\": \"created\"}}", "{" AT "}\n\n{" AT "}\n",
	       "T id=t.jsonl:1 created=1782864000\nT id=t.jsonl:3 created=1782864000\n", "t.jsonl:2 ~blank line\n", "");
	const struct rows_host_file two[] = {{.name = "a.jsonl", .bytes = "{\"id\":1," AT "}\n"},
					     {.name = "b.jsonl", .bytes = "{\"id\":2,\"answered\":\"2026-07-01T00:00:00Z\",\"kind\":\"qa\"}"}};
	expect_all(NULL, two, 2, "T id=1 created=1782864000\nR id=2 answered=1782864000 kind=qa\n", "", "");
}
END_TEST

/* Lines that fill the block, many keys, long keys, and thousands of rows. */
START_TEST(sizes)
{
	char *text = NULL, *rows = NULL;
	size_t text_size, rows_size;
	FILE *in = open_memstream(&text, &text_size), *out = open_memstream(&rows, &rows_size);
	ck_assert(in && out);
	for (unsigned i = 0; i < 9000; i++) {
		(void)fprintf(in, "{\"id\":%u," AT ",\"queue\":\"q%u\"", i, i % 7);
		if (i % 1000 == 999) {
			(void)fputs(",\"long\":\"", in);
			for (unsigned k = 0; k < 100000; k++)
				(void)fputs(k % 9 ? "abcdefgh" : "\\u0e01", in);
			(void)fputc('"', in);
		}
		for (unsigned k = 0; i % 2000 == 1999 && k < 3000; k++)
			(void)fprintf(in, ",\"key number %u of this line\":[%u]", k, k);
		(void)fputs("}\n", in);
		(void)fprintf(out, "T id=%u created=1782864000 queue=q%u\n", i, i % 7);
	}
	ck_assert(fclose(in) == 0 && fclose(out) == 0);
	const struct rows_host_file file = {.name = "t.jsonl", .bytes = text};
	struct rows_host host = {.format = &jsonl_format, .files = &file, .file_count = 1};
	rows_host_run(&host);
	ck_assert_str_eq(host.fault, "");
	ck_assert_str_eq(host.rejects, "");
	ck_assert_int_eq(strcmp(host.out, rows), 0);
	rows_host_done(&host);
	free(text);
	free(rows);
	/* More keys than a line may have: the 16,385th is "16382", behind 40 + 10·6 + 90·7 + 900·8 + 9000·9 + 6382·10 characters and a comma. */
	in = open_memstream(&text, &text_size);
	ck_assert_ptr_nonnull(in);
	(void)fputs("{\"id\":1," AT "}\n{\"id\":2," AT, in);
	for (unsigned k = 0; k < 16383; k++)
		(void)fprintf(in, ",\"%u\":1", k);
	(void)fputs("}\n", in);
	ck_assert_int_eq(fclose(in), 0);
	expect(NULL, text, "T id=1 created=1782864000\n", "t.jsonl:2:152752 more than 16384 keys\n", "");
	free(text);
}
END_TEST

Suite *suite_jsonl(void);
Suite *suite_jsonl(void)
{
	Suite *suite = suite_create("jsonl");
	TCase *tcase = tcase_create("jsonl");
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, keys_named_like_the_fields);
	tcase_add_test(tcase, lines);
	tcase_add_test(tcase, texts);
	tcase_add_test(tcase, lists_and_nested);
	tcase_add_test(tcase, bad_lines);
	tcase_add_test(tcase, refused_whole);
	tcase_add_test(tcase, mappings);
	tcase_add_test(tcase, sizes);
	suite_add_tcase(suite, tcase);
	return suite;
}
