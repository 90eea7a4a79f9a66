/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clauses changed: copied from another document, or set from ADDRESS=VALUE as people type it.
 * A changed document is a new value; what it is made from stays whole, so a refusal leaves nothing half done.
 */
#include "clause.h"

#include <string.h>

static bool is_id(const struct sanya_json *element, const char *word)
{
	const char *id = sanya_json_get_text(element, "id");

	return id != NULL && strcmp(id, word) == 0;
}

/* Goals by their id, which may be a number; points and gates, which have none, by their place from 0. */
static bool is_element(const struct sanya_json *element, size_t index, const char *word)
{
	char number[32];

	if (sanya_json_get_text(element, "id") != NULL)
		return is_id(element, word);
	snprintf(number, sizeof(number), "%zu", index);
	return strcmp(number, word) == 0;
}

/* The first word of an address into `ret`; the rest behind its "/". */
static const char *split(const char *address, char *ret, size_t room)
{
	size_t size = strcspn(address, "/");

	snprintf(ret, room, "%.*s", (int)(size < room ? size : room - 1), address);
	return address[size] == '/' ? address + size + 1 : address + size;
}

static struct sanya_json *with(const struct sanya_json *json, const char *address, const struct sanya_json *value);

static struct sanya_json *with_element(const struct sanya_json *json, const char *word, const char *rest,
				       const struct sanya_json *value)
{
	struct sanya_json *copy = sanya_json_array(), *changed;
	bool found = false;

	for (size_t i = 0; i < sanya_json_size(json); i++) {
		const struct sanya_json *element = sanya_json_at(json, i);

		if (found || !is_element(element, i, word)) {
			sanya_json_append(copy, sanya_json_copy(element));
			continue;
		}
		found = true;
		if (*rest == '\0' && value == NULL)
			continue;
		changed = *rest == '\0' ? sanya_json_copy(value) : with(element, rest, value);
		sanya_json_append(copy, changed);
	}
	if (!found && value != NULL && *rest == '\0')
		sanya_json_append(copy, sanya_json_copy(value));
	return copy;
}

/*
 * A copy of `json` in which the address has the value, or (NULL) is not there.  Objects on the way are made, and taken out again
 * when nothing is left in them.
 */
static struct sanya_json *with(const struct sanya_json *json, const char *address, const struct sanya_json *value)
{
	char word[SANYA_CLAUSE_MAX];
	const char *rest = split(address, word, sizeof(word));
	const struct sanya_json *member;
	struct sanya_json *copy, *changed;

	if (json != NULL && sanya_json_type(json) == SANYA_JSON_ARRAY)
		return with_element(json, word, rest, value);
	copy = json != NULL && sanya_json_type(json) == SANYA_JSON_OBJECT ? sanya_json_copy(json) : sanya_json_object();
	member = sanya_json_get(json, word);
	if (*rest == '\0') {
		if (value == NULL)
			sanya_json_remove(copy, word);
		else
			sanya_json_set(copy, word, sanya_json_copy(value));
		return copy;
	}
	changed = with(member, rest, value);
	if (changed != NULL && value == NULL && sanya_json_type(changed) == SANYA_JSON_OBJECT && sanya_json_size(changed) == 0) {
		sanya_json_remove(copy, word);
		sanya_json_free(changed);
	} else {
		sanya_json_set(copy, word, changed);
	}
	return copy;
}

static int replace(struct sanya_json **document, struct sanya_json *take, struct sanya_error *err)
{
	if (take == NULL)
		return sanya_error_memory(err);
	sanya_json_free(*document);
	*document = take;
	return 0;
}

/* --- copying a clause --- */

static const struct sanya_json *goal_at(const struct sanya_json *goals, const char *id)
{
	for (size_t i = 0; i < sanya_json_size(goals); i++)
		if (is_id(sanya_json_at(goals, i), id))
			return sanya_json_at(goals, i);
	return NULL;
}

/*
 * The goals of `to` in the order of `model`.  A goal that the model lacks keeps its place behind the goal before it.
 */
static struct sanya_json *ordered(const struct sanya_json *to, const struct sanya_json *model)
{
	struct sanya_json *list = sanya_json_array();
	const struct sanya_json *goal;
	const char *id;
	size_t place = 0;

