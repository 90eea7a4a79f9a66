/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The steps of an idea: who may take each, what it needs, and its event.
 * The table of steps is the domain room's; what an accepted idea is worth is read from the published rules and never given by hand.
 */
#include "idea.h"

#include "../codec/documents.h"
#include "../store/people.h"

#include <string.h>

/* --- the rules --- */

static int publish(const struct sanya_act *act, const char *name, const char *text, size_t size, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	const struct sanya_person *actor;
	struct sanya_json *document, *detail;

	sanya_roster_init(&roster);
	if (sanya_act_roster(act, &roster, &actor, err) != 0 || sanya_act_needs_role(actor, SANYA_ROLE_HR, err) != 0 ||
	    sanya_json_parse(name, text, size, &document, err) != 0)
		return -1;
	detail = sanya_json_object();
	sanya_json_set(detail, "document", document);
	return sanya_act_record(act, "idea.publish", SANYA_IDEAS_SUBJECT, detail, NULL, err);
}

int sanya_idea_publish(const struct sanya_act *act, const char *name, const char *text, size_t size, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_idea_rules_done) struct sanya_idea_rules rules;
	int32_t today;

	if (sanya_ideas_parse(name, text, size, &rules, err) != 0)
		return -1;
	if (sanya_date_in(rules.timezone, act->now, &today, err) != 0) /* a zone that is not there would stop every answer */
		return sanya_error_at(err, name, 0, 0);
	if (sanya_act_begin(act, err) != 0)
		return -1;
	if (publish(act, name, text, size, err) == 0)
		return sanya_act_end(act, err);
	sanya_act_undo(act);
	return -1;
}

static int no_rules(struct sanya_error *err)
{
	sanya_error_set(err, SANYA_NOT_FOUND, "no criteria and rewards for ideas have been published");
	return sanya_error_next(err, "HR publishes them first: sanya idea rules FILE; an example is examples/ideas.json of the program's data");
}

static int load_rules(struct sanya_store *store, struct sanya_idea_rules *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	int found;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	sanya_idea_rules_init(ret);
	found = sanya_idea_rules_document(store, &text, err);
	if (found <= 0)
		return found < 0 ? -1 : no_rules(err);
	sanya_idea_rules_done(ret); /* the parser sets it up itself */
	return sanya_ideas_parse("the rules for ideas", text.data, text.size, ret, err);
}

int sanya_idea_published(struct sanya_store *store, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	int found;

	sanya_buffer_init(&text, SANYA_DOCUMENT_MAX);
	found = sanya_idea_rules_document(store, &text, err);
	if (found <= 0)
		return found < 0 ? -1 : no_rules(err);
	return sanya_json_parse("the rules for ideas", text.data, text.size, ret, err);
}

/* --- one idea --- */

struct found {
	struct sanya_arena *arena;
	struct sanya_idea idea;
	bool any, failed;
};

static const char *kept(struct found *found, const char *text)
{
	const char *copy = text == NULL ? NULL : sanya_arena_text(found->arena, text);

	found->failed = found->failed || (text != NULL && copy == NULL);
	return copy;
}

static int take(void *context, const struct sanya_idea *idea, struct sanya_error *err)
{
	struct found *found = context;

	found->any = true;
	found->idea = *idea;
	found->idea.number = kept(found, idea->number);
	found->idea.person = kept(found, idea->person);
	found->idea.title = kept(found, idea->title);
	found->idea.text = kept(found, idea->text);
	found->idea.decided_by = kept(found, idea->decided_by);
	found->idea.reason = kept(found, idea->reason);
	found->idea.grade = kept(found, idea->grade);
	found->idea.amount = kept(found, idea->amount);
	found->idea.currency = kept(found, idea->currency);
	found->idea.met = kept(found, idea->met);
	return found->failed ? sanya_error_memory(err) : 0;
}

