/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sanya beside its peers on one machine in one run: programs take turns, medians are compared, and a goal that is missed is named.  Seconds
 * depend on the machine; the ratios are what a goal is about.
 *
 *	bench-evidence --sanya FILE --tools FOLDER --peers FOLDER --script FILE --calendar FILE --folder FOLDER
 *		[--tickets N] [--people N] [--runs N] [--factor F] [--groups file,json,store] [--keep]
 *
 * Ends with 1 where a goal times (at least) or divided by (at most) F is missed, or where two programs find different things.
 */
#include "tests/bench/bench-evidence.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#define FAST_RUNS 25

/* --- jobs --- */

struct job *job_add(struct jobs *jobs, const char *name, const char *program, unsigned threads)
{
	if (jobs->count == JOBS_MAX)
		abort();
	struct job *job = &jobs->at[jobs->count++];

	memset(job, 0, sizeof *job);
	job->name = name;
	job->program = program;
	job->threads = threads;
	return job;
}

/* {"wall_us": 1, "cpu_us": 2}, as peers print it. */
static bool read_inner(const char *path, struct run *run)
{
	char text[512] = "";
	const char *wall, *cpu;
	FILE *file = fopen(path, "r");

	if (file == NULL)
		return false;
	if (fgets(text, sizeof text, file) == NULL)
		text[0] = 0;
	(void)fclose(file);
	wall = strstr(text, "\"wall_us\":");
	cpu = strstr(text, "\"cpu_us\":");
	if (wall == NULL || cpu == NULL)
		return false;
	run->wall = strtoll(wall + 10, NULL, 10);
	run->cpu = strtoll(cpu + 9, NULL, 10);
	return true;
}

static struct run once(struct bench *bench, struct job *job, const struct words *words, bool sampled)
{
	if (job->before != NULL)
		job->before(bench, job);
	struct run run = run_words(words, job->threads, job->out, sampled);
	if (run.status == 0 && job->inner && !read_inner(job->out, &run))
		run.status = -1;
	return run;
}

static void failed(struct job *job, int status)
{
	job->failed = true;
	fprintf(stderr, "bench-evidence: %s, %s, ended with %d:", job->program, job->name, status);
	for (size_t i = 0; i < job->words.count; i++)
		fprintf(stderr, " %s", job->words.at[i]);
	fprintf(stderr, "\n");
}

void job_check(struct bench *bench, struct job *job)
{
	if (job->absent)
		return;
	fprintf(stderr, "  once: %s, %s\n", job->program, job->name);
	struct run run = {.status = 0};

	if (job->check.count > 0) /* writes what is compared, which takes memory that is not the job's */
		run = once(bench, job, &job->check, false);
	if (run.status == 0) {
		run = once(bench, job, &job->words, true);
		job->peak = run.peak;
	}
	if (run.status != 0)
		failed(job, run.status);
}

void jobs_run(struct bench *bench, struct jobs *jobs)
{
	for (unsigned i = 0; i < FAST_RUNS || i < bench->runs; i++) {
		if (i < bench->runs && jobs->count > 0)
			fprintf(stderr, "  in turn: %u of %u\n", i + 1, bench->runs);
		for (size_t k = 0; k < jobs->count; k++) {
			struct job *job = &jobs->at[k];

			if (job->absent || job->failed || job->runs == RUNS_MAX || (i >= bench->runs && !job->fast))
				continue;
			struct run run = once(bench, job, &job->words, false);
			if (run.status != 0) {
				failed(job, run.status);
				continue;
			}
			job->wall[job->runs] = run.wall;
			job->cpu[job->runs++] = run.cpu;
		}
	}
}

void jobs_done(struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->count; i++) {
		words_done(&jobs->at[i].words);
		words_done(&jobs->at[i].check);
	}
	jobs->count = 0;
}

