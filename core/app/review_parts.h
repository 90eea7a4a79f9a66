/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the review: the frame of a step about the result that stands. */
#ifndef SANYA_APP_REVIEW_PARTS_H
#define SANYA_APP_REVIEW_PARTS_H

#include "review.h"

struct sanya_review_step {
	struct sanya_arena arena;
	struct sanya_contract_row row;
	struct sanya_review review; /* the last one */
	struct sanya_json *detail;  /* of the event: version, revision and digest of the result so far */
};

void sanya_review_step_init(struct sanya_review_step *step);
void sanya_review_step_done(struct sanya_review_step *step);
/* Transaction, acting person, contract, table; then the result that stands.  A failure undoes all of it. */
int sanya_review_begin(const struct sanya_act *act, const char *number, enum sanya_action action, struct sanya_review_step *step,
		       struct sanya_change *change, struct sanya_error *err) SANYA_MUST_CHECK;
/* Record the event and end the transaction; on failure it is undone. */
int sanya_review_finish(const struct sanya_act *act, const char *type, struct sanya_review_step *step, struct sanya_change *change,
			struct sanya_error *err) SANYA_MUST_CHECK;

#endif
