/* SPDX-License-Identifier: Apache-2.0 */
/* The inner parts of reading a mapping, shared by mapping.c (the document) and mapping-spec.c (its fields). */
#ifndef ROWS_MAPPING_SPEC_H
#define ROWS_MAPPING_SPEC_H

#include "mapping.h"

/* All return -1 and name line and column. */
int rows_mapping_bad(struct rows_fault *fault, const struct rows_json *at, const char *what);
int rows_mapping_expect(struct rows_fault *fault, const struct rows_json *json, enum rows_json_type type) ROWS_MUST_CHECK;
int rows_mapping_unknown(struct rows_fault *fault, const struct rows_json *member, const char *where, const char *known);
int rows_mapping_bool(struct rows_fault *fault, const struct rows_json *json, bool *ret) ROWS_MUST_CHECK;
int rows_mapping_choice(struct rows_fault *fault, const struct rows_json *json, const char *const *words, const char *list,
		       unsigned *ret) ROWS_MUST_CHECK;
struct sanya_plugin_text rows_mapping_text(const struct rows_json *json);
int rows_mapping_texts(struct rows_mapping *m, const struct rows_json *json, struct rows_texts *ret, struct rows_fault *fault)
	ROWS_MUST_CHECK;

/* Members named in `targets` into specs[]; the key `pass` is passed over (NULL: none). */
int rows_mapping_specs(struct rows_mapping *m, const struct rows_json *json, const char *where, const char *pass,
		      const struct rows_target *targets, unsigned count, struct rows_spec *specs, struct rows_fault *fault)
	ROWS_MUST_CHECK;
int rows_mapping_condition(struct rows_mapping *m, const struct rows_json *json, const struct rows_condition **ret,
			  struct rows_fault *fault) ROWS_MUST_CHECK;
/* format, zone, era, date_only: 0 when it was one of them, 1 when not. */
int rows_mapping_stamp_key(const struct rows_json *json, enum rows_stamp_format *format, enum rows_era *era,
			  enum rows_date_only *date_only, const char **zone, struct rows_fault *fault) ROWS_MUST_CHECK;
/* Give the column its slot. */
int rows_mapping_add_column(struct rows_mapping *m, struct rows_column *column, struct rows_fault *fault) ROWS_MUST_CHECK;

#endif
