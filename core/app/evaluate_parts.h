/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the evaluation: a pass is questions, each with the contracts that want its answers, asked in runs of one metric plugin each.
 *
 *	evaluate_ask.c   goals become questions
 *	evaluate_who.c   who is behind a name, and whose evidence has to be read
 *	evaluate_decided.c  what was decided about single observations
 *	evaluate_run.c   evidence through the measures
 *	evaluate_portion.c  the same in portions of people, where values are kept
 *	evaluate_gaming.c   what is worth a look in it
 *	evaluate.c       the pass as a whole, milestones, ideas, days
 */
#ifndef SANYA_APP_EVALUATE_PARTS_H
#define SANYA_APP_EVALUATE_PARTS_H

#include "evaluate.h"

#define SANYA_NOBODY SIZE_MAX /* as the place of a person on the roster */

/* Days on which the same people are above somebody. */
struct sanya_above {
	struct sanya_above *next;
	struct sanya_dates dates;
	const struct sanya_text *ids;
	const size_t *places; /* on the roster */
	size_t count;
};

/*
 * Those who ask, and what the measure's questions about people are answered from.  Questions that differ in their statistic alone have the
 * same one, so that the measure gathers once for them; where nobody counts unknown people it is one for all questions of a zone, so that
 * each name is asked once.
 */
struct sanya_whom {
	struct sanya_whom *next;
	struct sanya_pass *pass;
	const struct sanya_zone *zone;
	bool team;
	int64_t from, to;    /* within which instants they ask */
	unsigned char *asks; /* by place on the roster */
	/* What was decided about observations of its one question; no other question has the same one then. */
	struct sanya_statement_decision *decided;
	size_t decided_count;
	const char *employee; /* whom those count for that were decided to count */
	/* Of unknown people: under names that nobody ever bears, and by place of whose name it is on other days. */
	uint64_t unknown;
	uint64_t *unknown_of; /* NULL: none so far */
	unsigned round; /* the last one in which it was looked at */
};

struct sanya_ask {	       /* one question of the pass */
	struct sanya_ask *next; /* of the same hash */
	uint64_t hash;
	const struct sanya_goal *goal; /* the first that asks it */
	const struct sanya_shelved *calendar; /* of a working clock; NULL */
	const struct sanya_zone *zone;
	int64_t from, to;
	bool team;
	bool explained; /* its own question, whoever else asks the like */
	struct sanya_statement_decision *decided; /* its own question, too; NULL: nothing was */
	size_t decided_count;
	const char *employee;
	const struct sanya_plugin_info *plugin;
	const struct sanya_metric_info *metric;
	struct sanya_whom *whom;
	struct sanya_run *run;
	size_t number; /* in its run's measure; SIZE_MAX: not asked there */
	size_t first, count; /* its wants, once they are sorted */
};

struct sanya_want { /* one goal of one contract that waits for an answer */
	struct sanya_ask *ask;
	size_t person;	    /* place on the roster of whom it is about, or of whose team; SANYA_NOBODY: not on it */
	struct sanya_evaluated *of;
	size_t goal;
	bool stand_in; /* the manager's team, where the goal's own sample is too small */
	unsigned near; /* from 1: the share of values up to a duration about the goal's D (evaluate_gaming.h); 0: the goal itself */
	bool answered;
};

/* One metric plugin with one calendar: one measure, one worker. */
struct sanya_run {
	struct sanya_run *next;
	const struct sanya_plugin_info *plugin;
	const struct sanya_shelved *calendar; /* NULL: none of its questions needs one */
	const struct sanya_zone *zone;
	bool in_portions;
	struct sanya_measuring *measuring; /* NULL until it is needed, and once it failed */
	const char *failed;		   /* why it failed; NULL */
	const char *name, *version, *sha256; /* of the plugin, kept for the statement */
};

struct sanya_pass {
	const struct sanya_evaluate *evaluate;
	struct sanya_evaluated *contracts;
	size_t count;
	struct sanya_arena arena; /* of the pass itself */
	struct sanya_text *ids;	  /* of everybody on the roster, by place */
	struct sanya_above **above; /* by place; made as they are asked for */
	struct sanya_ask **asks;
	size_t ask_count, ask_room;
	struct sanya_whom *whoms;
	struct sanya_ask **slots; /* by hash */
	size_t slot_count;	  /* a power of two */
	struct sanya_want *wants;
	size_t want_count, want_room;
	struct sanya_run *runs;
	struct sanya_watching *watching; /* NULL: nobody's statement will be written */
	bool in_portions[SANYA_RESPONSE + 1]; /* by kind: own goals keep the values of so many people that they are read in portions */
	unsigned round;
	unsigned char *portion; /* by place: whose evidence is being read; NULL: everybody's who asks */
	bool first_portion;	/* names that nobody bears are read with the first */
	int64_t pruned_before; /* SANYA_NO_INSTANT: nothing was */
	const char *pruned;    /* what to say of a goal that needs what was pruned */
	const char *words[64]; /* reasons of exclusion, each kept once */
	size_t word_count;
};

