/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The keys that each document's parser accepts, object by object: what a test compares with contracts/schema/, so that the two
 * cannot drift apart.  Every table ends with .keys == NULL.
 */
#ifndef SANYA_CODEC_KEY_TABLES_H
#define SANYA_CODEC_KEY_TABLES_H

#include "reader.h"

struct sanya_key_table {
	const char *path; /* of the object in the schema: "", "goals[]", "reward.gates[]" */
	const struct sanya_key *keys;
};
extern const struct sanya_key_table sanya_contract_key_tables[], sanya_calendar_key_tables[], sanya_roster_key_tables[],
	sanya_statement_key_tables[], sanya_register_key_tables[], sanya_ideas_key_tables[];

#endif
