/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The documents that the program itself writes and the ledger keeps, read back: a statement, a register.  They are checked as strictly as
 * what people write, so that a damaged or hand-edited record is refused with its place and never shown as what was decided.
 * What is said here and in contracts/schema/ is the same; a test compares the keys.
 */
#ifndef SANYA_CODEC_RECORDED_H
#define SANYA_CODEC_RECORDED_H

#include "key_tables.h"

/* sanya.statement/1 and sanya.register/1: the document as it stands, a new value.  `name` is what messages call it. */
int sanya_statement_parse(const char *name, const char *text, size_t size, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
int sanya_register_parse(const char *name, const char *text, size_t size, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;

/* --- what both are made of; each succeeds on an absent place --- */

/* A key that must be there, though it may be null. */
int sanya_recorded_present(const struct sanya_place *object, const char *key, struct sanya_error *err) SANYA_MUST_CHECK;
/* "1234.50", "-0.25": two places, no more zeros in front than one. */
int sanya_recorded_money(struct sanya_place place, struct sanya_error *err) SANYA_MUST_CHECK;
/* "THB" */
int sanya_recorded_currency(struct sanya_place place, struct sanya_error *err) SANYA_MUST_CHECK;
/* {"from": DATE, "to": DATE} in this order of time */
int sanya_recorded_period(struct sanya_place place, struct sanya_error *err) SANYA_MUST_CHECK;
extern const struct sanya_key sanya_recorded_period_keys[];

#endif
