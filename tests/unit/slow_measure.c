/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The slow measure.  Every question by itself, every observation from the first to the last, every group looked for from the first one.
 * Fast is not asked for here; obvious is.
 */
#include "slow_measure.h"

#include "core/base/time.h"

#include <check.h>

const char *const slow_metrics[SLOW_METRICS] = { "odd.seconds@1", "odd.count@1", "odd.points@1", "odd.flag@1",	 "odd.nps@1",
						 "odd.pair@1",	  "odd.picture@1", "odd.answer@1", "odd.asked@1" };
const enum sanya_unit slow_units[SLOW_METRICS] = { SANYA_UNIT_SECONDS, SANYA_UNIT_COUNT, SANYA_UNIT_POINTS,
						   SANYA_UNIT_FLAG,    SANYA_UNIT_NPS,	 SANYA_UNIT_PAIR,
						   SANYA_UNIT_FLAG,    SANYA_UNIT_POINTS, SANYA_UNIT_SECONDS };

#define PICTURE 6u
#define LISTED	16u /* names of one observation */

struct group {
	struct sanya_text keys[SANYA_MEASURE_BY_MAX + 1]; /* the last: the assignee who may stand in */
	char dates[SANYA_MEASURE_BY_MAX][16];
	int64_t *values, *possible;
	size_t count, room;
	uint64_t excluded[2], findings[2];
	bool any; /* something came to it */
};

struct question {
	struct slow_measure *slow;
	const struct sanya_measure_question *asked;
	struct slow_told *told;
	unsigned metric;
	enum sanya_observation_kind kind;
	bool by_person, stand_in, named;
	struct group groups[4096];
	size_t group_count;
};

static unsigned number_of(const char *metric)
{
	unsigned number = 0;

	while (strcmp(slow_metrics[number], metric) != 0)
		number++;
	return number;
}

enum sanya_observation_kind slow_kind(const char *metric)
{
	return number_of(metric) >= 7 ? SANYA_RESPONSE : SANYA_TICKET;
}

uint64_t slow_hash(struct sanya_text text, uint64_t more)
{
	uint64_t hash = more * UINT64_C(0x9e3779b97f4a7c15) + 1;

	for (uint32_t i = 0; text.at != NULL && i < text.size; i++)
		hash = (hash ^ (unsigned char)text.at[i]) * UINT64_C(1099511628211);
	return text.at == NULL ? hash ^ 77 : hash;
}

/* --- values, as metric-odd.c makes them --- */

static struct sanya_metric_value value_of(unsigned metric, const struct slow_observation *o, int64_t to)
{
	const struct sanya_ticket *t = &o->ticket;
	const struct sanya_response *r = &o->response;
	struct sanya_metric_value v = { .possible = 1 };

	switch (metric) {
	case 0:
	case 2:
		v.at = metric == 0 ? t->first_touch : t->created;
		v.reason = t->due == SANYA_NO_INSTANT || t->closed == SANYA_NO_INSTANT ? 2 : t->reopens == 0;
		v.value = v.reason == 2 ? 0 : t->due - t->closed;
		break;
	case 1:
	case 5:
		v.at = t->created;
		v.value = t->replies + (int64_t)t->assignee.size;
		v.possible = metric == 5 ? t->reassigns : 1;
		v.reason = t->replies == SANYA_NO_COUNT || (metric == 5 && t->reassigns <= 0) ? 2 : t->reopens == 0;
		break;
	case 3:
	case 4:
		v.at = metric == 3 ? t->first_touch : t->created;
		v.value = metric == 3 ? t->in_time == 1 : t->in_time == 1 ? 100 : -100;
		v.reason = t->in_time == SANYA_NO_COUNT ? 2 : t->reopens == 0;
		break;
	case PICTURE:
		v.at = to == SANYA_NO_INSTANT || t->reopens == 1 ? t->created : to - 1;
		v.value = t->solved == SANYA_NO_INSTANT || (to != SANYA_NO_INSTANT && t->solved >= to);
		v.reason = to != SANYA_NO_INSTANT && t->created >= to;
		return v;
	case 7:
		v.at = r->answered;
		v.value = r->value;
		v.reason = r->value == SANYA_NO_VALUE;
		v.finding = r->critical == 1 ? 2 : 0;
		return v;
	default:
		v.at = r->asked;
		v.value = r->asked == SANYA_NO_INSTANT ? 0 : r->answered - r->asked;
		v.reason = r->asked == SANYA_NO_INSTANT;
		return v;
	}
	v.finding = t->reopens == 1 ? 2 : 0;
	return v;
}

