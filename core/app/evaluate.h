/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A contract's goals against the evidence: which observations count for whom is decided here (period, deadline, scope, credit, aliases on
 * the day), the values come from the metric plugins, the statistic from the domain room.
 *
 * A plugin's failure is never a verdict about a person: the goals of that plugin are NOT_EVALUATED with the reason, all others go on.
 */
#ifndef SANYA_APP_EVALUATE_H
#define SANYA_APP_EVALUATE_H

#include "../codec/documents.h"
#include "../domain/reward.h"
#include "../domain/roster.h"
#include "../store/store.h"
#include "measure.h"
#include "settings.h"

struct sanya_evaluate {
	struct sanya_store *store;
	struct sanya_host *host;
	const struct sanya_settings *settings; /* where calendars are */
	const struct sanya_roster *roster;
	const struct sanya_contract *contract;
	struct sanya_arena *arena;	/* where the texts of the result live */
	uint64_t watermark;		/* last batch that counts */
	int64_t until;			/* nothing at or after this instant counts; SANYA_NO_INSTANT: the period's end decides */
	/* For explaining: every observation that lies in the window of `explain_goal` and takes part. */
	size_t explain_goal;
	int (*seen)(void *context, const struct sanya_measure_sight *sight, struct sanya_error *err);
	void *context;
};

/*
 * `ret_measured` and `ret_about`: one entry per goal, the former initialised.  Texts and lists live in the arena.  `ret_calendar_sha256`: of
 * the calendar's canonical bytes, in hex.
 */
int sanya_evaluate_goals(const struct sanya_evaluate *evaluate, struct sanya_measured *ret_measured,
			 struct sanya_statement_goal *ret_about, char ret_calendar_sha256[65], struct sanya_error *err)
	SANYA_MUST_CHECK;
/* Days of the period on which the employee is employed, and all its days: calendar days, or working days where the contract prorates by those. */
int sanya_evaluate_days(const struct sanya_evaluate *evaluate, int64_t *ret_counted, int64_t *ret_of, struct sanya_error *err)
	SANYA_MUST_CHECK;

#endif
