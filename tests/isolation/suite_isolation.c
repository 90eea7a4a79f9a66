/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One plugin for each way to misbehave: its verdict and reason to the letter, what of it is kept,
 * and a host that goes on as if nothing had happened.  Not under sanitizers: they and the sandbox
 * do not mix.
 */
#include "isolation.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#ifndef SANYA_SANITIZED

#define MB (UINT64_C(1) << 20)

static const struct misdeed {
	const char *plugin;
	enum sanya_verdict verdict;
	const char *reason;
	uint64_t kept;
	int signal; /* how the worker ended; 0: by itself */
	struct sanya_host_config config;
} misdeeds[] = {
	{"good", SANYA_VERDICT_OK, "", 1000, 0, {.worker = NULL}},
	/* 600 tickets with a checkpoint each 250: two checkpoints, so 500 */
	{"segfault",
	 SANYA_VERDICT_CRASHED,
	 "it crashed with signal 11 (Segmentation fault)",
	 500,
	 11,
	 {.worker = NULL}},
	{"abort",
	 SANYA_VERDICT_CRASHED,
	 "it crashed with signal 6 (Aborted)",
	 0,
	 6,
	 {.worker = NULL}},
	{"loop", SANYA_VERDICT_TIMEOUT_IDLE, "it sent nothing for 400 ms", 1, 15, {.idle_ms = 400}},
	{"loop",
	 SANYA_VERDICT_TIMEOUT_TOTAL,
	 "it was not done within 400 ms",
	 1,
	 15,
	 {.total_ms = 400}},
	{"loop",
	 SANYA_VERDICT_CPU_LIMIT,
	 "it used more than 1 s of processor time (signal 24, CPU time limit exceeded)",
	 1,
	 24,
	 {.cpu_s = 1}},
	{"sleeper",
	 SANYA_VERDICT_TIMEOUT_IDLE,
	 "it sent nothing for 300 ms; it ignored SIGTERM and was killed",
	 1,
	 9,
	 {.idle_ms = 300}},
	{"slow/slowborn",
	 SANYA_VERDICT_TIMEOUT_START,
	 "it was not ready within 400 ms",
	 0,
	 15,
	 {.start_ms = 400}},
	/* "hello, this is n": bytes 4 and 5 are "o,", so type 0x2c6f = 11375 */
	{"garbage",
	 SANYA_VERDICT_PROTOCOL,
	 "nonsense on the wire: these bytes are not a frame (type 11375)",
	 0,
	 -1,
	 {.worker = NULL}},
	/* 0x0beb0000 + 16 */
	{"oversized",
	 SANYA_VERDICT_PROTOCOL,
	 "nonsense on the wire: a frame of 199950352 bytes is longer than 1048576 bytes",
	 0,
	 -1,
	 {.worker = NULL}},
	{"quitter",
	 SANYA_VERDICT_PROTOCOL,
	 "it exited with code 0 and without an end frame",
	 10,
	 0,
	 {.worker = NULL}},
	{"liar",
	 SANYA_VERDICT_PROTOCOL,
	 "its end frame says 11, but 10 arrived",
	 10,
	 0,
	 {.worker = NULL}},
	{"bomb", SANYA_VERDICT_FAILED, "out of memory", 0, 0, {.worker = NULL}},
	{"flood",
	 SANYA_VERDICT_PROTOCOL,
	 "it sent more than 4194304 bytes",
	 0,
	 -1,
	 {.bytes_max = 4 * MB}},
	{"flood",
	 SANYA_VERDICT_PROTOCOL,
	 "it sent more than 1000 observations",
	 0,
	 -1,
	 {.observations_max = 1000}},
	{"forker",
	 SANYA_VERDICT_FAILED,
	 "Resource temporarily unavailable",
	 0,
	 0,
	 {.worker = NULL}},
	{"socket", SANYA_VERDICT_FAILED, "Permission denied", 0, 0, {.worker = NULL}},
	{"opener", SANYA_VERDICT_FAILED, "Permission denied", 0, 0, {.worker = NULL}},
	{"writer", SANYA_VERDICT_FAILED, "Permission denied", 0, 0, {.worker = NULL}},
	{"library", SANYA_VERDICT_FAILED, "Permission denied", 0, 0, {.worker = NULL}},
	{"killer", SANYA_VERDICT_FAILED, "Operation not permitted", 0, 0, {.worker = NULL}},
	{"shell",
	 SANYA_VERDICT_SANDBOX,
	 "the sandbox stopped it: a forbidden system call (signal 31, Bad system call)",
	 0,
	 31,
	 {.worker = NULL}},
	{"constructor",
	 SANYA_VERDICT_CRASHED,
	 "it crashed while it was loaded with signal 11 (Segmentation fault)",
	 0,
	 11,
	 {.worker = NULL}},
	{"snoop", SANYA_VERDICT_FAILED, "Permission denied", 0, 0, {.worker = NULL}},
	{"abi_major",
	 SANYA_VERDICT_ABI,
	 "the plugin wants ABI 2.0, this program offers 1.1",
	 0,
	 0,
	 {.worker = NULL}},
	{"abi_minor",
	 SANYA_VERDICT_ABI,
	 "the plugin wants ABI 1.9, this program offers 1.1",
	 0,
	 0,
	 {.worker = NULL}},
	{"abi_magic",
	 SANYA_VERDICT_ABI,
	 "sanya_source_1 does not begin with the magic number (SANYA_PLUGIN_HEAD)",
	 0,
	 0,
	 {.worker = NULL}},
	{"empty",
	 SANYA_VERDICT_ABI,
	 "it exports none of sanya_source_1, sanya_metric_1 and sanya_export_1",
	 0,
	 0,
	 {.worker = NULL}},
	{"notelf",
	 SANYA_VERDICT_LOAD,
	 "it cannot be loaded: invalid ELF header",
	 0,
	 0,
	 {.worker = NULL}},
	{"void", SANYA_VERDICT_LOAD, "it cannot be loaded: file too short", 0, 0, {.worker = NULL}},
	{"printer", SANYA_VERDICT_OK, "", 1, 0, {.worker = NULL}},
	{"complainer",
	 SANYA_VERDICT_FAILED,
	 "the third page of the report has no dates",
	 20,
	 0,
	 {.worker = NULL}},
	{"silent",
	 SANYA_VERDICT_FAILED,
	 "fetch returned -7 and gave no reason",
	 0,
	 0,
	 {.worker = NULL}},
	{"nameless",
	 SANYA_VERDICT_FAILED,
	 "an observation's id is missing",
	 0,
	 0,
	 {.worker = NULL}},
};