/* --- fields --- */

/* The texts of a field, as many as it has. */
static size_t field_of(const struct slow_observation *o, const char *name, struct sanya_text *ret)
{
	static const char *const kinds[] = { "", "csat", "nps", "ces", "qa", "mystery", "complaint", "rating" };
	const struct sanya_ticket *t = &o->ticket;
	const struct sanya_response *r = &o->response;
	const struct sanya_text *list = o->kind == SANYA_TICKET ? t->tags : r->tags;
	uint32_t count = o->kind == SANYA_TICKET ? t->tag_count : r->tag_count;
	struct sanya_text one = { NULL, 0 };

	if (strcmp(name, "involved") == 0) {
		list = t->involved;
		count = t->involved_count;
	} else if (strcmp(name, "tag") != 0 && strcmp(name, "tags") != 0) {
		const struct {
			const char *name;
			struct sanya_text ticket, response;
		} fields[] = {
			{ "assignee", t->assignee, one },	{ "first_replier", t->first_replier, one },
			{ "solver", t->solver, one },		{ "channel", t->channel, r->channel },
			{ "queue", t->queue, one },		{ "priority", t->priority, one },
			{ "status", t->status, one },		{ "requester", t->requester, r->requester },
			{ "id", t->id, r->id },			{ "subject", one, r->subject },
			{ "survey", one, r->survey },		{ "ticket", one, r->ticket },
			{ "kind", one, sanya_text_of(o->kind == SANYA_RESPONSE ? kinds[r->kind] : NULL) },
		};

		for (size_t i = 0; i < SANYA_COUNT(fields); i++)
			if (strcmp(fields[i].name, name) == 0)
				one = o->kind == SANYA_TICKET ? fields[i].ticket : fields[i].response;
		list = &one;
		count = one.at != NULL;
	}
	size_t found = 0;
	for (uint32_t i = 0; i < count; i++) {
		bool before = false;

		for (size_t k = 0; k < found; k++)
			before = before || sanya_text_equal(ret[k], list[i]);
		if (!before)
			ret[found++] = list[i];
	}
	return found;
}

static bool meets(const struct slow_observation *o, const struct sanya_measure_question *asked)
{
	for (size_t i = 0; i < asked->where_count; i++) {
		struct sanya_text texts[LISTED];
		size_t count = field_of(o, asked->where[i].field, texts);
		bool found = false;

		for (size_t k = 0; k < count; k++)
			for (size_t v = 0; v < asked->where[i].value_count; v++)
				found = found || sanya_text_is(texts[k], asked->where[i].values[v]);
		if (!found)
			return false;
	}
	return true;
}

/* Whom it is credited to, in order, each name once. */
static size_t credited_to(const struct slow_observation *o, enum sanya_credit credit, struct sanya_text *ret)
{
	static const char *const names[] = { "assignee", "first_replier", "solver", "involved" };
	unsigned first = credit == SANYA_CREDIT_FIRST_REPLIER ? 1 : credit == SANYA_CREDIT_SOLVER ? 2 : 0;
	unsigned last = credit == SANYA_CREDIT_INVOLVED ? 3 : first;
	size_t count = 0;

	if (o->kind == SANYA_RESPONSE)
		return field_of(o, "subject", ret);
	if (credit == SANYA_CREDIT_SUBJECT)
		return 0;
	for (unsigned i = first; i <= last; i++) {
		struct sanya_text texts[LISTED];
		size_t found = field_of(o, names[i], texts);

		for (size_t k = 0; k < found; k++) {
			bool before = false;

			for (size_t n = 0; n < count; n++)
				before = before || sanya_text_equal(ret[n], texts[k]);
			if (!before)
				ret[count++] = texts[k];
		}
	}
	return count;
}

