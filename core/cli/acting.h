/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What commands on a home have in common: the store opened, the acting person, the moment, and how a change is told.
 *
 *	SANYA_CLEANUP(sanya_acting_close) struct sanya_acting acting = SANYA_ACTING_INIT;
 *
 *	if (sanya_acting_open(cli, SANYA_STORE_WRITE, &acting, err) != 0)
 *		return -1;
 */
#ifndef SANYA_CLI_ACTING_H
#define SANYA_CLI_ACTING_H

#include "../app/contract.h"
#include "../app/references.h"
#include "at_home.h"

struct sanya_acting {
	struct sanya_home home;
	struct sanya_act act; /* its store is the open one */
	struct sanya_lookup lookup;
};
#define SANYA_ACTING_INIT { .act = { .store = NULL } }

int sanya_acting_open(const struct sanya_cli *cli, enum sanya_store_mode mode, struct sanya_acting *ret,
		      struct sanya_error *err) SANYA_MUST_CHECK;
void sanya_acting_close(struct sanya_acting *acting);

#define SANYA_MANY_MAX 64 /* values of one option that may be given again */
/* The values of such an option, NULL-terminated. */
int sanya_cli_list(const struct sanya_cli *cli, const char *option, const char *ret[SANYA_MANY_MAX + 1], struct sanya_error *err)
	SANYA_MUST_CHECK;

/* A step of a contract: one line for people, the change under --json. */
void sanya_cli_change(struct sanya_cli *cli, const struct sanya_acting *acting, const struct sanya_change *change);
/* A text in {"th","en"} in the reader's language; "" where there is none. */
const char *sanya_cli_words(const struct sanya_cli *cli, const struct sanya_json *words);
/* "E1024 Panya Deengam"; the id alone for somebody who is not on the roster. */
void sanya_cli_person(const struct sanya_cli *cli, const struct sanya_roster *roster, const char *id, struct sanya_buffer *out);

#endif
