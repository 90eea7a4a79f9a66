/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first half of unpacking: the heads of all columns of a chunk, with the certainty that the numbers and texts behind them are there, and
 * what room the rows will take.  Nothing goes into the block yet.
 */
#include "packed_open.h"

int packed_broken(struct sanya_error *err, const char *why)
{
	return sanya_error_set(err, SANYA_DIFFERS, "packed evidence is broken: %s", why);
}

static bool wants(const struct sanya_unpacking *unpacking, uint64_t field)
{
	return (unpacking->wanted & field) != 0;
}

/* A table of codes and the column of places in it. */
static int open_codes(struct sanya_unpacking *u, struct sanya_bytes *bytes, uint32_t count, const struct sanya_packed_codes *codes,
		      struct packed_codes *ret, struct sanya_error *err)
{
	uint64_t size = sanya_bytes_number(bytes), code = 0;
	uint32_t *table = u->codes + u->codes_used;

	if (size > count || (size == 0 && count > 0) || size > SANYA_COUNT(u->codes) - u->codes_used)
		return packed_broken(err, "a table of codes is larger than its field");
	for (uint64_t i = 0; i < size; i++) {
		code += (uint64_t)sanya_bytes_signed(bytes);
		if (code > UINT32_MAX)
			return packed_broken(err, "a code is none");
		table[i] = (uint32_t)code;
	}
	*ret = (struct packed_codes){ .table = table, .size = (uint32_t)size, .column = sanya_column_open(bytes, count) };
	if (bytes->broken)
		return packed_broken(err, "a field of codes ends early");
	u->codes_used += (uint32_t)size;
	return codes == NULL ? 0 : codes->translate(codes->context, table, (uint32_t)size, err);
}

static bool open_around(struct sanya_bytes *bytes, uint32_t most, const unsigned char **ret_at, uint32_t *ret_size)
{
	uint64_t size = sanya_bytes_number(bytes);

	if (size > most)
		return false;
	*ret_at = sanya_bytes_take(bytes, size);
	*ret_size = (uint32_t)size;
	return true;
}

static int open_odd(const struct sanya_unpacking *u, struct sanya_bytes *bytes, struct packed_texts *texts, struct sanya_error *err)
{
	uint64_t odd = sanya_bytes_number(bytes);

	if (odd > u->count)
		return packed_broken(err, "more texts are odd than there are");
	texts->odd = (uint32_t)odd;
	if (odd == 0)
		return 0;
	texts->odd_rows = sanya_column_open(bytes, odd);
	texts->odd_total = sanya_bytes_number(bytes);
	texts->odd_sizes = sanya_column_open(bytes, odd);
	texts->odd_at = sanya_bytes_take(bytes, texts->odd_total);
	return 0;
}

static int open_numbers(const struct sanya_unpacking *u, struct sanya_bytes *bytes, struct packed_texts *texts, struct sanya_error *err)
{
	const unsigned char *digits;

	if (!open_around(bytes, PACKED_BEGINNING_MAX, &texts->at, &texts->beginning) ||
	    !open_around(bytes, PACKED_ENDING_MAX, &texts->ending_at, &texts->ending))
		return packed_broken(err, "a text's beginning or ending is too long");
	texts->digits = PACKED_DIGITS_MAX + 1;
	if (texts->form == PACKED_DIGITS) {
		digits = sanya_bytes_take(bytes, 1);
		texts->digits = digits == NULL ? 0 : *digits;
		if (texts->digits > PACKED_DIGITS_MAX)
			return packed_broken(err, "a number has too many digits");
	}
	texts->column = sanya_column_open(bytes, u->count);
	if (open_odd(u, bytes, texts, err) != 0)
		return -1;
	texts->total = (uint64_t)u->count * (texts->beginning + texts->ending + texts->digits) + texts->odd_total;
	return 0;
}

static int open_texts(struct sanya_unpacking *u, struct sanya_bytes *bytes, struct packed_texts *ret, struct sanya_error *err)
{
	const unsigned char *form = sanya_bytes_take(bytes, 1);
	struct packed_texts texts = { .form = form == NULL ? PACKED_BYTES : (enum packed_form)*form };

	if (form == NULL || *form > PACKED_DIGITS)
		return packed_broken(err, "a field of texts has no form");
	if (texts.form == PACKED_BYTES) {
		texts.total = sanya_bytes_number(bytes);
		texts.column = sanya_column_open(bytes, u->count);
		texts.at = sanya_bytes_take(bytes, texts.total);
	} else if (open_numbers(u, bytes, &texts, err) != 0) {
		return -1;
	}
	u->text_most += texts.total;
	*ret = texts;
	return 0;
}

