/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The jobs that need a home: evidence taken in, everything evaluated again, one person's progress, a small delivery, sizes.  A home is
 * prepared once (roster, contracts signed by both, sources) and copied for each run that takes evidence in.
 */
#include "tests/bench/bench-evidence.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#define MB 1000000.0
#define BEFORE "2024-12-01T09:00:00+07:00"
#define DURING "2025-12-15T12:00:00+07:00"
#define AFTER "2026-02-15T09:00:00+07:00"

struct home {
	char data[PATH_ROOM];  /* what bench-generate wrote */
	char base[PATH_ROOM];  /* .empty: without evidence, .in: what the sources read, .home: the one that is used */
	uint64_t tickets;
	unsigned people, months;
	int64_t empty_bytes;
};

/* --- folders --- */

static void command(const char *first, const char *second, const char *third, const char *fourth)
{
	struct words words = {.count = 0};
	const char *const all[] = {first, second, third, fourth};

	for (size_t i = 0; i < 4 && all[i] != NULL; i++)
		words_add(&words, "%s", all[i]);
	must_run(&words, NULL);
	words_done(&words);
}

static int64_t folder_bytes(const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	int64_t sum = 0;

	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		char below[PATH_ROOM * 2];
		struct stat status;

		snprintf(below, sizeof below, "%s/%s", path, entry->d_name);
		if (entry->d_name[0] == '.' || lstat(below, &status) != 0)
			continue;
		sum += S_ISDIR(status.st_mode) ? folder_bytes(below) : (int64_t)status.st_size;
	}
	if (folder != NULL)
		(void)closedir(folder);
	return sum;
}

static void sanya_words(const struct bench *bench, const struct home *home, const char *which, struct words *words)
{
	words_add(words, "%s", bench->sanya);
	words_add(words, "--home");
	words_add(words, "%s.%s", home->base, which);
}

static void sanya(const struct bench *bench, const struct home *home, const char *which, const char *const *rest)
{
	struct words words = {.count = 0};

	sanya_words(bench, home, which, &words);
	for (size_t i = 0; rest[i] != NULL; i++)
		words_add(&words, "%s", rest[i]);
	words_add(&words, "--quiet");
	must_run(&words, NULL);
	words_done(&words);
}

/* The sources read what stands under these names: a link, so that nothing is copied; a hard one, as a home may keep the path behind a soft one. */
static void point(const struct home *home, const char *name, const char *folder)
{
	char from[PATH_ROOM + 64], to[PATH_ROOM + 64];

	snprintf(from, sizeof from, "%s.in/%s", home->base, name);
	snprintf(to, sizeof to, "%s/%s", folder, name);
	(void)unlink(from);
	if (link(to, from) != 0) {
		fprintf(stderr, "bench-evidence: cannot make %s\n", from);
		exit(1);
	}
}

/* The home of every run that takes evidence in, fresh. */
static void fresh(struct bench *bench, struct job *job)
{
	const struct home *home = job->context;
	char from[PATH_ROOM + 16], to[PATH_ROOM + 16];

	(void)bench;
	snprintf(from, sizeof from, "%s.empty", home->base);
	snprintf(to, sizeof to, "%s.home", home->base);
	point(home, "tickets.csv", home->data);
	command("rm", "-rf", to, NULL);
	command("cp", "-r", from, to);
	sync(); /* what was copied is not written while we measure */
}

