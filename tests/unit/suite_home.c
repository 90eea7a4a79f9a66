/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole home: made, people in it, keys enrolled, a contract signed by both, verified; then everything that `verify` must find, from a
 * rewritten database to a signature that somebody put in who can write to the ledger.
 */
#include "store_home.h"

#include "core/app/checkpoint.h"
#include "core/app/key.h"
#include "core/app/lint.h"
#include "core/app/people.h"
#include "core/app/verify.h"
#include "core/base/file.h"
#include "core/sign/sign.h"
#include "core/store/contracts.h"
#include "core/store/keys.h"

#include <check.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

Suite *suite_home(void);

#define CLEAN_BUFFER SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer
#define NOON INT64_C(1782820800) /* 2026-06-30T12:00:00Z */
#define NUMBER "SQ-2026-0001"

static const char roster[] = "id,name_en,manager,roles,employed_from\n"
			     "E0001,Hathai,,hr,2020-01-01\n"
			     "E0310,Malee,,manager,2020-01-01\n"
			     "E1024,Somchai,E0310,employee,2020-01-01\n";

static const char contract[] =
	"{\"format\":\"sanya.contract/1\",\"kind\":\"contract\",\"title\":{\"en\":\"Service quality\"},\"prevails\":\"en\","
	"\"employee\":\"E1024\",\"manager\":\"E0310\",\"period\":{\"from\":\"2026-07-01\",\"to\":\"2026-09-30\"},"
	"\"timezone\":\"Asia/Bangkok\",\"calendar\":\"th-office@1\",\"supersedes\":null,"
	"\"goals\":[{\"id\":\"reply\",\"title\":{\"en\":\"First reply\"},\"metric\":\"ticket.first_reply_time@1\",\"clock\":\"working\","
	"\"statistic\":\"share_within 4h\",\"scope\":\"own\",\"credit\":\"first_replier\",\"scale\":[[\"80%\",\"0\"],[\"95%\",\"100\"]],"
	"\"between\":\"linear\",\"weight\":\"100\",\"minimum_sample\":20,\"if_too_few\":\"reweight\"}],"
	"\"reward\":{\"currency\":\"THB\",\"at_100\":\"6000.00\",\"combine\":\"weighted\",\"curve\":[[\"60\",\"0\"],[\"100\",\"100\"]],"
	"\"between\":\"linear\",\"proration\":\"none\",\"round\":{\"to\":\"1.00\",\"mode\":\"half-up\"}},"
	"\"rules\":{\"answer_days\":14,\"grace_days\":7,\"dispute_days\":15,\"dispute_answer_days\":10}}";

struct office {
	char folder[256], path[300];
	struct sanya_home home;
};

static struct sanya_act by(const struct office *office, const char *actor)
{
	return (struct sanya_act){ .store = office->home.store, .actor = actor, .account = "root", .now = NOON };
}

static const char *key_of(const struct office *office, const char *person)
{
	static char path[300];

	snprintf(path, sizeof(path), "%s/%s", office->folder, person);
	return path;
}

#define MUST(call) ck_assert_msg((call) == 0, "%s: %s", #call, err.what)

static void open_office(struct office *ret)
{
	static const char *const people[] = { "E0001", "E0310", "E1024" };
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_import import;
	struct sanya_act act;

	snprintf(ret->folder, sizeof(ret->folder), "%s", store_home_folder());
	snprintf(ret->path, sizeof(ret->path), "%s/home", ret->folder);
	MUST(sanya_home_create(ret->path, "Example Service", NOON, false, &err));
	MUST(sanya_home_open(ret->path, SANYA_STORE_WRITE, &ret->home, &err));
	act = by(ret, NULL);
	MUST(sanya_people_import(&act, "roster.csv", roster, strlen(roster), SANYA_NO_DATE, &import, &err));
	act = by(ret, "E0001");
	for (size_t i = 0; i < SANYA_COUNT(people); i++) {
		struct sanya_key_change change;

		MUST(sanya_key_make(key_of(ret, people[i]), people[i], false, &err));
		MUST(sanya_key_enrol(&act, people[i], key_of(ret, people[i]), &change, &err));
	}
}

static void close_office(struct office *office)
{
	sanya_home_close(&office->home);
}

