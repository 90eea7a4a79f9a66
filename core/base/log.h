/* SPDX-License-Identifier: Apache-2.0 */
/* Messages for the administrator, to stderr.  Off unless switched on; no layer both logs and returns an error. */
#ifndef SANYA_BASE_LOG_H
#define SANYA_BASE_LOG_H

#include "base.h"

enum sanya_log_level { SANYA_LOG_QUIET, SANYA_LOG_WARNING, SANYA_LOG_INFO, SANYA_LOG_DEBUG };

void sanya_log_set(enum sanya_log_level level);
void sanya_log(enum sanya_log_level level, const char *format, ...) SANYA_PRINTF(2, 3);

#endif