static int find(struct sanya_store *store, const char *number, struct sanya_arena *arena, struct sanya_idea *ret, struct sanya_error *err)
{
	struct found found = { .arena = arena };

	if (sanya_ideas_each(store, number, NULL, take, &found, err) != 0)
		return -1;
	if (!found.any) {
		sanya_error_set(err, SANYA_NOT_FOUND, "no idea \"%s\"", number);
		return sanya_error_next(err, "see what there is: sanya idea list");
	}
	*ret = found.idea;
	return 0;
}

static void set_date(struct sanya_json *json, const char *key, int32_t date)
{
	sanya_json_set(json, key, sanya_json_of_date(date));
}

static struct sanya_json *idea_json(const struct sanya_idea *idea, int32_t today)
{
	struct sanya_json *json = sanya_json_object();

	sanya_json_set_text(json, "number", idea->number);
	sanya_json_set_text(json, "state", sanya_idea_state_word(idea->state));
	sanya_json_set_text(json, "person", idea->person);
	sanya_json_set_text(json, "title", idea->title);
	sanya_json_set_text(json, "text", idea->text);
	sanya_json_set(json, "submitted_at", sanya_json_of_instant(idea->submitted_at));
	set_date(json, "answer_by", sanya_idea_waits(idea->state) ? idea->answer_by : SANYA_NO_DATE);
	sanya_json_set(json, "overdue", sanya_json_of_bool(sanya_idea_waits(idea->state) && idea->answer_by != SANYA_NO_DATE && today > idea->answer_by));
	set_date(json, "until", idea->until);
	sanya_json_set_text(json, "decided_by", idea->decided_by);
	sanya_json_set(json, "decided_at", sanya_json_of_instant(idea->decided_at));
	sanya_json_set_text(json, "reason", idea->reason);
	sanya_json_set_text(json, "met", idea->met);
	sanya_json_set_text(json, "grade", idea->grade);
	sanya_json_set_text(json, "amount", idea->amount);
	sanya_json_set_text(json, "currency", idea->currency);
	sanya_json_set_integer(json, "batch", idea->batch);
	return json;
}

/* --- submitting --- */

static int submit(const struct sanya_act *act, const struct sanya_idea_rules *rules, const char *title, const char *text,
		  struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_roster_done) struct sanya_roster roster;
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	const struct sanya_person *actor;
	struct sanya_idea idea;
	struct sanya_json *detail;
	char number[72];
	int32_t today;

	sanya_roster_init(&roster);
	sanya_arena_init(&arena);
	if (sanya_act_roster(act, &roster, &actor, err) != 0 || sanya_date_in(rules->timezone, act->now, &today, err) != 0 ||
	    sanya_idea_next_number(act->store, sanya_date_civil(today).year, number, sizeof(number), err) != 0)
		return -1;
	detail = sanya_json_object();
	sanya_json_set_text(detail, "title", title);
	if (text != NULL)
		sanya_json_set_text(detail, "text", text);
	set_date(detail, "answer_by", today + (int32_t)rules->answer_days);
	if (sanya_act_record(act, "idea.submit", number, detail, NULL, err) != 0 || find(act->store, number, &arena, &idea, err) != 0)
		return -1;
	*ret = idea_json(&idea, today);
	return 0;
}

int sanya_idea_submit(const struct sanya_act *act, const char *title, const char *text, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_idea_rules_done) struct sanya_idea_rules rules;

	sanya_idea_rules_init(&rules);
	if (title[0] == '\0')
		return sanya_error_set(err, SANYA_USAGE, "an idea needs a few words that say what it is");
	if (strlen(title) > SANYA_TEXT_MAX || (text != NULL && strlen(text) > SANYA_TEXT_MAX))
		return sanya_error_set(err, SANYA_USAGE, "an idea is told in at most %u bytes", SANYA_TEXT_MAX);
	if (sanya_act_begin(act, err) != 0)
		return -1;
	if (load_rules(act->store, &rules, err) == 0 && submit(act, &rules, title, text, ret, err) == 0)
		return sanya_act_end(act, err);
	sanya_act_undo(act);
	return -1;
}

