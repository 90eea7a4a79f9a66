/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole runs of the CSV source: file and mapping in, observations and reasons out.
 * Instants: 1782864000 is 2026-07-01T00:00:00Z (20635 days after 1970), so 09:00 of that day is 1782896400 in UTC and 1782871200 in Bangkok.
 */
#include "rows_host.h"

#include <check.h>

#define HEAD "{\"format\": \"sanya.mapping/1\", "

static void expect_all(const char *map, const struct rows_host_file *files, unsigned count, const char *out, const char *rejects,
		       const char *fault)
{
	struct rows_host host = {.map = map, .files = files, .file_count = count};
	rows_host_run(&host);
	ck_assert_str_eq(host.fault, fault);
	ck_assert_str_eq(host.out, out);
	ck_assert_str_eq(host.rejects, rejects);
	ck_assert_int_eq(host.result, fault[0] ? -1 : 0);
	ck_assert_uint_eq(host.checkpoints, fault[0] ? 0 : 1);
	rows_host_done(&host);
}

static void expect(const char *map, const char *text, const char *out, const char *rejects, const char *fault)
{
	const struct rows_host_file file = {.name = "in/t.csv", .bytes = text};
	expect_all(map, &file, 1, out, rejects, fault);
}

START_TEST(columns_named_like_the_fields)
{
	expect(NULL,
	       "id,created,solved,assignee,reopens,in_time,tags,unknown\n"
	       "1,2026-07-01T09:00:00Z,2026-07-01T10:00:00+01:00,E1,2,true,vip; new,x\n"
	       "2,2026-07-01 09:00:00,,,,,,\n",
	       "T id=1 created=1782896400 assignee=E1 solved=1782896400 reopens=2 in_time=1 tag=vip tag=new\n"
	       "T id=2 created=1782896400\n",
	       "", "");
	expect(NULL,
	       "id,answered,kind,value,lowest,highest,subject,critical\n"
	       "1,2026-07-01T09:00:00Z,csat,4.5,1,5,E1,\n"
	       "2,2026-07-01T09:00:00Z,QA,\"17,25\",0,20,E1,yes\n",
	       "R id=1 answered=1782896400 kind=csat subject=E1 value=4500 lowest=1000 highest=5000\n"
	       "R id=2 answered=1782896400 kind=qa subject=E1 value=17250 lowest=0 highest=20000 critical=1\n",
	       "", "");
}
END_TEST

START_TEST(headers)
{
	expect(NULL, "name,date\n1,2\n", "", "",
	       "in/t.csv: has neither a column \"created\" (tickets) nor \"answered\" (responses); it has: name, date.  Give a "
	       "mapping that says what its columns are: --map MAP.json");
	expect(NULL, "created,solved\n1,2\n", "", "",
	       "in/t.csv:1: has no column \"id\"; it has: created, solved.  Rename a column, or give a mapping that says what the "
	       "columns are: --map MAP.json");
	expect(HEAD "\"ticket\": {\"id\": \"Key\", \"created\": \"When\"}}", "Nr;When\n1;2\n", "", "",
	       "in/t.csv:1: has no column \"Key\"; it has: Nr, When.  Correct the name in the mapping, or its \"file\" part (separator, "
	       "encoding, skip)");
	expect(HEAD "\"ticket\": {\"id\": 1, \"created\": 9}}", "a,b\n1,2\n", "", "",
	       "in/t.csv:1: has no column 9, only 2; correct the mapping, or its \"separator\"");
	expect(NULL, "", "", "", "in/t.csv: is empty; export it again, with its header");
	expect(NULL, "\xa1\xa2,created\n", "", "",
	       "in/t.csv:1: the header is not UTF-8; if the file is in a Thai encoding, say \"file\": {\"encoding\": \"windows-874\"} in "
	       "the mapping, or give the option encoding=windows-874");
	/* The second of two equal names; a name with spaces around it; lines above the header; a header alone. */
	expect(HEAD "\"file\": {\"skip\": 2}, \"ticket\": {\"id\": \"n\", \"created\": \"at\", \"tags\": [\"cat\", \"cat#2\"]}}",
	       "Report\nof July\ncat, n ,cat,at\nx,7,y,2026-07-01T00:00:00Z\n", "T id=7 created=1782864000 tag=x tag=y\n", "", "");
	expect(HEAD "\"file\": {\"header\": false}, \"ticket\": {\"id\": 2, \"created\": 1}}", "2026-07-01T00:00:00Z,7\n",
	       "T id=7 created=1782864000\n", "", "");
	expect(NULL, "id,created\n", "", "", "");
	expect(NULL, "\n\nid,created\n1,2026-07-01T00:00:00Z\n", "T id=1 created=1782864000\n", "", "");
}
END_TEST

