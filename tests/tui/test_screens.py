"""Screens driven by keys, on fakes behind the app's doors and with a clock that only the test moves."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Digits, Static

from core.errors import SourceError
from core.events import Finished
from core.snapshot import Action, PauseReason, Phase
from core.types import Reading, ReadingState
from tests.tui.app_fakes import SOME_SESSIONS, FakeRunner, Stage, picture, until
from tui.screens.dialogs import ChooseDialog, KeysDialog, LineDialog, PickDialog
from tui.screens.equipment import EquipmentScreen
from tui.screens.home import HomeScreen
from tui.screens.interview import InterviewScreen
from tui.screens.practise import PractiseScreen
from tui.screens.setup import SetupScreen
from tui.screens.tour import TourScreen
from tui.services import HomeFacts, Listeners, Runner, Start
from tui.widgets.empty import EmptyState
from tui.widgets.field import Field
from tui.widgets.keybar import KeyBar
from tui.widgets.picture import Picture

BRIEFING = {"phase": Phase.BRIEFING, "question": None, "phase_total_s": None, "allowed": frozenset({Action.BEGIN})}
USUAL = frozenset({Action.PAUSE, Action.QUIT})


async def at(pilot: Pilot[None], screen: type[Any]) -> Any:
    """Wait until that screen is in front and painted."""
    await until(pilot, lambda: isinstance(pilot.app.screen, screen) and pilot.app.screen.is_attached)
    await pilot.pause()
    return pilot.app.screen


async def at_interview(pilot: Pilot[None], stage: Stage, **changes: Any) -> InterviewScreen:
    """Wait for the interview's session and show its first snapshot."""
    screen: InterviewScreen = await at(pilot, InterviewScreen)
    await until(pilot, lambda: stage.runners and stage.runner.started)
    await showing(pilot, stage, **changes)
    return screen


async def showing(pilot: Pilot[None], stage: Stage, **changes: Any) -> None:
    """Publish a snapshot and wait until it is on the screen."""
    stage.runner.show(**changes)
    screen = next(s for s in pilot.app.screen_stack if isinstance(s, InterviewScreen | EquipmentScreen))
    await until(pilot, lambda: screen._snapshot == stage.runner.now)
    await pilot.pause()


def text(pilot: Pilot[None], selector: str) -> str:
    return str(pilot.app.screen.query_one(selector, Static).render())


def keys(pilot: Pilot[None]) -> str:
    """The footer as it reads."""
    return str(pilot.app.screen.query_one(KeyBar).render())


# the interview


async def test_a_whole_interview_by_keys() -> None:
    stage = Stage()
    async with stage.app().run_test(size=(80, 24)) as pilot:
        home = await at(pilot, HomeScreen)
        await until(pilot, lambda: home._facts)
        await pilot.press("n")
        setup = await at(pilot, SetupScreen)
        await until(pilot, lambda: setup.query(Field))
        await pilot.press("enter")
        await at_interview(pilot, stage, **BRIEFING)
        await pilot.press("enter")
        for phase, allowed in (
            (Phase.READING, USUAL | {Action.READY}),
            (Phase.PREP, USUAL | {Action.READY}),
            (Phase.ANSWER, USUAL | {Action.SUBMIT, Action.RETAKE}),
            (Phase.REVIEW, USUAL | {Action.NEXT, Action.RETAKE}),
        ):
            await showing(pilot, stage, phase=phase, allowed=allowed)
            await pilot.press("enter")
        await pilot.press("r")
        assert [action for action, _ in stage.runner.commands] == [
            Action.BEGIN,
            Action.READY,
            Action.READY,
            Action.SUBMIT,
            Action.NEXT,
            Action.RETAKE,
        ]
        stage.runner.show(phase=Phase.FINISHED, question=None, allowed=frozenset())
        stage.runner.listeners.on_event(Finished(120.0, complete=False))
        await at(pilot, HomeScreen)
        assert stage.runner.joined


async def test_keys_follow_what_is_allowed() -> None:
    stage = Stage()
    async with stage.app(start=Start()).run_test(size=(120, 36)) as pilot:
        await at_interview(pilot, stage, allowed=USUAL)
        assert "Skip" not in keys(pilot)
        assert "Submit" in keys(pilot)
        await pilot.press("enter", "s", "r")
        assert stage.runner.commands == []
        await showing(pilot, stage, allowed=USUAL | {Action.SUBMIT, Action.SKIP})
        assert "Skip" in keys(pilot)
        await pilot.press("s", "enter")
        assert [action for action, _ in stage.runner.commands] == [Action.SKIP, Action.SUBMIT]


