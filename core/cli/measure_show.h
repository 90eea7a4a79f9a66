/* SPDX-License-Identifier: Apache-2.0 */
/* How the rows of a measure are shown: as a table (measure_show.c), or as the JSON that scripts rely on (measure_json.c). */
#ifndef SANYA_CLI_MEASURE_SHOW_H
#define SANYA_CLI_MEASURE_SHOW_H

#include "../app/measure_files.h"
#include "cli.h"

struct sanya_measure_pair {
	const char *metric;
	const char *words; /* the statistic as it was asked for: a script finds its row by it */
	struct sanya_statistic statistic;
};

struct sanya_measure_shown {
	struct sanya_measuring *measuring;
	const struct sanya_measure_pair *pairs; /* by question */
	size_t pair_count;
	const char *const *by;
	size_t by_count;
	const struct sanya_files_report *report;
	bool home; /* it was the evidence of a home, not files */
};

/* How often what was worth a look, by question and reason of its metric. */
struct sanya_measure_findings {
	uint64_t **counts;
};
void sanya_measure_note(struct sanya_measure_findings *findings, const struct sanya_measure_shown *shown,
			const struct sanya_measure_row *row);
/* The value of a row that has one, for people. */
struct sanya_text sanya_measure_display(const struct sanya_measure_shown *shown, const struct sanya_measure_row *row,
					char room[SANYA_RATIO_TEXT]);
/* measure_json.c: all rows into the output, noting their findings. */
int sanya_measure_json(struct sanya_cli *cli, const struct sanya_measure_shown *shown, struct sanya_measure_findings *findings,
		       struct sanya_error *err) SANYA_MUST_CHECK;

/* Rows to stdout as they come; what the reading was like, and what a reader of the rows must know, to stderr. */
int sanya_measure_show(struct sanya_cli *cli, const struct sanya_measure_shown *shown, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
