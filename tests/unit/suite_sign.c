/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signatures: other people's vectors (OpenSSH, Wycheproof, C2SP), hostile input, and the stock ssh-keygen as judge of what is made here:
 * open keys, encrypted ones with the passphrase typed on a terminal, and keys that only an agent has.
 */
#include "core/base/buffer.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/codec/json.h"
#include "core/sign/note.h"
#include "core/sign/sign.h"
#include "store_home.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

Suite *suite_sign(void);

#define CLEAN_BUFFER SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer

static void read_vector(const char *name, struct sanya_buffer *ret)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	char path[4096];

	snprintf(path, sizeof(path), "%s/tests/vectors/%s", getenv("SANYA_SRCDIR"), name);
	sanya_buffer_init(ret, 1u << 22);
	ck_assert_msg(sanya_file_read(path, ret, &err) == 0, "%s", err.what);
}

/* --- OpenSSH's own signatures --- */

START_TEST(test_openssh_vectors)
{
	static const struct {
		const char *name, *refused;
	} types[] = {
		{ "ed25519", NULL },
		{ "ecdsa", "ecdsa-sha2-nistp256" },
		{ "rsa", "ssh-rsa" },
		{ "ed25519_sk", "sk-ssh-ed25519@openssh.com" },
		{ "ecdsa_sk", "sk-ecdsa-sha2-nistp256@openssh.com" },
		{ "ecdsa_sk_webauthn", "sk-ecdsa-sha2-nistp256@openssh.com" },
	};
	CLEAN_BUFFER message;

	read_vector("sshsig/signed-data", &message);
	for (size_t i = 0; i < SANYA_COUNT(types); i++) {
		struct sanya_error err = SANYA_ERROR_INIT;
		struct sanya_public_key made_by, listed;
		CLEAN_BUFFER armor;
		CLEAN_BUFFER line;
		char name[64];

		snprintf(name, sizeof(name), "sshsig/%s.sig", types[i].name);
		read_vector(name, &armor);
		snprintf(name, sizeof(name), "sshsig/%s.pub", types[i].name);
		read_vector(name, &line);
		if (types[i].refused != NULL) {
			ck_assert_int_ne(sanya_sshsig_verify(armor.data, armor.size, message.data, message.size, "unittest", &made_by, &err), 0);
			store_home_expect(&err, SANYA_FAILED, types[i].refused);
			sanya_error_clear(&err);
			ck_assert_int_ne(sanya_public_key_parse(line.data, &listed, &err), 0);
			store_home_expect(&err, SANYA_FAILED, types[i].refused);
			continue;
		}
		ck_assert_msg(sanya_sshsig_verify(armor.data, armor.size, message.data, message.size, "unittest", &made_by, &err) == 0,
			      "%s", err.what);
		ck_assert_int_eq(sanya_public_key_parse(line.data, &listed, &err), 0);
		ck_assert_mem_eq(made_by.bytes, listed.bytes, sizeof(listed.bytes));
		/* another purpose, another document */
		ck_assert_int_ne(sanya_sshsig_verify(armor.data, armor.size, message.data, message.size, "unittes", &made_by, &err), 0);
		store_home_expect(&err, SANYA_DIFFERS, "made for \"unittest\", not for \"unittes\"");
		sanya_error_clear(&err);
		message.data[0] ^= 1;
		ck_assert_int_ne(sanya_sshsig_verify(armor.data, armor.size, message.data, message.size, "unittest", &made_by, &err), 0);
		store_home_expect(&err, SANYA_DIFFERS, "document was changed");
		message.data[0] ^= 1;
	}
}
END_TEST

