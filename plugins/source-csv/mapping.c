/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a mapping: walks the JSON tree against tables of keys; every refusal names line, column, reason and repair.
 * Limits: it knows nothing of the file; that a named column exists is found out when a file's header has been read.
 */
#include "mapping.h"

#include "mapping-spec.h"

#include <string.h>

int csv_mapping_bad(struct csv_fault *fault, const struct csv_json *at, const char *what)
{
	return csv_fail(fault, "mapping, line %u, column %u: %s", at->line, at->column, what);
}

int csv_mapping_expect(struct csv_fault *fault, const struct csv_json *json, enum csv_json_type type)
{
	if (json->type == type)
		return 0;
	return csv_fail(fault, "mapping, line %u, column %u: \"%.60s\" must be %s, not %s", json->line, json->column,
			json->key ? json->key : "entry", csv_json_type_name(type), csv_json_type_name(json->type));
}

int csv_mapping_unknown(struct csv_fault *fault, const struct csv_json *member, const char *where, const char *known)
{
	return csv_fail(fault, "mapping, line %u, column %u: unknown key \"%.60s\" in %s; known are: %s", member->key_line,
			member->key_column, member->key, where, known);
}

int csv_mapping_bool(struct csv_fault *fault, const struct csv_json *json, bool *ret)
{
	if (json->type != CSV_JSON_TRUE && json->type != CSV_JSON_FALSE)
		return csv_fail(fault, "mapping, line %u, column %u: \"%.60s\" must be true or false", json->line, json->column,
				json->key);
	*ret = json->type == CSV_JSON_TRUE;
	return 0;
}

int csv_mapping_choice(struct csv_fault *fault, const struct csv_json *json, const char *const *words, const char *list,
		       unsigned *ret)
{
	if (csv_mapping_expect(fault, json, CSV_JSON_TEXT) < 0)
		return -1;
	for (unsigned i = 0; words[i]; i++)
		if (strcmp(words[i], json->text) == 0) {
			*ret = i;
			return 0;
		}
	return csv_fail(fault, "mapping, line %u, column %u: \"%.60s\" cannot be \"%.60s\"; it is one of: %s", json->line,
			json->column, json->key, json->text, list);
}

struct sanya_plugin_text csv_mapping_text(const struct csv_json *json)
{
	return (struct sanya_plugin_text){json->text, json->size, 0};
}

int csv_mapping_texts(struct csv_mapping *m, const struct csv_json *json, struct csv_texts *ret, struct csv_fault *fault)
{
	if (csv_mapping_expect(fault, json, CSV_JSON_ARRAY) < 0)
		return -1;
	struct sanya_plugin_text *items = csv_arena_take(&m->arena, (json->size + 1) * sizeof(*items));
	if (!items)
		return csv_fail_memory(fault);
	uint32_t count = 0;
	for (const struct csv_json *it = json->first; it; it = it->next) {
		if (csv_mapping_expect(fault, it, CSV_JSON_TEXT) < 0)
			return -1;
		items[count++] = csv_mapping_text(it);
	}
	*ret = (struct csv_texts){items, count};
	return 0;
}

/* --- the parts besides the fields --- */

