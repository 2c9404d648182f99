"""The real doors behind the app, on a folder of their own: store, banks, formats, networks, a whole session."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from core.base.clock import ManualClock
from core.base.errors import ProfileError, StoreError
from core.base.paths import store_file
from core.base.types import Expression, Mood
from core.session.events import Changed, Finished, PhaseChanged, QuestionShown
from core.session.plan import InterviewPlan, PlannedQuestion
from core.session.snapshot import Action, Phase, Snapshot
from core.settings.model import Settings
from core.store.kept import DAY_S
from core.store.sessions import StoredSession
from core.store.store import SessionStore
from tests.waiting import LONG_S, wait_until
from tui.app.services import real_services
from tui.cli.commands.interview import interrupted
from tui.features.home import data as home
from tui.features.practise.data import questions
from tui.widgets.meter import share_of
from tui.wiring import choices, parts, plans
from tui.wiring.listeners import Listeners
from tui.wiring.session import SoundingSession
from tui.wiring.start import Start

PLAN = InterviewPlan(
    "quick", "en", tuple(PlannedQuestion(f"q{n}", "values", {"en": f"Question {n}?"}) for n in (1, 2, 3)), 10, 30
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(language="en", camera="demo", speech=False, cue="none", data_dir=str(tmp_path))


def store_interview(settings: Settings, *, complete: bool, question: int = 0) -> int:
    """An interview in the store that stands at a question, or is over."""
    recorder = parts.open_store(settings).begin("interview", PLAN, {}, ManualClock())
    recorder.event(PhaseChanged(0.0, Phase.QUESTION, question, 1))
    recorder.event(QuestionShown(0.0, question, f"q{question + 1}", "?", 1))
    recorder.event(Finished(5.0, complete))
    recorder.close()
    return recorder.session


def wait(condition: Callable[[], object]) -> None:
    """Against a real session thread: wait on a condition with a deadline."""
    wait_until(condition, LONG_S, lambda: "it never came to that")


def test_home_of_a_new_user_makes_no_store(settings: Settings) -> None:
    found = home.facts(settings, thorough=True)
    assert found.sessions == ()
    assert found.interrupted is None
    assert found.today is not None
    assert {"no_camera", "not_calibrated"} <= set(found.missing)
    assert not parts.open_store(settings).path.exists()


def test_home_knows_where_an_interview_was_interrupted(settings: Settings) -> None:
    done = store_interview(settings, complete=True)
    broken_off = store_interview(settings, complete=False, question=1)
    found = home.facts(settings, thorough=False)
    assert [row.id for row in found.sessions] == [broken_off, done]
    assert found.today is None
    row = found.sessions[0]
    assert found.interrupted == row
    assert (row.at, row.questions) == (2, 3)


@pytest.mark.parametrize(("days", "offered"), [(1, True), (8, False)])
def test_home_offers_one_that_others_came_after_for_some_days(settings: Settings, days: int, offered: bool) -> None:
    broken_off = store_interview(settings, complete=False, question=1)
    store_interview(settings, complete=True)
    began = (datetime.now(timezone.utc) - timedelta(days=days)).isoformat()
    with closing(sqlite3.connect(store_file(settings.data))) as connection, connection:
        connection.execute("UPDATE session SET began = ? WHERE id = ?", (began, broken_off))
    found = home.facts(settings, thorough=False)
    assert (found.interrupted is not None and found.interrupted.id == broken_off) == offered
    assert interrupted(settings) == broken_off, "by its flag at any time"


def test_interview_that_runs_elsewhere_is_passed_over(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    running = SessionStore(store_file(settings.data)).begin("interview", PLAN, {})
    with pytest.raises(StoreError, match="is running"):
        interrupted(settings)
    running.close()
    broken_off = running.session
    running = SessionStore(store_file(settings.data)).begin("interview", PLAN, {})
    assert interrupted(settings) == broken_off
    assert f"Session {running.session} is running in another Poise: session 1 of" in capsys.readouterr().err
    running.close()


def test_opening_the_app_forgets_what_is_kept_for_some_days_only(settings: Settings) -> None:
    old = [settings.data / "snapshots/1/question-1-attempt-1-best-9.jpg", settings.data / "answers/1/question-1.flac"]
    for file in old:
        file.parent.mkdir(parents=True)
        file.write_bytes(b"x")
        os.utime(file, (time.time() - 31 * DAY_S,) * 2)
    home.facts(settings, thorough=False)
    assert all(file.exists() for file in old), "the first look is not held up"
    home.facts(settings, thorough=True)
    assert not any(file.exists() for file in old)


def test_setup_offers_what_is_shipped(settings: Settings) -> None:
    offered = choices.options(settings)
    assert {"quick", "midas", "viewinter", "hirevue"} <= {choice.value for choice in offered.formats}
    assert list(offered.times["quick"]) == [10, 30, 0]
    assert offered.banks[0].value == "auto"
    assert offered.cameras[0].value == "auto"
    assert offered.cameras[-1].value == "demo"
    assert offered.networks[0].value == "default"
    asked = sum(n for (language, _category), n in offered.available["auto"].items() if language == "ko")
    assert asked >= 40


def test_setup_speaks_the_interviews_language(settings: Settings) -> None:
    korean = choices.options(settings.changed(language="ko"))
    assert next(choice.title for choice in korean.formats if choice.value == "quick") == "빠른 연습"


def test_practice_offers_questions_that_stand_alone(settings: Settings) -> None:
    rows = questions(settings)
    bank = plans.open_bank(settings)
    assert rows
    assert all((question := bank.question(row.id)) and question.stands_alone for row in rows)


@pytest.mark.parametrize(("level", "share"), [(-90.0, 0.0), (-60.0, 0.0), (-30.0, 0.5), (0.0, 1.0)])
def test_level_meter_shows_decibels_evenly(level: float, share: float) -> None:
    assert share_of(level) == pytest.approx(share)


def test_a_real_session_is_left_and_can_be_continued(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Snapshot] = []
    session = SoundingSession(settings, Start(), Listeners(on_snapshot=shown.append))
    session.start()
    wait(lambda: shown and shown[-1].reading)
    session.command(Action.BEGIN)
    wait(lambda: shown[-1].phase is Phase.QUESTION)
    question = shown[-1].question
    assert question is not None
    assert session.preview() is not None
    wait(lambda: Action.READY in shown[-1].allowed)
    session.command(Action.READY)
    wait(lambda: shown[-1].phase is Phase.PREP and Action.READY in shown[-1].allowed)
    session.command(Action.READY)
    wait(lambda: shown[-1].phase is Phase.ANSWER)
    session.stop()
    assert session.join(LONG_S)
    found = home.facts(settings, thorough=False)
    assert found.interrupted is not None
    assert found.interrupted.at == 1
    loaded: list[StoredSession] = []
    load = SessionStore.load

    def counted(store: SessionStore, session_id: int | None = None) -> StoredSession:
        loaded.append(load(store, session_id))
        return loaded[-1]

    monkeypatch.setattr(SessionStore, "load", counted)
    again = SoundingSession(settings, Start(resume=found.interrupted.id), Listeners(on_snapshot=shown.append))
    assert [stored.info.id for stored in loaded] == [found.interrupted.id]
    assert again.plan is not None
    assert again.plan.questions[0].id == question.id
    again.start()
    again.stop()
    assert again.join(LONG_S)


def test_what_is_changed_in_a_session_takes_effect_and_is_told(settings: Settings) -> None:
    shown: list[Snapshot] = []
    told: list[Changed] = []
    listeners = Listeners(
        on_snapshot=shown.append, on_event=lambda event: told.append(event) if isinstance(event, Changed) else None
    )
    session = SoundingSession(settings, Start(watch=True), listeners)
    session.start()
    wait(lambda: shown)
    smiling = settings.moods.replaced({Expression.SAD: Mood.GOOD})
    session.change(settings.changed(policy="strict", moods=smiling))
    wait(lambda: {event.what for event in told} == {"policy", "moods"})
    assert next(event.value for event in told if event.what == "moods")["sad"] == "good"
    with pytest.raises(ProfileError):
        session.change(settings.changed(profile="nobody"))
    session.stop()
    assert session.join(LONG_S)


def test_looking_is_not_stored(settings: Settings) -> None:
    shown: list[Snapshot] = []
    session = SoundingSession(settings, Start(watch=True), Listeners(on_snapshot=shown.append))
    session.start()
    wait(lambda: shown)
    session.stop()
    assert session.join(LONG_S)
    assert not parts.open_store(settings).path.exists()


@pytest.mark.parametrize("started", [True, False])
def test_stopping_alone_gives_the_sounds_back(settings: Settings, started: bool) -> None:
    before = set(threading.enumerate())
    shown: list[Snapshot] = []
    session = SoundingSession(settings, Start(watch=True), Listeners(on_snapshot=shown.append))
    sounding = {thread for thread in threading.enumerate() if thread.name == "sound-out"} - before
    assert sounding
    if started:
        session.start()
        wait(lambda: shown)
    session.stop()
    wait(lambda: not any(thread.is_alive() for thread in sounding))


def test_the_app_notices_ssh() -> None:
    assert real_services({"SSH_CONNECTION": "10.0.0.2 5000 10.0.0.1 22"}).remote
    assert not real_services({}).remote
