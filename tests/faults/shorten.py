#!/usr/bin/env python3
"""Makes one write of a thread short: shorten.py THREAD write|pwrite64 NTH short|torn

The NTH such call that the thread begins from now on really writes only the first half of its bytes, and
says so: `short`. With `torn` the call after it, with which a program goes on, fails with ENOSPC. strace can make
calls fail but not shorten them. Prints `attached`, then, when the call came, `struck`. x86_64 only.
"""
import ctypes
import errno
import os
import signal
import sys

SEIZE, INTERRUPT, SYSCALL, GETREGS, SETREGS, DETACH = 0x4206, 0x4207, 24, 12, 13, 17
GET_SYSCALL_INFO = 0x420E
TRACESYSGOOD = 1
NUMBERS = {"write": 1, "pwrite64": 18}
ALL_THREADS = 0x40000000  # __WALL: the target is another process's thread


class Registers(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_ulong)
        for name in "r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss "
        "fs_base gs_base ds es fs gs".split()
    ]


libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_ulong, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long


def ptrace(request, thread, data=None):
    if libc.ptrace(request, thread, None, data) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def registers(thread):
    found = Registers()
    ptrace(GETREGS, thread, ctypes.addressof(found))
    return found


def begins_call(thread):
    """Whether the thread is stopped at the beginning of a system call, not at its end."""
    info = ctypes.create_string_buffer(128)
    if libc.ptrace(GET_SYSCALL_INFO, thread, len(info), ctypes.addressof(info)) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")
    return info.raw[0] == 1


def stops(thread):
    """The beginnings (true) and ends of the thread's system calls, one after the other."""
    go_on = None
    while True:
        ptrace(SYSCALL, thread, go_on)
        _, status = os.waitpid(thread, ALL_THREADS)
        go_on = None
        if os.WIFEXITED(status) or os.WIFSIGNALED(status):
            return
        stopped_by = os.WSTOPSIG(status)
        if stopped_by == signal.SIGTRAP | 0x80:
            yield begins_call(thread)
        elif status >> 16 == 0:
            go_on = stopped_by


def main():
    thread, call, nth, how = int(sys.argv[1]), NUMBERS[sys.argv[2]], int(sys.argv[3]), sys.argv[4]
    ptrace(SEIZE, thread, TRACESYSGOOD)
    ptrace(INTERRUPT, thread)
    os.waitpid(thread, ALL_THREADS)
    print("attached", flush=True)
    seen, whole, fails = 0, None, False
    for begins in stops(thread):
        now = registers(thread)
        if begins and now.orig_rax == call:
            seen += 1
            if seen == nth:
                whole = now.rdx
                now.rdx = max(1, whole // 2)
                ptrace(SETREGS, thread, ctypes.addressof(now))
            elif seen == nth + 1 and how == "torn":
                fails = True
                now.orig_rax = (1 << 64) - 1
                ptrace(SETREGS, thread, ctypes.addressof(now))
        elif not begins and whole is not None:
            now.rdx = whole
            whole = None
            ptrace(SETREGS, thread, ctypes.addressof(now))
            if how == "short":
                break
        elif not begins and fails:
            now.rax = (1 << 64) - errno.ENOSPC
            ptrace(SETREGS, thread, ctypes.addressof(now))
            break
    else:
        sys.exit("the thread ended before the call came")
    print("struck", flush=True)
    ptrace(DETACH, thread)


main()
