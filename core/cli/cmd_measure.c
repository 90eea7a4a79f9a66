/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya measure: metrics of tickets and responses, by any group: of those in files, which needs no home, or of the evidence in the home.
 * Reads its words here, shows the rows in measure_show.c; the counting is done in the app room.
 */
#include "../app/calendar_find.h"
#include "../app/home.h"
#include "../app/measure_files.h"
#include "../app/measure_home.h"
#include "../app/plugins.h"
#include "../base/processors.h"
#include "../codec/documents.h"
#include "measure_show.h"

#define PAIRS_MAX   64u
#define WORKERS_MAX 8u /* that read the files, where nobody says how many processors there are for it */

struct asking {
	struct sanya_arena arena;
	struct sanya_calendar calendar;
	struct sanya_buffer calendar_text;
	struct sanya_zone *zone;
	struct sanya_host *host;
	struct sanya_measuring *measuring;
	struct sanya_measure_question question; /* what all pairs share */
	struct sanya_measure_pair pairs[PAIRS_MAX];
	size_t pair_count;
	uint32_t workers;
	struct sanya_files_report report;
	/* Without files: the home. */
	struct sanya_home home;
	struct sanya_measure_roster people;
};

static void asking_init(struct asking *asking)
{
	*asking = (struct asking){ .zone = NULL };
	sanya_arena_init(&asking->arena);
	sanya_calendar_init(&asking->calendar);
	sanya_buffer_init(&asking->calendar_text, SANYA_DOCUMENT_MAX);
}

static void asking_done(struct asking *asking)
{
	sanya_files_report_done(&asking->report);
	sanya_measuring_free(asking->measuring);
	sanya_host_free(asking->host);
	sanya_measure_roster_done(&asking->people);
	sanya_home_close(&asking->home);
	sanya_zone_free(asking->zone);
	sanya_buffer_done(&asking->calendar_text);
	sanya_calendar_done(&asking->calendar);
	sanya_arena_done(&asking->arena);
}

/* --- words --- */

static size_t given(const struct sanya_cli *cli, const char *option)
{
	size_t count = 0;

	while (sanya_cli_many(cli, option, count) != NULL)
		count++;
	return count;
}

/* With as many statistics as metrics the first goes with the first; else a statistic belongs to the metric before it. */
static const char *metric_of(const struct sanya_cli *cli, size_t statistic, bool paired)
{
	const char *metric = NULL;

	if (paired)
		return sanya_cli_many(cli, "metric", statistic);
	for (size_t i = 0; sanya_cli_many(cli, "metric", i) != NULL; i++)
		if (sanya_cli_position(cli, "metric", i) < sanya_cli_position(cli, "statistic", statistic))
			metric = sanya_cli_many(cli, "metric", i);
	return metric;
}

static bool has_statistic(const struct asking *asking, const char *metric)
{
	for (size_t i = 0; i < asking->pair_count; i++)
		if (strcmp(asking->pairs[i].metric, metric) == 0)
			return true;
	return false;
}

static int read_pairs(const struct sanya_cli *cli, struct asking *asking, struct sanya_error *err)
{
	size_t metrics = given(cli, "metric"), statistics = given(cli, "statistic");

	if (metrics == 0 || statistics == 0) {
		(void)sanya_error_set(err, SANYA_USAGE, "say what to measure: --metric and --statistic");
		return sanya_error_next(err, "Metrics:  sanya metric list");
	}
	if (statistics > PAIRS_MAX)
		return sanya_error_set(err, SANYA_USAGE, "at most %u statistics at once", PAIRS_MAX);
	for (size_t i = 0; i < statistics; i++) {
		struct sanya_measure_pair *pair = &asking->pairs[asking->pair_count++];
		const char *words = sanya_cli_many(cli, "statistic", i);

		pair->words = words;
		pair->metric = metric_of(cli, i, metrics == statistics);
		if (pair->metric == NULL)
			return sanya_error_set(err, SANYA_USAGE, "--statistic \"%s\" comes before any --metric", words);
		if (sanya_statistic_parse(words, strlen(words), &pair->statistic, err) < 0) {
			err->code = SANYA_USAGE;
			return -1;
		}
	}
	for (size_t i = 0; i < metrics; i++)
		if (!has_statistic(asking, sanya_cli_many(cli, "metric", i)))
			return sanya_error_set(err, SANYA_USAGE, "--metric %s has no --statistic", sanya_cli_many(cli, "metric", i));
	return 0;
}

