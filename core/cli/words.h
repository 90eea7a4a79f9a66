/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What documents and the ledger record in English words and ISO dates, in the reader's language.
 * --json shows the recorded form; this is for people only.
 */
#ifndef SANYA_CLI_WORDS_H
#define SANYA_CLI_WORDS_H

#include "../base/zone.h"
#include "cli.h"

/* A recorded word ("reward", "reweight", "hr", "done") in the reader's language; what is no such word comes back as it is. */
const char *sanya_cli_word(const struct sanya_cli *cli, const char *recorded);
/* What a step of a statement says it is: "goal speed: value", "cap". */
void sanya_cli_step(const struct sanya_cli *cli, const char *what, struct sanya_buffer *out);

struct sanya_when {
	char text[80];
};
/*
 * A date or an instant as recorded, for the reader: in Thai the Buddhist era and, for instants, the wall clock of the zone; in English
 * the recorded form.  An instant without a zone stays as recorded.  The text is `iso` itself or lives in `keep`.
 */
const char *sanya_cli_when(const struct sanya_cli *cli, const struct sanya_zone *zone, const char *iso, struct sanya_when *keep);
/* The zone by its name for sanya_cli_when; NULL where there is none of that name. */
struct sanya_zone *sanya_cli_zone(const char *name);
void sanya_cli_zone_free(struct sanya_zone **zone); /* for SANYA_CLEANUP */

#endif
