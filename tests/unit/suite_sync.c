/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a run of a source leaves behind when it goes wrong: the evidence up to its last checkpoint, an event with the verdict, and a
 * store that goes on.  Plugins are the misbehaving ones of tests/isolation.  Not under sanitizers: they and the sandbox do not mix.
 */
#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "core/app/home.h"
#include "core/app/people.h"
#include "core/app/source.h"
#include "tests/isolation/isolation.h"
#include "tests/unit/store_home.h"

Suite *suite_sync(void);

#ifndef SANYA_SANITIZED

static struct sanya_home home;
static struct sanya_host *host;
static struct sanya_act act;
static struct sanya_error err;
static struct sanya_host_config limits;

/* A home with one administrator, and a source of the same name for each plugin in the list. */
static void make_home(const char *const *plugins)
{
	static const char roster[] = "id,name_en,roles\nE1,Kitti,admin\n";
	static const char *const nothing[] = { NULL };
	char path[SANYA_PATH_MAX];
	struct sanya_import counts;

	sanya_error_clear(&err);
	snprintf(path, sizeof(path), "%s/home", store_home_folder());
	ck_assert_msg(sanya_home_create(path, "Test", 1000, false, &err) == 0, "%s", err.what);
	ck_assert_msg(sanya_home_open(path, SANYA_STORE_WRITE, &home, &err) == 0, "%s", err.what);
	act = (struct sanya_act){ .store = home.store, .account = home.account, .now = 1767225600 };
	ck_assert_msg(sanya_people_import(&act, "roster", roster, sizeof(roster) - 1, SANYA_NO_DATE, &counts, &err) == 0, "%s", err.what);
	act.actor = "E1";
	host = isolation_host(limits);
	for (; *plugins != NULL; plugins++)
		ck_assert_msg(sanya_source_add(&act, host, *plugins, *plugins, nothing, &err) == 0, "%s", err.what);
}

static void end_home(void)
{
	sanya_host_free(host);
	sanya_home_close(&home);
	store_home_clean();
}

static int count_block(void *context, const char *source, const struct sanya_block *block, const struct sanya_dictionary *dictionary,
		       struct sanya_error *error)
{
	(void)source;
	(void)dictionary;
	(void)error;
	*(size_t *)context += block->count;
	return 0;
}

static size_t tickets_kept(void)
{
	struct sanya_evidence_wanted wanted = { .kind = SANYA_TICKET, .watermark = sanya_evidence_watermark(home.store),
						.from = SANYA_NO_INSTANT, .to = SANYA_NO_INSTANT };
	struct sanya_block *room = malloc(sizeof(*room));
	size_t count = 0;

	ck_assert_ptr_nonnull(room);
	ck_assert_msg(sanya_evidence_each(home.store, &wanted, room, count_block, &count, &err) == 0, "%s", err.what);
	free(room);
	return count;
}

/* It delivers 600 tickets with a checkpoint each 250, then crashes: 500 are kept, in two batches, and 100 are forgotten. */
START_TEST(a_run_that_dies_halfway)
{
	static const char *const plugins[] = { "segfault", NULL };
	struct sanya_error failure = SANYA_ERROR_INIT;
	struct sanya_sync_result result;
	struct sanya_json *json;
	uint64_t before;

	make_home(plugins);
	before = sanya_ledger_size(home.store);
	ck_assert_msg(sanya_sync(&act, host, "segfault", &result, &failure, &err) == 0, "%s", err.what);
	ck_assert(!result.done);
	ck_assert_int_eq(result.report.verdict, SANYA_VERDICT_CRASHED);
	ck_assert_ptr_nonnull(strstr(failure.what, "signal 11"));
	ck_assert_uint_eq(result.counts.read, 500);
	ck_assert_uint_eq(result.counts.added, 500);
	ck_assert_uint_eq(result.batches, 2);
	ck_assert_uint_eq(tickets_kept(), 500);
	ck_assert_uint_eq(sanya_ledger_size(home.store), before + 3); /* two batches and the run */
	ck_assert_int_eq(sanya_sources_json(home.store, "segfault", &json, &err), 0);
	ck_assert_str_eq(sanya_json_get_text(sanya_json_at(sanya_json_get(json, "sources"), 0), "outcome"), "failed");
	sanya_json_free(json);
	/* The same again doubles nothing. */
	sanya_error_clear(&failure);
	ck_assert_msg(sanya_sync(&act, host, "segfault", &result, &failure, &err) == 0, "%s", err.what);
	ck_assert_uint_eq(result.counts.added, 0);
	ck_assert_uint_eq(tickets_kept(), 500);
	ck_assert_msg(sanya_evidence_check(home.store, &err) == 0 && sanya_ledger_check(home.store, &err) == 0, "%s", err.what);
	end_home();
}
END_TEST

