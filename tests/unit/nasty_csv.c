/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See nasty_csv.h.
 * Limits: what is made depends on the seed alone, and on nothing that a reader says about it.
 */
#include "core/base/base.h"

#include "nasty_csv.h"

#include <check.h>

static const char *const stamps[] = {
	"2026-07-01T09:00:00Z",	     "2026-07-01T09:00:00+07:00", "2026-12-31T23:59:59-03:30", "2026-07-01 09:00:00",
	"2026-07-01T09:00:00",	     " 2026-07-02T10:00:00Z ",	  "2026-07-01",		       "2026-07-01 09:30",
	"2026-02-29T00:00:00Z",	     "2026-07-01T24:00:00Z",	  "2567-07-01T09:00:00Z",      "soon",
	"1980-01-01 00:00:00",	     "2026-07-01T09:00:00.25Z",	  "2026-07-01T09:00:00+0700",  "2026-07-01t09:00:00z",
	"1901-01-01T00:00:00+15:59", "2100-01-01T00:00:00Z",	  "1900-12-31T23:59:59Z",      "2026-07-01T09:00:00+16:00",
};
static const char *const texts[] = {
	"ann",	   "somchai.00123", "สมชาย",	  "ก",	      "x y",	 " padded ", "tail ", "N/A",	     "?",
	"a\tb",	   "é",		    "\xa1\xa2",	  "\xf0\x9f\x99\x8f", "E1024", "-",	     "ที่ เขตบางรัก กทม", "open",
	"Open",	   "closed",	    "a;b;c",	  "; ;x",     "19\" screen", "it's",	     "\x0b",	     "\x7f",
	"a fairly long text of more than thirty-two bytes, which is no rare thing in a column of texts",
};
static const char *const numbers[] = {"0", "1", "7", "12", "000", "-1", "2.5", "4,000", "1e3", "999999999", "1234567890", "12345678901234", " 3 ", "x", "true", "No"};
static const char *const columns[] = {"id", "created", "first_reply", "solved", "due", "assignee", "channel", "tags", "reopens", "in_time", "unknown"};

struct maker {
	struct dice *dice;
	FILE *out;
	const char *end;
	char separator;
	unsigned flags;
};

static void put_id(struct maker *m)
{
	if (dice_rarely(m->dice, 40))
		(void)fprintf(m->out, "%0*d", 1020 + (int)dice_roll(m->dice, 10), 7);
	else if (!dice_rarely(m->dice, 30))
		(void)fprintf(m->out, "%u", dice_roll(m->dice, m->flags & NASTY_LOG ? 12 : 400));
}

static void put_long(struct maker *m)
{
	static const char *const pieces[] = {"xxxxxxxx", "ก", "\"\"", ",;", "\n", "\r\n", "\t"};
	const unsigned count = dice_rarely(m->dice, 4) ? 3000 : 300;
	(void)fputc('"', m->out);
	for (unsigned i = dice_roll(m->dice, count); i > 0; i--)
		(void)fputs(pieces[dice_roll(m->dice, 7)], m->out);
	(void)fputc('"', m->out);
}

