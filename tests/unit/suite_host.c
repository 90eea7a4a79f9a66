/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The host with plugins that behave: inputs, options, windows and cursors reach them, metrics
 * answer block by block, lists show good and bad files, and what cannot be started says why.
 */
#include "../isolation/isolation.h"
#include "core/codec/block.h"

#include <sys/stat.h>
#include <unistd.h>

static struct sanya_host *host_new(void)
{
	return isolation_host((struct sanya_host_config){.worker = NULL});
}

static int take_first(void *context, const struct sanya_block *block,
		      const struct sanya_dictionary *dictionary, struct sanya_error *err)
{
	static struct sanya_block_lists lists;
	struct keeper *keeper = context;
	struct sanya_ticket ticket;

	(void)err;
	keeper->staged += block->count;
	sanya_block_ticket(block, dictionary, 0, &lists, &ticket);
	if (keeper->first[0] == '\0')
		(void)snprintf(keeper->first, sizeof keeper->first,
			       "%.*s|%.*s|%.*s|%.*s|%.*s|%lld|%d", (int)ticket.id.size,
			       ticket.id.at, (int)ticket.queue.size, ticket.queue.at,
			       (int)ticket.channel.size, ticket.channel.at,
			       (int)ticket.assignee.size, ticket.assignee.at,
			       (int)ticket.status.size, ticket.status.at,
			       (long long)ticket.created, ticket.replies);
	return 0;
}

static int refuse(void *context, const char *cursor, struct sanya_error *err)
{
	(void)context;
	return sanya_error_set(err, SANYA_FAILED, "the disk is full at %s", cursor);
}

static const struct sanya_source_calls calls = {.block = take_first};

static char *write_input(const char *name, const char *text)
{
	static char path[3000];
	FILE *file;

	(void)snprintf(path, sizeof path, "%s/%s", isolation_folder(), name);
	file = fopen(path, "we");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(text, file), 0);
	ck_assert_int_eq(fclose(file), 0);
	return path;
}

START_TEST(a_source_gets_inputs_options_window_and_cursor)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_host *host = host_new();
	struct sanya_run_report report;
	struct keeper keeper = {.staged = 0};
	const char *path = write_input("input.data", "ข้อมูล"), *const inputs[] = {path, path, NULL};
	struct sanya_json *options = sanya_json_object();
	const struct sanya_source_run run = {
		.plugin = "reader",
		.options = options,
		.inputs = inputs,
		.cursor = "page 7",
		.from = 1782838800,
		.to = SANYA_NO_INSTANT,
		.calls = &calls,
		.context = &keeper,
	};

	ck_assert_int_eq(sanya_json_set_text(options, "who", "anna"), 0);
	ck_assert_msg(sanya_host_run_source(host, &run, &report, &err) == 0, "%s", err.what);
	ck_assert_msg(report.verdict == SANYA_VERDICT_OK, "%s", report.reason);
	ck_assert_uint_eq(report.observations, 2);
	ck_assert_str_eq(report.plugin_version, "1.2");
	/* six Thai letters of three bytes each are 18 bytes; the channel is the table's fallback */
	ck_assert_str_eq(keeper.first, "input.data|ข้อมูล|web|anna|page 7|1782838800|18");
	ck_assert_int_eq(unlink(path), 0);
	sanya_json_free(options);
	sanya_host_free(host);
}
END_TEST

static int take_history(void *context, const struct sanya_block *block,
			const struct sanya_dictionary *dictionary, struct sanya_error *err)
{
	static struct sanya_block_lists lists;
	struct sanya_ticket *ret = context;

	(void)err;
	ck_assert_uint_eq(block->count, 1);
	sanya_block_ticket(block, dictionary, 0, &lists, ret);
	ck_assert(sanya_text_is(ret->first_replier, "anna"));
	ck_assert(sanya_text_is(ret->solver, "anna"));
	return 0;
}

