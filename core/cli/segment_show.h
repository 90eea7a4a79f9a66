/* SPDX-License-Identifier: Apache-2.0 */
/* Segments of a contract for people to read: which days under whom, and in a statement what they came to. */
#ifndef SANYA_CLI_SEGMENT_SHOW_H
#define SANYA_CLI_SEGMENT_SHOW_H

#include "output.h"

/* Each line behind `indent`.  Nothing where there is only one segment: then the contract's own lines say it all. */
void sanya_segments_show(struct sanya_cli *cli, const struct sanya_json *segments, const char *indent);
/* What managers said of their days; as of sanya_segment_answers_json. */
void sanya_segment_answers_show(struct sanya_cli *cli, const struct sanya_json *answers);

#endif
