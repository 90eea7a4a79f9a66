/* SPDX-License-Identifier: Apache-2.0 */
/* The families of derived tables, in the order in which they are made.  Included by projection.h with SANYA_FAMILY defined. */
SANYA_FAMILY(trail)
SANYA_FAMILY(people)
SANYA_FAMILY(keys)
SANYA_FAMILY(sources)
SANYA_FAMILY(contracts)
SANYA_FAMILY(reviews)
SANYA_FAMILY(notes)
SANYA_FAMILY(segments)
SANYA_FAMILY(prunes)
SANYA_FAMILY(ideas)
