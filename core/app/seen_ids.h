/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ids that came before: of several deliveries of one observation in one run the last counts.
 *
 * First pass: every block is shown to _take, which remembers the ids and counts those that come again; their rows cannot be told apart from
 * the last ones yet.  Where there were any, the run is made a second time, in the order of its files, and _last says of each row whether a
 * later one follows.
 *
 *	_new -> _take (each block) -> _again > 0: _last (each block) -> _matched -> _free
 *
 * An id is known within its kind.  Ids that end in a number take about one bit where their numbers lie close together (up to 10 bytes each
 * where they do not); all others 12 to 24 bytes, by a hash of 96 bits, so that ten million ids are confused with a chance of less than 10^-14.
 */
#ifndef SANYA_APP_SEEN_IDS_H
#define SANYA_APP_SEEN_IDS_H

#include "../codec/block.h"

struct sanya_seen_ids;

int sanya_seen_ids_new(struct sanya_seen_ids **ret, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_seen_ids_free(struct sanya_seen_ids *seen); /* NULL is fine */

int sanya_seen_ids_take(struct sanya_seen_ids *seen, const struct sanya_block *block, struct sanya_error *err) SANYA_MUST_CHECK;
/* How many rows had an id that came before; *ret_first is one of those ids ("" where there are none), at most room - 1 bytes of it. */
uint64_t sanya_seen_ids_again(const struct sanya_seen_ids *seen, char *ret_first, size_t room);

/* A block of the second pass: ret[row] = 1 where another delivery of the same id follows, else 0. */
void sanya_seen_ids_last(struct sanya_seen_ids *seen, const struct sanya_block *block, unsigned char *ret);
/* After the second pass: true when each id came as often as in the first, so that exactly its last delivery was taken. */
bool sanya_seen_ids_matched(const struct sanya_seen_ids *seen);

#endif