static void prepare(struct bench *bench, struct home *home, const char *name, uint64_t tickets, unsigned people, unsigned months)
{
	char folder[PATH_ROOM + 32], tickets_file[PATH_ROOM + 64], responses_file[PATH_ROOM + 64], roster[PATH_ROOM + 64];
	struct words words = {.count = 0};

	home->tickets = tickets;
	home->people = people;
	home->months = months;
	snprintf(home->base, sizeof home->base, "%s/%s", bench->folder, name);
	for (int i = 0; i < 3; i++) {
		snprintf(folder, sizeof folder, "%s.%s", home->base, (const char *const[]){"empty", "home", "in"}[i]);
		command("rm", "-rf", folder, NULL);
	}
	if (mkdir(folder, 0700) != 0) {
		fprintf(stderr, "bench-evidence: cannot make %s\n", folder);
		exit(1);
	}
	point(home, "tickets.csv", home->data);
	point(home, "responses.csv", home->data);
	snprintf(tickets_file, sizeof tickets_file, "file=%s/tickets.csv", folder);
	snprintf(responses_file, sizeof responses_file, "file=%s/responses.csv", folder);
	snprintf(roster, sizeof roster, "%s/roster.csv", home->data);

	(void)setenv("SANYA_NOW", BEFORE, 1);
	sanya(bench, home, "empty", (const char *const[]){"init", "--company", "Bench", NULL});
	sanya(bench, home, "empty", (const char *const[]){"people", "import", roster, NULL});
	sanya(bench, home, "empty", (const char *const[]){"source", "add", "desk", "csv", tickets_file, "--as", "H1", NULL});
	sanya(bench, home, "empty", (const char *const[]){"source", "add", "survey", "csv", responses_file, "--as", "H1", NULL});
	tool_words(bench, &words, "bench-fill-home");
	words_add(&words, "%s.empty", home->base);
	words_add(&words, "%s", home->data);
	must_run(&words, NULL);
	words_done(&words);
	(void)setenv("SANYA_NOW", AFTER, 1);
	sanya(bench, home, "empty", (const char *const[]){"cycle", "open", "2025", "--as", "H1", NULL});
	snprintf(folder, sizeof folder, "%s.empty", home->base);
	home->empty_bytes = folder_bytes(folder);
}

static void drop(const struct bench *bench, const struct home *home)
{
	if (bench->keep)
		return;
	for (int i = 0; i < 3; i++) {
		char folder[PATH_ROOM + 32];

		snprintf(folder, sizeof folder, "%s.%s", home->base, (const char *const[]){"empty", "home", "in"}[i]);
		command("rm", "-rf", folder, NULL);
	}
}

/* --- jobs --- */

static struct job *add(struct bench *bench, struct jobs *jobs, struct home *home, const char *name, unsigned threads, const char *const *rest)
{
	struct job *job = job_add(jobs, name, "Sanya", threads);

	(void)size_name(home->tickets, job->data_name);
	sanya_words(bench, home, "home", &job->words);
	for (size_t i = 0; rest[i] != NULL; i++)
		words_add(&job->words, "%s", rest[i]);
	job->context = home;
	/* A file for each job, evaluating all and evaluating whom a delivery touched apart: results are compared when all have run. */
	const char *touched = "";
	for (size_t i = 0; rest[i] != NULL; i++)
		if (strcmp(rest[i], "--touched") == 0)
			touched = rest[i];
	snprintf(job->out, sizeof job->out, "%s.%s%s.out", home->base, rest[0], touched);
	return job;
}

static struct job *add_sync(struct bench *bench, struct jobs *jobs, struct home *home)
{
	struct job *job = add(bench, jobs, home, "sync CSV into the store", 0, (const char *const[]){"sync", "--as", "H1", "--quiet", NULL});

	job->before = fresh;
	return job;
}

/* Jobs take turns: each says what day it is. */
static void after(struct bench *bench, struct job *job)
{
	(void)bench;
	(void)job;
	(void)setenv("SANYA_NOW", AFTER, 1);
}

static struct job *add_evaluate(struct bench *bench, struct jobs *jobs, struct home *home)
{
	struct job *job = add(bench, jobs, home, "evaluate every contract", 1, (const char *const[]){"cycle", "evaluate", "2025", "--json", NULL});

	job->before = after;
	return job;
}

static struct job *add_measure(struct bench *bench, struct jobs *jobs, struct home *home)
{
	return add(bench, jobs, home, "measure the store", 1,
		   (const char *const[]){"measure", "--timezone", "Asia/Bangkok", "--by", "person,month", "--metric", "ticket.first_reply_time@1",
					 "--statistic", "mean", "--statistic", "median", "--statistic", "percentile 90", "--statistic", "rank 90",
					 "--metric", "ticket.resolution_time@1", "--statistic", "mean", "--statistic", "percentile 90", "--metric",
					 "ticket.reopened@1", "--statistic", "share", "--metric", "ticket.one_touch@1", "--statistic", "share",
					 "--metric", "response.csat@1", "--statistic", "share", "--metric", "response.nps@1", "--statistic", "score",
					 "--json", NULL});
}

static void during(struct bench *bench, struct job *job)
{
	(void)bench;
	(void)job;
	(void)setenv("SANYA_NOW", DURING, 1);
}

static struct job *add_progress(struct bench *bench, struct jobs *jobs, struct home *home, const char *name)
{
	struct job *job = add(bench, jobs, home, name, 0, (const char *const[]){"progress", "E00007", "--json", NULL});

