/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Clauses: the parts of a contract that are negotiated one by one.
 *
 * A clause has an address in the words of the document, with a goal named by its id: "reward/cap", "rules/answer_days",
 * "goals/reply/scale"; "goals/reply" is a whole goal (that one of two documents lacks), "goals" the order of the goals.  The table below
 * lists all of them in the order of reading, how each value is written, and what people call it.  A key of the document that no
 * clause covers (number, revision, format) belongs to the home and is not negotiated.
 *
 * Absent, null and an empty list or object say the same: nothing.  Documents are JSON values; whether they make a contract is
 * for the codec room to say.
 */
#ifndef SANYA_APP_CLAUSE_H
#define SANYA_APP_CLAUSE_H

#include "../codec/json.h"

/* How the value of a clause is written, and so how it is said and read. */
enum sanya_clause_kind {
	SANYA_CLAUSE_TEXT,	/* as it stands: names, numbers of contracts */
	SANYA_CLAUSE_WORD,	/* one of the document's words: "reweight" */
	SANYA_CLAUSE_LIST,	/* of the document's words */
	SANYA_CLAUSE_WORDS,	/* {"th","en"} */
	SANYA_CLAUSE_DATE,
	SANYA_CLAUSE_DATES,	/* a list of them */
	SANYA_CLAUSE_NUMBER,	/* a decimal text */
	SANYA_CLAUSE_COUNT,	/* a whole number */
	SANYA_CLAUSE_DAYS,	/* a whole number of days */
	SANYA_CLAUSE_MONEY,	/* a decimal text in the contract's currency */
	SANYA_CLAUSE_STATISTIC,
	SANYA_CLAUSE_SCALE,	/* points value -> score */
	SANYA_CLAUSE_CURVE,	/* points score -> percent */
	SANYA_CLAUSE_WHERE,
	SANYA_CLAUSE_GATES,
	SANYA_CLAUSE_ROUND,
	SANYA_CLAUSE_ALSO,
	SANYA_CLAUSE_RENEWAL,
	SANYA_CLAUSE_GOAL,	/* a whole one */
	SANYA_CLAUSE_ORDER,	/* of the goals */
};

struct sanya_clause {
	const char *path; /* "reward/cap"; "goals/ * /scale" (without the blanks): of every goal */
	enum sanya_clause_kind kind;
	const char *words; /* what people call it; a key of the catalogue */
};
extern const struct sanya_clause sanya_clauses[];
extern const size_t sanya_clause_count;

#define SANYA_CLAUSE_MAX 160 /* bytes of an address: two identifiers and the longest key */

/* The clause that an address names, or lies within ("goals/reply/scale/1", "title/en"); NULL where there is none.  *ret_size is the
 * length of the part that names the clause. */
const struct sanya_clause *sanya_clause_of(const char *address, size_t *ret_size);
/* true where `address` is `clause` or lies within it. */
bool sanya_clause_within(const char *address, const char *clause);
/* Its value in a document; NULL for nothing. */
const struct sanya_json *sanya_clause_value(const struct sanya_json *document, const char *address);
/* Both say the same. */
bool sanya_clause_same(const struct sanya_json *a, const struct sanya_json *b);

struct sanya_clause_change {
	const struct sanya_clause *clause;
	const char *address, *goal; /* goal: id, NULL outside of one */
	const struct sanya_json *from, *to; /* NULL: nothing.  Of SANYA_CLAUSE_ORDER: the lists of goals */
};
/* Calls `each` for every clause in which the documents differ, in the order of reading; texts live until it returns. */
void sanya_clauses_compare(const struct sanya_json *old_document, const struct sanya_json *new_document,
			   void (*each)(void *context, const struct sanya_clause_change *change), void *context);

/* Make the clause in *document as it is in `from`: copied, or taken out.  SANYA_NOT_FOUND where neither knows the goal. */
int sanya_clause_copy(struct sanya_json **document, const struct sanya_json *from, const char *address, struct sanya_error *err)
	SANYA_MUST_CHECK;

/*
 * ADDRESS=VALUE as people type it.  The address is a clause or lies within one: goals/reply/weight=30, title/en=…,
 * reward/round/to=0.01, and the marks of a scale by name: goals/reply/target=93%, threshold, stretch.  Words joined by points do too
 * (goals.reply.weight) where no id has a point in it.  The value is a text, a whole number where the clause has one,
 * "80%:0, 95%:100" for a scale or curve, texts joined by commas for a list, JSON for whatever begins with [ or {, and null to
 * take the clause out.  On success the document is replaced; SANYA_USAGE says what is wrong with the words.
 */
int sanya_clause_set(struct sanya_json **document, const char *assignment, struct sanya_error *err) SANYA_MUST_CHECK;
/* The address of the clause that ADDRESS=VALUE changes, into `ret`; marks are of the scale. */
int sanya_clause_set_address(const struct sanya_json *document, const char *assignment, char *ret, size_t room,
			     struct sanya_error *err) SANYA_MUST_CHECK;

#endif
