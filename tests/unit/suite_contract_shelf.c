/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contracts read by their likeness are what the strict parser makes of the same bytes, and what it refuses is refused in its words:
 * tried on a real document and thousands of documents made from it.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/codec/contract_shelf.h"
#include "reward_fixture.h"

static struct sanya_error err;
static struct sanya_contract_shelf *shelf;
static struct sanya_json *document;
static struct sanya_buffer text;
static uint64_t state;

static void set_up(void)
{
	struct sanya_contract contract;

	err = (struct sanya_error)SANYA_ERROR_INIT;
	state = 42;
	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	fixture_read_contract("cases/contracts/full.json", &contract);
	document = sanya_contract_json(&contract);
	ck_assert_ptr_nonnull(document);
	sanya_contract_done(&contract);
	ck_assert_int_eq(sanya_contract_shelf_new(&shelf, &err), 0);
}

static void tear_down(void)
{
	sanya_contract_shelf_free(shelf);
	sanya_json_free(document);
	sanya_buffer_done(&text);
}

static unsigned any(unsigned below)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(state >> 33) % below;
}

static void same_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		ck_assert_ptr_eq(a, b);
	else
		ck_assert_str_eq(a, b);
}

static void same_scale(const struct sanya_scale *a, const struct sanya_scale *b)
{
	ck_assert_uint_eq(a->count, b->count);
	ck_assert_int_eq(a->between, b->between);
	for (size_t i = 0; i < a->count; i++) {
		ck_assert_int_eq(sanya_number_compare(&a->points[i].x, &b->points[i].x), 0);
		ck_assert_int_eq(sanya_number_compare(&a->points[i].y, &b->points[i].y), 0);
	}
}

static void same_goal(const struct sanya_goal *a, const struct sanya_goal *b)
{
	same_text(a->id, b->id);
	same_text(a->title.en, b->title.en);
	same_text(a->title.th, b->title.th);
	same_text(a->supports, b->supports);
	same_text(a->metric, b->metric);
	ck_assert_int_eq(a->clock, b->clock);
	ck_assert_int_eq(a->statistic.kind, b->statistic.kind);
	ck_assert_int_eq(a->statistic.level, b->statistic.level);
	ck_assert_int_eq(a->statistic.within, b->statistic.within);
	ck_assert_int_eq(a->measure, b->measure);
	ck_assert_uint_eq(a->where_count, b->where_count);
	ck_assert_int_eq(a->credit, b->credit);
	same_scale(&a->scale, &b->scale);
	ck_assert_int_eq(sanya_number_compare(&a->weight, &b->weight), 0);
	ck_assert_int_eq(a->minimum_sample, b->minimum_sample);
	ck_assert_int_eq(a->if_too_few, b->if_too_few);
	ck_assert_int_eq(a->deadline, b->deadline);
}

static void same(const struct sanya_contract *a, const struct sanya_contract *b)
{
	same_text(a->number, b->number);
	ck_assert_int_eq(a->revision, b->revision);
	same_text(a->title.en, b->title.en);
	same_text(a->employee, b->employee);
	same_text(a->manager, b->manager);
	ck_assert_int_eq(a->from, b->from);
	ck_assert_int_eq(a->to, b->to);
	same_text(a->timezone, b->timezone);
	same_text(a->calendar, b->calendar);
	same_text(a->supersedes, b->supersedes);
	ck_assert_uint_eq(a->goal_count, b->goal_count);
	for (size_t i = 0; i < a->goal_count; i++)
		same_goal(&a->goals[i], &b->goals[i]);
	same_text(a->reward.currency, b->reward.currency);
	ck_assert_int_eq(sanya_number_compare(&a->reward.at_100, &b->reward.at_100), 0);
	same_scale(&a->reward.curve, &b->reward.curve);
	ck_assert_uint_eq(a->reward.gate_count, b->reward.gate_count);
	ck_assert_int_eq(a->grace_days, b->grace_days);
	ck_assert(a->renewal.present == b->renewal.present);
}

/* The document as it stands, read both ways. */
static const struct sanya_contract *both_ways(void)
{
	const struct sanya_contract *shelved = NULL;
	struct sanya_contract parsed;
	struct sanya_error by_shelf = SANYA_ERROR_INIT, by_parser = SANYA_ERROR_INIT;
	int x, y;

	sanya_buffer_clear(&text);
	ck_assert_int_eq(sanya_json_canonical(document, &text, &err), 0);
	x = sanya_contract_shelf_read(shelf, "a contract", text.data, text.size, &shelved, &by_shelf);
	y = sanya_contract_parse("a contract", text.data, text.size, NULL, NULL, &parsed, &by_parser);
	ck_assert_msg(x == y, "%s / %s in %s", by_shelf.what, by_parser.what, text.data);
	ck_assert_str_eq(by_shelf.what, by_parser.what);
	ck_assert_str_eq(by_shelf.where, by_parser.where);
	if (y == 0)
		same(shelved, &parsed);
	sanya_contract_done(&parsed);
	return shelved;
}

static void set_text(const char *key, const char *value)
{
	ck_assert_int_eq(sanya_json_set(document, key, sanya_json_of_text(value)), 0);
}

static struct sanya_json *goal(size_t i)
{
	return sanya_json_own_at(sanya_json_own_get(document, "goals"), i);
}

static struct sanya_json *scale(const char *a, const char *b)
{
	struct sanya_json *list = sanya_json_array(), *first = sanya_json_array(), *second = sanya_json_array();

