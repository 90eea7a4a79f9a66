/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Groups of values, known by a tuple of texts: a hash map whose entries stay where they are.
 * Holds the values themselves and how many were left out for which reason; computes nothing.
 */
#ifndef SANYA_APP_GROUP_H
#define SANYA_APP_GROUP_H

#include "../base/arena.h"
#include "../base/text.h"
#include "../domain/statistic.h"

#define SANYA_GROUP_KEYS 5 /* those of a question, and one for whom the assignee stands in */

struct sanya_group {
	struct sanya_text keys[SANYA_GROUP_KEYS];
	uint64_t hash;
	struct sanya_sample sample;
	uint64_t *excluded, *findings; /* by reason from 0; NULL until the first one */
	struct sanya_group *next;      /* in order of making */
};

struct sanya_groups {
	struct sanya_arena arena;
	struct sanya_group **slots; /* open addressing; NULL: free */
	size_t room, count;
	struct sanya_group *first, **last;
	size_t key_count, reason_count;
};

void sanya_groups_init(struct sanya_groups *groups, size_t key_count, size_t reason_count);
void sanya_groups_done(struct sanya_groups *groups);

/* The group of these keys, made where there is none; keys are copied.  NULL: memory is used up. */
struct sanya_group *sanya_groups_get(struct sanya_groups *groups, const struct sanya_text *keys);
/* Count one left out (or a finding) for reason `index` from 0. */
int sanya_groups_exclude(struct sanya_groups *groups, struct sanya_group *group, size_t index, struct sanya_error *err)
	SANYA_MUST_CHECK;
int sanya_groups_find(struct sanya_groups *groups, struct sanya_group *group, size_t index, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* Add all that `from` holds to `to`; `from` is empty afterwards. */
int sanya_groups_merge(struct sanya_groups *groups, struct sanya_group *to, struct sanya_group *from, struct sanya_error *err)
	SANYA_MUST_CHECK;

#endif
