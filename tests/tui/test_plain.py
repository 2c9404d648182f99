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
class House:
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
def house() -> Iterator[House]:
    house = House()
    yield house
    house.close()


def test_enter_leads_through_a_question(house: House) -> None:
    assert "Question 1 of 2 (Motivation)\nWhy here?" in house.key("")
    assert "Think: 10 s" in house.key("")
    assert "Answer now: 30 s" in house.key("")
    assert "Answer over after 0:15: submitted early." in house.after(15) + house.key("")
    assert "Question 2 of 2 (General)\nWhy now?" in house.key("")


def test_time_alone_leads_through_a_question(house: House) -> None:
    house.key("")
    told = house.after(60)
    assert (
        told.index("Think:")
        < told.index("Answer now")
        < told.index("Answer over after 0:30: until the time was over.")
    )


def test_submitting_too_early_says_how_long_to_wait(house: House) -> None:
    for _ in range(3):
        house.key("")
    house.after(4)
    assert house.key("") == "Not yet: in 8 s.\n"


def test_pausing_and_going_on(house: House) -> None:
    house.key("")
    assert "paused by you. Press Enter to go on." in house.key("p")
    assert house.after(60) == ""
    assert "Going on." in house.key("")


def test_answering_again_and_skipping(house: House) -> None:
    for _ in range(3):
        house.key("")
    assert "Think: 10 s" in house.key("r")
    assert "Skipped." in house.key("s")


def test_how_it_went_is_asked_after_an_answer_and_said_by_a_figure(house: House) -> None:
    for _ in range(3):
        house.key("")
    house.after(15)
    assert "How did it go?  1 badly  2 with trouble  3 well  4 easily" in house.key("")
    house.key("2")
    shown = house.session.question()
    assert shown is not None
    assert shown.rated == "hard"


def test_what_is_not_possible_now_is_said(house: House) -> None:
    assert "Not now: answer again." in house.key("r")
    assert "Not understood: x" in house.key("x")
    assert "Enter: go on." in house.key("?")


def test_quitting_ends_it(house: House) -> None:
    house.key("")
    house.key("q")
    assert house.join()


def test_countdown_is_told_sparsely(house: House) -> None:
    for _ in range(3):
        house.key("")
    told = house.after(29.5).splitlines()
    assert told == ["20 seconds left", "10 seconds left", "5", "4", "3", "2", "1"]


def test_cue_is_told_in_words(house: House) -> None:
    house.events.put(CueGiven(1.0, Cue(1.0, CueLevel.TONE, WHY)))
    house.events.put(CueGiven(2.0, Cue(2.0, CueLevel.MARK, WHY)))
    told = house.after(0)
    assert "0:01 cue: sad, 70 % for 3.0 s (limit 60 %); strongest: sad 70 %" in told
    assert "Careful: sad, 70 %" in told


def test_notices_are_told_once() -> None:
    house = House(notices=(Notice("demo_camera", {"why": "asked"}),))
    told = house.after(2)
    house.close()
    assert told.count("demo camera") == 1


def test_hands_free_begins_alone_and_counts_nothing_down() -> None:
    house = House(hands_free=True)
    house.pass_on()
    with pytest.raises(KeyboardInterrupt):
        house.teller.run()
    assert house.asked == [Action.BEGIN]
    told = house.after(60)
    assert "Answer now" in told
    assert "left" not in told
    assert "Press Enter" not in house.stream.getvalue()
    house.close()


def test_end_of_input_begins_the_interview_and_does_not_end_it() -> None:
    house = House()
    os.close(house.keyboard)
    assert "Question 1" in house.after(1)
    assert "Answer now" in house.after(60)
    assert house.asked == [Action.BEGIN]
    os.close(house.read)


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
    house = House(plan)
    try:
        with pytest.raises(KeyboardInterrupt):
            house.teller.run()
        told = house.stream.getvalue()
        assert "2 statements, 7 s each." in told
        assert "6  Very much like me" in told
        assert f"1/2  {items[0].text['en']}" in house.key("")
        house.after(1.0)
        assert f"2/2  {items[1].text['en']}" in house.key("5")
        told = house.after(7.5)
        assert "time is up" in told
        assert "second left" not in told
        assert house.session.phase is Phase.FINISHED
    finally:
        house.close()
