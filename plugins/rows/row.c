/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the texts of a row to the values of an observation, as the specs of the mapping say.
 * A text that cannot be read never becomes a guess: the row is refused with its reason, or, where the mapping says so, the value is missing.
 * Limits: lower case is that of ASCII; Thai has none.
 */
#include "row.h"

#include "values.h"

#include <stdio.h>
#include <string.h>

/* --- reasons --- */

void rows_remark_add(struct rows_run *run, bool repaired, const char *field, const char *reason)
{
	struct rows_remark remark = {.repaired = repaired};
	if (field)
		(void)snprintf(remark.text, sizeof(remark.text), "%.40s: %.100s", field, reason);
	else
		(void)snprintf(remark.text, sizeof(remark.text), "%.140s", reason);
	for (uint32_t i = 0; i < run->remark_count; i++)
		if (strcmp(run->remarks[i].text, remark.text) == 0 && run->remarks[i].repaired == repaired)
			return;
	if (run->remark_count < ROWS_REASONS_MAX)
		run->remarks[run->remark_count++] = remark;
}

int rows_report(struct rows_run *run)
{
	if (run->counting)
		run->remark_count = 0;
	if (run->remark_count == 0)
		return 0;
	char place[600], excerpt[161];
	int placed = snprintf(place, sizeof(place), "%.500s:%llu", run->base, (unsigned long long)run->record.line);
	if (run->record.bad && placed > 0)
		(void)snprintf(place + placed, sizeof(place) - (size_t)placed, ":%u", run->record.column);
	size_t size = rows_utf8_prefix(run->record.raw, run->record.raw_size, sizeof(excerpt) - 1);
	size_t out = 0;
	/* The row may hold anything; the excerpt is a clean line of UTF-8. */
	for (size_t i = 0; i < size;) {
		size_t good = i + rows_utf8_check(run->record.raw + i, size - i);
		for (; i < good; i++)
			excerpt[out++] = (unsigned char)run->record.raw[i] < 0x20 || run->record.raw[i] == 0x7f
						 ? ' '
						 : run->record.raw[i];
		if (i < size) {
			excerpt[out++] = '?';
			i++;
		}
	}
	excerpt[out] = '\0';
	for (uint32_t i = 0; i < run->remark_count; i++)
		if (run->host->reject(run->host->run, place, run->remarks[i].text, excerpt, run->remarks[i].repaired) < 0)
			return rows_fail(&run->fault, "the host ended the run");
	run->remark_count = 0;
	return 0;
}

/* --- texts --- */

struct sanya_plugin_text rows_decoded(struct rows_run *run, const struct rows_field *field)
{
	char *copy = rows_arena_take(&run->scratch, field->size + 1);
	if (!copy) {
		(void)rows_fail_memory(&run->fault);
		return (struct sanya_plugin_text){"", 0, 0};
	}
	return (struct sanya_plugin_text){copy, run->format->decode(run->reader, field, copy), 0};
}

/* The cell of a column; empty where the row has none. */
static struct rows_field cell(const struct rows_run *run, const struct rows_column *column)
{
	uint32_t index = run->columns[column->slot];
	return index < run->record.count ? rows_record_field(&run->record, index) : (struct rows_field){"", 0, ROWS_AS_IT_IS};
}

bool rows_condition_holds(struct rows_run *run, const struct rows_condition *condition)
{
	const struct rows_field field = cell(run, &condition->column);
	struct sanya_plugin_text text = rows_text_trimmed(rows_field_text(run, &field));
	return rows_text_listed(&condition->texts, text) != condition->negated;
}

/* The first word behind the given text; empty where there is none. */
static struct sanya_plugin_text word_after(struct sanya_plugin_text text, struct sanya_plugin_text mark)
{
	const char *end = text.at + text.size;
	const char *at = text.at;
	while (mark.size && (at = memmem(at, (size_t)(end - at), mark.at, mark.size)) != NULL) {
		const char *word = at + mark.size;
		while (word < end && (unsigned char)*word <= ' ')
			word++;
		const char *stop = word;
		while (stop < end && (unsigned char)*stop > ' ')
			stop++;
		if (stop > word)
			return (struct sanya_plugin_text){word, (uint32_t)(stop - word), 0};
		at += mark.size;
	}
	return (struct sanya_plugin_text){"", 0, 0};
}

static int joined(struct rows_run *run, struct sanya_plugin_text a, const char *between, struct sanya_plugin_text b,
		  struct sanya_plugin_text *ret)
{
	size_t middle = strlen(between);
	char *copy = rows_arena_take(&run->scratch, a.size + middle + b.size + 1);
	if (!copy)
		return rows_fail_memory(&run->fault);
	if (a.size)
		memcpy(copy, a.at, a.size);
	memcpy(copy + a.size, between, middle);
	if (b.size)
		memcpy(copy + a.size + middle, b.at, b.size);
	*ret = (struct sanya_plugin_text){copy, (uint32_t)(a.size + middle + b.size), 0};
	return 0;
}