/* --where k=v: the same field again means "or", another one "and". */
static int read_where(const struct sanya_cli *cli, struct asking *asking, struct sanya_error *err)
{
	size_t count = given(cli, "where");
	struct sanya_condition *where = sanya_arena_array(&asking->arena, count + 1, sizeof *where);

	if (where == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < count; i++) {
		const char *words = sanya_cli_many(cli, "where", i), *equals = strchr(words, '=');
		struct sanya_condition *condition = where;

		if (equals == NULL || equals == words) {
			(void)sanya_error_set(err, SANYA_USAGE, "--where %.80s is not FIELD=VALUE", words);
			return sanya_error_next(err, "Write it like  --where channel=email");
		}
		const char *field = sanya_arena_copy(&asking->arena, words, (size_t)(equals - words));
		if (field == NULL)
			return sanya_error_memory(err);
		while (condition < where + asking->question.where_count && strcmp(condition->field, field) != 0)
			condition++;
		if (condition == where + asking->question.where_count) {
			condition->field = field;
			condition->values = sanya_arena_array(&asking->arena, count, sizeof(const char *));
			if (condition->values == NULL)
				return sanya_error_memory(err);
			asking->question.where_count++;
		}
		condition->values[condition->value_count++] = equals + 1;
	}
	asking->question.where = where;
	return 0;
}

static int read_by(const struct sanya_cli *cli, struct asking *asking, struct sanya_error *err)
{
	const char *words = sanya_cli_value(cli, "by");
	const char **by = sanya_arena_array(&asking->arena, SANYA_MEASURE_BY_MAX, sizeof *by);

	if (by == NULL)
		return sanya_error_memory(err);
	asking->question.by = by;
	if (words == NULL || strcmp(words, "all") == 0)
		return 0;
	for (const char *end; words != NULL; words = *end == ',' ? end + 1 : NULL) {
		end = words + strcspn(words, ",");
		if (asking->question.by_count == SANYA_MEASURE_BY_MAX)
			return sanya_error_set(err, SANYA_USAGE, "--by takes at most %d keys", SANYA_MEASURE_BY_MAX);
		const char *key = sanya_arena_copy(&asking->arena, words, (size_t)(end - words));
		if (key == NULL)
			return sanya_error_memory(err);
		by[asking->question.by_count++] = key;
	}
	return 0;
}

static int read_clock(const struct sanya_cli *cli, struct asking *asking, struct sanya_error *err)
{
	const char *clock = sanya_cli_value(cli, "clock"), *credit = sanya_cli_value(cli, "credit");
	int found = clock != NULL ? sanya_clock_of(clock) : SANYA_CLOCK_ELAPSED;

	if (found < 0)
		return sanya_error_set(err, SANYA_USAGE, "--clock is working or elapsed, not \"%.40s\"", clock);
	asking->question.clock = (enum sanya_clock)found;
	found = credit != NULL ? sanya_credit_of(credit) : SANYA_CREDIT_ASSIGNEE;
	if (found < 0)
		return sanya_error_set(err, SANYA_USAGE,
				       "--credit is assignee, first_replier, solver, subject or involved, not \"%.40s\"", credit);
	asking->question.credit = (enum sanya_credit)found;
	asking->question.fall_back = credit != NULL;
	return 0;
}

/* With a number all processes of this command share so many processors. */
static int read_threads(const struct sanya_cli *cli, struct asking *asking, struct sanya_error *err)
{
	const char *threads = sanya_cli_value(cli, "threads");
	struct sanya_error inner = SANYA_ERROR_INIT;
	unsigned processors = sanya_processors();
	int64_t count = 1;

	asking->workers = processors < WORKERS_MAX ? processors : WORKERS_MAX;
	if (threads == NULL)
		return 0;
	if (sanya_text_integer(threads, strlen(threads), &count, &inner) < 0 || count < 1 || count > 1024)
		return sanya_error_set(err, SANYA_USAGE, "--threads is a number from 1 to 1024, not \"%.40s\"", threads);
	asking->workers = (uint32_t)count;
	return sanya_processors_limit((unsigned)count, err);
}

/* --- where and when --- */

