"""By what the sessions of the history are found: facets, and words with the name of their kind before a colon."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.settings.model import Settings
from questions.marking import keep_own
from questions.own import Own
from tests.tui.stored import store_session
from tui.features.history.data import Past, rows
from tui.features.history.ways import HistoryWays
from tui.widgets.text.search import Search, Texts
from tui.wiring.prompts import companies_now

NOTED = {"intro": ("Acme Labs",)}


@pytest.fixture
def past(tmp_path: Path) -> list[Past]:
    store_session(tmp_path)
    return rows(Settings(data_dir=str(tmp_path)))


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("state", "complete", "complete interviews"),
        ("format", "quick", "quick"),
        ("category", "motivation", "Motivation"),
        ("question", "why", "Why do you want to work with us?"),
        ("company", "Acme Labs", "Acme Labs"),
    ],
)
def test_session_is_found_by_a_facet(past: list[Past], name: str, value: str, word: str) -> None:
    ways = HistoryWays(past, NOTED, "en")
    assert (value, 1) in ways.offered(name, {}, past)
    assert ways.word(name, value) == word
    assert len(ways.shown({name: value}, past)) == 1
    assert not ways.shown({name: "another"}, past)


@pytest.mark.parametrize(
    "words", ["format:quick", "q:자기소개", "q:소개", "q:weak", "category:motiv", "company:labs", "company:acm"]
)
def test_word_is_found_behind_the_name_of_its_kind(past: list[Past], words: str) -> None:
    other = "format:full q:other company:globex category:values quick weak 소개 labs"
    texts = Texts([HistoryWays(past, NOTED, "en").searched(past[0]), other])
    assert Search(words).places(texts) == [0]


def test_company_that_is_noted_later_finds_the_earlier_interview(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    assert companies_now(settings) == {}
    keep_own("general", "intro-one-minute", Own(companies=("Acme",)), tmp_path)
    assert companies_now(settings) == {"intro-one-minute": ("Acme",)}