static int read_file(struct csv_mapping *m, const struct csv_json *json, struct csv_fault *fault)
{
	if (csv_mapping_expect(fault, json, CSV_JSON_OBJECT) < 0)
		return -1;
	for (const struct csv_json *it = json->first; it; it = it->next) {
		int rc = 0;
		if (strcmp(it->key, "separator") == 0) {
			rc = csv_mapping_expect(fault, it, CSV_JSON_TEXT);
			if (rc == 0 && (it->size != 1 || (unsigned char)it->text[0] > 0x7e || strchr("\"\r\n", it->text[0])))
				rc = csv_mapping_bad(fault, it, "\"separator\" is one character, such as \";\" or \"\\t\"");
			if (rc == 0)
				m->shape.separator = it->text[0];
		} else if (strcmp(it->key, "quote") == 0) {
			if (it->type == CSV_JSON_NULL) {
				m->shape.quote = '\0';
				continue;
			}
			rc = csv_mapping_expect(fault, it, CSV_JSON_TEXT);
			if (rc == 0 && (it->size != 1 || (unsigned char)it->text[0] > 0x7e || strchr("\r\n", it->text[0])))
				rc = csv_mapping_bad(fault, it, "\"quote\" is one character, or null where there are none");
			if (rc == 0)
				m->shape.quote = it->text[0];
		} else if (strcmp(it->key, "encoding") == 0) {
			rc = csv_mapping_expect(fault, it, CSV_JSON_TEXT);
			if (rc == 0 && csv_encoding_find(it->text, it->size, &m->shape.encoding) < 0)
				rc = csv_mapping_bad(fault, it, "\"encoding\" is \"utf-8\" or \"windows-874\" (TIS-620)");
		} else if (strcmp(it->key, "header") == 0) {
			rc = csv_mapping_bool(fault, it, &m->header);
		} else if (strcmp(it->key, "skip") == 0) {
			rc = csv_mapping_expect(fault, it, CSV_JSON_INTEGER);
			if (rc == 0 && (it->integer < 0 || it->integer > 1000))
				rc = csv_mapping_bad(fault, it, "\"skip\" is a number of lines from 0 to 1000");
			if (rc == 0)
				m->skip = (uint32_t)it->integer;
		} else if (strcmp(it->key, "ragged") == 0) {
			static const char *const words[] = {"refuse", "take", NULL};
			unsigned choice = 0;
			rc = csv_mapping_choice(fault, it, words, "refuse, take", &choice);
			m->take_ragged = choice == 1;
		} else {
			rc = csv_mapping_unknown(fault, it, "\"file\"", "separator, quote, encoding, header, skip, ragged");
		}
		if (rc < 0)
			return -1;
	}
	if (m->shape.quote && m->shape.quote == m->shape.separator)
		return csv_mapping_bad(fault, json, "\"separator\" and \"quote\" must differ");
	return 0;
}

static int read_times(struct csv_mapping *m, const struct csv_json *json, struct csv_fault *fault)
{
	if (csv_mapping_expect(fault, json, CSV_JSON_OBJECT) < 0)
		return -1;
	for (const struct csv_json *it = json->first; it; it = it->next) {
		int rc = csv_mapping_stamp_key(it, &m->format, &m->era, &m->date_only, &m->zone, fault);
		if (rc == 1 && strcmp(it->key, "fractions") == 0) {
			static const char *const words[] = {"cut", "relative", NULL};
			unsigned choice = 0;
			rc = csv_mapping_choice(fault, it, words, "cut, relative", &choice);
			m->relative_fractions = choice == 1;
		} else if (rc == 1) {
			rc = csv_mapping_unknown(fault, it, "\"times\"", "format, zone, era, date_only, fractions");
		}
		if (rc < 0)
			return -1;
	}
	return 0;
}

static int read_ticket(struct csv_mapping *m, const struct csv_json *json, struct csv_fault *fault)
{
	m->has_ticket = true;
	return csv_mapping_specs(m, json, "\"ticket\"", NULL, csv_ticket_targets, CSV_TICKET_FIELDS, m->ticket, fault);
}

static int read_event(struct csv_mapping *m, const struct csv_json *json, struct csv_fault *fault)
{
	m->has_event = true;
	return csv_mapping_specs(m, json, "\"event\"", NULL, csv_event_targets, CSV_EVENT_FIELDS, m->event, fault);
}

