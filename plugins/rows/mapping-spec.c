/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One field of a mapping: a column's name, its position, a list of columns, or an object that says how its text is read.
 * Limits: which keys make sense for which type of field is checked here, what the text of a row says is not.
 */
#include "mapping-spec.h"

#include <string.h>

int rows_mapping_add_column(struct rows_mapping *m, struct rows_column *column, struct rows_fault *fault)
{
	for (uint32_t i = 0; i < m->slots; i++) {
		const struct rows_column *known = m->columns[i];
		if (known->position == column->position &&
		    (known->name == column->name || (known->name && column->name && strcmp(known->name, column->name) == 0))) {
			column->slot = i;
			return 0;
		}
	}
	if (m->slots == m->column_room) {
		uint32_t room = m->column_room ? 2 * m->column_room : 32;
		const struct rows_column **columns = rows_arena_take(&m->arena, room * sizeof(*columns));
		if (!columns)
			return rows_fail_memory(fault);
		if (m->slots)
			memcpy(columns, m->columns, m->slots * sizeof(*columns));
		m->columns = columns;
		m->column_room = room;
	}
	struct rows_column *copy = rows_arena_take(&m->arena, sizeof(*copy));
	if (!copy)
		return rows_fail_memory(fault);
	column->slot = m->slots;
	*copy = *column;
	m->columns[m->slots++] = copy;
	m->by_name = m->by_name || column->name;
	return 0;
}

static int read_column(struct rows_mapping *m, const struct rows_json *json, struct rows_column *ret, struct rows_fault *fault)
{
	*ret = (struct rows_column){0};
	if (json->type == ROWS_JSON_TEXT && json->size > 0)
		ret->name = json->text;
	else if (json->type == ROWS_JSON_INTEGER && json->integer >= 1 && json->integer <= (int32_t)ROWS_COLUMNS_MAX)
		ret->position = (uint32_t)json->integer;
	else
		return rows_mapping_bad(fault, json, "a column is its name in the header, or its position from 1");
	return rows_mapping_add_column(m, ret, fault);
}

int rows_mapping_condition(struct rows_mapping *m, const struct rows_json *json, const struct rows_condition **ret,
			  struct rows_fault *fault)
{
	if (rows_mapping_expect(fault, json, ROWS_JSON_OBJECT) < 0)
		return -1;
	struct rows_condition *condition = rows_arena_take(&m->arena, sizeof(*condition));
	if (!condition)
		return rows_fail_memory(fault);
	bool column = false, texts = false;
	for (const struct rows_json *it = json->first; it; it = it->next) {
		int rc;
		if (strcmp(it->key, "column") == 0) {
			rc = read_column(m, it, &condition->column, fault);
			column = true;
		} else if (strcmp(it->key, "is") == 0 || strcmp(it->key, "not") == 0) {
			if (texts)
				return rows_mapping_bad(fault, it, "either \"is\" or \"not\"; take one out");
			rc = rows_mapping_texts(m, it, &condition->texts, fault);
			condition->negated = it->key[0] == 'n';
			texts = true;
		} else {
			rc = rows_mapping_unknown(fault, it, "a condition", "column, is, not");
		}
		if (rc < 0)
			return -1;
	}
	if (!column || !texts)
		return rows_mapping_bad(fault, json, "a condition is {\"column\": \"state\", \"is\": [\"Closed\"]}, or \"not\"");
	*ret = condition;
	return 0;
}

static bool zone_name_good(const struct rows_json *json)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
	return json->size > 0 && json->size < 64 && json->text[0] != '/' && strspn(json->text, letters) == json->size;
}