static void propose(const struct sanya_act *act, const struct sanya_references *references, struct sanya_change *change)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_json *findings;

	MUST(sanya_contract_propose(act, references, NUMBER, change, &findings, &err));
	sanya_json_free(findings);
}

/* From draft to active: offered, accepted, signed by both. */
static void sign_contract(struct office *office)
{
	static const struct sanya_references references = { .unit_of = NULL };
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_change change;
	struct sanya_act manager = by(office, "E0310"), employee = by(office, "E1024");

	MUST(sanya_contract_apply_document(&manager, &references, "contract", contract, strlen(contract), &change, &err));
	ck_assert_str_eq(change.number, NUMBER);
	propose(&manager, &references, &change);
	MUST(sanya_contract_step(&employee, NUMBER, SANYA_DO_ACCEPT, &change, &err));
	MUST(sanya_contract_sign(&manager, NUMBER, key_of(office, "E0310"), &change, &err));
	MUST(sanya_contract_sign(&employee, NUMBER, key_of(office, "E1024"), &change, &err));
	ck_assert_int_eq(change.to, SANYA_ACTIVE);
}

START_TEST(test_home)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *facts = NULL;
	struct sanya_home home;
	struct stat status;
	char path[300], file[600];

	snprintf(path, sizeof(path), "%s/home", store_home_folder());
	MUST(sanya_home_create(path, "Example  Service+\xe0\xb8\x81", NOON, false, &err));
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0700);
	snprintf(file, sizeof(file), "%s/keys/ledger.key", path);
	ck_assert_int_eq(stat(file, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0600);
	snprintf(file, sizeof(file), "%s/ledger.db", path);
	ck_assert_int_eq(stat(file, &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0600);
	MUST(sanya_home_open(path, SANYA_STORE_READ, &home, &err));
	MUST(sanya_home_facts(&home, &facts, &err));
	ck_assert_str_eq(sanya_json_get_text(facts, "company"), "Example  Service+\xe0\xb8\x81");
	ck_assert_str_eq(sanya_json_get_text(facts, "origin"), "sanya.example--service-\xe0\xb8\x81/ledger");
	sanya_home_close(&home);
	ck_assert_int_ne(sanya_home_create(path, "Other", NOON, false, &err), 0);
	store_home_expect(&err, SANYA_FAILED, "home here already: nothing was changed");
	sanya_error_clear(&err);
	snprintf(path, sizeof(path), "%s/home", store_home_folder());
	ck_assert_int_ne(sanya_home_create(path, "", NOON, false, &err), 0);
	store_home_expect(&err, SANYA_USAGE, "company's name");
}
END_TEST

/* --- keys --- */

START_TEST(test_keys)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_key_change change;
	struct office office;
	struct sanya_act hr, employee;
	CLEAN_BUFFER signers;

	open_office(&office);
	sanya_buffer_init(&signers, 1u << 16);
	hr = by(&office, "E0001");
	employee = by(&office, "E1024");
	/* the same key twice; by somebody who may not; for nobody; without an acting person */
	ck_assert_int_ne(sanya_key_enrol(&hr, "E0310", key_of(&office, "E1024"), &change, &err), 0);
	store_home_expect(&err, SANYA_NOT_ALLOWED, "enrolled for E1024 already");
	sanya_error_clear(&err);
	MUST(sanya_key_make(key_of(&office, "second"), "x", false, &err));
	ck_assert_int_ne(sanya_key_enrol(&employee, "E1024", key_of(&office, "second"), &change, &err), 0);
	store_home_expect(&err, SANYA_NOT_ALLOWED, "it takes the role");
	sanya_error_clear(&err);
	ck_assert_int_ne(sanya_key_enrol(&hr, "E9", key_of(&office, "second"), &change, &err), 0);
	store_home_expect(&err, SANYA_NOT_FOUND, "\"E9\" is not on the roster");
	sanya_error_clear(&err);
	hr.actor = NULL;
	ck_assert_int_ne(sanya_key_enrol(&hr, "E1024", key_of(&office, "second"), &change, &err), 0);
	store_home_expect(&err, SANYA_USAGE, "acting person");
	sanya_error_clear(&err);
	/* revoking: own, with a reason, once */
	ck_assert_int_ne(sanya_key_revoke(&employee, "E1024", NULL, &change, &err), 0);
	store_home_expect(&err, SANYA_USAGE, "needs a reason");
	sanya_error_clear(&err);
	employee.reason = "laptop lost";
	ck_assert_int_ne(sanya_key_revoke(&employee, "E0310", NULL, &change, &err), 0);
	store_home_expect(&err, SANYA_NOT_ALLOWED, "it takes the role");
	sanya_error_clear(&err);
	employee.now += 3600;
	MUST(sanya_key_revoke(&employee, "E1024", NULL, &change, &err));
	ck_assert_int_ne(sanya_key_revoke(&employee, "E1024", NULL, &change, &err), 0);
	store_home_expect(&err, SANYA_NOT_FOUND, "no such key that is valid");
	sanya_error_clear(&err);
	/* roles, and the window of the revoked one */
	MUST(sanya_key_allowed_signers(office.home.store, NULL, &signers, &err));
	ck_assert_ptr_nonnull(strstr(signers.data, "E0001 namespaces=\"accept@sanya,acknowledge@sanya,dispute@sanya,approve@sanya,export@sanya\","
						   "valid-after=\"20260630120000Z\" ssh-ed25519 AAAA"));
	ck_assert_ptr_nonnull(strstr(signers.data, "E0310 namespaces=\"accept@sanya,acknowledge@sanya,dispute@sanya,offer@sanya,evaluate@sanya\","));
	ck_assert_ptr_nonnull(strstr(signers.data, "E1024 namespaces=\"accept@sanya,acknowledge@sanya,dispute@sanya\","
						   "valid-after=\"20260630120000Z\",valid-before=\"20260630130000Z\" ssh-ed25519 AAAA"));
	close_office(&office);
}
END_TEST

