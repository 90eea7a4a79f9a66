/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The measure against a slow and obvious one (slow_measure.c), on made-up observations and questions of every kind: groups by fields, lists,
 * people, months and days; conditions; who with answers that change; stand-ins; snapshots; skipped rows; dictionaries that start over;
 * values of 64 bits; reasons and findings.  Every row must be the same, in the same order.
 */
#include "../isolation/isolation.h"
#include "dice.h"
#include "observations.h"
#include "slow_measure.h"

Suite *suite_measuring(void);

#define OBSERVATIONS 260u
#define QUESTIONS    8u
#define NAMES	     12u
#define FROM	     INT64_C(1319932800) /* 2011-10-30: clocks change, at odd times, and Apia is about to lose a day */
#define TO	     INT64_C(1326000000)
#define TURN	     INT64_C(864000)

/* What one question's callbacks know. */
struct asker {
	size_t number;
	struct slow_told told;
	uint64_t asked[4096]; /* what who was asked, so that nothing is asked twice */
	size_t asked_count;
};

struct round {
	struct dice dice;
	uint64_t state;
	struct sanya_arena arena;
	struct sanya_host *host;
	struct sanya_zone *zone;
	struct sanya_measuring *measuring;
	struct slow_observation observations[OBSERVATIONS];
	struct sanya_measure_question questions[QUESTIONS];
	size_t question_count;
	bool plain; /* as the command line asks: the same groups for all, every row counts */
	struct asker askers[QUESTIONS];
	struct slow_measure slow;
	size_t row; /* the next that is expected */
};

/* --- who is who --- */

static const struct sanya_text people[] = { { "ann", 3 }, { "agent-1", 7 }, { "ann", 3 }, { "", 0 } };

/* Answers change at two moments of each name's own; a quarter of the names have nobody for a while. */
static void who_is(void *context, const char *source, struct sanya_text name, int64_t at, struct sanya_measure_people *ret)
{
	struct asker *asker = context;
	uint64_t hash = slow_hash(name, slow_hash(sanya_text_of(source), asker->number));
	int64_t first = FROM + (int64_t)(hash % 7) * TURN, second = first + (int64_t)(hash >> 40 & 3) * TURN;
	unsigned stretch = at < first ? 0 : at < second ? 1 : 2;

	ret->from = stretch == 0 ? SANYA_NO_INSTANT : stretch == 1 ? first : second;
	ret->to = stretch == 0 ? first : stretch == 1 ? second : SANYA_NO_INSTANT;
	ret->count = hash >> (stretch * 8) & 3;
	ret->ids = people + (ret->count < 3 ? (hash >> (stretch * 8 + 4) & 7) % 3 : 0);
}

static int who(void *context, const char *source, struct sanya_text name, int64_t at, struct sanya_measure_people *ret,
	       struct sanya_error *err)
{
	struct asker *asker = context;

	(void)err;
	who_is(context, source, name, at, ret);
	uint64_t key = slow_hash(name, slow_hash(sanya_text_of(source), (uint64_t)ret->from));
	for (size_t i = 0; i < asker->asked_count; i++)
		ck_assert_msg(asker->asked[i] != key, "%.*s was asked for twice", (int)name.size, name.at);
	ck_assert_uint_lt(asker->asked_count, SANYA_COUNT(asker->asked));
	asker->asked[asker->asked_count++] = key;
	return 0;
}

static int nobody(void *context, const char *source, struct sanya_text name, int64_t at, struct sanya_error *err)
{
	struct asker *asker = context;

	(void)source, (void)err;
	asker->told.nobodies++;
	asker->told.nobody_sum += slow_hash(name, (uint64_t)at);
	return 0;
}

static int seen(void *context, const struct sanya_measure_sight *sight, struct sanya_error *err)
{
	struct asker *asker = context;
	const struct sanya_metric_value *value = sight->value;
	const struct sanya_ticket *ticket = sight->observation;
	const struct sanya_response *response = sight->observation;

	(void)err;
	ck_assert_uint_eq(sight->question, asker->number);
	ck_assert(sanya_text_equal(sight->id, sight->kind == SANYA_TICKET ? ticket->id : response->id));
	asker->told.sights++;
	asker->told.sight_sum += slow_hash(
		sight->id, slow_hash(sight->person, (uint64_t)value->at ^ (uint64_t)value->value << 7 ^ (uint64_t)value->reason));
	return 0;
}

/* --- making everything up --- */