START_TEST(each_misdeed_has_its_verdict)
{
	const struct misdeed *misdeed = &misdeeds[_i];
	struct sanya_host *host = isolation_host(misdeed->config);
	struct keeper keeper;
	int open_before = isolation_open_files();
	struct sanya_run_report report = isolation_run(host, misdeed->plugin, &keeper);

	ck_assert_msg(report.verdict == misdeed->verdict, "%s: %s: %s", misdeed->plugin,
		      sanya_verdict_word(report.verdict), report.reason);
	ck_assert_str_eq(report.reason, misdeed->reason);
	ck_assert_uint_eq(report.observations, misdeed->kept);
	/* the caller that stages comes to the same number */
	ck_assert_uint_eq(keeper.kept, misdeed->kept);
	if (misdeed->signal >= 0)
		ck_assert_int_eq(report.signal, misdeed->signal);
	sanya_host_free(host);
	host = isolation_host((struct sanya_host_config){.worker = NULL});
	isolation_unharmed(host, open_before);
	sanya_host_free(host);
}
END_TEST

START_TEST(what_it_prints_is_in_the_log_not_on_the_wire)
{
	struct sanya_host *host = isolation_host((struct sanya_host_config){.worker = NULL});
	struct keeper keeper;
	struct sanya_run_report report = isolation_run(host, "printer", &keeper);

	ck_assert_str_eq(report.last_words, "a word for the log\n");
	ck_assert_str_eq(report.plugin_version, "1");
	sanya_host_free(host);
}
END_TEST

START_TEST(rejects_are_all_counted_and_few_are_shown)
{
	struct sanya_host *host = isolation_host((struct sanya_host_config){.rejects_max = 40});
	struct keeper keeper;
	struct sanya_run_report report = isolation_run(host, "rejecter", &keeper);

	ck_assert_int_eq(report.verdict, SANYA_VERDICT_OK);
	ck_assert_uint_eq(report.rejected, 150);
	/* 40 one by one, and two reasons for the other 110 */
	ck_assert_uint_eq(keeper.rejects, 42);
	ck_assert_uint_eq(keeper.summed, 150);
	/* of 41..150, those divisible by three are 42, 45, ..., 150: 37; the first of the others is
	 * row 41 */
	ck_assert_str_eq(keeper.last_reject, "|no id|-|37|1");
	sanya_host_free(host);
}
END_TEST

