/* SPDX-License-Identifier: Apache-2.0 */
/* The run of a source whose inputs are files of records: what a plugin's `fetch` calls, with the format it reads. */
#ifndef ROWS_RUN_H
#define ROWS_RUN_H

#include "reader.h"

int32_t rows_fetch(const struct sanya_source_host *host, const struct rows_format *format);

#endif
