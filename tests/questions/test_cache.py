from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from questions.cache import keep, kept
from questions.cache_folder import use_cache
from questions.loading import BUILT_IN, list_banks, list_formats, load_bank, load_format
from questions.schema import Bank, Format
from tests.questions.helpers import Writer, bank, question


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Path]:
    """A cache folder that is in use during one test."""
    use_cache(tmp_path / "cache")
    yield tmp_path / "cache" / "questions"
    use_cache(None)


def start_anew(cache: Path) -> None:
    """Nothing is in memory any more."""
    use_cache(None)
    use_cache(cache.parent)


def test_all_that_is_shipped_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    for name in (entry.name for entry in list_banks()):
        path = BUILT_IN / "banks" / f"{name}.yaml"
        keep(load_bank(name), path, tmp_path)
        assert kept(Bank, path, tmp_path) == load_bank(name)
    for name in (entry.name for entry in list_formats()):
        path = BUILT_IN / "formats" / f"{name}.yaml"
        keep(load_format(name), path, tmp_path)
        assert kept(Format, path, tmp_path) == load_format(name)


def test_a_second_start_reads_what_the_first_kept(write: Writer, cache: Path) -> None:
    path = write("a.yaml", "- One?\n")
    first = load_bank(path)
    (file,) = cache.iterdir()
    file.write_text(file.read_text().replace("One?", "Kept?"))
    start_anew(cache)
    assert load_bank(path).questions[0].says("en") == "Kept?"
    path.write_text("- Two?\n")
    os.utime(path, (1, 1))  # another moment, also where the file system's clock is coarse
    assert load_bank(path).questions[0].says("en") == "Two?"
    assert first.questions[0].says("en") == "One?"


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"key": 1}', "\x00"])
def test_a_broken_cache_is_parsed_anew(write: Writer, cache: Path, broken: str) -> None:
    path = write("a.yaml", "- One?\n")
    load_bank(path)
    (file,) = cache.iterdir()
    whole = file.read_text()
    file.write_text(broken)
    start_anew(cache)
    assert load_bank(path).questions[0].says("en") == "One?"
    assert file.read_text() == whole


def test_a_kept_bank_is_no_format(write: Writer, tmp_path: Path) -> None:
    path = write("a.yaml", "- One?\n")
    keep(bank(question("a")), path, tmp_path)
    assert kept(Format, path, tmp_path) is None


def test_a_cache_that_cannot_be_written_is_no_error(write: Writer, tmp_path: Path) -> None:
    write("cache", "a file in the way")
    keep(bank(question("a")), write("a.yaml", "- One?\n"), tmp_path / "cache")
    assert kept(Bank, tmp_path / "a.yaml", tmp_path / "cache") is None
