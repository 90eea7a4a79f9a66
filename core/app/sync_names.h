/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names that come with the observations of one source, and whether somebody on the roster bears them.  Asked of the roster once for each
 * name and stretch of days, not for each observation.
 */
#ifndef SANYA_APP_SYNC_NAMES_H
#define SANYA_APP_SYNC_NAMES_H

#include "../codec/block.h"
#include "../domain/roster.h"

struct sanya_sync_names {
	const char *source;
	struct sanya_roster roster;
	/* By code of the stream's dictionary. */
	const struct sanya_dictionary *dictionary;
	uint32_t number;
	struct sanya_sync_name *names;
	uint32_t room;
	struct sanya_dictionary unknown; /* names that nobody bore on some day */
};

/* The roster is filled by the caller. */
void sanya_sync_names_init(struct sanya_sync_names *names, const char *source);
void sanya_sync_names_done(struct sanya_sync_names *names);
/* Rows of the block that name somebody unknown (assignee, first replier, solver; subject) on the day they were created (answered). */
int sanya_sync_names_count(struct sanya_sync_names *names, const struct sanya_block *block, const struct sanya_dictionary *dictionary,
			   uint64_t *ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