/* All goals of all contracts that a plugin measures. */
int sanya_pass_ask(struct sanya_pass *pass, struct sanya_error *err) SANYA_MUST_CHECK;
/* The window of a goal as instants: the period, cut at its deadline and at `until`. */
void sanya_pass_window(const struct sanya_evaluated *contract, const struct sanya_zone *zone, const struct sanya_goal *goal,
		       int64_t *ret_from, int64_t *ret_to);
void sanya_pass_not_evaluated(struct sanya_want *want, const char *reason);

/* Read what the questions need, and give the answers out. */
int sanya_pass_run(struct sanya_pass *pass, struct sanya_error *err) SANYA_MUST_CHECK;

/* Everybody above a person (by place) on a day, the nearest first; lives as long as the pass. */
int sanya_pass_above(struct sanya_pass *pass, size_t place, int32_t date, const struct sanya_above **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;

/* The callbacks of a question; the context is its struct sanya_whom. */
int sanya_whom_who(void *context, const char *source, struct sanya_text name, int64_t at, struct sanya_measure_people *ret,
		  struct sanya_error *err);
int sanya_whom_nobody(void *context, const char *source, struct sanya_text name, int64_t at, struct sanya_error *err);

int sanya_whom_decided(void *context, const char *source, struct sanya_text id, struct sanya_measure_word *ret, struct sanya_error *err);

/* --- evaluate_decided.c --- */

/* What was decided about the observations of a goal, in the arena of the results: *ret_count 0 where nothing was. */
int sanya_decided_of_goal(const struct sanya_pass *pass, const struct sanya_evaluated *of, size_t goal,
			  struct sanya_statement_decision **ret, size_t *ret_count, struct sanya_error *err) SANYA_MUST_CHECK;
/* Some question counts observations that other names may stand on: then all of them have to be read. */
bool sanya_pass_reads_all(const struct sanya_pass *pass);

/* --- evaluate_run.c --- */

/* One scan: which runs are fed, and for whom. */
struct sanya_scan {
	struct sanya_pass *pass;
	bool in_portions;
	bool watched;	    /* the pass's watches look at it */
	size_t values_most; /* stop where the values take more bytes than this; 0: never */
	enum sanya_observation_kind kind;
	uint64_t bytes, row_bytes; /* of kept values so far, and what one observation may add */
	bool stopped, over;
};
struct sanya_names;
bool sanya_ask_keeps_values(const struct sanya_ask *ask);
/* Start the runs and read what the names hold, of both kinds; `over` says that it was given up. */
int sanya_scan_names(struct sanya_scan *scan, const struct sanya_names *names, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_scan_give_up(struct sanya_scan *scan);
/* After the last portion: a worker that did not end well takes the answers of all portions back. */
void sanya_scan_end(struct sanya_scan *scan);
/* Ends the runs of a scan; what failed is said of all who waited for it. */
int sanya_scan_answer(struct sanya_scan *scan, struct sanya_error *err) SANYA_MUST_CHECK;
/* Mark those whose evidence the questions of one way of scanning need; false where there is no such question. */
int sanya_scan_mark(struct sanya_scan *scan, unsigned char *whose, bool *ret_any, struct sanya_error *err) SANYA_MUST_CHECK;

/* --- evaluate_portion.c --- */

int sanya_pass_run_portions(struct sanya_pass *pass, struct sanya_error *err) SANYA_MUST_CHECK;
size_t sanya_pass_people_least(const struct sanya_pass *pass);

/* --- evaluate_who.c --- */

/* Whose names have to be read. */
struct sanya_names {
	struct sanya_arena arena;
	struct sanya_text *list;
	size_t count, room;
	bool all; /* nearly everybody: reading all of it is quicker */
};
void sanya_names_init(struct sanya_names *names);
void sanya_names_done(struct sanya_names *names);
/* A text that lives as long as the names are used. */
int sanya_names_add(struct sanya_names *names, struct sanya_text name, struct sanya_error *err) SANYA_MUST_CHECK;
/* true: nobody on the roster bears it in that source on any day. */
bool sanya_name_is_strange(const struct sanya_roster *roster, const char *source, struct sanya_text name);
/* `whose`: by place on the roster, a byte each.  `strangers`: names that nobody bears, too. */
int sanya_names_of(struct sanya_pass *pass, const unsigned char *whose, bool strangers, struct sanya_names *names,
		   struct sanya_error *err) SANYA_MUST_CHECK;
/* Mark in `whose` those whose evidence may matter: those who ask, or all who are below them on a day of the window. */
int sanya_whom_mark(struct sanya_whom *whom, unsigned char *whose, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
