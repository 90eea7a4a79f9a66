/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contracts by their likeness: a shape is a document that was read whole, cut at the values that differ between two people's contracts.
 * A further document fits when everything between the cuts is the same, byte for byte; then only the cut-out values are read.
 * Never guesses: what does not fit, or fails a check, is read by the one strict parser, which also words the refusal.
 */
#include "contract_shelf.h"

#include "contract_parts.h"
#include "documents.h"

#define SHAPES_MAX 64u
#define CUTS_MAX (5u + 2 * SANYA_GOALS_MAX)

enum cut_kind { CUT_EMPLOYEE, CUT_MANAGER, CUT_NUMBER, CUT_SUPERSEDES, CUT_REVISION, CUT_SUPPORTS, CUT_SCALE };

static const struct {
	const char *key;
	enum cut_kind kind;
} root_cuts[] = {
	{ "employee", CUT_EMPLOYEE },	{ "manager", CUT_MANAGER },   { "number", CUT_NUMBER },
	{ "supersedes", CUT_SUPERSEDES }, { "revision", CUT_REVISION },
}, goal_cuts[] = {
	{ "supports", CUT_SUPPORTS },	{ "scale", CUT_SCALE },
};

struct cut {
	enum cut_kind kind;
	size_t goal;
	struct sanya_text value; /* of the shape's own document */
};

struct shape {
	struct shape *next; /* the last one used first */
	struct sanya_contract contract;
	const char *text;
	size_t size;
	struct cut *cuts;
	size_t cut_count;
};

struct kept { /* a contract that was read whole */
	struct kept *next;
	struct sanya_contract contract;
};

struct moved { /* points of a scale that only this contract has */
	struct moved *next;
	struct sanya_scale scale;
};

struct sanya_contract_shelf {
	struct sanya_arena shape_arena, arena;
	struct shape *shapes;
	size_t shape_count;
	struct kept *kept;
	struct moved *moved;
	size_t bytes;
};

int sanya_contract_shelf_new(struct sanya_contract_shelf **ret, struct sanya_error *err)
{
	struct sanya_contract_shelf *shelf = calloc(1, sizeof(*shelf));

	if (shelf == NULL)
		return sanya_error_memory(err);
	sanya_arena_init(&shelf->shape_arena);
	sanya_arena_init(&shelf->arena);
	*ret = shelf;
	return 0;
}

static void give_back(struct moved *moved)
{
	for (size_t i = 0; i < moved->scale.count; i++) {
		sanya_number_done(&moved->scale.points[i].x);
		sanya_number_done(&moved->scale.points[i].y);
	}
	moved->scale.count = 0;
}

void sanya_contract_shelf_clear(struct sanya_contract_shelf *shelf)
{
	for (struct kept *kept = shelf->kept; kept != NULL; kept = kept->next)
		sanya_contract_done(&kept->contract);
	for (struct moved *moved = shelf->moved; moved != NULL; moved = moved->next)
		give_back(moved);
	shelf->kept = NULL;
	shelf->moved = NULL;
	shelf->bytes = 0;
	sanya_arena_clear(&shelf->arena);
}

void sanya_contract_shelf_free(struct sanya_contract_shelf *shelf)
{
	if (shelf == NULL)
		return;
	sanya_contract_shelf_clear(shelf);
	for (struct shape *shape = shelf->shapes; shape != NULL; shape = shape->next)
		sanya_contract_done(&shape->contract);
	sanya_arena_done(&shelf->shape_arena);
	sanya_arena_done(&shelf->arena);
	free(shelf);
}

size_t sanya_contract_shelf_bytes(const struct sanya_contract_shelf *shelf)
{
	return shelf->bytes + shelf->arena.total;
}

/* --- walking a canonical text --- */

struct walk {
	const char *at, *end;
	struct cut *cuts;
	size_t cut_count;
};

/* A text without escapes; longer ways of writing are left to the parser. */
static bool walk_text(struct walk *walk, struct sanya_text *ret)
{
	const char *from = walk->at + 1, *to;

	if (walk->at == walk->end || *walk->at != '"')
		return false;
	to = memchr(from, '"', (size_t)(walk->end - from));
	if (to == NULL || memchr(from, '\\', (size_t)(to - from)) != NULL)
		return false;
	*ret = (struct sanya_text){ from, (uint32_t)(to - from) };
	walk->at = to + 1;
	return true;
}