/* The bytes of a field that has its size in front; what is not wanted is passed over. */
static int open_field(const struct sanya_unpacking *u, struct sanya_bytes *bytes, uint64_t field, struct sanya_bytes *ret,
		      struct sanya_error *err)
{
	uint64_t size = sanya_bytes_number(bytes);
	const unsigned char *at = sanya_bytes_take(bytes, size);

	if (at == NULL)
		return packed_broken(err, "a field ends early");
	if (!wants(u, field))
		return 0;
	*ret = (struct sanya_bytes){ at, at + size, false };
	return 1;
}

static int close_field(const struct sanya_bytes *field, struct sanya_error *err)
{
	return field->broken || field->at != field->end ? packed_broken(err, "a field is larger or smaller than it says") : 0;
}

static int open_coded(struct sanya_unpacking *u, struct sanya_bytes *bytes, unsigned i, const struct sanya_packed_codes *codes,
		      struct sanya_error *err)
{
	struct sanya_bytes field;
	int wanted = open_field(u, bytes, SANYA_HAS_CODED(i), &field, err);

	if (wanted <= 0)
		return wanted;
	if (open_codes(u, &field, u->count, codes, &u->coded[i], err) != 0)
		return -1;
	u->coded[i].column.end = bytes->end; /* what follows may be read, if only to be cut off */
	return close_field(&field, err);
}

static int open_plain(struct sanya_unpacking *u, struct sanya_bytes *bytes, unsigned i, struct sanya_error *err)
{
	struct sanya_bytes field;
	int wanted = open_field(u, bytes, SANYA_HAS_PLAIN(i), &field, err);

	if (wanted <= 0)
		return wanted;
	if (open_texts(u, &field, &u->plains[i], err) != 0)
		return -1;
	u->plains[i].column.end = bytes->end;
	return close_field(&field, err);
}

static int open_lists(struct sanya_unpacking *u, struct sanya_bytes *bytes, const struct sanya_packed_codes *codes,
		      struct sanya_error *err)
{
	uint64_t total;

	u->listed = 0;
	if ((u->present & (SANYA_HAS_LIST(SANYA_LIST_TAGS) | SANYA_HAS_LIST(SANYA_LIST_INVOLVED))) == 0)
		return 0;
	total = sanya_bytes_number(bytes);
	if (total > SANYA_BLOCK_LISTED)
		return packed_broken(err, "its lists have too many entries");
	u->listed = (uint32_t)total;
	for (unsigned i = 0; i < SANYA_LISTS; i++)
		if ((u->present & SANYA_HAS_LIST(i)) != 0)
			u->list_sizes[i] = sanya_column_open(bytes, u->count);
	return open_codes(u, bytes, u->listed, codes, &u->list_codes, err);
}

static int open_stretches(struct sanya_unpacking *u, struct sanya_bytes *bytes, struct sanya_error *err)
{
	uint64_t total;

	u->spans = 0;
	if ((u->present & (SANYA_HAS_STRETCH(SANYA_STRETCH_WAITS) | SANYA_HAS_STRETCH(SANYA_STRETCH_SILENCES))) == 0)
		return 0;
	total = sanya_bytes_number(bytes);
	if (total > SANYA_BLOCK_SPANS)
		return packed_broken(err, "it has too many stretches");
	u->spans = (uint32_t)total;
	for (unsigned i = 0; i < SANYA_STRETCHES; i++)
		if ((u->present & SANYA_HAS_STRETCH(i)) != 0)
			u->stretch_sizes[i] = sanya_column_open(bytes, u->count);
	u->froms = sanya_column_open(bytes, u->spans);
	u->tos = sanya_column_open(bytes, u->spans);
	return bytes->broken ? packed_broken(err, "its stretches end early") : 0;
}

