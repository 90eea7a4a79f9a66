/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pass over the observations: a batch goes to the metric workers, and each value to the groups that asked for it.
 * Whether an observation takes part is decided here: by its value's instant, by `where`, and by whom it is credited to.
 */
#include "measure_room.h"

/* --- a batch through the workers --- */

static int open_worker(struct sanya_measuring *measuring, struct sanya_measure_worker *worker, struct sanya_error *err)
{
	if (worker->session != NULL)
		return 0;
	return sanya_host_metric_open(measuring->host, worker->plugin, measuring->calendar, &worker->session, err);
}

static int fill_column(struct sanya_measuring *measuring, struct sanya_measure_column *column, const void *batch, size_t size,
		       size_t count, struct sanya_error *err)
{
	struct sanya_measure_worker *worker = &measuring->workers[column->worker];

	if (column->room < count) {
		struct sanya_metric_value *values = reallocarray(column->values, count, sizeof *values);

		if (values == NULL)
			return sanya_error_memory(err);
		column->values = values;
		column->room = count;
	}
	if (open_worker(measuring, worker, err) < 0)
		return -1;
	if (worker->has_batch)
		return sanya_host_metric_again(worker->session, column->metric, column->working, column->from, column->to, count,
					       column->values, err);
	worker->has_batch = true;
	return sanya_host_metric_values(worker->session, column->metric, column->working, column->from, column->to, batch, size,
					count, column->values, err);
}

/* --- one observation into the groups --- */

struct judged {
	struct sanya_measuring *measuring;
	struct sanya_measure_tally *tally;
	const char *source;
	const void *observation;
	const struct sanya_metric_value *value;
	struct sanya_text keys[SANYA_GROUP_KEYS];
};

static int count_in(struct judged *judged, struct sanya_error *err)
{
	struct sanya_measure_tally *tally = judged->tally;
	const struct sanya_metric_value *value = judged->value;
	struct sanya_group *group = sanya_groups_get(&tally->groups, judged->keys);

	if (group == NULL)
		return sanya_error_memory(err);
	if (value->reason != 0)
		return sanya_groups_exclude(&tally->groups, group, (size_t)value->reason - 1, err);
	if (value->finding != 0 && sanya_groups_find(&tally->groups, group, (size_t)value->finding - 1, err) < 0)
		return -1;
	if (tally->metric->unit == SANYA_UNIT_PAIR)
		return sanya_sample_add_pair(&group->sample, value->value, value->possible, err);
	return sanya_sample_add(&group->sample, value->value, err);
}

static bool said_before(const struct sanya_field *field, const void *observation, size_t index)
{
	struct sanya_text text = sanya_field_text(field, observation, index);

	for (size_t i = 0; i < index; i++)
		if (sanya_text_equal(text, sanya_field_text(field, observation, i)))
			return true;
	return false;
}

/* "2026-07" or "2026-07-31", of a year of four digits; once for every observation, so by hand. */
static uint32_t write_date(const struct sanya_civil *civil, bool day, char date[24])
{
	int32_t year = civil->year;

	if (year < 0 || year > 9999) {
		int size = snprintf(date, 24, "%04d-%02d", civil->year, civil->month);

		if (day)
			size += snprintf(date + size, 24 - (size_t)size, "-%02d", civil->day);
		return (uint32_t)size;
	}
	for (int i = 3; i >= 0; i--, year /= 10)
		date[i] = (char)('0' + year % 10);
	date[4] = date[7] = '-';
	date[5] = (char)('0' + civil->month / 10);
	date[6] = (char)('0' + civil->month % 10);
	date[8] = (char)('0' + civil->day / 10);
	date[9] = (char)('0' + civil->day % 10);
	return day ? 10 : 7;
}

