/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The administrator's configuration and the host that follows from it.  A key that is not known is
 * refused: a permission with a typing error in it must not look as if it had been given, or not
 * given.
 */
#include "../base/file.h"
#include "../codec/reader.h"
#include "home.h"
#include "plugins.h"

#define CONFIGURATION_MAX 65536u

static const struct sanya_key keys[] = {
	{"format", true}, {"allow_unsandboxed_plugins", false}, {NULL, false}};

int sanya_configuration_parse(const char *name, const char *text, size_t size,
			      struct sanya_configuration *ret, struct sanya_error *err)
{
	struct sanya_reader reader;
	int result = -1;

	if (sanya_reader_open(name, text, size, "sanya.configuration/1", &reader, err) == 0) {
		struct sanya_place root = sanya_reader_root(&reader);
		if (sanya_read_keys(&root, keys, err) == 0)
			result = sanya_read_bool(
				sanya_read_member(&root, "allow_unsandboxed_plugins"),
				&ret->allow_unsandboxed_plugins, err);
	}
	sanya_reader_done(&reader);
	return result;
}

static int load(const char *path, struct sanya_configuration *ret, struct sanya_error *err)
{
	struct sanya_buffer text;

	if (path == NULL || path[0] == '\0' || !sanya_file_exists(path))
		return 0;
	sanya_buffer_init(&text, CONFIGURATION_MAX);
	int result = sanya_file_read(path, &text, err);
	if (result == 0)
		result = sanya_configuration_parse(path, text.data, text.size, ret, err);
	sanya_buffer_done(&text);
	return result;
}

int sanya_configuration_load(const struct sanya_settings *settings, const char *home,
			     struct sanya_configuration *ret, struct sanya_error *err)
{
	struct sanya_configuration configuration = {.allow_unsandboxed_plugins = false};
	char path[SANYA_PATH_MAX];

	if (load(settings->configuration, &configuration, err) < 0)
		return -1;
	if (home != NULL &&
	    snprintf(path, sizeof path, "%s/configuration.json", home) < (int)sizeof path &&
	    load(path, &configuration, err) < 0)
		return -1;
	*ret = configuration;
	return 0;
}

int sanya_plugins_open(const struct sanya_settings *settings, const char *home,
		       struct sanya_host **ret, struct sanya_error *err)
{
	struct sanya_configuration configuration;
	char cache[SANYA_PATH_MAX];

	if (sanya_configuration_load(settings, home, &configuration, err) < 0)
		return -1;
	/* In a home, and nowhere else. */
	bool kept = home != NULL &&
		    snprintf(cache, sizeof cache, "%s/" SANYA_HOME_DATABASE, home) < (int)sizeof cache &&
		    sanya_file_exists(cache) &&
		    snprintf(cache, sizeof cache, "%s/cache", home) < (int)sizeof cache;
	const struct sanya_host_config config = {
		.worker = settings->worker,
		.folders = settings->plugin_folders,
		.cache = kept ? cache : NULL,
		.allow_unsandboxed = configuration.allow_unsandboxed_plugins,
	};
	return sanya_host_new(&config, ret, err);
}