/* Any value: texts with escapes too, brackets by their depth. */
static bool walk_value(struct walk *walk)
{
	unsigned depth = 0;

	while (walk->at < walk->end) {
		char byte = *walk->at++;

		if (byte == '"') {
			while (walk->at < walk->end && *walk->at != '"')
				walk->at += *walk->at == '\\' ? 2 : 1;
			if (walk->at >= walk->end)
				return false;
			walk->at++;
		} else if (byte == '[' || byte == '{') {
			depth++;
		} else if (byte == ']' || byte == '}') {
			if (depth == 0)
				return false;
			depth--;
		}
		if (depth == 0 && (byte == '"' || byte == ']' || byte == '}' || walk->at == walk->end || *walk->at == ',' ||
				   *walk->at == '}' || *walk->at == ']'))
			return true;
	}
	return false;
}

/* The value in the form that its kind has: *ret is it, as written (a text without its marks, absent for null). */
static bool walk_cut(struct walk *walk, enum cut_kind kind, struct sanya_text *ret)
{
	const char *from = walk->at;

	*ret = (struct sanya_text){ NULL, 0 };
	if (kind == CUT_SCALE) {
		if (from == walk->end || *from != '[' || !walk_value(walk))
			return false;
		*ret = (struct sanya_text){ from, (uint32_t)(walk->at - from) };
		return true;
	}
	if (kind == CUT_REVISION) {
		while (walk->at < walk->end && *walk->at >= '0' && *walk->at <= '9')
			walk->at++;
		*ret = (struct sanya_text){ from, (uint32_t)(walk->at - from) };
		return walk->at > from;
	}
	if ((kind == CUT_SUPERSEDES || kind == CUT_SUPPORTS) && walk->end - from >= 4 && memcmp(from, "null", 4) == 0) {
		walk->at += 4;
		return true;
	}
	return walk_text(walk, ret);
}

static bool take(struct walk *walk, char byte)
{
	if (walk->at == walk->end || *walk->at != byte)
		return false;
	walk->at++;
	return true;
}

static bool cut_here(struct walk *walk, enum cut_kind kind, size_t goal)
{
	struct cut *cut = &walk->cuts[walk->cut_count];

	if (walk->cut_count == CUTS_MAX)
		return false;
	*cut = (struct cut){ .kind = kind, .goal = goal };
	walk->cut_count++;
	return walk_cut(walk, kind, &cut->value);
}

static bool walk_goal(struct walk *walk, size_t goal)
{
	struct sanya_text key;

	if (!take(walk, '{'))
		return false;
	do {
		size_t i = 0;

		if (!walk_text(walk, &key) || !take(walk, ':'))
			return false;
		while (i < SANYA_COUNT(goal_cuts) && !sanya_text_is(key, goal_cuts[i].key))
			i++;
		if (i < SANYA_COUNT(goal_cuts) ? !cut_here(walk, goal_cuts[i].kind, goal) : !walk_value(walk))
			return false;
	} while (take(walk, ','));
	return take(walk, '}');
}

static bool walk_goals(struct walk *walk)
{
	size_t goal = 0;

	if (!take(walk, '['))
		return false;
	do {
		if (goal == SANYA_GOALS_MAX || !walk_goal(walk, goal++))
			return false;
	} while (take(walk, ','));
	return take(walk, ']');
}

static bool walk_root(struct walk *walk)
{
	struct sanya_text key;

	if (!take(walk, '{'))
		return false;
	do {
		bool good;
		size_t i = 0;

		if (!walk_text(walk, &key) || !take(walk, ':'))
			return false;
		while (i < SANYA_COUNT(root_cuts) && !sanya_text_is(key, root_cuts[i].key))
			i++;
		if (i < SANYA_COUNT(root_cuts))
			good = cut_here(walk, root_cuts[i].kind, 0);
		else
			good = sanya_text_is(key, "goals") ? walk_goals(walk) : walk_value(walk);
		if (!good)
			return false;
	} while (take(walk, ','));
	return take(walk, '}') && walk->at == walk->end;
}

/* --- shapes --- */

/* What the whole document looks like with its personal parts cut out.  A text that cannot be cut makes none, and needs none. */
static int add_shape(struct sanya_contract_shelf *shelf, const char *name, const char *text, size_t size, struct shape **ret,
		     struct sanya_error *err)
{
	struct cut cuts[CUTS_MAX];
	struct walk walk = { .at = text, .end = text + size, .cuts = cuts };
	struct shape *shape;
	char *copy;

	*ret = NULL;
	if (!walk_root(&walk))
		return 0;
	shape = sanya_arena_alloc(&shelf->shape_arena, sizeof(*shape));
	copy = sanya_arena_copy(&shelf->shape_arena, text, size);
	if (shape == NULL || copy == NULL)
		return sanya_error_memory(err);
	shape->cuts = sanya_arena_array(&shelf->shape_arena, walk.cut_count, sizeof(*shape->cuts));
	if (shape->cuts == NULL)
		return sanya_error_memory(err);
	if (sanya_contract_parse(name, text, size, NULL, NULL, &shape->contract, err) != 0)
		return -1;
	for (size_t i = 0; i < walk.cut_count; i++) {
		shape->cuts[i] = cuts[i];
		if (cuts[i].value.at != NULL)
			shape->cuts[i].value.at = copy + (cuts[i].value.at - text);
	}
	shape->text = copy;
	shape->size = size;
	shape->cut_count = walk.cut_count;
	shape->next = shelf->shapes;
	shelf->shapes = shape;
	shelf->shape_count++;
	*ret = shape;
	return 0;
}