/* --- groups --- */

static struct group *find_group(struct question *q, const struct sanya_text *keys)
{
	size_t count = q->asked->by_count + 1, at = 0;

	for (; at < q->group_count; at++) {
		bool same = true;

		for (size_t i = 0; i < count; i++)
			same = same && (q->groups[at].keys[i].at == NULL) == (keys[i].at == NULL) &&
			       sanya_text_equal(q->groups[at].keys[i], keys[i]);
		if (same)
			return &q->groups[at];
	}
	ck_assert_uint_lt(q->group_count, SANYA_COUNT(q->groups));
	struct group *group = &q->groups[q->group_count++];
	*group = (struct group){ .count = 0 };
	for (size_t i = 0; i < count; i++) {
		group->keys[i] = keys[i];
		/* Dates live in a buffer of the caller. */
		if (i < q->asked->by_count && (strcmp(q->asked->by[i], "month") == 0 || strcmp(q->asked->by[i], "day") == 0)) {
			snprintf(group->dates[i], sizeof group->dates[i], "%.*s", (int)keys[i].size, keys[i].at == NULL ? "" : keys[i].at);
			group->keys[i].at = keys[i].at == NULL ? NULL : group->dates[i];
		}
	}
	return group;
}

static void count_in(struct group *group, const struct sanya_metric_value *value)
{
	group->any = true;
	if (value->reason != 0) {
		group->excluded[value->reason - 1]++;
		return;
	}
	if (value->finding != 0)
		group->findings[value->finding - 1]++;
	if (group->count == group->room) {
		group->room = group->room * 2 + 8;
		group->values = reallocarray(group->values, group->room, sizeof *group->values);
		group->possible = reallocarray(group->possible, group->room, sizeof *group->possible);
		ck_assert(group->values != NULL && group->possible != NULL);
	}
	group->values[group->count] = value->value;
	group->possible[group->count++] = value->possible;
}

static struct sanya_text date_of(const struct sanya_zone *zone, int64_t at, bool daily, char room[16])
{
	if (at == SANYA_NO_INSTANT)
		return (struct sanya_text){ NULL, 0 };
	struct sanya_civil civil = sanya_date_civil(sanya_zone_date(zone, at));
	int size = snprintf(room, 16, daily ? "%04d-%02d-%02d" : "%04d-%02d", civil.year % 10000, civil.month % 100, civil.day % 100);
	return (struct sanya_text){ room, (uint32_t)size };
}

static void spread(struct question *q, const struct slow_observation *o, const struct sanya_metric_value *value, size_t at,
		   struct sanya_text person, struct sanya_text *keys)
{
	char room[16];

	if (at == q->asked->by_count) {
		count_in(find_group(q, keys), value);
		return;
	}
	if (strcmp(q->asked->by[at], "person") == 0) {
		keys[at] = person;
	} else if (strcmp(q->asked->by[at], "month") == 0 || strcmp(q->asked->by[at], "day") == 0) {
		keys[at] = date_of(q->slow->zone, value->at, q->asked->by[at][0] == 'd', room);
	} else {
		struct sanya_text texts[LISTED];
		size_t count = field_of(o, q->asked->by[at], texts);

		keys[at] = (struct sanya_text){ NULL, 0 };
		for (size_t i = 0; i < count; i++) {
			keys[at] = texts[i];
			spread(q, o, value, at + 1, person, keys);
		}
		if (count > 0)
			return;
	}
	spread(q, o, value, at + 1, person, keys);
}

static void take_part(struct question *q, const struct slow_observation *o, const struct sanya_metric_value *value,
		      struct sanya_text person, struct sanya_text stand_in)
{
	struct sanya_text keys[SANYA_MEASURE_BY_MAX + 1] = { { NULL, 0 } };

	keys[q->asked->by_count] = stand_in;
	spread(q, o, value, 0, person, keys);
	if (q->asked->seen == NULL)
		return;
	struct sanya_text id = o->kind == SANYA_TICKET ? o->ticket.id : o->response.id;
	q->told->sights++;
	q->told->sight_sum += slow_hash(id, slow_hash(person, (uint64_t)value->at ^ (uint64_t)value->value << 7 ^ (uint64_t)value->reason));
}