START_TEST(rejected_and_repaired)
{
	expect(NULL,
	       "id,created,solved,reopens\n"
	       "1,2026-07-01T00:00:00Z,,\n"
	       "\n"
	       "2,2026-07-01,,\n"
	       "3,yesterday,,\n"
	       ",2026-07-01T00:00:00Z,,\n"
	       "5,,,\n"
	       "6,2026-07-01T00:00:00Z,soon,\n"
	       "7,2026-07-01T00:00:00Z,,-1\n"
	       "8,2026-07-01T00:00:00Z\n"
	       "9,2026-07-01T00:00:00Z,,,x\n"
	       "10,2026-07-01T00:00:00Z,,,\n"
	       "\"11\"x,2026-07-01T00:00:00Z,,\n"
	       "1\"2,2026-07-01T00:00:00Z,,\n"
	       "13,2567-12-09 00:00,,\n"
	       "\xa1\xa2,2026-07-01T00:00:00Z,,\n",
	       "T id=1 created=1782864000\nT id=2 created=1782864000\nT id=10 created=1782864000\nT id=1\"2 created=1782864000\n",
	       "t.csv:3 ~blank line\n"
	       "t.csv:4 ~created: a date without a time, taken as its first moment\n"
	       "t.csv:5 created: not a date\n"
	       "t.csv:6 id: missing\n"
	       "t.csv:7 created: missing\n"
	       "t.csv:8 solved: not a date\n"
	       "t.csv:9 reopens: not a count\n"
	       "t.csv:10 fewer columns than the header\n"
	       "t.csv:11 more columns than the header\n"
	       "t.csv:13 text after a closing quote\n"
	       "t.csv:14 ~a quote within an unquoted field, taken as it is\n"
	       "t.csv:15 created: Buddhist year\n"
	       "t.csv:16 id: not UTF-8\n",
	       "");
}
END_TEST

START_TEST(texts)
{
	static const char map[] = HEAD
		"\"missing\": [\"?\"], \"ticket\": {\"id\": \"id\", \"created\": {\"constant\": \"2026-07-01T00:00:00Z\"},"
		"\"status\": {\"column\": \"s\", \"trim\": true, \"lower\": true, \"map\": {\"resolved\": \"solved\"}},"
		"\"priority\": {\"column\": \"p\", \"map\": {\"1\": \"high\"}, \"otherwise\": \"missing\", \"default\": \"normal\"},"
		"\"queue\": {\"column\": \"q\", \"missing\": [\"N/A\", \"Blank\"]},"
		"\"channel\": {\"column\": \"c\", \"prefix\": \"<\", \"suffix\": \">\"},"
		"\"requester\": {\"column\": \"a\", \"word_after\": \"เขต\"},"
		"\"in_time\": {\"column\": \"t\", \"map\": {\"met\": \"true\", \"missed\": \"false\"}},"
		"\"assignee\": {\"column\": \"w\", \"when\": {\"column\": \"s\", \"is\": [\"open\"]}}}}";
	expect(map,
	       "id,s,p,q,c,a,t,w\n"
	       "1, Resolved ,1,N/A,x,ที่ เขตบางรัก กรุงเทพ,met,A\n"
	       "2,open,7,?,?,แขวงสีลม,missed,B\n"
	       "3,?,?,Blank,y,เขต,,C\n"
	       "4,x,1,q,c,a,late,D\n",
	       "T id=1 created=1782864000 requester=บางรัก channel=<x> priority=high status=solved in_time=1\n"
	       "T id=2 created=1782864000 assignee=B priority=normal status=open in_time=0\n"
	       "T id=3 created=1782864000 channel=<y> priority=normal\n",
	       "t.csv:5 in_time: not in the map\n", "");
	/* An unreadable value may be taken as missing, where the mapping says so; a row may be left out. */
	expect(HEAD "\"only\": {\"column\": \"k\", \"not\": [\"spam\"]}, \"ticket\": {\"id\": \"id\", \"created\": \"c\", \"due\": {\"column\": "
		    "\"d\", \"unreadable\": \"missing\"}}}",
	       "id,c,d,k\n1,2026-07-01T00:00:00Z,asap,\n2,x,y,spam\n", "T id=1 created=1782864000\n", "t.csv:2 ~due: not a date\n", "");
}
END_TEST

