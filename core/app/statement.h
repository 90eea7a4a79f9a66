/* SPDX-License-Identifier: Apache-2.0 */
/* The statement, sanya.statement/1: how one reward was computed, line by line, and what it rests on. */
#ifndef SANYA_APP_STATEMENT_H
#define SANYA_APP_STATEMENT_H

#include "../store/contracts.h"
#include "evaluate.h"
#include "parts.h"
#include "segment.h"

/* A goal that HR took out of a result. */
struct sanya_exclusion {
	const char *reason; /* NULL: it counts */
	const char *by;
};

struct sanya_statement_request {
	const struct sanya_contract_row *row;
	const struct sanya_exclusion *excluded; /* one per goal; NULL: none */
	const struct sanya_claim *decided; /* as in struct sanya_evaluated; for _make */
	size_t decided_count;
	const bool *lowest; /* by goal: counted as badly as it could come out, so that nothing depends on it; NULL: none */
	const char *const *counted;  /* one reason per goal that HR lets count in spite of a finding, NULL where nobody decided; NULL: none */
	const struct sanya_segmented *segmented; /* measured; NULL: none */
	const char *evaluator;
	int64_t now;
	int64_t version;
	bool ended_early; /* as in sanya_evaluated, for sanya_statement_make */
};

/* Write down what a pass has measured of a contract.  Without an amount where a goal could not be evaluated or waits for a decision.  Goals that HR took out
 * are marked so in `evaluated`. */
int sanya_statement_write(const struct sanya_evaluate *evaluate, struct sanya_evaluated *evaluated,
			  const struct sanya_statement_request *request, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* What was decided about the goals of one part of a contract, and its segments; as in the request. */
struct sanya_statement_part {
	struct sanya_exclusion *excluded;
	const char **counted;
	const struct sanya_segmented *segmented;
};
/* The same of a contract in parts; `evaluated` and `about` have one of each part (what the request says of these is not looked at). */
int sanya_statement_write_parts(const struct sanya_evaluate *evaluate, struct sanya_parts *parts, struct sanya_evaluated *evaluated,
				const struct sanya_statement_part *about, const struct sanya_statement_request *request,
				struct sanya_json **ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* Evaluate all parts of a contract and write them down. */
int sanya_statement_make_parts(const struct sanya_evaluate *evaluate, struct sanya_parts *parts, int64_t until,
			       const struct sanya_statement_part *about, const struct sanya_statement_request *request, struct sanya_json **ret,
			       struct sanya_error *err) SANYA_MUST_CHECK;
/* Evaluate one contract and write it down. */
int sanya_statement_make(const struct sanya_evaluate *evaluate, const struct sanya_contract *contract, int64_t until,
			 const struct sanya_statement_request *request, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;

#endif
