/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the roster says of a code, kept with the instants between which it holds.
 * A name that is known on one day and not on another is asked for again where the days change.
 */
#include "sync_names.h"

#include "../base/time.h"

#define UNKNOWN_MAX 65536u /* distinct unknown names that are told apart; beyond it they count as one */

/* The answer for instants in [from, to); not asked yet where these are equal. */
struct sanya_sync_name {
	int64_t from, to;
	bool known, noted;
};

void sanya_sync_names_init(struct sanya_sync_names *names, const char *source)
{
	*names = (struct sanya_sync_names){ .source = source };
	sanya_roster_init(&names->roster);
	sanya_dictionary_init(&names->unknown);
}

void sanya_sync_names_done(struct sanya_sync_names *names)
{
	sanya_roster_done(&names->roster);
	sanya_dictionary_done(&names->unknown);
	free(names->names);
	names->names = NULL;
}

static int follow(struct sanya_sync_names *names, const struct sanya_dictionary *dictionary, struct sanya_error *err)
{
	uint32_t before = names->room;

	if (names->dictionary != dictionary || names->number != dictionary->number)
		before = 0;
	names->dictionary = dictionary;
	names->number = dictionary->number;
	if (dictionary->count >= names->room) {
		uint32_t room = dictionary->count + dictionary->count / 2 + 64;
		struct sanya_sync_name *bigger = reallocarray(names->names, room, sizeof *bigger);

		if (bigger == NULL)
			return sanya_error_memory(err);
		names->names = bigger;
		names->room = room;
	}
	if (before < names->room)
		memset(names->names + before, 0, (names->room - before) * sizeof *names->names);
	return 0;
}

/* Ask the roster about the day of an instant. */
static int ask(struct sanya_sync_names *names, struct sanya_sync_name *name, struct sanya_text text, int64_t at, struct sanya_error *err)
{
	struct sanya_dates dates;

	name->known = sanya_roster_alias_dates(&names->roster, names->source, text, sanya_date_of_seconds(at), &dates) != NULL;
	name->from = dates.from == SANYA_NO_DATE ? INT64_MIN : (int64_t)dates.from * SANYA_DAY;
	name->to = dates.to == SANYA_NO_DATE ? INT64_MAX : ((int64_t)dates.to + 1) * SANYA_DAY;
	if (name->known || name->noted)
		return 0;
	name->noted = true;
	if (names->unknown.count < UNKNOWN_MAX && sanya_dictionary_code(&names->unknown, text) == UINT32_MAX)
		return sanya_error_memory(err);
	return 0;
}

int sanya_sync_names_count(struct sanya_sync_names *names, const struct sanya_block *block, const struct sanya_dictionary *dictionary,
			   uint64_t *ret, struct sanya_error *err)
{
	const bool ticket = block->kind == SANYA_TICKET;
	const unsigned fields = ticket ? SANYA_CODED_SOLVER + 1 : SANYA_CODED_SUBJECT + 1;
	const int64_t *when = block->wide[ticket ? (unsigned)SANYA_WIDE_CREATED : (unsigned)SANYA_WIDE_ANSWERED];
	uint64_t unknown = 0;

	if (follow(names, dictionary, err) != 0)
		return -1;
	for (uint32_t row = 0; row < block->count; row++) {
		bool any = false;

		for (unsigned i = 0; i < fields; i++) {
			uint32_t code = sanya_block_has(block, SANYA_HAS_CODED(i)) ? block->coded[i][row] : 0;
			struct sanya_sync_name *name = &names->names[code];

			if (code == 0)
				continue;
			if ((when[row] < name->from || when[row] >= name->to) &&
			    ask(names, name, sanya_dictionary_text(dictionary, code), when[row], err) != 0)
				return -1;
			any |= !name->known;
		}
		unknown += any;
	}
	*ret = unknown;
	return 0;
}
