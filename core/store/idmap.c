/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The id map's two tables, and the packed form of a chunk.
 * Knows nothing of versions: who asks decides what is newer.
 */
#include "idmap.h"

#include "../codec/column.h"
#include "db.h"
#include "evidence_rows.h"

#define BEGINNING_MAX 24u
#define DIGITS_MAX 18u
#define CHUNK_BYTES 4096u

const char *const sanya_idmap_schema = "CREATE TABLE newest("
				       "	source TEXT NOT NULL,"
				       "	kind INTEGER NOT NULL,"
				       "	beginning TEXT NOT NULL,"
				       "	digits INTEGER NOT NULL,"
				       "	chunk INTEGER NOT NULL,"
				       "	packed BLOB NOT NULL,"
				       "	PRIMARY KEY(source, kind, beginning, digits, chunk)) STRICT, WITHOUT ROWID;"
				       "CREATE TABLE newest_text("
				       "	hash INTEGER NOT NULL,"
				       "	source TEXT NOT NULL,"
				       "	kind INTEGER NOT NULL,"
				       "	id TEXT NOT NULL,"
				       "	content INTEGER NOT NULL,"
				       "	place INTEGER NOT NULL,"
				       "	PRIMARY KEY(hash, source, kind, id)) STRICT, WITHOUT ROWID;";

/* --- ids --- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || ((unsigned char)c & 0x80) != 0;
}

/*
 * Digits within the beginning, or few of them behind letters, are how random ids look ("a8Kq3", "550e8400-e29b-…"): each would open a chunk of its
 * own, so they count as texts.
 */
void sanya_id_parse(struct sanya_text id, struct sanya_id *ret)
{
	uint32_t digits = 0, beginning;
	uint64_t number = 0;

	*ret = (struct sanya_id){ .numbered = false };
	while (digits < id.size && digits <= DIGITS_MAX && is_digit(id.at[id.size - 1 - digits]))
		digits++;
	beginning = id.size - digits;
	if (digits == 0 || digits > DIGITS_MAX || beginning > BEGINNING_MAX || (beginning > 0 && is_letter(id.at[beginning - 1]) && digits < 4))
		return;
	for (uint32_t i = 0; i < beginning; i++)
		if (is_digit(id.at[i]))
			return;
	for (uint32_t i = beginning; i < id.size; i++)
		number = number * 10 + (uint64_t)(id.at[i] - '0');
	*ret = (struct sanya_id){
		.numbered = true,
		.beginning = { id.at, beginning },
		.digits = id.at[beginning] == '0' && digits > 1 ? digits : 0,
		.number = number,
	};
}

struct sanya_text sanya_id_spell(const struct sanya_id *id, char *room)
{
	char digits[24];
	int count = snprintf(digits, sizeof digits, "%0*llu", (int)id->digits, (unsigned long long)id->number);

	if (id->beginning.size > 0)
		memcpy(room, id->beginning.at, id->beginning.size);
	memcpy(room + id->beginning.size, digits, (size_t)count);
	return (struct sanya_text){ room, id->beginning.size + (uint32_t)count };
}

/* --- a chunk --- */

static void pack_there(const struct sanya_idmap_chunk *chunk, struct sanya_buffer *out)
{
	for (unsigned i = 0; i < SANYA_IDMAP_CHUNK; i += 8) {
		unsigned byte = 0;

		for (unsigned k = 0; k < 8; k++)
			byte |= chunk->entries[i + k].place != SANYA_NO_PLACE ? 1u << k : 0;
		sanya_buffer_byte(out, (unsigned char)byte);
	}
}

/* Stretches (level and block) are few: a table of them, and which one it is. */
static void pack_stretches(const uint64_t *places, uint32_t count, unsigned char *room, struct sanya_buffer *out)
{
	uint64_t table[SANYA_IDMAP_CHUNK];
	int64_t which[SANYA_IDMAP_CHUNK];
	uint32_t size = 0;

	for (uint32_t i = 0; i < count; i++) {
		uint64_t stretch = places[i] >> 23;
		uint32_t k = 0;

		while (k < size && table[k] != stretch)
			k++;
		if (k == size)
			table[size++] = stretch;
		which[i] = k;
	}
	sanya_bytes_add_number(out, size);
	for (uint32_t i = 0; i < size; i++)
		sanya_bytes_add_number(out, table[i]);
	sanya_column_add(out, which, count, room);
}

