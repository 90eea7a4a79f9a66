/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an export must stand: a table with every type of column and texts that break careless
 * writers, twice with the same bytes, and a table without rows.
 */
#include "plugin_check.h"

static const char nasty[] =
	"{\"columns\":[{\"name\":\"person\",\"type\":\"identifier\"},{\"name\":\"name\",\"type\":"
	"\"text\"},{\"name\":\"amount\","
	"\"type\":\"number\"},{\"name\":\"paid\",\"type\":\"date\"}],\"rows\":[[\"E1024\",\"สมชาย, "
	"\\\"ชาย\\\"\",\"4987.00\","
	"\"2026-10-31\"],[\"E1025\",\"=HYPERLINK(1)\",\"-12.50\",null],[\"E1026\",\"a\\nb\\r\\nc;"
	"d\\te\",\"0.00\",\"2026-10-31\"],"
	"[\"E1027\",null,null,null],[\"E1028\",\"@x +y -z\",\"1000000.00\",\"2026-12-31\"]]}";
static const char rowless[] =
	"{\"columns\":[{\"name\":\"person\",\"type\":\"identifier\"}],\"rows\":[]}";

static bool run_once(struct sanya_checking *checking, const char *table_text,
		     struct sanya_buffer *out, struct sanya_run_report *report,
		     struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *table = NULL;

	sanya_buffer_init(out, SANYA_OUTPUT_MAX);
	if (sanya_json_parse("table", table_text, strlen(table_text), &table, err) < 0 ||
	    sanya_host_run_export(checking->host, checking->info->path, checking->options, table,
				  out, report, err) < 0)
		return false;
	if (report->verdict != SANYA_VERDICT_OK)
		(void)sanya_error_set(err, SANYA_FAILED, "%s: %s",
				      sanya_verdict_word(report->verdict), report->reason);
	return report->verdict == SANYA_VERDICT_OK;
}

void sanya_check_export(struct sanya_checking *checking)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_run_report report;
	struct sanya_buffer first, second, empty;

	bool good = run_once(checking, nasty, &first, &report, &err);
	if (good)
		sanya_check_add(checking, "it writes a table of nasty texts", SANYA_CHECK_PASSED,
				"%zu bytes", first.size);
	else
		sanya_check_add(checking, "it writes a table of nasty texts", SANYA_CHECK_FAILED,
				"%s", err.what);
	bool again = run_once(checking, nasty, &second, &report, &err);
	sanya_check_that(checking, "two runs give the same bytes",
			 good == again && first.size == second.size &&
				 memcmp(first.data, second.data, first.size) == 0,
			 "the second file differs; does it write the time?");
	bool none = run_once(checking, rowless, &empty, &report, &err);
	sanya_check_that(checking, "a table without rows is written", none, err.what);
	sanya_buffer_done(&first);
	sanya_buffer_done(&second);
	sanya_buffer_done(&empty);
}
