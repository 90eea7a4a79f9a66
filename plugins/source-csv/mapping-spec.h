/* SPDX-License-Identifier: Apache-2.0 */
/* The inner parts of reading a mapping, shared by mapping.c (the document) and mapping-spec.c (its fields). */
#ifndef CSV_MAPPING_SPEC_H
#define CSV_MAPPING_SPEC_H

#include "mapping.h"

/* All return -1 and name line and column. */
int csv_mapping_bad(struct csv_fault *fault, const struct csv_json *at, const char *what);
int csv_mapping_expect(struct csv_fault *fault, const struct csv_json *json, enum csv_json_type type) CSV_MUST_CHECK;
int csv_mapping_unknown(struct csv_fault *fault, const struct csv_json *member, const char *where, const char *known);
int csv_mapping_bool(struct csv_fault *fault, const struct csv_json *json, bool *ret) CSV_MUST_CHECK;
int csv_mapping_choice(struct csv_fault *fault, const struct csv_json *json, const char *const *words, const char *list,
		       unsigned *ret) CSV_MUST_CHECK;
struct sanya_plugin_text csv_mapping_text(const struct csv_json *json);
int csv_mapping_texts(struct csv_mapping *m, const struct csv_json *json, struct csv_texts *ret, struct csv_fault *fault)
	CSV_MUST_CHECK;

/* Members named in `targets` into specs[]; the key `pass` is passed over (NULL: none). */
int csv_mapping_specs(struct csv_mapping *m, const struct csv_json *json, const char *where, const char *pass,
		      const struct csv_target *targets, unsigned count, struct csv_spec *specs, struct csv_fault *fault)
	CSV_MUST_CHECK;
int csv_mapping_condition(struct csv_mapping *m, const struct csv_json *json, const struct csv_condition **ret,
			  struct csv_fault *fault) CSV_MUST_CHECK;
/* format, zone, era, date_only: 0 when it was one of them, 1 when not. */
int csv_mapping_stamp_key(const struct csv_json *json, enum csv_stamp_format *format, enum csv_era *era,
			  enum csv_date_only *date_only, const char **zone, struct csv_fault *fault) CSV_MUST_CHECK;
/* Give the column its slot. */
int csv_mapping_add_column(struct csv_mapping *m, struct csv_column *column, struct csv_fault *fault) CSV_MUST_CHECK;

#endif
