"""Keys that have been wholly followed: a test goes on when the app is at rest, and not after some time.

Textual's own pilot goes on when the process used little of the processor for 20 ms, which is also true of a process
that a busy machine does not let run.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.notifications import Notification
from typer.testing import CliRunner

from tests.tui.commands import Poise
from tests.tui.pictures import Look, Shot
from tests.tui.textual_inside import PAINTING, TAKING_UP, at_rest, paint_at_rest, taken_up
from tui.cli.main import app
from tui.i18n import set_language


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """No test speaks the language in which another ended."""
    set_language("en")
    yield
    set_language("en")


@pytest.fixture(autouse=True)
def time_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual's pilot waits like that, and what was notified is still there when a slow machine looks for it."""
    for module in ("app", "pilot"):
        monkeypatch.setattr(f"textual.{module}.wait_for_idle", at_rest)
    monkeypatch.setattr("textual.screen.UPDATE_PERIOD", 0.5)  # `at_rest` draws what changed; oftener is in vain
    monkeypatch.setattr(PAINTING, paint_at_rest)
    monkeypatch.setattr(TAKING_UP, taken_up)
    monkeypatch.setattr(Notification, "has_expired", False)
    monkeypatch.setattr(Notification, "time_left", 3600.0)


@pytest.fixture
def look(snapshot: SnapshotAssertion, shot: Shot, tmp_path: Path) -> Look:
    """A look at the screen of a test that is marked with `shots`."""
    return Look(snapshot, shot, tmp_path)


@pytest.fixture
def poise(monkeypatch: pytest.MonkeyPatch) -> Poise:
    """Run a command in this process, in an English environment."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    runner = CliRunner()
    return lambda *arguments: runner.invoke(app, [str(argument) for argument in arguments])