async def test_countdown_moves_with_the_clock_without_a_snapshot() -> None:
    stage = Stage()
    async with stage.app(start=Start()).run_test(size=(120, 36)) as pilot:
        screen = await at_interview(pilot, stage, phase_elapsed_s=12.0)
        assert screen.query_one("#digits", Digits).value == "0:18"
        stage.clock.advance(5.0)
        await until(pilot, lambda: screen.query_one("#digits", Digits).value == "0:13")


async def test_nothing_moves_when_the_last_seconds_begin() -> None:
    stage = Stage()
    async with stage.app(start=Start()).run_test(size=(80, 24)) as pilot:
        screen = await at_interview(pilot, stage, phase_elapsed_s=12.0)
        before = {widget: widget.region for widget in screen.query("#stage *")}
        await showing(pilot, stage, phase_elapsed_s=25.0)
        assert screen.query_one("#countdown").has_class("-last")
        assert {widget: widget.region for widget in screen.query("#stage *")} == before


async def test_leaving_in_the_middle_asks_and_stands_still_meanwhile() -> None:
    stage = Stage()
    async with stage.app(start=Start()).run_test() as pilot:
        await at_interview(pilot, stage)
        await pilot.press("q")
        await at(pilot, ChooseDialog)
        assert stage.runner.commands == [(Action.PAUSE, PauseReason.USER)]
        stage.runner.show(paused=PauseReason.USER, allowed=frozenset({Action.RESUME, Action.QUIT}))
        await pilot.press("s")
        await at(pilot, InterviewScreen)
        await until(pilot, lambda: stage.runner.commands[-1] == (Action.RESUME, None))
        assert not stage.runner.stopped


async def test_leaving_stops_the_session_and_goes_home() -> None:
    stage = Stage()
    async with stage.app(start=Start()).run_test() as pilot:
        await at_interview(pilot, stage)
        await pilot.press("escape")
        await at(pilot, ChooseDialog)
        await pilot.press("l")
        await at(pilot, HomeScreen)
        await until(pilot, lambda: stage.runner.stopped and stage.runner.joined)


async def test_quitting_the_app_asks_too_and_joins_the_session() -> None:
    stage = Stage()
    app = stage.app(start=Start())
    async with app.run_test() as pilot:
        await at_interview(pilot, stage)
        await pilot.press("ctrl+q")
        await at(pilot, ChooseDialog)
        await pilot.press("ctrl+q")  # asked already
        assert len(app.screen_stack) == 3
        await pilot.press("l")
        await until(pilot, lambda: not app.is_running)
    assert stage.runner.joined


async def test_an_interview_that_has_not_begun_is_left_without_a_question() -> None:
    stage = Stage()
    async with stage.app(start=Start()).run_test() as pilot:
        await at_interview(pilot, stage, **BRIEFING)
        await pilot.press("q")
        await at(pilot, HomeScreen)


async def test_pause_shows_its_reason_and_goes_on_by_the_same_key() -> None:
    stage = Stage()
    async with stage.app(start=Start()).run_test() as pilot:
        await at_interview(pilot, stage)
        await pilot.press("p")
        paused = {"paused": PauseReason.CAMERA_LOST, "allowed": frozenset({Action.RESUME, Action.QUIT})}
        await showing(pilot, stage, **paused)
        assert text(pilot, "#hint") == "Paused: the camera is lost."
        await pilot.press("space")
        assert [action for action, _ in stage.runner.commands] == [Action.PAUSE, Action.RESUME]


async def test_blind_mode_hides_mood_and_cues_and_is_remembered() -> None:
    stage = Stage()
    async with stage.app(start=Start()).run_test() as pilot:
        screen = await at_interview(pilot, stage)
        height = screen.query_one("#panel").size.height
        assert screen.query_one("#marks").display
        await pilot.press("b")
        await pilot.pause()
        assert not screen.query_one("#marks").display
        assert screen.query_one("#panel").size.height == height
        await until(pilot, lambda: {"blind": True} in stage.saved)


async def test_a_session_that_cannot_begin_says_why_and_leads_to_the_check() -> None:
    stage = Stage()

    def no_camera(settings: Any, start: Start, listeners: Listeners) -> Runner:
        if start.watch:
            return FakeRunner(listeners, start)
        raise SourceError("/dev/video0: no such camera; plug it in")

    stage.begin = no_camera  # type: ignore[method-assign, assignment]
    async with stage.app(start=Start()).run_test() as pilot:
        screen = await at(pilot, InterviewScreen)
        await until(pilot, lambda: "no such camera" in str(screen.query_one(EmptyState).render()))
        await pilot.press("e")
        await at(pilot, EquipmentScreen)