static int lowered(struct rows_run *run, struct sanya_plugin_text *text)
{
	char *copy = rows_arena_copy(&run->scratch, text->at, text->size);
	if (!copy)
		return rows_fail_memory(&run->fault);
	for (uint32_t i = 0; i < text->size; i++)
		if (copy[i] >= 'A' && copy[i] <= 'Z')
			copy[i] = (char)(copy[i] | 0x20);
	text->at = copy;
	return 0;
}

static int row_id(struct rows_run *run, struct sanya_plugin_text *ret)
{
	char line[32];
	int size = snprintf(line, sizeof(line), "%llu", (unsigned long long)run->record.line);
	struct sanya_plugin_text base = {run->base, (uint32_t)strlen(run->base), 0};
	return joined(run, base, ":", (struct sanya_plugin_text){line, (uint32_t)size, 0}, ret) < 0 ? ROWS_OVER : ROWS_PRESENT;
}

/* The text of a field after everything the spec wants done to it; `field`: NULL where the spec has no column. */
static int treat(struct rows_run *run, const struct rows_spec *spec, enum rows_type type, const struct rows_field *field,
		 struct sanya_plugin_text *ret, const char **why)
{
	struct sanya_plugin_text text = spec->constant;
	if (field) {
		text = rows_field_text(run, field);
		struct sanya_plugin_text bare = rows_text_trimmed(text);
		if (field->form > ROWS_RAW) {
			*why = "nested";
			return ROWS_REFUSED;
		}
		if (spec->trim || (type != ROWS_TEXT && type != ROWS_TEXTS))
			text = bare;
		if (bare.size == 0 || rows_text_listed(&spec->missing, bare) || rows_text_listed(&run->mapping.missing, bare)) {
			text = spec->fallback;
			if (!text.at)
				return ROWS_ABSENT;
		} else if (run->check_utf8 && rows_utf8_check(text.at, text.size) != text.size) {
			*why = "not UTF-8";
			return ROWS_REFUSED;
		} else if (spec->has_time) {
			const struct rows_field clock = cell(run, &spec->time);
			struct sanya_plugin_text time = rows_text_trimmed(rows_field_text(run, &clock));
			if (time.size && !rows_text_listed(&spec->missing, time) && !rows_text_listed(&run->mapping.missing, time) &&
			    joined(run, text, " ", time, &text) < 0)
				return ROWS_OVER;
		}
	}
	if (spec->word_after.at) {
		text = word_after(text, spec->word_after);
		if (text.size == 0)
			return ROWS_ABSENT;
	}
	if (spec->prefix.size && joined(run, spec->prefix, "", text, &text) < 0)
		return ROWS_OVER;
	if (spec->suffix.size && joined(run, text, "", spec->suffix, &text) < 0)
		return ROWS_OVER;
	if (spec->lower && lowered(run, &text) < 0)
		return ROWS_OVER;
	if (spec->map_count) {
		uint32_t i = 0;
		struct sanya_plugin_text bare = rows_text_trimmed(text);
		while (i < spec->map_count && !rows_text_same(spec->map[2 * i], bare))
			i++;
		bool keep = spec->otherwise == ROWS_OTHERWISE_KEEP ||
			    (spec->otherwise == ROWS_OTHERWISE_DEFAULT && (type == ROWS_TEXT || type == ROWS_TEXTS));
		if (i < spec->map_count) {
			text = spec->map[2 * i + 1];
		} else if (spec->otherwise == ROWS_OTHERWISE_MISSING) {
			text = spec->fallback;
			if (!text.at)
				return ROWS_ABSENT;
		} else if (!keep) {
			*why = "not in the map";
			return ROWS_REFUSED;
		}
	}
	if (text.size == 0)
		return ROWS_ABSENT;
	*ret = text;
	return ROWS_PRESENT;
}

static int read_text(struct rows_run *run, const struct rows_spec *spec, enum rows_type type, struct sanya_plugin_text *ret,
		     const char **why)
{
	if (!rows_holds(run, spec->when))
		return ROWS_ABSENT;
	if (spec->row)
		return row_id(run, ret);
	if (!spec->has_column)
		return treat(run, spec, type, NULL, ret, why);
	const struct rows_field field = cell(run, &spec->column);
	return treat(run, spec, type, &field, ret, why);
}

/* --- values --- */