	job->before = during;
	job->fast = true;
	return job;
}

static struct job *add_peer(struct bench *bench, struct jobs *jobs, const struct home *home, const char *name, const char *peer_job, unsigned threads)
{
	struct job *job = job_add(jobs, name, "DuckDB", threads);
	char lines[PATH_ROOM + 64], database[PATH_ROOM + 64];

	(void)size_name(home->tickets, job->data_name);
	job->absent = !bench->duckdb;
	job->inner = true;
	snprintf(job->out, sizeof job->out, "%s/peer.json", bench->folder);
	snprintf(lines, sizeof lines, "%s/duckdb-%s.lines", bench->folder, peer_job);
	snprintf(database, sizeof database, "%s/duck.db", bench->folder);
	peer_words(bench, &job->words, peer_job, threads, home->data, "", database);
	peer_words(bench, &job->check, peer_job, threads, home->data, lines, database);
	return job;
}

/* --- a small delivery --- */

struct delivery {
	struct home *home;
	unsigned count, round;
	char folder[PATH_ROOM + 32];
	struct job *sync, *touched;
};

static void deliver(struct bench *bench, struct job *job)
{
	struct delivery *delivery = job->context;
	struct words words = {.count = 0};

	(void)setenv("SANYA_NOW", AFTER, 1);
	tool_words(bench, &words, "bench-generate");
	words_add(&words, "%s", delivery->folder);
	words_add(&words, "%llu", (unsigned long long)delivery->home->tickets);
	words_add(&words, "%u", delivery->home->people);
	words_add(&words, "%u", delivery->home->months);
	words_add(&words, "42");
	words_add(&words, "changes");
	words_add(&words, "%u", delivery->count);
	words_add(&words, "%u", ++delivery->round);
	must_run(&words, NULL);
	words_done(&words);
	point(delivery->home, "tickets.csv", delivery->folder);
	sync();
}

/* Does this program evaluate those that new evidence touches? */
static bool knows_touched(const struct bench *bench)
{
	struct words words = {.count = 0};
	char out[PATH_ROOM + 32], text[65536];
	bool found = false;

	snprintf(out, sizeof out, "%s/help.txt", bench->folder);
	words_add(&words, "%s", bench->sanya);
	words_add(&words, "help");
	words_add(&words, "cycle");
	words_add(&words, "evaluate");
	if (run_words(&words, 0, out, false).status == 0) {
		FILE *file = fopen(out, "r");
		size_t size = file == NULL ? 0 : fread(text, 1, sizeof text - 1, file);

		text[size] = 0;
		found = strstr(text, "--touched") != NULL;
		if (file != NULL)
			(void)fclose(file);
	}
	(void)remove(out);
	words_done(&words);
	return found;
}

static void add_delivery(struct bench *bench, struct jobs *jobs, struct home *home, unsigned count, bool touched, struct delivery *delivery)
{
	static char names[8][2][64];
	static unsigned used;
	char (*name)[64] = names[used++ % 8];

	delivery->home = home;
	delivery->count = count;
	delivery->round = count / 100 % 97 * 10; /* no two deliveries alike */
	snprintf(delivery->folder, sizeof delivery->folder, "%s.changes-%u", home->base, count);
	snprintf(name[0], sizeof name[0], "%u new or changed: commit", count);
	snprintf(name[1], sizeof name[1], "%u new or changed: those touched", count);
	delivery->sync = add(bench, jobs, home, name[0], 0, (const char *const[]){"sync", "desk", "--as", "H1", "--quiet", NULL});
	delivery->sync->context = delivery;
	delivery->sync->before = deliver;
	if (touched)
		delivery->touched = add(bench, jobs, home, name[1], 0, (const char *const[]){"cycle", "evaluate", "2025", "--touched", "--json", NULL});
}

static double delivery_ms(const struct delivery *delivery)
{
	if (delivery->touched == NULL || job_wall(delivery->sync) == 0 || job_wall(delivery->touched) == 0)
		return -1;
	return (double)(job_wall(delivery->sync) + job_wall(delivery->touched)) / 1000;
}

/* --- questions to a filled home --- */