static int read_answer(struct csv_mapping *m, const struct csv_json *json, const struct csv_spec *common,
		       struct csv_answer *answer, struct csv_fault *fault)
{
	memcpy(answer->specs, common, sizeof(answer->specs));
	if (csv_mapping_expect(fault, json, CSV_JSON_OBJECT) < 0)
		return -1;
	const struct csv_json *name = csv_json_get(json, "name");
	if (!name)
		return csv_mapping_bad(fault, json, "an answer needs a \"name\", which its id ends in: \"Q1\"");
	if (csv_mapping_expect(fault, name, CSV_JSON_TEXT) < 0)
		return -1;
	if (name->size == 0 || name->size > 64)
		return csv_mapping_bad(fault, name, "a \"name\" has 1 to 64 bytes");
	answer->name = name->text;
	return csv_mapping_specs(m, json, "an answer", "name", csv_response_targets, CSV_RESPONSE_FIELDS, answer->specs, fault);
}

static int read_responses(struct csv_mapping *m, const struct csv_json *response, const struct csv_json *answers,
			  struct csv_fault *fault)
{
	struct csv_spec common[CSV_RESPONSE_FIELDS];
	memset(common, 0, sizeof(common));
	m->has_response = true;
	if (response &&
	    csv_mapping_specs(m, response, "\"response\"", NULL, csv_response_targets, CSV_RESPONSE_FIELDS, common, fault) < 0)
		return -1;
	m->answer_count = 1;
	if (answers) {
		if (csv_mapping_expect(fault, answers, CSV_JSON_ARRAY) < 0)
			return -1;
		if (answers->size == 0 || answers->size > CSV_ANSWERS_MAX)
			return csv_mapping_bad(fault, answers, "\"answers\" lists 1 to 1000 answers");
		m->answer_count = answers->size;
	}
	m->answers = csv_arena_take(&m->arena, m->answer_count * sizeof(*m->answers));
	if (!m->answers)
		return csv_fail_memory(fault);
	if (!answers)
		memcpy(m->answers[0].specs, common, sizeof(common));
	uint32_t i = 0;
	for (const struct csv_json *it = answers ? answers->first : NULL; it; it = it->next, i++) {
		if (read_answer(m, it, common, &m->answers[i], fault) < 0)
			return -1;
		for (uint32_t k = 0; k < i; k++)
			if (strcmp(m->answers[k].name, m->answers[i].name) == 0)
				return csv_mapping_bad(fault, it, "two answers bear this name; names must differ");
	}
	return 0;
}

/* What must be there, once everything has been read. */
static int check_required(struct csv_mapping *m, const struct csv_json *root, struct csv_fault *fault)
{
	if (!m->has_ticket && !m->has_response)
		return csv_mapping_bad(fault, root, "says neither what a \"ticket\" nor what a \"response\" is; add one of them");
	for (unsigned i = 0; m->has_ticket && i < CSV_TICKET_FIELDS; i++)
		if (csv_ticket_targets[i].required && !m->ticket[i].given && !(i == CSV_TICKET_CREATED && m->has_event))
			return csv_fail(fault, "mapping: \"ticket\" lacks \"%s\"; add \"%s\": \"its column\"",
					csv_ticket_targets[i].name, csv_ticket_targets[i].name);
	for (uint32_t k = 0; k < m->answer_count; k++)
		for (unsigned i = 0; i < CSV_RESPONSE_FIELDS; i++)
			if (csv_response_targets[i].required && !m->answers[k].specs[i].given)
				return csv_fail(fault, "mapping: \"response\" lacks \"%s\"; add \"%s\": \"its column\"%s",
						csv_response_targets[i].name, csv_response_targets[i].name,
						i == CSV_RESPONSE_KIND ? " or {\"constant\": \"csat\"}" : "");
	if (m->has_event && !m->has_ticket)
		return csv_mapping_bad(fault, root, "\"event\" needs a \"ticket\" with an \"id\", by which events are gathered");
	if (m->has_event && m->has_response)
		return csv_mapping_bad(fault, root, "one row per event cannot also be one row per response; use two mappings");
	if (m->has_event && m->ticket[CSV_TICKET_ID].row)
		return csv_mapping_bad(fault, root, "events are gathered by the ticket's id, so it must be a column");
	if (m->has_event && !m->event[CSV_EVENT_AT].given)
		return csv_fail(fault, "mapping: \"event\" lacks \"at\"; add \"at\": \"the column of its time\"");
	/* Where it is missing, a ticket is as old as its first event. */
	m->ticket[CSV_TICKET_CREATED].optional = m->has_event;
	if (!m->header && m->by_name)
		return csv_mapping_bad(fault, root, "\"header\" is false, so columns have no names; address them by position: 3");
	return 0;
}

