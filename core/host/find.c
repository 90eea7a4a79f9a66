/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding plugins: files KIND-NAME.so in the plugin folders, the first folder first.  Every other
 * file there is listed too, as what it is not, because a plugin that silently does not appear is
 * the worst kind of error.
 */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/file.h"
#include "../base/sha256.h"

const char *sanya_kind_word(enum sanya_plugin_kind kind)
{
	switch (kind) {
	case SANYA_PLUGIN_SOURCE:
		return "source";
	case SANYA_PLUGIN_METRIC:
		return "metric";
	case SANYA_PLUGIN_EXPORT:
		return "export";
	}
	return "plugin";
}

static bool try_path(struct sanya_buffer *path, const char *folder, const char *prefix,
		     const char *name)
{
	sanya_buffer_clear(path);
	sanya_buffer_printf(path, "%s/%s%s%s.so", folder, prefix, prefix[0] == '\0' ? "" : "-",
			    name);
	return path->failed == 0 && sanya_file_exists(path->data);
}

/* "Did you mean": the nearest name among the files there are. */
static void suggest(const struct sanya_host *host, const char *name, enum sanya_plugin_kind kind,
		    struct sanya_error *err)
{
	unsigned nearest = 4;

	for (size_t i = 0; host->folders[i] != NULL; i++) {
		struct sanya_error ignored = SANYA_ERROR_INIT;
		char **names = NULL;
		size_t count = 0;
		if (sanya_folder_names(host->folders[i], &names, &count, &ignored) < 0)
			continue;
		for (size_t j = 0; j < count; j++) {
			const char *end = strstr(names[j], ".so"), *dash = strchr(names[j], '-');
			if (end == NULL || end[3] != '\0' || dash == NULL || dash > end)
				continue;
			char whole[256], part[256];
			(void)snprintf(whole, sizeof whole, "%.*s", (int)(end - names[j]),
				       names[j]);
			(void)snprintf(part, sizeof part, "%.*s", (int)(end - dash - 1), dash + 1);
			unsigned distance = sanya_text_distance(name, whole),
				 short_distance = sanya_text_distance(name, part);
			if (kind != 0 && strncmp(whole, sanya_kind_word(kind),
						 strlen(sanya_kind_word(kind))) != 0)
				continue;
			distance = distance < short_distance ? distance : short_distance;
			if (distance < nearest) {
				nearest = distance;
				err->next[0] = '\0';
				(void)sanya_error_next(
					err, "Did you mean \"%s\"?  See all:  sanya plugin list",
					part);
			}
		}
		sanya_folder_names_free(names);
	}
	(void)sanya_error_next(err, "See what there is:  sanya plugin list");
}

int sanya_host_find(const struct sanya_host *host, const char *name, enum sanya_plugin_kind kind,
		    struct sanya_buffer *ret_path, struct sanya_error *err)
{
	static const enum sanya_plugin_kind kinds[] = {SANYA_PLUGIN_SOURCE, SANYA_PLUGIN_METRIC,
						       SANYA_PLUGIN_EXPORT};

	if (strchr(name, '/') != NULL) {
		sanya_buffer_text(ret_path, name);
		return sanya_buffer_check(ret_path, "the path of a plugin", err);
	}
	if (!sanya_text_is_identifier(name)) {
		(void)sanya_error_set(err, SANYA_USAGE, "\"%.64s\" is not the name of a plugin",
				      name);
		return sanya_error_next(err,
					"Give a name such as \"csv\", or a path with a \"/\".");
	}
	for (size_t i = 0; host->folders[i] != NULL; i++) {
		if (try_path(ret_path, host->folders[i], "", name))
			return 0;
		for (size_t j = 0; j < SANYA_COUNT(kinds); j++)
			if ((kind == 0 || kind == kinds[j]) &&
			    try_path(ret_path, host->folders[i], sanya_kind_word(kinds[j]), name))
				return 0;
	}
	(void)sanya_error_set(err, SANYA_NOT_FOUND, "there is no %s%scalled \"%s\"",
			      kind == 0 ? "" : sanya_kind_word(kind),
			      kind == 0 ? "plugin " : " plugin ", name);
	suggest(host, name, kind, err);
	return -1;
}

/* SHA-256 of what is open; the same descriptor is handed to the worker, so what was hashed is what
 * is loaded. */
static int digest(int descriptor, const char *path, struct sanya_run_report *report,
		  struct sanya_error *err)
{
	struct sanya_sha256_stream *stream = sanya_sha256_new();
	char bytes[16384];
	off_t at = 0;
	ssize_t got;

	if (stream == NULL)
		return sanya_error_memory(err);
	while ((got = pread(descriptor, bytes, sizeof bytes, at)) > 0) {
		sanya_sha256_add(stream, bytes, (size_t)got);
		at += got;
	}
	struct sanya_sha256 sum = sanya_sha256_finish(stream);
	if (got < 0)
		return sanya_error_errno(err, errno, "cannot read the plugin %s", path);
	memcpy(report->plugin_sha256, sum.bytes, sizeof sum.bytes);
	return 0;
}

