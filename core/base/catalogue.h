/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Interface texts in the reader's language: a small reader of GNU .mo files, chosen per request and not per process
 * (setlocale is process-wide, a web server's readers are not).  The English text is the key, and what is shown when a
 * translation is missing.
 */
#ifndef SANYA_BASE_CATALOGUE_H
#define SANYA_BASE_CATALOGUE_H

#include "base.h"
#include "error.h"
#include "text.h"

struct sanya_catalogue;

/* An English catalogue is empty and needs no file.  A missing or damaged Thai file is an error with its path. */
int sanya_catalogue_load(enum sanya_language language, const char *folder, struct sanya_catalogue **ret,
			 struct sanya_error *err) SANYA_MUST_CHECK;
int sanya_catalogue_parse(const void *bytes, size_t size, struct sanya_catalogue **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
void sanya_catalogue_free(struct sanya_catalogue *catalogue);
enum sanya_language sanya_catalogue_language(const struct sanya_catalogue *catalogue);

/* The translation of `english`, or `english` itself.  A NULL catalogue is English. */
const char *sanya_say(const struct sanya_catalogue *catalogue, const char *english) __attribute__((format_arg(2)));
/* Marks a text in a table for extraction. */
#define SANYA_N(english) english

#endif
