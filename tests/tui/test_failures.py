"""Whatever the engine and the sounds refuse is a code, and is told in the user's language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from core.base.errors import PoiseError, Said, SourceError, StoreError, told
from core.base.sentences import SENTENCES
from core.base.types import Notice
from tests.tui.commands import Poise
from tui.i18n import set_language
from tui.locale.catalogues import ROOT
from tui.widgets.text.failures import SOUND, failure_words
from tui.widgets.text.notices import notice_text

ROOMS = ("core", "sounds", "tui")
HANGUL = re.compile("[가-힣]")
BARE = {"webcam", "store_failed"}
"""Sentences of nothing but their parameters."""
EXAMPLES = {"end_s": 1.0, "length_s": 2.0, "limit_s": 2.5}


@cache
def sources() -> dict[str, str]:
    """The code of the rooms by file."""
    files = sorted(each for room in ROOMS for each in (ROOT / room).rglob("*.py") if each.name != "sentences.py")
    return {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in files}


def errors() -> set[str]:
    """The names of the error classes of the engine and of the screens."""
    defined = [pair for text in sources().values() for pair in re.findall(r"^class (\w+)\((\w+)\):", text, re.M)]
    found = {"PoiseError"}
    while more := {name for name, base in defined if base in found} - found:
        found |= more
    return found


def calls(kinds: set[str]) -> Iterator[tuple[str, ast.Call]]:
    """Each making of an error of these classes: where, and how."""
    making = re.compile(rf"\b({'|'.join(kinds)})\((?!PoiseError|SourceError|Exception)")
    for file, text in sources().items():
        if making.search(text):
            for node in ast.walk(ast.parse(text)):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in kinds
                    and node.args
                ):
                    yield f"{file}:{node.lineno}", node


def fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}


def test_the_engine_raises_nothing_but_codes_with_what_their_sentences_need() -> None:
    wrong, kinds, checked = [], errors(), 0
    assert {"StoreError", "InUse", "ShortageError", "ServiceError"} <= kinds
    for where, call in calls(kinds):
        first, given = call.args[0], {each.arg for each in call.keywords}
        checked += isinstance(first, ast.Constant)
        if (
            isinstance(first, ast.Constant)
            and not fields(SENTENCES.get(repr(first.value)[1:-1], "{no_code}")) <= given
        ):
            wrong.append(f"{where}: {first.value!r}")
        if isinstance(first, ast.JoinedStr):
            wrong.append(f"{where}: a sentence")
    assert not wrong
    assert checked > 80


def test_no_sentence_is_left_that_nothing_says() -> None:
    code = "".join(sources().values())
    assert not [name for name in SENTENCES if f'"{name}"' not in code]


def test_sounds_raise_codes_that_the_screen_words() -> None:
    made = [(where, call.args[0]) for where, call in calls({"SoundError"}) if where.startswith("sounds")]
    codes = [(where, first.value) for where, first in made if isinstance(first, ast.Constant)]
    assert len(codes) > 15
    assert not [where for where, code in codes if code not in SOUND]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_code_has_words_in_both_languages(language: str) -> None:
    set_language(language)
    for code, text in SENTENCES.items():
        params = {name: EXAMPLES.get(name, f"<{name}>") for name in fields(text)}
        words = failure_words(PoiseError(code, **params))
        if language == "en":
            assert words == str(PoiseError(code, **params))
        else:
            assert code in BARE or HANGUL.search(words), code
        assert all(str(value) in words for value in params.values()), code


def test_a_part_of_a_sentence_is_told_in_the_same_language() -> None:
    set_language("ko")
    who = Said("owner", {"pid": 7, "since": "09:00"})
    words = failure_words(StoreError("session_runs", path="x.db", session=3, who=who))
    assert "프로세스 7" in words
    assert "process" not in words


def test_a_notice_tells_its_error_in_the_language_too() -> None:
    """Its parameters are stored, so they hold the code beside the English words."""
    set_language("ko")
    error = StoreError("store_full", path="x.db")
    assert "가득" in notice_text(Notice("store_rescued", {**told(error), "file": "y"}))
    assert "odd" in notice_text(Notice("store_rescued", {**told(ValueError("odd")), "file": "y"}))
    unplugged = SourceError("webcam", path="/dev/video0", problem=Said("webcam_refused", {"reason": "odd"}))
    assert notice_text(Notice("camera_failed", told(unplugged))).endswith(failure_words(unplugged))
    set_language("en")
    assert "the disk is full" in notice_text(Notice("store_rescued", {**told(error), "file": "y"}))


@pytest.mark.parametrize(
    "command",
    [
        ("report", "99"),
        ("interview", "--plain", "--profile", "nobody"),
        ("watch", "--attach"),
        ("history", "--device", "all"),
    ],
    ids=" ".join,
)
def test_a_command_that_is_refused_says_so_in_korean(poise: Poise, command: tuple[str, ...], tmp_path: Path) -> None:
    done = poise(*command, "--lang", "ko", "--data-dir", tmp_path)
    assert done.exit_code == 2, done.output
    assert HANGUL.search(done.output), done.output
    assert "--help" not in done.output
