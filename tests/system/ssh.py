"""A real sshd on the loopback interface, with keys of its own, for one test."""

from __future__ import annotations

import getpass
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.waiting import LONG_S, wait_until

Find = Callable[[str], str]


def free_port() -> int:
    """A port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int) -> bool:
    """Whether somebody listens on the port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Server:
    """What is needed to log in."""

    def __init__(self, ssh: str, folder: Path, port: int) -> None:
        self._login = [ssh, "-F", "none", "-p", str(port), "-i", str(folder / "user"), "-tt"]
        self._login += ["-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={folder / 'known'}"]
        self._login += ["-o", "IdentitiesOnly=yes", "-o", "LogLevel=ERROR", f"{getpass.getuser()}@127.0.0.1"]

    def command(self, line: str, *options: str) -> list[str]:
        """The command that runs a shell line at the other end, with a terminal there; `options` are more of ssh's."""
        return [self._login[0], *options, *self._login[1:], line]


def key(keygen: str, file: Path) -> None:
    """A new key pair without a passphrase."""
    subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(file)], check=True)


def configured(folder: Path, port: int) -> Path:
    """The server's configuration."""
    settings = {
        "Port": port,
        "ListenAddress": "127.0.0.1",
        "HostKey": folder / "host",
        "AuthorizedKeysFile": folder / "user.pub",
        "PidFile": "none",
        "StrictModes": "no",
        "PasswordAuthentication": "no",
        "PermitRootLogin": "prohibit-password",
        "UsePAM": "no",
        "SetEnv": f"OPENBLAS_NUM_THREADS={os.environ['OPENBLAS_NUM_THREADS']}",  # a login inherits nothing of ours
    }
    configuration = folder / "sshd_config"
    configuration.write_text("".join(f"{name} {value}\n" for name, value in settings.items()), encoding="utf-8")
    return configuration


def serves(process: subprocess.Popen[bytes], port: int, log: Path) -> bool:
    """Wait until the server answers; False where it gave up, since its port had become another's."""
    wait_until(
        lambda: process.poll() is not None or answers(port),
        LONG_S,
        lambda: f"sshd does not answer: {log.read_text('utf-8')}",
    )
    return process.poll() is None


@contextmanager
def sshd(find: Find, folder: Path) -> Iterator[Server]:
    """Run an SSH server for the current user until the block ends."""
    server, log = find("/usr/sbin/sshd"), folder / "sshd.log"
    for name in ("host", "user"):
        key(find("ssh-keygen"), folder / name)
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # sshd's privilege separation asks for it
    for _ in range(5):
        port = free_port()
        with subprocess.Popen([server, "-D", "-f", str(configured(folder, port)), "-E", str(log)]) as process:
            try:
                if serves(process, port, log):
                    yield Server(find("ssh"), folder, port)
                    return
            finally:
                process.terminate()
    raise AssertionError(f"sshd found no port: {log.read_text('utf-8')}")


POISE = str(Path(sys.executable).parent / "poise")
