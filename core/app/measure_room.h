/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of the measure: what measure_ask.c prepares, measure.c and its parts fill, and measure_rows.c reads.
 *
 *	question  n:1  tally    questions that differ in their statistic alone
 *	tally     n:m  column   values of one metric, clock and window; several columns for a snapshot of each month
 *	column    n:1  worker   one process for each plugin
 *	tally     n:1  keying   what its groups are made of; the group part is found once for a block, whoever asks
 *	keying    n:1  groups   those of the same keys
 *
 * Every text that matters has one number for the whole measure, its name (measure_names.c): a code of a dictionary becomes a name
 * once, and from then on nothing but numbers is compared.  0 is "absent".
 */
#ifndef SANYA_APP_MEASURE_ROOM_H
#define SANYA_APP_MEASURE_ROOM_H

#include "field.h"
#include "gathering.h"
#include "measure.h"

#define SANYA_NO_NAME 0u

/* --- names (measure_names.c) --- */

/* What is known of the codes of one dictionary. */
struct sanya_measure_stream {
	uint64_t dictionary;   /* its identity */
	uint32_t number, told; /* as the last block said */
	uint32_t *names;       /* by code; 0: not looked up yet */
	uint32_t room;
	struct sanya_measure_stream *next;
};

#define SANYA_MEASURE_TEXTS (SANYA_CODEDS + SANYA_PLAINS + 1)
/* The names of one field, row by row, of the block at hand. */
struct sanya_measure_texts {
	uint64_t block;
	uint32_t *names;
};

/* --- months and days (measure_dates.c) --- */

/* A stretch of 2^16 seconds: one name up to `boundary`, another from there. */
struct sanya_measure_stretch {
	int64_t boundary;
	uint32_t before, after; /* before 0: not known yet; UINT32_MAX: the clock changes in it, each instant is looked up */
};

struct sanya_measure_dates {
	bool daily;
	struct sanya_measure_stretch *stretches;
	int64_t first; /* number of the first one */
	uint32_t count;
};

/* --- people (measure_people.c) --- */

struct sanya_measure_answer {
	int64_t from, last;    /* the instants it holds for, both included */
	uint32_t first, count; /* of asker->people */
	uint32_t next;	       /* + 1; 0: none */
};

/* All that one `who` in one context has said. */
struct sanya_measure_asker {
	int (*who)(void *context, const char *source, struct sanya_text name, int64_t at, struct sanya_measure_people *ret,
		   struct sanya_error *err);
	void *context;
	struct sanya_measure_of_source {
		uint32_t *heads; /* by name: the answer looked at last + 1 */
		uint32_t room;
	} *sources; /* by number of the source */
	uint32_t source_count;
	struct sanya_measure_answer *answers;
	uint32_t answer_count, answer_room;
	uint32_t *people; /* names */
	uint32_t people_count, people_room;
	struct sanya_measure_asker *next;
};

/* --- conditions (measure_where.c) --- */

struct sanya_measure_filter {
	enum sanya_observation_kind kind;
	const struct sanya_condition *where;
	size_t count;
	const struct sanya_field **fields;
	unsigned char **matches; /* by condition, by name: 0 not looked at, 1 no, 2 yes */
	uint32_t *rooms;
	uint64_t block;
	unsigned char *holds; /* by row of the block at hand */
	struct sanya_measure_filter *next;
};

/* --- groups --- */

enum sanya_measure_key { SANYA_KEY_FIELD, SANYA_KEY_PERSON, SANYA_KEY_STAND_IN, SANYA_KEY_MONTH, SANYA_KEY_DAY };

struct sanya_measure_by {
	enum sanya_measure_key key;
	const struct sanya_field *field; /* KEY_FIELD */
	unsigned place;			 /* among the question's keys; by_count for the stand-in */
};

struct sanya_measure_grouping {
	struct sanya_groups groups;
	const char *const *by; /* the question's that made it */
	size_t by_count;
	bool stand_in;
	uint32_t at; /* the group whose rows are made */
	struct sanya_measure_grouping *next;
};

