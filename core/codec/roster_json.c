/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sanya.roster/1 in and out: people with dated reporting lines and dated aliases.
 * The rules of the roster as a whole stand in the domain room; here only the shape of the document is known.
 */
#include "documents.h"

#include "key_tables.h"

#include <string.h>

#define LIST_MAX 1000u /* aliases or reporting lines of one person */

static const char *const role_words[] = { "employee", "manager", "executive", "hr", "auditor", "admin", NULL };
static const struct sanya_key document_keys[] = { { "format", true }, { "people", true }, { NULL, false } };
static const struct sanya_key person_keys[] = {
	{ "id", true },	     { "name", true },	   { "roles", false },	  { "unit", false },	{ "payroll", false },
	{ "email", false },  { "employed", false }, { "managers", false }, { "aliases", false },
	{ "leave", false },  { NULL, false },
};
static const struct sanya_key period_keys[] = { { "from", false }, { "to", false }, { NULL, false } };
static const struct sanya_key leave_keys[] = { { "from", true }, { "to", true }, { NULL, false } };
static const struct sanya_key manager_keys[] = { { "manager", true }, { "from", false }, { "to", false }, { NULL, false } };
static const struct sanya_key alias_keys[] = {
	{ "source", true }, { "name", true }, { "from", false }, { "to", false }, { NULL, false },
};

const struct sanya_key_table sanya_roster_key_tables[] = {
	{ "", document_keys },
	{ "people[]", person_keys },
	{ "people[].employed", period_keys },
	{ "people[].managers[]", manager_keys },
	{ "people[].aliases[]", alias_keys },
	{ "people[].leave[]", leave_keys },
	{ NULL, NULL },
};

static int read_period(const struct sanya_place *place, int32_t *ret_from, int32_t *ret_to, struct sanya_error *err)
{
	*ret_from = *ret_to = SANYA_NO_DATE;
	if (sanya_read_date(sanya_read_member(place, "from"), ret_from, err) != 0)
		return -1;
	return sanya_read_date(sanya_read_member(place, "to"), ret_to, err);
}

static int read_roles(const struct sanya_place *place, struct sanya_person *person, struct sanya_error *err)
{
	size_t count = 0, i;
	int word;

	if (sanya_read_array(place, 1, SANYA_COUNT(role_words) - 1, &count, err) != 0)
		return -1;
	for (i = 0; i < count; i++) {
		if (sanya_read_word(sanya_read_element(place, i), role_words, &word, err) != 0)
			return -1;
		person->roles |= sanya_role_of(role_words[word]);
	}
	if (count == 0)
		person->roles = SANYA_ROLE_EMPLOYEE;
	return 0;
}

static int read_managers(const struct sanya_place *place, struct sanya_arena *arena, struct sanya_person *person,
			 struct sanya_error *err)
{
	struct sanya_reporting *line;
	struct sanya_place element;
	size_t i;

	if (sanya_read_array(place, 0, LIST_MAX, &person->manager_count, err) != 0)
		return -1;
	person->managers = sanya_arena_array(arena, person->manager_count, sizeof(*person->managers));
	if (person->managers == NULL && person->manager_count > 0)
		return sanya_error_memory(err);
	for (i = 0; i < person->manager_count; i++) {
		line = &person->managers[i];
		element = sanya_read_element(place, i);
		if (sanya_read_keys(&element, manager_keys, err) != 0 ||
		    sanya_read_identifier(sanya_read_member(&element, "manager"), arena, &line->manager, err) != 0 ||
		    read_period(&element, &line->from, &line->to, err) != 0)
			return -1;
	}
	return 0;
}

static int read_aliases(const struct sanya_place *place, struct sanya_arena *arena, struct sanya_person *person,
			struct sanya_error *err)
{
	struct sanya_alias *alias;
	struct sanya_place element;
	size_t i;

