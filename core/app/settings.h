/* SPDX-License-Identifier: Apache-2.0 */
/* Where things are: decided once, in main, from how the program was built and where it stands; then handed down. */
#ifndef SANYA_APP_SETTINGS_H
#define SANYA_APP_SETTINGS_H

#include "../base/base.h"

struct sanya_settings {
	const char *version;
	const char *program;		/* path of this program, for messages and the demo */
	const char *worker;		/* path of sanya-worker */
	const char *const *plugin_folders; /* NULL-terminated */
	const char *data;		/* folder of schema/ templates/ calendars/ examples/ */
	const char *locale;		/* folder of translations */
	const char *configuration;	/* system-wide configuration file, may not exist */
};

#endif