/* How rows of one kind come to their group. */
struct sanya_measure_keying {
	struct sanya_measure_grouping *grouping;
	enum sanya_observation_kind kind;
	enum sanya_credit credit;
	struct sanya_credit_fields credited;
	struct sanya_measure_by keys[SANYA_GROUP_KEYS]; /* in the order of the groups' own: dates last */
	unsigned fields, dates; /* how many of the keys, the first ones, are fields of the observation, and the last ones dates */
	bool plain;	/* each key but the dates has at most one text a row, which does not depend on the value */
	/* Of the block at hand. */
	uint64_t block, field_block;
	uint32_t *beginnings;	    /* all keys but the dates; of a plain keying */
	uint32_t *field_beginnings; /* the fields alone, where people depend on the value */
	uint32_t *dated, *groups; /* by row: the date that was looked up last, and its group */
	const struct sanya_metric_value *whole; /* `groups` are those of these values, row by row; NULL: of several */
	struct sanya_measure_keying *next;
};

/* --- values --- */

struct sanya_measure_worker {
	const struct sanya_plugin_info *plugin;
	struct sanya_metric_session *session; /* NULL until the first block, and after the end */
};

struct sanya_measure_column {
	size_t worker;
	const struct sanya_metric_info *metric;
	bool working;
	int64_t from, to; /* what the plugin is told of the window: open unless the metric is a snapshot */
	const struct sanya_metric_value *values; /* of the block at hand; NULL: not asked for just now */
};

/* How a tally takes a block: measure_take.c, measure_whom.c, measure_row.c. */
enum sanya_measure_way { SANYA_WAY_BLOCK, SANYA_WAY_WHOM, SANYA_WAY_ROWS };

struct sanya_measure_tally {
	struct sanya_measure_question question; /* the first that asked */
	size_t number;				/* its number */
	const struct sanya_metric_info *metric;
	size_t *columns; /* indices; in the arena */
	size_t column_count;
	struct sanya_measure_filter *filter; /* NULL: all rows */
	struct sanya_measure_keying *keying;
	struct sanya_measure_asker *asker; /* NULL: names are taken as they stand */
	bool by_person;
	bool stand_in; /* groups carry one key more: the assignee who may stand in */
	enum sanya_measure_way way;
	bool named;    /* some ticket named whom the credit asks for */
	bool fell_back;
	size_t first, last; /* its questions, a list through `next` of asked */
	uint32_t at;	    /* the group whose rows are made; SANYA_NO_GROUP: it has none there */
	struct sanya_gathering gathering;
	struct sanya_measure_tally *next;
};

struct sanya_measure_asked {
	struct sanya_measure_tally *tally;
	struct sanya_statistic statistic;
	size_t next; /* of the same tally; SIZE_MAX: none */
	bool spread;	/* it is asked for */
	bool has_value; /* of the group whose rows are made */
	struct sanya_ratio value;
};

/* Groups and rows waiting to be gathered; a row may have several groups. */
struct sanya_measure_pairs {
	uint32_t groups[SANYA_BLOCK_ROWS], rows[SANYA_BLOCK_ROWS];
	size_t count;
};

/* The block at hand. */
struct sanya_measure_pass {
	const char *source;
	uint32_t source_number;
	const struct sanya_block *block;
	const struct sanya_dictionary *dictionary;
	struct sanya_measure_stream *stream;
	const unsigned char *counted; /* by row: 1, 0; NULL: all count */
};

struct sanya_measuring {
	struct sanya_arena arena;
	struct sanya_host *host;
	const char *calendar;
	const struct sanya_zone *zone;
	bool in_parts; /* workers go on after _each */
	struct sanya_measure_worker *workers;
	size_t worker_count;
	struct sanya_measure_column *columns;
	size_t column_count;
	struct sanya_measure_tally *tallies, **last_tally;
	struct sanya_measure_asked *asked;
	size_t asked_count;
	struct sanya_measure_asker *askers;
	struct sanya_measure_filter *filters;
	struct sanya_measure_grouping *groupings;
	struct sanya_measure_keying *keyings;

	struct sanya_dictionary names;
	struct sanya_measure_stream *streams;
	const char **sources;
	uint32_t source_count;
	struct sanya_measure_dates months, days;

	/* Of the block at hand; blocks are numbered from 1. */
	uint64_t block;
	struct sanya_measure_pass pass;
	struct sanya_measure_texts texts[SANYA_MEASURE_TEXTS];
	struct sanya_metric_value **values; /* answers of one call of a worker */
	size_t value_count;
	struct sanya_measure_pairs pairs;
	unsigned char *counted;
	struct sanya_block_lists *lists; /* for `seen` */
	/* Of the row at hand: names that were there before bear its stamp. */
	uint32_t *stamps, stamp, stamp_room;
	uint32_t *people; /* those it counts for */
	size_t people_room;
	uint32_t credited[3 + SANYA_LIST_MAX];
	uint32_t *listed; /* distinct names of lists that are keys, SANYA_LIST_MAX for each key */
};

