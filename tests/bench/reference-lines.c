/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Canonical lines from Sanya's JSON.  The document may have hundreds of megabytes, so it is read one word at a time and never held: what
 * counts are the keys and the values behind them, row by row.
 */
#include "tests/bench/reference.h"

#include <errno.h>

#define WORD_MAX 4096
#define DEPTH_MAX 64

struct words {
	FILE *file;
	const char *path;
	char word[WORD_MAX];
	bool text; /* a string, or a bare word such as 12, null or { */
	bool key;  /* a string before a colon */
};

static void add(struct words *words, size_t *used, int c)
{
	if (*used + 1 == WORD_MAX)
		die("has a word that is too long", words->path);
	words->word[(*used)++] = (char)c;
	words->word[*used] = 0;
}

/* The next string, number, literal or brace; commas and colons are passed over. */
static bool next(struct words *words)
{
	size_t used = 0;
	int c;

	words->word[0] = 0;
	words->key = false;
	do
		c = getc_unlocked(words->file);
	while (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ',' || c == ':');
	words->text = c == '"';
	if (c == EOF)
		return false;
	if (words->text) {
		while ((c = getc_unlocked(words->file)) != '"') {
			if (c == '\\') {
				add(words, &used, c);
				c = getc_unlocked(words->file);
			}
			if (c == EOF)
				die("ends inside a string", words->path);
			add(words, &used, c);
		}
		do
			c = getc_unlocked(words->file);
		while (c == ' ' || c == '\n' || c == '\r' || c == '\t');
		words->key = c == ':';
		if (c != EOF && !words->key)
			(void)ungetc(c, words->file);
		return true;
	}
	add(words, &used, c);
	if (strchr("{}[]", c) != NULL)
		return true;
	while ((c = getc_unlocked(words->file)) != EOF && strchr(" \n\r\t,:{}[]", c) == NULL)
		add(words, &used, c);
	if (c != EOF)
		(void)ungetc(c, words->file);
	return true;
}

static void words_open(struct words *words, const char *path)
{
	words->path = path;
	words->file = fopen(path, "r");
	if (words->file == NULL)
		die(strerror(errno), path);
}

static void take(struct words *words, char *into, size_t size)
{
	if (!next(words))
		die("ends too soon", words->path);
	size_t length = strlen(words->word);

	if (length >= size)
		die("has a word that is too long", words->path);
	memcpy(into, words->word, length + 1);
}

/* {"num": "…", "den": "…"} behind its key, in any order; false: null. */
static bool take_number(struct words *words, char *num, char *den, size_t size)
{
	num[0] = den[0] = 0;
	if (!next(words))
		die("ends too soon", words->path);
	if (strcmp(words->word, "{") != 0)
		return false;
	for (int i = 0; i < 2; i++) {
		if (!next(words) || !words->key || (strcmp(words->word, "num") != 0 && strcmp(words->word, "den") != 0))
			die("has a value that is no {num, den}", words->path);
		take(words, words->word[0] == 'n' ? num : den, size);
	}
	if (!next(words) || strcmp(words->word, "}") != 0 || num[0] == 0 || den[0] == 0)
		die("has a value that is no {num, den}", words->path);
	return true;
}

void lines_of_measure(const char *path)
{
	static struct words words;
	char metric[128] = "", statistic[64] = "", person[256] = "", month[16] = "", count[32] = "", num[64], den[64];

	words_open(&words, path);
	while (next(&words)) {
		if (!words.key)
			continue;
		if (strcmp(words.word, "metric") == 0)
			take(&words, metric, sizeof metric);
		else if (strcmp(words.word, "statistic") == 0)
			take(&words, statistic, sizeof statistic);
		else if (strcmp(words.word, "person") == 0)
			take(&words, person, sizeof person);
		else if (strcmp(words.word, "month") == 0)
			take(&words, month, sizeof month);
		else if (strcmp(words.word, "count") == 0)
			take(&words, count, sizeof count);
		else if (strcmp(words.word, "value") == 0 && take_number(&words, num, den, sizeof num))
			printf("%s|%s|%s|%s|%s|%s|%s\n", metric, statistic, person, month, count, num, den);
	}
	(void)fclose(words.file);
}

/* What one object says of a contract: those that name an employee, a score and an amount are results. */
struct result {
	char employee[256], num[1024], den[1024], amount[64];
};

void lines_of_contracts(const char *path)
{
	static struct words words;
	static struct result at[DEPTH_MAX];
	size_t depth = 0;

	words_open(&words, path);
	while (next(&words)) {
		struct result *result = &at[depth];

		if (!words.text && words.word[0] == '{') {
			if (++depth == DEPTH_MAX)
				die("is too deep", path);
			memset(&at[depth], 0, sizeof at[depth]);
		} else if (!words.text && words.word[0] == '}' && depth > 0) {
			depth--;
			if (result->employee[0] == 0 || result->num[0] == 0 || result->amount[0] == 0)
				continue;
			result->amount[strcspn(result->amount, ".")] = 0; /* whole baht */
			printf("contract|score|%s||0|%s|%s\n", result->employee, result->num, result->den);
			printf("contract|amount|%s||0|%s|1\n", result->employee, result->amount);
		} else if (words.key && strcmp(words.word, "employee") == 0) {
			take(&words, result->employee, sizeof result->employee);
		} else if (words.key && strcmp(words.word, "score") == 0) {
			(void)take_number(&words, result->num, result->den, sizeof result->num);
		} else if (words.key && strcmp(words.word, "amount") == 0) {
			take(&words, result->amount, sizeof result->amount);
		}
	}
	(void)fclose(words.file);
}