void csv_mapping_init(struct csv_mapping *mapping, const char *zone)
{
	*mapping = (struct csv_mapping){
		.shape = {.quote = '"'},
		.header = true,
		.history = true,
		.zone = zone,
	};
}

void csv_mapping_done(struct csv_mapping *mapping)
{
	csv_arena_done(&mapping->arena);
	memset(mapping, 0, sizeof(*mapping));
}

int csv_mapping_parse(const char *text, size_t size, const char *zone, struct csv_mapping *ret, struct csv_fault *fault)
{
	static const char known[] = "format, title, file, times, missing, trim, duplicates, only, ticket, response, answers, event, "
				    "history, grouped";
	csv_mapping_init(ret, zone);
	const struct csv_json *root;
	if (csv_json_parse(&ret->arena, text, size, &root, fault) < 0)
		return -1;
	const struct csv_json *format = csv_json_get(root, "format");
	if (!format || format->type != CSV_JSON_TEXT || strcmp(format->text, "sanya.mapping/1") != 0)
		return csv_mapping_bad(fault, format ? format : root, "needs \"format\": \"sanya.mapping/1\"");
	/* First what the fields' specs take over. */
	for (const struct csv_json *it = root->first; it; it = it->next) {
		int rc = 0;
		if (strcmp(it->key, "file") == 0)
			rc = read_file(ret, it, fault);
		else if (strcmp(it->key, "times") == 0)
			rc = read_times(ret, it, fault);
		else if (strcmp(it->key, "missing") == 0)
			rc = csv_mapping_texts(ret, it, &ret->missing, fault);
		else if (strcmp(it->key, "trim") == 0)
			rc = csv_mapping_bool(fault, it, &ret->trim);
		else if (strcmp(it->key, "history") == 0)
			rc = csv_mapping_bool(fault, it, &ret->history);
		else if (strcmp(it->key, "grouped") == 0)
			rc = csv_mapping_bool(fault, it, &ret->grouped);
		else if (strcmp(it->key, "title") == 0)
			rc = csv_mapping_expect(fault, it, CSV_JSON_TEXT);
		if (rc < 0)
			return -1;
	}
	const struct csv_json *response = NULL, *answers = NULL;
	for (const struct csv_json *it = root->first; it; it = it->next) {
		static const char *const read[] = {"format", "title", "file", "times", "missing", "trim", "history", "grouped"};
		static const char *const duplicates[] = {"last", "first", "refuse", "keep", NULL};
		int rc = 0;
		unsigned choice;
		bool done = false;
		for (size_t i = 0; i < CSV_COUNT(read); i++)
			done = done || strcmp(it->key, read[i]) == 0;
		if (done)
			continue;
		if (strcmp(it->key, "ticket") == 0) {
			rc = read_ticket(ret, it, fault);
		} else if (strcmp(it->key, "event") == 0) {
			rc = read_event(ret, it, fault);
		} else if (strcmp(it->key, "response") == 0) {
			response = it;
		} else if (strcmp(it->key, "answers") == 0) {
			answers = it;
		} else if (strcmp(it->key, "only") == 0) {
			rc = csv_mapping_condition(ret, it, &ret->only, fault);
		} else if (strcmp(it->key, "duplicates") == 0) {
			rc = csv_mapping_choice(fault, it, duplicates, "last, first, refuse, keep", &choice);
			if (rc == 0)
				ret->duplicates = (enum csv_duplicates)choice;
		} else {
			rc = csv_mapping_unknown(fault, it, "the mapping", known);
		}
		if (rc < 0)
			return -1;
	}
	if ((response || answers) && read_responses(ret, response, answers, fault) < 0)
		return -1;
	return check_required(ret, root, fault);
}