START_TEST(test_hostile_armor)
{
	struct sanya_public_key key;
	CLEAN_BUFFER message;
	CLEAN_BUFFER armor;
	unsigned good = 0;

	read_vector("sshsig/signed-data", &message);
	read_vector("sshsig/ed25519.sig", &armor);
	/* cut anywhere: never good, but for the last newline, which may be missing */
	for (size_t size = 0; size < armor.size; size++) {
		struct sanya_error err = SANYA_ERROR_INIT;

		if (sanya_sshsig_verify(armor.data, size, message.data, message.size, "unittest", &key, &err) == 0)
			good++;
	}
	ck_assert_uint_eq(good, 1);
	/* any one bit turned over anywhere: never good; a newline in the middle is not written by anybody */
	for (size_t i = 0; i < armor.size * 8; i++) {
		struct sanya_error err = SANYA_ERROR_INIT;

		armor.data[i / 8] ^= (char)(1 << i % 8);
		ck_assert_msg(sanya_sshsig_verify(armor.data, armor.size, message.data, message.size, "unittest", &key, &err) != 0,
			      "bit %zu", i);
		armor.data[i / 8] ^= (char)(1 << i % 8);
	}
}
END_TEST

START_TEST(test_hostile_keys)
{
	static const struct {
		const char *line, *words;
	} keys[] = {
		{ "", "not a public key" },
		{ "ssh-ed25519", "not a public key" },
		{ "ssh-ed25519 ", "not a public key" },
		{ "ssh-ed25519 %%%%", "" },
		{ "-----BEGIN OPENSSH PRIVATE KEY-----\nxx\n", "private key" },
		{ "ssh-dss AAAAB3NzaC1kc3M=", "ssh-dss" },
		/* one line and then another */
		{ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB a\nssh-ed25519 AAAA b\n", "one line is expected" },
		/* the neutral element 01 00… and the point of order 2, 00…: 32 zero bytes is of order 4 */
		{ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "small order" },
		{ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "small order" },
		/* 31 and 33 bytes, and a byte behind */
		{ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAHwEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ==", "32 bytes" },
		{ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ==", "32 bytes" },
		{ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ==", "behind the public key" },
		{ "ssh-ed25519 /////w==", "end too early" },
	};

	for (size_t i = 0; i < SANYA_COUNT(keys); i++) {
		struct sanya_error err = SANYA_ERROR_INIT;
		struct sanya_public_key key;

		ck_assert_msg(sanya_public_key_parse(keys[i].line, &key, &err) != 0, "%s", keys[i].line);
		ck_assert_msg(strstr(err.what, keys[i].words) != NULL, "\"%s\" is not in \"%s\"", keys[i].words, err.what);
	}
}
END_TEST

/* --- Wycheproof: what our verifying rests on --- */

static void hex_member(const struct sanya_json *object, const char *key, struct sanya_buffer *ret)
{
	const char *text = sanya_json_get_text(object, key);
	struct sanya_error err = SANYA_ERROR_INIT;
	unsigned char bytes[4096];
	size_t size = strlen(text) / 2;

	ck_assert_uint_le(size, sizeof(bytes));
	ck_assert_msg(sanya_hex_parse(text, strlen(text), bytes, size, &err) == 0, "%s", err.what);
	sanya_buffer_init(ret, sizeof(bytes));
	sanya_buffer_add(ret, bytes, size);
}

START_TEST(test_wycheproof)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *json = NULL;
	struct sanya_error err = SANYA_ERROR_INIT;
	const struct sanya_json *groups;
	unsigned tests = 0, refused = 0;
	CLEAN_BUFFER text;

	ck_assert_int_ge(sodium_init(), 0);
	read_vector("ed25519/ed25519_test.json", &text);
	ck_assert_msg(sanya_json_parse("wycheproof", text.data, text.size, &json, &err) == 0, "%s", err.what);
	groups = sanya_json_get(json, "testGroups");
	for (size_t g = 0; g < sanya_json_size(groups); g++) {
		const struct sanya_json *group = sanya_json_at(groups, g), *list = sanya_json_get(group, "tests");
		CLEAN_BUFFER key;

		hex_member(sanya_json_get(group, "publicKey"), "pk", &key);
		for (size_t i = 0; i < sanya_json_size(list); i++) {
			const struct sanya_json *test = sanya_json_at(list, i);
			bool valid = strcmp(sanya_json_get_text(test, "result"), "valid") == 0, good;
			CLEAN_BUFFER message;
			CLEAN_BUFFER signature;

			hex_member(test, "msg", &message);
			hex_member(test, "sig", &signature);
			good = signature.size == crypto_sign_BYTES &&
			       crypto_sign_verify_detached((unsigned char *)signature.data, (unsigned char *)message.data, message.size,
							   (unsigned char *)key.data) == 0;
			ck_assert_msg(good == valid, "test %lld", (long long)sanya_json_get_integer(test, "tcId", 0));
			tests++;
			refused += valid ? 0 : 1;
		}
	}
	ck_assert_uint_eq(tests, 151);
	ck_assert_uint_eq(refused, 63);
}
END_TEST

/* --- signed notes --- */

START_TEST(test_note_vector)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	CLEAN_BUFFER note;
	CLEAN_BUFFER verifier;
	CLEAN_BUFFER text;

	read_vector("c2sp-note/example.note", &note);
	read_vector("c2sp-note/example.vkey", &verifier);
	sanya_buffer_init(&text, 4096);
	ck_assert_msg(sanya_note_verify(note.data, verifier.data, &text, &err) == 0, "%s", err.what);
	ck_assert_str_eq(text.data, "This is an example message.\n");
	/* each byte of text and signature changed once: never good */
	for (size_t i = 0; i < note.size; i++) {
		struct sanya_error one = SANYA_ERROR_INIT;

		note.data[i] ^= 1;
		sanya_buffer_clear(&text);
		ck_assert_msg(sanya_note_verify(note.data, verifier.data, &text, &one) != 0, "byte %zu", i);
		note.data[i] ^= 1;
	}
}
END_TEST

START_TEST(test_log_key)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	CLEAN_BUFFER verifier;
	CLEAN_BUFFER other;
	CLEAN_BUFFER note;
	CLEAN_BUFFER text;
	char path[512], wrong[520];

	sanya_buffer_init(&verifier, 4096);
	sanya_buffer_init(&other, 4096);
	sanya_buffer_init(&note, 4096);
	sanya_buffer_init(&text, 4096);
	snprintf(path, sizeof(path), "%s/key", store_home_folder());
	snprintf(wrong, sizeof(wrong), "%s.2", path);
	ck_assert_int_ne(sanya_log_key_new(path, "two words", &err), 0);
	sanya_error_clear(&err);
	ck_assert_int_eq(sanya_log_key_new(path, "sanya.example/ledger", &err), 0);
	ck_assert_int_ne(sanya_log_key_new(path, "sanya.example/ledger", &err), 0);
	store_home_expect(&err, SANYA_FAILED, "never replaced");
	sanya_error_clear(&err);
	ck_assert_int_eq(sanya_log_key_new(wrong, "sanya.example/ledger", &err), 0);
	ck_assert_int_eq(sanya_log_key_verifier(path, &verifier, &err), 0);
	ck_assert_int_eq(sanya_log_key_verifier(wrong, &other, &err), 0);
	ck_assert_int_eq(strncmp(verifier.data, "sanya.example/ledger+", 21), 0);
	ck_assert_int_eq(sanya_note_sign(path, "one\n\ntwo\n", &note, &err), 0);
	ck_assert_msg(sanya_note_verify(note.data, verifier.data, &text, &err) == 0, "%s", err.what);
	ck_assert_str_eq(text.data, "one\n\ntwo\n");
	ck_assert_int_ne(sanya_note_verify(note.data, other.data, &text, &err), 0);
	store_home_expect(&err, SANYA_DIFFERS, "no signature by the key asked about");
	sanya_error_clear(&err);
	/* a key that others can read is not used */
	ck_assert_int_eq(chmod(path, 0644), 0);
	ck_assert_int_ne(sanya_note_sign(path, "x\n", &note, &err), 0);
	store_home_expect(&err, SANYA_FAILED, "others can read");
}
END_TEST

/* --- the stock ssh-keygen as judge --- */

static int run(const char *folder, const char *script)
{
	int status;
	pid_t child = fork();

	ck_assert_int_ge(child, 0);
	if (child == 0) {
		if (chdir(folder) == 0)
			execl("/bin/sh", "sh", "-c", script, (char *)NULL);
		_exit(127);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void put(const char *folder, const char *name, const char *text, size_t size)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	ck_assert_msg(sanya_file_write(path, text, size, 0600, &err) == 0, "%s", err.what);
}

#define DOCUMENT "{\"number\":\"SQ-2026-0001\"}"

/* folder/sig is judged by ssh-keygen with an allowed_signers that lets E1024 accept. */
static void judge(const char *folder, const char *armor, size_t size)
{
	put(folder, "sig", armor, size);
	put(folder, "document", DOCUMENT, strlen(DOCUMENT));
	ck_assert_int_eq(run(folder, "printf 'E1024 namespaces=\"accept@sanya,acknowledge@sanya\" %s\\n' \"$(cat key.pub)\" >allowed"), 0);
	ck_assert_int_eq(run(folder, "ssh-keygen -q -Y verify -f allowed -I E1024 -n accept@sanya -s sig <document"), 0);
	ck_assert_int_ne(run(folder, "ssh-keygen -q -Y verify -f allowed -I E1024 -n offer@sanya -s sig <document 2>/dev/null >&2"), 0);
	ck_assert_int_ne(run(folder, "ssh-keygen -q -Y verify -f allowed -I E1025 -n accept@sanya -s sig <document 2>/dev/null >&2"), 0);
	ck_assert_int_ne(run(folder, "(cat document; echo) | ssh-keygen -q -Y verify -f allowed -I E1024 -n accept@sanya -s sig 2>/dev/null >&2"), 0);
}

START_TEST(test_open_key)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_public_key key;
	CLEAN_BUFFER armor;
	CLEAN_BUFFER again;
	CLEAN_BUFFER fingerprint;
	char folder[256], path[512], script[256];

	sanya_buffer_init(&armor, 1u << 16);
	sanya_buffer_init(&again, 1u << 16);
	sanya_buffer_init(&fingerprint, 4096);
	snprintf(folder, sizeof(folder), "%s", store_home_folder());
	snprintf(path, sizeof(path), "%s/key", folder);
	ck_assert_msg(sanya_key_make(path, "E1024 at work", false, &err) == 0, "%s", err.what);
	ck_assert_int_ne(sanya_key_make(path, "E1024", false, &err), 0);
	store_home_expect(&err, SANYA_FAILED, "no key was made");
	sanya_error_clear(&err);
	ck_assert_msg(sanya_sshsig_sign(path, "accept@sanya", DOCUMENT, strlen(DOCUMENT), &armor, &err) == 0, "%s", err.what);
	judge(folder, armor.data, armor.size);
	/* Ed25519 signs alike each time: byte for byte what ssh-keygen makes by itself. */
	ck_assert_int_eq(run(folder, "ssh-keygen -q -Y sign -f key -n accept@sanya <document >theirs 2>/dev/null"), 0);
	snprintf(path, sizeof(path), "%s/theirs", folder);
	ck_assert_int_eq(sanya_file_read(path, &again, &err), 0);
	ck_assert_str_eq(armor.data, again.data);
	/* the fingerprint is ssh-keygen's */
	snprintf(path, sizeof(path), "%s/key", folder);
	ck_assert_int_eq(sanya_public_key_of_file(path, &key, &err), 0);
	sanya_public_key_fingerprint(&key, &fingerprint);
	snprintf(script, sizeof(script), "ssh-keygen -l -f key.pub | grep -F ' %s ' >/dev/null", fingerprint.data);
	ck_assert_int_eq(run(folder, script), 0);
	/* without the public half: what ssh-keygen -y prints */
	ck_assert_int_eq(run(folder, "mv key.pub hidden"), 0);
	ck_assert_msg(sanya_public_key_of_file(path, &key, &err) == 0, "%s", err.what);
	/* no such key, and one of another type */
	ck_assert_int_eq(run(folder, "rm key; ssh-keygen -q -t rsa -b 2048 -N '' -f rsa"), 0);
	ck_assert_int_ne(sanya_sshsig_sign(path, "accept@sanya", "x", 1, &armor, &err), 0);
	store_home_expect(&err, SANYA_NOT_FOUND, "no key file here");
	sanya_error_clear(&err);
	snprintf(path, sizeof(path), "%s/rsa", folder);
	sanya_buffer_clear(&armor);
	ck_assert_int_ne(sanya_sshsig_sign(path, "accept@sanya", "x", 1, &armor, &err), 0);
	store_home_expect(&err, SANYA_FAILED, "\"ssh-rsa\" are not taken");
}
END_TEST

START_TEST(test_no_ssh_keygen)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	CLEAN_BUFFER armor;
	char path[512];

	sanya_buffer_init(&armor, 1u << 16);
	snprintf(path, sizeof(path), "%s/key", store_home_folder());
	ck_assert_int_eq(sanya_key_make(path, "x", false, &err), 0);
	setenv("PATH", "/nonexistent", 1);
	ck_assert_int_ne(sanya_sshsig_sign(path, "accept@sanya", "x", 1, &armor, &err), 0);
	store_home_expect(&err, SANYA_FAILED, "ssh-keygen, which is not installed");
	ck_assert_str_eq(err.next, "install it: apt install openssh-client");
}
END_TEST

