/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One row per ticket.
 * Limits: a row that comes again is handed over again, and the receiver keeps the later one, so that memory stays constant.
 */
#include "deliver.h"

#include <stdlib.h>
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
		if (at != SANYA_ABSENT_TIME && micros[i] < micros[ROWS_TICKET_CREATED])
			at--;
		memcpy((char *)ticket + target->offset, &at, sizeof(at));
	}
}

int rows_ticket_flush(struct rows_run *run)
{
	const struct sanya_source_host *host = run->host;
	uint32_t count = run->ticket_count;
	int32_t rc = 0;
	run->ticket_count = 0;
	if (count && run->ticket_gather.usable) {
		struct sanya_plugin_ticket_fields fields = {.size = sizeof(fields), .count = count};
		rows_gather_fields(&run->ticket_gather, run->tickets, sizeof(*run->tickets), count, &fields);
		rc = host->ticket_fields(host->run, &fields);
	} else if (count) {
		rc = host->tickets(host->run, run->tickets, count, sizeof(*run->tickets));
	}
	return rc < 0 ? rows_fail(&run->fault, "the host ended the run") : 0;
}

int rows_ticket_begin(struct rows_run *run)
{
	const struct sanya_plugin_ticket empty = rows_ticket_empty();
	if (!run->tickets)
		run->tickets = malloc(ROWS_BATCH * sizeof(*run->tickets));
	if (!run->tickets)
		return rows_fail_memory(&run->fault);
	if (rows_direct_init(run, &run->direct_ticket, rows_ticket_targets, ROWS_TICKET_FIELDS, run->mapping.ticket, &empty,
			     sizeof(empty)) < 0)
		return -1;
	bool given[ROWS_TICKET_FIELDS];
	for (unsigned i = 0; i < ROWS_TICKET_FIELDS; i++)
		given[i] = run->mapping.ticket[i].given;
	if (rows_gather_init(&run->ticket_gather, &run->direct_arena, rows_ticket_targets, ROWS_TICKET_FIELDS, given, &run->fault) < 0)
		return -1;
	for (uint32_t i = 0; i < ROWS_BATCH; i++)
		memcpy(&run->tickets[i], run->direct_ticket.start, sizeof(empty));
	return 0;
}

/* The long way begins with nothing and goes over the ticket only when it is whole, so that what the short way relies on is still there. */
static int fill(struct rows_run *run, struct sanya_plugin_ticket *ticket)
{
	struct sanya_plugin_ticket whole = rows_ticket_empty();
	int32_t micros[ROWS_TICKET_FIELDS] = {0};
	int rc = rows_fill(run, rows_ticket_targets, ROWS_TICKET_FIELDS, run->mapping.ticket, &whole, micros);
	if (rc != 1)
		return rc;
	if (run->mapping.relative_fractions)
		rows_ticket_relative(&whole, micros);
	*ticket = whole;
	return 1;
}

int rows_ticket_row(struct rows_run *run)
{
	struct sanya_plugin_ticket *ticket = &run->tickets[run->ticket_count];
	int rc = rows_direct_fill(run, &run->direct_ticket, ticket);
	if (rc == 0)
		rc = fill(run, ticket);
	if (rc == 1 && run->ids_matter)
		rc = rows_take_id(run, &run->ticket_ids, &run->mapping.ticket[ROWS_TICKET_ID], &ticket->id);
	if (rc != 1)
		return rc;
	run->ticket_count++;
	return 0;
}
