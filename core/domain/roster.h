/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The roster: people, reporting lines and aliases, with dates.  A plain value in an arena.
 */
#ifndef SANYA_DOMAIN_ROSTER_H
#define SANYA_DOMAIN_ROSTER_H

#include "../base/arena.h"
#include "../base/error.h"
#include "../base/text.h"
#include "../base/time.h"

enum sanya_role { SANYA_ROLE_EMPLOYEE = 1, SANYA_ROLE_MANAGER = 2, SANYA_ROLE_EXECUTIVE = 4, SANYA_ROLE_HR = 8,
		  SANYA_ROLE_AUDITOR = 16, SANYA_ROLE_ADMIN = 32 };

/* Days, both included; SANYA_NO_DATE: open. */
struct sanya_dates {
	int32_t from, to;
};

struct sanya_alias {
	const char *source, *name; /* the name this person has in that source; compared without regard to ASCII case */
	int32_t from, to;	   /* inclusive; SANYA_NO_DATE: open */
};

struct sanya_reporting {
	const char *manager; /* person id */
	int32_t from, to;
};

struct sanya_person {
	const char *id; /* identifier: the employee number */
	struct sanya_words name;
	unsigned roles; /* bits of enum sanya_role */
	const char *unit; /* NULL */
	const char *payroll; /* number in payroll; NULL */
	const char *email; /* NULL */
	int32_t employed_from, employed_to; /* inclusive; SANYA_NO_DATE: open */
	struct sanya_reporting *managers; /* by from; none for the president */
	size_t manager_count;
	struct sanya_alias *aliases;
	size_t alias_count;
	struct sanya_dates *leave; /* whole days away, by from; never open, none twice */
	size_t leave_count;
	unsigned long row; /* where it stood in the file, for messages */
};

/* One name in one source (NULL: in every source, a person's own id) and who bears it, made by sanya_roster_check. */
struct sanya_bearer {
	const char *source, *name;
	size_t person; /* index */
	int32_t from, to;
};

#define SANYA_ROSTER_LEVELS 100u /* a longer reporting line is taken for a mistake */

/* The whole company, or those who matter to a question: then nobody else is known by any name. */
struct sanya_roster {
	struct sanya_arena arena;
	struct sanya_person *people; /* sorted by id after sanya_roster_check */
	size_t count;
	const struct sanya_bearer *bearers; /* index of names, by name without regard to ASCII case */
	size_t bearer_count;
};

void sanya_roster_init(struct sanya_roster *roster);
void sanya_roster_done(struct sanya_roster *roster);

/*
 * Sort by id and refuse: the same id twice, unknown managers, cycles in the reporting line on any day, overlapping reporting lines, one alias
 * of a source standing for two people on the same day, a day of leave twice, dates that end before they start.  The error's line is the row.
 */
int sanya_roster_check(struct sanya_roster *roster, struct sanya_error *err) SANYA_MUST_CHECK;
/* Sort people and make the index of names, where the rules were checked before (what the store hands back). */
int sanya_roster_index(struct sanya_roster *roster, struct sanya_error *err) SANYA_MUST_CHECK;

/*
 * `after` comes from a table without dates: what it says of somebody's manager holds from `day` on, and their lines before that stay as they were
 * in `before`.  Where it is the manager of today already (of `day`, if that lies ahead) nobody has moved, and all lines stay, so that one person's move
 * does not touch another's.  People whom `before` does not know keep theirs.  Checked anew.
 */
int sanya_roster_follow(struct sanya_roster *after, const struct sanya_roster *before, int32_t day, int32_t today,
			struct sanya_error *err) SANYA_MUST_CHECK;

const struct sanya_person *sanya_roster_find(const struct sanya_roster *roster, const char *id); /* or NULL */
/* Who bears the alias in that source on that day; NULL for nobody.  A person's own id is an alias in every source. */
const struct sanya_person *sanya_roster_alias(const struct sanya_roster *roster, const char *source,
					      struct sanya_text name, int32_t date);
/* The same, and the days around that one on which the answer is the same. */
const struct sanya_person *sanya_roster_alias_dates(const struct sanya_roster *roster, const char *source, struct sanya_text name,
						    int32_t date, struct sanya_dates *ret_dates);
/* All who bear the name on some day in some source, one after the other; which source: sanya_bearer_in. */
const struct sanya_bearer *sanya_roster_bearers(const struct sanya_roster *roster, struct sanya_text name, size_t *ret_count);
bool sanya_bearer_in(const struct sanya_bearer *bearer, const char *source);
/* The manager's id on that day, or NULL. */
const char *sanya_person_manager(const struct sanya_person *person, int32_t date);
/* Days of a period under one manager. */
struct sanya_segment {
	int32_t from, to; /* dates, both included */
	const char *manager;
};
/*
 * The days of a period by who led the person.  The first segment is `manager`'s, who signed, whatever the roster says of its first day; every
 * move after that day begins another one, by the reporting line.  Days without any manager belong to the one before.  One segment where
 * nobody moved.  Managers are borrowed, the list lives in `arena`.
 */
int sanya_person_segments(const struct sanya_person *person, const char *manager, int32_t from, int32_t to, struct sanya_arena *arena,
			  struct sanya_segment **ret, size_t *ret_count, struct sanya_error *err) SANYA_MUST_CHECK;
/* true when `person` is below `manager` in the reporting line on that day (not the manager). */
bool sanya_roster_below(const struct sanya_roster *roster, const struct sanya_person *person, const char *manager,
			int32_t date);
/* Everybody above the person on that day, the nearest first; how many.  *dates is narrowed to the days around that one on which it holds. */
size_t sanya_roster_above(const struct sanya_roster *roster, const struct sanya_person *person, int32_t date,
			  const struct sanya_person *ret[SANYA_ROSTER_LEVELS], struct sanya_dates *dates);
bool sanya_person_employed(const struct sanya_person *person, int32_t date);
bool sanya_person_on_leave(const struct sanya_person *person, int32_t date);
const char *sanya_role_word(enum sanya_role role);
unsigned sanya_role_of(const char *word); /* 0 where the word is none */

#endif