int rows_mapping_stamp_key(const struct rows_json *json, enum rows_stamp_format *format, enum rows_era *era,
			  enum rows_date_only *date_only, const char **zone, struct rows_fault *fault)
{
	static const char *const formats[] = {"iso", "ymd", "dmy", "mdy", "thai", "excel", "unix", "unix-ms", NULL};
	static const char *const eras[] = {"common", "buddhist", NULL};
	static const char *const dates[] = {"finding", "start", "end", "refuse", NULL};
	unsigned choice;
	if (strcmp(json->key, "format") == 0) {
		if (rows_mapping_choice(fault, json, formats, "iso, ymd, dmy, mdy, thai, excel, unix, unix-ms", &choice) < 0)
			return -1;
		*format = (enum rows_stamp_format)choice;
	} else if (strcmp(json->key, "era") == 0) {
		if (rows_mapping_choice(fault, json, eras, "common, buddhist", &choice) < 0)
			return -1;
		*era = (enum rows_era)choice;
	} else if (strcmp(json->key, "date_only") == 0) {
		if (rows_mapping_choice(fault, json, dates, "finding, start, end, refuse", &choice) < 0)
			return -1;
		*date_only = (enum rows_date_only)choice;
	} else if (strcmp(json->key, "zone") == 0) {
		if (rows_mapping_expect(fault, json, ROWS_JSON_TEXT) < 0)
			return -1;
		if (!zone_name_good(json))
			return rows_mapping_bad(fault, json, "\"zone\" is a name such as \"Asia/Bangkok\" or \"UTC\"");
		*zone = json->text;
	} else {
		return 1;
	}
	return 0;
}

static int read_map(struct rows_mapping *m, const struct rows_json *json, struct rows_spec *spec, struct rows_fault *fault)
{
	if (rows_mapping_expect(fault, json, ROWS_JSON_OBJECT) < 0)
		return -1;
	struct sanya_plugin_text *pairs = rows_arena_take(&m->arena, (2 * json->size + 1) * sizeof(*pairs));
	if (!pairs)
		return rows_fail_memory(fault);
	uint32_t count = 0;
	for (const struct rows_json *it = json->first; it; it = it->next, count++) {
		if (rows_mapping_expect(fault, it, ROWS_JSON_TEXT) < 0)
			return -1;
		pairs[2 * count] = (struct sanya_plugin_text){it->key, (uint32_t)strlen(it->key), 0};
		pairs[2 * count + 1] = rows_mapping_text(it);
	}
	spec->map = pairs;
	spec->map_count = count;
	return 0;
}

static int read_text(const struct rows_json *json, struct sanya_plugin_text *ret, struct rows_fault *fault)
{
	if (rows_mapping_expect(fault, json, ROWS_JSON_TEXT) < 0)
		return -1;
	if (json->size > ROWS_TEXT_MAX)
		return rows_mapping_bad(fault, json, "longer than 4096 bytes");
	*ret = rows_mapping_text(json);
	return 0;
}