/* Fill the keys from `at` on; a list makes one group for each of its texts. */
static int spread(struct judged *judged, size_t at, struct sanya_text person, struct sanya_error *err)
{
	const struct sanya_measure_tally *tally = judged->tally;
	char date[24];

	if (at == tally->question.by_count)
		return count_in(judged, err);
	const struct sanya_measure_by *by = &tally->by[at];
	if (by->key == SANYA_KEY_PERSON) {
		judged->keys[at] = person;
		return spread(judged, at + 1, person, err);
	}
	if (by->key != SANYA_KEY_FIELD) {
		struct sanya_civil civil = sanya_date_civil(sanya_zone_date(judged->measuring->zone, judged->value->at));

		judged->keys[at] = (struct sanya_text){ date, write_date(&civil, by->key != SANYA_KEY_MONTH, date) };
		return spread(judged, at + 1, person, err);
	}
	size_t count = sanya_field_count(by->field, judged->observation);
	if (count == 0) {
		judged->keys[at] = (struct sanya_text){ NULL, 0 };
		return spread(judged, at + 1, person, err);
	}
	for (size_t i = 0; i < count; i++) {
		if (said_before(by->field, judged->observation, i))
			continue;
		judged->keys[at] = sanya_field_text(by->field, judged->observation, i);
		if (spread(judged, at + 1, person, err) < 0)
			return -1;
	}
	return 0;
}

static int take_part(struct judged *judged, struct sanya_text person, struct sanya_text stand_in, struct sanya_error *err)
{
	const struct sanya_measure_tally *tally = judged->tally;
	const struct sanya_measure_question *question = &tally->question;

	if (tally->stand_in)
		judged->keys[question->by_count] = stand_in;
	if (spread(judged, 0, person, err) < 0)
		return -1;
	if (question->seen == NULL)
		return 0;
	struct sanya_measure_sight sight = {
		.question = tally->number, .source = judged->source, .kind = tally->metric->kind,
		.observation = judged->observation, .person = person, .metric = tally->metric, .value = judged->value,
	};
	sight.id = sight.kind == SANYA_TICKET ? ((const struct sanya_ticket *)judged->observation)->id :
						((const struct sanya_response *)judged->observation)->id;
	return question->seen(question->context, &sight, err);
}

/* --- whom it is credited to --- */

static struct sanya_text credited(const struct sanya_measure_tally *tally, const void *observation, size_t index)
{
	if (tally->metric->kind == SANYA_TICKET)
		return sanya_ticket_credit(observation, tally->question.credit, index);
	return index == 0 ? ((const struct sanya_response *)observation)->subject : (struct sanya_text){ NULL, 0 };
}

/* *ret: true where this name takes part; *person: who bears it. */
static int ask_who(const struct judged *judged, struct sanya_text name, struct sanya_text *person, bool *ret,
		   struct sanya_error *err)
{
	const struct sanya_measure_question *question = &judged->tally->question;
	struct sanya_measure_person found = { .id = name, .counts = true };

	if (question->who != NULL &&
	    question->who(question->context, judged->source, name, judged->value->at, &found, err) < 0)
		return -1;
	*person = found.id;
	*ret = found.counts;
	return 0;
}

/* Collect who takes part, each once, into measuring->people. */
static int collect_people(struct judged *judged, size_t *ret_count, bool *ret_named, struct sanya_error *err)
{
	struct sanya_measuring *measuring = judged->measuring;
	size_t count = 0;
	struct sanya_text name, person;

	*ret_named = false;
	for (size_t i = 0; (name = credited(judged->tally, judged->observation, i)).at != NULL; i++) {
		bool counts, known = false;

		*ret_named = true;
		if (ask_who(judged, name, &person, &counts, err) < 0)
			return -1;
		for (size_t j = 0; j < count && !known; j++)
			known = sanya_text_equal(measuring->people[j], person);
		if (!counts || known)
			continue;
		if (count == measuring->people_room) {
			struct sanya_text *people = reallocarray(measuring->people, count + 16, sizeof *people);

			if (people == NULL)
				return sanya_error_memory(err);
			measuring->people = people;
			measuring->people_room = count + 16;
		}
		measuring->people[count++] = person;
	}
	*ret_count = count;
	return 0;
}

