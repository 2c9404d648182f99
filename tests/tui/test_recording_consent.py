"""Answers are recorded and pictures kept only after a yes to a plain question, in set-up and settings alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from core.settings.model import Settings
from tests.tui.app_fakes import until
from tests.tui.desk import app_of, at, opened, seen, shows
from tui.app.consent import CONSENTS, ConsentDialog
from tui.features.settings import view as settings_view
from tui.features.setup.screen import SetupScreen
from tui.widgets.field import Field
from tui.widgets.outside import Static

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
        await shows(pilot, settings_view.LABELS[key][0])
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
