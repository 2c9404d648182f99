"""How soon the app is there and how soon it obeys: the real command in a pseudo-terminal, engine running."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from pathlib import Path

STARTS = 5
PRESSES = 20
FIRST_PAINT_S = 0.6
KEY_S = 0.05
PATIENCE_S = 30.0
COLUMNS, ROWS = 80, 24


class Terminal:
    """A command in a pseudo-terminal of 80x24, with folders of its own."""

    def __init__(self, *arguments: str) -> None:
        self._home = tempfile.TemporaryDirectory()
        self.seen = b""
        self.began = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execvpe(sys.executable, [sys.executable, "-m", "tui.cli.main", *arguments], self._environment())
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))

    def _environment(self) -> dict[str, str]:
        home = Path(self._home.name)
        own = {"POISE_DATA_DIR": str(home / "data"), "POISE_CONFIG": str(home / "settings.toml")}
        wanted = {"POISE_TOUR": "false", "POISE_LANGUAGE": "en", "POISE_CAMERA": "demo", "POISE_SPEECH": "false"}
        terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "COLUMNS": "", "LINES": ""}
        return {**os.environ, **own, **wanted, **terminal, "POISE_CUE": "none"}

    def press(self, key: bytes) -> float:
        """Send a key; gives the moment at which it was sent. What was drawn before is forgotten."""
        self._read(0.0)
        self.seen = b""
        os.write(self._fd, key)
        return time.perf_counter()

    def wait_for(self, text: bytes) -> float:
        """Wait until `text` is drawn; gives that moment. Raises TimeoutError."""
        deadline = time.perf_counter() + PATIENCE_S
        while text not in self.seen:
            if time.perf_counter() > deadline or not self._read(0.2):
                raise TimeoutError(f"{text!r} was never drawn; the last thing was {self.seen[-200:]!r}")
        return time.perf_counter()

    def _read(self, wait_s: float) -> bool:
        """Take in what is there; False once the command has gone."""
        while select.select([self._fd], [], [], wait_s)[0]:
            try:
                self.seen += os.read(self._fd, 65536)
            except OSError:
                return False
            wait_s = 0.0
        return True

    def cpu_s(self) -> float:
        """Seconds of the processor that the command has used so far (Linux)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End the command and wait for it."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        deadline = time.perf_counter() + PATIENCE_S
        while os.waitpid(self.pid, os.WNOHANG) == (0, 0):
            self._read(0.05)
            if time.perf_counter() > deadline:
                os.kill(self.pid, signal.SIGKILL)
        os.close(self._fd)
        self._home.cleanup()


@contextlib.contextmanager
def terminal(*arguments: str) -> Iterator[Terminal]:
    """A command that is ended in any case."""
    opened = Terminal(*arguments)
    try:
        yield opened
    finally:
        opened.close()


def first_paint_s() -> tuple[float, float]:
    """Seconds from the command to the home screen's first row, and the processor's seconds in them."""
    with terminal() as opened:
        painted = opened.wait_for(b"Mock interview") - opened.began
        return painted, opened.cpu_s()


def bare_textual_s() -> float:
    """The floor: the seconds that Python takes to import Textual and to end."""
    began = time.perf_counter()
    os.waitpid(os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, "-c", "import textual.app"]), 0)
    return time.perf_counter() - began


def key_delays_s() -> list[float]:
    """Seconds from a key to its effect on the screen, in an interview with the demo camera at its usual pace."""
    delays = []
    with terminal("interview", "--camera", "demo") as opened:
        opened.wait_for(b"Briefing")
        opened.wait_for(b"frames/s")
        for number in range(PRESSES):
            effect = b"Blind mode: nothing" if number % 2 == 0 else b"no cues"
            delays.append(-opened.press(b"b") + opened.wait_for(effect))
    return delays


def picture_ms() -> float:
    """Milliseconds to draw one live picture of 64x24 cells, all its lines."""
    from tests.tui.app_fakes import Stage, picture
    from tui.widgets.picture import Picture

    async def draw() -> float:
        async with Stage().app().run_test(size=(100, 40)) as pilot:
            widget = Picture()
            widget.styles.width, widget.styles.height = 64, 24
            await pilot.app.screen.mount(widget)
            await pilot.pause()
            times = []
            for _ in range(50):
                began = time.perf_counter()
                widget.set_picture(picture())
                for y in range(24):
                    widget.render_line(y)
                times.append(time.perf_counter() - began)
            return 1000 * statistics.median(times)

    return asyncio.run(draw())


def run() -> list[dict[str, object]]:
    """The rows of `make bench`."""
    first_paint_s()  # warm the disk and the byte code
    starts = [first_paint_s() for _ in range(STARTS)]
    floor = statistics.median(bare_textual_s() for _ in range(STARTS))
    delays = [1000 * delay for delay in key_delays_s()]
    start = statistics.median(painted for painted, _cpu in starts)
    cpu = statistics.median(cpu for _painted, cpu in starts)
    return [
        {
            "name": "first paint of `poise` (median; ratio to importing Textual alone)",
            "value": start,
            "unit": "s",
            "ratio": start / floor,
            "target": f"<= {FIRST_PAINT_S} s",
        },
        {"name": "processor time in it: what it takes undisturbed", "value": cpu, "unit": "s", "target": ""},
        {
            "name": f"key press to its effect at 15 frames/s (median of {PRESSES})",
            "value": statistics.median(delays),
            "unit": "ms",
            "target": f"<= {1000 * KEY_S:.0f} ms",
        },
        {"name": "the slowest of them", "value": max(delays), "unit": "ms", "target": ""},
        {"name": "live picture, 64x24 cells", "value": picture_ms(), "unit": "ms", "target": "at most 5 a second"},
    ]
