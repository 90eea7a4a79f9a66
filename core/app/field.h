/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text fields of an observation by name, for conditions ("channel": ["email"]) and groups (--by queue).
 * Lists (tags, involved) give several texts; all others one, or none where the field is absent.
 */
#ifndef SANYA_APP_FIELD_H
#define SANYA_APP_FIELD_H

#include "../domain/contract.h"
#include "../domain/observation.h"

struct sanya_field; /* one row of a table that lives as long as the program */

/* The field of that kind of observation, or an error that names those there are. */
int sanya_field_find(enum sanya_observation_kind kind, const char *name, const struct sanya_field **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* How many texts the field has (at most one, but for lists), and one of them; never absent. */
size_t sanya_field_count(const struct sanya_field *field, const void *observation);
struct sanya_text sanya_field_text(const struct sanya_field *field, const void *observation, size_t index);

/* Whom a ticket is credited to: `index` from 0, absent after the last.  The same name may come twice (involved). */
struct sanya_text sanya_ticket_credit(const struct sanya_ticket *ticket, enum sanya_credit credit, size_t index);

#endif
