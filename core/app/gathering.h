/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is gathered of the values of one tally, group by group: how many and their sum; where it is asked for the largest, and how many are at
 * most D; what was left out and why.  The values themselves are kept only where an order statistic asks for them (kept.h).
 * Sums are of 96 bits, so they neither wrap nor depend on the order of the values.
 *
 *	_init -> _ask (each statistic) -> _reach, _add (values, many at once) -> _settle -> _result, _excluded ... -> _done
 */
#ifndef SANYA_APP_GATHERING_H
#define SANYA_APP_GATHERING_H

#include "../domain/interval.h"
#include "../host/host.h"
#include "group.h"
#include "kept.h"

/* Of one group. */
struct sanya_gathering_cell {
	int64_t sum; /* and `wraps` times 2^64 */
	uint32_t count;
	uint32_t noted; /* left out or worth a look: some count by reason is not 0 */
};

#define SANYA_GATHERING_SOME 256u

struct sanya_gathering {
	struct sanya_gathering_cell *cells; /* by group */
	uint32_t room;
	uint64_t total; /* values and what was left out; all of a gathering are fewer than 2^32 */

	/* By group as well, where they are needed; else NULL. */
	int32_t *wraps;
	int64_t *largest;
	struct sanya_gathering_cell *possible; /* of pairs: what the sum is a part of */
	int32_t *possible_wraps;
	uint32_t *within; /* limit_count each */

	enum sanya_unit unit;
	bool largest_asked;
	int64_t *limits; /* share_within: what is asked for */
	unsigned limit_count;
	struct sanya_gathering_ordered {
		struct sanya_statistic statistic;
		struct sanya_ratio *results; /* of an order statistic, by group, once settled */
		bool spread;		      /* its spread is asked for, */
		struct sanya_spread *spreads; /* by group, once settled; count 0: no value */
	} *ordered; /* order statistics that are asked for, and others whose spread is */
	unsigned ordered_count;

	unsigned reason_count;
	uint32_t *reasons; /* by group, 2 * reason_count each: left out, findings */

	struct sanya_kept kept;
	bool settled;
	int64_t counted[SANYA_GATHERING_SOME]; /* values of a run on their way to `kept` */
};

void sanya_gathering_init(struct sanya_gathering *gathering, unsigned reason_count, enum sanya_unit unit);
void sanya_gathering_done(struct sanya_gathering *gathering);
/* Nothing gathered, the same asked. */
void sanya_gathering_clear(struct sanya_gathering *gathering);

/* Before the first value: what will be asked. */
int sanya_gathering_ask(struct sanya_gathering *gathering, const struct sanya_statistic *statistic, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* The spread of a statistic that was asked; nothing where it has none.  The values are kept for it. */
int sanya_gathering_ask_spread(struct sanya_gathering *gathering, const struct sanya_statistic *statistic, struct sanya_error *err)
	SANYA_MUST_CHECK;

/* Room for groups 0 to count - 1. */
int sanya_gathering_reach(struct sanya_gathering *gathering, uint32_t count, struct sanya_error *err) SANYA_MUST_CHECK;
/*
 * values[rows[i]] goes to groups[i], which is within reach; SANYA_NO_GROUP: to none.  `rows` NULL: values[i].  Reasons and findings are
 * on the metric's list.
 */
int sanya_gathering_add(struct sanya_gathering *gathering, const uint32_t *groups, const uint32_t *rows, size_t count,
			const struct sanya_metric_value *values, struct sanya_error *err) SANYA_MUST_CHECK;
/*
 * Values that go to one group, one after the other, as far as their instants lie in [first, last] and they hold; the first one does.  `holds`: a byte
 * each, not 0: it holds; NULL: all do.  *ret_taken: how many.
 */
struct sanya_gathering_run {
	const struct sanya_metric_value *values;
	size_t count;
	int64_t first, last;
	const unsigned char *holds;
};
int sanya_gathering_add_run(struct sanya_gathering *gathering, uint32_t group, const struct sanya_gathering_run *run,
			    size_t *ret_taken, struct sanya_error *err) SANYA_MUST_CHECK;
/* All that one group holds to another one; it is empty afterwards. */
int sanya_gathering_move(struct sanya_gathering *gathering, uint32_t to, uint32_t from, struct sanya_error *err) SANYA_MUST_CHECK;

/* After the last value, before any result is read: computes all order statistics.  More values may come, and it is settled again. */
int sanya_gathering_settle(struct sanya_gathering *gathering, struct sanya_error *err) SANYA_MUST_CHECK;
/* True where anything, value or not, came to the group. */
bool sanya_gathering_has(const struct sanya_gathering *gathering, uint32_t group);
uint64_t sanya_gathering_count(const struct sanya_gathering *gathering, uint32_t group);
/* A statistic that was asked for, of a group that has values. */
int sanya_gathering_result(const struct sanya_gathering *gathering, uint32_t group, const struct sanya_statistic *statistic,
			   struct sanya_ratio *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* NULL: it was not asked for, or the group has no values. */
const struct sanya_spread *sanya_gathering_spread(const struct sanya_gathering *gathering, uint32_t group,
						  const struct sanya_statistic *statistic);
/* True where _result may fail, because a sum does not fit 63 bits. */
bool sanya_gathering_may_fail(const struct sanya_gathering *gathering);
/* Counts by reason, from 0, left out and findings; NULL: nothing was. */
const uint32_t *sanya_gathering_excluded(const struct sanya_gathering *gathering, uint32_t group);
const uint32_t *sanya_gathering_findings(const struct sanya_gathering *gathering, uint32_t group);
/* What will be read soon is brought near. */
void sanya_gathering_near(const struct sanya_gathering *gathering, uint32_t group);

#endif
