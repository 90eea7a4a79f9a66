/* SPDX-License-Identifier: Apache-2.0 */
/* The statement, sanya.statement/1: how one reward was computed, line by line, and what it rests on. */
#ifndef SANYA_APP_STATEMENT_H
#define SANYA_APP_STATEMENT_H

#include "../store/contracts.h"
#include "evaluate.h"

struct sanya_statement {
	struct sanya_json *json;
	bool complete; /* every goal could be evaluated, and there is an amount */
};

/*
 * Evaluate and write down.  `excluded` holds one reason per goal that HR took out (NULL: counted).  `by` evaluated at `now`; `early`: before the
 * period was over.
 */
int sanya_statement_make(const struct sanya_evaluate *evaluate, const struct sanya_contract_row *row,
			 const char *const *excluded, const char *by, int64_t now, struct sanya_statement *ret,
			 struct sanya_error *err) SANYA_MUST_CHECK;

#endif
