/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the ledger costs: events a second when each is committed by itself (as people make them) and when many share a transaction, and
 * how fast all of it is checked and remade.  First argument: events in the large transaction; 20,000 without.
 */
#include "core/store/store.h"

#include <stdio.h>
#include <unistd.h>

#define ALONE 2000

static int64_t now_us(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return 0;
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void say(const char *what, uint64_t events, int64_t microseconds)
{
	printf("%-44s %8llu events %9.3f s %9.0f events/s\n", what, (unsigned long long)events, (double)microseconds / 1e6,
	       (double)events * 1e6 / (double)(microseconds > 0 ? microseconds : 1));
}

/* An event of the size that a step of a contract has. */
static int append(struct sanya_store *store, const char *type, const char *subject, struct sanya_error *err)
{
	static const char text[] = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB "
				   "and as many bytes again as a reason of two lines has when somebody takes the trouble to write one";
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *detail = sanya_json_object();
	struct sanya_event event = {
		.type = type, .at = 1782820800, .actor = "E0001", .account = "root", .subject = subject, .detail = detail,
	};

	if (sanya_json_set_text(detail, "key", text) != 0)
		return sanya_error_memory(err);
	return sanya_ledger_append(store, &event, err);
}

static int many(struct sanya_store *store, uint64_t count, bool alone, struct sanya_error *err)
{
	char subject[32];

	for (uint64_t i = 0; i < count; i++) {
		snprintf(subject, sizeof(subject), "E%llu", (unsigned long long)(i % 1000));
		if ((alone || i == 0) && sanya_store_begin(store, err) != 0)
			return -1;
		if (append(store, "key.enrol", subject, err) != 0)
			return -1;
		if ((alone || i + 1 == count) && sanya_store_commit(store, err) != 0)
			return -1;
	}
	return 0;
}

static int found(const char *path, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *detail = sanya_json_object();
	struct sanya_event event = {
		.type = "home.init", .at = 1782820800, .actor = "system", .account = "root", .subject = "home", .detail = detail,
	};

	return sanya_store_create(path, &event, err);
}

static int measure(const char *path, uint64_t count, struct sanya_error *err)
{
	struct sanya_store *store = NULL;
	int64_t start;

	if (found(path, err) != 0 || sanya_store_open(path, SANYA_STORE_WRITE, &store, err) != 0)
		return -1;
	start = now_us();
	if (many(store, ALONE, true, err) != 0)
		return -1;
	say("appended, each committed by itself", ALONE, now_us() - start);
	start = now_us();
	if (many(store, count, false, err) != 0)
		return -1;
	say("appended, all in one transaction", count, now_us() - start);
	start = now_us();
	if (sanya_ledger_check(store, err) != 0)
		return -1;
	say("checked: payloads, tree, details", sanya_ledger_size(store), now_us() - start);
	start = now_us();
	if (sanya_store_derived_check(store, err) != 0)
		return -1;
	say("replayed in memory and compared", sanya_ledger_size(store), now_us() - start);
	start = now_us();
	if (sanya_store_rebuild(store, err) != 0)
		return -1;
	say("lists remade", sanya_ledger_size(store), now_us() - start);
	sanya_store_close(store);
	return 0;
}

int main(int argc, char **argv)
{
	const char *root = getenv("TMPDIR");
	struct sanya_error err = SANYA_ERROR_INIT;
	char folder[512], path[600];
	int failed;

	snprintf(folder, sizeof(folder), "%s/sanya-bench-XXXXXX", root == NULL ? "/tmp" : root);
	if (mkdtemp(folder) == NULL) {
		perror(folder);
		return 1;
	}
	snprintf(path, sizeof(path), "%s/ledger.db", folder);
	failed = measure(path, argc > 1 ? strtoull(argv[1], NULL, 10) : 20000, &err);
	if (failed != 0)
		fprintf(stderr, "%s\n", err.what);
	unlink(path);
	snprintf(path, sizeof(path), "%s/ledger.db-wal", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/ledger.db-shm", folder);
	unlink(path);
	rmdir(folder);
	return failed == 0 ? 0 : 1;
}