/* Where a cut-out value begins and ends in its document: a text with its marks. */
static void span_of(const struct cut *cut, const char **ret_from, const char **ret_to)
{
	bool marked = cut->kind != CUT_SCALE && cut->kind != CUT_REVISION;

	*ret_from = cut->value.at - (marked ? 1 : 0);
	*ret_to = cut->value.at + cut->value.size + (marked ? 1 : 0);
}

/* The values of a document at the shape's cuts; false where it is not of this shape. */
static bool fits(const struct shape *shape, const char *text, size_t size, struct sanya_text values[CUTS_MAX])
{
	struct walk walk = { .at = text, .end = text + size };
	const char *done = shape->text;

	for (size_t i = 0; i < shape->cut_count; i++) {
		const struct cut *cut = &shape->cuts[i];
		const char *from, *to;
		size_t same;

		if (cut->value.at == NULL) /* null here: part of what has to be the same */
			continue;
		span_of(cut, &from, &to);
		same = (size_t)(from - done);
		if ((size_t)(walk.end - walk.at) < same || memcmp(walk.at, done, same) != 0)
			return false;
		walk.at += same;
		if (!walk_cut(&walk, cut->kind, &values[i]) || values[i].at == NULL)
			return false;
		done = to;
	}
	return (size_t)(walk.end - walk.at) == (size_t)(shape->text + shape->size - done) &&
	       memcmp(walk.at, done, (size_t)(walk.end - walk.at)) == 0;
}

/* --- a contract of a shape --- */

struct making {
	struct sanya_contract_shelf *shelf;
	const struct shape *shape;
	struct sanya_contract *contract;
	bool own_goals; /* the list is this contract's own */
	bool unlike;	/* the parser has to look at it */
};

static int set_text(struct making *making, struct sanya_text value, bool identifier, const char **ret, struct sanya_error *err)
{
	const char *copy = sanya_arena_copy(&making->shelf->arena, value.at, value.size);

	if (copy == NULL)
		return sanya_error_memory(err);
	making->unlike |= identifier && !sanya_text_is_identifier(copy);
	*ret = copy;
	return 0;
}

static int own_goals(struct making *making, struct sanya_error *err)
{
	struct sanya_contract *contract = making->contract;
	struct sanya_goal *goals;

	if (making->own_goals)
		return 0;
	goals = sanya_arena_array(&making->shelf->arena, contract->goal_count, sizeof(*goals));
	if (goals == NULL)
		return sanya_error_memory(err);
	memcpy(goals, contract->goals, contract->goal_count * sizeof(*goals));
	contract->goals = goals;
	making->own_goals = true;
	return 0;
}

/* "4h" is a duration where nobody knows the metric's unit, "4" a number: both have to be what the shape's first value is. */
static bool like_form(struct sanya_text a, struct sanya_text b)
{
	const char *x = a.size > 3 ? memchr(a.at + 3, '"', a.size - 3) : NULL;
	const char *y = b.size > 3 ? memchr(b.at + 3, '"', b.size - 3) : NULL;

	return x != NULL && y != NULL && (strchr("smhd", x[-1]) != NULL) == (strchr("smhd", y[-1]) != NULL);
}

static int set_scale(struct making *making, const struct cut *cut, struct sanya_text value, struct sanya_error *err)
{
	struct sanya_contract_shelf *shelf = making->shelf;
	struct sanya_reader reader = { .name = "", .text = value.at, .size = value.size };
	struct sanya_error ignored = SANYA_ERROR_INIT;
	struct moved *moved = sanya_arena_alloc(&shelf->arena, sizeof(*moved));
	struct sanya_goal *goal;
	struct sanya_place place;

	if (moved == NULL || own_goals(making, err) != 0)
		return sanya_error_memory(err);
	goal = &making->contract->goals[cut->goal];
	if (!like_form(cut->value, value) || sanya_json_parse("", value.at, value.size, &reader.json, &ignored) != 0) {
		making->unlike = true;
		return 0;
	}
	moved->next = shelf->moved;
	shelf->moved = moved;
	place = (struct sanya_place){ .reader = &reader, .json = reader.json };
	if (sanya_contract_read_scale(&place, goal->measure, &shelf->arena, &moved->scale, &ignored) != 0)
		making->unlike = true;
	sanya_json_free(reader.json);
	goal->scale.points = moved->scale.points;
	goal->scale.count = moved->scale.count;
	return 0;
}

