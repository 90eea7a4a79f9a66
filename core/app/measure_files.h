/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Measuring straight from files, without a home: a source plugin reads them in its workers, each block goes on to the measure as it
 * comes.  Nothing is stored, and a run that did not end well gives no result at all.
 * An observation is known by its kind and id, in all files together: where one comes several times its last delivery counts, in the
 * order of the files.  Such files are read twice, so they have to be plain ones.
 */
#ifndef SANYA_APP_MEASURE_FILES_H
#define SANYA_APP_MEASURE_FILES_H

#include "measure.h"

struct sanya_measure_files {
	const char *source;	  /* plugin: "csv" */
	const char *map;	  /* path of a mapping; NULL: none */
	const char *zone;	  /* of stamps without one */
	const char *const *files; /* NULL-terminated */
	uint32_t workers;	  /* at most so many of them share the reading; 0: one */
};

#define SANYA_FILES_REMARKS 24
struct sanya_files_remark {
	char *reason, *place; /* the first place it happened at */
	uint64_t count;
	bool repaired; /* taken after a repair; else left out */
};
/* What the reading was like. */
struct sanya_files_report {
	uint64_t tickets, responses; /* that counted */
	struct sanya_files_remark remarks[SANYA_FILES_REMARKS]; /* the last one sums up all further reasons */
	size_t remark_count;
};
void sanya_files_report_done(struct sanya_files_report *report);

/* `report` is initialised also when it fails. */
int sanya_measure_files(struct sanya_host *host, struct sanya_measuring *measuring, const struct sanya_measure_files *files,
			struct sanya_files_report *report, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
