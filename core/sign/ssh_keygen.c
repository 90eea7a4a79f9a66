/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stock ssh-keygen as a program: it reads encrypted keys, asks for the passphrase on the terminal and talks to ssh-agent.
 * The document to sign goes into a folder that only this account can read, and is removed with it.
 */
#include "wire.h"

#include "../base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARGUMENTS_MAX 16
#define WORDS_MAX (64u << 10)

extern char **environ;

struct channels {
	int in, out, words;
};

static void channels_done(struct channels *channels)
{
	if (channels->in >= 0)
		close(channels->in);
	if (channels->out >= 0)
		close(channels->out);
	if (channels->words >= 0)
		close(channels->words);
}

/* ssh-keygen asks for a passphrase only when its stdin is a terminal. */
static int open_terminal(void)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);

	return fd >= 0 ? fd : open("/dev/null", O_RDWR | O_CLOEXEC);
}

static int channels_open(struct channels *ret, struct sanya_error *err)
{
	ret->in = open_terminal();
	ret->out = memfd_create("ssh-keygen-out", MFD_CLOEXEC);
	ret->words = memfd_create("ssh-keygen-words", MFD_CLOEXEC);
	if (ret->in < 0 || ret->out < 0 || ret->words < 0)
		return sanya_error_errno(err, errno, "cannot start ssh-keygen");
	return 0;
}

static int read_back(int fd, struct sanya_buffer *out, struct sanya_error *err)
{
	char piece[4096];
	ssize_t got;

	if (lseek(fd, 0, SEEK_SET) < 0)
		return sanya_error_errno(err, errno, "cannot read what ssh-keygen said");
	while ((got = read(fd, piece, sizeof(piece))) > 0)
		sanya_buffer_add(out, piece, (size_t)got);
	if (got < 0)
		return sanya_error_errno(err, errno, "cannot read what ssh-keygen said");
	return sanya_buffer_check(out, "what ssh-keygen said", err);
}

static int spawn(const char *const *arguments, const struct channels *channels, pid_t *ret, struct sanya_error *err)
{
	posix_spawn_file_actions_t actions;
	char *argv[ARGUMENTS_MAX + 2] = { strdup("ssh-keygen") };
	size_t count = 1;
	int failed;

	for (; arguments[count - 1] != NULL && count <= ARGUMENTS_MAX; count++)
		argv[count] = strdup(arguments[count - 1]);
	failed = posix_spawn_file_actions_init(&actions);
	if (failed == 0) {
		failed = posix_spawn_file_actions_adddup2(&actions, channels->in, 0);
		if (failed == 0)
			failed = posix_spawn_file_actions_adddup2(&actions, channels->out, 1);
		if (failed == 0)
			failed = posix_spawn_file_actions_adddup2(&actions, channels->words, 2);
		for (size_t i = 0; i < count; i++) {
			if (argv[i] == NULL)
				failed = ENOMEM;
		}
		if (failed == 0)
			failed = posix_spawnp(ret, "ssh-keygen", &actions, NULL, argv, environ);
		posix_spawn_file_actions_destroy(&actions);
	}
	for (size_t i = 0; i < count; i++)
		free(argv[i]);
	if (failed == ENOENT) {
		sanya_error_set(err, SANYA_FAILED, "signing needs the program ssh-keygen, which is not installed");
		return sanya_error_next(err, "install it: apt install openssh-client");
	}
	return failed == 0 ? 0 : sanya_error_errno(err, failed, "cannot start ssh-keygen");
}

/* The last line of what it said, without its end. */
static const char *last_line(struct sanya_buffer *words)
{
	char *line;

	while (words->size > 0 && (words->data[words->size - 1] == '\n' || words->data[words->size - 1] == '\r'))
		sanya_buffer_cut(words, words->size - 1);
	line = strrchr(words->data, '\n');
	return line == NULL ? words->data : line + 1;
}

static int explain(struct sanya_buffer *words, const char *key_path, struct sanya_error *err)
{
	if (strstr(words->data, "incorrect passphrase supplied") != NULL) {
		sanya_error_set(err, SANYA_FAILED, "the key's passphrase was not given or is not the right one: nothing was signed");
		sanya_error_next(err, "run the command again on a terminal, or hand the key to the agent first: ssh-add %s",
				 key_path);
	} else if (strstr(words->data, "UNPROTECTED PRIVATE KEY") != NULL || strstr(words->data, "bad permissions") != NULL) {
		sanya_error_set(err, SANYA_FAILED, "others can read this private key, so ssh-keygen does not use it");
		sanya_error_next(err, "chmod 600 %s", key_path);
	} else {
		sanya_error_set(err, SANYA_FAILED, "ssh-keygen refused: %s", last_line(words));
	}
	return sanya_error_at(err, key_path, 0, 0);
}