static int by_size(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

static int64_t middle(const int64_t *values, unsigned count, int64_t *ret_least, int64_t *ret_most)
{
	int64_t sorted[RUNS_MAX];

	*ret_least = *ret_most = 0;
	if (count == 0)
		return 0;
	memcpy(sorted, values, count * sizeof *values);
	qsort(sorted, count, sizeof *sorted, by_size);
	*ret_least = sorted[0];
	*ret_most = sorted[count - 1];
	return sorted[count / 2];
}

int64_t job_wall(const struct job *job)
{
	int64_t least, most;

	return job->failed ? 0 : middle(job->wall, job->runs, &least, &most);
}

int64_t job_cpu(const struct job *job)
{
	int64_t least, most;

	return job->failed ? 0 : middle(job->cpu, job->runs, &least, &most);
}

/* --- goals --- */

void goal(struct bench *bench, const char *what, enum way way, double wanted, double limit, const char *unit, double figure, const char *beside,
	  const char *why)
{
	bool measured = figure >= 0, absent = why != NULL && strcmp(why, "absent") == 0;
	bool met = way == AT_LEAST ? figure >= wanted : figure <= wanted, enough = way == AT_LEAST ? figure >= limit : figure <= limit;
	const char *verdict;
	char said[64] = "none", shown[64] = "–";

	if (wanted > 0)
		snprintf(said, sizeof said, "%s %.3g %s", way == AT_LEAST ? "≥" : "≤", wanted, unit);
	if (measured)
		snprintf(shown, sizeof shown, "%.2f %s", figure, unit);
	if (!measured && absent)
		verdict = "absent";
	else if (!measured)
		verdict = why;
	else if (wanted <= 0)
		verdict = "–";
	else
		verdict = met ? "met" : enough ? "missed, within the limit" : "**missed**";
	printf("| %s | %s | %s | %s | %s |\n", what, said, shown, beside != NULL ? beside : "", verdict);
	(void)fflush(stdout);
	if ((measured && wanted > 0 && !enough) || (!measured && !absent)) {
		bench->failed++;
		fprintf(stderr, "bench-evidence: missed: %s: %s %s, limit %.3g (%s)\n", what, shown, said, limit, verdict);
	}
}

void goal_faster(struct bench *bench, const char *what, const struct job *ours, const struct job *peer, double wanted)
{
	char beside[96];
	bool measured = job_wall(ours) > 0 && job_wall(peer) > 0;

	snprintf(beside, sizeof beside, "%.3f s, %s %.3f s", (double)job_wall(ours) / 1e6, peer->program, (double)job_wall(peer) / 1e6);
	goal(bench, what, AT_LEAST, wanted, wanted * bench->factor, "×", measured ? (double)job_wall(peer) / (double)job_wall(ours) : -1,
	     measured ? beside : "", peer->absent ? "absent" : "the command failed");
}

void goal_equal(struct bench *bench, const char *what, bool same, const char *why)
{
	bool absent = why != NULL && strcmp(why, "absent") == 0;

	printf("| %s | equal | %s | | %s |\n", what, absent ? "–" : same ? "equal" : "not equal", why != NULL ? why : same ? "met" : "**missed**");
	(void)fflush(stdout);
	if (!same && !absent) {
		bench->failed++;
		fprintf(stderr, "bench-evidence: missed: %s%s%s\n", what, why != NULL ? ": " : "", why != NULL ? why : "");
	}
}

void table_runs(const struct jobs *jobs)
{
	printf("\n| job | program | tickets | processors | runs | wall, median (least–most) | processor time | memory, largest sum |\n");
	printf("|---|---|---|---|---|---|---|---|\n");
	for (size_t i = 0; i < jobs->count; i++) {
		const struct job *job = &jobs->at[i];
		int64_t least, most, wall = middle(job->wall, job->runs, &least, &most);
		char processors[16] = "all";

		if (job->threads > 0)
			snprintf(processors, sizeof processors, "%u", job->threads);
		printf("| %s | %s | %s | %s | ", job->name, job->program, job->data_name, processors);
		if (job->absent)
			printf("absent | | | |\n");
		else if (job->failed || job->runs == 0)
			printf("%s | | | %.1f MB |\n", job->failed ? "failed" : "0", (double)job->peak / 1e6);
		else
			printf("%u | %.4f s (%.4f–%.4f) | %.4f s | %.1f MB |\n", job->runs, (double)wall / 1e6, (double)least / 1e6,
			       (double)most / 1e6, (double)job_cpu(job) / 1e6, (double)job->peak / 1e6);
	}
	(void)fflush(stdout);
}

/* --- the machine and the peers --- */

/* The first line a command prints; empty: it is not there. */
static bool first_line(const struct bench *bench, const char *const *command, char *ret, size_t size)
{
	struct words words = {.count = 0};
	char out[PATH_ROOM + 32];
	bool there;

	ret[0] = 0;
	snprintf(out, sizeof out, "%s/version.txt", bench->folder);
	for (size_t i = 0; command[i] != NULL; i++)
		words_add(&words, "%s", command[i]);
	there = run_words(&words, 0, out, false).status == 0;
	words_done(&words);
	FILE *file = fopen(out, "r");
	if (file != NULL) {
		if (fgets(ret, (int)size, file) == NULL)
			ret[0] = 0;
		(void)fclose(file);
	}
	ret[strcspn(ret, "\n")] = 0;
	(void)remove(out);
	return there;
}

static void find_peers(struct bench *bench)
{
	char line[256], start[PATH_ROOM + 64], package[PATH_ROOM + 64];
	struct utsname kernel;
	double load = 0;

	printf("# Figures of evidence\n\n");
	if (uname(&kernel) == 0)
		printf("%u processors, %.0f GB of memory, %s %s %s. ", bench->cpus,
		       (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE) / 1e9, kernel.sysname, kernel.release, kernel.machine);
	if (getloadavg(&load, 1) == 1)
		printf("Load at the start: %.2f. ", load);
	(void)first_line(bench, (const char *const[]){bench->sanya, "version", NULL}, line, sizeof line);
	printf("%s. ", line);
	snprintf(package, sizeof package, "%s/node_modules/@duckdb/node-api/package.json", bench->peers);
	bench->duckdb = access(package, R_OK) == 0 &&
			first_line(bench, (const char *const[]){"node", bench->peer_script, bench->peers, "start", "1", bench->folder, NULL}, start, sizeof start);
	if (bench->duckdb && first_line(bench, (const char *const[]){"sed", "-n", "s/.*\"version\": \"\\(.*\\)\".*/\\1/p", package, NULL}, line, sizeof line))
		printf("DuckDB (@duckdb/node-api %s). ", line);
	else
		printf("DuckDB: absent. ");
	bench->sqlite3 = first_line(bench, (const char *const[]){"sqlite3", "--version", NULL}, line, sizeof line);
	printf("sqlite3: %.10s. ", bench->sqlite3 ? line : "absent");
	bench->mawk = first_line(bench, (const char *const[]){"mawk", "BEGIN{exit 0}", NULL}, line, sizeof line);
	(void)first_line(bench, (const char *const[]){"sh", "-c", "mawk -W version 2>/dev/null", NULL}, line, sizeof line);
	printf("%.10s.\n\n", bench->mawk ? line : "mawk: absent");
	printf("%llu tickets, %u people, seed 42; %u runs in turn after one that is not timed, medians (of what takes milliseconds: %u runs). Equal threads: both pinned to as "
	       "many processors. Of DuckDB the query alone counts, without the start of node; of Sanya the whole process. Memory: the largest sum "
	       "over all processes of their proportional set size, every 10 ms, in the run that is not timed.\n",
	       (unsigned long long)bench->tickets, bench->people, bench->runs, FAST_RUNS > bench->runs ? FAST_RUNS : bench->runs);
}

/* --- arguments --- */

static int usage(const char *why)
{
	fprintf(stderr, "bench-evidence: %s\nusage: bench-evidence --sanya FILE --tools FOLDER --peers FOLDER --script FILE --calendar FILE --folder FOLDER\n"
			"\t[--tickets N] [--people N] [--runs N] [--factor F] [--groups file,json,store] [--keep]\n", why);
	return 2;
}

static bool whole(const char *text, uint64_t least, uint64_t most, uint64_t *ret)
{
	char *end = NULL;
	unsigned long long value;

	errno = 0;
	value = strtoull(text, &end, 10);
	*ret = value;
	return errno == 0 && end != text && *end == 0 && value >= least && value <= most;
}

static bool take(struct bench *bench, const char *name, const char *value)
{
	const struct {
		const char *name, **into;
	} paths[] = {
		{"--sanya", &bench->sanya}, {"--tools", &bench->tools}, {"--peers", &bench->peers},
		{"--script", &bench->peer_script}, {"--calendar", &bench->calendar}, {"--folder", &bench->folder},
	};
	uint64_t number = 0;
	char *end = NULL;

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		if (strcmp(name, paths[i].name) == 0) {
			*paths[i].into = value;
			return strlen(value) + 256 < PATH_ROOM;
		}
	if (strcmp(name, "--tickets") == 0) {
		bool fine = whole(value, 1000, 400000000, &number);

		bench->tickets = number;
		return fine;
	}
	if (strcmp(name, "--people") == 0 || strcmp(name, "--runs") == 0) {
		bool fine = whole(value, 1, strcmp(name, "--runs") == 0 ? RUNS_MAX : 99999, &number);

		*(strcmp(name, "--runs") == 0 ? &bench->runs : &bench->people) = (unsigned)number;
		return fine;
	}
	if (strcmp(name, "--factor") == 0) {
		bench->factor = strtod(value, &end);
		return end != value && *end == 0 && bench->factor > 0 && bench->factor <= 1;
	}
	if (strcmp(name, "--groups") == 0) {
		bool all = strcmp(value, "all") == 0;

		bench->file = all || strstr(value, "file") != NULL;
		bench->json = all || strstr(value, "json") != NULL;
		bench->store = all || strstr(value, "store") != NULL;
		return bench->file || bench->json || bench->store;
	}
	return false;
}

int main(int argc, char **argv)
{
	static struct bench bench = {.tickets = 10000000, .people = 5000, .runs = 5, .factor = 1, .file = true, .json = true, .store = true};
	char name[24];

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--keep") == 0)
			bench.keep = true;
		else if (i + 1 == argc || !take(&bench, argv[i], argv[i + 1]))
			return usage(argv[i]);
		else
			i++;
	}
	if (bench.sanya == NULL || bench.tools == NULL || bench.peers == NULL || bench.peer_script == NULL || bench.calendar == NULL ||
	    bench.folder == NULL)
		return usage("something is missing");
	if (mkdir(bench.folder, 0777) != 0 && errno != EEXIST) {
		fprintf(stderr, "bench-evidence: cannot make %s: %s\n", bench.folder, strerror(errno));
		return 1;
	}
	bench.cpus = cpus_allowed();
	bench.small = bench.tickets / 10;
	snprintf(bench.data, sizeof bench.data, "%s/%s", bench.folder, size_name(bench.tickets, name));
	snprintf(bench.small_data, sizeof bench.small_data, "%s/%s", bench.folder, size_name(bench.small, name));
	find_peers(&bench);
	if (bench.file || bench.json)
		bench_file(&bench);
	if (bench.store)
		bench_store(&bench);
	if (bench.failed > 0)
		printf("\n%u missed.\n", bench.failed);
	return bench.failed > 0 ? 1 : 0;
}
