"""Calibration in the app: measure with advice, keep, use, remove; the camera is a script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from weakref import WeakKeyDictionary

import pytest
from textual.pilot import Pilot

from core.base.clock import ManualClock
from core.base.look import Cone
from core.base.types import Box, Expression, Notice, Probabilities, Reading, ReadingState
from core.calibration.calibrator import CalibrationSettings, Calibrator, Part, Problem, Progress
from core.calibration.correction import Profile
from core.calibration.profiles import Profiles
from core.session.calibrating import Calibrating
from core.settings.model import Settings
from tests.tui.app_fakes import Stage, until
from tests.tui.desk import app_of, at, opened, rows, said, shows, write
from tui.app.dialogs import ChooseDialog
from tui.features.calibration import view as view
from tui.features.calibration.measure import MeasureScreen
from tui.features.calibration.screen import CalibrationScreen
from tui.i18n import set_language

REST: Probabilities = {Expression.HAPPY: 0.05, Expression.NEUTRAL: 0.35, Expression.SAD: 0.60}
SMILE: Probabilities = {Expression.HAPPY: 0.90, Expression.NEUTRAL: 0.08, Expression.SAD: 0.02}


def reading(t: float, seen: Probabilities | None) -> Reading:
    if seen is None:
        return Reading(t, ReadingState.NO_FACE, light=90.0)
    return Reading(t, ReadingState.MEASURED, 1, seen, seen, None, Box(60, 40, 90, 90), 120.0)


def a_profile(name: str = "me", network: str = "default") -> Profile:
    """A profile as the real calibrator makes it."""
    clock = ManualClock()
    calibrator = Calibrator(clock, network)
    for seen in (REST, SMILE):
        while calibrator.progress().part is (Part.REST if seen is REST else Part.SMILE):
            clock.advance(0.2)
            calibrator.step(reading(clock.now(), seen))
    return calibrator.profile(name, made="2026-03-02")


def screen_of(pilot: Pilot[None]) -> MeasureScreen:
    screen = pilot.app.screen
    assert isinstance(screen, MeasureScreen)
    return screen


def network(_settings: Settings) -> str:
    return "default"


sessions: WeakKeyDictionary[Stage, Calibrating] = WeakKeyDictionary()
"""The engine's session behind each stage."""


async def watch(
    pilot: Pilot[None], stage: Stage, seconds: float, seen: Probabilities | None, notices: tuple[Notice, ...] = ()
) -> None:
    """The camera sees this face for so long, five times a second; the session of the engine measures it.

    The screen is seen once in two seconds and at the end: drawing every reading was most of what this took.
    """
    session = sessions.setdefault(stage, Calibrating(stage.clock, "default"))
    readings = round(seconds * 5)
    for number in range(readings):
        stage.clock.advance(0.2)
        while stage.runner.commands:
            session.handle(stage.runner.commands.pop(0)[0])
        now = reading(stage.clock.now(), seen)
        session.observe(now)
        stage.runner.show(
            phase=session.phase,
            reading=now,
            calibration=session.calibration(),
            allowed=session.allowed(),
            notices=notices,
        )
        if number % 10 == 9 or number == readings - 1:
            await pilot.pause()


async def begin(pilot: Pilot[None], stage: Stage, name: str = "me") -> None:
    """From the list to the first second of a measurement."""
    await until(pilot, lambda: isinstance(pilot.app.screen, CalibrationScreen))
    await pilot.press("n")
    await write(pilot, name)
    await until(pilot, lambda: stage.runners and stage.runner.started)
    await watch(pilot, stage, 0.4, REST)
    await pilot.pause()
    await pilot.press("enter")
    await watch(pilot, stage, 0.2, REST)


async def test_resting_face_and_smile_make_a_profile_that_is_used(tmp_path: Path) -> None:
    stage = at(tmp_path)
    async with opened(stage, "calibration", network_name=network) as pilot:
        await shows(pilot, "Not calibrated: a calm face may read as sad.")
        await begin(pilot, stage)
        await watch(pilot, stage, 10.0, REST)
        await shows(pilot, "1 of 2: your interview face", "Good so far.")
        await watch(pilot, stage, 10.2, REST)
        await shows(pilot, "2 of 2: a smile")
        await watch(pilot, stage, 5.4, SMILE)
        await shows(pilot, "Measured.", "60 % →")
        assert Profiles(tmp_path / "profiles").names() == []
        await pilot.press("k")
        await until(pilot, lambda: isinstance(pilot.app.screen, CalibrationScreen))
        assert Profiles(tmp_path / "profiles").load("me").rest_after[Expression.SAD] < 0.3
        assert app_of(pilot).settings.profile == "me"
        await until(pilot, lambda: {"profile": "me"} in stage.saved and rows(pilot) == ["me"])
    assert stage.runner.closed
    assert stage.runner.joined


async def test_what_is_wrong_is_said_while_it_can_be_mended(tmp_path: Path) -> None:
    stage = at(tmp_path)
    async with opened(stage, "calibration", network_name=network) as pilot:
        await begin(pilot, stage)
        await watch(pilot, stage, 5.0, None)
        await shows(pilot, "No face is seen: sit in the middle")
        await watch(pilot, stage, 16.0, None)
        await shows(pilot, "That part did not go well. r tries it again.")
        await pilot.press("r")
        await watch(pilot, stage, 3.0, REST)
        await shows(pilot, "Good so far.")


async def test_smile_that_does_not_come_can_be_left_out(tmp_path: Path) -> None:
    stage = at(tmp_path)
    async with opened(stage, "calibration", network_name=network) as pilot:
        await begin(pilot, stage)
        await watch(pilot, stage, 20.4, REST)
        await watch(pilot, stage, 5.4, REST)
        await shows(pilot, "No smile was seen")
        await pilot.press("s")
        await watch(pilot, stage, 0.2, REST)
        await shows(pilot, "Without the smile:")


