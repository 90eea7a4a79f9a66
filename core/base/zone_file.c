/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads TZif bytes (RFC 8536, versions 1 to 4).  Every count and index is checked before it is used: the file may come from
 * anywhere TZDIR points to.
 * Zones that count leap seconds ("right/...") are refused: instants here do not.
 */
#include "zone_parts.h"

struct header {
	int version;
	size_t ut_flags, std_flags, leaps, changes, types, letters;
};

#define HEADER_SIZE 44u
/* RFC 8536 sets no limit; real files have less than 2000 changes. */
#define CHANGES_MOST 100000u

static uint64_t big_endian(const unsigned char *at, size_t size)
{
	uint64_t value = 0;

	for (size_t i = 0; i < size; i++)
		value = value << 8 | at[i];
	return value;
}

/* Two's complement without a conversion that depends on the machine. */
static int64_t signed_of(uint64_t value, size_t size)
{
	uint64_t sign = UINT64_C(1) << (size * 8 - 1);

	if ((value & sign) == 0)
		return (int64_t)value;
	return -(int64_t)((sign - 1) - (value & (sign - 1))) - 1;
}

static int damaged(const char *name, const char *why, struct sanya_error *err)
{
	sanya_error_set(err, SANYA_FAILED, "the time zone file of %.80s is damaged: %s", name, why);
	return sanya_error_next(err, "install the package tzdata again");
}

static bool read_header(const unsigned char *bytes, size_t size, struct header *ret)
{
	if (size < HEADER_SIZE || memcmp(bytes, "TZif", 4) != 0)
		return false;
	ret->version = bytes[4] == 0 ? 1 : bytes[4] - '0';
	ret->ut_flags = (size_t)big_endian(bytes + 20, 4);
	ret->std_flags = (size_t)big_endian(bytes + 24, 4);
	ret->leaps = (size_t)big_endian(bytes + 28, 4);
	ret->changes = (size_t)big_endian(bytes + 32, 4);
	ret->types = (size_t)big_endian(bytes + 36, 4);
	ret->letters = (size_t)big_endian(bytes + 40, 4);
	return ret->version >= 1 && ret->changes <= CHANGES_MOST && ret->types >= 1 && ret->types <= 256 &&
	       ret->letters >= 1 && ret->letters <= 4096 && ret->leaps <= 4096 &&
	       (ret->ut_flags == 0 || ret->ut_flags == ret->types) &&
	       (ret->std_flags == 0 || ret->std_flags == ret->types);
}

/* Bytes of the data after a header whose times are `width` bytes wide. */
static size_t data_size(const struct header *h, size_t width)
{
	return h->changes * (width + 1) + h->types * 6 + h->letters + h->leaps * (width + 4) + h->std_flags + h->ut_flags;
}

static int read_data(struct sanya_zone *zone, const unsigned char *at, const struct header *h, size_t width,
		     struct sanya_error *err)
{
	const unsigned char *index = at + h->changes * width;
	const unsigned char *type = index + h->changes;

	if (h->leaps > 0) {
		sanya_error_set(err, SANYA_FAILED, "the time zone %.80s counts leap seconds", zone->name);
		return sanya_error_next(err, "use the zone of the same name without \"right/\"");
	}
	for (size_t i = 0; i < h->types; i++) {
		int64_t offset = signed_of(big_endian(type + i * 6, 4), 4);

		if (offset < SANYA_ZONE_OFFSET_LEAST || offset > SANYA_ZONE_OFFSET_MOST)
			return damaged(zone->name, "an offset of more than a day", err);
		if (type[i * 6 + 4] > 1 || type[i * 6 + 5] >= h->letters)
			return damaged(zone->name, "a time type that makes no sense", err);
	}
	zone->first_offset = (int32_t)signed_of(big_endian(type, 4), 4);
	zone->changes = calloc(h->changes + 1, sizeof(*zone->changes));
	if (zone->changes == NULL)
		return sanya_error_memory(err);
	for (size_t i = 0; i < h->changes; i++) {
		struct sanya_zone_change *change = &zone->changes[i];

		if (index[i] >= h->types)
			return damaged(zone->name, "a change to a time type that is not there", err);
		change->at = signed_of(big_endian(at + i * width, width), width);
		change->offset = (int32_t)signed_of(big_endian(type + index[i] * 6u, 4), 4);
		if (i > 0 && change->at <= zone->changes[i - 1].at)
			return damaged(zone->name, "changes out of order", err);
	}
	zone->change_count = h->changes;
	return 0;
}

/* "\nRULE\n" at the end of versions 2 and later; an empty rule means that nothing is known of the years to come. */
static int read_footer(struct sanya_zone *zone, const char *at, size_t size, struct sanya_error *err)
{
	const char *end;

	if (size < 2 || at[0] != '\n')
		return damaged(zone->name, "its last line is missing", err);
	end = memchr(at + 1, '\n', size - 1);
	if (end == NULL)
		return damaged(zone->name, "its last line has no end", err);
	if (end == at + 1)
		return 0;
	zone->has_rule = true;
	return sanya_zone_rule_parse(at + 1, (size_t)(end - at - 1), &zone->rule, err);
}

static int read_zone(struct sanya_zone *zone, const unsigned char *bytes, size_t size, struct sanya_error *err)
{
	struct header h;
	size_t width = 4, need;

	if (!read_header(bytes, size, &h))
		return damaged(zone->name, "it does not begin as a time zone file does", err);
	if (h.version >= 2) { /* the first part is for old readers; skip it */
		need = HEADER_SIZE + data_size(&h, 4);
		if (size < need)
			return damaged(zone->name, "it ends too early", err);
		bytes += need;
		size -= need;
		width = 8;
		if (!read_header(bytes, size, &h))
			return damaged(zone->name, "its second part does not begin as one does", err);
	}
	need = HEADER_SIZE + data_size(&h, width);
	if (size < need)
		return damaged(zone->name, "it ends too early", err);
	if (read_data(zone, bytes + HEADER_SIZE, &h, width, err) < 0)
		return -1;
	return width == 4 ? 0 : read_footer(zone, (const char *)bytes + need, size - need, err);
}

int sanya_zone_parse(const char *name, const void *bytes, size_t size, struct sanya_zone **ret, struct sanya_error *err)
{
	struct sanya_zone *zone = calloc(1, sizeof(*zone));

	if (zone == NULL)
		return sanya_error_memory(err);
	zone->name = strdup(name);
	if (zone->name == NULL) {
		sanya_zone_free(zone);
		return sanya_error_memory(err);
	}
	if (read_zone(zone, bytes, size, err) < 0) {
		sanya_zone_free(zone);
		return -1;
	}
	*ret = zone;
	return 0;
}
