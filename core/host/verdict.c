/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judging how a run ended: one word that scripts compare, one sentence that people read.  The first
 * judgement wins: what comes after it (a kill, a broken pipe) is its consequence.
 */
#include "process.h"

#include <signal.h>
#include <sys/wait.h>

static const char *const words[] = {
	[SANYA_VERDICT_OK] = "ok",
	[SANYA_VERDICT_FAILED] = "failed",
	[SANYA_VERDICT_CRASHED] = "crashed",
	[SANYA_VERDICT_TIMEOUT_START] = "timeout-start",
	[SANYA_VERDICT_TIMEOUT_IDLE] = "timeout-idle",
	[SANYA_VERDICT_TIMEOUT_TOTAL] = "timeout-total",
	[SANYA_VERDICT_CPU_LIMIT] = "cpu-limit",
	[SANYA_VERDICT_PROTOCOL] = "protocol",
	[SANYA_VERDICT_SANDBOX] = "sandbox",
	[SANYA_VERDICT_ABI] = "abi",
	[SANYA_VERDICT_LOAD] = "load",
	[SANYA_VERDICT_NO_SANDBOX] = "no-sandbox",
	[SANYA_VERDICT_CALLER] = "caller",
};

const char *sanya_verdict_word(enum sanya_verdict verdict)
{
	return (size_t)verdict < SANYA_COUNT(words) ? words[verdict] : "unknown";
}

void sanya_judge(struct sanya_process *process, enum sanya_verdict verdict, const char *format, ...)
{
	struct sanya_run_report *report = process->report;
	va_list args;

	if (process->judged)
		return;
	process->judged = true;
	report->verdict = verdict;
	va_start(args, format);
	(void)vsnprintf(report->reason, sizeof report->reason, format, args);
	va_end(args);
	report->reason[sanya_utf8_prefix(report->reason, strlen(report->reason))] = '\0';
}

void sanya_judge_fail(struct sanya_process *process, const struct sanya_frame *frame)
{
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_json *json = NULL;

	if (sanya_json_parse("FAIL", (const char *)frame->body, frame->size, &json, &err) < 0) {
		sanya_judge(process, SANYA_VERDICT_PROTOCOL,
			    "nonsense on the wire: a FAIL frame that is not JSON");
		return;
	}
	const char *code = sanya_json_get_text(json, "code"),
		   *text = sanya_json_get_text(json, "text");
	if (code == NULL || text == NULL)
		sanya_judge(process, SANYA_VERDICT_PROTOCOL,
			    "nonsense on the wire: a FAIL frame without code and text");
	else if (process->hello) /* once loaded, a plugin may speak for itself only */
		sanya_judge(process, SANYA_VERDICT_FAILED, "%.900s", text);
	else if (strcmp(code, "load") == 0)
		sanya_judge(process, SANYA_VERDICT_LOAD, "it cannot be loaded: %.900s", text);
	else if (strcmp(code, "abi") == 0)
		sanya_judge(process, SANYA_VERDICT_ABI, "%.900s", text);
	else if (strcmp(code, "no-sandbox") == 0)
		sanya_judge(process, SANYA_VERDICT_NO_SANDBOX,
			    "this system has no %.40s, so plugins cannot be locked in and are "
			    "refused; an administrator who accepts "
			    "that writes \"allow_unsandboxed_plugins\": true into the "
			    "configuration file",
			    text);
	else
		sanya_judge(process, SANYA_VERDICT_FAILED, "%.900s", text);
	sanya_json_free(json);
}

static void judge_signal(struct sanya_process *process, int number)
{
	const char *name = sigdescr_np(number),
		   *when = process->hello ? "" : " while it was loaded";
	bool spent = process->report->cpu_ms >= (int64_t)process->host->config.cpu_s * 1000;

	if (name == NULL)
		name = "unknown";
	if (number == SIGSYS)
		sanya_judge(process, SANYA_VERDICT_SANDBOX,
			    "the sandbox stopped it: a forbidden system call%s (signal %d, %s)",
			    when, number, name);
	else if (number == SIGXCPU || (number == SIGKILL && spent))
		sanya_judge(process, SANYA_VERDICT_CPU_LIMIT,
			    "it used more than %llu s of processor time (signal %d, %s)",
			    (unsigned long long)process->host->config.cpu_s, number, name);
	else
		sanya_judge(process, SANYA_VERDICT_CRASHED, "it crashed%s with signal %d (%s)",
			    when, number, name);
}

void sanya_judge_end(struct sanya_process *process, uint64_t count)
{
	if (process->judged)
		return;
	if (WIFSIGNALED(process->status))
		judge_signal(process, WTERMSIG(process->status));
	else if (!process->ended)
		sanya_judge(process, SANYA_VERDICT_PROTOCOL,
			    "it exited with code %d and without an end frame",
			    WEXITSTATUS(process->status));
	else if (process->end_count != count)
		sanya_judge(process, SANYA_VERDICT_PROTOCOL,
			    "its end frame says %llu, but %llu arrived",
			    (unsigned long long)process->end_count, (unsigned long long)count);
	else if (WEXITSTATUS(process->status) != 0)
		sanya_judge(process, SANYA_VERDICT_PROTOCOL,
			    "it exited with code %d after its end frame",
			    WEXITSTATUS(process->status));
	else
		process->report->verdict = SANYA_VERDICT_OK;
}

void sanya_last_words(const struct sanya_buffer *from, char *ret, size_t size)
{
	size_t start = from->size >= size ? from->size - (size - 1) : 0,
	       length = from->size - start;

	memcpy(ret, from->data + start, length);
	ret[length] = '\0';
	for (size_t at = 0; at < length;) {
		size_t good = sanya_utf8_check(ret + at, length - at);
		for (size_t i = at; i < at + good; i++)
			if (((unsigned char)ret[i] < 0x20 && ret[i] != '\n' && ret[i] != '\t') ||
			    ret[i] == 0x7f)
				ret[i] = '?';
		at += good;
		if (at < length)
			ret[at++] = '?';
	}
}