/* --- a signed contract, judged by the stock ssh-keygen --- */

static int put_signature(void *context, const struct sanya_signature_row *row, struct sanya_error *err)
{
	const struct office *office = context;
	char path[600];

	snprintf(path, sizeof(path), "%s/%s.sig", office->folder, row->person);
	return sanya_file_write(path, row->armor, strlen(row->armor), 0600, err);
}

static int shell(const struct office *office, const char *script)
{
	pid_t child = fork();
	int status;

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		if (chdir(office->folder) == 0)
			execl("/bin/sh", "sh", "-c", script, (char *)NULL);
		_exit(127);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return status;
}

START_TEST(test_stock_verifier)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct office office;
	CLEAN_BUFFER signers;
	CLEAN_BUFFER document;
	char path[600];

	open_office(&office);
	sign_contract(&office);
	sanya_buffer_init(&signers, 1u << 16);
	sanya_buffer_init(&document, SANYA_DOCUMENT_MAX);
	MUST(sanya_key_allowed_signers(office.home.store, NULL, &signers, &err));
	ck_assert_int_eq(sanya_revision_document(office.home.store, NUMBER, 1, &document, &err), 1);
	MUST(sanya_signatures_each(office.home.store, NUMBER, 1, put_signature, &office, &err));
	snprintf(path, sizeof(path), "%s/signers", office.folder);
	MUST(sanya_file_write(path, signers.data, signers.size, 0600, &err));
	snprintf(path, sizeof(path), "%s/document", office.folder);
	MUST(sanya_file_write(path, document.data, document.size, 0600, &err));
	/* The events are of a noon that may still lie ahead of the machine's clock: the judge is told the time. */
#define JUDGE "ssh-keygen -q -Overify-time=20260701000000Z -Y verify -f signers "
	ck_assert_int_eq(shell(&office, JUDGE "-I E0310 -n offer@sanya -s E0310.sig <document"), 0);
	ck_assert_int_eq(shell(&office, JUDGE "-I E1024 -n accept@sanya -s E1024.sig <document"), 0);
	ck_assert_int_ne(shell(&office, JUDGE "-I E1024 -n offer@sanya -s E1024.sig <document >/dev/null 2>&1"), 0);
	ck_assert_int_ne(shell(&office, JUDGE "-I E0310 -n accept@sanya -s E1024.sig <document >/dev/null 2>&1"), 0);
	ck_assert_int_ne(shell(&office, "sed s/6000/9000/ document | " JUDGE "-I E1024 -n accept@sanya -s E1024.sig >/dev/null 2>&1"), 0);
	ck_assert_int_ne(shell(&office, "ssh-keygen -q -Overify-time=20260629000000Z -Y verify -f signers -I E1024 -n accept@sanya "
					"-s E1024.sig <document >/dev/null 2>&1"), 0);
	close_office(&office);
}
END_TEST