	if (sanya_read_array(place, 0, LIST_MAX, &person->alias_count, err) != 0)
		return -1;
	person->aliases = sanya_arena_array(arena, person->alias_count, sizeof(*person->aliases));
	if (person->aliases == NULL && person->alias_count > 0)
		return sanya_error_memory(err);
	for (i = 0; i < person->alias_count; i++) {
		alias = &person->aliases[i];
		element = sanya_read_element(place, i);
		if (sanya_read_keys(&element, alias_keys, err) != 0 ||
		    sanya_read_identifier(sanya_read_member(&element, "source"), arena, &alias->source, err) != 0 ||
		    sanya_read_text(sanya_read_member(&element, "name"), arena, &alias->name, err) != 0 ||
		    read_period(&element, &alias->from, &alias->to, err) != 0)
			return -1;
	}
	return 0;
}

static int read_leave(const struct sanya_place *place, struct sanya_arena *arena, struct sanya_person *person, struct sanya_error *err)
{
	if (sanya_read_array(place, 0, LIST_MAX, &person->leave_count, err) != 0)
		return -1;
	person->leave = sanya_arena_array(arena, person->leave_count, sizeof(*person->leave));
	if (person->leave == NULL && person->leave_count > 0)
		return sanya_error_memory(err);
	for (size_t i = 0; i < person->leave_count; i++) {
		struct sanya_place element = sanya_read_element(place, i);

		if (sanya_read_keys(&element, leave_keys, err) != 0 ||
		    read_period(&element, &person->leave[i].from, &person->leave[i].to, err) != 0)
			return -1;
	}
	return 0;
}

static int read_person(const struct sanya_place *place, struct sanya_arena *arena, struct sanya_person *person,
		       struct sanya_error *err)
{
	struct sanya_place part;

	if (sanya_read_keys(place, person_keys, err) != 0 ||
	    sanya_read_identifier(sanya_read_member(place, "id"), arena, &person->id, err) != 0 ||
	    sanya_read_words(sanya_read_member(place, "name"), arena, &person->name, err) != 0 ||
	    sanya_read_text(sanya_read_member(place, "unit"), arena, &person->unit, err) != 0 ||
	    sanya_read_text(sanya_read_member(place, "payroll"), arena, &person->payroll, err) != 0 ||
	    sanya_read_text(sanya_read_member(place, "email"), arena, &person->email, err) != 0)
		return -1;
	part = sanya_read_member(place, "roles");
	if (read_roles(&part, person, err) != 0)
		return -1;
	part = sanya_read_member(place, "employed");
	if (part.json != NULL && sanya_read_keys(&part, period_keys, err) != 0)
		return -1;
	person->employed_from = person->employed_to = SANYA_NO_DATE;
	if (part.json != NULL && read_period(&part, &person->employed_from, &person->employed_to, err) != 0)
		return -1;
	part = sanya_read_member(place, "managers");
	if (read_managers(&part, arena, person, err) != 0)
		return -1;
	part = sanya_read_member(place, "aliases");
	if (read_aliases(&part, arena, person, err) != 0)
		return -1;
	part = sanya_read_member(place, "leave");
	return read_leave(&part, arena, person, err);
}

/* The checks speak of rows: here the place of the person in the list, counted from 1; blame turns it into a line. */
static int check(const struct sanya_reader *reader, struct sanya_roster *ret, struct sanya_error *err)
{
	char pointer[64];

	if (sanya_roster_check(ret, err) == 0)
		return 0;
	if (err->line == 0)
		return sanya_error_at(err, reader->name, 0, 0);
	snprintf(pointer, sizeof(pointer), "/people/%lu", err->line - 1);
	err->line = 0;
	return sanya_reader_blame(reader, pointer, err);
}

static int read_document(const struct sanya_reader *reader, struct sanya_roster *ret, struct sanya_error *err)
{
	struct sanya_place root = sanya_reader_root(reader), people, element;
	size_t count = 0, i;

	if (sanya_read_keys(&root, document_keys, err) != 0)
		return -1;
	people = sanya_read_member(&root, "people");
	if (sanya_read_array(&people, 1, SANYA_PEOPLE_MAX, &count, err) != 0)
		return -1;
	ret->people = sanya_arena_array(&ret->arena, count, sizeof(*ret->people));
	if (ret->people == NULL)
		return sanya_error_memory(err);
	for (i = 0; i < count; i++) {
		element = sanya_read_element(&people, i);
		if (read_person(&element, &ret->arena, &ret->people[i], err) != 0)
			return -1;
		ret->people[i].row = i + 1;
		ret->count++;
	}
	return check(reader, ret, err);
}

