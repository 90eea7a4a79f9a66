/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files and folders.  A write goes to a new file beside the old one and is renamed over it after fsync, so that a reader sees
 * the old bytes or the new ones, also after a power cut.
 * No locks and no permissions beyond the mode given.
 */
#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int sanya_file_open_read(const char *path, int *ret_fd, struct sanya_error *err)
{
	int fd;

	do {
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	} while (fd < 0 && errno == EINTR);
	if (fd < 0) {
		sanya_error_errno(err, errno, "cannot open %s", path);
		return sanya_error_next(err, "check the name and that you may read the file: ls -l %s", path);
	}
	*ret_fd = fd;
	return 0;
}

/* Everything from `fd` on. */
static int read_all(int fd, const char *path, struct sanya_buffer *out, struct sanya_error *err)
{
	struct stat info;
	char piece[65536];

	if (fstat(fd, &info) < 0)
		return sanya_error_errno(err, errno, "cannot read %s", path);
	if (S_ISDIR(info.st_mode)) {
		sanya_error_set(err, SANYA_FAILED, "%s is a folder, not a file", path);
		return sanya_error_next(err, "name a file in it");
	}
	if (S_ISREG(info.st_mode) && info.st_size > 0 && (uintmax_t)info.st_size > out->cap - out->size) {
		sanya_error_set(err, SANYA_FAILED, "%s has %jd bytes; at most %zu are read", path, (intmax_t)info.st_size,
				out->cap - out->size);
		return sanya_error_next(err, "check that this is the right file, or split it");
	}
	for (;;) {
		ssize_t size = read(fd, piece, sizeof(piece));

		if (size == 0)
			break;
		if (size < 0 && errno == EINTR)
			continue;
		if (size < 0)
			return sanya_error_errno(err, errno, "cannot read %s", path);
		sanya_buffer_add(out, piece, (size_t)size);
		if (out->failed != 0)
			break;
	}
	return sanya_buffer_check(out, path, err);
}

int sanya_file_read(const char *path, struct sanya_buffer *out, struct sanya_error *err)
{
	int fd, result;

	if (strcmp(path, "-") == 0)
		return read_all(STDIN_FILENO, "standard input", out, err);
	if (sanya_file_open_read(path, &fd, err) < 0)
		return -1;
	result = read_all(fd, path, out, err);
	close(fd);
	return result;
}

static int write_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t done = write(fd, bytes, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		bytes += done;
		size -= (size_t)done;
	}
	return 0;
}

/* The folder part of a path into `out`, "." where there is none. */
static void folder_of(const char *path, char *out, size_t room)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		snprintf(out, room, ".");
	else if (slash == path)
		snprintf(out, room, "/");
	else
		snprintf(out, room, "%.*s", (int)(slash - path), path);
}

/* A new name in the folder outlives a power cut only when the folder itself is synced. */
static int sync_folder(const char *path, struct sanya_error *err)
{
	char folder[SANYA_PATH_MAX];
	int fd, failed = 0;

	folder_of(path, folder, sizeof(folder));
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return sanya_error_errno(err, errno, "cannot open the folder %s", folder);
	if (fsync(fd) < 0 && errno != EINVAL && errno != EROFS) /* some file systems cannot sync a folder */
		failed = errno;
	close(fd);
	return failed == 0 ? 0 : sanya_error_errno(err, failed, "cannot sync the folder %s", folder);
}

static int fill_new_file(const char *path, const char *fresh, const void *bytes, size_t size, unsigned mode,
			 struct sanya_error *err)
{
	int fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, (mode_t)mode);
	int failed = 0;

	if (fd < 0) {
		sanya_error_errno(err, errno, "cannot write %s", path);
		return sanya_error_next(err, "check that its folder exists and that you may write there");
	}
	/* fchmod: the mode asked for, whatever the umask of the moment. */
	if (fchmod(fd, (mode_t)mode) < 0 || write_all(fd, bytes, size) < 0 || fsync(fd) < 0)
		failed = errno;
	if (close(fd) < 0 && failed == 0)
		failed = errno;
	if (failed == 0 && rename(fresh, path) < 0)
		failed = errno;
	if (failed == 0)
		return 0;
	unlink(fresh);
	sanya_error_errno(err, failed, "cannot write %s", path);
	return sanya_error_next(err, "%s; the file is as it was before",
				failed == ENOSPC ? "make room on the disk and try again" : "put the cause right and try again");
}

