/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A contract by the name that people give it: a file (its name has a "/", ends in ".json", or is "-"), or its number in a home.
 * Number and revision may be left out of a file.
 */
#ifndef SANYA_APP_SUBJECT_H
#define SANYA_APP_SUBJECT_H

#include "../base/arena.h"
#include "contract.h"

struct sanya_subject {
	struct sanya_arena arena;
	struct sanya_buffer text; /* as its writer wrote it, where it is a file */
	struct sanya_contract contract;
	bool file;
};
void sanya_subject_init(struct sanya_subject *subject);
void sanya_subject_done(struct sanya_subject *subject);

/*
 * `store` NULL: there is no home.  `references` NULL: a file's shape alone is read, and what the rules forbid is left for lint to tell; else all is
 * checked that can be without a home.  `command` is what repairs name: "contract lint".
 */
int sanya_subject_read(struct sanya_subject *subject, struct sanya_store *store, const struct sanya_references *references,
		       const char *command, const char *name, struct sanya_error *err) SANYA_MUST_CHECK;

#endif
