/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The payroll export: approved rewards leave once, as a batch whose rows and digests are in the ledger.  A second run finds nothing
 * new and gives the same bytes again; a correction leaves with the next batch, as a line with a sign.
 */
#include "register.h"

#include "../base/sha256.h"
#include "../codec/recorded.h"

#include <string.h>

static const char *const columns[][2] = {
	{ "contract", "identifier" }, { "sequence", "number" },	  { "kind", "text" },	     { "employee", "identifier" },
	{ "payroll", "identifier" },  { "name", "text" },	  { "period_from", "date" }, { "period_to", "date" },
	{ "amount", "number" },	      { "currency", "identifier" }, { "reason", "text" },
};

/* One cell of a line by its column's name; NULL where the line has none.  `number` is room for a whole number. */
static const char *cell(const struct sanya_json *line, const char *column, char number[32])
{
	const struct sanya_json *name = sanya_json_get(line, "name"), *period = sanya_json_get(line, "period");

	if (strcmp(column, "sequence") == 0) {
		snprintf(number, 32, "%lld", (long long)sanya_json_get_integer(line, "sequence", 0));
		return number;
	}
	if (strcmp(column, "name") == 0) {
		const char *thai = sanya_json_get_text(name, "th");

		return thai != NULL ? thai : sanya_json_get_text(name, "en");
	}
	if (strcmp(column, "period_from") == 0)
		return sanya_json_get_text(period, "from");
	if (strcmp(column, "period_to") == 0)
		return sanya_json_get_text(period, "to");
	return sanya_json_get_text(line, column);
}

static struct sanya_json *table_of(const struct sanya_json *document)
{
	const struct sanya_json *lines = sanya_json_get(document, "lines");
	struct sanya_json *table = sanya_json_object(), *heads = sanya_json_array(), *rows = sanya_json_array();

	for (size_t c = 0; c < SANYA_COUNT(columns); c++) {
		struct sanya_json *head = sanya_json_object();

		sanya_json_set_text(head, "name", columns[c][0]);
		sanya_json_set_text(head, "type", columns[c][1]);
		sanya_json_append(heads, head);
	}
	for (size_t i = 0; i < sanya_json_size(lines); i++) {
		struct sanya_json *row = sanya_json_array();

		for (size_t c = 0; c < SANYA_COUNT(columns); c++) {
			char number[32];

			sanya_json_append(row, sanya_json_of_text(cell(sanya_json_at(lines, i), columns[c][0], number)));
		}
		sanya_json_append(rows, row);
	}
	sanya_json_set(table, "columns", heads);
	sanya_json_set(table, "rows", rows);
	return table;
}

/* The file in a format: JSON is the document itself, all others are a plugin's. */
static int render(struct sanya_host *host, const char *format, const struct sanya_json *document, struct sanya_buffer *out,
		  struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *table = NULL;
	struct sanya_run_report report;

	sanya_buffer_clear(out);
	if (strcmp(format, "json") == 0)
		return sanya_json_pretty(document, out, err);
	table = table_of(document);
	if (sanya_host_run_export(host, format, NULL, table, out, &report, err) != 0)
		return -1;
	if (report.verdict != SANYA_VERDICT_OK) {
		sanya_error_set(err, SANYA_FAILED, "the export plugin %s did not finish (%s): %s", format,
				sanya_verdict_word(report.verdict), report.reason);
		return sanya_error_next(err, "nothing was exported; sanya plugin show export-%s", format);
	}
	return sanya_buffer_check(out, "export file", err);
}

static void digest(const struct sanya_buffer *bytes, char ret[65])
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer hex;
	struct sanya_sha256 sum = sanya_sha256_of(bytes->data, bytes->size);

	sanya_buffer_init(&hex, 64);
	sanya_hex_add(&hex, sum.bytes, sizeof(sum.bytes));
	snprintf(ret, 65, "%s", hex.data);
}