static void pack(const struct sanya_idmap_chunk *chunk, struct sanya_buffer *out)
{
	unsigned char room[8 * SANYA_IDMAP_CHUNK + 8];
	uint64_t places[SANYA_IDMAP_CHUNK];
	int64_t bearers[SANYA_IDMAP_CHUNK];
	uint32_t count = 0;

	for (unsigned i = 0; i < SANYA_IDMAP_CHUNK; i++) {
		const struct sanya_newest *entry = &chunk->entries[i];

		if (entry->place == SANYA_NO_PLACE)
			continue;
		for (unsigned k = 0; k < 6; k++)
			room[6 * count + k] = (unsigned char)(entry->content >> (8 * k));
		bearers[count] = sanya_place_bearer(entry->place);
		places[count++] = entry->place;
	}
	sanya_buffer_byte(out, count == SANYA_IDMAP_CHUNK ? 1 : 0);
	if (count < SANYA_IDMAP_CHUNK)
		pack_there(chunk, out);
	sanya_buffer_add(out, room, (size_t)6 * count);
	pack_stretches(places, count, room, out);
	sanya_column_add(out, bearers, count, room);
}

static bool unpack_there(struct sanya_bytes *bytes, bool *ret_there, uint32_t *ret_count)
{
	const unsigned char *full = sanya_bytes_take(bytes, 1), *bits = NULL;
	uint32_t count = 0;

	if (full == NULL || *full > 1 || (*full == 0 && (bits = sanya_bytes_take(bytes, SANYA_IDMAP_CHUNK / 8)) == NULL))
		return false;
	for (unsigned i = 0; i < SANYA_IDMAP_CHUNK; i++) {
		ret_there[i] = bits == NULL || (bits[i / 8] >> (i % 8) & 1) != 0;
		count += ret_there[i];
	}
	*ret_count = count;
	return true;
}

static bool unpack(const void *packed, size_t size, struct sanya_idmap_chunk *ret)
{
	struct sanya_bytes bytes = { packed, (const unsigned char *)packed + size, false };
	uint64_t table[SANYA_IDMAP_CHUNK] = { 0 }, stretches;
	int64_t bearers[SANYA_IDMAP_CHUNK], which[SANYA_IDMAP_CHUNK];
	const unsigned char *contents;
	struct sanya_column of_stretches, of_bearers;
	bool there[SANYA_IDMAP_CHUNK];
	uint32_t count, at = 0;

	if (!unpack_there(&bytes, there, &count))
		return false;
	contents = sanya_bytes_take(&bytes, (uint64_t)6 * count);
	stretches = sanya_bytes_number(&bytes);
	if (bytes.broken || stretches > count)
		return false;
	for (uint64_t i = 0; i < stretches; i++)
		table[i] = sanya_bytes_number(&bytes) & 0x7fff;
	of_stretches = sanya_column_open(&bytes, count);
	of_bearers = sanya_column_open(&bytes, count);
	if (bytes.broken)
		return false;
	sanya_column_read(&of_stretches, count, which);
	sanya_column_read(&of_bearers, count, bearers);
	for (unsigned i = 0; i < SANYA_IDMAP_CHUNK; i++) {
		struct sanya_newest entry = { .place = SANYA_NO_PLACE };

		if (there[i]) {
			uint64_t stretch = (uint64_t)which[at];

			for (unsigned k = 0; k < 6; k++)
				entry.content |= (uint64_t)contents[6 * at + k] << (8 * k);
			if (stretch >= SANYA_IDMAP_CHUNK)
				return false;
			entry.place = table[stretch] << 23 | ((uint64_t)bearers[at] & SANYA_BEARER_MOST);
			at++;
		}
		ret->entries[i] = entry;
	}
	return true;
}

static void bind_shape(struct sanya_query *query, const struct sanya_id_shape *shape, uint64_t number)
{
	sanya_query_text(query, shape->source);
	sanya_query_integer(query, shape->kind);
	sanya_query_text_of(query, shape->beginning);
	sanya_query_integer(query, shape->digits);
	sanya_query_integer(query, (int64_t)number);
}