/* A bare root without devpts has none. */
static bool have_terminals(void)
{
	int terminal = posix_openpt(O_RDWR | O_NOCTTY);
	bool have = terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0 && ptsname(terminal) != NULL &&
		    access(ptsname(terminal), R_OK | W_OK) == 0;

	if (terminal >= 0)
		close(terminal);
	return have;
}

/* Sign on a terminal of our own; `typed` is what the person types when asked.  0 and the armor in folder/sig, or the exit code. */
static int sign_on_terminal(const char *folder, const char *typed)
{
	char path[512], seen[4096] = "";
	int terminal = posix_openpt(O_RDWR | O_NOCTTY), status;
	size_t used = 0;
	bool answered = false;
	ssize_t got;
	pid_t child;

	ck_assert_int_ge(terminal, 0);
	ck_assert_int_eq(grantpt(terminal), 0);
	ck_assert_int_eq(unlockpt(terminal), 0);
	snprintf(path, sizeof(path), "%s/key", folder);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		struct sanya_error err = SANYA_ERROR_INIT;
		struct sanya_buffer armor;
		int slave;

		setsid();
		slave = open(ptsname(terminal), O_RDWR);
		ioctl(slave, TIOCSCTTY, 0);
		close(terminal);
		unsetenv("SSH_AUTH_SOCK");
		unsetenv("DISPLAY");
		sanya_buffer_init(&armor, 1u << 16);
		if (sanya_sshsig_sign(path, "accept@sanya", DOCUMENT, strlen(DOCUMENT), &armor, &err) != 0)
			_exit(strstr(err.what, "passphrase was not given") != NULL ? 3 : 4);
		put(folder, "sig", armor.data, armor.size);
		_exit(0);
	}
	while (used < sizeof(seen) - 1 && (got = read(terminal, seen + used, sizeof(seen) - 1 - used)) > 0) {
		used += (size_t)got;
		seen[used] = '\0';
		if (!answered && strstr(seen, "passphrase") != NULL) {
			ck_assert_int_eq(write(terminal, typed, strlen(typed)), (ssize_t)strlen(typed));
			answered = true;
		}
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	close(terminal);
	ck_assert_msg(answered, "nobody asked for the passphrase: %s", seen);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

START_TEST(test_encrypted_key)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	CLEAN_BUFFER armor;
	char folder[256], path[512];

	sanya_buffer_init(&armor, 1u << 16);
	snprintf(folder, sizeof(folder), "%s", store_home_folder());
	ck_assert_int_eq(run(folder, "ssh-keygen -q -t ed25519 -N 'correct horse' -f key"), 0);
	if (!have_terminals()) {
		printf("skipped: no pseudo-terminal can be made here (devpts is not mounted), so nobody can type a passphrase\n");
		return;
	}
	ck_assert_int_eq(sign_on_terminal(folder, "wrong horse\n"), 3);
	ck_assert_int_eq(sign_on_terminal(folder, "correct horse\n"), 0);
	snprintf(path, sizeof(path), "%s/sig", folder);
	ck_assert_int_eq(sanya_file_read(path, &armor, &err), 0);
	judge(folder, armor.data, armor.size);
}
END_TEST