START_TEST(the_worker_knows_zones_and_derives_tickets)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_host *host = host_new();
	struct sanya_run_report report;
	struct sanya_ticket ticket = {.created = 0};
	const struct sanya_source_calls history = {.block = take_history};
	const struct sanya_source_run run = {
		.plugin = "clock",
		.from = SANYA_NO_INSTANT,
		.to = SANYA_NO_INSTANT,
		.calls = &history,
		.context = &ticket,
	};

	ck_assert_int_eq(sanya_host_run_source(host, &run, &report, &err), 0);
	ck_assert_msg(report.verdict == SANYA_VERDICT_OK, "%s", report.reason);
	/* Berlin's clocks changed at 01:00 UTC: 1774742400 + 3600.  12:00 in Bangkok is 05:00 UTC:
	 * 1774742400 + 18000. */
	ck_assert_int_eq(ticket.created, 1774746000);
	ck_assert_int_eq(ticket.first_reply, 1774760400);
	ck_assert_int_eq(ticket.solved, 1774764000);
	ck_assert_int_eq(ticket.has_history, 1);
	sanya_host_free(host);
}
END_TEST

START_TEST(a_preview_stops_early)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_host *host = host_new();
	struct sanya_run_report report;
	struct keeper keeper = {.staged = 0};
	const struct sanya_source_run run = {
		.plugin = "good",
		.from = SANYA_NO_INSTANT,
		.to = SANYA_NO_INSTANT,
		.preview = 7,
		.calls = &calls,
		.context = &keeper,
	};

	ck_assert_int_eq(sanya_host_run_source(host, &run, &report, &err), 0);
	ck_assert_msg(report.verdict == SANYA_VERDICT_OK, "%s", report.reason);
	ck_assert_uint_eq(keeper.staged, 7);
	ck_assert_uint_eq(report.observations, 7);
	sanya_host_free(host);
}
END_TEST

START_TEST(a_caller_that_refuses_ends_the_run)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_host *host = host_new();
	struct sanya_run_report report;
	struct keeper keeper = {.staged = 0};
	const struct sanya_source_calls full = {.block = take_first, .checkpoint = refuse};
	const struct sanya_source_run run = {
		.plugin = "good",
		.from = SANYA_NO_INSTANT,
		.to = SANYA_NO_INSTANT,
		.calls = &full,
		.context = &keeper,
	};

	ck_assert_int_eq(sanya_host_run_source(host, &run, &report, &err), 0);
	ck_assert_int_eq(report.verdict, SANYA_VERDICT_CALLER);
	ck_assert_str_eq(report.reason, "the disk is full at T249");
	ck_assert_uint_eq(report.observations, 0);
	sanya_host_free(host);
}
END_TEST

static const struct {
	const char *options, *what, *next;
} refused[] = {
	{"{\"who\":\"a\",\"chanel\":\"web\"}", "the plugin reader has no option \"chanel\"",
	 "Did you mean \"channel\"?  See its options:  sanya plugin show reader"},
	{"{\"who\":\"a\",\"channel\":\"we\"}",
	 "option \"channel\" of reader: \"we\" is not one of web|phone",
	 "See its options:  sanya plugin show reader"},
	{"{\"who\":\"a\",\"limit\":\"12x\"}",
	 "option \"limit\" of reader: \"12x\" is not a whole number",
	 "See its options:  sanya plugin show reader"},
	{"{\"who\":\"a\",\"strict\":\"yes\"}",
	 "option \"strict\" of reader: \"yes\" is not true or false",
	 "See its options:  sanya plugin show reader"},
	{"{\"who\":5}", "option \"who\" of reader must be a text", ""},
	{"{}", "option \"who\" of reader is missing: The assignee", "Add who=VALUE."},
};

