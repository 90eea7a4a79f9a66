/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows a second of sanya measure: 200,000 and 1,000,000 made-up tickets (the same in every run), by person and month.  Files of up to
 * 48 MiB, as the smaller one, are read twice, so that of a row that comes again the later one counts.  Beside it, where they are installed,
 * mawk and sqlite3 on a part of the job: the mean first reply by person and month, from times that are numbers already.  Prints the
 * median of five runs, the processor time of all processes, and how many times as long the run took as mawk's.
 */
#include "core/base/base.h"
#include "core/base/buffer.h"
#include "core/base/file.h"
#include "core/base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define PEOPLE_SHARE 500 /* tickets of one person in half a year */
#define RUNS 5
#define START INT64_C(1767225600) /* 2026-01-01T00:00:00Z */

static uint64_t state = 20260701;

/* Knuth's MMIX generator; the high bits are the good ones. */
static int64_t below(int64_t bound)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int64_t)((state >> 33) % (uint64_t)bound);
}

/* Nine of ten as a help desk in Bangkok writes them, one in UTC. */
static void add_instant(struct sanya_buffer *out, int64_t instant, bool local)
{
	sanya_instant_format(local ? instant + 7 * 3600 : instant, out);
	if (local) {
		sanya_buffer_cut(out, out->size - 1); /* the Z */
		sanya_buffer_text(out, "+07:00");
	}
	sanya_buffer_byte(out, ',');
}

/* `stamps`: ISO 8601 as exports have it; else seconds, for tools without dates. */
static int make_file(const char *path, int tickets, bool stamps, struct sanya_error *err)
{
	struct sanya_buffer out;

	state = 20260701;
	sanya_buffer_init(&out, SANYA_OUTPUT_MAX);
	sanya_buffer_text(&out, stamps ? "id,assignee,channel,created,first_reply,solved,reopens\n" : "id,assignee,month,seconds\n");
	for (int i = 0; i < tickets; i++) {
		int64_t created = START + below(180 * SANYA_DAY), person = below(tickets / PEOPLE_SHARE), reply = created + 60 + below(2 * SANYA_DAY);
		int64_t solved = reply + below(5 * SANYA_DAY), reopens = below(10) == 0;
		struct sanya_civil civil = sanya_date_civil(sanya_date_of_seconds(reply));

		sanya_buffer_printf(&out, "T-%d,agent%lld,", i, (long long)person);
		if (stamps) {
			sanya_buffer_text(&out, i % 3 == 0 ? "email," : "chat,");
			add_instant(&out, created, i % 10 != 0);
			add_instant(&out, reply, i % 10 != 0);
			add_instant(&out, solved, i % 10 != 0);
			sanya_buffer_printf(&out, "%lld\n", (long long)reopens);
		} else {
			sanya_buffer_printf(&out, "%04d-%02d,%lld\n", civil.year, civil.month, (long long)(reply - created));
		}
	}
	int result = sanya_buffer_check(&out, "the bench's tickets", err);
	if (result == 0)
		result = sanya_file_write(path, out.data, out.size, 0600, err);
	sanya_buffer_done(&out);
	return result;
}

