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

static struct rows_direct_field field_of(const struct rows_run *run, const struct rows_target *target, const struct rows_spec *spec)
{
	const struct rows_word *words = NULL;
	if (target->type == ROWS_KIND)
		words = rows_kinds;
	return (struct rows_direct_field){
		.column = run->columns[spec->column.slot],
		.offset = (uint32_t)target->offset,
		.most = target->required ? ROWS_ID_MAX : ROWS_TEXT_MAX,
		.type = target->type,
		.required = target->required && !spec->optional,
		.trim = spec->trim,
		.utc = spec->zone && strcmp(spec->zone, "UTC") == 0,
		.iso = spec->format == ROWS_ISO && spec->era == ROWS_ERA_COMMON,
		.digits = target->type == ROWS_COUNT32 || target->type == ROWS_POINTS,
		.spec = spec,
		.words = words,
		.missing = {&spec->missing, &run->mapping.missing},
		.missing_sizes = sizes_of(&spec->missing) | sizes_of(&run->mapping.missing),
	};
}

static struct rows_direct_other other_of(const struct rows_run *run, const struct rows_target *target, const struct rows_spec *spec)
{
	return (struct rows_direct_other){
		.target = target,
		.spec = spec,
		.column = run->columns[spec->column.slot],
		.may_be_empty = target->type == ROWS_TEXTS && spec->has_column && plain(spec),
	};
}

