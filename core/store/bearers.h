/* SPDX-License-Identifier: Apache-2.0 */
/* The names under which evidence lies, in its own order: those next to each other here are next to each other there. */
#ifndef SANYA_STORE_BEARERS_H
#define SANYA_STORE_BEARERS_H

#include "../base/text.h"
#include "store.h"

/* Those that a watermark knows; a name stands there once for each source. */
int sanya_bearers_each(struct sanya_store *store, uint64_t watermark,
		       int (*each)(void *context, const char *source, struct sanya_text name, struct sanya_error *err), void *context,
		       struct sanya_error *err) SANYA_MUST_CHECK;
/* Those of whom a batch, or one after it, brought an observation or took one away, each once.  Takes as long as they are many. */
int sanya_bearers_touched(struct sanya_store *store, uint64_t batch,
			  int (*each)(void *context, const char *source, struct sanya_text name, struct sanya_error *err), void *context,
			  struct sanya_error *err) SANYA_MUST_CHECK;

/* Inside the store room, for the close of a batch: whose groups it writes, by the place of each record (evidence_rows.h). */
struct sanya_sorted;
int sanya_bearers_touch(struct sanya_store *store, uint64_t batch, const struct sanya_sorted *entries, size_t count,
			struct sanya_error *err) SANYA_MUST_CHECK;

#endif
