"""Pictures of home, interview and equipment (see `pictures`); `pytest --snapshot-update` takes them anew.

Time stands still, the session is a script, and nothing of the machine is shown.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from core.base.types import Box, Expression, Reading, ReadingState
from core.cueing.cues import Cue, CueCount, CueLevel, Sound, Why
from core.cueing.moods import MoodMap
from core.session.snapshot import Action, PauseReason, Phase, Totals
from tests.tui.app_driving import at_home
from tests.tui.app_fakes import KOREAN_SET, SOME_SESSIONS, Stage, picture, snapshot, until
from tests.tui.desk import bare, rows, seen
from tests.tui.pictures import (
    MIDDLE,
    Before,
    Look,
    Shot,
    each_size,
    each_size_and_both_small,
    shots,
    small,
    small_korean,
)
from tui.features.equipment.screen import EquipmentScreen
from tui.features.home.data import HomeFacts
from tui.features.interview.screen import InterviewScreen
from tui.wiring.start import Start

QUESTIONS = {
    "en": "Tell us about a time when you disagreed with your team. What did you do, and what came of it?",
    "ko": "팀원들과 의견이 달랐던 경험을 말씀해 주세요. 그때 어떻게 행동했고, 결과는 어땠습니까?",
}
SHARES = {Expression.SAD: 0.64, Expression.NEUTRAL: 0.25, Expression.HAPPY: 0.11}
MOODS = MoodMap()
SAD = MOODS.judged(Reading(40.0, ReadingState.MEASURED, 1, SHARES, SHARES, face=Box(1, 2, 3, 4), light=120.0), SHARES)
HAPPY = MOODS.judged(SAD, {Expression.HAPPY: 1.0})
CUE = Cue(38.0, CueLevel.TONE, Why(Expression.SAD, 0.72, 0.6, 3.1, tuple(SHARES.items())), Sound.TONE)


def staged(language: str, facts: HomeFacts = SOME_SESSIONS, **settings: Any) -> Stage:
    """A stage whose facts are in its language."""
    if language == "ko" and facts.today is not None:
        facts = replace(facts, today=KOREAN_SET)
    return Stage(facts, language=language, **settings)


async def home(pilot: Pilot[None]) -> None:
    await at_home(pilot)


def interview(stage: Stage, language: str, **changes: Any) -> Before:
    """Show one moment of an interview."""

    async def before(pilot: Pilot[None]) -> None:
        await until(pilot, lambda: stage.runners and stage.runner.started)
        question = snapshot().question
        assert question is not None
        question = replace(question, text=QUESTIONS[language], category="teamwork")
        stage.runner.show(**{"question": question, **changes})
        screen = pilot.app.screen
        await until(pilot, lambda: isinstance(screen, InterviewScreen) and screen.query_one("#stage").display)

    return before


class TestScreens:
    @each_size_and_both_small
    def test_home(self, look: Look, shot: Shot) -> None:
        look(staged(shot.language), home)

    @each_size
    def test_setup(self, look: Look, shot: Shot) -> None:
        async def before(pilot: Pilot[None]) -> None:
            await home(pilot)
            await pilot.press("n")
            await until(pilot, lambda: pilot.app.screen.query("#summary"))

        look(staged(shot.language), before)

    @each_size_and_both_small
    def test_interview_with_a_cue(self, look: Look, shot: Shot) -> None:
        stage = bare(staged(shot.language))
        before = interview(stage, shot.language, reading=SAD, last_cue=CUE, totals=Totals(cues=CueCount(1)))
        look(stage, before, Start())

    @small_korean
    def test_interview_in_its_last_seconds(self, look: Look, shot: Shot) -> None:
        stage = bare(staged(shot.language))
        look(stage, interview(stage, shot.language, reading=HAPPY, phase_elapsed_s=23.2), Start())

    @each_size
    def test_equipment(self, look: Look, shot: Shot) -> None:
        stage = staged(shot.language)

        async def before(pilot: Pilot[None]) -> None:
            await home(pilot)
            await pilot.press("e")
            await until(pilot, lambda: stage.runners and stage.runner.started)
            stage.runner.picture = picture()
            stage.runner.show(reading=HAPPY)
            screen = pilot.app.screen
            await until(pilot, lambda: isinstance(screen, EquipmentScreen) and "Automatic" in seen(pilot))
            await until(pilot, lambda: stage.sounds.listening)
            await until(pilot, lambda: "✓" in str(screen.query_one("#hint").render()))

        look(stage, before)


class TestStates:
    """What is looked at in one size and shown in one language."""

    @small
    def test_home_when_it_is_new(self, look: Look, shot: Shot) -> None:
        look(staged(shot.language, HomeFacts(missing=("not_calibrated",))), home)

    @shots(Shot("en", (MIDDLE,)))
    def test_home_in_the_light(self, look: Look, shot: Shot) -> None:
        look(staged(shot.language, theme="light"), home)

    @small_korean
    def test_tour(self, look: Look, shot: Shot) -> None:
        async def before(pilot: Pilot[None]) -> None:
            await until(pilot, lambda: pilot.app.screen.query("#tour-title"))

        look(bare(staged(shot.language, tour=True)), before)

    @small
    def test_practice(self, look: Look, shot: Shot) -> None:
        async def before(pilot: Pilot[None]) -> None:
            await home(pilot)
            await pilot.press("p")
            await until(pilot, lambda: rows(pilot))

        look(staged(shot.language), before)

    @small_korean
    def test_paused_in_blind_mode(self, look: Look, shot: Shot) -> None:
        stage = bare(staged(shot.language, blind=True))
        paused = {"paused": PauseReason.CAMERA_LOST, "allowed": frozenset({Action.RESUME, Action.QUIT})}
        look(stage, interview(stage, shot.language, **paused), Start())

    @small
    def test_briefing(self, look: Look, shot: Shot) -> None:
        stage = bare(staged(shot.language))
        changes = {"phase": Phase.BRIEFING, "question": None, "phase_total_s": None}
        allowed = frozenset({Action.BEGIN, Action.QUIT, Action.PAUSE})
        look(stage, interview(stage, shot.language, allowed=allowed, **changes), Start())

    @small_korean
    def test_leaving(self, look: Look, shot: Shot) -> None:
        stage = bare(staged(shot.language))

        async def before(pilot: Pilot[None]) -> None:
            await interview(stage, shot.language, reading=HAPPY)(pilot)
            await pilot.press("q")
            await until(pilot, lambda: pilot.app.screen.query("#dialog-menu"))

        look(stage, before, Start())

    @small
    def test_keys(self, look: Look, shot: Shot) -> None:
        stage = bare(staged(shot.language))

        async def before(pilot: Pilot[None]) -> None:
            await interview(stage, shot.language, reading=HAPPY)(pilot)
            await pilot.press("?")
            await until(pilot, lambda: pilot.app.screen.query("#key-rows"))

        look(stage, before, Start())


def test_no_picture_shows_text_that_was_cut_off() -> None:
    """Texts are cut with an ellipsis, and none of the pictures needs one."""
    pictures = sorted((Path(__file__).parent / "__snapshots__" / Path(__file__).stem).glob("*.svg"))
    assert len(pictures) > 20
    assert not [file.name for file in pictures if "…" in file.read_text(encoding="utf-8")]
