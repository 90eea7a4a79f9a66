/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of families and the way from an event to the function that derives from it.
 * `trail` is the family of the ledger itself: which events belong to a subject.
 */
#include "db.h"
#include "projection.h"

#define SANYA_FAMILY(name) &sanya_family_##name,
const struct sanya_projection_family *const sanya_projection_families[] = {
#include "families.h"
};
#undef SANYA_FAMILY
const size_t sanya_projection_family_count = SANYA_COUNT(sanya_projection_families);

static const char *const trail_tables[] = { "trail", NULL };
static const struct sanya_projection trail_projections[] = {
	{ "home.init", NULL },
	{ "ledger.key", NULL },
};
const struct sanya_projection_family sanya_family_trail = {
	.name = "trail",
	.tables = trail_tables,
	.schema = "CREATE TABLE trail("
		  "	subject TEXT NOT NULL,"
		  "	sequence INTEGER NOT NULL,"
		  "	PRIMARY KEY(subject, sequence)) STRICT, WITHOUT ROWID;",
	.projections = trail_projections,
	.count = SANYA_COUNT(trail_projections),
};

static const struct sanya_projection *find(const char *type)
{
	for (size_t i = 0; i < sanya_projection_family_count; i++) {
		const struct sanya_projection_family *family = sanya_projection_families[i];

		for (size_t k = 0; k < family->count; k++) {
			if (strcmp(family->projections[k].type, type) == 0)
				return &family->projections[k];
		}
	}
	return NULL;
}

bool sanya_projection_knows(const char *type)
{
	return find(type) != NULL;
}

static int leave_trail(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store, "INSERT INTO trail(subject, sequence) VALUES(?1, ?2)", err) != 0)
		return -1;
	sanya_query_text(&query, event->subject);
	sanya_query_integer(&query, (int64_t)event->sequence);
	return sanya_query_run(&query, err);
}

int sanya_projection_apply(struct sanya_store *store, const struct sanya_event *event, struct sanya_error *err)
{
	const struct sanya_projection *projection = find(event->type);

	if (projection == NULL) {
		sanya_error_set(err, SANYA_FAILED, "event %llu is of a type that this program does not know: %s",
				(unsigned long long)event->sequence, event->type);
		return sanya_error_next(err, "use the newer sanya that wrote it");
	}
	if (leave_trail(store, event, err) != 0)
		return -1;
	return projection->apply == NULL ? 0 : projection->apply(store, event, err);
}
