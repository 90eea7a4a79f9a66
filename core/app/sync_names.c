/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unknown names, by code of the stream's dictionary.
 * Limits: the day is that of UTC, as everywhere before a contract's zone is known; beyond a million different unknown names they count as
 * one name more each time the list begins anew.
 */
#include "sync_names.h"

#include "../base/time.h"

void sanya_sync_names_init(struct sanya_sync_names *names, const char *source, const struct sanya_roster *roster)
{
	*names = (struct sanya_sync_names){ .source = source, .roster = roster };
	sanya_dictionary_init(&names->unknown);
}

void sanya_sync_names_done(struct sanya_sync_names *names)
{
	sanya_dictionary_done(&names->unknown);
	free(names->names);
	names->names = NULL;
	names->room = 0;
}

/* Room for every code of the dictionary; what was known of another one is forgotten. */
static int reach(struct sanya_sync_names *names, const struct sanya_dictionary *dictionary, struct sanya_error *err)
{
	size_t known = names->dictionary == dictionary->number ? names->room : 0, wanted = (size_t)dictionary->count + 1;

	if (wanted > names->room) {
		size_t room = wanted + wanted / 2 + 64;
		struct sanya_sync_name *list = reallocarray(names->names, room, sizeof *list);

		if (list == NULL)
			return sanya_error_memory(err);
		names->names = list;
		names->room = room;
	}
	for (size_t i = known; i < names->room; i++)
		names->names[i] = (struct sanya_sync_name){ .from = 1, .to = 0 };
	names->dictionary = dictionary->number;
	return 0;
}

static int remember(struct sanya_sync_names *names, struct sanya_sync_name *name, struct sanya_text text, struct sanya_error *err)
{
	uint32_t before = names->unknown.count;

	name->counted = true;
	if (sanya_dictionary_full(&names->unknown)) {
		sanya_dictionary_restart(&names->unknown, names->unknown.number + 1);
		before = 0;
	}
	if (sanya_dictionary_code(&names->unknown, text) == UINT32_MAX)
		return sanya_error_memory(err);
	names->people += names->unknown.count > before;
	return 0;
}

static int ask(struct sanya_sync_names *names, struct sanya_sync_name *name, struct sanya_text text, int32_t date, struct sanya_error *err)
{
	struct sanya_dates dates;

	name->unknown = sanya_roster_alias_dates(names->roster, names->source, text, date, &dates) == NULL;
	name->from = dates.from; /* no date is before all others */
	name->to = dates.to == SANYA_NO_DATE ? INT32_MAX : dates.to;
	return name->unknown && !name->counted ? remember(names, name, text, err) : 0;
}

_Static_assert((int)SANYA_CODED_ASSIGNEE == (int)SANYA_CODED_SUBJECT, "a response's subject stands where a ticket's assignee does");

static const uint32_t *codes_of(const struct sanya_block *block, unsigned field)
{
	return sanya_block_has(block, SANYA_HAS_CODED(field)) ? block->coded[field] : NULL;
}

int sanya_sync_names_take(struct sanya_sync_names *names, const struct sanya_block *block, const struct sanya_dictionary *dictionary,
			  struct sanya_error *err)
{
	bool tickets = block->kind == SANYA_TICKET;
	const int64_t *at = block->wide[tickets ? SANYA_WIDE_CREATED : SANYA_WIDE_ANSWERED];
	const uint32_t *fields[] = { codes_of(block, SANYA_CODED_ASSIGNEE),
				     tickets ? codes_of(block, SANYA_CODED_FIRST_REPLIER) : NULL,
				     tickets ? codes_of(block, SANYA_CODED_SOLVER) : NULL };
	uint64_t unknown = 0;

	if (reach(names, dictionary, err) < 0)
		return -1;
	for (uint32_t i = 0; i < block->count; i++) {
		int32_t date = sanya_date_of_seconds(at[i]);
		bool any = false;

		for (unsigned k = 0; k < SANYA_COUNT(fields); k++) {
			uint32_t code = fields[k] == NULL ? 0 : fields[k][i];
			struct sanya_sync_name *name = &names->names[code];

			if (code == 0)
				continue;
			if ((date < name->from || date > name->to) &&
			    ask(names, name, sanya_dictionary_text(dictionary, code), date, err) < 0)
				return -1;
			any = any || name->unknown;
		}
		unknown += any;
	}
	*(tickets ? &names->tickets : &names->responses) += unknown;
	return 0;
}
