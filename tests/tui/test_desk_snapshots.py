"""Pictures of report, history, banks, calibration, voice, settings and help at three sizes in both languages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from core.calibration.profiles import Profiles
from sounds.shape import RATE
from sounds.voices import Voices
from tests.tui.app_driving import redrawn
from tests.tui.app_fakes import Stage, picture, until
from tests.tui.desk import app_of, at, rows, seen, studio, tone
from tests.tui.stored import ANSWERS, store_session
from tests.tui.test_calibration_screens import a_profile, begin, network, watch
from tui.features.settings.screen import SettingsScreen

SIZES = [(80, 24), (120, 36), (200, 50)]
Compare = Callable[..., bool]
Before = Callable[[Pilot[None]], Awaitable[None]]


def look(snap_compare: Compare, stage: Stage, size: tuple[int, int], before: Before) -> None:
    """Compare the screen after `before` with its picture."""

    async def prepared(pilot: Pilot[None]) -> None:
        await before(pilot)
        await redrawn(pilot)

    assert snap_compare(stage.app(), terminal_size=size, run_before=prepared)


def there(place: str, ready: Callable[[Pilot[None]], object], *keys: str, **arguments: object) -> Before:
    """Open a place and wait until it is filled."""

    async def before(pilot: Pilot[None]) -> None:
        home = pilot.app.screen
        app_of(pilot).goto(place, **arguments)
        await until(pilot, lambda: pilot.app.screen is not home and ready(pilot))
        await pilot.press(*keys)

    return before


def filled(pilot: Pilot[None]) -> object:
    """Whether a list has rows."""
    return rows(pilot)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
class TestScreens:
    def test_report(self, snap_compare: Compare, tmp_path: Path, size: tuple[int, int], language: str) -> None:
        store_session(tmp_path, language=language, profile="me")
        before = there("report", lambda pilot: "1)" in seen(pilot))
        look(snap_compare, at(tmp_path, language=language), size, before)

    def test_answers(self, snap_compare: Compare, tmp_path: Path, size: tuple[int, int], language: str) -> None:
        store_session(tmp_path, language=language, demo=True)
        before = there("report", lambda pilot: pilot.app.screen.query("AnswerPanel"), "G")
        look(snap_compare, at(tmp_path, language=language), size, before)

    def test_replay(self, snap_compare: Compare, tmp_path: Path, size: tuple[int, int], language: str) -> None:
        store_session(tmp_path)
        Profiles(tmp_path / "profiles").save(a_profile())

        async def before(pilot: Pilot[None]) -> None:
            await there("report", lambda pilot: pilot.app.screen.query("AnswerPanel"), "r")(pilot)
            await until(pilot, lambda: pilot.app.screen.query("#variants") and rows(pilot))

        look(snap_compare, at(tmp_path, language=language), size, before)

    def test_history(self, snap_compare: Compare, tmp_path: Path, size: tuple[int, int], language: str) -> None:
        for day, score in enumerate((52.0, None, 64.0, 71.0, 66.0, 78.0), 1):
            began = f"2026-03-{day:02}T1{day}:0{day}:00+00:00"
            store_session(tmp_path, ANSWERS[: day % 3 + 1], score=score, complete=score is not None, began=began)
        look(snap_compare, at(tmp_path, language=language), size, there("history", filled, "j"))

    def test_bank(self, snap_compare: Compare, tmp_path: Path, size: tuple[int, int], language: str) -> None:
        before = there("bank", filled, "j", "j", bank="general")
        look(snap_compare, at(tmp_path, language=language), size, before)

    def test_question_form(self, snap_compare: Compare, tmp_path: Path, size: tuple[int, int], language: str) -> None:
        async def before(pilot: Pilot[None]) -> None:
            await there("bank", filled, "enter", "enter", bank="general")(pilot)
            await until(pilot, lambda: pilot.app.screen.query("#form"))

        look(snap_compare, at(tmp_path, language=language), size, before)

    def test_calibration(self, snap_compare: Compare, tmp_path: Path, size: tuple[int, int], language: str) -> None:
        for name in ("home", "office"):
            Profiles(tmp_path / "profiles").save(a_profile(name))
        before = there("calibration", filled, network_name=network)
        look(snap_compare, at(tmp_path, language=language, profile="home"), size, before)

    def test_measure(self, snap_compare: Compare, tmp_path: Path, size: tuple[int, int], language: str) -> None:
        stage = at(tmp_path, language=language)

        async def before(pilot: Pilot[None]) -> None:
            await there("calibration", lambda _pilot: True, network_name=network)(pilot)
            await begin(pilot, stage)
            stage.runner.picture = picture()
            await watch(pilot, stage, 4.0, None)
            await until(pilot, lambda: "!" in seen(pilot))

        look(snap_compare, stage, size, before)

    def test_voice(self, snap_compare: Compare, tmp_path: Path, size: tuple[int, int], language: str) -> None:
        voices = Voices(tmp_path / "recordings")
        for slot, name in (("level-3", "smile"), ("level-3", "웃자"), ("sad", "breathe")):
            voices.save(name, tone(0.8), RATE, slot)
        before = there("voice", filled, studio=studio(tone())[1])
        look(snap_compare, at(tmp_path, language=language), size, before)

    def test_settings(self, snap_compare: Compare, tmp_path: Path, size: tuple[int, int], language: str) -> None:
        store_session(tmp_path)

        def ready(pilot: Pilot[None]) -> object:
            screen = pilot.app.screen
            return isinstance(screen, SettingsScreen) and screen._effect

        look(snap_compare, at(tmp_path, language=language), size, there("settings", ready, section="moods"))

    def test_help(self, snap_compare: Compare, tmp_path: Path, size: tuple[int, int], language: str) -> None:
        before = there("help", lambda pilot: pilot.app.screen.query("#help"))
        look(snap_compare, at(tmp_path, language=language), size, before)


def test_report_without_colours(snap_compare: Compare, tmp_path: Path) -> None:
    store_session(tmp_path)
    stage = at(tmp_path)

    async def before(pilot: Pilot[None]) -> None:
        await there("report", lambda pilot: "What to work on" in seen(pilot), "space")(pilot)
        await pilot.pause()

    assert snap_compare(stage.app(env={"TERM": "xterm", "NO_COLOR": "1"}), terminal_size=(80, 24), run_before=before)


def test_empty_places(snap_compare: Compare, tmp_path: Path) -> None:
    before = there("voice", lambda pilot: "No recording" in seen(pilot), studio=studio(tone())[1])
    look(snap_compare, at(tmp_path), (80, 24), before)
