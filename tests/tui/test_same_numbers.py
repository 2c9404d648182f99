"""One session, told in every place: the screen, the report, its files, the history and a replay say the same."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from core.base.clock import ManualClock
from core.base.paths import store_file
from core.base.types import Reading
from core.cueing.cues import Cue
from core.cueing.moods import MoodMap
from core.cueing.policy import CuePolicy, PolicySettings
from core.engine.runner import SessionRunner
from core.report.report import AnswerReport, Report, build_report, judged
from core.scoring.scoring import Answer
from core.session.events import CueGiven, Event
from core.session.interview import Interview
from core.session.plan import InterviewPlan, PlannedQuestion
from core.session.snapshot import Action, Snapshot
from core.settings.model import Settings
from core.store.about import about_session
from core.store.sessions import StoredSession
from core.store.store import SessionStore
from tests.core.scripts import Piece, ScriptedReader, ScriptedSource, face, stretch
from tui.cli.mailbox import Mailbox
from tui.cli.main import app
from tui.cli.output import Output
from tui.cli.plain import Keys, PlainInterview
from tui.features.history import view as history_view
from tui.features.history.data import rows as history_rows
from tui.features.interview import view as interview_view
from tui.features.report import view as report_view
from tui.features.report.data import variants
from tui.i18n import set_language
from tui.widgets.text.clock import clock_time
from tui.widgets.text.replayed import figures

NEUTRAL, SAD = face("neutral"), face("sad")
QUESTIONS = tuple(PlannedQuestion(name, "general", {"en": "Why?"}) for name in ("a", "b", "c", "d"))
PLAN = InterviewPlan("test", "en", QUESTIONS, prep_s=2.0, answer_s=30.0, retakes=1, skip_allowed=True)
LEAD_S = 5.0
"""Reading (3 s) and preparing (2 s) before an answer."""


class Play:
    """Faces and keys, one after the other: what somebody does in an interview."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.keys: list[tuple[float, Action]] = [(0.0, Action.BEGIN)]
        self.t = 0.0

    # each step returns the play, so that an answer reads as one line
    def looks(self, seconds: float, what: Any = NEUTRAL) -> Play:
        self.pieces.append((seconds, what))
        self.t += seconds
        return self

    def presses(self, *actions: Action) -> Play:
        self.keys += [(self.t, action) for action in actions]
        return self


def scenario() -> Play:
    """A retaken, a skipped (in its retake), a paused and a broken-off answer; each with cues."""
    play = Play().looks(LEAD_S)
    play.looks(4).looks(4, SAD).looks(1).presses(Action.RETAKE)  # a cue that the retake replaces
    play.looks(2).looks(4).looks(4, SAD).looks(2).presses(Action.SUBMIT)
    play.looks(1).presses(Action.NEXT).looks(LEAD_S).looks(4, SAD).presses(Action.SUBMIT)
    play.looks(1).presses(Action.RETAKE).looks(1).presses(Action.SKIP)  # an answer that was skipped after all
    play.looks(LEAD_S).looks(4).presses(Action.PAUSE).looks(20).presses(Action.RESUME)
    play.looks(4, SAD).looks(3.6).presses(Action.SUBMIT).looks(1).presses(Action.NEXT)
    play.looks(LEAD_S).looks(8).looks(5, SAD).presses(Action.QUIT).looks(0.5)
    return play


class Ears:
    """Cues are heard in the own voice, but for every third one."""

    def __init__(self) -> None:
        self.given = 0

    def cue(self, cue: Cue, became: Callable[[str], object]) -> None:
        del cue
        self.given += 1
        became("voice")
        if self.given % 3 == 0:
            became("covered")


class Told:
    """What the engine and the interview without a screen told meanwhile, and what it stored."""

    def __init__(self, data: Path) -> None:
        play, self.stream = scenario(), io.StringIO()
        readings = list(stretch(play.pieces))
        self.store = SessionStore(store_file(data))
        self.events: Mailbox[Event] = Mailbox(lossless=True)
        clock, waiting = ManualClock(), list(play.keys)
        policy = PolicySettings()

        def press(reading: Reading) -> None:
            while waiting and waiting[0][0] <= reading.t + 1e-9:
                runner.command(waiting.pop(0)[1])

        runner = SessionRunner(
            Interview(PLAN, clock),
            ScriptedSource(readings),
            ScriptedReader(readings),
            CuePolicy(policy),
            clock=clock,
            store=self.store,
            about=about_session(moods=MoodMap(), policy=policy, policy_name="normal", camera="script"),
            sink=Ears(),
            on_reading=press,
            on_event=self.events.put,
        )
        runner.run()
        self.last: Snapshot = runner.snapshot()
        teller = PlainInterview(PLAN, runner, runner, self.events, Output(self.stream), Keys(None), hands_free=True)
        teller.step()
        self.stored: StoredSession = self.store.load()
        self.report: Report = build_report(self.stored)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def told(data: Path) -> Told:
    set_language("en")
    return Told(data)


