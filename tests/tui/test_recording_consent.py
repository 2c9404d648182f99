"""Answers are recorded and pictures kept only after a yes to a plain question, in set-up and settings alike."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from textual.pilot import Pilot

from core.base import paths
from core.settings.model import Settings
from core.store.kept import DAY_S
from tests.tui.app_fakes import until
from tests.tui.desk import app_of, at, opened, rows, seen, shows
from tui.app.consent import CONSENTS, ConsentDialog
from tui.features.settings import view as settings_view
from tui.features.setup.screen import SetupScreen
from tui.widgets.field import Field
from tui.widgets.outside import Static
from tui.wiring.keeping import Keeping, stills_of

PLAIN = ("files on this machine", "only you can read", "after 30 days", "Nothing is sent anywhere")
WHAT = {
    "keep_voice": ("Record your answers?", "No, record nothing", "Yes, record my answers"),
    "keep_snapshots": ("Keep small pictures of your face?", "No, keep no picture", "Yes, keep snapshots"),
}


async def asked(pilot: Pilot[None], key: str) -> None:
    """Wait for the question, and see that it says what would happen."""
    await until(pilot, lambda: isinstance(pilot.app.screen, ConsentDialog))
    await shows(pilot, *WHAT[key])
    text = str(pilot.app.screen.query_one("#dialog-text", Static).render())
    assert all(part in text for part in PLAIN)


async def test_setup_records_only_after_a_yes_and_remembers_it(tmp_path: Path) -> None:
    async with opened(at(tmp_path, microphone=False), "setup", size=(100, 30)) as pilot:
        app = app_of(pilot)
        await until(pilot, lambda: app.screen.query("#field-keep_voice"))
        field = app.screen.query_one("#field-keep_voice", Field)
        field.focus()
        await pilot.press("right")
        await asked(pilot, "keep_voice")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SetupScreen))
        assert not app.settings.keep_voice, "the first way is no"
        await pilot.press("right")
        await until(pilot, lambda: isinstance(app.screen, ConsentDialog))
        await pilot.press("escape")
        assert not app.settings.keep_voice
        await pilot.press("right")
        await until(pilot, lambda: isinstance(app.screen, ConsentDialog))
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.settings.keep_voice)
        assert app.settings.microphone, "without a microphone nothing would be recorded"
        await until(pilot, lambda: "to hear them in the report" in " ".join(seen(pilot).split()))
        await pilot.press("right")
        await until(pilot, lambda: not app.settings.keep_voice)
        assert isinstance(app.screen, SetupScreen), "to stop it nobody is asked"
        app.screen.query_one("#field-keep_snapshots", Field).focus()
        await pilot.press("right")
        await asked(pilot, "keep_snapshots")
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.settings.keep_snapshots)
        assert not app.settings.keep_voice, "a yes to one is none to the other"


@pytest.mark.parametrize("key", CONSENTS)
async def test_settings_keep_it_only_after_a_yes(tmp_path: Path, key: str) -> None:
    page = next(section for section in settings_view.SECTIONS if key in section.keys)
    async with opened(at(tmp_path), "settings", size=(100, 30), section=page.id) as pilot:
        app = app_of(pilot)
        await until(pilot, lambda: key in rows(pilot))
        await pilot.press(*["j"] * page.keys.index(key), "right")
        await asked(pilot, key)
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, ConsentDialog))
        assert not app.settings.value(key)
        await pilot.press("right")
        await until(pilot, lambda: isinstance(app.screen, ConsentDialog))
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.settings.value(key))


def test_nothing_is_kept_until_somebody_says_so() -> None:
    settings = Settings()
    assert [settings.value(key) for key in CONSENTS] == [False, False]
    assert [settings.value(f"{key}_days") for key in CONSENTS] == [30, 30]


def test_what_is_too_old_goes_where_nothing_more_is_kept_too(tmp_path: Path) -> None:
    """Thirty days were promised: a recording or a still must not outlive them because no other one came."""
    old = time.time() - 31 * DAY_S
    files = [paths.answers_dir(tmp_path) / "1" / "question-1-attempt-1.flac"]
    files.append(paths.stills_dir(tmp_path) / "1" / "question-1-attempt-1-best-9000.jpg")
    for file in files:
        file.parent.mkdir(parents=True)
        file.write_bytes(b"old")
        os.utime(file, (old, old))
    settings = Settings(data_dir=str(tmp_path))
    assert (Keeping.of(settings, None), stills_of(settings, stored=True)) == (None, None)
    assert not [file for file in files if file.exists()]
