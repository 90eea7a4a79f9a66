/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One check after the other, from the bottom up: hashes, then what is derived from them, then what people signed, then evidence,
 * then the checkpoints, last the one from outside.  Repairs nothing.
 */
#include "verify.h"

#include "../base/file.h"
#include "../codec/json.h"
#include "../sign/sign.h"
#include "../store/contracts.h"
#include "../store/evidence.h"
#include "../store/keys.h"
#include "checkpoint.h"
#include "prune.h"

#define NOTE_MAX (64u << 10)

struct verifying {
	const struct sanya_home *home;
	struct sanya_verification *counts;
	const char *verifier;
};

static int event_differs(const struct sanya_event *event, const char *what, struct sanya_error *err)
{
	return sanya_error_set(err, SANYA_DIFFERS, "event %llu: the signature of %s under %s %s",
			       (unsigned long long)event->sequence, event->actor, event->subject, what);
}

/* A party's own namespace: the manager offers, the employee accepts. */
static int check_party(const struct sanya_event *event, const struct sanya_buffer *document, const char *name_space,
		       struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = NULL;
	const char *party;

	if (sanya_json_parse(event->subject, document->data, document->size, &json, err) != 0)
		return -1;
	if (strcmp(name_space, "offer@sanya") == 0)
		party = sanya_json_get_text(json, "manager");
	else if (strcmp(name_space, "accept@sanya") == 0)
		party = sanya_json_get_text(json, "employee");
	else
		return event_differs(event, "was made for a purpose that no party signs for", err);
	if (party == NULL || strcmp(party, event->actor) != 0)
		return event_differs(event, "is not of the party that signs for this purpose", err);
	return 0;
}

static int check_bytes(const struct sanya_event *event, const struct sanya_buffer *document, const char *name_space,
		       struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	const char *armor = sanya_json_get_text(event->detail, "signature"), *key = sanya_json_get_text(event->detail, "key");
	const char *claimed = sanya_json_get_text(event->detail, "sha256");
	struct sanya_sha256 hash = sanya_sha256_of(document->data, document->size);
	struct sanya_public_key made_by;

	sanya_buffer_init(&text, SANYA_TEXT_MAX);
	sanya_hex_add(&text, hash.bytes, sizeof(hash.bytes));
	if (armor == NULL || key == NULL || claimed == NULL || strcmp(claimed, text.data) != 0)
		return event_differs(event, "is not over the contract that the ledger holds", err);
	if (sanya_sshsig_verify(armor, strlen(armor), document->data, document->size, name_space, &made_by, err) != 0)
		return sanya_error_at(err, event->subject, 0, 0);
	sanya_buffer_clear(&text);
	sanya_public_key_format(&made_by, &text);
	if (sanya_buffer_check(&text, "a public key", err) != 0)
		return -1;
	return strcmp(text.data, key) == 0 ? 0 : event_differs(event, "was made with another key than the ledger says", err);
}

static int check_event(void *context, const struct sanya_event *event, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer document;
	struct verifying *verifying = context;
	struct sanya_store *store = verifying->home->store;
	const char *name_space, *key;
	int holds;

	sanya_buffer_init(&document, SANYA_DOCUMENT_MAX);
	verifying->counts->clock_given += event->clock_given;
	if (strcmp(event->type, "contract.sign") != 0)
		return 0;
	name_space = sanya_json_get_text(event->detail, "namespace");
	key = sanya_json_get_text(event->detail, "key");
	if (name_space == NULL || key == NULL)
		return event_differs(event, "is missing", err);
	if (sanya_revision_document(store, event->subject, sanya_json_get_integer(event->detail, "revision", 0), &document, err) <= 0)
		return err->code != SANYA_OK ? -1 : event_differs(event, "is over a revision that is not there", err);
	if (check_bytes(event, &document, name_space, err) != 0 || check_party(event, &document, name_space, err) != 0)
		return -1;
	holds = sanya_key_holds(store, event->actor, key, event->sequence, err);
	if (holds < 0)
		return -1;
	if (holds == 0)
		return event_differs(event, "was made with a key that was not theirs at that time", err);
	verifying->counts->signatures++;
	return 0;
}

