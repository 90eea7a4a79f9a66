/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One acting person at one moment, and what they change: every use case that writes takes a `struct sanya_act`.
 *
 *	sanya_act_begin -> checks and sanya_act_record ... -> sanya_act_end (commits, or undoes all of it under --dry-run)
 *
 * Whatever fails between begin and end is undone by the caller with sanya_act_undo; nothing of it is kept.
 */
#ifndef SANYA_APP_ACT_H
#define SANYA_APP_ACT_H

#include "../domain/roster.h"
#include "../store/contracts.h"
#include "../store/store.h"

#define SANYA_SYSTEM "system" /* the actor of what deadlines do */

struct sanya_act {
	struct sanya_store *store;
	const char *actor;   /* person id; NULL: nobody was named */
	const char *account; /* who is signed in at the machine; may be NULL */
	const char *reason;  /* NULL where none was given */
	bool reasons_apart;  /* each part of what is done has a reason of its own; whoever records it sees to that */
	int64_t now;
	bool clock_given; /* `now` is not the system's: every event says so */
	bool dry_run;
};

int sanya_act_begin(const struct sanya_act *act, struct sanya_error *err) SANYA_MUST_CHECK;
/* One event; takes `detail`, and puts the act's reason into it.  `ret_sequence` may be NULL. */
int sanya_act_record(const struct sanya_act *act, const char *type, const char *subject, struct sanya_json *take_detail,
		     uint64_t *ret_sequence, struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_act_end(const struct sanya_act *act, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_act_undo(const struct sanya_act *act);

/*
 * The roster, with the acting person checked: named, on it, and employed today.  SANYA_USAGE where nobody was named,
 * SANYA_NOT_ALLOWED else.  `ret_roster` is initialised also on failure.
 */
int sanya_act_roster(const struct sanya_act *act, struct sanya_roster *ret_roster, const struct sanya_person **ret_actor,
		     struct sanya_error *err) SANYA_MUST_CHECK;
/* The same with no more of the roster than the acting person, those of `others` (NULL entries are passed over), and all above them. */
int sanya_act_roster_of(const struct sanya_act *act, const char *const *others, size_t count, struct sanya_roster *ret_roster,
			const struct sanya_person **ret_actor, struct sanya_error *err) SANYA_MUST_CHECK;
/* The same against a roster at hand. */
int sanya_act_person(const struct sanya_act *act, const struct sanya_roster *roster, const struct sanya_person **ret_actor,
		     struct sanya_error *err) SANYA_MUST_CHECK;
/* An error unless `person` bears one of the roles (bits). */
int sanya_act_needs_role(const struct sanya_person *person, unsigned roles, struct sanya_error *err) SANYA_MUST_CHECK;
/* A person by id, or an error that suggests the nearest id (SANYA_NOT_FOUND). */
int sanya_roster_person(const struct sanya_roster *roster, const char *id, const struct sanya_person **ret,
			struct sanya_error *err) SANYA_MUST_CHECK;
/* The calendar date of an instant where `timezone` (NULL: UTC) holds. */
int sanya_date_in(const char *timezone, int64_t instant, int32_t *ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