/* Disputed results stop the export unless the caller leaves them out in so many words. */
static int stop_at_disputes(const struct sanya_json *blocked, const struct sanya_export_request *request, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer numbers;
	size_t count = 0;

	sanya_buffer_init(&numbers, 600);
	for (size_t i = 0; i < sanya_json_size(blocked); i++) {
		const struct sanya_json *one = sanya_json_at(blocked, i);

		/* What is owed of it in any case has been approved: HR knows, and the rest waits. */
		if (strcmp(sanya_json_get_text(one, "state"), "disputed") != 0 || sanya_json_get_text(one, "part") != NULL)
			continue;
		if (count++ < 12)
			sanya_buffer_printf(&numbers, "%s%s", count > 1 ? ", " : "", sanya_json_get_text(one, "contract"));
	}
	if (count == 0 || request->skip_disputed)
		return 0;
	sanya_error_set(err, SANYA_NOT_ALLOWED, "%zu %s still disputed (%s); nothing was exported", count,
			count == 1 ? "contract is" : "contracts are", numbers.data);
	return sanya_error_next(err, "export without them: sanya reward export --cycle %s --skip-disputed", request->cycle);
}

/* Contracts whose reward leaves with this batch take their step; corrections and ideas have none to take. */
static int step_contracts(const struct sanya_act *act, const struct sanya_json *lines, int64_t batch,
			  const struct sanya_person *actor, struct sanya_error *err)
{
	for (size_t i = 0; i < sanya_json_size(lines); i++) {
		const struct sanya_json *line = sanya_json_at(lines, i);
		const struct sanya_transition *transition;
		struct sanya_json *detail;

		if (strcmp(sanya_json_get_text(line, "kind"), "reward") != 0)
			continue;
		if (sanya_lifecycle_step(SANYA_APPROVED, SANYA_DO_EXPORT, (actor->roles & SANYA_ROLE_HR) != 0 ? SANYA_IS_HR : 0,
					 act->reason != NULL, &transition, err) != 0)
			return -1;
		detail = sanya_json_object();
		sanya_json_set_integer(detail, "revision", sanya_json_get_integer(line, "revision", 0));
		sanya_json_set_integer(detail, "batch", batch);
		if (sanya_act_record(act, "contract.export", sanya_json_get_text(line, "contract"), detail, NULL, err) != 0)
			return -1;
	}
	return 0;
}

/* A new batch: both files are rendered and hashed before anything is written. */
static int make_batch(const struct sanya_act *act, const struct sanya_export_request *request, int64_t batch,
		      struct sanya_json *document, const struct sanya_person *actor, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer bytes;
	struct sanya_json *detail;
	char json[65], csv[65];

	sanya_buffer_init(&bytes, SANYA_OUTPUT_MAX);
	if (render(request->host, "json", document, &bytes, err) != 0)
		return -1;
	digest(&bytes, json);
	if (render(request->host, "csv", document, &bytes, err) != 0)
		return -1;
	digest(&bytes, csv);
	detail = sanya_json_object();
	sanya_json_set_integer(detail, "batch", batch);
	sanya_json_set(detail, "register", sanya_json_copy(document));
	sanya_json_set_text(detail, "sha256_json", json);
	sanya_json_set_text(detail, "sha256_csv", csv);
	if (sanya_act_record(act, "reward.export", request->cycle, detail, NULL, err) != 0)
		return -1;
	return step_contracts(act, sanya_json_get(document, "lines"), batch, actor, err);
}

/* The document in the form in which it comes back from the ledger, so that its file is the same the first time and ever after. */
static int as_recorded(const char *name, struct sanya_json *take, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer bytes;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *document = take;

	sanya_buffer_init(&bytes, SANYA_EVENT_MAX);
	if (sanya_json_canonical(document, &bytes, err) != 0 || sanya_buffer_check(&bytes, "register", err) != 0)
		return -1;
	return sanya_register_parse(name, bytes.data, bytes.size, ret, err);
}

/* The document of the batch asked for: a recorded one again, or a new one of the lines that have not left yet. */
static int find_or_make(const struct sanya_act *act, const struct sanya_export_request *request, struct sanya_arena *arena,
			const struct sanya_person *actor, struct sanya_json **ret_document, struct sanya_export_result *ret,
			struct sanya_error *err)
{
	struct sanya_export_batch last = { .batch = 0 };
	struct sanya_json *document;
	struct sanya_cycle cycle;
	int found;