static int read_key(struct rows_mapping *m, const struct rows_json *it, const struct rows_target *target, struct rows_spec *spec,
		    struct rows_fault *fault)
{
	static const char *const otherwise[] = {"reject", "missing", "keep", NULL};
	static const char *const takes[] = {"last", "latest", "first", "largest", "smallest", NULL};
	static const char *const unreadable[] = {"reject", "missing", NULL};
	static const char known[] = "column, time, constant, row, missing, trim, word_after, prefix, suffix, lower, map, otherwise, "
				    "default, format, zone, era, date_only, unreadable, split, when, take";
	const char *key = it->key;
	unsigned choice;
	int rc = rows_mapping_stamp_key(it, &spec->format, &spec->era, &spec->date_only, &spec->zone, fault);
	if (rc < 0)
		return -1;
	if (rc == 0)
		return target->type == ROWS_TIME ? 0 : rows_mapping_bad(fault, it, "only for times; take it out");
	if (strcmp(key, "column") == 0) {
		spec->has_column = true;
		return read_column(m, it, &spec->column, fault);
	}
	if (strcmp(key, "time") == 0) {
		if (target->type != ROWS_TIME)
			return rows_mapping_bad(fault, it, "only for times; take it out");
		spec->has_time = true;
		return read_column(m, it, &spec->time, fault);
	}
	if (strcmp(key, "row") == 0) {
		if (rows_mapping_bool(fault, it, &spec->row) < 0)
			return -1;
		return strcmp(target->name, "id") == 0 ? 0 : rows_mapping_bad(fault, it, "only an \"id\" can be the row's number");
	}
	if (strcmp(key, "split") == 0) {
		if (rows_mapping_expect(fault, it, ROWS_JSON_TEXT) < 0)
			return -1;
		if (target->type != ROWS_TEXTS || it->size != 1)
			return rows_mapping_bad(fault, it, "\"split\" is one character, and only for lists (tags, involved)");
		spec->split = it->text[0];
		return 0;
	}
	if (strcmp(key, "constant") == 0)
		return read_text(it, &spec->constant, fault);
	if (strcmp(key, "prefix") == 0)
		return read_text(it, &spec->prefix, fault);
	if (strcmp(key, "suffix") == 0)
		return read_text(it, &spec->suffix, fault);
	if (strcmp(key, "word_after") == 0)
		return read_text(it, &spec->word_after, fault);
	if (strcmp(key, "default") == 0)
		return read_text(it, &spec->fallback, fault);
	if (strcmp(key, "missing") == 0)
		return rows_mapping_texts(m, it, &spec->missing, fault);
	if (strcmp(key, "lower") == 0)
		return rows_mapping_bool(fault, it, &spec->lower);
	if (strcmp(key, "trim") == 0)
		return rows_mapping_bool(fault, it, &spec->trim);
	if (strcmp(key, "map") == 0)
		return read_map(m, it, spec, fault);
	if (strcmp(key, "when") == 0)
		return rows_mapping_condition(m, it, &spec->when, fault);
	if (strcmp(key, "otherwise") == 0) {
		if (rows_mapping_choice(fault, it, otherwise, "reject, missing, keep", &choice) < 0)
			return -1;
		spec->otherwise = (enum rows_otherwise)(choice + 1);
		return 0;
	}
	if (strcmp(key, "unreadable") == 0) {
		if (rows_mapping_choice(fault, it, unreadable, "reject, missing", &choice) < 0)
			return -1;
		spec->unreadable_is_missing = choice == 1;
		return 0;
	}
	if (strcmp(key, "take") == 0) {
		if (rows_mapping_choice(fault, it, takes, "last, latest, first, largest, smallest", &choice) < 0)
			return -1;
		spec->take = (enum rows_take)choice;
		if (spec->take >= ROWS_TAKE_LARGEST && target->type != ROWS_TIME && target->type != ROWS_COUNT32 && target->type != ROWS_FLAG)
			return rows_mapping_bad(fault, it, "only times and counts have a largest and a smallest");
		return 0;
	}
	return rows_mapping_unknown(fault, it, "a field", known);
}

static void spec_init(const struct rows_mapping *m, struct rows_spec *spec)
{
	*spec = (struct rows_spec){
		.given = true,
		.trim = m->trim,
		.format = m->format,
		.era = m->era,
		.date_only = m->date_only,
		.zone = m->zone,
	};
}

static int read_spec(struct rows_mapping *m, const struct rows_json *json, const struct rows_target *target, struct rows_spec *spec,
		     struct rows_fault *fault)
{
	spec_init(m, spec);
	if (json->type == ROWS_JSON_TEXT || json->type == ROWS_JSON_INTEGER) {
		spec->has_column = true;
		return read_column(m, json, &spec->column, fault);
	}
	if (json->type == ROWS_JSON_ARRAY && target->type == ROWS_TEXTS) {
		struct rows_spec *at = spec;
		if (json->size == 0)
			return rows_mapping_bad(fault, json, "an empty list of columns; take it out");
		for (const struct rows_json *it = json->first; it; it = it->next) {
			if (it->type == ROWS_JSON_ARRAY)
				return rows_mapping_bad(fault, it, "a list within a list");
			if (read_spec(m, it, target, at, fault) < 0)
				return -1;
			if (!it->next)
				break;
			struct rows_spec *next = rows_arena_take(&m->arena, sizeof(*next));
			if (!next)
				return rows_fail_memory(fault);
			at->next = next;
			at = next;
		}
		return 0;
	}
	if (json->type != ROWS_JSON_OBJECT)
		return rows_fail(fault, "mapping, line %u, column %u: \"%.60s\" must be a column's name or position, or an object",
				json->line, json->column, json->key ? json->key : "entry");
	for (const struct rows_json *it = json->first; it; it = it->next)
		if (read_key(m, it, target, spec, fault) < 0)
			return -1;
	int sources = spec->has_column + (spec->constant.at != NULL) + spec->row;
	if (sources != 1)
		return rows_mapping_bad(fault, json, "needs exactly one of \"column\", \"constant\" and (for an id) \"row\": true");
	if (spec->has_time && !spec->has_column)
		return rows_mapping_bad(fault, json, "\"time\" needs the \"column\" of the date beside it");
	return 0;
}

