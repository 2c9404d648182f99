"""A real terminal for tests: tmux on a socket of its own, keys sent, the screen read; never sleeps blindly."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.waiting import LONG_S, until, wait_until

AGAIN_S = 2.0
"""A key that had an effect shows it sooner; then it is pressed again."""


class Terminal:
    """One tmux session with one window."""

    def __init__(self, tmux: str, folder: Path, size: tuple[int, int]) -> None:
        self._tmux = [tmux, "-S", str(folder / f"tmux-{uuid.uuid4().hex[:8]}"), "-f", "/dev/null"]
        self._size = size

    def _call(self, *arguments: str) -> str:
        return subprocess.run(
            [*self._tmux, *arguments], check=True, capture_output=True, text=True, timeout=LONG_S
        ).stdout

    def start(self, command: list[str], environment: Mapping[str, str], folder: Path) -> None:
        """Run a command; the pane stays when it ends, so that its last screen and exit code can be read."""
        variables = [f"{name}={value}" for name, value in environment.items()]
        line = shlex.join(["env", "-u", "TMUX", *variables, *command])
        width, height = self._size
        size = ("-x", str(width), "-y", str(height))
        clean = {name: value for name, value in os.environ.items() if not name.startswith("TMUX")}
        stays = ("set", "-g", "remain-on-exit", "on")
        respawn = ("respawn-pane", "-k", "-c", str(folder), line)
        subprocess.run(
            [*self._tmux, "new-session", "-d", *size, "-c", str(folder), ";", *stays, ";", *respawn],
            check=True,
            env=clean,
            capture_output=True,
            timeout=LONG_S,
        )

    def keys(self, *names: str) -> None:
        """Send keys by tmux's names: `Enter`, `C-c`, `a`."""
        self._call("send-keys", *names)

    def screen(self) -> str:
        """What is on the screen now, as text."""
        return self._call("capture-pane", "-p")

    def resize(self, width: int, height: int) -> None:
        """Change the window's size."""
        self._call("resize-window", "-x", str(width), "-y", str(height))

    def wait_for(self, pattern: str, deadline_s: float = LONG_S) -> str:
        """Wait until the screen matches a regular expression; returns the screen."""
        seen = {"screen": ""}

        def matches() -> bool:
            seen["screen"] = self.screen()
            return re.search(pattern, seen["screen"]) is not None

        wait_until(matches, deadline_s, lambda: f"no {pattern!r} on the screen:\n{seen['screen']}")
        return seen["screen"]

    def press_until(self, key: str, pattern: str, again_s: float = AGAIN_S) -> str:
        """Press a key until the screen matches: the app takes no key for a second after each change of phase.

        `again_s` is how long it waits before it presses again: less where a key too many does nothing.
        """
        end = time.monotonic() + LONG_S
        while True:
            self.keys(key)
            if until(lambda: re.search(pattern, self.screen()) is not None, again_s):
                return self.screen()
            assert time.monotonic() < end, f"no {pattern!r} on the screen:\n{self.screen()}"

    def pane(self, what: str) -> str:
        """One of tmux's formats for the pane: `pane_pid`, `pane_dead`, `pane_dead_status`."""
        return self._call("display-message", "-p", f"#{{{what}}}").strip()

    def wait_for_end(self, deadline_s: float = LONG_S) -> int:
        """Wait until the command has ended; returns its exit code."""
        wait_until(lambda: self.pane("pane_dead") == "1", deadline_s, lambda: f"still running:\n{self.screen()}")
        return int(self.pane("pane_dead_status") or 0)

    def close(self) -> None:
        """End tmux and whatever still runs in it."""
        subprocess.run([*self._tmux, "kill-server"], check=False, capture_output=True, timeout=LONG_S)


@contextmanager
def terminal(
    tmux: str,
    folder: Path,
    command: list[str],
    environment: Mapping[str, str],
    size: tuple[int, int] = (80, 24),
) -> Iterator[Terminal]:
    """A terminal that runs a command and is gone afterwards."""
    result = Terminal(tmux, folder, size)
    result.start(command, environment, folder)
    try:
        yield result
    finally:
        result.close()