/* --- deciding --- */

struct stepping {
	const struct sanya_act *act;
	struct sanya_idea_rules rules;
	struct sanya_roster roster;
	struct sanya_arena arena;
	struct sanya_idea idea;
	const struct sanya_person *actor;
	int32_t today;
};

static void stepping_init(struct stepping *stepping, const struct sanya_act *act)
{
	*stepping = (struct stepping){ .act = act };
	sanya_idea_rules_init(&stepping->rules);
	sanya_roster_init(&stepping->roster);
	sanya_arena_init(&stepping->arena);
}

static void stepping_done(struct stepping *stepping)
{
	sanya_idea_rules_done(&stepping->rules);
	sanya_roster_done(&stepping->roster);
	sanya_arena_done(&stepping->arena);
}

static int begin_step(struct stepping *stepping, const char *number, enum sanya_idea_action action, struct sanya_error *err)
{
	const struct sanya_act *act = stepping->act;

	if (load_rules(act->store, &stepping->rules, err) != 0 ||
	    sanya_act_roster(act, &stepping->roster, &stepping->actor, err) != 0 ||
	    find(act->store, number, &stepping->arena, &stepping->idea, err) != 0 ||
	    sanya_date_in(stepping->rules.timezone, act->now, &stepping->today, err) != 0)
		return -1;
	if (sanya_idea_step(stepping->idea.state, action) == SANYA_IDEA_NONE) {
		sanya_error_set(err, SANYA_NOT_ALLOWED, "the idea is %s; \"%s\" is not possible now",
				stepping->idea.state == SANYA_IDEA_TRIAL ? "on trial" : sanya_idea_state_word(stepping->idea.state),
				sanya_idea_action_word(action));
		return sanya_error_at(err, number, 0, 0);
	}
	if (strcmp(stepping->idea.person, stepping->actor->id) == 0)
		return sanya_error_set(err, SANYA_NOT_ALLOWED, "nobody decides or approves an idea of their own");
	return 0;
}

/* Somebody above whoever had the idea, or HR. */
static int check_decider(const struct stepping *stepping, struct sanya_error *err)
{
	const struct sanya_person *person = sanya_roster_find(&stepping->roster, stepping->idea.person);

	if ((stepping->actor->roles & SANYA_ROLE_HR) != 0 ||
	    (person != NULL && sanya_roster_below(&stepping->roster, person, stepping->actor->id, stepping->today)))
		return 0;
	return sanya_error_set(err, SANYA_NOT_ALLOWED, "%s may not decide: that is for somebody above %s, or for HR", stepping->actor->id,
			       stepping->idea.person);
}

static int detail_of_trial(const struct stepping *stepping, const char *until, struct sanya_json *detail, struct sanya_error *err)
{
	int32_t last;

	if (until == NULL) {
		sanya_error_set(err, SANYA_USAGE, "a trial needs its last day");
		return sanya_error_next(err, "add --until 2026-09-30");
	}
	if (sanya_date_parse(until, strlen(until), &last, err) != 0) {
		err->code = SANYA_USAGE;
		return -1;
	}
	if (last < stepping->today)
		return sanya_error_set(err, SANYA_USAGE, "the trial would end before it begins");
	set_date(detail, "until", last);
	set_date(detail, "answer_by", last + (int32_t)stepping->rules.answer_days);
	return 0;
}

static void list_ids(const struct sanya_idea_rules *rules, bool grades, struct sanya_buffer *out)
{
	for (size_t i = 0; i < (grades ? rules->grade_count : rules->criterion_count); i++)
		sanya_buffer_printf(out, "%s%s", i > 0 ? ", " : "", grades ? rules->grades[i].id : rules->criteria[i].id);
}