static void check_evaluated(struct bench *bench, const struct home *home, const struct job *job, const char *what)
{
	char lines[PATH_ROOM + 64], reference[PATH_ROOM + 64];

	if (job->failed) {
		goal_equal(bench, what, false, "the command failed");
		return;
	}
	snprintf(lines, sizeof lines, "%s.lines", home->base);
	snprintf(reference, sizeof reference, "%s/reference-contracts.lines", home->data);
	lines_of(bench, "contracts", home->data, NULL, reference);
	lines_of(bench, "results", job->out, NULL, lines);
	goal_equal(bench, what, same_lines(lines, reference), NULL);
	(void)remove(lines);
}

static void check_measured(struct bench *bench, const struct home *home, const struct job *job)
{
	static const char what[] = "store: every cell by person and month as the reference has it";
	char lines[PATH_ROOM + 64], reference[PATH_ROOM + 64];

	if (job->failed) {
		goal_equal(bench, what, false, "the command failed");
		return;
	}
	snprintf(lines, sizeof lines, "%s.lines", home->base);
	snprintf(reference, sizeof reference, "%s/reference-store.lines", home->data);
	lines_of(bench, "store", home->data, NULL, reference);
	lines_of(bench, "lines", job->out, NULL, lines);
	goal_equal(bench, what, same_lines(lines, reference), NULL);
	(void)remove(lines);
}

static void check_native(struct bench *bench, const struct home *home, const struct job *job)
{
	static const char what[] = "DuckDB's own table: score and amount of every contract as the reference has them";
	char sorted[PATH_ROOM + 64], reference[PATH_ROOM + 64];

	if (job->absent || job->failed) {
		goal_equal(bench, what, job->absent, job->absent ? "absent" : "DuckDB failed");
		return;
	}
	snprintf(sorted, sizeof sorted, "%s/duckdb.lines", bench->folder);
	snprintf(reference, sizeof reference, "%s/reference-contracts.lines", home->data);
	(void)remove(sorted);
	lines_of(bench, "contracts", home->data, NULL, reference);
	lines_of(bench, "sort", job->check.at[6], NULL, sorted);
	goal_equal(bench, what, same_lines(sorted, reference), NULL);
	(void)remove(sorted);
}

/* A sync that is killed in the middle and run again leaves what one that was left alone leaves. */
static void check_resumed(struct bench *bench, struct home *home, const struct job *sync_job)
{
	static const char what[] = "a sync killed half-way and run again: scores and amounts as the reference has them";
	struct jobs jobs = {.count = 0};
	struct words words = {.count = 0};
	struct job *evaluate;

	if (sync_job->failed) {
		goal_equal(bench, what, false, "the command failed");
		return;
	}
	fresh(bench, &(struct job){.context = home});
	(void)setenv("SANYA_NOW", AFTER, 1);
	words_add(&words, "timeout");
	words_add(&words, "-s");
	words_add(&words, "KILL");
	words_add(&words, "%.3f", (double)job_wall(sync_job) / 2e6);
	for (size_t i = 0; i < sync_job->words.count; i++)
		words_add(&words, "%s", sync_job->words.at[i]);
	(void)run_words(&words, 0, NULL, false);
	words_done(&words);
	must_run(&sync_job->words, NULL);
	evaluate = add_evaluate(bench, &jobs, home);
	job_check(bench, evaluate);
	check_evaluated(bench, home, evaluate, what);
	jobs_done(&jobs);
}

/* What came later and changes what was there: the result is that of all tickets as they stand now. */
static void check_delivered(struct bench *bench, struct home *home, const struct job *sync_job)
{
	static const char what[] = "1,000 new or changed taken in: scores and amounts as the reference has them";
	static struct delivery delivery;
	struct jobs jobs = {.count = 0};
	char changes[PATH_ROOM + 64], lines[PATH_ROOM + 64], reference[PATH_ROOM + 64];
	struct job *evaluate;

	if (sync_job->failed) {
		goal_equal(bench, what, false, "the command failed");
		return;
	}
	fresh(bench, &(struct job){.context = home});
	(void)setenv("SANYA_NOW", AFTER, 1);
	must_run(&sync_job->words, NULL);
	add_delivery(bench, &jobs, home, 1000, false, &delivery);
	job_check(bench, delivery.sync);
	evaluate = add_evaluate(bench, &jobs, home);
	job_check(bench, evaluate);
	if (delivery.sync->failed || evaluate->failed) {
		goal_equal(bench, what, false, "the command failed");
	} else {
		snprintf(changes, sizeof changes, "%s/tickets.csv", delivery.folder);
		snprintf(lines, sizeof lines, "%s.lines", home->base);
		snprintf(reference, sizeof reference, "%s.reference", home->base);
		(void)remove(reference);
		lines_of(bench, "contracts", home->data, changes, reference);
		lines_of(bench, "results", evaluate->out, NULL, lines);
		goal_equal(bench, what, same_lines(lines, reference), NULL);
		(void)remove(lines);
		(void)remove(reference);
	}
	jobs_done(&jobs);
}