/* --- frames of the plugin's own making: head (u32 size, u16 type, u16 0, u64 sequence) and body,
 * little-endian --- */

static const struct {
	const char *bytes, *room, *reason; /* room: what the plugin writes into slot 0 before */
} forged[] = {
	/* a second HELLO */
	{"020000004000000001000000000000007b7d", NULL, "nonsense on the wire: a second HELLO"},
	/* START, which only the host sends */
	{"020000000100000001000000000000007b7d", NULL,
	 "nonsense on the wire: a frame that only the host may send"},
	/* sequence 5 after 0 */
	{"0100000044000000050000000000000078", NULL, "nonsense on the wire: frames out of order"},
	/* a block frame of one byte */
	{"0100000041000000010000000000000078", NULL,
	 "nonsense on the wire: a block in a slot that is not its turn"},
	/* slot 1 before slot 0 */
	{"0400000041000000010000000000000001000000", NULL,
	 "nonsense on the wire: a block in a slot that is not its turn"},
	/* slot 0, in which nothing was written */
	{"0400000041000000010000000000000000000000", NULL,
	 "nonsense on the wire: a block is broken: its head names no kind"},
	/* a block of 4 billion tickets */
	{"0400000041000000010000000000000000000000", "01000000ffffffff",
	 "nonsense on the wire: a block is broken: its head counts more than a block holds"},
	/* a response with a due time (bit 6) */
	{"0400000041000000010000000000000000000000", "02000000010000004000000000000000",
	 "nonsense on the wire: a block is broken: it has fields that its kind does not have"},
	/* a ticket with nothing at all */
	{"0400000041000000010000000000000000000000", "0100000001000000",
	 "an observation's id is missing"},
	/* terms that begin at number 7 */
	{"0400000041000000010000000000000000000000", "010000000000000000000000000000000000000007000000",
	 "nonsense on the wire: a block is broken: its terms do not follow those before it"},
	/* a metric's question about terms */
	{"00000000420000000100000000000000", NULL, "nonsense on the wire: a frame that no source sends"},
	/* rejects that are no list */
	{"020000004300000001000000000000007b7d", NULL,
	 "nonsense on the wire: a REJECTS frame that is no list"},
	/* rejects that are not JSON */
	{"020000004300000001000000000000005b7b", NULL,
	 "nonsense on the wire: a REJECTS frame that is not JSON"},
	/* a reject without a reason */
	{"0f0000004300000001000000000000005b7b22706c616365223a2278227d5d", NULL,
	 "nonsense on the wire: a reject without place or reason"},
	/* a cursor with a NUL */
	{"03000000440000000100000000000000610062", NULL,
	 "nonsense on the wire: a cursor that is no text"},
	/* values, which no source sends */
	{"00000000450000000100000000000000", NULL, "nonsense on the wire: a frame that no source sends"},
	/* progress of 3 bytes */
	{"03000000480000000100000000000000616263", NULL,
	 "nonsense on the wire: a PROGRESS frame of the wrong size"},
	/* an end frame of 4 bytes */
	{"040000004a000000010000000000000061626364", NULL,
	 "nonsense on the wire: an end frame of the wrong size"},
	/* a word after the end */
	{"080000004a000000010000000000000000000000000000000100000047000000020000000000000078", NULL,
	 "nonsense on the wire: a frame after the end frame"},
	/* a FAIL that is not JSON */
	{"040000004900000001000000000000006f6f7073", NULL,
	 "nonsense on the wire: a FAIL frame that is not JSON"},
	/* a FAIL without text */
	{"0f0000004900000001000000000000007b22636f6465223a226c6f6164227d", NULL,
	 "nonsense on the wire: a FAIL frame without code and text"},
	/* half a frame */
	{"64000000440000000100000000000000616263", NULL,
	 "it exited with code 0 and without an end frame"},
};