START_TEST(times)
{
	/* Bangkok is 7 hours ahead: 00:00 there is 17:00 of the day before in UTC, 1782864000 − 25200. */
	expect(HEAD "\"times\": {\"format\": \"dmy\", \"zone\": \"Asia/Bangkok\"}, \"ticket\": {\"id\": \"i\", \"created\": \"c\", \"due\": {\"column\": "
		    "\"d\", \"date_only\": \"end\"}, \"solved\": {\"column\": \"s\", \"format\": \"iso\"}}}",
	       "i,c,d,s\n1,1/7/2026 00:00,1/7/2026,2026-07-01T00:00:00Z\n",
	       /* due 23:59:59 in Bangkok: 1782838800 + 86399 */
	       "T id=1 created=1782838800 solved=1782864000 due=1782925199\n", "", "");
	/* Day and time in two columns; the time may be missing. */
	expect(HEAD "\"times\": {\"format\": \"thai\", \"zone\": \"Asia/Bangkok\"}, \"ticket\": {\"id\": \"i\", \"created\": {\"column\": \"d\", \"time\": "
		    "\"t\", \"date_only\": \"start\"}}}",
	       "i,d,t\n1,1 ก.ค. 69,09:00 น.\n2,1 กรกฎาคม 2569,\n",
	       "T id=1 created=1782871200\nT id=2 created=1782838800\n", "", "");
	/* Fractions: 10.9 to 12.1 is 1.2 s.  Cut, the stamps are 2 s apart; relative to the creation 1 s. */
	expect(NULL, "id,created,solved\n1,2026-07-01T00:00:10.9Z,2026-07-01T00:00:12.1Z\n",
	       "T id=1 created=1782864010 solved=1782864012\n", "", "");
	expect(HEAD "\"times\": {\"fractions\": \"relative\"}, \"ticket\": {\"id\": \"id\", \"created\": \"created\", \"solved\": \"solved\"}}",
	       "id,created,solved\n1,2026-07-01T00:00:10.9Z,2026-07-01T00:00:12.1Z\n2,2026-07-01T00:00:10.1Z,2026-07-01T00:00:12.1Z\n",
	       "T id=1 created=1782864010 solved=1782864011\nT id=2 created=1782864010 solved=1782864012\n", "", "");
	expect(HEAD "\"times\": {\"zone\": \"Moon/Sea\"}, \"ticket\": {\"id\": \"id\", \"created\": \"c\"}}", "id,c\n1,2026-07-01 00:00\n", "",
	       "", "in/t.csv: the time zone \"Moon/Sea\" is not known");
	/* Placeholders are codes for missing. */
	expect(HEAD "\"ticket\": {\"id\": \"id\", \"created\": \"c\", \"solved\": {\"column\": \"s\", \"missing\": [\"1980-01-01 00:00:00\"]}}}",
	       "id,c,s\n1,2026-07-01T00:00:00Z,1980-01-01 00:00:00\n", "T id=1 created=1782864000\n", "", "");
}
END_TEST

