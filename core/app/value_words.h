/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The values of a contract document as people read them: "95 %", "1 h 30 min", "6,000.00 THB", "30 Sep 2026", "its weight goes to
 * the others", in Thai or English.  Works on the document's own texts and rounds nothing; what is not written as the clause
 * wants is shown as it stands.
 */
#ifndef SANYA_APP_VALUE_WORDS_H
#define SANYA_APP_VALUE_WORDS_H

#include "../base/catalogue.h"
#include "clause.h"

/* 7 Dec 2026, or 7 ธ.ค. 2569 (Buddhist era). */
void sanya_date_words(enum sanya_language language, int32_t date, struct sanya_buffer *out);

struct sanya_tongue {
	const struct sanya_catalogue *catalogue; /* NULL: English */
	const char *currency;			 /* of the contract; NULL: amounts stand alone */
	bool levels;				 /* the contract counts in levels 1 to 5 */
	bool both;				 /* texts in both languages, for a change in the one that is not read */
};
/* What a document says about how it is to be read. */
struct sanya_tongue sanya_tongue_of(const struct sanya_json *document, const struct sanya_catalogue *catalogue);

/* A value of a clause; "—" for NULL. */
void sanya_clause_say(const struct sanya_tongue *tongue, const struct sanya_clause *clause, const struct sanya_json *value,
		      struct sanya_buffer *out);
/* One value as it stands in a scale: "95%" -> "95 %", "1h30m" -> "1 h 30 min", "1200" -> "1,200". */
void sanya_mark_say(const struct sanya_tongue *tongue, const char *value, struct sanya_buffer *out);
/* What people call one of the document's words, such as "reweight" at "goals/ * /if_too_few" (a path of the table, without the
 * blanks): a key of the catalogue, NULL where there is none. */
const char *sanya_clause_word(const char *path, const char *word);

#endif
