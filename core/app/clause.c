/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of clauses, and two documents compared by it.
 * Works on JSON alone: says that a clause differs, not whether its value makes sense.
 */
#include "clause.h"

#include "../base/catalogue.h"

#include <string.h>

const struct sanya_clause sanya_clauses[] = {
	{ "kind", SANYA_CLAUSE_WORD, SANYA_N("kind of document") },
	{ "title", SANYA_CLAUSE_WORDS, SANYA_N("title") },
	{ "prevails", SANYA_CLAUSE_WORD, SANYA_N("language that decides") },
	{ "employee", SANYA_CLAUSE_TEXT, SANYA_N("employee") },
	{ "manager", SANYA_CLAUSE_TEXT, SANYA_N("manager") },
	{ "period/from", SANYA_CLAUSE_DATE, SANYA_N("first day of the period") },
	{ "period/to", SANYA_CLAUSE_DATE, SANYA_N("last day of the period") },
	{ "retroactive", SANYA_CLAUSE_WORDS, SANYA_N("why it may reach back") },
	{ "timezone", SANYA_CLAUSE_TEXT, SANYA_N("time zone") },
	{ "calendar", SANYA_CLAUSE_TEXT, SANYA_N("calendar") },
	{ "supersedes", SANYA_CLAUSE_TEXT, SANYA_N("contract before this one") },
	{ "scoring", SANYA_CLAUSE_WORD, SANYA_N("how scores are counted") },
	{ "goals", SANYA_CLAUSE_ORDER, SANYA_N("order of the goals") },
	{ "goals/*", SANYA_CLAUSE_GOAL, SANYA_N("goal") },
	{ "goals/*/title", SANYA_CLAUSE_WORDS, SANYA_N("title") },
	{ "goals/*/supports", SANYA_CLAUSE_TEXT, SANYA_N("goal above that is served") },
	{ "goals/*/metric", SANYA_CLAUSE_TEXT, SANYA_N("metric") },
	{ "goals/*/clock", SANYA_CLAUSE_WORD, SANYA_N("clock") },
	{ "goals/*/statistic", SANYA_CLAUSE_STATISTIC, SANYA_N("statistic") },
	{ "goals/*/where", SANYA_CLAUSE_WHERE, SANYA_N("what counts") },
	{ "goals/*/scope", SANYA_CLAUSE_WORD, SANYA_N("scope") },
	{ "goals/*/credit", SANYA_CLAUSE_WORD, SANYA_N("credit") },
	{ "goals/*/scale", SANYA_CLAUSE_SCALE, SANYA_N("scale") },
	{ "goals/*/between", SANYA_CLAUSE_WORD, SANYA_N("rule between two points") },
	{ "goals/*/weight", SANYA_CLAUSE_NUMBER, SANYA_N("weight") },
	{ "goals/*/minimum_sample", SANYA_CLAUSE_COUNT, SANYA_N("smallest sample") },
	{ "goals/*/if_too_few", SANYA_CLAUSE_WORD, SANYA_N("rule where there is too little data") },
	{ "goals/*/deadline", SANYA_CLAUSE_DATE, SANYA_N("deadline") },
	{ "goals/*/decide_on", SANYA_CLAUSE_LIST, SANYA_N("findings that ask for a decision") },
	{ "reward/currency", SANYA_CLAUSE_TEXT, SANYA_N("currency") },
	{ "reward/at_100", SANYA_CLAUSE_MONEY, SANYA_N("reward for full performance") },
	{ "reward/combine", SANYA_CLAUSE_WORD, SANYA_N("how goals are combined") },
	{ "reward/curve", SANYA_CLAUSE_CURVE, SANYA_N("payout curve") },
	{ "reward/between", SANYA_CLAUSE_WORD, SANYA_N("rule between two points of the payout curve") },
	{ "reward/gates", SANYA_CLAUSE_GATES, SANYA_N("gates") },
	{ "reward/cap", SANYA_CLAUSE_MONEY, SANYA_N("cap of the reward") },
	{ "reward/proration", SANYA_CLAUSE_WORD, SANYA_N("proration") },
	{ "reward/leave_days", SANYA_CLAUSE_DAYS, SANYA_N("days of leave that count") },
	{ "reward/minimum_days", SANYA_CLAUSE_DAYS, SANYA_N("smallest number of days") },
	{ "reward/round", SANYA_CLAUSE_ROUND, SANYA_N("rounding") },
	{ "reward/also", SANYA_CLAUSE_ALSO, SANYA_N("rewards that are not money") },
	{ "rules/answer_days", SANYA_CLAUSE_DAYS, SANYA_N("days to answer") },
	{ "rules/grace_days", SANYA_CLAUSE_DAYS, SANYA_N("days of grace") },
	{ "rules/dispute_days", SANYA_CLAUSE_DAYS, SANYA_N("days to dispute") },
	{ "rules/dispute_answer_days", SANYA_CLAUSE_DAYS, SANYA_N("days to answer a dispute") },
	{ "rules/self_assessments", SANYA_CLAUSE_DATES, SANYA_N("self-assessments") },
	{ "renewal", SANYA_CLAUSE_RENEWAL, SANYA_N("rule of renewal") },
	{ "duties/manager", SANYA_CLAUSE_WORDS, SANYA_N("duties of the manager") },
	{ "duties/employee", SANYA_CLAUSE_WORDS, SANYA_N("duties of the employee") },
};
const size_t sanya_clause_count = SANYA_COUNT(sanya_clauses);

