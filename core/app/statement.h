/* SPDX-License-Identifier: Apache-2.0 */
/* The statement, sanya.statement/1: how one reward was computed, line by line, and what it rests on. */
#ifndef SANYA_APP_STATEMENT_H
#define SANYA_APP_STATEMENT_H

#include "../store/contracts.h"
#include "evaluate.h"

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
	const char *evaluator;
	int64_t now;
	int64_t version;
};

/* Write down what a pass has measured of a contract.  Without an amount where a goal could not be evaluated.  Goals that HR took out
 * are marked so in `evaluated`. */
int sanya_statement_write(const struct sanya_evaluate *evaluate, struct sanya_evaluated *evaluated,
			  const struct sanya_statement_request *request, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* Evaluate one contract and write it down. */
int sanya_statement_make(const struct sanya_evaluate *evaluate, const struct sanya_contract *contract, int64_t until,
			 const struct sanya_statement_request *request, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;

#endif