int sanya_idmap_load(struct sanya_store *store, const struct sanya_id_shape *shape, uint64_t number, struct sanya_idmap_chunk *ret,
		     struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	const void *packed;
	size_t size;
	int more;

	if (sanya_query_open(&query, store,
			     "SELECT packed FROM newest WHERE source = ?1 AND kind = ?2 AND beginning = ?3 AND digits = ?4 AND chunk = ?5",
			     err) != 0)
		return -1;
	bind_shape(&query, shape, number);
	more = sanya_query_step(&query, err);
	if (more < 0)
		return -1;
	if (more == 0) {
		for (unsigned i = 0; i < SANYA_IDMAP_CHUNK; i++)
			ret->entries[i] = (struct sanya_newest){ .place = SANYA_NO_PLACE };
		return 0;
	}
	packed = sanya_query_get_blob(&query, 0, &size);
	if (unpack(packed, size, ret))
		return 0;
	sanya_error_set(err, SANYA_DIFFERS, "the id map is broken: ids of source %s at %llu", shape->source,
			(unsigned long long)(number * SANYA_IDMAP_CHUNK));
	return sanya_error_next(err, "remake it from the evidence: sanya rebuild");
}

int sanya_idmap_save(struct sanya_store *store, const struct sanya_id_shape *shape, uint64_t number,
		     const struct sanya_idmap_chunk *chunk, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer packed;

	sanya_buffer_init(&packed, CHUNK_BYTES);
	pack(chunk, &packed);
	if (sanya_buffer_check(&packed, "a chunk of the id map", err) != 0 ||
	    sanya_query_open(&query, store,
			     "INSERT INTO newest(source, kind, beginning, digits, chunk, packed) VALUES(?1, ?2, ?3, ?4, ?5, ?6) "
			     "ON CONFLICT(source, kind, beginning, digits, chunk) DO UPDATE SET packed = ?6",
			     err) != 0)
		return -1;
	bind_shape(&query, shape, number);
	sanya_query_blob(&query, packed.data, packed.size);
	return sanya_query_run(&query, err);
}

/* --- other ids --- */

int sanya_idmap_find_text(struct sanya_store *store, const char *source, enum sanya_observation_kind kind, struct sanya_text id,
			  uint64_t hash, struct sanya_newest *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;
	int more;

	if (sanya_query_open(&query, store,
			     "SELECT content, place FROM newest_text WHERE hash = ?1 AND source = ?2 AND kind = ?3 AND id = ?4", err) != 0)
		return -1;
	sanya_query_integer(&query, (int64_t)hash);
	sanya_query_text(&query, source);
	sanya_query_integer(&query, kind);
	sanya_query_text_of(&query, id);
	more = sanya_query_step(&query, err);
	if (more < 0)
		return -1;
	*ret = (struct sanya_newest){ .place = SANYA_NO_PLACE };
	if (more > 0)
		*ret = (struct sanya_newest){ .content = (uint64_t)sanya_query_get_integer(&query, 0),
					      .place = (uint64_t)sanya_query_get_integer(&query, 1) };
	return 0;
}

int sanya_idmap_put_text(struct sanya_store *store, const char *source, enum sanya_observation_kind kind, struct sanya_text id,
			 uint64_t hash, const struct sanya_newest *newest, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_query_done) struct sanya_query query = SANYA_QUERY_INIT;

	if (sanya_query_open(&query, store,
			     "INSERT INTO newest_text(hash, source, kind, id, content, place) VALUES(?1, ?2, ?3, ?4, ?5, ?6) "
			     "ON CONFLICT(hash, source, kind, id) DO UPDATE SET content = ?5, place = ?6",
			     err) != 0)
		return -1;
	sanya_query_integer(&query, (int64_t)hash);
	sanya_query_text(&query, source);
	sanya_query_integer(&query, kind);
	sanya_query_text_of(&query, id);
	sanya_query_integer(&query, (int64_t)newest->content);
	sanya_query_integer(&query, (int64_t)newest->place);
	return sanya_query_run(&query, err);
}