START_TEST(options_are_checked_against_the_table)
{
	struct sanya_error err = SANYA_ERROR_INIT, json_err = SANYA_ERROR_INIT;
	struct sanya_host *host = host_new();
	struct sanya_run_report report;
	struct sanya_json *options = NULL;

	ck_assert_int_eq(sanya_json_parse("options", refused[_i].options,
					  strlen(refused[_i].options), &options, &json_err),
			 0);
	const struct sanya_source_run run = {
		.plugin = "reader",
		.options = options,
		.from = SANYA_NO_INSTANT,
		.to = SANYA_NO_INSTANT,
		.calls = &calls,
	};
	ck_assert_int_eq(sanya_host_run_source(host, &run, &report, &err), -1);
	ck_assert_int_eq(err.code, SANYA_USAGE);
	ck_assert_str_eq(err.what, refused[_i].what);
	ck_assert_str_eq(err.next, refused[_i].next);
	sanya_json_free(options);
	sanya_host_free(host);
}
END_TEST

START_TEST(what_cannot_be_started_says_why)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_host *host = host_new();
	struct sanya_plugin_info *info = NULL;
	char path[3000];

	ck_assert_int_eq(sanya_host_look(host, "nowhere", SANYA_PLUGIN_SOURCE, &info, &err), -1);
	ck_assert_int_eq(err.code, SANYA_NOT_FOUND);
	ck_assert_str_eq(err.what, "there is no source plugin called \"nowhere\"");
	ck_assert_str_eq(err.next, "See what there is:  sanya plugin list");
	sanya_error_clear(&err);
	ck_assert_int_eq(sanya_host_look(host, "./no/such.so", SANYA_PLUGIN_SOURCE, &info, &err),
			 -1);
	ck_assert_int_eq(err.code, SANYA_NOT_FOUND);
	sanya_error_clear(&err);
	/* whoever may write to it could make it anything */
	(void)snprintf(path, sizeof path, "%s", write_input("open.data", "x"));
	ck_assert_int_eq(chmod(path, 0666), 0);
	ck_assert_int_eq(sanya_host_look(host, path, SANYA_PLUGIN_SOURCE, &info, &err), -1);
	ck_assert_int_eq(err.code, SANYA_NOT_ALLOWED);
	ck_assert_int_eq(unlink(path), 0);
	sanya_host_free(host);
}
END_TEST

#ifndef SANYA_SANITIZED
/* These look at plugins that crash on purpose; a sanitizer would speak up for them. */
START_TEST(a_list_shows_every_file)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_host *host = host_new();
	struct sanya_plugin_info **list = NULL;
	size_t count = 0, good = 0, bad = 0, metrics = 0;

	ck_assert_msg(sanya_host_list(host, &list, &count, &err) == 0, "%s", err.what);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			ck_assert_int_le(strcmp(list[i - 1]->name, list[i]->name), 0);
		good += list[i]->report.verdict == SANYA_VERDICT_OK;
		bad += list[i]->report.verdict != SANYA_VERDICT_OK;
		metrics += list[i]->metric_count;
		if (list[i]->report.verdict != SANYA_VERDICT_OK)
			ck_assert_str_ne(list[i]->report.reason, "");
		if (strcmp(list[i]->name, "reader") == 0) {
			ck_assert_uint_eq(list[i]->option_count, 5);
			ck_assert_str_eq(list[i]->options[0].type, "choice");
			ck_assert_str_eq(list[i]->options[0].choices, "web|phone");
			ck_assert(list[i]->options[4].required);
		}
	}
	/* constructor, abi_major, abi_minor, abi_magic, empty, notelf, void */
	ck_assert_uint_ge(bad, 7);
	ck_assert_uint_ge(good, 25);
	ck_assert_uint_eq(metrics, 13);
	sanya_plugin_infos_free(list, count);
	sanya_host_free(host);
}
END_TEST
#endif

/* --- several workers for one source --- */

struct seen {
	unsigned begun; /* how often everything was forgotten */
	long next;	/* parts before this one have told their rejects */
	unsigned char tickets[1000];
	unsigned rejects, checkpoints, doubled, parts;
};

