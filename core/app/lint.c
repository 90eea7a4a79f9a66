/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Brings contracts, metrics and evidence to the rules of lint, and their findings to people and records.
 * The rules themselves are the domain room's.
 */
#include "lint.h"

#include "../codec/documents.h"
#include "../store/evidence.h"
#include "../store/people.h"
#include "past.h"
#include "subject.h"

#include <string.h>

/* --- what the rules ask for --- */

struct asked {
	struct sanya_lookup *lookup;
	struct sanya_past past;
};

static int unit_of(void *context, const char *metric)
{
	const struct asked *asked = context;
	const struct sanya_references *references = &asked->lookup->references;
	int unit = references->unit_of(references->context, metric);

	return unit == 0 && asked->lookup->trouble.code != SANYA_OK ? -1 : unit;
}

static int month(void *context, size_t goal, unsigned back, struct sanya_past_month *ret, struct sanya_error *err)
{
	struct asked *asked = context;

	return sanya_past_month(&asked->past, goal, back, ret, err);
}

/* A calendar that is not there keeps the contract from being taken, and its goals from being measured. */
static bool find_calendar(const struct sanya_lint_request *request, const struct sanya_contract *contract, struct sanya_findings *findings)
{
	const struct sanya_references *references = &request->lookup->references;
	struct sanya_error why = SANYA_ERROR_INIT;
	struct sanya_finding *finding;

	if (references->calendar(references->context, contract->calendar, &why) == 0)
		return true;
	finding = sanya_findings_add(findings, &sanya_lint_rules[SANYA_LINT_REFUSED], contract->number, NULL, "/calendar");
	sanya_finding_text(findings, finding, why.what);
	sanya_finding_text(findings, finding, why.next);
	return false;
}

int sanya_lint_find(const struct sanya_lint_request *request, const struct sanya_contract *contract, struct sanya_findings *findings,
		    bool *ret_evidence, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	struct asked asked = { .lookup = request->lookup };
	struct sanya_lint lint = { .contract = contract, .unit_of = unit_of, .context = &asked };
	bool has_calendar = find_calendar(request, contract, findings);
	bool evidence = has_calendar && request->store != NULL && sanya_evidence_watermark(request->store) > 0;
	int failed = 0;

	sanya_roster_init(&roster);
	if (ret_evidence != NULL)
		*ret_evidence = evidence;
	if (evidence) {
		lint.month = month;
		if (sanya_people_load(request->store, &roster, err) != 0)
			return -1;
		failed = sanya_past_init(&asked.past, request->store, request->lookup, &roster, contract, request->now, err);
	}
	if (failed == 0)
		failed = sanya_lint_contract(&lint, findings, err);
	if (evidence)
		sanya_past_done(&asked.past);
	return failed;
}

/* --- as JSON --- */

static void set_said(struct sanya_json *json, const char *key, const struct sanya_finding *finding, const char *sentence)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer said;

	sanya_buffer_init(&said, 2 * SANYA_TEXT_MAX);
	sanya_finding_say(finding, sentence, &said);
	sanya_json_set_text(json, key, said.data);
}

static struct sanya_json *finding_json(const struct sanya_finding *finding, bool for_record)
{
	struct sanya_json *json = sanya_json_object(), *words = sanya_json_array();

	sanya_json_set_text(json, "code", finding->rule->code);
	sanya_json_set_text(json, "severity", sanya_severity_word(finding->rule->severity));
	sanya_json_set_text(json, "contract", finding->contract);
	sanya_json_set_text(json, "goal", finding->goal);
	sanya_json_set_text(json, "path", finding->path);
	set_said(json, "what", finding, finding->rule->what);
	if (!for_record) {
		set_said(json, "why", finding, finding->rule->why);
		set_said(json, "repair", finding, finding->rule->repair);
	}
	for (size_t i = 0; i < finding->word_count; i++)
		sanya_json_append(words, sanya_json_of_text(finding->words[i]));
	sanya_json_set(json, "words", words);
	return json;
}

struct sanya_json *sanya_findings_json(const struct sanya_findings *findings, bool for_record)
{
	struct sanya_json *list = sanya_json_array();

	for (size_t i = 0; i < findings->count; i++)
		sanya_json_append(list, finding_json(&findings->list[i], for_record));
	return list;
}

bool sanya_finding_of_json(const struct sanya_json *json, struct sanya_finding *ret)
{
	const char *code = sanya_json_get_text(json, "code"), *path = sanya_json_get_text(json, "path");
	const struct sanya_json *words = sanya_json_get(json, "words");
	const struct sanya_lint_rule *rule = code == NULL ? NULL : sanya_lint_rule_of(code);

	if (rule == NULL)
		return false;
	*ret = (struct sanya_finding){
		.rule = rule,
		.contract = sanya_json_get_text(json, "contract"),
		.goal = sanya_json_get_text(json, "goal"),
		.path = path == NULL ? "" : path,
	};
	for (; ret->word_count < sanya_json_size(words) && ret->word_count < SANYA_FINDING_WORDS; ret->word_count++) {
		const char *word = sanya_json_text(sanya_json_at(words, ret->word_count));

		ret->words[ret->word_count] = word == NULL ? "" : word;
	}
	return true;
}

