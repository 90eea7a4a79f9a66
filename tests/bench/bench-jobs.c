/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The data of the bench, and the jobs that work on files: the same questions to Sanya and to its peers, and whether all answers are the same.
 */
#include "tests/bench/bench-evidence.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#define MB 1000000.0

const char *size_name(uint64_t tickets, char room[24])
{
	if (tickets % 1000000 == 0)
		snprintf(room, 24, "%uM", (unsigned)(tickets / 1000000));
	else if (tickets % 1000 == 0)
		snprintf(room, 24, "%uk", (unsigned)(tickets / 1000));
	else
		snprintf(room, 24, "%llu", (unsigned long long)tickets);
	return room;
}

void tool_words(const struct bench *bench, struct words *words, const char *tool)
{
	words_add(words, "%s/%s", bench->tools, tool);
}

/* A folder is finished when the file that says so is there; its words are those it was made with. */
void data_make(const struct bench *bench, const char *folder, uint64_t tickets, unsigned people, unsigned months, const char *kind)
{
	struct words words = {.count = 0};
	char done[PATH_ROOM + 16], said[128] = "", wanted[128];
	FILE *file;

	snprintf(done, sizeof done, "%s/made", folder);
	snprintf(wanted, sizeof wanted, "%llu %u %u %s\n", (unsigned long long)tickets, people, months, kind);
	file = fopen(done, "r");
	if (file != NULL) {
		if (fgets(said, sizeof said, file) == NULL)
			said[0] = 0;
		(void)fclose(file);
	}
	if (strcmp(said, wanted) == 0)
		return;
	words_add(&words, "rm");
	words_add(&words, "-rf");
	words_add(&words, "%s", folder);
	must_run(&words, NULL);
	words_done(&words);
	tool_words(bench, &words, "bench-generate");
	words_add(&words, "%s", folder);
	words_add(&words, "%llu", (unsigned long long)tickets);
	words_add(&words, "%u", people);
	words_add(&words, "%u", months);
	words_add(&words, "42");
	if (kind[0] != 0)
		words_add(&words, "%s", kind);
	must_run(&words, NULL);
	words_done(&words);
	file = fopen(done, "w");
	if (file == NULL || fputs(wanted, file) < 0 || fclose(file) != 0) {
		fprintf(stderr, "bench-evidence: cannot write %s\n", done);
		exit(1);
	}
}

static void sort_file(const char *path)
{
	struct words words = {.count = 0};

	words_add(&words, "env");
	words_add(&words, "LC_ALL=C");
	words_add(&words, "sort");
	words_add(&words, "-o");
	words_add(&words, "%s", path);
	words_add(&words, "%s", path);
	must_run(&words, NULL);
	words_done(&words);
}

/* Canonical lines, sorted.  What the reference finds (mode measure, store, contracts) is kept with the data. */
void lines_of(const struct bench *bench, const char *mode, const char *from, const char *calendar, const char *into)
{
	struct words words = {.count = 0};
	bool kept = strcmp(mode, "lines") != 0 && strcmp(mode, "results") != 0;
	char fresh[PATH_ROOM + 64];

	if (kept && access(into, R_OK) == 0)
		return;
	snprintf(fresh, sizeof fresh, "%s.new", into);
	if (strcmp(mode, "sort") != 0) {
		tool_words(bench, &words, "bench-reference");
		words_add(&words, "%s", mode);
		words_add(&words, "%s", from);
		if (calendar != NULL)
			words_add(&words, "%s", calendar);
		must_run(&words, fresh);
		words_done(&words);
	} else if (rename(from, fresh) != 0) {
		fprintf(stderr, "bench-evidence: there is no %s\n", from);
		exit(1);
	}
	sort_file(fresh);
	if (rename(fresh, into) != 0) {
		fprintf(stderr, "bench-evidence: cannot write %s: %s\n", into, strerror(errno));
		exit(1);
	}
}

bool same_lines(const char *left, const char *right)
{
	struct words words = {.count = 0};
	struct stat status;

	words_add(&words, "cmp");
	words_add(&words, "%s", left);
	words_add(&words, "%s", right);
	struct run run = run_words(&words, 0, NULL, false);
	words_done(&words);
	return run.status == 0 && stat(left, &status) == 0 && status.st_size > 0;
}

/* --- the job --- */

