/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The life of a contract up to its active days: one function per use case, what the command line and the pages both call.
 *
 * Who may do what stands in the domain room's table; these functions find out who somebody is to a contract, ask the table, and
 * record the step as one event whose detail holds the document, the signature or the reason.  Nothing is written before every
 * check has passed.
 */
#ifndef SANYA_APP_CONTRACT_H
#define SANYA_APP_CONTRACT_H

#include "../base/catalogue.h"
#include "../codec/json.h"
#include "../domain/contract.h"
#include "act.h"

/* What a document may refer to, besides people. */
struct sanya_references {
	int (*unit_of)(void *context, const char *metric); /* as in sanya_contract_check; NULL skips the check */
	int (*calendar)(void *context, const char *calendar, struct sanya_error *err); /* 0 or an error; NULL skips the check */
	void *context;
	/* What lint says of a contract, as it is recorded with a proposal (lint.h); NULL skips it. */
	int (*lint)(void *context, struct sanya_store *store, const struct sanya_contract *contract, int64_t now, struct sanya_json **ret,
		    struct sanya_error *err);
	/* Why unit_of could not find out (plugins that may not run here, a broken one), kept by whoever answers; NULL: never. */
	const struct sanya_error *trouble;
};

struct sanya_change {
	char number[72];
	bool amendment; /* the states are those of the amendment of an active contract */
	enum sanya_state from, to;
	int64_t revision;
	uint64_t sequence; /* of its event; what it would have been under --dry-run */
};
/* {"number", "from", "state", "revision", "event", "dry_run"}, and "amendment": true where it is about one */
struct sanya_json *sanya_change_json(const struct sanya_act *act, const struct sanya_change *change);

/* --- finding --- */

