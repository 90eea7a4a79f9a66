/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What becomes of a row: a ticket, responses, or one more event of a ticket.  Each _row function takes the record in run->record;
 * what points into it is handed over by the _flush functions, which must be called before the reader moves its block.
 * All return 0, or -1 with the fault set: the run is over.
 */
#ifndef ROWS_DELIVER_H
#define ROWS_DELIVER_H

#include "row.h"

/* The columns of the next file are known. */
int rows_ticket_begin(struct rows_run *run) ROWS_MUST_CHECK;
int rows_response_begin(struct rows_run *run) ROWS_MUST_CHECK;

int rows_ticket_row(struct rows_run *run) ROWS_MUST_CHECK;
int rows_ticket_flush(struct rows_run *run) ROWS_MUST_CHECK;

int rows_response_row(struct rows_run *run) ROWS_MUST_CHECK;
int rows_response_flush(struct rows_run *run) ROWS_MUST_CHECK;

/* Events are gathered until their ticket is whole: at the end of the input, or where the next ticket begins (grouped). */
int rows_event_row(struct rows_run *run) ROWS_MUST_CHECK;
int rows_event_finish(struct rows_run *run) ROWS_MUST_CHECK;
void rows_events_free(struct rows_events *events);

/* Hand over all there is and tell the host that what came so far, up to and with this line, may be kept whatever happens later. */
int rows_checkpoint(struct rows_run *run, uint64_t line) ROWS_MUST_CHECK;

/* Times of a ticket whose fractions are counted from its creation. */
void rows_ticket_relative(struct sanya_plugin_ticket *ticket, const int32_t *micros);

#endif
