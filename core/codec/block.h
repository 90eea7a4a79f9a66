/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A block: up to SANYA_BLOCK_ROWS observations of one kind, field by field, in one piece of memory without a pointer inside.  So it lies in
 * memory shared with a worker, is copied as it is, and is measured in loops.  It is the only form in which observations travel: source
 * worker -> host -> metric worker, and store -> metric worker.  What is kept for good is packed more tightly (packed.h).
 *
 * Fields that no row of the block has are not there at all: their bit in `present` is not set and their memory was never touched.  Where the
 * bit is set every row has an element; absent ones are SANYA_NO_INSTANT, SANYA_NO_COUNT, SANYA_NO_VALUE, code 0, SANYA_NO_SLICE.
 * Few and frequent texts (people, channels, tags, …) are codes of a dictionary; a block brings the terms that are new in it.
 *
 * Every byte that comes from a worker is hostile: sanya_block_copy takes it out of shared memory once, sanya_block_check looks at
 * the copy, and only what it accepts is read by anybody.
 */
#ifndef SANYA_CODEC_BLOCK_H
#define SANYA_CODEC_BLOCK_H

#include "../base/arena.h"
#include "../base/error.h"
#include "../domain/observation.h"
#include "dictionary.h"

#define SANYA_BLOCK_ROWS   8192u
#define SANYA_BLOCK_TERMS  16384u      /* new terms in one block */
#define SANYA_BLOCK_LISTED 65536u      /* entries of all lists together */
#define SANYA_BLOCK_SPANS  65536u      /* stretches together */
#define SANYA_BLOCK_TEXT   (2u << 20) /* bytes of all texts together */
#define SANYA_LIST_MAX     4096u       /* entries of one list, stretches of one kind of one ticket */

/* int64_t */
enum sanya_wide {
	SANYA_WIDE_CREATED, SANYA_WIDE_FIRST_REPLY, SANYA_WIDE_FIRST_TOUCH, SANYA_WIDE_FIRST_SOLVED, SANYA_WIDE_SOLVED,
	SANYA_WIDE_CLOSED, SANYA_WIDE_DUE,
	SANYA_WIDES,
	/* of responses */
	SANYA_WIDE_ASKED = 0, SANYA_WIDE_ANSWERED, SANYA_WIDE_VALUE, SANYA_WIDE_LOWEST, SANYA_WIDE_HIGHEST, SANYA_RESPONSE_WIDES,
};
/* int32_t */
enum sanya_narrow {
	SANYA_NARROW_REOPENS, SANYA_NARROW_REPLIES, SANYA_NARROW_REASSIGNS, SANYA_NARROW_IN_TIME, SANYA_NARROW_HAS_HISTORY,
	SANYA_NARROWS,
	SANYA_NARROW_KIND = 0, SANYA_NARROW_CRITICAL, SANYA_RESPONSE_NARROWS,
};
/* uint32_t, codes of the dictionary; 0 absent */
enum sanya_coded {
	SANYA_CODED_ASSIGNEE, SANYA_CODED_FIRST_REPLIER, SANYA_CODED_SOLVER, SANYA_CODED_CHANNEL, SANYA_CODED_QUEUE,
	SANYA_CODED_PRIORITY, SANYA_CODED_STATUS,
	SANYA_CODEDS,
	SANYA_CODED_SUBJECT = 0, SANYA_CODED_SURVEY, /* and SANYA_CODED_CHANNEL, its place for both kinds */
	SANYA_RESPONSE_CODEDS = SANYA_CODED_CHANNEL + 1, /* place 2 is never present */
};
/* struct sanya_slice into `text` */
enum sanya_plain { SANYA_PLAIN_ID, SANYA_PLAIN_REQUESTER, SANYA_TICKET_PLAINS, SANYA_PLAIN_TICKET = 2, SANYA_PLAINS };
/* Lists of codes: those of row i end at ends[i] in `listed` and begin where those of the list before it end. */
enum sanya_list { SANYA_LIST_TAGS, SANYA_LIST_INVOLVED, SANYA_LISTS };
/* Stretches, the same in `spans`. */
enum sanya_stretch { SANYA_STRETCH_WAITS, SANYA_STRETCH_SILENCES, SANYA_STRETCHES };

