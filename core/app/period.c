/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arithmetic of months and periods.
 * Knows nothing of evidence; which stretches are tried is the caller's business.
 */
#include "period.h"

#include "../base/time.h"

int32_t sanya_month_start(int32_t date, int32_t months)
{
	struct sanya_civil civil = sanya_date_civil(date);
	int32_t month = civil.year * 12 + civil.month - 1 + months;

	return sanya_date_of(month / 12, month % 12 + 1, 1);
}

struct sanya_period sanya_period_month(int32_t date)
{
	return (struct sanya_period){ .from = sanya_month_start(date, 0), .to = sanya_month_start(date, 1) - 1 };
}

int32_t sanya_period_months(int32_t from, int32_t to)
{
	struct sanya_civil first = sanya_date_civil(from), after = sanya_date_civil(to + 1);

	return first.day != 1 || after.day != 1 ? 0 : (after.year - first.year) * 12 + after.month - first.month;
}

struct sanya_period sanya_period_ending(const struct sanya_contract *contract, int32_t to)
{
	int32_t months = sanya_period_months(contract->from, contract->to);

	if (months > 0 && sanya_period_month(to).to == to)
		return (struct sanya_period){ .from = sanya_month_start(to, 1 - months), .to = to };
	return (struct sanya_period){ .from = to - (contract->to - contract->from), .to = to };
}
