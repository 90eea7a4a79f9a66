/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See nasty_json.h.
 * Limits: numbers stay within what every JSON library takes, so that one can be asked what is right.
 */
#include "core/base/base.h"

#include "nasty_json.h"

#include <check.h>

static const char *const keys[] = {"id", "created", "assignee", "channel", "solved", "reopens", "tags", "involved", "in_time", "x"};
static const char *const odd_keys[] = {"\\u0069d", "", "a key of more than sixteen bytes", "cre\\u0061ted", "k\\\"", "ก", "due"};
static const char *const times[] = {"\"2026-07-01T09:00:00Z\"", "\"2026-07-01T09:00:00+07:00\"", "\"2026-07-01 09:00:00\"", "\"2026-07-01\"",
				    "\"2026\\u002d07-01T09:00:00Z\"", "\" 2026-07-01T09:00:00Z \"", "\"soon\"", "null", "1782896400", "\"\"", "[]", "{}"};
static const char *const texts[] = {"\"ann\"", "\"somchai.00123\"", "\"สมชาย\"", "\"\\u0e2a\\u0e21\\u0e0a\\u0e32\\u0e22\"", "\"\\ud83d\\ude4f\"",
				    "\"a\\\"b\\\\c\\/d\\b\\f\\n\\r\\t\"", "\"\"", "null", "true", "false", "7", "-0.5e+3", "0", "\"a;b; c\"",
				    "[\"x\"]", "{\"y\": 1}", "\"text of just about thirty-two b.\"", "\"a text that goes on for more than thirty-two bytes, \\u00e9\"",
				    "\"\xa1\xa2\"", "\"\x7f\""};
static const char *const lists[] = {"[]", "[\"vip\"]", "[\"vip\", \"n\\u0065w\"]", "[ 1 , true,null ,\"\" ]", "\"a;b\"", "[[\"x\"]]", "[{\"y\": []}]",
				    "{\"a\": [1, {}, []]}", "null", "[\"\\ud83d\\ude4f\"]", "7", "[\"one\",\"two\",\"three\",\"four\",\"five\",\"six\"]"};
static const char *const numbers[] = {"0", "1", "12", "7.0", "2.5", "-1", "\"3\"", "\"x\"", "1e2", "999999999", "1234567890", "null", "true"};
/* Values that are none. */
static const char *const bad[] = {"01", "1.", ".5", "-", "+1", "1e", "nul", "True", "'x'", "\"open", "\"\\x\"", "\"\\u12g4\"", "\"\\ud83d\"", "\"\\ude4f\"",
				  "\"\\ud83d\\u0041\"", "\"\\u0000\"", "\"tab\there\"", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "[", "}", "", "[\"x\"",
				  "\"cr\rhere\"", "{\"a\":1,}", "\"\\", "[1}", "{\"a\":1]"};

struct maker {
	struct dice *dice;
	FILE *out;
	const char *comma, *colon, *open, *close;
	unsigned flags;
};

#define PICK(m, list) list[dice_roll((m)->dice, (uint32_t)SANYA_COUNT(list))]

static bool good(struct maker *m)
{
	return (m->flags & NASTY_JSON_TAME) && !dice_rarely(m->dice, 30);
}

static void put_space(struct maker *m)
{
	if (!(m->flags & NASTY_JSON_TAME) && dice_rarely(m->dice, 12))
		(void)fputs(dice_rarely(m->dice, 2) ? " " : "\t \r ", m->out);
}

static void put_value(struct maker *m, unsigned key)
{
	if (dice_rarely(m->dice, m->flags & NASTY_JSON_TAME ? 600 : 40)) {
		(void)fputs(PICK(m, bad), m->out);
		return;
	}
	switch (key) {
	case 0:
		(void)fprintf(m->out, dice_rarely(m->dice, 2) ? "%u" : "\"%u\"", dice_roll(m->dice, 300));
		break;
	case 1:
	case 4:
		(void)fputs(times[dice_roll(m->dice, good(m) ? 3 : SANYA_COUNT(times))], m->out);
		break;
	case 5:
	case 8:
		(void)fputs(numbers[dice_roll(m->dice, good(m) ? 3 : SANYA_COUNT(numbers))], m->out);
		break;
	case 6:
	case 7:
		(void)fputs(lists[dice_roll(m->dice, good(m) ? 3 : SANYA_COUNT(lists))], m->out);
		break;
	default:
		(void)fputs(texts[dice_roll(m->dice, good(m) ? 5 : SANYA_COUNT(texts))], m->out);
	}
}

