/* SPDX-License-Identifier: Apache-2.0 */
/* Stretches of days that a contract is tried on: months, and periods as long as its own. */
#ifndef SANYA_APP_PERIOD_H
#define SANYA_APP_PERIOD_H

#include "../domain/contract.h"

struct sanya_period { /* dates, inclusive */
	int32_t from, to;
};

/* The first day of the month so many months away from that of a date. */
int32_t sanya_month_start(int32_t date, int32_t months);
/* The month that a date lies in. */
struct sanya_period sanya_period_month(int32_t date);
/* A period of whole months has so many, any other 0. */
int32_t sanya_period_months(int32_t from, int32_t to);
/* As long as the contract's own period, up to a last day: whole months where both are, else so many days. */
struct sanya_period sanya_period_ending(const struct sanya_contract *contract, int32_t to);

#endif
