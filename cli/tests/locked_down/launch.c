// Runs a command where no machine code may be generated:
//
//   launch mdwe COMMAND...       memory that was writable cannot become executable (PR_SET_MDWE)
//   launch seccomp COMMAND...    no mmap or mprotect may ask for executable memory at all; the command has to be static
//   launch read-only COMMAND...  every file system is read-only, and there is no network
//
// Exits with 120 when the place cannot be made, and says why.

#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/mount.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#define PR_MDWE_REFUSE_EXEC_GAIN 1
#endif
#ifndef MOUNT_ATTR_RDONLY
#define MOUNT_ATTR_RDONLY 1
#endif

static void need(int failed, const char *what) {
    if (failed) {
        fprintf(stderr, "launch: %s: %s\n", what, strerror(errno));
        exit(120);
    }
}

static void mdwe(void) { need(prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0), "PR_SET_MDWE (Linux 6.3)"); }

// The low half of the third argument of mmap and mprotect holds the protection, on every little-endian machine.
static void no_executable_memory(void) {
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mmap, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mprotect, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pkey_mprotect, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    need(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "PR_SET_NO_NEW_PRIVS");
    need(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), "PR_SET_SECCOMP");
}

static void read_only(void) {
    int user = geteuid() == 0 ? 0 : CLONE_NEWUSER;
    need(unshare(user | CLONE_NEWNS | CLONE_NEWNET), "unshare");
    struct mount_attr attributes = {.attr_set = MOUNT_ATTR_RDONLY, .propagation = 1 << 18};
    // AT_RECURSIVE
    need(syscall(SYS_mount_setattr, -1, "/", 0x8000, &attributes, sizeof attributes), "mount_setattr (Linux 5.12)");
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: launch mdwe|seccomp|read-only COMMAND...\n");
        return 120;
    }
    if (strcmp(argv[1], "mdwe") == 0) mdwe();
    else if (strcmp(argv[1], "seccomp") == 0) no_executable_memory();
    else if (strcmp(argv[1], "read-only") == 0) read_only();
    else need(errno = EINVAL, argv[1]);
    execvp(argv[2], argv + 2);
    need(1, argv[2]);
}