int rows_mapping_specs(struct rows_mapping *m, const struct rows_json *json, const char *where, const char *pass,
		      const struct rows_target *targets, unsigned count, struct rows_spec *specs, struct rows_fault *fault)
{
	if (rows_mapping_expect(fault, json, ROWS_JSON_OBJECT) < 0)
		return -1;
	for (const struct rows_json *it = json->first; it; it = it->next) {
		unsigned i = 0;
		if (pass && strcmp(it->key, pass) == 0)
			continue;
		while (i < count && strcmp(targets[i].name, it->key) != 0)
			i++;
		if (i == count) {
			char known[512] = "";
			size_t used = 0;
			for (unsigned k = 0; k < count; k++) {
				size_t size = strlen(targets[k].name);
				if (used + size + 3 > sizeof(known))
					break;
				memcpy(known + used, k ? ", " : "", k ? 2 : 0);
				used += k ? 2 : 0;
				memcpy(known + used, targets[k].name, size + 1);
				used += size;
			}
			return rows_mapping_unknown(fault, it, where, known);
		}
		if (read_spec(m, it, &targets[i], &specs[i], fault) < 0)
			return -1;
	}
	return 0;
}

/* --- without a document --- */

static int guess_specs(struct rows_mapping *m, const struct sanya_plugin_text *header, uint32_t count, bool keyed,
		       const struct rows_target *targets, unsigned target_count, struct rows_spec *specs, struct rows_fault *fault)
{
	for (unsigned i = 0; i < target_count; i++) {
		size_t size = strlen(targets[i].name);
		bool found = keyed;
		for (uint32_t k = 0; k < count && !found; k++)
			found = header[k].size == size && memcmp(header[k].at, targets[i].name, size) == 0;
		if (!found && !targets[i].required)
			continue;
		spec_init(m, &specs[i]);
		specs[i].has_column = true;
		specs[i].split = targets[i].type == ROWS_TEXTS ? ';' : '\0';
		specs[i].column.name = targets[i].name;
		if (rows_mapping_add_column(m, &specs[i].column, fault) < 0)
			return -1;
	}
	return 0;
}

static bool has_name(const struct sanya_plugin_text *header, uint32_t count, const char *name)
{
	size_t size = strlen(name);
	for (uint32_t i = 0; i < count; i++)
		if (header[i].size == size && memcmp(header[i].at, name, size) == 0)
			return true;
	return false;
}

int rows_mapping_guess(const char *file, const struct sanya_plugin_text *header, uint32_t count, bool keyed, const char *zone, struct rows_mapping *ret,
		      struct rows_fault *fault)
{
	rows_mapping_init(ret, zone);
	ret->guessed = true;
	if (has_name(header, count, "created")) {
		ret->has_ticket = true;
		return guess_specs(ret, header, count, keyed, rows_ticket_targets, ROWS_TICKET_FIELDS, ret->ticket, fault);
	}
	if (has_name(header, count, "answered")) {
		ret->has_response = true;
		ret->answer_count = 1;
		ret->answers = rows_arena_take(&ret->arena, sizeof(*ret->answers));
		if (!ret->answers)
			return rows_fail_memory(fault);
		return guess_specs(ret, header, count, keyed, rows_response_targets, ROWS_RESPONSE_FIELDS, ret->answers[0].specs, fault);
	}
	char names[512] = "";
	size_t used = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (used + header[i].size + 8 > sizeof(names)) {
			memcpy(names + used, ", …", sizeof(", …"));
			break;
		}
		memcpy(names + used, ", ", i ? 2 : 0);
		used += i ? 2 : 0;
		memcpy(names + used, header[i].at, header[i].size);
		used += header[i].size;
		names[used] = '\0';
	}
	return rows_fail(fault,
			"%s: has neither a %s \"created\" (tickets) nor \"answered\" (responses); it has: %s.  Give a mapping "
			"that says what its %s are: --map MAP.json",
			file, keyed ? "key" : "column", names, keyed ? "keys" : "columns");
}