int sanya_plugin_open(const char *path, struct sanya_run_report *report, int *ret_fd,
		      struct sanya_error *err)
{
	struct stat status;
	/* O_NONBLOCK: a named pipe in a plugin folder must not hold us up. */
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (descriptor < 0)
		return sanya_error_errno(err, errno, "cannot open the plugin %s", path);
	if (fstat(descriptor, &status) < 0 || !S_ISREG(status.st_mode)) {
		(void)close(descriptor);
		return sanya_error_set(err, SANYA_FAILED, "the plugin %s is not a regular file",
				       path);
	}
	if ((status.st_mode & S_IWOTH) != 0) {
		(void)close(descriptor);
		(void)sanya_error_set(err, SANYA_NOT_ALLOWED,
				      "anybody may write to the plugin %s, so it is not loaded",
				      path);
		return sanya_error_next(err, "Take that right away:  chmod o-w '%s'", path);
	}
	if (digest(descriptor, path, report, err) < 0) {
		(void)close(descriptor);
		return -1;
	}
	*ret_fd = descriptor;
	return 0;
}

/* What libtool leaves beside modules in a build tree is no plugin and pretends to be none. */
static bool is_build_litter(const char *name)
{
	static const char *const endings[] = {".la", ".lai", ".o", ".lo"};
	size_t size = strlen(name);

	for (size_t i = 0; i < SANYA_COUNT(endings); i++) {
		size_t end = strlen(endings[i]);
		if (size > end && strcmp(name + size - end, endings[i]) == 0)
			return true;
	}
	return false;
}

/* One line for a file that could not even be opened. */
static struct sanya_plugin_info *unreadable(const char *path, const struct sanya_error *why)
{
	struct sanya_plugin_info *info = calloc(1, sizeof *info);

	if (info == NULL)
		return NULL;
	sanya_arena_init(&info->arena);
	const char *slash = strrchr(path, '/');
	info->path = sanya_arena_text(&info->arena, path);
	info->name = sanya_arena_text(&info->arena, slash == NULL ? path : slash + 1);
	info->report.verdict = SANYA_VERDICT_LOAD;
	(void)snprintf(info->report.reason, sizeof info->report.reason, "%s", why->what);
	return info;
}

static int list_folder(const struct sanya_host *host, const char *folder, const char *prefix,
		       bool fresh, struct sanya_plugin_info ***list, size_t *count, struct sanya_error *err)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;
	struct sanya_buffer path;
	char **names = NULL;
	size_t name_count = 0;
	int result = 0;

	/* A folder that does not exist holds no plugins. */
	if (sanya_folder_names(folder, &names, &name_count, &ignored) < 0)
		return 0;
	sanya_buffer_init(&path, SANYA_PATH_MAX);
	for (size_t i = 0; i < name_count && result == 0; i++) {
		struct sanya_plugin_info *info = NULL;
		struct stat status;
		struct sanya_error why = SANYA_ERROR_INIT;
		sanya_buffer_clear(&path);
		sanya_buffer_printf(&path, "%s/%s", folder, names[i]);
		if (strncmp(names[i], prefix, strlen(prefix)) != 0 || is_build_litter(names[i]) ||
		    (stat(path.data, &status) == 0 && S_ISDIR(status.st_mode)))
			continue;
		if (sanya_host_look_at(host, path.data, fresh, &info, &why) < 0)
			info = unreadable(path.data, &why);
		struct sanya_plugin_info **grown = reallocarray(*list, *count + 1, sizeof *grown);
		if (grown != NULL)
			*list = grown;
		if (info == NULL || grown == NULL) {
			sanya_plugin_info_free(info);
			result = sanya_error_memory(err);
		} else {
			(*list)[(*count)++] = info;
		}
	}
	sanya_buffer_done(&path);
	sanya_folder_names_free(names);
	return result;
}

static int by_name(const void *a, const void *b)
{
	const struct sanya_plugin_info *const *one = a, *const *two = b;
	int order = strcmp((*one)->name, (*two)->name);
	return order != 0 ? order : strcmp((*one)->path, (*two)->path);
}

static int look_at_all(const struct sanya_host *host, const char *prefix, bool fresh,
		       struct sanya_plugin_info ***ret, size_t *ret_count, struct sanya_error *err)
{
	struct sanya_plugin_info **list = NULL;
	size_t count = 0;

	for (size_t i = 0; host->folders[i] != NULL; i++)
		if (list_folder(host, host->folders[i], prefix, fresh, &list, &count, err) < 0) {
			sanya_plugin_infos_free(list, count);
			return -1;
		}
	if (count > 1)
		qsort(list, count, sizeof *list, by_name);
	*ret = list;
	*ret_count = count;
	return 0;
}

int sanya_host_look_at_all(const struct sanya_host *host, const char *prefix,
			   struct sanya_plugin_info ***ret, size_t *ret_count,
			   struct sanya_error *err)
{
	return look_at_all(host, prefix, false, ret, ret_count, err);
}

int sanya_host_list(struct sanya_host *host, struct sanya_plugin_info ***ret, size_t *ret_count,
		    struct sanya_error *err)
{
	return look_at_all(host, "", true, ret, ret_count, err);
}

void sanya_plugin_infos_free(struct sanya_plugin_info **infos, size_t count)
{
	for (size_t i = 0; i < count; i++)
		sanya_plugin_info_free(infos[i]);
	free(infos);
}