START_TEST(test_agent)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	CLEAN_BUFFER armor;
	CLEAN_BUFFER pid;
	char folder[256], path[512], socket[512];

	sanya_buffer_init(&armor, 1u << 16);
	sanya_buffer_init(&pid, 64);
	snprintf(folder, sizeof(folder), "%s", store_home_folder());
	snprintf(socket, sizeof(socket), "%s/agent", folder);
	/* The private half is known to the agent alone. */
	ck_assert_int_eq(run(folder, "ssh-keygen -q -t ed25519 -N '' -f key && ssh-agent -a agent >started && . ./started >/dev/null && "
				     "ssh-add -q key && echo $SSH_AGENT_PID >pid && rm key"), 0);
	setenv("SSH_AUTH_SOCK", socket, 1);
	snprintf(path, sizeof(path), "%s/key", folder);
	ck_assert_msg(sanya_sshsig_sign(path, "accept@sanya", DOCUMENT, strlen(DOCUMENT), &armor, &err) == 0, "%s", err.what);
	snprintf(path, sizeof(path), "%s/pid", folder);
	ck_assert_int_eq(sanya_file_read(path, &pid, &err), 0);
	kill((pid_t)strtol(pid.data, NULL, 10), SIGTERM);
	judge(folder, armor.data, armor.size);
}
END_TEST

