/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looks that were taken before: what a plugin said of itself, in a file of the cache folder, so that a process that measures needs
 * no worker just to find out who measures what.  It is believed only for the same plugin (its digest), the same worker file,
 * the same kernel and the same permission, when its own digest fits; and then it is read as if the worker had just sent it.
 */
#include "process.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "../base/file.h"
#include "../base/sha256.h"

#define HEX ((size_t)2 * SANYA_SHA256_SIZE)
#define LANDLOCK_ASK_VERSION 1u /* LANDLOCK_CREATE_RULESET_VERSION */

static void add_number(struct sanya_sha256_stream *stream, int64_t number)
{
	unsigned char bytes[8];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)((uint64_t)number >> (8 * i));
	sanya_sha256_add(stream, bytes, sizeof bytes);
}

static int64_t landlock_version(void)
{
#ifdef SYS_landlock_create_ruleset
	return syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_ASK_VERSION);
#else
	return -1;
#endif
}

/* Everything that a look depends on; false where it cannot be told. */
static bool key_of(const struct sanya_host *host, const struct sanya_run_report *report, char ret[HEX + 1])
{
	struct sanya_buffer hex;
	struct utsname kernel;
	struct stat worker;

	if (stat(host->worker, &worker) < 0 || uname(&kernel) < 0)
		return false;
	struct sanya_sha256_stream *stream = sanya_sha256_new();
	if (stream == NULL)
		return false;
	sanya_sha256_add(stream, "sanya-look-1", sizeof "sanya-look-1");
	sanya_sha256_add(stream, report->plugin_sha256, sizeof report->plugin_sha256);
	add_number(stream, (int64_t)worker.st_dev);
	add_number(stream, (int64_t)worker.st_ino);
	add_number(stream, (int64_t)worker.st_size);
	add_number(stream, (int64_t)worker.st_mtim.tv_sec);
	add_number(stream, (int64_t)worker.st_mtim.tv_nsec);
	add_number(stream, (int64_t)worker.st_ctim.tv_sec);
	add_number(stream, (int64_t)worker.st_ctim.tv_nsec);
	add_number(stream, landlock_version());
	add_number(stream, host->config.allow_unsandboxed);
	sanya_sha256_add(stream, kernel.release, strlen(kernel.release) + 1);
	sanya_sha256_add(stream, kernel.machine, strlen(kernel.machine) + 1);
	struct sanya_sha256 sum = sanya_sha256_finish(stream);

	sanya_buffer_init(&hex, HEX);
	sanya_hex_add(&hex, sum.bytes, sizeof sum.bytes);
	bool good = hex.size == HEX;
	if (good)
		memcpy(ret, hex.data, HEX + 1);
	sanya_buffer_done(&hex);
	return good;
}

/* One file for each place of a plugin: a newer look replaces the older. */
static bool path_of(const struct sanya_host *host, const struct sanya_plugin_info *info, char ret[SANYA_PATH_MAX])
{
	struct sanya_sha256 sum = sanya_sha256_of(info->path, strlen(info->path));
	struct sanya_buffer hex;

	sanya_buffer_init(&hex, HEX);
	sanya_hex_add(&hex, sum.bytes, 8);
	int size = snprintf(ret, SANYA_PATH_MAX, "%s/look-%s", host->config.cache, hex.data);
	sanya_buffer_done(&hex);
	return size > 0 && size < (int)SANYA_PATH_MAX;
}

static void digest_of(const char *bytes, size_t size, struct sanya_buffer *out)
{
	struct sanya_sha256 sum = sanya_sha256_of(bytes, size);

	sanya_hex_add(out, sum.bytes, sizeof sum.bytes);
}

bool sanya_looks_find(const struct sanya_host *host, const struct sanya_plugin_info *info, struct sanya_buffer *ret_hello)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;
	char path[SANYA_PATH_MAX], key[HEX + 1];
	struct sanya_buffer text, digest;
	const size_t head = 2 * (HEX + 1); /* key and digest, a line each */
	bool good = false;

	if (host->config.cache == NULL || !path_of(host, info, path) || !key_of(host, &info->report, key))
		return false;
	sanya_buffer_init(&text, head + SANYA_FRAME_MAX);
	sanya_buffer_init(&digest, HEX);
	if (sanya_file_read(path, &text, &ignored) == 0 && text.size > head && memcmp(text.data, key, HEX) == 0 &&
	    text.data[HEX] == '\n' && text.data[head - 1] == '\n') {
		digest_of(text.data + head, text.size - head, &digest);
		good = digest.size == HEX && memcmp(text.data + HEX + 1, digest.data, HEX) == 0;
	}
	if (good)
		sanya_buffer_add(ret_hello, text.data + head, text.size - head);
	sanya_buffer_done(&text);
	sanya_buffer_done(&digest);
	return good && ret_hello->failed == 0;
}

/* A folder that cannot be written, a full disk: the next process looks again, that is all. */
void sanya_looks_keep(const struct sanya_host *host, const struct sanya_plugin_info *info, const struct sanya_buffer *hello)
{
	struct sanya_error ignored = SANYA_ERROR_INIT;
	char path[SANYA_PATH_MAX], key[HEX + 1];
	struct sanya_buffer text;

	if (host->config.cache == NULL || !path_of(host, info, path) || !key_of(host, &info->report, key))
		return;
	/* The folder it stands in is a home; where there is none, none is made. */
	if (mkdir(host->config.cache, 0700) < 0 && errno != EEXIST)
		return;
	sanya_buffer_init(&text, 2 * (HEX + 1) + SANYA_FRAME_MAX);
	sanya_buffer_text(&text, key);
	sanya_buffer_byte(&text, '\n');
	digest_of(hello->data, hello->size, &text);
	sanya_buffer_byte(&text, '\n');
	sanya_buffer_add(&text, hello->data, hello->size);
	if (text.failed == 0 && sanya_file_write(path, text.data, text.size, 0600, &ignored) < 0)
		sanya_error_clear(&ignored);
	sanya_buffer_done(&text);
}