/* --- one contract by its name --- */

static void add_places(const struct sanya_subject *subject, struct sanya_json *findings)
{
	for (size_t i = 0; subject->file && i < sanya_json_size(findings); i++) {
		struct sanya_json *finding = sanya_json_own_at(findings, i);
		unsigned long line, column;
		char excerpt[8];

		sanya_json_locate(subject->text.data, subject->text.size, sanya_json_get_text(finding, "path"), &line, &column, excerpt,
				  sizeof(excerpt));
		sanya_json_set_integer(finding, "line", (int64_t)line);
		sanya_json_set_integer(finding, "column", (int64_t)column);
	}
}

int sanya_lint_one(const struct sanya_lint_request *request, const char *name, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_subject_done) struct sanya_subject subject;
	struct sanya_findings findings;
	struct sanya_json *json, *list;
	size_t errors;
	bool evidence;

	sanya_subject_init(&subject);
	if (sanya_subject_read(&subject, request->store, NULL, "contract lint", name, err) != 0)
		return -1;
	sanya_findings_init(&findings, &subject.arena);
	if (sanya_lint_find(request, &subject.contract, &findings, &evidence, err) != 0)
		return sanya_error_at(err, name, 0, 0);
	list = sanya_findings_json(&findings, false);
	add_places(&subject, list);
	errors = sanya_findings_errors(&findings);
	json = sanya_json_object();
	sanya_json_set_text(json, "contract", subject.contract.number);
	sanya_json_set_text(json, "name", name);
	sanya_json_set(json, "evidence", sanya_json_of_bool(evidence));
	sanya_json_set(json, "findings", list);
	sanya_json_set_integer(json, "errors", (int64_t)errors);
	sanya_json_set_integer(json, "warnings", (int64_t)(findings.count - errors));
	*ret = json;
	return 0;
}

/* --- for proposals --- */

int sanya_lint_for_record(void *context, struct sanya_store *store, const struct sanya_contract *contract, int64_t now,
			  struct sanya_json **ret, struct sanya_error *err)
{
	struct sanya_lint_request request = { .store = store, .lookup = context, .now = now };
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_findings findings;

	sanya_arena_init(&arena);
	sanya_findings_init(&findings, &arena);
	if (sanya_lint_find(&request, contract, &findings, NULL, err) != 0)
		return -1;
	*ret = sanya_findings_json(&findings, true);
	return *ret == NULL ? sanya_error_memory(err) : 0;
}

int sanya_lint_refuse(const struct sanya_json *findings, const char *number, struct sanya_error *err)
{
	const struct sanya_json *first = NULL;
	size_t errors = 0;

	for (size_t i = 0; i < sanya_json_size(findings); i++) {
		const struct sanya_json *finding = sanya_json_at(findings, i);

		if (strcmp(sanya_json_get_text(finding, "severity"), sanya_severity_word(SANYA_SEVERITY_ERROR)) != 0)
			continue;
		first = first == NULL ? finding : first;
		errors++;
	}
	if (first == NULL)
		return 0;
	if (errors > 1)
		sanya_error_set(err, SANYA_FAILED, "lint finds %zu errors; %s: %s", errors, sanya_json_get_text(first, "code"),
				sanya_json_get_text(first, "what"));
	else
		sanya_error_set(err, SANYA_FAILED, "%s: %s", sanya_json_get_text(first, "code"), sanya_json_get_text(first, "what"));
	sanya_error_at(err, number, 0, 0);
	return sanya_error_next(err, "see why it matters and how to repair it: sanya contract lint %s", number);
}

struct recorded {
	int64_t revision; /* whose findings are wanted */
	struct sanya_json *findings;
};

static int take_findings(void *context, const struct sanya_event *event, struct sanya_error *err)
{
	static const char *const offers[] = { "contract.propose", "contract.counter", "contract.amend" };
	struct recorded *recorded = context;
	bool offer = false;

	(void)err;
	for (size_t i = 0; i < SANYA_COUNT(offers); i++)
		offer = offer || strcmp(event->type, offers[i]) == 0;
	if (!offer || sanya_json_get_integer(event->detail, "revision", 0) != recorded->revision)
		return 0;
	sanya_json_free(recorded->findings);
	recorded->findings = sanya_json_copy(sanya_json_get(event->detail, "findings"));
	return 0;
}

int sanya_lint_recorded(struct sanya_store *store, const struct sanya_contract_row *row, struct sanya_json **ret, struct sanya_error *err)
{
	struct recorded recorded = { .revision = sanya_contract_standing(row).revision };

	if (sanya_ledger_each(store, row->number, 0, take_findings, &recorded, err) != 0) {
		sanya_json_free(recorded.findings);
		return -1;
	}
	*ret = recorded.findings != NULL ? recorded.findings : sanya_json_array();
	return *ret == NULL ? sanya_error_memory(err) : 0;
}