static void put_member(struct maker *m, bool first, const char *name, unsigned key)
{
	if (!first)
		(void)fputs(m->comma, m->out);
	put_space(m);
	(void)fprintf(m->out, "\"%s\"", name);
	put_space(m);
	if (dice_rarely(m->dice, m->flags & NASTY_JSON_TAME ? 2000 : 300))
		return;
	(void)fputs(m->colon, m->out);
	put_space(m);
	put_value(m, key);
	put_space(m);
}

static void put_line(struct maker *m)
{
	const bool tame = m->flags & NASTY_JSON_TAME;
	const unsigned shift = tame ? 0 : dice_roll(m->dice, (uint32_t)SANYA_COUNT(keys));
	bool first = true;
	if (dice_rarely(m->dice, tame ? 200 : 25)) {
		(void)fputs(dice_rarely(m->dice, 2) ? "" : dice_rarely(m->dice, 2) ? "  \t" : "garbage", m->out);
		return;
	}
	(void)fputs(m->open, m->out);
	for (unsigned i = 0; i < SANYA_COUNT(keys); i++) {
		const unsigned key = (i + shift) % SANYA_COUNT(keys);
		if (key > 1 && dice_rarely(m->dice, tame ? 12 : 4))
			continue;
		put_member(m, first, keys[key], key);
		first = false;
		if (dice_rarely(m->dice, tame ? 300 : 40))
			put_member(m, first, dice_rarely(m->dice, 3) ? keys[key] : PICK(m, odd_keys), dice_roll(m->dice, 10));
	}
	if (!dice_rarely(m->dice, tame ? 500 : 60))
		(void)fputs(m->close, m->out);
	if (dice_rarely(m->dice, tame ? 500 : 60))
		(void)fputs(dice_rarely(m->dice, 2) ? " {}" : ",", m->out);
	if ((m->flags & NASTY_JSON_FATAL) && dice_rarely(m->dice, 1000))
		(void)fputc('\0', m->out);
}

char *nasty_json(struct dice *dice, unsigned lines, unsigned flags, size_t *ret_size)
{
	static const char *const styles[][4] = {
		{",", ":", "{", "}"}, {", ", ": ", "{", "}"}, {" , ", " : ", "  { ", " } "}, {",  ", ":", "{", " }"}};
	const char *const *style = styles[dice_roll(dice, 4)];
	const char *end = dice_rarely(dice, 3) ? "\r\n" : "\n";
	char *text = NULL;
	struct maker m = {dice, open_memstream(&text, ret_size), style[0], style[1], style[2], style[3], flags};
	ck_assert_ptr_nonnull(m.out);
	if (dice_rarely(dice, 5))
		(void)fputs("\xef\xbb\xbf", m.out);
	for (unsigned i = 0; i < lines; i++) {
		put_line(&m);
		(void)fputs(dice_rarely(dice, 60) ? "\r\n" : end, m.out);
	}
	ck_assert_int_eq(fclose(m.out), 0);
	if (dice_rarely(dice, 3) && lines)
		*ret_size -= strlen(end);
	return text;
}

#define HEAD "{\"format\": \"sanya.mapping/1\", "

const char *nasty_json_map(unsigned number)
{
	static const char *const maps[NASTY_JSON_MAPS] = {
		NULL,
		HEAD "\"missing\": [\"ann\", \"0\"], \"ticket\": {\"id\": \"id\", \"created\": \"created\", \"assignee\": \"assignee\", \"tags\": [\"tags\", "
		     "{\"column\": \"channel\", \"split\": \";\"}], \"involved\": {\"column\": \"involved\", \"map\": {\"vip\": \"VIP\"}, \"lower\": "
		     "true}, \"queue\": {\"column\": \"channel\", \"unreadable\": \"missing\"}}}",
		HEAD "\"only\": {\"column\": \"channel\", \"not\": [\"ann\"]}, \"ticket\": {\"id\": {\"row\": true}, \"created\": {\"column\": \"created\", "
		     "\"date_only\": \"start\"}, \"status\": {\"column\": \"x\", \"when\": {\"column\": \"in_time\", \"is\": [\"true\", \"1\"]}}, \"due\": "
		     "{\"column\": \"solved\", \"unreadable\": \"missing\"}, \"tags\": {\"column\": \"tags\", \"when\": {\"column\": \"reopens\", "
		     "\"not\": [\"0\"]}}}}",
		HEAD "\"response\": {\"id\": \"id\", \"answered\": \"created\", \"kind\": {\"constant\": \"nps\"}, \"value\": \"reopens\", \"critical\": "
		     "\"in_time\", \"tags\": \"tags\", \"subject\": \"ก\"}}",
		HEAD "\"times\": {\"format\": \"unix\"}, \"ticket\": {\"id\": \"id\", \"created\": \"created\", \"channel\": \"k\\\"\", \"priority\": "
		     "\"a key of more than sixteen bytes\"}}",
	};
	return maps[number];
}
