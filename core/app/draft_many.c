/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drafts for many at once: who is chosen, who is left out and why, one document each, in one transaction.
 * May draft for nobody for whom a single draft would be refused.
 */
#include "draft_many.h"

#include "../base/time.h"

#include <string.h>

struct drafting {
	const struct sanya_act *act;
	const struct sanya_references *references;
	const struct sanya_draft_many *many;
	const struct sanya_catalogue *catalogue;
	struct sanya_roster roster;
	const struct sanya_person *actor;
	int32_t from, to;
	char from_text[16], to_text[16];
	struct sanya_json *drafted, *skipped;
	size_t chosen;
};

/* --- filters --- */

enum filter_key { UNIT, MANAGER, ROLE };
static const char *const filter_keys[] = { [UNIT] = "unit", [MANAGER] = "manager", [ROLE] = "role" };

static int read_filter(const char *filter, enum filter_key *ret_key, const char **ret_value, struct sanya_error *err)
{
	const char *equals = strchr(filter, '=');

	for (size_t i = 0; equals != NULL && equals[1] != '\0' && i < SANYA_COUNT(filter_keys); i++) {
		if (strlen(filter_keys[i]) != (size_t)(equals - filter) || memcmp(filter_keys[i], filter, (size_t)(equals - filter)) != 0)
			continue;
		*ret_key = (enum filter_key)i;
		*ret_value = equals + 1;
		if (i == ROLE && sanya_role_of(equals + 1) == 0)
			break;
		return 0;
	}
	sanya_error_set(err, SANYA_USAGE, "\"%s\" is no filter of people", filter);
	return sanya_error_next(err, "filters are unit=NAME, manager=PERSON and role=employee, manager, executive, hr, auditor or admin");
}

static bool passes(const struct drafting *drafting, const struct sanya_person *person, enum filter_key key, const char *value)
{
	const char *manager;

	switch (key) {
	case UNIT:
		return person->unit != NULL && strcmp(person->unit, value) == 0;
	case MANAGER:
		manager = sanya_person_manager(person, drafting->from);
		return manager != NULL && strcmp(manager, value) == 0;
	case ROLE:
		return (person->roles & sanya_role_of(value)) != 0;
	}
	return false;
}

static int is_chosen(const struct drafting *drafting, const struct sanya_person *person, bool *ret, struct sanya_error *err)
{
	enum filter_key key = UNIT;
	const char *value = NULL;

	*ret = true;
	for (const char *const *filter = drafting->many->filters; *filter != NULL; filter++) {
		if (read_filter(*filter, &key, &value, err) != 0)
			return -1;
		*ret = *ret && passes(drafting, person, key, value);
	}
	return 0;
}

/* Nobody: the units that there are help most, because names of units are long and easily mistyped. */
static int nobody(const struct drafting *drafting, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer units;
	const struct sanya_roster *roster = &drafting->roster;
	bool seen;

	sanya_buffer_init(&units, 300);
	sanya_error_set(err, SANYA_NOT_FOUND, "nobody on the roster is chosen by %s%s", drafting->many->filters[0],
			drafting->many->filters[1] != NULL ? " and the other filters" : "");
	for (size_t i = 0; i < roster->count && units.failed == 0; i++) {
		seen = roster->people[i].unit == NULL;
		for (size_t k = 0; k < i && !seen; k++)
			seen = roster->people[k].unit != NULL && strcmp(roster->people[k].unit, roster->people[i].unit) == 0;
		if (!seen)
			sanya_buffer_printf(&units, "%s%s", units.size == 0 ? "" : ", ", roster->people[i].unit);
	}
	if (units.size == 0)
		return sanya_error_next(err, "see who there is: sanya people list");
	return sanya_error_next(err, "units are: %s", units.data);
}

/* --- who is left out --- */

static void skip(struct drafting *drafting, const struct sanya_person *person, const char *why, const char *words)
{
	struct sanya_json *json = sanya_json_object();

	sanya_json_set_text(json, "employee", person->id);
	sanya_json_set_text(json, "why", why);
	sanya_json_set_text(json, "words", words);
	sanya_json_append(drafting->skipped, json);
}

struct clash {
	int32_t from, to;
	char number[72];
	enum sanya_state state;
};

/* A negotiation that came to nothing is no contract, and days behind a termination are free. */
static int find_clash(void *context, const struct sanya_contract_row *row, struct sanya_error *err)
{
	struct clash *clash = context;
	int32_t to = row->last_day != SANYA_NO_DATE ? row->last_day : row->to;

	(void)err;
	if (row->state == SANYA_DECLINED || row->state == SANYA_LAPSED || row->state == SANYA_WITHDRAWN || row->from > clash->to ||
	    to < clash->from)
		return 0;
	snprintf(clash->number, sizeof(clash->number), "%s", row->number);
	clash->state = row->state;
	return 0;
}

