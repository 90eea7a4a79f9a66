/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Segments: somebody who moves to another manager during a contract's period splits its days, and each manager answers for their own.
 *
 * The promise stays one: goals, sample sizes and the reward are those that were signed, over the whole period, and the result says for each
 * segment what its own observations came to.  The manager of the last segment stands in for the one who signed: may evaluate, share, take
 * up again, terminate, renew, confirm milestones, and may not approve.  Before the result is shared every other manager of a segment answers for
 * it; HR may share without waiting, for somebody may have left.
 */
#ifndef SANYA_APP_SEGMENT_H
#define SANYA_APP_SEGMENT_H

#include "../codec/documents.h"
#include "contract.h"
#include "evaluate.h"

/* The segments of a contract by its row, one where nobody moved; an employee who is not on the roster never did.  The list lives in `arena`. */
int sanya_contract_segments(const struct sanya_roster *roster, const struct sanya_contract_row *row, struct sanya_arena *arena,
			    struct sanya_segment **ret, size_t *ret_count, struct sanya_error *err) SANYA_MUST_CHECK;
/* [{"from", "to", "manager"}] */
struct sanya_json *sanya_segments_json(const struct sanya_segment *list, size_t count);
/* Who leads the employee on a day of the period (the first or last one for days outside): the manager who signed, or the one after a move.
 * Points into roster or row. */
const char *sanya_contract_leader(const struct sanya_roster *roster, const struct sanya_contract_row *row, int32_t date);
/* The same, asked of the store: whether it is this person. */
int sanya_contract_is_led_by(struct sanya_store *store, const struct sanya_contract_row *row, int32_t date, const char *person, bool *ret,
			     struct sanya_error *err) SANYA_MUST_CHECK;
/* The next contract is with whoever led at the end: puts "manager" into its document. */
int sanya_contract_follow_leader(struct sanya_store *store, const struct sanya_contract_row *row, struct sanya_json *document,
				 struct sanya_error *err) SANYA_MUST_CHECK;
/* Whether the leader of today stands in for the manager who signed when it comes to this. */
bool sanya_action_is_leaders(enum sanya_action action);

/* --- evaluating --- */

struct sanya_segmented {
	struct sanya_segment *list;
	size_t count; /* 0: undivided, and nothing else is set */
	struct sanya_contract *contracts;   /* the contract within the days of each */
	struct sanya_evaluated *evaluated; /* to be measured with the contract itself */
};
int sanya_segmented_init(struct sanya_segmented *ret, const struct sanya_roster *roster, const struct sanya_contract *contract, int64_t until,
			 struct sanya_arena *arena, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_segmented_done(struct sanya_segmented *segmented);

/* --- answering --- */

/* Answer for one's days of the result that was evaluated last and is not shared yet; the act's reason is what the manager says of them. */
int sanya_review_segment(const struct sanya_act *act, const char *number, struct sanya_change *ret_change, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* An error where somebody who has not answered stands between `act` and sharing the result. */
int sanya_segments_check(const struct sanya_act *act, const char *number, int64_t version, const char *statement, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* [{"manager", "at", "note"}] */
int sanya_segment_answers_json(struct sanya_store *store, const char *number, int64_t version, struct sanya_json **ret,
			       struct sanya_error *err) SANYA_MUST_CHECK;

#endif
