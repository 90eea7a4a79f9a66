/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The talk about a result: what each side notes about each goal, everything about one review in one place, what happened to one's contracts
 * while one was away, and results of a unit side by side.
 *
 * Notes change no score.  Each side writes in its own field; nobody writes in the other's.
 */
#ifndef SANYA_APP_TALK_H
#define SANYA_APP_TALK_H

#include "review.h"

/* Causes are "WORD" or "WORD=TEXT" (domain/cause.h), NULL-terminated; may be NULL.  At least one of the three says something. */
struct sanya_note_request {
	const char *goal;
	const char *text; /* NULL */
	const char *const *success, *const *failure;
};
/* By the employee or the manager of the contract, from its evaluation until it is renewed or closed.  Takes the place of their older note about the goal. */
int sanya_review_note(const struct sanya_act *act, const struct sanya_note_request *request, const char *number, const char **ret_side,
		      struct sanya_error *err) SANYA_MUST_CHECK;

/*
 * {"contract", "employee", "manager", "timezone", "state", "version", "shared_at", "score", "amount", "currency", "goals": [{"id", "title", "outcome",
 * "applied", "display", "count", the interval of interval_json.h, "score", "weight", "notes": {"employee": {"text", "success", "failure", "by", "at"} or null, "manager"}}],
 * "versions": [{"version", "at", "by", "how", "reason", "score", "amount", "watermark", "approver"}], "lines": [{"sequence", "kind", "amount",
 * "batch", "reason"}]}.  "how": evaluated, reopened, restated, dispute.
 */
int sanya_review_show(struct sanya_store *store, const char *number, struct sanya_json **ret, struct sanya_error *err) SANYA_MUST_CHECK;

/*
 * What others did to reviews of the person's contracts, as employee or manager, from an instant on, in the order of events:
 * [{"event", "at", "contract", "timezone", "type", "actor", "reason", "goal"}].
 */
int sanya_review_news(struct sanya_store *store, const char *person, int64_t since, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;

/*
 * The last results of a cycle, side by side, of a unit (NULL: all) and below a manager (NULL: all), without touching any: {"cycle",
 * "contracts", "without_result", "managers": [{"manager", "name", "results", "lowest", "median", "highest", "mean", "goals": [{"goal",
 * "results", "lowest", "median", "highest", "mean"}], "rows": [{"contract", "employee", "name", "unit", "state", "score", "amount", "currency", "notes"}]}], "all":
 * {"results", "lowest", "median", "highest", "mean"}}.  Scores are exact; the median of an even count is the mean of the middle two.  Managers are in order of
 * their ids, rows from the highest score down.
 */
struct sanya_calibration {
	const char *cycle;
	const char *unit, *manager; /* NULL: all; a manager's are those whose contracts they signed */
};
int sanya_review_calibrate(struct sanya_store *store, const struct sanya_calibration *wanted, struct sanya_json **ret,
			   struct sanya_error *err) SANYA_MUST_CHECK;

#endif
