/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the documents of a home may refer to, looked up where it really is: metrics at the plugins, calendars in the folder of
 * data.  Plugins are asked once per metric, when the first document asks.
 */
#ifndef SANYA_APP_REFERENCES_H
#define SANYA_APP_REFERENCES_H

#include "../host/host.h"
#include "contract.h"
#include "settings.h"

struct sanya_lookup {
	struct sanya_references references; /* hand this to those who check documents */
	const struct sanya_settings *settings;
	const char *home; /* folder, borrowed; may be NULL */
	struct sanya_host *host; /* NULL until somebody asks for a metric */
	struct sanya_error trouble; /* the first reason why a metric could not be looked up */
};

/* `ret` must stay where it is: its references point into it. */
void sanya_lookup_init(struct sanya_lookup *ret, const struct sanya_settings *settings, const char *home);
void sanya_lookup_done(struct sanya_lookup *lookup);
/* The host of plugins, made when first wanted; the lookup keeps it. */
int sanya_lookup_host(struct sanya_lookup *lookup, struct sanya_host **ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
