/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the store room: the id map made again from the evidence. */
#ifndef SANYA_STORE_IDMAP_REBUILD_H
#define SANYA_STORE_IDMAP_REBUILD_H

#include "store.h"

/* Compare the id map with what a rebuild would make; SANYA_DIFFERS.  Ids whose evidence was pruned since are left alone. */
int sanya_idmap_check(struct sanya_store *store, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
