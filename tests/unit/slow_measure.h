/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The measure again, slow and obvious: all observations in one list, texts compared as texts, months from the civil date of each instant,
 * values sorted, exact fractions by GMP.  What core/app/measure.h promises is written here a second time, by other means.
 * Metrics are those of tests/isolation/plugins/metric-odd.c.
 */
#ifndef TESTS_UNIT_SLOW_MEASURE_H
#define TESTS_UNIT_SLOW_MEASURE_H

#include "core/app/measure.h"
#include "core/base/zone.h"

struct slow_observation {
	const char *source;
	enum sanya_observation_kind kind;
	struct sanya_ticket ticket;
	struct sanya_response response;
	bool skip;
};

/* Everything that is asked of one name at one moment. */
typedef void slow_who(void *context, const char *source, struct sanya_text name, int64_t at, struct sanya_measure_people *ret);

struct slow_row {
	size_t question;
	struct sanya_text keys[SANYA_MEASURE_BY_MAX];
	uint64_t count, excluded[2], findings[2];
	bool has_value;
	struct sanya_number value;
};

/* What was seen and who had nobody, added up in whatever order. */
struct slow_told {
	uint64_t sights, sight_sum, nobodies, nobody_sum;
	bool fell_back;
};
uint64_t slow_hash(struct sanya_text text, uint64_t more);

struct slow_measure {
	const struct sanya_zone *zone;
	const struct slow_observation *observations;
	size_t observation_count;
	const struct sanya_measure_question *questions;
	size_t question_count;
	slow_who *who;
	/* Out: */
	struct slow_row *rows; /* in order */
	size_t row_count;
	struct slow_told *told; /* by question */
};

void slow_measure(struct slow_measure *slow);
void slow_measure_done(struct slow_measure *slow);

/* "odd.seconds@1" is number 0, ... */
#define SLOW_METRICS 9u
extern const char *const slow_metrics[SLOW_METRICS];
extern const enum sanya_unit slow_units[SLOW_METRICS];
enum sanya_observation_kind slow_kind(const char *metric);

#endif