/* What no observation may be is the row's fault and not the run's: instants outside the years 1 to 9999, and endless lists. */
START_TEST(beyond_what_can_be_told)
{
	expect(NULL,
	       "id,created,solved\n1,0001-01-01T00:00:00+00:01,\n2,9999-12-31T23:59:59-00:01,\n3,0001-01-01T00:00:00Z,9999-12-31T23:59:59Z\n"
	       "4,2026-07-01T00:00:00Z,9999-12-31 24:00\n",
	       "T id=3 created=-62135596800 solved=253402300799\n",
	       "t.csv:2 created: no such day\nt.csv:3 created: no such day\nt.csv:5 solved: not a time of day\n", "");
	/* Bangkok is seven hours ahead of UTC, where this was the year before the first. */
	expect(HEAD "\"times\": {\"zone\": \"Asia/Bangkok\", \"fractions\": \"relative\"}, \"ticket\": {\"id\": \"id\", \"created\": \"c\", \"due\": \"d\"}}",
	       "id,c,d\n1,0001-01-01T06:59:59,\n2,0001-01-01T07:00:00.5,0001-01-01T07:00:00\n",
	       "T id=2 created=-62135596800 due=-62135596800\n", "t.csv:2 created: no such day\n", "");
	char *text = NULL, *out = NULL;
	size_t text_size, out_size;
	FILE *in = open_memstream(&text, &text_size), *rows = open_memstream(&out, &out_size);
	ck_assert(in && rows);
	(void)fputs("id,created,tags\n1,2026-07-01T00:00:00Z,", in);
	(void)fputs("T id=1 created=1782864000", rows);
	for (unsigned i = 0; i < 4096; i++) {
		(void)fputs("t;;", in);
		(void)fputs(" tag=t", rows);
	}
	(void)fputs("\n2,2026-07-01T00:00:00Z,", in);
	for (unsigned i = 0; i < 4097; i++)
		(void)fputs("t;", in);
	(void)fputc('\n', in);
	(void)fputc('\n', rows);
	ck_assert(fclose(in) == 0 && fclose(rows) == 0);
	expect(NULL, text, out, "t.csv:3 tags: more than 4096 texts\n", "");
	free(text);
	free(out);
}
END_TEST

#define TWICE "id,created,status\n1,2026-07-01T00:00:00Z,a\n2,2026-07-01T00:00:00Z,b\n1,2026-07-01T00:00:00Z,c\n1,bad,d\n"
#define FIELDS "\"ticket\": {\"id\": \"id\", \"created\": \"created\", \"status\": \"status\"}}"

START_TEST(duplicates)
{
	/* The last good row wins: line 5 is refused, so line 4 counts. */
	expect(NULL, TWICE, "T id=2 created=1782864000 status=b\nT id=1 created=1782864000 status=c\n",
	       "t.csv:2 id: comes again; the later row counts\nt.csv:5 created: not a date\n", "");
	expect(HEAD "\"duplicates\": \"first\", " FIELDS, TWICE,
	       "T id=1 created=1782864000 status=a\nT id=2 created=1782864000 status=b\n",
	       "t.csv:4 id: came before; the first row counts\nt.csv:5 created: not a date\n", "");
	expect(HEAD "\"duplicates\": \"keep\", " FIELDS, TWICE,
	       "T id=1 created=1782864000 status=a\nT id=2 created=1782864000 status=b\nT id=1#2 created=1782864000 status=c\n",
	       "t.csv:5 created: not a date\n", "");
	expect(HEAD "\"duplicates\": \"refuse\", " FIELDS, TWICE, "", "",
	       "in/t.csv:4: the id \"1\" came before, and the mapping says \"duplicates\": \"refuse\"; take one of the rows out, or say "
	       "\"last\" or \"first\"");
	/* No ids at all: file and line. */
	expect(HEAD "\"ticket\": {\"id\": {\"row\": true}, \"created\": \"created\"}}", TWICE,
	       "T id=t.csv:2 created=1782864000\nT id=t.csv:3 created=1782864000\nT id=t.csv:4 created=1782864000\n",
	       "t.csv:5 created: not a date\n", "");
	/* Over two files. */
	const struct rows_host_file two[] = {{.name = "a.csv", .bytes = "id,created\n1,2026-07-01T00:00:00Z\n"},
					    {.name = "b.csv", .bytes = "created,id\n2026-07-01T00:00:01Z,1\n"}};
	expect_all(NULL, two, 2, "T id=1 created=1782864001\n", "a.csv:2 id: comes again; the later row counts\n", "");
	const struct rows_host_file same[] = {{.name = "x/a.csv", .bytes = "id,created\n"}, {.name = "y/a.csv", .bytes = "id,created\n"}};
	expect_all(NULL, same, 2, "", "", "y/a.csv: two files are called \"a.csv\", so their rows could not be told apart; rename one");
}
END_TEST