static int see_block(void *context, const struct sanya_block *block, const struct sanya_dictionary *dictionary,
		     struct sanya_error *err)
{
	struct seen *seen = context;

	(void)err;
	for (uint32_t i = 0; i < block->count; i++) {
		struct sanya_text name = sanya_dictionary_text(dictionary, block->coded[SANYA_CODED_ASSIGNEE][i]);
		long number = block->wide[SANYA_WIDE_CREATED][i] - 1000;

		/* each part has a dictionary of its own */
		ck_assert_int_eq(strtol(name.at + 1, NULL, 10), number);
		ck_assert(number >= 0 && number < 1000);
		seen->doubled += seen->tickets[number];
		seen->tickets[number] = 1;
	}
	return 0;
}

static int see_reject(void *context, const struct sanya_reject *reject, struct sanya_error *err)
{
	struct seen *seen = context;

	(void)err;
	seen->rejects++;
	seen->parts = (unsigned)strtol(strrchr(reject->place, ' ') + 1, NULL, 10);
	/* in the order of the parts, however they come */
	long part = strtol(reject->place + strlen("part "), NULL, 10);
	ck_assert_int_ge(part, seen->next);
	seen->next = part + 1;
	return 0;
}

static int begin_again(void *context, struct sanya_error *err)
{
	struct seen *seen = context;

	(void)err;
	*seen = (struct seen){.begun = seen->begun + 1};
	return 0;
}

static int see_checkpoint(void *context, const char *cursor, struct sanya_error *err)
{
	struct seen *seen = context;

	(void)cursor, (void)err;
	seen->checkpoints++;
	return 0;
}

static struct sanya_run_report run_stretched(struct seen *seen, uint32_t workers, const char *option, const char *value,
					     const char *input, bool again)
{
	const struct sanya_source_calls sharing = {
		.block = see_block, .reject = see_reject, .checkpoint = see_checkpoint, .again = again ? begin_again : NULL};
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_host *host = host_new();
	struct sanya_run_report report;
	struct sanya_json *options = sanya_json_object();
	const char *const inputs[] = {input, NULL};
	const struct sanya_source_run run = {
		.plugin = "sharer", .options = options, .inputs = inputs, .from = SANYA_NO_INSTANT,
		.to = SANYA_NO_INSTANT, .workers = workers, .calls = &sharing, .context = seen,
	};

	*seen = (struct seen){.rejects = 0};
	ck_assert_int_eq(sanya_json_set_text(options, option, value), 0);
	ck_assert_msg(sanya_host_run_source(host, &run, &report, &err) == 0, "%s", err.what);
	sanya_json_free(options);
	sanya_host_free(host);
	return report;
}

static struct sanya_run_report run_shared(struct seen *seen, uint32_t workers, const char *crash, const char *input)
{
	return run_stretched(seen, workers, "crash", crash, input, false);
}

/* Parts that guess where records begin say what they took; where that does not make up the input one worker begins anew. */
START_TEST(stretches_must_make_up_the_input)
{
	static const struct {
		const char *word;
		bool good;
	} cases[] = {{"none", true}, {"right", true}, {"gap", false}, {"overlap", false}, {"late", false}, {"fails", false}};
	struct seen seen;
	const char *input = write_input("stretched.data", "abcdefghijklmnopqrstuvwxyz");

	for (size_t i = 0; i < SANYA_COUNT(cases); i++) {
		struct sanya_run_report report = run_stretched(&seen, 3, "stretch", cases[i].word, input, true);

		ck_assert_msg(report.verdict == SANYA_VERDICT_OK, "%s: %s", cases[i].word, report.reason);
		ck_assert_uint_eq(report.observations, 1000);
		ck_assert_uint_eq(seen.begun, cases[i].good ? 0 : 1);
		ck_assert_uint_eq(seen.parts, cases[i].good ? 3 : 1);
		ck_assert_uint_eq(report.rejected, cases[i].good ? 3 : 1);
		ck_assert_uint_eq(seen.doubled, 0);
		for (size_t k = 0; k < 1000; k++)
			ck_assert_uint_eq(seen.tickets[k], 1);
		/* and where nobody can begin anew the run fails */
		report = run_stretched(&seen, 3, "stretch", cases[i].word, input, false);
		ck_assert_int_eq(report.verdict, cases[i].good ? SANYA_VERDICT_OK : SANYA_VERDICT_FAILED);
		if (!cases[i].good)
			ck_assert_str_eq(report.reason, strcmp(cases[i].word, "fails") == 0 ? "it guessed wrong" : "its parts do not join");
	}
	ck_assert_int_eq(unlink(input), 0);
}
END_TEST

