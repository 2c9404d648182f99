"""Pictures of report, history, banks, calibration, voice, settings and help (see `pictures`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Static

from core.calibration.profiles import Profiles
from sounds.shape import RATE
from sounds.voices import Voices
from tests.tui.app_fakes import Stage, picture, until
from tests.tui.desk import app_of, at, audio, bare, rows, seen, tone
from tests.tui.pictures import (
    SMALL,
    Before,
    Look,
    Shot,
    both_small_and_middle,
    each_size,
    each_size_and_both_small,
    each_size_small_kept,
    shots,
    small,
    small_korean,
)
from tests.tui.stored import ANSWERS, store_session
from tests.tui.test_calibration_screens import a_profile, begin, network, watch
from tests.tui.test_trend import store_three
from tui.app.dialogs import ChooseDialog
from tui.app.facets import FilterDialog


def at_shot(data: Path, shot: Shot, **settings: str) -> Stage:
    """A stage in the language of the shot; what is under the place is not looked at."""
    return bare(at(data, language=shot.language, **settings))


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


def report_drawn(pilot: Pilot[None]) -> object:
    """Whether a report has its rows and, below them, what is drawn for the width."""
    score = pilot.app.screen.query("#score")
    return rows(pilot) and score and score.first().size.height > 1


def story(pilot: Pilot[None]) -> object:
    """What is told of an opened answer."""
    return pilot.app.screen.query_one("#answer-story", Static).render()


class TestScreens:
    @both_small_and_middle
    def test_report(self, look: Look, shot: Shot, tmp_path: Path) -> None:
        store_session(tmp_path, language=shot.language, profile="me")
        look(at_shot(tmp_path, shot), there("report", report_drawn))

    @small
    def test_end_of_a_report(self, look: Look, shot: Shot, tmp_path: Path) -> None:
        store_session(tmp_path, language=shot.language, demo=True)
        look(at_shot(tmp_path, shot), there("report", report_drawn, "G"))

    @each_size_and_both_small
    def test_answer(self, look: Look, shot: Shot, tmp_path: Path) -> None:
        store_session(tmp_path, language=shot.language)

        async def before(pilot: Pilot[None]) -> None:
            await there("report", report_drawn, "down", "enter")(pilot)
            await until(pilot, lambda: pilot.app.screen.query("#answer-story"))
            words = ("first answer", "처음 답했습니다")
            await until(pilot, lambda: any(word in str(story(pilot)) for word in words))
            await pilot.press("c", "c", "p", "p", "p")
            await until(pilot, lambda: any(word in seen(pilot) for word in ("cues strict", "알림 엄격하게")))

        look(at_shot(tmp_path, shot), before)

    @each_size
    def test_replay(self, look: Look, shot: Shot, tmp_path: Path) -> None:
        store_session(tmp_path)
        Profiles(tmp_path / "profiles").save(a_profile())

        async def before(pilot: Pilot[None]) -> None:
            await there("report", report_drawn, "r")(pilot)
            await until(pilot, lambda: pilot.app.screen.query("#variants") and rows(pilot))

        look(at_shot(tmp_path, shot), before)

    @each_size
    def test_history(self, look: Look, shot: Shot, tmp_path: Path) -> None:
        for day, score in enumerate((52.0, None, 64.0, 71.0, 66.0, 78.0), 1):
            began = f"2026-03-{day:02}T1{day}:0{day}:00+00:00"
            store_session(tmp_path, ANSWERS[: day % 3 + 1], score=score, complete=score is not None, began=began)
        look(at_shot(tmp_path, shot), there("history", filled, "j"))

    @small
    def test_trend(self, look: Look, shot: Shot, tmp_path: Path) -> None:
        store_three(tmp_path)
        look(at_shot(tmp_path, shot), there("trend", filled, "end"))

    @small_korean
    def test_attempts(self, look: Look, shot: Shot, tmp_path: Path) -> None:
        store_three(tmp_path)
        words = ("longest slip", "긴 흐트러짐")

        def compared(pilot: Pilot[None]) -> object:
            return any(word in seen(pilot) for word in words)

        look(at_shot(tmp_path, shot), there("attempts", compared, question="weak"))

    @each_size
    def test_bank(self, look: Look, shot: Shot, tmp_path: Path) -> None:
        before = there("bank", filled, "j", "j", bank="general")
        look(at_shot(tmp_path, shot), before)

    @each_size_small_kept
    def test_question_form(self, look: Look, shot: Shot, tmp_path: Path) -> None:
        async def before(pilot: Pilot[None]) -> None:
            await there("bank", filled, "enter", "enter", bank="general")(pilot)
            await until(pilot, lambda: pilot.app.screen.query("#form"))

        look(at_shot(tmp_path, shot), before)

    @each_size_small_kept
    def test_bank_selection(self, look: Look, shot: Shot, tmp_path: Path) -> None:
        async def before(pilot: Pilot[None]) -> None:
            await there("bank", filled, "space", "space", bank="general")(pilot)
            await until(pilot, lambda: seen(pilot).count("[x]") == 2 and "intro-turning-point" in seen(pilot))
            await pilot.press("m")
            await until(pilot, lambda: isinstance(pilot.app.screen, ChooseDialog))

        look(at_shot(tmp_path, shot), before)

    @each_size_small_kept
    def test_bank_filter(self, look: Look, shot: Shot, tmp_path: Path) -> None:
        async def before(pilot: Pilot[None]) -> None:
            await there("bank", filled, "t", bank="general")(pilot)
            await until(pilot, lambda: isinstance(pilot.app.screen, FilterDialog))
            await pilot.press("down", "right", "right")

        look(at_shot(tmp_path, shot), before)

    @each_size_small_kept
    def test_question_preview(self, look: Look, shot: Shot, tmp_path: Path) -> None:
        async def before(pilot: Pilot[None]) -> None:
            await there("bank", filled, "j", "j", "p", bank="general")(pilot)
            await until(pilot, lambda: "30" in seen(pilot) and pilot.app.screen.query("#clock"))

        look(at_shot(tmp_path, shot), before)

    @each_size
    def test_calibration(self, look: Look, shot: Shot, tmp_path: Path) -> None:
        for name in ("home", "office"):
            Profiles(tmp_path / "profiles").save(a_profile(name))
        before = there("calibration", filled, network_name=network)
        look(at_shot(tmp_path, shot, profile="home"), before)

    @each_size
    def test_measure(self, look: Look, shot: Shot, tmp_path: Path) -> None:
        stage = at_shot(tmp_path, shot)

        async def before(pilot: Pilot[None]) -> None:
            await there("calibration", lambda _pilot: True, network_name=network)(pilot)
            await begin(pilot, stage)
            stage.runner.picture = picture()
            await watch(pilot, stage, 4.0, None)
            await until(pilot, lambda: "!" in seen(pilot))

        look(stage, before)

    @each_size_small_kept
    def test_voice(self, look: Look, shot: Shot, tmp_path: Path) -> None:
        voices = Voices(tmp_path / "recordings")
        for slot, name in (("level-3", "smile"), ("level-3", "웃자"), ("sad", "breathe")):
            voices.save(name, tone(0.8), RATE, slot)
        before = there("voice", filled, audio=audio(tone())[1])
        look(at_shot(tmp_path, shot), before)

    @each_size
    def test_settings(self, look: Look, shot: Shot, tmp_path: Path) -> None:
        store_session(tmp_path)

        def ready(pilot: Pilot[None]) -> object:
            return {"en": "On your last session", "ko": "지난 연습"}[shot.language] in seen(pilot)

        look(at_shot(tmp_path, shot), there("settings", ready, section="moods"))

    @each_size_small_kept
    def test_help(self, look: Look, shot: Shot, tmp_path: Path) -> None:
        before = there("help", lambda pilot: pilot.app.screen.query("#help"))
        look(at_shot(tmp_path, shot), before)


@shots(Shot("en", (SMALL,)))
class TestStates:
    def test_report_without_colours(self, look: Look, shot: Shot, tmp_path: Path) -> None:
        store_session(tmp_path)

        async def before(pilot: Pilot[None]) -> None:
            await there("report", report_drawn, "space")(pilot)
            await pilot.pause()

        look(at_shot(tmp_path, shot), before, env={"TERM": "xterm", "NO_COLOR": "1"})

    def test_empty_places(self, look: Look, shot: Shot, tmp_path: Path) -> None:
        before = there("voice", lambda pilot: "No recording" in seen(pilot), audio=audio(tone())[1])
        look(at_shot(tmp_path, shot), before)