static void measure_words(const struct bench *bench, struct job *job, const char *source, const char *data, unsigned threads, bool working)
{
	static const char *const questions[] = {
		"--metric", "ticket.first_reply_time@1", "--statistic", "mean", "--statistic", "median", "--statistic", "percentile 90",
		"--statistic", "rank 90", "--metric", "ticket.resolution_time@1", "--statistic", "mean", "--statistic", "percentile 90",
		"--metric", "ticket.reopened@1", "--statistic", "share", "--metric", "ticket.one_touch@1", "--statistic", "share",
		"--metric", "response.csat@1", "--statistic", "share", "--metric", "response.nps@1", "--statistic", "score"};
	struct words *words = &job->words;

	words_add(words, "%s", bench->sanya);
	words_add(words, "measure");
	words_add(words, "--source");
	words_add(words, "%s", source);
	words_add(words, "%s/tickets.%s", data, source);
	words_add(words, "%s/responses.%s", data, source);
	words_add(words, "--timezone");
	words_add(words, "Asia/Bangkok");
	words_add(words, "--threads");
	words_add(words, "%u", threads);
	words_add(words, "--by");
	words_add(words, "person,month");
	for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
		words_add(words, "%s", questions[i]);
	if (working) {
		words_add(words, "--clock");
		words_add(words, "working");
		words_add(words, "--calendar");
		words_add(words, "%s", bench->calendar);
	}
	words_add(words, "--json");
	snprintf(job->out, sizeof job->out, "%s/sanya-%s%s-%u.json", data, source, working ? "-working" : "", threads);
}

void peer_words(const struct bench *bench, struct words *words, const char *job, unsigned threads, const char *data, const char *out,
		const char *database)
{
	words_add(words, "node");
	words_add(words, "%s", bench->peer_script);
	words_add(words, "%s", bench->peers);
	words_add(words, "%s", job);
	words_add(words, "%u", threads);
	words_add(words, "%s", data);
	words_add(words, "%s", out);
	words_add(words, "%s", bench->calendar);
	words_add(words, "%s", database);
}

static struct job *add_ours(struct bench *bench, struct jobs *jobs, const char *name, const char *source, const char *data, uint64_t tickets,
			    unsigned threads, bool working)
{
	struct job *job = job_add(jobs, name, "Sanya", threads);

	(void)size_name(tickets, job->data_name);
	measure_words(bench, job, source, data, threads, working);
	return job;
}

static struct job *add_peer(struct bench *bench, struct jobs *jobs, const char *name, const char *peer_job, unsigned threads)
{
	struct job *job = job_add(jobs, name, "DuckDB", threads);
	char lines[PATH_ROOM + 64];

	(void)size_name(bench->tickets, job->data_name);
	job->absent = !bench->duckdb;
	job->inner = true;
	snprintf(job->out, sizeof job->out, "%s/peer.json", bench->data);
	snprintf(lines, sizeof lines, "%s/duckdb-%s-%u.lines", bench->data, peer_job, threads);
	peer_words(bench, &job->words, peer_job, threads, bench->data, "", "");
	peer_words(bench, &job->check, peer_job, threads, bench->data, lines, "");
	return job;
}

/* Is what the check run wrote the same as the reference's? */
static void check_ours(struct bench *bench, const struct job *job, const char *what, const char *data, bool working)
{
	char lines[PATH_ROOM + 64], reference[PATH_ROOM + 64];

	if (job->failed) {
		goal_equal(bench, what, false, "the command failed");
		return;
	}
	snprintf(lines, sizeof lines, "%s/sanya.lines", data);
	snprintf(reference, sizeof reference, "%s/reference%s.lines", data, working ? "-working" : "");
	lines_of(bench, "measure", data, working ? bench->calendar : NULL, reference);
	lines_of(bench, "lines", job->out, NULL, lines);
	goal_equal(bench, what, same_lines(lines, reference), NULL);
	(void)remove(lines);
}

static void check_peer(struct bench *bench, const struct job *job, const char *what, bool working)
{
	char reference[PATH_ROOM + 64], sorted[PATH_ROOM + 64];
	const char *lines = job->check.at[6];

	if (job->absent || job->failed) {
		goal_equal(bench, what, job->absent, job->absent ? "absent" : "DuckDB failed");
		return;
	}
	snprintf(reference, sizeof reference, "%s/reference%s.lines", bench->data, working ? "-working" : "");
	snprintf(sorted, sizeof sorted, "%s/duckdb.lines", bench->data);
	(void)remove(sorted);
	lines_of(bench, "measure", bench->data, working ? bench->calendar : NULL, reference);
	lines_of(bench, "sort", lines, NULL, sorted);
	goal_equal(bench, what, same_lines(sorted, reference), NULL);
	(void)remove(sorted);
}