START_TEST(workers_share_a_source)
{
	struct seen seen;
	const char *input = write_input("shared.data", "x");

	for (uint32_t workers = 1; workers <= 3; workers++) {
		struct sanya_run_report report = run_shared(&seen, workers, "-1", input);

		ck_assert_msg(report.verdict == SANYA_VERDICT_OK, "%s", report.reason);
		ck_assert_uint_eq(report.observations, 1000);
		ck_assert_uint_eq(report.rejected, workers);
		ck_assert_uint_eq(seen.rejects, workers);
		ck_assert_uint_eq(seen.parts, workers);
		ck_assert_uint_eq(seen.doubled, 0);
		for (size_t i = 0; i < 1000; i++)
			ck_assert_uint_eq(seen.tickets[i], 1);
		ck_assert_uint_eq(seen.checkpoints, workers == 1 ? 1 : 0);
	}
	/* what is no plain file is read by one */
	struct sanya_run_report report = run_shared(&seen, 3, "-1", "/dev/null");
	ck_assert_int_eq(report.verdict, SANYA_VERDICT_OK);
	ck_assert_uint_eq(seen.parts, 1);
	ck_assert_uint_eq(report.observations, 1000);
	ck_assert_int_eq(unlink(input), 0);
}
END_TEST

#ifndef SANYA_SANITIZED
START_TEST(one_part_that_crashes_ends_all)
{
	struct seen seen;
	const char *input = write_input("crash.data", "x"), *const crash[] = {"0", "1", "2"};
	struct sanya_run_report report = run_shared(&seen, 3, crash[_i], input);

	ck_assert_int_eq(report.verdict, SANYA_VERDICT_CRASHED);
	ck_assert_str_eq(report.reason, "it crashed with signal 11 (Segmentation fault)");
	ck_assert_uint_eq(report.observations, 0);
	ck_assert_int_eq(unlink(input), 0);
}
END_TEST
#endif

/* --- metrics --- */

/* A block of three tickets, with its dictionary, in memory of the test's own. */
struct three {
	struct sanya_block *block;
	struct sanya_dictionary dictionary;
};

static void three_init(struct three *three)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_ticket tickets[3];

	three->block = calloc(1, sizeof *three->block);
	ck_assert_ptr_nonnull(three->block);
	sanya_dictionary_init(&three->dictionary);
	sanya_block_start(three->block, SANYA_TICKET, &three->dictionary);
	for (size_t i = 0; i < SANYA_COUNT(tickets); i++)
		tickets[i] = (struct sanya_ticket){
			.id = sanya_text_of("T"),
			.assignee = sanya_text_of("anna"),
			.created = 1000,
			.first_reply = SANYA_NO_INSTANT,
			.first_touch = SANYA_NO_INSTANT,
			.first_solved = SANYA_NO_INSTANT,
			.solved = SANYA_NO_INSTANT,
			.closed = SANYA_NO_INSTANT,
			.due = SANYA_NO_INSTANT,
			.reopens = SANYA_NO_COUNT,
			.replies = SANYA_NO_COUNT,
			.reassigns = SANYA_NO_COUNT,
			.in_time = SANYA_NO_COUNT,
		};
	tickets[0].solved = 1300;
	tickets[2].solved = 900; /* before it was created: 0 seconds on any clock */
	for (size_t i = 0; i < SANYA_COUNT(tickets); i++)
		ck_assert_int_eq(sanya_block_add_ticket(three->block, &three->dictionary, &tickets[i], &err), 1);
}

