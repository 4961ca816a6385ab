"""What every process of Todak forbids itself before it touches a diary: the window, the command line, the children.

A child that is spawned starts as any program does (exec makes a process dumpable again), so each calls `harden` itself.
"""

import os
import sys

_PR_SET_DUMPABLE = 4  # linux/prctl.h
_SEM_FAILCRITICALERRORS, _SEM_NOGPFAULTERRORBOX = 0x0001, 0x0002  # errhandlingapi.h
_WER_FAULT_REPORTING_FLAG_NOHEAP = 0x1  # werapi.h


def harden() -> None:
    """No core dump may hold the diary's keys or words, and no new file is for others to read.

    What a system does not offer is left out: nobody is kept from the diary by it.
    """
    os.umask(0o077)
    if sys.platform == "win32":
        _keep_out_of_crash_reports()
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _forbid_dumps()


def _forbid_dumps() -> None:
    """prctl(2): not dumpable. A limit of 0 alone does not stop a handler that takes cores through a pipe (core(5)).

    It also keeps other programs of the same user from attaching to this process or reading its memory through /proc.
    """
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_DUMPABLE, *(ctypes.c_ulong(0),) * 4) != 0:  # a system-call filter may refuse it
        print(f"todak: core dumps stay possible (errno {ctypes.get_errno()})", file=sys.stderr)


def _keep_out_of_crash_reports() -> None:
    """Windows: no report of Windows Error Reporting, or at least none with the heap. Unverified: we have no Windows."""
    if sys.platform != "win32":
        return  # for the type checker, which knows ctypes.windll there only
    import ctypes

    ctypes.windll.kernel32.SetErrorMode(_SEM_FAILCRITICALERRORS | _SEM_NOGPFAULTERRORBOX)
    ctypes.windll.kernel32.WerSetFlags(_WER_FAULT_REPORTING_FLAG_NOHEAP)