/* --- tools that know no dates --- */

struct simple {
	struct job *ours, *mawk, *sqlite3;
};

static struct simple add_simple(struct bench *bench, struct jobs *jobs)
{
	static const char question[] = "one mean";
	struct words words = {.count = 0};
	char numbers[PATH_ROOM + 32];
	struct simple simple;

	snprintf(numbers, sizeof numbers, "%s/numbers.csv", bench->small_data);
	tool_words(bench, &words, "bench-reference");
	words_add(&words, "numbers");
	words_add(&words, "%s", bench->small_data);
	must_run(&words, numbers);
	words_done(&words);

	simple.ours = job_add(jobs, question, "Sanya", 1);
	words_add(&simple.ours->words, "%s", bench->sanya);
	words_add(&simple.ours->words, "measure");
	words_add(&simple.ours->words, "%s/tickets.csv", bench->small_data);
	for (size_t i = 0; i < 11; i++)
		words_add(&simple.ours->words, "%s",
			  (const char *const[]){"--timezone", "Asia/Bangkok", "--threads", "1", "--by", "person,month", "--metric",
						"ticket.first_reply_time@1", "--statistic", "mean", "--json"}[i]);
	simple.mawk = job_add(jobs, question, "mawk", 1);
	simple.mawk->absent = !bench->mawk;
	words_add(&simple.mawk->words, "mawk");
	words_add(&simple.mawk->words, "-F,");
	words_add(&simple.mawk->words, "NR>1{s[$1,$2]+=$3;n[$1,$2]++}END{for(k in s)print k,s[k]/n[k]}");
	words_add(&simple.mawk->words, "%s", numbers);
	simple.sqlite3 = job_add(jobs, question, "sqlite3", 1);
	simple.sqlite3->absent = !bench->sqlite3;
	words_add(&simple.sqlite3->words, "sqlite3");
	words_add(&simple.sqlite3->words, ":memory:");
	words_add(&simple.sqlite3->words, "-cmd");
	words_add(&simple.sqlite3->words, ".mode csv");
	words_add(&simple.sqlite3->words, "-cmd");
	words_add(&simple.sqlite3->words, ".import %s t", numbers);
	words_add(&simple.sqlite3->words, "select assignee, month, avg(seconds) from t group by 1, 2;");
	for (size_t i = jobs->count - 3; i < jobs->count; i++)
		(void)size_name(bench->small, jobs->at[i].data_name);
	return simple;
}

/* --- memory --- */

static void goal_memory(struct bench *bench, const char *what, const struct job *job, double bytes)
{
	char text[160];

	snprintf(text, sizeof text, "%s, %s, %u threads: memory of all processes", what, job->data_name, job->threads);
	goal(bench, text, AT_MOST, bytes / MB, bytes / MB / bench->factor, "MB", job->failed ? -1 : (double)job->peak / MB, NULL, "the command failed");
}

static void goal_less_memory(struct bench *bench, const char *what, const struct job *ours, const struct job *peer, double wanted)
{
	char beside[64];

	snprintf(beside, sizeof beside, "DuckDB %.0f MB", (double)peer->peak / MB);
	goal(bench, what, AT_MOST, wanted, wanted / bench->factor, "×",
	     ours->failed || peer->absent || peer->failed || peer->peak == 0 ? -1 : (double)ours->peak / (double)peer->peak, beside,
	     peer->absent ? "absent" : "the command failed");
}

/* --- the group --- */