static void three_done(struct three *three)
{
	sanya_dictionary_done(&three->dictionary);
	free(three->block);
}

static int values_of(struct sanya_metric_session *session, const struct sanya_metric_info *metric, bool working,
		     const struct three *three, struct sanya_metric_value values[3], struct sanya_error *err)
{
	const struct sanya_metric_ask ask = {
		.metric = metric, .working = working, .from = SANYA_NO_INSTANT, .to = SANYA_NO_INSTANT};

	return sanya_host_metric_values(session, three->block, &three->dictionary, &ask, 1, &values, err);
}

START_TEST(a_metric_answers_block_by_block)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_host *host = host_new();
	const struct sanya_plugin_info *plugin = NULL;
	const struct sanya_metric_info *metric = NULL;
	struct sanya_metric_session *session = NULL;
	struct sanya_metric_value values[3], again[3], *const both[] = {values, again};
	struct sanya_run_report report;
	struct three three;

	three_init(&three);
	ck_assert_msg(sanya_host_metric(host, "test.age@1", &plugin, &metric, &err) == 0, "%s",
		      err.what);
	ck_assert_str_eq(metric->title.en, "Age");
	ck_assert_str_eq(metric->reason_words[0], "not-solved");
	ck_assert_msg(sanya_host_metric_open(host, plugin, NULL, &session, &err) == 0, "%s",
		      err.what);
	for (int round = 0; round < 3; round++) {
		/* two questions about one block; it lies in the test's memory, so it is copied */
		const struct sanya_metric_ask asks[] = {
			{.metric = metric, .from = SANYA_NO_INSTANT, .to = SANYA_NO_INSTANT},
			{.metric = metric, .from = 0, .to = SANYA_NO_INSTANT}};
		memset(values, 0x5a, sizeof values);
		memset(again, 0x5a, sizeof again);
		ck_assert_msg(sanya_host_metric_values(session, three.block, &three.dictionary, asks, 2, both,
						       &err) == 0,
			      "%s", err.what);
		for (int i = 0; i < 2; i++) {
			ck_assert_int_eq(both[i][0].value, 300);
			ck_assert_int_eq(both[i][0].possible, 1);
			ck_assert_int_eq(both[i][0].at, 1000);
			ck_assert_int_eq(both[i][0].reason, 0);
			ck_assert_int_eq(both[i][1].reason, 1);
			ck_assert_int_eq(both[i][2].value, 0);
		}
	}
	sanya_host_metric_close(session, &report);
	ck_assert_msg(report.verdict == SANYA_VERDICT_OK, "%s", report.reason);
	ck_assert_uint_eq(report.observations, 18);
	ck_assert_int_eq(sanya_host_metric(host, "test.agee@1", &plugin, &metric, &err), -1);
	ck_assert_str_eq(err.what, "there is no metric \"test.agee@1\"");
	ck_assert_str_eq(err.next, "Did you mean \"test.age@1\"?  See all:  sanya metric list");
	three_done(&three);
	sanya_host_free(host);
}
END_TEST