/* An idea is accepted because it meets published criteria, and is worth what the published table says. */
static int detail_of_acceptance(const struct stepping *stepping, const struct sanya_idea_decision *decision, struct sanya_json *detail,
				struct sanya_error *err)
{
	const struct sanya_idea_rules *rules = &stepping->rules;
	const struct sanya_idea_grade *grade = decision->grade == NULL ? NULL : sanya_idea_grade(rules, decision->grade);
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	struct sanya_json *met;

	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	if (grade == NULL) {
		list_ids(rules, true, &text);
		if (decision->grade == NULL)
			sanya_error_set(err, SANYA_USAGE, "an accepted idea needs its grade in the table of rewards");
		else
			sanya_error_set(err, SANYA_NOT_FOUND, "the table of rewards has no grade \"%s\"", decision->grade);
		return sanya_error_next(err, "grades are: %s", text.data);
	}
	if (decision->met == NULL || decision->met[0] == NULL) {
		list_ids(rules, false, &text);
		sanya_error_set(err, SANYA_USAGE, "an accepted idea meets at least one of the published criteria");
		return sanya_error_next(err, "add --met and one of: %s", text.data);
	}
	met = sanya_json_array();
	sanya_json_set(detail, "met", met);
	for (size_t i = 0; decision->met[i] != NULL; i++) {
		if (sanya_idea_criterion(rules, decision->met[i]) == NULL) {
			list_ids(rules, false, &text);
			sanya_error_set(err, SANYA_NOT_FOUND, "there is no criterion \"%s\"", decision->met[i]);
			return sanya_error_next(err, "criteria are: %s", text.data);
		}
		sanya_json_append(met, sanya_json_of_text(decision->met[i]));
	}
	sanya_number_decimal(&grade->amount, 2, &text);
	sanya_json_set_text(detail, "grade", grade->id);
	sanya_json_set_text(detail, "amount", text.data);
	sanya_json_set_text(detail, "currency", rules->currency);
	return 0;
}

static int record_step(const struct stepping *stepping, enum sanya_idea_action action, struct sanya_json *take_detail,
		       struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	const char *number = stepping->idea.number;
	struct sanya_idea idea;
	char type[32];

	sanya_arena_init(&arena);
	snprintf(type, sizeof(type), "idea.%s", sanya_idea_action_word(action));
	if (sanya_act_record(stepping->act, type, number, take_detail, NULL, err) != 0 ||
	    find(stepping->act->store, number, &arena, &idea, err) != 0)
		return -1;
	*ret = idea_json(&idea, stepping->today);
	return 0;
}

static int decide(struct stepping *stepping, const char *number, const struct sanya_idea_decision *decision, struct sanya_json **ret,
		  struct sanya_error *err)
{
	const struct sanya_act *act = stepping->act;
	struct sanya_json *detail;
	int failed = 0;

	if (begin_step(stepping, number, decision->action, err) != 0 || check_decider(stepping, err) != 0)
		return -1;
	if (decision->action != SANYA_IDEA_ACCEPT && (act->reason == NULL || act->reason[0] == '\0')) {
		sanya_error_set(err, SANYA_USAGE, "a reason is mandatory: %s", sanya_idea_action_word(decision->action));
		return sanya_error_next(err, "add --reason \"…\"");
	}
	detail = sanya_json_object();
	if (decision->action == SANYA_IDEA_TRY)
		failed = detail_of_trial(stepping, decision->until, detail, err);
	else if (decision->action == SANYA_IDEA_ACCEPT)
		failed = detail_of_acceptance(stepping, decision, detail, err);
	if (failed != 0) {
		sanya_json_free(detail);
		return -1;
	}
	return record_step(stepping, decision->action, detail, ret, err);
}