/* Often the first or the last moment of a day, or a moment at which answers change. */
static int64_t some_instant(struct round *round)
{
	int64_t at = FROM + (int64_t)(dice_bits(&round->dice) % (uint64_t)(TO - FROM));

	if (dice_rarely(&round->dice, 5))
		return FROM + dice_roll(&round->dice, 7) * TURN - dice_roll(&round->dice, 2);
	if (!dice_rarely(&round->dice, 4))
		return at;
	return sanya_zone_day_start(round->zone, sanya_zone_date(round->zone, at)) - dice_roll(&round->dice, 2);
}

static void make_observations(struct round *round)
{
	const struct observations_shape shape = { .names = NAMES, .terms = 4, .from = FROM, .to = TO, .longest = 3000000, .open_in = 5,
						  .rich_in = 2 };
	bool wide = dice_rarely(&round->dice, 3);

	for (size_t i = 0; i < OBSERVATIONS; i++) {
		struct slow_observation *o = &round->observations[i];
		struct sanya_text id = observations_text(&round->arena, "T%zu", i);

		*o = (struct slow_observation){ .source = dice_rarely(&round->dice, 3) ? "desk" : "calls",
						.kind = dice_rarely(&round->dice, 3) ? SANYA_RESPONSE : SANYA_TICKET,
						.skip = !round->plain && dice_rarely(&round->dice, 9) };
		if (o->kind == SANYA_RESPONSE) {
			observations_response(&round->arena, &round->state, &shape, id, &o->response);
			continue;
		}
		observations_ticket(&round->arena, &round->state, &shape, id, &o->ticket);
		o->ticket.created = some_instant(round);
		/* Values: what is due before it is closed is negative, what is due in a thousand years does not fit 32 bits. */
		o->ticket.closed = some_instant(round);
		o->ticket.due = o->ticket.closed + (int64_t)dice_roll(&round->dice, 900000);
		if (dice_rarely(&round->dice, 12))
			o->ticket.due = o->ticket.closed + 14400 * (int64_t)dice_roll(&round->dice, 2);
		if (wide && dice_rarely(&round->dice, 6))
			o->ticket.due = dice_rarely(&round->dice, 2) ? o->ticket.closed - 77777 : INT64_C(200000000000) + (int64_t)i;
		if (!dice_rarely(&round->dice, 9))
			o->ticket.first_touch = some_instant(round);
		o->ticket.reopens = (int32_t)dice_roll(&round->dice, 9);
		if (o->ticket.replies == INT32_MAX)
			o->ticket.replies = 3;
	}
}

static const struct {
	const char *words;
	unsigned units;
} statistics[] = {
#define UNIT(unit) (1u << SANYA_UNIT_##unit)
#define QUANTITIES (UNIT(SECONDS) | UNIT(COUNT) | UNIT(POINTS))
	{ "mean", QUANTITIES },		 { "median", QUANTITIES },
	{ "percentile 90", QUANTITIES }, { "percentile 37.5", QUANTITIES },
	{ "rank 80", QUANTITIES },	 { "sum", QUANTITIES | UNIT(FLAG) },
	{ "max", QUANTITIES },		 { "count", QUANTITIES | UNIT(FLAG) | UNIT(NPS) | UNIT(PAIR) },
	{ "share", UNIT(FLAG) | UNIT(PAIR) }, { "share_within 4h", UNIT(SECONDS) },
	{ "share_within 2d", UNIT(SECONDS) }, { "score", UNIT(NPS) },
};

static const char *statistic_for(struct round *round, enum sanya_unit unit)
{
	for (;;) {
		uint32_t which = dice_roll(&round->dice, (uint32_t)SANYA_COUNT(statistics));

		if ((statistics[which].units & 1u << (unsigned)unit) != 0)
			return statistics[which].words;
	}
}

static const char *const ticket_keys[] = { "person", "month", "day", "channel", "queue", "tag", "involved", "assignee", "requester", "status" };
static const char *const response_keys[] = { "person", "month", "day", "channel", "survey", "tags", "kind", "subject", "ticket" };

static void make_by(struct round *round, struct sanya_measure_question *question, bool ticket)
{
	const char **by = sanya_arena_array(&round->arena, SANYA_MEASURE_BY_MAX, sizeof *by);
	uint32_t wanted = dice_roll(&round->dice, 4);

	for (uint32_t i = 0; i < wanted; i++) {
		const char *key = ticket ? ticket_keys[dice_roll(&round->dice, (uint32_t)SANYA_COUNT(ticket_keys))]
					 : response_keys[dice_roll(&round->dice, (uint32_t)SANYA_COUNT(response_keys))];
		bool before = false;

		for (size_t k = 0; k < question->by_count; k++)
			before = before || strcmp(by[k], key) == 0;
		/* Half of all people and months. */
		if (i == 0 && dice_rarely(&round->dice, 2))
			key = "person";
		if (i == 1 && dice_rarely(&round->dice, 2) && strcmp(by[0], "month") != 0)
			key = "month";
		for (size_t k = 0; k < question->by_count; k++)
			before = before || strcmp(by[k], key) == 0;
		if (!before)
			by[question->by_count++] = key;
	}
	question->by = by;
}

