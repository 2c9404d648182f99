"""Words of answers in the store and in the report: kept, replaced, deleted, migrated, told; and what is advised."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core.base.errors import StoreError
from core.base.paths import store_file
from core.report.report import Report, build_report
from core.store.migrations import VERSION
from core.store.sessions import to_json_dict
from core.store.store import SessionStore
from core.voice.transcript import Transcript, Word
from tests.tui.stored import store_session


def said(text: str, language: str = "en") -> Transcript:
    """Two words a second."""
    words = (Word(word, n / 2, n / 2 + 0.5, 0.9) for n, word in enumerate(text.split()))
    return Transcript("fake 1", "tiny", language, tuple(words))


@pytest.fixture
def kept(tmp_path: Path) -> tuple[SessionStore, int]:
    session = store_session(tmp_path)
    return SessionStore(store_file(tmp_path)), session


def report_of(kept: tuple[SessionStore, int]) -> Report:
    return build_report(kept[0].load(kept[1]))


def test_words_are_kept_and_replaced(kept: tuple[SessionStore, int]) -> None:
    store, session = kept
    assert report_of(kept).answers[1].words is None
    store.keep_words(session, 1, 1, said("one"))
    store.keep_words(session, 1, 1, said("음, 두 번째", "ko"))
    stored = store.load(session)
    assert stored.transcripts == {(1, 1): said("음, 두 번째", "ko")}
    (told,) = to_json_dict(stored)["transcripts"]
    assert (told["question"], told["attempt"], told["recogniser"]) == (1, 1, "fake 1")
    with pytest.raises(StoreError, match="no session 99"):
        store.keep_words(99, 0, 1, said("one"))


def test_words_go_with_their_session_and_by_themselves(kept: tuple[SessionStore, int]) -> None:
    store, session = kept
    store.keep_words(session, 0, 1, said("one"))
    store.keep_words(session, 2, 1, said("one"))
    assert store.forget_words(session) == 2
    store.keep_words(session, 0, 1, said("unmistakable"))
    store.delete(session)
    with closing(sqlite3.connect(store.path)) as connection:
        assert connection.execute("SELECT COUNT(*) FROM transcript").fetchone() == (0,)
    assert b"unmistakable" not in store.path.read_bytes()


def test_a_store_of_the_version_before_is_migrated_and_loses_nothing(kept: tuple[SessionStore, int]) -> None:
    store, session = kept
    before = store.load(session)
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("DROP TABLE transcript")
        connection.execute("PRAGMA user_version = 6")
    assert store.load(session) == before
    store.keep_words(session, 0, 1, said("one"))
    with closing(sqlite3.connect(store.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_damaged_words_do_not_cost_the_session(kept: tuple[SessionStore, int]) -> None:
    store, session = kept
    store.keep_words(session, 0, 1, said("one"))
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("UPDATE transcript SET data = '{\"words\": 3'")
    assert store.load(session).transcripts == {}


def test_the_report_tells_what_was_said_and_of_the_question(kept: tuple[SessionStore, int]) -> None:
    kept[0].keep_words(kept[1], 1, 1, said("A weakness, um, of mine that I have tried to mend is haste"))
    told = report_of(kept).to_json_dict()["answers"][1]["words"]
    assert told["recogniser"] == "fake 1"
    assert told["text"].startswith("A weakness, um, of mine")
    assert (told["count"], told["minute"], told["sure"]) == (12, pytest.approx(60 * 12 / 6.5), 1)
    assert told["fillers"] == [{"word": "um", "sure": True, "at": [1.0], "count": 1}]
    assert told["taken"] == ["weakness", "tried"]
    assert told["uptake"] == pytest.approx(2 / len(told["asked"]))


@pytest.mark.parametrize(("fillers", "advised"), [(1, False), (4, True)])
def test_many_fillers_are_advised_about_and_at_most_three_things(
    kept: tuple[SessionStore, int], fillers: int, advised: bool
) -> None:
    kept[0].keep_words(kept[1], 1, 1, said("um " * fillers + "word " * 40 + "like, you know"))
    told = report_of(kept)
    codes = [advice.code for advice in told.answers[1].advice]
    assert ("many_fillers" in codes) is advised
    assert ("many_fillers" in [advice.code for advice in told.advice]) is advised
    assert len(codes) <= 3
    assert len(told.advice) <= 3
