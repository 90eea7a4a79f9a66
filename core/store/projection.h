/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From events to the derived tables: one function per family of events, one table that says which.  Applied when an event is
 * appended and again, in order, by a rebuild: so it may look at nothing but the event and the derived tables themselves.
 */
#ifndef SANYA_STORE_PROJECTION_H
#define SANYA_STORE_PROJECTION_H

#include "store.h"

struct sanya_projection {
	const char *type; /* of the event */
	/* NULL: the event is kept and derives nothing.  `event->detail` is NULL once erased. */
	int (*apply)(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err);
};
/* A family: its tables (CREATE TABLE statements, in order) and its events. */
struct sanya_projection_family {
	const char *name;
	const char *const *tables;  /* names, NULL-terminated; dropped in reverse order */
	const char *schema;	    /* SQL, literal */
	const struct sanya_projection *projections;
	size_t count;
};

/*
 * A new family is one file, which defines `const struct sanya_projection_family sanya_family_NAME`, and one line in families.h.
 * An event whose type no family names is refused by append.
 */
#define SANYA_FAMILY(name) extern const struct sanya_projection_family sanya_family_##name;
#include "families.h"
#undef SANYA_FAMILY

/* All families, in order. */
extern const struct sanya_projection_family *const sanya_projection_families[];
extern const size_t sanya_projection_family_count;

#endif
