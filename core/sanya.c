/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main: the only file that knows all rooms.  It decides where things are and hands that down.
 * Installed, the paths are those of the build; in a build tree, which holds `sanya.uninstalled` beside the program, they are that
 * tree's own and the sources' contracts/.
 */
#include "app/settings.h"
#include "base/base.h"
#include "cli/cli.h"

#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <unistd.h>

#define PLACE_MAX 4096

/* Storage for the paths of one run; settings point into it. */
struct places {
	char program[PLACE_MAX];
	char worker[PLACE_MAX], plugins[PLACE_MAX], data[PLACE_MAX], locale[PLACE_MAX], configuration[PLACE_MAX];
	const char *folders[2];
};

/* folder + rest into `room`; false when it does not fit. */
static bool join(char room[PLACE_MAX], const char *folder, const char *rest)
{
	int size = snprintf(room, PLACE_MAX, "%s%s", folder, rest);

	return size > 0 && size < PLACE_MAX;
}

/* The first line of a small file. */
static bool first_line(const char *path, char room[PLACE_MAX])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t size = fd >= 0 ? read(fd, room, PLACE_MAX - 1) : -1;

	if (fd >= 0)
		close(fd);
	if (size <= 0)
		return false;
	room[size] = '\0';
	room[strcspn(room, "\n")] = '\0';
	return room[0] == '/';
}

/* The build tree this program stands in, if it does. */
static bool in_build_tree(struct places *places)
{
	char folder[PLACE_MAX], marker[PLACE_MAX], sources[PLACE_MAX];
	char *slash;

	if (!join(folder, places->program, ""))
		return false;
	slash = strrchr(folder, '/');
	if (slash == NULL)
		return false;
	*slash = '\0';
	return join(marker, folder, "/sanya.uninstalled") && first_line(marker, sources) &&
	       join(places->worker, folder, "/sanya-worker") && join(places->plugins, folder, "/plugins/.libs") &&
	       join(places->data, sources, "/contracts") && join(places->locale, folder, "/po") &&
	       join(places->configuration, folder, "/sanya.json");
}

static bool installed(struct places *places)
{
	return join(places->worker, SANYA_PKGLIBEXECDIR, "/sanya-worker") &&
	       join(places->plugins, SANYA_PKGLIBDIR, "") && join(places->data, SANYA_PKGDATADIR, "") &&
	       join(places->locale, SANYA_LOCALEDIR, "") &&
	       join(places->configuration, SANYA_SYSCONFDIR, "/sanya/sanya.json");
}

int main(int argc, char **argv)
{
	static struct places places;
	ssize_t size = readlink("/proc/self/exe", places.program, PLACE_MAX - 1);

#ifdef __GLIBC__
	/* Values come in pieces of this size, portion by portion: given back at once, they leave no holes that the next ones do not fit. */
	mallopt(M_MMAP_THRESHOLD, 64 << 10);
#endif
	if (size <= 0) {
		fputs("sanya: cannot read /proc/self/exe.  Is /proc mounted?\n", stderr);
		return 1;
	}
	places.program[size] = '\0';
	if (!in_build_tree(&places) && !installed(&places)) {
		fputs("sanya: its own path is too long\n", stderr);
		return 1;
	}
	places.folders[0] = places.plugins;

	struct sanya_settings settings = {
		.version = SANYA_VERSION,
		.program = places.program,
		.worker = places.worker,
		.plugin_folders = places.folders,
		.data = places.data,
		.locale = places.locale,
		.configuration = places.configuration,
	};

	return sanya_cli_main(&settings, argc, argv);
}
