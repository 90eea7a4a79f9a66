/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a mapping: walks the JSON tree against tables of keys; every refusal names line, column, reason and repair.
 * Limits: it knows nothing of the file; that a named column exists is found out when a file's header has been read.
 */
#include "mapping.h"

#include "mapping-spec.h"

#include <string.h>

int rows_mapping_bad(struct rows_fault *fault, const struct rows_json *at, const char *what)
{
	return rows_fail(fault, "mapping, line %u, column %u: %s", at->line, at->column, what);
}

int rows_mapping_expect(struct rows_fault *fault, const struct rows_json *json, enum rows_json_type type)
{
	if (json->type == type)
		return 0;
	return rows_fail(fault, "mapping, line %u, column %u: \"%.60s\" must be %s, not %s", json->line, json->column,
			json->key ? json->key : "entry", rows_json_type_name(type), rows_json_type_name(json->type));
}

int rows_mapping_unknown(struct rows_fault *fault, const struct rows_json *member, const char *where, const char *known)
{
	return rows_fail(fault, "mapping, line %u, column %u: unknown key \"%.60s\" in %s; known are: %s", member->key_line,
			member->key_column, member->key, where, known);
}

int rows_mapping_bool(struct rows_fault *fault, const struct rows_json *json, bool *ret)
{
	if (json->type != ROWS_JSON_TRUE && json->type != ROWS_JSON_FALSE)
		return rows_fail(fault, "mapping, line %u, column %u: \"%.60s\" must be true or false", json->line, json->column,
				json->key);
	*ret = json->type == ROWS_JSON_TRUE;
	return 0;
}

int rows_mapping_choice(struct rows_fault *fault, const struct rows_json *json, const char *const *words, const char *list,
		       unsigned *ret)
{
	if (rows_mapping_expect(fault, json, ROWS_JSON_TEXT) < 0)
		return -1;
	for (unsigned i = 0; words[i]; i++)
		if (strcmp(words[i], json->text) == 0) {
			*ret = i;
			return 0;
		}
	return rows_fail(fault, "mapping, line %u, column %u: \"%.60s\" cannot be \"%.60s\"; it is one of: %s", json->line,
			json->column, json->key, json->text, list);
}

struct sanya_plugin_text rows_mapping_text(const struct rows_json *json)
{
	return (struct sanya_plugin_text){json->text, json->size, 0};
}

int rows_mapping_texts(struct rows_mapping *m, const struct rows_json *json, struct rows_texts *ret, struct rows_fault *fault)
{
	if (rows_mapping_expect(fault, json, ROWS_JSON_ARRAY) < 0)
		return -1;
	struct sanya_plugin_text *items = rows_arena_take(&m->arena, (json->size + 1) * sizeof(*items));
	if (!items)
		return rows_fail_memory(fault);
	uint32_t count = 0;
	for (const struct rows_json *it = json->first; it; it = it->next) {
		if (rows_mapping_expect(fault, it, ROWS_JSON_TEXT) < 0)
			return -1;
		items[count++] = rows_mapping_text(it);
	}
	*ret = (struct rows_texts){items, count};
	return 0;
}

/* --- the parts besides the fields --- */