	for (size_t i = 0; i < sanya_json_size(to); i++) { /* those in front of the first common one */
		id = sanya_json_get_text(sanya_json_at(to, i), "id");
		if (id == NULL || goal_at(model, id) != NULL)
			break;
		sanya_json_append(list, sanya_json_copy(sanya_json_at(to, i)));
	}
	for (size_t i = 0; i < sanya_json_size(model); i++) {
		id = sanya_json_get_text(sanya_json_at(model, i), "id");
		goal = id == NULL ? NULL : goal_at(to, id);
		if (goal == NULL)
			continue;
		sanya_json_append(list, sanya_json_copy(goal));
		for (place = 0; sanya_json_at(to, place) != goal; place++)
			;
		for (place++; place < sanya_json_size(to); place++) {
			id = sanya_json_get_text(sanya_json_at(to, place), "id");
			if (id == NULL || goal_at(model, id) != NULL)
				break;
			sanya_json_append(list, sanya_json_copy(sanya_json_at(to, place)));
		}
	}
	return list;
}

static int copy_order(struct sanya_json **document, const struct sanya_json *from, struct sanya_error *err)
{
	struct sanya_json *list = ordered(sanya_json_get(*document, "goals"), sanya_json_get(from, "goals"));
	struct sanya_json *copy = list == NULL ? NULL : with(*document, "goals", list);

	sanya_json_free(list);
	return replace(document, copy, err);
}

/* A goal that is put back finds the place that it has in `from`. */
static int copy_goal(struct sanya_json **document, const struct sanya_json *from, const char *address, struct sanya_error *err)
{
	const struct sanya_json *goal = sanya_clause_value(from, address);

	if (goal == NULL && sanya_clause_value(*document, address) == NULL)
		return sanya_error_set(err, SANYA_NOT_FOUND, "there is no goal \"%s\"", strchr(address, '/') + 1);
	if (replace(document, with(*document, address, goal), err) != 0)
		return -1;
	return goal == NULL ? 0 : copy_order(document, from, err);
}

int sanya_clause_copy(struct sanya_json **document, const struct sanya_json *from, const char *address, struct sanya_error *err)
{
	const struct sanya_clause *clause;
	size_t size;

	clause = sanya_clause_of(address, &size);
	if (clause == NULL || address[size] != '\0')
		return sanya_error_set(err, SANYA_NOT_FOUND, "there is no clause \"%s\"", address);
	if (clause->kind == SANYA_CLAUSE_ORDER)
		return copy_order(document, from, err);
	if (clause->kind == SANYA_CLAUSE_GOAL)
		return copy_goal(document, from, address, err);
	return replace(document, with(*document, address, sanya_clause_value(from, address)), err);
}

/* --- ADDRESS=VALUE --- */

static int unknown_goal(const struct sanya_json *document, const char *id, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer list;
	const struct sanya_json *goals = sanya_json_get(document, "goals");

	sanya_buffer_init(&list, 400);
	for (size_t i = 0; i < sanya_json_size(goals); i++)
		sanya_buffer_printf(&list, "%s%s", i == 0 ? "" : ", ", sanya_json_get_text(sanya_json_at(goals, i), "id"));
	sanya_error_set(err, SANYA_USAGE, "there is no goal \"%s\"", id);
	return sanya_error_next(err, "its goals are: %s", list.data);
}

/* The nearest clause of the table, with the goal that was named. */
static int unknown_clause(const char *address, struct sanya_error *err)
{
	char nearest[SANYA_CLAUSE_MAX] = "", candidate[SANYA_CLAUSE_MAX], goal[SANYA_CLAUSE_MAX] = "";
	unsigned best = 5, distance;
	const char *star;

	if (strncmp(address, "goals/", 6) == 0)
		split(address + 6, goal, sizeof(goal));
	for (size_t i = 0; i < sanya_clause_count; i++) {
		star = strchr(sanya_clauses[i].path, '*');
		if (star == NULL)
			snprintf(candidate, sizeof(candidate), "%s", sanya_clauses[i].path);
		else
			snprintf(candidate, sizeof(candidate), "goals/%s%s", goal, star + 1);
		distance = sanya_text_distance(address, candidate);
		if (distance >= best)
			continue;
		best = distance;
		snprintf(nearest, sizeof(nearest), "%s", candidate);
	}
	sanya_error_set(err, SANYA_USAGE, "there is no clause \"%s\"", address);
	if (nearest[0] != '\0')
		return sanya_error_next(err, "did you mean %s?", nearest);
	return sanya_error_next(err, "clauses are named like goals/reply/target, goals/reply/weight, reward/cap or rules/answer_days");
}

struct setting {
	char address[256];  /* as typed, with "/" */
	const char *value;
	const struct sanya_clause *clause;
	size_t clause_size; /* of the address */
	size_t mark;	    /* 1 + the point of the scale that is meant; 0: none */
};