static void goal_size(struct bench *bench, struct home *home)
{
	char folder[PATH_ROOM + 16];
	struct job job = {.context = home};

	fresh(bench, &job);
	sanya(bench, home, "home", (const char *const[]){"sync", "desk", "--as", "H1", NULL});
	snprintf(folder, sizeof folder, "%s.home", home->base);
	goal(bench, "bytes a ticket in the store, with id map and everything", AT_MOST, 40, 40 / bench->factor, "B",
	     (double)(folder_bytes(folder) - home->empty_bytes) / (double)home->tickets, NULL, NULL);
}

static void goal_memory(struct bench *bench, const char *what, const struct job *job)
{
	char text[160];

	snprintf(text, sizeof text, "%s, %s: memory of all processes", what, job->data_name);
	goal(bench, text, AT_MOST, 32, 32 / bench->factor, "MB", job->failed ? -1 : (double)job->peak / MB, NULL, "the command failed");
}

static void goal_flat(struct bench *bench, const char *what, const struct job *job, const struct job *base)
{
	double ratio = job_wall(job) == 0 || job_wall(base) == 0 ? -1 : (double)job_wall(job) / (double)job_wall(base);

	goal(bench, what, AT_MOST, 1.2, 1 + 0.2 / bench->factor, "×", ratio, NULL, "the command failed");
}

/* What a home of this size holds when its jobs begin. */
static struct job *fill(struct bench *bench, struct jobs *jobs, struct home *home)
{
	struct job *job = add_sync(bench, jobs, home);

	(void)setenv("SANYA_NOW", AFTER, 1);
	job_check(bench, job);
	return job;
}