/* The length of the part of `address` that a path of the table covers; 0 where it does not. */
static size_t covers(const char *path, const char *address)
{
	const char *at = address;

	for (; *path != '\0'; path++) {
		if (*path == '*') {
			if (*at == '\0' || *at == '/')
				return 0;
			at += strcspn(at, "/");
		} else if (*path == *at) {
			at++;
		} else {
			return 0;
		}
	}
	return *at == '\0' || *at == '/' ? (size_t)(at - address) : 0;
}

const struct sanya_clause *sanya_clause_of(const char *address, size_t *ret_size)
{
	const struct sanya_clause *best = NULL;
	size_t longest = 0, size;

	for (size_t i = 0; i < sanya_clause_count; i++) {
		size = covers(sanya_clauses[i].path, address);
		if (size <= longest)
			continue;
		best = &sanya_clauses[i];
		longest = size;
	}
	/* "goals/reply/wieght" lies within the goal, but names nothing. */
	if (best != NULL && best->kind == SANYA_CLAUSE_GOAL && address[longest] != '\0')
		return NULL;
	if (best != NULL)
		*ret_size = longest;
	return best;
}

bool sanya_clause_within(const char *address, const char *clause)
{
	size_t size = strlen(clause);

	return strncmp(address, clause, size) == 0 && (address[size] == '\0' || address[size] == '/');
}

static const struct sanya_json *goal_of(const struct sanya_json *goals, const char *id, size_t size)
{
	const char *other;

	for (size_t i = 0; i < sanya_json_size(goals); i++) {
		other = sanya_json_get_text(sanya_json_at(goals, i), "id");
		if (other != NULL && strlen(other) == size && memcmp(other, id, size) == 0)
			return sanya_json_at(goals, i);
	}
	return NULL;
}

const struct sanya_json *sanya_clause_value(const struct sanya_json *document, const char *address)
{
	const struct sanya_json *at = document;
	char key[SANYA_CLAUSE_MAX];
	size_t size;

	while (at != NULL && *address != '\0') {
		size = strcspn(address, "/");
		if (size >= sizeof(key))
			return NULL;
		memcpy(key, address, size);
		key[size] = '\0';
		at = sanya_json_type(at) == SANYA_JSON_ARRAY ? goal_of(at, key, size) : sanya_json_get(at, key);
		address += size + (address[size] == '/');
	}
	return at != NULL && sanya_json_type(at) == SANYA_JSON_NULL ? NULL : at;
}

static bool is_nothing(const struct sanya_json *json)
{
	enum sanya_json_type type;

	if (json == NULL)
		return true;
	type = sanya_json_type(json);
	return type == SANYA_JSON_NULL || ((type == SANYA_JSON_ARRAY || type == SANYA_JSON_OBJECT) && sanya_json_size(json) == 0);
}

bool sanya_clause_same(const struct sanya_json *a, const struct sanya_json *b)
{
	if (is_nothing(a) || is_nothing(b))
		return is_nothing(a) && is_nothing(b);
	return sanya_json_equal(a, b);
}

/* --- comparing --- */