static int set_supports(struct making *making, const struct cut *cut, struct sanya_text value, struct sanya_error *err)
{
	if (own_goals(making, err) != 0 || set_text(making, value, false, &making->contract->goals[cut->goal].supports, err) != 0)
		return -1;
	making->unlike |= !sanya_contract_is_supports(making->contract->goals[cut->goal].supports);
	return 0;
}

static int set_value(struct making *making, const struct cut *cut, struct sanya_text value, struct sanya_error *err)
{
	struct sanya_contract *contract = making->contract;
	struct sanya_error ignored = SANYA_ERROR_INIT;

	switch (cut->kind) {
	case CUT_EMPLOYEE:
		return set_text(making, value, true, &contract->employee, err);
	case CUT_MANAGER:
		return set_text(making, value, true, &contract->manager, err);
	case CUT_NUMBER:
		return set_text(making, value, true, &contract->number, err);
	case CUT_SUPERSEDES:
		return set_text(making, value, true, &contract->supersedes, err);
	case CUT_REVISION:
		making->unlike |= sanya_text_integer(value.at, value.size, &contract->revision, &ignored) != 0 || contract->revision < 1 ||
				  contract->revision > 9999 || value.at[0] == '0';
		return 0;
	case CUT_SUPPORTS:
		return sanya_text_equal(value, cut->value) ? 0 : set_supports(making, cut, value, err);
	case CUT_SCALE:
		return sanya_text_equal(value, cut->value) ? 0 : set_scale(making, cut, value, err);
	}
	return 0;
}

static int make(struct making *making, const struct sanya_text *values, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer path;
	struct sanya_error ignored = SANYA_ERROR_INIT;
	struct sanya_contract *contract = making->contract;

	sanya_buffer_init(&path, SANYA_TEXT_MAX);
	*contract = making->shape->contract;
	contract->canonical = NULL;
	contract->canonical_size = 0;
	for (size_t i = 0; i < making->shape->cut_count && !making->unlike; i++)
		if (making->shape->cuts[i].value.at != NULL && set_value(making, &making->shape->cuts[i], values[i], err) != 0)
			return -1;
	if (making->unlike)
		return 0;
	if (!making->own_goals) {
		making->unlike = strcmp(contract->employee, contract->manager) == 0 ||
				 (contract->supersedes != NULL && strcmp(contract->supersedes, contract->number) == 0);
		return 0;
	}
	making->unlike = sanya_contract_check(contract, NULL, NULL, &path, &ignored) != 0;
	return 0;
}

static int read_whole(struct sanya_contract_shelf *shelf, const char *name, const char *text, size_t size,
		      const struct sanya_contract **ret, struct sanya_error *err)
{
	struct kept *kept = sanya_arena_alloc(&shelf->arena, sizeof(*kept));

	if (kept == NULL)
		return sanya_error_memory(err);
	if (sanya_contract_parse(name, text, size, NULL, NULL, &kept->contract, err) != 0)
		return -1;
	kept->next = shelf->kept;
	shelf->kept = kept;
	shelf->bytes += 2 * kept->contract.arena.total; /* numbers lie outside the arena */
	*ret = &kept->contract;
	return 0;
}

/* The last one used comes first. */
static struct shape *find_shape(struct sanya_contract_shelf *shelf, const char *text, size_t size, struct sanya_text values[CUTS_MAX])
{
	for (struct shape **at = &shelf->shapes; *at != NULL; at = &(*at)->next) {
		struct shape *shape = *at;

		if (!fits(shape, text, size, values))
			continue;
		*at = shape->next;
		shape->next = shelf->shapes;
		shelf->shapes = shape;
		return shape;
	}
	return NULL;
}

int sanya_contract_shelf_read(struct sanya_contract_shelf *shelf, const char *name, const char *text, size_t size,
			      const struct sanya_contract **ret, struct sanya_error *err)
{
	struct sanya_text values[CUTS_MAX];
	struct making making = { .shelf = shelf };
	struct shape *shape = find_shape(shelf, text, size, values);

	if (shape == NULL && shelf->shape_count < SHAPES_MAX) {
		if (add_shape(shelf, name, text, size, &shape, err) != 0)
			return -1;
		for (size_t i = 0; shape != NULL && i < shape->cut_count; i++)
			values[i] = shape->cuts[i].value;
	}
	if (shape == NULL)
		return read_whole(shelf, name, text, size, ret, err);
	making.shape = shape;
	making.contract = sanya_arena_alloc(&shelf->arena, sizeof(*making.contract));
	if (making.contract == NULL)
		return sanya_error_memory(err);
	if (make(&making, values, err) != 0)
		return -1;
	if (making.unlike)
		return read_whole(shelf, name, text, size, ret, err);
	*ret = making.contract;
	return 0;
}