/* A block made in the host's own room is measured where it lies. */
START_TEST(a_block_in_the_host_s_room_is_not_copied)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_host *host = host_new();
	const struct sanya_plugin_info *plugin = NULL;
	const struct sanya_metric_info *metric = NULL;
	struct sanya_metric_session *session = NULL;
	struct sanya_metric_value values[3];
	struct sanya_run_report report;
	struct three three, room;

	three_init(&three);
	ck_assert_int_eq(sanya_host_room(host, &room.block, &err), 0);
	sanya_block_copy(room.block, three.block);
	room.dictionary = three.dictionary;
	ck_assert_int_eq(sanya_host_metric(host, "test.age@1", &plugin, &metric, &err), 0);
	ck_assert_int_eq(sanya_host_metric_open(host, plugin, NULL, &session, &err), 0);
	ck_assert_msg(values_of(session, metric, false, &room, values, &err) == 0, "%s", err.what);
	ck_assert_int_eq(values[0].value, 300);
	room.block->wide[SANYA_WIDE_SOLVED][0] = 1700;
	ck_assert_int_eq(values_of(session, metric, false, &room, values, &err), 0);
	ck_assert_int_eq(values[0].value, 700);
	sanya_host_metric_close(session, &report);
	ck_assert_int_eq(report.verdict, SANYA_VERDICT_OK);
	three_done(&three);
	sanya_host_free(host);
}
END_TEST

START_TEST(a_metric_cannot_change_what_the_host_measures)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_host *host = host_new();
	const struct sanya_plugin_info *plugin = NULL;
	const struct sanya_metric_info *metric = NULL;
	struct sanya_metric_session *session = NULL;
	struct sanya_metric_value values[3];
	struct sanya_run_report report;
	struct three three;

	three_init(&three);
	ck_assert_int_eq(sanya_host_metric(host, "test.scribble@1", &plugin, &metric, &err), 0);
	ck_assert_int_eq(sanya_host_metric_open(host, plugin, NULL, &session, &err), 0);
	ck_assert_msg(values_of(session, metric, false, &three, values, &err) == 0, "%s", err.what);
	ck_assert_int_eq(values[0].value, 300);
	sanya_host_metric_close(session, &report);
	ck_assert_int_eq(report.verdict, SANYA_VERDICT_OK);
	three_done(&three);
	sanya_host_free(host);
}
END_TEST

START_TEST(a_working_clock_follows_the_calendar)
{
	/* Weekdays 09:00-17:00 in UTC.  The block's first ticket ran from 1000 to 1300 s after
	 * 1970-01-01 00:00, a Thursday night: no working time at all.  The same with tickets moved
	 * to 16:50 (60600) for 20 minutes: 10 of them are worked. */
	static const char calendar[] = "{\"format\":\"sanya.calendar/"
				       "1\",\"id\":\"office\",\"version\":1,\"timezone\":\"UTC\","
				       "\"week\":{\"mon\":[\"09:00-17:00\"],\"tue\":[\"09:00-17:"
				       "00\"],\"wed\":[\"09:00-17:00\"],"
				       "\"thu\":[\"09:00-17:00\"],\"fri\":[\"09:00-17:00\"]}}";
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_host *host = host_new();
	const struct sanya_plugin_info *plugin = NULL;
	const struct sanya_metric_info *metric = NULL;
	struct sanya_metric_session *session = NULL;
	struct sanya_metric_value values[3];
	struct sanya_run_report report;
	struct three three;

	three_init(&three);
	ck_assert_int_eq(sanya_host_metric(host, "test.age@1", &plugin, &metric, &err), 0);
	ck_assert_msg(sanya_host_metric_open(host, plugin, calendar, &session, &err) == 0, "%s",
		      err.what);
	ck_assert_msg(values_of(session, metric, true, &three, values, &err) == 0, "%s", err.what);
	ck_assert_int_eq(values[0].value, 0);
	/* 40 years on, which the clock must grow for: 2010-01-01, a Friday, is day 14610 */
	for (int64_t day = 0; day <= 14610; day += 14610) {
		three.block->wide[SANYA_WIDE_CREATED][0] = day * 86400 + 60600;
		three.block->wide[SANYA_WIDE_SOLVED][0] = day * 86400 + 60600 + 1200;
		ck_assert_msg(values_of(session, metric, true, &three, values, &err) == 0, "%s", err.what);
		ck_assert_int_eq(values[0].value, 600);
	}
	/* the same block on the elapsed clock */
	ck_assert_int_eq(values_of(session, metric, false, &three, values, &err), 0);
	ck_assert_int_eq(values[0].value, 1200);
	sanya_host_metric_close(session, &report);
	ck_assert_int_eq(report.verdict, SANYA_VERDICT_OK);
	/* without a calendar there is no working clock */
	ck_assert_int_eq(sanya_host_metric_open(host, plugin, NULL, &session, &err), 0);
	ck_assert_int_eq(values_of(session, metric, true, &three, values, &err), -1);
	ck_assert_str_eq(err.what, "the metric plugin metric-good failed (failed): the working "
				   "clock needs a calendar");
	sanya_host_metric_close(session, &report);
	three_done(&three);
	sanya_host_free(host);
}
END_TEST

