/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parts of the generator share: the words (generate-text.c), and the roster and the contracts (generate-home.c).
 */
#ifndef SANYA_BENCH_GENERATE_H
#define SANYA_BENCH_GENERATE_H

#include <stddef.h>
#include <stdint.h>

#define GIVEN_NAMES 32
#define PHRASES 48

/* One text, ready for each of the formats: the quotes of CSV where it needs them; JSON's escapes without the quotes around, as UTF-8 and
   as the exporters write it that leave nothing but ASCII. */
struct phrase {
	char *csv, *json, *ascii;
	size_t csv_size, json_size, ascii_size;
};

extern const char *const given_names[GIVEN_NAMES];
extern struct phrase phrases[PHRASES];

void phrases_make(void);

/* roster.csv and contracts/NUMBER.json below the folder; logins of 24 bytes each. 0, or −1 with errno. */
int home_make(const char *folder, const char (*login)[24], uint32_t people);

#endif
