"""Answers are recorded only after a yes to a plain question, in set-up and in the settings alike."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from core.settings.model import Settings
from tests.tui.app_fakes import until
from tests.tui.desk import app_of, at, opened, seen, shows
from tui.app.dialogs import RecordingDialog
from tui.features.settings import view as settings_view
from tui.features.setup.screen import SetupScreen
from tui.widgets.field import Field
from tui.widgets.outside import Static

PLAIN = ("files on this machine", "only you can read", "after 30 days", "Nothing is sent anywhere")


async def asked(pilot: Pilot[None]) -> None:
    """Wait for the question, and see that it says what would happen."""
    await until(pilot, lambda: isinstance(pilot.app.screen, RecordingDialog))
    await shows(pilot, "Record your answers?", "No, record nothing", "Yes, record my answers")
    text = str(pilot.app.screen.query_one("#dialog-text", Static).render())
    assert all(part in text for part in PLAIN)


async def test_setup_records_only_after_a_yes_and_remembers_it(tmp_path: Path) -> None:
    async with opened(at(tmp_path, microphone=False), "setup", size=(100, 30)) as pilot:
        app = app_of(pilot)
        await until(pilot, lambda: app.screen.query("#field-keep_voice"))
        field = app.screen.query_one("#field-keep_voice", Field)
        field.focus()
        await pilot.press("right")
        await asked(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SetupScreen))
        assert not app.settings.keep_voice, "the first way is no"
        await pilot.press("right")
        await until(pilot, lambda: isinstance(app.screen, RecordingDialog))
        await pilot.press("escape")
        assert not app.settings.keep_voice
        await pilot.press("right")
        await until(pilot, lambda: isinstance(app.screen, RecordingDialog))
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.settings.keep_voice)
        assert app.settings.microphone, "without a microphone nothing would be recorded"
        await until(pilot, lambda: "to hear them in the report" in " ".join(seen(pilot).split()))
        await pilot.press("right")
        await until(pilot, lambda: not app.settings.keep_voice)
        assert isinstance(app.screen, SetupScreen), "to stop it nobody is asked"


async def test_settings_record_only_after_a_yes(tmp_path: Path) -> None:
    sound = next(section for section in settings_view.SECTIONS if section.id == "sound")
    async with opened(at(tmp_path), "settings", size=(100, 30), section="sound") as pilot:
        app = app_of(pilot)
        await shows(pilot, "Record my answers")
        await pilot.press(*["j"] * sound.keys.index("keep_voice"), "right")
        await asked(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, RecordingDialog))
        assert not app.settings.keep_voice
        await pilot.press("right")
        await until(pilot, lambda: isinstance(app.screen, RecordingDialog))
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.settings.keep_voice)


def test_recording_is_off_until_somebody_says_so() -> None:
    assert Settings().keep_voice is False
    assert Settings().keep_voice_days == 30