	if (sanya_cycle_find(act->store, request->cycle, arena, &cycle, err) != 0 ||
	    sanya_register_blocked(act->store, &cycle, arena, &ret->blocked, err) != 0)
		return -1;
	found = sanya_export_batch_get(act->store, request->cycle, request->batch, arena, &last, err);
	if (found < 0)
		return -1;
	if (request->batch > 0 && found == 0)
		return sanya_error_set(err, SANYA_NOT_FOUND, "cycle %s has no batch %lld", request->cycle,
				       (long long)request->batch);
	if (request->batch == 0) {
		if (sanya_register_build(act->store, &cycle, 0, arena, &document, err) != 0)
			return -1;
		ret->lines = sanya_json_size(sanya_json_get(document, "lines"));
		if (ret->lines > 0) {
			ret->batch = last.batch + 1;
			sanya_json_set_integer(document, "batch", ret->batch);
			if (as_recorded(request->cycle, document, ret_document, err) != 0 ||
			    stop_at_disputes(ret->blocked, request, err) != 0)
				return -1;
			return make_batch(act, request, ret->batch, *ret_document, actor, err);
		}
		sanya_json_free(document);
		if (stop_at_disputes(ret->blocked, request, err) != 0)
			return -1;
	}
	if (found == 0) {
		sanya_error_set(err, SANYA_NOT_FOUND, "cycle %s has no approved reward to export", request->cycle);
		return sanya_error_next(err, "sanya cycle status %s shows what is missing", request->cycle);
	}
	if (last.document[0] == '\0')
		return sanya_error_set(err, SANYA_NOT_FOUND, "the rows of batch %lld of cycle %s were erased; nothing leaves twice",
				       (long long)last.batch, request->cycle);
	ret->batch = last.batch;
	ret->again = true;
	ret->lines = (size_t)last.lines;
	return sanya_register_parse(request->cycle, last.document, strlen(last.document), ret_document, err);
}

/* The bytes given out must be those whose digest the ledger holds. */
static int compare_digest(const struct sanya_act *act, const struct sanya_export_request *request, struct sanya_arena *arena,
			  const struct sanya_export_result *result, struct sanya_error *err)
{
	struct sanya_export_batch batch;
	const char *recorded;

	if (sanya_export_batch_get(act->store, request->cycle, result->batch, arena, &batch, err) < 0)
		return -1;
	recorded = strcmp(request->format, "json") == 0 ? batch.sha256_json
		   : strcmp(request->format, "csv") == 0 ? batch.sha256_csv : NULL;
	if (recorded == NULL || strcmp(recorded, result->sha256) == 0)
		return 0;
	sanya_error_set(err, SANYA_DIFFERS, "the %s file of batch %lld has another digest than the ledger recorded", request->format,
			(long long)result->batch);
	return sanya_error_next(err, "the export plugin has changed since; sanya plugin show export-%s", request->format);
}

int sanya_reward_export(const struct sanya_act *act, const struct sanya_export_request *request, struct sanya_buffer *ret_bytes,
			struct sanya_export_result *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *document = NULL;
	const struct sanya_person *actor;
	int result;

	sanya_arena_init(&arena);
	sanya_roster_init(&roster);
	*ret = (struct sanya_export_result){ .blocked = NULL };
	if (sanya_act_begin(act, err) != 0)
		return -1;
	result = sanya_act_roster(act, &roster, &actor, err);
	if (result == 0)
		result = sanya_act_needs_role(actor, SANYA_ROLE_HR, err);
	if (result == 0)
		result = find_or_make(act, request, &arena, actor, &document, ret, err);
	if (result == 0)
		result = render(request->host, request->format, document, ret_bytes, err);
	if (result == 0) {
		digest(ret_bytes, ret->sha256);
		result = compare_digest(act, request, &arena, ret, err);
	}
	if (result == 0)
		return sanya_act_end(act, err);
	sanya_json_free(ret->blocked);
	ret->blocked = NULL;
	sanya_act_undo(act);
	return -1;
}
