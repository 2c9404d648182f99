"""Runs a command that can reach no network: `python -m tests.system.offline COMMAND ...`.

By seccomp, which needs no rights, so that it works where nobody may make a network namespace: the kernel refuses each
socket of the internet (and raw ones, and io_uring, which opens sockets by itself) to the command and its children.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys

NUMBERS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""What the kernel calls the architecture, and its number of `socket`."""
IO_URING_SETUP = 425
AF_INET, AF_INET6, AF_PACKET = 2, 10, 17
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | 13  # EACCES
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
"""Where they stand in `struct seccomp_data`."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _filter() -> bytes:
    """The program as `struct sock_filter`: code, steps ahead if true, if false, value."""
    architecture, socket = NUMBERS[platform.machine()]
    steps = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 0, 7, architecture),  # another one, such as 32 bits on 64: refused throughout
        (LOAD, 0, 0, NUMBER),
        (EQUAL, 5, 0, IO_URING_SETUP),
        (EQUAL, 0, 5, socket),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (EQUAL, 2, 0, AF_INET),
        (EQUAL, 1, 0, AF_INET6),
        (EQUAL, 0, 1, AF_PACKET),
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def cut_off() -> None:
    """This process and what it starts reach no network from here on. Raises OSError where the kernel cannot."""
    code = _filter()
    held = ctypes.create_string_buffer(code)
    program = _Program(len(code) // 8, ctypes.addressof(held))
    libc = ctypes.CDLL(None, use_errno=True)
    refused = libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0
    )
    if refused:
        raise OSError(ctypes.get_errno(), "seccomp")


if __name__ == "__main__":
    cut_off()
    os.execvp(sys.argv[1], sys.argv[1:])
