/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `sanya source check`: files through a source plugin, to see what it makes of them before anything is kept: the first observations as
 * understood, and every reason for which rows were refused or repaired.  Needs no home and changes nothing.
 */
#ifndef SANYA_APP_SOURCE_CHECK_H
#define SANYA_APP_SOURCE_CHECK_H

#include "../codec/json.h"
#include "settings.h"

struct sanya_source_check {
	const char *plugin;	    /* "csv" */
	const char *const *files;   /* NULL-terminated */
	const char *map;	    /* path of a mapping, given to the plugin as its option `map`; NULL: none */
	const char *const *options; /* "KEY=VALUE", NULL-terminated; NULL: none */
	uint64_t rows;		    /* observations to show */
	const char *home;	    /* whose configuration holds; may be missing */
};

/*
 * {"plugin","tickets","responses","rejected","repaired",
 *  "first":[{"kind":"ticket","id",...}], fields as the plugins name them, absent ones left out, times in UTC
 *  "reasons":[{"reason","repaired","count","places":[{"place","excerpt"}]}]}  the most frequent first, three places each
 * A run that ends badly is an error with the plugin's own words.
 */
int sanya_source_check(const struct sanya_settings *settings, const struct sanya_source_check *check, struct sanya_json **ret,
		       struct sanya_error *err) SANYA_MUST_CHECK;

#endif
