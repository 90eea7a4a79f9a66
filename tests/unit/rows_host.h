/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A host for sources of records that lives in the test's own process: files are texts, what is delivered becomes lines that a test can
 * compare.  It knows the zones UTC, Asia/Bangkok (+7), Asia/Kathmandu (+5:45), New York and Los Angeles in
 * summer (-4, -7), and no other.
 */
#ifndef TESTS_ROWS_HOST_H
#define TESTS_ROWS_HOST_H

#include "core/base/base.h"

struct rows_format;
struct rows_limits;
struct sanya_source_host;

struct rows_host_file {
	const char *name;
	const char *bytes;
	size_t size; /* 0: strlen(bytes) */
};

/* What a part said that it took of an input, and how much it had said by then. */
struct rows_host_stretch {
	uint32_t input;
	uint64_t from, to;
	size_t out, rejects;
};

typedef int32_t rows_host_fetch(const struct sanya_source_host *host);

struct rows_host {
	/* before */
	const struct rows_format *format; /* NULL: CSV */
	const struct rows_limits *limits; /* NULL: the usual ones */
	rows_host_fetch *fetch; /* NULL: run the format in this program; else a plugin's own */
	uint32_t part, parts; /* 0 parts: 1 */
	bool unsized;	 /* nobody knows how large the files are */
	bool excerpts;	 /* with each reject, behind " <" */
	bool marks;	 /* checkpoints as lines of `out`: "C cursor\n" */
	const char *map, *zone, *separator, *encoding;
	const char *shown;	 /* texts to write down, " a b "; NULL: all */
	bool asked;	 /* nobody asks for others than those */
	const struct rows_host_file *files;
	unsigned file_count;
	size_t chunk; /* at most so many bytes a read; 0: as many as asked for */
	size_t zeroes; /* after each file's bytes so many bytes "x" follow, for long records */
	/* after */
	char *out;    /* "T id=… …\n", "R …", "H … | events" */
	char *rejects; /* "place reason\n", repaired ones with "~" before the reason */
	char *fault;  /* "" when it went well */
	unsigned checkpoints;
	int32_t result;
	struct rows_host_stretch *stretches;
	size_t stretch_count;
	/* inside */
	FILE *out_file, *rejects_file;
	size_t offset, out_size, rejects_size;
	uint32_t input;
};

/* The fetch function of a plugin that was built for the tests, tests/plugins/NAME.la; it stays loaded. */
rows_host_fetch *rows_host_plugin(const char *name);
/* One with the same before, and nothing after. */
struct rows_host rows_host_like(const struct rows_host *host);

/*
 * What several parts of one run said as one, input by input and part by part: into whole->out and whole->rejects.  False: what they say that they
 * took does not make up the inputs, and nothing counts.
 */
bool rows_host_join(const struct rows_host *parts, unsigned count, struct rows_host *whole);

void rows_host_run(struct rows_host *host);
void rows_host_done(struct rows_host *host);

#endif
