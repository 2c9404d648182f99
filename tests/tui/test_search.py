"""The search in lists: what it finds, in Korean too, what it marks, and that ten thousand rows do not slow it."""

from __future__ import annotations

import time
from functools import partial

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.content import Content
from textual.fuzzy import FuzzySearch
from textual.widgets import Input

from tui.app.themes import OWN_VARIABLES
from tui.widgets.empty import EmptyState
from tui.widgets.row_list import RowList
from tui.widgets.rows import Row, Rows
from tui.widgets.text.search import Search, Texts

QUESTIONS = [
    "Tell me about a conflict in your team, and how it was solved.",
    "왜 우리 회사에 지원하셨습니까? 지원 동기를 말씀해 주세요.",
    "자기소개를 해 주세요.",
    "What interests you in this company?",
]


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("", [0, 1, 2, 3]),
        ("conflict", [0]),
        ("TEAM solved", [0]),
        ("team company", []),
        ("cnflict", [0]),
        ("intrsts", [3]),
        ("지원", [1]),
        ("ㅈㄱㅅㄱ", [2]),
        ("ㅈㅇ ㄷㄱ", [1]),
        ("자기솤", []),
        ("자기ㅅ", [2]),
        ("회사", [1]),
        ("주세", [1, 2]),
        (".*", []),
        ("[", []),
    ],
)
def test_search_finds(words: str, places: list[int]) -> None:
    assert Search(words).places(Texts(QUESTIONS)) == places


def test_texts_of_several_lines_and_letters_that_grow_keep_their_places() -> None:
    assert Search("team").places(Texts(["\u0130\u0130\u0130\nx", "", "In a\nTEAM"])) == [2]
    assert Search("team").places(Texts([])) == []


def test_letters_may_be_missing_only_where_no_text_has_the_word_whole() -> None:
    texts = Texts(["interest", "interview", "intr"])
    assert Search("intr").places(texts) == [2]
    assert Search("intrv").places(texts) == [1]


@pytest.mark.parametrize(
    ("words", "marked"), [("team", ["team"]), ("ㅈㄱ", ["자기"]), ("TEAM x", ["Team"]), ("tm", [])]
)
def test_marks_are_where_the_words_stand(words: str, marked: list[str]) -> None:
    text = "자기소개" if "ㅈ" in words else "Team player" if "TEAM" in words else "a team"
    assert [text[start:end] for start, end in Search(words).marks(text)] == marked


def test_ten_thousand_texts_are_searched_faster_than_textual_searches_one_hundred() -> None:
    texts = [f"{number} {text}" for number, text in enumerate(QUESTIONS * 2500)]
    joined = Texts(texts)
    ours = theirs = float("inf")
    for _ in range(3):
        start = time.process_time()
        assert len(Search("cnflct").places(joined)) == 2500
        ours = min(ours, time.process_time() - start)
        start = time.process_time()
        matcher = FuzzySearch()
        assert sum(matcher.match("cnflct", text)[0] > 0 for text in texts[:100]) >= 25
        theirs = min(theirs, time.process_time() - start)
    assert ours < 10 * theirs, f"{ours * 1000:.0f} ms against {theirs * 1000:.0f} ms"


def line(text: str, cells: int) -> Content:
    return Content(text[:cells])


class ListApp(App[None]):
    """A list of the questions, and one that has nothing yet."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[str] = []

    @on(Rows.Chosen)
    def _keep(self, event: Rows.Chosen) -> None:
        self.chosen.append(event.id)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict.fromkeys(OWN_VARIABLES, "white")

    def compose(self) -> ComposeResult:
        yield RowList()

    def on_mount(self) -> None:
        self.query_one(RowList).say_empty("Nothing yet.", "n", "makes one")

    def fill(self, texts: list[str]) -> None:
        self.query_one(RowList).set_rows([Row(text[:4], partial(line, text)) for text in texts])

    def offered(self) -> str | None:
        """The key that is offered where there is no row; None while there are some."""
        empty = self.query_one(EmptyState)
        return empty.key if empty.display else None


async def test_list_is_narrowed_while_typing_and_escape_brings_all_back() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.fill(QUESTIONS)
        app.query_one(Rows).focus()
        await pilot.press("slash", *"주세")
        assert app.query_one(Rows).ids == ["왜 우리", "자기소개"]
        await pilot.press("down", "enter")
        assert isinstance(app.focused, Rows)
        assert app.query_one(Rows).current == "자기소개"
        await pilot.press("escape")
        assert len(app.query_one(Rows).ids) == 4
        assert app.query_one(Rows).current == "자기소개", "the cursor stays"
        assert not app.query_one(Input).display


@pytest.mark.parametrize(("key", "chosen"), [("", ["one"]), ("slash", [])])
async def test_enter_before_the_rows_counts_unless_the_user_went_on_to_something_else(
    key: str, chosen: list[str]
) -> None:
    app = ListApp()
    async with app.run_test() as pilot:
        app.query_one(Rows).focus()
        await pilot.press("enter", *filter(None, [key]))
        app.fill(["one"])
        await pilot.pause()
        assert app.chosen == chosen


async def test_search_without_a_find_is_told_apart_from_an_empty_list() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 12)) as pilot:
        assert app.offered() is None, "nothing is known yet"
        app.fill([])
        assert app.offered() == "n"
        app.fill(QUESTIONS)
        assert app.offered() is None
        app.query_one(Rows).focus()
        await pilot.press("f3", *"zzz")
        assert app.offered() == "esc"
        app.fill(QUESTIONS[:2])
        assert app.query_one(Rows).ids == [], "new rows are searched too"
        await pilot.press("escape")
        assert len(app.query_one(Rows).ids) == 2


async def test_found_words_are_marked_in_the_rows() -> None:
    app = ListApp()
    async with app.run_test(size=(80, 12)) as pilot:
        app.fill(QUESTIONS)
        app.query_one(Rows).focus()
        await pilot.press("slash", *"ㅈㄱㅅㄱ")
        strip = app.query_one(Rows).render_line(0)
        marked = "".join(part.text for part in strip if part.style and part.style.underline)
        assert marked == "자기소개"