static int read_file(struct rows_mapping *m, const struct rows_json *json, struct rows_fault *fault)
{
	if (rows_mapping_expect(fault, json, ROWS_JSON_OBJECT) < 0)
		return -1;
	for (const struct rows_json *it = json->first; it; it = it->next) {
		int rc = 0;
		if (strcmp(it->key, "separator") == 0) {
			rc = rows_mapping_expect(fault, it, ROWS_JSON_TEXT);
			if (rc == 0 && (it->size != 1 || (unsigned char)it->text[0] > 0x7e || strchr("\"\r\n", it->text[0])))
				rc = rows_mapping_bad(fault, it, "\"separator\" is one character, such as \";\" or \"\\t\"");
			if (rc == 0)
				m->shape.separator = it->text[0];
		} else if (strcmp(it->key, "quote") == 0) {
			if (it->type == ROWS_JSON_NULL) {
				m->shape.quote = '\0';
				continue;
			}
			rc = rows_mapping_expect(fault, it, ROWS_JSON_TEXT);
			if (rc == 0 && (it->size != 1 || (unsigned char)it->text[0] > 0x7e || strchr("\r\n", it->text[0])))
				rc = rows_mapping_bad(fault, it, "\"quote\" is one character, or null where there are none");
			if (rc == 0)
				m->shape.quote = it->text[0];
		} else if (strcmp(it->key, "encoding") == 0) {
			rc = rows_mapping_expect(fault, it, ROWS_JSON_TEXT);
			if (rc == 0 && rows_encoding_find(it->text, it->size, &m->shape.encoding) < 0)
				rc = rows_mapping_bad(fault, it, "\"encoding\" is \"utf-8\" or \"windows-874\" (TIS-620)");
		} else if (strcmp(it->key, "header") == 0) {
			rc = rows_mapping_bool(fault, it, &m->header);
		} else if (strcmp(it->key, "skip") == 0) {
			rc = rows_mapping_expect(fault, it, ROWS_JSON_INTEGER);
			if (rc == 0 && (it->integer < 0 || it->integer > 1000))
				rc = rows_mapping_bad(fault, it, "\"skip\" is a number of lines from 0 to 1000");
			if (rc == 0)
				m->skip = (uint32_t)it->integer;
		} else if (strcmp(it->key, "ragged") == 0) {
			static const char *const words[] = {"refuse", "take", NULL};
			unsigned choice = 0;
			rc = rows_mapping_choice(fault, it, words, "refuse, take", &choice);
			m->take_ragged = choice == 1;
		} else {
			rc = rows_mapping_unknown(fault, it, "\"file\"", "separator, quote, encoding, header, skip, ragged");
		}
		if (rc < 0)
			return -1;
	}
	if (m->shape.quote && m->shape.quote == m->shape.separator)
		return rows_mapping_bad(fault, json, "\"separator\" and \"quote\" must differ");
	return 0;
}

static int read_times(struct rows_mapping *m, const struct rows_json *json, struct rows_fault *fault)
{
	if (rows_mapping_expect(fault, json, ROWS_JSON_OBJECT) < 0)
		return -1;
	for (const struct rows_json *it = json->first; it; it = it->next) {
		int rc = rows_mapping_stamp_key(it, &m->format, &m->era, &m->date_only, &m->zone, fault);
		if (rc == 1 && strcmp(it->key, "fractions") == 0) {
			static const char *const words[] = {"cut", "relative", NULL};
			unsigned choice = 0;
			rc = rows_mapping_choice(fault, it, words, "cut, relative", &choice);
			m->relative_fractions = choice == 1;
		} else if (rc == 1) {
			rc = rows_mapping_unknown(fault, it, "\"times\"", "format, zone, era, date_only, fractions");
		}
		if (rc < 0)
			return -1;
	}
	return 0;
}

static int read_ticket(struct rows_mapping *m, const struct rows_json *json, struct rows_fault *fault)
{
	m->has_ticket = true;
	return rows_mapping_specs(m, json, "\"ticket\"", NULL, rows_ticket_targets, ROWS_TICKET_FIELDS, m->ticket, fault);
}

static int read_event(struct rows_mapping *m, const struct rows_json *json, struct rows_fault *fault)
{
	m->has_event = true;
	return rows_mapping_specs(m, json, "\"event\"", NULL, rows_event_targets, ROWS_EVENT_FIELDS, m->event, fault);
}

