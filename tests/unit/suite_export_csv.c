/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plugin export-csv, through the host: the two profiles to the byte, cells that spreadsheets
 * would run, and what the machine profile refuses to write.
 */
#include "core/host/host.h"

#include <check.h>

#define HEAD                                                                                       \
	"{\"columns\":[{\"name\":\"person\",\"type\":\"identifier\"},{\"name\":\"name\",\"type\":" \
	"\"text\"},"                                                                               \
	"{\"name\":\"amount\",\"type\":\"number\"},{\"name\":\"paid\",\"type\":\"date\"}],"        \
	"\"rows\":["

static const struct {
	const char *profile, *rows, *bytes;
} tables[] = {
	{NULL, "", "\xef\xbb\xbfperson,name,amount,paid\r\n"},
	{"people", "[\"E1024\",\"สมชาย ใจดี\",\"4987.00\",\"2026-10-31\"]",
	 "\xef\xbb\xbfperson,name,amount,paid\r\nE1024,สมชาย ใจดี,4987.00,2026-10-31\r\n"},
	/* absent is empty; quotes are doubled; a negative amount is a number and not a formula */
	{"people", "[\"E1\",null,\"-12.50\",null],[\"E2\",\"a \\\"b\\\", c\",\"0.00\",\"\"]",
	 "\xef\xbb\xbfperson,name,amount,paid\r\nE1,,-12.50,\r\nE2,\"a \"\"b\"\", c\",0.00,\r\n"},
	{"people",
	 "[\"E1\",\"=1+1\",\"1.00\",null],[\"E2\",\"@x\",\"1.00\",null],[\"E3\",\"-x\",\"1.00\","
	 "null],[\"E4\",\"\\tx\",\"1.00\",null]",
	 "\xef\xbb\xbfperson,name,amount,paid\r\nE1,\"'=1+1\",1.00,\r\nE2,\"'@x\",1.00,\r\nE3,\"'-"
	 "x\",1.00,\r\nE4,\"'\tx\",1.00,\r\n"},
	/* a number column that holds something else is text like any other, and an identifier too
	 */
	{"people", "[\"-E1\",\"a\\nb\",\"=2\",null]",
	 "\xef\xbb\xbfperson,name,amount,paid\r\n\"'-E1\",\"a\nb\",\"'=2\",\r\n"},
	{"machine",
	 "[\"E1024\",\"สมชาย\",\"4987.00\",\"2026-10-31\"],[\"E1025\",\"=1\",\"-12.50\",null]",
	 "person,amount\r\nE1024,4987.00\r\nE1025,-12.50\r\n"},
};

static const struct {
	const char *rows, *reason;
} refused[] = {
	{"[\"=E1\",\"\",\"1.00\",null]", "row 1, column \"person\": the cell is not an identifier, "
					 "and the machine profile writes nothing else"},
	{"[\"E1\",\"\",\"1.00\",null],[\"E2\",\"\",\"1,000.00\",null]",
	 "row 2, column \"amount\": the cell is not a decimal number, and the machine profile "
	 "writes nothing else"},
	{"[\"E1\",\"\",\"1.\",null]", "row 1, column \"amount\": the cell is not a decimal number, "
				      "and the machine profile writes nothing else"},
};

static enum sanya_verdict run(const char *profile, const char *rows, struct sanya_buffer *out,
			      struct sanya_run_report *report)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	SANYA_CLEANUP(sanya_json_freep)
	struct sanya_json *table = NULL,
			  *options = sanya_json_object();
	struct sanya_host *host = NULL;
	const char *build = getenv("SANYA_BUILDDIR");
	char folder[2000], worker[2000], text[4000];
	const char *const folders[] = {folder, NULL};
	const struct sanya_host_config config = {
		.worker = worker, .folders = folders, .start_ms = 20000};

	(void)snprintf(folder, sizeof folder, "%s/plugins/.libs", build == NULL ? "." : build);
	(void)snprintf(worker, sizeof worker, "%s/sanya-worker", build == NULL ? "." : build);
	(void)snprintf(text, sizeof text, "%s%s]}", HEAD, rows);
	ck_assert_msg(sanya_json_parse("table", text, strlen(text), &table, &err) == 0, "%s",
		      err.what);
	if (profile != NULL)
		ck_assert_int_eq(sanya_json_set_text(options, "profile", profile), 0);
	ck_assert_int_eq(sanya_host_new(&config, &host, &err), 0);
	ck_assert_msg(sanya_host_run_export(host, "csv", options, table, out, report, &err) == 0,
		      "%s", err.what);
	sanya_host_free(host);
	return report->verdict;
}

START_TEST(bytes_are_as_expected)
{
	struct sanya_run_report report;
	struct sanya_buffer out;

	sanya_buffer_init(&out, 65536);
	ck_assert_msg(run(tables[_i].profile, tables[_i].rows, &out, &report) == SANYA_VERDICT_OK,
		      "%s", report.reason);
	ck_assert_str_eq(out.data, tables[_i].bytes);
	sanya_buffer_done(&out);
}
END_TEST

START_TEST(the_machine_profile_refuses_what_it_cannot_write)
{
	struct sanya_run_report report;
	struct sanya_buffer out;

	sanya_buffer_init(&out, 65536);
	ck_assert_int_eq(run("machine", refused[_i].rows, &out, &report), SANYA_VERDICT_FAILED);
	ck_assert_str_eq(report.reason, refused[_i].reason);
	/* a file that is not whole is no file */
	ck_assert_uint_eq(out.size, 0);
	sanya_buffer_done(&out);
}
END_TEST

Suite *suite_export_csv(void);
Suite *suite_export_csv(void)
{
	Suite *suite = suite_create("export_csv");
	TCase *test = tcase_create("export-csv");

	tcase_add_loop_test(test, bytes_are_as_expected, 0, (int)SANYA_COUNT(tables));
	tcase_add_loop_test(test, the_machine_profile_refuses_what_it_cannot_write, 0,
			    (int)SANYA_COUNT(refused));
	suite_add_tcase(suite, test);
	return suite;
}
