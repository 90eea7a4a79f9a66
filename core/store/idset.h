/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the store room: some ids, each with a number, found by their text.  The texts are copied. */
#ifndef SANYA_STORE_IDSET_H
#define SANYA_STORE_IDSET_H

#include "../base/arena.h"
#include "../base/error.h"
#include "../base/text.h"

struct sanya_idset_entry {
	struct sanya_text id;
	uint64_t hash;
	uint32_t number;
};

struct sanya_idset {
	struct sanya_idset_entry *slots; /* free where id.at is NULL; at most half full */
	size_t room, count;
	struct sanya_arena arena;
};

void sanya_idset_init(struct sanya_idset *set);
void sanya_idset_done(struct sanya_idset *set);
void sanya_idset_clear(struct sanya_idset *set);
/* An id that is there already keeps its number. */
int sanya_idset_put(struct sanya_idset *set, struct sanya_text id, uint32_t number, struct sanya_error *err) SANYA_MUST_CHECK;
/* NULL: it is not there. */
struct sanya_idset_entry *sanya_idset_find(const struct sanya_idset *set, struct sanya_text id);

#endif