/* The calendar's own zone, where none is given: its hours and the file's stamps belong to the same wall. */
static int read_zone(const struct sanya_cli *cli, struct asking *asking, struct sanya_error *err)
{
	const char *calendar = sanya_cli_value(cli, "calendar"), *zone = sanya_cli_value(cli, "timezone");
	int result = 0;

	if (calendar != NULL) {
		if (sanya_calendar_find(cli->settings, calendar, &asking->calendar, err) < 0)
			return -1;
		struct sanya_json *json = sanya_calendar_json(&asking->calendar);
		result = json == NULL ? sanya_error_memory(err) : sanya_json_canonical(json, &asking->calendar_text, err);
		sanya_json_free(json);
		if (zone == NULL)
			zone = asking->calendar.timezone;
	}
	return result < 0 ? -1 : sanya_zone_load(zone != NULL ? zone : "UTC", &asking->zone, err);
}

static int read_day(const struct sanya_cli *cli, const struct asking *asking, const char *option, int32_t later, int64_t *ret,
		    struct sanya_error *err)
{
	const char *words = sanya_cli_value(cli, option);
	int32_t date;

	*ret = SANYA_NO_INSTANT;
	if (words == NULL)
		return 0;
	if (sanya_date_parse(words, strlen(words), &date, err) < 0) {
		err->code = SANYA_USAGE;
		return -1;
	}
	*ret = sanya_zone_day_start(asking->zone, date + later);
	return 0;
}

static int read_window(const struct sanya_cli *cli, struct asking *asking, struct sanya_error *err)
{
	struct sanya_measure_question *question = &asking->question;

	if (read_day(cli, asking, "from", 0, &question->from, err) < 0 || read_day(cli, asking, "to", 1, &question->to, err) < 0)
		return -1;
	if (question->from != SANYA_NO_INSTANT && question->to != SANYA_NO_INSTANT && question->to <= question->from)
		return sanya_error_set(err, SANYA_USAGE, "--to lies before --from");
	return 0;
}

/* --- the work --- */

static int ask_all(struct sanya_cli *cli, struct asking *asking, struct sanya_error *err)
{
	const char *calendar = asking->calendar_text.size > 0 ? asking->calendar_text.data : NULL;

	if (sanya_plugins_open(cli->settings, cli->home, &asking->host, err) < 0 ||
	    sanya_measuring_new(asking->host, calendar, asking->zone, &asking->measuring, err) < 0)
		return -1;
	for (size_t i = 0; i < asking->pair_count; i++) {
		asking->question.metric = asking->pairs[i].metric;
		asking->question.statistic = asking->pairs[i].statistic;
		if (sanya_measuring_ask(asking->measuring, &asking->question, err) < 0)
			return -1;
	}
	return 0;
}

static int measure_files(struct sanya_cli *cli, struct asking *asking, struct sanya_error *err)
{
	const char *source = sanya_cli_value(cli, "source");
	const struct sanya_measure_files files = {
		.source = source != NULL ? source : "csv",
		.map = sanya_cli_value(cli, "map"),
		.zone = sanya_zone_name(asking->zone),
		.files = cli->arguments,
		.workers = asking->workers,
	};

	return sanya_measure_files(asking->host, asking->measuring, &files, &asking->report, err);
}

static bool by_person(const struct asking *asking)
{
	for (size_t i = 0; i < asking->question.by_count; i++)
		if (strcmp(asking->question.by[i], "person") == 0)
			return true;
	return false;
}

/* Before questions are asked: they are about the people of the roster. */
static int open_home(struct sanya_cli *cli, struct asking *asking, struct sanya_error *err)
{
	if (cli->argument_count > 0)
		return 0;
	if (sanya_cli_value(cli, "map") != NULL)
		return sanya_error_set(err, SANYA_USAGE, "--map says what the columns of a file are, and no file is given");
	if (sanya_home_open(cli->home, SANYA_STORE_READ, &asking->home, err) < 0) {
		if (err->code == SANYA_NOT_FOUND)
			(void)sanya_error_next(err, "Name files to measure:  sanya measure tickets.csv …, or the home:  sanya --home DIR measure …");
		return -1;
	}
	/* Names matter to groups of people alone; a name that nobody bears stands for itself. */
	if (!by_person(asking))
		return 0;
	if (sanya_measure_roster_load(asking->home.store, asking->zone, &asking->people, err) < 0)
		return -1;
	asking->question.who = sanya_measure_roster_who;
	asking->question.unnamed = true;
	asking->question.context = &asking->people;
	return 0;
}

static int measure_home(struct sanya_cli *cli, struct asking *asking, struct sanya_error *err)
{
	const struct sanya_measure_question *question = &asking->question;
	const struct sanya_measure_home evidence = {
		.store = asking->home.store, .source = sanya_cli_value(cli, "source"), .from = question->from, .to = question->to,
		.questions = asking->pair_count,
	};

	return sanya_measure_home(asking->host, asking->measuring, &evidence, &asking->report.tickets, &asking->report.responses, err);
}

