/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the end of a period to the payroll file: cycles, evaluation, the employee's answer, approval, export, correction, renewal.
 * One function per use case; what the command line and the pages both call.
 *
 * Rules kept here: nobody approves their own result, the evaluator does not approve; an answer that did not come is "no answer" and never
 * "acknowledged"; a reward leaves once, and what changes later leaves as a line with a sign.
 */
#ifndef SANYA_APP_REVIEW_H
#define SANYA_APP_REVIEW_H

#include "../host/host.h"
#include "../store/reviews.h"
#include "contract.h"
#include "settings.h"

/* --- cycles --- */

/* Dates of a name: "2026-Q3", "2026-08", "2026-H1", "2026"; *ret_from SANYA_NO_DATE where the name says none. */
void sanya_cycle_dates(const char *name, int32_t *ret_from, int32_t *ret_to);
int sanya_cycle_open(const struct sanya_act *act, const char *name, int32_t from, int32_t to, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* Refused while a contract of the cycle is neither paid out nor ended. */
int sanya_cycle_close(const struct sanya_act *act, const char *name, struct sanya_error *err) SANYA_MUST_CHECK;
/* {"cycle","from","to","closed","states":{state:n},"contracts":[{number, employee, state, blocks}]} */
int sanya_cycle_status(struct sanya_store *store, const char *name, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* The cycle by name, or an error that lists those there are. */
int sanya_cycle_find(struct sanya_store *store, const char *name, struct sanya_arena *arena, struct sanya_cycle *ret,
		     struct sanya_error *err) SANYA_MUST_CHECK;
/* Contracts whose period ends within the cycle, in order of number. */
int sanya_cycle_contracts(struct sanya_store *store, const struct sanya_cycle *cycle, struct sanya_arena *arena,
			  struct sanya_contract_row **ret, size_t *ret_count, struct sanya_error *err) SANYA_MUST_CHECK;

/* What keeps the reward of a contract from leaving; NULL where nothing does, or where no reward is to come. */
const char *sanya_contract_blocks(const struct sanya_contract_row *row);
/* It was terminated before its first day: nothing is to be evaluated. */
bool sanya_contract_never_held(const struct sanya_contract_row *row);

/* --- review --- */

struct sanya_evaluation {
	struct sanya_host *host;
	const struct sanya_settings *settings;
	bool early;		/* before the period and its days of grace are over */
	const char *const *exclude; /* "goal=reason", NULL-terminated: not counted, by HR */
	const char *const *count;   /* the same: counted in spite of a finding that asks for a decision, by HR; NULL: none */
	/*
	 * A restatement: what stands is measured again from the evidence of now.  Goals that HR left out stay left out.  Where nothing differs nothing
	 * is recorded.  Before the reward has left, everybody answers anew; after that, approving it makes a line with a sign.
	 */
	bool restate;
};
/* Measure every goal from evidence, compute, and record the statement.  What was accepted in disputes holds.  `ret_statement` may be NULL. */
int sanya_review_evaluate(const struct sanya_act *act, const struct sanya_evaluation *how, const char *number,
			  struct sanya_change *ret_change, struct sanya_json **ret_statement, struct sanya_error *err)
	SANYA_MUST_CHECK;
/*
 * The same for many, measured in one pass and recorded one by one, each whole.  `done` is told of each in the order of the numbers: its change and
 * its statement (which it may take: *statement = NULL), or why there is none; -1 from it ends the evaluation, and those after it stay
 * as they were.  Of a restatement the difference (difference.h) stands in the statement's place; a change whose sequence is 0: nothing
 * differs, and nothing was recorded.
 */
typedef int sanya_review_done(void *context, const char *number, const struct sanya_change *change, struct sanya_json **statement,
			      const struct sanya_error *failure, struct sanya_error *err);
int sanya_review_evaluate_many(const struct sanya_act *act, const struct sanya_evaluation *how, const char *const *numbers,
			       size_t count, sanya_review_done *done, void *context, struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_review_share(const struct sanya_act *act, const char *number, struct sanya_change *ret_change,
		       struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_review_acknowledge(const struct sanya_act *act, const char *number, struct sanya_change *ret_change,
			     struct sanya_error *err) SANYA_MUST_CHECK;
/* true where the result was shared and the last day for an answer has passed without one. */
int sanya_review_overdue(struct sanya_store *store, const struct sanya_contract_row *row, int64_t now, bool *ret,
			 struct sanya_error *err) SANYA_MUST_CHECK;
/* The last statement of a contract as recorded, or a certain version (0: the last). */
int sanya_statement_load(struct sanya_store *store, const char *number, int64_t version, struct sanya_json **ret,
			 struct sanya_review *ret_review, struct sanya_arena *arena, struct sanya_error *err) SANYA_MUST_CHECK;

/* --- reward --- */

/* sanya.register/1 as it stands: lines with state and what blocks. */
int sanya_register_show(struct sanya_store *store, const char *cycle, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;

struct sanya_export_request {
	struct sanya_host *host;
	const char *cycle, *format; /* "csv", "json" */
	int64_t batch;		    /* 0: what is new, else the last one again; n: that one again */
	bool skip_disputed;
};
struct sanya_export_result {
	int64_t batch;
	bool again;   /* nothing was new: the same bytes as before */
	size_t lines;
	char sha256[65]; /* of the bytes */
	struct sanya_json *blocked; /* [{number, state, reason}]; owned by the caller */
};
int sanya_reward_export(const struct sanya_act *act, const struct sanya_export_request *request, struct sanya_buffer *ret_bytes,
			struct sanya_export_result *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* A line with a sign after the export: `amount` as a decimal in the contract's currency. */
int sanya_reward_correct(const struct sanya_act *act, const char *number, const char *amount, struct sanya_change *ret_change,
			 struct sanya_error *err) SANYA_MUST_CHECK;

/* --- renewal --- */

/* What was left undone by the period's end: it becomes a duty of the next contract. */
struct sanya_unfinished {
	bool manager; /* whose duty it is to be; false: the employee's */
	struct sanya_words what;
};

/*
 * The causes of failure that both sides noted in the review (talk.h) and nobody calls finished, in the order of goals and of the notes; texts live in
 * `arena`.  `finished`: "GOAL=CAUSE", NULL-terminated, each of which was noted; may be NULL.  training, teamwork and other are the duty of the side
 * that noted them, all else the manager's.
 */
int sanya_renewal_causes(struct sanya_store *store, const struct sanya_settings *settings, const char *number, const char *const *finished,
			 struct sanya_arena *arena, struct sanya_unfinished **ret, size_t *ret_count, struct sanya_error *err) SANYA_MUST_CHECK;

/*
 * Draft the next contract from the result by the rule that both signed; *ret_change is the new contract's, `ret_moves` an array
 * of {goal, from, to} of targets.  Deadlines keep their place in the period.  A goal that supports a goal above supports the same one of
 * the contract that supersedes that, where there is one.  `unfinished` is added to the duties, in their order.
 */
int sanya_contract_renew(const struct sanya_act *act, const struct sanya_references *references, const char *number,
			 const struct sanya_unfinished *unfinished, size_t unfinished_count, struct sanya_change *ret_change,
			 struct sanya_json **ret_moves, struct sanya_error *err) SANYA_MUST_CHECK;

/*
 * What the rule would make of each value that could still come out, at any time in a contract's life; `name` is a number, or a draft's file
 * (subject.h):
 * {"number", "currency", "renewal": is there a rule, "goals": [{"goal", "title", "target", "next_without_value", "outcomes": [{"value", "score", "reward", "next"}]}],
 * "findings": holding back that pays, as of lint}.  Rewards before proration and rounding, all other goals at their targets.
 */
int sanya_contract_outlook(struct sanya_store *store, const struct sanya_references *references, const char *name, struct sanya_json **ret,
			   struct sanya_error *err) SANYA_MUST_CHECK;

#endif