static int read_time(struct rows_run *run, const struct rows_spec *spec, const char *name, struct sanya_plugin_text text,
		     int64_t *ret, int32_t *ret_micros, const char **why)
{
	struct rows_stamp stamp;
	*why = rows_stamp_parse(spec->format, spec->era, text.at, text.size, &stamp);
	if (*why)
		return ROWS_REFUSED;
	if (stamp.date_only) {
		switch (spec->date_only) {
		case ROWS_DATE_FINDING:
			rows_remark_add(run, true, name, "a date without a time, taken as its first moment");
			break;
		case ROWS_DATE_START:
			break;
		case ROWS_DATE_END:
			stamp.seconds += 86399;
			break;
		case ROWS_DATE_REFUSE:
			*why = "a date without a time";
			return ROWS_REFUSED;
		}
	}
	if (!stamp.zoned && strcmp(spec->zone, "UTC") != 0 &&
	    run->host->instant(run->host->run, spec->zone, stamp.seconds, &stamp.seconds) < 0)
		return rows_fail(&run->fault, "%s: the time zone \"%s\" is not known", run->file, spec->zone);
	if (!rows_instant_good(stamp.seconds)) {
		*why = "no such day";
		return ROWS_REFUSED;
	}
	*ret = stamp.seconds;
	*ret_micros = stamp.micros;
	return ROWS_PRESENT;
}

/* Texts that are gathered from columns, from the pieces of one, and from lists. */
struct list {
	struct sanya_plugin_text *items;
	uint32_t count, room;
};

static int list_add(struct rows_run *run, struct list *list, struct sanya_plugin_text item, const char **why)
{
	if (item.size > ROWS_TEXT_MAX) {
		*why = "longer than 4096 bytes";
		return ROWS_REFUSED;
	}
	if (item.size == 0)
		return ROWS_PRESENT;
	if (list->count == ROWS_LIST_MAX) {
		*why = "more than 4096 texts";
		return ROWS_REFUSED;
	}
	if (list->count == list->room) {
		const uint32_t room = list->room ? 2 * list->room : 4;
		struct sanya_plugin_text *more = rows_arena_take(&run->scratch, room * sizeof(*more));
		if (!more)
			return rows_fail_memory(&run->fault);
		if (list->count)
			memcpy(more, list->items, list->count * sizeof(*more));
		list->items = more;
		list->room = room;
	}
	list->items[list->count++] = item;
	return ROWS_PRESENT;
}

static int list_add_pieces(struct rows_run *run, struct list *list, struct sanya_plugin_text text, char split, const char **why)
{
	for (;;) {
		struct sanya_plugin_text item = text;
		const char *stop = split ? memchr(text.at, split, text.size) : NULL;
		if (stop) {
			item.size = (uint32_t)(stop - text.at);
			text.at += item.size + 1;
			text.size -= item.size + 1;
		}
		int rc = list_add(run, list, split ? rows_text_trimmed(item) : item, why);
		if (rc < 0 || !stop)
			return rc;
	}
}

/* A list of the format's own; its texts are whole, whatever the mapping says of pieces. */
static int list_add_items(struct rows_run *run, struct list *list, const struct rows_spec *spec, const struct rows_field *field,
			  const char **why)
{
	const char *at = NULL;
	struct rows_field item;
	while (run->format->item(field, &at, &item)) {
		struct sanya_plugin_text text;
		int rc = treat(run, spec, ROWS_TEXTS, &item, &text, why);
		if (rc == ROWS_PRESENT)
			rc = list_add(run, list, text, why);
		if (rc < 0)
			return rc;
	}
	return ROWS_PRESENT;
}

static int read_list(struct rows_run *run, const struct rows_spec *spec, const struct sanya_plugin_text **ret, uint32_t *ret_count,
		     const char **why)
{
	struct list list = {NULL, 0, 0};
	for (; spec; spec = spec->next) {
		struct sanya_plugin_text text;
		const struct rows_field field = spec->has_column ? cell(run, &spec->column) : (struct rows_field){"", 0, ROWS_AS_IT_IS};
		int rc;
		if (field.form == ROWS_LIST) {
			rc = rows_holds(run, spec->when) ? list_add_items(run, &list, spec, &field, why) : ROWS_ABSENT;
		} else {
			rc = read_text(run, spec, ROWS_TEXTS, &text, why);
			if (rc == ROWS_PRESENT)
				rc = list_add_pieces(run, &list, text, spec->split, why);
		}
		if (rc < 0)
			return rc;
	}
	*ret = list.items;
	*ret_count = list.count;
	return ROWS_PRESENT;
}