static void make_where(struct round *round, struct sanya_measure_question *question, bool ticket)
{
	static const char *const ticket_fields[] = { "channel", "tag", "involved", "assignee", "requester", "id" };
	static const char *const response_fields[] = { "channel", "tag", "kind", "subject", "survey" };
	struct sanya_condition *where = sanya_arena_array(&round->arena, 2, sizeof *where);

	question->where = where;
	question->where_count = dice_rarely(&round->dice, 2) ? 0 : dice_roll(&round->dice, 3);
	for (size_t i = 0; i < question->where_count; i++) {
		where[i].field = ticket ? ticket_fields[dice_roll(&round->dice, (uint32_t)SANYA_COUNT(ticket_fields))]
					: response_fields[dice_roll(&round->dice, (uint32_t)SANYA_COUNT(response_fields))];
		where[i].values = sanya_arena_array(&round->arena, 6, sizeof(const char *));
		where[i].value_count = 6;
		for (size_t k = 0; k < 6; k++) {
			uint32_t number = dice_roll(&round->dice, NAMES);

			where[i].values[k] = strcmp(where[i].field, "channel") == 0 || strcmp(where[i].field, "survey") == 0 ?
						     observations_text(&round->arena, "%s %u ก", where[i].field, number % 4).at :
					     strcmp(where[i].field, "tag") == 0 ? observations_text(&round->arena, "tag%u", number % 4).at :
					     strcmp(where[i].field, "kind") == 0 ? (k % 2 == 0 ? "csat" : "nps") :
					     strcmp(where[i].field, "id") == 0 ? observations_text(&round->arena, "T%u", number * 7).at :
										 observations_text(&round->arena, "agent-%u", number).at;
		}
	}
}

static void make_question(struct round *round, size_t number)
{
	struct sanya_measure_question *question = &round->questions[number];
	struct sanya_error err = SANYA_ERROR_INIT;
	uint32_t metric = dice_roll(&round->dice, SLOW_METRICS);
	const char *words = statistic_for(round, slow_units[metric]);
	bool ticket = slow_kind(slow_metrics[metric]) == SANYA_TICKET;

	*question = (struct sanya_measure_question){ .metric = slow_metrics[metric], .from = SANYA_NO_INSTANT, .to = SANYA_NO_INSTANT };
	/* Often the one before with another statistic: they share their values. */
	if (number > 0 && dice_rarely(&round->dice, 3)) {
		*question = round->questions[number - 1];
		for (metric = 0; strcmp(slow_metrics[metric], question->metric) != 0;)
			metric++;
		words = statistic_for(round, slow_units[metric]);
		ck_assert_int_eq(sanya_statistic_parse(words, strlen(words), &question->statistic, &err), 0);
		if (question->seen == NULL && question->nobody == NULL)
			return;
		round->askers[number].number = number;
		question->context = &round->askers[number];
		return;
	}
	ck_assert_int_eq(sanya_statistic_parse(words, strlen(words), &question->statistic, &err), 0);
	round->askers[number].number = number;
	question->context = &round->askers[number];
	if (round->plain) {
		static const char *const by[] = { "person", "month", "channel" };

		question->context = &round->askers[0];
		question->by = by;
		question->by_count = 2 + round->state % 2;
		question->credit = SANYA_CREDIT_SOLVER;
		question->fall_back = true;
		return;
	}
	make_by(round, question, ticket);
	make_where(round, question, ticket);
	if (dice_rarely(&round->dice, 2)) {
		question->from = dice_rarely(&round->dice, 3) ? SANYA_NO_INSTANT : FROM + dice_roll(&round->dice, 3000000);
		question->to = dice_rarely(&round->dice, 3) ? SANYA_NO_INSTANT : TO - dice_roll(&round->dice, 3000000);
	}
	question->credit = (enum sanya_credit)dice_roll(&round->dice, 5);
	question->fall_back = dice_rarely(&round->dice, 2);
	if (dice_rarely(&round->dice, 2))
		question->who = who;
	if (question->who != NULL && dice_rarely(&round->dice, 2))
		question->nobody = nobody;
	question->unnamed = dice_rarely(&round->dice, 3);
	if (dice_rarely(&round->dice, 4))
		question->seen = seen;
}