void bench_store(struct bench *bench)
{
	static struct jobs fills, taking, asking, coming;
	static struct home main_home, small_home, long_home, few_home;
	static struct delivery one, ten, tenth, elsewhere;
	struct job *sync_job, *table, *native, *evaluate, *small_evaluate, *measure, *small_measure, *progress[4];
	uint64_t few = bench->small * 100 / bench->people;
	bool touched = knows_touched(bench);

	snprintf(main_home.data, sizeof main_home.data, "%s", bench->data);
	snprintf(small_home.data, sizeof small_home.data, "%s", bench->small_data);
	snprintf(long_home.data, sizeof long_home.data, "%s/long", bench->folder);
	snprintf(few_home.data, sizeof few_home.data, "%s/few", bench->folder);
	data_make(bench, bench->data, bench->tickets, bench->people, 12, "");
	data_make(bench, bench->small_data, bench->small, bench->people, 12, "");
	data_make(bench, long_home.data, bench->tickets, bench->people, 120, "csv");
	data_make(bench, few_home.data, few, 100, 12, "csv");
	prepare(bench, &main_home, "main", bench->tickets, bench->people, 12);
	prepare(bench, &small_home, "small", bench->small, bench->people, 12);
	prepare(bench, &long_home, "years", bench->tickets, bench->people, 120);
	prepare(bench, &few_home, "hundred", few, 100, 12);

	/* Each run takes everything in anew; the last one's home is what is asked afterwards. */
	sync_job = add_sync(bench, &taking, &main_home);
	table = add_peer(bench, &taking, &main_home, "CREATE TABLE AS", "table", bench->cpus < 2 ? 1 : 2);
	(void)setenv("SANYA_NOW", AFTER, 1);
	job_check(bench, sync_job);
	job_check(bench, table);
	jobs_run(bench, &taking);
	struct job *small_sync = fill(bench, &fills, &small_home);
	fill(bench, &fills, &long_home);
	fill(bench, &fills, &few_home);

	evaluate = add_evaluate(bench, &asking, &main_home);
	native = add_peer(bench, &asking, &main_home, "evaluate from DuckDB's own table", "native", 1);
	measure = add_measure(bench, &asking, &main_home);
	small_evaluate = add_evaluate(bench, &asking, &small_home);
	small_measure = add_measure(bench, &asking, &small_home);
	progress[0] = add_progress(bench, &asking, &main_home, "progress of one person");
	progress[1] = add_progress(bench, &asking, &small_home, "progress of one person");
	progress[2] = add_progress(bench, &asking, &long_home, "progress, ten years kept");
	progress[3] = add_progress(bench, &asking, &few_home, "progress, 100 people");
	for (size_t i = 0; i < asking.count; i++)
		job_check(bench, &asking.at[i]);
	jobs_run(bench, &asking);

	add_delivery(bench, &coming, &main_home, 1000, touched, &one);
	add_delivery(bench, &coming, &main_home, 10000, touched, &ten);
	add_delivery(bench, &coming, &main_home, 100, touched, &tenth);
	add_delivery(bench, &coming, &small_home, 1000, touched, &elsewhere);
	for (size_t i = 0; i < coming.count; i++)
		job_check(bench, &coming.at[i]);
	jobs_run(bench, &coming);

	printf("\n| what | goal | figure | beside | verdict |\n|---|---|---|---|---|\n");
	check_evaluated(bench, &main_home, evaluate, "store: score and amount of every contract as the reference has them");
	check_native(bench, &main_home, native);
	check_measured(bench, &main_home, measure);
	char beside[64];
	snprintf(beside, sizeof beside, "DuckDB %.1f s", (double)job_cpu(table) / 1e6);
	goal(bench, "sync: our processor time beside DuckDB's for CREATE TABLE AS", AT_MOST, 1, 1 / bench->factor, "×",
	     table->absent || job_cpu(table) == 0 || job_cpu(sync_job) == 0 ? -1 : (double)job_cpu(sync_job) / (double)job_cpu(table), beside,
	     table->absent ? "absent" : "the command failed");
	goal_faster(bench, "evaluate every contract, one thread: times as fast as DuckDB", evaluate, native, 2);
	goal_memory(bench, "evaluate every contract", evaluate);
	goal_memory(bench, "evaluate every contract", small_evaluate);
	goal_memory(bench, "measure the store", measure);
	goal_memory(bench, "measure the store", small_measure);
	for (int i = 0; i < 4; i++) {
		char what[128];

		snprintf(what, sizeof what, "%s, %s, cold", progress[i]->name, progress[i]->data_name);
		goal(bench, what, AT_MOST, 5, 5 / bench->factor, "ms", job_wall(progress[i]) == 0 ? -1 : (double)job_wall(progress[i]) / 1000, NULL,
		     "the command failed");
	}
	goal_flat(bench, "progress: ten years beside one", progress[2], progress[1]);
	goal_flat(bench, "progress: 5,000 people beside 100", progress[1], progress[3]);
	const char *missing = touched ? "the command failed" : "cycle evaluate has no --touched";
	goal(bench, "1,000 new or changed: commit and those touched", AT_MOST, 30, 30 / bench->factor, "ms", delivery_ms(&one), NULL, missing);
	goal(bench, "10,000 beside 1,000 new or changed", AT_MOST, 12, 12 / bench->factor, "×",
	     delivery_ms(&one) < 0 || delivery_ms(&ten) < 0 ? -1 : delivery_ms(&ten) / delivery_ms(&one), NULL, missing);
	goal(bench, "1,000 new or changed beside a tenth of the tickets", AT_MOST, 0, 0, "×",
	     delivery_ms(&one) < 0 || delivery_ms(&elsewhere) < 0 ? -1 : delivery_ms(&one) / delivery_ms(&elsewhere), NULL, missing);
	goal_size(bench, &main_home);
	(void)setenv("SANYA_NOW", AFTER, 1);
	small_sync->runs = 0;
	if (!small_sync->failed) {
		fresh(bench, small_sync);
		struct run run = run_words(&small_sync->words, 0, NULL, false);
		small_sync->wall[small_sync->runs] = run.wall;
		small_sync->cpu[small_sync->runs++] = run.cpu;
	}
	check_resumed(bench, &small_home, small_sync);
	check_delivered(bench, &small_home, small_sync);
	table_runs(&taking);
	table_runs(&asking);
	table_runs(&coming);
	jobs_done(&fills);
	jobs_done(&taking);
	jobs_done(&asking);
	jobs_done(&coming);
	drop(bench, &main_home);
	drop(bench, &small_home);
	drop(bench, &long_home);
	drop(bench, &few_home);
	(void)unsetenv("SANYA_NOW");
}
