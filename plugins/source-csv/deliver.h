/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What becomes of a row: a ticket, responses, or one more event of a ticket.  Each _row function takes the record in run->record;
 * what points into it is handed over by csv_flush, which must be called before the reader moves its block.
 * All return 0, or -1 with the fault set: the run is over.
 */
#ifndef CSV_DELIVER_H
#define CSV_DELIVER_H

#include "row.h"

int csv_ticket_row(struct csv_run *run) CSV_MUST_CHECK;
int csv_ticket_flush(struct csv_run *run) CSV_MUST_CHECK;

int csv_response_row(struct csv_run *run) CSV_MUST_CHECK;
int csv_response_flush(struct csv_run *run) CSV_MUST_CHECK;

/* Events are gathered until their ticket is whole: at the end of the input, or where the next ticket begins (grouped). */
int csv_event_row(struct csv_run *run) CSV_MUST_CHECK;
int csv_event_finish(struct csv_run *run) CSV_MUST_CHECK;
void csv_events_free(struct csv_events *events);

/* Times of a ticket whose fractions are counted from its creation. */
void csv_ticket_relative(struct sanya_plugin_ticket *ticket, const int32_t *micros);

#endif
