/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One draft per person, from one template, for everybody whom filters choose: all of them or, where anything is wrong with the
 * document, none.  Whoever already has a contract for these days, is not there, or is not the acting person's to draft for is left out
 * and named with the reason; so a second run drafts only what is still missing.
 */
#ifndef SANYA_APP_DRAFT_MANY_H
#define SANYA_APP_DRAFT_MANY_H

#include "contract.h"

struct sanya_draft_many {
	const char *template;		  /* its name, for messages */
	const struct sanya_json *document; /* as of sanya_template_read */
	/* "unit=Call Centre", "manager=E0310", "role=employee": all must hold on the first day; NULL-terminated, at least one. */
	const char *const *filters;
	struct sanya_template_fill fill; /* its employee is ignored; without a manager each person's own on the first day is meant */
};

/*
 * {"from", "to", "drafted": [{"number", "employee", "manager"}], "skipped": [{"employee", "why", "words"}], "dry_run"}.  `why` is
 * "not-employed", "yourself", "no-manager", "not-yours" or "has-contract".  SANYA_NOT_FOUND where the filters choose nobody.
 */
int sanya_contract_draft_many(const struct sanya_act *act, const struct sanya_references *references,
			      const struct sanya_draft_many *many, const struct sanya_catalogue *catalogue, struct sanya_json **ret,
			      struct sanya_error *err) SANYA_MUST_CHECK;

#endif