/* --- verify --- */

START_TEST(test_verify)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_verification counts;
	struct sanya_checkpoint checkpoint;
	struct sanya_key_change change;
	struct office office;
	struct sanya_act act;
	CLEAN_BUFFER note;
	char outside[600], path[600];

	open_office(&office);
	sign_contract(&office);
	sanya_buffer_init(&note, 1u << 16);
	MUST(sanya_home_verify(&office.home, NULL, &counts, &err));
	/* init, roster, three keys, draft, propose, accept, two signatures */
	ck_assert_uint_eq(counts.events, 10);
	ck_assert_uint_eq(counts.signatures, 2);
	ck_assert(!counts.outside);
	/* what a revoked key signed before stays good */
	act = by(&office, "E0001");
	act.reason = "left";
	MUST(sanya_key_revoke(&act, "E1024", NULL, &change, &err));
	MUST(sanya_home_verify(&office.home, NULL, &counts, &err));
	/* tried only: nothing kept */
	MUST(sanya_checkpoint_make(&office.home, true, &note, &checkpoint, &err));
	MUST(sanya_home_verify(&office.home, NULL, &counts, &err));
	ck_assert_uint_eq(counts.checkpoints, 0);
	sanya_buffer_clear(&note);
	MUST(sanya_checkpoint_make(&office.home, false, &note, &checkpoint, &err));
	ck_assert_uint_eq(checkpoint.size, 11);
	snprintf(outside, sizeof(outside), "%s/outside", office.folder);
	MUST(sanya_file_write(outside, note.data, note.size, 0600, &err));
	MUST(sanya_home_verify(&office.home, outside, &counts, &err));
	ck_assert(counts.outside);
	ck_assert_uint_eq(counts.outside_size, 11);
	ck_assert_uint_eq(counts.checkpoints, 1);
	close_office(&office);

	/* The tail cut off, cleanly, with all that belongs to it: only the checkpoint from outside can tell. */
	snprintf(path, sizeof(path), "%s/ledger.db", office.path);
	store_home_forge(path, "DELETE FROM checkpoint; DELETE FROM event WHERE sequence = 10;"
			       "DELETE FROM node WHERE level = 0 AND place = 10; DELETE FROM trail WHERE sequence = 10;"
			       "DELETE FROM object WHERE CAST(bytes AS TEXT) LIKE '%left%'; UPDATE key SET revoked = NULL, revoked_at = NULL;");
	MUST(sanya_home_open(office.path, SANYA_STORE_READ, &office.home, &err));
	ck_assert_msg(sanya_home_verify(&office.home, NULL, &counts, &err) == 0, "%s", err.what);
	ck_assert_int_ne(sanya_home_verify(&office.home, outside, &counts, &err), 0);
	store_home_expect(&err, SANYA_DIFFERS, "the ledger has 10 events, not 11: its tail is missing");
	close_office(&office);
}
END_TEST