START_TEST(several_answers_of_a_row)
{
	static const char map[] = HEAD
		"\"response\": {\"id\": \"nr\", \"answered\": \"at\", \"subject\": \"who\", \"kind\": {\"constant\": \"rating\"}, \"lowest\": "
		"{\"constant\": \"1\"}, \"highest\": {\"constant\": \"5\"}},"
		"\"answers\": [{\"name\": \"Q1\", \"value\": \"Q1\"}, {\"name\": \"NPS\", \"value\": {\"column\": \"Q2\", \"missing\": [\"11\"]},"
		"\"kind\": {\"constant\": \"nps\"}, \"lowest\": {\"constant\": \"0\"}, \"highest\": {\"constant\": \"10\"}}]}";
	expect(map, "nr,at,who,Q1,Q2\n7,2026-07-01T00:00:00Z,A,4,11\n8,2026-07-01T00:00:00Z,B,x,10\n9,never,B,1,1\n",
	       "R id=7-Q1 answered=1782864000 kind=rating subject=A value=4000 lowest=1000 highest=5000\n"
	       "R id=7-NPS answered=1782864000 kind=nps subject=A lowest=0 highest=10000\n"
	       "R id=8-NPS answered=1782864000 kind=nps subject=B value=10000 lowest=0 highest=10000\n",
	       "t.csv:3 value: not a number\nt.csv:4 answered: not a date\n", "");
}
END_TEST

