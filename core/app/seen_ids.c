/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ids as prefix and number: a bit each, in pages of 512; ids of another shape, and numbers that lie far apart, in a set of hashes.
 * An id has one way to be written as prefix, width and number, so equal parts mean equal ids.
 * Knows only whether an id came before, not where; who came again is remembered by its text.
 */
#include "seen_ids.h"

#include "seen_hashes.h"

#define KINDS	     3u	   /* by number of the kind */
#define SHAPES_MOST  16u   /* prefixes; ids with others are hashed */
#define PREFIX_MOST  40u   /* bytes */
#define DIGITS_MOST  16u
#define PAGE_WORDS   8u
#define PAGE_BITS    (PAGE_WORDS * 64u)
#define PAGES_FREE   8192u /* half a megabyte of pages, however far apart numbers lie; */
#define IDS_A_PAGE   8u	   /* then pages are made only while there are so many ids for each */
#define FIRST_SLOTS  64u

struct page_slot {
	uint64_t number; /* of the page */
	uint32_t place;	 /* in `pages` + 1; 0: free */
};

struct shape {
	uint32_t kind, prefix_size;
	uint32_t width; /* digits, where they begin with a 0; else 0 */
	bool cut;	/* more digits stand before the number: it has DIGITS_MOST of them */
	char prefix[PREFIX_MOST];
	uint64_t ids;	/* of this shape so far */
	bool hashed;	/* some of them were hashed */
	uint64_t (*pages)[PAGE_WORDS];
	uint32_t page_count, page_room;
	struct page_slot *slots;
	uint32_t slot_room;
	uint64_t last_number; /* the page that was looked at last, */
	uint32_t last_place;  /* and its place + 1 */
};

struct again {
	struct sanya_dictionary ids;
	uint32_t *left; /* by code: later deliveries that are still to come */
	uint32_t room;
};

struct sanya_seen_ids {
	struct shape shapes[SHAPES_MOST];
	unsigned shape_count, last_shape;
	struct sanya_seen_hashes hashes;
	struct again again[KINDS];
	uint64_t again_count;
};

int sanya_seen_ids_new(struct sanya_seen_ids **ret, struct sanya_error *err)
{
	struct sanya_seen_ids *seen = calloc(1, sizeof *seen);

	if (seen == NULL)
		return sanya_error_memory(err);
	sanya_seen_hashes_init(&seen->hashes);
	for (unsigned i = 0; i < KINDS; i++)
		sanya_dictionary_init(&seen->again[i].ids);
	*ret = seen;
	return 0;
}

void sanya_seen_ids_free(struct sanya_seen_ids *seen)
{
	if (seen == NULL)
		return;
	for (unsigned i = 0; i < seen->shape_count; i++) {
		free(seen->shapes[i].pages);
		free(seen->shapes[i].slots);
	}
	for (unsigned i = 0; i < KINDS; i++) {
		sanya_dictionary_done(&seen->again[i].ids);
		free(seen->again[i].left);
	}
	sanya_seen_hashes_done(&seen->hashes);
	free(seen);
}

/* --- numbers --- */

/* Eight digits, the first in the lowest byte, as a number; what is no digit shows in *bad. */
static inline uint64_t eight_digits(uint64_t word, uint64_t *bad)
{
	uint64_t digits = word ^ UINT64_C(0x3030303030303030);

	*bad |= (digits | (digits + UINT64_C(0x0606060606060606))) & UINT64_C(0xf0f0f0f0f0f0f0f0);
	digits = digits * 10 + (digits >> 8);
	return (((digits & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x000f424000000064)) +
		((digits >> 16 & UINT64_C(0x000000ff000000ff)) * UINT64_C(0x0000271000000001))) >>
	       32;
}

/* The eight bytes that end where `end` points, as if the first stood in the lowest byte on every machine; zeros stand for all but the last
 * `count`.  What lies before a text in its block may be read, it is masked. */
