/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names in what a source delivers that nobody on the roster bears: how many observations have one, and how many names these are.
 * Each name is looked up once for each stretch of days on which the answer is the same, not once for each observation.
 */
#ifndef SANYA_APP_SYNC_NAMES_H
#define SANYA_APP_SYNC_NAMES_H

#include "../codec/block.h"
#include "../domain/roster.h"

struct sanya_sync_name {
	int32_t from, to; /* dates on which the answer holds; from > to: not asked yet */
	bool unknown, counted;
};

struct sanya_sync_names {
	const char *source;
	const struct sanya_roster *roster;
	uint32_t dictionary; /* number of the one that `names` is by code of */
	struct sanya_sync_name *names;
	size_t room;
	struct sanya_dictionary unknown; /* the names, each once */
	uint64_t tickets, responses, people;
};

void sanya_sync_names_init(struct sanya_sync_names *names, const char *source, const struct sanya_roster *roster);
void sanya_sync_names_done(struct sanya_sync_names *names);
/* Count those of a checked block. */
int sanya_sync_names_take(struct sanya_sync_names *names, const struct sanya_block *block, const struct sanya_dictionary *dictionary,
			  struct sanya_error *err) SANYA_MUST_CHECK;

#endif