/* --- measure.c --- */

int sanya_measure_end_workers(struct sanya_measuring *measuring, struct sanya_error *err) SANYA_MUST_CHECK;

/* --- measure_settle.c --- */

/* Before the first row: nothing is gathered any more. */
int sanya_measure_settle(struct sanya_measuring *measuring, struct sanya_error *err) SANYA_MUST_CHECK;

/* --- measure_keys.c --- */

bool sanya_measure_same_words(const char *const *a, size_t a_count, const char *const *b, size_t b_count);
int sanya_measure_read_by(const struct sanya_measure_question *question, enum sanya_observation_kind kind,
			  struct sanya_measure_by by[SANYA_MEASURE_BY_MAX], struct sanya_error *err) SANYA_MUST_CHECK;
/* For a tally whose question, metric, by_person and stand_in stand. */
int sanya_measure_find_keying(struct sanya_measuring *measuring, const struct sanya_measure_tally *tally,
			      const struct sanya_measure_by *by, struct sanya_measure_keying **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;

/* --- measure_names.c --- */

/* The name of a text; SANYA_NO_NAME where it is absent.  UINT32_MAX: memory is used up. */
uint32_t sanya_measure_name(struct sanya_measuring *measuring, struct sanya_text text);
struct sanya_text sanya_measure_name_text(const struct sanya_measuring *measuring, uint32_t name);
/* The stream of a block.  Those that were met last are kept, SANYA_MEASURE_STREAMS of them: a run has a few at a time. */
#define SANYA_MEASURE_STREAMS 16u
int sanya_measure_stream(struct sanya_measuring *measuring, const struct sanya_block *block, const struct sanya_dictionary *dictionary,
			 struct sanya_measure_stream **ret, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_measure_streams_free(struct sanya_measuring *measuring);
int sanya_measure_source(struct sanya_measuring *measuring, const char *source, uint32_t *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* A code of the block at hand as a name; UINT32_MAX: memory is used up. */
uint32_t sanya_measure_learn(struct sanya_measuring *measuring, uint32_t code);
static inline uint32_t sanya_measure_of_code(struct sanya_measuring *measuring, uint32_t code)
{
	uint32_t name = measuring->pass.stream->names[code];

	return __builtin_expect(name != 0 || code == 0, 1) ? name : sanya_measure_learn(measuring, code);
}
/* The names of a field that is no list, row by row, of the block at hand. */
int sanya_measure_field(struct sanya_measuring *measuring, const struct sanya_field *field, const uint32_t **ret,
			struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_measure_coded(struct sanya_measuring *measuring, unsigned coded, const uint32_t **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* For names that are said more than once: true the first time since _fresh. */
void sanya_measure_fresh(struct sanya_measuring *measuring);
static inline bool sanya_measure_first_time(struct sanya_measuring *measuring, uint32_t name)
{
	bool first = measuring->stamps[name] != measuring->stamp;

	measuring->stamps[name] = measuring->stamp;
	return first;
}

/* --- measure_dates.c --- */

/* The name of the month or day of an instant; SANYA_NO_NAME outside the years 1 to 9999; UINT32_MAX: memory is used up. */
uint32_t sanya_measure_date_slowly(struct sanya_measuring *measuring, struct sanya_measure_dates *dates, int64_t at);
static inline uint32_t sanya_measure_date(struct sanya_measuring *measuring, struct sanya_measure_dates *dates, int64_t at)
{
	uint64_t number = (uint64_t)((at >> 16) - dates->first);

	if (__builtin_expect(number < dates->count, 1)) {
		const struct sanya_measure_stretch *stretch = &dates->stretches[number];

		if (__builtin_expect(stretch->before - 1 < UINT32_MAX - 1, 1))
			return at < stretch->boundary ? stretch->before : stretch->after;
	}
	return sanya_measure_date_slowly(measuring, dates, at);
}
void sanya_measure_dates_done(struct sanya_measure_dates *dates);

/* --- measure_people.c --- */

/* Who is behind a name at an instant, from memory or asked. */
int sanya_measure_who_slowly(struct sanya_measuring *measuring, struct sanya_measure_asker *asker, uint32_t name, int64_t at,
			     const struct sanya_measure_answer **ret, struct sanya_error *err) SANYA_MUST_CHECK;
static inline int sanya_measure_who(struct sanya_measuring *measuring, struct sanya_measure_asker *asker, uint32_t name, int64_t at,
				    const struct sanya_measure_answer **ret, struct sanya_error *err)
{
	uint32_t source = measuring->pass.source_number;

	if (source < asker->source_count && name < asker->sources[source].room && asker->sources[source].heads[name] != 0) {
		*ret = &asker->answers[asker->sources[source].heads[name] - 1];
		if (at >= (*ret)->from && at <= (*ret)->last)
			return 0;
	}
	return sanya_measure_who_slowly(measuring, asker, name, at, ret, err);
}
void sanya_measure_askers_free(struct sanya_measuring *measuring);
/* Who is behind a name is asked anew. */
void sanya_measure_askers_forget(struct sanya_measuring *measuring);

/* --- measure_where.c --- */

/* By row of the block at hand: 1 where it counts and all conditions hold, else 0.  NULL: all rows do. */
int sanya_measure_holds(struct sanya_measuring *measuring, struct sanya_measure_filter *filter, const unsigned char **ret,
			struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_measure_filters_free(struct sanya_measuring *measuring);

/* --- measure_take.c --- */

/* Which values take part: those in [first, last] of rows that hold. */
struct sanya_measure_window {
	int64_t first, last;
	const unsigned char *holds; /* by row; NULL: all do */
};
static inline bool sanya_measure_inside(const struct sanya_measure_window *window, uint32_t row, int64_t at)
{
	return at >= window->first && at <= window->last && (window->holds == NULL || window->holds[row] != 0);
}
/* The window of a tally's column.  Looks for names whom its credit asks for on the way. */
int sanya_measure_window(struct sanya_measuring *measuring, struct sanya_measure_tally *tally, const struct sanya_measure_column *column,
			 const struct sanya_metric_value *values, struct sanya_measure_window *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* keying->field_beginnings of the block at hand. */
int sanya_measure_fields(struct sanya_measuring *measuring, struct sanya_measure_keying *keying, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* From a beginning of `depth` keys through the dates, the last ones; SANYA_NO_GROUP: memory is used up. */
uint32_t sanya_measure_dated(struct sanya_measuring *measuring, const struct sanya_measure_keying *keying, uint32_t group, int64_t at);
/* A row into measuring->pairs, and from there, when it is full or at the end, into the gathering. */
int sanya_measure_flush(struct sanya_measuring *measuring, struct sanya_measure_tally *tally, const struct sanya_metric_value *values,
			struct sanya_error *err) SANYA_MUST_CHECK;
static inline int sanya_measure_count_in(struct sanya_measuring *measuring, struct sanya_measure_tally *tally,
					 const struct sanya_metric_value *values, uint32_t group, uint32_t row,
					 struct sanya_error *err)
{
	struct sanya_measure_pairs *pairs = &measuring->pairs;

	pairs->groups[pairs->count] = group;
	pairs->rows[pairs->count++] = row;
	return pairs->count < SANYA_BLOCK_ROWS ? 0 : sanya_measure_flush(measuring, tally, values, err);
}

/* All rows of the block at hand with the values of one column of the tally: where groups follow from the row alone, */
int sanya_measure_take_block(struct sanya_measuring *measuring, struct sanya_measure_tally *tally,
			     const struct sanya_measure_column *column, const struct sanya_metric_value *values,
			     struct sanya_error *err) SANYA_MUST_CHECK;
/* --- measure_whom.c: where they follow from the row and who is behind its one name, --- */
int sanya_measure_take_whom(struct sanya_measuring *measuring, struct sanya_measure_tally *tally,
			    const struct sanya_measure_column *column, const struct sanya_metric_value *values,
			    struct sanya_error *err) SANYA_MUST_CHECK;
/* --- measure_row.c: and all others. --- */
int sanya_measure_take_rows(struct sanya_measuring *measuring, struct sanya_measure_tally *tally,
			    const struct sanya_measure_column *column, const struct sanya_metric_value *values,
			    struct sanya_error *err) SANYA_MUST_CHECK;

#endif
