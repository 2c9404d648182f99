"""Take the README's pictures: `python tui/docs/pictures.py` runs the real app on the demo camera, in both languages.

It makes a few interviews in a folder of its own, opens the app without a terminal, presses its keys, and writes what
is on the screen as SVG: single screens, and `demo-*.svg`, which shows them one after the other. Takes two minutes.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from textual.pilot import Pilot

from core.session.snapshot import Phase
from core.settings import model as settings
from tui.app.app import PoiseApp, make_app
from tui.widgets.text import words

FOLDER = Path(__file__).parent
SIZE = (100, 30)
SECONDS_A_FRAME = 3
PRACTISED = 3
"""Interviews in the history; the last one's report is shown."""
SINGLE = ("home", "setup", "cue", "equipment", "report")
FRAMES = ("home", "setup", "think", "answer", "cue", "report")
PATIENCE_S = 90.0
FONT = re.compile(r"@font-face\s*{[^}]*}")
"""The pictures shall load nothing from elsewhere; any monospaced font does."""


def practise(language: str, times: int) -> None:
    """Interviews for the history, in the demo camera's own time."""
    arguments = ["interview", "--fast", "--camera", "demo", "--format", "quick", "--lang", language]
    for _ in range(times):
        subprocess.run([sys.executable, "-m", "tui.cli.main", *arguments], check=True, stdout=subprocess.DEVNULL)


async def until(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    """Let the app go on until `condition` holds; raises TimeoutError."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("the app never came that far")
        await pilot.pause(0.05)


def text(app: PoiseApp, selector: str) -> str:
    """What a widget of the screen in front shows; "" where it is not there."""
    found = app.screen.query(selector)
    return str(found.first().render()) if found and found.first().display else ""


def in_phase(app: PoiseApp, phase: Phase) -> bool:
    """Whether the interview's head names this phase."""
    return words.phase(phase).lower() in text(app, "#phase").lower()


async def tour(app: PoiseApp) -> dict[str, str]:
    """Walk through the app; each name's picture."""
    taken: dict[str, str] = {}

    def take(name: str) -> None:
        taken[name] = FONT.sub("", app.export_screenshot(title="Poise"))

    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: text(app, "#today"))
        await pilot.pause()
        take("home")
        await pilot.press("n")
        await until(pilot, lambda: app.screen.query("#summary"))
        await pilot.pause()
        take("setup")
        await pilot.press("enter")
        await until(pilot, lambda: in_phase(app, Phase.BRIEFING))
        await pilot.pause(1.5)
        await pilot.press("enter")
        await until(pilot, lambda: in_phase(app, Phase.PREP))
        await pilot.pause(4.0)
        take("think")
        await pilot.press("enter")
        await until(pilot, lambda: in_phase(app, Phase.ANSWER))
        await pilot.pause(4.0)
        take("answer")
        await until(pilot, lambda: "▲" in text(app, "CueMark") or in_phase(app, Phase.REVIEW))
        take("cue")
        await pilot.press("escape", "l")
        await until(pilot, lambda: app.screen.query("#ways"))
        await pilot.press("e")
        await until(pilot, lambda: app.screen.query("#hint") and "✓" in str(app.screen.query_one("#hint").render()))
        take("equipment")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen.query("#sessions"))
        app.goto("report", session_id=PRACTISED)
        await until(pilot, lambda: type(app.screen).__name__ == "ReportScreen")
        await pilot.pause(2.0)
        take("report")
    return taken


def film(frames: Sequence[str]) -> str:
    """One SVG that shows all frames in turn, by style rules alone."""
    share = 100 / len(frames)
    size = re.search(r'viewBox="[^"]*"', frames[0])
    assert size is not None
    rules = (
        f".f{{opacity:0;animation:show {SECONDS_A_FRAME * len(frames)}s step-end infinite}}"
        f"@keyframes show{{0%{{opacity:1}}{share:.3f}%{{opacity:0}}100%{{opacity:0}}}}"
    )
    groups = (
        f'<g class="f" style="animation-delay:{number * SECONDS_A_FRAME}s">{frame}</g>'
        for number, frame in enumerate(frames)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size.group()}><style>{rules}</style>{"".join(groups)}</svg>\n'


def main() -> None:
    """Both languages, each with a data folder of its own."""
    for language in ("en", "ko"):
        with tempfile.TemporaryDirectory() as data:
            os.environ.update(POISE_DATA_DIR=data, POISE_CONFIG=str(Path(data, "settings.toml")), POISE_TOUR="false")
            practise(language, PRACTISED)
            wanted = settings.load(flags={"camera": "demo", "language": language, "speech": False, "cue": "none"})
            app = make_app(wanted, env={"TERM": "xterm-256color", "COLORTERM": "truecolor"})
            taken = asyncio.run(tour(app))
        for name in SINGLE:
            (FOLDER / f"{name}-{language}.svg").write_text(taken[name], encoding="utf-8")
        (FOLDER / f"demo-{language}.svg").write_text(film([taken[name] for name in FRAMES]), encoding="utf-8")


if __name__ == "__main__":
    main()
