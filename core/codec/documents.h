/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The documents that people write, each with one parser that refuses unknown keys, duplicate keys, wrong types, numbers where a
 * decimal string is wanted, invalid UTF-8 and whatever the rules forbid, naming file, line, column, reason and repair.
 * Their JSON Schema files stand in contracts/schema/; a test keeps the two from drifting apart.
 *
 * `name` is what messages call the text.  Results are initialised by the parser, also when it fails (then empty), and freed
 * with the domain's _done.
 */
#ifndef SANYA_CODEC_DOCUMENTS_H
#define SANYA_CODEC_DOCUMENTS_H

#include "../domain/calendar.h"
#include "../domain/contract.h"
#include "../domain/gaming.h"
#include "../domain/idea.h"
#include "../domain/reward.h"
#include "../domain/roster.h"
#include "json.h"

/* sanya.contract/1.  `unit_of` as in sanya_contract_check. */
int sanya_contract_parse(const char *name, const char *text, size_t size, int (*unit_of)(void *, const char *), void *context,
			 struct sanya_contract *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* Its shape alone: what the rules forbid (weights, order of points, units) is left for sanya_lint_contract to tell, all of it at once.  Such a
 * contract is for lint; nothing may be computed from it before lint has found no error of form. */
int sanya_contract_read(const char *name, const char *text, size_t size, struct sanya_contract *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* The document as JSON, a new value: what was read, so its canonical bytes are contract->canonical.  NULL where memory is used up. */
struct sanya_json *sanya_contract_json(const struct sanya_contract *contract);

/* sanya.calendar/1 */
int sanya_calendar_parse(const char *name, const char *text, size_t size, struct sanya_calendar *ret,
			 struct sanya_error *err) SANYA_MUST_CHECK;
struct sanya_json *sanya_calendar_json(const struct sanya_calendar *calendar);

/* sanya.ideas/1 */
int sanya_ideas_parse(const char *name, const char *text, size_t size, struct sanya_idea_rules *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;

/* sanya.roster/1, and the same as CSV: columns id, name_th, name_en, manager, roles, unit, payroll, email, employed_from,
 * employed_to, leave, and alias:SOURCE (several names joined by ";").  One row per person. */
int sanya_roster_parse(const char *name, const char *text, size_t size, struct sanya_roster *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
int sanya_roster_parse_csv(const char *name, const char *text, size_t size, struct sanya_roster *ret,
			   struct sanya_error *err) SANYA_MUST_CHECK;
struct sanya_json *sanya_roster_json(const struct sanya_roster *roster);
/* Days of leave in one line, "2026-07-10/2026-07-12;2026-08-03": the person's, into `arena`; and back (nothing where there is none). */
int sanya_leave_parse(const char *text, struct sanya_arena *arena, struct sanya_person *person, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_leave_format(const struct sanya_person *person, struct sanya_buffer *out);

/* `--values` of `sanya reward calc`: one entry of `ret` per goal of the contract; `ret` has goal_count initialised entries, whose
 * reasons live in `arena`. */
int sanya_values_parse(const char *name, const char *text, size_t size, const struct sanya_contract *contract,
		       struct sanya_arena *arena, struct sanya_measured *ret, int64_t *ret_days_counted, int64_t *ret_days_of,
		       struct sanya_error *err) SANYA_MUST_CHECK;
/* What `sanya reward calc --json` prints: goals, score, amount, currency, also, steps. */
struct sanya_json *sanya_result_json(const struct sanya_contract *contract, const struct sanya_result *result);

/*
 * sanya.statement/1: the result together with what it rests on.  Everything is borrowed; digests are 64 hexadecimal digits.
 * NULL where memory is used up or a text is not UTF-8.
 */
struct sanya_statement_excluded {
	const char *reason; /* the metric's stable word: "not-solved" */
	int64_t count;
};
/* What was decided about one observation in a dispute. */
struct sanya_statement_decision {
	const char *source, *id; /* as the source delivered it */
	bool count;		 /* it counts for the employee; false: it is left out */
	const char *reason, *by; /* why, as the employee said it, and who accepted that */
	bool met;		 /* the observation took part in this result */
};
struct sanya_statement_goal {
	const struct sanya_statement_excluded *excluded, *findings; /* not counted; counted, but worth a look */
	size_t excluded_count, finding_count;
	const char *excluded_by; /* who took the goal out of the result; NULL: nobody */
	const struct sanya_statement_decision *decisions;
	size_t decision_count;
	uint64_t unknown; /* observations of people whom the roster does not know */
	const char *plugin, *plugin_version, *plugin_sha256; /* NULL: not measured by a plugin */
	unsigned asked_by;   /* findings for which the contract asks for a decision about this goal: bits of enum sanya_gaming */
	const char *counts_because; /* why it counts all the same; NULL: not decided, or excluded */
};
struct sanya_statement_gaming { /* what is worth a look; see domain/gaming.h */
	struct sanya_gaming_finding finding;
	const struct sanya_goal *goal; /* NULL: of all of the person's evidence */
	bool team;		       /* of everybody below */
};
struct sanya_statement_segment { /* days under one manager, where the employee moved */
	int32_t from, to;
	const char *manager;
	const struct sanya_contract *contract; /* whose goals they are: of the revision that held */
	const struct sanya_measured *measured; /* of its own observations; as many as the contract has goals */
};
struct sanya_statement_about {
	const char *contract_sha256; /* of the canonical bytes that both parties signed */
	const char *calendar_sha256; /* of its canonical bytes; NULL where the calendar was not needed */
	const char *evaluator;
	int64_t evaluated_at;
	bool early;	   /* before the period was over: only what lies before evaluated_at counts */
	int64_t version;   /* 1, 2, ... : evaluations of this revision */
	int64_t watermark; /* the last batch that counted */
	int64_t days_counted, days_of;
	int64_t days_leave; /* that were not counted because of leave */
	const struct sanya_statement_goal *goals; /* as many as the contract has */
	const struct sanya_statement_gaming *gaming;
	size_t gaming_count;
	const struct sanya_statement_segment *segments; /* none where nobody moved */
	size_t segment_count;
};
/* `measured`: as many as the contract has goals.  `result` NULL: a goal could not be evaluated; then there is no score and no amount, and the
 * goals say how far they came. */
struct sanya_json *sanya_statement_json(const struct sanya_contract *contract, const struct sanya_measured *measured,
					const struct sanya_result *result, const struct sanya_statement_about *about);
/*
 * Of a contract in several parts: the last one's statement becomes that of all.  `parts` are the statements of those before it, in order;
 * `amount`: what all pay, NULL where there is none.  0, or -1 where memory is used up.
 */
int sanya_statement_join(struct sanya_json *last, const struct sanya_json *const *parts, size_t count, const struct sanya_number *amount)
	SANYA_MUST_CHECK;

#endif