static void put_text(struct maker *m)
{
	const char *text = texts[dice_roll(m->dice, SANYA_COUNT(texts))];
	if ((m->flags & NASTY_LONG) && dice_rarely(m->dice, 30)) {
		put_long(m);
		return;
	}
	switch (dice_roll(m->dice, m->flags & NASTY_TAME ? 12 : 24)) {
	case 0:
		break;
	case 1: /* in quotes, doubled where it holds one */
		(void)fputc('"', m->out);
		for (; *text; text++)
			(void)fprintf(m->out, *text == '"' ? "\"\"" : "%c", *text);
		(void)fputc('"', m->out);
		break;
	case 2:
		(void)fprintf(m->out, "\"%s%csaid \"\"%s\"\"\"", "one", m->separator, "two");
		break;
	case 3:
		(void)fputs("\"first line\nsecond\r\nthird\"", m->out);
		break;
	case 4:
		(void)fputs("\"\"", m->out);
		break;
	case 12: /* text behind a closing quote */
		(void)fputs("\"a\"b", m->out);
		break;
	case 13: /* a stray quote */
		(void)fputs("ab\"c", m->out);
		break;
	case 14:
		(void)fputs("a\"\"b\"", m->out);
		break;
	case 15: /* a lone CR */
		(void)fputs("lone\rcr", m->out);
		break;
	case 16:
		(void)fputs("\"quoted\rcr\"", m->out);
		break;
	case 17:
		(void)fputs("\"\"\"\"", m->out);
		break;
	case 18:
		(void)fputs("\r", m->out);
		break;
	case 19:
		(void)fputs("\" \"", m->out);
		break;
	default:
		(void)fputs(text, m->out);
		break;
	}
}

static void put_cell(struct maker *m, unsigned column)
{
	/* Good ones come first in each list. */
	const bool good = (m->flags & NASTY_TAME) && !dice_rarely(m->dice, 20);
	if (column == 0)
		put_id(m);
	else if (column <= 4 && (column == 1 || !dice_rarely(m->dice, 4)))
		(void)fputs(stamps[dice_roll(m->dice, good ? 3 : SANYA_COUNT(stamps))], m->out);
	else if (column >= 5 && column != 8 && column != 9)
		put_text(m);
	else if (column > 4 && !dice_rarely(m->dice, 4))
		(void)fputs(numbers[column == 9 && good ? dice_roll(m->dice, 2) : dice_roll(m->dice, good ? 4 : SANYA_COUNT(numbers))],
			    m->out);
}

static void put_row(struct maker *m)
{
	unsigned count = (unsigned)SANYA_COUNT(columns);
	if (dice_rarely(m->dice, m->flags & NASTY_TAME ? 200 : 25)) {
		(void)fputs(m->end, m->out);
		return;
	}
	if (dice_rarely(m->dice, m->flags & NASTY_TAME ? 200 : 20))
		count = 1 + dice_roll(m->dice, 14);
	for (unsigned i = 0; i < count; i++) {
		if (i)
			(void)fputc(m->separator, m->out);
		if (i < SANYA_COUNT(columns))
			put_cell(m, i);
		else if (dice_rarely(m->dice, 2))
			put_text(m);
	}
	if ((m->flags & NASTY_FATAL) && dice_rarely(m->dice, 2000))
		(void)fputc('\0', m->out);
	if ((m->flags & NASTY_FATAL) && dice_rarely(m->dice, 2000))
		(void)fprintf(m->out, "%c\"never closed", m->separator);
	(void)fputs(dice_rarely(m->dice, 50) && m->end[0] != '\r' ? "\r\n" : m->end, m->out);
}

char *nasty_csv(struct dice *dice, unsigned rows, unsigned flags, size_t *ret_size)
{
	static const char *const ends[] = {"\n", "\n", "\r\n", "\r"};
	static const char separators[] = {',', ',', ';', '\t'};
	char *text = NULL;
	struct maker m = {
		.dice = dice,
		.out = open_memstream(&text, ret_size),
		.end = ends[dice_roll(dice, flags & NASTY_TAME ? 3 : 4)],
		.separator = separators[dice_roll(dice, 4)],
		.flags = flags,
	};
	ck_assert_ptr_nonnull(m.out);
	if (dice_rarely(dice, 5))
		(void)fputs("\xef\xbb\xbf", m.out);
	if (dice_rarely(dice, 10))
		(void)fprintf(m.out, "sep=%c\n", m.separator);
	for (unsigned i = 0; i < SANYA_COUNT(columns); i++)
		(void)fprintf(m.out, dice_rarely(dice, 8) ? "%s\"%s\"" : "%s%s", i ? (char[]){m.separator, '\0'} : "",
			      i == 0 && (flags & NASTY_LOG) ? "nr" : columns[i]);
	(void)fputs(m.end, m.out);
	for (unsigned i = 0; i < rows; i++)
		put_row(&m);
	ck_assert_int_eq(fclose(m.out), 0);
	/* Often the last line has no end. */
	if (dice_rarely(dice, 3))
		*ret_size -= strlen(m.end);
	return text;
}

