/* SPDX-License-Identifier: Apache-2.0 */
/* A statement on the terminal. */
#ifndef SANYA_CLI_STATEMENT_SHOW_H
#define SANYA_CLI_STATEMENT_SHOW_H

#include "../domain/contract.h"
#include "cli.h"

/* "SQ-2026-0017: score 104.20, 6252.00 THB", or what is missing. */
void sanya_statement_line(struct sanya_cli *cli, const struct sanya_json *statement);
/* The whole statement: goals, steps, amount, what it rests on.  `contract` gives the titles of the goals. */
void sanya_statement_show(struct sanya_cli *cli, const struct sanya_json *statement, const struct sanya_contract *contract);

#endif
