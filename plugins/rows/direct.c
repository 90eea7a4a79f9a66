/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The short way of direct.h: lists of texts, times and numbers, each a loop without a question that the mapping has answered already.
 * Limits: fields with more to them (conditions, maps, parts of texts, lists) are done by rows_fill_one; fractions that count, by rows_fill.
 */
#include "direct.h"

#include "iso.h"
#include "lanes.h"
#include "row.h"

#include <stdlib.h>

enum { LATER = 0, DONE = 1 }; /* and -1: the run is over */

/* --- once a file --- */

static bool plain(const struct rows_spec *spec)
{
	return !spec->row && !spec->has_time && !spec->when && !spec->fallback.at && !spec->word_after.at && !spec->prefix.size &&
	       !spec->suffix.size && !spec->lower && !spec->map_count && !spec->next;
}

static uint64_t sizes_of(const struct rows_texts *texts)
{
	uint64_t sizes = 0;
	for (uint32_t i = 0; i < texts->count; i++)
		sizes |= UINT64_C(1) << (texts->items[i].size & 63);
	return sizes;
}

static struct rows_direct_field field_of(const struct rows_run *run, struct rows_batch *batch, unsigned target, const struct rows_spec *spec)
{
	const struct rows_target *t = &batch->targets[target];
	struct rows_direct_field field = {
		.to = batch->arrays[target],
		.column = run->columns[spec->column.slot],
		.most = t->required ? ROWS_ID_MAX : ROWS_TEXT_MAX,
		.type = t->type,
		.required = t->required && !spec->optional,
		.aside = t->type == ROWS_TEXT && !t->required &&
			 !run->host->asked(run->host->run, batch->targets == rows_response_targets, t->name),
		.trim = spec->trim,
		.utc = spec->zone && strcmp(spec->zone, "UTC") == 0,
		.iso = spec->format == ROWS_ISO && spec->era == ROWS_ERA_COMMON,
		.digits = t->type == ROWS_COUNT32 || t->type == ROWS_POINTS,
		.spec = spec,
		.words = t->type == ROWS_KIND ? rows_kinds : NULL,
		.missing = {&spec->missing, &run->mapping.missing},
		.missing_sizes = sizes_of(&spec->missing) | sizes_of(&run->mapping.missing),
	};
	if (t->type == ROWS_TIME || t->type == ROWS_POINTS) {
		memcpy(&field.absent, batch->empty + t->offset, sizeof(field.absent));
	} else if (t->type != ROWS_TEXT) {
		int32_t absent;
		memcpy(&absent, batch->empty + t->offset, sizeof(absent));
		field.absent = absent;
	}
	return field;
}

static struct rows_direct_other other_of(const struct rows_run *run, const struct rows_batch *batch, unsigned target,
					 const struct rows_spec *spec)
{
	return (struct rows_direct_other){
		.target = target,
		.spec = spec,
		.column = run->columns[spec->column.slot],
		.list = batch->targets[target].type == ROWS_TEXTS && spec->has_column && plain(spec) ? batch->arrays[target] : NULL,
	};
}

/* A constant says the same in every row, unless it wants a remark in every row. */
static int fold_constant(struct rows_run *run, struct rows_direct *direct, unsigned target, const struct rows_spec *spec, bool *ret)
{
	const char *why = NULL;
	int32_t micros;
	*ret = !spec->given;
	if (!spec->given || spec->has_column || !plain(spec) || direct->batch->targets[target].type == ROWS_TEXTS)
		return 0;
	int rc = rows_fill_one(run, &direct->batch->targets[target], spec, direct->start, &micros, &why);
	*ret = rc == ROWS_PRESENT && run->remark_count == 0;
	run->remark_count = 0;
	return rc == ROWS_OVER ? -1 : 0;
}

/* In which of the three lists a field belongs, or behind them all. */
static unsigned list_of(const struct rows_target *target, const struct rows_spec *spec)
{
	if (!spec->has_column || !plain(spec))
		return 3;
	switch (target->type) {
	case ROWS_TEXT:
		return 0;
	case ROWS_TIME:
		return 1;
	case ROWS_COUNT32:
	case ROWS_FLAG:
	case ROWS_POINTS:
	case ROWS_KIND:
		return 2;
	case ROWS_TEXTS:
	case ROWS_WHAT:
	case ROWS_CLASS:
		break;
	}
	return 3;
}