START_TEST(forged_frames_are_refused)
{
	struct sanya_host *host = isolation_host((struct sanya_host_config){.worker = NULL});
	struct sanya_json *options = sanya_json_object();
	static const struct sanya_source_calls none = {.block = NULL};
	struct sanya_error err = SANYA_ERROR_INIT;
	struct sanya_run_report report;
	const struct sanya_source_run run = {
		.plugin = "forger",
		.options = options,
		.from = SANYA_NO_INSTANT,
		.to = SANYA_NO_INSTANT,
		.calls = &none,
	};

	ck_assert_int_eq(sanya_json_set_text(options, "bytes", forged[_i].bytes), 0);
	if (forged[_i].room != NULL)
		ck_assert_int_eq(sanya_json_set_text(options, "room", forged[_i].room), 0);
	ck_assert_msg(sanya_host_run_source(host, &run, &report, &err) == 0, "%s", err.what);
	/* An observation that may not be is the plugin's failure, all else breaks the protocol. */
	ck_assert_int_eq(report.verdict, strncmp(forged[_i].reason, "an observation", 14) == 0 ? SANYA_VERDICT_FAILED : SANYA_VERDICT_PROTOCOL);
	ck_assert_str_eq(report.reason, forged[_i].reason);
	ck_assert_uint_eq(report.observations, 0);
	sanya_json_free(options);
	sanya_host_free(host);
}
END_TEST

/* --- a kernel that cannot lock plugins in --- */

/* Makes calls fail with ENOSYS for this process and all its children, as on a kernel that does not
 * have them. */
static void without(bool landlock, bool seccomp)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, landlock ? 444 : 0xffffffff, 5, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, seccomp ? (unsigned)SYS_seccomp : 0xffffffff, 4,
			 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, seccomp ? (unsigned)SYS_prctl : 0xffffffff, 0,
			 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PR_SET_SECCOMP, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
	};
	struct sock_fprog program = {.len = SANYA_COUNT(filter), .filter = filter};

	ck_assert_int_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
	ck_assert_int_eq(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

static const struct {
	bool landlock, seccomp;
	const char *missing;
} kernels[] = {
	{true, false, "Landlock"}, {false, true, "seccomp"}, {true, true, "Landlock and seccomp"}};

START_TEST(without_a_sandbox_plugins_are_refused)
{
	const char *fork = getenv("CK_FORK");
	char expected[400];
	struct keeper keeper;

	if (fork != NULL && strcmp(fork, "no") == 0) {
		puts("isolation: the test without a sandbox needs a process of its own, skipped");
		return;
	}
	without(kernels[_i].landlock, kernels[_i].seccomp);
	struct sanya_host *host = isolation_host((struct sanya_host_config){.worker = NULL});
	struct sanya_run_report report = isolation_run(host, "good", &keeper);
	ck_assert_str_eq(sanya_verdict_word(report.verdict), "no-sandbox");
	(void)snprintf(expected, sizeof expected,
		       "this system has no %s, so plugins cannot be locked in and are refused; an "
		       "administrator who accepts that "
		       "writes \"allow_unsandboxed_plugins\": true into the configuration file",
		       kernels[_i].missing);
	ck_assert_str_eq(report.reason, expected);
	ck_assert_uint_eq(keeper.staged, 0);
	sanya_host_free(host);
	/* with the administrator's permission it runs */
	host = isolation_host((struct sanya_host_config){.allow_unsandboxed = true});
	isolation_unharmed(host, isolation_open_files());
	sanya_host_free(host);
}
END_TEST

#endif

Suite *suite_isolation(void);
Suite *suite_isolation(void)
{
	Suite *suite = suite_create("isolation");
	TCase *test = tcase_create("isolation");

#ifndef SANYA_SANITIZED
	tcase_add_loop_test(test, each_misdeed_has_its_verdict, 0, (int)SANYA_COUNT(misdeeds));
	tcase_add_test(test, what_it_prints_is_in_the_log_not_on_the_wire);
	tcase_add_test(test, rejects_are_all_counted_and_few_are_shown);
	tcase_add_loop_test(test, forged_frames_are_refused, 0, (int)SANYA_COUNT(forged));
	tcase_add_loop_test(test, without_a_sandbox_plugins_are_refused, 0,
			    (int)SANYA_COUNT(kernels));
#endif
	suite_add_tcase(suite, test);
	return suite;
}
