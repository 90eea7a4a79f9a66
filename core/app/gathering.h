/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is gathered of the values of one tally, group by group: how many, their sum, the largest, how many are at most D, what was left out
 * and why.  The values themselves are kept only where an order statistic asks for them, four bytes each; as soon as one does not
 * fit (negative, or 2^32 and more) all of this tally take eight.
 * Sums are of 96 bits, so they neither wrap nor depend on the order of the values.
 *
 *	_init -> _within, _keep (what is asked of it) -> _add (values, many at once) -> _sums, _values, _excluded ... -> _done
 */
#ifndef SANYA_APP_GATHERING_H
#define SANYA_APP_GATHERING_H

#include "../domain/statistic.h"
#include "../host/host.h"
#include "group.h"

/* Of one group. */
struct sanya_gathering_cell {
	int64_t sum, max; /* max: of at least one value */
	int32_t wraps;	  /* the sum is sum + wraps * 2^64 */
	uint32_t count;
	uint32_t chunk;	  /* the last one of its values + 1; 0: none kept */
	uint32_t reasons; /* place of its counts by reason + 1; 0: none so far */
};

struct sanya_gathering_possible {
	int64_t sum;
	int32_t wraps;
};

struct sanya_gathering {
	struct sanya_gathering_cell *cells; /* by group */
	uint32_t room;
	uint64_t total; /* values and what was left out; all of a gathering are fewer than 2^32 */
	bool wrapped;	/* some sum has left 64 bits */

	bool pairs;
	struct sanya_gathering_possible *possible; /* by group, of pairs */

	int64_t *limits; /* share_within: what is asked for */
	unsigned limit_count;
	uint32_t *within; /* by group, limit_count each */

	unsigned reason_count;
	uint32_t *reasons; /* 2 * reason_count each: left out, findings */
	uint32_t reasons_used, reasons_room;

	bool keep, wide;
	void **slabs; /* of SLAB chunks of CHUNK values */
	uint32_t *before; /* by chunk: the chunk before it + 1, of the same group */
	uint32_t chunk_count, slab_count, before_room;
};

void sanya_gathering_init(struct sanya_gathering *gathering, unsigned reason_count, bool pairs);
void sanya_gathering_done(struct sanya_gathering *gathering);
/* Nothing gathered, the same asked. */
void sanya_gathering_clear(struct sanya_gathering *gathering);

/* Before the first value: count those that are at most so much; keep the values. */
int sanya_gathering_limit(struct sanya_gathering *gathering, int64_t limit, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_gathering_keep(struct sanya_gathering *gathering);

/* Room for groups 0 to count - 1. */
int sanya_gathering_reach(struct sanya_gathering *gathering, uint32_t count, struct sanya_error *err) SANYA_MUST_CHECK;
/*
 * values[rows[i]] goes to groups[i], which is within reach; SANYA_NO_GROUP: to none.  `rows` NULL: values[i].  Reasons and findings are
 * on the metric's list.
 */
int sanya_gathering_add(struct sanya_gathering *gathering, const uint32_t *groups, const uint32_t *rows, size_t count,
			const struct sanya_metric_value *values, struct sanya_error *err) SANYA_MUST_CHECK;
/* All that one group holds to another one; it is empty afterwards. */
int sanya_gathering_move(struct sanya_gathering *gathering, uint32_t to, uint32_t from, struct sanya_error *err) SANYA_MUST_CHECK;

/* True where anything, value or not, came to the group. */
bool sanya_gathering_has(const struct sanya_gathering *gathering, uint32_t group);
uint64_t sanya_gathering_count(const struct sanya_gathering *gathering, uint32_t group);
/* `limit`: the D of share_within, one of those asked for; else it does not matter. */
struct sanya_sums sanya_gathering_sums(const struct sanya_gathering *gathering, uint32_t group, int64_t limit);
/* The values that were kept, in no order, into room for that many: 4 bytes each, or 8 where `wide`. */
void sanya_gathering_values(const struct sanya_gathering *gathering, uint32_t group, void *room);
/* Counts by reason, from 0, left out and findings; NULL: nothing was. */
const uint32_t *sanya_gathering_excluded(const struct sanya_gathering *gathering, uint32_t group);
const uint32_t *sanya_gathering_findings(const struct sanya_gathering *gathering, uint32_t group);
/* What will be read soon is brought near: first the cells, later their values. */
void sanya_gathering_near(const struct sanya_gathering *gathering, uint32_t group);
void sanya_gathering_near_values(const struct sanya_gathering *gathering, uint32_t group);

#endif
