/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The metric idea.accepted@1: the ledger keeps ideas itself, so it is measured here, like milestones, and not by a plugin.
 * The statistic is the domain room's.
 */
#include "idea.h"

#include <string.h>

struct counting {
	const struct sanya_idea_question *question;
	struct sanya_sample sample;
};

bool sanya_goal_is_idea(const struct sanya_goal *goal)
{
	return strcmp(goal->metric, SANYA_IDEA_METRIC) == 0;
}

static bool is_counted(const struct sanya_idea_question *question, const struct sanya_idea *idea)
{
	const struct sanya_person *person;

	if (question->person != NULL)
		return strcmp(idea->person, question->person) == 0;
	person = sanya_roster_find(question->roster, idea->person);
	return person != NULL &&
	       sanya_roster_below(question->roster, person, question->above, sanya_zone_date(question->zone, idea->decided_at));
}

/* As an observation of the source "ideas", for explaining. */
static int show(const struct sanya_idea_question *question, const struct sanya_idea *idea, bool accepted, struct sanya_error *err)
{
	static const struct sanya_metric_info metric = { .name = SANYA_IDEA_METRIC, .unit = SANYA_UNIT_FLAG };
	const struct sanya_metric_value value = { .value = accepted, .at = idea->decided_at };
	const struct sanya_measure_sight sight = {
		.source = SANYA_IDEAS_SUBJECT,
		.id = sanya_text_of(idea->number),
		.person = sanya_text_of(idea->person),
		.metric = &metric,
		.value = &value,
	};

	return question->seen == NULL ? 0 : question->seen(question->context, &sight, err);
}

static int count(void *context, const struct sanya_idea *idea, struct sanya_error *err)
{
	struct counting *counting = context;
	const struct sanya_idea_question *question = counting->question;
	bool accepted = idea->state == SANYA_IDEA_ACCEPTED || idea->state == SANYA_IDEA_APPROVED;

	if ((!accepted && idea->state != SANYA_IDEA_DECLINED) || idea->decided_at < question->from || idea->decided_at >= question->to ||
	    !is_counted(question, idea))
		return 0;
	if (show(question, idea, accepted, err) != 0)
		return -1;
	return sanya_sample_add(&counting->sample, accepted, err);
}

int sanya_idea_measure(const struct sanya_idea_question *question, struct sanya_measured *ret, struct sanya_error *err)
{
	struct counting counting = { .question = question };
	int failed;

	sanya_sample_init(&counting.sample);
	failed = sanya_ideas_each(question->store, NULL, question->person, count, &counting, err);
	ret->outcome = SANYA_OUTCOME_NO_DATA;
	ret->count = (int64_t)counting.sample.count;
	if (failed == 0 && counting.sample.count > 0) {
		ret->outcome = SANYA_OUTCOME_VALUE;
		failed = sanya_sample_compute(&counting.sample, &question->goal->statistic, SANYA_UNIT_FLAG, &ret->value, err);
	}
	sanya_sample_done(&counting.sample);
	return failed;
}