void bench_file(struct bench *bench)
{
	static struct jobs jobs;
	unsigned two = bench->cpus < 2 ? 1 : 2;
	struct job *csv1 = NULL, *csv2, *small = NULL, *working = NULL, *json = NULL, *peer1 = NULL, *peer2 = NULL, *thrifty = NULL,
		   *peer_working = NULL, *peer_listed = NULL, *peer_json = NULL;
	struct simple simple = {NULL, NULL, NULL};

	data_make(bench, bench->data, bench->tickets, bench->people, 12, "");
	csv2 = add_ours(bench, &jobs, "measure CSV", "csv", bench->data, bench->tickets, two, false);
	if (bench->file) {
		data_make(bench, bench->small_data, bench->small, bench->people, 12, "");
		peer2 = add_peer(bench, &jobs, "measure CSV", "csv", two);
		csv1 = add_ours(bench, &jobs, "measure CSV", "csv", bench->data, bench->tickets, 1, false);
		peer1 = add_peer(bench, &jobs, "measure CSV", "csv", 1);
		working = add_ours(bench, &jobs, "measure CSV, working clock", "csv", bench->data, bench->tickets, two, true);
		peer_working = add_peer(bench, &jobs, "measure CSV, working clock", "csv-working", two);
		peer_listed = add_peer(bench, &jobs, "measure CSV, working clock by lists", "csv-working-listed", two);
		thrifty = add_peer(bench, &jobs, "measure CSV, less memory", "csv-thrifty", two);
		small = add_ours(bench, &jobs, "measure CSV", "csv", bench->small_data, bench->small, two, false);
		simple = add_simple(bench, &jobs);
	}
	if (bench->json) {
		json = add_ours(bench, &jobs, "measure JSON Lines", "jsonl", bench->data, bench->tickets, two, false);
		peer_json = add_peer(bench, &jobs, "measure JSON Lines", "json", two);
	}
	for (size_t i = 0; i < jobs.count; i++)
		job_check(bench, &jobs.at[i]);
	jobs_run(bench, &jobs);

	printf("\n| what | goal | figure | beside | verdict |\n|---|---|---|---|---|\n");
	check_ours(bench, csv2, "CSV: every cell as the reference has it", bench->data, false);
	if (bench->file) {
		check_ours(bench, csv1, "CSV, one thread: every cell as the reference has it", bench->data, false);
		check_peer(bench, peer2, "CSV: DuckDB's every cell as the reference has it", false);
		check_ours(bench, working, "working clock: every cell as the reference has it", bench->data, true);
		check_peer(bench, peer_working, "working clock: DuckDB's every cell as the reference has it", true);
		goal_faster(bench, "CSV, equal threads: times as fast as DuckDB", csv2, peer2, 3);
		goal_faster(bench, "CSV, one thread each: times as fast as DuckDB", csv1, peer1, 3);
		goal_faster(bench, "CSV, our one thread beside DuckDB's two", csv1, peer2, 1.5);
		goal(bench, "working clock: times as long as the elapsed clock", AT_MOST, 1.2, 1 + 0.2 / bench->factor, "×",
		     job_wall(csv2) == 0 || job_wall(working) == 0 ? -1 : (double)job_wall(working) / (double)job_wall(csv2), NULL,
		     "the command failed");
		goal_faster(bench, "working clock, equal threads: times as fast as DuckDB", working, peer_working, 5);
		goal_faster(bench, "working clock: times as fast as DuckDB with lists instead of joins", working, peer_listed, 0);
		goal_memory(bench, "CSV", csv2, 32 * MB + 16.0 * (double)bench->tickets);
		goal_memory(bench, "CSV, working clock", working, 32 * MB + 16.0 * (double)bench->tickets);
		goal_less_memory(bench, "CSV: our memory beside DuckDB's", csv2, peer2, 0.5);
		goal_less_memory(bench, "working clock: our memory beside DuckDB's", working, peer_working, 0.5);
		goal(bench, "ten times the tickets: times the time", AT_MOST, 10, 10 / bench->factor, "×",
		     job_wall(csv2) == 0 || job_wall(small) == 0 ? -1 : (double)job_wall(csv2) / (double)job_wall(small), NULL, "the command failed");
	}
	if (bench->json) {
		check_ours(bench, json, "JSON Lines: every cell as the reference has it", bench->data, false);
		check_peer(bench, peer_json, "JSON Lines: DuckDB's every cell as the reference has it", false);
		goal(bench, "JSON Lines: times as long as CSV", AT_MOST, 1.5, 1.5 / bench->factor, "×",
		     job_wall(csv2) == 0 || job_wall(json) == 0 ? -1 : (double)job_wall(json) / (double)job_wall(csv2), NULL, "the command failed");
		goal_faster(bench, "JSON Lines, equal threads: times as fast as DuckDB", json, peer_json, 3);
		goal_memory(bench, "JSON Lines", json, 32 * MB + 16.0 * (double)bench->tickets);
		goal_less_memory(bench, "JSON Lines: our memory beside DuckDB's", json, peer_json, 0.5);
	}
	if (simple.ours != NULL) {
		goal_faster(bench, "one mean of one metric: times as fast as mawk, which is given numbers", simple.ours, simple.mawk, 0);
		goal_faster(bench, "one mean of one metric: times as fast as sqlite3, which is given numbers", simple.ours, simple.sqlite3, 0);
	}
	if (thrifty != NULL)
		goal_less_memory(bench, "CSV: our memory beside DuckDB's when it saves memory", csv2, thrifty, 0);
	table_runs(&jobs);
	jobs_done(&jobs);
}
