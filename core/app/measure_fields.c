/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which fields of observations the questions of a measure look at, so that whoever reads them need not make the others.
 * Numbers and stretches always: a metric plugin does not say which of them it uses.
 */
#include "measure_room.h"

static bool wants_rows(const struct sanya_measuring *measuring, const struct sanya_measure_column *column)
{
	const struct sanya_plugin_info *plugin = measuring->workers[column->worker].plugin;

	return !(column->metric->kind == SANYA_TICKET ? plugin->ticket_columns : plugin->response_columns);
}

/* A plugin that takes rows sees all of them. */
static bool takes_rows(const struct sanya_measuring *measuring, enum sanya_observation_kind kind)
{
	for (size_t i = 0; i < measuring->column_count; i++)
		if (measuring->columns[i].metric->kind == kind && wants_rows(measuring, &measuring->columns[i]))
			return true;
	return false;
}

static uint64_t field_bit(const struct sanya_field *field)
{
	switch (field->shape) {
	case SANYA_FIELD_CODED:
		return SANYA_HAS_CODED(field->number);
	case SANYA_FIELD_PLAIN:
		return SANYA_HAS_PLAIN(field->number);
	case SANYA_FIELD_LIST:
		return SANYA_HAS_LIST(field->number);
	case SANYA_FIELD_KIND:
	default:
		return SANYA_HAS_NARROW(SANYA_NARROW_KIND);
	}
}

static uint64_t keying_fields(const struct sanya_measure_tally *tally)
{
	const struct sanya_measure_keying *keying = tally->keying;
	uint64_t fields = tally->stand_in ? SANYA_HAS_CODED(SANYA_CODED_ASSIGNEE) : 0;

	for (unsigned i = 0; i < keying->credited.count; i++)
		fields |= SANYA_HAS_CODED(keying->credited.coded[i]);
	if (keying->credited.list)
		fields |= SANYA_HAS_LIST(SANYA_LIST_INVOLVED);
	for (unsigned i = 0; i < keying->grouping->groups.depth; i++)
		if (keying->keys[i].key == SANYA_KEY_FIELD)
			fields |= field_bit(keying->keys[i].field);
	return fields;
}

uint64_t sanya_measuring_fields(const struct sanya_measuring *measuring, enum sanya_observation_kind kind)
{
	uint64_t fields = (SANYA_HAS_WIDE(SANYA_WIDES) - 1) | (SANYA_HAS_NARROW(SANYA_NARROWS) - SANYA_HAS_NARROW(0));

	if (takes_rows(measuring, kind))
		return UINT64_MAX;
	if (kind == SANYA_TICKET)
		fields |= SANYA_HAS_STRETCH(SANYA_STRETCH_WAITS) | SANYA_HAS_STRETCH(SANYA_STRETCH_SILENCES);
	for (const struct sanya_measure_tally *tally = measuring->tallies; tally != NULL; tally = tally->next) {
		if (tally->metric->kind != kind)
			continue;
		if (tally->question.seen != NULL)
			return UINT64_MAX;
		fields |= keying_fields(tally);
		if (tally->question.decided != NULL)
			fields |= SANYA_HAS_PLAIN(SANYA_PLAIN_ID);
		for (size_t i = 0; tally->filter != NULL && i < tally->filter->count; i++)
			fields |= field_bit(tally->filter->fields[i]);
	}
	return fields;
}
