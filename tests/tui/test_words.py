"""Every code of the engine and the sounds has words, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from pathlib import Path

import pytest

import core
from core.base.types import Expression, Mood, Notice, ReadingState
from core.calibration.calibrator import Part, Problem
from core.cueing.cues import Cue, CueLevel, Why
from core.session.snapshot import Action, PauseReason, Phase
from core.settings.model import Origin
from tui.i18n import set_language
from tui.widgets.text import clock, words
from tui.widgets.text.advice import FACE, VOICE, advice_words

ROOT = Path(core.__file__).parent.parent
TABLES: list[tuple[Iterable[object], type[Enum]]] = [
    (words.EXPRESSIONS, Expression),
    (words.MOODS, Mood),
    (words.STATES, ReadingState),
    (words.PHASES, Phase),
    (words.ACTIONS, Action),
    (words.PAUSES, PauseReason),
    (words.LEVELS, CueLevel),
    (words.ORIGINS, Origin),
]
NAMED: list[tuple[Iterable[str], type[Enum]]] = [(words.PARTS, Part), (words.PROBLEMS, Problem)]


@pytest.mark.parametrize(("table", "codes"), TABLES, ids=lambda value: getattr(value, "__name__", ""))
def test_every_code_has_words(table: Iterable[object], codes: type[Enum]) -> None:
    assert set(table) == set(codes)


@pytest.mark.parametrize(("table", "codes"), NAMED, ids=lambda value: getattr(value, "__name__", ""))
def test_every_named_code_has_words(table: Iterable[str], codes: type[Enum]) -> None:
    assert set(table) == {code.value for code in codes}


def source(*folders: str) -> str:
    return "\n".join(file.read_text() for folder in folders for file in (ROOT / folder).rglob("*.py"))


def test_every_notice_that_the_code_gives_has_words() -> None:
    given = set(re.findall(r'Notice\(\s*"(\w+)"', source("core", "tui")))
    assert given >= {"demo_camera", "session_failed", "store_failed"}
    assert given <= {key.partition(".")[0] for key in words.NOTICES}


def test_every_advice_that_the_report_gives_has_words() -> None:
    given = set(re.findall(r'Advice\(\s*"(\w+)"', source("core")))
    assert given == set(FACE) | set(VOICE)
    assert not set(FACE) & set(VOICE)


def test_every_reason_to_withhold_a_score_has_words() -> None:
    given = set(re.findall(r'_withheld\(\s*"(\w+)"', source("core")))
    assert given == set(words.WITHHELD)


def test_cue_tells_its_reasons() -> None:
    why = Why(Expression.SAD, 0.724, 0.6, 3.06, ((Expression.SAD, 0.64), (Expression.FEAR, 0.11)))
    assert words.why(why) == "sad, 72 % for 3.1 s (limit 60 %)"
    assert words.cue_line(Cue(99.0, CueLevel.VOICE, why), 65.0).startswith("1:05 strong cue: sad, 72 %")


def test_notice_says_why_the_demo_is_shown() -> None:
    asked = words.notice(Notice("demo_camera", {"why": "asked"}))
    missing = words.notice(Notice("demo_camera", {"why": "no_camera"}))
    assert "No webcam" in missing
    assert asked != missing


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "This machine is too slow for more: 10 frames a second are measured."),
        ("ko", "컴퓨터가 느려서 초당 10장만 측정합니다."),
    ],
)
def test_a_lowered_rate_is_told_with_the_rate(language: str, said: str) -> None:
    set_language(language)
    assert words.notice(Notice("slowed", {"fps": 10})) == said


def test_unknown_code_shows_itself_with_its_parameters() -> None:
    assert words.notice(Notice("new_thing", {"n": 3})) == "new_thing n=3"


def test_missing_parameter_stays_visible() -> None:
    assert "{error}" in words.notice(Notice("camera_failed"))


def test_advice_words_shares_seconds_and_states() -> None:
    assert "31 %" in advice_words("often_bad", {"share": 0.312})
    text = advice_words("measured_too_little", {"state": "too_dark", "seconds": 4.0})
    assert "too dark" in text
    assert "4.0 s" in text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0, "0:00"), (59.4, "0:59"), (59.5, "1:00"), (60.0, "1:00"), (-1.0, "0:00")]
)
def test_clock_time(seconds: float, text: str) -> None:
    assert clock.clock_time(seconds) == text
