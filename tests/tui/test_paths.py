"""Paths that are completed while they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Key
from textual.widgets import Input

from questions.exchange import ENDINGS
from tests.tui.app_fakes import until
from tests.tui.desk import at, opened, shows
from tests.tui.test_bank_screens import own, shown
from tests.tui.textual_inside import suggestion
from tui.app.dialogs import LineDialog
from tui.features.banks.data import LISTS
from tui.widgets.path_input import completed

__all__ = ["own"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "lists/new.csv",
        "lists/old.CSV",
        "lists/photo.png",
        "lists/.hidden.csv",
        "list.txt",
        "다른/질문.csv",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("", None),
        ("li", "list.txt"),
        ("lists", "lists/"),
        ("lists/", "lists/new.csv"),
        ("lists/o", "lists/old.CSV"),
        ("lists/p", None),
        ("lists/.h", "lists/.hidden.csv"),
        ("lists/new.csv", None),
        ("다", "다른/"),
        ("다른/", "다른/질문.csv"),
        ("nowhere/x", None),
        ("list.txt/", None),
        ("li\0", None),
    ],
)
def test_the_first_name_that_fits_is_offered(
    folder: Path, monkeypatch: pytest.MonkeyPatch, typed: str, whole: str | None
) -> None:
    monkeypatch.chdir(folder)
    assert completed(typed, (".csv", ".txt")) == whole


def test_home_folder_stays_a_tilde(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder))
    assert completed("~") == "~/"
    assert completed("~/lists/ph") == "~/lists/photo.png"
    assert completed("~nobody") is None


def test_every_ending_that_can_be_read_is_completed_where_one_is_asked_for() -> None:
    assert set(LISTS) == set(ENDINGS)


async def test_tab_completes_the_path_of_an_import(own: Path) -> None:
    (own / "questions.csv").write_text("text_en\nHow do you learn?\n", encoding="utf-8")
    async with opened(at(own), "bank", bank="mine") as pilot:
        await until(pilot, lambda: shown(pilot))
        await pilot.press("i")
        await until(pilot, lambda: isinstance(pilot.app.screen, LineDialog))
        await shows(pilot, "⇥ Complete the path")
        line = pilot.app.screen.query_one("#line", Input)
        line.value = f"{own}/que"
        await until(pilot, lambda: bool(suggestion(line)))
        await pilot.press("tab")
        assert line.value == str(own / "questions.csv")
        assert line.has_focus
        await pilot.press("enter")
        await shows(pilot, "1 new")
        await pilot.press("escape", "i")
        await until(pilot, lambda: isinstance(pilot.app.screen, LineDialog))
        assert pilot.app.screen.query_one("#line", Input).value == str(own / "questions.csv")


async def test_enter_that_comes_at_once_after_the_letters_takes_them_all(tmp_path: Path) -> None:
    """As when a line is pasted or typed fast on a slow machine: the key is seen to before the letters are."""
    async with opened(at(tmp_path), "history") as pilot:
        answers: list[str | None] = []
        pilot.app.push_screen(LineDialog("Name", ""), answers.append)
        await until(pilot, lambda: isinstance(pilot.app.screen, LineDialog))
        for letter in "slower next time":
            pilot.app.post_message(Key("space" if letter == " " else letter, letter))
        pilot.app.post_message(Key("enter", "\r"))
        await until(pilot, lambda: answers == ["slower next time"])