int sanya_file_write(const char *path, const void *bytes, size_t size, unsigned mode, struct sanya_error *err)
{
	char fresh[SANYA_PATH_MAX];
	int length = snprintf(fresh, sizeof(fresh), "%s.new-%ld", path, (long)getpid());

	if (length < 0 || (size_t)length >= sizeof(fresh))
		return sanya_error_set(err, SANYA_FAILED, "the path %.80s... is too long", path);
	/* Left over from a process of the same number that was killed. */
	if (unlink(fresh) < 0 && errno != ENOENT && errno != ENOTDIR)
		return sanya_error_errno(err, errno, "cannot replace %s", fresh);
	if (fill_new_file(path, fresh, bytes, size, mode, err) < 0)
		return -1;
	return sync_folder(path, err);
}

bool sanya_file_exists(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0;
}

bool sanya_file_is_plain(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

static int make_one(const char *path, unsigned mode, struct sanya_error *err)
{
	struct stat info;
	int failed;

	if (mkdir(path, (mode_t)mode) == 0)
		return 0;
	failed = errno;
	if (stat(path, &info) == 0) {
		if (S_ISDIR(info.st_mode))
			return 0;
		sanya_error_set(err, SANYA_FAILED, "%s is in the way: it is a file, not a folder", path);
		return sanya_error_next(err, "choose another name or move it away");
	}
	return sanya_error_errno(err, failed, "cannot make the folder %s", path);
}

int sanya_folder_make(const char *path, unsigned mode, struct sanya_error *err)
{
	char part[SANYA_PATH_MAX];
	size_t size = strlen(path);

	if (size == 0 || size >= sizeof(part))
		return sanya_error_set(err, SANYA_FAILED, "the path \"%.80s\" is %s", path, size == 0 ? "empty" : "too long");
	memcpy(part, path, size + 1);
	for (size_t i = 1; i < size; i++) {
		if (part[i] != '/' || part[i - 1] == '/')
			continue;
		part[i] = '\0';
		/* Parents are for all to enter as the umask allows; only the last folder has the mode asked for. */
		if (make_one(part, 0777, err) < 0)
			return -1;
		part[i] = '/';
	}
	return make_one(part, mode, err);
}

static int by_name(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

struct names {
	char **list; /* NULL-terminated */
	size_t count, room;
};

static int add_name(struct names *names, const char *name)
{
	if (names->count + 1 >= names->room) {
		size_t room = names->room == 0 ? 16 : names->room * 2;
		char **list = reallocarray(names->list, room, sizeof(*list));

		if (list == NULL)
			return -1;
		names->list = list;
		names->room = room;
		names->list[names->count] = NULL;
	}
	if (name == NULL)
		return 0;
	names->list[names->count] = strdup(name);
	if (names->list[names->count] == NULL)
		return -1;
	names->list[++names->count] = NULL;
	return 0;
}

int sanya_folder_names(const char *path, char ***ret, size_t *ret_count, struct sanya_error *err)
{
	struct names names = { 0 };
	DIR *folder = opendir(path);
	int failed = 0;

	if (folder == NULL)
		return sanya_error_errno(err, errno, "cannot open the folder %s", path);
	if (add_name(&names, NULL) < 0)
		failed = ENOMEM;
	while (failed == 0) {
		struct dirent *entry;

		errno = 0;
		entry = readdir(folder);
		if (entry == NULL) {
			failed = errno;
			break;
		}
		if (entry->d_name[0] != '.' && add_name(&names, entry->d_name) < 0)
			failed = ENOMEM;
	}
	closedir(folder);
	if (failed != 0) {
		sanya_folder_names_free(names.list);
		return failed == ENOMEM ? sanya_error_memory(err) :
					  sanya_error_errno(err, failed, "cannot read the folder %s", path);
	}
	qsort(names.list, names.count, sizeof(*names.list), by_name);
	*ret = names.list;
	if (ret_count != NULL)
		*ret_count = names.count;
	return 0;
}

void sanya_folder_names_free(char **names)
{
	if (names == NULL)
		return;
	for (size_t i = 0; names[i] != NULL; i++)
		free(names[i]);
	free(names);
}