	sanya_json_append(first, sanya_json_of_text(a));
	sanya_json_append(first, sanya_json_of_text("0"));
	sanya_json_append(second, sanya_json_of_text(b));
	sanya_json_append(second, sanya_json_of_text("100"));
	sanya_json_append(list, first);
	sanya_json_append(list, second);
	return list;
}

START_TEST(likeness_gives_the_same_contract)
{
	char one[64], other[64];

	for (unsigned i = 0; i < 3000; i++) {
		snprintf(one, sizeof(one), "SQ-2026-%u", any(9000));
		set_text("number", one);
		snprintf(one, sizeof(one), "E%u", any(50));
		set_text("employee", one);
		snprintf(one, sizeof(one), "M%u", any(50));
		set_text("manager", one);
		sanya_json_set_integer(document, "revision", 1 + any(30));
		set_text("supersedes", any(3) == 0 ? "SQ-2025-0001" : NULL);
		snprintf(one, sizeof(one), "SQ-2026-%04u#speed", any(90));
		if (any(2) == 0)
			sanya_json_set(goal(0), "supports", sanya_json_of_text(one));
		snprintf(one, sizeof(one), "%u%%", 50 + any(20));
		snprintf(other, sizeof(other), "%u.5%%", 75 + any(20));
		if (any(2) == 0)
			sanya_json_set(goal(any(2)), "scale", scale(one, other));
		if (any(20) == 0)
			sanya_json_set_integer(goal(1), "minimum_sample", 1 + any(40));
		ck_assert_ptr_nonnull(both_ways());
		if (any(500) == 0)
			sanya_contract_shelf_clear(shelf);
	}
	/* Three thousand contracts take little more than what is their own. */
	ck_assert_uint_lt(sanya_contract_shelf_bytes(shelf), 8u << 20);
}
END_TEST

/* What the parser refuses, or may read otherwise, after a good one of the same shape. */
START_TEST(what_is_wrong_is_refused_alike)
{
	static const struct {
		const char *key, *value;
	} roots[] = {
		{ "employee", "E 1" },	{ "employee", "" },	    { "manager", "E1024" }, { "number", "-1" },
		{ "number", "ส1" },	{ "supersedes", "a b" },    { "employee", "E\"1" }, { "timezone", "../etc" },
		{ "calendar", "x" },	{ "employee", "E\\u0031" }, { "manager", "m\n" },
	};
	static const char *const scales[][2] = {
		{ "90%", "90%" }, { "x%", "90%" }, { "1", "2" }, { "4h", "8h" }, { "", "90%" }, { "80%", "85%\"" }, { "101", "80%" },
	};
	struct sanya_json *good = sanya_json_copy(document);

	for (size_t i = 0; i < SANYA_COUNT(roots); i++) {
		set_text(roots[i].key, roots[i].value);
		ck_assert_msg(both_ways() == NULL, "%s = %s", roots[i].key, roots[i].value);
		sanya_json_free(document);
		document = sanya_json_copy(good);
		ck_assert_ptr_nonnull(both_ways());
	}
	for (size_t i = 0; i < SANYA_COUNT(scales); i++) {
		sanya_json_set(goal(1), "scale", scale(scales[i][0], scales[i][1]));
		ck_assert_msg(both_ways() == NULL, "%s, %s", scales[i][0], scales[i][1]);
		sanya_json_free(document);
		document = sanya_json_copy(good);
		ck_assert_ptr_nonnull(both_ways());
	}
	set_text("supersedes", "SQ-2026-0017");
	ck_assert_ptr_null(both_ways());
	sanya_json_set(goal(0), "supports", sanya_json_of_text("nothing"));
	ck_assert_ptr_null(both_ways());
	sanya_json_free(good);
}
END_TEST

/* Cut short or turned over, anywhere: never anything that the parser would not say as well. */
START_TEST(damage_is_found_alike)
{
	const struct sanya_contract *shelved;
	struct sanya_contract parsed;
	struct sanya_error by_shelf, by_parser;

	ck_assert_ptr_nonnull(both_ways());
	for (unsigned i = 0; i < 4000; i++) {
		SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer bad;
		size_t size = i % 4 == 0 ? any((unsigned)text.size) : text.size;
		int x, y;

		sanya_buffer_init(&bad, SANYA_DOCUMENT_MAX);
		sanya_buffer_add(&bad, text.data, size);
		if (i % 4 != 0)
			bad.data[any((unsigned)size)] = (char)any(256);
		by_shelf = by_parser = (struct sanya_error)SANYA_ERROR_INIT;
		x = sanya_contract_shelf_read(shelf, "a contract", bad.data, bad.size, &shelved, &by_shelf);
		y = sanya_contract_parse("a contract", bad.data, bad.size, NULL, NULL, &parsed, &by_parser);
		ck_assert_msg(x == y, "%s / %s in %s", by_shelf.what, by_parser.what, bad.data);
		if (y == 0)
			same(shelved, &parsed);
		sanya_contract_done(&parsed);
	}
}
END_TEST

Suite *suite_contract_shelf(void);
Suite *suite_contract_shelf(void)
{
	Suite *suite = suite_create("contract_shelf");
	TCase *tcase = tcase_create("contract_shelf");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, likeness_gives_the_same_contract);
	tcase_add_test(tcase, what_is_wrong_is_refused_alike);
	tcase_add_test(tcase, damage_is_found_alike);
	suite_add_tcase(suite, tcase);
	return suite;
}