int sanya_ssh_keygen_run(const char *const *arguments, const char *key_path, struct sanya_buffer *ret_out,
			 struct sanya_error *err)
{
	SANYA_CLEANUP(channels_done) struct channels channels = { -1, -1, -1 };
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer words;
	pid_t child;
	int status;

	sanya_buffer_init(&words, WORDS_MAX);
	if (channels_open(&channels, err) != 0 || spawn(arguments, &channels, &child, err) != 0)
		return -1;
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			return sanya_error_errno(err, errno, "cannot wait for ssh-keygen");
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		if (read_back(channels.words, &words, err) != 0)
			return -1;
		return explain(&words, key_path, err);
	}
	return read_back(channels.out, ret_out, err);
}

/* The folder of a new key, for its owner alone where it has to be made. */
static int make_parent(const char *path, struct sanya_error *err)
{
	const char *slash = strrchr(path, '/');
	char folder[SANYA_PATH_MAX];

	if (slash == NULL || slash == path || (size_t)(slash - path) >= sizeof(folder))
		return 0;
	memcpy(folder, path, (size_t)(slash - path));
	folder[slash - path] = '\0';
	return sanya_folder_make(folder, 0700, err);
}

int sanya_key_make(const char *path, const char *comment, bool passphrase, struct sanya_error *err)
{
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer said;
	const char *const asking[] = { "-q", "-t", "ed25519", "-f", path, "-C", comment, NULL };
	const char *const open_key[] = { "-q", "-t", "ed25519", "-f", path, "-C", comment, "-N", "", NULL };

	sanya_buffer_init(&said, WORDS_MAX);
	if (make_parent(path, err) != 0)
		return -1;
	if (sanya_file_exists(path)) {
		sanya_error_set(err, SANYA_FAILED, "there is a file here already: no key was made");
		return sanya_error_at(err, path, 0, 0);
	}
	return sanya_ssh_keygen_run(passphrase ? asking : open_key, path, &said, err);
}

/* A folder of its own for the document; removed with what ssh-keygen wrote into it. */
struct desk {
	char folder[SANYA_PATH_MAX], document[SANYA_PATH_MAX + 16], signature[SANYA_PATH_MAX + 32];
};

static void desk_done(struct desk *desk)
{
	if (desk->folder[0] == '\0')
		return;
	unlink(desk->document);
	unlink(desk->signature);
	rmdir(desk->folder);
}

static int desk_open(struct desk *ret, struct sanya_error *err)
{
	const char *root = getenv("TMPDIR");

	if (root == NULL || root[0] == '\0')
		root = "/tmp";
	if ((size_t)snprintf(ret->folder, sizeof(ret->folder), "%s/sanya-sign-XXXXXX", root) >= sizeof(ret->folder)) {
		ret->folder[0] = '\0';
		return sanya_error_set(err, SANYA_FAILED, "TMPDIR is too long");
	}
	if (mkdtemp(ret->folder) == NULL) {
		int number = errno;

		ret->folder[0] = '\0';
		return sanya_error_errno(err, number, "cannot make a folder in %s for the document to sign", root);
	}
	snprintf(ret->document, sizeof(ret->document), "%s/document", ret->folder);
	snprintf(ret->signature, sizeof(ret->signature), "%s/document.sig", ret->folder);
	return 0;
}

int sanya_sshsig_sign(const char *key_path, const char *name_space, const void *bytes, size_t size,
		      struct sanya_buffer *ret_armor, struct sanya_error *err)
{
	SANYA_CLEANUP(desk_done) struct desk desk = { .folder = "" };
	SANYA_CLEANUP(sanya_buffer_done) struct sanya_buffer said;
	const char *const arguments[] = { "-q", "-Y", "sign", "-f", key_path, "-n", name_space, desk.document, NULL };
	char public_path[SANYA_PATH_MAX];
	struct sanya_public_key key;

	sanya_buffer_init(&said, WORDS_MAX);
	if ((size_t)snprintf(public_path, sizeof(public_path), "%s.pub", key_path) >= sizeof(public_path))
		return sanya_error_set(err, SANYA_USAGE, "the path of the key is too long");
	if (!sanya_file_exists(key_path) && !sanya_file_exists(public_path)) {
		sanya_error_set(err, SANYA_NOT_FOUND, "there is no key file here");
		sanya_error_next(err, "name yours: --key ~/.ssh/id_ed25519, or make one: ssh-keygen -t ed25519");
		return sanya_error_at(err, key_path, 0, 0);
	}
	if (desk_open(&desk, err) != 0 || sanya_file_write(desk.document, bytes, size, 0600, err) != 0 ||
	    sanya_ssh_keygen_run(arguments, key_path, &said, err) != 0)
		return -1;
	if (sanya_file_read(desk.signature, ret_armor, err) != 0)
		return -1;
	/* What will be asked of it later is asked of it now. */
	if (sanya_sshsig_verify(ret_armor->data, ret_armor->size, bytes, size, name_space, &key, err) != 0)
		return sanya_error_at(err, key_path, 0, 0);
	return 0;
}