def poise(data: Path, *arguments: str) -> str:
    result = CliRunner().invoke(app, [*arguments, "--lang", "en", "--data-dir", str(data)])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_scenario_has_what_makes_numbers_differ(told: Told) -> None:
    hows = [(answer.index, answer.attempt, answer.how) for answer in told.report.answers]
    assert hows == [(0, 2, "submitted"), (2, 1, "submitted"), (3, 1, "quit")]
    given = [event for event in told.stored.cues if event.level >= 2]
    assert len(given) > told.report.cues.given == 3
    assert told.report.skipped == (1,)


def test_cues_are_as_many_in_every_place(told: Told, data: Path) -> None:
    settings = Settings(data_dir=str(data))
    count = "3 cues"
    (row,) = history_rows(settings)
    text = poise(data, "report")
    document = json.loads(poise(data, "report", "--json"))
    page, markdown = (archive_file(told, kind) for kind in ("html", "markdown"))
    (listed,) = json.loads(poise(data, "history", "--json"))
    (table,) = csv.DictReader(io.StringIO(poise(data, "history", "--csv")))
    again = json.loads(poise(data, "replay", "--json"))["before"]
    assert interview_view.cue(told.last, 0.0).count == count
    assert count in "\n".join(line.plain for line in report_view.summary_lines(told.report, 80))
    assert count in history_view.session_line(row, 100).plain
    assert figures(variants(settings, None)[0].result)[0] == "3"
    assert count in text
    assert (
        len(re.findall(r"^  \d+:\d\d (?:own voice|cue, not heard \(another cue sounded\)): ", text, re.MULTILINE))
        == 3
    )
    assert document["cues"] == document["session"]["cues"] == 3
    assert sum(cue["level"] >= 2 for answer in document["answers"] for cue in answer["cues"]) == 3
    assert count in page
    assert page.count('<g class="cue">') == 3
    assert count in markdown
    assert listed["cues"] == again["sounds"] == int(table["cues"]) == 3
    assert (document["answered"], listed["answered"], row.questions) == (2, 2, 4)
    assert "2 of 4 questions" in report_view.circumstances(told.report)


def archive_file(told: Told, kind: str) -> str:
    from tui.features.report.files.save import content

    return str(content(told.store, None, kind)[1])


def test_a_cue_is_told_at_the_same_moment_in_every_place(told: Told, data: Path) -> None:
    """Moments of an answer, without its pause: the third answer's cue is about 6 s from its beginning, not 26."""
    paused = told.report.answers[1]
    (cue,) = (cue for cue in paused.cues if cue.level >= 2)
    assert 4.0 < paused.time.at(cue.t) < 8.0 < cue.t - paused.began
    moments = moments_of(told.report.answers)
    text, page, markdown = poise(data, "report"), archive_file(told, "html"), archive_file(told, "markdown")
    document = json.loads(poise(data, "report", "--json"))
    app_lines = [line.plain for answer in told.report.answers for line in report_view.answer_lines(answer, 80)]
    assert (
        re.findall(r"^  (\d+:\d\d) (?:own voice|cue, not heard \(another cue sounded\)):", text, re.MULTILINE)
        == moments
    )
    assert re.findall(r"<title>(\d+:\d\d) (?:own voice|cue, not heard \(another cue sounded\))", page) == moments
    assert (
        re.findall(r"^\| (\d+:\d\d) \| (?:own voice|cue, not heard \(another cue sounded\))", markdown, re.MULTILINE)
        == moments
    )
    assert [
        m[1]
        for line in app_lines
        if (m := re.match(r"\S+ (\d+:\d\d) (?:own voice|cue, not heard \(another cue sounded\))", line))
    ] == moments
    stored = [cue["at"] for answer in document["answers"] for cue in answer["cues"] if cue["level"] >= 2]
    assert [clock_time(at) for at in stored] == moments
    said = re.findall(r"^(\d+:\d\d) (?:strong )?cue: ", told.stream.getvalue(), re.MULTILINE)
    assert said == moments_of(judged(told.stored)[0]), "while it runs, every attempt is told"


def moments_of(answers: Iterable[Answer | AnswerReport]) -> list[str]:
    """The moments of the cues, in the time of their answers, to the nearest second."""
    found = [answer.time.at(cue.t) for answer in answers for cue in answer.cues if cue.level >= 2]
    return [f"{int(at + 0.5) // 60}:{int(at + 0.5) % 60:02d}" for at in found]


def test_a_pause_has_no_length_in_the_timeline_of_its_answer(told: Told) -> None:
    paused = told.report.answers[1]
    assert report_view.length_s(paused.timeline) == pytest.approx(paused.used_s, abs=0.2)
    assert paused.used_s == pytest.approx(11.6, abs=0.2)
    assert report_view.axis(paused, 60).endswith("0:12")


def test_what_a_retake_replaced_leaves_the_count_of_the_screen_too(told: Told) -> None:
    given = sum(isinstance(event, CueGiven) and event.cue.level >= 2 for event in told.events.rest())
    assert given == 0, "all were told"
    assert told.last.totals.cues == told.report.cues
