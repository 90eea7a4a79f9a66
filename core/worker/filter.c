/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The system call filter.  What is not listed gives ENOSYS, so that a C library that learns a new
 * call falls back to the old one instead of dying; a short list of calls that no plugin makes by
 * accident kills.  Landlock decides which files may be opened.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <unistd.h>

#ifdef SANYA_SANITIZED
/* Sanitizers make some of these calls themselves when they report. */
#define DEADLY SCMP_ACT_ERRNO(EPERM)
#else
#define DEADLY SCMP_ACT_KILL_PROCESS
#endif

static const int allowed[] = {
	/* own descriptors */
	SCMP_SYS(read),
	SCMP_SYS(readv),
	SCMP_SYS(pread64),
	SCMP_SYS(write),
	SCMP_SYS(writev),
	SCMP_SYS(lseek),
	SCMP_SYS(close),
	SCMP_SYS(fstat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	/* memory */
	SCMP_SYS(mmap),
	SCMP_SYS(munmap),
	SCMP_SYS(mprotect),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	SCMP_SYS(brk),
	/* signals of its own, threads, time */
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(sigaltstack),
	SCMP_SYS(futex),
	SCMP_SYS(set_robust_list),
	SCMP_SYS(rseq),
	SCMP_SYS(sched_yield),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_getres),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(time),
	SCMP_SYS(nanosleep),
	SCMP_SYS(clock_nanosleep),
	/* who and where */
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(getppid),
	SCMP_SYS(getuid),
	SCMP_SYS(geteuid),
	SCMP_SYS(getgid),
	SCMP_SYS(getegid),
	SCMP_SYS(uname),
	SCMP_SYS(sysinfo),
	SCMP_SYS(getrandom),
	/* the second layer of Landlock; it can only take away */
	SCMP_SYS(landlock_restrict_self),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
};

static const int deadly[] = {
	SCMP_SYS(execve),           SCMP_SYS(execveat),          SCMP_SYS(ptrace),
	SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(bpf),
	SCMP_SYS(perf_event_open),  SCMP_SYS(userfaultfd),       SCMP_SYS(mount),
	SCMP_SYS(umount2),          SCMP_SYS(pivot_root),        SCMP_SYS(chroot),
	SCMP_SYS(fsopen),           SCMP_SYS(move_mount),        SCMP_SYS(open_tree),
	SCMP_SYS(keyctl),           SCMP_SYS(add_key),           SCMP_SYS(request_key),
	SCMP_SYS(kexec_load),       SCMP_SYS(kexec_file_load),   SCMP_SYS(init_module),
	SCMP_SYS(finit_module),     SCMP_SYS(delete_module),     SCMP_SYS(reboot),
	SCMP_SYS(swapon),
};

/* Refused with a reason that a plugin's own error message can show. */
static const struct {
	int call, number;
} refused[] = {
	{SCMP_SYS(socket), EACCES}, {SCMP_SYS(socketpair), EACCES}, {SCMP_SYS(connect), EACCES},
	{SCMP_SYS(bind), EACCES},   {SCMP_SYS(fork), EAGAIN},       {SCMP_SYS(vfork), EAGAIN},
	{SCMP_SYS(creat), EACCES},  {SCMP_SYS(unlink), EACCES},     {SCMP_SYS(unlinkat), EACCES},
	{SCMP_SYS(rename), EACCES}, {SCMP_SYS(mkdir), EACCES},      {SCMP_SYS(mkdirat), EACCES},
	{SCMP_SYS(access), EACCES}, {SCMP_SYS(faccessat), EACCES},  {SCMP_SYS(readlink), EACCES},
	{SCMP_SYS(ioctl), ENOTTY},  {SCMP_SYS(tkill), EPERM},
};

/* Calls that depend on an argument. */
static int add_conditions(scmp_filter_ctx filter)
{
	const uint64_t own = (uint64_t)getpid();
	const unsigned writing[] = {O_WRONLY, O_RDWR, O_ACCMODE};
	int bad = 0;

	/* Threads yes, processes no.  (clone3 hides its flags behind a pointer: ENOSYS, and the C
	 * library comes back to clone.) */
	bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
				SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
	bad |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAGAIN), SCMP_SYS(clone), 1,
				SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
	/* Signals to itself (abort), to nobody else. */
	bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
				SCMP_A0(SCMP_CMP_EQ, own, 0));
	bad |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(tgkill), 1,
				SCMP_A0(SCMP_CMP_NE, own, 0));
	bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(kill), 1,
				SCMP_A0(SCMP_CMP_EQ, own, 0));
	bad |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(kill), 1,
				SCMP_A0(SCMP_CMP_NE, own, 0));
	/* Limits of its own may be read.  Nothing else: F_SETOWN, for one, would send signals to
	 * others. */
	bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2,
				SCMP_A0(SCMP_CMP_EQ, 0, 0), SCMP_A2(SCMP_CMP_EQ, 0, 0));
	bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
				SCMP_A1(SCMP_CMP_EQ, F_GETFL, 0));
	bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
				SCMP_A1(SCMP_CMP_EQ, F_GETFD, 0));
	/* Opening for reading is Landlock's business, for writing nobody's. */
	bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
				SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, 0));
	for (size_t i = 0; i < SANYA_COUNT(writing); i++)
		bad |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat), 1,
					SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE, writing[i]));
	return bad;
}

bool sanya_filter_load(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	int bad = 0;

	if (filter == NULL)
		return false;
	bad |= seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	for (size_t i = 0; i < SANYA_COUNT(allowed); i++)
		bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
	for (size_t i = 0; i < SANYA_COUNT(deadly); i++)
		bad |= seccomp_rule_add(filter, DEADLY, deadly[i], 0);
	for (size_t i = 0; i < SANYA_COUNT(refused); i++)
		bad |= seccomp_rule_add(filter, SCMP_ACT_ERRNO((uint32_t)refused[i].number),
					refused[i].call, 0);
	bad |= add_conditions(filter);
	bad |= seccomp_load(filter);
	seccomp_release(filter);
	return bad == 0;
}
