/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One row per ticket.
 * Limits: a row that comes again is handed over again, and the receiver keeps the later one, so that memory stays constant.
 */
#include "deliver.h"

#include <string.h>

/*
 * Instants are whole seconds.  With "fractions": "relative" the ticket's creation is its zero: each other time is moved back by the
 * fraction that was cut off the creation, so that durations from the creation are those of the full stamps, rounded down.
 */
void rows_ticket_relative(struct sanya_plugin_ticket *ticket, const int32_t *micros)
{
	for (unsigned i = 0; i < ROWS_TICKET_FIELDS; i++) {
		const struct rows_target *target = &rows_ticket_targets[i];
		int64_t at;
		if (target->type != ROWS_TIME || i == ROWS_TICKET_CREATED)
			continue;
		memcpy(&at, (char *)ticket + target->offset, sizeof(at));
		if (at != SANYA_ABSENT_TIME && at > ROWS_INSTANT_FIRST && micros[i] < micros[ROWS_TICKET_CREATED])
			at--;
		memcpy((char *)ticket + target->offset, &at, sizeof(at));
	}
}

int rows_ticket_flush(struct rows_run *run)
{
	const struct sanya_source_host *host = run->host;
	struct rows_batch *batch = &run->tickets;
	int32_t rc = 0;
	if (batch->lists) {
		rc = host->tickets(host->run, rows_batch_objects(batch), batch->used, sizeof(struct sanya_plugin_ticket));
	} else if (batch->used) {
		struct sanya_plugin_ticket_fields fields = {.size = sizeof(fields), .count = batch->used};
		rows_batch_fields(batch, &fields);
		rc = host->ticket_fields(host->run, &fields);
	}
	rows_batch_clear(batch);
	return rc < 0 ? rows_fail(&run->fault, "the host ended the run") : 0;
}

int rows_ticket_begin(struct rows_run *run)
{
	const struct sanya_plugin_ticket empty = rows_ticket_empty();
	bool given[ROWS_TICKET_FIELDS];
	for (unsigned i = 0; i < ROWS_TICKET_FIELDS; i++)
		given[i] = run->mapping.ticket[i].given;
	if (rows_batch_init(&run->tickets, &run->direct_arena, rows_ticket_targets, ROWS_TICKET_FIELDS, given, &empty, sizeof(empty),
			    &run->fault) < 0)
		return -1;
	return rows_direct_init(run, &run->direct_ticket, &run->tickets, run->mapping.ticket);
}

static int fill(struct rows_run *run)
{
	struct sanya_plugin_ticket ticket = rows_ticket_empty();
	int32_t micros[ROWS_TICKET_FIELDS] = {0};
	int rc = rows_fill(run, rows_ticket_targets, ROWS_TICKET_FIELDS, run->mapping.ticket, &ticket, micros);
	if (rc != 1)
		return rc;
	if (run->mapping.relative_fractions)
		rows_ticket_relative(&ticket, micros);
	rows_batch_put(&run->tickets, &ticket);
	return 1;
}

int rows_ticket_row(struct rows_run *run)
{
	struct rows_batch *batch = &run->tickets;
	int rc = rows_direct_fill(run, &run->direct_ticket);
	if (rc == 0)
		rc = fill(run);
	if (rc == 1 && run->ids_matter)
		rc = rows_take_id(run, &run->ticket_ids, &run->mapping.ticket[ROWS_TICKET_ID],
				  (struct sanya_plugin_text *)batch->arrays[ROWS_TICKET_ID] + batch->used);
	if (rc != 1)
		return rc;
	batch->used++;
	return 0;
}