/* Other histories, as only who holds database and key can make them. */
START_TEST(test_rewritten)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_verification counts;
	struct sanya_checkpoint checkpoint;
	struct sanya_key_change change;
	struct office office;
	struct sanya_act act;
	CLEAN_BUFFER note;
	char outside[600];

	open_office(&office);
	sanya_buffer_init(&note, 1u << 16);
	sanya_home_close(&office.home);
	ck_assert_int_eq(shell(&office, "cp -r home before"), 0);
	MUST(sanya_home_open(office.path, SANYA_STORE_WRITE, &office.home, &err));
	act = by(&office, "E0001");
	act.reason = "laptop lost";
	MUST(sanya_key_revoke(&act, "E1024", NULL, &change, &err));
	MUST(sanya_checkpoint_make(&office.home, false, &note, &checkpoint, &err));
	snprintf(outside, sizeof(outside), "%s/outside", office.folder);
	MUST(sanya_file_write(outside, note.data, note.size, 0600, &err));
	MUST(sanya_home_verify(&office.home, outside, &counts, &err));
	close_office(&office);

	/* back to the copy, and another event in the place of the last */
	ck_assert_int_eq(shell(&office, "mv home true && cp -r before home"), 0);
	MUST(sanya_home_open(office.path, SANYA_STORE_WRITE, &office.home, &err));
	act = by(&office, "E0001");
	act.reason = "laptop found";
	MUST(sanya_key_revoke(&act, "E0310", NULL, &change, &err));
	MUST(sanya_home_verify(&office.home, NULL, &counts, &err));
	ck_assert_int_ne(sanya_home_verify(&office.home, outside, &counts, &err), 0);
	store_home_expect(&err, SANYA_DIFFERS, "the first 6 events are not those that the checkpoint was signed over");
	sanya_error_clear(&err);
	close_office(&office);

	/* all made anew, with another key */
	ck_assert_int_eq(shell(&office, "rm -r home"), 0);
	MUST(sanya_home_create(office.path, "Example Service", NOON, false, &err));
	MUST(sanya_home_open(office.path, SANYA_STORE_READ, &office.home, &err));
	ck_assert_int_ne(sanya_home_verify(&office.home, outside, &counts, &err), 0);
	store_home_expect(&err, SANYA_DIFFERS, "no signature by the key asked about");
	close_office(&office);
}
END_TEST

/* --- signatures put in by somebody who can write to the ledger --- */

static void record_sign(struct office *office, const char *actor, const char *name_space, const char *key, const char *armor,
			const char *sha256)
{
	struct sanya_json *detail = sanya_json_object();
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_act act = by(office, actor);

	sanya_json_set_integer(detail, "revision", 1);
	sanya_json_set_text(detail, "namespace", name_space);
	sanya_json_set_text(detail, "key", key);
	sanya_json_set_text(detail, "signature", armor);
	sanya_json_set_text(detail, "sha256", sha256);
	MUST(sanya_act_begin(&act, &err));
	MUST(sanya_act_record(&act, "contract.sign", NUMBER, detail, NULL, &err));
	MUST(sanya_act_end(&act, &err));
}

static const struct {
	const char *actor, *name_space, *key_file, *signed_space; /* who is said to sign, for what; with which key, in which namespace */
	bool other_document, other_key_line;
	const char *words;
} false_signatures[] = {
	{ "E0310", "offer@sanya", "E0001", "offer@sanya", false, false, "a key that was not theirs at that time" },
	{ "E0310", "offer@sanya", "stranger", "offer@sanya", false, false, "a key that was not theirs at that time" },
	{ "E0310", "offer@sanya", "E0310", "accept@sanya", false, false, "made for \"accept@sanya\", not for \"offer@sanya\"" },
	{ "E1024", "offer@sanya", "E1024", "offer@sanya", false, false, "not of the party that signs for this purpose" },
	{ "E0310", "approve@sanya", "E0310", "approve@sanya", false, false, "a purpose that no party signs for" },
	{ "E0310", "offer@sanya", "E0310", "offer@sanya", true, false, "document was changed" },
	{ "E0310", "offer@sanya", "E0001", "offer@sanya", false, true, "another key than the ledger says" },
};

