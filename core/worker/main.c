/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main of sanya-worker: the order of things, and nothing else.  It is started by the host alone,
 * which hands it its descriptors; started by hand it says so and ends.
 */
#include "worker.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

/* What was the matter with the kernel, in the words of the host's sentence. */
static const char *missing(const struct sanya_sandbox *sandbox)
{
	if (sandbox->landlock == 0 && !sandbox->seccomp)
		return "Landlock and seccomp";
	return sandbox->landlock == 0 ? "Landlock" : "seccomp";
}

static int lock_in(struct sanya_worker *worker, struct sanya_sandbox *sandbox)
{
	struct sanya_error err = SANYA_ERROR_INIT;

	*sandbox = (struct sanya_sandbox){
		.plugin = SANYA_WORKER_PLUGIN,
		.descriptors = SANYA_WORKER_INPUTS +
			       (int)sanya_json_size(sanya_json_get(worker->start, "inputs")),
		.parent = sanya_json_get_integer(worker->start, "parent", 0),
		.memory = (uint64_t)sanya_json_get_integer(worker->start, "memory", 0),
		.cpu_s = (uint64_t)sanya_json_get_integer(worker->start, "cpu_s", 0),
		.zones = -1,
	};
	if (sanya_sandbox_enter(sandbox, &err) < 0) {
		sanya_worker_fail(worker, "worker", err.what);
		return -1;
	}
	if ((sandbox->landlock == 0 || !sandbox->seccomp) &&
	    !sanya_json_true(sanya_json_get(worker->start, "permit_bare"))) {
		sanya_worker_fail(worker, "no-sandbox", missing(sandbox));
		return -1;
	}
	return 0;
}

static int read_start(struct sanya_worker *worker)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_frame frame = {0};
	int got = sanya_worker_receive(worker, &frame, &err);

	if (got == 1 && frame.type == SANYA_FRAME_START &&
	    sanya_json_parse("START", (const char *)frame.body, frame.size, &worker->start, &err) ==
		    0)
		return 0;
	sanya_worker_fail(worker, "worker",
			  got == 1 ? "the first frame is no START frame" : err.what);
	return -1;
}

static int serve(struct sanya_worker *worker)
{
	const char *task = sanya_json_get_text(worker->start, "task");
	unsigned char none[8] = {0};

	if (task == NULL || strcmp(task, "look") == 0) {
		sanya_worker_send(worker, SANYA_FRAME_END, none, sizeof none);
		return 0;
	}
	switch (worker->kind) {
	case SANYA_WORKER_SOURCE:
		if (strcmp(task, "source") == 0)
			return sanya_worker_run_source(worker);
		break;
	case SANYA_WORKER_METRIC:
		if (strcmp(task, "metric") == 0)
			return sanya_worker_run_metric(worker);
		break;
	case SANYA_WORKER_EXPORT:
		if (strcmp(task, "export") == 0)
			return sanya_worker_run_export(worker);
		break;
	}
	sanya_worker_fail(worker, "worker", "the plugin is of another kind");
	return -1;
}

int main(void)
{
	struct sanya_worker worker = {.start = NULL};
	struct sanya_sandbox sandbox;

	if (fcntl(SANYA_WORKER_FROM_HOST, F_GETFD) < 0 ||
	    fcntl(SANYA_WORKER_TO_HOST, F_GETFD) < 0 || fcntl(SANYA_WORKER_PLUGIN, F_GETFD) < 0) {
		fputs("sanya-worker: started by sanya for each run of a plugin; by hand it does "
		      "nothing.\n"
		      "Try: sanya plugin check FILE\n",
		      stderr);
		return 2;
	}
	/* What the plugin prints reaches the log line by line, also when it dies. */
	if (setvbuf(stdout, NULL, _IOLBF, BUFSIZ) != 0 || signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		return 1;
	sanya_buffer_init(&worker.in, 2 * SANYA_FRAME_MAX);

	bool done = read_start(&worker) == 0 && lock_in(&worker, &sandbox) == 0 &&
		    sanya_worker_load(&worker) == 0;
	if (done) {
		sanya_sandbox_tighten(&sandbox);
		done = sanya_worker_hello(&worker, &sandbox) == 0 && serve(&worker) == 0;
	}
	/* _exit: the plugin's destructors have nothing left to say. */
	(void)fflush(stdout);
	_exit(done ? 0 : 1);
}