int sanya_idea_decide(const struct sanya_act *act, const char *number, const struct sanya_idea_decision *decision, struct sanya_json **ret,
		      struct sanya_error *err)
{
	SANYA_CLEANUP(stepping_done) struct stepping stepping;

	stepping_init(&stepping, act);
	if (sanya_act_begin(act, err) != 0)
		return -1;
	if (decide(&stepping, number, decision, ret, err) == 0)
		return sanya_act_end(act, err);
	sanya_act_undo(act);
	return -1;
}

static int approve(struct stepping *stepping, const char *number, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_number_done) struct sanya_number amount;
	const struct sanya_idea *idea = &stepping->idea;
	struct sanya_json *detail;

	sanya_number_init(&amount);
	if (begin_step(stepping, number, SANYA_IDEA_APPROVE, err) != 0 || sanya_act_needs_role(stepping->actor, SANYA_ROLE_HR, err) != 0)
		return -1;
	if (idea->decided_by != NULL && strcmp(idea->decided_by, stepping->actor->id) == 0) {
		sanya_error_set(err, SANYA_NOT_ALLOWED, "%s decided on the idea and does not approve its reward", stepping->actor->id);
		return sanya_error_next(err, "another person of HR has to approve it");
	}
	if (idea->amount == NULL || sanya_number_parse(idea->amount, strlen(idea->amount), &amount, err) != 0)
		return sanya_error_set(err, SANYA_FAILED, "what the idea is worth was erased; nothing can be paid");
	detail = sanya_json_object();
	if (sanya_number_sign(&amount) > 0) {
		sanya_json_set_text(detail, "amount", idea->amount);
		sanya_json_set_text(detail, "currency", idea->currency);
	}
	return record_step(stepping, SANYA_IDEA_APPROVE, detail, ret, err);
}

int sanya_idea_approve(const struct sanya_act *act, const char *number, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(stepping_done) struct stepping stepping;

	stepping_init(&stepping, act);
	if (sanya_act_begin(act, err) != 0)
		return -1;
	if (approve(&stepping, number, ret, err) == 0)
		return sanya_act_end(act, err);
	sanya_act_undo(act);
	return -1;
}

/* --- listing --- */

struct listing {
	enum sanya_idea_state state;
	int32_t today;
	struct sanya_json *list;
};

static int add(void *context, const struct sanya_idea *idea, struct sanya_error *err)
{
	struct listing *listing = context;

	if (listing->state != SANYA_IDEA_NONE && idea->state != listing->state)
		return 0;
	return sanya_json_append(listing->list, idea_json(idea, listing->today)) == 0 ? 0 : sanya_error_memory(err);
}

int sanya_idea_list(struct sanya_store *store, const char *person, enum sanya_idea_state state, int64_t now, struct sanya_json **ret,
		    struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_idea_rules_done) struct sanya_idea_rules rules;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *list = sanya_json_array();
	struct listing listing = { .state = state, .list = list };
	struct sanya_error ignored = SANYA_ERROR_INIT;

	/* Without rules there are no ideas either, and the zone does not matter. */
	if (sanya_date_in(load_rules(store, &rules, &ignored) == 0 ? rules.timezone : NULL, now, &listing.today, err) != 0 ||
	    sanya_ideas_each(store, NULL, person, add, &listing, err) != 0)
		return -1;
	*ret = list;
	list = NULL;
	return 0;
}

int sanya_idea_show(struct sanya_store *store, const char *number, int64_t now, struct sanya_json **ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_idea_rules_done) struct sanya_idea_rules rules;
	SANYA_CLEANUP(sanya_arena_done) struct sanya_arena arena;
	struct sanya_idea idea;
	int32_t today;

	sanya_arena_init(&arena);
	if (load_rules(store, &rules, err) != 0 || find(store, number, &arena, &idea, err) != 0 ||
	    sanya_date_in(rules.timezone, now, &today, err) != 0)
		return -1;
	*ret = idea_json(&idea, today);
	return 0;
}
