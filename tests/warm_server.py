"""The server behind `tests.warm`: loads the libraries once, then forks a `poise` for each that is asked for."""

from __future__ import annotations

import fcntl
import gc
import importlib
import json
import os
import select
import signal
import socket
import struct
import sys
import termios
import time
from typing import Any

NUMBER = struct.Struct("i")
"""A process's number, and later its status as `os.waitpid` gives it."""
LONGEST = 1 << 17
"""Bytes of what is asked: arguments and the whole environment."""
STREAMS = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))
LOADED = (
    *("tui.cli.main", "tui.cli.usage", "tui.app.app", "tui.wiring.session", "tui.wiring.examination"),
    *("tui.features.interview.screen", "tui.features.report.screen", "tui.features.report.files"),
    *("core.camera.demo", "core.camera.opening", "core.engine.runner", "core.report.report", "core.store.store"),
    *("core.store.packing", "core.vision.reader", "core.vision.landmarks.finder", "msgspec.json"),
)
"""Not onnxruntime, which begins a thread as it is loaded: a fork lacks that, and would wait for it in its end."""


def serve() -> None:
    """Fork until whoever asks has gone; each fork goes on from here as a `poise`."""
    for name in LOADED:
        importlib.import_module(name)
    sys.path.remove("")  # the folder of the tests; a command has none
    gc.freeze()
    server = Server(socket.socket(fileno=int(sys.argv[1])))
    forked = server.until_forked()
    if forked is None:
        return
    from tui.cli.main import main

    become(*forked)
    main()


def become(asked: dict[str, Any], descriptors: list[int]) -> None:
    """Take on what a new process is given: environment, folder, streams, session and signals."""
    os.environ.clear()
    os.environ.update(asked["environment"])
    time.tzset()
    os.chdir(asked["folder"])
    for number, ((name, mode), descriptor) in enumerate(zip(STREAMS, descriptors, strict=True)):
        os.dup2(descriptor, number)
        os.close(descriptor)
        before = getattr(sys, name)
        lines = 1 if name == "stderr" else -1
        stream = open(number, mode, lines, before.encoding, before.errors, closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    if asked["terminal"]:
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    sys.argv = asked["argv"]
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, asked["hangup"])


class Server:
    """Waits for what is asked and for what has ended."""

    def __init__(self, asking: socket.socket) -> None:
        self._asking = asking
        self._tell: dict[int, socket.socket] = {}
        self._ended, self._waking = os.pipe()
        for descriptor in (self._ended, self._waking):
            os.set_blocking(descriptor, False)
        signal.set_wakeup_fd(self._waking)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # they are meant for the tests, which end and close the connection

    def until_forked(self) -> tuple[dict[str, Any], list[int]] | None:
        """In a fork: what it is to be, with its streams. In the server: None, once nobody asks any more."""
        while True:
            ready = select.select([self._asking.fileno(), self._ended], [], [])[0]
            if self._ended in ready:
                os.read(self._ended, 4096)
                self._tell_ends()
            if self._asking.fileno() in ready:
                message, descriptors, *_ = socket.recv_fds(self._asking, LONGEST, 4)
                if not message:
                    self._end_all()
                    return None
                if self._fork(descriptors):
                    os.close(descriptors.pop())
                    return json.loads(message), descriptors

    def _fork(self, descriptors: list[int]) -> bool:
        """Whether this is the new process."""
        pid = os.fork()
        if pid == 0:
            self._let_go()
            return True
        *streams, told = descriptors
        for descriptor in streams:
            os.close(descriptor)
        self._tell[pid] = socket.socket(fileno=told)
        self._tell[pid].send(NUMBER.pack(pid))
        return False

    def _let_go(self) -> None:
        """What is the server's own is closed in a fork."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for each in (self._asking, *self._tell.values()):
            each.close()
        for descriptor in (self._ended, self._waking):
            os.close(descriptor)

    def _end_all(self) -> None:
        """What tests that were killed left running burns no processor after them."""
        for pid in self._tell:
            os.kill(pid, signal.SIGKILL)

    def _tell_ends(self) -> None:
        while self._tell:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            with self._tell.pop(pid) as told:
                told.send(NUMBER.pack(status))