static int measure(struct sanya_cli *cli, struct asking *asking, struct sanya_error *err)
{
	const struct sanya_measure_shown shown = {
		.measuring = asking->measuring,
		.pairs = asking->pairs,
		.pair_count = asking->pair_count,
		.by = asking->question.by,
		.by_count = asking->question.by_count,
		.report = &asking->report,
		.home = cli->argument_count == 0,
	};

	if ((shown.home ? measure_home(cli, asking, err) : measure_files(cli, asking, err)) < 0)
		return -1;
	return sanya_measure_show(cli, &shown, err);
}

static int run_measure(struct sanya_cli *cli, struct sanya_error *err)
{
	SANYA_CLEANUP(asking_done) struct asking asking;

	asking_init(&asking);
	if (read_pairs(cli, &asking, err) < 0 || read_where(cli, &asking, err) < 0 || read_by(cli, &asking, err) < 0 ||
	    read_clock(cli, &asking, err) < 0 || read_threads(cli, &asking, err) < 0 || read_zone(cli, &asking, err) < 0 ||
	    read_window(cli, &asking, err) < 0 || open_home(cli, &asking, err) < 0 || ask_all(cli, &asking, err) < 0)
		return -1;
	return measure(cli, &asking, err);
}

static const struct sanya_cli_option options[] = {
	{ "source", "NAME", SANYA_OPTION_VALUE, SANYA_N("The source plugin that reads the files (csv); without files, the one configured source that counts.") },
	{ "map", "MAP.json", SANYA_OPTION_VALUE, SANYA_N("Which column is what; without it columns named like the fields.") },
	{ "metric", "METRIC", SANYA_OPTION_MANY, SANYA_N("What to measure: ticket.first_reply_time@1; see sanya metric list.") },
	{ "statistic", "STATISTIC", SANYA_OPTION_MANY,
	  SANYA_N("mean, median, \"percentile 90\", \"rank 90\", share, \"share_within 4h\", sum, count, max or score.") },
	{ "where", "FIELD=VALUE", SANYA_OPTION_MANY, SANYA_N("Only observations with this value; the same field again means or.") },
	{ "credit", "WHO", SANYA_OPTION_VALUE, SANYA_N("Whose ticket it is: assignee, first_replier, solver or involved.") },
	{ "clock", "CLOCK", SANYA_OPTION_VALUE, SANYA_N("elapsed, or working inside the hours of the calendar.") },
	{ "calendar", "FILE", SANYA_OPTION_VALUE, SANYA_N("The calendar of the working clock: a file, or an id such as th-office.") },
	{ "from", "DATE", SANYA_OPTION_VALUE, SANYA_N("The first day that counts.") },
	{ "to", "DATE", SANYA_OPTION_VALUE, SANYA_N("The last day that counts.") },
	{ "timezone", "ZONE", SANYA_OPTION_VALUE,
	  SANYA_N("Where days begin, and of stamps without a zone (that of the calendar, else UTC).") },
	{ "by", "KEYS", SANYA_OPTION_VALUE, SANYA_N("all, or person, month, day and fields such as queue, joined by commas.") },
	{ "threads", "N", SANYA_OPTION_VALUE,
	  SANYA_N("Use at most N processors; without it, all there are, and up to eight processes that read the files.") },
	{ NULL, NULL, SANYA_OPTION_FLAG, NULL },
};

const struct sanya_command sanya_command_measure = {
	.name = "measure",
	.arguments = "[FILE…]",
	.least = 0,
	.most = UINT32_MAX,
	.help = SANYA_N("Measure tickets and responses, of files or of the home, by person, month or any field."),
	.details = SANYA_N("Several --metric and --statistic pairs are answered in one pass over the files.  Each row says how many "
			   "observations were counted, and how many were not, for which reason.  Nothing is stored.  Without a file "
			   "the evidence in the home is measured, by the people of the roster; a name that nobody bears stands for "
			   "itself.  Of rows with the same id the last one counts."),
	.examples = "sanya measure tickets.csv --metric ticket.first_reply_time@1 --statistic \"share_within 4h\" --by person,month\n"
		    "sanya measure surveys.csv --metric response.csat@1 --statistic share --where survey=after-ticket --json\n"
		    "sanya measure --metric ticket.resolution_time@1 --statistic median --by month --from 2026-01-01 --to 2026-12-31",
	.options = options,
	.run = run_measure,
};