int sanya_roster_parse(const char *name, const char *text, size_t size, struct sanya_roster *ret, struct sanya_error *err)
{
	struct sanya_reader reader;
	int result;

	sanya_roster_init(ret);
	result = sanya_reader_open(name, text, size, "sanya.roster/1", &reader, err);
	if (result == 0)
		result = read_document(&reader, ret, err);
	sanya_reader_done(&reader);
	if (result != 0) {
		sanya_roster_done(ret);
		sanya_roster_init(ret);
	}
	return result;
}

static void set_date(struct sanya_json *object, const char *key, int32_t date)
{
	if (date != SANYA_NO_DATE)
		sanya_json_set(object, key, sanya_json_of_date(date));
}

static void set_text(struct sanya_json *object, const char *key, const char *text)
{
	if (text != NULL)
		sanya_json_set_text(object, key, text);
}

static struct sanya_json *leave_json(const struct sanya_person *person)
{
	struct sanya_json *list = sanya_json_array();

	for (size_t i = 0; i < person->leave_count; i++) {
		struct sanya_json *entry = sanya_json_object();

		set_date(entry, "from", person->leave[i].from);
		set_date(entry, "to", person->leave[i].to);
		sanya_json_append(list, entry);
	}
	return list;
}

static struct sanya_json *person_json(const struct sanya_person *person)
{
	struct sanya_json *json = sanya_json_object(), *name = sanya_json_object(), *roles = sanya_json_array(),
			  *employed = sanya_json_object(), *managers = sanya_json_array(), *aliases = sanya_json_array(), *entry;
	size_t i;

	set_text(name, "th", person->name.th);
	set_text(name, "en", person->name.en);
	for (i = 0; role_words[i] != NULL; i++)
		if ((person->roles & sanya_role_of(role_words[i])) != 0)
			sanya_json_append(roles, sanya_json_of_text(role_words[i]));
	set_date(employed, "from", person->employed_from);
	set_date(employed, "to", person->employed_to);
	for (i = 0; i < person->manager_count; i++) {
		entry = sanya_json_object();
		sanya_json_set_text(entry, "manager", person->managers[i].manager);
		set_date(entry, "from", person->managers[i].from);
		set_date(entry, "to", person->managers[i].to);
		sanya_json_append(managers, entry);
	}
	for (i = 0; i < person->alias_count; i++) {
		entry = sanya_json_object();
		sanya_json_set_text(entry, "source", person->aliases[i].source);
		sanya_json_set_text(entry, "name", person->aliases[i].name);
		set_date(entry, "from", person->aliases[i].from);
		set_date(entry, "to", person->aliases[i].to);
		sanya_json_append(aliases, entry);
	}
	sanya_json_set_text(json, "id", person->id);
	sanya_json_set(json, "name", name);
	sanya_json_set(json, "roles", roles);
	set_text(json, "unit", person->unit);
	set_text(json, "payroll", person->payroll);
	set_text(json, "email", person->email);
	sanya_json_set(json, "employed", employed);
	sanya_json_set(json, "managers", managers);
	sanya_json_set(json, "aliases", aliases);
	if (person->leave_count > 0)
		sanya_json_set(json, "leave", leave_json(person));
	return json;
}

struct sanya_json *sanya_roster_json(const struct sanya_roster *roster)
{
	struct sanya_json *json = sanya_json_object(), *people = sanya_json_array();
	size_t i;

	for (i = 0; i < roster->count; i++)
		sanya_json_append(people, person_json(&roster->people[i]));
	sanya_json_set_text(json, "format", "sanya.roster/1");
	sanya_json_set(json, "people", people);
	return json;
}