/* A checkpoint against the ledger: its origin, and the root over as many events as it covers. */
static int compare(struct verifying *verifying, const struct sanya_checkpoint *checkpoint, struct sanya_error *err)
{
	struct sanya_sha256 root;

	if (sanya_ledger_root(verifying->home->store, checkpoint->size, &root, err) != 0)
		return -1;
	if (!sanya_sha256_equal(&root, &checkpoint->root))
		return sanya_error_set(err, SANYA_DIFFERS, "the first %llu events are not those that the checkpoint was signed over: "
				       "the ledger was rewritten", (unsigned long long)checkpoint->size);
	return 0;
}

static int check_kept(void *context, uint64_t size, const char *note, struct sanya_error *err)
{
	struct verifying *verifying = context;
	struct sanya_checkpoint checkpoint;
	char place[64];

	snprintf(place, sizeof(place), "checkpoint over %llu events", (unsigned long long)size);
	if (sanya_checkpoint_read(note, verifying->verifier, &checkpoint, err) != 0)
		return sanya_error_at(err, place, 0, 0);
	if (checkpoint.size != size)
		return sanya_error_set(err, SANYA_DIFFERS, "the %s says it is over %llu", place, (unsigned long long)checkpoint.size);
	if (compare(verifying, &checkpoint, err) != 0)
		return sanya_error_at(err, place, 0, 0);
	verifying->counts->checkpoints++;
	return 0;
}

static int check_outside(struct verifying *verifying, const char *path, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer note;
	struct sanya_checkpoint checkpoint;

	sanya_buffer_init(&note, NOTE_MAX);
	if (sanya_file_read(path, &note, err) != 0)
		return -1;
	if (sanya_checkpoint_read(note.data, verifying->verifier, &checkpoint, err) != 0 ||
	    compare(verifying, &checkpoint, err) != 0) {
		sanya_error_next(err, "keep a copy of the home as it is, and ask who else keeps a checkpoint");
		return sanya_error_at(err, path, 0, 0);
	}
	verifying->counts->outside = true;
	verifying->counts->outside_size = checkpoint.size;
	return 0;
}

static int count_pruned(const struct verifying *verifying, struct sanya_error *err)
{
	struct sanya_verification *counts = verifying->counts;
	struct sanya_evidence_pruned pruned;
	struct sanya_prune last;
	int found = sanya_prune_last(verifying->home->store, &last, err);

	if (found <= 0)
		return found;
	if (sanya_evidence_pruned(verifying->home->store, &pruned, err) != 0)
		return -1;
	counts->pruned = pruned.groups;
	counts->pruned_before = last.date;
	counts->pruned_at = last.at;
	return 0;
}

int sanya_home_verify(const struct sanya_home *home, const char *against, struct sanya_verification *ret,
		      struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *facts = NULL;
	struct verifying verifying = { .home = home, .counts = ret };

	*ret = (struct sanya_verification){ .events = sanya_ledger_size(home->store), .pruned_before = SANYA_NO_DATE };
	if (sanya_ledger_check(home->store, err) != 0 || sanya_store_derived_check(home->store, err) != 0 ||
	    sanya_ledger_each(home->store, NULL, 0, check_event, &verifying, err) != 0 ||
	    sanya_evidence_check(home->store, err) != 0 || count_pruned(&verifying, err) != 0 || sanya_home_facts(home, &facts, err) != 0)
		return -1;
	ret->batches = sanya_evidence_watermark(home->store);
	verifying.verifier = sanya_json_get_text(facts, "verifier");
	if (verifying.verifier == NULL)
		return sanya_error_set(err, SANYA_DIFFERS, "the ledger's first event does not name the ledger's key");
	if (sanya_checkpoint_each(home->store, check_kept, &verifying, err) != 0)
		return -1;
	return against == NULL ? 0 : check_outside(&verifying, against, err);
}