static int take_rooms(struct rows_run *run, struct rows_direct *direct, const struct rows_batch *batch)
{
	struct rows_arena *arena = &run->direct_arena;
	direct->start = rows_arena_copy(arena, batch->empty, batch->size);
	direct->object = rows_arena_copy(arena, batch->empty, batch->size);
	direct->fields = rows_arena_take(arena, batch->count * sizeof(*direct->fields));
	direct->others = rows_arena_take(arena, batch->count * sizeof(*direct->others));
	direct->fixed = rows_arena_take(arena, batch->count * sizeof(*direct->fixed));
	if (!direct->start || !direct->object || !direct->fields || !direct->others || !direct->fixed)
		return rows_fail_memory(&run->fault);
	return 0;
}

/* A key that did not come in any record so far: its array says so already.  Not where several answers take turns in one row of the batch. */
static bool to_come(const struct rows_run *run, const struct rows_target *target, const struct rows_spec *spec, unsigned list)
{
	return run->record.came && run->mapping.answer_count <= 1 && spec->has_column && !run->record.came[run->columns[spec->column.slot]] && !target->required &&
	       (list < 3 || (target->type == ROWS_TEXTS && plain(spec)));
}

static int make_lists(struct rows_run *run, struct rows_direct *direct)
{
	struct rows_batch *batch = direct->batch;
	struct rows_direct_field *end = direct->fields;
	direct->other_count = direct->fixed_count = 0;
	direct->came_count = run->record.came_count;
	for (unsigned list = 0; list < 4; list++) {
		for (unsigned i = 0; i < batch->count; i++) {
			const struct rows_spec *spec = &direct->specs[i];
			bool constant;
			if (!batch->arrays[i] || list_of(&batch->targets[i], spec) != list || to_come(run, &batch->targets[i], spec, list))
				continue;
			if (fold_constant(run, direct, i, spec, &constant) < 0)
				return -1;
			if (constant)
				direct->fixed[direct->fixed_count++] = i;
			else if (list < 3)
				*end++ = field_of(run, batch, i, spec);
			else
				direct->others[direct->other_count++] = other_of(run, batch, i, spec);
		}
		if (list < 3)
			direct->lists[list] = end;
	}
	return 0;
}

int rows_direct_init(struct rows_run *run, struct rows_direct *direct, struct rows_batch *batch, const struct rows_spec *specs)
{
	*direct = (struct rows_direct){.batch = batch, .specs = specs};
	if (take_rooms(run, direct, batch) < 0)
		return -1;
#if !defined(ROWS_GENERAL)
	direct->usable = !run->mapping.relative_fractions;
#endif
	return direct->usable ? make_lists(run, direct) : 0;
}

/* --- once a row, a field at a time with all care --- */

static bool listed(const struct rows_direct_field *field, struct sanya_plugin_text bare)
{
	return field->missing_sizes >> (bare.size & 63) & 1 &&
	       (rows_text_listed(field->missing[0], bare) || rows_text_listed(field->missing[1], bare));
}

/* The text of a column; false: it is no text. */
static bool text_of(struct rows_run *run, uint32_t column, struct sanya_plugin_text *ret)
{
	const struct rows_field field = rows_record_field(&run->record, column);
	*ret = rows_field_text(run, &field);
	return field.form <= ROWS_RAW;
}

/* Where a field's value goes. */
static inline void store_text(const struct rows_direct_field *field, uint32_t row, struct sanya_plugin_text text)
{
	((struct sanya_plugin_text *)field->to)[row] = text;
}

static inline void store_time(const struct rows_direct_field *field, uint32_t row, int64_t at)
{
	((int64_t *)field->to)[row] = at;
}

static inline void store_number(const struct rows_direct_field *field, uint32_t row, int64_t value)
{
	if (field->type == ROWS_POINTS)
		((int64_t *)field->to)[row] = value;
	else
		((int32_t *)field->to)[row] = (int32_t)value;
}

static int put_text(struct rows_run *run, const struct rows_direct_field *field, bool check, uint32_t row)
{
	struct sanya_plugin_text text;
	if (!text_of(run, field->column, &text))
		return LATER;
	const struct sanya_plugin_text bare = rows_text_trimmed(text);
	if (bare.size == 0 || listed(field, bare)) {
		store_text(field, row, (struct sanya_plugin_text){NULL, 0, 0});
		return field->required ? LATER : DONE;
	}
	if (field->trim)
		text = bare;
	if (text.size > field->most || (check && rows_utf8_check(text.at, text.size) != text.size))
		return LATER;
	store_text(field, row, text);
	return DONE;
}

