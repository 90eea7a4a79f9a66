/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The processors of this process, through its affinity, which children inherit.
 * Knows up to 8192 of them; a larger machine counts as one of that size and is not limited.
 */
#include "processors.h"

#include <errno.h>
#include <sched.h>

#define PROCESSORS_MOST 8192u

struct processors {
	cpu_set_t sets[PROCESSORS_MOST / CPU_SETSIZE];
};

unsigned sanya_processors(void)
{
	struct processors allowed;

	if (sched_getaffinity(0, sizeof allowed, allowed.sets) != 0)
		return 1;
	int count = CPU_COUNT_S(sizeof allowed, allowed.sets);
	return count > 0 ? (unsigned)count : 1;
}

int sanya_processors_limit(unsigned count, struct sanya_error *err)
{
	struct processors allowed, wanted;
	unsigned taken = 0;

	if (sched_getaffinity(0, sizeof allowed, allowed.sets) != 0)
		return sanya_error_errno(err, errno, "cannot ask which processors there are");
	CPU_ZERO_S(sizeof wanted, wanted.sets);
	for (unsigned i = 0; i < PROCESSORS_MOST && taken < count; i++) {
		if (!CPU_ISSET_S(i, sizeof allowed, allowed.sets))
			continue;
		CPU_SET_S(i, sizeof wanted, wanted.sets);
		taken++;
	}
	if (sched_setaffinity(0, sizeof wanted, wanted.sets) != 0)
		return sanya_error_errno(err, errno, "cannot use only %u processors", count);
	return 0;
}
