/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory shared with the host, as the descriptors given at birth.  Its size is sealed by the host; what may only be
 * read cannot be mapped for writing.
 */
#include "worker.h"

#include <sys/mman.h>

void *sanya_worker_room(int descriptor, size_t size, bool writing)
{
	void *at = mmap(NULL, size, writing ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, descriptor, 0);

	return at == MAP_FAILED ? NULL : at;
}
