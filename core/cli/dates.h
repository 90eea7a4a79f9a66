/* SPDX-License-Identifier: Apache-2.0 */
/* Dates, moments and lengths of time as people read them: 7 Dec 2026, or 7 ธ.ค. 2569 (Buddhist era) in Thai. */
#ifndef SANYA_CLI_DATES_H
#define SANYA_CLI_DATES_H

#include "../base/text.h"
#include "../base/zone.h"
#include "cli.h"

void sanya_cli_date(enum sanya_language language, int32_t date, struct sanya_buffer *out);
/* The wall clock of the zone: 7 Dec 2026 09:00:00. */
void sanya_cli_moment(enum sanya_language language, const struct sanya_zone *zone, int64_t instant,
		      struct sanya_buffer *out);
/* 3 h 25 min 10 s; hours are not gathered into days, because a working day has no fixed length. */
void sanya_cli_length(enum sanya_language language, int64_t seconds, struct sanya_buffer *out);

/* The date that an option was given, YYYY-MM-DD; *ret stays as it is where it was not given. */
int sanya_cli_date_option(const struct sanya_cli *cli, const char *option, int32_t *ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