START_TEST(test_false_signatures)
{
	static const struct sanya_references references = { .unit_of = NULL };
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_verification counts;
	struct sanya_public_key key;
	struct sanya_change change;
	struct sanya_sha256 sha256;
	struct office office;
	struct sanya_act manager, employee;
	CLEAN_BUFFER document;
	CLEAN_BUFFER armor;
	CLEAN_BUFFER line;
	CLEAN_BUFFER hex;

	sanya_buffer_init(&document, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&armor, 1u << 16);
	sanya_buffer_init(&line, 4096);
	sanya_buffer_init(&hex, 4096);
	open_office(&office);
	manager = by(&office, "E0310");
	employee = by(&office, "E1024");
	MUST(sanya_key_make(key_of(&office, "stranger"), "x", false, &err));
	MUST(sanya_contract_apply_document(&manager, &references, "contract", contract, strlen(contract), &change, &err));
	propose(&manager, &references, &change);
	MUST(sanya_contract_step(&employee, NUMBER, SANYA_DO_ACCEPT, &change, &err));
	ck_assert_int_eq(sanya_revision_document(office.home.store, NUMBER, 1, &document, &err), 1);
	sha256 = sanya_sha256_of(document.data, document.size);
	sanya_hex_add(&hex, sha256.bytes, sizeof(sha256.bytes));
	if (false_signatures[_i].other_document)
		document.data[document.size / 2] ^= 1;
	MUST(sanya_sshsig_sign(key_of(&office, false_signatures[_i].key_file), false_signatures[_i].signed_space, document.data,
			       document.size, &armor, &err));
	MUST(sanya_public_key_of_file(key_of(&office, false_signatures[_i].other_key_line ? "E0310" : false_signatures[_i].key_file), &key, &err));
	sanya_public_key_format(&key, &line);
	record_sign(&office, false_signatures[_i].actor, false_signatures[_i].name_space, line.data, armor.data, hex.data);
	ck_assert_int_ne(sanya_home_verify(&office.home, NULL, &counts, &err), 0);
	store_home_expect(&err, SANYA_DIFFERS, false_signatures[_i].words);
	close_office(&office);
}
END_TEST

/* After its revocation a key neither signs nor counts, whoever puts the signature in. */
START_TEST(test_revoked_key)
{
	static const struct sanya_references references = { .unit_of = NULL };
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_verification counts;
	struct sanya_key_change revoked;
	struct sanya_public_key key;
	struct sanya_change change;
	struct sanya_sha256 sha256;
	struct office office;
	struct sanya_act manager, employee;
	CLEAN_BUFFER document;
	CLEAN_BUFFER armor;
	CLEAN_BUFFER line;
	CLEAN_BUFFER hex;

	sanya_buffer_init(&document, SANYA_DOCUMENT_MAX);
	sanya_buffer_init(&armor, 1u << 16);
	sanya_buffer_init(&line, 4096);
	sanya_buffer_init(&hex, 4096);
	open_office(&office);
	manager = by(&office, "E0310");
	employee = by(&office, "E1024");
	MUST(sanya_contract_apply_document(&manager, &references, "contract", contract, strlen(contract), &change, &err));
	propose(&manager, &references, &change);
	MUST(sanya_contract_step(&employee, NUMBER, SANYA_DO_ACCEPT, &change, &err));
	manager.reason = "laptop lost";
	MUST(sanya_key_revoke(&manager, "E0310", NULL, &revoked, &err));
	ck_assert_int_ne(sanya_contract_sign(&manager, NUMBER, key_of(&office, "E0310"), &change, &err), 0);
	store_home_expect(&err, SANYA_NOT_ALLOWED, "nothing was signed");
	sanya_error_clear(&err);
	MUST(sanya_home_verify(&office.home, NULL, &counts, &err));

	ck_assert_int_eq(sanya_revision_document(office.home.store, NUMBER, 1, &document, &err), 1);
	sha256 = sanya_sha256_of(document.data, document.size);
	sanya_hex_add(&hex, sha256.bytes, sizeof(sha256.bytes));
	MUST(sanya_sshsig_sign(key_of(&office, "E0310"), "offer@sanya", document.data, document.size, &armor, &err));
	MUST(sanya_public_key_of_file(key_of(&office, "E0310"), &key, &err));
	sanya_public_key_format(&key, &line);
	record_sign(&office, "E0310", "offer@sanya", line.data, armor.data, hex.data);
	ck_assert_int_ne(sanya_home_verify(&office.home, NULL, &counts, &err), 0);
	store_home_expect(&err, SANYA_DIFFERS, "a key that was not theirs at that time");
	close_office(&office);
}
END_TEST

Suite *suite_home(void)
{
	Suite *suite = suite_create("home");
	TCase *tcase = tcase_create("whole");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, NULL, store_home_clean);
	tcase_add_test(tcase, test_home);
	tcase_add_test(tcase, test_keys);
	tcase_add_test(tcase, test_stock_verifier);
	tcase_add_test(tcase, test_verify);
	tcase_add_test(tcase, test_rewritten);
	tcase_add_test(tcase, test_revoked_key);
	tcase_add_loop_test(tcase, test_false_signatures, 0, (int)SANYA_COUNT(false_signatures));
	suite_add_tcase(suite, tcase);
	return suite;
}
