/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The contract, sanya.contract/1: parties, period, goals, reward, rules.  A plain value: everything it points at lives in
 * its arena.  The codec room reads and writes it; sanya_contract_check holds the rules that bind several fields.
 */
#ifndef SANYA_DOMAIN_CONTRACT_H
#define SANYA_DOMAIN_CONTRACT_H

#include "../base/arena.h"
#include "../base/number.h"
#include "../base/text.h"
#include "statistic.h"

enum sanya_contract_kind { SANYA_CONTRACT, SANYA_COMMITMENT };
enum sanya_clock { SANYA_CLOCK_ELAPSED, SANYA_CLOCK_WORKING };
enum sanya_scope { SANYA_SCOPE_OWN, SANYA_SCOPE_TEAM };
enum sanya_credit {
	SANYA_CREDIT_ASSIGNEE, SANYA_CREDIT_FIRST_REPLIER, SANYA_CREDIT_SOLVER, SANYA_CREDIT_SUBJECT, SANYA_CREDIT_INVOLVED,
};
enum sanya_between { SANYA_LINEAR, SANYA_STEP, SANYA_MARGINAL /* curves only */ };
enum sanya_if_too_few { SANYA_REWEIGHT, SANYA_NEUTRAL, SANYA_TEAM, SANYA_ZERO };
enum sanya_combine { SANYA_WEIGHTED, SANYA_PER_GOAL };
enum sanya_scoring { SANYA_SCORING_PERCENT, SANYA_SCORING_LEVELS /* levels 1 to 5; see levels.h */ };
enum sanya_proration { SANYA_PRORATION_NONE, SANYA_CALENDAR_DAYS, SANYA_WORKING_DAYS };

struct sanya_point {
	struct sanya_number x, y;
};

struct sanya_scale {
	struct sanya_point *points; /* at least two, in order of x, rising or falling */
	size_t count;
	enum sanya_between between;
	enum sanya_scoring scoring; /* what the scores of a goal's scale are written in */
};

struct sanya_condition { /* one key of "where": field is one of the values */
	const char *field;
	const char **values;
	size_t value_count;
};

struct sanya_goal {
	const char *id; /* identifier, unique within the contract */
	struct sanya_words title;
	const char *supports; /* "NUMBER#goal" of the contract above; NULL */
	const char *metric;   /* "ticket.first_reply_time@1" */
	enum sanya_clock clock;
	struct sanya_statistic statistic;
	enum sanya_measure measure; /* what the statistic of this metric yields: the form of the scale's values */
	struct sanya_condition *where;
	size_t where_count;
	enum sanya_scope scope;
	enum sanya_credit credit;
	struct sanya_scale scale; /* x in the goal's measure (shares as fractions), y = score */
	struct sanya_number weight; /* 0 to 100; 0 for a goal that is only a gate */
	int64_t minimum_sample;	    /* >= 1 */
	enum sanya_if_too_few if_too_few;
	int32_t deadline; /* date; SANYA_NO_DATE: the period's end */
	unsigned decide_on; /* findings for which a decision by hand is asked: bits 1 << enum sanya_gaming (gaming.h) */
};

struct sanya_gate {
	bool of_all; /* the gate is on the score of all goals; `goal` means nothing then */
	size_t goal; /* index */
	bool above;  /* the score has to be above the bound; equal is too little */
	struct sanya_number score_at_least; /* the bound */
	struct sanya_number otherwise; /* percent of the reward that remains */
};

struct sanya_also { /* rewards that are not money */
	struct sanya_words what;
	struct sanya_number count, score_at_least;
};

struct sanya_reward {
	const char *currency; /* ISO 4217, three capitals */
	struct sanya_number at_100;
	enum sanya_combine combine;
	struct sanya_scale curve; /* x = score, y = percent of at_100; marginal: y = percent per 100 of score from x on */
	struct sanya_gate *gates;
	size_t gate_count;
	bool has_cap;
	struct sanya_number cap;
	enum sanya_proration proration;
	int64_t leave_days;   /* so many days of leave count like days at work, more do not; -1: all of them count */
	int64_t minimum_days; /* where some days are not counted, at least so many must be, or nothing is paid; 0: no minimum */
	struct sanya_number round_to;
	enum sanya_rounding round_mode;
	struct sanya_also *also;
	size_t also_count;
};