static int credit(struct judged *judged, struct sanya_error *err)
{
	const struct sanya_measure_tally *tally = judged->tally;
	struct sanya_text nobody = { NULL, 0 }, stand_in = { NULL, 0 };
	size_t count = 0;
	bool named = false, counts = true;

	if (!tally->by_person && tally->question.who == NULL)
		return take_part(judged, nobody, nobody, err);
	if (collect_people(judged, &count, &named, err) < 0)
		return -1;
	if (!named && tally->stand_in) {
		stand_in = ((const struct sanya_ticket *)judged->observation)->assignee;
		if (stand_in.at != NULL && ask_who(judged, stand_in, &stand_in, &counts, err) < 0)
			return -1;
	}
	if (count == 0)
		return tally->question.who == NULL || (stand_in.at != NULL && counts) ?
			       take_part(judged, nobody, stand_in, err) : 0;
	for (size_t i = 0; i < (tally->by_person ? count : 1); i++)
		if (take_part(judged, judged->measuring->people[i], nobody, err) < 0)
			return -1;
	return 0;
}

/* --- the pass --- */

static bool holds(const struct sanya_field *field, const struct sanya_condition *condition, const void *observation)
{
	for (size_t i = sanya_field_count(field, observation); i > 0; i--) {
		struct sanya_text text = sanya_field_text(field, observation, i - 1);

		for (size_t j = 0; j < condition->value_count; j++)
			if (sanya_text_is(text, condition->values[j]))
				return true;
	}
	return false;
}

static bool chosen(const struct sanya_measure_tally *tally, const void *observation)
{
	for (size_t i = 0; i < tally->question.where_count; i++)
		if (!holds(tally->where[i], &tally->question.where[i], observation))
			return false;
	return true;
}

static int take_one(struct judged *judged, struct sanya_error *err)
{
	struct sanya_measure_tally *tally = judged->tally;
	const struct sanya_measure_question *question = &tally->question;

	/* Whether the file names anybody does not depend on what is asked of it. */
	if (tally->stand_in && !tally->named)
		tally->named = credited(tally, judged->observation, 0).at != NULL;
	if ((question->from != SANYA_NO_INSTANT && judged->value->at < question->from) ||
	    (question->to != SANYA_NO_INSTANT && judged->value->at >= question->to) || !chosen(tally, judged->observation))
		return 0;
	return credit(judged, err);
}

int sanya_measuring_take(struct sanya_measuring *measuring, const char *source, enum sanya_observation_kind kind, const void *batch,
			 size_t size, const void *observations, size_t count, struct sanya_error *err)
{
	size_t element = kind == SANYA_TICKET ? sizeof(struct sanya_ticket) : sizeof(struct sanya_response);

	if (count == 0)
		return 0;
	for (size_t i = 0; i < measuring->worker_count; i++)
		measuring->workers[i].has_batch = false;
	for (size_t i = 0; i < measuring->column_count; i++)
		if (measuring->columns[i].metric->kind == kind &&
		    fill_column(measuring, &measuring->columns[i], batch, size, count, err) < 0)
			return -1;
	for (struct sanya_measure_tally *tally = measuring->tallies; tally != NULL; tally = tally->next) {
		for (size_t c = 0; tally->metric->kind == kind && c < tally->column_count; c++) {
			const struct sanya_measure_column *column = &measuring->columns[tally->columns[c]];
			const struct sanya_metric_value *values = column->values;

			for (size_t i = 0; i < count; i++) {
				/* Of a snapshot of each month, each month's picture counts in that month alone. */
				if (tally->column_count > 1 && (values[i].at < column->from || values[i].at >= column->to))
					continue;
				struct judged judged = { .measuring = measuring, .tally = tally, .source = source,
							 .observation = (const char *)observations + i * element,
							 .value = &values[i] };

				if (take_one(&judged, err) < 0)
					return -1;
			}
		}
	}
	return 0;
}
