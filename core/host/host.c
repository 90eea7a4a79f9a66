/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The host object: where worker and plugins are, and the limits, with defaults filled in.  Starts
 * nothing by itself.
 */
#include "process.h"

static char *keep(struct sanya_host *host, const char *text)
{
	return sanya_arena_text(&host->arena, text == NULL ? "" : text);
}

static void or_default(int64_t *value, int64_t otherwise)
{
	if (*value <= 0)
		*value = otherwise;
}

static void or_default_u(uint64_t *value, uint64_t otherwise)
{
	if (*value == 0)
		*value = otherwise;
}

int sanya_host_new(const struct sanya_host_config *config, struct sanya_host **ret,
		   struct sanya_error *err)
{
	size_t count = 0;
	struct sanya_host *host = calloc(1, sizeof *host);

	if (host == NULL)
		return sanya_error_memory(err);
	sanya_arena_init(&host->arena);
	host->config = *config;
	while (config->folders != NULL && config->folders[count] != NULL)
		count++;
	host->worker = keep(host, config->worker);
	host->folders = sanya_arena_array(&host->arena, count + 1, sizeof *host->folders);
	bool good = host->worker != NULL && host->folders != NULL;
	for (size_t i = 0; i < count && good; i++)
		good = (host->folders[i] = keep(host, config->folders[i])) != NULL;
	if (!good) {
		sanya_host_free(host);
		return sanya_error_memory(err);
	}
	if (config->cache != NULL && config->cache[0] != '\0')
		host->config.cache = sanya_arena_text(&host->arena, config->cache); /* without memory for it there is none */
	else
		host->config.cache = NULL;
	host->config.worker = host->worker;
	host->config.folders = host->folders;
	or_default(&host->config.start_ms, 5000);
	or_default(&host->config.idle_ms, 60000);
	or_default(&host->config.total_ms, 900000);
	or_default_u(&host->config.memory_max, UINT64_C(256) << 20);
	or_default_u(&host->config.cpu_s, 900);
	or_default_u(&host->config.observations_max, UINT64_C(100000000));
	or_default_u(&host->config.bytes_max, UINT64_C(64) << 30);
	if (host->config.rejects_max == 0)
		host->config.rejects_max = 1000;
	*ret = host;
	return 0;
}

void sanya_host_free(struct sanya_host *host)
{
	if (host == NULL)
		return;
	sanya_plugin_infos_free(host->metrics, host->metric_count);
	sanya_room_done(&host->room);
	sanya_arena_done(&host->arena);
	free(host);
}