/* "target" is the point of score 100, or of level 3; the threshold is the first point and the stretch the last. */
static int find_mark(const struct sanya_json *document, struct setting *setting, const char *word, struct sanya_error *err)
{
	const char *scoring = sanya_json_get_text(document, "scoring"), *score;
	const char *wanted = scoring != NULL && strcmp(scoring, "levels") == 0 ? "3" : "100";
	const struct sanya_json *scale = sanya_clause_value(document, setting->address);
	size_t count = sanya_json_size(scale);

	if (count > 0 && strcmp(word, "threshold") == 0)
		setting->mark = 1;
	else if (count > 0 && strcmp(word, "stretch") == 0)
		setting->mark = count;
	for (size_t i = 0; i < count && strcmp(word, "target") == 0; i++) {
		score = sanya_json_text(sanya_json_at(sanya_json_at(scale, i), 1));
		if (score != NULL && strcmp(score, wanted) == 0)
			setting->mark = i + 1;
	}
	if (setting->mark > 0)
		return 0;
	sanya_error_set(err, SANYA_USAGE, "the scale has no point for score %s, which would be its target", wanted);
	return sanya_error_next(err, "set the whole scale: --set %s=\"80%%:0, 95%%:100\"", setting->address);
}

/* "goals/reply/target" stands for one point of "goals/reply/scale". */
static bool take_mark(struct setting *setting, char *ret_word, size_t room)
{
	static const char *const marks[] = { "threshold", "target", "stretch" };
	char *last = strrchr(setting->address, '/');

	if (strncmp(setting->address, "goals/", 6) != 0 || last == NULL || last == setting->address + 5)
		return false;
	for (size_t i = 0; i < SANYA_COUNT(marks); i++)
		if (strcmp(last + 1, marks[i]) == 0) {
			snprintf(ret_word, room, "%s", marks[i]);
			snprintf(last + 1, sizeof(setting->address) - (size_t)(last + 1 - setting->address), "scale");
			return true;
		}
	return false;
}

static int read_setting(const struct sanya_json *document, const char *assignment, struct setting *ret, struct sanya_error *err)
{
	const char *equals = strchr(assignment, '=');
	char goal[SANYA_CLAUSE_MAX], mark[16] = "";

	memset(ret, 0, sizeof(*ret));
	if (equals == NULL || equals == assignment || (size_t)(equals - assignment) >= sizeof(ret->address) - 8) {
		sanya_error_set(err, SANYA_USAGE, "--set wants CLAUSE=VALUE, not \"%s\"", assignment);
		return sanya_error_next(err, "for instance --set goals/reply/target=93%% or --set reward/at_100=5000.00");
	}
	ret->value = equals + 1;
	snprintf(ret->address, sizeof(ret->address), "%.*s", (int)(equals - assignment), assignment);
	if (strchr(ret->address, '/') == NULL)
		for (char *p = ret->address; *p != '\0'; p++)
			if (*p == '.')
				*p = '/';
	take_mark(ret, mark, sizeof(mark));
	ret->clause = sanya_clause_of(ret->address, &ret->clause_size);
	if (ret->clause == NULL)
		return unknown_clause(ret->address, err);
	if (strncmp(ret->address, "goals/", 6) == 0) {
		split(ret->address + 6, goal, sizeof(goal));
		if (goal_at(sanya_json_get(document, "goals"), goal) == NULL && ret->clause->kind != SANYA_CLAUSE_GOAL)
			return unknown_goal(document, goal, err);
	}
	return mark[0] == '\0' ? 0 : find_mark(document, ret, mark, err);
}

int sanya_clause_set_address(const struct sanya_json *document, const char *assignment, char *ret, size_t room,
			     struct sanya_error *err)
{
	struct setting setting;

	if (read_setting(document, assignment, &setting, err) != 0)
		return -1;
	snprintf(ret, room, "%.*s", (int)setting.clause_size, setting.address);
	return 0;
}

/* --- values --- */

static void trim(const char **at, size_t *size)
{
	while (*size > 0 && **at == ' ') {
		(*at)++;
		(*size)--;
	}
	while (*size > 0 && (*at)[*size - 1] == ' ')
		(*size)--;
}

/* "80%:0, 95%:100": also with an arrow between value and score, as it is shown. */
static struct sanya_json *read_points(const char *text, struct sanya_error *err)
{
	static const char *const between[] = { ":", "→", "->" };
	struct sanya_json *points = sanya_json_array();

