"""The interview driven by keys, on fakes behind the app's doors and with a clock that only the test moves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from textual.widgets import Digits

from core.base.errors import SourceError
from core.base.types import Box, Notice
from core.camera.preview import Preview
from core.session.events import Finished
from core.session.snapshot import Action, ItemView, PauseReason, Phase
from tests.tui.app_driving import BRIEFING, USUAL, at, at_home, at_interview, keys, showing, text
from tests.tui.app_fakes import FakeRunner, Stage, until
from tests.tui.desk import Empty, bare
from tests.tui.textual_inside import toasts
from tui.app.dialogs import ChooseDialog, KeysDialog
from tui.features.equipment.screen import EquipmentScreen
from tui.features.home.screen import HomeScreen
from tui.features.interview.screen import InterviewScreen
from tui.features.settings.screen import SettingsScreen
from tui.features.setup.screen import SetupScreen
from tui.widgets.bars import KeyBar
from tui.widgets.empty import EmptyState
from tui.widgets.field import Field
from tui.wiring.listeners import Listeners
from tui.wiring.start import Start


async def test_a_whole_interview_by_keys() -> None:
    stage = Stage()
    async with stage.app().run_test(size=(80, 24)) as pilot:
        await at_home(pilot)
        await pilot.press("n")
        setup = await at(pilot, SetupScreen)
        await until(pilot, lambda: setup.query(Field))
        await pilot.press("enter")
        await at_interview(pilot, stage, **BRIEFING)
        await pilot.press("enter")
        for phase, allowed in (
            (Phase.QUESTION, USUAL | {Action.READY}),
            (Phase.PREP, USUAL | {Action.READY}),
            (Phase.ANSWER, USUAL | {Action.SUBMIT, Action.RETAKE}),
            (Phase.REVIEW, USUAL | {Action.NEXT, Action.RETAKE}),
        ):
            stage.clock.advance(2.0)
            await showing(pilot, stage, phase=phase, allowed=allowed)
            await pilot.press("enter")
        stage.clock.advance(2.0)
        await pilot.press("r")
        assert [action for action, _ in stage.runner.commands] == [
            *(Action.BEGIN, Action.READY, Action.READY),
            *(Action.SUBMIT, Action.NEXT, Action.RETAKE),
        ]
        stage.runner.show(phase=Phase.FINISHED, question=None, allowed=frozenset())
        stage.runner.tell(Finished(120.0, complete=False))
        await at(pilot, HomeScreen)
        assert stage.runner.joined


async def test_how_it_went_is_said_by_a_figure_in_the_pause_after_an_answer() -> None:
    stage = bare(Stage())
    async with stage.app(Start()).run_test(size=(80, 24)) as pilot:
        await at_interview(pilot, stage, **BRIEFING)
        stage.clock.advance(2.0)
        await showing(pilot, stage, phase=Phase.ANSWER, allowed=USUAL)
        await pilot.press("3")
        await showing(pilot, stage, phase=Phase.REVIEW, allowed=USUAL | {Action.NEXT})
        await pilot.press("2", "4")
        await until(pilot, lambda: len(stage.runner.rated) > 1)
        assert stage.runner.rated == [(1, "hard"), (1, "easy")]
        stage.clock.advance(2.0)
        await pilot.press("enter")
        await until(pilot, lambda: stage.runner.commands)
        assert stage.runner.commands == [(Action.NEXT, None)], "Enter still goes on"


ITEM = ItemView(3, 120, "I plan my week before it begins.", tuple(f"step {n}" for n in range(1, 7)))


@pytest.mark.parametrize(
    ("pressed", "step"), [(("5",), 5), (("down", "down", "enter"), 2), (("up", "enter"), 6)], ids=str
)
async def test_a_rapid_item_is_answered_by_a_figure_or_by_arrows(pressed: tuple[str, ...], step: int) -> None:
    stage = bare(Stage(format="disposition"))
    async with stage.app(Start()).run_test(size=(80, 24)) as pilot:
        await at_interview(pilot, stage, **BRIEFING)
        await showing(pilot, stage, question=None, item=ITEM, phase_total_s=7.0, phase_elapsed_s=1.0, allowed=USUAL)
        assert text(pilot, "#question") == ITEM.text
        assert "Submit" not in keys(pilot)
        await pilot.press(*pressed)
        await pilot.pause()
        assert stage.runner.chosen == [(3, step)]
        assert not stage.runner.commands, "no key of the interview was meant"


async def test_a_mark_does_not_stay_for_the_next_rapid_item() -> None:
    stage = bare(Stage(format="disposition"))
    async with stage.app(Start()).run_test(size=(80, 24)) as pilot:
        await at_interview(pilot, stage, **BRIEFING)
        await showing(pilot, stage, question=None, item=ITEM, phase_total_s=7.0, allowed=USUAL)
        await pilot.press("down")
        await showing(pilot, stage, question=None, item=replace(ITEM, number=4), phase_total_s=7.0, allowed=USUAL)
        await pilot.press("enter")
        await pilot.pause()
        assert stage.runner.chosen == []


async def test_keys_follow_what_is_allowed() -> None:
    stage = bare(Stage())
    async with stage.app(start=Start()).run_test(size=(120, 36)) as pilot:
        await at_interview(pilot, stage, allowed=USUAL)
        assert "Skip" not in keys(pilot)
        assert "Submit" in keys(pilot)
        await pilot.press("enter", "s", "r")
        assert stage.runner.commands == []
        await showing(pilot, stage, allowed=USUAL | {Action.SUBMIT, Action.SKIP})
        assert "Skip" in keys(pilot)
        await pilot.press("enter")
        assert [action for action, _ in stage.runner.commands] == [Action.SUBMIT]


async def test_countdown_moves_with_the_clock_without_a_snapshot() -> None:
    stage = bare(Stage())
    async with stage.app(start=Start()).run_test(size=(120, 36)) as pilot:
        screen = await at_interview(pilot, stage, phase_elapsed_s=12.0)
        assert screen.query_one("#digits", Digits).value == "0:18"
        stage.clock.advance(5.0)
        await until(pilot, lambda: screen.query_one("#digits", Digits).value == "0:13")


async def test_nothing_moves_when_the_last_seconds_begin() -> None:
    stage = bare(Stage())
    async with stage.app(start=Start()).run_test(size=(80, 24)) as pilot:
        screen = await at_interview(pilot, stage, phase_elapsed_s=12.0)
        before = {widget: widget.region for widget in screen.query("#stage *")}
        await showing(pilot, stage, phase_elapsed_s=25.0)
        assert screen.query_one("#countdown").has_class("-last")
        assert {widget: widget.region for widget in screen.query("#stage *")} == before


async def test_leaving_in_the_middle_asks_and_stands_still_meanwhile() -> None:
    stage = bare(Stage())
    async with stage.app(start=Start()).run_test() as pilot:
        await at_interview(pilot, stage)
        await pilot.press("q")
        await at(pilot, ChooseDialog)
        assert stage.runner.commands == [(Action.PAUSE, PauseReason.USER)]
        stage.runner.show(paused=PauseReason.USER, allowed=frozenset({Action.RESUME, Action.QUIT}))
        await pilot.press("s")
        await at(pilot, InterviewScreen)
        await until(pilot, lambda: stage.runner.commands[-1] == (Action.RESUME, None))
        assert not stage.runner.closed


async def test_leaving_before_the_first_answer_promises_no_continuation() -> None:
    stage = bare(Stage())
    async with stage.app(start=Start()).run_test() as pilot:
        await at_interview(pilot, stage, session_id=None)
        await pilot.press("q")
        await at(pilot, ChooseDialog)
        assert text(pilot, "#dialog-text") == "Nothing was answered yet, so nothing is stored."


async def test_leaving_stops_the_session_and_goes_home() -> None:
    stage = Stage()
    async with stage.app(start=Start()).run_test() as pilot:
        await at_interview(pilot, stage)
        await pilot.press("escape")
        await at(pilot, ChooseDialog)
        await pilot.press("l")
        await at(pilot, HomeScreen)
        await until(pilot, lambda: stage.runner.closed and stage.runner.joined)


async def test_quitting_the_app_asks_too_and_joins_the_session() -> None:
    stage = bare(Stage())
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
    stage = bare(Stage())
    async with stage.app(start=Start()).run_test() as pilot:
        await at_interview(pilot, stage, **BRIEFING)
        await pilot.press("q")
        await at(pilot, Empty)


async def test_pause_shows_its_reason_and_goes_on_by_the_same_key() -> None:
    stage = bare(Stage())
    async with stage.app(start=Start()).run_test() as pilot:
        await at_interview(pilot, stage)
        await pilot.press("p")
        paused = {"paused": PauseReason.CAMERA_LOST, "allowed": frozenset({Action.RESUME, Action.QUIT})}
        await showing(pilot, stage, **paused)
        assert text(pilot, "#hint") == "Paused: the camera is lost."
        await pilot.press("space")
        assert [action for action, _ in stage.runner.commands] == [Action.PAUSE, Action.RESUME]


async def test_blind_mode_hides_mood_and_cues_and_is_remembered() -> None:
    stage = bare(Stage())
    async with stage.app(start=Start()).run_test() as pilot:
        screen = await at_interview(pilot, stage)
        height = screen.query_one("#panel").size.height
        assert screen.query_one("#marks").display
        await pilot.press("b")
        await pilot.pause()
        assert not screen.query_one("#marks").display
        assert screen.query_one("#panel").size.height == height
        await until(pilot, lambda: {"blind": True} in stage.saved)


async def test_user_sees_themselves_from_120_columns_on_and_not_if_they_do_not_want_to() -> None:
    stage = bare(Stage())
    async with stage.app(start=Start()).run_test(size=(120, 36)) as pilot:
        screen = await at_interview(pilot, stage)
        picture = screen.query_one("#self")
        stage.runner.picture = Preview(np.zeros((90, 160), np.uint8), Box(60, 20, 40, 40))
        await until(pilot, lambda: picture.region.width == 30)
        await pilot.press("v")
        await until(pilot, lambda: not picture.display and {"self_view": False} in stage.saved)
        await pilot.press("v", "b")
        await until(pilot, lambda: not screen.query_one("#marks").display)
        assert not picture.display, "blind mode leaves nothing to look at"
        await pilot.press("b")
        await until(pilot, lambda: picture.display)
        await pilot.resize_terminal(100, 36)
        await until(pilot, lambda: not picture.display)


async def test_a_session_that_cannot_begin_says_why_and_leads_to_the_check() -> None:
    stage = bare(Stage())

    def no_camera(settings: Any, start: Start, listeners: Listeners) -> FakeRunner:
        if start.watch:
            return FakeRunner(listeners, start)
        raise SourceError("/dev/video0: no such camera; plug it in")

    stage.begin = no_camera  # type: ignore[method-assign]
    async with stage.app(start=Start()).run_test() as pilot:
        screen = await at(pilot, InterviewScreen)
        await until(pilot, lambda: "no such camera" in str(screen.query_one(EmptyState).render()))
        await pilot.press("e")
        await at(pilot, EquipmentScreen)


async def test_resuming_and_todays_question_name_what_begins() -> None:
    stage = Stage()
    async with stage.app().run_test() as pilot:
        await at_home(pilot)
        await pilot.press("r")
        await at_interview(pilot, stage, **BRIEFING)
        await pilot.press("escape")
        await at(pilot, HomeScreen)
        await pilot.press("t")
        await until(pilot, lambda: len(stage.runners) == 2)
        started = [runner.start_with for runner in stage.runners]
        assert started == [Start(resume=9), Start(questions=("strengths-1", "motivation-1"))]


async def test_resizing_in_the_middle_leaves_nothing_outside() -> None:
    stage = bare(Stage(language="ko"))
    async with stage.app(start=Start()).run_test(size=(120, 36)) as pilot:
        screen = await at_interview(pilot, stage)
        for size in ((80, 24), (200, 60), (80, 40)):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda size=size: screen.size == size)  # type: ignore[misc]
            await pilot.pause()
            shown = [widget for widget in screen.query("*") if widget.region.area]
            assert all(screen.region.contains_region(widget.region) for widget in shown)
            assert screen.query_one("#digits").display is (size[1] >= 30)


async def test_an_end_under_an_open_dialog_is_followed_when_it_closes() -> None:
    stage = bare(Stage())
    async with stage.app(start=Start()).run_test() as pilot:
        await at_interview(pilot, stage)
        await pilot.press("?")
        await at(pilot, KeysDialog)
        stage.runner.show(phase=Phase.FINISHED, question=None, allowed=frozenset())
        stage.runner.tell(Finished(120.0, complete=False))
        await pilot.pause()
        await pilot.press("escape")
        await at(pilot, Empty)


async def test_a_session_that_failed_says_so_at_home() -> None:
    stage = Stage()
    app = stage.app(start=Start())
    async with app.run_test(notifications=True) as pilot:
        await at_interview(pilot, stage)
        failed = (Notice("session_failed", {"error": "the disk is full"}),)
        stage.runner.tell(Finished(120.0, complete=False))
        stage.runner.show(phase=Phase.FINISHED, question=None, allowed=frozenset(), notices=failed)
        await at(pilot, HomeScreen)
        assert any("the disk is full" in notice for notice in toasts(app))


async def test_an_exam_begins_blind() -> None:
    stage = bare(Stage(exam=True))
    async with stage.app(start=Start()).run_test() as pilot:
        screen = await at_interview(pilot, stage)
        assert not screen.query_one("#marks").display


async def test_a_click_on_a_key_of_the_footer_is_the_key() -> None:
    stage = bare(Stage())
    async with stage.app(start=Start()).run_test(size=(80, 24)) as pilot:
        await at_interview(pilot, stage)
        bar = pilot.app.screen.query_one(KeyBar)
        await pilot.click(bar, offset=(2 + keys(pilot).index("Submit"), 0))
        assert [action for action, _ in stage.runner.commands] == [Action.SUBMIT]


READY = USUAL | {Action.READY}
SUBMIT = USUAL | {Action.SUBMIT, Action.SKIP}


async def test_second_enter_of_a_hasty_user_does_not_submit_an_empty_answer() -> None:
    stage = bare(Stage())
    async with stage.app(start=Start()).run_test() as pilot:
        await at_interview(pilot, stage, phase=Phase.PREP, allowed=READY)
        await pilot.press("enter", "enter")  # the second before anything is seen of the first
        assert stage.runner.commands == [(Action.READY, None)]
        stage.clock.advance(0.7)
        await showing(pilot, stage, phase_elapsed_s=0.65, allowed=SUBMIT)
        await pilot.press("enter")
        assert stage.runner.commands == [(Action.READY, None)]
        stage.clock.advance(0.6)
        await showing(pilot, stage, phase_elapsed_s=1.25, allowed=SUBMIT)
        await pilot.press("enter")
        assert stage.runner.commands == [(Action.READY, None), (Action.SUBMIT, None)]


async def test_enter_meant_for_next_does_not_cost_the_thinking_time() -> None:
    stage = bare(Stage())
    async with stage.app(start=Start()).run_test() as pilot:
        await at_interview(pilot, stage, phase=Phase.REVIEW, allowed=USUAL | {Action.NEXT})
        await showing(pilot, stage, phase=Phase.PREP, phase_elapsed_s=0.2, allowed=READY)  # it came by itself
        await pilot.press("enter", "space")
        assert stage.runner.commands == [(Action.PAUSE, None)]  # which is taken at all times
        stage.clock.advance(0.9)
        await pilot.press("enter")
        assert stage.runner.commands[-1] == (Action.READY, None)


async def test_skipping_asks_and_the_same_key_again_stays() -> None:
    stage = bare(Stage())
    async with stage.app(start=Start()).run_test() as pilot:
        await at_interview(pilot, stage, allowed=SUBMIT)
        await pilot.press("s")
        await at(pilot, ChooseDialog)
        await pilot.press("s")
        await at(pilot, InterviewScreen)
        assert stage.runner.commands == [(Action.PAUSE, PauseReason.USER)]
        stage.runner.show(allowed=SUBMIT | {Action.RESUME})
        await pilot.press("s")
        await at(pilot, ChooseDialog)
        await pilot.press("x")
        await at(pilot, InterviewScreen)
        assert [action for action, _ in stage.runner.commands[-2:]] == [Action.RESUME, Action.SKIP]


async def test_policy_changed_in_a_pause_takes_effect_at_once() -> None:
    stage = bare(Stage())
    async with stage.app(start=Start(choices={"format": "midas"})).run_test(size=(120, 36)) as pilot:
        await at_interview(pilot, stage)
        await pilot.press("c")  # not while time runs
        assert isinstance(pilot.app.screen, InterviewScreen)
        await showing(pilot, stage, paused=PauseReason.USER, allowed=frozenset({Action.RESUME, Action.QUIT}))
        assert "Cues, moods, profile" in keys(pilot)
        await pilot.press("c")
        await at(pilot, SettingsScreen)
        await pilot.press("right", "escape")
        await at(pilot, InterviewScreen)
        await until(pilot, lambda: stage.runner.judged_by)
        assert [settings.policy for settings in stage.runner.judged_by] == ["strict"]
        assert stage.runner.judged_by[0].format == "midas"
        await pilot.press("c")
        await at(pilot, SettingsScreen)
        await pilot.press("escape")
        await at(pilot, InterviewScreen)
        assert len(stage.runner.judged_by) == 1  # nothing was changed this time