static inline uint64_t last_bytes(const char *end, uint32_t count)
{
	uint64_t word, keep = ~UINT64_C(0) << (8 * (8 - count));

	memcpy(&word, end - 8, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return (word & keep) | (UINT64_C(0x3030303030303030) & ~keep);
}

/* The last `count` (1 to DIGITS_MOST) bytes as a number; false where one is no digit. */
static inline bool read_number(const char *end, uint32_t count, uint64_t *ret)
{
	uint64_t bad = 0, low = eight_digits(last_bytes(end, count < 8 ? count : 8), &bad), high = 0;

	if (count > 8)
		high = eight_digits(last_bytes(end - 8, count - 8), &bad);
	*ret = high * UINT64_C(100000000) + low;
	return bad == 0;
}

/* --- shapes --- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline uint32_t width_of(const char *digits, uint32_t count)
{
	return digits[0] == '0' && count > 1 ? count : 0;
}

/* Whether the id is of this shape, and its number. */
static inline __attribute__((always_inline)) bool fits(const struct shape *shape, uint32_t kind, struct sanya_text id, uint64_t *ret)
{
	uint32_t digits = id.size - shape->prefix_size;

	return id.size > shape->prefix_size && digits <= DIGITS_MOST && shape->kind == kind && (!shape->cut || digits == DIGITS_MOST) &&
	       (shape->prefix_size == 0 || memcmp(id.at, shape->prefix, shape->prefix_size) == 0) &&
	       read_number(id.at + id.size, digits, ret) && width_of(id.at + shape->prefix_size, digits) == shape->width;
}

static struct shape *new_shape(struct sanya_seen_ids *seen, uint32_t kind, struct sanya_text id)
{
	struct shape *shape = &seen->shapes[seen->shape_count];
	uint32_t digits = 0;

	while (digits < id.size && digits < DIGITS_MOST && is_digit(id.at[id.size - 1 - digits]))
		digits++;
	uint32_t prefix = id.size - digits;
	if (digits == 0 || prefix > PREFIX_MOST || seen->shape_count == SHAPES_MOST)
		return NULL;
	*shape = (struct shape){ .kind = kind, .prefix_size = prefix, .width = width_of(id.at + prefix, digits),
				 .cut = prefix > 0 && is_digit(id.at[prefix - 1]) };
	memcpy(shape->prefix, id.at, prefix);
	seen->shape_count++;
	return shape;
}

/* NULL: the id has no shape that is kept. */
static struct shape *shape_of(struct sanya_seen_ids *seen, uint32_t kind, struct sanya_text id, uint64_t *ret_number)
{
	for (unsigned i = 0; i < seen->shape_count; i++) {
		if (fits(&seen->shapes[i], kind, id, ret_number)) {
			seen->last_shape = i;
			return &seen->shapes[i];
		}
	}
	struct shape *shape = new_shape(seen, kind, id);
	return shape != NULL && fits(shape, kind, id, ret_number) ? shape : NULL;
}

/* --- pages --- */

static uint32_t slot_of(const struct shape *shape, uint64_t number)
{
	uint32_t slot = (uint32_t)(number * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (shape->slot_room - 1);

	while (shape->slots[slot].place != 0 && shape->slots[slot].number != number)
		slot = (slot + 1) & (shape->slot_room - 1);
	return slot;
}

static bool more_slots(struct shape *shape)
{
	struct page_slot *old = shape->slots;
	uint32_t old_room = shape->slot_room, room = old_room == 0 ? FIRST_SLOTS : old_room * 2;
	struct page_slot *slots = room == 0 ? NULL : calloc(room, sizeof *slots);

	if (slots == NULL)
		return false;
	shape->slots = slots;
	shape->slot_room = room;
	for (uint32_t i = 0; i < old_room; i++)
		if (old[i].place != 0)
			slots[slot_of(shape, old[i].number)] = old[i];
	free(old);
	return true;
}

/* The place of a page + 1; 0: there is none and none is made for so few ids; UINT32_MAX: memory is used up. */
static uint32_t page_of(struct shape *shape, uint64_t number)
{
	if (shape->page_count >= shape->slot_room / 2 && !more_slots(shape))
		return UINT32_MAX;
	uint32_t slot = slot_of(shape, number);
	if (shape->slots[slot].place != 0)
		return shape->slots[slot].place;
	if (shape->page_count >= PAGES_FREE + shape->ids / IDS_A_PAGE)
		return 0;
	if (shape->page_count == shape->page_room) {
		uint32_t room = shape->page_room + shape->page_room / 2 + 16;
		uint64_t(*pages)[PAGE_WORDS] = reallocarray(shape->pages, room, sizeof *pages);

		if (pages == NULL)
			return UINT32_MAX;
		shape->pages = pages;
		shape->page_room = room;
	}
	memset(shape->pages[shape->page_count++], 0, sizeof shape->pages[0]);
	shape->slots[slot] = (struct page_slot){ number, shape->page_count };
	return shape->page_count;
}

/* --- one id --- */

/* 1: it came before, 0: it did not, -1: memory is used up. */
static int note_number(struct sanya_seen_ids *seen, struct shape *shape, struct sanya_text id, uint64_t number)
{
	uint64_t page = number / PAGE_BITS, bit = UINT64_C(1) << number % 64;
	unsigned word = (unsigned)(number % PAGE_BITS / 64);

	shape->ids++;
	if (page != shape->last_number || shape->last_place == 0) {
		uint32_t place = page_of(shape, page);

		if (place == UINT32_MAX)
			return -1;
		if (place == 0) {
			shape->hashed = true;
			return sanya_seen_hashes_add(&seen->hashes, shape->kind, id);
		}
		shape->last_number = page;
		shape->last_place = place;
	}
	uint64_t *bits = &shape->pages[shape->last_place - 1][word];
	bool before = (*bits & bit) != 0;
	*bits |= bit;
	/* It may have come before its page was made. */
	return before || (shape->hashed && sanya_seen_hashes_find(&seen->hashes, shape->kind, id));
}

static int remember(struct again *again, struct sanya_text id)
{
	uint32_t code = sanya_dictionary_code(&again->ids, id);

	if (code == UINT32_MAX)
		return -1;
	if (code >= again->room) {
		uint32_t room = code + code / 2 + 16;
		uint32_t *left = reallocarray(again->left, room, sizeof *left);

		if (left == NULL)
			return -1;
		memset(left + again->room, 0, (room - again->room) * sizeof *left);
		again->left = left;
		again->room = room;
	}
	again->left[code]++;
	return 0;
}

static int note(struct sanya_seen_ids *seen, uint32_t kind, struct sanya_text id)
{
	uint64_t number;
	struct shape *shape = shape_of(seen, kind, id, &number);
	int before = shape != NULL ? note_number(seen, shape, id, number) : sanya_seen_hashes_add(&seen->hashes, kind, id);

	if (before <= 0)
		return before;
	seen->again_count++;
	return remember(&seen->again[kind], id);
}

/* From a row on as many as are of the shape that came last and lie in the page that was looked at last, and are new: nearly all. */
static uint32_t note_usual(struct sanya_seen_ids *seen, const struct sanya_block *block, uint32_t row)
{
	struct shape *shape = &seen->shapes[seen->last_shape];
	const struct sanya_slice *ids = block->plain[SANYA_PLAIN_ID];
	uint64_t number, first = shape->last_number * PAGE_BITS, *page;
	uint32_t start = row;

	if (shape->kind != block->kind || shape->last_place == 0 || shape->hashed)
		return row;
	page = shape->pages[shape->last_place - 1];
	for (; row < block->count; row++) {
		const struct sanya_text id = { block->text + ids[row].at, ids[row].size };

		if (!fits(shape, block->kind, id, &number) || number - first >= PAGE_BITS)
			break;
		uint64_t *word = &page[(number - first) / 64], bit = UINT64_C(1) << number % 64;
		if ((*word & bit) != 0)
			break;
		*word |= bit;
	}
	shape->ids += row - start;
	return row;
}

int sanya_seen_ids_take(struct sanya_seen_ids *seen, const struct sanya_block *block, struct sanya_error *err)
{
	for (uint32_t row = 0; row < block->count; row++) {
		row = note_usual(seen, block, row);
		if (row < block->count && note(seen, block->kind, sanya_block_plain(block, SANYA_PLAIN_ID, row)) < 0)
			return sanya_error_memory(err);
	}
	return 0;
}

uint64_t sanya_seen_ids_again(const struct sanya_seen_ids *seen, char *ret_first, size_t room)
{
	ret_first[0] = '\0';
	for (unsigned i = 0; i < KINDS; i++) {
		if (seen->again[i].ids.count == 0)
			continue;
		struct sanya_text id = sanya_dictionary_text(&seen->again[i].ids, 1);
		size_t size = sanya_utf8_prefix(id.at, id.size < room - 1 ? id.size : room - 1);

		memcpy(ret_first, id.at, size);
		ret_first[size] = '\0';
		break;
	}
	return seen->again_count;
}

void sanya_seen_ids_last(struct sanya_seen_ids *seen, const struct sanya_block *block, unsigned char *ret)
{
	struct again *again = &seen->again[block->kind];

	for (uint32_t i = 0; i < block->count; i++) {
		uint32_t code = sanya_dictionary_find(&again->ids, sanya_block_plain(block, SANYA_PLAIN_ID, i));

		ret[i] = code != 0 && again->left[code] > 0;
		if (ret[i] != 0)
			again->left[code]--;
	}
}

bool sanya_seen_ids_matched(const struct sanya_seen_ids *seen)
{
	for (unsigned i = 0; i < KINDS; i++)
		for (uint32_t code = 1; code <= seen->again[i].ids.count; code++)
			if (seen->again[i].left[code] > 0)
				return false;
	return true;
}