static size_t add_people(const struct question *q, const struct slow_observation *o, struct sanya_text name, int64_t at,
			 struct sanya_text *people, size_t count, bool *ret_nobody)
{
	struct sanya_measure_people found = { .ids = &name, .count = 1 };

	if (q->asked->who != NULL)
		q->slow->who(q->asked->context, o->source, name, at, &found);
	*ret_nobody = found.count == 0;
	for (size_t i = 0; i < found.count; i++) {
		bool before = false;

		for (size_t k = 0; k < count; k++)
			before = before || sanya_text_equal(people[k], found.ids[i]);
		if (!before)
			people[count++] = found.ids[i];
	}
	return count;
}

static void credit(struct question *q, const struct slow_observation *o, const struct sanya_metric_value *value)
{
	const struct sanya_text nobody = { NULL, 0 };
	struct sanya_text names[4 * LISTED], people[16 * LISTED];
	size_t count = 0, name_count = credited_to(o, q->asked->credit, names), stands = 0;
	bool none;

	if (!q->by_person && q->asked->who == NULL) {
		take_part(q, o, value, nobody, nobody);
		return;
	}
	for (size_t i = 0; i < name_count; i++) {
		count = add_people(q, o, names[i], value->at, people, count, &none);
		if (none && q->asked->nobody != NULL) {
			q->told->nobodies++;
			q->told->nobody_sum += slow_hash(names[i], (uint64_t)value->at);
		}
	}
	if (count > 0) {
		for (size_t i = 0; i < (q->by_person ? count : 1); i++)
			take_part(q, o, value, people[i], nobody);
		return;
	}
	if (name_count == 0 && q->stand_in && o->ticket.assignee.at != NULL)
		stands = add_people(q, o, o->ticket.assignee, value->at, people, 0, &none);
	for (size_t i = 0; i < stands; i++)
		take_part(q, o, value, nobody, people[i]);
	if (stands == 0 && (q->asked->who == NULL || (name_count == 0 && q->asked->unnamed)))
		take_part(q, o, value, nobody, nobody);
}

static void take_value(struct question *q, const struct slow_observation *o, const struct sanya_metric_value *value)
{
	struct sanya_text names[4 * LISTED];

	if (q->stand_in && credited_to(o, q->asked->credit, names) > 0)
		q->named = true;
	if (q->asked->from != SANYA_NO_INSTANT && value->at < q->asked->from)
		return;
	if (q->asked->to != SANYA_NO_INSTANT && value->at >= q->asked->to)
		return;
	if (meets(o, q->asked))
		credit(q, o, value);
}

/* Where the month or day of an instant ends. */
static int64_t period_end(const struct sanya_zone *zone, int64_t at, bool daily)
{
	int32_t date = sanya_zone_date(zone, at), next = date + 1;

	while (!daily && sanya_date_civil(next).month == sanya_date_civil(date).month)
		next++;
	return sanya_zone_day_start(zone, next);
}

static bool has_key(const struct sanya_measure_question *asked, const char *key)
{
	for (size_t i = 0; i < asked->by_count; i++)
		if (strcmp(asked->by[i], key) == 0)
			return true;
	return false;
}

static void take_observation(struct question *q, const struct slow_observation *o)
{
	const struct sanya_measure_question *asked = q->asked;
	bool daily = has_key(asked, "day"), cut = q->metric == PICTURE && (daily || has_key(asked, "month")) &&
						 asked->from != SANYA_NO_INSTANT && asked->to != SANYA_NO_INSTANT;
	struct sanya_metric_value value;

	if (o->skip || o->kind != q->kind)
		return;
	if (!cut) {
		value = value_of(q->metric, o, asked->to);
		take_value(q, o, &value);
		return;
	}
	/* One picture of each month (day); where there are several each counts in its own alone. */
	bool several = period_end(q->slow->zone, asked->from, daily) < asked->to;
	for (int64_t from = asked->from, to; from < asked->to; from = to) {
		to = period_end(q->slow->zone, from, daily);
		to = to < asked->to ? to : asked->to;
		value = value_of(q->metric, o, to);
		if (!several || (value.at >= from && value.at < to))
			take_value(q, o, &value);
	}
}

