/* SPDX-License-Identifier: Apache-2.0 */
/* Files and folders: whole-file reads with a cap, atomic writes.  Every descriptor is CLOEXEC. */
#ifndef SANYA_BASE_FILE_H
#define SANYA_BASE_FILE_H

#include "base.h"
#include "buffer.h"
#include "error.h"

/* Read all of a regular file (or pipe); larger than the buffer's cap is an error that names both sizes. "-" is stdin. */
int sanya_file_read(const char *path, struct sanya_buffer *out, struct sanya_error *err) SANYA_MUST_CHECK;
/* Write a new file beside it, fsync, rename over `path`, fsync the folder.  `mode` as for open(2). */
int sanya_file_write(const char *path, const void *bytes, size_t size, unsigned mode, struct sanya_error *err)
	SANYA_MUST_CHECK;
int sanya_file_open_read(const char *path, int *ret_fd, struct sanya_error *err) SANYA_MUST_CHECK;
bool sanya_file_exists(const char *path);
/* A plain file, so that it can be read from its start again; a pipe cannot. */
bool sanya_file_is_plain(const char *path);
/* Make a folder and its parents; an existing one is fine. */
int sanya_folder_make(const char *path, unsigned mode, struct sanya_error *err) SANYA_MUST_CHECK;
/* Names in a folder, sorted bytewise, without dot files; NULL-terminated, freed with sanya_folder_names_free. */
int sanya_folder_names(const char *path, char ***ret, size_t *ret_count, struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_folder_names_free(char **names);

#endif