/* 1 and the reason is kept, 0: this one gets a draft. */
static int leave_out(struct drafting *drafting, const struct sanya_person *person, const char *manager, struct sanya_error *err)
{
	const struct sanya_contract_filter own = { .employee = person->id, .state = -1 };
	struct clash clash = { .from = drafting->from, .to = drafting->to };
	char words[400];

	if (!sanya_person_employed(person, drafting->from)) {
		snprintf(words, sizeof(words), sanya_say(drafting->catalogue, SANYA_N("not employed on %s")), drafting->from_text);
		skip(drafting, person, "not-employed", words);
	} else if (person == drafting->actor) {
		skip(drafting, person, "yourself", sanya_say(drafting->catalogue, SANYA_N("yourself: draft your own contract with --employee")));
	} else if (manager == NULL) {
		skip(drafting, person, "no-manager", sanya_say(drafting->catalogue, SANYA_N("has no manager on that day")));
	} else if (strcmp(manager, drafting->actor->id) != 0) {
		snprintf(words, sizeof(words), sanya_say(drafting->catalogue, SANYA_N("not yours to draft for: the manager is %s")), manager);
		skip(drafting, person, "not-yours", words);
	} else {
		if (sanya_contracts_each(drafting->act->store, &own, find_clash, &clash, err) != 0)
			return -1;
		if (clash.number[0] == '\0')
			return 0;
		snprintf(words, sizeof(words), sanya_say(drafting->catalogue, SANYA_N("has %s for these days: %s")), clash.number,
			 sanya_say(drafting->catalogue, sanya_state_word(clash.state)));
		skip(drafting, person, "has-contract", words);
	}
	return 1;
}

/* --- drafting --- */

static int draft(struct drafting *drafting, const struct sanya_person *person, const char *manager, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	struct sanya_template_fill fill = drafting->many->fill;
	struct sanya_document document;
	struct sanya_change change;
	struct sanya_json *json;
	char name[256];

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	snprintf(name, sizeof(name), "template %.100s for %.72s", drafting->many->template, person->id);
	fill.employee = person->id;
	fill.manager = manager;
	if (sanya_template_fill(drafting->many->document, &fill, &text, err) != 0)
		return -1;
	document = (struct sanya_document){ .name = name, .text = text.data, .size = text.size };
	if (sanya_contract_create(drafting->act, drafting->references, &document, &drafting->roster, drafting->actor, &change, err) != 0)
		return -1;
	json = sanya_json_object();
	sanya_json_set_text(json, "number", change.number);
	sanya_json_set_text(json, "employee", person->id);
	sanya_json_set_text(json, "manager", manager);
	return sanya_json_append(drafting->drafted, json) == 0 ? 0 : sanya_error_memory(err);
}

static int draft_all(struct drafting *drafting, struct sanya_error *err)
{
	const char *given = drafting->many->fill.manager;

	for (size_t i = 0; i < drafting->roster.count; i++) {
		const struct sanya_person *person = &drafting->roster.people[i];
		const char *manager = given != NULL ? given : sanya_person_manager(person, drafting->from);
		bool chosen = false;
		int left_out;

		if (is_chosen(drafting, person, &chosen, err) != 0)
			return -1;
		if (!chosen)
			continue;
		drafting->chosen++;
		left_out = leave_out(drafting, person, manager, err);
		if (left_out < 0 || (left_out == 0 && draft(drafting, person, manager, err) != 0))
			return -1;
	}
	return drafting->chosen > 0 ? 0 : nobody(drafting, err);
}

static void keep_day(int32_t date, char ret[16])
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, 15);
	sanya_date_format(date, &text);
	snprintf(ret, 16, "%s", text.data);
}

static int run(struct drafting *drafting, struct sanya_error *err)
{
	if (sanya_template_period(drafting->many->document, &drafting->many->fill, &drafting->from, &drafting->to, err) != 0)
		return -1;
	keep_day(drafting->from, drafting->from_text);
	keep_day(drafting->to, drafting->to_text);
	if (sanya_act_begin(drafting->act, err) != 0)
		return -1;
	if (sanya_act_roster(drafting->act, &drafting->roster, &drafting->actor, err) == 0 && draft_all(drafting, err) == 0)
		return sanya_act_end(drafting->act, err);
	sanya_act_undo(drafting->act);
	return -1;
}

int sanya_contract_draft_many(const struct sanya_act *act, const struct sanya_references *references,
			      const struct sanya_draft_many *many, const struct sanya_catalogue *catalogue, struct sanya_json **ret,
			      struct sanya_error *err)
{
	struct drafting drafting = { .act = act, .references = references, .many = many, .catalogue = catalogue,
				     .drafted = sanya_json_array(), .skipped = sanya_json_array() };
	struct sanya_json *json = sanya_json_object();
	int result;

	sanya_roster_init(&drafting.roster);
	result = run(&drafting, err);
	sanya_roster_done(&drafting.roster);
	sanya_json_set_text(json, "from", drafting.from_text);
	sanya_json_set_text(json, "to", drafting.to_text);
	sanya_json_set(json, "drafted", drafting.drafted);
	sanya_json_set(json, "skipped", drafting.skipped);
	sanya_json_set(json, "dry_run", sanya_json_of_bool(act->dry_run));
	if (result == 0)
		*ret = json;
	else
		sanya_json_free(json);
	return result;
}