static int put_time(struct rows_run *run, const struct rows_direct_field *field, bool check, uint32_t row)
{
	const struct rows_spec *spec = field->spec;
	struct sanya_plugin_text bare;
	struct rows_stamp stamp;
	if (!text_of(run, field->column, &bare))
		return LATER;
	bare = rows_text_trimmed(bare);
	if (bare.size == 0 || listed(field, bare)) {
		store_time(field, row, field->absent);
		return field->required ? LATER : DONE;
	}
	if ((check && rows_utf8_check(bare.at, bare.size) != bare.size) ||
	    rows_stamp_parse(spec->format, spec->era, bare.at, bare.size, &stamp) ||
	    (stamp.date_only && (spec->date_only == ROWS_DATE_FINDING || spec->date_only == ROWS_DATE_REFUSE)))
		return LATER;
	if (stamp.date_only && spec->date_only == ROWS_DATE_END)
		stamp.seconds += 86399;
	if (!stamp.zoned && !field->utc &&
	    run->host->instant(run->host->run, spec->zone, stamp.seconds, &stamp.seconds) < 0)
		return LATER;
	if (!rows_instant_good(stamp.seconds))
		return LATER;
	store_time(field, row, stamp.seconds);
	return DONE;
}

static const char *read_number(const struct rows_direct_field *field, struct sanya_plugin_text text, int64_t *ret)
{
	switch (field->type) {
	case ROWS_COUNT32:
		return rows_read_count(text, ret);
	case ROWS_POINTS:
		return rows_read_points(text, ret);
	case ROWS_FLAG:
		return rows_read_flag(text, ret);
	case ROWS_KIND:
		return rows_read_word(field->words, text, ret);
	case ROWS_TEXT:
	case ROWS_TEXTS:
	case ROWS_TIME:
	case ROWS_WHAT:
	case ROWS_CLASS:
		break;
	}
	return "no number";
}

static int put_number(struct rows_run *run, const struct rows_direct_field *field, uint32_t row)
{
	struct sanya_plugin_text bare;
	int64_t value;
	if (!text_of(run, field->column, &bare))
		return LATER;
	bare = rows_text_trimmed(bare);
	if (bare.size == 0 || listed(field, bare)) {
		store_number(field, row, field->absent);
		return field->required ? LATER : DONE;
	}
	if (read_number(field, bare, &value))
		return LATER;
	store_number(field, row, value);
	return DONE;
}

static int put_others(struct rows_run *run, const struct rows_direct *direct)
{
	struct rows_batch *batch = direct->batch;
	const struct rows_direct_other *const end = direct->others + direct->other_count;
	for (const struct rows_direct_other *other = direct->others; other < end; other++) {
		const struct rows_target *target = &batch->targets[other->target];
		const char *why = NULL;
		int32_t micros;
		if (other->list && rows_record_field(&run->record, other->column).size == 0) {
			other->list[batch->used] = (struct rows_list){NULL, 0};
			continue;
		}
		memcpy(direct->object, batch->empty, batch->size);
		int rc = rows_fill_one(run, target, other->spec, direct->object, &micros, &why);
		if (rc == ROWS_OVER)
			return -1;
		if (rc == ROWS_REFUSED || (rc == ROWS_ABSENT && target->required && !other->spec->optional))
			return LATER;
		rows_batch_put_one(batch, other->target, direct->object);
	}
	return DONE;
}

/* --- once a row, for what most fields are --- */

/* What of a record the loops need, where the compiler knows that no observation lies over it. */
struct lay {
	const struct rows_field *fields;
	const char *base;
	const uint32_t *ends;
};

/* Where a field lies, its quotes and all; false: it is not to be taken as it lies there. */
static inline __attribute__((always_inline)) bool lies(const struct lay *lay, uint32_t i, bool by_ends, const char **ret_at,
						       uint32_t *ret_size)
{
	if (by_ends) {
		const uint32_t *end = lay->ends + i;
		const uint32_t from = end[-1] + 1;
		*ret_at = lay->base + from;
		*ret_size = end[0] - from;
		return true;
	}
	*ret_at = lay->fields[i].at;
	*ret_size = lay->fields[i].size;
	return lay->fields[i].form == ROWS_AS_IT_IS;
}

static inline bool may_miss(const struct rows_direct_field *field, uint32_t size)
{
	return field->missing_sizes >> (size & 63) & 1;
}

/* Whether all of it is ASCII, of 1 to 32 bytes.  Looks at what stands behind, too, where a block has ROWS_BEHIND bytes more. */
static inline bool narrow(const char *at, uint32_t size)
{
	return size <= 32 && !(rows_wide_32(at) << (64 - size));
}