static int64_t now_us(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return 0;
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Microseconds of one run of a command whose output nobody reads; -1 where it is not there or fails. */
static int64_t run(const char *const *words)
{
	posix_spawn_file_actions_t actions;
	char *arguments[24] = {NULL};
	int status = -1;
	pid_t child;
	int64_t start = now_us();

	for (size_t i = 0; words[i] != NULL && i + 1 < SANYA_COUNT(arguments); i++)
		arguments[i] = strdup(words[i]);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	if (posix_spawnp(&child, arguments[0], &actions, NULL, arguments, environ) == 0)
		while (waitpid(child, &status, 0) < 0 && errno == EINTR)
			;
	posix_spawn_file_actions_destroy(&actions);
	for (size_t i = 0; arguments[i] != NULL; i++)
		free(arguments[i]);
	return status == 0 ? now_us() - start : -1;
}

static int by_size(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

static int64_t children_us(void)
{
	struct rusage usage;

	if (getrusage(RUSAGE_CHILDREN, &usage) != 0)
		return 0;
	return ((int64_t)usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

/* The median; 0 where it was not measured.  `beside`: another median to compare with, 0 where there is none. */
static int64_t bench(const char *name, int tickets, const char *const *words, int64_t beside)
{
	int64_t times[RUNS], before = children_us();

	for (int i = 0; i < RUNS; i++) {
		times[i] = run(words);
		if (times[i] <= 0) {
			printf("%-44s not measured\n", name);
			return 0;
		}
	}
	qsort(times, RUNS, sizeof times[0], by_size);
	int64_t median = times[RUNS / 2];
	printf("%-44s %5lld ms  cpu %5lld ms  %8lld rows/s", name, (long long)(median / 1000),
	       (long long)((children_us() - before) / RUNS / 1000), (long long)(tickets * INT64_C(1000000) / median));
	if (beside > 0)
		printf("  %lld.%02lld x mawk", (long long)(median / beside), (long long)(median * 100 / beside % 100));
	printf("\n");
	return median;
}

static bool bench_size(const char *sanya, const char *calendar, int tickets, const char *folder, struct sanya_error *err)
{
	char stamps[64], numbers[64], import[128];

	snprintf(stamps, sizeof stamps, "%s/tickets.csv", folder);
	snprintf(numbers, sizeof numbers, "%s/numbers.csv", folder);
	snprintf(import, sizeof import, ".import %s t", numbers);
	const char *const one[] = {sanya, "measure", stamps, "--by", "person,month", "--json", "--metric", "ticket.first_reply_time@1",
				   "--statistic", "mean", NULL};
	const char *const working[] = {sanya, "measure", stamps, "--by", "person,month", "--json", "--metric", "ticket.first_reply_time@1",
				       "--statistic", "mean", "--clock", "working", "--calendar", calendar, NULL};
	const char *const three[] = {sanya, "measure", stamps, "--by", "person,month", "--json",
				     "--metric", "ticket.first_reply_time@1", "--statistic", "share_within 4h",
				     "--metric", "ticket.resolution_time@1", "--statistic", "percentile 90",
				     "--metric", "ticket.reopened@1", "--statistic", "share", NULL};
	const char *const mawk[] = {"mawk", "-F,", "NR>1{s[$2,$3]+=$4;n[$2,$3]++}END{for(k in s)print k,s[k]/n[k]}", numbers, NULL};
	const char *const sqlite[] = {"sqlite3", ":memory:", "-cmd", ".mode csv", "-cmd", import,
				      "select assignee, month, avg(seconds) from t group by 1, 2;", NULL};

	bool ok = make_file(stamps, tickets, true, err) == 0 && make_file(numbers, tickets, false, err) == 0;
	if (ok) {
		printf("measure: %d tickets, %d people, median of %d runs\n", tickets, tickets / PEOPLE_SHARE, RUNS);
		int64_t beside = bench("mawk, one mean, times already numbers", tickets, mawk, 0);
		(void)bench("sqlite3, one mean, times already numbers", tickets, sqlite, beside);
		ok = bench("sanya, one question", tickets, one, beside) > 0;
		ok = bench("sanya, one question on the working clock", tickets, working, beside) > 0 && ok;
		ok = bench("sanya, three questions, a percentile", tickets, three, beside) > 0 && ok;
	} else {
		fprintf(stderr, "%s\n", err->what);
	}
	(void)unlink(stamps);
	(void)unlink(numbers);
	return ok;
}

int main(int argc, char **argv)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	char folder[] = "/tmp/sanya-bench-XXXXXX";

	if (argc != 3 || mkdtemp(folder) == NULL) {
		fprintf(stderr, "usage: bench-measure SANYA CALENDAR\n");
		return 2;
	}
	bool ok = bench_size(argv[1], argv[2], 200000, folder, &err);
	ok = bench_size(argv[1], argv[2], 1000000, folder, &err) && ok;
	(void)rmdir(folder);
	return ok ? 0 : 1;
}