/* A log of snapshots; rows out of order in the file. */
START_TEST(events)
{
#define LOG                                                                                                                    \
	"nr,state,at,opened,who,agent,moves,sla\n"                                                                             \
	"1,New,2026-07-01T00:00:10Z,2026-07-01T00:00:00Z,a,?,0,true\n"                                                          \
	"1,Active,2026-07-01T00:01:00Z,2026-07-01T00:00:00Z,a,x,1,true\n"                                                       \
	"2,Active,2026-07-01T00:02:00Z,2026-07-01T00:00:00Z,b,y,0,true\n"                                                       \
	"1,Resolved,2026-07-01T00:03:00Z,2026-07-01T00:00:00Z,x,?,0,false\n"                                                    \
	"1,Active,2026-07-01T00:02:30Z,2026-07-01T00:00:00Z,x,x,1,true\n"
#define EVENT_FIELDS                                                                                                           \
	"\"missing\": [\"?\"], \"ticket\": {\"id\": \"nr\", \"created\": \"opened\", \"assignee\": \"agent\", \"solver\": {\"column\": \"agent\", "  \
	"\"take\": \"latest\"}, \"reassigns\": {\"column\": \"moves\", \"take\": \"largest\"}, \"in_time\": \"sla\", \"first_touch\": "             \
	"{\"column\": \"at\", \"take\": \"smallest\", \"when\": {\"column\": \"state\", \"not\": [\"New\"]}}},"                              \
	"\"event\": {\"at\": \"at\", \"status\": \"state\", \"actor\": \"who\", \"assignee\": \"agent\", \"class\": {\"column\": \"state\", "        \
	"\"map\": {\"New\": \"new\", \"Active\": \"open\", \"Resolved\": \"solved\"}}}}"
	/* The last row of ticket 1 by time has no agent, so its assignee is absent; the last agent given is x. */
	expect(HEAD EVENT_FIELDS, LOG,
	       "H id=1 created=1782864000 solver=x first_touch=1782864060 reassigns=1 in_time=0"
	       " | 1782864000 created new text=New staff=a"
	       " | 1782864060 status open text=Active staff=a | 1782864060 assigned to=x staff=a"
	       " | 1782864150 touch staff=x"
	       " | 1782864180 status solved text=Resolved staff=x | 1782864180 assigned staff=x\n"
	       "H id=2 created=1782864000 assignee=y solver=y first_touch=1782864120 reassigns=0 in_time=1"
	       " | 1782864000 created new staff=b"
	       " | 1782864120 status open text=Active staff=b | 1782864120 assigned to=y staff=b\n",
	       "", "");
	expect(HEAD "\"history\": false, " EVENT_FIELDS, LOG,
	       "T id=1 created=1782864000 solver=x first_touch=1782864060 reassigns=1 in_time=0\n"
	       "T id=2 created=1782864000 assignee=y solver=y first_touch=1782864120 reassigns=0 in_time=1\n",
	       "", "");
	expect(HEAD "\"grouped\": true, \"history\": false, " EVENT_FIELDS, LOG,
	       "T id=1 created=1782864000 assignee=x solver=x first_touch=1782864060 reassigns=1 in_time=1\n"
	       "T id=2 created=1782864000 assignee=y solver=y first_touch=1782864120 reassigns=0 in_time=1\n",
	       "",
	       "in/t.csv:5: the ticket \"1\" comes back, but the mapping says that rows are grouped; sort the file by ticket, or take "
	       "\"grouped\" out");
	/* Of two rows of one instant the later in the file is the last. */
	expect(HEAD "\"history\": false, \"ticket\": {\"id\": \"t\", \"status\": \"s\"}, \"event\": {\"at\": \"at\"}}",
	       "t,at,s\n1,2026-07-01T00:00:00Z,a\n1,2026-07-01T00:00:00Z,b\n", "T id=1 created=1782864000 status=b\n", "", "");
	/* A log that says what happened. */
	expect(HEAD "\"ticket\": {\"id\": \"t\", \"requester\": {\"column\": \"r\", \"take\": \"latest\"}}, \"event\": {\"at\": \"at\", \"what\": "
		    "{\"column\": \"w\", \"map\": {\"comment\": \"reply\", \"open\": \"created\", \"close\": \"status\"}}, \"actor\": \"by\", "
		    "\"status\": \"st\"}}",
	       "t,at,w,by,st,r\n1,2026-07-01T00:00:00Z,open,kai,new,kai\n1,2026-07-01T00:00:05Z,comment,ann,,\n"
	       "1,2026-07-01T00:00:09Z,close,ann,solved,\n1,2026-07-01T00:00:10Z,dance,ann,,\n",
	       "H id=1 created=1782864000 requester=kai | 1782864000 created new text=new by=kai | 1782864005 reply staff=ann | 1782864009 status "
	       "solved text=solved staff=ann\n",
	       "t.csv:5 what: not in the map\n", "");
}
END_TEST

START_TEST(thai_encoding)
{
	/* "สมชาย" in TIS-620: CA C1 AA D2 C2 */
	const struct rows_host_file file = {.name = "t.csv", .bytes = "id;created;assignee\n1;2026-07-01T00:00:00Z;\xca\xc1\xaa\xd2\xc2\n"};
	struct rows_host host = {.files = &file, .file_count = 1, .encoding = "tis-620"};
	rows_host_run(&host);
	ck_assert_str_eq(host.fault, "");
	ck_assert_str_eq(host.out, "T id=1 created=1782864000 assignee=สมชาย\n");
	rows_host_done(&host);
}
END_TEST

/* Long files: the same whatever the reads are, across batches and blocks. */
START_TEST(many_rows)
{
	char *text = NULL, *rows = NULL;
	size_t text_size, rows_size;
	FILE *in = open_memstream(&text, &text_size), *out = open_memstream(&rows, &rows_size);
	ck_assert_ptr_nonnull(in);
	ck_assert_ptr_nonnull(out);
	(void)fputs("id,created,queue\n", in);
	for (int i = 0; i < 20000; i++) {
		(void)fprintf(in, "%d,2026-07-01T00:00:00Z,\"a \"\"%d\"\"\"\n", i, i);
		(void)fprintf(out, "T id=%d created=1782864000 queue=a \"%d\"\n", i, i);
	}
	(void)fclose(in);
	(void)fclose(out);
	static const char *const maps[] = {
		NULL, HEAD "\"duplicates\": \"first\", \"ticket\": {\"id\": \"id\", \"created\": \"created\", \"queue\": \"queue\"}}"};
	const struct rows_host_file file = {.name = "t.csv", .bytes = text};
	for (size_t i = 0; i < SANYA_COUNT(maps); i++) {
		struct rows_host host = {.map = maps[i], .files = &file, .file_count = 1, .chunk = i ? 4097 : 0};
		rows_host_run(&host);
		ck_assert_str_eq(host.fault, "");
		ck_assert_str_eq(host.rejects, "");
		ck_assert_int_eq(strcmp(host.out, rows), 0);
		rows_host_done(&host);
	}
	free(text);
	free(rows);
}
END_TEST

