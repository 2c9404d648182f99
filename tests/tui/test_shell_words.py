"""What the app shows names its keys: a command is quoted only where nothing but the shell does it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from core.base.errors import StoreError
from tests.tui.app_fakes import Stage, until
from tests.tui.desk import opened, said, shows
from tests.tui.textual_inside import toasts
from tui.app.jobs import failure_of
from tui.i18n import set_language
from tui.widgets.text.keys import by_keys
from tui.wiring.examination import Found

ROOT = Path(__file__).parents[2]
COMMAND = re.compile(r"`poise[^`]*`|^poise [-\w]+$")
SHOWN = ("tui/app", "tui/features")
"""Rooms whose texts stand on screens alone."""
SHARED = ("tui/widgets", "tui/wiring", "core", "sounds", "questions")
"""Rooms whose texts are told in the shell too."""
OF_THE_SHELL = {
    "poise watch": "help tells what there is beside the app",
    "poise doctor": "help tells what there is beside the app",
    "poise --help": "help tells what there is beside the app",
    "`poise watch`": "said before the app opens, where it cannot",
    "`poise interview --plain`": "said before the app opens, where it cannot",
    "`poise history --salvage`": "a damaged store is saved by nothing else",
    "`poise export`": "an archive is made and taken in by commands alone",
    "`poise lend`": "typed on another machine, which has no app",
}


def texts(path: Path) -> Iterator[str]:
    """The texts of a file that speak of Poise, but its docstrings."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source if "poise" in source else "")
    docs = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in docs else None
        if isinstance(text, str) and "poise" in text:
            yield text


def commands(rooms: tuple[str, ...]) -> dict[str, set[str]]:
    """Each command that is quoted there, as it stands in the app, with the files that quote it."""
    found: dict[str, set[str]] = {}
    for path in (path for room in rooms for path in (ROOT / room).rglob("*.py")):
        for text in texts(path):
            for command in COMMAND.findall(text if path.is_relative_to(ROOT / "tui/features") else by_keys(text)):
                found.setdefault(command, set()).add(str(path.relative_to(ROOT)))
    return found


def test_a_command_is_quoted_only_where_the_shell_alone_does_it() -> None:
    set_language("en")
    found = commands(SHOWN + SHARED)
    assert {command: files for command, files in found.items() if command not in OF_THE_SHELL} == {}
    assert set(found) == set(OF_THE_SHELL), "an exception that is none any more"


async def test_what_goes_wrong_is_told_with_the_keys_of_the_app() -> None:
    text = "sessions.db: there is no session 3; `poise history` lists them"
    assert failure_of(StoreError(text)) == "sessions.db: there is no session 3; h at home lists them"
    app = Stage().app()
    async with app.run_test(notifications=True) as pilot:
        app.notify(text)
        await until(pilot, lambda: toasts(app))
        assert "h at home" in toasts(app)[0]


def parts(_settings: object) -> list[Found]:
    return [
        Found("camera", "/dev/video0", True, "gives a picture"),
        Found("player", "aplay", False, "the command aplay is missing", "sudo apt install alsa-utils"),
        Found("speech", "espeak-ng", False, "the command espeak-ng is missing", "sudo apt install espeak-ng"),
    ]


async def test_the_equipment_check_leads_to_what_is_missing_and_how_to_install_it(tmp_path: Path) -> None:
    from tui.features.equipment.machine import MachineScreen

    stage = Stage(data_dir=str(tmp_path), camera="auto")
    stage.places["machine"] = lambda: MachineScreen(parts)
    async with opened(stage, "equipment") as pilot:
        await until(pilot, lambda: stage.runners and stage.runner.started and stage.sounds.listening)
        await pilot.press("d")
        await shows(pilot, "This machine", "/dev/video0: gives a picture", "sudo apt install espeak-ng")
        await shows(pilot, "An interview can run, but not with everything:", "No speech")
        assert stage.runner.closed
        assert not stage.sounds.listening
        assert not said(pilot)
