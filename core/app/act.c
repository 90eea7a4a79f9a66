/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frame of every change: transaction, acting person, event.
 * Knows nothing of what is changed.
 */
#include "act.h"

#include "../base/zone.h"
#include "../store/people.h"

#include <string.h>

int sanya_act_begin(const struct sanya_act *act, struct sanya_error *err)
{
	return sanya_store_begin(act->store, err);
}

void sanya_act_undo(const struct sanya_act *act)
{
	sanya_store_rollback(act->store);
}

int sanya_act_end(const struct sanya_act *act, struct sanya_error *err)
{
	if (act->dry_run) {
		sanya_store_rollback(act->store);
		return 0;
	}
	if (sanya_store_commit(act->store, err) == 0)
		return 0;
	sanya_store_rollback(act->store);
	return -1;
}

int sanya_act_record(const struct sanya_act *act, const char *type, const char *subject, struct sanya_json *take_detail,
		     uint64_t *ret_sequence, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *detail = take_detail;
	struct sanya_event event = { .type = type, .at = act->now, .clock_given = act->clock_given,
				     .actor = act->actor, .account = act->account, .subject = subject };

	if (detail == NULL || (act->reason != NULL && sanya_json_set_text(detail, "reason", act->reason) != 0))
		return sanya_error_memory(err);
	event.detail = detail;
	if (sanya_ledger_append(act->store, &event, err) != 0)
		return -1;
	if (ret_sequence != NULL)
		*ret_sequence = event.sequence;
	return 0;
}

int sanya_date_in(const char *zone_name, int64_t instant, int32_t *ret, struct sanya_error *err)
{
	struct sanya_zone *zone;

	if (zone_name == NULL) {
		*ret = sanya_date_of_seconds(instant);
		return 0;
	}
	if (sanya_zone_load(zone_name, &zone, err) != 0)
		return -1;
	*ret = sanya_zone_date(zone, instant);
	sanya_zone_free(zone);
	return 0;
}

int sanya_roster_person(const struct sanya_roster *roster, const char *id, const struct sanya_person **ret,
			struct sanya_error *err)
{
	const struct sanya_person *person = sanya_roster_find(roster, id), *nearest = NULL;
	unsigned best = strlen(id) < 5 ? 2 : 3, distance; /* in a short id two slips make another one */

	if (person != NULL) {
		*ret = person;
		return 0;
	}
	for (size_t i = 0; i < roster->count; i++) {
		distance = sanya_text_distance(id, roster->people[i].id);
		if (distance < best) {
			best = distance;
			nearest = &roster->people[i];
		}
	}
	if (nearest == NULL)
		sanya_error_set(err, SANYA_NOT_FOUND, "\"%s\" is not on the roster", id);
	else
		sanya_error_set(err, SANYA_NOT_FOUND, "\"%s\" is not on the roster.  Closest: %s (%s)", id, nearest->id,
				sanya_words_in(&nearest->name, SANYA_ENGLISH));
	return sanya_error_next(err, roster->count == 0 ? "import a roster first: sanya people import FILE"
							: "see who is: sanya people list");
}

int sanya_act_person(const struct sanya_act *act, const struct sanya_roster *roster, const struct sanya_person **ret_actor,
		     struct sanya_error *err)
{
	const struct sanya_person *person;

	if (act->actor == NULL) {
		sanya_error_set(err, SANYA_USAGE, "nobody is named as the acting person");
		return sanya_error_next(err, "add --as PERSON, or set SANYA_AS");
	}
	if (sanya_roster_person(roster, act->actor, &person, err) != 0) {
		err->code = SANYA_NOT_ALLOWED; /* the command names a thing that is there; this person may not touch it */
		return -1;
	}
	if (!sanya_person_employed(person, sanya_date_of_seconds(act->now)))
		return sanya_error_set(err, SANYA_NOT_ALLOWED, "%s (%s) is not employed today, and cannot act", person->id,
				       sanya_words_in(&person->name, SANYA_ENGLISH));
	*ret_actor = person;
	return 0;
}

int sanya_act_roster(const struct sanya_act *act, struct sanya_roster *ret_roster, const struct sanya_person **ret_actor,
		     struct sanya_error *err)
{
	if (sanya_people_load(act->store, ret_roster, err) != 0)
		return -1;
	return sanya_act_person(act, ret_roster, ret_actor, err);
}

#define OTHERS_MOST 8u

int sanya_act_roster_of(const struct sanya_act *act, const char *const *others, size_t count, struct sanya_roster *ret_roster,
			const struct sanya_person **ret_actor, struct sanya_error *err)
{
	const char *people[OTHERS_MOST + 1] = { act->actor };
	const struct sanya_people_wanted wanted = { .people = people, .person_count = SANYA_COUNT(people) };

	for (size_t i = 0; i < count && i < OTHERS_MOST; i++)
		people[i + 1] = others[i];
	if (sanya_people_load_some(act->store, &wanted, ret_roster, err) != 0)
		return -1;
	if (act->actor == NULL || sanya_roster_find(ret_roster, act->actor) != NULL)
		return sanya_act_person(act, ret_roster, ret_actor, err);
	sanya_roster_done(ret_roster); /* who was meant is found among all */
	return sanya_act_roster(act, ret_roster, ret_actor, err);
}

int sanya_act_needs_role(const struct sanya_person *person, unsigned roles, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer words;

	sanya_buffer_init(&words, 256);
	if ((person->roles & roles) != 0)
		return 0;
	for (unsigned role = SANYA_ROLE_EMPLOYEE; role <= SANYA_ROLE_ADMIN; role <<= 1)
		if ((roles & role) != 0)
			sanya_buffer_printf(&words, "%s%s", words.size == 0 ? "" : " or ", sanya_role_word((enum sanya_role)role));
	return sanya_error_set(err, SANYA_NOT_ALLOWED, "%s may not do this: it takes the role %s", person->id, words.data);
}