struct sanya_renewal { /* how the next target follows from the result */
	bool present;
	struct sanya_number target_moves; /* part of the excess over the target, 0 to 1 */
	struct sanya_number at_most;	  /* of the target's size, 0 to 1 */
	bool uncapped;			  /* at_most was not written: the excess alone limits the move */
	bool never_below_target;
};

struct sanya_contract {
	struct sanya_arena arena;
	const char *number;
	int64_t revision; /* 1.. */
	enum sanya_contract_kind kind;
	struct sanya_words title;
	enum sanya_language prevails;
	enum sanya_scoring scoring; /* what every score of the document is written in */
	const char *employee, *manager;
	int32_t from, to; /* dates, inclusive */
	const char *timezone;
	const char *calendar; /* "th-office@1" */
	const char *supersedes; /* number of the contract before; NULL */
	struct sanya_words retroactive; /* of an amendment that begins before it is signed: why it may; both NULL: it may not */
	struct sanya_goal *goals;
	size_t goal_count;
	struct sanya_reward reward;
	int64_t answer_days, grace_days, dispute_days, dispute_answer_days;
	int32_t *self_assessments; /* dates by which the employee rates themselves, rising; NULL */
	size_t self_assessment_count;
	struct sanya_renewal renewal;
	struct sanya_words duties_manager, duties_employee;
	/* The canonical bytes of the document this was read from.  They are what is signed; the fields above are a view of them, so a
	 * contract is changed by changing its document and reading that. */
	const char *canonical;
	size_t canonical_size;
};

void sanya_contract_init(struct sanya_contract *contract);
void sanya_contract_done(struct sanya_contract *contract); /* numbers and arena */
const struct sanya_goal *sanya_contract_goal(const struct sanya_contract *contract, const char *id); /* or NULL */

/*
 * Rules that the wrong shape of one field cannot show: weights add up to 100; points in order, no flat scale, tiers without gaps;
 * gates name goals; period from <= to; deadlines inside; statistic fits the metric's unit.  On failure *ret_path is the JSON
 * path of the field at fault ("/goals/1/weight"), for the codec to find its line; err says reason and repair.
 * `unit_of` tells a metric's unit, or 0 for "no such metric"; NULL skips that check.
 */
int sanya_contract_check(const struct sanya_contract *contract, int (*unit_of)(void *context, const char *metric),
			 void *context, struct sanya_buffer *ret_path, struct sanya_error *err) SANYA_MUST_CHECK;

/* Lists of the words below, in the order of the enumeration, NULL at the end. */
extern const char *const sanya_contract_kind_words[], *const sanya_clock_words[], *const sanya_scope_words[],
	*const sanya_credit_words[], *const sanya_between_words[], *const sanya_if_too_few_words[],
	*const sanya_combine_words[], *const sanya_proration_words[], *const sanya_rounding_words[],
	*const sanya_language_words[], *const sanya_scoring_words[];
/* The fields that "where" may name. */
extern const char *const sanya_condition_fields[];

/* Words of the document for enumerations, and back; -1 where the word is none. */
const char *sanya_clock_word(enum sanya_clock clock);
const char *sanya_scope_word(enum sanya_scope scope);
const char *sanya_credit_word(enum sanya_credit credit);
const char *sanya_between_word(enum sanya_between between);
const char *sanya_if_too_few_word(enum sanya_if_too_few rule);
const char *sanya_combine_word(enum sanya_combine combine);
const char *sanya_proration_word(enum sanya_proration proration);
const char *sanya_rounding_word(enum sanya_rounding mode);
int sanya_clock_of(const char *word);
int sanya_scope_of(const char *word);
int sanya_credit_of(const char *word);
int sanya_between_of(const char *word);
int sanya_if_too_few_of(const char *word);
int sanya_combine_of(const char *word);
int sanya_proration_of(const char *word);
int sanya_rounding_of(const char *word);

#endif