/* --- the end --- */

static void settle_stand_ins(struct question *q)
{
	size_t last = q->asked->by_count, count = q->group_count;

	for (size_t i = 0; i < count; i++) {
		struct sanya_text keys[SANYA_MEASURE_BY_MAX + 1];
		struct sanya_metric_value value = { .reason = 0 };

		if (q->groups[i].keys[last].at == NULL)
			continue;
		memcpy(keys, q->groups[i].keys, sizeof keys);
		for (size_t k = 0; k < last && !q->named; k++)
			if (strcmp(q->asked->by[k], "person") == 0)
				keys[k] = keys[last];
		q->told->fell_back = q->told->fell_back || !q->named;
		keys[last] = (struct sanya_text){ NULL, 0 };
		struct group *to = find_group(q, keys), *from = &q->groups[i];
		for (size_t k = 0; k < from->count; k++) {
			value.value = from->values[k];
			value.possible = from->possible[k];
			count_in(to, &value);
		}
		for (unsigned k = 0; k < 2; k++) {
			to->excluded[k] += from->excluded[k];
			to->findings[k] += from->findings[k];
		}
		to->any = true;
		from->any = false;
	}
}

static int by_size(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

static void set_sum(struct sanya_number *ret, const int64_t *values, size_t count)
{
	struct sanya_number one;

	sanya_number_init(&one);
	sanya_number_set_integer(ret, 0);
	for (size_t i = 0; i < count; i++) {
		sanya_number_set_integer(&one, values[i]);
		sanya_number_add(ret, ret, &one);
	}
	sanya_number_done(&one);
}

static void divide(struct sanya_number *ret, int64_t by)
{
	struct sanya_number whole;

	sanya_number_init(&whole);
	sanya_number_set_integer(&whole, by);
	sanya_number_div(ret, ret, &whole);
	sanya_number_done(&whole);
}

/* Type 7: (n - 1) * level lies between two of the sorted values. */
static void set_percentile(struct sanya_number *ret, const int64_t *sorted, size_t count, int64_t level)
{
	int64_t place = (int64_t)(count - 1) * level, below = place / 1000000, part = place % 1000000;
	struct sanya_number upper;

	sanya_number_init(&upper);
	sanya_number_set_integer(ret, sorted[below]);
	if (part > 0) {
		sanya_number_set_integer(&upper, sorted[below + 1]);
		sanya_number_sub(&upper, &upper, ret);
		struct sanya_number share;
		sanya_number_init(&share);
		sanya_number_set_ratio(&share, part, 1000000);
		sanya_number_mul(&upper, &upper, &share);
		sanya_number_add(ret, ret, &upper);
		sanya_number_done(&share);
	}
	sanya_number_done(&upper);
}

static void compute(const struct sanya_statistic *statistic, enum sanya_unit unit, struct group *group, struct sanya_number *ret)
{
	size_t count = group->count;
	int64_t within = 0;
	struct sanya_number possible;

	if (statistic->kind == SANYA_STATISTIC_SHARE && unit == SANYA_UNIT_PAIR) {
		sanya_number_init(&possible);
		set_sum(ret, group->values, count);
		set_sum(&possible, group->possible, count);
		sanya_number_div(ret, ret, &possible);
		sanya_number_done(&possible);
		return;
	}
	qsort(group->values, count, sizeof *group->values, by_size);
	switch (statistic->kind) {
	case SANYA_STATISTIC_MEAN:
	case SANYA_STATISTIC_SCORE:
	case SANYA_STATISTIC_SHARE:
		set_sum(ret, group->values, count);
		divide(ret, (int64_t)count);
		break;
	case SANYA_STATISTIC_SUM:
		set_sum(ret, group->values, count);
		break;
	case SANYA_STATISTIC_MEDIAN:
		set_percentile(ret, group->values, count, 500000);
		break;
	case SANYA_STATISTIC_PERCENTILE:
		set_percentile(ret, group->values, count, statistic->level);
		break;
	case SANYA_STATISTIC_RANK:
		sanya_number_set_integer(ret, group->values[((int64_t)count * statistic->level + 999999) / 1000000 - 1]);
		break;
	case SANYA_STATISTIC_MAX:
		sanya_number_set_integer(ret, group->values[count - 1]);
		break;
	case SANYA_STATISTIC_SHARE_WITHIN:
		for (size_t i = 0; i < count; i++)
			within += group->values[i] <= statistic->within;
		sanya_number_set_integer(ret, within);
		divide(ret, (int64_t)count);
		break;
	case SANYA_STATISTIC_COUNT:
	default:
		sanya_number_set_integer(ret, (int64_t)count);
		return;
	}
	if (unit == SANYA_UNIT_POINTS)
		divide(ret, 1000);
}

static void add_row(struct question *q, struct group *group, size_t number)
{
	struct slow_measure *slow = q->slow;
	struct slow_row *rows = reallocarray(slow->rows, slow->row_count + 1, sizeof *rows);

	ck_assert_ptr_nonnull(rows);
	slow->rows = rows;
	struct slow_row *row = &rows[slow->row_count++];
	*row = (struct slow_row){ .question = number, .count = group->count };
	for (size_t i = 0; i < q->asked->by_count; i++)
		if (group->keys[i].at != NULL)
			row->keys[i] = (struct sanya_text){ strndup(group->keys[i].at, group->keys[i].size), group->keys[i].size };
	memcpy(row->excluded, group->excluded, sizeof row->excluded);
	memcpy(row->findings, group->findings, sizeof row->findings);
	sanya_number_init(&row->value);
	row->has_value = group->count > 0 || q->asked->statistic.kind == SANYA_STATISTIC_COUNT;
	if (group->count > 0)
		compute(&q->asked->statistic, slow_units[q->metric], group, &row->value);
}

static int by_keys(const void *left, const void *right)
{
	const struct slow_row *a = left, *b = right;

	for (size_t i = 0; i < SANYA_MEASURE_BY_MAX; i++) {
		int order = (a->keys[i].at != NULL) - (b->keys[i].at != NULL);

		if (order == 0)
			order = sanya_text_compare(a->keys[i], b->keys[i]);
		if (order != 0)
			return order;
	}
	return (a->question > b->question) - (a->question < b->question);
}

void slow_measure(struct slow_measure *slow)
{
	struct question *q = malloc(sizeof *q);

	ck_assert_ptr_nonnull(q);
	slow->rows = NULL;
	slow->row_count = 0;
	slow->told = calloc(slow->question_count + 1, sizeof *slow->told);
	ck_assert_ptr_nonnull(slow->told);
	for (size_t i = 0; i < slow->question_count; i++) {
		const struct sanya_measure_question *asked = &slow->questions[i];

		*q = (struct question){ .slow = slow, .asked = asked, .told = &slow->told[i], .metric = number_of(asked->metric),
					.kind = slow_kind(asked->metric), .by_person = has_key(asked, "person") };
		q->stand_in = asked->fall_back && q->by_person && q->kind == SANYA_TICKET && asked->credit != SANYA_CREDIT_ASSIGNEE;
		for (size_t k = 0; k < slow->observation_count; k++)
			take_observation(q, &slow->observations[k]);
		settle_stand_ins(q);
		if (asked->by_count == 0) {
			const struct sanya_text none[1] = { { NULL, 0 } };
			find_group(q, none)->any = true;
		}
		for (size_t k = 0; k < q->group_count; k++) {
			if (q->groups[k].any)
				add_row(q, &q->groups[k], i);
			free(q->groups[k].values);
			free(q->groups[k].possible);
		}
	}
	free(q);
	if (slow->row_count > 0)
		qsort(slow->rows, slow->row_count, sizeof *slow->rows, by_keys);
}

void slow_measure_done(struct slow_measure *slow)
{
	for (size_t i = 0; i < slow->row_count; i++) {
		for (size_t k = 0; k < SANYA_MEASURE_BY_MAX; k++) {
			union {
				const char *in;
				void *out;
			} key = { .in = slow->rows[i].keys[k].at };
			free(key.out);
		}
		sanya_number_done(&slow->rows[i].value);
	}
	free(slow->rows);
	free(slow->told);
}
