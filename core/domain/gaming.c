/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rules that make findings out of counts; what they mean stands in the header.
 * Counts nothing itself, and knows nobody.
 */
#include "gaming.h"

#define TICKETS_LEAST	    20
#define CYCLES_LEAST	    2
#define AFTER_PERIOD_LEAST  2
#define ADDRESS_LEAST	    5
#define ADDRESS_PART	    5
#define BUNCHED_LEAST	    10

const char *const sanya_gaming_words[] = {
	"reassigned-after-bad-rating", "reopened-after-period", "solve-reopen-cycles", "survey-burst", "survey-one-address",
	"survey-rate", "bunched-at-threshold", NULL,
};

/* With e = T × a / t expected: |A - e| > 3 × root of e, squared and multiplied by t². */
static bool rate_is_far(const struct sanya_gaming_counts *counts)
{
	__int128 expected = (__int128)counts->tickets * counts->team_answers;
	__int128 found = (__int128)counts->answers * counts->team_tickets;
	__int128 apart = found > expected ? found - expected : expected - found;

	if (counts->tickets < TICKETS_LEAST || counts->team_tickets < TICKETS_LEAST || counts->team_answers == 0)
		return false;
	if (found < 2 * expected && 2 * found > expected)
		return false;
	return apart * apart > 9 * expected * counts->team_tickets;
}

size_t sanya_gaming_conclude(const struct sanya_gaming_counts *counts, struct sanya_gaming_finding ret[SANYA_GAMING_COUNT])
{
	size_t count = 0;

	if (counts->reassigned > 0)
		ret[count++] = (struct sanya_gaming_finding){ SANYA_GAMING_REASSIGNED, counts->reassigned, counts->answers, 0, 0 };
	if (counts->after_period >= AFTER_PERIOD_LEAST)
		ret[count++] = (struct sanya_gaming_finding){ SANYA_GAMING_AFTER_PERIOD, counts->after_period, counts->tickets, 0, 0 };
	if (counts->cycles >= CYCLES_LEAST)
		ret[count++] = (struct sanya_gaming_finding){ SANYA_GAMING_CYCLES, counts->cycles, counts->tickets, 0, 0 };
	if (counts->burst > 0)
		ret[count++] = (struct sanya_gaming_finding){ SANYA_GAMING_BURST, counts->burst, counts->answers, 0, 0 };
	if (counts->address >= ADDRESS_LEAST && counts->address * ADDRESS_PART >= counts->named)
		ret[count++] = (struct sanya_gaming_finding){ SANYA_GAMING_ADDRESS, counts->address, counts->named, 0, 0 };
	if (rate_is_far(counts))
		ret[count++] = (struct sanya_gaming_finding){ SANYA_GAMING_RATE, counts->answers, counts->tickets, counts->team_answers,
							      counts->team_tickets };
	return count;
}

bool sanya_gaming_bunched(const struct sanya_gaming_near *near, struct sanya_gaming_finding *ret)
{
	if (near->within < BUNCHED_LEAST || near->within <= 2 * (near->before + near->past))
		return false;
	*ret = (struct sanya_gaming_finding){ SANYA_GAMING_BUNCHED, near->within, near->before + near->within + near->past, 0, 0 };
	return true;
}

bool sanya_gaming_is_survey(int32_t response_kind)
{
	return response_kind == SANYA_CSAT || response_kind == SANYA_NPS || response_kind == SANYA_CES || response_kind == SANYA_RATING;
}

bool sanya_gaming_is_bad(int64_t value, int64_t lowest, int64_t highest)
{
	if (value == SANYA_NO_VALUE || lowest == SANYA_NO_VALUE || highest == SANYA_NO_VALUE || lowest >= highest)
		return false;
	return (__int128)value - lowest < (__int128)highest - value;
}

bool sanya_gaming_is_after_period(int64_t first_solved, int64_t solved, int32_t reopens, int64_t to)
{
	if (first_solved == SANYA_NO_INSTANT || reopens == SANYA_NO_COUNT || reopens < 1)
		return false;
	if (first_solved >= to || first_solved < to - SANYA_GAMING_LAST_DAYS * SANYA_DAY)
		return false;
	/* Solved again within the period: then it was reopened within it as well. */
	return solved == SANYA_NO_INSTANT || solved <= first_solved || solved >= to;
}