/* Bits of `present`. */
#define SANYA_HAS_WIDE(field)	(UINT64_C(1) << (field))
#define SANYA_HAS_NARROW(field)	(UINT64_C(1) << (8 + (field)))
#define SANYA_HAS_CODED(field)	(UINT64_C(1) << (16 + (field)))
#define SANYA_HAS_PLAIN(field)	(UINT64_C(1) << (24 + (field)))
#define SANYA_HAS_LIST(field)	(UINT64_C(1) << (28 + (field)))
#define SANYA_HAS_STRETCH(field) (UINT64_C(1) << (30 + (field)))

/* What a kind may have. */
static inline uint64_t sanya_block_fields(uint32_t kind)
{
	const uint64_t ticket = UINT64_C(0x7f) | UINT64_C(0x1f) << 8 | UINT64_C(0x7f) << 16 | UINT64_C(0x3) << 24 | UINT64_C(0x3) << 28 |
				UINT64_C(0x3) << 30;
	const uint64_t response = UINT64_C(0x1f) | UINT64_C(0x3) << 8 | SANYA_HAS_CODED(SANYA_CODED_SUBJECT) |
				  SANYA_HAS_CODED(SANYA_CODED_SURVEY) | SANYA_HAS_CODED(SANYA_CODED_CHANNEL) |
				  UINT64_C(0x7) << 24 | SANYA_HAS_LIST(SANYA_LIST_TAGS);

	return kind == SANYA_TICKET ? ticket : response;
}

/* Instants lie in years 1 to 9999. */
#define SANYA_BLOCK_FIRST INT64_C(-62135596800)
#define SANYA_BLOCK_LAST  INT64_C(253402300799)

struct sanya_slice {
	uint32_t at, size; /* size UINT32_MAX: absent */
};
#define SANYA_NO_SLICE ((struct sanya_slice){ 0, UINT32_MAX })

struct sanya_block {
	uint32_t kind; /* enum sanya_observation_kind */
	uint32_t count;
	uint64_t present;
	/* The dictionary of the codes; terms_before: how many terms it had before this block's own. */
	uint32_t dictionary, terms_before, term_count;
	uint32_t listed_count, span_count, text_size;
	int64_t wide[SANYA_WIDES][SANYA_BLOCK_ROWS];
	int32_t narrow[SANYA_NARROWS][SANYA_BLOCK_ROWS];
	uint32_t coded[SANYA_CODEDS][SANYA_BLOCK_ROWS];
	struct sanya_slice plain[SANYA_PLAINS][SANYA_BLOCK_ROWS];
	uint32_t list_ends[SANYA_LISTS][SANYA_BLOCK_ROWS];
	uint32_t stretch_ends[SANYA_STRETCHES][SANYA_BLOCK_ROWS];
	struct sanya_slice terms[SANYA_BLOCK_TERMS];
	uint32_t listed[SANYA_BLOCK_LISTED];
	struct sanya_span spans[SANYA_BLOCK_SPANS];
	char text[SANYA_BLOCK_TEXT];
};

/*
 * Both lists of a row stand in `listed`, and both kinds of stretches in `spans`, in one sequence: row by row, tags then involved, waits then
 * silences.  Where one of the two is not present its ends are those of the other.
 */
static inline uint32_t sanya_block_list_begin(const struct sanya_block *block, enum sanya_list list, uint32_t row)
{
	bool tags = (block->present & SANYA_HAS_LIST(SANYA_LIST_TAGS)) != 0;
	bool involved = (block->present & SANYA_HAS_LIST(SANYA_LIST_INVOLVED)) != 0;

	if (list == SANYA_LIST_INVOLVED && tags)
		return block->list_ends[SANYA_LIST_TAGS][row];
	if (row == 0)
		return 0;
	return block->list_ends[involved ? SANYA_LIST_INVOLVED : SANYA_LIST_TAGS][row - 1];
}
static inline uint32_t sanya_block_stretch_begin(const struct sanya_block *block, enum sanya_stretch stretch, uint32_t row)
{
	bool waits = (block->present & SANYA_HAS_STRETCH(SANYA_STRETCH_WAITS)) != 0;
	bool silences = (block->present & SANYA_HAS_STRETCH(SANYA_STRETCH_SILENCES)) != 0;

	if (stretch == SANYA_STRETCH_SILENCES && waits)
		return block->stretch_ends[SANYA_STRETCH_WAITS][row];
	if (row == 0)
		return 0;
	return block->stretch_ends[silences ? SANYA_STRETCH_SILENCES : SANYA_STRETCH_WAITS][row - 1];
}

