/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bench of evidence: programs run in turn, and what came of it.
 *
 *	bench-run.c		one run of a program: wall clock, processor time and memory of everything it starts
 *	bench-jobs.c		which programs, with which words, on which data
 *	bench-store.c		the same for what needs a home
 *	bench-evidence.c	arguments, the order of runs, goals and the table
 */
#ifndef SANYA_BENCH_EVIDENCE_H
#define SANYA_BENCH_EVIDENCE_H

#include "core/base/banned.h"

#include <stdbool.h>
#include <stdint.h>

#define WORDS_MAX 64
#define WORD_ROOM 8192
#define PATH_ROOM 4096
#define RUNS_MAX 101
#define JOBS_MAX 64

/* The words of a command, with room of their own. */
struct words {
	char *at[WORDS_MAX + 1];
	size_t count;
};
void words_add(struct words *words, const char *format, ...) __attribute__((format(printf, 2, 3)));
void words_done(struct words *words);

struct bench {
	const char *sanya, *tools, *peers, *peer_script, *calendar, *folder; /* tools: the folder of bench-generate and its like */
	uint64_t tickets, small;					      /* small: a tenth, for growth and homes */
	unsigned people, runs, cpus;
	double factor;
	bool file, json, store, keep;
	bool duckdb, mawk, sqlite3; /* found */
	char data[PATH_ROOM], small_data[PATH_ROOM];
	unsigned failed;
};

/* --- one run (bench-run.c) --- */

struct run {
	int64_t wall, cpu; /* microseconds; cpu: of all processes, user and system */
	int64_t peak;	   /* bytes, all processes together; 0: not looked at */
	int status;	   /* 0: it ended well */
};
/*
 * Runs a command on so many processors (0: all), its output to `out` (NULL: nowhere), and waits for it and whatever it left behind.  With
 * `sampled`, memory is looked at every ten milliseconds, which disturbs the clock: not in timed runs.
 */
struct run run_words(const struct words *words, unsigned cpus, const char *out, bool sampled);
/* A step of the preparation, which has to go well: ends the program with the command where it does not. */
void must_run(const struct words *words, const char *out);
unsigned cpus_allowed(void);

/* --- jobs --- */

struct job {
	const char *name, *program;
	char data_name[24]; /* which data: "10M" */
	unsigned threads;
	bool absent;	   /* the peer is not installed */
	bool inner;	   /* prints {"wall_us", "cpu_us"} of the work alone */
	bool fast;	   /* takes milliseconds: more runs */
	struct words words, check; /* check: run once before, where what is compared takes a run of its own */
	char out[PATH_ROOM + 64];  /* of the check run and the timed ones; empty: nowhere */
	void (*before)(struct bench *bench, struct job *job); /* not timed */
	void *context;

	int64_t wall[RUNS_MAX], cpu[RUNS_MAX], peak;
	unsigned runs;
	bool failed;
};

struct jobs {
	struct job at[JOBS_MAX];
	size_t count;
};

struct job *job_add(struct jobs *jobs, const char *name, const char *program, unsigned threads);
void job_check(struct bench *bench, struct job *job); /* the run that is not timed: memory, and the output that is compared */
/* All of them in turn, as often as asked. */
void jobs_run(struct bench *bench, struct jobs *jobs);
void jobs_done(struct jobs *jobs);
int64_t job_wall(const struct job *job); /* medians; 0: there is none */
int64_t job_cpu(const struct job *job);

void bench_file(struct bench *bench);
void bench_store(struct bench *bench);

/* --- data (bench-jobs.c) --- */

/* Makes the data where it is not there yet. */
void data_make(const struct bench *bench, const char *folder, uint64_t tickets, unsigned people, unsigned months, const char *kind);
void tool_words(const struct bench *bench, struct words *words, const char *tool);
const char *size_name(uint64_t tickets, char room[24]);
/* One cell after the other: sorted lines of two files are the same bytes. */
void lines_of(const struct bench *bench, const char *mode, const char *from, const char *calendar, const char *into);
bool same_lines(const char *left, const char *right);
void peer_words(const struct bench *bench, struct words *words, const char *job, unsigned threads, const char *data, const char *out,
		const char *database);

/* --- goals and the table (bench-evidence.c) --- */

enum way { AT_LEAST, AT_MOST };
/* One row.  `ratio` < 0: not measured, `why` says the reason.  `limit`: what a run with `factor` asks for. */
void goal(struct bench *bench, const char *what, enum way way, double wanted, double limit, const char *unit, double figure, const char *beside,
	  const char *why);
void goal_faster(struct bench *bench, const char *what, const struct job *ours, const struct job *peer, double wanted);
void goal_equal(struct bench *bench, const char *what, bool same, const char *why);
void table_runs(const struct jobs *jobs);

#endif