static int read_answer(struct rows_mapping *m, const struct rows_json *json, const struct rows_spec *common,
		       struct rows_answer *answer, struct rows_fault *fault)
{
	memcpy(answer->specs, common, sizeof(answer->specs));
	if (rows_mapping_expect(fault, json, ROWS_JSON_OBJECT) < 0)
		return -1;
	const struct rows_json *name = rows_json_get(json, "name");
	if (!name)
		return rows_mapping_bad(fault, json, "an answer needs a \"name\", which its id ends in: \"Q1\"");
	if (rows_mapping_expect(fault, name, ROWS_JSON_TEXT) < 0)
		return -1;
	if (name->size == 0 || name->size > 64)
		return rows_mapping_bad(fault, name, "a \"name\" has 1 to 64 bytes");
	answer->name = name->text;
	return rows_mapping_specs(m, json, "an answer", "name", rows_response_targets, ROWS_RESPONSE_FIELDS, answer->specs, fault);
}

static int read_responses(struct rows_mapping *m, const struct rows_json *response, const struct rows_json *answers,
			  struct rows_fault *fault)
{
	struct rows_spec common[ROWS_RESPONSE_FIELDS];
	memset(common, 0, sizeof(common));
	m->has_response = true;
	if (response &&
	    rows_mapping_specs(m, response, "\"response\"", NULL, rows_response_targets, ROWS_RESPONSE_FIELDS, common, fault) < 0)
		return -1;
	m->answer_count = 1;
	if (answers) {
		if (rows_mapping_expect(fault, answers, ROWS_JSON_ARRAY) < 0)
			return -1;
		if (answers->size == 0 || answers->size > ROWS_ANSWERS_MAX)
			return rows_mapping_bad(fault, answers, "\"answers\" lists 1 to 1000 answers");
		m->answer_count = answers->size;
	}
	m->answers = rows_arena_take(&m->arena, m->answer_count * sizeof(*m->answers));
	if (!m->answers)
		return rows_fail_memory(fault);
	if (!answers)
		memcpy(m->answers[0].specs, common, sizeof(common));
	uint32_t i = 0;
	for (const struct rows_json *it = answers ? answers->first : NULL; it; it = it->next, i++) {
		if (read_answer(m, it, common, &m->answers[i], fault) < 0)
			return -1;
		for (uint32_t k = 0; k < i; k++)
			if (strcmp(m->answers[k].name, m->answers[i].name) == 0)
				return rows_mapping_bad(fault, it, "two answers bear this name; names must differ");
	}
	return 0;
}

/* What must be there, once everything has been read. */
static int check_required(struct rows_mapping *m, const struct rows_json *root, struct rows_fault *fault)
{
	if (!m->has_ticket && !m->has_response)
		return rows_mapping_bad(fault, root, "says neither what a \"ticket\" nor what a \"response\" is; add one of them");
	for (unsigned i = 0; m->has_ticket && i < ROWS_TICKET_FIELDS; i++)
		if (rows_ticket_targets[i].required && !m->ticket[i].given && !(i == ROWS_TICKET_CREATED && m->has_event))
			return rows_fail(fault, "mapping: \"ticket\" lacks \"%s\"; add \"%s\": \"its column\"",
					rows_ticket_targets[i].name, rows_ticket_targets[i].name);
	for (uint32_t k = 0; k < m->answer_count; k++)
		for (unsigned i = 0; i < ROWS_RESPONSE_FIELDS; i++)
			if (rows_response_targets[i].required && !m->answers[k].specs[i].given)
				return rows_fail(fault, "mapping: \"response\" lacks \"%s\"; add \"%s\": \"its column\"%s",
						rows_response_targets[i].name, rows_response_targets[i].name,
						i == ROWS_RESPONSE_KIND ? " or {\"constant\": \"csat\"}" : "");
	if (m->has_event && !m->has_ticket)
		return rows_mapping_bad(fault, root, "\"event\" needs a \"ticket\" with an \"id\", by which events are gathered");
	if (m->has_event && m->has_response)
		return rows_mapping_bad(fault, root, "one row per event cannot also be one row per response; use two mappings");
	if (m->has_event && m->ticket[ROWS_TICKET_ID].row)
		return rows_mapping_bad(fault, root, "events are gathered by the ticket's id, so it must be a column");
	if (m->has_event && !m->event[ROWS_EVENT_AT].given)
		return rows_fail(fault, "mapping: \"event\" lacks \"at\"; add \"at\": \"the column of its time\"");
	/* Where it is missing, a ticket is as old as its first event. */
	m->ticket[ROWS_TICKET_CREATED].optional = m->has_event;
	if (!m->header && m->by_name)
		return rows_mapping_bad(fault, root, "\"header\" is false, so columns have no names; address them by position: 3");
	return 0;
}

