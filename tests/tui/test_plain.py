"""The interview line by line: what is told, what keys do, when the countdown speaks."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from core.base.clock import ManualClock
from core.base.types import Expression, Notice
from core.camera.base import CameraState
from core.cueing.cues import Cue, CueLevel, Why
from core.session.base import Session
from core.session.events import CueGiven, Event
from core.session.interview import Interview
from core.session.plan import InterviewPlan, PlannedQuestion, plan_items
from core.session.rapid import RapidItems
from core.session.snapshot import Action, PauseReason, Phase, Snapshot
from questions.disposition import arrange
from questions.loading import load_format, load_inventory
from tui.cli.mailbox import Mailbox
from tui.cli.output import Output
from tui.cli.plain import Keys, PlainInterview, due_mark

PLAN = InterviewPlan(
    format="quick",
    language="en",
    questions=(
        PlannedQuestion("a", "motivation", {"en": "Why here?"}),
        PlannedQuestion("b", "general", {"en": "Why now?"}),
    ),
    prep_s=10.0,
    answer_s=30.0,
    retakes=1,
    submit_after_s=12.0,
    skip_allowed=True,
)
WHY = Why(Expression.SAD, 0.7, 0.6, 3.0, ((Expression.SAD, 0.7),))


@dataclass
class Played:
    """An interview on a clock that the test moves, told to a stream, with keys through a pipe."""

    plan: InterviewPlan = PLAN
    hands_free: bool = False
    notices: tuple[Notice, ...] = ()
    clock: ManualClock = field(default_factory=ManualClock)
    stream: io.StringIO = field(default_factory=io.StringIO)
    asked: list[Action] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session: Session = (RapidItems if self.plan.items else Interview)(self.plan, self.clock)
        self.events: Mailbox[Event] = Mailbox(lossless=False)
        read, self.keyboard = os.pipe()
        output = Output(self.stream)
        self.teller = PlainInterview(
            self.plan, self, self, self.events, output, Keys(read), hands_free=self.hands_free, poll_s=0.0
        )
        self.read = read

    def start(self) -> None:
        """The session thread would begin; here the user breaks off, and the test goes on by hand."""
        raise KeyboardInterrupt

    def command(self, action: Action, reason: PauseReason | None = None) -> None:
        self.asked.append(action)
        assert self.session.handle(action, reason), f"{action} is not allowed"

    def choose(self, number: int, step: int) -> None:
        assert self.session.choose(number, step), f"item {number} cannot be answered by {step}"

    def rate(self, index: int, word: str) -> None:
        assert self.session.rate(index, word), f"answer {index} cannot be rated now"

    def snapshot(self) -> Snapshot:
        s = self.session
        return Snapshot(
            session_id=1,
            t=s.t,
            phase=s.phase,
            phase_elapsed_s=s.phase_elapsed_s,
            phase_total_s=s.phase_total_s,
            allowed=s.allowed(),
            camera=CameraState("x"),
            question=s.question(),
            paused=s.paused,
            notices=self.notices,
            submit_from_s=s.submit_from_s,
            item=s.item(),
        )

    def join(self, timeout: float | None = None) -> bool:
        """Over at once where the session is; time passes by `after` only."""
        return self.session.phase.value == "finished"

    def key(self, text: str) -> str:
        os.write(self.keyboard, f"{text}\n".encode())
        return self.after(0.0)

    def after(self, seconds: float) -> str:
        """Let time pass in steps of half a second; gives what was told meanwhile."""
        begin = len(self.stream.getvalue())
        for _ in range(max(1, round(seconds * 2))):
            self.clock.advance(0.5 if seconds else 0.0)
            self.session.tick()
            self.pass_on()
            self.teller.step()
        self.pass_on()
        self.teller.step()
        return self.stream.getvalue()[begin:]

    def pass_on(self) -> None:
        for event in self.session.take_events():
            self.events.put(event)

    def close(self) -> None:
        os.close(self.keyboard)
        os.close(self.read)


@pytest.fixture
def interview() -> Iterator[Played]:
    interview = Played()
    yield interview
    interview.close()


def test_enter_leads_through_a_question(interview: Played) -> None:
    assert "Question 1 of 2 (Motivation)\nWhy here?" in interview.key("")
    assert "Think: 10 s" in interview.key("")
    assert "Answer now: 30 s" in interview.key("")
    assert "Answer over after 0:15: submitted early." in interview.after(15) + interview.key("")
    assert "Question 2 of 2 (General)\nWhy now?" in interview.key("")


def test_time_alone_leads_through_a_question(interview: Played) -> None:
    interview.key("")
    told = interview.after(60)
    assert (
        told.index("Think:")
        < told.index("Answer now")
        < told.index("Answer over after 0:30: until the time was over.")
    )


def test_submitting_too_early_says_how_long_to_wait(interview: Played) -> None:
    for _ in range(3):
        interview.key("")
    interview.after(4)
    assert interview.key("") == "Not yet: in 8 s.\n"


def test_pausing_and_going_on(interview: Played) -> None:
    interview.key("")
    assert "paused by you. Press Enter to go on." in interview.key("p")
    assert interview.after(60) == ""
    assert "Going on." in interview.key("")


def test_answering_again_and_skipping(interview: Played) -> None:
    for _ in range(3):
        interview.key("")
    assert "Think: 10 s" in interview.key("r")
    assert "Skipped." in interview.key("s")


def test_how_it_went_is_asked_after_an_answer_and_said_by_a_figure(interview: Played) -> None:
    for _ in range(3):
        interview.key("")
    interview.after(15)
    assert "How did it go?  1 badly  2 with trouble  3 well  4 easily" in interview.key("")
    interview.key("2")
    shown = interview.session.question()
    assert shown is not None
    assert shown.rated == "hard"


def test_what_is_not_possible_now_is_said(interview: Played) -> None:
    assert "Not now: answer again." in interview.key("r")
    assert "Not understood: x" in interview.key("x")
    assert "Enter: go on." in interview.key("?")


def test_quitting_ends_it(interview: Played) -> None:
    interview.key("")
    interview.key("q")
    assert interview.join()


def test_countdown_is_told_sparsely(interview: Played) -> None:
    for _ in range(3):
        interview.key("")
    told = interview.after(29.5).splitlines()
    assert told == ["20 seconds left", "10 seconds left", "5", "4", "3", "2", "1"]


def test_cue_is_told_in_words(interview: Played) -> None:
    interview.events.put(CueGiven(1.0, Cue(1.0, CueLevel.TONE, WHY)))
    interview.events.put(CueGiven(2.0, Cue(2.0, CueLevel.MARK, WHY)))
    told = interview.after(0)
    assert "0:01 cue: sad, 70 % for 3.0 s (limit 60 %); strongest: sad 70 %" in told
    assert "Careful: sad, 70 %" in told


def test_notices_are_told_once() -> None:
    interview = Played(notices=(Notice("demo_camera", {"why": "asked"}),))
    told = interview.after(2)
    interview.close()
    assert told.count("demo camera") == 1


def test_hands_free_begins_alone_and_counts_nothing_down() -> None:
    interview = Played(hands_free=True)
    interview.pass_on()
    with pytest.raises(KeyboardInterrupt):
        interview.teller.run()
    assert interview.asked == [Action.BEGIN]
    told = interview.after(60)
    assert "Answer now" in told
    assert "left" not in told
    assert "Press Enter" not in interview.stream.getvalue()
    interview.close()


def test_end_of_input_begins_the_interview_and_does_not_end_it() -> None:
    interview = Played()
    os.close(interview.keyboard)
    assert "Question 1" in interview.after(1)
    assert "Answer now" in interview.after(60)
    assert interview.asked == [Action.BEGIN]
    os.close(interview.read)


@pytest.mark.parametrize(
    ("before", "left", "mark"),
    [
        (None, 30.0, None),
        (90.2, 89.9, 90),
        (80.2, 79.9, None),
        (60.1, 59.9, 60),
        (50.1, 49.9, 50),
        (45.1, 44.9, None),
        (10.05, 9.95, 10),
        (6.1, 5.9, None),
        (5.1, 4.9, 5),
        (1.1, 0.9, 1),
        (0.1, -0.1, None),
        (21.0, 9.0, 10),
    ],
)
def test_due_mark(before: float | None, left: float, mark: int | None) -> None:
    assert due_mark(before, left) == mark


def test_keys_take_whole_lines_however_they_arrive() -> None:
    read, write = os.pipe()
    keys = Keys(read)
    assert keys.lines(0.0) == []
    os.write(write, b"q")
    assert keys.lines(0.0) == []
    os.write(write, b"\nR \n")
    assert keys.lines(0.0) == ["q", "r"]
    os.close(write)
    assert keys.lines(0.0) == []
    assert not keys.open
    os.close(read)


def test_rapid_items_are_told_one_by_one_and_answered_by_figures() -> None:
    items = arrange(load_inventory(), 2, seed=1)
    plan = plan_items(load_format("disposition", kind="disposition"), items, "en")
    interview = Played(plan)
    try:
        with pytest.raises(KeyboardInterrupt):
            interview.teller.run()
        told = interview.stream.getvalue()
        assert "2 statements, 7 s each." in told
        assert "6  Very much like me" in told
        assert f"1/2  {items[0].text['en']}" in interview.key("")
        interview.after(1.0)
        assert f"2/2  {items[1].text['en']}" in interview.key("5")
        told = interview.after(7.5)
        assert "time is up" in told
        assert "second left" not in told
        assert interview.session.phase is Phase.FINISHED
    finally:
        interview.close()
