/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the store to a measure: one pass over the evidence for each kind of observation that is asked about.
 * Asks the store for no more than may matter to the window; the measure itself decides what does.
 */
#include "measure_home.h"

#include "../store/evidence.h"
#include "../store/people.h"
#include "source.h"

struct reading {
	struct sanya_measuring *measuring;
	const char *source;
	uint64_t count;
};

static int on_block(void *context, const char *source, const struct sanya_block *block, const struct sanya_dictionary *dictionary,
		    struct sanya_error *err)
{
	struct reading *reading = context;

	if (reading->source != NULL && strcmp(reading->source, source) != 0)
		return 0;
	reading->count += block->count;
	return sanya_measuring_take(reading->measuring, source, block, dictionary, NULL, err);
}

static int read_kind(struct sanya_measuring *measuring, const struct sanya_measure_home *home, enum sanya_observation_kind kind,
		     struct sanya_block *room, uint64_t *ret, struct sanya_error *err)
{
	struct reading reading = { .measuring = measuring, .source = home->source };
	struct sanya_evidence_wanted wanted = {
		.kind = kind, .watermark = sanya_evidence_watermark(home->store), .from = home->from, .to = home->to,
		.fields = sanya_measuring_fields(measuring, kind),
	};
	bool asked = false;

	for (size_t i = 0; i < home->questions; i++) {
		const struct sanya_metric_info *metric = sanya_measuring_metric(measuring, i);

		if (metric->kind != kind)
			continue;
		asked = true;
		/* A picture of the window's end shows also what was over long before the window. */
		if (metric->snapshot)
			wanted.from = SANYA_NO_INSTANT;
	}
	if (asked && sanya_evidence_each(home->store, &wanted, room, on_block, &reading, err) < 0)
		return -1;
	*ret = reading.count;
	return 0;
}

int sanya_measure_home(struct sanya_host *host, struct sanya_measuring *measuring, const struct sanya_measure_home *home,
		       uint64_t *ret_tickets, uint64_t *ret_responses, struct sanya_error *err)
{
	struct sanya_block *room;

	if ((home->source != NULL && sanya_source_need(home->store, home->source, err) < 0) || sanya_host_room(host, &room, err) < 0 ||
	    read_kind(measuring, home, SANYA_TICKET, room, ret_tickets, err) < 0)
		return -1;
	return read_kind(measuring, home, SANYA_RESPONSE, room, ret_responses, err);
}

/* --- people --- */

int sanya_measure_roster_load(struct sanya_store *store, const struct sanya_zone *zone, struct sanya_measure_roster *ret,
			      struct sanya_error *err)
{
	*ret = (struct sanya_measure_roster){ .zone = zone };
	return sanya_people_load(store, &ret->roster, err);
}

void sanya_measure_roster_done(struct sanya_measure_roster *roster)
{
	sanya_roster_done(&roster->roster);
}

int sanya_measure_roster_who(void *context, const char *source, struct sanya_text name, int64_t at, struct sanya_measure_people *ret,
			     struct sanya_error *err)
{
	struct sanya_measure_roster *about = context;
	struct sanya_dates dates;
	const struct sanya_person *person =
		sanya_roster_alias_dates(&about->roster, source, name, sanya_zone_date(about->zone, at), &dates);

	(void)err;
	about->answer = person != NULL ? sanya_text_of(person->id) : name;
	*ret = (struct sanya_measure_people){
		.ids = &about->answer,
		.count = 1,
		.from = dates.from == SANYA_NO_DATE ? SANYA_NO_INSTANT : sanya_zone_day_start(about->zone, dates.from),
		.to = dates.to == SANYA_NO_DATE ? SANYA_NO_INSTANT : sanya_zone_day_start(about->zone, dates.to + 1),
	};
	return 0;
}