/* It may bring 60,000 tickets and wants to bring more: the first 50,000 had their checkpoint, those after it had arrived and are forgotten. */
START_TEST(a_run_that_is_stopped_after_its_checkpoint)
{
	static const char *const plugins[] = { "bulk", NULL };
	struct sanya_error failure = SANYA_ERROR_INIT;
	struct sanya_sync_result result;

	limits.observations_max = 60000;
	make_home(plugins);
	ck_assert_msg(sanya_sync(&act, host, "bulk", &result, &failure, &err) == 0, "%s", err.what);
	ck_assert(!result.done);
	ck_assert_int_eq(result.report.verdict, SANYA_VERDICT_PROTOCOL);
	ck_assert_uint_eq(result.counts.added, 50000);
	ck_assert_uint_eq(tickets_kept(), 50000);
	end_home();
}
END_TEST

START_TEST(a_good_run)
{
	static const char *const plugins[] = { "good", NULL };
	struct sanya_error failure = SANYA_ERROR_INIT;
	struct sanya_sync_result result;

	make_home(plugins);
	ck_assert_msg(sanya_sync(&act, host, "good", &result, &failure, &err) == 0, "%s", err.what);
	ck_assert_msg(result.done, "%s", failure.what);
	ck_assert_uint_eq(result.counts.added, 1000);
	ck_assert_uint_eq(tickets_kept(), 1000);
	end_home();
}
END_TEST

/* What a dry run fetched is gone, to the last event. */
START_TEST(a_dry_run)
{
	static const char *const plugins[] = { "good", NULL };
	struct sanya_error failure = SANYA_ERROR_INIT;
	struct sanya_sync_result result;
	uint64_t before;

	make_home(plugins);
	before = sanya_ledger_size(home.store);
	act.dry_run = true;
	ck_assert_msg(sanya_sync(&act, host, "good", &result, &failure, &err) == 0, "%s", err.what);
	ck_assert(result.done);
	ck_assert_uint_eq(result.counts.added, 1000);
	ck_assert_uint_eq(tickets_kept(), 0);
	ck_assert_uint_eq(sanya_ledger_size(home.store), before);
	end_home();
}
END_TEST

/* No file may grow: what the process sees of a full disk.  Nothing is kept, and with room again the next run is whole. */
START_TEST(a_full_disk)
{
	static const char *const plugins[] = { "good", NULL };
	struct sanya_error failure = SANYA_ERROR_INIT;
	struct rlimit lifted, limit;
	struct sanya_sync_result result;
	uint64_t before;
	int recorded;

	make_home(plugins);
	before = sanya_ledger_size(home.store);
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &lifted), 0);
	limit = lifted;
	limit.rlim_cur = 4096;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	recorded = sanya_sync(&act, host, "good", &result, &failure, &err);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &lifted), 0);
	ck_assert_int_eq(recorded, -1); /* not even the run could be recorded */
	ck_assert_msg(strstr(err.what, "full") != NULL, "%s", err.what);
	ck_assert_uint_eq(tickets_kept(), 0);
	ck_assert_uint_eq(sanya_ledger_size(home.store), before);
	sanya_error_clear(&err);
	sanya_error_clear(&failure);
	ck_assert_msg(sanya_sync(&act, host, "good", &result, &failure, &err) == 0, "%s", err.what);
	ck_assert_msg(result.done, "%s", failure.what);
	ck_assert_uint_eq(tickets_kept(), 1000);
	ck_assert_msg(sanya_ledger_check(home.store, &err) == 0, "%s", err.what);
	end_home();
}
END_TEST

#endif

Suite *suite_sync(void)
{
	Suite *suite = suite_create("sync");
	TCase *tests = tcase_create("sync");

#ifndef SANYA_SANITIZED
	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, a_run_that_dies_halfway);
	tcase_add_test(tests, a_run_that_is_stopped_after_its_checkpoint);
	tcase_add_test(tests, a_good_run);
	tcase_add_test(tests, a_dry_run);
	tcase_add_test(tests, a_full_disk);
#endif
	suite_add_tcase(suite, tests);
	return suite;
}