struct comparing {
	const struct sanya_json *old_document, *new_document;
	void (*each)(void *context, const struct sanya_clause_change *change);
	void *context;
};

static void compare_clause(const struct comparing *comparing, const struct sanya_clause *clause, const char *goal)
{
	const char *star = strchr(clause->path, '*');
	struct sanya_clause_change change = { .clause = clause, .goal = goal };
	char address[SANYA_CLAUSE_MAX];

	if (star == NULL)
		snprintf(address, sizeof(address), "%s", clause->path);
	else
		snprintf(address, sizeof(address), "%.*s%s%s", (int)(star - clause->path), clause->path, goal, star + 1);
	change.address = address;
	change.from = sanya_clause_value(comparing->old_document, address);
	change.to = sanya_clause_value(comparing->new_document, address);
	if (is_nothing(change.from))
		change.from = NULL;
	if (is_nothing(change.to))
		change.to = NULL;
	if (!sanya_clause_same(change.from, change.to))
		comparing->each(comparing->context, &change);
}

/* A goal that both have is compared field by field, one that only one of them has as a whole. */
static void compare_goal(const struct comparing *comparing, const char *id)
{
	const struct sanya_json *old_goals = sanya_json_get(comparing->old_document, "goals");
	const struct sanya_json *new_goals = sanya_json_get(comparing->new_document, "goals");
	bool both = goal_of(old_goals, id, strlen(id)) != NULL && goal_of(new_goals, id, strlen(id)) != NULL;

	for (size_t i = 0; i < sanya_clause_count; i++) {
		if (strncmp(sanya_clauses[i].path, "goals/*", 7) != 0 || (sanya_clauses[i].kind == SANYA_CLAUSE_GOAL) == both)
			continue;
		compare_clause(comparing, &sanya_clauses[i], id);
	}
}

/* The next goal from *place on that the other list has too; NULL behind the last. */
static const char *next_common(const struct sanya_json *goals, const struct sanya_json *others, size_t *place)
{
	const char *id;

	while (*place < sanya_json_size(goals)) {
		id = sanya_json_get_text(sanya_json_at(goals, (*place)++), "id");
		if (id != NULL && goal_of(others, id, strlen(id)) != NULL)
			return id;
	}
	return NULL;
}

static bool same_order(const struct sanya_json *old_goals, const struct sanya_json *new_goals)
{
	size_t old_place = 0, new_place = 0;
	const char *a, *b;

	do {
		a = next_common(old_goals, new_goals, &old_place);
		b = next_common(new_goals, old_goals, &new_place);
		if (a == NULL || b == NULL)
			return true;
	} while (strcmp(a, b) == 0);
	return false;
}

static void compare_goals(const struct comparing *comparing, const struct sanya_clause *order)
{
	const struct sanya_json *old_goals = sanya_json_get(comparing->old_document, "goals");
	const struct sanya_json *new_goals = sanya_json_get(comparing->new_document, "goals");
	struct sanya_clause_change change = { .clause = order, .address = order->path, .from = old_goals, .to = new_goals };
	const char *id;

	if (!same_order(old_goals, new_goals))
		comparing->each(comparing->context, &change);
	for (size_t i = 0; i < sanya_json_size(old_goals); i++) {
		id = sanya_json_get_text(sanya_json_at(old_goals, i), "id");
		if (id != NULL)
			compare_goal(comparing, id);
	}
	for (size_t i = 0; i < sanya_json_size(new_goals); i++) {
		id = sanya_json_get_text(sanya_json_at(new_goals, i), "id");
		if (id != NULL && goal_of(old_goals, id, strlen(id)) == NULL)
			compare_goal(comparing, id);
	}
}

void sanya_clauses_compare(const struct sanya_json *old_document, const struct sanya_json *new_document,
			   void (*each)(void *context, const struct sanya_clause_change *change), void *context)
{
	struct comparing comparing = { old_document, new_document, each, context };

	for (size_t i = 0; i < sanya_clause_count; i++) {
		if (sanya_clauses[i].kind == SANYA_CLAUSE_ORDER)
			compare_goals(&comparing, &sanya_clauses[i]);
		else if (strchr(sanya_clauses[i].path, '*') == NULL)
			compare_clause(&comparing, &sanya_clauses[i], NULL);
	}
}
