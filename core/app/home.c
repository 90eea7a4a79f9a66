/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making and opening a home.
 * What is in it belongs to the store; this file knows folders, names and the key.
 */
#include "home.h"

#include "../base/file.h"
#include "../sign/sign.h"

#include <pwd.h>
#include <unistd.h>

#define ORIGIN_MAX 200

void sanya_account_name(char *ret, size_t room)
{
	struct passwd entry, *found = NULL;
	char texts[4096];

	if (getpwuid_r(geteuid(), &entry, texts, sizeof(texts), &found) == 0 && found != NULL)
		snprintf(ret, room, "%s", found->pw_name);
	else
		snprintf(ret, room, "uid %u", (unsigned)geteuid());
}

void sanya_home_file(const struct sanya_home *home, const char *name, char *ret, size_t room)
{
	snprintf(ret, room, "%s/%s", home->path, name);
}

/* "sanya.example-service/ledger": what a verifier's key line may hold, with the company's name kept readable. */
static void make_origin(const char *company, struct sanya_buffer *ret)
{
	sanya_buffer_text(ret, "sanya.");
	for (const char *at = company; *at != '\0' && ret->size < ORIGIN_MAX; at++) {
		unsigned char byte = (unsigned char)*at;

		if (byte <= ' ' || byte == '+' || byte == '/' || byte == 0x7f)
			sanya_buffer_byte(ret, '-');
		else if (byte >= 'A' && byte <= 'Z')
			sanya_buffer_byte(ret, (unsigned char)(byte - 'A' + 'a'));
		else
			sanya_buffer_byte(ret, byte);
	}
	sanya_buffer_cut(ret, sanya_utf8_prefix(ret->data, ret->size));
	sanya_buffer_text(ret, "/ledger");
}

static int first_event(struct sanya_home *home, const char *company, const char *origin, const char *verifier, int64_t now,
		       bool clock_given, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *detail = sanya_json_object();
	char database[SANYA_HOME_FILE_MAX];
	struct sanya_event event = {
		.type = "home.init", .at = now, .clock_given = clock_given, .actor = SANYA_SYSTEM, .account = home->account,
		.subject = "home", .detail = detail,
	};

	if (sanya_json_set_text(detail, "company", company) != 0 || sanya_json_set_text(detail, "origin", origin) != 0 ||
	    sanya_json_set_text(detail, "verifier", verifier) != 0 || sanya_json_set_integer(detail, "version", 1) != 0)
		return sanya_error_memory(err);
	sanya_home_file(home, SANYA_HOME_DATABASE, database, sizeof(database));
	return sanya_store_create(database, &event, err);
}

static int set_path(struct sanya_home *home, const char *path, struct sanya_error *err)
{
	if ((size_t)snprintf(home->path, sizeof(home->path), "%s", path) >= sizeof(home->path))
		return sanya_error_set(err, SANYA_USAGE, "the path of the home is too long");
	sanya_account_name(home->account, sizeof(home->account));
	return 0;
}

int sanya_home_create(const char *path, const char *company, int64_t now, bool clock_given, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer origin;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer verifier;
	struct sanya_home home = { .store = NULL };
	char file[SANYA_HOME_FILE_MAX];

	sanya_buffer_init(&origin, SANYA_TEXT_MAX);
	sanya_buffer_init(&verifier, SANYA_TEXT_MAX);
	if (set_path(&home, path, err) != 0)
		return -1;
	if (company[0] == '\0' || strlen(company) > ORIGIN_MAX || sanya_utf8_check(company, strlen(company)) != strlen(company))
		return sanya_error_set(err, SANYA_USAGE, "the company's name must be UTF-8 text of 1 to %d bytes", ORIGIN_MAX);
	sanya_home_file(&home, SANYA_HOME_DATABASE, file, sizeof(file));
	if (sanya_file_exists(file)) {
		sanya_error_set(err, SANYA_FAILED, "there is a home here already: nothing was changed");
		sanya_error_next(err, "choose another folder: sanya --home FOLDER init --company NAME");
		return sanya_error_at(err, path, 0, 0);
	}
	sanya_home_file(&home, "keys", file, sizeof(file));
	if (sanya_folder_make(path, 0700, err) != 0 || sanya_folder_make(file, 0700, err) != 0)
		return -1;
	sanya_home_file(&home, SANYA_HOME_KEY, file, sizeof(file));
	make_origin(company, &origin);
	if (sanya_buffer_check(&origin, "the ledger's name", err) != 0)
		return -1;
	/* A key without a database was left by an init that was interrupted: nothing was ever signed with it. */
	if (sanya_file_exists(file) && unlink(file) != 0)
		return sanya_error_set(err, SANYA_FAILED, "cannot remove %s, left by an interrupted init", file);
	if (sanya_log_key_new(file, origin.data, err) != 0 || sanya_log_key_verifier(file, &verifier, err) != 0)
		return -1;
	return first_event(&home, company, origin.data, verifier.data, now, clock_given, err);
}

int sanya_home_open(const char *path, enum sanya_store_mode mode, struct sanya_home *ret, struct sanya_error *err)
{
	struct sanya_home home = { .store = NULL };
	char database[SANYA_HOME_FILE_MAX];

	if (set_path(&home, path, err) != 0)
		return -1;
	sanya_home_file(&home, SANYA_HOME_DATABASE, database, sizeof(database));
	if (sanya_store_open(database, mode, &home.store, err) != 0)
		return -1;
	*ret = home;
	return 0;
}

void sanya_home_close(struct sanya_home *home)
{
	sanya_store_close(home->store);
	home->store = NULL;
}

int sanya_home_rebuild(const struct sanya_home *home, uint64_t *ret_events, struct sanya_error *err)
{
	if (sanya_store_rebuild(home->store, err) != 0)
		return -1;
	*ret_events = sanya_ledger_size(home->store);
	return 0;
}

/* The first event is the first of subject "home": the walk ends with it. */
static int take_first(void *context, const struct sanya_event *event, struct sanya_error *err)
{
	struct sanya_json **facts = context;

	if (*facts != NULL || event->sequence != 0)
		return 0;
	*facts = sanya_json_copy(event->detail);
	return *facts == NULL ? sanya_error_memory(err) : 0;
}

int sanya_home_facts(const struct sanya_home *home, struct sanya_json **ret, struct sanya_error *err)
{
	struct sanya_json *facts = NULL;

	if (sanya_ledger_each(home->store, "home", 0, take_first, &facts, err) != 0) {
		sanya_json_free(facts);
		return -1;
	}
	if (facts == NULL)
		return sanya_error_set(err, SANYA_DIFFERS, "the ledger's first event does not say whose it is");
	*ret = facts;
	return 0;
}
