/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the store room: which groups lie wholly before an instant. */
#ifndef SANYA_STORE_EVIDENCE_PRUNE_H
#define SANYA_STORE_EVIDENCE_PRUNE_H

#include "evidence_rows.h"

/* Whether a group may have been pruned up to an instant (SANYA_NO_INSTANT: nothing was).  Of the two stretches without an end the rows
 * themselves decide: for these it says yes. */
bool sanya_prune_reaches(uint64_t place, int64_t until);

#endif