/* Now and then nobody is named but assignees, so that they stand in. */
static void forget_names(struct round *round)
{
	for (size_t i = 0; i < OBSERVATIONS; i++) {
		struct sanya_ticket *ticket = &round->observations[i].ticket;

		ticket->first_replier = ticket->solver = (struct sanya_text){ NULL, 0 };
		ticket->involved = NULL;
		ticket->involved_count = 0;
	}
}

/* --- through the measure --- */

struct stream {
	struct sanya_dictionary dictionary;
	struct sanya_block *block;
	unsigned char skip[SANYA_BLOCK_ROWS];
	bool any_skip;
	const char *source;
};

static void give(struct round *round, struct stream *stream)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	if (stream->block->count == 0)
		return;
	ck_assert_msg(sanya_block_check(stream->block, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_measuring_take(round->measuring, stream->source, stream->block, &stream->dictionary,
					   stream->any_skip ? stream->skip : NULL, &err) == 0, "%s", err.what);
}

static void add(struct round *round, struct stream *stream, const struct slow_observation *o)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	if (stream->block->count == 0 || stream->block->kind != o->kind || stream->source != o->source ||
	    dice_rarely(&round->dice, 40)) {
		give(round, stream);
		if (dice_rarely(&round->dice, 12)) /* the dictionary is full */
			sanya_dictionary_restart(&stream->dictionary, stream->dictionary.number + 1);
		else if (dice_rarely(&round->dice, 12)) { /* another one, which looks the same from outside */
			sanya_dictionary_done(&stream->dictionary);
			sanya_dictionary_init(&stream->dictionary);
		}
		sanya_block_start(stream->block, o->kind, &stream->dictionary);
		stream->source = o->source;
		stream->any_skip = false;
	}
	stream->skip[stream->block->count] = o->skip;
	stream->any_skip = stream->any_skip || o->skip;
	ck_assert_int_eq(o->kind == SANYA_TICKET ? sanya_block_add_ticket(stream->block, &stream->dictionary, &o->ticket, &err)
						 : sanya_block_add_response(stream->block, &stream->dictionary, &o->response, &err), 1);
}

static void give_all(struct round *round)
{
	struct stream streams[2];

	for (size_t i = 0; i < SANYA_COUNT(streams); i++) {
		streams[i] = (struct stream){ .block = calloc(1, sizeof(struct sanya_block)) };
		ck_assert_ptr_nonnull(streams[i].block);
		sanya_dictionary_init(&streams[i].dictionary);
	}
	for (size_t i = 0; i < OBSERVATIONS; i++)
		add(round, &streams[dice_roll(&round->dice, 2)], &round->observations[i]);
	for (size_t i = 0; i < SANYA_COUNT(streams); i++) {
		give(round, &streams[i]);
		sanya_dictionary_done(&streams[i].dictionary);
		free(streams[i].block);
	}
}

/* --- comparing --- */

static void same_reasons(const struct sanya_measure_excluded *list, size_t count, const uint64_t *expected)
{
	static const char *const words[] = { "left-out", "odd" };
	size_t at = 0;

	for (unsigned i = 0; i < 2; i++) {
		if (expected[i] == 0)
			continue;
		ck_assert_uint_lt(at, count);
		ck_assert_str_eq(list[at].word, words[i]);
		ck_assert_uint_eq(list[at++].count, expected[i]);
	}
	ck_assert_uint_eq(at, count);
}

static int compare_row(void *context, const struct sanya_measure_row *row, struct sanya_error *err)
{
	struct round *round = context;
	struct sanya_number value;

	(void)err;
	ck_assert_uint_lt(round->row, round->slow.row_count);
	const struct slow_row *expected = &round->slow.rows[round->row++];
	ck_assert_uint_eq(row->question, expected->question);
	for (size_t i = 0; i < SANYA_MEASURE_BY_MAX; i++)
		ck_assert_msg((row->keys[i].at == NULL) == (expected->keys[i].at == NULL) &&
				      sanya_text_equal(row->keys[i], expected->keys[i]),
			      "row %zu, question %zu, key %zu: \"%.*s\", not \"%.*s\"", round->row, row->question, i,
			      (int)row->keys[i].size, row->keys[i].at, (int)expected->keys[i].size, expected->keys[i].at);
	ck_assert_uint_eq(row->count, expected->count);
	ck_assert_int_eq(row->has_value, expected->has_value);
	same_reasons(row->excluded, row->excluded_count, expected->excluded);
	same_reasons(row->findings, row->finding_count, expected->findings);
	sanya_number_init(&value);
	sanya_number_set_ratio(&value, row->value.num, row->value.den);
	if (row->has_value)
		ck_assert_msg(sanya_number_compare(&value, &expected->value) == 0, "row %zu, question %zu: %lld/%lld", round->row,
			      row->question, (long long)row->value.num, (long long)row->value.den);
	/* In lowest terms. */
	ck_assert_int_gt(row->value.den, 0);
	struct sanya_ratio again;
	ck_assert_int_eq(sanya_ratio_of(row->value.num, row->value.den, &again, err), 0);
	ck_assert(again.num == row->value.num && again.den == row->value.den);
	sanya_number_done(&value);
	return 0;
}