static int open_head(struct sanya_unpacking *u, struct sanya_bytes *bytes, uint32_t kind, bool ids_only, struct sanya_error *err)
{
	uint64_t count = sanya_bytes_number(bytes), present = sanya_bytes_number(bytes);
	const uint64_t ids = SANYA_HAS_PLAIN(SANYA_PLAIN_ID), base = SANYA_HAS_WIDE(packed_base(kind));

	if (bytes->broken || count == 0 || count > SANYA_PACKED_ROWS)
		return packed_broken(err, "its number of rows is none");
	u->count = (uint32_t)count;
	u->marked = (present & 1) != 0;
	u->present = present >> 1;
	if ((u->present & ~sanya_block_fields(kind)) != 0)
		return packed_broken(err, "it has fields that its kind does not have");
	if (ids_only ? u->present != ids : (u->present & (ids | base)) != (ids | base))
		return packed_broken(err, "it lacks a field, or has one too many");
	if (!ids_only && kind == SANYA_RESPONSE && (u->present & SANYA_HAS_NARROW(SANYA_NARROW_KIND)) == 0)
		return packed_broken(err, "its responses have no kind");
	return 0;
}

int packed_open(struct sanya_unpacking *u, struct sanya_bytes *bytes, uint32_t kind, bool ids_only,
		const struct sanya_packed_codes *codes, struct sanya_error *err)
{
	const unsigned base = packed_base(kind);

	u->codes_used = 0;
	u->text_most = 0;
	if (open_head(u, bytes, kind, ids_only, err) != 0)
		return -1;
	if ((u->present & SANYA_HAS_WIDE(base)) != 0)
		u->wides[base] = sanya_column_open(bytes, u->count);
	for (unsigned i = 0; i < SANYA_WIDES; i++)
		if (i != base && (u->present & SANYA_HAS_WIDE(i)) != 0)
			u->wides[i] = sanya_column_open(bytes, u->count);
	for (unsigned i = 0; i < SANYA_NARROWS; i++)
		if ((u->present & SANYA_HAS_NARROW(i)) != 0)
			u->narrows[i] = sanya_column_open(bytes, u->count);
	if (bytes->broken)
		return packed_broken(err, "a field of numbers ends early");
	for (unsigned i = 0; i < SANYA_CODEDS; i++)
		if ((u->present & SANYA_HAS_CODED(i)) != 0 && open_coded(u, bytes, i, codes, err) != 0)
			return -1;
	for (unsigned i = 0; i < SANYA_PLAINS; i++)
		if ((u->present & SANYA_HAS_PLAIN(i)) != 0 && open_plain(u, bytes, i, err) != 0)
			return -1;
	if (open_lists(u, bytes, wants(u, SANYA_HAS_LIST(SANYA_LIST_TAGS)) ? codes : NULL, err) != 0 || open_stretches(u, bytes, err) != 0)
		return -1;
	u->marks = u->marked ? sanya_bytes_take(bytes, (u->count + 7) / 8) : NULL;
	u->listed = wants(u, SANYA_HAS_LIST(SANYA_LIST_TAGS)) ? u->listed : 0;
	u->spans = wants(u, SANYA_HAS_STRETCH(SANYA_STRETCH_WAITS)) ? u->spans : 0;
	u->present &= u->wanted | SANYA_HAS_WIDE(base);
	return bytes->broken ? packed_broken(err, "its marks end early") : 0;
}

/* Terms that the dictionary has and no block has brought yet: how many, and bytes of them; looked at once. */
static void count_terms(struct sanya_unpacking *u, const struct sanya_dictionary *dictionary, uint64_t *ret_terms, uint64_t *ret_text)
{
	struct packed_terms *terms = &u->terms;

	if (terms->of != dictionary || terms->number != dictionary->number || terms->told != dictionary->told ||
	    terms->counted > dictionary->count)
		*terms = (struct packed_terms){ dictionary, dictionary->number, dictionary->told, dictionary->told, 0 };
	while (terms->counted < dictionary->count)
		terms->text += dictionary->terms[++terms->counted].size;
	*ret_terms = terms->counted - terms->told;
	*ret_text = terms->text;
}

bool packed_fits(struct sanya_unpacking *u, const struct sanya_block *block, const struct sanya_dictionary *dictionary)
{
	uint64_t text = 0, terms = 0;

	if (dictionary != NULL)
		count_terms(u, dictionary, &terms, &text);
	text += u->text_most + PACKED_TEXT_SLACK;
	return u->count <= SANYA_BLOCK_ROWS - block->count && text <= SANYA_BLOCK_TEXT - block->text_size &&
	       terms <= SANYA_BLOCK_TERMS - block->term_count && u->listed <= SANYA_BLOCK_LISTED - block->listed_count &&
	       u->spans <= SANYA_BLOCK_SPANS - block->span_count;
}