/* A text that begins and ends with a letter or the like, and not with a quote; or nothing at all, which is what many fields are. */
static inline __attribute__((always_inline)) bool quick_text(const struct lay *lay, const struct rows_direct_field *field,
							     unsigned char guard, bool check, bool by_ends, uint32_t row)
{
	struct sanya_plugin_text text = {NULL, 0, 0};
	if (!lies(lay, field->column, by_ends, &text.at, &text.size))
		return false;
	if (text.size == 0) {
		store_text(field, row, (struct sanya_plugin_text){NULL, 0, 0});
		return !field->required;
	}
	if (text.size > field->most || (unsigned char)text.at[0] <= guard || (unsigned char)text.at[text.size - 1] <= ' ' ||
	    may_miss(field, text.size) || (check && !narrow(text.at, text.size)))
		return false;
	store_text(field, row, text);
	return true;
}

/* A text that nobody looks at: in plain ASCII it can be nothing but too long.  What stands in the batch then is not looked at either. */
static inline __attribute__((always_inline)) bool quick_aside(const struct lay *lay, const struct rows_direct_field *field, bool check,
							      bool by_ends)
{
	const char *at;
	uint32_t size;
	return lies(lay, field->column, by_ends, &at, &size) && size <= field->most && !check;
}

static inline __attribute__((always_inline)) bool quick_time(const struct lay *lay, const struct rows_direct_field *field, bool by_ends,
							     uint32_t row)
{
	const char *text;
	uint32_t size;
	int64_t at;
	bool zoned;
	if (!lies(lay, field->column, by_ends, &text, &size))
		return false;
	if (size == 0) {
		store_time(field, row, field->absent);
		return !field->required;
	}
	if (!field->iso || may_miss(field, size) || !rows_iso_read(text, size, &at, &zoned) || !(zoned || field->utc))
		return false;
	store_time(field, row, at);
	return true;
}

/* One to nine digits. */
static inline __attribute__((always_inline)) bool quick_number(const struct lay *lay, const struct rows_direct_field *field, bool by_ends,
							       uint32_t row)
{
	const char *text;
	uint32_t size;
	int64_t value = 0;
	if (!lies(lay, field->column, by_ends, &text, &size))
		return false;
	if (size == 0) {
		store_number(field, row, field->absent);
		return !field->required;
	}
	if (!field->digits || may_miss(field, size) || size > 9)
		return false;
	do {
		const unsigned digit = (unsigned char)*text++ - (unsigned)'0';
		if (digit > 9)
			return false;
		value = value * 10 + digit;
	} while (--size);
	store_number(field, row, field->type == ROWS_POINTS ? value * 1000 : value);
	return true;
}

static inline __attribute__((always_inline)) int fill(struct rows_run *run, const struct rows_direct *direct, bool by_ends)
{
	const struct rows_record *record = &run->record;
	const bool check = !record->ascii & run->check_utf8;
	const unsigned char quote = (unsigned char)record->quote, guard = by_ends && quote > ' ' ? quote : ' ';
	const struct lay lay = {record->fields, record->base, record->ends};
	const struct rows_direct_field *field = direct->fields;
	const struct rows_direct_field *const texts = direct->lists[0], *const times = direct->lists[1],
					      *const numbers = direct->lists[2];
	const uint32_t row = direct->batch->used;
	for (; field < texts; field++)
		if (!(field->aside && quick_aside(&lay, field, check, by_ends)) &&
		    !quick_text(&lay, field, guard, check, by_ends, row) && put_text(run, field, check, row) != DONE)
			return LATER;
	for (; field < times; field++)
		if (!quick_time(&lay, field, by_ends, row) && put_time(run, field, check, row) != DONE)
			return LATER;
	for (; field < numbers; field++)
		if (!quick_number(&lay, field, by_ends, row) && put_number(run, field, row) != DONE)
			return LATER;
	for (uint32_t i = 0; i < direct->fixed_count; i++)
		rows_batch_put_one(direct->batch, direct->fixed[i], direct->start);
	return direct->other_count ? put_others(run, direct) : DONE;
}

int rows_direct_fill(struct rows_run *run, struct rows_direct *direct)
{
	if (!direct->usable || run->record.count != run->width)
		return LATER;
	if (direct->came_count != run->record.came_count && make_lists(run, direct) < 0)
		return -1;
	return run->record.fields ? fill(run, direct, false) : fill(run, direct, true);
}
