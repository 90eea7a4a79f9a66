/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A set of texts, each kept as 96 bits of its hash: twelve bytes, whatever its length.  It says "came before" of a new text with a chance of
 * its size in 2^96.
 * The hash is no secret: who may choose texts freely could look for two that meet, and gains no more than by giving the same text twice.
 */
#ifndef SANYA_APP_SEEN_HASHES_H
#define SANYA_APP_SEEN_HASHES_H

#include "../base/text.h"

#define SANYA_SEEN_PARTS 256u

struct sanya_seen_hashes {
	/* Parts by eight bits of the hash, so that growing moves one of them and half of the room is never idle. */
	struct sanya_seen_part {
		uint32_t (*entries)[3]; /* open addressing; all zero: free */
		uint32_t count, room;
	} parts[SANYA_SEEN_PARTS];
};

void sanya_seen_hashes_init(struct sanya_seen_hashes *hashes);
void sanya_seen_hashes_done(struct sanya_seen_hashes *hashes);
/* Add a text of a kind.  1: it was there, 0: it is new, -1: memory is used up. */
int sanya_seen_hashes_add(struct sanya_seen_hashes *hashes, uint32_t kind, struct sanya_text text);
bool sanya_seen_hashes_find(const struct sanya_seen_hashes *hashes, uint32_t kind, struct sanya_text text);

#endif