async def test_the_demo_that_stands_in_shows_how_it_goes_and_is_not_kept(tmp_path: Path) -> None:
    stage = at(tmp_path)
    async with opened(stage, "calibration", network_name=network) as pilot:
        drawn = (Notice("demo_camera", {"why": "no_camera"}),)
        await begin(pilot, stage)
        await watch(pilot, stage, 20.4, REST, drawn)
        await watch(pilot, stage, 5.4, SMILE, drawn)
        await shows(pilot, "Measured.", "nothing of it is kept")
        await pilot.press("k", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, CalibrationScreen))
        assert Profiles(tmp_path / "profiles").names() == []
    assert app_of(pilot).settings.profile == ""


async def test_measured_face_is_not_thrown_away_unasked(tmp_path: Path) -> None:
    stage = at(tmp_path)
    async with opened(stage, "calibration", network_name=network) as pilot:
        await begin(pilot, stage)
        await watch(pilot, stage, 20.4, REST)
        await watch(pilot, stage, 5.4, SMILE)
        await shows(pilot, "Measured.")
        for key in ("escape", "ctrl+q"):
            await pilot.press(key)
            assert isinstance(pilot.app.screen, ChooseDialog)
            await pilot.press("escape")
            assert isinstance(pilot.app.screen, MeasureScreen)


async def test_camera_that_fails_is_told_where_the_face_would_be(tmp_path: Path) -> None:
    from core.base.errors import SourceError

    class Dark(Stage):
        def begin(self, *_arguments: object) -> object:  # type: ignore[override]
            raise SourceError("/dev/video0: no picture; is it in use by another program?")

    async with opened(Dark(data_dir=str(tmp_path)), "calibration", network_name=network) as pilot:
        await pilot.press("n", "enter")
        await shows(pilot, "/dev/video0: no picture")
        assert said(pilot) == []


async def test_removed_profile_comes_back_and_is_used_again(tmp_path: Path) -> None:
    profiles = Profiles(tmp_path / "profiles")
    profiles.save(a_profile())
    async with opened(at(tmp_path, profile="me"), "calibration", network_name=network) as pilot:
        await until(pilot, lambda: rows(pilot) == ["me"])
        await pilot.press("d", "down", "enter")
        await until(pilot, lambda: rows(pilot) == [] and profiles.names() == [])
        assert app_of(pilot).settings.profile == ""
        await pilot.press("u")
        await until(pilot, lambda: rows(pilot) == ["me"])
        assert app_of(pilot).settings.profile == "me"
        assert profiles.load("me") == a_profile()


async def test_other_profile_is_used_by_enter_and_none_by_o(tmp_path: Path) -> None:
    for name in ("home", "office"):
        Profiles(tmp_path / "profiles").save(a_profile(name))
    async with opened(at(tmp_path, profile="home"), "calibration", network_name=network) as pilot:
        await until(pilot, lambda: rows(pilot) == ["home", "office"])
        await pilot.press("j", "enter")
        assert app_of(pilot).settings.profile == "office"
        await pilot.press("o")
        assert app_of(pilot).settings.profile == ""


async def test_bad_name_is_told_before_anybody_is_measured(tmp_path: Path) -> None:
    stage = at(tmp_path)
    async with opened(stage, "calibration", network_name=network) as pilot:
        await pilot.press("n")
        await write(pilot, "a/b")
        await until(pilot, lambda: said(pilot))
        assert "a/b" in said(pilot)[0]
        assert isinstance(pilot.app.screen, CalibrationScreen)


def test_profile_of_another_network_says_so() -> None:
    assert "calibrate again" in view.change_words(a_profile(network="paper"), "default")
    assert view.change_words(a_profile(), "default").startswith("sad 60 %")


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("cells", [76, 156])
def test_profile_line_keeps_to_its_room(language: str, cells: int) -> None:
    set_language(language)
    assert view.profile_line(a_profile("x" * 40), "x" * 40, "other", cells).cell_length <= cells


@pytest.mark.parametrize("make", [view.instruction, lambda progress: view.problem_lines(progress.problems).plain])
def test_every_part_and_problem_is_worded(make: Callable[[Progress], str]) -> None:
    set_language("ko")
    for part in Part:
        for failed in (False, True):
            assert make(Progress(part, 1.0, CalibrationSettings().rest_s, tuple(Problem), failed))


def test_a_profile_shows_what_it_makes_of_the_smile() -> None:
    made = a_profile()
    set_language("en")
    lines = [line.plain for line in view.effect_lines(made)]
    after = round(100 * made.smile_after[Expression.HAPPY])
    assert lines[-2] == f"Your smile reads as happy: 90 % → {after} %"
    without = [line.plain for line in view.effect_lines(replace(made, smile={}, smile_after={}))]
    assert without[-2] == "Without the smile: only the resting face is corrected."


def test_a_profile_shows_where_the_lens_is_looked_for() -> None:
    made = a_profile()
    set_language("en")
    assert view.effect_lines(made)[-1].plain.startswith("Without a look at the lens")
    looked = replace(made, look=Cone(4.0, -9.0, 16.2, 9.8))
    wide = "Looks within 16 degrees aside and 10 below of where you see the lens count as at the camera."
    assert view.effect_lines(looked)[-1].plain == wide


def test_parts_are_counted_with_the_looks_or_without() -> None:
    set_language("en")
    assert view.part_title(Part.SMILE, 2) == "2 of 2: a smile"
    assert [view.part_title(part, 4) for part in (Part.LENS, Part.CORNERS, Part.DONE)] == [
        "3 of 4: the lens", "4 of 4: the corners of the screen", "Done",
    ]  # fmt: skip