/* An encrypted key with nobody there to type: a clear word, and no waiting. */
START_TEST(test_no_terminal)
{
	char folder[256], path[512];
	int status;
	pid_t child;

	snprintf(folder, sizeof(folder), "%s", store_home_folder());
	snprintf(path, sizeof(path), "%s/key", folder);
	ck_assert_int_eq(run(folder, "ssh-keygen -q -t ed25519 -N 'correct horse' -f key"), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		struct sanya_error err = SANYA_ERROR_INIT;
		struct sanya_buffer armor;

		setsid();
		unsetenv("SSH_AUTH_SOCK");
		unsetenv("DISPLAY");
		unsetenv("SSH_ASKPASS");
		sanya_buffer_init(&armor, 1u << 16);
		if (sanya_sshsig_sign(path, "accept@sanya", "x", 1, &armor, &err) == 0)
			_exit(1);
		_exit(strstr(err.what, "passphrase was not given") != NULL && strstr(err.next, "ssh-add") != NULL ? 0 : 2);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
}
END_TEST

Suite *suite_sign(void)
{
	Suite *suite = suite_create("sign");
	TCase *tcase = tcase_create("vectors");
	TCase *judged = tcase_create("ssh-keygen");

	tcase_add_checked_fixture(tcase, NULL, store_home_clean);
	tcase_add_checked_fixture(judged, NULL, store_home_clean);
	tcase_add_test(tcase, test_openssh_vectors);
	tcase_add_test(tcase, test_hostile_armor);
	tcase_add_test(tcase, test_hostile_keys);
	tcase_add_test(tcase, test_wycheproof);
	tcase_add_test(tcase, test_note_vector);
	tcase_add_test(tcase, test_log_key);
	suite_add_tcase(suite, tcase);
	tcase_set_timeout(judged, 60);
	tcase_add_test(judged, test_open_key);
	tcase_add_test(judged, test_no_ssh_keygen);
	tcase_add_test(judged, test_encrypted_key);
	tcase_add_test(judged, test_agent);
	tcase_add_test(judged, test_no_terminal);
	suite_add_tcase(suite, judged);
	return suite;
}