#define HEAD "{\"format\": \"sanya.mapping/1\", "
#define TICKET "\"ticket\": {\"id\": \"id\", \"created\": \"created\", "

const char *nasty_map(unsigned number)
{
	static const char *const maps[NASTY_MAPS] = {
		NULL,
		HEAD "\"missing\": [\"?\", \"N/A\", \"-\"], \"trim\": true, " TICKET
		     "\"assignee\": \"assignee\", \"channel\": {\"column\": \"channel\", \"missing\": [\"ann\"]}, \"solved\": "
		     "{\"column\": \"solved\", \"missing\": [\"1980-01-01 00:00:00\"], \"unreadable\": \"missing\"}}}",
		HEAD "\"times\": {\"zone\": \"Asia/Bangkok\", \"date_only\": \"start\"}, " TICKET
		     "\"due\": {\"column\": \"due\", \"date_only\": \"end\"}, \"solved\": \"solved\", \"queue\": {\"constant\": \"hotline\"}, "
		     "\"tags\": [\"tags\", {\"column\": \"channel\", \"split\": \";\"}], \"reopens\": \"reopens\"}}",
		HEAD "\"file\": {\"ragged\": \"take\"}, " TICKET
		     "\"status\": {\"column\": \"channel\", \"lower\": true, \"map\": {\"open\": \"o\"}, \"otherwise\": \"missing\", \"default\": \"d\"}, "
		     "\"assignee\": \"assignee\", \"in_time\": \"in_time\", \"requester\": {\"column\": \"assignee\", \"when\": {\"column\": "
		     "\"channel\", \"is\": [\"open\"]}}}}",
		HEAD "\"duplicates\": \"first\", \"only\": {\"column\": \"channel\", \"not\": [\"ann\", \"\"]}, " TICKET
		     "\"first_reply\": {\"column\": \"first_reply\", \"unreadable\": \"missing\"}, \"queue\": {\"column\": \"channel\", "
		     "\"word_after\": \"เขต\"}, \"channel\": {\"column\": \"channel\", \"prefix\": \"<\", \"suffix\": \">\"}}}",
		HEAD "\"duplicates\": \"keep\", \"times\": {\"fractions\": \"relative\", \"date_only\": \"refuse\"}, " TICKET
		     "\"solved\": \"solved\"}}",
		HEAD "\"ticket\": {\"id\": {\"row\": true}, \"created\": \"created\", \"assignee\": \"assignee\"}, \"response\": {\"id\": {\"row\": "
		     "true}, \"answered\": \"created\", \"kind\": {\"constant\": \"csat\"}, \"tags\": {\"column\": \"tags\", \"split\": \";\"}}, "
		     "\"answers\": [{\"name\": \"a\", \"value\": \"reopens\"}, {\"name\": \"b\", \"value\": {\"column\": \"in_time\", \"unreadable\": "
		     "\"missing\"}, \"kind\": {\"column\": \"channel\", \"map\": {\"open\": \"nps\"}, \"otherwise\": \"missing\", \"default\": \"ces\"}}]}",
		HEAD "\"times\": {\"format\": \"ymd\", \"era\": \"buddhist\"}, " TICKET "\"solved\": \"solved\", \"priority\": \"unknown\"}}",
		HEAD "\"file\": {\"quote\": null}, " TICKET "\"assignee\": \"assignee\", \"channel\": \"channel\", \"replies\": \"reopens\"}}",
	};
	return maps[number];
}
