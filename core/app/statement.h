/* SPDX-License-Identifier: Apache-2.0 */
/* The statement, sanya.statement/1: how one reward was computed, line by line, and what it rests on. */
#ifndef SANYA_APP_STATEMENT_H
#define SANYA_APP_STATEMENT_H

#include "../store/contracts.h"
#include "evaluate.h"

struct sanya_statement_request {
	const struct sanya_contract_row *row;
	const char *const *excluded; /* one reason per goal that HR took out, NULL where it counts; NULL: none */
	const char *evaluator;
	int64_t now;
	int64_t version;
};

/* Evaluate and write down; `evaluate->arena` is the statement's own.  Without an amount where a goal could not be evaluated. */
int sanya_statement_make(const struct sanya_evaluate *evaluate, const struct sanya_statement_request *request,
			 struct sanya_json **ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
