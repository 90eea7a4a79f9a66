/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory shared with a worker: a file without a name whose size is sealed, so that nobody can take pages
 * away from under the host.  What a worker may only read is handed over by a descriptor that cannot be
 * written through.
 */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010 /* Linux 5.1 */
#endif

static int reopen_to_read(int file)
{
	char path[64];

	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", file);
	return open(path, O_RDONLY | O_CLOEXEC);
}

static int no_room(int file, struct sanya_error *err)
{
	int number = errno;

	if (file >= 0)
		(void)close(file);
	return sanya_error_errno(err, number, "cannot make memory to share with a worker");
}

int sanya_room_make(struct sanya_room *room, size_t size, bool read_only, struct sanya_error *err)
{
	int file = memfd_create("sanya", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (file < 0 || ftruncate(file, (off_t)size) < 0)
		return no_room(file, err);
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (at == MAP_FAILED)
		return no_room(file, err);
	bool sealed = fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) == 0;
	if (sealed && read_only) {
		/* A kernel without this seal has the descriptor alone. */
		(void)fcntl(file, F_ADD_SEALS, F_SEAL_FUTURE_WRITE);
		int reading = reopen_to_read(file);
		sealed = reading >= 0;
		if (sealed) {
			(void)close(file);
			file = reading;
		}
	}
	if (!sealed) {
		int number = errno;
		(void)munmap(at, size);
		errno = number;
		return no_room(file, err);
	}
	*room = (struct sanya_room){.at = at, .size = size, .file = file};
	return 0;
}

void sanya_room_done(struct sanya_room *room)
{
	if (room->at == NULL)
		return;
	(void)munmap(room->at, room->size);
	(void)close(room->file);
	room->at = NULL;
}

int sanya_host_room(struct sanya_host *host, struct sanya_block **ret, struct sanya_error *err)
{
	if (host->room.at == NULL &&
	    sanya_room_make(&host->room, sizeof(struct sanya_block), true, err) < 0)
		return -1;
	*ret = host->room.at;
	return 0;
}