void rows_mapping_init(struct rows_mapping *mapping, const char *zone)
{
	*mapping = (struct rows_mapping){
		.shape = {.quote = '"'},
		.header = true,
		.history = true,
		.zone = zone,
	};
}

void rows_mapping_done(struct rows_mapping *mapping)
{
	rows_arena_done(&mapping->arena);
	memset(mapping, 0, sizeof(*mapping));
}

int rows_mapping_parse(const char *text, size_t size, const char *zone, struct rows_mapping *ret, struct rows_fault *fault)
{
	static const char known[] = "format, title, file, times, missing, trim, duplicates, only, ticket, response, answers, event, "
				    "history, grouped";
	rows_mapping_init(ret, zone);
	const struct rows_json *root;
	if (rows_json_parse(&ret->arena, text, size, &root, fault) < 0)
		return -1;
	const struct rows_json *format = rows_json_get(root, "format");
	if (!format || format->type != ROWS_JSON_TEXT || strcmp(format->text, "sanya.mapping/1") != 0)
		return rows_mapping_bad(fault, format ? format : root, "needs \"format\": \"sanya.mapping/1\"");
	/* First what the fields' specs take over. */
	for (const struct rows_json *it = root->first; it; it = it->next) {
		int rc = 0;
		if (strcmp(it->key, "file") == 0)
			rc = read_file(ret, it, fault);
		else if (strcmp(it->key, "times") == 0)
			rc = read_times(ret, it, fault);
		else if (strcmp(it->key, "missing") == 0)
			rc = rows_mapping_texts(ret, it, &ret->missing, fault);
		else if (strcmp(it->key, "trim") == 0)
			rc = rows_mapping_bool(fault, it, &ret->trim);
		else if (strcmp(it->key, "history") == 0)
			rc = rows_mapping_bool(fault, it, &ret->history);
		else if (strcmp(it->key, "grouped") == 0)
			rc = rows_mapping_bool(fault, it, &ret->grouped);
		else if (strcmp(it->key, "title") == 0)
			rc = rows_mapping_expect(fault, it, ROWS_JSON_TEXT);
		if (rc < 0)
			return -1;
	}
	const struct rows_json *response = NULL, *answers = NULL;
	for (const struct rows_json *it = root->first; it; it = it->next) {
		static const char *const read[] = {"format", "title", "file", "times", "missing", "trim", "history", "grouped"};
		static const char *const duplicates[] = {"last", "first", "refuse", "keep", NULL};
		int rc = 0;
		unsigned choice;
		bool done = false;
		for (size_t i = 0; i < ROWS_COUNT(read); i++)
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
			rc = rows_mapping_condition(ret, it, &ret->only, fault);
		} else if (strcmp(it->key, "duplicates") == 0) {
			rc = rows_mapping_choice(fault, it, duplicates, "last, first, refuse, keep", &choice);
			if (rc == 0)
				ret->duplicates = (enum rows_duplicates)choice;
		} else {
			rc = rows_mapping_unknown(fault, it, "the mapping", known);
		}
		if (rc < 0)
			return -1;
	}
	if ((response || answers) && read_responses(ret, response, answers, fault) < 0)
		return -1;
	return check_required(ret, root, fault);
}
