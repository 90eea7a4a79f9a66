/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why a goal was met or missed, as a short list that everybody shares, so that causes can be counted across people; each may have words of
 * its own beside it.
 */
#ifndef SANYA_DOMAIN_CAUSE_H
#define SANYA_DOMAIN_CAUSE_H

#include "../base/error.h"

struct sanya_cause {
	const char *word;    /* "staffing": recorded, never translated */
	const char *meaning; /* a key of the catalogue */
	bool of_success, of_failure;
};

extern const struct sanya_cause sanya_causes[];
extern const size_t sanya_cause_count;

/* The cause that a word stands for, or an error that lists those of success or of failure. */
int sanya_cause_find(const char *word, bool success, const struct sanya_cause **ret, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