async def test_resuming_and_todays_question_name_what_begins() -> None:
    stage = Stage()
    async with stage.app().run_test() as pilot:
        home = await at(pilot, HomeScreen)
        await until(pilot, lambda: home._facts)
        await pilot.press("r")
        await at_interview(pilot, stage, **BRIEFING)
        await pilot.press("escape")
        await at(pilot, HomeScreen)
        await pilot.press("t")
        await until(pilot, lambda: len(stage.runners) == 2)
        assert [runner.start_with for runner in stage.runners] == [Start(resume=9), Start(question_id="strengths-1")]


@pytest.mark.parametrize("size", [(80, 24), (200, 60), (80, 40)])
async def test_resizing_in_the_middle_leaves_nothing_outside(size: tuple[int, int]) -> None:
    stage = Stage(language="ko")
    async with stage.app(start=Start()).run_test(size=(120, 36)) as pilot:
        screen = await at_interview(pilot, stage)
        await pilot.resize_terminal(*size)
        await until(pilot, lambda: screen.size == size)
        await pilot.pause()
        shown = [widget for widget in screen.query("*") if widget.region.area]
        assert all(screen.region.contains_region(widget.region) for widget in shown)
        assert screen.query_one("#digits").display is (size[1] >= 30)


# home and set-up


async def test_home_without_sessions_says_what_to_do() -> None:
    stage = Stage(HomeFacts())
    async with stage.app().run_test() as pilot:
        screen = await at(pilot, HomeScreen)
        await until(pilot, lambda: screen.query_one("#no-sessions").display)
        assert "n" in str(screen.query_one("#no-sessions", EmptyState).render())


async def test_a_keyboard_in_hangul_mode_works_too() -> None:
    stage = Stage(language="ko")
    async with stage.app().run_test() as pilot:
        home = await at(pilot, HomeScreen)
        await until(pilot, lambda: home._facts)
        await pilot.press("ㅜ")
        await at(pilot, SetupScreen)


async def test_setup_remembers_what_differs_and_starts_with_it() -> None:
    stage = Stage()
    async with stage.app().run_test() as pilot:
        await at(pilot, HomeScreen)
        await pilot.press("n")
        screen = await at(pilot, SetupScreen)
        await until(pilot, lambda: screen.query(Field))
        await pilot.press("right", "j", "j", "l", "k", "k")
        assert "10 questions" in text(pilot, "#summary")
        await pilot.press("f5")
        await until(pilot, lambda: stage.runners)
        assert stage.runner.start_with == Start(categories=("motivation",))
        assert stage.saved == [{"format": "midas", "categories": "motivation"}]


async def test_setup_in_the_other_language_rewords_itself_at_once() -> None:
    stage = Stage()
    async with stage.app().run_test() as pilot:
        await at(pilot, HomeScreen)
        await pilot.press("n")
        screen = await at(pilot, SetupScreen)
        await until(pilot, lambda: screen.query(Field))
        await pilot.press("down", "down", "down", "down", "right")
        await until(pilot, lambda: "시작" in keys(pilot))
        assert screen.focused is not None
        assert screen.focused.id == "field-language"
        await until(pilot, lambda: {"language": "ko"} in stage.saved)


async def test_categories_are_picked_from_a_list_and_a_camera_may_be_typed() -> None:
    stage = Stage()
    async with stage.app().run_test() as pilot:
        await at(pilot, HomeScreen)
        await pilot.press("n")
        screen = await at(pilot, SetupScreen)
        await until(pilot, lambda: screen.query(Field))
        await pilot.press("down", "down", "space")
        await at(pilot, PickDialog)
        await pilot.press("space", "j", "j", "space", "enter")
        await at(pilot, SetupScreen)
        assert screen._draft.categories == ("motivation", "stress")
        screen.query_one("#field-camera").focus()
        await pilot.press("space")
        await at(pilot, ChooseDialog)
        await pilot.press("end", "enter")
        dialog = await at(pilot, LineDialog)
        dialog.query_one("#line").value = ""
        await pilot.press(*"clip.mp4", "enter")
        await at(pilot, SetupScreen)
        assert screen._draft.camera == "clip.mp4"


async def test_one_question_is_found_by_category() -> None:
    stage = Stage()
    async with stage.app().run_test() as pilot:
        await at(pilot, HomeScreen)
        await pilot.press("p")
        screen = await at(pilot, PractiseScreen)
        await until(pilot, lambda: screen._loaded)
        await pilot.press("left")
        assert "rules and results" in text(pilot, "#full")
        await pilot.press("enter")
        await until(pilot, lambda: stage.runners)
        assert stage.runner.start_with == Start(question_id="v1")