int rows_fill_one(struct rows_run *run, const struct rows_target *target, const struct rows_spec *spec, void *object,
		    int32_t *ret_micros, const char **why)
{
	char *at = (char *)object + target->offset;
	struct sanya_plugin_text text;
	int64_t number = 0;
	if (target->type == ROWS_TEXTS)
		return read_list(run, spec, (const struct sanya_plugin_text **)(void *)at,
				 (uint32_t *)(void *)((char *)object + target->count_offset), why);
	int rc = read_text(run, spec, target->type, &text, why);
	if (rc != ROWS_PRESENT)
		return rc;
	switch (target->type) {
	case ROWS_TEXT:
		if (target->required && text.size > ROWS_ID_MAX) {
			*why = "longer than 1024 bytes";
			return ROWS_REFUSED;
		}
		if (text.size > ROWS_TEXT_MAX) {
			text.size = (uint32_t)rows_utf8_prefix(text.at, text.size, ROWS_TEXT_MAX);
			rows_remark_add(run, true, target->name, "longer than 4096 bytes, cut");
		}
		memcpy(at, &text, sizeof(text));
		return ROWS_PRESENT;
	case ROWS_TIME:
		rc = read_time(run, spec, target->name, text, &number, ret_micros, why);
		if (rc != ROWS_PRESENT)
			return rc;
		break;
	case ROWS_POINTS:
		*why = rows_read_points(text, &number);
		break;
	case ROWS_COUNT32:
		*why = rows_read_count(text, &number);
		break;
	case ROWS_FLAG:
		*why = rows_read_flag(text, &number);
		break;
	case ROWS_KIND:
		*why = rows_read_word(rows_kinds, text, &number);
		break;
	case ROWS_WHAT:
		*why = rows_read_word(rows_happenings, text, &number);
		break;
	case ROWS_CLASS:
		*why = rows_read_word(rows_classes, text, &number);
		break;
	case ROWS_TEXTS:
		break;
	}
	if (*why)
		return ROWS_REFUSED;
	if (target->type == ROWS_TIME || target->type == ROWS_POINTS) {
		memcpy(at, &number, sizeof(number));
	} else {
		int32_t small = (int32_t)number;
		memcpy(at, &small, sizeof(small));
	}
	return ROWS_PRESENT;
}

int rows_fill(struct rows_run *run, const struct rows_target *targets, unsigned count, const struct rows_spec *specs,
		 void *object, int32_t *ret_micros)
{
	for (unsigned i = 0; i < count; i++) {
		const char *why = NULL;
		int32_t micros = 0;
		if (!specs[i].given)
			continue;
		int rc = rows_fill_one(run, &targets[i], &specs[i], object, &micros, &why);
		if (rc == ROWS_OVER)
			return -1;
		if (rc == ROWS_REFUSED) {
			bool missing = specs[i].unreadable_is_missing && !targets[i].required;
			rows_remark_add(run, missing, targets[i].name, why);
			if (!missing)
				return 0;
		}
		if (rc == ROWS_ABSENT && targets[i].required && !specs[i].optional) {
			rows_remark_add(run, false, targets[i].name, "missing");
			return 0;
		}
		if (ret_micros)
			ret_micros[i] = micros;
	}
	return 1;
}

int rows_take_id(struct rows_run *run, struct rows_ids *ids, const struct rows_spec *spec, struct sanya_plugin_text *id)
{
	uint32_t before = 0;
	if (run->counting) {
		/* Nothing is delivered in this pass. */
		if (!spec->row && rows_ids_add(ids, id->at, id->size, &before, &run->fault) < 0)
			return -1;
		return 0;
	}
	if (spec->row)
		return 1;
	if (run->counted) {
		if (rows_ids_take(ids, id->at, id->size) == 0)
			return 1;
		rows_remark_add(run, false, "id", "comes again; the later row counts");
		return 0;
	}
	/* Whoever receives the observations keeps the later one of two. */
	if (run->mapping.duplicates == ROWS_LAST_WINS)
		return 1;
	int rc = rows_ids_add(ids, id->at, id->size, &before, &run->fault);
	if (rc < 0)
		return -1;
	if (rc == 0)
		return rows_fail(&run->fault,
				 "%s: more than %u ids, too many to look for duplicates in one run; say \"duplicates\": "
				 "\"last\", or split the file",
				 run->file, ROWS_IDS_MAX);
	if (before == 0)
		return 1;
	switch (run->mapping.duplicates) {
	case ROWS_FIRST_WINS:
		rows_remark_add(run, false, "id", "came before; the first row counts");
		return 0;
	case ROWS_REFUSE:
		return rows_fail(&run->fault,
				"%s:%llu: the id \"%.*s\" came before, and the mapping says \"duplicates\": \"refuse\"; take one of the rows "
				"out, or say \"last\" or \"first\"",
				run->file, (unsigned long long)run->record.line, id->size > 100 ? 100 : (int)id->size, id->at);
	case ROWS_LAST_WINS:
	case ROWS_KEEP_ALL:
		break;
	}
	char number[16];
	int size = snprintf(number, sizeof(number), "#%u", before + 1);
	return joined(run, *id, "", (struct sanya_plugin_text){number, (uint32_t)size, 0}, id) < 0 ? -1 : 1;
}
