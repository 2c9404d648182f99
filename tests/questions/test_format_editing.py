"""Kinds of interview changed by the user: whole or not at all, comments kept, and undone by what was before."""

from __future__ import annotations

from pathlib import Path

import pytest

from questions.format_editing import (
    change_format,
    copy_format,
    delete_format,
    new_format,
    put_back,
    round_line,
    rounds_from,
)
from questions.loading import list_formats, load_format
from questions.problems import BankError


def file_of(name: str, data: Path) -> Path:
    return data / "formats" / f"{name}.yaml"


def test_a_built_in_format_is_changed_in_a_copy_with_its_comments_and_comes_back(tmp_path: Path) -> None:
    before = change_format("midas", {"retakes": 3, "next_allowed_after_s": 20}, tmp_path)
    assert before is None
    changed = load_format("midas", tmp_path)
    assert (changed.retakes, changed.next_allowed_after_s) == (3, 20)
    assert changed.rounds == load_format("midas").rounds
    assert "# The best-known timing in Korea" in file_of("midas", tmp_path).read_text("utf-8")
    put_back("midas", before, tmp_path)
    assert load_format("midas", tmp_path) == load_format("midas")


def test_a_change_of_the_users_own_is_undone_letter_by_letter(tmp_path: Path) -> None:
    copy_format("quick", "mine", tmp_path)
    text = file_of("mine", tmp_path).read_text("utf-8")
    before = change_format("mine", {"skip_allowed": None, "prep_s": 0}, tmp_path)
    assert load_format("mine", tmp_path).prep_s == 0
    assert not load_format("mine", tmp_path).skip_allowed
    put_back("mine", before, tmp_path)
    assert file_of("mine", tmp_path).read_text("utf-8") == text


def test_a_format_with_the_short_ending_is_changed_where_it_lies_and_keeps_its_name_to_itself(tmp_path: Path) -> None:
    copy_format("quick", "mine", tmp_path)
    path = file_of("mine", tmp_path).rename(tmp_path / "formats" / "mine.yml")
    text = path.read_text("utf-8")
    before = change_format("mine", {"prep_s": 0}, tmp_path)
    assert load_format("mine", tmp_path).prep_s == 0
    put_back("mine", before, tmp_path)
    assert [(file, file.read_text("utf-8")) for file in path.parent.iterdir()] == [(path, text)]
    with pytest.raises(BankError, match="exists already"):
        new_format("mine", tmp_path)


@pytest.mark.parametrize("changes", [{"questions": 0}, {"answer_s": "soon"}, {"announced": ["dancing"]}])
def test_what_would_be_no_format_is_refused_and_the_file_stays(tmp_path: Path, changes: dict[str, object]) -> None:
    new_format("mine", tmp_path)
    text = file_of("mine", tmp_path).read_text("utf-8")
    with pytest.raises(BankError):
        change_format("mine", changes, tmp_path)
    assert file_of("mine", tmp_path).read_text("utf-8") == text


def test_a_deleted_format_comes_back(tmp_path: Path) -> None:
    new_format("mine", tmp_path)
    made = load_format("mine", tmp_path)
    text = delete_format("mine", tmp_path)
    assert "mine" not in [entry.name for entry in list_formats(tmp_path)]
    put_back("mine", text, tmp_path)
    assert load_format("mine", tmp_path) == made


def test_names_that_are_taken_or_none_and_built_in_ones_are_refused(tmp_path: Path) -> None:
    for name in ("quick", "../mine", ""):
        with pytest.raises(BankError):
            new_format(name, tmp_path)
    with pytest.raises(BankError):
        delete_format("quick", tmp_path)


@pytest.mark.parametrize("name", ["midas", "hirevue", "quick"])
def test_rounds_are_the_same_after_their_lines_are_read_back(name: str, tmp_path: Path) -> None:
    found = load_format(name)
    change_format(name, {"rounds": rounds_from([round_line(part) for part in found.rounds], found)}, tmp_path)
    assert load_format(name, tmp_path).rounds == found.rounds


def test_a_line_says_follow_ups_and_a_clock_of_its_own(tmp_path: Path) -> None:
    new_format("mine", tmp_path)
    lines = ["situational, values: 2 +1 10/60", "closing: 1 /45"]
    change_format("mine", {"rounds": rounds_from(lines, load_format("mine", tmp_path))}, tmp_path)
    first, last = load_format("mine", tmp_path).rounds
    assert (first.categories, first.questions, first.follow_ups) == (("situational", "values"), 2, 1)
    assert (first.prep_s, first.answer_s, last.prep_s, last.answer_s) == (10, 60, None, 45)
    assert [round_line(part) for part in (first, last)] == lines


@pytest.mark.parametrize("line", ["situational", "situational: many", "values: 2 x", "values: 2 1/2/3"])
def test_a_line_that_is_no_round_is_named(line: str) -> None:
    with pytest.raises(BankError, match="is no round"):
        rounds_from([line], load_format("quick"))
