/* SPDX-License-Identifier: Apache-2.0 */
/* The roster as a use case: import a new one, show the standing one. */
#ifndef SANYA_APP_PEOPLE_H
#define SANYA_APP_PEOPLE_H

#include "../codec/json.h"
#include "act.h"

#define SANYA_ROSTER_SUBJECT "roster" /* of the events that bring one */

/* The roster as it stands; `ret` is initialised also on failure. */
int sanya_people_standing(struct sanya_store *store, struct sanya_roster *ret, struct sanya_error *err) SANYA_MUST_CHECK;

struct sanya_import {
	size_t people, added, changed, removed;
};
/*
 * Replace the roster by the one in `text` (JSON where it begins with "{", else a CSV table).  HR and administrators may; the
 * first roster may be brought by anybody.  In a table the manager is that of now: whoever has another one than before has moved on the day
 * `from` (SANYA_NO_DATE: today), and was under the old one until then.  Whoever is party to a contract that has not ended must stay on it.
 */
int sanya_people_import(const struct sanya_act *act, const char *name, const char *text, size_t size, int32_t from,
			struct sanya_import *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* {"id","name","roles","unit","email","employed","manager","aliases",…} of a person on a day; "reports", which looks at everybody, where asked. */
struct sanya_json *sanya_person_json(const struct sanya_roster *roster, const struct sanya_person *person, int32_t date,
				     bool with_reports);
/* The reporting line as it is on a day: [{"id","name","unit","level","reports":[…]}], from those without a manager downwards. */
struct sanya_json *sanya_people_tree(const struct sanya_roster *roster, int32_t date);

#endif
