/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Configured sources and what their runs delivered: derived from "source.add", "source.set", "source.remove", "sync.run" and "evidence.batch"
 * (subject = source).
 *
 * Details: source.add, source.set {"plugin", "options": {…}, …}; sync.run {"outcome": "done" | "failed", "reason", …};
 * evidence.batch {"batch", "digest", "cursor", …}.  Keys beyond these are kept and handed out with the document.
 */
#ifndef SANYA_STORE_SOURCES_H
#define SANYA_STORE_SOURCES_H

#include "store.h"

struct sanya_source {
	const char *name;
	const char *plugin;
	const struct sanya_json *document; /* the whole detail of the last source.add or source.set */
	const char *cursor;		   /* of its last batch; NULL before the first */
	uint64_t last_run;		   /* ledger index of its last sync.run; UINT64_MAX: none */
	int64_t last_at;		   /* SANYA_NO_INSTANT: never */
	const char *last_outcome, *last_reason; /* NULL */
};

/* By name; everything lives until the callback returns. */
int sanya_sources_each(struct sanya_store *store, const char *name,
		       int (*each)(void *context, const struct sanya_source *source, struct sanya_error *err), void *context,
		       struct sanya_error *err) SANYA_MUST_CHECK;
/* 1: there is a source of this name, 0: none. */
int sanya_source_exists(struct sanya_store *store, const char *name, struct sanya_error *err) SANYA_MUST_CHECK;
/* The first batch of the last run that brought anything new; 0 where none did. */
int sanya_source_last_batch(struct sanya_store *store, uint64_t *ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
