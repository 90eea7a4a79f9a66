/* SPDX-License-Identifier: Apache-2.0 */
/* What lint found, for people: in the reader's language, from codes and words. */
#ifndef SANYA_CLI_FINDINGS_SHOW_H
#define SANYA_CLI_FINDINGS_SHOW_H

#include "cli.h"

/* Each finding with its place, why it matters and what to do.  `name` is what places begin with; NULL: the contract's number. */
void sanya_cli_findings(struct sanya_cli *cli, const char *name, const struct sanya_json *findings);
/* One line each: "Warning: …". */
void sanya_cli_findings_short(struct sanya_cli *cli, const struct sanya_json *findings);
/* After a proposal: how many warnings go with it, which, and where to read them; a message, and nothing where there are none. */
void sanya_cli_findings_told(struct sanya_cli *cli, const char *number, const struct sanya_json *findings);

#endif
