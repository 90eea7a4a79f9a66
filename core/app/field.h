/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text fields of an observation by name, for conditions ("channel": ["email"]) and groups (--by queue): where a block keeps them.
 * Lists (tags, involved) give several texts; all others one, or none where the field is absent.
 */
#ifndef SANYA_APP_FIELD_H
#define SANYA_APP_FIELD_H

#include "../codec/block.h"
#include "../domain/contract.h"

enum sanya_field_shape {
	SANYA_FIELD_CODED, /* number: enum sanya_coded */
	SANYA_FIELD_PLAIN, /* enum sanya_plain */
	SANYA_FIELD_LIST,  /* enum sanya_list */
	SANYA_FIELD_KIND,  /* the word of a response's kind */
};

struct sanya_field {
	const char *name;
	enum sanya_field_shape shape;
	unsigned number;
};

/* The field of that kind of observation, or an error that names those there are.  It lives as long as the program. */
int sanya_field_find(enum sanya_observation_kind kind, const char *name, const struct sanya_field **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* "nps" for SANYA_NPS; absent for what is no kind. */
struct sanya_text sanya_field_kind(int32_t kind);

/*
 * The fields that name whom an observation is credited to, as numbers of enum sanya_coded; several for "involved", with the list of that
 * name behind them.  A response always counts for its subject.
 */
struct sanya_credit_fields {
	unsigned coded[3], count;
	bool list;
};
struct sanya_credit_fields sanya_credit_fields(enum sanya_observation_kind kind, enum sanya_credit credit);

#endif