/* The row, or SANYA_NOT_FOUND with the closest number and whose it is. */
int sanya_contract_find(struct sanya_store *store, const char *number, struct sanya_arena *arena,
			struct sanya_contract_row *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* The document of a revision (0: the one in force, before that the newest), parsed; `ret` is initialised also on failure. */
int sanya_contract_load(struct sanya_store *store, const struct sanya_contract_row *row, int64_t revision,
			struct sanya_contract *ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* The same as JSON. */
int sanya_contract_document(struct sanya_store *store, const struct sanya_contract_row *row, int64_t revision,
			    struct sanya_json **ret, struct sanya_error *err) SANYA_MUST_CHECK;
/* What is being negotiated, or was agreed last: the amendment where one is under way, else the contract itself. */
struct sanya_standing {
	bool amendment;
	enum sanya_state state;
	int64_t revision;
	const char *proposer, *document_sha256, *agreed_sha256; /* as in the row */
	int64_t changed_at;
};
struct sanya_standing sanya_contract_standing(const struct sanya_contract_row *row);
/* Who `person` is to the contract on a day: bits of enum sanya_relation. */
int sanya_contract_relations(struct sanya_store *store, const struct sanya_roster *roster, const struct sanya_contract_row *row,
			     const struct sanya_person *person, int32_t date, unsigned *ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* The last day on which the standing proposal can be answered (or the agreed contract signed); SANYA_NO_DATE where nothing waits. */
int sanya_contract_answer_by(const struct sanya_contract_row *row, int32_t *ret, struct sanya_error *err) SANYA_MUST_CHECK;

/* --- changing --- */

/*
 * Begin a step: opens the transaction, checks the acting person, finds the contract, lets it lapse where its answer is overdue, and
 * asks the table.  On success the transaction is open; record with sanya_act_record("contract.ACTION" or an event type of another
 * family that applies it), then sanya_act_end.  On failure everything is undone.
 */
int sanya_contract_begin(const struct sanya_act *act, const char *number, enum sanya_action action, struct sanya_arena *arena,
			 struct sanya_contract_row *ret_row, struct sanya_change *ret_change, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* A whole step without a document: accept, decline, withdraw, terminate, reopen.  To propose, see sanya_contract_propose (lint.h): here it
 * is a broken invariant, because lint would be passed by. */
int sanya_contract_step(const struct sanya_act *act, const char *number, enum sanya_action action,
			struct sanya_change *ret_change, struct sanya_error *err) SANYA_MUST_CHECK;
/* The event of an acceptance that _begin has opened; `clauses` as of sanya_contract_offer, or NULL where it was accepted as a whole. */
int sanya_contract_record_accept(const struct sanya_act *act, const struct sanya_contract_row *row, const struct sanya_json *clauses,
				 struct sanya_change *change, struct sanya_error *err) SANYA_MUST_CHECK;

struct sanya_document {
	const char *name, *text; /* what messages call it, and its bytes */
	size_t size;
};
/*
 * Take a document: a new contract (no number, or one that the home does not know: the home gives the number), or the next
 * revision of one that can be edited.  The document's revision says what it was based on: SANYA_CHANGED where somebody
 * else was faster.  `name` is what messages call the text.
 */
int sanya_contract_apply_document(const struct sanya_act *act, const struct sanya_references *references, const char *name,
				  const char *text, size_t size, struct sanya_change *ret_change, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* A new contract within the open transaction of the act, for whoever drafts many: the roster and the acting person are at hand. */
int sanya_contract_create(const struct sanya_act *act, const struct sanya_references *references, const struct sanya_document *document,
			  const struct sanya_roster *roster, const struct sanya_person *actor, struct sanya_change *ret_change,
			  struct sanya_error *err) SANYA_MUST_CHECK;
/*
 * The same as a counter-proposal to `number`, or as an amendment of it.  Every clause that changes needs a reason: the act's, or one of
 * `why`, "CLAUSE=REASON" as people type it (NULL-terminated; may be NULL), where the clause may be a part of the document that holds
 * several.  *ret_clauses is [{"clause","answer","reason"}] as recorded: "keep" goes back to what the acting side had, "answer" meets a
 * change of the other side, "accept" leaves one as it is, "change" is new.
 */
int sanya_contract_offer(const struct sanya_act *act, const struct sanya_references *references, const char *number,
			 enum sanya_action action, const struct sanya_document *document, const char *const *why,
			 struct sanya_change *ret_change, struct sanya_json **ret_clauses, struct sanya_error *err) SANYA_MUST_CHECK;
/* People of a document are on the roster and employed when its period begins; calendar and superseded contract exist. */
int sanya_contract_check_references(struct sanya_store *store, const struct sanya_roster *roster,
				    const struct sanya_references *references, const struct sanya_contract *contract,
				    struct sanya_error *err) SANYA_MUST_CHECK;

/*
 * Sign the agreed bytes with the key in `key_path`: the manager in the namespace offer@sanya, the employee in accept@sanya.  The key
 * must be enrolled for the acting person, and the signature must verify with it, before anything is written.
 */
int sanya_contract_sign(const struct sanya_act *act, const char *number, const char *key_path, struct sanya_change *ret_change,
			struct sanya_error *err) SANYA_MUST_CHECK;

/* --- templates --- */

struct sanya_template_fill {
	const char *employee, *manager;
	const char *from, *to;  /* as written on the command line; NULL: by the template's own rhythm */
	int32_t today;		/* without `from` the next period that the template knows, from today on */
	const char *const *set; /* as sanya_clause_set: "reward/at_100=5000.00"; NULL-terminated; may be NULL */
};
/* Names of the templates in a folder (sanya_folder_names_free). */
int sanya_template_names(const char *folder, char ***ret, size_t *ret_count, struct sanya_error *err) SANYA_MUST_CHECK;
/*
 * The template's own document: sanya.template/1, a contract without number, revision, parties and period.  Its own keys are "about", "period"
 * {"first_month": 10, "months": 12} (the rhythm of its periods, all year round) and "self_assessment_months" [6, 9, 12].
 */
int sanya_template_read(const char *folder, const char *template, struct sanya_json **ret, struct sanya_error *err)
	SANYA_MUST_CHECK;
/* The first and the last day of a contract from it. */
int sanya_template_period(const struct sanya_json *template, const struct sanya_template_fill *fill, int32_t *ret_from, int32_t *ret_to,
			  struct sanya_error *err) SANYA_MUST_CHECK;
/* A contract document for sanya_contract_apply_document. */
int sanya_template_fill(const struct sanya_json *template, const struct sanya_template_fill *fill, struct sanya_buffer *ret_text,
			struct sanya_error *err) SANYA_MUST_CHECK;

/* --- showing --- */

/* {"contracts": [rows]} by number; `filter` may be NULL. */
int sanya_contract_list(struct sanya_store *store, const struct sanya_contract_filter *filter, struct sanya_json **ret,
			struct sanya_error *err) SANYA_MUST_CHECK;
/* Everything about one contract: state, document, revisions, signatures, milestones, and what lint found when it was proposed. */
struct sanya_json *sanya_contract_row_json(const struct sanya_contract_row *row);
int sanya_contract_show(struct sanya_store *store, const char *number, int64_t revision, struct sanya_json **ret,
			struct sanya_error *err) SANYA_MUST_CHECK;
/*
 * [{"clause","path","words","name","from","to","from_words","to_words"}] in the order of reading: `words` for people ("target of goal
 * reply: 95 % → 93 %"), `clause` the address of the clause (clause.h) and `path` the place within it, from and to as the documents have
 * them, null where one has nothing.  Number and revision are left out.  NULL when memory is used up.
 */
struct sanya_json *sanya_contract_diff(const struct sanya_json *old_document, const struct sanya_json *new_document,
				       const struct sanya_catalogue *catalogue);
/* What a document says of reward, rules, renewal and duties, in words: [{"clause", "name", "words"}] in the order of reading, without what is
 * not said.  NULL when memory is used up. */
struct sanya_json *sanya_contract_terms(const struct sanya_json *document, const struct sanya_catalogue *catalogue);

#endif