# equipment and tour


async def test_equipment_shows_the_face_and_says_what_to_change() -> None:
    stage = Stage()
    async with stage.app().run_test(size=(80, 24)) as pilot:
        await at(pilot, HomeScreen)
        await pilot.press("e")
        screen = await at(pilot, EquipmentScreen)
        await until(pilot, lambda: stage.runners and stage.runner.started)
        stage.runner.picture = picture()
        await showing(pilot, stage, reading=Reading(1.0, ReadingState.NO_FACE))
        await until(pilot, lambda: "No face" in text(pilot, "#hint"))
        drawn = [strip.text for strip in screen.query_one(Picture)._strips]
        assert any("▀" in line for line in drawn)
        assert any("╭" in line for line in drawn)


async def test_another_camera_closes_the_one_before() -> None:
    stage = Stage()
    async with stage.app().run_test() as pilot:
        await at(pilot, HomeScreen)
        await pilot.press("e")
        screen = await at(pilot, EquipmentScreen)
        await until(pilot, lambda: stage.runners and stage.runner.started and screen._cameras)
        await pilot.press("right")
        await until(pilot, lambda: len(stage.runners) == 2 and stage.runner.started)
        assert stage.runners[0].stopped
        assert stage.runners[0].joined
        assert stage.saved == [{"camera": "demo"}]
        await pilot.press("escape")
        await until(pilot, lambda: stage.runner.joined and not stage.sounds.listening)


async def test_sounds_are_tried_by_keys_and_answered_in_words() -> None:
    stage = Stage()
    async with stage.app().run_test() as pilot:
        await at(pilot, HomeScreen)
        await pilot.press("e")
        await at(pilot, EquipmentScreen)
        await pilot.press("t")
        await until(pilot, lambda: "Did you hear it" in text(pilot, "#heard"))
        await pilot.press("s", "v")
        await until(pilot, lambda: sorted(stage.sounds.played) == ["speech", "tone", "voice"])


async def test_over_ssh_the_picture_is_off_and_it_is_said_whose_camera_this_is() -> None:
    stage = Stage(remote=True)
    async with stage.app().run_test() as pilot:
        await at(pilot, HomeScreen)
        await pilot.press("e")
        screen = await at(pilot, EquipmentScreen)
        await until(pilot, lambda: stage.runners and stage.runner.started)
        stage.runner.picture = picture()
        await until(pilot, lambda: screen.query_one(Picture).text == "i shows the picture")
        assert "SSH" in text(pilot, "#whose")
        await pilot.press("i")
        await until(pilot, lambda: {"live_picture": "on"} in stage.saved)


async def test_first_start_tours_and_is_left_for_good() -> None:
    stage = Stage(tour=True)
    async with stage.app().run_test() as pilot:
        await at(pilot, TourScreen)
        await pilot.press("enter")
        await at(pilot, EquipmentScreen)
        await pilot.press("escape")
        tour = await at(pilot, TourScreen)
        await until(pilot, lambda: "✓ Camera" in text(pilot, "#steps"))
        assert tour._step == 1
        await pilot.press("escape")
        await at(pilot, HomeScreen)
        await until(pilot, lambda: stage.saved == [{"tour": False}])


async def test_tour_speaks_the_other_language_by_a_key() -> None:
    stage = Stage(tour=True)
    async with stage.app().run_test() as pilot:
        await at(pilot, TourScreen)
        await pilot.press("k")
        await until(pilot, lambda: "먼저" in text(pilot, "#tour-title"))


async def test_tours_last_step_is_the_first_interview() -> None:
    stage = Stage(tour=True)
    async with stage.app().run_test() as pilot:
        await at(pilot, TourScreen)
        await pilot.press("s", "s", "enter")
        await at_interview(pilot, stage, **BRIEFING)
        assert stage.runner.start_with == Start()
        await until(pilot, lambda: stage.saved == [{"tour": False}])


async def test_question_mark_lists_all_keys_of_the_screen() -> None:
    stage = Stage(SOME_SESSIONS)
    async with stage.app(start=Start()).run_test(size=(80, 30)) as pilot:
        await at_interview(pilot, stage)
        await pilot.press("?")
        await at(pilot, KeysDialog)
        listed = text(pilot, "#key-rows")
        assert "b f6" in listed
        assert "Blind mode" in listed
        await pilot.press("q")
        await at(pilot, InterviewScreen)
