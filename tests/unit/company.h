/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small made-up company for tests that measure: people who change managers and logins, tickets and answers of theirs in a store, and
 * contracts with goals of all kinds.  The same seed gives the same company.
 */
#ifndef TESTS_UNIT_COMPANY_H
#define TESTS_UNIT_COMPANY_H

#include "core/app/evaluate.h"
#include "core/app/home.h"

#define COMPANY_PEOPLE	  14u
#define COMPANY_TICKETS	  600u
#define COMPANY_ANSWERS	  300u
#define COMPANY_CONTRACTS 12u
#define COMPANY_FIRST	  20454 /* 2026-01-01 */
#define COMPANY_DAYS	  150

struct company {
	struct sanya_home home;
	struct sanya_act act;
	struct sanya_host *host;
	struct sanya_settings settings;
	struct sanya_calendar_shelf *calendars;
	struct sanya_roster roster;
	struct sanya_contract contracts[COMPANY_CONTRACTS];
	int64_t until[COMPANY_CONTRACTS];
	/* As they stand after both deliveries. */
	struct sanya_ticket tickets[COMPANY_TICKETS];
	struct sanya_response answers[COMPANY_ANSWERS];
	unsigned kind;	/* of the goal made last + 1 */
	uint64_t state; /* of the made-up numbers */
};

void company_make(struct company *company, uint64_t seed);
void company_end(struct company *company);
/* Another batch: tickets from `first` on again, with other people and stamps. */
void company_deliver(struct company *company, unsigned first, unsigned count);
/* A made-up number below `below`. */
unsigned company_any(struct company *company, unsigned below);
/* What sanya_evaluate_many wants, with everything on. */
struct sanya_evaluate company_evaluate(struct company *company, struct sanya_arena *arena);

#endif