	while (*text != '\0') {
		const char *piece = text, *end = text + strcspn(text, ","), *found = NULL, *score;
		size_t width = 0, left, right;
		struct sanya_json *point;

		for (size_t i = 0; i < SANYA_COUNT(between) && found == NULL; i++) {
			found = strstr(piece, between[i]);
			width = strlen(between[i]);
			if (found != NULL && found >= end)
				found = NULL;
		}
		if (found == NULL) {
			sanya_json_free(points);
			sanya_error_set(err, SANYA_USAGE, "\"%.*s\" is no point of a scale", (int)(end - piece), piece);
			sanya_error_next(err, "write points like 80%%:0, 95%%:100, each a value and its score");
			return NULL;
		}
		score = found + width;
		left = (size_t)(found - piece);
		right = (size_t)(end - score);
		trim(&piece, &left);
		trim(&score, &right);
		point = sanya_json_array();
		sanya_json_append(point, sanya_json_of_bytes(piece, left));
		sanya_json_append(point, sanya_json_of_bytes(score, right));
		sanya_json_append(points, point);
		text = *end == ',' ? end + 1 : end;
	}
	return points;
}

static struct sanya_json *read_list(const char *text)
{
	struct sanya_json *list = sanya_json_array();

	while (*text != '\0') {
		const char *piece = text, *end = text + strcspn(text, ",");
		size_t size = (size_t)(end - piece);

		trim(&piece, &size);
		sanya_json_append(list, sanya_json_of_bytes(piece, size));
		text = *end == ',' ? end + 1 : end;
	}
	return list;
}

static struct sanya_json *parse_value(const char *text, struct sanya_error *err)
{
	struct sanya_json *json = NULL;

	if (sanya_json_parse("--set", text, strlen(text), &json, err) == 0)
		return json;
	err->code = SANYA_USAGE;
	return NULL;
}

/* A whole number stays a text where it is none: the reader of contracts says then what is wanted. */
static struct sanya_json *read_count(const char *text)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;
	int64_t number;

	return sanya_text_integer(text, strlen(text), &number, &ignored) == 0 ? sanya_json_of_integer(number)
									      : sanya_json_of_text(text);
}

static struct sanya_json *read_value(const struct setting *setting, struct sanya_error *err)
{
	const char *inner = setting->address + setting->clause_size, *text = setting->value;

	if (text[0] == '[' || text[0] == '{')
		return parse_value(text, err);
	switch ((int)setting->clause->kind) {
	case SANYA_CLAUSE_COUNT:
	case SANYA_CLAUSE_DAYS:
		return read_count(text);
	case SANYA_CLAUSE_SCALE:
	case SANYA_CLAUSE_CURVE:
		return *inner == '\0' ? read_points(text, err) : sanya_json_of_text(text);
	case SANYA_CLAUSE_DATES:
	case SANYA_CLAUSE_LIST:
		return read_list(text);
	case SANYA_CLAUSE_WHERE:
		if (*inner == '/' && strchr(inner + 1, '/') == NULL)
			return read_list(text);
		break;
	case SANYA_CLAUSE_WORDS:
		if (*inner != '\0')
			return sanya_json_of_text(text);
		sanya_error_set(err, SANYA_USAGE, "%s is written in Thai and in English; say which one", setting->address);
		sanya_error_next(err, "--set %s/th=\"…\" or --set %s/en=\"…\"", setting->address, setting->address);
		return NULL;
	case SANYA_CLAUSE_ROUND:
	case SANYA_CLAUSE_RENEWAL:
	case SANYA_CLAUSE_GATES:
	case SANYA_CLAUSE_ALSO:
		if (*inner != '\0')
			return sanya_json_of_text(text);
		break;
	case SANYA_CLAUSE_GOAL:
	case SANYA_CLAUSE_ORDER:
		break;
	default:
		return sanya_json_of_text(text);
	}
	sanya_error_set(err, SANYA_USAGE, "%s has several parts: \"%s\" does not say which", setting->address, text);
	sanya_error_next(err, "name the part, such as reward/round/to=1.00, or write JSON: --set '%s={…}'", setting->address);
	return NULL;
}

int sanya_clause_set(struct sanya_json **document, const char *assignment, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *value = NULL;
	struct setting setting;
	char address[300];

	if (read_setting(*document, assignment, &setting, err) != 0)
		return sanya_error_at(err, assignment, 0, 0);
	snprintf(address, sizeof(address), "%s", setting.address);
	if (setting.mark > 0) {
		snprintf(address, sizeof(address), "%s/%zu/0", setting.address, setting.mark - 1);
		value = sanya_json_of_text(setting.value);
	} else if (strcmp(setting.value, "null") != 0) {
		value = read_value(&setting, err);
	}
	if (err->code != SANYA_OK)
		return sanya_error_at(err, assignment, 0, 0);
	return replace(document, with(*document, address, value), err);
}
