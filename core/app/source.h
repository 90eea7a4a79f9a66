/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sources of evidence: configuring them, and fetching what is new.
 *
 * A run counts up to its last checkpoint: what came before is kept in batches of their own, what came after a checkpoint of a run that
 * failed is forgotten, and the next run goes on from there.  Every run leaves an event "sync.run" with its verdict and counts.
 */
#ifndef SANYA_APP_SOURCE_H
#define SANYA_APP_SOURCE_H

#include "../host/host.h"
#include "../store/evidence.h"
#include "../store/sources.h"
#include "act.h"

/*
 * Configure a source.  `settings` are KEY=VALUE, NULL-terminated: "file" (as often as needed) names a file to read; all others are
 * options of the plugin, checked against its table; an option that wants a document takes the path of one.
 */
int sanya_source_add(const struct sanya_act *act, struct sanya_host *host, const char *name, const char *plugin,
		     const char *const *settings, struct sanya_error *err) SANYA_MUST_CHECK;
/* An error with the names that exist, unless there is such a source. */
int sanya_source_need(struct sanya_store *store, const char *name, struct sanya_error *err) SANYA_MUST_CHECK;
/* Configured sources (name NULL: all) with their last run: {"sources": [...]}. */
int sanya_sources_json(struct sanya_store *store, const char *name, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* Rows not taken, and rows taken after a repair: {"rejects": [{"place","reason","excerpt","repaired","times"}]}. */
int sanya_source_rejects(struct sanya_store *store, const char *name, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;

struct sanya_sync_result {
	char source[72];
	bool done;
	struct sanya_run_report report;
	struct sanya_evidence_counts counts; /* kept */
	uint64_t rejected, repaired;
	uint64_t unknown_tickets, unknown_responses; /* observations of people who are not on the roster */
	uint64_t unknown_people;
	uint64_t batches;
};
/*
 * Run one source and keep what it delivered.  0 also when the run failed: look at `done` and the report; -1 where it could not
 * be recorded.  SANYA_UNREACHABLE in ret_failure where the files or server did not answer.
 */
int sanya_sync(const struct sanya_act *act, struct sanya_host *host, const char *name, struct sanya_sync_result *ret,
	       struct sanya_error *ret_failure, struct sanya_error *err) SANYA_MUST_CHECK;
struct sanya_json *sanya_sync_json(const struct sanya_sync_result *result);

#endif