#ifndef SANYA_SANITIZED
static const struct {
	const char *metric;
	int rounds; /* that go well */
	const char *what;
	enum sanya_verdict verdict;
} bad_metrics[] = {
	{"test.crash@1", 1,
	 "the metric plugin metric-crash failed (crashed): it crashed with signal 11 (Segmentation "
	 "fault)",
	 SANYA_VERDICT_CRASHED},
	{"test.reason@1", 0,
	 "the metric plugin metric-reason failed (failed): a value's reason or finding is not on "
	 "the metric's list",
	 SANYA_VERDICT_FAILED},
};

START_TEST(a_metric_that_fails_is_dead)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_host *host = host_new();
	const struct sanya_plugin_info *plugin = NULL;
	const struct sanya_metric_info *metric = NULL;
	struct sanya_metric_session *session = NULL;
	struct sanya_metric_value values[3];
	struct sanya_run_report report;
	struct three three;

	three_init(&three);
	ck_assert_int_eq(sanya_host_metric(host, bad_metrics[_i].metric, &plugin, &metric, &err),
			 0);
	ck_assert_int_eq(sanya_host_metric_open(host, plugin, NULL, &session, &err), 0);
	for (int round = 0; round < bad_metrics[_i].rounds + 2; round++) {
		int result = values_of(session, metric, false, &three, values, &err);
		ck_assert_int_eq(result, round < bad_metrics[_i].rounds ? 0 : -1);
		if (result < 0)
			ck_assert_str_eq(err.what, bad_metrics[_i].what);
		sanya_error_clear(&err);
	}
	sanya_host_metric_close(session, &report);
	ck_assert_int_eq(report.verdict, bad_metrics[_i].verdict);
	three_done(&three);
	sanya_host_free(host);
}
END_TEST

#endif

Suite *suite_host(void);
Suite *suite_host(void)
{
	Suite *suite = suite_create("host");
	TCase *test = tcase_create("host");

	tcase_add_test(test, a_source_gets_inputs_options_window_and_cursor);
	tcase_add_test(test, the_worker_knows_zones_and_derives_tickets);
	tcase_add_test(test, a_preview_stops_early);
	tcase_add_test(test, a_caller_that_refuses_ends_the_run);
	tcase_add_loop_test(test, options_are_checked_against_the_table, 0,
			    (int)SANYA_COUNT(refused));
	tcase_add_test(test, what_cannot_be_started_says_why);
	tcase_add_test(test, workers_share_a_source);
	tcase_add_test(test, stretches_must_make_up_the_input);
#ifndef SANYA_SANITIZED
	tcase_add_loop_test(test, one_part_that_crashes_ends_all, 0, 3);
#endif
	tcase_add_test(test, a_metric_answers_block_by_block);
	tcase_add_test(test, a_block_in_the_host_s_room_is_not_copied);
	tcase_add_test(test, a_metric_cannot_change_what_the_host_measures);
	tcase_add_test(test, a_working_clock_follows_the_calendar);
#ifndef SANYA_SANITIZED
	tcase_add_test(test, a_list_shows_every_file);
	tcase_add_loop_test(test, a_metric_that_fails_is_dead, 0, (int)SANYA_COUNT(bad_metrics));
#endif
	suite_add_tcase(suite, test);
	return suite;
}