static inline bool sanya_block_has(const struct sanya_block *block, uint64_t field)
{
	return (block->present & field) != 0;
}

/* --- writing --- */

/* An empty block that goes on with `dictionary`, the writer's.  Touches the head alone. */
void sanya_block_start(struct sanya_block *block, enum sanya_observation_kind kind, struct sanya_dictionary *dictionary);
/*
 * Append one observation; its texts are copied or coded.  1: it is in; 0: it does not fit any more, finish this block and start another; -1: it
 * fits no block at all.  The contents are not looked at: sanya_block_check does that for the whole.
 */
int sanya_block_add_ticket(struct sanya_block *block, struct sanya_dictionary *dictionary, const struct sanya_ticket *ticket,
			   struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_block_add_response(struct sanya_block *block, struct sanya_dictionary *dictionary, const struct sanya_response *response,
			     struct sanya_error *err) SANYA_MUST_CHECK;
/*
 * Many observations at once, field by field: pointers as in the enumerations above, NULL where the field is absent in all of them.
 * has_history of tickets is 0, and they have no lists and stretches.
 */
struct sanya_block_fields {
	enum sanya_observation_kind kind;
	uint32_t count;
	const struct sanya_text *coded[SANYA_CODEDS], *plain[SANYA_PLAINS];
	const int64_t *wide[SANYA_WIDES];
	const int32_t *narrow[SANYA_NARROWS];
};
/* Append those from number `from` on, as many as fit: how many, 0 as above, or -1. */
int sanya_block_add_fields(struct sanya_block *block, struct sanya_dictionary *dictionary, const struct sanya_block_fields *fields,
			   uint32_t from, struct sanya_error *err) SANYA_MUST_CHECK;
/* A block without rows that brings terms from number `from` on, as many as fit; for a reader that has not seen them. */
void sanya_block_of_terms(struct sanya_block *block, const struct sanya_dictionary *dictionary, uint32_t from);

/* --- rows that were made elsewhere (packed.h) --- */

/* Fields that are to be there from now on: rows so far get "absent" in those that were not.  For rows after them the caller provides. */
void sanya_block_present(struct sanya_block *block, uint64_t fields);
/* Bring terms that the dictionary has and no block has brought yet, as many as find room.  True: none is left. */
bool sanya_block_tell(struct sanya_block *block, struct sanya_dictionary *dictionary);
/* Of the rows from `first` on those stay whose byte in `keep` (the first one's first) is not 0.  The texts of the others are left behind. */
void sanya_block_keep(struct sanya_block *block, uint32_t first, const unsigned char *keep);

/* --- taking over --- */

/* What is used of `from`, into `to`.  `from` may change meanwhile: whatever comes, nothing is read or written out of bounds. */
void sanya_block_copy(struct sanya_block *to, const struct sanya_block *from);
/*
 * Whether a block may be believed: obligatory fields are there, instants lie in years 1 to 9999, counts are counts, codes are in the
 * dictionary (which has `terms_before` terms before the block and the block's own after it), texts are UTF-8 without NUL and at most
 * SANYA_TEXT_MAX bytes, lists and stretches add up.  SANYA_FAILED names the observation's id and the field: somebody delivered what may
 * not be; SANYA_DIFFERS: this is no block at all.
 */
int sanya_block_check(const struct sanya_block *block, struct sanya_error *err) SANYA_MUST_CHECK;
/* After the check: the reader's dictionary takes the new terms.  A block of another dictionary starts it anew when it begins at 0. */
int sanya_block_learn(const struct sanya_block *block, struct sanya_dictionary *dictionary, struct sanya_error *err) SANYA_MUST_CHECK;

/* --- reading a row --- */

/* Room for the lists of one row. */
struct sanya_block_lists {
	struct sanya_text listed[2 * SANYA_LIST_MAX];
};
/* Texts point into block and dictionary, lists into `lists`. */
void sanya_block_ticket(const struct sanya_block *block, const struct sanya_dictionary *dictionary, uint32_t row,
			struct sanya_block_lists *lists, struct sanya_ticket *ret);
void sanya_block_response(const struct sanya_block *block, const struct sanya_dictionary *dictionary, uint32_t row,
			  struct sanya_block_lists *lists, struct sanya_response *ret);
/* Absent where the row has none. */
struct sanya_text sanya_block_plain(const struct sanya_block *block, enum sanya_plain field, uint32_t row);

#endif