START_TEST(nothing_is_delivered_of_a_broken_file)
{
	const struct rows_host_file nul = {.name = "t.csv", .bytes = "id,created\n1,2026-07-01T00:00:00Z\n2,\0\n", .size = 38};
	expect_all(NULL, &nul, 1, "", "", "t.csv:3: holds a NUL byte: this is not a text file; export it again as CSV");
	expect(NULL, "id,created\n1,2026-07-01T00:00:00Z\n\"2,\n3\n", "", "",
	       "in/t.csv:3: a quote is opened here and never closed; close it, or say \"quote\": null in the mapping");
	const struct rows_host_file endless = {.name = "t.csv", .bytes = "id,created\n"};
	struct rows_host host = {.files = &endless, .file_count = 1, .zeroes = (size_t)2 << 30,
				.map = HEAD "\"duplicates\": \"first\", \"ticket\": {\"id\": \"id\", \"created\": \"created\"}}"};
	rows_host_run(&host);
	ck_assert_str_eq(host.fault, "t.csv:2: a record of more than 4 MiB begins here; a quote may have been left open");
	ck_assert_uint_lt(host.offset, (size_t)16 << 20);
	rows_host_done(&host);
}
END_TEST

/* A file that grew gives the same observations as before, under the same ids, and the new ones: nothing twice. */
START_TEST(a_file_that_grew)
{
	static const char before[] = "id,created\n1,2026-07-01T00:00:00Z\n2,2026-07-01T00:00:01Z\n";
	static const char after[] = "id,created\n1,2026-07-01T00:00:00Z\n2,2026-07-01T00:00:01Z\n3,2026-07-01T00:00:02Z\n";
	static const char rows[] = HEAD "\"ticket\": {\"id\": {\"row\": true}, \"created\": \"created\"}}";
	expect(NULL, before, "T id=1 created=1782864000\nT id=2 created=1782864001\n", "", "");
	expect(NULL, after, "T id=1 created=1782864000\nT id=2 created=1782864001\nT id=3 created=1782864002\n", "", "");
	expect(rows, before, "T id=t.csv:2 created=1782864000\nT id=t.csv:3 created=1782864001\n", "", "");
	expect(rows, after, "T id=t.csv:2 created=1782864000\nT id=t.csv:3 created=1782864001\nT id=t.csv:4 created=1782864002\n", "", "");
}
END_TEST

static char *slurp(const char *folder, const char *name, size_t *ret_size)
{
	char path[1024];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return NULL;
	ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
	long size = ftell(file);
	ck_assert_int_ge(size, 0);
	rewind(file);
	char *text = malloc((size_t)size + 1);
	ck_assert_ptr_nonnull(text);
	*ret_size = fread(text, 1, (size_t)size, file);
	text[*ret_size] = '\0';
	(void)fclose(file);
	return text;
}

/* Real exports with the mappings of tests/data: how many observations, and the sum of solved − created in whole `unit` seconds, as the
 * references beside the exports say (ref_overall.csv and the like; two answers a sheet for SFO, 28 for Turkiye, 127 closed questions of 70
 * sheets for LimeSurvey). */
