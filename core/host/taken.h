/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parts of a run say that they took of its inputs, and whether that is all of them, once.
 *
 *	_init -> _add, as they say it -> _join -> _done
 */
#ifndef SANYA_HOST_TAKEN_H
#define SANYA_HOST_TAKEN_H

#include "../base/base.h"
#include "../base/error.h"

struct sanya_taken {
	uint32_t input;
	uint64_t from, to; /* bytes [from, to); nothing where they are equal */
};

struct sanya_takens {
	struct sanya_taken *list;
	size_t count, room;
};

void sanya_takens_init(struct sanya_takens *stretches);
void sanya_takens_done(struct sanya_takens *stretches);
int sanya_takens_add(struct sanya_takens *stretches, struct sanya_taken stretch, struct sanya_error *err) SANYA_MUST_CHECK;
/*
 * Whether those of each input follow one another from its first byte to its end, sizes[input], or beyond it: a file may have grown.  True also
 * where nobody said anything.  Puts them in order.
 */
bool sanya_takens_join(struct sanya_takens *stretches, const uint64_t *sizes, size_t inputs);

#endif