/* A constant says the same in every row, unless it wants a remark in every row. */
static int fold_constant(struct rows_run *run, struct rows_direct *direct, const struct rows_target *target,
			 const struct rows_spec *spec, bool *ret)
{
	const char *why = NULL;
	int32_t micros;
	*ret = false;
	if (spec->has_column || !plain(spec) || target->type == ROWS_TEXTS)
		return 0;
	int rc = rows_fill_one(run, target, spec, direct->start, &micros, &why);
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

static int take_rooms(struct rows_run *run, struct rows_direct *direct, unsigned count, const void *empty, size_t size)
{
	struct rows_arena *arena = &run->direct_arena;
	direct->size = size;
	direct->start = rows_arena_take(arena, size);
	direct->fields = rows_arena_take(arena, count * sizeof(*direct->fields));
	direct->others = rows_arena_take(arena, count * sizeof(*direct->others));
	if (!direct->start || !direct->fields || !direct->others)
		return rows_fail_memory(&run->fault);
	memcpy(direct->start, empty, size);
	return 0;
}

int rows_direct_init(struct rows_run *run, struct rows_direct *direct, const struct rows_target *targets, unsigned count,
		     const struct rows_spec *specs, const void *empty, size_t size)
{
	*direct = (struct rows_direct){0};
	if (take_rooms(run, direct, count, empty, size) < 0)
		return -1;
#if !defined(ROWS_GENERAL)
	direct->usable = !run->mapping.relative_fractions;
#endif
	struct rows_direct_field *end = direct->fields;
	for (unsigned list = 0; direct->usable && list < 4; list++) {
		for (unsigned i = 0; i < count; i++) {
			bool constant;
			if (!specs[i].given || list_of(&targets[i], &specs[i]) != list)
				continue;
			if (fold_constant(run, direct, &targets[i], &specs[i], &constant) < 0)
				return -1;
			if (constant)
				continue;
			if (list < 3) {
				*end++ = field_of(run, &targets[i], &specs[i]);
			} else {
				direct->others[direct->other_count++] = other_of(run, &targets[i], &specs[i]);
			}
		}
		if (list < 3)
			direct->lists[list] = end;
	}
	return 0;
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

static inline int put_absent(const struct rows_direct *direct, const struct rows_direct_field *field, char *object, size_t size)
{
	memcpy(object + field->offset, (const char *)direct->start + field->offset, size);
	return field->required ? LATER : DONE;
}

static int put_text(struct rows_run *run, const struct rows_direct *direct, const struct rows_direct_field *field, bool check,
		    char *object)
{
	struct sanya_plugin_text text;
	if (!text_of(run, field->column, &text))
		return LATER;
	const struct sanya_plugin_text bare = rows_text_trimmed(text);
	if (bare.size == 0 || listed(field, bare))
		return put_absent(direct, field, object, sizeof(text));
	if (field->trim)
		text = bare;
	if (text.size > field->most || (check && rows_utf8_check(text.at, text.size) != text.size))
		return LATER;
	memcpy(object + field->offset, &text, sizeof(text));
	return DONE;
}

static int put_time(struct rows_run *run, const struct rows_direct *direct, const struct rows_direct_field *field, bool check,
		    char *object)
{
	const struct rows_spec *spec = field->spec;
	struct sanya_plugin_text bare;
	struct rows_stamp stamp;
	if (!text_of(run, field->column, &bare))
		return LATER;
	bare = rows_text_trimmed(bare);
	if (bare.size == 0 || listed(field, bare))
		return put_absent(direct, field, object, sizeof(stamp.seconds));
	if ((check && rows_utf8_check(bare.at, bare.size) != bare.size) ||
	    rows_stamp_parse(spec->format, spec->era, bare.at, bare.size, &stamp) ||
	    (stamp.date_only && (spec->date_only == ROWS_DATE_FINDING || spec->date_only == ROWS_DATE_REFUSE)))
		return LATER;
	if (stamp.date_only && spec->date_only == ROWS_DATE_END)
		stamp.seconds += 86399;
	if (!stamp.zoned && !field->utc &&
	    run->host->instant(run->host->run, spec->zone, stamp.seconds, &stamp.seconds) < 0)
		return LATER;
	memcpy(object + field->offset, &stamp.seconds, sizeof(stamp.seconds));
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

static int put_number(struct rows_run *run, const struct rows_direct *direct, const struct rows_direct_field *field, char *object)
{
	const bool wide = field->type == ROWS_POINTS;
	struct sanya_plugin_text bare;
	int64_t value;
	if (!text_of(run, field->column, &bare))
		return LATER;
	bare = rows_text_trimmed(bare);
	if (bare.size == 0 || listed(field, bare))
		return put_absent(direct, field, object, wide ? sizeof(int64_t) : sizeof(int32_t));
	if (read_number(field, bare, &value))
		return LATER;
	const int32_t narrow = (int32_t)value;
	if (wide)
		memcpy(object + field->offset, &value, sizeof(value));
	else
		memcpy(object + field->offset, &narrow, sizeof(narrow));
	return DONE;
}

static size_t size_of(enum rows_type type)
{
	return type == ROWS_TEXT ? sizeof(struct sanya_plugin_text) : type == ROWS_TIME || type == ROWS_POINTS ? 8 : 4;
}

static int put_others(struct rows_run *run, const struct rows_direct *direct, char *object)
{
	const struct rows_direct_other *const end = direct->others + direct->other_count;
	for (const struct rows_direct_other *other = direct->others; other < end; other++) {
		const struct rows_target *target = other->target;
		const char *why = NULL;
		int32_t micros;
		if (target->type == ROWS_TEXTS) {
			memset(object + target->offset, 0, sizeof(const struct sanya_plugin_text *));
			memset(object + target->count_offset, 0, sizeof(uint32_t));
			if (other->may_be_empty && rows_record_field(&run->record, other->column).size == 0)
				continue;
		} else {
			memcpy(object + target->offset, (const char *)direct->start + target->offset, size_of(target->type));
		}
		int rc = rows_fill_one(run, target, other->spec, object, &micros, &why);
		if (rc == ROWS_OVER)
			return -1;
		if (rc == ROWS_REFUSED || (rc == ROWS_ABSENT && target->required && !other->spec->optional))
			return LATER;
	}
	return DONE;
}

/* --- once a row, for what most fields are --- */

/* What of a record the loops need, where the compiler knows that no observation lies over it. */
struct lay {
	const struct rows_field *fields;
	const char *base;
	const uint32_t *ends;
	const char *start; /* of the observation, see rows_direct */
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

/* Nothing at all, which is what many fields are.  `size`: of the value in the observation. */
static inline __attribute__((always_inline)) bool quick_absent(const struct lay *lay, const struct rows_direct_field *field,
							       char *object, size_t size)
{
	memcpy(object + field->offset, lay->start + field->offset, size);
	return !field->required;
}

/* A text that begins and ends with a letter or the like, and not with a quote. */
static inline __attribute__((always_inline)) bool quick_text(const struct lay *lay, const struct rows_direct_field *field,
							     unsigned char guard, bool check, bool by_ends, char *object)
{
	struct sanya_plugin_text text = {NULL, 0, 0};
	if (!lies(lay, field->column, by_ends, &text.at, &text.size))
		return false;
	if (text.size == 0)
		return quick_absent(lay, field, object, sizeof(text));
	if (text.size > field->most || (unsigned char)text.at[0] <= guard || (unsigned char)text.at[text.size - 1] <= ' ' ||
	    may_miss(field, text.size) || (check && !narrow(text.at, text.size)))
		return false;
	memcpy(object + field->offset, &text, sizeof(text));
	return true;
}

static inline __attribute__((always_inline)) bool quick_time(const struct lay *lay, const struct rows_direct_field *field, bool by_ends,
							     char *object)
{
	const char *text;
	uint32_t size;
	int64_t at;
	bool zoned;
	if (!lies(lay, field->column, by_ends, &text, &size))
		return false;
	if (size == 0)
		return quick_absent(lay, field, object, sizeof(at));
	if (!field->iso || may_miss(field, size) || !rows_iso_read(text, size, &at, &zoned) || !(zoned || field->utc))
		return false;
	memcpy(object + field->offset, &at, sizeof(at));
	return true;
}

/* One to nine digits. */
static inline __attribute__((always_inline)) bool quick_number(const struct lay *lay, const struct rows_direct_field *field, bool by_ends,
							       char *object)
{
	const bool wide = field->type == ROWS_POINTS;
	const char *text;
	uint32_t size;
	int32_t value = 0;
	if (!lies(lay, field->column, by_ends, &text, &size))
		return false;
	if (size == 0)
		return wide ? quick_absent(lay, field, object, sizeof(int64_t)) : quick_absent(lay, field, object, sizeof(value));
	if (!field->digits || may_miss(field, size) || size > 9)
		return false;
	do {
		const unsigned digit = (unsigned char)*text++ - (unsigned)'0';
		if (digit > 9)
			return false;
		value = value * 10 + (int32_t)digit;
	} while (--size);
	if (wide) {
		const int64_t points = (int64_t)value * 1000;
		memcpy(object + field->offset, &points, sizeof(points));
	} else {
		memcpy(object + field->offset, &value, sizeof(value));
	}
	return true;
}

static inline __attribute__((always_inline)) int fill(struct rows_run *run, const struct rows_direct *direct, bool by_ends,
						      char *object)
{
	const struct rows_record *record = &run->record;
	const bool check = !record->ascii & run->check_utf8;
	const unsigned char quote = (unsigned char)record->quote, guard = by_ends && quote > ' ' ? quote : ' ';
	const struct lay lay = {record->fields, record->base, record->ends, direct->start};
	const struct rows_direct_field *field = direct->fields;
	const struct rows_direct_field *const texts = direct->lists[0], *const times = direct->lists[1],
					      *const numbers = direct->lists[2];
	for (; field < texts; field++)
		if (!quick_text(&lay, field, guard, check, by_ends, object) && put_text(run, direct, field, check, object) != DONE)
			return LATER;
	for (; field < times; field++)
		if (!quick_time(&lay, field, by_ends, object) && put_time(run, direct, field, check, object) != DONE)
			return LATER;
	for (; field < numbers; field++)
		if (!quick_number(&lay, field, by_ends, object) && put_number(run, direct, field, object) != DONE)
			return LATER;
	return direct->other_count ? put_others(run, direct, object) : DONE;
}

int rows_direct_fill(struct rows_run *run, const struct rows_direct *direct, void *object)
{
	if (!direct->usable || run->record.count != run->width)
		return LATER;
	return run->record.fields ? fill(run, direct, false, object) : fill(run, direct, true, object);
}