static const struct {
	const char *map, *file;
	char letter;
	long count, rejected;
	int64_t sum, unit;
} exports[] = {
	{"uci", "uci_incidents_2016q1/incident_event_log_q1.csv", 'T', 9202, 0, 122730843, 60},
	{"uci-history", "uci_incidents_2016q1/incident_event_log_q1.csv", 'H', 9202, 0, 122730843, 60},
	{"traffy", "traffy_4000/traffy_4000_masked.csv", 'T', 4000, 0, 18156194, 1},
	{"traffy-dedup", "traffy_4000/traffy_4000_masked.csv", 'T', 1970, 2030, -1, 1}, /* 62 without an id, 1968 that came before */
	{"sfo", "sfo_2017/2017_SFO_Customer_Survey_20250817.csv", 'R', 2 * 2831, 0, 0, 1},
	{"turkiye", "turkiye/turkiye-student-evaluation_generic.csv", 'R', 28 * 5820, 0, 0, 1},
	{"nyc311", "nyc311/as10724_311_Service_Requests.csv", 'T', 117, 0, 18634200 + 664199, 1},
	{"traffy-web", "traffy_web_thai_dates/2567-12-09_traffy_data.csv", 'T', 632, 0, 0, 1},
	{"limesurvey", "limesurvey/sealuzh_results-survey.csv", 'R', 127 * 70, 0, 0, 1},
};

START_TEST(real_exports)
{
	const char *shared = getenv("SANYA_SHARED"), *sources = getenv("SANYA_SRCDIR");
	char folder[1024], name[64];
	size_t size;
	ck_assert_ptr_nonnull(sources);
	(void)snprintf(folder, sizeof(folder), "%s/data", shared ? shared : "");
	char *text = slurp(folder, exports[_i].file, &size);
	if (text == NULL) {
		printf("skipped: %s/%s is not here\n", folder, exports[_i].file);
		return;
	}
	(void)snprintf(folder, sizeof(folder), "%s/tests/data", sources);
	(void)snprintf(name, sizeof(name), "%s.map.json", exports[_i].map);
	size_t map_size;
	char *map = slurp(folder, name, &map_size);
	ck_assert_ptr_nonnull(map);
	const struct rows_host_file file = {.name = exports[_i].file, .bytes = text, .size = size};
	struct rows_host host = {.map = map, .files = &file, .file_count = 1};
	rows_host_run(&host);
	ck_assert_str_eq(host.fault, "");
	long count = 0, rejected = 0;
	int64_t sum = 0;
	for (const char *line = host.out; *line; line = strchr(line, '\n') + 1) {
		if (line[0] != exports[_i].letter)
			continue;
		size_t length = (size_t)(strchr(line, '\n') - line);
		const char *created = memmem(line, length, " created=", 9), *solved = memmem(line, length, " solved=", 8);
		count++;
		if (created && solved)
			sum += (strtoll(solved + 8, NULL, 10) - strtoll(created + 9, NULL, 10)) / exports[_i].unit;
	}
	for (const char *line = host.rejects; *line; line = strchr(line, '\n') + 1)
		rejected++;
	ck_assert_int_eq(count, exports[_i].count);
	ck_assert_int_eq(rejected, exports[_i].rejected);
	if (exports[_i].sum >= 0)
		ck_assert_int_eq(sum, exports[_i].sum);
	rows_host_done(&host);
	free(text);
	free(map);
}
END_TEST

Suite *suite_csv_rows(void);
Suite *suite_csv_rows(void)
{
	Suite *suite = suite_create("csv_rows");
	TCase *tcase = tcase_create("csv_rows");
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, columns_named_like_the_fields);
	tcase_add_test(tcase, headers);
	tcase_add_test(tcase, rejected_and_repaired);
	tcase_add_test(tcase, texts);
	tcase_add_test(tcase, times);
	tcase_add_test(tcase, beyond_what_can_be_told);
	tcase_add_test(tcase, duplicates);
	tcase_add_test(tcase, several_answers_of_a_row);
	tcase_add_test(tcase, events);
	tcase_add_test(tcase, thai_encoding);
	tcase_add_test(tcase, many_rows);
	tcase_add_test(tcase, nothing_is_delivered_of_a_broken_file);
	tcase_add_test(tcase, a_file_that_grew);
	tcase_add_loop_test(tcase, real_exports, 0, (int)SANYA_COUNT(exports));
	suite_add_tcase(suite, tcase);
	return suite;
}
