/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making and reading checkpoints.
 * Comparing one with the ledger is verify.c's job.
 */
#include "checkpoint.h"

#include "../base/text.h"
#include "../sign/sign.h"

#define NOTE_MAX (64u << 10)

static int make_text(const char *origin, uint64_t size, const struct sanya_sha256 *root, struct sanya_buffer *ret,
		     struct sanya_error *err)
{
	sanya_buffer_printf(ret, "%s\n%llu\n", origin, (unsigned long long)size);
	sanya_base64_add(ret, root->bytes, sizeof(root->bytes));
	sanya_buffer_byte(ret, '\n');
	return sanya_buffer_check(ret, "a checkpoint", err);
}

static int make(const struct sanya_home *home, struct sanya_buffer *ret_note, struct sanya_checkpoint *ret,
		struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_json_freep) struct sanya_json *facts = NULL;
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;
	struct sanya_checkpoint made;
	const char *origin;
	char key[SANYA_HOME_FILE_MAX];

	sanya_buffer_init(&text, NOTE_MAX);
	if (sanya_home_facts(home, &facts, err) != 0)
		return -1;
	origin = sanya_json_get_text(facts, "origin");
	if (origin == NULL)
		return sanya_error_set(err, SANYA_DIFFERS, "the ledger's first event does not name its origin");
	snprintf(made.origin, sizeof(made.origin), "%s", origin);
	made.size = sanya_ledger_size(home->store);
	sanya_home_file(home, SANYA_HOME_KEY, key, sizeof(key));
	if (sanya_ledger_root(home->store, made.size, &made.root, err) != 0 ||
	    make_text(origin, made.size, &made.root, &text, err) != 0 || sanya_note_sign(key, text.data, ret_note, err) != 0)
		return -1;
	*ret = made;
	return 0;
}

int sanya_checkpoint_make(const struct sanya_home *home, bool dry_run, struct sanya_buffer *ret_note,
			  struct sanya_checkpoint *ret, struct sanya_error *err)
{
	if (sanya_store_begin(home->store, err) != 0)
		return -1;
	if (make(home, ret_note, ret, err) != 0 || sanya_checkpoint_put(home->store, ret->size, ret_note->data, err) != 0) {
		sanya_store_rollback(home->store);
		return -1;
	}
	if (dry_run) {
		sanya_store_rollback(home->store);
		return 0;
	}
	return sanya_store_commit(home->store, err);
}

static int read_lines(const char *text, struct sanya_checkpoint *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer root;
	const char *size_line = strchr(text, '\n');
	const char *root_line = size_line == NULL ? NULL : strchr(size_line + 1, '\n');
	const char *end = root_line == NULL ? NULL : strchr(root_line + 1, '\n');
	int64_t size;

	sanya_buffer_init(&root, NOTE_MAX);
	if (end == NULL || (size_t)(size_line - text) >= sizeof(ret->origin))
		return sanya_error_set(err, SANYA_DIFFERS, "this note is no checkpoint: origin, size and root are expected");
	if (sanya_text_integer(size_line + 1, (size_t)(root_line - size_line) - 1, &size, err) != 0 ||
	    sanya_base64_parse(root_line + 1, (size_t)(end - root_line) - 1, &root, err) != 0 ||
	    sanya_buffer_check(&root, "a checkpoint's root", err) != 0)
		return -1;
	if (size <= 0 || root.size != sizeof(ret->root.bytes))
		return sanya_error_set(err, SANYA_DIFFERS, "this checkpoint's size or root cannot be");
	memcpy(ret->origin, text, (size_t)(size_line - text));
	ret->origin[size_line - text] = '\0';
	ret->size = (uint64_t)size;
	memcpy(ret->root.bytes, root.data, sizeof(ret->root.bytes));
	return 0;
}

int sanya_checkpoint_read(const char *note, const char *verifier, struct sanya_checkpoint *ret, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer text;

	sanya_buffer_init(&text, NOTE_MAX);
	if (sanya_note_verify(note, verifier, &text, err) != 0)
		return -1;
	return read_lines(text.data, ret, err);
}
