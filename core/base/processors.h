/* SPDX-License-Identifier: Apache-2.0 */
/* How many processors this program and all that it starts may use. */
#ifndef SANYA_BASE_PROCESSORS_H
#define SANYA_BASE_PROCESSORS_H

#include "base.h"
#include "error.h"

/* Those that this process may run on; at least 1. */
unsigned sanya_processors(void);
/* From now on no more than the first `count` of them, for this process and all processes it starts; fine where there are fewer. */
int sanya_processors_limit(unsigned count, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
