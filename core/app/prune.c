/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The use case "prune": who may, how far back, and the event that says what was taken away.
 * What becomes of the groups is the store's to do; what a pruned period means is said by those who evaluate and explain.
 */
#include "prune.h"

#include "../base/zone.h"
#include "../store/contracts.h"
#include "review.h"

#include <string.h>

void sanya_pruned_say(const struct sanya_prune *prune, struct sanya_buffer *out)
{
	sanya_buffer_text(out, "the evidence before ");
	sanya_date_format(prune->date, out);
	sanya_buffer_text(out, " was pruned on ");
	sanya_date_format(sanya_date_of_seconds(prune->at), out);
}

int sanya_pruned_of(struct sanya_store *store, const struct sanya_contract *contract, struct sanya_prune *ret, bool *ret_touched,
		    struct sanya_error *err)
{
	struct sanya_zone *zone;
	int found = sanya_prune_last(store, ret, err);

	*ret_touched = false;
	if (found <= 0)
		return found;
	if (sanya_zone_load(contract->timezone, &zone, err) != 0)
		return -1;
	*ret_touched = sanya_zone_day_start(zone, contract->from) < ret->before;
	sanya_zone_free(zone);
	return 0;
}

/* --- how far back --- */

/* What is still needed, and the first instant of the day of the pruning: in the zone of the contracts in which it begins first. */
struct needs {
	struct sanya_needed needed;
	int32_t date;
	int64_t before;
	char zones[16][72]; /* looked at already */
	size_t zone_count;
};

/* A reward that is approved, or that will never be, needs no evidence any more; reopening an approved one is told what is gone. */
static bool needs_evidence(enum sanya_state state)
{
	switch (state) {
	case SANYA_DRAFT:
	case SANYA_PROPOSED:
	case SANYA_COUNTERED:
	case SANYA_AGREED:
	case SANYA_SIGNED_BY_ONE:
	case SANYA_ACTIVE:
	case SANYA_TERMINATED:
	case SANYA_IN_REVIEW:
	case SANYA_REVIEWED:
	case SANYA_ACKNOWLEDGED:
	case SANYA_NO_ANSWER:
	case SANYA_DISPUTED:
	case SANYA_RESOLVED:
		return true;
	case SANYA_STATE_NONE:
	case SANYA_APPROVED:
	case SANYA_EXPORTED:
	case SANYA_PAID:
	case SANYA_RENEWED:
	case SANYA_CLOSED:
	case SANYA_DECLINED:
	case SANYA_LAPSED:
	case SANYA_WITHDRAWN:
	case SANYA_STATE_COUNT:
		break;
	}
	return false;
}

static int look_at_zone(struct needs *needs, const char *name, struct sanya_error *err)
{
	struct sanya_zone *zone;
	int64_t start;

	for (size_t i = 0; i < needs->zone_count; i++)
		if (strcmp(needs->zones[i], name) == 0)
			return 0;
	if (sanya_zone_load(name, &zone, err) != 0)
		return -1;
	start = sanya_zone_day_start(zone, needs->date);
	sanya_zone_free(zone);
	if (start < needs->before)
		needs->before = start;
	if (needs->zone_count < SANYA_COUNT(needs->zones))
		snprintf(needs->zones[needs->zone_count++], sizeof(needs->zones[0]), "%s", name);
	return 0;
}

static int look_at_need(void *context, const struct sanya_contract_row *row, struct sanya_error *err)
{
	struct sanya_needed *needed = context;

	(void)err;
	if (!needs_evidence(row->state) || sanya_contract_never_held(row) || row->from == SANYA_NO_DATE ||
	    (needed->from != SANYA_NO_DATE && row->from >= needed->from))
		return 0;
	needed->from = row->from;
	needed->state = row->state;
	snprintf(needed->number, sizeof(needed->number), "%s", row->number);
	return 0;
}

static int look_at_contract(void *context, const struct sanya_contract_row *row, struct sanya_error *err)
{
	struct needs *needs = context;

	if (row->timezone != NULL && look_at_zone(needs, row->timezone, err) != 0)
		return -1;
	return look_at_need(&needs->needed, row, err);
}

int sanya_prune_needed(struct sanya_store *store, struct sanya_needed *ret, struct sanya_error *err)
{
	*ret = (struct sanya_needed){ .from = SANYA_NO_DATE };
	return sanya_contracts_each(store, NULL, look_at_need, ret, err);
}

static int check_needed(const struct sanya_needed *needed, int32_t date, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer from;

	sanya_buffer_init(&from, 16);
	if (needed->from == SANYA_NO_DATE || date <= needed->from)
		return 0;
	sanya_date_format(needed->from, &from);
	sanya_error_set(err, SANYA_NOT_ALLOWED, "contract %s (%s) still needs the evidence from %s on: its reward is not approved", needed->number,
			sanya_state_word(needed->state), from.data);
	return sanya_error_next(err, "the latest date that is possible now: sanya evidence prune --older-than %s", from.data);
}

/* --- the change --- */

static int record(const struct sanya_act *act, int32_t date, int64_t before, struct sanya_evidence_pruned *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer subject;
	struct sanya_json *detail;

	sanya_buffer_init(&subject, 16);
	sanya_date_format(date, &subject);
	if (sanya_evidence_prune(act->store, before, ret, err) != 0)
		return -1;
	if (ret->groups == 0) /* nothing was that old: nothing happened */
		return 0;
	detail = sanya_json_object();
	sanya_json_set_integer(detail, "before", before);
	sanya_json_set_integer(detail, "groups", (int64_t)ret->groups);
	sanya_json_set_integer(detail, "observations", (int64_t)ret->observations);
	sanya_json_set_integer(detail, "bytes", (int64_t)ret->bytes);
	return sanya_act_record(act, "evidence.prune", subject.data, detail, NULL, err);
}

static int prune(const struct sanya_act *act, int32_t date, struct sanya_evidence_pruned *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	struct needs needs = { .needed = { .from = SANYA_NO_DATE }, .date = date, .before = date * SANYA_DAY };
	const struct sanya_person *actor;

	sanya_roster_init(&roster);
	if (sanya_act_roster_of(act, NULL, 0, &roster, &actor, err) != 0 ||
	    sanya_act_needs_role(actor, SANYA_ROLE_HR | SANYA_ROLE_ADMIN, err) != 0 ||
	    sanya_contracts_each(act->store, NULL, look_at_contract, &needs, err) != 0 ||
	    check_needed(&needs.needed, date, err) != 0)
		return -1;
	return record(act, date, needs.before, ret, err);
}

int sanya_prune(const struct sanya_act *act, int32_t date, struct sanya_evidence_pruned *ret, struct sanya_error *err)
{
	if (date > sanya_date_of_seconds(act->now))
		return sanya_error_set(err, SANYA_USAGE, "that day has not come yet");
	if (sanya_act_begin(act, err) != 0)
		return -1;
	if (prune(act, date, ret, err) == 0 && ret->groups > 0)
		return sanya_act_end(act, err);
	sanya_act_undo(act);
	return err->code == SANYA_OK ? 0 : -1;
}