static void compare(struct round *round)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	/* A table asks for all rows twice. */
	for (int twice = 0; twice < 2; twice++) {
		round->row = 0;
		ck_assert_msg(sanya_measuring_each(round->measuring, compare_row, round, &err) == 0, "%s", err.what);
		ck_assert_uint_eq(round->row, round->slow.row_count);
	}
	for (size_t i = 0; i < round->question_count; i++) {
		const struct sanya_measure_question *question = &round->questions[i];
		const struct slow_told *expected = &round->slow.told[i], *told = &round->askers[i].told;

		ck_assert_int_eq(sanya_measuring_fell_back(round->measuring, i), expected->fell_back);
		if (question->seen != NULL)
			ck_assert(told->sights == expected->sights && told->sight_sum == expected->sight_sum);
		if (question->nobody != NULL)
			ck_assert(told->nobodies == expected->nobodies && told->nobody_sum == expected->nobody_sum);
	}
}

static void run_round(uint64_t seed)
{
	static const char *const zones[] = { "Asia/Bangkok", "America/St_Johns", "Pacific/Apia", "Europe/Berlin", "UTC" };
	struct sanya_error err = SANYA_ERROR_INIT;
	struct round *round = calloc(1, sizeof *round);

	ck_assert_ptr_nonnull(round);
	round->dice.state = round->state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
	sanya_arena_init(&round->arena);
	round->host = isolation_host((struct sanya_host_config){ .worker = NULL });
	ck_assert_int_eq(sanya_zone_load(zones[dice_roll(&round->dice, (uint32_t)SANYA_COUNT(zones))], &round->zone, &err), 0);
	round->plain = dice_rarely(&round->dice, 3);
	make_observations(round);
	if (dice_rarely(&round->dice, 3))
		forget_names(round);
	ck_assert_int_eq(sanya_measuring_new(round->host, NULL, round->zone, &round->measuring, &err), 0);
	round->question_count = 1 + dice_roll(&round->dice, QUESTIONS);
	for (size_t i = 0; i < round->question_count; i++) {
		make_question(round, i);
		ck_assert_msg(sanya_measuring_ask(round->measuring, &round->questions[i], &err) == 0, "%s", err.what);
	}
	round->slow = (struct slow_measure){ .zone = round->zone, .observations = round->observations, .observation_count = OBSERVATIONS,
					     .questions = round->questions, .question_count = round->question_count, .who = who_is };
	slow_measure(&round->slow);
	give_all(round);
	if (dice_rarely(&round->dice, 4)) {
		/* What was taken is forgotten, what who has said is not. */
		sanya_measuring_restart(round->measuring);
		for (size_t i = 0; i < QUESTIONS; i++)
			round->askers[i].told = (struct slow_told){ .sights = 0 };
		give_all(round);
	}
	compare(round);
	slow_measure_done(&round->slow);
	sanya_measuring_free(round->measuring);
	sanya_host_free(round->host);
	sanya_zone_free(round->zone);
	sanya_arena_done(&round->arena);
	free(round);
}

#define ROUNDS_EACH 12

START_TEST(every_row_is_that_of_the_slow_measure)
{
	const char *torture = getenv("SANYA_TORTURE");
	uint64_t rounds = ROUNDS_EACH;

	if (torture != NULL)
		rounds = strtoull(torture, NULL, 10);
	for (uint64_t i = 0; i < rounds; i++)
		run_round((uint64_t)_i * 1000003 + i + 1);
}
END_TEST

Suite *suite_measuring(void)
{
	Suite *suite = suite_create("measuring");
	TCase *tcase = tcase_create("against the slow one");

	tcase_set_timeout(tcase, getenv("SANYA_TORTURE") != NULL ? 3600 : 120);
	tcase_add_loop_test(tcase, every_row_is_that_of_the_slow_measure, 0, 8);
	suite_add_tcase(suite, tcase);
	return suite;
}
