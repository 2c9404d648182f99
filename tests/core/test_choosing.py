"""Which sessions are meant by a bank, a format, a question, a category or a company."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from core.base.paths import store_file
from core.report.choosing import Wanted, banks_of, fitting, meant
from core.session.plan import InterviewPlan
from core.store.sessions import SessionInfo
from core.store.store import SessionStore
from tests.tui.stored import store_session


@pytest.fixture
def sessions(tmp_path: Path) -> list[SessionInfo]:
    """Three interviews, from the banks nursing (in the format full), auto with data, and a file of the user's."""
    banks = {1: "nursing", 2: "auto,data", 3: "/home/u/own.yaml"}
    for number in banks:
        store_session(tmp_path, began=f"2026-03-0{number}T10:00:00+00:00")
    store = SessionStore(store_file(tmp_path))
    with closing(sqlite3.connect(store.path)) as connection, connection:
        for number, bank in banks.items():
            connection.execute("UPDATE session SET about = json_set(about, '$.bank', ?) WHERE id = ?", (bank, number))
        connection.execute("UPDATE session SET plan = json_set(plan, '$.format', 'full') WHERE id = 1")
        connection.execute("UPDATE session SET plan = json_set(plan, '$.questions[2].companies', json('[\"Acme\"]'))")
        connection.execute("UPDATE session SET plan = json_remove(plan, '$.questions[2]') WHERE id = 3")
    return list(reversed(store.sessions()))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), [1, 2, 3]),
        (Wanted(bank="nursing"), [1]),
        (Wanted(bank="auto"), [2]),
        (Wanted(bank="people"), [2]),
        (Wanted(bank="data"), [2]),
        (Wanted(bank="/home/u/own.yaml"), [3]),
        (Wanted(bank="dat"), []),
        (Wanted(format="full"), [1]),
        (Wanted(format="quick", bank="auto"), [2]),
        (Wanted(question="why"), [1, 2]),
        (Wanted(question="지원 동기"), [1, 2]),
        (Wanted(question="INTRODUCE yourself"), [1, 2, 3]),
        (Wanted(category="motivation"), [1, 2]),
        (Wanted(category="motivation", question="weak"), []),
        (Wanted(company="acm"), [1, 2]),
        (Wanted(company="globex"), [1, 2, 3]),
        (Wanted(company="initech"), []),
    ],
)
def test_sessions_fit_where_everything_does(sessions: list[SessionInfo], wanted: Wanted, found: list[int]) -> None:
    noted_since = {"intro": ("Globex",)}
    assert [each.id for each in fitting(sessions, wanted, noted_since)] == found


def test_banks_are_told_as_the_setting_names_them_and_one_by_one(sessions: list[SessionInfo]) -> None:
    assert banks_of(sessions[1])[:3] == ("auto", "data", "general")
    assert banks_of(sessions[2]) == ("/home/u/own.yaml",)
    assert banks_of(replace(sessions[0], asked=())) == ()


def test_answers_of_one_question_or_category_are_meant(sessions: list[SessionInfo], tmp_path: Path) -> None:
    del sessions
    answers = SessionStore(store_file(tmp_path)).answered()
    assert {each.question for each in meant(answers, Wanted(question="weakness"))} == {"weak"}
    assert {each.question for each in meant(answers, Wanted(category="self_introduction"))} == {"intro"}
    assert len(meant(answers, Wanted())) == len(answers)


def test_damaged_question_of_a_plan_hides_no_session(sessions: list[SessionInfo], tmp_path: Path) -> None:
    store = SessionStore(store_file(tmp_path))
    assert [each.id for each in sessions[0].asked] == ["intro", "weak", "why"]
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("UPDATE session SET plan = json_set(plan, '$.questions[0]', 'gone') WHERE id = 1")
        connection.execute("UPDATE session SET plan = json_set(plan, '$.questions', 7) WHERE id = 2")
    third, second, first = store.sessions()
    assert [len(each.asked) for each in (first, second, third)] == [2, 0, 2]


def test_companies_stay_with_the_plan() -> None:
    stored = {
        "format": "quick", "language": "en", "prep_s": 1, "answer_s": 2,
        "questions": [{"id": "a", "category": "general", "text": {"en": "A?"}, "companies": ["Acme"]}],
    }  # fmt: skip
    plan = InterviewPlan.from_json_dict(stored)
    assert plan.questions[0].companies == ("Acme",)
    assert json.loads(json.dumps(plan.to_json_dict()))["questions"][0]["companies"] == ["Acme"]
